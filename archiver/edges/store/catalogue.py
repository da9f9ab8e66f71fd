"""What is in the archive, for those who look: items, cases, quarantine, status. Only reads."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal_column, or_, select

from archiver.core.clocks import Moment
from archiver.core.disposition import Erasure, Scope
from archiver.core.enclosures import reading_inside
from archiver.core.intake import windows
from archiver.core.letters import FixityCheck, OpenAlarm
from archiver.core.records import (
    PIECE,
    READER,
    Address,
    Candidate,
    CaseAct,
    CaseState,
    ChainHead,
    Checksum,
    Client,
    Cuts,
    EnclosedMessage,
    Envelope,
    ItemNumber,
    ItemState,
    LetterKind,
    MessageKey,
    Octets,
    Original,
    Part,
    SightingState,
    Strength,
)
from archiver.core.records import Reading as Understood
from archiver.edges import content
from archiver.edges.store import facts, readings
from archiver.edges.store.clocks import moments
from archiver.edges.store.custody import DAEMON
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.erasing import tombstones
from archiver.edges.store.filings import counts
from archiver.edges.store.knowledge import state_of
from archiver.edges.store.ledger import IS_OPEN
from archiver.edges.store.safekeeping import last_backup
from archiver.edges.store.unread import is_erased, is_quarantined, is_read_in_part
from archiver.edges.tables import (
    Case,
    CaseActRow,
    CustodyEvent,
    ErasureRow,
    Filing,
    Folder,
    Item,
    Lease,
    Outbox,
    Pending,
    Reading,
)
from archiver.edges.tables import EnclosedMessage as EnclosedRow
from archiver.edges.tables import Import as ImportRow
from archiver.edges.tables import Sighting as SightingRow
from archiver.errors import StoreUnavailable, UsageError

PAGE = 500
_PATH = re.compile(r"[1-9][0-9]{0,5}(?:\.[1-9][0-9]{0,5}){0,200}")


@dataclass(frozen=True, slots=True)
class Place:
    """What a person named: an item, or something inside it."""

    item: ItemNumber
    path: str = ""
    """Of an enclosed message or a leaf; empty for the item itself."""


@dataclass(frozen=True, slots=True)
class SightingEntry:
    key: MessageKey
    state: SightingState
    internal_date: datetime | None
    """The server's clock."""
    fetched_at: datetime | None
    """Ours."""


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One line of a list of items: no text that anybody wrote."""

    item: ItemNumber
    sha256: Checksum
    size: int
    state: ItemState
    case: str | None
    rule: str | None
    committed_at: datetime
    claimed_at: datetime | None
    provenance: str
    reason: str | None
    """Why it is in quarantine."""
    message_id_collision: bool
    strength: Strength | None = None
    read_in_part: bool = False
    """There is something in it that could not be read: its reporter is told that the archive officer gets in touch."""
    sightings: tuple[SightingEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ActEntry:
    """What a person did that filed an item."""

    number: int
    kind: CaseAct
    undoes: int | None
    """Of an undoing: the number of the act that it took back."""
    reason: str
    """In the person's words; may be empty."""


@dataclass(frozen=True, slots=True)
class FilingEntry:
    state: str
    rule: str
    case: str | None
    evidence: Mapping[str, str]
    filed_at: datetime
    agent: str
    rejected: tuple[Candidate, ...] = ()
    """Cases that were looked at and not taken."""
    act: ActEntry | None = None
    """The act that wrote it. An undoing puts back what was there before, by the rule that filed it then."""

    @property
    def is_by_a_person(self) -> bool:
        """Whether somebody filed it so, and no rule by itself."""
        return self.agent != DAEMON


@dataclass(frozen=True, slots=True)
class EventEntry:
    seq: int
    at: str
    act: str
    agent: str
    outcome: str
    detail: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """Everything about one item; the only text is in its originals."""

    entry: ItemEntry
    parts: tuple[Part, ...]
    enclosed: tuple[EnclosedMessage, ...]
    originals: tuple[Original, ...]
    carriers: tuple[Place, ...]
    """Where the same octets came inside other items."""
    derivation: int
    """Which of its derivations counts, the first being 1; 0 when it has not been read."""
    findings: tuple[str, ...]
    filings: tuple[FilingEntry, ...]
    custody: tuple[EventEntry, ...]
    receipt: str | None
    """State of its receipt, with the reason after a colon."""
    sources: tuple[str, ...]
    """Where it was imported from."""
    subject: str
    from_: tuple[Address, ...]
    standing: str | None
    """Who its sender is to us, and what that rests on, as judged when it came in."""
    standing_reason: str | None
    client: Client | None = None
    """What it was made with, where that could be told."""
    clocks: tuple[Moment, ...] = ()
    """When it was what, by five clocks of which only ours counts."""
    tombstone: Erasure | None = None
    """When it was disposed of: by whom, and on what basis."""


