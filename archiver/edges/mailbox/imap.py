"""One mailbox on an IMAP server, as `archiver.jobs.ports.Mailbox` describes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime

from archiver.bell import Bell
from archiver.core.intake import windows
from archiver.core.records import (
    ArchiveFolderState,
    Checksum,
    FetchTrouble,
    FolderState,
    MessageKey,
    MoveOutcome,
    Octets,
    RawMessage,
    Sighting,
)
from archiver.core.uids import Uids
from archiver.edges.mailbox.account import Account, Limits
from archiver.edges.mailbox.answers import LARGEST_UID, read_fetch, uid_set
from archiver.edges.mailbox.archive import Archive, SpokenFor, Watched
from archiver.edges.mailbox.aside import clear, put_aside
from archiver.edges.mailbox.fetch import fetch
from archiver.edges.mailbox.folders import Folders, OtherFolder
from archiver.edges.mailbox.hour import clock_of
from archiver.edges.mailbox.idle import rest
from archiver.edges.mailbox.move import Move, moved_or_gone
from archiver.edges.mailbox.refusals import expired
from archiver.edges.mailbox.session import Session
from archiver.errors import MailboxUnavailable


def connect(account: Account, limits: Limits | None = None, *, stop: Bell | None = None) -> ImapMailbox:
    """Log in. Once `stop` is set, every wait ends within moments and a running command within `farewell_seconds`.

    Raises `MailboxUnavailable` or a kind of it, and `ConfigError` if the archive folder is itself watched.
    """
    session = Session(account, limits or Limits(), stop or Bell())
    session.open()
    with ExitStack() as unless_all_is_well:
        unless_all_is_well.callback(session.close)
        mailbox = ImapMailbox(session)
        mailbox.refuse_circle()
        unless_all_is_well.pop_all()
    return mailbox


class ImapMailbox:
    """A mailbox with a session that is logged in. After any exception it is of no use but to be closed."""

    def __init__(self, session: Session) -> None:
        self.name = session.account.name
        self.folders: Sequence[str] = session.account.folders
        self._session = session
        self._folders = Folders(session)
        self._archive = Archive(session, self._folders)
        self._watched: Watched | None = None
        self._arrivals = 0
        """The wire's count of arrivals at the last look into the open folder."""
        self._noticed: int | None = None
        """The same when it was last asked for what has come since."""
        self._left: dict[str, tuple[int, int]] = {}
        """UIDVALIDITY and count of folders that were looked into and left."""
        self._read_here: dict[MessageKey, Checksum] = {}

    def refuse_circle(self) -> None:
        """`ConfigError` if the archive folder is among the watched ones."""
        self._folders.refuse_circle()

    def select(self, folder: str) -> FolderState:
        """Open a watched folder; refuses one without a UIDVALIDITY (`ProtocolViolation`)."""
        raw = self._folders.watched(folder)
        self._leave()
        self._session.wire.exists = 0
        selected = self._session.select(raw)
        wire = self._session.wire
        self._watched = Watched(self.name, folder, raw, selected.uidvalidity)
        validity, seen = self._left.pop(folder, (0, 0))
        nothing_new = validity == selected.uidvalidity and wire.exists <= seen
        self._arrivals = wire.arrivals if nothing_new else wire.arrivals - 1
        return FolderState(folder, selected.uidvalidity, wire.exists, selected.uidnext)

    def _leave(self) -> None:
        """Remember how many were there, so that coming back to an unchanged folder wakes nobody."""
        left, self._watched = self._watched, None
        if left is not None and self._session.wire.arrivals == self._arrivals:
            self._left[left.folder] = (left.uidvalidity, self._session.wire.exists)

    def _open(self) -> Watched:
        if self._watched is None:
            raise MailboxUnavailable("No folder of the mailbox is open.")
        return self._watched

    def listed(self) -> frozenset[int]:
        """The UIDs of every message in the selected folder, whatever its flags: also of those marked \\Deleted."""
        self._open()
        self._session.ask("NOOP")
        self._arrivals = self._noticed = self._session.wire.arrivals
        return self._session.uids()

    def arrived(self, above: int) -> frozenset[int]:
        """UIDs above this one, if the server told of an arrival since the folder was listed here, or it never was."""
        self._open()
        arrivals = self._session.wire.arrivals
        if arrivals == self._noticed or above >= LARGEST_UID:
            return frozenset()
        self._noticed = arrivals
        found = self._session.search("UID", f"{above + 1}:*")  # "*" is the newest there is, also one below (RFC 3501)
        return frozenset(uid for uid in found if uid > above)

    def hidden(self, listed: frozenset[int]) -> frozenset[int]:
        """UIDs that the folder holds though SEARCH did not list them; empty when the counts agree.

        What has come since the folder was opened has a UID from its UIDNEXT on and is not hidden but new, if SEARCH
        finds it now.
        """
        self._open()
        if self._session.wire.exists == len(listed):
            return frozenset()
        unlisted = frozenset().union(*(self._uids_by_fetch(window) for window in self._session.windows())) - listed
        selected = self._session.selected
        uidnext = 0 if selected is None or selected.uidnext is None else selected.uidnext
        may_be_new = sorted(uid for uid in unlisted if uid >= uidnext)
        arrived = (self._session.search("UID", uid_set(some)) for some in windows(may_be_new, 500))
        return unlisted.difference(*arrived)

    def _uids_by_fetch(self, window: str) -> frozenset[int]:
        answer = self._session.ask("FETCH", window, "(UID)")
        if not answer.ok:
            self._session.end(MailboxUnavailable(f"The mail server would not name a folder's UIDs [{answer.refusal}]."))
        fetched = filter(None, map(read_fetch, answer.lines("FETCH")))
        return frozenset(one.uid for one in fetched if one.uid is not None)

    def archive_folder(self) -> ArchiveFolderState:
        """The folder messages are moved to; created if it is missing."""
        return self._archive.state()

    def archive_listed(self) -> Uids:
        """The UIDs of every message in the archive folder. Leaves the watched folder selected."""
        return self._archive.uids(self._watched)

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMessage | FetchTrouble]]:
        """The messages in batches bounded by count and octets, each UID exactly once; no flag changes (R1).

        `octets` of a large one are a file: whoever takes the message closes them.
        """
        for batch in fetch(self._session, self._open().key, uids):
            self._read_here |= {one.key: one.octets.checksum for one in batch if isinstance(one, RawMessage)}
            yield batch

    def fetch_archived(self, uids: Sequence[int]) -> Iterator[list[RawMessage | FetchTrouble]]:
        """The same as `fetch` of messages in the archive folder. Leaves the watched folder selected when it ends."""
        yield from self._archive.fetched(uids, self._watched)

    def move(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        """Move stored messages of the selected folder to the archive folder, and prove it (R5)."""
        move = Move(self._session, self._folders, self._archive, self._open(), self._read_here)
        return move.move(sightings)

    def way_of_moving(self) -> str | None:
        """How `move` will do it on this server, in the RFCs' words; None when messages must stay where they are."""
        if self._session.can(b"MOVE"):
            return "MOVE"
        return "COPY + UID EXPUNGE" if self._session.can(b"UIDPLUS") else None

    def ask_whose_copies(self, spoken_for: SpokenFor) -> None:
        """Whom to ask which messages of the archive folder are copies that prove moves already, and so no others."""
        self._archive.spoken_for = spoken_for

    def find_archived(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        """Look in the archive folder for messages that left the watched folder while we were cut off."""
        found = self._archive.find(sightings, self._watched)
        return [moved_or_gone(sighting.key, found) for sighting in sightings]

    def others(self, beside: Sequence[str]) -> list[OtherFolder]:
        """The folders that are neither watched, nor the archive folder, nor `beside`, and how much lies in each."""
        account = self._session.account
        return self._folders.others([*account.folders, account.archive_folder, *beside])

    def clock(self) -> datetime | None:
        """What time the server gives to a message that comes now, in whole seconds; None when that cannot be seen.

        For this a folder of a random name is made, with one message of no content, and deleted again.
        """
        return clock_of(self._session, self._folders)

    def put_aside(self, uids: Sequence[int], folder: str) -> frozenset[int]:
        """Move messages of the selected folder, which are not archived, to a folder of ours; gives those that left."""
        self._open()
        return put_aside(self._session, self._folders, uids, folder)

    def clear_aside(self, folder: str, may_go: Callable[[Octets], bool]) -> int:
        """Remove from such a folder what may go; gives how many. The watched folder is selected again."""
        return clear(self._session, self._folders, folder, may_go, self._open())

    def wait(self, seconds: float) -> bool:
        """Rest until something may have arrived in the selected folder (IDLE) or the seconds are over.

        Raises `LoginExpired` when the session's access token runs out meanwhile: it is not begun anything with.
        """
        left = self._session.seconds_left()
        if left is None or left > seconds:
            return rest(self._session, seconds, self._arrivals)
        if rest(self._session, left, self._arrivals):
            return True
        raise expired()

    def close(self) -> None:
        """LOGOUT if the session lives, and close. Never raises."""
        self._session.close()
