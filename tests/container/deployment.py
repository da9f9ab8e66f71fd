"""One deployment of docker-compose.yml: a configuration, secrets, and mail servers outside of its containers."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.acceptance.world import OFFICER
from tests.container.engine import ROOT, Engine
from tests.services.certificates import certificates
from tests.services.dovecot import Dovecot, MailUser
from tests.services.loops import LoopThread
from tests.services.smtp import SmtpSink

COMPOSE = ROOT / "docker-compose.yml"
SUBNET, GATEWAY = "10.89.201.0/28", "10.89.201.1"
"""Of the network `outside`, so that this machine's mail servers have an address there before it is made."""
_FREEBIND = 15
"""IP_FREEBIND (ip(7)): listen on an address that is still to come."""
KEYS = {"s3-access-key": "AKARKIV", "s3-secret-key": "SKARKIV"}
SECRETS = ("imap", "smtp", "database", "database-owner", "database-superuser", "archive-key", "s3-identities", *KEYS)

_CONFIG = """\
[archive]
organisation = "Prøve Kommune"
own_domains = ["kommune.example"]

[[mailbox]]
name = "arkiv"
address = "arkiv@kommune.example"
host = "imap.kommune.example"
port = {imap_port}
username = "{user}"
password_file = "/run/secrets/imap"
ca_file = "/etc/archiver/ca.pem"
poll_seconds = 5

[database]
url = "sqlite:////var/lib/archiver/archive.db"

[smtp]
host = "smtp.kommune.example"
port = {smtp_port}
username = "{smtp_user}"
password_file = "/run/secrets/smtp"
ca_file = "/etc/archiver/ca.pem"

[officer]
name = "Arkivansvarlig"
address = "{officer}"
"""


class Gate:
    """Lets connections to an address of a container network through to a port of loopback."""

    def __init__(self, address: str, port: int) -> None:
        """Listen on a free port of `address`, which may be made later."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_IP, _FREEBIND, 1)
        listener.bind((address, 0))
        self.port: int = listener.getsockname()[1]
        self._upstream = port
        self._thread = LoopThread()
        self._server = self._thread.run(asyncio.start_server(self._serve, sock=listener))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.call(self._server.close)
        self._thread.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, answers = await asyncio.open_connection("127.0.0.1", self._upstream)
        await asyncio.gather(_pass(reader, answers), _pass(there, writer))


async def _pass(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    target.close()


@dataclass
class Deployment:
    """One profile of the compose file with all that it wants. `archiver` is the service that polls."""

    engine: Engine
    profile: str
    archiver: str
    folder: Path
    dovecot: Dovecot
    user: MailUser
    sink: SmtpSink
    gates: tuple[Gate, Gate]

    def __post_init__(self) -> None:
        secrets = self.folder / "secrets"
        secrets.mkdir(parents=True)
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        pair = {"accessKey": KEYS["s3-access-key"], "secretKey": KEYS["s3-secret-key"]}
        identities = json.dumps({"identities": [{"name": "arkiv", "credentials": [pair], "actions": actions}]})
        passwords = KEYS | {"imap": self.user.password, "smtp": self.sink.password, "s3-identities": identities}
        for name in SECRETS:
            (secrets / name).write_text(passwords.get(name, f"kodeord til {name}: {os.urandom(12).hex()}"))
            (secrets / name).chmod(0o444)
        secrets.chmod(0o700)
        mail, post = self.gates
        (self.folder / "config.toml").write_text(
            _CONFIG.format(
                imap_port=mail.port,
                user=self.user.name,
                smtp_port=post.port,
                smtp_user=self.sink.user,
                officer=OFFICER,
            ),
            encoding="utf-8",
        )
        (self.folder / "override.json").write_text(json.dumps(self._override()))

    def _override(self) -> dict[str, Any]:
        """What a site adds of its own: how its mail servers are found, and the certificate they are trusted by."""
        names = [f"{name}.kommune.example:{GATEWAY}" for name in ("imap", "smtp")]
        ca = f"{certificates().ca_file}:/etc/archiver/ca.pem:ro"
        ours: dict[str, Any] = {"extra_hosts": names, "volumes": [ca]}
        upgrading: dict[str, dict[str, Any]] = {name: {"volumes": [ca]} for name in ("upgrade", "upgrade-scale")}
        polling = dict.fromkeys((self.archiver, "archiver"), ours)
        # Left out, podman would have it as high as it goes, which takes a right that root need not have in a sandbox.
        limits = {"ulimits": {"nproc": 4096}}
        beside: dict[str, dict[str, Any]] = {"database": {}, "objects": {}} | upgrading | polling
        services = {name: added | limits for name, added in beside.items()}
        network = {"ipam": {"config": [{"subnet": SUBNET, "gateway": GATEWAY}]}}
        return {"services": services, "networks": {"outside": network}}

    def compose(self, *arguments: str, seconds: float = 180) -> str:
        """docker-compose, as an operator calls it."""
        environment = {
            "COMPOSE_PROFILES": self.profile,
            "CONFIG": str(self.folder / "config.toml"),
            "SECRETS": str(self.folder / "secrets"),
        }
        files = [COMPOSE, self.folder / "override.json"]
        return self.engine.compose(files, *arguments, environment=environment, seconds=seconds)

    def up(self) -> None:
        """Start everything, and wait until every health check is content."""
        try:
            self.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "120")
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n{self.logs()}") from None

    def down(self) -> None:
        """Remove everything, what was stored too."""
        self.compose("down", "--volumes", "--timeout", "20")

    def run(self, *arguments: str) -> str:
        """What `archiver ARGUMENTS` prints in the running container."""
        return self.compose("exec", "-T", self.archiver, "archiver", *arguments)

    def python(self, script: str) -> str:
        """What a script prints in there."""
        return self.compose("exec", "-T", self.archiver, "python3", "-c", script)

    def container(self, service: str) -> str:
        """The container of a service."""
        return self.compose("ps", "--quiet", "--all", service).strip()

    def deliver(self, octets: bytes) -> None:
        """Mail comes in at the server."""
        self.dovecot.deliver(self.user, octets)

    def until(self, ready: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Wait for something; fails with the logs when it does not come."""
        deadline = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < deadline, f"{what} did not come in {seconds} s\n{self.logs()}"
            time.sleep(0.2)

    def logs(self) -> str:
        """What all containers have said."""
        return self.compose("logs", "--no-color")

    def processes(self, service: str) -> list[dict[str, str]]:
        """What the kernel says of every process in a container: the fields of /proc/PID/status."""
        first = int(self.engine.inspect(self.container(service))["State"]["Pid"])
        return [_status(pid) for pid in _with_descendants(first)]

    def volume(self, name: str) -> Path:
        """Where a volume lies on this machine."""
        listed = json.loads(self.engine.podman("volume", "inspect", f"arkivfunktion_{name}"))
        return Path(listed[0]["Mountpoint"])


def _with_descendants(first: int) -> list[int]:
    found = [first]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def kept_from_others(path: Path) -> bool:
    """Whether only its owner reads it."""
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
