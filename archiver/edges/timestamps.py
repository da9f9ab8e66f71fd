"""Time-stamp authorities (RFC 3161): asked over HTTP, and their answers judged by our own certificates.

An answer comes from a network and may be anything. Its fields are read by asn1crypto, its signature is checked by
rfc3161-client, and the two must have seen the same. What went wrong is told in fixed words: a server's own text is
never repeated.
"""

from __future__ import annotations

import base64
import http.client
import io
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast
from urllib.parse import urlsplit

from asn1crypto import cms, core, tsp

from archiver.core import stamps
from archiver.core.records import Stamp, StampTrouble
from archiver.errors import StampRefused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from cryptography.x509 import Certificate

MOST_OCTETS = 256 * 1024
"""An answer with a long chain of certificates has some ten thousand."""
CONNECT_SECONDS = 10.0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"

#: What asn1crypto raises over octets that are not what they should be.
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority: where it is asked, and whose signature is believed."""

    name: str
    url: str
    """http or https; nothing in it is secret."""
    certificates: str
    """PEM: at least one root; any others help to reach it."""
    policy: str | None = None
    """The only policy that is good enough, as a dotted OID; None for any."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Certificates to trust for TLS instead of the system's."""
    deadline_seconds: float = 30.0
    """For one answer, the connection included."""
    clock: Callable[[], datetime] = _now
    """Ours, which a new stamp's time is held against."""

    def stamp(self, stated: bytes) -> Stamp:
        """Have the hash of these octets stamped. Raises `StampRefused`; what comes back is judged before, and a time
        that is not ours is not believed.
        """
        nonce = secrets.randbits(63) | 1 << 62
        response = self._ask(_query(stated, nonce, self.policy))
        stamp = self._judged(response, stated, nonce, self.policy)
        if abs(stamp.stamped_at - self.clock()) > stamps.CLOCKS_APART:
            _refuse(StampTrouble.WRONG_TIME)
        return stamp

    def confirms(self, response: bytes, stated: bytes) -> bool | None:
        """Whether an answer that was kept is a stamp by this authority over these octets; None when openssl must say.

        The certificates must have been valid at the time that the stamp tells, not today; that time was held against
        our clock when it came. Any policy will do: the one that is wanted today need not be that of then.
        """
        try:
            return self._judged(response, stated).is_checked or None
        except StampRefused:
            return False

    def _judged(self, response: bytes, stated: bytes, nonce: int | None = None, policy: str | None = None) -> Stamp:
        answer = _read(response)
        if (answer.algorithm, answer.imprint) != ("sha256", stamps.imprint(stated)):
            _refuse(StampTrouble.WRONG_IMPRINT)
        if nonce is not None and answer.nonce != nonce:
            _refuse(StampTrouble.WRONG_NONCE)
        if policy not in {None, answer.policy}:
            _refuse(StampTrouble.WRONG_POLICY)
        is_signed = _is_signed(response, answer, self.certificates)
        if is_signed is False:
            _refuse(StampTrouble.UNTRUSTED)
        return Stamp(response, self.certificates, answer.stamped_at, answer.policy, answer.serial, is_signed is True)

    def _ask(self, query: bytes) -> bytes:
        deadline = time.monotonic() + self.deadline_seconds
        try:
            line = self._line(deadline)
        except ssl.SSLCertVerificationError:
            _refuse(StampTrouble.UNPROVEN)
        except (OSError, UnicodeError):
            _refuse(StampTrouble.DOWN)
        try:
            return self._exchange(line, query)
        except TimeoutError:
            _refuse(StampTrouble.SLOW)
        except OSError:
            _refuse(StampTrouble.DOWN)
        except (http.client.HTTPException, ValueError):
            _refuse(StampTrouble.GARBAGE)
        finally:
            line.hang_up()

    def _line(self, deadline: float) -> _Line:
        """A connection to the server itself: whatever proxy the environment names is none of ours."""
        url = urlsplit(self.url)
        host, is_tls = url.hostname or "", url.scheme == "https"
        patience = min(CONNECT_SECONDS, self.deadline_seconds)
        connection = socket.create_connection((host, url.port or (443 if is_tls else 80)), timeout=patience)
        if not is_tls:
            return _Line(connection, deadline)
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            return _Line(context.wrap_socket(connection, server_hostname=host), deadline)
        except OSError:
            connection.close()
            raise

    def _exchange(self, line: _Line, query: bytes) -> bytes:
        url = urlsplit(self.url)
        connection = http.client.HTTPConnection(url.netloc)
        connection.sock = cast("socket.socket", line)
        where = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request("POST", where, query, dict(self._header()))
        answer = connection.getresponse()
        if answer.status in {401, 403}:
            _refuse(StampTrouble.CREDENTIALS)
        if answer.status != http.client.OK:
            _refuse(StampTrouble.HTTP)
        octets = answer.read(MOST_OCTETS + 1)
        if len(octets) > MOST_OCTETS:
            _refuse(StampTrouble.OVERSIZED)
        return octets

    def _header(self) -> Iterator[tuple[str, str]]:
        yield from {"Content-Type": _QUERY, "Accept": _REPLY, "Connection": "close"}.items()
        if self.username is not None:
            login = f"{self.username}:{self.password or ''}".encode()
            yield "Authorization", f"Basic {base64.b64encode(login).decode('ascii')}"


