"""What an old weekly letter or a time stamp testifies: how long the chain of custody was then, and its last hash (E8).

What it proves: whoever changes, removes or inserts an event before that count must find two SHA-256 links that agree,
however well the rest is recomputed. What it does not prove: anything about later events, and nothing at all if the
letter itself is made up. It is unsigned, so its worth is that of its keeper: whoever holds the archive's database and
key can write such a letter, but cannot put it into a witness's mailbox as what that server took in years ago. A time
stamp (RFC 3161) is signed by its authority, with a time: a forger can have a new one made, but none of back then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archiver.core.anatomy import anatomy_of
from archiver.core.custody import GENESIS
from archiver.core.hypertext import readable
from archiver.core.language import later
from archiver.core.records import ChainHead, Finding
from archiver.errors import Unparseable

MOST_OCTETS = 20_000_000
"""A file beyond this is no letter of ours, however it was forwarded."""
_MOST_TEXT = 1_000_000

#: `witness_line` as programs leave it: folded anywhere in the hash, with marks of quoting and emphasis, soft breaks and
#: hyphens, and the wide colon of some keyboards.
_FOLD = r"[\s>|=*_\u00ad\u200b\ufeff]{0,40}+"
_LINE = re.compile(
    rf"(?<![0-9])([0-9]{{1,15}}){_FOLD}[:\uff1a]{_FOLD}([0-9a-f](?:{_FOLD}[0-9a-f]){{63}})(?![0-9a-f])", re.IGNORECASE
)
_NOT_HEX = re.compile("[^0-9a-f]")
_OUTLOOK_ITEM = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPED = b"Content-Type: application/vnd.ms-outlook\r\nContent-Transfer-Encoding: binary\r\n\r\n"
"""Around an Outlook item, so that it is read as one that came by mail."""

_REWRITTEN = later(
    "{letter}: the custody log was rewritten at or before event {count}: {expected} was witnessed,"
    " {found} is there now."
)
_REWRITTEN_OR_STRANGE = later(
    "{letter}: either the custody log was rewritten at or before event {count}, or this letter is not of this archive:"
    " {expected} was witnessed, {found} is there now."
)
_CUT_OFF = later(
    "{letter}: the custody log was cut off: the letter witnessed event {count} ({expected}), and it is gone."
)
_CUT_OFF_OR_STRANGE = later(
    "{letter}: either the custody log was cut off, or this letter is not of this archive: it witnessed event {count}"
    " ({expected}), and there is none."
)
_AT_ODDS = later(
    "{letter} does not agree with another letter, which holds: one of the two is false or was misread."
    " This one says {expected} of event {count}, and {found} is there."
)
_OWN_RECORD = later(
    "Either the custody log was rewritten at or before event {count}, or our own record of a weekly letter was changed:"
    " {expected} stands in the record, {found} is there now."
)


_STAMPED_OTHERWISE = later(
    "The custody log was rewritten at or before event {count}: {authority} time-stamped {expected}, and {found} is"
    " there now."
)
_STAMPED_AND_CUT_OFF = later(
    "The custody log was cut off: {authority} time-stamped event {count} ({expected}), and it is gone."
)
_STAMP_AT_ODDS = later(
    "A time stamp by {authority} does not agree with a letter or with another time stamp, which holds: one of the two"
    " was put in its place. It says {expected} of event {count}, and {found} is there."
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One witness line, and whose letter it stands in."""

    head: ChainHead
    marks: frozenset[str] = frozenset()
    """X-Archive-Loop of the very message it stands in; none where its header did not come along."""

    def may_be_of(self, mark: str) -> bool:
        """Nothing says that it is of another archive than the one with that mark."""
        return not self.marks or mark in self.marks


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the chain is held against: a count and its hash, and who says so."""

    head: ChainHead
    letter: str = ""
    """The file, as it was named to us; empty for our own record of a letter."""
    is_marked: bool = False
    """It bears this archive's own mark."""
    authority: str = ""
    """Of a time stamp: our name of who signed it. Its signature has been checked."""
    stamped_at: datetime | None = None


