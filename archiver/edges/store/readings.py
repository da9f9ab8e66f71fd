"""What was understood of an item, in SQL: its reading, and the rows derived from its octets.

Rows derived from an item's octets are only ever added: reading it again makes a new derivation, and its one reading
says which of them counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, select, update

from archiver.core.records import (
    QUOTED,
    READER,
    Address,
    Checksum,
    Choice,
    Confidence,
    Cut,
    Cuts,
    DateZone,
    EnclosedMessage,
    Envelope,
    Hop,
    ItemNumber,
    Level,
    Original,
    Part,
    Reading,
    Recovery,
    Standing,
    Strength,
    Unreadable,
)
from archiver.edges.store import accounts, index, keys
from archiver.edges.store.attested import account_of_sender
from archiver.edges.store.custody import DAEMON, Pen
from archiver.edges.store.database import AnyRow
from archiver.edges.store.keys import Seal
from archiver.edges.store.rows import CARRIERS, DOCUMENTS, ENCLOSED, ORIGINALS, PARTS, READINGS, Rows
from archiver.edges.tables import Carrier, SafeText, safe_text
from archiver.edges.tables import EnclosedMessage as EnclosedRow
from archiver.edges.tables import Original as OriginalRow
from archiver.edges.tables import Part as PartRow
from archiver.edges.tables import Reading as ReadingRow

Values = dict[str, Any]

_DERIVED: tuple[Table, ...] = (PARTS, CARRIERS, ORIGINALS)


def message_id_hash(message_id: str) -> str:
    """What a Message-ID is looked up by, however long or odd it is."""
    return hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()


# --- writing ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Batch:
    """Readings that are written down together."""

    connection: Connection
    pen: Pen
    rows: Rows
    seals: Mapping[int, Seal]
    """By item."""
    now: datetime
    accounts: accounts.OfDerived = field(init=False)

    def __post_init__(self) -> None:
        self.accounts = accounts.OfDerived(self.connection)


def quarantine(batch: Batch, item: ItemNumber, unreadable: Unreadable) -> None:
    """Write down why an item cannot be read."""
    row = {
        **_reading_values(Reading(Envelope(), ()), "", batch.seals[item], item),
        "item": item,
        "state": "quarantined",
        "reason": unreadable.reason,
        "attempts": 1,
        "read_at": batch.now,
        "message_id_collision": False,
        "derivation": 1,
        "signatures_due": batch.now,
        "standing": None,
        "standing_reason": None,
    }
    batch.rows.add(READINGS, row)
    batch.pen.note(
        "quarantine",
        f"item:{item}",
        detail=lambda: {"reason": unreadable.reason, "reading_sha256": accounts.of_reading(batch.connection, item)},
    )


def write(
    batch: Batch,
    item: ItemNumber,
    reading: Reading,
    sender: str,
    standing: tuple[Standing | None, str] = (None, ""),
    *,
    collision: bool,
) -> None:
    """The first reading of an item, or the first after its quarantine; `standing` with what it rests on.

    `collision` is whether an earlier item has the same Message-ID.
    """
    seal = batch.seals[item]
    row = {
        **_reading_values(reading, sender, seal, item),
        "item": item,
        "state": "read",
        "reason": None,
        "attempts": 1,
        "read_at": batch.now,
        "message_id_collision": collision,
        "derivation": 1,
        "signatures_due": batch.now,
        "standing": standing[0],
        "standing_reason": standing[1],
    }
    batch.rows.add(READINGS, row)
    batch.rows.add(DOCUMENTS, index.due(item, batch.now))
    [stored] = _as_kept(READINGS, [row])
    derived = _derived_rows(item, 1, reading, seal)
    detail = {**_counts(reading), "message_id_collision": int(collision), "sender": account_of_sender(stored)}
    told: dict[str, str | int] = {"reading_sha256": accounts.of_rows([stored], accounts.READING), "derivation": 1}
    tell = _accounts(batch.accounts, item, 1, derived)
    batch.pen.note("metadata extraction", f"item:{item}", detail=lambda: {**detail, **told, **tell()})
    _add_derived(batch.rows, batch.pen, item, derived, reading, batch.now)


def write_standing(connection: Connection, item: ItemNumber, standing: Standing | None, reason: str) -> bool:
    """Who its sender is to us, as judged first: later readings leave that alone. False when it was judged before."""
    written = connection.execute(
        update(ReadingRow)
        .where(ReadingRow.item == item, ReadingRow.standing.is_(None))
        .values(standing=standing, standing_reason=reason)
    )
    return written.rowcount == 1


def write_again(
    connection: Connection, pen: Pen, item: ItemNumber, reading: Reading, sender: str, agent: str, now: datetime
) -> bool:
    """A later reading of an item that is read; False, and only the event, when it says what the last one said."""
    before = connection.execute(select(ReadingRow.__table__).where(ReadingRow.item == item)).one()
    seal = keys.seal_for_item(connection, item)
    values = _reading_values(reading, sender, seal, item)
    reader = values.pop("reader")
    kept = {name: before._mapping[name] for name in values}
    rows = _derived_rows(item, before.derivation, reading, seal)
    changed = _as_kept(READINGS, [values]) != [kept] or any(
        _as_kept(table, rows[table]) != _stored(connection, table, item, before.derivation) for table in _DERIVED
    )
    derivation = before.derivation + changed
    if changed:
        rows = _derived_rows(item, derivation, reading, seal)
    made = {"reader": reader, "derivation": derivation, "read_at": now, "attempts": before.attempts + 1}
    if changed:
        made["signatures_due"] = now  # other messages may have been found inside it
    connection.execute(update(ReadingRow).where(ReadingRow.item == item).values(**(values if changed else {}), **made))
    detail = {**_counts(reading), "changed": int(changed)}
    tell = _accounts(accounts.OfDerived(connection), item, derivation, rows)
    pen.note(
        "metadata modification",
        f"item:{item}",
        agent=agent,
        # Who it is may be judged in the same act, and what it reports be noted.
        detail=lambda: {
            **detail,
            "sender": _sender_of(connection, item),
            "reading_sha256": accounts.of_reading(connection, item),
            "derivation": derivation,
            **tell(),
        },
    )
    if changed:
        index.make_anew(connection, item, now)
        added = Rows(connection)
        _add_derived(added, pen, item, rows, reading, now, agent=agent)
        added.write()
    return changed


def _sender_of(connection: Connection, item: int) -> str:
    row = connection.execute(select(ReadingRow.__table__).where(ReadingRow.item == item)).one()
    return account_of_sender(row._asdict())


def _counts(reading: Reading) -> dict[str, int | None]:
    return {
        "parts": len(reading.parts),
        "enclosed": len(reading.enclosed),
        "originals": len(reading.originals),
        "strength": None if reading.strength is None else int(reading.strength.level),
        "reader": READER,
    }


def _add_derived(
    rows: Rows,
    pen: Pen,
    item: ItemNumber,
    derived: Mapping[Table, Sequence[Values]],
    reading: Reading,
    now: datetime,
    *,
    agent: str = DAEMON,
) -> None:
    for one in reading.enclosed:
        rows.add(ENCLOSED, {"sha256": one.checksum, "size": one.size, "committed_at": now})
    for table, some in derived.items():
        for row in some:
            rows.add(table, row)
    for one in reading.enclosed:
        detail: dict[str, str | int | None] = {"path": one.path, "sha256": one.checksum, "size": one.size}
        pen.note("unpacking", f"item:{item}", agent=agent, detail=detail)


def _accounts(
    of_derived: accounts.OfDerived, item: int, derivation: int, derived: Mapping[Table, Sequence[Values]]
) -> Callable[[], dict[str, str]]:
    """What the chain is to say of the rows that a reading made, and of what they report; once they are written."""
    parts, carriers, originals = (_as_kept(table, derived[table]) for table in _DERIVED)
    known = {
        "parts_sha256": accounts.of_rows(parts, accounts.PARTS),
        "originals_sha256": accounts.of_rows(originals, accounts.ORIGINALS),
    }
    kinds = {"carriers": bool(carriers), "reports": any(one["choice"] for one in originals)}
    asked = {kind: of_derived.expect(kind, item, derivation) if any_ else None for kind, any_ in kinds.items()}

    def tell() -> dict[str, str]:
        later = {f"{kind}_sha256": accounts.NOTHING if ask is None else ask() for kind, ask in asked.items()}
        return {**known, **later}

    return tell


def _stored(connection: Connection, table: Table, item: ItemNumber, derivation: int) -> list[Values]:
    order = table.c.ordinal
    question = select(table).where(table.c.item == item, table.c.derivation == derivation).order_by(order)
    return [dict(row._mapping) for row in connection.execute(question)]


def _as_kept(table: Table, rows: Sequence[Values]) -> list[Values]:
    """Rows as the database would give them back: text that it cannot hold is replaced, what is too long is cut."""
    texts = _texts(table)
    return [
        {
            name: safe_text(value, texts[name]) if name in texts and isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in rows
    ]


@cache
def _texts(table: Table) -> dict[str, int | None]:
    """The columns of text, with the most characters that each holds."""
    return {column.name: column.type.limit for column in table.c if isinstance(column.type, SafeText)}


# --- values to rows ---------------------------------------------------------------------------------------------


def _derived_rows(item: ItemNumber, derivation: int, reading: Reading, seal: Seal) -> dict[Table, list[Values]]:
    key = {"item": item, "derivation": derivation}
    enclosing = frozenset(_whole_messages(reading))
    rows = (
        [key | _part_values(place, part, enclosing) for place, part in enumerate(reading.parts)],
        [key | _carrier_values(place, one) for place, one in enumerate(reading.enclosed)],
        [key | _original_values(place, one) for place, one in enumerate(reading.originals)],
    )
    return {
        table: [keys.sealed_row(table, row, seal) for row in some] for table, some in zip(_DERIVED, rows, strict=True)
    }


def _reading_values(reading: Reading, sender: str, seal: Seal, item: int) -> Values:
    envelope, strength = reading.envelope, reading.strength
    values: Values = {
        "message_id": envelope.message_id,
        "message_id_sha256": message_id_hash(envelope.message_id) if envelope.message_id else None,
        "subject": envelope.subject,
        "from_address": sender,
        "claimed_at": envelope.date,
        "claimed_text": envelope.date_text,
        "enclosed": len(_outermost(_whole_messages(reading))),
        "envelope": _ENVELOPES.encode(envelope),
        "findings": json.dumps(list(reading.findings)),
        "reader": READER,
        "strength": None if strength is None else int(strength.level),
        "strength_reasons": json.dumps(list(strength.reasons) if strength else []),
        "client": reading.client,
    }
    values = keys.sealed_row(READINGS, values | {"item": item}, seal)
    del values["item"]
    return values


def _part_values(place: int, part: Part, enclosing: frozenset[str]) -> Values:
    return {
        "path": part.path,
        "ordinal": place,
        "content_type": part.content_type,
        "sniffed_type": part.sniffed_type,
        "filename": part.filename,
        "safe_filename": part.safe_filename,
        "content_disposition": part.content_disposition,
        "content_id": part.content_id,
        "size": part.size,
        "sha256": part.checksum,
        "decode_ok": part.decode_ok,
        "enclosed": _lies_in_any(part.path, enclosing),
        "cuts": _cuts_json(part.cuts),
    }


def _carrier_values(place: int, enclosed: EnclosedMessage) -> Values:
    message_id = enclosed.envelope.message_id
    return {
        "path": enclosed.path,
        "ordinal": place,
        "sha256": enclosed.checksum,
        "cuts": _cuts_json(enclosed.cuts),
        "message_id_sha256": message_id_hash(message_id) if message_id else None,
        "envelope": _ENVELOPES.encode(enclosed.envelope),
    }


def _original_values(place: int, original: Original) -> Values:
    offset = original.date.utcoffset() if original.date else None
    return {
        "ordinal": place,
        "parent": original.parent,
        "depth": original.depth,
        "provenance": original.provenance,
        "confidence": original.confidence,
        "choice": original.choice,
        "path": original.path,
        "message_id": original.message_id,
        "subject": original.subject,
        "from_name": original.from_.name if original.from_ else None,
        "from_address": original.from_.address if original.from_ else None,
        "recipients": json.dumps({"to": _pairs(original.to), "cc": _pairs(original.cc)}),
        "sent_at": original.date,
        "sent_offset": None if offset is None else int(offset.total_seconds() // 60),
        "date_text": original.date_text,
        "date_zone": original.date_zone,
        "text": original.text,
        "size": original.size,
        "sha256": original.checksum,
        "attachments": json.dumps(list(original.attachments)),
        "has_trace": original.has_trace,
        "is_authenticated": original.is_authenticated,
    }


def _pairs(addresses: Sequence[Address]) -> list[list[str]]:
    return [[address.name, address.address] for address in addresses]


def _cuts_json(cuts: Cuts) -> str:
    return json.dumps([[cut.start, cut.length, cut.encoding] for cut in cuts])


def _whole_messages(reading: Reading) -> list[str]:
    """Paths of the messages inside, cut out or in an Outlook container, in any order."""
    whole = [original.path for original in reading.originals if original.provenance not in QUOTED and original.path]
    return list(dict.fromkeys([*(one.path for one in reading.enclosed), *whole]))


def _lies_in_any(path: str, enclosing: Collection[str]) -> bool:
    steps = path.split(".")
    return any(".".join(steps[:count]) in enclosing for count in range(1, len(steps)))


def _outermost(paths: Sequence[str]) -> list[str]:
    known = frozenset(paths)
    return [path for path in paths if not _lies_in_any(path, known)]


def _in_json(value: object) -> object:
    """A time as text, and a record as the values by its names."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names_in(type(value))}
    raise TypeError(f"{type(value).__name__} has no place in an envelope")


