"""The kinds of values a configuration holds. Each refuses with a sentence that says what to write instead.

No sentence repeats the value: what stands in the wrong place may be a secret.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import json
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal, TypeVar
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, Strict, ValidationInfo

from archiver.core.register import CODE, KLE

Tls = Literal["implicit", "starttls", "none"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UGEDAGE: Final = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
_LOCAL: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\Z", re.ASCII)
_NAME: Final = re.compile(r"[^\W\d_][\w.-]{0,63}\Z")
_REPLICA: Final = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_WITH_PORT: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):([0-9]{1,5})\Z")
_CLAMD: Final = re.compile(
    r"unix:(?P<path>/[^\x00-\x20]+)\Z|tcp:(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):(?P<port>[0-9]{1,5})\Z"
)
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z", re.ASCII)
_OID: Final = re.compile(r"[0-2](?:\.(?:0|[1-9]\d{0,30})){1,30}\Z", re.ASCII)
_GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")
MOST_AUTHORITIES: Final = 5  # each has a thread of its own in the daemon
_LONGEST_TEXT: Final = 20_000
_LONGEST_ADDRESS: Final = 254  # RFC 5321 § 4.5.3.1.3, without the angle brackets

_Entry = TypeVar("_Entry")


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine: 127.0.0.0/8, ::1 or localhost (RFC 6761 § 6.3)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _line(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write something or remove the key")
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in text):
        raise ValueError("must be one line without control characters")
    return text.strip()


def _ascii_domain(text: str) -> str | None:
    """In lower case and as A-labels (RFC 5890); None when it is no domain name."""
    try:
        domain = text.strip().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return domain if len(domain) <= 253 and _DOMAIN.match(domain) else None


def _own_domain(text: str) -> str:
    domain = _ascii_domain(text)
    if domain is None or "." not in domain:
        raise ValueError("must be a domain such as kommune.example, without @ or *")
    return domain


def _address(text: str) -> str:
    local, _, domain = text.strip().rpartition("@")
    known = _ascii_domain(domain)
    if not _LOCAL.match(local) or len(local) > 64 or known is None or len(text) > _LONGEST_ADDRESS:
        raise ValueError("must be one mail address such as arkiv@kommune.example, without a name or < >")
    return f"{local}@{known}"


def _host(text: str) -> str:
    host = text.strip()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if _ascii_domain(host) is None:
            raise ValueError("must be a host name or IP address only; the port has its own key") from None
    return host


def _long_text(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write something or remove the key")
    if len(text) > _LONGEST_TEXT or any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in text):
        raise ValueError(f"must be text of at most {_LONGEST_TEXT} characters, without control characters")
    return text.strip()


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError("must be capital letters, digits, '-' and '_', 50 at most")
    return text


def _kle(text: str) -> str:
    if not KLE.fullmatch(text):
        raise ValueError("must be a KLE number, such as 81.39.00 or 81.39.00-G01")
    return text


def dns_server(text: str) -> tuple[str, int]:
    """IP address and port of "192.0.2.53", "127.0.0.1:5353" or "[2001:db8::53]:5353"."""
    found = _WITH_PORT.match(text.strip())
    address, port = (found[1] or found[2], int(found[3])) if found else (text.strip(), 53)
    try:
        address = str(ipaddress.ip_address(address))
    except ValueError:
        address = ""
    if not address or not 0 < port < 1 << 16:
        raise ValueError("must be an IP address such as 192.0.2.53, or one with a port such as 192.0.2.53:5353")
    return address, port


def _dns_server(text: str) -> str:
    dns_server(text)
    return text.strip()


def listen_at(text: str) -> tuple[str, int]:
    """IP address and port of "127.0.0.1:8825" or "[::]:8825"."""
    found = _WITH_PORT.match(text.strip())
    try:
        address, port = (str(ipaddress.ip_address(found[1] or found[2])), int(found[3])) if found else ("", 0)
    except ValueError:
        address, port = "", 0
    if not address or not 0 < port < 1 << 16:
        raise ValueError("must be an IP address of this machine with a port, such as 127.0.0.1:8825")
    return address, port


def _listen(text: str) -> str:
    listen_at(text)
    return text.strip()


def clamd_at(text: str) -> Path | tuple[str, int]:
    """The socket's path of "unix:/run/clamav/clamd.ctl", or host and port of "tcp:127.0.0.1:3310"."""
    found = _CLAMD.match(text.strip())
    if found and found["path"]:
        return Path(found["path"])
    if not found or not 0 < int(found["port"]) < 1 << 16:
        raise ValueError('must be such as "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310"')
    return _host(found["host"].strip("[]")), int(found["port"])


def _clamd(text: str) -> str:
    clamd_at(text)
    return text.strip()


