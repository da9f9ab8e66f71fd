"""The log: what it cannot write ends nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from errno import ENOSPC
from io import StringIO
from pathlib import Path

import pytest
import structlog

from archiver.service import logs
from tests.faults import disk


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


class FullDisk(StringIO):
    """A stream whose disk is full until somebody makes room."""

    is_full = True

    def flush(self) -> None:
        if self.is_full:
            raise OSError(ENOSPC, "No space left on device")


def test_a_line_that_cannot_be_written_ends_nothing_and_the_next_one_comes() -> None:
    stream = FullDisk()
    logs.configure("info", "json", stream)

    structlog.get_logger().info("said in vain")
    stream.is_full = False
    structlog.get_logger().info("said again")

    assert json.loads(stream.getvalue().splitlines()[-1])["event"] == "said again"


def test_a_thread_goes_on_that_tells_a_full_disk_of_its_work(tmp_path: Path) -> None:
    act = (
        "import threading, structlog; from archiver.service import logs; logs.configure('info', 'json')\n"
        "done = []\n"
        "def work():\n"
        "    for _ in range(1000): structlog.get_logger().info('working')\n"
        "    done.append('all of it')\n"
        "thread = threading.Thread(target=work); thread.start(); thread.join(); print(*done)\n"
    )
    (tmp_path / "disk").mkdir()

    with (tmp_path / "disk" / "log").open("wb") as log:
        ended = subprocess.run(
            [sys.executable, "-c", act],
            env=disk.environment(tmp_path / "disk", room=1000),
            stdout=subprocess.PIPE,
            stderr=log,
            timeout=60,
            check=False,
        )

    assert ended.stdout == b"all of it\n"
    assert (tmp_path / "disk" / "log").stat().st_size == 1000
