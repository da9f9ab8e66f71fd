"""What is searched and what is asked: the words of an item with their places, and a question taken apart (H4).

Both databases are given the same words at the same places, and so find the same. A word of a field stands there twice:
as itself, and with the field's letter before it ("s_trusl"). What is not next to one another in a mail is kept apart by
`GAP`, so that no phrase reaches from one field or file into the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import islice
from types import MappingProxyType
from typing import Literal

from archiver.core.language import later
from archiver.core.words import LONGEST, words
from archiver.errors import UsageError

INDEXER = 4
"""Version of what the index is made by: what an older one made is made anew."""
GAP = "_"
"""Stands where nothing may be found."""
MOST_PLACES = 16_000
"""Words of an item that have a place, and can be found in a phrase; PostgreSQL has no more than 16,383."""
MOST_REPEATS = 250
"""Places of one word; PostgreSQL keeps no more than 255."""
MOST_OCTETS = 900_000
"""Of all the words of an item; PostgreSQL has no more than a MiB. What is more is not found."""
MOST_WORDS = 200_000
"""Words of an item that are looked at."""

MOST_COUNTED = 1_000
"""Items that the index lacks, in whole or in part, that are counted: whoever has more has enough to look at."""
OR_MORE = later("{count} or more")

MOST_ASKED, MOST_CONDITIONS = 500, 50
"""Words of a question, and what it asks beside them; whoever pastes a whole letter is told so."""

ENTRY = re.compile(rf"(?:[a-z]_)?[^\W_]{{1,{4 * LONGEST}}}")
"""What a word of the index is, beside `GAP`."""
Field = Literal["from", "to", "subject", "file"]
LETTERS: Mapping[str, str] = MappingProxyType({"from": "f", "to": "t", "subject": "s", "file": "n"})
_KIND, _HASH = "k", "h"
KINDS = frozenset(
    {"attached", "eml", "msg", "tnef", "smime", "resent", "inline-html", "inline-text"}
    | {"picture", "pdf", "document", "audio", "video"}
    | {"unread", "unseen"}
)
"""What `kind:` knows: how a message was handed on, what is attached, and what of it cannot be found by its words."""
UNREAD, UNSEEN = f"{_KIND}_unread", f"{_KIND}_unseen"
"""Words of an item in which something could not be read, or a picture was not looked at for writing."""


# --- what is searched -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Writing:
    """Gathers the words of one item."""

    entries: list[str] = field(default_factory=list)
    is_full: bool = False
    """There were more words than are looked at."""

    def add(self, text: str, part: Field | None = None) -> None:
        """The words of a text, of a field or of what somebody wrote."""
        found = self._taken(text)
        if not found:
            return
        self.entries += [*found, GAP]
        if part is not None:
            letter = LETTERS[part]
            self.entries += [*(f"{letter}_{word}" for word in found), GAP]

    def add_kind(self, kind: str) -> None:
        """A word of `KINDS`."""
        self.entries += [f"{_KIND}_{kind.replace('-', '')}", GAP]

    def add_hash(self, sha256: str) -> None:
        """A checksum, found whole."""
        self.entries += [f"{_HASH}_{sha256}", GAP]

    def _taken(self, text: str) -> list[str]:
        room = max(0, MOST_WORDS - len(self.entries))
        found = list(islice(words(text), room + 1))
        self.is_full = self.is_full or len(found) > room
        return found[:room]


@dataclass(frozen=True, slots=True)
class Laid:
    """The words of an item as a database takes them in."""

    placed: tuple[str, ...]
    """The first has place 1."""
    loose: tuple[str, ...]
    """Words that have no place: found by themselves, and in no phrase."""

    @property
    def text(self) -> str:
        """All of it with spaces between."""
        return " ".join([*self.placed, *(f"{GAP} {word}" for word in self.loose)])

    @property
    def places(self) -> dict[str, list[int]]:
        """Each word with its places; none of a loose one."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.placed, 1):
            if word != GAP:
                found.setdefault(word, []).append(place)
        return found | {word: [] for word in self.loose}


def laid_out(entries: Iterable[str], key: Callable[[str], str] = lambda word: word) -> Laid:
    """Words in order, within what both databases keep; `key` is what stands in the index for a word.

    Where a word is left out because there are too many, `UNREAD` says so.
    """
    placed, loose = list[str](), dict[str, None]()
    repeats, octets, is_whole = dict[str, int](), 0, True
    for entry in entries:
        if entry == GAP:
            if placed and placed[-1] != GAP and len(placed) < MOST_PLACES:
                placed.append(GAP)
            continue
        word = key(entry)
        seen = repeats.get(word, 0)
        cost = 2 if seen else len(word.encode()) + 12
        if octets + cost > MOST_OCTETS:
            is_whole = False
            continue
        repeats[word] = seen + 1
        if len(placed) < MOST_PLACES:
            placed.append(word if seen < MOST_REPEATS else GAP)
            octets += cost
        elif not seen:
            loose[word] = None
            octets += cost
    if not is_whole and key(UNREAD) not in repeats:
        loose[key(UNREAD)] = None
    return Laid(tuple(placed), tuple(loose))


