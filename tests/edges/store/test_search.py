"""The search in SQL: the same items from both databases, encrypted or not, and no word of theirs in the file."""

from __future__ import annotations

import base64
import random
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archiver.core.indexing import entries_of
from archiver.core.records import ItemNumber, Octets, Unreadable
from archiver.core.search import query_of
from archiver.edges.store import index as rows
from archiver.edges.store.cases import Doing
from archiver.errors import Unparseable
from archiver.jobs.indexing import index_due
from archiver.jobs.sealing import seal_past
from archiver.jobs.settling import read_again
from tests.builders import ABUSE, a_forward_with_attachment, a_letter, a_multipart
from tests.core.test_extraction import a_docx, a_pdf
from tests.edges.store.story import INLINE, Later
from tests.edges.store.test_sealing import an_archive
from tests.fakes import Archive
from tests.jobs.test_incidents import take_in
from tests.outlook import Attached, a_msg
from tests.pictures import a_picture
from tests.services.postgres import Postgres

HERE = ZoneInfo("Europe/Copenhagen")
KEY = secrets.token_bytes(32)
QUERIES = 200
STOCK = tuple(
    word
    for line in (
        "truslen trusler trussel skolen skole skolens elev elever børn børnene boern årsag aarsagen Ærø Aeroe møde",
        "mødet forælder forældre lærer læreren klage klagen sagen sag kommune kommunen hjem hjemme vej vejen bil bilen",
        "nat natten threat threats threatening police politi politiet billede billeder opslag opslaget facebook gruppe",
        "gruppen navn navnet adresse adressen telefon 12345678 010203-1234 skyld skylden idiot løgner løgn ved bor går",
    )
    for word in line.split()
)


class InProcessIndexer:
    """The product's own work, without a process around it."""

    def words(self, octets: Octets, *, with_files: bool) -> tuple[str, ...] | Unreadable:
        try:
            return tuple(entries_of(octets.to_bytes(), with_files=with_files))
        except Unparseable as problem:
            return Unreadable(str(problem))


def index(archive: Archive) -> int:
    archive.store.search.renew(archive.clock())
    return index_due(archive.store, InProcessIndexer(), archive.clock)


def found(archive: Archive, question: str, limit: int = 1000) -> list[int]:
    return [entry.item for entry in archive.store.search.find(query_of(question, HERE), limit).entries]


def with_a_file(name: str, octets: bytes, *, sender: str, subject: str, message_id: str) -> bytes:
    head = f'Content-Disposition: attachment; filename="{name}"'
    fields = ("Content-Type: application/octet-stream", head, "Content-Transfer-Encoding: base64")
    text: tuple[tuple[str, ...], bytes] = (("Content-Type: text/plain; charset=utf-8",), b"Se bilaget.")
    parts = [text, (fields, base64.encodebytes(octets))]
    return a_multipart(parts, sender=sender, subject=subject, message_id=message_id)


def mails(count: int) -> list[bytes]:
    """Invented mails of a small stock of words, so that questions find some and not all of them."""
    dice = random.Random(9)
    made = []
    for number in range(count):
        said = dice.choices(STOCK, k=dice.randint(3, 40))
        name, subject = f"<{number}@x>", " ".join(dice.choices(STOCK, k=3))
        sender = dice.choice(("Jette Jensen <jette.jensen@kommune.example>", "Mads <mads.madsen@kommune.example>"))
        if number % 5 == 0:
            inner = ABUSE.replace(b"vrede.1@", b"vrede.%d@" % number) + " ".join(said).encode()
            made.append(a_forward_with_attachment(inner, sender=sender, subject=subject, message_id=name))
        elif number % 11 == 0:
            item = a_msg(attachments=(Attached(a_docx(f"<w:t>{' '.join(said)}</w:t>"), "brev.docx"),))
            made.append(with_a_file("brev.msg", item, sender=sender, subject=subject, message_id=name))
        elif number % 13 == 0:
            file = a_picture() if number % 2 else b"%PDF-1.7 " + " ".join(said).encode()
            made.append(with_a_file(f"Bilag {number}", file, sender=sender, subject=subject, message_id=name))
        elif number % 7 == 0:
            file = a_docx(f"<w:t>{' '.join(said)}</w:t>") if number % 2 else a_pdf(" ".join(said))
            ending = "docx" if number % 2 else "pdf"
            told = f"Bilag {number}.{ending}"
            made.append(with_a_file(told, file, sender=sender, subject=subject, message_id=name))
        else:
            made.append(a_letter(sender=sender, subject=subject, body=" ".join(said), message_id=name))
    return made


