"""Search, from the command line and the desk: the index brought up to date, the question asked and written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from archiver.core.custody import Purpose
from archiver.core.search import query_of
from archiver.edges.parsing import ParsingChildren
from archiver.edges.store.search import Found, Gaps
from archiver.errors import UsageError
from archiver.jobs.indexing import Until, index_due
from archiver.jobs.seeing import see_due
from archiver.service.wiring import Archive, by_hand, now

__all__ = ["Found", "Gaps", "Purpose", "bring_up_to_date", "find", "gaps", "rebuild"]

PATIENCE = 5.0
"""Seconds that a question waits for what came in since the index was filled last."""


def find(archive: Archive, question: str, purpose: Purpose, limit: int) -> Found:
    """What a question finds, the newest first. That it was asked, and what for, is written down before it is shown.

    Raises `UsageError` for a question that cannot be answered.
    """
    query = query_of(question, archive.settings.archive.zone)
    if not archive.settings.search.enabled:
        raise UsageError("The search is switched off: see enabled under [search] in the configuration.")
    bring_up_to_date(archive, PATIENCE)
    found = archive.store.search.find(query, limit)
    archive.store.search.note(by_hand(), purpose, len(found.entries), now())
    return found


def gaps(archive: Archive) -> Gaps:
    """Of how many items not every word can be found. Says nothing of any of them."""
    found = archive.store.search.gaps()
    return found if archive.settings.search.attachments else Gaps(found.unread, 0)


def rebuild(archive: Archive, progress: Callable[[int], None] = lambda _: None) -> int:
    """Make the whole index anew; gives how many items are in it then. Pictures are looked at last, and told of too."""
    archive.store.search.remake(now())
    count = bring_up_to_date(archive, None, progress)
    eye = archive.eye()
    if eye is not None:
        with _indexer(archive) as indexer:
            see_due(archive.store, indexer, eye, now, Until(), lambda done: progress(count + done))
    return count


def bring_up_to_date(
    archive: Archive, seconds: float | None = PATIENCE, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Index what came in since, within so many seconds; gives how many items."""
    archive.store.search.renew(now())
    if not archive.store.search.lag():
        return 0
    with _indexer(archive) as indexer:
        until, with_files = Until(seconds=seconds), archive.settings.search.attachments
        return index_due(archive.store, indexer, now, until, with_files=with_files, progress=progress)


@contextmanager
def _indexer(archive: Archive) -> Iterator[ParsingChildren]:
    indexer = archive.reader()
    try:
        yield indexer
    finally:
        indexer.close()
