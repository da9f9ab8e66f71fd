"""Reading and filing in SQL: what was understood of an item, its parts, its case and the fate of its receipt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from archiver.core.cases import OurLetter, Signer, ThreadItem
from archiver.core.records import (
    CaseRef,
    Checksum,
    Envelope,
    Filing,
    ItemNumber,
    ItemState,
    LetterKind,
    LetterState,
    Reading,
    ReceiptDecision,
    Unreadable,
)
from archiver.edges.store import readings
from archiver.edges.store.custody import DAEMON, Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import Case, Item, Outbox
from archiver.edges.tables import Filing as FilingRow
from archiver.edges.tables import Reading as ReadingRow
from archiver.failpoints import failpoint

THANKS = (LetterKind.RECEIPT, LetterKind.COLLECTED)
LOOK_BACK = 60
"""How many of the Message-IDs a mail refers to are looked up; the newest stand last (RFC 5322 § 3.6.4)."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the archive knows that bears on one reading."""

    known_cases: frozenset[CaseRef]
    letters: tuple[OurLetter, ...]
    thread: tuple[ThreadItem, ...]
    receipts_in_day: int
    """Receipts decided for the same sender in the last 24 hours."""
    receipts_in_burst: int
    """The same, in the burst window."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one item."""

    filing: Filing
    receipt: ReceiptDecision
    recipient: str = ""
    receipt_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """One item, read (or not), with the questions its verdict asks of the archive."""

    item: ItemNumber
    outcome: Reading | Unreadable
    sender: str = ""
    """Lower-case address, or empty."""
    references: frozenset[CaseRef] = frozenset()
    imported: bool = False
    """It did not come by mail just now: nobody waits for a receipt."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An item that is stored and still to be read."""

    item: ItemNumber
    checksum: Checksum
    imported: bool


