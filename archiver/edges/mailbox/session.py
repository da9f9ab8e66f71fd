"""A logged-in session: one command at a time, each answered in time or the session is over."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import NoReturn, TypeVar

from imapclient.exceptions import CapabilityError

from archiver.bell import Bell
from archiver.core import sasl
from archiver.core.language import later
from archiver.core.sasl import AccessToken, Tokens
from archiver.core.uids import Uids
from archiver.edges.mailbox import refusals
from archiver.edges.mailbox.account import Account, Limits
from archiver.edges.mailbox.answers import LARGEST_UID, Answer, found_uids
from archiver.edges.mailbox.wire import Client, Wire, is_loopback
from archiver.errors import (
    LoginExpired,
    MailboxUnavailable,
    ProtocolViolation,
    SessionRefused,
    Throttled,
    TokenRefused,
    TokenUnavailable,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Selected:
    """What SELECT or EXAMINE told; `uidvalidity` is never 0."""

    name: bytes
    uidvalidity: int
    uidnext: int | None
    permanent_flags: frozenset[bytes]


class Session:
    """Says commands and gives answers. Every foreign exception ends here; after any error the session is over."""

    def __init__(self, account: Account, limits: Limits, stop: Bell) -> None:
        self.account, self.limits, self.stop = account, limits, stop
        self._client: Client | None = None
        self.capabilities: frozenset[bytes] = frozenset()
        self.selected: Selected | None = None
        self._token: AccessToken | None = None
        """What this session was begun with; None where that was a password."""

    # --- its life ---

    def open(self) -> None:
        """Connect, verify, log in, and only then ask what the server can do (it may answer otherwise before)."""
        if self.account.tls == "none" and not is_loopback(self.account.host):
            raise MailboxUnavailable("Without TLS we speak only to this very machine.")
        if self.account.tokens is None:
            self._begin()
            self._log_in()
        else:
            self._show_a_token(self.account.tokens)
        self.wire.state = "AUTH"
        self.capabilities = self._asked_what_it_can()

    def _asked_what_it_can(self) -> frozenset[bytes]:
        """What came along with the login is not believed: servers tell old things there."""
        answer = self.ask("CAPABILITY")
        told = [line for line in answer.untagged.get("CAPABILITY", []) if isinstance(line, bytes)]
        if not answer.ok or not told:
            self.end(ProtocolViolation("The mail server does not say what it can do."))
        return frozenset(told[-1].upper().split())

    def _begin(self) -> None:
        """Connect, and go over to TLS."""
        self._client = translating(partial(Client, self.account, self.limits, self.stop))
        self.wire.stream.allow(self.limits.command_seconds)
        if self.account.tls == "starttls":
            self._guarded(self._start_tls)

    def _start_tls(self) -> None:
        client = self._live()
        try:
            client.starttls()
        except CapabilityError:
            raise MailboxUnavailable("The mail server offers no STARTTLS.") from None

    def _log_in(self) -> None:
        answer = self._exchange(*self._login_command())
        if not answer.ok:
            self.end(refusals.of_login(answer.status, answer.text))

    def _show_a_token(self, tokens: Tokens) -> None:
        """Log in with a token; where it is refused, once more over another connection if another may fare better."""
        token = _obtained(tokens.token)
        while True:
            self._begin()
            trouble = self._refusal_of(token)
            if trouble is None:
                self._token = token
                tokens.accepted()
                return
            self.drop()
            means_us = isinstance(trouble, SessionRefused | Throttled)
            another = None if means_us else _obtained(partial(tokens.after, token))
            if another is None:
                raise trouble
            token = another

    def _refusal_of(self, token: AccessToken) -> MailboxUnavailable | None:
        """What the server has against it; that it has run out, said here, is a refusal like any other."""
        try:
            answer = self._exchange(*self._token_command(token))
        except LoginExpired:
            return refusals.of_login("NO", b"", by_token=True)
        return None if answer.ok else refusals.of_login(answer.status, answer.text, by_token=True)

    def _token_command(self, token: AccessToken) -> Sequence[str | bytes]:
        """AUTHENTICATE with the token in the same line where the server takes it there (SASL-IR, RFC 4959)."""
        account = self.account
        offered = [one for one in sasl.MECHANISMS if self._offers(f"AUTH={one}")]
        by = sasl.chosen(offered, account.mechanism)
        if by is None:
            self.end(MailboxUnavailable(later("The mail server takes no access tokens (XOAUTH2 or OAUTHBEARER).")))
        words = sasl.shown(token, by, account.username, account.host, account.port)
        if self._offers("SASL-IR"):
            self.wire.literal = Answers(sasl.resigned(by)).next
            return "AUTHENTICATE", by, base64.b64encode(words)
        self.wire.literal = Answers(words, sasl.resigned(by)).next
        return "AUTHENTICATE", by

    def _login_command(self) -> Sequence[str | bytes]:
        """LOGIN, or AUTHENTICATE PLAIN (RFC 4616) where LOGIN is off or cannot carry our characters."""
        name, password = self.account.username, self.account.password
        if not (name + password).isascii() or not (name + password).isprintable() or self._offers("LOGINDISABLED"):
            self.wire.literal = Answers(sasl.plain(name, password)).next
            return "AUTHENTICATE", "PLAIN"
        return "LOGIN", quoted(name.encode("ascii")), quoted(password.encode("ascii"))

    def _offers(self, capability: str) -> bool:
        return capability in self.wire.capabilities

    def close(self) -> None:
        """LOGOUT if the session lives, and close; CLOSE is never said, for it expunges."""
        client, self._client = self._client, None
        if client is None:
            return
        client.wire.leaving = True
        client.wire.stream.allow(self.limits.farewell_seconds)
        try:
            client.logout()
        except (*refusals.FOREIGN, MailboxUnavailable):
            client.wire.shutdown()  # nothing depends on how it answers our farewell

    def drop(self) -> None:
        """Close without a word."""
        client, self._client = self._client, None
        if client is not None:
            client.wire.shutdown()

    def end(self, trouble: MailboxUnavailable) -> NoReturn:
        """The session cannot be believed any more."""
        self.drop()
        self._heed(trouble)
        raise trouble

    def _heed(self, trouble: MailboxUnavailable) -> None:
        """A token that the server says has run out is not shown to it again."""
        if isinstance(trouble, LoginExpired) and self._token is not None and self.account.tokens is not None:
            self.account.tokens.expired(self._token)

    @property
    def wire(self) -> Wire:
        """The living connection."""
        return self._live().wire

    def _live(self) -> Client:
        if self._client is None:
            raise MailboxUnavailable("The session with the mail server is over.")
        return self._client

    # --- commands ---

    def can(self, capability: bytes) -> bool:
        """Whether the server offers it, by what it said after login."""
        return capability in self.capabilities

    def ask(self, *command: str | bytes, octets: int = 0) -> Answer:
        """One command and its answer; `octets` of expected content lengthen its deadline.

        Returns a NO or BAD that concerns this command alone; one that concerns the session is raised.
        """
        answer = self._exchange(*command, octets=octets)
        if not answer.ok and (trouble := refusals.of_session(answer.text)):
            self.end(trouble)
        return answer

    def _exchange(self, *command: str | bytes, octets: int = 0) -> Answer:
        wire = self.wire
        wire.forget()
        wire.stream.allow(self.limits.command_seconds)
        wire.stream.allow_octets(octets)
        return self._guarded(partial(exchange, wire, *command))

    def converse(self, act: Callable[[Wire], T]) -> T:
        """Something other than command and answer (IDLE), under the same guard."""
        return self._guarded(partial(act, self.wire))

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return translating(act)
        except MailboxUnavailable as error:
            self.drop()
            self._heed(error)
            if not (self.seconds_left() == 0.0 and type(error) in ENDS_A_SESSION):
                raise
        raise refusals.expired()

    def seconds_left(self) -> float | None:
        """How long the token still holds that this session was begun with; None where a password was given."""
        return None if self._token is None else max(0.0, self._token.ends - monotonic())

    # --- what everybody asks for ---

    def select(self, name: bytes, *, examine: bool = False) -> Selected:
        """Open a folder by the server's own name; refused without a UIDVALIDITY (R6)."""
        answer = self.ask("EXAMINE" if examine else "SELECT", quoted(name))
        if not answer.ok:
            self.end(MailboxUnavailable(f"The mail server would not open a folder [{answer.refusal}]."))
        self.wire.state = "SELECTED"
        validity = answer.number("UIDVALIDITY") or 0
        if not 0 < validity <= LARGEST_UID:
            self.end(ProtocolViolation("The mail server gave a folder no UIDVALIDITY; its messages have no names."))
        flags = (answer.untagged.get("PERMANENTFLAGS") or [b""])[-1]
        permanent = frozenset(flags.strip(b"()").lower().split()) if isinstance(flags, bytes) else frozenset[bytes]()
        self.selected = Selected(name, validity, answer.number("UIDNEXT"), permanent)
        return self.selected

    def search(self, *criteria: str) -> frozenset[int]:
        """UID SEARCH in the selected folder."""
        answer = self.ask("UID", "SEARCH", *criteria)
        if not answer.ok:
            self.end(MailboxUnavailable(f"The mail server would not list a folder [{answer.refusal}]."))
        try:
            return found_uids(answer, max(self.limits.search_window, self.wire.exists) + 1)
        except ProtocolViolation:
            self.drop()
            raise

    def uids(self) -> frozenset[int]:
        """Every UID of the selected folder, as `listed` has them."""
        return frozenset(self.listed())

    def listed(self) -> Uids:
        """Every UID of the selected folder, in windows of sequence numbers.

        A message expunged meanwhile would shift the later ones into a window already asked for: then again.
        """
        for _ in range(5):
            self.ask("NOOP")
            expunged = self.wire.expunges
            listed = Uids(uid for window in self.windows() for uid in sorted(self.search(window)))
            if self.wire.expunges == expunged:
                break
        return listed

    def windows(self) -> list[str]:
        """The selected folder's sequence numbers, a window at a time; none beyond EXISTS, which would be BAD."""
        exists, step = self.wire.exists, self.limits.search_window
        return [f"{first}:{min(first + step - 1, exists)}" for first in range(1, exists + 1, step)]


