"""What mail programs write around a message they forward or quote: `wording.toml`, read once and made ready."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Literal

Tables = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By language, by what the words are, by word: the names of its sources."""


class Field(StrEnum):
    """What a label in a quoted header stands before."""

    FROM = "from"
    DATE = "date"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    SUBJECT = "subject"
    REPLY_TO = "reply_to"
    SENDER = "sender"
    ATTACHMENTS = "attachments"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """How one program says who wrote and when: two of the line's three fixed pieces stand around date and sender."""

    before: str
    first: Literal["date", "from"]
    between: str
    after: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All languages together: a block may mix them, as Gmail's do."""

    labels: Mapping[str, Field]
    """By `folded` label, its colon left out."""
    label_languages: Mapping[str, frozenset[str]]
    """By `folded` label: who says so."""
    written_labels: Mapping[str, Field]
    """By the label as a program writes it, to be found within a line."""
    separators: frozenset[str]
    """`folded`, without dashes and colon."""
    forwarded_by: tuple[str, ...]
    """`folded`; what a separator begins with that names the forwarder. So are signatures and closings."""
    reply_lines: tuple[ReplyLine, ...]
    forward_prefixes: tuple[str, ...]
    reply_prefixes: tuple[str, ...]
    tags: tuple[str, ...]
    on_behalf: tuple[str, ...]
    via: tuple[str, ...]
    signatures: tuple[str, ...]
    closings: tuple[str, ...]
    date_words: frozenset[str]
    am: frozenset[str]
    pm: frozenset[str]


def tables() -> Tables:
    """The languages of the file as it stands."""
    with resources.files("archiver.core.forwards").joinpath("wording.toml").open("rb") as words:
        return {language: table for language, table in tomllib.load(words).items() if language != "sources"}


@cache
def wording() -> Wording:
    """The file, made ready. Costs about ten milliseconds, once."""
    languages = tables()
    return Wording(
        labels=_labels(languages, folded),
        label_languages=_label_languages(languages),
        written_labels=_labels(languages, str),
        separators=frozenset(map(folded, _all(languages, "separators"))),
        forwarded_by=tuple(map(folded, _all(languages, "forwarded_by"))),
        reply_lines=tuple(dict.fromkeys(map(_reply_line, _all(languages, "reply_lines")))),
        forward_prefixes=tuple(_all(languages, "forward_prefixes")),
        reply_prefixes=tuple(_all(languages, "reply_prefixes")),
        tags=tuple(_all(languages, "tags")),
        on_behalf=tuple(_all(languages, "on_behalf")),
        via=tuple(_all(languages, "via")),
        signatures=tuple(map(folded, _all(languages, "signatures"))),
        closings=tuple(map(folded, _all(languages, "closings"))),
        date_words=frozenset(map(folded, _all(languages, "date_words"))),
        am=frozenset(map(folded, _all(languages, "am"))),
        pm=frozenset(map(folded, _all(languages, "pm"))),
    )


def folded(text: str) -> str:
    """As words are compared: one form of each letter, one space between words, no case."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()).casefold()


def _all(languages: Tables, what: str) -> Iterator[str]:
    return iter(dict.fromkeys(word for table in languages.values() for word in table.get(what, ())))


def _labels(languages: Tables, form: Callable[[str], str]) -> Mapping[str, Field]:
    """A word that is two labels (Korean writes sender and from alike) is the first of them in the order of `Field`."""
    labels: dict[str, Field] = {}
    for field in Field:
        for word in _all(languages, field.value):
            labels.setdefault(form(word), field)
    return labels


def _label_languages(languages: Tables) -> Mapping[str, frozenset[str]]:
    spoken: dict[str, set[str]] = {}
    for language, table in languages.items():
        for field in Field:
            for word in table.get(field.value, ()):
                spoken.setdefault(folded(word), set()).add(language.partition("_")[0])
    return {label: frozenset(those) for label, those in spoken.items()}


def _reply_line(template: str) -> ReplyLine:
    pieces = re.split(r"\{(date|from)\}", template)
    if len(pieces) != 5:
        raise ValueError(f"a reply line needs {{date}} and {{from}}, once each: {template}")
    before, first, between, _, after = pieces
    return ReplyLine(before, "date" if first == "date" else "from", between, after)
