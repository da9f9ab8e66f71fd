"""The words of this archive: frozen values that travel between its rooms.

A *checksum* proves octets unchanged. A *sighting* is where a server showed us a message; an *item* is what that
message is, named by its checksum. An *enclosed message* is an item that came inside another, its *carrier*. A
*reading* is what we understood of an item's octets. An *original* is a message that a mail hands on, whole or as
quoted text. A *filing* puts an item in a case and says which rule spoke. A *receipt* thanks the reporter, a *digest*
is the weekly letter. A *stamp* is what a time-stamp *authority* signed (RFC 3161): that it was shown a hash at a time.
A *credential* is the secret or the certificate by which the archive gets access tokens (RFC 6749).

All times are aware and in UTC.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import BinaryIO, NewType

ItemNumber = NewType("ItemNumber", int)
"""The archive's own sequence number of an item (`archive_seq`): 1, 2, 3 … without gaps."""

Checksum = NewType("Checksum", str)
"""SHA-256 (FIPS 180-4) as 64 lower-case hex digits."""

PIECE = 1 << 20
"""How many octets are handled at a time when content is streamed."""


class Octets:
    """The octets of one message exactly as they came, in memory or in an open (unnamed) file.

    Counted and hashed once, when made; nobody may write to the file afterwards.
    """

    __slots__ = ("_source", "checksum", "size")

    def __init__(self, source: bytes | BinaryIO) -> None:
        self._source = source
        sha256, size = hashlib.sha256(), 0
        for piece in self.pieces():
            sha256.update(piece)
            size += len(piece)
        self.checksum = Checksum(sha256.hexdigest())
        self.size = size

    def pieces(self, length: int = PIECE) -> Iterator[bytes]:
        """The octets in order, `length` at a time."""
        if isinstance(self._source, bytes) and len(self._source) <= length:
            if self._source:
                yield self._source
            return
        stream = io.BytesIO(self._source) if isinstance(self._source, bytes) else self._source
        stream.seek(0)
        while piece := stream.read(length):
            yield piece

    def span(self, start: int, length: int) -> bytes:
        """The octets from `start` on, at most `length` of them."""
        if isinstance(self._source, bytes):
            return self._source[start : start + length]
        self._source.seek(start)
        return self._source.read(length)

    @property
    def is_in_a_file(self) -> bool:
        """Whether they take up room until they are closed."""
        return not isinstance(self._source, bytes)

    def to_bytes(self) -> bytes:
        """All octets at once: only for what is known to be small."""
        return self._source if isinstance(self._source, bytes) else b"".join(self.pieces())

    def close(self) -> None:
        """Let go of the file behind, if there is one."""
        if not isinstance(self._source, bytes):
            self._source.close()

    def __repr__(self) -> str:
        return f"Octets({self.size} octets, {self.checksum[:12]})"


# --- where a message was seen -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class MessageKey:
    """What names a message on a server for ever (RFC 3501 § 2.3.1.1), with our own name of the mailbox."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as fetched: nothing has read it yet."""

    key: MessageKey
    octets: Octets
    internal_date: datetime | None
    """The server's INTERNALDATE; None when it sent none that can be read."""


class FetchReason(StrEnum):
    VANISHED = "vanished"  # the server answered OK and knows no such UID any more
    NO_BODY = "no_body"  # BODY[] NIL, or an answer without it
    AMBIGUOUS = "ambiguous"  # two bodies for one UID, or a body under another UID
    OVERSIZE = "oversize"  # above the hard limit; stays on the server
    BROKEN = "broken"  # the session died on this very UID
    PROBE = "probe"  # a probe mail of our own, which the server would not let be moved away
    NO_ROOM = "no_room"  # this machine had no place for it on its way in; no fault of the message


