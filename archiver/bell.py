"""An event that is heard while one waits for a socket: nobody wakes each half second to look whether it is set."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

RING = (1).to_bytes(8, sys.byteorder)
"""What eventfd(2) takes, and a pipe too."""


class Bell(threading.Event):
    """Set once, for good."""

    def __init__(self) -> None:
        super().__init__()
        self._ropes: set[int] = set()
        self._pulling = threading.Lock()

    def set(self) -> None:
        """Ring: whoever waits for it goes on, however they wait."""
        with self._pulling:
            if self.is_set():
                return
            super().set()
            for rope in self._ropes:
                os.write(rope, RING)

    def clear(self) -> NoReturn:
        """Not possible: who waits for a socket would hear it for ever."""
        raise TypeError("a bell that has rung has rung")

    @contextmanager
    def heard(self) -> Iterator[int]:
        """A file descriptor that can be read from as soon as it rings, for `poll` beside others. Raises OSError."""
        ear, rope = _ear_and_rope()
        try:
            with self._pulling:
                self._ropes.add(rope)
                if self.is_set():
                    os.write(rope, RING)
            yield ear
        finally:
            with self._pulling:
                self._ropes.discard(rope)
            for descriptor in {ear, rope}:
                os.close(descriptor)


def _ear_and_rope() -> tuple[int, int]:
    """One descriptor where the system has such, since every mailbox that rests needs them; else the ends of a pipe."""
    if hasattr(os, "eventfd"):
        both = os.eventfd(0)
        return both, both
    return os.pipe()
