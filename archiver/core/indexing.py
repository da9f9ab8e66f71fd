"""One item's octets to the words it is found by. Runs in a child process: see `archiver.edges.parsing`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archiver.core import cuts, extraction
from archiver.core.anatomy import Anatomy, anatomy_of
from archiver.core.extraction import Rest
from archiver.core.forwards.chain import chain_of
from archiver.core.headers import headers_of
from archiver.core.hypertext import readable
from archiver.core.records import Address, Envelope, Original, Part
from archiver.core.search import GAP, UNREAD, UNSEEN, Writing
from archiver.errors import Unparseable

MOST_FILES = 100
"""Attachments of an item whose text is read."""
MOST_PICTURES, MOST_PICTURED = 30, 24 << 20
"""Pictures of an item that are looked at for writing, and octets of all of them together."""
_BEYOND = ("the rest is in the raw mail only", "the rest was not read")
"""How findings end that tell of limits."""
_KINDS = (
    ("image/", "picture"),
    ("audio/", "audio"),
    ("video/", "video"),
    ("application/pdf", "pdf"),
    ("application/vnd.openxmlformats-officedocument.", "document"),
    ("application/vnd.oasis.opendocument.", "document"),
    ("application/msword", "document"),
    ("application/vnd.ms-excel", "document"),
    ("application/rtf", "document"),
)


def entries_of(octets: bytes, *, with_files: bool = True) -> list[str]:
    """The words of a mail and of every message in it: sender, recipients, subject, text, names of files and their text.

    Raises `Unparseable` when it cannot be taken apart. `with_files` says whether attachments are opened; then `UNREAD`
    and `UNSEEN` say of what the words are missing.
    """
    headers, files = headers_of(octets), _Files()
    anatomy = anatomy_of(octets, headers=headers, hand_out=files.take if with_files else None)
    writing = Writing()
    for body in anatomy.bodies:
        _add_envelope(writing, body.headers.envelope)
    for original in chain_of(anatomy).originals:
        _add_original(writing, original)
    _add_parts(writing, anatomy.parts)
    for body in anatomy.bodies:
        writing.add(body.plain or readable(body.hypertext))
    if with_files:
        for part, inside in _attached(octets, anatomy):
            files.take(part, inside)
        files.write(writing)
    if any(finding.endswith(_BEYOND) for finding in anatomy.findings):
        writing.entries += [UNREAD, GAP]
    return writing.entries


def pictures_of(octets: bytes) -> tuple[list[bytes], bool]:
    """The pictures in a mail that may show writing, scanned pages among them, each as a file, and whether that is all.

    Raises `Unparseable` as `entries_of`.
    """
    album = _Album()
    anatomy = anatomy_of(octets, hand_out=album.take)
    for part, inside in _attached(octets, anatomy):
        album.take(part, inside)
    return album.pictures, album.is_whole


@dataclass(slots=True)
class _Files:
    """Opens attachments as they come, and holds of each no more than its words."""

    texts: list[str] = field(default_factory=list)
    rests: set[Rest] = field(default_factory=set)
    _count: int = 0

    def take(self, part: Part, octets: bytes | None) -> None:
        """Read one; None stands for octets that nobody could get at."""
        self._count += 1
        if octets is None or self._count > MOST_FILES:
            self.rests.add(Rest.UNREAD)
            return
        text = extraction.text_of(octets, part.sniffed_type, part.content_type)
        self.texts.append(text.words)
        self.rests.add(text.rest if part.decode_ok else Rest.UNREAD)

    def write(self, writing: Writing) -> None:
        """Put what was read, and what was not, among the words of the item."""
        for text in self.texts:
            writing.add(text)
        if Rest.UNREAD in self.rests or writing.is_full:
            writing.entries += [UNREAD, GAP]
        if Rest.UNSEEN in self.rests:
            writing.entries += [UNSEEN, GAP]


@dataclass(slots=True)
class _Album:
    """Gathers pictures as they come."""

    pictures: list[bytes] = field(default_factory=list)
    is_whole: bool = True
    _room: int = MOST_PICTURED

    def take(self, part: Part, octets: bytes | None) -> None:
        """Take the pictures out of one attachment; one that is broken has none."""
        try:
            found, is_whole = extraction.pictures_of(octets or b"", part.sniffed_type, part.content_type)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - readers of others' formats raise whatever they like over a broken file
            return
        self.is_whole = self.is_whole and is_whole
        for one in found:
            if len(self.pictures) < MOST_PICTURES and len(one) <= self._room:
                self.pictures.append(one)
                self._room -= len(one)
            else:
                self.is_whole = False


def _attached(octets: bytes, anatomy: Anatomy) -> Iterator[tuple[Part, bytes | None]]:
    """Attachments that cuts lead to."""
    attached = {path for body in anatomy.bodies for path in body.attachments}
    for part in anatomy.parts:
        if part.path in attached and part.cuts:
            try:
                yield part, cuts.derived(octets, part.cuts)
            except Unparseable:
                yield part, None


def _add_envelope(writing: Writing, envelope: Envelope) -> None:
    writing.add(envelope.subject, "subject")
    for person in (*envelope.from_, *envelope.sender, *envelope.reply_to):
        writing.add(_person(person), "from")
    for person in (*envelope.to, *envelope.cc):
        writing.add(_person(person), "to")


def _add_original(writing: Writing, original: Original) -> None:
    writing.add_kind(original.provenance)
    writing.add(original.subject, "subject")
    writing.add(_person(original.from_), "from")
    for person in (*original.to, *original.cc):
        writing.add(_person(person), "to")
    if original.checksum is not None:
        writing.add_hash(original.checksum)


def _add_parts(writing: Writing, parts: Iterable[Part]) -> None:
    for part in parts:
        writing.add_hash(part.checksum)
        if part.filename is not None:
            writing.add(part.filename, "file")
        kinds = (kind for start, kind in _KINDS if _type_of(part).startswith(start))
        if kind := next(kinds, ""):
            writing.add_kind(kind)


def _type_of(part: Part) -> str:
    return part.content_type if part.sniffed_type in {"application/octet-stream", "text/plain"} else part.sniffed_type


def _person(address: Address | None) -> str:
    return "" if address is None else f"{address.name} {address.address}"
