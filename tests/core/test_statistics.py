"""Numbers that point at nobody: what is left out cannot be had back from what is shown."""

from __future__ import annotations

import csv
import io
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core import deadlines, register
from archiver.core.duties import HELP
from archiver.core.register import Choice
from archiver.core.reports import Facts, as_csv
from archiver.core.statistics import (
    LEAST,
    OTHER_UNITS,
    CaseFact,
    Extent,
    Length,
    Period,
    Report,
    extent,
    helped,
    left_out,
    period_at,
    period_of,
    waited,
)
from archiver.errors import UsageError

HERE = ZoneInfo("Europe/Copenhagen")
YEAR = Period(2026, "year")
LATER = datetime(2027, 3, 1, tzinfo=UTC)
VOCABULARY = register.shipped()
HELP_RULE = next(rule for rule in deadlines.shipped() if rule.code == HELP)
DATA_SETS = 1_000


def a_case(**more: object) -> CaseFact:
    at = datetime(2026, 5, 4, 12, tzinfo=HERE)
    fact = CaseFact(at, at, at, at.date(), at.date(), "MAIL", ("TRU",), "Skolen Nord", "BORGER", 3)
    return replace(fact, **more)  # type: ignore[arg-type]


def some_cases(dice: random.Random) -> list[CaseFact]:
    """As a workplace of any size might have them in a year, evenly or not."""
    skew = dice.choice((0.2, 1, 3))

    def one_of(words: Sequence[str]) -> str:
        return words[min(len(words) - 1, int(len(words) * dice.random() ** (1 + skew)))]

    media, relations = ([one.code for one in listed] for listed in (VOCABULARY.media, VOCABULARY.relations))
    categories = [one.code for one in VOCABULARY.categories if one.counts]
    units = [f"Enhed {letter}" for letter in "ABCDEFGH"[: dice.randint(1, 8)]]
    cases = []
    for _ in range(dice.choice((0, 3, 5, 6, 9, 12, 20, 45, 120))):
        at = datetime(2026, 1, 1, tzinfo=HERE) + timedelta(days=int(365 * dice.random() ** (1 / (1 + skew))))
        acted = None if dice.random() < 0.2 else at.date() + timedelta(days=dice.choice((0, 1, 5, 20, 60)))
        helped = None if acted is None or dice.random() < 0.3 else acted + timedelta(days=dice.choice((0, 0, 9)))
        kinds = tuple({one_of(categories) for _ in range(dice.choice((1, 1, 2)))})
        level = dice.choice((None, 0, 1, 2, 3, 3))
        days = at, at, at, acted, helped
        cases.append(CaseFact(*days, one_of(media), kinds, one_of(units), one_of(relations), level))
    return cases


def told(cases: Sequence[CaseFact], period: Period = YEAR) -> Extent:
    return extent(cases, period, VOCABULARY, HERE, LATER, HELP_RULE)


# --- what a reader sees, and what a solver makes of it ---


def as_read(shown: Extent) -> tuple[int | None, dict[str, list[int | None]]]:
    """The total and the tables, from the published file alone."""
    facts = Facts("Prøve Kommune", date(2027, 3, 1), shown, replace(shown, total=None))
    rows = list(csv.DictReader(io.StringIO(as_csv(Report.EXTENT, facts, "da")), delimiter=";"))
    tables: dict[str, list[int | None]] = {}
    for row in rows[1:]:
        tables.setdefault(row["table"], []).append(int(row["count"]) if row["count"] else None)
    return (int(rows[0]["count"]) if rows[0]["count"] else None), tables


def possible(table: Sequence[int | None], total: int, *, adds_up: bool) -> list[tuple[int, int]]:
    """Least and most of each number that is left out, in whole numbers: solved, value by value."""
    hidden = [place for place, count in enumerate(table) if count is None]
    rest = total - sum(count for count in table if count is not None)
    ranges = []
    for place in hidden:
        others = len(hidden) - 1
        fits = [value for value in range(total + 1) if _is_feasible(rest - value, others, total, adds_up=adds_up)]
        assert place < len(table)
        ranges.append((min(fits), max(fits)))
    return ranges


