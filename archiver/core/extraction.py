"""The text of what is attached to a mail: plain, HTML, PDF, and the zipped XML of office programs.

Strangers made these files: they are opened in the confined child alone (`archiver.edges.parsing`), never run, nothing
in them is fetched, and what is read of one ends at `LONGEST`. What could not be read is said, so that nobody takes a
search that found nothing for proof that there is nothing; the octets are kept all the same.
"""

from __future__ import annotations

import codecs
import io
import logging
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from lxml import etree

from archiver.core import pictures
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
_WORDLESS = ("audio/", "video/", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-")
_HEAD = 4096
_NEVER_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f"))
_DEFINES = (b"<!DOCTYPE", b"<!ENTITY")


class Rest(Enum):
    """What of a file is not in its text."""

    NOTHING = "nothing"  # all of it was read, or there is nothing to read in such a file
    UNREAD = "unread"  # some or all of it could not be read
    UNSEEN = "unseen"  # it is a picture, and may show writing


@dataclass(frozen=True, slots=True)
class Text:
    """What was read in a file, and whether that is all."""

    words: str
    rest: Rest = Rest.NOTHING


def text_of(octets: bytes, sniffed: str, declared: str) -> Text:
    """What can be read in a file, by what it looks like and else by what it says it is."""
    kind = declared if sniffed in _VAGUE else sniffed
    read = _READERS.get(kind) or (_zipped if kind.startswith(_ZIPPED) else None)
    if read is None and (sniffed.startswith("text/") or (sniffed == UNKNOWN and _may_be_text(octets))):
        read = _plain
    if read is None:
        return Text("", _unopened(octets, kind))
    try:
        text = read(octets)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - readers of others' formats raise whatever they like over a broken file
        return Text("", Rest.UNREAD)
    return Text(text.words[:LONGEST], Rest.UNREAD if len(text.words) > LONGEST else text.rest)


def pictures_of(octets: bytes, sniffed: str, declared: str) -> tuple[list[bytes], bool]:
    """The pictures of a file that may show writing, as files of their own, and whether these are all.

    They are the file itself, or the scanned pages of a PDF. Raises whatever a reader of others' formats raises over a
    broken file.
    """
    kind = declared if sniffed in _VAGUE else sniffed
    if kind == "application/pdf":
        from archiver.core import scans  # noqa: PLC0415 - as pypdf itself

        return scans.pages_of(octets, PAGES)
    return ([octets] if pictures.may_show_writing(octets) else []), True


def _unopened(octets: bytes, kind: str) -> Rest:
    """What has no words we could read: sound and film have none, a picture may show some, and the rest is not known."""
    if not octets or kind.startswith(_WORDLESS):
        return Rest.NOTHING
    if not kind.startswith("image/"):
        return Rest.UNREAD
    size = pictures.size_of(octets)
    if size is None or size[0] * size[1] > pictures.MOST_PIXELS:
        return Rest.UNREAD
    return Rest.UNSEEN if pictures.may_show_writing(octets) else Rest.NOTHING


def _plain(octets: bytes) -> Text:
    most = 4 * LONGEST
    return Text(_in_letters(octets[:most]), Rest.UNREAD if len(octets) > most else Rest.NOTHING)


_MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""How a file begins that says by itself what it is written in (Unicode § 23.8)."""


def _may_be_text(octets: bytes) -> bool:
    """What is no UTF-8 looks like nothing known; Windows calls a CSV application/vnd.ms-excel."""
    head = octets[:_HEAD]
    is_plain = bool(head) and head.translate(None, _NEVER_IN_TEXT) == head
    return is_plain or any(octets.startswith(mark) for mark, _ in _MARKED)


def _in_letters(octets: bytes) -> str:
    """As the file's first octets say, else UTF-8, else what Danish offices write: Excel's CSV is no UTF-8."""
    for mark, charset in _MARKED:
        if octets.startswith(mark):
            return decoded(octets.removeprefix(mark), charset)[0]
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(octets)  # which may be cut off within a letter
    except UnicodeDecodeError:
        return decoded(octets, "windows-1252")[0]


def _page(octets: bytes) -> Text:
    text = _plain(octets)
    return Text(readable(text.words), text.rest)


def _pdf(octets: bytes) -> Text:
    """The words of every page that can be read. A page without any is a picture, as far as anybody can tell."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import, and few mails have one

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the file
    pieces, length, rest = list[str](), 0, Rest.NOTHING
    for number, page in enumerate(PdfReader(io.BytesIO(octets), strict=False).pages):
        if number >= PAGES or length > LONGEST:
            return Text("\n".join(pieces), Rest.UNREAD)
        try:
            said = page.extract_text()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - as in text_of; the other pages can still be read
            rest = Rest.UNREAD
            continue
        if rest is Rest.NOTHING and not said.strip() and _shows(page):
            rest = Rest.UNSEEN
        pieces.append(said)
        length += len(said)
    return Text("\n".join(pieces), rest if pieces or rest is not Rest.NOTHING else Rest.UNREAD)


def _shows(page: object) -> bool:
    """Whether there is anything on it but white."""
    from archiver.core import scans  # noqa: PLC0415 - as pypdf itself

    return scans.has_pictures(page)


def _zipped(octets: bytes) -> Text:
    pieces, room, length = list[str](), UNZIPPED, 0
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        members = sorted(name for name in archive.namelist() if _MEMBER.fullmatch(name))
        is_whole = bool(members) and len(members) <= MEMBERS
        for name in members[:MEMBERS]:
            if room <= 0 or length > LONGEST:
                is_whole = False
                break
            with archive.open(name) as member:
                xml = member.read(room)
                is_whole = is_whole and not member.read(1)
            room -= len(xml)
            said, is_sound = _running_text(xml)
            is_whole = is_whole and is_sound
            pieces.append(said)
            length += len(said)
    return Text("\n".join(pieces), Rest.NOTHING if is_whole else Rest.UNREAD)


def _running_text(xml: bytes) -> tuple[str, bool]:
    """Text between the tags as far as it is well formed, and whether all of it is.

    One that defines entities is none of these formats.
    """
    if any(word in xml[:_HEAD].upper() for word in _DEFINES):
        return "", False
    target = _Text()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
    is_sound = False
    with suppress(etree.XMLSyntaxError):  # cut off at the limit, or broken: what came before stands
        etree.parse(io.BytesIO(xml), parser)
        is_sound = True
    return "".join(target.pieces), is_sound


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


_READERS: Mapping[str, Callable[[bytes], Text]] = MappingProxyType(
    {
        "application/pdf": _pdf,
        "text/html": _page,
        "application/xhtml+xml": _page,
        "text/plain": _plain,
        "text/csv": _plain,
        "text/calendar": _plain,
        "text/vcard": _plain,
        "image/svg+xml": _page,
    }
)
