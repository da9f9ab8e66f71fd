"""Virus scans in SQL: what is to be scanned, and what came of it. The verdict that counts stands in the chain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from archiver.core.disposition import Scope
from archiver.core.records import Checksum, ItemNumber, Scanned, ScanTrouble, ScanVerdict
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import CustodyEvent, ErasureRow, Head, Item, Scan

ACT = "virus check"
HELD_FOR = timedelta(hours=2)
"""What was claimed longer ago than a page of scans may take was claimed by a process that died."""


@dataclass(frozen=True, slots=True)
class ScanClaim:
    """An item that this process is to have scanned now."""

    item: ItemNumber
    checksum: Checksum
    attempts: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class ScanStanding:
    """How far it has come."""

    infected: int
    waiting: int
    """Items without a verdict."""
    trouble: str | None
    """Why the oldest of those that were tried has none."""


class Scans:
    """The queue, which is the order of the items, and the verdicts. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, count: int, now: datetime) -> list[ScanClaim]:
        """Take up to so many items that are due, those tried before first; nobody else has them for `HELD_FOR`."""
        with self._database.reading() as connection:
            if not (_due(connection, 1, now) or _new(connection, 1)):
                return []
        with self._database.writing() as connection:
            connection.execute(select(Head.id).with_for_update())
            again = _due(connection, count, now)
            new = _new(connection, count - len(again))
            gone = _erased(connection, [claim.item for claim in new])
            rows = [_row(claim.item, claim.item in gone, now) for claim in new]
            if rows:
                connection.execute(insert(Scan), rows)
            if again:
                numbers = [claim.item for claim in again]
                held = update(Scan).where(Scan.item.in_(numbers))
                connection.execute(held.values(due_at=now + HELD_FOR, attempts=Scan.attempts + 1))
        return again + [claim for claim in new if claim.item not in gone]

    def record(self, found: Mapping[ItemNumber, Scanned], now: datetime) -> None:
        """Keep verdicts, and write them into the chain of custody."""
        if not found:
            return
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            for item, scanned in found.items():
                connection.execute(
                    update(Scan).where(Scan.item == item).values(verdict=scanned.verdict, trouble=None, due_at=None)
                )
                told = {"verdict": str(scanned.verdict), "engine": scanned.engine}
                detail = told | ({"signature": scanned.signature} if scanned.signature else {})
                pen.note(ACT, f"item:{item}", detail=detail)
            pen.finish()

    def put_off(self, items: Sequence[ItemNumber], trouble: str | None, again: datetime | None) -> None:
        """No verdict yet: why, and when they are to be tried again; without a reason they were not tried at all.

        None for never.
        """
        with self._database.writing() as connection:
            values: dict[str, object] = {"due_at": again}
            values |= {"trouble": trouble} if trouble else {"attempts": Scan.attempts - 1}
            connection.execute(update(Scan).where(Scan.item.in_(items), Scan.due_at.is_not(None)).values(values))

    def verdict(self, item: ItemNumber) -> Scanned | None:
        """What the newest scan of an item said, as the chain of custody tells; None when there was none."""
        with self._database.reading() as connection:
            detail = connection.scalar(
                select(CustodyEvent.detail)
                .where(CustodyEvent.subject == f"item:{item}", CustodyEvent.act == ACT)
                .order_by(CustodyEvent.seq.desc())
                .limit(1)
            )
        if detail is None:
            return None
        told = json.loads(detail)
        return Scanned(ScanVerdict(told["verdict"]), told.get("signature", ""), told["engine"])

    def standing(self) -> ScanStanding:
        """How far it has come."""
        with self._database.reading() as connection:
            infected = connection.scalar(select(func.count()).where(Scan.verdict == ScanVerdict.INFECTED)) or 0
            tried = connection.scalar(select(func.count()).where(Scan.due_at.is_not(None))) or 0
            items = connection.scalar(select(Head.items)) or 0
            last = connection.scalar(select(func.max(Scan.item))) or 0
            trouble = connection.scalar(
                select(Scan.trouble)
                .where(Scan.due_at.is_not(None), Scan.trouble.is_not(None))
                .order_by(Scan.item)
                .limit(1)
            )
        return ScanStanding(infected, tried + items - last, trouble)


def _due(connection: Connection, count: int, now: datetime) -> list[ScanClaim]:
    """A time further ahead than any that is set was set by a clock that was wrong."""
    is_due = and_(Scan.due_at.is_not(None), or_(Scan.due_at <= now, Scan.due_at > now + timedelta(days=2)))
    rows = connection.execute(
        select(Scan.item, Item.sha256, Scan.attempts)
        .join(Item, Item.number == Scan.item)
        .where(is_due)
        .order_by(Scan.due_at, Scan.item)
        .limit(count)
    )
    return [ScanClaim(ItemNumber(row.item), Checksum(row.sha256), row.attempts + 1) for row in rows]


def _new(connection: Connection, count: int) -> list[ScanClaim]:
    last = select(func.coalesce(func.max(Scan.item), 0)).scalar_subquery()
    rows = connection.execute(
        select(Item.number, Item.sha256).where(Item.number > last).order_by(Item.number).limit(count)
    )
    return [ScanClaim(ItemNumber(row.number), Checksum(row.sha256), 1) for row in rows]


def _erased(connection: Connection, items: Sequence[int]) -> frozenset[int]:
    rows = select(ErasureRow.number).where(ErasureRow.scope == Scope.ITEM, ErasureRow.number.in_(items))
    return frozenset(number for number in connection.scalars(rows) if number is not None)


def _row(item: int, is_erased: bool, now: datetime) -> dict[str, object]:
    trouble = ScanTrouble.ERASED if is_erased else None
    due = None if is_erased else now + HELD_FOR
    return {"item": item, "verdict": ScanVerdict.UNSCANNED, "trouble": trouble, "attempts": 1, "due_at": due}
