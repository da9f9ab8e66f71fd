"""Proposals, decisions, holds and tombstones, held against what the chain of custody says of them.

Whatever was disposed of is judged by this alone: its rows must be gone when the chain says so, and nothing else may be.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from archiver.core.disposition import Scope
from archiver.core.records import Finding
from archiver.edges.store import accounts
from archiver.edges.store.accounts import as_stored
from archiver.edges.store.attested import differences
from archiver.edges.store.disposals import DISPOSITION, HOLD
from archiver.edges.store.erasing import CONTENT, DEACCESSION, DELETION, ERASED, TOMBSTONE
from archiver.edges.tables import (
    Case,
    CaseActRow,
    CustodyEvent,
    Disposition,
    ErasureRow,
    HoldRow,
    Item,
    Key,
    Octets,
    Outbox,
    Reading,
    Registration,
)

ACTS = (DEACCESSION, DELETION)
_STEPS: Mapping[str, Any] = {DISPOSITION: Disposition, HOLD: HoldRow}


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
    yield from _not_blank(connection, gone.begun)


def _not_blank(connection: Connection, numbers: Collection[int]) -> Iterator[Finding]:
    read = {row.item: row for row in connection.execute(select(Reading.__table__).where(Reading.item.in_(numbers)))}
    for number in sorted(numbers):
        row = read.get(number)
        if row is None:
            yield Finding("missing", f"item:{number}/reading", ERASED, "none")
        elif row.state != ERASED or any(
            (row.subject, row.from_address, row.envelope, row.message_id, row.claimed_text)
        ):
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
    return {int(subject.partition(":")[2]) for subject in connection.scalars(question)}


def otherwise(connection: Connection) -> Iterator[Finding]:
    """Every step, hold and tombstone that is not as the chain says, is unknown to it, or is gone."""
    for act, table in _STEPS.items():
        yield from differences(_told_rows(connection, act), _stored_rows(connection, act, table))
    yield from differences(_told_tombstones(connection), _stored_tombstones(connection))
    yield from _left_of_cases(connection)


def _told_rows(connection: Connection, act: str) -> dict[tuple[str, int], str]:
    return {
        (f"{act}:{detail.get('row')}", 0): f"{event.agent} {event.at} {detail.get('sha256')}"
        for event, detail in _events(connection, act)
    }


def _stored_rows(connection: Connection, act: str, table: Any) -> dict[tuple[str, int], str]:
    rows = connection.execute(select(*as_stored(table))).all()
    return {(f"{act}:{row.id}", 0): f"{row.agent} {row.at} {accounts.Account([row._asdict()]).hash}" for row in rows}


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
        (Registration.case_id, ()),
        (CaseActRow.case_id, (CaseActRow.reason != "",)),
        (Key.number, (Key.scope == Scope.CASE,)),
    )
    for column, which in ways:
        numbers = connection.scalars(select(column).where(column.in_(names), *which).distinct())
        yield from (_left(f"case:{names[number]}/{column.class_.__tablename__}") for number in numbers)


def _events(connection: Connection, act: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    question = select(CustodyEvent.__table__).where(CustodyEvent.act == act).order_by(CustodyEvent.seq)
    return ((event, json.loads(event.detail)) for event in connection.execute(question))
