"""Cases: their signed references, and the rules by which an item finds its case.

A reference such as 2026-0012-K7QX carries 20 bits of HMAC-SHA-256 (RFC 2104) that only the archive's key can make,
in the alphabet of Crockford's base 32: a number somebody guessed or mistyped names no case (C2).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

from archiver.core.language import later
from archiver.core.records import (
    Address,
    Candidate,
    CaseRef,
    CaseState,
    Envelope,
    Filing,
    ItemState,
    Sender,
    Standing,
)
from archiver.core.trust import machine_marks

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_NUMBERS = 5
"""So many case numbers of one subject or address are looked at; a mail that carries more is guessing."""
LONGEST_TEXT = 2_000
"""Characters of a subject or address in which numbers are looked for."""
MOST_REJECTED = 20
"""Candidates that are written down; the rest says no more."""
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REFERENCE = re.compile(r"(?<![0-9A-Za-z-])([0-9]{4})-([0-9]{4,9})-([0-9A-Za-z]{4})(?![0-9A-Za-z-])")
#: With no check behind it, or with one that is cut short or too long.
_BARE_NUMBER = re.compile(
    r"(?<![0-9A-Za-z-])([0-9]{4})-([0-9]{4,9})"
    r"(?:-(?![0-9A-Za-z]{4}(?![0-9A-Za-z-]))[0-9A-Za-z-]{0,40})?(?![0-9A-Za-z-])"
)


class Signer:
    """Makes and recognises case references with one secret key."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("a signing key has at least 16 octets")
        self._key = key

    def __repr__(self) -> str:
        return "Signer(…)"

    @property
    def fingerprint(self) -> str:
        """What tells this key from another and says nothing about it: HMAC-SHA-256 of a constant, 64 hex digits."""
        return self._mac("archiver signing key").hex()

    def sign(self, year: int, number: int) -> CaseRef:
        """The reference of the `number`-th case of `year`."""
        return CaseRef(year, number, self._check(year, number))

    def references_in(self, text: str) -> Iterator[CaseRef]:
        """Every reference in `text` whose check is ours; look-alike letters are read as a person meant them."""
        return (reference for reference in written_references(text) if self.is_ours(reference))

    def is_ours(self, reference: CaseRef) -> bool:
        """Whether our key made its check."""
        return hmac.compare_digest(reference.check, self._check(reference.year, reference.number))

    def mark(self, words: str) -> str:
        """16 letters that prove a word of our own letters (Message-ID, loop mark) to be ours."""
        return self._mac(words)[:20].hex()[:16]

    def pseudonym(self, words: str) -> str:
        """What stands for words that may name a person: always the same, and nobody without the key finds them."""
        octets = f"pseudonym {words}".encode("utf-8", "surrogatepass")
        return f"hmac-sha256:{hmac.new(self._key, octets, hashlib.sha256).hexdigest()}"

    def _check(self, year: int, number: int) -> str:
        bits = int.from_bytes(self._mac(f"case {year}-{number}")[:4]) >> 12
        return "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))

    def _mac(self, words: str) -> bytes:
        return hmac.new(self._key, words.encode(), hashlib.sha256).digest()


def written_references(text: str) -> Iterator[CaseRef]:
    """Whatever is written like a reference, genuine or not."""
    for year, number, check in _REFERENCE.findall(text[:LONGEST_TEXT])[: MOST_NUMBERS + 1]:
        yield CaseRef(int(year), int(number), check.upper().translate(_LOOK_ALIKES))


def bare_numbers(text: str) -> frozenset[tuple[int, int]]:
    """Year and number of what is written like a case's number without its check, or with less or more of one."""
    return frozenset(
        (int(year), int(number)) for year, number in _BARE_NUMBER.findall(text[:LONGEST_TEXT])[:MOST_NUMBERS]
    )


# --- what the archive knows that bears on a mail ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case that something in a mail points to."""

    reference: CaseRef
    state: CaseState = CaseState.OPEN
    reporters: frozenset[str] = frozenset()
    """Addresses of the colleagues whose mails lie in it, lower case."""
    goes_to: CaseRef | None = None
    """The case it was merged into in the end."""


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """An archived item of the same correspondence: the new mail, or an original in it, answers or repeats it."""

    item: int
    case: CaseRef | None
    reporter: str
    """Address of who sent it to the archive, lower case."""


