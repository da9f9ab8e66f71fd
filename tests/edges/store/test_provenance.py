"""Where and when an item came: in the chain from now on, and rows that say otherwise are named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.core.records import Octets
from archiver.edges.store.custody import Pen
from tests.builders import a_letter
from tests.fakes import MORNING, Archive, a_message

LETTERS = [a_letter(message_id=f"<{number}@kommune.example>") for number in range(1, 4)]
SERVER_SAYS = datetime(2026, 11, 23, 7, 59, 30, tzinfo=UTC)
KANARIE = "Kanarie Jensens mails"


@pytest.fixture
def three(archive: Archive) -> Archive:
    """Items 1 and 2 by IMAP, 2 of them seen twice, and 3 from a file."""
    lease, now = archive.lease(), archive.clock()
    for uid, mail in enumerate((LETTERS[0], LETTERS[1], LETTERS[1]), start=1):
        message = replace(a_message(uid, mail, folder=KANARIE), internal_date=SERVER_SAYS)
        fetched_at = now - timedelta(seconds=uid)
        archive.store.accessions.accession(lease, [message], now, fetched_at=fetched_at)
    archive.store.accessions.take_import(Octets(LETTERS[2]), "/home/kanarie/post.mbox", 7, now, agent="operator kim")
    assert archive.sound()
    return archive


def details(archive: Archive, act: str) -> list[dict[str, str | int | None]]:
    rows = archive.ask(f"SELECT detail FROM custody_events WHERE act = '{act}' ORDER BY seq")
    return [json.loads(detail) for (detail,) in rows]


def test_the_chain_holds_the_place_and_both_clocks(three: Archive) -> None:
    first, _, _ = details(three, "accession")
    [again] = details(three, "sighting")

    assert first["sha256"] == Octets(LETTERS[0]).checksum
    clocks = {"internal_date": "2026-11-23T07:59:30.000000Z", "fetched_at": "2026-11-23T07:59:59.000000Z"}
    place = {"mailbox": "arkiv", "uidvalidity": 100, "uid": 1, "take": 0}
    assert first.items() >= {**place, **clocks}.items()
    assert again.items() >= {"uid": 3, "take": 0, "fetched_at": "2026-11-23T07:59:57.000000Z"}.items()


def test_the_chain_names_neither_a_strange_folder_nor_a_file(three: Archive) -> None:
    told = str(three.ask("SELECT * FROM custody_events")).lower()

    assert "folder-" in told
    assert "kanarie" not in told
    assert ("operator kim",) in three.ask("SELECT agent FROM custody_events")


def test_a_server_without_a_clock_is_attested_as_one(archive: Archive) -> None:
    message = replace(a_message(1, LETTERS[0]), internal_date=None)
    archive.store.accessions.accession(archive.lease(), [message], archive.clock())

    assert details(archive, "accession")[0]["internal_date"] is None
    assert archive.sound()


FORGERIES = {
    "the moment it became ours": ("UPDATE items SET committed_at = '2026-11-22 08:00:00+00' WHERE number = 1", 1),
    "the server's clock": ("UPDATE sightings SET internal_date = '2026-11-22 08:00:00+00' WHERE item = 1", 1),
    "no server's clock": ("UPDATE sightings SET internal_date = NULL WHERE item = 1", 1),
    "our clock": ("UPDATE sightings SET fetched_at = '2026-11-22 08:00:00+00' WHERE uid = 3", 2),
    "another folder": ("UPDATE sightings SET folder = 'INBOX' WHERE uid = 2", 2),
    "another item": ("UPDATE sightings SET item = 1 WHERE uid = 3", 2),
    "a sighting that is gone": ("DELETE FROM sightings WHERE uid = 3", 2),
    "another file": ("UPDATE imports SET source = '/tmp/andet.mbox'", 3),
    "another place in it": ("UPDATE imports SET ordinal = 8", 3),
    "another moment of it": ("UPDATE imports SET imported_at = '2026-11-22 08:00:00+00'", 3),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_row_that_says_otherwise_names_its_item(three: Archive, forgery: str) -> None:
    statement, item = FORGERIES[forgery]
    three.tamper(statement.replace("+00'", "'") if three.store.database.is_sqlite else statement)

    assert f"item:{item}" in {subject for _, subject in three.findings()}


def test_the_same_octets_under_a_key_that_waits_again_are_attested_as_they_were_last_seen(archive: Archive) -> None:
    lease = archive.lease()
    for _ in range(2):
        archive.store.accessions.accession(lease, [a_message(1, LETTERS[0])], archive.clock())
        archive.clock.advance(minutes=1)

    assert archive.ask("SELECT count(*) FROM sightings") == [(1,)]
    assert archive.sound()


def test_events_from_before_this_was_attested_stay_true(archive: Archive) -> None:
    archive.store.accessions.accession(archive.lease(), [a_message(1, LETTERS[0])], archive.clock())
    checksum = Octets(LETTERS[0]).checksum
    archive.tamper("DELETE FROM custody_events", f"UPDATE heads SET events = 0, hash = '{'0' * 64}'")
    with archive.store.database.writing() as connection:
        pen = Pen(connection, MORNING)
        pen.note("accession", "item:1", detail={"sha256": checksum, "size": len(LETTERS[0])})
        pen.note("sighting", "item:1", detail={"folder": "INBOX", "uidvalidity": 100, "uid": 9})
        pen.finish()

    assert archive.sound()
