"""The header block of one message, isolated and bounded, read into an `Envelope`.

Received lines go to mail-parser, which knows the dialects of the servers; nothing else does. The block is cut by our
own pattern, because the standard library ends it at the first line it cannot place and drops `From : x`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from mailparser import parse_from_bytes
from mailparser.exceptions import MailParserError

from archiver.core.addresses import MOST as MOST_ADDRESSES
from archiver.core.addresses import addr_spec, addresses_in, ascii_lower
from archiver.core.authentication import LONGEST as LONGEST_RESULTS
from archiver.core.charsets import view
from archiver.core.encoded_words import LONGEST_FIELD, decoded_words, folded
from archiver.core.language import later
from archiver.core.records import UNKNOWN_HOST, Address, AuthenticationField, Envelope, Hop
from archiver.core.trust import MACHINE_MARKS, is_no_reply

MOST_OCTETS = 1 << 20
MOST_FIELDS = 10_000
MOST_REFERENCES = 200
MOST_HOPS = 100
LONGEST_MESSAGE_ID = 998
"""Octets: the longest line of RFC 5322 § 2.1.1."""
LONGEST_HOP = 4096

Fields = Mapping[bytes, Sequence[bytes]]
"""Values as written, line ends as LF, by name in lower case."""

_BLANK_LINE = re.compile(rb"(?:\A|(?>\r\n|\n|\r))(?:\r\n|\n|\r)")
_FIELD = re.compile(rb"^([!-9;-~]++)[ \t]*+:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FROM_FIELD = re.compile(rb"^from[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ODD_LINE = re.compile(rb"^(?!(?:[!-9;-~]++[ \t]*+:|[ \t]|From |\Z))", re.MULTILINE)
_FOLD = re.compile(rb"\n[ \t]*")
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,996}>")
#: Wherever it stands: a stranger's greeting may hold brackets and a "by" of its own, and can only add to what is found.
_BY = re.compile(r"(?<![\w.-])by[ \t]+([\w.-]{1,255})", re.IGNORECASE)
_COMMENTS_IN_COMMENTS = 5
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_COMMENT = re.compile(r"\([^()]*\)")
_RAISED_BY_MAIL_PARSER = (MailParserError, AttributeError, TypeError)


@dataclass(frozen=True, slots=True)
class Headers:
    """What a header block says, and what was odd about it in fixed words."""

    envelope: Envelope
    findings: tuple[str, ...] = ()
    names: frozenset[bytes] = frozenset()
    """Of the fields that are there, in lower case."""
    program: str = ""
    """What X-Mailer, or else User-Agent, says the message was made with; a claim, cut."""

    @property
    def has_trace(self) -> bool:
        """Whether the way of the message can be followed (RFC 5321 § 4.4) from a sender and a date."""
        return {b"received", b"date", b"from"} <= self.names

    @property
    def is_authenticated(self) -> bool:
        """Whether a server wrote down what it checked (RFC 8601); what it says is not judged."""
        return b"authentication-results" in self.names


def envelope_of(octets: bytes) -> Envelope:
    """The fields of a message that we act upon, from its first `MOST_OCTETS` octets. Never raises."""
    return headers_of(octets).envelope


def headers_of(octets: bytes, *, hops: bool = True) -> Headers:
    """The same with its findings, and without its Received lines unless `hops` are wanted. Never raises."""
    block, cut = _header_block(octets)
    fields, whole = _fields(block)
    from_ = _addresses(fields, b"from")
    received, findings = _hops(fields.get(b"received", ()) if hops else ())
    marks = _machine_marks(fields, from_) | ({"unbounded-header"} if cut or not whole else set())
    ids = _texts(fields, b"message-id")
    dates = _texts(fields, b"date")
    envelope = Envelope(
        message_id=_message_id(ids[0]) if ids else None,
        subject=folded(decoded_words("".join(_texts(fields, b"subject")[:1]))),
        date=_date(dates[0]) if dates else None,
        date_text=folded(dates[0])[:200] if dates else "",
        from_=from_,
        sender=_addresses(fields, b"sender"),
        reply_to=_addresses(fields, b"reply-to"),
        to=_addresses(fields, b"to"),
        cc=_addresses(fields, b"cc"),
        delivered_to=_delivered_to(fields),
        in_reply_to=_message_ids(fields, b"in-reply-to"),
        references=_message_ids(fields, b"references"),
        resent_from=_addresses(fields, b"resent-from"),
        from_count=_from_count(octets, block, cut=cut),
        machine_marks=tuple(mark for mark in MACHINE_MARKS if mark in marks),
        archive_loop=tuple(folded(value) for value in _texts(fields, b"x-archive-loop")[:20]),
        authentication=_authentication(block, fields),
        auth_as=tuple(folded(value)[:100] for value in _texts(fields, b"x-ms-exchange-organization-authas")[:20]),
        is_ambiguous=_is_ambiguous(octets, block, cut=cut),
        resent_count=len(fields.get(b"resent-from", ())),
        received=received,
    )
    if MOST_ADDRESSES in map(len, (envelope.from_, envelope.to, envelope.cc)):
        findings.append(later("{n} or more addresses in a field; the rest was not read").format(n=MOST_ADDRESSES))
    oddities = (*_oddities(block, fields, cut=cut, whole=whole), *findings)
    return Headers(envelope, oddities, frozenset(fields), _program(fields))


def written_in(octets: bytes) -> tuple[tuple[str, str], ...]:
    """Every field of a message in its order, name and value as written but unfolded; bounded, and never raises."""
    block, _ = _header_block(octets)
    found = islice(_FIELD.finditer(block), MOST_FIELDS)
    return tuple((field[1].decode("ascii"), _text(field[2])) for field in found)


def _header_block(octets: bytes) -> tuple[bytes, bool]:
    """Everything before the first blank line with line ends as LF, and whether the limit cut it short."""
    end = _blank_line(octets, MOST_OCTETS)
    block = octets[: MOST_OCTETS if end is None else end]
    cut = end is None and len(octets) > MOST_OCTETS
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), cut


def _blank_line(octets: bytes, most: int | None = None) -> int | None:
    """Where the first blank line begins, or the line end before it; looked for in the first `most` octets.

    A mail whose lines all end with CRLF, and nearly all do, is told by looking for four octets.
    """
    usual = octets.find(b"\r\n\r\n", 0, most)
    if (
        usual > 0
        and octets[0] != 0x0D
        and octets.count(b"\n", 0, usual) == octets.count(b"\r\n", 0, usual) == octets.count(b"\r", 0, usual)
    ):
        return usual
    end = _BLANK_LINE.search(octets, 0, len(octets) if most is None else most)
    return end.start() if end else None


def _fields(block: bytes) -> tuple[Fields, bool]:
    fields: dict[bytes, list[bytes]] = {}
    for number, field in enumerate(_FIELD.finditer(block)):
        if number == MOST_FIELDS:
            return fields, False
        fields.setdefault(field[1].lower(), []).append(field[2])
    return fields, True


def _from_count(octets: bytes, block: bytes, *, cut: bool) -> int:
    """Counted over the whole header: a second From behind our limits is still a second From."""
    if cut:
        block = octets[: _blank_line(octets)].replace(b"\r", b"\n")
    return len(_FROM_FIELD.findall(block))


def _is_ambiguous(octets: bytes, block: bytes, *, cut: bool) -> bool:
    """Whether programs that take line ends differently would see different fields."""
    end = len(octets) if cut else _blank_line(octets, MOST_OCTETS)
    raw = octets[: len(octets) if end is None else end]
    pairs, feeds, returns = raw.count(b"\r\n"), raw.count(b"\n"), raw.count(b"\r")
    return b"\0" in block or returns != pairs or (pairs != feeds and pairs > 0)


def _authentication(block: bytes, fields: Fields) -> tuple[AuthenticationField, ...]:
    """Each Authentication-Results, and which hosts handled the mail after it was written; `MOST_HOPS` of them."""
    found: list[AuthenticationField] = []
    above: set[str] = set()
    for field in _FIELD.finditer(block) if b"authentication-results" in fields else ():
        name = field[1].lower()
        if name == b"authentication-results":
            found.append(_authentication_field(field[2], above))
        elif name == b"received":
            above |= _hosts_of(field[2])
        if len(found) == MOST_HOPS or len(above) > MOST_HOPS:
            break
    return tuple(found)


def _hosts_of(received: bytes) -> set[str]:
    """Whoever may have written a Received field: every host after a "by", and whether none stands outside comments."""
    text = _text(received[:LONGEST_HOP])
    named = _BY.findall(text)
    for _ in range(_COMMENTS_IN_COMMENTS):
        text = _COMMENT.sub(" ", text)
    hosts = {ascii_lower(host.rstrip(".")) for host in (*named, *_BY.findall(text))}
    is_told = len(received) <= LONGEST_HOP and not {"(", ")"}.intersection(text) and _BY.search(text) is not None
    return hosts if is_told else hosts | {UNKNOWN_HOST}


def _authentication_field(raw: bytes, above: Collection[str]) -> AuthenticationField:
    text = _text(raw[: LONGEST_RESULTS + 1])
    is_whole = len(raw) <= LONGEST_RESULTS and raw.isascii() and _CONTROL.search(text) is None
    return AuthenticationField(text, tuple(sorted(above)), is_whole)


def _text(raw: bytes) -> str:
    return view((_FOLD.sub(b" ", raw) if b"\n" in raw else raw).strip(b" \t\n"))


def _texts(fields: Fields, name: bytes) -> list[str]:
    """The values of a field, unfolded (RFC 5322 § 2.2.3), encoded words untouched."""
    return [_text(raw) for raw in fields.get(name, ())]


def _addresses(fields: Fields, name: bytes) -> tuple[Address, ...]:
    found = [address for text in _texts(fields, name) for address in addresses_in(text)]
    return tuple(found[:MOST_ADDRESSES])


def _delivered_to(fields: Fields) -> tuple[str, ...]:
    texts = [
        text for name in (b"delivered-to", b"x-original-to", b"envelope-to") for text in _texts(fields, name)[:100]
    ]
    specs = [addr_spec(address.address) for text in texts for address in addresses_in(text)]
    return tuple(dict.fromkeys(spec for spec in specs if spec))[:MOST_ADDRESSES]


def _message_ids(fields: Fields, name: bytes) -> tuple[str, ...]:
    """The newest `MOST_REFERENCES` msg-ids (RFC 5322 § 3.6.4), with their angle brackets."""
    found = [token for text in _texts(fields, name) for token in _MESSAGE_ID.findall(text)]
    return tuple(dict.fromkeys(found))[-MOST_REFERENCES:]


def _message_id(text: str) -> str | None:
    """The first msg-id; one written without brackets as it stands; None when it is longer than a line may be."""
    token = _MESSAGE_ID.search(text)
    bare = folded(text)
    if token or not bare or len(bare) > LONGEST_MESSAGE_ID or " " in bare:
        return token.group() if token else None
    return bare


def _date(text: str) -> datetime | None:
    """RFC 5322 § 3.3, in the sender's own zone (UTC for -0000); None when it names no moment we can write down."""
    try:
        date = parsedate_to_datetime(text[:200])
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date
        date.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return date


