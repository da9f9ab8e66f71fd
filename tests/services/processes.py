"""Starting foreign servers so that they never run as root and never outlive the test run."""

import os
import pwd
import random
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict

#: Below Linux's range for outgoing connections, so that a port stays free while its server restarts.
PORTS = range(20000, 32768)


class ServiceMissing(Exception):
    """A server the tests need is not installed; the text is one line naming the Debian packages."""


class ServiceFailed(Exception):
    """A server was started and did not become ready; the text ends with what it logged."""


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess` that give up root; empty for a normal user, who has nothing to give up."""

    user: int
    group: int
    extra_groups: list[int]


def run_as(name: str) -> RunAs:
    """The system user `name` when we are root, else ourselves."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(name)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def server_folder(prefix: str, identity: RunAs) -> Path:
    """A new folder that the server's user owns and can reach; pytest's own are closed to others (mode 700)."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    hand_to(folder, identity)
    return folder


def hand_to(path: Path, identity: RunAs) -> None:
    """Let the server's user own `path`."""
    if identity:
        os.chown(path, identity["user"], identity["group"])


def program(name: str, packages: str, *folders: str) -> str:
    """The path of an installed program, looked for in `folders` and then as a shell would; ServiceMissing if none."""
    places = [*folders, *os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin"]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise ServiceMissing(f"{name} is missing: apt-get install {packages}")
    return found


def start(
    command: list[str], stop_signal: signal.Signals, identity: RunAs, folder: Path, directory: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a server that gets `stop_signal` from the kernel if we are killed; its output goes to `folder`/output.

    It gets it with the end of the thread that started it, too (PR_SET_PDEATHSIG, prctl(2)).

    It works in `folder` too, unless it is told a `directory`.
    """
    setpriv = program("setpriv", "util-linux")
    with (folder / "output").open("ab") as output:
        return subprocess.Popen(
            [setpriv, "--pdeathsig", stop_signal.name.removeprefix("SIG"), *command],
            cwd=directory or folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **identity,
        )


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals, seconds: float = 10) -> None:
    """End a server and wait; what is left of its process group after `seconds` is killed."""
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a server and everything it started, without asking; a server that is gone already is no error."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    """Return as soon as `ready()`; ServiceFailed if the process ends or `seconds` pass first."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServiceFailed(f"{log.name}: {_last_lines(log)}")
        time.sleep(0.01)


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else "nothing was logged"


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nobody listened a moment ago."""
    for port in _shuffled_ports():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if _binds(probe, port):
                return port
    raise ServiceFailed("no free port on 127.0.0.1")


def _shuffled_ports() -> Iterator[int]:
    # Hypothesis and pytest plugins seed the common generator alike in every worker; the system's is never seeded.
    return iter(random.SystemRandom().sample(PORTS, k=len(PORTS)))


def _binds(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


@contextmanager
def _connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        yield connection


def answers_tls(port: int, ca_file: Path) -> bool:
    """Whether a server of localhost on `port` proves who it is."""
    context = ssl.create_default_context(cafile=ca_file)
    try:
        with _connection(port) as connection, context.wrap_socket(connection, server_hostname="localhost"):
            return True
    except OSError:
        return False


def greets(port: int, greeting: bytes) -> bool:
    """Whether the server on `port` says `greeting`: a listening port alone proves nothing."""
    try:
        with _connection(port) as connection:
            return connection.recv(200).startswith(greeting)
    except OSError:
        return False
