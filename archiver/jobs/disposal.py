"""Carrying out what two people decided: the ledger first, then the octets, then a database that has forgotten them.

Each step is written down before the next; whatever is cut off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from archiver.core.addresses import addr_spec
from archiver.core.disposition import (
    LONGEST_JOURNAL,
    LONGEST_WORDS,
    Erasure,
    Outcome,
    Proposal,
    Scope,
    Target,
)
from archiver.core.language import later
from archiver.edges.store import Store
from archiver.errors import UsageError
from archiver.failpoints import failpoint
from archiver.jobs.ports import Clock

Progress = Callable[[int, int], None]
"""Told how many items are erased, and of how many."""

log = structlog.get_logger()


class ErasureLedger(Protocol):
    """Where it is kept what was disposed of, outside the database."""

    def add(self, more: Sequence[Erasure]) -> int:
        """Add what it does not have yet, durably; gives how many."""


def target_of(store: Store, name: str) -> Target:
    """What a person named: a case by its full reference, or an item."""
    if "-" in name:
        return store.disposals.case(name)
    return store.disposals.item(store.catalogue.named(name))


def held_of(store: Store, name: str) -> Target:
    """The same, or an address, or the whole archive ("all")."""
    if name == "all":
        return Target(Scope.ARCHIVE)
    if "@" in name:
        if addr_spec(name) is None:
            raise UsageError("“{name}” is not an address.", name=name)
        return Target(Scope.ADDRESS, name=name.lower())
    return target_of(store, name)


def require_fit(what: Proposal, now: datetime) -> None:
    """Raises `UsageError` for a proposal that does not say what its outcome needs, or says more."""
    require_short(what.reason)
    if what.outcome is Outcome.DISPOSE and not what.basis:
        raise UsageError(later("A disposal needs its basis: which decision or rule allows it, with its date."))
    if what.outcome is Outcome.HAND_OVER and not what.journal:
        raise UsageError(later("Handing over needs the number of the case in the journal system."))
    if what.outcome is Outcome.EXTEND and (what.until is None or what.until <= now):
        raise UsageError(later("An extension needs a day that lies ahead."))
    said = {Outcome.DISPOSE: what.basis, Outcome.HAND_OVER: what.journal, Outcome.EXTEND: what.until}
    if any(value for outcome, value in said.items() if outcome is not what.outcome):
        raise UsageError(later("--basis belongs to dispose, --journal to hand_over, --until to extend."))
    if len(what.basis) > LONGEST_WORDS or len(what.journal) > LONGEST_JOURNAL:
        raise UsageError(later("A basis has {most} characters at most."), most=LONGEST_WORDS)


def require_short(words: str) -> None:
    """Raises `UsageError` for a reason that is too long."""
    if len(words) > LONGEST_WORDS:
        raise UsageError(later("A reason has {most} characters at most."), most=LONGEST_WORDS)


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
