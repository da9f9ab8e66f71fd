"""The letters of alarms: who gets which, and once more what a mail server refused while its alarm lasts."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from archiver.core.records import AlarmKind, LetterKind, LetterState
from archiver.edges.tables import Alarm, Outbox

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""`due_at` of an uncertain letter that is not handed over again."""
AGAIN_AFTER = timedelta(days=1)
"""So seldom a lost letter of an alarm is queued once more."""
TIMES_AGAIN = 14
NO_READER = "no_reader"
"""Why a lost letter is left: its recipient is neither officer nor deputy any more."""

Readers = Callable[[AlarmKind], Sequence[str]]
Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Told:
    """A letter of an alarm, in the outbox."""

    number: int
    recipient: str
    facts: dict[str, Any]
    claimed_at: datetime

    @property
    def change(self) -> tuple[int, str]:
        """Which alarm, and whether the letter tells of its beginning or its end."""
        return self.facts.get("alarm", 0), self.facts.get("change", "")


def outbox_row(kind: LetterKind, recipient: str, message_id: str, now: datetime) -> dict[str, object]:
    """A letter that is due at once."""
    return {
        "kind": kind,
        "state": LetterState.DUE,
        "recipient": recipient,
        "message_id": message_id,
        "facts": "{}",
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }


def any_to_write(connection: Connection, readers: Readers, now: datetime) -> bool:
    """Whether an alarm has no letter yet, or a lost one waits for its day or another reader. Writes nothing."""
    if connection.scalar(select(Alarm.id).where(_untold()).limit(1)) is not None:
        return True
    may_last = or_(Alarm.cleared_at.is_(None), Alarm.raised_at >= now - TIMES_AGAIN * AGAIN_AFTER)
    if connection.scalar(select(Alarm.id).where(may_last).limit(1)) is None:
        return False  # this is asked every few seconds, and the outbox is long
    lasting = _lasting(connection)
    return any(_may_go_again(connection, readers, one, lasting, now) for one in _lost(connection))


def write(connection: Connection, readers: Readers, name: Name, now: datetime) -> int:
    """Queue the letter of every alarm raised or cleared that has none yet; gives how many.

    The end is told to whoever had the beginning and is still officer or deputy, besides who reads it today.
    """
    rows = connection.execute(
        select(Alarm.id, Alarm.kind, Alarm.told_raised, Alarm.told_cleared, Alarm.cleared_at)
        .where(_untold())
        .order_by(Alarm.id)
        .with_for_update()
    ).all()
    queued = 0
    for row in rows:
        today = readers(AlarmKind(row.kind))
        if not row.told_raised:
            queued += _queue(connection, today, name, (row.id, "raised"), now)
        if row.cleared_at is not None and not row.told_cleared:
            had = [one for one in _recipients(connection, (row.id, "raised")) if one in _both(readers)]
            queued += _queue(connection, tuple(dict.fromkeys((*today, *had))), name, (row.id, "cleared"), now)
        told = {"told_raised": True, "told_cleared": row.cleared_at is not None}
        connection.execute(update(Alarm).where(Alarm.id == row.id).values(**told))
    return queued


def queue_lost_again(connection: Connection, readers: Readers, name: Name, now: datetime) -> int:
    """What was refused, or never answered for, of an alarm that lasts: once more a day, and to the other reader too.

    It goes out as it was, under its Message-ID, `TIMES_AGAIN` times at most. Of a notice the letter is all there is.
    """
    both, queued = _both(readers), 0
    lasting = set(
        connection.scalars(select(Alarm.id).where(or_(Alarm.cleared_at.is_(None), Alarm.cleared_at == Alarm.raised_at)))
    )
    for one in _lost(connection):
        if one.recipient not in both:
            _set(connection, one.number, state=LetterState.SUPPRESSED, reason=NO_READER)
        elif one.change[1] == "raised" and one.change[0] in lasting:
            others = [reader for reader in both if reader not in _recipients(connection, one.change)]
            queued += _queue(connection, others, name, one.change, now)
            if _has_waited(one, now):
                again = {key: value for key, value in one.facts.items() if key != "unheard"}
                again["again"] = again.get("again", 0) + 1
                _set(connection, one.number, state=LetterState.DUE, due_at=now, reason=None, facts=json.dumps(again))
                queued += 1
    return queued


