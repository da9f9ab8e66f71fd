"""Reviews, holds and disposals in SQL. Nothing goes but by two people's word, and a hold beats both (X5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import permutations

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from archiver.core.custody import timestamp
from archiver.core.disposition import (
    Erasure,
    HoldKind,
    Outcome,
    Person,
    Proposal,
    Scope,
    Step,
    Target,
    is_one_person,
    names,
    review_at,
    years_kept,
)
from archiver.core.records import ItemNumber, LetterState
from archiver.core.register import Vocabulary
from archiver.edges import content
from archiver.edges.store import accounts, erasing, index
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.filings import counts
from archiver.edges.tables import (
    Case,
    Disposition,
    ErasureRow,
    Filing,
    HoldRow,
    IncidentReport,
    Item,
    Original,
    Outbox,
    Reading,
    Registration,
    Sighting,
)
from archiver.errors import UsageError

DISPOSITION, HOLD, ARCHIVE = "disposition", "hold", "archive"
MOST_LISTED = 200
MOST_TOLD_APART = 4
"""Of more categories that are kept for less than usual not every list is looked up that a register can have of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the workplace keeps things before it looks at them again."""

    years: int
    vocabulary: Vocabulary
    zone: tzinfo

    @property
    def fewest_years(self) -> int:
        """No case is reviewed before."""
        return min([self.years, *(one.review_years or self.years for one in self.vocabulary.categories)])

    def due(self, since: datetime, categories: Sequence[str] = ()) -> datetime:
        """When something that ended then is to be reviewed."""
        return review_at(since, years_kept(categories, self.vocabulary, self.years), self.zone)


@dataclass(frozen=True, slots=True)
class Review:
    """A case that is closed, or an item in no case, and when it is to be looked at."""

    target: Target
    since: datetime
    """When the case was closed, or the item came in."""
    due_at: datetime
    journal: str = ""
    """Where it lies in the journal system, if it was handed over."""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal, and what became of it."""

    number: int
    name: str
    target: Target
    what: Proposal
    person: str
    agent: str
    at: datetime
    covers: str
    """A hash of what it is about, as that was then."""
    step: Step = Step.PROPOSED
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    """What the other person said to it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that must not be disposed of."""

    number: int
    target: Target
    kind: HoldKind
    reason: str
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a disposal takes."""

    cases: tuple[str, ...]
    """By their references; merged ones too."""
    items: tuple[int, ...]
    octets: int
    first: datetime | None
    """When the first of the items came in, and the last."""
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Doomed:
    """What an approved disposal takes."""

    cases: tuple[AnyRow, ...]
    """The one that was proposed first, each merged one after the one it went into."""
    items: tuple[AnyRow, ...]

    @property
    def hash(self) -> str:
        """Of what it is, and since when the cases are closed: another one now is another decision."""
        cases = [[row.reference, None if row.closed_at is None else timestamp(row.closed_at)] for row in self.cases]
        told = {"cases": cases, "items": [row.sha256 for row in self.items]}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class Disposals:
    """Each public method is one transaction. Raises `UsageError` for what cannot be done, and then does nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- targets ---

    def case(self, reference: str) -> Target:
        """The case of a full reference."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(Case.id, Case.reference).where(Case.reference == reference.strip().upper())
            ).one_or_none()
        if row is None:
            raise UsageError("There is no case {case}.", case=reference)
        return Target(Scope.CASE, row.id, row.reference)

    def item(self, number: ItemNumber) -> Target:
        """An item that exists."""
        with self._database.reading() as connection:
            return _item(connection, number)

    # --- reviews ---

    def reviews(self, plan: Plan, now: datetime, most: int = MOST_LISTED) -> tuple[list[Review], int]:
        """The reviews that are due, the longest due first, and how many they are in all."""
        with self._database.reading() as connection:
            ready, held = due(connection, plan, now), list(_holds(connection))
            return [replace(one, held=_is_held(connection, one, held)) for one in ready[:most]], len(ready)

    def extent(self, target: Target) -> Extent:
        """How much a disposal of this would take."""
        with self._database.reading() as connection:
            doomed = _doomed(connection, target)
        came = [row.committed_at for row in doomed.items]
        return Extent(
            tuple(row.reference for row in doomed.cases),
            tuple(row.number for row in doomed.items),
            sum(row.size for row in doomed.items),
            min(came, default=None),
            max(came, default=None),
        )

    def note_shown(self, agent: str, now: datetime) -> None:
        """Write down that a person is about to see proposals and holds with their reasons. To be called first."""
        with self._writing(now) as (_, pen):
            pen.note("view", ARCHIVE, agent=agent, detail={"shown": "dispositions"})

    def note_refused(self, agent: str, now: datetime) -> None:
        """Write down that somebody could not show who they are."""
        with self._writing(now) as (_, pen):
            pen.note(DISPOSITION, ARCHIVE, agent=agent, outcome="failure", detail={"step": "refused"})

    # --- proposals ---

    def propose(
        self, target: Target, what: Proposal, person: Person, name: str, now: datetime, *, plan: Plan | None = None
    ) -> int:
        """Write down what a person proposes; gives its number. Somebody else has to approve it.

        With a `plan` nothing is disposed of before its review is due.
        """
        with self._writing(now) as (connection, pen):
            doomed = _require_ended(connection, target)
            if plan is not None and what.outcome is Outcome.DISPOSE:
                _require_due(connection, target, plan, now)
            if (other := _open_proposal(connection, target)) is not None:
                raise UsageError("{number} is proposed already; approve or reject that first.", number=other)
            if what.outcome is Outcome.DISPOSE:
                _require_not_held(connection, target, doomed)
            row = {
                "step": Step.PROPOSED,
                "name": name,
                "covers": doomed.hash,
                "scope": target.scope,
                "number": target.number,
                "outcome": what.outcome,
                "until": what.until,
                "journal": what.journal,
                "basis": what.basis,
                "reason": what.reason,
                "person": person.name,
                "agent": person.agent,
                "at": now,
            }
            number: int = connection.execute(insert(Disposition).returning(Disposition.id), row).scalar_one()
            _note_step(connection, pen, number, target, person.agent)
            return number

    def approve(self, number: int, answer: str, person: Person, now: datetime) -> Proposed:
        """Another person says yes. Of a disposal every key is destroyed now, and every row but the octets deleted.

        What may have changed since it was proposed is looked at again: a hold, or what lies in the case now.
        """
        with self._writing(now) as (connection, pen):
            proposed = _open(connection, number)
            if is_one_person(proposed.person, proposed.agent, person):
                raise UsageError("{person} proposed it; another person has to approve it.", person=person.name)
            doomed = _require_ended(connection, proposed.target)
            if doomed.hash != proposed.covers:
                raise UsageError("What lies there is not what it was when that was proposed; propose it anew.")
            if proposed.what.outcome is Outcome.DISPOSE:
                _require_not_held(connection, proposed.target, doomed)
                _require_not_sending(connection, doomed)
            _decide(connection, pen, proposed, Step.APPROVED, answer, person, now)
            if proposed.what.outcome is Outcome.DISPOSE:
                _bury(connection, pen, proposed, doomed, person, now)
            return proposed

    def reject(self, number: int, answer: str, person: Person, now: datetime) -> Proposed:
        """Somebody says no, or takes their own proposal back."""
        with self._writing(now) as (connection, pen):
            proposed = _open(connection, number)
            _decide(connection, pen, proposed, Step.REJECTED, answer, person, now)
            return proposed

    def proposals(self, *, waiting: bool = True) -> list[Proposed]:
        """Proposals in their order; only those that wait, or all there ever were."""
        with self._database.reading() as connection:
            found = list(_proposals(connection))
        return [one for one in found if one.step is Step.PROPOSED] if waiting else found

    # --- holds ---

    def hold(self, target: Target, kind: HoldKind, reason: str, agent: str, now: datetime) -> int:
        """From now on nothing of this is disposed of, whoever approves it; gives the number of the hold."""
        with self._writing(now) as (connection, pen):
            if target.number is not None:
                _require_not_gone(connection, target)
            row = {
                "scope": target.scope,
                "number": target.number,
                "address": target.name if target.scope is Scope.ADDRESS else "",
                "kind": kind,
                "reason": reason,
                "agent": agent,
                "at": now,
            }
            number: int = connection.execute(insert(HoldRow).returning(HoldRow.id), row).scalar_one()
            _note_hold(connection, pen, number, target, agent)
            return number

    def release(self, number: int, reason: str, person: Person, now: datetime) -> Hold:
        """End a hold; gives it. Whoever proposed to dispose of what it holds does not release it."""
        with self._writing(now) as (connection, pen):
            held = next((one for one in _holds(connection) if one.number == number), None)
            if held is None:
                raise UsageError("There is no hold {number}, or it is released already.", number=number)
            for one in _proposals(connection):
                is_theirs = one.step is Step.PROPOSED and is_one_person(one.person, one.agent, person)
                if is_theirs and _held_by(connection, one.target, _doomed(connection, one.target), [held]):
                    raise UsageError(
                        "{person} proposed to dispose of what it holds; another person has to release it.",
                        person=person.name,
                    )
            row = {"hold": number, "reason": reason, "person": person.name, "agent": person.agent, "at": now}
            released: int = connection.execute(insert(HoldRow).returning(HoldRow.id), row).scalar_one()
            _note_hold(connection, pen, released, held.target, person.agent)
            return held

    def holds(self) -> list[Hold]:
        """Those that stand."""
        with self._database.reading() as connection:
            return list(_holds(connection))

    # --- carrying out ---

    def erased(self) -> frozenset[tuple[str, str]]:
        """Scope and name of every tombstone."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ErasureRow.scope, ErasureRow.name)).all()
        return frozenset((row.scope, row.name) for row in rows)

    def unfinished(self) -> list[Erasure]:
        """What was disposed of and may still lie in the database."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(ErasureRow.__table__)
                .where(_is_unfinished())
                .order_by(ErasureRow.decided_at, ErasureRow.scope, ErasureRow.name)
            )
            return [erasing.erasure_of(row) for row in rows]

    def erase(self, one: Erasure, now: datetime) -> bool:
        """Delete the octets of an item that was disposed of; False when that is done already."""
        with self._writing(now) as (connection, pen):
            row = connection.execute(
                select(ErasureRow.__table__).where(*_named(one), ErasureRow.scope == Scope.ITEM, _has_octets())
            ).one_or_none()
            if row is not None:
                erasing.erase_octets(connection, pen, row, now)
            return row is not None

    def forget(self, these: Sequence[Erasure], now: datetime) -> bool:
        """Rewrite the database so that no page keeps what was deleted; False when only its owner can do that."""
        with self._database.writing() as connection:
            index.merge(connection)
        if not self._database.rewrite():
            return False
        with self._database.writing() as connection:
            for one in these:
                gone = (*_named(one), ErasureRow.forgotten_at.is_(None), ~_has_octets())
                connection.execute(update(ErasureRow).where(*gone).values(forgotten_at=now))
        return True

    def tombstones(self) -> list[Erasure]:
        """Everything that was ever disposed of, in that order."""
        with self._database.reading() as connection:
            question = select(ErasureRow.__table__).order_by(ErasureRow.decided_at, ErasureRow.scope, ErasureRow.name)
            return [erasing.erasure_of(row) for row in connection.execute(question)]

    def copies(self, name: str) -> dict[str, list[int]]:
        """Where servers keep what the proposal of that name disposed of: mailbox → UIDs in its archive folder."""
        items = select(ErasureRow.number).where(ErasureRow.disposition == name, ErasureRow.scope == Scope.ITEM)
        question = select(Sighting.mailbox, Sighting.archive_uid).where(
            Sighting.item.in_(items), Sighting.archive_uid.is_not(None)
        )
        found: dict[str, list[int]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(question.order_by(Sighting.mailbox, Sighting.archive_uid)):
                found.setdefault(row.mailbox, []).append(row.archive_uid)
        return found

    @contextmanager
    def _writing(self, now: datetime) -> Iterator[tuple[Connection, Pen]]:
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            yield connection, pen
            pen.finish()


def _named(one: Erasure) -> tuple[ColumnElement[bool], ...]:
    return (ErasureRow.scope == one.scope, ErasureRow.name == one.name)


def _has_octets() -> ColumnElement[bool]:
    """Of a tombstone: its octets were not deleted yet."""
    return and_(ErasureRow.erased_at.is_(None), ErasureRow.number.is_not(None))


def _is_unfinished() -> ColumnElement[bool]:
    """Of a tombstone: what it is of may still lie in the database."""
    return or_(ErasureRow.forgotten_at.is_(None), _has_octets())


def replay(connection: Connection, known: Iterable[Erasure], agent: str, now: datetime) -> int:
    """In an archive that was just restored, before anybody opens it: what was erased since stays erased.

    Gives how many of them the backup did not know to be erased. The triggers are off.
    """
    pen, done = Pen(connection, now), 0
    for one in known:
        this = _named(one)
        if connection.execute(select(ErasureRow.name).where(*this)).one_or_none() is None:
            number = _number_of(connection, one)
            erased_at = now if one.scope is Scope.CASE else None
            erasing.bury(connection, pen, one, number, agent, erased_at, replayed=True)
            row = connection.execute(select(ErasureRow.__table__).where(*this)).one()
            if one.scope is Scope.ITEM and number is not None:
                erasing.erase_octets(connection, pen, row, now)
            done += 1
    erasing.empty_acts(connection)
    pen.finish()
    return done


def _number_of(connection: Connection, one: Erasure) -> int | None:
    if one.scope is Scope.CASE:
        return connection.scalar(select(Case.id).where(Case.reference == one.name))
    return connection.scalar(select(Item.number).where(Item.sha256 == one.name))


def half_erased(connection: Connection) -> int:
    """How much was disposed of and may still lie in the database."""
    return connection.scalar(select(func.count()).select_from(ErasureRow).where(_is_unfinished())) or 0


def waiting(connection: Connection) -> int:
    """How many proposals wait for another person."""
    return sum(one.step is Step.PROPOSED for one in _proposals(connection))


# --- reviews ----------------------------------------------------------------------------------------------------


def due(connection: Connection, plan: Plan, now: datetime) -> list[Review]:
    """Every review that is due, the longest due first."""
    decided = _decided(connection)
    cases = (case for which in _may_be_due(plan, now) for case in _of_cases(connection, plan, which))
    every = (*cases, *_of_items(connection, plan, now))
    found = (_as_decided(one, decided.get((one.target.scope, one.target.number), ())) for one in every)
    return sorted((one for one in found if one.due_at <= now), key=lambda one: one.due_at)


def _due_at(connection: Connection, target: Target, plan: Plan) -> datetime:
    """When a case that is closed, or an item in no case, is to be reviewed."""
    if target.scope is Scope.CASE:
        [review] = _of_cases(connection, plan, Case.id == target.number)
    else:
        came = connection.execute(select(Item.committed_at).where(Item.number == target.number)).scalar_one()
        review = Review(target, came, plan.due(came))
    return _as_decided(review, _decided(connection).get((target.scope, target.number), ())).due_at


def _may_be_due(plan: Plan, now: datetime) -> Iterator[ColumnElement[bool]]:
    """Of a case: those closed so long ago, and among the later ones those of categories that are kept for less."""
    usual, fewest = (now - timedelta(days=365 * years) for years in (plan.years, plan.fewest_years))
    yield Case.closed_at <= usual
    if fewest > usual:
        sooner = [one.code for one in plan.vocabulary.categories if (one.review_years or plan.years) < plan.years]
        registered = select(Registration.case_id)
        if len(sooner) <= MOST_TOLD_APART:
            lists = (some for count in range(1, len(sooner) + 1) for some in permutations(sooner, count))
            registered = registered.where(
                Registration.categories.in_([json.dumps(list(one), ensure_ascii=False) for one in lists])
            )
        yield and_(Case.closed_at > usual, Case.closed_at <= fewest, Case.id.in_(registered))


def _of_cases(connection: Connection, plan: Plan, which: ColumnElement[bool]) -> Iterator[Review]:
    newest = (
        select(Registration.categories)
        .where(Registration.case_id == Case.id)
        .order_by(Registration.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    erased = select(ErasureRow.name).where(ErasureRow.scope == Scope.CASE, ErasureRow.number == Case.id).exists()
    rows = connection.execute(
        select(Case.id, Case.reference, Case.closed_at, newest.label("categories"))
        .where(Case.closed_at.is_not(None), Case.merged_into.is_(None), which, ~erased)
        .order_by(Case.id)
    )
    for row in rows:
        categories = json.loads(row.categories or "[]")
        yield Review(Target(Scope.CASE, row.id, row.reference), row.closed_at, plan.due(row.closed_at, categories))


def _of_items(connection: Connection, plan: Plan, now: datetime) -> Iterator[Review]:
    """Items that lie in no case, whose day has come."""
    filed = select(Filing.id).where(Filing.item == Item.number, Filing.case_id.is_not(None), counts()).exists()
    before = now - timedelta(days=365 * plan.years)
    rows = connection.execute(
        select(Item.number, Item.sha256, Item.committed_at)
        .join(Reading, Reading.item == Item.number)
        .where(Item.committed_at <= before, Reading.state == "read", ~filed)
        .order_by(Item.committed_at, Item.number)
    )
    for row in rows:
        yield Review(Target(Scope.ITEM, row.number, row.sha256), row.committed_at, plan.due(row.committed_at))


def _decided(connection: Connection) -> dict[tuple[str, int | None], list[Proposed]]:
    """What was approved of each case and item, in its order."""
    found: dict[tuple[str, int | None], list[Proposed]] = {}
    for one in _proposals(connection):
        if one.step is Step.APPROVED:
            found.setdefault((one.target.scope, one.target.number), []).append(one)
    return found


def _as_decided(review: Review, decided: Sequence[Proposed]) -> Review:
    """The review with what was decided since the case was closed; it is due when the last extension ends."""
    due_at, journal = review.due_at, ""
    for one in decided:
        if one.decided_at is not None and one.decided_at >= review.since:
            due_at = (one.what.until if one.what.outcome is Outcome.EXTEND else None) or due_at
            journal = one.what.journal or journal
    return Review(review.target, review.since, due_at, journal)


def _is_held(connection: Connection, review: Review, held: Sequence[Hold]) -> bool:
    return bool(held) and bool(_held_by(connection, review.target, _doomed(connection, review.target), held))


# --- what may be disposed of ------------------------------------------------------------------------------------


def _item(connection: Connection, number: int) -> Target:
    sha256 = connection.scalar(select(Item.sha256).where(Item.number == number))
    if sha256 is None:
        raise UsageError("Item {name} does not exist.", name=number)
    return Target(Scope.ITEM, number, sha256)


def _require_not_gone(connection: Connection, target: Target) -> None:
    if target.number in erasing.tombstones(connection, target.scope, [target.number or 0]):
        if target.scope is Scope.CASE:
            raise UsageError("{case} was disposed of.", case=target.name)
        raise UsageError("Item {number} was disposed of; only its hash and its history are kept.", number=target.number)


def _require_ended(connection: Connection, target: Target) -> Doomed:
    """A case is closed and was not merged; an item was read and lies in no case. Gives what they are."""
    _require_not_gone(connection, target)
    if target.scope is Scope.CASE:
        row = connection.execute(select(Case.__table__).where(Case.id == target.number)).one()
        if row.merged_into is not None:
            into = connection.scalar(select(Case.reference).where(Case.id == row.merged_into))
            raise UsageError("{case} was merged into {into}; propose that one.", case=row.reference, into=into)
        if row.closed_at is None:
            raise UsageError("{case} is open; close it first.", case=row.reference)
        return _doomed(connection, target)
    state = connection.scalar(select(Reading.state).where(Reading.item == target.number))
    if state != "read":
        raise UsageError("Item {number} has not been read; release it from quarantine first.", number=target.number)
    lies_in = select(Case.reference).join(Filing, Filing.case_id == Case.id)
    case = connection.scalar(lies_in.where(Filing.item == target.number, counts()))
    if case is not None:
        raise UsageError("Item {number} lies in {case}; propose the case.", number=target.number, case=case)
    return _doomed(connection, target)


def _doomed(connection: Connection, target: Target) -> Doomed:
    """The case with every case that was merged into it and all that lies in them; or the item."""
    if target.scope is Scope.ITEM:
        rows = connection.execute(select(Item.__table__).where(Item.number == target.number)).all()
        return Doomed((), tuple(rows))
    cases = list(connection.execute(select(Case.__table__).where(Case.id == target.number)).all())
    for case in cases:  # grows meanwhile
        merged = select(Case.__table__).where(Case.merged_into == case.id).order_by(Case.id)
        cases += connection.execute(merged).all()
    ids = [case.id for case in cases]
    lie_there = select(Filing.item).where(Filing.case_id.in_(ids), counts())
    items = connection.execute(select(Item.__table__).where(Item.number.in_(lie_there)).order_by(Item.number)).all()
    return Doomed(tuple(cases), tuple(items))


def _require_not_held(connection: Connection, target: Target, doomed: Doomed) -> None:
    held = _held_by(connection, target, doomed, list(_holds(connection)))
    if held:
        numbers = ", ".join(str(one.number) for one in held)
        raise UsageError("Nothing of it may be disposed of: it is held ({numbers}).", numbers=numbers)


def _held_by(connection: Connection, target: Target, doomed: Doomed, held: Sequence[Hold]) -> list[Hold]:
    """The holds that forbid to dispose of these: of a case also every hold on an item that ever lay in it."""
    cases = {row.id for row in doomed.cases}
    items = {row.number for row in doomed.items} | ({target.number} if target.scope is Scope.ITEM else set())
    if held:
        lay_in = connection.scalars(select(Filing.case_id).where(Filing.item.in_(items), Filing.case_id.is_not(None)))
        ever = select(Filing.item).where(Filing.case_id.in_(cases))
        cases, items = cases | set(lay_in), items | set(connection.scalars(ever))
    own = {row.number for row in doomed.items}
    return [one for one in held if _forbids(connection, one, cases, items, own)]


def _forbids(connection: Connection, hold: Hold, cases: set[int], items: set[int | None], own: set[int]) -> bool:
    if hold.target.scope is Scope.ARCHIVE:
        return True
    if hold.target.scope is Scope.CASE:
        return hold.target.number in cases
    if hold.target.scope is Scope.ITEM:
        return hold.target.number in items
    return any(_may_name(connection, item, hold.target.name) for item in own)


def _may_name(connection: Connection, item: int, address: str) -> bool:
    """Whether an address stands in an item: as who sent or reported it, in a header field, in an original, in its text.

    Of one that was not read nobody can tell that it does not.
    """
    state = connection.scalar(select(Reading.state).where(Reading.item == item))
    if state == "quarantined":
        return True
    told = [
        *connection.execute(select(Reading.from_address, Reading.envelope).where(Reading.item == item)),
        *connection.execute(select(IncidentReport.reporter).where(IncidentReport.item == item)),
        *connection.execute(
            select(Original.from_address, Original.recipients, Original.text).where(Original.item == item)
        ),
    ]
    checksum = connection.execute(select(Item.sha256).where(Item.number == item)).scalar_one()
    raw = b"".join(content.pieces(connection, checksum)).decode("latin-1")
    texts = [text for row in told for text in row if text] + [raw]
    return any(names(text, address) for text in texts)


def _require_due(connection: Connection, target: Target, plan: Plan, now: datetime) -> None:
    due_at = _due_at(connection, target, plan)
    if due_at > now:
        raise UsageError(
            "It is not to be reviewed before {day}; --before-due proposes it all the same.",
            day=due_at.astimezone(plan.zone).date(),
        )


def _require_not_sending(connection: Connection, doomed: Doomed) -> None:
    items = [row.number for row in doomed.items]
    sending = select(Outbox.id).where(Outbox.item.in_(items), Outbox.state == LetterState.SENDING).limit(1)
    if connection.scalar(sending) is not None:
        raise UsageError("A receipt for it is being sent; try again in a few minutes.")


def _open_proposal(connection: Connection, target: Target) -> int | None:
    waiting = (one for one in _proposals(connection) if one.step is Step.PROPOSED)
    same = (one.number for one in waiting if (one.target.scope, one.target.number) == (target.scope, target.number))
    return next(same, None)


def _open(connection: Connection, number: int) -> Proposed:
    found = next((one for one in _proposals(connection) if one.number == number), None)
    if found is None:
        raise UsageError("There is no proposal {number}.", number=number)
    if found.step is not Step.PROPOSED:
        raise UsageError("Proposal {number} was decided already.", number=number)
    return found


# --- rows -------------------------------------------------------------------------------------------------------


def _proposals(connection: Connection) -> Iterator[Proposed]:
    rows = connection.execute(select(Disposition.__table__).order_by(Disposition.id)).all()
    decisions = {row.proposal: row for row in rows if row.proposal is not None}
    names = _names(connection, [(row.scope, row.number) for row in rows if row.proposal is None])
    for row in rows:
        if row.proposal is not None:
            continue
        decided = decisions.get(row.id)
        what = Proposal(Outcome(row.outcome), row.reason, row.basis, row.until, row.journal)
        yield Proposed(
            row.id,
            row.name,
            Target(Scope(row.scope), row.number, names.get((row.scope, row.number), "")),
            what,
            row.person,
            row.agent,
            row.at,
            row.covers or "",
            *((Step(decided.step), decided.person, decided.at, decided.reason) if decided is not None else ()),
        )


def _names(connection: Connection, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """References of cases and checksums of items, by scope and number."""
    numbers = {scope: [number for one, number in set(wanted) if one == scope] for scope in (Scope.CASE, Scope.ITEM)}
    cases = connection.execute(select(Case.id, Case.reference).where(Case.id.in_(numbers[Scope.CASE])))
    items = connection.execute(select(Item.number, Item.sha256).where(Item.number.in_(numbers[Scope.ITEM])))
    return {
        **{(str(Scope.CASE), row.id): row.reference for row in cases},
        **{(str(Scope.ITEM), row.number): row.sha256 for row in items},
    }


def _holds(connection: Connection) -> Iterator[Hold]:
    ended = select(HoldRow.hold).where(HoldRow.hold.is_not(None))
    question = select(HoldRow.__table__).where(and_(HoldRow.hold.is_(None), HoldRow.id.not_in(ended)))
    rows = connection.execute(question.order_by(HoldRow.id)).all()
    names = _names(connection, [(row.scope, row.number) for row in rows if row.number is not None])
    for row in rows:
        name = row.address or names.get((row.scope, row.number), "")
        target = Target(Scope(row.scope), row.number, name)
        yield Hold(row.id, target, HoldKind(row.kind), row.reason, row.agent, row.at)


def _decide(
    connection: Connection, pen: Pen, proposed: Proposed, step: Step, answer: str, person: Person, now: datetime
) -> None:
    row = {
        "step": step,
        "proposal": proposed.number,
        "journal": "",
        "basis": "",
        "reason": answer,
        "person": person.name,
        "agent": person.agent,
        "at": now,
    }
    number: int = connection.execute(insert(Disposition).returning(Disposition.id), row).scalar_one()
    _note_step(connection, pen, number, proposed.target, person.agent)


def _bury(connection: Connection, pen: Pen, proposed: Proposed, doomed: Doomed, person: Person, now: datetime) -> None:
    """Keys go first, then all that hangs on them; a case before what lies in it, as the triggers follow it down."""
    basis, people = proposed.what.basis, (proposed.person, person.name)
    for row in doomed.cases:
        one = Erasure(Scope.CASE, row.reference, None, row.opened_at, proposed.name, basis, people, now)
        erasing.bury(connection, pen, one, row.id, person.agent, now)
    for row in doomed.items:
        if not erasing.is_erased(connection, row.number):
            one = Erasure(Scope.ITEM, row.sha256, row.size, row.committed_at, proposed.name, basis, people, now)
            erasing.bury(connection, pen, one, row.number, person.agent, None)
    erasing.empty_acts(connection)


def _note_step(connection: Connection, pen: Pen, number: int, target: Target, agent: str) -> None:
    row = connection.execute(
        select(*accounts.as_stored(Disposition, accounts.DISPOSITION)).where(Disposition.id == number)
    ).one()
    account = accounts.of_rows([row._asdict()], accounts.DISPOSITION)
    detail = {"row": number, "step": row.step, "outcome": row.outcome, "sha256": account}
    told = {name: value for name, value in detail.items() if value is not None}
    pen.note(DISPOSITION, target.subject, agent=agent, detail=told)


def _note_hold(connection: Connection, pen: Pen, number: int, target: Target, agent: str) -> None:
    row = connection.execute(select(*accounts.as_stored(HoldRow, accounts.HOLD)).where(HoldRow.id == number)).one()
    account = accounts.of_rows([row._asdict()], accounts.HOLD)
    detail = {"row": number, "ends": row.hold, "kind": row.kind, "sha256": account}
    told = {name: value for name, value in detail.items() if value is not None}
    pen.note(HOLD, target.subject, agent=agent, detail=told)
