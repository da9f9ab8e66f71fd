"""A workplace in miniature: a mailbox on a real server, a mail relay, a database, and the program as a process."""

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol, Self

from tests.services.dovecot import Dovecot, MailUser
from tests.services.smtp import SmtpSink, SunkLetter
from tests.warm import CHECKOUT, CLOCKS, FAULTPOINTS, Warm

OFFICER = "officer@kommune.example"
ARCHIVE = "arkiv@kommune.example"

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
MARKED = re.compile(
    r"trussel nr|endnu en mail|sove trygt|Se nedenfor|kom i går|Hør her|blåbærgrød|skærm|Ane Hansen|[Jj]ette[ .]"
    r"|\b(?:ane|borger|brev|videresendt|stor)\.\d"
)
"""What stands in the mails of these tests as subject, text, name, address, Message-ID or name of a file."""
_CONFIG = """\
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
data_directory = "{folder}/keys"

[[mailbox]]
name = "arkiv"
address = "{archive}"
host = "{imap_host}"
port = {imap_port}
tls = "none"
username = "{user}"
password_file = "imap-password"

[database]
url = "{database_url}"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
sender = "{archive}"

[officer]
name = "Arkivansvarlig"
address = "{officer}"
"""


def told_of(text: str) -> list[str]:
    """What a log, a measure or a list of processes tells of anybody or of what they wrote: nothing, it should (X8)."""
    return _ADDRESS.findall(text) + MARKED.findall(text)


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    """As `subprocess` tells it: below 0 when a signal ended it."""
    out: bytes
    errors: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        """The one document on stdout; anything beside it is a failure."""
        return json.loads(self.out)

    def well(self) -> Self:
        """Itself, when it ended with 0; else the test fails with what was said."""
        assert self.code == 0, f"exit {self.code}\n{self.text}\n{self.errors}"
        return self


INFORMED = 'status = "OPLYST"\ndecided_on = 2026-11-23\ndecided_by = "Inge Arkivar"\n'


@dataclass
class World:
    """One mailbox's surroundings and the configuration that describes them."""

    folder: Path
    dovecot: Dovecot
    user: MailUser
    database_url: str
    smtp_port: int
    imap_port: int
    more: str = ""
    """Sections added to the configuration."""
    address: str = ARCHIVE
    config: Path = field(init=False)

    def __post_init__(self) -> None:
        self.config = self.folder / "config.toml"
        (self.folder / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / "imap-password").touch(mode=0o600)
        (self.folder / "imap-password").write_text(self.user.password)
        self.write_config()

    def write_config(self, *changes: tuple[str, str]) -> None:
        """The configuration of this world, with some of its text replaced."""
        text = self.more + _CONFIG.format(
            folder=self.folder,
            archive=self.address,
            imap_host=self.dovecot.host,
            imap_port=self.imap_port,
            user=self.user.name,
            database_url=self.database_url,
            smtp_port=self.smtp_port,
            officer=OFFICER,
        )
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.config.write_text(text, encoding="utf-8")

    def run(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
        seconds: float = 120,
    ) -> Ended:
        """Run `archiver ARGUMENTS` to its end, behind a command that takes another as its arguments."""
        assert told_of(" ".join(arguments)) == []  # anybody on the machine sees them (X8)
        whole = self.environment(environment)
        is_fit = "ARCHIVER_LANGUAGE" not in whole and (  # a language is chosen when the program is imported
            "ARCHIVER_FAILPOINT" not in whole or str(FAULTPOINTS) in whole["PYTHONPATH"]
        )
        if prefix or not is_fit:
            unwritten = whole | {"PYTHONDONTWRITEBYTECODE": "1"}  # Python keeps half a file of a starved process
            ended = self._start([*prefix, *command(*arguments)], unwritten, seconds)
        else:
            ended = forked(arguments, whole, self.folder, seconds)
        logged = [line for line in ended.errors.splitlines() if line.startswith('{"') and '"event"' in line]
        assert told_of("\n".join(logged)) == []
        return ended

    def _start(self, words: Sequence[str], environment: Mapping[str, str], seconds: float) -> Ended:
        done = subprocess.run(
            words,
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr.decode())

    def inform(self, case: str) -> None:
        """Decide that the citizen is informed, without which no case is closed."""
        (self.folder / "oplyst.toml").write_text(INFORMED, encoding="utf-8")
        self.run("case", "add", case, "information", "--from", "oplyst.toml").well()

    def kill_at(self, place: str, *arguments: str) -> None:
        """Run a command that is killed at a failpoint: `NAME` or `NAME:2`. Fails when it never comes there."""
        ended = self.run(*arguments, environment=failpoint(f"{place}:kill"))
        assert ended.code == -signal.SIGKILL, f"{place} was not met: exit {ended.code}\n{ended.text}\n{ended.errors}"

    @contextmanager
    def daemon(
        self, *, log: str = "daemon.log", environment: Mapping[str, str] | None = None
    ) -> Iterator["RunningDaemon"]:
        """`archiver run`, ended when the block is left."""
        with (self.folder / log).open("ab") as output:
            process = subprocess.Popen(
                command("run"),
                env=self.environment(environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        running = RunningDaemon(process, self.folder / log)
        try:
            yield running
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
        assert told_of(running.log()) == []  # whatever was tested

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Of a command: ours, without what would slow it down or configure it."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ARCHIVER") and name != "PYTHONDONTWRITEBYTECODE"
        }
        told = kept | {"ARCHIVER_CONFIG": str(self.config), "COLUMNS": "200"} | dict(more or {})
        return told | {"PYTHONPATH": os.pathsep.join(filter(None, ((more or {}).get("PYTHONPATH"), str(CHECKOUT))))}


