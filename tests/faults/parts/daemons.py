"""Two daemons on one mailbox (hazards 5.6, F30 to F32): the one that works is paused past its lease, killed, ended.

Meanwhile the archivist works at the same archive. The clock goes twenty times as fast, so that a lease lasts a second
and a half.
"""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from tests.acceptance import independent
from tests.acceptance.world import INFORMED, Process
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.oracle import CRASH, DUPLICATE, EXTRA_RECEIPT, LOST, SLOW, UNFINISHED, WRONG, Finding
from tests.faults.parts.steps import IN_THE_GAP
from tests.faults.stage import ENGINES, Engine, Stage, Theatre, fault_at

RATE = 20
LEASE_SECONDS = 32 / RATE
ENDS_WITHIN = 10.0
AT_REST_WITHIN = 90.0
SIDE_BY_SIDE = 3
PLACES = ("here", "there")
RECORDS = {LOST, DUPLICATE, WRONG, EXTRA_RECEIPT}
"""What the keys of the tables rule out alone, whoever believes to hold a lease."""


@dataclass
class Pair:
    """Two daemons, wherever each believes to be, and what is done to them."""

    stage: Stage
    chance: Random
    mails: int
    hosts: tuple[str, str]
    more: dict[str, str]
    findings: list[Finding] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    in_gap: int = 0
    closed: int = 0
    _lives: Iterator[int] = field(default_factory=count)
    _visits: dict[int, Path] = field(default_factory=dict)
    _daemons: list[Process] = field(default_factory=list)

    def begin(self) -> None:
        self._daemons = [self._daemon(place) for place in (0, 1)]

    def _daemon(self, place: int) -> Process:
        visits = self.stage.folder / f"visits.{next(self._lives)}"
        host = {"ARCHIVER_TEST_HOST": self.hosts[place]}
        environment = fault_at("count", visits) | host | self.more
        process = self.stage.start("run", environment=environment, log=f"log.{place}")
        self._visits[process.pid] = visits
        return process

    @property
    def holder(self) -> int:
        """Which of the two works; one of them, when none does."""
        for (name,) in independent.ask(self.stage.database_url, "SELECT holder FROM leases"):
            for place, process in enumerate(self._daemons):
                if f"/{process.pid}/" in name:
                    return place
        return self.chance.randrange(2)

    def workers(self) -> int:
        """How many of all that were begun have made mail the archive's."""
        visited = [visits.read_text("ascii") for visits in self._visits.values() if visits.exists()]
        return sum("accession.after-commit" in places for places in visited)

    # --- what is done to them

    def pause_holder(self) -> None:
        """Past its lease, and then it goes on as if nothing had been."""
        process = self._daemons[self.holder]
        process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(1.0, 1.5) * LEASE_SECONDS)
        process.send_signal(signal.SIGCONT)

    def pause_holder_briefly(self) -> None:
        process = self._daemons[self.holder]
        process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0, 0.5) * LEASE_SECONDS)
        process.send_signal(signal.SIGCONT)

    def kill_holder(self) -> None:
        self._kill(self.holder)

    def kill_both(self) -> None:
        first = self.chance.randrange(2)
        self._kill(first)
        self._kill(1 - first)

    def pause_one_kill_the_other(self) -> None:
        holder = self.holder
        process = self._daemons[holder]
        process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(1.0, 1.3) * LEASE_SECONDS)
        self._kill(1 - holder)
        process.send_signal(signal.SIGCONT)

    def end_holder(self) -> None:
        """SIGTERM: over within ten seconds, and another one is begun."""
        place = self.holder
        self._end(place)
        self._daemons[place] = self._daemon(place)

    def officer(self) -> None:
        """Opens a case, files a mail there, closes it."""
        opened = self._command("case", "new", "--json")
        self.stage.until(lambda: bool(self._read_items()), ENDS_WITHIN)
        items = self._read_items()
        if opened is None or not items:
            return
        self._command("item", "file", self.chance.choice(items), opened["case"], "--json")
        self._command("case", "add", opened["case"], "information", "--from", str(self._informed()), "--json")
        self._command("case", "close", opened["case"], "--json")
        self.closed += 1

    def _read_items(self) -> list[str]:
        read = "SELECT item FROM readings WHERE state = 'read' ORDER BY item"
        return [str(item) for (item,) in independent.ask(self.stage.database_url, read)]

    def _informed(self) -> Path:
        """What is to be decided of a case before it is closed."""
        file = self.stage.folder / "oplyst.toml"
        file.write_text(INFORMED, encoding="utf-8")
        return file

    def _command(self, *arguments: str) -> dict[str, str] | None:
        ended = self.stage.run(*arguments)
        if ended.code:
            self.findings.append(Finding(CRASH, f"{' '.join(arguments)}: exit {ended.code}: {ended.errors[-300:]}"))
            return None
        told: dict[str, str] = json.loads(ended.out)
        return told

    def _kill(self, place: int) -> None:
        process = self._daemons[place]
        process.kill()
        process.wait(30)
        self.in_gap += _was_in_the_gap(self._visits[process.pid])
        self._daemons[place] = self._daemon(place)

    def _end(self, place: int) -> None:
        process, begun = self._daemons[place], time.monotonic()
        process.send_signal(signal.SIGTERM)
        code, took = process.wait(60), time.monotonic() - begun
        self.in_gap += _was_in_the_gap(self._visits[process.pid])
        had_begun = self._visits[process.pid].exists()
        if code and (had_begun or code != -signal.SIGTERM):  # too early for anybody to have listened
            self.findings.append(Finding(CRASH, f"SIGTERM: exit {code}"))
        if took > ENDS_WITHIN:
            self.findings.append(Finding(SLOW, f"SIGTERM took {took:.1f} s"))

    def end(self) -> None:
        for place in (0, 1):
            self._end(place)
        for log in sorted(self.stage.folder.glob("log.*")):
            if "fault in archiver" in log.read_text(errors="replace"):
                self.findings.append(Finding(CRASH, f"{log.name}: {log.read_text(errors='replace')[-600:]}"))


