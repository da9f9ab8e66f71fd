"""What a round has to do: the listed keys against the ledger, and afterwards the balance between the two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from archiver.core.records import FetchReason, MoveReason, Sighting, SightingState

T = TypeVar("T")

RETRY_AFTER = timedelta(hours=1)
"""How long a message that failed `attempts` times is left alone before each further try (R8)."""

NOT_IN_LEDGER = "not_in_ledger"
THERE_BEFORE = "there_before"
NOT_LISTED_TWICE = frozenset({SightingState.MOVED, SightingState.VANISHED})


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do in one folder. Every listed UID is in exactly one of `fetch`, `retry`, `finish`, `resting`."""

    fetch: tuple[int, ...]
    """New to us: fetched in batches. Also a UID listed again although we saw it leave: only its octets can tell."""
    retry: tuple[int, ...]
    """Failed before, and their time has come: fetched one at a time."""
    finish: tuple[Sighting, ...]
    """Ours already, still in the folder: read back, read, filed and moved as far as that is not done."""
    resting: tuple[int, ...]
    """Failed too often; their hour has not come."""
    look_for: tuple[Sighting, ...]
    """Ours already, gone from the folder: our move may have happened without our hearing of it."""
    lost: tuple[Sighting, ...]
    """Never ours, gone from the folder by another hand."""


def plan(listed: Collection[int], held: Iterable[Sighting], now: datetime) -> Plan:
    """Compare what a folder shows with what the ledger holds of it (newest take of each key)."""
    present = frozenset(listed)
    ledger = {sighting.key.uid: sighting for sighting in held}
    fetch, retry, finish, resting = [], [], [], []
    for uid in sorted(present):
        known = ledger.get(uid)
        if known is None or known.state in NOT_LISTED_TWICE:
            fetch.append(uid)
        elif _rests(known, now):
            resting.append(uid)
        elif known.state is SightingState.STORED:
            finish.append(known)
        elif known.attempts:
            retry.append(uid)
        else:
            fetch.append(uid)
    gone = [sighting for uid, sighting in sorted(ledger.items()) if uid not in present]
    return Plan(
        fetch=tuple(fetch),
        retry=tuple(retry),
        finish=tuple(finish),
        resting=tuple(resting),
        look_for=tuple(s for s in gone if s.state is SightingState.STORED),
        lost=tuple(s for s in gone if s.state in {SightingState.SEEN, SightingState.QUARANTINED}),
    )


def _rests(known: Sighting, now: datetime) -> bool:
    """Its hour has not come. An hour further ahead than any we set was set by a clock that was wrong."""
    return known.retry_at is not None and now < known.retry_at <= now + RETRY_AFTER


def move_again_at(attempts: int, now: datetime, *, allowed: int) -> datetime | None:
    """When to move a stored message again after `attempts` moves that ended the session; None: the next round."""
    return now + RETRY_AFTER if attempts >= allowed else None


@dataclass(frozen=True, slots=True)
class Setback:
    """What a failed fetch changes in the ledger."""

    state: SightingState
    attempts: int
    retry_at: datetime | None
    reason: str


def setback(attempts_so_far: int, reason: FetchReason, now: datetime, *, allowed: int) -> Setback:
    """Count one more failure of one UID: `allowed` tries in the rounds as they come, then one an hour (R8).

    A message above the hard size limit will not shrink, and a probe mail that stays never becomes an item: they are
    quarantined at once. That we had no room for one is not
    counted against it.
    """
    if reason is FetchReason.NO_ROOM:
        return Setback(SightingState.SEEN, attempts_so_far, None, reason)
    attempts = attempts_so_far + 1
    if reason in {FetchReason.OVERSIZE, FetchReason.PROBE} or attempts >= allowed:
        return Setback(SightingState.QUARANTINED, attempts, now + RETRY_AFTER, reason)
    return Setback(SightingState.SEEN, attempts, None, reason)


@dataclass(frozen=True, slots=True)
class Balance:
    """`server N = archive N − reasons` of one folder (R14)."""

    server: int
    archived: int
    reasons: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Why UIDs the server listed are not in the archive: reason → UIDs. Empty means they all are."""

    @property
    def holds(self) -> bool:
        """Every message is accounted for: as archived, or by a reason."""
        return self.server == self.archived + len({uid for uids in self.reasons.values() for uid in uids})


def balance(listed: Collection[int], held: Iterable[Sighting]) -> Balance:
    """Account for each listed UID after a round."""
    ledger = {sighting.key.uid: sighting for sighting in held}
    reasons: dict[str, list[int]] = {}
    archived = 0
    for uid in sorted(frozenset(listed)):
        known = ledger.get(uid)
        if known is not None and known.item is not None and known.reason != MoveReason.OTHER_OCTETS:
            archived += 1
        else:
            reasons.setdefault(_why_not(known), []).append(uid)
    return Balance(len(frozenset(listed)), archived, {reason: tuple(uids) for reason, uids in reasons.items()})


def _why_not(known: Sighting | None) -> str:
    if known is None:
        return NOT_IN_LEDGER
    if known.state is SightingState.VANISHED and known.item is None:
        return FetchReason.VANISHED
    return known.reason or "not_fetched_yet"


def archive_balance(
    listed: Set[int], known_uids: Set[int], unproven: int, there_before: Collection[int] | None
) -> Balance:
    """Account for the archive folder: what lies there and is in no ledger row is named.

    `unproven` is how many messages we moved there without learning their UID; so many unknown ones are ours.
    `there_before` are the unknown ones of our first sight of the folder, which nobody need explain; None at that.
    """
    unknown = frozenset(uid for uid in listed if uid not in known_uids)
    strangers = unknown if len(unknown) > unproven else frozenset[int]()
    old = strangers if there_before is None else strangers & frozenset(there_before)
    reasons = {THERE_BEFORE: tuple(sorted(old)), NOT_IN_LEDGER: tuple(sorted(strangers - old))}
    named = {reason: uids for reason, uids in reasons.items() if uids}
    return Balance(len(listed), len(listed) - len(strangers), named)


def windows(all_of_them: Sequence[T], length: int) -> list[Sequence[T]]:
    """All of them in order, at most `length` at a time."""
    return [all_of_them[start : start + length] for start in range(0, len(all_of_them), length)]
