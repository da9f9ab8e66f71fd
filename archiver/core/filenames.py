"""Names a person may save a part as. A name in a mail is a claim, never a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
"""Characters."""
LONGEST_OCTETS = 240
"""In UTF-8, with room below the 255 of usual file systems."""
_LONGEST_EXTENSION = 20
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
#: Controls, format characters (bidi overrides, zero width), surrogates, private use, line separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_filename(filename: str | None, made_up: str) -> str:
    """The last component of a claimed name, harmless on any system and keeping its extension; else `made_up`."""
    last = re.split(r"[\\/]", filename or "")[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in _INVISIBLE)
    name = _FORBIDDEN.sub("_", visible).strip(". \u00a0").strip()
    if not name.strip("_"):
        return made_up
    return _shortened(f"_{name}" if _RESERVED.fullmatch(name.partition(".")[0].strip()) else name)


def _shortened(name: str) -> str:
    extension = PurePosixPath(name).suffix
    extension = extension if len(extension) <= _LONGEST_EXTENSION else ""
    stem = name.removesuffix(extension)[: LONGEST - len(extension)]
    while len((stem + extension).encode("utf-8")) > LONGEST_OCTETS:
        stem = stem[:-1]
    return stem.rstrip(". ") + extension
