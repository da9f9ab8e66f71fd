"""Backup and restore: each proves itself, and neither ever writes over anything."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from archiver import __version__
from archiver.config import Settings
from archiver.core import backup as backups
from archiver.core.backup import BackupFile, Copied, Manifest
from archiver.core.cases import Signer
from archiver.core.disposition import Erasure, Scope
from archiver.core.language import later
from archiver.edges import bundle, depots, durable, host, keyring
from archiver.edges.depots import Depot
from archiver.edges.erasures import Ledger
from archiver.edges.store import Store, carrying, disposals, safekeeping, sealing, snapshot, whereabouts
from archiver.edges.store.audit import VerifyReport
from archiver.edges.store.database import is_known
from archiver.errors import ArchiverError, ConfigError, OutsideServiceError, StoreUnavailable, UsageError
from archiver.failpoints import failpoint
from archiver.jobs.disposal import carry_out
from archiver.service import anchors
from archiver.service.anchors import Letters
from archiver.service.wiring import (
    Archive,
    database_of,
    depots_for,
    known_authorities,
    ledger_of,
    now,
    opened,
    policy_of,
    vault_for,
)

__all__ = ["Backup", "Manifest", "Restored", "backup", "restore"]

ROOM_BESIDE = 10_000_000
"""Octets that must be free beside what is about to be written."""
MOST_MANIFEST = 1_000_000

Progress = Callable[[str, int, int], None]
"""Told what is being done ("copy", "check", "load", "verify"), how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and proven."""

    manifest: Manifest
    sha256: str
    """Of its manifest."""
    keep_elsewhere: tuple[Path, ...]
    """What is not in it on purpose, and without which it is worth nothing."""
    faulty: int = 0
    """So many items that rest outside the database were not there, or not what came in: `verify` names them."""


def backup(archive: Archive, to: Path, agent: str, progress: Progress) -> Backup:
    """Write a backup into the new folder `to`; others go on working. It is read again before this returns.

    Raises `UsageError` for a place that is taken, `OutsideServiceError` where there is no room or no pg_dump; nothing
    is left there then, and the chain of custody says that it failed.
    """
    store, name, begun = archive.store, secrets.token_hex(8), False
    key = keyring.signing_key(archive.settings.data_directory, may_create=False)
    place = to.absolute()
    try:
        with bundle.written_whole(place) as folder:
            outside = sum(one.octets for one in store.whereabouts.places() if one.place is not None)
            _require_room(place.parent, snapshot.octets_in(store.database) + outside)
            store.safekeeping.note_begun(name, agent, now())
            begun = True
            failpoint("backup.begun")
            manifest, faulty = _fill(store, folder, name, progress)
            failpoint("backup.before-manifest")
            octets = backups.written(manifest, key)
            durable.write(folder / backups.MANIFEST, [octets])
    except (ArchiverError, OSError):
        if begun:  # what was written is gone by now: where its disk is the database's too, there is room again
            store.safekeeping.note_failed(name, agent, now())
        raise
    sha256 = hashlib.sha256(octets).hexdigest()
    store.safekeeping.note_proven(manifest, sha256, agent, now())
    master = archive.settings.encryption.key_file
    ledger = ledger_of(archive).path
    kept = (
        archive.settings.data_directory / keyring.NAME,
        *((master,) if master else ()),
        *((ledger,) if ledger.exists() else ()),
    )
    return Backup(manifest, sha256, kept, faulty)


def _fill(store: Store, folder: Path, name: str, progress: Progress) -> tuple[Manifest, int]:
    engine, made_at = snapshot.engine_of(store.database), now()
    dump, seen = folder / backups.ENGINES[engine], folder / ".seen"
    copied: Copied = snapshot.copy(store.database, dump, lambda done, size: progress("copy", done, size), seen)
    objects, faulty = _carry(store, folder, seen, progress)
    progress("check", 0, 1)
    snapshot.prove(engine, dump, copied)
    about = folder / backups.README
    durable.write(about, [backups.about(engine, __version__)])
    files = (bundle.described(dump), *objects, bundle.described(about))
    progress("check", 1, 1)
    return Manifest(name, __version__, engine, made_at, copied.figures, files), faulty


def _carry(store: Store, folder: Path, seen: Path, progress: Progress) -> tuple[tuple[BackupFile, ...], int]:
    """What rests outside, in a file of its own, read again; none where nothing does."""
    try:
        if not seen.exists() or next(carrying.read_seen(seen), None) is None:
            return (), 0
        to = folder / backups.OBJECTS
        failpoint("backup.before-objects")
        carried = carrying.pack(store.database, seen, to, lambda done, size: progress("copy", done, size))
    finally:
        seen.unlink(missing_ok=True)
    told = bundle.described(to)
    if told.sha256 != carried.sha256:
        raise StoreUnavailable(later("The copy does not hold what the archive holds. It was thrown away."))
    return (told,), len(carried.faulty)


def _require_room(folder: Path, wanted: int) -> None:
    try:
        free = host.free_octets(folder)
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=folder, problem=error.strerror) from error
    if free < wanted + ROOM_BESIDE:
        raise OutsideServiceError(
            later("There is no room in {path}: about {wanted} megabytes are needed and {free} are free."),
            path=folder,
            wanted=(wanted + ROOM_BESIDE) // 1_000_000 + 1,
            free=free // 1_000_000,
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """An archive that was restored."""

    manifest: Manifest
    letters: int
    """Letters that waited when the backup was made; they wait for a person now."""
    erased: int
    """Items and cases that were disposed of after the backup was made; they stay erased."""
    ledger: Path
    has_ledger: bool
    """False: nobody knows whether anything was disposed of since."""
    verified: VerifyReport
    newer: tuple[str, ...] = ()
    """Letters that attest only what came after the backup: it can be held against none of it."""


def restore(settings: Settings, source: Path, agent: str, progress: Progress, saved: Sequence[Path] = ()) -> Restored:
    """Make the archive that `settings` describe from a backup, in an empty place, and verify all of it.

    What it knows to be disposed of gets into the ledger of erasures where that was lost: no older backup brings it back
    then.
    Its chain of custody is held against its own time stamps, and against weekly letters or time stamps that were saved.

    Raises `UsageError` for a backup that is not whole, was changed, is of another kind of database or of a newer
    archiver, for a place that is not empty and for a letter that is none; `ConfigError` without the signing key of that
    archive. Nothing is changed then.
    """
    octets = bundle.read(source, backups.MANIFEST, MOST_MANIFEST)
    key = keyring.signing_key(settings.data_directory, may_create=False)
    manifest = backups.read(octets, partial(_require_same_key, settings, key))
    letters, newer = _until(anchors.letters_in(saved, policy_of(settings, Signer(key)).loop_mark), manifest)
    authorities = known_authorities(settings)
    known = _known_to_be_erased(Ledger(settings.data_directory, key))
    with database_of(settings) as database:
        if manifest.engine != snapshot.engine_of(database):
            raise UsageError(
                "The backup is of {theirs}, and [database] url names {ours}.",
                theirs=manifest.engine,
                ours=snapshot.engine_of(database),
            )
        if not is_known(manifest.figures.schema):
            raise UsageError(
                "The backup was made by a newer archiver ({version}). Restore it with that one.",
                version=manifest.archiver,
            )
        snapshot.require_empty(database)
        bundle.require_same(source, manifest.files, lambda done, size: progress("check", done, size))
        if database.folder is not None:
            _require_room(database.folder, _size_in_database(settings, manifest))
        outside = _place_of_objects(settings)
        try:
            begun = snapshot.load(
                source / manifest.dump.name,
                database,
                manifest.figures.schema,
                partial(_begin_anew, settings=settings, source=source, manifest=manifest, agent=agent, known=known),
                lambda done, size: progress("load", done, size),
            )
        except BaseException:
            if outside is not None:  # it was empty
                carrying.clear(outside)
            raise
    ledger = Ledger(settings.data_directory, key)
    has_ledger = ledger.path.exists()
    with opened(settings) as archive:
        if archive.store.disposals.unfinished():
            carry_out(archive.store, ledger, now)
        held = anchors.anchors(archive.store, letters, authorities)
        report = archive.store.audit.verify(
            lambda done, size: progress("verify", done, size),
            held.attestations,
            ledger=ledger.known,
            hands=host.processors(),
        )
        report = held.told_in(report)
        gone = archive.store.disposals.tombstones()
        if report.ok and gone:  # a line of the ledger is never taken out again
            ledger.add(gone)
    return Restored(manifest, *begun, ledger.path, has_ledger, report, newer)


def _until(letters: Letters, manifest: Manifest) -> tuple[Letters, tuple[str, ...]]:
    """What letters say of the time up to the backup, and those that say nothing of it."""
    end = manifest.figures.chain.count
    of_then = tuple(one for one in letters.attestations if one.head.count <= end)
    said = {one.letter for one in of_then}
    newer = dict.fromkeys(one.letter for one in letters.attestations if one.letter not in said)
    return replace(letters, attestations=of_then), tuple(newer)


def _known_to_be_erased(ledger: Ledger) -> list[Erasure]:
    """What must stay erased; a ledger that could not be written afterwards is found out before anything is made."""
    if ledger.path.exists():
        ledger.require_writable()
    return ledger.known()


def _size_in_database(settings: Settings, manifest: Manifest) -> int:
    objects = manifest.objects
    return manifest.dump.size + (objects.size if objects is not None and settings.depot is None else 0)


def _place_of_objects(settings: Settings) -> Depot | None:
    """Where large mails are to rest, which must be empty as the database is. Raises `UsageError`."""
    if settings.depot is None:
        return None
    depot = depots_for(settings).at(settings.depot)
    whereabouts.require_empty(depot)
    return depot


def _begin_anew(
    connection: Connection,
    settings: Settings,
    source: Path,
    manifest: Manifest,
    agent: str,
    known: Sequence[Erasure],
) -> tuple[int, int]:
    """How many letters wait for a person, and how much had to be erased again.

    What rests outside is put there first: nothing is ever deleted where the lost archive had it.
    """
    sealing.open_with(connection, vault_for(settings))
    depots.use(connection, depots_for(settings))
    objects = None if manifest.objects is None else source / manifest.objects.name
    gone = {one.name for one in known if one.scope is Scope.ITEM}
    carrying.unpack(connection, objects, gone, now(), lambda _done, _size: None)
    letters = safekeeping.begin_anew(connection, manifest, agent, now())
    return letters, disposals.replay(connection, known, agent, now())


def _require_same_key(settings: Settings, key: bytes, fingerprint: str) -> bytes:
    """The archive can only be opened with the key it was begun with: better to know that first. Gives it."""
    if Signer(key).fingerprint != fingerprint:
        path = settings.data_directory / keyring.NAME
        raise ConfigError([f"{path}: the archive in this backup belongs to another signing key. Put that one there."])
    return key
