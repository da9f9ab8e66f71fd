"""What is counted of the cases, read by somebody who cannot read the mails or what was written of anybody (M1).

In SQLite an authorizer refuses every column but those below; in PostgreSQL a role that has no right to any other. In a
workplace's own words are units alone, and the measures it wrote down for its committee.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy.orm import aliased

from archiver.core.records import CaseAct
from archiver.core.statistics import CaseFact
from archiver.core.strategy import Measure
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.tables import (
    Case,
    CaseActRow,
    DialogueRow,
    Filing,
    HelpRow,
    Item,
    LimitRow,
    MeasureRow,
    Reading,
    Registration,
    ReportRow,
)

_VERSIONS = ("case_id", "entry", "version", "at")
READABLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alembic_version": ("version_num",),
        "cases": ("id", "opened_at", "merged_into"),
        "case_acts": ("case_id", "kind", "at"),
        "registrations": (
            *("id", "case_id", "version", "incident_at", "medium", "categories", "unit", "relation", "at"),
        ),
        "filings": ("id", "item", "case_id", "filed_at"),
        "items": ("number", "committed_at"),
        "readings": ("item", "strength"),
        "case_reports": (*_VERSIONS, "sent_on"),
        "case_dialogues": (*_VERSIONS, "taken_on"),
        "case_limits": (*_VERSIONS, "decided_on"),
        "case_help": (*_VERSIONS, "offered_on"),
        "case_measures": (*_VERSIONS, "measure", "responsible", "due_on", "done_on"),
        "keys": ("scope", "number", "binding", "master", "wrapped"),
    }
)
"""Table → columns. Without a master key nothing opens by a wrapped one."""


class Counting:
    """Each public method is one transaction over a connection that can read nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(self, known_at: datetime, uncounted: frozenset[str], role: str | None = None) -> list[CaseFact]:
        """Of every case that counts, by its register as it was at a moment; `uncounted` are categories that do not.

        `role` is who reads, in PostgreSQL; without one it is the archive's own user.
        """
        with self._database.reading_only(READABLE, role) as connection:
            return list(_facts(connection, known_at, uncounted))

    def measures(self, known_at: datetime, role: str | None = None) -> list[Measure]:
        """What was decided to prevent more of it, and is not done: the first to be done before the others."""
        with self._database.reading_only(READABLE, role) as connection:
            return sorted(_measures(connection, known_at), key=lambda one: (one.due is None, one.due, one.what))

    def has_cases_before(self, day: date, zone: tzinfo, role: str | None = None) -> bool:
        """Whether anything was registered before a day."""
        moment = datetime.combine(day, time(), zone)
        with self._database.reading_only(READABLE, role) as connection:
            return connection.scalar(select(Registration.id).where(Registration.at < moment).limit(1)) is not None


def _facts(connection: Connection, known_at: datetime, uncounted: frozenset[str]) -> Iterator[CaseFact]:
    strengths, began = _strengths(connection, known_at), _began(connection, known_at)
    acted, helped = _acted(connection, known_at, ACTED), _acted(connection, known_at, ACTED[:1])
    for row in _registered(connection, known_at):
        categories = tuple(json.loads(row.categories))
        if not uncounted.intersection(categories):
            yield CaseFact(
                at=row.incident_at or row.opened_at,
                opened_at=row.opened_at,
                began_at=min(began.get(row.case_id, row.opened_at), row.opened_at),
                acted_on=acted.get(row.case_id),
                helped_on=helped.get(row.case_id),
                medium=row.medium,
                categories=categories,
                unit=row.unit,
                relation=row.relation,
                strength=strengths.get(row.case_id),
            )


