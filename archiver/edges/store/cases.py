"""What a person does to cases, in SQL: each public method is one act, one transaction, and can be undone by another.

An act never changes a filing. It adds newer ones, which carry its number; undoing it adds the older ones again, with
the number of the act they stood by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from archiver.core.casefile import InformationSheet, is_decided
from archiver.core.cases import NamedBy, Signer
from archiver.core.dossier import Dossier
from archiver.core.records import (
    Candidate,
    CaseAct,
    CaseRef,
    CaseState,
    Filing,
    ItemNumber,
    ItemState,
)
from archiver.edges.store import keys
from archiver.edges.store.attested import ACTS, account_of_act, states_after
from archiver.edges.store.casework import open_case, write_filing
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.dossier import dossier_of
from archiver.edges.store.entries import newest_of
from archiver.edges.store.erasing import is_erased, require_kept
from archiver.edges.store.filings import counts
from archiver.edges.store.knowledge import parse_reference, state_of
from archiver.edges.tables import Case, CaseActRow, Reading
from archiver.edges.tables import Filing as FilingRow
from archiver.errors import UsageError


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, when, and why."""

    agent: str
    now: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """An act, as it stands in the history of its cases."""

    number: int
    kind: CaseAct
    case: CaseRef
    other: CaseRef | None
    undoes: int | None
    undone: bool
    reason: str
    at: datetime
    agent: str