def _mailbox_name(text: str) -> str:
    if not _NAME.match(text):
        raise ValueError("must begin with a letter and hold only letters, digits, '-', '_' and '.', 64 at most")
    return text


def _replica_name(text: str) -> str:
    if not _REPLICA.match(text):
        raise ValueError("must hold only letters, digits, '-', '_' and '.', 64 at most")
    return text


def _folder(text: str) -> str:
    folder = _line(text)
    return "INBOX" if folder.upper() == "INBOX" else folder  # RFC 3501 § 5.1


def _time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone such as Europe/Copenhagen") from None
    return text


def _web_address(text: str) -> str:
    if not re.match(r"https?://[^\s/]", text):
        raise ValueError("must be a web address that begins with https://")
    return _line(text)


def _service_address(text: str) -> str:
    try:
        url = urlsplit(text.strip())
        is_whole = url.scheme in {"http", "https"} and bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        is_whole = False
    if not is_whole or not re.fullmatch(r"[!-~]+", text.strip()):
        raise ValueError("must be the address of a server, such as https://tsa.example/")
    if "@" in url.netloc:
        raise ValueError("must hold no user name and no password; they have keys of their own")
    return text.strip()


def place(text: str) -> str:
    """Where octets may rest. Raises ValueError with what to write instead."""
    url = urlsplit(text.strip())
    path = unquote(url.path)
    if text.strip() in {"database", "files"}:
        return text.strip()
    is_plain = not (url.query or url.fragment) and "\0" not in path and ".." not in path.split("/")
    if url.scheme == "file" and not url.netloc and len(path) > 1 and is_plain:
        return "file://" + quote(path.rstrip("/"))
    if url.scheme == "s3" and _BUCKET.match(url.netloc) and is_plain:
        return f"s3://{url.netloc}/{path.strip('/')}".rstrip("/")
    raise ValueError('must be "database", "files", "file:///folder" or "s3://bucket/prefix"')


def host_of(address: str) -> str:
    """The host in a web address."""
    return urlsplit(address).hostname or ""


def _oid(text: str) -> str:
    if not _OID.match(text.strip()):
        raise ValueError("must be an object identifier such as 1.3.6.1.4.1.4146.2.3")
    return text.strip()


def _certificates(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """One of them at least is a root: a chain that ends nowhere proves nothing."""
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        known = [one for path in paths for one in load_pem_x509_certificates(path.read_bytes())]
    except (OSError, ValueError):
        raise ValueError("must name files that hold certificates in PEM") from None
    if not any(one.issuer == one.subject for one in known):
        raise ValueError("hold no root certificate, one that is its own issuer; ask the authority for its root")
    return paths


def _tenant(text: str) -> str:
    tenant = text.strip().lower()
    if not _GUID.match(tenant) and (_ascii_domain(tenant) is None or "." not in tenant):
        raise ValueError("must be the directory's ID (a GUID) or a domain such as kommune.onmicrosoft.com")
    return tenant


def _desk_address(text: str) -> str:
    address = _service_address(text).rstrip("/")
    if urlsplit(address).path or urlsplit(address).query:
        raise ValueError("must be the address of a server alone, such as https://arkiv.kommune.example")
    if not address.startswith("https") and not is_loopback(host_of(address)):
        raise ValueError("would show the archive over an open line; write an address that begins with https://")
    return address


def _ip_network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip()))
    except ValueError:
        raise ValueError('must be an IP address or a network, such as "192.0.2.7" or "192.0.2.0/24"') from None


def at_most(most: int) -> AfterValidator:
    """A bound on how many a list may have."""

    def check(given: tuple[str, ...]) -> tuple[str, ...]:
        if len(given) > most:
            raise ValueError(f"must have at most {most} entries")
        return given

    return AfterValidator(check)


def _token_address(text: str) -> str:
    address = _service_address(text)
    if not address.startswith("https") and not is_loopback(host_of(address)):
        raise ValueError("would send the secret over an open line; write an address that begins with https://")
    return address


def _certificate(path: Path) -> Path:
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        raise ValueError("must name a file that holds a certificate in PEM (-----BEGIN CERTIFICATE-----)") from None
    return path


def _private_key(path: Path) -> Path:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise ValueError("must name a file that holds a private key in PEM, without a passphrase") from None
    return path


def mismatch(certificate: Path, key: Path) -> Iterator[str]:
    """Says so if the key is not that of the certificate."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415

    certified = load_pem_x509_certificate(certificate.read_bytes()).public_key()
    if load_pem_private_key(key.read_bytes(), None).public_key() != certified:
        yield "key_file is not the key of certificate_file; they come in pairs"


def is_installed(module: str) -> bool:
    """Whether a library is there, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _service_account(path: Path) -> Path:
    try:
        told = json.loads(path.read_bytes())
        is_one = told["type"] == "service_account" and all(map(told.get, ("client_email", "private_key", "token_uri")))
    except (OSError, ValueError, KeyError, TypeError):
        is_one = False
    if not is_one:
        raise ValueError("must name the JSON file that Google made with the key of a service account")
    return path


