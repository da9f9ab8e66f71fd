"""Sign-in by OpenID Connect (Core 1.0): the code flow with PKCE (RFC 7636), and an ID token that is judged whole.

Only this issuer is asked, over TLS that is checked; nothing it says is believed before its signature, its issuer, its
audience, its nonce and its time are.
"""

from __future__ import annotations

import secrets
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from httpx import Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from archiver.core.access import Begun, Claims
from archiver.core.language import later
from archiver.errors import OutsideServiceError, SignInRefused

PATIENCE = 10.0
SILENCE = 10.0
"""Seconds in which a service that did not answer is asked nothing: everybody who signs in would wait, one by one."""
LARGEST = 1 << 20
"""Octets of an answer."""
FRESH_SECONDS = 3600.0
"""So old what the issuer says of itself may be."""
SIGNED_BY = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Algorithms of an ID token: none that needs no key, and none whose key the client has too (RFC 8725)."""
LEEWAY = 60
"""Seconds by which the two clocks may differ."""
OLDEST = 600
"""Seconds since the ID token was made."""


@dataclass(frozen=True, slots=True)
class Client:
    """How the issuer knows us."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    scope: str = "openid profile"
    groups_claim: str = "groups"
    name_claim: str = "preferred_username"
    ca_file: Path | None = None


class OpenIdService:
    """One issuer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._about: tuple[float, Mapping[str, Any], KeySet] | None = None
        self._silent_until = 0.0

    def begin(self, redirect: str) -> Begun:
        """Where the browser is to be sent. Raises `OutsideServiceError`."""
        about, _ = self._known()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect,
            "scope": self._client.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        url = httpx.URL(str(about["authorization_endpoint"])).copy_merge_params(query)
        return Begun(str(url), state, nonce, verifier)

    def finish(self, redirect: str, code: str, begun: Begun, now: datetime) -> Claims:
        """Whom the code stands for. Raises `SignInRefused` or `OutsideServiceError`."""
        about, keys = self._known()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": begun.verifier,
            "client_id": self._client.client_id,
        }
        answer = self._ask("POST", str(about["token_endpoint"]), form, about)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInRefused(later("The sign-in service did not say who you are."))
        return self._judged(token, keys, begun.nonce, now)

    def _judged(self, token: str, keys: KeySet, nonce: str, now: datetime) -> Claims:
        claims = self._opened(token, keys)
        audience = claims.get("aud")
        audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
        moment = now.timestamp()
        is_ours = (
            claims.get("iss") == self._client.issuer
            and self._client.client_id in audiences
            and (len(audiences) == 1 or claims.get("azp") == self._client.client_id)
            and secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
            and _number(claims, "exp") > moment - LEEWAY
            and moment - OLDEST - LEEWAY < _number(claims, "iat") < moment + LEEWAY
            and (claims.get("nbf") is None or _number(claims, "nbf") <= moment + LEEWAY)
        )
        subject = claims.get("sub")
        if not is_ours or not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise SignInRefused(later("What the sign-in service says of you cannot be believed."))
        groups = claims.get(self._client.groups_claim)
        named = frozenset(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else frozenset()
        name = str(claims.get(self._client.name_claim) or subject)[:200]
        return Claims(subject, name, str(claims.get("name") or name)[:200], named)

    def _opened(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        try:
            return jwt.decode(token, keys, algorithms=list(SIGNED_BY)).claims
        except (JoseError, ValueError, KeyError):
            pass
        try:  # it may be signed by a key that is newer than what we know
            return jwt.decode(token, self._known(anew=True)[1], algorithms=list(SIGNED_BY)).claims
        except (JoseError, ValueError, KeyError) as error:
            raise SignInRefused(later("What the sign-in service says of you cannot be believed.")) from error

    def _known(self, *, anew: bool = False) -> tuple[Mapping[str, Any], KeySet]:
        """What the issuer says of itself (Discovery 1.0), and its keys."""
        with self._lock:
            if self._about is None or anew or time.monotonic() - self._about[0] > FRESH_SECONDS:
                if time.monotonic() < self._silent_until:
                    raise OutsideServiceError(later("The sign-in service does not answer usably."))
                try:
                    self._about = self._asked_for()
                except OutsideServiceError:
                    self._silent_until = time.monotonic() + SILENCE
                    raise
            return self._about[1], self._about[2]

    def _asked_for(self) -> tuple[float, Mapping[str, Any], KeySet]:
        about = self._ask("GET", f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self._client.issuer:
            raise OutsideServiceError(later("The sign-in service calls itself by another name than ours of it."))
        keys = self._ask("GET", str(about.get("jwks_uri", "")))
        try:
            return time.monotonic(), about, KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise OutsideServiceError(later("The sign-in service does not answer usably.")) from error

    def _ask(
        self, method: str, url: str, form: Mapping[str, str] | None = None, about: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        try:
            with httpx.Client(verify=self._trust(), timeout=PATIENCE, trust_env=False) as client:
                answer = client.send(self._request(client, method, url, form, about), stream=False)
            return _document(answer)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            raise OutsideServiceError(later("The sign-in service does not answer usably.")) from error

    def _request(
        self,
        client: httpx.Client,
        method: str,
        url: str,
        form: Mapping[str, str] | None,
        about: Mapping[str, Any] | None,
    ) -> httpx.Request:
        if form is None:
            return client.build_request(method, url)
        known = (about or {}).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in known:
            request = client.build_request(method, url, data=dict(form))
            auth = httpx.BasicAuth(self._client.client_id, self._client.secret)
            return next(auth.auth_flow(request))
        return client.build_request(method, url, data={**form, "client_secret": self._client.secret})

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=None if self._client.ca_file is None else str(self._client.ca_file))


def _document(answer: Response) -> Mapping[str, Any]:
    if answer.status_code == 400:
        raise SignInRefused(later("The sign-in took too long, or was begun in another window."))
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise ValueError("no usable answer")
    document = answer.json()
    if not isinstance(document, dict):
        raise ValueError("no document")  # noqa: TRY004 - an answer, and no argument of ours
    return document


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("-inf")
