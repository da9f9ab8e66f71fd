"""What waits to be put somewhere: *Ufordelt*, and *Ekstern*, what came from outside and is never answered."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from archiver.core.records import CaseState, ItemState
from archiver.desk.asked import Asked
from archiver.edges.store.catalogue import ItemEntry

PAGE = 50
CASES_OFFERED = 100


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list, which goes on behind the last number."""

    items: list[ItemEntry]
    after: int
    following: int | None
    """The number behind which the next page begins; None when there is none."""


def unassigned(asked: Asked) -> Response:
    """Mails that no rule could place."""
    return _tray(asked, ItemState.UNASSIGNED, "tray.html")


def external(asked: Asked) -> Response:
    """Mails from outside, and those of which nothing shows that a colleague sent them."""
    return _tray(asked, ItemState.EXTERNAL, "external.html")


def _tray(asked: Asked, state: ItemState, template: str) -> Response:
    there = slice_of(asked, state)
    cases = asked.store.catalogue.cases_before(None, CASES_OFFERED, state=CaseState.OPEN)
    return asked.page(template, there=there, cases=cases)


def slice_of(asked: Asked, state: ItemState) -> Slice:
    """The page of a tray that is asked for by `?efter=17`."""
    after = number_in(asked.query.get("efter", ""))
    found = list(asked.store.catalogue.items(state=state, after=after, limit=PAGE + 1))
    few = found[:PAGE]
    return Slice(few, after, few[-1].item if len(found) > PAGE else None)


def number_in(written: str) -> int:
    """A number of an address; 0 for what is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else 0
