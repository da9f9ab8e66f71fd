"""MAPI properties (MS-OXPROPS, MS-OXCDATA § 2.11), as either of Outlook's containers keeps them, turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType

from archiver.core.charsets import codec_of, decoded


class Kind(IntEnum):
    """Property types (MS-OXCDATA § 2.11.1) whose values we use."""

    INTEGER16 = 0x0002
    INTEGER32 = 0x0003
    BOOLEAN = 0x000B
    OBJECT = 0x000D
    STRING8 = 0x001E
    STRING = 0x001F
    TIME = 0x0040
    BINARY = 0x0102


FIXED: dict[int, int] = {Kind.INTEGER16: 2, Kind.INTEGER32: 4, Kind.BOOLEAN: 2, Kind.TIME: 8}
"""Octets of a value, for the types that have one length."""


class Tag(IntEnum):
    """Property identifiers, named as MS-OXPROPS names them; what is not here is never read out of a container."""

    MESSAGE_CLASS = 0x001A
    SUBJECT = 0x0037
    CLIENT_SUBMIT_TIME = 0x0039
    SUBJECT_PREFIX = 0x003D
    SENT_REPRESENTING_NAME = 0x0042
    SENT_REPRESENTING_EMAIL_ADDRESS = 0x0065
    TRANSPORT_MESSAGE_HEADERS = 0x007D
    RECIPIENT_TYPE = 0x0C15
    SENDER_NAME = 0x0C1A
    SENDER_EMAIL_ADDRESS = 0x0C1F
    DISPLAY_CC = 0x0E03
    DISPLAY_TO = 0x0E04
    MESSAGE_DELIVERY_TIME = 0x0E06
    NORMALIZED_SUBJECT = 0x0E1D
    BODY = 0x1000
    RTF_COMPRESSED = 0x1009
    HTML = 0x1013
    INTERNET_MESSAGE_ID = 0x1035
    DISPLAY_NAME = 0x3001
    EMAIL_ADDRESS = 0x3003
    ATTACH_DATA = 0x3701
    ATTACH_FILENAME = 0x3704
    ATTACH_METHOD = 0x3705
    ATTACH_LONG_FILENAME = 0x3707
    ATTACH_MIME_TAG = 0x370E
    ATTACH_CONTENT_ID = 0x3712
    SMTP_ADDRESS = 0x39FE
    INTERNET_CODEPAGE = 0x3FDE
    MESSAGE_CODEPAGE = 0x3FFD
    SENDER_SMTP_ADDRESS = 0x5D01
    SENT_REPRESENTING_SMTP_ADDRESS = 0x5D02
    RECIPIENT_DISPLAY_NAME = 0x5FF6
    ATTACHMENT_HIDDEN = 0x7FFE


TAGS = frozenset(map(int, Tag))

WESTERN = 1252
#: Code page identifiers of Windows that are not called "cp" and their number in Python.
_CHARSETS = {
    932: "shift_jis",
    936: "gb18030",
    950: "big5",
    1200: "utf-16-le",
    1201: "utf-16-be",
    1361: "johab",
    10000: "mac_roman",
    20127: "cp1252",
    20866: "koi8-r",
    20932: "euc-jp",
    20936: "gb18030",
    21866: "koi8-u",
    28598: "iso8859-8",
    38598: "iso8859-8",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    50222: "iso-2022-jp",
    50225: "iso-2022-kr",
    51932: "euc-jp",
    51936: "gb18030",
    51949: "euc-kr",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
_LATIN = range(28591, 28606)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TOO_LATE = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1) * 10


@lru_cache(maxsize=64)
def charset_of(codepage: int) -> str:
    """The charset that a code page identifier of Windows means; the western one for what we do not know."""
    known = f"iso8859-{codepage - 28590}" if codepage in _LATIN else f"cp{codepage}"
    name = _CHARSETS.get(codepage, known)
    return name if codec_of(name) else f"cp{WESTERN}"


@dataclass(frozen=True, slots=True)
class Value:
    """One property's octets, and the type they were declared as (`Kind`, or one that we do not use)."""

    kind: int
    octets: bytes


def filetime(moment: datetime) -> bytes:
    """The octets of a `Kind.TIME` (MS-DTYP § 2.3.3): tenths of microseconds since 1601, and nothing before."""
    ticks = (moment - _EPOCH) // timedelta(microseconds=1) * 10
    return max(ticks, 0).to_bytes(8, "little")


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of one message, recipient or attachment. Nothing here raises: a strange value is no value."""

    values: Mapping[int, Value] = field(default_factory=lambda: MappingProxyType({}))
    codepage: int = 0
    """Of 8-bit strings, where the properties themselves say nothing; 0 when nobody does."""

    def __contains__(self, tag: int) -> bool:
        return tag in self.values

    @property
    def charset(self) -> str:
        """Of 8-bit strings (MS-OXCMSG)."""
        return charset_of(self.number(Tag.MESSAGE_CODEPAGE) or self.codepage or self.number(Tag.INTERNET_CODEPAGE))

    def text(self, *tags: Tag) -> str:
        """The first of these strings that is not empty, its terminating NULs removed; else an empty one."""
        texts = (self._text(self.values[tag]) for tag in tags if tag in self.values)
        return next(filter(None, texts), "")

    def octets(self, tag: Tag) -> bytes:
        """A value as it is stored; empty when there is none."""
        return self.values[tag].octets if tag in self.values else b""

    def number(self, tag: Tag) -> int:
        """An unsigned integer; 0 when there is none."""
        value = self.values.get(tag)
        if value is None or value.kind not in (Kind.INTEGER16, Kind.INTEGER32, Kind.BOOLEAN):
            return 0
        return int.from_bytes(value.octets[: FIXED[value.kind]], "little")

    def moment(self, tag: Tag) -> datetime | None:
        """A time in UTC; None for one that is not set, or so late that it has no name in every zone."""
        value = self.values.get(tag)
        ticks = int.from_bytes(value.octets[:8], "little") if value and value.kind == Kind.TIME else 0
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < _TOO_LATE else None

    def _text(self, value: Value) -> str:
        if value.kind == Kind.STRING:
            return decoded(value.octets, "utf-16-le")[0].rstrip("\0")
        if value.kind == Kind.STRING8:
            return decoded(value.octets, self.charset)[0].rstrip("\0")
        return ""
