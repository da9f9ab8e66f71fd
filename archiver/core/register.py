"""The register of a case: seven things a person writes down, and the words they are chosen from (C7).

A category is a possible offence, for a lawyer to judge, and never a finding of ours.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeVar

from archiver.core.language import Language, later

LONGEST_THEME = 300
"""Characters of a short thematic description (offentlighedsloven § 15(3))."""
LONGEST_REASON = 1_000
LONGEST_NAME = 200
MOST_AFFECTED = 200
CODE = re.compile(r"[A-ZÆØÅ0-9][A-ZÆØÅ0-9_-]{0,49}")
KLE = re.compile(r"[0-9]{2}(?:\.[0-9]{2}){0,2}(?:-[A-ZÆØÅ][0-9]{2})?")
"""A number of KL's journal plan: 81.39.00, with or without its facet (81.39.00-G01)."""

Prosecution = Literal["public", "private", "on_request"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a list, with its code."""

    code: str
    da: str
    en: str
    in_use: bool = True
    """False: old cases keep it, new ones cannot take it."""

    def name(self, language: Language) -> str:
        """In that language."""
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True)
class Category(Choice):
    """A kind of case, with what the law says of it as far as anybody has looked (see `source`)."""

    statute: str = ""
    penalty: int | None = None
    """The highest, in months of imprisonment."""
    prosecution: Prosecution | None = None
    six_months: bool = False
    """Straffeloven § 96: the right lapses six months after sufficient knowledge."""
    limitation: int | None = None
    """Years until prosecution is barred (straffeloven § 93)."""
    review_years: int | None = None
    """Years from closing to review, where they are others than the workplace's usual ones."""
    counts: bool = True
    """False: it leaves the statistics and the weekly letter; the case stays retrievable."""
    reasoned: bool = False
    """It is only given with a reason."""
    stop: bool = False
    """Material to be locked at once, and never looked at, copied or sent."""
    source: str = "workplace"
    """Who says so: statute, secondary, memory, or the workplace itself."""


_Entry = TypeVar("_Entry", bound=Choice)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a register is written in."""

    categories: tuple[Category, ...]
    media: tuple[Choice, ...]
    relations: tuple[Choice, ...]
    units: tuple[Choice, ...] = ()
    """Empty: a unit is written in the workplace's own words."""

    def codes(self, kind: str) -> frozenset[str]:
        """Those of one list: "category", "medium", "relation" or "unit"."""
        lists: Mapping[str, tuple[Choice, ...]] = {
            "category": self.categories,
            "medium": self.media,
            "relation": self.relations,
            "unit": self.units,
        }
        return frozenset(one.code for one in lists[kind])

    @property
    def uncounted(self) -> frozenset[str]:
        """Codes of the categories that leave the statistics."""
        return frozenset(one.code for one in self.categories if not one.counts)


@dataclass(frozen=True, slots=True)
class Registration:
    """What a person wrote in the register once."""

    incident_at: datetime | None
    """None: it is not known."""
    medium: str
    categories: tuple[str, ...]
    unit: str
    affected: tuple[str, ...]
    """Names of employees; empty means the whole workplace."""
    relation: str
    theme: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a registration from being written down: the input it concerns, and why."""

    name: str
    sentence: str
    value: str = ""
    """A code that is not known; never anybody's words."""


@cache
def shipped() -> Vocabulary:
    """The lists that come with the program (`register.toml`)."""
    text = resources.files("archiver.core").joinpath("register.toml").read_text("utf-8")
    lists: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    return Vocabulary(
        tuple(Category(**one) for one in lists["category"]),
        tuple(Choice(**one) for one in lists["medium"]),
        tuple(Choice(**one) for one in lists["relation"]),
    )


def with_changes(
    known: tuple[_Entry, ...], changes: Iterable[Mapping[str, Any]], kind: type[_Entry]
) -> tuple[_Entry, ...]:
    """A list with a workplace's own entries: one of a known code changes what it names, another is added.

    An entry without an English name is called by its Danish one.
    """
    entries = {one.code: one for one in known}
    for change in changes:
        code = str(change["code"])
        entries[code] = replace(entries[code], **change) if code in entries else kind(**{"en": change["da"], **change})
    return tuple(entries.values())


def problems(registration: Registration, vocabulary: Vocabulary, now: datetime) -> tuple[Problem, ...]:
    """Everything that is wrong with a registration, in the order of its inputs."""
    return tuple(_problems(registration, vocabulary, now))


def _problems(one: Registration, vocabulary: Vocabulary, now: datetime) -> Iterator[Problem]:
    if one.incident_at is not None and one.incident_at > now:
        yield Problem("incident_at", later("lies in the future"))
    yield from _unlisted("medium", (one.medium,), vocabulary.media)
    if not one.categories:
        yield Problem("categories", later("is missing"))
    yield from _unlisted("categories", one.categories, vocabulary.categories)
    if len(set(one.categories)) < len(one.categories):
        yield Problem("categories", later("says the same twice"))
    if not one.unit.strip():
        yield Problem("unit", later("is missing"))
    elif vocabulary.units:
        yield from _unlisted("unit", (one.unit,), vocabulary.units)
    if len(one.affected) > MOST_AFFECTED or any(not 0 < len(name.strip()) <= LONGEST_NAME for name in one.affected):
        yield Problem("affected", later("is no list of names"))
    if len({name.casefold() for name in one.affected}) < len(one.affected):
        yield Problem("affected", later("says the same twice"))
    yield from _unlisted("relation", (one.relation,), vocabulary.relations)
    if not one.theme.strip():
        yield Problem("theme", later("is missing"))
    if len(one.theme) > LONGEST_THEME:
        yield Problem("theme", later("is too long for a short description"))
    yield from _unreasoned(one, vocabulary)
    yield from _uncontrolled(one)


def _uncontrolled(one: Registration) -> Iterator[Problem]:
    texts = {"unit": one.unit, "affected": " ".join(one.affected), "theme": one.theme, "reason": one.reason}
    for name, text in texts.items():
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
            yield Problem(name, later("holds a control character"))


def _unlisted(name: str, codes: Iterable[str], listed: Iterable[Choice]) -> Iterator[Problem]:
    known = {one.code for one in listed if one.in_use}
    for code in codes:
        if code not in known:
            said = code if CODE.fullmatch(code) else ""
            yield Problem(name, later("is no code in use") if code else later("is missing"), said)


def _unreasoned(one: Registration, vocabulary: Vocabulary) -> Iterator[Problem]:
    reasoned = {category.code for category in vocabulary.categories if category.reasoned}
    if len(one.reason) > LONGEST_REASON:
        yield Problem("reason", later("is too long"))
    for code in one.categories:
        if code in reasoned and not one.reason.strip():
            yield Problem("reason", later("is missing, and this category needs one"), code)
