"""Accession: the commit that makes octets ours, and the proof over another connection that it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, insert, select, update

from archiver.core.custody import timestamp
from archiver.core.discretion import mailbox_called
from archiver.core.records import (
    Accession,
    ArchiveFolderState,
    Checksum,
    ItemNumber,
    Lease,
    MessageKey,
    Octets,
    RawMessage,
    ReceiptDecision,
    SightingState,
)
from archiver.edges import content
from archiver.edges.store import erasing, keys
from archiver.edges.store.accounts import account_of_source
from archiver.edges.store.custody import DAEMON, Detail, Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.ledger import fenced_writing, newest_sightings
from archiver.edges.tables import Import, Item, Pending, Sighting
from archiver.failpoints import failpoint

_WAITING = frozenset({SightingState.SEEN, SightingState.QUARANTINED})


class Accessions:
    """Octets coming in. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accession(
        self,
        lease: Lease,
        messages: Sequence[RawMessage],
        now: datetime,
        lie_in: ArchiveFolderState | None = None,
        *,
        fetched_at: datetime | None = None,
    ) -> list[Accession]:
        """Commit a batch: octets, items, sightings, custody. All of it is durable on return, or none.

        Octets we hold already become another sighting of their item; those that were disposed of do too, and are not
        kept again. A key that holds another item from before (a server that gave one UID to two messages) gets a new
        take; nothing is overwritten. `lie_in` is the archive folder that the messages were found in after a restore:
        they need not be moved any more, and nobody is thanked.

        `fetched_at` is when its octets were here, if that is not now.
        """
        with fenced_writing(self._database, lease) as connection:
            pen = Pen(connection, now)
            places: dict[ItemNumber, Detail] = {}
            numbers = _number_items(connection, pen, [raw.octets for raw in messages], "imap", now, places)
            failpoint("accession.after-octets")
            done = _accessions(messages, numbers)
            _sight(connection, messages, done, fetched_at or now, lie_in)
            rows = newest_sightings(connection, [raw.key for raw in messages])
            for raw, accession in zip(messages, done, strict=True):
                place = _place_of(rows[raw.key], raw, fetched_at or now)
                if accession.is_new:
                    places[accession.item] = place
                else:
                    pen.note("sighting", f"item:{accession.item}", detail=place)
            pen.finish()
            failpoint("accession.before-commit")
        failpoint("accession.after-commit")
        return done

    def take_import(
        self, octets: Octets, source: str, ordinal: int, now: datetime, *, agent: str = DAEMON
    ) -> Accession:
        """Commit one imported message with where it came from (R16), and who brought it."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            places: dict[ItemNumber, Detail] = {}
            number, is_new = _number_items(connection, pen, [octets], "import", now, places, agent)[octets.checksum]
            if erasing.known(connection, [octets.checksum]):
                pen.note("sighting", f"item:{number}", agent=agent, detail={"ordinal": ordinal, "erased": 1})
                pen.finish()
                return Accession(MessageKey("import", "", 0, 0), number, octets.checksum, is_new=False, is_erased=True)
            known = connection.scalar(
                select(Import.id).where(Import.item == number, Import.source == source, Import.ordinal == ordinal)
            )
            if known is None:
                row = connection.execute(
                    insert(Import).returning(Import.id),
                    {"item": number, "source": source, "ordinal": ordinal, "imported_at": now},
                ).scalar_one()
                told: Detail = {"import": row, "source_sha256": _kept_source(connection, row), "ordinal": ordinal}
                if is_new:
                    places[number] = told
                else:
                    pen.note("sighting", f"item:{number}", agent=agent, detail=told)
            pen.finish()
        return Accession(MessageKey("import", "", 0, 0), number, octets.checksum, is_new)

    def unsound(self, accessions: Iterable[tuple[ItemNumber, Checksum]]) -> dict[ItemNumber, str]:
        """Read stored octets back over a new connection and hash them (R4): items whose hash is not their name.

        The value is the hash found. An empty answer means that every one of them is safely ours, or was disposed of.
        """
        wanted = {checksum: number for number, checksum in accessions}
        with self._database.reading_anew() as connection:
            for checksum in erasing.known(connection, list(wanted)):
                del wanted[Checksum(checksum)]
            found = dict(content.checksums(connection, list(wanted)))
        return {number: found[checksum] for checksum, number in wanted.items() if found[checksum] != checksum}


def _number_items(
    connection: Connection,
    pen: Pen,
    contents: Sequence[Octets],
    provenance: str,
    now: datetime,
    places: Mapping[ItemNumber, Detail],
    agent: str = DAEMON,
) -> dict[Checksum, tuple[ItemNumber, bool]]:
    """Each checksum's item number, and whether it is new; what is new is inserted.

    The chain will also say of it what `places` holds for it at the end of the transaction.
    """
    distinct = {octets.checksum: octets for octets in contents}
    rows = connection.execute(select(Item.sha256, Item.number).where(Item.sha256.in_(list(distinct))))
    numbers = {Checksum(sha256): (ItemNumber(number), False) for sha256, number in rows}
    fresh = [octets for checksum, octets in distinct.items() if checksum not in numbers]
    erased = erasing.known(connection, [octets.checksum for octets in fresh])
    for octets in fresh:
        number = pen.next_item()
        numbers[octets.checksum] = (number, octets.checksum not in erased)
        told: Detail = {"sha256": octets.checksum, "size": octets.size, "provenance": provenance}
        pen.note("accession", f"item:{number}", agent=agent, detail=partial(_with_place, told, places, number))
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
        if unread := [{"item": numbers[one.checksum][0]} for one in fresh if one.checksum not in erased]:
            connection.execute(insert(Pending), unread)
        for checksum in sorted(erased):
            erasing.take_in_again(connection, pen, checksum, numbers[Checksum(checksum)][0], now)
        fresh = [octets for octets in fresh if octets.checksum not in erased]
        made = keys.make_for_items(connection, {numbers[octets.checksum][0]: octets.checksum for octets in fresh})
        content.put(connection, fresh, {key.binding: key for key in made.values()})
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


def _sight(
    connection: Connection,
    messages: Sequence[RawMessage],
    done: Sequence[Accession],
    now: datetime,
    lie_in: ArchiveFolderState | None,
) -> None:
    """Put each message's item under its key: into the row that waits for it, or as a further take."""
    newest = newest_sightings(connection, [raw.key for raw in messages])
    waiting: list[dict[str, object]] = []
    fresh: list[dict[str, object]] = []
    for raw, accession in zip(messages, done, strict=True):
        row = newest.get(raw.key)
        seen: dict[str, object] = {"item": accession.item, "internal_date": raw.internal_date}
        if lie_in is not None:
            seen["archive_uid"] = raw.key.uid
        same = row is not None and row.state == SightingState.STORED and row.item == accession.item
        if row is not None and (same or row.state in _WAITING):
            waiting.append({"of_id": row.id, **seen})
        else:
            fresh.append({**asdict(raw.key), "take": 0 if row is None else row.take + 1, **seen})
    arrived = {"state": SightingState.STORED, "fetched_at": now, "reason": None, "retry_at": None, "attempts": 0}
    if lie_in is not None:
        where = {"archive_uidvalidity": lie_in.uidvalidity, "moved_at": None}
        arrived |= {"state": SightingState.MOVED, "reason": ReceiptDecision.RECOVERED, **where}
    if waiting:
        values = {**{name: bindparam(name) for name in waiting[0] if name != "of_id"}, **arrived}
        connection.execute(update(Sighting).where(Sighting.id == bindparam("of_id")).values(values), waiting)
    if fresh:
        connection.execute(insert(Sighting), [{"seen_at": now, **arrived, **row} for row in fresh])


def _with_place(told: Detail, places: Mapping[ItemNumber, Detail], number: ItemNumber) -> Detail:
    return {**told, **places.get(number, {})}


def _place_of(row: AnyRow, raw: RawMessage, fetched_at: datetime) -> Detail:
    """Where and when a server showed it, by its clock and by ours, and which row of the ledger says so."""
    return {
        "mailbox": mailbox_called(raw.key.mailbox),
        "folder": raw.key.folder,
        "uidvalidity": raw.key.uidvalidity,
        "uid": raw.key.uid,
        "take": row.take,
        "sighting": row.id,
        "seen_at": timestamp(row.seen_at),
        "internal_date": None if raw.internal_date is None else timestamp(raw.internal_date),
        "fetched_at": timestamp(fetched_at),
    }


def _kept_source(connection: Connection, row: int) -> str:
    """Salted with the item's checksum: whoever does not have the mail finds no path by trying."""
    kept = select(Import.source, Item.sha256).join(Item, Item.number == Import.item).where(Import.id == row)
    return account_of_source(*connection.execute(kept).one())
