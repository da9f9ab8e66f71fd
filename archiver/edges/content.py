"""Where octets rest: in the database, in pieces, or, large ones, in a depot outside it. Nobody else knows which."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from archiver.core.cuts import derived
from archiver.core.intake import windows
from archiver.core.records import PIECE, Cut, Cuts
from archiver.core.records import Octets as MessageOctets
from archiver.edges import depots
from archiver.edges.depots import Depot, depots_of
from archiver.edges.tables import WRAPPED, DepotRow, Item, Key, ObjectRow, Octets
from archiver.edges.vault import ADDED, Vault, Wrapped, vault_of
from archiver.errors import Unopened

AT_ONCE = 100
"""How many items one question names."""
STREAMED = 8
"""So many pieces of the database are in memory at once."""
WINDOW = 8
"""Pieces that are read from a depot in one request."""

Reading = Callable[[], AbstractContextManager[Connection]]
"""Begins a transaction that only reads."""


@dataclass(frozen=True, slots=True)
class Laid:
    """An object that lies in a depot, and that nothing refers to yet."""

    depot: str
    name: str
    size: int
    """Octets as they lie there."""
    key: bytes | None = field(default=None, repr=False)
    """What its pieces are sealed with, which is the key of its item once that has a number."""

    @property
    def sealed(self) -> bool:
        return self.key is not None


@dataclass(frozen=True, slots=True)
class Resting:
    """An object in a depot that an item refers to."""

    sha256: str
    depot: str
    place: str
    name: str
    size: int
    sealed: bool
    wrapped: str
    """The key of its item, in one text; empty without."""

    @property
    def stride(self) -> int:
        """Octets of each piece but the last, as they lie there."""
        return PIECE + ADDED * self.sealed


def laid_size(size: int, *, sealed: bool) -> int:
    """How many octets so many become where they are laid in a depot."""
    return size + (ADDED * -(-size // PIECE) if sealed else 0)


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


def refer(connection: Connection, laid: Mapping[str, Laid], now: datetime) -> None:
    """Let items rest where their octets were laid, by checksum, within the caller's transaction."""
    rows = [
        {"sha256": sha256, "depot": one.depot, "name": one.name, "size": one.size, "sealed": one.sealed, "put_at": now}
        for sha256, one in laid.items()
    ]
    if rows:
        connection.execute(insert(ObjectRow), rows)


def sealed(connection: Connection, key: Wrapped | None, checksum: str, ordinal: int, piece: bytes) -> bytes:
    """A piece as it is stored: sealed in its place by the vault, where there is one."""
    vault = vault_of(connection)
    if vault is None:
        return piece
    if key is None:
        raise TypeError("octets are sealed with a key, and none was given")
    return vault.seal(key, _place(checksum, ordinal), piece)


def as_laid(octets: MessageOctets, vault: Vault | None, key: bytes | None) -> Iterator[bytes]:
    """The pieces of a message as they lie in a depot: the same that would stand in the database."""
    for ordinal, piece in enumerate(octets.pieces(PIECE)):
        if vault is None or key is None:
            yield piece
        else:
            yield vault.seal_by(key, _place(octets.checksum, ordinal), piece)


