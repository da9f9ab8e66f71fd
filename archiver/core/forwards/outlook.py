"""What an Outlook item says, whichever container it came in: MAPI properties to the fields of a message (MS-OXCMAIL).

Values only. The two readers, `msg` and `tnef`, know how the properties are stored; what they mean is told here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from archiver.core.addresses import MOST as MOST_ADDRESSES
from archiver.core.addresses import addr_spec, ascii_lower
from archiver.core.charsets import codec_of, decoded, scalars, view
from archiver.core.encoded_words import folded
from archiver.core.forwards import rtf
from archiver.core.forwards.mapi import Kind, Properties, Tag, charset_of
from archiver.core.headers import headers_of
from archiver.core.language import later
from archiver.core.records import Address, Envelope
from archiver.core.sniffing import UNKNOWN
from archiver.errors import Unparseable


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a container is taken apart; what lies beyond is in its octets only, and a finding says so."""

    depth: int = 20
    """Levels of items in items."""
    attachments: int = 2000
    """In all items together."""
    recipients: int = MOST_ADDRESSES
    """Of one item."""
    octets: int = 256 << 20
    """That are handed out, all items together."""
    text: int = 8 << 20
    """Octets of one property that is not an attachment."""


@dataclass(frozen=True, slots=True)
class OutlookAttachment:
    """A file in an item."""

    filename: str | None
    """As written, on one line: data, never a path."""
    content_type: str
    """The media type it claims, in lower case; `UNKNOWN` when it claims none."""
    content_id: str | None
    """As written: usually without the angle brackets of MIME."""
    octets: bytes
    is_inline: bool
    """Hidden from the reader's list of attachments, or shown in the web page by its Content-ID."""


@dataclass(frozen=True, slots=True)
class OutlookItem:
    """A message in a container, read as far as the limits allow."""

    headers: bytes
    """What came by SMTP before the body (PidTagTransportMessageHeaders), with CRLF; empty when it did not."""
    message_id: str | None
    subject: str
    from_: Address | None
    """The author (MS-OXCMAIL): whom the message was sent on behalf of, where that differs."""
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    """In UTC; None when it names no moment."""
    message_class: str
    text: str
    html: str
    contents: tuple[OutlookAttachment | OutlookItem, ...]
    """Attachments and embedded messages, in the container's order."""
    findings: tuple[str, ...]
    """In fixed words, never text of the mail."""


TOO_MANY_RECIPIENTS = later("more recipients in an Outlook item than are read")
TOO_MANY_ATTACHMENTS = later("more attachments in an Outlook item than are taken out; the rest is in the raw mail only")
TOO_MANY_OCTETS = later("more octets in an Outlook item than are taken out; the rest is in the raw mail only")
TOO_LONG = later("a text in an Outlook item is longer than is read")
TOO_DEEP = later("Outlook items nested too deeply to be taken apart; the rest is in the raw mail only")
ONLY_A_REFERENCE = later("an attachment in an Outlook item is only a reference to content elsewhere")
WITHOUT_OCTETS = later("an attachment in an Outlook item without its octets")
EMBEDDED_UNREADABLE = later("an item embedded in an Outlook item cannot be read")

EMBEDDED_MESSAGE = 5
"""PidTagAttachMethod of a message (MS-OXCMSG § 2.2.2.9)."""
_REFERENCES = frozenset({2, 3, 4, 7})
_TO, _CC = 1, 2
_RECIPIENT_KIND = 0xF
_LONGEST_NAME = 1000

