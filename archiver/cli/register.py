"""`archiver case register`: seven questions at a terminal, or the same from a file. Never on the command line.

Names of employees must not stand where every user of the machine can read them: in the list of processes.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Any

import typer

from archiver.cli.common import language, say
from archiver.core.language import later
from archiver.core.register import Choice, Registration, Vocabulary
from archiver.errors import UsageError

UNKNOWN = frozenset({"", "?", "ukendt", "unknown"})
EVERYBODY = frozenset({"", "-", "alle", "all", "hele arbejdspladsen", "the whole workplace"})
STDIN = Path("-")
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
_MOMENTS = ("%Y-%m-%dT%H:%M", *(f"{day} {clock}" for day in _DAYS for clock in ("%H.%M", "%H:%M")))
_YEARS = range(1900, 2201)
_KEYS = frozenset({"incident_at", "medium", "categories", "unit", "affected", "relation", "theme", "reason"})


def from_file(path: Path, zone: tzinfo) -> Registration:
    """The registration that a TOML file holds; "-" is standard input. Raises `UsageError` for what is none."""
    try:
        text = sys.stdin.read() if path == STDIN else path.read_text("utf-8")
        written = tomllib.loads(text)
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=path, problem=error.strerror) from error
    except ValueError as error:
        raise UsageError("{path} is not TOML in UTF-8.", path=path) from error
    for key in sorted(written.keys() - _KEYS):
        raise UsageError("“{key}” is none of {known}.", key=key, known=", ".join(sorted(_KEYS)))
    return _registration(written, zone)


def _registration(written: Mapping[str, Any], zone: tzinfo) -> Registration:
    return Registration(
        incident_at=_incident_at(written, zone),
        medium=code_of(_text(written, "medium")),
        categories=tuple(code_of(one) for one in _texts(written, "categories")),
        unit=_text(written, "unit").strip(),
        affected=people(_texts(written, "affected")),
        relation=code_of(_text(written, "relation")),
        theme=tidied(_text(written, "theme")),
        reason=tidied(_text(written, "reason")),
    )


def _incident_at(written: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    found = written.get("incident_at", "")
    if isinstance(found, datetime):
        return in_zone(found, zone)
    if not isinstance(found, str | date):
        raise misfit("incident_at", say("a time"), called(found))
    return moment(str(found), zone)


def _text(written: Mapping[str, Any], key: str) -> str:
    found = written.get(key, "")
    if not isinstance(found, str):
        raise misfit(key, say("a text"), called(found))
    return found


def _texts(written: Mapping[str, Any], key: str) -> list[str]:
    """A list as it stands; one text is taken apart at its commas, as at the terminal."""
    found, wanted = written.get(key, ""), say("a list of texts, or one text with commas in it")
    if isinstance(found, str):
        return _split(found)
    if not isinstance(found, list):
        raise misfit(key, wanted, called(found))
    for one in found:
        if not isinstance(one, str):
            raise misfit(key, wanted, say("a list that holds {found}").format(found=called(one)))
    return found


def misfit(key: str, wanted: str, found: str) -> UsageError:
    """Says nothing of what was written: it may be about persons."""
    return UsageError("“{key}” must be {wanted}; what stands there is {found}.", key=key, wanted=wanted, found=found)


def called(value: object) -> str:
    """What kind of value TOML made of it, in words."""
    return next(say(name) for kinds, name in _KINDS if isinstance(value, kinds))


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, later("true or false")),
    ((int, float), later("a number")),
    (list, later("a list")),
    (dict, later("a table")),
    (date, later("a time")),
    (time, later("a time of day without a day")),
    (object, later("a text")),
)
"""The first that fits: to Python true is a number too."""


def asked(vocabulary: Vocabulary, zone: tzinfo) -> Registration:
    """The registration that a person gives at a terminal: seven answers, and a reason where a category wants one."""
    incident_at = _until_fit(
        say("1 of 7. When did it happen (such as 20-11-2026 14.30; Enter if it is not known)"),
        lambda text: moment(text, zone),
    )
    medium = choose(say("2 of 7. Medium"), vocabulary.media)
    categories = choose_some(say("3 of 7. Categories, with commas between (possible offences)"), vocabulary.categories)
    unit = choose(say("4 of 7. Unit"), vocabulary.units) if vocabulary.units else ask(say("4 of 7. Unit"))
    names = ask(say("5 of 7. Affected employees, with commas between (Enter: the whole workplace)"))
    relation = choose(say("6 of 7. Relation to the workplace"), vocabulary.relations)
    theme = ask(say("7 of 7. Short description of what it is about"))
    reasoned = {one.code for one in vocabulary.categories if one.reasoned}
    reason = ask(say("Reason")) if reasoned.intersection(categories) else ""
    return Registration(
        incident_at, medium, categories, unit, people(_split(names)), relation, tidied(theme), tidied(reason)
    )


def moment(text: str, zone: tzinfo) -> datetime | None:
    """A time as people write it, on the clocks of a zone; None for "unknown". Raises `UsageError` for anything else.

    A day alone means its beginning: deadlines are then counted from the earliest it can have been.
    """
    plain = " ".join(re.sub(r"\bkl\.?\s*", "", text.strip().lower()).split())
    if plain in UNKNOWN:
        return None
    for layout in (*_MOMENTS, *_DAYS):
        try:
            found = datetime.strptime(plain.upper(), layout).replace(tzinfo=zone)
        except ValueError:
            continue
        return _plausible(found)
    raise UsageError("A time is written like 20-11-2026 14.30 or 2026-11-20 14:30, or “unknown”.")


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Names, tidied; none for the whole workplace."""
    whole = [tidied(name) for name in names]
    return tuple(name for name in whole if name.lower() not in EVERYBODY)


def in_zone(written: datetime, zone: tzinfo) -> datetime:
    return _plausible(written if written.tzinfo is not None else written.replace(tzinfo=zone))


def _plausible(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise UsageError("The year of a time lies between 1900 and 2200.")
    return moment


def _split(line: str) -> list[str]:
    """What stands between the commas of a line, but for nothing."""
    return [one for one in line.split(",") if one.strip()]


def tidied(written: str) -> str:
    return " ".join(written.split())


def code_of(written: str) -> str:
    return written.strip().upper()


def ask(question: str) -> str:
    """An answer, from a line of standard input; the question goes where it does not disturb the output."""
    typer.echo(f"{question}: ", err=True, nl=False)
    line = sys.stdin.readline()
    if not line:
        raise UsageError("The answers ended early; nothing was written.")
    return line.strip()


def _until_fit(question: str, read: Callable[[str], datetime | None]) -> datetime | None:
    while True:
        try:
            return read(ask(question))
        except UsageError as error:
            typer.echo(say(error.sentence), err=True)


def choose(question: str, listed: Iterable[Choice]) -> str:
    (code,) = choose_some(question, listed, most=1)
    return code


def choose_some(question: str, listed: Iterable[Choice], most: int = 50) -> tuple[str, ...]:
    in_use = [one for one in listed if one.in_use]
    for one in in_use:
        typer.echo(f"    {one.code:<10} {one.name(language())}", err=True)
    known = {one.code for one in in_use}
    while True:
        codes = tuple(code_of(one) for one in _split(ask(question)))
        if 0 < len(codes) <= most and known.issuperset(codes):
            return codes
        typer.echo(say("Write a code from the list."), err=True)
