"""Watching one mailbox: hold its lease, make a session, run rounds, rest, and get up again after every fall."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

import structlog

from archiver.bell import Bell
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
from archiver.jobs import sharing
from archiver.jobs.canary import Sieve
from archiver.jobs.ingest import LastLook, Round, RoundReport
from archiver.jobs.ports import Clock, Mailbox, Reader
from archiver.jobs.settling import Policy
from archiver.jobs.sharing import Shares, Tenure

STANDBY_SECONDS = 60.0
"""So often a watcher that stands by looks whether it is to end, though nobody woke it."""
LONGEST_OBEYED = 3600.0
"""Seconds that a throttling server is waited for, whatever it asks."""

log = structlog.get_logger()


@dataclass(slots=True)
class Holding:
    """A lease kept alive by a thread of its own for as long as the `with` block runs: for a single round."""

    store: Store
    lease: Lease
    clock: Clock
    steady: Callable[[], float]
    gone: Callable[[str], bool]
    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def __enter__(self) -> Tenure:
        tenure = Tenure(self.lease, self.steady, self.steady() + sharing.ACTS_SECONDS, Bell())
        self._thread = threading.Thread(
            target=self._renew, args=(tenure,), name=f"lease {self.lease.mailbox}", daemon=True
        )
        self._thread.start()
        return tenure

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(5)
        try:
            self.store.ledger.give_up_lease(self.lease, self.clock())
        except ArchiverError as error_at_end:
            # It runs out by itself, and whoever comes next waits for that.
            log.warning(
                "lease not given up", mailbox=mailbox_called(self.lease.mailbox), kind=type(error_at_end).__name__
            )

    def _renew(self, tenure: Tenure) -> None:
        while not self._ended.wait(sharing.RENEW_SECONDS):
            begun = self.steady()
            try:
                lease = self.store.ledger.take_lease(
                    self.lease.mailbox, self.lease.holder, self.clock(), sharing.LEASE, self.gone
                )
            except ArchiverError as error:
                # The fence in every write decides; a renewal that failed only makes that more likely.
                log.warning("lease not renewed", mailbox=mailbox_called(self.lease.mailbox), kind=type(error).__name__)
                continue
            if lease == self.lease:
                tenure.until = begun + sharing.ACTS_SECONDS


class Onlooker(Protocol):
    """Who is told how a watcher fares."""

    def turns(self, mailbox: str, within: float | None = None) -> None:
        """It goes on, and will say so again within so many seconds; None while it works, and nobody can say."""
        ...

    def polled(self, mailbox: str, outcome: str, seconds: float) -> None:
        """A round ended, good, incomplete or failed, after so many seconds."""
        ...


class Nobody:
    """No onlooker."""

    def turns(self, mailbox: str, within: float | None = None) -> None:
        """Not heard."""

    def polled(self, mailbox: str, outcome: str, seconds: float) -> None:
        """Not heard."""


@dataclass(slots=True)
class Watcher:
    """The life of one mailbox in the daemon."""

    name: str
    connect: Callable[[Tenure | None], Mailbox]
    """Makes a session in which nothing is said but under that lease; without one, only to see that it can be made."""
    store: Store
    reader: Reader
    policy: Policy
    clock: Clock
    shares: Shares
    stopping: threading.Event
    poll_seconds: float
    after_round: Callable[[RoundReport], None]
    readers: int = 1
    """How many mails `reader` may be given at once."""
    others: frozenset[str] = frozenset()
    """Mailboxes that are watched as this one is."""
    onlooker: Onlooker = field(default_factory=Nobody)
    sieve: Sieve | None = None
    """Finds probe mails of our own."""
    failures: int = field(default=0, init=False)
    stumbles: int = field(default=0, init=False)
    """Rounds in a row that met trouble and came to their end."""
    _last_look: LastLook = field(default_factory=LastLook, init=False)
    _stands_by: bool = field(default=False, init=False)
    _came_with_others: bool = field(default=True, init=False)
    """What began this round may have begun one in every other mailbox too: see `_rest`."""
    _begun: float = field(default=0.0, init=False)
    """When what is under way began, by a clock that only goes forward."""
    _expiries: int = field(default=0, init=False)
    """Access tokens that ran out since a round came to its end or took mail in."""

    def run(self) -> None:
        """Until told to stop. Nothing that the outside does ends it."""
        while not self.stopping.is_set():
            self._begin()
            if self.shares.is_aside(self.name):
                self._try_again()
            elif (tenure := self.shares.tenure(self.name)) is None:
                self._stand_by()
            else:
                self._stands_by = False
                self._work(tenure)

    def _begin(self) -> None:
        self._begun = monotonic()
        self.onlooker.turns(self.name)

    def _pause(self, ending: threading.Event, seconds: float) -> None:
        self.onlooker.turns(self.name, seconds)
        ending.wait(seconds)

    def _came_on(self, _messages: int) -> None:
        self._expiries = 0
        self.onlooker.turns(self.name)

    def _stand_by(self) -> None:
        if not self._stands_by:
            log.info("standing by", mailbox=mailbox_called(self.name))
        self._stands_by = True
        self.onlooker.turns(self.name, STANDBY_SECONDS)
        self.shares.wait_for(self.name, STANDBY_SECONDS)

    def _work(self, tenure: Tenure) -> None:
        """Under one lease: a session, and as many rounds as it lasts."""
        try:
            self._rounds(tenure)
        except LeaseLost:
            log.warning("round cut off", mailbox=mailbox_called(self.name))
        except LoginExpired:
            self._pause(tenure.ending, self._after_expiry())
            if self._goes_on(tenure):
                return
        except ArchiverError as error:
            if self._rests_after(error, tenure):
                return
        self.shares.end(tenure)

    def _rests_after(self, error: ArchiverError, tenure: Tenure) -> bool:
        """Wait as long as the error wants; False when the lease is over meanwhile, or is to be.

        A server that refuses us has said so to all replicas: the lease is kept, so that no other asks it once more.
        What only we may be cut off from is left to others.
        """
        pause = self._failed(error)
        if is_ours_alone(error) and self.shares.others_can(self.name):
            self.shares.leave_to_others(tenure)
            self._pause(self.stopping, pause)
            return True
        self.shares.keep(self.name, kept=not is_ours_alone(error))
        self._pause(tenure.ending, pause)
        self.shares.keep(self.name, kept=False)
        return self._goes_on(tenure)

    def _goes_on(self, tenure: Tenure) -> bool:
        """Whether the lease is ours still, and is to stay so."""
        return tenure.may_act and not tenure.asked and not self.stopping.is_set()

    def _after_expiry(self) -> float:
        """An access token that has run out is nobody's failure, as long as something is achieved in between."""
        self._expiries += 1
        log.info("login renewed", mailbox=mailbox_called(self.name))
        if self._expiries == 1:
            return 0.0
        return backoff(self._expiries - 1, random.random(), UNREACHED)  # noqa: S311 - spreads, guards nothing

    def _try_again(self) -> None:
        """See whether a mailbox that was left to others can be reached; nothing is done to it."""
        try:
            self.connect(None).close()
        except ArchiverError as error:
            self._pause(self.stopping, self._failed(error))
            return
        self.shares.can_again(self.name)

    def _rounds(self, tenure: Tenure) -> None:
        def connected() -> Mailbox:
            return self.connect(tenure)

        mailbox = connected()
        self._came_with_others = True
        try:
            while not (self.stopping.is_set() or tenure.asked):
                self._begin()
                one = Round(
                    mailbox,
                    connected,
                    self.store,
                    self.reader,
                    self.policy,
                    tenure.lease,
                    self.clock,
                    progress=self._came_on,
                    last_look=self._last_look,
                    readers=self.readers,
                    others=self.others,
                    sieve=self.sieve,
                )
                try:
                    report = one.run()
                finally:
                    mailbox = one.mailbox
                self._round_done(report)
                with tenure.rest() as is_asked:
                    if not is_asked:
                        self._rest(mailbox, report, tenure)
                if not (tenure.may_act or self.stopping.is_set()):
                    raise LeaseLost(f"Our time at mailbox {self.name} is over.")
        finally:
            mailbox.close()

    def _rest(self, mailbox: Mailbox, report: RoundReport, tenure: Tenure) -> None:
        """After a login and after a wake-up shorter, by chance: they come to many mailboxes at once.

        A start, a mail to all, a server that is there again: otherwise all would ask server and database together from
        then on, every `poll_seconds`.
        """
        if report.troubles:
            self._pause(
                tenure.ending, self._until_next(report)
            )  # without IDLE, whose first word would be the next round
            return
        if len(mailbox.folders) > 1:
            mailbox.select(mailbox.folders[0])  # where new mail is most likely; the others are polled
        share = random.random() if self._came_with_others else 1.0  # noqa: S311 - spreads, guards nothing
        self._came_with_others = mailbox.wait(self.poll_seconds * share)

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
        self.onlooker.polled(self.name, "incomplete" if report.troubles else "good", monotonic() - self._begun)
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

    def _failed(self, error: ArchiverError) -> float:
        """Tell of it; gives the seconds to wait before the next try."""
        self.onlooker.polled(self.name, "failed", monotonic() - self._begun)
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


def is_ours_alone(error: ArchiverError) -> bool:
    """Whether another machine may fare better: it was the way to the server, not the server, or something here."""
    has_answered = isinstance(error, CredentialsRefused | SessionRefused | Throttled | ProtocolViolation)
    return isinstance(error, ConfigError | MailboxUnavailable) and not has_answered


def seconds_to_wait(error: ArchiverError, failures: int, chance: float) -> float:
    """How long to leave a server alone, by the kind of its failure (R12)."""
    if isinstance(error, CredentialsRefused | ConfigError):
        return CREDENTIALS
    if isinstance(error, Throttled) and error.retry_after is not None:
        return min(error.retry_after, LONGEST_OBEYED)
    would_not_have_us = isinstance(error, SessionRefused | Throttled | ProtocolViolation)
    return backoff(failures, chance, LONGEST if would_not_have_us else UNREACHED)
