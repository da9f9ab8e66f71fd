"""Letters in SQL: the outbox, the weekly issues and the letters of alarms. A row decides what is due, never a timer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import NoResultFound

from archiver.core.letters import DigestFacts
from archiver.core.patience import LONGEST_FOR_A_LETTER
from archiver.core.records import AlarmKind, IsoWeek, ItemNumber, Letter, LetterKind, LetterState
from archiver.edges.store import accounts, alarm_letters, facts, thanks
from archiver.edges.store.alarm_letters import NEVER, outbox_row
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.heldback import is_failed, is_sent, is_waiting
from archiver.edges.store.knowledge import THANKS
from archiver.edges.tables import Alarm, DigestIssue, Outbox, safe_text
from archiver.errors import LetterUnfit, UsageError
from archiver.failpoints import failpoint

ABANDONED_AFTER = timedelta(minutes=5)
"""A letter claimed longer ago than any mail session may last was claimed by a process that died."""
HAND_OVERS = 3
"""So often at most a letter is handed over without anybody hearing whether it was taken."""
DROPPED = "dropped"
"""Why a letter is suppressed that a person did not want sent any more."""
_UNHEARD = "unheard"
"""In a letter's facts: how often it was handed over with no answer heard."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter this process is to send now."""

    number: int
    letter: Letter | LetterUnfit
    """Or why it can never be written."""
    attempts: int
    """This one included."""
    kind: LetterKind
    since: datetime
    """When the letter was decided upon."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A letter that is due, on its way, refused or never answered for."""

    number: int
    kind: LetterKind
    state: LetterState
    reason: str | None
    recipient: str
    item: ItemNumber | None
    """What a receipt is for."""
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """A letter and its fate, as one line of a list."""

    number: int
    kind: LetterKind
    state: LetterState
    reason: str | None
    recipient: str
    item: ItemNumber | None
    week: IsoWeek | None
    """Of a weekly letter."""
    created_at: datetime
    sent_at: datetime | None
    attempts: int

    @property
    def is_waiting(self) -> bool:
        """Whether a person may have it sent again, or not at all."""
        return self.state not in {LetterState.SENT, LetterState.SUPPRESSED, LetterState.SENDING}


