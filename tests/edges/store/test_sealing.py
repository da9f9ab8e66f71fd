"""Encryption at rest: nothing of what people wrote lies open, and nothing that was exchanged opens (E12)."""

from __future__ import annotations

import json
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from archiver.core.records import ItemNumber, Octets
from archiver.edges.store import Store, sealing, snapshot
from archiver.edges.store.database import Database
from archiver.edges.vault import Vault
from archiver.errors import ConfigError, StoreUnavailable, Unopened
from archiver.jobs.sealing import rewrap, seal_past
from tests.builders import a_letter
from tests.edges.store.test_defence import fill
from tests.fakes import SIGNER, Archive
from tests.forger import attack, tamper
from tests.jobs.test_incidents import take_in
from tests.schema import with_schema
from tests.services.postgres import Postgres

KEY, OTHER = secrets.token_bytes(32), secrets.token_bytes(32)
CANARIES = (
    "vred.borger",
    "jette.jensen",
    "sove trygt",
    "Jensen",
    "Kollega",
    "skærm",
    "hjem. Hilsen",
    "post.mbox",
    "Lærer",
)


@contextmanager
def an_archive(url: str, *keys: bytes) -> Iterator[Archive]:
    """The archive in a database, with these master keys."""
    database = Database(with_schema(url), vault=Vault(lambda: keys) if keys else None)
    archive = Archive(url, Store.of(database, SIGNER))
    try:
        database.upgrade()
        sealing.admit(database, archive.clock())
        yield archive
    finally:
        database.close()


def lying_open(url: str, folder: Path) -> list[str]:
    """Canaries that somebody finds who has the files of the database, or a dump of it."""
    if url.startswith("sqlite"):
        octets = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    else:
        octets = subprocess.run(
            ["pg_dump", "--no-owner", url.replace("+psycopg", "")], check=True, capture_output=True
        ).stdout
    return found_in(octets)


def found_in(octets: bytes) -> list[str]:
    """As they are, or in the digits that PostgreSQL writes octets in."""
    return [word for word in CANARIES if word.encode() in octets or word.encode().hex().encode() in octets]


def everything(archive: Archive) -> list[object]:
    """All that is told of every item and case, and the octets."""
    catalogue = archive.store.catalogue
    numbers = [entry.item for entry in catalogue.items()]
    cases = [archive.store.cases.dossier(one.reference) for one in catalogue.cases()]
    acts = [archive.store.cases.history(one.reference) for one in catalogue.cases()]
    return [
        *[(catalogue.item(number), b"".join(catalogue.octets(number))) for number in numbers],
        *(cases + acts),
        archive.post.letters,
    ]


def texts(archive: Archive, count: int) -> list[object]:
    """Octets, subject, names and originals of the first items."""
    found = []
    for number in map(ItemNumber, range(1, count + 1)):
        detail = archive.store.catalogue.item(number)
        found.append((list(archive.store.catalogue.octets(number)), detail.subject, detail.parts, detail.originals))
    return [*found]


def known(archive: Archive) -> list[tuple[str, str]]:
    """What `verify` finds, but for the signature that the tests put in by hand."""
    return [found for found in archive.findings() if found != ("chain", "item:1")]


def test_nothing_of_what_people_wrote_lies_open(database_url: str, tmp_path: Path) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        archive.send()
        assert archive.store.catalogue.item(ItemNumber(2)).originals[0].subject == "I skal ikke sove trygt"
        assert known(archive) == []

        assert lying_open(database_url, tmp_path) == []


@pytest.mark.parametrize("keys", [(KEY,), ()])
def test_a_backup_of_an_encrypted_archive_tells_a_thief_nothing(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, keys: tuple[bytes, ...]
) -> None:
    dump = tmp_path_factory.mktemp("backup") / "archive"
    with an_archive(database_url, *keys) as archive:
        fill(archive)
        archive.send()
        snapshot.copy(archive.store.database, dump, lambda _done, _size: None)
    octets = dump.read_bytes()
    if not database_url.startswith("sqlite"):  # the dump is compressed
        octets = subprocess.run(["pg_restore", "-f", "-", dump], check=True, capture_output=True).stdout

    assert octets
    assert (found_in(octets) == []) is bool(keys)


def test_the_canaries_are_there_without_encryption(database_url: str, tmp_path: Path) -> None:
    with an_archive(database_url) as archive:
        fill(archive)
        archive.send()

    assert set(lying_open(database_url, tmp_path)) >= {
        "vred.borger",
        "jette.jensen",
        "sove trygt",
        "skærm",
        "post.mbox",
    }


