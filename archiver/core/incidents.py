"""Incidents: one message that somebody wrote, however many colleagues hand it on, and in whatever form (C5)."""

from __future__ import annotations

import hashlib

from archiver.core.addresses import ascii_lower
from archiver.core.forwards.subjects import bare
from archiver.core.records import Original

ENOUGH = 40
"""So many first letters and digits tell whether two texts are the same; what comes later a forward may have cut."""


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


def are_same_words(one: str, other: str) -> bool:
    """Whether two texts can be the same message: their first letters and digits are, as far as the shorter goes.

    A quotation changes line breaks and marks; a text of which nothing is left fits any.
    """
    mine, theirs = _letters(one), _letters(other)
    shorter = min(len(mine), len(theirs))
    return mine[:shorter] == theirs[:shorter]


def _letters(text: str) -> str:
    return "".join(letter for letter in text[: 20 * ENOUGH].casefold() if letter.isalnum())[:ENOUGH]
