"""The weekly letter: a row decides that it is due, whoever knocks and however often."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from archiver.core import weeks
from archiver.core.records import AlarmKind, IsoWeek
from archiver.edges.store import Store
from archiver.errors import UsageError
from archiver.jobs.ports import Clock

_OF_LETTERS = frozenset({AlarmKind.DIGEST_UNDELIVERED, AlarmKind.LETTERS_FAILING})


@dataclass(frozen=True, slots=True)
class Absence:
    """Days, both included, on which the deputy reads the officer's letters."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Officer:
    """Who reads the weekly letter, and when."""

    address: str
    weekday: int
    """ISO 8601: 1 is Monday."""
    at: time
    zone: ZoneInfo
    deputy: str | None = None
    absences: tuple[Absence, ...] = ()
    copies_to: tuple[str, ...] = ()
    """Witnesses' mailboxes (E8)."""

    def readers(self, today: date) -> tuple[str, ...]:
        """Who gets a weekly letter written today: who reads it, and the copies."""
        return tuple(dict.fromkeys((self.reader(today), *self.copies_to)))

    def alarm_readers(self, kind: AlarmKind, moment: datetime) -> tuple[str, ...]:
        """Who gets an alarm of that moment; witnesses get none.

        That letters do not get through is told to officer and deputy: one of the mailboxes may be why.
        """
        reader = self.reader(moment.astimezone(self.zone).date())
        both = (self.address, self.deputy) if kind in _OF_LETTERS else ()
        return tuple(dict.fromkeys(address for address in (reader, *both) if address))

    def reader(self, today: date) -> str:
        """The officer, or the deputy while the officer is away."""
        away = any(absence.start <= today <= absence.end for absence in self.absences)
        return self.deputy if away and self.deputy else self.address


def issue_due(store: Store, officer: Officer, name: Callable[[str], str], clock: Clock) -> Sequence[IsoWeek]:
    """Issue the letter of every week whose hour has passed and that has none yet; gives the weeks.

    Exactly one per ISO week and officer, also when there is nothing to tell, and after any time off (L4). `name`
    makes a Message-ID of our words. A letter of a week still to come was issued by a clock that was ahead then, and
    keeps no other from being issued; a week whose turn passed while nobody knocked has none if a later one has, for
    that a letter is left out is less than that a clock of 1970 makes three thousand. Nor is one issued whose turn came
    before the archive was restored.
    """
    due = _due(store, officer, clock())
    sent = _may_be_sent_already(store, officer) if due else None
    return [week for week in due if (sent is None or week > sent) and issue(store, officer, week, name, clock)]


def _may_be_sent_already(store: Store, officer: Officer) -> IsoWeek | None:
    """The last week whose turn came before the archive was restored: the lost one may have sent it. By hand it goes."""
    restored = store.safekeeping.recovery()
    if restored is None:
        return None
    return weeks.latest_due(restored.at, zone=officer.zone, weekday=officer.weekday, at=officer.at)


def _due(store: Store, officer: Officer, now: datetime) -> Sequence[IsoWeek]:
    """The weeks whose turn it is for this officer, oldest first; what another officer's letters told is told.

    Who had no letter yet, or comes back after others had them, begins with the newest. No week before the first
    letter ever has a turn: by hand one is issued as soon as its week is over, and a weekday may be changed.
    """
    newest = weeks.latest_due(now, zone=officer.zone, weekday=officer.weekday, at=officer.at)
    own = store.letters.last_issued(officer.address, not_after=newest)
    told = store.letters.last_issued(None, not_after=newest if own else weeks.latest_over(now, officer.zone))
    if own is None:
        return [] if told is not None and newest < told else [newest]
    due = weeks.weeks_due(now, zone=officer.zone, weekday=officer.weekday, at=officer.at, last_issued=told)
    return due or ([newest] if own < newest else [])


class ByHand(StrEnum):
    """What became of a week's letter that was asked for by hand."""

    ISSUED = "issued"
    AGAIN = "again"  # issued before, and refused or never answered for: queued once more
    BEFORE = "before"  # issued before, and nothing is wrong with it


def issue_by_hand(store: Store, officer: Officer, week: IsoWeek, name: Callable[[str], str], clock: Clock) -> ByHand:
    """Issue one week's letter, or queue it again if it was refused. Raises UsageError for a week that has no turn.

    A week that is not over yet would swallow what is still to come, and one before the newest letter what came since.
    """
    newest = weeks.latest_over(clock(), officer.zone)
    if week > newest:
        raise UsageError("That week is not over yet; its letter is issued when it is.")
    if store.letters.is_issued(week, officer.address):
        return ByHand.AGAIN if store.letters.queue_again(week, officer.address, clock()) else ByHand.BEFORE
    refuse_past(store, officer, week, newest)
    return ByHand.ISSUED if issue(store, officer, week, name, clock) else ByHand.BEFORE


def refuse_past(store: Store, officer: Officer, week: IsoWeek, newest: IsoWeek) -> None:
    """Raise UsageError for a week without a letter that can never have one; `newest` is the last that is over."""
    last = store.letters.last_issued(officer.address, not_after=newest)
    if last is None and week < newest:
        raise UsageError("The first weekly letter is that of the week that has just ended.")
    if last is not None and week < last:
        raise UsageError("A later week's letter is issued already, and it covers what this one would tell.")


def issue(store: Store, officer: Officer, week: IsoWeek, name: Callable[[str], str], clock: Clock) -> bool:
    """Issue one week's letter; False when it was issued before."""
    now = clock()
    readers = officer.readers(now.astimezone(officer.zone).date())
    whose = hashlib.sha256(officer.address.lower().encode()).hexdigest()[:8]
    letters = {reader: name(f"digest.{week}.{whose}.{place}") for place, reader in enumerate(readers)}
    return store.letters.issue(week, officer.address, letters, now)
