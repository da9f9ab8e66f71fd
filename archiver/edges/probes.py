"""Answers to those who ask over HTTP whether we are well: a few fixed paths, nothing taken in, hardly any memory.

Only GET and HEAD, one request a connection, seconds of patience, and so many at once: whoever can reach the port can
learn how the archive is, and hold up nothing.
"""

from __future__ import annotations

import http.client
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

AT_ONCE = 16
PATIENCE = 5.0
"""Seconds that somebody who asks may take over it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered."""

    well: bool
    body: bytes
    content_type: str = "application/json; charset=utf-8"


Answers = Mapping[str, Callable[[], Told]]
"""By path."""


class _Asked(BaseHTTPRequestHandler):
    timeout = PATIENCE
    server: Probes
    server_version = "archiver"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        ask = self.server.answers.get(self.path.partition("?")[0])
        if ask is None:
            told, status = Told(False, b"/healthz /readyz /metrics\n", "text/plain"), HTTPStatus.NOT_FOUND
        else:
            told = ask()
            status = HTTPStatus.OK if told.well else HTTPStatus.SERVICE_UNAVAILABLE
        self.send_response(status)
        self.send_header("Content-Type", told.content_type)
        self.send_header("Content-Length", str(len(told.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(told.body)

    def log_message(self, *_: object) -> None:
        """Nobody wants a line for each; and what is asked for is a stranger's text."""


class Probes(socketserver.ThreadingTCPServer):
    """Listens from its making on. Raises `OSError` when it cannot."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, listen: tuple[str, int], answers: Answers) -> None:
        self.answers = answers
        self.address_family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
        self._free = threading.BoundedSemaphore(AT_ONCE)
        super().__init__(listen, _Asked)

    def answer_all(self) -> None:
        """Until it is closed. Without a question it sleeps."""
        while self.fileno() >= 0:
            self.handle_request()

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread of its own, or, when there are too many, not at all."""
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, *_: object) -> None:
        """Whoever asked and went away needs no answer; a traceback might hold what was in hand."""


def ask(listen: tuple[str, int], path: str, seconds: float = PATIENCE) -> tuple[int, bytes]:
    """What the daemon that listens there says: HTTP status and body. Raises `OSError` when nobody answers."""
    address = ip_address(listen[0])
    host = ("::1" if address.version == 6 else "127.0.0.1") if address.is_unspecified else str(address)
    with closing(http.client.HTTPConnection(host, listen[1], timeout=seconds)) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read(1 << 20)
        except http.client.HTTPException:
            raise OSError("no answer in HTTP") from None
