"""Putting the mails of a case into a package: octet for octet with what is attached, or as copies without names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from archiver.core.casefile import Terms
from archiver.core.custody import Purpose
from archiver.core.handover.copies import LeftOut, Redacted
from archiver.core.handover.mailbag import (
    ATTACHMENTS,
    Attachment,
    Message,
    Names,
    attachments_csv,
    header_of,
    messages_csv,
)
from archiver.core.handover.metadata import LONGEST_TEXT, PackedFile, PackedItem, Signed
from archiver.core.handover.pseudonyms import Person, Pseudonyms
from archiver.core.handover.redaction import said_in
from archiver.core.handover.variants import HOLDS, Variant, mailbag_id
from archiver.core.headers import MOST_OCTETS
from archiver.core.language import Language, later, translator
from archiver.core.records import Address, Checksum, ItemNumber, Octets, Original, Part, Unreadable
from archiver.core.unwrapping import unwrapped
from archiver.edges.store import Store
from archiver.edges.store.catalogue import ItemDetail, ItemEntry, Place
from archiver.edges.store.handover import CaseFile
from archiver.edges.store.stamps import KeptStamp
from archiver.errors import ItemDamaged, Unparseable

MOST_TEXTS = 500
"""Mails of whose originals the words stand in metadata.json; those of all are in the mails."""
WHOLE = 32 << 20
"""Octets of what is taken out of a mail as a whole where it cannot be in pieces; what is larger stays in the mail."""


class Laid(Protocol):
    """A file of a package."""

    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...


class Sealed(Protocol):
    """A package that is whole."""

    @property
    def manifest(self) -> str: ...
    @property
    def tagmanifest(self) -> str: ...
    @property
    def files(self) -> int: ...
    @property
    def octets(self) -> int: ...


class Package(Protocol):
    """Where a package is put together: see `edges.package`."""

    @property
    def is_locked(self) -> bool: ...
    def add(self, path: str, pieces: Iterable[bytes]) -> Laid: ...
    def tag(self, path: str, pieces: Iterable[bytes]) -> Laid: ...
    def drop(self, path: str) -> None: ...
    def span(self, path: str, start: int, length: int) -> Iterator[bytes]: ...
    def seal(self, info: Mapping[str, str]) -> Sealed: ...
    def wrap(self, at: datetime) -> None: ...
    def publish(self) -> None: ...


class Copier(Protocol):
    """Frees one mail of names without endangering this process."""

    def copy(
        self, octets: Octets, people: Sequence[Person], word: str, someone: str, notice: str
    ) -> Redacted | Unreadable: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants handed over."""

    case: str
    variant: Variant
    recipient: str
    """An authority or an office: it stands in the chain of custody, where no private person is named."""
    purpose: Purpose
    kle: str = ""
    journal: str = ""
    employee: str = ""
    """Address of the one whose own copy it is."""
    names: tuple[str, ...] = ()
    """More names that a redacted copy must not have."""
    despite_virus: str = ""
    """The purpose for which an infected mail is handed over all the same."""
    despite_damage: bool = False


@dataclass(frozen=True, slots=True)
class Workplace:
    """Who hands over, in what words, and by which means."""

    organisation: str
    contact: str
    own_domains: tuple[str, ...]
    staff: tuple[Address, ...]
    """The archive officer and the deputy."""
    offices: frozenset[str]
    """Addresses of nobody in particular, in lower case."""
    zone: ZoneInfo
    language: Language
    terms: Terms
    version: str
    """Of this program."""
    check: bytes
    """The program that checks a package."""
    printed: Callable[[str, datetime, Mapping[str, bytes]], bytes]
    """HTML → PDF/A-3 with those files in it."""
    certificates: Callable[[KeptStamp], tuple[str, str]]
    """PEM of the roots that a time stamp was judged by, and of what leads to them."""
    copier: Copier


