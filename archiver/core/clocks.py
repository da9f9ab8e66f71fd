"""Five clocks that tell when a mail was what, kept apart, each with who says so (E9).

Order, retention and deadlines go by the last one alone: nobody but us can set it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import takewhile
from typing import Any

from archiver.core.addresses import ascii_lower
from archiver.core.records import Envelope, Hop


class Clock(StrEnum):
    """Whose clock, in the order in which a mail passes them."""

    DATE = "date"  # the Date field of the header (RFC 5322 § 3.6.1)
    RECEIVED = "received"  # the topmost Received field (RFC 5321 § 4.4)
    INTERNALDATE = "internaldate"  # RFC 9051 § 2.3.3
    FETCHED = "fetched"  # the octets were here
    COMMITTED = "committed"  # they were ours, and durable


class Trust(StrEnum):
    """What a moment rests on."""

    CLAIM = "claim"  # on the mail alone: whoever wrote it could write anything
    SERVER = "server"  # on the workplace's own mail server
    OURS = "ours"  # on this archive's own clock


@dataclass(frozen=True, slots=True)
class Moment:
    """What one clock shows; `at` is None when it shows nothing that is a time."""

    clock: Clock
    at: datetime | None
    trust: Trust

    @property
    def counts(self) -> bool:
        """Whether order, retention and deadlines go by it."""
        return self.clock is Clock.COMMITTED


def moments_of(
    envelope: Envelope,
    *,
    received_by: str,
    internal_date: datetime | None,
    fetched_at: datetime | None,
    committed_at: datetime,
    from_server: bool,
) -> tuple[Moment, ...]:
    """All five, of an item. `received_by` is the host whose Received field is the workplace's own, empty for none.

    Nothing that a file says of itself is the server's word: `from_server` tells whether a server ever showed the item.
    """
    return (
        *claimed(envelope, received_by=received_by if from_server else ""),
        Moment(Clock.INTERNALDATE, internal_date, Trust.SERVER),
        Moment(Clock.FETCHED, fetched_at, Trust.OURS),
        Moment(Clock.COMMITTED, committed_at, Trust.OURS),
    )


def claimed(envelope: Envelope, *, received_by: str = "") -> tuple[Moment, ...]:
    """The two that stand in a mail itself, and all that a file alone can tell."""
    return (Moment(Clock.DATE, envelope.date, Trust.CLAIM), _received(envelope.received, received_by))


def _received(hops: Iterable[Hop], received_by: str) -> Moment:
    """The topmost field of our own server, and no other: a stranger's forgery of it can only stand below.

    Not below one whose writer cannot be told, either: that may be ours, spoilt by what a stranger said to our server.
    Where there is none, the topmost of all is what the mail claims.
    """
    topmost_first = tuple(hops)
    wanted = ascii_lower(received_by).rstrip(".")
    told = takewhile(lambda hop: hop.by, topmost_first)
    ours = next((hop for hop in told if wanted and ascii_lower(hop.by).rstrip(".") == wanted), None)
    if ours is not None:
        return Moment(Clock.RECEIVED, ours.at, Trust.SERVER)
    return Moment(Clock.RECEIVED, topmost_first[0].at if topmost_first else None, Trust.CLAIM)


def document(moments: Iterable[Moment]) -> list[dict[str, Any]]:
    """Moments as scripts know them: RFC 3339, in UTC."""
    return [
        {
            "clock": moment.clock,
            "at": None if moment.at is None else moment.at.astimezone(UTC).isoformat(),
            "trust": moment.trust,
        }
        for moment in moments
    ]
