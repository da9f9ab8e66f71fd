"""What the operator wrote, before it is judged: file, environment and secret files laid over each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from archiver.config import values
from archiver.config.keys import is_list_of_tables, is_text, secrets, shape, twin, written
from archiver.config.lines import KeyPath

PREFIX: Final = "ARCHIVER__"
_LONGEST_SECRET: Final = 1 << 16
_UNREAD: Final = "unread secret of "  # stands in, with its place, for a secret whose file is reported already

Table = dict[str, object]


@dataclass(slots=True)
class Draft:
    """Values with their places (line of the file, or environment variable), and every problem found so far."""

    source: str
    folder: Path
    tree: Table = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=dict)
    variables: dict[KeyPath, str] = field(default_factory=dict)
    problems: list[tuple[tuple[int, int, str], str]] = field(default_factory=list)

    def refuse(self, path: KeyPath, sentence: str) -> None:
        """Note a problem with the value at `path`, or with its absence."""
        order, place = self._place(path)
        self.problems.append((order, f"{place}: {written(path)}: {sentence}"))

    def refuse_variable(self, variable: str, sentence: str) -> None:
        """Note a problem with an environment variable that belongs to no key."""
        self.problems.append(((1, 0, variable), f"{variable}: {sentence}"))

    def sentences(self) -> list[str]:
        """Every problem once, in the order of the file, then of the environment."""
        return list(dict.fromkeys(sentence for _, sentence in sorted(self.problems)))

    def tables(self, name: str) -> Iterator[tuple[KeyPath, Table]]:
        """The section `name`, or each entry of it when it is a list; what is no table is passed over."""
        yield from _tables_in(self.tree.get(name), (name,))

    def tables_at(self, path: tuple[str, ...]) -> Iterator[tuple[KeyPath, Table]]:
        """The same for sections within sections."""
        found = list(self.tables(path[0]))
        for name in path[1:]:
            inner = ((above, table.get(name)) for above, table in found)
            found = [one for above, section in inner for one in _tables_in(section, (*above, name))]
        yield from found

    def _place(self, path: KeyPath) -> tuple[tuple[int, int, str], str]:
        below = [variable for known, variable in self.variables.items() if known[: len(path)] == path]
        for end in range(len(path), 0, -1):
            if path[:end] in self.variables:
                return (1, 0, self.variables[path[:end]]), self.variables[path[:end]]
            if path[:end] in self.lines:
                line = self.lines[path[:end]]
                return (0, line, ""), f"{self.source}:{line}"
            if below:
                return (1, 0, below[0]), below[0]
        return (0, 0, ""), self.source


def _tables_in(section: object, path: KeyPath) -> Iterator[tuple[KeyPath, Table]]:
    if isinstance(section, dict):
        yield path, section
    elif isinstance(section, list):
        yield from (((*path, entry), table) for entry, table in enumerate(section) if isinstance(table, dict))


# --- the environment ---------------------------------------------------------------------------------------------


def lay_environment_over(draft: Draft, environ: Mapping[str, str]) -> None:
    """Let each variable ARCHIVER__SECTION__KEY replace what the file says.

    Entries of a list are named by number from 0, mailboxes also by name. What is not text is written as in TOML.
    """
    named = [(name.removeprefix(PREFIX).lower().split("__"), name) for name in environ if name.startswith(PREFIX)]
    for steps, name in sorted(named, key=_outer_first):
        try:
            path, text = _resolved(draft.tree, steps), _sound(environ[name])
            _put(draft.tree, path, text if is_text(path) else _toml_value(text))
        except ValueError as error:
            draft.refuse_variable(name, str(error))
            continue
        draft.lines = {known: line for known, line in draft.lines.items() if known[: len(path)] != path}
        draft.variables[path] = name
        _drop_twin_of(draft, path)


def _sound(text: str) -> str:
    """Python keeps octets that are no UTF-8 as surrogates (PEP 383); they would break where they are used."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("is not text in UTF-8")
    return text


