"""Moving to the archive folder (R5): MOVE, else COPY and UID EXPUNGE, else not at all; and proving it each time.

The proof: the UID is gone from the watched folder, and the server named its new UID (COPYUID), or its octets were found
in the archive folder. A plain EXPUNGE, or a CLOSE, would remove what others have marked; neither is ever said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archiver.core.intake import windows
from archiver.core.records import (
    ArchiveFolderState,
    Checksum,
    FetchReason,
    FetchTrouble,
    MessageKey,
    MoveOutcome,
    MoveReason,
    MoveResult,
    RawMessage,
    Sighting,
)
from archiver.edges.mailbox.answers import Answer, uid_set
from archiver.edges.mailbox.archive import Archive, Watched
from archiver.edges.mailbox.fetch import fetch
from archiver.edges.mailbox.folders import Folders
from archiver.edges.mailbox.session import Session, quoted
from archiver.failpoints import failpoint

KEYWORD = "$Archived"

Copies = Mapping[MessageKey, int]
"""UIDs in the archive folder, by the key of the message they are a copy of."""


class Move:
    """Moves out of the watched folder of one session."""

    def __init__(
        self,
        session: Session,
        folders: Folders,
        archive: Archive,
        watched: Watched,
        read_here: dict[MessageKey, Checksum],
    ) -> None:
        self._session, self._folders, self._archive, self._watched = session, folders, archive, watched
        self._read_here = read_here
        """What this very session fetched: under its UIDs cannot suddenly lie other octets."""

    def move(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        """One outcome for each sighting, in their order."""
        outcomes: dict[MessageKey, MoveOutcome] = {}
        for some in windows(sightings, self._session.limits.batch_messages):
            refused = self._unlike(some)
            outcomes |= refused
            if same := [sighting for sighting in some if sighting.key not in refused]:
                outcomes |= {outcome.key: outcome for outcome in self._safest_way(same)}
        for key, outcome in outcomes.items():
            if outcome.result is MoveResult.MOVED:
                self._read_here.pop(key, None)
        return [outcomes[sighting.key] for sighting in sightings]

    def _safest_way(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        if self._session.can(b"MOVE"):
            return self._by_move(sightings)
        return self._by_copy(sightings) if self._session.can(b"UIDPLUS") else self._left(sightings)

    # --- is it still the same message? ---

    def _unlike(self, sightings: Sequence[Sighting]) -> dict[MessageKey, MoveOutcome]:
        """Refuses what is not the message we stored: a server may give a UID anew (hazard 12)."""
        foreign = [s.key for s in sightings if self._watched.key(s.key.uid) != s.key]
        refused = {key: _refused(key, MoveReason.OTHER_UIDVALIDITY) for key in foreign}
        checksums = {s.key: s.checksum for s in sightings if s.key not in refused}
        unsure = [key for key, checksum in checksums.items() if self._read_here.get(key) != checksum or not checksum]
        for batch in fetch(self._session, self._watched.key, [key.uid for key in unsure]):
            for again in batch:
                if reason := self._difference(again, checksums[again.key]):
                    refused[again.key] = _refused(again.key, reason)
        return refused

    def _difference(self, again: RawMessage | FetchTrouble, checksum: Checksum | None) -> MoveReason | None:
        if isinstance(again, FetchTrouble):
            return None if again.reason is FetchReason.VANISHED else MoveReason.UNREADABLE
        again.octets.close()
        self._read_here[again.key] = again.octets.checksum
        return None if again.octets.checksum == checksum else MoveReason.OTHER_OCTETS

    # --- the three ways ---

    def _by_move(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        if not self._session.can(b"UIDPLUS"):  # then nothing names the copies, and they are looked for from here on
            before = self._archive.state()
            sightings = [s if s.archive_uidnext is not None else _begun(s, before) for s in sightings]
        answer = self._to_archive("MOVE", sightings)
        named = self._archive.named(answer, sightings)
        return self._settled(sightings, named, MoveReason.NOTHING_HAPPENED if answer.ok else answer.refusal)

    def _by_copy(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        copies = self._copied_before(sightings)
        fresh = [sighting for sighting in sightings if sighting.key not in copies]
        made, refusal = self._copied(fresh)
        copies |= made
        uncopied = [sighting for sighting in fresh if sighting.key not in copies]
        copied = [sighting for sighting in sightings if sighting.key in copies]
        return self._settled(uncopied, {}, refusal) + self._settled(copied, copies, self._expunged(copied))

    def _left(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        """It stays, with a keyword if the folder keeps keywords: nothing that could lose it is tried."""
        selected = self._session.selected
        reason = MoveReason.UNMARKED
        if selected is not None and selected.permanent_flags & {rb"\*", KEYWORD.lower().encode()}:
            uids = uid_set(sighting.key.uid for sighting in sightings)
            if self._session.ask("UID", "STORE", uids, "+FLAGS.SILENT", f"({KEYWORD})").ok:
                reason = MoveReason.MARKED
        outcomes = self._settled(sightings, {}, reason)
        return [replace(o, result=MoveResult.LEFT) if o.result is MoveResult.REFUSED else o for o in outcomes]

    # --- steps ---

    def _to_archive(self, verb: str, sightings: Sequence[Sighting]) -> Answer:
        uids = uid_set(sighting.key.uid for sighting in sightings)
        answer = self._session.ask("UID", verb, uids, quoted(self._folders.archive()))
        if not answer.ok and (answer.code == "TRYCREATE" or "TRYCREATE" in answer.untagged):
            answer = self._session.ask("UID", verb, uids, quoted(self._folders.create_archive()))
        return answer

    def _copied_before(self, sightings: Sequence[Sighting]) -> dict[MessageKey, int]:
        """Copies made by a try that was cut off before its EXPUNGE: something came after that try began."""
        state = self._archive.state()
        tried = [
            sighting
            for sighting in sightings
            if sighting.archive_uidvalidity == state.uidvalidity
            and sighting.archive_uidnext is not None
            and sighting.archive_uidnext < state.uidnext
        ]
        return self._archive.find(tried, self._watched)

    def _copied(self, sightings: Sequence[Sighting]) -> tuple[dict[MessageKey, int], str]:
        """COPY, and the copies that are really there; whether named or not, they are looked for."""
        if not sightings:
            return {}, ""
        before = self._archive.state()
        answer = self._to_archive("COPY", sightings)
        if not answer.ok:
            return {}, answer.refusal
        failpoint("copy.after")
        copies = self._archive.confirmed(self._archive.named(answer, sightings), self._watched)
        self._archive.claim(copies)
        unnamed = [_begun(sighting, before) for sighting in sightings if sighting.key not in copies]
        return copies | self._archive.find(unnamed, self._watched), MoveReason.COPY_UNPROVEN

    def _expunged(self, sightings: Sequence[Sighting]) -> str:
        """Remove exactly these (RFC 4315), and say why not if the server would not. No mark of ours stays behind."""
        if not sightings:
            return ""
        uids = uid_set(sighting.key.uid for sighting in sightings)
        marked_before = self._session.search("UID", uids, "DELETED")
        answer = self._session.ask("UID", "STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
        if answer.ok:
            failpoint("copy.marked")
            answer = self._session.ask("UID", "EXPUNGE", uids)
        if answer.ok:
            return MoveReason.NOTHING_HAPPENED
        if ours := self._session.search("UID", uids) - marked_before:
            self._session.ask("UID", "STORE", uid_set(ours), "-FLAGS.SILENT", r"(\Deleted)")
        return answer.refusal

    # --- the proof ---

    def _settled(self, sightings: Sequence[Sighting], copies: Copies, refusal: str) -> list[MoveOutcome]:
        if not sightings:
            return []
        here = self._still_here([sighting.key.uid for sighting in sightings])
        gone = [sighting for sighting in sightings if sighting.key.uid not in here]
        proven = {sighting.key: copies[sighting.key] for sighting in gone if sighting.key in copies}
        self._archive.claim(proven)
        proven |= self._archive.find([sighting for sighting in gone if sighting.key not in proven], self._watched)
        stayed = [_refused(sighting.key, refusal) for sighting in sightings if sighting.key.uid in here]
        return stayed + [moved_or_gone(sighting.key, proven) for sighting in gone]

    def _still_here(self, uids: Sequence[int]) -> frozenset[int]:
        """Asked twice if need be: a server may tell of an expunge only at the next NOOP."""
        here = self._session.search("UID", uid_set(uids))
        if here:
            self._session.ask("NOOP")
            here = self._session.search("UID", uid_set(uids))
        return here


def moved_or_gone(key: MessageKey, copies: Copies) -> MoveOutcome:
    """What became of a message that is no longer in the watched folder."""
    if key in copies:
        return MoveOutcome(key, MoveResult.MOVED, archive_uid=copies[key])
    return MoveOutcome(key, MoveResult.GONE)


def _begun(sighting: Sighting, before: ArchiveFolderState) -> Sighting:
    return replace(sighting, archive_uidvalidity=before.uidvalidity, archive_uidnext=before.uidnext)


def _refused(key: MessageKey, reason: str) -> MoveOutcome:
    return MoveOutcome(key, MoveResult.REFUSED, reason=reason)
