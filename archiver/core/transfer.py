"""Content transfer encodings (RFC 2045 § 6), undone leniently and judged strictly.

Every function gives the octets a mail program would show, and whether the encoding was flawless.
"""

from __future__ import annotations

import binascii
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

IDENTITY = frozenset({"", "7bit", "8bit", "binary"})
_UUENCODE = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_WHITE = b" \t\r\n"
LONG = 4 << 20
"""Octets above which base64 is decoded piece by piece."""
PIECE = 1 << 20
SAMPLE = 1 << 16
"""Octets of either end by which the type of what is long is told."""
_BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)")
_QUOTABLE = b"\t\n\r" + bytes(range(32, 127))
_PADDED_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n|\Z)")
_UU_LINE = re.compile(rb"[^\r\n]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} .*$", re.MULTILINE)


def is_identity(encoding: str) -> bool:
    """Whether octets under this Content-Transfer-Encoding lie there as they are, for all we can do about it."""
    return encoding not in {"base64", "quoted-printable", *_UUENCODE}


def decoded(octets: bytes, encoding: str) -> tuple[bytes, bool]:
    """The octets behind a Content-Transfer-Encoding; an unknown one leaves them as they are and is not flawless."""
    if encoding in IDENTITY:
        return octets, True
    if encoding == "base64":
        return base64_decoded(octets)
    if encoding == "quoted-printable":
        return quoted_printable_decoded(octets)
    if encoding in _UUENCODE:
        return uudecoded(octets)
    return octets, False


def decoded_span(octets: bytes, span: tuple[int, int], encoding: str) -> tuple[bytes, bool]:
    """The same of what lies between two places. What is long and base64 is never held twice over."""
    start, end = span
    if encoding == "base64" and end - start > LONG:
        found = io.BytesIO()
        try:
            for piece in _base64_in_pieces(octets, start, end):
                found.write(piece)
            return found.getvalue(), True
        except binascii.Error:
            found.close()
    return decoded(octets[start:end], encoding)


@dataclass(frozen=True, slots=True)
class Abridged:
    """What is kept of octets that are too many to be held: their ends, and what names them."""

    sample: bytes
    """The first `SAMPLE` and the last."""
    size: int
    checksum: str
    """SHA-256."""


def abridged_span(octets: bytes, span: tuple[int, int], encoding: str) -> Abridged | None:
    """What lies between two places, decoded piece by piece and never whole; None unless it is long, flawless base64."""
    start, end = span
    if encoding != "base64" or end - start <= LONG:
        return None
    sha256, size, head, tail = hashlib.sha256(), 0, b"", b""
    try:
        for piece in _base64_in_pieces(octets, start, end):
            sha256.update(piece)
            size += len(piece)
            head += piece[: SAMPLE - len(head)]
            tail = (tail + piece)[-SAMPLE:]
    except binascii.Error:
        return None
    beyond = min(SAMPLE, size - len(head))
    return Abridged(head + tail[len(tail) - beyond :], size, sha256.hexdigest()) if size else None


def _base64_in_pieces(octets: bytes, start: int, end: int) -> Iterator[bytes]:
    """The octets behind flawless base64; raises binascii.Error when it is not, and has to be looked at as a whole."""
    rest = b""
    for at in range(start, end, PIECE):
        packed = rest + octets[at : min(at + PIECE, end)].translate(None, _WHITE)
        whole = len(packed) - len(packed) % 4
        packed, rest = packed[:whole], packed[whole:]
        is_last = at + PIECE >= end
        if (b"=" in packed and not is_last) or (is_last and rest):
            raise binascii.Error("padding where none can be")
        yield binascii.a2b_base64(packed, strict_mode=True)


def base64_decoded(octets: bytes) -> tuple[bytes, bool]:
    """RFC 2045 § 6.8. Padding ends the content; a lone last character carries no octet and is dropped."""
    packed = octets.translate(None, _WHITE)
    try:
        return binascii.a2b_base64(packed, strict_mode=True), True
    except binascii.Error:
        meant = _NOT_BASE64.sub(b"", packed).partition(b"=")[0]
        meant = meant[: len(meant) - (len(meant) % 4 == 1)]
        return binascii.a2b_base64(meant + b"=" * (-len(meant) % 4)), False


def quoted_printable_decoded(octets: bytes) -> tuple[bytes, bool]:
    """RFC 2045 § 6.7; raw 8-bit octets and half escapes are kept as they stand."""
    flawless = not octets.translate(None, _QUOTABLE) and _BAD_ESCAPE.search(octets) is None
    if b"= " in octets or b"=\t" in octets:
        octets = _PADDED_SOFT_BREAK.sub(b"=", octets)
    return binascii.a2b_qp(octets), flawless


def uudecoded(octets: bytes) -> tuple[bytes, bool]:
    """The first file of uuencoded text; without a `begin` line the octets come back as they are."""
    begin = _UU_BEGIN.search(octets)
    if begin is None:
        return octets, False
    found = bytearray()
    flawless = True
    for line in _UU_LINE.finditer(octets, begin.end()):
        if line[0].strip() == b"end":
            return bytes(found), flawless
        piece, whole = _uu_line(line[0])
        found += piece
        flawless = flawless and whole
    return bytes(found), False


def _uu_line(line: bytes) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_uu(line), True
    except binascii.Error:
        # Some encoders count too few octets or leave rubbish behind the line: take what its length promises.
        promised = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:promised]), False
        except binascii.Error:
            return b"", False
