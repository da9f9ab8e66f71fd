"""Mail providers that sign: their keys, what their DNS says of them, and the signatures they make with dkimpy."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import dkim

from tests.builders import ABUSE

_COVERED = [b"from", b"to", b"subject", b"date", b"message-id"]


@cache
def _private_key(bits: int, _of: str) -> bytes:
    made = subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], check=True, capture_output=True)
    return made.stdout


@dataclass(frozen=True)
class Provider:
    """Whoever signs for a domain under one selector."""

    domain: str = "udbyder.example"
    selector: str = "nov2026"
    bits: int = 2048

    @property
    def name(self) -> str:
        """Where its key is published."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def key(self) -> bytes:
        """Its private key; the same one whenever it is asked for."""
        return _private_key(self.bits, self.name)

    @property
    def record(self) -> str:
        """What its DNS says."""
        public = subprocess.run(
            ["openssl", "rsa", "-pubout", "-outform", "DER"], input=self.key, check=True, capture_output=True
        ).stdout
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"

    @property
    def published(self) -> dict[str, str]:
        """As a name server is told of it."""
        return {self.name: self.record}

    def signed(self, mail: bytes = ABUSE, **how: Any) -> bytes:
        """The mail with a signature on top."""
        how = {"include_headers": _COVERED} | how
        field = dkim.sign(mail, self.selector.encode(), self.domain.encode(), self.key, **how)
        return bytes(field) + mail

    def sealed(self, mail: bytes, results: str = "spf=pass") -> bytes:
        """The mail with an ARC set on top; `results` is what the server found before, "arc=pass" among them.

        dkimpy wants the package authres to read them; we say them ourselves.
        """
        found = [_Result(*one.split("=")) for one in results.split("; ")]

        def parse(field: str) -> SimpleNamespace:
            return SimpleNamespace(authserv_id=field.split(":")[1].split(";", maxsplit=1)[0].strip(), results=found)

        header = SimpleNamespace(parse=parse)
        authres = SimpleNamespace(AuthenticationResultsHeader=header, core=SimpleNamespace(SyntaxError=ValueError))
        heard = b"Authentication-Results: " + self.domain.encode() + b"; " + results.encode() + b"\r\n" + mail
        with patch.object(dkim, "authres", authres, create=True):
            fields = dkim.arc_sign(
                heard,
                self.selector.encode(),
                self.domain.encode(),
                self.key,
                self.domain.encode(),
                include_headers=_COVERED,
            )
        assert fields
        return b"".join(fields) + heard


@dataclass(frozen=True)
class _Result:
    method: str
    result: str

    def __str__(self) -> str:
        return f"{self.method}={self.result}"
