"""Chain of custody: what a custody event says, in one canonical form, and how each is linked to the one before.

The words for acts follow PREMIS 3.0 event types where PREMIS has one, and `PREMIS` says which. The link of event *n* is
SHA-256(link of n-1 ‖ canonical JSON of event n), so that anybody can recompute it with ten lines of code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from archiver.core.records import ChainHead, CustodyEvent, Finding

GENESIS = "0" * 64
"""The link before the first event."""

ACTS = (
    "accession",  # an item's octets came in and were committed
    "sighting",  # octets we hold were seen once more, under another key
    "message digest calculation",  # the stored octets were read back and hashed
    "fixity check",  # stored octets were verified later
    "metadata extraction",  # the item was read: envelope, parts, originals
    "unpacking",  # a message was found inside it, and hashed
    "metadata modification",  # the item was read again, and what it says may have changed; its octets did not
    "quarantine",
    "release",
    "filing",
    "case opening",
    "case closing",
    "case reopening",
    "case merge",
    "case split",
    "registration",  # what a person wrote in the register of a case
    "case entry",  # what a person wrote in another register of a case: a report, a deadline, help, a note
    "definition",  # the workplace's own definition of what belongs here was changed
    "undo",  # an earlier act on a case was taken back by a further one
    "signature check",  # a DKIM or ARC signature was checked with a key from the DNS
    "virus check",  # a scanner looked at the item and gave a verdict; its octets stay as they are
    "transfer",  # the server's copy was moved to the archive folder
    "loss of copy",  # the server's copy vanished by another hand
    "epoch change",  # the server changed a folder's UIDVALIDITY
    "time stamping",  # an authority outside signed how long the chain was and what it ended with (RFC 3161)
    "replication",  # a backup was begun, and then proven or thrown away
    "recovery",  # the archive was restored from a backup, or an archive folder gone through after it
    "letter",  # a letter of ours was queued, suppressed, sent or refused
    "alarm",
    "disposition",  # what becomes of a case or item was proposed, approved or rejected by a person
    "hold",  # somebody forbade to dispose of something, or allowed it again
    "deaccession",  # an item or case was disposed of: its key destroyed, and what it said deleted
    "deletion",  # the octets of an item that was disposed of, or a letter about it, were deleted
    "relocation",  # stored octets were moved to another place, in the database or outside it; none of them changed
    "encryption",  # the archive was encrypted, or its keys wrapped by another master key
    "view",  # a person was shown what somebody wrote
    "export",  # a person was given octets
    "access",  # somebody signed in to the desk, or was given or denied access: an account, a case
    "configuration change",  # the archive was opened to work with another configuration than before
    "software update",  # it was opened by another version of the program, or its schema was brought to another
)
"""The closed vocabulary. A word is only ever added: stored chains hold those that were."""

EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType/"
"""The vocabulary of PREMIS event types that the Library of Congress keeps."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A term of it."""

    code: str
    word: str

    @property
    def uri(self) -> str:
        """How linked data names the term."""
        return EVENT_TYPES + self.code


class Purpose(StrEnum):
    """What somebody looks for something for: the chain holds that, and not the words of it (X2)."""

    CASE = "case"  # work on a case
    ACCESS = "access"  # somebody asked what is there about them (GDPR art. 15; offentlighedsloven)
    POLICE = "police"  # a report to the police, or an answer to them
    LEGAL = "legal"  # a lawyer's work
    DISPOSAL = "disposal"  # before something is disposed of
    AUDIT = "audit"  # whether the archive is as it should be


class VirusPurpose(StrEnum):
    """What an infected item is handed out for. Fixed words: the chain of custody holds nobody's own."""

    POLICE = "police"
    COURT = "court"
    SECURITY = "security"  # it is to be examined
    HANDOVER = "handover"  # to a journal system or an archive


