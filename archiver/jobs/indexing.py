"""Indexing what was read, so that it can be searched: behind everything else, and never while a mail waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog

from archiver.core.records import Unreadable
from archiver.core.search import GAP, UNREAD
from archiver.edges.store import Store
from archiver.edges.store.search import Waiting
from archiver.errors import StoreUnavailable
from archiver.jobs.ports import Clock, Indexer

PAGE = 50
"""Items that are put into the index in one transaction."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Until:
    """When to leave the rest for the next time."""

    stopping: Callable[[], bool] = lambda: False
    seconds: float | None = None

    def clock(self) -> Callable[[], bool]:
        """Started now; tells whether it is time to leave off."""
        began = monotonic()
        return lambda: self.stopping() or (self.seconds is not None and monotonic() - began > self.seconds)


def index_due(
    store: Store,
    indexer: Indexer,
    clock: Clock,
    until: Until = Until(),
    *,
    with_files: bool = True,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Index what waits for it, a page in a transaction; gives how many items. Cut off, it goes on where it was.

    `with_files` says whether attachments are opened. What cannot be read is found by what the rest of it says.
    """
    count, last, ends = 0, 0, until.clock()
    trouble: StoreUnavailable | None = None
    while page := store.search.waiting(PAGE, after=last):
        made = list[tuple[Waiting, Sequence[str]]]()
        for one in page:
            if ends():
                return count + store.search.put(made)
            try:
                made.append((one, words_of(store, indexer, one, clock, with_files=with_files)))
            except StoreUnavailable as error:  # no room to lay this one out, maybe: the others need less
                trouble = error
        count += store.search.put(made)
        progress(count)
        last = page[-1].item
    if trouble is not None:
        raise trouble
    return count


def words_of(store: Store, indexer: Indexer, one: Waiting, clock: Clock, *, with_files: bool) -> Sequence[str]:
    """The words of one item, or of as much of it as can be read."""
    octets = store.catalogue.whole(one.item)
    try:
        if octets.checksum != one.checksum:
            store.ledger.note_damaged(one.item, octets.checksum, clock())
            return (UNREAD, GAP)
        for opens_files in (True, False) if with_files else (False,):
            found = indexer.words(octets, with_files=opens_files)
            if not isinstance(found, Unreadable):
                return found if opens_files or not with_files else (*found, UNREAD, GAP)
            log.warning("could not be indexed", item=one.item, files=opens_files, why=found.reason)
        return (UNREAD, GAP)
    finally:
        octets.close()
