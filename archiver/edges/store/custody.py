"""The chain of custody in SQL: every writing transaction continues it under the lock of the one head row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, insert, select, update

from archiver.core import custody
from archiver.core.discretion import folder_called, mailbox_called, place_called
from archiver.core.records import ChainHead, CustodyEvent, ItemNumber, ItemState, LetterState
from archiver.edges.tables import CustodyEvent as EventRow
from archiver.edges.tables import Head, safe_text

DAEMON = "archiver"
"""The agent of whatever the program does by itself."""


Detail = Mapping[str, str | int | None]


_COUNTED_LETTERS = {LetterState.SENT: "letters_sent", LetterState.SUPPRESSED: "letters_suppressed"}
"""States of letters in which they stay for good: there are as many as items, and so they are counted as they go by."""


class Pen:
    """Continues the chain and the counters within one transaction. Locks them from its making to the commit."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._waiting: list[Callable[[], CustodyEvent]] = []
        self._counts: Counter[str] = Counter()
        row = connection.execute(select(Head.items, Head.events, Head.hash).where(Head.id == 1).with_for_update()).one()
        self._items: int = row.items
        self._head = ChainHead(row.events, row.hash)

    def next_item(self) -> ItemNumber:
        """The next number of the archive, without gaps."""
        self._items += 1
        return ItemNumber(self._items)

    def count_letter(self, before: str | None, after: str | None, letters: int = 1) -> None:
        """So many letters went from one state to another; None stands for not being there."""
        for state, by in ((before, -letters), (after, letters)):
            if state in _COUNTED_LETTERS:
                self._counts[_COUNTED_LETTERS[LetterState(state)]] += by

    def count_filing(self, before: str | None, after: str | None) -> None:
        """An item went from one state of filing to another; None stands for not being there."""
        self._counts["unassigned"] += (after == ItemState.UNASSIGNED) - (before == ItemState.UNASSIGNED)

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
        counts = {name: Head.__table__.c[name] + by for name, by in self._counts.items() if by}
        self._counts.clear()
        self._connection.execute(
            update(Head)
            .where(Head.id == 1)
            .values(items=self._items, events=self._head.count, hash=self._head.head, **counts)
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
