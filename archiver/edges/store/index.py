"""The index of the search in SQL, row by row: what waits to be made, what is put in, and what is taken out."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, cast, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import TSVECTOR

from archiver.core.search import INDEXER, Laid
from archiver.edges.tables import SearchDocument

#: FTS5 without content (sqlite.org/fts5.html § 4.4.3) forgets a row when it is told what it was told of it.
_PUT = text("INSERT INTO search_words (rowid, words) VALUES (:item, :words)")
_TAKE = text("INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', :item, :words)")
_TAKE_ALL = text("INSERT INTO search_words (search_words) VALUES ('delete-all')")
_MERGE = text("INSERT INTO search_words (search_words) VALUES ('optimize')")


def due(item: int, now: datetime) -> dict[str, Any]:
    """The row of an item that is not in the index yet."""
    return {"item": item, "due_at": now, "indexer": 0, "is_keyed": False, "words": None}


def make_anew(connection: Connection, item: int, now: datetime) -> None:
    """Let an item be indexed once more: what it says is understood otherwise. Until then it is found as before."""
    written = connection.execute(update(SearchDocument).where(SearchDocument.item == item).values(due_at=now))
    if not written.rowcount:
        connection.execute(insert(SearchDocument), due(item, now))


def put(connection: Connection, item: int, laid: Laid, *, is_keyed: bool) -> None:
    """Index an item that waits for it, in place of what was there."""
    take_out(connection, item)
    values: dict[str, Any] = {"due_at": None, "indexer": INDEXER, "is_keyed": is_keyed}
    if is_sqlite(connection):
        words = laid.text
        connection.execute(_PUT, {"item": item, "words": words})
        values["words"] = zlib.compress(words.encode())
    else:
        values["words"] = cast(_vector(laid.places), TSVECTOR)
    connection.execute(update(SearchDocument).where(SearchDocument.item == item).values(values))


def forget(connection: Connection, item: int) -> None:
    """Take an item out for good. What FTS5 may still hold of it until it merges, `merge` drives out."""
    take_out(connection, item)
    connection.execute(delete(SearchDocument).where(SearchDocument.item == item))


def forget_all(connection: Connection, now: datetime) -> int:
    """Empty the index, to be made anew; gives how many items were in it."""
    if not is_sqlite(connection):
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # a large archive takes its time
    there = update(SearchDocument).where(SearchDocument.words.is_not(None))
    emptied = connection.execute(there.values(due_at=now, indexer=0, is_keyed=False, words=None)).rowcount
    if is_sqlite(connection):
        connection.execute(_TAKE_ALL)
    return int(emptied)


def merge(connection: Connection) -> None:
    """Let no part of the index hold what was taken out of it (SQLite; PostgreSQL does so when a table is rewritten)."""
    if is_sqlite(connection):
        connection.execute(_MERGE)


def take_out(connection: Connection, item: int) -> None:
    """Let an item not be found."""
    if not is_sqlite(connection):
        return
    words = connection.scalar(select(SearchDocument.words).where(SearchDocument.item == item))
    if words is not None:
        connection.execute(_TAKE, {"item": item, "words": zlib.decompress(words).decode()})


def _vector(places: Mapping[str, list[int]]) -> str:
    """In PostgreSQL's own notation; a word is letters and digits, and needs no care."""
    return " ".join(f"'{word}'" + (":" + ",".join(map(str, at)) if at else "") for word, at in places.items())


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
