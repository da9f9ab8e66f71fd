"""Proposals, decisions, holds and tombstones, held against what the chain of custody says of them.

Whatever was disposed of is judged by this alone: its rows must be gone when the chain says so, and nothing else may be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from archiver.core.disposition import Erasure, Outcome, Scope, Step
from archiver.core.records import Finding
from archiver.edges.store import accounts, erasing
from archiver.edges.store.accounts import as_stored
from archiver.edges.store.attested import differences
from archiver.edges.store.disposals import DISPOSITION, HOLD
from archiver.edges.store.erasing import BLANK, CONTENT, DEACCESSION, DELETION, ERASED, TOMBSTONE
from archiver.edges.tables import (
    REGISTERS,
    Case,
    CustodyEvent,
    Disposition,
    ErasureRow,
    HoldRow,
    Item,
    Key,
    ObjectRow,
    Octets,
    Outbox,
    Reading,
)
from archiver.errors import UsageError

Ledger = Callable[[], Sequence[Erasure]]
"""Reads what the ledger of erasures says. Raises `UsageError` for one that was changed."""
ACTS = (DEACCESSION, DELETION)
STEP = ("id", "step", "proposal", "name", "scope", "number", "outcome", "person")
_STEPS: Mapping[str, tuple[Any, Sequence[str]]] = {
    DISPOSITION: (Disposition, accounts.DISPOSITION),
    HOLD: (HoldRow, accounts.HOLD),
}


@dataclass(slots=True)
class Gone:
    """What the chain says was disposed of."""

    begun: set[int] = field(default_factory=set)
    """Items whose key is destroyed."""
    erased: set[int] = field(default_factory=set)
    """Of these, those whose octets are deleted too."""


def gone_of(connection: Connection, numbers: Sequence[int]) -> Gone:
    """Of these items."""
    found = Gone()
    question = select(CustodyEvent.act, CustodyEvent.subject).where(
        CustodyEvent.subject.in_([f"item:{number}" for number in numbers]), CustodyEvent.act.in_(ACTS)
    )
    for row in connection.execute(question):
        number = int(row.subject.partition(":")[2])
        (found.begun if row.act == DEACCESSION else found.erased).add(number)
    return found


def left_of_items(connection: Connection, gone: Gone) -> Iterator[Finding]:
    """Rows that are there and must not be."""
    if not gone.begun:
        return
    for table in (*CONTENT, Outbox):
        numbers = connection.scalars(select(table.item).where(table.item.in_(gone.begun)).distinct())
        yield from (_left(f"item:{number}/{table.__tablename__}") for number in numbers)
    keys = select(Key.number).where(Key.scope == Scope.ITEM, Key.number.in_(gone.begun))
    yield from (_left(f"item:{number}/keys") for number in connection.scalars(keys))
    octets = select(Item.number).join(Octets, Octets.sha256 == Item.sha256).where(Item.number.in_(gone.erased))
    yield from (_left(f"item:{number}/octets") for number in connection.scalars(octets.distinct()))
    outside = select(Item.number).join(ObjectRow, ObjectRow.sha256 == Item.sha256).where(Item.number.in_(gone.erased))
    yield from (_left(f"item:{number}/objects") for number in connection.scalars(outside))
    yield from _not_blank(connection, gone.begun)


def _not_blank(connection: Connection, numbers: Collection[int]) -> Iterator[Finding]:
    rows = connection.execute(select(*as_stored(Reading, ("item", *BLANK))).where(Reading.item.in_(numbers)))
    read = {row.item: row for row in rows}
    for number in sorted(numbers):
        row = read.get(number)
        if row is None:
            yield Finding("missing", f"item:{number}/reading", ERASED, "none")
        elif any(getattr(row, name) != value for name, value in BLANK.items()):
            yield _left(f"item:{number}/reading")


def _left(subject: str) -> Finding:
    return Finding("orphan", subject, "nothing: it was disposed of", "some")


def cases_gone(connection: Connection) -> set[str]:
    """References of the cases that the chain says were disposed of."""
    question = select(CustodyEvent.subject).where(
        CustodyEvent.act == DEACCESSION, CustodyEvent.subject >= "case:", CustodyEvent.subject < "case;"
    )
    return {subject.partition(":")[2] for subject in connection.scalars(question)}


def letters_gone(connection: Connection) -> set[int]:
    """Letters that the chain says were deleted with the last item that they spoke of."""
    question = select(CustodyEvent.subject).where(
        CustodyEvent.act == DELETION, CustodyEvent.subject >= "letter:", CustodyEvent.subject < "letter;"
    )
    numbers = (subject.partition(":")[2] for subject in connection.scalars(question))
    return {int(number) for number in numbers if number.isascii() and number.isdigit()}


def otherwise(connection: Connection, ledger: Ledger | None = None) -> Iterator[Finding]:
    """Every step, hold and tombstone that is not as the chain says, is unknown to it, or is gone.

    A tombstone rests on what two people decided, or on the ledger at a restore; whatever the `ledger` says that there
    is, is there.
    """
    for act, (table, names) in _STEPS.items():
        yield from differences(_told_rows(connection, act), _stored_rows(connection, act, table, names))
    yield from differences(_told_tombstones(connection), _stored_tombstones(connection))
    yield from _left_of_cases(connection)
    yield from _not_approved(connection)
    yield from [] if ledger is None else _not_in_ledger(connection, ledger)


def _not_approved(connection: Connection) -> Iterator[Finding]:
    rows = connection.execute(select(*as_stored(Disposition, STEP))).all()
    answers = {row.proposal: row for row in rows if row.step == Step.APPROVED}
    approved = {
        row.name: (row.scope, row.number)
        for row in rows
        if row.outcome == Outcome.DISPOSE and row.id in answers and answers[row.id].person != row.person
    }
    replayed = {str(detail.get("name")) for _, detail in _events(connection, DEACCESSION) if "replayed" in detail}
    stored = select(*as_stored(ErasureRow, ("scope", "name", "number", "disposition")))
    stones = connection.execute(stored.order_by(ErasureRow.scope, ErasureRow.name)).all()
    cases = {(row.disposition, row.scope, row.number) for row in stones if row.scope == Scope.CASE}
    for row in stones:
        target = approved.get(row.disposition)
        by_case = target is not None and (row.disposition, *target) in cases
        if row.name not in replayed and target != (row.scope, row.number) and not by_case:
            yield Finding("chain", f"erasure:{row.scope}:{row.name}", "two people's decision", "none")


def _not_in_ledger(connection: Connection, ledger: Ledger) -> Iterator[Finding]:
    try:
        kept = ledger()
    except UsageError:
        yield Finding("chain", "ledger", "lines that follow on one another", "others")
        return
    rows = connection.execute(select(*as_stored(ErasureRow, TOMBSTONE)))
    stones = {(row.scope, row.name): accounts.of_rows([row._asdict()], TOMBSTONE) for row in rows}
    for one in kept:
        found, subject = stones.get((one.scope, one.name)), f"erasure:{one.scope}:{one.name}"
        expected = accounts.of_rows([erasing.row_of(one)], TOMBSTONE)
        if found is None:
            yield Finding("missing", subject, "a tombstone, as the ledger says", "none")
        elif found != expected:
            yield Finding("chain", subject, f"{expected}, as the ledger says", found)


def _told_rows(connection: Connection, act: str) -> dict[tuple[str, int], str]:
    return {
        (f"{act}:{detail.get('row')}", 0): f"{event.agent} {event.at} {detail.get('sha256')}"
        for event, detail in _events(connection, act)
        if "row" in detail
    }


def _stored_rows(connection: Connection, act: str, table: Any, names: Sequence[str]) -> dict[tuple[str, int], str]:
    rows = connection.execute(select(*as_stored(table, names))).all()
    return {(f"{act}:{row.id}", 0): f"{row.agent} {row.at} {accounts.of_rows([row._asdict()], names)}" for row in rows}


def _told_tombstones(connection: Connection) -> dict[tuple[str, int], str]:
    """By name; the last that is told of one counts: it may have come again, and got a number then."""
    told: dict[tuple[str, int], str] = {}
    erased = {event.subject for event, _ in _events(connection, DELETION)}
    for event, detail in _events(connection, DEACCESSION):
        name, scope = str(detail.get("name")), detail.get("scope")
        is_done = scope == Scope.CASE or event.subject in erased
        told[f"erasure:{scope}:{name}", 0] = _tombstone(event.subject, detail.get("sha256"), is_done=is_done)
    return told


def _stored_tombstones(connection: Connection) -> dict[tuple[str, int], str]:
    rows = connection.execute(
        select(*as_stored(ErasureRow), Case.reference).outerjoin(
            Case, (Case.id == ErasureRow.number) & (ErasureRow.scope == Scope.CASE)
        )
    ).all()
    stored: dict[tuple[str, int], str] = {}
    for row in rows:
        account = accounts.of_rows([row._asdict()], TOMBSTONE)
        subject = "archive" if row.number is None else f"item:{row.number}"
        if row.scope == Scope.CASE:
            subject = f"case:{row.name if row.number is None else row.reference}"
        stored[f"erasure:{row.scope}:{row.name}", 0] = _tombstone(subject, account, is_done=row.erased_at is not None)
    return stored


def _tombstone(subject: str, account: object, *, is_done: bool) -> str:
    return f"{subject} {account} {'erased' if is_done else 'to be erased'}"


def _left_of_cases(connection: Connection) -> Iterator[Finding]:
    gone = cases_gone(connection)
    if not gone:
        return
    rows = connection.execute(select(Case.id, Case.reference).where(Case.reference.in_(gone)))
    names = {row.id: row.reference for row in rows}
    ways: Iterable[tuple[Any, Any]] = (
        *((table.case_id, ()) for table in REGISTERS),
        (Key.number, (Key.scope == Scope.CASE,)),
    )
    for column, which in ways:
        numbers = connection.scalars(select(column).where(column.in_(names), *which).distinct())
        yield from (_left(f"case:{names[number]}/{column.class_.__tablename__}") for number in numbers)


def _events(connection: Connection, act: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    question = select(CustodyEvent.__table__).where(CustodyEvent.act == act).order_by(CustodyEvent.seq)
    return ((event, json.loads(event.detail)) for event in connection.execute(question))
