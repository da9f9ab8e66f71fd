"""This process's share of the mailboxes: say that we are there, renew what we hold, take what is free, hand over.

One step serves every mailbox of the process: a few small transactions in nine seconds, however many there are. A lease
is believed for less long than it lasts, by a clock of our own that only goes forward: whoever is cut off from the
database, or was stopped and goes on, says nothing more to a mailbox that another may have by then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from archiver.bell import Bell
from archiver.core.discretion import mailbox_called, trouble_called
from archiver.core.records import Lease
from archiver.core.sharing import ONCE, Picture, to_hand_over, to_take
from archiver.edges.store import Store
from archiver.edges.store.replicas import Presence
from archiver.errors import ArchiverError
from archiver.jobs.ports import Clock

LEASE = timedelta(seconds=32)
"""So long a mailbox waits for a holder that died unseen; then it takes three seconds to be noticed, and a login.

Where the one whose turn it is does not come, or must try twice to connect, another polls it within a minute still.
"""
ACTS_SECONDS = 26.0
"""So long after a renewal began its holder acts: the rest is for what is on its way."""
RENEW_SECONDS = 9.0
"""Every third look. It may come to nothing once; more often would be a third of what an idle daemon costs."""
LOOK_SECONDS = 3.0
LEFT_LYING_SECONDS = 4.0
"""A mailbox that is free for so long is taken by anybody: whoever's turn it was does not come."""

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Tenure:
    """A lease that we hold, and for how long we may act under it."""

    lease: Lease
    steady: Callable[[], float]
    until: float
    """By the steady clock; put forward with each renewal."""
    ending: Bell
    """Set when whoever rests under it is to go on, and when the daemon ends."""
    asked: bool = False
    """Another is to have the mailbox: it is handed over between two rounds."""
    over: bool = False
    resting: bool = False

    @property
    def may_act(self) -> bool:
        """Whether the lease is ours beyond doubt."""
        return not self.over and self.steady() < self.until

    def ask(self) -> None:
        """Have it handed over, as soon as it rests."""
        self.asked = True
        if self.resting:
            self.ending.set()

    @contextmanager
    def rest(self) -> Iterator[bool]:
        """A time in which it may be interrupted for being handed over; tells whether that is wanted already."""
        self.resting = True
        try:
            yield self.asked
        finally:
            self.resting = False


