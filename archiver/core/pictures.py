"""How large a picture is, by its first octets alone: a small file may unpack to any size, so nobody unpacks it to see.

PNG (ISO/IEC 15948), JPEG (ITU-T T.81), GIF89a, BMP, TIFF 6.0, WebP (RFC 9649), JPEG 2000 (ITU-T T.800) and the PNM that
`archiver.core.scans` writes.
"""

from __future__ import annotations

import re
import struct

MOST_PIXELS = 40_000_000
"""A page of A4 at 600 dots per inch has 35 million."""
LEAST_PIXELS, LEAST_SIDE = 40_000, 64
"""What is smaller is a logo or a smiley."""

_PNG, _GIF = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""Markers of JPEG between 0xC0 and 0xCF that begin no frame."""
_PNM = re.compile(rb"P[456]\n([0-9]{1,6}) ([0-9]{1,6})\n")
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
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
    if octets.startswith(_PNG):
        return _positive(*struct.unpack(">II", octets[16:24]))
    if octets.startswith(b"\xff\xd8\xff"):
        return _jpeg(octets)
    if octets.startswith(_GIF):
        return _positive(*struct.unpack("<HH", octets[6:10]))
    if octets.startswith(b"BM"):
        width, height = struct.unpack("<ii", octets[18:26])
        return _positive(width, abs(height))
    if octets.startswith((b"II*\0", b"MM\0*")):
        return _tiff(octets)
    if octets.startswith(b"RIFF") and octets[8:12] == b"WEBP":
        return _webp(octets)
    if octets.startswith(b"\0\0\0\x0cjP  "):
        at = octets.find(b"ihdr", 0, 4096)
        height, width = struct.unpack(">II", octets[at + 4 : at + 12])
        return _positive(width, height) if at >= 0 else None
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
    while at and at not in seen and len(seen) < _MOST_ENTRIES:
        seen.add(at)
        (count,) = struct.unpack(f"{order}H", octets[at : at + 2])
        told = dict[int, int]()
        for place in range(at + 2, at + 2 + 12 * min(count, _MOST_ENTRIES), 12):
            tag, kind = struct.unpack(f"{order}HH", octets[place : place + 4])
            if tag in {_TIFF_WIDTH, _TIFF_HEIGHT}:
                (told[tag],) = struct.unpack(f"{order}{'H' if kind == 3 else 'I'}", octets[place + 8 : place + (10 if kind == 3 else 12)])
        size = _positive(told.get(_TIFF_WIDTH, 0), told.get(_TIFF_HEIGHT, 0))
        if size is None:
            return None
        largest = max(largest or size, size, key=lambda one: one[0] * one[1])
        (at,) = struct.unpack(f"{order}I", octets[at + 2 + 12 * count : at + 6 + 12 * count])
    return largest


def _webp(octets: bytes) -> Size | None:
    kind = octets[12:16]
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