def first_end(certificates: str, response: bytes, now: datetime) -> datetime:
    """When the first certificate ends, in an answer or of ours: then no new stamp can be trusted.

    Of ours those that have ended are kept for the stamps of then, and say nothing of new ones.
    """
    ours = (one.not_valid_after_utc for one in _loaded(certificates))
    theirs = (one.not_valid_after_utc for one in _enclosed(response))
    return min((*theirs, *(end for end in ours if end > now)), default=now)


def as_configured(files: Iterable[bytes]) -> str:
    """The certificates of several PEM files, roots first, and nothing else that stands in them. Raises ValueError."""
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - slow to import

    known = [one for octets in files for one in load_pem_x509_certificates(octets)]
    return _as_pem(sorted(dict.fromkeys(known), key=lambda one: not _is_root(one)))


def roots_and_others(certificates: str, response: bytes) -> tuple[str, str]:
    """PEM of the roots among our certificates, and of all others that help to reach them, those in an answer too.

    Empty where what was stored is no certificate or no answer any more.
    """
    known = _loaded(certificates)
    roots = [one for one in known if _is_root(one)]
    others = [one for one in dict.fromkeys((*known, *_enclosed(response))) if one not in roots]
    return _as_pem(roots), _as_pem(others)


def _as_pem(certificates: Iterable[Certificate]) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - slow to import

    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates).decode("ascii")


# --- an answer ---


