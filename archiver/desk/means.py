"""What the desk does that needs more of the house than the archive itself: each may be missing, and a page says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from archiver.core.discretion import trouble_called
from archiver.core.reports import Facts
from archiver.core.statistics import Length
from archiver.edges.store.disposals import Plan
from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from archiver.desk.packages import Packages

log = structlog.get_logger()

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the configuration in force."""

    key: str
    value: str
    is_hidden: bool = False
    """It may name a person, or is a secret: only that it is set is told."""


class Background:
    """Long work that goes on while pages are shown; one at a time, and how far it is can be asked."""

    def __init__(self, work: Callable[[Progress], object]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._far = (0, 0)

    def begin(self) -> None:
        """Begin it, unless it runs."""
        with self._lock:
            if not self.runs:
                self._far = (0, 0)
                self._thread = threading.Thread(target=self._run, name="desk-work", daemon=True)
                self._thread.start()

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def far(self) -> tuple[int, int]:
        """How much is done, and of how much."""
        return self._far

    def wait(self, seconds: float) -> None:
        """Until it is over, or so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._work(self._advance)
        except ArchiverError as error:  # what is not finished is told on the page, and gone on with
            log.warning("put off", kind=type(error).__name__, why=trouble_called(error))

    def _advance(self, done: int, of: int) -> None:
        self._far = (done, of)


@dataclass(frozen=True, slots=True)
class Means:
    """None stands for what this place does not have, or has switched off."""

    search: Callable[[], object] | None = None
    """Brings the index up to date, for some seconds at most."""
    read_again: Callable[[Sequence[str], str], int] | None = None
    """Reads these quarantined items once more, for that agent; gives how many left quarantine."""
    counted: Callable[[str | None], Facts] | None = None
    """The facts of a report of a period, counted by somebody who cannot read the mails."""
    periods: Length = "year"
    is_counted_apart: bool = True
    plan: Plan | None = None
    """How long things are kept before somebody looks at them again."""
    may_dispose: Callable[[], object] | None = None
    """Raises where what is disposed of could not be written down outside the database."""
    disposing: Background | None = None
    """Carries out what two people decided."""
    packages: Packages | None = None
    """Makes what is handed over."""
    archive_folders: Mapping[str, str] = field(default_factory=dict)
    """Mailbox → the folder in which its server keeps what was archived."""
    settings: Sequence[Setting] = ()
