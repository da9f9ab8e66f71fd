"""What a person writes down while a case is worked: reports, dialogue, help, law, prevention, notes (W1–W7).

Each register is a list of entries; an entry is written in versions, and none is ever changed. `casefile.toml` has the
words that codes stand for.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, ClassVar

from archiver.core import deadlines
from archiver.core.language import later
from archiver.core.register import CODE, Choice, Problem, Vocabulary

LONGEST_LINE, LONGEST_TEXT, LONGEST_ADDRESS = 200, 20_000, 2_000
"""Characters."""


class Kind(StrEnum):
    """What is written in a field."""

    CODE = "code"
    LINE = "line"
    TEXT = "text"  # may have several lines
    DAY = "day"
    MOMENT = "moment"
    ITEM = "item"  # the number of an item
    YES = "yes"  # or no


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register."""

    name: str
    kind: Kind
    label: str
    required: bool = False
    listed: str = ""
    """Of a code: which list it is from."""
    most: int = 0
    """Of text: so many characters."""


def _field(kind: Kind, label: str, default: Any, **more: Any) -> Any:
    return field(default=default, metadata={"kind": kind, "label": label, **more})


def _code(label: str, listed: str, *, required: bool = True) -> Any:
    return _field(Kind.CODE, label, "", listed=listed, required=required)


def _line(label: str, *, required: bool = False, most: int = LONGEST_LINE) -> Any:
    return _field(Kind.LINE, label, "", required=required, most=most)


def _text(label: str, *, required: bool = False) -> Any:
    return _field(Kind.TEXT, label, "", required=required, most=LONGEST_TEXT)


def _day(label: str, *, required: bool = False) -> Any:
    return _field(Kind.DAY, label, None, required=required)


