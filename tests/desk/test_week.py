"""A week of the archive officer in a real browser: with the mouse and its pictures, and by the keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import pyzipper
from playwright.sync_api import Browser, Page

from archiver.core.access import Role
from archiver.edges.store.people import Secrets
from tests.builders import a_letter
from tests.desk.house import House, a_house, at, chromium, say_purpose, sign_in
from tests.desk.world import PASSWORD, known_hash
from tests.fakes import FakeServer
from tests.handover import checked

__all__ = ["chromium"]

HANNE = "hanne.holm"
ZIP_PASSWORD = "hest batteri haefteklamme"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
"""Written anew when ARCHIVER_PICTURES is set; else the walk only looks whether they are there."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(f"sqlite:///{tmp_path / 'archive.sqlite'}") as made:
        server = FakeServer()
        for number in range(4):
            server.deliver(a_letter(message_id=f"<uge.{number}@kommune.example>", body=f"Sag nr. {number}\r\n"))
        server.deliver(b"")
        made.archive.round(server)
        world, now = made.world, made.archive.clock()
        world.secrets[HANNE] = pyotp.random_base32()
        secrets = Secrets(known_hash(), world.secrets[HANNE])
        made.archive.store.people.add(HANNE, "Hanne Holm", {Role.OFFICER}, secrets, "operator root", now)
        yield made


def picture(page: Page, name: str) -> None:
    if os.environ.get("ARCHIVER_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=False)
    assert (PICTURES / f"{name}.png").is_file(), f"ARCHIVER_PICTURES=1 writes {name}.png"


def test_a_week(house: House, chromium: Browser, tmp_path: Path) -> None:
    store = house.archive.store
    with at(house, chromium, viewport={"width": 1180, "height": 860}) as page:
        sign_in(house, page, HANNE)
        assert page.get_by_role("heading", level=1).is_visible()
        picture(page, "overblik")

        # two mails that no rule could place
        page.get_by_role("link", name="Ufordelt", exact=False).first.click()
        picture(page, "ufordelt")
        waiting = store.catalogue.status().unassigned
        first = page.locator("form[action$='/sag'] select").first
        first.select_option("ny")
        page.locator("form[action$='/sag'] button").first.click()
        say_purpose(page)
        case = page.url.rsplit("/", 1)[1].split("?")[0]
        page.goto("/ufordelt")
        page.locator("form[action$='/sag'] select").first.select_option(case)
        page.locator("form[action$='/sag'] button").first.click()
        page.get_by_role("status").get_by_text("ligger nu på sagen").wait_for()
        assert store.catalogue.status().unassigned == waiting - 2

        # one of them, with a purpose
        number = next(iter(store.catalogue.items(case=case))).item
        page.goto(f"/mails/{number}")
        say_purpose(page)
        assert page.get_by_role("heading", level=1).is_visible()
        picture(page, "mail")
        assert "view" in [one.act for one in store.catalogue.item(number).custody]

        # a report to the police, and help
        page.goto(f"/sager/{case}/skriv/report")
        page.locator("select[name=recipient]").select_option("POLITI")
        fill_required(page)
        page.locator("main form button").last.click()
        page.goto(f"/sager/{case}/skriv/help")
        fill_required(page)
        page.locator("main form button").last.click()
        written = [entry.sheet.register for entry in store.entries.of(case)]
        assert sorted(written) == ["help", "report"]
        page.goto(f"/sager/{case}")
        picture(page, "sag")

        # search: the words stand in no address
        page.goto("/soeg")
        page.locator("#f-q").fill("sag nr")
        page.get_by_role("button", name="Søg").click()
        assert "sag" not in page.url.partition("/soeg")[2]
        page.get_by_role("heading", name="Fundet").wait_for()
        assert page.locator("tbody tr").count() > 0
        picture(page, "soegning")

        export_and_leave(page, case, tmp_path)
        [noted] = [one.event for one in store.chain.links(10_000) if one.event.act == "export"]
        told = (noted.agent, noted.subject, noted.detail["recipient"], noted.detail["purpose"], noted.detail["items"])
        assert told == ("officer hanne.holm", f"case:{case}", "Nordsjællands Politi", "police", "1-2")


def export_and_leave(page: Page, case: str, folder: Path) -> None:
    page.goto(f"/sager/{case}")
    page.get_by_role("link", name="Udlevér sagen").click()
    page.get_by_label("Pakke til politiet").check()
    page.get_by_label("Modtager").fill("Nordsjællands Politi")
    page.get_by_label("Adgangskode", exact=False).first.fill(ZIP_PASSWORD)
    page.get_by_label("Samme adgangskode igen").fill(ZIP_PASSWORD)
    page.get_by_role("button", name="Lav pakken").click()
    code = wait_for_package(page)
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "udlevering")
    with page.expect_download() as saving:
        page.get_by_role("link", name="Gem", exact=True).click()
    assert saving.value.suggested_filename == f"{case}-police.zip"
    require_good(Path(saving.value.path()), folder, code)
    page.get_by_role("link", name="Se efter igen").click()
    page.get_by_text("Den er gemt").wait_for()
    page.get_by_role("button", name="Log ud").first.click()
    page.wait_for_url("**/login*")
    page.goto("/sager")
    assert "/login" in page.url