@dataclass(frozen=True, slots=True)
class EnclosedDetail:
    """Everything about one enclosed message."""

    reading: Understood
    """As if it had come by itself."""
    enclosed: EnclosedMessage
    carriers: tuple[Place, ...]
    """Every item it came in; the one it was named by is among them."""


@dataclass(frozen=True, slots=True)
class CaseEntry:
    reference: str
    state: CaseState
    opened_at: datetime
    opened_by: str
    items: int
    is_disposed: bool = False


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """The balance of one folder at its last good round."""

    mailbox: str
    folder: str
    is_archive: bool
    last_good_poll: datetime | None
    server: int
    archived: int
    reasons: Mapping[str, Sequence[int]]
    waiting: Mapping[str, int]
    """Archived, but still on the server: reason → how many."""


@dataclass(frozen=True, slots=True)
class LeaseEntry:
    mailbox: str
    holder: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    items: int
    unassigned: int
    quarantined: int
    pending: int
    letters: Mapping[str, int]
    folders: tuple[FolderEntry, ...]
    leases: tuple[LeaseEntry, ...]
    alarms: tuple[OpenAlarm, ...]
    chain: ChainHead
    fixity: FixityCheck | None = None
    backup_at: datetime | None = None
    """When the newest backup was made that was proven."""


