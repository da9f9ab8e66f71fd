"""What is counted of the cases, read by somebody who cannot read what anybody wrote (M1).

In SQLite an authorizer refuses every column but those below; in PostgreSQL a role that has no right to any other. Units
alone may be in a workplace's own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from types import MappingProxyType

from sqlalchemy import ColumnElement, Connection, and_, func, select

from archiver.core.records import CaseAct
from archiver.core.statistics import CaseFact
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.tables import Case, CaseActRow, Filing, Reading, Registration

READABLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alembic_version": ("version_num",),
        "cases": ("id", "opened_at", "merged_into"),
        "case_acts": ("case_id", "kind", "at"),
        "registrations": (
            *("id", "case_id", "version", "incident_at", "medium", "categories", "unit", "relation", "at"),
        ),
        "filings": ("id", "item", "case_id", "filed_at"),
        "readings": ("item", "strength"),
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

    def has_cases_before(self, day: date, zone: tzinfo, role: str | None = None) -> bool:
        """Whether anything was registered before a day."""
        moment = datetime.combine(day, time(), zone)
        with self._database.reading_only(READABLE, role) as connection:
            return connection.scalar(select(Registration.id).where(Registration.at < moment).limit(1)) is not None


def _facts(connection: Connection, known_at: datetime, uncounted: frozenset[str]) -> Iterator[CaseFact]:
    strengths = _strengths(connection, known_at)
    began = select(Registration.case_id, func.min(Registration.at)).group_by(Registration.case_id)
    first = {row[0]: row[1] for row in connection.execute(began)}
    for row in _registered(connection, known_at):
        categories = tuple(json.loads(row.categories))
        if not uncounted.intersection(categories):
            yield CaseFact(
                at=row.incident_at or row.opened_at,
                opened_at=row.opened_at,
                acted_at=first.get(row.case_id),
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
