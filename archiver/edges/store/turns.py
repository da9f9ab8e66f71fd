"""Writers of one process go one after the other, and none of them sleeps through its turn."""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turns:
    """A lock that is handed on in the order in which it was asked for; whoever is in haste asks at the front.

    SQLite has one writer, and whoever finds it at work sleeps and tries again, ever longer: a thread with one row to
    write would wait out several batches of mail. Between processes it is still SQLite that decides.
    """

    def __init__(self) -> None:
        self._change = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, patience: float, *, haste: bool = False) -> bool:
        """Wait for our turn, at most so many seconds; whoever is given it hands it on."""
        with self._change:
            if not self._is_taken:
                self._is_taken = True
                return True
            call = Lock()
            call.acquire()
            (self._waiting.appendleft if haste else self._waiting.append)(call)
        if call.acquire(timeout=patience):
            return True
        with self._change:
            if call in self._waiting:
                self._waiting.remove(call)
                return False
        return True  # it was handed on between the end of our patience and this look

    def hand_on(self) -> None:
        """Let the next one have it."""
        with self._change:
            self._is_taken = bool(self._waiting)
            if self._waiting:
                self._waiting.popleft().release()
