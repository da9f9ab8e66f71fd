"""What docs/custody.md says each hash in the chain of custody is of, read as the table that it is."""

import re
from dataclasses import dataclass
from pathlib import Path

_DOCUMENT = Path(__file__).parents[1] / "docs" / "custody.md"
_LINE = re.compile(r"^\| `(\w+)` \| ([^|]+) \| (octets|text|rows|array|object|list|link) \| ([^|]+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """One line of the table, of one act."""

    form: str
    table: str
    columns: tuple[str, ...]
    """As they stand there; none where it is no row's."""


def said() -> dict[tuple[str, str], list[Said]]:
    """Act and key → what the table says of it."""
    found: dict[tuple[str, str], list[Said]] = {}
    for key, acts, form, what in _LINE.findall(_DOCUMENT.read_text(encoding="utf-8")):
        table, _, columns = what.rpartition(": ")
        one = Said(form, "".join(_named(table)[:1]), tuple(_named(columns)) if table else ())
        for act in _named(acts):
            found.setdefault((act, key), []).append(one)
    return found


def _named(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)
