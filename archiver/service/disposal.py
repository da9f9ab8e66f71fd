"""Reviews, holds and disposals by hand. Whoever proposes or decides says who they are, and shows it by a password."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time

from archiver.core.addresses import addr_spec
from archiver.core.disposition import (
    LONGEST_JOURNAL,
    LONGEST_WORDS,
    Erasure,
    HoldKind,
    Outcome,
    Person,
    Proposal,
    Scope,
    Target,
)
from archiver.core.language import later
from archiver.edges.store.disposals import Hold, Plan, Proposed, Review
from archiver.errors import StoreUnavailable, UsageError
from archiver.jobs.disposal import Carried, Progress, carry_out
from archiver.service.wiring import Archive, by_hand, ledger_of, now, plan_of

__all__ = [
    "Carried",
    "Erasure",
    "Hold",
    "Plan",
    "Proposed",
    "Review",
    "approve",
    "finish",
    "hold",
    "ledger_of",
    "propose",
    "reject",
]

Ask = Callable[[str], str]
"""Asks the person of that name for their password."""


def target_of(archive: Archive, name: str) -> Target:
    """What a person named: a case by its full reference, or an item."""
    if "-" in name:
        return archive.store.disposals.case(name)
    return archive.store.disposals.item(archive.store.catalogue.named(name))


def held_of(archive: Archive, name: str) -> Target:
    """The same, or an address, or the whole archive ("all")."""
    if name == "all":
        return Target(Scope.ARCHIVE)
    if "@" in name:
        if addr_spec(name) is None:
            raise UsageError("“{name}” is not an address.", name=name)
        return Target(Scope.ADDRESS, name=name.lower())
    return target_of(archive, name)


def reviews(archive: Archive) -> list[Review]:
    """What is to be reviewed now."""
    return archive.store.disposals.reviews(plan_of(archive.settings), now())


def propose(archive: Archive, name: str, what: Proposal, who: str, ask: Ask) -> int:
    """Propose what becomes of a case or item; gives the number of the proposal."""
    target = target_of(archive, name)
    _require_words(what)
    person = _person(archive, who, ask)
    return archive.store.disposals.propose(target, what, person, secrets.token_hex(8), now())


def approve(
    archive: Archive, number: int, answer: str, who: str, ask: Ask, progress: Progress
) -> tuple[Proposed, Carried | None]:
    """Approve what another person proposed; a disposal is carried out at once. None when that could not be finished."""
    _require_short(answer)
    person = _person(archive, who, ask)
    proposed = archive.store.disposals.approve(number, answer, person, now())
    try:
        return proposed, finish(archive, progress)
    except StoreUnavailable:  # its key is gone; the daemon goes on with the rest
        return proposed, None


def reject(archive: Archive, number: int, answer: str, who: str, ask: Ask) -> Proposed:
    """Say no to a proposal, or take one's own back."""
    _require_short(answer, is_needed=True)
    return archive.store.disposals.reject(number, answer, _person(archive, who, ask), now())


def finish(archive: Archive, progress: Progress) -> Carried:
    """Carry out what was approved and not finished."""
    return carry_out(archive.store, ledger_of(archive), now, progress)


def copies(archive: Archive, proposed: Proposed) -> list[tuple[str, str, list[int]]]:
    """Where mail servers still have what was disposed of: mailbox, folder, UIDs. We never delete anything there."""
    folders = {one.name: one.archive_folder for one in archive.settings.mailboxes}
    found = archive.store.disposals.copies(proposed.name)
    return [(mailbox, folders.get(mailbox, "?"), uids) for mailbox, uids in found.items()]


def hold(archive: Archive, name: str, kind: HoldKind, reason: str) -> int:
    """Forbid to dispose of something; gives the number of the hold."""
    _require_short(reason, is_needed=True)
    return archive.store.disposals.hold(held_of(archive, name), kind, reason, by_hand(), now())


def release(archive: Archive, number: int, reason: str) -> Hold:
    """End a hold; gives it."""
    _require_short(reason, is_needed=True)
    return archive.store.disposals.release(number, reason, by_hand(), now())


def until(archive: Archive, day: date) -> datetime:
    """The beginning of a day on the workplace's clock."""
    return datetime.combine(day, time(), tzinfo=archive.settings.archive.zone)


def _person(archive: Archive, name: str, ask: Ask) -> Person:
    """Who that is. The password is asked for whoever is named, so that nobody learns names by trying."""
    people = {_same(one.name): one for one in archive.settings.disposal.people}
    if not people:
        raise UsageError(
            later("Nobody may decide about disposal yet: add two people, [[disposal.person]], to the configuration.")
        )
    said = unicodedata.normalize("NFC", ask(name))
    known = people.get(_same(name))
    expected = "" if known is None else unicodedata.normalize("NFC", known.password.get_secret_value())
    if not hmac.compare_digest(said.encode(), expected.encode()) or known is None:
        raise UsageError(later("The name and the password do not belong together."))
    return Person(known.name, by_hand())


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _require_words(what: Proposal) -> None:
    _require_short(what.reason, is_needed=True)
    if what.outcome is Outcome.DISPOSE and not what.basis:
        raise UsageError(later("A disposal needs its basis: which decision or rule allows it, with its date."))
    if what.outcome is Outcome.HAND_OVER and not what.journal:
        raise UsageError(later("Handing over needs the number of the case in the journal system."))
    if what.outcome is Outcome.EXTEND and (what.until is None or what.until <= now()):
        raise UsageError(later("An extension needs a day that lies ahead."))
    if len(what.basis) > LONGEST_WORDS or len(what.journal) > LONGEST_JOURNAL:
        raise UsageError(later("A basis has {most} characters at most."), most=LONGEST_WORDS)


def _require_short(words: str, *, is_needed: bool = False) -> None:
    if len(words) > LONGEST_WORDS:
        raise UsageError(later("A reason has {most} characters at most."), most=LONGEST_WORDS)
    if is_needed and not words:
        raise UsageError(later("Say why: --reason."))
