"""Incidents in SQL: which originals are one and the same message, who reported it, and which report is the stronger."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select

from archiver.core.incidents import Saying, likeness, say_the_same
from archiver.core.records import Checksum, ItemNumber, Original, Reading, Standing
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow
from archiver.edges.store.filings import counts
from archiver.edges.store.rows import INCIDENTS, REPORTS, Rows
from archiver.edges.tables import Case, Filing, IncidentReport, Part, Strengthening
from archiver.edges.tables import Original as OriginalRow
from archiver.edges.tables import Reading as ReadingRow

LOOKED_AT = 20
"""Incidents of one likeness, and cases, that are looked at."""


@dataclass(frozen=True, slots=True)
class Twin:
    """One original that a mail is about, and the incident it is already known as."""

    ordinal: int
    original: Original
    likeness: str | None
    incident: int | None


def known_as(
    connection: Connection, reading: Reading, may_be_known: Callable[[Original], bool] = lambda _: True
) -> tuple[Twin, ...]:
    """Each chosen original with its incident: the same octets, or the same sender, minute, subject and words.

    `may_be_known` is asked first.
    """
    return tuple(
        _twin(connection, ordinal, original, reading)
        if may_be_known(original)
        else Twin(ordinal, original, likeness(original), None)
        for ordinal, original in enumerate(reading.originals)
        if original.choice is not None
    )


def _twin(connection: Connection, ordinal: int, original: Original, reading: Reading) -> Twin:
    like = likeness(original)
    incident = _of_the_same_octets(connection, original)
    if incident is None and like is not None:
        incident = _that_says_the_same(connection, like, _saying(original, reading))
    return Twin(ordinal, original, like, incident)


def _saying(original: Original, reading: Reading) -> Saying:
    attached = (part.checksum for part in reading.parts if part.path in original.attachments)
    return Saying(original.text, original.checksum is not None, frozenset(attached))


def _of_the_same_octets(connection: Connection, original: Original) -> int | None:
    if original.checksum is None:
        return None
    same = select(IncidentReport.incident).where(IncidentReport.sha256 == original.checksum)
    return connection.scalar(same.order_by(IncidentReport.incident).limit(1))


def _that_says_the_same(connection: Connection, like: str, saying: Saying) -> int | None:
    """Each incident of that likeness is compared by the report that says most of it."""
    for row in connection.execute(_fullest(like)).all():
        if say_the_same(Saying(row.text, row.sha256 is not None, _attached(connection, row)), saying):
            return int(row.incident)
    return None


def _attached(connection: Connection, row: AnyRow) -> frozenset[Checksum]:
    """SHA-256 of what is attached to a row of `originals`."""
    paths = json.loads(row.attachments)
    there = and_(Part.item == row.item, Part.derivation == row.derivation, Part.path.in_(paths))
    return frozenset(map(Checksum, connection.scalars(select(Part.sha256).where(there)))) if paths else frozenset()


def _fullest(like: str) -> Select[Any]:
    """Of each incident of a likeness the report with the longest text, whole messages first."""
    reported = _original_of_report()
    place = func.row_number().over(
        partition_by=IncidentReport.incident,
        order_by=(IncidentReport.sha256.is_(None), func.length(OriginalRow.text).desc(), IncidentReport.item),
    )
    key = (OriginalRow.item, OriginalRow.derivation, OriginalRow.ordinal)
    told = (*key, OriginalRow.text, OriginalRow.attachments)
    ranked = (
        select(IncidentReport.incident, IncidentReport.sha256, *told, place.label("place"))
        .select_from(IncidentReport)
        .join(OriginalRow, reported)
        .where(IncidentReport.likeness == like)
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1).order_by(ranked.c.incident).limit(LOOKED_AT)


def _original_of_report() -> ColumnElement[bool]:
    return and_(
        OriginalRow.item == IncidentReport.item,
        OriginalRow.derivation == IncidentReport.derivation,
        OriginalRow.ordinal == IncidentReport.ordinal,
    )


def filed_as(connection: Connection, twins: Sequence[Twin]) -> list[tuple[int, str | None]]:
    """Where these incidents lie: each case (none for no case) with the first item of it that hands one on."""
    known = [twin.incident for twin in twins if twin.incident is not None]
    if not known:
        return []
    first = func.min(IncidentReport.item)
    question = (
        select(first, Case.reference)
        .select_from(IncidentReport)
        .join(ReadingRow, _counts())
        .join(Filing, and_(Filing.item == IncidentReport.item, counts()))
        .outerjoin(Case, Case.id == Filing.case_id)
        .where(IncidentReport.incident.in_(known))
        .group_by(Case.reference)
        .order_by(first)
        .limit(LOOKED_AT)
    )
    return [(row[0], row[1]) for row in connection.execute(question)]


def _counts() -> ColumnElement[bool]:
    """Of a report: it comes from the derivation of its item that counts."""
    return and_(ReadingRow.item == IncidentReport.item, ReadingRow.derivation == IncidentReport.derivation)


@dataclass(frozen=True, slots=True)
class Report:
    """That a colleague handed something on."""

    item: ItemNumber
    derivation: int
    """Of the item's readings, the one that found it."""
    reporter: str
    """Address, lower case."""


def note(pen: Pen, rows: Rows, report: Report, twins: Sequence[Twin], now: datetime) -> None:
    """Write down which incidents a colleague reported, and which weaker report of hers this one strengthens."""
    for twin in twins:
        incident = rows.number(INCIDENTS, {"noted_at": now}) if twin.incident is None else twin.incident
        row = {"incident": incident, "sha256": twin.original.checksum, "likeness": twin.likeness}
        rows.add(REPORTS, {**asdict(report), "ordinal": twin.ordinal, **row})
        if twin.incident is not None:
            rows.write()
            _strengthen(rows.connection, pen, report, twin.incident, now)


def note_again(connection: Connection, pen: Pen, item: ItemNumber, reading: Reading, now: datetime) -> None:
    """The same for what a later reading of a colleague's item found."""
    row = connection.execute(
        select(ReadingRow.derivation, ReadingRow.from_address, ReadingRow.standing).where(ReadingRow.item == item)
    ).one()
    if row.standing == Standing.COLLEAGUE:
        rows, report = Rows(connection), Report(item, row.derivation, row.from_address)
        note(pen, rows, report, known_as(connection, reading), now)
        rows.write()


def _strengthen(connection: Connection, pen: Pen, report: Report, incident: int, now: datetime) -> None:
    for weaker in _weaker(connection, report, incident):
        connection.execute(insert(Strengthening), {"item": report.item, "weaker": weaker, "noted_at": now})
        pen.note("metadata modification", f"item:{weaker}", detail={"strengthened_by": report.item})


def _weaker(connection: Connection, report: Report, incident: int) -> Sequence[int]:
    """Earlier items in which the same colleague documented the incident less well, not linked to this one yet."""
    level = select(ReadingRow.strength).where(ReadingRow.item == report.item).scalar_subquery()
    linked = select(Strengthening.weaker).where(Strengthening.item == report.item)
    question = (
        select(IncidentReport.item)
        .join(ReadingRow, _counts())
        .where(
            IncidentReport.incident == incident,
            IncidentReport.reporter == report.reporter,
            IncidentReport.item < report.item,
            ReadingRow.strength < level,
            IncidentReport.item.not_in(linked),
        )
        .distinct()
        .order_by(IncidentReport.item)
    )
    return connection.scalars(question).all()
