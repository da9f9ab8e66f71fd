"""Copies of the checkout, patches on them, and what is run there to see whether it turns red."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from tempfile import TemporaryDirectory

GREEN, RED = 0, 1
"""What pytest and the campaign end with when all is well, and when a promise was broken; any other code is neither."""
TIME_TO_TIDY = 30.0
"""Seconds in which a run that is interrupted may end the servers that it started."""


class PatchDoesNotApply(Exception):
    """The code has changed under a patch: make it anew, so that it breaks the same promise."""


@dataclass(frozen=True, slots=True)
class Killer:
    """What is run in a copy: `python -m ARGUMENTS`."""

    arguments: tuple[str, ...]
    limit: float
    """Seconds after which it hangs."""

    def __str__(self) -> str:
        return " ".join(self.arguments)


@dataclass(frozen=True, slots=True)
class Run:
    """How a killer ended."""

    code: int | None
    """None when it was ended by us, at its limit."""
    seconds: float
    last_words: str

    @property
    def is_late(self) -> bool:
        return self.code is None

    @property
    def is_green(self) -> bool:
        return self.code == GREEN

    @property
    def is_red(self) -> bool:
        return self.code == RED

    @property
    def in_words(self) -> str:
        how = f"not over after {self.seconds:.0f} s" if self.is_late else f"exit {self.code}"
        return f"{how}: {self.last_words}" if self.last_words else how


def run(killer: Killer, copy: Path) -> Run:
    """Run a killer in a copy, which is then the archiver that it imports, and wait until it ends or is late."""
    begun = time.monotonic()
    with (copy / "killer.log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *killer.arguments],
            cwd=copy,
            env=_surroundings(copy),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(killer.limit)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        log.seek(0)
        said = log.read().decode(errors="replace").strip().splitlines()
    return Run(code, time.monotonic() - begun, said[-1].strip("= ") if said else "")


def _surroundings(copy: Path) -> dict[str, str]:
    """Ours, without what would configure the archive or tell pytest that it runs within pytest."""
    ours = ("ARCHIVER", "PYTEST", "GIT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {"PYTHONPATH": str(copy)}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Interrupt it, so that it ends its servers; then whatever is left of it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(TIME_TO_TIDY)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy of every file that git tracks, as it lies there now; gone afterwards."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    with TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder).resolve()
        for name in filter(None, listed.decode().split("\0")):
            if (root / name).is_file():  # what was deleted is tracked until the next commit
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                copy2(root / name, copy / name)
        yield copy


def apply(patch: Path, copy: Path, *, only_look: bool = False) -> None:
    """Change a copy as a patch says. Raises PatchDoesNotApply, which names it."""
    # Were the copy to lie inside a repository, git would pass over files that are not of it without a word.
    alone = {**os.environ, "GIT_CEILING_DIRECTORIES": str(copy.parent)}
    command = ["git", "apply", *(["--check"] if only_look else []), str(patch)]
    done = subprocess.run(command, cwd=copy, env=alone, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PatchDoesNotApply(f"{patch.name} does not apply any more: {done.stderr.strip()}")
