"""The demo's workplace: a directory of its own with a real configuration, keys, a database and the letters."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from archiver.config import Settings, load
from archiver.core.language import Language
from archiver.demo.servers import Servers
from archiver.errors import UsageError

OFFICER = "arkivansvarlig@kommune.example"
ARCHIVE_FOLDER = "Arkiveret"

_CONFIG = """\
# The configuration of one run of `archiver demo`. Paths are relative to this file.

[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]
language = "{language}"
time_zone = "Europe/Copenhagen"

[[mailbox]]
name = "arkiv"
address = "arkiv@kommune.example"
host = "{host}"
port = {imap_port}
tls = "none"              # allowed on loopback only
username = "{user}"
password_file = "imap.password"
folders = ["INBOX"]
archive_folder = "{archive_folder}"
poll_seconds = 5

[database]
url = "sqlite:///archive.db"

[smtp]
host = "{host}"
port = {smtp_port}
tls = "none"
sender = "arkiv@kommune.example"

[officer]
name = "Inge Bang"
address = "{officer}"

[cases]
otherwise = "new_case"

[contacts]
amr = "Sofie Lund, lokal 4410"
tr = "Niels Friis, lokal 4417"
crisis_support = "Falkhjælpen, tlf. 00 00 00 00"
contact = "HR, lokal 4400"
"""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where everything of one demo lies."""

    directory: Path

    @property
    def config(self) -> Path:
        """The configuration that every command takes."""
        return self.directory / "config.toml"

    @property
    def database(self) -> Path:
        """The archive itself."""
        return self.directory / "archive.db"

    @property
    def letters(self) -> Path:
        """The folder in which the relay saves receipts and weekly letters."""
        return self.directory / "letters"

    @property
    def log(self) -> Path:
        """What the daemon tells the operator."""
        return self.directory / "archiver.log"

    def configure(self, servers: Servers, language: Language) -> Settings:
        """Write config.toml for these servers and read it as every command will."""
        password = os.open(self.directory / "imap.password", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(password, "w") as secret:
            secret.write(servers.password + "\n")
        text = _CONFIG.format(
            language=language,
            host=servers.host,
            imap_port=servers.imap_port,
            smtp_port=servers.smtp_port,
            user=servers.user,
            archive_folder=ARCHIVE_FOLDER,
            officer=OFFICER,
        )
        self.config.write_text(text, encoding="utf-8")
        return load(self.config, {})


def furnish(directory: Path | None) -> Workplace:
    """A workplace in an empty or new directory, or in a temporary one; only its owner may look in.

    Raises `UsageError` when there is something in the directory already, or it cannot be made.
    """
    if directory is None:
        chosen = Path(tempfile.mkdtemp(prefix="arkivfunktion-"))
    else:
        chosen = directory.absolute()
        _make(chosen)
    workplace = Workplace(chosen)
    workplace.letters.mkdir()
    return workplace


def _make(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise UsageError("{path} is not empty. Give the demo a directory of its own.", path=directory)
        directory.chmod(0o700)
    except OSError as error:
        raise UsageError("{path} cannot be used: {problem}.", path=directory, problem=error.strerror) from error
