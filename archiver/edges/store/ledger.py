"""The ledger: which keys servers showed us, how far each has come, and who may write about a mailbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)

from archiver.core.intake import Balance, Setback, windows
from archiver.core.records import (
    AlarmKind,
    ArchiveFolderState,
    Checksum,
    FetchReason,
    ItemNumber,
    Lease,
    MessageKey,
    MoveOutcome,
    MoveResult,
    Sighting,
    SightingState,
)
from archiver.core.uids import Uids
from archiver.edges.store.alarms import clear_alarm, clear_for_item, notify, open_kinds, raise_alarm, raise_for_item
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import CustodyEvent, Folder, Head, Item
from archiver.edges.tables import Lease as LeaseRow
from archiver.edges.tables import Sighting as Row_
from archiver.errors import LeaseLost
from archiver.failpoints import failpoint

OPEN = (SightingState.SEEN, SightingState.STORED, SightingState.QUARANTINED)
IS_OPEN = Row_.state.in_([literal_column(f"'{state}'") for state in OPEN])
"""The same to the letter of the partial index, which a planner does not recognise in bound values."""
_IS_MOVED = Row_.state == literal_column(f"'{SightingState.MOVED}'")
"""Likewise."""
_BOUND_PLACE = (
    Row_.mailbox == bindparam("of_mailbox"),
    Row_.folder == bindparam("of_folder"),
    Row_.uidvalidity == bindparam("of_uidvalidity"),
    Row_.uid == bindparam("of_uid"),
)
"""One key, for statements that are run for many: see `_bound`."""
AT_ONCE = 400
"""How many keys one question names; SQLite allows 32,766 values, planners like fewer."""


class Ledger:
    """Sightings, folders and leases. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # who may write

    def take_lease(
        self, mailbox: str, holder: str, now: datetime, length: timedelta, gone: Callable[[str], bool] = lambda _: False
    ) -> Lease | None:
        """The lease of a mailbox for `length`, new or renewed; None while another holder's runs.

        `gone` tells of a holder whether it is known to be dead, so that a restart need not wait for the end.
        """
        with self._database.writing() as connection:
            connection.execute(upsert(connection, LeaseRow).on_conflict_do_nothing(), blank_lease(mailbox, now))
            held = connection.execute(
                select(LeaseRow.holder, LeaseRow.fence, LeaseRow.expires_at)
                .where(LeaseRow.mailbox == mailbox)
                .with_for_update()
            ).one()
            runs = now < held.expires_at <= now + 2 * length  # further ahead was written by a clock that was wrong
            if held.holder not in {"", holder} and runs and not gone(held.holder):
                return None
            fence = held.fence if held.holder == holder else held.fence + 1
            connection.execute(
                update(LeaseRow)
                .where(LeaseRow.mailbox == mailbox)
                .values(holder=holder, fence=fence, expires_at=now + length)
            )
            return Lease(mailbox, holder, fence)

    def give_up_lease(self, lease: Lease, now: datetime) -> None:
        """Let the next daemon have the mailbox at once. Does nothing if it is no longer ours."""
        with self._database.writing() as connection:
            connection.execute(
                update(LeaseRow)
                .where(LeaseRow.mailbox == lease.mailbox, LeaseRow.fence == lease.fence)
                .values(holder="", expires_at=now)
            )

    # what is known

    def held(self, mailbox: str, folder: str, uidvalidity: int, listed: Collection[int]) -> list[Sighting]:
        """What the ledger holds of a folder's epoch: all that is not finished, and whatever is listed."""
        here = (Row_.mailbox == mailbox, Row_.folder == folder, Row_.uidvalidity == uidvalidity)
        found: dict[int, Sighting] = {}
        with self._database.reading() as connection:
            for question in (
                _sightings().where(*here, IS_OPEN),
                *(_sightings().where(*here, Row_.uid.in_(few)) for few in windows(sorted(listed), AT_ONCE)),
            ):
                rows = connection.execute(question.order_by(Row_.uid, Row_.take))
                found.update((row.uid, _sighting(row)) for row in rows)
        return [found[uid] for uid in sorted(found)]

    def archive_known(self, mailbox: str, uidvalidity: int) -> tuple[Uids, int]:
        """UIDs of the archive folder that are in the ledger, and how many moves are proven without a UID."""
        with self._database.reading() as connection:
            uids = connection.scalars(
                select(Row_.archive_uid).where(
                    Row_.mailbox == mailbox,
                    Row_.archive_uidvalidity == uidvalidity,
                    Row_.archive_uid.is_not(None),
                    _IS_MOVED,
                )
            )
            known = Uids(uid for uid in uids if uid is not None)
            return known, _moved_without_uid(connection, mailbox, uidvalidity)

    def copies_in_use(self, mailbox: str, uidvalidity: int, uids: Collection[int]) -> frozenset[int]:
        """Those of these UIDs of the archive folder that prove moves."""
        found: set[int] = set()
        with self._database.reading() as connection:
            for few in windows(sorted(uids), AT_ONCE):
                is_there = (Row_.mailbox == mailbox, Row_.archive_uidvalidity == uidvalidity, Row_.archive_uid.in_(few))
                of_moves = select(Row_.archive_uid).where(*is_there, _IS_MOVED)
                found.update(uid for uid in connection.scalars(of_moves) if uid is not None)
        return frozenset(found)

    def archive_expected(self, mailbox: str, uidvalidity: int) -> int:
        """How many messages the archive folder holds if nobody else touched it."""
        with self._database.reading() as connection:
            moved = (Row_.mailbox == mailbox, Row_.archive_uidvalidity == uidvalidity, _IS_MOVED)
            return connection.scalars(select(func.count()).where(*moved)).one()

    def newest_moment(self) -> str | None:
        """The time of the newest custody event, as it stands in the chain; None before the first."""
        with self._database.reading() as connection:
            newest = select(Head.events).scalar_subquery()
            return connection.scalar(select(CustodyEvent.at).where(CustodyEvent.seq == newest))

    # what happened

    def open_epoch(self, lease: Lease, folder: str, uidvalidity: int, now: datetime) -> bool:
        """Enter a folder under the UIDVALIDITY it has today; True when that is another one than before (R6).

        Then what the old UIDs said is closed: octets we hold stay, unfinished sightings end as vanished, and the
        folder is looked through afresh.
        """
        with self.fenced(lease) as connection:  # also when nothing is written: mail may be moved before the next write
            before = connection.scalar(
                select(Folder.uidvalidity).where(Folder.mailbox == lease.mailbox, Folder.folder == folder)
            )
            if before == uidvalidity:
                return False
            row = {"mailbox": lease.mailbox, "folder": folder, "uidvalidity": uidvalidity, "is_archive": False}
            connection.execute(
                upsert(connection, Folder).on_conflict_do_update(
                    index_elements=["mailbox", "folder"], set_={"uidvalidity": uidvalidity}
                ),
                {**row, "server": 0, "archived": 0, "reasons": "{}"},
            )
            if before is not None:
                self._close_epoch(connection, lease, folder, (before, uidvalidity), now)
            return before is not None

    def note_seen(self, lease: Lease, keys: Sequence[MessageKey], now: datetime) -> None:
        """Write down keys before anything is fetched, so that a failure has a row to be counted in.

        A key that was finished and is listed again gets a further take: only its octets can tell what it is now.
        """
        if not keys:
            return
        with self.fenced(lease) as connection:
            newest = newest_sightings(connection, keys)
            fresh = [
                {**_key(key), "take": take, "state": SightingState.SEEN, "attempts": 0, "seen_at": now}
                for key in keys
                if (take := _next_take(newest.get(key))) is not None
            ]
            if fresh:
                connection.execute(insert(Row_), fresh)

    def note_setback(self, lease: Lease, key: MessageKey, setback: Setback, now: datetime) -> None:
        """Count a failed fetch of one key. The one that puts it into quarantine is an act of custody."""
        with self.fenced(lease) as connection:
            newest = newest_sightings(connection, [key]).get(key)
            was_waiting = newest is not None and newest.state == SightingState.SEEN
            if was_waiting and setback.state is SightingState.QUARANTINED:
                pen = Pen(connection, now)
                pen.note("quarantine", _mailbox(key.mailbox), detail={**_place_of(key), "reason": setback.reason})
                pen.finish()
            connection.execute(
                update(Row_)
                .where(
                    *_place(key), Row_.uid == key.uid, Row_.state.in_((SightingState.SEEN, SightingState.QUARANTINED))
                )
                .values(
                    state=setback.state,
                    attempts=setback.attempts,
                    retry_at=setback.retry_at,
                    reason=setback.reason,
                )
            )

    def note_move_setback(
        self, lease: Lease, keys: Sequence[MessageKey], again_at: Callable[[int], datetime | None]
    ) -> None:
        """Count a move that ended the session, for each message that was in it; `again_at` is told how often now."""
        broken = [MoveOutcome(key, MoveResult.REFUSED, reason=FetchReason.BROKEN) for key in keys]
        self.note_refusals(lease, broken, again_at)

    def note_refusals(
        self, lease: Lease, outcomes: Sequence[MoveOutcome], again_at: Callable[[int], datetime | None]
    ) -> None:
        """Stored messages that stay where they are for now, and why."""
        with self.fenced(lease) as connection:
            _note_refusals(connection, outcomes, again_at)

    def note_copies_lost(self, lease: Lease, uidvalidity: int, uids: Sequence[int], folder: str, now: datetime) -> None:
        """Copies that we moved to the archive folder and that another hand took out of it; told once."""
        with self.fenced(lease) as connection:
            pen = Pen(connection, now)
            for uid in uids:
                connection.execute(
                    update(Row_)
                    .where(
                        Row_.mailbox == lease.mailbox,
                        Row_.archive_uidvalidity == uidvalidity,
                        Row_.archive_uid == uid,
                        _IS_MOVED,
                    )
                    .values(state=SightingState.VANISHED, reason="gone_from_archive_folder")
                )
                detail: dict[str, str | int] = {"folder": folder, "uidvalidity": uidvalidity, "uid": uid}
                pen.note("loss of copy", _mailbox(lease.mailbox), outcome="failure", detail=detail)
            place = f"{_mailbox(lease.mailbox)}/{folder}"
            notify(connection, AlarmKind.ARCHIVE_FOLDER_SHRUNK, place, now, {"count": len(uids)}, pen)
            pen.finish()

    def note_lost(self, lease: Lease, keys: Sequence[MessageKey], now: datetime, reason: str) -> None:
        """Keys that left the folder by another hand: vanished before they were ours, or no longer provable."""
        with self.fenced(lease) as connection:
            pen = Pen(connection, now)
            for key in keys:
                connection.execute(
                    update(Row_)
                    .where(*_place(key), Row_.uid == key.uid, Row_.state.in_(OPEN))
                    .values(state=SightingState.VANISHED, reason=reason, retry_at=None)
                )
                pen.note(
                    "loss of copy",
                    _mailbox(key.mailbox),
                    outcome="failure",
                    detail={**_place_of(key), "reason": reason},
                )
            pen.finish()

    def note_put_aside(self, lease: Lease, keys: Sequence[MessageKey]) -> None:
        """Probe mails of ours have left the folder by our own hand; they were never to be archived."""
        with self.fenced(lease) as connection:
            for key in keys:
                connection.execute(
                    update(Row_)
                    .where(*_place(key), Row_.uid == key.uid, Row_.state.in_(OPEN))
                    .values(state=SightingState.VANISHED, reason=FetchReason.PROBE, retry_at=None)
                )

    def note_intent(
        self, lease: Lease, sightings: Sequence[Sighting], archive: ArchiveFolderState, now: datetime
    ) -> None:
        """Before the first move of stored messages: their octets were read back and are right, and so far the
        archive folder went up to `uidnext`. A copy made by a move that is cut off is found again behind it."""
        with self.fenced(lease) as connection:
            pen = Pen(connection, now)
            for sighting in sightings:
                pen.note("message digest calculation", f"item:{sighting.item}", detail={"sha256": sighting.checksum})
            connection.execute(
                update(Row_)
                .where(*_BOUND_PLACE, Row_.state == SightingState.STORED, Row_.archive_uidnext.is_(None))
                .values(archive_uidvalidity=archive.uidvalidity, archive_uidnext=archive.uidnext),
                [_bound(sighting.key) for sighting in sightings],
            )
            pen.finish()
            failpoint("intent.before-commit")

    def note_outcomes(
        self,
        lease: Lease,
        outcomes: Sequence[MoveOutcome],
        archive: ArchiveFolderState,
        now: datetime,
        again_at: Callable[[int], datetime | None] = lambda _: None,
    ) -> None:
        """What a move was proven to have done; `again_at` says when to try again what was refused so often."""
        with self.fenced(lease) as connection:
            pen = Pen(connection, now)
            moved = [outcome for outcome in outcomes if outcome.result is MoveResult.MOVED]
            if moved:
                _note_moved(connection, pen, moved, archive, now)
            _note_gone(connection, pen, [outcome for outcome in outcomes if outcome.result is MoveResult.GONE])
            _note_refusals(
                connection,
                [outcome for outcome in outcomes if outcome.result in {MoveResult.REFUSED, MoveResult.LEFT}],
                again_at,
            )
            pen.finish()
            failpoint("moved.before-commit")

    def close_round(
        self, lease: Lease, folder: str, balance: Balance, now: datetime, *, archive: int | None = None
    ) -> None:
        """The balance of a good round. `archive` is the UIDVALIDITY when it is the archive folder that was counted."""
        with self.fenced(lease) as connection:
            values = {
                "last_good_poll": now,
                "server": balance.server,
                "archived": balance.archived,
                "reasons": json.dumps({reason: list(uids) for reason, uids in balance.reasons.items()}),
            }
            if archive is not None:
                values |= {"uidvalidity": archive, "is_archive": True}
            row = {"mailbox": lease.mailbox, "folder": folder, "uidvalidity": 0, "is_archive": False, **values}
            connection.execute(
                upsert(connection, Folder).on_conflict_do_update(index_elements=["mailbox", "folder"], set_=values),
                row,
            )

    def raise_alarm(self, kind: str, subject: str, now: datetime, **detail: str | int) -> bool:
        """Open an alarm, once; True when it is new (L5)."""
        with self._database.writing() as connection:
            return raise_alarm(connection, kind, subject, now, detail)

    def clear_alarm(self, kind: str, subject: str, now: datetime) -> bool:
        """Close an alarm; True when there was one."""
        with self._database.reading() as connection:
            if not clear_alarm(connection, kind, subject, now, look_only=True):
                return False
        with self._database.writing() as connection:
            return clear_alarm(connection, kind, subject, now)

    def open_alarms(self, subject: str) -> frozenset[str]:
        """Kinds of the alarms that are open about something."""
        with self._database.reading() as connection:
            return open_kinds(connection, subject)

    def note_damaged(self, item: ItemNumber, found: str, now: datetime) -> bool:
        """What is stored of an item hashes to `found` and is not what came in; True when that is news."""
        with self._database.writing() as connection:
            return raise_for_item(connection, AlarmKind.READBACK_MISMATCH, item, now, found)

    def note_sound(self, item: ItemNumber, now: datetime) -> bool:
        """An item hashes to its name; True when it had not."""
        with self._database.reading() as connection:
            if not clear_for_item(connection, AlarmKind.READBACK_MISMATCH, item, now, look_only=True):
                return False
        with self._database.writing() as connection:
            return clear_for_item(connection, AlarmKind.READBACK_MISMATCH, item, now)

    def fenced(self, lease: Lease | None) -> AbstractContextManager[Connection]:
        """See `fenced_writing`."""
        return fenced_writing(self._database, lease)

    def _close_epoch(
        self, connection: Connection, lease: Lease, folder: str, change: tuple[int, int], now: datetime
    ) -> None:
        before, after = change
        connection.execute(
            update(Row_)
            .where(
                Row_.mailbox == lease.mailbox,
                Row_.folder == folder,
                Row_.uidvalidity == before,
                IS_OPEN,
            )
            .values(state=SightingState.VANISHED, reason="uidvalidity_changed", retry_at=None)
        )
        detail: dict[str, str | int] = {"folder": folder, "before": before, "after": after}
        pen = Pen(connection, now)
        pen.note("epoch change", _mailbox(lease.mailbox), detail=detail)
        place = f"{_mailbox(lease.mailbox)}/{folder}"
        notify(connection, AlarmKind.UIDVALIDITY_CHANGED, place, now, detail, pen)
        pen.finish()


