"""The round: take in what the watched folders hold, exactly and for good, and only then move the server's copy.

First it is ours, then we say so: fetch, commit, read back over another connection, read and file, commit, move. A
crash between any two steps is healed by the next round, which compares the server's list with the ledger.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from archiver.core import custody, intake
from archiver.core.intake import Balance
from archiver.core.records import (
    Accession,
    AlarmKind,
    ArchiveFolderState,
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
from archiver.core.uids import Uids
from archiver.edges.store import Store
from archiver.edges.store.safekeeping import Recovery
from archiver.errors import (
    CredentialsRefused,
    LoginExpired,
    MailboxUnavailable,
    NoRoom,
    OutsideServiceError,
    ReaderUnavailable,
    SessionRefused,
    StoreUnavailable,
    Throttled,
)
from archiver.failpoints import failpoint
from archiver.jobs import recovery
from archiver.jobs.beside import Beside
from archiver.jobs.canary import Sieve
from archiver.jobs.ports import Clock, Mailbox, Reader
from archiver.jobs.recovery import ArchiveFolder, Expected
from archiver.jobs.settling import Policy, Understood, settle, settle_leftovers

WINDOW = 200
"""How many new messages are in hand at a time: one fetch, one transaction, one move."""
RECONNECTS = 5
"""How often one round makes a new session to get past messages that kill it (R8)."""
RECONNECTS_KEPT = 2
"""So many of them are not spent on moving what is ours already."""
CLOCK_MAY_DIFFER = timedelta(minutes=5)
TURNED_AWAY = (CredentialsRefused, LoginExpired, SessionRefused, Throttled)
"""The server means us, not a message: another session at once would only make it worse (R12)."""
LOOK_AGAIN = timedelta(hours=1)
"""The archive folder is listed so often although its numbers say that nobody but us was there."""
WAITING_ALIKE = frozenset({FetchReason.OVERSIZE, FetchReason.PROBE})
"""Nobody needs to be told that these cannot be fetched."""
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
    """Ours, and still in the folder."""


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round did."""

    mailbox: str
    folders: tuple[FolderReport, ...]
    archive: Balance
    troubles: tuple[OutsideServiceError, ...] = ()
    """What failed and kept nothing else from being taken in."""

    @property
    def complete(self) -> bool:
        """Every message the server listed is archived, none waits for anything, and no stranger is in between."""
        strangers = intake.NOT_IN_LEDGER in self.archive.reasons
        unfinished = any(report.balance.reasons or report.not_moved for report in self.folders)
        return not (strangers or unfinished or self.troubles)


@dataclass(slots=True)
class Tally:
    """What has happened in a folder so far."""

    new_items: int = 0
    again: int = 0
    moved: int = 0


