"""Where an item came from, and when, as the chain of custody attests it: the server's clock, ours, and the commit.

Events from before this was attested say nothing of it, and the rows they tell of are then not held against anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from archiver.core.custody import timestamp
from archiver.core.discretion import folder_called, mailbox_called
from archiver.core.records import Checksum, Finding, MessageKey
from archiver.edges.store.database import AnyRow
from archiver.edges.tables import Import, Item, Sighting, safe_text

Detail = dict[str, str | int | None]

_LONGEST_SOURCE = 4000
_PLACE = ("mailbox", "folder", "uidvalidity", "uid", "take")


def account_of_sighting(key: MessageKey, take: int, internal_date: datetime | None, fetched_at: datetime) -> Detail:
    """The place on the server, the server's clock and ours. Mailbox and folder get discreet names from the pen."""
    return {
        "mailbox": key.mailbox,
        "folder": key.folder,
        "uidvalidity": key.uidvalidity,
        "uid": key.uid,
        "take": take,
        "internal_date": None if internal_date is None else timestamp(internal_date),
        "fetched_at": timestamp(fetched_at),
    }


def account_of_import(checksum: Checksum, source: str, ordinal: int) -> Detail:
    """The place in a file, and a hash of its path that nobody finds by trying who does not have the mail."""
    words = json.dumps([checksum, safe_text(source, _LONGEST_SOURCE)])
    return {"source": hashlib.sha256(words.encode()).hexdigest(), "ordinal": ordinal}


def otherwise(
    connection: Connection, numbers: Sequence[int], events: Mapping[int, Sequence[AnyRow]]
) -> Iterator[Finding]:
    """Whatever rows of these items say otherwise than the chain of when and where they came, and what is gone.

    `events` are those of each item, in the order of the chain, which has been found sound.
    """
    stored = _stored(connection, numbers)
    for number in numbers:
        told = _told(events.get(number, ()))
        rows = stored[number]
        for place in sorted(told) if "committed" in rows else ():  # an item that is gone is told of elsewhere
            expected, found = told[place], rows.get(place)
            if found is None:
                yield Finding("missing", f"item:{number}", f"{place} {expected}", "none")
            elif found != expected:
                yield Finding("chain", f"item:{number}", f"{place} {expected}", f"{place} {found}")


def _told(events: Sequence[AnyRow]) -> dict[str, str]:
    """What the chain says of each place; of one that was seen twice, the last."""
    told: dict[str, str] = {}
    for event in events:
        if event.act not in {"accession", "sighting"}:
            continue
        detail = json.loads(event.detail)
        if event.act == "accession":
            told.setdefault("committed", event.at)
        if "fetched_at" in detail:
            told[_place(detail)] = _clocks(detail["internal_date"], detail["fetched_at"])
        if "source" in detail:
            told[_file(detail)] = f"imported {event.at}"
    return told


def _stored(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[str, str]]:
    """The same of what stands in the rows."""
    stored: dict[int, dict[str, str]] = {number: {} for number in numbers}
    checksums: dict[int, Checksum] = {}
    span = (numbers[0], numbers[-1])
    items = select(Item.number, Item.sha256, Item.committed_at).where(Item.number.between(*span))
    for row in connection.execute(items):
        checksums[row.number] = Checksum(row.sha256)
        stored[row.number]["committed"] = timestamp(row.committed_at)
    sightings = select(Sighting.__table__).where(Sighting.item.between(*span), Sighting.fetched_at.is_not(None))
    for row in connection.execute(sightings):
        key = MessageKey(mailbox_called(row.mailbox), folder_called(row.folder), row.uidvalidity, row.uid)
        detail = account_of_sighting(key, row.take, row.internal_date, row.fetched_at)
        stored[row.item][_place(detail)] = _clocks(detail["internal_date"], detail["fetched_at"])
    for row in connection.execute(select(Import.__table__).where(Import.item.between(*span))):
        if row.item in checksums:
            detail = account_of_import(checksums[row.item], row.source, row.ordinal)
            stored[row.item][_file(detail)] = f"imported {timestamp(row.imported_at)}"
    return stored


def _place(detail: Detail) -> str:
    return "seen " + json.dumps([detail.get(name) for name in _PLACE], ensure_ascii=False)


def _file(detail: Detail) -> str:
    return f"file {detail.get('source')} {detail.get('ordinal')}"


def _clocks(internal_date: object, fetched_at: object) -> str:
    return f"internal date {internal_date}, fetched {fetched_at}"