class Cases:
    """Acts on cases. Raises `UsageError` for what cannot be done, and then does nothing."""

    def __init__(self, database: Database, signer: Signer, received_by: str = "") -> None:
        """`received_by` is the host whose Received field is believed."""
        self._received_by = received_by
        self._database = database
        self._signer = signer

    def open(self, doing: Doing, year: int) -> CaseRef:
        """A new, empty case of a year."""
        with self._writing(doing) as (connection, pen):
            return open_case(connection, pen, self._signer, year, doing.agent, doing.now)

    def file(self, item: ItemNumber, reference: str, doing: Doing) -> CaseRef:
        """Put an item into a case, wherever it lies now. A merged case's items go to the case it went into."""
        with self._writing(doing) as (connection, pen):
            _require_read(connection, item)
            case = _followed(connection, _case_named(connection, reference))
            _require_open(case)
            before = _case_of(connection, item)
            if before is not None and before.id == case.id:
                raise UsageError("Item {number} lies in {case} already.", number=item, case=case.reference)
            act = _write_act(connection, CaseAct.FILE, case, doing, other=before.id if before else None)
            filing = Filing(ItemState.FILED, "by_hand", parse_reference(case.reference))
            write_filing(connection, pen, item, filing, doing.now, agent=doing.agent, act=act)
            return parse_reference(case.reference)

    def open_with(self, item: ItemNumber, doing: Doing, year: int) -> CaseRef:
        """A new case of a year, with an item in it, wherever that lies now."""
        with self._writing(doing) as (connection, pen):
            _require_read(connection, item)
            before = _case_of(connection, item)
            new = open_case(connection, pen, self._signer, year, doing.agent, doing.now)
            case = _case_named(connection, str(new))
            act = _write_act(connection, CaseAct.FILE, case, doing, other=before.id if before else None)
            filing = Filing(ItemState.FILED, "by_hand", new)
            write_filing(connection, pen, item, filing, doing.now, agent=doing.agent, act=act)
            return new

    def take_out(self, item: ItemNumber, doing: Doing) -> CaseRef:
        """Take an item out of its case, which is given: it waits to be assigned again, or is external again."""
        with self._writing(doing) as (connection, pen):
            case = _case_of(connection, item)
            if case is None:
                raise UsageError("Item {number} lies in no case.", number=item)
            require_kept(connection, case)
            act = _write_act(connection, CaseAct.FILE, case, doing)
            filing = Filing(_without_a_case(connection, item), "taken_out_by_hand")
            write_filing(connection, pen, item, filing, doing.now, agent=doing.agent, act=act)
            return parse_reference(case.reference)

    def split(self, reference: str, items: Sequence[ItemNumber], doing: Doing, year: int) -> CaseRef:
        """Move some items of a case into a new one: at least one moves, and at least one stays."""
        with self._writing(doing) as (connection, pen):
            case = _case_named(connection, reference)
            _require_open(case)
            if not items:
                raise UsageError("Name at least one item of {case}.", case=case.reference)
            there, wanted = _items_in(connection, case.id), set(items)
            for item in sorted(wanted - set(there)):
                raise UsageError("Item {number} does not lie in {case}.", number=item, case=case.reference)
            if wanted == set(there):
                raise UsageError("At least one item must stay in {case}.", case=case.reference)
            new = open_case(connection, pen, self._signer, year, doing.agent, doing.now)
            other = _case_named(connection, str(new))
            act = _write_act(connection, CaseAct.SPLIT, case, doing, other=other.id)
            _note(connection, pen, act, doing)
            _move(connection, pen, sorted(wanted), Filing(ItemState.FILED, "split", new), doing, act)
            return new

    def merge(self, reference: str, into: str, doing: Doing) -> None:
        """Move everything of a case into another one, which takes its later mail too."""
        with self._writing(doing) as (connection, pen):
            case, target = _case_named(connection, reference), _case_named(connection, into)
            if case.id == target.id:
                raise UsageError("A case cannot be merged into itself.")
            _require_not_merged(case)
            require_kept(connection, case)
            _require_open(target)
            act = _write_act(connection, CaseAct.MERGE, case, doing, other=target.id)
            _note(connection, pen, act, doing)
            filing = Filing(ItemState.FILED, "merge", parse_reference(target.reference))
            _move(connection, pen, _items_in(connection, case.id), filing, doing, act)
            closed_at = case.closed_at or doing.now
            _set(connection, case, state=CaseState.CLOSED, merged_into=target.id, closed_at=closed_at)

    def close(self, reference: str, doing: Doing) -> None:
        """Close a case: mail that names it waits for the officer from now on.

        Raises `UsageError` while nobody has decided whether the citizen is informed (GDPR art. 14, W6).
        """
        with self._writing(doing) as (connection, pen):
            case = _case_named(connection, reference)
            _require_open(case)
            _require_informed(connection, case)
            _note(connection, pen, _write_act(connection, CaseAct.CLOSE, case, doing), doing)
            _set(connection, case, state=CaseState.CLOSED, closed_at=doing.now)

    def reopen(self, reference: str, doing: Doing) -> None:
        """Open a closed case again."""
        with self._writing(doing) as (connection, pen):
            case = _case_named(connection, reference)
            _require_not_merged(case)
            require_kept(connection, case)
            if case.state == CaseState.OPEN:
                raise UsageError("{case} is open.", case=case.reference)
            _note(connection, pen, _write_act(connection, CaseAct.REOPEN, case, doing), doing)
            _set(connection, case, state=CaseState.OPEN, closed_at=None)

    def undo(self, reference: str, doing: Doing, number: int | None = None) -> Done:
        """Take back the newest act on a case that still stands, or the one of that number. Gives the act.

        Raises `UsageError` when a later act on one of its cases still stands: that one comes first.
        """
        with self._writing(doing) as (connection, pen):
            case = _case_named(connection, reference)
            act = _standing_act(connection, case, number)
            for touched in (act.case_id, act.other_id or act.case_id):
                require_kept(connection, _case_of_id(connection, touched))
            _refuse_if_built_upon(connection, act)
            touched = _case_of_id(connection, act.case_id)
            undoing = _write_act(connection, CaseAct.UNDO, touched, doing, other=act.other_id, undoes=act.id)
            _note(connection, pen, undoing, doing)
            _REVERSED[CaseAct(act.kind)](_Undoing(connection, pen, act, doing))
            return _done(connection, act)

    def history(self, reference: str) -> list[Done]:
        """Every act on a case, oldest first."""
        with self._database.reading() as connection:
            case = _case_named(connection, reference)
            rows = connection.execute(
                select(CaseActRow.__table__).where(_touches(case.id)).order_by(CaseActRow.id)
            ).all()
            return [_done(connection, row) for row in rows]

    def recent(self, reference: str, limit: int) -> list[Done]:
        """The newest acts on a case, newest first."""
        with self._database.reading() as connection:
            case = _case_named(connection, reference)
            question = select(CaseActRow.__table__).where(_touches(case.id))
            rows = connection.execute(question.order_by(CaseActRow.id.desc()).limit(limit)).all()
            return [_done(connection, row) for row in rows]

    def note_access(self, reference: str, act: str, doing: Doing, *, shown: str = "") -> None:
        """Write down that a person is about to see a case ("view") or to be given it ("export").

        `shown` names, in a fixed word, what of it alone.

        To be called first: without this record nothing is shown.
        """
        with self._writing(doing) as (connection, pen):
            subject = f"case:{_case_named(connection, reference).reference}"
            pen.note(act, subject, agent=doing.agent, detail={"shown": shown} if shown else {})

    def dossier(self, reference: str) -> Dossier:
        """All that is known of a case."""
        with self._database.reading() as connection:
            return dossier_of(connection, _case_named(connection, reference), self._received_by)

    @contextmanager
    def _writing(self, doing: Doing) -> Iterator[tuple[Connection, Pen]]:
        with self._database.writing() as connection:
            pen = Pen(connection, doing.now)
            yield connection, pen
            pen.finish()


