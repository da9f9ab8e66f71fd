"""The officer's first morning in a real Chromium, over HTTP, with the keyboard and nothing but our own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from archiver.core.access import Role
from archiver.edges.openid import Client, OpenIdService
from tests.desk.browsing import PHONE, SCREEN, chromium, say_why, served, sign_in
from tests.desk.test_content import deliver
from tests.desk.world import World
from tests.services.openid import CLIENT, SECRET, MockProvider
from tests.services.processes import ServiceMissing


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        with chromium() as running:
            yield running
    except ServiceMissing as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window whose console stays empty."""
    context = browser.new_context(viewport=SCREEN, locale="da-DK")  # type: ignore[arg-type]
    opened, said = context.new_page(), list[str]()
    opened.on("console", lambda message: said.append(message.text))
    yield opened
    context.close()
    assert [line for line in said if "404" not in line and "Clear-Site-Data" not in line] == []


def test_a_morning_at_the_desk(world: World, page: Page) -> None:
    with served(world) as url:
        sign_in(page, world)
        assert page.get_by_role("heading", level=1).inner_text() == "23. november 2026"
        page.get_by_role("link", name="Ufordelt", exact=True).first.click()
        page.get_by_role("link", name="mail 2").click()
        say_why(page)
        assert "Jeg ved, hvor I går hjem" in page.locator("section.content").inner_text()

        page.get_by_label("Læg den på").select_option("ny")
        page.get_by_role("button", name="Læg på sag").click()
        say_why(page)
        assert "Der er oprettet en sag" in page.get_by_role("status").inner_text()
        case = re.search(r"/sager/([0-9A-Z-]+)", page.url)
        assert case is not None

        page.get_by_role("link", name=re.compile("Skriv.*Anmeldelser")).click()
        page.get_by_label("Til", exact=True).select_option("POLITI")
        page.get_by_label("Ansvarlig").fill("Hanne Holm")
        page.get_by_role("button", name="Skriv det ned").click()
        assert "Hanne Holm" in page.locator(".entry").first.inner_text()

        page.goto(f"{url}/mails/2")
        page.get_by_role("button", name="Tag den ud af sagen").click()
        assert page.get_by_role("status").inner_text() == "Mailen er taget ud af sagen."
        page.get_by_role("button", name="Fortryd").first.click()
        assert page.get_by_role("status").inner_text() == "Handlingen er fortrudt."

        page.get_by_role("button", name="Log ud").click()
        assert page.url.startswith(f"{url}/login")
        page.goto(f"{url}/sager")
        assert "/login" in page.url
    assert world.archive.sound()


def test_the_keyboard_alone_signs_in_and_skips_to_the_content(world: World, page: Page) -> None:
    with served(world) as url:
        page.goto(f"{url}/login")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Til indholdet"
        for text in ("", "", "officer.en", "stille vand løber dybt", world.code("officer.en")):
            page.keyboard.press("Tab") if not text else page.keyboard.type(text)
            if text:
                page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/")


def test_nothing_of_a_hostile_mail_runs_or_is_loaded(world: World, page: Page) -> None:
    number = deliver(world)
    asked, dialogs = list[str](), list[str]()
    with served(world) as url:
        page.on("request", lambda request: asked.append(request.url))

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        sign_in(page, world)
        page.goto(f"{url}/mails/{number}")
        say_why(page)
        for query in ("?se=1.2", "?se=2", "?se=2&skarpt=1"):
            page.goto(f"{url}/mails/{number}{query}")
            page.wait_for_load_state("networkidle")
        page.goto(f"{url}/mails/{number}?se=1.2")
        page.wait_for_load_state("networkidle")
        frame = next(one for one in page.frames if "/side/" in one.url)
        assert "Du skal ikke sove trygt" in frame.locator("body").inner_text()
        page.goto(f"{url}/mails/{number}/kilde")

    assert dialogs == []
    assert [one for one in asked if not one.startswith(url)] == []


@pytest.mark.parametrize("viewport", [SCREEN, PHONE], ids=["screen", "phone"])
def test_no_page_is_wider_than_its_window(world: World, browser: Browser, viewport: Any) -> None:
    case = world.make_case()
    context = browser.new_context(viewport=viewport, locale="da-DK")
    page = context.new_page()
    with served(world) as url:
        sign_in(page, world)
        page.goto(f"{url}/sager/{case}")
        say_why(page)
        for path in ("/", "/ufordelt", "/sager", f"/sager/{case}", f"/sager/{case}/register", "/mails/1"):
            page.goto(url + path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
    context.close()


def test_somebody_signs_in_by_a_provider_of_others(world: World, browser: Browser) -> None:
    person = {"sub": "hanne", "name": "Hanne Holm", "preferred_username": "hanne.holm@kommune.example", "groups": ["a"]}
    world.archive.clock.now = world.archive.clock.now.now(world.archive.clock.now.tzinfo)
    page = browser.new_page(locale="da-DK")
    with MockProvider(person) as provider:
        service = OpenIdService(Client(provider.issuer, CLIENT, SECRET))
        world.office = replace(world.office, service=service, groups={"a": Role.OFFICER})
        with served(world) as url:
            page.goto(f"{url}/sager")
            page.get_by_role("link", name="Log ind med Prøve Kommune").click()
            page.locator("input[name=sub]").fill("hanne")
            page.locator("button[type=submit], input[type=submit], button").first.click()
            page.wait_for_url(f"{url}/sager")
            assert "Hanne Holm" in page.locator(".who").inner_text()
    page.close()
