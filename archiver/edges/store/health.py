"""What the watchdog looks at: signs of life, quarantine, mails nobody read, weekly letters that did not get through."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select, update

from archiver.core.records import AlarmKind, Checksum, ItemNumber, LetterState
from archiver.core.silence import Sign
from archiver.edges.store.alarm_letters import NEVER
from archiver.edges.store.alarms import SILENCE, items_of, notify
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.unread import is_quarantined
from archiver.edges.tables import Alarm, Folder, Item, Lease, Outbox, Pending, Reading, Sighting

ISSUES_LOOKED_AT = 60
RENEWED_AFTER = timedelta(hours=1)
LATE_AFTER = timedelta(days=1)
"""So long a weekly letter may be on its way."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What lies in quarantine now."""

    count: int
    newest: int
    """The highest item number in it; 0 when it is empty."""


class Health:
    """Questions about whether all is well. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def signs(self) -> dict[tuple[str, str], Sign]:
        """Signs of life of every watched folder, by mailbox and folder; none of one that was never polled."""
        with self._database.reading() as connection:
            newest = connection.execute(
                select(Sighting.id, Sighting.mailbox, Sighting.folder).order_by(Sighting.id.desc()).limit(1)
            ).one_or_none()
            rows = connection.execute(
                select(Folder.mailbox, Folder.folder, Folder.last_good_poll).where(Folder.is_archive.is_(False))
            )
            found = {(row.mailbox, row.folder): Sign(row.last_good_poll) for row in rows}
        if newest is not None:
            place = (newest.mailbox, newest.folder)
            found[place] = Sign(found.get(place, Sign()).last_good_poll, newest.id)
        return found

    def quarantine(self) -> Quarantine:
        """What could not be read and waits for a person."""
        with self._database.reading() as connection:
            return _quarantine(connection)

    def unread(self, now: datetime, longer_than: timedelta) -> int:
        """How many items are stored for longer than that and were never read; their clock may have been ahead."""
        since = select(Item.committed_at).where(Item.number == Pending.item).scalar_subquery()
        late = or_(since <= now - longer_than, since > now + longer_than)
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(Pending).where(late)) or 0

    def open_alarms(self, kind: AlarmKind) -> dict[str, datetime]:
        """The open alarms of a kind: subject → since when."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Alarm.subject, Alarm.raised_at).where(Alarm.kind == kind, Alarm.cleared_at.is_(None))
            )
            return {row.subject: row.raised_at for row in rows}

    def alarms_of_mailboxes(self) -> list[tuple[AlarmKind, str]]:
        """Kind and subject of the open alarms of mailboxes and of their folders, those of archive folders left out."""
        with self._database.reading() as connection:
            places = connection.execute(select(Folder.mailbox, Folder.folder).where(Folder.is_archive)).all()
            rows = connection.execute(
                select(Alarm.kind, Alarm.subject)
                .where(Alarm.cleared_at.is_(None), Alarm.subject.startswith("mailbox:", autoescape=True))
                .order_by(Alarm.id)
            ).all()
        archives = {f"mailbox:{row.mailbox}/{row.folder}" for row in places}
        return [(AlarmKind(row.kind), row.subject) for row in rows if row.subject not in archives]

    def worked_at(self, now: datetime) -> frozenset[str]:
        """The mailboxes that somebody works at under a lease."""
        with self._database.reading() as connection:
            return frozenset(
                connection.scalars(select(Lease.mailbox).where(Lease.holder != "", Lease.expires_at > now))
            )

    def damaged(self, after: int, count: int) -> list[tuple[ItemNumber, Checksum]]:
        """Up to so many items of the open alarm about damaged ones: the next after an item number, then from the start.

        With the checksum that each had when it came in.
        """
        with self._database.reading() as connection:
            items = sorted(items_of(connection, AlarmKind.READBACK_MISMATCH))
            few = [*(item for item in items if item > after), *(item for item in items if item <= after)][:count]
            rows = connection.execute(select(Item.number, Item.sha256).where(Item.number.in_(few)))
            known = {row.number: Checksum(row.sha256) for row in rows}
            return [(ItemNumber(item), known[item]) for item in few if item in known]

    def renew(self, kind: AlarmKind, subjects: Sequence[str], now: datetime) -> None:
        """Write down, once an hour at most, that somebody still looks at what these open alarms are about."""
        seen = {subject: at for subject, at in self.last_seen(kind).items() if subject in subjects}
        if all(now - RENEWED_AFTER < at <= now for at in seen.values()):
            return
        with self._database.writing() as connection:
            rows = connection.execute(
                select(Alarm.id, Alarm.detail)
                .where(Alarm.kind == kind, Alarm.subject.in_(list(seen)), Alarm.cleared_at.is_(None))
                .with_for_update()
            ).all()
            for row in rows:
                detail = json.dumps(json.loads(row.detail) | {"seen": now.isoformat()})
                connection.execute(update(Alarm).where(Alarm.id == row.id).values(detail=detail))

    def last_seen(self, kind: AlarmKind) -> dict[str, datetime]:
        """The open alarms of a kind: subject → when somebody last saw to what it is about."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Alarm.subject, Alarm.raised_at, Alarm.detail).where(
                    Alarm.kind == kind, Alarm.cleared_at.is_(None)
                )
            )
            details = [(row.subject, row.raised_at, json.loads(row.detail).get("seen")) for row in rows]
            return {what: datetime.fromisoformat(seen) if seen else raised for what, raised, seen in details}

    def tell_of_more(self, subject: str, now: datetime) -> bool:
        """One more letter about an open quarantine when more lies in it than was told, at most one a day."""
        with self._database.reading() as connection:
            if not _is_news(connection, now):
                return False
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            if not _is_news(connection, now):
                return False
            there = _quarantine(connection)
            since = self._since(connection, now)
            detail: dict[str, str | int] = {"count": there.count, "newest": there.newest, "since": since.isoformat()}
            notify(connection, AlarmKind.QUARANTINE, subject, now, detail, pen)
            pen.finish()
            return True

    def _since(self, connection: Connection, now: datetime) -> datetime:
        is_open = (Alarm.kind == AlarmKind.QUARANTINE, Alarm.cleared_at.is_(None))
        return connection.scalar(select(Alarm.raised_at).where(*is_open)) or now

    def undelivered(self, now: datetime) -> int | None:
        """How many letters of the newest week of known fate did not get through; None when nothing newer is known.

        Lost is what was refused, what nobody answered for however often, and what waits for longer than a day. While
        a week's letters are on their way, an older week that got through is no news.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Outbox.digest_id, Outbox.state, Outbox.due_at, Outbox.created_at)
                .where(Outbox.digest_id.in_(_newest_issues(connection)))
                .order_by(Outbox.digest_id.desc())
            ).all()
        is_newest = True
        for issue in dict.fromkeys(row.digest_id for row in rows):
            letters = [row for row in rows if row.digest_id == issue]
            if lost := sum(_is_lost(row, now) for row in letters):
                return lost
            if all(row.state == LetterState.SENT for row in letters):
                return 0 if is_newest else None
            is_newest = False
        return None