def statements_in(octets: bytes) -> tuple[Statement, ...]:
    """Read a saved letter: a mail (also one that holds it, attached or quoted), an Outlook item, a page, bare text.

    Empty for anything else; no octets make it fail.
    """
    octets = octets[:MOST_OCTETS]
    found = dict.fromkeys(_in_messages(octets))
    known = {one.head.head for one in found}
    bare = (Statement(head) for head in _lines_in(_bare(octets)) if head.head not in known)
    return tuple(dict.fromkeys([*found, *bare]))


def contradictions(
    attestations: Iterable[Attestation], links: Mapping[int, str], end: int, held: int | None = None
) -> Iterator[Finding]:
    """Each witnessed count at which the chain has another hash today (`links`: count → hash), or none at all.

    `held` is the highest witnessed count that holds (`anchored_to`): nobody can have rewritten what lies below it, so a
    letter that says otherwise of that contradicts the other letter, and not the chain.
    """
    there = {0: GENESIS, **links}
    for one in sorted(
        set(attestations), key=lambda each: (each.head.count, each.head.head, each.letter, each.authority)
    ):
        count, expected = one.head.count, one.head.head
        if there.get(count) != expected:
            found = there.get(count, f"none: the chain ends at event {end}")
            sentence = _sentence(one, held, is_there=count in there)
            yield Finding("anchor", f"event:{count}", expected, found, one.letter, one.authority, sentence)


def anchored_to(attestations: Iterable[Attestation], links: Mapping[int, str], sound: int) -> int | None:
    """The highest witnessed count that holds, in a chain that is unbroken up to its event `sound`.

    None where nothing holds; a count of 0 attests nothing.
    """
    heads = (one.head for one in attestations)
    return max(
        (one.count for one in heads if 0 < one.count <= sound and links.get(one.count) == one.head), default=None
    )


def held_stamps(attestations: Iterable[Attestation], links: Mapping[int, str], sound: int) -> tuple[Attestation, ...]:
    """Of each authority the time stamp that reaches farthest in a chain that is unbroken up to its event `sound`."""
    best: dict[str, Attestation] = {}
    for one in sorted((one for one in attestations if one.authority), key=lambda each: each.head.count):
        if anchored_to([one], links, sound) is not None:
            best[one.authority] = one
    return tuple(best[name] for name in sorted(best))


def _sentence(one: Attestation, held: int | None, *, is_there: bool) -> str:
    if one.authority:
        if held is not None and one.head.count <= held:
            return _STAMP_AT_ODDS
        return _STAMPED_OTHERWISE if is_there else _STAMPED_AND_CUT_OFF
    if not one.letter:
        return _OWN_RECORD
    if held is not None and one.head.count <= held:
        return _AT_ODDS
    if is_there:
        return _REWRITTEN if one.is_marked else _REWRITTEN_OR_STRANGE
    return _CUT_OFF if one.is_marked else _CUT_OFF_OR_STRANGE


def _in_messages(octets: bytes) -> Iterator[Statement]:
    """The lines of each message of a mail, with that message's own mark."""
    mail = _WRAPPED + octets if octets.startswith(_OUTLOOK_ITEM) else octets
    try:
        anatomy = anatomy_of(mail)
    except Unparseable:
        return
    for body in anatomy.bodies:
        marks = frozenset(body.headers.envelope.archive_loop)
        for text in (body.plain, readable(body.hypertext)):
            yield from (Statement(head, marks) for head in _lines_in(text))


def _bare(octets: bytes) -> str:
    """The file as text: what a person copied out of a letter."""
    codec = "utf-16" if octets[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    text = octets[:_MOST_TEXT].decode(codec, "replace")
    return readable(text) if "<" in text else text


def _lines_in(text: str) -> Iterator[ChainHead]:
    for count, link in _LINE.findall(text):
        yield ChainHead(int(count), _NOT_HEX.sub("", link.lower()))