def _registered(connection: Connection, known_at: datetime) -> Iterator[AnyRow]:
    newest = (
        select(func.max(Registration.version))
        .where(Registration.case_id == Case.id, Registration.at < known_at)
        .correlate(Case)
        .scalar_subquery()
    )
    columns = (
        *(Registration.case_id, Registration.incident_at, Registration.medium, Registration.categories),
        *(Registration.unit, Registration.relation, Case.opened_at),
    )
    question = (
        select(*columns)
        .join(Case, Case.id == Registration.case_id)
        .where(Registration.version == newest, ~_was_merged(known_at))
        .order_by(Registration.case_id)
    )
    return iter(connection.execute(question).all())


def _was_merged(known_at: datetime) -> ColumnElement[bool]:
    """Of a case: it went into another one before then, and lies there."""
    act = select(CaseActRow.case_id).where(
        CaseActRow.case_id == Case.id, CaseActRow.kind == CaseAct.MERGE, CaseActRow.at < known_at
    )
    return and_(Case.merged_into.is_not(None), act.correlate(Case).exists())


def _strengths(connection: Connection, known_at: datetime) -> dict[int, int]:
    """The best documentation in each case, as items were filed then."""
    newest = select(func.max(Filing.id)).where(Filing.filed_at < known_at).group_by(Filing.item)
    rows = connection.execute(
        select(Filing.case_id, func.max(Reading.strength))
        .join(Reading, Reading.item == Filing.item)
        .where(Filing.id.in_(newest), Filing.case_id.is_not(None), Reading.strength.is_not(None))
        .group_by(Filing.case_id)
    )
    return {int(row[0] or 0): int(row[1] or 0) for row in rows}


def _began(connection: Connection, known_at: datetime) -> dict[int, datetime]:
    """When the first mail of each case came in, as items were filed then."""
    newest = select(func.max(Filing.id)).where(Filing.filed_at < known_at).group_by(Filing.item)
    rows = connection.execute(
        select(Filing.case_id, func.min(Item.committed_at))
        .join(Item, Item.number == Filing.item)
        .where(Filing.id.in_(newest), Filing.case_id.is_not(None))
        .group_by(Filing.case_id)
    )
    return {int(row[0] or 0): row[1] for row in rows}


ACTED: tuple[tuple[type[Any], str], ...] = (
    (HelpRow, "offered_on"),
    (ReportRow, "sent_on"),
    (DialogueRow, "taken_on"),
    (LimitRow, "decided_on"),
    (MeasureRow, "done_on"),
)
"""Which registers tell that somebody did something, and on which day. Help comes first."""


def _acted(
    connection: Connection, known_at: datetime, registers: Iterable[tuple[type[Any], str]]
) -> Mapping[int, date]:
    """The first day of each case that one of these registers tells of."""
    found = dict[int, date]()
    for table, name in registers:
        day = getattr(table, name)
        question = select(table.case_id, func.min(day)).where(day.is_not(None), _counted(table, known_at))
        for case, first in connection.execute(question.group_by(table.case_id)):
            told = date.fromisoformat(first)
            found[case] = min(told, found.get(case, told))
    return found


def _counted(table: Any, known_at: datetime) -> ColumnElement[bool]:
    """Of a version of an entry: it is the newest of those that were there then."""
    newer = aliased(table)
    is_newer = and_(
        newer.case_id == table.case_id,
        newer.entry == table.entry,
        newer.version > table.version,
        newer.at < known_at,
    )
    return and_(table.at < known_at, ~select(newer.case_id).where(is_newer).correlate(table).exists())


def _measures(connection: Connection, known_at: datetime) -> Iterator[Measure]:
    columns = (MeasureRow.case_id, MeasureRow.entry, MeasureRow.version)
    rows = connection.execute(
        select(*columns, MeasureRow.measure, MeasureRow.responsible, MeasureRow.due_on).where(
            MeasureRow.done_on.is_(None), _counted(MeasureRow, known_at)
        )
    )
    for row in rows:
        what = " ".join((row.measure or "").split())
        if what:
            yield Measure(what, row.responsible or "", None if row.due_on is None else date.fromisoformat(row.due_on))
