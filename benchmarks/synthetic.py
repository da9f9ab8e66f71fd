"""Archives of any size without taking in every mail: a hundred real ones, and their rows again and again.

Each repetition is a hundred items of their own: numbers, octets and hashes differ, references between rows hold, cases
are numbered and signed on, and the chain of custody is linked through. What the chain says of rows (their hashes) is
that of the hundred: `archiver verify` would not believe it. The newest thousand items lie in the last week and are not
in any weekly letter; the others are spread over the four years before, and their cases are closed.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import Column, String, Table, make_url

from archiver.core import custody
from archiver.core.cases import Signer
from archiver.core.records import ChainHead, CustodyEvent
from archiver.edges import keyring
from archiver.edges.store.database import Database
from archiver.edges.tables import Base, Instant

ITEMS = 100
"""How many items are repeated."""
RECENT = 1_000
"""So many of the newest items are of the last week."""
WEEK = timedelta(days=7)
YEARS = timedelta(days=4 * 365)
CLOSED_AFTER = timedelta(days=30)
OFFICER = "officer@kommune.example"

_ELSEWHERE = {"heads", "leases", "folders", "custody_events", "digest_issues", "fixity", "keys"}
"""Tables with no rows of an item, or whose rows are made here."""
_MESSAGES = {"uid", "archive_uid", "archive_uidnext"}
"""Columns of sightings that count a server's messages."""
_WRITTEN = "%Y-%m-%d %H:%M:%S.%f"
_EVENT = ("seq", "at", "act", "agent", "subject", "outcome", "detail", "previous", "hash")

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Change = Callable[["Repetition", Row], Any]


@dataclass(frozen=True, slots=True)
class Pattern:
    """An archive that took in its mail the long way, as its SQLite file has it."""

    rows: Rows
    events: tuple[CustodyEvent, ...]
    strides: dict[str, int]
    """How many rows each table has that counts them."""
    newest: datetime
    key: bytes

    @classmethod
    def of(cls, folder: Path) -> "Pattern":
        """What lies in the archive that was made there."""
        with closing(sqlite3.connect(folder / "archive.db")) as database:
            database.row_factory = sqlite3.Row
            rows = {
                name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")]
                for name in (table.name for table in Base.metadata.sorted_tables)
                if name not in _ELSEWHERE
            }
            events = database.execute("SELECT act, agent, subject, outcome, detail FROM custody_events ORDER BY seq")
            told = tuple(
                CustodyEvent(row["act"], row["agent"], row["subject"], row["outcome"], json.loads(row["detail"]))
                for row in events
            )
        return cls(
            rows={name: some for name, some in rows.items() if some},
            events=told,
            strides={name: max(row["id"] for row in some) for name, some in rows.items() if some and "id" in some[0]},
            newest=max(_moment(row["read_at"]) for row in rows["readings"]),
            key=keyring.signing_key(folder, may_create=False),
        )


@dataclass(slots=True)
class Repetition:
    """What differs from one hundred items to the next."""

    pattern: Pattern
    place: int
    at: datetime
    closed: bool
    """Whether its cases are."""
    cases: dict[str, tuple[int, int, str]]
    """Year, number and reference of each case, by the reference it has in the pattern."""
    _moments: dict[str, str] = field(default_factory=dict)
    _checksums: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> bytes:
        """The last line of each mail."""
        return b"%d\r\n" % self.place

    def __post_init__(self) -> None:
        for row in self.pattern.rows["octets"]:
            self._checksums[row["sha256"]] = hashlib.sha256(row["content"] + self.mark).hexdigest()

    def checksum(self, old: str) -> str:
        """Of what is of this repetition alone."""
        if old not in self._checksums:
            self._checksums[old] = hashlib.sha256(self.mark + old.encode()).hexdigest()
        return self._checksums[old]

    def moment(self, old: str) -> str:
        """As much later or earlier as everything in it."""
        if old not in self._moments:
            by = self.at.replace(tzinfo=None) - self.pattern.newest
            self._moments[old] = (_moment(old) + by).strftime(_WRITTEN)
        return self._moments[old]

    def event(self, event: CustodyEvent) -> CustodyEvent:
        """The same of its own items and cases."""
        kind, _, name = event.subject.partition(":")
        subject = event.subject
        if kind == "item":
            subject = f"item:{int(name) + self.place * ITEMS}"
        elif kind == "case":
            subject = f"case:{self.cases[name][2]}"
        return CustodyEvent(event.act, event.agent, subject, event.outcome, event.detail)

    def rows(self, table: str) -> Iterator[list[Any]]:
        """Of one table, in the pattern's order of columns."""
        changes = _CHANGES[table]
        for row in self.pattern.rows[table]:
            yield [
                value if value is None or column not in changes else changes[column](self, row)
                for column, value in row.items()
            ]


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _number(column: str, again: Repetition, row: Row) -> int:
    return int(row[column]) + again.place * ITEMS


