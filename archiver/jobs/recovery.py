"""After a restore: what the lost archive took in since the backup lies in the archive folder. It is taken in again.

No receipt is sent for it: whoever sent it has had one. Its numbers go on from those the backup held. This comes before
the watched folders are worked through, and what a dead session leaves undone is done in the next round.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from archiver.core.records import (
    Accession,
    ArchiveFolderState,
    Checksum,
    FetchTrouble,
    Lease,
    MoveOutcome,
    MoveResult,
    RawMessage,
    Sighting,
    SightingState,
)
from archiver.edges.store import Store
from archiver.edges.store.safekeeping import Reconciled
from archiver.jobs.ports import Clock, Mailbox

WINDOW = 200

log = structlog.get_logger()

Settle = Callable[[Sequence[tuple[Accession, RawMessage]]], None]
"""Reads and files what is new, without a receipt."""


@dataclass(slots=True)
class Expected:
    """Messages that are ours and were not moved yet, as the backup knows it."""

    gone: dict[Checksum, list[Sighting]] = field(default_factory=dict)
    """They have left their folder: a copy in the archive folder proves their move."""
    there: set[Checksum] = field(default_factory=set)
    """They lie in their folder: a copy in the archive folder is a move cut off, which the round goes on with."""

    def look_into(self, mailbox: Mailbox, folder: str, store: Store) -> None:
        """What is expected of one watched folder."""
        state = mailbox.select(folder)
        listed = mailbox.listed()
        for sighting in store.ledger.held(mailbox.name, folder, state.uidvalidity, listed):
            if sighting.state is not SightingState.STORED or sighting.checksum is None:
                continue
            if sighting.key.uid in listed:
                self.there.add(sighting.checksum)
            else:
                self.gone.setdefault(sighting.checksum, []).append(sighting)


@dataclass(slots=True)
class ArchiveFolder:
    """The archive folder of one mailbox, gone through once after a restore."""

    store: Store
    lease: Lease
    clock: Clock
    settle: Settle
    state: ArchiveFolderState
    expected: Expected
    found: Reconciled = field(default_factory=Reconciled)

    def unknown(self, mailbox: Mailbox) -> list[int]:
        """UIDs in it that the restored archive did not know, but for those that lay there before any archive."""
        known, _ = self.store.ledger.archive_known(mailbox.name, self.state.uidvalidity)
        before = self.store.safekeeping.there_before(mailbox.name, self.state.folder, self.state.uidvalidity)
        return sorted(mailbox.archive_listed() - known - before)

    def take_in(self, batch: Sequence[RawMessage | FetchTrouble]) -> None:
        """Commit a batch; what could not be fetched is counted, and stays where it is."""
        messages = [one for one in batch if isinstance(one, RawMessage)]
        with contextlib.ExitStack() as open_files:
            for raw in messages:
                open_files.callback(raw.octets.close)
            proven = [outcome for raw in messages if (outcome := self._proves(raw)) is not None]
            others = [raw for raw in messages if raw.key.uid not in {one.archive_uid for one in proven}]
            if proven:
                self.store.ledger.note_outcomes(self.lease, proven, self.state, self.clock())
            recovered = self._recover([raw for raw in others if raw.octets.checksum not in self.expected.there])
        self._count(len(batch), recovered, len(proven), len(batch) - len(messages))

    def give_up(self) -> None:
        """Of one message that ends every session."""
        self._count(1, 0, 0, 1)

    def finish(self) -> None:
        """It has been gone through: no later round does it again."""
        self.store.safekeeping.note_reconciled(self.lease, self.found, self.clock())
        log.info(
            "archive folder reconciled",
            mailbox=self.lease.mailbox,
            examined=self.found.examined,
            recovered=self.found.recovered,
            proven=self.found.proven,
            left=self.found.left,
        )

    def _proves(self, raw: RawMessage) -> MoveOutcome | None:
        waiting = self.expected.gone.get(raw.octets.checksum)
        if not waiting:
            return None
        return MoveOutcome(waiting.pop(0).key, MoveResult.MOVED, archive_uid=raw.key.uid)

    def _recover(self, messages: Sequence[RawMessage]) -> int:
        if not messages:
            return 0
        accessions = self.store.accessions.accession(self.lease, messages, self.clock(), self.state)
        wrong = self.store.accessions.unsound((one.item, one.checksum) for one in accessions)
        for item, sha256 in wrong.items():
            self.store.ledger.note_damaged(item, sha256, self.clock())
        by_key = {raw.key: raw for raw in messages}
        new = [(one, by_key[one.key]) for one in accessions if one.is_new and one.item not in wrong]
        self.settle(new)
        return sum(one.is_new for one in accessions)

    def _count(self, examined: int, recovered: int, proven: int, left: int) -> None:
        so_far = self.found
        self.found = Reconciled(
            so_far.examined + examined, so_far.recovered + recovered, so_far.proven + proven, so_far.left + left
        )
