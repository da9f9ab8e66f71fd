"""The list of cases, and how one stands for those who see no more of it."""

from __future__ import annotations

from starlette.responses import Response

from archiver.core.access import OFFICERS, Role
from archiver.core.deadlines import Nearness
from archiver.core.records import CaseState
from archiver.desk.asked import Asked, path_of
from archiver.jobs.casework import deadlines

PAGE = 50
STATES = {"aabne": CaseState.OPEN, "lukkede": CaseState.CLOSED}
"""What of the list is shown, as it stands in the address."""


def listed(asked: Asked) -> Response:
    """Cases, newest first: all, the open or the closed ones; to a lawyer those opened for them."""
    which, before = asked.query.get("vis", ""), asked.query.get("foer") or None
    found = asked.store.catalogue.cases_before(before, PAGE + 1, state=STATES.get(which), only=_only(asked))
    few = found[:PAGE]
    themes = asked.store.registers.newest([one.reference for one in few]) if asked.is_officer else {}
    following = few[-1].reference if len(found) > PAGE else None
    return asked.page("cases.html", cases=few, which=which, following=following, registered=themes)


def opened(asked: Asked) -> Response:
    """A new, empty case."""
    case = asked.store.cases.open(asked.doing(), asked.today.year)
    return asked.go(path_of("/sager/{case}", case=case), done="opened")


def status(asked: Asked) -> Response:
    """How a case stands, without a word that anybody wrote: for a leader."""
    case = asked.store.catalogue.case(asked.case)
    owed = deadlines(asked.work, asked.case)
    running = [one for one in owed if one.runs]
    late = sum(one.nearness(asked.now) is Nearness.OVERDUE for one in running)
    return asked.page("case_status.html", case=case, running=running, late=late)


def _only(asked: Asked) -> list[str] | None:
    if asked.may(*OFFICERS, Role.LEADER):
        return None
    return [grant.case for grant in asked.store.people.opened_for(asked.person.who, asked.now)]
