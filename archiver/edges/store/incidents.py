"""Incidents in SQL: which originals are one and the same message, who reported it, and which report is the stronger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select

from archiver.core.incidents import are_same_words, likeness
from archiver.core.records import ItemNumber, Original, Reading, Standing
from archiver.edges.store.custody import Pen
from archiver.edges.tables import Incident, IncidentReport, Strengthening
from archiver.edges.tables import Original as OriginalRow
from archiver.edges.tables import Reading as ReadingRow

LOOKED_AT = 200
"""Earlier reports that one original is compared with."""


@dataclass(frozen=True, slots=True)
class Twin:
    """One original that a mail is about, and the incident it is already known as."""

    ordinal: int
    original: Original
    likeness: str | None
    incident: int | None


def known_as(connection: Connection, reading: Reading) -> tuple[Twin, ...]:
    """Each chosen original with its incident: the same octets, or the same sender, minute, subject and words."""
    return tuple(
        _twin(connection, ordinal, original)
        for ordinal, original in enumerate(reading.originals)
        if original.choice is not None
    )


def _twin(connection: Connection, ordinal: int, original: Original) -> Twin:
    like = likeness(original)
    alike = []
    if original.checksum is not None:
        alike.append(IncidentReport.sha256 == original.checksum)
    if like is not None:
        alike.append(IncidentReport.likeness == like)
    if not alike:
        return Twin(ordinal, original, like, None)
    question = (
        select(IncidentReport.incident, IncidentReport.sha256, OriginalRow.text)
        .join(
            OriginalRow,
            and_(
                OriginalRow.item == IncidentReport.item,
                OriginalRow.derivation == IncidentReport.derivation,
                OriginalRow.ordinal == IncidentReport.ordinal,
            ),
        )
        .where(or_(*alike))
        .order_by(IncidentReport.incident, IncidentReport.item)
        .limit(LOOKED_AT)
    )
    for row in connection.execute(question):
        is_same = original.checksum is not None and row.sha256 == original.checksum
        if is_same or are_same_words(row.text, original.text):
            return Twin(ordinal, original, like, row.incident)
    return Twin(ordinal, original, like, None)


def items_of(connection: Connection, twins: Sequence[Twin]) -> list[int]:
    """The items that hand on any of these incidents by what counts of them now, oldest first."""
    known = [twin.incident for twin in twins if twin.incident is not None]
    if not known:
        return []
    question = (
        select(IncidentReport.item)
        .join(ReadingRow, _counts())
        .where(IncidentReport.incident.in_(known))
        .distinct()
        .order_by(IncidentReport.item)
    )
    return list(connection.scalars(question))


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


def note(connection: Connection, pen: Pen, report: Report, twins: Sequence[Twin], now: datetime) -> None:
    """Write down which incidents a colleague reported, and which weaker report of hers this one strengthens."""
    for twin in twins:
        incident = twin.incident
        if incident is None:
            incident = connection.execute(insert(Incident).returning(Incident.id), {"noted_at": now}).scalar_one()
        row = {"incident": incident, "sha256": twin.original.checksum, "likeness": twin.likeness}
        connection.execute(insert(IncidentReport), {**asdict(report), "ordinal": twin.ordinal, **row})
        if twin.incident is not None:
            _strengthen(connection, pen, report, incident, now)


def note_again(connection: Connection, pen: Pen, item: ItemNumber, reading: Reading, now: datetime) -> None:
    """The same for what a later reading of a colleague's item found."""
    row = connection.execute(
        select(ReadingRow.derivation, ReadingRow.from_address, ReadingRow.standing).where(ReadingRow.item == item)
    ).one()
    if row.standing == Standing.COLLEAGUE:
        note(connection, pen, Report(item, row.derivation, row.from_address), known_as(connection, reading), now)


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
