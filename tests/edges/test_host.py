"""This machine: a process has a name of its own, and of another we say that it is dead only when we know it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from archiver.edges import host


def test_a_process_keeps_its_name_and_is_not_dead() -> None:
    assert host.this_process() == host.this_process()
    assert f"/{os.getpid()}/" in host.this_process()
    assert not host.is_dead(host.this_process())


def test_another_process_has_another_name_and_is_dead_once_it_is_gone() -> None:
    code = "from archiver.edges import host; print(host.this_process(), flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert name != host.this_process()
        assert not host.is_dead(name)

        child.kill()
        child.wait()

    assert host.is_dead(name)


def test_a_process_that_ended_and_was_not_yet_taken_note_of_is_dead() -> None:
    code = "from archiver.edges import host; print(host.this_process(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        os.kill(child.pid, signal.SIGKILL)
        deadline = monotonic() + 20
        while not host.is_dead(name):
            assert monotonic() < deadline


def test_a_number_given_to_another_process_is_not_the_one_that_had_it() -> None:
    place, started = host.this_process().rsplit("/", 1)

    assert host.is_dead(f"{place}/{int(started) + 1}")


@pytest.mark.parametrize("name", ["", "host-b/2", "en/anden/maskine/1/2", "///", "x"])
def test_of_a_process_elsewhere_nothing_is_known(name: str) -> None:
    assert not host.is_dead(name)


def test_a_process_of_another_start_of_the_machine_is_elsewhere() -> None:
    machine, boot, rest = host.this_process().split("/", 2)

    assert not host.is_dead(f"{machine}/{boot[::-1]}x/{rest}")


def test_who_runs_this_has_a_name(tmp_path: Path) -> None:
    assert host.user()


def test_the_room_on_a_disk_is_a_number_of_octets(tmp_path: Path) -> None:
    before = host.free_octets(tmp_path)

    assert before > 0
    with pytest.raises(OSError, match="findes-ikke"):
        host.free_octets(tmp_path / "findes-ikke")


def test_the_kernels_opinion_of_its_clock_is_yes_no_or_none() -> None:
    assert host.clock_is_synchronised() in {True, False, None}