@contextmanager
def fenced_writing(database: Database, lease: Lease | None) -> Iterator[Connection]:
    """A writing transaction that commits only while `lease` is the newest of its mailbox (R11)."""
    with database.writing() as connection:
        require_lease(connection, lease)
        yield connection


def require_lease(connection: Connection, lease: Lease | None) -> None:
    """Refuse to go on under a lease that has changed hands. None stands for work that needs no mailbox."""
    if lease is None:
        return
    fence = connection.scalar(
        select(LeaseRow.fence)
        .where(LeaseRow.mailbox == lease.mailbox, LeaseRow.holder == lease.holder)
        # FOR KEY SHARE: who takes the lease over waits for this transaction; a mere renewal is not held up by it.
        .with_for_update(read=True, key_share=True)
    )
    if fence != lease.fence:
        raise LeaseLost(f"Another archiver has taken over mailbox {lease.mailbox}.")


def newest_sightings(connection: Connection, keys: Sequence[MessageKey]) -> dict[MessageKey, Row[*tuple[Any, ...]]]:
    """The newest take of each key, as a row of `Sighting`'s columns; all keys are of one folder's epoch."""
    question = select(Row_.id, Row_.uid, Row_.state, Row_.item, Row_.take, Row_.attempts, Row_.seen_at).order_by(
        Row_.take
    )
    newest: dict[MessageKey, Row[*tuple[Any, ...]]] = {}
    for few in windows([key.uid for key in keys], AT_ONCE):
        for row in connection.execute(question.where(*_place(keys[0]), Row_.uid.in_(few))):
            newest[replace(keys[0], uid=row.uid)] = row
    return newest