def _moment(label: str, *, required: bool = False) -> Any:
    return _field(Kind.MOMENT, label, None, required=required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands in one entry of a register."""

    register: ClassVar[str]
    """How the register is called at the command line and in the chain of custody."""
    title: ClassVar[str]
    single: ClassVar[bool] = False
    """A case has one entry of it, and everything later is another version of that."""
    restricted: ClassVar[bool] = False
    """Only shown when it is asked for by name, and left out of what is handed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSheet(Sheet):
    """A deadline that somebody set, met or waived."""

    register: ClassVar[str] = "deadline"
    title: ClassVar[str] = later("Deadlines")
    code: str = _code(later("deadline"), "deadline")
    starts_at: datetime = _moment(later("begins"), required=True)
    due_at: datetime | None = _moment(later("too late from"))
    due_on: date | None = _day(later("last day"))
    assumed: bool = _field(Kind.YES, later("beginning is assumed"), default=False)
    about: str = _line(later("concerns"))
    state: str = _code(later("state"), "state", required=False)
    ended_on: date | None = _day(later("met or waived on"))
    reason: str = _line(later("reason"), most=1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSheet(Sheet):
    """A report to somebody outside, and who follows it up."""

    register: ClassVar[str] = "report"
    title: ClassVar[str] = later("Reports")
    recipient: str = _code(later("to"), "recipient")
    responsible: str = _line(later("responsible"), required=True)
    sent_on: date | None = _day(later("sent on"))
    journal: str = _line(later("their journal number"))
    follow_up_on: date | None = _day(later("next follow-up"))
    followed_up_on: date | None = _day(later("followed up on"))
    outcome: str = _text(later("outcome"))
    closed_on: date | None = _day(later("ended on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueSheet(Sheet):
    """A step in the dialogue with the citizen."""

    register: ClassVar[str] = "dialogue"
    title: ClassVar[str] = later("Dialogue with the citizen")
    step: str = _code(later("step"), "step")
    taken_on: date | None = _day(later("day"), required=True)
    responsible: str = _line(later("responsible"), required=True)
    outcome: str = _text(later("outcome"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSheet(Sheet):
    """A limit on a citizen's ways of contact: in writing, with its basis and an end."""

    register: ClassVar[str] = "limit"
    title: ClassVar[str] = later("Contact limits")
    scope: str = _text(later("what is limited"), required=True)
    basis: str = _text(later("documented basis"), required=True)
    decided_on: date | None = _day(later("decided on"), required=True)
    responsible: str = _line(later("responsible"), required=True)
    until: date | None = _day(later("until"))
    endless_because: str = _line(later("why it has no end"), most=1_000)
    reviewed_on: date | None = _day(later("reviewed on"))
    lifted_on: date | None = _day(later("lifted on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpSheet(Sheet):
    """One kind of help to an employee: offered, accepted or declined, followed up."""

    register: ClassVar[str] = "help"
    title: ClassVar[str] = later("Help plan")
    kind: str = _code(later("help"), "help")
    employee: str = _line(later("employee"))
    offered_on: date | None = _day(later("offered on"))
    answer: str = _code(later("answer"), "answer", required=False)
    began_on: date | None = _day(later("began on"))
    responsible: str = _line(later("responsible"))
    follow_up_on: date | None = _day(later("next follow-up"))
    done_on: date | None = _day(later("done on"))
    remark: str = _text(later("remark"))


OFFERS = frozenset({"PSYK", "KRISE", "POLITI", "OPFØLG", "ANDET"})
"""What is help to an employee; that somebody was informed, or that the employee is away, is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishSheet(Sheet):
    """What an employee wants to happen. A change is another version, so that the earlier wish is kept."""

    register: ClassVar[str] = "wish"
    title: ClassVar[str] = later("The employee's wish")
    employee: str = _line(later("employee"))
    wished_on: date | None = _day(later("said on"), required=True)
    wish: str = _text(later("wish"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalSheet(Sheet):
    """A lawyer's assessment; for few eyes."""

    register: ClassVar[str] = "legal"
    title: ClassVar[str] = later("Legal assessment")
    restricted: ClassVar[bool] = True
    lawyer: str = _line(later("by"), required=True)
    assessed_on: date | None = _day(later("day"), required=True)
    category: str = _code(later("category"), "category", required=False)
    outcome: str = _code(later("assessment"), "outcome", required=False)
    note: str = _text(later("note"), required=True)
    to_be_shared: bool = _field(Kind.YES, later("may go into the package for the police"), default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationSheet(Sheet):
    """Where the case stands with the duty to inform the citizen (art. 14, databeskyttelsesloven § 22)."""

    register: ClassVar[str] = "information"
    title: ClassVar[str] = later("Information duty")
    single: ClassVar[bool] = True
    status: str = _code(later("status"), "status")
    decided_on: date | None = _day(later("decided on"), required=True)
    decided_by: str = _line(later("decided by"), required=True)
    paragraph: str = _line(later("paragraph"))
    reason: str = _text(later("reason"))
    reassess_on: date | None = _day(later("to be assessed again on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureSheet(Sheet):
    """What was learned, and what is done so that it does not happen again."""

    register: ClassVar[str] = "measure"
    title: ClassVar[str] = later("Prevention")
    learned: str = _text(later("what we learned"), required=True)
    measure: str = _text(later("measure, as the joint committee is told it"))
    responsible: str = _line(later("responsible"))
    due_on: date | None = _day(later("to be done by"))
    done_on: date | None = _day(later("done on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSheet(Sheet):
    """A note of something said: by telephone, at a meeting (offentlighedsloven § 13)."""

    register: ClassVar[str] = "note"
    title: ClassVar[str] = later("Notes")
    way: str = _code(later("kind"), "way")
    held_at: datetime | None = _moment(later("time"), required=True)
    people: str = _line(later("with"), most=1_000)
    author: str = _line(later("by"), required=True)
    note: str = _text(later("note"), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenshotSheet(Sheet):
    """What makes a screenshot worth more: where it was taken, by whom, and who saw it too."""

    register: ClassVar[str] = "screenshot"
    title: ClassVar[str] = later("Screenshots")
    in_item: int = _field(Kind.ITEM, later("item"), 0, required=True)
    url: str = _line(later("address (URL)"), most=LONGEST_ADDRESS)
    user_name: str = _line(later("user name"))
    platform: str = _line(later("platform"))
    taken_by: str = _line(later("taken by"))
    taken_at: datetime | None = _moment(later("taken at"))
    witness: str = _line(later("confirmed by"))


SHEETS: tuple[type[Sheet], ...] = (
    DeadlineSheet,
    ReportSheet,
    DialogueSheet,
    LimitSheet,
    HelpSheet,
    WishSheet,
    LegalSheet,
    InformationSheet,
    MeasureSheet,
    NoteSheet,
    ScreenshotSheet,
)
"""Every register, in the order in which a case shows them."""
_FIELDS: Mapping[type[Sheet], tuple[Field, ...]] = {
    sheet: tuple(Field(name=one.name, **one.metadata) for one in fields(sheet)) for sheet in SHEETS
}
BY_NAME: Mapping[str, type[Sheet]] = {sheet.register: sheet for sheet in SHEETS}


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one entry."""

    number: int
    version: int
    sheet: Sheet
    at: datetime
    agent: str


def fields_of(sheet: type[Sheet]) -> tuple[Field, ...]:
    """The fields of a register, in their order."""
    return _FIELDS[sheet]


@cache
def _shipped() -> dict[str, tuple[Choice, ...]]:
    text = resources.files("archiver.core").joinpath("casefile.toml").read_text("utf-8")
    return {name: tuple(Choice(**one) for one in entries) for name, entries in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Terms:
    """The words that registers are written in: those of the case's own register, the deadlines, and the rest."""

    vocabulary: Vocabulary
    rules: tuple[deadlines.Rule, ...]

    def listed(self, name: str) -> tuple[Choice, ...]:
        """The words that a code may be chosen from."""
        if name == "category":
            return self.vocabulary.categories
        if name == "deadline":
            return self.rules
        return STATES if name == "state" else _shipped()[name]

    def rule(self, code: str) -> deadlines.Rule:
        """The deadline of that code; one that the table has no more is called by it."""
        return next((rule for rule in self.rules if rule.code == code), deadlines.Rule(code, code, code, in_use=False))


STATES: tuple[Choice, ...] = (
    Choice(deadlines.State.RUNNING, "Løber", "Running"),
    Choice(deadlines.State.MET, "Overholdt", "Met"),
    Choice(deadlines.State.WAIVED, "Frafaldet", "Waived"),
)


def problems(sheet: Sheet, terms: Terms, now: datetime) -> tuple[Problem, ...]:
    """Everything that is wrong with an entry, in the order of its fields."""
    return tuple(_problems(sheet, terms, now))


def _problems(sheet: Sheet, terms: Terms, now: datetime) -> Iterator[Problem]:
    for one in fields_of(type(sheet)):
        value = getattr(sheet, one.name)
        is_there = value is not None and value != "" and not (one.kind is Kind.ITEM and value == 0)
        if not is_there:
            if one.required:
                yield Problem(one.name, later("is missing"))
        else:
            yield from _about_a_value(one, value, terms, now)
    yield from _own_problems(sheet)


def _about_a_value(one: Field, value: Any, terms: Terms, now: datetime) -> Iterator[Problem]:
    if one.kind is Kind.CODE:
        if value not in {choice.code for choice in terms.listed(one.listed) if choice.in_use}:
            yield Problem(one.name, later("is no code in use"), value if CODE.fullmatch(value) else "")
    elif one.kind in {Kind.LINE, Kind.TEXT}:
        yield from _unfit(one, value)
    elif one.kind is Kind.ITEM:
        if not 0 < value <= MOST_ITEMS:
            yield Problem(one.name, later("is no number of an item"))
    elif isinstance(value, date) and value.year not in YEARS:
        yield Problem(one.name, later("lies in no year between 1900 and 2200"))
    elif one.name in _PAST and _lies_ahead(value, now):
        yield Problem(one.name, later("lies in the future"))


_PAST = frozenset(
    {"held_at", "taken_at", "starts_at"}
    | {"sent_on", "followed_up_on", "closed_on", "taken_on", "decided_on", "reviewed_on", "offered_on", "done_on"}
    | {"wished_on", "assessed_on", "ended_on"}
)
"""Moments and days that cannot lie ahead: what is only planned would keep a deadline that runs."""
_FARTHEST_EAST = timedelta(hours=14)
YEARS = range(deadlines.FIRST_DAY.year, deadlines.LAST_DAY.year + 1)
"""What anybody means: a day of another year is a slip, and would lie beyond what a calendar reckons with."""
MOST_ITEMS = 2**63 - 1


def _lies_ahead(value: Any, now: datetime) -> bool:
    """A day does when it has begun nowhere on earth."""
    return bool(value > now) if isinstance(value, datetime) else bool(value > (now + _FARTHEST_EAST).date())


def _unfit(one: Field, value: str) -> Iterator[Problem]:
    if len(value) > one.most:
        yield Problem(one.name, later("is too long"))
    breaks = {"\n"} if one.kind is Kind.TEXT else set[str]()
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in breaks for letter in value):
        yield Problem(one.name, later("holds a control character"))


def _own_problems(sheet: Sheet) -> Iterator[Problem]:
    """What a register asks for beside its fields."""
    match sheet:
        case LimitSheet(until=None, endless_because=""):
            yield Problem("until", later("is missing: give an end, or endless_because with the reason for none"))
        case LimitSheet(until=date() as until, decided_on=date() as decided) if until < decided:
            yield Problem("until", later("lies before the decision"))
        case InformationSheet(status="UDSAT" | "UNDTAGET"):
            for name in ("paragraph", "reason", "reassess_on"):
                if not getattr(sheet, name):
                    yield Problem(name, later("is missing: what is postponed or exempt needs it"))
        case HelpSheet():
            yield from _about_help(sheet)
        case DeadlineSheet():
            yield from _about_a_deadline(sheet)
        case ReportSheet():
            yield from _about_a_report(sheet)
        case _:
            return


def _about_a_report(sheet: ReportSheet) -> Iterator[Problem]:
    if sheet.sent_on is None:
        if sheet.journal:
            yield Problem("sent_on", later("is missing, and they gave it a journal number"))
        return
    for name, day in (("followed_up_on", sheet.followed_up_on), ("closed_on", sheet.closed_on)):
        if day is not None and day < sheet.sent_on:
            yield Problem(name, later("lies before it was sent"))


def _about_help(sheet: HelpSheet) -> Iterator[Problem]:
    if sheet.offered_on is not None and sheet.kind not in OFFERS:
        yield Problem(
            "offered_on", later("is for help; that somebody was informed, or is away, has done_on or began_on")
        )
    if sheet.offered_on is None and sheet.answer:
        yield Problem("offered_on", later("is missing, and there is an answer"))


def _about_a_deadline(sheet: DeadlineSheet) -> Iterator[Problem]:
    has_ended = sheet.state in {deadlines.State.MET, deadlines.State.WAIVED}
    if sheet.state == deadlines.State.WAIVED and not sheet.reason:
        yield Problem("reason", later("is missing: what is waived needs one"))
    if has_ended and sheet.ended_on is None:
        yield Problem("ended_on", later("is missing: what is met or waived has a day"))
    if not has_ended and sheet.ended_on is not None:
        yield Problem("ended_on", later("is for what is met or waived, and this one runs"))
    if getattr(sheet.starts_at, "year", 0) not in YEARS:  # it is missing, or told of already
        return
    began = sheet.starts_at.astimezone(UTC)
    if sheet.due_on is not None and sheet.due_on < began.date():
        yield Problem("due_on", later("lies before it begins"))
    if sheet.due_at is not None and sheet.due_at < began:
        yield Problem("due_at", later("lies before it begins"))


def document(entry: Entry) -> dict[str, Any]:
    """An entry as JSON. Times are RFC 3339 in UTC, days ISO 8601."""
    return {
        "entry": entry.number,
        "version": entry.version,
        **{one.name: _plain(getattr(entry.sheet, one.name)) for one in fields_of(type(entry.sheet))},
        "at": entry.at.isoformat(),
        "agent": entry.agent,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


INFORMED = frozenset({"OPLYST", "UNDTAGET"})
"""States of the information duty with which a case may be closed: a postponed one is still to be decided."""


def is_decided(information: Sheet | None) -> bool:
    """Whether the duty to inform the citizen is decided, so that the case may be closed."""
    return isinstance(information, InformationSheet) and information.status in INFORMED
