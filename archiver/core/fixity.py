"""Which items are to be checked when: a question about the calendar and two numbers, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
SAMPLE = 25
"""So many items at least are read anew by hand: a small archive is not done in thirtieths."""


def is_due(now: datetime, last: datetime | None, *, at: time, zone: tzinfo) -> bool:
    """Whether a night's hour `at` on the wall has passed since the night's check that began at `last`.

    One further ahead than now was written by a clock that was ahead, and counts for nothing.
    """
    return last is None or not _latest(now, at, zone) <= last <= now


def _latest(now: datetime, at: time, zone: tzinfo) -> datetime:
    today = now.astimezone(zone).date()
    hours = (datetime.combine(today - back * DAY, at, tzinfo=zone).astimezone(UTC) for back in (0, 1))
    return next(hour for hour in hours if hour <= now)


def goal(items: int, began: datetime, now: datetime, days: int) -> int:
    """Up to which item number a round that began then is to have come after tonight, so that it takes `days` at most.

    What was missed while nobody worked is made up for at once. A beginning still to come is taken for now.
    """
    nights = round(max(now - began, timedelta(0)) / DAY) + 1
    return min(items, -(-items * nights // days))


def sample(items: int, now: datetime, days: int) -> Sequence[int]:
    """The items whose turn it is on this day: in any `days` days in a row every item has its turn."""
    count = min(items, max(SAMPLE, -(-items // days)))
    first = now.astimezone(UTC).date().toordinal() * count
    return sorted((first + place) % items + 1 for place in range(count))
