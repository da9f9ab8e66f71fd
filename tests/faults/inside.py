"""The product in this very process: thousands of rounds, without a command to start for each.

It is wired as the product wires itself (`archiver.service.wiring`); only the loop around the rounds is ours.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Self

import structlog

from archiver.bell import Bell
from archiver.config import load
from archiver.edges import host
from archiver.edges.mailbox import ImapMailbox
from archiver.errors import OutsideServiceError
from archiver.jobs.ingest import Round, RoundReport
from archiver.jobs.receipts import send_due
from archiver.jobs.sharing import LEASE, Shares
from archiver.jobs.watch import Holding, Watcher
from archiver.service import logs, wiring
from tests.faults.stage import Stage

ROUNDS = 8
"""Enough for whatever a fault has set back, as long as it was tried less often than it is left alone for."""


class Inside:
    """An archive that stays open and a reader that stays warm, over the mailbox of a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._stack = ExitStack()
        self.ahead = timedelta()
        """How much later it is for the product than for the world."""

    def __enter__(self) -> Self:
        log = self._stack.enter_context((self._stage.folder / "log.inside").open("a", encoding="utf-8"))
        self._stack.callback(_log_elsewhere, logging.root.handlers.copy())
        logs.configure("info", "json", log)
        settings = load(self._stage.config, {})
        self.archive = self._stack.enter_context(wiring.opened(settings, acting=wiring.by_hand()))
        self.reader = self.archive.reader()
        self._stack.callback(self.reader.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def mailbox(self) -> str:
        """The name of its only mailbox."""
        return self.archive.settings.mailboxes[0].name

    def now(self) -> datetime:
        """The product's clock."""
        return wiring.now() + self.ahead

    def round(self) -> RoundReport | None:
        """One round under a lease of its own; None when the outside ended it."""
        ledger, now = self.archive.store.ledger, self.now
        lease = ledger.take_lease(self.mailbox, self.archive.holder, now(), LEASE, host.is_dead)
        assert lease is not None, "nobody else works here"
        with Holding(self.archive.store, lease, now, host.steady_seconds, host.is_dead):
            try:
                first = self._connected()
            except OutsideServiceError:
                return None
            one = Round(first, self._connected, self.archive.store, self.reader, self.archive.policy, lease, now)
            try:
                return one.run()
            except OutsideServiceError:
                return None
            finally:
                one.mailbox.close()

    def until_complete(self, most: int = ROUNDS) -> int | None:
        """Rounds until one is complete; how many, or None when so many were not enough."""
        for number in range(1, most + 1):
            report = self.round()
            if report is not None and report.complete:
                return number
        return None

    def post(self) -> None:
        """Every letter that is due."""
        with self.archive.post_office() as office:
            send_due(self.archive.store, office, self.archive.correspondence, self.now)

    @contextmanager
    def watching(self, poll_seconds: float) -> Iterator[None]:
        """The mailbox watched as the daemon does it, until the block is left."""
        stopping, archive = Bell(), self.archive
        names = frozenset({self.mailbox})
        shares = Shares(archive.store, archive.holder, names, self.now, host.steady_seconds, host.is_dead)
        shares.step()
        watcher = Watcher(
            name=self.mailbox,
            connect=lambda _: self._connected(stopping),
            store=self.archive.store,
            reader=self.reader,
            policy=self.archive.policy,
            clock=self.now,
            shares=shares,
            stopping=stopping,
            poll_seconds=poll_seconds,
            after_round=lambda _: None,
        )
        thread = threading.Thread(target=watcher.run, name="watcher")
        thread.start()
        threading.Thread(target=shares.run, args=(stopping,), name="leases", daemon=True).start()
        try:
            yield
        finally:
            stopping.set()
            shares.stop()
            thread.join(60)
            shares.leave()
            assert not thread.is_alive(), "the watcher does not stop"

    def _connected(self, stopping: Bell | None = None) -> ImapMailbox:
        settings = self.archive.settings
        return wiring.connect(settings, settings.mailboxes[0], stopping or Bell())


def _log_elsewhere(handlers: list[logging.Handler]) -> None:
    """As before: the file of this log is about to be closed."""
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


def seconds_until(ready: Callable[[], bool], within: float) -> float | None:
    """How long it took to come; None when it did not."""
    begun = time.monotonic()
    while not ready():
        if time.monotonic() - begun > within:
            return None
        time.sleep(0.02)
    return time.monotonic() - begun
