"""Three replicas that share many mailboxes, each on a machine of its own: killed, stopped, ended, cut off (R11).

The machines are network namespaces. PostgreSQL, Dovecot and the mail server are on one of them, and each replica
reaches each of the three over a wire of its own, which is pulled, or lets the answers get lost. One replica at least is
well at any time. What is measured besides: how long a mailbox whose holder died, or was cut off, went unpolled.
"""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from tests.acceptance import independent
from tests.acceptance.world import Process
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import Mail, a_mail
from tests.faults.oracle import CRASH, DUPLICATE, LOST, SLOW, UNFINISHED, Finding, Ledger, Oracle
from tests.faults.parts.steps import IN_THE_GAP
from tests.faults.stage import Theatre, fault_at
from tests.services.certificates import certificates
from tests.services.dovecot import Dovecot, MailUser
from tests.services.network import RANGE, SERVICES, Network
from tests.services.postgres import Postgres
from tests.services.smtp import SmtpSink
from tests.warm import Warm

LEASE_SECONDS = 32.0
POLLED_WITHIN = 60.0
"""By the world's clock, also where that of the replicas goes faster: a machine with much to do is no faster for it."""
ENDS_WITHIN = 10.0
SLACK = 3.0
"""Seconds that a machine may be slow, which no clock of ours makes faster."""
ABANDONED_SECONDS = 300.0
"""After so long a letter is taken up that somebody died over."""
SECONDS_A_LETTER = 0.2
"""With whatever else this machine has to do."""

