"""Where octets rest. Today that is the database itself; this door is where another place would be built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, insert, select

from archiver.core.cuts import derived
from archiver.core.intake import windows
from archiver.core.records import PIECE, Cut, Cuts
from archiver.core.records import Octets as MessageOctets
from archiver.edges.tables import Octets

AT_ONCE = 100
"""How many items one question names."""


def put(connection: Connection, contents: Iterable[MessageOctets]) -> None:
    """Store the octets of items that are new, piece by piece, within the caller's transaction."""
    waiting: list[dict[str, object]] = []
    held = 0
    for octets in contents:
        for ordinal, piece in enumerate(octets.pieces(PIECE)):
            waiting.append({"sha256": octets.checksum, "ordinal": ordinal, "content": piece})
            held += len(piece)
            if held >= 8 * PIECE:
                connection.execute(insert(Octets), waiting)
                waiting, held = [], 0
    if waiting:
        connection.execute(insert(Octets), waiting)


def pieces(connection: Connection, checksum: str) -> Iterator[bytes]:
    """The stored octets of one item in order; nothing at all for an item of size 0 or one that is missing."""
    ordinal = 0
    while (piece := _piece(connection, checksum, ordinal)) is not None:
        yield piece
        ordinal += 1


def count(connection: Connection, checksum: str) -> int:
    """How many pieces are stored under a name, whether or not they can be reached."""
    return connection.scalar(select(func.count()).select_from(Octets).where(Octets.sha256 == checksum)) or 0


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


def checksums(connection: Connection, wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The checksum of what is really stored under each name in `wanted`, read as a stream."""
    for few in windows(wanted, AT_ONCE):
        sums = {name: hashlib.sha256() for name in few}
        question = select(Octets.sha256, Octets.content).where(Octets.sha256.in_(few))
        rows = connection.execution_options(yield_per=8).execute(question.order_by(Octets.sha256, Octets.ordinal))
        for name, piece in rows:
            sums[name].update(_as_octets(piece))
        yield from ((name, found.hexdigest()) for name, found in sums.items())


def _piece(connection: Connection, checksum: str, ordinal: int) -> bytes | None:
    piece: object = connection.scalar(
        select(Octets.content).where(Octets.sha256 == checksum, Octets.ordinal == ordinal).limit(1)
    )
    return None if piece is None else _as_octets(piece)


def _as_octets(piece: object) -> bytes:
    """A foreign hand can put text into SQLite's column: that must be found, not stumbled over."""
    return piece if isinstance(piece, bytes) else str(piece).encode("utf-8", "surrogateescape")
