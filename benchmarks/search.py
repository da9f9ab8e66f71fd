"""How long a question of two words takes in an archive of any size, on SQLite and PostgreSQL.

The items are their rows alone and the words they are found by: a stock of words that are used as unevenly as words are
(Zipf), a few of each in every item. What is asked are two words of a mail, as somebody asks who remembers it.
"""

import argparse
import os
import random
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, text

from archiver.core.search import GAP, INDEXER, UNREAD, UNSEEN, laid_out, query_of
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
AT_ONCE = 10_000
EVERY = 20
"""Of so many items one is remembered by somebody."""
WARMING = 50
"""Questions that are asked first, as a server that has just been filled is none that anybody has."""
SHOWN = 50
HERE = ZoneInfo("Europe/Copenhagen")


def options(group: Any) -> None:
    """What may be asked of this part."""
    group.add_argument("--search-sizes", default="10000,100000", help="items (default 10000,100000; the goal: 1000000)")
    group.add_argument("--search-engines", default="sqlite,postgresql", help="databases (default sqlite,postgresql)")
    group.add_argument("--search-questions", type=int, default=500, help="that are asked (default 500)")
    group.add_argument("--search-load-seconds", type=int, default=1800, help="for putting items in (default 1800)")
    group.add_argument(
        "--search-calm", type=float, default=0, help="ask when the machine's load is below this, after an hour anyhow"
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one archive. Times in milliseconds."""

    items: int
    """That were in it when the time for putting them in was over."""
    took: list[float]
    """Each question."""
    gaps: float
    """Counting of how many items the words are missing, as the command does after a search."""
    in_a_second: float
    """Items that were put in."""
    load: tuple[float, float]
    """Of the machine, over a minute: before the questions and after them."""


def run(wanted: argparse.Namespace) -> Report:
    """Each size on each database, one after another."""
    report, cells = Report(), []
    for engine in wanted.search_engines.split(","):
        for size in map(int, wanted.search_sizes.split(",")):
            with ExitStack() as stack:
                place = stack.enter_context(empty_folder(wanted.directory))
                server = stack.enter_context(Postgres(durable=True)) if engine == "postgresql" else None
                url = server.new_database() if server else f"sqlite:///{place}/archive.db"
                one = _asked(url, size, wanted.search_questions, wanted.search_load_seconds, wanted.search_calm)
                octets = _size(place) if server is None else 0
            half, p99 = percentile(one.took, 0.5), percentile(one.took, 0.99)
            name = f"{engine}, {one.items:,} items"
            numbers = (half, p99, max(one.took), one.gaps)
            load = " to ".join(f"{part:.1f}" for part in one.load)
            cells.append((name, *(f"{number:.1f}" for number in numbers), f"{one.in_a_second:,.0f}", load))
            report.rows.append(Row(f"two-word search, {name}, p99", shown(p99, "ms"), p99, BAR))
            report.figures[f"{engine} {one.items}"] = {
                "p50": half, "p99": p99, "most": max(one.took), "gaps": one.gaps, "octets": octets, "load": one.load,
            }  # fmt: skip
            if one.items < size:
                report.notes.append(f"{engine}: {one.items:,} of {size:,} items were in when the time was over.")
    headings = ("", "median ms", "p99", "most", "count of gaps", "put in a second", "load of the machine")
    report.tables.append(table(f"{wanted.search_questions} questions of two words", headings, cells))
    report.notes.append(
        f"Words are synthetic, by Zipf's law; of the most frequent {COMMON} nobody asks for two. A question is that to"
        f" the store, which gives the {SHOWN} newest items with what is told of them; {WARMING} before do not count."
    )
    return report


def _asked(url: str, size: int, count: int, seconds: float, calm: float) -> Asked:
    database = Database(url)
    try:
        database.upgrade()
        began = perf_counter()
        with _in_bulk(database):
            remembered = list(_fill(database, size, began + seconds))
        made = len(remembered) * EVERY
        speed = made / (perf_counter() - began)
        _wait_until(calm)
        search, dice = Search(database), random.Random(1)
        pairs = [dice.choice(remembered) for _ in range(WARMING + count)]
        took, before = [], os.getloadavg()[0]
        for pair in pairs:
            began = perf_counter()
            search.find(query_of(" ".join(pair), HERE), SHOWN)
            took.append(1000 * (perf_counter() - began))
        began = perf_counter()
        search.gaps()
        gaps = 1000 * (perf_counter() - began)
        return Asked(made, took[WARMING:], gaps, speed, (before, os.getloadavg()[0]))
    finally:
        database.close()


def _wait_until(calm: float) -> None:
    until = perf_counter() + 3600
    while calm and os.getloadavg()[0] >= calm and perf_counter() < until:
        time.sleep(1)


@contextmanager
def _in_bulk(database: Database) -> Iterator[None]:
    """PostgreSQL's index of words is made once, when all of them are there."""
    if database.is_sqlite:
        yield
        return
    with database.writing() as connection:
        connection.execute(text("DROP INDEX ix_search_documents_words"))
    yield
    with database.writing() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        connection.execute(text("CREATE INDEX ix_search_documents_words ON search_documents USING gin (words)"))
        connection.execute(text("ANALYZE"))


def _fill(database: Database, size: int, until: float) -> Iterator[tuple[str, str]]:
    """Put so many items in, or as many as there is time for; gives two words of each `EVERY`-th of them."""
    dice = random.Random(7)
    stock = [f"ord{number}x" for number in range(STOCK)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(STOCK)))
    numbers = iter(range(1, size + 1))
    while perf_counter() < until and (page := list(islice(numbers, AT_ONCE))):
        said = {number: dice.choices(stock, cum_weights=weights, k=WORDS) for number in page}
        marked = {number: [*words, *_marks(number)] for number, words in said.items()}
        with database.writing() as connection:
            _put(connection, marked)
        for number in page[::EVERY]:
            rare = [word for word in said[number] if int(word[3:-1]) >= COMMON]
            yield rare[0], dice.choice(said[number])


def _marks(number: int) -> Iterator[str]:
    """One in a hundred holds something that could not be read, one in twelve pictures that nobody looked at."""
    if number % 100 == 0:
        yield from (GAP, UNREAD)
    if number % 12 == 0:
        yield from (GAP, UNSEEN)


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
    if connection.dialect.name == "sqlite":
        row = {"due_at": None, "indexer": INDEXER, "is_keyed": False}
        words = [{"item": n, "words": one.text} for n, one in laid.items()]
        connection.execute(text("INSERT INTO search_words (rowid, words) VALUES (:item, :words)"), words)
        rows = [{"item": n, **row, "words": zlib.compress(one.text.encode(), 1)} for n, one in laid.items()]
        connection.execute(insert(SearchDocument), rows)
        return
    cursor: Any = connection.connection.cursor()
    with cursor.copy("COPY search_documents (item, indexer, is_keyed, words) FROM STDIN") as copy:
        for number, one in laid.items():
            vector = " ".join(f"'{word}':{','.join(map(str, places))}" for word, places in one.places.items())
            copy.write_row((number, INDEXER, False, vector))


def _size(place: Path) -> int:
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