class Catalogue:
    """Questions about what is archived. Each public method is one view of the data."""

    def __init__(self, database: Database, spool: Path | None = None, received_by: str = "") -> None:
        """`spool` is a directory with room for the largest mail; without it, the system's own for temporary files.

        `received_by` is the host whose Received field is believed.
        """
        self._received_by = received_by
        self._database = database
        self._spool = spool

    def named(self, name: str) -> ItemNumber:
        """The item of a number, or of an unambiguous prefix (8 or more hex digits) of its SHA-256."""
        place = self.place(name)
        if place.path:
            raise UsageError("“{name}” is inside item {number}; name that one.", name=name, number=place.item)
        return place.item

    def place(self, name: str) -> Place:
        """The same, or a place inside an item: "17/2", or the SHA-256 of a message enclosed in one.

        Octets that came by themselves are the item, wherever else they came; a message enclosed in several items is
        found in the first of them.
        """
        text, slash, path = name.strip().lower().partition("/")
        is_prefix = 8 <= len(text) <= 64 and all(digit in "0123456789abcdef" for digit in text)
        is_number = text.isascii() and text.isdigit() and len(text) <= 18
        if not (is_number or is_prefix) or (slash and not _PATH.fullmatch(path)):
            raise UsageError("“{name}” is neither an item number nor 8 or more digits of a SHA-256.", name=name)
        with self._database.reading() as connection:
            by_number = is_number and _exists(connection, int(text))
            found = {Place(ItemNumber(int(text)))} if by_number else set[Place]()
            if is_prefix and not by_number:
                found |= set(_by_checksum(connection, text))
        if not found:
            raise UsageError("Item {name} does not exist.", name=name)
        if len(found) > 1:
            raise UsageError("“{name}” names more than one item.", name=name)
        place = found.pop()
        return Place(place.item, ".".join(filter(None, (place.path, path))))

    def items(
        self,
        *,
        state: ItemState | None = None,
        case: str | None = None,
        read_in_part: bool = False,
        after: int = 0,
        limit: int | None = None,
    ) -> Iterator[ItemEntry]:
        """Items above `after` in order of their numbers, `limit` at most; `read_in_part` gives those alone.

        They are read a page at a time, each of which goes on behind the last number of the one before.
        """
        wanted, size, given = _Wanted(state, case, read_in_part), min(limit or PAGE, PAGE), 0
        while limit is None or given < limit:
            with self._database.reading() as connection:
                numbers = _candidates(connection, wanted, after, size)
                page = list(_entries(connection, numbers, wanted))[: None if limit is None else limit - given]
            yield from page
            if len(numbers) < size:
                return
            after, given = numbers[-1], given + len(page)

    def item(self, number: ItemNumber) -> ItemDetail:
        """All that is known of one item."""
        with self._database.reading() as connection:
            entry = next(iter(_entries(connection, [number])))
            reading = connection.execute(select(Reading.__table__).where(Reading.item == number)).one_or_none()
            envelope = {} if reading is None or not reading.envelope else json.loads(reading.envelope)
            return ItemDetail(
                entry=entry,
                parts=readings.parts_of(connection, number),
                enclosed=readings.enclosed_in(connection, number),
                originals=readings.originals_of(connection, number),
                carriers=_carriers(connection, entry.sha256),
                derivation=0 if reading is None else reading.derivation,
                findings=() if reading is None else tuple(json.loads(reading.findings)),
                filings=tuple(_filings(connection, number)),
                custody=tuple(_custody(connection, f"item:{number}")),
                receipt=_receipt(connection, number),
                sources=tuple(
                    connection.scalars(select(ImportRow.source).where(ImportRow.item == number).order_by(ImportRow.id))
                ),
                subject="" if reading is None else reading.subject,
                from_=tuple(Address(entry["name"], entry["address"]) for entry in envelope.get("from_", ())),
                standing=None if reading is None else reading.standing,
                standing_reason=None if reading is None else reading.standing_reason,
                client=None if reading is None or reading.client is None else Client(reading.client),
                clocks=moments(connection, [number], self._received_by)[number],
                tombstone=tombstones(connection, Scope.ITEM, [number]).get(number),
            )

    def recipients(self, number: ItemNumber) -> tuple[Address, ...]:
        """Whom an item is from and to by its own header; nobody when it could not be read."""
        with self._database.reading() as connection:
            kept = connection.scalar(select(Reading.envelope).where(Reading.item == number))
        if not kept:
            return ()
        envelope = readings.envelope_of(json.loads(kept))
        return (*envelope.from_, *envelope.sender, *envelope.reply_to, *envelope.to, *envelope.cc)

    def enclosed(self, place: Place) -> EnclosedDetail | None:
        """All that is known of a message inside an item; None when no message lies there."""
        with self._database.reading() as connection:
            carried = readings.enclosed_in(connection, place.item)
            one = next((enclosed for enclosed in carried if enclosed.path == place.path), None)
            if one is None:
                return None
            whole = Understood(
                Envelope(),
                readings.parts_of(connection, place.item),
                carried,
                readings.originals_of(connection, place.item),
            )
            return EnclosedDetail(reading_inside(whole, one), one, _carriers(connection, one.checksum))

    def inside(self, place: Place) -> tuple[Checksum, int, Iterator[bytes]]:
        """The octets of a message or leaf inside an item, with what they must hash to and how many there are.

        Raises `UsageError` when there is nothing at that place, or only something that a container holds.
        """
        with self._database.reading() as connection:
            enclosed, parts = readings.enclosed_in(connection, place.item), readings.parts_of(connection, place.item)
        found = next((one for one in Understood(Envelope(), parts, enclosed).inside if one.path == place.path), None)
        if found is None:
            raise UsageError("Item {number} has nothing at {path}.", number=place.item, path=place.path)
        if not found.cuts:
            raise UsageError(
                "{path} lies in an Outlook item; take the file around it out of item {number}.",
                number=place.item,
                path=place.path,
            )
        return found.checksum, found.size, self._cut(place.item, found.cuts)

    def _cut(self, number: ItemNumber, cuts: Cuts) -> Iterator[bytes]:
        with self._database.reading() as connection:
            checksum = _checksum_of(connection, number) or ""
            yield from content.inside(connection, checksum, cuts)

    def octets(self, number: ItemNumber) -> Iterator[bytes]:
        """The exact octets of one item, in pieces. Raises `UsageError` for one that was disposed of."""
        with self._database.reading() as connection:
            checksum = _checksum_of(connection, number)
            if checksum is not None:
                yield from content.pieces(connection, checksum)

    def whole(self, number: ItemNumber) -> Octets:
        """The octets of one item to be read; large ones in an unnamed file, `StoreUnavailable` if that has no room.

        Of an encrypted archive that file lies in memory.
        """
        room = None if self._spool is None else str(self._spool)
        with _on_disk(), ExitStack() as unless_all_is_well:
            if self._database.vault is not None:
                spool: Any = unless_all_is_well.enter_context(os.fdopen(os.memfd_create("mail"), "w+b"))
            else:
                spool = unless_all_is_well.enter_context(tempfile.SpooledTemporaryFile(max_size=16 * PIECE, dir=room))
            for piece in self.octets(number):
                spool.write(piece)
            octets = Octets(cast("BinaryIO", spool))
            unless_all_is_well.pop_all()
            return octets

    def folder_reasons(self, mailbox: str, folder: str) -> Mapping[str, Sequence[int]] | None:
        """Why the last good round could not account for UIDs of a folder; None when there was no such round."""
        with self._database.reading() as connection:
            reasons = connection.scalar(
                select(Folder.reasons).where(
                    Folder.mailbox == mailbox, Folder.folder == folder, Folder.last_good_poll.is_not(None)
                )
            )
            return None if reasons is None else json.loads(reasons)

    def cases(self, *, after: str | None = None, limit: int | None = None) -> Iterator[CaseEntry]:
        """Cases, newest last, `limit` at most; only those opened `after` the one of that reference, if named.

        They are read a page at a time, as items are.
        """
        last, left = 0 if after is None else self._row_of_case(after), limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            with self._database.reading() as connection:
                question = _case_question().where(Case.id > last).order_by(Case.id).limit(size)
                page = connection.execute(question).all()
            yield from map(_case, page)
            if len(page) < size:
                return
            last, left = page[-1].id, None if left is None else left - size

    def _row_of_case(self, reference: str) -> int:
        with self._database.reading() as connection:
            number = connection.scalar(select(Case.id).where(Case.reference == reference.strip().upper()))
        if number is None:
            raise UsageError("There is no case {case}.", case=reference)
        return number

    def case(self, reference: str) -> CaseEntry:
        """The case of a full reference."""
        with self._database.reading() as connection:
            question = _case_question().where(Case.reference == reference.strip().upper())
            row = connection.execute(question).one_or_none()
            if row is None:
                raise UsageError("There is no case {case}.", case=reference)
            return _case(row)

    def cases_before(
        self, before: str | None, limit: int, *, state: CaseState | None = None, only: Sequence[str] | None = None
    ) -> list[CaseEntry]:
        """Cases, newest first: the `limit` opened before the one of that reference, or the newest.

        Only those in a `state`, or only those named.
        """
        first = None if before is None else self._row_of_case(before)
        question = _case_question().order_by(Case.id.desc()).limit(limit)
        if first is not None:
            question = question.where(Case.id < first)
        if state is CaseState.OPEN:
            question = question.where(Case.state == literal_column(f"'{CaseState.OPEN}'"))
        elif state is not None:
            question = question.where(Case.state != literal_column(f"'{CaseState.OPEN}'"))
        if only is not None:
            question = question.where(Case.reference.in_(only))
        with self._database.reading() as connection:
            return [_case(row) for row in connection.execute(question)]

    def count_since(self, moment: datetime, most: int) -> int:
        """How many items came in since then; no more than `most` are counted."""
        newest = select(Item.number, Item.committed_at).order_by(Item.number.desc()).limit(most).subquery()
        with self._database.reading() as connection:
            return (
                connection.scalar(select(func.count()).select_from(newest).where(newest.c.committed_at >= moment)) or 0
            )

    def count_external(self, most: int) -> int:
        """How many items lie under Ekstern; no more than `most` are counted."""
        there = and_(Filing.state == literal_column("'external'"), counts())
        with self._database.reading() as connection:
            few = select(Filing.id).where(there).limit(most).subquery()
            return connection.scalar(select(func.count()).select_from(few)) or 0

    def outdated(self, limit: int, *, after: int = 0) -> list[tuple[ItemNumber, Checksum]]:
        """Items above `after` whose reading an older version of the reader made, by number, with their checksums."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Item.number, Item.sha256)
                .join(Reading, Reading.item == Item.number)
                .where(Reading.state == "read", Reading.reader < READER, Item.number > after)
                .order_by(Item.number)
                .limit(limit)
            )
            return [(ItemNumber(row.number), Checksum(row.sha256)) for row in rows]

    def count_outdated(self) -> int:
        """How many they are."""
        with self._database.reading() as connection:
            question = select(func.count()).where(Reading.state == "read", Reading.reader < READER)
            return connection.scalar(question) or 0

    def entry(self, number: ItemNumber) -> ItemEntry:
        """The line of one item in the list."""
        with self._database.reading() as connection:
            return next(iter(_entries(connection, [number])))

    def entry_if_there(self, number: ItemNumber) -> ItemEntry | None:
        """The same; None when there is no such item."""
        with self._database.reading() as connection:
            return next(iter(_entries(connection, [number])), None)

    def quarantined(self) -> list[ItemNumber]:
        """Items that could not be read, by number."""
        with self._database.reading() as connection:
            numbers = connection.scalars(select(Reading.item).where(is_quarantined()).order_by(Reading.item))
            return [ItemNumber(number) for number in numbers]

    def waiting_on_server(self) -> list[tuple[MessageKey, str]]:
        """Messages a server would not hand over: in quarantine there, not with us."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(SightingRow.__table__)
                .where(IS_OPEN, SightingRow.state == SightingState.QUARANTINED)
                .order_by(SightingRow.mailbox, SightingRow.folder, SightingRow.uid)
            )
            return [(MessageKey(row.mailbox, row.folder, row.uidvalidity, row.uid), row.reason or "") for row in rows]

    def status(self) -> Status:
        """How the archive stands."""
        with self._database.reading() as connection:
            items, chain = facts.heads(connection)
            return Status(
                items=items,
                unassigned=facts.unassigned(connection),
                quarantined=facts.quarantined(connection),
                pending=facts.pending(connection),
                letters=facts.letter_states(connection),
                folders=tuple(_folders(connection)),
                leases=tuple(
                    LeaseEntry(row.mailbox, row.holder, row.expires_at)
                    for row in connection.execute(select(Lease.mailbox, Lease.holder, Lease.expires_at))
                ),
                alarms=tuple(facts.open_alarms(connection)),
                chain=chain,
                fixity=facts.fixity(connection),
                backup_at=last_backup(connection),
            )


