"""The first page: what is new, what waits, what is due, what is missing, and whether the archive is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from archiver.core.access import OFFICERS, Role
from archiver.core.deadlines import Nearness
from archiver.core.duties import CaseDue, Duties
from archiver.desk.asked import Asked
from archiver.edges.store.catalogue import FolderEntry, Status

COUNTED = 1_000
"""Mails of this week, and from outside, that are counted: whoever has more has "1.000+"."""
SHOWN = 20
"""Deadlines on the page; the others stand on their cases."""
SILENT_AFTER = timedelta(minutes=15)
"""A mailbox that was not polled for so long is told of."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the archive is, as far as the archive itself knows."""

    is_well: bool
    silent: tuple[FolderEntry, ...]
    """Folders that were not polled lately."""
    unsent: int
    """Letters that were refused, or went out without an answer."""


def shown(asked: Asked) -> Response:
    """The overview, each line only to those it is for."""
    status = asked.store.catalogue.status()
    health = health_of(status, asked.now)
    if not asked.may(*OFFICERS):
        mine = asked.store.people.opened_for(asked.person.who, asked.now) if asked.may(Role.LAWYER) else []
        return asked.page("overview_others.html", status=status, health=health, mine=mine)
    owed, open_cases = asked.office.owing.duties(asked.store, asked.office.terms, asked.zone, asked.now)
    undecided = _undecided(owed)
    return asked.page(
        "overview.html",
        status=status,
        health=health,
        due=owed.due[:SHOWN],
        more=max(0, len(owed.due) - SHOWN),
        late=sum(one.nearness is Nearness.OVERDUE for one in owed.due),
        unhelped=owed.unhelped,
        undecided=undecided,
        most=SHOWN,
        counted=COUNTED,
        open_cases=open_cases,
        new=asked.store.catalogue.count_since(_monday(asked), COUNTED),
        external=asked.store.catalogue.count_external(COUNTED),
    )


def health_of(status: Status, now: datetime) -> Health:
    """Whether there is anything that somebody should see to."""
    silent = tuple(
        one
        for one in status.folders
        if not one.is_archive and (one.last_good_poll is None or one.last_good_poll < now - SILENT_AFTER)
    )
    unsent = status.letters.get("failed", 0) + status.letters.get("uncertain", 0)
    return Health(not (silent or unsent or status.alarms), silent, unsent)


def _undecided(owed: Duties) -> list[CaseDue]:
    """Whether the citizen is informed, where that is due."""
    return [one for one in owed.due if one.what.code == "F9"]


def _monday(asked: Asked) -> datetime:
    """When this week began, on the clock on the wall."""
    today = asked.today
    first = today - timedelta(days=today.weekday())
    return datetime(first.year, first.month, first.day, tzinfo=asked.zone)
