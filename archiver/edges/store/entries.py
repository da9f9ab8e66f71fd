"""The registers of cases beside the first one, in SQL: written version by version, and never changed (W1–W7)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, insert, literal_column, select
from sqlalchemy.orm import aliased

from archiver.core.casefile import SHEETS, Entry, Kind, Sheet, fields_of
from archiver.core.disposition import Scope
from archiver.core.duties import CaseFacts
from archiver.core.intake import windows
from archiver.core.records import CaseState
from archiver.edges.store import keys
from archiver.edges.store.accounts import as_stored
from archiver.edges.store.attested import account_of_entry, entry_tables
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.erasing import require_kept, tombstones
from archiver.edges.store.filings import counts
from archiver.edges.store.knowledge import parse_reference
from archiver.edges.tables import Case, CustodyEvent, Filing, Head, Item, Original, Reading
from archiver.edges.tables import Registration as RegisterRow
from archiver.errors import UsageError

MOST_CHANGES = 2_000
"""Events; after more it is quicker to look at every case anew."""
_CONCERNS_MORE = frozenset({"case merge", "case split", "undo", "recovery", "deaccession", "encryption"})
"""Acts that change more cases than the one they name."""
CASES_AT_ONCE = 500
FIRST_BELIEVED = datetime(2000, 1, 1, tzinfo=UTC)
"""What claims to be older tells nothing of when it was."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it was just written, and of which case."""

    case: str
    entry: Entry


