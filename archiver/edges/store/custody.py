"""The chain of custody in SQL: every writing transaction continues it under the lock of the one head row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, insert, select, update

from archiver.core import custody
from archiver.core.discretion import folder_called, mailbox_called, place_called
from archiver.core.records import ChainHead, CustodyEvent, ItemNumber
from archiver.edges.tables import CustodyEvent as EventRow
from archiver.edges.tables import Head, safe_text

DAEMON = "archiver"
"""The agent of whatever the program does by itself."""


Detail = Mapping[str, str | int | None]


class Pen:
    """Continues the chain and the item numbers within one transaction. Locks them from its making to the commit."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._waiting: list[Callable[[], CustodyEvent]] = []
        row = connection.execute(select(Head.items, Head.events, Head.hash).where(Head.id == 1).with_for_update()).one()
        self._items: int = row.items
        self._head = ChainHead(row.events, row.hash)

    def next_item(self) -> ItemNumber:
        """The next number of the archive, without gaps."""
        self._items += 1
        return ItemNumber(self._items)

    def note(
        self,
        act: str,
        subject: str,
        *,
        agent: str = DAEMON,
        outcome: str = "success",
        detail: Detail | Callable[[], Detail] | None = None,
    ) -> None:
        """Write one act down; it becomes a link when the transaction ends. A function is asked for its detail then.

        The chain is for others to read: a mailbox is called by our name, and a folder that is not usual by a hash.
        """
        self._waiting.append(partial(_event, act, subject, agent, outcome, detail or {}))

    def finish(self) -> None:
        """Link what was noted and put the counters forward. To be called once, last in the transaction."""
        links = list(custody.append(self._head, self._now, (event() for event in self._waiting)))
        if links:
            self._connection.execute(insert(EventRow), [_row(link) for link in links])
            self._head = ChainHead(links[-1].seq, links[-1].hash)
        self._waiting = []
        self._connection.execute(
            update(Head).where(Head.id == 1).values(items=self._items, events=self._head.count, hash=self._head.head)
        )


def _event(act: str, subject: str, agent: str, outcome: str, detail: Detail | Callable[[], Detail]) -> CustodyEvent:
    told = detail() if callable(detail) else detail
    kept = {key: _kept(key, value) for key, value in told.items()}
    return CustodyEvent(act, safe_text(agent), safe_text(place_called(subject)), outcome, kept)


def _kept(key: str, value: str | int | None) -> str | int | None:
    if not isinstance(value, str):
        return value
    return safe_text(_DISCREET[key](value) if key in _DISCREET else value)


_DISCREET: dict[str, Callable[[str], str]] = {"folder": folder_called, "mailbox": mailbox_called}


def _row(link: custody.Link) -> dict[str, object]:
    return {
        "seq": link.seq,
        "at": link.at,
        "act": link.event.act,
        "agent": link.event.agent,
        "subject": link.event.subject,
        "outcome": link.event.outcome,
        "detail": custody.canonical_detail(link.event.detail),
        "previous": link.previous,
        "hash": link.hash,
    }
