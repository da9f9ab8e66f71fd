"""An archive made by an earlier version comes to today's schema with all it holds, and verifies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from archiver.core import custody
from archiver.core.addresses import mailbox_of
from archiver.core.records import ChainHead, CustodyEvent, ItemNumber, Octets
from archiver.edges.store.database import Database, migrations_folder
from archiver.edges.tables import SCHEMA_VERSION
from archiver.jobs.settling import Reread, read_again
from tests.builders import a_forward_with_attachment
from tests.fakes import MORNING, Archive

MAIL = a_forward_with_attachment()
OCTETS = Octets(MAIL)


def at_first_schema(url: str) -> None:
    """A database as the first schema was, with one mail that was read and filed."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        now = MORNING.replace(tzinfo=None) if connection.dialect.name == "sqlite" else MORNING
        for table, row in rows(now):
            columns = ", ".join(row)
            values = ", ".join(f":{column}" for column in row)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
        last = links()[-1]
        heads = {"count": last.seq, "hash": last.hash}
        connection.execute(text("UPDATE heads SET items = 1, events = :count, hash = :hash"), heads)
    engine.dispose()


def rows(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """What that mail was, by table."""
    sha = OCTETS.checksum
    yield "items", {"number": 1, "sha256": sha, "size": OCTETS.size, "committed_at": now, "provenance": "imap"}
    yield "octets", {"sha256": sha, "ordinal": 0, "content": MAIL}
    reading = {"item": 1, "state": "read", "attempts": 1, "read_at": now, "message_id_collision": False, "enclosed": 1}
    claims = {"subject": "VS: noget", "from_address": "jette.jensen@kommune.example", "claimed_text": ""}
    yield "readings", {**reading, **claims, "envelope": "{}", "findings": "[]"}
    leaf = {"content_type": "text/plain", "sniffed_type": "text/plain", "safe_filename": "del-1.txt", "size": 20}
    yield "parts", {**leaf, "item": 1, "path": "1", "ordinal": 0, "sha256": sha, "decode_ok": True, "enclosed": False}
    filing = {"state": "unassigned", "rule": "no_rule_matched", "evidence": "{}", "agent": "archiver"}
    yield "filings", {**filing, "item": 1, "filed_at": now}
    for link in links():
        event = {"act": link.event.act, "agent": "archiver", "subject": "item:1", "outcome": "success"}
        chained = {"seq": link.seq, "at": link.at, "previous": link.previous, "hash": link.hash}
        yield "custody_events", {**event, **chained, "detail": custody.canonical_detail(link.event.detail)}


def links() -> list[custody.Link]:
    """Its chain of custody."""
    filed: dict[str, str | int | None] = {"state": "unassigned", "rule": "no_rule_matched", "case": None}
    acts: dict[str, dict[str, str | int | None]] = {
        "accession": {"sha256": OCTETS.checksum, "size": OCTETS.size},
        "metadata extraction": {"parts": 3, "message_id_collision": 0},
        "filing": filed,
    }
    events = [CustodyEvent(act, "archiver", "item:1", detail=detail) for act, detail in acts.items()]
    return list(custody.append(ChainHead(0, custody.GENESIS), MORNING, events))


@contextmanager
def upgraded(url: str) -> Iterator[Archive]:
    at_first_schema(url)
    with Archive.opened(url) as archive:
        yield archive


def test_what_the_first_schema_held_is_there_and_verifies(database_url: str) -> None:
    with upgraded(database_url) as archive:
        detail = archive.store.catalogue.item(ItemNumber(1))

        assert archive.store.database.version() == SCHEMA_VERSION
        assert b"".join(archive.store.catalogue.octets(ItemNumber(1))) == MAIL
        assert (detail.entry.rule, detail.entry.strength, detail.derivation) == ("no_rule_matched", None, 1)
        assert [part.path for part in detail.parts] == ["1"]
        assert [one.item for one in archive.store.signatures.due(archive.clock(), 10)] == [1]
        assert archive.sound()


def test_the_sender_of_a_reading_is_attested_from_the_first_reading_of_this_version_on(database_url: str) -> None:
    forgery = "UPDATE readings SET from_address = 'x@kommune.example'"
    with upgraded(database_url) as archive:
        archive.tamper(forgery)
        assert archive.sound()

        ((item, checksum),) = archive.store.catalogue.outdated(10)
        read_again(archive.store, archive.reader, archive.policy, item, checksum, "operator", archive.clock)
        assert archive.sound()
        archive.tamper(forgery)

        assert archive.findings() == [("chain", "item:1"), ("chain", "item:1/reading")]


def test_what_the_first_schema_held_can_be_read_again(database_url: str) -> None:
    with upgraded(database_url) as archive:
        ((item, checksum),) = archive.store.catalogue.outdated(10)

        became = read_again(archive.store, archive.reader, archive.policy, item, checksum, "operator", archive.clock)

        detail = archive.store.catalogue.item(item)
        assert became is Reread.CHANGED
        assert (detail.derivation, len(detail.parts), len(detail.originals)) == (2, 3, 1)
        assert detail.entry.strength is not None
        assert json.loads(archive.ask("SELECT evidence FROM filings")[0][0]) == {}
        assert archive.store.catalogue.outdated(10) == []
        assert (detail.standing, detail.standing_reason) == ("colleague", "from_domain")
        assert archive.ask("SELECT item, derivation, reporter FROM incident_reports") == [
            (1, 2, "jette.jensen@kommune.example")
        ]
        assert archive.sound()


def test_a_part_of_an_item_may_be_listed_once_a_derivation(database_url: str) -> None:
    with upgraded(database_url) as archive, pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        archive.tamper("INSERT INTO parts SELECT * FROM parts")


def test_a_database_of_the_first_schema_is_refused_until_it_is_upgraded(database_url: str) -> None:
    at_first_schema(database_url)
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
    at_first_schema(database_url)
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
        found = dict(archive.ask("SELECT recipient, mailbox FROM outbox"))

    assert found == {**written, "arkiv+uge@kommune.example": None}
    assert {recipient: mailbox_of(recipient) for recipient in written} == written, "as the archive counts now"
