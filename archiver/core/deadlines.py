"""Deadlines: when something has to be done, by which statute, and how near that is (W1).

All of it is a guide, and says so: `ADVICE`. Nothing is ever moved to a later day than the statute's own words give; a
last day that is no working day stays the last day.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from archiver.core.language import later
from archiver.core.register import Category, Choice

ADVICE = later("A guide only – have it confirmed by a lawyer")
"""Stands with every deadline that anybody is shown."""

ASSUMED = later("uncertain – the time of the incident is missing; counted from the earliest time that is known")
ASSUMED_START = later("uncertain – nobody wrote when it began; counted from the earliest time it can have been")
"""Why a deadline is uncertain."""

DAY_BEFORE = timedelta(hours=24)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days that are reckoned with. One that lies beyond is taken for the nearest of them: there it warns of nothing."""


class Start(StrEnum):
    """What a deadline counts from."""

    OFFENCE = "offence"
    OFFENCE_END = "offence_end"  # of an act that went on
    ABSENCE = "absence"  # the first day of absence, beyond that of the injury
    INJURY = "injury"
    KNOWLEDGE = "knowledge"  # sufficient to act upon: of the act, and of who did it
    AWARENESS = "awareness"  # the controller's, of a breach
    COLLECTION = "collection"  # of personal data
    REQUEST = "request"
    RECEIPT = "receipt"
    REPORT = "report"  # to an authority
    DECISION = "decision"
    OPENING = "opening"  # of the case
    ENTRY = "entry"  # somebody wrote the day itself


class Unit(StrEnum):
    """What is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    LIMITATION = "limitation"  # years, as the case's categories have it
    GIVEN = "given"


class Applies(StrEnum):
    """Which cases an automatic deadline is one of."""

    ALWAYS = "always"
    OFFENCE = "offence"
    SIX_MONTHS = "six_months"
    LIMITATION = "limitation"


class MetBy(StrEnum):
    """What in the registers of a case keeps a deadline."""

    POLICE = "police"
    WORK_INJURY = "work_injury"
    INFORMATION = "information"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Rule(Choice):
    """One deadline of the table: how it is called, who says so and how it is counted."""

    statute: str = ""
    start: str = Start.ENTRY
    count: int = 0
    unit: str = Unit.GIVEN
    automatic: bool = False
    applies: str = Applies.ALWAYS
    met_by: str | None = None
    source: str = "workplace"


class Nearness(StrEnum):
    """How near it is, the nearest last."""

    NONE = "none"
    HALF = "half"  # half of the time has passed
    DAY = "day"  # 24 hours are left
    OVERDUE = "overdue"


class State(StrEnum):
    """What became of a deadline."""

    RUNNING = "running"
    MET = "met"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Due:
    """When a deadline ends: at a moment, or with a day."""

    at: datetime
    """The first moment at which it is too late; UTC."""
    day: date | None = None
    """The last day, where days are counted and not hours."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of one case."""

    rule: Rule
    starts_at: datetime
    due: Due
    assumed: bool = False
    """Nobody wrote when it began: it is counted from the earliest time that is known."""
    entry: int | None = None
    """Of the register that it comes from; None where the case has it by itself."""
    register: str = ""
    """Which register that is."""
    state: State = State.RUNNING
    ended_on: date | None = None
    about: str = ""
    """Whom or what it concerns, in a person's words."""
    reason: str = ""

    @property
    def runs(self) -> bool:
        """Whether it is still to be met."""
        return self.state is State.RUNNING

    def nearness(self, now: datetime) -> Nearness:
        """How near it is; none of what is met or waived."""
        return Nearness.NONE if not self.runs else nearness(self.starts_at, self.due, now)


def nearness(starts_at: datetime, due: Due, now: datetime) -> Nearness:
    """How near a deadline is at `now`."""
    if now >= due.at:
        return Nearness.OVERDUE
    if now >= due.at - DAY_BEFORE:
        return Nearness.DAY
    return Nearness.HALF if now - starts_at >= (due.at - starts_at) / 2 else Nearness.NONE


@cache
def shipped() -> tuple[Rule, ...]:
    """The deadlines that come with the program (`deadlines.toml`)."""
    text = resources.files("archiver.core").joinpath("deadlines.toml").read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["deadline"]
    return tuple(Rule(**one) for one in entries)