# --- undoing ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Undoing:
    connection: Connection
    pen: Pen
    act: AnyRow
    """The one that is taken back."""
    doing: Doing
    went_home: set[int] = field(default_factory=set)
    """Items that this undoing moved."""

    @property
    def case(self) -> AnyRow:
        return _case_of_id(self.connection, self.act.case_id)

    def put_back(self) -> None:
        """Each item that stands where the act put it goes where it was before, by the rule that put it there.

        One that was there only as the case it names was merged then goes to where that case is now.
        """
        stands = select(FilingRow.item).where(FilingRow.act == self.act.id, counts()).order_by(FilingRow.item)
        for item in self.connection.scalars(stands).all():
            filing, act = _filing_before(self.connection, item, self.act.id)
            named = filing.evidence.get("named")
            self.file(item, filing if named is None else self.in_case(filing, self.case_named(named)), act)

    def case_named(self, reference: str) -> AnyRow:
        """The case of that name, or the one it has gone into."""
        return _followed(self.connection, _case_named(self.connection, reference))

    def in_case(self, filing: Filing, case: AnyRow) -> Filing:
        """The same filing, by the same rule, in another case."""
        evidence = {name: said for name, said in filing.evidence.items() if (name, said) != ("named", case.reference)}
        return replace(filing, case=parse_reference(case.reference), evidence=evidence)

    def file(self, item: int, filing: Filing, act: int | None = None) -> None:
        """`act` is the earlier act by which it stands there again. What was disposed of goes nowhere."""
        if is_erased(self.connection, item):
            return
        now, agent = self.doing.now, self.doing.agent
        write_filing(self.connection, self.pen, ItemNumber(item), filing, now, agent=agent, act=act)
        self.went_home.add(item)


def _unfile(undoing: _Undoing) -> None:
    undoing.put_back()
    lay_in = select(Case.__table__).join(FilingRow, FilingRow.case_id == Case.id)
    for case in undoing.connection.execute(lay_in.where(FilingRow.act == undoing.act.id).distinct()).all():
        _follow_home(undoing, case)


def _unsplit(undoing: _Undoing) -> None:
    """The new case stays as a name of the old one: somebody may have been told its reference."""
    undoing.put_back()
    new = _case_of_id(undoing.connection, undoing.act.other_id)
    now, home = undoing.doing.now, undoing.act.case_id
    _set(undoing.connection, new, state=CaseState.CLOSED, merged_into=home, closed_at=now)
    _follow_home(undoing, new, named=new.reference)


def _unmerge(undoing: _Undoing) -> None:
    _as_before(undoing)
    undoing.put_back()
    _follow_home(undoing, _case_of_id(undoing.connection, undoing.act.other_id))


