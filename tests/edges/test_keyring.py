"""The signing key: made once, whole or not at all, never made anew where references were given out."""

import re
import stat
import threading
from pathlib import Path

import pytest

from archiver.edges.keyring import LENGTH, NAME, signing_key
from archiver.errors import ConfigError, StoreUnavailable


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
