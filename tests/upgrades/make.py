"""Archives of the schema that this checkout has, as SQL: what later versions are upgraded from in the tests.

`python -m tests.upgrades.make [FOLDER]` works a small archive with the real rounds, settling and letters of this very
checkout, on each kind of database, and writes `NNNN.sqlite.sql` and `NNNN.postgresql.sql`. Run it at the last commit of
a schema, just before a migration is added; what is there already is never written anew, for it is what was released.
Of an older schema: `git worktree add`, put this file into it, and run it there.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from archiver.core.records import IsoWeek, Octets, Reading, Unreadable
from archiver.edges.tables import SCHEMA_VERSION
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import OFFICER, Archive, FakeServer
from tests.services.postgres import Postgres


class BlindReader:
    """One that cannot read what it is given."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        return Unreadable("took too long")


def work(url: str) -> None:
    """A day and a week: mails of every fate, a case, receipts sent and waiting, a weekly letter, an alarm."""
    server = FakeServer()
    with Archive.opened(url) as archive:
        server.deliver(a_letter(message_id="<et@kommune.example>", body="Nr. 1: æøå\r\n"))
        server.deliver(a_forward_with_attachment())
        server.deliver(a_letter(sender="Borger <borger@udbyder.example>", message_id="<to@udbyder.example>"))
        archive.round(server)
        able, archive.reader = archive.reader, BlindReader()
        server.deliver(a_letter(message_id="<tre@kommune.example>"))
        archive.round(server)
        archive.reader = able
        archive.policy = replace(archive.policy, open_new_cases=True, receipts_per_burst=3)
        for number in range(3):
            server.deliver(a_letter(message_id=f"<sag.{number}@kommune.example>", body=f"Sag {number}\r\n"))
        archive.round(server)
        server.deliver(a_letter(message_id="<et@kommune.example>", body="Nr. 1: æøå\r\n"))
        server.refusal = "OVERQUOTA"
        archive.round(server)
        archive.send()
        archive.clock.advance(days=7)
        week = IsoWeek(2026, 48)
        archive.store.letters.issue(week, OFFICER, {OFFICER: "<digest@kommune.example>"}, archive.clock())
        archive.send()
        server.refusal = None
        server.deliver(a_letter(message_id="<sidst@kommune.example>"))
        archive.round(server)


def of_sqlite(folder: Path) -> Iterator[str]:
    """An archive on SQLite, as statements."""
    file = folder / "archive.sqlite"
    work(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        # What an index holds of words cannot be dumped; nothing has been indexed yet.
        virtual = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
        indexes: dict[str, str] = dict(connection.execute(virtual))
        for name in indexes:
            connection.execute(f"DROP TABLE {name}")
        *statements, end = connection.iterdump()
        yield from (*statements, *(f"{sql};" for sql in indexes.values()), end)


def of_postgresql(_folder: Path) -> Iterator[str]:
    """The same on PostgreSQL, without comments and without whose it is."""
    with Postgres() as server:
        url = server.new_database()
        work(url)
        where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        program = shutil.which("pg_dump") or "pg_dump"
        options = ["--inserts", "--no-owner", "--no-privileges", "--no-comments"]
        done = subprocess.run([program, *options, where], check=True, capture_output=True, text=True)
    return (line for line in done.stdout.splitlines() if not re.match(r"\\(un)?restrict ", line))


def main(folder: Path) -> None:
    """Write both, unless they are there."""
    ways: dict[str, Callable[[Path], Iterator[str]]] = {"sqlite": of_sqlite, "postgresql": of_postgresql}
    for engine, statements in ways.items():
        target = folder / f"{SCHEMA_VERSION}.{engine}.sql"
        if target.exists():
            print(f"{target} is there already")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            target.write_text("\n".join(statements(Path(scratch))) + "\n", encoding="utf-8")
        print(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
