"""A copy of a database holds what one view of it held, is found out when it does not, and becomes an archive again."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection

from archiver.core.backup import Copied
from archiver.edges.store import snapshot
from archiver.edges.store.database import Database
from archiver.edges.tables import SCHEMA_VERSION
from archiver.errors import StoreUnavailable, UsageError
from tests.builders import a_letter
from tests.fakes import Archive, FakeServer
from tests.upgrades.released import RELEASED, load


def quiet(_done: int, _all: int) -> None:
    """Nobody looks."""


def nothing_more(_connection: Connection) -> None:
    """Nothing is told to the archive before it is opened."""


def copied(url: str, to: Path) -> Copied:
    with closing(Database(url)) as database:
        return snapshot.copy(database, to, quiet)


def prove(url: str, dump: Path, what: Copied) -> None:
    with closing(Database(url)) as database:
        snapshot.prove(snapshot.engine_of(database), dump, what)


@pytest.mark.parametrize("schema", RELEASED)
def test_a_copy_of_an_older_archive_becomes_one_of_today(
    schema: str, database_url: str, other_database_url: str, tmp_path: Path
) -> None:
    load(schema, database_url)
    made = copied(database_url, tmp_path / "dump")
    assert made.figures.schema == schema

    with closing(Database(other_database_url)) as database:
        snapshot.load(tmp_path / "dump", database, schema, nothing_more, quiet)

    with Archive.opened(other_database_url) as archive:
        assert archive.store.database.version() == SCHEMA_VERSION
        assert archive.ask("SELECT count(*) FROM items") == [(made.items,)]
        assert archive.sound()


def test_a_copy_made_while_others_write_is_of_one_moment(database_url: str, tmp_path: Path) -> None:
    server, is_over = FakeServer(), Event()
    with Archive.opened(database_url) as archive:
        archive.round(server)

        def write_on() -> None:
            number = 0
            while not is_over.is_set():
                number += 1
                server.deliver(a_letter(message_id=f"<{number}@kommune.example>", body=f"{number}\r\n" * 2000))
                archive.round(server)

        writer = Thread(target=write_on)
        writer.start()
        try:
            made = []
            for number in range(3):
                dump = tmp_path / f"dump{number}"
                made.append(snapshot.copy(archive.store.database, dump, quiet))
                snapshot.prove(snapshot.engine_of(archive.store.database), dump, made[-1])
        finally:
            is_over.set()
            writer.join()

    assert all((one.items, one.events) == (one.figures.items, one.figures.chain.count) for one in made)


def test_a_damaged_archive_can_be_copied_all_the_same(database_url: str, tmp_path: Path) -> None:
    with Archive.opened(database_url) as archive:
        server = FakeServer()
        server.deliver(a_letter())
        archive.round(server)
        archive.tamper("DELETE FROM custody_events WHERE seq = 2")

    made = copied(database_url, tmp_path / "dump")
    prove(database_url, tmp_path / "dump", made)

    assert made.events == made.figures.chain.count - 1


def test_a_copy_that_is_cut_short_or_of_something_else_is_found_out(database_url: str, tmp_path: Path) -> None:
    load(RELEASED[-1], database_url)
    whole, short = tmp_path / "whole", tmp_path / "short"
    made = copied(database_url, whole)
    short.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    prove(database_url, whole, made)
    with pytest.raises(StoreUnavailable):
        prove(database_url, short, made)
    with pytest.raises(StoreUnavailable):
        prove(database_url, whole, replace(made, items=made.items + 1))
    with pytest.raises(StoreUnavailable, match="letters"):
        prove(database_url, whole, replace(made, tables=made.tables | {"letters"}))


def test_nothing_is_loaded_where_anything_is(database_url: str, tmp_path: Path) -> None:
    load(RELEASED[-1], database_url)
    copied(database_url, tmp_path / "dump")

    with closing(Database(database_url)) as database, pytest.raises(UsageError):
        snapshot.load(tmp_path / "dump", database, RELEASED[-1], nothing_more, quiet)


@pytest.mark.parametrize("beside", ["-wal", "-shm", "-journal"])
def test_the_log_of_another_sqlite_file_would_ruin_this_one(beside: str, tmp_path: Path) -> None:
    (tmp_path / f"archive.sqlite{beside}").touch()

    with closing(Database(f"sqlite:///{tmp_path / 'archive.sqlite'}")) as database, pytest.raises(UsageError):
        snapshot.require_empty(database)