_CONFIG = """\
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
data_directory = "{folder}/keys"

[database]
url = "{url}"

[smtp]
host = "{smtp}"
port = {smtp_port}
tls = "implicit"
ca_file = "{ca_file}"
username = "{smtp_user}"
password_file = "{folder}/smtp-password"
sender = "arkiv@kommune.example"

[officer]
name = "Arkivansvarlig"
address = "officer@kommune.example"
"""
_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@kommune.example"
host = "{imap}"
port = {imap_port}
tls = "implicit"
ca_file = "{ca_file}"
username = "{user}"
password_file = "{folder}/password-{name}"
"""


@dataclass
class Waiting:
    """A mailbox whose holder died or was cut off, until it is polled again."""

    holder: str
    since: float
    why: str
    held_by: list[tuple[float, str]] = field(default_factory=list)
    """Who has held its lease since, each by the moment of taking it."""


@dataclass
class Deed:
    """What was done to one replica."""

    place: int
    name: str
    begun: float
    ended: float | None = None


@dataclass
class Scene:
    """The servers on their machine, an archive with its configuration, and what was delivered to whom."""

    folder: Path
    network: Network
    dovecot: Dovecot
    postgres: Postgres
    sink: SmtpSink
    users: dict[str, MailUser]
    rate: float
    since: float = field(default_factory=time.time)
    ledger: Ledger = field(default_factory=Ledger)
    delivered: dict[str, Counter[str]] = field(default_factory=dict)
    url: str = ""

    def __post_init__(self) -> None:
        self.url = self.postgres.new_database()
        seen_from_afar = self.url.replace("@127.0.0.1:", f"@{SERVICES['database']}:") + "?sslmode=disable"
        common = {"folder": self.folder, "ca_file": certificates().ca_file}
        text = _CONFIG.format(
            url=seen_from_afar,
            smtp=SERVICES["smtp"],
            smtp_port=self.sink.port,
            smtp_user=self.sink.user,
            **common,
        )
        place = {"imap": SERVICES["imap"], "imap_port": self.dovecot.tls_port}
        for name, user in self.users.items():
            text += _MAILBOX.format(name=name, user=user.name, **place, **common)
            self._secret(f"password-{name}", user.password)
            self.delivered[name] = Counter()
        self._secret("smtp-password", self.sink.password)
        (self.folder / "config.toml").write_text(text, encoding="utf-8")
        for name in ("keys", "tmp"):
            (self.folder / name).mkdir(mode=0o700)

    def _secret(self, name: str, text: str) -> None:
        (self.folder / name).touch(mode=0o600)
        (self.folder / name).write_text(text)

    def environment(self, place: int) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "ARCHIVER_CONFIG": str(self.folder / "config.toml"),
            "ARCHIVER__REPLICA__NAME": f"replik-{place}",
            "ARCHIVER_TEST_HOST": f"host-{place}",
            "ARCHIVER_TEST_RATE": str(self.rate),
            "ARCHIVER_TEST_RATE_SINCE": str(self.since),
            "TMPDIR": str(self.folder / "tmp"),
        }

    def deliver(self, name: str, mails: Sequence[Mail]) -> None:
        self.ledger.add(mails)
        self.delivered[name].update(mail.sha256 for mail in mails)
        independent.append(self.dovecot, self.users[name], [mail.octets for mail in mails])

    def told_time(self, moment: float) -> float:
        """What the replicas' clock says at a moment of ours, and the database's to them."""
        return moment + (moment - self.since) * (self.rate - 1)

    # --- the end

    def is_at_rest(self) -> bool:
        questions = (
            "SELECT count(*) FROM sightings WHERE state IN ('seen', 'stored', 'quarantined')",
            "SELECT count(*) FROM items i LEFT JOIN readings r ON r.item = i.number WHERE r.item IS NULL",
            "SELECT count(*) FROM outbox WHERE state IN ('due', 'sending', 'uncertain')",
        )
        if any(independent.ask(self.url, question) != [(0,)] for question in questions):
            return False
        return all(not self._in_inbox(user) for user in self.users.values())

    def _in_inbox(self, user: MailUser) -> int:
        with independent.session(self.dovecot, user) as client:
            _, [found] = client.select("INBOX", readonly=True)
            return int(found or 0)

    def oracle(self) -> Oracle:
        """Of all mailboxes as if they were one; `astray` tells one from another."""

        def everywhere(folder: str) -> list[bytes]:
            return [one for user in self.users.values() for one in independent.octets_in(self.dovecot, user, folder)]

        any_user = next(iter(self.users.values()))
        return Oracle(
            self.dovecot,
            any_user,
            self.url,
            self.sink.letters,
            self.ledger,
            sorted(self.folder.glob("log.*")),
            self.folder / "tmp",
            repeats_allowed=True,
            elsewhere=everywhere,
        )

    def astray(self) -> Iterator[Finding]:
        """What lies in another mailbox than it was sent to."""
        for name, user in self.users.items():
            lies = Counter(map(independent.checksum, independent.octets_in(self.dovecot, user, "Arkiveret")))
            for checksum in lies.keys() - self.delivered[name].keys():
                yield Finding(LOST, f"{checksum[:12]} lies in {name}, and was sent to another mailbox")
            for checksum, times in lies.items():
                if times > self.delivered[name][checksum]:
                    yield Finding(DUPLICATE, f"{checksum[:12]} lies {times} times in {name}")


@dataclass
class Replica:
    """One machine, and the daemon that runs on it now."""

    place: int
    scene: Scene
    warm: Warm
    process: Process | None = None
    visits: list[Path] = field(default_factory=list)
    _lives: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        visits = self.scene.folder / f"visits.{self.place}.{next(self._lives)}"
        self.visits.append(visits)
        environment = {**self.scene.environment(self.place), **fault_at("count", visits)}
        log = self.scene.folder / f"log.{self.place}"
        self.process = self.warm.start(["run"], environment, self.scene.folder, log, log)

    def run(self, *arguments: str) -> tuple[int, bytes, str]:
        out, errors = (self.scene.folder / f"{name}.{self.place}" for name in ("out", "errors"))
        for path in (out, errors):
            path.unlink(missing_ok=True)
        code = self.warm.start(arguments, self.scene.environment(self.place), self.scene.folder, out, errors).wait(120)
        return code, out.read_bytes(), errors.read_text()

    @property
    def daemon(self) -> Process:
        assert self.process is not None, "it was started"
        return self.process

    def died_in_the_gap(self) -> bool:
        """Whether its last life ended between a mail server's taking a letter and the row that says so."""
        text = self.visits[-1].read_text() if self.visits[-1].exists() else ""
        places = [line for line in text.split() if line.startswith("letter.")]
        return bool(places) and places[-1] in IN_THE_GAP


