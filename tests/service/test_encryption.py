"""Another master key: cut off after any step, the rotation goes on when it is called again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.config import Settings
from archiver.core.records import ItemNumber, Octets
from archiver.edges import keyring
from archiver.service.encryption import rotate
from archiver.service.wiring import now, opened
from tests.builders import a_letter
from tests.second_verifier import asking
from tests.service.test_wiring import a_host


def nothing_yet(_key: Path, _host: Settings) -> None:
    return None


def the_new_key_stands_first(key: Path, _host: Settings) -> None:
    keyring.add_master_key(key)


def all_is_wrapped(key: Path, host: Settings) -> None:
    keyring.add_master_key(key)
    with opened(host) as archive:
        archive.store.sealing.rewrap_some("operator", now())


def all_is_told(key: Path, host: Settings) -> None:
    all_is_wrapped(key, host)
    with opened(host) as archive:
        assert archive.store.sealing.rewrap_some("operator", now()) == 0


def the_old_key_has_its_file(key: Path, host: Settings) -> None:
    all_is_told(key, host)
    both = key.read_text()
    keyring.retire_old(key)
    key.write_text(both)


@pytest.mark.parametrize(
    "cut_off", [nothing_yet, the_new_key_stands_first, all_is_wrapped, all_is_told, the_old_key_has_its_file]
)
def test_a_rotation_that_was_cut_off_goes_on(tmp_path: Path, cut_off: Callable[[Path, Settings], None]) -> None:
    url, key = f"sqlite:///{tmp_path}/archive.sqlite", tmp_path / "key"
    host = a_host(tmp_path, url, encryption={"key_file": str(key)})
    keyring.new_master_key(key)
    [old] = keyring.master_keys(key)
    with opened(host) as archive:
        archive.store.accessions.take_import(Octets(a_letter()), "post.mbox", 0, now())

    cut_off(key, host)
    with opened(host) as archive:  # and who comes meanwhile works on
        archive.store.accessions.take_import(Octets(a_letter(body="to")), "post.mbox", 1, now())
    done = rotate(host, lambda _done, _all: None)

    assert keyring.master_keys(done.retired[0]) == (old,)
    assert (len(keyring.master_keys(key)), keyring.master_keys(key) != (old,)) == (1, True)
    with opened(host) as archive:
        for number in (1, 2):
            assert b"".join(archive.store.catalogue.octets(ItemNumber(number)))
        assert archive.store.audit.verify(lambda _done, _all: None).findings == ()
    told = asking(url)("SELECT detail FROM custody_events WHERE act = 'encryption' ORDER BY seq")
    words = [sorted(json.loads(detail).keys() - {"master", "open"}) for (detail,) in told]
    assert words == [["begun"], ["rotating"], ["rotated"]]
