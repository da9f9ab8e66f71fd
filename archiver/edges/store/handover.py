"""What of the chain of custody goes into a case's package, and that the package was handed over, in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from archiver.core.casefile import Entry
from archiver.core.dossier import Dossier
from archiver.core.intake import windows
from archiver.core.records import ItemNumber
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.store.dossier import dossier_of, went_into
from archiver.edges.store.entries import case_named, entries_of
from archiver.edges.tables import CustodyEvent

PACKAGE = "package"
"""What the detail of such an event names as shown."""
LOOKS = ("view", "export")
"""Acts that change nothing of a case: a package that told of them would be another each time it is made."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a case or of an item in it."""

    seq: int
    at: str
    act: str
    agent: str
    subject: str
    outcome: str
    detail: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Before:
    """The last time a case was handed over in one variant."""

    at: str
    items: str
    """Which, as `core.handover.variants.ranges` writes them."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All of a case that a package may be made of, in one view of it."""

    dossier: Dossier
    entries: tuple[Entry, ...]
    """Of every register, what is restricted too."""
    merged: tuple[tuple[str, tuple[Entry, ...]], ...]
    """Reference and entries of each case that went into it, what is restricted too."""
    events: tuple[Told, ...]
    """Of the case, of those that went into it, and of its items, in order; but for `LOOKS`."""

    @property
    def written(self) -> Iterator[tuple[str, Entry]]:
        """Every entry, with the reference of the case in which it was written."""
        yield from ((str(self.dossier.reference), one) for one in self.entries)
        yield from ((reference, one) for reference, entries in self.merged for one in entries)


class Handovers:
    """Each public method is one transaction."""

    def __init__(self, database: Database, received_by: str = "") -> None:
        """`received_by` is the host whose Received field is believed."""
        self._database = database
        self._received_by = received_by

    def file_of(self, reference: str) -> CaseFile:
        """Raises `UsageError` for no such case."""
        with self._database.reading() as connection:
            case = case_named(connection, reference)
            dossier = dossier_of(connection, case, self._received_by)
            former = went_into(connection, case.id)
            subjects = [f"case:{one}" for one in (dossier.reference, *(row.reference for row in former))]
            subjects += [f"item:{one.item}" for one in dossier.items]
            entries = tuple(entries_of(connection, case.id))
            merged = tuple((row.reference, tuple(entries_of(connection, row.id))) for row in former)
            return CaseFile(dossier, entries, merged, tuple(_events(connection, subjects)))

    def looks(self, reference: str, items: Sequence[ItemNumber]) -> list[Told]:
        """Every time somebody was shown the case, one that went into it, or one of its items, or handed it (X2)."""
        with self._database.reading() as connection:
            case = case_named(connection, reference)
            references = [case.reference, *(row.reference for row in went_into(connection, case.id))]
            subjects = [*(f"case:{one}" for one in references), *(f"item:{item}" for item in items)]
            return list(_events(connection, subjects, looks=True))

    def before(self, reference: str, variant: str) -> Before | None:
        """When the case was last handed over so, and what of it."""
        with self._database.reading() as connection:
            reference = case_named(connection, reference).reference
            for one in reversed(list(_events(connection, [f"case:{reference}"], looks=True))):
                if one.detail.get("shown") == PACKAGE and one.detail.get("variant") == variant:
                    return Before(one.at, str(one.detail.get("items") or ""))
        return None

    def note(self, reference: str, agent: str, now: datetime, detail: Mapping[str, str | int | None]) -> int:
        """Write down that a package is handed over; gives the number of the event.

        To be called when the package is whole and before anybody can have it.
        """
        with self._database.writing() as connection:
            case = case_named(connection, reference)
            pen = Pen(connection, now)
            pen.note("export", f"case:{case.reference}", agent=agent, detail={"shown": PACKAGE, **detail})
            pen.finish()
            return connection.scalar(select(func.max(CustodyEvent.seq))) or 0


def _events(connection: Connection, subjects: Sequence[str], *, looks: bool = False) -> Iterator[Told]:
    found: list[Told] = []
    which = CustodyEvent.act.in_(LOOKS) if looks else CustodyEvent.act.not_in(LOOKS)
    for few in windows(subjects, AT_ONCE):
        rows = connection.execute(select(CustodyEvent.__table__).where(CustodyEvent.subject.in_(few), which))
        found += (
            Told(row.seq, row.at, row.act, row.agent, row.subject, row.outcome, json.loads(row.detail)) for row in rows
        )
    return iter(sorted(found, key=lambda one: one.seq))
