"""The messages that a mail hands on, as a small tree for a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archiver.cli import words
from archiver.cli.common import PAPER, plain, say, when
from archiver.core.records import Address, DateZone, Original, Part

if TYPE_CHECKING:
    from rich.tree import Tree

SHORT = 72
"""Characters of a subject that a line shows."""
SHOWN = 5
"""Recipients that a line names."""


def print_tree(originals: Sequence[Original], parts: Sequence[Part], *, texts: bool) -> None:
    """Each message under the one that handed it on; a star marks what the case is about. Their words on demand only:
    whoever looks an item up need not meet the abuse."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.tree import Tree  # noqa: PLC0415

    if not originals:
        return
    names = {part.path: plain(part.safe_filename) for part in parts}
    root = Tree(say("hands on"), guide_style="none")
    branches: dict[int | None, Tree] = {None: root}
    for place, original in enumerate(originals):
        told = [_title(original), *(f"  {line}" for line in _lines(original, names))]
        if texts:
            told += (f"  > {plain(line)}" for line in original.text.strip().splitlines())
        branches[place] = branches[original.parent].add("\n".join(told))
    width = None if sys.stdout.isatty() else PAPER
    Console(highlight=False, markup=False, emoji=False, width=width).print(root)


def _title(original: Original) -> str:
    star = "★ " if original.choice else ""
    subject = plain(original.subject)
    shortened = subject if len(subject) <= SHORT else f"{subject[: SHORT - 1]}…"
    return f"{star}{words.recovery(original.provenance)}: {shortened or '–'}"


def _lines(original: Original, names: dict[str, str]) -> list[str]:
    told = [(say("from"), _person(original.from_)), (say("sent"), _sent(original))]
    if original.to:
        more = " …" if len(original.to) > SHOWN else ""
        told.append((say("to"), ", ".join(_person(one) for one in original.to[:SHOWN]) + more))
    if original.checksum:
        told.append((say("SHA-256"), original.checksum))
    if original.attachments:
        told.append((say("attachments"), ", ".join(names.get(path, path) for path in original.attachments)))
    lines = [f"{label}: {value}" for label, value in told]
    lines.append(words.confidence(original.confidence))
    return [*lines, words.choice(original.choice)] if original.choice else lines


def _person(address: Address | None) -> str:
    if address is None:
        return "–"
    name, spec = plain(address.name), plain(address.address)
    return f"{name} <{spec}>" if name and spec else name or spec or "–"


def _sent(original: Original) -> str:
    if original.date is None:
        return "–"
    at = when(original.date)
    return say("{at} (time zone assumed)").format(at=at) if original.date_zone is DateZone.ASSUMED else at