@dataclass(frozen=True, slots=True)
class OurLetter:
    """A letter of ours that a new mail answers."""

    item: int
    case: CaseRef | None
    recipient: str
    """Lower case."""
    printed: frozenset[CaseRef] = frozenset()
    """Every case its item has lain in: the reference it was sent with is among them, wherever the item lies now."""


@dataclass(frozen=True, slots=True)
class SameIncident:
    """An item in which a colleague handed on the very message that this mail hands on."""

    item: int
    case: CaseRef | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case of this reporter's, and who wrote the originals in it (addresses, lower case)."""

    case: CaseRef
    authors: frozenset[str] = frozenset()


class SingleOpenCase(StrEnum):
    """Whether a mail that names no case goes to the only open one of its reporter."""

    NEVER = "never"
    SAME_SENDER = "same_sender"  # if the original is from somebody who wrote an original in it
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One item that looks for its case, and what the archive knows about what it refers to."""

    envelope: Envelope
    sender: Sender
    archive_addresses: frozenset[str]
    """Lower-case addresses of our own mailboxes."""
    cases: Mapping[CaseRef, KnownCase] = field(default_factory=dict)
    """Every case that anything below or a genuine reference in the mail names, if it exists."""
    numbers: frozenset[tuple[int, int]] = frozenset()
    """Of the bare numbers in the mail, those that a case has: year and number."""
    letters: tuple[OurLetter, ...] = ()
    thread: tuple[ThreadItem, ...] = ()
    same: tuple[SameIncident, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    """Asked for only where the policy looks at them."""
    authors: frozenset[str] = frozenset()
    """Who wrote the originals that the mail is about: addresses, lower case."""
    officers: frozenset[str] = frozenset()
    """Lower-case addresses of the archive officer and the deputy, who may name any case."""


@dataclass(frozen=True, slots=True)
class Match:
    """A case that a rule found, and the facts that say so."""

    case: CaseRef
    evidence: Mapping[str, str] = field(default_factory=dict)


class NamedBy(StrEnum):
    """On whose word a reference in a subject counts."""

    REPORTER = "reporter"
    OFFICER = "officer"
    FIRST = "first"  # nobody has reported to the case yet


Answer = Match | Candidate
"""What a rule says of one case it came upon: that this is it, or why not."""

Rule = Callable[[Enquiry, Signer], Iterator[Answer]]

#: Why a case that a rule came upon was not taken.
REJECTIONS: Mapping[str, str] = {
    "not_ours": later("the check behind the number is not ours: it was mistyped or guessed"),
    "no_check": later("the number stands without its whole check, and anybody can guess that"),
    "unknown": later("the reference is genuine, but there is no such case"),
    "not_their_case": later("the reference is genuine, but the case is other colleagues'"),
    "not_their_receipt": later("the receipt it answers went to another colleague"),
    "not_their_thread": later("the mail it belongs to came from another colleague"),
    "no_case_yet": later("what it refers to lies in no case itself"),
    "closed": later("the case is closed"),
    "moved_on": later("the receipt it answers bore that reference, and its mail lies in another case now"),
    "taken_out": later("the receipt it answers bore that reference, and its mail was taken out of the case"),
    "several": later("more than one case is named"),
    "address_counts": later("the mail was sent to another case's own address, and that counts"),
    "several_open": later("the colleague has more than one open case"),
    "other_sender": later("nothing in the case is from the one who wrote this original"),
}


def references_of(envelope: Envelope, signer: Signer, archive_addresses: frozenset[str]) -> frozenset[CaseRef]:
    """Every genuine reference an envelope carries, wherever a rule may look for one."""
    in_addresses = (ref for tag in _tags(envelope, archive_addresses) for ref in signer.references_in(tag))
    return frozenset(in_addresses) | frozenset(signer.references_in(envelope.subject))


def numbers_of(envelope: Envelope, archive_addresses: frozenset[str]) -> frozenset[tuple[int, int]]:
    """Every case number without a check, in the same places."""
    texts = (envelope.subject, *_tags(envelope, archive_addresses))
    return frozenset(number for text in texts for number in bare_numbers(text))


# --- the rules --------------------------------------------------------------------------------------------------


def signed_case_address(enquiry: Enquiry, signer: Signer) -> Iterator[Answer]:
    """Sent to arkiv+2026-0012-K7QX@…, an address only we give out (RFC 5233 subaddress): whoever has it may use it."""
    rule = "signed_case_address"
    for tag in _tags(enquiry.envelope, enquiry.archive_addresses):
        for written in written_references(tag):
            yield _named(rule, written, enquiry, signer) or Match(written, {"reference_in": "address"})
        yield from _without_check(rule, tag, enquiry)


def signed_token_in_subject(enquiry: Enquiry, signer: Signer) -> Iterator[Answer]:
    """The subject carries a case's signed reference, and the sender is one of its reporters or the officer.

    A case that nobody has reported to yet takes the mail of any colleague who was told its reference. Two cases in one
    subject are matches whoever may name them: which of them is meant, the officer decides. The reference that stands
    there only as our receipt bore it means the case in which the receipt's item lies now.
    """
    rule = "signed_token_in_subject"
    meant = {_meant(enquiry, case) for case in _in_subject(enquiry, signer)}
    targets = {_target(case, enquiry) for case in meant if case is not None}
    for written in written_references(enquiry.envelope.subject):
        refused = _named(rule, written, enquiry, signer)
        yield from (refused,) if refused else _in_a_subject(written, enquiry, is_one_of_several=len(targets) > 1)
    yield from _without_check(rule, enquiry.envelope.subject, enquiry)


def _in_a_subject(written: CaseRef, enquiry: Enquiry, *, is_one_of_several: bool) -> Iterator[Answer]:
    """What a genuine reference in the subject says."""
    rule, letter, case = "signed_token_in_subject", _printed_in(enquiry, written), _meant(enquiry, written)
    if case is None:
        yield Candidate(rule, str(written), "taken_out")
        return
    if _target(case, enquiry) != _target(written, enquiry):
        yield Candidate(rule, str(written), "moved_on")
    if named_by := _named_by(enquiry, case):
        answered = {"receipt_of_item": str(letter.item)} if letter else {}
        yield Match(case, {"reference_in": "subject", "named_by": named_by, **answered})
    else:
        yield Candidate(rule, str(written), "not_their_case")
        yield from (Match(case),) if is_one_of_several else ()


def _printed_in(enquiry: Enquiry, reference: CaseRef) -> OurLetter | None:
    """The letter to this sender that the mail answers, and that bore this reference; its case's own before others."""
    own = [one for one in enquiry.letters if one.recipient == enquiry.sender.address and reference in one.printed]
    return next((one for one in own if one.case == reference), own[-1] if own else None)


