"""The chain of custody as it is handed out: every link there is, sound or not, for others to recompute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from archiver.core.custody import Link, canonical_detail, timestamp
from archiver.core.records import ChainHead, CustodyEvent
from archiver.edges.store import facts
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import CustodyEvent as EventRow

ARCHIVE = "archive"
PAGE = 500
LOOKED_THROUGH = 20_000
"""Events that one page looks through for what no index knows; the next page goes on behind them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody wants to see; empty words stand for all."""

    subject: str = ""
    """"case:2026-0001-K7QX", "item:17"."""
    act: str = ""
    agent: str = ""
    """How it begins: "officer", "archiver", "officer hanne"."""


@dataclass(frozen=True, slots=True)
class ChainPage:
    """Events, the newest first."""

    links: tuple[Link, ...]
    following: int | None
    """Below which number the next page begins; None when there is none."""


class Chain:
    """Each public method is one transaction, but for `links`: there each page is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hand_out(self, agent: str, now: datetime) -> ChainHead:
        """Write down that somebody is about to be given the chain, and give its head then, this event included."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            pen.note("export", ARCHIVE, agent=agent, detail={"shown": "chain"})
            pen.finish()
            return facts.heads(connection)[1]

    def links(self, last: int, first: int = 1) -> Iterator[Link]:
        """Every link up to that event, as it is stored; on wish not before the `first`."""
        after = first - 1
        while after < last:
            with self._database.reading() as connection:
                rows = connection.execute(
                    select(EventRow.__table__)
                    .where(EventRow.seq > after, EventRow.seq <= last)
                    .order_by(EventRow.seq)
                    .limit(PAGE)
                ).all()
            if not rows:
                return
            yield from map(_link, rows)
            after = rows[-1].seq

    def page(self, wanted: Wanted, limit: int, *, below: int | None = None) -> ChainPage:
        """Events below a number, the newest first: `limit` at most, of so many as may be looked through at once.

        Those of one subject stand in an index, and are all found.
        """
        with self._database.reading() as connection:
            top = (facts.heads(connection)[1].count if below is None else below - 1) + 1
            question = select(EventRow.__table__).where(EventRow.seq < top)
            floor = 0
            if wanted.subject:
                question = question.where(EventRow.subject == wanted.subject)
            elif wanted.act or wanted.agent:
                floor = max(0, top - 1 - LOOKED_THROUGH)
                question = question.where(EventRow.seq > floor)
            if wanted.act:
                question = question.where(EventRow.act == wanted.act)
            if wanted.agent:
                question = question.where(EventRow.agent.startswith(wanted.agent, autoescape=True))
            rows = connection.execute(question.order_by(EventRow.seq.desc()).limit(limit + 1)).all()
        if len(rows) > limit:
            return ChainPage(tuple(map(_link, rows[:limit])), rows[limit - 1].seq)
        return ChainPage(tuple(map(_link, rows)), floor + 1 if floor else None)

    def first_since(self, moment: datetime) -> int:
        """The number of the first event at or after a moment; one more than there are when there is none.

        Events have numbers without gaps and times that ascend with them: halves are asked, and no index is needed.
        """
        with self._database.reading() as connection:
            low, high = 1, facts.heads(connection)[1].count + 1
            while low < high:
                middle = (low + high) // 2
                if _at(connection, middle) < timestamp(moment):
                    low = middle + 1
                else:
                    high = middle
            return low


def _at(connection: Connection, seq: int) -> str:
    return connection.scalar(select(EventRow.at).where(EventRow.seq == seq)) or ""


def _link(row: Any) -> Link:
    event = CustodyEvent(row.act, row.agent, row.subject, row.outcome, _detail(row.detail))
    return Link(row.seq, row.at, event, row.previous, row.hash)


def _detail(kept: str) -> Mapping[str, Any]:
    """What a foreign hand put in its place is shown for what it is: its hash will not agree."""
    try:
        detail = json.loads(kept)
    except (ValueError, TypeError, RecursionError):
        return {"unreadable": str(kept)}
    is_as_written = isinstance(detail, dict) and canonical_detail(detail) == kept
    return detail if is_as_written else {"unreadable": kept}