@dataclass(slots=True)
class LastLook:
    """What the archive folder was like when it was last listed, kept from round to round.

    A mailbox of many years is not listed each minute for the sake of three old mails that somebody put there.
    """

    moves: dict[int, int] = field(default_factory=dict)
    """Of the mailbox's moves those that led there, by UIDVALIDITY: counted once, and then reckoned on."""
    apart: tuple[int, int, int] | None = None
    """UIDVALIDITY, and by how much the messages there and the UIDs ever given there are more than our moves."""
    at: datetime | None = None
    reasons: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def still_holds(self, apart: tuple[int, int, int], now: datetime) -> bool:
        """Whether only our own moves can have changed anything since."""
        return self.apart == apart and self.at is not None and timedelta() <= now - self.at < LOOK_AGAIN


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
    last_look: LastLook = field(default_factory=LastLook)
    readers: int = 1
    """How many mails `reader` may be given at once."""
    others: frozenset[str] = frozenset()
    """Mailboxes that have rounds as this one has: what they took in and was never read is theirs to read."""
    reconnects_left: int = RECONNECTS
    sieve: Sieve | None = None
    """Finds probe mails of our own, which are no items."""
    _troubles: list[OutsideServiceError] = field(default_factory=list, init=False)
    """What failed and did not end the round; they stand in its report."""
    _reads: bool = field(default=True, init=False)
    _moves: bool = field(default=True, init=False)
    _restored: Recovery | None = field(default=None, init=False)
    _put_aside: set[int] = field(default_factory=set, init=False)
    """UIDs of the open folder that held probes."""
    _beside: Beside = field(init=False)

    def __post_init__(self) -> None:
        self._beside = Beside(self.store, self.reader, self.policy, self.clock, self.readers)
        self._use(self.mailbox)

    def run(self) -> RoundReport:
        """Every watched folder, then the account of the archive folder.

        Raises `OutsideServiceError` when the outside fails: what is committed stays, and the next round goes on from
        there. What fails in one folder, in reading or in moving keeps nothing else from being taken in; it stands in
        the report.
        """
        try:
            return self._run()
        except MailboxUnavailable:
            self._await_filing()
            raise
        finally:
            self._beside.close()

    def _run(self) -> RoundReport:
        self._check_clock()
        self._restored = self.store.safekeeping.recovery()
        if self._restored is not None and self.store.safekeeping.to_reconcile(self.mailbox.name) is not None:
            self._go_through_archive_folder()
            self.last_look.moves.clear()
        self._understand(lambda: settle_leftovers(self.store, self.reader, self.policy, self.clock, self.others))
        folders = tuple(report for folder in self.mailbox.folders if (report := self._folder(folder)))
        archive = self._count_archive_folder()
        if archive is None or not folders:
            raise self._troubles[0]
        return RoundReport(self.mailbox.name, folders, archive, tuple(self._troubles))

    def _understand(self, work: Callable[[], object]) -> None:
        """Read and file; what cannot be read for want of a reader or of room stays stored, for a later round."""
        if not self._reads:
            return
        try:
            work()
        except ReaderUnavailable as error:
            self._reads = False
            self._troubles.append(error)
        except StoreUnavailable as error:
            self._troubles.append(error)

    def _check_clock(self) -> None:
        """A clock behind the newest entry of the chain was wrong then or is wrong now."""
        now = self.clock()
        newest = self.store.ledger.newest_moment()
        if newest is not None and newest > custody.timestamp(now + CLOCK_MAY_DIFFER):
            self.store.ledger.raise_alarm(AlarmKind.CLOCK, "clock", now)
        else:
            self.store.ledger.clear_alarm(AlarmKind.CLOCK, "clock", now)

    def _folder(self, folder: str) -> FolderReport | None:
        try:
            return self._work_through(folder)
        except TURNED_AWAY:
            raise
        except MailboxUnavailable as error:
            self._await_filing()
            self._go_on(error)
            return None

    def _work_through(self, folder: str) -> FolderReport:
        state = self.mailbox.select(folder)
        self.store.ledger.open_epoch(self.lease, folder, state.uidvalidity, self.clock())
        shown = self.mailbox.listed()
        hidden = self.mailbox.hidden(shown)
        listed = shown | hidden
        held = self.store.ledger.held(self.mailbox.name, folder, state.uidvalidity, listed)
        todo = intake.plan(listed, held, self.clock())
        tally = Tally()
        self._put_aside.clear()
        listed |= self._take_in(state, todo.fetch, max(listed, default=0), tally)
        attempts = {sighting.key.uid: sighting.attempts for sighting in held}
        self._take_in_singly(state, todo.retry, attempts, tally)
        self._await_filing()
        self._account_for_the_gone(state, todo)
        self._finish(state, [sighting for sighting in todo.finish if not _rests_in_place(sighting)], tally)
        balance, not_moved = self._balance(state, listed - self._put_aside, hidden)
        return FolderReport(folder, balance, tally.new_items, tally.again, tally.moved, not_moved)

    # what a lost archive took in

    def _go_through_archive_folder(self) -> None:
        """After a restore, before anything else: see `archiver.jobs.recovery`. A session is kept for the new mail."""
        try:
            folder = self._archive_folder_to_go_through()
            unknown = folder.unknown(self.mailbox)
        except TURNED_AWAY:
            raise
        except MailboxUnavailable as error:
            self._go_on(error)
            return
        for window in intake.windows(unknown, recovery.WINDOW):
            if not self._recover_window(folder, window):
                return
        folder.finish()

    def _archive_folder_to_go_through(self) -> ArchiveFolder:
        expected = Expected()
        for folder in self.mailbox.folders:
            try:
                expected.look_into(self.mailbox, folder, self.store)
            except TURNED_AWAY:
                raise
            except MailboxUnavailable as error:
                self._go_on(error)
        state = self.mailbox.archive_folder()
        return ArchiveFolder(self.store, self.lease, self.clock, self._settle_recovered, state, expected)

    def _settle_recovered(self, new: Sequence[tuple[Accession, RawMessage]]) -> None:
        ones = [Understood(one.item, raw.octets, recovered=True) for one, raw in new]
        self._understand(lambda: settle(self.store, self.reader, self.policy, ones, self.clock))
        self.progress(len(new))

    def _recover_window(self, folder: ArchiveFolder, uids: Sequence[int]) -> bool:
        """False when it is for the next round to go on."""
        waiting, step = list(uids), len(uids)
        while waiting:
            asked = waiting[:step]
            try:
                for batch in self.mailbox.fetch_archived(asked):
                    folder.take_in(batch)
                    done = {one.key.uid for one in batch}
                    waiting = [uid for uid in waiting if uid not in done]
                    if any(isinstance(one, FetchTrouble) and one.reason is FetchReason.NO_ROOM for one in batch):
                        return False
            except TURNED_AWAY:
                raise
            except MailboxUnavailable as error:
                if step == 1:  # it is this message, and the session is worth more than a further try
                    folder.give_up()
                    waiting = waiting[1:]
                if self.reconnects_left <= RECONNECTS_KEPT:
                    self._go_on(error)
                    return False
                self._new_session(error)
                step = 1
        return True

    # what is listed and not ours

    def _take_in(self, state: FolderState, uids: Sequence[int], newest: int, tally: Tally) -> frozenset[int]:
        """Take in what was listed, and before each window what has come meanwhile; gives the UIDs of the latter.

        Somebody waits for the receipt of that, and nobody for that of a mail that has lain here for years.
        """
        came: list[int] = []
        for place, window in enumerate(intake.windows(uids, WINDOW)):
            if place > 0:
                late = self._arrived(state, max(came, default=newest))
                for some in intake.windows(late, WINDOW):
                    self._take_window(state, some, tally)
                came += late
            self._take_window(state, window, tally)
        return frozenset(came)

    def _arrived(self, state: FolderState, above: int) -> list[int]:
        try:
            return sorted(self.mailbox.arrived(above))
        except TURNED_AWAY:
            raise
        except MailboxUnavailable as error:
            self._reconnect(state, error)
            return []

    def _take_window(self, state: FolderState, window: Sequence[int], tally: Tally) -> None:
        self.store.ledger.note_seen(self.lease, [_key(self.mailbox, state, uid) for uid in window], self.clock())
        failpoint("seen.after-commit")
        waiting = set(window)
        try:
            for batch in self.mailbox.fetch(window):
                waiting -= {answer.key.uid for answer in batch}
                self._take_batch(batch, {}, tally)
                _stop_if_the_session_is_over(batch)
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
                    _stop_if_the_session_is_over(batch)
            except TURNED_AWAY:
                raise
            except SessionOver as error:
                self._reconnect(state, error)
            except MailboxUnavailable as error:
                # A server that is away now, too, was not driven away by this message.
                self._reconnect(state, error)
                self._set_back(FetchTrouble(_key(self.mailbox, state, uid), FetchReason.BROKEN), attempts)

    def _take_batch(self, batch: Sequence[RawMessage | FetchTrouble], attempts: dict[int, int], tally: Tally) -> None:
        for trouble in (answer for answer in batch if isinstance(answer, FetchTrouble)):
            self._set_back(trouble, attempts)
        messages = self._without_probes([answer for answer in batch if isinstance(answer, RawMessage)])
        fetched_at = self.clock()
        if messages:
            failpoint("fetched.before-accession")
            with contextlib.ExitStack() as files:
                for raw in messages:
                    files.callback(raw.octets.close)
                self._make_ours(messages, fetched_at, tally, files)

    def _without_probes(self, messages: list[RawMessage]) -> list[RawMessage]:
        """What is left when our own probe mails are put aside: those are judged, and never become items."""
        probes = {} if self.sieve is None else self.sieve.among(messages)
        if self.sieve is None or not probes:
            return messages
        ours = [raw for raw in messages if raw.key in probes]
        for raw in ours:
            self.sieve.came(raw, probes[raw.key])
            raw.octets.close()
        self.mailbox.clear_aside(self.sieve.folder, self.sieve.may_go)
        gone = self.mailbox.put_aside([raw.key.uid for raw in ours], self.sieve.folder)
        self.store.ledger.note_put_aside(self.lease, [raw.key for raw in ours if raw.key.uid in gone])
        self._put_aside |= gone
        self.store.probes.put_aside([one.reference for key, one in probes.items() if key.uid in gone], self.clock())
        for raw in (raw for raw in ours if raw.key.uid not in gone):
            self._set_back(FetchTrouble(raw.key, FetchReason.PROBE), {})
        return [raw for raw in messages if raw.key not in probes]

    def _make_ours(
        self, messages: Sequence[RawMessage], fetched_at: datetime, tally: Tally, files: contextlib.ExitStack
    ) -> None:
        """Commit a batch and prove it, and move it while it is read; the one before is filed meanwhile."""
        accessions = self.store.accessions.accession(self.lease, messages, self.clock(), fetched_at=fetched_at)
        new = [accession for accession in accessions if accession.is_new]
        tally.new_items += len(new)
        tally.again += len(accessions) - len(new)
        sound = self._read_back(accessions)
        octets = {raw.octets.checksum: raw.octets for raw in messages}
        old = {raw.octets.checksum for raw in messages if self._was_left_here(raw)}
        new_ones = [
            Understood(one.item, octets[one.checksum], recovered=one.checksum in old) for one in new if one.key in sound
        ]
        self._hand_to_readers(new_ones, files)
        self.progress(len(accessions))
        if any(one.recovered for one in new_ones):  # of what is moved or marked nothing tells that it lay here before
            self._await_filing()
        self._move([_stored(one) for one in accessions if one.key in sound], tally)
        if any(raw.octets.is_in_a_file for raw in messages):  # its room may be wanted for the next
            self._await_filing()

    def _hand_to_readers(self, items: Sequence[Understood], files: contextlib.ExitStack) -> None:
        self._await_filing()
        if items and self._reads:
            self._beside.begin(items, files)

    def _await_filing(self) -> None:
        filing = self._beside.finish()
        if filing is not None:
            self._understand(filing.result)

    def _was_left_here(self, raw: RawMessage) -> bool:
        """Where nothing can be moved, what came before a restore may have been thanked for by the lost archive."""
        if self._restored is None or raw.internal_date is None or self.mailbox.way_of_moving() is not None:
            return False
        return raw.internal_date < self._restored.at

    def _read_back(self, accessions: Sequence[Accession]) -> frozenset[MessageKey]:
        """The keys whose stored octets hash to their name; the others are alarmed and stay on the server (R4)."""
        failpoint("accession.before-read-back")
        wrong = self.store.accessions.unsound((one.item, one.checksum) for one in accessions)
        for item, found in wrong.items():
            self.store.ledger.note_damaged(item, found, self.clock())
        bad = [one.key for one in accessions if one.item in wrong]
        if bad:
            refused = [MoveOutcome(key, MoveResult.REFUSED, reason=AlarmKind.READBACK_MISMATCH) for key in bad]
            self.store.ledger.note_refusals(self.lease, refused, self._move_again)
        failpoint("read-back.after")
        return frozenset(one.key for one in accessions) - frozenset(bad)

    def _set_back(self, trouble: FetchTrouble, attempts: dict[int, int]) -> None:
        if trouble.reason is FetchReason.VANISHED:
            self.store.ledger.note_lost(self.lease, [trouble.key], self.clock(), FetchReason.VANISHED)
            return
        if trouble.reason is FetchReason.NO_ROOM and not any(isinstance(one, NoRoom) for one in self._troubles):
            self._troubles.append(NoRoom(trouble.detail))
        so_far = attempts.get(trouble.key.uid, 0)
        now = self.clock()
        setback = intake.setback(so_far, trouble.reason, now, allowed=self.policy.attempts)
        self.store.ledger.note_setback(self.lease, trouble.key, setback, now)

    # what is ours and not finished

    def _finish(self, state: FolderState, sightings: Sequence[Sighting], tally: Tally) -> None:
        """Move what an earlier round left; alone what was in a move that ended the session.

        Tried also when a move of new mail failed just now: that may have been one message's fault.
        """
        self._moves = self._moves or self.reconnects_left > RECONNECTS_KEPT
        together = [sighting for sighting in sightings if sighting.reason != FetchReason.BROKEN]
        alone = [sighting for sighting in sightings if sighting.reason == FetchReason.BROKEN]
        for group in [*intake.windows(together, WINDOW), *intake.windows(alone, 1)]:
            if not self._moves:
                return
            try:
                self._finish_group(group, tally)
            except TURNED_AWAY:
                raise
            except MailboxUnavailable as error:
                self._reconnect(state, error)
                self._moves = len(group) == 1 and self.reconnects_left > RECONNECTS_KEPT

    def _finish_group(self, ours: Sequence[Sighting], tally: Tally) -> None:
        sound = self._read_back([_accession(sighting) for sighting in ours])
        for healed in (one for one in ours if one.key in sound and one.reason == AlarmKind.READBACK_MISMATCH):
            if healed.item is not None:
                self.store.ledger.note_sound(healed.item, self.clock())
        self._move([sighting for sighting in ours if sighting.key in sound], tally)

    def _move(self, sightings: Sequence[Sighting], tally: Tally) -> None:
        """Move, if moving works in this round; a session that ends over it is counted against these messages."""
        if not sightings or not self._moves:
            return
        try:
            self._move_now(sightings, tally)
        except TURNED_AWAY:
            raise
        except MailboxUnavailable as error:
            self._moves = False
            self._troubles.append(error)
            self.store.ledger.note_move_setback(self.lease, [sighting.key for sighting in sightings], self._move_again)
            raise

    def _move_now(self, sightings: Sequence[Sighting], tally: Tally) -> None:
        archive = self.mailbox.archive_folder()
        first = [sighting for sighting in sightings if sighting.archive_uidnext is None]
        if first:
            self.store.ledger.note_intent(self.lease, first, archive, self.clock())
        failpoint("move.before")
        outcomes = self.mailbox.move([_looked_for_from(sighting, archive) for sighting in sightings])
        failpoint("move.after")
        self._write_down(outcomes, archive)
        failpoint("moved.after-commit")
        tally.moved += sum(outcome.result is MoveResult.MOVED for outcome in outcomes)

    def _move_again(self, attempts: int) -> datetime | None:
        return intake.move_again_at(attempts, self.clock(), allowed=self.policy.attempts)

    def _account_for_the_gone(self, state: FolderState, todo: intake.Plan) -> None:
        if todo.lost:
            keys = [sighting.key for sighting in todo.lost]
            self.store.ledger.note_lost(self.lease, keys, self.clock(), FetchReason.VANISHED)
        if not todo.look_for:
            return
        try:
            archive = self.mailbox.archive_folder()
            self._write_down(self.mailbox.find_archived(todo.look_for), archive)
        except TURNED_AWAY:
            raise
        except MailboxUnavailable as error:
            self._troubles.append(error)
            self._reconnect(state, error)

    def _write_down(self, outcomes: Sequence[MoveOutcome], archive: ArchiveFolderState) -> None:
        """Into the ledger; a UID that holds other octets now is a new message, which the next round takes in."""
        reused = [outcome.key for outcome in outcomes if outcome.reason == MoveReason.OTHER_OCTETS]
        if reused:
            self.store.ledger.note_lost(self.lease, reused, self.clock(), MoveReason.OTHER_OCTETS)
        others = [outcome for outcome in outcomes if outcome.reason != MoveReason.OTHER_OCTETS]
        if others:
            self.store.ledger.note_outcomes(self.lease, others, archive, self.clock(), self._move_again)
            if archive.uidvalidity in self.last_look.moves:
                moved = sum(outcome.result is MoveResult.MOVED for outcome in others)
                self.last_look.moves[archive.uidvalidity] += moved

    # the balance

    def _balance(self, state: FolderState, listed: frozenset[int], hidden: frozenset[int]) -> tuple[Balance, int]:
        """The account of a folder, and how many messages are ours and lie there still."""
        now = self.clock()
        held = self.store.ledger.held(self.mailbox.name, state.folder, state.uidvalidity, listed)
        balance = intake.balance(listed, held)
        stored = [one for one in held if one.state is SightingState.STORED and one.key.uid in listed]
        failpoint("balance.before-commit")
        self.store.ledger.close_round(self.lease, state.folder, balance, now)
        failing = [one for one in held if one.state is SightingState.QUARANTINED and one.reason not in WAITING_ALIKE]
        self._alarm_while(
            f"mailbox:{self.mailbox.name}/{state.folder}",
            now,
            {
                AlarmKind.INCOMPLETE: hidden,
                AlarmKind.OVERSIZE_WAITING: balance.reasons.get(FetchReason.OVERSIZE, ()),
                AlarmKind.FETCH_FAILING: [one.key.uid for one in failing],
                AlarmKind.MOVES_FAILING: [one.key.uid for one in stored if one.attempts >= self.policy.attempts],
            },
        )
        return balance, sum(not _rests_in_place(one) for one in stored)

    def _count_archive_folder(self) -> Balance | None:
        """What lies in the archive folder must be what we moved there: strangers and gaps are named (R14)."""
        try:
            archive = self.mailbox.archive_folder()
            if self.last_look.still_holds(self._apart(archive), self.clock()):
                return self._close_archive(archive, self._as_before(archive))
            self.last_look.moves.clear()  # another process may have moved some, or somebody put one there
            apart = self._apart(archive)
            listed = self._archive_listed(archive)
        except TURNED_AWAY:
            raise
        except MailboxUnavailable as error:
            self._troubles.append(error)
            return None
        balance = self._account_for_archive(archive, listed)
        self.last_look.apart, self.last_look.at, self.last_look.reasons = apart, self.clock(), balance.reasons
        return self._close_archive(archive, balance)

    def _apart(self, archive: ArchiveFolderState) -> tuple[int, int, int]:
        moves, validity = self.last_look.moves, archive.uidvalidity
        if validity not in moves:
            moves[validity] = self.store.ledger.archive_expected(self.mailbox.name, validity)
        return validity, archive.messages - moves[validity], archive.uidnext - moves[validity]

    def _archive_listed(self, archive: ArchiveFolderState) -> Uids:
        """Every UID in it; by a list that is too short, copies would be given up that lie there."""
        listed = self.mailbox.archive_listed()
        if len(listed) < archive.messages:
            raise MailboxUnavailable("The mail server lists fewer messages in the archive folder than it counts.")
        return listed

    def _as_before(self, archive: ArchiveFolderState) -> Balance:
        reasons = self.last_look.reasons
        strangers = sum(len(uids) for uids in reasons.values())
        return Balance(archive.messages, archive.messages - strangers, reasons)

    def _account_for_archive(self, archive: ArchiveFolderState, listed: Uids) -> Balance:
        ledger, name = self.store.ledger, self.mailbox.name
        known, unproven = ledger.archive_known(name, archive.uidvalidity)
        before = self.store.catalogue.folder_reasons(name, archive.folder)
        there_before = None if before is None else before.get(intake.THERE_BEFORE, ())
        if gone := known - listed:
            ledger.note_copies_lost(self.lease, archive.uidvalidity, sorted(gone), archive.folder, self.clock())
        return intake.archive_balance(listed, known, unproven, there_before)

    def _close_archive(self, archive: ArchiveFolderState, balance: Balance) -> Balance:
        now, place = self.clock(), f"mailbox:{self.mailbox.name}/{archive.folder}"
        self.store.ledger.close_round(self.lease, archive.folder, balance, now, archive=archive.uidvalidity)
        self._alarm_while(place, now, {AlarmKind.INCOMPLETE: balance.reasons.get(intake.NOT_IN_LEDGER, ())})
        return balance

    def _alarm_while(self, place: str, now: datetime, over: Mapping[AlarmKind, Iterable[int]]) -> None:
        """An alarm of each kind is open as long as there are UIDs that it is over."""
        is_open = self.store.ledger.open_alarms(place)
        for kind, uids in over.items():
            few = sorted(uids)
            if few:
                named = ",".join(str(uid) for uid in few[:100])
                self.store.ledger.raise_alarm(kind, place, now, count=len(few), uids=named)
            elif kind in is_open:
                self.store.ledger.clear_alarm(kind, place, now)

    # the session

    def _go_on(self, cause: MailboxUnavailable) -> None:
        """A new session for what is left of the round; the cause stands in its report."""
        self._troubles.append(cause)
        self._new_session(cause)

    def _reconnect(self, state: FolderState, cause: MailboxUnavailable) -> None:
        """A new session in the same folder, so that one bad message does not cost the others their round."""
        self._new_session(cause)
        if self.mailbox.select(state.folder).uidvalidity != state.uidvalidity:
            raise MailboxUnavailable(f"Folder {state.folder} changed its UIDVALIDITY during the round.") from cause

    def _new_session(self, cause: MailboxUnavailable) -> None:
        if self.reconnects_left == 0:
            raise cause
        self.reconnects_left -= 1
        self.mailbox.close()
        self._use(self.connect())

    def _use(self, mailbox: Mailbox) -> None:
        """What proved one move proves no other, though mails of equal octets look alike: the ledger knows of all."""
        mailbox.ask_whose_copies(partial(self.store.ledger.copies_in_use, mailbox.name))
        self.mailbox = mailbox


