"""Alarms: raised once, cleared once, each with a letter of its own; and notices, which are told once.

An alarm that is cleared stays untold for `WELL_FOR`; raised again meanwhile it goes on as if it had never been over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from archiver.core.patience import WELL_FOR
from archiver.edges.store.custody import Pen
from archiver.edges.tables import Alarm

ITEMS = "items"
"""Subject of an alarm that is about any number of items: a disk that fails damages many, and has one letter."""
SILENCE = timedelta(days=1)
"""So long a repeated notice is written into the chain of custody alone."""

_OPEN = select(Alarm.id).where(
    Alarm.kind == bindparam("kind"), Alarm.subject == bindparam("subject"), Alarm.cleared_at.is_(None)
)
"""Made once: every round of every mailbox asks it several times."""


def raise_alarm(
    connection: Connection, kind: str, subject: str, now: datetime, detail: Mapping[str, str | int]
) -> bool:
    """Open an alarm unless the same one is open; True when it was not.

    One that goes on after a short while says what it said first: that is what its readers were told.
    """
    if _open(connection, kind, subject) is not None:
        return False
    pen = Pen(connection, now)
    if _open(connection, kind, subject) is not None:  # raised by another while we waited for the pen
        return False
    if not _went_on(connection, kind, subject, now):
        _begin(connection, kind, subject, json.dumps(dict(detail)), now)
    pen.note("alarm", subject, detail={"kind": kind, "change": "raised"})
    pen.finish()
    return True


def raise_for_item(connection: Connection, kind: str, item: int, now: datetime, found: str) -> bool:
    """Add an item to the one alarm about items, which is opened for the first; True when the item is new to it."""
    if item in items_of(connection, kind):
        return False
    pen = Pen(connection, now)
    known = items_of(connection, kind)
    if item in known:
        return False
    if known:
        _set_items(connection, kind, [*known, item])
    elif _went_on(connection, kind, ITEMS, now):
        _set_items(connection, kind, [item])
    else:
        _begin(connection, kind, ITEMS, _with_items([item]), now)
    pen.note("alarm", f"item:{item}", detail={"kind": kind, "change": "raised", "found": found})
    pen.finish()
    return True


def clear_for_item(connection: Connection, kind: str, item: int, now: datetime, *, look_only: bool = False) -> bool:
    """Take an item out of the alarm about items; with the last one it is over. True when the item was in it."""
    if look_only:
        return item in items_of(connection, kind)
    pen = Pen(connection, now)
    known = items_of(connection, kind)
    if item not in known:
        return False
    rest = [one for one in known if one != item]
    if rest:
        _set_items(connection, kind, rest)
    else:
        connection.execute(update(Alarm).where(Alarm.id == _open(connection, kind, ITEMS)).values(cleared_at=now))
    pen.note("alarm", f"item:{item}", detail={"kind": kind, "change": "cleared"})
    pen.finish()
    return True


def items_of(connection: Connection, kind: str) -> list[int]:
    """The items that an open alarm is about, as they came to it."""
    detail = connection.scalar(
        select(Alarm.detail).where(Alarm.kind == kind, Alarm.subject == ITEMS, Alarm.cleared_at.is_(None))
    )
    return [] if detail is None else list(json.loads(detail).get("items", []))


def notify(
    connection: Connection, kind: str, subject: str, now: datetime, detail: Mapping[str, str | int], pen: Pen
) -> None:
    """Tell once of something that is over as it happens: one letter and no second. At most one a day of a kind."""
    lately = select(Alarm.id).where(
        Alarm.kind == kind, Alarm.subject == subject, Alarm.raised_at.between(now - SILENCE, now)
    )
    if connection.scalar(lately.limit(1)) is not None:
        return
    row = {"kind": kind, "subject": subject, "detail": json.dumps(dict(detail)), "raised_at": now}
    connection.execute(insert(Alarm), {**row, "cleared_at": now, "told_cleared": True})
    pen.note("alarm", subject, detail={"kind": kind, "change": "noticed"})


def clear_alarm(connection: Connection, kind: str, subject: str, now: datetime, *, look_only: bool = False) -> bool:
    """Close an alarm; True when one was open. With `look_only` nothing is written."""
    if look_only:
        return _open(connection, kind, subject) is not None
    pen = Pen(connection, now)
    number = _open(connection, kind, subject)
    if number is None:
        return False
    connection.execute(update(Alarm).where(Alarm.id == number).values(cleared_at=now))
    pen.note("alarm", subject, detail={"kind": kind, "change": "cleared"})
    pen.finish()
    return True


def _went_on(connection: Connection, kind: str, subject: str, now: datetime) -> bool:
    """Open again the alarm that was over for a short while and of whose end nobody was told; False if there is none.

    An end still to come was written by a clock that was ahead, and is as short ago as it can be.
    """
    lately = (Alarm.told_cleared.is_(False), Alarm.cleared_at > now - WELL_FOR)
    newest = select(Alarm.id).where(Alarm.kind == kind, Alarm.subject == subject, *lately).order_by(Alarm.id.desc())
    number = connection.scalar(newest.limit(1).with_for_update())
    if number is None:
        return False
    connection.execute(update(Alarm).where(Alarm.id == number).values(cleared_at=None))
    return True


def _begin(connection: Connection, kind: str, subject: str, detail: str, now: datetime) -> None:
    connection.execute(insert(Alarm), {"kind": kind, "subject": subject, "detail": detail, "raised_at": now})


def _set_items(connection: Connection, kind: str, items: Sequence[int]) -> None:
    number = _open(connection, kind, ITEMS)
    connection.execute(update(Alarm).where(Alarm.id == number).values(detail=_with_items(items)))


def _with_items(items: Sequence[int]) -> str:
    return json.dumps({"count": len(items), "items": list(items)})


def open_kinds(connection: Connection, subject: str) -> frozenset[str]:
    """Of the alarms that are open about something."""
    question = select(Alarm.kind).where(Alarm.subject == subject, Alarm.cleared_at.is_(None))
    return frozenset(connection.scalars(question))


def _open(connection: Connection, kind: str, subject: str) -> int | None:
    return connection.scalar(_OPEN, {"kind": kind, "subject": subject})
