"""What is to be done on a case, and by when: out of its registers, with nothing kept twice (W1–W4).

A deadline that a person set takes the place of the one the case would have by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from archiver.core.casefile import (
    OFFERS,
    DeadlineSheet,
    Entry,
    HelpSheet,
    InformationSheet,
    LimitSheet,
    MeasureSheet,
    ReportSheet,
    Sheet,
    Terms,
    is_decided,
)
from archiver.core.deadlines import (
    Applies,
    Deadline,
    Due,
    MetBy,
    Nearness,
    Rule,
    Start,
    State,
    ends_with,
    midnight,
    reckoned,
)
from archiver.core.records import CaseRef
from archiver.core.register import Category, Choice

POLICE_FOLLOW_UP, LIMIT_REVIEW, HELP = "F13", "F14", "HJÆLP"
REPORT_FOLLOW_UP, HELP_FOLLOW_UP, REASSESSMENT, MEASURE = "OPF-ANMELD", "OPF-HJÆLP", "OPF-OPLYS", "OPF-TILTAG"
POLICE, WORK_INJURY, SICK, TALK = "POLITI", "EASY", "SYG", "OPFØLG"
FOLLOW_UPS = (timedelta(weeks=1), timedelta(weeks=4), timedelta(weeks=12))
"""After the first offer of help."""

AHEAD = timedelta(days=14)
"""Deadlines that end sooner are told of in the weekly letter."""

_Sheet = TypeVar("_Sheet", bound=Sheet)


@dataclass(frozen=True, slots=True)
class CaseDue:
    """A deadline of a case, as a letter may tell of it: which case, what and when, and nothing else."""

    case: CaseRef
    what: Choice
    due: Due
    nearness: Nearness


@dataclass(frozen=True, slots=True)
class Duties:
    """What the open cases owe: what is overdue or ends soon, and where no help is offered though its time is up."""

    due: tuple[CaseDue, ...] = ()
    """The first to end before the others."""
    unhelped: tuple[CaseRef, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the deadlines of a case rest on."""

    case: CaseRef
    opened_at: datetime
    collected_at: datetime
    """When the first of it came in."""
    known_from: datetime
    """The earliest time that anything in it tells of."""
    incident_at: datetime | None = None
    """As registered; None when it is unknown, or nothing is registered."""
    categories: tuple[str, ...] | None = None
    """Codes; None when nothing is registered."""
    entries: tuple[Entry, ...] = ()
    """The newest version of each."""


def owed(facts: CaseFacts, terms: Terms, zone: tzinfo) -> tuple[Deadline, ...]:
    """Every deadline of a case, the first to end before the others; also those that are met or waived."""
    found = [*_automatic(facts, terms, zone), *_written(facts, terms, zone)]
    return tuple(sorted(found, key=lambda one: (one.due.at, one.rule.code, one.entry or 0)))


def duties(cases: Iterable[CaseFacts], terms: Terms, zone: tzinfo, now: datetime) -> Duties:
    """What open cases owe within `AHEAD` of `now`, or owed before."""
    return told(((facts.case, [one for one in owed(facts, terms, zone) if one.runs]) for facts in cases), now)


def told(running: Iterable[tuple[CaseRef, Sequence[Deadline]]], now: datetime) -> Duties:
    """The same of the deadlines that run in each case."""
    due, unhelped, until = list[CaseDue](), list[CaseRef](), now + AHEAD
    for case, deadlines in running:
        for one in deadlines:
            if one.due.at > until:
                continue
            near = one.nearness(now)
            if one.rule.code == HELP and one.entry is None:
                unhelped += [case] * (near is Nearness.OVERDUE)
            else:
                due.append(CaseDue(case, Choice(one.rule.code, one.rule.da, one.rule.en), one.due, near))
    return Duties(tuple(sorted(due, key=lambda one: (one.due.at, str(one.case), one.what.code))), tuple(unhelped))


def is_counted(facts: CaseFacts, terms: Terms) -> bool:
    """Whether the case is anything but what leaves the statistics."""
    return not facts.categories or not terms.vocabulary.uncounted.issuperset(facts.categories)


