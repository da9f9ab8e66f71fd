"""Keys in files: made once, whole or not at all, never made anew where an archive belongs to one, and rotated."""

import os
import re
import stat
import subprocess
import sys
import threading
from errno import EINVAL, EIO
from pathlib import Path
from typing import Any

import pytest

from archiver.edges.keyring import (
    LENGTH,
    NAME,
    add_master_key,
    master_keys,
    new_master_key,
    retire_old,
    signing_key,
)
from archiver.errors import ConfigError, StoreUnavailable
from tests.faults import disk


def test_a_missing_key_is_made_once_and_then_always_the_same(tmp_path: Path) -> None:
    first = signing_key(tmp_path, may_create=True)

    assert len(first) == LENGTH
    assert signing_key(tmp_path, may_create=True) == signing_key(tmp_path, may_create=False) == first


def test_only_its_owner_can_read_it_and_no_scratch_file_is_left(tmp_path: Path) -> None:
    signing_key(tmp_path, may_create=True)

    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_two_archives_have_two_keys(tmp_path: Path) -> None:
    for name in ("en", "to"):
        (tmp_path / name).mkdir()

    assert signing_key(tmp_path / "en", may_create=True) != signing_key(tmp_path / "to", may_create=True)


def test_many_who_make_it_at_once_get_the_same_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(signing_key(tmp_path, may_create=True))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_lost_key_is_not_replaced_where_an_archive_belongs_to_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Restore it"):
        signing_key(tmp_path, may_create=False)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "\n", "kodeord", "zz" * LENGTH, "ab" * (LENGTH - 1), "æøå" * 30])
def test_what_is_no_key_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)

    with pytest.raises(ConfigError, match=re.escape(NAME)) as refused:
        signing_key(tmp_path, may_create=True)

    assert (tmp_path / NAME).read_text() == content
    assert not content.strip() or content.strip() not in str(refused.value)


def test_octets_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match=re.escape(NAME)):
        signing_key(tmp_path, may_create=True)


@pytest.mark.parametrize("may_create", [True, False])
def test_a_missing_directory_is_waited_for(tmp_path: Path, may_create: bool) -> None:
    with pytest.raises(StoreUnavailable, match="directory"):
        signing_key(tmp_path / "ikke-monteret", may_create=may_create)


def test_a_key_that_cannot_be_read_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()

    with pytest.raises(StoreUnavailable, match="cannot be read"):
        signing_key(tmp_path, may_create=True)


# --- master keys ---

ONE, TWO = b"\x01" * LENGTH, b"\x02" * LENGTH


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"{ONE.hex()}\n", (ONE,)),
        (ONE.hex(), (ONE,)),
        (f"{ONE.hex()}\r\n", (ONE,)),
        (f"\n  {ONE.hex().upper()}  \n\n", (ONE,)),
        (f"{TWO.hex()}\n{ONE.hex()}\n", (TWO, ONE)),
        ("", None),
        ("\n", None),
        (ONE.hex()[:40], None),
        (ONE.hex()[:-1], None),
        (f"{TWO.hex()}\n{ONE.hex()[:-2]}\n", None),
        (TWO.hex() + ONE.hex(), None),
        (f"\ufeff{ONE.hex()}\n", None),
        (f"# min nøgle\n{ONE.hex()}\n", None),
        ("zz" * LENGTH, None),
    ],
)
def test_a_file_of_master_keys_is_read_whole_or_refused(
    tmp_path: Path, content: str, found: tuple[bytes, ...] | None
) -> None:
    (tmp_path / "key").write_bytes(content.encode())

    if found is not None:
        assert master_keys(tmp_path / "key") == found
        return
    with pytest.raises(ConfigError, match="holds no key, or one that is cut short") as refused:
        master_keys(tmp_path / "key")
    assert ONE.hex()[:40] not in str(refused.value)


def test_a_missing_master_key_is_restored_and_a_new_one_is_no_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Restore it; archiver key new is for an archive never encrypted"):
        master_keys(tmp_path / "key")


