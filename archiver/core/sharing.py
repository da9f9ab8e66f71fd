"""How mailboxes are shared out among replicas, decided from one picture that all of them see alike.

Two rules, which anybody can check by counting. A mailbox that nobody holds goes to the replica that holds fewest; and
whoever holds two or more above another hands mailboxes over until nobody does. So nothing changes hands while no two
replicas are further apart than one, and when a replica comes or goes no more does than must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ONCE = "once:for-all"
"""The lease of whoever does what is done once for all mailboxes. No mailbox can be called so."""
SETTLED = timedelta(seconds=60)
"""So long a replica must have been there before others hand over to it: one that dies at every start gets nothing."""


@dataclass(frozen=True, slots=True)
class Replica:
    """A process that works on this archive's mailboxes, or stands by for them."""

    name: str
    since: datetime
    able: frozenset[str]
    """The mailboxes that it is configured for and, as far as it knows, can reach."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Who is there, and who holds what, at one moment."""

    at: datetime
    replicas: Sequence[Replica]
    """Those that are alive."""
    holders: Mapping[str, str]
    """By mailbox, who holds it. Others are free."""

    def able(self, mailbox: str) -> list[Replica]:
        """Who could take a mailbox."""
        return [one for one in self.replicas if mailbox in one.able]


def to_take(us: str, picture: Picture) -> list[str]:
    """The free mailboxes that are for us to take."""
    return [mailbox for mailbox, taker in _takers(picture).items() if taker == us]


def _takers(picture: Picture) -> dict[str, str]:
    counts, takers = _counts(picture), {}
    for mailbox in sorted(set().union(*(one.able for one in picture.replicas)) - picture.holders.keys()):
        takers[mailbox] = taker = _with_fewest(picture.able(mailbox), counts)
        counts[taker] += mailbox != ONCE
    return takers


def to_hand_over(us: str, picture: Picture, kept: frozenset[str] = frozenset()) -> list[str]:
    """Those of our mailboxes that others are to have; none of `kept`, of which we alone know why.

    What is free is reckoned to whoever is to take it: it may just have been handed over.
    """
    picture = replace(picture, holders={**picture.holders, **_takers(picture)})
    counts = _counts(picture)
    holders = {one: who for one, who in picture.holders.items() if one not in kept and one != ONCE}
    there = [one for one in picture.replicas if one.since <= picture.at - SETTLED]
    ours = []
    while move := _next_move(there, counts, holders):
        mailbox, giver, taker = move
        counts[giver], counts[taker] = counts[giver] - 1, counts[taker] + 1
        holders[mailbox] = taker
        if giver == us:
            ours.append(mailbox)
    return ours


def _next_move(
    there: Sequence[Replica], counts: Mapping[str, int], holders: Mapping[str, str]
) -> tuple[str, str, str] | None:
    """From whoever holds most to whoever holds fewest of those who could take it, when they are two or more apart."""
    for mailbox, giver in sorted(holders.items(), key=lambda held: (-counts.get(held[1], 0), held[1], held[0])):
        takers = [one for one in there if mailbox in one.able and one.name != giver]
        if giver in counts and takers:
            taker = _with_fewest(takers, counts)
            if counts[giver] - counts[taker] >= 2:
                return mailbox, giver, taker
    return None


def _counts(picture: Picture) -> dict[str, int]:
    counts = {one.name: 0 for one in picture.replicas}
    for mailbox, holder in picture.holders.items():
        if holder in counts and mailbox != ONCE:
            counts[holder] += 1
    return counts


def _with_fewest(replicas: Sequence[Replica], counts: Mapping[str, int]) -> str:
    return min((one.name for one in replicas), key=lambda name: (counts[name], name))
