"""Logins: access tokens by client credentials (RFC 6749 § 4.4), from Microsoft, Google or anybody else's endpoint.

Microsoft is asked by msal and Google by google-auth, so that what each wants today is their own concern; both speak
over our `Web`, which trusts what the rest of the archive trusts and ends every wait. Whoever gives out tokens is never
quoted, save for the word or the number that its specification has for a refusal.
"""

from __future__ import annotations

import base64
import json
import logging
import math
import re
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import quote_plus

from archiver.core.language import later
from archiver.core.patience import CREDENTIALS
from archiver.core.sasl import AccessToken
from archiver.errors import TokenRefused, TokenUnavailable

# These are slow to import and large, and most archives log in with a password.
if TYPE_CHECKING:
    import httpx

DEADLINE = 30.0
"""Seconds for one token, whatever hangs: DNS, a proxy, an endpoint that drips."""
EARLY = 300.0
"""So many seconds before it expires a token is no longer used, or the last fifth of its life where that is less."""
SHORTEST_LIFE = 2.0
"""Seconds that a token is used at least, so that an endpoint that gives out dead ones is not asked without end."""
UNKNOWN_LIFE = 600.0
"""Of a token that nobody said the life of (RFC 6749 § 5.1 only recommends it)."""
AGAIN_AFTER = 5.0
"""Seconds in which an endpoint that did not answer is not asked again, however many mailboxes want a token of it."""
LONGEST_BACKOFF = 3600.0
MOST_OCTETS = 1 << 20

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,65536}=*")
"""RFC 6750 § 2.1: what may stand in a line that we send."""
_ERROR = re.compile(r"[a-z_]{1,40}")
_AADSTS = re.compile(r"AADSTS(\d{4,8})\b")
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, LookupError, RuntimeError)
"""What comes of an answer that is not what was expected."""
_PASSING = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True, slots=True)
class Granted:
    """A token as it was given out."""

    text: str = field(repr=False)
    seconds: float | None
    """How long it lives from when it was asked for; None when that was not said."""


class Issuer(Protocol):
    """Who gives out tokens, and what it knows us by."""

    @property
    def ca_file(self) -> Path | None:
        """Certificates to trust instead of the system's."""
        ...

    def grant(self, web: Web) -> Granted:
        """Ask for a token. May raise whatever its library raises, or our own words for it."""
        ...


# --- the three of them ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate and its private key, both PEM."""

    certificate: str = field(repr=False)
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Microsoft:
    """An app registration in Microsoft Entra ID."""

    authority: str
    tenant: str
    client_id: str
    scope: str
    credential: str | Certified = field(repr=False)
    ca_file: Path | None = None

    def grant(self, web: Web) -> Granted:
        """By msal. It is made anew each time: what it would remember, `Shared` does."""
        import msal  # noqa: PLC0415

        held = self.credential
        application = msal.ConfidentialClientApplication(
            self.client_id,
            authority=f"{self.authority.rstrip('/')}/{self.tenant}",
            client_credential=held if isinstance(held, str) else _for_msal(held),
            http_client=web,
            instance_discovery=False,
        )
        return _granted(application.acquire_token_for_client([self.scope]))


def _for_msal(held: Certified) -> dict[str, str]:
    return {"private_key": held.key, "public_certificate": held.certificate}


@dataclass(frozen=True, slots=True)
class Google:
    """A service account with domain-wide delegation, that acts for one mailbox."""

    account: str = field(repr=False)
    """The JSON of its key file."""
    scope: str
    subject: str
    ca_file: Path | None = None

    def grant(self, web: Web) -> Granted:
        """By google-auth."""
        from google.oauth2 import service_account  # noqa: PLC0415

        credentials = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            json.loads(self.account), scopes=[self.scope], subject=self.subject
        )
        credentials.refresh(web.for_google)
        left = credentials.expiry.replace(tzinfo=UTC) - datetime.now(UTC)
        return Granted(credentials.token, left.total_seconds())


