"""`archiver run`: one watcher per mailbox, a post round, a scheduler that knocks, and a graceful end."""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Protocol

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from archiver.bell import Bell
from archiver.config import Settings
from archiver.core.discretion import trouble_called
from archiver.core.patience import UNREACHED, backoff
from archiver.edges import host
from archiver.errors import ArchiverError, OutsideServiceError, place_of
from archiver.jobs.disposal import carry_out
from archiver.jobs.fixity import Plan, check_tonight
from archiver.jobs.indexing import Until, index_due
from archiver.jobs.ingest import RoundReport
from archiver.jobs.ports import Eye, Illustrator, Mailbox, Reader, Readers, SignatureChecker, TimeStampAuthority
from archiver.jobs.receipts import Fates, PostReport, collect_held_back, send_due, write_alarms
from archiver.jobs.sealing import seal_past
from archiver.jobs.seeing import see_due
from archiver.jobs.sharing import Shares, Tenure
from archiver.jobs.signatures import check_due
from archiver.jobs.stamping import stamp_due
from archiver.jobs.watch import Nobody, Watcher
from archiver.jobs.watchdog import Watchdog
from archiver.jobs.weekly import issue_due
from archiver.service.canary import sieve_of
from archiver.service.health import Health
from archiver.service.knocks import Every, overtake
from archiver.service.liveness import LONGEST_WORK
from archiver.service.sidework import sidework
from archiver.service.wiring import (
    MEGABYTE,
    Archive,
    authorities_of,
    by_itself,
    connect,
    ledger_of,
    now,
    opened,
    resolver_of,
)

POST_SECONDS = 15
KNOCK_SECONDS = 30
WATCHDOG_SECONDS = 60
LOOKING_SECONDS = 60.0
"""Of looking at pictures; then whoever else is to do what is done once has a turn."""
WORKERS = 24
"""More than all knocks there can be: one that hangs keeps no other waiting. A thread is made when it is needed."""
BEAT_SECONDS = 15
CLOCK_SECONDS = 15
"""So often is looked whether the clock was set back, which the scheduler itself would sleep through."""
GIVING_BACK_SECONDS = 10.0
"""Memory goes back to the system at most so often: letters may go out every second, and it takes some milliseconds."""
FAREWELL_SECONDS = 8.0
"""So long a round may take to come to a safe place after SIGTERM; any place is safe, this one is only tidier."""
CUT_SECONDS = FAREWELL_SECONDS + 1.0
"""So long after SIGTERM the process is there at most, whatever hangs."""
CUT_WHILE_OPENING_SECONDS = 3.0
"""The same while the archive is not open yet: a database that does not answer is not waited for."""

log = structlog.get_logger()


