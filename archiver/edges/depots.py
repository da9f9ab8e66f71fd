"""Depots: places outside the database where octets rest, each octet string under a name of its own.

What is put under a name is on the disk, or acknowledged by its server, before `put` returns, and is never written over.
A depot says whose it is: a folder that is not mounted, or a bucket of somebody else, is never taken for an empty one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import Connection

from archiver.core.language import later
from archiver.edges import durable
from archiver.errors import ConfigError, StoreUnavailable

ABOVE = 256 * 1024
"""Octets; what is larger rests in a depot, where there is one."""
MARK = "archiver-depot"
"""The object that says whose a depot is."""
MOST_MARK = 100
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{8}\Z")
"""What an object with the octets of an item is called."""
PROBE = "archiver-probe-"
PROBED = re.compile(rf"{PROBE}[0-9a-f]{{16}}\Z")
CUT_OFF = re.compile(r"(?:[0-9a-f]{2}/)?\.archiver-[0-9a-f]{16}\.part\Z")
"""What a process that was killed leaves in a folder."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Something that lies in a depot."""

    name: str
    size: int
    at: datetime
    """By the clock of the depot, when it was put there."""


class Depot(Protocol):
    """One place. Whatever fails is `StoreUnavailable`, with a sentence that names the place."""

    @property
    def place(self) -> str:
        """As the configuration writes it."""

    def put(self, name: str, pieces: Iterable[bytes], size: int) -> None:
        """Put so many octets there for good, never over anything. What `pieces` raises comes out; nothing is there."""

    def read(self, name: str, start: int, length: int) -> bytes | None:
        """Some octets, fewer where there are no more; None for a name that is not there."""

    def look(self, name: str) -> Lying | None:
        """What lies under a name."""

    def delete(self, name: str) -> None:
        """Take it away; what is gone already is no error."""

    def lying(self) -> Iterator[Lying]:
        """Every object of ours but the mark, and what a process that was killed left of one."""

    def keeps_versions(self) -> bool:
        """Whether what is deleted may still be had there: a bucket with versions, or with a lock."""

    def free(self) -> Path | None:
        """The folder whose disk it fills; None where nobody can tell."""


@dataclass(frozen=True, slots=True)
class Access:
    """How an S3-compatible store is reached."""

    endpoint: str | None = None
    """None for that of Amazon in the region."""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    ca_file: Path | None = None
    timeout_seconds: int = 30


class Depots:
    """Where what comes in is to rest, and every depot that was opened."""

    def __init__(self, chosen: str | None = None, above: int = ABOVE, access: Access = Access()) -> None:
        """`chosen` is the place of what comes in, if larger than `above`; None for the database itself."""
        self.chosen = chosen
        self.above = above
        self._access = access
        self._opened: dict[str, Depot] = {}

    def at(self, place: str) -> Depot:
        """The depot at a place. Raises `ConfigError` for what is none, `StoreUnavailable` without what it needs."""
        if place not in self._opened:
            self._opened[place] = _opened(place, self._access)
        return self._opened[place]


def depots_of(connection: Connection) -> Depots:
    """The depots of a database, as an engine's dialect carries them."""
    depots: Depots | None = getattr(connection.dialect, "depots", None)
    return depots or Depots()


def use(connection: Connection, depots: Depots) -> None:
    """Let a connection that knows none reach these."""
    connection.dialect.depots = depots  # type: ignore[attr-defined]


def _opened(place: str, access: Access) -> Depot:
    if place.startswith("file:///"):
        return Folder(Path(unquote(urlsplit(place).path)))
    if place.startswith("s3://"):
        from archiver.edges.objects import Bucket  # noqa: PLC0415 - an extra, there where a store is

        return Bucket(place, access)
    raise ConfigError(["content.store: must be database, files, file:///folder or s3://bucket/prefix"])


def place_of(folder: Path) -> str:
    """How a folder is written as a place."""
    return "file://" + quote(str(folder))


def new_name(checksum: str | None) -> str:
    """A name that nothing ever had: after the SHA-256 of the octets, or, for sealed ones, after nothing at all."""
    stem = checksum or secrets.token_hex(32)
    return f"{stem[:2]}/{stem}-{secrets.token_hex(4)}"


def mark_of(depot: Depot) -> str | None:
    """Whose a depot is; None where nobody's."""
    octets = depot.read(MARK, 0, MOST_MARK)
    return None if octets is None else octets.decode("ascii", "replace").strip()


def require_mark(depot: Depot, name: str) -> None:
    """See that this is the depot of that name. Raises `StoreUnavailable`: not mounted, emptied, or another's."""
    if mark_of(depot) != name:
        raise StoreUnavailable(
            later("{place} is not what it was: see that the right disk is mounted, or the right bucket named."),
            place=depot.place,
        )


def probe(depot: Depot) -> Lying:
    """Put something there, read it back and take it away; says when it was there, by the depot's own clock."""
    name, octets = PROBE + secrets.token_hex(8), secrets.token_bytes(64)
    depot.put(name, [octets], len(octets))
    try:
        found = depot.look(name)
        if found is None or depot.read(name, 0, 2 * len(octets)) != octets:
            raise StoreUnavailable(later("{place} does not give back what it was given."), place=depot.place)
    finally:
        depot.delete(name)
    return found


def is_ours(name: str) -> bool:
    """Whether something is called as what we put there is, or what a process that was killed left of it."""
    return any(pattern.match(name) for pattern in (NAME, CUT_OFF, PROBED))


# --- a folder ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on a disk, one file for each object, in 256 folders."""

    root: Path

    @property
    def place(self) -> str:
        return place_of(self.root)

    def put(self, name: str, pieces: Iterable[bytes], size: int) -> None:  # noqa: ARG002 - as `Depot.put`
        path = self._path(name)
        with self._translated():
            if not path.parent.is_dir():
                self._make(path.parent)
            durable.put(path, pieces)

    def read(self, name: str, start: int, length: int) -> bytes | None:
        with self._translated():
            try:
                with self._path(name).open("rb") as file:
                    file.seek(start)
                    return file.read(length)
            except FileNotFoundError:
                return None

    def look(self, name: str) -> Lying | None:
        with self._translated():
            try:
                told = self._path(name).stat()
            except FileNotFoundError:
                return None
            return Lying(name, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC))

    def delete(self, name: str) -> None:
        with self._translated():
            path = self._path(name)
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                durable.sync_folder(path.parent)

    def lying(self) -> Iterator[Lying]:
        with self._translated():
            for folder in (self.root, *sorted(self.root.glob("[0-9a-f][0-9a-f]"))):
                for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
                    name = str(entry.relative_to(self.root))
                    if is_ours(name) and (found := self.look(name)) is not None:
                        yield found

    def keeps_versions(self) -> bool:
        return False

    def free(self) -> Path | None:
        return self.root

    def _path(self, name: str) -> Path:
        """Whoever can write the database cannot lead us elsewhere by a name."""
        return self.root / (name if is_ours(name) or name == MARK else "no-name-of-ours")

    def _make(self, folder: Path) -> None:
        for one in (folder.parent, folder):  # the depot itself when it is begun; what is above it is not ours to make
            if not one.is_dir():
                one.mkdir(mode=0o700, exist_ok=True)
                durable.sync_folder(one.parent)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            sentence = later("{place} cannot be used: {problem}.")
            problem = error.strerror or type(error).__name__
            raise StoreUnavailable(sentence, place=self.place, problem=problem) from error