def _may_go_again(
    connection: Connection, readers: Readers, one: Told, lasting: Collection[tuple[int, str]], now: datetime
) -> bool:
    if one.recipient not in _both(readers):
        return True
    return one.change in lasting and (_has_waited(one, now) or bool(_others(connection, readers, one)))


def _others(connection: Connection, readers: Readers, one: Told) -> list[str]:
    """Officer or deputy, whoever has not had this letter."""
    had = _recipients(connection, one.change)
    return [reader for reader in _both(readers) if reader not in had]


def _lasting(connection: Connection) -> frozenset[tuple[int, str]]:
    """The beginnings of alarms that are still to be told: those that last, and notices."""
    lasts = or_(Alarm.cleared_at.is_(None), Alarm.cleared_at == Alarm.raised_at)
    return frozenset((alarm, "raised") for alarm in connection.scalars(select(Alarm.id).where(lasts)))


def keeps_unreached(connection: Connection, now: datetime) -> bool:
    """Whether a letter of an alarm was lost and its recipient has been sent none since."""
    return any(
        connection.scalar(
            select(Outbox.id)
            .where(
                Outbox.recipient == one.recipient,
                Outbox.state == LetterState.SENT,
                Outbox.sent_at >= min(one.claimed_at, now),
            )
            .limit(1)
        )
        is None
        for one in _lost(connection)
    )


def _untold() -> ColumnElement[bool]:
    return or_(Alarm.told_raised.is_(False), and_(Alarm.cleared_at.is_not(None), Alarm.told_cleared.is_(False)))


def _both(readers: Readers) -> Collection[str]:
    """Officer and deputy, whoever reads today: those who are told that letters do not get through."""
    return readers(AlarmKind.LETTERS_FAILING)


def _has_waited(one: Told, now: datetime) -> bool:
    is_early = now - AGAIN_AFTER < one.claimed_at <= now
    return not is_early and int(one.facts.get("again", 0)) < TIMES_AGAIN


def _lost(connection: Connection) -> list[Told]:
    given_up = and_(Outbox.state == LetterState.UNCERTAIN, Outbox.due_at >= NEVER)
    rows = connection.execute(
        select(Outbox.id, Outbox.recipient, Outbox.facts, func.coalesce(Outbox.claimed_at, Outbox.created_at))
        .where(Outbox.kind == LetterKind.ALARM, or_(Outbox.state == LetterState.FAILED, given_up))
        .order_by(Outbox.id)
    )
    return [Told(number, recipient, json.loads(facts), at) for number, recipient, facts, at in rows]


def _recipients(connection: Connection, change: tuple[int, str]) -> list[str]:
    """Who has a letter of that change of an alarm."""
    return [one.recipient for one in _told(connection, change[0]) if one.change == change]


def _told(connection: Connection, alarm: int) -> Iterator[Told]:
    rows = connection.execute(
        select(Outbox.id, Outbox.recipient, Outbox.facts, Outbox.created_at)
        .where(Outbox.kind == LetterKind.ALARM, Outbox.facts.contains(f'"alarm": {alarm}', autoescape=True))
        .order_by(Outbox.id)
    )
    return (Told(number, recipient, json.loads(facts), at) for number, recipient, facts, at in rows)


def _queue(
    connection: Connection, recipients: Sequence[str], name: Name, change: tuple[int, str], now: datetime
) -> int:
    alarm, what = change
    place = len(_recipients(connection, change)) if recipients else 0
    for number, recipient in enumerate(recipients, place):
        row = outbox_row(LetterKind.ALARM, recipient, name(f"alarm.{alarm}.{what}.{number}"), now)
        connection.execute(insert(Outbox), {**row, "facts": json.dumps({"alarm": alarm, "change": what})})
    return len(recipients)


def _set(connection: Connection, number: int, **values: object) -> None:
    connection.execute(update(Outbox).where(Outbox.id == number).values(**values))