def _meant(enquiry: Enquiry, reference: CaseRef) -> CaseRef | None:
    """The case a genuine reference in the subject stands for; None when what it was told of lies in none any more."""
    letter = _printed_in(enquiry, reference)
    return letter.case if letter else reference


def reply_to_our_receipt(enquiry: Enquiry, signer: Signer) -> Iterator[Answer]:  # noqa: ARG001
    """Answers a receipt that we sent to this very colleague."""
    rule = "reply_to_our_receipt"
    for letter in enquiry.letters:
        if letter.recipient != enquiry.sender.address:
            yield Candidate(rule, _name(letter.case), "not_their_receipt")
        elif letter.case is None:
            yield Candidate(rule, "", "no_case_yet")
        else:
            yield Match(letter.case, {"receipt_of_item": str(letter.item)})


def same_thread_same_reporter(enquiry: Enquiry, signer: Signer) -> Iterator[Answer]:  # noqa: ARG001
    """Belongs to a correspondence that this colleague has sent to the archive before."""
    rule = "same_thread_same_reporter"
    for earlier in enquiry.thread:
        if earlier.reporter != enquiry.sender.address:
            yield Candidate(rule, _name(earlier.case), "not_their_thread")
        elif earlier.case is None:
            yield Candidate(rule, "", "no_case_yet")
        else:
            yield Match(earlier.case, {"thread_of_item": str(earlier.item)})


