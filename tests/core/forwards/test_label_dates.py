from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.dates import format_date, format_datetime, format_time
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.core.forwards.label_dates import LONGEST, NO_DATE, LabelDate, label_date, looks_like_date
from archiver.core.records import DateZone
from tools.date_names import NAMES

ROOT = Path(__file__).resolve().parents[3]

LOCALES = (
    *("da", "en_GB", "en_US", "sv", "nb", "nn", "de", "fr", "nl", "fi", "pl", "es", "it", "pt", "pt_BR", "cs"),
    *("tr", "uk", "ru", "ja", "is", "fo", "hu", "ro", "sk", "hr", "el", "ar", "he", "zh", "zh_Hant", "ko"),
)
#: Names that are another month in another language: (language, month).
AMBIGUOUS = {("pl", 11), ("pl", 7), ("hr", 10), ("hr", 6), ("hr", 7), ("cs", 8), ("cs", 11), ("pl", 6), ("hr", 8)}


def on_a_wall(*moment: int) -> LabelDate:
    return LabelDate(datetime(*moment), DateZone.ASSUMED)  # type: ignore[arg-type]


def in_a_zone(hours: float, *moment: int) -> LabelDate:
    zone = timezone(timedelta(hours=hours))
    return LabelDate(datetime(*moment, tzinfo=zone), DateZone.GIVEN)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2. januar 2024 kl. 10.31", on_a_wall(2024, 1, 2, 10, 31)),
        ("2. januar 2024 kl.\u202f10.31", on_a_wall(2024, 1, 2, 10, 31)),
        ("2.\u00a0januar 2024 kl.\u00a010.31", on_a_wall(2024, 1, 2, 10, 31)),
        ("fredag den 3. maj 2024 10:31", on_a_wall(2024, 5, 3, 10, 31)),
        ("3. maj 2024 10:31", on_a_wall(2024, 5, 3, 10, 31)),
        ("24. nov. 2025 kl. 10.00", on_a_wall(2025, 11, 24, 10, 0)),
        ("fre. 3. maj 2024 kl. 10.31", on_a_wall(2024, 5, 3, 10, 31)),
        ("fre. d. 3. maj 2024 kl. 9.05", on_a_wall(2024, 5, 3, 9, 5)),
        ("28/10/2021 12.46", on_a_wall(2021, 10, 28, 12, 46)),
        ("28-10-2021 12:46:07", on_a_wall(2021, 10, 28, 12, 46, 7)),
        ("28.10.21 12.46", on_a_wall(2021, 10, 28, 12, 46)),
        ("26. oktober 2021 kl. 14.25.08 EEST", in_a_zone(3, 2021, 10, 26, 14, 25, 8)),
        ("tirsdag den 26. oktober 2021 14.25.08 CEST", in_a_zone(2, 2021, 10, 26, 14, 25, 8)),
    ],
)
def test_a_danish_date_is_read(text: str, read: LabelDate) -> None:
    assert label_date(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Fri, 3 May 2024 10:31:05 +0200", in_a_zone(2, 2024, 5, 3, 10, 31, 5)),
        ("Sat, 4 May 2024 00:15:00 -0700 (PDT)", in_a_zone(-7, 2024, 5, 4, 0, 15)),
        ("3 May 2024 10:31:05 GMT", in_a_zone(0, 2024, 5, 3, 10, 31, 5)),
        ("3-May-24 10:31", on_a_wall(2024, 5, 3, 10, 31)),
        ("2024-05-03T10:31:05Z", in_a_zone(0, 2024, 5, 3, 10, 31, 5)),
        ("2024-05-03T10:31:05.123+02:00", in_a_zone(2, 2024, 5, 3, 10, 31, 5)),
        ("2024-05-03 10:31", on_a_wall(2024, 5, 3, 10, 31)),
        ("Tuesday, October 26, 2021 2:25\u202fPM", on_a_wall(2021, 10, 26, 14, 25)),
        ("10/26/2021 2:25 PM", on_a_wall(2021, 10, 26, 14, 25)),
        ("10/5/2021 12:05 AM", on_a_wall(2021, 10, 5, 0, 5)),
        ("Tuesday, October 26, 2021, 02:25:08 PM GMT+3", in_a_zone(3, 2021, 10, 26, 14, 25, 8)),
        ("26.10.2021 2:25 PM", on_a_wall(2021, 10, 26, 14, 25)),
        ("5/10/2021 2:25 μ.μ.", on_a_wall(2021, 10, 5, 14, 25)),
        ("26/10/2021 2:25 p. m.", on_a_wall(2021, 10, 26, 14, 25)),
        ("26. Oktober 2021 um 14:25:08 OESZ", in_a_zone(3, 2021, 10, 26, 14, 25, 8)),
        ("26 octobre 2021 à 14 h 25", on_a_wall(2021, 10, 26, 14, 25)),
        ("mar. 26 oct. 2021 à 14:25", on_a_wall(2021, 10, 26, 14, 25)),
        ("mar. 2 mars 2021 à 14:25", on_a_wall(2021, 3, 2, 14, 25)),
        ("26 de octubre de 2021, 14:25:08 EEST", in_a_zone(3, 2021, 10, 26, 14, 25, 8)),
        ("вт, 26 окт. 2021 г. в 14:25", on_a_wall(2021, 10, 26, 14, 25)),
        ("2021. október 26., kedd 14:25", on_a_wall(2021, 10, 26, 14, 25)),
        ("2021年10月26日(火) 14:25", on_a_wall(2021, 10, 26, 14, 25)),
        ("2021年10月26日 星期二 下午2:25", on_a_wall(2021, 10, 26, 14, 25)),
        ("2021년 10월 26일 화요일 오후 2:25", on_a_wall(2021, 10, 26, 14, 25)),
        ("٢٦/١٠/٢٠٢١ ١٤:٢٥", on_a_wall(2021, 10, 26, 14, 25)),
        ("２０２１年１０月２６日 １４：２５", on_a_wall(2021, 10, 26, 14, 25)),
        ("\u200e26/10/2021 14:25\u200f", on_a_wall(2021, 10, 26, 14, 25)),
    ],
)
def test_a_date_of_another_language_or_standard_is_read(text: str, read: LabelDate) -> None:
    assert label_date(text) == read


