"""Our stationery: who writes, and the sealed letter, with a header that nothing can get into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import sha256
from zoneinfo import ZoneInfo

from archiver.core.language import Language, Translations, translator
from archiver.core.letters.blocks import Block, as_html, as_text, one_line
from archiver.core.records import Letter
from archiver.errors import LetterUnfit


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom a colleague may turn to, as configured; a sentence whose contact is missing is left out or rephrased."""

    amr: str | None = None
    """The working environment representative (arbejdsmiljørepræsentant)."""
    tr: str | None = None
    """The union representative (tillidsrepræsentant)."""
    crisis_support: str | None = None
    contact: str | None = None
    """Who helps with a report to the police."""
    privacy_url: str | None = None
    guide_url: str | None = None
    desk_url: str | None = None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Who we are when we write: the same for every letter of an archive."""

    organisation: str
    language: Language
    zone: str
    """IANA name, e.g. "Europe/Copenhagen"."""
    sender: str
    """The address our letters come from."""
    domain: str
    """The right-hand side of our Message-IDs."""
    loop_mark: str
    """Stands in X-Archive-Loop, so that we know our own letters when they come back (RFC 3834 § 2)."""
    contacts: Contacts = field(default_factory=Contacts)

    @property
    def words(self) -> Translations:
        """The translations into the organisation's language."""
        return translator(self.language)

    @property
    def wall_clock(self) -> ZoneInfo:
        """The zone of the clock on the organisation's wall."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter, written but not yet in its envelope."""

    subject: str
    blocks: tuple[Block, ...]
    recipient: str
    message_id: str
    date: datetime
    marks: Mapping[str, str]
    """Header fields that tell machines what this is, Auto-Submitted (RFC 3834 § 5) among them."""
    in_reply_to: str | None = None


#: Header fields that folds and encoded-words (RFC 2047) would spoil: the email package encodes long words in them.
_VERBATIM = frozenset({"To", "Message-ID", "In-Reply-To", "References", "X-Archive-Loop"})
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,197}>")
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f<>(),:;@\"\\\[\]]+@(?P<domain>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)", re.I)


def seal(sheet: Sheet, to: Correspondence, *, null_sender: bool) -> Letter:
    """The letter ready for SMTP. The same sheet gives the same octets, so that a second try is the same letter.

    Raises LetterUnfit when an address cannot stand in a header, or the header would not be exactly what we meant.
    """
    recipient = postal_address(sheet.recipient)
    fields = _fields(sheet, to, recipient)
    octets = _message(sheet, to, fields).as_bytes()
    _assert_header(octets, fields)
    return Letter(sheet.message_id, recipient, octets, null_sender)


def postal_address(address: str) -> str:
    """The address as mail servers take it: one, without a name, its domain in ASCII (RFC 5890), lower case.

    A local part outside ASCII stays as it is (RFC 6531). Raises LetterUnfit, which does not repeat the address.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        plain = ""
    if not _ADDRESS.fullmatch(plain) or len(plain.encode()) > 254:
        raise LetterUnfit("The recipient's address cannot stand in a letter.")
    return plain


def clean_message_id(text: str | None) -> str | None:
    """A Message-ID that may stand in In-Reply-To and References: `<…>` in printable ASCII, below 200 octets."""
    return text if text is not None and _MESSAGE_ID.fullmatch(text) else None


class _LetterPolicy(EmailPolicy):
    """SMTP's line ends, and identifiers written exactly as they are."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in _VERBATIM:
            return f"{name}: {value}\r\n".encode()
        if name == "Subject":
            # The policy of Python 3.11 leaves the first line of a long subject empty.
            charset = "us-ascii" if value.isascii() else "utf-8"
            folded = Header(str(value), charset, maxlinelen=75, header_name=name).encode(linesep="\r\n")
            return f"{name}: {folded}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _LetterPolicy(linesep="\r\n", cte_type="7bit")


def _fields(sheet: Sheet, to: Correspondence, recipient: str) -> dict[str, str | Address | datetime]:
    message_id, reply_to = clean_message_id(sheet.message_id), clean_message_id(sheet.in_reply_to)
    if message_id is None:
        raise LetterUnfit("The letter's Message-ID cannot stand in its header.")
    thread = {"In-Reply-To": reply_to, "References": reply_to} if reply_to else {}
    return {
        "From": Address(one_line(to.organisation), addr_spec=postal_address(to.sender)),
        "To": recipient,
        "Subject": one_line(sheet.subject),
        "Date": sheet.date.astimezone(to.wall_clock),
        "Message-ID": message_id,
        **thread,
        **sheet.marks,
        "X-Archive-Loop": one_line(to.loop_mark),
    }


def _message(sheet: Sheet, to: Correspondence, fields: Mapping[str, str | Address | datetime]) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    for name, value in fields.items():
        message[name] = value
    message.set_content(as_text(sheet.blocks), cte="quoted-printable")
    message.add_alternative(as_html(sheet.subject, sheet.blocks, to.language), "html", cte="quoted-printable")
    message.set_boundary("=_" + sha256(sheet.message_id.encode()).hexdigest()[:32])
    message["Content-Language"] = to.language
    return message


def _assert_header(octets: bytes, fields: Mapping[str, object]) -> None:
    """Whatever the email package made of our values, these fields and no others leave the house (hazard 41)."""
    lines = octets.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0].decode("ascii", "replace") for line in lines if line[:1] not in {b" ", b"\t"}]
    whole = all(f"{name}: {fields[name]}".encode() in lines for name in _VERBATIM & fields.keys())
    stray = any(octet in line for line in lines for octet in b"\r\n\0")
    if sorted(names) != sorted([*fields, "MIME-Version", "Content-Type", "Content-Language"]) or not whole or stray:
        raise LetterUnfit("The letter's header is not what it was meant to be.")
