"""`archiver check`: what lies open to others, and a database server that need not prove who it is."""

import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from archiver.bell import Bell
from archiver.config import Settings, Trust
from archiver.core.disposition import Outcome, Person, Proposal
from archiver.core.records import Octets
from archiver.edges.keyring import new_master_key
from archiver.edges.store.cases import Doing
from archiver.edges.store.database import Database
from archiver.errors import ConfigError, UsageError
from archiver.jobs.disposal import carry_out
from archiver.service.checkup import (
    backup,
    defence,
    disposal,
    encryption,
    name_servers,
    permissions,
    trust,
    way_to_database,
)
from archiver.service.daemon import Daemon
from archiver.service.encryption import seal
from archiver.service.wiring import ledger_of, now, opened
from tests.builders import a_letter
from tests.fakes import InProcessReader, close
from tests.service.test_wiring import a_host
from tests.services.dns import DnsServer
from tests.services.postgres import Postgres


@pytest.fixture
def host(tmp_path: Path) -> Settings:
    """An archive in a file, with everything beside it for its owner alone."""
    settings = a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/arkiv/archive.sqlite")
    with opened(settings):
        pass
    for path in (tmp_path / "arkiv").iterdir():
        path.chmod(0o600)
    return settings


def test_what_is_for_its_owner_alone_is_well(host: Settings) -> None:
    assert list(permissions(host, str)) == []


@pytest.mark.parametrize(
    "name", ["archive.sqlite", "archive.sqlite-wal", "archive.sqlite-shm", "signing.key", "erased.jsonl"]
)
@pytest.mark.parametrize(("mode", "says"), [(0o644, "can read"), (0o640, "can read"), (0o660, "can write to")])
def test_a_file_that_others_can_use_is_told_of_with_what_to_run(
    host: Settings, name: str, mode: int, says: str
) -> None:
    path = host.data_directory / name
    path.touch()
    path.chmod(mode)

    [found] = permissions(host, str)

    assert not found.well
    assert says in found.says
    assert found.advice == f"run: chmod 0600 {path}"


def test_a_data_directory_that_others_can_write_to_is_told_of(host: Settings) -> None:
    host.data_directory.chmod(0o777)

    [found] = permissions(host, str)

    assert found.advice == f"run: chmod 0700 {host.data_directory}"


def test_a_folder_that_others_may_only_look_into_tells_nothing(host: Settings) -> None:
    host.data_directory.chmod(0o755)

    assert list(permissions(host, str)) == []