def _is_feasible(rest: int, others: int, total: int, *, adds_up: bool) -> bool:
    """Whether so many numbers from 0 to the total can come to the rest, or to it at least."""
    if adds_up:
        return 0 <= rest <= others * total
    return rest <= others * total


def test_of_1000_data_sets_no_published_table_gives_a_number_below_five_away() -> None:
    dice = random.Random(2026)
    seen = 0
    for _ in range(DATA_SETS):
        total, tables = as_read(told(some_cases(dice)))
        if total is None:
            assert tables == {}
            continue
        assert total >= LEAST
        for name, table in tables.items():
            assert all(count is None or count >= LEAST for count in table), (name, table)
            for least, most in possible(table, total, adds_up=name != "category"):
                assert least == 0 and most >= LEAST, (name, table, total)  # noqa: PT018
                seen += 1
    assert seen > 5_000


def test_who_knows_the_rule_as_well_finds_another_data_set_that_looks_the_same() -> None:
    """Stronger than subtraction: the reader may try every data set with the published program (Kerckhoffs)."""
    dice = random.Random(99)
    for _ in range(DATA_SETS):
        counts = [dice.choice((0, 0, 1, 2, 3, 4, 5, 6, 9, 40)) for _ in range(dice.randint(2, 9))]
        if sum(counts) < LEAST:
            continue
        hidden = left_out(counts)
        for place in hidden:
            if counts[place] < LEAST:
                assert any(_looks_the_same(other, counts, hidden) for other in _neighbours(counts, place, hidden)), (
                    counts
                )


def test_that_each_case_has_a_category_gives_no_number_of_them_away() -> None:
    """Eight cases that are in none of the rows that are shown are in two that have four each, at most."""
    for counts in map(list, itertools.product((0, 4, 5), repeat=4)):
        for total in range(max(sum(counts) - 2, LEAST), sum(counts) + 1):
            hidden = left_out(counts, adds_up=False, total=total)

            for place in hidden:
                assert counts[place] >= LEAST or any(
                    other[place] != counts[place] for other in _with_others_hidden(counts, total, hidden)
                ), (counts, total)


def _with_others_hidden(counts: list[int], total: int, hidden: frozenset[int]) -> Iterator[list[int]]:
    """Data sets that look the same to who knows the rule."""
    for values in itertools.product((0, 3, 4, 5, 6, 7, total), repeat=len(hidden)):
        other = list(counts)
        for place, value in zip(sorted(hidden), values, strict=True):
            other[place] = value
        if sum(other) >= total and left_out(other, adds_up=False, total=total) == hidden:
            yield other


def _neighbours(counts: list[int], place: int, hidden: frozenset[int]) -> Iterator[list[int]]:
    """Data sets in which this number is another, and another one left out makes up for it."""
    for other in hidden - {place}:
        for more in (*range(-counts[place], 0), *range(1, counts[other] + 1)):
            changed = list(counts)
            changed[place] += more
            changed[other] -= more
            if changed[other] >= 0:
                yield changed


def _looks_the_same(other: list[int], counts: list[int], hidden: frozenset[int]) -> bool:
    is_shown = (place for place in range(len(counts)) if place not in hidden)
    return left_out(other) == hidden and all(other[place] == counts[place] for place in is_shown)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_what_is_left_out_holds_everything_small_and_no_more_than_it_must(counts: list[int]) -> None:
    small = {place for place, count in enumerate(counts) if count < LEAST}

    hidden = left_out(counts)

    assert small <= hidden
    assert bool(hidden) == bool(small)
    assert len(hidden) != 1
    assert len(hidden) <= len(small) + 2


# --- what is counted ---


def test_a_period_with_fewer_than_five_cases_has_no_numbers() -> None:
    assert told([a_case()] * 4) == Extent(YEAR, None, ())
    assert told([a_case()] * 5).total == 5


def test_cases_lie_in_the_period_of_their_incident_on_the_wall() -> None:
    at_midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert told([a_case(at=at_midnight)] * 6).total is None
    assert told([a_case(at=at_midnight)] * 6, Period(2027, "year")).total == 6


def test_every_word_of_a_list_has_its_row_so_that_no_row_tells_of_a_case() -> None:
    tables = {table.name: table for table in told([a_case()] * 7).tables}

    assert [cell.code for cell in tables["medium"].rows] == [one.code for one in VOCABULARY.media]
    assert "KRI" not in [cell.code for cell in tables["category"].rows]


