"""Opening an archive: with its own key, as its own user, or not at all."""

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import text

from archiver.config import Settings
from archiver.errors import ConfigError
from archiver.service.wiring import by_hand, by_itself, database_of, opened


def a_host(directory: Path, database_url: str, **sections: object) -> Settings:
    """The settings of one host: a data directory of its own beside a database it may share."""
    directory.mkdir(mode=0o700, exist_ok=True)
    return Settings.model_validate(
        {
            "archive": {
                "organisation": "Prøve Kommune",
                "own_domains": ["kommune.example"],
                "data_directory": str(directory),
            },
            "mailbox": [
                {
                    "name": "arkiv",
                    "address": "arkiv@kommune.example",
                    "host": "imap.kommune.example",
                    "username": "arkiv",
                    "password": "kun til prøver",
                }
            ],
            "database": {"url": database_url},
            "smtp": {"host": "smtp.kommune.example"},
            "officer": {"name": "Arkivansvarlig", "address": "officer@kommune.example"},
            **sections,
        }
    )


def open_once(settings: Settings) -> str:
    """Open and close an archive; gives the fingerprint of the key it was opened with."""
    with opened(settings) as archive:
        return archive.policy.signer.fingerprint


# --- one archive, one key ---


def test_an_archive_opens_again_with_the_key_it_was_opened_with_first(tmp_path: Path, database_url: str) -> None:
    host = a_host(tmp_path / "en", database_url)

    assert open_once(host) == open_once(host)


def test_a_second_host_with_a_key_of_its_own_is_refused_until_it_has_the_first_hosts(
    tmp_path: Path, database_url: str
) -> None:
    first, second = a_host(tmp_path / "en", database_url), a_host(tmp_path / "to", database_url)
    key = open_once(first)
    open_once(a_host(tmp_path / "to", f"sqlite:///{tmp_path}/another.sqlite"))

    with pytest.raises(ConfigError, match=r"(?s)another signing key.*Copy signing\.key"):
        open_once(second)

    (tmp_path / "to" / "signing.key").write_bytes((tmp_path / "en" / "signing.key").read_bytes())
    assert open_once(second) == key


def test_a_missing_key_is_not_made_anew_once_the_archive_has_one(tmp_path: Path, database_url: str) -> None:
    open_once(a_host(tmp_path / "en", database_url))
    second = a_host(tmp_path / "to", database_url)

    with pytest.raises(ConfigError, match="Restore it, or copy it"):
        open_once(second)

    assert not (tmp_path / "to" / "signing.key").exists()


# --- one archive, one user ---


@pytest.fixture
def anothers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of another user, while we are root; who is not root only seems so and owns the directory."""
    directory = tmp_path / "en-andens"
    directory.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(directory, "nobody")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return directory


@pytest.mark.parametrize("open_it", [opened, database_of])
def test_root_makes_nothing_in_somebody_elses_data_directory(
    anothers: Path, database_url: str, open_it: Callable[[Settings], AbstractContextManager[object]]
) -> None:
    owner = anothers.owner()

    refused = pytest.raises(ConfigError, match=rf"belongs to {owner};.*runuser -u {owner}")
    with refused, open_it(a_host(anothers, database_url)):
        pytest.fail("got in")

    assert list(anothers.iterdir()) == []


def test_root_makes_no_database_in_somebody_elses_directory(anothers: Path, tmp_path: Path) -> None:
    host = a_host(tmp_path / "en", f"sqlite:///{anothers}/archive.sqlite")

    with pytest.raises(ConfigError, match="belongs to"), opened(host):
        pytest.fail("got in")

    assert list(anothers.iterdir()) == []


# --- what the archive is worked with ---


def events_of(settings: Settings) -> list[tuple[str, str]]:
    with database_of(settings) as database, database.reading() as connection:
        rows = connection.execute(text("SELECT act, agent FROM custody_events ORDER BY seq"))
        return [(row.act, row.agent) for row in rows]


def test_the_configuration_is_in_force_and_written_down_once_somebody_acts(tmp_path: Path, database_url: str) -> None:
    host = a_host(tmp_path / "en", database_url, cases={"definition": "Det er for meget."})
    with opened(host):
        pass
    assert events_of(host) == []

    for _ in range(2):
        with opened(host, acting="operator kim"):
            pass

    acts = ("configuration change", "operator kim"), ("software update", "operator kim"), ("definition", "archiver")
    assert events_of(host) == list(acts)


def test_a_change_of_the_configuration_is_written_down_by_whoever_acts_first(tmp_path: Path, database_url: str) -> None:
    with opened(a_host(tmp_path / "en", database_url), acting=by_itself()):
        pass
    changed = a_host(tmp_path / "en", database_url, receipts={"per_day": 3})
    with opened(changed):
        pass
    before = events_of(changed)

    with opened(changed, acting=by_hand()):
        pass

    assert events_of(changed)[len(before) :] == [("configuration change", by_hand())]
