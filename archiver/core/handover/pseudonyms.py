"""Names of employees and what stands for them in a redacted copy: the same pseudonym wherever a name stood.

A name is looked for as people and programs write it: in full with any separator or none, turned round, with æ, ø and å
written out, as an address, and by one of its words alone. Rather one word too many than one too few.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from archiver.core.addresses import ascii_lower
from archiver.core.handover.reading import ACROSS, WAYS, Reading, folded, plain, read
from archiver.core.records import Address

Veil = Callable[[str], str]
"""A text as it stands in the copy."""

DOMAIN = "anonym.invalid"
"""Of addresses that stand for others; RFC 2606 keeps it from being anybody's."""
ROLES = frozenset(
    {"admin", "administration", "arkiv", "arkivet", "borgerservice", "digitalpost", "hr", "hovedpostkasse", "info"}
    | {"it", "kontakt", "kontor", "leder", "ledelse", "mail", "noreply", "no-reply", "officer", "post", "postkasse"}
    | {"postmaster", "sikkerpost", "sikker-post", "support", "webmaster"}
)
"""Local parts that name an office and nobody."""
_PARTICLES = frozenset({"af", "al", "da", "de", "den", "der", "di", "du", "el", "la", "le", "og", "van", "von", "and"})
_WORD = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*")
_BETWEEN = r"[\s._\-+,*~/|>()]{0,3}"
_APART = r"[ ._\-*·]"
_DIGRAPHS = {"ae": ("ae", "a"), "oe": ("oe", "o"), "aa": ("aa", "a"), "ue": ("ue", "u")}
_MANGLED = "?\ufffd|{}[]\\›‘’†"
"""What programs that knew no æ, ø and å have made of them."""
_LETTERS = {"æ": ("ae", "a"), "ø": ("oe", "o"), "å": ("aa", "a"), "ä": ("ae", "a"), "ö": ("oe", "o"), "ü": ("ue", "u")}
_LETTER = r"[^\W\d_]"
_BEGINS = rf"(?:(?<!{_LETTER})|(?-i:(?<=[a-z])(?=[A-Z])))"
_SHORT, _LONG, _ABBREVIATION = 3, 5, 4
_USUAL = frozenset(
    {"ad", "af", "am", "as", "at", "bs", "cv", "da", "de", "dr", "eb", "eu", "fn", "hk", "hr", "hs", "it"}
    | {"kl", "ks", "mb", "md", "mm", "nb", "nr", "od", "og", "ok", "os", "pc", "ps", "re", "sa", "st", "sv", "tr", "tv"}
    | {
        "uk",
        "usa",
        "vs",
        "ae",
        "amr",
        "med",
        "dem",
        "det",
        "den",
        "jeg",
        "hun",
        "han",
        "man",
        "alt",
        "sms",
        "pdf",
        "url",
    }
)
"""Initials that are rather words or abbreviations of everybody's when they stand in capitals."""


@dataclass(frozen=True, slots=True)
class Person:
    """One employee by every name and address that is known."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]


def people_of(known: Iterable[Address], names: Iterable[str] = ()) -> tuple[Person, ...]:
    """Who they are, each once, in the order in which they first appear: whoever shares a name or an address is one.

    An address whose local part spells a name belongs to that name; an office is nobody.
    """
    groups: dict[str, list[Address]] = {}
    for one in chain(known, (Address(name, "") for name in names)):
        if not _is_office(one):
            keys = list(_keys(one))
            found = list({id(groups[key]): groups[key] for key in keys if key in groups}.values())
            together = [*chain.from_iterable(found), one]
            for key in {*keys, *(key for member in together for key in _keys(member))}:
                groups[key] = together
    distinct = {id(group): group for group in groups.values()}.values()
    return tuple(_without_doubles([_person(group) for group in distinct]))


def _is_office(one: Address) -> bool:
    local = one.address.partition("@")[0].lower()
    return local in ROLES or (not one.address and not _words(one.name))


def _keys(one: Address) -> Iterable[str]:
    words = _words(one.name)
    if words:
        yield "name " + " ".join(sorted(map(str.casefold, words)))
    if one.address:
        yield "address " + ascii_lower(one.address)
        local = [word.casefold() for word in re.split(r"[._\-+]", one.address.partition("@")[0]) if word]
        if len(local) > 1:
            yield "name " + " ".join(sorted(local))


def _person(group: Sequence[Address]) -> Person:
    names = dict.fromkeys(" ".join(_words(one.name)) for one in group if _words(one.name))
    addresses = dict.fromkeys(ascii_lower(one.address) for one in group if one.address)
    return Person(tuple(names), tuple(addresses))


def _without_doubles(people: Sequence[Person]) -> Iterable[Person]:
    """Whoever is only called by one word that is part of exactly one other's name is that other."""
    for one in people:
        if not one.addresses and all(" " not in name for name in one.names):
            words = {name.casefold() for name in one.names}
            others = [other for other in people if other is not one and words & _singles(other)]
            if len(others) == 1:
                continue
        yield one


