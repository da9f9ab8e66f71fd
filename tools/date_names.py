"""`python -m tools.date_names`: the names of months and weekdays that `core.forwards.label_dates` reads, from CLDR.

Babel needs a tenth of a second to load them for every language; the file needs a thousandth.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import babel
from babel import localedata
from babel.core import get_global

FORWARDS = Path(__file__).resolve().parent.parent / "archiver" / "core" / "forwards"
NAMES = FORWARDS / "names.toml"
#: What the patterns of a language write before a month, without a space.
_PREFIXES = {"he": "ב"}
_WIDTHS = ("wide", "abbreviated", "short")


def languages() -> list[str]:
    """Those of wording.toml; a variant such as pt_BR has the names of its language."""
    with (FORWARDS / "wording.toml").open("rb") as wording:
        return sorted({code.partition("_")[0] for code in tomllib.load(wording)} - {"sources"})


def names() -> dict[str, dict[str, str]]:
    """Of each language, months and weekdays (Monday first): `|` between two of them, `;` between names of one."""
    return {language: _names_of(language) for language in languages()}


def written() -> str:
    """The file."""
    lines = [f"# Names of months and weekdays in CLDR, by Babel {babel.__version__}: `python -m tools.date_names`."]
    for language, listed in names().items():
        lines += ["", f"[{language}]", *(f"{what} = '{these}'" for what, these in listed.items())]
    return "\n".join([*lines, ""])


def _names_of(language: str) -> dict[str, str]:
    return {
        "months": "|".join(";".join(_forms(language, "months", month)) for month in range(1, 13)),
        "weekdays": "|".join(";".join(_forms(language, "days", day)) for day in range(7)),
    }


def _forms(language: str, what: str, number: int) -> list[str]:
    forms = [table[number] for table in _tables(language, what) if number in table]
    prefix = _PREFIXES.get(language) if what == "months" else None
    return list(dict.fromkeys([*forms, *(prefix + form for form in forms)] if prefix else forms))


def _tables(language: str, what: str) -> Iterator[Mapping[int, str]]:
    """What the language itself says, or its parent (nb and nn: no).

    Not `Locale.months`: once Hebrew is loaded, Babel 2.18 gives Hebrew months to every language without its own. Babel
    keeps what is loaded here, and lacks the rest afterwards: this needs a process of its own.
    """
    parents: Mapping[str, str] = get_global("parent_exceptions") or {}
    for code in filter(None, (language, parents.get(language))):
        own: Mapping[str, Any] = localedata.load(code, merge_inherited=False).get(what, {})
        for context in ("format", "stand-alone"):
            by_width = own.get(context)
            if isinstance(by_width, dict):
                yield from (by_width[width] for width in _WIDTHS if isinstance(by_width.get(width), dict))


if __name__ == "__main__":
    NAMES.write_text(written(), encoding="utf-8")