def test_an_archive_that_lay_open_is_encrypted_and_says_what_it_said(database_url: str, tmp_path: Path) -> None:
    with an_archive(database_url) as archive:
        fill(archive)
        archive.send()
        before, heads = everything(archive), archive.ask("SELECT items FROM heads")
        letters = archive.post
    told: list[tuple[int, int]] = []
    with an_archive(database_url, KEY) as archive:
        archive.post = letters
        assert everything(archive) == before

        rows = seal_past(archive.store, archive.clock, lambda done, all_: told.append((done, all_)))

        assert everything(archive) == before
        assert known(archive) == []
        assert (told[0][0], told[-1]) == (0, (rows, rows))
        assert seal_past(archive.store, archive.clock) == 0
        assert lying_open(database_url, tmp_path) == []
        assert archive.ask("SELECT items FROM heads") == heads
        assert of_encryption(archive) == [("archiver", {"complete": 1}), ("archiver", {"rewritten": 1})]
    with an_archive(database_url, KEY) as archive:
        archive.post = letters
        assert everything(archive) == before


def test_a_process_that_died_before_the_pages_were_written_anew_leaves_it_to_the_next(
    database_url: str, tmp_path: Path
) -> None:
    with an_archive(database_url) as archive:
        fill(archive)
    with an_archive(database_url, KEY) as archive:
        while archive.store.sealing.seal_some(archive.clock()):
            pass
        assert (archive.store.sealing.is_whole(), archive.store.sealing.has_old_pages()) == (True, True)
    with an_archive(database_url, KEY) as archive:
        assert seal_past(archive.store, archive.clock) == 0

        assert lying_open(database_url, tmp_path) == []
        assert not archive.store.sealing.has_old_pages()
        seal_past(archive.store, archive.clock)
        assert [told for _, told in of_encryption(archive)] == [{"complete": 1}, {"rewritten": 1}]
        assert known(archive) == []


def test_pages_that_a_reader_keeps_are_written_anew_when_it_has_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.sqlite"
    with an_archive(url) as archive:
        fill(archive)
    with an_archive(url, KEY) as archive:
        with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM items").fetchone()
            with pytest.raises(StoreUnavailable):
                seal_past(archive.store, archive.clock)
            assert archive.store.sealing.has_old_pages()

        seal_past(archive.store, archive.clock)

        assert not archive.store.sealing.has_old_pages()
        assert lying_open(url, tmp_path) == []


