"""Every key there is, read off `Settings`: what it is for, what kind of value it takes, and what it resembles."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from archiver.config.lines import KeyPath
from archiver.config.settings import Settings

Shape = tuple[str, ...]
"""A key path without the numbers of list entries: ("mailbox", "port")."""

_NOT_TEXT: Final = (int, date, BaseModel)
_TWIN: Final = "_file"


def shape(path: KeyPath) -> Shape:
    """The same for every entry of a list."""
    return tuple(step for step in path if isinstance(step, str))


@cache
def all_keys() -> dict[Shape, FieldInfo]:
    """Every section and key that config.toml may hold."""
    return dict(_keys_of(Settings, ()))


def is_text(path: KeyPath) -> bool:
    """Whether an environment variable holds this key's value as it is: plain text, or a key nobody knows."""
    field = all_keys().get(shape(path))
    if field is None or get_origin(field.annotation) is tuple:
        return field is None
    return not any(issubclass(kind, _NOT_TEXT) for kind in _kinds(field.annotation))


def is_list_of_tables(path: KeyPath) -> bool:
    """Whether this is written [[in two brackets]]."""
    field = all_keys().get(shape(path))
    return field is not None and get_origin(field.annotation) is tuple and _table_in(field.annotation) is not None


def twin(key: str) -> str:
    """password and password_file are twins: the value itself, and the file that holds it."""
    return key.removesuffix(_TWIN) if key.endswith(_TWIN) else key + _TWIN


def secrets() -> list[Shape]:
    """The keys that have a `_file` twin."""
    return [key for key in all_keys() if (*key[:-1], twin(key[-1])) in all_keys() and not key[-1].endswith(_TWIN)]


def resembling(path: KeyPath) -> tuple[str | None, list[str]]:
    """The known key most like the last step of `path`, and all known keys beside it."""
    *above, wrong = shape(path)
    beside = [key[-1] for key in all_keys() if key[:-1] == tuple(above)]
    return next(iter(difflib.get_close_matches(wrong.lower(), beside, n=1)), None), beside


def written(path: KeyPath) -> str:
    """As a person would point at it: mailbox[0].port."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{_quoted(step)}"
    return text.removeprefix(".")


def _quoted(step: str) -> str:
    return step if re.fullmatch(r"[\w-]+", step) else ascii(step)


def _keys_of(model: type[BaseModel], above: Shape) -> Iterator[tuple[Shape, FieldInfo]]:
    for name, field in model.model_fields.items():
        key = (*above, field.alias or name)
        yield key, field
        table = _table_in(field.annotation)
        if table is not None:
            yield from _keys_of(table, key)


def _table_in(annotation: object) -> type[BaseModel] | None:
    return next((kind for kind in _kinds(annotation) if issubclass(kind, BaseModel)), None)


def _kinds(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)
