"""A case handed over at the desk: what is asked, what is refused, who may save it, and what of it is left behind."""

from __future__ import annotations

import errno
import io
import re
import stat
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from archiver.core.custody import VirusPurpose
from archiver.core.handover.variants import Variant
from archiver.core.records import ItemNumber, Scanned, ScanVerdict
from archiver.core.register import shipped
from archiver.desk import handover, packages
from archiver.desk.app import make
from archiver.desk.packages import Packages
from archiver.errors import OutsideServiceError, UsageError
from archiver.jobs.handover import Handed, Wish
from tests.desk.house import packages_of
from tests.desk.world import URL, Browser, World, a_world
from tests.handover import HERS, NAME, OTHER, a_case, checked
from tests.handover import register as write_registers

FIELDS = {"udgave": "police", "modtager": "Nordsjællands Politi", "formaal": "legal"}
PASSWORD = "hest batteri haefteklamme"
OURS = {"origin": URL, "sec-fetch-site": "same-origin"}


@dataclass(slots=True)
class Desk:
    """A desk that makes packages, and a case with three mails."""

    world: World
    case: str
    folder: Path

    @property
    def path(self) -> str:
        return f"/sager/{self.case}/udlever"

    def officer(self, name: str = "officer.en") -> Browser:
        """One who said what for."""
        browser = self.world.signed_in(name)
        assert browser.opened(self.path).status_code in {200, 422}
        return browser

    def ask(self, browser: Browser, **fields: str) -> Any:
        """Send the sheet, and look until it is over."""
        answer = browser.submit(self.path, page=self.path, **{**FIELDS, **fields})
        if answer.status_code != 303:
            return answer
        assert answer.headers["location"] == f"{self.path}#pakke"
        return self.look(browser)

    def look(self, browser: Browser) -> Any:
        for _ in range(40):
            page = browser.get(self.path)
            if "er behandlet indtil nu" not in page.text:
                return page
        return pytest.fail("the package is never there")

    def events(self) -> list[Any]:
        chain = self.world.archive.store.chain
        return [one.event for one in chain.links(10_000) if one.event.act == "export"]

    def left(self) -> list[str]:
        """What lies in the folder of packages, but for our lock."""
        return [str(one) for one in self.folder.rglob("*") if one.is_file() and one.name != packages.LOCK]

    def give(self, made: Packages) -> None:
        world = self.world
        world.office = replace(world.office, means=replace(world.office.means, packages=made))
        world.app = make(world.office)


@contextmanager
def a_desk(url: str, folder: Path, **how: Any) -> Iterator[Desk]:
    with a_world(url) as world:
        case = a_case(world.archive)
        desk = Desk(world, case, folder / "packages")
        desk.give(packages_of(world.archive, folder, **how))
        yield desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(f"sqlite:///{tmp_path / 'archive.sqlite'}", tmp_path) as made:
        yield made


def saving(page: Any) -> str:
    found = re.search(r'href="(/sager/[^/]+/udlever/[0-9a-f]{32})"', page.text)
    assert found is not None, page.text
    return found[1]


def control_code(page: Any) -> str:
    found = re.search(r'class="hash">([0-9a-f]{64})<', page.text)
    assert found is not None
    return found[1]


# --- from the sheet to the file ---


def test_a_package_is_made_written_down_saved_once_and_gone(database_url: str, tmp_path: Path) -> None:
    with a_desk(database_url, tmp_path) as desk:
        officer = desk.officer()

        page = desk.ask(officer, journal="2026-4711")
        [noted] = desk.events()
        told = (noted.agent, noted.subject, noted.detail["recipient"], noted.detail["purpose"], noted.detail["variant"])
        assert told == ("officer officer.en", f"case:{desk.case}", "Nordsjællands Politi", "legal", "police")
        assert noted.detail["tagmanifest"] == control_code(page)
        assert "3 mails" in page.text
        [file] = desk.left()
        assert oct(stat.S_IMODE(Path(file).stat().st_mode)) == "0o600"
        for folder in (Path(file).parent, Path(file).parent.parent, desk.folder):
            assert oct(stat.S_IMODE(folder.stat().st_mode)) == "0o700"

        head = officer.head(saving(page))
        assert (head.status_code, head.content) == (200, b"")
        saved = officer.get(saving(page))
        assert saved.headers["content-type"] == "application/octet-stream"
        assert saved.headers["content-disposition"] == f'attachment; filename="{desk.case}-police.zip"'
        assert saved.headers["content-length"] == str(len(saved.content)) == head.headers["content-length"]
        assert (saved.headers["cache-control"], saved.headers["x-content-type-options"]) == ("no-store", "nosniff")
        zipfile.ZipFile(io.BytesIO(saved.content)).extractall(tmp_path / "ud")
        ended, words = checked(tmp_path / "ud" / f"{desk.case}-police")
        assert ended == 0, words
        assert control_code(page) in words

        assert desk.left() == []
        assert officer.get(saving(page)).status_code == 404
        after = desk.look(officer)
        assert "Den er gemt" in after.text
        assert control_code(after) == control_code(page)
        assert len(desk.events()) == 1


