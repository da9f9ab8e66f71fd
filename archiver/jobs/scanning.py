"""Scanning what is archived for viruses: after it is ours, never in its way, and again until there is a verdict.

A verdict changes nothing of an item. It is told, and what is infected is handed out only to who says what for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from archiver.core.records import ItemNumber, Scanned, ScanTrouble, ScanVerdict
from archiver.edges.store import Store
from archiver.edges.store.scans import ScanClaim
from archiver.errors import StoreUnavailable, Unscanned, UsageError
from archiver.jobs.ports import Clock, VirusScanner

PAGE = 20
LONGEST_PAUSE = timedelta(minutes=15)
"""The longest that an item waits for a scanner that was away."""
TOO_LARGE_PAUSE = timedelta(days=1)
"""An item does not shrink; but the scanner's bound may be raised."""

log = structlog.get_logger()


def scan_due(store: Store, scanner: VirusScanner, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> int:
    """Scan everything that is due, a page at a time; gives how many have a verdict now.

    Ends at the first thing that says the scanner itself is not to be had: the rest is not tried in vain.
    """
    count = 0
    while not stopping() and (page := store.scans.claim(PAGE, clock())):
        done, goes_on = _scan_page(store, scanner, page, clock, stopping)
        count += done
        if not goes_on:
            break
    return count


def _scan_page(
    store: Store, scanner: VirusScanner, page: list[ScanClaim], clock: Clock, stopping: Callable[[], bool]
) -> tuple[int, bool]:
    found: dict[ItemNumber, Scanned] = {}
    waiting, is_away = list(page), False
    while waiting and not (is_away or stopping()):
        one = waiting.pop(0)
        try:
            scanned = _scan(store, scanner, one, clock)
        except Unscanned as trouble:
            is_away = trouble.trouble == ScanTrouble.UNREACHABLE
            store.scans.put_off([one.item], trouble.trouble, clock() + _pause(one.attempts, trouble.trouble))
            log.warning("not scanned for viruses", item=one.item, why=trouble.trouble, attempts=one.attempts)
            continue
        if scanned is not None:
            found[one.item] = scanned
    store.scans.record(found, clock())
    _tell(found)
    if waiting:
        store.scans.put_off([one.item for one in waiting], None, clock())
    return len(found), not is_away


def _scan(store: Store, scanner: VirusScanner, one: ScanClaim, clock: Clock) -> Scanned | None:
    """None when it is not there to be scanned, for now or for ever."""
    try:
        octets = store.catalogue.whole(one.item)
    except UsageError:  # disposed of since it was claimed
        store.scans.put_off([one.item], ScanTrouble.ERASED, None)
        return None
    except StoreUnavailable:  # no room to lay this one out, maybe: the others need less
        store.scans.put_off([one.item], ScanTrouble.REFUSED, clock() + _pause(one.attempts, ScanTrouble.REFUSED))
        return None
    try:
        if octets.checksum != one.checksum:
            store.ledger.note_damaged(one.item, octets.checksum, clock())
            store.scans.put_off([one.item], ScanTrouble.REFUSED, clock() + TOO_LARGE_PAUSE)
            return None
        return scanner.scan(octets)
    finally:
        octets.close()


def _pause(attempts: int, trouble: str) -> timedelta:
    if trouble == ScanTrouble.TOO_LARGE:
        return TOO_LARGE_PAUSE
    return min(LONGEST_PAUSE, timedelta(seconds=30 * 2.0 ** min(attempts - 1, 10)))


def _tell(found: dict[ItemNumber, Scanned]) -> None:
    for item, scanned in found.items():
        if scanned.verdict is ScanVerdict.INFECTED:
            log.warning("virus found", item=item)
