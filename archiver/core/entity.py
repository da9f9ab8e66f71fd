"""One MIME entity (RFC 2045 § 2.4) in somebody's octets: where its header ends and what its MIME fields say.

Nothing is copied but the header block. Line ends may be CRLF, LF or CR; what is written between the header and the
first blank line and is no field belongs to the body, and the fields behind it still count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.core.charsets import scalars
from archiver.core.encoded_words import folded
from archiver.core.language import later
from archiver.core.parameters import LONGEST_HEADER, boundary_of, parameter
from archiver.core.sniffing import UNKNOWN

MOST_OCTETS = 1 << 20
"""Of a header block that are looked at."""
MESSAGES = frozenset({"message/rfc822", "message/global"})
"""Types of a whole enclosed message (RFC 2046 § 5.2.1, RFC 6532 § 3.7)."""

_LINES = re.compile(rb"(?:(?:[!-9;-~]*+[ \t]*+:|[ \t]|>?From )[^\r\n]*+(?:\r\n|\n|\r|\Z))*+")
_BLANK_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]{0,20}+(?=[!-9;-~]++[ \t]*+:)")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_BLANK_LINE = re.compile(rb"(?>\r\n|\n|\r)(?:\r\n|\n|\r)")
_MIME_FIELD = re.compile(
    rb"^content-(type|transfer-encoding|disposition|id)[ \t]*+:(.*+(?:\n[ \t].*+)*+)", re.MULTILINE | re.IGNORECASE
)
_TYPE = re.compile(r"[\w!#$&^.+-]{1,64}/[\w!#$&^.+-]{1,64}", re.ASCII)
_COMMENT = re.compile(r"\([^()]*\)")
_DELIMITER_TAIL = re.compile(rb"(--)?+[ \t]*+(?:\r\n|\n|\r|\Z)")
_LONGEST_FILENAME = 1000
_LONGEST_BOUNDARY = 1000

Span = tuple[int, int]
"""First octet, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Entity:
    """The MIME fields of one entity as written (other octets as surrogates), and where its body lies."""

    header: Span
    body: Span
    content_type_field: str
    encoding: str
    """Content-Transfer-Encoding in lower case; empty when there is none."""
    disposition_field: str
    content_id_field: str
    findings: tuple[str, ...]
    default_type: str = "text/plain"

    @property
    def declared_type(self) -> str:
        """The media type in lower case; what RFC 2045 § 5.2 says where there is none, `UNKNOWN` for a strange one."""
        written = self.content_type_field.partition(";")[0].strip().lower()
        if not written:
            return self.default_type
        if written.count("/") != 1:
            return "text/plain"
        return written if _TYPE.fullmatch(written) else UNKNOWN

    @property
    def boundary(self) -> bytes | None:
        """Of a multipart, as its delimiter lines have it; None for one that cannot be used."""
        boundary = boundary_of(self.content_type_field)
        if not boundary or len(boundary) > _LONGEST_BOUNDARY:
            return None
        return boundary.encode("utf-8", "surrogateescape")

    @property
    def disposition(self) -> str | None:
        """The first word of Content-Disposition (RFC 2183)."""
        return folded(self.disposition_field.partition(";")[0])[:64].lower() or None

    @property
    def filename(self) -> str | None:
        """As written, decoded."""
        if "name" not in self.disposition_field.lower() and "name" not in self.content_type_field.lower():
            return None
        name = parameter(self.disposition_field, "filename") or parameter(self.content_type_field, "name")
        return scalars(name)[:_LONGEST_FILENAME] if name else None

    @property
    def is_flowed(self) -> bool:
        """Whether its lines may be joined (RFC 3676)."""
        if "flowed" not in self.content_type_field.lower():
            return False
        return (parameter(self.content_type_field, "format") or "").lower() == "flowed"

    @property
    def charset(self) -> str:
        """The charset parameter of Content-Type, or nothing."""
        if "charset" not in self.content_type_field.lower():
            return ""
        return parameter(self.content_type_field, "charset") or ""


