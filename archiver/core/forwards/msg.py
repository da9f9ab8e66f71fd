"""Outlook's .msg files (MS-OXMSG): properties as streams of a compound file (MS-CFB), embedded messages as storages.

olefile reads the header and the sector allocation. Directory and streams are read here, because olefile follows
siblings by recursion (1,000 recipients in an unbalanced tree end it), compares every stream with all others, and
copies a stream four times. Each directory entry is visited once, and no more octets are handed out than the file
has: streams that share sectors cannot multiply.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import olefile

from archiver.core.forwards import rtf
from archiver.core.forwards.mapi import FIXED, TAGS, Kind, Properties, Tag, Value
from archiver.core.forwards.outlook import (
    EMBEDDED_MESSAGE,
    EMBEDDED_UNREADABLE,
    ONLY_A_REFERENCE,
    TOO_DEEP,
    TOO_LONG,
    TOO_MANY_ATTACHMENTS,
    TOO_MANY_OCTETS,
    TOO_MANY_RECIPIENTS,
    WITHOUT_OCTETS,
    Limits,
    OutlookAttachment,
    OutlookItem,
    attachment_of,
    bodies_of,
    is_reference,
    item_of,
    shown_by,
)
from archiver.core.language import later
from archiver.errors import Unparseable

NO_COMPOUND_FILE = later("no compound file")
DAMAGED = later("a compound file whose sectors cannot be followed")
NO_ITEM = later("a compound file that is no Outlook item")
CUT_SHORT = later("a stream of an Outlook item is cut short")
WITHOUT_PROPERTIES = later("an Outlook item without its list of properties")
PART_OF_AN_OBJECT = later("of an OLE object in an Outlook item only the main stream was taken out")

_NO_ENTRY = 0xFFFFFFFF
_STORAGE, _STREAM = 1, 2
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
_SECTOR_SHIFTS = (9, 12)
_MINI_SECTOR_SHIFT = 6
_CUTOFF = 4096
"""Octets: smaller streams lie in the mini stream (MS-CFB § 2.2)."""
_LARGEST_MINI_STREAM = 64 << 20
_LARGEST_MINI_FAT = _LARGEST_MINI_STREAM // 64 * 4
_LARGEST_DIRECTORY = 64 << 20
#: Everything that olefile lets through on a damaged file beside its own OleFileError, which is an OSError.
_RAISED_BY_OLEFILE = (OSError, ValueError, IndexError, TypeError, OverflowError, struct.error)

_PROPERTIES = "__properties_version1.0"
_PROPERTY = struct.Struct("<HHI8s")
_TOP_HEADER, _EMBEDDED_HEADER, _ROW_HEADER = 32, 24, 8
"""Octets before the first property (MS-OXMSG § 2.4.1)."""
_SUBSTREAM: Final = re.compile(r"__substg1\.0_([0-9a-f]{4})([0-9a-f]{4})")
_EMBEDDED = f"__substg1.0_{Tag.ATTACH_DATA:04x}{Kind.OBJECT:04x}"
_RECIPIENT, _ATTACHMENT = "__recip_version1.0_#", "__attach_version1.0_#"
#: Where programs keep the content of an OLE object (MS-OLEDS), first match wins.
_OBJECT_STREAMS = ("contents", "package", "\x01ole10native")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A storage or stream of the directory (MS-CFB § 2.6)."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


_Storage = Mapping[str, _Entry]
"""What a storage holds, by name in lower case."""


def opened(octets: bytes, limits: Limits | None = None) -> OutlookItem:
    """The message in a .msg file, with everything in it as far as the limits allow.

    Raises `Unparseable` with the reason in fixed words when the octets are no .msg file, or when its sectors cannot
    be followed; what is only damaged is read as far as it goes, and a finding says so.
    """
    compound = _Compound(octets)
    root = compound.storage(compound.root)
    if not any(name == _PROPERTIES or _SUBSTREAM.fullmatch(name) for name in root):
        raise Unparseable(NO_ITEM)
    return _Reader(compound, limits or Limits()).item(root, _TOP_HEADER, 0, depth=0)


class _Allocation(olefile.OleFileIO):  # type: ignore[misc]
    """The sector allocation of a compound file, and nothing behind it."""

    def loaddirectory(self, sect: int) -> None:
        """The directory is read by `_Compound`."""


def _allocation_of(octets: bytes) -> _Allocation:
    """Raises `Unparseable`, also before olefile would follow a header that counts more sectors than there are."""
    if len(octets) < olefile.MINIMAL_OLEFILE_SIZE or not octets.startswith(olefile.MAGIC):
        raise Unparseable(NO_COMPOUND_FILE)
    sector_shift, mini_shift = struct.unpack_from("<HH", octets, 30)
    if sector_shift not in _SECTOR_SHIFTS or mini_shift != _MINI_SECTOR_SHIFT:
        raise Unparseable(DAMAGED)
    numbers = 1 << sector_shift - 2
    difat_sectors = struct.unpack_from("<I", octets, 72)[0]
    if difat_sectors > (len(octets) >> sector_shift) // (numbers * (numbers - 1)) + 2:
        raise Unparseable(DAMAGED)
    try:
        return _Allocation(io.BytesIO(octets))
    except _RAISED_BY_OLEFILE:
        raise Unparseable(DAMAGED) from None


class _Compound:
    """A compound file's storages and streams."""

    def __init__(self, octets: bytes) -> None:
        allocation = _allocation_of(octets)
        self.size = len(octets)
        self._view = memoryview(octets)
        self._sector = int(allocation.sectorsize)
        self._fat: Sequence[int] = allocation.fat
        self._directory = self._chain(allocation.first_dir_sector, _LARGEST_DIRECTORY)
        self._visited = {0}
        root = self._entry(0)
        if root is None:
            raise Unparseable(DAMAGED)
        self.root = root
        mini_fat_size = min(allocation.num_mini_fat_sectors * self._sector, _LARGEST_MINI_FAT)
        mini_fat = self._chain(allocation.first_mini_fat_sector, mini_fat_size)
        self._mini_fat = struct.unpack(f"<{len(mini_fat) // 4}I", mini_fat[: len(mini_fat) // 4 * 4])
        self._mini_stream = memoryview(self._chain(root.start, min(root.size, _LARGEST_MINI_STREAM)))

    def storage(self, entry: _Entry) -> dict[str, _Entry]:
        """What the storage holds. An entry that has been handed out before is not handed out again."""
        found: dict[str, _Entry] = {}
        waiting = [entry.child]
        while waiting:
            number = waiting.pop()
            kid = None if number in self._visited else self._entry(number)
            if kid is not None:
                self._visited.add(number)
                found.setdefault(kid.name, kid)
                waiting += kid.left, kid.right
        return found

    def stream(self, entry: _Entry, most: int) -> bytes:
        """The first `most` octets of a stream; fewer when its sectors end early."""
        size = min(entry.size, most)
        if entry.size >= _CUTOFF:
            return self._chain(entry.start, size)
        runs = _runs(self._mini_fat, entry.start, size, 1 << _MINI_SECTOR_SHIFT)
        return b"".join(self._mini_stream[start:end] for start, end in runs)

    def _entry(self, number: int) -> _Entry | None:
        if number == _NO_ENTRY or (number + 1) * _ENTRY.size > len(self._directory):
            return None
        name, length, kind, left, right, child, start, size = _ENTRY.unpack_from(self._directory, number * _ENTRY.size)
        name = name[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
        # The upper half of a size is only there where sectors are large, and some programs leave it undefined.
        size = size if self._sector > 512 else size & 0xFFFFFFFF
        return _Entry(name, kind, left, right, child, start, size)

    def _chain(self, start: int, size: int) -> bytes:
        """So many octets from the sectors that follow one another; the header takes the place of one."""
        first, size = self._sector, min(size, self.size)
        runs = _runs(self._fat, start, size, self._sector)
        return b"".join(self._view[first + start : first + end] for start, end in runs)


def _runs(following: Sequence[int], sector: int, size: int, length: int) -> Iterator[tuple[int, int]]:
    """Where `size` octets lie, neighbours joined. A loop ends with the size, a lost sector ends it early."""
    left, run = size, sector
    while left > 0 and sector < len(following):
        left -= length
        after = following[sector]
        if after != sector + 1 or left <= 0:
            yield run * length, (sector + 1) * length + min(left, 0)
            run = after
        sector = after
    if left > 0 and run < sector:
        yield run * length, sector * length


class _Reader:
    """Turns storages into items, within one allowance for the whole file."""

    def __init__(self, compound: _Compound, limits: Limits) -> None:
        self._compound = compound
        self._limits = limits
        self._rtf = rtf.Reader()
        self._octets = min(limits.octets, compound.size)
        self._attachments = limits.attachments

    def item(self, storage: _Storage, header: int, codepage: int, *, depth: int) -> OutlookItem:
        """The message in a storage; the embedded ones in it down to the limit."""
        findings: list[str] = []
        if _PROPERTIES not in storage:
            findings.append(WITHOUT_PROPERTIES)
        message = self._properties(storage, header, codepage, findings)
        codepage = message.number(Tag.MESSAGE_CODEPAGE) or codepage
        bodies = bodies_of(message, self._rtf)
        findings += bodies.findings
        recipients = self._recipients(storage, codepage, findings)
        shown = shown_by(bodies.html)
        contents: list[OutlookAttachment | OutlookItem] = []
        for row in _rows(storage, _ATTACHMENT):
            if self._attachments == 0:
                findings.append(TOO_MANY_ATTACHMENTS)
                break
            self._attachments -= 1
            contents += self._content(row, codepage, shown, findings, depth)
        return item_of(message, recipients, bodies, contents, findings)

    def _recipients(self, storage: _Storage, codepage: int, findings: list[str]) -> list[Properties]:
        rows = _rows(storage, _RECIPIENT)
        if len(rows) > self._limits.recipients:
            findings.append(TOO_MANY_RECIPIENTS)
        return [
            self._properties(self._compound.storage(row), _ROW_HEADER, codepage, findings)
            for row in rows[: self._limits.recipients]
        ]

    def _content(
        self, row: _Entry, codepage: int, shown: frozenset[str], findings: list[str], depth: int
    ) -> Iterator[OutlookAttachment | OutlookItem]:
        storage = self._compound.storage(row)
        attachment = self._properties(storage, _ROW_HEADER, codepage, findings)
        inside = storage.get(_EMBEDDED)
        if inside is None or inside.kind != _STORAGE:
            yield self._file(attachment, shown, findings)
        elif (message := self._compound.storage(inside)) and _is_message(attachment, message):
            if depth < self._limits.depth:
                yield self.item(message, _EMBEDDED_HEADER, codepage, depth=depth + 1)
            else:
                findings.append(TOO_DEEP)
        elif message:
            yield attachment_of(attachment, self._object(message, findings), shown)
        else:
            findings.append(EMBEDDED_UNREADABLE)

    def _file(self, attachment: Properties, shown: frozenset[str], findings: list[str]) -> OutlookAttachment:
        if is_reference(attachment):
            findings.append(ONLY_A_REFERENCE)
        elif Tag.ATTACH_DATA not in attachment:
            findings.append(WITHOUT_OCTETS)
        return attachment_of(attachment, attachment.octets(Tag.ATTACH_DATA), shown)

    def _object(self, storage: _Storage, findings: list[str]) -> bytes:
        """The stream of an OLE object that most likely is what a person sees: a known one, else the largest."""
        streams = [entry for entry in storage.values() if entry.kind == _STREAM]
        known = [entry for name in _OBJECT_STREAMS for entry in streams if entry.name == name]
        findings.append(PART_OF_AN_OBJECT)
        main = next(iter(known), None) or max(streams, key=lambda entry: entry.size, default=None)
        return self._stream(main, findings, self._limits.octets) if main else b""

    # --- properties -------------------------------------------------------------------------------------------------

    def _properties(self, storage: _Storage, header: int, codepage: int, findings: list[str]) -> Properties:
        values: dict[int, Value] = {}
        listed = storage.get(_PROPERTIES)
        octets = self._stream(listed, findings, self._limits.text) if listed else b""
        # A storage that is cut off inside an entry still has those before it.
        for kind, tag, _, value in _PROPERTY.iter_unpack(octets[header : header + (len(octets) - header) // 16 * 16]):
            if tag in TAGS and kind in FIXED:
                values[tag] = Value(kind, value)
        for name, entry in storage.items():
            substream = _SUBSTREAM.fullmatch(name)
            if substream and entry.kind == _STREAM:
                self._add_substream(values, int(substream[1], 16), int(substream[2], 16), entry, findings)
        return Properties(values, codepage)

    def _add_substream(self, values: dict[int, Value], tag: int, kind: int, entry: _Entry, findings: list[str]) -> None:
        """A property too long for the list; Unicode wins where a string is there in both forms."""
        if tag not in TAGS or kind not in (Kind.STRING, Kind.STRING8, Kind.BINARY):
            return
        if tag in values and kind != Kind.STRING:
            return
        most = self._limits.octets if tag == Tag.ATTACH_DATA else self._limits.text
        if entry.size > most:
            findings.append(TOO_LONG)
        values[tag] = Value(kind, self._stream(entry, findings, most))

    def _stream(self, entry: _Entry, findings: list[str], most: int) -> bytes:
        """The first `most` octets of a stream, as far as the allowance and its sectors go."""
        size = min(entry.size, most)
        if size > self._octets:
            findings.append(TOO_MANY_OCTETS)
            size = self._octets
        octets = self._compound.stream(entry, size)
        self._octets -= len(octets)
        if len(octets) < size:
            findings.append(CUT_SHORT)
        return octets


def _is_message(attachment: Properties, inside: _Storage) -> bool:
    return _PROPERTIES in inside or attachment.number(Tag.ATTACH_METHOD) == EMBEDDED_MESSAGE


def _rows(storage: _Storage, prefix: str) -> list[_Entry]:
    """Recipients or attachments in their order: they are numbered in hexadecimal (MS-OXMSG § 2.2.1, 2.2.2)."""
    numbered: list[tuple[int, _Entry]] = []
    for name, entry in storage.items():
        if name.startswith(prefix) and entry.kind == _STORAGE:
            with suppress(ValueError):
                numbered.append((int(name.removeprefix(prefix), 16), entry))
    return [entry for _, entry in sorted(numbered, key=lambda row: row[0])]