# --- those a case has by itself ---


def _automatic(facts: CaseFacts, terms: Terms, zone: tzinfo) -> Iterator[Deadline]:
    known = {one.code: one for one in terms.vocabulary.categories}
    categories = [known[code] for code in facts.categories or () if code in known]
    by_hand = {entry.sheet.code for entry in facts.entries if isinstance(entry.sheet, DeadlineSheet)}
    counted = is_counted(facts, terms)
    for rule in terms.rules:
        if not (rule.in_use and rule.automatic) or rule.code in by_hand:
            continue
        if not (counted or rule.start == Start.COLLECTION) or not _applies(rule, facts, categories):
            continue
        start = _start(rule, facts, zone)
        due = None if start is None else reckoned(rule, start, zone, categories)
        if start is not None and due is not None:
            met_on = _met_on(rule, facts)
            state = State.RUNNING if met_on is None else State.MET
            yield Deadline(rule, start, due, _is_assumed(rule, facts), state=state, ended_on=met_on)


def _applies(rule: Rule, facts: CaseFacts, categories: Sequence[Category]) -> bool:
    match Applies(rule.applies):
        case Applies.ALWAYS:
            return True
        case Applies.OFFENCE:
            return facts.categories is None or any(one.statute for one in categories)
        case Applies.SIX_MONTHS:
            return any(one.six_months for one in categories)
        case Applies.LIMITATION:
            return any(one.limitation for one in categories)


def _start(rule: Rule, facts: CaseFacts, zone: tzinfo) -> datetime | None:
    match Start(rule.start):
        case Start.OFFENCE | Start.OFFENCE_END | Start.KNOWLEDGE:
            return facts.incident_at or facts.known_from
        case Start.COLLECTION:
            return facts.collected_at
        case Start.OPENING:
            return facts.opened_at
        case Start.ABSENCE | Start.INJURY:
            away = [one.began_on for one in _sheets(facts, HelpSheet) if one.kind == SICK and one.began_on]
            return midnight(min(away), zone) if away else None
        case _:
            return None


def _is_assumed(rule: Rule, facts: CaseFacts) -> bool:
    """Nobody can have known of an act before it, so its time is the earliest of a knowledge that nobody wrote down."""
    if rule.start == Start.KNOWLEDGE:
        return True
    return rule.start in {Start.OFFENCE, Start.OFFENCE_END} and facts.incident_at is None


def _met_on(rule: Rule, facts: CaseFacts) -> date | None:
    if rule.met_by is None:
        return None
    match MetBy(rule.met_by):
        case MetBy.POLICE:
            return _sent_on(facts, POLICE)
        case MetBy.WORK_INJURY:
            return _sent_on(facts, WORK_INJURY)
        case MetBy.HELP:
            offers = [one.offered_on for one in _sheets(facts, HelpSheet) if one.kind in OFFERS]
            return min((day for day in offers if day is not None), default=None)
        case MetBy.INFORMATION:
            decided = [one.decided_on for one in _sheets(facts, InformationSheet) if is_decided(one)]
            return decided[0] if decided else None


def _sent_on(facts: CaseFacts, recipient: str) -> date | None:
    sent = [one.sent_on for one in _sheets(facts, ReportSheet) if one.recipient == recipient]
    return min((day for day in sent if day is not None), default=None)


def _sheets(facts: CaseFacts, kind: type[_Sheet]) -> list[_Sheet]:
    return [entry.sheet for entry in facts.entries if isinstance(entry.sheet, kind)]


# --- those that somebody wrote ---


def _written(facts: CaseFacts, terms: Terms, zone: tzinfo) -> Iterator[Deadline]:
    for entry in facts.entries:
        match entry.sheet:
            case DeadlineSheet() as sheet:
                yield from _set(entry, sheet, terms, zone)
            case ReportSheet(closed_on=None) as sheet:
                yield from _follow_up(entry, sheet, terms, zone)
            case LimitSheet(lifted_on=None) as sheet:
                yield from _review(entry, sheet, terms, zone)
            case HelpSheet(done_on=None, follow_up_on=date() as day):
                yield _given(entry, terms.rule(HELP_FOLLOW_UP), day, zone)
            case InformationSheet(status="UDSAT" | "UNDTAGET", reassess_on=date() as day):
                yield _given(entry, terms.rule(REASSESSMENT), day, zone)
            case MeasureSheet(done_on=None, due_on=date() as day):
                yield _given(entry, terms.rule(MEASURE), day, zone)
            case _:
                pass
    yield from _talks(facts, terms, zone)


