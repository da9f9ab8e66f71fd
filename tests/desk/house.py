"""A desk that listens, over an archive with everything in it, and a Chromium that looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from archiver.core import statistics
from archiver.core.disposition import Erasure
from archiver.core.indexing import entries_of
from archiver.core.records import ItemNumber, Octets, Unreadable
from archiver.core.reports import Facts
from archiver.core.statistics import Extent, Period
from archiver.desk.means import Background, Means, Setting
from archiver.desk.opening import PackageMaker
from archiver.desk.packages import Packages
from archiver.edges.store.counting import Counting
from archiver.edges.store.disposals import Plan
from archiver.errors import UsageError
from archiver.jobs.disposal import carry_out
from archiver.jobs.indexing import index_due
from archiver.jobs.settling import settle_leftovers
from archiver.service.wiring import Archive as WiredArchive
from tests.desk import browsing
from tests.desk.browsing import served
from tests.desk.world import World, a_world
from tests.fakes import Archive, a_correspondence
from tests.test_acts import settings_in

OFFICER = "officer.en"


class InProcessIndexer:
    """The real indexing without the child process."""

    def words(self, octets: Octets, *, with_files: bool) -> tuple[str, ...] | Unreadable:
        return tuple(entries_of(octets.to_bytes(), with_files=with_files))


@dataclass(slots=True)
class MemoryLedger:
    """A ledger of erasures that is gone with the test."""

    kept: list[Erasure] = field(default_factory=list)

    def add(self, more: Sequence[Erasure]) -> int:
        new = [one for one in more if one not in self.kept]
        self.kept += new
        return len(new)


def means_of(archive: Archive, *, years: int = 5) -> Means:
    """What the desk has in a place that has everything."""
    store, clock, zone = archive.store, archive.clock, archive.policy.zone
    vocabulary = _vocabulary()

    def counted(code: str | None) -> Facts:
        now = clock()
        period = statistics.period_of(code, "year") if code else statistics.period_at(now, "year", zone)
        statistics.refuse_future(period, now, zone)
        return Facts("Prøve Kommune", now.date(), _extent(archive, period), _extent(archive, period.before))

    def read_again(items: Sequence[str], agent: str) -> int:
        there = store.catalogue.quarantined()
        numbers = [ItemNumber(int(one)) for one in items]
        if not set(numbers) <= set(there):
            raise UsageError("Item {number} is not in quarantine.", number=numbers[0])
        for number in numbers:
            store.casework.reopen_reading(number, agent, clock())
        settle_leftovers(store, archive.reader, archive.policy, clock)
        return sum(number not in store.catalogue.quarantined() for number in numbers)

    return Means(
        search=partial(index_due, store, InProcessIndexer(), clock),
        read_again=read_again,
        counted=counted,
        plan=Plan(years, vocabulary, zone),
        disposing=Background(partial(carry_out, store, MemoryLedger(), clock)),
        archive_folders={"arkiv": "Arkiveret"},
        settings=(
            Setting("archive.language", "da"),
            Setting("archive.organisation", "", is_hidden=True),
            Setting("smtp.host", "smtp.kommune.example"),
            Setting("trust.received_by", ""),
        ),
    )


def _vocabulary() -> Any:
    from archiver.core.register import shipped  # noqa: PLC0415

    return shipped()


def _extent(archive: Archive, period: Period) -> Extent:
    found = Counting(archive.store.database).facts(archive.clock(), frozenset())
    return statistics.extent(found, period, _vocabulary(), archive.policy.zone, archive.clock())


@dataclass(slots=True)
class House:
    """The archive, its desk over HTTP, and where it is."""

    world: World
    url: str

    @property
    def archive(self) -> Archive:
        return self.world.archive


def packages_of(archive: Archive, folder: Path, **how: Any) -> Packages:
    """Packages as `archiver desk` makes them, out of this archive; they lie in the folder until they are saved."""
    settings = settings_in(folder, handover='kle = "81.39.00"')
    there = WiredArchive(settings, archive.store, archive.policy, a_correspondence(archive.policy), "proeve")
    made = Packages(folder / "packages", PackageMaker(there), archive.clock, **how)
    made.sweep()
    return made


@contextmanager
def a_house(url: str, **office: Any) -> Iterator[House]:
    """A desk that listens on a port of this machine, with all that a place may have."""
    with a_world(url) as world, TemporaryDirectory() as folder:
        means = replace(means_of(world.archive), packages=packages_of(world.archive, Path(folder)))
        world.office = replace(world.office, **{"means": means, **office})
        with served(world) as here:
            yield House(world, here)


# --- the browser ---


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's, without a window; one for all tests of a file."""
    with browsing.chromium() as browser:
        yield browser


@contextmanager
def at(house: House, browser: Browser, **how: Any) -> Iterator[Page]:
    """A page of a browser of its own, which nobody has signed in with."""
    context: BrowserContext = browser.new_context(base_url=house.url, locale="da-DK", **how)
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        with suppress(Exception):
            context.close()


def sign_in(house: House, page: Page, name: str = OFFICER) -> None:
    """As a person does."""
    browsing.sign_in(page, house.world, name)


def say_purpose(page: Page, purpose: str = "case") -> None:
    """Where somebody is asked what for."""
    if "/formaal" in page.url:
        page.check(f"input[name=formaal][value={purpose}]")
        page.get_by_role("button", name="Åbn").click()
        page.wait_for_url(lambda url: "/formaal" not in url)
