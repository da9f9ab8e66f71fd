"""Rows that one transaction adds: gathered, and written down table by table instead of one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, delete, func, insert, select

from archiver.core.intake import windows
from archiver.edges.tables import (
    Carrier,
    EnclosedMessage,
    Filing,
    Incident,
    IncidentReport,
    Original,
    Outbox,
    Part,
    Pending,
    Reading,
    SearchDocument,
)

Values = Mapping[str, Any]


def _table(mapped: Any) -> Table:
    table: Table = mapped.__table__
    return table


READINGS, PARTS, CARRIERS, ORIGINALS, DOCUMENTS = map(_table, (Reading, Part, Carrier, Original, SearchDocument))
ENCLOSED, INCIDENTS, REPORTS, FILINGS, LETTERS = map(
    _table, (EnclosedMessage, Incident, IncidentReport, Filing, Outbox)
)
_ORDER = (READINGS, ENCLOSED, PARTS, CARRIERS, ORIGINALS, DOCUMENTS, INCIDENTS, REPORTS, FILINGS, LETTERS)
"""A row comes after what it refers to."""
_INSERT = {table: insert(table) for table in _ORDER}
_NUMBERED = (INCIDENTS, FILINGS, LETTERS)
_AND_NUMBER: dict[Table, Insert] = {
    table: insert(table).returning(table.c.id, sort_by_parameter_order=True) for table in _NUMBERED
}
_HIGHEST = {table: select(func.max(table.c.id)) for table in _NUMBERED}
_THERE = select(ENCLOSED.c.sha256).where(ENCLOSED.c.sha256.in_(bindparam("names", expanding=True)))
_READ = delete(Pending).where(Pending.item.in_(bindparam("items", expanding=True)))
_AT_ONCE = 500


class Slot:
    """The number that a row will have. It may stand in other rows before that."""

    __slots__ = ("_number",)

    def __init__(self) -> None:
        self._number: int | None = None

    @property
    def number(self) -> int:
        """To be asked once the rows are written."""
        if self._number is None:
            raise RuntimeError("a row has no number before it is written")
        return self._number


class Rows:
    """What a transaction is to add. Whoever asks the tables about it calls `write` first."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._waiting: dict[Table, list[Values]] = {}
        self._slots: dict[Table, list[Slot]] = {}

    def add(self, table: Table, row: Values) -> None:
        """One more row; of `ENCLOSED` only those are written that are not there yet."""
        self._waiting.setdefault(table, []).append(row)

    def number(self, table: Table, row: Values) -> Slot:
        """One more row, and the number that it will have."""
        self.add(table, row)
        slot = Slot()
        self._slots.setdefault(table, []).append(slot)
        return slot

    def write(self) -> None:
        """Everything so far, in the order in which it was added, table by table."""
        for table in _ORDER:
            rows = self._waiting.pop(table, [])
            if table is ENCLOSED:
                rows = self._not_there(rows)
            if rows:
                self._insert(table, rows)

    def _insert(self, table: Table, rows: Sequence[Values]) -> None:
        ready = [_resolved(row) for row in rows]
        if table is READINGS:
            for few in windows([row["item"] for row in ready], _AT_ONCE):
                self.connection.execute(_READ, {"items": few})
        slots = self._slots.pop(table, [])
        if not slots:
            self.connection.execute(_INSERT[table], ready)
            return
        for slot, number in zip(slots, self._insert_and_number(table, ready), strict=True):
            slot._number = number

    def _insert_and_number(self, table: Table, rows: list[dict[str, Any]]) -> Iterable[int]:
        if self.connection.dialect.name != "sqlite":
            return self.connection.scalars(_AND_NUMBER[table], rows)
        # SQLite gives numbers back in no order; but nobody else writes now, and it would take the next ones as well.
        first = (self.connection.scalar(_HIGHEST[table]) or 0) + 1
        self.connection.execute(_INSERT[table], [{"id": number, **row} for number, row in enumerate(rows, first)])
        return range(first, first + len(rows))

    def _not_there(self, rows: Sequence[Values]) -> list[Values]:
        """The same octets in other carriers are the same message."""
        distinct = {row["sha256"]: row for row in reversed(rows)}
        for few in windows(list(distinct), _AT_ONCE):
            for name in self.connection.scalars(_THERE, {"names": few}).all():
                del distinct[name]
        return list(reversed(distinct.values()))


def _resolved(row: Values) -> dict[str, Any]:
    return {name: value.number if isinstance(value, Slot) else value for name, value in row.items()}