@dataclass(frozen=True, slots=True)
class FetchTrouble:
    """Why one UID of a fetch gave no octets this time. The others of the fetch go on."""

    key: MessageKey
    reason: FetchReason
    detail: str = ""
    """In our own words and numbers; never anything of the message."""
    ends_session: bool = False
    """It was more than this session could bear: what is asked next needs another one."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What SELECT told of a folder. `uidvalidity` is never 0 or absent: such a folder is refused (R6)."""

    folder: str
    uidvalidity: int
    exists: int
    uidnext: int | None


@dataclass(frozen=True, slots=True)
class ArchiveFolderState:
    """What STATUS told of the folder that messages are moved to."""

    folder: str
    uidvalidity: int
    uidnext: int
    messages: int


class SightingState(StrEnum):
    SEEN = "seen"  # the server listed it; not ours yet
    STORED = "stored"  # committed, read back, hashes equal; still in the watched folder
    MOVED = "moved"  # proven to lie in the archive folder
    QUARANTINED = "quarantined"  # the server would not hand it over; tried again hourly
    VANISHED = "vanished"  # gone from the folder by another hand


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the ledger holds of one key."""

    key: MessageKey
    state: SightingState
    item: ItemNumber | None = None
    checksum: Checksum | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    reason: str | None = None
    archive_uidvalidity: int | None = None
    """Of the archive folder when a move was first tried: a move may have happened after this point."""
    archive_uidnext: int | None = None
    archive_uid: int | None = None
    """Its UID in the archive folder, where the server told (COPYUID) or a search proved it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one mailbox; every write under it is refused once `fence` is no longer the newest."""

    mailbox: str
    holder: str
    fence: int


@dataclass(frozen=True, slots=True)
class Accession:
    """What became of one raw message at its commit."""

    key: MessageKey
    item: ItemNumber
    checksum: Checksum
    is_new: bool
    """False when the same octets were an item already: this is another sighting of it."""
    is_erased: bool = False
    """They were disposed of, and are not kept again."""


class MoveResult(StrEnum):
    MOVED = "moved"
    LEFT = "left"  # the server offers no safe way (neither MOVE nor UIDPLUS); it stays and is marked
    GONE = "gone"  # not in the watched folder any more, and not provable in the archive folder
    REFUSED = "refused"  # the server said NO, or OK and did nothing


class MoveReason(StrEnum):
    """Our words in `MoveOutcome.reason`; a server's NO stands there as its response code ("OVERQUOTA", "NO")."""

    OTHER_OCTETS = "other octets under this UID"
    OTHER_UIDVALIDITY = "another UIDVALIDITY than the folder's"
    UNREADABLE = "could not be read again"
    NOTHING_HAPPENED = "the server said OK and moved nothing"
    COPY_UNPROVEN = "the server said OK and no copy can be found"
    MARKED = "the server offers neither MOVE nor UIDPLUS; marked with the keyword $Archived"
    UNMARKED = "the server offers neither MOVE nor UIDPLUS, and takes no keyword"


@dataclass(frozen=True, slots=True)
class MoveOutcome:
    """What became of one key of a move, as proven afterwards; never what was merely asked for."""

    key: MessageKey
    result: MoveResult
    archive_uid: int | None = None
    reason: str = ""


# --- what a message says ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str
    """addr-spec as written, domain in lower case; may be empty when only a name was given."""

    @property
    def domain(self) -> str:
        """In ASCII lower case only: U+212A KELVIN SIGN must not turn into a k."""
        domain = self.address.rpartition("@")[2]
        return "".join(letter.lower() if letter.isascii() else letter for letter in domain)


@dataclass(frozen=True, slots=True)
class Hop:
    """One Received header (RFC 5321 § 4.4), newest first in a list of them."""

    by: str
    host: str
    """What stands behind `from`."""
    at: datetime | None


UNKNOWN_HOST = "?"
"""Stands for a Received field that does not say in so many words which host wrote it."""


