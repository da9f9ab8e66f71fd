"""A case package on disk: a BagIt bag (RFC 8493) that is also a Mailbag 1.0, as a folder or a zip, whole or not at all.

Octets go through in pieces; the largest mail is never held. Every file is for this user alone. The same content always
gives the same octets, but for the salt in a zip with a password.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import secrets
import shutil
import stat
import time
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from archiver.core.language import later
from archiver.core.records import PIECE
from archiver.edges import durable
from archiver.edges.bundle import refuse_if_there, unwritten
from archiver.errors import OutsideServiceError, UsageError

ALGORITHMS = ("sha256", "sha512")
VERSION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""RFC 8493 § 2.1.1. The library writes 0.97, whose bags differ only in names with a percent sign; ours have none."""
ZIP64 = 1 << 30
"""Octets from which on an entry has the long form."""
_SCRATCH = ".archiver-package-"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can tell."""

SHORTEST_PASSWORD = 12
"""Characters. The format makes a key of it with a thousand rounds only (AE-2), so that four are tried in no time."""

BEGINNING = 60
"""Seconds in which one that was begun may not be held yet."""

Progress = Callable[[int], None]
"""Told of octets that went through."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A file of the package."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package that is whole, and that nobody has yet."""

    manifest: str
    """SHA-256 of manifest-sha256.txt, which has the hash of every mail and attachment."""
    tagmanifest: str
    """SHA-256 of tagmanifest-sha256.txt, which has the hash of everything else, that manifest included."""
    files: int
    """In the payload."""
    octets: int
    """Of the payload."""


class Package:
    """One that is being made. Paths are relative, with slashes; those of the payload do not say data/."""

    def __init__(self, scratch: Path, to: Path, password: str | None, progress: Progress) -> None:
        self.bag, self._tags = scratch / "bag", scratch / "tags"
        self._made, self._to, self._password = self.bag, to, password
        self._progress = progress
        self.bag.mkdir(mode=0o700)
        self._tags.mkdir(mode=0o700)

    @property
    def is_locked(self) -> bool:
        """Whether it is to have a password; the names of its files can be read without."""
        return self._password is not None

    def add(self, path: str, pieces: Iterable[bytes]) -> Laid:
        """Put a file into the payload. Whatever `pieces` raises is raised, and then the file is not there."""
        return self._write(self.bag / path, pieces)

    def tag(self, path: str, pieces: Iterable[bytes]) -> Laid:
        """Put a file beside the payload."""
        return self._write(self._tags / path, pieces)

    def drop(self, path: str) -> None:
        """Take a file out of the payload again."""
        (self.bag / path).unlink()

    def span(self, path: str, start: int, length: int) -> Iterator[bytes]:
        """Octets of a file in the payload, in pieces."""
        with (self.bag / path).open("rb") as file:
            file.seek(start)
            while length > 0 and (piece := file.read(min(length, PIECE))):
                length -= len(piece)
                yield piece

    def seal(self, info: Mapping[str, str]) -> Sealed:
        """Make the manifests; `info` is what bag-info.txt says. Nothing may be put in afterwards."""
        bagit = _bagit()
        made = bagit.make_bag(str(self.bag), dict(info), checksums=list(ALGORITHMS))
        for one in sorted(self._tags.iterdir()):
            one.rename(self.bag / one.name)
        (self.bag / "bagit.txt").write_text(VERSION, encoding="utf-8")
        made.save()
        for algorithm in ALGORITHMS:
            _sort(self.bag / f"tagmanifest-{algorithm}.txt")
        for path in self.bag.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        octets, files = made.info["Payload-Oxum"].split(".")
        manifest, tagmanifest = (_sha256_of(self.bag / f"{name}-sha256.txt") for name in ("manifest", "tagmanifest"))
        return Sealed(manifest, tagmanifest, int(files), int(octets))

    def wrap(self, at: datetime) -> None:
        """Put the sealed package into one zip file where one is wanted, in a folder of the same name.

        With a password it is encrypted (AES-256, WinZip AE-2), but for the names of files; `at` is the time that its
        files tell.
        """
        if not is_zip(self._to):
            return
        self._made = self.bag.parent / "zip"
        files = sorted(path for path in self.bag.rglob("*") if path.is_file())
        with _zip(self._made, self._password) as archive:
            for path in files:
                self._store(archive, path, f"{self._to.stem}/{path.relative_to(self.bag).as_posix()}", at)
                path.unlink()  # so that no more room is taken up than must be
        self._made.chmod(0o600)

    def _store(self, archive: Any, path: Path, name: str, at: datetime) -> None:
        info = getattr(archive, "zipinfo_cls", zipfile.ZipInfo)(name, max(EARLIEST, at.timetuple()[:6]))
        info.external_attr, info.compress_type, info.create_system = 0o100600 << 16, zipfile.ZIP_DEFLATED, 3
        info.file_size = path.stat().st_size
        with path.open("rb") as source, archive.open(info, "w", force_zip64=info.file_size >= ZIP64) as entry:
            while piece := source.read(PIECE):
                entry.write(piece)
                self._progress(len(piece))

    def publish(self) -> None:
        """Give what was made its name; all of it is on the disk when this returns."""
        if self._made.is_file():
            with self._made.open("rb") as file:
                os.fsync(file.fileno())
        else:
            for path in chain((self._made,), self._made.rglob("*")):
                if path.is_dir():
                    durable.sync_folder(path)
        refuse_if_there(self._to)
        self._made.rename(self._to)
        durable.sync_folder(self._to.parent)

    def _write(self, file: Path, pieces: Iterable[bytes]) -> Laid:
        for folder in reversed([one for one in file.parents if self.bag in one.parents or self._tags in one.parents]):
            folder.mkdir(mode=0o700, exist_ok=True)
        sha256, size = hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                sha256.update(piece)
                size += len(piece)
                self._progress(len(piece))
                yield piece

        try:
            durable.write(file, counted())
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        return Laid(sha256.hexdigest(), size)


@contextmanager
def package(to: Path, password: str | None = None, progress: Progress = lambda _octets: None) -> Iterator[Package]:
    """A new package to be filled, sealed, wrapped and published; whatever is not published is gone when the block ends.

    A name that ends with .zip gets a zip, any other a folder. Raises `UsageError` when something of that name is there,
    nothing can be made there or a folder is to have a password, and `OutsideServiceError` when there is no room for it,
    or its disk fails.
    """
    if password is not None:
        _require_fit(password, to)
    refuse_if_there(to)
    _sweep(to.parent)
    scratch = to.parent / f"{_SCRATCH}{secrets.token_hex(8)}.part"
    try:
        scratch.mkdir(mode=0o700)
        with _held(scratch):
            yield Package(scratch, to, password, progress)
    except OSError as error:
        raise unwritten(to, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _held(scratch: Path) -> Iterator[None]:
    """While it is held nobody sweeps it away; whoever is killed holds nothing any more."""
    descriptor = os.open(scratch, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: then none is swept there either
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Take away what an export left that was killed: the mails of a case, which nobody knows to be there."""
    for one in folder.glob(f"{_SCRATCH}*.part"):
        with suppress(OSError):
            told = one.lstat()
            is_new = time.time() - told.st_mtime < BEGINNING
            if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.geteuid() or is_new:
                continue
            descriptor = os.open(one, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails where it is held
                shutil.rmtree(one, ignore_errors=True)
            finally:
                os.close(descriptor)


def _require_fit(password: str, to: Path) -> None:
    if not is_zip(to):
        raise UsageError(later("Only a zip can have a password: let the name end with .zip."))
    require_password(password)


def require_password(password: str) -> None:
    """Raises `UsageError` for one that no zip is given."""
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError(
            later("The password of a zip has {least} characters at least: whoever has the file may try for years."),
            least=SHORTEST_PASSWORD,
        )
    if not (password.isascii() and password.isprintable()):
        raise UsageError(
            later("The password of a zip is of a–z, 0–9 and signs: programs do not agree on letters such as æ.")
        )


def is_zip(to: Path) -> bool:
    """Whether a package of that name is a zip."""
    return to.suffix.lower() == ".zip"


def _zip(to: Path, password: str | None) -> Any:
    if password is None:
        return zipfile.ZipFile(to, "x", zipfile.ZIP_DEFLATED, compresslevel=1)
    try:
        import pyzipper  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise OutsideServiceError(
            later("A zip with a password needs pyzipper: pip install 'arkivfunktion[handover]'.")
        ) from error
    archive = pyzipper.AESZipFile(to, "x", zipfile.ZIP_DEFLATED, compresslevel=1, encryption=pyzipper.WZ_AES)
    archive.setpassword(password.encode())
    archive.setencryption(pyzipper.WZ_AES, nbits=256)
    return archive


def _bagit() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # codecs.open, on the newest Python
            import bagit  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise OutsideServiceError(
            later("A case package needs bagit: pip install 'arkivfunktion[handover]'.")
        ) from error
    logging.getLogger("bagit").setLevel(logging.CRITICAL + 1)  # it would log the name of every attachment
    return bagit


def _sort(manifest: Path) -> None:
    """By file name: the library writes them as the disk lists them."""
    lines = [bytes(line) for line in manifest.read_bytes().splitlines(keepends=True)]
    lines.sort(key=lambda line: line.split(b" ", 1)[1])
    manifest.write_bytes(b"".join(lines))


def _sha256_of(file: Path) -> str:
    with file.open("rb") as octets:
        return hashlib.file_digest(octets, "sha256").hexdigest()
