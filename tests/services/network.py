"""A network of one's own: machines that are network namespaces, wires between them that can be cut, and nothing else.

No namespace has a default route, so nothing can leave by another way when a wire is cut. The namespaces are those of
processes that end with whoever started them: nothing is left behind, however that ends.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar

from tests.services.processes import ServiceMissing, kill, program, server_folder, start

PACKAGES = "iproute2 util-linux"
RANGE = "10.213.0.0/16"
SERVICES = {"database": "10.213.0.1", "imap": "10.213.0.2", "smtp": "10.213.0.3"}
"""The addresses of the machine that serves the others, one for each service."""
CLONE_NEWNET = 0x40000000

_LIBC = ctypes.CDLL(None, use_errno=True)
_T = TypeVar("_T")


@dataclass
class Machine:
    """A network namespace, held open by a process that sleeps in it."""

    process: subprocess.Popen[bytes]

    def run(self, *command: str) -> None:
        """A command in this namespace; subprocess.CalledProcessError when it fails."""
        where = [program("nsenter", PACKAGES), "--target", str(self.process.pid), "--net"]
        subprocess.run([*where, program(command[0], PACKAGES), *command[1:]], check=True, capture_output=True)

    def enter(self) -> None:
        """Let the calling thread, and all that it starts, live here from now on."""
        handle = os.open(f"/proc/{self.process.pid}/ns/net", os.O_RDONLY)
        try:
            if _LIBC.setns(handle, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        finally:
            os.close(handle)

    def inside(self, act: Callable[[], _T]) -> _T:
        """What `act` gives, done by a thread that lives here; its exception is raised here."""
        given: list[_T] = []
        raised: list[BaseException] = []

        def live() -> None:
            try:
                self.enter()
                given.append(act())
            except BaseException as error:  # noqa: BLE001 - raised again below
                raised.append(error)

        thread = threading.Thread(target=live)
        thread.start()
        thread.join()
        if raised:
            raise raised[0]
        return given[0]


@dataclass
class Network:
    """One machine with every service, `hub`, and so many others that reach each service over a wire of its own."""

    count: int
    hub: Machine = field(init=False)
    machines: list[Machine] = field(default_factory=list, init=False)
    _stack: ExitStack = field(default_factory=ExitStack, init=False)

    def __enter__(self) -> Self:
        """ServiceMissing where this user may make no namespaces."""
        try:
            self.hub = self._machine()
            for address in SERVICES.values():
                self.hub.run("ip", "address", "add", f"{address}/32", "dev", "lo")
            for place in range(self.count):
                self.machines.append(self._machine())
                for service in SERVICES:
                    self._wire(place, service)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def cut(self, place: int, *services: str) -> None:
        """Pull the wires between one machine and these services: nothing comes through, and nobody is told."""
        for service in services:
            self.hub.run("ip", "link", "set", _wire_called(place, service), "down")

    def silence(self, place: int, *services: str) -> None:
        """What the machine says reaches these services, and no answer comes back."""
        for service in services:
            self.hub.run("ip", "route", "add", "blackhole", f"{_address(place, service, 2)}/32")

    def heal(self, place: int) -> None:
        """Every wire of a machine is well."""
        for service in SERVICES:
            self.hub.run("ip", "link", "set", _wire_called(place, service), "up")
            self.hub.run("ip", "route", "flush", "exact", f"{_address(place, service, 2)}/32", "type", "blackhole")

    def _machine(self) -> Machine:
        folder = server_folder("net.", {})
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        command = [program("unshare", PACKAGES), "--net", program("sleep", "coreutils"), "infinity"]
        process = start(command, signal.SIGKILL, {}, folder)
        self._stack.callback(kill, process)
        _wait_for_namespace(process)
        machine = Machine(process)
        machine.run("ip", "link", "set", "lo", "up")
        return machine

    def _wire(self, place: int, service: str) -> None:
        machine, name = self.machines[place], _wire_called(place, service)
        other_end = ["peer", "name", service, "netns", str(machine.process.pid)]
        self.hub.run("ip", "link", "add", name, "type", "veth", *other_end)
        for where, device, end in ((self.hub, name, 1), (machine, service, 2)):
            where.run("ip", "address", "add", f"{_address(place, service, end)}/30", "dev", device)
            where.run("ip", "link", "set", device, "up")
        machine.run("ip", "route", "add", f"{SERVICES[service]}/32", "via", _address(place, service, 1), "dev", service)


def _wire_called(place: int, service: str) -> str:
    return f"{service}{place}"


def _address(place: int, service: str, end: int) -> str:
    return f"10.213.{10 * (1 + list(SERVICES).index(service)) + place}.{end}"


def _wait_for_namespace(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    ours, theirs = (Path(f"/proc/{pid}/ns/net") for pid in ("self", process.pid))
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        if theirs.readlink() != ours.readlink():
            return
        time.sleep(0.005)
    raise ServiceMissing("this user may make no network namespaces: run it as root")
