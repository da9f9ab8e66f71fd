"""podman with a store of its own, and docker-compose speaking to it: what Docker does, without its daemon."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.container import standins
from tests.services.processes import kill, program, start, wait_until

ROOT = Path(__file__).parent.parent.parent
PACKAGES = "podman runc netavark aardvark-dns iptables debootstrap catatonit"
IMAGE = "arkivfunktion:0.1.0"
"""As docker-compose.yml calls it."""
_CONTAINERS = """\
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
init_path = "/usr/bin/catatonit"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
"""
_STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{store}/images"
runroot = "{store}/run"
"""


class Engine:
    """A container engine for one run. Images stay in `store`; what a project started goes with the project."""

    def __init__(self, store: Path) -> None:
        """Start podman's service; ServiceMissing when something of it is not installed."""
        if os.geteuid():
            raise RuntimeError("make container runs containers as root does: start it as root")
        for name in ("runc", "debootstrap"):
            program(name, PACKAGES)
        self._podman = program("podman", PACKAGES)
        self._compose = program("docker-compose", "", str(Path(sys.executable).parent))
        self._folder = Path(tempfile.mkdtemp(prefix="engine."))
        store.mkdir(parents=True, exist_ok=True)
        (self._folder / "containers.conf").write_text(_CONTAINERS)
        (self._folder / "storage.conf").write_text(_STORAGE.format(store=store))
        self._environment = os.environ | {
            "CONTAINERS_CONF": str(self._folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self._folder / "storage.conf"),
            "DOCKER_HOST": f"unix://{self._folder}/podman.sock",
            "DOCKER_CONFIG": str(self._folder),
        }
        # podman starts what monitors a container from its own environment, and finds its settings there.
        os.environ.update(self._environment)
        service = [self._podman, "system", "service", "--time=0", self._environment["DOCKER_HOST"]]
        self._service = start(service, signal.SIGTERM, {}, self._folder)
        wait_until((self._folder / "podman.sock").exists, self._service, self._folder / "output")
        self._ended = threading.Event()
        self._pulse = threading.Thread(target=self._feel_pulses, name="health checks", daemon=True)
        self._pulse.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._pulse.join()
        kill(self._service)
        shutil.rmtree(self._folder, ignore_errors=True)

    def podman(self, *arguments: str, seconds: float = 600) -> str:
        """What `podman ARGUMENTS` prints; AssertionError with all it said when it fails."""
        return self._run(self._podman, *arguments, seconds=seconds)

    def compose(self, files: list[Path], *arguments: str, environment: Mapping[str, str], seconds: float = 180) -> str:
        """The same of `docker-compose -f FILE… ARGUMENTS`."""
        named = [argument for file in files for argument in ("--file", str(file))]
        return self._run(self._compose, *named, *arguments, environment=environment, seconds=seconds)

    def build(self) -> None:
        """Build the image from the checkout, on the bases that its files name."""
        python = named_base((ROOT / "Dockerfile").read_text())
        self._provide(python, lambda name: standins.provide_python(self.podman, name))
        postgresql = default_of("POSTGRESQL_IMAGE", (ROOT / "docker-compose.yml").read_text())
        self._provide(postgresql, lambda name: standins.provide_postgresql(self.podman, name, python))
        objects = default_of("OBJECTS_IMAGE", (ROOT / "docker-compose.yml").read_text())
        self._provide(objects, lambda name: standins.provide_objects(self.podman, name, python))
        # docker's short names are podman's of docker.io.
        self.podman(
            "build", *standins.of_this_machine("/etc/ssl/certs"), "--tag", f"docker.io/library/{IMAGE}", str(ROOT)
        )

    def inspect(self, container: str) -> Any:
        """What the engine knows of a container."""
        return json.loads(self.podman("container", "inspect", container))[0]

    def _provide(self, name: str, make: Any) -> None:
        if subprocess.run([self._podman, "image", "exists", name], check=False).returncode == 0:
            return
        if os.environ.get("PULL"):
            self.podman("pull", name)
        else:
            make(name)

    def _run(self, *command: str, environment: Mapping[str, str] | None = None, seconds: float = 600) -> str:
        done = subprocess.run(
            command,
            env=self._environment | dict(environment or {}),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _feel_pulses(self) -> None:
        """Do what systemd's timers do for podman: ask every container for its health, new ones more often."""
        for second in itertools.count():
            if self._ended.wait(1):
                return
            chosen = ["--filter", "health=starting"] if second % 10 else []
            listed = [self._podman, "ps", "--quiet", *chosen]
            for container in subprocess.run(listed, capture_output=True, text=True, check=False).stdout.split():
                subprocess.run([self._podman, "healthcheck", "run", container], capture_output=True, check=False)


def named_base(dockerfile: str) -> str:
    """The image that a Dockerfile starts from."""
    found = re.search(r"^ARG PYTHON=(\S+)$", dockerfile, re.MULTILINE)
    assert found
    return found[1]


def default_of(variable: str, compose: str) -> str:
    """What a variable of docker-compose.yml is when nobody sets it."""
    found = re.search(rf"\$\{{{variable}:-([^}}]+)\}}", compose)
    assert found
    return found[1]
