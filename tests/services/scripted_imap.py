"""An IMAP server on loopback that behaves, except where a test tells it how to misbehave.

It holds two folders, INBOX and Arkiveret. `when(pattern, reply)` overrides the answer to every command that matches.
"""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Self

CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS"

DATE = b'"23-Nov-2026 10:00:00 +0100"'


class HangUp(Exception):
    """End this connection now."""


class Talk:
    """One connection: what the client said, and what to say to it."""

    def __init__(self, server: "ScriptedImap", connected: socket.socket) -> None:
        self.server = server
        self.folder: Folder | None = None
        self._use(connected)

    def _use(self, connected: socket.socket) -> None:
        self._socket = connected
        self._lines = connected.makefile("rb")

    def say(self, octets: bytes) -> None:
        """Send it as it stands."""
        self._socket.sendall(octets)

    def heard(self) -> bytes:
        """The client's next line without its CRLF; HangUp when it has gone."""
        line = self._lines.readline()
        if not line:
            raise HangUp
        self.server.heard.append(line.rstrip(b"\r\n").decode("utf-8", "replace"))
        return line.rstrip(b"\r\n")

    def wait_for_the_end(self) -> None:
        """Say nothing until the client has gone."""
        while True:
            self.heard()

    def drip(self, octets: bytes, seconds: float) -> None:
        """One octet, a pause, and again, until the client has gone."""
        while not self.server.stopping.wait(seconds):
            self.say(octets)

    def secure(self, context: ssl.SSLContext) -> None:
        """Go over to TLS."""
        self._lines.close()
        self._use(context.wrap_socket(self._socket, server_side=True))

    def close(self) -> None:
        """Let go of the connection."""
        self._lines.close()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


Reply = bytes | Callable[[Talk, bytes], None]
"""Octets, in which a line's leading `TAG ` stands for the command's tag; or what to do with the talk and the tag."""


@dataclass
class Folder:
    """Octets and flags by UID."""

    uidvalidity: int
    messages: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[bytes]] = field(default_factory=dict)
    uidnext: int = 1

    def add(self, octets: bytes, uid: int | None = None) -> int:
        """Put a message in; gives its UID."""
        uid = uid or self.uidnext
        self.messages[uid] = octets
        self.uidnext = max(self.uidnext, uid + 1)
        return uid

    def sequence(self, uid: int) -> int:
        """Its sequence number."""
        return sorted(self.messages).index(uid) + 1

    def among(self, numbers: bytes, *, by_uid: bool = True) -> list[int]:
        """The UIDs that a sequence-set names, those that exist."""
        uids = sorted(self.messages)
        spans = [span.partition(b":") for span in numbers.split(b",")]
        bounds = [(int(first), int(last or first) if last != b"*" else 1 << 32) for first, _, last in spans]
        places = {uid: uid if by_uid else place for place, uid in enumerate(uids, 1)}
        return [uid for uid in uids if any(low <= places[uid] <= high for low, high in bounds)]


