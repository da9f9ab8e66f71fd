"""How the pages look and read: axe finds nothing serious, a phone is wide enough, on paper there is no button."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from archiver.core.access import Role
from archiver.core.casefile import SHEETS
from archiver.core.disposition import HoldKind, Outcome, Person, Proposal, Scope, Target
from archiver.core.records import ItemNumber
from archiver.core.register import Registration
from archiver.desk.table import ROUTES
from archiver.jobs import casework
from archiver.jobs.casework import AtWork
from tests.builders import a_letter
from tests.desk.browsing import PHONE, SCREEN
from tests.desk.house import House, a_house, at, chromium, say_purpose, sign_in
from tests.desk.test_hostile import _sheet, _write
from tests.fakes import Balking, FakeServer

__all__ = ["chromium"]

AXE = Path(__file__).with_name("axe") / "axe.min.js"
SHA256 = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
"""Of axe-core 4.10.3 as npm has it (MPL-2.0; used by these tests alone)."""
TO = os.environ.get("ARCHIVER_LOOKS")
"""A directory to which every page is written as a picture, to be looked at."""
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With something on every page."""
    place = tmp_path_factory.mktemp("looks") / "archive.sqlite"
    with a_house(f"sqlite:///{place}") as made:
        fill(made)
        yield made


def fill(house: House) -> None:
    archive, server = house.archive, FakeServer()
    for number in range(3):
        server.deliver(a_letter(message_id=f"<pn.{number}@kommune.example>", body=f"Nr. {number}\r\n"))
    server.deliver(b"ulaeseligt")
    archive.reader = Balking()
    archive.round(server)
    archive.send()
    assert archive.store.catalogue.quarantined()
    case = house.world.make_case()
    store, now = archive.store, archive.clock()
    work = AtWork(store, house.world.office.terms, house.world.office.zone, "officer en", now)
    words = iter(["Skoleafdelingen"] * 500)
    for sheet in SHEETS:
        _write(work, case, _sheet(sheet, words, work))
    other = str(store.cases.open_with(ItemNumber(2), house_doing(house), 2026))
    fill_information(work, other)
    for number in range(14):
        new = str(store.cases.open(house_doing(house), 2026))
        casework.register(work, new, a_registration(work, number))
    store.cases.close(other, house_doing(house))
    target = store.disposals.case(other)
    what = Proposal(Outcome.EXTEND, "Politiet spørger stadig", until=now.replace(year=now.year + 1))
    store.disposals.propose(target, what, Person("Vicki", "operator vicki"), "forslag", now)
    store.disposals.hold(Target(Scope.ARCHIVE), HoldKind.LEGAL, "Sagen er hos politiet", "officer en", now)


def fill_information(work: AtWork, case: str) -> None:
    """Somebody has decided whether the citizen is informed."""
    information = next(one for one in SHEETS if one.register == "information")
    _write(work, case, _sheet(information, iter(["Skoleafdelingen"] * 50), work))


def a_registration(work: AtWork, number: int) -> Registration:
    vocabulary = work.terms.vocabulary
    kinds = [one.code for one in vocabulary.categories if one.counts and not one.stop]
    return Registration(
        incident_at=work.now - timedelta(days=20 * number),
        medium=vocabulary.media[0 if number % 2 else 1].code,
        categories=(kinds[number % 2], kinds[2 + number % 3]),
        unit="Skoleafdelingen" if number % 3 else "Borgerservice",
        affected=(),
        relation=vocabulary.relations[0].code,
        theme="Grov tone i mails",
        reason="",
    )


def house_doing(house: House) -> Any:
    return casework.doing("officer en", house.archive.clock(), "")


def pages_of(house: House) -> list[str]:
    """One of each page."""
    case = house.world.case
    there = {"case": case, "item": 1, "register": "report", "number": 1, "letter": 1, "path": "1"}
    skipped = {"style", "signin", "signin-answer", "purpose", "item-page", "item-picture"}
    routes = [one for one in ROUTES if one.get is not None and not one.downloads and one.name not in skipped]
    more = [
        "/mails/2",
        "/udgaaende?vis=venter",
        "/statistik?rapport=med",
        "/statistik?rapport=lokalraad",
        "/findes/ikke",
    ]
    return [one.path.format(**there) for one in routes] + more


def test_axe_is_what_npm_has() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == SHA256


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(house: House, chromium: Browser, scheme: Any) -> None:
    found: dict[str, list[str]] = {}
    with at(house, chromium, viewport=SCREEN, color_scheme=scheme, bypass_csp=True) as page:
        page.goto("/login")
        found["/login"] = serious(page)
        sign_in(house, page)
        page.goto(f"/sager/{house.world.case}")
        found["/formaal"] = serious(page)
        say_purpose(page)
        for path in pages_of(house):
            page.goto(path)
            say_purpose(page)
            found[path] = serious(page)
            keep(page, f"{scheme}{path}")
    print(f"{len(found)} pages, {scheme}")
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical, with where it is."""
    page.evaluate(AXE.read_text("utf-8"))
    report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in report["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def test_a_phone_is_wide_enough_for_every_page(house: House, chromium: Browser) -> None:
    too_wide = {}
    with at(house, chromium, viewport=PHONE) as page:
        sign_in(house, page)
        for path in pages_of(house):
            page.goto(path)
            say_purpose(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            keep(page, f"phone{path}")
            if wide > PHONE["width"]:
                too_wide[path] = wide
    assert too_wide == {}


def test_on_paper_there_is_no_navigation_and_no_button(house: House, chromium: Browser) -> None:
    with at(house, chromium, viewport=SCREEN) as page:
        sign_in(house, page)
        page.goto(f"/sager/{house.world.case}")
        say_purpose(page)
        page.emulate_media(media="print")
        keep(page, "print/sag")

        assert page.locator("nav.nav").is_hidden()
        assert [one for one in page.locator("button").all() if one.is_visible()] == []
        assert page.locator("h1").is_visible()


def test_each_role_sees_pages_that_axe_finds_nothing_serious_on(house: House, chromium: Browser) -> None:
    for role, path in ((Role.LEADER, "/statistik"), (Role.AUDITOR, "/log"), (Role.SYSADMIN, "/opsaetning")):
        with at(house, chromium, viewport=SCREEN, bypass_csp=True) as page:
            sign_in(house, page, f"{role}.en")
            assert serious(page) == []
            page.goto(path)
            assert serious(page) == []


def keep(page: Page, name: str) -> None:
    if TO:
        to = Path(TO) / f"{name.strip('/').replace('/', '_').replace('?', '_') or 'overblik'}.png"
        to.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=to, full_page=True)
