"""What `archiver.failpoints` looks for: it makes the program fail at a named place, as a power cut would.

ARCHIVER_FAILPOINT says where and how: `NAME:kill` at the first visit to that place, `NAME:3:kill` at the third,
`any:40:kill` at the fortieth visit to whatever place, `count` never. Besides `kill` there are `raise` (no memory),
`sleep=SECONDS`, and `stop` (SIGSTOP: whoever started us goes on with us). `NAME:fill` fills the disk of the folder
ARCHIVER_FAILPOINT_DISK there, all but ARCHIVER_FAILPOINT_LEFT octets.
ARCHIVER_FAILPOINT_LOG names a file that gets a line for each visit. Only a test puts this folder on PYTHONPATH.
"""

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

_visits: Counter[str] = Counter()
_counting = threading.Lock()


def hit(name: str) -> None:
    """We have come to the place `name`: write it down, and fail here if that is asked for."""
    order = os.environ.get("ARCHIVER_FAILPOINT", "count")
    with _counting:
        _visits[name] += 1
        _visits["any"] += 1
        _write_down(name)
        fault = _fault(name, order)
    if fault:
        _fail(fault)


def _write_down(name: str) -> None:
    if log := os.environ.get("ARCHIVER_FAILPOINT_LOG"):
        with Path(log).open("a", encoding="ascii") as lines:
            lines.write(f"{name}\n")


def _fault(name: str, order: str) -> str | None:
    """What is to happen at this visit."""
    place, *rest = order.split(":")
    if place not in {name, "any"} or not rest:
        return None
    number = int(rest[0]) if len(rest) == 2 else 1
    return rest[-1] if _visits[place] == number else None


def _fail(fault: str) -> None:
    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif fault == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif fault == "raise":
        raise MemoryError("a failpoint")
    elif fault == "fill":
        _fill(Path(os.environ["ARCHIVER_FAILPOINT_DISK"]), int(os.environ["ARCHIVER_FAILPOINT_LEFT"]))
    elif fault.startswith("sleep="):
        time.sleep(float(fault.removeprefix("sleep=")))
    else:
        raise ValueError(f"no such fault: {fault}")


def _fill(folder: Path, left: int) -> None:
    disk = os.statvfs(folder)
    (folder / "andres").write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - left)))