class Letters:
    """The outbox. Each public method is one transaction."""

    def __init__(
        self,
        database: Database,
        abandoned_after: timedelta = ABANDONED_AFTER,
        burst: timedelta = timedelta(minutes=10),
        telling: facts.Telling = facts.Telling(),  # noqa: B008 - frozen
    ) -> None:
        self._database = database
        self._abandoned_after = abandoned_after
        self._burst = burst
        self._telling = telling

    def claim(self, compose: Callable[[facts.Request], Letter], now: datetime) -> Claim | None:
        """Take the oldest letter whose time has come, mark it `sending`, and give it out as first composed.

        What another process claimed and never finished may have been sent: it is taken as `uncertain` and goes out
        again with the same Message-ID (at least once, RFC 1047), `HAND_OVERS` times in all.
        """
        may_go = _may_go(now, self._abandoned_after)
        with self._database.reading() as connection:
            if connection.scalar(select(Outbox.id).where(may_go).limit(1)) is None:
                return None
        with self._database.writing() as connection:
            row = _next(connection, may_go, now)
            if row is None:
                return None
            letter = _letter(connection, row, compose, self._telling)
            octets = letter.octets if isinstance(letter, Letter) else None
            connection.execute(
                update(Outbox)
                .where(Outbox.id == row.id)
                .values(state=LetterState.SENDING, octets=octets, claimed_at=now, attempts=row.attempts + 1)
            )
            failpoint("letter.before-claim-commit")
        failpoint("letter.after-claim-commit")
        return Claim(row.id, letter, row.attempts + 1, LetterKind(row.kind), row.created_at)

    def mark(
        self,
        claim: Claim,
        state: LetterState,
        now: datetime,
        *,
        reason: str | None = None,
        again: datetime | None = None,
    ) -> None:
        """What became of a claimed letter; `again` is when it is to be tried once more.

        A letter nobody has answered for `HAND_OVERS` times stays uncertain and is not tried again. Of
        a claim that another process has taken over since, only that the letter was sent is still news. Until this is
        written down a process that dies leaves a letter that goes out twice: nothing else comes before it.
        """
        with self._database.writing(haste=True) as connection:
            values: dict[str, object] = {"state": state, "reason": reason}
            if state is LetterState.SENT:
                values["sent_at"] = now
            if again is not None:
                values["due_at"] = again
            row = connection.execute(
                select(Outbox.kind, Outbox.item, Outbox.attempts, Outbox.facts, Outbox.state)
                .where(Outbox.id == claim.number)
                .with_for_update()
            ).one()
            if row.attempts != claim.attempts and state is not LetterState.SENT:
                return
            if row.state == state and row.attempts == claim.attempts:
                return  # it was written down, and only the answer to that was lost
            if state is LetterState.UNCERTAIN:
                values |= _unheard_once_more(row.facts)
            connection.execute(update(Outbox).where(Outbox.id == claim.number).values(**values))
            if state in {LetterState.SENT, LetterState.FAILED, LetterState.UNCERTAIN}:
                _note_fate(connection, row.kind, row.item, claim.number, (row.state, state), now)
            failpoint("letter.before-mark-commit")

    def collect(self, name: Callable[[str], str], now: datetime, *, per_day: int) -> bool:
        """Queue one receipt for all that was held back of one mailbox that has been silent for the burst window.

        One that is not is thanked an hour after the first of it. False when there is none, or none that has had
        fewer than `per_day` receipts in 24 hours: it waits until it has, however long. `name` makes a Message-ID of
        our words.
        """
        with self._database.reading() as connection:
            if not thanks.may_collect(connection, now, quiet=self._burst):
                return False
        with self._database.writing() as connection:
            is_queued = thanks.collect(connection, name, now, quiet=self._burst, per_day=per_day)
        failpoint("collected.after-commit")
        return is_queued

    def alarmed_since(self, kind: str, subject: str) -> datetime | None:
        """When the open alarm of that kind was raised; None when there is none."""
        is_open = (Alarm.kind == kind, Alarm.subject == subject, Alarm.cleared_at.is_(None))
        with self._database.reading() as connection:
            return connection.scalar(select(Alarm.raised_at).where(*is_open))

    def flow_again(self, since: datetime, now: datetime, patience: int) -> bool:
        """Whether the officer has been sent a letter since then, and none waits that was tried so often in vain.

        A weekly letter's copies for witnesses do not count. Whoever lost a letter of an alarm must have been sent
        another one since. A time still to come was written by a clock that was ahead.
        """
        is_tried = Outbox.state.in_((LetterState.DUE, LetterState.SENDING))
        waits = and_(is_waiting(), is_tried, Outbox.attempts >= patience)
        first = select(func.min(Outbox.id)).where(Outbox.digest_id.is_not(None)).group_by(Outbox.digest_id)
        to_officer = or_(Outbox.kind == LetterKind.ALARM, Outbox.id.in_(first))
        got_out = and_(is_sent(), Outbox.sent_at >= min(since, now), to_officer)
        with self._database.reading() as connection:
            if connection.scalar(select(Outbox.id).where(waits).limit(1)) is not None:
                return False
            if alarm_letters.keeps_unreached(connection, now):
                return False
            return connection.scalar(select(Outbox.id).where(got_out).limit(1)) is not None

    def last_issued(self, officer: str | None, not_after: IsoWeek | None = None) -> IsoWeek | None:
        """The newest week this officer, or without one anybody, has a letter of; none later than `not_after`."""
        wanted = [] if officer is None else [_of_officer(officer)]
        if not_after is not None:
            wanted.append(tuple_(DigestIssue.iso_year, DigestIssue.iso_week) <= (not_after.year, not_after.week))
        with self._database.reading() as connection:
            row = connection.execute(
                select(DigestIssue.iso_year, DigestIssue.iso_week)
                .where(*wanted)
                .order_by(DigestIssue.iso_year.desc(), DigestIssue.iso_week.desc())
                .limit(1)
            ).one_or_none()
            return None if row is None else IsoWeek(row.iso_year, row.iso_week)

    def is_issued(self, week: IsoWeek, officer: str) -> bool:
        """Whether this officer has that week's letter."""
        with self._database.reading() as connection:
            return _is_issued(connection, week, officer)

    def queue_again(self, week: IsoWeek, officer: str, now: datetime) -> int:
        """Queue those of a week's letters that were refused or never answered for, as they were; gives how many."""
        number = select(DigestIssue.id).where(*_of_week(week, officer)).scalar_subquery()
        lost = Outbox.state.in_((LetterState.FAILED, LetterState.UNCERTAIN))
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            queued = connection.execute(
                update(Outbox)
                .where(Outbox.digest_id == number, lost)
                .values(state=LetterState.DUE, due_at=now, reason=None, facts="{}")
            ).rowcount
            if queued:
                pen.note("letter", f"digest:{week}", detail={"kind": "digest", "decision": "again", "letters": queued})
            pen.finish()
            return queued

    def unsent(self) -> list[Unsent]:
        """Every letter that is not sent and not settled otherwise, oldest first."""
        with self._database.reading() as connection:
            rows = [row for which in (is_waiting(), is_failed()) for row in connection.execute(_unsent().where(which))]
        return [_as_unsent(row) for row in sorted(rows, key=lambda row: row.id)]

    def listed(self, limit: int, *, below: int | None = None, kind: LetterKind | None = None) -> list[LetterEntry]:
        """Letters below a number, the newest first."""
        with self._database.reading() as connection:
            return [_as_entry(row) for row in connection.execute(_list_question(limit, below, kind))]

    def unsent_listed(self) -> list[LetterEntry]:
        """Those that wait or were refused, in the same form."""
        numbers = [one.number for one in self.unsent()]
        with self._database.reading() as connection:
            question = _of_letters().where(Outbox.id.in_(numbers)).order_by(Outbox.id)
            return [_as_entry(row) for row in connection.execute(question)]

    def letter(self, number: int) -> tuple[LetterEntry, bytes | None]:
        """One letter and its octets, None before its first try. Raises `UsageError` when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(_of_letters(Outbox.octets).where(Outbox.id == number)).one_or_none()
        if row is None:
            raise UsageError("There is no letter {number}.", number=number)
        return _as_entry(row), row.octets

    def send_again(self, numbers: Collection[int], agent: str, now: datetime) -> list[Unsent]:
        """Queue letters that nobody has an answer for, or that were refused, as they were; a person wants them sent.

        Raises UsageError for a letter that is none of these, and then changes nothing.
        """
        again = {"state": LetterState.DUE, "due_at": now, "reason": None}
        return self._settle_by_hand(numbers, again, agent, now)

    def drop(self, numbers: Collection[int], agent: str, now: datetime) -> list[Unsent]:
        """Leave letters unsent for good; a person wants it so. Raises as `send_again` does."""
        dropped = {"state": LetterState.SUPPRESSED, "reason": DROPPED}
        return self._settle_by_hand(numbers, dropped, agent, now)

    def _settle_by_hand(
        self, numbers: Collection[int], values: Mapping[str, Any], agent: str, now: datetime
    ) -> list[Unsent]:
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            rows = connection.execute(
                _unsent().where(Outbox.id.in_(sorted(numbers)), Outbox.state != LetterState.SENDING).order_by(Outbox.id)
            ).all()
            for number in sorted(set(numbers) - {row.id for row in rows}):
                raise UsageError("There is no letter {number} that waits.", number=number)
            for row in rows:
                told = json.loads(row.facts)
                told.pop(_UNHEARD, None)
                changed = {**values, "facts": json.dumps(told)}
                connection.execute(update(Outbox).where(Outbox.id == row.id).values(**changed))
                pen.count_letter(row.state, values["state"])
                subject = f"letter:{row.id}" if row.item is None else f"item:{row.item}"
                reason = {"reason": values["reason"]} if values["reason"] else {}
                detail = {"kind": row.kind, "fate": values["state"], **reason, "letter": row.id}
                pen.note("letter", subject, agent=agent, detail=detail)
            pen.finish()
        return [_as_unsent(row) for row in rows]

    def issue(self, week: IsoWeek, officer: str, letters: Mapping[str, str], now: datetime) -> bool:
        """Decide a week's letter: which items it covers, and a row in the outbox for each recipient.

        `letters` maps recipient to Message-ID. False when the officer has that week's letter already.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            if _is_issued(connection, week, officer):
                return False
            items, chain = facts.heads(connection)
            number = connection.execute(
                insert(DigestIssue).returning(DigestIssue.id),
                {
                    "officer": officer.lower(),
                    "iso_year": week.year,
                    "iso_week": week.week,
                    "first_item": _covered(connection) + 1,
                    "last_item": items,
                    "created_at": now,
                    "chain_count": chain.count,
                    "chain_head": chain.head,
                },
            ).scalar_one()
            for recipient, message_id in letters.items():
                row = outbox_row(LetterKind.DIGEST, recipient, message_id, now)
                connection.execute(insert(Outbox), {**row, "digest_id": number})
            issued = connection.execute(accounts.issues().where(DigestIssue.id == number)).one()
            told = {**accounts.of_issue(issued), "letters_sha256": accounts.of_letters_of_issue(connection, number)}
            pen.note("letter", f"digest:{week}", detail={"kind": "digest", "decision": "due", **told})
            pen.finish()
            failpoint("digest.before-commit")
            return True

    def composed(self, week: IsoWeek, officer: str) -> bytes | None:
        """A week's letter to whom it was first addressed, octet for octet; None while there is none."""
        number = select(DigestIssue.id).where(*_of_week(week, officer)).scalar_subquery()
        first = select(Outbox.octets).where(Outbox.digest_id == number).order_by(Outbox.id).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(first)

    def preview(self, week: IsoWeek, officer: str, now: datetime) -> DigestFacts:
        """The facts of a week's letter: as issued, or as it would be issued `now`."""
        with self._database.reading() as connection:
            row = connection.execute(select(DigestIssue.__table__).where(*_of_week(week, officer))).one_or_none()
            if row is not None:
                return facts.digest(connection, facts.issue_of(row), self._telling)
            items, chain = facts.heads(connection)
            issue = facts.Issue(week, _covered(connection) + 1, items, chain, created_at=now)
            return facts.digest(connection, issue, self._telling)

    def write_alarm_letters(
        self, readers: Callable[[AlarmKind], Sequence[str]], name: Callable[[str], str], now: datetime
    ) -> int:
        """Queue the letter of every alarm raised, or over for an hour, that has none yet; gives how many were queued.

        An alarm that is over before its letter was written sends both: what happened, and that it is over. What a
        mail server refused is queued again once a day while it is news, and goes to the other reader too.
        `readers` says who gets the letters of a kind. `name` makes a Message-ID of our words.
        """
        with self._database.reading() as connection:
            if not alarm_letters.any_to_write(connection, readers, now):
                return 0
        with self._database.writing() as connection:
            pen = Pen(connection, now)  # first: whoever raises or ends an alarm takes the pen, and then its row
            again = alarm_letters.queue_lost_again(connection, pen, readers, name, now)
            queued = again + alarm_letters.write(connection, pen, readers, name, now)
            pen.finish()
            return queued


