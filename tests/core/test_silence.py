"""When a mailbox is silent, when it is not, and when nobody can tell yet."""

from datetime import UTC, datetime, timedelta

import pytest

from archiver.core.silence import GRACE, Sign, Watch, bound_of, is_silent, looked

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BOUND = timedelta(minutes=15)


@pytest.mark.parametrize(("poll", "minutes"), [(1, 15), (60, 15), (300, 15), (301, 15.05), (3600, 180)])
def test_the_bound_is_three_polls_and_at_least_a_quarter_of_an_hour(poll: float, minutes: float) -> None:
    assert bound_of(poll) == timedelta(minutes=minutes)


def test_a_new_poll_and_a_new_sighting_are_signs_and_the_same_look_again_is_none() -> None:
    first = looked(None, Sign(NOW, 7), 10.0)

    assert first == Watch(Sign(NOW, 7), 10.0)
    assert looked(first, Sign(NOW, 7), 20.0) == first
    assert looked(first, Sign(NOW + BOUND, 7), 20.0) == Watch(Sign(NOW + BOUND, 7), 20.0, has_moved=True)
    assert looked(first, Sign(NOW, 8), 20.0).has_moved


def test_that_another_folder_has_the_newest_sighting_now_is_no_sign() -> None:
    first = looked(None, Sign(NOW, 7), 10.0)

    assert looked(first, Sign(NOW, 0), 20.0) == first


@pytest.mark.parametrize(
    ("last", "quiet", "has_moved", "silent"),
    [
        (NOW, BOUND, True, True),
        (NOW, BOUND - timedelta(seconds=1), True, False),
        (None, BOUND, False, True),
        (None, BOUND - timedelta(seconds=1), False, None),
        (NOW - BOUND, GRACE, False, True),
        (NOW - BOUND, GRACE - timedelta(seconds=1), False, None),
        (NOW - BOUND, GRACE, True, False),
        (NOW + timedelta(days=3), GRACE, False, None),
    ],
)
def test_silence(last: datetime | None, quiet: timedelta, has_moved: bool, silent: bool | None) -> None:
    watch = Watch(Sign(last), 100.0, has_moved)

    assert is_silent(watch, NOW, 100.0 + quiet.total_seconds(), BOUND) is silent
