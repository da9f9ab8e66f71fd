"""What a person writes at the command line: a time in every way people write it, and nothing that harms."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archiver.cli.common import in_words
from archiver.cli.register import from_file, moment
from archiver.errors import UsageError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HALF_PAST_TWO = datetime(2026, 11, 20, 14, 30, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    "written",
    [
        "20-11-2026 14.30",
        "20/11-2026 kl. 14.30",
        "20/11-2026 14.30",
        "20.11.2026 14:30",
        "20.11.2026 kl 14.30",
        "20/11/2026 14:30",
        "2026-11-20 14:30",
        "2026-11-20T14:30",
    ],
)
def test_a_time_is_understood_as_people_write_it(written: str) -> None:
    assert moment(written, COPENHAGEN) == HALF_PAST_TWO


@pytest.mark.parametrize("written", ["20-11-0026 14.30", "1899-12-31", "2201-01-01", "9999-12-31 23:59"])
def test_a_year_that_nobody_means_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(UsageError, match="between 1900 and 2200"):
        moment(written, COPENHAGEN)


def test_so_it_is_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sag.toml"
    file.write_text("incident_at = 0001-01-01 00:00:00\n")

    with pytest.raises(UsageError, match="between 1900 and 2200"):
        from_file(file, COPENHAGEN)


def a_file(folder: Path, written: str) -> Path:
    file = folder / "sag.toml"
    file.write_text(written, "utf-8")
    return file


A_TEXT, TEXTS = "en tekst", "en liste af tekster eller én tekst med kommaer"


@pytest.mark.parametrize(
    ("written", "key", "wanted", "found"),
    [
        ('unit = ["a", "Jens"]', "unit", A_TEXT, "en liste"),
        ('theme = {navn = "Jens"}', "theme", A_TEXT, "en tabel"),
        ("medium = true", "medium", A_TEXT, "sandt eller falsk"),
        ("relation = 12.5", "relation", A_TEXT, "et tal"),
        ("reason = 2026-11-20", "reason", A_TEXT, "et tidspunkt"),
        ('affected = {navn = "Jens"}', "affected", TEXTS, "en tabel"),
        ('affected = ["Hanne", {navn = "Jens"}]', "affected", TEXTS, "en liste med en tabel i"),
        ("categories = [7]", "categories", TEXTS, "en liste med et tal i"),
        ('incident_at = ["Jens"]', "incident_at", "et tidspunkt", "en liste"),
        ("incident_at = 14:30:00", "incident_at", "et tidspunkt", "et klokkeslæt uden dato"),
    ],
)
def test_what_is_not_of_the_kind_that_is_wanted_is_refused_and_not_repeated(
    tmp_path: Path, written: str, key: str, wanted: str, found: str
) -> None:
    with pytest.raises(UsageError) as refused:
        from_file(a_file(tmp_path, f"{written}\n"), COPENHAGEN)

    assert in_words(refused.value) == f"»{key}« skal være {wanted}; der står {found}."


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('"Jens Jensen, Hanne  Hansen,"', ("Jens Jensen", "Hanne Hansen")),
        ('["Jens Jensen", "Hansen, Hanne"]', ("Jens Jensen", "Hansen, Hanne")),
        ('"alle"', ()),
        ('""', ()),
        ("[]", ()),
    ],
)
def test_affected_employees_in_one_text_are_told_apart_as_at_the_terminal(
    tmp_path: Path, written: str, names: tuple[str, ...]
) -> None:
    assert from_file(a_file(tmp_path, f"affected = {written}\n"), COPENHAGEN).affected == names


def test_categories_in_one_text_are_told_apart_too(tmp_path: Path) -> None:
    assert from_file(a_file(tmp_path, 'categories = "chi, TRU"\n'), COPENHAGEN).categories == ("CHI", "TRU")


def test_a_day_alone_in_a_file_is_its_beginning(tmp_path: Path) -> None:
    found = from_file(a_file(tmp_path, "incident_at = 2026-11-20\n"), COPENHAGEN)

    assert found.incident_at == datetime(2026, 11, 20, tzinfo=COPENHAGEN)
