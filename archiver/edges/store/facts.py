"""What the letters need to know, asked of the tables: numbers, references and states; nothing anybody wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from archiver.core.letters import AlarmFacts, CollectedFacts, DigestFacts, MailboxFacts, OpenAlarm, ReceiptFacts
from archiver.core.records import (
    AlarmKind,
    CaseRef,
    ChainHead,
    IsoWeek,
    ItemNumber,
    LetterKind,
    LetterState,
    ReceiptDecision,
)
from archiver.edges.store.knowledge import parse_reference
from archiver.edges.store.thanks import collected, receipt
from archiver.edges.tables import Alarm, Case, DigestIssue, Filing, Folder, Head, Outbox, Reading, Sighting

AnyRow = Row[*tuple[Any, ...]]
ItemRange = tuple[int, int]
"""First and last item number, both included."""


@dataclass(frozen=True, slots=True)
class Request:
    """A letter that is to be written: to whom, under which Message-ID, and what it is to say."""

    recipient: str
    message_id: str
    facts: ReceiptFacts | CollectedFacts | DigestFacts | AlarmFacts
    in_reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One weekly letter: which items it covers, and where the chain of custody stood."""

    week: IsoWeek
    first_item: int
    last_item: int
    chain: ChainHead


def request(connection: Connection, row: AnyRow) -> Request:
    """What a row of the outbox asks for."""
    if row.kind == LetterKind.RECEIPT:
        facts, in_reply_to = receipt(connection, row.item)
        return Request(row.recipient, row.message_id, facts, in_reply_to)
    if row.kind == LetterKind.COLLECTED:
        return Request(row.recipient, row.message_id, collected(connection, row.id))
    if row.kind == LetterKind.DIGEST:
        issued = connection.execute(select(DigestIssue.__table__).where(DigestIssue.id == row.digest_id)).one()
        return Request(row.recipient, row.message_id, digest(connection, issue_of(issued)))
    return Request(row.recipient, row.message_id, _alarm(connection, json.loads(row.facts)))


def issue_of(row: AnyRow) -> Issue:
    """A row of `digest_issues`."""
    week = IsoWeek(row.iso_year, row.iso_week)
    return Issue(week, row.first_item, row.last_item, ChainHead(row.chain_count, row.chain_head))


def heads(connection: Connection) -> tuple[int, ChainHead]:
    """The highest item number and the head of the chain."""
    row = connection.execute(select(Head.items, Head.events, Head.hash)).one()
    return row.items, ChainHead(row.events, row.hash)


def digest(connection: Connection, issue: Issue) -> DigestFacts:
    """What a weekly letter tells."""
    covered = (issue.first_item, issue.last_item)
    states = dict(_states(connection, covered))
    letters = letter_states(connection)
    return DigestFacts(
        week=issue.week,
        new=issue.last_item - issue.first_item + 1,
        unassigned=states.get("unassigned", 0),
        external=states.get("external", 0),
        unreadable=_quarantined(connection, covered),
        first_item=ItemNumber(issue.first_item),
        last_item=ItemNumber(issue.last_item),
        cases=tuple(_cases_with_new(connection, covered)),
        letters_failed=letters.get(LetterState.FAILED, 0),
        letters_uncertain=letters.get(LetterState.UNCERTAIN, 0),
        mailboxes=tuple(_mailboxes(connection, covered)),
        alarms=tuple(open_alarms(connection)),
        chain=issue.chain,
        receipts_withheld=_withheld(connection, covered),
    )


def open_alarms(connection: Connection) -> Iterator[OpenAlarm]:
    """Alarms that are not over, oldest first."""
    rows = connection.execute(
        select(Alarm.kind, Alarm.subject, Alarm.raised_at).where(Alarm.cleared_at.is_(None)).order_by(Alarm.id)
    )
    return (OpenAlarm(AlarmKind(row.kind), row.subject, row.raised_at) for row in rows)


def letter_states(connection: Connection) -> dict[str, int]:
    """State of the outbox → how many."""
    rows = connection.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
    return {state: count for state, count in rows}  # noqa: C416 - a Row is not a pair to the type checker


def _states(connection: Connection, covered: ItemRange) -> Iterator[tuple[str, int]]:
    rows = connection.execute(
        select(Filing.state, func.count()).where(Filing.id.in_(_newest_filings(covered))).group_by(Filing.state)
    )
    return ((state, count) for state, count in rows)


def _newest_filings(covered: ItemRange) -> Any:
    """The filing that counts of each item in a range."""
    return select(func.max(Filing.id)).where(Filing.item.between(*covered)).group_by(Filing.item)


def _cases_with_new(connection: Connection, covered: ItemRange) -> Iterator[CaseRef]:
    names = connection.scalars(
        select(Case.reference)
        .join(Filing, Filing.case_id == Case.id)
        .where(Filing.id.in_(_newest_filings(covered)))
        .distinct()
        .order_by(Case.reference)
    )
    return (parse_reference(name) for name in names)


def _quarantined(connection: Connection, covered: ItemRange) -> int:
    question = select(func.count()).where(Reading.item.between(*covered), Reading.state == "quarantined")
    return connection.scalar(question) or 0


def _withheld(connection: Connection, covered: ItemRange) -> int:
    question = select(func.count()).where(
        Outbox.item.between(*covered),
        Outbox.state == LetterState.SUPPRESSED,
        Outbox.reason == ReceiptDecision.TOO_MANY,
        Outbox.collected_in.is_(None),
    )
    return connection.scalar(question) or 0


def _mailboxes(connection: Connection, covered: ItemRange) -> Iterator[MailboxFacts]:
    """Each mailbox over all its watched folders; the poll that counts is the oldest of them."""
    rows = connection.execute(
        select(Folder.mailbox, Folder.last_good_poll, Folder.reasons)
        .where(Folder.is_archive.is_(False))
        .order_by(Folder.mailbox, Folder.folder)
    ).all()
    for name in dict.fromkeys(row.mailbox for row in rows):
        own = [row for row in rows if row.mailbox == name]
        polls = [row.last_good_poll for row in own]
        waiting: dict[str, int] = {}
        for row in own:
            for reason, uids in json.loads(row.reasons).items():
                waiting[reason] = waiting.get(reason, 0) + len(uids)
        oldest = None if None in polls else min(polls)
        yield MailboxFacts(name, oldest, _new_through(connection, name, covered), waiting)


def _new_through(connection: Connection, mailbox: str, covered: ItemRange) -> int:
    question = select(func.count(Sighting.item.distinct())).where(
        Sighting.mailbox == mailbox, Sighting.item.between(*covered)
    )
    return connection.scalar(question) or 0


def _alarm(connection: Connection, told: dict[str, Any]) -> AlarmFacts:
    alarm = connection.execute(select(Alarm.__table__).where(Alarm.id == told["alarm"])).one()
    over_since = alarm.cleared_at if told["change"] == "cleared" else None
    return AlarmFacts(AlarmKind(alarm.kind), alarm.subject, alarm.raised_at, over_since)
