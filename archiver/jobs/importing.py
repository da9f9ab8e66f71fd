"""Taking in mail that lies in files: the same commit, the same reading, nobody thanked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from archiver.core.records import Octets
from archiver.edges.store import Store
from archiver.edges.store.custody import DAEMON
from archiver.jobs.ports import Clock, Reader
from archiver.jobs.settling import Policy, Understood, settle, settle_leftovers


class FoundMessage(Protocol):
    """One message in a file or folder."""

    @property
    def source(self) -> str: ...
    @property
    def ordinal(self) -> int: ...
    @property
    def octets(self) -> Octets: ...


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    new_items: int
    again: int
    """Messages whose octets were an item already."""
    erased: int = 0
    """Messages that were disposed of: they are not kept again."""


def take_in(
    found: Iterable[FoundMessage],
    store: Store,
    reader: Reader,
    policy: Policy,
    clock: Clock,
    progress: Callable[[int], None] = lambda _: None,
    *,
    agent: str = DAEMON,
) -> ImportReport:
    """Archive every message found, each with where it came from (R16) and who brought it. Twice is the same as once.

    What an import that was cut off left unread is read first.
    """
    settle_leftovers(store, reader, policy, clock)
    new = again = erased = 0
    for message in found:
        octets, source, ordinal = message.octets, message.source, message.ordinal
        accession = store.accessions.take_import(octets, source, ordinal, clock(), agent=agent)
        if accession.is_new:
            settle(store, reader, policy, [Understood(accession.item, octets, imported=True)], clock)
        new, erased = new + accession.is_new, erased + accession.is_erased
        again += not (accession.is_new or accession.is_erased)
        octets.close()
        progress(1)
    return ImportReport(new, again, erased)
