"""Archives of ours that are measured: a folder with a configuration, the commands run there, and the servers beside."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archiver.config import load
from archiver.service.wiring import Archive, opened
from benchmarks.measure import Cost, cost_of
from tests.services.dovecot import Dovecot, MailUser
from tests.services.smtp import SmtpSink

_ARCHIVE = """\
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
data_directory = "{place}"

[database]
url = "{database}"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"

[officer]
name = "Arkivansvarlig"
address = "officer@kommune.example"

[receipts]
enabled = {receipts}

[cases]
otherwise = "{otherwise}"
"""

_MAILBOX = """
[[mailbox]]
name = "arkiv{place}"
address = "arkiv{place}@kommune.example"
host = "127.0.0.1"
port = {port}
tls = "none"
username = "{user}"
password_file = "password{place}"
"""


class Failed(Exception):
    """A side did not do what it was to do: its figures would say nothing."""


@dataclass(frozen=True, slots=True)
class Servers:
    """The mail servers that an archive has to do with."""

    dovecot: Dovecot
    sink: SmtpSink


@contextmanager
def servers() -> Iterator[Servers]:
    """Both, running."""
    with Dovecot() as dovecot, SmtpSink() as sink:
        yield Servers(dovecot, sink)


@contextmanager
def empty_folder(within: Path | None) -> Iterator[Path]:
    """An empty folder, gone afterwards; `within` is on the disk that is measured."""
    place = Path(tempfile.mkdtemp(prefix="benchmark.", dir=within))
    try:
        yield place
    finally:
        shutil.rmtree(place)


def configure(
    place: Path,
    around: Servers,
    users: Sequence[MailUser],
    *,
    database: str = "",
    receipts: bool = False,
    new_cases: bool = False,
) -> None:
    """Write the configuration of an archive in `place`: SQLite there, unless another database is named."""
    text = _ARCHIVE.format(
        place=place,
        database=(database or f"sqlite:///{place}/archive.db").replace("+psycopg", ""),
        smtp_port=around.sink.port,
        receipts=str(receipts).lower(),
        otherwise="new_case" if new_cases else "unassigned",
    )
    for number, user in enumerate(users):
        (place / f"password{number}").write_text(user.password)
        text += _MAILBOX.format(place=number, port=around.dovecot.port, user=user.name)
    (place / "config.toml").write_text(text)


def archiver(*arguments: str) -> list[str]:
    """A command line of ours."""
    return [sys.executable, "-m", "archiver", *arguments]


def environment() -> dict[str, str]:
    """Of our commands: byte code may be kept, as in an installed archive; no configuration from outside."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("ARCHIVER")
    }
    return kept | {"ARCHIVER_LANGUAGE": "en"}


def ingest(place: Path, items: int, limit: float, server: int | None = None) -> Cost:
    """`archiver ingest` until so many items are ours: commit, read-back, reading, filing, custody, move."""
    cost = cost_of(archiver("ingest"), place, environment(), limit, server=server)
    expect_items(place, items)
    return cost


@contextmanager
def open_archive(place: Path) -> Iterator[Archive]:
    """The archive itself, to be asked in this process."""
    with opened(load(place / "config.toml", environment())) as archive:
        yield archive


def expect_items(place: Path, items: int) -> None:
    """Raises `Failed` unless the archive holds so many, and has read them all."""
    told = subprocess.run(archiver("status", "--json"), cwd=place, env=environment(), check=True, capture_output=True)
    status = json.loads(told.stdout)
    found = {name: status[name] for name in ("items", "quarantined", "pending")}
    if found != {"items": items, "quarantined": 0, "pending": 0}:
        raise Failed(f"not every letter became ours and was read: {found}, wanted {items}")
