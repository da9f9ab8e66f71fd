"""Names of employees and what stands for them in a redacted copy: the same pseudonym wherever a name stood.

A name is looked for as people and programs write it: in full with any separator or none, turned round, with æ, ø and å
written out, as an address, and by one of its words alone. Rather one word too many than one too few.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import unquote

from archiver.core.addresses import ascii_lower
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
_ESCAPED = re.compile(r"[^\s<>\"]*(?:%[0-9A-Fa-f]{2}[^\s<>\"%]*)+")
_BETWEEN = r"[\s._\-+,*~/|]{0,3}"
_SPELLINGS = ({"æ": "ae", "ø": "oe", "å": "aa"}, {"æ": "ae", "ø": "o", "å": "a"}, {"æ": "a", "ø": "o", "å": "a"})
_LETTER = r"[^\W\d_]"
_SHORT, _LONG = 3, 5


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
        self._word = word
        self._stands_for: dict[str, str] = {}
        patterns: list[str] = []
        owners: dict[str, set[int]] = {}
        for number, person in enumerate(people, 1):
            stands_for = f"{ascii_lower(word)}-{number}@{DOMAIN}"
            patterns += [self._known(re.escape(address), stands_for) for address in person.addresses]
            for name in person.names:
                for words in _orders(name.split()):
                    joined = _BETWEEN.join(map(_spelt, words))
                    patterns.append(self._known(joined, f"{word} {number}"))
            for single in _singles(person):
                owners.setdefault(single, set()).add(number)
        for single, numbers in sorted(owners.items(), key=lambda one: (-len(one[0]), one[0])):
            stands = f"{word} {min(numbers)}" if len(numbers) == 1 else someone
            patterns.append(self._known(_alone(single), stands))
        self._any = re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)

    def _known(self, pattern: str, stands_for: str) -> str:
        group = f"n{len(self._stands_for)}"
        self._stands_for[group] = stands_for
        return f"(?P<{group}>{pattern})"

    def text(self, text: str) -> str:
        """The text without a name of theirs: composed (NFC), and without characters that nobody sees."""
        visible = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
        if "%" in visible:
            visible = _ESCAPED.sub(lambda found: self._unescaped(found[0]), visible)
        return self._any.sub(self._pseudonym, visible)

    def address(self, one: Address) -> Address:
        """An address and the name beside it."""
        return Address(self.text(one.name), self.text(one.address))

    def names_any(self, text: str) -> bool:
        """Whether somebody is named there."""
        return self.text(text) != self._plain(text)

    def _plain(self, text: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")

    def _unescaped(self, address: str) -> str:
        read = unquote(address)
        return self._any.sub(self._pseudonym, read) if self._any.search(read) else address

    def _pseudonym(self, found: re.Match[str]) -> str:
        return self._stands_for[str(found.lastgroup)]


def _orders(words: list[str]) -> list[list[str]]:
    """A name of several words as it may be written, the longest first; of one word nothing."""
    if len(words) < 2:
        return []
    first_last = [words[0], words[-1]]
    ways = [words, [words[-1], *words[:-1]], list(reversed(words)), first_last, list(reversed(first_last))]
    return [list(way) for way in dict.fromkeys(map(tuple, ways))]


def _singles(person: Person) -> set[str]:
    """The words by which one person may be called alone."""
    words = {word for name in person.names for word in name.split()}
    for address in person.addresses:
        local = address.partition("@")[0]
        words |= {word for word in re.split(r"[._\-+\d]", local) if len(word) > _SHORT and word not in ROLES}
    return {word.casefold() for word in words if len(word) > 1 and word.casefold() not in _PARTICLES}


def _spelt(word: str) -> str:
    """A word in every way it may be spelt."""
    lower = word.casefold()
    ways = [lower, *("".join(table.get(letter, letter) for letter in lower) for table in _SPELLINGS)]
    plain = "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")
    return "(?:" + "|".join(re.escape(way) for way in dict.fromkeys([*ways, plain])) + ")"


def _alone(word: str) -> str:
    """One word of a name by itself: at the beginning of a word, or after a small letter where it begins with a capital.

    A short one is only taken with a capital, since it may be a word like any other; a long one also where more follows
    ("Jensensagen").
    """
    capital = f"(?-i:{re.escape(word[:1].upper())}{'' if len(word) == 1 else _either_case(word[1:])})"
    if len(word) <= _SHORT:
        return rf"(?<!{_LETTER}){capital}(?:['’]?s)?(?!{_LETTER})"
    begins = rf"(?:(?<!{_LETTER}){_spelt(word)}|(?-i:(?<=[a-zæøå])){capital})"
    if len(word) >= _LONG:
        return begins
    return rf"{begins}(?:['’]?s)?(?!{_LETTER})"


def _either_case(rest: str) -> str:
    return f"(?:{re.escape(rest)}|{re.escape(rest.upper())})"
