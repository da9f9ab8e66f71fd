"""Octets of the archive, proven to be what came in before anybody sees or gets them, and as text."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator

from archiver.core.charsets import view
from archiver.core.language import later
from archiver.core.records import Checksum, ItemNumber, Part
from archiver.desk.asked import Asked
from archiver.edges.store.catalogue import Place
from archiver.errors import ItemDamaged, Unparseable, UsageError

LARGEST_SHOWN = 2_000_000
"""Octets of a page or a picture that is shown; what is larger is saved."""
LARGEST_SAVED = 160_000_000
DAMAGED = later("Item {number} is damaged: what is stored is not what came in. Run: archiver verify")
_AT_ONCE = threading.BoundedSemaphore(3)
"""Octets that are handed out are proven first, and lie in memory until they are."""


def readable(octets: bytes) -> str:
    """As text of several lines, for a page: what cannot be seen, and could lead an eye astray, is U+FFFD."""
    text = view(octets).replace("\r\n", "\n").replace("\xa0", " ")
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in text)


def proven(asked: Asked, part: Part, most: int) -> bytes:
    """The octets of a leaf, as `whole` gives them. Raises `UsageError` where they are more than `most`."""
    if part.size > most:
        raise UsageError("That is too large to be shown; save it instead.")
    checksum, size, octets = asked.store.catalogue.inside(Place(asked.item, part.path))
    return whole(asked.item, octets, checksum, size)


def whole(number: ItemNumber, octets: Iterator[bytes], checksum: Checksum, size: int) -> bytes:
    """All of it, once it is proven to be what came in. Raises `ItemDamaged`."""
    if size > LARGEST_SAVED:
        raise UsageError("That is too large for the desk; your IT department can take it out with archiver item raw.")
    with _AT_ONCE:
        try:
            whole = b"".join(octets)
        except Unparseable:
            whole = b""
        if hashlib.sha256(whole).hexdigest() != checksum:
            raise ItemDamaged(DAMAGED, number=number)
        return whole
