"""Backups onto disks that fill up, or cannot be written: nothing is left there, and it is told what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance import letters
from tests.acceptance.independent import ask
from tests.acceptance.world import World, failpoint

NO_ANSWER, WRONG_USAGE = 3, 2


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own; without the right to mount one there is nothing to be tested."""
    folder.mkdir(exist_ok=True)
    made = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def working(world: World) -> World:
    """An archive with two mails."""
    for number in range(2):
        world.dovecot.deliver(world.user, letters.report(number))
    world.run("ingest").well()
    return world


def stages(world: World) -> list[str]:
    """What the chain says of backups."""
    rows = ask(world.database_url, "SELECT detail FROM custody_events WHERE act = 'replication' ORDER BY seq")
    return [json.loads(detail)["stage"] for (detail,) in rows]


def test_a_folder_that_cannot_be_written_is_told_of(working: World, tmp_path: Path) -> None:
    with mounted(tmp_path / "laast", "ro,size=1m") as disk:
        ended = working.run("backup", "--to", str(disk / "backup"))

    assert (ended.code, str(disk / "backup") in ended.errors) == (WRONG_USAGE, True)
    assert "Traceback" not in ended.errors
    assert stages(working) == []


@pytest.mark.parametrize(("when", "left"), [("begun", 0), ("begun", 200_000), ("before-manifest", 0)])
def test_a_disk_that_somebody_fills_meanwhile(working: World, tmp_path: Path, when: str, left: int) -> None:
    """There was room when it began; then so many octets are left."""
    with mounted(tmp_path / "disk", "size=60m") as disk:
        full = {"ARCHIVER_FAILPOINT_DISK": str(disk), "ARCHIVER_FAILPOINT_LEFT": str(left)}
        ended = working.run("backup", "--to", str(disk / "backup"), environment=failpoint(f"backup.{when}:fill") | full)
        there = sorted(path.name for path in disk.iterdir())

    assert ended.code == NO_ANSWER
    assert "Traceback" not in ended.errors
    assert there == ["andres"]
    assert stages(working) == ["begun", "failed"]
    assert working.run("verify", "--json").well().json["ok"]
