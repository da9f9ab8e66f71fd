"""Backups and restores as the chain of custody tells them, and what a restored archive must not do by itself.

There is no table of its own: the chain says when a backup was made and whether it was proven, since when an archive
is one that was restored, and which of its mailboxes have been gone through since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from archiver.core.backup import Manifest
from archiver.core.discretion import place_called
from archiver.core.intake import THERE_BEFORE
from archiver.core.records import Lease, LetterState, ReceiptDecision
from archiver.edges.store.alarm_letters import NEVER
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.heldback import is_held_back
from archiver.edges.store.ledger import fenced_writing
from archiver.edges.tables import CustodyEvent, Folder, Outbox, Replica
from archiver.edges.tables import Lease as LeaseRow

REPLICATION, RECOVERY = "replication", "recovery"
BACKUP, ARCHIVE = "backup", "archive"
"""Subjects of their events."""
Told = dict[str, str | int | None]
_WAITING = (LetterState.DUE, LetterState.SENDING, LetterState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Recovery:
    """That this archive was restored, the last time it was."""

    seq: int
    """Of the event that tells it."""
    at: datetime
    items: int
    """The highest item number that the backup held."""
    times: int
    """How often it was restored in all."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found in one archive folder after a restore."""

    examined: int = 0
    """Messages that the restored archive did not know to lie there."""
    recovered: int = 0
    """Of these, how many it did not have."""
    proven: int = 0
    """Moves that it had begun, and the archive that was lost had finished."""
    left: int = 0
    """What the server would not hand over; the balance of the folder names it."""


class Safekeeping:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note_begun(self, name: str, agent: str, now: datetime) -> None:
        """That a backup is being made: before its view of the archive, so that it tells of itself."""
        self._note(REPLICATION, BACKUP, agent, now, {"backup": name, "stage": "begun"})

    def note_proven(self, manifest: Manifest, sha256: str, agent: str, now: datetime) -> None:
        """That a backup is whole; `sha256` is its manifest's."""
        figures = manifest.figures
        held: Told = {"items": figures.items, "events": figures.chain.count, "head": figures.chain.head}
        detail: Told = {"backup": manifest.name, "stage": "proven", "manifest": sha256, **held}
        self._note(REPLICATION, BACKUP, agent, now, detail)

    def note_failed(self, name: str, agent: str, now: datetime) -> None:
        """That a backup was begun and thrown away."""
        self._note(REPLICATION, BACKUP, agent, now, {"backup": name, "stage": "failed"}, outcome="failure")

    def _note(self, act: str, subject: str, agent: str, now: datetime, detail: Told, outcome: str = "success") -> None:
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            pen.note(act, subject, agent=agent, outcome=outcome, detail=detail)
            pen.finish()

    def last_backup(self) -> datetime | None:
        """When the newest backup that was proven was made; None while there is none."""
        with self._database.reading() as connection:
            return last_backup(connection)

    def began(self) -> datetime | None:
        """When the archive's first custody event was; None before it."""
        with self._database.reading() as connection:
            first = connection.scalar(select(CustodyEvent.at).where(CustodyEvent.seq == 1))
            return None if first is None else datetime.fromisoformat(first)

    def recovery(self) -> Recovery | None:
        """The newest restore; None for an archive that never was restored."""
        with self._database.reading() as connection:
            return recovery(connection)

    def to_reconcile(self, mailbox: str) -> Recovery | None:
        """The restore since which the archive folder of a mailbox has not been gone through; None if it has been."""
        with self._database.reading() as connection:
            newest = recovery(connection)
            if newest is None:
                return None
            later = _recoveries(connection, after=newest.seq)
            done = {json.loads(row.detail).get("mailbox") for row in later}
            return None if _called(mailbox) in done else newest

    def note_reconciled(self, lease: Lease, found: Reconciled, now: datetime) -> None:
        """That the archive folder of a mailbox has been gone through since the restore."""
        with fenced_writing(self._database, lease) as connection:
            pen = Pen(connection, now)
            numbers = {"examined": found.examined, "recovered": found.recovered, "proven": found.proven}
            detail: Told = {"mailbox": _called(lease.mailbox), **numbers, "left": found.left}
            pen.note(RECOVERY, ARCHIVE, detail=detail)
            pen.finish()

    def there_before(self, mailbox: str, folder: str, uidvalidity: int) -> frozenset[int]:
        """UIDs of an archive folder that lay there before the archive first saw it, and are not its own."""
        with self._database.reading() as connection:
            reasons = connection.scalar(
                select(Folder.reasons).where(
                    Folder.mailbox == mailbox, Folder.folder == folder, Folder.uidvalidity == uidvalidity
                )
            )
            return frozenset(json.loads(reasons or "{}").get(THERE_BEFORE, ()))