@dataclass(frozen=True, slots=True)
class AuthenticationField:
    """One Authentication-Results field (RFC 8601) as it stands in a header: anybody may have written it."""

    text: str
    """Unfolded, not decoded."""
    above: tuple[str, ...] = ()
    """Every host named after a "by" in the Received fields above it, lower case: they handled the mail later.
    `UNKNOWN_HOST` is among them when one of those fields names none."""
    is_whole: bool = True
    """False when it is longer than is kept, or holds octets that no such field may hold."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header fields of one message that we act upon (RFC 5322 § 3.6), decoded and never trusted."""

    message_id: str | None = None
    subject: str = ""
    date: datetime | None = None
    """The Date header in the sender's own zone, aware; None when it names no moment."""
    date_text: str = ""
    """The Date header as written: a claim."""
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    resent_from: tuple[Address, ...] = ()
    """Who passed the message on unchanged (RFC 5322 § 3.6.6)."""
    delivered_to: tuple[str, ...] = ()
    """Addresses of Delivered-To, X-Original-To, Envelope-To: where a delivering server said it went."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    from_count: int = 0
    """How many From fields there are; anything but 1 is nobody."""
    machine_marks: tuple[str, ...] = ()
    """Why this looks like machine mail (RFC 3834 § 2), in fixed words: see `core.trust.MACHINE_MARKS`."""
    archive_loop: tuple[str, ...] = ()
    """Values of X-Archive-Loop."""
    authentication: tuple[AuthenticationField, ...] = ()
    """Topmost first: claims until the trust gate has judged them (see `core.trust`)."""
    auth_as: tuple[str, ...] = ()
    """Values of X-MS-Exchange-Organization-AuthAs: what an Exchange server says of whoever handed the mail in."""
    is_ambiguous: bool = False
    """A NUL, a bare CR or a line end of another kind than the others stands in the header: some programs see fields
    there that others do not."""
    resent_count: int = 0
    """How many Resent-From fields there are."""
    received: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Where octets lie in other octets, and how they are encoded there."""

    start: int
    """Octets before it."""
    length: int
    """Octets it takes up as encoded."""
    encoding: str = ""
    """What must be undone: a Content-Transfer-Encoding (RFC 2045 § 6), "cms" for the content of a signed S/MIME
    object (RFC 5652 § 5), or empty for octets that lie there as they are."""


Cuts = tuple[Cut, ...]
"""The way to octets inside an item: each cut is made in what the one before it gave."""


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, decoded (RFC 2045 § 6), with what it claims to be and what it looks like."""

    path: str
    """Place in the tree as IMAP numbers it (RFC 3501 § 6.4.5): "1", "1.2", "2.1.1"."""
    content_type: str
    sniffed_type: str
    """By content; "application/octet-stream" when nothing is recognised."""
    filename: str | None
    """As written, decoded; data, never a path."""
    safe_filename: str
    """What a person may save it as: made up when there was none, no separators, no trickery."""
    content_disposition: str | None
    content_id: str | None
    size: int
    checksum: Checksum
    decode_ok: bool
    cuts: Cuts = ()
    """Where its octets lie in the item; empty for what was taken out of a container (.msg, winmail.dat)."""


@dataclass(frozen=True, slots=True)
class EnclosedMessage:
    """A whole message inside an item: message/rfc822, also encoded, or a file that is one. An item of its own."""

    path: str
    """Of what encloses it, numbered as a part is; its own leaves begin with it."""
    cuts: Cuts
    size: int
    """Octets, decoded."""
    checksum: Checksum
    envelope: Envelope


class Recovery(StrEnum):
    """How an original was found inside a mail."""

    ATTACHED = "attached"  # message/rfc822
    EML = "eml"  # a file that is a message
    MSG = "msg"  # an Outlook item, or one embedded in it
    TNEF = "tnef"  # winmail.dat
    SMIME = "smime"  # inside a signed S/MIME object
    RESENT = "resent"  # the mail itself, redirected (RFC 5322 § 3.6.6)
    INLINE_HTML = "inline-html"
    INLINE_TEXT = "inline-text"


QUOTED = frozenset({Recovery.INLINE_HTML, Recovery.INLINE_TEXT})
"""Recoveries of text that anybody on the way may have edited; the others are whole messages."""


class Choice(StrEnum):
    """Why an original is the one that the case is about."""

    FIRST_OUTSIDE = "first_outside"  # the outermost whose sender is known not to be a colleague
    WHOLE_TWIN = "whole_twin"  # the same message as one quoted in the text, and whole
    FIRST_UNKNOWN = "first_unknown"  # no address names an outsider; colleagues are known by theirs
    BELOW_LAST_FORWARD = "below_last_forward"  # all colleagues: what the last of them passed on without a word


class Confidence(StrEnum):
    """How sure we are that an original is what its sender wrote; an inline one is never more than medium."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class DateZone(StrEnum):
    GIVEN = "given"  # the message says its offset
    ASSUMED = "assumed"  # a clock on the wall; the forwarder's zone is assumed
    NONE = "none"  # no date that can be read


