"""What a person writes at the command line: a time in every way people write it, and nothing that harms."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

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