def _by_checksum(connection: Connection, prefix: str) -> Iterator[Place]:
    """Items whose checksum begins so, and enclosed messages that never came by themselves; two are enough to know."""
    items = connection.execute(select(Item.number, Item.sha256).where(_begins(Item.sha256, prefix)).limit(2)).all()
    yield from (Place(ItemNumber(row.number)) for row in items)
    known = {row.sha256 for row in items}
    lone = connection.scalars(select(EnclosedRow.sha256).where(_begins(EnclosedRow.sha256, prefix)).limit(3))
    for checksum in lone:
        if checksum not in known:
            yield from _carriers(connection, checksum)[:1]


def _begins(column: Any, prefix: str) -> ColumnElement[bool]:
    """As a range of the index, which LIKE is not on every database; no hex digit comes after f."""
    return and_(column >= prefix, column < f"{prefix}g")


def _carriers(connection: Connection, checksum: str) -> tuple[Place, ...]:
    return tuple(Place(*carrier) for carrier in readings.carriers_of(connection, checksum))


def _exists(connection: Connection, number: int) -> bool:
    return connection.scalar(select(Item.number).where(Item.number == number)) is not None


def _checksum_of(connection: Connection, number: int) -> str | None:
    """Of an item whose octets are here."""
    if number in tombstones(connection, Scope.ITEM, [number]):
        raise UsageError("Item {number} was disposed of; only its hash and its history are kept.", number=number)
    return connection.scalar(select(Item.sha256).where(Item.number == number))


