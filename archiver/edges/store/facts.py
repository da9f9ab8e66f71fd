"""What the letters need to know, asked of the tables: numbers, references and states; nothing anybody wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from archiver.core.casefile import Terms
from archiver.core.custody import timestamp
from archiver.core.duties import Duties, duties
from archiver.core.letters import (
    AlarmFacts,
    CollectedFacts,
    DigestFacts,
    FixityCheck,
    MailboxFacts,
    OpenAlarm,
    ReceiptFacts,
)
from archiver.core.records import (
    AlarmKind,
    CaseRef,
    ChainHead,
    CredentialEnd,
    IsoWeek,
    ItemNumber,
    ItemState,
    LetterKind,
    LetterState,
    Level,
    Standing,
)
from archiver.core.weeks import period_of
from archiver.edges.store import disposals
from archiver.edges.store.alarms import ITEMS
from archiver.edges.store.database import AnyRow
from archiver.edges.store.disposals import Plan
from archiver.edges.store.entries import facts_of_open
from archiver.edges.store.fixity import SUBJECT
from archiver.edges.store.heldback import is_failed, is_held_back, is_waiting
from archiver.edges.store.knowledge import parse_reference
from archiver.edges.store.safekeeping import last_backup
from archiver.edges.store.thanks import LONGEST_HELD_BACK, collected, receipt
from archiver.edges.store.unread import is_quarantined, is_read_in_part
from archiver.edges.store.unspoken import unspoken
from archiver.edges.tables import (
    Alarm,
    Case,
    CustodyEvent,
    DigestIssue,
    Filing,
    Folder,
    Head,
    Lease,
    Outbox,
    Pending,
    Reading,
    Sighting,
)

ItemRange = tuple[int, int]
"""First and last item number, both included."""
Watched = Mapping[str, Collection[str]]
"""The mailboxes that letters tell of, each with its watched folders."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the workplace has its letters tell of."""

    watched: Watched | None = None
    """Without it, all mailboxes there ever were."""
    unspoken: frozenset[str] = frozenset({"KRI"})
    """Codes of categories that leave the statistics: what lay in a case when nothing else was written in its register
    is not told of in a weekly letter (C7)."""
    zone: tzinfo = UTC
    """Where a week begins and ends."""
    plan: Plan | None = None
    """When cases are to be reviewed; without it no review is told of."""
    credentials: tuple[CredentialEnd, ...] = ()
    """What the archive logs in with, where it is known how long that holds."""
    terms: Terms | None = None
    """What cases owe by when; without it no deadline is told of."""


@dataclass(frozen=True, slots=True)
class Request:
    """A letter that is to be written: to whom, under which Message-ID, and what it is to say."""

    recipient: str
    message_id: str
    facts: ReceiptFacts | CollectedFacts | DigestFacts | AlarmFacts
    in_reply_to: str | None = None
    is_copy: bool = False
    """A weekly letter for a witness to keep."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One weekly letter: which items it covers, and where the chain of custody stood."""

    week: IsoWeek
    first_item: int
    last_item: int
    chain: ChainHead
    number: int | None = None
    """Of its row; none before it is issued."""
    created_at: datetime | None = None


def request(connection: Connection, row: AnyRow, telling: Telling) -> Request:
    """What a row of the outbox asks for."""
    if row.kind == LetterKind.RECEIPT:
        facts, in_reply_to = receipt(connection, row.item)
        return Request(row.recipient, row.message_id, facts, in_reply_to)
    if row.kind == LetterKind.COLLECTED:
        return Request(row.recipient, row.message_id, collected(connection, row.id))
    if row.kind == LetterKind.DIGEST:
        issued = connection.execute(select(DigestIssue.__table__).where(DigestIssue.id == row.digest_id)).one()
        facts_ = digest(connection, issue_of(issued), telling)
        return Request(row.recipient, row.message_id, facts_, is_copy=_is_copy(connection, row))
    return Request(row.recipient, row.message_id, _alarm(connection, json.loads(row.facts), telling.watched))


def issue_of(row: AnyRow) -> Issue:
    """A row of `digest_issues`."""
    week = IsoWeek(row.iso_year, row.iso_week)
    chain = ChainHead(row.chain_count, row.chain_head)
    return Issue(week, row.first_item, row.last_item, chain, row.id, row.created_at)


def heads(connection: Connection) -> tuple[int, ChainHead]:
    """The highest item number and the head of the chain."""
    row = connection.execute(select(Head.items, Head.events, Head.hash)).one()
    return row.items, ChainHead(row.events, row.hash)


