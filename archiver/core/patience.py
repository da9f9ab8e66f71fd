"""How long to wait after a failure before trying again, and before saying that it is over."""

from __future__ import annotations

from datetime import timedelta

SHORTEST = 1.0
LONGEST = 300.0
"""Seconds that a server is left alone which was reached and would not have us."""
UNREACHED = 45.0
"""Seconds at most between two tries to reach what is not there: all is to be well a minute after it is back (R13)."""
CREDENTIALS = 15 * 60.0
"""A refused password is tried again this seldom, so that nobody's account is locked (R12)."""


def backoff(failures: int, chance: float, longest: float = LONGEST) -> float:
    """Seconds before the next try after `failures` (≥ 1) in a row: doubling from 1 s to the longest.

    `chance` in [0, 1) spreads many daemons that failed together over half to the whole of that time.
    """
    whole = min(longest, SHORTEST * 2.0 ** min(failures - 1, 20))
    return whole * (0.5 + chance / 2)


def after_troubles(chance: float) -> float:
    """Seconds to the next round after one that met trouble and came to its end.

    As late as a minute allows: what befell a message counts against it, and a network that is bad for a minute or two
    must not use up its tries.
    """
    return UNREACHED * (0.5 + chance / 2)


LONGEST_FOR_A_LETTER = timedelta(hours=1)
"""The longest a letter waits for its next try."""
GIVEN_UP_AFTER = timedelta(days=5)
"""So old a letter that its own recipient's server keeps putting off is given up (RFC 5321 § 4.5.4.1)."""


def letter_backoff(attempts: int) -> timedelta:
    """Time before a letter is handed over again: 5 s, then doubling to an hour, without end."""
    return min(LONGEST_FOR_A_LETTER, timedelta(seconds=5.0 * 2.0 ** min(attempts - 1, 20)))


LONGEST_FOR_A_STAMP = timedelta(hours=1)


def stamp_backoff(attempts: int) -> timedelta:
    """Time before a time-stamp authority is asked again: a minute, then doubling to an hour, without end."""
    return min(LONGEST_FOR_A_STAMP, timedelta(minutes=2.0 ** min(attempts - 1, 20)))


SIGNATURE_WAITS = (timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12), timedelta(days=2, hours=9))


def signature_backoff(attempts: int) -> timedelta | None:
    """Time before the DNS is asked again for a key that it did not answer for; None after five tries in three days."""
    return SIGNATURE_WAITS[attempts - 1] if attempts <= len(SIGNATURE_WAITS) else None


WELL_FOR = timedelta(hours=1)
"""So long it must be over what an alarm was about before anybody is told so. What comes back earlier is the same alarm:
a server that says now yes, now no would else send two letters each time. Longer than a refused password waits."""