def _newest_filing() -> ColumnElement[int]:
    """Correlated: the filing that counts of the item in the outer question."""
    return select(func.max(Filing.id)).where(Filing.item == Item.number).correlate(Item).scalar_subquery()


def _entry_question() -> Select[*tuple[Any, ...]]:
    columns = (
        Item.number,
        Item.sha256,
        Item.size,
        Item.committed_at,
        Item.provenance,
        Reading.state.label("reading"),
        Reading.reason,
        Reading.claimed_at,
        Reading.message_id_collision,
        Reading.strength,
        Reading.strength_reasons,
        is_read_in_part().label("read_in_part"),
        Filing.state.label("filing"),
        Filing.rule,
        Case.reference,
    )
    return (
        select(*columns)
        .outerjoin(Reading, Reading.item == Item.number)
        .outerjoin(Filing, Filing.id == _newest_filing())
        .outerjoin(Case, Case.id == Filing.case_id)
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which items a list is to name."""

    state: ItemState | None = None
    case: str | None = None
    read_in_part: bool = False


def _candidates(connection: Connection, wanted: _Wanted, after: int, size: int) -> Sequence[int]:
    """The next page of items that may be wanted, by number: those that an index knows to be in a state, or in a case.

    What was filed so is not so any more where it was filed elsewhere since.
    """
    column, which = _where_to_look(connection, wanted)
    question = select(column).where(column > after, *([] if which is None else [which]))
    once = question.distinct() if column is Filing.item else question
    return connection.scalars(once.order_by(column).limit(size)).all()


def _where_to_look(connection: Connection, wanted: _Wanted) -> tuple[Any, ColumnElement[bool] | None]:
    if wanted.case is not None:
        case = connection.scalar(select(Case.id).where(Case.reference == wanted.case))
        return Filing.item, Filing.case_id == case
    if wanted.state in {ItemState.UNASSIGNED, ItemState.EXTERNAL}:
        return Filing.item, Filing.state == literal_column(f"'{wanted.state}'")
    of_readings = {ItemState.QUARANTINED: is_quarantined(), ItemState.ERASED: is_erased()}
    if wanted.state in of_readings:
        return Reading.item, of_readings[wanted.state]
    return (Pending.item if wanted.state is ItemState.PENDING else Item.number), None


def _entries(connection: Connection, numbers: Sequence[int], wanted: _Wanted = _Wanted()) -> Iterator[ItemEntry]:
    question = _entry_question().where(Item.number.in_(numbers)).order_by(Item.number)
    if wanted.case is not None:
        question = question.where(Case.reference == wanted.case)
    if wanted.state is not None:
        question = question.where(_in_state(wanted.state))
    if wanted.read_in_part:
        question = question.where(is_read_in_part())
    entries = [_entry(row) for row in connection.execute(question)]
    seen = _sightings(connection, [entry.item for entry in entries])
    return (replace(entry, sightings=tuple(seen.get(entry.item, ()))) for entry in entries)


def entries_of(connection: Connection, numbers: Sequence[int]) -> list[ItemEntry]:
    """The lines of these items, in that order."""
    rows = connection.execute(_entry_question().where(Item.number.in_(numbers)))
    known = {row.number: _entry(row) for row in rows}
    seen = _sightings(connection, numbers)
    return [replace(known[number], sightings=tuple(seen.get(number, ()))) for number in numbers if number in known]


def _in_state(state: ItemState) -> ColumnElement[bool]:
    if state is ItemState.PENDING:
        return Reading.state.is_(None)
    if state in {ItemState.QUARANTINED, ItemState.ERASED}:
        return Reading.state == state
    return (Filing.state == state) & or_(Reading.state.is_(None), Reading.state == "read")


_AS_READ = {"read": ItemState.UNASSIGNED}
"""State of a reading → of its item, until a filing says more; any other has the same name."""


def _entry(row: Row[*tuple[Any, ...]]) -> ItemEntry:
    state = ItemState.PENDING if row.reading is None else ItemState(_AS_READ.get(row.reading, row.reading))
    if row.reading == "read":
        state = ItemState(row.filing or ItemState.UNASSIGNED)
    return ItemEntry(
        item=ItemNumber(row.number),
        sha256=Checksum(row.sha256),
        size=row.size,
        state=state,
        case=row.reference,
        rule=row.rule,
        committed_at=row.committed_at,
        claimed_at=row.claimed_at,
        provenance=row.provenance,
        reason=row.reason if state is ItemState.QUARANTINED else None,
        message_id_collision=bool(row.message_id_collision),
        strength=readings.strength_of(row),
        read_in_part=bool(row.read_in_part),
    )


def _sightings(connection: Connection, items: Sequence[int]) -> dict[int, list[SightingEntry]]:
    found: dict[int, list[SightingEntry]] = {}
    for few in windows(items, PAGE):
        question = (
            select(SightingRow.__table__).where(SightingRow.item.in_(few)).order_by(SightingRow.item, SightingRow.id)
        )
        for row in connection.execute(question):
            key = MessageKey(row.mailbox, row.folder, row.uidvalidity, row.uid)
            found.setdefault(row.item, []).append(
                SightingEntry(key, SightingState(row.state), row.internal_date, row.fetched_at)
            )
    return found


def _filings(connection: Connection, number: int) -> Iterator[FilingEntry]:
    rows = connection.execute(
        select(Filing.__table__, Case.reference)
        .outerjoin(Case, Case.id == Filing.case_id)
        .where(Filing.item == number)
        .order_by(Filing.id)
    ).all()
    earlier: set[int | None] = {None}
    for row in rows:
        rejected = tuple(Candidate(*one) for one in json.loads(row.rejected))
        evidence = json.loads(row.evidence)
        act = _act_behind(connection, row, is_own=row.act not in earlier)
        earlier.add(row.act)
        yield FilingEntry(row.state, row.rule, row.reference, evidence, row.filed_at, row.agent, rejected, act)


def _act_behind(connection: Connection, filing: AnyRow, *, is_own: bool) -> ActEntry | None:
    """The act that wrote a filing: the one it names, if that `is_own`, or else the undoing that put it back.

    Such a filing names the act it stood by before, or none; the undoing has its time and its agent.
    """
    if filing.agent == DAEMON:
        return None
    is_undoing = and_(CaseActRow.kind == CaseAct.UNDO, CaseActRow.at == filing.filed_at)
    wanted = CaseActRow.id == filing.act if is_own else and_(is_undoing, CaseActRow.agent == filing.agent)
    row = connection.execute(
        select(CaseActRow.id, CaseActRow.kind, CaseActRow.undoes, CaseActRow.reason)
        .where(wanted)
        .order_by(CaseActRow.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else ActEntry(row.id, CaseAct(row.kind), row.undoes, row.reason)


def _custody(connection: Connection, subject: str) -> Iterator[EventEntry]:
    rows = connection.execute(
        select(CustodyEvent.__table__).where(CustodyEvent.subject == subject).order_by(CustodyEvent.seq)
    )
    return (EventEntry(row.seq, row.at, row.act, row.agent, row.outcome, json.loads(row.detail)) for row in rows)


def _receipt(connection: Connection, number: int) -> str | None:
    row = connection.execute(
        select(Outbox.state, Outbox.reason, Outbox.collected_in).where(
            Outbox.item == number, Outbox.kind == LetterKind.RECEIPT
        )
    ).one_or_none()
    if row is None:
        return None
    if row.collected_in is not None:
        state = connection.scalar(select(Outbox.state).where(Outbox.id == row.collected_in))
        return f"{LetterKind.COLLECTED}: {state}"
    return f"{row.state}: {row.reason}" if row.reason else str(row.state)


def _case_question() -> Select[*tuple[Any, ...]]:
    lying_there = select(func.count(Filing.id)).where(Filing.case_id == Case.id, counts())
    disposed = select(ErasureRow.name).where(ErasureRow.scope == Scope.CASE, ErasureRow.number == Case.id)
    return select(
        Case.id,
        Case.reference,
        Case.state,
        Case.merged_into,
        Case.opened_at,
        Case.opened_by,
        lying_there.correlate(Case).scalar_subquery().label("items"),
        disposed.correlate(Case).exists().label("is_disposed"),
    )


def _case(row: Row[*tuple[Any, ...]]) -> CaseEntry:
    return CaseEntry(row.reference, state_of(row), row.opened_at, row.opened_by, row.items, bool(row.is_disposed))


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"A mail cannot be laid out in a temporary file ({error.strerror}).") from None


def _folders(connection: Connection) -> Iterator[FolderEntry]:
    waiting: dict[tuple[str, str], dict[str, int]] = {}
    question = (
        select(SightingRow.mailbox, SightingRow.folder, SightingRow.reason, func.count().label("count"))
        .where(IS_OPEN, SightingRow.state == SightingState.STORED)
        .group_by(SightingRow.mailbox, SightingRow.folder, SightingRow.reason)
    )
    for row in connection.execute(question):
        place = waiting.setdefault((row.mailbox, row.folder), {})
        place[row.reason or "not_moved_yet"] = row[3]
    for row in connection.execute(select(Folder.__table__).order_by(Folder.mailbox, Folder.is_archive, Folder.folder)):
        yield FolderEntry(
            mailbox=row.mailbox,
            folder=row.folder,
            is_archive=row.is_archive,
            last_good_poll=row.last_good_poll,
            server=row.server,
            archived=row.archived,
            reasons=json.loads(row.reasons),
            waiting=waiting.get((row.mailbox, row.folder), {}),
        )
