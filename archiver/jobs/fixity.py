"""The check of what is stored: a share of it every night, so that all has its turn in so many days, or all at once.

A check changes nothing but its own progress. It leaves one event in the chain of custody, and an alarm while there is
anything wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo

import structlog

from archiver.core import fixity, witness
from archiver.core.intake import windows
from archiver.core.records import AlarmKind, Finding, ItemNumber, Reading, Unreadable
from archiver.edges.store import Store
from archiver.edges.store.attested_disposals import Ledger
from archiver.edges.store.audit import VerifyReport
from archiver.edges.store.fixity import Derived, Kept, Outcome
from archiver.jobs.ports import Clock, Reader

PAGE = 25
LOGGED = 20
"""So many findings of one check are named in the log; all are counted."""
ALARM = "archive"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Plan:
    """When the nightly check begins, and in how many days it comes round."""

    at: time
    zone: tzinfo
    days: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a night's check did."""

    items: int
    findings: int


def check_tonight(
    store: Store,
    reader: Reader,
    plan: Plan,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
    *,
    ledger: Ledger | None = None,
) -> Checked | None:
    """A night's share, if its hour has passed and it is not done; None when there was nothing to do or no end to it.

    What was checked is written down page by page: a night that is cut off goes on where it was. Raises
    `OutsideServiceError` when no reader can be had.
    """
    began = clock()
    standing = store.fixity.standing(began)
    last = standing.night
    if not fixity.is_due(began, last, at=plan.at, zone=plan.zone):
        return None
    goal = fixity.goal(standing.items, standing.began, began, plan.days)
    found = _Found(aloud=True)
    for few in windows(standing.faults, PAGE):
        _check(store, reader, few, found)
    for numbers in windows(range(standing.position + 1, goal + 1), PAGE):
        if stopping():
            return None
        before = len(found.faults)
        reread = _check(store, reader, numbers, found)
        fresh = [ItemNumber(number) for number in found.faults[before:]]
        if not store.fixity.advance(standing, numbers[-1], reread, fresh, clock()):
            return None  # another daemon is at it
        standing = replace(standing, position=numbers[-1], faults=(*standing.faults, *fresh))
    if stopping():
        return None
    found.take(store.audit.verify(lambda _done, _all: None, among=(), ledger=ledger).findings)
    if not store.fixity.close_night(began, last, Outcome(found.count, found.faults), clock()):
        return None
    found.tell(store, clock())
    return Checked(goal, found.count)


def check_all(  # noqa: PLR0913 - each comes from another place
    store: Store,
    reader: Callable[[], Reader],
    days: int,
    agent: str,
    clock: Clock,
    progress: Callable[[int, int], None],
    witnessed: Sequence[witness.Attestation] = (),
    *,
    ledger: Ledger | None = None,
    hands: int = 1,
) -> VerifyReport:
    """Everything there is, at once, and the day's sample of items read anew; it counts as a whole round.

    `reader` is asked for one when there is anything to be read anew. `progress` is told (work done, in all).
    """
    items = store.fixity.standing(clock()).items
    sample = fixity.sample(items, clock(), days) if items else []
    verified = 0

    def verifying(done: int, size: int) -> None:
        nonlocal verified
        verified = size
        progress(done, size + len(sample))

    report = store.audit.verify(verifying, witnessed, ledger=ledger, hands=hands)
    found, reread = _Found(aloud=False), 0
    found.take(report.findings)
    anew: list[Finding] = []
    for numbers in windows(sample, PAGE):
        count, other = _read_anew(store, reader(), numbers)
        reread, anew = reread + count, [*anew, *other]
        progress(verified + reread, verified + len(sample))
    found.take(anew)
    report = replace(report, findings=(*report.findings, *anew), reread=reread)
    if store.fixity.close_whole(report.items_checked, reread, Outcome(found.count, found.faults, agent), clock()):
        found.tell(store, clock())
    return report


class _Found:
    """What a check finds: how much, on which items, and whether it is more than damaged octets."""

    def __init__(self, *, aloud: bool) -> None:
        """`aloud` also into the log, where nobody is told otherwise."""
        self._aloud = aloud
        self.count = 0
        self.faults: list[int] = []
        self._known: set[int] = set()
        self._damaged: dict[int, str] = {}
        self._others = 0

    def take(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            self.count += 1
            number = _item(one.subject)
            if self._aloud and self.count <= LOGGED:
                log.error("fault found", kind=one.kind, about=one.subject.partition("/")[0])
            if number and number not in self._known:
                self._known.add(number)
                self.faults.append(number)
            if one.kind in {"checksum", "missing"} and one.subject == f"item:{number}":
                self._damaged.setdefault(number, one.found)
            else:
                self._others += 1

    def tell(self, store: Store, now: datetime) -> None:
        """Raise the alarms that are due, each once, or end the one of faults when nothing is wrong any more."""
        for number, found in self._damaged.items():
            store.ledger.note_damaged(ItemNumber(number), found, now)
        if self._others:
            if store.ledger.raise_alarm(AlarmKind.FIXITY, ALARM, now, count=self._others):
                log.error("alarm raised", alarm=AlarmKind.FIXITY.value, count=self._others)
        elif store.ledger.clear_alarm(AlarmKind.FIXITY, ALARM, now):
            log.info("alarm over", alarm=AlarmKind.FIXITY.value)


def _item(subject: str) -> int:
    kind, _, place = subject.partition(":")
    number = place.partition("/")[0]
    return int(number) if kind == "item" and number.isascii() and number.isdigit() else 0


def _check(store: Store, reader: Reader, numbers: Sequence[int], found: _Found) -> int:
    """One page: octets, rows, and all of it read anew; gives how many could be."""
    found.take(store.audit.items(numbers))
    count, other = _read_anew(store, reader, numbers)
    found.take(other)
    return count


def _read_anew(store: Store, reader: Reader, numbers: Sequence[int]) -> tuple[int, list[Finding]]:
    """How many of these items were read anew, and what came out otherwise than it stands in the rows.

    An older reader found other things: what it read is not compared, but its parts have their own checksums.
    """
    count, findings = 0, list[Finding]()
    for kept in store.fixity.derived(numbers):
        octets = store.catalogue.whole(kept.item)
        try:
            if octets.checksum != kept.checksum:
                continue  # found already
            outcome = reader.read(octets)
        finally:
            octets.close()
        if isinstance(outcome, Unreadable):
            log.warning("could not be read anew", item=kept.item, why=outcome.reason)
            continue
        count += 1
        findings += _otherwise(kept, outcome)
    return count, findings


def _otherwise(kept: Kept, outcome: Reading) -> Iterator[Finding]:
    found = _derived(outcome)
    for kind, path, size, checksum in sorted(kept.derived - found):
        yield Finding("derivation", f"item:{kept.item}/{path}", f"{kind} {size} {checksum}", "not there")
    for kind, path, size, checksum in sorted(found - kept.derived):
        yield Finding("derivation", f"item:{kept.item}/{path}", "not there", f"{kind} {size} {checksum}")


def _derived(outcome: Reading) -> Derived:
    parts = (("part", one.path, one.size, one.checksum) for one in outcome.parts)
    messages = (("message", one.path, one.size, one.checksum) for one in outcome.enclosed)
    originals = (("original", one.path, one.size, one.checksum) for one in outcome.originals if one.checksum)
    return frozenset(
        (kind, path[:400], size, str(checksum)) for kind, path, size, checksum in (*parts, *messages, *originals)
    )
