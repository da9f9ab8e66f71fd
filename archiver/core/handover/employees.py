"""Who is an employee, by what is registered of a case: their names must not stand in a redacted copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archiver.core.casefile import Entry, HelpSheet, WishSheet, fields_of
from archiver.core.dossier import Dossier
from archiver.core.records import Address

_OF_STAFF = frozenset({"responsible", "decided_by", "author", "taken_by", "witness", "lawyer"})
"""Fields in which colleagues are named, or an office."""
_BETWEEN_NAMES = re.compile(r"[,;/&]| og | and ")
_CAPITAL = re.compile(r"[A-ZÆØÅÄÖÜÉ][^\s]*")


def named_in(
    dossier: Dossier, written: Iterable[tuple[str, Entry]], own_domains: Iterable[str]
) -> tuple[list[Address], list[str]]:
    """The addresses of reporters, and the names in registers, those who are affected first."""
    own = tuple(own_domains)
    reporters = [one.reporter for one in dossier.items if one.reporter.rpartition("@")[2].lower() in own]
    names = [*_affected(dossier), *_in_entries(entry for _, entry in written)]
    return [Address("", one) for one in dict.fromkeys(reporters)], list(dict.fromkeys(names))


def _affected(dossier: Dossier) -> Iterator[str]:
    versions = [*dossier.registrations, *(one for each in dossier.absorbed for one in each.registrations)]
    for version in reversed(versions):
        yield from version.registration.affected


def _in_entries(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        sheet = entry.sheet
        if isinstance(sheet, HelpSheet | WishSheet) and sheet.employee.strip():
            yield sheet.employee.strip()
        for one in fields_of(type(sheet)):
            if one.name in _OF_STAFF:
                yield from filter(_looks_like_a_name, _BETWEEN_NAMES.split(str(getattr(sheet, one.name))))


def _looks_like_a_name(text: str) -> bool:
    """Two words or more, all with a capital; an office is called by one, or in small letters."""
    words = text.split()
    return len(words) > 1 and all(_CAPITAL.fullmatch(word) for word in words)
