"""Where octets rest. Today that is the database itself; this door is where another place would be built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select

from archiver.core.cuts import derived
from archiver.core.intake import windows
from archiver.core.records import PIECE, Cut, Cuts
from archiver.core.records import Octets as MessageOctets
from archiver.edges.tables import WRAPPED, Item, Key, Octets
from archiver.edges.vault import Wrapped, vault_of
from archiver.errors import Unopened

AT_ONCE = 100
"""How many items one question names."""
STREAMED = 8
"""So many pieces are in memory at once."""


def put(connection: Connection, contents: Iterable[MessageOctets], keys: Mapping[str, Wrapped]) -> None:
    """Store the octets of items that are new, piece by piece, within the caller's transaction.

    `keys` has the key of each, by checksum, in an encrypted archive; its vault seals every piece in its place.
    """
    waiting: list[dict[str, object]] = []
    held = 0
    vault = vault_of(connection)
    for octets in contents:
        for ordinal, piece in enumerate(octets.pieces(PIECE)):
            content = sealed(connection, keys.get(octets.checksum), octets.checksum, ordinal, piece)
            row = {"sha256": octets.checksum, "ordinal": ordinal, "content": content, "sealed": vault is not None}
            waiting.append(row)
            held += len(piece)
            if held >= 8 * PIECE:
                connection.execute(insert(Octets), waiting)
                waiting, held = [], 0
    if waiting:
        connection.execute(insert(Octets), waiting)


def sealed(connection: Connection, key: Wrapped | None, checksum: str, ordinal: int, piece: bytes) -> bytes:
    """A piece as it is stored: sealed in its place by the vault, where there is one."""
    vault = vault_of(connection)
    if vault is None:
        return piece
    if key is None:
        raise TypeError("octets are sealed with a key, and none was given")
    return vault.seal(key, _place(checksum, ordinal), piece)


def pieces(connection: Connection, checksum: str) -> Iterator[bytes]:
    """The stored octets of one item in order; nothing at all for an item of size 0 or one that is missing."""
    ordinal = 0
    while (piece := _piece(connection, checksum, ordinal)) is not None:
        yield piece
        ordinal += 1


def span(connection: Connection, checksum: str, start: int, length: int) -> Iterator[bytes]:
    """Some of the stored octets of one item; fewer than asked for when there are no more."""
    for ordinal in range(start // PIECE, (start + length + PIECE - 1) // PIECE):
        piece = _piece(connection, checksum, ordinal)
        if piece is None:
            return
        at = ordinal * PIECE
        yield piece[max(0, start - at) : start + length - at]


def inside(connection: Connection, checksum: str, cuts: Cuts) -> Iterator[bytes]:
    """What cuts into the stored octets of an item lead to, in pieces where nothing has to be decoded.

    Raises `Unparseable` when they lead nowhere.
    """
    first = cuts[0]
    found = span(connection, checksum, first.start, first.length)
    if len(cuts) == 1 and not first.encoding:
        yield from found
    else:
        here = b"".join(found)
        yield derived(here, (Cut(0, len(here), first.encoding), *cuts[1:]))


@dataclass(frozen=True, slots=True)
class Rest:
    """What is really stored under a name."""

    name: str
    checksum: str
    """Of the pieces in a row from the first on."""
    size: int
    """Octets of them."""
    pieces: int
    """All there are, whether or not they can be reached."""


def at_rest(connection: Connection, wanted: Sequence[str]) -> Iterator[Rest]:
    """What is really stored under each of these names, read as a stream; of size 0 where there is nothing."""
    for few in windows(wanted, AT_ONCE):
        found = {name: _Sum() for name in few}
        rows = connection.execute(_OF_NAMES, {"names": few}, execution_options={"yield_per": STREAMED})
        for row in rows:
            found[row.sha256].add(row.ordinal, _opened(connection, row))
        yield from (Rest(name, one.sha256.hexdigest(), one.size, one.pieces) for name, one in found.items())


class _Sum:
    """Pieces of one name, as they come in their order."""

    def __init__(self) -> None:
        self.sha256, self.size, self.pieces = hashlib.sha256(), 0, 0
        self._reached = 0

    def add(self, ordinal: object, piece: bytes) -> None:
        self.pieces += 1
        if ordinal == self._reached:
            self._reached += 1
            self.sha256.update(piece)
            self.size += len(piece)


def _piece(connection: Connection, checksum: str, ordinal: int) -> bytes | None:
    row = connection.execute(_ONE_PIECE, {"name": checksum, "place": ordinal}).one_or_none()
    return None if row is None else _opened(connection, row)


def _pieces() -> Select[Any]:
    """Pieces as they are stored, each with the wrapped key of its item."""
    wrapped = (
        select(WRAPPED)
        .join(Item, Item.number == Key.number)
        .where(Key.scope == "item", Item.sha256 == Octets.sha256)
        .scalar_subquery()
    )
    return select(Octets.sha256, Octets.ordinal, Octets.content, Octets.sealed, wrapped.label("wrapped"))


_ONE_PIECE = _pieces().where(Octets.sha256 == bindparam("name"), Octets.ordinal == bindparam("place")).limit(1)
_OF_NAMES = (
    _pieces().where(Octets.sha256.in_(bindparam("names", expanding=True))).order_by(Octets.sha256, Octets.ordinal)
)


def _opened(connection: Connection, row: Any) -> bytes:
    """A piece as it was put in. One that does not open is given as it lies: its checksum then tells that it is damaged.

    A foreign hand can put text into SQLite's column: that must be found, not stumbled over.
    """
    content: object = row.content
    octets = content if isinstance(content, bytes) else str(content).encode("utf-8", "surrogateescape")
    vault = vault_of(connection)
    if not row.sealed:
        return octets
    if vault is None:
        return b""  # an archive without a key has nothing sealed
    try:
        return vault.open(Wrapped.of(row.wrapped or ""), _place(row.sha256, row.ordinal), octets)
    except Unopened:
        return octets


def _place(checksum: str, ordinal: int) -> str:
    return f"octets.content|{checksum}|{ordinal}"
