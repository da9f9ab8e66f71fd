"""The daemon under the options of docker-compose.yml, without an engine: bubblewrap gets them from there (C6).

Another user, no capability and no new privileges, a root that cannot be written, the volumes, secrets and environment
of the service. `make container` does it with the image and a real engine; this is what every test run can afford.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.acceptance import letters
from tests.acceptance.independent import octets_in
from tests.acceptance.world import RunningDaemon, World, answered, receipts
from tests.deploy.compose import ROOT, service
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.processes import program
from tests.services.smtp import SmtpSink
from tests.warm import CHECKOUT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CLOSED = ("/", "/etc", "/etc/archiver", "/run/secrets", "/usr", "/var/lib")


@dataclass(frozen=True)
class Container:
    """A service of the compose file, with a folder in place of each of its volumes."""

    service: Any
    world: World
    folder: Path
    """Has a folder for each volume, and one for the secrets."""
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """The command line that runs another in there."""
        user, group = self.service["user"].split(":")
        rights = ["--unshare-user", "--uid", user, "--gid", group]
        rights += [argument for name in self.service["cap_drop"] for argument in ("--cap-drop", name)]
        bind = "--ro-bind" if self.service["read_only"] else "--bind"
        root = [bind, "/", "/", "--dev", "/dev", "--proc", "/proc", *_etc(), "--tmpfs", "/var/lib", "--tmpfs", "/run"]
        places = [word for mount in self.service["tmpfs"] for word in _temporary(mount)]
        places += [word for mount in self.service["volumes"] for word in self._mounted(mount)]
        places += [word for secret in self.service["secrets"] for word in self._secret(secret)]
        shut = [word for place in ("/etc", "/var/lib", "/run") for word in ("--remount-ro", place)]
        told = [word for name, value in self._told().items() for word in ("--setenv", name, value)]
        return [program("bwrap", "bubblewrap"), "--die-with-parent", *rights, *root, *places, *shut, *told, *arguments]

    def _mounted(self, mount: Any) -> list[str]:
        bind = "--ro-bind" if mount.get("read_only") else "--bind"
        if mount["target"] == "/backup":
            return []  # this machine's root has no such folder, and cannot get one
        if mount["type"] == "volume":
            return [bind, str(self.folder / mount["source"]), mount["target"]]
        return [bind, str(self.world.config), mount["target"]]

    def _secret(self, secret: Any) -> list[str]:
        return ["--ro-bind", str(self.folder / "secrets" / secret["source"]), f"/run/secrets/{secret['source']}"]

    def _told(self) -> dict[str, str]:
        image = dict(re.findall(r"^\s+(\w+)=(\S+)(?: \\)?$", DOCKERFILE.partition("\nENV ")[2], re.MULTILINE))
        ours = {"PYTHONPATH": str(CHECKOUT), "ARCHIVER__MAILBOX__0__PASSWORD_FILE": "/run/secrets/imap"}
        told: dict[str, str] = image | self.service["environment"] | ours | self.environment
        return told


def _etc() -> list[str]:
    """This machine's own, with room for a folder more."""
    made = ["--tmpfs", "/etc"]
    for place in Path("/etc").iterdir():
        if place.is_symlink():
            made += ["--symlink", str(place.readlink()), str(place)]
        elif place.name != "archiver":
            made += ["--ro-bind", str(place), str(place)]
    return made


def _temporary(mount: str) -> list[str]:
    place, _, options = mount.partition(":")
    [size] = re.findall(r"size=(\d+)m", options)
    return ["--size", str(int(size) << 20), "--tmpfs", place]


@pytest.fixture
def postgresql() -> Iterator[Postgres]:
    """One with the users and the database of deploy/postgresql/users.sql."""
    with Postgres() as server:
        with psycopg.connect(f"postgresql://postgres@{server.host}:{server.port}", autocommit=True) as connection:
            for line in (
                "CREATE ROLE arkiv_ejer LOGIN",
                "CREATE ROLE arkiv LOGIN",
                "CREATE DATABASE arkiv OWNER arkiv_ejer",
            ):
                connection.execute(line.encode())
        yield server


