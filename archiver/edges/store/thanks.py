"""What receipts need to know of items, asked of the tables, and which of them are sent as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from archiver.core.letters import CollectedFacts, Numbered, Originals, ReceiptFacts, Thanked
from archiver.core.records import (
    QUOTED,
    CaseState,
    Checksum,
    Client,
    ItemNumber,
    LetterKind,
    LetterState,
    Level,
    ReceiptDecision,
    Recovery,
)
from archiver.core.strength import OUTLOOK_ITEMS, form_of
from archiver.edges.store import accounts, readings
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow
from archiver.edges.store.filings import counts
from archiver.edges.store.heldback import is_held_back
from archiver.edges.store.knowledge import Thanks, current_case, parse_reference
from archiver.edges.store.unread import has_spoilt_attachment, is_attachment, is_cut_short
from archiver.edges.tables import Case, Filing, Item, Original, Outbox, Part, Reading, Strengthening
from archiver.failpoints import failpoint

LONGEST_HELD_BACK = timedelta(hours=1)
"""A sender who does not fall silent is thanked for what was held back so long ago."""


# --- one item ---------------------------------------------------------------------------------------------------


def receipt(connection: Connection, number: int) -> tuple[ReceiptFacts, str | None]:
    """The facts of one receipt, and the Message-ID that it answers."""
    row = connection.execute(_items().add_columns(Item.sha256, Reading.message_id).where(Item.number == number)).one()
    attachments = connection.scalars(
        select(Part.path).where(Part.item == number, Part.derivation == row.derivation, is_attachment())
    ).all()
    chosen = _chosen(connection, Item.number == number)
    holders = {one.path for one in chosen}
    places = _cases(connection, Item.number == number)
    thanked, strengthens = _thanked(row, chosen, places), tuple(_strengthened(connection, number))
    facts = ReceiptFacts(
        item=thanked.item,
        received_at=thanked.received_at,
        case=thanked.case,
        attachments=sum(path not in holders for path in attachments),
        checksum=Checksum(row.sha256),
        originals=_originals(chosen),
        level=thanked.level,
        form=thanked.form,
        client=thanked.client,
        part_unreadable=thanked.part_unreadable,
        not_all_read=thanked.not_all_read,
        strengthens=strengthens,
        is_kept_with_them=thanked.case is not None
        and all(current_case(connection, weaker.item) == thanked.case for weaker in strengthens),
        is_closed=thanked.is_closed,
    )
    return facts, row.message_id


def _items() -> Any:
    """Of items: what every receipt tells."""
    return select(
        Item.number,
        Item.committed_at,
        Reading.derivation,
        Reading.strength,
        Reading.strength_reasons,
        Reading.client,
        has_spoilt_attachment().label("part_unreadable"),
        is_cut_short().label("not_all_read"),
    ).join(Reading, Reading.item == Item.number)


def _chosen(connection: Connection, which: ColumnElement[bool]) -> Sequence[AnyRow]:
    """The originals that items are about."""
    question = (
        select(Original.item, Original.path, Original.provenance, Original.has_trace)
        .join(Reading, (Reading.item == Original.item) & (Reading.derivation == Original.derivation))
        .join(Item, Item.number == Original.item)
        .where(which, Original.choice.is_not(None))
    )
    return connection.execute(question).all()


def _thanked(row: AnyRow, chosen: Sequence[AnyRow], places: Mapping[int, AnyRow]) -> Thanked:
    strength, place = readings.strength_of(row), places.get(row.number)
    return Thanked(
        item=ItemNumber(row.number),
        received_at=row.committed_at,
        case=None if place is None else parse_reference(place.reference),
        level=None if strength is None else Level(strength.level),
        form=None if strength is None else form_of(strength, [Recovery(one.provenance) for one in chosen]),
        client=None if row.client is None else Client(row.client),
        part_unreadable=bool(row.part_unreadable),
        not_all_read=bool(row.not_all_read),
        is_closed=place is not None and place.state == CaseState.CLOSED,
    )


def _originals(chosen: Sequence[AnyRow]) -> Originals:
    quoted = [one for one in chosen if one.provenance in QUOTED]
    outlook = [one for one in chosen if one.provenance in OUTLOOK_ITEMS]
    others = [one for one in chosen if one.provenance not in QUOTED | OUTLOOK_ITEMS]
    whole = sum(one.has_trace for one in others)
    return Originals(whole, len(others) - whole, len(outlook), len(quoted))


def _strengthened(connection: Connection, number: int) -> Iterator[Numbered]:
    rows = connection.execute(
        select(Item.number, Item.committed_at)
        .join(Strengthening, Strengthening.weaker == Item.number)
        .where(Strengthening.item == number)
        .order_by(Item.number)
    )
    return (Numbered(ItemNumber(row.number), row.committed_at) for row in rows)


# --- many at once -----------------------------------------------------------------------------------------------


def collected(connection: Connection, letter: int) -> CollectedFacts:
    """The facts of the one receipt for all that was held back until then."""
    covered = Item.number.in_(select(Outbox.item).where(Outbox.collected_in == letter))
    chosen: dict[int, list[AnyRow]] = {}
    for one in _chosen(connection, covered):
        chosen.setdefault(one.item, []).append(one)
    cases = _cases(connection, covered)
    rows = connection.execute(_items().where(covered).order_by(Item.number))
    return CollectedFacts(tuple(_thanked(row, chosen.get(row.number, []), cases) for row in rows))


def _cases(connection: Connection, covered: ColumnElement[bool]) -> Mapping[int, AnyRow]:
    """Reference and state of the cases that items lie in now."""
    rows = connection.execute(
        select(Filing.item, Case.reference, Case.state)
        .join(Case, Case.id == Filing.case_id)
        .join(Item, Item.number == Filing.item)
        .where(covered, counts())
    )
    return {row.item: row for row in rows}


@dataclass(frozen=True, slots=True)
class _HeldBack:
    mailbox: str
    receipts: int
    first: int
    last: int
    """Of their items."""


def collect(
    connection: Connection, name: Callable[[str], str], now: datetime, *, quiet: timedelta, per_day: int
) -> bool:
    """Queue one receipt for everything held back of one mailbox whose time has come; False when there is none.

    It goes to the address that the newest of those mails came from.
    """
    pen = Pen(connection, now)
    held = _next_held_back(connection, now, quiet, per_day)
    if held is None:
        return False
    number = connection.execute(insert(Outbox).returning(Outbox.id), _row(connection, held, name, now)).scalar_one()
    covers = update(Outbox).where(is_held_back(), Outbox.mailbox == held.mailbox)
    connection.execute(covers.values(collected_in=number))
    detail: Mapping[str, str | int | None] = {
        "kind": LetterKind.COLLECTED,
        "decision": ReceiptDecision.DUE,
        "receipts": held.receipts,
        "first_item": held.first,
        "last_item": held.last,
        "sha256": accounts.of_letter(connection, number),
    }
    pen.note("letter", f"letter:{number}", detail=detail)
    pen.finish()
    failpoint("collected.before-commit")
    return True


def may_collect(connection: Connection, now: datetime, *, quiet: timedelta) -> bool:
    """A cheap look: whether anybody's time has come, however many letters they have had today."""
    return connection.execute(_whose_time_has_come(now, quiet).limit(1)).first() is not None