@dataclass(frozen=True, slots=True)
class Generic:
    """Any token endpoint: a secret in the header or the form (RFC 6749 § 2.3.1), or a signed assertion (RFC 7523)."""

    token_url: str
    client_id: str
    scope: str | None
    credential: str | Certified = field(repr=False)
    client_auth: Literal["header", "form"] = "header"
    ca_file: Path | None = None

    def grant(self, web: Web) -> Granted:
        """One POST."""
        form, headers = {"grant_type": "client_credentials"}, {}
        if self.scope is not None:
            form["scope"] = self.scope
        if isinstance(self.credential, Certified):
            form |= {"client_id": self.client_id, "client_assertion_type": _ASSERTION}
            form["client_assertion"] = self._assertion(self.credential)
        elif self.client_auth == "form":
            form |= {"client_id": self.client_id, "client_secret": self.credential}
        else:
            headers["Authorization"] = _basic(self.client_id, self.credential)
        return _granted(web.post(self.token_url, data=form, headers=headers).json())

    def _assertion(self, held: Certified) -> str:
        import jwt  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
        from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

        key, now = load_pem_private_key(held.key.encode(), None), int(time.time())
        claims: dict[str, str | int] = {"iss": self.client_id, "sub": self.client_id, "aud": self.token_url}
        claims |= {"jti": secrets.token_urlsafe(16), "iat": now, "nbf": now, "exp": now + 300}
        thumb = load_pem_x509_certificate(held.certificate.encode()).fingerprint(SHA256())
        by = "RS256" if isinstance(key, RSAPrivateKey) else "ES256"
        return jwt.encode(
            claims, held.key, by, headers={"x5t#S256": base64.urlsafe_b64encode(thumb).decode().rstrip("=")}
        )


_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _basic(name: str, secret: str) -> str:
    both = f"{quote_plus(name)}:{quote_plus(secret)}".encode()
    return "Basic " + base64.b64encode(both).decode("ascii")


def _granted(answer: Mapping[str, Any]) -> Granted:
    text, seconds = answer["access_token"], answer.get("expires_in")
    if not isinstance(text, str):
        raise TypeError("no token")
    return Granted(text, None if seconds is None or not math.isfinite(float(seconds)) else float(seconds))


# --- asking ---------------------------------------------------------------------------------------------------------


