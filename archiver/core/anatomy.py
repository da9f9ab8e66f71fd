"""Octets to the leaves of their MIME tree, numbered as IMAP numbers them (RFC 3501 § 6.4.5), and the messages in it.

The walk is ours and iterative, over the octets as they came: every leaf and every enclosed message has the exact
place it was cut from, an outer boundary ends whatever lies inside, and nothing on the way is built anew. Python's own
parser cannot follow 1,000 levels and keeps no places; its newer policy takes minutes on hostile mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from archiver.core import smime, transfer
from archiver.core.addresses import ascii_lower
from archiver.core.charsets import decoded, view
from archiver.core.cuts import CMS
from archiver.core.encoded_words import folded
from archiver.core.entity import MESSAGES, MOST_OCTETS, Entity, Span, Split, entity_at, split
from archiver.core.filenames import safe_filename
from archiver.core.flowed import unflowed
from archiver.core.forwards import msg, tnef
from archiver.core.forwards.outlook import OutlookAttachment, OutlookItem
from archiver.core.headers import Headers, headers_of
from archiver.core.language import later
from archiver.core.records import Checksum, Cut, Cuts, EnclosedMessage, Envelope, Part, Recovery
from archiver.core.sniffing import NEEDS_ALL, begins_like_mail, extension, sniffed_type
from archiver.errors import Unparseable

TOO_DEEP = later("nested too deeply to be taken apart")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a message is taken apart; what lies beyond is in its octets only, and a finding says so."""

    depth: int = 50
    """Levels of multipart, enclosed messages and containers."""
    parts: int = 2000
    messages: int = 200
    people: int = 5_000
    """Addresses of all enclosed messages together; none of one message is left out alone."""
    text: int = 262_144
    """Octets of plain text that are read in one message; of a web page, four times as many."""


@dataclass(frozen=True, slots=True)
class Body:
    """What one message of the tree says of itself: the mail, one enclosed in it, or an Outlook item."""

    path: str
    """Of what encloses it; empty for the mail itself."""
    carrier: int | None
    """Place in `Anatomy.bodies` of the message it came in; None for the mail itself."""
    recovery: Recovery | None
    """How it was found; None for the mail itself."""
    headers: Headers
    size: int
    checksum: Checksum | None
    """Of its exact octets; None where there are none."""
    plain: str = ""
    hypertext: str = ""
    attachments: tuple[str, ...] = ()
    """Paths of the leaves that a person would call attachments, pictures in the text among them."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The leaves of a message in document order, the messages in it, and what was odd, in fixed words."""

    parts: tuple[Part, ...]
    bodies: tuple[Body, ...]
    """The mail itself, then every message inside, each after its carrier."""
    enclosed: tuple[EnclosedMessage, ...] = ()
    frame: int = 0
    """Octets that belong to no leaf: headers, boundaries, preambles, and what lies beyond the limits."""
    findings: tuple[str, ...] = ()


#: Said of a part by its declared type: what we do not open, fetch or put together.
_LABELS = {
    "application/pgp-encrypted": later("encrypted with PGP, not opened"),
    "multipart/encrypted": later("encrypted with PGP, not opened"),
    "application/pkcs7-signature": later("signed with S/MIME, signature not checked"),
    "application/x-pkcs7-signature": later("signed with S/MIME, signature not checked"),
    "application/pgp-signature": later("signed with PGP, signature not checked"),
    "message/partial": later("one piece of a larger message, not put together"),
    "message/external-body": later("points to content elsewhere, not fetched"),
    "message/disposition-notification": later("a read receipt"),
    "message/delivery-status": later("a delivery report"),
}
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_TNEF = ("application/vnd.ms-tnef", "application/ms-tnef")
_CMS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_OUTLOOK = "application/vnd.ms-outlook"
_TEXT_NOT_READ = later("more text than is read; the rest is in the raw mail only")
_LONGEST_CONTENT_ID = 1000
_LAST_REFERENCES = 10
_NO_BOUNDARY = later("multipart without a boundary")
_BOUNDARY_MISSING = later("multipart whose boundary never appears")
_USUAL_PREAMBLE = (b"mime", b"multipart", b"multi-part")


