"""Parameters of Content-Type and Content-Disposition (RFC 2045 § 5.1, RFC 2231), read in linear time.

The standard library raises on some of them (mixed numbered and plain continuations, charset `undefined`) and is
quadratic on many; a mail with 20,000 parameters must not cost more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from archiver.core.charsets import decoded, scalars, view
from archiver.core.encoded_words import decoded_words

LONGEST_HEADER = 65536
"""Characters of a field that are looked at."""

_PAIR = re.compile(r';\s*([^\s=;"]{1,100}+)\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^;]*+)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PIECE = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*?))?")


def pairs(header: str) -> Iterator[tuple[str, str]]:
    """Names in lower case with their values, quotes undone, in the order written."""
    for pair in _PAIR.finditer(header[:LONGEST_HEADER]):
        value = pair.group(2).strip()
        if value.startswith('"') and value.endswith('"') and len(value) > 1:
            value = _ESCAPED.sub(r"\1", value[1:-1])
        yield pair.group(1).lower(), value


def parameter(header: str, name: str) -> str | None:
    """One parameter, decoded by RFC 2231 and, as many programs write it, by RFC 2047; None when it is not there.

    `header` is as the standard library holds it: ASCII, other octets as surrogates.
    """
    plain: str | None = None
    pieces: dict[int, tuple[str, bool]] = {}
    for written, value in pairs(header):
        if written == name:
            plain = value if plain is None else plain
        elif (piece := _PIECE.fullmatch(written)) and piece.group(1) == name:
            extended = piece.group(2) is None or bool(piece.group(3))
            pieces.setdefault(int(piece.group(2) or 0), (value, extended))
    if pieces:
        return decoded_words(_joined([pieces[number] for number in sorted(pieces)]))
    return None if plain is None else decoded_words(_readable(plain))


def boundary_of(header: str) -> str | None:
    """The boundary of a multipart (RFC 2046 § 5.1.1), in the octets-as-surrogates form its lines have."""
    for name, value in pairs(header):
        if name == "boundary":
            return value.rstrip() or None
    continued = parameter(header, "boundary")
    return continued.encode("utf-8").decode("ascii", "surrogateescape").rstrip() or None if continued else None


def _joined(pieces: list[tuple[str, bool]]) -> str:
    charset, first = "", pieces[0][0]
    if pieces[0][1] and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
        pieces = [(first, True), *pieces[1:]]
    octets = b"".join(unquote_to_bytes(_octets(value)) if extended else _octets(value) for value, extended in pieces)
    return decoded(octets, charset)[0]


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") if not text.isascii() else text.encode("ascii")


def _readable(text: str) -> str:
    return text if text.isascii() else scalars(view(_octets(text)))
