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


# --- whose files these are ---


@pytest.mark.parametrize(("mode", "others"), [(0o700, None), (0o600, None), (0o640, "read"), (0o604, "read")])
def test_a_file_is_open_to_others_when_they_can_read_it(tmp_path: Path, mode: int, others: str | None) -> None:
    (tmp_path / "fil").touch()
    (tmp_path / "fil").chmod(mode)

    assert host.open_to_others(tmp_path / "fil") == others


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666, 0o777])
def test_a_file_is_more_open_when_they_can_write_it(tmp_path: Path, mode: int) -> None:
    (tmp_path / "fil").touch()
    (tmp_path / "fil").chmod(mode)

    assert host.open_to_others(tmp_path / "fil") == "write"


def test_what_is_not_there_is_open_to_nobody_and_has_no_owner(tmp_path: Path) -> None:
    assert host.open_to_others(tmp_path / "findes-ikke") is None
    assert host.owner_above(tmp_path / "findes-ikke") is None


def test_our_own_directory_has_no_owner_above_us(tmp_path: Path) -> None:
    assert host.owner_above(tmp_path) is None


@pytest.mark.parametrize(
    ("quota", "most"), [("max 100000", 64), ("150000 100000", 2), ("50000 100000", 1), ("800000 100000", 8), ("?", 64)]
)
def test_a_container_has_the_processor_time_that_it_was_given(tmp_path: Path, quota: str, most: int) -> None:
    here = len(os.sched_getaffinity(0))
    (tmp_path / "cpu.max").write_text(quota + "\n")

    assert host.processors(tmp_path / "cpu.max") == min(here, most)
    assert host.processors(tmp_path / "missing") == here


HEAP = """
from pathlib import Path
from archiver.edges import host

def resident():
    return next(int(line.split()[1]) for line in Path("/proc/self/smaps_rollup").open() if line.startswith("Rss:"))

host.few_heaps()
blocks = [bytes(20_000) for _ in range(3_000)]
last = bytes(20_000)
whole = resident()
del blocks[1:]
before = resident()
host.give_back_what_is_free()
print(whole, before, resident())
"""


def test_what_is_free_between_two_blocks_of_the_heap_goes_back_to_the_system() -> None:
    told = subprocess.run([sys.executable, "-c", HEAP], capture_output=True, text=True, check=True).stdout
    whole, before, after = map(int, told.split())

    assert before > whole - 1_000, "glibc by itself keeps what lies below a block"
    assert after < whole - 50_000, "of 60 MB, in kilobytes"