class Entries:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, reference: str, sheet: Sheet, agent: str, now: datetime, number: int | None = None) -> Written:
        """Write a new entry in a register of a case, or another version of the entry of that number.

        Raises `UsageError` for no such case or entry, for a case that was merged or disposed of, and for a screenshot
        in no item of the case.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            case = case_named(connection, reference)
            _require_in_use(connection, case)
            _require_in_case(connection, case, sheet)
            entry, version = _next(connection, case, sheet, number)
            table = entry_tables()[sheet.register]
            values = {"case_id": case.id, "entry": entry, "version": version, "at": now, "agent": agent}
            seal = keys.seal_for_case(connection, case.id)
            ready = keys.sealed_row(table.__table__, values | _values(sheet), seal)
            row = connection.execute(insert(table).returning(table.id), ready).scalar_one()
            stored = connection.execute(select(*as_stored(table)).where(table.id == row)).one()
            detail = {
                "register": sheet.register,
                "entry": entry,
                "version": version,
                "row": row,
                "sha256": account_of_entry(sheet.register, stored),
            }
            pen.note("case entry", f"case:{case.reference}", agent=agent, detail=detail)
            pen.finish()
            return Written(case.reference, Entry(entry, version, sheet, now, agent))

    def of(self, reference: str) -> list[Entry]:
        """The newest version of every entry of a case, register by register."""
        with self._database.reading() as connection:
            case = case_named(connection, reference)
            return entries_of(connection, case.id)

    def versions(self, reference: str, sheet: type[Sheet]) -> list[Entry]:
        """Every version of every entry of one register of a case, in the order in which they were written."""
        table = entry_tables()[sheet.register]
        with self._database.reading() as connection:
            case = case_named(connection, reference)
            rows = connection.execute(select(table.__table__).where(table.case_id == case.id).order_by(table.id))
            return [_entry(sheet, row) for row in rows]

    def facts(self, reference: str) -> CaseFacts:
        """What the deadlines of a case rest on."""
        with self._database.reading() as connection:
            [facts] = facts_of(connection, [case_named(connection, reference)])
            return facts

    def facts_of_open(self) -> list[CaseFacts]:
        """The same of every open case, oldest first."""
        with self._database.reading() as connection:
            return list(facts_of_open(connection))

    def open_cases(self) -> list[str]:
        """The references of all open cases, oldest first."""
        with self._database.reading() as connection:
            return list(connection.scalars(select(Case.reference).where(_is_open()).order_by(Case.id)))

    def facts_of_these(self, references: Collection[str]) -> list[CaseFacts]:
        """What the deadlines of these cases rest on, in no order."""
        found = list[CaseFacts]()
        with self._database.reading() as connection:
            for few in windows(sorted(references), CASES_AT_ONCE):
                rows = connection.execute(select(Case.__table__).where(Case.reference.in_(few))).all()
                found += facts_of(connection, rows)
        return found

    def changed_since(self, count: int) -> tuple[int, frozenset[str] | None]:
        """How many events the chain has now, and of which cases one of those since then may have changed the facts.

        None when that cannot be told: too much happened, or what concerns more than the cases it names.
        """
        with self._database.reading() as connection:
            head = connection.scalar(select(Head.events).where(Head.id == 1)) or 0
            if not 0 < count <= head or head - count > MOST_CHANGES:
                return head, None
            rows = connection.execute(
                select(CustodyEvent.act, CustodyEvent.subject).where(CustodyEvent.seq > count, CustodyEvent.seq <= head)
            ).all()
            if any(row.act in _CONCERNS_MORE for row in rows):
                return head, None
            subjects = {row.subject for row in rows}
            cases = {one.removeprefix("case:") for one in subjects if one.startswith("case:")}
            items = [int(one.removeprefix("item:")) for one in subjects if one.startswith("item:")]
            for few in windows(items, CASES_AT_ONCE):
                held = select(Case.reference).join(Filing, Filing.case_id == Case.id).where(Filing.item.in_(few))
                cases |= set(connection.scalars(held.distinct()))
            return head, frozenset(cases)


def _is_open() -> ColumnElement[bool]:
    """A parameter would keep SQLite off its index."""
    return Case.state == literal_column(f"'{CaseState.OPEN}'")


def facts_of_open(connection: Connection) -> Iterator[CaseFacts]:
    """What the deadlines of every open case rest on, oldest first. Closed ones are never asked about."""
    rows = connection.execute(select(Case.__table__).where(_is_open()).order_by(Case.id)).all()
    for few in windows(rows, CASES_AT_ONCE):
        yield from facts_of(connection, few)


def facts_of(connection: Connection, cases: Sequence[AnyRow]) -> Iterator[CaseFacts]:
    """What the deadlines of these cases rest on: a question for each table, and none for each case."""
    ids = [case.id for case in cases]
    entries: dict[int, list[Entry]] = {number: [] for number in ids}
    for sheet in SHEETS:
        for number, found in _newest(connection, sheet, ids).items():
            entries[number] += found
    registered, told = _registered(connection, ids), _times(connection, ids)
    for case in cases:
        incident_at, categories = registered.get(case.id, (None, None))
        collected_at, known_from = told.get(case.id, (case.opened_at, case.opened_at))
        yield CaseFacts(
            parse_reference(case.reference),
            case.opened_at,
            min(collected_at, case.opened_at),
            min(known_from, case.opened_at),
            incident_at,
            categories,
            tuple(entries[case.id]),
        )


def entries_of(connection: Connection, case_id: int) -> list[Entry]:
    """The newest version of every entry of a case, register by register."""
    return [entry for sheet in SHEETS for entry in newest_of(connection, sheet, case_id)]


def newest_of(connection: Connection, sheet: type[Sheet], case_id: int) -> list[Entry]:
    """The newest version of every entry of one register of a case."""
    return _newest(connection, sheet, [case_id])[case_id]


def _newest(connection: Connection, sheet: type[Sheet], cases: Collection[int]) -> dict[int, list[Entry]]:
    table = entry_tables()[sheet.register]
    found: dict[int, list[Entry]] = {number: [] for number in cases}
    for row in connection.execute(_newest_question(table), {"cases": list(cases)}):
        found[row.case_id].append(_entry(sheet, row))
    return found


@cache
def _newest_question(table: Any) -> Select[Any]:
    """Made once for each register: to put it together takes longer than to answer it."""
    these = table.case_id.in_(bindparam("cases", expanding=True))
    return select(table.__table__).where(these, _counts(table)).order_by(table.case_id, table.entry)


def _counts(table: Any) -> ColumnElement[bool]:
    """Of an entry: no version is newer."""
    newer = aliased(table)
    is_newer = and_(newer.case_id == table.case_id, newer.entry == table.entry, newer.version > table.version)
    return ~select(newer.id).where(is_newer).correlate(table).exists()


def _registered(
    connection: Connection, cases: Collection[int]
) -> Mapping[int, tuple[datetime | None, tuple[str, ...] | None]]:
    """Time of the incident and categories, as the newest register of each case has them."""
    newest = (
        select(func.max(RegisterRow.version)).where(RegisterRow.case_id == Case.id).correlate(Case).scalar_subquery()
    )
    rows = connection.execute(
        select(Case.id, RegisterRow.incident_at, RegisterRow.categories)
        .join(RegisterRow, and_(RegisterRow.case_id == Case.id, RegisterRow.version == newest))
        .where(Case.id.in_(cases))
    )
    return {row.id: (row.incident_at, tuple(json.loads(row.categories))) for row in rows}


def _times(connection: Connection, cases: Collection[int]) -> Mapping[int, tuple[datetime, datetime]]:
    """When the first item of each case became ours, and the earliest time that anything in it tells of.

    Anybody can write a time; one that is too late changes nothing here, and one that is too early only warns too soon.
    """
    claims = [
        func.min(column).filter(column >= FIRST_BELIEVED).label(name)
        for column, name in ((Reading.claimed_at, "claimed_at"), (Original.sent_at, "sent_at"))
    ]
    rows = connection.execute(
        select(Filing.case_id, func.min(Item.committed_at).label("committed_at"), *claims)
        .join(Item, Item.number == Filing.item)
        .join(Reading, Reading.item == Item.number)
        .outerjoin(Original, and_(Original.item == Reading.item, Original.derivation == Reading.derivation))
        .where(Filing.case_id.in_(cases), counts())
        .group_by(Filing.case_id)
    )
    return {
        row.case_id: (
            row.committed_at,
            min(at for at in (row.committed_at, row.claimed_at, row.sent_at) if at is not None),
        )
        for row in rows
    }


def case_named(connection: Connection, reference: str) -> AnyRow:
    """The row of a case. Raises `UsageError` when there is none."""
    name = reference.strip().upper()
    row = connection.execute(select(Case.__table__).where(Case.reference == name)).one_or_none()
    if row is None:
        raise UsageError("There is no case {case}.", case=reference)
    return row


def _require_in_use(connection: Connection, case: AnyRow) -> None:
    if case.merged_into is not None:
        into = connection.scalar(select(Case.reference).where(Case.id == case.merged_into))
        raise UsageError("{case} was merged into {into}; write it there.", case=case.reference, into=into)
    require_kept(connection, case)


def _require_in_case(connection: Connection, case: AnyRow, sheet: Sheet) -> None:
    for item in (getattr(sheet, one.name) for one in fields_of(type(sheet)) if one.kind is Kind.ITEM):
        lies_there = select(Filing.id).where(Filing.item == item, Filing.case_id == case.id, counts())
        if connection.scalar(lies_there) is None or item in tombstones(connection, Scope.ITEM, [item]):
            raise UsageError("Item {number} does not lie in {case}.", number=item, case=case.reference)


def _next(connection: Connection, case: AnyRow, sheet: Sheet, number: int | None) -> tuple[int, int]:
    """Number and version of what is to be written."""
    table = entry_tables()[sheet.register]
    rows = connection.execute(
        select(table.entry, func.max(table.version)).where(table.case_id == case.id).group_by(table.entry)
    )
    highest: dict[int, int] = {entry: version for entry, version in rows}  # noqa: C416 - a Row is no pair to mypy
    if number is None and not sheet.single:
        return max(highest, default=0) + 1, 1
    if number is not None and number not in highest:
        raise UsageError("{case} has no entry {number} in that register.", case=case.reference, number=number)
    wanted = 1 if number is None else number
    return wanted, highest.get(wanted, 0) + 1


def _values(sheet: Sheet) -> dict[str, object]:
    return {one.name: _stored(one.kind, getattr(sheet, one.name)) for one in fields_of(type(sheet))}


def _stored(kind: Kind, value: Any) -> object:
    return value.isoformat() if kind is Kind.DAY and value is not None else value


def _entry(sheet: type[Sheet], row: AnyRow) -> Entry:
    values = {one.name: _told(one.kind, getattr(row, one.name)) for one in fields_of(sheet)}
    return Entry(row.entry, row.version, sheet(**values), row.at, row.agent)


def _told(kind: Kind, value: Any) -> Any:
    return date.fromisoformat(value) if kind is Kind.DAY and value is not None else value
