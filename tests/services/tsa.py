"""A real time-stamp authority (RFC 3161) with its own CA: `openssl ts` behind HTTP, which can be told to misbehave."""

import atexit
import hashlib
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, Self

from asn1crypto import cms, tsp

from tests.services.processes import program, server_folder

Mode = Literal[
    "ok",
    "with root",  # the chain comes along, in an order that is not DER's
    "slow",  # takes the question and says nothing
    "dripping",  # one octet at a time
    "hanging up",
    "503",
    "401",
    "redirecting",
    "rejecting",
    "lying",  # stamps another hash
    "replaying",  # gives the answer to the first question it was ever asked
    "other policy",
    "other root",  # signs with another authority's key
    "ahead",  # its clock is an hour ahead
    "ended",  # signs with a certificate that has ended
    "garbage",
    "oversized",
    "odd",  # a length that BER allows and DER does not: openssl reads it, and few others do
]

POLICY, OTHER_POLICY = "1.2.3.4.1", "1.2.3.4.2"
_KEY = ("-newkey", "rsa:2048", "-nodes")
_EXTENSIONS = """\
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
"""
_CONFIG = """\
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = {policy}
other_policies = {others}
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
"""

_CA = """\
[ca]
default_ca = c
[c]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/ca.serial
default_md = sha256
policy = p
[p]
commonName = supplied
"""


