"""The letters of alarms: who gets which, and once more what a mail server refused while it is still news."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from archiver.core.patience import WELL_FOR
from archiver.core.records import AlarmKind, LetterKind, LetterState, ReceiptDecision
from archiver.edges.store import accounts
from archiver.edges.store.custody import Pen
from archiver.edges.store.heldback import is_sent
from archiver.edges.tables import Alarm, Outbox

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""`due_at` of an uncertain letter that is not handed over again."""
AGAIN_AFTER = timedelta(days=1)
"""So seldom a lost letter of an alarm is queued once more."""
TIMES_AGAIN = 14
OVER_LONG_AGO = 2 * TIMES_AGAIN * AGAIN_AFTER
"""An alarm over so long ago has no letter that is queued once more."""
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
    if connection.scalar(select(Alarm.id).where(_untold(now)).limit(1)) is not None:
        return True
    may_last = or_(Alarm.cleared_at.is_(None), Alarm.cleared_at >= now - OVER_LONG_AGO)
    if connection.scalar(select(Alarm.id).where(may_last).limit(1)) is None:
        return False  # this is asked every few seconds, and the outbox is long
    lost = _lost(connection)
    news = _news(connection, lost)
    return any(_may_go_again(connection, readers, one, news, now) for one in lost)


def write(connection: Connection, pen: Pen, readers: Readers, name: Name, now: datetime) -> int:
    """Queue the letter of every alarm raised, or over for `WELL_FOR`, that has none yet; gives how many.

    The end is told to whoever had the beginning and is still officer or deputy, besides who reads it today.
    """
    rows = connection.execute(
        select(Alarm.id, Alarm.kind, Alarm.told_raised, _tells_end(now).label("tells_end"))
        .where(_untold(now))
        .order_by(Alarm.id)
        .with_for_update()
    ).all()
    queued = 0
    for row in rows:
        today = readers(AlarmKind(row.kind))
        if not row.told_raised:
            queued += _queue(connection, pen, today, name, (row.id, "raised"), now)
        if row.tells_end:
            had = [one for one in _recipients(connection, (row.id, "raised")) if one in _both(readers)]
            queued += _queue(connection, pen, tuple(dict.fromkeys((*today, *had))), name, (row.id, "cleared"), now)
            connection.execute(update(Alarm).where(Alarm.id == row.id).values(told_cleared=True))
        connection.execute(update(Alarm).where(Alarm.id == row.id).values(told_raised=True))
    return queued


def queue_lost_again(connection: Connection, pen: Pen, readers: Readers, name: Name, now: datetime) -> int:
    """What was refused, or never answered for, and is still news: once more a day, and to the other reader too.

    It goes out as it was, under its Message-ID, `TIMES_AGAIN` times at most. Of a notice the letter is all there is.
    An end goes to the other reader only if that one had the beginning.
    """
    both, queued = _both(readers), 0
    lost = _lost(connection)
    news = _news(connection, lost)
    for one in lost:
        if one.recipient not in both:
            _set(connection, one.number, state=LetterState.SUPPRESSED, reason=NO_READER)
            pen.count_letter(None, LetterState.SUPPRESSED)
        elif one.change in news:
            others = _others(connection, readers, one)
            queued += _queue(connection, pen, others, name, one.change, now)
            if _has_waited(one, now):
                again = {key: value for key, value in one.facts.items() if key != "unheard"}
                again["again"] = again.get("again", 0) + 1
                _set(connection, one.number, state=LetterState.DUE, due_at=now, reason=None, facts=json.dumps(again))
                queued += 1
    return queued


def _may_go_again(
    connection: Connection, readers: Readers, one: Told, news: Collection[tuple[int, str]], now: datetime
) -> bool:
    if one.recipient not in _both(readers):
        return True
    return one.change in news and (_has_waited(one, now) or bool(_others(connection, readers, one)))


def _others(connection: Connection, readers: Readers, one: Told) -> list[str]:
    """Officer or deputy, whoever has not had this letter; of an end, who had the beginning."""
    alarm, what = one.change
    had = _recipients(connection, one.change)
    begun = _recipients(connection, (alarm, "raised")) if what == "cleared" else _both(readers)
    return [reader for reader in _both(readers) if reader not in had and reader in begun]


