"""What is printed to be kept: PDF/A-3b, as far as a program that knows PDF can tell, and the same each time."""

from __future__ import annotations

import io
import re
import subprocess
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from archiver.core.handover import guide
from archiver.core.handover.printing import shown
from archiver.core.language import Language
from archiver.core.reports import Facts, as_page
from archiver.core.statistics import Report
from archiver.edges.paper import Enclosed, archival, printed
from tests.core.test_statistics import VOCABULARY, told
from tests.core.test_statistics import a_case as a_counted_case
from tests.fakes import Archive
from tests.handover import a_case, hand

THEN = datetime(2026, 11, 23, 8, tzinfo=UTC)
ABOUT = guide.About(
    "2026-0001-K7QX", "Prøve Kommune", "Inge <i@k.example>", "Sagsresume.pdf", True, False, "2026-11-23"
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Summary and guide of a case."""
    folder = tmp_path_factory.mktemp("papir")
    with Archive.opened(f"sqlite:///{folder}/archive.sqlite") as archive:
        hand(archive, a_case(archive), folder / "pakke")
    return [folder / "pakke/Sagsresume.pdf", folder / "pakke/LÆS-MIG.pdf"]


def objects(reader: PdfReader) -> list[Any]:
    trailer: Any = reader.trailer
    return [IndirectObject(number, 0, reader).get_object() for number in range(1, trailer["/Size"])]


def test_it_says_that_it_is_pdf_a_3b_and_has_an_identifier_and_one_output_intent(papers: list[Path]) -> None:
    for paper in papers:
        reader = PdfReader(paper)
        trailer: Any = reader.trailer
        root = trailer["/Root"]
        xmp = root["/Metadata"].get_data().decode()
        assert re.search(r'pdfaid:part(>|=")3[<"]', xmp), xmp
        assert re.search(r'pdfaid:conformance(>|=")B[<"]', xmp), xmp
        [intent] = root["/OutputIntents"]
        assert intent.get_object()["/S"] == "/GTS_PDFA1"
        assert len(intent.get_object()["/DestOutputProfile"].get_data()) > 1000
        assert len(trailer["/ID"]) == 2
        assert "/Encrypt" not in trailer
        assert paper.read_bytes().startswith(b"%PDF-1.7\n%")


def test_every_font_is_embedded_and_nothing_is_active(papers: list[Path]) -> None:
    for paper in papers:
        found = objects(PdfReader(paper))
        fonts = [one for one in found if isinstance(one, dict) and one.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & one.keys() for one in fonts)
        kinds = {str(one.get("/S")) for one in found if isinstance(one, dict) and one.get("/Type") == "/Action"}
        assert kinds <= {"/URI", "/GoTo"}
        assert not any("/JS" in one or "/AA" in one or "/OpenAction" in one for one in found if isinstance(one, dict))


def test_no_glyph_is_missing_whatever_somebody_wrote(tmp_path: Path) -> None:
    written = "æøå Ω Ж 你好 😀 \u202e שלום \u0301 ✓ “”"
    page = f"<p style='font-family: DejaVu Sans'>{shown(written)}</p>"
    file = tmp_path / "tegn.pdf"
    file.write_bytes(archival(page, THEN))

    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
    assert "æøå Ω Ж ▯▯ ▯" in text
    assert len(fonts) == 1
    assert all("DejaVu" in line for line in fonts)


def test_a_file_inside_it_says_what_it_is_to_the_whole(papers: list[Path]) -> None:
    reader = PdfReader(papers[0])
    root: Any = reader.trailer["/Root"]

    inside = {one.get_object()["/AFRelationship"] for one in root["/AF"]}
    assert inside == {"/Data"}
    assert reader.attachments["metadata.json"][0] == (papers[0].parent / "metadata.json").read_bytes()


def test_the_same_page_is_the_same_octets_another_day() -> None:
    page, enclosed = guide.as_page(ABOUT), [Enclosed("a.json", b"{}", "a")]

    once = archival(page, THEN, enclosed)
    time.sleep(1.1)

    assert archival(page, THEN, enclosed) == once


@pytest.mark.parametrize("proof", [True, False])
def test_the_guide_is_one_page_in_two_languages(proof: bool) -> None:
    long = guide.About("2026-0001-K7QX", "Region Midtjylland, Psykiatrien i Vest og Syd", "Inge <i@k.example>",
                       "Sagsresume.pdf", proof, not proof, "2026-11-23T08:00:00+00:00")  # fmt: skip

    reader = PdfReader(io.BytesIO(archival(guide.as_page(long), THEN)))

    [page] = reader.pages
    words = page.extract_text()
    assert "python3 -I kontrol.py" in words
    assert "Er den, som den var?" in words
    assert "Is it as it was?" in words
    text = guide.as_text(long)
    assert max(map(len, text.decode().splitlines())) <= 120
    assert text.count(b"\r\n") == text.count(b"\n")


def test_reports_are_printed_for_screen_readers_as_before() -> None:
    root: Any = PdfReader(io.BytesIO(printed("<html lang=da><title>x</title><p>x</p>"))).trailer["/Root"]

    assert "pdfuaid" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_sheet_for_the_police_council_is_one_page_however_much_there_is_to_tell(language: Language) -> None:
    media, relations = ([one.code for one in listed] for listed in (VOCABULARY.media, VOCABULARY.relations))
    kinds = [one.code for one in VOCABULARY.categories if one.counts]
    counted = [
        a_counted_case(
            at=datetime(2026, 1 + number % 12, 4, 12, tzinfo=UTC),
            medium=media[number % len(media)],
            relation=relations[number % len(relations)],
            categories=(kinds[number % len(kinds)], kinds[number // 2 % len(kinds)]),
        )
        for number in range(240)
    ]
    shown_all = replace(told(counted), is_provisional=True)
    facts = Facts("Region Midtjylland, Psykiatrien i Vest og Syd", date(2027, 3, 1), shown_all, shown_all)

    reader = PdfReader(io.BytesIO(printed(as_page(Report.LOKALRAAD, facts, language))))

    assert len(reader.pages) == 1
    assert all(cell.count is not None for table in shown_all.tables for cell in table.rows if table.name == "category")