def _given(entry: Entry, rule: Rule, day: date, zone: tzinfo, since: datetime | None = None) -> Deadline:
    start = min(since or entry.at, midnight(day, zone))
    return Deadline(rule, start, ends_with(day, zone), entry=entry.number, register=entry.sheet.register)


def _set(entry: Entry, sheet: DeadlineSheet, terms: Terms, zone: tzinfo) -> Iterator[Deadline]:
    due = due_of(sheet, zone)
    if due is not None:
        yield Deadline(
            terms.rule(sheet.code),
            sheet.starts_at,
            due,
            sheet.assumed,
            entry.number,
            sheet.register,
            State(sheet.state or State.RUNNING),
            sheet.ended_on,
            sheet.about,
            sheet.reason,
        )


def due_of(sheet: DeadlineSheet, zone: tzinfo) -> Due | None:
    """When a deadline that somebody set ends, as it was written down then."""
    if sheet.due_on is not None:
        return ends_with(sheet.due_on, zone)
    return None if sheet.due_at is None else Due(sheet.due_at)


def _follow_up(entry: Entry, sheet: ReportSheet, terms: Terms, zone: tzinfo) -> Iterator[Deadline]:
    """The next one: on the day that somebody gave, or by the rule for reports to the police."""
    is_police, last = sheet.recipient == POLICE, sheet.followed_up_on or sheet.sent_on
    rule = terms.rule(POLICE_FOLLOW_UP if is_police else REPORT_FOLLOW_UP)
    if sheet.follow_up_on is not None and (sheet.followed_up_on or date.min) < sheet.follow_up_on:
        yield _given(entry, rule, sheet.follow_up_on, zone)
    elif is_police and rule.in_use and last is not None:
        yield from _by_rule(entry, rule, last, zone)


def _review(entry: Entry, sheet: LimitSheet, terms: Terms, zone: tzinfo) -> Iterator[Deadline]:
    """Before it ends; one without an end every so often."""
    rule, last = terms.rule(LIMIT_REVIEW), sheet.reviewed_on or sheet.decided_on
    if sheet.until is not None:
        since = None if last is None else midnight(last, zone)
        yield _given(entry, rule, sheet.until, zone, since)
    elif last is not None and rule.in_use:
        yield from _by_rule(entry, rule, last, zone)


def _by_rule(entry: Entry, rule: Rule, since: date, zone: tzinfo) -> Iterator[Deadline]:
    start = midnight(since, zone)
    due = reckoned(rule, start, zone)
    if due is not None:
        yield Deadline(rule, start, due, entry=entry.number, register=entry.sheet.register)


def _talks(facts: CaseFacts, terms: Terms, zone: tzinfo) -> Iterator[Deadline]:
    """With each employee who was offered help the next talk, 1, 4 and 12 weeks after the first offer."""
    plans: dict[str, list[Entry]] = {}
    for entry in facts.entries:
        if isinstance(entry.sheet, HelpSheet):
            plans.setdefault(entry.sheet.employee.casefold(), []).append(entry)
    for entries in plans.values():
        sheets = [entry.sheet for entry in entries if isinstance(entry.sheet, HelpSheet)]
        offers = [one.offered_on for one in sheets if one.offered_on is not None and one.kind in OFFERS]
        talks = [one.done_on for one in sheets if one.done_on is not None and one.kind == TALK]
        if not offers:
            continue
        first, last = min(offers), max(talks, default=date.min)
        following = next((first + after for after in FOLLOW_UPS if first + after > last), None)
        if following is not None:
            yield _given(entries[0], terms.rule(HELP_FOLLOW_UP), following, zone, midnight(first, zone))