def _unsent() -> Select[*tuple[Any, ...]]:
    """Of letters that are not sent and not settled otherwise: those that wait, and those that were refused."""
    return select(Outbox.__table__).where(Outbox.state.not_in((LetterState.SENT, LetterState.SUPPRESSED)))


def _of_letters(*more: Any) -> Select[*tuple[Any, ...]]:
    columns = (
        *(Outbox.id, Outbox.kind, Outbox.state, Outbox.reason, Outbox.recipient, Outbox.item, Outbox.created_at),
        *(Outbox.sent_at, Outbox.attempts, DigestIssue.iso_year, DigestIssue.iso_week),
    )
    return select(*columns, *more).outerjoin(DigestIssue, DigestIssue.id == Outbox.digest_id)


def _list_question(limit: int, below: int | None, kind: LetterKind | None) -> Select[*tuple[Any, ...]]:
    """A weekly letter and one of an alarm stand in an index of their own, most of the others are receipts."""
    which: list[ColumnElement[bool]] = []
    if kind is LetterKind.DIGEST:
        which.append(Outbox.digest_id.is_not(None))
    elif kind is LetterKind.ALARM:
        which.append(Outbox.kind == literal_column(f"'{kind}'"))
    if below is not None:
        which.append(Outbox.id < below)
    return _of_letters().where(*which).order_by(Outbox.id.desc()).limit(limit)


