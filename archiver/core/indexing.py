"""One item's octets to the words it is found by. Runs in a child process: see `archiver.edges.parsing`."""

from __future__ import annotations

from collections.abc import Iterable

from archiver.core import cuts, extraction
from archiver.core.anatomy import Anatomy, anatomy_of
from archiver.core.forwards.chain import chain_of
from archiver.core.headers import headers_of
from archiver.core.hypertext import readable
from archiver.core.records import Address, Envelope, Original, Part
from archiver.core.search import Writing
from archiver.errors import Unparseable

MOST_FILES = 100
"""Attachments of an item whose text is read."""
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

    Raises `Unparseable` when it cannot be taken apart. `with_files` says whether attachments are opened.
    """
    headers = headers_of(octets)
    anatomy = anatomy_of(octets, headers=headers)
    writing = Writing()
    for body in anatomy.bodies:
        _add_envelope(writing, body.headers.envelope)
    for original in chain_of(anatomy).originals:
        _add_original(writing, original)
    _add_parts(writing, anatomy.parts)
    for body in anatomy.bodies:
        writing.add(body.plain or readable(body.hypertext))
    if with_files:
        _add_files(writing, octets, anatomy)
    return writing.entries


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


def _add_files(writing: Writing, octets: bytes, anatomy: Anatomy) -> None:
    attached = {path for body in anatomy.bodies for path in body.attachments}
    for part in [part for part in anatomy.parts if part.path in attached and part.cuts][:MOST_FILES]:
        try:
            inside = cuts.derived(octets, part.cuts)
        except Unparseable:
            continue
        writing.add(extraction.text_of(inside, part.sniffed_type, part.content_type))


def _type_of(part: Part) -> str:
    return part.content_type if part.sniffed_type in {"application/octet-stream", "text/plain"} else part.sniffed_type


def _person(address: Address | None) -> str:
    return "" if address is None else f"{address.name} {address.address}"
