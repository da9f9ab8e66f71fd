"""The archives of earlier versions, loaded into a database as their version left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

HERE = Path(__file__).parent
RELEASED = tuple(sorted({path.name.partition(".")[0] for path in HERE.glob("*.sql")}))
"""The schemas that there is an archive of."""


def load(schema: str, url: str) -> None:
    """Fill an empty database with the archive of a schema."""
    engine = "sqlite" if url.startswith("sqlite") else "postgresql"
    script = (HERE / f"{schema}.{engine}.sql").read_text(encoding="utf-8")
    if engine == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite:
            lite.executescript(script)
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(script.encode())
