"""Turns that are handed on in the order in which they were asked for."""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turns:
    """So many at once; whoever comes later waits in line, and whoever is in haste at its front.

    A semaphore may be taken again by who has just released it, and a file lock lets those who wait sleep and try again,
    ever longer: somebody with one thing to do would wait out all the others.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._change = Lock()
        self._left = at_once
        self._waiting: deque[Lock] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, patience: float | None = None, *, haste: bool = False) -> bool:
        """Wait for our turn, at most so many seconds; whoever is given it hands it on."""
        with self._change:
            if self._left:
                self._left -= 1
                return True
            call = Lock()
            call.acquire()
            (self._waiting.appendleft if haste else self._waiting.append)(call)
        if call.acquire(timeout=-1 if patience is None else patience):
            return True
        with self._change:
            if call in self._waiting:
                self._waiting.remove(call)
                return False
        return True  # it was handed on between the end of our patience and this look

    def hand_on(self) -> None:
        """Let the next one have it."""
        with self._change:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._left += 1
