"""The table of routes: who is let in where, what nobody is shown, and the headers of every answer whatever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from archiver.core.access import ANYBODY, EVERYBODY, OFFICERS, READERS, Role
from archiver.desk import headers, pages
from archiver.desk.app import make
from archiver.desk.asked import Asked
from archiver.desk.routes import Route
from archiver.desk.table import ROUTES
from tests.desk.world import URL, Browser, World

LEADERS = frozenset({Role.LEADER})
WHO: dict[str, frozenset[Role]] = {
    "style": ANYBODY,
    "signin": ANYBODY,
    "signin-service": ANYBODY,
    "signin-answer": ANYBODY,
    "signout": EVERYBODY,
    "overview": EVERYBODY,
    "purpose": READERS,
    **dict.fromkeys(("tray", "external"), OFFICERS),
    "cases": READERS | LEADERS,
    "case-status": OFFICERS | LEADERS,
    **dict.fromkeys(("case", "case-legal", "case-versions", "case-history"), READERS),
    **dict.fromkeys(("case-open", "case-register", "case-entry", "case-entry-again"), OFFICERS),
    **dict.fromkeys(("case-close", "case-reopen", "case-merge", "case-split", "case-undo", "case-deadline"), OFFICERS),
    **dict.fromkeys(("case-grant", "case-grant-end", "case-document"), OFFICERS),
    **dict.fromkeys(("case-export", "case-package"), OFFICERS),
    **dict.fromkeys(("item", "item-source", "item-page", "item-picture"), READERS),
    **dict.fromkeys(("item-save", "item-save-part", "item-file", "item-take-out"), OFFICERS),
    **dict.fromkeys(("account", "account-password", "account-code"), EVERYBODY),
    **dict.fromkeys(("quarantine", "quarantine-read", "quarantine-release", "search"), OFFICERS),
    **dict.fromkeys(("letters", "letter", "letter-send", "letter-drop"), OFFICERS),
    **dict.fromkeys(("disposal", "disposal-propose", "disposal-approve", "disposal-reject"), OFFICERS),
    **dict.fromkeys(("disposal-hold", "disposal-release", "disposal-finish"), OFFICERS),
    **dict.fromkeys(("statistics", "statistics-save"), OFFICERS | LEADERS | {Role.REPRESENTATIVE}),
    "log": OFFICERS | {Role.AUDITOR},
    "settings": OFFICERS | {Role.SYSADMIN, Role.AUDITOR},
}
"""Whom each route lets in. A new one is not decided about yet, and fails here until it is."""

CONTENT_ROLES = READERS
"""Nobody else ever sees what somebody wrote (X1)."""


@pytest.fixture(scope="module")
def browsers(standing: World) -> dict[Role | None, Browser]:
    """One for each role, and one that nobody is signed in with."""
    return {None: standing.browser(), **{role: standing.signed_in(f"{role}.en") for role in Role}}


def ask(browser: Browser, route: Route, world: World, method: str) -> Any:
    sent = {"origin": URL, "sec-fetch-site": "same-origin"} if method == "POST" else {}
    data = {"token": "ikke vores.0"} if method == "POST" else None
    return browser.request(method, world.filled(route), headers=sent, data=data)


def _each() -> Iterator[Any]:
    for route in ROUTES:
        for method in route.methods:
            yield pytest.param(route, method, id=f"{method} {route.path}")


EACH = list(_each())


def test_every_route_names_who_is_let_in_and_the_table_above_knows_it() -> None:
    assert {route.name: route.roles for route in ROUTES} == WHO
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def test_whoever_is_not_signed_in_reaches_five_routes_at_most() -> None:
    assert len([route for route in ROUTES if route.roles == ANYBODY]) <= 5


def test_what_somebody_wrote_is_for_those_who_read_cases_and_for_nobody_else() -> None:
    assert all(route.roles <= CONTENT_ROLES for route in ROUTES if route.opens)
    shows = [route.name for route in ROUTES if "{item}" in route.path and route.get is not None]
    assert [name for name in shows if next(one for one in ROUTES if one.name == name).opens != "item"] == []
    assert [route.name for route in ROUTES if "{case}" in route.path and route.downloads and not route.opens] == []
    for blind in (Role.AUDITOR, Role.SYSADMIN, Role.LEADER, Role.REPRESENTATIVE):
        assert [route.name for route in ROUTES if blind in route.roles and "{item}" in route.path] == []


@pytest.mark.parametrize(("route", "method"), EACH)
def test_roles_and_routes(route: Route, method: str, standing: World, browsers: dict[Role | None, Browser]) -> None:
    """Nobody passes who may not; whoever may is stopped by the missing token of the form at most."""
    for role, browser in browsers.items():
        answer = ask(browser, route, standing, method)
        if route.roles == ANYBODY:
            expected = {200, 303, 403, 404}
        elif role is None:
            expected = {303} if method == "GET" else {401}
            assert method == "POST" or answer.headers["location"].startswith("/login")
        elif role not in route.roles or method == "POST":
            expected = {403}
        else:
            expected = {200, 303, 404}
            assert "login" not in answer.headers.get("location", "")
        assert answer.status_code in expected, (role, answer.status_code)


@pytest.mark.parametrize(("route", "method"), EACH)
def test_the_headers_stand_on_every_answer(
    route: Route, method: str, standing: World, browsers: dict[Role | None, Browser]
) -> None:
    for role in (None, Role.OFFICER, Role.SYSADMIN):
        require_headers(ask(browsers[role], route, standing, method))


def require_headers(answer: Any) -> None:
    own = {name: value for name, value in headers.ALWAYS.items() if name != "cache-control"}
    policy = answer.headers["content-security-policy"]
    assert policy in {headers.PAGE, headers.CONTENT, headers.DOWNLOAD}
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "") or policy == headers.CONTENT
    told = {name: answer.headers.get(name) for name in own}
    framed = {"x-frame-options": "SAMEORIGIN"} if policy == headers.CONTENT else {}
    assert told == own | {"content-security-policy": policy} | framed
    assert answer.headers["cache-control"] in {"no-store", "max-age=3600"}
    assert answer.headers["strict-transport-security"] == headers.HSTS
    assert "server" not in answer.headers


def test_the_headers_stand_on_what_goes_wrong_too(standing: World, browsers: dict[Role | None, Browser]) -> None:
    officer = browsers[Role.OFFICER]
    sent = {"origin": URL, "content-type": "application/x-www-form-urlencoded"}
    wrong = {
        404: officer.get("/findes/ikke"),
        405: officer.request("DELETE", "/sager"),
        413: officer.post("/logud", content=b"x" * 200_000, headers=sent),
        415: officer.post("/logud", content=b"{}", headers={"origin": URL, "content-type": "application/json"}),
        421: officer.get("/", headers={"host": "ond.example"}),
    }
    for status, answer in wrong.items():
        assert answer.status_code == status
        require_headers(answer)
        assert "Traceback" not in answer.text


def test_a_fault_of_ours_is_a_page_without_what_was_in_hand(standing: World) -> None:
    def broken(_asked: Asked) -> Any:
        raise KeyError("hemmeligt indhold")

    routes = (*ROUTES, Route(name="broken", path="/i-stykker", roles=ANYBODY, get=broken))
    standing.app, whole = make(standing.office, routes), standing.app
    try:
        answer = standing.browser().get("/i-stykker")
    finally:
        standing.app = whole

    assert answer.status_code == 500
    require_headers(answer)
    assert "hemmeligt" not in answer.text


def test_a_route_cannot_be_made_without_saying_who_is_let_in() -> None:
    with pytest.raises(TypeError, match="roles"):
        Route(name="x", path="/x", get=lambda _: None)  # type: ignore[call-arg,arg-type,return-value]


def test_the_navigation_has_no_dead_link(standing: World, browsers: dict[Role | None, Browser]) -> None:
    for role in Role:
        page = browsers[role].get("/").text
        for path in re.findall(r'<li><a href="([^"]+)"', page):
            if path.startswith("/"):
                assert browsers[role].get(path).status_code == 200, (role, path)
    paths = {route.path for route in ROUTES}
    assert {place.path for place in pages.NAVIGATION if place.route in WHO} <= paths


# --- one's own cases, and no other ---


def test_a_lawyer_sees_the_case_that_was_opened_for_them_and_no_other(world: World) -> None:
    mine = world.make_case()
    store, now = world.archive.store, world.archive.clock()
    other = str(store.cases.open(doing_now(world), 2026))
    lawyer = world.signed_in("lawyer.en")

    assert lawyer.opened(f"/sager/{mine}").status_code == 200
    assert lawyer.opened("/mails/1").status_code == 200
    assert mine in lawyer.get("/sager").text
    assert other not in lawyer.get("/sager").text
    for hidden in (f"/sager/{other}", f"/sager/{other}/jura", "/mails/2", "/mails/3", "/mails/999", "/sager/2026-9-X"):
        assert lawyer.get(hidden).status_code == 404, hidden
    assert lawyer.get(f"/formaal?om=case:{other}&til=/sager/{other}").status_code == 404

    [grant] = store.people.grants_of(mine)
    store.people.end_grant(mine, grant.number, "officer en", now)
    assert lawyer.get(f"/sager/{mine}").status_code == 404
    assert lawyer.get("/mails/1").status_code == 404


def test_a_lawyer_who_is_a_leader_too_sees_no_more_of_a_case_than_either(world: World) -> None:
    mine = world.make_case()
    store, now = world.archive.store, world.archive.clock()
    world.add("begge.to", Role.LAWYER, Role.LEADER)
    store.people.grant(mine, "local:begge.to", now + timedelta(days=3), "officer en", now)
    both = world.signed_in("begge.to")
    assert both.opened(f"/sager/{mine}").status_code == 200

    [grant] = [one for one in store.people.grants_of(mine) if one.who == "local:begge.to"]
    store.people.end_grant(mine, grant.number, "officer en", now)

    for hidden in ("", "/jura", "/historik", "/versioner/report"):
        assert both.get(f"/sager/{mine}{hidden}").status_code == 404, hidden
    assert both.get(f"/sager/{mine}/stade").status_code == 200


def test_a_lawyers_access_ends_by_itself(world: World) -> None:
    case = world.make_case()
    world.archive.clock.advance(days=3)

    assert world.signed_in("lawyer.en").get(f"/sager/{case}").status_code == 404


def doing_now(world: World) -> Any:
    from archiver.edges.store.cases import Doing  # noqa: PLC0415

    return Doing("officer en", world.archive.clock())


@pytest.mark.parametrize(
    "path",
    [
        "/mails/0", "/mails/-1", "/mails/17", "/mails/99999999999999999999", "/mails/1%27%20OR%201=1", "/mails/..%2f",
        "/sager/..", "/sager/%00", "/sager/2026-0001-XXXX", "/sager/" + "A" * 500, "/mails/1/side/1.2.3.4",
        "/mails/1/billede/%2e%2e", "/mails/1/gem/0", "/sager?foer=intet", "/ufordelt?efter=%F0%9F%92%A9", "/?sket=<b>",
        "/log?til_og_med=9999-12-31", "/log?til_og_med=0001-01-01", "/mails/１", "/formaal",
        "/formaal?om=item:1&til=//ond.example", "/formaal?om=item:1&til=/login",
    ],
)  # fmt: skip
def test_strange_addresses_get_a_page_that_helps(path: str, browsers: dict[Role | None, Browser]) -> None:
    answer = browsers[Role.OFFICER].get(path)

    assert answer.status_code in {200, 303, 404, 422}
    require_headers(answer)
    assert answer.status_code == 303 or "<main" in answer.text
