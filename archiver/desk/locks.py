"""What nobody is shown: suspected § 235 material (X7), and what a virus scanner found something in."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.core.records import ItemNumber, ScanVerdict
from archiver.desk.asked import Asked


@dataclass(frozen=True, slots=True)
class Lock:
    """Why an item is shown to nobody."""

    is_stopped: bool = False
    is_infected: bool = False

    def __bool__(self) -> bool:
        """Whether there is any reason."""
        return self.is_stopped or self.is_infected


def is_locked_case(asked: Asked, case: str) -> bool:
    """Whether a category of the case says that its material is never to be looked at, copied or sent.

    Also a category that stood there once: what was stopped is not opened by writing another.
    """
    stopping = {one.code for one in asked.office.terms.vocabulary.categories if one.stop}
    return any(stopping & set(version.registration.categories) for version in asked.store.registers.of(case))


def lock_of(asked: Asked, item: ItemNumber, case: str | None) -> Lock:
    """Whether an item is locked."""
    scanned = asked.store.scans.verdict(item)
    is_infected = scanned is not None and scanned.verdict is ScanVerdict.INFECTED
    return Lock(case is not None and is_locked_case(asked, case), is_infected)
