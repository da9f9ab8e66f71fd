"""Alarms: raised once, cleared once, each with a letter of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from archiver.edges.store.custody import Pen
from archiver.edges.tables import Alarm


def raise_alarm(
    connection: Connection,
    kind: str,
    subject: str,
    now: datetime,
    detail: Mapping[str, str | int],
    *,
    pen: Pen | None = None,
) -> bool:
    """Open an alarm unless the same one is open; True when it is new. Uses the caller's pen where there is one."""
    if _open(connection, kind, subject) is not None:
        return False
    connection.execute(
        insert(Alarm), {"kind": kind, "subject": subject, "detail": json.dumps(dict(detail)), "raised_at": now}
    )
    _note(connection, pen, now, subject, {"kind": kind, "change": "raised"})
    return True


def clear_alarm(connection: Connection, kind: str, subject: str, now: datetime, *, look_only: bool = False) -> bool:
    """Close an alarm; True when one was open. With `look_only` nothing is written."""
    number = _open(connection, kind, subject)
    if number is None or look_only:
        return number is not None
    connection.execute(update(Alarm).where(Alarm.id == number).values(cleared_at=now))
    _note(connection, None, now, subject, {"kind": kind, "change": "cleared"})
    return True


def _open(connection: Connection, kind: str, subject: str) -> int | None:
    return connection.scalar(
        select(Alarm.id).where(Alarm.kind == kind, Alarm.subject == subject, Alarm.cleared_at.is_(None))
    )


def _note(
    connection: Connection, pen: Pen | None, now: datetime, subject: str, detail: Mapping[str, str | int]
) -> None:
    own = pen or Pen(connection, now)
    own.note("alarm", subject, detail=detail)
    if pen is None:
        own.finish()
