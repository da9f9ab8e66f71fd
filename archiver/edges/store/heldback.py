"""Which letters are where, in SQL to the letter: a planner sees the index of some rows alone only in such words."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, literal_column

from archiver.core.records import LetterState, ReceiptDecision
from archiver.edges.tables import Outbox

WAITING = (LetterState.DUE, LetterState.SENDING, LetterState.UNCERTAIN)
"""Letters that go out yet, or of which nobody knows whether they did."""


def is_waiting() -> ColumnElement[bool]:
    """Of a letter: it is one of those `WAITING`."""
    return Outbox.state.in_([literal_column(f"'{state}'") for state in WAITING])


def is_not_sent() -> ColumnElement[bool]:
    """Of a letter: it waits, or was refused."""
    return Outbox.state.in_([literal_column(f"'{state}'") for state in (*WAITING, LetterState.FAILED)])


def is_failed() -> ColumnElement[bool]:
    """Of a letter: a mail server refused it for good."""
    return Outbox.state == literal_column(f"'{LetterState.FAILED}'")


def is_sent() -> ColumnElement[bool]:
    """Of a letter: a mail server took it."""
    return Outbox.state == literal_column(f"'{LetterState.SENT}'")


def is_held_back() -> ColumnElement[bool]:
    """Of a receipt: its sender had had many, and no letter speaks for it yet, however old it is."""
    return and_(
        Outbox.state == literal_column(f"'{LetterState.SUPPRESSED}'"),
        Outbox.reason == literal_column(f"'{ReceiptDecision.TOO_MANY}'"),
        Outbox.collected_in.is_(None),
    )
