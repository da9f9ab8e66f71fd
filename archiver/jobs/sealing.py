"""Encrypting what came in before the archive was encrypted, and wrapping its keys by another master key."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from archiver.edges.store import Store
from archiver.jobs.ports import Clock

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

log = structlog.get_logger()


def seal_past(
    store: Store,
    clock: Clock,
    progress: Progress = lambda _done, _all: None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Encrypt every row that lies open, page by page; gives how many. Called again it goes on where it was.

    Then the database is written anew; one that died before that is written anew by the next.
    """
    sealing = store.sealing
    if not sealing.is_on or (sealing.is_whole() and not sealing.has_old_pages()):
        return 0
    done = _seal_pages(store, clock, progress, stopping)
    if sealing.is_whole() and (done or sealing.has_old_pages()) and not sealing.rest(clock()):
        log.warning("encrypted; old pages of the database stay until its owner runs archiver key seal")
    return done


def _seal_pages(store: Store, clock: Clock, progress: Progress, stopping: Callable[[], bool]) -> int:
    """What lies open in an archive that was found whole once, somebody else wrote: it is not sealed."""
    rows, done = store.sealing.left(), 0
    while not (store.sealing.is_whole() or stopping()):
        progress(done, rows)
        done += store.sealing.seal_some(clock())
    progress(done, max(rows, done))
    return done


def rewrap(store: Store, agent: str, clock: Clock, progress: Progress = lambda _done, _all: None) -> int:
    """Wrap every key by the newest master key; gives how many were not. Nothing that is encrypted changes.

    Cut off, it goes on when it is called again, and the chain is told then that it was done.
    """
    count, done = store.sealing.old_keys(), 0
    while page := store.sealing.rewrap_some(agent, clock()):
        done += page
        progress(done, max(count, done))
    return done
