"""How large the problem is, in numbers that point at nobody (S1).

What is counted are registered cases, each once, in the period in which the incident lies. Legitimate criticism (`KRI`)
is not counted. No number below `LEAST` is shown, a zero neither, and none can be had by subtraction:

- A period is shown when it has at least `LEAST` cases. Periods are of one length and never overlap, nothing is added up
  over several, and each is told as it was known `SETTLED` after its end, so that it is told the same ever after: there
  is nothing to subtract one report from. What is said of a period that is not over is marked as provisional.
  A case that is disposed of afterwards, or whose merge is undone, changes what is told of its period all the same: the
  report that was made first is the one to hand on.
- In each table whatever is below `LEAST` is left out (primary suppression). As long as what is left out could be told
  from the total, the row before it in the list is left out too (complementary suppression; Hundepool et al.,
  Statistical Disclosure Control, 2012, ch. 4). Which row that is does not depend on its number, and so tells nothing.
- Units that are written in free words, and have fewer cases, lose their names: that a name is there tells of a case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Literal

from archiver.core.deadlines import Rule, midnight, reckoned
from archiver.core.language import later
from archiver.core.register import Choice, Vocabulary
from archiver.errors import UsageError

LEAST = 5
"""Cases; no smaller number is shown."""
SETTLED = timedelta(days=30)
"""After the end of a period: what is written down later of it is not counted any more."""
OTHER_UNITS = "*"

Length = Literal["year", "half-year", "quarter"]
_MONTHS: dict[Length, int] = {"year": 12, "half-year": 6, "quarter": 3}
_CODE = re.compile(r"([0-9]{4})(?:-([HQ])([1-4]))?")
_LETTERS: dict[str, Length] = {"": "year", "H": "half-year", "Q": "quarter"}


class Report(StrEnum):
    EXTENT = "extent"
    MED = "med"
    LOKALRAAD = "lokalraad"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What is counted of one case: no name, no word that anybody wrote, and no reference."""

    at: datetime
    """When it happened; where that is not known, when the case was opened."""
    opened_at: datetime
    began_at: datetime
    """When the first of it came in."""
    acted_on: date | None
    """The day on which somebody first did something about it."""
    helped_on: date | None
    """The day on which an employee was first offered help."""
    medium: str
    categories: tuple[str, ...]
    unit: str
    relation: str
    strength: int | None
    """Of the best documentation in it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole quarters of one year, half of it or all of it."""

    year: int
    length: Length
    number: int = 1

    @property
    def code(self) -> str:
        """2026, 2026-H1, 2026-Q3."""
        letter = next(letter for letter, length in _LETTERS.items() if length == self.length)
        return f"{self.year}-{letter}{self.number}" if letter else str(self.year)

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * _MONTHS[self.length] + 1, 1)

    @property
    def end(self) -> date:
        """The day after its last."""
        following = self.following
        return following.first

    @property
    def following(self) -> Period:
        last = self.number * _MONTHS[self.length] == 12
        return Period(self.year + 1, self.length) if last else Period(self.year, self.length, self.number + 1)

    @property
    def before(self) -> Period:
        most = 12 // _MONTHS[self.length]
        first = self.number == 1
        return Period(self.year - 1, self.length, most) if first else Period(self.year, self.length, self.number - 1)

    def settled_at(self, zone: tzinfo) -> datetime:
        """From when on it is told the same."""
        return datetime.combine(self.end, time(), zone).astimezone(UTC) + SETTLED

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        return self.first <= moment.astimezone(zone).date() < self.end


