"""One case with its items and incidents, read from the tables in one view of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, and_, select

from archiver.core.disposition import Scope
from archiver.core.dossier import Absorbed, CaseItem, Dossier, Report
from archiver.core.records import Checksum, ItemNumber, Level
from archiver.edges.store.clocks import moments
from archiver.edges.store.database import AnyRow
from archiver.edges.store.entries import entries_of
from archiver.edges.store.erasing import tombstones
from archiver.edges.store.filings import counts
from archiver.edges.store.knowledge import parse_reference, state_of
from archiver.edges.store.registers import versions
from archiver.edges.tables import Case, Filing, IncidentReport, Item, Original, Reading, Strengthening


def dossier_of(connection: Connection, case: AnyRow, received_by: str = "") -> Dossier:
    """The case of a row of `cases`; `received_by` is the host whose Received field is believed."""
    into = None
    if case.merged_into is not None:
        into = connection.scalar(select(Case.reference).where(Case.id == case.merged_into))
    tombstone = tombstones(connection, Scope.CASE, [case.id]).get(case.id)
    entries = entries_of(connection, case.id)
    return Dossier(
        reference=parse_reference(case.reference),
        state=state_of(case),
        opened_at=case.opened_at,
        opened_by=case.opened_by,
        closed_at=case.closed_at,
        merged_into=None if into is None else parse_reference(into),
        registrations=tuple(versions(connection, case.id)),
        items=tuple(_items(connection, case.id, received_by)),
        reports=tuple(_reports(connection, case.id)),
        absorbed=tuple(_absorbed(connection, case.id)),
        entries=tuple(one for one in entries if not one.sheet.restricted),
        restricted=sum(one.sheet.restricted for one in entries),
        disposed_at=None if tombstone is None else tombstone.decided_at,
    )


def _absorbed(connection: Connection, case_id: int) -> Iterator[Absorbed]:
    """Each registered case that went into this one, in the order of their numbers."""
    for row in went_into(connection, case_id):
        registered = tuple(versions(connection, row.id))
        entries = tuple(one for one in entries_of(connection, row.id) if not one.sheet.restricted)
        if registered or entries:
            yield Absorbed(parse_reference(row.reference), registered, entries)


def went_into(connection: Connection, case_id: int) -> Sequence[AnyRow]:
    """Id and reference of every case that was merged into this one, also by way of others, in order."""
    into = select(Case.id, Case.reference).where(Case.merged_into == case_id).cte(recursive=True)
    all_of_them = into.union(select(Case.id, Case.reference).join(into, Case.merged_into == into.c.id))
    return connection.execute(select(all_of_them).order_by(all_of_them.c.id)).all()


def _items(connection: Connection, case_id: int, received_by: str) -> Iterator[CaseItem]:
    strengthened = _strengthened(connection, case_id)
    question = (
        select(
            Item.number,
            Item.sha256,
            Item.size,
            Item.committed_at,
            Reading.claimed_at,
            Reading.from_address,
            Reading.standing,
            Reading.strength,
            Filing.rule,
            Filing.evidence,
        )
        .join(Filing, Filing.item == Item.number)
        .join(Reading, Reading.item == Item.number)
        .where(Filing.case_id == case_id, counts())
        .order_by(Item.number)
    )
    rows = connection.execute(question).all()
    clocks = moments(connection, [row.number for row in rows], received_by)
    for row in rows:
        yield CaseItem(
            item=ItemNumber(row.number),
            checksum=Checksum(row.sha256),
            size=row.size,
            received_at=row.committed_at,
            claimed_at=row.claimed_at,
            reporter=row.from_address,
            standing=row.standing,
            strength=None if row.strength is None else Level(row.strength),
            rule=row.rule,
            evidence=json.loads(row.evidence),
            strengthens=tuple(strengthened.get(row.number, ())),
            clocks=clocks[row.number],
        )


def _strengthened(connection: Connection, case_id: int) -> dict[int, list[ItemNumber]]:
    found: dict[int, list[ItemNumber]] = {}
    question = (
        select(Strengthening.item, Strengthening.weaker)
        .join(Filing, Filing.item == Strengthening.item)
        .where(Filing.case_id == case_id, counts())
        .order_by(Strengthening.item, Strengthening.weaker)
    )
    for row in connection.execute(question):
        found.setdefault(row.item, []).append(ItemNumber(row.weaker))
    return found


def _reports(connection: Connection, case_id: int) -> Iterator[Report]:
    """What the readings that count now say each item hands on."""
    question = (
        select(IncidentReport.incident, IncidentReport.item, Original.sent_at)
        .join(Filing, Filing.item == IncidentReport.item)
        .join(Reading, and_(Reading.item == IncidentReport.item, Reading.derivation == IncidentReport.derivation))
        .join(
            Original,
            and_(
                Original.item == IncidentReport.item,
                Original.derivation == IncidentReport.derivation,
                Original.ordinal == IncidentReport.ordinal,
            ),
        )
        .where(Filing.case_id == case_id, counts())
        .order_by(IncidentReport.incident, IncidentReport.item, IncidentReport.ordinal)
    )
    for row in connection.execute(question):
        yield Report(row.incident, ItemNumber(row.item), row.sent_at)