def last_backup(connection: Connection) -> datetime | None:
    """As `Safekeeping.last_backup`, within a transaction."""
    rows = connection.execute(
        select(CustodyEvent.at, CustodyEvent.detail)
        .where(CustodyEvent.subject == BACKUP, CustodyEvent.act == REPLICATION)
        .order_by(CustodyEvent.seq.desc())
    )
    proven = (row.at for row in rows if json.loads(row.detail).get("stage") == "proven")
    newest = next(proven, None)
    rows.close()
    return None if newest is None else datetime.fromisoformat(newest)


def recovery(connection: Connection) -> Recovery | None:
    """As `Safekeeping.recovery`, within a transaction."""
    told = [(row, json.loads(row.detail)) for row in _recoveries(connection)]
    restores = [(row, detail) for row, detail in told if "backup" in detail]
    if not restores:
        return None
    row, detail = restores[-1]
    return Recovery(row.seq, datetime.fromisoformat(row.at), int(detail["items"]), len(restores))


def _recoveries(connection: Connection, after: int = 0) -> list[AnyRow]:
    question = (
        select(CustodyEvent.seq, CustodyEvent.at, CustodyEvent.detail)
        .where(CustodyEvent.subject == ARCHIVE, CustodyEvent.act == RECOVERY, CustodyEvent.seq > after)
        .order_by(CustodyEvent.seq)
    )
    return list(connection.execute(question).all())


def begin_anew(connection: Connection, manifest: Manifest, agent: str, now: datetime) -> int:
    """What a restored archive is told before anybody opens it; gives how many letters wait for a person.

    Nobody knows which of the letters that waited then the lost archive has sent since: none goes out by itself. What
    had been held back is not collected. No lease is held by whoever held one then.
    """
    pen = Pen(connection, now)
    letters = list(_parked(connection, pen))
    _leave_held_back(connection, pen)
    connection.execute(update(LeaseRow).values(holder="", expires_at=now))
    connection.execute(delete(Replica))
    figures = manifest.figures
    held: Told = {"items": figures.items, "events": figures.chain.count, "head": figures.chain.head}
    detail: Told = {"backup": manifest.name, "made_at": manifest.made_at.isoformat(), **held, "letters": len(letters)}
    pen.note(RECOVERY, ARCHIVE, agent=agent, detail=detail)
    pen.finish()
    return len(letters)


def _parked(connection: Connection, pen: Pen) -> Iterator[int]:
    rows = connection.execute(
        select(Outbox.id, Outbox.kind, Outbox.item).where(Outbox.state.in_(_WAITING)).order_by(Outbox.id)
    ).all()
    for row in rows:
        parked = {"state": LetterState.UNCERTAIN, "reason": ReceiptDecision.RECOVERED, "due_at": NEVER}
        connection.execute(update(Outbox).where(Outbox.id == row.id).values(**parked))
        subject = f"letter:{row.id}" if row.item is None else f"item:{row.item}"
        detail: Told = {"kind": row.kind, "fate": LetterState.UNCERTAIN, "letter": row.id}
        pen.note("letter", subject, outcome="failure", detail=detail)
        yield row.id


def _leave_held_back(connection: Connection, pen: Pen) -> None:
    for row in connection.execute(select(Outbox.id, Outbox.kind, Outbox.item).where(is_held_back())).all():
        left = {"state": LetterState.SUPPRESSED, "reason": ReceiptDecision.RECOVERED}
        connection.execute(update(Outbox).where(Outbox.id == row.id).values(**left))
        detail: Told = {"kind": row.kind, "fate": left["state"], "reason": left["reason"], "letter": row.id}
        pen.note("letter", f"item:{row.item}", detail=detail)


def _called(mailbox: str) -> str:
    return place_called(f"mailbox:{mailbox}").partition(":")[2]
