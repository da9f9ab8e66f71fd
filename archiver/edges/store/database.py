"""The database as a place: connections, transactions, its schema version. Nothing here knows what is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import resources
from ipaddress import ip_address
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, Row, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archiver.edges import durable
from archiver.edges.depots import Depots
from archiver.edges.store import defence
from archiver.edges.tables import SCHEMA_VERSION
from archiver.edges.turns import Turns
from archiver.edges.vault import Vault
from archiver.errors import ConfigError, SchemaMismatch, StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import ExceptionContext

T = TypeVar("T")
_WRITING = "archive_writing"
_LET_GO = "SET LOCAL idle_in_transaction_session_timeout = 10000"
"""Of a writer who is cut off or stopped in the middle: all others wait for what it had locked."""
_NO_HURRY = "SET statement_timeout = 0"
_READ_ONLY = "25006"
_SPOILT = ("SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_UPGRADING = 0x61726B6976
"""The advisory lock of PostgreSQL that whoever brings the schema up to date holds: "arkiv"."""

#: What the database says, by its code: SQLite's error names (with or without a further word) and PostgreSQL's SQLSTATE.
AnyRow = Row[*tuple[Any, ...]]

SENTENCES = {
    "SQLITE_CANTOPEN": "The database file cannot be opened: its directory does not exist, we may not write there, or "
    "its disk is full.",
    "SQLITE_FULL": "The disk of the database is full: make room.",
    "SQLITE_READONLY": "The database file may not be written: see who owns it and whether its disk is read-only.",
    "SQLITE_BUSY": "The database is locked by another process for too long: see what else has it open.",
    "SQLITE_LOCKED": "The database is locked by another process for too long: see what else has it open.",
    "SQLITE_NOTADB": "The database file is not an SQLite database: see that the URL names the right file.",
    "SQLITE_CORRUPT": "The database file is damaged: stop archiver, keep the file, and restore a backup.",
    "SQLITE_IOERR": "The disk of the database cannot be read or written: look at the disk.",
    "57014": "The database took too long and was interrupted: somebody may hold a lock on the archive's tables.",
    "55P03": "Somebody holds a lock on the archive's tables for too long: see who else is connected to the database.",
    "28P01": "The database refused the user name or the password.",
    "28000": "The database does not let this user in from this machine: see its pg_hba.conf.",
    "3D000": "The database server has no database of this name: create it, or see that the URL is right.",
    "42501": "The database user may not do this: run archiver db upgrade --grant USER as the one who owns the tables.",
    "42704": "The database server has no user of this name: create it first.",
    "AR001": "The archive refused to change or delete evidence.",
    "53100": "The disk of the database server is full: make room.",
    "53300": "The database server takes no more connections: raise max_connections.",
    "25006": "The database is read-only, as a standby server is: see that the URL names the primary server.",
    "57P03": "The database server is starting up or shutting down.",
    "57P01": "The database server was shut down.",
}

#: A refused connection has no code, only words: those of libpq and of the server in English.
_ALL_IN_USE = "All our connections to the database are in use for too long: raise [database] connections."
_STILL_WRITING = "This process has been writing to the database for too long: see how fast its disk is."
_SAID_AT_THE_DOOR = {
    "password authentication failed": SENTENCES["28P01"],
    "no password supplied": SENTENCES["28P01"],
    "role ": SENTENCES["28P01"],
    "no pg_hba.conf entry": SENTENCES["28000"],
    "FATAL:  database ": SENTENCES["3D000"],
    "too many clients": SENTENCES["53300"],
    "starting up": SENTENCES["57P03"],
    "shutting down": SENTENCES["57P03"],
    "Connection refused": "The database server does not answer: see that it runs, and its host and port in the URL.",
    "failed to resolve host": "The name of the database server is not known: see the host in the URL.",
    "timeout expired": "The database server does not answer: see the network between us and its host.",
    "SSL was required": "The database server offers no TLS: switch it on there.",
    "certificate verify failed": "We do not trust the database server's certificate: see sslrootcert in the URL.",
}


CONNECTIONS = 20
"""At once, to a database server: of PostgreSQL's hundred, enough for four replicas and whoever else looks in."""
URGENT = 2
"""Of these for what must not wait for the others: leases, and what became of letters."""
KEPT_OPEN = 5


@dataclass(slots=True)
class Beginning:
    """What the next transaction of a thread begins with, and whether it has."""

    first: Callable[[Connection], None]
    once: bool
    is_done: bool = False


