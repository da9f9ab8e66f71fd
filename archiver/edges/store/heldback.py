"""Receipts that were held back as their sender had had many, and that no letter speaks for yet."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, literal_column

from archiver.core.records import LetterState, ReceiptDecision
from archiver.edges.tables import Outbox


def is_held_back() -> ColumnElement[bool]:
    """Of a row of the outbox, however old. The words are written out so that the planner sees the index of these."""
    return and_(
        Outbox.state == literal_column(f"'{LetterState.SUPPRESSED}'"),
        Outbox.reason == literal_column(f"'{ReceiptDecision.TOO_MANY}'"),
        Outbox.collected_in.is_(None),
    )