class Torment:
    """What is done to the replicas while mail comes in, and what is seen of it."""

    def __init__(self, scene: Scene, replicas: Sequence[Replica], deeds: int, mails: int, seed: str) -> None:
        self.scene, self.replicas, self.mails, self.seed = scene, replicas, mails, seed
        self.findings: list[Finding] = []
        self.facts: Counter[str] = Counter()
        self.longest: dict[str, float] = {}
        self.in_doubt = 0
        """How often a letter may have been on its way when something happened."""
        self._deeds = self._left = deeds
        self._changing = threading.Lock()
        self._some_may_be_ill = threading.BoundedSemaphore(len(replicas) - 1)
        self._waiting: dict[str, Waiting] = {}
        self._diary: list[Deed] = []
        self._over = threading.Event()

    @property
    def lease(self) -> float:
        return LEASE_SECONDS / self.scene.rate

    def run(self) -> None:
        self._until_all_are_at_work()
        with ThreadPoolExecutor(len(self.replicas) + 2) as pool:
            seen = pool.submit(self._look_on)
            work = [pool.submit(self._torment, one, Random(f"{self.seed}/{one.place}")) for one in self.replicas]
            work.append(pool.submit(self._deliver, Random(f"{self.seed}/mail")))
            try:
                for one in work:
                    one.result()
                self._until_all_are_polled()
            finally:
                self._over.set()
            seen.result()

    def _deliver(self, chance: Random) -> None:
        names, sent = sorted(self.scene.users), 0
        while sent < self.mails:
            portion = min(chance.randrange(1, 1 + max(2, self.mails // 100)), self.mails - sent)
            mails = [a_mail(sent + number, chance) for number in range(1, portion + 1)]
            self.scene.deliver(chance.choice(names), mails)
            sent += portion
            while not self._over.is_set() and self._done() < sent / self.mails - 0.1:
                time.sleep(0.02)  # mail is to come in to the end of the deeds

    def _done(self) -> float:
        return self.facts["deeds"] / self._deeds

    # --- deeds

    def _torment(self, one: Replica, chance: Random) -> None:
        while self._begins():
            time.sleep(chance.uniform(0.05, 0.5) * self.lease)
            with self._some_may_be_ill:
                deed = chance.choice(DEEDS)
                entry = Deed(one.place, deed.__name__, time.time())
                self._diary.append(entry)
                try:
                    deed(self, one, chance)
                finally:
                    entry.ended = time.time()
                self._count("deeds")
                # It is well again before another falls ill: somebody is there to take over.
                time.sleep(0.1 * self.lease)

    def _begins(self) -> bool:
        with self._changing:
            self._left -= 1
            return self._left >= 0

    def kill(self, one: Replica, chance: Random) -> None:
        """And begun again at once, or much later."""
        self._dies(one, "killed")
        one.daemon.kill()
        one.daemon.wait(30)
        self.in_doubt += one.died_in_the_gap()
        time.sleep(chance.choice((0.0, chance.uniform(0, 1.6) * self.lease)))
        one.start()

    def stop(self, one: Replica, chance: Random) -> None:
        """For as long as a lease lasts and longer; then it goes on as if nothing had been."""
        self.in_doubt += 1
        self._dies(one, "stopped")
        one.daemon.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(1.05, 1.8) * self.lease)
        one.daemon.send_signal(signal.SIGCONT)

    def stop_briefly(self, one: Replica, chance: Random) -> None:
        one.daemon.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(0, 0.5) * self.lease)
        one.daemon.send_signal(signal.SIGCONT)

    def end(self, one: Replica, chance: Random) -> None:
        """SIGTERM hands everything over at once."""
        self._dies(one, "ended")
        self.terminate(one)
        time.sleep(chance.uniform(0, 0.5) * self.lease)
        one.start()

    def terminate(self, one: Replica) -> None:
        """Within its ten seconds."""
        begun = time.monotonic()
        one.daemon.send_signal(signal.SIGTERM)
        code, took = one.daemon.wait(60), time.monotonic() - begun
        self.in_doubt += one.died_in_the_gap()
        if code and one.visits[-1].exists():
            self._find(CRASH, f"SIGTERM: exit {code}")
        if took > ENDS_WITHIN + SLACK:
            self._find(SLOW, f"SIGTERM took {took:.1f} s")

    def cut_from_database(self, one: Replica, chance: Random) -> None:
        self._cut(one, chance, "database")

    def cut_from_imap(self, one: Replica, chance: Random) -> None:
        self._cut(one, chance, "imap")

    def cut_from_both(self, one: Replica, chance: Random) -> None:
        self._cut(one, chance, "database", "imap")

    def cut_from_all(self, one: Replica, chance: Random) -> None:
        self._cut(one, chance, *SERVICES)

    def _cut(self, one: Replica, chance: Random, *services: str) -> None:
        self.in_doubt += 1
        cut = chance.choice((self.scene.network.cut, self.scene.network.silence))
        for_good = chance.random() < 0.7
        # That a wire to IMAP is dead the kernel finds out, in its own time.
        if for_good and (services != ("imap",) or self.scene.rate == 1):
            self._dies(one, f"cut off from {' and '.join(services)}")
        cut(one.place, *services)
        time.sleep((chance.uniform(1.3, 2.0) if for_good else chance.uniform(0.1, 0.6)) * self.lease)
        self.scene.network.heal(one.place)
        self._count("partitions")

    def cut_and_kill(self, one: Replica, chance: Random) -> None:
        """Nobody hears of its death: the database keeps what it had locked, for as long as it believes in it."""
        self._dies(one, "cut off and killed")
        self.scene.network.cut(one.place, *SERVICES)
        time.sleep(chance.uniform(0, 0.2) * self.lease)
        one.daemon.kill()
        one.daemon.wait(30)
        self.in_doubt += 1
        time.sleep(chance.uniform(0.8, 1.6) * self.lease)
        self.scene.network.heal(one.place)
        one.start()
        self._count("partitions")

    # --- how long a mailbox goes unpolled

    def _dies(self, one: Replica, why: str) -> None:
        """Whose mailboxes from now on wait for another."""
        self._count(why.replace(" ", "_"))
        now = time.time()
        with self._changing:
            for mailbox, holder in self._holders():
                if f"/{one.daemon.pid}/" in holder:
                    self._waiting[mailbox] = Waiting(holder, now, why)

    def _holders(self) -> list[tuple[str, str]]:
        held = "SELECT mailbox, holder FROM leases WHERE holder <> '' AND mailbox <> 'once:for-all'"
        return [(mailbox, holder) for mailbox, holder in independent.ask(self.scene.url, held)]

    def _look_on(self) -> None:
        polled = "SELECT mailbox, last_good_poll FROM folders WHERE folder = 'INBOX' AND last_good_poll IS NOT NULL"
        with psycopg.connect(self.scene.url.replace("+psycopg", ""), autocommit=True) as connection:
            while not self._over.wait(0.05):
                moments: dict[str, datetime] = dict(connection.execute(polled).fetchall())
                holders: dict[str, str] = dict(connection.execute("SELECT mailbox, holder FROM leases").fetchall())
                self._compare(moments, holders)

    def _compare(self, moments: dict[str, datetime], holders: dict[str, str]) -> None:
        now = time.time()
        with self._changing:
            for mailbox, one in list(self._waiting.items()):
                took = now - one.since
                holder = holders[mailbox]
                if holder not in {"", one.held_by[-1][1] if one.held_by else one.holder}:
                    if not one.held_by:
                        self._note(f"until_the_next_held_it_{one.why}", took)
                    one.held_by.append((now, holder))
                last = moments.get(mailbox)
                if last is not None and last.timestamp() > self.scene.told_time(one.since):
                    del self._waiting[mailbox]
                    self._polled(one, took)
                elif took > 4 * POLLED_WITHIN:
                    del self._waiting[mailbox]
                    self.findings.append(
                        Finding(SLOW, f"{mailbox}, whose holder was {one.why}, is polled no more; {self._since(one)}")
                    )

    def _polled(self, one: Waiting, took: float) -> None:
        self.facts["mailboxes_taken_over"] += 1
        self._note(f"until_polled_{one.why}", took)
        if took > POLLED_WITHIN:
            what = f"a mailbox whose holder was {one.why} was polled again after {took:.1f} s"
            self.findings.append(Finding(SLOW, f"{what}; {self._since(one)}"))

    def _since(self, one: Waiting) -> str:
        """What happened meanwhile, in seconds since the holder fell ill."""

        def at(moment: float | None) -> str:
            return "now" if moment is None else f"{moment - one.since:.0f}"

        held = [f"held by {'/'.join(holder.split('/')[:2])} from {at(moment)}" for moment, holder in one.held_by]
        deeds = [entry for entry in self._diary if entry.ended is None or entry.ended > one.since]
        done = [f"{entry.name} of host-{entry.place} from {at(entry.begun)} to {at(entry.ended)}" for entry in deeds]
        return ", ".join(held + done)

    def _until_all_are_at_work(self) -> None:
        polled = "SELECT count(*) FROM folders WHERE folder = 'INBOX' AND last_good_poll IS NOT NULL"
        there = "SELECT count(*) FROM replicas"
        deadline = time.monotonic() + 2 * POLLED_WITHIN
        wanted = [(polled, len(self.scene.users)), (there, len(self.replicas))]
        while not all(independent.ask(self.scene.url, question) == [(count,)] for question, count in wanted):
            assert time.monotonic() < deadline, "they do not begin"
            time.sleep(0.05)

    def _note(self, what: str, took: float) -> None:
        self.longest[what] = max(self.longest.get(what, 0.0), took)

    def _until_all_are_polled(self) -> None:
        deadline = time.monotonic() + 4 * POLLED_WITHIN
        while self._waiting and time.monotonic() < deadline:
            time.sleep(0.1)

    # --- what was seen

    def _count(self, fact: str) -> None:
        with self._changing:
            self.facts[fact] += 1

    def _find(self, kind: str, what: str) -> None:
        with self._changing:
            self.findings.append(Finding(kind, what))


DEEDS = (
    Torment.kill,
    Torment.kill,
    Torment.stop,
    Torment.stop_briefly,
    Torment.end,
    Torment.cut_from_database,
    Torment.cut_from_imap,
    Torment.cut_from_both,
    Torment.cut_from_all,
    Torment.cut_and_kill,
)


@dataclass(frozen=True)
class Plan:
    """How much of it."""

    replicas: int
    mailboxes: int
    mails: int
    deeds: int
    rate: float
    """How fast the replicas' clock goes."""


def one_run(network: Network, plan: Plan, folder: Path, seed: str) -> Case:
    """Everything, on the machine of the servers: the calling thread lives there."""
    begun = time.monotonic()
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(plan.replicas + 1))
        warming = [pool.submit(machine.inside, Warm) for machine in network.machines]
        dovecot = stack.enter_context(Dovecot(listen="*"))
        postgres = stack.enter_context(Postgres(trusts=RANGE))
        sink = stack.enter_context(SmtpSink("tls", listen="0.0.0.0"))
        users = {f"m{number:02d}": dovecot.new_user() for number in range(plan.mailboxes)}
        scene = Scene(folder, network, dovecot, postgres, sink, users, plan.rate)
        replicas = [Replica(place, scene, stack.enter_context(warm.result())) for place, warm in enumerate(warming)]
        code, _, errors = replicas[0].run("db", "upgrade")
        assert code == 0, errors
        for one in replicas:
            one.start()
        torment = Torment(scene, replicas, plan.deeds, plan.mails, seed)
        torment.run()
        return _ended(torment, time.monotonic() - begun)