def _password(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not text:
        raise ValueError("is empty; give the secret or remove the key")
    if any(mark in text for mark in "\r\n\0"):
        raise ValueError("must be one line; the secret holds a line break or a NUL")
    return secret


def _path(path: Path, info: ValidationInfo) -> Path:
    """Relative paths start in the folder of the configuration file: an archive must not move with `cd`."""
    folder: Path = info.context if isinstance(info.context, Path) else Path.cwd()
    return folder / _without_nul(path)


def _without_nul(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("must be the name of a file")
    return path


@contextmanager
def readable(path: Path) -> Iterator[BinaryIO]:
    """The open file; refuses what cannot be opened or read."""
    try:
        with _without_nul(path).open("rb") as stream:
            yield stream
    except OSError as error:
        raise ValueError(f"names a file that cannot be read ({error.strerror})") from None


def _readable_file(path: Path) -> Path:
    with readable(path) as stream:
        stream.read(1)
    return path


def _weekday(value: object) -> object:
    day = value.strip().lower() if isinstance(value, str) else value
    return WEEKDAYS[_UGEDAGE.index(day)] if day in _UGEDAGE else day


def _clock(value: object) -> object:
    found = _CLOCK.match(value) if isinstance(value, str) else None
    if found:
        return time(int(found[1]), int(found[2]))
    if isinstance(value, time) and value.tzinfo is None:
        return value
    raise ValueError('must be a time of day such as "07:00"')


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def between(least: int, most: int) -> AfterValidator:
    """A bound on whole numbers, both ends included."""

    def check(number: int) -> int:
        if not least <= number <= most:
            raise ValueError(f"must be between {least} and {most}")
        return number

    return AfterValidator(check)


def not_empty(entries: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
    """Refuses an empty list."""
    if not entries:
        raise ValueError("must have at least one entry")
    return entries


def _unique(entries: tuple[str, ...]) -> tuple[str, ...]:
    if len({entry.casefold() for entry in entries}) < len(entries):
        raise ValueError("has an entry twice (capital letters make no difference)")
    return entries


Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Day = Annotated[date, Strict()]
Line = Annotated[str, AfterValidator(_line)]
Password = Annotated[SecretStr, AfterValidator(_password)]
OwnDomains = Annotated[
    tuple[Annotated[str, AfterValidator(_own_domain)], ...], AfterValidator(not_empty), AfterValidator(_unique)
]
MailAddress = Annotated[str, AfterValidator(_address)]
Host = Annotated[str, AfterValidator(_host)]
DnsServer = Annotated[str, AfterValidator(_dns_server)]
Listen = Annotated[str, AfterValidator(_listen)]
DeskAddress = Annotated[str, AfterValidator(_desk_address)]
IpNetwork = Annotated[str, AfterValidator(_ip_network)]
Clamd = Annotated[str, AfterValidator(_clamd)]
LongText = Annotated[str, AfterValidator(_long_text)]
Code = Annotated[str, AfterValidator(_code)]
KleNumber = Annotated[str, AfterValidator(_kle)]
Port = Annotated[Whole, between(1, 65535)]
MailboxName = Annotated[str, AfterValidator(_mailbox_name)]
ReplicaName = Annotated[str, AfterValidator(_replica_name)]
Folder = Annotated[str, AfterValidator(_folder)]
Folders = Annotated[tuple[Folder, ...], AfterValidator(not_empty), AfterValidator(_unique)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
PlainPath = Annotated[Path, AfterValidator(_path)]
ReadableFile = Annotated[Path, AfterValidator(_path), AfterValidator(_readable_file)]
Tenant = Annotated[str, AfterValidator(_tenant)]
TokenAddress = Annotated[str, AfterValidator(_token_address)]
Certificate = Annotated[ReadableFile, AfterValidator(_certificate)]
PrivateKey = Annotated[ReadableFile, AfterValidator(_private_key)]
ServiceAccount = Annotated[ReadableFile, AfterValidator(_service_account)]
ServiceAddress = Annotated[str, AfterValidator(_service_address)]
Place = Annotated[str, AfterValidator(place)]
Oid = Annotated[str, AfterValidator(_oid)]
Certificates = Annotated[tuple[ReadableFile, ...], AfterValidator(not_empty), AfterValidator(_certificates)]
DayOfWeek = Annotated[Weekday, BeforeValidator(_weekday)]
TimeOfDay = Annotated[time, BeforeValidator(_clock)]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
