"""Completeness: what the ledger says of folders must add up (C30), as of the last good round of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from archiver.core.discretion import place_called
from archiver.core.intake import Balance
from archiver.core.records import Finding, SightingState
from archiver.edges.store.accounts import as_stored
from archiver.edges.store.database import AnyRow
from archiver.edges.tables import Folder, Sighting

_WAITING = (SightingState.SEEN, SightingState.QUARANTINED)


def otherwise(connection: Connection) -> Iterator[Finding]:
    """Folders whose count does not add up, and messages that the ledger waits for and no round has told of."""
    for folder in connection.execute(select(*as_stored(Folder))).all():
        if folder.last_good_poll is None:
            continue
        where = place_called(f"mailbox:{folder.mailbox}/{folder.folder}")
        reasons = _reasons(folder.reasons)
        balance = Balance(folder.server, folder.archived, reasons)
        if not balance.holds:
            given = sum(len(uids) for uids in reasons.values())
            yield Finding("balance", where, f"{folder.server} on the server", f"{folder.archived} + {given} reasons")
        if not folder.is_archive:
            yield from _untold(connection, folder, where, {uid for uids in reasons.values() for uid in uids})
    yield from _uncounted(connection)


def _reasons(kept: object) -> Mapping[str, tuple[int, ...]]:
    try:
        told = json.loads(str(kept))
        return {reason: tuple(uids) for reason, uids in told.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _untold(connection: Connection, folder: AnyRow, where: str, told: set[int]) -> Iterator[Finding]:
    """Sightings with no item that were there at the last good round, which has no reason for them."""
    rows = connection.execute(
        select(*as_stored(Sighting, ("id", "uid", "seen_at")))
        .where(Sighting.mailbox == folder.mailbox, Sighting.folder == folder.folder)
        .where(Sighting.uidvalidity == folder.uidvalidity, Sighting.item.is_(None), Sighting.state.in_(_WAITING))
        .order_by(Sighting.id)
    )
    for row in rows:
        if row.uid not in told and row.seen_at < folder.last_good_poll:
            yield Finding("balance", f"sighting:{row.id}", f"a reason in {where} for UID {row.uid}", "none")


def _uncounted(connection: Connection) -> Iterator[Finding]:
    """Sightings are moved, pending, quarantined or gone, and nothing else."""
    states: Any = select(Sighting.mailbox, func.count().label("count")).group_by(Sighting.mailbox)
    known = dict(connection.execute(states.where(Sighting.state.in_(list(SightingState)))).all())
    for row in connection.execute(states):
        counted = known.get(row.mailbox, 0)
        if counted != row.count:
            where = place_called(f"mailbox:{row.mailbox}")
            yield Finding("balance", where, f"{row.count} sightings", f"{counted} moved, pending, quarantined or gone")
