"""Which items are checked when: all of them in so many days, whatever was missed, and once a night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.fixity import SAMPLE, goal, is_due, sample

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@given(st.integers(1, 5000), st.integers(1, 365))
def test_a_round_is_over_in_so_many_nights(items: int, days: int) -> None:
    goals = [goal(items, NOW, NOW + night * DAY, days) for night in range(days)]

    assert goals == sorted(goals)
    assert goals[-1] == items


def test_no_night_takes_more_than_its_share() -> None:
    goals = [goal(3000, NOW, NOW + night * DAY, 30) for night in range(30)]

    assert {after - before for before, after in zip([0, *goals], goals, strict=False)} == {100}


def test_nights_that_were_missed_are_made_up_for() -> None:
    assert goal(3000, NOW, NOW + 9 * DAY, 30) == 1000
    assert goal(3000, NOW, NOW + 400 * DAY, 30) == 3000


def test_a_round_that_a_clock_ahead_began_goes_on_as_if_it_began_now() -> None:
    assert goal(3000, NOW + 400 * DAY, NOW, 30) == 100


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (datetime(2026, 11, 23, 0, 59, tzinfo=UTC), True),  # 01:59 on the wall
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 11, 0, tzinfo=UTC), False),
        (datetime(2027, 1, 1, tzinfo=UTC), True),  # a clock that was ahead
    ],
)
def test_a_night_is_due_once_when_its_hour_has_passed(last: datetime | None, due: bool) -> None:
    assert is_due(NOW, last, at=time(2), zone=COPENHAGEN) is due


def test_before_the_hour_it_is_yesterdays_night_that_counts() -> None:
    early = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)

    assert not is_due(early, early - timedelta(hours=20), at=time(2), zone=COPENHAGEN)
    assert is_due(early, early - timedelta(hours=25), at=time(2), zone=COPENHAGEN)


@given(st.integers(1, 3000), st.integers(1, 60), st.integers(0, 10_000))
def test_every_item_is_read_anew_in_so_many_days(items: int, days: int, start: int) -> None:
    begin = datetime(2000, 1, 1, tzinfo=UTC) + start * DAY

    seen = {item for day in range(days) for item in sample(items, begin + day * DAY, days)}

    assert seen == set(range(1, items + 1))
    assert len(sample(items, begin, days)) <= max(SAMPLE, -(-items // days))
