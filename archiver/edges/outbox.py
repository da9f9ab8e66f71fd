"""The post office: hands letters to a mail server by SMTP (RFC 5321, 6409, 8314).

What went wrong is told in our words and the server's numbers. The server's own text is never repeated: it likes to
quote addresses.
"""

from __future__ import annotations

import base64
import io
import ipaddress
import os
import re
import select
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, Self, TypeVar

from archiver.core import sasl
from archiver.core.language import later
from archiver.core.letters import postal_address
from archiver.core.patience import CREDENTIALS
from archiver.core.records import Letter
from archiver.core.sasl import AccessToken, Mechanism, Tokens
from archiver.errors import (
    ConfigError,
    LetterDeferred,
    LetterRefused,
    LetterUncertain,
    LetterUnfit,
    TokenRefused,
    TokenUnavailable,
)

Security = Literal["implicit", "starttls", "none"]
T = TypeVar("T")

#: Seconds a server gets to answer QUIT: by then its answer changes nothing.
_PATIENCE_FOR_QUIT = 2.0
#: "Send as denied", which Exchange says only after the whole letter.
_SENDER_DENIED = frozenset({"5.2.252", "5.7.60"})


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """Where letters are handed in, and as whom. Raises ConfigError for what would betray the password."""

    host: str
    port: int
    tls: Security
    sender: str
    """The envelope's sender (RFC 5321 § 4.1.1.2); its domain is the name we greet with."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    """Not looked at where there are `tokens`."""
    tokens: Tokens | None = field(default=None, repr=False)
    """Access tokens instead of the password."""
    mechanism: Mechanism | None = None
    """How they are shown; None: as the server likes it."""
    ca_file: Path | None = None
    """Certificates to trust instead of the system's."""
    timeout_seconds: float = 30
    """For each answer but the last, which may take all that is left of the deadline (RFC 5321 § 4.5.3.2.6)."""
    deadline_seconds: float = 120
    """For one letter, the connection included."""

    def __post_init__(self) -> None:
        problems = []
        if self.tls == "none" and not _is_loopback(self.host):
            problems.append("SMTP without encryption is allowed to this machine only.")
        try:
            postal_address(self.sender)
        except LetterUnfit:
            problems.append("The SMTP sender is not an address.")
        if problems:
            raise ConfigError(problems)


