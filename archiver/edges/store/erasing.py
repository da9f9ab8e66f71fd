"""Taking out of the tables what was disposed of: keys first, then every row that says anything, the octets last (X5).

What stays says nothing of what anybody wrote: the item's number, hash, size and times, where a server showed it, where
it was filed, and the chain of custody. The triggers let this through for what has a tombstone, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select, update
from sqlalchemy.orm import aliased

from archiver.core.disposition import Erasure, Scope
from archiver.core.records import CaseAct
from archiver.edges import content
from archiver.edges.store import accounts, index
from archiver.edges.store.custody import DAEMON, Detail, Pen
from archiver.edges.store.database import AnyRow
from archiver.edges.tables import (
    REGISTERS,
    Carrier,
    CaseActRow,
    EnclosedMessage,
    ErasureRow,
    Filing,
    Import,
    Incident,
    IncidentReport,
    Key,
    Original,
    Outbox,
    Part,
    Reading,
    Signature,
)
from archiver.errors import UsageError

DEACCESSION, DELETION = "deaccession", "deletion"
ERASED = "erased"
"""State of a reading of which nothing is left."""
TOMBSTONE = ("scope", "name", "size", "came_at", "disposition", "basis", "people", "decided_at")
"""What the chain's account of a tombstone covers."""
CONTENT = (Part, Carrier, Original, Signature, Import, IncidentReport)
"""Tables whose rows say what an item says, with a column `item`."""
BLANK = {
    **dict.fromkeys(("reason", "message_id", "message_id_sha256", "claimed_at", "strength", "client")),
    **dict.fromkeys(("standing", "standing_reason", "signatures_due")),
    **dict.fromkeys(("subject", "from_address", "claimed_text", "envelope"), ""),
    **dict.fromkeys(("findings", "strength_reasons"), "[]"),
    "message_id_collision": False,
    "enclosed": 0,
    "state": ERASED,
}
"""A reading of which nothing is left."""


def bury(
    connection: Connection,
    pen: Pen,
    erasure: Erasure,
    number: int | None,
    agent: str,
    erased_at: datetime | None,
    *,
    replayed: bool = False,
) -> None:
    """Write a tombstone, destroy the key, and delete every row that says anything, but for the octets.

    It is `replayed` when the ledger says so to an archive that was restored.
    """
    connection.execute(insert(ErasureRow), row_of(erasure) | {"number": number, "erased_at": erased_at})
    note(connection, pen, erasure, number, agent, replayed=replayed)
    if number is None:
        return
    connection.execute(delete(Key).where(Key.scope == erasure.scope, Key.number == number))
    if erasure.scope is Scope.CASE:
        _empty_case(connection, number)
    else:
        _empty_item(connection, pen, number, agent)


def row_of(erasure: Erasure) -> dict[str, object]:
    """A tombstone as it is stored."""
    return {
        "scope": erasure.scope,
        "name": erasure.name,
        "size": erasure.size,
        "came_at": erasure.came_at,
        "disposition": erasure.disposition,
        "basis": erasure.basis,
        "people": json.dumps(list(erasure.people), ensure_ascii=False),
        "decided_at": erasure.decided_at,
    }


def note(connection: Connection, pen: Pen, erasure: Erasure, number: int | None, agent: str, *, replayed: bool) -> None:
    """Write down that something is disposed of."""
    which = (ErasureRow.scope == erasure.scope, ErasureRow.name == erasure.name)
    stored = connection.execute(select(*accounts.as_stored(ErasureRow, TOMBSTONE)).where(*which)).one()
    detail: Detail = {
        "disposition": erasure.disposition,
        "scope": erasure.scope,
        "name": erasure.name,
        "sha256": accounts.of_rows([stored._asdict()], TOMBSTONE),
        **({"replayed": 1} if replayed else {}),
    }
    pen.note(DEACCESSION, subject_of(erasure.scope, erasure.name, number), agent=agent, detail=detail)


def subject_of(scope: str, name: str, number: int | None) -> str:
    """What the chain calls something that was disposed of; the archive, where it never had it."""
    if scope == Scope.CASE:
        return f"case:{name}"
    return "archive" if number is None else f"item:{number}"


def _empty_case(connection: Connection, case_id: int) -> None:
    for table in REGISTERS:
        connection.execute(delete(table).where(table.case_id == case_id))


def empty_acts(connection: Connection) -> None:
    """Take the words out of acts that speak of nothing which is still here; last, when every tombstone stands."""
    acts = update(CaseActRow).where(CaseActRow.id.in_(acts_gone(connection)), CaseActRow.reason != "")
    connection.execute(acts.values(reason=""))


