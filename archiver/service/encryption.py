"""Encryption from the command line: a new master key, another one, and sealing what lay open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.config import Settings
from archiver.edges import keyring
from archiver.errors import UsageError
from archiver.jobs.sealing import rewrap, seal_past
from archiver.service.commands import by_hand
from archiver.service.wiring import Archive, now, opened

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    key_file: Path
    """Where the new master key is: it must be copied to wherever the old one was kept."""
    keys: int
    """So many keys are wrapped anew."""
    retired: tuple[Path, ...]
    """Files of the master keys that open backups from before."""


def new_key(settings: Settings, to: Path | None) -> Path:
    """Make the file of the master key: where the configuration says, or at `to`. Raises when it is there already."""
    path = to or _key_file(settings)
    keyring.new_master_key(path)
    return path


def rotate(settings: Settings, progress: Progress) -> Rotated:
    """Another master key. Interrupted, it goes on when it is called again; nothing is encrypted anew."""
    path = _key_file(settings)
    if len(keyring.master_keys(path)) == 1:
        keyring.add_master_key(path)
    with opened(settings) as archive:
        count = rewrap(archive.store, by_hand(), now, progress)
    return Rotated(path, count, keyring.retire_old(path))


def seal(archive: Archive, progress: Progress) -> int:
    """Encrypt what came in before the archive was; gives how many rows. Raises `UsageError` where others own it."""
    _key_file(archive.settings)
    if archive.store.sealing.waits_for_owner():
        raise UsageError("Only the owner of the tables can encrypt what is there: run archiver key seal as that user.")
    return seal_past(archive.store, now, progress)


def _key_file(settings: Settings) -> Path:
    if settings.encryption.key_file is None:
        raise UsageError("The configuration names no key: write key_file under [encryption].")
    return settings.encryption.key_file
