"""The officer's letter: one for every week, whatever the clocks and the machine have been through."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.records import IsoWeek
from archiver.core.weeks import MOST_WEEKS_AT_ONCE, parse_week, period_of, slot_of, week_of, weeks_due
from archiver.errors import UsageError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONDAY, FRIDAY, SUNDAY = 1, 5, 7


def local(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC)


def due(now: datetime, last: IsoWeek | None, weekday: int = MONDAY, at: time = time(7)) -> tuple[IsoWeek, ...]:
    return weeks_due(now, zone=COPENHAGEN, weekday=weekday, at=at, last_issued=last)


def test_a_week_is_due_on_the_first_monday_morning_after_it() -> None:
    before, on_time = local("2026-11-23T06:59:59"), local("2026-11-23T07:00")

    assert due(before, IsoWeek(2026, 46)) == ()
    assert due(on_time, IsoWeek(2026, 46)) == (IsoWeek(2026, 47),)


def test_a_letter_at_midnight_on_monday_belongs_to_the_week_just_over() -> None:
    assert due(local("2026-11-23T00:00"), IsoWeek(2026, 46), at=time(0)) == (IsoWeek(2026, 47),)


def test_a_friday_letter_tells_of_the_week_before() -> None:
    thursday, friday = local("2026-11-26T23:59"), local("2026-11-27T07:00")

    assert due(thursday, IsoWeek(2026, 46), weekday=FRIDAY) == ()
    assert due(friday, IsoWeek(2026, 46), weekday=FRIDAY) == (IsoWeek(2026, 47),)


def test_a_new_archive_begins_with_the_latest_week_only() -> None:
    assert due(local("2026-11-23T06:59"), None) == (IsoWeek(2026, 46),)
    assert due(local("2026-11-23T07:00"), None) == (IsoWeek(2026, 47),)


def test_after_three_weeks_off_every_missed_week_is_due_oldest_first() -> None:
    missed = due(local("2026-12-09T12:00"), IsoWeek(2026, 46))

    assert missed == (IsoWeek(2026, 47), IsoWeek(2026, 48), IsoWeek(2026, 49))


def test_a_clock_that_goes_back_over_the_slot_repeats_nothing() -> None:
    assert due(local("2026-11-22T12:00"), IsoWeek(2026, 47)) == ()
    assert due(local("2019-01-01T12:00"), IsoWeek(2026, 47)) == ()


def test_a_clock_ten_years_ahead_does_not_make_five_hundred_letters() -> None:
    missed = due(local("2036-11-24T07:00"), IsoWeek(2026, 47))

    assert len(missed) == MOST_WEEKS_AT_ONCE
    assert missed[-1] == IsoWeek(2036, 47)


def test_seven_o_clock_is_seven_o_clock_on_both_sides_of_the_clock_changes() -> None:
    winter_to_summer = slot_of(IsoWeek(2026, 13), zone=COPENHAGEN, weekday=MONDAY, at=time(7))
    summer_to_winter = slot_of(IsoWeek(2026, 43), zone=COPENHAGEN, weekday=MONDAY, at=time(7))

    assert winter_to_summer == datetime(2026, 3, 30, 5, tzinfo=UTC)
    assert summer_to_winter == datetime(2026, 10, 26, 6, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_due_once_an_hour_later_on_the_wall() -> None:
    at = time(2, 30)
    before, after = datetime(2026, 3, 29, 1, 29, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    assert due(before, IsoWeek(2026, 11), weekday=SUNDAY, at=at) == ()
    assert due(after, IsoWeek(2026, 11), weekday=SUNDAY, at=at) == (IsoWeek(2026, 12),)
    assert after.astimezone(COPENHAGEN).time() == time(3, 30)


def test_a_time_that_exists_twice_is_due_at_the_first_and_not_again_at_the_second() -> None:
    at = time(2, 30)
    first, second = local("2026-10-25T02:30"), local("2026-10-25T02:30", fold=1)

    assert due(first - timedelta(seconds=1), IsoWeek(2026, 41), weekday=SUNDAY, at=at) == ()
    assert due(first, IsoWeek(2026, 41), weekday=SUNDAY, at=at) == (IsoWeek(2026, 42),)
    assert due(second, IsoWeek(2026, 42), weekday=SUNDAY, at=at) == ()


@pytest.mark.parametrize(
    ("now", "week"),
    [("2021-01-04T07:00", IsoWeek(2020, 53)), ("2027-01-04T07:00", IsoWeek(2026, 53))],
)
def test_a_year_may_end_in_week_53(now: str, week: IsoWeek) -> None:
    assert due(local(now), IsoWeek(week.year, 52)) == (week,)


def test_the_first_week_of_a_year_follows_week_53() -> None:
    assert due(local("2027-01-18T07:00"), IsoWeek(2026, 52)) == (
        IsoWeek(2026, 53),
        IsoWeek(2027, 1),
        IsoWeek(2027, 2),
    )


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(days=200)),
    st.integers(1, 7),
    st.times(),
)
def test_asked_at_any_two_moments_each_week_is_issued_exactly_once(
    first: datetime, later: timedelta, weekday: int, at: time
) -> None:
    now = first.replace(tzinfo=UTC)
    begun = due(now, None, weekday, at)
    missed = due(now + later, begun[-1], weekday, at)

    issued = [*begun, *missed]
    mondays = [period_of(week)[0] for week in issued]
    assert [monday - mondays[0] for monday in mondays] == [timedelta(weeks=n) for n in range(len(issued))]
    assert due(now + later, issued[-1], weekday, at) == ()
    assert all(slot_of(week, zone=COPENHAGEN, weekday=weekday, at=at) <= now + later for week in issued)


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert period_of(IsoWeek(2026, 47)) == (date(2026, 11, 16), date(2026, 11, 22))
    assert period_of(IsoWeek(2026, 53)) == (date(2026, 12, 28), date(2027, 1, 3))
    assert week_of(date(2027, 1, 3)) == IsoWeek(2026, 53)


def test_a_week_is_read_as_it_is_written() -> None:
    assert parse_week("2026-W47") == IsoWeek(2026, 47)
    assert str(parse_week("2026-W05")) == "2026-W05"


@pytest.mark.parametrize("text", ["", "2026-47", "2026-W7", "2026-W00", "2025-W53", "2026-W54", "w47", "٢٠٢٦-W47"])
def test_what_is_no_week_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="2026-W47"):
        parse_week(text)
