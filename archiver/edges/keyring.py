"""The archive's own secret key: a file in the data directory, made on first use, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from archiver.errors import ConfigError, StoreUnavailable

NAME = "signing.key"
LENGTH = 32
"""Octets of randomness."""


def signing_key(directory: Path, *, may_create: bool) -> bytes:
    """The key that signs case references and our letters.

    With `may_create` a missing one is made, mode 0600, whole or not at all. Without, a missing key is a ConfigError:
    a new one would make every reference given out so far worthless.
    """
    path = directory / NAME
    try:
        if not path.exists() and may_create:
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
    """Under another name first, then linked: whoever is first wins, and nobody ever reads half a key."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_hex(LENGTH).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(scratch, path)
    except FileExistsError:
        return
    finally:
        scratch.unlink()
