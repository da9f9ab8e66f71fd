"""Where octets rest. Today that is the database itself; this door is where another place would be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, insert, select

from archiver.core.records import PIECE
from archiver.core.records import Octets as MessageOctets
from archiver.edges.tables import Octets


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


def _piece(connection: Connection, checksum: str, ordinal: int) -> bytes | None:
    piece: object = connection.scalar(
        select(Octets.content).where(Octets.sha256 == checksum, Octets.ordinal == ordinal).limit(1)
    )
    # A foreign hand can put text into SQLite's column: that must be found, not stumbled over.
    return piece if isinstance(piece, bytes | None) else str(piece).encode("utf-8", "surrogateescape")