class ScriptedImap:
    """The server. Connections are served one thread each; `heard` has every line any client said."""

    host = "127.0.0.1"

    def __init__(self, *letters: bytes, capabilities: str = CAPABILITIES, greeting: Reply = b"* OK ready\r\n") -> None:
        self.inbox, self.archive = Folder(7), Folder(9)
        for letter in letters:
            self.inbox.add(letter)
        self.capabilities, self.greeting = capabilities, greeting
        self.tls: ssl.SSLContext | None = None
        self.starttls: ssl.SSLContext | None = None
        self.heard: list[str] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._rules: list[tuple[re.Pattern[bytes], Reply, list[int]]] = []
        self._talks: list[Talk] = []
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self._talks:
            with suppress(OSError):
                talk._socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def when(self, pattern: str, reply: Reply, times: int = 1 << 30) -> None:
        """Answer commands like this (matched from the start, without the tag) so, the next `times` times."""
        self._rules.append((re.compile(pattern.encode(), re.IGNORECASE), reply, [times]))

    def forget_lies(self) -> None:
        """Behave from now on, whatever `when` and the greeting were."""
        self._rules.clear()
        self.greeting = b"* OK ready\r\n"

    def said(self, word: str) -> list[str]:
        """The commands heard that contain this word."""
        return [line for line in self.heard if word in line]

    def _start(self, act: Callable[[], None]) -> None:
        thread = threading.Thread(target=act, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while not self.stopping.is_set():
                connected, _ = self._listener.accept()
                self.connections += 1
                self._start(partial(self._serve, connected))

    def _serve(self, connected: socket.socket) -> None:
        with suppress(HangUp, OSError, ValueError):
            if self.tls is not None:
                connected = self.tls.wrap_socket(connected, server_side=True)
            talk = Talk(self, connected)
            self._talks.append(talk)
            try:
                perform(self.greeting, talk, b"")
                while True:
                    self._answer(talk, talk.heard())
            finally:
                talk.close()
        connected.close()

    def _answer(self, talk: Talk, line: bytes) -> None:
        tag, _, command = line.partition(b" ")
        perform(self._scripted(command) or behave(command), talk, tag)

    def _scripted(self, command: bytes) -> Reply | None:
        for pattern, reply, times in self._rules:
            if times[0] > 0 and pattern.match(command):
                times[0] -= 1
                return reply
        return None


def perform(reply: Reply, talk: Talk, tag: bytes) -> None:
    """Say or do it."""
    if callable(reply):
        reply(talk, tag)
    else:
        talk.say(re.sub(rb"^TAG ", lambda _: tag + b" ", reply, flags=re.MULTILINE))


# --- how a well-behaved server answers -------------------------------------------------------------------------------


def behave(command: bytes) -> Callable[[Talk, bytes], None]:
    """The answer of a server that is as it should be."""
    words = command.split(b" ")
    verb = b"_".join(words[:2] if words[0].upper() == b"UID" else words[:1]).decode("latin-1").upper()
    act = BEHAVIOURS.get(verb)
    rest = words[2:] if verb.startswith("UID_") else words[1:]

    def answer(talk: Talk, tag: bytes) -> None:
        if act is None:  # a TLS greeting, for one, may hold a line that looks like a command
            talk.say(tag + b" BAD unknown command\r\n")
        else:
            talk.say(act(talk, rest) + tag + b" OK done\r\n")

    return answer if verb != "IDLE" else idle


def capability(talk: Talk, _: list[bytes]) -> bytes:
    return b"* CAPABILITY " + talk.server.capabilities.encode() + b"\r\n"


def nothing(_talk: Talk, _: list[bytes]) -> bytes:
    return b""


def listing(_talk: Talk, _: list[bytes]) -> bytes:
    return b'* LIST () "/" INBOX\r\n* LIST () "/" Arkiveret\r\n'


def opened(talk: Talk, words: list[bytes]) -> bytes:
    talk.folder = folder = talk.server.inbox if words[0] == b'"INBOX"' else talk.server.archive
    return (
        b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] valid\r\n* OK [UIDNEXT %d] next\r\n"
        b"* OK [PERMANENTFLAGS (\\Deleted \\*)] flags\r\n"
    ) % (len(folder.messages), folder.uidvalidity, folder.uidnext)


def status(talk: Talk, _: list[bytes]) -> bytes:
    folder = talk.server.archive
    told = (len(folder.messages), folder.uidnext, folder.uidvalidity)
    return b"* STATUS Arkiveret (MESSAGES %d UIDNEXT %d UIDVALIDITY %d)\r\n" % told


def _folder(talk: Talk) -> Folder:
    if talk.folder is None:
        raise HangUp
    return talk.folder


def searched(talk: Talk, words: list[bytes]) -> bytes:
    folder = _folder(talk)
    by_uid = words[0] == b"UID"
    uids = folder.among(words[1] if by_uid else words[0], by_uid=by_uid)
    if words[-1] == b"DELETED":
        uids = [uid for uid in uids if rb"\Deleted" in folder.flags.get(uid, set())]
    return b"* SEARCH" + b"".join(b" %d" % uid for uid in uids) + b"\r\n"


def fetched(talk: Talk, words: list[bytes]) -> bytes:
    folder = _folder(talk)
    items = b" ".join(words[1:])
    return b"".join(one_fetched(folder, uid, items) for uid in folder.among(words[0]))


def fetched_by_sequence(talk: Talk, words: list[bytes]) -> bytes:
    folder = _folder(talk)
    uids = folder.among(words[0], by_uid=False)
    return b"".join(b"* %d FETCH (UID %d)\r\n" % (folder.sequence(uid), uid) for uid in uids)


