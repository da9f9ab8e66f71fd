"""Databases with the schema of today and nothing in them, copied from one instead of made anew for each test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from archiver.edges.store.database import Database

TO_ADMINISTER = "postgres"
"""The database from which others are made and dropped."""


def with_schema(url: str) -> str:
    """See that an empty database has the schema; any other is left as it is. Gives the URL back.

    What makes a schema, and brings older ones up to date, is tested where no copy is used.
    """
    if url.startswith("sqlite"):
        path = Path(make_url(url).database or "")
        if path.parent.is_dir() and not path.exists():
            shutil.copyfile(_pattern_file(), path)
        return url
    server, _, name = url.replace("+psycopg", "").rpartition("/")
    if name.isidentifier() and _is_empty(f"{server}/{name}"):
        pattern = _pattern_database(server)
        with psycopg.connect(f"{server}/{TO_ADMINISTER}", autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {}").format(Identifier(name)))
            connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(pattern)))
    return url


def _is_empty(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)


@cache
def _pattern_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pattern."))
    atexit.register(shutil.rmtree, folder)
    _make(f"sqlite:///{folder}/archive.sqlite")
    return folder / "archive.sqlite"


def _pattern_database(server: str) -> str:
    """Named so only once it is whole; clusters come and go, and a port may have another one tomorrow."""
    with psycopg.connect(f"{server}/{TO_ADMINISTER}", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'arkiv_pattern'").fetchone() is None:
            connection.execute("DROP DATABASE IF EXISTS arkiv_half_a_pattern")
            connection.execute("CREATE DATABASE arkiv_half_a_pattern")
            _make(f"{server.replace('postgresql:', 'postgresql+psycopg:')}/arkiv_half_a_pattern")
            connection.execute("ALTER DATABASE arkiv_half_a_pattern RENAME TO arkiv_pattern")
    return "arkiv_pattern"


def _make(url: str) -> None:
    with closing(Database(url)) as database:
        database.upgrade()
