"""What the daemon does beside the mail: scanning for viruses, probe mails, a look at others' certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from archiver.jobs.canary import end_all
from archiver.jobs.ports import VirusScanner
from archiver.jobs.scanning import scan_due
from archiver.service.canary import canary_of, destinations_of
from archiver.service.health import Health
from archiver.service.scanning import scanner_of
from archiver.service.surroundings import certificate_days, clock_differences
from archiver.service.wiring import Archive, now

SCAN_SECONDS = 10
CANARY_SECONDS = 30
SERVICES_SECONDS = 6 * 3600
SERVICES_FIRST = 300
"""First the mail."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sidework:
    """One of its works, and so many seconds between two knocks."""

    name: str
    seconds: float
    work: Callable[[], None]
    first: float = 0.0
    """So many seconds after the start comes the first."""
    for_all: bool = True
    """One replica does it for all of them."""


def sidework(
    archive: Archive, health: Health | None, tell: Callable[[], None], stopping: Callable[[], bool]
) -> Iterator[Sidework]:
    """All that these settings ask for. `tell` is called when there is an alarm that somebody should read."""
    scanner = scanner_of(archive.settings)
    if scanner is not None:
        yield Sidework("scans", SCAN_SECONDS, _scanning(archive, scanner, stopping))
    yield _canary(archive, tell, stopping)
    if health is not None:
        yield Sidework("services", SERVICES_SECONDS, _services(archive, health), SERVICES_FIRST, for_all=False)


def _scanning(archive: Archive, scanner: VirusScanner, stopping: Callable[[], bool]) -> Callable[[], None]:
    def scan() -> None:
        count = scan_due(archive.store, scanner, now, stopping)
        if count:
            log.info("scanned for viruses", items=count)

    return scan


def _canary(archive: Archive, tell: Callable[[], None], stopping: Callable[[], bool]) -> Sidework:
    if not archive.settings.canary.enabled:
        return Sidework("canary", SERVICES_SECONDS, lambda: tell() if end_all(archive.store, now) else None)
    sender, destinations = canary_of(archive), destinations_of(archive)

    def look() -> None:
        with archive.post_office() as office:
            if sender.look(destinations, office, stopping):
                tell()

    # Often enough that both knocks together take no more than what its two parts leave of the time.
    seconds = min(CANARY_SECONDS, archive.settings.canary.minutes * 60 / 20)
    return Sidework("canary", seconds, look)


def _services(archive: Archive, health: Health) -> Callable[[], None]:
    def look_at_services() -> None:
        health.certificates.update(certificate_days(archive.settings, now()))
        health.clocks.update(clock_differences(archive, now))

    return look_at_services
