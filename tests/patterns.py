"""Archives of any size, made of a hundred mails that came in the long way (see `benchmarks.synthetic`)."""

from __future__ import annotations

from pathlib import Path

from archiver.core.cases import Signer
from benchmarks.mix import short_letter
from benchmarks.synthetic import ITEMS, Pattern
from tests.fakes import Archive, FakeServer, a_policy


def a_pattern(folder: Path) -> Pattern:
    """The hundred, of as many colleagues, five about each of twenty incidents; `folder` is empty."""
    key = bytes(range(32))
    (folder / "signing.key").write_text(key.hex())
    server = FakeServer()
    for number in range(ITEMS):
        server.deliver(short_letter(number, sender=f"K <k.{number}@kommune.example>", citizen=number // 5))
    with Archive.opened(f"sqlite:///{folder / 'archive.db'}") as archive:
        archive.policy = a_policy(signer=Signer(key), open_new_cases=True)
        archive.round(server)
        archive.send()
    return Pattern.of(folder)
