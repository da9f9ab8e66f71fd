"""Watching one mailbox: hold its lease, make a session, run rounds, rest, and get up again after every fall."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from archiver.core.discretion import folder_called, mailbox_called, trouble_called
from archiver.core.patience import CREDENTIALS, LONGEST, UNREACHED, after_troubles, backoff
from archiver.core.records import AlarmKind, Lease
from archiver.edges.store import Store
from archiver.errors import (
    ArchiverError,
    ConfigError,
    CredentialsRefused,
    LeaseLost,
    LoginExpired,
    MailboxUnavailable,
    NoRoom,
    ProtocolViolation,
    SessionRefused,
    StoreUnavailable,
    Throttled,
)
from archiver.jobs.ingest import LastLook, Round, RoundReport
from archiver.jobs.ports import Clock, Mailbox, Reader
from archiver.jobs.settling import Policy

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 15.0
STANDBY_SECONDS = 5.0
LONGEST_OBEYED = 3600.0
"""Seconds that a throttling server is waited for, whatever it asks."""

log = structlog.get_logger()


@dataclass(slots=True)
class Holding:
    """A lease kept alive by a thread of its own for as long as the `with` block runs."""

    store: Store
    lease: Lease
    clock: Clock
    gone: Callable[[str], bool]
    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def __enter__(self) -> Lease:
        self._thread = threading.Thread(target=self._renew, name=f"lease {self.lease.mailbox}", daemon=True)
        self._thread.start()
        return self.lease

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(5)
        try:
            self.store.ledger.give_up_lease(self.lease, self.clock())
        except ArchiverError as error_at_end:
            # It runs out by itself; whoever comes next waits a minute longer.
            log.warning(
                "lease not given up", mailbox=mailbox_called(self.lease.mailbox), kind=type(error_at_end).__name__
            )

    def _renew(self) -> None:
        while not self._ended.wait(RENEW_SECONDS):
            try:
                self.store.ledger.take_lease(self.lease.mailbox, self.lease.holder, self.clock(), LEASE, self.gone)
            except ArchiverError as error:
                # The fence in every write decides; a renewal that failed only makes that more likely.
                log.warning("lease not renewed", mailbox=mailbox_called(self.lease.mailbox), kind=type(error).__name__)


@dataclass(slots=True)
class Watcher:
    """The life of one mailbox in the daemon."""

    name: str
    connect: Callable[[], Mailbox]
    store: Store
    reader: Reader
    policy: Policy
    clock: Clock
    holder: str
    stopping: threading.Event
    poll_seconds: float
    gone: Callable[[str], bool]
    """Whether another holder of a lease is known to be dead."""
    after_round: Callable[[RoundReport], None]
    readers: int = 1
    """How many mails `reader` may be given at once."""
    others: frozenset[str] = frozenset()
    """Mailboxes that are watched as this one is."""
    failures: int = field(default=0, init=False)
    stumbles: int = field(default=0, init=False)
    """Rounds in a row that met trouble and came to their end."""
    _last_look: LastLook = field(default_factory=LastLook, init=False)
    _stands_by: bool = field(default=False, init=False)
    _expiries: int = field(default=0, init=False)
    """Access tokens that ran out since a round came to its end or took mail in."""

    def run(self) -> None:
        """Until told to stop. Nothing that the outside does ends it."""
        while not self.stopping.is_set():
            pause = self._spell()
            self.stopping.wait(pause)

    def _spell(self) -> float:
        """One lease, one session, as many rounds as they last; gives the seconds to wait before the next."""
        try:
            lease = self.store.ledger.take_lease(self.name, self.holder, self.clock(), LEASE, self.gone)
            if lease is None:
                self._stand_by()
                return STANDBY_SECONDS
            self._stands_by = False
            with Holding(self.store, lease, self.clock, self.gone):
                self._rounds(lease)
        except LeaseLost:
            log.warning("lease lost", mailbox=mailbox_called(self.name))
            return STANDBY_SECONDS
        except LoginExpired:
            return self._after_expiry()
        except ArchiverError as error:
            return self._after_failure(error)
        return 0.0

    def _after_expiry(self) -> float:
        """An access token that has run out is nobody's failure, as long as something is achieved in between."""
        self._expiries += 1
        log.info("login renewed", mailbox=mailbox_called(self.name))
        if self._expiries == 1:
            return 0.0
        return backoff(self._expiries - 1, random.random(), UNREACHED)  # noqa: S311 - spreads, guards nothing

    def _came_on(self, _messages: int) -> None:
        self._expiries = 0

    def _stand_by(self) -> None:
        if not self._stands_by:
            log.info("standing by", mailbox=mailbox_called(self.name))
        self._stands_by = True

    def _rounds(self, lease: Lease) -> None:
        mailbox = self.connect()
        try:
            while not self.stopping.is_set():
                one = Round(
                    mailbox,
                    self.connect,
                    self.store,
                    self.reader,
                    self.policy,
                    lease,
                    self.clock,
                    progress=self._came_on,
                    last_look=self._last_look,
                    readers=self.readers,
                    others=self.others,
                )
                try:
                    report = one.run()
                finally:
                    mailbox = one.mailbox
                self._round_done(report)
                if report.troubles:
                    self.stopping.wait(
                        self._until_next(report)
                    )  # without IDLE, whose first word would be the next round
                    continue
                if len(mailbox.folders) > 1:
                    mailbox.select(mailbox.folders[0])  # where new mail is most likely; the others are polled
                mailbox.wait(self.poll_seconds)
        finally:
            mailbox.close()

    def _until_next(self, report: RoundReport) -> float:
        """Within a minute; sooner where no try of a message was used up: for want of a reader, of room, of a store."""
        chance = random.random()  # noqa: S311 - spreads daemons, guards nothing
        is_counted = any(isinstance(one, MailboxUnavailable) and not isinstance(one, NoRoom) for one in report.troubles)
        pause = after_troubles(chance) if is_counted else backoff(self.stumbles, chance, UNREACHED)
        return min(self.poll_seconds, pause)

    def _round_done(self, report: RoundReport) -> None:
        for trouble in report.troubles:
            log.warning(
                "round incomplete",
                mailbox=mailbox_called(self.name),
                kind=type(trouble).__name__,
                why=trouble_called(trouble),
            )
        self.failures = self._expiries = 0
        self.stumbles = self.stumbles + 1 if report.troubles else 0
        self.store.ledger.clear_alarm(AlarmKind.CREDENTIALS_REFUSED, f"mailbox:{self.name}", self.clock())
        for folder in report.folders:
            if folder.new_items or folder.again or folder.not_moved:
                log.info(
                    "round done",
                    mailbox=mailbox_called(self.name),
                    folder=folder_called(folder.folder),
                    new=folder.new_items,
                    again=folder.again,
                    moved=folder.moved,
                    not_moved=folder.not_moved,
                )
        self.after_round(report)

    def _after_failure(self, error: ArchiverError) -> float:
        self.failures += 1
        pause = seconds_to_wait(error, self.failures, random.random())  # noqa: S311 - spreads daemons, guards nothing
        log.warning(
            "round failed",
            mailbox=mailbox_called(self.name),
            kind=type(error).__name__,
            why=trouble_called(error),
            failures=self.failures,
            wait_seconds=round(pause, 1),
        )
        if isinstance(error, CredentialsRefused):
            self._tell()
        return pause

    def _tell(self) -> None:
        """A refused password is told of at once; that a mailbox is out of reach, the watchdog sees."""
        try:
            self.store.ledger.raise_alarm(AlarmKind.CREDENTIALS_REFUSED, f"mailbox:{self.name}", self.clock())
        except StoreUnavailable as also:
            log.warning("alarm not stored", mailbox=mailbox_called(self.name), kind=type(also).__name__)


def seconds_to_wait(error: ArchiverError, failures: int, chance: float) -> float:
    """How long to leave a server alone, by the kind of its failure (R12)."""
    if isinstance(error, CredentialsRefused | ConfigError):
        return CREDENTIALS
    if isinstance(error, Throttled) and error.retry_after is not None:
        return min(error.retry_after, LONGEST_OBEYED)
    would_not_have_us = isinstance(error, SessionRefused | Throttled | ProtocolViolation)
    return backoff(failures, chance, LONGEST if would_not_have_us else UNREACHED)