def _row_number(column: str, table: str, again: Repetition, row: Row) -> int:
    return int(row[column]) + again.place * again.pattern.strides[table]


def _checksum(column: str, again: Repetition, row: Row) -> str:
    return again.checksum(row[column])


def _instant(column: str, again: Repetition, row: Row) -> str:
    return again.moment(row[column])


def _case(place: int, again: Repetition, row: Row) -> int | str:
    return again.cases[row["reference"]][place]


_BY_NAME: dict[tuple[str, str], Change] = {
    ("octets", "content"): lambda again, row: row["content"] + again.mark,
    ("items", "size"): lambda again, row: row["size"] + len(again.mark),
    ("outbox", "message_id"): lambda again, row: row["message_id"].replace("<", f"<{again.place}."),
    ("originals", "from_address"): lambda again, row: f"{again.place}.{row['from_address']}",
    ("cases", "year"): partial(_case, 0),
    ("cases", "number"): partial(_case, 1),
    ("cases", "reference"): partial(_case, 2),
    ("cases", "state"): lambda again, row: "closed" if again.closed else row["state"],
}


def _change(table: Table, column: Column[Any]) -> Change | None:
    """How a column differs from one repetition to the next; None when it does not."""
    if named := _BY_NAME.get((table.name, column.name)):
        return named
    target = next((key.column for key in column.foreign_keys), column)
    if (target.table.name, target.name) == ("items", "number") or (
        table.name == "sightings" and column.name in _MESSAGES
    ):
        return partial(_number, column.name)
    if target.name == "id" and target.primary_key:
        return partial(_row_number, column.name, target.table.name)
    if isinstance(column.type, String) and column.type.length == 64:
        return partial(_checksum, column.name)
    return partial(_instant, column.name) if isinstance(column.type, Instant) else None


_CHANGES: dict[str, dict[str, Change]] = {
    table.name: {column.name: change for column in table.columns if (change := _change(table, column))}
    for table in Base.metadata.sorted_tables
}


class Writer(Protocol):
    """Puts rows into a database, all in one transaction."""

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows."""

    def execute(self, statement: str) -> None:
        """Anything else."""


def build(pattern: Pattern, url: str, folder: Path, items: int, now: datetime) -> None:
    """Fill an empty database. `folder` is the archive's directory and gets the key that signed for the pattern."""
    database = Database(url)
    database.upgrade()
    database.close()
    (folder / keyring.NAME).write_bytes((pattern.key.hex() + "\n").encode())
    signer, repetitions = Signer(pattern.key), items // ITEMS
    with _writer(url) as writer:
        head, numbers = ChainHead(0, custody.GENESIS), Counter[int]()
        for place in range(repetitions):
            at = _time_of(place, repetitions, now)
            cases = dict(_cases(pattern, signer, numbers, at.year))
            again = Repetition(pattern, place, at, now - at > CLOSED_AFTER + WEEK, cases)
            for table, rows in pattern.rows.items():
                writer.write(table, list(rows[0]), list(again.rows(table)))
            head = _link(writer, again, head)
        _finish(writer, pattern, head, repetitions, now)


