"""Who is there and who holds what: the daemons that share one archive's mailboxes, and their leases, many at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from archiver.core.records import Lease
from archiver.core.sharing import Picture, Replica
from archiver.edges.store.database import Database
from archiver.edges.store.ledger import blank_lease, upsert
from archiver.edges.tables import Lease as LeaseRow
from archiver.edges.tables import Replica as Row

FORGOTTEN_AFTER = timedelta(hours=1)
"""So long after its last sign of life the row of a process goes."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What a replica says of itself."""

    name: str
    label: str
    since: datetime
    able: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReplicaEntry:
    """A replica as people are told of it."""

    name: str
    label: str
    since: datetime
    last_seen: datetime
    """When it last said that it is there."""
    holds: tuple[str, ...]


class Replicas:
    """Presence and leases. Each public method is one transaction.

    Times are those of one clock for all: the database server's, or this machine's where the database is embedded.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def picture(self, now: datetime, length: timedelta, gone: Callable[[str], bool]) -> Picture:
        """Who is there and who holds what, leaving out what has run out and who is known to be dead.

        What ends further ahead than anybody sets it was written by a clock that was wrong, and has run out.
        """
        with self._database.reading(haste=True) as connection:
            rows = connection.execute(select(Row.name, Row.since, Row.able, Row.expires_at)).all()
            leases = connection.execute(select(LeaseRow.mailbox, LeaseRow.holder, LeaseRow.expires_at)).all()
        dead = {name for name in {*(row.name for row in rows), *(row.holder for row in leases)} if name and gone(name)}
        there = [
            Replica(row.name, row.since, frozenset(json.loads(row.able)))
            for row in rows
            if _runs(row.expires_at, now, length) and row.name not in dead
        ]
        holders = {
            row.mailbox: row.holder
            for row in leases
            if row.holder and _runs(row.expires_at, now, length) and row.holder not in dead
        }
        return Picture(now, there, holders)

    def appear(self, presence: Presence, held: Sequence[Lease], now: datetime, length: timedelta) -> frozenset[str]:
        """Say that a replica is there, and renew its leases; gives the mailboxes of those that are its own still.

        No other's transaction holds this up but one that takes a lease over.
        """
        said = {"label": presence.label, "expires_at": now + length, "able": json.dumps(sorted(presence.able))}
        with self._database.writing(haste=True) as connection:
            mine = Row.name == presence.name
            if not connection.execute(update(Row).where(mine).values(**said)).rowcount:
                connection.execute(insert(Row), {"name": presence.name, "since": presence.since, **said})
                connection.execute(delete(Row).where(Row.expires_at <= now - FORGOTTEN_AFTER))
            if not held:
                return frozenset()
            fences = {lease.mailbox: lease.fence for lease in held}
            ours = (LeaseRow.holder == presence.name, LeaseRow.mailbox.in_(list(fences)))
            connection.execute(update(LeaseRow).where(*ours).values(expires_at=now + length))
            rows = connection.execute(select(LeaseRow.mailbox, LeaseRow.fence).where(*ours)).all()
            return frozenset(row.mailbox for row in rows if row.fence == fences[row.mailbox])

    def take(
        self,
        mailboxes: Collection[str],
        holder: str,
        now: datetime,
        length: timedelta,
        gone: Callable[[str], bool] = lambda _: False,
    ) -> list[Lease]:
        """Take those of these mailboxes that are free. One that somebody is busy with just now is left for later.

        Each is taken with a new fence, from which on nothing is written under an older one.
        """
        with self._database.writing(haste=True) as connection:
            _make_rows(connection, mailboxes, now)
            rows = connection.execute(
                select(LeaseRow.mailbox, LeaseRow.holder, LeaseRow.fence, LeaseRow.expires_at)
                .where(LeaseRow.mailbox.in_(list(mailboxes)))
                .order_by(LeaseRow.mailbox)
                .with_for_update(skip_locked=True)
            ).all()
            taken = []
            for row in rows:
                if row.holder in {"", holder} or not _runs(row.expires_at, now, length) or gone(row.holder):
                    lease = Lease(row.mailbox, holder, row.fence + 1)
                    values = {"holder": holder, "fence": lease.fence, "expires_at": now + length}
                    connection.execute(update(LeaseRow).where(LeaseRow.mailbox == row.mailbox).values(**values))
                    taken.append(lease)
            return taken

    def give_up(self, leases: Sequence[Lease], now: datetime) -> None:
        """Let others have these mailboxes at once. What is no longer ours is left alone."""
        with self._database.writing(haste=True) as connection:
            _free(connection, leases, now)

    def leave(self, name: str, leases: Sequence[Lease], now: datetime) -> None:
        """The same, and be gone."""
        with self._database.writing(haste=True) as connection:
            _free(connection, leases, now)
            connection.execute(delete(Row).where(Row.name == name))

    def there(self, now: datetime, length: timedelta, gone: Callable[[str], bool]) -> list[ReplicaEntry]:
        """Every replica that is there, with the mailboxes it holds."""
        picture = self.picture(now, length, gone)
        with self._database.reading(haste=True) as connection:
            rows = connection.execute(select(Row.__table__).order_by(Row.since, Row.name)).all()
        living = {one.name for one in picture.replicas}
        return [
            ReplicaEntry(
                row.name,
                row.label,
                row.since,
                row.expires_at - length,
                tuple(sorted(mailbox for mailbox, holder in picture.holders.items() if holder == row.name)),
            )
            for row in rows
            if row.name in living
        ]


def _runs(expires_at: datetime, now: datetime, length: timedelta) -> bool:
    return now < expires_at <= now + 2 * length


def _make_rows(connection: Connection, mailboxes: Collection[str], now: datetime) -> None:
    known = set(connection.scalars(select(LeaseRow.mailbox).where(LeaseRow.mailbox.in_(list(mailboxes)))))
    for mailbox in sorted(set(mailboxes) - known):
        connection.execute(upsert(connection, LeaseRow).on_conflict_do_nothing(), blank_lease(mailbox, now))


def _free(connection: Connection, leases: Sequence[Lease], now: datetime) -> None:
    for lease in leases:
        connection.execute(
            update(LeaseRow)
            .where(LeaseRow.mailbox == lease.mailbox, LeaseRow.holder == lease.holder, LeaseRow.fence == lease.fence)
            .values(holder="", expires_at=now)
        )
