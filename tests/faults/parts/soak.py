"""Hours of ordinary trouble: a mail a second, another client in the mailbox, and something broken every few seconds.

`FAULTS_SOAK_SECONDS` says how long the full size is: 3600 without it, 28800 for a night. The daemon is killed and
started anew in the first part only; what comes after is the life of one process, and once that is warm its memory,
descriptors, threads and temporary files are measured every ten seconds. Beside that nothing may be lost, doubled or
answered twice.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median

import psutil

from tests.acceptance import independent
from tests.acceptance.world import Process
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.monkey import Monkey
from tests.faults.oracle import CRASH, LEAK, REPEATED, SLOW, UNFINISHED, Finding
from tests.faults.stage import Engine, Stage, Theatre, Way
from tests.services.proxy import FaultProxy
from tests.services.smtp import HANG_UP

VARIABLE = "FAULTS_SOAK_SECONDS"
FULL_SECONDS, QUICK_SECONDS = 3600.0, 15.0
DEATHS = 0.15
"""The share of the time in which the daemon is killed and started anew."""
WARM_UP = 0.35
"""The share after which is measured: the last process has had its caches and its heap filled by then."""
SAMPLE_SECONDS = 10.0
LONG_ENOUGH_TO_TELL = 20 * 60.0
"""A slope an hour of fewer seconds is noise."""
MOST_MEGABYTES_AN_HOUR = 1.0
SPARE_DESCRIPTORS, SPARE_THREADS = 6, 4
"""A connection that happened to be open at the highest of the later samples."""
RECOVERS_WITHIN = 60.0
ENDS_WITHIN = 10.0
LATER = 600.0
"""Seconds that the clock goes ahead at the end: letters that were put off or cut off are due again."""
LATER_ANSWERS = ("451 4.7.1 later", "452 4.3.1 no room", "421 4.3.2 going down", "530 5.7.0 who are you")
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Sample:
    """The daemon and its children at one moment."""

    at: float
    daemon: int
    """Octets of memory."""
    children: int
    descriptors: int
    threads: int
    temporary: int
    """Octets in the temporary folder."""


@dataclass
class Soak:
    """One archive and what befalls it."""

    stage: Stage
    proxy: FaultProxy
    monkey: Monkey
    chance: Random
    seconds: float
    begun: float = field(default_factory=time.monotonic)
    delivered: int = 0
    samples: list[Sample] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    process: Process = field(init=False)
    _now: ExitStack = field(default_factory=ExitStack)
    _over_at: float = 0.0
    _next_at: float = 0.0
    _sample_at: float = 0.0
    _told_at: float = 60.0

    @property
    def age(self) -> float:
        return time.monotonic() - self.begun

    @property
    def lives_on(self) -> bool:
        """Whether the process that is there now is the one that is measured."""
        return self.age > self.seconds * DEATHS

    def live(self) -> None:
        """Until its time is over; every fault is over then too."""
        self.process = self.stage.start("run")
        self._next_at = self._rest()
        with self._now:
            while self.age < self.seconds and not self._has_died():
                self._deliver()
                self._break_and_mend()
                self._measure()
                time.sleep(0.1)
        self.stage.sink.answers.clear()

    def _has_died(self) -> bool:
        code = self.process.poll()
        if code is not None:
            self.findings.append(Finding(CRASH, f"the daemon ended by itself with {code} after {self.age:.0f} s"))
        return code is not None

    def _deliver(self) -> None:
        while self.delivered < self.age:
            self.delivered += 1
            size = self.chance.choice((0, 800, 6_000))
            self.stage.deliver(a_mail(self.delivered, self.chance, size=size))

    # --- faults

    def _rest(self) -> float:
        most = 20.0 if self.seconds >= 300 else self.seconds / 8
        return self.chance.uniform(most / 2, most)

    def _break_and_mend(self) -> None:
        if self._over_at and self.age >= self._over_at:
            self._now.close()
            self._over_at, self._next_at = 0.0, self.age + self._rest()
        elif not self._over_at and self.age >= self._next_at:
            fault = self._choose()
            self.faults[_named(fault)] += 1
            self._now.enter_context(fault(self))
            self._over_at = self.age + self.chance.uniform(0.2, min(8.0, self.seconds / 8))

    def _choose(self) -> Fault:
        if not self.lives_on and not self.faults["killed"]:
            return killed
        on_postgres = () if self.stage.database_url.startswith("sqlite") else OF_POSTGRESQL
        deaths = () if self.lives_on else DEADLY
        return self.chance.choice((*ALWAYS, *on_postgres, *deaths))

    # --- what is measured

    def _measure(self) -> None:
        if self.age < self._sample_at:
            return
        self._sample_at = self.age + min(SAMPLE_SECONDS, self.seconds / 20)
        with suppress(psutil.Error, FileNotFoundError, ProcessLookupError):
            self.samples.append(_sampled(self.process.pid, self.age, self.stage.temporary))
        self._keep_heads_of_letters()
        if self.age > self._told_at and self.samples:
            self._told_at = self.age + 300.0
            print(self._told(), flush=True)

    def _told(self) -> str:
        last = self.samples[-1]
        return (
            f"soak {self.stage.database_url[:6]}: {self.age:.0f} s, {len(self.stage.ledger.mails)} mails,"
            f" {self.faults.total()} faults, {self.monkey.acts.total()} acts of the monkey,"
            f" {last.daemon / MEGABYTE:.1f} + {last.children / MEGABYTE:.1f} MB, {last.descriptors} descriptors,"
            f" {last.threads} threads"
        )

    def _keep_heads_of_letters(self) -> None:
        """What the oracle reads of a letter are its headers; hours of bodies are not kept."""
        letters = self.stage.sink.letters
        for place, letter in enumerate(letters[:]):
            head = letter.octets.partition(b"\r\n\r\n")[0]
            letters[place] = replace(letter, octets=head)


def _sampled(pid: int, at: float, temporary: Path) -> Sample:
    daemon = psutil.Process(pid)
    children = daemon.children(recursive=True)
    all_of_them = [daemon, *children]
    return Sample(
        at,
        _resident(daemon.pid),
        sum(_resident(child.pid) for child in children),
        sum(one.num_fds() for one in all_of_them),
        sum(one.num_threads() for one in all_of_them),
        sum(path.stat().st_size for path in temporary.rglob("*")),
    )


def _resident(pid: int) -> int:
    """Octets of a process in memory, counted page by page: what statm says may be off by megabytes (proc(5))."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    [kilobytes] = (line.split()[1] for line in rollup.splitlines() if line.startswith("Rss:"))
    return int(kilobytes) * 1024


