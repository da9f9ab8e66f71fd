"""Moving octets to where they are to rest, a few items at a time, while others go on taking mail in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archiver.core.records import ItemNumber
from archiver.edges.store import Store
from archiver.edges.store.whereabouts import Step
from archiver.errors import StoreUnavailable, UsageError
from archiver.jobs.ports import Clock

Progress = Callable[[int, int], None]
"""Told how many octets are moved, and of how many."""
PATIENCE, LONGEST_PAUSE = 60.0, 10.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    items: int
    octets: int
    damaged: tuple[ItemNumber, ...]
    """Items whose octets are not what came in; they lie where they lay."""
    left: int
    """Items that are to go there and have not: those, and what came in meanwhile."""


def move(
    store: Store,
    place: str | None,
    agent: str,
    clock: Clock,
    progress: Progress = lambda _done, _all: None,
    wait: Callable[[float], None] | None = None,
) -> Moved:
    """Let everything rest in a place, or in the database (None), each item proved there before it is gone from here.

    Of what rests in the database only large items go. Cut off, it goes on when it is called again. Raises `UsageError`
    while an archive is being encrypted, `StoreUnavailable` when a place does not answer: who can `wait`, so many
    seconds, has it tried again for a minute.
    """
    if store.sealing.is_on and not store.sealing.is_whole():
        raise UsageError("Not everything is encrypted yet; run archiver key seal first.")
    depot = None if place is None else store.whereabouts.begin(place, clock())
    _, octets = store.whereabouts.left(depot)
    after, done, items, damaged = ItemNumber(0), 0, 0, list[ItemNumber]()

    def next_few() -> Step | None:
        return store.whereabouts.move_some(depot, after, agent, clock())

    while (step := _patiently(next_few, wait)) is not None:
        after, done, items = step.last, done + step.octets, items + step.items
        damaged += step.damaged
        progress(done, max(octets, done))
    return Moved(items, done, tuple(damaged), store.whereabouts.left(depot)[0])


def _patiently(do: Callable[[], Step | None], wait: Callable[[float], None] | None) -> Step | None:
    waited = 0.0
    while True:
        try:
            return do()
        except StoreUnavailable:
            if wait is None or waited >= PATIENCE:
                raise
        pause = min(LONGEST_PAUSE, 1 + waited)
        wait(pause)
        waited += pause
