"""The folder messages are moved to: what lies in it, and whether this or that message does.

Octets are compared, never Message-IDs: those are their sender's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from archiver.core.records import ArchiveFolderState, Checksum, FetchTrouble, MessageKey, RawMessage, Sighting
from archiver.core.uids import Uids
from archiver.edges.mailbox.answers import Answer, copied_uids, uid_set
from archiver.edges.mailbox.fetch import fetch
from archiver.edges.mailbox.folders import Folders
from archiver.edges.mailbox.session import Selected, Session
from archiver.errors import ProtocolViolation, StoreUnavailable

REMEMBERED = 2_000
"""Of so many copies a session knows whose they are, and of so many what they hold: more than one round makes."""
SpokenFor = Callable[[int, frozenset[int]], frozenset[int]]
"""Of these UIDs of a folder with that UIDVALIDITY, those that prove somebody's move."""
LOOK_BACK = 500
"""How many of the newest are looked through for a message whose move we never began."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder that is open for work, by our name and by the server's."""

    mailbox: str
    folder: str
    raw: bytes
    uidvalidity: int

    def key(self, uid: int) -> MessageKey:
        """What names this message for ever."""
        return MessageKey(self.mailbox, self.folder, self.uidvalidity, uid)


class Archive:
    """The archive folder as one session sees it. Looking into it leaves the watched folder open afterwards."""

    def __init__(self, session: Session, folders: Folders) -> None:
        self._session, self._folders = session, folders
        self._uidvalidity: int | None = None
        self._checksums: dict[tuple[int, int], Checksum] = {}
        """By UIDVALIDITY and UID, of what was looked at."""
        self._copies: dict[tuple[int, int], MessageKey] = {}
        """Whose copy it is: one copy proves one move."""
        self.spoken_for: SpokenFor = lambda _uidvalidity, _uids: frozenset()
        """Tells of copies those that prove moves already."""

    def state(self) -> ArchiveFolderState:
        """What STATUS tells; the folder is created if it is missing."""
        state = self._folders.archive_state()
        self._uidvalidity = state.uidvalidity
        return state

    def uids(self, watched: Watched | None) -> Uids:
        """Every UID in it."""
        with self._visited(watched):
            return self._session.listed()

    def fetched(self, uids: Sequence[int], watched: Watched | None) -> Iterator[list[RawMessage | FetchTrouble]]:
        """Messages that lie in it, in batches; looking changes no flag."""
        with self._visited(watched) as selected:
            yield from fetch(self._session, self._there(selected).key, uids)

    def named(self, answer: Answer, sightings: Sequence[Sighting]) -> dict[MessageKey, int]:
        """The copies that COPYUID names, if it speaks of this folder."""
        validity, copied = copied_uids(answer, len(sightings))
        if not copied or (validity != self._uidvalidity and validity != self.state().uidvalidity):
            return {}
        return {sighting.key: copied[sighting.key.uid] for sighting in sightings if sighting.key.uid in copied}

    def confirmed(self, named: Mapping[MessageKey, int], watched: Watched) -> dict[MessageKey, int]:
        """Those of the named copies that the folder really lists."""
        if not named:
            return {}
        with self._visited(watched):
            there = self._session.search("UID", uid_set(named.values()))
        return {key: uid for key, uid in named.items() if uid in there}

    def claim(self, copies: Mapping[MessageKey, int]) -> None:
        """These are proven: no other message's copy may be seen in them."""
        self._copies |= {(self._uidvalidity or 0, uid): key for key, uid in copies.items()}
        _forget_oldest(self._copies)

    def find(self, sightings: Sequence[Sighting], watched: Watched | None) -> dict[MessageKey, int]:
        """Where each of them lies, by its octets; one that is not there is missing from the answer.

        Looks from `archive_uidnext` on where a move was begun, else through the newest only.
        """
        if not sightings:
            return {}
        with self._visited(watched) as selected:
            found = self._matched(selected, list(sightings))
        self.claim(found)
        return found

    def _matched(self, selected: Selected, wanted: list[Sighting]) -> dict[MessageKey, int]:
        starts = {sighting.key: _start(sighting, selected) for sighting in wanted}
        found: dict[MessageKey, int] = {}
        for uid, checksum in self._read(selected, sorted(self._candidates(selected, starts.values()))):
            owner = self._copies.get((selected.uidvalidity, uid))
            for sighting in wanted:
                begun = (starts[sighting.key] or 0) <= uid
                if sighting.checksum == checksum and begun and owner in (None, sighting.key):
                    found[sighting.key] = uid
                    wanted.remove(sighting)
                    break
            if not wanted:
                break
        return found

    def _candidates(self, selected: Selected, starts: Iterable[int | None]) -> frozenset[int]:
        known = [start for start in starts if start is not None]
        exists = self._session.wire.exists
        newest: frozenset[int] = frozenset()
        if None in starts and exists:
            newest = self._session.search(f"{max(1, exists - LOOK_BACK + 1)}:{exists}")
        begun = self._from(min(known), selected.uidnext) if known and exists else frozenset[int]()
        candidates = newest | begun
        return candidates - self.spoken_for(selected.uidvalidity, candidates) if candidates else candidates

    def _from(self, first: int, uidnext: int | None) -> frozenset[int]:
        if uidnext is None:
            return frozenset(uid for uid in self._session.uids() if uid >= first)
        step = self._session.limits.search_window
        windows = (f"{start}:{min(start + step, uidnext) - 1}" for start in range(first, uidnext, step))
        return frozenset[int]().union(*(self._session.search("UID", window) for window in windows))

    def _read(self, selected: Selected, uids: Sequence[int]) -> Iterator[tuple[int, Checksum]]:
        validity = selected.uidvalidity
        unread = [uid for uid in uids if (validity, uid) not in self._checksums]
        yield from ((uid, self._checksums[validity, uid]) for uid in uids if (validity, uid) in self._checksums)
        try:
            for batch in fetch(self._session, self._there(selected).key, unread):
                messages = [outcome for outcome in batch if isinstance(outcome, RawMessage)]
                for message in messages:
                    message.octets.close()
                    self._checksums[validity, message.key.uid] = message.octets.checksum
                yield from ((message.key.uid, message.octets.checksum) for message in messages)
        finally:  # whoever has found what it looked for asks no more
            _forget_oldest(self._checksums)

    def _there(self, selected: Selected) -> Watched:
        account = self._session.account
        return Watched(account.name, account.archive_folder, selected.name, selected.uidvalidity)

    @contextmanager
    def _visited(self, watched: Watched | None) -> Iterator[Selected]:
        """EXAMINE: looking changes nothing there. What arrives meanwhile in the watched folder is not overlooked."""
        wire = self._session.wire
        exists, arrivals, wire.exists = wire.exists, wire.arrivals, 0
        selected = self._session.select(self._folders.archive(), examine=True)
        self._uidvalidity = selected.uidvalidity
        try:
            yield selected
        except StoreUnavailable:  # the database's trouble: the session lives on, in its folder
            self._return_to(watched, exists, arrivals)
            raise
        self._return_to(watched, exists, arrivals)

    def _return_to(self, watched: Watched | None, exists: int, arrivals: int) -> None:
        if watched is None:
            return
        self._session.wire.exists, self._session.wire.arrivals = exists, arrivals
        if self._session.select(watched.raw).uidvalidity != watched.uidvalidity:
            self._session.end(ProtocolViolation("The watched folder's UIDVALIDITY changed during the session."))


def _forget_oldest(remembered: dict[tuple[int, int], Any]) -> None:
    """A session may last for months: what it knows of its oldest copies the ledger knows as well."""
    while len(remembered) > REMEMBERED:
        del remembered[next(iter(remembered))]


def _start(sighting: Sighting, selected: Selected) -> int | None:
    return sighting.archive_uidnext if sighting.archive_uidvalidity == selected.uidvalidity else None