# --- faults, each over when its block is left -------------------------------------------------------------------------


@contextmanager
def cut(soak: Soak) -> Iterator[None]:
    """Every connection to the mail server is cut after some octets."""
    soak.proxy.reset = soak.chance.random() < 0.5
    soak.proxy.cut_down = soak.chance.randrange(1, 20_000)
    yield
    soak.proxy.cut_down = None


@contextmanager
def cut_off(soak: Soak) -> Iterator[None]:
    """Every connection to the mail server is reset, once."""
    soak.proxy.reset_all()
    yield


@contextmanager
def silent(soak: Soak) -> Iterator[None]:
    """Nothing comes through, and nobody says so."""
    soak.proxy.black_hole = True
    yield
    soak.proxy.black_hole = False


@contextmanager
def refused(soak: Soak) -> Iterator[None]:
    """No connection to the mail server, the old ones neither."""
    soak.proxy.refuse = True
    soak.proxy.reset_all()
    yield
    soak.proxy.refuse = False


@contextmanager
def slow(soak: Soak) -> Iterator[None]:
    """Each packet takes its time."""
    soak.proxy.latency = soak.chance.uniform(0.02, 0.3)
    yield
    soak.proxy.latency = 0.0


@contextmanager
def restarted(soak: Soak) -> Iterator[None]:
    """The mail server is restarted."""
    with soak.monkey.paused():
        soak.stage.dovecot.restart()
    yield