def period_at(moment: datetime, length: Length, zone: tzinfo) -> Period:
    """The period that a moment lies in."""
    day = moment.astimezone(zone).date()
    return Period(day.year, length, (day.month - 1) // _MONTHS[length] + 1)


def period_of(code: str, length: Length) -> Period:
    """A period by its code. Raises `UsageError` for none, and for one of another length than the workplace's."""
    found = _CODE.fullmatch(code.strip().upper())
    if found is None or not 1900 <= int(found[1]) <= 2200:
        raise UsageError("A period is written like 2026, 2026-H1 or 2026-Q3.")
    theirs, number = _LETTERS[found[2] or ""], int(found[3] or 1)
    if theirs != length:
        raise UsageError(
            "The periods of this workplace are of another length ({length}): see period under [statistics].",
            length=length,
        )
    if number * _MONTHS[length] > 12:
        raise UsageError("A period is written like 2026, 2026-H1 or 2026-Q3.")
    return Period(int(found[1]), length, number)


def refuse_future(period: Period, now: datetime, zone: tzinfo) -> None:
    """Raises `UsageError` for a period that has not begun."""
    if period.first > now.astimezone(zone).date():
        raise UsageError("{period} has not begun.", period=period.code)


@dataclass(frozen=True, slots=True)
class Cell:
    """A row of a table."""

    code: str
    name: Choice
    count: int | None
    """None: below `LEAST`, or left out to keep another one from being told."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    rows: tuple[Cell, ...]
    adds_up: bool = True
    """Each case is in one row; else in as many as fit."""


@dataclass(frozen=True, slots=True)
class Extent:
    """All that is told of a period."""

    period: Period
    total: int | None
    """None: below `LEAST`, and there are no tables."""
    tables: tuple[Table, ...]
    is_provisional: bool = False
    """It is not over, or not settled."""


def left_out(counts: Sequence[int], *, adds_up: bool = True, total: int = 0) -> frozenset[int]:
    """The places of the numbers that are not shown; `adds_up` to a total that is.

    Where they do not, each of so many cases in `total` is in one row at least.
    """
    hidden = {place for place, count in enumerate(counts) if count < LEAST}
    while hidden and len(hidden) < len(counts):
        shown = sum(count for place, count in enumerate(counts) if place not in hidden)
        if not _can_be_told([counts[place] for place in hidden], total - shown, adds_up=adds_up):
            break
        last = max(hidden)
        others = (place % len(counts) for place in range(last - 1, last - len(counts), -1))
        hidden.add(next(place for place in others if place not in hidden))
    return frozenset(hidden)


def _can_be_told(hidden: Sequence[int], missing: int, *, adds_up: bool) -> bool:
    """Whether who knows the rule and the sum of what is left out is left with one possibility, or nearly so.

    Of rows that do not add up the sum is not known, but so many cases that are `missing` from the others are in these.
    """
    if len(hidden) < 2:
        return True
    least = sum(hidden) if adds_up else missing
    are_all_small = all(count < LEAST for count in hidden)
    return (adds_up and least < LEAST) or (are_all_small and least > (LEAST - 1) * len(hidden) - 2)


def extent(
    facts: Iterable[CaseFact],
    period: Period,
    vocabulary: Vocabulary,
    zone: tzinfo,
    now: datetime,
    help_rule: Rule | None = None,
) -> Extent:
    """What is told of a period; `facts` are of cases that count, as they were known when it was settled, or now.

    `help_rule` says until when help is to be offered, counted from the opening of a case; without one nothing is said.
    """
    inside = [fact for fact in facts if period.holds(fact.at, zone)]
    is_provisional = now < period.settled_at(zone)
    if len(inside) < LEAST:
        return Extent(period, None, (), is_provisional)
    tables = _tables(inside, period, vocabulary, zone, help_rule)
    return Extent(period, len(inside), tuple(tables), is_provisional)


def _tables(
    facts: Sequence[CaseFact], period: Period, vocabulary: Vocabulary, zone: tzinfo, help_rule: Rule | None
) -> Iterator[Table]:
    def single(name: str, title: str, choices: Sequence[Choice], code: Callable[[CaseFact], str]) -> Table:
        return _table(name, title, choices, Counter(map(code, facts)), adds_up=True)

    if period.length != "quarter":
        quarters = [_as_choice(quarter) for quarter in _quarters(period)]
        yield single("quarter", later("Quarter"), quarters, lambda fact: period_at(fact.at, "quarter", zone).code)
    yield single("medium", later("Medium"), vocabulary.media, lambda fact: fact.medium)
    kinds = [one for one in vocabulary.categories if one.counts]
    named = Counter(code for fact in facts for code in set(fact.categories))
    yield _table("category", later("Category"), kinds, named, adds_up=False, total=len(facts))
    yield _units(facts, vocabulary)
    yield single("relation", later("Relation to the workplace"), vocabulary.relations, lambda fact: fact.relation)
    yield single("time_to_action", later("Time until something was done"), TIMES, lambda fact: waited(fact, zone))
    if help_rule is not None and help_rule.in_use:
        rule = help_rule
        yield single("help", later("Help offered in time"), HELPED, lambda fact: helped(fact, rule, zone))
    yield single("strength", later("Strength of documentation"), STRENGTHS, lambda fact: _strength(fact.strength))


def _table(
    name: str, title: str, choices: Sequence[Choice], counted: Counter[str], *, adds_up: bool, total: int = 0
) -> Table:
    """Every word of the list has its row, whether there is a case or not; what is on no list is not lost."""
    known = {one.code: one for one in choices if one.in_use or counted[one.code]}
    rest = sum(count for code, count in counted.items() if code not in known)
    if rest:
        known["?"] = Choice("?", "Andet", "Other")
    numbers = [rest if code == "?" else counted[code] for code in known]
    hidden = left_out(numbers, adds_up=adds_up, total=total)
    cells = (
        Cell(code, choice, None if place in hidden else numbers[place])
        for place, (code, choice) in enumerate(known.items())
    )
    return Table(name, title, tuple(cells), adds_up)


def _units(facts: Sequence[CaseFact], vocabulary: Vocabulary) -> Table:
    """Units of the configuration as they are; of those in free words only the ones that are large enough."""
    title = later("Unit")
    if vocabulary.units:
        return _table("unit", title, vocabulary.units, Counter(fact.unit for fact in facts), adds_up=True)
    written = Counter(" ".join(fact.unit.split()) for fact in facts)
    names = {name.casefold(): name for name, _ in reversed(written.most_common())}  # as it is written most often
    counted = Counter(" ".join(fact.unit.split()).casefold() for fact in facts)
    shown = sorted((key for key, count in counted.items() if count >= LEAST), key=lambda key: (-counted[key], key))
    while shown and 0 < sum(count for key, count in counted.items() if key not in shown) < LEAST:
        shown.pop()
    rest = sum(count for key, count in counted.items() if key not in shown)
    cells = [Cell(names[key], Choice(names[key], names[key], names[key]), counted[key]) for key in shown]
    if rest:
        cells.append(Cell(OTHER_UNITS, Choice(OTHER_UNITS, "Øvrige enheder", "Other units"), rest))
    return Table("unit", title, tuple(cells))


def _quarters(period: Period) -> Iterator[Period]:
    quarter = Period(period.year, "quarter", (period.first.month - 1) // 3 + 1)
    while quarter.first < period.end:
        yield quarter
        quarter = quarter.following


def _as_choice(quarter: Period) -> Choice:
    return Choice(quarter.code, f"{quarter.number}. kvartal", f"Q{quarter.number}")


TIMES = (
    Choice("2", "Inden for 2 dage", "Within 2 days"),
    Choice("7", "3–7 dage", "3–7 days"),
    Choice("30", "8–30 dage", "8–30 days"),
    Choice("31", "Over 30 dage", "Over 30 days"),
    Choice("-", "Endnu ikke", "Not yet"),
)
"""Days from the first mail until somebody did something about it: reported, spoke with the citizen, offered help …"""
HELPED = (
    Choice("in_time", "Inden for fristen", "Within the deadline"),
    Choice("late", "Senere eller endnu ikke", "Later, or not yet"),
)
"""Two rows and no more: with “Endnu ikke” of `TIMES` a third could be told where it is left out."""
STRENGTHS = (
    Choice("3", "3 · Original vedhæftet", "3 · Original attached"),
    Choice("2", "2 · Outlook-element", "2 · Outlook item"),
    Choice("1", "1 · Videresendt i teksten eller skærmbillede", "1 · Forwarded inline, or a screenshot"),
    Choice("0", "0 · Genfortalt", "0 · Retold"),
    Choice("-", "Ingen mail i sagen", "No mail in the case"),
)


def waited(fact: CaseFact, zone: tzinfo) -> str:
    """Which row of `TIMES` a case is in, by the days of a zone. What was done before the mail came is done at once."""
    if fact.acted_on is None:
        return "-"
    days = (fact.acted_on - fact.began_at.astimezone(zone).date()).days
    return next((code for most, code in ((2, "2"), (7, "7"), (30, "30")) if days <= most), "31")


def helped(fact: CaseFact, rule: Rule, zone: tzinfo) -> str:
    """Which row of `HELPED` a case is in."""
    due = reckoned(rule, fact.opened_at, zone)
    in_time = fact.helped_on is not None and due is not None and midnight(fact.helped_on, zone) < due.at
    return "in_time" if in_time else "late"


def _strength(level: int | None) -> str:
    return "-" if level is None else str(level)
