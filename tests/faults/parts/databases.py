"""Databases that go away, refuse, keep us waiting or take no more (hazard F28), under a daemon at work.

PostgreSQL restarts at random, one archive through all of it; and each other trouble, on either engine, for a while.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from sqlite3 import connect as open_sqlite

import psycopg

from tests.acceptance import independent
from tests.acceptance.world import RunningDaemon
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.oracle import CRASH, SLOW, UNFINISHED, Finding
from tests.faults.parts.steps import TEN_MINUTES
from tests.faults.stage import Engine, Stage, Theatre, fault_at

RECOVERED_WITHIN = 60.0
LONGER_THAN_PATIENCE = 35.0
"""Seconds; the product gives up a lock and a statement after 30."""
FULL_TROUBLES = 4
"""How often each trouble comes."""
PATIENT_FOR_A_SECOND = ("[database]\n", "[database]\nbusy_seconds = 1\n")

Trouble = Callable[["Life", Random, bool], AbstractContextManager[None]]
"""Lasts while its block does; the last argument is whether it may take as long as it likes."""


@dataclass
class Life:
    """One archive and its daemon, and the mail that keeps coming."""

    stage: Stage
    running: RunningDaemon
    chance: Random
    visits: Path
    pages: Path
    """Holds to how many pages an SQLite file may grow; 0 is as many as it likes."""
    mails: int = 0
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.stage.database_url.rpartition("/")[2]

    def deliver(self, count: int) -> None:
        sizes = [self.chance.choice((0, 800, 6_000)) for _ in range(count)]
        self.stage.deliver(*(a_mail(self.mails + at, self.chance, size=size) for at, size in enumerate(sizes, 1)))
        self.mails += count

    def has_caught_up(self) -> bool:
        """Everything is taken in, and what letter has nobody in between is sent."""
        due = "SELECT count(*) FROM outbox WHERE state = 'due'"
        ours = f"SELECT count(*) FROM items WHERE number <= {self.mails}"
        try:
            return (
                not independent.octets_in(self.stage.dovecot, self.stage.user, "INBOX")
                and self.ask(ours) == self.mails
                and self.ask("SELECT count(*) FROM sightings WHERE state IN ('seen', 'stored', 'quarantined')") == 0
                and self.ask("SELECT count(*) FROM readings") == self.mails
                and self.ask(due) == 0
            )
        except (psycopg.OperationalError, OSError):
            return False

    def ask(self, question: str) -> int:
        [(count,)] = independent.ask(self.stage.database_url, question)
        return int(count)

    def recover(self) -> tuple[float, list[Finding]]:
        """Seconds from now until it has caught up, and what is to be said of that."""
        took = self.stage.until(self.has_caught_up, RECOVERED_WITHIN, self.running.process)
        if took is None:
            dead = self.running.process.poll() is not None
            why = "the daemon ended" if dead else f"not caught up after {RECOVERED_WITHIN:.0f} s"
            return RECOVERED_WITHIN, [Finding(CRASH if dead else SLOW, f"{why}: {self.running.log()[-1500:]}")]
        return took, []

    def complaints(self) -> int:
        """Warnings of the daemon so far."""
        return self.running.log().count('"level": "warning"')

    def in_the_gap(self) -> int:
        """Letters that went out and of which nobody could write it down."""
        places = Counter(self.visits.read_text(encoding="ascii").split())
        return places["letter.after-send"] - places["letter.after-mark"]


@contextmanager
def _a_life(theatre: Theatre, engine: Engine, chance: Random) -> Iterator[Life]:
    cluster = theatre.lasting_postgres if engine == "postgresql" else None
    with theatre.stage(engine, cluster=cluster) as stage:
        stage.keep_bystanders()
        stage.write_config(PATIENT_FOR_A_SECOND)
        visits = stage.folder / "visits"
        visits.touch()
        pages = stage.folder / "pages"
        pages.write_text("0", encoding="ascii")
        bound = {"ARCHIVER_TEST_MAX_PAGES": str(pages)} if engine == "sqlite" else {}
        with stage.daemon(environment=fault_at("count", visits) | bound) as running:
            yield Life(stage, running, chance, visits, pages)


def _judged(life: Life, name: str) -> Case:
    """After a last life, in which whatever nobody was sure of is settled."""
    code, seconds = life.running.terminate()
    findings = [Finding(CRASH, f"exit {code}")] if code else []
    findings += [Finding(SLOW, f"SIGTERM took {seconds:.1f} s")] if seconds > 10 else []
    findings += [Finding(CRASH, "a fault of ours")] if "fault in archiver" in life.running.log() else []
    ended = life.stage.settle(environment=TEN_MINUTES)
    if ended[-1].code or not life.stage.is_at_rest():
        findings.append(Finding(UNFINISHED, f"exit {ended[-1].code}: {ended[-1].errors[-300:]}"))
    oracle = life.stage.oracle(repeats_allowed=True)
    findings += oracle.judge()
    in_gap = life.in_the_gap()
    if oracle.repeats > in_gap:
        findings.append(Finding("repeated receipt", f"{oracle.repeats}, with {in_gap} letters in the gap"))
    facts = {"mails": life.mails, "letters_in_the_gap": in_gap, "repeated_receipts": oracle.repeats}
    return Case(name, tuple(findings), facts=facts)


# --- restarts


def restarts(count: int, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """One archive, and a server that crashes or is restarted again and again."""
    server = theatre.lasting_postgres
    with _a_life(theatre, "postgresql", chance) as life:
        for number in range(1, count + 1):
            crashes = chance.random() < 0.5
            life.deliver(chance.randrange(1, 5))
            time.sleep(chance.uniform(0, 1.2))
            (server.crash if crashes else server.stop)()
            life.deliver(chance.randrange(3))
            time.sleep(chance.uniform(0, 1.5))
            server.start()
            took, findings = life.recover()
            yield Case(f"restart {number}, {'crash' if crashes else 'fast'}", tuple(findings), took, {"restarts": 1})
        yield _judged(life, f"after {count} restarts")


# --- troubles of PostgreSQL


@contextmanager
def _as_superuser(life: Life) -> Iterator[psycopg.Connection]:
    address = life.stage.database_url.replace("+psycopg", "")
    with psycopg.connect(address, dbname="postgres", autocommit=True) as connection:
        yield connection


_OTHERS = "FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@contextmanager
def terminated_sessions(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """Every session is ended, three times over."""
    with _as_superuser(life) as server:
        for _ in range(3):
            server.execute(f"SELECT pg_terminate_backend(pid) {_OTHERS}".encode(), [life.name])
            time.sleep(chance.uniform(0, 0.6))
        yield


@contextmanager
def cancelled_statements(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """Whatever statement runs is cancelled, as by a timeout, again and again for a second."""
    until = time.monotonic() + 1
    with _as_superuser(life) as server:
        while time.monotonic() < until:
            server.execute(f"SELECT pg_cancel_backend(pid) {_OTHERS} AND state = 'active'".encode(), [life.name])
            time.sleep(chance.uniform(0, 0.02))
        yield


@contextmanager
def standby(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """The server comes back as a standby, and is promoted later while its clients are connected."""
    server = life.stage.theatre.lasting_postgres
    server.stop()
    server.start_as_standby()
    yield
    time.sleep(8 if long else 1)
    server.promote()


@contextmanager
def no_connection_left(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """Others have taken every connection that the server gives, ours too."""
    address = life.stage.database_url.replace("+psycopg", "")
    with ExitStack() as taken, _as_superuser(life) as server:
        for _ in range(2):
            server.execute(f"SELECT pg_terminate_backend(pid) {_OTHERS}".encode(), [life.name])
            with suppress(psycopg.OperationalError):
                while True:
                    taken.enter_context(psycopg.connect(address, dbname="postgres"))
        yield


@contextmanager
def lock_on_heads(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """Somebody keeps the row that every entry in the chain of custody needs."""
    with _locked(life, "SELECT * FROM heads FOR UPDATE", long):
        yield


@contextmanager
def lock_on_items(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """Somebody keeps the whole table of items for himself."""
    with _locked(life, "LOCK TABLE items IN ACCESS EXCLUSIVE MODE", long):
        yield


@contextmanager
def _locked(life: Life, statement: str, long: bool) -> Iterator[None]:
    with psycopg.connect(life.stage.database_url.replace("+psycopg", "")) as holder:
        holder.execute(statement.encode())
        yield
        time.sleep(LONGER_THAN_PATIENCE if long else 1)
        holder.rollback()


# --- troubles of SQLite


@contextmanager
def lock_on_the_file(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """Another program writes for longer than the product is patient."""
    with closing(open_sqlite(_file(life), isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        time.sleep(5 if long else 2)
        other.execute("ROLLBACK")


@contextmanager
def immutable_files(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """The file and its log cannot be written; not even by root."""
    files = [path for path in (_file(life), Path(f"{_file(life)}-wal")) if path.exists()]
    subprocess.run(["chattr", "+i", *map(str, files)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *map(str, files)], check=True, capture_output=True)


@contextmanager
def no_pages_left(life: Life, chance: Random, long: bool) -> Iterator[None]:
    """The database may not grow."""
    life.pages.write_text("1", encoding="ascii")  # SQLite takes it for as many as there are
    yield
    life.pages.write_text("0", encoding="ascii")


def _file(life: Life) -> Path:
    return Path(life.stage.database_url.removeprefix("sqlite:///"))


def _can_make_immutable(folder: Path) -> bool:
    probe = folder / "probe"
    probe.touch()
    if shutil.which("chattr") is None:
        return False
    if subprocess.run(["chattr", "+i", probe], check=False, capture_output=True).returncode:
        return False
    subprocess.run(["chattr", "-i", probe], check=True, capture_output=True)
    return True


# --- one after the other

OF_POSTGRESQL: tuple[Trouble, ...] = (
    terminated_sessions,
    cancelled_statements,
    standby,
    no_connection_left,
    lock_on_heads,
    lock_on_items,
)
OF_SQLITE: tuple[Trouble, ...] = (lock_on_the_file, immutable_files, no_pages_left)


def troubles(times: int, engine: Engine, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Each so often, over one archive, in any order; the first time it lasts."""
    kinds = OF_POSTGRESQL if engine == "postgresql" else OF_SQLITE
    if immutable_files in kinds and not _can_make_immutable(theatre.new_folder()):
        kinds = tuple(one for one in kinds if one is not immutable_files)
    with _a_life(theatre, engine, chance) as life:
        for number in range(times):
            for trouble in chance.sample(kinds, len(kinds)):
                yield _one_trouble(life, trouble, chance, number, is_long=times > 1 and number == 0)
        yield _judged(life, f"after {times} times {len(kinds)} troubles")


