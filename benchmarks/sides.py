"""The two sides of the comparison: ours, and mbsync, which only copies. Each goes from empty to durable."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, cost_of
from tests.services.dovecot import Dovecot, MailUser
from tests.services.smtp import SmtpSink

_ARCHIVER = """\
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]

[[mailbox]]
name = "arkiv"
address = "arkiv@kommune.example"
host = "127.0.0.1"
port = {port}
tls = "none"
username = "{user}"
password_file = "password"

[database]
url = "sqlite:///{folder}/archive.db"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"

[officer]
name = "Arkivansvarlig"
address = "officer@kommune.example"

[receipts]
enabled = {receipts}
"""

_MBSYNC = """\
FSync yes

IMAPAccount server
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account server

MaildirStore near
Path {folder}/maildir/
Inbox {folder}/maildir/inbox
SubFolders Verbatim

Channel copy
Far :far:INBOX
Near :near:inbox
Sync Pull
Create Near
SyncState *
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all runs have in common."""

    dovecot: Dovecot
    sink: SmtpSink
    folder: Path
    """For destinations, on the disk that is measured."""
    messages: int
    receipts: bool
    limit: float
    """Seconds a run may take."""

    @contextmanager
    def empty_folder(self) -> Iterator[Path]:
        """An empty destination, gone afterwards."""
        place = self.folder / "destination"
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place)


def ours(setting: Setting, user: MailUser) -> Cost:
    """`archiver ingest` into a new SQLite archive: commit, read-back, reading, filing, custody, move."""
    with setting.empty_folder() as place:
        configure(setting, user, place)
        cost = cost_of(archiver("ingest"), place, environment(), setting.limit)
        told = subprocess.run(archiver("status", "--json"), cwd=place, env=environment(), check=True, stdout=-1)
        _expect(b'"items": %d,' % setting.messages in told.stdout, "not every letter became ours")
        return cost


def mbsync(setting: Setting, user: MailUser) -> Cost:
    """`mbsync` into a new Maildir, fsync on: copies, and nothing else."""
    with setting.empty_folder() as place:
        (place / "maildir").mkdir()
        text = _MBSYNC.format(port=setting.dovecot.port, user=user.name, password=user.password, folder=place)
        (place / "mbsyncrc").write_text(text)
        command = ["mbsync", "-q", "-c", str(place / "mbsyncrc"), "copy"]
        cost = cost_of(command, place, dict(os.environ), setting.limit)
        copied = sum(1 for path in (place / "maildir").rglob("*") if path.parent.name in {"cur", "new"})
        _expect(copied == setting.messages, f"mbsync copied {copied} letters")
        return cost


def configure(setting: Setting, user: MailUser, place: Path) -> None:
    """Write the configuration of an archive in `place`."""
    (place / "password").write_text(user.password)
    text = _ARCHIVER.format(
        port=setting.dovecot.port,
        user=user.name,
        folder=place,
        smtp_port=setting.sink.port,
        receipts=str(setting.receipts).lower(),
    )
    (place / "config.toml").write_text(text)


def archiver(*arguments: str) -> list[str]:
    """A command line of ours."""
    return [sys.executable, "-m", "archiver", *arguments]


def environment() -> dict[str, str]:
    """Of our commands: byte code may be kept, as in an installed archive; no configuration from outside."""
    return {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("ARCHIVER")
    }


def _expect(held: bool, otherwise: str) -> None:
    if not held:
        raise SystemExit(f"benchmarks: {otherwise}")
