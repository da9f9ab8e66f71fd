"""The whole database as one file, while others go on writing, and such a file back into an empty database.

SQLite is copied by its online backup, PostgreSQL by its own pg_dump and pg_restore. Both copy one view of the data, and
what is told of it was read in that same view. No writer waits for either.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, inspect, select, text

from archiver.core.backup import Copied, Figures
from archiver.core.language import later
from archiver.core.records import ChainHead
from archiver.edges import durable
from archiver.edges.store import carrying, postgresql
from archiver.edges.store.database import SENTENCES, Database
from archiver.edges.tables import Base, Head
from archiver.errors import StoreUnavailable, UsageError
from archiver.failpoints import failpoint

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told octets done and octets in all, as far as that can be known."""

PAGES = 1024
"""Of an SQLite file that are copied at a time."""
PIECE = 1 << 20
REVISION = "alembic_version"
_SCHEMA = "SELECT version_num FROM alembic_version"
_COUNTS = ("SELECT count(*) FROM items", "SELECT count(*) FROM custody_events")


def engine_of(database: Database) -> str:
    """sqlite or postgresql."""
    return "sqlite" if database.is_sqlite else "postgresql"


def octets_in(database: Database) -> int:
    """About how large a copy may become."""
    if database.file is not None:
        return sum(path.stat().st_size for path in _beside(database.file) if path.exists())
    question = text("SELECT sum(pg_table_size(to_regclass(name))) FROM unnest(CAST(:names AS text[])) AS name")
    with database.reading() as connection:
        return int(connection.scalar(question, {"names": tables()}) or 0)


def tables() -> list[str]:
    """Every table of an archive."""
    return [*sorted(Base.metadata.tables), REVISION]


def require_tools(database: Database) -> None:
    """See that a copy could be made. Raises `OutsideServiceError`: no pg_dump, or one older than the server."""
    if not database.is_sqlite:
        with database.reading() as connection:
            server = int(connection.scalar(text("SHOW server_version_num")))
        postgresql.require_dump(server)


def copy(database: Database, to: Path, progress: Progress, seen: Path | None = None) -> Copied:
    """Write the archive into a new file, and give what that very view of it held.

    What rests outside the database, by that view, is told in the file `seen` (`carrying`).

    Raises `StoreUnavailable` with a sentence: no room, no pg_dump, one that is older than the server.
    """
    if not database.is_sqlite:
        return _dump(database, to, progress, seen)
    if database.file is None:
        raise UsageError("An archive in memory cannot be backed up.")
    with _lite(database.file) as source, _lite(to) as target:
        source.execute("BEGIN")
        copied = _copied(source)  # this first look fixes the view; others write on behind it
        if seen is not None and "objects" in copied.tables:
            carrying.write_seen(source.execute(carrying.SEEN), seen)
        (page,) = source.execute("PRAGMA page_size").fetchone()

        def told(_status: int, left: int, pages: int) -> None:
            progress((pages - left) * page, pages * page)

        source.backup(target, pages=PAGES, progress=told)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    return copied


def prove(engine: str, dump: Path, copied: Copied) -> None:
    """Open a copy anew and read all of it. Raises `StoreUnavailable` unless it is whole and holds what was told."""
    found = _read_sqlite(dump) if engine == "sqlite" else postgresql.read_dump(dump)
    missing = sorted(copied.tables - found.tables)
    if missing:
        raise StoreUnavailable(later("The copy lacks the table {name}. It was thrown away."), name=missing[0])
    if found != copied:
        raise StoreUnavailable(later("The copy does not hold what the archive holds. It was thrown away."))


def require_empty(database: Database) -> None:
    """Refuse a place where anything of an archive is: nothing is ever written over."""
    if database.file is not None:
        there = [path for path in _beside(database.file) if os.path.lexists(path)]
        if there:
            raise UsageError(
                "{path} is there already, and nothing is written over. Move it away first, or name another"
                " file in [database] url.",
                path=there[0],
            )
        return
    with database.reading() as connection:
        there_too = [name for name in tables() if inspect(connection).has_table(name)]
    if there_too:
        raise UsageError(
            "The database holds tables of an archive already ({table}), and nothing is written over. Restore into"
            " an empty database.",
            table=there_too[0],
        )


