"""The ledger of erasures: a file beside the keys that says what was disposed of, so that no backup brings it back (X5).

A line is added before any octets are deleted, and never changed. It holds hashes, sizes, dates, bases and who decided.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.core.disposition import Erasure, erasures, line
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
        """Everything in it. Raises `UsageError` for a line that was changed; one cut short is left out."""
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise StoreUnavailable("The ledger of erasures cannot be read.") from error
        lines = [one for one in text.split("\n") if one]
        found = list(erasures(lines, self.key))
        whole = found if text.endswith("\n") else found[:-1]
        for number, one in enumerate(whole, start=1):
            if one is None:
                raise UsageError(
                    "{path}: line {number} is not as archiver wrote it. Put the file of the lost host there.",
                    path=self.path,
                    number=number,
                )
        return [one for one in found if one is not None]

    def add(self, more: Iterable[Erasure]) -> int:
        """Add what it does not have yet, durably; gives how many. Raises `StoreUnavailable`."""
        known = {(one.scope, one.name) for one in self.known()}
        new = [one for one in more if (one.scope, one.name) not in known]
        if new:
            self._append([line(one, self.key) for one in new])
        return len(new)

    def _append(self, lines: Sequence[str]) -> None:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                cut_short = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
                os.write(descriptor, ("\n" * cut_short + "".join(f"{one}\n" for one in lines)).encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            folder = os.open(self.directory, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        except OSError as error:
            raise StoreUnavailable("The ledger of erasures cannot be written.") from error
