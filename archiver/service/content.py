"""Where octets rest: told, moved and swept by hand."""

from __future__ import annotations

import time

from archiver.config.values import place as _written
from archiver.edges.store.whereabouts import Place
from archiver.errors import UsageError
from archiver.jobs.moving import Moved, Progress, move
from archiver.service.wiring import Archive, by_hand, now

__all__ = ["Moved", "Place", "is_configured", "move_to", "places", "rewrite", "sweep"]


def places(archive: Archive) -> list[Place]:
    """Where octets rest, and how much in each place."""
    return archive.store.whereabouts.places()


def move_to(archive: Archive, to: str, progress: Progress) -> Moved:
    """Move what rests elsewhere to a place, named as in `[content] store`. Raises `UsageError` for what is none."""
    return move(archive.store, _place(archive, to), by_hand(), now, progress, time.sleep)


def is_configured(archive: Archive, to: str) -> bool:
    """Whether what comes in rests there too."""
    return _place(archive, to) == archive.settings.depot


def sweep(archive: Archive) -> int:
    """Delete what nothing refers to; gives how many objects."""
    return archive.store.whereabouts.sweep(by_hand(), now())


def rewrite(archive: Archive) -> bool:
    """Write the database anew, so that what went elsewhere gives its room back; False where only its owner may."""
    return archive.store.database.rewrite()


def _place(archive: Archive, to: str) -> str | None:
    try:
        return archive.settings.place_of(_written(to))
    except ValueError as error:
        raise UsageError('Write --to "database", "files", "file:///folder" or "s3://bucket/prefix".') from error