@cache
def _names_in(record: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(record))


_ENVELOPES = json.JSONEncoder(default=_in_json)


# --- rows to values ---------------------------------------------------------------------------------------------


def parts_of(connection: Connection, item: int) -> tuple[Part, ...]:
    """The leaves of an item."""
    return tuple(map(_part, _current(connection, PartRow, item)))


def enclosed_in(connection: Connection, item: int) -> tuple[EnclosedMessage, ...]:
    """The messages inside an item, in the order of the mail."""
    rows = connection.execute(
        select(Carrier.path, Carrier.cuts, Carrier.envelope, EnclosedRow.sha256, EnclosedRow.size)
        .join(EnclosedRow, EnclosedRow.sha256 == Carrier.sha256)
        .join(ReadingRow, (ReadingRow.item == Carrier.item) & (ReadingRow.derivation == Carrier.derivation))
        .where(Carrier.item == item)
        .order_by(Carrier.ordinal)
    )
    return tuple(
        EnclosedMessage(
            row.path, cuts_of(row.cuts), row.size, Checksum(row.sha256), envelope_of(json.loads(row.envelope))
        )
        for row in rows
    )


def originals_of(connection: Connection, item: int) -> tuple[Original, ...]:
    """The messages an item hands on, outermost first."""
    return tuple(map(_original, _current(connection, OriginalRow, item)))


