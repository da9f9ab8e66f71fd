"""The database stopped, restarted and slow in the middle of the week; and every route asked what makes no sense."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from archiver.core.access import Role
from archiver.desk.routes import Route
from archiver.desk.table import ROUTES
from tests.desk.house import House, a_house, at, chromium, say_purpose, sign_in
from tests.desk.world import URL, World
from tests.services.postgres import Postgres

__all__ = ["chromium"]


@pytest.fixture
def server() -> Iterator[Postgres]:
    with Postgres(waits_for_log=True) as running:
        yield running


def a_case_with(page: Page, house: House) -> str:
    """Put the first unassigned mail into a new case; gives the case."""
    page.goto("/ufordelt")
    page.locator("select[name=sag]").first.select_option("ny")
    page.locator("form[action$='/sag'] button").first.click()
    say_purpose(page)
    return page.url.rsplit("/", 1)[1].split("?")[0]


def write_a_note(page: Page, case: str, text: str) -> None:
    page.goto(f"/sager/{case}/skriv/note")
    page.locator("select[name=way]").select_option(index=1)
    page.locator("[name=author]").fill("Hanne Holm")
    page.locator("[name=note]").fill(text)


def notes(house: House, case: str) -> int:
    return sum(entry.sheet.register == "note" for entry in house.archive.store.entries.of(case))


def test_a_database_that_stops_in_the_middle_of_a_form_loses_and_doubles_nothing(
    server: Postgres, chromium: Browser
) -> None:
    with a_house(server.new_database()) as house, at(house, chromium) as page:
        sign_in(house, page)
        case = a_case_with(page, house)
        write_a_note(page, case, "Skrevet før strømmen gik")

        server.stop()
        page.locator("main form button").last.click()
        assert "Arkivet svarer ikke" in page.locator("h1").inner_text()
        for path in ("/", "/sager", "/log", "/soeg", f"/sager/{case}", "/konto"):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 503
            assert "Traceback" not in page.content()
            assert answer.headers["retry-after"] == "60"

        server.start()
        write_a_note(page, case, "Skrevet efter strømmen kom")
        page.locator("main form button").last.click()
        page.get_by_role("status").wait_for()
        assert notes(house, case) == 1


def test_the_same_form_sent_again_after_a_stop_is_done_once(server: Postgres, chromium: Browser) -> None:
    """The browser's own "send again" carries the same token, whether the first time was done or not."""
    with a_house(server.new_database()) as house, at(house, chromium) as page:
        sign_in(house, page)
        case = a_case_with(page, house)
        write_a_note(page, case, "Kun én gang")
        fields = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
        where = page.locator("main form").get_attribute("action") or page.url

        def send() -> int:
            answer = page.request.post(
                where, form=fields, max_redirects=0, headers={"origin": house.url, "sec-fetch-site": "same-origin"}
            )
            return answer.status

        server.stop()
        assert send() == 503
        server.start()
        assert send() == 303
        server.restart()
        assert {send(), send(), send()} == {303}
        assert notes(house, case) == 1


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else holds the row that whoever writes has to have."""
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("SELECT id FROM heads FOR UPDATE")
        yield
        other.rollback()


def test_a_slow_database_is_waited_for_and_what_takes_too_long_is_put_off(server: Postgres, chromium: Browser) -> None:
    url = server.new_database()
    with a_house(url) as house, at(house, chromium) as page:
        sign_in(house, page)
        case = a_case_with(page, house)

        write_a_note(page, case, "Ventet lidt")
        freed = threading.Event()

        def hold_for_a_while() -> None:
            with held(url):
                freed.wait(3)

        holder = threading.Thread(target=hold_for_a_while)
        holder.start()
        page.locator("main form button").last.click()
        page.get_by_role("status").wait_for()
        freed.set()
        holder.join()
        assert notes(house, case) == 1

        write_a_note(page, case, "Ventet for længe")
        with held(url):
            page.locator("main form button").last.click(timeout=60_000)
            assert "Arkivet svarer ikke" in page.locator("h1").inner_text(timeout=60_000)
            page.goto(f"/sager/{case}")
            assert page.locator("h1").inner_text() == case, "what only looks does not wait for who writes"
        assert notes(house, case) == 1


def test_many_at_once_send_the_same_form_and_it_is_done_once(world_on_each: World) -> None:
    world = world_on_each
    case = world.make_case()
    officer = world.signed_in("officer.en")
    officer.opened(f"/sager/{case}")
    token = officer.token(f"/sager/{case}/skriv/note")
    way = world.office.terms.listed("way")[0].code
    filled = {"way": way, "author": "Hanne Holm", "note": "Samtidig", "held_at": "2026-11-23T08:30"}
    answers: list[int] = []

    def send() -> None:
        answer = officer.submit(f"/sager/{case}/skriv/note", token=token, **filled)
        answers.append(answer.status_code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(e.sheet.register == "note" for e in world.archive.store.entries.of(case)) == 1
    assert set(answers) == {303}


# --- what makes no sense ---

STRANGE = (
    "0", "-1", "999999999999999999", "99999999999999999999999", "1e9", "0x1", "%00", "%F0%9F%92%A9",
    "..%2F..%2Fetc%2Fpasswd", "1;DROP TABLE items", "'%22%3E%3Cscript%3E", "2026-0001-XXXX", "case:1", "%C0%AF",
    "a" * 600, "١",
)  # fmt: skip


@pytest.fixture(scope="module")
def officer(standing: World) -> Any:
    browser = standing.signed_in("officer.en")
    browser.opened(f"/sager/{standing.case}")
    browser.opened("/mails/1")
    return browser


@pytest.mark.parametrize("route", [one for one in ROUTES if one.roles], ids=lambda route: route.name)
def test_strange_ids_wrong_methods_and_oversized_forms_get_a_page_that_helps(
    route: Route, standing: World, officer: Any
) -> None:
    params = re.findall(r"{(\w+)}", route.path)
    sent = {"origin": URL, "sec-fetch-site": "same-origin"}
    answers = []
    for name in params or [""]:
        for strange in STRANGE if name else ("",):
            path = standing.filled(route, **({name: strange} if name else {}))
            if route.get is not None:
                answers.append(officer.get(path))
                answers.append(
                    officer.get(f"{path}?efter={strange}&foer={strange}&sket={strange}&periode={strange}&vis=x")
                )
            if route.post is not None and route.name != "signout":
                answers.append(officer.submit(path, token="forkert.token"))
                answers.append(
                    officer.submit(path, nummer=strange, dag=strange, hvad=strange, sag=strange, mail=strange)
                )
    path = standing.filled(route)
    for method in ("DELETE", "PUT", "PATCH", "TRACE", "OPTIONS"):
        answers.append(officer.request(method, path))
        assert answers[-1].status_code == 405
    if route.post is not None:
        large = officer.post(
            path, content=b"x=" + b"y" * 200_000, headers={**sent, "content-type": "application/x-www-form-urlencoded"}
        )
        assert large.status_code == 413
        answers.append(large)
    for answer in answers:
        assert answer.status_code in {200, 303, 400, 403, 404, 405, 413, 414, 422, 429}, (
            answer.url,
            answer.status_code,
        )
        if answer.status_code >= 400:
            assert "<h1>" in answer.text, answer.url
            assert "Traceback" not in answer.text
            assert 'href="/"' in answer.text


@pytest.mark.parametrize("route", [one for one in ROUTES if one.roles], ids=lambda route: route.name)
def test_a_session_that_is_over_gets_a_page_that_says_so(route: Route, world: World) -> None:
    world.make_case()
    browser = world.signed_in("officer.en")
    token = browser.token("/")
    world.archive.clock.advance(hours=11)
    path = world.filled(route)
    before = world.archive.store.catalogue.status().chain

    if route.get is not None:
        answer = browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")
    if route.post is not None:
        answer = browser.submit(path, token=token)
        assert answer.status_code == 401
        assert "logget" in answer.text
    assert world.archive.store.catalogue.status().chain == before


def test_every_role_is_here() -> None:
    assert len(Role) == 7
