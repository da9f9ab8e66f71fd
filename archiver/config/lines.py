"""Which line of a TOML text (toml.io, v1.0) each key stands on: what `tomllib` does not tell."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Final

KeyPath = tuple[str | int, ...]
"""The way to a value: ("mailbox", 0, "port"); numbers count the entries of a list from 0."""

_TOKEN: Final = re.compile(
    r'''(?P<blank>[ \t\r]+|\#[^\n]*)
      | (?P<quoted>"""(?:\\.|[^\\])*?""""{0,2} | \'\'\'.*?\'\'\'\'{0,2} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
      | (?P<mark>[\[\]{},=.\n])
      | (?P<bare>[^\s\[\]{},=."'\#]+)''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: int
    quoted: bool


def lines_of_keys(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, of every table, key and list entry in `text`, which `tomllib` has accepted."""
    return _Reader(_tokens(text)).read()


def _tokens(text: str) -> list[_Token]:
    tokens, line = [], 1
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "blank":
            tokens.append(_Token(found.group(), line, found.lastgroup == "quoted"))
        line += found.group().count("\n")
    return tokens


@dataclass(slots=True)
class _Reader:
    """Walks the tokens once; `lines` and `entries` (how many tables each [[list]] has so far) grow on the way."""

    tokens: list[_Token]
    at: int = 0
    lines: dict[KeyPath, int] = field(default_factory=dict)
    entries: dict[KeyPath, int] = field(default_factory=dict)

    def read(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self.at < len(self.tokens):
            if self._next_is("\n"):
                self.at += 1
            elif self._next_is("["):
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _next_is(self, *marks: str) -> bool:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token is not None and not token.quoted and token.text in marks

    def _header(self) -> KeyPath:
        line = self.tokens[self.at].line
        self.at += 1
        is_list = self._next_is("[")
        self.at += is_list
        *outer, last = self._key()
        self.at += 1 + is_list
        path: KeyPath = ()
        for name in outer:
            path = self._latest((*path, name), line)
        if not is_list:
            return self._latest((*path, last), line)
        return self._new_entry((*path, last), line)

    def _latest(self, path: KeyPath, line: int) -> KeyPath:
        """A header below a [[list]] belongs to the entry that was opened last."""
        self.lines.setdefault(path, line)
        return (*path, self.entries[path] - 1) if path in self.entries else path

    def _new_entry(self, path: KeyPath, line: int) -> KeyPath:
        entry = (*path, self.entries.get(path, 0))
        self.entries[path] = self.entries.get(path, 0) + 1
        self.lines.setdefault(path, line)
        self.lines[entry] = line
        return entry

    def _key(self) -> list[str]:
        names = [self._name()]
        while self._next_is("."):
            self.at += 1
            names.append(self._name())
        return names

    def _name(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        return str(tomllib.loads(f"name = {token.text}")["name"]) if token.quoted else token.text

    def _pair(self, table: KeyPath) -> None:
        line, path = self.tokens[self.at].line, table
        for name in self._key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self.at += 1
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._next_is("[", "{"):
            self._bracket(path)
        while self.at < len(self.tokens) and not self._next_is("\n", ",", "]", "}"):
            self.at += 1

    def _bracket(self, path: KeyPath) -> None:
        is_list = self._next_is("[")
        self.at += 1
        count = 0
        while self.at < len(self.tokens) and not self._next_is("]", "}"):
            if self._next_is("\n", ","):
                self.at += 1
            elif is_list:
                self.lines[(*path, count)] = self.tokens[self.at].line
                self._value((*path, count))
                count += 1
            else:
                self._pair(path)
        self.at += 1
