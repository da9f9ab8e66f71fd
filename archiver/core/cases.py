"""Cases: their signed references, and the rules by which an item finds its case.

A reference such as 2026-0012-K7QX carries 20 bits of HMAC-SHA-256 (RFC 2104) that only the archive's key can make,
in the alphabet of Crockford's base 32: a number somebody guessed or mistyped names no case (C2).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archiver.core.records import Address, CaseRef, Envelope, Filing, ItemState, Sender, Standing

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REFERENCE = re.compile(r"(?<![0-9A-Za-z-])([0-9]{4})-([0-9]{4,9})-([0-9A-Za-z]{4})(?![0-9A-Za-z-])")


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
        for year, number, check in _REFERENCE.findall(text):
            reference = CaseRef(int(year), int(number), check.upper().translate(_LOOK_ALIKES))
            if hmac.compare_digest(reference.check, self._check(reference.year, reference.number)):
                yield reference

    def mark(self, words: str) -> str:
        """16 letters that prove a word of our own letters (Message-ID, loop mark) to be ours."""
        return self._mac(words)[:20].hex()[:16]

    def _check(self, year: int, number: int) -> str:
        bits = int.from_bytes(self._mac(f"case {year}-{number}")[:4]) >> 12
        return "".join(ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0))

    def _mac(self, words: str) -> bytes:
        return hmac.new(self._key, words.encode(), hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """An archived item that a new mail answers or refers to."""

    item: int
    case: CaseRef
    reporter: str
    """Address of who sent it to the archive, lower case."""


@dataclass(frozen=True, slots=True)
class OurLetter:
    """A letter of ours that a new mail answers."""

    item: int
    case: CaseRef | None
    recipient: str
    """Lower case."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One item that looks for its case, and what the archive knows about what it refers to."""

    envelope: Envelope
    sender: Sender
    archive_addresses: frozenset[str]
    """Lower-case addresses of our own mailboxes."""
    known_cases: frozenset[CaseRef] = frozenset()
    """Of the references found in the mail, those that exist."""
    letters: tuple[OurLetter, ...] = ()
    thread: tuple[ThreadItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule found: the case, and the facts that say so."""

    case: CaseRef
    evidence: Mapping[str, str] = field(default_factory=dict)


def references_of(envelope: Envelope, signer: Signer, archive_addresses: frozenset[str]) -> frozenset[CaseRef]:
    """Every genuine reference an envelope carries, wherever a rule may look for one."""
    in_addresses = (ref for tag in _tags(envelope, archive_addresses) for ref in signer.references_in(tag))
    return frozenset(in_addresses) | frozenset(signer.references_in(envelope.subject))


def signed_case_address(enquiry: Enquiry, signer: Signer) -> Match | None:
    """Sent to arkiv+2026-0012-K7QX@…, an address only we give out (RFC 5233 subaddress)."""
    found = (ref for tag in _tags(enquiry.envelope, enquiry.archive_addresses) for ref in signer.references_in(tag))
    return _only_known(found, enquiry, "address")


def signed_token_in_subject(enquiry: Enquiry, signer: Signer) -> Match | None:
    """The subject carries a case's signed reference."""
    return _only_known(signer.references_in(enquiry.envelope.subject), enquiry, "subject")


def reply_to_our_receipt(enquiry: Enquiry, signer: Signer) -> Match | None:  # noqa: ARG001
    """Answers a receipt that we sent to this very colleague."""
    own = [letter for letter in enquiry.letters if letter.case and letter.recipient == enquiry.sender.address]
    return _agreed((letter.case, {"receipt_of_item": str(letter.item)}) for letter in own if letter.case)


def same_thread_same_reporter(enquiry: Enquiry, signer: Signer) -> Match | None:  # noqa: ARG001
    """Refers to a mail that this colleague sent to the archive before."""
    own = [earlier for earlier in enquiry.thread if earlier.reporter == enquiry.sender.address]
    return _agreed((earlier.case, {"thread_of_item": str(earlier.item)}) for earlier in own)


#: First match wins. No match is an answer too: the officer files it by hand, or a new case is opened.
RULES = (signed_case_address, signed_token_in_subject, reply_to_our_receipt, same_thread_same_reporter)


def file(enquiry: Enquiry, signer: Signer, *, open_new_cases: bool) -> Filing:
    """Where an item belongs. Only a colleague's mail is ever keyed to a case (C3)."""
    if enquiry.sender.standing is not Standing.COLLEAGUE:
        external = enquiry.sender.standing is Standing.EXTERNAL
        return Filing(ItemState.EXTERNAL, "outsider" if external else "no_single_sender")
    for rule in RULES:
        if match := rule(enquiry, signer):
            return Filing(ItemState.FILED, rule.__name__, match.case, evidence=match.evidence)
    if enquiry.envelope.machine_marks:
        return Filing(ItemState.UNASSIGNED, "machine_mail")
    if open_new_cases:
        return Filing(ItemState.FILED, "new_case", opens_case=True)
    return Filing(ItemState.UNASSIGNED, "no_rule_matched")


def _tags(envelope: Envelope, archive_addresses: frozenset[str]) -> Iterator[str]:
    """What stands behind the + in addresses of ours that the mail went to."""
    addressed: Iterable[Address] = (*envelope.to, *envelope.cc)
    for address in (*(entry.address for entry in addressed), *envelope.delivered_to):
        local, _, domain = address.rpartition("@")
        mailbox, plus, tag = local.partition("+")
        if plus and f"{mailbox}@{domain}".lower() in archive_addresses:
            yield tag


def _only_known(found: Iterable[CaseRef], enquiry: Enquiry, place: str) -> Match | None:
    genuine = (ref for ref in found if ref in enquiry.known_cases)
    return _agreed((ref, {"reference_in": place}) for ref in genuine)


def _agreed(candidates: Iterable[tuple[CaseRef, Mapping[str, str]]]) -> Match | None:
    """The first candidate, if all of them name the same case: two answers are none."""
    found = list(candidates)
    if not found or len({case for case, _ in found}) > 1:
        return None
    case, evidence = found[0]
    return Match(case, evidence)
