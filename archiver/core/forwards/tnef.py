"""Outlook's winmail.dat (MS-OXTNEF): a message as a run of attributes, most of them lists of MAPI properties.

Read here and not by tnefparse, which loses what stands behind the first property it does not know, strips NULs off the
end of binary values, cuts embedded messages short with them, and gives the whole container up over one 8-bit character
that its code page lacks. What would be left for it, eleven octets around each attribute, is no reason for a dependency.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from archiver.core.forwards import rtf
from archiver.core.forwards.mapi import FIXED, TAGS, Kind, Properties, Tag, Value, filetime
from archiver.core.forwards.outlook import (
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

NO_TNEF = later("no TNEF")
CUT_SHORT = later("a TNEF attribute is cut short")
TOO_MANY_ATTRIBUTES = later("more TNEF attributes than are read; the rest is in the raw mail only")
NO_ATTRIBUTE = later("octets in TNEF that are no attribute")
STRANGE_PROPERTIES = later("a list of properties in TNEF that cannot be read to its end")

MOST_ATTRIBUTES = 50_000
"""In all messages of one container."""
MOST_PIECES = 1_000_000
"""Numbers, names and values in all lists of properties of one container."""

_SIGNATURE = struct.pack("<I", 0x223E9F78)
_ATTRIBUTE = struct.Struct("<BHHI")
"""Level, identifier, type, length; two octets of checksum follow the data."""
_PREAMBLE, _SMALLEST_ATTRIBUTE = 6, _ATTRIBUTE.size + 2
_OF_MESSAGE, _OF_ATTACHMENT = 1, 2
_LONGEST_NAME = 4096

#: Identifiers of attributes (MS-OXTNEF § 2.1.3.3), without their type.
_FROM, _SUBJECT, _DATE_SENT, _DATE_RECEIVED, _MESSAGE_CLASS, _BODY = 0x8000, 0x8004, 0x8005, 0x8006, 0x8008, 0x800C
_DATA, _TITLE, _TRANSPORT_FILENAME, _RENDERING = 0x800F, 0x8010, 0x9001, 0x9002
_MESSAGE_PROPERTIES, _RECIPIENTS, _ATTACHMENT_PROPERTIES, _CODEPAGE = 0x9003, 0x9004, 0x9005, 0x9007
_STRINGS = {_SUBJECT: Tag.SUBJECT, _MESSAGE_CLASS: Tag.MESSAGE_CLASS, _BODY: Tag.BODY}
_DATES = {_DATE_SENT: Tag.CLIENT_SUBMIT_TIME, _DATE_RECEIVED: Tag.MESSAGE_DELIVERY_TIME}
_NAMES = {_TITLE: Tag.ATTACH_FILENAME, _TRANSPORT_FILENAME: Tag.ATTACH_FILENAME}

#: What Microsoft Mail called a message, and Outlook still writes here (MS-OXTNEF § 2.3.3.4).
_OLD_NOTE, _NOTE = b"IPM.Microsoft Mail.Note", b"IPM.Note"

_NAMED = 0x8000
"""From here on a property identifier is followed by its name (MS-OXTNEF § 2.1.3.4)."""
_MULTIPLE = 0x1000
_WIDTHS: dict[int, int] = {
    **FIXED,
    0x0001: 0,  # null
    0x0004: 4,  # floating
    0x0005: 8,
    0x0006: 8,  # currency
    0x0007: 8,  # floating time
    0x000A: 4,  # error
    0x0014: 8,  # 64-bit integer
    0x0048: 16,  # GUID
}
_COUNTED = frozenset({Kind.OBJECT, Kind.STRING8, Kind.STRING, Kind.BINARY, 0x0000})
_TRP = struct.Struct("<4H")
_SMTP = b"SMTP:"
_IID = 16
_IID_IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def opened(octets: bytes, limits: Limits | None = None) -> OutlookItem:
    """The message in a winmail.dat, with everything in it as far as the limits allow.

    The message itself has no transport headers; one embedded may. Raises `Unparseable` with the reason in fixed words
    when the octets are no TNEF; what is only damaged is read as far as it goes.
    """
    return _Reader(limits or Limits()).item(memoryview(octets), 0, depth=0)


class _Attribute(NamedTuple):
    """One attribute (MS-OXTNEF § 2.1.3.2), its checksum left out."""

    level: int
    name: int
    """Its identifier without the type."""
    data: memoryview


_Raw = dict[int, tuple[int, memoryview]]
"""Properties with their type, not copied yet: an embedded message lies inside one."""


@dataclass(slots=True)
class _Message:
    """A message while its attributes come in."""

    codepage: int
    values: _Raw = field(default_factory=dict)
    recipients: list[_Raw] = field(default_factory=list)
    attachments: list[_Raw] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def properties(self, raw: _Raw, longest: int) -> Properties:
        """Everything but the content of an attachment."""
        small = {tag: value for tag, value in raw.items() if tag != Tag.ATTACH_DATA}
        if any(len(octets) > longest for _, octets in small.values()):
            self.findings.append(TOO_LONG)
        return Properties(
            {tag: Value(kind, bytes(view[:longest])) for tag, (kind, view) in small.items()}, self.codepage
        )


class _PropertiesCutShort(Exception):
    """A list of properties ends, or goes on in a way nobody knows, before all of them were read."""


class _Reader:
    """Turns attributes into items, within one allowance for the whole container."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rtf = rtf.Reader()
        self._attributes_left = MOST_ATTRIBUTES
        self._pieces = itertools.count()
        self._octets = limits.octets
        self._attachments = limits.attachments

    def item(self, octets: memoryview, codepage: int, *, depth: int) -> OutlookItem:
        """The message in a TNEF stream; the embedded ones in it down to the limit."""
        if octets[:4] != _SIGNATURE:
            raise Unparseable(NO_TNEF)
        message = _Message(codepage)
        for attribute in self._attributes(octets, message.findings):
            self._take(attribute, message)
        properties = message.properties(message.values, self._limits.text)
        bodies = bodies_of(properties, self._rtf)
        shown = shown_by(bodies.html)
        contents = [
            content
            for attachment in message.attachments
            for content in self._content(message, attachment, shown, depth)
        ]
        recipients = [message.properties(row, self._limits.text) for row in message.recipients]
        return item_of(properties, recipients, bodies, contents, (*message.findings, *bodies.findings))

    # --- attributes -------------------------------------------------------------------------------------------------

    def _attributes(self, octets: memoryview, findings: list[str]) -> Iterator[_Attribute]:
        at = _PREAMBLE
        while at + _SMALLEST_ATTRIBUTE <= len(octets) and octets[at] in (_OF_MESSAGE, _OF_ATTACHMENT):
            if self._attributes_left == 0:
                findings.append(TOO_MANY_ATTRIBUTES)
                return
            self._attributes_left -= 1
            level, name, _, length = _ATTRIBUTE.unpack_from(octets, at)
            start = at + _ATTRIBUTE.size
            yield _Attribute(level, name, octets[start : start + length])
            at += _SMALLEST_ATTRIBUTE + length
        if at != len(octets):
            findings.append(CUT_SHORT if at > len(octets) else NO_ATTRIBUTE)

    def _take(self, attribute: _Attribute, message: _Message) -> None:
        if attribute.level == _OF_ATTACHMENT:
            self._take_of_attachment(attribute, message)
        elif attribute.name == _MESSAGE_PROPERTIES:
            # MAPI's own words win over the older attribute that says the same.
            message.values |= self._list_of_properties(attribute.data, message.findings)
        elif attribute.name == _RECIPIENTS:
            self._take_recipients(attribute.data, message)
        else:
            self._take_older(attribute, message)

    def _take_older(self, attribute: _Attribute, message: _Message) -> None:
        """Attributes from before MAPI (MS-OXTNEF § 2.1.3.3), each as the property it stands for."""
        name, octets = attribute.name, attribute.data
        if name == _CODEPAGE:
            message.codepage = int.from_bytes(octets[:4], "little")
        elif name in _STRINGS:
            octets = memoryview(_NOTE) if name == _MESSAGE_CLASS and octets[: len(_OLD_NOTE)] == _OLD_NOTE else octets
            message.values.setdefault(_STRINGS[name], (Kind.STRING8, octets))
        elif name in _DATES:
            message.values.setdefault(_DATES[name], (Kind.TIME, memoryview(_filetime(octets))))
        elif name == _FROM:
            message.values = _sender(octets) | message.values

    def _take_recipients(self, octets: memoryview, message: _Message) -> None:
        count, at = int.from_bytes(octets[:4], "little"), 4
        for row in range(count):
            if row == self._limits.recipients:
                message.findings.append(TOO_MANY_RECIPIENTS)
                return
            values: _Raw = {}
            try:
                at = self._read_properties(octets, at, values)
            except _PropertiesCutShort:
                message.findings.append(STRANGE_PROPERTIES)
                return
            message.recipients.append(values)

    def _take_of_attachment(self, attribute: _Attribute, message: _Message) -> None:
        """An attachment begins with its rendering data; one that does not begin is begun all the same."""
        if attribute.name == _RENDERING or not message.attachments:
            message.attachments.append({})
        attachment = message.attachments[-1]
        if attribute.name == _DATA:
            attachment.setdefault(Tag.ATTACH_DATA, (Kind.BINARY, attribute.data))
        elif attribute.name in _NAMES:
            attachment.setdefault(_NAMES[attribute.name], (Kind.STRING8, attribute.data[:_LONGEST_NAME]))
        elif attribute.name == _ATTACHMENT_PROPERTIES:
            attachment |= self._list_of_properties(attribute.data, message.findings)

    # --- attachments ------------------------------------------------------------------------------------------------

    def _content(
        self, message: _Message, raw: _Raw, shown: frozenset[str], depth: int
    ) -> Iterator[OutlookAttachment | OutlookItem]:
        if self._attachments == 0:
            message.findings.append(TOO_MANY_ATTACHMENTS)
            return
        self._attachments -= 1
        kind, octets = raw.get(Tag.ATTACH_DATA, (Kind.BINARY, memoryview(b"")))
        identifier = octets[:_IID] if kind == Kind.OBJECT else b""
        if identifier == _IID_IMESSAGE:
            yield from self._embedded(octets[_IID:], message, depth)
            return
        attachment = message.properties(raw, self._limits.text)
        if is_reference(attachment):
            message.findings.append(ONLY_A_REFERENCE)
        elif Tag.ATTACH_DATA not in raw:
            message.findings.append(WITHOUT_OCTETS)
        content = self._handed_out(octets[len(identifier) :], message.findings)
        yield attachment_of(attachment, content, shown)

    def _embedded(self, octets: memoryview, message: _Message, depth: int) -> Iterator[OutlookItem]:
        if depth >= self._limits.depth:
            message.findings.append(TOO_DEEP)
            return
        try:
            yield self.item(octets, message.codepage, depth=depth + 1)
        except Unparseable:
            message.findings.append(EMBEDDED_UNREADABLE)

    def _handed_out(self, octets: memoryview, findings: list[str]) -> bytes:
        if len(octets) > self._octets:
            findings.append(TOO_MANY_OCTETS)
            octets = octets[: self._octets]
        self._octets -= len(octets)
        return bytes(octets)

    # --- properties -------------------------------------------------------------------------------------------------

    def _list_of_properties(self, octets: memoryview, findings: list[str]) -> _Raw:
        values: _Raw = {}
        try:
            self._read_properties(octets, 0, values)
        except _PropertiesCutShort:
            findings.append(STRANGE_PROPERTIES)
        return values

    def _read_properties(self, octets: memoryview, at: int, values: _Raw) -> int:
        """A counted list of properties (MS-OXTNEF § 2.1.3.4) into `values`; where it ends."""
        cursor = _Cursor(octets, at, self._pieces)
        for _ in range(cursor.number()):
            kind, tag = cursor.take("<HH")
            if tag >= _NAMED:
                cursor.skip_name()
            value = cursor.value(kind)
            if tag in TAGS and value is not None and not _is_weaker(kind, values.get(tag)):
                values[tag] = kind, value
        return cursor.at


