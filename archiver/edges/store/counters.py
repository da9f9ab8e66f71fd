"""Counters that are kept instead of counting, and the list of what is to be read: whether they are right."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, or_, select

from archiver.core.records import Finding, LetterState
from archiver.edges.store.filings import counts
from archiver.edges.store.unread import is_erased
from archiver.edges.tables import Filing, Head, Item, Outbox, Pending, Reading


def otherwise(connection: Connection) -> Iterator[Finding]:
    """Where they say other than the rows they tell of. Reads everything."""
    yield from _counted_otherwise(connection)
    unread = select(Reading.item).where(Reading.item == Item.number)
    listed = select(Pending.item).where(Pending.item == Item.number)
    left_out = select(Item.number).where(~unread.exists(), ~listed.exists()).order_by(Item.number)
    for number in connection.scalars(left_out):
        yield Finding("missing", f"item:{number}/pending", "a place among what is to be read", "none")
    items = select(Item.number).where(Item.number == Pending.item)
    readings = select(Reading.item).where(Reading.item == Pending.item)
    strays = select(Pending.item).where(or_(~items.exists(), readings.exists())).order_by(Pending.item)
    for number in connection.scalars(strays):
        yield Finding("orphan", f"item:{number}/pending", "an item that is to be read", "none")


def _counted_otherwise(connection: Connection) -> Iterator[Finding]:
    kept = connection.execute(select(Head.unassigned, Head.letters_sent, Head.letters_suppressed)).one_or_none()
    if kept is None:
        return  # that it is gone, the chain tells
    gone = select(Reading.item).where(Reading.item == Filing.item, is_erased()).exists()
    letters = select(func.count()).select_from(Outbox)
    questions = {
        "unassigned": select(func.count()).select_from(Filing).where(Filing.state == "unassigned", counts(), ~gone),
        "letters_sent": letters.where(Outbox.state == LetterState.SENT),
        "letters_suppressed": letters.where(Outbox.state == LetterState.SUPPRESSED),
    }
    for name, question in questions.items():
        there = connection.scalar(question)
        if there != kept._mapping[name]:
            yield Finding("balance", f"counter:{name}", str(there), str(kept._mapping[name]))