@dataclass(slots=True)
class Making:
    """One package while it is made."""

    store: Store
    order: Order
    workplace: Workplace
    package: Package
    file: CaseFile
    entries: list[ItemEntry]
    """The mails that go into it."""
    names: Pseudonyms | None = None
    items: list[PackedItem] = field(default_factory=list)

    def said(self, sentence: str) -> str:
        """In the workplace's language."""
        in_words = translator(self.workplace.language).gettext
        return in_words(sentence)

    def details(self) -> Iterator[ItemDetail]:
        """Everything about each mail, one after another: of ten thousand it is too much at once."""
        for one in self.entries:
            yield self.store.catalogue.item(one.item)

    def veil(self, text: str) -> str:
        return text if self.names is None else self.names.text(text)


# --- mails and attachments ----------------------------------------------------------------------------------------


def pack_mails(making: Making) -> None:
    """Every mail, each with its line in mailbag.csv. Raises `ItemDamaged` for one that needs somebody's word."""
    messages = []
    by_number = {one.item: one for one in making.file.dossier.items}
    for detail in making.details():
        case_item = by_number[detail.entry.item]
        has_room = len(making.items) < MOST_TEXTS
        originals = tuple(_trimmed(one, has_room=has_room) for one in detail.originals if has_room or one.choice)
        packed = PackedItem(mailbag_id(case_item.item), case_item, "", "", 0, {}, originals)
        packed = replace(packed, read_in_part=detail.entry.read_in_part)
        if detail.entry.strength is not None:
            packed = replace(packed, reasons=detail.entry.strength.reasons)
        packed = _copied(making, detail, packed) if making.names else _original(making, detail, packed)
        making.items.append(packed)
        messages.append(Message(packed.id, packed.header, len(packed.attachments), _error(making, packed)))
    for name, octets in messages_csv(messages):
        making.package.tag(name, [octets])


def _error(making: Making, packed: PackedItem) -> str:
    if packed.damaged:
        return making.said(later("what the archive holds is not what came in"))
    return making.said(later("not all that is in it was taken out")) if packed.read_in_part else ""


def _trimmed(one: Original, *, has_room: bool) -> Original:
    """As much of its words as the summary and metadata.json tell, and one more that says there are more."""
    return replace(one, text=one.text.strip()[: LONGEST_TEXT + 1] if has_room else "")


def _header(making: Making, path: str) -> dict[str, str]:
    return header_of(b"".join(making.package.span(path, 0, MOST_OCTETS)))


def _original(making: Making, detail: ItemDetail, packed: PackedItem) -> PackedItem:
    """The mail octet for octet, and what is attached to it."""
    path, item = f"eml/{packed.id}.eml", detail.entry.item
    laid = making.package.add(path, making.store.catalogue.octets(item))
    packed = replace(packed, path=f"data/{path}", sha256=laid.sha256, size=laid.size, header=_header(making, path))
    if laid.sha256 != detail.entry.sha256:
        if not making.order.despite_damage:
            raise ItemDamaged(_DAMAGED, number=item)
        return replace(packed, damaged=True)
    files = tuple(_attachments(making, detail, packed.id, path))
    if files:
        lines = [Attachment(one.name, one.path.rpartition("/")[2], one.content_type, one.content_id) for one in files]
        making.package.add(f"attachments/{packed.id}/{ATTACHMENTS}", [attachments_csv(lines)])
    return replace(packed, attachments=files, signatures=tuple(_signatures(making, item, packed.path, files)))


_DAMAGED = later(
    "Item {number} is damaged: what is stored is not what came in. Run: archiver verify. Whoever hands it over all the"
    " same says so: --despite-damage. That is written down."
)