class Casework:
    """Readings, filings and cases. Each public method is one transaction."""

    def __init__(self, database: Database, signer: Signer, *, burst: timedelta = timedelta(minutes=10)) -> None:
        self._database = database
        self._signer = signer
        self._burst = burst

    def settle(
        self, batch: Sequence[Settled], decide: Callable[[Settled, Knowledge], Verdict], now: datetime, year: int
    ) -> dict[ItemNumber, CaseRef]:
        """Write down what was understood of a batch, file it and decide its receipts: all of it, or nothing.

        An item that was read already is passed over, so that a repeated batch changes nothing. `year` is the year
        new cases are numbered in. Gives the cases that were opened.
        """
        opened: dict[ItemNumber, CaseRef] = {}
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            thanks = Thanks(connection, now, self._burst)
            for settled in batch:
                if _is_settled(connection, settled.item):
                    continue
                if isinstance(settled.outcome, Unreadable):
                    readings.quarantine(connection, pen, settled.item, settled.outcome, now)
                    continue
                readings.write(connection, pen, settled.item, settled.outcome, settled.sender, now)
                verdict = decide(settled, self._knowledge(connection, settled, settled.outcome.envelope, thanks))
                filing = verdict.filing
                if filing.opens_case:
                    filing = replace(filing, case=self._open_case(connection, pen, year, filing.rule, now))
                    opened[settled.item] = filing.case  # type: ignore[assignment]
                write_filing(connection, pen, settled.item, filing, now)
                _write_receipt(connection, pen, settled.item, verdict, now)
                if verdict.receipt is ReceiptDecision.DUE:
                    thanks.count(verdict.recipient)
            failpoint("settle.before-links")
            pen.finish()
            failpoint("settle.before-commit")
        failpoint("settle.after-commit")
        return opened

    def unsettled(self, limit: int = 200, *, after: int = 0) -> list[Unsettled]:
        """Items above `after` stored and not read yet, oldest first: a crash fell between the two commits."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Item.number, Item.sha256, Item.provenance)
                .outerjoin(ReadingRow, ReadingRow.item == Item.number)
                .where(ReadingRow.item.is_(None), Item.number > after)
                .order_by(Item.number)
                .limit(limit)
            )
            return [Unsettled(ItemNumber(row.number), Checksum(row.sha256), row.provenance == "import") for row in rows]

    def read_again(self, settled: Settled, agent: str, now: datetime) -> bool:
        """Write down a later reading of an item that is read already: its filings and its receipt stay.

        False when it says what the last one said. A reading that failed changes nothing, and is written down as such.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            changed = False
            if isinstance(settled.outcome, Unreadable):
                detail = {"reason": settled.outcome.reason}
                subject = f"item:{settled.item}"
                pen.note("metadata modification", subject, agent=agent, outcome="failure", detail=detail)
            else:
                changed = readings.write_again(
                    connection, pen, settled.item, settled.outcome, settled.sender, agent, now
                )
            pen.finish()
            return changed

    def reopen_reading(self, item: ItemNumber, agent: str, now: datetime) -> None:
        """Take an item out of quarantine to be read again, if it is there. Its octets and its history stay."""
        with self._database.writing() as connection:
            reopened = connection.execute(
                delete(ReadingRow).where(ReadingRow.item == item, ReadingRow.state == ItemState.QUARANTINED)
            )
            if reopened.rowcount == 0:
                return
            pen = Pen(connection, now)
            pen.note("release", f"item:{item}", agent=agent, detail={"to": "reading"})
            pen.finish()

    def release(self, item: ItemNumber, agent: str, now: datetime) -> None:
        """Take an item out of quarantine unread: a person has looked and files it by hand from Ufordelt."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            connection.execute(update(ReadingRow).where(ReadingRow.item == item).values(state="read"))
            pen.note("release", f"item:{item}", agent=agent)
            write_filing(connection, pen, item, Filing(ItemState.UNASSIGNED, "released_by_hand"), now, agent=agent)
            pen.finish()

    def note_access(self, item: ItemNumber, act: str, agent: str, now: datetime, *, path: str = "") -> None:
        """Write down that a person is about to see an item ("view") or to be given its octets ("export").

        `path` names what inside it.

        To be called first: without this record nothing is shown.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            pen.note(act, f"item:{item}", agent=agent, detail={"path": path} if path else {})
            pen.finish()

    def file_by_hand(self, item: ItemNumber, reference: str, agent: str, now: datetime) -> bool:
        """File an item in a case as a person decided. False when there is no such case."""
        with self._database.writing() as connection:
            case = _case_named(connection, reference)
            if case is None:
                return False
            pen = Pen(connection, now)
            write_filing(connection, pen, item, Filing(ItemState.FILED, "by_hand", case), now, agent=agent)
            pen.finish()
            return True

    def open_case(self, agent: str, year: int, now: datetime) -> CaseRef:
        """A new, empty case."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            reference = self._open_case(connection, pen, year, agent, now)
            pen.finish()
            return reference

    def _open_case(self, connection: Connection, pen: Pen, year: int, opened_by: str, now: datetime) -> CaseRef:
        highest = connection.scalar(select(func.max(Case.number)).where(Case.year == year)) or 0
        reference = self._signer.sign(year, highest + 1)
        connection.execute(
            insert(Case),
            {
                "year": year,
                "number": reference.number,
                "reference": str(reference),
                "state": "open",
                "opened_at": now,
                "opened_by": opened_by,
            },
        )
        pen.note("case opening", f"case:{reference}", detail={"by": opened_by})
        return reference

    def _knowledge(self, connection: Connection, settled: Settled, envelope: Envelope, thanks: Thanks) -> Knowledge:
        in_day, in_burst = thanks.given_to(settled.sender)
        named = [*envelope.references[-LOOK_BACK:], *envelope.in_reply_to[:LOOK_BACK]]
        return Knowledge(
            known_cases=_existing(connection, settled.references),
            letters=_our_letters(connection, named) if named else (),
            thread=_thread(connection, named) if named else (),
            receipts_in_day=in_day,
            receipts_in_burst=in_burst,
        )


def write_filing(
    connection: Connection, pen: Pen, item: ItemNumber, filing: Filing, now: datetime, *, agent: str = DAEMON
) -> None:
    """Add a filing; the newest of an item counts."""
    case = None
    if filing.case is not None:
        case = connection.scalar(select(Case.id).where(Case.reference == str(filing.case)))
    connection.execute(
        insert(FilingRow),
        {
            "item": item,
            "state": filing.state,
            "case_id": case,
            "rule": filing.rule,
            "evidence": json.dumps(dict(filing.evidence)),
            "filed_at": now,
            "agent": agent,
        },
    )
    detail: Mapping[str, str | int | None] = {
        "state": filing.state,
        "rule": filing.rule,
        "case": None if filing.case is None else str(filing.case),
        **filing.evidence,
    }
    pen.note("filing", f"item:{item}", agent=agent, detail=detail)


def parse_reference(text: str) -> CaseRef:
    """A reference that our own tables hold."""
    year, number, check = text.split("-")
    return CaseRef(int(year), int(number), check)


def _is_settled(connection: Connection, item: ItemNumber) -> bool:
    return connection.scalar(select(ReadingRow.item).where(ReadingRow.item == item)) is not None


def _write_receipt(connection: Connection, pen: Pen, item: ItemNumber, verdict: Verdict, now: datetime) -> None:
    due = verdict.receipt is ReceiptDecision.DUE
    connection.execute(
        insert(Outbox),
        {
            "kind": LetterKind.RECEIPT,
            "state": LetterState.DUE if due else LetterState.SUPPRESSED,
            "reason": None if due else verdict.receipt,
            "recipient": verdict.recipient,
            "message_id": verdict.receipt_message_id,
            "item": item,
            "facts": "{}",
            "created_at": now,
            "due_at": now,
            "attempts": 0,
        },
    )
    pen.note("letter", f"item:{item}", detail={"kind": "receipt", "decision": verdict.receipt})


def _existing(connection: Connection, references: frozenset[CaseRef]) -> frozenset[CaseRef]:
    if not references:
        return frozenset()
    names = [str(reference) for reference in references]
    return frozenset(
        parse_reference(name) for name in connection.scalars(select(Case.reference).where(Case.reference.in_(names)))
    )


def _our_letters(connection: Connection, message_ids: Sequence[str]) -> tuple[OurLetter, ...]:
    rows = connection.execute(
        select(Outbox.item, Outbox.recipient)
        .where(Outbox.message_id.in_(message_ids), Outbox.kind == LetterKind.RECEIPT)
        .order_by(Outbox.id)
    )
    receipts = [
        OurLetter(row.item, current_case(connection, row.item), row.recipient) for row in rows if row.item is not None
    ]
    return (*receipts, *_our_collected_letters(connection, message_ids))


def _our_collected_letters(connection: Connection, message_ids: Sequence[str]) -> Iterator[OurLetter]:
    """Those whose items all lie in one case: the others name none."""
    covered, newer = aliased(Outbox), aliased(FilingRow)
    is_newest = ~select(newer.id).where(newer.item == FilingRow.item, newer.id > FilingRow.id).exists()
    case_id = FilingRow.case_id
    rows = connection.execute(
        select(Outbox.recipient, func.min(covered.item).label("item"))
        .join(covered, covered.collected_in == Outbox.id)
        .outerjoin(FilingRow, (FilingRow.item == covered.item) & is_newest)
        .where(Outbox.message_id.in_(message_ids), Outbox.kind == LetterKind.COLLECTED)
        .group_by(Outbox.id, Outbox.recipient)
        .having(func.count() == func.count(case_id), func.min(case_id) == func.max(case_id))
        .order_by(Outbox.id)
    )
    return (OurLetter(row.item, current_case(connection, row.item), row.recipient) for row in rows.all())


def _thread(connection: Connection, message_ids: Sequence[str]) -> tuple[ThreadItem, ...]:
    keys = [readings.message_id_hash(message_id) for message_id in message_ids]
    rows = connection.execute(
        select(ReadingRow.item, ReadingRow.from_address)
        .where(ReadingRow.message_id_sha256.in_(keys))
        .order_by(ReadingRow.item)
    )
    found = ((row.item, current_case(connection, row.item), row.from_address) for row in rows)
    return tuple(ThreadItem(item, case, reporter) for item, case, reporter in found if case is not None)


def current_case(connection: Connection, item: int) -> CaseRef | None:
    """The case an item lies in now."""
    newest = select(func.max(FilingRow.id)).where(FilingRow.item == item).scalar_subquery()
    name = connection.scalar(
        select(Case.reference).join(FilingRow, FilingRow.case_id == Case.id).where(FilingRow.id == newest)
    )
    return None if name is None else parse_reference(name)


@dataclass(slots=True)
class Thanks:
    """How many receipts each sender got lately, collected ones too: asked once a batch, counted on within it."""

    connection: Connection
    now: datetime
    burst: timedelta
    _known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def given_to(self, sender: str) -> tuple[int, int]:
        """In the last 24 hours, and in the burst window."""
        if not sender:
            return 0, 0
        if sender not in self._known:
            recent = case((Outbox.created_at >= self.now - self.burst, 1), else_=0)
            row = self.connection.execute(
                select(func.count(), func.sum(recent)).where(
                    Outbox.recipient == sender,
                    Outbox.kind.in_(THANKS),
                    Outbox.state != LetterState.SUPPRESSED,
                    Outbox.created_at >= self.now - max(timedelta(days=1), self.burst),
                    Outbox.created_at <= self.now + timedelta(days=1),  # what is later, a wrong clock wrote
                )
            ).one()
            self._known[sender] = (row[0], row[1] or 0)
        return self._known[sender]

    def count(self, sender: str) -> None:
        """One more."""
        day, burst = self.given_to(sender)
        self._known[sender] = (day + 1, burst + 1)


def _case_named(connection: Connection, reference: str) -> CaseRef | None:
    name = connection.scalar(select(Case.reference).where(Case.reference == reference.upper()))
    return None if name is None else parse_reference(name)
