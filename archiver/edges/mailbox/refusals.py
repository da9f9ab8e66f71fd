"""What a server's NO, BAD or BYE means for us, and what foreign exceptions mean.

A server's own words may hold addresses and even mail. They are sorted here and never repeated: our sentences carry at
most its response code (RFC 5530).
"""

from __future__ import annotations

import imaplib
import re
import ssl

from archiver.core.language import later
from archiver.core.records import FetchReason
from archiver.errors import (
    CredentialsRefused,
    LoginExpired,
    MailboxUnavailable,
    ProtocolViolation,
    SessionRefused,
    Throttled,
    TokenRefused,
    TokenUnavailable,
)

FOREIGN = (imaplib.IMAP4.error, OSError, MemoryError, ValueError, TypeError, AttributeError, LookupError)
"""What imaplib, imapclient and the socket raise: the latter ones where an answer has another shape than they expect."""

LONGEST_BACKOFF = 3600.0
"""A server may ask for more seconds; we come back after these."""

_CODE = re.compile(rb"\s*\[([A-Za-z][A-Za-z0-9-]{0,40})[\] ]")
_BACKOFF = re.compile(rb"Suggested Backoff Time:?\s*(\d{1,12})\s*milliseconds", re.IGNORECASE)
_NOT_CONNECTED = re.compile(rb"authenticated but not connected", re.IGNORECASE)
_THROTTLED = re.compile(rb"request is throttled|too many requests", re.IGNORECASE)
_EXPIRED = re.compile(rb"AccessTokenExpired", re.IGNORECASE)
"""Exchange says so in its BYE; others just close."""
_PASSING = re.compile(rb"too many|limit|temporar|try again|unavailable|internal", re.IGNORECASE)
_PASSING_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
_CREDENTIAL_CODES = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "CONTACTADMIN"})


class Unbearable(ProtocolViolation):
    """An answer too large for us ended the session; `reason` is what to say of the message, if it was only one."""

    def __init__(self, message: str, reason: FetchReason) -> None:
        super().__init__(message)
        self.reason = reason


def response_code(text: bytes) -> str:
    """The response code at the head of a status text ("OVERQUOTA"), or "" (RFC 3501 § 7.1)."""
    found = _CODE.match(text)
    return found[1].decode("ascii").upper() if found else ""


def _in_brackets(text: bytes) -> str:
    code = response_code(text)
    return f" [{code}]" if code else ""


def of_session(text: bytes) -> MailboxUnavailable | None:
    """The error if this NO, BAD or BYE concerns the whole session and not the one command."""
    if found := _BACKOFF.search(text):
        seconds = min(int(found[1]) / 1000, LONGEST_BACKOFF)
        return Throttled(later("The mail server asked us to wait."), retry_after=seconds)
    if _NOT_CONNECTED.search(text):
        return SessionRefused(later("The mail server accepted the login and refused the session."))
    if _THROTTLED.search(text):
        return Throttled(later("The mail server asked us to come less often."))
    return expired(text) if _EXPIRED.search(text) else None


def expired(text: bytes = b"") -> LoginExpired:
    """Nothing is wrong, and nobody's mail is to blame."""
    ended = later("The access token has run out, and another one is asked for{code}.")
    return LoginExpired(ended, code=_in_brackets(text))


def of_login(status: str, text: bytes, *, by_token: bool = False) -> MailboxUnavailable:
    """The error of a refused login. What is not clearly passing is about the credentials: a lock-out is worse."""
    if about_session := of_session(text):
        return about_session
    code = response_code(text)
    passing = code in _PASSING_CODES or (code not in _CREDENTIAL_CODES and _PASSING.search(text) is not None)
    if passing or status == "BAD":
        return MailboxUnavailable(
            later("The mail server did not let us log in for now{code}."), code=_in_brackets(text)
        )
    refused = later("The mail server refused the user name and password{code}.")
    refused_token = later("The mail server refused our access token for this user name{code}.")
    return CredentialsRefused(refused_token if by_token else refused, code=_in_brackets(text))


def goodbye(text: bytes) -> MailboxUnavailable:
    """The error of a BYE nobody asked for."""
    ended = later("The mail server ended the session{code}.")
    return of_session(text) or MailboxUnavailable(ended, code=_in_brackets(text))


def of_tokens(error: TokenRefused | TokenUnavailable) -> MailboxUnavailable:
    """The error of a login for which there was no access token to be had."""
    if isinstance(error, TokenRefused):
        return CredentialsRefused(error.sentence, code=error.code)
    kind = MailboxUnavailable if error.retry_after is None else Throttled
    return kind(error.sentence, retry_after=error.retry_after, **error.values)


def translated(error: Exception) -> MailboxUnavailable:
    """One of `FOREIGN` in our own words."""
    if isinstance(error, MemoryError):
        return Unbearable("The mail server announced more than this machine's memory.", FetchReason.BROKEN)
    if isinstance(error, ssl.SSLCertVerificationError):
        refused = later("The mail server's certificate is not accepted: {problem}.")
        return MailboxUnavailable(refused, problem=error.verify_message)
    if isinstance(error, TimeoutError):
        return MailboxUnavailable(later("The mail server could not be reached in time."))
    if isinstance(error, OSError):
        failed = later("The connection to the mail server failed ({kind} {number}).")
        return MailboxUnavailable(failed, kind=type(error).__name__, number=error.errno)
    return ProtocolViolation(
        later("The mail server's answer cannot be understood ({kind})."), kind=type(error).__name__
    )
