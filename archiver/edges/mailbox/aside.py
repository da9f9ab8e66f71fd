"""The corner for probe mails: a folder of their own beside what is archived, and its tidying."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from archiver.core.records import Octets, RawMessage
from archiver.edges.mailbox.answers import uid_set
from archiver.edges.mailbox.archive import Watched
from archiver.edges.mailbox.fetch import fetch
from archiver.edges.mailbox.folders import Folders
from archiver.edges.mailbox.session import Session, quoted
from archiver.errors import ProtocolViolation

LOOKED_AT = 50
"""Messages of the corner, the oldest, that are looked at in one go."""


def put_aside(session: Session, folders: Folders, uids: Iterable[int], folder: str) -> frozenset[int]:
    """Move messages of the open folder to the corner; gives those that have left it. Nothing is said that could
    remove another message (R5)."""
    wanted = frozenset(uids)
    named, corner = uid_set(wanted), quoted(folders.named_or_created(folder))
    if session.can(b"MOVE"):
        session.ask("UID", "MOVE", named, corner)
    elif session.can(b"UIDPLUS"):
        _by_copy(session, named, corner)
    session.ask("NOOP")
    return wanted - session.search("UID", named)


def _by_copy(session: Session, named: str, corner: bytes) -> None:
    is_copied = session.ask("UID", "COPY", named, corner).ok
    if is_copied and session.ask("UID", "STORE", named, "+FLAGS.SILENT", r"(\Deleted)").ok:
        session.ask("UID", "EXPUNGE", named)


def clear(session: Session, folders: Folders, folder: str, may_go: Callable[[Octets], bool], back: Watched) -> int:
    """Remove from the corner what may go, message by message, by UID alone; gives how many. Returns to `back`."""
    corner = folders.find(folder)
    if corner is None or not session.can(b"UIDPLUS"):
        return 0
    wire = session.wire
    exists, arrivals, wire.exists = wire.exists, wire.arrivals, 0
    selected = session.select(corner)
    there = Watched(back.mailbox, folder, corner, selected.uidvalidity)
    old = sorted(session.uids())[:LOOKED_AT]
    gone = [raw.key.uid for batch in fetch(session, there.key, old) for raw in _read(batch) if may_go(raw.octets)]
    if gone and session.ask("UID", "STORE", uid_set(gone), "+FLAGS.SILENT", r"(\Deleted)").ok:
        session.ask("UID", "EXPUNGE", uid_set(gone))
    wire.exists, wire.arrivals = exists, arrivals
    if session.select(back.raw).uidvalidity != back.uidvalidity:
        session.end(ProtocolViolation("The watched folder's UIDVALIDITY changed during the session."))
    return len(gone)


def _read(batch: Iterable[object]) -> list[RawMessage]:
    return [one for one in batch if isinstance(one, RawMessage)]
