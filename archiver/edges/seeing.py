"""Reading the writing in a picture by tesseract, in a process of its own that is locked in like the one for mail.

The child locks itself in (`archiver.edges.confinement`) and becomes tesseract: no network, no process beside it, no
file written, so much memory and processor time and no more. The picture comes to it without a name on any disk, and is
one that `core.pictures` found to be neither tiny nor huge: what would unpack to more never gets here.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import archiver
from archiver.core import pictures
from archiver.core.language import later
from archiver.core.records import PIECE, Unreadable
from archiver.edges.confinement import allow_processor_time, confine, die_with
from archiver.errors import OutsideServiceError

LANGUAGES = ("dan", "eng")
MEMORY = 1 << 30
"""Octets of address space: the largest picture in four octets a pixel, a few times over."""
PROCESSOR_SECONDS = 60
PATIENCE = 120.0
"""Seconds by the wall clock for one picture."""
LONGEST = 1 << 20
"""Octets of text of one picture."""
TOO_LARGE = "a picture that is too large to be looked at, or none at all"
FAILED = "a picture that could not be looked at within the limits"

_PATH = "/usr/local/bin:/usr/bin:/bin"
_ROOT = str(Path(archiver.__file__).parents[1])
_BOOT = """import sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
from archiver.edges.seeing import become
become()"""
_NICENESS = 10


def become() -> None:
    """Lock this process in and become the reader of pictures; in the child.

    The command line ends with: where the package lies, the parent's process id, octets of memory, seconds, program.
    """
    _, parent, memory, seconds, program = sys.argv[-5:]
    die_with(int(parent))
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    allow_processor_time(int(seconds))
    confine(int(memory), to_become_another=True)
    os.execv(program, [program, "stdin", "stdout", "-l", "+".join(LANGUAGES)])  # noqa: S606 - locked in already


@dataclass(frozen=True, slots=True)
class Found:
    """The program of this machine, and what it lacks."""

    program: str
    version: str
    missing: tuple[str, ...]
    """Languages."""


def installed() -> Found | None:
    """Tesseract as it is here; None when it is not there. Raises `OutsideServiceError` if it does not run."""
    program = shutil.which("tesseract", path=_PATH)
    if program is None:
        return None
    version = _told(program, "--version").split("\n", 1)[0].removeprefix("tesseract").strip()
    known = {line.strip() for line in _told(program, "--list-langs").splitlines()}
    return Found(program, version, tuple(one for one in LANGUAGES if one not in known))


def _told(program: str, question: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - found on a fixed path
            [program, question], capture_output=True, text=True, timeout=30, check=True, env=_environment(), cwd="/"
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OutsideServiceError(later("tesseract is there, but does not run")) from error
    return answer.stdout or answer.stderr  # which of the two differs between versions


class Tesseract:
    """Reads pictures one after another, each in a process of its own. Any thread may."""

    def __init__(
        self,
        program: str,
        *,
        memory: int = MEMORY,
        processor_seconds: int = PROCESSOR_SECONDS,
        patience: float = PATIENCE,
    ) -> None:
        self._program, self._patience = program, patience
        self._limits = (str(memory), str(processor_seconds))

    def read(self, picture: bytes) -> bytes | Unreadable:
        """The words in a picture, in UTF-8, or why there are none. What is too large is not even begun."""
        if not pictures.may_show_writing(picture):
            return Unreadable(TOO_LARGE)
        deadline = monotonic() + self._patience
        with _nameless(picture) as file, self._running(file) as process:
            text = _heard(process, deadline)
            if text is None:
                return Unreadable(FAILED)
            with suppress(subprocess.TimeoutExpired):
                return text if process.wait(max(0.1, deadline - monotonic())) == 0 else Unreadable(FAILED)
        return Unreadable(FAILED)

    @contextmanager
    def _running(self, picture: int) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-I", "-B", "-c", _BOOT, _ROOT, str(os.getpid()), *self._limits, self._program]
        process = _started(command, picture)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _started(command: Sequence[str], picture: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - our own command, no shell
            command,
            stdin=picture,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
    except OSError as problem:
        raise OutsideServiceError(later("the process that looks at pictures could not be started")) from problem


def _heard(process: subprocess.Popen[bytes], deadline: float) -> bytes | None:
    """All that it says; None when it says too much or takes too long."""
    assert process.stdout is not None  # noqa: S101 - for mypy
    stdout, text = process.stdout.fileno(), bytearray()
    poll = select.poll()
    poll.register(stdout, select.POLLIN)
    while len(text) <= LONGEST:
        if not poll.poll(max(0.0, deadline - monotonic()) * 1000):
            return None
        piece = os.read(stdout, PIECE)
        if not piece:
            return bytes(text)
        text += piece
    return None


@contextmanager
def _nameless(octets: bytes) -> Iterator[int]:
    """A file in memory that has no name anywhere (memfd_create(2)), to be read from its beginning."""
    file = os.memfd_create("picture")
    try:
        rest = memoryview(octets)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.lseek(file, 0, os.SEEK_SET)
        yield file
    finally:
        os.close(file)


def _environment() -> dict[str, str]:
    """No secrets. One thread: the filter lets it start no other."""
    kept = ("LD_LIBRARY_PATH", "TESSDATA_PREFIX")
    own = {"LC_ALL": "C.UTF-8", "PATH": _PATH, "OMP_THREAD_LIMIT": "1"}
    return own | {name: os.environ[name] for name in kept if name in os.environ}
