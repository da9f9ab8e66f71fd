"""Dates, times and numbers as the organisation's people write them, on their own wall clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from archiver.core.language import Language

#: Patterns of Unicode TR 35. The British locale, as Danish authorities' English has the day first and 24 hours.
_LOCALES: Final[dict[Language, str]] = {"da": "da_DK", "en": "en_GB"}
_MOMENT: Final[dict[Language, str]] = {"da": "d. MMMM y 'kl.' HH.mm", "en": "d MMMM y 'at' HH:mm"}
_SHORT_MOMENT: Final[dict[Language, str]] = {"da": "d/M 'kl.' HH.mm", "en": "d MMM 'at' HH:mm"}
_SHORT_DAY: Final[dict[Language, str]] = {"da": "d/M", "en": "d MMM"}
_DAY: Final[dict[Language, str]] = {"da": "d. MMMM y", "en": "d MMMM y"}


def moment(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """ "20. november 2026 kl. 14.32" """
    return format_datetime(at.astimezone(zone), _MOMENT[language], locale=_LOCALES[language])


def short_moment(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """ "22/11 kl. 05.55", for lists whose year is plain"""
    return format_datetime(at.astimezone(zone), _SHORT_MOMENT[language], locale=_LOCALES[language])


def short_day(on: date, language: Language) -> str:
    """ "22/11", for lists whose year is plain"""
    return format_date(on, _SHORT_DAY[language], locale=_LOCALES[language])


def day(on: date, language: Language) -> str:
    """ "20. november 2026" """
    return format_date(on, _DAY[language], locale=_LOCALES[language])


def period(first: date, last: date, language: Language) -> str:
    """ "16.–22. november 2026", "28. december 2026 – 3. januar 2027": as much of the first day as differs."""
    if first.year != last.year:
        return f"{day(first, language)} – {day(last, language)}"
    months = first.month != last.month
    pattern = _DAY[language].removesuffix(" y").removesuffix("" if months else " MMMM")
    start = format_date(first, pattern, locale=_LOCALES[language])
    return f"{start}{' – ' if months else '–'}{day(last, language)}"


def number(count: int, language: Language) -> str:
    """ "1.204" """
    return format_decimal(count, locale=_LOCALES[language])


def listed(words: Sequence[str], language: Language) -> str:
    """ "a, b og c" """
    return format_list(list(words), locale=_LOCALES[language])
