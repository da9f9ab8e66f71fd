"""The chain of custody as it is handed out: every link there is, sound or not, for others to recompute."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from archiver.core.custody import Link, canonical_detail
from archiver.core.records import ChainHead, CustodyEvent
from archiver.edges.store import facts
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import CustodyEvent as EventRow

ARCHIVE = "archive"
PAGE = 500


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
