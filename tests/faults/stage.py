"""The stage: real servers shared by a worker, and for each case a mailbox, a database and an oracle of its own."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, Self, TypeVar

import psycopg

from tests.acceptance import independent
from tests.acceptance.world import Ended, Process, RunningDaemon, World
from tests.faults import disk
from tests.faults.mail import Mail
from tests.faults.oracle import Ledger, Oracle
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.proxy import FaultProxy
from tests.services.smtp import SmtpSink
from tests.warm import Warm

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")
Way = Literal["move", "copy", "mark"]
"""How a server lets mail be moved: MOVE; COPY and UID EXPUNGE; neither, so that it stays and is marked."""

_S = TypeVar("_S")


class Theatre:
    """The servers of one worker, each started when it is first asked for; `close` ends them all."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="faults."))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self._templates: dict[str, tuple[str, Path]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    def enter(self, service: AbstractContextManager[_S]) -> _S:
        """A service that lasts as long as this theatre."""
        return self._stack.enter_context(service)

    @cached_property
    def warm(self) -> Warm:
        return self.enter(Warm())

    @cached_property
    def warm_on_failing_disks(self) -> Warm:
        """Its processes take the faults of `tests.faults.disk` from their environment."""
        return self.enter(Warm({"LD_PRELOAD": str(disk.shim())}))

    @cached_property
    def dovecot(self) -> Dovecot:
        return self.enter(Dovecot())

    @cached_property
    def dovecot_that_copies(self) -> Dovecot:
        return self.enter(Dovecot(move=False))

    @cached_property
    def dovecot_that_marks(self) -> Dovecot:
        return self.enter(Dovecot(move=False, uidplus=False))

    @cached_property
    def postgres(self) -> Postgres:
        return self.enter(Postgres())

    @cached_property
    def lasting_postgres(self) -> Postgres:
        """One that may crash: what it said is committed is there afterwards."""
        return self.enter(Postgres(waits_for_log=True))

    def server(self, way: Way) -> Dovecot:
        """The IMAP server that moves mail this way."""
        return {
            "move": lambda: self.dovecot,
            "copy": lambda: self.dovecot_that_copies,
            "mark": lambda: self.dovecot_that_marks,
        }[way]()

    def new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="case.", dir=self.folder))

    @contextmanager
    def stage(
        self, engine: Engine = "sqlite", way: Way = "move", cluster: Postgres | None = None, **choices: object
    ) -> Iterator[Stage]:
        """An empty archive with its schema, an empty mailbox, and a relay that takes everything; gone afterwards.

        `cluster` is another PostgreSQL than the usual one.
        """
        folder = self.new_folder()
        server = self.server(way)
        url, keys = self._empty_archive(engine, folder, cluster)
        with ExitStack() as own:
            own.callback(shutil.rmtree, folder, ignore_errors=True)
            sink = own.enter_context(SmtpSink())
            stage = Stage(folder, server, server.new_user(), url, sink.port, server.port, sink=sink, theatre=self)
            for name, value in choices.items():
                setattr(stage, name, value)
            stage.write_config()
            own.callback(stage.stop)
            if keys is None:
                stage.run("db", "upgrade").well()
                self._keep_as_template(stage)
            yield stage

    def _empty_archive(self, engine: Engine, folder: Path, cluster: Postgres | None) -> tuple[str, Path | None]:
        """Its URL, and the key that belongs to it: none where the schema is still to be made.

        The schema is made once for each server and copied for every other archive.
        """
        if engine == "sqlite":
            file, place = folder / "archive.sqlite", "sqlite"
            template, keys = self._templates.get(place, ("", None))
            if keys:
                shutil.copy(template, file)
            url = f"sqlite:///{file}"
        else:
            server = cluster or self.postgres
            place = f"{server.host}:{server.port}"
            template, keys = self._templates.get(place, ("", None))
            url = server.new_database(template)
        if keys:
            shutil.copytree(keys, folder / "keys")
        return url, keys

    def _keep_as_template(self, stage: Stage) -> None:
        keys = self.new_folder()
        shutil.copytree(stage.folder / "keys", keys, dirs_exist_ok=True)
        if stage.database_url.startswith("sqlite"):
            shutil.copy(stage.folder / "archive.sqlite", keys.with_suffix(".sqlite"))
            self._templates["sqlite"] = str(keys.with_suffix(".sqlite")), keys
            return
        place = stage.database_url.rpartition("@")[2].partition("/")[0]
        name = stage.database_url.rpartition("/")[2]
        with psycopg.connect(stage.database_url.replace("+psycopg", ""), dbname="postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}_template" TEMPLATE "{name}"'.encode())
        self._templates[place] = f"/{name}_template", keys


@dataclass
class Stage(World):
    """A world whose commands start warm, whose mails are written down, and which can be judged."""

    sink: SmtpSink = field(kw_only=True)
    theatre: Theatre = field(kw_only=True)
    ledger: Ledger = field(default_factory=Ledger)
    warm: Warm | None = None
    """Another one than the theatre's, when the product needs something from its very start."""
    everywhere: dict[str, str] = field(default_factory=dict)
    """Environment of every command."""
    bystanders: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)
    _processes: list[Process] = field(default_factory=list)
    _proxies: list[FaultProxy] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.log = self.folder / "log"

    # --- mail

    def deliver(self, *mails: Mail, flags: str = "") -> None:
        """Append to INBOX, and write it down."""
        self.ledger.add(mails)
        independent.append(self.dovecot, self.user, [mail.octets for mail in mails], flags=flags)

    def keep_bystanders(self) -> None:
        """Messages of others in the archive folder, one of them flagged \\Deleted, and one in a folder of their own."""
        with independent.session(self.dovecot, self.user) as client:
            client.create("Arkiveret")
            client.create("Privat")
        for folder, flags in (("Arkiveret", r"\Deleted"), ("Arkiveret", r"\Flagged"), ("Privat", r"\Deleted \Seen")):
            octets = f"Subject: tilskuer\r\n\r\n{folder} {flags}\r\n".encode()
            independent.append(self.dovecot, self.user, [octets], folder, flags)
        for folder in ("Arkiveret", "Privat"):
            self.bystanders[folder] = independent.flags_in(self.dovecot, self.user, folder)

    # --- the product

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return super().environment({**self.everywhere, "TMPDIR": str(self.temporary), **(more or {})})

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None, log: str = "log") -> Process:
        """Begin `archiver ARGUMENTS`; its output is appended to a log."""
        warm = self.warm or self.theatre.warm
        path = self.folder / log
        process = warm.start(arguments, self.environment(environment), self.folder, path, path)
        self._processes.append(process)
        return process

    def run(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
        seconds: float = 120,
    ) -> Ended:
        """Run `archiver ARGUMENTS` to its end."""
        if prefix:
            return super().run(*arguments, environment=environment, prefix=prefix, seconds=seconds)
        warm = self.warm or self.theatre.warm
        out, errors = self.folder / "out", self.folder / "errors"
        for path in (out, errors):
            path.unlink(missing_ok=True)
        process = warm.start(arguments, self.environment(environment), self.folder, out, errors)
        self._processes.append(process)
        code = process.wait(seconds)
        said = errors.read_bytes()
        with self.log.open("ab") as log:
            log.write(said)
        return Ended(code, out.read_bytes(), said.decode(errors="replace"))

    @contextmanager
    def daemon(self, *, log: str = "log", environment: Mapping[str, str] | None = None) -> Iterator[RunningDaemon]:
        """`archiver run`, killed when the block is left."""
        process = self.start("run", environment=environment, log=log)
        try:
            yield RunningDaemon(process, self.folder / log)
        finally:
            process.kill()
            process.wait(30)

    def proxy(self, port: int) -> FaultProxy:
        """A proxy to a port of loopback, for as long as the stage lasts."""
        proxy = FaultProxy(port)
        self._proxies.append(proxy)
        return proxy

    def stop(self) -> None:
        """End what still runs."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.wait(30)
        for proxy in self._proxies:
            proxy.stop()

    # --- rest

    def settle(self, *, rounds: int = 4, environment: Mapping[str, str] | None = None) -> list[Ended]:
        """Rounds until nothing is left to do: the first, and as many more as were not well. What they ended with."""
        ended = []
        for _ in range(rounds):
            ended.append(self.run("ingest", environment=environment))
            if ended[-1].code == 0:
                break
        return ended

    def is_at_rest(self, *, letters_too: bool = True) -> bool:
        """Whether INBOX is empty, every sighting final, every mail read and no letter on its way."""
        left = "SELECT count(*) FROM sightings WHERE state IN ('seen', 'stored', 'quarantined')"
        unread = "SELECT count(*) FROM items i LEFT JOIN readings r ON r.item = i.number WHERE r.item IS NULL"
        letters = "SELECT count(*) FROM outbox WHERE state IN ('due', 'sending', 'uncertain')"
        with independent.session(self.dovecot, self.user) as client:
            _, [count] = client.select("INBOX", readonly=True)
        if count is None or int(count):
            return False
        questions = (left, unread, letters) if letters_too else (left, unread)
        return all(independent.ask(self.database_url, question) == [(0,)] for question in questions)

    def until(self, ready: Callable[[], bool], seconds: float, process: Process | None = None) -> float | None:
        """Wait for something; the seconds it took, or None when it did not come or the process ended."""
        begun = time.monotonic()
        while not ready():
            if time.monotonic() - begun > seconds or (process is not None and process.poll() is not None):
                return None
            time.sleep(0.05)
        return time.monotonic() - begun

    def oracle(self, **choices: object) -> Oracle:
        """Of everything that was delivered here."""
        logs = [path for path in self.folder.iterdir() if path.is_file() and path.name.startswith("log")]
        oracle = Oracle(
            self.dovecot,
            self.user,
            self.database_url,
            self.sink.letters,
            self.ledger,
            logs,
            self.temporary,
            bystanders=self.bystanders,
        )
        for name, value in choices.items():
            setattr(oracle, name, value)
        return oracle


def fault_at(order: str, log: Path | None = None) -> dict[str, str]:
    """The environment in which a warm product fails at a place; see tests/faultpoints."""
    return {"ARCHIVER_FAILPOINT": order} | ({"ARCHIVER_FAILPOINT_LOG": str(log)} if log else {})
