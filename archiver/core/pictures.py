"""How large a picture is, by its first octets alone: a small file may unpack to any size, so nobody unpacks it to see.

PNG (ISO/IEC 15948), JPEG (ITU-T T.81), GIF89a, BMP, TIFF 6.0, WebP (RFC 9649), JPEG 2000 (ITU-T T.800) and the PNM that
`archiver.core.scans` writes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

MOST_PIXELS = 40_000_000
"""A page of A4 at 600 dots per inch has 35 million."""
LEAST_PIXELS, LEAST_SIDE = 40_000, 64
"""What is smaller is a logo or a smiley."""

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""Markers of JPEG between 0xC0 and 0xCF that begin no frame."""
_PNM = re.compile(rb"P[456]\n([0-9]{1,6}) ([0-9]{1,6})\n")
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_SHORT = 3
_MOST_ENTRIES = 500

Size = tuple[int, int]


def may_show_writing(octets: bytes) -> bool:
    """Whether somebody could read words in it, and may safely try: neither tiny, nor larger than `MOST_PIXELS`."""
    size = size_of(octets)
    return size is not None and min(size) >= LEAST_SIDE and LEAST_PIXELS <= size[0] * size[1] <= MOST_PIXELS


def size_of(octets: bytes) -> Size | None:
    """Width and height in pixels; None when it is no picture that we know, or does not say."""
    try:
        return _size_of(octets)
    except (struct.error, IndexError):
        return None


def _size_of(octets: bytes) -> Size | None:
    for begin, read in _READERS:
        if octets.startswith(begin):
            return read(octets)
    return None


def _png(octets: bytes) -> Size | None:
    return _positive(*struct.unpack(">II", octets[16:24]))


def _gif(octets: bytes) -> Size | None:
    return _positive(*struct.unpack("<HH", octets[6:10]))


def _bmp(octets: bytes) -> Size | None:
    width, height = struct.unpack("<ii", octets[18:26])
    return _positive(width, abs(height))


def _jpeg_2000(octets: bytes) -> Size | None:
    """The image header box (T.800 § I.5.3.1)."""
    at = octets.find(b"ihdr", 0, 4096)
    height, width = struct.unpack(">II", octets[at + 4 : at + 12])
    return _positive(width, height) if at >= 0 else None


def _pnm(octets: bytes) -> Size | None:
    found = _PNM.match(octets)
    return _positive(int(found[1]), int(found[2])) if found else None


def _positive(width: int, height: int) -> Size | None:
    return (width, height) if width > 0 and height > 0 else None


def _jpeg(octets: bytes) -> Size | None:
    """The first frame header (T.81 § B.2.2)."""
    at = 2
    while at + 9 <= len(octets) and octets[at] == 0xFF:
        marker = octets[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", octets[at + 5 : at + 9])
            return _positive(width, height)
        else:
            at += 2 + int(struct.unpack(">H", octets[at + 2 : at + 4])[0])
    return None


def _tiff(octets: bytes) -> Size | None:
    """Of its largest page: every one is opened by whoever reads it."""
    order = "<" if octets.startswith(b"II") else ">"
    (at,) = struct.unpack(f"{order}I", octets[4:8])
    largest, seen = None, set[int]()
    while 0 < at < len(octets) and at not in seen and len(seen) < _MOST_ENTRIES:
        seen.add(at)
        (count,) = struct.unpack(f"{order}H", octets[at : at + 2])
        told = dict(_fields(octets, at + 2, min(count, _MOST_ENTRIES), order))
        size = _positive(told.get(_TIFF_WIDTH, 0), told.get(_TIFF_HEIGHT, 0))
        if size is None:
            return None
        largest = max(largest or size, size, key=lambda one: one[0] * one[1])
        (at,) = struct.unpack(f"{order}I", octets[at + 2 + 12 * count : at + 6 + 12 * count])
    return largest


def _fields(octets: bytes, at: int, count: int, order: str) -> Iterator[tuple[int, int]]:
    """Width and height among the entries of a directory (TIFF 6.0 § 2)."""
    for place in range(at, at + 12 * count, 12):
        tag, kind = struct.unpack(f"{order}HH", octets[place : place + 4])
        if tag in {_TIFF_WIDTH, _TIFF_HEIGHT}:
            form, length = ("H", 2) if kind == _SHORT else ("I", 4)
            yield tag, struct.unpack(order + form, octets[place + 8 : place + 8 + length])[0]


def _webp(octets: bytes) -> Size | None:
    kind = octets[12:16]
    if octets[8:12] != b"WEBP":
        return None
    if kind == b"VP8X":
        width, height = (int.from_bytes(octets[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", octets[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", octets[26:30])
        return _positive(width & 0x3FFF, height & 0x3FFF)
    return None


_READERS: tuple[tuple[bytes, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF8", _gif),
    (b"BM", _bmp),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
    (b"RIFF", _webp),
    (b"\0\0\0\x0cjP  ", _jpeg_2000),
    (b"P", _pnm),
)