def test_the_password_opens_the_zip_and_stands_nowhere_else(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    officer = desk.officer()

    wrong = desk.ask(officer, kode=PASSWORD, kode_igen="en anden")
    assert wrong.status_code == 422
    page = desk.ask(officer, udgave="lawyer", kode=PASSWORD, kode_igen=PASSWORD)
    octets = officer.get(saving(page)).content

    with pyzipper.AESZipFile(io.BytesIO(octets)) as archived:
        with pytest.raises(RuntimeError, match="password"):
            archived.read(f"{desk.case}-lawyer/kontrol.py")
        archived.setpassword(PASSWORD.encode())
        assert archived.read(f"{desk.case}-lawyer/kontrol.py").startswith(b'"""Kontrollerer')
    written = [str(desk.world.archive.ask(f"SELECT * FROM {table}")) for table in ("custody_events", "desk_forms")]
    for told in (wrong.text, page.text, *written, *capfd.readouterr(), repr(desk.world.office)):
        assert PASSWORD not in told


def test_a_copy_without_names_says_how_many_and_asks_to_be_read(desk: Desk) -> None:
    page = desk.ask(desk.officer(), udgave="redacted", navne="Sissel Solsort\n\n", formaal="")

    assert "Læs kopien, før den forlader huset" in page.text
    assert "dæknavne" in page.text
    [noted] = desk.events()
    assert noted.detail["purpose"] == "access"


def test_an_employees_own_copy_holds_what_she_sent(desk: Desk) -> None:
    page = desk.ask(desk.officer(), udgave="employee", medarbejder=HERS, modtager="Medarbejderen")

    assert "1 mail" in page.text
    assert HERS not in str(desk.events())


def test_every_variant_has_its_words(desk: Desk) -> None:
    assert set(handover.HOLDS) == set(Variant)
    assert set(handover.VIRUS_PURPOSES) == set(VirusPurpose)
    page = desk.officer().get(desk.path).text
    for words in (
        "Pakke til politiet",
        "Pakke til advokaten",
        "journalsystemet",
        "egen kopi",
        "indsigt",
        "uden medarb",
    ):
        assert words in page


# --- what is refused ---


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"udgave": ""}, "Vælg, hvem pakken er til"),
        ({"udgave": "alle"}, "Vælg, hvem pakken er til"),
        ({"modtager": ""}, "Skriv, hvem der modtager den"),
        ({"modtager": OTHER}, "sporbarhedslog"),
        ({"modtager": "x" * 101}, "tegn"),
        ({"formaal": "nysgerrighed"}, "formål"),
        ({"virus": "nysgerrighed"}, "formål"),
        ({"kle": "81-39"}, "KLE"),
        ({"journal": "x" * 101}, "journalnummer"),
        ({"udgave": "employee"}, "mailadresse"),
        ({"udgave": "employee", "medarbejder": "ikke en adresse"}, "mailadresse"),
        ({"udgave": "employee", "medarbejder": "ingen@kommune.example"}, "intet"),
        ({"medarbejder": HERS}, "egen kopi"),
        ({"navne": "Sissel"}, "Flere navne"),
        ({"kode": "den ene", "kode_igen": "den anden"}, "ikke ens"),
        ({"kode": "kort", "kode_igen": "kort"}, "mindst"),
        ({"kode": "hønse hest batteri klamme", "kode_igen": "hønse hest batteri klamme"}, "æ"),
    ],
)
def test_what_cannot_be_meant_comes_back_with_what_was_written(desk: Desk, fields: dict[str, str], words: str) -> None:
    answer = desk.ask(desk.officer(), **{"journal": "2026-4711", "kode": PASSWORD, "kode_igen": PASSWORD, **fields})

    assert answer.status_code == 422
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert words in alert
    assert "--" not in alert
    for name, value in {**FIELDS, "journal": "2026-4711", **fields}.items():
        assert name.startswith("kode") or value in answer.text or value == "nysgerrighed"
    assert PASSWORD not in answer.text
    assert (desk.events(), desk.left()) == ([], [])


def test_a_virus_needs_somebodys_word(desk: Desk) -> None:
    officer, store = desk.officer(), desk.world.archive.store
    claimed = store.scans.claim(10, desk.world.archive.clock())
    assert claimed
    last = max(one.item for one in store.catalogue.items(case=desk.case))
    store.scans.record({ItemNumber(last): Scanned(ScanVerdict.INFECTED, "Eicar", "clamd")}, desk.world.archive.clock())

    refused = desk.ask(officer)
    assert refused.status_code == 422
    assert f"virus i mail {last}" in refused.text
    assert "--despite" not in refused.text
    desk.ask(officer, virus="police")

    assert desk.events()[-1].detail["despite_virus"] == "police"


def test_a_damaged_mail_is_told_on_the_page_and_handed_over_on_somebodys_word(desk: Desk) -> None:
    officer, archive = desk.officer(), desk.world.archive
    last = max(one.item for one in archive.store.catalogue.items(case=desk.case))
    archive.tamper(f"DELETE FROM octets WHERE sha256 = (SELECT sha256 FROM items WHERE number = {last})")

    refused = desk.ask(officer, journal="2026-4711", kode=PASSWORD, kode_igen=PASSWORD)
    assert refused.status_code == 422
    assert f"Mail {last} er beskadiget" in refused.text
    assert "2026-4711" in refused.text
    assert PASSWORD not in refused.text
    assert "--despite" not in refused.text
    assert (desk.events(), desk.left()) == ([], [])

    page = desk.ask(officer, skadet="1")
    assert page.status_code == 200
    assert f"/mails/{last}" in page.text
    assert desk.events()[-1].detail["damaged"] == str(last)


def test_what_must_be_locked_has_no_sheet_and_no_package(desk: Desk) -> None:
    archive = desk.world.archive
    officer = desk.officer()
    token = officer.token(desk.path)
    write_registers(archive, desk.case)
    stop = next(one.code for one in shipped().categories if one.stop)
    known = archive.store.registers.of(desk.case)[-1].registration
    archive.store.registers.write(desk.case, replace(known, categories=(stop,)), "officer en", archive.clock())

    assert 'name="udgave"' not in officer.get(desk.path).text
    assert officer.submit(desk.path, token=token, **FIELDS).status_code == 422
    assert desk.events() == []


def test_a_case_without_mails_has_no_package_but_its_document(desk: Desk) -> None:
    store, now = desk.world.archive.store, desk.world.archive.clock()
    empty = str(store.cases.open(handover_doing(now), 2026))
    officer = desk.world.signed_in("officer.en")

    page = officer.opened(f"/sager/{empty}/udlever")
    assert page.status_code == 200
    assert 'name="udgave"' not in page.text
    assert f"/sager/{empty}/dokument" in page.text


def handover_doing(now: Any) -> Any:
    from archiver.edges.store.cases import Doing  # noqa: PLC0415

    return Doing("officer en", now)


def test_where_no_packages_are_made_the_page_says_so(world: World) -> None:
    case = world.make_case()
    officer = world.signed_in("officer.en")

    assert "archiver export" in officer.opened(f"/sager/{case}/udlever").text
    assert officer.submit(f"/sager/{case}/udlever", page=f"/sager/{case}/udlever", **FIELDS).status_code == 422
    assert officer.get(f"/sager/{case}/udlever/{'0' * 32}").status_code == 404


# --- whose it is, and how long ---


def test_nobody_else_sees_it_or_saves_it(desk: Desk) -> None:
    page = desk.ask(desk.officer())
    deputy, stranger = desk.officer("deputy.en"), desk.world.browser()

    assert "pakke-navn" not in deputy.get(desk.path).text
    assert deputy.get(saving(page)).status_code == 404
    assert stranger.get(saving(page)).status_code == 303
    for name in ("lawyer.en", "leader.en", "auditor.en", "sysadmin.en", "representative.en"):
        assert desk.world.signed_in(name).get(saving(page)).status_code == 403
    assert len(desk.left()) == 1


@pytest.mark.parametrize("name", ["x", "...", "%2e%2e%2flock", "0" * 32, "' OR 1=1", "æ" * 300])
def test_strange_names_are_no_package(desk: Desk, name: str) -> None:
    officer = desk.officer()
    desk.ask(officer)

    assert officer.get(f"{desk.path}/{name}").status_code in {404, 405}
    assert officer.get(f"/sager/2026-9999-XXXX/udlever/{name}").status_code == 404


def test_what_nobody_saves_is_deleted_and_the_page_says_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    with a_desk(url, tmp_path, kept=timedelta(seconds=2)) as desk:
        officer = desk.officer()
        page = desk.ask(officer)
        deadline = time.monotonic() + 20
        while desk.left() and time.monotonic() < deadline:
            time.sleep(0.1)

        assert desk.left() == []
        assert "pakke-navn" in page.text
        assert "ligger her ikke mere" in desk.look(officer).text


def test_a_new_package_takes_the_place_of_one_that_was_not_saved(desk: Desk) -> None:
    officer = desk.officer()
    first = desk.ask(officer)
    second = desk.ask(officer, udgave="esdh")

    assert officer.get(saving(first)).status_code == 404
    assert [Path(one).name for one in desk.left()] == [f"{desk.case}-esdh.zip"]
    assert "3 mails er nye siden sidst" in second.text


def test_what_a_process_left_is_swept_and_what_a_living_one_has_is_not(desk: Desk, tmp_path: Path) -> None:
    desk.ask(desk.officer())
    left = desk.folder / "0123456789abcdef"
    (left / "navn").mkdir(parents=True)
    (left / packages.LOCK).touch()
    (left / "navn" / "sag.zip").write_bytes(b"PK")

    packages_of(desk.world.archive, tmp_path)

    assert not left.exists()
    assert len(desk.left()) == 1


# --- while it is made, and when it goes wrong ---


@dataclass
class Slow:
    """Makes nothing, when it is told to."""

    go: threading.Event = field(default_factory=threading.Event)
    trouble: Exception | None = None
    made: list[Wish] = field(default_factory=list)
    most: int = 0

    def require_fit(self, wish: Wish) -> int:
        return self.most

    def make(self, wish: Wish, agent: str, progress: Callable[[int], None]) -> Handed:
        self.made.append(wish)
        progress(12_300_000)
        wish.to.write_bytes(b"halvt")
        assert self.go.wait(30)
        if self.trouble is not None:
            raise self.trouble
        return Handed(wish.case, wish.variant, 1, 1, 1, "m", "c" * 64, 7, 0, (), 0, None)


@pytest.fixture
def slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(handover, "PATIENCE", 0.05)
    maker = Slow()
    desk.give(Packages(desk.folder, maker, desk.world.archive.clock))
    yield maker
    maker.go.set()


def test_one_package_at_a_time_and_how_far_it_is(desk: Desk, slow: Slow) -> None:
    officer, deputy = desk.officer(), desk.officer("deputy.en")
    token = officer.token(desk.path)

    answers = [officer.post(desk.path, data={"token": token, **FIELDS}, headers=OURS) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    page = officer.get(desk.path)
    assert "12,3 MB er behandlet indtil nu" in page.text
    assert "Se efter igen" in page.text
    busy = desk.ask(deputy)
    assert busy.status_code == 422
    assert "anden pakke" in busy.text
    assert "Nordsjællands Politi" in busy.text
    slow.go.set()

    assert "c" * 64 in desk.look(officer).text
    assert officer.get(saving(desk.look(officer))).content == b"halvt"
    assert len(slow.made) == 1
    desk.ask(deputy)
    assert len(slow.made) == 2


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "arkivets disk er fuld"),
        (
            OutsideServiceError("{path} cannot be written: {problem}.", path=f"/data/{NAME}", problem="No space left"),
            "arkivets disk er fuld",
        ),
        (OutsideServiceError("The name of the database server is not known: see the host in the URL."), "database"),
        (UsageError("There is nothing in {case} to hand over so.", case="2026-0001-X"), "2026-0001-X"),
        (KeyError(NAME), "galt med selve arbejdsbordet"),
    ],
)
def test_what_goes_wrong_is_told_on_the_page_and_leaves_nothing(
    desk: Desk, slow: Slow, trouble: Exception, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    slow.trouble = trouble
    slow.go.set()

    page = desk.ask(desk.officer(), journal="2026-4711")

    assert page.status_code == 422
    assert words in page.text
    assert "2026-4711" in page.text
    for told in (page.text, *capfd.readouterr()):
        assert NAME not in told
        assert "Traceback" not in told
    assert desk.left() == []


def test_a_disk_without_room_is_told_before_anything_is_begun(desk: Desk, slow: Slow) -> None:
    slow.most = 1 << 60
    officer = desk.officer()

    assert "ikke plads" in desk.ask(officer).text
    assert slow.made == []


def test_a_folder_that_cannot_be_made_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    desk.give(Packages(tmp_path / "fil" / "under", Slow(), desk.world.archive.clock))

    answer = desk.ask(desk.officer())

    assert answer.status_code == 422
    assert "må ikke skrives til" in answer.text


def test_a_download_that_breaks_off_takes_nothing_away(desk: Desk, slow: Slow) -> None:
    slow.go.set()
    officer = desk.officer()
    desk.ask(officer)
    made = desk.world.office.means.packages
    assert made is not None
    making = made.of("local:officer.en", desk.case)
    assert making is not None

    pieces = made.taken(making)
    assert next(pieces) == b"halvt"
    pieces.close()  # type: ignore[attr-defined]

    assert len(desk.left()) == 1
    assert b"".join(made.taken(making)) == b"halvt"
    assert desk.left() == []