def strength_of(row: AnyRow) -> Strength | None:
    """From a row with `strength` and `strength_reasons`."""
    if row.strength is None:
        return None
    return Strength(Level(row.strength), tuple(json.loads(row.strength_reasons)))


def carriers_of(connection: Connection, checksum: str) -> tuple[tuple[ItemNumber, str], ...]:
    """Items that carry an enclosed message, and its path in each, the first to come first."""
    rows = connection.execute(
        select(Carrier.item, Carrier.path)
        .join(ReadingRow, (ReadingRow.item == Carrier.item) & (ReadingRow.derivation == Carrier.derivation))
        .where(Carrier.sha256 == checksum)
        .order_by(Carrier.item, Carrier.ordinal)
    )
    return tuple((ItemNumber(row.item), str(row.path)) for row in rows)


def _current(connection: Connection, kind: Any, item: int) -> Iterator[AnyRow]:
    """Rows of the derivation that counts."""
    return iter(
        connection.execute(
            select(kind.__table__)
            .join(ReadingRow, (ReadingRow.item == kind.item) & (ReadingRow.derivation == kind.derivation))
            .where(kind.item == item)
            .order_by(kind.ordinal)
        )
    )


def envelope_of(kept: Mapping[str, Any]) -> Envelope:
    """The fields of a stored envelope that people are shown; the rest stays in the JSON."""
    return Envelope(
        message_id=kept.get("message_id"),
        subject=kept.get("subject", ""),
        date=_moment(kept.get("date")),
        date_text=kept.get("date_text", ""),
        from_=_addresses(kept.get("from_", ())),
        to=_addresses(kept.get("to", ())),
        cc=_addresses(kept.get("cc", ())),
        received=tuple(map(_hop, kept.get("received", ()))),
    )


