"""When a deadline ends: the vectors of the domain, and each rule against a reckoning of another kind."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.core import register
from archiver.core.deadlines import (
    Applies,
    Due,
    MetBy,
    Nearness,
    Rule,
    Start,
    Unit,
    after_hours,
    after_months,
    after_working_days,
    ends_with,
    is_working_day,
    nearness,
    reckoned,
    shipped,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
RULES = {rule.code: rule for rule in shipped()}
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 12, 31), timezones=st.just(COPENHAGEN))
near_a_clock_change = st.builds(
    lambda year, month, hours: (
        datetime(year, month, max(d for d in range(25, 32) if date(year, month, d).weekday() == 6), tzinfo=UTC)
        + timedelta(hours=hours)
    ),
    st.integers(1996, 2090),
    st.sampled_from([3, 10]),
    st.integers(-120, 120),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def due(code: str, start: str) -> Due:
    found = reckoned(RULES[code], local(start), COPENHAGEN)
    assert found is not None
    return found


# --- the vectors of domain.md 1.5 ---


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-24T12:00", "2026-10-27T11:00"),
        ("2026-11-20T14:30", "2026-11-23T14:30"),
        ("2026-03-28T12:00", "2026-03-31T13:00"),
    ],
)
def test_f1_is_72_hours_that_really_pass(start: str, end: str) -> None:
    assert due("F1", start) == Due(local(end).astimezone(UTC))


@pytest.mark.parametrize(
    ("code", "start", "last"),
    [
        ("F2", "2026-11-23", date(2026, 12, 7)),
        ("F4", "2026-08-31", date(2027, 2, 28)),
        ("F4", "2027-08-31", date(2028, 2, 29)),
        ("F11", "2026-11-23", date(2026, 12, 2)),
        ("F3", "2028-02-29", date(2029, 2, 28)),
        ("F9", "2026-01-31T23:59", date(2026, 2, 28)),
        ("F13", "2026-11-30", date(2027, 2, 28)),
    ],
)
def test_a_deadline_in_days_ends_with_its_last_day(code: str, start: str, last: date) -> None:
    found = due(code, start)

    assert found.day == last
    assert found.at == local(f"{last + timedelta(days=1)}T00:00")


def test_store_bededag_is_a_working_day_from_2024_on() -> None:
    assert not is_working_day(date(2023, 5, 5))
    assert is_working_day(date(2024, 4, 26))
    assert is_working_day(date(2025, 5, 16))


def test_days_off_by_agreement_count_and_so_nothing_comes_late() -> None:
    assert all(is_working_day(day) for day in (date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31)))


def test_limitation_goes_by_the_category_that_is_barred_first() -> None:
    known = {one.code: one for one in register.shipped().categories}

    both = reckoned(RULES["F6"], local("2024-02-29T10:00"), COPENHAGEN, [known["CHI"], known["ÆRE"]])

    assert both is not None
    assert both.day == date(2026, 2, 28)
    assert reckoned(RULES["F6"], local("2024-02-29T10:00"), COPENHAGEN, [known["UBE"]]) is None


# --- each rule against another reckoning ---


@given(st.one_of(moments, near_a_clock_change), st.integers(1, 200))
@example(datetime(2026, 10, 24, 12, tzinfo=COPENHAGEN), 72)
@example(datetime(2026, 3, 28, 12, tzinfo=COPENHAGEN), 72)
def test_hours_are_what_the_wall_shows_less_what_the_clocks_were_moved(start: datetime, hours: int) -> None:
    there = start.astimezone(COPENHAGEN)

    ended = after_hours(start, hours).astimezone(COPENHAGEN)

    wall = ended.replace(tzinfo=None, fold=0) - there.replace(tzinfo=None, fold=0)
    before, after = there.utcoffset(), ended.utcoffset()
    assert before is not None
    assert after is not None
    assert wall - (after - before) == timedelta(hours=hours)


@given(st.one_of(moments, near_a_clock_change), st.integers(0, 400))
def test_calendar_days_go_by_the_calendar_and_end_at_local_midnight(start: datetime, number: int) -> None:
    rule = Rule("X", "x", "x", start=Start.RECEIPT, count=number, unit=Unit.DAYS)

    found = reckoned(rule, start, COPENHAGEN)

    assert found is not None
    assert found.day is not None
    assert found.day.toordinal() == start.astimezone(COPENHAGEN).toordinal() + number
    end = found.at.astimezone(COPENHAGEN)
    assert (end.toordinal(), end.hour, end.minute) == (found.day.toordinal() + 1, 0, 0)


LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def length(year: int, month: int) -> int:
    return LENGTHS[month - 1] + (month == 2 and isleap(year))


def month_by_month(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, length(year, month)))


@given(days, st.integers(0, 150))
@example(date(2026, 8, 31), 6)
@example(date(2028, 2, 29), 12)
@example(date(2027, 12, 31), 2)
def test_months_are_cut_to_the_end_of_a_shorter_one(day: date, months: int) -> None:
    assert after_months(day, months) == month_by_month(day, months)


@given(days, st.integers(0, 150))
def test_a_month_later_is_never_in_the_month_after_the_next(day: date, months: int) -> None:
    later = after_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months


def easter(year: int) -> date:
    """Gauss and Lichtenberg."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    age = (19 * (year % 19) + moon) % 30
    correction = age // 29 + (age // 28 - age // 29) * ((year % 19) // 11)
    full = 21 + age - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full + 7 - (full - sunday) % 7 - 1)