def _next_held_back(connection: Connection, now: datetime, quiet: timedelta, per_day: int) -> _HeldBack | None:
    thanks = Thanks(connection, now, quiet)
    for row in connection.execute(_whose_time_has_come(now, quiet)).all():
        in_day, _ = thanks.sent_to(row.mailbox)
        if in_day < per_day:
            return _HeldBack(row.mailbox, row.receipts, row.first, row.last)
    return None


def _whose_time_has_come(now: datetime, quiet: timedelta) -> Any:
    """Mailboxes silent since, or whose first mail held back has waited long enough, the oldest first.

    A time further ahead than we would ever wait was set by a clock that was ahead then, and counts for nothing.
    """
    first, last = func.min(Outbox.created_at), func.max(Outbox.created_at)
    since = aliased(Outbox)
    is_heard = (
        select(since.id)
        .where(
            since.mailbox == Outbox.mailbox,
            since.kind == LetterKind.RECEIPT,
            since.created_at > now - quiet,
            since.created_at <= now + quiet,
        )
        .correlate(Outbox)
        .exists()
    )
    return (
        select(
            Outbox.mailbox,
            func.count().label("receipts"),
            func.min(Outbox.item).label("first"),
            func.max(Outbox.item).label("last"),
        )
        .where(is_held_back())
        .group_by(Outbox.mailbox)
        .having(or_(~is_heard, first <= now - LONGEST_HELD_BACK, last > now + max(quiet, LONGEST_HELD_BACK)))
        .order_by(first, Outbox.mailbox)
    )


def _row(connection: Connection, held: _HeldBack, name: Callable[[str], str], now: datetime) -> dict[str, object]:
    newest = select(Outbox.recipient).where(Outbox.kind == LetterKind.RECEIPT, Outbox.item == held.last)
    return {
        "kind": LetterKind.COLLECTED,
        "state": LetterState.DUE,
        "recipient": connection.execute(newest).scalar_one(),
        "mailbox": held.mailbox,
        "message_id": name(f"receipt.collected.{held.first}-{held.last}"),
        "facts": "{}",
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }
