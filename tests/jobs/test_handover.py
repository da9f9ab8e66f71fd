"""A case handed over: a bag and a mailbag, octet for octet, with what proves it, and no more than is the reader's."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path

import bagit
import pytest
import pyzipper

from archiver.core.casefile import HelpSheet, LegalSheet, NoteSheet
from archiver.core.handover.variants import Variant, numbers_of, ranges
from archiver.core.records import ItemNumber, Scanned, ScanVerdict
from archiver.core.register import Registration, shipped
from archiver.edges import depots, package
from archiver.edges.depots import Depots
from archiver.edges.parsing import ParsingChildren
from archiver.edges.resolver import DnsResolver
from archiver.edges.store.cases import Doing
from archiver.errors import ItemDamaged, ItemInfected, StoreRefused, UsageError
from archiver.jobs.signatures import check_due
from archiver.jobs.stamping import stamp_due
from tests import mailbag_rules
from tests.builders import ABUSE, a_forward_with_attachment, a_letter, a_multipart
from tests.edges.store.test_whereabouts import an_archive
from tests.edges.test_timestamps import an_authority
from tests.fakes import MORNING, Archive, close
from tests.handover import (
    AGENT,
    HERS,
    HIS,
    NAME,
    OTHER,
    SECRET,
    a_case,
    checked,
    hand,
    manifests,
    meta,
    named_mail,
    unfit,
)
from tests.jobs.test_disposal import dispose
from tests.services.dns import DnsServer
from tests.services.tsa import Tsa
from tests.signing import Provider

ATTACHED = "data/attachments/000001"


def events(archive: Archive) -> list[tuple[str, dict[str, object]]]:
    """Subject and detail of every hand-over."""
    rows = archive.ask("SELECT subject, detail FROM custody_events WHERE act = 'export' ORDER BY seq")
    return [(subject, json.loads(detail)) for subject, detail in rows]


def test_a_package_is_a_bag_and_a_mailbag_with_the_mails_octet_for_octet(archive: Archive, tmp_path: Path) -> None:
    case, to = a_case(archive), tmp_path / "pakke"

    handed = hand(archive, case, to)

    assert bagit.Bag(str(to)).validate()
    assert mailbag_rules.broken(to) == []
    for number in (1, 2, 3):
        octets = b"".join(archive.store.catalogue.octets(ItemNumber(number)))
        assert (to / f"data/eml/{number:06d}.eml").read_bytes() == octets
    assert (to / ATTACHED / "skærm.png").read_bytes().startswith(b"\x89PNG")
    assert (to / ATTACHED / "000001-2.eml").read_bytes() == ABUSE
    assert (handed.items, handed.files, checked(to)[0]) == (3, 9, 0)
    assert archive.sound()


def test_everything_is_for_this_user_alone_and_the_scratch_is_gone(sqlite_archive: Archive, tmp_path: Path) -> None:
    hand(sqlite_archive, a_case(sqlite_archive), tmp_path / "pakke")

    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "pakke").rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_same_case_gives_the_same_manifests_however_often_and_when_it_is_handed_over(
    archive: Archive, tmp_path: Path
) -> None:
    case = a_case(archive)

    hand(archive, case, tmp_path / "en")
    archive.clock.advance(days=40)
    archive.store.cases.note_access(case, "view", Doing(AGENT, archive.clock()))
    hand(archive, case, tmp_path / "to", recipient="Østjyllands Politi")

    assert manifests(tmp_path / "en") == manifests(tmp_path / "to")
    assert len(manifests(tmp_path / "en")) == 4
    assert len(events(archive)) == 2


@pytest.mark.parametrize("variant", [Variant.LAWYER, Variant.ESDH, Variant.ACCESS, Variant.REDACTED])
def test_so_does_every_variant_in_its_payload(sqlite_archive: Archive, tmp_path: Path, variant: Variant) -> None:
    case = a_case(sqlite_archive)

    for name in ("en", "to"):
        hand(sqlite_archive, case, tmp_path / name, variant)

    one, two = manifests(tmp_path / "en"), manifests(tmp_path / "to")
    assert {name: octets for name, octets in one.items() if name.startswith("manifest")} == {
        name: octets for name, octets in two.items() if name.startswith("manifest")
    }
    assert (one == two) == (variant in {Variant.LAWYER, Variant.REDACTED})


def test_the_chain_says_to_whom_what_for_and_which_octets(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)

    handed = hand(archive, case, tmp_path / "pakke")

    [(subject, detail)] = events(archive)
    manifest = (tmp_path / "pakke/manifest-sha256.txt").read_bytes()
    assert subject == f"case:{case}"
    assert (detail["recipient"], detail["purpose"], detail["variant"]) == ("Nordsjællands Politi", "police", "police")
    assert (detail["items"], detail["manifest"]) == ("1-3", hashlib.sha256(manifest).hexdigest())
    assert detail["tagmanifest"] == handed.code
    assert f"Kontrolkode / control code: {handed.code}" in checked(tmp_path / "pakke")[1]


@pytest.mark.parametrize("recipient", [NAME, "Fuglsang", "x@y.example", f"Politiet, att. {OTHER}"])
def test_no_person_gets_into_the_chain_as_recipient(sqlite_archive: Archive, tmp_path: Path, recipient: str) -> None:
    case = a_case(sqlite_archive)

    with pytest.raises(UsageError):
        hand(sqlite_archive, case, tmp_path / "pakke", recipient=recipient)

    assert not (tmp_path / "pakke").exists()
    assert events(sqlite_archive) == []


def test_metadata_keeps_its_schema_and_carries_kle_and_journal_number(sqlite_archive: Archive, tmp_path: Path) -> None:
    case, to = a_case(sqlite_archive), tmp_path / "esdh"

    hand(sqlite_archive, case, to, Variant.ESDH, kle="81.39.00-G01", journal="2026-4711")

    schema = json.loads((to / "metadata.schema.json").read_bytes())
    assert list(unfit(meta(to), schema, schema)) == []
    assert list(unfit(meta(to) | {"variant": "x"}, schema, schema)) == [".variant: 'x'"]
    rows = list(csv.DictReader(io.StringIO((to / "metadata.csv").read_text("utf-8"))))
    assert {(row["Journalnummer"], row["KLE"]) for row in rows} == {("2026-4711", "81.39.00-G01")}
    for row in rows[1:]:
        assert hashlib.sha256((to / row["Fil"]).read_bytes()).hexdigest() == row["SHA-256"]
    assert "Internal-Sender-Identifier: 2026-4711" in (to / "bag-info.txt").read_text("utf-8")


def test_a_second_package_for_the_journal_says_what_is_new(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)
    first = hand(archive, case, tmp_path / "en", Variant.ESDH)
    archive.clock.advance(days=3)
    a_case(archive, a_letter(message_id="<ny@kommune.example>"), registered=False)
    archive.store.cases.file(ItemNumber(4), case, Doing(AGENT, archive.clock()))
    note = NoteSheet(way="TLF", held_at=MORNING, author="Inge", note="Ringede")
    archive.store.entries.write(case, note, AGENT, archive.clock())

    second = hand(archive, case, tmp_path / "to", Variant.ESDH)

    rows = list(csv.DictReader(io.StringIO((tmp_path / "to/nyt.csv").read_text("utf-8"))))
    assert (first.new, second.new) == (3, 1)
    assert [row["Dokument"] for row in rows if row["Nyt"] == "ja"] == ["000004", "note 1"]
    assert {row["Nyt"] for row in csv.DictReader(io.StringIO((tmp_path / "en/nyt.csv").read_text("utf-8")))} == {"ja"}


def test_a_mail_that_was_taken_out_of_the_case_since_is_told_of(sqlite_archive: Archive, tmp_path: Path) -> None:
    case = a_case(sqlite_archive)
    hand(sqlite_archive, case, tmp_path / "en", Variant.ESDH)
    sqlite_archive.store.cases.take_out(ItemNumber(3), Doing(AGENT, sqlite_archive.clock()))

    again = hand(sqlite_archive, case, tmp_path / "to", Variant.ESDH)

    rows = {one["Dokument"]: one["Nyt"] for one in csv.DictReader(io.StringIO((tmp_path / "to/nyt.csv").read_text()))}
    assert (again.new, rows["000001"], rows["000003"]) == (0, "nej", "udgået")


def test_each_reader_gets_no_more_than_is_theirs(sqlite_archive: Archive, tmp_path: Path) -> None:
    case = a_case(sqlite_archive)
    told = {}
    for variant in Variant:
        employee = HIS if variant is Variant.EMPLOYEE else ""
        hand(sqlite_archive, case, tmp_path / variant.value, variant, employee=employee)
        told[variant] = {one["register"] for one in meta(tmp_path / variant.value)["entries"]}
        words = b"".join(path.read_bytes() for path in (tmp_path / variant.value).glob("*.*"))
        assert (SECRET.encode() in words) == (variant is Variant.LAWYER)

    assert told[Variant.POLICE] == {"report"}
    assert told[Variant.LAWYER] == {"report", "help", "wish", "legal"}
    assert told[Variant.ESDH] == {"report", "help", "wish"}
    assert told[Variant.ACCESS] == told[Variant.REDACTED] == {"report"}
    assert told[Variant.EMPLOYEE] == set()
    assert [one["id"] for one in meta(tmp_path / "employee")["items"]] == ["000001", "000003"]
    for variant in (Variant.EMPLOYEE, Variant.ACCESS, Variant.REDACTED):
        assert AGENT.encode() not in (tmp_path / variant.value / "sporbarhedslog.txt").read_bytes()
        assert checked(tmp_path / variant.value)[0] == 0


def test_a_legal_note_goes_to_the_police_only_where_it_says_so(sqlite_archive: Archive, tmp_path: Path) -> None:
    case = a_case(sqlite_archive)
    shared = LegalSheet(lawyer="Advokat", assessed_on=MORNING.date(), note="Må deles", to_be_shared=True)
    sqlite_archive.store.entries.write(case, shared, AGENT, sqlite_archive.clock())

    hand(sqlite_archive, case, tmp_path / "pakke")

    words = (tmp_path / "pakke/metadata.json").read_text("utf-8")
    assert "Må deles" in words
    assert SECRET not in words


def test_who_asked_for_access_sees_when_the_case_was_shown_and_what_for_and_not_to_whom(
    archive: Archive, tmp_path: Path
) -> None:
    case = a_case(archive)
    hand(archive, case, tmp_path / "politi")

    hand(archive, case, tmp_path / "indsigt", Variant.ACCESS)

    looks = (tmp_path / "indsigt/opslag.csv").read_text("utf-8")
    assert f'"case:{case}","export","police"' in looks
    assert AGENT not in looks


def test_a_zip_with_a_password_opens_with_it_alone_and_its_names_tell_nothing(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    case, to = a_case(sqlite_archive), tmp_path / "sag.zip"

    hand(sqlite_archive, case, to, password="hoense-hest-hat")
    with pyzipper.AESZipFile(to) as archived:
        names = archived.namelist()
        with pytest.raises(RuntimeError):
            archived.read(names[0])
        archived.setpassword(b"hoense-hest-hat")
        archived.extractall(tmp_path / "ud")

    assert not any("skærm" in name or "Kanarie" in name for name in names)
    assert bagit.Bag(str(tmp_path / "ud/sag")).validate()
    assert mailbag_rules.broken(tmp_path / "ud/sag") == []
    assert checked(tmp_path / "ud/sag")[0] == 0
    assert to.stat().st_mode & 0o777 == 0o600


def test_a_zip_without_one_is_the_same_each_time(sqlite_archive: Archive, tmp_path: Path) -> None:
    case = a_case(sqlite_archive)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    for folder in ("a", "b"):
        hand(sqlite_archive, case, tmp_path / folder / "sag.zip")

    assert (tmp_path / "a/sag.zip").read_bytes() == (tmp_path / "b/sag.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a/sag.zip") as archived:
        assert archived.testzip() is None


def test_nothing_is_written_over_and_a_folder_takes_no_password(sqlite_archive: Archive, tmp_path: Path) -> None:
    case = a_case(sqlite_archive)
    (tmp_path / "der").mkdir()

    for to, password in ((tmp_path / "der", None), (tmp_path / "mappe", "x"), (tmp_path / "ingen/der", None)):
        with pytest.raises(UsageError):
            hand(sqlite_archive, case, to, password=password)

    assert events(sqlite_archive) == []


def test_a_damaged_mail_is_handed_over_only_on_somebodys_word_and_said_to_be(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)
    archive.tamper("DELETE FROM octets WHERE sha256 = (SELECT sha256 FROM items WHERE number = 3)")

    with pytest.raises(ItemDamaged):
        hand(archive, case, tmp_path / "nej")
    handed = hand(archive, case, tmp_path / "ja", despite_damage=True)

    assert handed.damaged == (3,)
    assert events(archive)[-1][1]["damaged"] == "3"
    code, words = checked(tmp_path / "ja")
    assert (code, "000003: var beskadiget i arkivet" in words) == (0, True)
    assert mailbag_rules.rows_of(tmp_path / "ja/mailbag.csv")[3][0] != ""
    assert not (tmp_path / "nej").exists()


def test_an_infected_mail_is_handed_over_only_for_a_purpose_that_is_written_down(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    case = a_case(sqlite_archive)
    found = Scanned(ScanVerdict.INFECTED, "Eicar", "clamd")
    sqlite_archive.store.scans.claim(3, sqlite_archive.clock())
    sqlite_archive.store.scans.record({ItemNumber(2): found}, sqlite_archive.clock())

    with pytest.raises(ItemInfected):
        hand(sqlite_archive, case, tmp_path / "nej")
    hand(sqlite_archive, case, tmp_path / "ja", despite_virus="police")

    assert events(sqlite_archive)[-1][1]["despite_virus"] == "police"
    assert (tmp_path / "ja/data/eml/000002.eml").read_bytes() == named_mail()


def test_a_chain_that_somebody_changed_is_not_handed_over(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)
    archive.tamper("UPDATE custody_events SET agent = 'en anden' WHERE seq = 5")

    with pytest.raises(ItemDamaged, match="broken at event 5"):
        hand(archive, case, tmp_path / "pakke")

    assert not (tmp_path / "pakke").exists()


def test_what_must_be_locked_goes_into_no_package(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)
    stop = next(one.code for one in shipped().categories if one.stop)
    locked = Registration(None, "MAIL", (stop,), "Skolen Nord", (), "BORGER", "Skal låses")
    archive.store.registers.write(case, locked, AGENT, archive.clock())

    with pytest.raises(UsageError, match="must be locked"):
        hand(archive, case, tmp_path / "pakke")


def test_a_case_that_has_nothing_or_went_into_another_has_no_package(sqlite_archive: Archive, tmp_path: Path) -> None:
    case, doing = a_case(sqlite_archive), Doing(AGENT, sqlite_archive.clock())
    empty = str(sqlite_archive.store.cases.open(doing, 2026))

    with pytest.raises(UsageError, match="no mails"):
        hand(sqlite_archive, empty, tmp_path / "tom")
    sqlite_archive.store.cases.merge(empty, case, doing)
    with pytest.raises(UsageError, match="merged into"):
        hand(sqlite_archive, empty, tmp_path / "tom")
    with pytest.raises(UsageError, match="no case"):
        hand(sqlite_archive, "2026-9999-XXXX", tmp_path / "ingen")


def test_signatures_hold_in_the_package_without_the_dns_and_a_changed_key_is_named(
    sqlite_archive: Archive, tmp_path: Path, dns_server: DnsServer
) -> None:
    citizen = Provider()
    dns_server.publish(citizen.published)
    case = a_case(sqlite_archive, a_forward_with_attachment(citizen.signed()), registered=False)
    checker = ParsingChildren()
    check_due(
        sqlite_archive.store,
        checker,
        DnsResolver([(dns_server.host, dns_server.port)], seconds=0.3),
        sqlite_archive.clock,
    )
    checker.close()

    hand(sqlite_archive, case, tmp_path / "pakke")

    [signed] = meta(tmp_path / "pakke")["items"][0]["signatures"]
    assert (signed["verdict"], signed["file"]) == ("pass", f"{ATTACHED}/000001-2.eml")
    assert signed["key_record"] == citizen.record
    assert "1 signaturer fra afsendernes servere (DKIM) holder" in checked(tmp_path / "pakke")[1]


@pytest.mark.parametrize("how", ["relaxed/relaxed", "simple/simple", "relaxed/simple", "simple/relaxed"])
def test_kontrol_canonicalises_as_those_who_sign_do(
    sqlite_archive: Archive, tmp_path: Path, dns_server: DnsServer, how: str
) -> None:
    citizen = Provider()
    dns_server.publish(citizen.published)
    ways = tuple(one.encode() for one in how.split("/"))
    mail = ABUSE.replace(b"Hilsen en", b"Hilsen   en  \t").replace(b"sove trygt", b"sove\r\n   trygt") + b"\r\n\r\n"
    signed = citizen.signed(mail, canonicalize=ways)
    case = a_case(sqlite_archive, a_forward_with_attachment(signed), registered=False)
    checker = ParsingChildren()
    check_due(
        sqlite_archive.store,
        checker,
        DnsResolver([(dns_server.host, dns_server.port)], seconds=0.3),
        sqlite_archive.clock,
    )
    checker.close()

    hand(sqlite_archive, case, tmp_path / "pakke")

    assert "1 signaturer fra afsendernes servere (DKIM) holder" in checked(tmp_path / "pakke")[1]


def test_the_first_stamp_that_covers_the_case_is_in_it_and_openssl_accepts_it(
    archive: Archive, tmp_path: Path, tsa: Tsa
) -> None:
    case, authority = a_case(archive), an_authority(tsa)
    hand(archive, case, tmp_path / "uden")
    stamp_due(archive.store, authority, timedelta(days=1), archive.clock)
    hand(archive, case, tmp_path / "en")
    archive.clock.advance(days=2)
    stamp_due(archive.store, authority, timedelta(days=1), archive.clock)

    hand(archive, case, tmp_path / "to")

    assert not (tmp_path / "uden/tidsstempler").exists()
    assert len(meta(tmp_path / "en")["stamps"]) == 1
    assert manifests(tmp_path / "en") == manifests(tmp_path / "to"), "later stamps prove nothing more"
    assert "1 tidsstempler godkendt af openssl" in checked(tmp_path / "en")[1]
    assert checked(tmp_path / "to")[0] == 0


def test_a_mail_in_a_mail_in_an_encoding_comes_out_as_it_went_in(sqlite_archive: Archive, tmp_path: Path) -> None:
    inner = a_forward_with_attachment(filename="inderst.bin", attachment=bytes(range(256)) * 40_000)
    outer = a_multipart(
        [
            (
                ("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"),
                base64.encodebytes(inner),
            )
        ]
    )
    case = a_case(sqlite_archive, outer, registered=False)

    hand(sqlite_archive, case, tmp_path / "pakke")

    files = {one["name"]: one for one in meta(tmp_path / "pakke")["items"][0]["attachments"]}
    assert (tmp_path / "pakke" / files["inderst.bin"]["file"]).read_bytes() == bytes(range(256)) * 40_000
    assert inner in {path.read_bytes() for path in (tmp_path / "pakke/data/attachments").rglob("*.eml")}


def test_what_cannot_be_written_down_is_not_handed_over_and_leaves_nothing_behind(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    case = a_case(sqlite_archive)
    sqlite_archive.tamper("CREATE TRIGGER fuld BEFORE INSERT ON custody_events BEGIN SELECT RAISE(ABORT, 'fuld'); END")

    with pytest.raises(StoreRefused):
        hand(sqlite_archive, case, tmp_path / "pakke")

    assert {path.name for path in tmp_path.iterdir()} <= {"archive.sqlite", "archive.sqlite-wal", "archive.sqlite-shm"}


def a_merged_case(archive: Archive) -> tuple[str, str]:
    """A case into which a registered one went, and that one."""
    former, case = a_case(archive), a_case(archive, a_letter(message_id="<fire@kommune.example>"), registered=False)
    archive.store.entries.write(
        case, NoteSheet(way="TLF", held_at=MORNING, author=OTHER, note="Ringede"), AGENT, archive.clock()
    )
    archive.store.cases.merge(former, case, Doing(AGENT, archive.clock()))
    return case, former


def test_what_was_written_in_a_case_that_was_merged_goes_with_it(archive: Archive, tmp_path: Path) -> None:
    case, former = a_merged_case(archive)

    hand(archive, case, tmp_path / "pakke")

    told, schema = meta(tmp_path / "pakke"), json.loads((tmp_path / "pakke/metadata.schema.json").read_bytes())
    assert [(one["case"], one["register"]) for one in told["entries"]] == [(former, "report"), (case, "note")]
    assert [(one["case"], one["register"]["theme"]) for one in told["merged_registers"]] == [
        (former, f"Trusler mod {NAME}")
    ]
    assert list(unfit(told, schema, schema)) == []
    words = subprocess.run(["pdftotext", str(tmp_path / "pakke/Sagsresume.pdf"), "-"], capture_output=True, check=True)
    assert f"Trusler mod {NAME}" in words.stdout.decode()
    assert former in words.stdout.decode()
    assert checked(tmp_path / "pakke")[0] == 0


def test_its_legal_assessments_go_to_the_lawyer_and_its_employees_get_pseudonyms(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    case, former = a_merged_case(sqlite_archive)

    hand(sqlite_archive, case, tmp_path / "advokat", Variant.LAWYER)
    hand(sqlite_archive, case, tmp_path / "kopi", Variant.REDACTED)
    hand(sqlite_archive, case, tmp_path / "esdh", Variant.ESDH)

    assert SECRET in (tmp_path / "advokat/metadata.json").read_text("utf-8")
    assert SECRET not in (tmp_path / "esdh/metadata.json").read_text("utf-8")
    assert "Kanarie" not in (tmp_path / "kopi/metadata.json").read_text("utf-8")
    assert f'"{former} report 1","notat","version 1","","ja"' in (tmp_path / "esdh/nyt.csv").read_text("utf-8")


def test_the_log_tells_of_a_merged_case_that_nobody_registered(sqlite_archive: Archive, tmp_path: Path) -> None:
    doing = Doing(AGENT, sqlite_archive.clock())
    case = a_case(sqlite_archive)
    former = str(sqlite_archive.store.cases.open(doing, 2026))
    sqlite_archive.store.cases.merge(former, case, doing)

    hand(sqlite_archive, case, tmp_path / "pakke")

    assert f"sag {former} · sagen blev oprettet" in (tmp_path / "pakke/sporbarhedslog.txt").read_text("utf-8")


def test_an_employee_finds_the_help_that_was_registered_under_the_name_turned_round(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    case = a_case(sqlite_archive)
    sheet = HelpSheet(kind="KRISE", employee="FUGLSANG-ÆRØ, Kanarie (KFÆ)", offered_on=date(2026, 11, 24), answer="JA")
    sqlite_archive.store.entries.write(case, sheet, AGENT, sqlite_archive.clock())

    hand(sqlite_archive, case, tmp_path / "egen", Variant.EMPLOYEE, employee=HERS)

    assert [one["entry"] for one in meta(tmp_path / "egen")["entries"] if one["register"] == "help"] == [1, 2]


@pytest.mark.parametrize("password", ["kort", "hønse-hest-hat", "tolv\ttegn-ialt"])
def test_a_password_is_one_that_holds_and_that_any_program_understands(
    sqlite_archive: Archive, tmp_path: Path, password: str
) -> None:
    with pytest.raises(UsageError, match="password of a zip"):
        hand(sqlite_archive, a_case(sqlite_archive), tmp_path / "sag.zip", password=password)

    assert list(tmp_path.glob("*.zip")) == []


def test_what_a_killed_export_left_is_swept_away_and_what_another_makes_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".archiver-package-0011223344556677.part"
    (left / "bag").mkdir(parents=True)
    (left / "bag/000001.eml").write_bytes(b"mail")

    os.utime(left, (0, 0))

    with package.package(tmp_path / "en"):
        made = set(tmp_path.iterdir())
        os.utime(next(iter(made)), (0, 0))
        with package.package(tmp_path / "to"):
            assert left not in made
            assert made <= set(tmp_path.iterdir())

    assert list(tmp_path.iterdir()) == []


def test_names_that_are_one_to_a_mac_are_two_files(sqlite_archive: Archive, tmp_path: Path) -> None:
    names = ("%C3%A5.txt", "a%CC%8A.txt", "CON.txt", "..%2F..%2Fetc%2Fpasswd", "%E2%80%AEgnp.exe")
    parts: list[tuple[tuple[str, ...], bytes]] = [
        ((f"Content-Disposition: attachment; filename*=utf-8''{name}",), str(number).encode())
        for number, name in enumerate(names)
    ]
    case = a_case(sqlite_archive, a_multipart(parts))

    hand(sqlite_archive, case, tmp_path / "pakke")

    files = {one["name"]: one["file"].rpartition("/")[2] for one in meta(tmp_path / "pakke")["items"][0]["attachments"]}
    assert files == {
        "å.txt": "å.txt",
        "a\u030a.txt": "000001-2.txt",
        "CON.txt": "000001-3.txt",
        "../../etc/passwd": "000001-4",
        "\u202egnp.exe": "000001-5.exe",
    }
    assert checked(tmp_path / "pakke")[0] == 0


def test_no_list_makes_a_spreadsheet_reckon(sqlite_archive: Archive, tmp_path: Path) -> None:
    hostile = "=cmd|'/C calc'!A0"
    part: tuple[tuple[str, ...], bytes] = (
        ("Content-Disposition: attachment; filename*=utf-8''%3Dcmd%7C'%2FC%20calc'!A0.csv",),
        b"x",
    )
    case = a_case(sqlite_archive, a_multipart([part], subject=hostile))

    hand(sqlite_archive, case, tmp_path / "pakke", Variant.ESDH)

    lists = [path for path in (tmp_path / "pakke").rglob("*.csv") if b"cmd|" in path.read_bytes()]
    assert {one.name for one in lists} == {"mailbag.csv", "metadata.csv", "attachments.csv"}
    for path in (tmp_path / "pakke").rglob("*.csv"):
        fields = [field for row in csv.reader(path.read_text("utf-8").splitlines()) for field in row]
        assert [field for field in fields if field.startswith(("=", "+", "@"))] == []


def test_a_mail_of_which_not_all_was_taken_out_says_so(sqlite_archive: Archive, tmp_path: Path) -> None:
    parts: list[tuple[tuple[str, ...], bytes]] = [(("Content-Disposition: attachment; filename=a.txt",), b"x")] * 2_100
    case = a_case(sqlite_archive, a_multipart(parts))

    hand(sqlite_archive, case, tmp_path / "pakke")

    assert meta(tmp_path / "pakke")["items"][0]["read_in_part"]
    assert '"ikke alt i den er taget ud","000001"' in (tmp_path / "pakke/mailbag.csv").read_text("utf-8")


def test_a_subject_without_an_end_takes_no_page_of_its_own(sqlite_archive: Archive, tmp_path: Path) -> None:
    case = a_case(sqlite_archive, a_letter(subject="Uden ende " * 400))

    hand(sqlite_archive, case, tmp_path / "pakke")

    about = subprocess.run(["pdfinfo", str(tmp_path / "pakke/Sagsresume.pdf")], capture_output=True, check=True)
    assert int(re.search(r"Pages:\s+(\d+)", about.stdout.decode())[1]) <= 2  # type: ignore[index]


def test_an_encrypted_archive_whose_large_mails_rest_outside_hands_over_what_came(tmp_path: Path) -> None:
    where = Depots(depots.place_of(tmp_path / "content"), 4096)
    mail = a_forward_with_attachment(a_letter(sender="b@c.example", body="Truslen.\r\n" * 2_000))
    with an_archive(f"sqlite:///{tmp_path}/arkiv.sqlite", where, b"n" * 32) as archive:
        case = a_case(archive, mail, named_mail())

        hand(archive, case, tmp_path / "pakke")
        hand(archive, case, tmp_path / "kopi", Variant.REDACTED)

    assert (tmp_path / "pakke/data/eml/000001.eml").read_bytes() == mail
    assert checked(tmp_path / "pakke")[0] == 0
    assert "Truslen." in (tmp_path / "kopi/data/eml/000001.eml").read_text("utf-8")


def test_a_case_that_was_disposed_of_has_no_package(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)
    close(archive.store, case, Doing(AGENT, archive.clock()))
    archive.clock.advance(days=1)
    dispose(archive, archive.store.disposals.case(case))

    with pytest.raises(UsageError, match="disposed of"):
        hand(archive, case, tmp_path / "pakke")

    assert list(tmp_path.glob("*pakke*")) == []


def test_numbers_are_told_in_ranges_and_understood_again() -> None:
    assert ranges([7, 1, 2, 3, 9, 10]) == "1-3,7,9-10"
    assert numbers_of("1-3,7,9-10") == {1, 2, 3, 7, 9, 10}
    assert (ranges([]), numbers_of("")) == ("", frozenset())


def test_the_mail_that_names_her_is_handed_to_the_police_as_it_came(archive: Archive, tmp_path: Path) -> None:
    case = a_case(archive)

    hand(archive, case, tmp_path / "pakke")

    assert (tmp_path / "pakke/data/eml/000002.eml").read_bytes() == named_mail()