def _quarantine(connection: Connection) -> Quarantine:
    row = connection.execute(
        select(func.count(), func.max(Reading.item)).select_from(Reading).where(is_quarantined())
    ).one()
    return Quarantine(row[0], row[1] or 0)


def _is_news(connection: Connection, now: datetime) -> bool:
    there = _quarantine(connection)
    told = connection.execute(
        select(Alarm.raised_at, Alarm.detail)
        .where(Alarm.kind == AlarmKind.QUARANTINE)
        .order_by(Alarm.id.desc())
        .limit(1)
    ).one()
    detail = json.loads(told.detail)
    has_grown = there.count > detail.get("count", 0) or there.newest > detail.get("newest", 0)
    return bool(has_grown and not now - SILENCE < told.raised_at <= now)


def _newest_issues(connection: Connection) -> Sequence[int]:
    question = select(Outbox.digest_id).where(Outbox.digest_id.is_not(None)).distinct()
    return [
        number
        for number in connection.scalars(question.order_by(Outbox.digest_id.desc()).limit(ISSUES_LOOKED_AT))
        if number is not None
    ]


def _is_lost(row: AnyRow, now: datetime) -> bool:
    given_up: bool = row.state == LetterState.UNCERTAIN and row.due_at >= NEVER
    is_late: bool = row.state != LetterState.SENT and row.created_at <= now - LATE_AFTER
    return row.state == LetterState.FAILED or given_up or is_late
