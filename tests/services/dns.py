"""A real name server that answers for the names it is told, and writes down what it is asked."""

import re
import signal
import socket
import subprocess
from collections.abc import Mapping
from shutil import rmtree
from typing import Self

from tests.services.processes import free_port, program, run_as, server_folder, start, stop, wait_until

_QUERY = re.compile(r"query\[([A-Z0-9]+)\] (\S+) from")


class DnsServer:
    """Dnsmasq on a port of loopback. What it is not told does not exist; nothing is asked of other servers."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        """Start with no record at all."""
        self._identity = run_as("nobody")
        self._folder = server_folder("dns-", self._identity)
        self._program = program("dnsmasq", "dnsmasq-base")
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.publish({})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        rmtree(self._folder, ignore_errors=True)

    @property
    def address(self) -> str:
        """As `[trust] dns_servers` names it."""
        return f"{self.host}:{self.port}"

    @property
    def queries(self) -> list[str]:
        """Every name it was asked for, with repetitions, in order."""
        return [name for _, name in _QUERY.findall((self._folder / "output").read_text(errors="replace"))]

    def publish(self, records: Mapping[str, str]) -> None:
        """From now on it has these TXT records and no others: its zone is example."""
        self.stop()
        told = [f"--txt-record={name},{','.join(_strings(text))}" for name, text in records.items()]
        command = [
            self._program, "--no-daemon", "--log-queries", "--log-facility=-", "--no-resolv", "--no-hosts",
            "--local=/example/", f"--port={self.port}", f"--listen-address={self.host}", "--bind-interfaces",
            "--conf-file=/dev/null", "--pid-file=", "--user=", *told,
        ]  # fmt: skip
        self._process = start(command, signal.SIGTERM, self._identity, self._folder)
        wait_until(self._answers, self._process, self._folder / "output")

    def stop(self) -> None:
        """Answer nobody any more."""
        if self._process is not None:
            stop(self._process, signal.SIGTERM)
            self._process = None

    def _answers(self) -> bool:
        """Listening on TCP, which it does last."""
        try:
            with socket.create_connection((self.host, self.port), timeout=1):
                return True
        except OSError:
            return False


def _strings(text: str) -> list[str]:
    """Character-strings of at most 255 octets, as a long record is published (RFC 6376 § 3.6.2.2)."""
    return [text[at : at + 250] for at in range(0, len(text), 250)] or [""]