def _time_of(place: int, repetitions: int, now: datetime) -> datetime:
    """The newest thousand within the last week, what is older evenly before."""
    recent = min(repetitions, RECENT // ITEMS)
    old = repetitions - recent
    if place >= old:
        return now - WEEK * ((repetitions - place) / (recent + 1))
    return now - WEEK - YEARS * ((old - place) / old)


def _cases(
    pattern: Pattern, signer: Signer, numbers: Counter[int], year: int
) -> Iterator[tuple[str, tuple[int, int, str]]]:
    for row in pattern.rows["cases"]:
        numbers[year] += 1
        yield row["reference"], (year, numbers[year], str(signer.sign(year, numbers[year])))


def _link(writer: Writer, again: Repetition, head: ChainHead) -> ChainHead:
    """Its events, and where the chain stands after them. What is of no item and no mailbox happened once."""
    events = [again.event(event) for event in again.pattern.events if again.place == 0 or ":" in event.subject]
    links = list(custody.append(head, again.at, events))
    rows = [
        (
            *(link.seq, link.at, link.event.act, link.event.agent, link.event.subject, link.event.outcome),
            *(custody.canonical_detail(link.event.detail), link.previous, link.hash),
        )
        for link in links
    ]
    writer.write("custody_events", _EVENT, rows)
    return ChainHead(links[-1].seq, links[-1].hash)


def _finish(writer: Writer, pattern: Pattern, head: ChainHead, repetitions: int, now: datetime) -> None:
    """The counters, the weekly letter that everything older is in, and when cases were closed."""
    items = repetitions * ITEMS
    fingerprint = Signer(pattern.key).fingerprint
    counters = f"items = {items}, events = {head.count}, hash = '{head.head}'"
    writer.execute(f"UPDATE heads SET {counters}, key_fingerprint = '{fingerprint}'")
    for state in ("sent", "suppressed"):
        writer.execute(f"UPDATE heads SET letters_{state} = (SELECT count(*) FROM outbox WHERE state = '{state}')")
    writer.execute("UPDATE cases SET closed_at = opened_at WHERE state = 'closed'")
    if covered := max(0, items - RECENT):
        year, week, _ = (now - 3 * WEEK).isocalendar()
        at = (now - WEEK).astimezone(UTC).strftime(_WRITTEN)
        columns = "id, officer, iso_year, iso_week, first_item, last_item, created_at, chain_count, chain_head"
        values = f"1, '{OFFICER}', {year}, {week}, 1, {covered}, '{at}', {head.count}, '{head.head}'"
        writer.execute(f"INSERT INTO digest_issues ({columns}) VALUES ({values})")


# --- the two databases --------------------------------------------------------------------------------------------


@contextmanager
def _writer(url: str) -> Iterator[Writer]:
    if url.startswith("sqlite"):
        path = make_url(url).database
        assert path
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield from _in_sqlite(connection)
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            yield from _in_postgresql(connection)


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        places = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)

    def execute(self, statement: str) -> None:
        self._connection.execute(statement)


def _in_sqlite(connection: sqlite3.Connection) -> Iterator[Writer]:
    """Nobody else reads meanwhile, and what is not whole is thrown away. Triggers are not asked, and put back."""
    for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -800000"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("BEGIN")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield _Sqlite(connection)
    for _, statement in triggers:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")


class _Postgresql:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def execute(self, statement: str) -> None:
        self._connection.execute(statement.encode())


def _in_postgresql(connection: psycopg.Connection) -> Iterator[Writer]:
    """Neither triggers nor references are asked, and the counters of rows go on after the last."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET TimeZone = 'UTC'")
    yield _Postgresql(connection)
    for name in (table.name for table in Base.metadata.sorted_tables if "id" in table.columns):
        sequence = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [name]).fetchone()
        if sequence and sequence[0]:
            connection.execute(f"SELECT setval('{sequence[0]}', max(id)) FROM {name} HAVING max(id) > 0".encode())
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