class _Response(core.Sequence):  # type: ignore[misc]
    """TimeStampResp (RFC 3161 § 2.4.2); asn1crypto's own knows none without a token, which is what a refusal is."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class _Answer:
    """What stands in an answer that grants a stamp. Nothing of it is proved yet."""

    algorithm: str
    imprint: bytes
    nonce: int | None
    policy: str
    serial: str
    stamped_at: datetime
    certificates: tuple[bytes, ...]
    sorted: bytes
    """The same answer with its certificates in the order that DER wants (X.690 § 11.6). No signature covers it, and
    OpenSSL writes them as they come."""


def _query(stated: bytes, nonce: int, policy: str | None) -> bytes:
    asked = {
        "version": "v1",
        "message_imprint": {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": stamps.imprint(stated),
        },
        "nonce": nonce,
        "cert_req": True,
    }
    return bytes(tsp.TimeStampReq(asked if policy is None else asked | {"req_policy": policy}).dump())


def _read(response: bytes) -> _Answer:
    """Raises `StampRefused` for what is no answer, or no stamp."""
    try:
        answer = _Response.load(response, strict=True)
        status = answer["status"]["status"].native
    except _UNREADABLE:
        _refuse(StampTrouble.GARBAGE)
    if status != "granted":
        _refuse(StampTrouble.REJECTED)
    try:
        return _granted(answer)
    except _UNREADABLE:
        _refuse(StampTrouble.GARBAGE)


def _granted(answer: _Response) -> _Answer:
    signed = answer["time_stamp_token"]["content"]
    told = signed["encap_content_info"]["content"].parsed
    stamped_at = told["gen_time"].native
    certificates = sorted(one.dump() for one in signed["certificates"] or ())
    fields = {
        "algorithm": told["message_imprint"]["hash_algorithm"]["algorithm"].native,
        "imprint": told["message_imprint"]["hashed_message"].native,
        "nonce": told["nonce"].native,
        "policy": told["policy"].native,
        "serial": f"{told['serial_number'].native:x}",
    }
    if certificates:
        signed["certificates"] = cms.CertificateSet([cms.CertificateChoices.load(one) for one in certificates])
    return _Answer(
        **fields, stamped_at=stamped_at.astimezone(UTC), certificates=tuple(certificates), sorted=answer.dump()
    )


def _is_signed(response: bytes, answer: _Answer, certificates: str) -> bool | None:
    """Whether somebody signed it for whom the certificates vouch, at the time it tells; None when we cannot read it."""
    # Slow to import, and most commands need none of it.
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response  # noqa: PLC0415

    known = _loaded(certificates)
    verifier = VerifierBuilder(
        roots=[one for one in known if _is_root(one)],
        intermediates=[one for one in known if not _is_root(one)],
        nonce=answer.nonce,
    ).build()
    for octets in (response, answer.sorted):
        try:
            decoded = decode_timestamp_response(octets)
            told = decoded.tst_info
            agrees = (told.gen_time.replace(microsecond=0), told.policy.dotted_string) == (
                answer.stamped_at.replace(microsecond=0),
                answer.policy,
            )
        except _odd():
            continue
        try:
            return verifier.verify(decoded, answer.imprint) and agrees
        except _odd(VerificationError):
            return False
    return None


def _enclosed(response: bytes) -> list[Certificate]:
    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415 - as above

    try:
        return [load_der_x509_certificate(one) for one in _read(response).certificates]
    except _odd(StampRefused):
        return []


def _loaded(certificates: str) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - as above

    try:
        return load_pem_x509_certificates(certificates.encode())
    except ValueError:
        return []


def _odd(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What cryptography raises over certificates that are not what they should be: not all of it is a ValueError."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
    from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType  # noqa: PLC0415

    of_certificates = (UnsupportedAlgorithm, DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType)
    return (ValueError, TypeError, OverflowError, *of_certificates, *others)


def _is_root(certificate: Certificate) -> bool:
    return certificate.issuer == certificate.subject


def _refuse(trouble: StampTrouble) -> NoReturn:
    raise StampRefused(stamps.TROUBLES[trouble], trouble) from None


# --- a connection ---


class _Line:
    """A connection that is cut at a moment of the monotonic clock, however slowly its octets drip.

    It has what `http.client` uses of a socket.
    """

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the server says."""
        return io.BufferedReader(_Ear(self))

    def sendall(self, octets: bytes) -> None:
        """Raises `TimeoutError` at the deadline."""
        self._in_time().sendall(octets)

    def receive(self, buffer: WriteableBuffer) -> int:
        """The same for what the server sends next."""
        return self._in_time().recv_into(buffer)

    def close(self) -> None:
        """Nothing yet: `http.client` lets go of a socket while it still reads from the file."""

    def hang_up(self) -> None:
        """Close the connection. Never raises."""
        self._connection.close()

    def _in_time(self) -> socket.socket:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection


class _Ear(io.RawIOBase):
    def __init__(self, line: _Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._line.receive(buffer)
