"""Reading and filing beside a round: what is ours already is understood while the next batch is on its way.

One batch is in hand at a time. Reading uses as many children as there are; filing is one transaction by one thread.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from archiver.core.records import Reading, Unreadable
from archiver.edges.store import Store
from archiver.jobs.ports import Clock, Reader
from archiver.jobs.settling import Policy, Understood, settle_read

MANY = 8
"""Mails that are worth another reading child, which takes as long to start as some hundred mails to read."""


@dataclass(frozen=True, slots=True)
class _Batch:
    outcomes: Sequence[Future[Reading | Unreadable]]
    filing: Future[None]
    files: contextlib.ExitStack


@dataclass(slots=True)
class Beside:
    """The threads that read and file for one round; none before there is anything to read."""

    store: Store
    reader: Reader
    policy: Policy
    clock: Clock
    readers: int
    """How many mails `reader` may be given at once."""
    _batch: _Batch | None = field(default=None, init=False)
    _pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor] | None = field(default=None, init=False)

    def begin(self, items: Sequence[Understood], files: contextlib.ExitStack) -> None:
        """Have these read and filed; their `files` are kept open until then. The batch before has been finished."""
        readers, filer = self._pools = self._pools or (
            ThreadPoolExecutor(self.readers, "reads"),
            ThreadPoolExecutor(1, "files"),
        )
        outcomes: list[Future[Reading | Unreadable]] = []
        if len(items) >= MANY:
            outcomes = [readers.submit(self.reader.read, one.octets) for one in items]
        filing = filer.submit(self._file, items, outcomes)
        self._batch = _Batch(outcomes, filing, files.pop_all())

    def finish(self) -> Future[None] | None:
        """What became of the batch in hand, once it is filed or has failed; None when none was."""
        if self._batch is not None:
            wait([self._batch.filing])
        return self._leave()

    def close(self) -> None:
        """End it: what nobody has begun to read yet is read by the next round."""
        for outcome in self._batch.outcomes if self._batch else ():
            outcome.cancel()
        self._leave()
        for pool in self._pools or ():
            pool.shutdown()

    def _leave(self) -> Future[None] | None:
        batch, self._batch = self._batch, None
        if batch is None:
            return None
        wait(batch.outcomes)
        wait([batch.filing])
        batch.files.close()
        return batch.filing

    def _file(self, items: Sequence[Understood], outcomes: Sequence[Future[Reading | Unreadable]]) -> None:
        read = (
            (outcome.result() for outcome in outcomes) if outcomes else (self.reader.read(one.octets) for one in items)
        )
        settle_read(self.store, self.policy, list(zip(items, read, strict=True)), self.clock)