def same_incident(enquiry: Enquiry, signer: Signer) -> Iterator[Answer]:  # noqa: ARG001
    """Hands on the very message that a colleague has handed on before (C5): one incident, another reporter."""
    for earlier in enquiry.same:
        if earlier.case is None:
            yield Candidate("same_incident", "", "no_case_yet")
        else:
            yield Match(earlier.case, {"same_as_item": str(earlier.item)})


def single_open_case(enquiry: Enquiry, signer: Signer, *, policy: SingleOpenCase) -> Iterator[Answer]:  # noqa: ARG001
    """The reporter has one open case and no other, where the workplace wants its cases found so."""
    if policy is SingleOpenCase.NEVER or machine_marks(enquiry.envelope):
        return
    for one in enquiry.open_cases:
        if len(enquiry.open_cases) > 1:
            yield Candidate("single_open_case", str(one.case), "several_open")
        elif policy is SingleOpenCase.SAME_SENDER and not enquiry.authors & one.authors:
            yield Candidate("single_open_case", str(one.case), "other_sender")
        else:
            yield Match(one.case, {"policy": policy})


#: First match wins. No match is an answer too: the officer files it by hand, or a new case is opened. Behind these
#: comes `single_open_case`, by the workplace's policy.
RULES: tuple[Rule, ...] = (
    signed_case_address,
    signed_token_in_subject,
    reply_to_our_receipt,
    same_thread_same_reporter,
    same_incident,
)


def file(
    enquiry: Enquiry,
    signer: Signer,
    *,
    open_new_cases: bool,
    single_open: SingleOpenCase = SingleOpenCase.NEVER,
) -> Filing:
    """Where an item belongs. Only a colleague's mail is ever keyed to a case (C3).

    A rule that names a closed case, or more than one, ends the search: the officer decides. So does a reference that
    was not accepted, as far as a new case is concerned: whoever wrote it meant a case that is there.
    """
    if enquiry.sender.standing is not Standing.COLLEAGUE:
        return Filing(ItemState.EXTERNAL, _OUTSIDE[enquiry.sender.standing])
    rejected: list[Candidate] = []
    for name, rule in _rules(single_open):
        answers = list(rule(enquiry, signer))
        rejected += (one for one in answers if isinstance(one, Candidate))
        matches = [one for one in answers if isinstance(one, Match)]
        if filing := _decided(name, _beyond_guessing(matches, answers), enquiry, rejected):
            return _with_subject(filing, enquiry, signer) if rule is signed_case_address else filing
    return _unmatched(enquiry, _kept(rejected), open_new_cases=open_new_cases)


def _with_subject(filing: Filing, enquiry: Enquiry, signer: Signer) -> Filing:
    """What the address came to, and the other cases that the subject names."""
    told = {_name(filing.case), *(one.case for one in filing.rejected)}
    beside = (
        Candidate("signed_token_in_subject", str(case), "address_counts")
        for case in _in_subject(enquiry, signer)
        if str(_target(case, enquiry)) not in told
    )
    return replace(filing, rejected=_kept((*filing.rejected, *beside)))


def _in_subject(enquiry: Enquiry, signer: Signer) -> tuple[CaseRef, ...]:
    """The cases that genuine references in the subject name."""
    return tuple(case for case in signer.references_in(enquiry.envelope.subject) if case in enquiry.cases)


def _beyond_guessing(matches: list[Match], answers: Sequence[Answer]) -> list[Match]:
    """Where a reference stands that is not ours, a genuine one beside it may be the lucky one of many guesses."""
    is_guessing = any(isinstance(one, Candidate) and one.reason == "not_ours" for one in answers)
    return [] if is_guessing or len(answers) > MOST_NUMBERS * MOST_NUMBERS else matches


