"""A backup as others find it: its manifest, what it says about itself, and why one cannot be restored."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archiver.core.language import Language, later, translator
from archiver.core.records import ChainHead
from archiver.errors import UsageError

FORMAT = 1
"""Of the manifest; a later version of archiver may write a higher one."""
SEAL = "hmac_sha256"
"""In the manifest: HMAC-SHA-256 with the archive's signing key over all that stands beside it."""
_SEALED = b"archiver backup manifest\n"
"""Before what is sealed: the same key signs other things."""
MANIFEST, README = "manifest.json", "README.txt"
OBJECTS = "objects.tar"
"""What rested outside the database; not there when nothing did."""
ENGINES = {"sqlite": "archive.sqlite", "postgresql": "archive.dump"}
"""What the dump is called, by the database it came from."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one view of an archive held."""

    schema: str
    items: int
    chain: ChainHead
    key_fingerprint: str | None
    """Of the signing key that the archive belongs to."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The same, with what was counted row by row: of an archive that is damaged, another number."""

    figures: Figures
    items: int
    events: int
    tables: frozenset[str]
    """The archive's own that were there: an older version has fewer than this one."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file of a backup."""

    name: str
    sha256: str
    size: int
    """Octets."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    name: str
    """Its own, which the archive's chain of custody names too."""
    archiver: str
    """The version that made it."""
    engine: str
    """sqlite or postgresql."""
    made_at: datetime
    figures: Figures
    files: tuple[BackupFile, ...]

    @property
    def objects(self) -> BackupFile | None:
        """The file that holds what rested outside the database."""
        return next((one for one in self.files if one.name == OBJECTS), None)

    @property
    def dump(self) -> BackupFile:
        """The file that holds the archive."""
        return next(one for one in self.files if one.name == ENGINES[self.engine])


def written(manifest: Manifest, key: bytes) -> bytes:
    """The manifest as JSON, sealed with the signing key of its archive."""
    figures = manifest.figures
    document = {
        "format": FORMAT,
        "backup": manifest.name,
        "archiver": manifest.archiver,
        "schema": figures.schema,
        "engine": manifest.engine,
        "made_at": manifest.made_at.isoformat(),
        "items": figures.items,
        "chain": {"count": figures.chain.count, "head": figures.chain.head},
        "key_fingerprint": figures.key_fingerprint,
        "files": [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in manifest.files],
    }
    return (json.dumps({**document, SEAL: _seal(document, key)}, indent=2) + "\n").encode()


def _seal(document: Mapping[str, Any], key: bytes) -> str:
    """Over JSON with sorted keys and no spaces: how the file is laid out counts for nothing."""
    words = json.dumps(dict(document), sort_keys=True, separators=(",", ":"))
    return hmac.new(key, _SEALED + words.encode(), hashlib.sha256).hexdigest()


def read(octets: bytes, key_of: Callable[[str], bytes]) -> Manifest:
    """The manifest of a backup, as it was written. `key_of` gives the signing key with a fingerprint, or raises.

    Raises UsageError for what is none, was changed, or is of a format that came after this version.
    """
    try:
        document = json.loads(octets)
        found = document["format"]
        if isinstance(found, int) and found > FORMAT:
            raise UsageError(
                "The backup was made by a newer archiver (its manifest has format {found}, this version knows"
                " {known}). Restore it with that one.",
                found=found,
                known=FORMAT,
            )
        manifest, seal = _manifest(document), _matching(_SHA256, document[SEAL])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise UsageError("The backup's {name} is not what archiver wrote.", name=MANIFEST) from error
    key = key_of(manifest.figures.key_fingerprint or "")
    if not hmac.compare_digest(seal, _seal({name: document[name] for name in document if name != SEAL}, key)):
        raise UsageError("The backup was changed: its {name} is not what this archive's key sealed.", name=MANIFEST)
    return manifest


def _manifest(document: Mapping[str, Any]) -> Manifest:
    chain = document["chain"]
    figures = Figures(
        str(document["schema"]),
        int(document["items"]),
        ChainHead(int(chain["count"]), _matching(_SHA256, chain["head"])),
        _matching(_SHA256, document["key_fingerprint"]),
    )
    made_at = datetime.fromisoformat(document["made_at"])
    engine, files = str(document["engine"]), tuple(_files(document["files"]))
    names = [one.name for one in files]
    if made_at.tzinfo is None or len(set(names)) < len(names) or ENGINES[engine] not in names:
        raise ValueError
    return Manifest(str(document["backup"]), str(document["archiver"]), engine, made_at, figures, files)


def _files(listed: Sequence[Mapping[str, Any]]) -> list[BackupFile]:
    return [
        BackupFile(_matching(_NAME, one["name"]), _matching(_SHA256, one["sha256"]), int(one["size"])) for one in listed
    ]


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError
    return text


_TEXT = (
    later("This is a backup of an arkivfunktion: mails that a workplace keeps as documentation."),
    later("It holds personal data. Keep it as well guarded as the archive itself."),
    later(
        "{dump} is the whole archive, as it was when the backup was made; {manifest} says what is in it and how it can"
        " be told that nothing was changed."
    ),
    later(
        "{objects}, where there is one, holds the large mails that rested outside the database, each under its SHA-256."
    ),
    later(
        "No key and no password is in it. To restore it you need signing.key from the archive's data directory, and"
        " the key of the encryption if the archive is encrypted. They belong in a backup of their own, kept elsewhere."
    ),
    later("To restore it on an empty machine:"),
    later(
        "1. Install archiver, at least version {version}, and put the configuration and signing.key in their places."
    ),
    later("2. Let no archiver run, and let the database be empty: restore writes nothing over."),
    later("3. Run: archiver restore --from FOLDER, where FOLDER is the folder that this file lies in."),
    later(
        "4. Run: archiver run. Mails that were archived after the backup are fetched from the archive folder of the"
        " mailbox, and nobody gets a receipt for them once more."
    ),
)


def about(engine: str, version: str) -> bytes:
    """What a person who finds the backup is told, in Danish and in English."""
    languages: tuple[Language, ...] = ("da", "en")
    return "\n\n---\n\n".join(_in_words(engine, version, language) for language in languages).encode() + b"\n"


def _in_words(engine: str, version: str, language: Language) -> str:
    lines = "\n".join(map(translator(language).gettext, _TEXT))
    return lines.format(dump=ENGINES[engine], manifest=MANIFEST, objects=OBJECTS, version=version)