def questions(count: int) -> list[str]:
    dice = random.Random(33)

    def word() -> str:
        return dice.choice(STOCK)

    shapes = (
        word,
        lambda: f"{word()} {word()}",
        lambda: f'"{word()} {word()}"',
        lambda: f"{word()} -{word()}",
        lambda: f"-{word()}",
        lambda: f"emne:{word()}",
        lambda: f"subject:{word()} -subject:{word()}",
        lambda: f"fra:mads {word()}",
        lambda: f"from:vred.borger@udbyder.example {word()}",
        lambda: f"til:jette {word()}",
        lambda: f"fil:bilag {word()}",
        lambda: f"kind:{dice.choice(('attached', 'picture', 'document', 'pdf', 'msg', 'unread', 'unseen'))}",
        lambda: f"strength:{dice.randint(0, 3)} {word()}",
        lambda: f"case:2026-0001 -{word()}",
        lambda: f"-case:2026-0001 {word()}",
        lambda: f"before:2026-11-{dice.randint(22, 26)} {word()}",
        lambda: f"after:2026-11-{dice.randint(22, 26)}",
        lambda: f"{word()} {word()} {word()} -{word()}",
        lambda: f'emne:"{word()} {word()}"',
        lambda: f'fra:"jette jensen" -"{word()} {word()}"',
    )
    return [shapes[number % len(shapes)]() for number in range(count)]


def furnish(archive: Archive) -> None:
    take_in(archive, *mails(120)[:60])
    archive.clock.advance(days=1)
    take_in(archive, *mails(120)[60:])
    case = str(archive.store.cases.open(a_doing(archive), 2026))
    for number in range(1, 40, 3):
        archive.store.cases.file(ItemNumber(number), case, a_doing(archive))


def a_doing(archive: Archive) -> Doing:
    return Doing("operator inge", archive.clock(), "fordi")


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[dict[str, Archive]]:
    """The same mails on SQLite and PostgreSQL, encrypted and not."""
    folder = tmp_path_factory.mktemp("fire")
    urls = {
        "sqlite": f"sqlite:///{folder / 'aaben.sqlite'}",
        "sqlite, encrypted": f"sqlite:///{folder / 'lukket.sqlite'}",
        "postgresql": postgres.new_database(),
        "postgresql, encrypted": postgres.new_database(),
    }
    with ExitStack() as stack:
        archives = {
            name: stack.enter_context(an_archive(url, *[KEY] * ("encrypted" in name))) for name, url in urls.items()
        }
        for archive in archives.values():
            furnish(archive)
            assert index(archive) == 120
        yield archives


def test_200_questions_find_the_same_items_in_the_same_order_everywhere(four: dict[str, Archive]) -> None:
    sizes = set()
    for question in questions(QUERIES):
        answers = {name: found(archive, question) for name, archive in four.items()}

        assert len({tuple(one) for one in answers.values()}) == 1, (question, answers)
        assert answers["sqlite"] == sorted(answers["sqlite"], reverse=True)
        sizes.add(len(answers["sqlite"]))
    assert len(sizes) > 30


