"""Reviews, holds and disposals by hand. Whoever proposes or decides says who they are, and shows it by a password."""

from __future__ import annotations

import hmac
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day

from archiver.core.disposition import (
    Erasure,
    HoldKind,
    Person,
    Proposal,
    same_name,
)
from archiver.core.language import later
from archiver.edges.store.disposals import Extent, Hold, Proposed, Review
from archiver.errors import ArchiverError, UsageError
from archiver.jobs.disposal import Carried, Progress, carry_out, held_of, require_fit, require_short, target_of
from archiver.service.wiring import Archive, by_hand, ledger_of, now, plan_of

__all__ = [
    "Approved",
    "Carried",
    "Erasure",
    "Extent",
    "Hold",
    "Proposed",
    "Review",
    "Standing",
    "approve",
    "copies",
    "finish",
    "hold",
    "ledger_of",
    "propose",
    "reject",
    "release",
    "standing",
]

REFUSED_SECONDS = 2
"""Whoever guesses passwords waits."""
Ask = Callable[[str], str]
"""Asks the person of that name for their password."""


def reviews(archive: Archive) -> tuple[list[Review], int]:
    """What is to be reviewed now, the first of it, and how much that is in all."""
    return archive.store.disposals.reviews(plan_of(archive.settings), now())


@dataclass(frozen=True, slots=True)
class Standing:
    """How reviews, proposals and holds stand."""

    reviews: list[Review]
    in_all: int
    """So many reviews are due; not all of them are in the list."""
    proposals: list[tuple[Proposed, Extent]]
    holds: list[Hold]
    erased: list[Erasure]
    unfinished: int


def standing(archive: Archive, *, everything: bool) -> Standing:
    """For a person, with what persons wrote: the look-up is written down first."""
    store = archive.store.disposals
    store.note_shown(by_hand(), now())
    ready, in_all = reviews(archive)
    return Standing(
        ready,
        in_all,
        [(one, store.extent(one.target)) for one in store.proposals(waiting=not everything)],
        store.holds(),
        store.tombstones() if everything else [],
        len(store.unfinished()),
    )


def propose(archive: Archive, name: str, what: Proposal, who: str, ask: Ask, *, before_due: bool = False) -> int:
    """Propose what becomes of a case or item; gives the number of the proposal."""
    target = target_of(archive.store, name)
    _require_words(what)
    person = _person(archive, who, ask)
    plan = None if before_due else plan_of(archive.settings)
    return archive.store.disposals.propose(target, what, person, secrets.token_hex(8), now(), plan=plan)


@dataclass(frozen=True, slots=True)
class Approved:
    """A proposal that was approved, and what was done about it at once."""

    proposed: Proposed
    carried: Carried | None = None
    """None when it could not be finished, for this reason; the daemon goes on with it."""
    trouble: ArchiverError | None = None


def approve(archive: Archive, number: int, answer: str, who: str, ask: Ask, progress: Progress) -> Approved:
    """Approve what another person proposed; a disposal is carried out at once."""
    require_short(answer)
    ledger_of(archive).require_writable()
    person = _person(archive, who, ask)
    proposed = archive.store.disposals.approve(number, answer, person, now())
    try:
        return Approved(proposed, finish(archive, progress))
    except ArchiverError as error:  # its key is gone, and every row but the octets
        return Approved(proposed, trouble=error)


def reject(archive: Archive, number: int, answer: str, who: str, ask: Ask) -> Proposed:
    """Say no to a proposal, or take one's own back."""
    _require_reason(answer)
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
    _require_reason(reason)
    return archive.store.disposals.hold(held_of(archive.store, name), kind, reason, by_hand(), now())


def release(archive: Archive, number: int, reason: str, who: str, ask: Ask) -> Hold:
    """End a hold; gives it."""
    _require_reason(reason)
    return archive.store.disposals.release(number, reason, _person(archive, who, ask), now())


def until(archive: Archive, day: date) -> datetime:
    """The beginning of a day on the workplace's clock."""
    return datetime.combine(day, time_of_day(), tzinfo=archive.settings.archive.zone)


def _person(archive: Archive, name: str, ask: Ask) -> Person:
    """Who that is. The password is asked for whoever is named, so that nobody learns names by trying."""
    people = {same_name(one.name): one for one in archive.settings.disposal.people}
    if not people:
        raise UsageError(
            later("Nobody may decide about disposal yet: add two people, [[disposal.person]], to the configuration.")
        )
    said = unicodedata.normalize("NFC", ask(name))
    known = people.get(same_name(name))
    expected = "" if known is None else unicodedata.normalize("NFC", known.password.get_secret_value())
    if not hmac.compare_digest(said.encode(), expected.encode()) or known is None:
        archive.store.disposals.note_refused(by_hand(), now())
        time.sleep(REFUSED_SECONDS)
        raise UsageError(later("The name and the password do not belong together."))
    return Person(unicodedata.normalize("NFC", known.name), by_hand())


def _require_words(what: Proposal) -> None:
    _require_reason(what.reason)
    require_fit(what, now())


def _require_reason(words: str) -> None:
    require_short(words)
    if not words:
        raise UsageError(later("Say why: --reason."))
