"""What can go wrong, sorted by who can act on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from types import TracebackType


class ArchiverError(Exception):
    """Everything this program raises on purpose; its text is a sentence for a person.

    `sentence` may hold names in braces that `values` fill, so that it can be said in another language than English.
    """

    def __init__(self, sentence: str = "", **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence = sentence
        self.values = values


def place_of(trace: TracebackType | None) -> str:
    """The file and line that raised, for whoever mends it; nothing of what was in hand, which may be somebody's mail.

    The `traceback` module would read the whole file for that line, and keep it.
    """
    place = "?"
    while trace is not None:
        place = f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


# --- the operator ------------------------------------------------------------------------------------------------


class ConfigError(ArchiverError):
    """The configuration cannot be used. Carries every problem found, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SchemaMismatch(ArchiverError):
    """The database's schema is not the one this version was built for."""


class UsageError(ArchiverError):
    """Somebody asked for what does not exist or is ambiguous (an item, a case, a file)."""


# --- the next round ----------------------------------------------------------------------------------------------


class OutsideServiceError(ArchiverError):
    """A service outside did not answer or answered unusably. Nothing is lost; it is tried again."""

    retry_after: float | None = None
    """Seconds the service itself asked us to wait, when it said so."""


class MailboxUnavailable(OutsideServiceError):
    """The IMAP session could not be made or broke off: network, BYE, deadline."""

    def __init__(self, sentence: str, *, retry_after: float | None = None, **values: object) -> None:
        super().__init__(sentence, **values)
        self.retry_after = retry_after


class NoRoom(MailboxUnavailable):
    """A message too large for memory came, and this machine has no place for it on disk: no fault of the message."""


class CredentialsRefused(MailboxUnavailable):
    """The server refused our name and password; trying often would lock the account (R12)."""


class LoginExpired(MailboxUnavailable):
    """The session has outlived the access token that it was begun with: with another one it goes on at once."""


class SessionRefused(MailboxUnavailable):
    """Logged in, but the server would not serve the session ("User is authenticated but not connected")."""


class Throttled(MailboxUnavailable):
    """The server told us to wait; `retry_after` is its own number of seconds where it gave one."""


class ProtocolViolation(MailboxUnavailable):
    """The server said something that cannot be true; the session is dropped and nothing it said is believed."""


class TokenUnavailable(OutsideServiceError):
    """Whoever gives out access tokens did not answer, or not usably."""

    def __init__(self, sentence: str, *, retry_after: float | None = None, **values: object) -> None:
        super().__init__(sentence, **values)
        self.retry_after = retry_after


class TokenRefused(OutsideServiceError):
    """Whoever gives out access tokens will give us none: our secret or certificate, or the registration is wrong (R12).

    `code` is what it calls that, in one word of its own specification.
    """

    def __init__(self, sentence: str, *, code: str = "", **values: object) -> None:
        super().__init__(sentence, code=code, **values)
        self.code = code


class StoreUnavailable(OutsideServiceError):
    """The database did not answer, is full or read-only. The mailbox stays untouched."""


class StoreRefused(ArchiverError):
    """The database works but will not take this very row: a constraint, a value it cannot hold."""


class Unopened(StoreRefused):
    """Something encrypted does not open: it was exchanged or damaged, or its key is gone or another."""

    def __init__(self) -> None:
        super().__init__("What is encrypted here does not open: it was exchanged or damaged, or its key is gone.")


class ReaderUnavailable(OutsideServiceError):
    """No process that reads mail can be started; says nothing about any mail."""


class NameUnanswered(OutsideServiceError):
    """No DNS server answered for a name; says nothing about whether it exists."""


class SignInRefused(ArchiverError):
    """What the sign-in service said of somebody is not to be believed, or nothing that we can use."""


class StampRefused(OutsideServiceError):
    """A time-stamp authority gave nothing usable; `trouble` says why in a fixed word. It is asked again."""

    def __init__(self, sentence: str, trouble: str) -> None:
        super().__init__(sentence)
        self.trouble = trouble


class Unscanned(OutsideServiceError):
    """The virus scanner gave no verdict; `trouble` says why in a fixed word. The item is scanned again later."""

    def __init__(self, sentence: str, trouble: str) -> None:
        super().__init__(sentence)
        self.trouble = trouble


class ItemInfected(ArchiverError):
    """A virus scanner found something in an item: it is handed out only to who says what for."""


class ItemDamaged(ArchiverError):
    """What is stored of an item is not what came in."""


class LeaseLost(ArchiverError):
    """Another daemon has taken this mailbox over; this one steps back."""


# --- the officer -------------------------------------------------------------------------------------------------


class Unparseable(ArchiverError):
    """A message cannot be taken apart: it goes to quarantine, octets safe. The reason is in fixed words."""


# --- letters -----------------------------------------------------------------------------------------------------


class LetterDeferred(OutsideServiceError):
    """The letter was certainly not accepted; it may be tried again."""

    about_recipient = False
    """The server put off this very letter, and might well take another."""


class LetterRefused(ArchiverError):
    """The server refused the letter for good (5xx)."""


class LetterUncertain(OutsideServiceError):
    """The letter was handed over whole, and the answer did not come (RFC 1047)."""


class LetterUnfit(LetterRefused):
    """An address cannot stand in a letter's header or in SMTP; nothing was sent, and trying again changes nothing."""