def _ended(torment: Torment, seconds: float) -> Case:
    scene, findings = torment.scene, torment.findings
    calm = time.monotonic()
    letters = SECONDS_A_LETTER * len(scene.ledger.mails)
    within = (ABANDONED_SECONDS + 2 * POLLED_WITHIN) / scene.rate + 60 + letters
    while not scene.is_at_rest():
        if time.monotonic() - calm > within:
            findings.append(Finding(UNFINISHED, f"not at rest after {within:.0f} s"))
            break
        time.sleep(0.2)
    recovery = time.monotonic() - calm
    findings += _shared_out(torment)
    for one in torment.replicas:
        torment.terminate(one)
    findings += _faults(scene)
    oracle = scene.oracle()
    findings += [*oracle.judge(), *scene.astray()]
    if oracle.repeats > torment.in_doubt:
        findings.append(Finding("repeated receipt", f"{oracle.repeats}, and {torment.in_doubt} times one was in doubt"))
    longest = {f"max_seconds_{why.replace(' ', '_')}": took for why, took in torment.longest.items()}
    facts = {**torment.facts, **longest, "mails": len(scene.ledger.mails), "receipts_twice": oracle.repeats}
    name = f"{len(torment.replicas)} replicas, {len(scene.users)} mailboxes, {torment.facts['deeds']} deeds"
    return Case(f"{name} in {seconds:.0f} s", tuple(findings), recovery, facts)


