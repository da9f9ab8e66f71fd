"""The words a person reads, in Danish or English.

Sentences stand in the code in English, inside `gettext(…)`, `ngettext(…)` or `later(…)`; their Danish stands in
`archiver/locale/da/LC_MESSAGES/archiver.po`. `make messages` collects new sentences there and compiles the file that
is read here: reading the .po itself would cost every command a tenth of a second.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Literal

Language = Literal["da", "en"]

Translations = NullTranslations
"""What `translator` gives: `gettext(sentence)` and `ngettext(one, many, n)`."""


@cache
def translator(language: Language) -> Translations:
    """The translations into `language`. English is what the code says, so nothing is read for it."""
    if language == "en":
        return NullTranslations()
    with resources.files("archiver").joinpath("locale", language, "LC_MESSAGES", "archiver.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def later(sentence: str) -> str:
    """Marks a sentence of a table, so that it is collected; it is translated when it is used."""
    return sentence
