"""What waits to be put somewhere: *Ufordelt*, and *Ekstern*, what came from outside and is never answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.responses import Response

from archiver.core.records import CaseState, ItemState
from archiver.desk.asked import Asked
from archiver.edges.store.catalogue import ItemEntry

PAGE = 50
CASES_OFFERED = 100
_CASE = re.compile(r"[0-9]{4}-[0-9]{1,9}-[0-9A-Z]{1,9}")


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
    cases, are_all = offered(asked)
    return asked.page(template, there=there, cases=cases, are_all=are_all, filed=_filed(asked))


def offered(asked: Asked) -> tuple[list[str], bool]:
    """The newest open cases, which a mail is put into at a choice, and whether there are no others."""
    found = asked.store.catalogue.cases_before(None, CASES_OFFERED + 1, state=CaseState.OPEN)
    return [one.reference for one in found[:CASES_OFFERED]], len(found) <= CASES_OFFERED


def _filed(asked: Asked) -> tuple[int, str] | None:
    """Which mail was put into which case just now, for whoever took the wrong line."""
    mail, case = number_in(asked.query.get("mail", "")), asked.query.get("sag", "")
    return (mail, case) if mail and _CASE.fullmatch(case) else None


def slice_of(asked: Asked, state: ItemState) -> Slice:
    """The page of a tray that is asked for by `?efter=17`."""
    after = number_in(asked.query.get("efter", ""))
    found = list(asked.store.catalogue.items(state=state, after=after, limit=PAGE + 1))
    few = found[:PAGE]
    return Slice(few, after, few[-1].item if len(found) > PAGE else None)


def number_in(written: str) -> int:
    """A number of an address; 0 for what is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else 0
