"""What a person does to items and cases from the command line; each names who did it, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archiver.core.casefile import BY_NAME, Entry, Sheet
from archiver.core.deadlines import Deadline, State
from archiver.core.dossier import Dossier, RegisterVersion, document
from archiver.core.duties import owed
from archiver.core.records import CaseRef
from archiver.core.register import Registration
from archiver.edges.store.cases import Doing, Done
from archiver.edges.store.entries import Written
from archiver.jobs import casework as jobs
from archiver.jobs.casework import Unfit
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
    running = tuple(one for one in jobs.deadlines(_at_work(archive), case) if one.runs and one.entry is not None)
    return Merged(bool(archive.store.registers.of(into)), running)


def close(archive: Archive, case: str, reason: str) -> list[Deadline]:
    """Close a case; gives the deadlines that still ran: from now on no weekly letter tells of them."""
    archive.store.cases.close(case, _doing(reason))
    return [one for one in jobs.deadlines(_at_work(archive), case) if one.runs]


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
    return jobs.register(_at_work(archive), case, registration)


# --- the registers of a case (W1-W7) ---


def add(archive: Archive, case: str, sheet: Sheet) -> tuple[Written, list[str]]:
    """Write a new entry in a register of a case; gives it and what a person should hear about it.

    Raises `Unfit` with everything that is wrong with it, and writes nothing then.
    """
    return jobs.write(_at_work(archive), case, sheet)


def change(
    archive: Archive, case: str, register: str, number: int, changed: Callable[[Sheet], Sheet]
) -> tuple[Written, list[str]]:
    """Write another version of an entry, made of the newest one; the older ones stay. Raises as `add`."""
    return jobs.change(_at_work(archive), case, register, number, changed)


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
    return jobs.deadlines(_at_work(archive), case)


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
    return jobs.end_deadline(_at_work(archive), case, which, state, ended_on, _doing(reason).reason)


def shown(archive: Archive, case: str) -> Dossier:
    """All that is known of a case, for a person: the look-up is written down first."""
    archive.store.cases.note_access(case, "view", _doing(""))
    return archive.store.cases.dossier(case)


def export(archive: Archive, case: str) -> dict[str, Any]:
    """A case as one document, for a person to hand on: that is written down first."""
    archive.store.cases.note_access(case, "export", _doing(""))
    return document(archive.store.cases.dossier(case))


def _doing(reason: str) -> Doing:
    return jobs.doing(by_hand(), now(), reason)


def _at_work(archive: Archive) -> jobs.AtWork:
    return jobs.AtWork(archive.store, archive.terms, archive.policy.zone, by_hand(), now())


def _year(archive: Archive) -> int:
    return now().astimezone(archive.policy.zone).year