def one_fetched(folder: Folder, uid: int, items: bytes) -> bytes:
    """One FETCH answer: a size, a whole body or a piece of it."""
    octets = folder.messages[uid]
    if b"RFC822.SIZE" in items:
        return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (folder.sequence(uid), uid, len(octets))
    name = b"BODY[]"
    if piece := re.search(rb"<(\d+)\.(\d+)>", items):
        start, length = int(piece[1]), int(piece[2])
        octets, name = octets[start : start + length], b"BODY[]<%d>" % start
    return body(folder.sequence(uid), uid, octets, name)


def body(sequence: int, uid: int, octets: bytes, name: bytes = b"BODY[]") -> bytes:
    """A FETCH answer with a body in a literal."""
    told = (sequence, uid, DATE, name, len(octets), octets)
    return b"* %d FETCH (UID %d INTERNALDATE %b %b {%d}\r\n%b)\r\n" % told


def copied(talk: Talk, words: list[bytes]) -> bytes:
    inbox, archive = _folder(talk), talk.server.archive
    uids = inbox.among(words[0])
    targets = [archive.add(inbox.messages[uid]) for uid in uids]
    told = (archive.uidvalidity, numbers(uids), numbers(targets))
    return b"* OK [COPYUID %d %b %b] copied\r\n" % told if uids else b""


def moved(talk: Talk, words: list[bytes]) -> bytes:
    return copied(talk, words) + removed(_folder(talk), _folder(talk).among(words[0]))


def removed(folder: Folder, uids: Iterable[int]) -> bytes:
    """Take them out and tell it, one EXPUNGE after the other."""
    told = b""
    for uid in uids:
        told += b"* %d EXPUNGE\r\n" % folder.sequence(uid)
        del folder.messages[uid]
    return told


def expunged(talk: Talk, words: list[bytes]) -> bytes:
    folder = _folder(talk)
    return removed(folder, [uid for uid in folder.among(words[0]) if rb"\Deleted" in folder.flags.get(uid, set())])


def flagged(talk: Talk, words: list[bytes]) -> bytes:
    folder = _folder(talk)
    flags = set(b" ".join(words[2:]).strip(b"()").split())
    for uid in folder.among(words[0]):
        had = folder.flags.setdefault(uid, set())
        folder.flags[uid] = had | flags if words[1].startswith(b"+") else had - flags
    return b""


def numbers(uids: Iterable[int]) -> bytes:
    return b",".join(b"%d" % uid for uid in uids)


def idle(talk: Talk, tag: bytes) -> None:
    talk.say(b"+ idling\r\n")
    talk.heard()
    talk.say(tag + b" OK done\r\n")


def farewell(_talk: Talk, _: list[bytes]) -> bytes:
    return b"* BYE see you\r\n"


def securing(talk: Talk, tag: bytes) -> None:
    """A reply for `when("STARTTLS", …)`."""
    talk.say(tag + b" OK go\r\n")
    if talk.server.starttls is not None:
        talk.secure(talk.server.starttls)


BEHAVIOURS: dict[str, Callable[[Talk, list[bytes]], bytes]] = {
    "CAPABILITY": capability,
    "LOGIN": nothing,
    "NOOP": nothing,
    "LIST": listing,
    "SELECT": opened,
    "EXAMINE": opened,
    "STATUS": status,
    "CREATE": nothing,
    "FETCH": fetched_by_sequence,
    "UID_SEARCH": searched,
    "UID_FETCH": fetched,
    "UID_COPY": copied,
    "UID_MOVE": moved,
    "UID_STORE": flagged,
    "UID_EXPUNGE": expunged,
    "IDLE": nothing,
    "LOGOUT": farewell,
}


# --- ways to misbehave -----------------------------------------------------------------------------------------------


def silence(talk: Talk, _tag: bytes) -> None:
    """No answer, for ever."""
    talk.wait_for_the_end()


def hang_up(_talk: Talk, _tag: bytes) -> None:
    """Close without a word."""
    raise HangUp


def saying(octets: bytes, then: Callable[[Talk, bytes], None] = hang_up) -> Callable[[Talk, bytes], None]:
    """Say this and then misbehave."""

    def reply(talk: Talk, tag: bytes) -> None:
        talk.say(octets.replace(b"TAG ", tag + b" "))
        then(talk, tag)

    return reply


def dripping(talk: Talk, _tag: bytes) -> None:
    """A line that comes one octet at a time and never ends."""
    talk.drip(b"x", 0.05)