class Process(Protocol):
    """What a running command can be asked and told, however it was started."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def kill(self) -> None: ...


@dataclass
class RunningDaemon:
    """A running `archiver run`."""

    process: Process
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def events(self, name: str) -> list[dict[str, Any]]:
        """The log lines of one kind so far; every line is one JSON object."""
        lines = [json.loads(line) for line in self.log().splitlines()]
        return [line for line in lines if line["event"] == name]

    def until(self, ready: Callable[[], bool], what: str, seconds: float = 45) -> None:
        """Wait for something it is to bring about; fails with its log when it does not."""
        deadline = time.monotonic() + seconds
        while not ready():
            assert self.process.poll() is None, f"it ended while we waited for {what}\n{self.log()}"
            assert time.monotonic() < deadline, f"{what} did not come in {seconds} s\n{self.log()}"
            time.sleep(0.05)

    def terminate(self) -> tuple[int, float]:
        """SIGTERM; its exit code and the seconds it took to end."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        return code, time.monotonic() - begun

    def kill(self) -> None:
        """What a power cut does."""
        self.process.kill()
        self.process.wait()


def forked(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: float) -> Ended:
    """Run `archiver ARGUMENTS` in a process that need not import it first."""
    with tempfile.TemporaryDirectory() as said:
        out, errors = Path(said, "out"), Path(said, "errors")
        process = warm().start(arguments, environment, folder, out, errors)
        try:
            code = process.wait(seconds)
        finally:
            process.kill()
        return Ended(code, out.read_bytes(), errors.read_text("utf-8"))


@cache
def warm() -> Warm:
    """What commands are forked from; a daemon is started as it is anywhere. Ends with these tests."""
    process = Warm()
    atexit.register(process.stop)
    return process


def command(*arguments: str) -> list[str]:
    """The command line of `archiver ARGUMENTS`."""
    return [sys.executable, "-m", "archiver", *arguments]


def failpoint(order: str, log: Path | None = None) -> dict[str, str]:
    """The environment in which failpoints are alive."""
    environment = {"PYTHONPATH": str(FAULTPOINTS), "ARCHIVER_FAILPOINT": order}
    return environment | ({"ARCHIVER_FAILPOINT_LOG": str(log)} if log else {})


def later(**length: float) -> dict[str, str]:
    """The environment in which the clock of the program is ahead by so many weeks, days or hours."""
    seconds = timedelta(**length).total_seconds()
    return {"PYTHONPATH": str(CLOCKS), "ARCHIVER_TEST_SECONDS_LATER": str(seconds)}


def balance(world: World) -> tuple[int, int, dict[str, Any]]:
    """(server, archived, reasons) of INBOX, as `archiver status --json` tells."""
    [mailbox] = world.run("status", "--json").well().json["mailboxes"]
    return mailbox["server"], mailbox["archived"], mailbox["reasons"]


def receipts(sink: SmtpSink) -> list[SunkLetter]:
    """The letters that are not for the officer."""
    return [letter for letter in list(sink.letters) if letter.recipients != (OFFICER,)]


def digests(sink: SmtpSink) -> list[SunkLetter]:
    """The weekly letters: what the officer got and no alarm sent."""
    return [letter for letter in list(sink.letters) if b"Message-ID: <digest." in letter.octets]


def message_id(letter: SunkLetter) -> str:
    found = re.search(rb"^Message-ID:\s*(\S+)", letter.octets, re.MULTILINE | re.IGNORECASE)
    assert found
    return found[1].decode()


def answered(letters: Sequence[SunkLetter]) -> list[str]:
    """The Message-IDs that receipts answer, sorted."""
    found = [re.search(rb"^In-Reply-To:\s*(\S+)", letter.octets, re.MULTILINE | re.IGNORECASE) for letter in letters]
    return sorted(match[1].decode() for match in found if match)
