"""How long a command takes, what processor time it costs and how much memory it and its children hold at most."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost."""

    seconds: float
    """By the wall clock."""
    processor_seconds: float
    """Of it and everything it started and waited for, in user and kernel."""
    peak_octets: int
    """Resident, of all its processes together, sampled."""


def cost_of(command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float) -> Cost:
    """Run a command to its end. Raises CalledProcessError when it fails, TimeoutExpired after `limit` seconds."""
    with (folder / "output").open("wb") as output:
        begun = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        memory = _Memory(process.pid)
        watchdog = threading.Timer(limit, process.kill)
        watchdog.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        watchdog.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if seconds >= limit:
        raise subprocess.TimeoutExpired(command, limit)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command, (folder / "output").read_bytes()[-2000:])
    return Cost(seconds, usage.ru_utime + usage.ru_stime, memory.peak())


class _Memory:
    """Adds up the resident memory of a process and its descendants until it is gone."""

    def __init__(self, process: int) -> None:
        self._family = psutil.Process(process)
        self._peak = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        with suppress(psutil.NoSuchProcess):
            while self._family.status() != psutil.STATUS_ZOMBIE:
                members = (self._family, *self._family.children(recursive=True))
                self._peak = max(self._peak, sum(_resident(member) for member in members))
                time.sleep(SAMPLE_SECONDS)


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        return int(process.memory_info().rss)
    return 0