def test_an_archive_that_is_encrypted_from_the_first_is_never_written_anew(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        seal_past(archive.store, archive.clock)

        assert [told for _, told in of_encryption(archive)] == [{"complete": 1}]
        assert not archive.store.sealing.has_old_pages()


def test_what_lies_there_is_encrypted_by_the_owner_of_the_tables_alone(postgres: Postgres) -> None:
    owners = postgres.new_database()
    role = postgres.new_role()
    theirs = owners.replace("postgres@", f"{role}@")
    with an_archive(owners) as archive:
        fill(archive)
        archive.store.database.grant(role)
    with an_archive(theirs, KEY) as archive:
        assert archive.store.sealing.waits_for_owner()
        take_in(archive, a_letter(message_id="<ny@kommune.example>"))

    with an_archive(owners, KEY) as archive:
        while archive.store.sealing.seal_some(archive.clock()):
            pass
        assert not archive.store.sealing.waits_for_owner()
    with an_archive(theirs, KEY) as archive:
        assert archive.store.sealing.waits_for_owner()  # for its old pages
    with an_archive(owners, KEY) as archive:
        seal_past(archive.store, archive.clock)
    with an_archive(theirs, KEY) as archive:
        assert not archive.store.sealing.waits_for_owner()
        assert seal_past(archive.store, archive.clock) == 0


def test_who_does_not_own_the_tables_of_a_new_archive_waits_for_nobody(postgres: Postgres) -> None:
    owners, role = postgres.new_database(), postgres.new_role()
    with closing(Database(owners)) as database:
        database.upgrade()
        database.grant(role)
    with an_archive(owners.replace("postgres@", f"{role}@"), KEY) as archive:
        fill(archive)
        assert not archive.store.sealing.waits_for_owner()

        assert seal_past(archive.store, archive.clock) == 0

        assert archive.store.sealing.is_whole()
        assert not archive.store.sealing.waits_for_owner()


def test_encrypting_goes_on_where_it_was_interrupted(database_url: str) -> None:
    with an_archive(database_url) as archive:
        fill(archive)
        before = everything(archive)
    with an_archive(database_url, KEY) as archive:
        left = archive.store.sealing.left()
        pages = iter([False, False, True])
        done = seal_past(archive.store, archive.clock, stopping=lambda: next(pages))
        assert 0 < done < left
    with an_archive(database_url, KEY) as archive:
        assert everything(archive) == before
        assert archive.store.sealing.left() == left - done
        assert seal_past(archive.store, archive.clock) == left - done
        assert everything(archive) == before


def test_without_its_key_or_with_another_an_archive_does_not_open(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        events = archive.ask("SELECT events FROM heads")

    for keys in ((), (OTHER,)):
        with pytest.raises(ConfigError, match="encrypt"), an_archive(database_url, *keys) as archive:
            pytest.fail("it opened")
    with an_archive(database_url, KEY) as archive:
        assert archive.ask("SELECT events FROM heads") == events


ANOTHER_ROW = "UPDATE keys SET scope = 'case', number = 77 WHERE scope = 'archive'"
NO_EVENT = "UPDATE custody_events SET act = 'definition' WHERE act = 'encryption'"
NOT_SEALED = "UPDATE heads SET sealed_at = NULL"
NO_KEYS = "DELETE FROM keys"


@pytest.mark.parametrize("keys", [(KEY,), ()], ids=["with a key", "without"])
@pytest.mark.parametrize(
    "statements",
    [
        pytest.param((NO_KEYS, NOT_SEALED), id="the chain says so"),
        pytest.param((NO_KEYS, NO_EVENT), id="the head says so"),
        pytest.param((ANOTHER_ROW, NOT_SEALED, NO_EVENT), id="the other keys say so"),
    ],
)
def test_an_encrypted_archive_whose_own_key_is_gone_gets_no_new_one(
    database_url: str, statements: tuple[str, ...], keys: tuple[bytes, ...]
) -> None:
    with an_archive(database_url, KEY) as archive:
        seal_past(archive.store, archive.clock)
    tamper(database_url, *statements)

    with pytest.raises(ConfigError, match="gone from the table keys"), an_archive(database_url, *keys):
        pytest.fail("it opened")
    with closing(Database(database_url)) as database, database.writing() as connection:
        with pytest.raises(ConfigError, match="gone from the table keys"):
            sealing.open_with(connection, Vault(lambda: keys) if keys else None)
        assert connection.scalar(text("SELECT count(*) FROM keys WHERE scope = 'archive'")) == 0


def test_rotation_changes_nothing_but_the_wrapping(database_url: str) -> None:
    keys = [KEY]
    vault = Vault(lambda: tuple(keys))
    database = Database(database_url, vault=vault)
    database.upgrade()
    archive = Archive(database_url, Store.of(database, SIGNER))
    sealing.admit(database, archive.clock())
    fill(archive)
    before, stored = everything(archive), archive.ask("SELECT sha256, content FROM octets")

    told = texts(archive, 2)
    with an_archive(database_url, OTHER, KEY) as other:
        keys[:] = [OTHER, KEY]
        assert rewrap(other.store, "operator", other.clock) == other.ask("SELECT count(*) FROM keys")[0][0]
        assert rewrap(other.store, "operator", other.clock) == 0

    assert everything(archive) == before  # by a process that began before it
    take_in(archive, a_letter(message_id="<ny@kommune.example>"))
    assert archive.ask(
        "SELECT count(*) FROM keys WHERE master <> (SELECT master FROM keys WHERE scope = 'archive')"
    ) == [(0,)]
    database.close()
    with an_archive(database_url, OTHER) as archive:
        assert texts(archive, 2) == told
        assert known(archive) == []
        assert set(stored) < set(archive.ask("SELECT sha256, content FROM octets"))
    with pytest.raises(ConfigError, match="another key"), an_archive(database_url, KEY):
        pytest.fail("it opened")


def test_while_two_master_keys_are_at_hand_new_keys_are_wrapped_as_the_archives_own_is(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        take_in(archive, a_letter())
    with an_archive(database_url, OTHER, KEY) as archive:  # the file is there, and nothing is wrapped by it yet
        take_in(archive, a_letter(message_id="<to@kommune.example>"))
    with an_archive(database_url, KEY) as archive:  # a host that has no new file yet
        assert archive.store.catalogue.item(ItemNumber(2)).subject
        with an_archive(database_url, OTHER, KEY) as other:
            assert rewrap(other.store, "operator", other.clock) == 3
            take_in(other, a_letter(message_id="<tre@kommune.example>"))

        with pytest.raises(StoreUnavailable, match="copy its file"):
            archive.store.accessions.take_import(Octets(a_letter(body="fire")), "post.mbox", 0, archive.clock())
        with pytest.raises(ConfigError, match="another key"):
            archive.store.sealing.require_key()
    with an_archive(database_url, OTHER) as archive:
        assert archive.findings() == []


def of_encryption(archive: Archive) -> list[tuple[str, dict[str, object]]]:
    """Who did what to the keys, but for what every archive tells: that it was begun."""
    rows = archive.ask("SELECT agent, detail FROM custody_events WHERE act = 'encryption' ORDER BY seq")
    return [(agent, json.loads(detail)) for agent, detail in rows][1:]


@pytest.mark.parametrize("pages", [0, 1, 2, 3])
def test_a_rotation_cut_off_anywhere_is_told_once_from_its_beginning_to_its_end(
    database_url: str, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "KEYS", 1)
    with an_archive(database_url, KEY) as archive:
        take_in(archive, a_letter())
        told = texts(archive, 1)
        assert archive.ask("SELECT count(*) FROM keys") == [(2,)]
    with an_archive(database_url, OTHER, KEY) as archive:
        for _ in range(pages):
            archive.store.sealing.rewrap_some("operator a", archive.clock())

    for _ in range(2):
        with an_archive(database_url, OTHER, KEY) as archive:
            rewrap(archive.store, "operator b", archive.clock)

    with an_archive(database_url, OTHER) as archive:
        name = Vault(lambda: [OTHER]).master
        began, ended = ("operator a" if pages > at else "operator b" for at in (0, 2))
        assert of_encryption(archive) == [
            (began, {"master": name, "rotating": 1}),
            (ended, {"master": name, "rotated": 1}),
        ]
        assert texts(archive, 1) == told
        assert archive.findings() == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *[("readings", name) for name in ("subject",)],
        *[("parts", name) for name in ("safe_filename",)],
        *[("originals", name) for name in ("subject", "text", "recipients", "from_address")],
    ],
)
def test_ciphertexts_that_were_exchanged_do_not_open(database_url: str, table: str, column: str) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        (first,), (second,) = archive.ask(
            f"SELECT max({column}) FROM {table} WHERE item < 3 GROUP BY item ORDER BY item"
        )
        assert first != second
        tamper(database_url, f"UPDATE {table} SET {column} = '{first}' WHERE item = 2 AND {column} = '{second}'")

        with pytest.raises(Unopened):
            archive.store.catalogue.item(ItemNumber(2))
        assert archive.store.catalogue.item(ItemNumber(1)).subject


def test_octets_and_keys_that_were_exchanged_are_damaged_octets(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        names = dict(archive.ask("SELECT number, sha256 FROM items"))
        swapped = "UPDATE octets SET content = (SELECT content FROM octets WHERE sha256 = '{}') WHERE sha256 = '{}'"

        tamper(database_url, swapped.format(names[1], names[2]))
        assert ("checksum", "item:2") in archive.findings()

        tamper(
            database_url,
            "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE scope = 'item' AND number = 2)"
            " WHERE scope = 'item' AND number = 1",
        )
        assert ("checksum", "item:1") in archive.findings()


def test_what_somebody_wrote_openly_into_an_encrypted_archive_is_not_believed(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        seal_past(archive.store, archive.clock)
    with an_archive(database_url, KEY) as archive:
        tamper(database_url, "UPDATE readings SET subject = 'en anden' WHERE item = 1")

        with pytest.raises(Unopened):
            archive.store.catalogue.item(ItemNumber(1))


def test_the_triggers_let_nothing_through_but_the_encrypting(database_url: str) -> None:
    with an_archive(database_url) as archive:
        fill(archive)
    for statement in (
        "UPDATE originals SET subject = 'andet'",
        "UPDATE originals SET subject = '§s1:' || subject, depth = depth + 1",
        "UPDATE octets SET sealed = true, ordinal = 7",
    ):
        with pytest.raises(Exception, match="never changed"):
            attack(database_url, statement)
    with an_archive(database_url, KEY) as archive:
        seal_past(archive.store, archive.clock)
    for statement in (
        "UPDATE originals SET subject = '§s1:' || subject",
        "UPDATE octets SET sealed = false",
        "UPDATE octets SET content = ''",
        "DELETE FROM keys",
        "UPDATE keys SET number = 99 WHERE scope = 'item' AND number = 1",
    ):
        with pytest.raises(Exception, match="never changed"):
            attack(database_url, statement)
