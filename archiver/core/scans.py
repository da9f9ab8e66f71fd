"""The scanned pages of a PDF as pictures: the streams that a scanner put there, taken out and not drawn anew.

A page that has words of its own is passed over. Imported where a PDF is opened and nowhere else: pypdf is slow to load.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

from archiver.core import pictures

_JPEG, _FAX, _JPEG_2000 = "/DCTDecode", "/CCITTFaxDecode", "/JPXDecode"
_GREY, _COLOURED = frozenset({"/DeviceGray", "/CalGray"}), frozenset({"/DeviceRGB", "/CalRGB"})
_INVERTED = bytes(octet ^ 0xFF for octet in range(256))
"""In a PDF 1 is white, in PBM it is black."""
_LONG, _TIFF_HEAD = 4, 8 + 2 + 10 * 12 + 4
_PER_PAGE = 20
"""Pictures of one page; a page in strips has a few."""


def pages_of(octets: bytes, most: int) -> tuple[list[bytes], bool]:
    """The pictures on the pages without words, in their order, each as a file, and whether that is all of them.

    Of the first `most` pages.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the file
    found, is_whole = list[bytes](), True
    for number, page in enumerate(PdfReader(io.BytesIO(octets), strict=False).pages):
        if number >= most:
            return found, False
        if _words_of(page):
            continue
        for image in _images(page):
            file = _as_file(image)
            is_whole = is_whole and file is not None
            if file is not None and pictures.may_show_writing(file):
                found.append(file)
    return found, is_whole


def has_pictures(page: Any) -> bool:
    """Whether a page holds a picture at all."""
    return next(_images(page), None) is not None


def _words_of(page: Any) -> str:
    try:
        return str(page.extract_text()).strip()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a page that cannot be read may still be looked at
        return ""


def _images(page: Any) -> Iterator[Any]:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    held = list((objects.get_object() if objects is not None else {}).values())[:_PER_PAGE]
    for one in held:
        image = one.get_object()
        if image.get("/Subtype") == "/Image":
            yield image


def _as_file(image: Any) -> bytes | None:
    """The file that a picture's stream is, or can be made by writing a head before it; None for a rarer kind."""
    size = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if not 0 < size[0] * size[1] <= pictures.MOST_PIXELS:
        return None
    filters = image.get("/Filter", [])
    names = [filters] if isinstance(filters, str) else [str(one) for one in filters]
    if names in ([_JPEG], [_JPEG_2000]):
        return bytes(image._data)
    if names == [_FAX]:
        return _fax(image, size)
    if _JPEG in names or _FAX in names or _JPEG_2000 in names or "/JBIG2Decode" in names:
        return None
    return _bitmap(image, size)


def _fax(image: Any, size: tuple[int, int]) -> bytes:
    """A fax (PDF 32000-1 § 7.4.6) with the head of a TIFF before it (TIFF 6.0 §§ 2, 3 and 11)."""
    told = image.get("/DecodeParms")
    told = None if told is None else told.get_object()
    told = (told[0].get_object() if isinstance(told, list) else told) or {}
    scheme, width, data = int(told.get("/K", 0)), int(told.get("/Columns", 1728)), bytes(image._data)
    is_inverted = bool(told.get("/BlackIs1", False))
    fields = (
        *((256, width), (257, size[1]), (258, 1), (259, 4 if scheme < 0 else 3), (262, int(is_inverted))),
        *((273, _TIFF_HEAD), (277, 1), (278, size[1]), (279, len(data)), (292, int(scheme > 0))),
    )
    entries = b"".join(struct.pack("<HHII", tag, _LONG, 1, value) for tag, value in fields)
    return struct.pack("<2sHIH", b"II", 42, 8, len(fields)) + entries + struct.pack("<I", 0) + data


def _bitmap(image: Any, size: tuple[int, int]) -> bytes | None:
    """A plain bitmap (PDF 32000-1 § 8.9.5) as PNM; its own colours are left as they are where nobody knows them."""
    colours, bits = _colours(image), int(image.get("/BitsPerComponent", 8))
    (width, height), data = size, bytes(image.get_data())
    if colours == 1 and bits == 1 and len(data) >= (width + 7) // 8 * height:
        return b"P4\n%d %d\n" % size + data.translate(_INVERTED)
    if bits == 8 and colours in {1, 3} and len(data) >= colours * width * height:
        return b"P%d\n%d %d\n255\n" % (5 if colours == 1 else 6, *size) + data[: colours * width * height]
    return None


def _colours(image: Any) -> int:
    """How many numbers a pixel has; 0 where nobody can tell without a palette."""
    if image.get("/ImageMask"):
        return 1
    space = image.get("/ColorSpace")
    space = None if space is None else space.get_object()
    if isinstance(space, list) and len(space) > 1 and space[0] == "/ICCBased":
        return int(space[1].get_object().get("/N", 0))
    return 1 if space in _GREY else 3 if space in _COLOURED else 0
