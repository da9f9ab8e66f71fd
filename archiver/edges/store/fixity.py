"""Where the nightly check of what is stored stands, and the one custody event that each check leaves."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from archiver.core.records import READER, Checksum, ItemNumber
from archiver.edges.store.custody import DAEMON, Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import Carrier, EnclosedMessage, Head, Item, Original, Part, Reading
from archiver.edges.tables import Fixity as Row

SUBJECT = "archive"
MOST_FAULTS = 1000
"""So many items with faults are looked at every night."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the round has come."""

    items: int
    """The highest item number there is."""
    position: int
    began: datetime
    night: datetime | None
    faults: tuple[ItemNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to."""

    findings: int
    faults: Collection[int] = ()
    """Items with any."""
    agent: str = DAEMON


Derived = frozenset[tuple[str, str, int, str]]
"""Kind, path, size and SHA-256 of what was derived from an item."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as this version read it, with what it derived."""

    item: ItemNumber
    checksum: Checksum
    derived: Derived = field(repr=False)


class Fixity:
    """The progress of checks. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, now: datetime) -> Standing:
        """How it stands; an archive that was never checked begins now."""
        with self._database.reading() as connection:
            items = connection.scalar(select(Head.items)) or 0
            row = connection.execute(select(Row.__table__)).one_or_none()
        if row is None:
            return Standing(items, 0, now, None)
        return Standing(items, row.position, row.began, row.night, tuple(map(ItemNumber, json.loads(row.faults))))

    def advance(self, before: Standing, position: int, reread: int, faults: Collection[int], now: datetime) -> bool:
        """Write down that the items up to `position` were checked; False when another daemon was there first."""
        known = sorted({*before.faults, *faults})[:MOST_FAULTS]
        with self._database.writing() as connection:
            _begin(connection, now)
            checked = Row.checked + (position - before.position)
            moved = connection.execute(
                update(Row)
                .where(Row.position == before.position, Row.night.is_not_distinct_from(before.night))
                .values(position=position, checked=checked, reread=Row.reread + reread, faults=json.dumps(known))
            )
            return moved.rowcount == 1

    def close_night(self, began: datetime, last: datetime | None, outcome: Outcome, now: datetime) -> bool:
        """End the night that began then: its event, and where it reached the end, a new round.

        False, and nothing is written, when another daemon has done so or the chain has no head to go on from.
        """
        with self._database.writing() as connection:
            pen = _pen(connection, now)
            if pen is None:
                return False
            _begin(connection, now)
            row = connection.execute(select(Row.__table__)).one()
            if row.night != last:
                return False
            items = connection.scalar(select(Head.items)) or 0
            is_whole = row.position >= items
            values = {"night": began, "checked": 0, "reread": 0, "faults": _faults(outcome)}
            connection.execute(update(Row).values(**values, **({"position": 0, "began": now} if is_whole else {})))
            _note(pen, outcome, row.checked, row.reread, is_whole=is_whole)
            return True

    def close_whole(self, items: int, reread: int, outcome: Outcome, now: datetime) -> bool:
        """Write down a check of everything at once: the nightly round begins anew. False as `close_night` says."""
        with self._database.writing() as connection:
            pen = _pen(connection, now)
            if pen is None:
                return False
            _begin(connection, now)
            values = {"position": 0, "began": now, "checked": 0, "reread": 0, "faults": _faults(outcome)}
            connection.execute(update(Row).values(**values))
            _note(pen, outcome, items, reread, is_whole=True)
            return True

    def derived(self, numbers: Sequence[int]) -> list[Kept]:
        """Those of the items that this very version of the reader read, with what it derived from each."""
        question = (
            select(Item.number, Item.sha256)
            .join(Reading, Reading.item == Item.number)
            .where(Item.number.in_(numbers), Reading.state == "read", Reading.reader == READER)
            .order_by(Item.number)
        )
        with self._database.reading() as connection:
            known = [(row, _derived(connection, row.number)) for row in connection.execute(question).all()]
        # What was released unread has no parts; every other mail has one at least.
        return [Kept(ItemNumber(row.number), Checksum(row.sha256), derived) for row, derived in known if derived]


def _derived(connection: Connection, number: int) -> Derived:
    parts = select(Part.path, Part.size, Part.sha256).where(Part.item == number, Part.derivation == Reading.derivation)
    carriers = (
        select(Carrier.path, EnclosedMessage.size, Carrier.sha256)
        .join(EnclosedMessage, EnclosedMessage.sha256 == Carrier.sha256)
        .where(Carrier.item == number, Carrier.derivation == Reading.derivation)
    )
    originals = select(Original.path, Original.size, Original.sha256).where(
        Original.item == number, Original.derivation == Reading.derivation, Original.sha256.is_not(None)
    )
    kinds = {"part": parts, "message": carriers, "original": originals}
    return frozenset(
        (kind, row.path, row.size, row.sha256 or "")
        for kind, question in kinds.items()
        for row in connection.execute(question.join(Reading, Reading.item == number))
    )


def _begin(connection: Connection, now: datetime) -> None:
    """The one row, made by the first who needs it."""
    if connection.scalar(select(Row.id).with_for_update()) is None:
        values = {"id": 1, "position": 0, "began": now, "night": None, "checked": 0, "reread": 0, "faults": "[]"}
        connection.execute(insert(Row), values)


def _pen(connection: Connection, now: datetime) -> Pen | None:
    """None where somebody has taken the head of the chain away."""
    return None if connection.scalar(select(Head.id)) is None else Pen(connection, now)


def _faults(outcome: Outcome) -> str:
    return json.dumps(sorted(outcome.faults)[:MOST_FAULTS])


def _note(pen: Pen, outcome: Outcome, items: int, reread: int, *, is_whole: bool) -> None:
    detail = {"items": items, "reread": reread, "findings": outcome.findings, "whole": int(is_whole)}
    result = "failure" if outcome.findings else "success"
    pen.note("fixity check", SUBJECT, agent=outcome.agent, outcome=result, detail=detail)
    pen.finish()