def _next_take(newest: Row[*tuple[Any, ...]] | None) -> int | None:
    """The take under which a listed key is to be fetched; None when a row waits for it already."""
    if newest is None:
        return 0
    return newest.take + 1 if newest.state in {SightingState.MOVED, SightingState.VANISHED} else None


def _note_gone(connection: Connection, pen: Pen, outcomes: Sequence[MoveOutcome]) -> None:
    for outcome in outcomes:
        reason = outcome.reason or "not_found_in_archive_folder"
        pen.note("loss of copy", _mailbox(outcome.key.mailbox), outcome="failure", detail=_place_of(outcome.key))
        connection.execute(
            update(Row_)
            .where(*_place(outcome.key), Row_.uid == outcome.key.uid, Row_.state == SightingState.STORED)
            .values(state=SightingState.VANISHED, reason=reason)
        )


def _note_refusals(
    connection: Connection, outcomes: Sequence[MoveOutcome], again_at: Callable[[int], datetime | None]
) -> None:
    if not outcomes:
        return
    rows = newest_sightings(connection, [outcome.key for outcome in outcomes])
    for outcome in outcomes:
        row = rows.get(outcome.key)
        if row is not None and row.state == SightingState.STORED:
            attempts = row.attempts + 1
            values = {"reason": outcome.reason or None, "attempts": attempts, "retry_at": again_at(attempts)}
            connection.execute(update(Row_).where(Row_.id == row.id).values(**values))