def test_a_date_without_a_time_is_midnight_on_an_assumed_clock() -> None:
    assert label_date("3. maj 2024") == on_a_wall(2024, 5, 3, 0, 0)


@pytest.mark.parametrize(
    ("zone", "read"),
    [
        ("+0200", in_a_zone(2, 2024, 5, 3, 10, 31)),
        ("UTC+2", in_a_zone(2, 2024, 5, 3, 10, 31)),
        ("GMT-03:30", in_a_zone(-3.5, 2024, 5, 3, 10, 31)),
        ("\u221205:00", in_a_zone(-5, 2024, 5, 3, 10, 31)),
        ("CET", in_a_zone(1, 2024, 5, 3, 10, 31)),
        ("EDT", in_a_zone(-4, 2024, 5, 3, 10, 31)),
        ("EST", in_a_zone(-5, 2024, 5, 3, 10, 31)),
        ("PST", in_a_zone(-8, 2024, 5, 3, 10, 31)),
        ("CST", on_a_wall(2024, 5, 3, 10, 31)),
        ("IST", on_a_wall(2024, 5, 3, 10, 31)),
        ("BST", on_a_wall(2024, 5, 3, 10, 31)),
    ],
)
def test_a_zone_is_given_only_if_its_name_has_one_meaning(zone: str, read: LabelDate) -> None:
    assert label_date(f"3. maj 2024 10:31 {zone}") == read


