"""`archiver report …` and `archiver search` as people meet them: on the terminal, as files, and on paper."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.cli import common
from archiver.cli.app import app
from archiver.core.records import Octets
from archiver.core.register import Registration
from archiver.core.strategy import POINTS
from archiver.edges.store.cases import Doing
from archiver.errors import UsageError
from archiver.jobs.settling import Understood, settle
from archiver.service import wiring
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import InProcessReader
from tests.forger import attack
from tests.test_acts import settings_in

NAMES = "Karla Kanariefugl"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine registered cases of this year, and two mails."""
    folder = tmp_path_factory.mktemp("tal")
    sections = 'period = "year"\n[[statistics.strategy]]\ncode = "dialogue"\nstatus = "done"\nevidence = "Punkt 3"'
    with wiring.opened(settings_in(folder, statistics=sections), acting="operator proeve") as archive:
        now = wiring.now()
        for number, mail in enumerate((a_letter(body="Truslen kom i går"), a_forward_with_attachment()), 1):
            octets = Octets(mail)
            item = archive.store.accessions.take_import(octets, f"{number}.eml", 0, now).item
            one = [Understood(item, octets, imported=True)]
            settle(archive.store, InProcessReader(), archive.policy, one, wiring.now)
        for number in range(9):
            case = str(archive.store.cases.open(Doing("operator proeve", now), 2026))
            written = Registration(
                now - timedelta(minutes=5),
                "MAIL" if number < 6 else "SMS",
                ("TRU",),
                "Skolen Nord",
                (NAMES,),
                "BORGER",
                NAMES,
            )
            archive.store.registers.write(case, written, "operator proeve", now)
    return folder


def run(furnished: Path, monkeypatch: pytest.MonkeyPatch, *words: str, code: int = 0) -> str:
    monkeypatch.chdir(furnished)
    monkeypatch.setenv(common.LANGUAGE, "da")
    ended = CliRunner().invoke(app, [*words, "--config", str(furnished / "config.toml")])
    assert ended.exit_code == code, (ended.output, ended.exception)
    return ended.stdout


def refused(furnished: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Wrong usage, in a sentence."""
    monkeypatch.chdir(furnished)
    ended = CliRunner().invoke(app, [*words, "--config", str(furnished / "config.toml")])
    assert isinstance(ended.exception, UsageError), (ended.output, ended.exception)


def test_the_extent_is_told_without_a_number_below_five(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(run(furnished, monkeypatch, "report", "extent", "--json"))

    assert (told["total"], told["provisional"], told["least"]) == (9, True, 5)
    media = {
        row["code"]: row["count"] for table in told["tables"] if table["table"] == "medium" for row in table["rows"]
    }
    assert media["MAIL"] == media["SMS"] is None or media["MAIL"] == 6
    assert media["SMS"] is None


@pytest.mark.parametrize("report", ["extent", "med", "lokalraad"])
def test_a_report_is_a_pdf_that_names_nobody(
    report: str, furnished: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / f"{report}.pdf"
    run(furnished, monkeypatch, "report", report, "--to", str(file))

    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True).stdout.decode()
    assert file.read_bytes().startswith(b"%PDF-")
    assert "Prøve Kommune" in text
    assert "Foreløbige tal" in text
    assert "registrerede sager" in text
    assert "Side 1 af" in text
    if report == "med":
        assert all(" ".join(point.da.split()[:3]) in " ".join(text.split()) for point in POINTS)
        assert "Punkt 3" in text
    else:
        assert text.count("\f") == 1, "one page"
    assert "Kanariefugl" not in text


def test_a_spreadsheet_reads_the_numbers(furnished: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "tal.csv"
    run(furnished, monkeypatch, "report", "extent", "--to", str(file))

    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    assert [row["count"] for row in rows if row["table"] == "total"] == ["9"]


def test_a_report_overwrites_nothing_and_knows_its_formats(
    furnished: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = tmp_path / "a.csv"
    there.write_text("min egen")

    refused(furnished, monkeypatch, "report", "extent", "--to", str(there))
    refused(furnished, monkeypatch, "report", "extent", "--to", str(tmp_path / "a.docx"))
    refused(furnished, monkeypatch, "report", "extent", "--period", "2026-Q1")
    refused(furnished, monkeypatch, "report", "extent", "--period", "2199")
    assert there.read_text() == "min egen"


def test_a_search_indexes_what_waits_and_shows_no_word(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(run(furnished, monkeypatch, "search", "trusler", "--purpose", "access", "--json"))

    assert [one["item"] for one in told["items"]] == [1]
    assert (told["more"], told["unindexed"], told["unread"], told["unseen"]) == (False, 0, 0, 0)
    assert "rusl" not in run(furnished, monkeypatch, "search", "trusler")
    assert "ikke fundet" in run(furnished, monkeypatch, "search", "findesikke")
    assert "2 mails blev indekseret" in run(furnished, monkeypatch, "search", "--rebuild")
    assert [
        one["item"] for one in json.loads(run(furnished, monkeypatch, "search", "kind:picture", "--json"))["items"]
    ] == [2]


def test_what_cannot_be_written_down_is_not_found(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(furnished, monkeypatch, "search", "trusler")
    attack(
        f"sqlite:///{furnished}/archive.sqlite",
        "CREATE TRIGGER fuld BEFORE INSERT ON custody_events BEGIN SELECT RAISE(ABORT, 'fuld'); END",
    )
    try:
        assert run(furnished, monkeypatch, "search", "trusler", "--json", code=1) == ""
    finally:
        attack(f"sqlite:///{furnished}/archive.sqlite", "DROP TRIGGER fuld")


def test_a_question_that_cannot_be_answered_is_wrong_usage(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(furnished, monkeypatch, "search")
    refused(furnished, monkeypatch, "search", "strength:9")
    refused(furnished, monkeypatch, "search", "… !")
