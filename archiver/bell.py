"""An event that is heard while one waits for a socket: nobody wakes each half second to look whether it is set."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
                os.write(rope, b"!")

    @contextmanager
    def heard(self) -> Iterator[int]:
        """A file descriptor that can be read from as soon as it rings, for `poll` beside others. Raises OSError."""
        ear, rope = os.pipe()
        try:
            with self._pulling:
                self._ropes.add(rope)
                if self.is_set():
                    os.write(rope, b"!")
            yield ear
        finally:
            with self._pulling:
                self._ropes.discard(rope)
            os.close(rope)
            os.close(ear)