def test_a_small_unit_in_free_words_loses_its_name() -> None:
    cases = [a_case(unit="Skolen Nord")] * 9 + [a_case(unit=" skolen  nord")] + [a_case(unit="Lille enhed")] * 2
    units = next(table for table in told([*cases, *[a_case(unit="Skolen Syd")] * 6]).tables if table.name == "unit")

    assert [(cell.code, cell.count) for cell in units.rows] == [("Skolen Nord", 10), (OTHER_UNITS, 8)]


def test_a_unit_of_the_configuration_keeps_its_row() -> None:
    units = tuple(Choice(code, code, code) for code in ("NORD", "SYD", "VEST"))
    cases = [a_case(unit="NORD")] * 9 + [a_case(unit="SYD")] * 2
    shown = extent(cases, YEAR, replace(VOCABULARY, units=units), HERE, LATER)
    table = next(table for table in shown.tables if table.name == "unit")

    assert [(cell.code, cell.count) for cell in table.rows] == [("NORD", None), ("SYD", None), ("VEST", None)]


@pytest.mark.parametrize(("days", "row"), [(-3, "2"), (0, "2"), (2, "2"), (3, "7"), (8, "30"), (31, "31"), (None, "-")])
def test_the_time_from_the_first_mail_until_something_was_done(days: int | None, row: str) -> None:
    """By the days on the wall: 23.30 in London is the next day here."""
    began = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    acted = None if days is None else date(2026, 5, 4) + timedelta(days=days)

    assert waited(a_case(began_at=began, acted_on=acted), HERE) == row


@pytest.mark.parametrize(
    ("opened", "offered", "row"),
    [
        ("2026-11-20", "2026-11-24", "in_time"),
        ("2026-11-20", "2026-11-25", "late"),
        ("2026-04-01", "2026-04-08", "in_time"),
        ("2026-04-01", "2026-04-09", "late"),
        ("2026-11-20", None, "late"),
    ],
    ids=["a weekend", "a day too late", "Easter", "after Easter", "not at all"],
)
def test_help_is_in_time_within_two_working_days_of_the_opening(opened: str, offered: str | None, row: str) -> None:
    at = datetime.fromisoformat(f"{opened}T15:00").replace(tzinfo=HERE)
    day = None if offered is None else date.fromisoformat(offered)

    assert helped(a_case(opened_at=at, helped_on=day), HELP_RULE, HERE) == row


def test_without_a_deadline_for_help_nothing_is_said_of_it() -> None:
    cases = [a_case()] * 7

    assert "help" in {table.name for table in told(cases).tables}
    for rule in (None, replace(HELP_RULE, in_use=False)):
        assert "help" not in {table.name for table in extent(cases, YEAR, VOCABULARY, HERE, LATER, rule).tables}


# --- periods ---


def test_periods_follow_one_another_and_never_overlap() -> None:
    lengths: tuple[Length, ...] = ("year", "half-year", "quarter")
    for length in lengths:
        period = Period(2024, length)
        for _ in range(9):
            assert period.end == period.following.first
            assert period.following.before == period
            assert period_of(period.code, length) == period
            assert period_at(datetime(*period.first.timetuple()[:3], 12, tzinfo=HERE), length, HERE) == period
            period = period.following


@pytest.mark.parametrize("code", ["", "26", "2026-Q5", "2026-H3", "2026-X1", "2026-01"])
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(UsageError):
        period_of(code, "quarter" if "Q" in code else "half-year")


def test_a_period_of_another_length_is_refused_because_it_could_be_subtracted() -> None:
    with pytest.raises(UsageError, match="another length"):
        period_of("2026-Q1", "year")


def test_a_period_is_provisional_until_thirty_days_after_its_end() -> None:
    cases = [a_case()] * 6

    assert extent(cases, YEAR, VOCABULARY, HERE, datetime(2027, 1, 30, 22, 59, tzinfo=UTC)).is_provisional
    assert not extent(cases, YEAR, VOCABULARY, HERE, datetime(2027, 1, 30, 23, tzinfo=UTC)).is_provisional