@dataclass(frozen=True, slots=True)
class _Source:
    """Octets that spans refer to: the mail's own, or what an encoding or a container hid."""

    octets: bytes
    cuts: Cuts | None
    """The way here from the mail's own octets; None through a container that spreads its octets."""

    def cut(self, span: Span, encoding: str = "") -> Cuts | None:
        """The way to a span of it, and through the encoding it has there."""
        if self.cuts is None:
            return None
        return (*self.cuts, Cut(span[0], span[1] - span[0], "" if transfer.is_identity(encoding) else encoding))

    @property
    def is_mail(self) -> bool:
        return self.cuts == ()

    @property
    def whole(self) -> Span:
        return 0, len(self.octets)


@dataclass(frozen=True, slots=True)
class _Node:
    """An entity that waits to be visited."""

    source: _Source
    entity: Entity
    path: str
    """Of the part itself, or of what encloses it for the outermost entity of a message."""
    depth: int
    body: int
    """Which message it belongs to."""
    heads_message: bool

    @property
    def leaf_path(self) -> str:
        return _numbered(self.path, 1) if self.heads_message else self.path


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf with its octets decoded, which waits to be listed."""

    octets: bytes
    """All of them, or a sample where the leaf is abridged."""
    path: str
    depth: int
    body: int
    declared_type: str
    filename: str | None
    disposition: str | None
    content_id: str | None
    cuts: Cuts | None = None
    decode_ok: bool = True
    charset: str = ""
    is_flowed: bool = False
    is_root: bool = False
    """It is all there is of its message."""
    is_sealed: bool = False
    """It lies at the depth limit: nobody opens it."""
    abridged: transfer.Abridged | None = None
    """Of one too long to be held while it is listed, which nobody opens."""


@dataclass(frozen=True, slots=True)
class _Embedded:
    """An Outlook item that waits to be taken apart."""

    item: OutlookItem
    path: str
    depth: int
    carrier: int
    recovery: Recovery


@dataclass(slots=True)
class _Body:
    """A message while its parts come in."""

    path: str
    carrier: int | None
    recovery: Recovery | None
    headers: Headers
    size: int = 0
    checksum: Checksum | None = None
    plain: list[str] = field(default_factory=list)
    hypertext: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)

    def done(self) -> Body:
        texts = "\n".join(self.plain), "\n".join(self.hypertext)
        return Body(
            self.path,
            self.carrier,
            self.recovery,
            self.headers,
            self.size,
            self.checksum,
            *texts,
            tuple(self.attachments),
        )


HandOut = Callable[[Part, bytes], None]
"""Takes a leaf with its octets."""


def anatomy_of(
    octets: bytes, limits: Limits | None = None, headers: Headers | None = None, hand_out: HandOut | None = None
) -> Anatomy:
    """Every leaf of a message, inline images, unnamed and empty parts too, and every message in it, within the limits.

    `headers` are the mail's own, when they have been read already; `hand_out` is given each attachment that no cut
    leads to, because a container (.msg, TNEF) spreads its octets. Raises `Unparseable` when the mail is nothing but
    multiparts in multiparts: no leaf at all lies within the limits.
    """
    walk = _Walk(limits or Limits(), hand_out)
    return walk.over(octets, headers or headers_of(octets, hops=False))


class _Walk:
    def __init__(self, limits: Limits, hand_out: HandOut | None) -> None:
        self._limits = limits
        self._hand_out = hand_out
        self._waiting: list[_Node | _Leaf | _Embedded] = []
        self._parts: list[Part] = []
        self._bodies: list[_Body] = []
        self._enclosed: list[EnclosedMessage] = []
        self._findings: dict[str, None] = {}
        self._frame = 0
        self._sealed = 0
        self._people = limits.people

    def over(self, octets: bytes, headers: Headers) -> Anatomy:
        """The anatomy of one mail."""
        source = _Source(octets, ())
        self._bodies.append(_Body("", None, None, headers, len(octets), checksum_of(octets)))
        self._waiting.append(self._head(source, source.whole, "", 0, 0))
        while self._waiting:
            self._visit(self._waiting.pop())
        if self._parts and self._sealed == len(self._parts) and len(self._bodies) == 1:
            raise Unparseable(TOO_DEEP)
        bodies = tuple(body.done() for body in self._bodies)
        return Anatomy(tuple(self._parts), bodies, tuple(self._enclosed), self._frame, tuple(self._findings))

    def _visit(self, waiting: _Node | _Leaf | _Embedded) -> None:
        if len(self._parts) >= self._limits.parts:
            self._give_up([waiting, *self._waiting])
        elif isinstance(waiting, _Node):
            self._take_apart(waiting)
        elif isinstance(waiting, _Leaf):
            self._list(waiting)
        else:
            self._unpack(waiting)

    def _give_up(self, rest: Iterable[_Node | _Leaf | _Embedded]) -> None:
        self._find(later("more than {n} parts; the rest is in the raw mail only").format(n=self._limits.parts))
        for node in rest:
            if isinstance(node, _Node) and node.source.is_mail:
                self._frame += node.entity.body[1] - node.entity.header[0]
        self._waiting.clear()

    def _find(self, *findings: str) -> None:
        for finding in findings:
            self._findings[finding] = None

    # --- entities ---------------------------------------------------------------------------------------------------

    def _head(self, source: _Source, span: Span, path: str, depth: int, body: int) -> _Node:
        entity = entity_at(source.octets, *span, skips_blank=body > 0)
        return _Node(source, entity, path, depth, body, heads_message=True)

    def _take_apart(self, node: _Node) -> None:
        entity, declared = node.entity, node.entity.declared_type
        self._find(*entity.findings)
        if node.source.is_mail:
            self._frame += entity.header[1] - entity.header[0]
        if declared in _LABELS:
            self._find(_LABELS[declared])
        is_message = declared in MESSAGES
        if node.depth >= self._limits.depth and (is_message or declared.startswith("multipart/")):
            self._find(self._too_deep)
            self._sealed += 1
            self._list(self._leaf(node, is_sealed=True))
        elif declared.startswith("multipart/"):
            self._split(node)
        elif is_message and transfer.is_identity(entity.encoding):
            self._enclose(node.source, entity.body, node.leaf_path, node.depth, node.body, Recovery.ATTACHED)
        else:
            self._list(self._leaf(node))

    @property
    def _too_deep(self) -> str:
        return later("nested deeper than {n} levels; the rest is in the raw mail only").format(n=self._limits.depth)

    def _split(self, node: _Node) -> None:
        """A multipart: its parts wait their turn. One that cannot be split is a leaf."""
        boundary, encoding = node.entity.boundary, node.entity.encoding
        source, span = node.source, node.entity.body
        found = None if boundary is None else split(source.octets, span, boundary, self._limits.parts)
        if found is None and boundary is not None and b" " in boundary:  # a comment behind it, mostly
            boundary = boundary.split()[0]
            found = split(source.octets, span, boundary, self._limits.parts)
        if found is None and boundary is not None and not transfer.is_identity(encoding):
            source = _Source(transfer.decoded_span(source.octets, span, encoding)[0], source.cut(span, encoding))
            found = split(source.octets, source.whole, boundary, self._limits.parts)
        if encoding not in transfer.IDENTITY:
            self._find(later("multipart with a transfer encoding"))
        if found is None:
            self._find(_NO_BOUNDARY if boundary is None else _BOUNDARY_MISSING)
            self._list(self._leaf(node))
            return
        if node.source.is_mail:
            here = source is node.source
            self._frame += span[1] - span[0] - here * sum(end - start for start, end in found.parts)
        self._find(*_oddities(source.octets, found))
        inner = "message/rfc822" if node.entity.declared_type == "multipart/digest" else "text/plain"
        for number, part in reversed(list(enumerate(found.parts, 1))):
            entity, path = entity_at(source.octets, *part, inner), _numbered(node.path, number)
            self._waiting.append(_Node(source, entity, path, node.depth + 1, node.body, heads_message=False))

    def _enclose(self, source: _Source, span: Span, path: str, depth: int, carrier: int, recovery: Recovery) -> None:
        """An enclosed message: cut, hashed, and read like any other."""
        if len(self._bodies) > self._limits.messages:
            self._find(self._too_many)
            self._frame += (span[1] - span[0]) * source.is_mail
            return
        start, end = span
        checksum = checksum_of(memoryview(source.octets)[start:end])
        head = source.octets[start : min(end, start + MOST_OCTETS + 2)]
        headers = headers_of(head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), hops=False)
        cuts = source.cuts if source.cuts and span == source.whole else source.cut(span)
        if cuts is not None:
            envelope = self._brief(headers.envelope)
            self._enclosed.append(EnclosedMessage(path, cuts, end - start, checksum, envelope))
        self._bodies.append(_Body(path, carrier, recovery, headers, end - start, checksum))
        self._waiting.append(self._head(source, span, path, depth + 1, len(self._bodies) - 1))

    def _brief(self, envelope: Envelope) -> Envelope:
        """What is kept of an enclosed message's header; a mail that holds hundreds could tell without end."""
        kept = Envelope(
            message_id=envelope.message_id,
            subject=envelope.subject,
            date=envelope.date,
            date_text=envelope.date_text,
            from_=envelope.from_,
            to=envelope.to,
            cc=envelope.cc,
            in_reply_to=envelope.in_reply_to[:1],
            references=envelope.references[-_LAST_REFERENCES:],
            from_count=envelope.from_count,
        )
        self._people -= len(kept.from_) + len(kept.to) + len(kept.cc)
        if self._people >= 0:
            return kept
        self._find(later("more addresses in the messages inside than are kept; the rest is in the raw mail only"))
        return replace(kept, from_=kept.from_[:1], to=(), cc=())

    @property
    def _too_many(self) -> str:
        return later("more than {n} messages in one; the rest is in the raw mail only").format(n=self._limits.messages)

    # --- leaves -----------------------------------------------------------------------------------------------------

    def _leaf(self, node: _Node, *, is_sealed: bool = False) -> _Leaf:
        """What is long is decoded whole only to be opened or read."""
        entity = node.entity
        abridged = transfer.abridged_span(node.source.octets, entity.body, entity.encoding)
        if abridged is not None:
            leaf = _leaf_of(node, abridged.sample, is_sealed=is_sealed, abridged=abridged)
            sniffed = sniffed_type(leaf.octets)
            if not (self._opener(leaf, sniffed) or sniffed in NEEDS_ALL or _is_text(leaf)):
                return leaf
        octets, flawless = transfer.decoded_span(node.source.octets, entity.body, entity.encoding)
        return _leaf_of(node, octets, flawless, is_sealed=is_sealed)

    def _list(self, leaf: _Leaf) -> None:
        sniffed = sniffed_type(leaf.octets)
        self._parts.append(_part(leaf, sniffed))
        if not leaf.decode_ok:
            self._find(later("a part could not be decoded as declared"))
        if self._open(leaf, sniffed):
            return
        if _is_text(leaf) and self._read(leaf):
            return
        if leaf.declared_type not in _SIGNATURES:
            self._bodies[leaf.body].attachments.append(leaf.path)
            if self._hand_out is not None and leaf.cuts is None:
                self._hand_out(self._parts[-1], leaf.octets)

    def _read(self, leaf: _Leaf) -> bool:
        """Text that speaks for its message: the first, and what follows it without a name of its own."""
        body = self._bodies[leaf.body]
        pieces, room = (body.plain, 1) if leaf.declared_type == "text/plain" else (body.hypertext, 4)
        if pieces and leaf.filename:
            return False
        most = room * self._limits.text
        if len(leaf.octets) > most:
            self._find(_TEXT_NOT_READ)
        text, known = decoded(leaf.octets[:most], leaf.charset)
        if not known:
            self._find(later("text in an unknown character set, shown as Latin-1"))
        pieces.append(unflowed(text) if leaf.is_flowed else text)
        return True

    def _open(self, leaf: _Leaf, sniffed: str) -> bool:
        """Go into a leaf that holds messages; False when it does not, or cannot be opened."""
        opener = self._opener(leaf, sniffed)
        if opener is None or leaf.is_sealed:
            return False
        if leaf.depth >= self._limits.depth:
            self._find(self._too_deep)
            return False
        try:
            opener(leaf)
        except Unparseable as problem:
            self._find(str(problem))
            return False
        return True

    def _opener(self, leaf: _Leaf, sniffed: str) -> Callable[[_Leaf], None] | None:
        declared = leaf.declared_type
        if _OUTLOOK in {sniffed, declared} or (_is_named(leaf, ".msg") and sniffed not in MESSAGES):
            return self._open_msg
        if sniffed == _TNEF[0] or declared in _TNEF:
            return self._open_tnef
        if declared in _CMS or (sniffed in _CMS and declared not in _SIGNATURES):
            return self._open_cms
        if declared in MESSAGES or (sniffed in MESSAGES and _may_be_message(leaf)) or _is_named_mail(leaf):
            return self._open_message
        if leaf.cuts is None and declared.startswith("multipart/"):
            return self._open_entity
        return None

    def _open_message(self, leaf: _Leaf) -> None:
        source = _Source(leaf.octets, leaf.cuts)
        is_attached = leaf.declared_type in MESSAGES
        if is_attached:
            self._find(later("an enclosed message was transfer-encoded against RFC 2046"))
        recovery = Recovery.ATTACHED if is_attached else Recovery.EML
        self._enclose(source, source.whole, leaf.path, leaf.depth, leaf.body, recovery)

    def _open_entity(self, leaf: _Leaf) -> None:
        """A MIME entity kept whole by Outlook: a signed mail (MS-OXOSMIME § 2.1.3.2)."""
        source = _Source(leaf.octets, None)
        self._waiting.append(self._head(source, source.whole, leaf.path, leaf.depth + 1, leaf.body))

    def _open_cms(self, leaf: _Leaf) -> None:
        """What was signed speaks for its own mail; as a file beside a text it is another message."""
        inside = smime.content(leaf.octets)
        self._find(_LABELS["application/pkcs7-signature"])
        cuts = None if leaf.cuts is None else (*leaf.cuts, Cut(0, len(leaf.octets), CMS))
        source, body = _Source(inside, cuts), leaf.body
        if not leaf.is_root and len(self._bodies) > self._limits.messages:
            self._find(self._too_many)
            return
        if not leaf.is_root:
            headers = headers_of(inside[: MOST_OCTETS + 2], hops=False)
            self._bodies.append(_Body(leaf.path, leaf.body, Recovery.SMIME, headers, len(inside), checksum_of(inside)))
            body = len(self._bodies) - 1
        self._waiting.append(self._head(source, source.whole, leaf.path, leaf.depth + 1, body))

    # --- Outlook ----------------------------------------------------------------------------------------------------

    def _open_msg(self, leaf: _Leaf) -> None:
        item = msg.opened(leaf.octets)
        embedded = _Embedded(item, leaf.path, leaf.depth + 1, leaf.body, Recovery.MSG)
        self._unpack(embedded, len(leaf.octets), checksum_of(leaf.octets))

    def _open_tnef(self, leaf: _Leaf) -> None:
        """Exchange's wrapper around a mail's own content, unless it names another sender: then it is a message."""
        item = tnef.opened(leaf.octets)
        embedded = _Embedded(item, leaf.path, leaf.depth + 1, leaf.body, Recovery.TNEF)
        if _is_by_another(item, self._bodies[leaf.body].headers):
            self._unpack(embedded, len(leaf.octets), checksum_of(leaf.octets))
        else:
            self._fill(embedded, leaf.body)

    def _unpack(self, embedded: _Embedded, size: int = 0, checksum: Checksum | None = None) -> None:
        """An Outlook item is a message of its own."""
        if len(self._bodies) > self._limits.messages:
            self._find(self._too_many)
            return
        headers = _headers_of_item(embedded.item)
        self._bodies.append(_Body(embedded.path, embedded.carrier, embedded.recovery, headers, size, checksum))
        self._fill(embedded, len(self._bodies) - 1)

    def _fill(self, embedded: _Embedded, number: int) -> None:
        """What an Outlook item holds belongs to the message `number`; its texts count where that has none."""
        body, item = self._bodies[number], embedded.item
        self._find(*item.findings)
        if max(len(item.text), len(item.html) // 4) > self._limits.text:
            self._find(_TEXT_NOT_READ)
        if item.text and not body.plain:
            body.plain.append(item.text[: self._limits.text])
        if item.html and not body.hypertext:
            body.hypertext.append(item.html[: 4 * self._limits.text])
        for place, content in reversed(list(enumerate(item.contents, 1))):
            path = _numbered(embedded.path, place)
            if isinstance(content, OutlookItem):
                inner = _Embedded(content, path, embedded.depth + 1, number, embedded.recovery)
                self._waiting.append(inner)
            else:
                self._waiting.append(_attached(content, path, embedded.depth + 1, number))


def checksum_of(octets: bytes | memoryview) -> Checksum:
    """SHA-256 of octets at hand."""
    return Checksum(hashlib.sha256(octets).hexdigest())


def _numbered(path: str, number: int) -> str:
    return f"{path}.{number}" if path else str(number)


def _oddities(octets: bytes, found: Split) -> Iterator[str]:
    preamble = octets[slice(*found.preamble)].strip()
    if preamble and not any(word in preamble[:200].lower() for word in _USUAL_PREAMBLE):
        yield later("text before the first part, in the raw mail only")
    if octets[slice(*found.epilogue)].strip():
        yield later("text after the last part, in the raw mail only")
    if not found.is_closed:
        yield later("multipart that is not closed")
    if not found.parts:
        yield later("multipart without parts")


def _leaf_of(
    node: _Node,
    octets: bytes,
    decode_ok: bool = True,
    *,
    is_sealed: bool = False,
    abridged: transfer.Abridged | None = None,
) -> _Leaf:
    """A leaf of the tree: its octets as a mail program would give them."""
    entity = node.entity
    content_id = entity.content_id_field
    if content_id:
        content_id = folded(view(content_id.encode("utf-8", "surrogateescape")))[:_LONGEST_CONTENT_ID]
    return _Leaf(
        octets,
        node.leaf_path,
        node.depth,
        node.body,
        entity.declared_type,
        entity.filename,
        entity.disposition,
        content_id or None,
        node.source.cut(entity.body, entity.encoding),
        decode_ok,
        entity.charset,
        is_flowed=entity.is_flowed,
        is_root=node.heads_message,
        is_sealed=is_sealed,
        abridged=abridged,
    )


def _attached(content: OutlookAttachment, path: str, depth: int, body: int) -> _Leaf:
    disposition = "inline" if content.is_inline else "attachment"
    return _Leaf(
        content.octets, path, depth, body, content.content_type, content.filename, disposition, content.content_id
    )


def _part(leaf: _Leaf, sniffed: str) -> Part:
    return Part(
        path=leaf.path,
        content_type=leaf.declared_type,
        sniffed_type=sniffed,
        filename=leaf.filename,
        safe_filename=safe_filename(leaf.filename, f"del-{leaf.path}{extension(sniffed, leaf.declared_type)}"),
        content_disposition=leaf.disposition,
        content_id=leaf.content_id,
        size=leaf.abridged.size if leaf.abridged else len(leaf.octets),
        checksum=Checksum(leaf.abridged.checksum) if leaf.abridged else checksum_of(leaf.octets),
        decode_ok=leaf.decode_ok,
        cuts=leaf.cuts or (),
    )


def _is_text(leaf: _Leaf) -> bool:
    return leaf.declared_type in {"text/plain", "text/html"} and leaf.disposition != "attachment"


def _is_named(leaf: _Leaf, extension: str) -> bool:
    return (leaf.filename or "").lower().endswith(extension)


def _may_be_message(leaf: _Leaf) -> bool:
    """Header lines in a text are text, unless it is a file."""
    return leaf.disposition == "attachment" or leaf.declared_type.startswith("application/")


def _is_named_mail(leaf: _Leaf) -> bool:
    """A file that calls itself a mail, and has one field of a mail's before its first blank line."""
    return _is_named(leaf, ".eml") and begins_like_mail(leaf.octets)


def _headers_of_item(item: OutlookItem) -> Headers:
    if item.headers:
        read = headers_of(item.headers, hops=False)
        envelope = replace(
            read.envelope,
            subject=read.envelope.subject or item.subject,
            from_=read.envelope.from_ or ((item.from_,) if item.from_ else ()),
            to=read.envelope.to or item.to,
            cc=read.envelope.cc or item.cc,
            date=read.envelope.date or item.date,
            message_id=read.envelope.message_id or item.message_id,
        )
        return Headers(envelope, names=read.names)
    envelope = Envelope(
        message_id=item.message_id,
        subject=item.subject,
        date=item.date,
        date_text=item.date.isoformat() if item.date else "",
        from_=(item.from_,) if item.from_ else (),
        to=item.to,
        cc=item.cc,
    )
    return Headers(envelope)


def _is_by_another(item: OutlookItem, headers: Headers) -> bool:
    known = {ascii_lower(address.address) for address in headers.envelope.from_}
    return item.from_ is not None and bool(item.from_.address) and ascii_lower(item.from_.address) not in known