def _shared_out(torment: Torment) -> Iterator[Finding]:
    """In the end each replica has its share again, and `status` tells so."""
    most = -(-len(torment.scene.users) // len(torment.replicas))
    deadline = time.monotonic() + 4 * POLLED_WITHIN / torment.scene.rate + SLACK
    while True:
        told = _status(torment.replicas[0])
        shares = sorted(len(one["mailboxes"]) for one in told)
        if shares and sum(shares) == len(torment.scene.users) and shares[-1] <= most and shares[-1] - shares[0] <= 1:
            break
        if time.monotonic() > deadline:
            yield Finding(UNFINISHED, f"the mailboxes are shared out as {shares}")
            break
        time.sleep(0.5)
    once = [one["name"] for one in told if one["does_once"]]
    if len(once) != 1:
        yield Finding(UNFINISHED, f"{len(once)} replicas do what one does for all")


def _status(one: Replica) -> list[dict[str, Any]]:
    code, out, _ = one.run("status", "--json")
    told: list[dict[str, Any]] = json.loads(out)["replicas"] if code == 0 else []
    return told


def _faults(scene: Scene) -> Iterator[Finding]:
    for log in sorted(scene.folder.glob("log.*")):
        if "fault in archiver" in (text := log.read_text(errors="replace")):
            yield Finding(CRASH, f"{log.name}: {text[-600:]}")


def runs(plan: Plan, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """One run, in a network of its own."""
    seed, folder = str(chance.getrandbits(64)), theatre.new_folder()
    try:
        with Network(plan.replicas) as network:
            yield network.hub.inside(partial(one_run, network, plan, folder, seed))
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def shards(size: Size) -> list[Shard]:
    """In full at the world's own speed; else twenty times as fast, with the leases twenty times as short."""
    full = size is Size.FULL
    plan = Plan(3, 20, 5000, 40, 1.0) if full else Plan(3, 4, 24, 5, 20.0)
    return [Shard("postgresql", partial(runs, plan), 1, 25.0)]


PART = Part(
    "replicas",
    "three replicas that share many mailboxes: killed, stopped, ended, cut off from the database, from IMAP, from all",
    shards,
    ("deeds", "killed", "stopped", "ended", "partitions", "mailboxes_taken_over"),
)
