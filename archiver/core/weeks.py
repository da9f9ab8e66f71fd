"""Which weekly letters are due: a question about the calendar and the officer's wall clock, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from archiver.core.records import IsoWeek
from archiver.errors import UsageError

#: After a longer absence the latest weeks are told of; what the others brought stands in the first of these letters.
MOST_WEEKS_AT_ONCE = 53


def weeks_due(
    now: datetime, *, zone: ZoneInfo, weekday: int, at: time, last_issued: IsoWeek | None
) -> tuple[IsoWeek, ...]:
    """The weeks whose letter should have gone out by `now` and is later than `last_issued`, oldest first.

    The letter of a week falls due at the first `weekday` (ISO 8601: 1 is Monday) at local time `at` on or after the
    Monday that follows the week. With nothing issued yet only the latest week counts, so that a new archive does not
    begin with a pile of empty letters. A clock that goes back yields nothing that was issued before.
    """
    due = _weeks_back_from(latest_due(now, zone=zone, weekday=weekday, at=at))
    if last_issued is None:
        return tuple(islice(due, 1))
    missed = (week for week in islice(due, MOST_WEEKS_AT_ONCE) if week > last_issued)
    return tuple(sorted(missed))


def latest_due(now: datetime, *, zone: ZoneInfo, weekday: int, at: time) -> IsoWeek:
    """The newest week whose letter should have gone out by `now`."""
    weeks = _weeks_back_from(latest_over(now, zone))
    return next(week for week in weeks if slot_of(week, zone=zone, weekday=weekday, at=at) <= now)


def latest_over(now: datetime, zone: ZoneInfo) -> IsoWeek:
    """The newest week whose Sunday has passed."""
    return week_of(now.astimezone(zone).date() - timedelta(days=7))


def period_of(week: IsoWeek) -> tuple[date, date]:
    """Monday and Sunday of the week."""
    monday = date.fromisocalendar(week.year, week.week, 1)
    return monday, monday + timedelta(days=6)


def week_of(day: date) -> IsoWeek:
    """The ISO 8601 week that `day` lies in; its year may differ from the day's."""
    return IsoWeek(*day.isocalendar()[:2])


def parse_week(text: str) -> IsoWeek:
    """Read "2026-W47"; raises UsageError when that is not how it is written or the year has no such week."""
    match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
    week = IsoWeek(int(match[1]), int(match[2])) if match else None
    if week is None or not _exists(week):
        raise UsageError("A week is written like 2026-W47, and the year must have that week.")
    return week


def slot_of(week: IsoWeek, *, zone: ZoneInfo, weekday: int, at: time) -> datetime:
    """The moment (UTC) from which the letter of `week` is due.

    A local time that exists twice means the first of the two; one that the clocks skip means as long after midnight
    as it says, which the wall then shows as an hour later (PEP 495, fold 0).
    """
    day = period_of(week)[1] + timedelta(days=weekday)
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)


def _weeks_back_from(week: IsoWeek) -> Iterator[IsoWeek]:
    monday = period_of(week)[0]
    while True:
        yield week_of(monday)
        monday -= timedelta(days=7)


def _exists(week: IsoWeek) -> bool:
    try:
        date.fromisocalendar(week.year, week.week, 7)
    except (ValueError, OverflowError):
        return False
    return True