@contextmanager
def put_off(soak: Soak) -> Iterator[None]:
    """The relay takes no letter for now."""
    answers = soak.stage.sink.answers
    answers.extend(soak.chance.choices(LATER_ANSWERS, k=soak.chance.randrange(1, 4)))
    yield
    answers.clear()


@contextmanager
def unheard(soak: Soak) -> Iterator[None]:
    """The relay takes a letter and says nothing (RFC 1047)."""
    soak.stage.sink.answers.append(HANG_UP)
    yield


@contextmanager
def stopped(soak: Soak) -> Iterator[None]:
    """The daemon stands still."""
    soak.process.send_signal(signal.SIGSTOP)
    yield
    soak.process.send_signal(signal.SIGCONT)


@contextmanager
def killed(soak: Soak) -> Iterator[None]:
    """The daemon is killed, and mail goes on coming."""
    soak.process.kill()
    soak.process.wait(30)
    time.sleep(soak.chance.uniform(0, 1))
    soak.process = soak.stage.start("run")
    yield


@contextmanager
def terminated(soak: Soak) -> Iterator[None]:
    """The daemon is told to end, and is started anew."""
    begun = time.monotonic()
    soak.process.send_signal(signal.SIGTERM)
    try:
        code = soak.process.wait(30)
    except subprocess.TimeoutExpired:
        soak.process.kill()
        code = soak.process.wait(30)
    took = time.monotonic() - begun
    if took > ENDS_WITHIN or code:
        soak.findings.append(Finding(SLOW, f"told to end, it took {took:.1f} s and ended with {code}"))
    soak.process = soak.stage.start("run")
    yield


@contextmanager
def database_restarted(soak: Soak) -> Iterator[None]:
    """PostgreSQL is stopped as by a crash, and started."""
    soak.stage.theatre.postgres.restart()
    yield