def _one_trouble(life: Life, trouble: Trouble, chance: Random, number: int, *, is_long: bool) -> Case:
    life.deliver(chance.randrange(1, 4))
    time.sleep(chance.uniform(0, 0.5))
    complained = life.complaints()
    with trouble(life, chance, is_long):
        life.deliver(chance.randrange(1, 4))
        time.sleep(chance.uniform(0.5, 2))
    took, findings = life.recover()
    facts = {trouble.__name__: 1, f"{trouble.__name__}_that_was_felt": life.complaints() > complained}
    return Case(f"{trouble.__name__} {number + 1}", tuple(findings), took, facts)


def shards(size: Size) -> list[Shard]:
    full = size is Size.FULL
    count, share, times = (100, 50, FULL_TROUBLES) if full else (2, 2, 1)
    found = [
        Shard(f"restarts {at // share + 1}", partial(restarts, share), share + 1, 8.0) for at in range(0, count, share)
    ]
    found.append(Shard("postgresql", partial(troubles, times, "postgresql"), times * len(OF_POSTGRESQL) + 1, 6.0))
    found.append(Shard("sqlite", partial(troubles, times, "sqlite"), times * len(OF_SQLITE) + 1, 2.0))
    return found


FELT = tuple(f"{trouble.__name__}_that_was_felt" for trouble in (*OF_POSTGRESQL, lock_on_the_file, no_pages_left))
PART = Part("databases", "databases that restart, refuse, lock, or take no more", shards, FELT)
