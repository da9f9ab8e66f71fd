"""How long a question of two words takes in an archive of any size, on SQLite and PostgreSQL.

The items are their rows alone and the words they are found by: a stock of words that are used as unevenly as words are
(Zipf), a few of each in every item. What is asked are two words of a mail, as somebody asks who remembers it.
"""

import argparse
import random
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, text

from archiver.core.search import INDEXER, laid_out, query_of
from archiver.edges.store.database import Database
from archiver.edges.store.search import Search
from archiver.edges.tables import Item, Reading, SearchDocument
from benchmarks.archives import empty_folder
from benchmarks.measure import percentile
from benchmarks.report import Bar, Report, Row, shown, table
from tests.services.postgres import Postgres

BAR = Bar(200, 50, "ms")
STOCK = 60_000
"""Words there are."""
COMMON = 60
"""Of these the most frequent, which nobody asks for alone: og, det, at ..."""
WORDS = 120
"""Of one item."""
AT_ONCE = 2_000
SHOWN = 50
HERE = ZoneInfo("Europe/Copenhagen")


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--search-sizes", default="10000,100000", help="items (default 10000,100000; the goal: 1000000)")
    group.add_argument("--search-engines", default="sqlite,postgresql", help="databases (default sqlite,postgresql)")
    group.add_argument("--search-questions", type=int, default=500, help="that are asked (default 500)")


def run(wanted: argparse.Namespace) -> Report:
    """Each size on each database, one after another."""
    report, cells = Report(), []
    for engine in wanted.search_engines.split(","):
        for size in map(int, wanted.search_sizes.split(",")):
            with ExitStack() as stack:
                place = stack.enter_context(empty_folder(wanted.directory))
                server = stack.enter_context(Postgres(durable=True)) if engine == "postgresql" else None
                url = server.new_database() if server else f"sqlite:///{place}/archive.db"
                took, made = _asked(url, size, wanted.search_questions)
                octets = _size(place) if server is None else 0
            p99 = percentile(took, 0.99)
            half = percentile(took, 0.5)
            cells.append((f"{engine}, {size:,} items", f"{half:.2f}", f"{p99:.2f}", f"{max(took):.2f}", f"{made:,.0f}"))
            report.rows.append(Row(f"two-word search, {engine}, {size:,} items, p99", shown(p99, "ms"), p99, BAR))
            report.figures[f"{engine} {size}"] = {"p50": half, "p99": p99, "most": max(took), "octets": octets}
    headings = ("", "median ms", "p99", "most", "items put in a second")
    report.tables.append(table(f"{wanted.search_questions} questions of two words", headings, cells))
    report.notes.append("Words are synthetic, by Zipf's law; of the most frequent 60 nobody asks for two.")
    return report


def _asked(url: str, size: int, count: int) -> tuple[list[float], float]:
    """Milliseconds of each question, and how many items were put in a second."""
    database = Database(url)
    try:
        database.upgrade()
        began = perf_counter()
        remembered = list(_fill(database, size))
        made = size / (perf_counter() - began)
        if not database.is_sqlite:
            with database.writing() as connection:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("ANALYZE"))
        search, dice = Search(database), random.Random(1)
        pairs = [dice.choice(remembered) for _ in range(count)]
        took = []
        for pair in pairs:
            began = perf_counter()
            search.find(query_of(" ".join(pair), HERE), SHOWN)
            took.append(1000 * (perf_counter() - began))
        return took, made
    finally:
        database.close()


def _fill(database: Database, size: int) -> Iterator[tuple[str, str]]:
    """Put so many items in; gives two words of some of them."""
    dice = random.Random(7)
    stock = [f"ord{number}x" for number in range(STOCK)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(STOCK)))
    numbers = iter(range(1, size + 1))
    while page := list(islice(numbers, AT_ONCE)):
        said = {number: dice.choices(stock, cum_weights=weights, k=WORDS) for number in page}
        with database.writing() as connection:
            _put(connection, said)
        for number in page[:: max(1, AT_ONCE // 100)]:
            rare = [word for word in said[number] if int(word[3:-1]) >= COMMON]
            yield rare[0], dice.choice(said[number])


def _put(connection: Connection, said: dict[int, list[str]]) -> None:
    began = datetime(2022, 1, 1, tzinfo=UTC)
    at = {number: began + timedelta(minutes=number) for number in said}
    items = [
        {"number": n, "sha256": f"{n:064x}", "size": 9000, "committed_at": at[n], "provenance": "import"} for n in said
    ]
    connection.execute(insert(Item), items)
    read = {"state": "read", "strength": 1, "message_id_collision": False, "derivation": 1, "reader": 1}
    connection.execute(insert(Reading), [{"item": n, "read_at": at[n], **read} for n in said])
    laid = {number: laid_out(words) for number, words in said.items()}
    row = {"due_at": None, "indexer": INDEXER, "is_keyed": False}
    if connection.dialect.name == "sqlite":
        words = [{"item": n, "words": one.text} for n, one in laid.items()]
        connection.execute(text("INSERT INTO search_words (rowid, words) VALUES (:item, :words)"), words)
        rows = [{"item": n, **row, "words": zlib.compress(one.text.encode(), 1)} for n, one in laid.items()]
        connection.execute(insert(SearchDocument), rows)
        return
    vectors = [
        {"item": n, "words": " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in one.places.items())}
        for n, one in laid.items()
    ]
    columns = "INSERT INTO search_documents (item, indexer, is_keyed, words)"
    statement = f"{columns} VALUES (:item, :made, false, CAST(:words AS tsvector))"
    connection.execute(text(statement), [{"made": INDEXER, **one} for one in vectors])


def _size(place: Path) -> int:
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