def _program(fields: Fields) -> str:
    written = [folded(text) for name in (b"x-mailer", b"user-agent") for text in _texts(fields, name)[:1]]
    return next(filter(None, written), "")[:200]


def _machine_marks(fields: Fields, from_: Sequence[Address]) -> set[str]:
    signs = {
        "auto-submitted": any(_keyword(value) != "no" for value in _texts(fields, b"auto-submitted")),
        "precedence": any(
            _keyword(value).replace("-", "_") in {"bulk", "list", "junk", "auto_reply"}
            for value in _texts(fields, b"precedence")
        ),
        "x-autoreply": b"x-autoreply" in fields or b"x-autorespond" in fields,
        "list": any(name.startswith(b"list-") for name in fields),
        "null-return-path": any(_keyword(value) == "<>" for value in _texts(fields, b"return-path")),
        "no-reply-sender": any(is_no_reply(address.address) for address in from_),
        "report": any(_is_report(value) for value in _texts(fields, b"content-type")[:1]),
    }
    return {mark for mark, seen in signs.items() if seen}


def _keyword(value: str) -> str:
    """The value before any parameter, without comments, in lower case (RFC 3834 § 5)."""
    return "".join(ascii_lower(_COMMENT.sub("", value[:LONGEST_FIELD])).partition(";")[0].split())


