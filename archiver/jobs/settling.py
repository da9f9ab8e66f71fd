"""Reading and filing what is already ours: the second commit of a mail's route, and the healing of a missing one."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import StrEnum

import structlog

from archiver.core import cases, trust
from archiver.core.addresses import ascii_lower
from archiver.core.cases import Enquiry, Signer, SingleOpenCase
from archiver.core.forwards.choice import judged
from archiver.core.records import Checksum, ItemNumber, Octets, Reading, ReceiptDecision, Unreadable
from archiver.core.trust import Gate, Mode
from archiver.edges.store import Store
from archiver.edges.store.casework import Knowledge, Settled, Unsettled, Verdict
from archiver.errors import LeaseLost, OutsideServiceError, StoreUnavailable, place_of
from archiver.failpoints import failpoint
from archiver.jobs.ports import Clock, Reader

PAGE = 100

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Policy:
    """What the workplace decided about filing and receipts."""

    signer: Signer
    gate: Gate
    """Whom we take for a colleague."""
    archive_addresses: frozenset[str]
    """Lower-case addresses of our own mailboxes and of our letters' sender."""
    message_id_domain: str
    zone: tzinfo
    """Where the workplace is: the year of a case number is a year there."""
    officers: frozenset[str] = frozenset()
    """Lower-case addresses of the archive officer and the deputy."""
    open_new_cases: bool = False
    single_open_case: SingleOpenCase = SingleOpenCase.NEVER
    receipts: bool = True
    receipts_per_day: int = 30
    """To one mailbox, in any 24 hours: collected ones too."""
    receipts_per_burst: int = 5
    attempts: int = 5
    """Fetches of one UID that may fail before it is only tried hourly."""
    restored: int = 0
    """How often the archive was restored: no letter since then has the name of one that the lost archive sent."""

    @property
    def loop_mark(self) -> str:
        """What our letters carry in X-Archive-Loop, and nobody else can make."""
        return self.signer.mark("loop")

    def message_id(self, words: str) -> str:
        """A Message-ID of ours for `words`: the same words always give the same one, until the archive is restored."""
        since = f".r{self.restored}" if self.restored else ""
        return self._signed(words + since)

    def _signed(self, words: str) -> str:
        return f"<{words}.{self.signer.mark(words)}@{self.message_id_domain}>"

    def is_of_ours(self, message_id: str) -> bool:
        """Whether a Message-ID is one that only we can have made."""
        words = message_id.strip("<>").rpartition("@")[0].rpartition(".")[0]
        return bool(words) and hmac.compare_digest(self._signed(words).encode(), message_id.encode())


@dataclass(frozen=True, slots=True)
class Understood:
    """An item with its octets at hand, to be read and filed."""

    item: ItemNumber
    octets: Octets
    imported: bool = False
    recovered: bool = False
    """It came before the archive was restored."""


Outcome = tuple[Understood, Reading | Unreadable]


def settle(store: Store, reader: Reader, policy: Policy, items: Sequence[Understood], clock: Clock) -> None:
    """Read and file a batch in one transaction; an item that cannot be filed goes to quarantine by itself."""
    settle_read(store, policy, [(one, reader.read(one.octets)) for one in items], clock)


def settle_read(store: Store, policy: Policy, batch: Sequence[Outcome], clock: Clock) -> None:
    """The same of what has been read."""
    if not batch:
        return
    failpoint("read.before-settle")
    if _stumble(store, policy, batch, clock) is None:
        return
    for one, outcome in batch:
        if error := _stumble(store, policy, [(one, outcome)], clock):
            _report(one, error)
            _write(store, policy, [(one, Unreadable(f"could not be filed ({type(error).__name__})"))], clock)


def settle_leftovers(
    store: Store, reader: Reader, policy: Policy, clock: Clock, left_to: frozenset[str] = frozenset()
) -> int:
    """Read and file what is stored and was never read; gives how many. A crash left them, or a release.

    What came in by the mailboxes it is `left_to` may be in their hands just now. Octets that do not hash to their name
    any more are not what came: nobody reads them, and the operator is told.
    """
    count, last = 0, ItemNumber(0)
    trouble: StoreUnavailable | None = None
    while leftovers := store.casework.unsettled(PAGE, after=last, left_to=left_to):
        for one in leftovers:
            try:
                count += _settle_leftover(store, reader, policy, one, clock)
            except StoreUnavailable as error:  # no room to lay this one out, maybe: the others need less
                trouble = error
        last = leftovers[-1].item
    if trouble is not None:
        raise trouble
    return count


def _settle_leftover(store: Store, reader: Reader, policy: Policy, one: Unsettled, clock: Clock) -> bool:
    octets = store.catalogue.whole(one.item)
    try:
        if octets.checksum != one.checksum:
            store.ledger.note_damaged(one.item, octets.checksum, clock())
            return False
        settle(store, reader, policy, [Understood(one.item, octets, one.imported, one.recovered)], clock)
    finally:
        octets.close()
    return True


class Reread(StrEnum):
    """What came of reading an item again."""

    CHANGED = "changed"
    SAME = "same"
    UNREADABLE = "unreadable"  # this time; what was understood before stands
    DAMAGED = "damaged"  # what is stored is not what came in


