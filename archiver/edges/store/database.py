"""The database as a place: connections, transactions, its schema version. Nothing here knows what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from archiver.edges.tables import SCHEMA_VERSION
from archiver.errors import ConfigError, SchemaMismatch, StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

_WRITING = "archive_writing"


class Database:
    """One database, SQLite or PostgreSQL.

    `writing()` and `reading()` are the only ways in. What the driver raises comes out as `StoreUnavailable` (try
    again) or `StoreRefused` (this very row cannot be stored), never with a value in its text.
    """

    def __init__(self, url: str, *, busy_seconds: float = 30.0) -> None:
        self.url = make_url(url)
        self._engine = _engine(self.url, busy_seconds)
        self._fresh = _engine(self.url, busy_seconds, poolclass=NullPool)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def folder(self) -> Path | None:
        """Where an SQLite file lies."""
        name = self.url.database
        return Path(name).resolve().parent if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write: SQLite takes the write lock at its beginning (BEGIN IMMEDIATE)."""
        with _translated(), self._engine.connect() as connection:
            connection.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads, with one view of the data from beginning to end."""
        with _translated(), self._engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def reading_anew(self) -> Iterator[Connection]:
        """The same over a connection made for this purpose: what it reads has really been committed (R4)."""
        with _translated(), self._fresh.connect() as connection, connection.begin():
            yield connection

    def version(self) -> str | None:
        """The schema's revision; None when nothing of ours is there."""
        with self.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found

    def clock(self) -> datetime | None:
        """What the database server's clock says; None for an embedded database, whose clock is ours."""
        if self.is_sqlite:
            return None
        with self.reading() as connection:
            moment: datetime | None = connection.scalar(text("SELECT clock_timestamp()"))
            return moment

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

    def upgrade(self) -> None:
        """Bring the schema to `SCHEMA_VERSION`, keeping what is stored; all of it or nothing."""
        found = self.version()
        if found == SCHEMA_VERSION:
            return
        from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        config = _alembic()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise SchemaMismatch(
                f"The database has schema {found}, which this version of archiver does not know. "
                "It was made by a newer archiver: install that one."
            )
        with self.writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()
        self._fresh.dispose()


def migrations_folder() -> Path:
    """Where the Alembic scripts lie: inside an installed package, beside it in a checkout."""
    package = Path(str(resources.files("archiver")))
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


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
        raise StoreUnavailable(f"The database did not do its work ({_kind(error)}).") from None
    except StatementError as error:
        raise StoreRefused(f"A value could not be stored ({_kind(error)}).") from None
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"The database could not be used ({type(error).__name__}).") from None


def _kind(error: StatementError) -> str:
    """What the driver says, without any value: PostgreSQL's five-letter code, SQLite's fixed sentences."""
    original = error.orig
    code = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    return f"{type(original).__name__} {code}" if code else type(original).__name__


def _engine(url: URL, busy_seconds: float, **more: Any) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds, more)
    options = {
        "connect_timeout": 10,
        "application_name": "archiver",
        "options": "-c statement_timeout=30000 -c lock_timeout=30000 -c idle_in_transaction_session_timeout=60000",
        "keepalives_idle": 60,
        "tcp_user_timeout": 40000,
    }
    if "poolclass" not in more:
        more |= {"pool_pre_ping": True, "max_overflow": 50}
    try:
        return create_engine(url, connect_args=options, hide_parameters=True, **more)
    except ModuleNotFoundError as error:
        raise ConfigError(["PostgreSQL needs its driver: pip install 'arkivfunktion[postgresql]'"]) from error


def _sqlite(url: URL, busy_seconds: float, more: dict[str, Any]) -> Engine:
    if "poolclass" not in more:
        more |= {"max_overflow": 50}
    engine = create_engine(url, connect_args={"timeout": busy_seconds}, hide_parameters=True, **more)

    @event.listens_for(engine, "connect")
    def _settle(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
            f"busy_timeout={int(busy_seconds * 1000)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
