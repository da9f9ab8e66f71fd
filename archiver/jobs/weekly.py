"""The weekly letter: a row decides that it is due, whoever knocks and however often."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from archiver.core import weeks
from archiver.core.records import IsoWeek
from archiver.edges.store import Store
from archiver.jobs.ports import Clock


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
        """Who gets a letter written today: the officer, or the deputy while the officer is away; and the copies."""
        away = any(absence.start <= today <= absence.end for absence in self.absences)
        reader = self.deputy if away and self.deputy else self.address
        return tuple(dict.fromkeys((reader, *self.copies_to)))


def issue_due(store: Store, officer: Officer, name: Callable[[str], str], clock: Clock) -> Sequence[IsoWeek]:
    """Issue the letter of every week whose hour has passed and that has none yet; gives the weeks.

    Exactly one per ISO week and officer, also when there is nothing to tell, and after any time off (L4). `name`
    makes a Message-ID of our words.
    """
    now = clock()
    last = store.letters.last_issued(officer.address)
    due = weeks.weeks_due(now, zone=officer.zone, weekday=officer.weekday, at=officer.at, last_issued=last)
    return [week for week in due if issue(store, officer, week, name, clock)]


def issue(store: Store, officer: Officer, week: IsoWeek, name: Callable[[str], str], clock: Clock) -> bool:
    """Issue one week's letter; False when it was issued before."""
    now = clock()
    readers = officer.readers(now.astimezone(officer.zone).date())
    whose = hashlib.sha256(officer.address.encode()).hexdigest()[:8]
    letters = {reader: name(f"digest.{week}.{whose}.{place}") for place, reader in enumerate(readers)}
    return store.letters.issue(week, officer.address, letters, now)
