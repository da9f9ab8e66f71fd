"""Packages that are made behind the page: one at a time, in a private folder, for the person who asked, for an hour."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from archiver.core.discretion import trouble_called
from archiver.core.language import later
from archiver.desk import troubles
from archiver.errors import ArchiverError, UsageError
from archiver.jobs.handover import Handed, Wish

KEPT = timedelta(hours=1)
"""So long a package lies there for whoever does not save it."""
SPARE = 200_000_000
"""Octets that are left alone on the disk, which the archive itself may need."""
PIECE = 256 * 1024
LOCK = "lock"

log = structlog.get_logger()


class Maker(Protocol):
    """Who makes packages."""

    def require_fit(self, wish: Wish) -> int:
        """Raises for what can be known before it is made; gives the octets of the mails."""

    def make(self, wish: Wish, agent: str, progress: Callable[[int], None]) -> Handed:
        """Make it, and write down who had it made; `progress` is told of octets that went through."""


@dataclass(slots=True)
class Making:
    """One package, on its way or at its end."""

    who: str
    wish: Wish
    """Without the password, and whom it is about."""
    fields: Mapping[str, str] = field(repr=False)
    """What stood in the form, for whoever has to fill it in again; never a password."""
    name: str
    """In the address that it is saved from: nobody can guess it."""
    until: datetime
    octets: int = 0
    """That went through by now."""
    runs: bool = True
    handed: Handed | None = None
    size: int = 0
    """Of the zip."""
    is_saved: bool = False
    is_gone: bool = False
    """Nobody saved it in time."""
    trouble: ArchiverError | None = None
    is_broken: bool = False
    """By a fault of ours."""

    @property
    def is_there(self) -> bool:
        """Whether it can be saved."""
        return self.handed is not None and not self.is_saved and not self.is_gone


class Packages:
    """Those of one desk."""

    def __init__(self, folder: Path, maker: Maker, clock: Callable[[], datetime], kept: timedelta = KEPT) -> None:
        """`folder` is of no other use; what a process that is over left there is swept."""
        self._folder, self._maker, self._clock, self._kept = folder, maker, clock, kept
        self._own: Path | None = None
        self._alive = -1
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._makings: dict[str, Making] = {}

    def sweep(self) -> None:
        """Take away what earlier processes left."""
        with suppress(OSError):
            for one in list(self._folder.iterdir()):
                if one != self._own and _is_left(one):
                    shutil.rmtree(one, ignore_errors=True)

    def require_fit(self, wish: Wish) -> None:
        """Raises for what can be known before it is made, and where the disk has no room for it."""
        octets = self._maker.require_fit(wish)
        if 2 * octets + SPARE > shutil.disk_usage(self._home()).free:
            raise UsageError(
                "There is no room for the package on the archive's disk: it takes twice what the mails of the case do."
            )

    def begin(
        self,
        wish: Wish,
        fields: Mapping[str, str],
        who: str,
        agent: str,
        once: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """Begin to make one; what the same person had and did not save is taken away.

        Raises `UsageError` while another is made. `once` is the transaction that it is begun in.
        """
        with self._lock:
            with once():
                if any(one.runs for one in list(self._makings.values())):
                    raise UsageError(
                        "Another package is being made at this desk. Wait until it is there, and try again."
                    )
            self._forget(self._makings.get(who))
            name = secrets.token_hex(16)
            known = replace(wish, password=None, employee=None, names=())
            making = Making(who, known, dict(fields), name, self._clock() + self._kept)
            ordered = replace(wish, to=self._file_of(making))
            self._makings[who] = making
            threading.Thread(target=self._run, args=(making, ordered, agent), name="desk-package", daemon=True).start()

    def of(self, who: str, case: str) -> Making | None:
        """What that person had made of a case last."""
        making = self._makings.get(who)
        return making if making is not None and making.wish.case == case else None

    def wait(self, making: Making, seconds: float) -> None:
        """Until it is over, or so long."""
        with self._changed:
            self._changed.wait_for(lambda: not making.runs, seconds)

    def taken(self, making: Making) -> Iterator[bytes]:
        """The octets of a package, in pieces; it is deleted when all of them were taken.

        Raises FileNotFoundError where it is gone.
        """
        file = self._file_of(making)
        if not file.is_file():
            raise FileNotFoundError
        return self._pieces(making, file)

    # --- behind the page ---

    def _run(self, making: Making, ordered: Wish, agent: str) -> None:
        def advance(octets: int) -> None:
            making.octets += octets

        try:
            ordered.to.parent.mkdir(mode=0o700)
            making.handed = self._maker.make(ordered, agent, advance)
            making.size = ordered.to.stat().st_size
        except ArchiverError as error:  # the page tells
            making.trouble = _without_path(error)
        except OSError as error:
            making.trouble = UsageError(UNWRITTEN, problem=error.strerror or "")
        except Exception as error:  # noqa: BLE001 - a page says so, the log says where, and nobody sees what was in hand
            making.is_broken = True
            troubles.tell_of_fault("case-export", error)
        finally:
            if making.trouble is not None:
                log.warning("no package", kind=type(making.trouble).__name__, why=trouble_called(making.trouble))
            if making.trouble is not None or making.is_broken:
                making.handed = None
                shutil.rmtree(ordered.to.parent, ignore_errors=True)
            else:
                making.fields = {}
            making.until = self._clock() + self._kept
            timer = threading.Timer(self._kept.total_seconds(), self._expire, (making,))
            timer.daemon = True
            timer.start()
            with self._changed:
                making.runs = False
                self._changed.notify_all()

    def _expire(self, making: Making) -> None:
        making.is_gone = True
        self._forget(making)
        if self._makings.get(making.who) is making and making.handed is None:
            del self._makings[making.who]

    def _pieces(self, making: Making, file: Path) -> Iterator[bytes]:
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                yield piece
        making.is_saved = True
        self._forget(making)

    def _forget(self, making: Making | None) -> None:
        """Its octets."""
        if making is not None and self._own is not None:
            shutil.rmtree(self._own / making.name, ignore_errors=True)

    def _file_of(self, making: Making) -> Path:
        return self._home() / making.name / f"{making.wish.case}-{making.wish.variant.value}.zip"

    def _home(self) -> Path:
        """The folder of this process, which holds a lock there as long as it lives."""
        with self._lock:
            if self._own is None or not self._own.is_dir():
                self._own = self._new_home()
            return self._own

    def _new_home(self) -> Path:
        own = self._folder / secrets.token_hex(8)
        if self._alive >= 0:
            os.close(self._alive)
            self._alive = -1
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            own.mkdir(mode=0o700)
            self._alive = os.open(own / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(UNWRITTEN, problem=error.strerror) from error
        return own


UNWRITTEN = later("The package could not be written: the archive's disk is full, or may not be written to ({problem}).")


def _without_path(error: ArchiverError) -> ArchiverError:
    """What a full or failing disk says of a path, without it."""
    return UsageError(UNWRITTEN, problem=error.values.get("problem", "")) if "path" in error.values else error


def _is_left(folder: Path) -> bool:
    """Whether the process that made a folder is over."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR)
    except OSError:  # it is just being made, or of somebody else
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