def digest(connection: Connection, issue: Issue, telling: Telling) -> DigestFacts:
    """What a weekly letter tells; what is unspoken is left out."""
    covered = (issue.first_item, issue.last_item)
    states = dict(_states(connection, covered))
    lost = _fates(connection, issue)
    watched, silent = telling.watched, unspoken(connection, _newest_filings(covered), telling.unspoken)
    return DigestFacts(
        week=issue.week,
        new=issue.last_item - issue.first_item + 1,
        unassigned=states.get("unassigned", 0),
        external=states.get("external", 0),
        unverified=_unverified(connection, covered),
        unreadable=quarantined(connection, covered),
        first_item=ItemNumber(issue.first_item),
        last_item=ItemNumber(issue.last_item),
        cases=tuple(_cases_with_new(connection, covered, silent.items)),
        read_in_part=_read_in_part(connection, covered),
        uncounted_cases=silent.cases_with_more,
        letters_failed=lost[LetterState.FAILED],
        letters_uncertain=lost[LetterState.UNCERTAIN],
        mailboxes=tuple(_mailboxes(connection, covered, watched)),
        alarms=tuple(replace(one, subject=_our_words(one.subject, watched)) for one in open_alarms(connection)),
        chain=issue.chain,
        receipts_withheld=_withheld(connection, issue),
        unassigned_in_all=unassigned(connection),
        unreadable_in_all=quarantined(connection),
        pending=pending(connection),
        by_strength=_by_strength(connection, covered, silent.items),
        fixity=fixity(connection),
        told_in=_told_in(connection, issue, telling.zone),
        backup_at=last_backup(connection),
        to_review=_to_review(connection, telling.plan, issue.created_at),
        to_approve=disposals.waiting(connection),
        half_erased=disposals.half_erased(connection),
        credentials=telling.credentials,
        duties=_duties(connection, telling, issue.created_at),
    )


def _duties(connection: Connection, telling: Telling, now: datetime | None) -> Duties | None:
    """Of the open cases alone: what a closed one owed was seen to when it was closed."""
    if telling.terms is None or now is None:
        return None
    return duties(facts_of_open(connection), telling.terms, telling.zone, now)


def _to_review(connection: Connection, plan: Plan | None, now: datetime | None) -> int:
    return 0 if plan is None or now is None else len(disposals.due(connection, plan, now))


def open_alarms(connection: Connection) -> Iterator[OpenAlarm]:
    """Alarms that are not over, oldest first."""
    rows = connection.execute(
        select(Alarm.kind, Alarm.subject, Alarm.raised_at, Alarm.detail)
        .where(Alarm.cleared_at.is_(None))
        .order_by(Alarm.id)
    )
    return (OpenAlarm(AlarmKind(row.kind), _about(row), row.raised_at) for row in rows)


def _about(alarm: AnyRow) -> str:
    """The subject of an alarm, or the one item that an alarm about items is about."""
    items = json.loads(alarm.detail).get(ITEMS, [])
    only_one = alarm.subject == ITEMS and len(items) == 1 and isinstance(items[0], int)
    return f"item:{items[0]}" if only_one else alarm.subject


def letter_states(connection: Connection) -> dict[str, int]:
    """State of the outbox → how many. What stays in its state for good is counted as it comes there."""
    kept = connection.execute(select(Head.letters_sent, Head.letters_suppressed)).one()
    found = {str(LetterState.SENT): kept.letters_sent, str(LetterState.SUPPRESSED): kept.letters_suppressed}
    question = select(Outbox.state, func.count()).group_by(Outbox.state)
    for which in (is_waiting(), is_failed()):
        found.update((state, count) for state, count in connection.execute(question.where(which)))
    return {state: count for state, count in found.items() if count}


def unassigned(connection: Connection) -> int:
    """How many items wait to be assigned by hand, whenever they came."""
    return connection.scalar(select(Head.unassigned)) or 0


def pending(connection: Connection) -> int:
    """How many items are to be read."""
    return connection.scalar(select(func.count()).select_from(Pending)) or 0


def quarantined(connection: Connection, covered: ItemRange | None = None) -> int:
    """How many items could not be read, of a range of them; without one, of all."""
    question = select(func.count()).select_from(Reading).where(is_quarantined())
    within = question if covered is None else question.where(Reading.item.between(*covered))
    return connection.scalar(within) or 0


