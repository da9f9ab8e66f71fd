"""What became of the demo's mails, and whether all of it is as it must be."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from archiver.core.language import later
from archiver.core.records import Checksum, ItemState
from archiver.demo.letters import Forward
from archiver.demo.servers import SunkLetter
from archiver.demo.workplace import OFFICER
from archiver.service.commands import ItemDetail, VerifyReport
from archiver.service.wiring import Archive


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter of the archive's, as it lies in somebody's mailbox."""

    recipient: str
    message_id: str
    subject: str
    text: str
    path: Path

    @property
    def is_digest(self) -> bool:
        """Whether it is the weekly letter."""
        return self.message_id.startswith("<digest.")

    @property
    def is_receipt(self) -> bool:
        """Whether it thanks a colleague; alarms do not."""
        return self.message_id.startswith("<receipt.")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mail."""

    forward: Forward
    delivered: str
    """SHA-256 of what was put into the mailbox."""
    stored: str = ""
    """SHA-256 of what the archive gives out for it; empty when it has no such item."""
    detail: ItemDetail | None = None
    receipt: Mail | None = None

    @property
    def rule(self) -> str | None:
        """The rule that filed it."""
        return self.detail.filings[-1].rule if self.detail and self.detail.filings else None

    @property
    def evidence(self) -> Mapping[str, str]:
        """What that rule rested on."""
        return self.detail.filings[-1].evidence if self.detail and self.detail.filings else {}

    @property
    def case(self) -> str | None:
        """The case it lies in."""
        return self.detail.entry.case if self.detail else None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the expectations are about."""

    fates: Sequence[Fate]
    inbox: int
    """Mails the server holds in INBOX."""
    moved: int
    """Mails the server holds in the archive folder."""
    mails: Sequence[Mail]
    """Every letter the archive sent."""
    digests_before_restart: int
    added_by_second_round: int
    verified: VerifyReport


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that must be so; `found` are the numbers or items that speak for or against it."""

    sentence: str
    held: bool
    found: str = ""


def mail_of(letter: SunkLetter) -> Mail:
    """A letter as its reader sees it."""
    message = message_from_bytes(letter.octets, EmailMessage, policy=default)
    body = message.get_body(("plain",))
    text = "" if body is None else str(body.get_content())
    return Mail(", ".join(letter.recipients), str(message["Message-ID"]), str(message["Subject"]), text, letter.path)


def fates_of(archive: Archive, delivered: Sequence[tuple[Forward, bytes]], mails: Sequence[Mail]) -> tuple[Fate, ...]:
    """Find each delivered mail again by its own checksum, and all that belongs to it."""
    known = {str(entry.sha256): entry.item for entry in archive.store.catalogue.items()}
    receipts = {mail.message_id: mail for mail in mails}
    fates = []
    for forward, octets in delivered:
        checksum = hashlib.sha256(octets).hexdigest()
        number = known.get(checksum)
        if number is None:
            fates.append(Fate(forward, checksum))
            continue
        stored = _checksum(archive.store.catalogue.octets(number))
        receipt = receipts.get(archive.policy.message_id(f"receipt.{number}"))
        fates.append(Fate(forward, checksum, stored, archive.store.catalogue.item(number), receipt))
    return tuple(fates)


def _checksum(pieces: Iterable[bytes]) -> str:
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return sha256.hexdigest()


def judge(facts: Facts) -> tuple[Expectation, ...]:
    """Every expectation of the story, held or not."""
    return tuple(expect(facts) for expect in EXPECTATIONS)


def _all_moved(facts: Facts) -> Expectation:
    count = len(facts.fates)
    return Expectation(
        later("Every mail is archived and moved: INBOX is empty"),
        (facts.inbox, facts.moved) == (0, count),
        f"INBOX {facts.inbox}, Arkiveret {facts.moved}",
    )


def _exact(facts: Facts) -> Expectation:
    equal = sum(fate.stored == fate.delivered for fate in facts.fates)
    return Expectation(
        later("Every mail is stored exactly as it came"),
        equal == len(facts.fates),
        f"{equal}/{len(facts.fates)} SHA-256",
    )


def _filed_as_expected(facts: Facts) -> Expectation:
    wrong = [number for number, fate in enumerate(facts.fates, start=1) if not _is_well_filed(fate, facts)]
    return Expectation(
        later("Every mail is in the right case, by the right rule"), not wrong, _out_of(len(facts.fates), wrong)
    )


def _out_of(count: int, wrong: Sequence[int]) -> str:
    """ "10/12: 3, 7": how many are right, and the numbers of the others."""
    return f"{count - len(wrong)}/{count}" + (": " + ", ".join(map(str, wrong)) if wrong else "")


def _is_well_filed(fate: Fate, facts: Facts) -> bool:
    forward, detail = fate.forward, fate.detail
    if detail is None or detail.entry.state is not forward.state:
        return False
    if forward.rule is not None and fate.rule != forward.rule:
        return False
    if forward.beside is not None:
        return fate.case is not None and fate.case == facts.fates[forward.beside - 1].case
    alone = sum(other.case == fate.case for other in facts.fates if other.forward.beside is None) == 1
    return alone if forward.state is ItemState.FILED else fate.case is None


def _cases(facts: Facts) -> set[str]:
    return {fate.case for fate in facts.fates if fate.case}


def _quarantined(facts: Facts) -> Expectation:
    unreadable = [fate for fate in facts.fates if fate.forward.state is ItemState.QUARANTINED]
    safe = [f for f in unreadable if f.detail and f.detail.entry.reason and f.stored == f.delivered]
    size = sum(fate.detail.entry.size for fate in safe if fate.detail)
    return Expectation(
        later("What cannot be read is in quarantine, with its octets"),
        bool(safe) and len(safe) == len(unreadable),
        f"{len(safe)}/{len(unreadable)}: {size:,} B".replace(",", "\u202f"),
    )


def _originals(facts: Facts) -> Expectation:
    wrong = [number for number, fate in enumerate(facts.fates, start=1) if not _is_well_read(fate, facts)]
    return Expectation(
        later("The original in every forward is found; two colleagues' is one and the same"),
        not wrong,
        _out_of(len(facts.fates), wrong),
    )


def _is_well_read(fate: Fate, facts: Facts) -> bool:
    if fate.detail is None:
        return False
    strength = fate.detail.entry.strength
    if (strength.level if strength else None) != fate.forward.strength:
        return False
    same = fate.forward.same_original_as
    return same is None or bool(_enclosed(fate) & _enclosed(facts.fates[same - 1]))


def _enclosed(fate: Fate) -> set[Checksum]:
    return {one.checksum for one in fate.detail.enclosed} if fate.detail else set()


def _receipts(facts: Facts) -> Expectation:
    wrong = [n for n, fate in enumerate(facts.fates, start=1) if not _is_rightly_answered(fate)]
    wanted = Counter(fate.forward.sender for fate in facts.fates if fate.forward.receipt)
    got = Counter(mail.recipient for mail in facts.mails if mail.is_receipt)
    return Expectation(
        later("Every colleague has a receipt; outsiders and machines have none"),
        not wrong and got == wanted,
        f"{got.total()}/{wanted.total()}",
    )


def _is_rightly_answered(fate: Fate) -> bool:
    if not fate.forward.receipt:
        return fate.receipt is None
    return fate.receipt is not None and fate.receipt.recipient == fate.forward.sender


def _digest(facts: Facts) -> Expectation:
    digests = [mail for mail in facts.mails if mail.is_digest]
    told = [m for m in digests if m.recipient == OFFICER and f"1–{len(facts.fates)}" in m.text]
    held = facts.digests_before_restart == 1 and len(told) == 1 and all(case in told[0].text for case in _cases(facts))
    return Expectation(
        later("The archive officer has one weekly letter, and it covers them all"),
        held,
        f"{len(told)}/1",
    )


def _no_second_digest(facts: Facts) -> Expectation:
    more = sum(mail.is_digest for mail in facts.mails) - facts.digests_before_restart
    return Expectation(later("A restart sends no second weekly letter"), more == 0, f"{more}")


def _nothing_twice(facts: Facts) -> Expectation:
    added = facts.added_by_second_round
    return Expectation(later("A second round adds nothing"), added == 0, f"{added}")


def _verified(facts: Facts) -> Expectation:
    report = facts.verified
    held = report.ok and report.items_checked == len(facts.fates)
    found = [f"{finding.kind} {finding.subject}" for finding in report.findings]
    return Expectation(
        later("Every checksum and the whole chain of custody are verified"),
        held,
        ", ".join((f"{report.items_checked}/{len(facts.fates)}", *found)),
    )


EXPECTATIONS: tuple[Callable[[Facts], Expectation], ...] = (
    _all_moved,
    _exact,
    _filed_as_expected,
    _originals,
    _quarantined,
    _receipts,
    _digest,
    _no_second_digest,
    _nothing_twice,
    _verified,
)
"""In the order in which they are told."""
