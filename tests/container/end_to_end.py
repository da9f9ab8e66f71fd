"""docker-compose.yml as it stands, run for real: mail in, receipt out, restart, kill, backup, upgrade (hazards C6).

What is tested is what the Dockerfile and the compose file say: nothing of it is repeated here but what a site adds, the
names of its mail servers and their certificate. Where no registry answers the images of others are stand-ins made of
Debian's packages (tests/container/standins.py); with PULL=1 they are the real ones.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archiver.edges.tables import SCHEMA_VERSION
from tests.acceptance import letters
from tests.acceptance.independent import octets_in
from tests.acceptance.world import answered, receipts
from tests.container.deployment import GATEWAY, Deployment, Gate, kept_from_others
from tests.container.engine import ROOT, Engine
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink
from tests.upgrades.released import HERE as RELEASES
from tests.upgrades.released import RELEASED

PROFILES = {"standard": "archiver", "small": "archiver-small"}
USER = 10001
PREVIOUS = max(schema for schema in RELEASED if schema < SCHEMA_VERSION)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with Engine(ROOT / "build" / "container") as engine:
        engine.build()
        yield engine


MakeDeployment = Callable[[str, str], Deployment]


@pytest.fixture
def make_deployment(
    engine: Engine, dovecot: Dovecot, smtp_tls_sink: SmtpSink, tmp_path: Path
) -> Iterator[MakeDeployment]:
    """Makes a profile with its polling service ready to be started; everything of it is gone afterwards."""
    with ExitStack() as stack:

        def make(profile: str, archiver: str) -> Deployment:
            mail, post = (stack.enter_context(Gate(GATEWAY, port)) for port in (dovecot.tls_port, smtp_tls_sink.port))
            user = dovecot.new_user()
            made = Deployment(engine, profile, archiver, tmp_path / "site", dovecot, user, smtp_tls_sink, (mail, post))
            made.down()
            stack.callback(made.down)
            return made

        yield make


@pytest.fixture(params=PROFILES)
def deployment(request: pytest.FixtureRequest, make_deployment: MakeDeployment) -> Deployment:
    """A profile that is ready to be started."""
    return make_deployment(request.param, PROFILES[request.param])


def thanked(deployment: Deployment) -> list[str]:
    return answered(receipts(deployment.sink))


def is_thanked(deployment: Deployment, number: int) -> bool:
    return name(number) in thanked(deployment)


def name(number: int) -> str:
    """The Message-ID of a report."""
    return f"<brev.{number}@kommune.example>"


def status(deployment: Deployment) -> Any:
    return json.loads(deployment.run("status", "--json"))


def test_mail_comes_in_and_a_receipt_goes_out_whatever_becomes_of_the_containers(deployment: Deployment) -> None:
    for number in range(3):
        deployment.deliver(letters.report(number))
    # Whoever asks something first makes the volumes, and must not make them its own.
    asked = ["run", "--rm", "--no-TTY", "--no-deps", deployment.archiver, "--version"]
    assert deployment.compose(*asked).startswith("archiver ")
    deployment.up()
    deployment.until(lambda: thanked(deployment) == [name(0), name(1), name(2)], "three receipts")

    deployment.compose("restart", "--timeout", "20")
    deployment.deliver(letters.report(3))
    deployment.until(lambda: name(3) in thanked(deployment), "a receipt after a restart")

    deployment.compose("kill", "--signal", "KILL")
    deployment.deliver(letters.report(4))
    deployment.up()
    deployment.until(lambda: name(4) in thanked(deployment), "a receipt after a kill")

    deployment.compose("down", "--timeout", "20")
    deployment.deliver(letters.report(5))
    deployment.up()
    deployment.until(lambda: name(5) in thanked(deployment), "a receipt from new containers on the old volumes")

    deployment.until(lambda: octets_in(deployment.dovecot, deployment.user, "INBOX") == [], "an empty INBOX")
    assert thanked(deployment) == [name(number) for number in range(6)], "nobody twice"
    assert len(octets_in(deployment.dovecot, deployment.user, "Arkiveret")) == status(deployment)["items"] == 6
    assert json.loads(deployment.run("verify", "--json"))["ok"]


def test_no_process_in_a_container_can_do_more_than_it_must(deployment: Deployment) -> None:
    deployment.deliver(letters.report(0))
    deployment.up()
    deployment.until(lambda: bool(thanked(deployment)), "a receipt")
    services = {deployment.archiver: USER} | ({"database": 999} if deployment.profile == "standard" else {})

    for service, user in services.items():
        for process in deployment.processes(service):
            assert process["Uid"].split() == process["Gid"].split() == [str(user)] * 4
            assert {process[field] for field in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
            assert (process["NoNewPrivs"], process["Seccomp"]) == ("1", "2")
            limits = Path(f"/proc/{process['Pid']}/limits").read_text()
            assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)
        host = deployment.engine.inspect(deployment.container(service))["HostConfig"]
        assert (host["ReadonlyRootfs"], host["Privileged"]) == (True, False)
        assert host["Memory"] > 0
        assert host["PidsLimit"] > 0


CLOSED = ["/", "/etc", "/opt/archiver/bin", "/usr/local/lib", "/etc/archiver", "/var/lib"]
_WRITE = f"""
import errno, os
for place in {CLOSED}:
    try:
        open(os.path.join(place, "et"), "w").close()
        print(place, "written")
    except OSError as error:
        print(place, errno.errorcode[error.errno])
