"""What rests outside the database, into a backup and out of one: a tar file with an object for each item.

A member is called by the SHA-256 of its item and is what lies in the depot: the mail itself, or its pieces as they are
sealed. A backup is of one view of the database; what has moved since is taken from where it rests now.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tarfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, delete, insert, select, update

from archiver.core.intake import windows
from archiver.core.records import PIECE
from archiver.edges import content, depots
from archiver.edges.depots import Depot, depots_of
from archiver.edges.store.database import Database
from archiver.edges.tables import DepotRow, ObjectRow, Octets
from archiver.edges.vault import ADDED
from archiver.errors import StoreUnavailable, UsageError

Progress = Callable[[int, int], None]
"""Told octets done, and octets in all."""
SEEN = "SELECT sha256, size, sealed FROM objects ORDER BY sha256"
"""What a view of the database says that rests outside."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was put into a backup."""

    objects: int
    sha256: str
    """Of the file."""
    faulty: tuple[str, ...] = ()
    """SHA-256 of items that are not what came in, or not there: `verify` names them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An object as a view of the database has it."""

    sha256: str
    size: int
    sealed: bool


def write_seen(rows: Iterable[Any], to: Path) -> None:
    """Keep what a view says for as long as it takes to copy it."""
    with to.open("w") as file:
        file.writelines(json.dumps([sha256, size, bool(sealed)]) + "\n" for sha256, size, sealed in rows)


def read_seen(seen: Path) -> Iterator[Seen]:
    """The same back."""
    with seen.open() as file:
        yield from (Seen(*json.loads(line)) for line in file)


