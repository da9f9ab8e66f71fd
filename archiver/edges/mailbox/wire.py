"""The connection itself: verified TLS, a deadline on every command, literals counted and large ones spooled.

imaplib reads answers, but reads the socket only through `Stream`. Its own way has three faults we can't live with: a
server that drips an octet a second is read for ever, a promised size is allocated at once, and a message of any size
ends up in memory.
"""

from __future__ import annotations

import imaplib
import ipaddress
import logging
import os
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from time import monotonic
from typing import Any, BinaryIO, cast

from imapclient import IMAPClient, SocketTimeout

from archiver.core.language import later
from archiver.core.records import FetchReason
from archiver.edges.mailbox.account import Account, Limits
from archiver.edges.mailbox.refusals import Unbearable, goodbye
from archiver.errors import LeaseLost, MailboxUnavailable, NoRoom, ProtocolViolation

# At DEBUG imapclient prints whole protocol lines: addresses, subjects and the password.
logging.getLogger("imapclient").setLevel(logging.WARNING)

SLICE = 0.5
"""Seconds we may be deaf to being told to stop."""

_AHEAD = 1 << 16
_PIECE = 1 << 18
_LONGEST_LINE = 1_000_000


class Spooled:
    """A literal too large for memory, in an unnamed file. Whoever keeps it closes the file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self._size = file, size

    def __len__(self) -> int:
        return self._size


class Stream:
    """Octets from a socket. Every wait ends: by silence, by the command's deadline, or soon after `stop` is set."""

    def __init__(self, limits: Limits, stop: threading.Event) -> None:
        self._limits, self._stop = limits, stop
        self._socket: socket.socket | None = None
        self._ahead, self._at = b"", 0
        self._ends = monotonic() + limits.command_seconds
        self._last_moment: float | None = None

    def attach(self, connected: socket.socket) -> None:
        """Read from this socket from now on; nothing read ahead from another one survives."""
        self._socket, self._ahead, self._at = connected, b"", 0

    def allow(self, seconds: float) -> None:
        """A command begins: it may take so long."""
        self._ends = monotonic() + seconds

    def allow_octets(self, octets: int) -> None:
        """Content begins: it may take its time."""
        self._ends += octets / self._limits.octets_per_second

    def waiting(self) -> bool:
        """Whether octets have come that no poll of the socket will show: read ahead by us, or decrypted by TLS."""
        pending = self._socket.pending() if isinstance(self._socket, ssl.SSLSocket) else 0
        return self._at < len(self._ahead) or pending > 0

    def line(self) -> bytes:
        """The octets up to and with the next LF."""
        searched = self._at
        while (end := self._ahead.find(b"\n", searched)) < 0:
            if len(self._ahead) - self._at > _LONGEST_LINE:
                raise ProtocolViolation(f"The mail server sent a line of more than {_LONGEST_LINE} octets.")
            searched = len(self._ahead) - self._at
            self._fill()
        return self._take(end + 1 - self._at)

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next `size` octets, exactly."""
        while size > 0:
            if self._at == len(self._ahead) and size < _AHEAD:
                self._fill()
            piece = self._take(size) or self._receive(min(size, _PIECE))
            size -= len(piece)
            yield piece

    def _take(self, most: int) -> bytes:
        taken = self._ahead[self._at : self._at + most]
        self._at += len(taken)
        return taken

    def _fill(self) -> None:
        came = self._receive(_AHEAD)
        self._ahead, self._at = self._ahead[self._at :] + came, 0

    def _receive(self, most: int) -> bytes:
        connected = self._socket
        if connected is None:
            raise MailboxUnavailable("There is no connection to the mail server.")
        silent_until = monotonic() + self._limits.read_seconds
        while True:
            connected.settimeout(self._patience(silent_until))
            try:
                octets = connected.recv(most)
            except TimeoutError:
                continue
            if not octets:
                raise MailboxUnavailable("The mail server closed the connection.")
            return octets

    def _patience(self, silent_until: float) -> float:
        now = monotonic()
        if self._last_moment is None and self._stop.is_set():
            self._last_moment = now + self._limits.farewell_seconds
        left = min(self._ends, silent_until, self._last_moment or self._ends) - now
        if left <= 0:
            raise MailboxUnavailable("The mail server did not answer in time.")
        return min(left, SLICE)


class Wire(imaplib.IMAP4):
    """imaplib's commands and answers over a `Stream`, with the count of messages kept in the order it was told."""

    literal: Any
    """imaplib takes a callable here too: it is asked for the answer to a challenge."""

    def __init__(self, account: Account, limits: Limits, stop: threading.Event) -> None:
        self._account, self._limits = account, limits
        self.stream = Stream(limits, stop)
        self.exists = 0
        """How many messages the selected folder holds, by the server's last word."""
        self.arrivals = 0
        """How often EXISTS has risen."""
        self.expunges = 0
        self.leaving = False
        self.spooled: list[Spooled] = []
        self._held = 0
        self._context = None if account.tls == "none" else tls_context(account)
        super().__init__(account.host, account.port)

    # --- the socket ---

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, with TLS first if that is the account's way."""
        self.host, self.port = host, port
        connected = socket.create_connection((host, port), timeout or self._limits.connect_seconds)
        keep_alive(connected)
        if self._account.tls == "none":
            _only_loopback(connected)
        self._use(connected)
        if self._account.tls == "implicit":
            self._secure()

    def _use(self, connected: socket.socket) -> None:
        self.sock = connected
        self.stream.attach(connected)

    def _secure(self) -> None:
        if self._context is None:
            raise MailboxUnavailable("There is no TLS to go over to.")
        self.sock.settimeout(self._limits.connect_seconds)
        self._use(self._context.wrap_socket(self.sock, server_hostname=self._account.host))

    def read(self, size: int) -> bytes:
        """A literal of exactly `size` octets; a large one, or one too many, comes back as `Spooled`."""
        if size > self._limits.hard_octets:
            raise Unbearable(f"The mail server announced {size} octets, more than we take.", FetchReason.OVERSIZE)
        self.stream.allow_octets(size)
        bearable = max(self._limits.soft_octets, self._limits.piece_octets)
        if size > bearable or self._held + size > bearable + self._limits.batch_octets:
            return cast(bytes, self._spool(size))  # imaplib and imapclient ask of a literal only its length
        self._held += size
        return b"".join(self.stream.pieces(size))

    def _spool(self, size: int) -> Spooled:
        spooled = Spooled(unnamed_file(self._limits), size)
        self.spooled.append(spooled)
        for piece in self.stream.pieces(size):
            put(spooled.file, piece)
        return spooled

    def readline(self) -> bytes:
        """One line with its CRLF."""
        return self.stream.line()

    def send(self, data: Any) -> None:
        """Send all of it, within the time of a silence. Raises `LeaseLost` when the mailbox may be another's by now."""
        if not self._limits.may_speak():
            self.sock.close()
            raise MailboxUnavailable("Nothing is left to say.") if self.leaving else LeaseLost("Our time is over.")
        try:
            self.sock.settimeout(self._limits.read_seconds)
            self.sock.sendall(data)
        except OSError:
            raise MailboxUnavailable("The mail server took nothing more from us.") from None

    def shutdown(self) -> None:
        """Close the connection and forget what came over it."""
        self.forget()
        self.sock.close()

    # --- answers ---

    def forget(self) -> None:
        """Let go of everything untagged, and of spooled literals that nobody kept."""
        for spooled in self.spooled:
            spooled.file.close()
        self.spooled.clear()
        self.untagged_responses: dict[str, list[Any]] = {}
        self._held = 0

    def handed_over(self) -> dict[str, list[Any]]:
        """Everything untagged: from now on it lives as long as its reader wants, and not until the next command."""
        untagged, self.untagged_responses = self.untagged_responses, {}
        return untagged

    def keep(self, spooled: Spooled) -> BinaryIO:
        """The file of a spooled literal; the caller closes it."""
        self.spooled.remove(spooled)
        return spooled.file

    def count(self, exists: int) -> None:
        """The server's new word on how many messages there are."""
        if exists > self.exists:
            self.arrivals += 1
        self.exists = exists

    def _append_untagged(self, typ: str, dat: Any) -> None:
        if typ == "BYE" and not self.leaving:
            raise goodbye(dat if isinstance(dat, bytes) else b"")
        if typ == "EXISTS" and isinstance(dat, bytes):
            self.count(int(dat))
        elif typ == "EXPUNGE":
            self.expunges += 1
            self.exists -= 1
        super()._append_untagged(typ, dat)  # type: ignore[misc]

    def _log(self, line: str) -> None:
        """imaplib would keep its last lines, the password among them."""

    # --- before login ---

    def _get_capabilities(self) -> None:
        if "PREAUTH" in self.untagged_responses:
            raise ProtocolViolation("The mail server greeted us as somebody it already knows; we did not log in.")
        super()._get_capabilities()  # type: ignore[misc]
        self.forget()

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:  # noqa: ARG002 - imapclient passes its own
        """Go over to TLS. Refuses a server, or somebody in between, that speaks on in the clear after its OK."""
        typ, text = self._simple_command("STARTTLS")
        if typ != "OK":
            raise MailboxUnavailable("The mail server refused STARTTLS.")
        if self.stream.waiting():
            raise ProtocolViolation("Somebody spoke on in the clear after STARTTLS.")
        self.forget()
        self._secure()
        self._tls_established = True
        self._get_capabilities()
        return typ, text