def _kept(rejected: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(dict.fromkeys(rejected))[:MOST_REJECTED]


_OUTSIDE = {
    Standing.EXTERNAL: "outsider",
    Standing.UNVERIFIED: "sender_not_verified",
    Standing.NOBODY: "no_single_sender",
}


def _rules(single_open: SingleOpenCase) -> Iterator[tuple[str, Rule]]:
    yield from ((rule.__name__, rule) for rule in RULES)
    yield "single_open_case", partial(single_open_case, policy=single_open)


def _decided(name: str, matches: list[Match], enquiry: Enquiry, rejected: list[Candidate]) -> Filing | None:
    """What the cases that one rule found come to: none is no answer, two are one that only a person can give."""
    targets = {_target(match.case, enquiry): match for match in reversed(matches)}
    if not targets:
        return None
    if len(targets) > 1:
        rejected += (Candidate(name, str(case), "several") for case in sorted(targets, key=str))
        return Filing(ItemState.UNASSIGNED, "several_cases_named", rejected=_kept(rejected))
    ((case, match),) = targets.items()
    if enquiry.cases[case].state is not CaseState.OPEN:
        rejected.append(Candidate(name, str(case), "closed"))
        return Filing(ItemState.UNASSIGNED, "closed_case", rejected=_kept(rejected))
    evidence = match.evidence if case == match.case else {**match.evidence, "named": str(match.case)}
    return Filing(ItemState.FILED, name, case, evidence=evidence, rejected=_kept(rejected))


def _unmatched(enquiry: Enquiry, rejected: tuple[Candidate, ...], *, open_new_cases: bool) -> Filing:
    if machine_marks(enquiry.envelope):
        return Filing(ItemState.UNASSIGNED, "machine_mail", rejected=rejected)
    if any(candidate.reason in _MEANT_A_CASE for candidate in rejected):
        return Filing(ItemState.UNASSIGNED, "reference_not_accepted", rejected=rejected)
    if open_new_cases:
        return Filing(ItemState.FILED, "new_case", opens_case=True, rejected=rejected)
    return Filing(ItemState.UNASSIGNED, "no_rule_matched", rejected=rejected)


_MEANT_A_CASE = frozenset({"not_ours", "no_check", "unknown", "not_their_case", "taken_out"})


def _named(rule: str, written: CaseRef, enquiry: Enquiry, signer: Signer) -> Candidate | None:
    """Why a written reference names no case of ours; None when it does."""
    if not signer.is_ours(written):
        return Candidate(rule, str(written), "not_ours")
    return None if written in enquiry.cases else Candidate(rule, str(written), "unknown")


def _without_check(rule: str, text: str, enquiry: Enquiry) -> Iterator[Candidate]:
    for year, number in sorted(bare_numbers(text) & enquiry.numbers):
        yield Candidate(rule, f"{year}-{number:04d}", "no_check")


def _named_by(enquiry: Enquiry, reference: CaseRef) -> NamedBy | None:
    """As what the sender may name a case; None when it is other colleagues'. Officers report to none, they may all."""
    if enquiry.sender.address in enquiry.officers:
        return NamedBy.OFFICER
    reporters = enquiry.cases[_target(reference, enquiry)].reporters | enquiry.cases[reference].reporters
    if enquiry.sender.address in reporters:
        return NamedBy.REPORTER
    return None if reporters - enquiry.officers else NamedBy.FIRST


def _target(case: CaseRef, enquiry: Enquiry) -> CaseRef:
    """Where a case's mail goes now."""
    return enquiry.cases[case].goes_to or case


def _name(case: CaseRef | None) -> str:
    return "" if case is None else str(case)


def _tags(envelope: Envelope, archive_addresses: Collection[str]) -> Iterator[str]:
    """What stands behind the + in addresses of ours that the mail went to."""
    addressed: Iterable[Address] = (*envelope.to, *envelope.cc)
    left = MOST_NUMBERS + 1
    for address in (*(entry.address for entry in addressed), *envelope.delivered_to):
        local, _, domain = address.rpartition("@")
        mailbox, plus, tag = local.partition("+")
        if plus and f"{mailbox}@{domain}".lower() in archive_addresses:
            yield tag
            left -= 1
            if not left:
                return
