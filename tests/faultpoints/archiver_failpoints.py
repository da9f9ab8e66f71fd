"""What `archiver.failpoints` looks for: it makes the program die at a named place, as a power cut would.

ARCHIVER_FAILPOINT says when: `NAME:kill` at the first visit to that place, `NAME:3:kill` at the third, `count` never.
`NAME:fill` fills the disk of the folder ARCHIVER_FAILPOINT_DISK there, all but ARCHIVER_FAILPOINT_LEFT octets.
ARCHIVER_FAILPOINT_LOG names a file that gets a line for each visit. Only a test puts this folder on PYTHONPATH.
"""

import os
import signal
from collections import Counter
from pathlib import Path

_visits: Counter[str] = Counter()


def hit(name: str) -> None:
    """We have come to the place `name`: write it down, and die here if that is asked for."""
    _visits[name] += 1
    _write_down(name)
    if os.environ["ARCHIVER_FAILPOINT"] == f"{name}:fill":
        _fill(Path(os.environ["ARCHIVER_FAILPOINT_DISK"]), int(os.environ["ARCHIVER_FAILPOINT_LEFT"]))
    if _is_the_end(name, os.environ["ARCHIVER_FAILPOINT"]):
        os.kill(os.getpid(), signal.SIGKILL)


def _write_down(name: str) -> None:
    if log := os.environ.get("ARCHIVER_FAILPOINT_LOG"):
        with Path(log).open("a", encoding="ascii") as lines:
            lines.write(f"{name}\n")


def _fill(folder: Path, left: int) -> None:
    disk = os.statvfs(folder)
    (folder / "andres").write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - left)))


def _is_the_end(name: str, order: str) -> bool:
    place, *rest = order.split(":")
    if place != name or rest[-1:] != ["kill"]:
        return False
    return _visits[name] == (int(rest[0]) if len(rest) == 2 else 1)
