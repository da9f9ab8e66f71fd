"""The ledger of erasures: a file beside the keys that says what was disposed of, so that no backup brings it back (X5).

A line is added before any octets are deleted, and never changed. It holds hashes, sizes, dates, bases and who decided.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archiver.core.disposition import Erasure, erasures, lines
from archiver.core.language import later
from archiver.edges import durable
from archiver.errors import StoreUnavailable, UsageError

NAME = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The one of a data directory, signed with the archive's own key."""

    directory: Path
    key: bytes

    @property
    def path(self) -> Path:
        return self.directory / NAME

    def known(self) -> list[Erasure]:
        """Everything in it. Raises `UsageError` for a line that was changed or taken out; one cut short is left out."""
        return [one for one, _ in self._read()]

    def require_writable(self) -> None:
        """See that a line could be added. Raises `StoreUnavailable`, or `UsageError` as `known` does."""
        self._read()
        with self._opened():
            pass

    def add(self, more: Iterable[Erasure]) -> int:
        """Add what it does not have yet, durably; gives how many. Raises `StoreUnavailable`, and adds nothing then."""
        with self._opened() as descriptor:
            known = self._read()
            names = {(one.scope, one.name) for one, _ in known}
            new = [one for one in more if (one.scope, one.name) not in names]
            if new:
                _append(descriptor, "".join(f"{one}\n" for one in lines(new, known[-1][1] if known else "", self.key)))
        return len(new)

    def _read(self) -> list[tuple[Erasure, str]]:
        try:
            text = self.path.read_text("utf-8", "replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._trouble(error) from error
        kept = text[: text.rfind("\n") + 1].split("\n")[:-1]
        found: list[tuple[Erasure, str]] = []
        for number, one in enumerate(erasures(kept, self.key), start=1):
            if one is None:
                raise UsageError(
                    "{path}: line {number} is not as archiver wrote it, or one before it is missing. Put the whole"
                    " file there, as it was kept.",
                    path=self.path,
                    number=number,
                )
            found.append(one)
        return found

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """For adding: nobody else adds meanwhile."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield descriptor
            finally:
                os.close(descriptor)
            durable.sync_folder(self.directory)
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError) -> StoreUnavailable:
        sentence = later("The ledger of erasures, {path}, cannot be used: {problem}.")
        return StoreUnavailable(sentence, path=self.path, problem=error.strerror)


def _append(descriptor: int, text: str) -> None:
    """After the last whole line: what a dead process cut short was never acted upon. All of it, or nothing."""
    held = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    end = held.rfind(b"\n") + 1
    octets = text.encode()
    try:
        os.ftruncate(descriptor, end)
        done = 0
        while done < len(octets):
            done += os.pwrite(descriptor, octets[done:], end + done)
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, end)
        raise