def _hop(kept: Mapping[str, Any]) -> Hop:
    return Hop(kept["by"], kept["host"], _moment(kept["at"]))


def _moment(kept: str | None) -> datetime | None:
    if not kept:
        return None
    moment = datetime.fromisoformat(kept)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _addresses(kept: Sequence[Mapping[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(one["name"], one["address"]) for one in kept)


def cuts_of(kept: str) -> Cuts:
    """The way to octets inside an item's, as it is stored."""
    return tuple(Cut(start, length, encoding) for start, length, encoding in json.loads(kept))


def _part(row: AnyRow) -> Part:
    return Part(
        path=row.path,
        content_type=row.content_type,
        sniffed_type=row.sniffed_type,
        filename=row.filename,
        safe_filename=row.safe_filename,
        content_disposition=row.content_disposition,
        content_id=row.content_id,
        size=row.size,
        checksum=Checksum(row.sha256),
        decode_ok=row.decode_ok,
        cuts=cuts_of(row.cuts),
    )


def _original(row: AnyRow) -> Original:
    recipients = json.loads(row.recipients)
    return Original(
        provenance=Recovery(row.provenance),
        depth=row.depth,
        confidence=Confidence(row.confidence),
        subject=row.subject,
        message_id=row.message_id,
        from_=None if row.from_address is None else Address(row.from_name or "", row.from_address),
        to=tuple(Address(*pair) for pair in recipients["to"]),
        cc=tuple(Address(*pair) for pair in recipients["cc"]),
        date=_in_offset(row.sent_at, row.sent_offset),
        date_text=row.date_text,
        date_zone=DateZone(row.date_zone),
        text=row.text,
        path=row.path,
        size=row.size,
        checksum=None if row.sha256 is None else Checksum(row.sha256),
        attachments=tuple(json.loads(row.attachments)),
        parent=row.parent,
        has_trace=row.has_trace,
        is_authenticated=row.is_authenticated,
        choice=None if row.choice is None else Choice(row.choice),
    )


def _in_offset(moment: datetime | None, minutes: int | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(timezone(timedelta(minutes=minutes)) if minutes else UTC)
