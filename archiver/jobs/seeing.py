"""Looking at pictures for writing, so that it can be searched: behind the index, and only where it is asked for (H4).

What waits is what the index itself says nobody looked at (`core.search.UNSEEN`); what was looked at says so no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import structlog

from archiver.core.records import Octets, Unreadable
from archiver.core.search import GAP, UNREAD, UNSEEN
from archiver.edges.store import Store
from archiver.edges.store.search import Waiting
from archiver.jobs.indexing import Until, words_of
from archiver.jobs.ports import Clock, Eye, Illustrator

PAGE = 20

log = structlog.get_logger()


def see_due(
    store: Store,
    indexer: Illustrator,
    eye: Eye,
    clock: Clock,
    until: Until,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Look at the pictures of items that wait for it, the newest first; gives how many items.

    Each is put into the index by itself: cut off, no picture is looked at twice. One that cannot be read is looked at
    once, and its item says from then on that something in it could not be read.
    """
    count, before, ends = 0, None, until.clock()
    while page := store.search.unseen(PAGE, before=before):
        for one in page:
            if ends():
                return count
            words = words_of(store, indexer, one, clock, with_files=True)
            seen = [word for word in words if word != UNSEEN]
            count += store.search.put([(one, [*seen, *_written_in_pictures(store, indexer, eye, one)])])
            progress(count)
        before = page[-1].item
    return count


def _written_in_pictures(store: Store, indexer: Illustrator, eye: Eye, one: Waiting) -> Iterator[str]:
    octets = store.catalogue.whole(one.item)
    try:
        found = indexer.pictures(octets)
    finally:
        octets.close()
    if isinstance(found, Unreadable):
        log.warning("its pictures could not be taken out", item=one.item, why=found.reason)
        yield from (UNREAD, GAP)
        return
    files, is_whole = found
    for file in files:
        text = eye.read(file)
        words = text if isinstance(text, Unreadable) else indexer.words_of_text(Octets(text))
        if isinstance(words, Unreadable):
            log.warning("a picture could not be read", item=one.item, why=words.reason)
            is_whole = False
        else:
            yield from (*words, GAP)
    if not is_whole:
        yield from (UNREAD, GAP)
