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


@cache
def _pattern_database(server: str) -> str:
    name = "arkiv_pattern"
    with psycopg.connect(f"{server}/{TO_ADMINISTER}", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    _make(f"{server.replace('postgresql:', 'postgresql+psycopg:')}/{name}")
    return name


def _make(url: str) -> None:
    with closing(Database(url)) as database:
        database.upgrade()