@pytest.mark.parametrize(
    "text",
    [
        "man. d. 13. maj",  # no year
        "99999999999999999999. maj 2024 10:31",  # a day beyond any machine's whole numbers
        "13/25/2024 10:00",  # no such month, and none by changing places
        "26/10/2021 2:25 PM",  # American order has no month 26
        "30. februar 2024",
        "28-10-21 12.46",  # 2021 or 2028
        "24. 1. 17. 15:25",
        "15 listopada 2024 10:00",  # November in Polish, October in Croatian
        "2567-05-03 10:00",  # another era
        "3. maj 2024 25:10",
        "3. maj 2024 14:25 AM",
        "3. maj 2024 10:31 +2500",
        "3. maj 2024 eller deromkring",
        "3. maj 2024 10:31 5",
        "mandag til fredag",
        "2024",
        "10.31",
        "",
        "x" * 100_000,
    ],
)
def test_what_is_not_sure_is_no_date(text: str) -> None:
    assert label_date(text) == NO_DATE


def test_a_weekday_tells_the_language_of_a_month() -> None:
    polish, croatian = "piątek, 15 listopada 2024 10:00", "utorak, 15. listopada 2024. 10:00"

    assert label_date(polish) == on_a_wall(2024, 11, 15, 10, 0)
    assert label_date(croatian) == on_a_wall(2024, 10, 15, 10, 0)


@pytest.mark.parametrize("text", ["man. d. 13. maj", "13. maj kl. 10.31", "10.31", "3. maj 2024"])
def test_a_part_of_a_date_looks_like_one(text: str) -> None:
    assert looks_like_date(text)


@pytest.mark.parametrize("text", ["mandag til fredag", "Jette Jensen", "", "13", "Maj", "maj 2024 og 2025"])
def test_words_do_not_look_like_a_date(text: str) -> None:
    assert not looks_like_date(text)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", ["full", "long", "medium", "short"])
def test_every_month_is_read_as_cldr_writes_it(locale: str, width: str) -> None:
    for month in range(1, 13):
        moment = datetime(2024, month, 17, 15, 25)
        written = f"{format_date(moment, width, locale)} {format_time(moment, 'short', locale=locale)}"

        read = label_date(written).date

        if read is None:
            assert (locale, month) in AMBIGUOUS or (locale, width) == ("ko", "short"), written
        else:
            assert read == moment


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)), st.sampled_from(LOCALES))
def test_a_moment_to_the_second_is_read_back_in_every_language(moment: datetime, locale: str) -> None:
    moment = moment.replace(microsecond=0)

    read = label_date(format_datetime(moment, "medium", locale=locale)).date

    assert read in {moment, None}
    assert read is not None or (locale, moment.month) in AMBIGUOUS


@given(st.text(max_size=LONGEST + 5) | st.text("0123456789 .:/-+hkTZ年月日APMm,()", max_size=LONGEST))
@example("1.1.1.1.1.1.1.1.1")
@example("0" * LONGEST)
@example("(" * LONGEST)
@example("２３:５９ ①/②/２０２４")
def test_no_text_makes_it_raise(text: str) -> None:
    read = label_date(text)

    assert (read.date is None) == (read.zone is DateZone.NONE)
    assert read.date is None or (read.date.tzinfo is None) == (read.zone is DateZone.ASSUMED)


def test_the_names_are_those_of_cldr() -> None:
    written = "from tools.date_names import written; print(written())"
    fresh = subprocess.run([sys.executable, "-X", "utf8", "-c", written], capture_output=True, check=True, cwd=ROOT)

    assert tomllib.loads(NAMES.read_text(encoding="utf-8")) == tomllib.loads(fresh.stdout.decode())


@pytest.mark.parametrize("text", ["d. 3/5-2024 kl. 10.31", "3/5 2024 10:31", "Fredag d. 3/5-2024 kl. 10:31"])
def test_a_day_as_danes_write_it_by_hand_is_read(text: str) -> None:
    assert label_date(text) == on_a_wall(2024, 5, 3, 10, 31)
