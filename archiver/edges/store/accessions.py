"""Accession: the commit that makes octets ours, and the proof over another connection that it did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from archiver.core.records import (
    Accession,
    Checksum,
    ItemNumber,
    Lease,
    MessageKey,
    Octets,
    RawMessage,
    SightingState,
)
from archiver.edges import content
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.store.ledger import FencedWriting, newest_sighting
from archiver.edges.tables import Import, Item, Sighting
from archiver.failpoints import failpoint

_TAKEN = frozenset({SightingState.STORED, SightingState.MOVED, SightingState.VANISHED})


class Accessions:
    """Octets coming in. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accession(self, lease: Lease, messages: Sequence[RawMessage], now: datetime) -> list[Accession]:
        """Commit a batch: octets, items, sightings, custody. All of it is durable on return, or none.

        Octets we hold already become another sighting of their item. A key that holds another item from before (a
        server that gave one UID to two messages) gets a new take; nothing is overwritten.
        """
        with FencedWriting(self._database, lease) as connection:
            pen = Pen(connection, now)
            numbers = _number_items(connection, pen, [raw.octets for raw in messages], "imap", now)
            failpoint("accession.after-octets")
            done = _accessions(messages, numbers)
            for raw, accession in zip(messages, done, strict=True):
                _sight(connection, raw, accession, now)
                if not accession.is_new:
                    pen.note("sighting", f"item:{accession.item}", detail=_place_of(raw.key))
            pen.finish()
            failpoint("accession.before-commit")
        failpoint("accession.after-commit")
        return done

    def take_import(self, octets: Octets, source: str, ordinal: int, now: datetime) -> Accession:
        """Commit one imported message with where it came from (R16)."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            number, is_new = _number_items(connection, pen, [octets], "import", now)[octets.checksum]
            known = connection.scalar(
                select(Import.id).where(Import.item == number, Import.source == source, Import.ordinal == ordinal)
            )
            if known is None:
                connection.execute(
                    insert(Import), {"item": number, "source": source, "ordinal": ordinal, "imported_at": now}
                )
            pen.finish()
        return Accession(MessageKey("import", "", 0, 0), number, octets.checksum, is_new)

    def unsound(self, accessions: Iterable[tuple[ItemNumber, Checksum]]) -> dict[ItemNumber, str]:
        """Read stored octets back over a new connection and hash them (R4): items whose hash is not their name.

        The value is the hash found. An empty answer means that every one of them is safely ours.
        """
        wrong: dict[ItemNumber, str] = {}
        with self._database.reading_anew() as connection:
            for number, checksum in accessions:
                sha256 = hashlib.sha256()
                for piece in content.pieces(connection, checksum):
                    sha256.update(piece)
                if sha256.hexdigest() != checksum:
                    wrong[number] = sha256.hexdigest()
        return wrong


def _number_items(
    connection: Connection, pen: Pen, contents: Sequence[Octets], provenance: str, now: datetime
) -> dict[Checksum, tuple[ItemNumber, bool]]:
    """Each checksum's item number, and whether it is new; what is new is inserted."""
    distinct = {octets.checksum: octets for octets in contents}
    rows = connection.execute(select(Item.sha256, Item.number).where(Item.sha256.in_(list(distinct))))
    numbers = {Checksum(sha256): (ItemNumber(number), False) for sha256, number in rows}
    fresh = [octets for checksum, octets in distinct.items() if checksum not in numbers]
    for octets in fresh:
        number = pen.next_item()
        numbers[octets.checksum] = (number, True)
        pen.note("accession", f"item:{number}", detail={"sha256": octets.checksum, "size": octets.size})
    if fresh:
        connection.execute(
            insert(Item),
            [
                {
                    "number": numbers[octets.checksum][0],
                    "sha256": octets.checksum,
                    "size": octets.size,
                    "committed_at": now,
                    "provenance": provenance,
                }
                for octets in fresh
            ],
        )
        content.put(connection, fresh)
    return numbers


def _accessions(messages: Sequence[RawMessage], numbers: Mapping[Checksum, tuple[ItemNumber, bool]]) -> list[Accession]:
    """What became of each message: the first with new octets is the accession, any more of them are sightings."""
    done: list[Accession] = []
    met: set[Checksum] = set()
    for raw in messages:
        number, is_new = numbers[raw.octets.checksum]
        done.append(Accession(raw.key, number, raw.octets.checksum, is_new and raw.octets.checksum not in met))
        met.add(raw.octets.checksum)
    return done


def _sight(connection: Connection, raw: RawMessage, accession: Accession, now: datetime) -> None:
    values = {
        "state": SightingState.STORED,
        "item": accession.item,
        "internal_date": raw.internal_date,
        "fetched_at": now,
        "reason": None,
        "retry_at": None,
    }
    newest = newest_sighting(connection, raw.key)
    if newest is not None and (newest.state not in _TAKEN or newest.item in {None, accession.item}):
        connection.execute(update(Sighting).where(Sighting.id == newest.id).values(**values))
        return
    key = raw.key
    place = {"mailbox": key.mailbox, "folder": key.folder, "uidvalidity": key.uidvalidity, "uid": key.uid}
    take = 0 if newest is None else newest.take + 1
    connection.execute(insert(Sighting), {**place, "take": take, "attempts": 0, "seen_at": now, **values})


def _place_of(key: MessageKey) -> dict[str, str | int]:
    return {"folder": key.folder, "uidvalidity": key.uidvalidity, "uid": key.uid}
