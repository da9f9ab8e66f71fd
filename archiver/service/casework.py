"""What a person does to items and cases from the command line; each names who did it, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from archiver.core.casefile import BY_NAME, DeadlineSheet, DialogueSheet, Entry, ScreenshotSheet, Sheet
from archiver.core.casefile import problems as problems_of_sheet
from archiver.core.deadlines import Deadline, Due, State, reckoned
from archiver.core.dossier import Dossier, RegisterVersion, document
from archiver.core.duties import owed
from archiver.core.language import later
from archiver.core.records import CaseRef
from archiver.core.register import LONGEST_REASON, Problem, Registration, problems
from archiver.edges.store.cases import Doing, Done
from archiver.edges.store.entries import Written
from archiver.errors import UsageError
from archiver.service.wiring import Archive, by_hand, now

__all__ = [
    "Done",
    "Found",
    "Merged",
    "Unfit",
    "Written",
    "add",
    "change",
    "close",
    "deadlines",
    "deadlines_of_open",
    "end_deadline",
    "entries",
    "export",
    "file",
    "history",
    "merge",
    "open_case",
    "register",
    "reopen",
    "shown",
    "split",
    "take_out",
    "undo",
]


class Unfit(UsageError):
    """What cannot be written in a register; carries every problem."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(later("The register was not written."))
        self.problems = tuple(found)


@dataclass(frozen=True, slots=True)
class Found:
    """The entries of a case that were looked up, and what goes with them."""

    entries: tuple[Entry, ...]
    lawyer: str = ""
    """Who helps with the law, where an assessment was asked for."""


def open_case(archive: Archive) -> CaseRef:
    """A new, empty case."""
    return archive.store.cases.open(_doing(""), _year(archive))


def file(archive: Archive, item: str, case: str, reason: str) -> CaseRef:
    """Put an item into a case; gives the case it lies in now."""
    return archive.store.cases.file(archive.store.catalogue.named(item), case, _doing(reason))


def take_out(archive: Archive, item: str, reason: str) -> CaseRef:
    """Take an item out of its case; gives that case."""
    return archive.store.cases.take_out(archive.store.catalogue.named(item), _doing(reason))


def split(archive: Archive, case: str, items: Sequence[str], reason: str) -> CaseRef:
    """Move items of a case into a new one; gives that one."""
    numbers = [archive.store.catalogue.named(item) for item in items]
    return archive.store.cases.split(case, numbers, _doing(reason), _year(archive))


@dataclass(frozen=True, slots=True)
class Merged:
    """What a person should hear who moved a case into another one."""

    is_registered: bool
    """The one that stays has a register of its own."""
    running: tuple[Deadline, ...]
    """Out of the registers of the one that went: they are not written in the other one, and nothing tells of them."""


def merge(archive: Archive, case: str, into: str, reason: str) -> Merged:
    """Move everything of a case into another. What the case owed by itself, the other one owes from now on."""
    archive.store.cases.merge(case, into, _doing(reason))
    running = tuple(one for one in _owed(archive, case) if one.runs and one.entry is not None)
    return Merged(bool(archive.store.registers.of(into)), running)


def close(archive: Archive, case: str, reason: str) -> list[Deadline]:
    """Close a case; gives the deadlines that still ran: from now on no weekly letter tells of them."""
    archive.store.cases.close(case, _doing(reason))
    return [one for one in _owed(archive, case) if one.runs]


def reopen(archive: Archive, case: str, reason: str) -> None:
    """Open a closed case again."""
    archive.store.cases.reopen(case, _doing(reason))


def undo(archive: Archive, case: str, act: int | None, reason: str) -> Done:
    """Take an act back; gives it."""
    return archive.store.cases.undo(case, _doing(reason), act)


def history(archive: Archive, case: str) -> list[Done]:
    """Every act on a case, with the reasons persons gave: the look-up is written down first."""
    archive.store.cases.note_access(case, "view", _doing(""), shown="history")
    return archive.store.cases.history(case)


def register(archive: Archive, case: str, registration: Registration) -> RegisterVersion:
    """Write the register of a case. Raises `Unfit` with everything that is wrong with it, and writes nothing then."""
    moment = now()
    if found := problems(registration, archive.vocabulary, moment):
        raise Unfit(found)
    return archive.store.registers.write(case, registration, by_hand(), moment)


# --- the registers of a case (W1-W7) ---


def add(archive: Archive, case: str, sheet: Sheet) -> tuple[Written, list[str]]:
    """Write a new entry in a register of a case; gives it and what a person should hear about it.

    Raises `Unfit` with everything that is wrong with it, and writes nothing then.
    """
    return _write(archive, case, sheet, None)


def change(
    archive: Archive, case: str, register: str, number: int, changed: Callable[[Sheet], Sheet]
) -> tuple[Written, list[str]]:
    """Write another version of an entry, made of the newest one; the older ones stay. Raises as `add`."""
    entries = archive.store.entries.of(case)
    known = (one.sheet for one in entries if (one.sheet.register, one.number) == (register, number))
    sheet = next(known, None)
    if sheet is None:
        raise UsageError("{case} has no entry {number} in that register.", case=case.strip().upper(), number=number)
    return _write(archive, case, changed(sheet), number)


