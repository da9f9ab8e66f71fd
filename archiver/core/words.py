"""From text to the words that the archive searches by: one form for every spelling and inflexion (H4).

A word is folded (NFKC, no case, æ as ae, ø as oe, å as aa, no other accents) and reduced to its stem: by Snowball's
Danish rules, and then by its English ones where no Danish letter is in it, so that "truslen" finds "trusler" and
"threats" finds "threat". Both sides of a search, what is indexed and what is asked, go through here, and nothing else
decides what a word is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from Stemmer import Stemmer

LONGEST = 40
"""Characters of a word; what is longer is cut off, in a question as well."""
REMEMBERED = 20_000
"""Words whose stem is kept in memory."""

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+")
"""Accents without a letter to sit on, soft hyphens, and what has no width."""
_IN_DANISH = str.maketrans({"ä": "æ", "ö": "ø"})
_SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_SPELT_OUT = {"ae": "æ", "oe": "ø", "aa": "å"}
_LETTER = re.compile("aa|ae|oe")
"""Looked for from the left in what was spelt out: "aae" may have been "åe" or "aæ", and both are found by either."""
_IN_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"})
#: Its own cache would keep words of strangers' mail without end.
_danish, _english = Stemmer("danish", 0), Stemmer("english", 0)


def words(text: str) -> Iterator[str]:
    """Every word of a text in its searched form, in order; runs of letters and digits, without the marks between."""
    for found in _WORD.finditer(_composed(text)):
        word = stem(found[0])
        if word:
            yield word


def _composed(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """One word, in lower case, in its searched form."""
    composed = unicodedata.normalize("NFC", word[:LONGEST])
    spelt = composed.translate(_IN_DANISH).translate(_SPELLED)[:LONGEST]
    if not spelt.isalpha():
        return _plain(spelt)
    word = _LETTER.sub(lambda found: _SPELT_OUT[found[0]], spelt)
    root = _danish.stemWord(word) if len(word) > 2 else word
    return _english.stemWord(root) if root.isascii() and len(root) > 2 else _plain(root)


def _plain(word: str) -> str:
    """Danish letters spelt out, and no accents. What is neither letter nor digit then, is left out."""
    if word.isascii():
        return word
    bare = unicodedata.normalize("NFKD", word.translate(_IN_ASCII))
    return "".join(letter for letter in bare if letter.isalnum()).casefold()
