"""How often something may be asked for: so many at once, and so many a minute after that. Kept in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEPT = 10_000
"""Of whom is remembered how often they asked; whoever asked longest ago is forgotten first."""


class Bucket:
    """One for each of those who ask: it holds `at_once`, and fills by `a_minute`."""

    def __init__(self, at_once: int, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._a_second, self._clock = at_once, a_minute / 60, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: str) -> bool:
        """Whether they may."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(who, (float(self._at_once), now))
            left = min(float(self._at_once), left + (now - since) * self._a_second)
            is_left = left >= 1
            self._left[who] = (left - is_left, now)
            if len(self._left) > MOST_KEPT:
                self._left.popitem(last=False)
            return is_left