def _attachments(making: Making, detail: ItemDetail, id_: str, mail: str) -> Iterator[PackedFile]:
    """Every file in the mail that can be taken out of it, and every message; what cannot lies in the mail itself."""
    names = Names(id_, neutral=making.package.is_locked)
    messages = {one.path: one for one in detail.enclosed}
    for part in detail.parts:
        if part.cuts and part.path not in messages and _is_attached(part):
            name = names.take(part.filename, part.safe_filename)
            path = f"attachments/{id_}/{name}"
            if _take_out(making, detail, mail, path, part.path, part.cuts, part.checksum):
                told = (part.filename, part.content_type, part.content_id or "", part.size, part.checksum, part.path)
                yield PackedFile(f"data/{path}", *told)
    named = {part.path: part.filename for part in detail.parts}
    for one in detail.enclosed:
        if one.cuts:
            filename = named.get(one.path)
            path = f"attachments/{id_}/{names.take(filename, 'mail.eml')}"
            if _take_out(making, detail, mail, path, one.path, one.cuts, one.checksum):
                yield PackedFile(f"data/{path}", filename, "message/rfc822", "", one.size, one.checksum, one.path)


def _is_attached(part: Part) -> bool:
    return bool(part.filename) or part.content_disposition == "attachment" or not part.content_type.startswith("text/")


def _take_out(
    making: Making, detail: ItemDetail, mail: str, path: str, place: str, cuts: Any, checksum: Checksum
) -> bool:
    """Whether it lies in the package now, with the checksum that is known of it."""

    def span(start: int, length: int) -> Iterator[bytes]:
        return making.package.span(mail, start, length)

    try:
        if making.package.add(path, unwrapped(span, cuts)).sha256 == checksum:
            return True
        making.package.drop(path)
    except Unparseable:  # it has to be undone as a whole
        pass
    if cuts[0].length > WHOLE:
        return False
    _, _, octets = making.store.catalogue.inside(Place(detail.entry.item, place))
    if making.package.add(path, octets).sha256 == checksum:
        return True
    making.package.drop(path)
    return False


def _signatures(making: Making, item: ItemNumber, mail: str, files: Sequence[PackedFile]) -> Iterator[Signed]:
    if not HOLDS[making.order.variant].proof:
        return
    places = {one.place: one.path for one in files if one.content_type == "message/rfc822"} | {"": mail}
    for one in making.store.signatures.newest(item):
        yield Signed(one.check, one.key_record, places.get(one.check.path, ""))


# --- without names ------------------------------------------------------------------------------------------------


def words(making: Making) -> tuple[str, str, str]:
    """What stands for a name, for one that may be several people's, and for what is left out."""
    return (
        making.said(later("Employee")),
        making.said(later("an employee")),
        making.said(later("[Left out: {name}. It cannot be freed of names.]")),
    )


def _copied(making: Making, detail: ItemDetail, packed: PackedItem) -> PackedItem:
    """A copy of the mail without names. One that cannot be made, or still names somebody, is left out whole."""
    octets = making.store.catalogue.whole(detail.entry.item)
    try:
        is_damaged = octets.checksum != detail.entry.sha256
        if is_damaged and not making.order.despite_damage:
            raise ItemDamaged(_DAMAGED, number=detail.entry.item)
        people = () if making.names is None else making.names.people
        copy = making.workplace.copier.copy(octets, people, *words(making))
    finally:
        octets.close()
    if isinstance(copy, Unreadable) or _still_names(making, copy):
        lost = LeftOut("", "message/rfc822", detail.entry.size, detail.entry.sha256)
        notice = words(making)[2].format(name=packed.id)
        head = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        copy = Redacted(head + b"\r\n" + notice.encode() + b"\r\n", (lost,))
    path = f"eml/{packed.id}.eml"
    laid = making.package.add(path, [copy.octets])
    packed = replace(packed, path=f"data/{path}", sha256=laid.sha256, size=laid.size, header=_header(making, path))
    return replace(packed, left_out=copy.left_out, damaged=is_damaged)


def _still_names(making: Making, copy: Redacted) -> bool:
    lost = (one.name for one in copy.left_out)
    return making.names is None or any(making.names.names_any(one) for one in (*said_in(copy.octets), *lost))
