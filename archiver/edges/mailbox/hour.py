"""What a mail server's clock says: IMAP has no word for it, but gives each message that comes a time (INTERNALDATE)."""

from __future__ import annotations

import secrets
from datetime import datetime

from archiver.edges.mailbox.answers import read_fetch, read_time
from archiver.edges.mailbox.folders import Folders
from archiver.edges.mailbox.session import Session, quoted
from archiver.errors import MailboxUnavailable

_MESSAGE = b"Subject: archiver check\r\n\r\n"


def clock_of(session: Session, folders: Folders) -> datetime | None:
    """By a message of no content in a folder of its own, which is gone afterwards; None when it will not be had."""
    try:
        raw = folders.named_or_created(f"archiver-check-{secrets.token_hex(4)}")
    except MailboxUnavailable:
        return None
    try:
        session.wire.literal = _MESSAGE
        return _time_there(session, raw) if session.ask("APPEND", quoted(raw)).ok else None
    finally:
        session.select(folders.watched(session.account.folders[0]), examine=True)  # nobody deletes where one stands
        session.ask("DELETE", quoted(raw))


def _time_there(session: Session, raw: bytes) -> datetime | None:
    session.select(raw, examine=True)
    answer = session.ask("FETCH", "1", "(INTERNALDATE)")
    found = [one for line in answer.lines("FETCH") if (one := read_fetch(line)) is not None]
    times = [value for one in found for value in one.values(b"INTERNALDATE")]
    return read_time(times[0]) if times else None
