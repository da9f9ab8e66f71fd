"""Between a client and a mail server: ends every session when the access token runs out that it was begun with.

Exchange Online does so, and Dovecot does not. A guard can be told where to let a token run out: what the client says or
hears there is withheld until it has.
"""

from __future__ import annotations

import base64
import re
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Self

import jwt

Aim = Literal["IDLE", "FETCH", "inside FETCH", "MOVE", "after MOVE", "DATA"]

_WORDS: dict[Aim, bytes] = {
    "IDLE": rb"\S+ IDLE",
    "FETCH": rb"\S+ UID FETCH .*BODY\.PEEK",
    "inside FETCH": rb"\S+ UID FETCH .*BODY\.PEEK",
    "MOVE": rb"\S+ UID MOVE",
    "after MOVE": rb"\S+ UID MOVE",
    "DATA": rb"DATA",
}
_SHOWN = re.compile(rb"(?:\S+ AUTHENTICATE|AUTH) (?:XOAUTH2|OAUTHBEARER) (\S+)", re.IGNORECASE)
_GOODBYES = {
    "imap": b"* BYE Session invalidated - AccessTokenExpired\r\n",
    "smtp": b"421 4.7.0 AccessTokenExpired\r\n",
}
_PIECE = 150
"""Octets of an answer that come through before the rest is withheld."""


class TokenGuard:
    """Stands before a server on loopback. `aims` are met one after the other; `struck` tells which were."""

    host = "127.0.0.1"

    def __init__(self, port: int, protocol: Literal["imap", "smtp"]) -> None:
        """Listen on a free port, for the server on `port`."""
        self.upstream, self.goodbye = port, _GOODBYES[protocol]
        self.aims: deque[Aim] = deque()
        self.struck: Counter[str] = Counter()
        self.logins: list[float] = []
        """When tokens were shown (`time.monotonic`)."""
        self.expired = 0
        self.lock = threading.Lock()
        self._visits: list[_Visit] = []
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Listen no more, and cut everybody off."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for visit in self._visits:
            visit.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = socket.create_connection((self.host, self.upstream))
                except OSError:
                    client.close()
                    continue
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                visit = _Visit(self, client, server)
                self._visits.append(visit)
                visit.begin()


class _Visit:
    """One session."""

    def __init__(self, guard: TokenGuard, client: socket.socket, server: socket.socket) -> None:
        self._guard, self._client, self._server = guard, client, server
        self._over = threading.Event()
        self._says_goodbye = True
        self._withholds_up = self._withholds_letters = False
        self._passes_down: int | None = None
        """Octets that still come through; None: all."""
        self._verdict_due = threading.Event()
        """Set while the server has a letter and its answer has not come through: that answer is waited for."""
        self._in_letter = False

    def begin(self) -> None:
        for act in (self._up, self._down):
            threading.Thread(target=self._guarded, args=(act,), daemon=True).start()

    def close(self) -> None:
        self._over.set()
        for one in (self._client, self._server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _guarded(self, act: Callable[[], None]) -> None:
        with suppress(OSError, ValueError):
            act()
        if not (self._withholds_up or self._passes_down is not None):
            self.close()  # one that is withheld from waits for its token to run out

    def _up(self) -> None:
        for line in self._client.makefile("rb"):
            if shown := _SHOWN.match(line):
                self._await_end(shown[1])
            self._strike(line)
            if self._withholds_up or (self._withholds_letters and self._in_letter):
                continue
            if self._in_letter and line == b".\r\n":
                self._in_letter = False
                self._verdict_due.set()
            self._server.sendall(line)

    def _down(self) -> None:
        while chunk := self._server.recv(16384):
            if self._passes_down is not None:
                chunk, self._passes_down = chunk[: self._passes_down], max(0, self._passes_down - len(chunk))
            if chunk.startswith(b"354"):
                self._in_letter = True
            if chunk:
                self._client.sendall(chunk)
            if self._verdict_due.is_set() and not self._in_letter:
                self._verdict_due.clear()

    def _strike(self, line: bytes) -> None:
        with self._guard.lock:
            aims = self._guard.aims
            if not aims or not re.match(_WORDS[aims[0]], line, re.IGNORECASE):
                return
            aim = aims.popleft()
            self._guard.struck[aim] += 1
        if aim in {"FETCH", "MOVE"}:
            self._withholds_up = True
        elif aim == "inside FETCH":
            self._passes_down, self._says_goodbye = _PIECE, False
        elif aim == "after MOVE":
            self._passes_down = 0
        elif aim == "DATA":
            self._withholds_letters = True  # the server asks for it, and it never comes there

    def _await_end(self, shown: bytes) -> None:
        self._guard.logins.append(time.monotonic())
        words = base64.b64decode(shown).decode()
        token = words.partition("Bearer ")[2].partition("\x01")[0]
        expires = float(jwt.decode(token, options={"verify_signature": False})["exp"])
        threading.Thread(target=self._end_at, args=(expires,), daemon=True).start()

    def _end_at(self, expires: float) -> None:
        if self._over.wait(max(0.0, expires - time.time())):
            return
        while self._verdict_due.is_set() and not self._over.wait(0.005):
            pass
        self._guard.expired += 1
        if self._says_goodbye:
            with suppress(OSError):
                self._client.sendall(self._guard.goodbye)
        self.close()
