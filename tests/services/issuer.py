"""A real token endpoint, as a process of its own over TLS: it checks who asks, and signs tokens that live for seconds.

It answers as Microsoft Entra ID does under /TENANT, as Google under /google, as RFC 6749 wants it under /token. What it
is to do is read anew from a file for every question, so that a test can change it at any moment.
"""

from __future__ import annotations

import base64
import json
import shutil
import signal
import ssl
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tests.services.certificates import certificates
from tests.services.processes import answers_tls, free_port, kill, start, wait_until

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "arkiv-client"
SECRET = "Kanariefugl~hemmelig.1"
AUDIENCE = "https://outlook.office365.com"
NAME = "https://idp.example"
GOOGLE = "https://oauth2.googleapis.com/token"
"""Whom google-auth addresses its assertions to, wherever it sends them."""
CHECKOUT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Behaviour:
    """What the endpoint does, and what stands in its tokens."""

    email: str = "arkiv@kommune.example"
    """Whose mailbox a token opens."""
    seconds: float = 3600
    """How long a token lives …"""
    says_seconds: float | None = None
    """… and how long it says that it does, where that is not the same."""
    audience: str = AUDIENCE
    issuer: str = NAME
    roles: tuple[str, ...] = ("IMAP.AccessAsApp", "SMTP.SendAsApp")
    refuses: str = ""
    """An error of RFC 6749 § 5.2, with whatever Microsoft adds to it behind a blank."""
    status: int = 0
    """An answer without any sense."""
    retry_after: str = ""
    hangs: bool = False
    drips: bool = False
    body: str | None = None
    """Instead of a token's JSON."""