def _words(name: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", name)) if "@" not in name else []


class Pseudonyms:
    """Replaces the names of some people, each by one pseudonym, in whatever text it is given."""

    def __init__(self, people: Sequence[Person], word: str, someone: str) -> None:
        """`word` and a number stand for a name; `someone` where a name may be that of several of them."""
        self.people = tuple(people)
        self._stands_for: dict[str, str] = {}
        self._patterns: dict[str, list[str]] = {}
        owners: dict[str, set[int]] = {}
        initials: dict[str, set[int]] = {}
        for number, person in enumerate(people, 1):
            for one in person.addresses:
                self._know(_address(one), f"{ascii_lower(word)}-{number}@{DOMAIN}", one)
            if run := _run(person):
                self._know(run, f"{word} {number}", *_called(person))
            for single in _singles(person):
                owners.setdefault(single, set()).add(number)
            for few in _initials(person):
                initials.setdefault(few, set()).add(number)
        for told, alone in ((owners, _alone), (initials, _abbreviated)):
            for one, numbers in sorted(told.items(), key=lambda each: (-len(each[0]), each[0])):
                self._know(alone(one), f"{word} {min(numbers)}" if len(numbers) == 1 else someone, one)
        begins = f"{_BEGINS}(?=[{re.escape(''.join(self._patterns))}])" if self._patterns else r"(?!)"
        self._begins = re.compile(begins, re.IGNORECASE)
        self._names = {key: re.compile("|".join(some), re.IGNORECASE) for key, some in self._patterns.items()}

    def _know(self, pattern: str, stands_for: str, *words: str) -> None:
        """`words` are what begins as the pattern does: only where one of their first letters stands is it tried."""
        group = f"n{len(self._stands_for)}"
        self._stands_for[group] = stands_for
        for first in dict.fromkeys(chain.from_iterable(map(_firsts, words))):
            self._patterns.setdefault(first, []).append(f"(?P<{group}>{pattern})")

    def text(self, text: str) -> str:
        """The text without a name of theirs: composed (NFC), and without characters that nobody sees."""
        visible = plain(text)
        for shows, way in WAYS:
            if shows is None or shows.search(visible):
                visible = self._without(read(visible, way))
        return visible

    def text_of_page(self, text: str) -> str:
        """The same of what stood on a page, where a tag in a name has become the end of a line."""
        return self._without(read(self.text(text), ACROSS))

    def _without(self, one: Reading) -> str:
        pieces, end = [], 0
        for found in self._found(one.words):
            first, last = one.place(*found.span())
            if first >= end:
                pieces += [one.text[end:first], self._stands_for[str(found.lastgroup)]]
                end = last
        return "".join([*pieces, one.text[end:]])

    def _found(self, words: str) -> Iterator[re.Match[str]]:
        at = 0
        while begin := self._begins.search(words, at):
            at = begin.start() + 1
            known = self._names.get(words[begin.start()].lower())
            found = known.match(words, begin.start()) if known else None
            if found:
                yield found
                at = max(at, found.end())

    def address(self, one: Address) -> Address:
        """An address and the name beside it."""
        return Address(self.text(one.name), self.text(one.address))

    def names_any(self, text: str) -> bool:
        """Whether somebody is named there."""
        return self.text(text) != plain(text)


@lru_cache(maxsize=1)
def known(people: tuple[Person, ...], word: str, someone: str) -> Pseudonyms:
    """The same `Pseudonyms` for one mail of a case after another: of a large workplace they take a second to make."""
    return Pseudonyms(people, word, someone)


def _address(address: str) -> str:
    """An address, and its local part before another domain where it names somebody by letters alone ("jha")."""
    local = address.partition("@")[0]
    return f"{re.escape(folded(address))}(?![\\w@])" if local else r"(?!)"


def _run(person: Person) -> str:
    """Two or more words of a name one after another, in any order, with anything or nothing between."""
    words = _called(person)
    if len(words - _PARTICLES) < 2:
        return ""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    inside = "|".join(map(_spelt, longest_first))
    last = "|".join(
        _spelt(word) + (rf"(?=(?:['’]?s)?(?!{_LETTER}))" if len(word) <= _SHORT else "") for word in longest_first
    )
    first = "|".join(_spelt(word) for word in longest_first if word not in _PARTICLES)
    return f"(?:{first})(?:{_BETWEEN}(?:{inside}))*{_BETWEEN}(?:{last})"


def _called(person: Person) -> set[str]:
    words = {word for name in person.names for word in name.split()} | _of_addresses(person)
    return {word.casefold() for word in words if len(word) > 1}


def _firsts(word: str) -> str:
    """What a word may begin with, as it is read."""
    first = unicodedata.normalize("NFC", word.casefold())[:1]
    return folded(first)[:1].lower() + ("" if first.isascii() else _MANGLED)


def _of_addresses(person: Person) -> set[str]:
    locals_ = (address.partition("@")[0] for address in person.addresses)
    return {
        word for local in locals_ for word in re.split(r"[._\-+\d]", local) if len(word) > _SHORT and word not in ROLES
    }


def _singles(person: Person) -> set[str]:
    """The words by which one person may be called alone."""
    return _called(person) - _PARTICLES


def _initials(person: Person) -> set[str]:
    """The letters by which a workplace calls somebody: of the name, or all of a short address."""
    found = set()
    for name in person.names:
        words = [word for word in name.split() if word.casefold() not in _PARTICLES]
        firsts = [word[0] for word in words]
        if len(firsts) > 1:
            found |= {"".join(firsts), *(firsts[0] + other for other in firsts[1:])}
    for address in person.addresses:
        local = re.sub(r"\d+$", "", address.partition("@")[0])
        if 1 < len(local) <= _ABBREVIATION and local.isalpha() and local not in ROLES:
            found.add(local)
    return {one.casefold() for one in found}


def _abbreviated(initials: str) -> str:
    """Initials by themselves: in capitals, with points, or as a user is called in a path or an address."""
    spelt = [_spelt(letter).upper() for letter in initials]
    capitals, pointed = "".join(spelt), r"\.[ ]?".join(spelt)
    small = "".join(map(_spelt, initials))
    ways = [rf"(?-i:{pointed})(?:\.|(?!{_LETTER}))", rf"(?<=[/\\=~:]){small}(?![\w.])", rf"{small}(?=@)"]
    if initials not in _USUAL:
        ways.insert(0, rf"(?-i:{capitals})(?!{_LETTER})")
    return "|".join(ways)


def _spelt(word: str) -> str:
    """A word in every way it may be spelt, as it is read."""
    pieces, at, word = [], 0, unicodedata.normalize("NFC", word.casefold())
    while at < len(word):
        size = 2 if word[at : at + 2] in _DIGRAPHS else 1
        letter = word[at : at + size]
        ways = _DIGRAPHS.get(letter) or dict.fromkeys((*_LETTERS.get(letter, ()), folded(letter)))
        lost = () if letter.isascii() else (f"[{re.escape(_MANGLED)}]",)
        told = [*map(re.escape, ways), *lost]
        pieces.append(told[0] if len(told) == 1 else f"(?:{'|'.join(told)})")
        at += size
    return "".join(pieces)


def _alone(word: str) -> str:
    """One word of a name by itself: at the beginning of a word, or after a small letter where it begins with a capital.

    A short one is only taken with a capital, since it may be a word like any other; a long one also where more follows
    ("Jensensagen").
    """
    spelt = _spelt(word)
    if len(word) <= _SHORT:
        return rf"(?-i:(?=[A-Z])){spelt}(?=(?:['’]?s)?(?!{_LETTER}))"
    apart = _APART.join(map(_spelt, word))
    spaced = rf"{apart}(?!{_LETTER})"
    if len(word) >= _LONG:
        return f"{spelt}|{spaced}"
    return rf"{spelt}(?=(?:['’]?s)?(?!{_LETTER}))|{spaced}"
