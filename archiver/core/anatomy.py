"""Octets to the leaves of their MIME tree, numbered as IMAP numbers them (RFC 3501 § 6.4.5).

The standard library splits one message into its parts under `compat32`; everything else is ours, because its own
reading of parameters raises, its handling of enclosed messages loses octets and its newer policy takes minutes on
hostile mail. An enclosed message is kept whole, decoded if somebody encoded it, and then read like any other.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from archiver.core import transfer
from archiver.core.charsets import decoded, scalars, view
from archiver.core.encoded_words import folded
from archiver.core.filenames import safe_filename
from archiver.core.hypertext import readable
from archiver.core.parameters import LONGEST_HEADER, boundary_of, parameter
from archiver.core.records import Checksum, Part
from archiver.core.sniffing import UNKNOWN, extension, sniffed_type
from archiver.errors import Unparseable

TOO_DEEP = "nested too deeply to be taken apart"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a message is taken apart; what lies beyond is in its octets only, and a finding says so."""

    depth: int = 50
    """Levels of multipart and enclosed messages."""
    parts: int = 2000
    text: int = 65536
    """Characters of readable text; a web page is read to four times as many octets."""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The leaves of a message in document order, and what was odd, in fixed words."""

    parts: tuple[Part, ...]
    enclosed: tuple[str, ...] = ()
    """Paths of enclosed messages."""
    findings: tuple[str, ...] = ()
    text: str = ""
    """The first readable text of the outermost message; an enclosed one never speaks for it."""


#: What the standard library's defects mean; a class not named here is reported by its name.
_DEFECTS = {
    "NoBoundaryInMultipartDefect": "multipart without a boundary",
    "StartBoundaryNotFoundDefect": "multipart whose boundary never appears",
    "CloseBoundaryNotFoundDefect": "multipart that is not closed",
    "FirstHeaderLineIsContinuationDefect": "header begins with a continuation line",
    "MisplacedEnvelopeHeaderDefect": "an envelope line among the headers",
    "MissingHeaderBodySeparatorDefect": "no blank line between header and body",
    "MultipartInvariantViolationDefect": "multipart without parts",
    "InvalidMultipartContentTransferEncodingDefect": "multipart with a transfer encoding",
    "InvalidHeaderDefect": "a header field without a name",
}
#: Said of a part by its declared type: what we do not open, fetch or put together.
_LABELS = {
    "application/pkcs7-mime": "S/MIME envelope, not opened",
    "application/x-pkcs7-mime": "S/MIME envelope, not opened",
    "application/pgp-encrypted": "encrypted with PGP, not opened",
    "multipart/encrypted": "encrypted with PGP, not opened",
    "application/pkcs7-signature": "signed with S/MIME, signature not checked",
    "application/x-pkcs7-signature": "signed with S/MIME, signature not checked",
    "application/pgp-signature": "signed with PGP, signature not checked",
    "message/partial": "one piece of a larger message, not put together",
    "message/external-body": "points to content elsewhere, not fetched",
    "message/disposition-notification": "a read receipt",
    "message/delivery-status": "a delivery report",
    "application/ms-tnef": "Outlook wrapper (winmail.dat), not opened",
    "application/vnd.ms-tnef": "Outlook wrapper (winmail.dat), not opened",
    "application/vnd.ms-outlook": "Outlook item (.msg), not opened",
}
_TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,64}", re.ASCII)
_CTE_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST_FILENAME = 1000
_LONGEST_BOUNDARY = 1000
_USUAL_PREAMBLE = re.compile(r"\bMIME\b|multi-?part", re.IGNORECASE)


class _Entity(Message):
    """A body part of the standard library that keeps message/* whole and reads parameters our way."""

    _payload: str | list[_Entity] | None

    def get_content_type(self) -> str:
        # The parser asks this to decide what to descend into; a leaf keeps its octets exactly.
        declared = super().get_content_type()
        return UNKNOWN if declared.startswith("message/") else declared

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]  # noqa: ARG002
        boundary = boundary_of(self.raw("content-type"))
        return boundary if boundary and len(boundary) <= _LONGEST_BOUNDARY else None

    @property
    def declared_type(self) -> str:
        declared = super().get_content_type()
        return declared if _TYPE.fullmatch(declared) else UNKNOWN

    def raw(self, name: str) -> str:
        """The first field of this name as written, other octets as surrogates; empty when there is none."""
        return next((str(value) for key, value in self.raw_items() if key.lower() == name), "")

    @property
    def encoding(self) -> str:
        written = self.raw("content-transfer-encoding")[:LONGEST_HEADER]
        return folded(_CTE_COMMENT.sub("", written)).strip("; ").lower()

    @property
    def disposition(self) -> str | None:
        return folded(self.raw("content-disposition").partition(";")[0])[:64].lower() or None

    @property
    def filename(self) -> str | None:
        name = parameter(self.raw("content-disposition"), "filename") or parameter(self.raw("content-type"), "name")
        return scalars(name)[:_LONGEST_FILENAME] if name else None

    @property
    def octets(self) -> bytes:
        """What stands between header and boundary, undecoded."""
        return self._payload.encode("ascii", "surrogateescape") if isinstance(self._payload, str) else b""

    @property
    def children(self) -> list[_Entity] | None:
        return self._payload if isinstance(self._payload, list) else None

    def findings(self) -> Iterator[str]:
        for defect in self.defects:
            yield _DEFECTS.get(type(defect).__name__, type(defect).__name__)
        if self.preamble and self.preamble.strip() and not _USUAL_PREAMBLE.search(self.preamble[:200]):
            yield "text before the first part, in the raw mail only"
        if self.epilogue and self.epilogue.strip():
            yield "text after the last part, in the raw mail only"
        if self.declared_type in _LABELS:
            yield _LABELS[self.declared_type]


@dataclass(frozen=True, slots=True)
class _Node:
    """A place in the tree that waits to be visited."""

    entity: _Entity
    path: str
    """Of the part itself, or of what encloses it for the outermost entity of a message."""
    depth: int
    outermost: bool
    """Whether it belongs to the message that was mailed, not to one enclosed in it."""
    heads_message: bool

    @property
    def leaf_path(self) -> str:
        return _numbered(self.path, 1) if self.heads_message else self.path


@dataclass(slots=True)
class _Walk:
    limits: Limits
    waiting: list[_Node]
    parts: list[Part] = field(default_factory=list)
    enclosed: list[str] = field(default_factory=list)
    findings: dict[str, None] = field(default_factory=dict)
    plain: str | None = None
    hypertext: str | None = None

    def visit(self, node: _Node) -> None:
        self.findings |= dict.fromkeys(node.entity.findings())
        if node.entity.children is not None:
            self._descend([(child, number) for number, child in enumerate(node.entity.children, 1)], node)
        elif node.entity.declared_type in ("message/rfc822", "message/global"):
            self._open(node)
        else:
            self._list(node)

    def _descend(self, children: list[tuple[_Entity, int]], node: _Node) -> None:
        if self._too_deep(node):
            return
        inner = [
            _Node(child, _numbered(node.path, number), node.depth + 1, node.outermost, heads_message=False)
            for child, number in children
        ]
        self.waiting += reversed(inner)

    def _open(self, node: _Node) -> None:
        """An enclosed message: listed by its path, then read like any other."""
        self.enclosed.append(node.leaf_path)
        octets, flawless = transfer.decoded(node.entity.octets, node.entity.encoding)
        if octets != node.entity.octets or not flawless:
            self.findings["an enclosed message was transfer-encoded against RFC 2046"] = None
        if not self._too_deep(node):
            inner = _entity_of(octets)
            self.waiting.append(_Node(inner, node.leaf_path, node.depth + 1, outermost=False, heads_message=True))

    def _too_deep(self, node: _Node) -> bool:
        if node.depth < self.limits.depth:
            return False
        self.findings[f"nested deeper than {self.limits.depth} levels; the rest is in the raw mail only"] = None
        return True

    def _list(self, node: _Node) -> None:
        if len(self.parts) == self.limits.parts:
            self.findings[f"more than {self.limits.parts} parts; the rest is in the raw mail only"] = None
            self.waiting.clear()
            return
        octets, flawless = transfer.decoded(node.entity.octets, node.entity.encoding)
        if not flawless:
            self.findings["a part could not be decoded as declared"] = None
        part = _part(node.entity, node.leaf_path, octets, flawless=flawless)
        self.parts.append(part)
        if node.outermost and part.content_disposition != "attachment":
            self._read(node.entity, octets)

    def _read(self, entity: _Entity, octets: bytes) -> None:
        if entity.declared_type == "text/plain" and self.plain is None:
            self.plain = self._text(entity, octets[: self.limits.text])
        elif entity.declared_type == "text/html" and self.hypertext is None:
            self.hypertext = readable(self._text(entity, octets[: 4 * self.limits.text]))

    def _text(self, entity: _Entity, octets: bytes) -> str:
        text, known = decoded(octets, parameter(entity.raw("content-type"), "charset") or "")
        if not known:
            self.findings["text in an unknown character set, shown as Latin-1"] = None
        return text

    def anatomy(self) -> Anatomy:
        text = self.plain if self.plain and self.plain.strip() else self.hypertext or self.plain or ""
        return Anatomy(tuple(self.parts), tuple(self.enclosed), tuple(self.findings), text[: self.limits.text])


def anatomy_of(octets: bytes, limits: Limits | None = None) -> Anatomy:
    """Every leaf of a message, inline images, unnamed and empty parts too, within the limits.

    Raises `Unparseable` when multiparts are nested beyond what the standard library can follow (about 900 levels).
    """
    walk = _Walk(limits or Limits(), [_Node(_entity_of(octets), "", 0, outermost=True, heads_message=True)])
    while walk.waiting:
        walk.visit(walk.waiting.pop())
    return walk.anatomy()


def _entity_of(octets: bytes) -> _Entity:
    try:
        return email.message_from_bytes(octets, _Entity)
    except RecursionError:
        raise Unparseable(TOO_DEEP) from None


def _numbered(path: str, number: int) -> str:
    return f"{path}.{number}" if path else str(number)


def _part(entity: _Entity, path: str, octets: bytes, *, flawless: bool) -> Part:
    sniffed = sniffed_type(octets)
    content_id = folded(view(entity.raw("content-id").encode("utf-8", "surrogateescape")))
    return Part(
        path=path,
        content_type=entity.declared_type,
        sniffed_type=sniffed,
        filename=entity.filename,
        safe_filename=safe_filename(entity.filename, f"del-{path}{extension(sniffed, entity.declared_type)}"),
        content_disposition=entity.disposition,
        content_id=content_id[:_LONGEST_FILENAME] or None,
        size=len(octets),
        checksum=Checksum(hashlib.sha256(octets).hexdigest()),
        decode_ok=flawless,
    )