@contextmanager
def sessions_ended(soak: Soak) -> Iterator[None]:
    """An administrator ends every session of the product."""
    independent.ask(
        soak.stage.database_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    yield


Fault = Callable[[Soak], AbstractContextManager[None]]
ALWAYS: tuple[Fault, ...] = (cut, cut_off, silent, refused, slow, restarted, put_off, put_off, unheard, stopped)
OF_POSTGRESQL: tuple[Fault, ...] = (database_restarted, sessions_ended, sessions_ended)
DEADLY: tuple[Fault, ...] = (killed, terminated)


def _named(fault: Fault) -> str:
    return getattr(fault, "__name__", "")


# --- the verdict ------------------------------------------------------------------------------------------------------


def soaked(seconds: float, engine: Engine, way: Way, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """One long life."""
    with theatre.stage(engine, way) as stage:
        proxy = stage.proxy(stage.dovecot.port)
        stage.imap_port = proxy.port
        stage.write_config()
        stage.keep_bystanders()
        stage.ledger.keeps_octets = False
        ahead = stage.folder / "ahead"
        ahead.write_text("0", encoding="ascii")
        stage.everywhere["ARCHIVER_TEST_CLOCK_FILE"] = str(ahead)
        with Monkey(stage, Random(chance.random()), own_mails=int(seconds)) as monkey:
            soak = Soak(stage, proxy, monkey, chance, seconds)
            soak.live()
        yield _the_end(soak, ahead)


def _the_end(soak: Soak, ahead: Path) -> Case:
    """Left alone, it comes to rest; then everything is counted."""
    soak.monkey.bring_back()
    stage, findings = soak.stage, soak.findings
    took = stage.until(partial(stage.is_at_rest, letters_too=False), RECOVERS_WITHIN, soak.process)
    if took is None:
        findings.append(Finding(SLOW, f"not at rest {RECOVERS_WITHIN:.0f} s after the last fault"))
    ahead.write_text(str(LATER), encoding="ascii")
    if stage.until(stage.is_at_rest, RECOVERS_WITHIN, soak.process) is None:
        findings.append(Finding(UNFINISHED, "letters are on their way still, ten minutes after the last fault"))
    soak.process.kill()
    soak.process.wait(30)
    oracle = stage.oracle(repeats_allowed=True)
    findings += oracle.judge()
    may_repeat = sum(soak.faults[_named(fault)] for fault in {unheard, *DEADLY, *OF_POSTGRESQL})
    if oracle.repeats > may_repeat:
        findings.append(Finding(REPEATED, f"{oracle.repeats} letters came again, and at most {may_repeat} may"))
    figures = _figures(soak)
    findings += _leaks(soak, figures)
    counted = {f"fault_{name}": float(count) for name, count in soak.faults.items()}
    counted |= {f"monkey_{name.replace(' ', '_')}": float(count) for name, count in soak.monkey.acts.items()}
    excused = float(len(stage.ledger.excused))
    facts = {
        "mails": float(len(stage.ledger.mails)),
        "excused_mails": excused,
        "repeated_receipts": float(oracle.repeats),
        **figures,
        **counted,
    }
    return Case(f"{soak.seconds:.0f} s", tuple(findings), took or 0.0, facts)


def _figures(soak: Soak) -> dict[str, float]:
    """What was measured after the warm-up."""
    warm = [sample for sample in soak.samples if sample.at > soak.seconds * WARM_UP]
    if len(warm) < 3:
        return {}
    early, late = warm[: len(warm) // 3], warm[-(len(warm) // 3) :]
    return {
        "max_megabytes": max(one.daemon for one in warm) / MEGABYTE,
        "max_megabytes_of_children": max(one.children for one in warm) / MEGABYTE,
        "max_megabytes_an_hour": _slope([(one.at, one.daemon) for one in warm]),
        "max_megabytes_an_hour_of_children": _slope([(one.at, one.children) for one in warm]),
        "max_descriptors_early": max(one.descriptors for one in early),
        "max_descriptors_late": max(one.descriptors for one in late),
        "max_threads_early": max(one.threads for one in early),
        "max_threads_late": max(one.threads for one in late),
        "max_kilobytes_in_the_temporary_folder": max(one.temporary for one in warm) / 1024,
    }


def _leaks(soak: Soak, figures: dict[str, float]) -> Iterator[Finding]:
    if soak.seconds < LONG_ENOUGH_TO_TELL:
        return
    for name in ("max_megabytes_an_hour", "max_megabytes_an_hour_of_children"):
        if not figures or figures[name] >= MOST_MEGABYTES_AN_HOUR:
            yield Finding(LEAK, f"{name}: {figures.get(name, float('nan')):.2f}")
    for name, spare in (("descriptors", SPARE_DESCRIPTORS), ("threads", SPARE_THREADS)):
        early, late = figures.get(f"max_{name}_early", 0.0), figures.get(f"max_{name}_late", 0.0)
        if late > early + spare:
            yield Finding(LEAK, f"{name} rose from {early:.0f} to {late:.0f}")


def _slope(points: list[tuple[float, int]]) -> float:
    """Megabytes an hour, by Theil and Sen: the median of the slopes between any two, which no peak can tilt."""
    step = max(1, len(points) // 300)
    blocks = [points[at : at + step] for at in range(0, len(points), step)]
    middles = [(median(at for at, _ in block), median(octets for _, octets in block)) for block in blocks]
    slopes = [(b - a) / (later - at) for (at, a), (later, b) in combinations(middles, 2)]
    return median(slopes) * 3600 / MEGABYTE


def shards(size: Size) -> list[Shard]:
    seconds = float(os.environ.get(VARIABLE, FULL_SECONDS)) if size is Size.FULL else QUICK_SECONDS
    ways: tuple[tuple[Engine, Way], ...] = (("sqlite", "move"), ("postgresql", "copy"))
    return [Shard(f"{engine} {way}", partial(soaked, seconds, engine, way), 1, seconds / 60) for engine, way in ways]


PART = Part(
    "soak",
    "a mail a second for an hour, another client at work, a fault every few seconds",
    shards,
    ("repeated_receipts", "fault_killed", "fault_cut"),
)
