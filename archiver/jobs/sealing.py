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
    """Encrypt every row that lies open, page by page; gives how many. Called again it goes on where it was."""
    rows, done = store.sealing.left(), 0
    if not rows and (store.sealing.is_whole() or not store.sealing.is_on):
        return 0
    while not stopping():
        progress(done, rows)
        page = store.sealing.seal_some(clock())
        done += page
        if not page:
            progress(done, max(rows, done))
            if done and not store.sealing.rest():
                log.warning("encrypted; old pages of the database stay until its owner runs VACUUM FULL")
            return done
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
