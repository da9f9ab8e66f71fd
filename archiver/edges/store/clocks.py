"""The five clocks of items, read from the rows that keep them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from archiver.core.clocks import Moment, moments_of
from archiver.core.intake import windows
from archiver.core.records import Envelope
from archiver.edges.store.database import AnyRow
from archiver.edges.store.readings import envelope_of
from archiver.edges.tables import Import, Item, Reading, Sighting

AT_ONCE = 400
"""So many items one question names."""


def moments(connection: Connection, numbers: Sequence[int], received_by: str) -> dict[int, tuple[Moment, ...]]:
    """What each clock shows of these items: the server's and ours as it was first seen."""
    found: dict[int, tuple[Moment, ...]] = {}
    for few in windows(numbers, AT_ONCE):
        sightings, imports = _first_sightings(connection, few), _first_imports(connection, few)
        question = select(Item.number, Item.committed_at, Reading.envelope).outerjoin(
            Reading, Reading.item == Item.number
        )
        for row in connection.execute(question.where(Item.number.in_(few))):
            seen, file = sightings.get(row.number), imports.get(row.number)
            found[row.number] = moments_of(
                Envelope() if not row.envelope else envelope_of(json.loads(row.envelope)),
                received_by=received_by,
                internal_date=None if seen is None else seen.internal_date,
                fetched_at=min((at for at in (_fetched(seen), _imported(file)) if at is not None), default=None),
                committed_at=row.committed_at,
                from_server=seen is not None,
            )
    return found


def _first_sightings(connection: Connection, numbers: Sequence[int]) -> dict[int, AnyRow]:
    columns = (Sighting.item, Sighting.internal_date, Sighting.fetched_at)
    question = (
        select(*columns).where(Sighting.item.in_(numbers)).order_by(Sighting.fetched_at.desc(), Sighting.id.desc())
    )
    return {row.item: row for row in connection.execute(question)}


def _first_imports(connection: Connection, numbers: Sequence[int]) -> dict[int, AnyRow]:
    question = select(Import.item, Import.imported_at).where(Import.item.in_(numbers)).order_by(Import.id.desc())
    return {row.item: row for row in connection.execute(question)}


def _fetched(seen: AnyRow | None) -> datetime | None:
    return None if seen is None else seen.fetched_at


def _imported(file: AnyRow | None) -> datetime | None:
    return None if file is None else file.imported_at