_BEGINNING: ContextVar[Beginning | None] = ContextVar("what the next transaction begins with", default=None)


def _begin(connection: Connection) -> None:
    waiting = _BEGINNING.get()
    if waiting is None or (waiting.is_done and not waiting.once):
        return
    if waiting.is_done:
        raise RuntimeError("two transactions where one was promised")
    waiting.is_done = True
    waiting.first(connection)


class Database:
    """One database, SQLite or PostgreSQL.

    `writing()` and `reading()` are the only ways in. What the driver raises comes out as `StoreUnavailable` (try
    again) or `StoreRefused` (this very row cannot be stored), never with a value in its text.
    """

    def __init__(
        self,
        url: str,
        *,
        busy_seconds: float = 30.0,
        vault: Vault | None = None,
        connections: int = CONNECTIONS,
        depots: Depots | None = None,
    ) -> None:
        """With a `vault` what people wrote is sealed on its way in and opened on its way out; large octets may rest in
        one of the `depots`.

        A server is never connected to more than so many times at once; an embedded database needs no such bound.
        """
        self.url = make_url(url)
        self.vault = vault
        self.depots = depots or Depots()
        self._busy_seconds = busy_seconds
        self._turns = Turns()
        anew = max(1, connections // 5)
        self._turns_anew = Turns(anew)
        self._engine = _engine(self.url, busy_seconds, connections - anew - URGENT)
        self._fresh = _engine(self.url, busy_seconds, poolclass=NullPool)
        self._urgent = self._engine if self.is_sqlite else _engine(self.url, busy_seconds, URGENT)
        for engine in (self._engine, self._fresh, self._urgent):
            engine.dialect.safe = vault  # type: ignore[attr-defined]
            engine.dialect.depots = self.depots  # type: ignore[attr-defined]

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; "-wal" and "-shm" may lie beside it."""
        name = self.url.database
        return Path(name).resolve() if self.is_sqlite and name and name != ":memory:" else None

    @property
    def folder(self) -> Path | None:
        """Where an SQLite file lies."""
        return self.file.parent if self.file else None

    @contextmanager
    def writing(self, *, haste: bool = False) -> Iterator[Connection]:
        """One transaction that may write: SQLite takes the write lock at its beginning (BEGIN IMMEDIATE).

        What is done in `haste` comes before all that this process has to write there.
        """
        engine = self._urgent if haste else self._engine
        with self._turn(haste), _translated(), engine.connect() as connection:
            connection.execution_options(**{_WRITING: True})
            with connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(_LET_GO)
                _begin(connection)
                yield connection

    @contextmanager
    def beginning(self, first: Callable[[Connection], None], *, once: bool = True) -> Iterator[Beginning]:
        """What is written in this thread meanwhile is one transaction, and begins with `first`.

        What `first` raises undoes all of it. A second transaction would be half of something: it is refused, unless not
        `once`; then only the first begins so.
        """
        waiting = Beginning(first, once)
        token = _BEGINNING.set(waiting)
        try:
            yield waiting
        finally:
            _BEGINNING.reset(token)

    @contextmanager
    def _turn(self, haste: bool) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turns.take(self._busy_seconds, haste=haste):
            raise StoreUnavailable(_STILL_WRITING)
        try:
            yield
        finally:
            self._turns.hand_on()

    @contextmanager
    def reading(self, *, haste: bool = False) -> Iterator[Connection]:
        """One transaction that only reads, with one view of the data from beginning to end."""
        with _translated(), (self._urgent if haste else self._engine).connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def reading_anew(self) -> Iterator[Connection]:
        """The same over a connection made for this purpose: what it reads has really been committed (R4)."""
        with self._turn_anew(), _translated(), self._fresh.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _turn_anew(self) -> Iterator[None]:
        if self.is_sqlite:
            yield
            return
        if not self._turns_anew.take(self._busy_seconds):
            raise StoreUnavailable(_ALL_IN_USE)
        try:
            yield
        finally:
            self._turns_anew.hand_on()

    @contextmanager
    def reading_only(self, readable: Mapping[str, Sequence[str]], role: str | None = None) -> Iterator[Connection]:
        """One transaction that reads these columns of these tables, and is refused every other by the database itself.

        SQLite asks us before it reads a column. In PostgreSQL `role` reads, which can do no more (`defence.let_count`);
        without one it is the archive's own user, and nothing refuses.
        """
        with _translated(), self._fresh.connect() as connection:
            if self.is_sqlite:
                server: Any = connection.connection.driver_connection
                server.execute("PRAGMA query_only=ON")
                server.set_authorizer(partial(_is_readable, readable))
            with connection.begin():
                if role is not None and not self.is_sqlite:
                    connection.execute(text(f"SET LOCAL ROLE {connection.dialect.identifier_preparer.quote(role)}"))
                yield connection

    def version(self) -> str | None:
        """The schema's revision; None when nothing of ours is there."""
        with self.reading() as connection:
            return _version(connection)

    def clock(self) -> datetime | None:
        """What the database server's clock says; None for an embedded database, whose clock is ours."""
        if self.is_sqlite:
            return None
        with self.reading(haste=True) as connection:
            moment: datetime | None = connection.scalar(text("SELECT clock_timestamp()"))
            return moment

    def most_connections(self) -> int | None:
        """How many a database server takes of users like ours; None for an embedded database."""
        if self.is_sqlite:
            return None
        with self.reading() as connection:
            asked = "SELECT current_setting('{}')::int"
            most, kept = (
                connection.execute(text(asked.format(name))).scalar_one()
                for name in ("max_connections", "superuser_reserved_connections")
            )
            return int(most - kept)

    def require_current(self) -> None:
        """Refuse to work on any other schema than ours."""
        found = self.version()
        if found is None:
            raise SchemaMismatch("The database is empty. Run: archiver db upgrade")
        if found != SCHEMA_VERSION:
            raise SchemaMismatch(
                f"The database has schema {found}; this version of archiver works with schema {SCHEMA_VERSION}. "
                "If the database is older, run: archiver db upgrade. If it is newer, install the newer archiver."
            )

    def upgrade(self, note: Callable[[Connection, str | None], None] = lambda _connection, _before: None) -> None:
        """Bring the schema to `SCHEMA_VERSION`, keeping what is stored; all of it or nothing. One at a time.

        `note` writes down in the same transaction that it was done, and from which schema.
        """
        if self.version() == SCHEMA_VERSION:
            return
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADING})
                connection.execute(text("SET LOCAL statement_timeout = 0"))  # a large archive takes its time
            found = _version(connection)
            if found != SCHEMA_VERSION:
                defence.remove(connection)
                _migrate(connection, found)
                defence.install(connection)
                note(connection, found)

    def complete(self, schema: str, then: Callable[[Connection], T]) -> T:
        """Make an archive of tables that were loaded from a copy of `schema`: this version's, defended, all at once.

        `then` is done with it in the same transaction, before anybody can open it; what it gives is given back.
        """
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            if _version(connection) is None:
                connection.execute(text("INSERT INTO alembic_version VALUES (:schema)"), {"schema": schema})
            defence.remove(connection)
            if schema != SCHEMA_VERSION:
                _migrate(connection, schema)
            given = then(connection)
            defence.install(connection)
        return given

    def grant(self, role: str, note: Callable[[Connection], None] = lambda _connection: None) -> None:
        """Let another role of the server work the archive, without owning it (PostgreSQL). Raises StoreUnavailable.

        `note` writes that down in the same transaction.
        """
        with self.writing() as connection:
            defence.grant(connection, role)
            note(connection)

    def let_count(
        self, role: str, readable: Mapping[str, Sequence[str]], note: Callable[[Connection], None] = lambda _: None
    ) -> None:
        """Let another role of the server read these columns and no others, and let us read as it (PostgreSQL)."""
        with self.writing() as connection:
            defence.let_count(connection, role, readable)
            note(connection)

    def is_ours_to_open(self) -> bool:
        """Whether we could switch off the triggers that defend the evidence, as the owner of the tables."""
        with self.reading() as connection:
            return defence.may_switch_off(connection)

    def rewrite(self) -> bool:
        """Write every table anew, so that no page keeps what was changed or deleted; needs as much room once more.

        False when only the owner of the tables may do that (PostgreSQL). Raises `StoreUnavailable` while others read.
        """
        if not (self.is_sqlite or self.is_ours_to_open()):
            return False
        with _translated(), closing(self._fresh.raw_connection()) as pooled:
            server: Any = pooled.driver_connection
            if not self.is_sqlite:
                server.autocommit = True
            words = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)") if self.is_sqlite else (_NO_HURRY, "VACUUM FULL")
            for word in words:
                done = server.execute(word).fetchone() if self.is_sqlite else server.execute(word)
            if self.is_sqlite and done[0]:
                raise StoreUnavailable(SENTENCES["SQLITE_BUSY"])  # its log still holds old pages
        return True

    def let_rest(self) -> None:
        """Give back the connections to an SQLite file that nobody uses now: the next ones are opened in 2 ms.

        Their pages and prepared statements lie all over the heap; with those gone it can be given back whole.
        """
        if self.file is not None:
            self._engine.dispose()

    def close(self) -> None:
        """Give back every connection."""
        for engine in (self._engine, self._fresh, self._urgent):
            engine.dispose()