def _news(connection: Connection, lost: Sequence[Told]) -> frozenset[tuple[int, str]]:
    """What is still to be told of the alarms of lost letters.

    The beginnings of those that last, and of notices; the ends of those that were not raised again since.
    """
    later = aliased(Alarm)
    again = select(later.id).where(later.kind == Alarm.kind, later.subject == Alarm.subject, later.id > Alarm.id)
    lasts = or_(Alarm.cleared_at.is_(None), Alarm.cleared_at == Alarm.raised_at)
    is_over = and_(Alarm.cleared_at.is_not(None), ~again.exists())
    these = Alarm.id.in_({one.change[0] for one in lost})
    begun = connection.scalars(select(Alarm.id).where(these, lasts)).all()
    over = connection.scalars(select(Alarm.id).where(these, is_over)).all()
    return frozenset([*((alarm, "raised") for alarm in begun), *((alarm, "cleared") for alarm in over)])


def keeps_unreached(connection: Connection, now: datetime) -> bool:
    """Whether a letter of an alarm was lost and its recipient has been sent none since."""
    return any(
        connection.scalar(
            select(Outbox.id)
            .where(
                Outbox.recipient == one.recipient,
                is_sent(),
                Outbox.sent_at >= min(one.claimed_at, now),
            )
            .limit(1)
        )
        is None
        for one in _lost(connection)
    )


def _untold(now: datetime) -> ColumnElement[bool]:
    return or_(Alarm.told_raised.is_(False), _tells_end(now))


def _tells_end(now: datetime) -> ColumnElement[bool]:
    """Over for long enough, and not told; an end still to come was written by a clock that was ahead."""
    has_lasted = or_(Alarm.cleared_at <= now - WELL_FOR, Alarm.cleared_at > now)
    return and_(Alarm.cleared_at.is_not(None), Alarm.told_cleared.is_(False), has_lasted)


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
        .where(_is_of_alarm(), or_(Outbox.state == LetterState.FAILED, given_up))
        .where(func.coalesce(Outbox.reason, "") != ReceiptDecision.RECOVERED)  # those wait for a person
        .order_by(Outbox.id)
    )
    return [Told(number, recipient, json.loads(facts), at) for number, recipient, facts, at in rows]


def _is_of_alarm() -> ColumnElement[bool]:
    """Of a letter. The word is written out so that the planner sees the index of these."""
    return Outbox.kind == literal_column(f"'{LetterKind.ALARM}'")


def _recipients(connection: Connection, change: tuple[int, str]) -> list[str]:
    """Who has a letter of that change of an alarm."""
    return [one.recipient for one in _told(connection, change[0]) if one.change == change]


def _told(connection: Connection, alarm: int) -> Iterator[Told]:
    rows = connection.execute(
        select(Outbox.id, Outbox.recipient, Outbox.facts, Outbox.created_at)
        .where(_is_of_alarm(), Outbox.facts.contains(f'"alarm": {alarm}', autoescape=True))
        .order_by(Outbox.id)
    )
    return (Told(number, recipient, json.loads(facts), at) for number, recipient, facts, at in rows)


def _queue(
    connection: Connection, pen: Pen, recipients: Sequence[str], name: Name, change: tuple[int, str], now: datetime
) -> int:
    alarm, what = change
    place = len(_recipients(connection, change)) if recipients else 0
    for number, recipient in enumerate(recipients, place):
        row = outbox_row(LetterKind.ALARM, recipient, name(f"alarm.{alarm}.{what}.{number}"), now)
        told = {**row, "facts": json.dumps({"alarm": alarm, "change": what})}
        letter = connection.execute(insert(Outbox).returning(Outbox.id), told).scalar_one()
        detail = {"kind": LetterKind.ALARM, "decision": "due", "sha256": accounts.of_letter(connection, letter)}
        pen.note("letter", f"letter:{letter}", detail=detail)
    return len(recipients)


def _set(connection: Connection, number: int, **values: object) -> None:
    connection.execute(update(Outbox).where(Outbox.id == number).values(**values))