class Restraint:
    """Keeps a login that was refused from being tried again within a quarter of an hour, whatever waits (R12)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._refusal = LetterDeferred()

    def require(self) -> None:
        """Raises what the last login was told, while it is too early for another."""
        if self._clock() < self._until:
            raise LetterDeferred(self._refusal.sentence, **self._refusal.values)

    def begin(self, refusal: LetterDeferred) -> None:
        """A login was refused just now."""
        self._until, self._refusal = self._clock() + CREDENTIALS, refusal

    def end(self) -> None:
        """A login was accepted."""
        self._until = 0.0


class SmtpPostOffice:
    """Sends letters, each over a connection of its own, or all of a `with` block over one.

    `restraint` is kept by whoever makes post offices for one account again and again.
    """

    def __init__(self, account: SmtpAccount, restraint: Restraint | None = None) -> None:
        self._account = account
        self._restraint = restraint or Restraint()
        self._kept: _Connection | None = None
        self._keeps = False

    def __enter__(self) -> Self:
        self._keeps = True
        return self

    def __exit__(self, *_: object) -> None:
        self._keeps = False
        self._let_go()

    def send(self, letter: Letter) -> None:
        """Hand one letter over; returns only on the server's 250.

        LetterDeferred: it was certainly not accepted (no connection, login refused, 4xx, cut off before the final
        dot). LetterRefused: the server refused this very letter (5xx). LetterUncertain: it was handed over whole,
        and no answer came (RFC 1047).

        A letter without a return path goes out as `MAIL FROM:<>`. A server that refuses this, as Exchange Online
        does from clients, gets the account's sender instead, so the loop guards must not depend on it.
        """
        recipient = postal_address(letter.recipient)
        with _Deadline(self._account.deadline_seconds) as deadline:
            connection = self._connection(deadline)
            try:
                connection.deliver(letter, recipient)
            except (LetterDeferred, LetterRefused):
                if self._keeps:
                    connection.forget()
                raise
            finally:
                self._kept = connection if self._keeps and connection.is_open else None
                if self._kept is None:
                    connection.close()

    def probe(self) -> list[str]:
        """Everything but a letter: connect, encrypt, log in, NOOP. Gives what the server offers, a word or two each.

        Raises LetterDeferred, whose text says what is wrong.
        """
        with _Deadline(self._account.deadline_seconds) as deadline:
            connection = self._opened(deadline)
            try:
                connection.ask("NOOP")
                return connection.offers()
            finally:
                connection.close()

    def _connection(self, deadline: _Deadline) -> _Connection:
        if self._kept is not None:
            if self._kept.is_quiet() and not self._kept.is_spent():
                self._kept.use_within(deadline)
                return self._kept
            self._kept.abandon()
        return self._opened(deadline)

    def _opened(self, deadline: _Deadline) -> _Connection:
        """A new one, logged in. A token that is refused is followed by another, if that may fare better."""
        self._restraint.require()
        tokens, token = self._account.tokens, None
        if tokens is not None:
            token = self._obtained(tokens.token)
        while True:
            connection = _Connection(self._account, deadline, token)
            try:
                connection.open()
            except _LoginRefused as refusal:
                connection.close()
                token = None if tokens is None or token is None else self._obtained(partial(tokens.after, token))
                if token is None:
                    self._restrain(refusal)
                    raise
            except LetterDeferred:
                connection.close()
                raise
            else:
                self._restraint.end()
                if tokens is not None:
                    tokens.accepted()
                return connection

    def _restrain(self, refusal: _LoginRefused) -> None:
        if refusal.for_good:
            self._restraint.begin(refusal)

    def _obtained(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except TokenRefused as error:
            trouble = LetterDeferred(error.sentence, **error.values)
            self._restraint.begin(trouble)
        except TokenUnavailable as error:
            trouble = LetterDeferred(error.sentence, **error.values)
        raise trouble

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = None


class _LoginRefused(LetterDeferred):
    """The server would not take our name with this password or token."""

    for_good = False
    """Trying again soon changes nothing, and may lock the account."""


class _Refusal(LetterRefused):
    """The server said 5xx to one command of a letter."""

    def __init__(self, verb: str, answer: _Answer) -> None:
        super().__init__(f"The mail server answered {answer} to {verb}.")
        self.concerns_sender = verb == "MAIL" or answer.enhanced in _SENDER_DENIED


@dataclass(frozen=True, slots=True)
class _Answer:
    """A reply's code (RFC 5321 § 4.2) and enhanced code (RFC 3463): numbers only."""

    code: int
    enhanced: str = ""

    @classmethod
    def of(cls, reply: tuple[int, bytes]) -> _Answer:
        enhanced = re.match(rb"[245]\.\d{1,3}\.\d{1,3}(?!\d)", reply[1])
        return cls(reply[0], enhanced[0].decode("ascii") if enhanced else "")

    @property
    def kind(self) -> int:
        """Its first digit, which alone tells success; 0 when it is no code at all."""
        return self.code // 100 if 200 <= self.code <= 599 else 0

    @property
    def concerns_one_letter(self) -> bool:
        """Put off for now, and neither the session's end nor the mail system's own trouble (X.3.X, RFC 3463 § 3.4)."""
        return self.kind == 4 and self.code != 421 and not self.enhanced.startswith("4.3.")

    @property
    def concerns_login(self) -> bool:
        """Said of a login: the name and what was shown with it do not fit (RFC 4954 § 6)."""
        return self.code in {534, 535, 538} or (self.kind == 5 and self.enhanced.startswith("5.7."))

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}".rstrip() if self.kind else "something unintelligible"