def _is_report(content_type: str) -> bool:
    return _keyword(content_type) in {
        "multipart/report",
        "message/delivery-status",
        "message/disposition-notification",
    }


def _oddities(block: bytes, fields: Fields, *, cut: bool, whole: bool) -> Iterable[str]:
    signs = {
        later("no header"): not fields,
        later("header block longer than 1 MiB; the rest was not read"): cut,
        later("more than 10000 header fields; the rest was not read"): not whole,
        later("a line among the headers that is no header"): bool(fields) and _ODD_LINE.search(block) is not None,
        later("NUL in the header"): b"\0" in block,
        later("8-bit characters in the header"): not block.isascii(),
        later("more than one From field"): len(fields.get(b"from", ())) > 1,
        later("message id too long"): any(len(raw) > LONGEST_MESSAGE_ID for raw in fields.get(b"message-id", ())),
        later("a header field was cut"): any(len(raw) > LONGEST_FIELD for raw in fields.get(b"subject", ())),
        later("asks for a read receipt; never answered"): b"disposition-notification-to" in fields,
    }
    return [words for words, seen in signs.items() if seen]


def _hops(received: Sequence[bytes]) -> tuple[tuple[Hop, ...], list[str]]:
    """Received lines by mail-parser, newest first, and its own words for what was wrong with them."""
    if not received:
        return (), []
    block = b"".join(b"Received:" + raw[:LONGEST_HOP] + b"\n" for raw in received[:MOST_HOPS])
    try:
        mail = parse_from_bytes(block + b"\n")
    except _RAISED_BY_MAIL_PARSER:
        return (), [later("mail-parser could not read the Received fields")]
    hops = tuple(_hop(hop) for hop in reversed(mail.received))
    return hops, [f"mail-parser: {defect}" for defect in sorted(mail.defects_categories)]


def _hop(hop: Mapping[str, str]) -> Hop:
    at = hop.get("date_utc")
    return Hop(
        by=folded(hop.get("by", "")).partition(" ")[0][:255],
        host=folded(hop.get("from", ""))[:1000],
        at=datetime.fromisoformat(at) if at else None,
    )
