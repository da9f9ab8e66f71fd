"""What each fuzz target begins with: letters and containers that are well, and all the strange ones we know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.clients import letters
from tests.outlook import samples
from tests.signing import Provider

LETTERS = Path(__file__).parents[1] / "letters"

FIELDS = (
    b"mx.example.org 1; none",
    b"mx.example.org; dmarc=pass (p=reject dis=none) header.from=kommunen.example",
    b'"mx.example.org"; dkim=pass header.d=kommunen.example header.b="a/b=" header.s=k1;',
    b'mx.example.org; auth=pass (plain) smtp.auth=dorte@kommunen.example; spf/1=fail reason="no (such) host"',
    b"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dmarc=fail action=none header.from=example.org",
    b'""; dkim=pass header.s=k2;',
)
"""Authentication-Results as the tables of the trust gate have them."""


def seeds(target: str) -> Iterator[bytes]:
    """Octets to begin with."""
    if target in {"msg", "tnef", "rtf"}:
        yield from samples(target)
        return
    if target == "date":
        yield from (said.date.encode() for letter in letters() for said in letter.chain if said.date)
        return
    if target == "subject":
        yield from (said.subject.encode() for letter in letters() for said in letter.chain)
        return
    if target == "key":
        yield from (f"{Provider().record}{more}".encode() for more in ("", "; t=s", "; h=sha256; s=email"))
        yield b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        return
    if target == "results":
        yield from FIELDS
        return
    if target == "signature":
        yield from (Provider().signed(length=True), Provider().sealed(Provider().signed()))
    yield from (path.read_bytes() for path in LETTERS.glob("*.eml"))
    yield from (letter.octets for letter in letters())
