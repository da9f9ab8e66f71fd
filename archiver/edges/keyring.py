"""Secret keys in files, readable by their owner alone: the signing key, and the master keys of the encryption.

The signing key lies in the data directory and is made on first use. Master keys lie wherever the configuration says,
one to a line, the newest first; they are made by hand (`archiver key new`), as losing them loses the archive.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from pathlib import Path

from archiver.edges import durable, host
from archiver.errors import ConfigError, StoreUnavailable

NAME = "signing.key"
LENGTH = 32
"""Octets of randomness."""


def signing_key(directory: Path, *, may_create: bool) -> bytes:
    """The key that signs case references and our letters.

    With `may_create` a missing one is made, mode 0600, whole or not at all, and it outlives a power cut. Without, a
    missing key is a ConfigError: a new one would make every reference given out so far worthless.
    """
    path = directory / NAME
    try:
        if may_create:
            _create(path)
        text = path.read_text("ascii", "replace").strip()
    except FileNotFoundError as error:
        if not directory.is_dir():
            raise StoreUnavailable("The data directory does not exist.") from error
        raise ConfigError(
            [f"{path}: the signing key of this archive is missing. Restore it, or copy it from the host that has it."]
        ) from error
    except OSError as error:
        raise StoreUnavailable(f"The signing key cannot be read ({error.strerror}).") from error
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise ConfigError([f"{path}: this is not a signing key."]) from error
    if len(key) < LENGTH:
        raise ConfigError([f"{path}: the signing key is cut short. Restore it."])
    return key


def _create(path: Path) -> None:
    """Whoever is first wins. On the disk before any archive is claimed for it, whoever made it."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            durable.put(path, [_line(secrets.token_hex(LENGTH))])
    durable.sync_folder(path.parent)


def _line(text: str) -> bytes:
    return f"{text}\n".encode()


# --- master keys ------------------------------------------------------------------------------------------------


def master_keys(path: Path) -> tuple[bytes, ...]:
    """The master keys of a file, the newest first.

    Raises `ConfigError` for a file that is missing, holds anything else, or that others than its owner can write: they
    could have the archive wrapped by a key of their own.
    """
    if host.open_to_others(path) == "write":
        raise ConfigError([f"encryption.key_file: group or others can write to {path}. Run: chmod 0600 {path}"])
    try:
        lines = [line.strip() for line in path.read_text("ascii", "replace").splitlines() if line.strip()]
    except FileNotFoundError as error:
        raise ConfigError(
            [f"encryption.key_file: {path} is missing. Restore it; archiver key new is for an archive never encrypted"]
        ) from error
    except OSError as error:
        raise StoreUnavailable(f"The file of the encryption key cannot be read ({error.strerror}).") from error
    try:
        found = tuple(bytes.fromhex(line) for line in lines)
    except ValueError:
        found = ()
    if not found or any(len(key) != LENGTH for key in found):
        raise ConfigError([f"encryption.key_file: {path} holds no key, or one that is cut short. Restore it."])
    return found


def new_master_key(path: Path) -> None:
    """A file with one new key, mode 0600. Raises `ConfigError` when there is a file already."""
    if path.exists():
        raise ConfigError([f"{path} is there already; archiver key rotate makes another key in it."])
    _write_lines(path, [secrets.token_hex(LENGTH)], replaces=False)


def add_master_key(path: Path) -> None:
    """One more key, which from now on is the newest."""
    keys = master_keys(path)
    _write_lines(path, [secrets.token_hex(LENGTH), *(key.hex() for key in keys)], replaces=True)


def retire_old(path: Path) -> tuple[Path, ...]:
    """Leave the newest key alone in its file; each older one goes to a file of its own beside it. Gives those files.

    Whoever has a backup from before the rotation opens it with the key of that time only.
    """
    newest, *older = master_keys(path)
    retired = []
    for key in older:
        place = path.with_name(f"{path.name}.{hashlib.sha256(key).hexdigest()[:8]}.old")
        if not place.exists():
            _write_lines(place, [key.hex()], replaces=False)
        retired.append(place)
    _write_lines(path, [newest.hex()], replaces=True)
    return tuple(retired)


def _write_lines(path: Path, lines: list[str], *, replaces: bool) -> None:
    """Whole or not at all."""
    try:
        durable.put(path, map(_line, lines), replaces=replaces)
    except FileExistsError as error:
        raise ConfigError([f"{path} is there already; archiver key rotate makes another key in it."]) from error
    except OSError as error:
        raise StoreUnavailable(f"The file of the encryption key cannot be written ({error.strerror}).") from error
