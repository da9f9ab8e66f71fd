"""Whether the archive does what it is there for, by what can be seen of it now: each reason against it, named.

No reason says anything of a person: a mailbox and a folder are called as in the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archiver.core.discretion import folder_called, mailbox_called, place_called
from archiver.core.records import AlarmKind
from archiver.core.silence import Watched

INTERVALS = 2
"""So many intervals may pass since a folder's last good poll (O4)."""
LATE_AFTER = timedelta(minutes=10)
"""A letter whose time came so long ago, and that nobody has tried since, is stuck."""


class Reason(StrEnum):
    """Why the archive is not ready."""

    NOT_OPENED = "not_opened"  # the archive's database has not let us in yet
    STOPPING = "stopping"
    DATABASE = "database_unreachable"
    SCHEMA = "schema_mismatch"
    POLL = "poll_overdue"  # the last good poll of a folder is older than two intervals
    LOGIN = "login_refused"
    LETTERS = "letters_stuck"
    UNREAD = "mails_unread"  # they are stored, and nobody reads them
    DISK = "disk_full"
    CANARY = "canary_lost"  # a probe mail did not come through; it is told which leg broke


#: What an open alarm says of readiness; of all others the archive works on.
ALARMS: Mapping[AlarmKind, Reason] = {
    AlarmKind.CREDENTIALS_REFUSED: Reason.LOGIN,
    AlarmKind.LETTERS_FAILING: Reason.LETTERS,
    AlarmKind.UNREAD: Reason.UNREAD,
    AlarmKind.CANARY_SMTP: Reason.CANARY,
    AlarmKind.CANARY_DELIVERY: Reason.CANARY,
    AlarmKind.CANARY_IMAP: Reason.CANARY,
    AlarmKind.CANARY_PARSER: Reason.CANARY,
}


@dataclass(frozen=True, slots=True)
class Against:
    """One reason against being ready."""

    reason: Reason
    about: str = ""
    """A mailbox with its folder, a disk, the leg of a probe mail, or nothing."""
    seconds: float | None = None
    """How long it has been so, where that can be told; of a poll, how old the last good one is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of the archive."""

    schema: str | None
    """The revision of its database."""
    polls: Mapping[tuple[str, str], datetime | None]
    """Mailbox and folder → when they were last polled to the end."""
    letter_due: datetime | None
    """When the letter was due that has waited longest for its turn."""
    alarms: Sequence[tuple[AlarmKind, str, datetime]]
    """Kind, subject and beginning of each that is open."""


def judged(
    seen: Seen, watched: Sequence[Watched], room: Mapping[str, int], enough: int, schema: str, now: datetime
) -> list[Against]:
    """Every reason against; nothing when it is ready. `room` is in octets, by disk, of which `enough` must be free."""
    if seen.schema != schema:
        return [Against(Reason.SCHEMA)]
    return [*_polls(seen, watched, now), *_letters(seen, now), *_of_alarms(seen, now), *_disks(room, enough)]


def _polls(seen: Seen, watched: Sequence[Watched], now: datetime) -> Iterator[Against]:
    """A poll that is to come was written by a clock that was ahead, and tells as little as one long ago."""
    for one in watched:
        bound = timedelta(seconds=INTERVALS * one.poll_seconds)
        for folder in one.folders:
            last = seen.polls.get((one.name, folder))
            if last is None or abs(now - last) > bound:
                age = None if last is None else (now - last).total_seconds()
                yield Against(Reason.POLL, f"{mailbox_called(one.name)}/{folder_called(folder)}", age)


def _letters(seen: Seen, now: datetime) -> Iterator[Against]:
    if seen.letter_due is not None and now - seen.letter_due > LATE_AFTER:
        yield Against(Reason.LETTERS, "", (now - seen.letter_due).total_seconds())


def _of_alarms(seen: Seen, now: datetime) -> Iterator[Against]:
    for kind, subject, since in seen.alarms:
        if kind in ALARMS:
            leg = kind.removeprefix("canary_") + " " if ALARMS[kind] is Reason.CANARY else ""
            yield Against(ALARMS[kind], leg + place_called(subject), (now - since).total_seconds())


def _disks(room: Mapping[str, int], enough: int) -> Iterator[Against]:
    yield from (Against(Reason.DISK, name) for name, free in room.items() if free < enough)


def document(against: Sequence[Against]) -> dict[str, object]:
    """As scripts and people with a browser read it."""
    return {
        "ready": not against,
        "reasons": [
            {
                "reason": one.reason,
                **({"about": one.about} if one.about else {}),
                **({} if one.seconds is None else {"seconds": round(one.seconds)}),
            }
            for one in against
        ],
    }