def _as_before(undoing: _Undoing) -> None:
    """The case is open or closed as it was before the act."""
    closed_at = undoing.act.closed_before
    state = CaseState.OPEN if closed_at is None else CaseState.CLOSED
    _set(undoing.connection, undoing.case, state=state, merged_into=None, closed_at=closed_at)


def _follow_home(undoing: _Undoing, place: AnyRow, named: str | None = None) -> None:
    """What came into a case only because of something that has gone home goes home as well.

    It names the case that was merged; or it came after the act moved an item that went home, and answers, continues or
    repeats that, or lies there on the word of one who has nothing else in the case. What names no other case names
    `named`, if that is given.
    """
    moved = select(func.min(FilingRow.id)).where(FilingRow.act == undoing.act.id)
    first_moved = undoing.connection.scalar(moved)
    lies_there = _with_reference().where(FilingRow.case_id == place.id, counts()).order_by(FilingRow.item)
    for row in undoing.connection.execute(lies_there).all():
        filing = _filing_of(row)
        said = filing.evidence.get("named", named)
        if said is not None:
            home = undoing.in_case(filing, undoing.case_named(said))
        elif first_moved is None or row.id <= first_moved:
            continue
        elif (brought_by := _brought_by(undoing, row, place)) and not _stood_there(undoing, row, filing, first_moved):
            home = _where_it_went(undoing, filing, brought_by)
        else:
            continue
        if home.case != filing.case:
            undoing.file(row.item, home, row.act)


def _stood_there(undoing: _Undoing, row: AnyRow, filing: Filing, first_moved: int) -> bool:
    """Whether an item stood so before the act already: an undoing has put it back, and only its row is newer."""
    before = _with_reference().where(FilingRow.item == row.item, FilingRow.id < first_moved)
    return any((one.act, _filing_of(one)) == (row.act, filing) for one in undoing.connection.execute(before))


def _where_it_went(undoing: _Undoing, filing: Filing, brought_by: int) -> Filing:
    """Where an item went that brought another into its case: a case, or none, where the officer looks at it again."""
    case = _case_of(undoing.connection, brought_by)
    if case is None:
        return replace(filing, state=ItemState.UNASSIGNED, rule="followed_out", case=None)
    return undoing.in_case(filing, case)


def _brought_by(undoing: _Undoing, row: AnyRow, place: AnyRow) -> int | None:
    """The item that brought another into a case, if that item has gone home by this undoing."""
    evidence = json.loads(row.evidence)
    pointed_to = next((int(evidence[name]) for name in _POINTERS if name in evidence), None)
    if pointed_to is None and (evidence.get("named_by") == NamedBy.REPORTER or "policy" in evidence):
        pointed_to = _made_a_reporter(undoing, row.item, place)
    return pointed_to if pointed_to in undoing.went_home else None


def _made_a_reporter(undoing: _Undoing, item: int, place: AnyRow) -> int | None:
    """The first item of the same sender's that went home; none when an earlier one of theirs lies in the case still."""
    sender = select(Reading.from_address).where(Reading.item == item).scalar_subquery()
    earlier = select(Reading.item).where(Reading.from_address == sender, Reading.item < item).order_by(Reading.item)
    there = earlier.join(FilingRow, FilingRow.item == Reading.item).where(FilingRow.case_id == place.id, counts())
    if undoing.connection.scalar(there.limit(1)) is not None:
        return None
    return undoing.connection.scalar(earlier.where(Reading.item.in_(undoing.went_home)).limit(1))


_POINTERS = ("receipt_of_item", "thread_of_item", "same_as_item")
"""Evidence of the rules that names an earlier item."""


_REVERSED: dict[CaseAct, Callable[[_Undoing], None]] = {
    CaseAct.FILE: _unfile,
    CaseAct.SPLIT: _unsplit,
    CaseAct.MERGE: _unmerge,
    CaseAct.CLOSE: _as_before,
    CaseAct.REOPEN: _as_before,
}


