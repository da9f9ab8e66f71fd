"""Time stamps in SQL (RFC 3161): what is to be stamped, what was, and for how long nothing has been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, or_, select, update

from archiver.core.patience import LONGEST_FOR_A_STAMP
from archiver.core.records import ChainHead, Stamp
from archiver.edges.store import attested, facts
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import DigestIssue, Head, StampRequest, StampRow

HELD_FOR = timedelta(minutes=5)
"""A request claimed longer ago than any answer may take was claimed by a process that died."""
PAGE = 200


@dataclass(frozen=True, slots=True)
class StampClaim:
    """What this process is to have stamped now."""

    number: int
    authority: str
    head: ChainHead
    attempts: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class KeptStamp:
    """A stamp that is stored."""

    number: int
    authority: str
    head: ChainHead
    stamped_at: datetime
    """The authority's clock."""
    response: bytes
    certificates: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class StampStanding:
    """How it stands with one authority."""

    authority: str
    count: int | None = None
    """The newest stamp whose signature we could check covers so many events."""
    stamped_at: datetime | None = None
    waiting: int = 0
    trouble: str | None = None
    """Why the last try gave nothing, while something waits."""


class Stamps:
    """The queue and what came of it. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, authority: str, every: timedelta, now: datetime) -> int:
        """Queue what one authority is to stamp: the chain as it is, when that is due, and the newest weekly letter's.

        Nothing is due while something waits that is no weekly letter's: an authority that is away for a month is
        asked for one stamp of that time, and not for thirty. Gives how many were queued.
        """
        with self._database.reading() as connection:
            if not list(_to_queue(connection, authority, every, now)):
                return 0
        with self._database.writing() as connection:
            connection.execute(select(Head.id).with_for_update())
            heads = list(_to_queue(connection, authority, every, now))
            for head in heads:
                row = {"authority": authority, "chain_count": head.count, "chain_head": head.head}
                connection.execute(insert(StampRequest), {**row, "created_at": now, "due_at": now, "attempts": 0})
            return len(heads)

    def claim(self, authority: str, now: datetime) -> StampClaim | None:
        """Take the request of one authority that is due for longest; nobody else has it for `HELD_FOR`."""
        with self._database.reading() as connection:
            if connection.scalar(select(StampRequest.id).where(_is_due(authority, now)).limit(1)) is None:
                return None
        with self._database.writing() as connection:
            question = (
                select(StampRequest.__table__)
                .where(_is_due(authority, now))
                .order_by(StampRequest.due_at, StampRequest.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            row = connection.execute(question).one_or_none()
            if row is None:
                return None
            connection.execute(
                update(StampRequest)
                .where(StampRequest.id == row.id)
                .values(attempts=row.attempts + 1, due_at=now + HELD_FOR)
            )
            return StampClaim(row.id, authority, ChainHead(row.chain_count, row.chain_head), row.attempts + 1)

    def put_off(self, claim: StampClaim, trouble: str, again: datetime) -> None:
        """The authority gave nothing usable: why, and when it is to be asked again."""
        waits = (StampRequest.id == claim.number, StampRequest.done_at.is_(None))
        with self._database.writing() as connection:
            connection.execute(update(StampRequest).where(*waits).values(trouble=trouble, due_at=again))

    def record(self, claim: StampClaim, stamp: Stamp, now: datetime) -> bool:
        """Keep a stamp, and write it into the chain of custody. False when another process kept one before."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            done = update(StampRequest).where(StampRequest.id == claim.number, StampRequest.done_at.is_(None))
            if not connection.execute(done.values(done_at=now, trouble=None)).rowcount:
                return False
            row = {
                "request": claim.number,
                "authority": claim.authority,
                "chain_count": claim.head.count,
                "chain_head": claim.head.head,
                "stamped_at": stamp.stamped_at,
                "obtained_at": now,
                "policy": stamp.policy,
                "serial": stamp.serial,
                "response": stamp.response,
                "certificates": stamp.certificates,
                "is_checked": stamp.is_checked,
            }
            connection.execute(insert(StampRow), row)
            stored = connection.execute(attested.stamps().where(StampRow.request == claim.number)).one()
            detail = attested.account_of_stamp(stored)
            pen.note(attested.STAMPING, attested.stamp_called(stored), detail=detail)
            pen.finish()
            return True

    def kept(self) -> Iterator[KeptStamp]:
        """Every stamp there is, oldest first."""
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(
                    select(StampRow.__table__).where(StampRow.request > after).order_by(StampRow.request).limit(PAGE)
                ).all()
            for row in rows:
                head = ChainHead(row.chain_count, row.chain_head)
                yield KeptStamp(
                    row.request, row.authority, head, row.stamped_at, row.response, row.certificates, row.is_checked
                )
            if not rows:
                return
            after = rows[-1].request

    def without_since(self, authority: str) -> datetime | None:
        """Since when a stamp was wanted and none came whose signature we could check; None when none is wanted.

        In the order of the requests, since clocks are set.
        """
        newest = select(func.max(StampRow.request)).where(StampRow.authority == authority, StampRow.is_checked)
        later = StampRequest.id > func.coalesce(newest.scalar_subquery(), 0)
        with self._database.reading() as connection:
            return connection.scalar(
                select(StampRequest.created_at)
                .where(StampRequest.authority == authority, later)
                .order_by(StampRequest.id)
                .limit(1)
            )

    def standing(self, authorities: Sequence[str]) -> list[StampStanding]:
        """How it stands with each of these."""
        with self._database.reading() as connection:
            return [_standing(connection, name) for name in authorities]


