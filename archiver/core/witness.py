"""What an old weekly letter testifies: how long the chain of custody was then, and the hash it ended with (E8).

What it proves: whoever changes, removes or inserts an event before that count must find two SHA-256 links that agree,
however well the rest is recomputed. What it does not prove: anything about later events, and nothing at all if the
letter itself is made up. It is unsigned, so its worth is that of its keeper: whoever holds the archive's database and
key can write such a letter, but cannot put it into a witness's mailbox as what that server took in years ago.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from archiver.core.anatomy import Anatomy, anatomy_of
from archiver.core.custody import GENESIS
from archiver.core.hypertext import readable
from archiver.core.records import ChainHead, Finding
from archiver.errors import Unparseable

MOST_OCTETS = 20_000_000
"""A file beyond this is no letter of ours, however it was forwarded."""
_MOST_TEXT = 1_000_000

#: `witness_line` as programs leave it: folded anywhere in the hash, with marks of quoting, soft breaks and hyphens.
_FOLD = r"[\s>|=\u00ad\u200b\ufeff]{0,40}+"
_LINE = re.compile(
    rf"(?<![0-9])([0-9]{{1,15}})[ \t\xa0]{{0,4}}:{_FOLD}([0-9a-f](?:{_FOLD}[0-9a-f]){{63}})(?![0-9a-f])", re.IGNORECASE
)
_NOT_HEX = re.compile("[^0-9a-f]")
_OUTLOOK_ITEM = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPED = b"Content-Type: application/vnd.ms-outlook\r\nContent-Transfer-Encoding: binary\r\n\r\n"
"""Around an Outlook item, so that it is read as one that came by mail."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a letter says, wherever in it: a forward may hold several letters."""

    witnessed: tuple[ChainHead, ...] = ()
    marks: frozenset[str] = frozenset()
    """X-Archive-Loop of the letters whose header came along: whose they are."""


def statement_in(octets: bytes) -> Statement:
    """Read a saved letter: a mail (also one that holds it, attached or quoted), an Outlook item, a page, bare text.

    Empty for anything else; no octets make it fail.
    """
    octets = octets[:MOST_OCTETS]
    texts, marks = _texts_of(octets)
    found = (head for text in (*texts, _bare(octets)) for head in _lines_in(text))
    return Statement(tuple(dict.fromkeys(found)), marks)


def contradictions(witnessed: Iterable[ChainHead], links: Mapping[int, str], end: int) -> Iterator[Finding]:
    """Each witnessed count at which the chain has another hash today (`links`: count → hash), or none at all."""
    there = {0: GENESIS, **links}
    for one in sorted(set(witnessed), key=lambda head: (head.count, head.head)):
        if there.get(one.count) != one.head:
            found = there.get(one.count, f"none: the chain ends at event {end}")
            yield Finding("anchor", f"event:{one.count}", one.head, found)


def anchored_to(witnessed: Collection[ChainHead], links: Mapping[int, str], sound: int) -> int | None:
    """The highest witnessed count that holds, in a chain that is unbroken up to its event `sound`."""
    there = {0: GENESIS, **links}
    held = [one.count for one in witnessed if one.count <= sound and there.get(one.count) == one.head]
    return max(held, default=None)


def _texts_of(octets: bytes) -> tuple[list[str], frozenset[str]]:
    mail = _WRAPPED + octets if octets.startswith(_OUTLOOK_ITEM) else octets
    try:
        anatomy = anatomy_of(mail)
    except Unparseable:
        return [], frozenset()
    marks = (mark for body in anatomy.bodies for mark in body.headers.envelope.archive_loop)
    return list(_words_in(anatomy)), frozenset(marks)


def _words_in(anatomy: Anatomy) -> Iterator[str]:
    for body in anatomy.bodies:
        yield body.plain
        yield readable(body.hypertext)


def _bare(octets: bytes) -> str:
    """The file as text: what a person copied out of a letter."""
    codec = "utf-16" if octets[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    text = octets[:_MOST_TEXT].decode(codec, "replace")
    return readable(text) if "<" in text else text


def _lines_in(text: str) -> Iterator[ChainHead]:
    for count, link in _LINE.findall(text):
        yield ChainHead(int(count), _NOT_HEX.sub("", link.lower()))