class SessionOver(MailboxUnavailable):
    """A message that has been accounted for was more than its session could bear."""


def _stop_if_the_session_is_over(batch: Sequence[RawMessage | FetchTrouble]) -> None:
    """What is asked next needs another session, and must not be charged with the end of this one."""
    for one in batch:
        if isinstance(one, FetchTrouble) and one.ends_session:
            raise SessionOver(one.detail)


def _looked_for_from(sighting: Sighting, archive: ArchiveFolderState) -> Sighting:
    """With the intent of its first move, as it stands in the ledger: an older copy of equal octets proves nothing."""
    if sighting.archive_uidnext is not None:
        return sighting
    return replace(sighting, archive_uidvalidity=archive.uidvalidity, archive_uidnext=archive.uidnext)


def _rests_in_place(sighting: Sighting) -> bool:
    return sighting.reason in LEFT_IN_PLACE


def _key(mailbox: Mailbox, state: FolderState, uid: int) -> MessageKey:
    return MessageKey(mailbox.name, state.folder, state.uidvalidity, uid)


def _stored(one: Accession) -> Sighting:
    return Sighting(one.key, SightingState.STORED, one.item, one.checksum)


def _accession(sighting: Sighting) -> Accession:
    if sighting.item is None or sighting.checksum is None:
        raise ValueError("a stored sighting has an item")
    return Accession(sighting.key, sighting.item, sighting.checksum, is_new=False)
