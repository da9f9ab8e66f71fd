"""Incidents: one message that somebody wrote, however many colleagues hand it on, and in whatever form (C5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archiver.core.addresses import ascii_lower
from archiver.core.forwards.subjects import bare
from archiver.core.records import Checksum, Original

COMPARED = 400
"""So many first letters and digits of a text tell whether a quotation is of it; what comes later a forward may cut."""
LEAST = 20
"""Letters and digits below which only equal texts are the same."""


def likeness(original: Original) -> str | None:
    """What two forms of one message share: SHA-256 of its sender, the minute it was sent and its bare subject.

    None unless all three are told. An attached mail and its quotation in the text of a forward have the same; the
    seconds and the prefixes of a subject are what mail programs drop and add.
    """
    sender = original.from_.address or original.from_.name if original.from_ else ""
    subject = " ".join(bare(original.subject).casefold().split())
    if not sender or not subject or original.date is None:
        return None
    minute = int(original.date.timestamp() // 60)
    return hashlib.sha256(f"{ascii_lower(sender)}\n{minute}\n{subject}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Saying:
    """What a message says, in whatever form it was handed on."""

    text: str
    is_whole: bool
    """Whether we have its exact octets; a quotation may be cut short, and lacks what was attached."""
    attached: frozenset[Checksum] = frozenset()
    """SHA-256 of each attachment, decoded."""


def say_the_same(one: Saying, other: Saying) -> bool:
    """Whether two messages of one likeness say the same, line breaks and marks apart. Nothing is not the same.

    Two whole messages do when all of their text is equal, and what is attached. A quotation may be cut short: it is of
    the other when it says the same as far as it goes, and goes far enough to tell.
    """
    mine, theirs = _letters(one.text), _letters(other.text)
    if one.is_whole and other.is_whole:
        return mine == theirs and one.attached == other.attached and bool(mine or one.attached)
    shorter = min(len(mine), len(theirs), COMPARED)
    return (mine == theirs != "") or (shorter >= LEAST and mine[:shorter] == theirs[:shorter])


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