def _note_moved(
    connection: Connection, pen: Pen, moved: Sequence[MoveOutcome], archive: ArchiveFolderState, now: datetime
) -> None:
    for outcome in moved:
        detail = {**_place_of(outcome.key), "to": outcome.archive_uid}
        pen.note("transfer", _mailbox(outcome.key.mailbox), detail=detail)
    connection.execute(
        update(Row_)
        .where(*_BOUND_PLACE, Row_.state == SightingState.STORED)
        .values(
            state=SightingState.MOVED,
            reason=None,
            retry_at=None,
            moved_at=now,
            archive_uid=bindparam("to_uid"),
            archive_uidvalidity=archive.uidvalidity,
        ),
        [{**_bound(outcome.key), "to_uid": outcome.archive_uid} for outcome in moved],
    )


def _moved_without_uid(connection: Connection, mailbox: str, uidvalidity: int) -> int:
    """Also those that were proven with the UID of an earlier epoch of the folder; a range of the index for each."""
    validity = Row_.archive_uidvalidity
    no_uid = Row_.archive_uid.is_(None)
    ranges = (
        validity < uidvalidity,
        validity > uidvalidity,
        and_(validity == uidvalidity, no_uid),
        and_(validity.is_(None), no_uid),
    )
    question = select(func.count()).select_from(Row_).where(Row_.mailbox == mailbox, _IS_MOVED)
    return sum(connection.scalar(question.where(these)) or 0 for these in ranges)


