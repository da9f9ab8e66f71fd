"""An SMTP server that takes letters in and can be told what to answer."""

import asyncio
import re
import ssl
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services.certificates import certificates
from tests.services.loops import LoopThread

Security = Literal["none", "starttls", "tls"]

#: As a scripted answer: the letter is taken in, and the connection closes with no answer at all.
HANG_UP = "hang up"


@dataclass(frozen=True)
class SunkLetter:
    """A letter as it arrived: the envelope and the octets, without the dots SMTP adds (RFC 5321 section 4.5.2)."""

    envelope_from: str
    recipients: tuple[str, ...]
    octets: bytes


class SmtpSink:
    """A submission server on loopback that keeps every letter it says 250 to.

    `answers` is consumed one for each DATA: a line such as "451 4.7.1 later" is said and the letter dropped, unless
    the line begins with 2; `HANG_UP` keeps the letter and says nothing. `recipient_answers` is the same for each
    RCPT. With nothing scripted the answer is 250. With `security` "starttls" or "tls" the client must also
    authenticate, PLAIN or LOGIN, as `user` with `password`.
    """

    host = "127.0.0.1"
    user = "arkiv"
    password = "hemmeligt"

    def __init__(self, security: Security = "none", listen: str = host) -> None:
        """Listen on a free port."""
        self._listens_on = listen
        self.security = security
        self.ca_file = certificates().ca_file
        self.letters: list[SunkLetter] = []
        self.answers: deque[str] = deque()
        self.recipient_answers: deque[str] = deque()
        self._sessions: set[_Protocol] = set()
        self._thread = LoopThread()
        self._server = self._thread.run(self._listen())
        self.port: int = self._server.sockets[0].getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Cut every connection and listen no more."""
        self._thread.call(self._server.close)
        self._thread.call(self._cut_sessions)
        self._thread.stop()

    async def _listen(self) -> asyncio.Server:
        context = tls_context() if self.security == "tls" else None
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._new_session, self._listens_on, 0, ssl=context)

    def _new_session(self) -> "_Protocol":
        return _Protocol(self._sessions, self, **self._options())

    def _cut_sessions(self) -> None:
        for session in list(self._sessions):
            session.cut()

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"hostname": "smtp.example.org", "enable_SMTPUTF8": True}
        if self.security != "none":
            options |= {"auth_required": True, "authenticator": self._authenticate}
        if self.security == "starttls":
            options |= {"tls_context": tls_context(), "require_starttls": True}
        return options

    def _authenticate(self, _: object, __: object, ___: object, mechanism: str, login: LoginPassword) -> AuthResult:
        right = (self.user.encode(), self.password.encode())
        return AuthResult(success=(login.login, login.password) == right, handled=False)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Accept a recipient, or say what was scripted."""
        answer = self.recipient_answers.popleft() if self.recipient_answers else "250 2.1.5 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: "_Protocol", _: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter, or say what was scripted."""
        answer = self.answers.popleft() if self.answers else "250 2.0.0 queued"
        if answer == HANG_UP or answer.startswith("2"):
            self.letters.append(_sunk(envelope))
        if answer == HANG_UP:
            server.cut()
        return answer


class _Protocol(SMTP):
    """One connection, which its sink can cut."""

    def __init__(self, sessions: "set[_Protocol]", sink: SmtpSink, **options: Any) -> None:
        super().__init__(sink, **options)
        self._sessions = sessions
        # aiosmtpd counts only STARTTLS as TLS, and its own argument for this warns that AUTH would go in the clear.
        self._auth_require_tls = sink.security == "starttls"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._sessions.discard(self)
        super().connection_lost(error)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the name aiosmtpd calls
        """Whoever offers AUTH takes the parameter AUTH too (RFC 4954 § 5), which aiosmtpd does not know."""
        await super().smtp_MAIL(arg and re.sub(r" AUTH=\S*", "", arg))

    def cut(self) -> None:
        """Close the connection now, with nothing more said."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


def _sunk(envelope: Envelope) -> SunkLetter:
    octets = envelope.content
    assert isinstance(octets, bytes)
    return SunkLetter(envelope.mail_from or "", tuple(envelope.rcpt_tos), octets)


def tls_context() -> ssl.SSLContext:
    """Of a server that shows the certificate of this test run."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates().certificate, certificates().key)
    return context
