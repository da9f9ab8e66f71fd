"""Verification: does the archive still hold what it says it holds? Findings are values; all of them are reported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from archiver.core import custody
from archiver.core.records import ChainHead, CustodyEvent, Finding
from archiver.edges import content
from archiver.edges.store import facts
from archiver.edges.store.database import Database
from archiver.edges.tables import CustodyEvent as EventRow
from archiver.edges.tables import Item, Octets

PAGE = 200
LINKS = 2000


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification saw."""

    items_checked: int
    findings: tuple[Finding, ...]
    chain: ChainHead

    @property
    def ok(self) -> bool:
        return not self.findings


class Audit:
    """Checks that read everything and change nothing. No transaction stays open longer than a page of work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self, progress: Callable[[int, int], None]) -> VerifyReport:
        """Hash every item's octets, walk the chain, look for gaps and orphans.

        What comes in meanwhile is left to the next time. `progress` is told (items done, items in all).
        """
        with self._database.reading() as connection:
            items, head = facts.heads(connection)
            beyond = list(_beyond(connection, items, head.count))
        findings: list[Finding] = []
        checked = 0
        for checked, found in enumerate(self._items(items), start=1):
            findings += found
            progress(checked, items)
        findings += self._gaps(items)
        findings += self._orphans()
        findings += custody.broken_links(self._links(head.count), head)
        findings += beyond
        return VerifyReport(checked, tuple(findings), head)

    def _items(self, last: int) -> Iterator[list[Finding]]:
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(
                    select(Item.number, Item.sha256, Item.size)
                    .where(Item.number > after, Item.number <= last)
                    .order_by(Item.number)
                    .limit(PAGE)
                ).all()
                for row in rows:
                    yield list(_wrong_with(connection, row.number, row.sha256, row.size))
            if not rows:
                return
            after = rows[-1].number

    def _gaps(self, last: int) -> Iterator[Finding]:
        with self._database.reading() as connection:
            row = connection.execute(
                select(func.count(Item.number), func.max(Item.number)).where(Item.number <= last)
            ).one()
            if (row[0], row[1] or 0) == (last, last):
                return
            numbers = connection.scalars(select(Item.number).where(Item.number <= last).order_by(Item.number))
            expected = 1
            for number in numbers:
                yield from (_gap(missing) for missing in range(expected, number))
                expected = number + 1
            yield from (_gap(missing) for missing in range(expected, last + 1))

    def _orphans(self) -> Iterator[Finding]:
        with self._database.reading() as connection:
            lone = connection.scalars(
                select(Octets.sha256)
                .outerjoin(Item, Item.sha256 == Octets.sha256)
                .where(Item.number.is_(None))
                .distinct()
                .order_by(Octets.sha256)
            )
            yield from (Finding("orphan", f"octets:{sha256}", "an item", "none") for sha256 in lone)

    def _links(self, last: int) -> Iterator[custody.Link]:
        after = 0
        while after < last:
            with self._database.reading() as connection:
                rows = connection.execute(
                    select(EventRow.__table__)
                    .where(EventRow.seq > after, EventRow.seq <= last)
                    .order_by(EventRow.seq)
                    .limit(LINKS)
                ).all()
            for row in rows:
                event = CustodyEvent(row.act, row.agent, row.subject, row.outcome, _detail(row.detail))
                yield custody.Link(row.seq, row.at, event, row.previous, row.hash)
            if not rows:
                return
            after = rows[-1].seq


def _wrong_with(connection: Connection, number: int, checksum: str, size: int) -> Iterator[Finding]:
    sha256, found = hashlib.sha256(), 0
    for piece in content.pieces(connection, checksum):
        sha256.update(piece)
        found += len(piece)
    if found == 0 and size > 0:
        yield Finding("missing", f"item:{number}", f"{size} octets", "none")
    elif sha256.hexdigest() != checksum:
        yield Finding("checksum", f"item:{number}", checksum, sha256.hexdigest())
    elif found != size:
        yield Finding("checksum", f"item:{number}", f"{size} octets", f"{found} octets")


def _beyond(connection: Connection, items: int, events: int) -> Iterator[Finding]:
    """What lies above the counters in the same view of the data: whoever writes as we do leaves nothing there."""
    for number in connection.scalars(select(Item.number).where(Item.number > items).order_by(Item.number)):
        yield Finding("orphan", f"item:{number}", "no item of this number", "one")
    first = connection.scalar(select(func.min(EventRow.seq)).where(EventRow.seq > events))
    if first is not None:
        yield Finding("chain", f"event:{first}", "no event of this number", "one")


def _gap(number: int) -> Finding:
    return Finding("missing", f"item:{number}", "an item of this number", "none")


def _detail(text: str) -> dict[str, str | int | None]:
    """The detail of an event; what is not JSON any more is kept as text, so that its link is seen to be broken."""
    try:
        detail = json.loads(text)
    except ValueError:
        return {"unreadable": text}
    return dict(detail) if isinstance(detail, dict) else {"unreadable": text}