def test_what_is_found_is_what_a_look_at_every_mail_finds(four: dict[str, Archive]) -> None:
    words = {number: set(entries_of(mail)) for number, mail in enumerate(mails(120), 1)}

    for one, other in (("trusler", "trusl"), ("BOERNENE", "boern"), ("12345678", "12345678")):
        expected = sorted((number for number, held in words.items() if other in held), reverse=True)
        assert found(four["sqlite"], one) == expected != []


@pytest.mark.parametrize("recent", [1, 4, 15, 60])
def test_it_makes_no_difference_how_postgresql_comes_by_it(
    four: dict[str, Archive], recent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one, further one by one, or from the index: by how many of the newest are hits."""
    some = questions(QUERIES)[::3]
    expected = [found(four["sqlite"], question, 7) for question in some]
    monkeypatch.setattr("archiver.edges.store.search.RECENT", recent)

    assert [found(four["postgresql"], question, 7) for question in some] == expected


def test_pages_follow_one_another(four: dict[str, Archive]) -> None:
    for archive in four.values():
        everything, last, pages = found(archive, "sag"), None, []
        while True:
            page = archive.store.search.find(query_of("sag", HERE), 7, before=last)
            pages += [entry.item for entry in page.entries]
            if not page.has_more:
                break
            last = pages[-1]
        assert pages == everything
        assert len(pages) > 14


@pytest.mark.parametrize(
    "question",
    [
        " ".join(f"ord{number}" for number in range(500)),
        "-ja " + " ".join(f"-ord{number}" for number in range(499)),
        '"' + "trusler " * 500 + '"',
        " ".join(f"case:2026-{number:04}" for number in range(50)),
        " ".join(f"-{number:064x}" for number in range(50)),
        " ".join(f"{number % 2:012x}{number:052x}" for number in range(50)),
    ],
    ids=["words", "exclusions", "a phrase", "cases", "hashes that are not there", "hashes that begin alike"],
)
def test_the_longest_question_is_answered_alike_everywhere(four: dict[str, Archive], question: str) -> None:
    first, *others = [found(archive, question) for archive in four.values()]

    assert all(one == first for one in others)
    assert len(first) == (120 if question.startswith("-") else 0)


@contextmanager
def two_mails(url: str, *keys: bytes) -> Iterator[Archive]:
    with an_archive(url, *keys) as archive:
        take_in(
            archive,
            a_letter(body=INLINE, message_id="<1@x>", subject="VS: Truslen"),
            a_forward_with_attachment(message_id="<2@x>", filename="skærmbillede.png"),
        )
        index(archive)
        yield archive


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["open", "encrypted"])
def test_inflected_and_spelt_out_words_hashes_and_fields_are_found(database_url: str, keys: tuple[bytes, ...]) -> None:
    with two_mails(database_url, *keys) as archive:
        detail = archive.store.catalogue.item(ItemNumber(2))
        picture = next(part for part in detail.parts if part.content_type == "image/png")
        assert found(archive, "trusler") == [1]
        assert found(archive, "AEROE") == found(archive, "ærø") == [2, 1]
        assert found(archive, '"hvor i går hjem"') == [2, 1]
        assert found(archive, '"går hvor"') == []
        assert found(archive, "fra:vred.borger@udbyder.example") == [2, 1]
        assert found(archive, "til:arkiv@kommune.example -emne:truslen") == [2]
        assert found(archive, "fil:skaermbillede kind:picture kind:attached") == [2]
        assert found(archive, detail.entry.sha256) == found(archive, f"sha256:{detail.entry.sha256[:8]}") == [2]
        assert found(archive, picture.checksum) == [2]
        assert found(archive, f"sha256:{detail.enclosed[0].checksum[:10]}") == [2]


def test_with_keyed_words_none_of_any_mail_is_in_the_database(database_url: str, tmp_path: Path) -> None:
    canary = "kanariefuglen"
    with an_archive(database_url, KEY) as archive:
        take_in(archive, a_letter(body=f"{canary} på skolen", subject=canary, message_id="<1@x>"))
        index(archive)
        assert found(archive, "kanariefugl") == [1]

        assert lies_in(archive, tmp_path, "kanariefugl") == []


def lies_in(archive: Archive, folder: Path, word: str) -> list[str]:
    if archive.url.startswith("sqlite"):
        files = [path for path in folder.rglob("*") if path.is_file()]
        return [path.name for path in files if word.encode() in path.read_bytes()]
    rows = archive.ask("SELECT words::text FROM search_documents WHERE words IS NOT NULL")
    return [row[0] for row in rows if word in row[0]]


def test_encrypting_an_archive_makes_its_index_anew(database_url: str, tmp_path: Path) -> None:
    with two_mails(database_url) as archive:
        assert found(archive, "trusler") == [1]
        assert lies_in(archive, tmp_path, "trusl") != []
    with an_archive(database_url, KEY) as archive:
        seal_past(archive.store, archive.clock)
        assert lies_in(archive, tmp_path, "trusl") == []
        assert found(archive, "trusler") == []
        assert archive.store.search.lag() == 2

        index(archive)

        assert found(archive, "trusler") == [1]
        assert lies_in(archive, tmp_path, "trusl") == []


def test_no_more_is_counted_of_what_waits_than_anybody_needs_to_know(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.edges.store.search.MOST_COUNTED", 1)
    with two_mails(database_url) as archive:
        assert archive.store.search.lag() == 0

        archive.store.search.remake(archive.clock())

        assert archive.store.search.lag() == 1
        assert found(archive, "trusler") == []


def test_what_is_read_anew_is_indexed_anew(database_url: str) -> None:
    with two_mails(database_url) as archive:
        entry = archive.store.catalogue.entry(ItemNumber(1))
        read_again(archive.store, Later(), archive.policy, entry.item, entry.sha256, "operator", archive.clock)

        assert archive.store.search.lag() == 1
        assert found(archive, "trusler") == [1], "as before, until it is"
        assert index(archive) == 1
        assert found(archive, "trusler") == [1]


def test_an_index_of_an_older_version_is_made_anew(database_url: str) -> None:
    with two_mails(database_url) as archive:
        archive.tamper("UPDATE search_documents SET indexer = 0 WHERE item = 99")
        archive.tamper("UPDATE search_documents SET indexer = 7 WHERE item = 1")

        assert index(archive) == 1
        assert index(archive) == 0


def test_the_index_is_made_anew_when_somebody_asks_for_it(database_url: str) -> None:
    with two_mails(database_url) as archive:
        assert archive.store.search.remake(archive.clock()) == 2
        assert found(archive, "trusler") == []

        assert index(archive) == 2
        assert found(archive, "trusler") == [1]


def test_what_is_taken_out_is_in_no_page_of_the_index(tmp_path: Path) -> None:
    """FTS5 keeps the words of a row that was taken out until it merges."""
    with two_mails(f"sqlite:///{tmp_path / 'a.sqlite'}") as archive:
        with archive.store.database.writing() as connection:
            rows.forget(connection, 1)
            rows.merge(connection)
        archive.tamper("DELETE FROM readings", "DELETE FROM originals", "DELETE FROM octets", "DELETE FROM parts")
        assert archive.store.database.rewrite()

        assert lies_in(archive, tmp_path, "trusl") == []
        assert found(archive, "trusler") == []
        assert found(archive, "aeroe") == [2]


def test_a_search_is_written_down_with_its_purpose_and_without_its_words(database_url: str) -> None:
    with two_mails(database_url) as archive:
        archive.store.search.note("operator inge", "access", 3, archive.clock())

        [(subject, act, detail)] = archive.ask(
            "SELECT subject, act, detail FROM custody_events ORDER BY seq DESC LIMIT 1"
        )
        assert (subject, act) == ("archive", "view")
        assert detail == '{"items":3,"purpose":"access","shown":"search"}'
        assert archive.sound()
