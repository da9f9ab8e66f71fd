"""Files that are whole, and on the disk when we say so: a full disk leaves no half of one, a power cut takes none."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_CANNOT_BE_SYNCED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES})
"""A file system that knows no syncing of folders, or a folder that we may not read: then nothing can be done."""


def put(path: Path, pieces: Iterable[bytes], *, replaces: bool = False) -> None:
    """Make a file for this user alone, mode 0600; under its name there is all of it or what was there before.

    When this returns it outlives a power cut. Raises FileExistsError for a name that is taken, unless it `replaces`
    what is there, and OSError when the disk fails.
    """
    scratch = path.with_name(f".archiver-{secrets.token_hex(8)}.part")
    try:
        write(scratch, pieces)
        if replaces:
            scratch.replace(path)
        else:
            os.link(scratch, path)  # unlike a renaming, never over anything
    finally:
        scratch.unlink(missing_ok=True)
    sync_folder(path.parent)


def write(file: Path, pieces: Iterable[bytes]) -> None:
    """Make a file for this user alone; its octets are on the disk when this returns, its name with `sync_folder`.

    Raises FileExistsError for a name that is taken, and OSError when the disk fails: then a part of it may be there.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.writelines(pieces)
        opened.flush()
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder, new, changed and gone, are on the disk when this returns. Raises OSError."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_BE_SYNCED:
            raise