def _as_entry(row: AnyRow) -> LetterEntry:
    item = None if row.item is None else ItemNumber(row.item)
    week = None if row.iso_year is None else IsoWeek(row.iso_year, row.iso_week)
    return LetterEntry(
        row.id, LetterKind(row.kind), LetterState(row.state), row.reason, row.recipient, item, week, row.created_at,
        row.sent_at, row.attempts,
    )  # fmt: skip


def _as_unsent(row: AnyRow) -> Unsent:
    item = None if row.item is None else ItemNumber(row.item)
    state, kind = LetterState(row.state), LetterKind(row.kind)
    return Unsent(row.id, kind, state, row.reason, row.recipient, item, row.created_at, row.attempts)


def _may_go(now: datetime, abandoned_after: timedelta) -> ColumnElement[bool]:
    """Letters that may be sent now: due, uncertain and waited long enough, or abandoned in the middle.

    Times further ahead than we ever set were set by a clock that was ahead then, and count for nothing.
    """
    ahead = and_(Outbox.due_at > now + timedelta(hours=1) + LONGEST_FOR_A_LETTER, Outbox.due_at < NEVER)
    waiting = Outbox.state.in_((LetterState.DUE, LetterState.UNCERTAIN))
    ready = and_(waiting, or_(Outbox.due_at <= now, ahead))
    claimed_then = or_(Outbox.claimed_at <= now - abandoned_after, Outbox.claimed_at > now + abandoned_after)
    return and_(is_waiting(), or_(ready, and_(Outbox.state == LetterState.SENDING, claimed_then)))


