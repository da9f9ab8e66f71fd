"""How long we wait: longer each time, never without end, and not all at once."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from archiver.core.patience import CREDENTIALS, LONGEST, SHORTEST, backoff, letter_backoff

CHANCES = st.floats(0, 1, exclude_max=True)


def test_waiting_doubles_from_a_second_to_five_minutes() -> None:
    # The longest of a chance below 1 is approached, never reached.
    waits = [backoff(failures, 1.0) for failures in (1, 2, 3, 4, 9, 10, 1000)]

    assert waits == [1, 2, 4, 8, 256, 300, 300]


@given(failures=st.integers(1, 10**6), chance=CHANCES)
def test_waiting_stays_within_its_bounds(failures: int, chance: float) -> None:
    assert SHORTEST / 2 <= backoff(failures, chance) <= LONGEST


@given(failures=st.integers(1, 30))
def test_chance_spreads_over_the_upper_half(failures: int) -> None:
    whole = backoff(failures, 1.0)

    assert backoff(failures, 0.0) == whole / 2
    assert backoff(failures, 0.5) == whole * 0.75


def test_a_refused_password_is_tried_four_times_an_hour_at_most() -> None:
    assert timedelta(hours=1) / timedelta(seconds=CREDENTIALS) <= 4


def test_a_letter_waits_five_seconds_then_longer_then_an_hour_without_end() -> None:
    waits = [letter_backoff(attempts) for attempts in (1, 2, 3, 10, 11, 10_000)]

    assert waits == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 2560, 3600, 3600)]


@given(attempts=st.integers(1, 10**6))
def test_a_later_try_of_a_letter_never_waits_less(attempts: int) -> None:
    assert letter_backoff(attempts) <= letter_backoff(attempts + 1)
