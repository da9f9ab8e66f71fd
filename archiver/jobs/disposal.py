"""Carrying out what two people decided: the ledger first, then the octets, then a database that has forgotten them.

Each step is written down before the next; whatever is cut off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from archiver.core.disposition import Erasure
from archiver.edges.store import Store
from archiver.failpoints import failpoint
from archiver.jobs.ports import Clock

Progress = Callable[[int, int], None]
"""Told how many items are erased, and of how many."""

log = structlog.get_logger()


class ErasureLedger(Protocol):
    """Where it is kept what was disposed of, outside the database."""

    def add(self, more: Sequence[Erasure]) -> int:
        """Add what it does not have yet, durably; gives how many."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was done."""

    items: int
    is_forgotten: bool
    """False when pages of the database may still hold it, until its owner rewrites it."""


def carry_out(
    store: Store, ledger: ErasureLedger, clock: Clock, progress: Progress = lambda _done, _all: None
) -> Carried:
    """Erase whatever was approved and is not erased yet."""
    unfinished = store.disposals.unfinished()
    if not unfinished:
        return Carried(0, is_forgotten=True)
    failpoint("disposal.before-ledger")
    ledger.add(unfinished)
    failpoint("disposal.before-octets")
    done = 0
    for one in unfinished:  # and nothing that was approved since: the ledger does not have it yet
        done += store.disposals.erase(one, clock())
        progress(done, len(unfinished))
    failpoint("disposal.before-rewrite")
    is_forgotten = store.disposals.forget(unfinished, clock())
    if done and not is_forgotten:
        log.warning("disposed of; old pages of the database stay until its owner runs archiver dispose finish")
    elif is_forgotten:
        log.info("disposed of", items=done)
    return Carried(done, is_forgotten)
