"""Whether the loops of this process turn: each says so, and how long it may be before it says so again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

GRACE = 60.0
"""Seconds that a loop may be late: a machine that is busy is not one that hangs."""
LONGEST_WORK = 3600.0
"""Seconds that a loop may work before it must show a sign: a single mail of 150 MB on a slow line takes most of it."""


@dataclass(slots=True)
class Liveness:
    """What the loops said. Seconds are of a clock that only goes forward."""

    seconds: Callable[[], float] = time.monotonic
    _due: dict[str, float] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def turns(self, loop: str, within: float = LONGEST_WORK) -> None:
        """This loop turns, and will say so again within so many seconds."""
        with self._lock:
            self._due[loop] = self.seconds() + within + GRACE

    def ended(self, loop: str) -> None:
        """This loop is done, and owes nobody a sign."""
        with self._lock:
            self._due.pop(loop, None)

    def hanging(self) -> dict[str, float]:
        """The loops that owe a sign, and since how many seconds."""
        now = self.seconds()
        with self._lock:
            return {loop: now - due for loop, due in sorted(self._due.items()) if now > due}

    def loops(self) -> list[str]:
        """All of them."""
        with self._lock:
            return sorted(self._due)