def _is_readable(
    readable: Mapping[str, Sequence[str]], act: int, one: str | None, other: str | None, *_where: str | None
) -> int:
    """SQLite's authorizer (sqlite.org/c3ref/set_authorizer.html): a read of table `one`, column `other`."""
    if act == sqlite3.SQLITE_READ:
        # A table alone, with no column of it, is what count(*) reads.
        is_given = one is not None and one in readable and (not other or other in readable[one])
        return sqlite3.SQLITE_OK if is_given else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if act in _LOOKING else sqlite3.SQLITE_DENY


_LOOKING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION}


def migrations_folder() -> Path:
    """Where the Alembic scripts lie: inside an installed package, beside it in a checkout."""
    package = Path(str(resources.files("archiver")))
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed

    if found is None and inspect(connection).has_table("items"):
        raise SchemaMismatch(
            "The database holds tables, but no archive: a restore into it was cut short. Empty it, and restore again."
        )
    config = _alembic()
    if found is not None and found not in _revisions(config):
        raise SchemaMismatch(
            f"The database has schema {found}, which this version of archiver does not know. "
            "It was made by a newer archiver: install that one."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_known(schema: str) -> bool:
    """Whether this version can bring an archive of that schema up to date."""
    return schema in _revisions(_alembic())


def _revisions(config: Config) -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _alembic() -> Config:
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    config = AlembicConfig()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _translated() -> Iterator[None]:
    # "from None": PostgreSQL quotes the whole failing row, and a traceback would carry it into a log.
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise StoreRefused(f"The database refused a row ({_kind(error)}).") from None
    except DBAPIError as error:
        raise StoreUnavailable(f"{_sentence(error)} ({_kind(error)})") from None
    except StatementError as error:
        raise StoreRefused(f"A value could not be stored ({_kind(error)}).") from None
    except PoolTimeout:
        raise StoreUnavailable(_ALL_IN_USE) from None
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"The database could not be used ({type(error).__name__}).") from None