def _sightings() -> Select[*tuple[Any, ...]]:
    columns = (
        Row_.mailbox,
        Row_.folder,
        Row_.uidvalidity,
        Row_.uid,
        Row_.state,
        Row_.item,
        Row_.attempts,
        Row_.retry_at,
        Row_.reason,
        Row_.archive_uidvalidity,
        Row_.archive_uidnext,
        Row_.archive_uid,
        Item.sha256,
    )
    return select(*columns).outerjoin(Item, Item.number == Row_.item)


def _sighting(row: Row[*tuple[Any, ...]]) -> Sighting:
    return Sighting(
        key=MessageKey(row.mailbox, row.folder, row.uidvalidity, row.uid),
        state=SightingState(row.state),
        item=None if row.item is None else ItemNumber(row.item),
        checksum=None if row.sha256 is None else Checksum(row.sha256),
        attempts=row.attempts,
        retry_at=row.retry_at,
        reason=row.reason,
        archive_uidvalidity=row.archive_uidvalidity,
        archive_uidnext=row.archive_uidnext,
        archive_uid=row.archive_uid,
    )


def _place(key: MessageKey) -> tuple[Any, ...]:
    return (Row_.mailbox == key.mailbox, Row_.folder == key.folder, Row_.uidvalidity == key.uidvalidity)


def _key(key: MessageKey) -> dict[str, object]:
    return {"mailbox": key.mailbox, "folder": key.folder, "uidvalidity": key.uidvalidity, "uid": key.uid}


def _bound(key: MessageKey) -> dict[str, object]:
    return {f"of_{name}": value for name, value in _key(key).items()}


def _place_of(key: MessageKey) -> dict[str, str | int]:
    return {"folder": key.folder, "uidvalidity": key.uidvalidity, "uid": key.uid}


def _mailbox(name: str) -> str:
    return f"mailbox:{name}"


def blank_lease(mailbox: str, now: datetime) -> dict[str, object]:
    """The row of a mailbox that nobody has held yet."""
    return {"mailbox": mailbox, "holder": "", "fence": 0, "expires_at": now}


def upsert(connection: Connection, table: type[Any]) -> Any:
    """INSERT … ON CONFLICT, which both databases have in their own words."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - each dialect is slow to import

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)
