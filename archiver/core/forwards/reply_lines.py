"""Lines that say who wrote what follows, and when: "Den 3. maj 2024 kl. 10.31 skrev Jette Jensen <jj@x.example>:"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archiver.core.forwards.blocks import Line
from archiver.core.forwards.label_dates import LONGEST as LONGEST_DATE
from archiver.core.forwards.label_dates import looks_like_date
from archiver.core.forwards.people import person
from archiver.core.forwards.wording import ReplyLine, wording
from archiver.core.records import Address

_LONGEST = 400
_AFTER_COLON = " \t\r*\u00a0\u202f\u200e\u200f"
_MOST_LINES = 4
_LONGEST_NAME = 100
_GAPS = re.compile(r"[\s,]+")
_MOST_GAPS = 30
"""Words that a sender has at most, where nothing but a space parts him from the date."""
_DIGIT = re.compile(r"\d")
_ADDRESS_ENDS = (">:", "]:", "):")


@dataclass(slots=True)
class Effort:
    """How many readings of a line as a date and a sender are still tried in one mail: hostile ones have no end."""

    left: int = 3_000

    def spend(self) -> bool:
        """Whether one more may be tried."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who and when, and the lines that say so, from `start` up to `end`."""

    start: int
    end: int
    from_: Address
    date_text: str


def attribution_at(lines: Sequence[Line], last: int, first: int, effort: Effort) -> Attribution | None:
    """The reply line that ends with this line and begins at `first` or later; programs break it to fit."""
    text = ""
    if effort.left < 0:
        return None
    for start in range(last, max(first - 1, last - _MOST_LINES), -1):
        line = lines[start]
        if not line.text.strip() or line.depth != lines[last].depth:
            return None
        text = f"{line.text} {text}"
        if len(text) > _LONGEST:
            return None
        found = _read(_plain(text), effort)
        if found:
            return Attribution(start, last + 1, *found)
    return None


def may_end(text: str) -> bool:
    """A cheap look at a line, or at what ends with it: whether a reply line may end there."""
    text = text.rstrip(_AFTER_COLON)
    return text.endswith((":", "：")) and (_has_verb(text) or text[:-1].rstrip(_AFTER_COLON).endswith((">", "]", ")")))


def _has_verb(text: str) -> bool:
    return any(map(text.__contains__, _verbs()))


@cache
def _verbs() -> tuple[str, ...]:
    """Those that no other is within: " skrev " stands for what goes on with it."""
    verbs = [verb for verb, _ in _by_verb() if verb]
    return tuple(verb for verb in verbs if not any(other in verb for other in verbs if other != verb))


def _plain(text: str) -> str:
    text = " ".join(text.replace("：", ":").split()).strip(_AFTER_COLON)
    return text.removesuffix(":").rstrip("* ") + ":"


def _read(text: str, effort: Effort) -> tuple[Address, str] | None:
    if not _DIGIT.search(text):
        return None
    for template in _candidates(text):
        for date_text, from_text in _fits(template, text):
            if not _DIGIT.search(date_text) or not 0 < len(from_text) <= LONGEST_DATE + _LONGEST_NAME:
                continue
            if not effort.spend():
                return None
            if looks_like_date(date_text):
                sender = person(from_text)
                if sender and (sender.address or len(sender.name) <= _LONGEST_NAME):
                    return sender, date_text
    return None


def _candidates(text: str) -> Iterator[ReplyLine]:
    """Those whose verb stands in the text; those without one need an address at the end."""
    for verb, templates in _by_verb():
        if verb in text if verb else text.endswith(_ADDRESS_ENDS):
            yield from templates


@cache
def _by_verb() -> tuple[tuple[str, tuple[ReplyLine, ...]], ...]:
    """The templates by their longest fixed piece; first those that fix the most."""
    grouped: dict[str, list[ReplyLine]] = {}
    for template in sorted(wording().reply_lines, key=_fixed, reverse=True):
        verb = max((template.before, template.between, template.after), key=len).strip(" :,.")
        grouped.setdefault(verb if len(verb) > 1 else "", []).append(template)
    return tuple((verb, tuple(templates)) for verb, templates in grouped.items())


def _fixed(template: ReplyLine) -> int:
    return len(template.before) + len(template.between) + len(template.after)


def _fits(template: ReplyLine, text: str) -> Iterator[tuple[str, str]]:
    """Date and sender, where the text has the form of the template."""
    after = template.after if template.after.endswith(":") else f"{template.after}:"
    before = text[: len(template.before)]
    if before.casefold() != template.before.casefold() or not text.endswith(after):
        return
    inner = text[len(before) : len(text) - len(after)].rstrip(" ")
    for first, second in _halves(template, inner):
        pair = (first, second) if template.first == "date" else (second, first)
        yield pair[0].strip(" ,"), pair[1].strip(" ,")


def _halves(template: ReplyLine, inner: str) -> Iterator[tuple[str, str]]:
    """Around what stands between; where that is no word, at every place where it stands."""
    between = template.between
    if between.strip(" ,"):
        first, found, second = inner.partition(between) if template.first == "date" else inner.rpartition(between)
        if found:
            yield first, second
        return
    places = [found.start() for found in _GAPS.finditer(inner)]
    near = places[: -_MOST_GAPS - 1 : -1] if template.first == "date" else places[:_MOST_GAPS]
    for place in near:
        yield inner[:place], inner[place:]