def days_off(year: int) -> set[date]:
    moved = [-3, -2, 0, 1, 39, 49, 50] + [26] * (year < 2024)
    return {easter(year) + timedelta(days=one) for one in moved} | {
        date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)
    }  # fmt: skip


def people_work(day: date) -> bool:
    return day.isoweekday() not in {6, 7} and day not in days_off(day.year)


@given(days)
@example(date(2023, 5, 5))
@example(date(2024, 4, 26))
def test_who_works_when_is_as_the_law_on_holidays_has_it(day: date) -> None:
    assert is_working_day(day) == people_work(day)


@given(days, st.integers(1, 60))
@example(date(2026, 11, 23), 7)
@example(date(2023, 4, 28), 7)
@example(date(2026, 12, 23), 7)
def test_working_days_begin_with_the_day_after(day: date, number: int) -> None:
    following = (day + timedelta(days=one) for one in count(1))
    expected = list(islice((one for one in following if people_work(one)), number))[-1]

    assert after_working_days(day, number) == expected


# --- how near it is ---


@pytest.mark.parametrize(
    ("now", "near"),
    [
        ("2026-11-20T14:30", Nearness.NONE),
        ("2026-11-22T02:29:59", Nearness.NONE),
        ("2026-11-22T02:30", Nearness.HALF),
        ("2026-11-22T14:30", Nearness.DAY),
        ("2026-11-23T14:29:59", Nearness.DAY),
        ("2026-11-23T14:30", Nearness.OVERDUE),
    ],
)
def test_a_warning_comes_at_half_a_day_before_and_when_it_is_over(now: str, near: Nearness) -> None:
    start = local("2026-11-20T14:30")

    assert nearness(start, due("F1", "2026-11-20T14:30"), local(now)) is near


def test_the_whole_last_day_is_in_time() -> None:
    last = ends_with(date(2026, 12, 7), COPENHAGEN)

    assert nearness(local("2026-11-23"), last, local("2026-12-07T23:59:59")) is Nearness.DAY
    assert nearness(local("2026-11-23"), last, local("2026-12-08T00:00")) is Nearness.OVERDUE


# --- the table ---


def test_every_deadline_of_the_table_names_its_source_and_is_understood() -> None:
    assert {f"F{number}" for number in range(1, 15)} <= RULES.keys()
    for rule in RULES.values():
        assert rule.statute
        assert rule.source in {"statute", "secondary", "memory", "practice", "workplace"}
        Start(rule.start), Unit(rule.unit), Applies(rule.applies)
        assert rule.met_by is None or MetBy(rule.met_by)
        assert (rule.unit in {Unit.GIVEN, Unit.LIMITATION}) == (rule.count == 0)


# --- every rule of the table against the same other reckonings ---


def reckoned_otherwise(rule: Rule, start: datetime) -> date | datetime:
    """The last day, or the moment after which it is too late; by none of the ways of the program."""
    there = start.astimezone(COPENHAGEN)
    day = there.date()
    if rule.unit == Unit.HOURS:
        return datetime.fromtimestamp(start.timestamp() + 3600 * rule.count, UTC)
    if rule.unit == Unit.DAYS:
        return date.fromordinal(day.toordinal() + rule.count)
    if rule.unit == Unit.MONTHS:
        return month_by_month(day, rule.count)
    following = (day + timedelta(days=one) for one in count(1))
    return list(islice((one for one in following if people_work(one)), rule.count))[-1]


leap_days = st.builds(
    lambda year, hour: datetime(year, 2, 29, hour, 30, tzinfo=COPENHAGEN),
    st.sampled_from([year for year in range(1996, 2090) if isleap(year)]),
    st.integers(0, 23),
)


@pytest.mark.parametrize("code", sorted(code for code, rule in RULES.items() if rule.count))
@given(st.one_of(moments, near_a_clock_change, leap_days))
def test_every_rule_of_the_table_ends_when_another_reckoning_has_it_end(code: str, start: datetime) -> None:
    found, expected = reckoned(RULES[code], start, COPENHAGEN), reckoned_otherwise(RULES[code], start)

    assert found is not None
    if isinstance(expected, datetime):
        assert (found.day, found.at) == (None, expected)
    else:
        assert found.day == expected
        assert found.at.astimezone(COPENHAGEN).replace(tzinfo=None) == datetime.combine(
            expected + timedelta(days=1), datetime.min.time()
        )


@given(st.one_of(moments, near_a_clock_change, leap_days), st.lists(st.sampled_from(register.shipped().categories)))
def test_limitation_counts_years_and_a_leap_day_ends_with_february(
    start: datetime, categories: list[register.Category]
) -> None:
    found = reckoned(RULES["F6"], start, COPENHAGEN, categories)

    years = [one.limitation for one in categories if one.limitation is not None]
    if not years:
        assert found is None
        return
    day = start.astimezone(COPENHAGEN).date()
    year = day.year + min(years)
    is_leap_day = (day.month, day.day) == (2, 29) and not isleap(year)
    assert found is not None
    assert found.day == (date(year, 2, 28) if is_leap_day else day.replace(year=year))