@pytest.fixture(params=["archiver-small", "archiver"])
def container(request: pytest.FixtureRequest, dovecot: Dovecot, smtp_sink: SmtpSink, tmp_path: Path) -> Container:
    """A service that polls, and where its database is PostgreSQL, one that was brought up to date by its owner."""
    world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), "sqlite:////nowhere", smtp_sink.port, dovecot.port)
    world.write_config((f'data_directory = "{world.folder}/keys"\n', ""), ('password_file = "imap-password"\n', ""))
    for name in ("archive", "backups", "secrets"):
        (tmp_path / name).mkdir(mode=0o700)
    for name in ("imap", "smtp", "database", "database-owner"):
        (tmp_path / "secrets" / name).write_text(world.user.password)
    told: dict[str, str] = {}
    if request.param == "archiver":
        server: Postgres = request.getfixturevalue("postgresql")
        (tmp_path / "socket").symlink_to(server.sockets)
        told = {"PGPORT": str(server.port)}
        upgrade = Container(service("upgrade"), world, tmp_path, told)
        subprocess.run(
            upgrade.command(*archiver(*upgrade.service["command"])), check=True, capture_output=True, timeout=120
        )
    return Container(service(request.param), world, tmp_path, told)


def archiver(*arguments: str) -> list[str]:
    """In place of the entry point of the image."""
    return [sys.executable, "-m", "archiver", *arguments]


def default_command() -> list[str]:
    [entry] = re.findall(r"^ENTRYPOINT (.*)$", DOCKERFILE, re.MULTILINE)
    [command] = re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)
    assert json.loads(entry) == ["archiver"]
    return archiver(*json.loads(command))


@contextmanager
def daemon(container: Container) -> Iterator[RunningDaemon]:
    log = container.folder / "daemon.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            container.command(*default_command()), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield RunningDaemon(process, log)
    finally:
        process.kill()
        process.wait()


def test_mail_comes_in_and_a_receipt_goes_out_with_no_right_and_nothing_to_write(
    container: Container, smtp_sink: SmtpSink
) -> None:
    world = container.world
    for number in range(2):
        world.dovecot.deliver(world.user, letters.report(number))

    with daemon(container) as running:
        running.until(lambda: len(answered(receipts(smtp_sink))) == 2, "two receipts")
        running.until(lambda: octets_in(world.dovecot, world.user, "INBOX") == [], "an empty INBOX")
        rights = (Path(f"/proc/{running.process.pid}") / "status").read_text()

    assert re.findall(r"^(?:CapInh|CapPrm|CapEff|CapBnd|CapAmb):\s+(\S+)$", rights, re.MULTILINE)[:3] == ["0" * 16] * 3
    assert len(octets_in(world.dovecot, world.user, "Arkiveret")) == 2
    verified = subprocess.run(
        container.command(*archiver("verify", "--json")), check=True, capture_output=True, timeout=120
    )
    assert json.loads(verified.stdout)["ok"]


_SCRIPT = """
import errno, json, os, sys
said = {"user": [os.getuid(), os.getgid()], "status": open("/proc/self/status").read()}
for place in sys.argv[1:]:
    path = os.path.join(place, "et")
    try:
        open(path, "w").close()
        os.unlink(path)
        said[place] = "written"
    except OSError as error:
        said[place] = errno.errorcode[error.errno]
print(json.dumps(said))
"""


def test_only_its_volumes_and_its_temporary_folder_can_be_written(container: Container) -> None:
    places = [*CLOSED, "/tmp", "/var/lib/archiver"]

    done = subprocess.run(
        container.command(sys.executable, "-c", _SCRIPT, *places), check=True, capture_output=True, timeout=120
    )

    said = json.loads(done.stdout)
    assert said["user"] == [10001, 10001]
    assert {place: said[place] for place in places} == {
        place: "EROFS" if place in CLOSED else "written" for place in places
    }
    assert set(re.findall(r"^Cap\w+:\s+(\S+)$", said["status"], re.MULTILINE)) == {"0" * 16}
    assert re.search(r"^NoNewPrivs:\s+1$", said["status"], re.MULTILINE)