@dataclass(frozen=True, slots=True)
class Original:
    """One message that a mail hands on. What it says is a claim of whoever handed it on."""

    provenance: Recovery
    depth: int
    """1 for what the mail itself hands on, 2 for what that hands on …"""
    confidence: Confidence
    subject: str = ""
    message_id: str | None = None
    from_: Address | None = None
    """None when there is none; an address-less name is what Exchange writes of its own people."""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    date: datetime | None = None
    """Aware, unless `date_zone` is assumed and nobody has assumed one yet."""
    date_text: str = ""
    date_zone: DateZone = DateZone.NONE
    text: str = ""
    """Its own words, without what it hands on in turn; capped."""
    path: str = ""
    """Of the part or enclosed message it was found in; empty for the mail's own text."""
    size: int = 0
    """Octets: of the exact octets, or of the text in UTF-8 where there are none."""
    checksum: Checksum | None = None
    """Of its exact octets, where we have them."""
    attachments: tuple[str, ...] = ()
    """Paths of parts."""
    parent: int | None = None
    """Place in the list of what handed it on; None for the mail itself."""
    has_trace: bool = False
    """Received, Date and From are all there: its way can be followed."""
    is_authenticated: bool = False
    """An Authentication-Results field stands in it (RFC 8601); unchecked."""
    choice: Choice | None = None
    """Set when it is what the case is about; a mail with several attached has several."""


class Level(IntEnum):
    """Strength of documentation."""

    RETOLD = 0
    INLINE = 1  # forwarded in the text, or a screenshot
    OUTLOOK = 2  # an Outlook item, or a message without its Received fields
    ATTACHED = 3  # the original with its header


@dataclass(frozen=True, slots=True)
class Strength:
    level: Level
    reasons: tuple[str, ...]
    """In fixed words, see `core.strength`; the first says what it is, the rest what is missing."""


class Form(StrEnum):
    """In which form a colleague handed on what it is about; the strength of it rests on this."""

    ATTACHED = "attached"  # the original, whole
    REDIRECTED = "redirected"  # the mail itself is the original
    OUTLOOK = "outlook"  # an Outlook item
    INCOMPLETE = "incomplete"  # attached, and part of its header is not there
    INLINE = "inline"
    PICTURE = "picture"  # or another document, and no mail
    UNOPENED = "unopened"  # a file that may be the original, and could not be opened
    RETOLD = "retold"


class Client(StrEnum):
    """The mail program a forward was made with, as far as coaching its user needs to know."""

    OUTLOOK = "outlook"  # classic Outlook for Windows
    OUTLOOK_WEB = "outlook_web"  # the new Outlook, and Outlook on the web
    GMAIL = "gmail"
    APPLE_MAIL = "apple_mail"  # on a Mac
    PHONE = "phone"  # any program of a phone or tablet: none of them forwards as an attachment


