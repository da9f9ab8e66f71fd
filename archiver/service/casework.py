"""What a person does to items and cases from the command line; each names who did it, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archiver.core.dossier import Dossier, RegisterVersion, document
from archiver.core.language import later
from archiver.core.records import CaseRef
from archiver.core.register import LONGEST_REASON, Problem, Registration, problems
from archiver.edges.store.cases import Doing, Done
from archiver.errors import UsageError
from archiver.service.wiring import Archive, by_hand, now

__all__ = [
    "Done",
    "Unfit",
    "close",
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
    """A registration that cannot be written down; carries every problem."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(later("The register was not written."))
        self.problems = tuple(found)


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


def merge(archive: Archive, case: str, into: str, reason: str) -> bool:
    """Move everything of a case into another; gives whether that one has a register of its own."""
    archive.store.cases.merge(case, into, _doing(reason))
    return bool(archive.store.registers.of(into))


def close(archive: Archive, case: str, reason: str) -> None:
    """Close a case."""
    archive.store.cases.close(case, _doing(reason))


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
