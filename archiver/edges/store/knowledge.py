"""What the archive knows that bears on one reading, asked of the tables within the transaction that files it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from archiver.core.addresses import ascii_lower, mailbox_of
from archiver.core.cases import KnownCase, OpenCase, OurLetter, SameIncident, ThreadItem
from archiver.core.intake import windows
from archiver.core.records import CaseRef, CaseState, LetterKind, LetterState, Reading, Standing
from archiver.edges.store import incidents, readings
from archiver.edges.store.alarm_letters import NEVER
from archiver.edges.store.database import AnyRow
from archiver.edges.store.filings import counts
from archiver.edges.store.foreknowledge import AT_ONCE, Foreknowledge, Traces, chosen_messages, names_of
from archiver.edges.store.heldback import is_held_back, is_not_sent, is_sent
from archiver.edges.store.rows import Rows
from archiver.edges.tables import Carrier, Case, Filing, Outbox
from archiver.edges.tables import Original as OriginalRow
from archiver.edges.tables import Reading as ReadingRow

THANKS = (LetterKind.RECEIPT, LetterKind.COLLECTED)
SAME_ID = 50
"""So many items of one Message-ID are looked at, the newest first."""
MERGES = 50
"""So many merges are followed from case to case."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What is to be asked of the archive about one reading."""

    item: int = 0
    """What was read: it says nothing about itself."""
    sender: str = ""
    """Lower-case address, or empty."""
    references: frozenset[CaseRef] = frozenset()
    """Genuine references that the mail carries."""
    numbers: frozenset[tuple[int, int]] = frozenset()
    """Year and number, without a check, that it carries."""
    open_cases: bool = False
    """Whether the sender's open cases matter."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the archive knows that bears on one reading."""

    cases: Mapping[CaseRef, KnownCase] = field(default_factory=dict)
    """Every case that anything here names, and where its mail goes now."""
    numbers: frozenset[tuple[int, int]] = frozenset()
    letters: tuple[OurLetter, ...] = ()
    thread: tuple[ThreadItem, ...] = ()
    same: tuple[SameIncident, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    receipts_in_day: int = 0
    """Receipts to the same sender that wait, or were sent in the last 24 hours."""
    receipts_in_burst: int = 0
    """The same, in the burst window."""


@dataclass(frozen=True, slots=True)
class Before:
    """What bears on the readings of one batch: what is stored, and what was added to it so far."""

    rows: Rows
    known: Foreknowledge
    thanks: Thanks


def about(
    connection: Connection,
    questions: Questions,
    reading: Reading,
    traces: Traces,
    twins: Sequence[incidents.Twin],
    before: Before,
) -> Knowledge:
    """Everything that the rules may ask."""
    in_day, in_burst = before.thanks.given_to(questions.sender)
    letters: tuple[OurLetter, ...] = ()
    if before.known.has_letters(traces.named):
        before.rows.write()
        letters = _our_letters(connection, traces.named)
    thread: tuple[ThreadItem, ...] = ()
    if before.known.leads_to_items(traces):
        before.rows.write()
        items = {*_items_named(connection, traces.named), *_of_the_same_thread(connection, reading)}
        thread = tuple(_thread(connection, sorted(items - {questions.item})))
    same = tuple(
        SameIncident(item, None if case_ is None else parse_reference(case_))
        for item, case_ in incidents.filed_as(connection, twins)
    )
    open_cases: tuple[OpenCase, ...] = ()
    if questions.open_cases:
        before.rows.write()
        open_cases = tuple(_open_cases(connection, questions.sender))
    pointed_to = [one.case for found in (letters, thread, same, open_cases) for one in found]
    named = {*questions.references, *(case for case in pointed_to if case is not None)}
    if named:
        before.rows.write()
    return Knowledge(
        cases=known_cases(connection, named),
        numbers=_existing(connection, questions.numbers),
        letters=letters,
        thread=thread,
        same=same,
        open_cases=open_cases,
        receipts_in_day=in_day,
        receipts_in_burst=in_burst,
    )


def parse_reference(text: str) -> CaseRef:
    """A reference that our own tables hold."""
    year, number, check = text.split("-")
    return CaseRef(int(year), int(number), check)


def current_case(connection: Connection, item: int) -> CaseRef | None:
    """The case an item lies in now."""
    newest = select(func.max(Filing.id)).where(Filing.item == item).scalar_subquery()
    name = connection.scalar(select(Case.reference).join(Filing, Filing.case_id == Case.id).where(Filing.id == newest))
    return None if name is None else parse_reference(name)


def known_cases(connection: Connection, named: Collection[CaseRef]) -> dict[CaseRef, KnownCase]:
    """Those of the cases that exist, and the cases they were merged into."""
    known: dict[CaseRef, KnownCase] = {}
    for reference in sorted(named, key=str):
        known |= {one.reference: one for one in _known(connection, reference)}
    return known


def _known(connection: Connection, reference: CaseRef) -> Iterator[KnownCase]:
    """The case, and behind it the one it ended up in."""
    row = connection.execute(select(Case.__table__).where(Case.reference == str(reference))).one_or_none()
    if row is None:
        return
    last = row
    for _ in range(MERGES):
        if last.merged_into is None:
            break
        last = connection.execute(select(Case.__table__).where(Case.id == last.merged_into)).one()
    goes_to = None if last.id == row.id else parse_reference(last.reference)
    yield KnownCase(reference, state_of(row), _reporters(connection, row.id), goes_to)
    if goes_to is not None:
        yield KnownCase(goes_to, state_of(last), _reporters(connection, last.id))


def state_of(row: AnyRow) -> CaseState:
    """The state of a row of `cases`."""
    return CaseState.MERGED if row.merged_into is not None else CaseState(row.state)


def _reporters(connection: Connection, case_id: int) -> frozenset[str]:
    """The colleagues whose mails lie in a case."""
    question = (
        select(ReadingRow.from_address)
        .join(Filing, Filing.item == ReadingRow.item)
        .where(Filing.case_id == case_id, counts(), _is_of_a_colleague(), ReadingRow.from_address != "")
        .distinct()
    )
    return frozenset(connection.scalars(question))


def _is_of_a_colleague() -> ColumnElement[bool]:
    """Of a reading: its sender was believed. What was read before trust was recorded counts as believed."""
    return func.coalesce(ReadingRow.standing, Standing.COLLEAGUE) == Standing.COLLEAGUE


def _open_cases(connection: Connection, reporter: str) -> Iterator[OpenCase]:
    """The open cases in which mails of this colleague lie, oldest first: two of them tell that it is not one."""
    question = (
        select(Case.id, Case.reference)
        .join(Filing, Filing.case_id == Case.id)
        .join(ReadingRow, ReadingRow.item == Filing.item)
        .where(ReadingRow.from_address == reporter, _is_of_a_colleague(), Case.state == CaseState.OPEN, counts())
        .distinct()
        .order_by(Case.id)
        .limit(2)
    )
    rows = connection.execute(question).all() if reporter else []
    for row in rows:
        authors = _authors(connection, row.id) if len(rows) == 1 else frozenset[str]()
        yield OpenCase(parse_reference(row.reference), authors)


def _authors(connection: Connection, case_id: int) -> frozenset[str]:
    """Who wrote the originals in a case: addresses, lower case."""
    there = select(Filing.item).where(Filing.case_id == case_id, counts())
    return frozenset(author for _, author in _who_wrote(connection, OriginalRow.item.in_(there)))


def _who_wrote(connection: Connection, where: ColumnElement[bool]) -> Iterator[tuple[int, str]]:
    """Items with who wrote the originals they are about.

    Addresses in ASCII lower case by our own hand: each database has its own idea of the letters beyond.
    """
    question = (
        select(OriginalRow.item, OriginalRow.from_address)
        .join(ReadingRow, and_(ReadingRow.item == OriginalRow.item, ReadingRow.derivation == OriginalRow.derivation))
        .where(OriginalRow.choice.is_not(None), OriginalRow.from_address != "", where)
        .distinct()
    )
    for item, address in connection.execute(question).all():
        yield item, ascii_lower(address or "")


def _existing(connection: Connection, numbers: Collection[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    if not numbers:
        return frozenset()
    question = select(Case.year, Case.number).where(tuple_(Case.year, Case.number).in_(sorted(numbers)))
    return frozenset((row.year, row.number) for row in connection.execute(question))


# --- correspondence ---------------------------------------------------------------------------------------------


def _of_the_same_thread(connection: Connection, reading: Reading) -> Iterator[int]:
    """Items that hand on what an original here answers, or the same Message-ID: if it is from the same author.

    A stranger chooses what his mail says it answers, so it leads to nobody else's mail.
    """
    chosen = chosen_messages(reading)
    authors = {ascii_lower(author.address) for one in chosen for author in one.envelope.from_}
    names = [name for one in chosen for name in names_of(one)]
    for item, author in _who_wrote(connection, OriginalRow.item.in_(_carrying(connection, names))):
        if author in authors:
            yield item


def _our_letters(connection: Connection, message_ids: Sequence[str]) -> tuple[OurLetter, ...]:
    rows = connection.execute(
        select(Outbox.item, Outbox.recipient)
        .where(Outbox.message_id.in_(message_ids), Outbox.kind == LetterKind.RECEIPT)
        .order_by(Outbox.id)
    )
    receipts = [_our_letter(connection, row) for row in rows if row.item is not None]
    return (*receipts, *_our_collected_letters(connection, message_ids))


def _our_letter(connection: Connection, row: AnyRow) -> OurLetter:
    lain_in = select(Case.reference).join(Filing, Filing.case_id == Case.id).where(Filing.item == row.item).distinct()
    printed = frozenset(map(parse_reference, connection.scalars(lain_in)))
    return OurLetter(row.item, current_case(connection, row.item), row.recipient, printed)


def _our_collected_letters(connection: Connection, message_ids: Sequence[str]) -> Iterator[OurLetter]:
    """Those whose items all lie in one case: the others name none."""
    covered = aliased(Outbox)
    case_id = Filing.case_id
    rows = connection.execute(
        select(Outbox.recipient, func.min(covered.item).label("item"))
        .join(covered, covered.collected_in == Outbox.id)
        .outerjoin(Filing, and_(Filing.item == covered.item, counts()))
        .where(Outbox.message_id.in_(message_ids), Outbox.kind == LetterKind.COLLECTED)
        .group_by(Outbox.id, Outbox.recipient)
        .having(func.count() == func.count(case_id), func.min(case_id) == func.max(case_id))
        .order_by(Outbox.id)
    )
    return (_our_letter(connection, row) for row in rows.all())


def _items_named(connection: Connection, message_ids: Sequence[str]) -> list[int]:
    """Items of these Message-IDs, and items that carry a message of one, the newest of them."""
    keys = [readings.message_id_hash(message_id) for message_id in message_ids]
    own = select(ReadingRow.item).where(ReadingRow.message_id_sha256.in_(keys)).order_by(ReadingRow.item.desc())
    return [*connection.scalars(own.limit(SAME_ID)), *_carrying(connection, message_ids)] if keys else []


def _carrying(connection: Connection, message_ids: Sequence[str]) -> list[int]:
    keys = [readings.message_id_hash(message_id) for message_id in message_ids]
    question = select(Carrier.item).where(Carrier.message_id_sha256.in_(keys)).distinct().order_by(Carrier.item.desc())
    return list(connection.scalars(question.limit(SAME_ID))) if keys else []


def _thread(connection: Connection, items: Sequence[int]) -> Iterator[ThreadItem]:
    """Where these items lie, each case and reporter once; nobody reports what was not believed to be a colleague's."""
    if not items:
        return
    reporter = case((_is_of_a_colleague(), ReadingRow.from_address), else_="")
    lying = (
        select(ReadingRow.item, Case.reference, reporter.label("reporter"))
        .select_from(ReadingRow)
        .join(Filing, and_(Filing.item == ReadingRow.item, counts()))
        .outerjoin(Case, Case.id == Filing.case_id)
        .where(ReadingRow.item.in_(items))
        .subquery()
    )
    first = func.min(lying.c.item)
    question = select(first, lying.c.reference, lying.c.reporter).group_by(lying.c.reference, lying.c.reporter)
    for item, reference, who in connection.execute(question.order_by(first)).all():
        yield ThreadItem(item, None if reference is None else parse_reference(reference), who)


# --- receipts given lately --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Thanks:
    """How many receipts each sender got lately, collected ones too: asked once a batch, counted on within it.

    A sender is a mailbox (`mailbox_of`), under however many addresses it writes.
    """

    connection: Connection
    now: datetime
    burst: timedelta
    _known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def expect(self, senders: Iterable[str]) -> None:
        """Ask for these at once."""
        mailboxes = sorted({mailbox_of(sender) for sender in senders if sender} - self._known.keys())
        for few in windows(mailboxes, AT_ONCE):
            sent, owed = self._sent_to(few), self._owed_one(few)
            for mailbox in few:
                day, burst = sent.get(mailbox, (0, 0))
                self._known[mailbox] = (day + (mailbox in owed), burst)

    def given_to(self, sender: str) -> tuple[int, int]:
        """Like `sent_to`, what is held back counting as one letter to come."""
        if not sender:
            return 0, 0
        self.expect([sender])
        return self._known[mailbox_of(sender)]

    def count(self, sender: str) -> None:
        """One more."""
        day, burst = self.given_to(sender)
        self._known[mailbox_of(sender)] = (day + 1, burst + 1)

    def sent_to(self, mailbox: str) -> tuple[int, int]:
        """Letters that wait, whatever their age, or were sent in the last 24 hours; and those of the burst window.

        So a mailbox gets no more in a day of sending, also when a mail server was not to be had for many days.
        """
        return self._sent_to([mailbox]).get(mailbox, (0, 0))

    def _sent_to(self, mailboxes: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Asked of what was sent and of what was not: each has an index of its own."""
        day = self.now - max(timedelta(days=1), self.burst)
        ahead = self.now + timedelta(days=1)  # what is later, a wrong clock wrote
        gone = func.coalesce(Outbox.sent_at, Outbox.claimed_at, Outbox.created_at)
        in_burst = case((Outbox.created_at.between(self.now - self.burst, ahead), 1), else_=0)
        question = (
            select(Outbox.mailbox, func.count(), func.sum(in_burst))
            .where(Outbox.mailbox.in_(mailboxes), Outbox.kind.in_(THANKS))
            .group_by(Outbox.mailbox)
        )
        found: dict[str, tuple[int, int]] = {}
        for these in (
            and_(is_sent(), Outbox.sent_at.between(day, ahead)),
            and_(is_not_sent(), or_(_waits(), gone.between(day, ahead))),
        ):
            for mailbox, count, in_window in self.connection.execute(question.where(these)):
                known = found.get(mailbox, (0, 0))
                found[mailbox] = (known[0] + count, known[1] + (in_window or 0))
        return found

    def _owed_one(self, mailboxes: Sequence[str]) -> set[str]:
        held_back = select(Outbox.mailbox).where(is_held_back(), Outbox.mailbox.in_(mailboxes)).distinct()
        return set(self.connection.scalars(held_back))


def _waits() -> ColumnElement[bool]:
    """Of a letter: it is yet to be sent, or sent again."""
    unheard = and_(Outbox.state == LetterState.UNCERTAIN, Outbox.due_at < NEVER)
    return or_(Outbox.state.in_((LetterState.DUE, LetterState.SENDING)), unheard)
