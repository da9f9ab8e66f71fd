"""Authentication-Results (RFC 8601), read strictly: what does not follow the grammar says nothing.

Only values of properties are read with more patience than the grammar has: servers write base64 and addresses there
without quotation marks. What a value may hold still cannot be taken for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archiver.core.addresses import ascii_lower

LONGEST = 16_384
"""Characters of one field."""
MOST_TOKENS = 2_000

#: RFC 2045 § 5.1: a token, without the tspecials. A value of a property runs to a blank, a semicolon or a comment.
_TOKEN = re.compile(r"""[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+""")
_QUOTED = re.compile(r'"((?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*)"')
_VALUE = re.compile(r"""[!#-'*-:<-~]+""")
_BEGINNING = re.compile(rf"""(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>{_TOKEN.pattern}))[ \t]*(?P<result>=)?""")
_COMMENT_EDGE = re.compile(r"\\.|[()]")
_KEYWORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_BLANKS = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Result:
    """What one method found: "dmarc", "pass", and its properties such as "header.from"."""

    method: str
    """Lower case, as are the result and the names of properties; values stand as written."""
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)

    def says(self, name: str) -> str:
        """A property in lower case; empty when it is not there."""
        return ascii_lower(self.properties.get(name, ""))


@dataclass(frozen=True, slots=True)
class Results:
    """One field."""

    authserv_id: str
    """Who vouches for it: lower case."""
    results: tuple[Result, ...]


class _Misshapen(Exception):
    """The field does not follow the grammar."""


def authserv_id_of(text: str) -> str | None:
    """Who a field says it is of, in lower case and without a last dot, whatever follows.

    Empty when it begins with a result instead of a name, as Exchange's do; None when that cannot be told.
    """
    try:
        reader = _Reader(text[:LONGEST])
    except _Misshapen:
        return None
    begun = _BEGINNING.match(reader.rest)
    if begun is None or begun["quoted"] == "":
        return None
    if begun["result"]:
        return ""
    return ascii_lower(begun["token"] or _unescaped(begun["quoted"])).rstrip(".")


def results_in(text: str) -> Results | None:
    """The field as RFC 8601 § 2.2 has it; None when anything of it is not, a property twice among it."""
    if len(text) > LONGEST:
        return None
    try:
        return _Reader(text).results()
    except _Misshapen:
        return None


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)


class _Reader:
    """Reads one unfolded field from left to right; comments and blanks (CFWS) are passed over where they may stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._left = MOST_TOKENS
        self._skip()

    def results(self) -> Results:
        authserv_id = ascii_lower(self.value()).rstrip(".")
        if not authserv_id:
            raise _Misshapen
        if self._at < len(self._text) and self.peek().isdigit() and self._token(_TOKEN) != "1":
            raise _Misshapen
        found = list(self._resinfos())
        return Results(authserv_id, tuple(found))

    def value(self) -> str:
        """A token or a quoted string."""
        return self._quoted() if self.peek() == '"' else self._token(_TOKEN)

    @property
    def rest(self) -> str:
        """What has not been read yet."""
        return self._text[self._at :]

    def peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def is_at_end(self) -> bool:
        return self._at >= len(self._text)

    def _resinfos(self) -> Iterator[Result]:
        while not self.is_at_end():
            self._take(";")
            if self.is_at_end():
                return  # a last semicolon with nothing behind it, as many servers write
            method = self._keyword()
            if method == "none" and self.is_at_end():
                return
            yield self._resinfo(method)

    def _resinfo(self, method: str) -> Result:
        if self.peek() == "/":
            self._take("/")
            if self._token(_TOKEN) != "1":
                raise _Misshapen
        self._take("=")
        result = self._keyword()
        return Result(method, result, dict(self._properties()))

    def _properties(self) -> Iterator[tuple[str, str]]:
        known: set[str] = set()
        while not self.is_at_end() and self.peek() != ";":
            name = self._keyword()
            if self.peek() == ".":
                self._take(".")
                name = f"{name}.{self._keyword()}"
            elif name not in {"reason", "action"}:  # "action" is Exchange's own
                raise _Misshapen
            self._take("=")
            if name in known:
                raise _Misshapen
            known.add(name)
            yield name, self._quoted() if self.peek() == '"' else self._token(_VALUE)

    def _keyword(self) -> str:
        return ascii_lower(self._token(_KEYWORD))

    def _take(self, special: str) -> None:
        if self.peek() != special:
            raise _Misshapen
        self._at += 1
        self._skip()

    def _quoted(self) -> str:
        return _unescaped(self._match(_QUOTED)[1])

    def _token(self, pattern: re.Pattern[str]) -> str:
        return self._match(pattern)[0]

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        self._left -= 1
        if found is None or not self._left:
            raise _Misshapen
        self._at = found.end()
        self._skip()
        return found

    def _skip(self) -> None:
        """Over blanks and comments (RFC 5322 § 3.2.2), which may be nested."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self.peek() != "(":
                return
            self._at = self._end_of_comment()

    def _end_of_comment(self) -> int:
        depth = 0
        for edge in _COMMENT_EDGE.finditer(self._text, self._at):
            depth += {"(": 1, ")": -1}.get(edge[0], 0)
            if depth == 0:
                return edge.end()
        raise _Misshapen