READER = 3
"""Version of what a reading holds: an item that an older reader read can be read again, and then tells more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What we understood of one item. Comes from a child process and is checked when it comes back."""

    envelope: Envelope
    parts: tuple[Part, ...]
    enclosed: tuple[EnclosedMessage, ...] = ()
    """Attached messages in the order of the mail, those inside them after them."""
    originals: tuple[Original, ...] = ()
    """Outermost first; each after the one that handed it on."""
    strength: Strength | None = None
    """None until the workplace's own domains are known: see `core.forwards.choice`."""
    frame: int = 0
    """Octets that belong to no leaf: headers, boundaries, preambles. With the leaves' cuts they are all octets."""
    findings: tuple[str, ...] = ()
    """What was odd, in fixed words ("no header", "truncated boundary" …), never text of the mail."""
    text: str = ""
    """What the sender wrote above everything the mail hands on, capped. Not stored."""
    client: Client | None = None
    """What it was made with, where that can be told."""
    returned: tuple[str, ...] = ()
    """Message-IDs of what it hands back as not delivered: see `core.bounces`. Not stored."""

    @property
    def inside(self) -> tuple[Part | EnclosedMessage, ...]:
        """Everything in the item that has a place and a checksum."""
        return (*self.parts, *self.enclosed)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why an item could not be read: it goes to quarantine, octets safe."""

    reason: str


# --- signatures -------------------------------------------------------------------------------------------------


class Scheme(StrEnum):
    """What kind of signature a message carries."""

    DKIM = "dkim"  # a DKIM-Signature field (RFC 6376)
    ARC = "arc"  # an ARC set (RFC 8617), named by its seal


class SignatureVerdict(StrEnum):
    """What a check of a signature came to, in the words of RFC 8601 § 2.7.1."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NEUTRAL = "neutral"  # it is there, and cannot be checked by this program
    TEMPERROR = "temperror"  # the DNS did not answer
    PERMERROR = "permerror"  # no key, or a signature that is none


SignedPlace = tuple[str, Cuts]
"""A message to be checked: its path in the item and the cuts to its octets; "" and none for the item itself."""

Keys = Mapping[str, str | None]
"""Name of a key → its TXT record, None where the DNS has none. A name that is not in it was not answered for."""


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What came of checking one signature of one message."""

    path: str
    """Of the message inside the item; empty for the item itself."""
    scheme: Scheme
    ordinal: int
    """0 for the topmost, which is the newest."""
    domain: str
    """d= as written: a claim unless the verdict is pass. Cut where it is too long for a domain."""
    selector: str
    """s= as written."""
    verdict: SignatureVerdict
    reason: str
    """In the fixed words of `core.signatures`."""
    key_name: str = ""
    """Where the DNS has the key; empty when none is needed to know the verdict."""
    signed_octets: int | None = None
    """How many octets of the text the signature covers, where that is not all of them (l=)."""


# --- cases ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case's public name, e.g. 2026-0012-K7QX: year, number, and a check that only our key can make."""

    year: int
    number: int
    check: str

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04d}-{self.check}"


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"  # its items lie in another case, which takes what is sent to it


class CaseAct(StrEnum):
    """What a person does to cases; each can be undone by a further act, and none is taken out of the history."""

    FILE = "file"
    SPLIT = "split"
    MERGE = "merge"
    CLOSE = "close"
    REOPEN = "reopen"
    UNDO = "undo"


class Standing(StrEnum):
    """Who wrote to the archive, as far as we believe it."""

    COLLEAGUE = "colleague"
    UNVERIFIED = "unverified"  # says it is a colleague, and nothing we trust says so too
    EXTERNAL = "external"
    NOBODY = "nobody"  # no, or more than one, From address


@dataclass(frozen=True, slots=True)
class Sender:
    address: str
    """Lower case; empty for nobody."""
    standing: Standing
    reason: str = ""
    """What the standing rests on, in the fixed words of `core.trust`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that a rule looked at and did not take, and why not, in the fixed words of `core.cases`."""

    rule: str
    case: str
    """A reference, genuine or as somebody wrote it; empty when the rule cannot name one."""
    reason: str