@dataclass(slots=True)
class Daemon:
    """Everything `archiver run` keeps going. `started` is called once all of it is."""

    archive: Archive
    stopping: Bell
    reader: Readers
    after_round: Callable[[RoundReport], None] = lambda _: None
    after_post: Callable[[int], None] = lambda _: None
    checker: SignatureChecker | None = None
    """Not the reader: no mail that comes in waits for it. Only needed with `[trust] dkim`."""
    rereader: Reader | None = None
    """Reads anew what is checked at night; nor does any mail wait for it. Only needed with `[fixity]`."""
    indexer: Illustrator | None = None
    """Finds the words of what came in; nor does any mail wait for it. Only needed with `[search]`."""
    eye: Eye | None = None
    """Looks at pictures for writing. Only needed with `[search] ocr`."""
    aside: tuple[Readers, ...] = ()
    """What no mail waits for is read here: none of it is kept ready."""
    health: Health | None = None
    """Whom those ask who want to know how it is."""
    _shares: Shares = field(init=False)
    _scheduler: BackgroundScheduler = field(init=False)
    _watchdog: Watchdog = field(init=False)
    _fates: Fates = field(default_factory=Fates, init=False)
    _posting: threading.Lock = field(default_factory=threading.Lock, init=False)
    _checking: threading.Lock = field(default_factory=threading.Lock, init=False)
    _sealing_is_owners: bool = field(default=False, init=False)
    _has_worked: bool = field(default=False, init=False)
    """Since memory was given back."""
    _gave_back_at: float = field(default_factory=time.monotonic, init=False)
    faulty: bool = field(default=False, init=False)
    """A watcher or a knock ended by a fault of ours: the daemon ends too, so that whoever runs it starts it anew."""

    def run(self) -> bool:
        """Until `stopping` is set; True when every watcher came to its end in time."""
        threading.excepthook = self._fault
        self._watchdog = self._watching()
        self._shares = self.archive.shares()
        self._scheduler = self._schedule()
        watchers = [
            threading.Thread(target=self._watch, args=(place,), name=f"watcher {place}", daemon=True)
            for place in range(len(self.archive.settings.mailboxes))
        ]
        self._shares.step()
        threading.Thread(target=self._shares.run, args=(self.stopping,), name="leases", daemon=True).start()
        self._scheduler.start()
        threading.Thread(target=self._mind_the_clock, name="clock", daemon=True).start()
        for thread in watchers:
            thread.start()
        log.info("started", mailboxes=len(watchers))
        self._warn_of_an_open_key()
        self.stopping.wait()
        log.info("stopping")
        self._shares.stop()
        if self.health is not None:
            self.health.is_stopping = True
        self._scheduler.shutdown(wait=False)
        end = time.monotonic() + FAREWELL_SECONDS
        for thread in watchers:
            thread.join(max(0.0, end - time.monotonic()))
        self._shares.leave()
        posted = self._posting.acquire(timeout=max(0.1, end - time.monotonic()))
        return posted and not any(thread.is_alive() for thread in watchers)

    def _schedule(self) -> BackgroundScheduler:
        """Rows decide what is due; these only knock. A late knock is as good as one in time."""
        scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": {"type": "threadpool", "max_workers": WORKERS}},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_listener(self._knock_failed, EVENT_JOB_ERROR)
        logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)  # it would print what was in hand
        post = Every(POST_SECONDS)
        knock = Every(KNOCK_SECONDS)
        scheduler.add_job(self._beat, Every(BEAT_SECONDS), id="beat", next_run_time=now())
        scheduler.add_job(self._guarded, post, args=[self.post], id="post", next_run_time=now(), max_instances=2)
        watchdog = Every(WATCHDOG_SECONDS)
        scheduler.add_job(self._guarded, watchdog, args=[self.look_after], id="watchdog", next_run_time=now())
        if self.archive.settings.digest.enabled:
            scheduler.add_job(self._once, knock, args=[self.issue_digests], id="digest", next_run_time=now())
        if self.archive.settings.fixity.enabled and self.rereader is not None:
            # A night may take hours; the knocks meanwhile find it at work.
            scheduler.add_job(
                self._once, knock, args=[self.check_fixity], id="fixity", next_run_time=now(), max_instances=2
            )
        if self.archive.settings.trust.dkim and self.checker is not None:
            scheduler.add_job(self._once, knock, args=[self.check_signatures], id="signatures", next_run_time=now())
        if self.archive.settings.search.enabled and self.indexer is not None:
            scheduler.add_job(self._guarded, knock, args=[self.index], id="search", next_run_time=now())
        if self.archive.settings.search.ocr and self.eye is None:
            log.warning("nobody can read the writing in pictures", run="archiver check")
        if self.indexer is not None and self.eye is not None:
            scheduler.add_job(self._once, knock, args=[self.look_at_pictures], id="pictures", next_run_time=now())
        for one in authorities_of(self.archive.settings, asked_only=True):
            scheduler.add_job(
                self._once, knock, args=[self.stamp, one], id=f"stamps of {one.name}", next_run_time=now()
            )
        if self.archive.store.sealing.is_on:
            scheduler.add_job(self._once, knock, args=[self.seal_past], id="sealing", next_run_time=now())
        scheduler.add_job(self._once, knock, args=[self.carry_out_disposals], id="disposal", next_run_time=now())
        for side in sidework(self.archive, self.health, self._knock_at_post, self.stopping.is_set):
            first, how = now() + timedelta(seconds=side.first), self._once if side.for_all else self._guarded
            scheduler.add_job(how, Every(side.seconds), args=[side.work], id=side.name, next_run_time=first)
        return scheduler

    def _beat(self) -> None:
        """The scheduler turns, and has a thread to spare."""
        self._turns("scheduler", BEAT_SECONDS)

    def _turns(self, loop: str, within: float) -> None:
        if self.health is not None:
            self.health.liveness.turns(loop, within)

    def _mind_the_clock(self) -> None:
        self._turns("clock", CLOCK_SECONDS)
        while not self.stopping.wait(CLOCK_SECONDS):
            self._turns("clock", CLOCK_SECONDS)
            if overtake(self._scheduler, now()):
                log.warning("the clock was set back")

    def _warn_of_an_open_key(self) -> None:
        """One that others can write does not open the archive at all."""
        path = self.archive.settings.encryption.key_file
        if path is not None and host.open_to_others(path) and not host.is_container_secret(path):
            log.warning("group or others can read the master key", run=f"chmod 0600 {path}")

    def _watching(self) -> Watchdog:
        archive, enough = self.archive, self.archive.settings.limits.free_megabytes * MEGABYTE
        asked = [one.name for one in archive.settings.timestamps.asked]
        days = archive.settings.backup.days
        checks = archive.settings.fixity.enabled
        return Watchdog(archive.store, archive.watched, archive.room, enough, now, time.monotonic, asked, days, checks)

    def post(self) -> None:
        """Queue the letters of alarms and collected receipts, then send what is due.

        One at a time; a knock meanwhile waits its turn.
        """
        with self._posting:
            if not self.stopping.is_set():
                self._post()

    def _post(self) -> None:
        archive, begun = self.archive, time.monotonic()
        self._turns("post", LONGEST_WORK)
        write_alarms(archive.store, archive.alarm_readers, archive.policy.message_id, now)
        collect_held_back(archive.store, archive.policy, now, self.stopping.is_set)
        with archive.post_office() as office:
            report = send_due(archive.store, office, archive.correspondence, now, self.stopping.is_set, self._fates)
        self._turns("post", POST_SECONDS)
        if self.health is not None:
            self.health.metrics.posted(report, time.monotonic() - begun)
        if report != PostReport():
            log.info(
                "post round done",
                sent=report.sent,
                deferred=report.deferred,
                refused=report.refused,
                uncertain=report.uncertain,
            )
            self._has_worked = True
        self._give_back()
        self.after_post(report.sent)

    def _give_back(self) -> None:
        """The memory that a round and its letters took goes back; else what comes next leaves it larger, for hours."""
        if self._has_worked and time.monotonic() - self._gave_back_at >= GIVING_BACK_SECONDS:
            self._has_worked, self._gave_back_at = False, time.monotonic()
            host.give_back_what_is_free()

    def look_after(self) -> None:
        """One look of the watchdog; whom it wakes is told at once."""
        if self._watchdog.look():
            self._knock_at_post()
        self.reader.let_rest()
        for one in self.aside:
            one.let_rest(0)
        self.archive.store.database.let_rest()
        host.give_back_memory()

    def issue_digests(self) -> None:
        """Issue the weekly letters whose hour has passed."""
        archive = self.archive
        for week in issue_due(archive.store, archive.officer, archive.policy.message_id, now):
            log.info("digest issued", week=str(week))
            self._knock_at_post()

    def check_signatures(self) -> None:
        """Check the signatures of what has come in, and of what was there before."""
        if self.checker is None:
            return
        archive = self.archive
        resolver = resolver_of(archive.settings)
        count = check_due(archive.store, self.checker, resolver, now, self.stopping.is_set)
        if count:
            log.info("signatures checked", items=count)

    def index(self) -> None:
        """Index what has come in, so that it is found."""
        if self.indexer is None:
            return
        store, until = self.archive.store, Until(self.stopping.is_set)
        store.search.renew(now())
        count = index_due(store, self.indexer, now, until, with_files=self.archive.settings.search.attachments)
        if count:
            log.info("indexed", items=count)

    def look_at_pictures(self) -> None:
        """Look for writing in the pictures that came in, a while at a time."""
        if self.indexer is None or self.eye is None:
            return
        until = Until(self.stopping.is_set, LOOKING_SECONDS)
        count = see_due(self.archive.store, self.indexer, self.eye, now, until)
        if count:
            log.info("looked for writing in pictures", items=count)

    def stamp(self, authority: TimeStampAuthority) -> None:
        """Have one authority stamp what is due. Each has a knock of its own: one that hangs keeps no other waiting."""
        archive = self.archive
        every = timedelta(hours=archive.settings.timestamps.hours)
        stamp_due(archive.store, authority, every, now, self.stopping.is_set)

    def check_fixity(self) -> None:
        """A night's share of the check of what is stored, when its hour has passed."""
        if self.rereader is None or not self._checking.acquire(blocking=False):
            return
        try:
            archive, chosen = self.archive, self.archive.settings.fixity
            archive.store.sealing.require_key()
            plan = Plan(chosen.at, archive.settings.archive.zone, chosen.days)
            done = check_tonight(
                archive.store, self.rereader, plan, now, self.stopping.is_set, ledger=ledger_of(archive).known
            )
        finally:
            self._checking.release()
        if done is not None:
            log.info("fixity checked", items=done.items, findings=done.findings)
            if done.findings:
                self._knock_at_post()

    def seal_past(self) -> None:
        """Encrypt what came in before the archive was. What only the owner of the tables can do is not tried twice."""
        if self._sealing_is_owners:
            return
        if self.archive.store.sealing.waits_for_owner():
            self._sealing_is_owners = True
            log.warning("not all is encrypted; the owner of the tables has to run archiver key seal")
            return
        count = seal_past(self.archive.store, now, stopping=self.stopping.is_set)
        if count:
            log.info("encrypted what lay open", rows=count)

    def carry_out_disposals(self) -> None:
        """Finish what two people decided and a command could not end."""
        carry_out(self.archive.store, ledger_of(self.archive), now)

    def _watch(self, place: int) -> None:
        settings = self.archive.settings
        one = settings.mailboxes[place]

        def connected(tenure: Tenure | None) -> Mailbox:
            return connect(settings, one, self.stopping, tenure)

        Watcher(
            name=one.name,
            connect=connected,
            store=self.archive.store,
            reader=self.reader,
            policy=self.archive.policy,
            clock=now,
            shares=self._shares,
            stopping=self.stopping,
            poll_seconds=one.poll_seconds,
            after_round=self._round_done,
            readers=self.reader.count,
            others=self.archive.others(one.name),
            onlooker=Nobody() if self.health is None else self.health,
            sieve=sieve_of(self.archive, self.reader),
        ).run()

    def _fault(self, args: threading.ExceptHookArgs) -> None:
        self._end_over(args.exc_type, args.exc_traceback)

    def _knock_failed(self, event: JobExecutionEvent) -> None:
        self._end_over(type(event.exception), event.exception.__traceback__)

    def _end_over(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        """Where it happened, never what was in hand: that may be somebody's mail."""
        self.faulty = True
        self.stopping.set()
        log.critical("fault in archiver", kind=kind.__name__, place=place_of(trace))

    def _round_done(self, report: RoundReport) -> None:
        if self.health is not None:
            self.health.metrics.round_done(report)
        if any(folder.new_items for folder in report.folders):
            self._has_worked = True
            self._knock_at_post()
        self.after_round(report)

    def _knock_at_post(self) -> None:
        """A receipt does not wait for the clock."""
        with contextlib.suppress(JobLookupError):  # the scheduler is ending, and the outbox waits
            self._scheduler.modify_job("post", next_run_time=now())

    def _once(self, work: Callable[..., None], *arguments: object) -> None:
        """What one replica does for all: whoever holds the lease of that."""
        if self._shares.is_the_one:
            self._guarded(work, *arguments)

    def _guarded(self, work: Callable[..., None], *arguments: object) -> None:
        """A knock that finds the database or the mail server away is not the last one."""
        try:
            work(*arguments)
        except ArchiverError as error:
            log.warning("put off", work=work.__name__, kind=type(error).__name__, why=trouble_called(error))


@dataclass(frozen=True, slots=True)
class Ending:
    """How the daemon ended."""

    tidy: bool = True
    """Every round came to a safe place in time; any place is safe, this one is only tidier."""
    faulty: bool = False


class Beside(Protocol):
    """What is served while the daemon works, such as the desk."""

    def begin(self) -> None:
        """Raises `OutsideServiceError` when it cannot be."""

    def end(self) -> None:
        """Answer nobody any more."""


def _nothing(_archive: Archive) -> Beside | None:
    return None


def run(settings: Settings, beside: Callable[[Archive], Beside | None] = _nothing) -> Ending:
    """The daemon, from opening the archive to its end. SIGTERM and SIGINT end it within 10 seconds, whatever hangs.

    Waits for a database that is not there yet; refuses at once what waiting cannot mend (`SchemaMismatch`,
    `ConfigError`). What is `beside` it is served as long; a desk that cannot listen keeps no mail waiting.
    """
    host.few_heaps()  # before there is a thread: each that is there keeps a heap of its own
    ending, at_work, health = Bell(), threading.Event(), Health(settings)
    _end_on_signals(ending, at_work)
    health.listen(ending)
    failures = 0
    while not ending.is_set():
        try:
            with opened(settings, acting=by_itself()) as archive:
                if ending.is_set():
                    break
                at_work.set()
                return _run(archive, ending, health, beside)
        except OutsideServiceError as error:
            health.not_opened(error)
            failures += 1
            pause = backoff(failures, random.random(), UNREACHED)  # noqa: S311 - spreads daemons, guards nothing
            log.warning("archive not opened", why=trouble_called(error), wait_seconds=round(pause, 1))
            ending.wait(pause)
    return Ending()


def _end_on_signals(ending: threading.Event, at_work: threading.Event) -> None:
    """A thread waits for the signals, since a handler that sets an event may interrupt whoever holds its lock.

    It ends the process itself when the main thread does not, in a connection that is not answered, say.
    """
    numbers = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)

    def wait() -> None:
        signal.sigwait(numbers)
        ending.set()
        time.sleep(CUT_SECONDS if at_work.is_set() else CUT_WHILE_OPENING_SECONDS)
        log.warning("cut short")
        leave(Ending(tidy=False))

    threading.Thread(target=wait, name="signals", daemon=True).start()


def _run(archive: Archive, ending: Bell, health: Health, beside: Callable[[Archive], Beside | None]) -> Ending:
    health.opened(archive)
    reader = archive.reader(archive.readers)
    served = _begun(beside, archive)
    try:
        # The checkers are not closed: that would wait for a check, and the kernel ends them with us.
        aside = checker, rereader, indexer = archive.reader(), archive.reader(), archive.reader()
        daemon = Daemon(
            archive, ending, reader, checker=checker, rereader=rereader, indexer=indexer, eye=archive.eye(), aside=aside
        )
        daemon.health = health
        host.settle_in()
        tidy = daemon.run()
    finally:
        if served is not None:
            served.end()
        reader.close()
    log.info("stopped", tidy=tidy)
    return Ending(tidy, daemon.faulty)


def _begun(beside: Callable[[Archive], Beside | None], archive: Archive) -> Beside | None:
    served = beside(archive)
    if served is None:
        return None
    try:
        served.begin()
    except OutsideServiceError as error:
        log.warning("not served", why=trouble_called(error))
        return None
    return served


def leave(ending: Ending) -> None:
    """End the process at once: what still runs is safe to cut, and a thread must not keep it alive."""
    logging.shutdown()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(1 if ending.faulty else 0)
