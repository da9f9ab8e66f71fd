"""`make messages`: collect every sentence a person reads, keep the Danish that is there, compile what is read at run.

Sentences are what stands in `gettext("…")`, `later("…")`, `say("…")`, `ngettext("…", "…", n)` and
`say_many("…", "…", n)` anywhere in `archiver/`, the templates of the desk
among it, and what a `UsageError("…")` says.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "archiver"
PO = PACKAGE / "locale" / "da" / "LC_MESSAGES" / "archiver.po"
MO = PO.with_suffix(".mo")
#: Who takes a sentence, and where among the arguments; `say` and `say_many` are the command line's.
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "later": None, "say": None, "say_many": (1, 2), "UsageError": None}


def sentences() -> Catalog:
    """Every sentence of the code, with where it stands (the file; a line number would change with every edit)."""
    found = Catalog()
    for path, _, message, _, context in extract_from_dir(
        PACKAGE, [("**.py", "python"), ("desk/templates/**.html", "jinja2")], keywords=KEYWORDS
    ):
        found.add(message, locations=[(f"archiver/{path}", 0)], context=context)
    return found


def danish() -> Catalog:
    """The catalogue as it stands."""
    catalogue = _empty()
    with PO.open("rb") as lines:
        for message in read_po(lines, locale="da"):
            if message.id:
                catalogue[message.id] = message
    return catalogue


def _empty() -> Catalog:
    # Fixed dates: the files change when a sentence does, and at no other time.
    then = datetime(2026, 11, 23, tzinfo=UTC)
    return Catalog(
        "da",
        header_comment="# Danish for arkivfunktion. Edit msgstr, then run `make messages`.",
        project="arkivfunktion",
        version="1",
        msgid_bugs_address="",
        last_translator="",
        language_team="da",
        charset="utf-8",
        creation_date=then,
        revision_date=then,
        fuzzy=False,
    )


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    binary = BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The catalogue as people edit it, sorted by file."""
    text = BytesIO()
    write_po(text, catalogue, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return text.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The sentences that have no Danish, or not in every number."""
    without = [message for message in catalogue if message.id and not all(_forms(message.string))]
    return [message.id if isinstance(message.id, str) else message.id[0] for message in without]


def _forms(string: object) -> tuple[object, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (string,)


def main() -> int:
    """Bring both files up to date; exit 1 when Danish is missing, and say for what."""
    catalogue = danish()
    catalogue.update(sentences(), no_fuzzy_matching=True, update_creation_date=False)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(catalogue))
    for sentence in missing(catalogue):
        sys.stdout.write(f"no Danish for: {sentence}\n")
    return 1 if missing(catalogue) else 0


if __name__ == "__main__":
    sys.exit(main())