def wait_for_package(page: Page) -> str:
    """Look again until it is there; gives its control code."""
    for _ in range(60):
        if page.get_by_role("link", name="Gem", exact=True).count():
            break
        page.get_by_role("link", name="Se efter igen").click()
    return page.locator("#pakke dd.hash").inner_text()


def require_good(package: Path, folder: Path, code: str) -> None:
    """What was saved opens with the password alone, and finds nothing wrong with itself, without us."""
    with pyzipper.AESZipFile(package) as archived:
        archived.setpassword(ZIP_PASSWORD.encode())
        archived.extractall(folder / "pakke")
    [bag] = (folder / "pakke").iterdir()
    ended, words = checked(bag)
    assert ended == 0, words
    assert code in words


def fill_required(page: Page) -> None:
    """Whatever a form still asks for."""
    for field in page.locator("main form [required]").all():
        kind = field.evaluate("it => it.type")
        if kind == "select-one" and not field.input_value():
            field.select_option(index=1)
        elif kind in {"text", "textarea"} and not field.input_value():
            field.fill("Uge 48")


# --- by the keyboard alone ---


def tab_to(page: Page, what: str, most: int = 150) -> None:
    """Press the tab key until something is focused, which shows that it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """what => { const it = document.activeElement; if (!it || !it.matches(what)) return null;
               const style = getComputedStyle(it); return style.outlineStyle + ' ' + style.outlineWidth }""",
            what,
        )
        if found is not None:
            assert found.split()[0] != "none", f"{what} does not show that it is focused"
            return
    pytest.fail(f"the tab key never comes to {what} at {page.url}")


def activate(page: Page, what: str) -> None:
    tab_to(page, what)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_keyboard_alone_does_the_week(house: House, chromium: Browser) -> None:
    store = house.archive.store
    with at(house, chromium) as page:
        page.goto("/login")
        for what, text in (("[name=name]", HANNE), ("[name=password]", PASSWORD)):
            tab_to(page, what)
            page.keyboard.type(text)
        tab_to(page, "[name=code]")
        page.keyboard.type(house.world.code(HANNE))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_url("**/")

        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"

        activate(page, "nav a[href='/ufordelt']")
        tab_to(page, "select[name=sag]")
        page.keyboard.press("ArrowDown")
        activate(page, "form[action$='/sag'] button")
        purpose_by_keyboard(page)
        case = page.url.rsplit("/", 1)[1].split("?")[0]
        activate(page, "nav a[href='/ufordelt']")
        tab_to(page, "select[name=sag]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        activate(page, "form[action$='/sag'] button")
        assert len(list(store.catalogue.items(case=case))) == 2

        activate(page, "nav a[href='/sager']")
        activate(page, f"th a[href='/sager/{case}']")
        activate(page, "a[href^='/mails/']")
        purpose_by_keyboard(page)
        assert "/mails/" in page.url
        activate(page, f"a[href='/sager/{case}']")

        for register in ("report", "help"):
            activate(page, f"a[href='/sager/{case}/skriv/{register}']")
            fill_by_keyboard(page)
            with page.expect_navigation():
                page.keyboard.press("Enter")
        assert sorted(entry.sheet.register for entry in store.entries.of(case)) == ["help", "report"]

        activate(page, "nav a[href='/soeg']")
        tab_to(page, "[name=q]")
        page.keyboard.type("sag nr")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        activate(page, "tbody a[href^='/mails/']")
        purpose_by_keyboard(page)

        page.goto(f"/sager/{case}")
        activate(page, f"a[href='/sager/{case}/udlever']")
        export_by_keyboard(page)
        activate(page, "form[action='/logud'] button")
        page.wait_for_url("**/login*")


def purpose_by_keyboard(page: Page) -> None:
    if "/formaal" in page.url:
        tab_to(page, "input[name=formaal]")
        activate(page, "main form button")


def export_by_keyboard(page: Page) -> None:
    tab_to(page, "[name=udgave]")
    page.keyboard.press("Space")
    tab_to(page, "[name=modtager]")
    page.keyboard.type("Nordsjællands Politi")
    activate(page, "form[action$='/udlever'] button")
    for _ in range(60):
        if page.locator("#pakke a.button").count():
            break
        activate(page, "#pakke a")
    tab_to(page, "#pakke a.button")
    with page.expect_download():
        page.keyboard.press("Enter")


def fill_by_keyboard(page: Page) -> None:
    """Through the fields of a form to its button."""
    for _ in range(80):
        page.keyboard.press("Tab")
        kind, is_needed, value = page.evaluate(
            """() => { const it = document.activeElement;
               return [it.closest('main') ? it.type || '' : '', !!it.required, it.value || ''] }"""
        )
        if kind == "submit":
            return
        if is_needed and not value and kind == "select-one":
            page.keyboard.press("ArrowDown")
        elif is_needed and not value and kind in {"text", "textarea"}:
            page.keyboard.type("Uge 48")
    pytest.fail("no button comes after the fields")