def _told_in(connection: Connection, issue: Issue, zone: tzinfo) -> IsoWeek | None:
    """The letter that tells of the mails of this week already: the first one issued after the week, if any came."""
    monday = period_of(issue.week)[1] + timedelta(days=1)
    before = [DigestIssue.created_at >= datetime.combine(monday, time(), tzinfo=zone)]
    if issue.number is not None and issue.created_at is not None:
        before += [DigestIssue.id < issue.number, DigestIssue.created_at <= issue.created_at]
    first = connection.execute(
        select(DigestIssue.__table__).where(*before).order_by(DigestIssue.id).limit(1)
    ).one_or_none()
    if first is None or first.last_item < first.first_item:
        return None
    return IsoWeek(first.iso_year, first.iso_week)


def _states(connection: Connection, covered: ItemRange) -> Iterator[tuple[str, int]]:
    rows = connection.execute(
        select(Filing.state, func.count()).where(Filing.id.in_(_newest_filings(covered))).group_by(Filing.state)
    )
    return ((state, count) for state, count in rows)


def _newest_filings(covered: ItemRange) -> Any:
    """The filing that counts of each item in a range."""
    return select(func.max(Filing.id)).where(Filing.item.between(*covered)).group_by(Filing.item)


def _cases_with_new(connection: Connection, covered: ItemRange, silent: Collection[int]) -> Iterator[CaseRef]:
    names = connection.scalars(
        select(Case.reference)
        .join(Filing, Filing.case_id == Case.id)
        .where(Filing.id.in_(_newest_filings(covered)), Filing.item.not_in(silent))
        .distinct()
        .order_by(Case.reference)
    )
    return (parse_reference(name) for name in names)


def _by_strength(connection: Connection, covered: ItemRange, silent: Collection[int]) -> dict[Level, int]:
    """How strong what colleagues documented is: neither outsiders' mail nor a machine's documents anything."""
    is_none = or_(Filing.item.in_(silent), _is_nobodys())
    left_out = select(Filing.item).where(Filing.id.in_(_newest_filings(covered)), is_none)
    rows = connection.execute(
        select(Reading.strength, func.count())
        .where(Reading.item.between(*covered), Reading.strength.is_not(None), Reading.item.not_in(left_out))
        .group_by(Reading.strength)
    )
    return {Level(level): count for level, count in rows if level is not None}


def _is_nobodys() -> ColumnElement[bool]:
    """Of a filing: no colleague sent it, nor waits for an answer."""
    return or_(Filing.state == ItemState.EXTERNAL, Filing.rule == "machine_mail")


def _read_in_part(connection: Connection, covered: ItemRange) -> tuple[ItemNumber, ...]:
    left_out = select(Filing.item).where(Filing.id.in_(_newest_filings(covered)), _is_nobodys())
    question = select(Reading.item).where(Reading.item.between(*covered), is_read_in_part())
    numbers = connection.scalars(question.where(Reading.item.not_in(left_out)).order_by(Reading.item))
    return tuple(map(ItemNumber, numbers))


def _unverified(connection: Connection, covered: ItemRange) -> int:
    question = select(func.count()).where(
        Filing.id.in_(_newest_filings(covered)),
        Filing.state == ItemState.EXTERNAL,
        Filing.item == Reading.item,
        Reading.standing == Standing.UNVERIFIED,
    )
    return connection.scalar(question) or 0


def _fates(connection: Connection, issue: Issue) -> Counter[str]:
    """How many letters were refused or never answered for since the weekly letter before, by what the chain says."""
    before = select(func.max(DigestIssue.chain_count)).where(DigestIssue.last_item < issue.first_item)
    before = before.where(DigestIssue.chain_count < issue.chain.count)
    details = connection.scalars(
        select(CustodyEvent.detail)
        .where(CustodyEvent.seq > (connection.scalar(before) or 0), CustodyEvent.seq <= issue.chain.count)
        .where(CustodyEvent.act == "letter")
        .order_by(CustodyEvent.seq)
    )
    told = (json.loads(detail) for detail in details)
    return Counter({one["letter"]: one["fate"] for one in told if "fate" in one}.values())