PREMIS: Mapping[str, EventType | None] = {
    "accession": EventType("acc", "accession"),
    "sighting": None,  # what is obtained is an object already
    "message digest calculation": EventType("mes", "message digest calculation"),
    "fixity check": EventType("fix", "fixity check"),
    "metadata extraction": EventType("mee", "metadata extraction"),
    "unpacking": EventType("unp", "unpacking"),
    "metadata modification": EventType("mem", "metadata modification"),
    "quarantine": EventType("qua", "quarantine"),
    "release": EventType("unq", "unquarantine"),
    "filing": None,  # a case is no information package: nothing is packed, merged or split by what is done to it
    "case opening": None,
    "case closing": None,
    "case reopening": None,
    "case merge": None,
    "case split": None,
    "registration": None,
    "case entry": None,
    "definition": None,
    "undo": None,
    "signature check": EventType("dig", "digital signature validation"),
    "virus check": EventType("vir", "virus check"),
    "transfer": EventType("tra", "transfer"),
    "loss of copy": None,  # nobody of ours deleted it
    "epoch change": None,
    "time stamping": None,  # a signature over the chain, and over no object
    "replication": EventType("rep", "replication"),
    "recovery": EventType("rec", "recovery"),
    "letter": None,
    "alarm": None,
    "disposition": None,
    "hold": None,
    "deaccession": EventType("dea", "deaccession"),
    "deletion": EventType("del", "deletion"),
    "relocation": None,  # the object stays what it is, and one archive's
    "encryption": EventType("enc", "encryption"),
    "view": EventType("dsp", "displaying"),
    "export": EventType("dis", "dissemination"),
    "access": None,  # to the desk; what is shown there is told by itself
    "configuration change": None,
    "software update": None,
}
"""What PREMIS calls an act; None where the word is ours alone."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it stands in the chain: its place, its time, its canonical words, its hash."""

    seq: int
    at: str
    event: CustodyEvent
    previous: str
    hash: str


canonical_json: Callable[[object], str] = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False
).encode
"""JSON with sorted keys and no spaces: one value has one form."""


def timestamp(at: datetime) -> str:
    """UTC with microseconds and Z (RFC 3339), always 27 characters, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_detail(detail: Mapping[str, str | int | None]) -> str:
    """What an event tells besides, in its one form."""
    return canonical_json(dict(detail))


def canonical(seq: int, at: str, event: CustodyEvent) -> str:
    """Every attested field of an event in its one form."""
    attested = {
        "seq": seq,
        "at": at,
        "act": event.act,
        "agent": event.agent,
        "subject": event.subject,
        "outcome": event.outcome,
        "detail": dict(event.detail),
    }
    return canonical_json(attested)


def link_hash(previous: str, words: str) -> str:
    """SHA-256 over the previous link (32 octets) and the canonical words (UTF-8)."""
    return hashlib.sha256(bytes.fromhex(previous) + words.encode()).hexdigest()


def handed_out(link: Link) -> bytes:
    """A link as one line of JSON, for others to recompute: its event in the one form, from octet 162 on.

    Before it stand the hash before (octets 14 to 77) and its own (octets 88 to 151), so that `cut` finds all three.
    """
    words = canonical(link.seq, link.at, link.event)
    return f'{{"previous":"{link.previous}","hash":"{link.hash}","event":{words}}}\n'.encode("utf-8", "surrogatepass")


def append(head: ChainHead, at: datetime, events: Iterable[CustodyEvent]) -> Iterator[Link]:
    """The links that continue the chain after `head`, in order."""
    seq, previous, stamp = head.count, head.head, timestamp(at)
    for event in events:
        if event.act not in ACTS:
            raise ValueError(f"“{event.act}” is not an act of custody")
        seq += 1
        link = Link(seq, stamp, event, previous, link_hash(previous, canonical(seq, stamp, event)))
        previous = link.hash
        yield link


def broken_links(links: Iterable[Link], head: ChainHead) -> Iterator[Finding]:
    """What is wrong with a chain, the first bad place first; ends at it, since all after it hangs on it."""
    expected_seq, previous = 1, GENESIS
    for link in links:
        if link.seq != expected_seq:
            yield Finding("chain", f"event:{expected_seq}", f"event {expected_seq}", f"event {link.seq}")
            return
        computed = link_hash(previous, canonical(link.seq, link.at, link.event))
        if link.previous != previous or link.hash != computed:
            yield Finding("chain", f"event:{link.seq}", computed, link.hash)
            return
        expected_seq, previous = expected_seq + 1, link.hash
    if (expected_seq - 1, previous) != (head.count, head.head):
        yield Finding("chain", "head", f"{head.count} {head.head}", f"{expected_seq - 1} {previous}")