def sealed_anew(vault: Vault, one: Resting, open_: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an item that lay open, sealed with its key."""
    key = Wrapped.of(one.wrapped)
    return (vault.seal(key, _place(one.sha256, ordinal), piece) for ordinal, piece in enumerate(open_))


def pieces(connection: Connection, checksum: str) -> Iterator[bytes]:
    """The stored octets of one item in order; nothing at all for an item of size 0 or one that is missing."""
    ordinal = 0
    while (piece := _piece(connection, checksum, ordinal)) is not None:
        yield piece
        ordinal += 1
    if ordinal == 0 and (outside := resting(connection, checksum)) is not None:
        yield from _outside(connection, outside, 0, None)


def lies_otherwise(connection: Connection, found: Found, size: int) -> tuple[str, str] | None:
    """What there should be beside so many octets that are as they should be, and what there is; None when that is all.

    Pieces that nobody reaches, octets behind the last of an object, and octets that lie in both places.
    """
    outside, wanted = found.outside, -(-size // PIECE)
    if outside is None:
        return None if found.pieces == wanted else (f"{wanted} pieces", f"{found.pieces} pieces")
    if found.pieces:
        return "one place", "two places"
    there = depots_of(connection).at(outside.place).look(outside.name)
    whole, lie = laid_size(size, sealed=outside.sealed), 0 if there is None else there.size
    return None if lie == whole == outside.size else (f"{whole} octets there", f"{lie} octets there")


def span(connection: Connection, checksum: str, start: int, length: int) -> Iterator[bytes]:
    """Some of the stored octets of one item; fewer than asked for when there are no more."""
    first, end = start // PIECE, (start + length + PIECE - 1) // PIECE
    for ordinal, piece in enumerate(_some(connection, checksum, first, end), start=first):
        at = ordinal * PIECE
        yield piece[max(0, start - at) : start + length - at]


def _some(connection: Connection, checksum: str, first: int, end: int) -> Iterator[bytes]:
    """Pieces from the first on, and not the one at the end."""
    for ordinal in range(first, end):
        piece = _piece(connection, checksum, ordinal)
        if piece is None:
            outside = resting(connection, checksum) if ordinal == first else None
            yield from () if outside is None else _outside(connection, outside, first, end)
            return
        yield piece


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
class Found:
    """What is really stored under a name."""

    name: str
    checksum: str
    """Of the pieces in a row from the first on."""
    size: int
    """Octets of them."""
    pieces: int
    """All there are in the database, whether or not they can be reached."""
    outside: Resting | None
    """The object that is referred to; read where the database holds no piece."""


def at_rest(connection: Connection, wanted: Sequence[str]) -> Iterator[Found]:
    """What is really stored under each of these names, read as a stream; of size 0 where there is nothing."""
    for few in windows(wanted, AT_ONCE):
        sums = {name: _Sum() for name in few}
        rows = connection.execute(_OF_NAMES, {"names": few}, execution_options={"yield_per": STREAMED})
        for row in rows:
            sums[row.sha256].add(row.ordinal, _opened(connection, row))
        outside = {one.sha256: one for one in rest(connection, few)}
        for name, lying in outside.items():
            if not sums[name].pieces:
                sums[name].follow(_outside(connection, lying, 0, None))
        for name, one in sums.items():
            yield Found(name, one.sha256.hexdigest(), one.size, one.pieces, outside.get(name))


class _Sum:
    """Pieces of one name, as they come in their order."""

    def __init__(self) -> None:
        self.sha256, self.size, self.pieces = hashlib.sha256(), 0, 0
        self._reached = 0

    def add(self, ordinal: object, piece: bytes) -> None:
        self.pieces += 1
        if ordinal == self._reached:
            self._reached += 1
            self.follow([piece])

    def follow(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.sha256.update(piece)
            self.size += len(piece)


def _piece(connection: Connection, checksum: str, ordinal: int) -> bytes | None:
    row = connection.execute(_ONE_PIECE, {"name": checksum, "place": ordinal}).one_or_none()
    return None if row is None else _opened(connection, row)


def _wrapped_of(sha256: Any) -> Any:
    return (
        select(WRAPPED)
        .join(Item, Item.number == Key.number)
        .where(Key.scope == "item", Item.sha256 == sha256)
        .scalar_subquery()
    )


def _pieces() -> Select[Any]:
    """Pieces as they are stored, each with the wrapped key of its item."""
    wrapped = _wrapped_of(Octets.sha256)
    return select(Octets.sha256, Octets.ordinal, Octets.content, Octets.sealed, wrapped.label("wrapped"))


_ONE_PIECE = _pieces().where(Octets.sha256 == bindparam("name"), Octets.ordinal == bindparam("place")).limit(1)
_OF_NAMES = (
    _pieces().where(Octets.sha256.in_(bindparam("names", expanding=True))).order_by(Octets.sha256, Octets.ordinal)
)


def how_stored(connection: Connection, wanted: Sequence[str]) -> dict[str, tuple[bool, str]]:
    """Of items that rest in the database: whether they are sealed, and by which key, in one text."""
    rows = connection.execute(_pieces().where(Octets.sha256.in_(wanted), Octets.ordinal == 0))
    return {row.sha256: (bool(row.sealed), row.wrapped or "") for row in rows}


def _opened(connection: Connection, row: Any) -> bytes:
    """A piece as it was put in. One that does not open is given as it lies: its checksum then tells that it is damaged.

    A foreign hand can put text into SQLite's column: that must be found, not stumbled over.
    """
    return opened(vault_of(connection), row, row.ordinal, _octets(row.content))


def _octets(content: object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode("utf-8", "surrogateescape")


def opened(vault: Vault | None, row: Any, ordinal: int, octets: bytes) -> bytes:
    """The same of octets that lie somewhere; `row` says of which item, whether they are sealed, and by which key."""
    if not row.sealed:
        return octets
    if vault is None:
        return b""  # an archive without a key has nothing sealed
    try:
        return vault.open(Wrapped.of(row.wrapped or ""), _place(row.sha256, ordinal), octets)
    except Unopened:
        return octets


def _place(checksum: str, ordinal: int) -> str:
    return f"octets.content|{checksum}|{ordinal}"


# --- outside ----------------------------------------------------------------------------------------------------


def resting(connection: Connection, checksum: str) -> Resting | None:
    """In which depot an item rests; None for one that rests in the database, or nowhere."""
    return next(iter(rest(connection, [checksum])), None)


def rest(connection: Connection, wanted: Sequence[str]) -> list[Resting]:
    """The same of several: those that rest in a depot."""
    if not wanted:
        return []
    question = (
        select(
            *(ObjectRow.sha256, ObjectRow.depot, DepotRow.place, ObjectRow.name, ObjectRow.size, ObjectRow.sealed),
            _wrapped_of(ObjectRow.sha256).label("wrapped"),
        )
        .join(DepotRow, DepotRow.name == ObjectRow.depot)
        .where(ObjectRow.sha256.in_(wanted))
        .order_by(ObjectRow.sha256)
    )
    return [
        Resting(row.sha256, row.depot, row.place, row.name, row.size, bool(row.sealed), row.wrapped or "")
        for row in connection.execute(question)
    ]


def _outside(connection: Connection, one: Resting, first: int, end: int | None) -> Iterator[bytes]:
    """Pieces of an object, opened; no more than there are.

    Raises `StoreUnavailable` when the depot does not answer, or is not the one that it was.
    """
    vault, depot = vault_of(connection), depots_of(connection).at(one.place)
    for ordinal, octets in enumerate(as_lying(depot, one, first, end), start=first):
        yield opened(vault, one, ordinal, octets)


def as_lying(depot: Depot, one: Resting, first: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The same as they lie there."""
    at, last = first, -(-one.size // one.stride) if end is None else min(end, -(-one.size // one.stride))
    while at < last:
        wanted = min(WINDOW, last - at) * one.stride
        octets = depot.read(one.name, at * one.stride, wanted)
        if octets is None:
            depots.require_mark(depot, one.depot)
            return
        yield from (octets[start : start + one.stride] for start in range(0, len(octets), one.stride))
        if len(octets) < wanted:
            return
        at += WINDOW


def as_stored(reading: Reading, checksum: str) -> Iterator[bytes]:
    """The pieces of an item in the database as they are stored, each read in a transaction of its own."""
    ordinal = 0
    while True:
        with reading() as connection:
            question = select(Octets.content).where(Octets.sha256 == checksum, Octets.ordinal == ordinal)
            content = connection.scalar(question)
        if content is None:
            return
        yield _octets(content)
        ordinal += 1


def discard(connection: Connection, checksum: str) -> None:
    """Delete the octets of an item wherever they rest, for good: what lies outside first. Raises `StoreUnavailable`."""
    connection.execute(delete(Octets).where(Octets.sha256 == checksum))
    if (outside := resting(connection, checksum)) is not None:
        depot = depots_of(connection).at(outside.place)
        depots.require_mark(depot, outside.depot)
        depot.delete(outside.name)
        connection.execute(delete(ObjectRow).where(ObjectRow.sha256 == checksum))