def _next(connection: Connection, may_go: ColumnElement[bool], now: datetime) -> AnyRow | None:
    """The oldest letter that may go, locked; those abandoned too often are given up on the way."""
    question = (
        select(Outbox.__table__)
        .where(may_go)
        .order_by(Outbox.due_at, Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (row := connection.execute(question).one_or_none()) is not None:
        if row.state != LetterState.SENDING:
            return row
        unheard = _unheard_once_more(row.facts)
        if "due_at" not in unheard:
            connection.execute(update(Outbox).where(Outbox.id == row.id).values(**unheard))
            return row
        connection.execute(update(Outbox).where(Outbox.id == row.id).values(state=LetterState.UNCERTAIN, **unheard))
        _note_fate(connection, row.kind, row.item, row.id, (row.state, LetterState.UNCERTAIN), now)
    return None


def _unheard_once_more(told: str) -> dict[str, object]:
    """What changes in a row when one more hand-over had no answer; with a `due_at` when it was the last."""
    known = json.loads(told)
    times = known.get(_UNHEARD, 0) + 1
    last: dict[str, object] = {"due_at": NEVER} if times >= HAND_OVERS else {}
    return {"facts": json.dumps({**known, _UNHEARD: times})} | last


def _letter(
    connection: Connection,
    row: AnyRow,
    compose: Callable[[facts.Request], Letter],
    telling: facts.Telling,
) -> Letter | LetterUnfit:
    """As first composed, so that every try sends the same octets."""
    if row.octets is not None:
        return Letter(row.message_id, row.recipient, row.octets, null_sender=row.kind in THANKS)
    try:
        return compose(facts.request(connection, row, telling))
    except LetterUnfit as error:
        return error
    except (ValueError, TypeError, LookupError, NoResultFound) as error:
        return LetterUnfit(f"could not be written ({type(error).__name__})")


def _note_fate(
    connection: Connection,
    kind: str,
    item: int | None,
    number: int,
    change: tuple[str, LetterState],
    now: datetime,
) -> None:
    """`change` is the state that the letter was in, and the one that it is in now."""
    pen, (before, state) = Pen(connection, now), change
    pen.count_letter(before, state)
    subject = f"letter:{number}" if item is None else f"item:{item}"
    outcome = "success" if state is LetterState.SENT else "failure"
    octets = connection.scalar(select(Outbox.octets).where(Outbox.id == number))
    went = {} if octets is None else {"octets_sha256": hashlib.sha256(octets).hexdigest()}
    pen.note("letter", subject, outcome=outcome, detail={"kind": kind, "fate": state, "letter": number, **went})
    pen.finish()


def _is_issued(connection: Connection, week: IsoWeek, officer: str) -> bool:
    return connection.scalar(select(DigestIssue.id).where(*_of_week(week, officer))) is not None


def _of_week(week: IsoWeek, officer: str) -> tuple[ColumnElement[bool], ...]:
    return (_of_officer(officer), DigestIssue.iso_year == week.year, DigestIssue.iso_week == week.week)


def _of_officer(officer: str) -> ColumnElement[bool]:
    """However the address is written: no two people's mailboxes differ by capitals alone."""
    return func.lower(DigestIssue.officer) == safe_text(officer).lower()


def _covered(connection: Connection) -> int:
    """The last item that any letter covered: a new officer goes on where the one before left off."""
    return connection.scalar(select(func.max(DigestIssue.last_item))) or 0
