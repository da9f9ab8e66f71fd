"""Time stamps: rows decide what is due, one authority knows nothing of another, and nothing waits for any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from archiver.core import stamps
from archiver.core.patience import stamp_backoff
from archiver.core.records import Finding
from archiver.core.witness import Attestation
from archiver.edges.store import Store
from archiver.edges.store.stamps import KeptStamp, StampClaim
from archiver.errors import StampRefused
from archiver.jobs.ports import Clock, TimeStampAuthority

log = structlog.get_logger()


def stamp_due(
    store: Store,
    authority: TimeStampAuthority,
    every: timedelta,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Queue what this authority is to stamp, and ask it for all that is due; gives how many stamps were kept.

    Ends at the first thing that it does not stamp: that is asked for again later, with growing pauses and without end.
    """
    store.stamps.queue(authority.name, every, clock())
    count = 0
    while not stopping() and (claim := store.stamps.claim(authority.name, clock())) is not None:
        if not _stamp(store, authority, claim, clock):
            break
        count += 1
    return count


def _stamp(store: Store, authority: TimeStampAuthority, claim: StampClaim, clock: Clock) -> bool:
    try:
        stamp = authority.stamp(stamps.statement(claim.head))
    except StampRefused as refusal:
        store.stamps.put_off(claim, refusal.trouble, clock() + stamp_backoff(claim.attempts))
        log.warning("no time stamp", authority=authority.name, why=refusal.trouble, attempts=claim.attempts)
        return False
    store.stamps.record(claim, stamp, clock())
    log.info("time stamp kept", authority=authority.name, events=claim.head.count, checked=stamp.is_checked)
    return True


@dataclass(frozen=True, slots=True)
class Judged:
    """What the stamps that are kept attest, by the certificates of today's configuration."""

    attestations: tuple[Attestation, ...]
    findings: tuple[Finding, ...]
    """Stamps that are not what they are said to be."""
    unjudged: tuple[str, ...]
    """Authorities that the configuration does not know any more: their stamps attest nothing."""
    unchecked: int
    """Stamps whose signature only openssl can check: they attest nothing either."""


def judge(kept: Iterable[KeptStamp], authorities: Mapping[str, TimeStampAuthority]) -> Judged:
    """Check every stamp anew. What was stored beside it is not believed: a forger would store his own certificates."""
    attestations, findings, unjudged, unchecked = list[Attestation](), list[Finding](), set[str](), 0
    for one in kept:
        authority = authorities.get(one.authority)
        if authority is None:
            unjudged.add(one.authority)
            continue
        is_so = authority.confirms(one.response, stamps.statement(one.head))
        if is_so:
            attestations.append(Attestation(one.head, authority=one.authority, stamped_at=one.stamped_at))
        elif is_so is None and not one.is_checked:
            unchecked += 1
        else:
            findings.append(_untrue(one))
    return Judged(tuple(attestations), tuple(findings), tuple(sorted(unjudged)), unchecked)


def _untrue(one: KeptStamp) -> Finding:
    expected = stamps.imprint(stamps.statement(one.head)).hex()
    return Finding(
        "anchor",
        f"event:{one.head.count}",
        expected,
        "none",
        authority=one.authority,
        sentence=stamps.UNTRUE,
    )
