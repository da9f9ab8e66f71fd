"""The round: take in what the watched folders hold, exactly and for good, and only then move the server's copy.

First it is ours, then we say so: fetch, commit, read back over another connection, read and file, commit, move. A
crash between any two steps is healed by the next round, which compares the server's list with the ledger.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from archiver.core import intake
from archiver.core.intake import Balance
from archiver.core.records import (
    Accession,
    AlarmKind,
    FetchReason,
    FetchTrouble,
    FolderState,
    Lease,
    MessageKey,
    MoveOutcome,
    MoveReason,
    MoveResult,
    RawMessage,
    Sighting,
    SightingState,
)
from archiver.edges.store import Store
from archiver.errors import CredentialsRefused, MailboxUnavailable, ReaderUnavailable, SessionRefused, Throttled
from archiver.failpoints import failpoint
from archiver.jobs.ports import Clock, Mailbox, Reader
from archiver.jobs.settling import Policy, Understood, settle, settle_leftovers

WINDOW = 200
"""How many new messages are in hand at a time: one fetch, one transaction, one move."""
RECONNECTS = 5
"""How often one round makes a new session to get past messages that kill it (R8)."""
TURNED_AWAY = (CredentialsRefused, SessionRefused, Throttled)
"""The server means us, not a message: another session at once would only make it worse (R12)."""
LEFT_IN_PLACE = frozenset({MoveReason.MARKED, MoveReason.UNMARKED})


@dataclass(frozen=True, slots=True)
class FolderReport:
    """One folder after a round."""

    folder: str
    balance: Balance
    new_items: int = 0
    again: int = 0
    """Sightings of items we had."""
    moved: int = 0
    not_moved: int = 0


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round did."""

    mailbox: str
    folders: tuple[FolderReport, ...]
    archive: Balance

    @property
    def complete(self) -> bool:
        """Every message the server listed is archived, and none waits for anything."""
        return not any(report.balance.reasons or report.not_moved for report in self.folders)


@dataclass(slots=True)
class Tally:
    """What has happened in a folder so far."""

    new_items: int = 0
    again: int = 0
    moved: int = 0
    not_moved: int = 0


