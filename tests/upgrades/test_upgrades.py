"""From every schema that was released: nothing is lost on the way to today's, it verifies, and work goes on (O6)."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from archiver.edges.store import defence
from archiver.edges.store.database import Database
from archiver.edges.tables import SCHEMA_VERSION
from archiver.jobs.settling import Reread, read_again
from tests.builders import a_letter
from tests.fakes import Archive, FakeServer
from tests.second_verifier import asking
from tests.upgrades.released import RELEASED, load

HERE = Path(__file__).parent
INTERRUPTED_AT = (2, 9, 30, 60, 100)
"""Statements of an upgrade at which its process is killed."""


@pytest.fixture(params=RELEASED)
def old(request: pytest.FixtureRequest, database_url: str) -> str:
    """The URL of an archive as that version left it."""
    load(request.param, database_url)
    return database_url


def counts(url: str) -> dict[str, int]:
    """Rows of every table there is, but for the one that holds the version, and for indexes of words."""
    ask = asking(url)
    names = (
        ask(
            "SELECT name FROM sqlite_master"
            " WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
        if url.startswith("sqlite")
        else ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    )
    return {name: ask(f"SELECT count(*) FROM {name}")[0][0] for (name,) in names if name != defence.REVISION}


def evidence(url: str) -> list[list[tuple[object, ...]]]:
    """What no upgrade may touch: items with their octets, custody events, filings, cases, letters."""
    ask = asking(url)
    return [
        ask("SELECT number, i.sha256, size, committed_at, content FROM items i JOIN octets o ON o.sha256 = i.sha256"
            " ORDER BY number, ordinal"),
        ask("SELECT seq, at, act, agent, subject, outcome, detail, previous, hash FROM custody_events ORDER BY seq"),
        ask("SELECT item, state, case_id, rule, evidence, filed_at FROM filings ORDER BY id"),
        ask("SELECT year, number, reference, state, opened_at FROM cases ORDER BY id"),
        ask("SELECT kind, state, recipient, message_id, item, octets, attempts, sent_at FROM outbox ORDER BY id"),
        ask("SELECT mailbox, folder, uidvalidity, uid, take, item, state FROM sightings ORDER BY id"),
    ]  # fmt: skip


def test_there_is_an_archive_of_every_schema_that_was_released_on_each_kind_of_database() -> None:
    scripts = sorted((HERE.parent.parent / "migrations" / "versions").glob("0*.py"))
    schemas = [path.name.partition("_")[0] for path in scripts]

    assert set(RELEASED) <= set(schemas)
    assert RELEASED[-1] == schemas[-2], "the last one before the schema of this version"
    assert len(RELEASED) >= 4
    assert {f"{one}.{engine}.sql" for one in RELEASED for engine in ("sqlite", "postgresql")} == {
        path.name for path in HERE.glob("*.sql")
    }


def test_an_upgrade_keeps_every_row_and_verifies(old: str) -> None:
    rows, held = counts(old), evidence(old)
    assert min(rows[name] for name in ("items", "parts", "filings", "cases", "outbox", "digest_issues")) > 0

    with Archive.opened(old) as archive:
        assert archive.store.database.version() == SCHEMA_VERSION
        assert {name: count for name, count in counts(old).items() if name in rows} == rows
        assert evidence(old) == held
        assert archive.sound()


def test_an_upgraded_archive_goes_on_with_its_work(old: str) -> None:
    with Archive.opened(old) as archive:
        before = counts(old)
        archive.clock.advance(days=8)
        server = FakeServer()
        server.deliver(a_letter(message_id="<nyt@kommune.example>"))
        server.deliver(a_letter(message_id="<et@kommune.example>", body="Nr. 1: æøå\r\n"))

        report = archive.round(server)
        archive.send()

        assert sum(folder.new_items for folder in report.folders) == 1, "the other one it had"
        assert counts(old)["items"] == before["items"] + 1
        assert archive.ask("SELECT count(*) FROM outbox WHERE state IN ('due', 'sending')") == [(0,)]
        assert archive.sound()


def test_what_an_older_version_read_is_read_again(old: str) -> None:
    with Archive.opened(old) as archive:
        outdated = archive.store.catalogue.outdated(100)

        became = [
            read_again(archive.store, archive.reader, archive.policy, item, checksum, "operator", archive.clock)
            for item, checksum in outdated
        ]

        assert set(became) <= {Reread.CHANGED, Reread.SAME}
        assert archive.store.catalogue.outdated(100) == []
        assert archive.sound()


_UPGRADE = """
import os, signal, sys
from sqlalchemy import Engine, event
from archiver.edges.store.database import Database

left = int(sys.argv[1])

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

Database(sys.stdin.read()).upgrade()
"""


@pytest.mark.parametrize("statement", INTERRUPTED_AT)
def test_an_upgrade_that_is_killed_changes_nothing_and_can_be_run_again(statement: int, database_url: str) -> None:
    url = database_url
    load(RELEASED[0], url)
    rows, held = counts(url), evidence(url)

    command = [sys.executable, "-c", _UPGRADE, str(statement)]
    ended = subprocess.run(command, input=url.encode(), check=False, timeout=60)

    assert ended.returncode == -signal.SIGKILL, "there are more statements than that"
    assert (_version(url), counts(url)) == (RELEASED[0], rows)
    with Archive.opened(url) as archive:
        assert archive.store.database.version() == SCHEMA_VERSION
        assert evidence(url) == held
        assert archive.sound()


def _version(url: str) -> str | None:
    with closing(Database(url)) as database:
        return database.version()