def acts_gone(connection: Connection) -> list[int]:
    """Acts on a case that was disposed of, splits and merges with one, and those that filed only what is gone."""
    cases = select(ErasureRow.number).where(ErasureRow.scope == Scope.CASE, ErasureRow.number.is_not(None))
    items = select(ErasureRow.number).where(ErasureRow.scope == Scope.ITEM, ErasureRow.number.is_not(None))
    filed, kept = aliased(Filing), aliased(Filing)
    joins = CaseActRow.kind.in_((CaseAct.SPLIT, CaseAct.MERGE)) & CaseActRow.other_id.in_(cases)
    files = select(filed.id).where(filed.act == CaseActRow.id).exists()
    keeps = select(kept.id).where(kept.act == CaseActRow.id, kept.item.not_in(items)).exists()
    gone = or_(CaseActRow.case_id.in_(cases), joins, and_(files, ~keeps))
    return list(connection.scalars(select(CaseActRow.id).where(gone).order_by(CaseActRow.id)))


def _empty_item(connection: Connection, pen: Pen, item: int, agent: str) -> None:
    newest = select(Filing.state).where(Filing.item == item).order_by(Filing.id.desc()).limit(1)
    pen.count_filing(connection.scalar(newest), None)
    reported = connection.scalars(select(IncidentReport.incident).where(IncidentReport.item == item)).all()
    carried = connection.scalars(select(Carrier.sha256).where(Carrier.item == item)).all()
    for table in CONTENT:
        connection.execute(delete(table).where(table.item == item))
    index.forget(connection, item)
    others = select(IncidentReport.incident).where(IncidentReport.incident == Incident.id).exists()
    connection.execute(delete(Incident).where(Incident.id.in_(reported), ~others))
    elsewhere = select(Carrier.sha256).where(Carrier.sha256 == EnclosedMessage.sha256).exists()
    connection.execute(delete(EnclosedMessage).where(EnclosedMessage.sha256.in_(carried), ~elsewhere))
    _delete_letters(connection, pen, item, agent)
    connection.execute(update(Reading).where(Reading.item == item).values(BLANK))


def _delete_letters(connection: Connection, pen: Pen, item: int, agent: str) -> None:
    """The receipt for it, and a collected one that thanked for nothing else that is still here."""
    receipts = connection.execute(select(Outbox.collected_in, Outbox.state).where(Outbox.item == item)).all()
    connection.execute(delete(Outbox).where(Outbox.item == item))
    for row in receipts:
        pen.count_letter(row.state, None)
    for letter in sorted({row.collected_in for row in receipts if row.collected_in is not None}):
        if connection.scalar(select(Outbox.id).where(Outbox.collected_in == letter).limit(1)) is None:
            pen.count_letter(connection.scalar(select(Outbox.state).where(Outbox.id == letter)), None)
            connection.execute(delete(Outbox).where(Outbox.id == letter))
            pen.note(DELETION, f"letter:{letter}", agent=agent)


def erase_octets(connection: Connection, pen: Pen, row: AnyRow, now: datetime) -> None:
    """Delete the octets of an item that has a tombstone and a number, wherever they rest, and write that down."""
    content.discard(connection, row.name)
    this = (ErasureRow.scope == row.scope, ErasureRow.name == row.name)
    connection.execute(update(ErasureRow).where(*this).values(erased_at=now))
    pen.note(DELETION, f"item:{row.number}", agent=DAEMON, detail={"disposition": row.disposition})


def is_erased(connection: Connection, item: int) -> bool:
    """Whether an item was disposed of."""
    return item in tombstones(connection, Scope.ITEM, [item])


def known(connection: Connection, checksums: Sequence[str]) -> set[str]:
    """Those of these items that were disposed of."""
    question = select(ErasureRow.name).where(ErasureRow.scope == Scope.ITEM, ErasureRow.name.in_(checksums))
    return set(connection.scalars(question))


def tombstones(connection: Connection, scope: Scope, numbers: Sequence[int]) -> dict[int, Erasure]:
    """The tombstones of items, or of the rows of cases, by their numbers."""
    question = select(ErasureRow.__table__).where(ErasureRow.scope == scope, ErasureRow.number.in_(numbers))
    return {row.number: erasure_of(row) for row in connection.execute(question)}


def require_kept(connection: Connection, case: AnyRow) -> None:
    """Nothing is done any more to a case that was disposed of. Raises `UsageError`."""
    if case.id in tombstones(connection, Scope.CASE, [case.id]):
        raise UsageError("{case} was disposed of.", case=case.reference)


def erasure_of(row: AnyRow) -> Erasure:
    """A row as a value."""
    people = tuple(json.loads(row.people))
    return Erasure(
        Scope(row.scope), row.name, row.size, row.came_at, row.disposition, row.basis, people, row.decided_at
    )


def take_in_again(connection: Connection, pen: Pen, checksum: str, number: int, now: datetime) -> None:
    """Octets that were disposed of before this archive had them come in: they get their number and are not kept."""
    this = (ErasureRow.scope == Scope.ITEM, ErasureRow.name == checksum)
    connection.execute(update(ErasureRow).where(*this).values(number=number, erased_at=now))
    row = connection.execute(select(ErasureRow.__table__).where(*this)).one()
    connection.execute(insert(Reading), {"item": number, "read_at": now, "attempts": 0, **BLANK})
    note(connection, pen, erasure_of(row), number, DAEMON, replayed=True)
    pen.note(DELETION, f"item:{number}", agent=DAEMON, detail={"disposition": row.disposition})