def _standing_act(connection: Connection, case: AnyRow, number: int | None) -> AnyRow:
    question = select(CaseActRow.__table__).where(_touches(case.id), *_stands())
    if number is not None:
        question = question.where(CaseActRow.id == number)
    row = connection.execute(question.order_by(CaseActRow.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise UsageError("There is nothing to undo in {case}.", case=case.reference)
    return row


def _refuse_if_built_upon(connection: Connection, act: AnyRow) -> None:
    """A later act stands on this one when it moved what this one moved, or changed the same case's state.

    Whatever was done to a case that was split off stands on the split; a case that was merged on, on what was merged
    into it. Nothing goes back into a case that was closed or merged meanwhile.
    """
    moved = select(FilingRow.item).where(FilingRow.act == act.id)
    moves_the_same = select(FilingRow.act).where(FilingRow.item.in_(moved), FilingRow.act.is_not(None))
    stands_on: list[ColumnElement[bool]] = [CaseActRow.id.in_(moves_the_same)]
    if act.kind in _OF_A_STATE:
        stands_on.append(and_(CaseActRow.case_id == act.case_id, CaseActRow.kind.in_(_OF_A_STATE)))
    if act.kind == CaseAct.SPLIT:
        stands_on.append(_touches(act.other_id))
    if act.kind == CaseAct.MERGE:
        stands_on.append(and_(CaseActRow.case_id == act.other_id, CaseActRow.kind == CaseAct.MERGE))
    home = act.other_id or act.case_id if act.kind == CaseAct.FILE else act.case_id
    if state_of(_case_of_id(connection, home)) is not CaseState.OPEN:
        stands_on.append(and_(CaseActRow.case_id == home, CaseActRow.kind.in_({CaseAct.MERGE, CaseAct.CLOSE})))
    later = select(CaseActRow.id).where(CaseActRow.id > act.id, *_stands(), or_(*stands_on))
    number = connection.scalar(later.order_by(CaseActRow.id.desc()).limit(1))
    if number is not None:
        raise UsageError("Act {later} came after it and stands on it; undo that one first.", later=number)


_OF_A_STATE = frozenset({CaseAct.MERGE, CaseAct.CLOSE, CaseAct.REOPEN})


def _stands() -> tuple[Any, ...]:
    """Of an act: it is no undoing, and it has not been undone."""
    undoing = aliased(CaseActRow)
    undone = select(undoing.id).where(undoing.undoes == CaseActRow.id).correlate(CaseActRow).exists()
    return (CaseActRow.kind != CaseAct.UNDO, ~undone)


def _touches(case_id: int) -> Any:
    return or_(CaseActRow.case_id == case_id, CaseActRow.other_id == case_id)


def _filing_before(connection: Connection, item: int, act: int) -> tuple[Filing, int | None]:
    """Where an item stood before an act first moved it, and the act it stood there by."""
    first = select(func.min(FilingRow.id)).where(FilingRow.item == item, FilingRow.act == act).scalar_subquery()
    question = _with_reference().where(FilingRow.item == item, FilingRow.id < first).order_by(FilingRow.id.desc())
    row = connection.execute(question.limit(1)).one()
    return _filing_of(row), row.act


def _with_reference() -> Select[Any]:
    return select(FilingRow.__table__, Case.reference).outerjoin(Case, Case.id == FilingRow.case_id)


def _filing_of(row: AnyRow) -> Filing:
    return Filing(
        ItemState(row.state),
        row.rule,
        None if row.reference is None else parse_reference(row.reference),
        evidence=json.loads(row.evidence),
        rejected=tuple(Candidate(*one) for one in json.loads(row.rejected)),
    )


# --- rows -------------------------------------------------------------------------------------------------------


def _write_act(
    connection: Connection,
    kind: CaseAct,
    case: AnyRow,
    doing: Doing,
    *,
    other: int | None = None,
    undoes: int | None = None,
) -> int:
    row = {
        "kind": kind,
        "case_id": case.id,
        "other_id": other,
        "undoes": undoes,
        "closed_before": case.closed_at,
        "reason": doing.reason,
        "at": doing.now,
        "agent": doing.agent,
    }
    ready = keys.sealed_row(CaseActRow.__table__, row, keys.seal_for_case(connection, case.id))
    return connection.execute(insert(CaseActRow).returning(CaseActRow.id), ready).scalar_one()


def _note(connection: Connection, pen: Pen, act: int, doing: Doing) -> None:
    """In the chain of custody, with how the cases stand when all of it is done."""
    account = account_of_act(connection, act)
    pen.note(
        ACTS[CaseAct(str(account["act_kind"]))],
        f"case:{account['act_case']}",
        agent=doing.agent,
        detail=lambda: account | states_after(connection, act),
    )


def _move(connection: Connection, pen: Pen, items: Sequence[int], filing: Filing, doing: Doing, act: int) -> None:
    for item in items:
        write_filing(connection, pen, ItemNumber(item), filing, doing.now, agent=doing.agent, act=act)


def _set(connection: Connection, case: AnyRow, **values: object) -> None:
    connection.execute(update(Case).where(Case.id == case.id).values(**values))


def _case_named(connection: Connection, reference: str) -> AnyRow:
    name = reference.strip().upper()
    row = connection.execute(select(Case.__table__).where(Case.reference == name)).one_or_none()
    if row is None:
        raise UsageError("There is no case {case}.", case=reference)
    return row


def _case_of_id(connection: Connection, number: int) -> AnyRow:
    return connection.execute(select(Case.__table__).where(Case.id == number)).one()


def _followed(connection: Connection, case: AnyRow) -> AnyRow:
    while case.merged_into is not None:
        case = _case_of_id(connection, case.merged_into)
    return case


def _case_of(connection: Connection, item: int) -> AnyRow | None:
    return connection.execute(
        select(Case.__table__)
        .join(FilingRow, FilingRow.case_id == Case.id)
        .where(and_(FilingRow.item == item, counts()))
    ).one_or_none()


def _without_a_case(connection: Connection, item: int) -> ItemState:
    """External if that is what it was when it came; else it waits for a person."""
    first = select(FilingRow.state).where(FilingRow.item == item).order_by(FilingRow.id).limit(1)
    return ItemState.EXTERNAL if connection.scalar(first) == ItemState.EXTERNAL else ItemState.UNASSIGNED


def _items_in(connection: Connection, case: int) -> list[int]:
    question = select(FilingRow.item).where(FilingRow.case_id == case, counts()).order_by(FilingRow.item)
    return list(connection.scalars(question))


def _require_open(case: AnyRow) -> None:
    _require_not_merged(case)
    if case.state != CaseState.OPEN:
        raise UsageError("{case} is closed; reopen it first.", case=case.reference)


def _require_informed(connection: Connection, case: AnyRow) -> None:
    decided = newest_of(connection, InformationSheet, case.id)
    if not decided:
        raise UsageError(
            "The information duty of {case} is not decided: archiver case add {case} information.", case=case.reference
        )
    if not is_decided(decided[0].sheet):
        raise UsageError(
            "The information duty of {case} is postponed; decide it first: archiver case add {case} information.",
            case=case.reference,
        )


def _require_not_merged(case: AnyRow) -> None:
    if state_of(case) is CaseState.MERGED:
        raise UsageError("{case} was merged into another case; undo that first.", case=case.reference)


def _require_read(connection: Connection, item: int) -> None:
    if is_erased(connection, item):
        raise UsageError("Item {number} was disposed of; only its hash and its history are kept.", number=item)
    state = connection.scalar(select(Reading.state).where(Reading.item == item))
    filed = connection.scalar(select(FilingRow.id).where(FilingRow.item == item).limit(1))
    if state != "read" or filed is None:
        raise UsageError("Item {number} has not been read; release it from quarantine first.", number=item)


def _done(connection: Connection, row: AnyRow) -> Done:
    undone = connection.scalar(select(CaseActRow.id).where(CaseActRow.undoes == row.id)) is not None
    other = None if row.other_id is None else parse_reference(_case_of_id(connection, row.other_id).reference)
    return Done(
        number=row.id,
        kind=CaseAct(row.kind),
        case=parse_reference(_case_of_id(connection, row.case_id).reference),
        other=other,
        undoes=row.undoes,
        undone=undone,
        reason=row.reason,
        at=row.at,
        agent=row.agent,
    )