class _Cursor:
    """A place in a list of properties. Raises `_PropertiesCutShort` at the end of the octets, or of the allowance."""

    def __init__(self, octets: memoryview, at: int, pieces: Iterator[int]) -> None:
        self._octets = octets
        self._pieces = pieces
        self.at = at

    def take(self, form: str) -> tuple[int, ...]:
        try:
            taken: tuple[int, ...] = struct.unpack_from(form, self._octets, self.at)
        except struct.error:
            raise _PropertiesCutShort from None
        if next(self._pieces) >= MOST_PIECES:
            raise _PropertiesCutShort
        self.at += struct.calcsize(form)
        return taken

    def number(self) -> int:
        return self.take("<I")[0]

    def piece(self, length: int) -> memoryview:
        """So many octets, and behind them what fills the last four up."""
        start, self.at = self.at, self.at + length
        if self.at > len(self._octets):
            raise _PropertiesCutShort
        self.at += -length % 4
        return self._octets[start : start + length]

    def skip_name(self) -> None:
        """A property set, then a number or a string."""
        self.piece(16)
        is_string, length = self.take("<II")
        if is_string:
            self.piece(length)

    def value(self, kind: int) -> memoryview | None:
        """One value; None for several in one property, of which we use none."""
        one = kind & ~_MULTIPLE
        if one not in _COUNTED and one not in _WIDTHS:
            raise _PropertiesCutShort
        if one in _WIDTHS and one == kind:
            return self.piece(_WIDTHS[one])
        count = self.number()
        if one in _WIDTHS:
            self.piece(count * _WIDTHS[one])
            return None
        first = self.piece(self.number()) if count else None
        for _ in range(1, count):
            self.piece(self.number())
        return first if one == kind else None


def _is_weaker(kind: int, present: tuple[int, memoryview] | None) -> bool:
    """A string in 8 bits says less than the same in Unicode."""
    return kind == Kind.STRING8 and present is not None and present[0] == Kind.STRING


def _filetime(octets: memoryview) -> bytes:
    """A date as older attributes write it (a DTR structure, MS-OXTNEF § 2.1.3.3.4), taken as UTC; none is no octets."""
    try:
        year, month, day, hour, minute, second = struct.unpack_from("<6H", octets)
        return filetime(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
    except (ValueError, struct.error):
        return b""


def _sender(octets: memoryview) -> _Raw:
    """The sender (a TRP structure, MS-OXTNEF § 2.1.3.3): a name, then an address after its type and a colon."""
    if len(octets) < _TRP.size:
        return {}
    _, _, name_length, address_length = _TRP.unpack_from(octets)
    name, address = octets[8 : 8 + name_length], octets[8 + name_length : 8 + name_length + address_length]
    raw: _Raw = {Tag.SENDER_NAME: (Kind.STRING8, name)}
    if bytes(address[: len(_SMTP)]).upper() == _SMTP:
        raw[Tag.SENDER_EMAIL_ADDRESS] = Kind.STRING8, address[len(_SMTP) :]
    return raw