def test_a_password_file_that_others_can_read_is_told_of(host: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "smtp-password"
    secret.write_text("kun til prøver")
    secret.chmod(0o644)
    smtp = host.smtp.model_copy(update={"password_file": secret})

    [found] = permissions(host.model_copy(update={"smtp": smtp}), str)

    assert found.advice == f"run: chmod 0600 {secret}"


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-ca"])
def test_a_server_elsewhere_that_need_not_prove_who_it_is_is_told_of(mode: str) -> None:
    [found] = way_to_database(make_url(f"postgresql+psycopg://arkiv@db.kommune.example/arkiv?sslmode={mode}"), str)

    assert not found.well
    assert f"sslmode={mode}" in found.says
    assert "verify-full" in found.advice


@pytest.mark.parametrize("place", ["127.0.0.1/arkiv", "db.kommune.example/arkiv?sslmode=verify-full", "/arkiv"])
def test_a_server_here_or_one_that_proves_who_it_is_is_well(place: str) -> None:
    assert list(way_to_database(make_url(f"postgresql+psycopg://arkiv@{place}"), str)) == []


def test_a_url_that_says_nothing_of_tls_gets_it_and_is_told_that_it_is_not_enough() -> None:
    [found] = way_to_database(make_url("postgresql+psycopg://arkiv@db.kommune.example/arkiv"), str)

    assert "sslmode=require" in found.says


@pytest.mark.parametrize(
    ("trusting", "says", "is_weak"),
    [
        ({}, "anybody can write", True),
        ({"mode": "exchange-internal"}, "AuthAs: Internal", True),
        ({"mode": "authentication-results", "authserv_id": "mx.kommune.example"}, "of mx.kommune.example", True),
        (
            {
                "mode": "authentication-results",
                "authserv_id": "mx.kommune.example",
                "received_by": "mx.kommune.example",
            },
            "of mx.kommune.example",
            False,
        ),
    ],
)
def test_how_colleagues_are_known_is_told_and_what_is_weak_about_it(
    host: Settings, trusting: dict[str, str], says: str, is_weak: bool
) -> None:
    [found] = trust(host.model_copy(update={"trust": Trust.model_validate(trusting)}), str)

    assert found.well
    assert says in found.says
    assert bool(found.advice) == is_weak


def with_dns(host: Settings, server: DnsServer) -> Settings:
    trust = host.trust.model_copy(update={"dkim": True, "dns_servers": (server.address,)})
    return host.model_copy(update={"trust": trust})


def test_a_name_server_that_answers_is_well_whatever_it_says(host: Settings, dns_server: DnsServer) -> None:
    found = name_servers(with_dns(host, dns_server), str)

    assert found.well
    assert dns_server.queries == ["kommune.example"]


def test_a_name_server_that_is_silent_is_told_of_with_what_to_look_at(host: Settings, dns_server: DnsServer) -> None:
    dns_server.stop()

    found = name_servers(with_dns(host, dns_server), str)

    assert not found.well
    assert found.outside
    assert "dns_servers" in found.advice


def test_nothing_is_looked_up_while_signatures_are_not_checked(host: Settings, dns_server: DnsServer) -> None:
    off = with_dns(host, dns_server)
    found = name_servers(off.model_copy(update={"trust": off.trust.model_copy(update={"dkim": False})}), str)

    assert found.well
    assert dns_server.queries == []


def test_a_database_user_who_owns_the_tables_is_told_of(postgres: Postgres) -> None:
    url, role = postgres.new_database(), postgres.new_role()
    owners = Database(url)
    owners.upgrade()
    owners.grant(role)
    theirs = Database(url.replace("postgres@", f"{role}@"))
    try:
        [found] = defence(owners, str)
        assert (found.well, "--grant" in found.advice) == (True, True)
        assert list(defence(theirs, str)) == []
    finally:
        owners.close()
        theirs.close()


def test_without_a_fit_pg_dump_no_backup_is_possible(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Database(postgres.new_database())) as database:
        assert list(backup(database, str)) == []
        fake = tmp_path / "pg_dump"
        fake.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

        [old] = backup(database, str)
        fake.unlink()
        monkeypatch.setenv("PATH", str(tmp_path))
        [missing] = backup(database, str)

    assert (old.well, "older than the server" in old.says) == (False, True)
    assert (missing.well, "pg_dump is missing" in missing.says) == (False, True)


def test_what_was_disposed_of_and_may_still_lie_there_is_told_of(host: Settings) -> None:
    with opened(host) as archive:
        assert list(disposal(archive, str)) == []
        store, now = archive.store, datetime.now(UTC)
        case = str(store.cases.open(Doing("operator", now), 2026))
        close(store, case, Doing("operator", now))
        what = Proposal(Outcome.DISPOSE, "tom", "beslutning")
        number = store.disposals.propose(store.disposals.case(case), what, Person("Inge", "x"), "a" * 16, now)
        store.disposals.approve(number, "", Person("Ole", "x"), now)

        [found] = disposal(archive, str)

        assert (found.well, "archiver dispose finish" in found.advice) == (False, True)
        carry_out(store, ledger_of(archive), lambda: now)
        assert list(disposal(archive, str)) == []


# --- encryption ---


def test_what_only_the_owner_can_encrypt_is_not_well_until_the_owner_has(postgres: Postgres, tmp_path: Path) -> None:
    url, role = postgres.new_database(), postgres.new_role()
    theirs = url.replace("postgres@", f"{role}@")
    with opened(a_host(tmp_path, url)) as archive:
        archive.store.database.grant(role)
        archive.store.accessions.take_import(Octets(a_letter()), "post.mbox", 0, now())
    new_master_key(tmp_path / "key")
    key = {"encryption": {"key_file": str(tmp_path / "key")}}
    with opened(a_host(tmp_path, theirs, **key)) as archive:
        [on, found] = encryption(archive, str)
        assert (on.well, found.well) == (True, False)
        assert found.advice == "run archiver key seal as the owner of the tables"
        with pytest.raises(UsageError, match="owner of the tables"):
            seal(archive, lambda _done, _all: None)
        daemon = Daemon(archive, Bell(), InProcessReader())
        with capture_logs() as logs:
            daemon.seal_past()
            daemon.seal_past()
        assert [line["event"] for line in logs] == [
            "not all is encrypted; the owner of the tables has to run archiver key seal"
        ]

    with opened(a_host(tmp_path, url, **key)) as archive:
        assert [one.well for one in encryption(archive, str)] == [True]
        assert seal(archive, lambda _done, _all: None) > 0
    with opened(a_host(tmp_path, theirs, **key)) as archive:
        assert [(one.well, one.says) for one in encryption(archive, str)] == [(True, "on")]


def test_a_daemon_says_at_its_start_that_others_can_read_the_master_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    new_master_key(tmp_path / "key")
    host = a_host(tmp_path, f"sqlite:///{tmp_path}/archive.sqlite", encryption={"key_file": str(tmp_path / "key")})

    def said() -> list[str]:
        stopping = Bell()
        stopping.set()
        with opened(host) as archive, capture_logs() as logs:
            Daemon(archive, stopping, InProcessReader()).run()
        return [line["run"] for line in logs if "master key" in line["event"]]

    assert said() == []
    (tmp_path / "key").chmod(0o640)
    assert said() == [f"chmod 0600 {tmp_path}/key"]
    (tmp_path / "key").chmod(0o660)
    with pytest.raises(ConfigError, match="can write"), opened(host):
        pytest.fail("it opened")


def test_old_pages_that_may_hold_what_lay_open_are_told_of(tmp_path: Path) -> None:
    host = a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/arkiv/archive.sqlite")
    with opened(host) as archive:
        archive.store.accessions.take_import(Octets(a_letter()), "post.mbox", 0, now())
    new_master_key(tmp_path / "key")
    key = {"encryption": {"key_file": str(tmp_path / "key")}}
    with opened(a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/arkiv/archive.sqlite", **key)) as archive:
        while archive.store.sealing.seal_some(now()):
            pass

        [on, found] = encryption(archive, str)

        assert (on.says, found.well, "old pages" in found.says) == ("on", False, True)
        assert found.advice == "run: archiver key seal"
        seal(archive, lambda _done, _all: None)
        assert [one.says for one in encryption(archive, str)] == ["on"]
