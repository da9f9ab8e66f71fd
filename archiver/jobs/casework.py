"""What a person writes down on a case: its register, the other registers, the fate of deadlines. One verb each.

The command line and the desk call the same ones; each names who did it, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from archiver.core.casefile import DeadlineSheet, DialogueSheet, ScreenshotSheet, Sheet, Terms
from archiver.core.casefile import problems as problems_of_sheet
from archiver.core.deadlines import Deadline, Due, State, reckoned
from archiver.core.dossier import RegisterVersion
from archiver.core.duties import owed
from archiver.core.language import later
from archiver.core.register import LONGEST_REASON, Problem, Registration, problems
from archiver.edges.store import Store
from archiver.edges.store.cases import Doing
from archiver.edges.store.entries import Written
from archiver.errors import UsageError


class Unfit(UsageError):
    """What cannot be written in a register; carries every problem."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(later("The register was not written."))
        self.problems = tuple(found)


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody at work on cases: with what, by which words and deadlines, who and when."""

    store: Store
    terms: Terms
    zone: tzinfo
    agent: str
    now: datetime


def doing(agent: str, now: datetime, reason: str) -> Doing:
    """Who does something and why. Raises `UsageError` for a reason that is too long."""
    if len(reason) > LONGEST_REASON:
        raise UsageError(later("A reason has {most} characters at most."), most=LONGEST_REASON)
    return Doing(agent, now, " ".join(reason.split()))


def register(work: AtWork, case: str, registration: Registration) -> RegisterVersion:
    """Write the register of a case. Raises `Unfit` with everything that is wrong with it, and writes nothing then."""
    if found := problems(registration, work.terms.vocabulary, work.now):
        raise Unfit(found)
    return work.store.registers.write(case, registration, work.agent, work.now)


def change(
    work: AtWork, case: str, register: str, number: int, changed: Callable[[Sheet], Sheet]
) -> tuple[Written, list[str]]:
    """Write another version of an entry, made of the newest one; the older ones stay. Raises as `write`."""
    entries = work.store.entries.of(case)
    known = (one.sheet for one in entries if (one.sheet.register, one.number) == (register, number))
    sheet = next(known, None)
    if sheet is None:
        raise UsageError("{case} has no entry {number} in that register.", case=case.strip().upper(), number=number)
    return write(work, case, changed(sheet), number)


def write(work: AtWork, case: str, sheet: Sheet, number: int | None = None) -> tuple[Written, list[str]]:
    """Write an entry in a register of a case, another version of the one of that number if there is one.

    Gives it and what a person should hear about it. Raises `Unfit` with everything that is wrong with it, and writes
    nothing then.
    """
    if found := problems_of_sheet(sheet, work.terms, work.now):
        raise Unfit(found)
    if isinstance(sheet, DeadlineSheet):
        sheet = _reckoned(work, case, sheet)
    remarks = list(_remarks(work, case, sheet))
    return work.store.entries.write(case, sheet, work.agent, work.now, number), remarks


def _reckoned(work: AtWork, case: str, sheet: DeadlineSheet) -> DeadlineSheet:
    """With its end, where somebody left that to the rule. Raises `Unfit` where the rule has none."""
    sheet = replace(sheet, state=sheet.state or State.RUNNING)
    if sheet.due_at is not None or sheet.due_on is not None or sheet.starts_at is None:
        return sheet
    facts = work.store.entries.facts(case)
    categories = [one for one in work.terms.vocabulary.categories if one.code in (facts.categories or ())]
    due = reckoned(work.terms.rule(sheet.code), sheet.starts_at, work.zone, categories)
    if due is None:
        raise Unfit([Problem("due_on", later("is missing: the rule of this deadline gives no day by itself"))])
    return _ending(sheet, due)


def _ending(sheet: DeadlineSheet, due: Due) -> DeadlineSheet:
    return replace(sheet, due_at=due.at if due.day is None else None, due_on=due.day)


def _remarks(work: AtWork, case: str, sheet: Sheet) -> Iterator[str]:
    """What guidance says that speaks against it, or is missing: the person decides."""
    match sheet:
        case DialogueSheet(step="FJERN"):
            items = work.store.cases.dossier(case).items
            if not any(one.strength for one in items):
                yield later("Nothing is documented yet that is more than retold: document first, then ask for removal.")
        case ScreenshotSheet(url=""):
            yield later("The evidence has no URL.")
        case _:
            return


def deadlines(work: AtWork, case: str) -> list[Deadline]:
    """Every deadline of a case, also those that are met or waived."""
    return list(owed(work.store.entries.facts(case), work.terms, work.zone))


def end_deadline(work: AtWork, case: str, which: str, state: State, ended_on: date, reason: str) -> Deadline:
    """Say of a deadline, named by its code or by the number of its entry, that it was met or is waived; gives it.

    Raises `UsageError` when none runs that is called so, several do, or its own register says what became of it.
    """
    running = [one for one in deadlines(work, case) if one.runs]
    named = [one for one in running if which.upper() in _names(one)]
    if not named:
        raise UsageError("No deadline {which} runs in {case}.", which=which, case=case.strip().upper())
    if len(named) > 1:
        numbers = ", ".join(str(one.entry) for one in named)
        raise UsageError("Several such deadlines run; name one by its number: {numbers}.", numbers=numbers)
    [one] = named
    if one.register not in {"", DeadlineSheet.register}:
        raise UsageError(
            "That follows from entry {number} in the register “{register}”: write there what became of it.",
            number=one.entry,
            register=one.register,
        )
    sheet = DeadlineSheet(
        code=one.rule.code, starts_at=one.starts_at, assumed=one.assumed, about=one.about, state=state,
        ended_on=ended_on, reason=reason,
    )  # fmt: skip
    sheet = _ending(sheet, one.due)
    if found := problems_of_sheet(sheet, replace(work.terms, rules=(replace(one.rule, in_use=True),)), work.now):
        raise Unfit(found)
    work.store.entries.write(case, sheet, work.agent, work.now, one.entry)
    return replace(one, state=state, ended_on=ended_on, reason=sheet.reason)


def _names(one: Deadline) -> set[str]:
    by_number = {str(one.entry)} if one.register == DeadlineSheet.register else set[str]()
    return {one.rule.code} | by_number