@dataclass(slots=True)
class Round:
    """One round over one mailbox. `connect` makes a logged-in session; the first one is handed in."""

    mailbox: Mailbox
    connect: Callable[[], Mailbox]
    store: Store
    reader: Reader
    policy: Policy
    lease: Lease
    clock: Clock
    progress: Callable[[int], None] = lambda _: None
    """Told how many messages became ours, as they do."""
    reconnects_left: int = RECONNECTS
    _unread: ReaderUnavailable | None = field(default=None, init=False)

    def run(self) -> RoundReport:
        """Every watched folder, then the account of the archive folder.

        Raises `MailboxUnavailable` or `StoreUnavailable` when the outside fails: what is committed stays, and the
        next round goes on from there. Without a reader mail is still taken in; `ReaderUnavailable` comes at the end.
        """
        self._understand(lambda: settle_leftovers(self.store, self.reader, self.policy, self.clock))
        folders = tuple(self._folder(folder) for folder in self.mailbox.folders)
        report = RoundReport(self.mailbox.name, folders, self._count_archive_folder())
        if self._unread is not None:
            raise self._unread
        return report

    def _understand(self, work: Callable[[], object]) -> None:
        """Read and file; what finds no reader stays as it is, stored, for a later round."""
        if self._unread is not None:
            return
        try:
            work()
        except ReaderUnavailable as error:
            self._unread = error

    def _folder(self, folder: str) -> FolderReport:
        state = self.mailbox.select(folder)
        self.store.ledger.open_epoch(self.lease, folder, state.uidvalidity, self.clock())
        shown = self.mailbox.listed()
        hidden = self.mailbox.hidden(shown)
        listed = shown | hidden
        held = self.store.ledger.held(self.mailbox.name, folder, state.uidvalidity, listed)
        todo = intake.plan(listed, held, self.clock())
        tally = Tally()
        self._account_for_the_gone(todo)
        self._finish([sighting for sighting in todo.finish if not _rests_in_place(sighting)], tally)
        self._take_in(state, todo.fetch, tally)
        attempts = {sighting.key.uid: sighting.attempts for sighting in held}
        self._take_in_singly(state, todo.retry, attempts, tally)
        balance = self._balance(state, listed, hidden)
        return FolderReport(folder, balance, tally.new_items, tally.again, tally.moved, tally.not_moved)

    # what is listed and not ours

    def _take_in(self, state: FolderState, uids: Sequence[int], tally: Tally) -> None:
        for window in intake.windows(uids, WINDOW):
            self.store.ledger.note_seen(self.lease, [_key(self.mailbox, state, uid) for uid in window], self.clock())
            failpoint("seen.after-commit")
            waiting = set(window)
            try:
                for batch in self.mailbox.fetch(window):
                    waiting -= {answer.key.uid for answer in batch}
                    self._take_batch(batch, {}, tally)
            except TURNED_AWAY:
                raise
            except MailboxUnavailable as error:
                # Something in the rest of this window, or the network, ended the session. One at a time will tell.
                self._reconnect(state, error)
                self._take_in_singly(state, sorted(waiting), {}, tally)

    def _take_in_singly(self, state: FolderState, uids: Sequence[int], attempts: dict[int, int], tally: Tally) -> None:
        for uid in uids:
            try:
                for batch in self.mailbox.fetch([uid]):
                    self._take_batch(batch, attempts, tally)
            except TURNED_AWAY:
                raise
            except MailboxUnavailable as error:
                self._set_back(FetchTrouble(_key(self.mailbox, state, uid), FetchReason.BROKEN), attempts)
                self._reconnect(state, error)

    def _take_batch(self, batch: Sequence[RawMessage | FetchTrouble], attempts: dict[int, int], tally: Tally) -> None:
        for trouble in (answer for answer in batch if isinstance(answer, FetchTrouble)):
            self._set_back(trouble, attempts)
        messages = [answer for answer in batch if isinstance(answer, RawMessage)]
        if messages:
            failpoint("fetched.before-accession")
            with contextlib.ExitStack() as open_files:
                for raw in messages:
                    open_files.callback(raw.octets.close)
                self._make_ours(messages, tally)

    def _make_ours(self, messages: Sequence[RawMessage], tally: Tally) -> None:
        accessions = self.store.accessions.accession(self.lease, messages, self.clock())
        new = [accession for accession in accessions if accession.is_new]
        tally.new_items += len(new)
        tally.again += len(accessions) - len(new)
        sound = self._read_back(accessions)
        octets = {raw.octets.checksum: raw.octets for raw in messages}
        new_ones = [Understood(one.item, octets[one.checksum]) for one in new if one.key in sound]
        self._understand(lambda: settle(self.store, self.reader, self.policy, new_ones, self.clock))
        self.progress(len(accessions))
        self._move([_stored(one) for one in accessions if one.key in sound], tally)

    def _read_back(self, accessions: Sequence[Accession]) -> frozenset[MessageKey]:
        """The keys whose stored octets hash to their name; the others are alarmed and stay on the server (R4)."""
        failpoint("accession.before-read-back")
        wrong = self.store.accessions.unsound((one.item, one.checksum) for one in accessions)
        for item, found in wrong.items():
            self.store.ledger.raise_alarm(AlarmKind.READBACK_MISMATCH, f"item:{item}", self.clock(), found=found)
        bad = [one.key for one in accessions if one.item in wrong]
        if bad:
            self._write_down([MoveOutcome(key, MoveResult.REFUSED, reason=AlarmKind.READBACK_MISMATCH) for key in bad])
        failpoint("read-back.after")
        return frozenset(one.key for one in accessions) - frozenset(bad)

    def _set_back(self, trouble: FetchTrouble, attempts: dict[int, int]) -> None:
        if trouble.reason is FetchReason.VANISHED:
            self.store.ledger.note_lost(self.lease, [trouble.key], self.clock(), FetchReason.VANISHED)
            return
        so_far = attempts.get(trouble.key.uid, 0)
        setback = intake.setback(so_far, trouble.reason, self.clock(), allowed=self.policy.attempts)
        self.store.ledger.note_setback(self.lease, trouble.key, setback)

    # what is ours and not finished

    def _finish(self, sightings: Sequence[Sighting], tally: Tally) -> None:
        for window in intake.windows(range(len(sightings)), WINDOW):
            ours = [sightings[place] for place in window]
            sound = self._read_back([_accession(sighting) for sighting in ours])
            for healed in (one for one in ours if one.key in sound and one.reason == AlarmKind.READBACK_MISMATCH):
                self.store.ledger.clear_alarm(AlarmKind.READBACK_MISMATCH, f"item:{healed.item}", self.clock())
            self._move([sighting for sighting in ours if sighting.key in sound], tally)

    def _move(self, sightings: Sequence[Sighting], tally: Tally) -> None:
        if not sightings:
            return
        archive = self.mailbox.archive_folder()
        first = [sighting for sighting in sightings if sighting.archive_uidnext is None]
        if first:
            self.store.ledger.note_intent(self.lease, first, archive, self.clock())
        failpoint("move.before")
        outcomes = self.mailbox.move(sightings)
        failpoint("move.after")
        self._write_down(outcomes)
        failpoint("moved.after-commit")
        moved = sum(outcome.result is MoveResult.MOVED for outcome in outcomes)
        tally.moved += moved
        tally.not_moved += len(outcomes) - moved

    def _account_for_the_gone(self, todo: intake.Plan) -> None:
        if todo.lost:
            keys = [sighting.key for sighting in todo.lost]
            self.store.ledger.note_lost(self.lease, keys, self.clock(), FetchReason.VANISHED)
        if todo.look_for:
            self._write_down(self.mailbox.find_archived(todo.look_for))

    def _write_down(self, outcomes: Sequence[MoveOutcome]) -> None:
        """Into the ledger; a UID that holds other octets now is a new message, which the next round takes in."""
        reused = [outcome.key for outcome in outcomes if outcome.reason == MoveReason.OTHER_OCTETS]
        if reused:
            self.store.ledger.note_lost(self.lease, reused, self.clock(), MoveReason.OTHER_OCTETS)
        others = [outcome for outcome in outcomes if outcome.reason != MoveReason.OTHER_OCTETS]
        if others:
            archive = self.mailbox.archive_folder()
            self.store.ledger.note_outcomes(self.lease, others, archive, self.clock())

    # the balance

    def _balance(self, state: FolderState, listed: frozenset[int], hidden: frozenset[int]) -> Balance:
        now = self.clock()
        held = self.store.ledger.held(self.mailbox.name, state.folder, state.uidvalidity, listed)
        balance = intake.balance(listed, held)
        failpoint("balance.before-commit")
        self.store.ledger.close_round(self.lease, state.folder, balance, now)
        place = f"mailbox:{self.mailbox.name}/{state.folder}"
        self._alarm_while(AlarmKind.INCOMPLETE, place, now, hidden)
        self._alarm_while(AlarmKind.OVERSIZE_WAITING, place, now, balance.reasons.get(FetchReason.OVERSIZE, ()))
        failing = [
            sighting.key.uid
            for sighting in held
            if sighting.state is SightingState.QUARANTINED and sighting.reason != FetchReason.OVERSIZE
        ]
        self._alarm_while(AlarmKind.FETCH_FAILING, place, now, failing)
        if not balance.reasons:
            self.store.ledger.clear_alarm(AlarmKind.UIDVALIDITY_CHANGED, place, now)
        return balance

    def _count_archive_folder(self) -> Balance:
        """What lies in the archive folder must be what we moved there: a stranger is named, once (R14)."""
        archive = self.mailbox.archive_folder()
        ledger = self.store.ledger
        name = self.mailbox.name
        if archive.messages == ledger.archive_count(name, archive.uidvalidity):
            balance = Balance(archive.messages, archive.messages)
            gone: Iterable[int] = ()
        else:
            listed = self.mailbox.archive_listed()
            known, unproven = ledger.archive_known(name, archive.uidvalidity)
            balance = intake.archive_balance(listed, known, unproven)
            gone = known - listed
        now, place = self.clock(), f"mailbox:{name}/{archive.folder}"
        before = self.store.catalogue.folder_reasons(name, archive.folder)
        strangers = frozenset(balance.reasons.get("not_in_ledger", ()))
        fresh = strangers if before is not None else frozenset[int]()
        self.store.ledger.close_round(self.lease, archive.folder, balance, now, archive=archive.uidvalidity)
        self._alarm_while(AlarmKind.INCOMPLETE, place, now, fresh - frozenset((before or {}).get("not_in_ledger", ())))
        self._alarm_while(AlarmKind.ARCHIVE_FOLDER_SHRUNK, place, now, gone)
        return balance

    def _alarm_while(self, kind: AlarmKind, place: str, now: datetime, uids: Iterable[int]) -> None:
        few = sorted(uids)
        if few:
            named = ",".join(str(uid) for uid in few[:100])
            self.store.ledger.raise_alarm(kind, place, now, count=len(few), uids=named)
        else:
            self.store.ledger.clear_alarm(kind, place, now)

    # the session

    def _reconnect(self, state: FolderState, cause: MailboxUnavailable) -> None:
        """A new session in the same folder, so that one bad message does not cost the others their round."""
        if self.reconnects_left == 0:
            raise cause
        self.reconnects_left -= 1
        self.mailbox.close()
        self.mailbox = self.connect()
        if self.mailbox.select(state.folder).uidvalidity != state.uidvalidity:
            raise MailboxUnavailable(f"Folder {state.folder} changed its UIDVALIDITY during the round.") from cause


def _rests_in_place(sighting: Sighting) -> bool:
    return sighting.reason in LEFT_IN_PLACE and sighting.settled


def _key(mailbox: Mailbox, state: FolderState, uid: int) -> MessageKey:
    return MessageKey(mailbox.name, state.folder, state.uidvalidity, uid)


def _stored(one: Accession) -> Sighting:
    return Sighting(one.key, SightingState.STORED, one.item, one.checksum, settled=True)


def _accession(sighting: Sighting) -> Accession:
    if sighting.item is None or sighting.checksum is None:
        raise ValueError("a stored sighting has an item")
    return Accession(sighting.key, sighting.item, sighting.checksum, is_new=False)
