"""The product's clock, moved by a test: ahead, back, or running faster than the world's.

ARCHIVER_TEST_SECONDS_LATER says by how much it is ahead; ARCHIVER_TEST_RATE how fast it goes since the moment
ARCHIVER_TEST_RATE_SINCE (seconds since 1970), so that two processes of one world agree; ARCHIVER_TEST_CLOCK_FILE names
a file that holds the seconds it is ahead *now*, for a clock that jumps while the product runs.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self


def set_by_environment() -> None:
    """Put the product in the time that the environment asks for; without it nothing is changed."""
    rate = float(os.environ.get("ARCHIVER_TEST_RATE", "1"))
    jumps = os.environ.get("ARCHIVER_TEST_CLOCK_FILE")
    if "ARCHIVER_TEST_SECONDS_LATER" not in os.environ and rate == 1 and not jumps:
        return
    later = float(os.environ.get("ARCHIVER_TEST_SECONDS_LATER", "0"))
    since = float(os.environ.get("ARCHIVER_TEST_RATE_SINCE", str(time.time())))

    def ahead() -> timedelta:
        faster = (time.time() - since) * (rate - 1)
        return timedelta(seconds=later + faster + (_seconds(Path(jumps)) if jumps else 0.0))

    _install(ahead)
    if rate != 1:
        _hurry(rate)


def _seconds(file: Path) -> float:
    return float(file.read_text(encoding="ascii") or 0)


def _install(ahead: Callable[[], timedelta]) -> None:
    from apscheduler.schedulers import base  # noqa: PLC0415

    from archiver.edges.store.database import Database  # noqa: PLC0415
    from archiver.service import wiring  # noqa: PLC0415

    def now() -> datetime:
        return datetime.now(UTC) + ahead()

    class _Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(now().timestamp(), tz)

    real = wiring.now
    for name, module in list(sys.modules.items()):
        if name.startswith("archiver.") and vars(module).get("now") is real:
            vars(module)["now"] = now
    vars(base)["datetime"] = _Moved
    setattr(Database, "clock", lambda _: now())  # noqa: B010 - its type is another one


def _hurry(rate: float) -> None:
    """What the product counts by the world's clock goes as much faster."""
    from archiver.jobs import sharing  # noqa: PLC0415
    from archiver.service import daemon  # noqa: PLC0415

    for name in ("POST_SECONDS", "KNOCK_SECONDS", "WATCHDOG_SECONDS", "CLOCK_SECONDS"):
        vars(daemon)[name] /= rate
    for name in ("ACTS_SECONDS", "RENEW_SECONDS", "LOOK_SECONDS", "LEFT_LYING_SECONDS"):
        vars(sharing)[name] /= rate
