"""How the archive stands, for whoever asks every few seconds: light questions, and answers that name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, func, literal_column, select

from archiver.core.readiness import Seen
from archiver.core.records import AlarmKind
from archiver.edges.store import facts
from archiver.edges.store.alarm_letters import NEVER
from archiver.edges.store.catalogue import Catalogue, Status
from archiver.edges.store.database import Database
from archiver.edges.tables import Alarm, Folder, Item, Outbox

_WAITS = literal_column("outbox.state IN ('due', 'sending', 'uncertain')", Boolean)
"""To the letter of the partial index, which a planner does not recognise in bound values."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The letters in one state that are on their way."""

    count: int
    oldest: datetime
    """When the oldest was written."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is measured."""

    status: Status
    waiting: Mapping[str, Waiting]
    """By state: due, sending, uncertain."""
    newest_item: datetime | None


class Gauges:
    """Questions about how it stands. Each public method is one view of the data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self) -> Seen:
        """What readiness is judged by."""
        schema = self._database.version()
        with self._database.reading() as connection:
            polls = connection.execute(
                select(Folder.mailbox, Folder.folder, Folder.last_good_poll).where(Folder.is_archive.is_(False))
            ).all()
            due = connection.scalar(select(func.min(Outbox.due_at)).where(_WAITS))
            alarms = connection.execute(
                select(Alarm.kind, Alarm.subject, Alarm.raised_at).where(Alarm.cleared_at.is_(None)).order_by(Alarm.id)
            ).all()
        return Seen(
            schema,
            {(row.mailbox, row.folder): row.last_good_poll for row in polls},
            due,
            [(AlarmKind(row.kind), row.subject, row.raised_at) for row in alarms if row.kind in set(AlarmKind)],
        )

    def standing(self) -> Standing:
        """What is measured, of an archive with a million items in much less than a second."""
        status = Catalogue(self._database).status()
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Outbox.state, func.count(), func.min(Outbox.created_at))
                .where(_WAITS, Outbox.due_at < NEVER)
                .group_by(Outbox.state)
            ).all()
            items, _ = facts.heads(connection)
            newest = connection.scalar(select(Item.committed_at).where(Item.number == items))
        return Standing(status, {row[0]: Waiting(row[1], row[2]) for row in rows}, newest)