_LINE_END = re.compile(rb"\r\n|\n|\r")
#: A line that Exchange 2003 put before the fields.
_MICROSOFT_LINE = re.compile(rb"\AMicrosoft Mail Internet Headers Version [0-9.]+\s*")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,64}", re.ASCII)
_SHOWN = re.compile(r"cid:([^\s\"'<>()]{1,1000})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LOOKED_AT_FOR_META = 4096
#: X.500 addresses of Exchange, bare or dressed up as SMTP, lead nobody to a person.
_NOT_SMTP = re.compile(r"/o=|/cn=|imcea", re.IGNORECASE)
#: Outlook marks how long the prefix of an old subject is (MS-OXCMSG).
_PREFIX_MARK = re.compile("\\A\x01.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bodies:
    """What an item has to be read."""

    text: str
    html: str
    findings: tuple[str, ...] = ()


def bodies_of(message: Properties, reader: rtf.Reader) -> Bodies:
    """The plain text and the web page of a message. RTF speaks only where there is no web page."""
    text, html = message.text(Tag.BODY), _hypertext(message)
    if html or Tag.RTF_COMPRESSED not in message:
        return Bodies(text, html)
    try:
        rich = reader.read(message.octets(Tag.RTF_COMPRESSED))
    except Unparseable as reason:
        return Bodies(text, html, (str(reason),))
    return Bodies(text or rich.text, rich.html, rich.findings)


def shown_by(html: str) -> frozenset[str]:
    """The Content-IDs of pictures that a web page shows (RFC 2392), in lower case."""
    return frozenset(ascii_lower(unquote(found)) for found in _SHOWN.findall(html))


def attachment_of(attachment: Properties, octets: bytes, shown: frozenset[str]) -> OutlookAttachment:
    """A file with what its properties (MS-OXCMSG § 2.2.2) say of it."""
    declared = ascii_lower(attachment.text(Tag.ATTACH_MIME_TAG).strip())
    content_id = folded(attachment.text(Tag.ATTACH_CONTENT_ID))[:_LONGEST_NAME]
    name = attachment.text(Tag.ATTACH_LONG_FILENAME, Tag.ATTACH_FILENAME, Tag.DISPLAY_NAME)
    return OutlookAttachment(
        filename=folded(name)[:_LONGEST_NAME] or None,
        content_type=declared if _MEDIA_TYPE.fullmatch(declared) else UNKNOWN,
        content_id=content_id or None,
        octets=octets,
        is_inline=bool(attachment.number(Tag.ATTACHMENT_HIDDEN)) or ascii_lower(content_id.strip("<>")) in shown,
    )


def is_reference(attachment: Properties) -> bool:
    """Whether the attachment's content was never in the item, but on a disk or a server."""
    return attachment.number(Tag.ATTACH_METHOD) in _REFERENCES


def item_of(
    message: Properties,
    recipients: Sequence[Properties],
    bodies: Bodies,
    contents: Sequence[OutlookAttachment | OutlookItem],
    findings: Iterable[str],
) -> OutlookItem:
    """The fields of a message: what its transport headers say, and what MAPI says where they are silent."""
    headers = _headers(message)
    envelope = headers_of(headers, hops=False).envelope if headers else Envelope()
    date = envelope.date or message.moment(Tag.CLIENT_SUBMIT_TIME) or message.moment(Tag.MESSAGE_DELIVERY_TIME)
    return OutlookItem(
        headers=headers,
        message_id=envelope.message_id or _message_id(message),
        subject=envelope.subject or _subject(message),
        from_=_author(envelope.from_, message),
        to=envelope.to or _addressees(recipients, _TO) or _displayed(message, Tag.DISPLAY_TO),
        cc=envelope.cc or _addressees(recipients, _CC) or _displayed(message, Tag.DISPLAY_CC),
        date=date.astimezone(UTC) if date else None,
        message_class=folded(message.text(Tag.MESSAGE_CLASS))[:_LONGEST_NAME],
        text=bodies.text,
        html=bodies.html,
        contents=tuple(contents),
        findings=tuple(dict.fromkeys(findings)),
    )


def _headers(message: Properties) -> bytes:
    """As octets: what was 8-bit stays as it came, what Exchange made Unicode becomes UTF-8."""
    value = message.values.get(Tag.TRANSPORT_MESSAGE_HEADERS)
    if value is None:
        return b""
    text = message.text(Tag.TRANSPORT_MESSAGE_HEADERS)
    octets = value.octets if value.kind == Kind.STRING8 else text.encode("utf-8")
    octets = _MICROSOFT_LINE.sub(b"", octets.strip(b"\0\r\n"))
    return _LINE_END.sub(b"\r\n", octets) + b"\r\n" if octets else b""


def _message_id(message: Properties) -> str | None:
    written = folded(message.text(Tag.INTERNET_MESSAGE_ID))
    return headers_of(b"Message-ID: " + written.encode("utf-8"), hops=False).envelope.message_id if written else None


def _subject(message: Properties) -> str:
    whole = _PREFIX_MARK.sub("", message.text(Tag.SUBJECT))
    return folded(whole or message.text(Tag.SUBJECT_PREFIX) + message.text(Tag.NORMALIZED_SUBJECT))


def _author(declared: Sequence[Address], message: Properties) -> Address | None:
    """The From of the headers; else the first address MAPI has, author before sender; else a bare name."""
    claims = [
        *declared[:1],
        _address(message, (Tag.SENT_REPRESENTING_NAME,), Tag.SENT_REPRESENTING_SMTP_ADDRESS),
        _address(message, (Tag.SENT_REPRESENTING_NAME,), Tag.SENT_REPRESENTING_EMAIL_ADDRESS),
        _address(message, (Tag.SENDER_NAME,), Tag.SENDER_SMTP_ADDRESS),
        _address(message, (Tag.SENDER_NAME,), Tag.SENDER_EMAIL_ADDRESS),
    ]
    addressed = (claim for claim in claims if claim and claim.address)
    return next(addressed, None) or next(filter(None, claims), None)


def _addressees(recipients: Sequence[Properties], kind: int) -> tuple[Address, ...]:
    """The rows of the recipient table of one kind (MS-OXOMSG § 2.2.3.1). Blind copies are of neither."""
    names = (Tag.RECIPIENT_DISPLAY_NAME, Tag.DISPLAY_NAME)
    found = [
        _address(row, names, Tag.SMTP_ADDRESS, Tag.EMAIL_ADDRESS)
        for row in recipients
        if row.number(Tag.RECIPIENT_TYPE) & _RECIPIENT_KIND == kind
    ]
    return tuple(address for address in found if address)


def _displayed(message: Properties, tag: Tag) -> tuple[Address, ...]:
    """Recipients as Outlook's list shows them: names divided by semicolons, seldom addresses."""
    pieces = message.text(tag)[: 100 * MOST_ADDRESSES].split(";")[:MOST_ADDRESSES]
    found = [_named(folded(piece), None) for piece in pieces]
    return tuple(address for address in found if address)


def _address(properties: Properties, names: Sequence[Tag], *tags: Tag) -> Address | None:
    """The first of these properties that is an SMTP address, with a name; the name alone when none is."""
    specs = (_smtp(properties.text(tag)) for tag in tags)
    return _named(folded(properties.text(*names)), next(filter(None, specs), None))


def _named(name: str, spec: str | None) -> Address | None:
    """A name that is an address itself is the address."""
    bare = name.strip("'\" ")
    spec = spec or _smtp(bare)
    if spec is None:
        return Address(bare, "") if bare else None
    return Address("" if ascii_lower(bare) == ascii_lower(spec) else bare, spec)


def _smtp(written: str) -> str | None:
    written = written.strip().strip("<>'")
    return None if _NOT_SMTP.match(written) else addr_spec(written)


def _hypertext(message: Properties) -> str:
    """PidTagHtml, which is octets in a charset (MS-OXBBODY), or the string that some programs write."""
    value = message.values.get(Tag.HTML)
    if value is None or value.kind != Kind.BINARY:
        return message.text(Tag.HTML)
    octets = value.octets.rstrip(b"\0")
    codepage = message.number(Tag.INTERNET_CODEPAGE)
    declared = _META_CHARSET.search(octets, 0, _LOOKED_AT_FOR_META)
    if codepage:
        return decoded(octets, charset_of(codepage))[0]
    if declared and codec_of(declared[1].decode("ascii", "replace")):
        return decoded(octets, declared[1].decode("ascii"))[0]
    return scalars(view(octets))
