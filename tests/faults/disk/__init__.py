"""Disks that are full, fail at one call, or lose their power, for a process started with the right environment.

No right to mount is needed: libc's calls are replaced (LD_PRELOAD), for files under one folder. The top of `shim.c`
tells how.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Literal

from tests.services.processes import ServiceFailed, ServiceMissing, program

PACKAGES = "gcc libc6-dev"
SOURCE = Path(__file__).with_name("shim.c")
CALLS = ("write", "fsync", "open", "truncate", "mkdir", "rename", "unlink", "link")
"""What can fail; `open` is an open that makes a file."""

_KEPT = ".inodes"

Names = Literal["late", "soon"]
"""When names (of new, renamed, removed files) outlive a power cut: with the fsync of their folder, or at once."""


@dataclass(frozen=True)
class Call:
    """One call that the shim wrote down."""

    process: int
    number: int
    """In its process, from 1."""
    name: str
    """One of `CALLS`."""
    failed: bool
    """Because it was the n-th; what a flag or a lack of room does is not written down."""
    path: Path


def shim() -> Path:
    """The library, compiled when it is first needed; ServiceMissing when there is no compiler."""
    folder = Path(tempfile.gettempdir()) / f"arkivfunktion-disk-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise ServiceFailed(f"{folder} is somebody else's")
    built = folder / f"{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not built.exists():
        _compile(built)
    return built


def _compile(built: Path) -> None:
    compiler = program("gcc", PACKAGES)
    fresh = built.with_name(f"{built.stem}.{os.getpid()}")
    flags = ("-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-U_FORTIFY_SOURCE")
    done = subprocess.run(
        [compiler, *flags, "-o", str(fresh), str(SOURCE), "-ldl"], capture_output=True, text=True, check=False
    )
    if "No such file or directory" in done.stderr:
        raise ServiceMissing(f"the headers of libc are missing: apt-get install {PACKAGES}")
    if done.returncode:
        raise ServiceFailed(f"{SOURCE.name}: {done.stderr}")
    fresh.replace(built)


def environment(
    prefix: Path,
    *,
    flag: Path | None = None,
    errno: int = ENOSPC,
    nth: int | None = None,
    calls: Sequence[str] = (),
    count_file: Path | None = None,
    room: int | None = None,
    room_file: Path | None = None,
    shadow: Path | None = None,
    names: Names = "late",
) -> dict[str, str]:
    """What a process needs in its environment so that the disk under `prefix` has these faults; they may be joined.

    `flag`: while that file exists, writing fails with `errno`. `nth`: the n-th of `calls` (of all, when empty) in each
    process fails once with `errno`. `count_file`: gets such calls, for `calls_in`. `room`: so many octets fit in all
    files under `prefix` together; `room_file` holds that number and may change. `shadow`: a folder outside of `prefix`,
    on the same file system, from which `power_cut` makes what outlived; all that is there now counts as synced if the
    shadow is not there yet.
    """
    assert set(calls) <= set(CALLS), calls
    prefix.mkdir(parents=True, exist_ok=True)
    if shadow is not None and not shadow.exists():
        all_is_synced(prefix, shadow)
    told: dict[str, Path | int | str | None] = {
        "LD_PRELOAD": shim(),
        "FAULT_PREFIX": prefix.resolve(),
        "FAULT_FLAG": flag and flag.absolute(),
        "FAULT_ERRNO": errno,
        "FAULT_NTH": nth,
        "FAULT_CALLS": ",".join(calls) or None,
        "FAULT_COUNT_FILE": count_file and count_file.absolute(),
        "FAULT_ROOM": room,
        "FAULT_ROOM_FILE": room_file and room_file.absolute(),
        "FAULT_SHADOW": shadow and shadow.resolve(),
        "FAULT_NAMES": names if shadow else None,
    }
    return {name: str(value) for name, value in told.items() if value is not None}


def calls_in(count_file: Path) -> list[Call]:
    """What a count file tells, in the order of the calls; none when there was no call."""
    if not count_file.exists():
        return []
    with count_file.open(errors="surrogateescape") as lines:
        fields = [line.rstrip("\n").split("\t", 4) for line in lines]
    return [Call(int(of), int(number), name, how == "failed", Path(path)) for of, number, name, how, path in fields]


def all_is_synced(prefix: Path, shadow: Path) -> None:
    """Make the shadow anew from all that is under `prefix`: from here on a power cut loses nothing older."""
    shutil.rmtree(shadow, ignore_errors=True)
    shutil.copytree(prefix, shadow, symlinks=True, ignore=_index_of_wal)
    kept = shadow / _KEPT
    kept.mkdir()
    for copy in [path for path in shadow.rglob("*") if path.is_file() and not path.is_symlink()]:
        os.link(copy, kept / str((prefix / copy.relative_to(shadow)).stat().st_ino))


def power_cut(prefix: Path, shadow: Path) -> None:
    """Put what had been synced in the place of what is there; every process that wrote under `prefix` has been killed.

    Afterwards the shadow is that of the disk as it is now, so that the next process may use it again.
    """
    for path in prefix.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.copytree(shadow, prefix, symlinks=True, ignore=_inodes_of(shadow), dirs_exist_ok=True)
    all_is_synced(prefix, shadow)


def _index_of_wal(folder: str, names: list[str]) -> list[str]:
    """SQLite makes its -shm anew after a crash; it is never synced."""
    return [name for name in names if name.endswith("-shm")]


def _inodes_of(shadow: Path) -> Callable[[str, list[str]], list[str]]:
    return lambda folder, names: [_KEPT] if Path(folder) == shadow else []
