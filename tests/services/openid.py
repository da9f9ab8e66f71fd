"""Sign-in services (OpenID Connect) as processes of their own: one that lies when it is told to, and one by others.

Ours answers discovery, keys, authorization and token requests over HTTP on loopback, and checks PKCE (RFC 7636) and the
client's secret. What it is to lie about is read anew from a file for every question.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.services.processes import free_port, kill, start, wait_until

CLIENT = "arkiv"
SECRET = "kun til prøver"
CHECKOUT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Lie:
    """What it says, and what of it is not so."""

    subject: str = "0f8e-hanne"
    claims: dict[str, Any] = field(default_factory=dict)
    """Instead of what an ID token says, or beside it; None leaves one out."""
    algorithm: str = "RS256"
    other_key: bool = False
    """It is signed by a key that nobody knows."""
    status: int = 200
    body: str | None = None
    """Instead of the answer of the token endpoint."""
    issuer: str | None = None
    """What it calls itself in its discovery document."""
    refuses: str = ""
    """An error of RFC 6749 § 4.1.2.1, instead of a code."""


class LyingProvider:
    """The process. `asked` tells which questions came."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="openid."))
        self.port = free_port()
        self.issuer = f"http://localhost:{self.port}"
        self.be()

    def be(self, **lie: Any) -> None:
        """From now on."""
        new = self.folder / "new"
        new.write_text(json.dumps(asdict(Lie(**lie))), encoding="utf-8")
        new.rename(self.folder / "lie.json")

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.services.openid", str(self.port), str(self.folder)]
        self._process = start(command, signal.SIGTERM, {}, self.folder, CHECKOUT)
        wait_until(lambda: _answers(self.port), self._process, self.folder / "output")
        return self

    def __exit__(self, *_: object) -> None:
        kill(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)


class MockProvider:
    """oidc-provider-mock, by others: it signs in whoever gives a subject, with the claims that it was started with."""

    def __init__(self, *people: dict[str, Any]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="openid."))
        self.port = free_port()
        self.issuer = f"http://localhost:{self.port}"
        self._people = people

    def __enter__(self) -> Self:
        named = [word for one in self._people for word in ("--user-claims", json.dumps(one))]
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(self.port), *named]
        self._process = start(command, signal.SIGTERM, {}, self.folder, CHECKOUT)
        wait_until(lambda: _answers(self.port), self._process, self.folder / "output")
        return self

    def __exit__(self, *_: object) -> None:
        kill(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


# --- the process ---


class _Asked(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        lie = self.server.lie()
        if path == "/.well-known/openid-configuration":
            issuer = self.server.issuer
            self._say(
                {
                    "issuer": lie.issuer or issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                }
            )
        elif path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        elif path == "/authorize":
            self._authorize({name: values[0] for name, values in query.items()}, lie)
        else:
            self._say({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self._body()).items()}
        given = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self.server.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        lie = self.server.lie()
        if lie.body is not None or lie.status != 200:
            self._say(lie.body or "", lie.status)
        elif self.headers.get("Authorization") != f"Basic {given}":
            self._say({"error": "invalid_client"}, 401)
        elif begun is None or begun["code_challenge"].encode() != challenge.rstrip(b"="):
            self._say({"error": "invalid_grant"}, 400)
        else:
            self._say({"access_token": "x", "token_type": "Bearer", "id_token": self._token(begun, lie)})

    def _authorize(self, asked: dict[str, str], lie: Lie) -> None:
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = asked
        back = {"error": lie.refuses} if lie.refuses else {"code": code}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({**back, 'state': asked['state']})}")
        self.end_headers()

    def _token(self, begun: dict[str, str], lie: Lie) -> str:
        now = int(time.time())
        claims = {
            "iss": self.server.issuer, "aud": CLIENT, "sub": lie.subject, "nonce": begun["nonce"], "iat": now,
            "exp": now + 300, "name": "Hanne Holm", "preferred_username": "hanne.holm@kommune.example",
            "groups": ["arkivansvarlige"], **lie.claims,
        }  # fmt: skip
        told = {name: value for name, value in claims.items() if value is not None}
        if lie.algorithm == "none":
            head, body = ({"alg": "none", "typ": "JWT"}, told)
            return (
                ".".join(
                    base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (head, body)
                )
                + "."
            )
        if lie.algorithm == "HS256":  # with what everybody knows of our key
            signed = f"{_encoded({'alg': 'HS256'})}.{_encoded(told)}"
            mac = hmac.new(self.server.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
            return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        key = RSAKey.generate_key(2048) if lie.other_key else self.server.key
        header = {"alg": lie.algorithm, "kid": self.server.key.kid}
        return jwt.encode(header, told, key, algorithms=[lie.algorithm])

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()

    def _say(self, answer: Any, status: int = 200) -> None:
        octets = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Nothing to tell."""


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class _Server(ThreadingHTTPServer):
    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), _Asked)
        self.issuer = f"http://localhost:{port}"
        self.folder = folder
        self.codes: dict[str, dict[str, str]] = {}
        self.key = RSAKey.generate_key(2048, auto_kid=True)

    def lie(self) -> Lie:
        return Lie(**json.loads((self.folder / "lie.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    _Server(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