def _sentence(error: DBAPIError) -> str:
    """What to do about it, as far as the database tells; never a word of what it says itself."""
    code = _code(error)
    known = SENTENCES.get(code) or SENTENCES.get("_".join(code.split("_")[:2]))
    if known:
        return known
    said = str(error.orig)
    heard = (sentence for words, sentence in _SAID_AT_THE_DOOR.items() if words in said and not code)
    return next(heard, "The database did not do its work.")


def _code(error: StatementError) -> str:
    original = error.orig
    return getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or ""


def _kind(error: StatementError) -> str:
    """What the driver says, without any value: PostgreSQL's five-letter code, SQLite's fixed sentences."""
    return f"{type(error.orig).__name__} {_code(error)}".strip()


def server_arguments(url: URL) -> dict[str, Any]:
    """How a PostgreSQL server is connected to: committed means on its disk, and over a network only with TLS.

    What the URL says itself stands; its `options` come before ours, of which the last counts.
    """
    ours: dict[str, Any] = {
        "connect_timeout": 10,
        "application_name": "archiver",
        "keepalives_idle": 60,
        "tcp_user_timeout": 15000,
    }
    if is_far(url):
        ours["sslmode"] = "require"
    theirs = url.query.get("options", ())
    session = [f"-c {name}={value}" for name, value in _SESSION.items()]
    options = [*((theirs,) if isinstance(theirs, str) else theirs), *session]
    return {"options": " ".join(options)} | {name: value for name, value in ours.items() if name not in url.query}


def is_far(url: URL) -> bool:
    """Whether the way to a database server leaves this machine; a socket's path and loopback addresses do not."""
    if url.get_backend_name() == "sqlite":
        return False
    named = [url.query.get(name, ()) for name in ("host", "hostaddr")] + [url.host or ()]
    hosts = (host for one in named for text in ((one,) if isinstance(one, str) else one) for host in text.split(","))
    return any(not _is_near(host) for host in hosts)