class _Deadline:
    """Shuts the guarded socket when the time is up, so that a server that drips is abandoned."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._guarded: socket.socket | None = None

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._guarded is not None:
                self._guarded.close()

    def remaining(self) -> float:
        """Seconds left; never none at all, which for a socket would mean not to wait."""
        return max(self._ends - time.monotonic(), 0.01)

    def guard(self, connected: socket.socket) -> None:
        """Shut this socket when the time is up, and no longer the one before."""
        # A second descriptor of the same connection: shutting an SSLSocket under a reader in another thread races.
        with self._lock:
            if self._guarded is not None:
                self._guarded.close()
            self._guarded = socket.socket(fileno=os.dup(connected.fileno()))
            if self.passed:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        # Already closed by the other side: then there is nothing left to shut.
        if self._guarded is not None:
            with suppress(OSError):
                self._guarded.shutdown(socket.SHUT_RDWR)


class _WholeLines:
    """Reads replies as smtplib asks for them. A line that broke off is none: "250" might have become anything."""

    def __init__(self, connected: socket.socket) -> None:
        self._stream: io.BufferedReader = connected.makefile("rb")

    def readline(self, longest: int) -> bytes:
        line = self._stream.readline(longest)
        return line if line.endswith(b"\n") else b""

    def has_more(self) -> bool:
        """Whether something can be read already; the socket must not be one that waits."""
        with suppress(ssl.SSLWantReadError):
            return bool(self._stream.peek(1))
        return False

    def close(self) -> None:
        self._stream.close()


class _Connection:
    """One SMTP session; `open` it, deliver letters, `close` it."""

    def __init__(self, account: SmtpAccount, deadline: _Deadline, token: AccessToken | None = None) -> None:
        self._account = account
        self._deadline = deadline
        self._token = token
        self._smtp = smtplib.SMTP(local_hostname=postal_address(account.sender).rpartition("@")[2])

    @property
    def is_open(self) -> bool:
        return self._smtp.sock is not None

    def is_quiet(self) -> bool:
        """Whether the server waits for us. What it said unasked would pass for the answer to the next letter."""
        connected, lines = self._smtp.sock, self._smtp.file
        if connected is None or not isinstance(lines, _WholeLines) or _has_left(connected):
            return False
        try:
            connected.settimeout(0)
            return not lines.has_more()
        except OSError:
            return False
        finally:
            connected.settimeout(self._account.timeout_seconds)

    def is_spent(self) -> bool:
        """Whether the access token it was begun with has run out, and the server may hang up within a letter."""
        return self._token is not None and time.monotonic() >= self._token.ends

    def abandon(self) -> None:
        """Close without a word, where no answer would be worth anything."""
        self._smtp.close()

    def use_within(self, deadline: _Deadline) -> None:
        """Go on with another letter under its own deadline."""
        self._deadline = deadline
        if self._smtp.sock is not None:
            deadline.guard(self._smtp.sock)

    # --- opening ---

    def open(self) -> None:
        """Connect, greet, encrypt, log in. Whatever fails here is no letter's fault: LetterDeferred."""
        with self._trouble("connecting"):
            self._talk_over(self._connected())
            self._expect(2, self._smtp.getreply(), "the connection")
            self._greet()
            if self._account.tls == "starttls":
                self._encrypt()
                self._greet()
            self._log_in()

    def _connected(self) -> socket.socket:
        seconds = min(self._account.timeout_seconds, self._deadline.remaining())
        plain = socket.create_connection((self._account.host, self._account.port), seconds)
        plain.settimeout(self._account.timeout_seconds)
        # The final dot goes out alone, and would wait 40 ms for the server to acknowledge the letter before it.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._deadline.guard(plain)
        return self._encrypted(plain) if self._account.tls == "implicit" else plain

    def _talk_over(self, connected: socket.socket) -> None:
        self._smtp.sock = connected
        self._smtp.file = _WholeLines(connected)

    def _encrypted(self, plain: socket.socket) -> ssl.SSLSocket:
        try:
            context = ssl.create_default_context(cafile=self._account.ca_file)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            return context.wrap_socket(plain, server_hostname=self._account.host)
        except OSError:
            plain.close()
            raise

    def _greet(self) -> None:
        answer = _Answer.of(self._smtp.ehlo())
        if answer.kind != 2 and self._account.tls == "none" and self._account.username is None:
            answer = _Answer.of(self._smtp.helo())
        if answer.kind != 2:
            raise LetterDeferred(_ANSWERED, answer=answer, verb="EHLO")

    def _encrypt(self) -> None:
        plain = self._smtp.sock
        if plain is None or not self._smtp.has_extn("starttls"):
            raise LetterDeferred(later("The mail server does not offer STARTTLS; nothing was sent in the clear."))
        self._expect(2, self._smtp.docmd("STARTTLS"), "STARTTLS")
        # What the server said in the clear is forgotten, also what may wait in the buffer (RFC 3207 § 4.2).
        self._smtp.esmtp_features = {}
        self._talk_over(self._encrypted(plain))

    def _log_in(self) -> None:
        answer = self._login_answer(self._smtp.esmtp_features.get("auth", "").upper().split())
        if answer is None or answer.kind == 2:
            return
        if self._token is not None:
            refusal = _LoginRefused(later("The mail server refused our access token ({answer})."), answer=answer)
        else:
            refusal = _LoginRefused(later("The mail server refused our login ({answer})."), answer=answer)
        refusal.for_good = answer.concerns_login
        raise refusal

    def _login_answer(self, offered: list[str]) -> _Answer | None:
        """To the best way of logging in that is offered; None where none is wanted."""
        name, password = self._account.username, self._account.password
        if name is not None and self._token is not None:
            return self._show(self._token, name, offered)
        if name is None or password is None:
            return None
        if "PLAIN" in offered:
            return _Answer.of(self._smtp.docmd("AUTH", "PLAIN " + _base64(sasl.plain(name, password))))
        if "LOGIN" in offered:
            return _Answer.of(self._log_in_by_steps(name, password))
        raise LetterDeferred(later("The mail server offers neither AUTH PLAIN nor AUTH LOGIN."))

    def _show(self, token: AccessToken, name: str, offered: list[str]) -> _Answer:
        by = sasl.chosen(offered, self._account.mechanism)
        if by is None:
            raise LetterDeferred(later("The mail server takes no access tokens (XOAUTH2 or OAUTHBEARER)."))
        words = _base64(sasl.shown(token, by, name, self._account.host, self._account.port))
        reply = self._smtp.docmd("AUTH", f"{by} {words}")
        if reply[0] == 334:  # it tells why not, and says so once we have heard it
            reply = self._smtp.docmd(_base64(sasl.resigned(by)))
        return _Answer.of(reply)

    def _log_in_by_steps(self, name: str, password: str) -> tuple[int, bytes]:
        reply = self._smtp.docmd("AUTH", "LOGIN")
        for secret in (name, password):
            if reply[0] != 334:
                return reply
            reply = self._smtp.docmd(_base64(secret.encode()))
        return reply

    # --- a letter ---

    def deliver(self, letter: Letter, recipient: str) -> None:
        """One letter, a second time with a return path if the server will not take it without."""
        sender = self._account.sender
        if not letter.null_sender:
            self._transact(letter, sender, recipient)
            return
        try:
            self._transact(letter, "", recipient)
        except _Refusal as refusal:
            if not refusal.concerns_sender:
                raise
            self.forget()
            self._transact(letter, sender, recipient)

    def _transact(self, letter: Letter, sender: str, recipient: str) -> None:
        with self._trouble("sending"):
            self.ask("MAIL", f"FROM:<{sender}>{self._options(letter, sender, recipient)}")
            self.ask("RCPT", f"TO:<{recipient}>")
            self.ask("DATA", kind=3)
            self._smtp.send(_stuffed(letter.octets))
            self._assert_still_there()
            self._smtp.send(b".\r\n")
        self._await_verdict()

    def _options(self, letter: Letter, sender: str, recipient: str) -> str:
        options = f" SIZE={len(letter.octets)}" if self._smtp.has_extn("size") else ""
        if (sender + recipient).isascii() and letter.octets.isascii():
            return options
        if not self._smtp.has_extn("smtputf8"):
            raise LetterRefused("The mail server takes no addresses outside ASCII (SMTPUTF8).")
        self._smtp.command_encoding = "utf-8"
        return f"{options} BODY=8BITMIME SMTPUTF8"

    def _assert_still_there(self) -> None:
        """Without this a server that left within the letter would look like one that left after it."""
        if self._smtp.sock is not None and _has_left(self._smtp.sock):
            raise smtplib.SMTPServerDisconnected

    def _await_verdict(self) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(self._deadline.remaining())
        try:
            answer = _Answer.of(self._smtp.getreply())
        except (OSError, smtplib.SMTPException):
            answer = _Answer(0)
        if answer.kind not in {2, 4, 5}:
            self._smtp.close()
            raise LetterUncertain("The letter was handed over whole, and no answer came.")
        self._expect(2, (answer.code, answer.enhanced.encode()), "the letter")
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(self._account.timeout_seconds)

    # --- both ---

    def ask(self, verb: str, argument: str = "", kind: int = 2) -> None:
        """Say a command and expect an answer of this kind."""
        with self._trouble("sending"):
            self._expect(kind, self._smtp.docmd(verb, argument), verb)

    def forget(self) -> None:
        """RSET, so that the next letter can go over the same connection; close it if that does not work."""
        if not self.is_open:
            return
        try:
            self.ask("RSET")
        except (LetterDeferred, LetterRefused):
            self._smtp.close()

    def offers(self) -> list[str]:
        """What the server offers (RFC 5321 § 4.1.1.1), the TLS version first."""
        version = self._smtp.sock.version() if isinstance(self._smtp.sock, ssl.SSLSocket) else None
        words = [f"{name} {value}".strip().upper() for name, value in sorted(self._smtp.esmtp_features.items())]
        return [version, *words] if version else words

    def close(self) -> None:
        """QUIT if the session lives. Never raises: whatever was to be said has been said."""
        with _Deadline(_PATIENCE_FOR_QUIT) as deadline, suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock is not None:
                deadline.guard(self._smtp.sock)
                self._smtp.sock.settimeout(_PATIENCE_FOR_QUIT)
                self._smtp.docmd("QUIT")
        self._smtp.close()

    def _expect(self, kind: int, reply: tuple[int, bytes], verb: str) -> None:
        answer = _Answer.of(reply)
        if answer.kind == kind:
            return
        # 530 and 535 ask for a login: the operator's concern, not this letter's. 421 closes the session.
        if answer.kind == 5 and answer.code not in {530, 535} and verb in _OF_A_LETTER:
            raise _Refusal(verb, answer)
        if answer.code == 421 or not answer.kind:
            self._smtp.close()
        deferred = LetterDeferred(_ANSWERED, answer=answer, verb=verb)
        deferred.about_recipient = answer.concerns_one_letter and verb in _OF_A_RECIPIENT
        raise deferred

    @contextmanager
    def _trouble(self, doing: str) -> Iterator[None]:
        """Translate what breaks before the final dot."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            self._smtp.close()
            refused = later("The mail server's certificate is not valid: {problem}.")
            raise LetterDeferred(refused, problem=error.verify_message) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._smtp.close()
            raise self._deferred(doing, error) from None

    def _deferred(self, doing: str, error: Exception) -> LetterDeferred:
        if self._deadline.passed:
            slow = later("The mail server took more than {seconds} seconds for one letter.")
            return LetterDeferred(slow, seconds=f"{self._deadline.seconds:g}")
        if isinstance(error, OSError) and error.strerror:
            return LetterDeferred(_FAILED[doing], problem=error.strerror)
        return LetterDeferred(_FELL_SILENT[doing])


_FAILED = {
    "connecting": later("The mail server failed us while connecting: {problem}."),
    "sending": later("The mail server failed us while sending: {problem}."),
}
_FELL_SILENT = {
    "connecting": later("The mail server failed us while connecting: it fell silent or hung up."),
    "sending": later("The mail server failed us while sending: it fell silent or hung up."),
}


_ANSWERED = later("The mail server answered {answer} to {verb}.")

#: Where 5xx is said of the letter and not of the session.
_OF_A_LETTER = frozenset({"MAIL", "RCPT", "DATA", "the letter"})

#: Where 4xx is said of this recipient or letter; said to MAIL it may be meant for all we send.
_OF_A_RECIPIENT = frozenset({"RCPT", "DATA", "the letter"})


def _has_left(connected: socket.socket) -> bool:
    """Whether the other side has closed its end."""
    poll = select.poll()
    poll.register(connected, select.POLLRDHUP)
    return bool(poll.poll(0))


def _stuffed(octets: bytes) -> bytes:
    """Dots doubled at line starts (RFC 5321 § 4.5.2), and a line end at the end."""
    ended = octets if octets.endswith(b"\r\n") else octets + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
