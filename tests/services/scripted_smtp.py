"""An SMTP server that follows a script: a fault of one's choice at a verb of one's choice."""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Cut:
    """Close the connection instead of answering."""


@dataclass(frozen=True)
class Silence:
    """Never answer, and keep the connection open."""


@dataclass(frozen=True)
class Drip:
    """Answer one byte at a time, `seconds` apart, with a line that never ends."""

    seconds: float = 0.05


@dataclass(frozen=True)
class Last:
    """Say exactly this, and the end of the stream in the same packet."""

    words: str


@dataclass(frozen=True)
class CutInside:
    """Close the connection after this many bytes of the letter."""

    octets: int


Act = str | Cut | Silence | Drip | Last | CutInside

#: What a server says that has nothing to complain of. GREETING is the connection, END the line with the lone dot.
PLAIN_DAY: Mapping[str, Act] = {
    "GREETING": "220 mx.example.org ESMTP",
    "EHLO": "250-mx.example.org\r\n250-SIZE 1000000000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
    "HELO": "250 mx.example.org",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "END": "250 2.0.0 queued",
    "RSET": "250 2.0.0 ok",
    "NOOP": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
}


@dataclass
class ScriptedSmtp:
    """A server on loopback, one connection after another in threads of its own.

    `script` names what to do at a verb (see `PLAIN_DAY`): an answer, a fault, or a list of them for the first times,
    after which the plain day's answer is given. `said` is every command that came, without the letters; `letters`
    is what came between DATA and a lone dot that was answered at all, as sent, dots still doubled.
    """

    script: Mapping[str, Act | list[Act]]
    host: str = "127.0.0.1"
    said: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._script = {verb: list(act) if isinstance(act, list) else act for verb, act in self.script.items()}
        self._released = threading.Event()
        self._listener = socket.create_server((self.host, 0))
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while not self._released.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(30)
        with client, client.makefile("rb") as lines, suppress(OSError):
            if not self._act(client, "GREETING"):
                return
            while line := lines.readline():
                command = line.decode("utf-8").rstrip("\r\n")
                self.said.append(command)
                verb = command.partition(" ")[0].upper()
                if verb == "DATA":
                    go_on = self._take_letter(client, lines.readline)
                else:
                    go_on = self._act(client, verb) and verb != "QUIT"
                if not go_on:
                    return

    def _take_letter(self, client: socket.socket, readline: Callable[[], bytes]) -> bool:
        act = self._next("DATA")
        if isinstance(act, CutInside):
            client.sendall(b"354 go on\r\n")
            client.recv(act.octets)
            return False
        if not self._do(client, act):
            return False
        if not str(act).startswith("354"):
            return True
        letter = b""
        while (line := readline()) not in {b".\r\n", b""}:
            letter += line
        self.letters.append(letter)
        return self._act(client, "END")

    def _next(self, verb: str) -> Act:
        act = self._script.get(verb)
        if isinstance(act, list):
            act = act.pop(0) if act else None
        return act if act is not None else PLAIN_DAY.get(verb, "500 5.5.2 what")

    def _act(self, client: socket.socket, verb: str) -> bool:
        return self._do(client, self._next(verb))

    def _do(self, client: socket.socket, act: Act) -> bool:
        """False when the connection is to be closed."""
        if isinstance(act, str):
            client.sendall(act.encode() + b"\r\n")
            return not act.startswith("421")
        if isinstance(act, Last):
            client.sendall(act.words.encode(), socket.MSG_MORE)
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass
        if isinstance(act, Silence):
            self._released.wait()
        if isinstance(act, Drip):
            while not self._released.wait(act.seconds):
                client.sendall(b"2")
        return False
