"""Whether a mailbox is being watched at all: a judgement from outside, by signs of life and a clock nobody can set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

AT_LEAST = timedelta(minutes=15)
"""A server that restarts at night is no alarm."""
POLLS = 3
GRACE = timedelta(minutes=5)
"""Whoever has just started need not know yet why nothing happened before."""
LOOKED_AWAY = timedelta(minutes=3)
"""Whoever looks less often than that could not look: the database was away, say, for the daemon as for us."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One mailbox of the configuration."""

    name: str
    folders: Sequence[str]
    poll_seconds: float


@dataclass(frozen=True, slots=True)
class Sign:
    """What a folder shows of being worked at."""

    last_good_poll: datetime | None = None
    newest_sighting: int = 0
    """Grows while mail comes in: the first round over a full mailbox takes hours."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What one onlooker has seen of a folder so far. Seconds are of a clock that only goes forward."""

    sign: Sign
    since: float
    """When the last sign came, or the onlooker did."""
    has_moved: bool = False
    """A sign came while we looked on."""


def bound_of(poll_seconds: float) -> timedelta:
    """How long a mailbox that is polled so often may be silent."""
    return max(AT_LEAST, timedelta(seconds=POLLS * poll_seconds))


def looked(before: Watch | None, sign: Sign, seconds: float) -> Watch:
    """Look once more, at `seconds`."""
    if before is None:
        return Watch(sign, seconds)
    newest = max(sign.newest_sighting, before.sign.newest_sighting)
    now = replace(sign, newest_sighting=newest)
    return before if now == before.sign else Watch(now, seconds, has_moved=True)


def looked_away(watch: Watch, seconds: float) -> Watch:
    """The same after so many seconds in which nobody could look: they are no silence."""
    return replace(watch, since=watch.since + seconds)


def is_silent(watch: Watch, now: datetime, seconds: float, bound: timedelta) -> bool | None:
    """True after `bound` without a sign, False when one came within it, None when nobody can tell yet.

    A restart does not forget how long it was silent before; a clock that was set decides nothing alone.
    """
    quiet = timedelta(seconds=seconds - watch.since)
    if quiet >= bound:
        return True
    if watch.has_moved:
        return False
    last = watch.sign.last_good_poll
    return True if last is not None and now - last >= bound and quiet >= GRACE else None
