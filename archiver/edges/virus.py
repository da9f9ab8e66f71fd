"""The virus scanner: hands octets to clamd (ClamAV) by INSTREAM, and gives its verdict.

Nothing is kept or changed by it. Its answer holds a name that a signature's author chose, and nothing of the mail; all
but harmless characters are taken out of it.
"""

from __future__ import annotations

import re
import select
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archiver.core.language import later
from archiver.core.records import Octets, Scanned, ScanTrouble, ScanVerdict
from archiver.errors import Unscanned

PIECE = 1 << 16
LONGEST_ANSWER = 4096
OCTETS_PER_SECOND = 1_000_000
"""So many more give the scanner a second more."""
_UNFIT = re.compile(r"[^\w.\-+/: ]+", re.ASCII)

_SENTENCES = {
    ScanTrouble.UNREACHABLE: later("The virus scanner does not answer."),
    ScanTrouble.SLOW: later("The virus scanner took too long."),
    ScanTrouble.TOO_LARGE: later("The virus scanner does not take a mail as large as this."),
    ScanTrouble.REFUSED: later("The virus scanner gave no verdict."),
}


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd at a socket's path, or at a host and port."""

    where: Path | tuple[str, int]
    timeout_seconds: float = 60

    def scan(self, octets: Octets) -> Scanned:
        """Its verdict on a whole mail, attachments and archives in it included. Raises `Unscanned`."""
        engine = self.version()
        with _Talk(self, self.timeout_seconds + octets.size / OCTETS_PER_SECOND) as talk:
            talk.send(b"zINSTREAM\0")
            for piece in octets.pieces(PIECE):
                if talk.was_interrupted():
                    break
                talk.send(len(piece).to_bytes(4) + piece)
            else:
                talk.send(bytes(4))
            return _verdict(talk.heard(), engine)

    def version(self) -> str:
        """What it calls itself: its version, and that of its signatures with their date. Raises `Unscanned`."""
        with _Talk(self, self.timeout_seconds) as talk:
            talk.send(b"zVERSION\0")
            return _fit(talk.heard())


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)[:200].strip()


def _verdict(answer: str, engine: str) -> Scanned:
    if answer.endswith("ERROR"):
        raise _unscanned(ScanTrouble.TOO_LARGE if "size limit" in answer else ScanTrouble.REFUSED)
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return Scanned(ScanVerdict.CLEAN, engine=engine)
    if not told.endswith(" FOUND"):
        raise _unscanned(ScanTrouble.REFUSED)
    return Scanned(ScanVerdict.INFECTED, _fit(told.removesuffix(" FOUND")), engine)


def _unscanned(trouble: ScanTrouble) -> Unscanned:
    return Unscanned(_SENTENCES[trouble], trouble)


class _Talk:
    """One connection, one command; whatever breaks comes out as `Unscanned`."""

    def __init__(self, clamd: Clamd, seconds: float) -> None:
        self._where, self._end = clamd.where, time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._broke = False

    def __enter__(self) -> _Talk:
        try:
            self._socket = self._connected()
        except OSError:
            raise _unscanned(ScanTrouble.UNREACHABLE) from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()

    def _connected(self) -> socket.socket:
        if not isinstance(self._where, Path):
            return socket.create_connection(self._where, self._left())
        connected = socket.socket(socket.AF_UNIX)
        try:
            connected.settimeout(self._left())
            connected.connect(str(self._where))
        except OSError:
            connected.close()
            raise
        return connected

    def _left(self) -> float:
        """Raises `Unscanned` when the time is up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise _unscanned(ScanTrouble.SLOW)
        return left

    @property
    def _wire(self) -> socket.socket:
        if self._socket is None:
            raise _unscanned(ScanTrouble.UNREACHABLE)
        self._socket.settimeout(self._left())
        return self._socket

    def was_interrupted(self) -> bool:
        """Whether it has answered before it heard all: it wants no more."""
        return self._broke or bool(select.select([self._wire], [], [], 0)[0])

    def send(self, octets: bytes) -> None:
        """A server that hangs up meanwhile may have said why: that is heard first."""
        try:
            self._wire.sendall(octets)
        except TimeoutError:
            raise _unscanned(ScanTrouble.SLOW) from None
        except OSError:
            self._broke = True

    def heard(self) -> str:
        """Its answer, to the NUL that ends it."""
        answer = b""
        try:
            while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := self._wire.recv(1024)):
                answer += more
        except TimeoutError:
            raise _unscanned(ScanTrouble.SLOW) from None
        except OSError:
            with suppress(OSError):
                answer = answer or b""
        if b"\0" not in answer:
            raise _unscanned(ScanTrouble.UNREACHABLE)
        return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
