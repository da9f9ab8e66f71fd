"""Probe mails in SQL: which were sent, and what became of each. They are no evidence, and old ones are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, insert, select, update

from archiver.core.records import ProbeOutcome
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.tables import Head
from archiver.edges.tables import Probe as Row

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe mail."""

    reference: str
    mailbox: str
    sent_at: datetime
    outcome: ProbeOutcome | None = None
    came_at: datetime | None = None
    server_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProbeStanding:
    """How it stands with the probe mails to one mailbox."""

    mailbox: str
    sent_at: datetime
    """Of the newest."""
    judged: Probe | None
    """The newest whose fate is known."""
    last_well: Probe | None


class Probes:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, mailbox: str, reference: str, every: timedelta, now: datetime) -> bool:
        """Write down that a probe is about to be sent, when it is time for one; False when it is not."""
        with self._database.reading() as connection:
            if not _is_due(connection.scalar(_newest(mailbox)), every, now):
                return False
        with self._database.writing() as connection:
            connection.execute(select(Head.id).with_for_update())
            if not _is_due(connection.scalar(_newest(mailbox)), every, now):
                return False
            connection.execute(delete(Row).where(Row.sent_at < now - KEPT_FOR))
            connection.execute(insert(Row), {"mailbox": mailbox, "reference": reference, "sent_at": now})
            return True

    def known(self, references: Sequence[str]) -> dict[str, Probe]:
        """Those of the references that this archive knows to be of probes it sent."""
        with self._database.reading() as connection:
            rows = connection.execute(select(Row.__table__).where(Row.reference.in_(references)))
            return {row.reference: _probe(row) for row in rows}

    def overdue(self, since: datetime) -> list[Probe]:
        """Those that were sent by then and have neither come nor failed."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Row.__table__).where(Row.outcome.is_(None), Row.sent_at <= since).order_by(Row.id)
            )
            return [_probe(row) for row in rows]

    def failed(self, probe: Probe, outcome: ProbeOutcome) -> bool:
        """The way of a probe broke off; False when something else is known of it already."""
        with self._database.writing() as connection:
            waits = update(Row).where(Row.reference == probe.reference, Row.outcome.is_(None))
            return connection.execute(waits.values(outcome=outcome)).rowcount > 0

    def came(self, probe: Probe, outcome: ProbeOutcome, server_at: datetime | None, now: datetime) -> bool:
        """It has come, sooner or later; False when it had come before."""
        with self._database.writing() as connection:
            first = update(Row).where(Row.reference == probe.reference, Row.came_at.is_(None))
            values = {"outcome": outcome, "came_at": now, "server_at": server_at}
            return connection.execute(first.values(values)).rowcount > 0

    def put_aside(self, references: Sequence[str], now: datetime) -> None:
        """They have left the watched folder."""
        with self._database.writing() as connection:
            connection.execute(update(Row).where(Row.reference.in_(references)).values(put_aside_at=now))

    def standing(self) -> list[ProbeStanding]:
        """How it stands with each mailbox that a probe was ever sent to."""
        newest = select(func.max(Row.id)).group_by(Row.mailbox)
        with self._database.reading() as connection:
            sent = connection.execute(select(Row.mailbox, Row.sent_at).where(Row.id.in_(newest))).all()
            judged = connection.execute(
                select(Row.__table__).where(Row.id.in_(newest.where(Row.outcome.is_not(None))))
            ).all()
            well = connection.execute(
                select(Row.__table__).where(Row.id.in_(newest.where(Row.outcome == ProbeOutcome.WELL)))
            ).all()
        known, last = ({row.mailbox: _probe(row) for row in rows} for rows in (judged, well))
        return [ProbeStanding(row.mailbox, row.sent_at, known.get(row.mailbox), last.get(row.mailbox)) for row in sent]


def _newest(mailbox: str) -> Select[datetime]:
    return select(Row.sent_at).where(Row.mailbox == mailbox).order_by(Row.id.desc()).limit(1)


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """One that is to come was sent by a clock that was ahead."""
    return last is None or not now - every < last <= now


def _probe(row: AnyRow) -> Probe:
    outcome = None if row.outcome is None else ProbeOutcome(row.outcome)
    return Probe(row.reference, row.mailbox, row.sent_at, outcome, row.came_at, row.server_at)