_COUNTED = frozenset({Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS})
_TOLD = frozenset({
    Start.OFFENCE, Start.OFFENCE_END, Start.KNOWLEDGE, Start.COLLECTION, Start.OPENING, Start.ABSENCE, Start.INJURY
})  # fmt: skip
"""What a case tells by itself; of the others somebody writes when they began."""
_FROM_REPORT_OR_LIMIT, _GIVEN_IN_REGISTER = frozenset({"F13", "F14"}), "OPF-"
"""Of deadlines that follow from entries in registers: codes, and how those begin whose day is written there."""


def faults(rule: Rule, said: Collection[str]) -> Iterator[str]:
    """What keeps a rule from ever giving a deadline, or from meaning what was written; `said` are the keys written."""
    if rule.code.startswith(_GIVEN_IN_REGISTER):
        if _AUTOMATIC_KEYS.intersection(said) or {"start", "count", "unit"}.intersection(said):
            yield later(
                "is a day that stands in a register: start, count, unit and automatic mean nothing here, remove them"
            )
        return
    yield from _miscounted(rule, said)
    if rule.code in _FROM_REPORT_OR_LIMIT:
        if rule.unit not in _COUNTED:
            yield later(
                "follows from a register, and needs a unit that is counted: hours, days, working_days or months"
            )
        if {"start", *_AUTOMATIC_KEYS}.intersection(said):
            yield later("begins with what stands in a register: start, automatic, applies and met_by mean nothing here")
    elif not rule.automatic and {"applies", "met_by"}.intersection(said):
        yield later("has applies or met_by, which mean nothing without automatic = true")
    elif rule.automatic and rule.unit == Unit.GIVEN:
        yield later('cannot be automatic: with unit = "given" somebody writes each day')
    elif rule.automatic and rule.start not in _TOLD:
        yield later(
            "cannot be automatic: a case does not tell when that begins, so start must be offence, offence_end,"
            " knowledge, collection, opening, absence or injury"
        )


_AUTOMATIC_KEYS = frozenset({"automatic", "applies", "met_by"})


def _miscounted(rule: Rule, said: Collection[str]) -> Iterator[str]:
    if "unit" not in said and all(rule.code != one.code for one in shipped()):
        yield later(
            "needs unit: hours, days, working_days or months with a count, limitation, or given for a day that"
            " somebody writes"
        )
    elif rule.unit in _COUNTED and rule.count < 1:
        yield later("needs count: so many of them, 1 at least")
    elif rule.unit not in _COUNTED and "count" in said and rule.count:
        yield later("has count, which means nothing with that unit, remove it")


def reckoned(rule: Rule, starts_at: datetime, zone: tzinfo, categories: Iterable[Category] = ()) -> Due | None:
    """When a deadline that began at `starts_at` ends, by the calendar of `zone`.

    None where nothing can be reckoned: no category of the case becomes barred, or the day is to be given.
    """
    day = starts_at.astimezone(zone).date()
    match Unit(rule.unit):
        case Unit.HOURS:
            return Due(after_hours(starts_at, rule.count))
        case Unit.DAYS:
            return ends_with(day + timedelta(days=rule.count), zone)
        case Unit.WORKING_DAYS:
            return ends_with(after_working_days(day, rule.count), zone)
        case Unit.MONTHS:
            return ends_with(after_months(day, rule.count), zone)
        case Unit.LIMITATION:
            years = min((one.limitation for one in categories if one.limitation is not None), default=None)
            return None if years is None else ends_with(after_months(day, 12 * years), zone)
        case Unit.GIVEN:
            return None


def ends_with(day: date, zone: tzinfo) -> Due:
    """A deadline of which this is the last day."""
    return Due(midnight(min(day, LAST_DAY) + timedelta(days=1), zone), day)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins on the clocks of a zone; UTC."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY + timedelta(days=1)), time(), zone).astimezone(UTC)


def after_hours(start: datetime, hours: int) -> datetime:
    """So many hours that really pass, whatever the clocks on the wall do meanwhile; UTC."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def after_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after_working_days(day: date, count: int) -> date:
    """The last of so many Danish working days, of which the one after `day` is the first."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether people in Denmark work: no Saturday, no Sunday, no holiday by law.

    5 June, 24 and 31 December are days off by agreement only, so they count: a deadline rather comes early.
    """
    return day.weekday() < 5 and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays.countries.denmark import Denmark  # noqa: PLC0415 - a tenth of a second that most commands can spare

    return frozenset(Denmark(years=[year]))  # type: ignore[no-untyped-call]
