"""The date in a quoted header or reply line, as a mail program wrote it for a person, in any language we know.

A date is read whole or not at all: an unknown word in it, or a number nobody asked for, gives none.

* The day comes first. AM or PM (in Latin letters, without dots) beside slashes or hyphens says American order, month
  first; a year first says year, month, day (ISO 8601, Hungarian, Japanese, Chinese, Korean). What is impossible in its
  order (13/25 as day and month, 25/13 with PM) is no date: day and month never change places to make one.
* A year of two digits is of this century and follows day and month: 26.10.21, 26/10/21, 26-Oct-21. Not 26-10-21, which
  Swedes and Canadians write the other way round.
* A date without a time is that day at 00:00, on an assumed clock.
* An offset, or the name of a zone that has only one, makes the date aware. CST, IST, BST and the like have several
  (RFC 5322 § 4.3 knows only the American ones): the wall clock is read and its zone assumed.
* The name of a month that is another month in another language (Polish and Croatian "listopada") is read if the
  weekday beside it, or the labels around, tell the language. A name may be cut short ("sept", "lokak").
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from importlib import resources

from archiver.core.forwards.wording import folded, wording
from archiver.core.records import DateZone

LONGEST = 120
"""Characters; a longer text is no date."""
_SHORTEST_CUT = 3
_YEARS = range(1900, 2200)
_FURTHEST = 14 * 60
"""Minutes from UTC that any zone has ever been (Kiribati)."""

_HOUR = 60
#: Zones of one offset each, in minutes. What may mean several is not here.
_ZONES: Mapping[str, int] = {
    "gmt": 0, "utc": 0, "ut": 0, "z": 0, "wet": 0, "west": 1 * _HOUR,
    "cet": 1 * _HOUR, "cest": 2 * _HOUR, "met": 1 * _HOUR, "mest": 2 * _HOUR, "mez": 1 * _HOUR, "mesz": 2 * _HOUR,
    "eet": 2 * _HOUR, "eest": 3 * _HOUR, "oez": 2 * _HOUR, "oesz": 3 * _HOUR, "hnec": 1 * _HOUR, "haec": 2 * _HOUR,
    "msk": 3 * _HOUR, "мск": 3 * _HOUR, "trt": 3 * _HOUR, "jst": 9 * _HOUR, "kst": 9 * _HOUR,
    "aest": 10 * _HOUR, "aedt": 11 * _HOUR, "nzst": 12 * _HOUR, "nzdt": 13 * _HOUR,
    "akst": -9 * _HOUR, "akdt": -8 * _HOUR,
    # RFC 5322 § 4.3; CST, which China writes too, is left out
    "pst": -8 * _HOUR, "pdt": -7 * _HOUR, "mst": -7 * _HOUR, "mdt": -6 * _HOUR, "cdt": -5 * _HOUR, "est": -5 * _HOUR,
    "edt": -4 * _HOUR,
}  # fmt: skip
#: Known to be zones; which of several, nobody can tell.
_AMBIGUOUS_ZONES = frozenset({"cst", "ast", "adt", "ist", "bst", "sst", "gst", "amt"})

_COMMENT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")
_OFFSET = re.compile(
    r"(?:\b(?:gmt|utc|ut)\s?([+\u2212-])(\d{1,2})(?::?(\d{2}))?|(?<=\s)([+\u2212-])(\d{2}):?(\d{2}))(?!\d)", re.ASCII
)
_ISO = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})t(?=\d)", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)(?:\s?[日일]|\.(?!\d))?", re.ASCII
)
#: 3/5-2024 or 3/5 2024, as Danes write by hand.
_DANISH_DAY = re.compile(r"(?<!\d)(\d{1,2}/\d{1,2})[- ](\d{4})(?!\d)", re.ASCII)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)\.?", re.ASCII)
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:.]|\s?h\s?)(\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?!\d)(?!\.\d)", re.ASCII
)
_TIME_IN_SIGNS = re.compile(r"(?<!\d)(\d{1,2})\s?[時时点點시]\s?(\d{1,2})\s?[分분](?:\s?(\d{1,2})\s?[秒초])?", re.ASCII)
_WORD = re.compile(r"[^\s\d,;]+", re.ASCII)
_NUMBER = re.compile(r"\d+")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "º", "ª", "o", "e", "-", "–", "|", "/", "."})


@dataclass(frozen=True, slots=True)
class LabelDate:
    date: datetime | None
    """Aware if the zone is given, naive if it is assumed."""
    zone: DateZone


NO_DATE = LabelDate(None, DateZone.NONE)


@lru_cache(maxsize=32)  # page and text of one mail say the same
def label_date(text: str, languages: frozenset[str] = frozenset()) -> LabelDate:
    """The date that the text is; `NO_DATE` if it is none, or none that is sure. Never raises.

    `languages` are those the text may be in, as far as its surroundings tell.
    """
    reading = _Reading(text, languages) if 0 < len(text) <= LONGEST else None
    if reading is None or reading.day is None:
        return NO_DATE
    moment = datetime.combine(reading.day, reading.clock or time(), reading.zone)
    return LabelDate(moment, DateZone.ASSUMED if reading.zone is None else DateZone.GIVEN)


def has_time(text: str) -> bool:
    """Whether it is a date and says the time of day, as every mail program does."""
    reading = _Reading(text) if 0 < len(text) <= LONGEST else None
    return reading is not None and reading.day is not None and reading.clock is not None


def looks_like_date(text: str) -> bool:
    """Whether it says a day or a time and nothing else: "man. d. 13. maj" does, its year left out; "mandag til fredag"
    does not."""
    if not 0 < len(text) <= LONGEST:
        return False
    reading = _Reading(text)
    return reading.day is not None or reading.is_part


class _Reading:
    """One text, piece by piece: what is understood is taken out, and nothing may be left."""

    def __init__(self, text: str, languages: frozenset[str] = frozenset()) -> None:
        self._languages = languages
        self.day: date | None = None
        self.clock: time | None = None
        self.zone: tzinfo | None = None
        self.is_part = False
        self._left = _plain(text)
        self._is_american = self._is_pm = self._is_am = self._is_beyond = False
        numeric = self._take_numeric()
        clock = self._take(_TIME) or self._take(_TIME_IN_SIGNS)
        self._take_offset()
        words = self._take_words()
        if words is None or self._is_beyond:
            return
        numbers = [_whole(number) for number in _NUMBER.findall(self._left)]
        self.clock = self._clock(clock)
        if clock and self.clock is None:
            return
        self.day = self._numeric_day(numeric, numbers) if numeric else self._named_day(words, numbers)
        self.is_part = self.day is None and numeric is None and _is_part(words, numbers, clock is not None)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self._left)
        if found:
            self._left = f"{self._left[: found.start()]} {self._left[found.end() :]}"
        return found

    def _take_numeric(self) -> re.Match[str] | None:
        found = self._take(_YEAR_FIRST)
        if found:
            return found
        found = _NUMERIC.search(self._left)
        if found and len(found[4]) == 2 and not _is_short_date(self._left, found):
            return None
        return self._take(_NUMERIC)

    def _take_offset(self) -> None:
        offset = self._take(_OFFSET)
        if offset is None:
            return
        sign, hours, minutes = filter(
            None, (offset[1] or offset[4], offset[2] or offset[5], offset[3] or offset[6] or "0")
        )
        distance = int(hours) * 60 + int(minutes)
        self._is_beyond = distance > _FURTHEST
        self.zone = timezone(timedelta(minutes=-distance if sign != "+" else distance) * (not self._is_beyond))

    def _take_words(self) -> list[str] | None:
        """The names of months and weekdays; None if there is a word that has no place in a date."""
        known, fillers = _names(), wording().date_words
        period = self._take(_period())
        if period:
            self._is_pm = period[0] in wording().pm
            self._is_am = not self._is_pm
            self._is_american = period[0] in {"am", "pm"}
        named: list[str] = []
        for found in _WORD.findall(self._left):
            word = found.strip(".").strip("-'’")
            if word in known or _completed(word):
                named.append(word)
            elif word in _ZONES:
                self.zone = self.zone or timezone(timedelta(minutes=_ZONES[word]))
            elif word and word not in fillers and word not in _ORDINALS and word not in _AMBIGUOUS_ZONES:
                return None
        return named

    def _clock(self, found: re.Match[str] | None) -> time | None:
        if found is None:
            return None
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        if self._is_am and hour > 12:
            return None
        hour = hour % 12 + 12 * self._is_pm if hour <= 12 and (self._is_pm or self._is_am) else hour
        return _valid_time(hour, minute, second)

    def _numeric_day(self, found: re.Match[str], numbers: list[int]) -> date | None:
        if numbers:
            return None
        if len(found.groups()) == 3:
            return _valid_day(int(found[1]), int(found[2]), int(found[3]))
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if self._is_american and found[2] != ".":
            first, second = second, first
        return _valid_day(year if len(found[4]) == 4 else 2000 + year, second, first)

    def _named_day(self, words: list[str], numbers: list[int]) -> date | None:
        month = _month(words, self._languages)
        if month is None or len(numbers) != 2:
            return None
        day, year = (numbers[1], numbers[0]) if numbers[0] in _YEARS else (numbers[0], numbers[1])
        return _valid_day(year + 2000 if year < 100 and self._is_day_month_year() else year, month, day)

    def _is_day_month_year(self) -> bool:
        """3-May-24: what is not in this order may be month and year, or year and month."""
        kinds = [piece if piece.isdigit() else _month([piece]) for piece in _PIECE.findall(self._left)]
        day, month, year = (kinds + [None] * 3)[:3]
        return isinstance(day, str) and isinstance(month, int) and isinstance(year, str)


def _whole(number: str) -> int:
    """A year of four digits is no short one, whatever it begins with."""
    return int(number) if len(number) < 3 or int(number) > 99 else -1


def _is_short_date(text: str, found: re.Match[str]) -> bool:
    """26.10.21 or 26/10/21: not 26-10-21, whose order nobody knows, nor Korean 21. 10. 26., nor 14.25.08, which is a
    time unless one stands beside it."""
    if found[2] == "-" or " " in found.group():
        return False
    return found[2] == "/" or _TIME.search(f"{text[: found.start()]} {text[found.end() :]}") is not None


def _plain(text: str) -> str:
    """One kind of space, one kind of digit, no case, no remarks in parentheses."""
    if not text.isascii():
        text = _BIDI.sub("", unicodedata.normalize("NFKC", text).replace("،", ","))
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    text = _COMMENT.sub(_remark, folded(text))
    return _ISO.sub(r"\1 ", _DANISH_DAY.sub(r"\1/\2", text))


def _remark(found: re.Match[str]) -> str:
    """In parentheses stand weekdays, and names of zones that are told already; a phone may put the offset there."""
    offset = _OFFSET.search(found.group())
    return f" {offset.group()} " if offset else " "


@cache
def _period() -> re.Pattern[str]:
    """What says before or after noon; Chinese, Japanese and Korean put no space around it."""
    marks = sorted(wording().am | wording().pm, key=len, reverse=True)
    either = "|".join(map(re.escape, marks))
    signs = "|".join(mark for mark in marks if mark >= "\u3000")
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])|{signs}")


@cache
def _names() -> Mapping[str, Mapping[int, frozenset[str]]]:
    """Names of months, as their numbers and the languages for each; of weekdays, as 0."""
    with resources.files("archiver.core.forwards").joinpath("names.toml").open("rb") as names:
        languages = tomllib.load(names)
    known: dict[str, dict[int, frozenset[str]]] = {}
    for language, listed in languages.items():
        for number, forms in enumerate(listed["months"].split("|"), 1):
            _add(known, forms, number, language)
        for forms in listed["weekdays"].split("|"):
            _add(known, forms, 0, language)
    return known


def _add(known: dict[str, dict[int, frozenset[str]]], forms: str, number: int, language: str) -> None:
    """A name of several words is known by each of them."""
    for word in folded(unicodedata.normalize("NFKC", forms)).replace(";", " ").split():
        meanings = known.setdefault(word.strip(".").strip("-'’"), {})
        meanings[number] = meanings.get(number, frozenset()) | {language}


def _completed(word: str) -> Mapping[int, frozenset[str]]:
    """What a name cut short means, if all names that begin so mean one thing."""
    if len(word) < _SHORTEST_CUT:
        return {}
    names = _sorted_names()
    first = bisect_left(names, word)
    last = bisect_left(names, word + "\U0010ffff")
    meanings = [_names()[name] for name in names[first:last]]
    numbers = {number for meaning in meanings for number in meaning}
    return {numbers.pop(): frozenset().union(*meanings[0].values())} if len(numbers) == 1 else {}


@cache
def _sorted_names() -> list[str]:
    return sorted(_names())


def _month(words: Iterable[str], spoken: frozenset[str] = frozenset()) -> int | None:
    """The one month that is named. A word that is a weekday too ("mar.") is one if another names the month."""
    meanings = [_names().get(word) or _completed(word) for word in words]
    months = [meaning for meaning in meanings if set(meaning) - {0}]
    if len(months) > 1:
        months = [meaning for meaning in months if 0 not in meaning]
    if len(months) != 1:
        return None
    numbers = set(months[0]) - {0}
    if len(numbers) > 1:
        weekdays = [meaning[0] for meaning in meanings if meaning is not months[0] and 0 in meaning]
        told = [*weekdays, spoken] if spoken else weekdays
        numbers = {number for number in numbers if told and all(months[0][number] & those for those in told)}
    return numbers.pop() if len(numbers) == 1 else None


def _is_part(words: list[str], numbers: list[int], has_clock: bool) -> bool:
    """A day without its year, or a time alone."""
    if any(number > 31 for number in numbers):
        return False
    return (len(numbers) == 1 and _month(words) is not None) or (has_clock and not numbers)


def _valid_day(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _valid_time(hour: int, minute: int, second: int) -> time | None:
    try:
        return time(hour, minute, second)
    except (ValueError, OverflowError):
        return None