def _is_near(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
    if name == "localhost" or name.startswith(("/", "@")) or not name:
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


_SESSION = {
    "statement_timeout": 30000,
    "lock_timeout": 30000,
    "idle_in_transaction_session_timeout": 60000,
    # The server, too, is to notice who was cut off, and let go of what it had locked: every replica waits for that.
    "tcp_user_timeout": 6000,
    "tcp_keepalives_idle": 3,
    "tcp_keepalives_interval": 1,
    "tcp_keepalives_count": 3,
    "synchronous_commit": "on",
}


def _engine(url: URL, busy_seconds: float, at_once: int = 0, **more: Any) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds, more)
    if "poolclass" not in more:
        kept = min(KEPT_OPEN, at_once)
        more |= {"pool_size": kept, "max_overflow": at_once - kept, "pool_timeout": busy_seconds}
        more |= {"pool_pre_ping": True, "pool_use_lifo": True}  # as with SQLite
    try:
        engine = create_engine(url, connect_args=server_arguments(url), hide_parameters=True, **more)
    except ModuleNotFoundError as error:
        raise ConfigError(["PostgreSQL needs its driver: pip install 'arkivfunktion[postgresql]'"]) from error
    event.listen(engine, "handle_error", _leave_what_is_read_only)
    return engine


def _leave_what_is_read_only(context: ExceptionContext) -> None:
    """No connection is kept that cannot write and never will, though the next one could.

    After a failover the same name leads to another PostgreSQL server; a file of SQLite that was opened while it might
    not be written stays open so, as one does whose disk failed.
    """
    error = context.original_exception
    named = getattr(error, "sqlite_errorname", None) or ""
    if getattr(error, "sqlstate", None) == _READ_ONLY or named.startswith(_SPOILT):
        context.is_disconnect = True


KEPT = 2
"""Connections to SQLite that stay open. A new one takes 2 ms, and each that stays fills its cache sooner or later."""
PAGES = "cache_size=-512"
"""In KiB: what is not in it is in the system's own cache, and the daemon's memory does not grow for hours."""
STATEMENTS = 64
"""Prepared statements that a connection to SQLite keeps: a batch needs some forty, and large ones are 50 KB."""


def _sqlite(url: URL, busy_seconds: float, more: dict[str, Any]) -> Engine:
    is_kept = "poolclass" not in more  # else it is there for one look at what is committed
    if is_kept:
        more |= {"pool_size": KEPT, "max_overflow": 50, "pool_use_lifo": True}
    arguments = {"timeout": busy_seconds, "cached_statements": STATEMENTS}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True, **more)

    event.listen(engine, "handle_error", _leave_what_is_read_only)

    @event.listens_for(engine, "connect")
    def _settle(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves, below
        _keep_a_log(dbapi_connection, busy_seconds)
        if is_kept:
            _sync_its_folder(dbapi_connection)
        cursor = dbapi_connection.cursor()
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "recursive_triggers=ON",  # REPLACE deletes, and the evidence refuses that
            "trusted_schema=OFF",
            f"busy_timeout={int(busy_seconds * 1000)}",
            PAGES,
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _keep_a_log(connection: Any, busy_seconds: float) -> None:
    """See that commits go to a write-ahead log. Raises `StoreUnavailable`.

    SQLite tells of a mode that it could not take on only in its answer, and would commit to what a power cut takes. Of
    several that open a new file at once it lets one change the mode, and makes none of the others wait.
    """
    until = monotonic() + busy_seconds
    while not _has_log(connection):
        if monotonic() > until:
            raise StoreUnavailable(SENTENCES["SQLITE_IOERR"])
        sleep(0.02)


def _has_log(connection: Any) -> bool:
    try:
        [mode] = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return mode == "wal" or not _file_of(connection)


def _sync_its_folder(connection: Any) -> None:
    """See that the log's name is on the disk, which it keeps while a connection is open. Raises `StoreUnavailable`.

    SQLite says nothing of a folder that it could not sync.
    """
    try:
        if file := _file_of(connection):
            durable.sync_folder(Path(file).parent)
    except OSError as error:
        raise StoreUnavailable(SENTENCES["SQLITE_IOERR"]) from error


def _file_of(connection: Any) -> str:
    """Empty for a database in memory."""
    [_, _, file] = connection.execute("PRAGMA database_list").fetchone()
    return str(file)