class Web:
    """HTTP for one token, as msal and we use it; `last` is the last answer, which tells why there was no token."""

    def __init__(self, ca_file: Path | None, seconds: float) -> None:
        self._ca_file, self._ends = ca_file, time.monotonic() + seconds
        self.last: httpx.Response | None = None

    def get(self, url: str, **options: Any) -> httpx.Response:
        """A GET, of whose options `params` and `headers` are heeded."""
        return self._ask("GET", url, options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        """A POST, with `data`, a form, as well."""
        return self._ask("POST", url, options)

    def for_google(self, url: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any) -> _ForGoogle:
        """What google-auth calls a request."""
        return _ForGoogle(self._ask(method, url, {"data": body, "headers": headers}))

    def close(self) -> None:
        """Nothing stays open."""

    def _ask(self, method: str, url: str, options: Mapping[str, Any]) -> httpx.Response:
        import httpx  # noqa: PLC0415

        body = options.get("data")
        content = {"data": _as_text(body)} if isinstance(body, dict) else {"content": body}
        headers = {**(options.get("headers") or {}), "Accept-Encoding": "identity"}
        patience = max(0.1, self._ends - time.monotonic())
        with (
            httpx.Client(verify=self._trust(), timeout=patience) as client,
            client.stream(method, url, params=options.get("params"), headers=headers, **content) as answer,
        ):
            self.last = httpx.Response(answer.status_code, headers=answer.headers, content=_limited(answer))
        return self.last

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def _as_text(form: Mapping[str, str | bytes]) -> dict[str, str]:
    """msal hands its assertion over as octets, of which httpx would send what Python prints."""
    return {name: value.decode("ascii") if isinstance(value, bytes) else value for name, value in form.items()}


@dataclass(frozen=True, slots=True)
class _ForGoogle:
    """What google-auth calls a response."""

    answer: httpx.Response = field(repr=False)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self.answer.headers

    @property
    def data(self) -> bytes:
        return self.answer.content


def _limited(answer: httpx.Response) -> bytes:
    octets = bytearray()
    for piece in answer.iter_raw(1 << 14):
        octets += piece
        if len(octets) > MOST_OCTETS:
            raise ValueError("longer than any answer with a token")
    return bytes(octets)


# --- what an archive keeps ------------------------------------------------------------------------------------------


class Shared:
    """The tokens of one issuer, for everybody who shows them: one lives until it runs out or is refused.

    `clock` is monotonic. After a refusal nobody is asked again for a quarter of an hour (R12).
    """

    def __init__(self, issuer: Issuer, clock: Callable[[], float] = time.monotonic, deadline: float = DEADLINE) -> None:
        self._issuer, self._clock, self._deadline = issuer, clock, deadline
        self._lock = threading.Lock()
        self._token: AccessToken | None = None
        self._trouble: TokenUnavailable | TokenRefused | None = None
        self._asked_again_at = 0.0

    def other_than(self, refused: AccessToken | None = None) -> tuple[AccessToken, bool]:
        """A token, and whether it was got for this very call."""
        with self._lock:
            token = self._token
            if token is not None and token is not refused and self._clock() < token.ends:
                return token, False
            self._token = self._new()
            return self._token, True

    def forget(self, token: AccessToken) -> None:
        """It is not shown again."""
        with self._lock:
            self._token = None if self._token is token else self._token

    def _new(self) -> AccessToken:
        if self._trouble is not None and self._clock() < self._asked_again_at:
            raise _once_more(self._trouble)
        asked_at, self._trouble = self._clock(), None
        try:
            granted = _within(self._deadline, lambda: _asked(self._issuer, self._deadline))
        except TokenRefused as error:
            self._leave_alone(error, CREDENTIALS)
            raise
        except TokenUnavailable as error:
            self._leave_alone(error, AGAIN_AFTER if error.retry_after is None else error.retry_after)
            raise
        life = UNKNOWN_LIFE if granted.seconds is None else granted.seconds
        return AccessToken(granted.text, asked_at + max(SHORTEST_LIFE, life - min(EARLY, life / 5)))

    def _leave_alone(self, trouble: TokenUnavailable | TokenRefused, seconds: float) -> None:
        self._trouble, self._asked_again_at = trouble, self._clock() + seconds


class Bearer:
    """One account that shows tokens which it may share with others (`core.sasl.Tokens`).

    Refused by the mail server, it is given one more try with a new token, for the old one may lack a permission that
    was granted since, and after that one try at a time, always with a new token.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._is_refused = False
        self._last: AccessToken | None = None
        self._is_new = False

    def token(self) -> AccessToken:
        """One to log in with now."""
        self._last, self._is_new = self._shared.other_than(self._last if self._is_refused else None)
        return self._last

    def after(self, refused: AccessToken) -> AccessToken | None:
        """Another to try once with, if there is any sense in it."""
        was_refused, self._is_refused = self._is_refused, True
        if was_refused or self._is_new:
            return None
        self._last, self._is_new = self._shared.other_than(refused)
        return self._last

    def accepted(self) -> None:
        """The mail server took it."""
        self._is_refused = False

    def expired(self, token: AccessToken) -> None:
        """The mail server says so, and knows."""
        self._shared.forget(token)


def _asked(issuer: Issuer, seconds: float) -> Granted:
    import httpx  # noqa: PLC0415

    for name in ("httpx", "httpcore", "msal", "google"):  # at DEBUG, and httpx at INFO, they tell too much
        logging.getLogger(name).setLevel(logging.WARNING)
    web = Web(issuer.ca_file, seconds)
    try:
        granted = issuer.grant(web)
        if _TOKEN.fullmatch(granted.text):
            return granted
        trouble: TokenUnavailable | TokenRefused = TokenUnavailable(
            later("The token endpoint's answer cannot be understood.")
        )
    except httpx.HTTPError as error:
        trouble = _unreached(error)
    except (TokenRefused, TokenUnavailable):
        raise
    except Exception:  # noqa: BLE001 - three libraries raise what they like; what was answered tells why
        trouble = _why_not(web.last)
    raise trouble  # outside the handler: what a library says must not hang on as a context


def _unreached(error: httpx.HTTPError) -> TokenUnavailable:
    at_bottom: BaseException = error
    while (below := at_bottom.__cause__ or at_bottom.__context__) is not None:
        at_bottom = below
    if isinstance(at_bottom, ssl.SSLCertVerificationError):
        refused = later("The token endpoint's certificate is not accepted: {problem}.")
        return TokenUnavailable(refused, problem=at_bottom.verify_message)
    return TokenUnavailable(later("The token endpoint cannot be reached ({kind})."), kind=type(error).__name__)


def _why_not(answer: httpx.Response | None) -> TokenUnavailable | TokenRefused:
    """By the last answer: RFC 6749 § 5.2, and the numbers that Microsoft adds to it."""
    if answer is None:
        return TokenUnavailable(later("No access token can be asked for: the secret or the certificate is unusable."))
    error = _error_in(answer)
    if answer.status_code == 429 or answer.status_code >= 500 or error in _PASSING:
        away = later("The token endpoint gives out no token for now ({status}).")
        return TokenUnavailable(away, status=answer.status_code, retry_after=_retry_after(answer))
    if error is None:
        odd = later("The token endpoint answered {status}, and neither a token nor why not.")
        return TokenUnavailable(odd, status=answer.status_code)
    number = _AADSTS.search(answer.text)
    code = f"{error}, AADSTS{number[1]}" if number else error
    return TokenRefused(later("The token endpoint refuses to give us an access token ({code})."), code=code)


def _error_in(answer: httpx.Response) -> str | None:
    try:
        error = answer.json()["error"]
    except _UNREADABLE:
        return None
    return error if isinstance(error, str) and _ERROR.fullmatch(error) else None


def _retry_after(answer: httpx.Response) -> float | None:
    asked = answer.headers.get("retry-after", "")
    return min(float(asked), LONGEST_BACKOFF) if re.fullmatch(r"\d{1,8}", asked) else None


def _once_more(trouble: TokenUnavailable | TokenRefused) -> TokenUnavailable | TokenRefused:
    """The same for somebody else: an exception that is raised twice gathers where it was."""
    values = {key: value for key, value in trouble.values.items() if key != "code"}
    if isinstance(trouble, TokenRefused):
        return TokenRefused(trouble.sentence, code=trouble.code, **values)
    return TokenUnavailable(trouble.sentence, retry_after=trouble.retry_after, **values)


def _within(seconds: float, act: Callable[[], Granted]) -> Granted:
    """Its result, or `TokenUnavailable` when that is too late: what hangs is left behind, and holds nobody up."""
    outcome: Future[Granted] = Future()

    def work() -> None:
        try:
            outcome.set_result(act())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the result is waited for
            outcome.set_exception(error)

    threading.Thread(target=work, name="token", daemon=True).start()
    try:
        return outcome.result(seconds)
    except TimeoutError:
        raise TokenUnavailable(
            later("The token endpoint gave no token in {seconds} seconds."), seconds=f"{seconds:g}"
        ) from None


# --- what a token and a certificate say -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claims:
    """What Microsoft writes into a token for the mail server, as far as it helps to find out why it is refused."""

    audience: str
    roles: frozenset[str]
    """The application permissions that an administrator has consented to."""


def claims_of(token: AccessToken) -> Claims | None:
    """None of a token that is no JWT. Nothing is verified: that is the mail server's, and we only look."""
    try:
        middle = token.text.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        roles = told.get("roles", [])
        return Claims(str(told.get("aud", "")), frozenset(str(one) for one in roles))
    except _UNREADABLE:
        return None


def certificate_end(certificate: str) -> datetime:
    """Until when a certificate (PEM) holds."""
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

    return load_pem_x509_certificate(certificate.encode()).not_valid_after_utc
