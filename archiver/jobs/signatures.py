"""Checking the signatures of what is archived, and repeating it with the keys that were kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from archiver.core import patience
from archiver.core.language import later
from archiver.core.records import (
    ItemNumber,
    Keys,
    Octets,
    SignatureCheck,
    SignatureVerdict,
    Unreadable,
)
from archiver.edges.store import Store
from archiver.edges.store.signatures import SignatureEntry, Unchecked, place_of
from archiver.errors import ItemDamaged, NameUnanswered, StoreUnavailable
from archiver.jobs.ports import Clock, Resolver, SignatureChecker

PAGE = 50
DAMAGED = "what is stored is not what came in"

log = structlog.get_logger()


class Answers:
    """What a resolver said in one round: no name is asked for twice, nor one that no server answered for."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._keys: dict[str, str | None] = {}
        self._unanswered: set[str] = set()

    def of(self, names: Sequence[str]) -> Keys:
        """Those of the names that were answered for."""
        for name in names:
            if name not in self._keys and name not in self._unanswered:
                self._ask(name)
        return {name: self._keys[name] for name in names if name in self._keys}

    def _ask(self, name: str) -> None:
        try:
            self._keys[name] = self._resolver.txt(name)
        except NameUnanswered:
            self._unanswered.add(name)


def check_due(
    store: Store,
    checker: SignatureChecker,
    resolver: Resolver,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Check the signatures of every item that is due, each in a transaction of its own; gives how many items.

    Keys are asked for once a round. What the DNS does not answer for is due again later, five times in all.
    """
    answers, count, now = Answers(resolver), 0, clock()
    last: Unchecked | None = None
    trouble: StoreUnavailable | None = None
    while page := store.signatures.due(now, PAGE, after=last):
        for last in page:
            if stopping():
                return count
            try:
                count += _check(store, checker, answers, last, clock)
            except StoreUnavailable as error:  # no room to lay this one out, maybe: the others need less
                trouble = error
    if trouble is not None:
        raise trouble
    return count


def _check(store: Store, checker: SignatureChecker, answers: Answers, one: Unchecked, clock: Clock) -> bool:
    octets = store.catalogue.whole(one.item)
    try:
        if octets.checksum != one.checksum:
            store.ledger.note_damaged(one.item, octets.checksum, clock())
            return store.signatures.give_up(one, DAMAGED, clock())
        checks, keys = _found(checker, octets, one, answers)
    finally:
        octets.close()
    if isinstance(checks, Unreadable):
        log.warning("signatures could not be checked", item=one.item, why=checks.reason)
        return store.signatures.give_up(one, checks.reason, clock())
    return _record(store, one, checks, keys, clock())


def _found(
    checker: SignatureChecker, octets: Octets, one: Unchecked, answers: Answers
) -> tuple[Sequence[SignatureCheck] | Unreadable, Keys]:
    """The checks with the keys that are kept, and then with those that are missing for it, if any are."""
    keys: Keys = one.keys
    checks = checker.check(octets, one.places, keys)
    if isinstance(checks, Unreadable):
        return checks, keys
    missing = [check.key_name for check in checks if one.awaits(check) and _waits(check)]
    if not missing:
        return checks, keys
    keys = {**keys, **answers.of(missing)}
    return checker.check(octets, one.places, keys), keys


def _waits(check: SignatureCheck) -> bool:
    return check.verdict is SignatureVerdict.TEMPERROR


def _record(store: Store, one: Unchecked, checks: Sequence[SignatureCheck], keys: Keys, now: datetime) -> bool:
    waiting = any(_waits(check) and one.awaits(check) for check in checks)
    pause = patience.signature_backoff(one.attempts + 1) if waiting else None
    return store.signatures.record(one, checks, keys, None if pause is None else now + pause, now)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A verdict that was found before, and what it comes to now with the key that was kept."""

    before: SignatureEntry
    now: SignatureCheck | None
    """None when there was no key to repeat it with, or the mail cannot be checked."""

    @property
    def is_as_before(self) -> bool:
        """Whether the same octets and the same key gave the same verdict for the same reason."""
        return self.now is not None and (self.now.verdict, self.now.reason) == (
            self.before.check.verdict,
            self.before.check.reason,
        )


def check_again(store: Store, checker: SignatureChecker, item: ItemNumber, agent: str, clock: Clock) -> list[Repeated]:
    """Repeat every verdict on an item that a key was kept for. Asks nobody, and changes no verdict: it is noted.

    Raises `ItemDamaged` when the stored octets are not what came in.
    """
    one = store.signatures.of_item(item, clock())
    octets = store.catalogue.whole(item)
    try:
        if octets.checksum != one.checksum:
            what = later("Item {number} is damaged: what is stored is not what came in. Run: archiver verify")
            raise ItemDamaged(what, number=item)
        found = checker.check(octets, one.places, one.keys)
    finally:
        octets.close()
    checks = {} if isinstance(found, Unreadable) else {place_of(check): check for check in found}
    repeated = [Repeated(entry, checks.get(entry.place) if entry.key_record else None) for entry in one.entries]
    done = [result for result in repeated if result.before.key_record is not None]
    if done:
        held = sum(result.is_as_before for result in done)
        store.signatures.note_repeated(item, agent, clock(), held=held, broken=len(done) - held)
    return repeated