class Answers:
    """What is answered to the challenges of an AUTHENTICATE, one after the other."""

    def __init__(self, *words: bytes) -> None:
        self._words = list(words)

    def next(self, _challenge: bytes) -> bytes:
        """In base64, as IMAP wants it; "*" gives up (RFC 3501 § 6.2.2)."""
        return base64.b64encode(self._words.pop(0)) if self._words else b"*"


def _obtained(ask: Callable[[], T]) -> T:
    """Raised outside the handler, as everything foreign is."""
    try:
        return ask()
    except (TokenRefused, TokenUnavailable) as error:
        trouble = refusals.of_tokens(error)
    raise trouble


ENDS_A_SESSION = frozenset({MailboxUnavailable, ProtocolViolation})
"""How a server's end of a session may look whose token has run out: BYE, a closed connection, half an answer."""


def exchange(wire: Wire, *command: str | bytes) -> Answer:
    """Say it and read until its tagged answer: anything else than that completes nothing."""
    tag = wire._command(*command)
    status, (text,) = wire._get_tagged_response(tag)
    return Answer(status, text, wire.handed_over())


def translating(act: Callable[[], T]) -> T:
    """Foreign exceptions in our words. Raised outside the handler: the foreign text must not hang on as a context."""
    try:
        return act()
    except refusals.FOREIGN as error:
        trouble = refusals.translated(error)
    raise trouble


def quoted(name: bytes) -> bytes:
    """A quoted string (RFC 3501 § 4.3)."""
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