def test_a_master_key_that_cannot_be_read_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir(mode=0o700)

    with pytest.raises(StoreUnavailable, match="cannot be read"):
        master_keys(tmp_path / "key")


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_master_key_that_others_can_write_opens_nothing(tmp_path: Path, mode: int) -> None:
    new_master_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)

    with pytest.raises(ConfigError, match=f"chmod 0600 {tmp_path}/key"):
        master_keys(tmp_path / "key")


def test_a_new_master_key_is_its_owners_alone_and_never_made_over_another(tmp_path: Path) -> None:
    new_master_key(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()

    with pytest.raises(ConfigError, match="there already"):
        new_master_key(tmp_path / "key")

    assert (tmp_path / "key").read_bytes() == before
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_another_master_key_is_the_first_and_the_old_one_goes_to_a_file_of_its_own(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(f"{ONE.hex()}\n")

    add_master_key(key)
    newest, old = master_keys(key)
    [retired] = retire_old(key)

    assert (old, newest != ONE) == (ONE, True)
    assert (master_keys(key), master_keys(retired)) == ((newest,), (ONE,))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, retired)} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["key", retired.name])


def test_retiring_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    key = tmp_path / "key"
    both = f"{TWO.hex()}\n{ONE.hex()}\n"
    key.write_text(both)
    [retired] = retire_old(key)
    key.write_text(both)  # as if only the file of the old key had been written

    assert retire_old(key) == (retired,)

    assert (master_keys(key), master_keys(retired)) == ((TWO,), (ONE,))
    assert retire_old(key) == ()


def test_a_key_file_that_cannot_be_written_stays_as_it_is(tmp_path: Path) -> None:
    key = tmp_path / "gone" / "key"

    with pytest.raises(StoreUnavailable, match="cannot be written"):
        new_master_key(key)

    assert list(tmp_path.iterdir()) == []


# --- the disk fails ---


def made(directory: Path, **faults: Any) -> subprocess.CompletedProcess[str]:
    """The signing key, made by a process whose disk has these faults."""
    act = (
        "import sys; from pathlib import Path; from archiver.edges.keyring import signing_key\n"
        "from archiver.errors import StoreUnavailable\n"
        "try: print(signing_key(Path(sys.argv[1]), may_create=True).hex())\n"
        "except StoreUnavailable: print('unavailable')\n"
    )
    environment = os.environ | disk.environment(directory, **faults)
    command = [sys.executable, "-c", act, str(directory)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)


@pytest.mark.parametrize("room", [0, 1, LENGTH, 2 * LENGTH])
def test_a_disk_without_room_for_all_of_the_key_gets_nothing_and_a_whole_one_later(tmp_path: Path, room: int) -> None:
    assert made(tmp_path / "keys", room=room).stdout == "unavailable\n"
    assert list((tmp_path / "keys").iterdir()) == []

    assert len(signing_key(tmp_path / "keys", may_create=True)) == LENGTH


@pytest.mark.parametrize("call", ["write", "fsync", "open", "link"])
def test_a_disk_that_fails_over_the_key_leaves_no_scratch_file(tmp_path: Path, call: str) -> None:
    assert made(tmp_path / "keys", nth=1, calls=[call], errno=EIO).stdout == "unavailable\n"
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_key_that_was_given_out_outlives_a_power_cut(tmp_path: Path) -> None:
    shadow = tmp_path / "shadow"
    key = made(tmp_path / "keys", shadow=shadow).stdout
    disk.power_cut(tmp_path / "keys", shadow)

    assert signing_key(tmp_path / "keys", may_create=True).hex() == key.strip()
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [NAME]


def test_a_key_whose_folder_was_not_synced_is_given_out_only_once_it_is(tmp_path: Path) -> None:
    shadow = tmp_path / "shadow"
    assert made(tmp_path / "keys", shadow=shadow, nth=2, calls=["fsync"], errno=EIO).stdout == "unavailable\n"

    key = made(tmp_path / "keys", shadow=shadow).stdout
    disk.power_cut(tmp_path / "keys", shadow)

    assert signing_key(tmp_path / "keys", may_create=False).hex() == key.strip()


def test_a_folder_that_its_file_system_cannot_sync_keeps_no_archive_from_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, sync = signing_key(tmp_path, may_create=True), os.fsync

    def refusing(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(EINVAL, "no such thing here")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refusing)

    assert signing_key(tmp_path, may_create=True) == key