def fixity(connection: Connection) -> FixityCheck | None:
    """The last check of what is stored that was written down, those of the seven days before it, the last full round.

    Their details count `items` and `findings`, and say whether the round was `whole` then.
    """
    checks = (
        select(CustodyEvent.at, CustodyEvent.detail)
        .where(CustodyEvent.subject == SUBJECT, CustodyEvent.act == "fixity check")
        .order_by(CustodyEvent.seq.desc())
    )
    newest = connection.execute(checks.limit(1)).one_or_none()
    if newest is None:
        return None
    detail, at = json.loads(newest.detail), datetime.fromisoformat(newest.at)
    week = connection.execute(checks.where(CustodyEvent.at > timestamp(at - timedelta(days=7))))
    in_week = sum(int(json.loads(row.detail)["items"]) for row in week)
    whole = connection.execute(checks.where(CustodyEvent.detail.contains('"whole":1')).limit(1)).one_or_none()
    whole_at = None if whole is None else datetime.fromisoformat(whole.at)
    return FixityCheck(at, int(detail["items"]), int(detail["findings"]), in_week, whole_at)


def _is_copy(connection: Connection, row: AnyRow) -> bool:
    """The first of a weekly letter's rows is the officer's, the others are witnesses'."""
    officers: int | None = connection.scalar(select(func.min(Outbox.id)).where(Outbox.digest_id == row.digest_id))
    return bool(officers != row.id)


def _our_words(subject: str, watched: Watched | None) -> str:
    """What an alarm is about, without the name of a mailbox that nobody configured."""
    what, _, name = subject.partition(":")
    unknown = watched is not None and what == "mailbox" and name.partition("/")[0] not in watched
    return what if unknown else subject


def _withheld(connection: Connection, issue: Issue) -> int:
    """Receipts that the day's allowance keeps back: what only waits for its sender to fall silent goes out in time.

    Each is counted in one weekly letter, the first after it has been held back for so long.
    """
    question = select(func.count()).where(
        Outbox.item.is_not(None),
        is_held_back(),
    )
    earlier = select(func.max(DigestIssue.created_at))
    if issue.number is not None:
        earlier = earlier.where(DigestIssue.id < issue.number)
    before = connection.scalar(earlier)
    if before is not None:
        question = question.where(Outbox.created_at > before - LONGEST_HELD_BACK)
    if issue.created_at is not None:
        question = question.where(Outbox.created_at <= issue.created_at - LONGEST_HELD_BACK)
    return connection.scalar(question) or 0


def _mailboxes(connection: Connection, covered: ItemRange, watched: Watched | None) -> Iterator[MailboxFacts]:
    """Each mailbox over all its watched folders; the poll that counts is the oldest of them."""
    rows = connection.execute(
        select(Folder.mailbox, Folder.folder, Folder.last_good_poll, Folder.reasons).where(Folder.is_archive.is_(False))
    )
    known, new = {(row.mailbox, row.folder): row for row in rows}, _new_by_mailbox(connection, covered)
    for name, folders in sorted((_ever_watched(connection, list(known)) if watched is None else watched).items()):
        own = [known.get((name, folder)) for folder in folders]
        polls = [None if row is None else row.last_good_poll for row in own]
        waiting = Counter[str]()
        for row in own:
            waiting.update({} if row is None else {why: len(uids) for why, uids in json.loads(row.reasons).items()})
        oldest = min((poll for poll in polls if poll is not None), default=None)
        yield MailboxFacts(name, None if None in polls else oldest, new.get(name, 0), waiting)


def _ever_watched(connection: Connection, places: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Also a mailbox that somebody began to work on and that was never polled."""
    folders = {name: [""] for name in connection.scalars(select(Lease.mailbox))}
    for mailbox in {mailbox for mailbox, _ in places}:
        folders[mailbox] = [folder for name, folder in places if name == mailbox]
    return folders


def _new_by_mailbox(connection: Connection, covered: ItemRange) -> dict[str, int]:
    """How many items of a range each mailbox showed. Asked by item, of which there are few."""
    question = select(Sighting.mailbox, func.count(Sighting.item.distinct())).where(Sighting.item.between(*covered))
    return {mailbox: count for mailbox, count in connection.execute(question.group_by(Sighting.mailbox))}  # noqa: C416


def _alarm(connection: Connection, told: dict[str, Any], watched: Watched | None) -> AlarmFacts:
    alarm = connection.execute(select(Alarm.__table__).where(Alarm.id == told["alarm"])).one()
    detail = json.loads(alarm.detail)
    count, since = detail.get("count", 0), detail.get("since")
    return AlarmFacts(
        kind=AlarmKind(alarm.kind),
        subject=_our_words(_about(alarm), watched),
        since=datetime.fromisoformat(since) if since else alarm.raised_at,
        over_since=alarm.cleared_at if told["change"] == "cleared" else None,
        count=count if isinstance(count, int) else 0,
        is_notice=alarm.cleared_at == alarm.raised_at,
    )
