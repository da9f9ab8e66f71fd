"""What servers around us show to anybody who connects: how long their certificate is valid, what their clock says.

No login is tried, and nothing that is learnt here is believed for anything but this: a certificate is looked at without
being verified, so that one that has ended can be told from a server that is away.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from asn1crypto import x509

Spoken = Literal["imap", "smtp", "postgresql"]
Tls = Literal["implicit", "starttls", "none"]
SECONDS = 10.0
LONGEST_LINE = 2000
LINES = 100
_SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))
"""SSLRequest of PostgreSQL's protocol."""


@dataclass(frozen=True, slots=True)
class Service:
    """A server we use."""

    name: str
    """Our name of it."""
    spoken: Spoken
    host: str
    port: int
    tls: Tls


@dataclass(frozen=True, slots=True)
class Shown:
    """What it showed."""

    certificate_ends: datetime | None = None
    """None where it offers no TLS."""
    clock: datetime | None = None
    """What it says the time is, in its greeting; most say nothing."""


def addresses(host: str) -> list[str]:
    """The IP addresses of a host, by whatever this machine asks. Raises `OSError`."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def look_at(service: Service) -> Shown:
    """Connect, and see. Raises `OSError`, also for one who answers as no such server does."""
    with socket.create_connection((service.host, service.port), SECONDS) as plain:
        plain.settimeout(SECONDS)
        if service.tls == "implicit":
            return _inside(plain, service)
        clock = None if service.spoken == "postgresql" else time_in(_line(plain))
        if service.tls == "starttls":
            _UPGRADES[service.spoken](plain)
            return Shown(_end_of(_encrypted(plain, service.host)), clock)
        return Shown(None, clock)


def _inside(plain: socket.socket, service: Service) -> Shown:
    encrypted = _encrypted(plain, service.host)
    clock = None
    with suppress(OSError):
        clock = time_in(_line(encrypted))
    return Shown(_end_of(encrypted), clock)


def _encrypted(plain: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing is said or believed over it
    encrypted = context.wrap_socket(plain, server_hostname=host)
    encrypted.settimeout(SECONDS)
    return encrypted


def _end_of(encrypted: ssl.SSLSocket) -> datetime | None:
    shown = encrypted.getpeercert(binary_form=True)
    encrypted.close()
    if not shown:
        return None
    try:
        ends: datetime = x509.Certificate.load(shown)["tbs_certificate"]["validity"]["not_after"].native
    except (ValueError, TypeError):
        raise OSError("its certificate cannot be read") from None
    return ends.astimezone(UTC)


def _line(connection: socket.socket) -> str:
    """Octet by octet: what comes after it belongs to somebody else, TLS maybe."""
    line = b""
    while not line.endswith(b"\n") and len(line) < LONGEST_LINE:
        more = connection.recv(1)
        if not more:
            raise OSError("it hung up")
        line += more
    return line.decode("latin-1")


def time_in(greeting: str) -> datetime | None:
    """What time a greeting tells, as Exchange, sendmail and others write it at its end (RFC 5322 § 3.3)."""
    words = greeting.split()
    for length in (7, 6, 5):
        for start in range(max(0, len(words) - length + 1)):
            with suppress(ValueError, IndexError, TypeError):
                found = parsedate_to_datetime(" ".join(words[start : start + length]).strip("();"))
                if found.tzinfo is not None:
                    return found.astimezone(UTC)
    return None


def _imap(plain: socket.socket) -> None:
    plain.sendall(b"a STARTTLS\r\n")
    _await(plain, lambda line: line.startswith("a "), "a OK")


def _smtp(plain: socket.socket) -> None:
    plain.sendall(b"EHLO localhost\r\n")
    _await(plain, lambda line: line[3:4] != "-", "250")
    plain.sendall(b"STARTTLS\r\n")
    _await(plain, lambda line: line[3:4] != "-", "220")


def _postgresql(plain: socket.socket) -> None:
    plain.sendall(_SSL_REQUEST)
    if plain.recv(1) != b"S":
        raise OSError("it offers no TLS")


def _await(plain: socket.socket, is_last: Callable[[str], bool], well: str) -> None:
    for _ in range(LINES):
        line = _line(plain)
        if is_last(line):
            if line.startswith(well):
                return
            break
    raise OSError("it offers no TLS")


_UPGRADES: dict[Spoken, Callable[[socket.socket], None]] = {"imap": _imap, "smtp": _smtp, "postgresql": _postgresql}