class ItemState(StrEnum):
    FILED = "filed"
    UNASSIGNED = "unassigned"
    EXTERNAL = "external"
    QUARANTINED = "quarantined"
    PENDING = "pending"  # stored, not read yet: the state between the two commits
    ERASED = "erased"  # disposed of: there is a tombstone


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an item belongs, which rule said so, and on what evidence."""

    state: ItemState
    rule: str
    case: CaseRef | None = None
    opens_case: bool = False
    """No case yet: one is opened for it in the same transaction."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Facts the rule rested on, as identifiers: never text of the mail."""
    rejected: tuple[Candidate, ...] = ()
    """Cases that earlier rules looked at and did not take."""


class ReceiptDecision(StrEnum):
    """Why a receipt is or is not due; the words stand in the outbox."""

    DUE = "due"
    NOT_A_COLLEAGUE = "not_a_colleague"
    MACHINE_MAIL = "machine_mail"
    OURSELVES = "ourselves"
    TOO_MANY = "too_many"
    IMPORTED = "imported"
    RECOVERED = "recovered"  # the archive was restored, and the one that was lost may have thanked already
    TURNED_OFF = "turned_off"


# --- letters ----------------------------------------------------------------------------------------------------


class LetterKind(StrEnum):
    RECEIPT = "receipt"
    COLLECTED = "collected"  # one receipt for many mails of one reporter
    DIGEST = "digest"
    ALARM = "alarm"


class LetterState(StrEnum):
    DUE = "due"
    SENDING = "sending"  # claimed; a crash here may or may not have sent it
    SENT = "sent"
    FAILED = "failed"  # the server refused it for good
    UNCERTAIN = "uncertain"  # handed over, no answer seen (RFC 1047); sent again with the same Message-ID
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of ours, ready for SMTP."""

    message_id: str
    recipient: str
    octets: bytes
    null_sender: bool
    """Receipts have no return path (RFC 3834 § 3.3), so that no bounce can answer them."""


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """A week of ISO 8601, e.g. 2026-W47."""

    year: int
    week: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02d}"


class AlarmKind(StrEnum):
    """What the operator must see to; told once when it begins and once when it is over (L5)."""

    MAILBOX_UNREACHABLE = "mailbox_unreachable"
    CREDENTIALS_REFUSED = "credentials_refused"
    UIDVALIDITY_CHANGED = "uidvalidity_changed"
    READBACK_MISMATCH = "readback_mismatch"
    INCOMPLETE = "incomplete"  # the server lists messages that the ledger cannot account for
    ARCHIVE_FOLDER_SHRUNK = "archive_folder_shrunk"  # copies that we moved there are gone
    MOVES_FAILING = "moves_failing"  # ours, and the server will not move its copy
    OVERSIZE_WAITING = "oversize_waiting"
    FETCH_FAILING = "fetch_failing"
    LETTERS_FAILING = "letters_failing"
    CLOCK = "clock"
    UNREAD = "unread"  # stored for an hour, and nobody has read them
    QUARANTINE = "quarantine"  # mails that could not be read wait for a person
    DISK = "disk"  # hardly any room is left for what comes in
    FIXITY = "fixity"  # a check of what is stored found that something was changed behind our back
    UNCHECKED = "unchecked"  # that check has not come to its end for three nights
    DIGEST_UNDELIVERED = "digest_undelivered"  # the weekly letter did not get through
    UNSTAMPED = "unstamped"  # a time-stamp authority has given nothing usable for a day
    BACKUP_OVERDUE = "backup_overdue"  # no backup was made for longer than the workplace wants
    CANARY_SMTP = "canary_smtp"  # a probe mail could not be sent …
    CANARY_DELIVERY = "canary_delivery"  # … was sent, and lay in no watched folder in time …
    CANARY_IMAP = "canary_imap"  # … could not be looked for, since nobody polls the mailbox …
    CANARY_PARSER = "canary_parser"  # … or came, and was not read as it was written


class ProbeOutcome(StrEnum):
    """How the way of a probe mail ended (R15)."""

    WELL = "well"
    SMTP = "smtp"  # the mail server did not take it
    DELIVERY = "delivery"  # it was taken, and lay in no watched folder in time: not delivered, or moved by a rule
    IMAP = "imap"  # the mailbox was not polled in that time
    PARSER = "parser"  # it came, and was not read as it was written


class ScanVerdict(StrEnum):
    """What a virus scanner says of an item."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"  # so far: it is tried again