DEEDS = (
    Pair.pause_holder,
    Pair.pause_holder_briefly,
    Pair.kill_holder,
    Pair.kill_both,
    Pair.pause_one_kill_the_other,
    Pair.end_holder,
    Pair.officer,
)


def _was_in_the_gap(visits: Path) -> bool:
    places = [line for line in (visits.read_text().split() if visits.exists() else []) if line.startswith("letter.")]
    return bool(places) and places[-1] in IN_THE_GAP


def one_run(theatre: Theatre, engine: Engine, mails: int, number: int, seed: int, *, leased: bool) -> Case:
    """So many mails, in portions, and something done to the pair after each."""
    chance = Random(f"{seed}/{number}")
    far = chance.random() < 0.5
    hosts = (PLACES[0], PLACES[1] if far else PLACES[0])
    with theatre.stage(engine) as stage:
        stage.keep_bystanders()
        stage.everywhere |= {"ARCHIVER_TEST_RATE": str(RATE), "ARCHIVER_TEST_RATE_SINCE": str(time.time())}
        pair = Pair(stage, chance, mails, hosts, {} if leased else {"ARCHIVER_TEST_NO_LEASE": "1"})
        _torment(pair)
        begun = time.monotonic()
        took = stage.until(stage.is_at_rest, AT_REST_WITHIN)
        pair.end()
        name = f"{'two hosts' if far else 'one host'}, run {number}: {', '.join(pair.deeds)}"
        findings = _judged(pair, took, leased=leased)
        facts = {"mails": mails, "runs": 1, "deeds": len(pair.deeds), "kills_in_the_gap": pair.in_gap}
        facts |= {
            "daemons_that_took_in": pair.workers(),
            "leases_lost": _said(stage, "lease lost"),
            "cases_closed": pair.closed,
        }
        return Case(name, tuple(findings), time.monotonic() - begun, facts)


def _torment(pair: Pair) -> None:
    cuts = sorted(pair.chance.sample(range(1, pair.mails), pair.chance.randrange(1, 4)))
    pair.begin()
    for first, last in zip([0, *cuts], [*cuts, pair.mails], strict=True):
        pair.stage.deliver(*(a_mail(one, pair.chance, size=800) for one in range(first + 1, last + 1)))
        time.sleep(pair.chance.uniform(0, 1.2))
        deed = pair.chance.choice(DEEDS)
        pair.deeds.append(deed.__name__.replace("_", " "))
        deed(pair)


def _judged(pair: Pair, took: float | None, *, leased: bool) -> list[Finding]:
    findings = list(pair.findings)
    if took is None:
        findings.append(Finding(UNFINISHED, f"not at rest after {AT_REST_WITHIN:.0f} s"))
    oracle = pair.stage.oracle(repeats_allowed=True)
    found = oracle.judge()
    if oracle.repeats > pair.in_gap:
        found.append(Finding("repeated receipt", f"{oracle.repeats}, with {pair.in_gap} deaths in the gap"))
    return findings + [one for one in found if leased or one.kind in RECORDS]


def _said(stage: Stage, event: str) -> int:
    return sum(log.read_text(errors="replace").count(f'"event": "{event}"') for log in stage.folder.glob("log.*"))


def runs(size: int, mails: int, engine: Engine, leased: bool, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Some side by side: they wait most of the time."""
    seed = chance.getrandbits(64)
    _ = theatre.warm, theatre.dovecot
    with theatre.stage(engine):
        """So that the template is there before several ask for it."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield from pool.map(lambda one: one_run(theatre, engine, mails, one, seed, leased=leased), range(1, size + 1))


def shards(size: Size) -> list[Shard]:
    each, unleased, mails = (100, 15, 20) if size is Size.FULL else (2, 1, 16)
    found = [Shard(engine, partial(runs, each, mails, engine, True), each, 15.0) for engine in ENGINES]
    return found + [
        Shard(f"{engine}, no lease", partial(runs, unleased, mails, engine, False), unleased, 3.0) for engine in ENGINES
    ]


PART = Part(
    "daemons",
    "two daemons on one mailbox: paused, killed, ended, and the archivist at work",
    shards,
    ("deeds", "kills_in_the_gap", "leases_lost", "cases_closed"),
)
