"""Incidents: one message that somebody wrote, however many colleagues hand it on, and in whatever form (C5)."""

from __future__ import annotations

import hashlib

from archiver.core.addresses import ascii_lower
from archiver.core.forwards.subjects import bare
from archiver.core.records import Original

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


def are_same_words(one: Original, other: Original) -> bool:
    """Whether two messages of one likeness say the same, line breaks and marks apart.

    Two whole messages do when all of their text is equal. A quotation may be cut short: it is of the other when it says
    the same as far as it goes, and goes far enough to tell.
    """
    mine, theirs = _letters(one.text), _letters(other.text)
    if one.checksum is not None and other.checksum is not None:
        return mine == theirs
    shorter = min(len(mine), len(theirs), COMPARED)
    return mine == theirs or (shorter >= LEAST and mine[:shorter] == theirs[:shorter])


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
