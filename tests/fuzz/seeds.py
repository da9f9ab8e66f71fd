"""What each fuzz target begins with: letters and containers that are well, and all the strange ones we know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.clients import letters
from tests.outlook import samples
from tests.signing import Provider

LETTERS = Path(__file__).parents[1] / "letters"


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
    if target == "signature":
        yield from (Provider().signed(length=True), Provider().sealed(Provider().signed()))
    yield from (path.read_bytes() for path in LETTERS.glob("*.eml"))
    yield from (letter.octets for letter in letters())