class Client(IMAPClient):  # type: ignore[misc]
    """imapclient's session over our wire."""

    def __init__(self, account: Account, limits: Limits, stop: threading.Event) -> None:
        self._make = partial(Wire, account, limits, stop)
        timeout = SocketTimeout(limits.connect_seconds, limits.read_seconds)
        super().__init__(account.host, account.port, ssl=account.tls == "implicit", timeout=timeout)
        self._imap.debug = 0  # imapclient sets 5, which formats every body before the logger throws it away

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - imapclient's name
        return self._make()

    @property
    def wire(self) -> Wire:
        """The connection below."""
        return cast(Wire, self._imap)


def unnamed_file(limits: Limits) -> BinaryIO:
    """A file that no name leads to: it is gone when closed, also by a crash."""
    try:
        if limits.in_memory:
            return os.fdopen(os.memfd_create("mail"), "w+b")
        return cast(BinaryIO, tempfile.TemporaryFile(dir=limits.spool_directory))
    except OSError as error:
        raise _no_place(error) from None


def put(file: BinaryIO, octets: bytes) -> None:
    """Write them out to the disk's own cache, so that a full disk is noticed here."""
    try:
        file.write(octets)
        file.flush()
    except OSError as error:
        raise _no_place(error) from None


def _no_place(error: OSError) -> NoRoom:
    what = f"{type(error).__name__} {error.errno}"
    return NoRoom(f"There is no place on this machine for a large message on its way in ({what}).")


def tls_context(account: Account) -> ssl.SSLContext:
    """Certificates and host names are checked, and nothing older than TLS 1.2 is spoken."""
    try:
        context = ssl.create_default_context(cafile=account.ca_file)
    except OSError:
        unusable = later("The file of certificates to trust for mailbox {mailbox} is unusable.")
        raise MailboxUnavailable(unusable, mailbox=account.name) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def keep_alive(connected: socket.socket) -> None:
    """Notice within half a minute that the other end is gone: a NAT drops silently."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 20)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 30_000)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def is_loopback(host: str) -> bool:
    """Whether this name or address can only be our own machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _only_loopback(connected: socket.socket) -> None:
    if not is_loopback(connected.getpeername()[0]):
        connected.close()
        raise MailboxUnavailable("Without TLS we speak only to this very machine.")