def read_again(
    store: Store, reader: Reader, policy: Policy, item: ItemNumber, checksum: Checksum, agent: str, clock: Clock
) -> Reread:
    """Derive anew what an item says, as this version understands it. Its octets, filings and receipt stay.

    An item that came before trust was recorded is judged as it was then: by the domain in From.
    """
    octets = store.catalogue.whole(item)
    try:
        if octets.checksum != checksum:
            store.ledger.note_damaged(item, octets.checksum, clock())
            return Reread.DAMAGED
        as_then = replace(policy, gate=replace(policy.gate, mode=Mode.FROM_DOMAIN))
        settled = _settled(as_then, Understood(item, octets), reader.read(octets))
    finally:
        octets.close()
    changed = store.casework.read_again(settled, agent, clock())
    if isinstance(settled.outcome, Unreadable):
        return Reread.UNREADABLE
    return Reread.CHANGED if changed else Reread.SAME


def _settled(policy: Policy, one: Understood, outcome: Reading | Unreadable) -> Settled:
    if isinstance(outcome, Unreadable):
        return Settled(one.item, outcome, imported=one.imported, recovered=one.recovered)
    outcome = judged(outcome, policy.gate.own_domains, policy.zone)
    envelope = outcome.envelope
    sender = trust.sender_of(envelope, policy.gate)
    return Settled(
        one.item,
        outcome,
        sender.address,
        cases.references_of(envelope, policy.signer, policy.archive_addresses),
        one.imported,
        one.recovered,
        cases.numbers_of(envelope, policy.archive_addresses),
        asks_for_open_cases=policy.single_open_case is not SingleOpenCase.NEVER,
        standing=sender.standing,
        standing_reason=sender.reason,
        returned=frozenset(name for name in outcome.returned if policy.is_of_ours(name)),
    )


def _write(store: Store, policy: Policy, batch: Sequence[Outcome], clock: Clock) -> None:
    def decide(settled: Settled, known: Knowledge) -> Verdict:
        return verdict(settled, known, policy)

    now = clock()
    settled = [_settled(policy, one, outcome) for one, outcome in batch]
    store.casework.settle(settled, decide, now, now.astimezone(policy.zone).year)


def _stumble(store: Store, policy: Policy, batch: Sequence[Outcome], clock: Clock) -> Exception | None:
    """Write a batch, and give what filing it stumbled on: the one broad catch of this program. Octets are kept, and
    one message goes to quarantine with the kind of error as its reason; the others come in."""
    try:
        _write(store, policy, batch, clock)
    except (OutsideServiceError, LeaseLost):
        raise
    except Exception as error:  # noqa: BLE001
        return error
    return None


def _report(one: Understood, error: Exception) -> None:
    """Where a fault of ours lies, for whoever mends it; not what was in hand, which is somebody's mail."""
    log.error("item could not be filed", item=one.item, kind=type(error).__name__, place=place_of(error.__traceback__))


def verdict(settled: Settled, known: Knowledge, policy: Policy) -> Verdict:
    """Where an item belongs and whether its sender is thanked."""
    if not isinstance(settled.outcome, Reading):
        raise TypeError("only what was read can be filed")
    envelope = settled.outcome.envelope
    sender = trust.sender_of(envelope, policy.gate)
    enquiry = Enquiry(
        envelope,
        sender,
        policy.archive_addresses,
        known.cases,
        known.numbers,
        known.letters,
        known.thread,
        known.same,
        known.open_cases,
        authors=authors_of(settled.outcome),
        officers=policy.officers,
    )
    filing = cases.file(
        enquiry, policy.signer, open_new_cases=policy.open_new_cases, single_open=policy.single_open_case
    )
    receipt = trust.receipt_due(
        envelope,
        sender,
        own_addresses=policy.archive_addresses,
        loop_mark=policy.loop_mark,
        turned_on=policy.receipts,
    )
    if receipt is ReceiptDecision.DUE:
        receipt = _within_bounds(settled, known, policy)
    return Verdict(filing, receipt, sender.address, policy.message_id(f"receipt.{settled.item}"))


def authors_of(reading: Reading) -> frozenset[str]:
    """Who wrote the originals that a mail is about: addresses, lower case."""
    chosen = (one.from_ for one in reading.originals if one.choice is not None)
    return frozenset(ascii_lower(author.address) for author in chosen if author is not None and author.address)


def _within_bounds(settled: Settled, known: Knowledge, policy: Policy) -> ReceiptDecision:
    if settled.imported:
        return ReceiptDecision.IMPORTED
    if settled.recovered:
        return ReceiptDecision.RECOVERED
    # The last of the day is kept for the collected receipt: nobody who goes on writing is left without it. Where a day
    # has one letter only, that one is kept while something is held back.
    in_day = max(policy.receipts_per_day - 1, 1)
    many = known.receipts_in_day >= in_day or known.receipts_in_burst >= policy.receipts_per_burst
    return ReceiptDecision.TOO_MANY if many else ReceiptDecision.DUE
