"""A warm process that has imported the product and forks a fresh one for each command.

The acceptance tests and a campaign start the product thousands of times, and most of a start is Python's imports. What
is forked is an ordinary process otherwise: it gets its own environment, folder and output, runs `archiver ARGUMENTS`,
and is killed by its process id like any other. One message a line, JSON, over a pair of sockets.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

CHECKOUT = Path(__file__).parent.parent
FAULTPOINTS = CHECKOUT / "tests" / "faultpoints"
CLOCKS = CHECKOUT / "tests" / "clocks"


# --- the warm process -------------------------------------------------------------------------------------------------


def serve(line: socket.socket) -> None:
    """Fork for each order that comes; tell of each child's end. Until the other end closes."""
    import archiver.__main__  # noqa: PLC0415 - what makes it warm
    import archiver.cli.app  # noqa: PLC0415
    import archiver.service.commands  # noqa: PLC0415
    import archiver.service.daemon  # noqa: F401, PLC0415

    selector = selectors.DefaultSelector()
    orders = line.makefile("rb")
    selector.register(line, selectors.EVENT_READ)
    line.sendall(b'{"warm": true}\n')
    while True:
        for key, _ in selector.select():
            if key.fileobj is line:
                order = orders.readline()
                if not order:
                    return
                _begin(json.loads(order), line, selector)
            else:
                _ended(key.fd, key.data, line, selector)


def _begin(order: dict[str, Any], line: socket.socket, selector: selectors.BaseSelector) -> None:
    pid = os.fork()
    if not pid:
        _become(order)
    selector.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)
    line.sendall(json.dumps({"begun": order["number"], "pid": pid}).encode() + b"\n")


def _ended(handle: int, pid: int, line: socket.socket, selector: selectors.BaseSelector) -> None:
    _, status = os.waitpid(pid, 0)
    selector.unregister(handle)
    os.close(handle)
    line.sendall(json.dumps({"ended": pid, "code": os.waitstatus_to_exitcode(status)}).encode() + b"\n")


def _become(order: dict[str, Any]) -> None:
    """The product, in this forked child; never returns."""
    code = 70
    try:
        os.setsid()
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        for number, path in ((0, os.devnull), (1, order["out"]), (2, order["errors"])):
            wanted = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(wanted, number)
            os.close(wanted)
        os.closerange(3, 256)
        code = _run(order["arguments"])
    except BaseException:  # noqa: BLE001 - nothing of the parent's must run in the child
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(arguments: list[str]) -> int:
    from archiver.cli.app import main  # noqa: PLC0415
    from archiver.edges.confinement import die_with  # noqa: PLC0415
    from tests.faults import clock, hooks  # noqa: PLC0415

    die_with(os.getppid())

    _limit_by_environment()
    clock.set_by_environment()
    if str(CLOCKS) in os.environ.get("PYTHONPATH", ""):
        runpy.run_path(str(CLOCKS / "sitecustomize.py"))
    hooks.set_by_environment()
    sys.argv = ["archiver", *arguments]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0


def _limit_by_environment() -> None:
    """A machine that is poor: FAULTS_DESCRIPTORS open files, FAULTS_MEMORY octets of address space beyond ours."""
    if files := os.environ.get("FAULTS_DESCRIPTORS"):
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(files), int(files)))
    if octets := os.environ.get("FAULTS_MEMORY"):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        room = pages * resource.getpagesize() + int(octets)
        resource.setrlimit(resource.RLIMIT_AS, (room, room))


# --- the harness's end ------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Forked:
    """One command that was started: like `subprocess.Popen`, as far as a campaign needs it."""

    pid: int
    _over: threading.Event = field(default_factory=threading.Event)
    returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, below 0 for a signal; subprocess.TimeoutExpired when it does not end in time."""
        if not self._over.wait(timeout):
            raise subprocess.TimeoutExpired("archiver", timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To a process of which nobody has told us that it is over; one that just ended is no error."""
        if self.returncode is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def over(self, code: int) -> None:
        self.returncode = code
        self._over.set()


class Warm:
    """The warm process and what it has forked. One for each worker of a campaign."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Start it and wait until it is warm. `environment` is for what must be there from the start (LD_PRELOAD)."""
        here, there = socket.socketpair()
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ARCHIVER") and name != "PYTHONDONTWRITEBYTECODE"
        }
        paths = os.pathsep.join([str(CHECKOUT), str(FAULTPOINTS)])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(there.fileno())],
            env=own | {"PYTHONPATH": paths, "ARCHIVER_FAILPOINT": "count"} | dict(environment or {}),
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            pass_fds=[there.fileno()],
        )
        there.close()
        self._line, self._answers = here, here.makefile("rb")
        self._orders = threading.Lock()
        self._number = 0
        self._begun: dict[int, threading.Event] = {}
        self._started: dict[int, Forked] = {}
        self._by_pid: dict[int, Forked] = {}
        assert json.loads(self._answers.readline()) == {"warm": True}
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, out: Path, errors: Path
    ) -> Forked:
        """Fork `archiver ARGUMENTS`; its output is appended to the two files."""
        with self._orders:
            self._number += 1
            number = self._number
            begun = self._begun[number] = threading.Event()
            order = {
                "number": number,
                "arguments": list(arguments),
                "environment": dict(environment),
                "folder": str(folder),
                "out": str(out),
                "errors": str(errors),
            }
            self._line.sendall(json.dumps(order).encode() + b"\n")
        assert begun.wait(60), "the warm process does not answer"
        return self._started.pop(number)

    def stop(self) -> None:
        """End what still runs, and the warm process."""
        for forked in list(self._by_pid.values()):
            forked.kill()
        self._line.shutdown(socket.SHUT_RDWR)
        self._process.wait(30)
        self._listener.join(5)
        self._answers.close()
        self._line.close()

    def _listen(self) -> None:
        for answer in self._answers:
            told = json.loads(answer)
            if "begun" in told:
                forked = Forked(told["pid"])
                self._by_pid[forked.pid] = self._started[told["begun"]] = forked
                self._begun.pop(told["begun"]).set()
            else:
                self._by_pid.pop(told["ended"]).over(told["code"])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
