"""The text of what is attached to a mail: plain, HTML, PDF, and the zipped XML of office programs.

Strangers made these files: they are opened in the confined child alone (`archiver.edges.parsing`), never run, nothing
in them is fetched, and what is read of one ends at `LONGEST`. A file that cannot be read gives no text; its octets are
kept all the same.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from lxml import etree

from archiver.core.charsets import decoded
from archiver.core.hypertext import readable
from archiver.core.sniffing import UNKNOWN

LONGEST = 1 << 20
"""Characters of text that are read in one file."""
PAGES = 400
"""Of a PDF."""
MEMBERS = 200
"""Files within a zipped document that are read."""
UNZIPPED = 16 << 20
"""Octets of all of them together: a small file may unpack to any size."""

_VAGUE = frozenset({UNKNOWN, "application/zip", "text/plain"})
_ZIPPED = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_MEMBER = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
    r"|xl/(?:sharedStrings|worksheets/[^/]+|comments[^/]*)\.xml"
    r"|ppt/(?:slides|notesSlides)/[^/]+\.xml"
    r"|content\.xml"
)
_ENDS_A_WORD = frozenset({"p", "h", "tr", "row", "c", "br", "tab", "s", "line-break", "table-cell", "si", "v", "f"})
_NOT_READ = frozenset({"instrText", "f"})
_HEAD = 4096
_DEFINES = (b"<!DOCTYPE", b"<!ENTITY")


def text_of(octets: bytes, sniffed: str, declared: str) -> str:
    """What can be read in a file, by what it looks like and else by what it says it is; empty for a picture, say."""
    kind = declared if sniffed in _VAGUE else sniffed
    read = _READERS.get(kind) or (_zipped if kind.startswith(_ZIPPED) else None)
    if read is None and sniffed.startswith("text/"):
        read = _plain
    if read is None:
        return ""
    try:
        return read(octets)[:LONGEST]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - readers of others' formats raise whatever they like over a broken file
        return ""


def _plain(octets: bytes) -> str:
    return decoded(octets[: 4 * LONGEST], "utf-8")[0]


def _page(octets: bytes) -> str:
    return readable(_plain(octets))


def _pdf(octets: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import, and few mails have one

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the file
    pieces, length = list[str](), 0
    for number, page in enumerate(PdfReader(io.BytesIO(octets), strict=False).pages):
        if number >= PAGES or length > LONGEST:
            break
        pieces.append(page.extract_text())
        length += len(pieces[-1])
    return "\n".join(pieces)


def _zipped(octets: bytes) -> str:
    pieces, room, length = list[str](), UNZIPPED, 0
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        chosen = sorted(name for name in archive.namelist() if _MEMBER.fullmatch(name))[:MEMBERS]
        for name in chosen:
            if room <= 0 or length > LONGEST:
                break
            with archive.open(name) as member:
                xml = member.read(room)
            room -= len(xml)
            pieces.append(_running_text(xml))
            length += len(pieces[-1])
    return "\n".join(pieces)


def _running_text(xml: bytes) -> str:
    """Text between the tags, as far as it is well formed. One that defines entities is none of these formats."""
    if any(word in xml[:_HEAD].upper() for word in _DEFINES):
        return ""
    target = _Text()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
    with suppress(etree.XMLSyntaxError):  # cut off at the limit, or broken: what came before stands
        etree.parse(io.BytesIO(xml), parser)
    return "".join(target.pieces)


class _Text:
    """Gathers text while a document is read, and holds nothing else of it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._open: list[bool] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An index into a table of strings is no text: those are read where they stand."""
        name = tag.rpartition("}")[2]
        if name == "c":
            self._is_index = attributes.get("t") == "s"
        self._open.append(name not in _NOT_READ and not (name == "v" and self._is_index))

    _is_index = False

    def data(self, text: str) -> None:
        if self._open and self._open[-1]:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        self._open.pop()
        if tag.rpartition("}")[2] in _ENDS_A_WORD:
            self.pieces.append(" ")

    def close(self) -> str:
        return ""


_READERS: Mapping[str, Callable[[bytes], str]] = MappingProxyType(
    {
        "application/pdf": _pdf,
        "text/html": _page,
        "application/xhtml+xml": _page,
        "text/plain": _plain,
        "text/csv": _plain,
        "text/calendar": _plain,
        "text/vcard": _plain,
    }
)