def load(dump: Path, database: Database, schema: str, then: Callable[[Connection], T], progress: Progress) -> T:
    """Make an archive of a copy, in an empty place, of this version's schema and with its defence.

    `then` is what else is done before anybody can open it, and what it gives is given back.

    Until all is done there is no archive here: an SQLite file
    gets its name last, a PostgreSQL database its version.
    """
    require_empty(database)
    if database.file is None:
        postgresql.load(dump, database.url, REVISION, progress)
        failpoint("restore.before-complete")
        return database.complete(schema, then)
    if not database.file.parent.is_dir():
        raise UsageError("The directory {path} of the database does not exist.", path=database.file.parent)
    scratch = database.file.with_name(f".{database.file.name}.{os.getpid()}.part")
    try:
        durable.write(scratch, _pieces(dump, progress))
        failpoint("restore.before-complete")
        with closing(Database(URL.create("sqlite", database=str(scratch)).render_as_string())) as loaded:
            given = loaded.complete(schema, then)
        if any(path.exists() for path in _beside(scratch)[1:]):
            raise StoreUnavailable(later("The database was not closed as it should be; nothing was restored."))
        try:
            os.link(scratch, database.file)  # unlike a renaming, never over anything
        except FileExistsError:
            require_empty(database)
        durable.sync_folder(database.file.parent)
    except OSError as error:
        problem = error.strerror
        raise UsageError("{path} cannot be written: {problem}.", path=database.file, problem=problem) from error
    finally:
        for path in _beside(scratch):
            path.unlink(missing_ok=True)
    return given


def _pieces(source: Path, progress: Progress) -> Iterator[bytes]:
    size, done = source.stat().st_size, 0
    with source.open("rb") as octets:
        while piece := octets.read(PIECE):
            yield piece
            done += len(piece)
            progress(done, size)


def _beside(file: Path) -> list[Path]:
    """An SQLite file and what may lie beside it: another database's log would ruin this one."""
    return [file, *(file.with_name(file.name + more) for more in ("-wal", "-shm", "-journal"))]


def _dump(database: Database, to: Path, progress: Progress, seen: Path | None) -> Copied:
    in_all = octets_in(database)
    with database.reading() as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        items, events = (int(connection.scalar(text(one)) or 0) for one in _COUNTS)
        copied = Copied(_figures(connection), items, events, _there(connection))
        if seen is not None:
            carrying.write_seen(connection.execute(text(carrying.SEEN)), seen)
        view = connection.scalar(text("SELECT pg_export_snapshot()"))
        place = connection.scalar(text("SELECT current_schema()"))
        server = int(connection.scalar(text("SHOW server_version_num")))
        postgresql.dump(
            database.url,
            to,
            str(view),
            [(place, name) for name in sorted(copied.tables)],
            server,
            _of(progress, in_all),
        )
    return copied


def _of(progress: Progress, in_all: int) -> Callable[[int], None]:
    return lambda done: progress(done, max(done, in_all))


def _figures(connection: Connection) -> Figures:
    """What the archive holds in this view of it."""
    schema = connection.scalar(text(_SCHEMA))
    row = connection.execute(select(Head.items, Head.events, Head.hash, Head.key_fingerprint)).one()
    return Figures(str(schema), row.items, ChainHead(row.events, row.hash), row.key_fingerprint)


def _there(connection: Connection) -> frozenset[str]:
    return frozenset(inspect(connection).get_table_names()).intersection(tables())


def _copied(connection: sqlite3.Connection) -> Copied:
    (schema,) = connection.execute(_SCHEMA).fetchone()
    items, events, head, key = connection.execute("SELECT items, events, hash, key_fingerprint FROM heads").fetchone()
    counts = [int(connection.execute(one).fetchone()[0]) for one in _COUNTS]
    there = frozenset(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
    return Copied(Figures(schema, items, ChainHead(events, head), key), counts[0], counts[1], there & {*tables()})


def _read_sqlite(dump: Path) -> Copied:
    with _lite(dump) as connection:
        connection.execute("PRAGMA query_only=ON")
        [(said,), *_] = connection.execute("PRAGMA integrity_check").fetchall()
        if said != "ok":
            raise StoreUnavailable(later("The copy is damaged. It was thrown away."))
        return _copied(connection)


@contextmanager
def _lite(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise StoreUnavailable(later("There is no room for the copy, or its disk cannot be written.")) from error
        known = next((said for name, said in SENTENCES.items() if code.startswith(name)), None)
        raise StoreUnavailable(known or later("The copy could not be made ({code})."), code=code) from error
