"""Reading and filing in SQL: what was understood of an item, its parts, its case and the fate of its receipt."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from archiver.core.addresses import mailbox_of
from archiver.core.cases import Signer
from archiver.core.records import (
    CaseRef,
    Checksum,
    Filing,
    ItemNumber,
    ItemState,
    LetterKind,
    LetterState,
    Original,
    Reading,
    ReceiptDecision,
    Standing,
    Unreadable,
)
from archiver.edges.store import accounts, attested, incidents, keys, knowledge, readings, safekeeping
from archiver.edges.store.custody import DAEMON, Pen
from archiver.edges.store.database import Database
from archiver.edges.store.erasing import is_erased
from archiver.edges.store.foreknowledge import foreknowledge, traces_of
from archiver.edges.store.knowledge import Knowledge, Questions, Thanks
from archiver.edges.store.rows import FILINGS, LETTERS, Rows, Slot
from archiver.edges.tables import Case, Item, Outbox, Pending, Sighting, safe_text
from archiver.edges.tables import Filing as FilingRow
from archiver.edges.tables import Reading as ReadingRow
from archiver.failpoints import failpoint

__all__ = ["Casework", "Knowledge", "Questions", "Settled", "Unsettled", "Verdict"]

RETURNED = "returned"
"""Why a letter that was sent has failed: a report of non-delivery came back."""


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
    """Genuine references that it carries."""
    imported: bool = False
    """It did not come by mail just now: nobody waits for a receipt."""
    recovered: bool = False
    """It came before the archive was lost and restored: whoever sent it may have had a receipt."""
    numbers: frozenset[tuple[int, int]] = frozenset()
    """Year and number of cases, without a check, that it carries."""
    asks_for_open_cases: bool = False
    """Whether the sender's open cases matter."""
    standing: Standing | None = None
    standing_reason: str = ""
    returned: frozenset[str] = frozenset()
    """Message-IDs of letters of ours that it hands back as not delivered."""

    @property
    def questions(self) -> Questions:
        """What its verdict asks of the archive."""
        return Questions(self.item, self.sender, self.references, self.numbers, self.asks_for_open_cases)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An item that is stored and still to be read."""

    item: ItemNumber
    checksum: Checksum
    imported: bool
    recovered: bool


_PENDING = select(Pending.item).where(Pending.item > bindparam("after")).limit(1)
"""Made once: every round asks whether there is anything at all."""


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
            settling = _Settling(connection, pen, self._signer, self._burst, batch, now, year)
            for settled in batch:
                if (case := settling.settle(settled, decide)) is not None:
                    opened[settled.item] = case
            settling.write()
            failpoint("settle.before-links")
            pen.finish()
            failpoint("settle.before-commit")
        failpoint("settle.after-commit")
        return opened

    def unsettled(self, limit: int = 200, *, after: int = 0, left_to: Collection[str] = frozenset()) -> list[Unsettled]:
        """Items above `after` stored and not read yet, oldest first: a crash fell between the two commits.

        Those are not given that first came in by one of the mailboxes they are `left_to`.
        """
        with self._database.reading() as connection:
            if connection.scalar(_PENDING, {"after": after}) is None:
                return []
            restored = safekeeping.recovery(connection)
            theirs = [~_came_in_by(left_to)] if left_to else []
            is_recovered = and_(Sighting.item == Item.number, Sighting.reason == ReceiptDecision.RECOVERED)
            rows = connection.execute(
                select(Item.number, Item.sha256, Item.provenance, select(Sighting.id).where(is_recovered).exists())
                .join(Pending, Pending.item == Item.number)
                .where(Pending.item > after, *theirs)
                .order_by(Pending.item)
                .limit(limit)
            )
            held = 0 if restored is None else restored.items
            return [
                Unsettled(ItemNumber(number), Checksum(sha256), provenance == "import", number <= held or found)
                for number, sha256, provenance, found in rows
            ]

    def read_again(self, settled: Settled, agent: str, now: datetime) -> bool:
        """Write down a later reading of an item that is read already: its filings and its receipt stay.

        False when it says what the last one said. A reading that failed changes nothing, and is written down as such.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            changed = False
            if is_erased(connection, settled.item):
                return False
            if isinstance(settled.outcome, Unreadable):
                detail = {"reason": settled.outcome.reason}
                subject = f"item:{settled.item}"
                pen.note("metadata modification", subject, agent=agent, outcome="failure", detail=detail)
            else:
                sender = settled.sender
                changed = readings.write_again(connection, pen, settled.item, settled.outcome, sender, agent, now)
                standing, reason = settled.standing, settled.standing_reason
                if readings.write_standing(connection, settled.item, standing, reason) or changed:
                    incidents.note_again(connection, pen, settled.item, settled.outcome, now)
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
            connection.execute(insert(Pending), {"item": item})
            pen = Pen(connection, now)
            pen.note("release", f"item:{item}", agent=agent, detail={"to": "reading"})
            pen.finish()

    def release(self, item: ItemNumber, agent: str, now: datetime) -> None:
        """Take an item out of quarantine unread, if it is there: a person has looked and files it from Ufordelt.

        Nobody has seen who sent it: its sender is never taken for a colleague, however it is read later.
        """
        values = {"state": "read", "standing": Standing.UNVERIFIED, "standing_reason": "released_unread"}
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            is_there = (ReadingRow.item == item, ReadingRow.state == ItemState.QUARANTINED)
            if connection.execute(update(ReadingRow).where(*is_there).values(values)).rowcount == 0:
                return
            told = {"reading_sha256": accounts.of_reading(connection, item)}
            pen.note("release", f"item:{item}", agent=agent, detail=told)
            write_filing(connection, pen, item, Filing(ItemState.UNASSIGNED, "released_by_hand"), now, agent=agent)
            pen.finish()

    def note_access(
        self,
        item: ItemNumber,
        act: str,
        agent: str,
        now: datetime,
        *,
        path: str = "",
        shown: str = "",
        purpose: str = "",
    ) -> None:
        """Write down that a person is about to see an item ("view") or to be given its octets ("export").

        `path` names what inside it, and `shown`, in a fixed word, what of it alone; `purpose`, in another, what for.

        To be called first: without this record nothing is shown.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            told = (("path", path), ("shown", shown), ("purpose", purpose))
            detail = {name: value for name, value in told if value}
            pen.note(act, f"item:{item}", agent=agent, detail=detail)
            pen.finish()


def _came_in_by(mailboxes: Collection[str]) -> ColumnElement[bool]:
    """Of an item: one of these mailboxes showed it first."""
    earlier = aliased(Sighting)
    is_first = ~select(earlier.id).where(earlier.item == Sighting.item, earlier.id < Sighting.id).exists()
    named = and_(Sighting.item == Item.number, Sighting.mailbox.in_(sorted(mailboxes)))
    return select(Sighting.id).where(named, is_first).exists()


class _Settling:
    """One batch on its way into the tables. What each mail may ask of those before it is asked of all at once."""

    def __init__(
        self,
        connection: Connection,
        pen: Pen,
        signer: Signer,
        burst: timedelta,
        batch: Sequence[Settled],
        now: datetime,
        year: int,
    ) -> None:
        self._connection, self._pen, self._signer, self._now, self._year = connection, pen, signer, now, year
        self._rows = Rows(connection)
        self._traces = {one.item: traces_of(one.outcome) for one in batch if isinstance(one.outcome, Reading)}
        items = [one.item for one in batch]
        self._known = foreknowledge(connection, items, list(self._traces.values()))
        fresh = [item for item in items if item not in self._known.settled]
        thanks = Thanks(connection, now, burst)
        thanks.expect(one.sender for one in batch if one.item not in self._known.settled)
        self._before = knowledge.Before(self._rows, self._known, thanks)
        seals = keys.seals_for_items(connection, fresh)
        self._readings = readings.Batch(connection, pen, self._rows, seals, now)
        self._letters: list[Slot] = []
        self._accounts: dict[int, str] = {}

    def settle(self, settled: Settled, decide: Callable[[Settled, Knowledge], Verdict]) -> CaseRef | None:
        """Add one; gives the case that was opened for it."""
        item, outcome = settled.item, settled.outcome
        if item in self._known.settled:
            return None
        self._known.settled.add(item)
        if isinstance(outcome, Unreadable):
            readings.quarantine(self._readings, item, outcome)
            return None
        connection, pen, rows, traces = self._connection, self._pen, self._rows, self._traces[item]
        sender, standing = settled.sender, (settled.standing, settled.standing_reason)
        is_taken = self._known.is_taken(traces)
        readings.write(self._readings, item, outcome, sender, standing, collision=is_taken)
        twins = incidents.known_as(connection, outcome, self._may_be_known)
        known = knowledge.about(connection, settled.questions, outcome, traces, twins, self._before)
        verdict = decide(settled, known)
        filing, opened = verdict.filing, None
        if filing.opens_case:
            opened = open_case(connection, pen, self._signer, self._year, filing.rule, self._now)
            filing = replace(filing, case=opened)
        _add_filing(rows, pen, item, filing, self._now, before=None)
        is_reported = settled.standing is Standing.COLLEAGUE
        if is_reported:
            incidents.note(pen, rows, incidents.Report(item, 1, sender), twins, self._now)
        self._add_receipt(item, verdict)
        if verdict.receipt is ReceiptDecision.DUE:
            self._before.thanks.count(verdict.recipient)
        _note_returned(connection, pen, settled)
        self._known.add(traces, is_reported=is_reported)
        return opened

    def _may_be_known(self, original: Original) -> bool:
        if not self._known.is_reported(original):
            return False
        self._rows.write()
        return True

    def _add_receipt(self, item: ItemNumber, verdict: Verdict) -> None:
        due = verdict.receipt is ReceiptDecision.DUE
        letter = self._rows.number(
            LETTERS,
            {
                "kind": LetterKind.RECEIPT,
                "state": LetterState.DUE if due else LetterState.SUPPRESSED,
                "reason": None if due else verdict.receipt,
                "recipient": verdict.recipient,
                "mailbox": mailbox_of(verdict.recipient),
                "message_id": verdict.receipt_message_id,
                "item": item,
                "facts": "{}",
                "created_at": self._now,
                "due_at": self._now,
                "attempts": 0,
            },
        )
        self._pen.count_letter(None, LetterState.DUE if due else LetterState.SUPPRESSED)
        self._letters.append(letter)
        self._known.letters.add(verdict.receipt_message_id)
        told: Mapping[str, str | int] = {"kind": "receipt", "decision": verdict.receipt}

        def detail() -> Mapping[str, str | int]:
            return {**told, "letter": letter.number, "sha256": self._accounts[letter.number]}

        self._pen.note("letter", f"item:{item}", detail=detail)

    def write(self) -> None:
        """Every row; what the chain says of them can be told after that."""
        self._rows.write()
        self._accounts = accounts.of_letters(self._connection, [letter.number for letter in self._letters])


NUMBERS_LEFT_OUT = 100
"""Case numbers that a restored archive passes over: the one that was lost may have given them out."""


def open_case(connection: Connection, pen: Pen, signer: Signer, year: int, opened_by: str, now: datetime) -> CaseRef:
    """The next case of a year, open and empty."""
    highest = _highest_number(connection, year)
    reference = signer.sign(year, highest + 1)
    row = connection.execute(
        insert(Case).returning(Case.id),
        {
            "year": year,
            "number": reference.number,
            "reference": str(reference),
            "state": "open",
            "opened_at": now,
            "opened_by": opened_by,
        },
    ).scalar_one()
    pen.note("case opening", f"case:{reference}", detail={"by": opened_by, "row": row})
    return reference


def _highest_number(connection: Connection, year: int) -> int:
    """The last case number of a year that may have been given out, here or by an archive that was lost since."""
    highest = connection.scalar(select(func.max(Case.number)).where(Case.year == year)) or 0
    restored = safekeeping.recovery(connection)
    if restored is None or year > (restored.at + timedelta(days=1)).year:
        return highest
    last_opened = connection.scalar(select(func.max(Case.opened_at)).where(Case.year == year))
    has_begun_anew = last_opened is not None and last_opened >= restored.at
    return highest if has_begun_anew else highest + NUMBERS_LEFT_OUT


def write_filing(
    connection: Connection,
    pen: Pen,
    item: ItemNumber,
    filing: Filing,
    now: datetime,
    *,
    agent: str = DAEMON,
    act: int | None = None,
) -> None:
    """Add a filing; the newest of an item counts. `act` is the act on a case that makes it."""
    rows = Rows(connection)
    before = connection.scalar(
        select(FilingRow.state).where(FilingRow.item == item).order_by(FilingRow.id.desc()).limit(1)
    )
    _add_filing(rows, pen, item, filing, now, before=before, agent=agent, act=act)
    rows.write()


def _add_filing(  # noqa: PLR0913
    rows: Rows,
    pen: Pen,
    item: ItemNumber,
    filing: Filing,
    now: datetime,
    *,
    before: str | None,
    agent: str = DAEMON,
    act: int | None = None,
) -> None:
    """`before` is the state that the filing before it has, if there is one."""
    pen.count_filing(before, filing.state)
    case = None
    rejected = json.dumps([[one.rule, one.case, one.reason] for one in filing.rejected])
    attested_rejected = attested.hash_of_rejected(rejected)
    if filing.case is not None:
        case = rows.connection.scalar(select(Case.id).where(Case.reference == str(filing.case)))
    row = rows.number(
        FILINGS,
        {
            "item": item,
            "state": filing.state,
            "case_id": case,
            "rule": filing.rule,
            "evidence": json.dumps({fact: safe_text(said) for fact, said in filing.evidence.items()}),
            "filed_at": now,
            "agent": agent,
            "rejected": rejected,
            "act": act,
        },
    )
    told: Mapping[str, str | int | None] = {
        "state": filing.state,
        "rule": filing.rule,
        "case": None if filing.case is None else str(filing.case),
        **filing.evidence,
    }
    after: Mapping[str, str | int | None] = {
        **({} if attested_rejected is None else {"rejected": attested_rejected}),
        **({} if act is None else attested.account_of_filing(rows.connection, act)),
    }
    pen.note("filing", f"item:{item}", agent=agent, detail=lambda: {**told, "row": row.number, **after})


def _note_returned(connection: Connection, pen: Pen, settled: Settled) -> None:
    """A letter that some server took and handed back was not delivered, whatever that server said at first."""
    for message_id in sorted(settled.returned):
        letter = connection.execute(
            select(Outbox.id, Outbox.kind, Outbox.item, Outbox.state)
            .where(Outbox.message_id == message_id, Outbox.state.in_((LetterState.SENT, LetterState.UNCERTAIN)))
            .with_for_update()
        ).one_or_none()
        if letter is not None:
            connection.execute(
                update(Outbox).where(Outbox.id == letter.id).values(state=LetterState.FAILED, reason=RETURNED)
            )
            pen.count_letter(letter.state, LetterState.FAILED)
            subject = f"letter:{letter.id}" if letter.item is None else f"item:{letter.item}"
            fate = {"kind": letter.kind, "fate": LetterState.FAILED, "letter": letter.id, "report": settled.item}
            pen.note("letter", subject, outcome="failure", detail=fate)
