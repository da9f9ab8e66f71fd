"""A real PostgreSQL of one's own on loopback, never as root, with durability switched off for speed unless asked."""

import shutil
import signal
import subprocess
from itertools import count
from pathlib import Path
from typing import Self

import psycopg

from tests.services.processes import free_port, hand_to, kill, program, run_as, server_folder, start, stop, wait_until

PACKAGES = "postgresql"

#: The schema and the queries are under test, not the disk: a crash of the machine may lose this cluster.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
}

#: As it comes: what is committed survives a crash of the machine. For who measures it.
_DURABLE = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB", "synchronous_commit": "on"}


class Postgres:
    """One running cluster with the superuser `postgres`, who needs no password."""

    host = "127.0.0.1"

    def __init__(self, *, waits_for_log: bool = False, durable: bool = False, trusts: str = "") -> None:
        """Make a cluster and start it; ServiceMissing when PostgreSQL is not installed.

        With `waits_for_log` what was committed survives `crash()`, as it would on a server that nobody tuned for tests;
        `durable` is such a server. `trusts` is a range of addresses from which it takes clients too.
        """
        self._settings = _SETTINGS | ({"synchronous_commit": "on"} if waits_for_log else {})
        self._settings |= _DURABLE if durable else {}
        self._settings |= {"listen_addresses": "*"} if trusts else {}
        self._programs = _installed_programs()
        self._identity = run_as("postgres")
        self._folder = server_folder("postgres.", self._identity)
        self._numbers = count(1)
        self.port = free_port()
        self._make_cluster()
        if trusts:
            with (self._folder / "cluster" / "pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write(f"host all all {trusts} trust\n")
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def sockets(self) -> Path:
        """The folder with the socket that its clients on this machine may use."""
        return self._folder

    @property
    def process(self) -> int:
        """The running server, which every other process of it descends from."""
        return self._process.pid

    def start(self) -> None:
        """Start the stopped server on the same port with the same databases."""
        settings = {**self._settings, "port": str(self.port), "unix_socket_directories": str(self._folder)}
        options = [argument for key, value in settings.items() for argument in ("-c", f"{key}={value}")]
        command = [self._programs["postgres"], "-D", str(self._folder / "cluster"), *options]
        self._process = start(command, signal.SIGQUIT, self._identity, self._folder)
        wait_until(self._answers, self._process, self._folder / "output")

    def stop(self) -> None:
        """Stop the server as a crash would look to its clients: they are cut off, committed rows stay."""
        stop(self._process, signal.SIGINT)

    def crash(self) -> None:
        """End it at once, with nothing written that was not written yet."""
        stop(self._process, signal.SIGQUIT)

    def restart(self) -> None:
        """Stop and start; every client is disconnected."""
        self.stop()
        self.start()

    def start_as_standby(self) -> None:
        """Start the stopped server as one that follows another, and so is read-only, until it is promoted."""
        signal_file = self._folder / "cluster" / "standby.signal"
        signal_file.touch(mode=0o600)
        hand_to(signal_file, self._identity)
        self.start()

    def promote(self) -> None:
        """Let a standby be written to; its clients stay connected."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")

    def remove(self) -> None:
        """Stop the server and delete its folder."""
        stop(self._process, signal.SIGQUIT)
        kill(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self, like: str = "") -> str:
        """The SQLAlchemy URL of a fresh, empty database, or of a copy of another one, to which nobody is connected."""
        name = f"arkiv_{next(self._numbers)}"
        template = f' TEMPLATE "{like.rpartition("/")[2]}"' if like else ""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{template}'.encode())
        return self._address(name).replace("postgresql://", "postgresql+psycopg://")

    def new_role(self) -> str:
        """The name of a user who owns nothing."""
        name = f"arkiv_rolle_{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE ROLE "{name}" LOGIN'.encode())
        return name

    def _address(self, database: str) -> str:
        return f"postgresql://postgres@{self.host}:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_cluster(self) -> None:
        subprocess.run(
            [
                *[self._programs["initdb"], "-D", str(self._folder / "cluster"), "-U", "postgres", "-A", "trust"],
                *["--no-sync", "--locale=C.UTF-8", "--encoding=UTF8"],
            ],
            check=True,
            capture_output=True,
            cwd=self._folder,
            **self._identity,
        )


def _installed_programs() -> dict[str, str]:
    """Debian keeps each version's programs in its own folder, off the PATH; the newest wins."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    folders = [str(folder) for folder in reversed(versions)]
    return {name: program(name, PACKAGES, *folders) for name in ("initdb", "postgres")}