# --- what is asked ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand next to one another, or a single one."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What is asked of an item beside its words."""

    name: Literal["case", "before", "after", "sha256", "strength"]
    text: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question: all of what is wanted, and nothing of what is not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    excluded: tuple[Condition, ...] = ()


FIELDS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in (*LETTERS, "case", "before", "after", "sha256", "strength", "kind")},
        "fra": "from",
        "til": "to",
        "emne": "subject",
        "fil": "file",
        "sag": "case",
        "før": "before",
        "foer": "before",
        "efter": "after",
        "styrke": "strength",
        "art": "kind",
    }
)
"""Before a colon; in Danish too."""
_TERM = re.compile(r'(?P<no>-?)(?:(?P<field>[^\W\d_]+(?:256)?):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S*))')
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PREFIX = re.compile(r"[0-9a-f]{8,64}")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_YEARS = range(1900, 2201)
_NO_DAY = later("A day is written like 2026-11-20, a month like 2026-11, a year like 2026.")


def query_of(text: str, zone: tzinfo) -> Query:
    """A question as a person writes it: words, "phrases", field:word, and - before what must not be there.

    Days are those of `zone`. Raises `UsageError` for what cannot be answered.
    """
    terms: dict[bool, list[Term]] = {True: [], False: []}
    conditions: dict[bool, list[Condition]] = {True: [], False: []}
    for found in _TERM.finditer(text):
        wanted, said = not found["no"], found["word"] if found["phrase"] is None else found["phrase"]
        name = FIELDS.get((found["field"] or "").casefold())
        if name is None and found["field"]:
            said = f"{found['field']} {said}"  # 12:30, or the address of a page
        if name in {"case", "before", "after", "sha256", "strength"}:
            conditions[wanted].append(_condition(name, said, zone))
        elif name is None and _SHA256.fullmatch(said.casefold()):
            conditions[wanted].append(Condition("sha256", said.casefold()))
        elif term := _term(name, said):
            terms[wanted].append(term)
    query = Query(tuple(terms[True]), tuple(terms[False]), tuple(conditions[True]), tuple(conditions[False]))
    if query == Query():
        raise UsageError("There is no word in the question to search for.")
    _refuse_too_long(query)
    return query


def _refuse_too_long(query: Query) -> None:
    """Both databases give up on a question that is long enough, each in its own way."""
    if sum(len(term.words) for term in (*query.wanted, *query.unwanted)) > MOST_ASKED:
        raise UsageError("The question has more than {most} words.", most=MOST_ASKED)
    if len(query.conditions) + len(query.excluded) > MOST_CONDITIONS:
        raise UsageError("The question has more than {most} fields and checksums.", most=MOST_CONDITIONS)


def _term(name: str | None, said: str) -> Term | None:
    if name == "kind":
        return Term((f"{_KIND}_{_kind(said)}",))
    found = list(words(said))
    if name is not None and not found:
        raise UsageError("Write a word after {field}:", field=name)
    letter = "" if name is None else f"{LETTERS[name]}_"
    return Term(tuple(letter + word for word in found)) if found else None


def _kind(said: str) -> str:
    kind = said.casefold().strip()
    if kind not in KINDS:
        raise UsageError("“{kind}” is none of {known}.", kind=said, known=", ".join(sorted(KINDS)))
    return kind.replace("-", "")


def _condition(name: str, said: str, zone: tzinfo) -> Condition:
    text = said.strip()
    if name == "before":
        return Condition("before", text, _first_moment(text, zone))
    if name == "after":
        return Condition("after", text, _first_moment(text, zone))
    if name == "sha256":
        if not _PREFIX.fullmatch(text.casefold()):
            raise UsageError("“{text}” is not 8 or more digits of a SHA-256.", text=text)
        return Condition("sha256", text.casefold())
    if name == "strength":
        if text not in {"0", "1", "2", "3"}:
            raise UsageError("The strength of documentation is 0, 1, 2 or 3.")
        return Condition("strength", text)
    if not text:
        raise UsageError("Write a word after {field}:", field="case")
    return Condition("case", text.upper())


def _first_moment(text: str, zone: tzinfo) -> datetime:
    """Where a day, month or year begins on the clocks of a zone."""
    found = _DAY.fullmatch(text)
    year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
    if year not in _YEARS:
        raise UsageError(_NO_DAY)
    try:
        return datetime(year, month, day, tzinfo=zone)
    except ValueError:
        raise UsageError(_NO_DAY) from None


def is_plausible(entries: Sequence[str]) -> bool:
    """Whether these can be the words of an item: what read them may have been taken over by it."""
    return len(entries) <= 3 * MOST_WORDS and all(one == GAP or ENTRY.fullmatch(one) for one in entries)


def hash_entry(sha256: str) -> str:
    """What stands in the index for a whole checksum."""
    return f"{_HASH}_{sha256}"


def phrases(terms: Iterable[Term], key: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    """Terms as they stand in the index."""
    return (tuple(key(word) for word in term.words) for term in terms)