def _write(archive: Archive, case: str, sheet: Sheet, number: int | None) -> tuple[Written, list[str]]:
    moment = now()
    if found := problems_of_sheet(sheet, archive.terms, moment):
        raise Unfit(found)
    if isinstance(sheet, DeadlineSheet):
        sheet = _reckoned(archive, case, sheet)
    remarks = list(_remarks(archive, case, sheet))
    return archive.store.entries.write(case, sheet, by_hand(), moment, number), remarks


def _reckoned(archive: Archive, case: str, sheet: DeadlineSheet) -> DeadlineSheet:
    """With its end, where somebody left that to the rule. Raises `Unfit` where the rule has none."""
    sheet = replace(sheet, state=sheet.state or State.RUNNING)
    if sheet.due_at is not None or sheet.due_on is not None or sheet.starts_at is None:
        return sheet
    facts, terms = archive.store.entries.facts(case), archive.terms
    categories = [one for one in terms.vocabulary.categories if one.code in (facts.categories or ())]
    due = reckoned(terms.rule(sheet.code), sheet.starts_at, archive.policy.zone, categories)
    if due is None:
        raise Unfit([Problem("due_on", later("is missing: the rule of this deadline gives no day by itself"))])
    return _ending(sheet, due)


def _ending(sheet: DeadlineSheet, due: Due) -> DeadlineSheet:
    return replace(sheet, due_at=due.at if due.day is None else None, due_on=due.day)


def _remarks(archive: Archive, case: str, sheet: Sheet) -> Iterator[str]:
    """What guidance says that speaks against it, or is missing: the person decides."""
    match sheet:
        case DialogueSheet(step="FJERN"):
            items = archive.store.cases.dossier(case).items
            if not any(one.strength for one in items):
                yield later("Nothing is documented yet that is more than retold: document first, then ask for removal.")
        case ScreenshotSheet(url=""):
            yield later("The evidence has no URL.")
        case _:
            return


def entries(archive: Archive, case: str, register: str | None, *, history: bool = False) -> Found:
    """What is written in the registers of a case, or in one of them: the look-up is written down first.

    What is restricted is shown only when it is asked for by name.
    """
    archive.store.cases.note_access(case, "view", _doing(""), shown=register or "registers")
    if register is None:
        return Found(tuple(one for one in archive.store.entries.of(case) if not one.sheet.restricted))
    sheet = BY_NAME[register]
    lawyer = (archive.settings.contacts.lawyer or "") if sheet.restricted else ""
    if history:
        return Found(tuple(archive.store.entries.versions(case, sheet)), lawyer)
    return Found(tuple(one for one in archive.store.entries.of(case) if one.sheet.register == register), lawyer)


def deadlines(archive: Archive, case: str) -> list[Deadline]:
    """Every deadline of a case, also those that are met or waived: the look-up is written down first."""
    archive.store.cases.note_access(case, "view", _doing(""), shown="deadlines")
    return _owed(archive, case)


def deadlines_of_open(archive: Archive) -> list[tuple[CaseRef, Deadline]]:
    """Every deadline that runs on an open case, the first to end before the others."""
    terms, zone = archive.terms, archive.policy.zone
    found = [
        (facts.case, one)
        for facts in archive.store.entries.facts_of_open()
        for one in owed(facts, terms, zone)
        if one.runs
    ]
    return sorted(found, key=lambda one: (one[1].due.at, str(one[0])))


def end_deadline(archive: Archive, case: str, which: str, state: State, ended_on: date, reason: str) -> Deadline:
    """Say of a deadline, named by its code or by the number of its entry, that it was met or is waived; gives it.

    Raises `UsageError` when none runs that is called so, several do, or its own register says what became of it.
    """
    running = [one for one in _owed(archive, case) if one.runs]
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
        ended_on=ended_on, reason=_doing(reason).reason,
    )  # fmt: skip
    sheet = _ending(sheet, one.due)
    if found := problems_of_sheet(sheet, replace(archive.terms, rules=(replace(one.rule, in_use=True),)), now()):
        raise Unfit(found)
    archive.store.entries.write(case, sheet, by_hand(), now(), one.entry)
    return replace(one, state=state, ended_on=ended_on, reason=sheet.reason)


def _names(one: Deadline) -> set[str]:
    by_number = {str(one.entry)} if one.register == DeadlineSheet.register else set[str]()
    return {one.rule.code} | by_number


def _owed(archive: Archive, case: str) -> list[Deadline]:
    return list(owed(archive.store.entries.facts(case), archive.terms, archive.policy.zone))


def shown(archive: Archive, case: str) -> Dossier:
    """All that is known of a case, for a person: the look-up is written down first."""
    archive.store.cases.note_access(case, "view", _doing(""))
    return archive.store.cases.dossier(case)


def export(archive: Archive, case: str) -> dict[str, Any]:
    """A case as one document, for a person to hand on: that is written down first."""
    archive.store.cases.note_access(case, "export", _doing(""))
    return document(archive.store.cases.dossier(case))


def _doing(reason: str) -> Doing:
    if len(reason) > LONGEST_REASON:
        raise UsageError(later("A reason has {most} characters at most."), most=LONGEST_REASON)
    return Doing(by_hand(), now(), " ".join(reason.split()))


def _year(archive: Archive) -> int:
    return now().astimezone(archive.policy.zone).year