class ScanTrouble(StrEnum):
    """Why a virus scanner gave no verdict."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    TOO_LARGE = "too large"
    REFUSED = "refused"  # it answered, and with no verdict
    ERASED = "erased"  # there is nothing left to scan


@dataclass(frozen=True, slots=True)
class Scanned:
    """A verdict."""

    verdict: ScanVerdict
    signature: str = ""
    """The scanner's name of what it found."""
    engine: str = ""
    """The scanner and its signatures, as it calls itself."""


# --- custody ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One act upon the archive. `detail` holds identifiers and numbers, never text of a mail."""

    act: str
    agent: str
    subject: str
    """What it was done to: "item:17", "case:2026-0012-K7QX", "mailbox:arkiv"."""
    outcome: str = "success"
    detail: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link of the custody chain: outside witnesses carry these two values."""

    count: int
    head: str


class StampTrouble(StrEnum):
    """Why an authority gave no time stamp that can be used; the words stand in the queue and in the log."""

    DOWN = "down"  # it cannot be reached, or hung up
    SLOW = "slow"  # no whole answer within the deadline
    UNPROVEN = "unproven"  # its server's TLS certificate is not valid
    CREDENTIALS = "credentials"  # HTTP 401 or 403
    HTTP = "http"  # another HTTP status than 200; a redirection is not followed
    OVERSIZED = "oversized"
    GARBAGE = "garbage"  # not an answer of RFC 3161
    REJECTED = "rejected"  # it says no, or grants something else than what was asked
    WRONG_NONCE = "wrong_nonce"  # the answer to another question
    WRONG_IMPRINT = "wrong_imprint"  # it signed another hash
    WRONG_POLICY = "wrong_policy"
    WRONG_TIME = "wrong_time"  # its clock and ours differ by more than `stamps.CLOCKS_APART`
    UNTRUSTED = "untrusted"  # not signed by whom our certificates vouch for


@dataclass(frozen=True, slots=True)
class Stamp:
    """The answer of an authority that stamped what it was shown."""

    response: bytes
    """Whole, as it came (RFC 3161 § 2.4.2), with the certificates it was asked for."""
    certificates: str
    """PEM: those it was judged by, roots first."""
    stamped_at: datetime
    """The authority's clock."""
    policy: str
    serial: str
    """The authority's number of it, in hex."""
    is_checked: bool = True
    """False when everything but the signature was checked: `openssl ts -verify` can read it, and we cannot."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found wrong; all of them are reported."""

    kind: str
    subject: str
    expected: str
    found: str
    letter: str = ""
    """The file of the weekly letter that says otherwise, as it was named to us."""
    authority: str = ""
    """Our name of the authority whose time stamp says otherwise."""
    sentence: str = ""
    """How a person is told of it, with these fields in braces; empty where kind and subject say enough."""


# --- what the archive logs in with --------------------------------------------------------------------------------


class Credential(StrEnum):
    """What proves to whoever gives out access tokens that it is the archive that asks."""

    SECRET = "secret"  # noqa: S105
    CERTIFICATE = "certificate"


ENDS_SOON = timedelta(days=30)
"""So long before a credential ends somebody is told."""


@dataclass(frozen=True, slots=True)
class CredentialEnd:
    """Until when one of them holds, as the configuration or the certificate itself says."""

    place: str
    """What it opens: "mailbox:arkiv", "smtp"."""
    credential: Credential
    at: datetime

    def is_near(self, now: datetime) -> bool:
        """Whether it has ended, or will soon."""
        return self.at - now < ENDS_SOON