def _outer_first(named: tuple[list[str], str]) -> tuple[int, list[str]]:
    """Whole sections before keys in them, numbers in order and before names."""
    return len(named[0]), [step.zfill(6) if step.isdecimal() else step for step in named[0]]


def _resolved(tree: Table, steps: list[str]) -> KeyPath:
    path: KeyPath = ()
    for step in steps:
        if not step:
            raise ValueError(f"must look like {PREFIX}SECTION__KEY")
        in_list = path and isinstance(path[-1], str) and is_list_of_tables(path)
        path = (*path, _entry(tree, path, step) if in_list else step)
    return path


def _entry(tree: Table, path: KeyPath, step: str) -> int:
    if step.isdecimal():
        return int(step)
    entries = tree.get(str(path[0]))
    for number, table in enumerate(entries if isinstance(entries, list) and len(path) == 1 else ()):
        if isinstance(table, dict) and variable_name(table.get("name")) == step:
            return number
    raise ValueError(f"names no entry of {written(path)}; use its name or its number, counted from 0")


def variable_name(name: object) -> str:
    """How a mailbox is named in a variable, in lower case: what is no letter or digit becomes one underscore."""
    return re.sub(r"[\W_]+", "_", name.lower()) if isinstance(name, str) else ""


def _put(tree: Table, path: KeyPath, value: object) -> None:
    node: Any = tree
    for step, following in pairwise(path):
        node = _child(node, step, [] if isinstance(following, int) else {})
    _child(node, path[-1], value)
    node[path[-1]] = value


def _child(node: object, step: str | int, fresh: object) -> object:
    match node, step:
        case dict(), str():
            return node.setdefault(step, fresh)
        case list(), int():
            if step > len(node):
                raise ValueError(f"leaves a gap; there are {len(node)} entries so far, counted from 0")
            node.extend([fresh] if step == len(node) else [])
            return node[step]
    raise ValueError("cannot be set, because what stands above it is no section")


def _toml_value(text: str) -> object:
    """The value as TOML reads it; the text itself when TOML cannot, so that its key says what it should be."""
    written_as = text.lower() if text.lower() in {"true", "false"} else text
    try:
        table = tomllib.loads(f"value = {written_as}")
    except ValueError:
        return text
    return table["value"] if len(table) == 1 else text


def _drop_twin_of(draft: Draft, path: KeyPath) -> None:
    """A secret from the environment replaces its twin in the file; two twins of the environment are left to judge."""
    other = (*path[:-1], twin(str(path[-1])))
    if other in draft.lines:
        for _, table in (found for found in draft.tables_at(shape(path[:-1])) if found[0] == path[:-1]):
            table.pop(str(other[-1]), None)
            del draft.lines[other]


# --- secret files ------------------------------------------------------------------------------------------------


def read_secret_files(draft: Draft) -> None:
    """Put the secrets that files hold where the operator could have written them."""
    for *above, key in secrets():
        for path, table in draft.tables_at(tuple(above)):
            file = table.get(twin(key))
            if isinstance(file, str):
                _read_secret(draft, table, (*path, key), file)


def _read_secret(draft: Draft, table: Table, path: KeyPath, file: str) -> None:
    key, place = str(path[-1]), (*path[:-1], twin(str(path[-1])))
    if key in table:
        draft.refuse(place, f"is given together with {key}; keep one of the two")
        return
    try:
        table[key] = _secret_in(draft.folder / file)
    except ValueError as error:
        draft.refuse(place, str(error))
        table[key] = _UNREAD + written(path)
    if place in draft.lines:
        draft.lines[path] = draft.lines[place]
    if place in draft.variables:
        draft.variables[path] = draft.variables[place]


def _secret_in(file: Path) -> str:
    """The text of a secret file without its last line break. Never repeats the name: it may be the secret itself."""
    with values.readable(file) as stream:
        octets = stream.read(_LONGEST_SECRET + 1)
    if len(octets) > _LONGEST_SECRET:
        raise ValueError("names a file that is too long for a secret")
    try:
        secret = octets.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise ValueError("names a file that is not text in UTF-8") from None
    if not secret:
        raise ValueError("names an empty file; write the secret into it")
    return secret
