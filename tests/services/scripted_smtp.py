"""An SMTP server that follows a script: a fault of one's choice at a verb of one's choice."""

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from tests.services.smtp import SunkLetter

_RESET = struct.pack("ii", 1, 0)


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


@dataclass(frozen=True)
class Reset:
    """Close the connection with RST, so that whatever the client says next fails."""


@dataclass(frozen=True)
class Call:
    """Call something, and then do what another act says."""

    action: Callable[[], object]
    then: "Act" = field(default_factory=Cut)


Act = str | Cut | Silence | Drip | Last | CutInside | Reset | Call

#: What a server says that has nothing to complain of. GREETING is the connection, END the line with the lone dot.
#: BODY comes after the first octets of a letter, and SENT right after the answer to its end; neither is in it.
PLAIN_DAY: Mapping[str, str] = {
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


_GO = "220 2.0.0 go"


@dataclass
class ScriptedSmtp:
    """A server on loopback, one connection after another in threads of its own.

    `script` names what to do at a verb (see `PLAIN_DAY`): an answer, a fault, or a list of them for the first times,
    after which the plain day's answer is given. `said` is every command that came, without the letters; `letters`
    is what came between DATA and a lone dot that was answered at all, as sent, dots still doubled.

    `taken` is its book: every letter it took on itself, in order, with the envelope, and without the doubled dots.
    Those are the letters it said 2xx to; a fault at END takes the letter too if `takes_unanswered`. With `starttls` it
    offers STARTTLS, and AUTH only once the connection is secure.
    """

    script: Mapping[str, Act | list[Act]]
    host: str = "127.0.0.1"
    said: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0
    starttls: ssl.SSLContext | None = None
    takes_unanswered: bool = True
    taken: list[SunkLetter] = field(default_factory=list)

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
        with suppress(OSError):
            _Talk(self, client).run()

    def next_act(self, verb: str) -> Act | None:
        """What the script wants at this verb, this time."""
        act = self._script.get(verb)
        if isinstance(act, list):
            act = act.pop(0) if act else None
        return act

    def wait(self, seconds: float | None = None) -> bool:
        """Whether the server is being ended; for a talk that has nothing more to say."""
        return self._released.wait(seconds)


class _Talk:
    """One connection."""

    def __init__(self, server: ScriptedSmtp, client: socket.socket) -> None:
        self._server = server
        self._client = client
        self._lines = client.makefile("rb")
        self._envelope = ("", "")

    def run(self) -> None:
        """Until one of the two has had enough."""
        try:
            if not self._act("GREETING"):
                return
            while line := self._lines.readline():
                command = line.decode("utf-8").rstrip("\r\n")
                self._server.said.append(command)
                if not self._obey(command, command.partition(" ")[0].upper()):
                    return
        finally:
            self._lines.close()
            self._client.close()

    def _obey(self, command: str, verb: str) -> bool:
        if verb == "DATA":
            return self._take_letter()
        if verb in {"MAIL", "RCPT"}:
            address = (re.findall(r"<([^>]*)>", command) or [""])[0]
            self._envelope = (address, "") if verb == "MAIL" else (self._envelope[0], address)
        act = self._next(verb)
        if not self._do(act):
            return False
        if verb == "STARTTLS" and act == _GO:
            self._secure()
        return verb != "QUIT"

    def _secure(self) -> None:
        assert self._server.starttls is not None
        self._client = self._server.starttls.wrap_socket(self._client, server_side=True)
        self._lines = self._client.makefile("rb")

    def _take_letter(self) -> bool:
        act = self._next("DATA")
        if isinstance(act, CutInside):
            self._client.sendall(b"354 go on\r\n")
            self._client.recv(act.octets)
            return False
        if not self._do(act):
            return False
        if not str(act).startswith("354"):
            return True
        letter, inside = self._lines.readline(), self._server.next_act("BODY")
        if inside is not None and not self._do(inside):
            return False
        while (line := self._lines.readline()) not in {b".\r\n", b""}:
            letter += line
        # A server that spoke its verdict too early has none left for the end.
        return self._end(letter, line) if inside is None else True

    def _end(self, letter: bytes, line: bytes) -> bool:
        self._server.letters.append(letter)
        act = self._next("END")
        said = act.then if isinstance(act, Call) else act
        if line and (said.startswith("2") if isinstance(said, str) else self._server.takes_unanswered):
            self._server.taken.append(_sunk(self._envelope, letter))
        after = self._server.next_act("SENT") if isinstance(act, str) else None
        if isinstance(act, str) and isinstance(after, str):
            return self._do(f"{act}\r\n{after}")
        return self._do(act) and (after is None or self._do(after))

    def _next(self, verb: str) -> Act:
        act = self._server.next_act(verb)
        return act if act is not None else self._plain(verb)

    def _plain(self, verb: str) -> str:
        if self._server.starttls is not None and not isinstance(self._client, ssl.SSLSocket):
            if verb == "STARTTLS":
                return _GO
            if verb == "EHLO":
                return PLAIN_DAY["EHLO"].replace("AUTH PLAIN LOGIN", "STARTTLS")
        return PLAIN_DAY.get(verb, "500 5.5.2 what")

    def _act(self, verb: str) -> bool:
        return self._do(self._next(verb))

    def _do(self, act: Act) -> bool:
        """False when the connection is to be closed."""
        if isinstance(act, Call):
            act.action()
            return self._do(act.then)
        if isinstance(act, str):
            self._client.sendall(act.encode() + b"\r\n")
            return not act.rpartition("\r\n")[2].startswith("421")
        if isinstance(act, Last):
            self._client.sendall(act.words.encode(), socket.MSG_MORE)
            self._client.shutdown(socket.SHUT_WR)
            while self._client.recv(65536):
                pass
        if isinstance(act, Reset):
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        if isinstance(act, Silence):
            self._server.wait()
        if isinstance(act, Drip):
            while not self._server.wait(act.seconds):
                self._client.sendall(b"2")
        return False


def _sunk(envelope: tuple[str, str], letter: bytes) -> SunkLetter:
    sender, recipient = envelope
    return SunkLetter(sender, (recipient,), re.sub(rb"(?m)^\.", b"", letter))