class TokenIssuer:
    """The endpoint. `asked` tells what was asked for, `forged` makes tokens that it would never give out."""

    def __init__(self, folder: Path) -> None:
        """Listen on a free port of localhost; everything it needs lies in `folder`."""
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.port = free_port()
        self.ca_file = certificates().ca_file
        self.behaviour = Behaviour()
        self._make_keys()
        self.be()
        command = [sys.executable, "-m", "tests.services.issuer", str(folder), str(self.port)]
        pair = [str(certificates().certificate), str(certificates().key)]
        self._process = start([*command, *pair], signal.SIGTERM, {}, folder, CHECKOUT)
        wait_until(lambda: answers_tls(self.port, certificates().ca_file), self._process, folder / "output")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        kill(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Where everything below it is."""
        return f"https://localhost:{self.port}"

    @property
    def verifying_key(self) -> str:
        """PEM: what a mail server checks tokens with."""
        key = load_pem_private_key((self.folder / "signing.key").read_bytes(), None)
        return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def be(self, **changes: Any) -> None:
        """Behave otherwise from the next question on."""
        self.behaviour = Behaviour(**asdict(self.behaviour) | changes)
        scratch = self.folder / "behaviour.new"
        scratch.write_text(json.dumps(asdict(self.behaviour)))
        scratch.replace(self.folder / "behaviour.json")

    def asked(self) -> list[dict[str, Any]]:
        """Every question that was about a token so far: where, by what means, and what came of it."""
        log = self.folder / "asked.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def forged(self, **changes: Any) -> str:
        """A token under another behaviour than now."""
        return token_of(Behaviour(**asdict(self.behaviour) | changes), (self.folder / "signing.key").read_text())

    def _make_keys(self) -> None:
        _write_key(self.folder / "signing.key", ec.generate_private_key(ec.SECP256R1()))
        client = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        _write_key(self.folder / "client.key", client)
        write_certificate(self.folder / "client.pem", client, days=365)
        account = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = account.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        told = {"type": "service_account", "client_email": "arkiv@projekt.example", "private_key": pem}
        told |= {"private_key_id": "k1", "token_uri": f"{self.url}/google", "project_id": "projekt"}
        (self.folder / "google.json").write_text(json.dumps(told))
        for secret in ("client.key", "google.json"):
            (self.folder / secret).chmod(0o600)


def _write_key(path: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def write_certificate(path: Path, key: rsa.RSAPrivateKey, days: float) -> None:
    """A certificate of its own making, as IT makes it for an app registration; negative days: it has ended."""
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "arkiv")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, SHA256())
    )
    path.write_bytes(made.public_bytes(Encoding.PEM))


def token_of(behaviour: Behaviour, key: str) -> str:
    """A signed token (RFC 9068), good from now on."""
    now = time.time()
    claims: dict[str, object] = {
        "iss": behaviour.issuer,
        "aud": behaviour.audience,
        "email": behaviour.email,
        "sub": CLIENT,
    }
    claims["scope"] = behaviour.audience
    claims |= {"iat": int(now), "nbf": int(now) - 5, "exp": int(now + behaviour.seconds), "jti": uuid.uuid4().hex}
    return jwt.encode(claims | {"roles": list(behaviour.roles)}, key, "ES256")


# --- the process --------------------------------------------------------------------------------------------------


class Refused(Exception):
    """The error to answer with."""


class _Questions(BaseHTTPRequestHandler):
    folder: Path
    port: int
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        where = f"https://localhost:{self.port}/{TENANT}"
        if not self.path.startswith(f"/{TENANT}/v2.0/.well-known/"):
            unknown = {"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant not found."}
            self._answer(400, json.dumps(unknown))
            return
        told = {"issuer": f"{where}/v2.0", "authorization_endpoint": f"{where}/oauth2/v2.0/authorize"}
        self._answer(200, json.dumps(told | {"token_endpoint": f"{where}/oauth2/v2.0/token"}))

    def do_POST(self) -> None:
        behaviour = Behaviour(**json.loads((self.folder / "behaviour.json").read_text()))
        form = {key: value[0] for key, value in parse_qs(self._body()).items()}
        try:
            means = self._means(form, behaviour)
        except Refused as refusal:
            self._note(form, "", str(refusal))
            error, _, more = str(refusal).partition(" ")
            said = {"error": error, "error_description": f"{more}: {CLIENT} may not. Trace ID: x", "error_codes": []}
            self._answer(401 if error == "invalid_client" else 400, json.dumps(said))
            return
        self._note(form, means, "")
        self._grant(behaviour)

    def _grant(self, behaviour: Behaviour) -> None:
        if behaviour.hangs or behaviour.drips:
            self._stall(drips=behaviour.drips)
        if behaviour.status:
            headers = {"Retry-After": behaviour.retry_after} if behaviour.retry_after else {}
            self._answer(behaviour.status, "<html>away</html>", headers)
            return
        token = token_of(behaviour, (self.folder / "signing.key").read_text())
        lives = behaviour.seconds if behaviour.says_seconds is None else behaviour.says_seconds
        told = json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": int(lives)})
        self._answer(200, told if behaviour.body is None else behaviour.body)

    def _stall(self, *, drips: bool) -> None:
        for _ in range(600):
            if drips:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX: "[:1])
                self.wfile.flush()
            time.sleep(0.1)

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()

    def _means(self, form: Mapping[str, str], behaviour: Behaviour) -> str:
        """By what it proved who asks; `Refused` if it did not, or if it is to be refused whoever it is."""
        if behaviour.refuses:
            raise Refused(behaviour.refuses)
        if self.path == "/google":
            self._check_google(form)
            return "service account"
        if self.path not in {"/token", f"/{TENANT}/oauth2/v2.0/token"}:
            raise Refused("invalid_request AADSTS90002")
        if form.get("grant_type") != "client_credentials":
            raise Refused("unsupported_grant_type")
        if self.path != "/token" and not form.get("scope", "").endswith("/.default"):
            raise Refused("invalid_scope AADSTS1002012")
        if "client_assertion" in form:
            self._check_assertion(form)
            return "certificate"
        scheme, _, both = self.headers.get("Authorization", "").partition(" ")
        name, _, secret = base64.b64decode(both).decode().partition(":") if scheme == "Basic" else ("", "", "")
        name, secret = unquote_plus(name) or form.get("client_id", ""), unquote_plus(secret)
        if name != CLIENT:
            raise Refused("unauthorized_client AADSTS700016")
        if (secret or form.get("client_secret")) != SECRET:
            raise Refused("invalid_client AADSTS7000215")
        return "header" if secret else "form"

    def _check_assertion(self, form: Mapping[str, str]) -> None:
        certificate = x509.load_pem_x509_certificate((self.folder / "client.pem").read_bytes())
        key = certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        thumb = base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).decode().rstrip("=")
        try:
            header = jwt.get_unverified_header(form["client_assertion"])
            claims = jwt.decode(
                form["client_assertion"], key, ["RS256", "PS256"], audience=f"https://localhost:{self.port}{self.path}"
            )
        except jwt.PyJWTError:
            raise Refused("invalid_client AADSTS700027") from None
        if header.get("x5t#S256", "").rstrip("=") != thumb or claims["iss"] != CLIENT or claims["sub"] != CLIENT:
            raise Refused("invalid_client AADSTS700027")

    def _check_google(self, form: Mapping[str, str]) -> None:
        told = json.loads((self.folder / "google.json").read_text())
        key = load_pem_private_key(told["private_key"].encode(), None).public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise Refused("unsupported_grant_type")
        try:
            claims = jwt.decode(form["assertion"], key, ["RS256"], audience=GOOGLE)
        except jwt.PyJWTError:
            raise Refused("invalid_grant") from None
        behaviour = Behaviour(**json.loads((self.folder / "behaviour.json").read_text()))
        if claims["iss"] != told["client_email"] or claims.get("sub") != behaviour.email:
            raise Refused("unauthorized_client")

    def _note(self, form: Mapping[str, str], means: str, refused: str) -> None:
        scope, assertion = form.get("scope", ""), form.get("assertion")
        if assertion is not None:
            scope = jwt.decode(assertion, options={"verify_signature": False}).get("scope", "")
        told = {"path": self.path, "means": means, "scope": scope, "refused": refused, "at": time.time()}
        with (self.folder / "asked.jsonl").open("a") as log:
            log.write(json.dumps(told) + "\n")

    def _answer(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        octets = text.encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Nothing: `asked` tells it."""


def serve(folder: Path, port: int, certificate: str, key: str) -> None:
    """Until it is killed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    _Questions.folder, _Questions.port = folder, port
    server = ThreadingHTTPServer(("127.0.0.1", port), _Questions)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
