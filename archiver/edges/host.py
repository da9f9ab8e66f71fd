"""This machine: which process we are, whether another one still lives, how much room the disk has."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import pwd
import shutil
import socket
import time
from pathlib import Path

_TIME_ERROR = 5
"""adjtimex(2): the kernel does not believe its clock to be synchronised."""
_LIBC = ctypes.CDLL(None)
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 512 * 1024
CONTAINER_SECRETS = Path("/run/secrets")


def processors(quota: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """How many processors' time this process may use: of the machine, or of its container (cgroup v2)."""
    here = len(os.sched_getaffinity(0))
    try:
        most, period = quota.read_text(encoding="ascii").split()
        return here if most == "max" else max(1, min(here, -(-int(most) // int(period))))
    except (OSError, ValueError, ZeroDivisionError):
        return here


def this_process() -> str:
    """A name for this process that no other process ever has: a hash of where it runs, its id and its start."""
    return f"{_place()}/{os.getpid()}/{_started(os.getpid())}"


def label_of(process: str) -> str:
    """What people may call the place of a process so named, where they gave it no name."""
    return process[:6]


def steady_seconds() -> float:
    """Seconds since the machine was started, those in which it slept too: a clock that nobody sets."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def user() -> str:
    """The operating system's name of who runs this process, or the number where it has no name."""
    return _name_of(os.getuid())


def owner_above(directory: Path) -> str | None:
    """Whose a directory is, when we are root and it is somebody else's: what root makes there locks the owner out."""
    try:
        owner = directory.stat().st_uid
    except OSError:
        return None  # whoever uses the directory learns why it cannot be used
    return _name_of(owner) if os.geteuid() == 0 and owner != 0 else None


def open_to_others(path: Path) -> str | None:
    """What others than the owner may do with a file or directory: "write", "read", or None for nothing."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None  # nobody can do anything with what is not there
    return "write" if mode & 0o022 else "read" if mode & 0o077 else None


def is_container_secret(path: Path) -> bool:
    """Whether it is one that a container is handed (read-only, mode 0444): it has no others in reach."""
    return path.is_relative_to(CONTAINER_SECRETS)


def is_dead(process: str) -> bool:
    """Whether a process so named is known to be gone. False for one on another machine: nobody can tell."""
    place, _, rest = process.rpartition("/")
    place, _, number = place.rpartition("/")
    if place != _place() or not number.isdigit():
        return False
    return _started(int(number)) != rest


def few_heaps() -> None:
    """Let all threads share one heap, and keep what is large off it (mallopt(3), glibc alone).

    Each of many heaps stays as large as it ever was; and one that large blocks come and go on is left with holes in it,
    since glibc by itself takes ever larger ones onto the heap (up to 32 MiB).
    """
    if hasattr(_LIBC, "mallopt"):
        _LIBC.mallopt(_M_ARENA_MAX, 1)
        _LIBC.mallopt(_M_MMAP_THRESHOLD, _LARGE)


def settle_in() -> None:
    """What is there now is there to stay: the collector of cycles need not look at it again and again."""
    gc.collect()
    gc.freeze()


def give_back_memory() -> None:
    """Cycles are collected, and what is free on the heap goes back.

    The collector by itself waits until there is a quarter as much garbage as there are objects.
    """
    gc.collect()
    give_back_what_is_free()


def give_back_what_is_free() -> None:
    """Pages of the heap with nothing on them go back to the system: some milliseconds (malloc_trim(3), glibc alone)."""
    if hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)


def free_octets(directory: Path) -> int:
    """What is left for us on the file system of `directory`."""
    return shutil.disk_usage(directory).free


def file_system(directory: Path) -> str:
    """A name of the file system that `directory` lies on, the same for every process on it and after a restart."""
    return f"{os.statvfs(directory).f_fsid:x}"


def clock_is_synchronised() -> bool | None:
    """What the kernel thinks of its clock; None where it cannot be asked."""
    room = ctypes.create_string_buffer(512)
    try:
        state: int = ctypes.CDLL(None, use_errno=True).adjtimex(room)
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != _TIME_ERROR


def _name_of(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _place() -> str:
    """A hash of host, start of the machine and process namespace: others are to compare it, and to learn nothing."""
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        namespace = "?"
    place = f"{socket.gethostname()}/{_boot()}/{namespace}"
    return hashlib.sha256(place.encode()).hexdigest()[:12]


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return "?"


def _started(process: int) -> str:
    """The process's start in clock ticks since boot; "gone" when there is none."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return "gone"
    fields = stat.rpartition(")")[2].split()
    return "gone" if fields[0] == "Z" else fields[19]