def entity_at(
    octets: bytes, start: int, end: int, default_type: str = "text/plain", *, skips_blank: bool = False
) -> Entity:
    """The entity that the octets from `start` to `end` are; `skips_blank` for a message with blank lines before it."""
    blank_before = _BLANK_BEFORE.match(octets, start, end) if skips_blank else None
    begin = blank_before.end() if blank_before else start
    lines = _LINES.match(octets, begin, end)
    after = lines.end() if lines else begin
    blank = _LINE_END.match(octets, after, end)
    body = blank.end() if blank else after
    block = octets[begin : min(_end_of_fields(octets, after, end, is_whole=bool(blank)), start + MOST_OCTETS)]
    block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    fields: dict[bytes, str] = {}
    for field in _MIME_FIELD.finditer(block):
        fields.setdefault(field[1].lower(), field[2].strip().decode("ascii", "surrogateescape"))
    return Entity(
        header=(start, body),
        body=(body, end),
        content_type_field=_tidy_type(fields.get(b"type", "")),
        encoding=_encoding(fields.get(b"transfer-encoding", "")),
        disposition_field=fields.get(b"disposition", ""),
        content_id_field=fields.get(b"id", ""),
        findings=tuple(_oddities(block, is_whole=bool(blank) or after == end, is_late=begin > start)),
        default_type=default_type,
    )


def _end_of_fields(octets: bytes, after: int, end: int, *, is_whole: bool) -> int:
    """Where the fields end: at the blank line, also when something that is no field stands before it."""
    if is_whole:
        return after
    blank = _BLANK_LINE.search(octets, after, min(end, after + MOST_OCTETS))
    return blank.start() + 1 if blank else after


def _tidy_type(written: str) -> str:
    """Without the comments and spaces that RFC 822 § 3.4 allows around a media type, nor a semicolon forgotten."""
    media_type, mark, parameters = written.partition(";")
    if "(" in media_type:
        media_type = _COMMENT.sub(" ", media_type)
    if "=" in media_type:
        media_type, _, forgotten = media_type.strip().partition(" ")
        mark, parameters = ";", f"{forgotten}{mark}{parameters}"
    return f"{''.join(media_type.split())}{mark}{parameters}"


def _encoding(written: str) -> str:
    if not written:
        return ""
    return folded(_COMMENT.sub("", written[:LONGEST_HEADER])).strip("; ").lower()


def _oddities(block: bytes, *, is_whole: bool, is_late: bool) -> Iterator[str]:
    if is_late:
        yield later("blank lines or a byte order mark before the header")
    if not is_whole:
        yield later("no blank line between header and body")
    if block[:1] in (b" ", b"\t"):
        yield later("header begins with a continuation line")
    if b"\nFrom " in block:
        yield later("an envelope line among the headers")
    if block.startswith(b":") or b"\n:" in block:
        yield later("a header field without a name")


@dataclass(frozen=True, slots=True)
class Split:
    """A multipart's body taken apart (RFC 2046 § 5.1.1)."""

    parts: tuple[Span, ...]
    preamble: Span
    epilogue: Span
    is_closed: bool


def split(octets: bytes, body: Span, boundary: bytes, most: int) -> Split | None:
    """The parts between the delimiter lines, at most `most` of them, the last then reaching to the end of the body.

    None when the boundary never appears. A delimiter line has nothing behind the boundary but white space; an outer
    boundary ends whatever multipart is open inside, because it was looked for first.
    """
    start, end = body
    parts: list[Span] = []
    preamble: Span | None = None
    opened = start
    for line_start, line_end, is_last in _delimiters(octets, start, end, boundary):
        before = _without_line_end(octets, opened, line_start)
        if preamble is None:
            preamble = (start, before)
        elif line_start > opened:
            parts.append((opened, before))
        opened = line_end
        if is_last or len(parts) == most:
            epilogue = (line_end, end) if is_last else (end, end)
            return Split(tuple(parts) if is_last else (*parts, (line_end, end)), preamble, epilogue, is_closed=is_last)
    if preamble is None:
        return None
    return Split((*parts, (opened, end)) if opened < end else tuple(parts), preamble, (end, end), is_closed=False)


def _delimiters(octets: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each delimiter line begins and ends, and whether it is the closing one."""
    mark = b"--" + boundary
    at = start
    while (found := octets.find(mark, at, end)) >= 0:
        at = found + len(mark)
        if found > start and octets[found - 1] not in b"\r\n":
            continue
        tail = _DELIMITER_TAIL.match(octets, at, end)
        if tail is not None:
            at = tail.end()
            yield found, at, tail[1] is not None


def _without_line_end(octets: bytes, start: int, end: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    if end - start >= 2 and octets[end - 2 : end] == b"\r\n":
        return end - 2
    return end - 1 if end > start and octets[end - 1] in b"\r\n" else end
