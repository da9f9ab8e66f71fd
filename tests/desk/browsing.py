"""The desk in a real Chromium: served over HTTP on this machine, and driven with Playwright."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from archiver.desk.app import make
from archiver.desk.serving import Serving
from tests.desk.world import PASSWORD, World
from tests.services.processes import ServiceMissing, free_port

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1280, "height": 900}


@contextmanager
def served(world: World) -> Iterator[str]:
    """The desk of a world over HTTP; gives its address."""
    port = free_port()
    world.office = replace(world.office, url=f"http://localhost:{port}")
    serving = Serving(make(world.office), ("127.0.0.1", port))
    serving.begin()
    try:
        yield world.office.url
    finally:
        serving.end()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's own. Raises `ServiceMissing` where it is not installed."""
    found = shutil.which("chromium")
    if found is None:
        raise ServiceMissing("chromium is not installed: run .ci/system-packages test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, world: World, name: str = "officer.en") -> None:
    """As a person does it."""
    page.goto(f"{world.office.url}/login")
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_label("Engangskode").fill(world.code(name))
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.wait_for_url(f"{world.office.url}/")


def say_why(page: Page, purpose: str = "jeg arbejder på sagen") -> None:
    """Answer what something is opened for."""
    page.get_by_label(purpose).check()
    page.get_by_role("button", name="Åbn").click()
    page.wait_for_url(re.compile(r"/(sager|mails)/"))


def picture(page: Page, to: Path, **more: Any) -> None:
    """The whole page as a picture."""
    page.screenshot(path=to, full_page=True, **more)
