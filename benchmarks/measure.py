"""How long a command takes, what processor time it costs and how much memory it and its children hold at most."""

import os
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.services.processes import RunAs

SAMPLE_SECONDS = 0.02
OTHERS_EVERY = 10
"""A server's memory is looked at with each so manieth sample: to share it out costs the kernel some work."""
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost."""

    seconds: float
    """By the wall clock."""
    processor_seconds: float
    """Of it and everything it started and waited for, in user and kernel."""
    peak_octets: int
    """Resident, of all its processes together, sampled."""

    def then(self, other: "Cost") -> "Cost":
        """Of one command after another."""
        return Cost(
            self.seconds + other.seconds,
            self.processor_seconds + other.processor_seconds,
            max(self.peak_octets, other.peak_octets),
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, and how far they lie apart."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        return cls(statistics.median(figures), min(figures), max(figures))


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that so large a share of them does not exceed; the largest one when there are few."""
    ranked = sorted(figures)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def seconds_of(work: Callable[[], _T]) -> tuple[float, _T]:
    """How long some work of this process takes, and what it gives."""
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def cost_of(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    limit: float,
    *,
    server: int | None = None,
    identity: RunAs | None = None,
) -> Cost:
    """Run a command to its end, as somebody else if need be.

    Raises CalledProcessError when it fails, TimeoutExpired after `limit` seconds. What it writes lies in `output`
    afterwards. `server` is a process that works for the command: the processor time it spends meanwhile counts too,
    and so does its memory, what its processes share counted once.
    """
    before = processor_seconds(server) if server else 0.0
    with (folder / "output").open("wb") as output:
        begun = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **(identity or {}),
        )
        memory = _Memory(process.pid, server)
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
    served = processor_seconds(server) - before if server else 0.0
    return Cost(seconds, usage.ru_utime + usage.ru_stime + served, memory.peak())


@contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that goes on until we are done with it; it is ended with SIGTERM. Its output lies in `output`."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class _Memory:
    """Adds up the resident memory of a process and its descendants until it is gone."""

    def __init__(self, process: int, server: int | None) -> None:
        self._process, self._server = process, server
        self._peak = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        looks = others = 0
        while own := resident(self._process):
            if self._server and looks % OTHERS_EVERY == 0:
                others = _shared_out(self._server)
            self._peak = max(self._peak, own + others)
            looks += 1
            time.sleep(SAMPLE_SECONDS)


def resident(process: int) -> int:
    """Octets of memory that a process and its descendants hold now; 0 when it has ended."""
    return sum(_resident(member) for member in family(process))


def processor_seconds(process: int) -> float:
    """Of a process, its living descendants, and those that have ended and were waited for."""
    return sum(_ticks(member) for member in family(process)) / TICKS


def family(process: int) -> Iterator[int]:
    """A process and its living descendants."""
    yield process
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from family(int(child))


def _resident(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    return 0


def _ticks(process: int) -> int:
    with suppress(OSError):
        after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, after_name[11:15]))
    return 0


def _shared_out(process: int) -> int:
    """Octets of memory of a server's processes, what several of them share counted once."""
    return sum(_proportional(member) for member in family(process))


def _proportional(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
