"""A text as one would read it, and where each letter of that stands in the text: so that no spelling hides a name.

Accents are taken off, letters of other alphabets that look like ours are ours, and what an encoding made of a letter is
that letter again. Case is kept.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Characters that nobody sees and that are no format characters (Unicode: Default_Ignorable_Code_Point)."""
_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝӏҮүΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιαρ",
        "ABESIJKMHOPCTYXaesijopcyxdqwlYyABEZHIKMNOPTYXoviap",
        strict=True,
    )
)
"""Cyrillic and Greek letters that look like Latin ones."""
_OWN = {"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss"} | _ALIKE
_STRANGE = re.compile("ï¿½|[ÂÃ].|[^\x00-\x7f]")
"""What is read otherwise than it stands; UTF-8 that was taken for Windows-1252 makes two characters of one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`words` is how `text` is read."""

    text: str
    words: str
    _starts: tuple[int, ...]
    """Where in `words` each piece begins."""
    _spans: tuple[tuple[int, int, bool], ...]
    """Where that piece stands in the text, and whether letter for letter."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text these words stand."""
        return self._at(start)[0], self._at(end - 1)[1]

    def _at(self, at: int) -> tuple[int, int]:
        piece = bisect_right(self._starts, at) - 1
        first, last, is_plain = self._spans[piece]
        if not is_plain:
            return first, last
        here = first + at - self._starts[piece]
        return here, here + 1


_Piece = tuple[int, int, str]
"""From where to where in the text, and how that is read."""
_Way = Callable[[str], Iterator[_Piece]]


def plain(text: str) -> str:
    """A text composed (NFC), and without characters that nobody sees."""
    if text.isascii():
        return text
    composed = _IGNORABLE.sub("", unicodedata.normalize("NFC", text))
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")


def read(text: str, way: _Way) -> Reading:
    """The text as it is read in one way."""
    words: list[str] = []
    starts, spans, end, length = [], [], 0, 0
    for first, last, told in (*way(text), (len(text), len(text), "")):
        for span, piece, is_plain in (((end, first), text[end:first], True), ((first, last), told, False)):
            if piece:
                starts.append(length)
                spans.append((*span, is_plain))
                words.append(piece)
                length += len(piece)
        end = last
    return Reading(text, "".join(words), tuple(starts), tuple(spans))


def folded(text: str) -> str:
    """A text as it is read, by itself."""
    return read(plain(text), _letters).words


def _letters(text: str) -> Iterator[_Piece]:
    if not text.isascii():
        for found in _STRANGE.finditer(text):
            yield from _strange(found)


def _strange(found: re.Match[str]) -> Iterator[_Piece]:
    whole, start = found[0], found.start()
    if len(whole) == 1:
        yield start, found.end(), _letter(whole)
    elif whole == "ï¿½":
        yield start, found.end(), "\ufffd"
    elif (meant := _meant(whole)) is not None:
        yield start, found.end(), _letter(meant)
    else:
        yield start, start + 1, _letter(whole[0])
        if not whole[1].isascii():
            yield start + 1, found.end(), _letter(whole[1])


def _meant(pair: str) -> str | None:
    for charset in ("cp1252", "latin-1"):
        try:
            return pair.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return None


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    if character in _OWN:
        return _OWN[character]
    if unicodedata.category(character) == "Pd":
        return "-"
    apart = unicodedata.normalize("NFKD", character)
    bare = "".join(c for c in apart if unicodedata.category(c) not in {"Mn", "Me"})
    return "".join(_OWN.get(c, c) for c in bare) if apart != character or not bare else character


def _octets(escape: re.Pattern[str]) -> _Way:
    def way(text: str) -> Iterator[_Piece]:
        for found in escape.finditer(text):
            octets = bytes.fromhex(found[0].replace(found[0][0], ""))
            try:
                told, charset = octets.decode("utf-8"), "utf-8"
            except UnicodeError:
                told, charset = octets.decode("latin-1"), "latin-1"
            at = found.start()
            for character in told:
                end = at + 3 * len(character.encode(charset))
                yield at, end, _letter(character)
                at = end
        return

    return way


def _named(escape: re.Pattern[str], meaning: Callable[[str], str]) -> _Way:
    def way(text: str) -> Iterator[_Piece]:
        for found in escape.finditer(text):
            told = plain(meaning(found[0]))
            yield found.start(), found.end(), "".join(map(_letter, told))

    return way


def _with_letters(way: _Way) -> _Way:
    """What is escaped, and between that the letters."""

    def both(text: str) -> Iterator[_Piece]:
        end = 0
        for first, last, told in (*way(text), (len(text), len(text), "")):
            yield from ((end + a, end + b, one) for a, b, one in _letters(text[end:first]))
            if last > first:
                yield first, last, told
            end = last

    return both


def _unescaped(escape: str) -> str:
    return chr(int(escape[2:], 16))


WAYS: tuple[tuple[re.Pattern[str] | None, _Way], ...] = (
    (None, _letters),
    (re.compile("%[0-9A-Fa-f]{2}"), _with_letters(_octets(re.compile("(?:%[0-9A-Fa-f]{2})+")))),
    (re.compile("=[0-9A-Fa-f]{2}"), _with_letters(_octets(re.compile("(?:=[0-9A-Fa-f]{2})+")))),
    (re.compile("&#?[0-9A-Za-z]{1,31};"), _with_letters(_named(re.compile("&#?[0-9A-Za-z]{1,31};"), html.unescape))),
    (re.compile(r"\\[ux]"), _with_letters(_named(re.compile(r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})"), _unescaped))),
    (re.compile("[-=]\r?\n"), _with_letters(_named(re.compile("[-=]\r?\n[>|\t ]*"), lambda _: ""))),
)
"""How a text may be read, each with what shows that it may be; every one by itself, since "=Be" may be two letters."""

ACROSS: _Way = _with_letters(_named(re.compile("\\s*\n\\s*"), lambda _: ""))
"""As though lines did not end: of a page, whose tags may put an end of line anywhere."""