@dataclass(slots=True)
class Shares:
    """What this process holds. `step` is to be called every few seconds; `run` does that."""

    store: Store
    name: str
    """Of this process; no other ever has it."""
    mailboxes: frozenset[str]
    clock: Clock
    """The one by which all replicas reckon leases."""
    steady: Callable[[], float]
    """Seconds of a clock that only goes forward, also while the process or the machine sleeps."""
    gone: Callable[[str], bool]
    """Whether another process is known to be dead."""
    label: str = ""
    bell: Callable[[], Bell] = Bell
    does_once: bool = True
    """Whether it may be the one that does what is done once for all."""
    _tenures: dict[str, Tenure] = field(default_factory=dict, init=False)
    _aside: set[str] = field(default_factory=set, init=False)
    """What we could not reach, and others perhaps can."""
    _kept: set[str] = field(default_factory=set, init=False)
    """What no other is to have, because the next try to log in must wait."""
    _picture: Picture | None = field(default=None, init=False)
    _since: datetime | None = field(default=None, init=False)
    _appeared: float | None = field(default=None, init=False)
    _free: dict[str, float] = field(default_factory=dict, init=False)
    """Free mailboxes, by when we first saw them so."""
    _stopped: bool = field(default=False, init=False)
    _stepping: threading.RLock = field(default_factory=threading.RLock, init=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, init=False)
    _wake: threading.Event = field(default_factory=threading.Event, init=False)

    # --- the life of the process

    def run(self, stopping: threading.Event) -> None:
        """Step after step, until told to stop."""
        while not stopping.is_set():
            self.step()
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def step(self) -> None:
        """Renew and look around, as far as it is time. A database that is away is no reason to end."""
        try:
            with self._stepping:
                self._step()
        except ArchiverError as error:
            log.warning("leases not renewed", kind=type(error).__name__, why=trouble_called(error))
        finally:
            self._end_what_ran_out()

    def _step(self) -> None:
        self._end_what_ran_out()
        is_due = self._appeared is None or self.steady() - self._appeared >= RENEW_SECONDS
        if is_due:
            self._appear()
        if is_due or self._is_wanting() or self._others():
            self._look()

    def stop(self) -> None:
        """Wake everybody: the daemon ends."""
        with self._changed:
            self._stopped = True
            for tenure in self._tenures.values():
                tenure.ending.set()
            self._changed.notify_all()
        self._wake.set()

    def leave(self) -> None:
        """Hand everything over at once, whatever is still in the middle of it: no write of that counts any more."""
        with self._changed:
            tenures = list(self._tenures.values())
            self._tenures.clear()
        for tenure in tenures:
            tenure.over = True
        try:
            with self._stepping:
                self.store.replicas.leave(self.name, [tenure.lease for tenure in tenures], self.clock())
        except ArchiverError as error:
            # They run out by themselves; whoever comes next waits for that.
            log.warning("leases not given up", kind=type(error).__name__)

    # --- what watchers ask and tell

    def tenure(self, mailbox: str) -> Tenure | None:
        """The lease of a mailbox, if we hold it."""
        with self._changed:
            return self._tenures.get(mailbox)

    def wait_for(self, mailbox: str, seconds: float) -> None:
        """Until the mailbox is ours, or the daemon ends, or so many seconds have passed."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or mailbox in self._tenures, seconds)

    def is_aside(self, mailbox: str) -> bool:
        """Whether it is left to others because we could not reach it."""
        with self._changed:
            return mailbox in self._aside

    def others_can(self, mailbox: str) -> bool:
        """Whether another replica is there that may reach the mailbox."""
        return self._picture is not None and any(one.name != self.name for one in self._picture.able(mailbox))

    def end(self, tenure: Tenure) -> None:
        """Nothing is done under this lease any more: the next may have the mailbox."""
        tenure.over = True
        with self._changed:
            if self._tenures.get(tenure.lease.mailbox) is tenure:
                del self._tenures[tenure.lease.mailbox]
        try:
            self.store.replicas.give_up([tenure.lease], self.clock())
        except ArchiverError as error:
            log.warning("lease not given up", mailbox=mailbox_called(tenure.lease.mailbox), kind=type(error).__name__)

    def leave_to_others(self, tenure: Tenure) -> None:
        """We cannot reach the mailbox, and another replica perhaps can."""
        log.info("left to others", mailbox=mailbox_called(tenure.lease.mailbox))
        with self._changed:
            self._aside.add(tenure.lease.mailbox)
        self._say_so()
        self.end(tenure)

    def can_again(self, mailbox: str) -> None:
        """What was left to others could be reached."""
        with self._changed:
            self._aside.discard(mailbox)
        self._say_so()
        self._wake.set()

    def keep(self, mailbox: str, *, kept: bool) -> None:
        """See that a mailbox is not handed over, or may be again."""
        with self._changed:
            (self._kept.add if kept else self._kept.discard)(mailbox)

    @property
    def is_the_one(self) -> bool:
        """Whether this process does now what one does for all."""
        tenure = self.tenure(ONCE)
        return tenure is not None and tenure.may_act

    # --- the steps

    def _say_so(self) -> None:
        try:
            with self._stepping:
                self._appear()
        except ArchiverError:
            self._appeared = None  # with the next step

    def _appear(self) -> None:
        begun, now = self.steady(), self.clock()
        self._since = self._since or now
        with self._changed:
            held = [one for one in self._tenures.values() if not one.over]  # another may have the rest meanwhile
            able = self._wanted() - self._aside
        presence = Presence(self.name, self.label, self._since, able)
        ours = self.store.replicas.appear(presence, [one.lease for one in held], now, LEASE)
        self._appeared = begun
        for tenure in held:
            if tenure.lease.mailbox in ours and not tenure.over:
                tenure.until = begun + ACTS_SECONDS
            else:
                self._over(tenure)

    def _look(self) -> None:
        now = self.clock()
        picture = self._picture = self.store.replicas.picture(now, LEASE, self.gone)
        wanted = frozenset(to_take(self.name, picture)) | self._left_lying(picture)
        with self._changed:
            self._aside = {one for one in self._aside if self.others_can(one)}
            wanted -= self._tenures.keys() | self._aside
            kept = frozenset(self._kept)
        if wanted:
            self._take(wanted)
        for mailbox in to_hand_over(self.name, picture, kept):
            tenure = self.tenure(mailbox)
            if tenure is not None and not tenure.asked:
                log.info("handing over", mailbox=mailbox_called(mailbox))
                tenure.ask()

    def _take(self, mailboxes: frozenset[str]) -> None:
        begun = self.steady()
        leases = self.store.replicas.take(mailboxes, self.name, self.clock(), LEASE, self.gone)
        with self._changed:
            for lease in leases:
                tenure = Tenure(lease, self.steady, begun + ACTS_SECONDS, self.bell())
                self._tenures[lease.mailbox] = tenure
                if self._stopped:
                    tenure.ending.set()
            self._changed.notify_all()
        if leases:
            log.info("leases taken", mailboxes=_called(leases))

    def _left_lying(self, picture: Picture) -> frozenset[str]:
        """What has been free for so long that it cannot be because its taker has not looked yet."""
        steady = self.steady()
        free = self._wanted() - picture.holders.keys()
        self._free = {mailbox: self._free.get(mailbox, steady) for mailbox in free}
        return frozenset(mailbox for mailbox, since in self._free.items() if steady - since >= LEFT_LYING_SECONDS)

    def _end_what_ran_out(self) -> None:
        with self._changed:
            done = [tenure for tenure in self._tenures.values() if not tenure.may_act]
        for tenure in done:
            self._over(tenure)

    def _over(self, tenure: Tenure) -> None:
        """Whoever works under it is told, and ends it; what one does for all has nobody who would."""
        if not tenure.over:
            log.warning("lease lost", mailbox=mailbox_called(tenure.lease.mailbox))
        tenure.over = True
        tenure.ending.set()
        if tenure.lease.mailbox == ONCE:
            with self._changed:
                self._tenures.pop(ONCE, None)

    def _wanted(self) -> frozenset[str]:
        return self.mailboxes | ({ONCE} if self.does_once else frozenset())

    def _is_wanting(self) -> bool:
        with self._changed:
            return not self._wanted() <= self._tenures.keys()

    def _others(self) -> bool:
        return self._picture is None or any(one.name != self.name for one in self._picture.replicas)


def _called(leases: Sequence[Lease]) -> str:
    return ",".join(mailbox_called(lease.mailbox) for lease in leases)
