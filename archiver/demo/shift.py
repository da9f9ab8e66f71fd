"""The real daemon at work, in a thread, for as long as a `with` block runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Self

from archiver.bell import Bell
from archiver.config import Settings
from archiver.service.commands import RoundReport
from archiver.service.daemon import Daemon
from archiver.service.wiring import Archive, by_itself, opened


class Shift:
    """From opening the archive to closing it: what `archiver run` does, without its signals."""

    def __init__(self, settings: Settings, after_round: Callable[[Archive, RoundReport], None] | None = None) -> None:
        self._settings = settings
        self._after_round = after_round
        self._stopping = Bell()
        self._rounds = 0
        self._end = ExitStack()

    @property
    def rounds(self) -> int:
        """How many rounds over the mailbox have been made."""
        return self._rounds

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.archive = stack.enter_context(opened(self._settings, acting=by_itself()))
            reader = self.archive.reader()
            stack.callback(reader.close)
            self._daemon = Daemon(self.archive, self._stopping, reader, self._counted)
            crew = stack.enter_context(ThreadPoolExecutor(1, "daemon"))
            self._work = crew.submit(self._daemon.run)
            self._end = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._end.close()
        self._work.result()

    def knock(self) -> None:
        """Ask for the weekly letter and for the post at once, as the scheduler does by the clock."""
        self._daemon.issue_digests()
        self._daemon.post()

    def _counted(self, report: RoundReport) -> None:
        self._rounds += 1
        if self._after_round is not None:
            self._after_round(self.archive, report)
