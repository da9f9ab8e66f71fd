"""The virus scanner of the configuration, and what its verdicts mean to whoever wants an item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archiver.config import Settings
from archiver.config.values import clamd_at
from archiver.core.language import later
from archiver.core.records import ItemNumber, ScanVerdict
from archiver.service.wiring import Archive

if TYPE_CHECKING:
    from archiver.edges.virus import Clamd
    from archiver.service.metrics import Gauge

INFECTED = later(
    "A virus was found in item {number}: it is not handed out. Whoever needs it all the same says what for:"
    " --despite-virus police, court, security or handover. That is written down."
)


def scanner_of(settings: Settings) -> Clamd | None:
    """The clamd of the configuration, if there is one."""
    if settings.virus.clamd is None:
        return None
    from archiver.edges.virus import Clamd  # noqa: PLC0415 - seldom needed

    return Clamd(clamd_at(settings.virus.clamd), settings.virus.timeout_seconds)


def is_infected(archive: Archive, item: ItemNumber) -> bool:
    """By the newest verdict in the chain of custody, also while nothing is scanned any more."""
    scanned = archive.store.scans.verdict(item)
    return scanned is not None and scanned.verdict is ScanVerdict.INFECTED


def measured(archive: Archive) -> Iterator[Gauge]:
    """What Prometheus is told, where items are scanned."""
    if archive.settings.virus.clamd is None:
        return
    standing = archive.store.scans.standing()
    yield "virus_infected_items", "Items in which the virus scanner found something", {}, standing.infected
    yield "virus_waiting_items", "Items without a verdict of the virus scanner", {}, standing.waiting
