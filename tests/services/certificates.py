"""A certificate authority for one test run, made by the openssl program."""

import atexit
import functools
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.services.network import SERVICES
from tests.services.processes import program, server_folder

_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
_NAMES = ["DNS:localhost", "DNS:imap.kommune.example", "DNS:smtp.kommune.example", "IP:127.0.0.1"]
_EXTENSIONS = f"""subjectAltName={",".join([*_NAMES, *(f"IP:{one}" for one in SERVICES.values())])}
extendedKeyUsage=serverAuth
basicConstraints=CA:FALSE
authorityKeyIdentifier=keyid
"""


@dataclass(frozen=True)
class Certificates:
    """PEM files: the authority to trust, and one server's certificate with its key.

    It is for localhost and 127.0.0.1, and for imap and smtp.kommune.example, as which containers see this machine.
    """

    ca_file: Path
    certificate: Path
    key: Path


@functools.cache
def certificates() -> Certificates:
    """The certificates of this process; removed when it ends. Any local user may read them, the key too."""
    folder = server_folder("ca.", {})
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _make_authority(folder)
    _make_server_certificate(folder)
    for path in folder.iterdir():
        path.chmod(0o644)
    return Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")


def _make_authority(folder: Path) -> None:
    uses = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]
    _openssl(
        folder,
        *["req", "-x509", *_KEY, "-days", "30", "-subj", "/CN=Arkivfunktion test CA"],
        *["-addext", uses[0], "-addext", uses[1], "-keyout", "ca.key", "-out", "ca.pem"],
    )


def _make_server_certificate(folder: Path) -> None:
    (folder / "extensions").write_text(_EXTENSIONS)
    _openssl(folder, "req", *_KEY, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    _openssl(
        folder,
        *["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
        *["-days", "30", "-extfile", "extensions", "-out", "server.pem"],
    )


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run([program("openssl", "openssl"), *arguments], cwd=folder, check=True, capture_output=True)
