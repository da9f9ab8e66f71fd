"""The disk that fails does what it says to real SQLite, and nothing beside it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from errno import EIO
from pathlib import Path

import pytest

from tests.faults import disk
from tests.faults.disk import Call, Names, calls_in, environment, power_cut
from tests.services.processes import ServiceMissing

WRITER = Path(__file__).with_name("writer.py")
FAILED = 3


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that is the disk."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.fixture
def database(place: Path) -> Path:
    return place / "arkiv.sqlite"


def python(faults: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=os.environ | faults, capture_output=True, text=True, timeout=60, check=False
    )


def write(faults: Mapping[str, str], database: Path, first: int, last: int, *words: str) -> tuple[int, list[str]]:
    """How the writer ended, and what it said."""
    ended = python(faults, str(WRITER), str(database), str(first), str(last), *words)
    assert not ended.stderr, ended.stderr
    return ended.returncode, ended.stdout.splitlines()


@contextmanager
def writing(faults: Mapping[str, str], database: Path, first: int, last: int, *words: str) -> Iterator["Writer"]:
    command = [sys.executable, str(WRITER), str(database), str(first), str(last), *words]
    with subprocess.Popen(
        command, env=os.environ | faults, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as p:
        try:
            yield Writer(p)
        finally:
            p.kill()


class Writer:
    """A writer that somebody talks with."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().rstrip("\n")

    def until(self, word: str) -> list[str]:
        """What it says, up to a line that begins with `word`."""
        said = [self.says()]
        while not said[-1].startswith(word):
            assert said[-1], said
            said.append(self.says())
        return said

    def goes_on(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()


def rows(database: Path) -> list[int]:
    """What is in the database after recovery, as a process without faults sees it."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'rows'").fetchall():
            return []
        return [number for (number,) in connection.execute("SELECT number FROM rows ORDER BY number")]


def octets_on(place: Path) -> int:
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())


# --- while a flag is there ------------------------------------------------------------------------------------------


def test_a_full_disk_that_is_emptied_is_written_again_by_the_same_process(tmp_path: Path, database: Path) -> None:
    flag = tmp_path / "full"

    with writing(environment(database.parent, flag=flag), database, 1, 2000, "again") as writer:
        before = [int(writer.says()) for _ in range(3)]
        flag.touch()
        said = writer.until("error")
        writer.goes_on()
        again = writer.says()
        flag.unlink()
        writer.goes_on()
        after = int(writer.says())

    done = len(before) + len(said) - 1
    assert (said[-1], again) == ("error SQLITE_FULL", "error SQLITE_FULL")
    assert after == done + 1
    assert set(range(1, after + 1)) <= set(rows(database))


def test_a_broken_disk_says_the_error_it_was_told(tmp_path: Path, database: Path) -> None:
    flag = tmp_path / "broken"
    flag.touch()

    code, said = write(environment(database.parent, flag=flag, errno=EIO, calls=["write"]), database, 1, 2)

    assert (code, said) == (FAILED, ["error SQLITE_IOERR_WRITE"])


def test_what_is_not_under_the_prefix_is_not_disturbed(tmp_path: Path, place: Path) -> None:
    flag = tmp_path / "full"
    flag.touch()
    beside = tmp_path / "disk-beside"
    beside.mkdir()

    assert write(environment(place, flag=flag), beside / "arkiv.sqlite", 1, 3) == (0, ["1", "2", "3"])


def test_a_full_disk_lets_go_of_what_is_there(tmp_path: Path, place: Path) -> None:
    flag = tmp_path / "full"
    flag.touch()
    (place / "old").write_bytes(bytes(1000))
    (place / "older").write_bytes(bytes(1000))
    act = f"import os; os.truncate({str(place / 'old')!r}, 10); os.chdir({str(place)!r}); os.unlink('older')"

    assert python(environment(place, flag=flag), "-c", act).returncode == 0
    assert octets_on(place) == 10


# --- the n-th call --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("calls", [("fsync",), ("write",), ("open", "unlink", "truncate", "mkdir")])
@pytest.mark.parametrize("errno", [28, EIO])
def test_each_call_fails_in_its_turn_until_there_are_no_more_and_nothing_said_is_lost(
    tmp_path: Path, calls: tuple[str, ...], errno: int
) -> None:
    failures: list[Call] = []
    for nth in range(1, 200):
        place, count = tmp_path / f"disk{nth}", tmp_path / f"count{nth}"
        faults = environment(place, errno=errno, nth=nth, calls=calls, count_file=count)
        code, said = write(faults, place / "arkiv.sqlite", 1, 3, "few")
        there = set(rows(place / "arkiv.sqlite"))
        assert {int(word) for word in said if word.isdigit()} <= there
        failed = [call for call in calls_in(count) if call.failed]
        if not failed:
            break
        failures += failed

    assert code == 0
    assert [call.number for call in failures] == list(range(1, nth))
    assert {call.name for call in failures} <= set(calls)
    assert nth > 3
    assert len(calls_in(count)) == nth - 1


def test_a_process_that_is_forked_later_has_its_own_faults_and_its_own_count(tmp_path: Path, place: Path) -> None:
    faults = environment(place, nth=2, calls=["write"], errno=EIO, count_file=tmp_path / "count")
    told = {name: value for name, value in faults.items() if name != "LD_PRELOAD"}
    act = (
        "import os\n"
        f"def write(name): open({str(place)!r} + '/' + name, 'wb', buffering=0).write(b'x')\n"
        "write('a'); write('b'); write('c')\n"
        "if not os.fork():\n"
        f"    os.environ.update({told!r})\n"
        "    write('d')\n"
        "    try: write('e')\n"
        "    except OSError as error: write('f'); os._exit(error.errno)\n"
        "print(os.waitstatus_to_exitcode(os.wait()[1]))\n"
    )

    ended = python({"LD_PRELOAD": faults["LD_PRELOAD"]}, "-c", act)

    assert ended.stdout == f"{EIO}\n", ended.stderr
    assert [(call.number, call.failed, call.path.name) for call in calls_in(tmp_path / "count")] == [
        (1, False, "d"),
        (2, True, "e"),
        (3, False, "f"),
    ]


def test_the_count_outlives_a_kill(tmp_path: Path, database: Path) -> None:
    faults = environment(database.parent, calls=["fsync"], count_file=tmp_path / "count")

    code, _ = write(faults, database, 1, 3, "stay")

    assert code == -signal.SIGKILL
    assert len(calls_in(tmp_path / "count")) >= 3


def test_a_renaming_is_a_call_too_and_link_is_not_unlink(tmp_path: Path, place: Path) -> None:
    act = (
        f"import os; os.chdir({str(place)!r}); open('a', 'w').close(); os.link('a', 'b'); os.rename('a', 'c')\n"
        "os.unlink('b'); os.mkdir('d')\n"
        "try: os.replace('c', 'd/c')\n"
        "except OSError as error: print(error.errno)\n"
    )
    faults = environment(place, nth=3, calls=["link", "rename"], count_file=tmp_path / "count", errno=EIO)

    assert python(faults, "-c", act).stdout == f"{EIO}\n"
    assert [call.name for call in calls_in(tmp_path / "count")] == ["link", "rename", "rename"]
    assert sorted(path.name for path in place.iterdir()) == ["c", "d"]


# --- so much room ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [0, 10_000, 100_000, 100_001])
def test_no_more_is_written_than_there_is_room_for(database: Path, room: int) -> None:
    code, said = write(environment(database.parent, room=room), database, 1, 200)

    full = {"error SQLITE_FULL", "error SQLITE_IOERR_SHMSIZE"}  # the second when there is no room for the WAL's index
    assert (code, said[-1] in full) == (FAILED, True)
    assert octets_on(database.parent) <= room
    assert rows(database) == [int(word) for word in said[:-1]]


def test_a_write_is_cut_short_where_the_room_ends(place: Path) -> None:
    act = f"import os; print(os.write(os.open({str(place / 'a')!r}, os.O_WRONLY | os.O_CREAT), bytes(100)))"

    assert python(environment(place, room=64), "-c", act).stdout == "64\n"


def test_room_that_is_given_later_is_used(tmp_path: Path, database: Path) -> None:
    room = tmp_path / "room"
    room.write_text("200000")

    with writing(environment(database.parent, room_file=room), database, 1, 40, "again") as writer:
        said = writer.until("error")
        (tmp_path / "more").write_text("10000000")
        (tmp_path / "more").rename(room)
        writer.goes_on()
        rest = writer.until("40")

    assert said[-1] == "error SQLITE_FULL"
    assert int(rest[0]) == len(said)
    assert rows(database) == list(range(1, 41))


@pytest.mark.parametrize("how", ["unlink", "truncate"])
def test_room_is_free_again_when_a_file_goes_or_shrinks(place: Path, how: str) -> None:
    (place / "old").write_bytes(bytes(1000))
    let_go = "os.unlink('old')" if how == "unlink" else "os.truncate('old', 0)"
    act = (
        f"import os; os.chdir({str(place)!r}); new = os.open('new', os.O_WRONLY | os.O_CREAT)\n"
        "try: os.write(new, bytes(500))\n"
        "except OSError as error: print(error.errno)\n"
        f"{let_go}; print(os.write(new, bytes(500)))\n"
    )

    assert python(environment(place, room=1000), "-c", act).stdout == "28\n500\n"


def test_copying_needs_room_as_well(place: Path, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(bytes(1000))
    act = (
        f"import os, shutil; os.chdir({str(place)!r})\n"
        f"try: shutil.copyfile({str(tmp_path / 'source')!r}, 'copy')\n"
        "except OSError as error: print(error.errno)\n"
    )

    assert python(environment(place, room=600), "-c", act).stdout == "28\n"
    assert octets_on(place) <= 600


# --- power cuts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", ["late", "soon"])
@pytest.mark.parametrize("checkpoints", [(), ("few",)])
def test_a_power_cut_leaves_every_commit_of_a_database_that_syncs(
    tmp_path: Path, database: Path, names: Names, checkpoints: tuple[str, ...]
) -> None:
    shadow = tmp_path / "shadow"

    for first in (1, 11, 21):
        faults = environment(database.parent, shadow=shadow, names=names)
        code, said = write(faults, database, first, first + 9, "stay", *checkpoints)
        power_cut(database.parent, shadow)
        assert (code, len(said)) == (-signal.SIGKILL, 10)
        assert not list(database.parent.glob("*-shm"))

    assert rows(database) == list(range(1, 31))


@pytest.mark.parametrize("names", ["late", "soon"])
def test_a_power_cut_takes_the_commits_of_a_database_that_does_not(
    tmp_path: Path, database: Path, names: Names
) -> None:
    """The control: without it the test above would also pass with a cut that cuts nothing."""
    shadow = tmp_path / "shadow"
    write(environment(database.parent, shadow=shadow, names=names), database, 1, 3, "stay")

    code, said = write(environment(database.parent, shadow=shadow, names=names), database, 4, 10, "stay", "off")
    power_cut(database.parent, shadow)

    assert (code, said) == (-signal.SIGKILL, [str(number) for number in range(4, 11)])
    assert rows(database) == [1, 2, 3]


@pytest.mark.parametrize("names", ["late", "soon"])
def test_a_power_cut_at_every_sync_leaves_all_that_was_said(tmp_path: Path, names: Names) -> None:
    """A disk that breaks at its n-th sync and then loses its power.

    SQLite does not hear that the sync of a folder failed: where names are late, that takes a database by right.
    """
    for nth in range(1, 100):
        place, shadow, count = tmp_path / f"disk{nth}", tmp_path / f"shadow{nth}", tmp_path / f"count{nth}"
        faults = environment(place, shadow=shadow, names=names, nth=nth, calls=["fsync"], count_file=count, errno=EIO)
        _, said = write(faults, place / "arkiv.sqlite", 1, 4, "few", "stay")
        power_cut(place, shadow)
        failed = [call for call in calls_in(count) if call.failed]
        if names == "soon" or not any(call.path == place for call in failed):
            assert {int(word) for word in said if word.isdigit()} <= set(rows(place / "arkiv.sqlite"))
        if not failed:
            break

    assert 4 < nth < 99


@pytest.mark.parametrize("journal", ["late", "soon"])
def test_a_rollback_journal_is_put_right_too(tmp_path: Path, database: Path, journal: Names) -> None:
    """SQLite does not sync the folder when it removes the journal: the last commit may go, no other (atomiccommit)."""
    shadow = tmp_path / "shadow"

    write(environment(database.parent, shadow=shadow, names=journal), database, 1, 10, "stay", "delete")
    power_cut(database.parent, shadow)

    assert rows(database) == list(range(1, 10 if journal == "late" else 11))


def test_the_shadow_does_not_end_the_locks_of_the_process_it_looks_at(tmp_path: Path, database: Path) -> None:
    """Closing any descriptor of a file ends all locks that its process holds on it (fcntl(2))."""
    faults = environment(database.parent, shadow=tmp_path / "shadow")

    with writing(faults, database, 1, 5, "lock") as writer:
        writer.until("locked")
        with (
            closing(sqlite3.connect(database, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="lock"),
        ):
            other.execute("INSERT INTO rows VALUES (99, '')")


RENAMED = {
    ("late", "nothing"): {"letter": b"old"},
    ("late", "file"): {"letter": b"old", "letter.new": b"new"},
    ("late", "file, folder"): {"letter": b"new"},
    ("late", "folder"): {"letter": b""},
    ("soon", "nothing"): {"letter": b""},
    ("soon", "file"): {"letter": b"new"},
    ("soon", "file, folder"): {"letter": b"new"},
    ("soon", "folder"): {"letter": b""},
}
"""What is left of a file that was written anew beside the old one and renamed over it, by what was synced."""


@pytest.mark.parametrize(("names", "syncs"), RENAMED)
def test_a_renaming_outlives_a_power_cut_as_far_as_it_was_synced(
    tmp_path: Path, place: Path, names: Names, syncs: str
) -> None:
    (place / "letter").write_bytes(b"old")
    shadow = tmp_path / "shadow"
    act = (
        f"import os; os.chdir({str(place)!r}); new = os.open('letter.new', os.O_WRONLY | os.O_CREAT, 0o640)\n"
        "os.write(new, b'new')\n"
        f"{'os.fsync(new)' if 'file' in syncs else ''}\n"
        "os.rename('letter.new', 'letter')\n"
        f"{'os.fsync(os.open(chr(46), os.O_RDONLY))' if 'folder' in syncs else ''}\n"
    )

    assert python(environment(place, shadow=shadow, names=names), "-c", act).stderr == ""
    power_cut(place, shadow)

    assert {path.name: path.read_bytes() for path in place.iterdir()} == RENAMED[names, syncs]


@pytest.mark.parametrize(
    ("names", "synced", "left"), [("late", False, "scratch"), ("late", True, "whole"), ("soon", False, "whole")]
)
def test_a_folder_that_is_renamed_brings_what_was_synced_in_it(
    tmp_path: Path, place: Path, names: Names, synced: bool, left: str
) -> None:
    shadow = tmp_path / "shadow"
    act = (
        f"import os; os.chdir({str(place)!r}); os.makedirs('scratch/in')\n"
        "file = open('scratch/in/one', 'wb'); file.write(b'one'); file.flush(); os.fsync(file.fileno())\n"
        "os.rename('scratch', 'whole')\n"
        f"{'os.fsync(os.open(chr(46), os.O_RDONLY))' if synced else ''}\n"
    )

    assert python(environment(place, shadow=shadow, names=names), "-c", act).stderr == ""
    power_cut(place, shadow)

    assert [path.name for path in place.iterdir()] == [left]
    assert (place / left / "in" / "one").read_bytes() == b"one"


@pytest.mark.parametrize(("names", "there"), [("late", True), ("soon", False)])
def test_a_removal_outlives_a_power_cut_when_its_folder_was_synced_or_names_are_soon(
    tmp_path: Path, place: Path, names: Names, there: bool
) -> None:
    (place / "letter").write_bytes(b"old")
    (place / "other").write_bytes(b"old")
    shadow = tmp_path / "shadow"
    faults = environment(place, shadow=shadow, names=names)

    python(faults, "-c", f"import os; os.unlink({str(place / 'letter')!r})")
    power_cut(place, shadow)
    assert (place / "letter").exists() is there

    python(faults, "-c", f"import os; os.unlink({str(place / 'other')!r}); os.fsync(os.open({str(place)!r}, 0))")
    power_cut(place, shadow)
    assert not (place / "other").exists()


# --- the library ----------------------------------------------------------------------------------------------------


def test_without_a_compiler_the_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)

    with pytest.raises(ServiceMissing, match="apt-get install gcc libc6-dev"):
        disk.shim()


def test_it_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built = disk.shim()
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)

    assert disk.shim() == built