def _to_queue(connection: Connection, authority: str, every: timedelta, now: datetime) -> Iterator[ChainHead]:
    of_theirs = StampRequest.authority == authority
    issued = connection.execute(
        select(DigestIssue.chain_count, DigestIssue.chain_head)
        .where(DigestIssue.chain_count > 0)
        .order_by(DigestIssue.id.desc())
        .limit(1)
    ).one_or_none()
    letters = None if issued is None else ChainHead(issued.chain_count, issued.chain_head)
    if letters is not None and not _has(connection, authority, letters):
        yield letters
    issues = exists().where(DigestIssue.chain_count == StampRequest.chain_count)
    waiting = select(StampRequest.id).where(of_theirs, StampRequest.done_at.is_(None), ~issues).limit(1)
    if connection.scalar(waiting) is not None:
        return
    last = connection.scalar(
        select(StampRequest.created_at).where(of_theirs, ~issues).order_by(StampRequest.id.desc()).limit(1)
    )
    _, head = facts.heads(connection)
    is_due = last is None or not now - every < last <= now
    if is_due and head.count and head != letters and not _has(connection, authority, head):
        yield head


def _has(connection: Connection, authority: str, head: ChainHead) -> bool:
    asked = (StampRequest.authority == authority, StampRequest.chain_count == head.count)
    return connection.scalar(select(StampRequest.id).where(*asked)) is not None


def _is_due(authority: str, now: datetime) -> ColumnElement[bool]:
    """A time further ahead than we ever set was set by a clock that was ahead then, and counts for nothing."""
    ahead = StampRequest.due_at > now + HELD_FOR + LONGEST_FOR_A_STAMP
    waits = and_(StampRequest.authority == authority, StampRequest.done_at.is_(None))
    return and_(waits, or_(StampRequest.due_at <= now, ahead))


def _standing(connection: Connection, authority: str) -> StampStanding:
    newest = connection.execute(
        select(StampRow.chain_count, StampRow.stamped_at)
        .where(StampRow.authority == authority, StampRow.is_checked)
        .order_by(StampRow.chain_count.desc())
        .limit(1)
    ).one_or_none()
    waits = (StampRequest.authority == authority, StampRequest.done_at.is_(None))
    troubles = connection.scalars(select(StampRequest.trouble).where(*waits).order_by(StampRequest.id)).all()
    count, stamped_at = (None, None) if newest is None else (newest.chain_count, newest.stamped_at)
    trouble = next((one for one in troubles if one), None)
    return StampStanding(authority, count, stamped_at, len(troubles), trouble)
