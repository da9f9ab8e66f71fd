"""A mail without the names of employees: a copy made anew, which can be read and proves nothing.

Everything is decoded first (encoded words, transfer encodings, charsets), then names give way to pseudonyms, then it is
written again. What cannot be read as text cannot be freed of names: it is left out, and listed. A header field that is
not known to be harmless is left out too. The same mail always gives the same copy. Runs in a child process: see
`archiver.edges.parsing`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import Header
from email.utils import formataddr
from urllib.parse import unquote

from lxml import etree
from lxml import html as pages

from archiver.core import transfer
from archiver.core.addresses import addresses_in
from archiver.core.charsets import decoded
from archiver.core.encoded_words import decoded_words, folded
from archiver.core.entity import MESSAGES, Entity, Span, entity_at, split
from archiver.core.handover.copies import LeftOut, Redacted
from archiver.core.handover.pseudonyms import DOMAIN, Pseudonyms
from archiver.core.headers import written_in
from archiver.core.hypertext import readable

DEEPEST = 20
MOST_PARTS = 1_000
_LISTS = frozenset({"from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-to", "resent-cc"})
_TEXTS = frozenset({"subject", "date", "resent-date", "organization", "importance", "auto-submitted"})
_IDS = frozenset({"message-id", "in-reply-to", "references"})
_READABLE = frozenset({"text/plain", "text/html", "text/csv", "text/markdown"})
_ENCLOSES = re.compile(r"^begin [0-7]{3,4} |-----BEGIN PGP MESSAGE-----", re.MULTILINE)
_LONGEST_LINE = 900
_ID = re.compile(r"<[^<>\s]+>")
_DATE = re.compile(r"[A-Za-z]{3}, [0-9 ][0-9]? [A-Za-z]{3} [0-9]{4} [0-9:]{5,8} [+-][0-9]{4}(?: \([A-Z]{1,5}\))?")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNSEEN = ("script", "style", "object", "embed", "applet", "iframe", "link", "meta", "base", "template")


@dataclass(slots=True)
class _Copying:
    octets: bytes
    names: Pseudonyms
    notice: str
    left_out: list[LeftOut] = field(default_factory=list)
    parts: int = 0


def redacted(octets: bytes, names: Pseudonyms, notice: str) -> Redacted:
    """The copy of a mail. `notice` is what stands in the place of what is left out, with {name}."""
    copying = _Copying(octets, names, notice)
    whole = _message(copying, octets, 0)
    return Redacted(whole, tuple(copying.left_out))


def _message(copying: _Copying, octets: bytes, depth: int) -> bytes:
    within = _Copying(octets, copying.names, copying.notice, copying.left_out, copying.parts)
    entity = entity_at(octets, 0, len(octets), skips_blank=True)
    body = _entity(within, entity, depth)
    copying.parts = within.parts
    fields = "".join(_fields(octets[entity.header[0] : entity.header[1]], copying.names))
    return fields.encode("ascii") + b"MIME-Version: 1.0\r\n" + body


# --- the header -------------------------------------------------------------------------------------------------


def _fields(header: bytes, names: Pseudonyms) -> Iterator[str]:
    for name, value in written_in(header):
        known = name.lower()
        if known in _LISTS:
            yield f"{name}: {_addresses(value, names)}\r\n"
        elif known in _IDS:
            yield f"{name}: {_ids(value)}\r\n"
        elif known == "received":
            yield f"{name}: {_when_received(value)}\r\n"
        elif known in _TEXTS:
            text = names.text(folded(decoded_words(value)))
            yield f"{name}: {Header(text, _charset(text), header_name=name).encode(linesep=chr(13) + chr(10))}\r\n"


def _when_received(value: str) -> str:
    """When a server had it. Which machines those were is left out: they are called after those who use them."""
    date = folded(value).rpartition(";")[2].strip()
    return f"by {DOMAIN}; {date}" if _DATE.fullmatch(date) else f"by {DOMAIN}"


def _charset(text: str) -> str:
    return "us-ascii" if text.isascii() else "utf-8"


def _addresses(value: str, names: Pseudonyms) -> str:
    shown = (names.address(one) for one in addresses_in(value))
    return ",\r\n ".join(formataddr((folded(one.name), _ascii(one.address))) for one in shown)


def _ascii(address: str) -> str:
    return folded(address).encode("ascii", "replace").decode("ascii")


def _ids(value: str) -> str:
    """Message-IDs by a hash: mail programs put names and machines into them. Who answers whom can still be told."""
    found = _ID.findall(value) or ([value.strip()] if value.strip() else [])
    return " ".join(f"<{hashlib.sha256(one.encode()).hexdigest()[:32]}@{DOMAIN}>" for one in found[:200])


# --- the parts --------------------------------------------------------------------------------------------------


def _entity(copying: _Copying, entity: Entity, depth: int) -> bytes:
    """The fields that describe an entity, a blank line, and its body."""
    copying.parts += 1
    kind = entity.declared_type
    if depth > DEEPEST or copying.parts > MOST_PARTS:
        return _left_out(copying, entity)
    if kind.startswith("multipart/") and entity.boundary is not None:
        found = split(copying.octets, entity.body, entity.boundary, MOST_PARTS)
        if found is not None:
            return _multipart(copying, kind, found.parts, depth)
    if kind in MESSAGES:
        inner = _message(copying, _content(copying, entity), depth + 1)
        return b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner
    if kind in _READABLE:
        return _readable(copying, entity, kind)
    return _left_out(copying, entity)


def _multipart(copying: _Copying, kind: str, spans: tuple[Span, ...], depth: int) -> bytes:
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    parts = [_entity(copying, entity_at(copying.octets, *span, default), depth + 1) for span in spans]
    boundary = b"=_" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:30].encode()
    shown = kind if kind in {"multipart/alternative", "multipart/related"} else "multipart/mixed"
    head = f'Content-Type: {shown}; boundary="'.encode() + boundary + b'"\r\n\r\n'
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return head + body + b"--" + boundary + b"--\r\n"


def _content(copying: _Copying, entity: Entity) -> bytes:
    start, end = entity.body
    return transfer.decoded(copying.octets[start:end], entity.encoding)[0]


def _readable(copying: _Copying, entity: Entity, kind: str) -> bytes:
    text, is_known = decoded(_content(copying, entity), entity.charset)
    if not is_known or _ENCLOSES.search(text):
        return _left_out(copying, entity)
    copy = _page(text, copying.names) if kind == "text/html" else copying.names.text(text)
    name = copying.names.text(entity.filename) if entity.filename else ""
    return _text_part(copy, kind, name)


def _text_part(text: str, kind: str, name: str = "") -> bytes:
    octets = "\r\n".join(text.splitlines()).encode("utf-8", "replace") + b"\r\n"
    fields = [f"Content-Type: {kind}; charset=utf-8"]
    if name:
        fields.append(f"Content-Disposition: attachment; filename*=utf-8''{_percent(name)}")
    if max(map(len, octets.split(b"\r\n"))) <= _LONGEST_LINE:
        fields.append("Content-Transfer-Encoding: 8bit")
    else:
        fields.append("Content-Transfer-Encoding: base64")
        octets = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return "".join(f"{one}\r\n" for one in fields).encode("ascii") + b"\r\n" + octets


def _percent(name: str) -> str:
    return "".join(c if (c.isascii() and c.isalnum()) or c in ".-_" else _hex(c) for c in name)


def _hex(character: str) -> str:
    return "".join(f"%{octet:02X}" for octet in character.encode("utf-8", "replace"))


def _left_out(copying: _Copying, entity: Entity) -> bytes:
    content = _content(copying, entity)
    name = copying.names.text(entity.filename or "")
    kind = entity.declared_type
    one = LeftOut(name, kind, len(content), hashlib.sha256(content).hexdigest())
    copying.left_out.append(one)
    return _text_part(copying.notice.format(name=name or kind), "text/plain")


# --- pages ------------------------------------------------------------------------------------------------------


def _page(text: str, names: Pseudonyms) -> str:
    """A page with each text and each attribute freed of names; as plain text where a name runs over several tags."""
    try:
        tree = pages.document_fromstring(text.encode("utf-8", "replace"), parser=pages.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _as_plain(text, names)
    _strip(tree)
    for element in tree.iter():
        element.text, element.tail = _veiled(element.text, names), _veiled(element.tail, names)
        for name, value in element.attrib.items():
            element.attrib[name] = _attribute(str(value), names)
    shown = "".join(map(str, tree.itertext()))
    if names.names_any(shown):
        return _as_plain(text, names)
    page = str(etree.tostring(tree, encoding="unicode", method="html"))
    return _as_plain(text, names) if names.names_any(page) else page


def _strip(tree: etree._Element) -> None:
    for element in list(tree.iter(etree.Comment, etree.ProcessingInstruction, *_UNSEEN)):
        parent = element.getparent()
        if parent is None:
            continue
        before, tail = element.getprevious(), element.tail or ""
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
        parent.remove(element)


def _veiled(text: str | None, names: Pseudonyms) -> str | None:
    return names.text(_UNWRITABLE.sub("", text)) if text else text


def _attribute(value: str, names: Pseudonyms) -> str:
    if value.strip().lower().startswith(("data:", "javascript:")):
        return ""
    value = _UNWRITABLE.sub("", value)
    read = unquote(value)
    return names.text(_UNWRITABLE.sub("", read)) if names.names_any(read) else names.text(value)


def _as_plain(text: str, names: Pseudonyms) -> str:
    return f"<pre>{html.escape(names.text_of_page(readable(text)))}</pre>"


# --- what a copy says -------------------------------------------------------------------------------------------


def said_in(copy: bytes) -> Iterator[str]:
    """Every text of a copy as it is read, so that it can be looked through once more: its fields and its parts."""
    for part in message_from_bytes(copy).walk():
        for name, value in part.items():
            yield f"{name}: {folded(decoded_words(str(value)))}"
        yield from filter(None, (part.get_filename(),))
        if not part.is_multipart():
            octets = part.get_payload(decode=True)
            yield octets.decode("utf-8", "replace") if isinstance(octets, bytes) else str(octets)
