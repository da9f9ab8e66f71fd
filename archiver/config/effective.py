"""The configuration in force as flat keys and values, such as the chain of custody tells of: without any secret."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Literal

from pydantic import SecretStr

from archiver.config.section import Section
from archiver.config.settings import Authority, Mailbox, Settings
from archiver.core.discretion import mailbox_called


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that may name a person or was chosen freely: nothing but a keyed hash of it goes anywhere."""

    text: str = field(repr=False)


Told = str | int | None | Hidden

OPEN = frozenset(
    (
        *("archive.own_domains", "archive.time_zone", "mailbox.host", "smtp.host"),
        *("health.listen", "virus.clamd", "desk.listen", "desk.url", "desk.proxies", "desk.oidc.issuer"),
        *("desk.oidc.scope", "desk.oidc.groups_claim", "desk.oidc.name_claim"),
        *("trust.authserv_id", "trust.received_by", "trust.dns_servers"),
    )
)
"""Keys whose text names machines and domains, never a person. Any other text is hidden, unless only fixed words fit."""

APART = frozenset({"replica.name"})
"""Keys in which the replicas of one archive differ: what is in force would else change with each that starts."""


def effective(settings: Settings) -> dict[str, Told]:
    """Every key by its dotted name, those of a list with the name or code of their entry: "mailbox[arkiv].host".

    People are told apart by their place in a list: "disposal.person[0].name". Numbers, switches, times of day and fixed
    words stand as they are. A secret is left out, and so is what tells one replica from another.
    """
    return {key: told for key, told in _of_section(settings, "", "") if key not in APART}


def _of_section(section: Section, name: str, path: str) -> Iterator[tuple[str, Told]]:
    """`name` is that of the section, `path` the same with the entry of a list."""
    for attribute, about in type(section).model_fields.items():
        value, key = getattr(section, attribute), about.alias or attribute
        name_of_it, path_of_it = _dotted(name, key), _dotted(path, key)
        if isinstance(value, Section):
            yield from _of_section(value, name_of_it, path_of_it)
        elif _holds_sections(value):
            for place, entry in enumerate(value):
                yield from _of_section(entry, name_of_it, f"{path_of_it}[{_called(entry, place)}]")
        elif not isinstance(value, SecretStr):
            yield path_of_it, _told(value, is_open=name_of_it in OPEN or _is_fixed(about.annotation))


def _dotted(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _holds_sections(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(entry, Section) for entry in value)


def _called(entry: Section, place: int) -> str:
    """What tells an entry of a list from its neighbours: its code, our own name of a machine, else its place."""
    code = getattr(entry, "code", None)
    if code is not None:
        return str(code)
    return mailbox_called(entry.name) if isinstance(entry, Mailbox | Authority) else str(place)


def _told(value: object, *, is_open: bool) -> Told:
    if value is None or value == ():
        return None
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, time):
        return value.isoformat()
    text = json.dumps([str(one) for one in value], ensure_ascii=False) if isinstance(value, tuple) else str(value)
    return text if is_open else Hidden(text)


def _is_fixed(annotation: Any) -> bool:
    """Whether nothing but fixed words fits."""
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return all(one is type(None) or _is_fixed(one) for one in typing.get_args(annotation))
    return typing.get_origin(annotation) is Literal
