"""A folder that appears whole or not at all, for this user alone, and such a folder read again, hash by hash."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archiver.core.backup import BackupFile
from archiver.core.language import later
from archiver.edges import durable
from archiver.errors import ArchiverError, OutsideServiceError, UsageError

PIECE = 1 << 20
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What may pass: the disk is full, or fails."""


@contextmanager
def written_whole(to: Path) -> Iterator[Path]:
    """A new folder beside `to` to be filled; it gets that name when the block ends well, and is gone when it does not.

    Raises UsageError when something of that name is there, or nothing can be made there, and OutsideServiceError when
    there is no room for it, or its disk fails.
    """
    refuse_if_there(to)
    scratch = to.parent / f".{to.name}.{secrets.token_hex(4)}.part"
    try:
        scratch.mkdir(mode=0o700)
    except OSError as error:
        raise unwritten(to, error) from error
    try:
        yield scratch
        durable.sync_folder(scratch)
        refuse_if_there(to)
        scratch.rename(to)
        durable.sync_folder(to.parent)
    except OSError as error:
        raise unwritten(to, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def unwritten(to: Path, error: OSError) -> ArchiverError:
    """What a person is told of a path that cannot be written, by who can act on it."""
    kind = OutsideServiceError if error.errno in _NO_ROOM else UsageError
    return kind(later("{path} cannot be written: {problem}."), path=to, problem=error.strerror)


def described(file: Path) -> BackupFile:
    """What a file is, and by then nobody else may read it."""
    file.chmod(0o600)
    return BackupFile(file.name, *_hashed(file, lambda _: None))


def read(folder: Path, name: str, most: int) -> bytes:
    """A small file of a folder. Raises UsageError where there is none, or one larger than `most` octets."""
    path = folder / name
    if not folder.is_dir() or not path.is_file():
        raise UsageError("{path} is no backup, or one that was cut short: it holds no {name}.", path=folder, name=name)
    try:
        with path.open("rb") as file:
            octets = file.read(most + 1)
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=path, problem=error.strerror) from error
    if len(octets) > most:
        raise UsageError("The backup's {name} is not what archiver wrote.", name=name)
    return octets


def require_same(folder: Path, files: Sequence[BackupFile], progress: Callable[[int, int], None]) -> None:
    """Hash every file anew. Raises UsageError for the first that is missing, cut short or changed."""
    in_all, done = sum(file.size for file in files), 0
    for file in files:
        path = folder / file.name
        try:
            size = path.stat().st_size if path.is_file() else None
            if size != file.size:
                raise UsageError(
                    "The backup is not whole: {name} should have {expected} octets and has {found}.",
                    name=file.name,
                    expected=file.size,
                    found=size or 0,
                )
            before = done
            sha256, _ = _hashed(path, lambda octets, before=before: progress(before + octets, in_all))  # type: ignore[misc]
        except OSError as error:
            raise UsageError("{path} cannot be read: {problem}.", path=path, problem=error.strerror) from error
        if sha256 != file.sha256:
            raise UsageError("The backup was changed: {name} is not what its manifest says.", name=file.name)
        done += file.size


def _hashed(file: Path, progress: Callable[[int], None]) -> tuple[str, int]:
    sha256, size = hashlib.sha256(), 0
    with file.open("rb") as octets:
        while piece := octets.read(PIECE):
            sha256.update(piece)
            size += len(piece)
            progress(size)
    return sha256.hexdigest(), size


def refuse_if_there(path: Path) -> None:
    """Raises UsageError for a name that is taken: nothing of a person's is written over."""
    if os.path.lexists(path):
        raise UsageError("{path} exists already; nothing was written over.", path=path)
