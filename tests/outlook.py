"""Outlook items for tests, as .msg (MS-OXMSG) and as TNEF (MS-OXTNEF). Everybody in them is invented."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from archiver.core.forwards.outlook import OutlookItem
from tests.builders import PNG
from tests.cfb import Tree, a_compound_file

INTEGER, BOOLEAN, OBJECT, STRING8, STRING, TIME, BINARY = 0x0003, 0x000B, 0x000D, 0x001E, 0x001F, 0x0040, 0x0102
_FIXED = (INTEGER, BOOLEAN, TIME)

Property = tuple[int, int, bytes]
"""Identifier, type, octets as a property stream or a property list has them."""

SENT = datetime(2026, 11, 19, 20, 14, tzinfo=UTC)
TRANSPORT_HEADERS = (
    "Received: from udbyder.example (192.0.2.7) by mx.kommune.example; Thu, 19 Nov 2026 21:14:03 +0100\r\n"
    "From: Borger <vred.borger@udbyder.example>\r\n"
    "To: Jette Jensen <jette.jensen@kommune.example>\r\n"
    "Subject: =?utf-8?q?I_skal_ikke_sove_trygt_p=C3=A5_=C3=86r=C3=B8?=\r\n"
    "Date: Thu, 19 Nov 2026 21:14:00 +0100\r\n"
    "Message-ID: <vrede.1@udbyder.example>\r\n"
)


@dataclass(frozen=True)
class Recipient:
    name: str
    address: str
    kind: int = 1
    """1 To, 2 Cc, 3 Bcc."""
    is_exchange: bool = False
    """Known by an X.500 address only."""


@dataclass(frozen=True)
class Attached:
    """A file, or an item, in an item."""

    content: bytes | Item
    filename: str | None = None
    short_filename: str | None = None
    content_type: str | None = None
    content_id: str | None = None
    is_hidden: bool = False
    method: int = 1
    more: tuple[Property, ...] = ()


@dataclass(frozen=True)
class Item:
    """A message as Outlook keeps it. Strings are in Unicode unless a code page is given."""

    subject: str = "I skal ikke sove trygt på Ærø"
    text: str | None = "Jeg ved, hvor I går hjem.\r\n"
    html: bytes | str | None = None
    rtf: bytes | None = None
    """As the property has it, see `compressed`."""
    headers: str | None = None
    message_id: str | None = "<vrede.1@udbyder.example>"
    sender_name: str = "Borger"
    sender: str | None = "vred.borger@udbyder.example"
    recipients: tuple[Recipient, ...] = (Recipient("Jette Jensen", "jette.jensen@kommune.example"),)
    sent: datetime | None = SENT
    message_class: str = "IPM.Note"
    codepage: int | None = None
    attachments: tuple[Attached, ...] = ()
    more: tuple[Property, ...] = ()
    """Other properties, or the same ones in another way."""


PICTURE = Attached(PNG, "skærmbillede på Ærø.png", "SKRMBI~1.PNG", "image/png")
INLINE = Attached(PNG, "image001.png", None, "image/png", "image001@udbyder.example")


EVERYTHING = Item(
    headers=TRANSPORT_HEADERS,
    html='<p>Jeg ved, hvor I går hjem. <img src="cid:image001@udbyder.example"></p>'.encode(),
    recipients=(
        Recipient("Jette Jensen", "jette.jensen@kommune.example"),
        Recipient("Ole", "ole@kommune.example", kind=2),
        Recipient("Skjult", "skjult@kommune.example", kind=3),
        Recipient("Leder", "", is_exchange=True),
    ),
    attachments=(PICTURE, INLINE, Attached(Item(subject="inden i"), method=5), Attached(b"x" * 5000, "stor.bin")),
)

HTML_IN_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fswiss\fcharset204 Arial CYR;}}"
    rb"{\colortbl\red0\green0\blue0;}\uc1\pard"
    rb"{\*\htmltag18 <html>}{\*\htmltag64 <p class=\'22x\'22>}\htmlrtf {\htmlrtf0 Jeg ved, hvor I g\'e5r hjem"
    rb"{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 {\f1 \'cf\'f0} \u-10179?\u-8704? \{\'c6r\'f8\}"
    rb"\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\mhtmltag72 <skjult>}{\pntext - }{\*\htmltag27 </html>}}"
)
TEXT_IN_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromtext \deff0{\fonttbl{\f0\fswiss Arial;}}\uc1\pard\plain\f0\fs20 "
    rb"Jeg ved, hvor I g\'e5r hjem.\par\par Hilsen\tab en borger p\'e5 \u198?r\'f8}"
)
PLAIN_RTF = (
    rb"{\rtf1\ansi\ansicpg1250\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fnil\fcharset238 Calibri;}}"
    rb"{\stylesheet{\s0 Normal;}}{\info{\author Skjult}}{\*\generator Riched20}\pard\f0 K\'e6re {\b alle}\line "
    rb"{\f1 \'e8}{\pict\wmetafile8 0102}{\field{\*\fldinst HYPERLINK}{\fldrslt et link}}\bin4 {{}}\par}"
)


def is_sound(item: OutlookItem) -> bool:
    """What must hold of any item that was read, however damaged: a line is one line, a moment has a zone."""
    lines = [item.subject, item.message_id or "", *(one.name for one in (*item.to, *item.cc))]
    return not any(set(line) & set("\r\n\0") for line in lines) and (item.date is None or item.date.tzinfo is UTC)


def a_msg(item: Item | None = None, *, is_chain: bool = False, **changes: object) -> bytes:
    """A .msg file of an item, by default one with a plain body and nothing else."""
    return a_compound_file(_storage(_changed(item, changes), 32), is_chain=is_chain)


def a_tnef(item: Item | None = None, **changes: object) -> bytes:
    """A winmail.dat of an item; its 8-bit strings are in Windows-1252."""
    return _tnef(_changed(item, changes))


def nested(depth: int) -> Item:
    """Items inside one another, `depth` levels around the innermost."""
    item = Item(subject="inderst", attachments=(PICTURE,))
    for level in range(depth):
        item = Item(subject=f"lag {level}", attachments=(Attached(item, method=5),))
    return item


def samples(kind: str) -> Iterator[bytes]:
    """Something of everything, to begin to damage: as "msg", as "tnef", or as compressed "rtf"."""
    if kind == "rtf":
        yield from (pack(rtf) for rtf in (HTML_IN_RTF, TEXT_IN_RTF, PLAIN_RTF) for pack in (compressed, uncompressed))
        return
    write = a_msg if kind == "msg" else a_tnef
    yield write()
    yield write(nested(3))
    yield write(EVERYTHING)
    yield write(replace(EVERYTHING, codepage=1252, headers=None, html="<p>Hej fra Ærø</p>"))
    yield write(rtf=compressed(HTML_IN_RTF), text=None)


def compressed(rtf: bytes) -> bytes:
    """RTF as PidTagRtfCompressed has it (MS-OXRTFCP), in literals only: what it costs is not what is tested."""
    runs = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return with_rtf_header(runs, len(rtf))


def with_rtf_header(packed: bytes, raw_size: int) -> bytes:
    """A compressed body with its header: sizes, kind, checksum."""
    checksum = zlib.crc32(packed, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<II4sI", len(packed) + 12, raw_size, b"LZFu", checksum) + packed


def uncompressed(rtf: bytes) -> bytes:
    """The same without compression."""
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def filetime(moment: datetime) -> bytes:
    """A time in tenths of microseconds since 1601."""
    return struct.pack("<Q", (moment - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10)


def _changed(item: Item | None, changes: Mapping[str, object]) -> Item:
    return replace(item or Item(), **changes)  # type: ignore[arg-type]


# --- what both containers hold ----------------------------------------------------------------------------------


@dataclass
class _List:
    """Properties as they are put together; None is left out."""

    codepage: int | None
    properties: list[Property] = field(default_factory=list)

    def text(self, tag: int, text: str | None) -> None:
        if text is not None and self.codepage:
            self.properties.append((tag, STRING8, text.encode(f"cp{self.codepage}")))
        elif text is not None:
            self.properties.append((tag, STRING, text.encode("utf-16-le", "surrogatepass")))

    def number(self, tag: int, number: int | None) -> None:
        if number is not None:
            self.properties.append((tag, INTEGER, struct.pack("<I", number)))

    def octets(self, tag: int, octets: bytes | None) -> None:
        if octets is not None:
            self.properties.append((tag, BINARY, octets))


def _of_message(item: Item) -> list[Property]:
    made = _List(item.codepage)
    made.text(0x001A, item.message_class)
    made.text(0x0037, item.subject)
    made.text(0x0042, item.sender_name)
    made.text(0x5D02, item.sender)
    made.text(0x007D, item.headers)
    made.text(0x1035, item.message_id)
    made.text(0x1000, item.text)
    if isinstance(item.html, str):
        made.text(0x1013, item.html)
    else:
        made.octets(0x1013, item.html)
    made.octets(0x1009, item.rtf)
    made.number(0x3FFD, item.codepage)
    if item.sent:
        made.properties.append((0x0039, TIME, filetime(item.sent)))
    return [*made.properties, *item.more]


def _of_recipient(recipient: Recipient, codepage: int | None) -> list[Property]:
    made = _List(codepage)
    made.number(0x0C15, recipient.kind)
    made.text(0x3001, recipient.name)
    made.text(0x3002, "EX" if recipient.is_exchange else "SMTP")
    made.text(0x3003, f"/O=KOMMUNE/CN={recipient.name}" if recipient.is_exchange else recipient.address)
    made.text(0x39FE, None if recipient.is_exchange else recipient.address)
    return made.properties


def _of_attachment(attached: Attached, codepage: int | None) -> list[Property]:
    made = _List(codepage)
    made.text(0x3707, attached.filename)
    made.text(0x3704, attached.short_filename)
    made.text(0x370E, attached.content_type)
    made.text(0x3712, attached.content_id)
    made.number(0x3705, attached.method)
    if attached.is_hidden:
        made.properties.append((0x7FFE, BOOLEAN, struct.pack("<H", 1)))
    return [*made.properties, *attached.more]


# --- .msg -------------------------------------------------------------------------------------------------------


def _storage(item: Item, header: int) -> Tree:
    tree: dict[str, bytes | Tree] = dict(_streams(_of_message(item), header))
    for number, recipient in enumerate(item.recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _streams(_of_recipient(recipient, item.codepage), 8)
    for number, attached in enumerate(item.attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = _attachment_storage(attached, item.codepage)
    return tree


def _attachment_storage(attached: Attached, codepage: int | None) -> Tree:
    streams = _streams(_of_attachment(attached, codepage), 8)
    if isinstance(attached.content, Item):
        return {**streams, "__substg1.0_3701000D": _storage(attached.content, 24)}
    return {**streams, "__substg1.0_37010102": attached.content}


def _streams(properties: Sequence[Property], header: int) -> dict[str, bytes]:
    fixed = b"".join(struct.pack("<HHI8s", kind, tag, 6, octets) for tag, kind, octets in properties if kind in _FIXED)
    sizes = b"".join(
        struct.pack("<HHIII", kind, tag, 6, len(octets), 0) for tag, kind, octets in properties if kind not in _FIXED
    )
    streams = {f"__substg1.0_{tag:04X}{kind:04X}": octets for tag, kind, octets in properties if kind not in _FIXED}
    return {"__properties_version1.0": bytes(header) + fixed + sizes, **streams}


# --- TNEF -------------------------------------------------------------------------------------------------------

_IID_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def an_attribute(level: int, identifier: int, octets: bytes) -> bytes:
    """One attribute: level, identifier with its type, length, octets, checksum."""
    return struct.pack("<BII", level, identifier, len(octets)) + octets + struct.pack("<H", sum(octets) & 0xFFFF)


def tnef_stream(*attributes: bytes) -> bytes:
    """A TNEF stream of these attributes."""
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def a_property_list(properties: Sequence[Property]) -> bytes:
    """Properties as an attribute lists them, each value filled up to four octets."""
    return struct.pack("<I", len(properties)) + b"".join(map(_listed, properties))


def _listed(listed: Property) -> bytes:
    tag, kind, octets = listed
    filled = octets.ljust(-(-len(octets) // 4) * 4, b"\0")
    length = b"" if kind in _FIXED else struct.pack("<II", 1, len(octets))
    return struct.pack("<HH", kind, tag) + length + filled


def _tnef(item: Item) -> bytes:
    rows = [a_property_list(_of_recipient(recipient, item.codepage)) for recipient in item.recipients]
    return tnef_stream(
        an_attribute(1, 0x00089006, struct.pack("<I", 0x00010000)),
        an_attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
        an_attribute(1, 0x00069004, struct.pack("<I", len(rows)) + b"".join(rows)),
        an_attribute(1, 0x00069003, a_property_list(_of_message(item))),
        *(_tnef_attachment(attached, item.codepage) for attached in item.attachments),
    )


def _tnef_attachment(attached: Attached, codepage: int | None) -> bytes:
    properties = _of_attachment(attached, codepage)
    attributes = [an_attribute(2, 0x00069002, bytes(14))]
    if isinstance(attached.content, Item):
        properties.append((0x3701, OBJECT, _IID_MESSAGE + _tnef(attached.content)))
    else:
        title = attached.short_filename or attached.filename or ""
        attributes.append(an_attribute(2, 0x00018010, title.encode("cp1252", "replace") + b"\0"))
        attributes.append(an_attribute(2, 0x0006800F, attached.content))
    return b"".join([*attributes, an_attribute(2, 0x00069005, a_property_list(properties))])
