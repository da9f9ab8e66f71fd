"""A clock that is ahead, for a process that a test starts: ARCHIVER_TEST_SECONDS_LATER says by how much.

Python imports this by itself when a test puts its folder on PYTHONPATH; nothing else does. The scheduler goes by the
same clock, or it would wait until the real one is so far.
"""

import os
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

from apscheduler.schedulers import base

from archiver.service import wiring

_AHEAD = timedelta(seconds=float(os.environ["ARCHIVER_TEST_SECONDS_LATER"]))


class _Later(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp((datetime.now(UTC) + _AHEAD).timestamp(), tz)


vars(wiring)["now"] = lambda: datetime.now(UTC) + _AHEAD
vars(base)["datetime"] = _Later
