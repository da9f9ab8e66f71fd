"""What cuts lead to (see `records.Cut`), piece by piece: an attachment of any size is never held whole.

What comes out must be held against the checksum that is known: an encoding that is not flawless may come out otherwise
than `core.cuts.derived` makes it, which holds all of it.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterable, Iterator

from archiver.core import transfer
from archiver.core.records import Cuts
from archiver.errors import Unparseable

Span = Callable[[int, int], Iterable[bytes]]
"""The octets from a place on, so many, in pieces."""
LONGEST_LINE = 1 << 20
_UNFIT = "encoded in a way that cannot be undone in pieces"


def unwrapped(span: Span, cuts: Cuts) -> Iterator[bytes]:
    """The octets behind the cuts. Raises `Unparseable` for what can only be undone as a whole."""
    first, *rest = cuts
    pieces = _undone(span(first.start, first.length), first.encoding)
    for cut in rest:
        pieces = _undone(_some(pieces, cut.start, cut.length), cut.encoding)
    return iter(pieces)


def _undone(pieces: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if encoding in transfer.IDENTITY:
        return pieces
    if encoding == "base64":
        return _base64(pieces)
    if encoding == "quoted-printable":
        return _quoted_printable(pieces)
    raise Unparseable(_UNFIT)


def _some(pieces: Iterable[bytes], start: int, length: int) -> Iterator[bytes]:
    at, end = 0, start + length
    for piece in pieces:
        wanted = piece[max(0, start - at) : max(0, end - at)]
        if wanted:
            yield wanted
        at += len(piece)
        if at >= end:
            return


def _base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest, is_over = b"", False
    for piece in pieces:
        packed = rest + piece.translate(None, b" \t\r\n")
        whole = len(packed) - len(packed) % 4
        packed, rest = packed[:whole], packed[whole:]
        if packed and is_over:
            raise Unparseable(_UNFIT)
        is_over = packed.endswith(b"=")
        try:
            yield binascii.a2b_base64(packed, strict_mode=True) if packed else b""
        except binascii.Error:
            raise Unparseable(_UNFIT) from None
    if rest:
        raise Unparseable(_UNFIT)


def _quoted_printable(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        lines, feed, rest = (rest + piece).rpartition(b"\n")
        if len(rest) > LONGEST_LINE:
            raise Unparseable(_UNFIT)
        if feed:
            yield transfer.quoted_printable_decoded(lines + feed)[0]
    yield transfer.quoted_printable_decoded(rest)[0]
