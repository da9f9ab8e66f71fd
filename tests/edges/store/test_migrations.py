"""What an archive of the first schema becomes, row by row; that every schema comes to today's, tests/upgrades tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from archiver.core.addresses import mailbox_of
from archiver.core.records import ItemNumber
from archiver.edges.store.database import Database
from archiver.edges.tables import SCHEMA_VERSION
from archiver.jobs.settling import Reread, read_again
from tests.fakes import Archive
from tests.upgrades.released import load

FORWARD = ItemNumber(2)
"""A forward with an attached mail."""


@contextmanager
def upgraded(url: str) -> Iterator[Archive]:
    load("0001", url)
    with Archive.opened(url) as archive:
        yield archive


def read_anew(archive: Archive, item: ItemNumber) -> Reread:
    checksum = dict(archive.store.catalogue.outdated(10))[item]
    return read_again(archive.store, archive.reader, archive.policy, item, checksum, "operator", archive.clock)


def test_what_the_first_schema_did_not_know_is_unknown(database_url: str) -> None:
    with upgraded(database_url) as archive:
        detail = archive.store.catalogue.item(FORWARD)

        assert (detail.entry.strength, detail.derivation, detail.originals) == (None, 1, ())
        assert FORWARD in [one.item for one in archive.store.signatures.due(archive.clock(), 10)]


def test_the_sender_of_a_reading_is_attested_from_the_first_reading_of_this_version_on(database_url: str) -> None:
    forgery = f"UPDATE readings SET from_address = 'x@kommune.example' WHERE item = {FORWARD}"
    with upgraded(database_url) as archive:
        archive.tamper(forgery)
        assert archive.sound()

        read_anew(archive, FORWARD)
        assert archive.sound()
        archive.tamper(forgery)

        assert archive.findings() == [("chain", f"item:{FORWARD}"), ("chain", f"item:{FORWARD}/reading")]


def test_what_the_first_schema_held_can_be_read_again(database_url: str) -> None:
    with upgraded(database_url) as archive:
        parts = len(archive.store.catalogue.item(FORWARD).parts)

        became = read_anew(archive, FORWARD)

        detail = archive.store.catalogue.item(FORWARD)
        assert became is Reread.CHANGED
        assert (detail.derivation, len(detail.parts), len(detail.originals)) == (2, parts, 1)
        assert detail.entry.strength is not None
        assert FORWARD not in dict(archive.store.catalogue.outdated(10))
        assert (detail.standing, detail.standing_reason) == ("colleague", "from_domain")
        assert archive.ask("SELECT item, derivation, reporter FROM incident_reports") == [
            (FORWARD, 2, "jette.jensen@kommune.example")
        ]
        assert archive.sound()


def test_a_part_of_an_item_may_be_listed_once_a_derivation(database_url: str) -> None:
    with upgraded(database_url) as archive, pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        archive.tamper("INSERT INTO parts SELECT * FROM parts")


def test_a_database_of_the_first_schema_is_refused_until_it_is_upgraded(database_url: str) -> None:
    load("0001", database_url)
    database = Database(database_url)
    try:
        assert database.version() == "0001"
        database.upgrade()
        assert database.version() == SCHEMA_VERSION
    finally:
        database.close()


def test_letters_of_the_first_schema_are_counted_for_the_mailbox_behind_the_address(database_url: str) -> None:
    written = {
        "jette.jensen@kommune.example": "jette.jensen@kommune.example",
        "jette.jensen+a+b@kommune.example": "jette.jensen@kommune.example",
        "+4512345678@kommune.example": "+4512345678@kommune.example",
        "Jette.Jensen+A@kommune.example": "jette.jensen@kommune.example",
        "": "",
        "jette@x+y.example": "jette@x+y.example",
    }
    load("0001", database_url)
    engine = create_engine(database_url)
    insert = text(
        "INSERT INTO outbox (kind, state, recipient, message_id, facts, created_at, due_at, attempts)"
        " VALUES (:kind, 'sent', :to, :name, '{}', '2026-11-23', '2026-11-23', 1)"
    )
    with engine.begin() as connection:
        for recipient in written:
            connection.execute(insert, {"kind": "receipt", "to": recipient, "name": f"<{recipient}>"})
        connection.execute(insert, {"kind": "digest", "to": "arkiv+uge@kommune.example", "name": "<uge>"})
    engine.dispose()

    with Archive.opened(database_url) as archive:
        found = dict(archive.ask("SELECT recipient, mailbox FROM outbox WHERE created_at < '2026-11-23 04:00'"))

    assert found == {**written, "arkiv+uge@kommune.example": None}
    assert {recipient: mailbox_of(recipient) for recipient in written} == written, "as the archive counts now"