for place in ("/tmp", "/var/lib/archiver", "/backup"):
    path = os.path.join(place, "et")
    with open(path, "w") as file:
        file.write("#!/bin/sh\\n")
    os.chmod(path, 0o700)
    try:
        os.execv(path, [path]) if place == "/tmp" else None
    except OSError as error:
        print(place, errno.errorcode[error.errno])
    os.unlink(path)
print(sum(bool(os.stat(os.path.join(d, f)).st_mode & 0o6000) for d, _, fs in os.walk("/usr") for f in fs
          if os.path.lexists(os.path.join(d, f)) and not os.path.islink(os.path.join(d, f))), "setuid")
"""


def test_nothing_is_written_outside_the_volumes_and_nothing_runs_from_the_temporary_folder(
    deployment: Deployment,
) -> None:
    deployment.up()

    said = deployment.python(_WRITE).splitlines()

    assert said == [f"{place} EROFS" for place in CLOSED] + ["/tmp EACCES", "0 setuid"]
    keys = deployment.volume("archive")
    assert kept_from_others(keys / "signing.key")
    assert (keys / "signing.key").stat().st_uid == USER


def test_no_secret_stands_in_an_environment_a_command_line_or_a_log(deployment: Deployment) -> None:
    deployment.deliver(letters.report(0))
    deployment.up()
    deployment.until(lambda: bool(thanked(deployment)), "a receipt")
    secrets = [(deployment.folder / "secrets" / name).read_text() for name in ("imap", "smtp", "database")]
    shown = deployment.logs() + json.dumps(deployment.engine.inspect(deployment.container(deployment.archiver)))
    for process in deployment.processes(deployment.archiver):
        for file in ("cmdline", "environ"):
            shown += Path(f"/proc/{process['Pid']}/{file}").read_text(errors="replace")

    assert [secret for secret in secrets if secret in shown] == []
    assert letters.colleague(0).partition("<")[2].rstrip(">") not in deployment.logs()


def test_a_backup_of_one_deployment_is_restored_in_another(deployment: Deployment) -> None:
    for number in range(3):
        deployment.deliver(letters.report(number))
    deployment.up()
    deployment.until(lambda: len(thanked(deployment)) == 3, "three receipts")
    deployment.run("backup", "--to", "/backup/en")
    head = status(deployment)["chain"]["count"]
    key = (deployment.volume("archive") / "signing.key").read_bytes()

    deployment.compose("stop")
    deployment.compose("rm", "--force", "--stop")
    lost = ["archive"] + (["database", "socket"] if deployment.profile == "standard" else [])
    for volume in lost:
        deployment.engine.podman("volume", "rm", f"arkivfunktion_{volume}")
    owner = "upgrade" if deployment.profile == "standard" else deployment.archiver
    deployment.compose("run", "--rm", "--no-TTY", "--entrypoint", "python3", owner, "-c", _put_key(key))
    backups = "arkivfunktion_backups:/backup:ro"
    deployment.compose("run", "--rm", "--no-TTY", "--volume", backups, owner, "restore", "--from", "/backup/en")
    deployment.up()

    assert status(deployment)["items"] == 3
    assert status(deployment)["chain"]["count"] >= head
    assert json.loads(deployment.run("verify", "--json"))["ok"]
    assert len(thanked(deployment)) == 3, "nobody twice"


def _put_key(key: bytes) -> str:
    return (
        "import os; f = os.open('/var/lib/archiver/signing.key', os.O_WRONLY | os.O_CREAT, 0o600);"
        f" os.write(f, {key!r})"
    )


def test_an_archive_of_the_version_before_is_upgraded(deployment: Deployment) -> None:
    if deployment.profile == "small":
        load_into_file(deployment)
    else:
        load_into_server(deployment)
    deployment.deliver(letters.report(0))

    deployment.up()
    deployment.until(lambda: name(0) in thanked(deployment), "a receipt after the upgrade")

    current = json.loads(deployment.run("db", "current", "--json"))
    assert SCHEMA_VERSION in json.dumps(current)
    assert status(deployment)["items"] == 9
    assert json.loads(deployment.run("verify", "--json"))["chain"]["count"] > 61
    assert "Traceback" not in deployment.logs()


def test_three_replicas_share_a_mailbox_a_database_and_an_object_store(make_deployment: MakeDeployment) -> None:
    """The profile `scale`, its key made as docs/operate.md says."""
    deployment = make_deployment("scale", "archiver-scale")
    once, place = ["run", "--rm", "--no-TTY", "--no-deps"], "/var/lib/archiver/archive-key"
    deployment.compose(*once, "archiver", "key", "new", "--to", place)
    key = deployment.compose(*once, "--entrypoint", "cat", "archiver", place)
    (deployment.folder / "secrets" / "archive-key").write_text(key)
    large = letters.report(1, "x" * 700_000)
    deployment.deliver(letters.report(0))
    deployment.deliver(large)

    deployment.up()
    deployment.until(lambda: thanked(deployment) == [name(0), name(1)], "two receipts", 120)

    replicas = deployment.compose("ps", "--quiet", "archiver-scale").split()
    assert len(replicas) == 3
    deployment.until(lambda: octets_in(deployment.dovecot, deployment.user, "INBOX") == [], "an empty INBOX")
    assert json.loads(deployment.run("verify", "--json"))["ok"]
    stored = deployment.compose("exec", "-T", "objects", "du", "--summarize", "--bytes", "/data")
    assert int(stored.split()[0]) > len(large)

    for number, replica in enumerate(replicas[:2], 2):
        deployment.engine.podman("kill", "--signal", "KILL", replica)
        deployment.deliver(letters.report(number))
        answer = partial(is_thanked, deployment, number)
        deployment.until(answer, "a receipt from those that are left", 90)
    assert thanked(deployment) == [name(number) for number in range(4)], "nobody twice"


def load_into_file(deployment: Deployment) -> None:
    """Put the older archive where the container will look for it, as the user that works it."""
    deployment.compose("create", "--no-build")
    file = deployment.volume("archive") / "archive.db"
    with closing(sqlite3.connect(file)) as archive:
        archive.executescript((RELEASES / f"{PREVIOUS}.sqlite.sql").read_text(encoding="utf-8"))
    for path in (file.parent, file):
        os.chown(path, USER, USER)
    file.chmod(0o600)


def load_into_server(deployment: Deployment) -> None:
    """Put it into the new database, as the user that owns it."""
    deployment.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "120", "database")
    script = deployment.volume("socket").parent / "_data" / "older.sql"
    script.write_text("SET ROLE arkiv_ejer;\n" + (RELEASES / f"{PREVIOUS}.postgresql.sql").read_text(encoding="utf-8"))
    script.chmod(0o444)
    loading = "PGPASSWORD=$(cat /run/secrets/database-superuser) psql -q -v ON_ERROR_STOP=1 -U postgres -d arkiv -f"
    deployment.compose("exec", "-T", "database", "sh", "-c", f"{loading} /run/postgresql/older.sql")
    script.unlink()