def pack(database: Database, seen: Path, to: Path, progress: Progress) -> Carried:
    """Write what rests outside into a new tar file, durably. Raises `StoreUnavailable` when a depot does not answer."""
    in_all, done, count, faulty = sum(one.size for one in read_seen(seen)), 0, 0, list[str]()
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        hashed = _Hashed(file)
        with tarfile.open(fileobj=hashed, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
            for one in read_seen(seen):
                flow = _Flow(_pieces(database, one), one)
                if flow.is_there:
                    told = tarfile.TarInfo(one.sha256)
                    told.size, told.mode = one.size, 0o600
                    tar.addfile(told, flow)
                    count += 1
                faulty += [one.sha256] if flow.is_faulty else []
                done += one.size
                progress(done, in_all)
        file.flush()
        os.fsync(file.fileno())
    return Carried(count, hashed.sha256.hexdigest(), tuple(faulty))


def _pieces(database: Database, one: Seen) -> Iterator[bytes]:
    """Of an item as the view has it, from where it rests now; none when it rests nowhere, or is cut short."""
    with database.reading() as connection:
        now = content.resting(connection, one.sha256)
        stored = content.how_stored(connection, [one.sha256])
    if now is None:
        is_sealed, wrapped = stored.get(one.sha256, (False, ""))
        lying = content.as_stored(database.reading, one.sha256)
        now = content.Resting(one.sha256, "", "", "", one.size, is_sealed, wrapped)
        is_whole = bool(stored)
    else:
        depot = database.depots.at(now.place)
        found = depot.look(now.name)
        if found is None:
            depots.require_mark(depot, now.depot)
        lying = content.as_lying(depot, now)
        is_whole = found is not None and found.size == now.size
    if not is_whole:
        return
    for ordinal, piece in enumerate(lying):
        is_open = now.sealed and not one.sealed  # it was sealed since then, with a key that the view does not have
        yield content.opened(database.vault, now, ordinal, piece) if is_open else piece


class _Flow:
    """Pieces as a file to be read, hashed as they go by."""

    def __init__(self, pieces: Iterator[bytes], one: Seen) -> None:
        self._pieces, self._one = pieces, one
        self._rest = next(pieces, b"")
        self.is_there = bool(self._rest)
        self._sha256 = hashlib.sha256()

    def read(self, length: int) -> bytes:
        while len(self._rest) < length and (more := next(self._pieces, b"")):
            self._rest += more
        given, self._rest = self._rest[:length], self._rest[length:]
        self._sha256.update(given)
        return given

    @property
    def is_faulty(self) -> bool:
        """Whether it is not there, or a plain one is not what its name says; a sealed one tells when it is opened."""
        return not self.is_there or not (self._one.sealed or self._sha256.hexdigest() == self._one.sha256)


class _Hashed:
    """A file that is written, and hashed as it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, octets: bytes) -> int:
        self.sha256.update(octets)
        return self._file.write(octets)


# --- back -------------------------------------------------------------------------------------------------------


def unpack(connection: Connection, tar: Path | None, gone: Collection[str], now: datetime, progress: Progress) -> None:
    """Let what a backup has rest where the configuration says, in an archive just loaded: the triggers are off.

    What the backup refers to is left alone: it may be another archive's by now. What is `gone` stays so. An item that
    is not in the backup has nowhere to rest, and `verify` says that it is missing.
    """
    chosen = depots_of(connection).chosen
    depot = None if chosen is None else depots_of(connection).at(chosen)
    if (
        connection.scalar(select(ObjectRow.sha256).limit(1)) is None
        and connection.scalar(select(DepotRow.name)) is None
    ):
        return
    name = secrets.token_hex(8)
    if depot is not None:
        connection.execute(update(DepotRow).where(DepotRow.place == depot.place).values(place=f"was {depot.place}"))
        connection.execute(insert(DepotRow), {"name": name, "place": depot.place, "opened_at": now})
        depot.put(depots.MARK, [name.encode()], len(name))
    if tar is not None:
        _put_back(connection, tar, gone, depot, name, now, progress)
    if depot is None:
        connection.execute(delete(ObjectRow))
    else:
        connection.execute(update(ObjectRow).where(ObjectRow.depot != name).values(depot=name))
    for few in windows(list(gone), content.AT_ONCE):
        connection.execute(delete(ObjectRow).where(ObjectRow.sha256.in_(few)))
    connection.execute(delete(DepotRow).where(DepotRow.name != name))


def _put_back(
    connection: Connection,
    tar: Path,
    gone: Collection[str],
    depot: Depot | None,
    name: str,
    now: datetime,
    progress: Progress,
) -> None:
    in_all = tar.stat().st_size
    with tarfile.open(tar, mode="r|") as members:
        for member in members:
            row = connection.execute(select(ObjectRow.__table__).where(ObjectRow.sha256 == member.name)).one_or_none()
            file = members.extractfile(member)
            if row is None or file is None or member.name in gone:
                continue
            if member.size != row.size:
                raise UsageError("The backup was changed: {name} is not what its manifest says.", name=tar.name)
            pieces = _read(file, PIECE + ADDED * bool(row.sealed))
            if depot is None:
                _into_database(connection, row, pieces)
            else:
                called = depots.new_name(None if row.sealed else row.sha256)
                depot.put(called, pieces, row.size)
                values = {"depot": name, "name": called, "put_at": now}
                connection.execute(update(ObjectRow).where(ObjectRow.sha256 == row.sha256).values(values))
            progress(member.offset_data + member.size, in_all)


def _into_database(connection: Connection, row: Any, pieces: Iterable[bytes]) -> None:
    for ordinal, piece in enumerate(pieces):
        values = {"sha256": row.sha256, "ordinal": ordinal, "content": piece, "sealed": row.sealed}
        connection.execute(insert(Octets), values)


def _read(file: IO[bytes], length: int) -> Iterator[bytes]:
    while piece := file.read(length):
        yield piece


def clear(depot: Depot) -> None:
    """Take away what a restore that failed has put into a depot that was empty before."""
    try:
        for one in list(depot.lying()):
            depot.delete(one.name)
        depot.delete(depots.MARK)
    except StoreUnavailable:
        return