class Tsa:
    """One authority on loopback. `mode` may be changed at any time; every question is written down."""

    host = "127.0.0.1"
    user, password = "arkiv", "hemmeligt"

    def __init__(self, days: int = 3650) -> None:
        """Listen on a free port, with certificates that last so many days."""
        self.mode: Mode = "ok"
        self.folder = _authority("one" if days > 365 else "brief", days)
        self.questions: list[bytes] = []
        self.logins: list[str | None] = []
        self.stopping = threading.Event()
        self._first: bytes | None = None
        self._lock = threading.Lock()
        self.handler = _handler(self)
        self._server = ThreadingHTTPServer((self.host, 0), self.handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/tsr"

    @property
    def root(self) -> Path:
        """The certificate to believe, PEM."""
        return self.folder / "root.pem"

    @property
    def other_root(self) -> Path:
        """That of the key it signs with when it is told to sign with another's."""
        return _authority("another", 3650) / "root.pem"

    def stop(self) -> None:
        """Be down: nobody listens any more."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, question: bytes) -> bytes:
        """What `openssl ts -reply` says, in the mode of now."""
        with self._lock:  # of the file with serial numbers
            said = self._made(question)
            self._first = self._first or said
            return self._first if self.mode == "replaying" else said

    def _made(self, question: bytes) -> bytes:
        if self.mode == "garbage":
            return b"<html>Velkommen</html>"
        if self.mode == "oversized":
            return bytes(3_000_000)
        if self.mode == "lying":
            question = _question(question)
        if self.mode == "ahead":
            return _an_hour_later(self.folder, _reply(self.folder, question, "plain"))
        folder = _authority("another", 3650) if self.mode == "other root" else self.folder
        config = {"with root": "chain", "other policy": "other", "rejecting": "strict", "ended": "ended"}.get(
            self.mode, "plain"
        )
        said = _reply(folder, question if self.mode != "other policy" else _without_policy(question), config)
        return _with_a_longer_length(said) if self.mode == "odd" else said


def verified(folder: Path, name: str, *more: str) -> str:
    """What openssl, which knows nothing of us, says of the stamp in the files of that name."""
    command = ["ts", "-verify", "-data", f"{name}.txt", "-in", f"{name}.tsr", "-CAfile", f"{name}-roots.pem", *more]
    done = subprocess.run([program("openssl", "openssl"), *command], cwd=folder, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


def _handler(tsa: Tsa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            tsa.questions.append(question)
            tsa.logins.append(self.headers["Authorization"])
            _BEHAVIOUR.get(tsa.mode, _say)(self, tsa, question)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


def _say(handler: BaseHTTPRequestHandler, tsa: Tsa, question: bytes) -> None:
    handler.send_response(200)
    said = tsa.answer(question)
    handler.send_header("Content-Type", "application/timestamp-reply")
    handler.send_header("Content-Length", str(len(said)))
    handler.end_headers()
    handler.wfile.write(said)


def _drip(handler: BaseHTTPRequestHandler, tsa: Tsa, _: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not tsa.stopping.is_set():
        handler.wfile.write(b"0")
        handler.wfile.flush()
        time.sleep(0.05)


def _keep_waiting(_: BaseHTTPRequestHandler, tsa: Tsa, __: bytes) -> None:
    tsa.stopping.wait()


def _status(code: int) -> Callable[[BaseHTTPRequestHandler, Tsa, bytes], None]:
    def answer(handler: BaseHTTPRequestHandler, tsa: Tsa, _: bytes) -> None:
        handler.send_response(code)
        handler.send_header("Location", f"http://localhost:{tsa.port}/andet")
        handler.end_headers()

    return answer


_BEHAVIOUR: dict[str, Callable[[BaseHTTPRequestHandler, Tsa, bytes], None]] = {
    "slow": _keep_waiting,
    "dripping": _drip,
    "hanging up": lambda handler, _, __: handler.connection.close(),
    "503": _status(503),
    "401": _status(401),
    "redirecting": _status(302),
}


@cache
def _authority(name: str, days: int) -> Path:
    """A folder with root.pem, tsa.pem and configurations for `openssl ts -reply`."""
    folder = server_folder(f"tsa-{name}.", {})
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "extensions").write_text(_EXTENSIONS)
    (folder / "serial").write_text("01\n")
    uses = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]
    _openssl(
        folder,
        *["req", "-x509", *_KEY, "-days", "3650", "-subj", f"/CN=Test root {name}", "-addext", uses[0]],
        *["-addext", uses[1], "-keyout", "root.key", "-out", "root.pem"],
    )
    _openssl(folder, "req", *_KEY, "-subj", f"/CN=Test TSA {name}", "-keyout", "tsa.key", "-out", "tsa.csr")
    _openssl(
        folder,
        *["x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"],
        *["-days", str(days), "-extfile", "extensions", "-out", "tsa.pem"],
    )
    plain = _CONFIG.format(folder=folder, policy=POLICY, others=OTHER_POLICY)
    (folder / "plain.cnf").write_text(plain)
    (folder / "chain.cnf").write_text(f"{plain}certs = {folder}/root.pem\n")
    (folder / "other.cnf").write_text(_CONFIG.format(folder=folder, policy=OTHER_POLICY, others=POLICY))
    (folder / "ended.cnf").write_text(plain.replace("tsa.pem", "ended.pem"))
    _have_ended(folder)
    (folder / "strict.cnf").write_text(plain.replace("digests = sha256", "digests = sha512"))
    return folder


def _have_ended(folder: Path) -> None:
    """ended.pem: for the same key by the same root, but of long ago."""
    (folder / "ca.cnf").write_text(_CA.format(folder=folder))
    (folder / "index").touch()
    _openssl(
        folder,
        *["ca", "-batch", "-config", "ca.cnf", "-in", "tsa.csr", "-cert", "root.pem", "-keyfile", "root.key"],
        *["-startdate", "20200101000000Z", "-enddate", "20210101000000Z", "-create_serial", "-notext"],
        *["-extfile", "extensions", "-out", "ended.pem"],
    )
    assert (folder / "ended.pem").exists()


def _an_hour_later(folder: Path, said: bytes) -> bytes:
    """The same answer with another time, signed anew with the authority's own key."""
    answer = tsp.TimeStampResp.load(said)
    signed = answer["time_stamp_token"]["content"]
    told = signed["encap_content_info"]["content"].parsed
    told["gen_time"] = told["gen_time"].native + timedelta(hours=1)
    signed["encap_content_info"]["content"] = cms.ParsableOctetString(told.dump(force=True))
    signer = signed["signer_infos"][0]
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [hashlib.sha256(told.dump()).digest()]
    (folder / "attributes").write_bytes(signer["signed_attrs"].untag().dump(force=True))
    signer["signature"] = _openssl(folder, "dgst", "-sha256", "-sign", "tsa.key", "attributes")
    return bytes(answer.dump(force=True))


def _without_policy(asked: bytes) -> bytes:
    """The same question with no policy in it."""
    oid = bytes.fromhex("06 04 2a 03 04 01")
    at = asked.find(oid)
    return asked if at < 0 else asked[:1] + bytes([asked[1] - len(oid)]) + asked[2:at] + asked[at + len(oid) :]


def _question(asked: bytes) -> bytes:
    """The same question with another hash: its nonce stays."""
    imprint = bytes.fromhex("04 20")
    at = asked.index(imprint) + len(imprint)
    return asked[:at] + bytes(32) + asked[at + 32 :]


def _with_a_longer_length(said: bytes) -> bytes:
    """Its first field, PKIStatusInfo, has three octets: a length that BER may write in two octets, and DER in one."""
    outer, status, rest = said[:2], said[4:9], said[9:]
    assert status == bytes.fromhex("30 03 02 01 00")
    length = int.from_bytes(said[2:4], "big") + 1
    return outer + length.to_bytes(2, "big") + b"\x30\x81" + status[1:] + rest


def _reply(folder: Path, question: bytes, config: str) -> bytes:
    query = folder / "query"
    query.write_bytes(question)
    return _openssl(folder, "ts", "-reply", "-config", f"{config}.cnf", "-queryfile", "query")


def _openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run([program("openssl", "openssl"), *arguments], cwd=folder, check=False, capture_output=True)
    assert done.stdout or not done.returncode, done.stderr.decode()
    return done.stdout
