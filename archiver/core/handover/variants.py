"""For whom a package is made, and what of a case is in it (H1–H3, X6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from archiver.core.casefile import (
    SHEETS,
    DeadlineSheet,
    DialogueSheet,
    Entry,
    HelpSheet,
    InformationSheet,
    LegalSheet,
    LimitSheet,
    MeasureSheet,
    NoteSheet,
    ReportSheet,
    ScreenshotSheet,
    WishSheet,
)
from archiver.core.custody import Purpose

LONGEST_RECIPIENT = 100
"""Characters."""


class Variant(StrEnum):
    """For whom a package is made. Which parts of a case each holds says `HOLDS`."""

    POLICE = "police"
    LAWYER = "lawyer"
    ESDH = "esdh"  # the journal system
    EMPLOYEE = "employee"  # what one employee sent in, for that employee
    ACCESS = "access"  # whoever asked what is there about them (GDPR art. 15)
    REDACTED = "redacted"  # the same without the names of employees


@dataclass(frozen=True, slots=True)
class Holds:
    """What is in a package of one variant."""

    registers: frozenset[str]
    """Those whose entries are in it."""
    purpose: Purpose
    """What it is for, unless somebody says otherwise."""
    register: bool = True
    """The case's own register: theme, categories, who is affected."""
    proof: bool = False
    """The chain of custody whole between the case's first event and its last, with time stamps and signature keys.
    Without it the log tells of this case alone, and not who did what."""


_OUTWARD = frozenset(
    one.register for one in (ReportSheet, DialogueSheet, LimitSheet, NoteSheet, ScreenshotSheet, DeadlineSheet)
)
_WORKPLACE = frozenset(one.register for one in (HelpSheet, WishSheet, InformationSheet, MeasureSheet))
_LEGAL = frozenset((LegalSheet.register,))
_SUBJECTS = frozenset(one.register for one in (ReportSheet, DialogueSheet, LimitSheet, NoteSheet, InformationSheet))
HOLDS: Mapping[Variant, Holds] = {
    Variant.POLICE: Holds(_OUTWARD | _LEGAL, Purpose.POLICE, proof=True),
    Variant.LAWYER: Holds(_OUTWARD | _WORKPLACE | _LEGAL, Purpose.LEGAL, proof=True),
    Variant.ESDH: Holds(_OUTWARD | _WORKPLACE, Purpose.CASE, proof=True),
    Variant.EMPLOYEE: Holds(frozenset((HelpSheet.register, WishSheet.register)), Purpose.ACCESS, register=False),
    Variant.ACCESS: Holds(_SUBJECTS, Purpose.ACCESS),
    Variant.REDACTED: Holds(_SUBJECTS, Purpose.ACCESS),
}
"""What help an employee gets is nobody's business outside; a legal assessment goes to the lawyer, and to the police
only where it says so itself (`LegalSheet.to_be_shared`)."""


def entries_for(
    variant: Variant, written: Iterable[tuple[str, Entry]], employee: frozenset[str] = frozenset()
) -> list[tuple[str, Entry]]:
    """The entries that a variant holds, each with its case, as the registers are ordered.

    For an employee those about them, by name or address as `called` writes it.
    """
    chosen = [(case, one) for case, one in written if _is_for(variant, one, employee)]
    return sorted(chosen, key=lambda one: SHEETS.index(type(one[1].sheet)))


def _is_for(variant: Variant, entry: Entry, employee: frozenset[str]) -> bool:
    sheet = entry.sheet
    if sheet.register not in HOLDS[variant].registers:
        return False
    if isinstance(sheet, LegalSheet):
        return variant is Variant.LAWYER or sheet.to_be_shared
    if variant is Variant.EMPLOYEE and isinstance(sheet, HelpSheet | WishSheet):
        return called(sheet.employee) in employee
    return True


def called(name: str) -> str:
    """A name or an address in one form: "Ærø, Jette (JÆ)" and "Jette Ærø" are one."""
    if "@" in name:
        return name.strip().casefold()
    bare = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFC", name))
    return " ".join(sorted(re.findall(r"[^\W\d_]+", bare.casefold())))


def mailbag_id(item: int) -> str:
    """The Mailbag-Message-ID of an item: its number, so that names sort as mails came."""
    return f"{item:06d}"


def ranges(numbers: Iterable[int]) -> str:
    """ "1-3,7": numbers in one short text, for the chain of custody."""
    told: list[list[int]] = []
    for number in sorted(set(numbers)):
        if told and number == told[-1][1] + 1:
            told[-1][1] = number
        else:
            told.append([number, number])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in told)


def numbers_of(text: str) -> frozenset[int]:
    """The numbers of such a text."""
    found: set[int] = set()
    for one in filter(None, text.split(",")):
        first, _, last = one.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)
