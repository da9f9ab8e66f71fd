"""What can be read in an attached file; what cannot, gives nothing and harms nobody."""

import io
import zipfile

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from archiver.core.extraction import PAGES, UNZIPPED, Rest, text_of
from archiver.core.sniffing import sniffed_type

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def a_zip(members: dict[str, str], first: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


def a_docx(body: str) -> bytes:
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return a_zip(
        {"word/document.xml": document, "word/footer1.xml": f'<w:ftr xmlns:w="{WORD}"><w:t>bund</w:t></w:ftr>'}
    )


def an_xlsx() -> bytes:
    strings = f'<sst xmlns="{SHEET}"><si><t>Skældsord</t></si><si><r><t>Tru</t></r><r><t>ssel</t></r></si></sst>'
    rows = '<c t="s"><v>0</v></c><c><f>SUM(A1)</f><v>4711</v></c>'
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData><row>{rows}</row></sheetData></worksheet>'
    return a_zip({"xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet})


def an_odt() -> bytes:
    content = (
        f'<a xmlns:text="{OPEN}"><text:p>Jeg <text:span>ved</text:span>, hvor I bor</text:p><text:p>slut</text:p></a>'
    )
    return a_zip({"content.xml": content}, "application/vnd.oasis.opendocument.text")


def a_pdf(words: str) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F 12 Tf 20 200 Td (" + words.encode("cp1252") + b") Tj ET")
    page[NameObject("/Contents")] = stream
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def read(octets: bytes, declared: str = "application/octet-stream") -> list[str]:
    return text_of(octets, sniffed_type(octets), declared).words.split()


def rest(octets: bytes, declared: str = "application/octet-stream") -> Rest:
    return text_of(octets, sniffed_type(octets), declared).rest


def test_a_word_file_is_read_with_its_footer_and_a_word_in_two_runs_is_one() -> None:
    runs = "<w:p><w:r><w:t>Trus</w:t></w:r><w:r><w:t>len</w:t></w:r></w:p><w:p><w:t>kom</w:t></w:p>"
    code = "<w:instrText>HYPERLINK</w:instrText>"

    assert read(a_docx(runs + code)) == ["Truslen", "kom", "bund"]


def test_a_spreadsheet_is_read_and_its_numbers_of_strings_are_not() -> None:
    assert sorted(read(an_xlsx())) == ["4711", "Skældsord", "Trussel"]


def test_an_open_document_is_read() -> None:
    assert read(an_odt()) == ["Jeg", "ved,", "hvor", "I", "bor", "slut"]


def test_a_pdf_is_read() -> None:
    assert read(a_pdf("Vi ses på Ærø")) == ["Vi", "ses", "på", "Ærø"]


def test_text_and_pages_are_read() -> None:
    assert read(b"Hej p\xc3\xa5 dig", "text/plain") == ["Hej", "på", "dig"]
    assert read(b"<html><script>nej</script><p>Hej</p></html>", "text/html") == ["Hej"]


BROKEN = (
    b"%PDF-1.7\n" + b"\xff" * 2000,
    a_pdf("slut")[:200],
    a_zip({"word/document.xml": "<w:document"}),
    a_zip({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
    a_docx("x")[:-40],
    b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
)


@pytest.mark.parametrize("octets", BROKEN)
def test_a_broken_or_forbidden_file_gives_nothing_and_says_so(octets: bytes) -> None:
    assert read(octets) == []
    assert rest(octets) is Rest.UNREAD


def test_a_small_file_that_unpacks_to_a_huge_one_is_left_at_the_limit() -> None:
    bomb = a_docx("<w:t>" + "ord " * (UNZIPPED // 4) + "</w:t>")

    assert len(bomb) < 200_000
    assert len(text_of(bomb, DOCX, DOCX).words) <= 1 << 20
    assert rest(bomb) is Rest.UNREAD


def a_blank_pdf(pages: int) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(300, 300)
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("octets", "declared", "expected"),
    [
        (a_docx("<w:p><w:t>ord</w:t></w:p>"), DOCX, Rest.NOTHING),
        (a_pdf("ord"), "application/pdf", Rest.NOTHING),
        (b"ord", "text/plain", Rest.NOTHING),
        (b"", "application/octet-stream", Rest.NOTHING),
        (b"ID3\x03lyd", "audio/mpeg", Rest.NOTHING),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/msword", Rest.UNREAD),
        (b"{\\rtf1 Hej}", "application/rtf", Rest.UNREAD),
        (a_zip({"hemmeligt.txt": "ord"}), "application/zip", Rest.UNREAD),
        (b"\0\x01\x02ukendt", "application/octet-stream", Rest.UNREAD),
        (a_blank_pdf(3), "application/pdf", Rest.NOTHING),
        (a_blank_pdf(PAGES + 1), "application/pdf", Rest.UNREAD),
    ],
)
def test_what_is_not_in_the_text_is_said(octets: bytes, declared: str, expected: Rest) -> None:
    assert rest(octets, declared) is expected


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    "declared", ["text/plain", "text/csv", "text/html", "application/octet-stream", "application/vnd.ms-excel"]
)
def test_danish_letters_are_read_whatever_a_text_file_is_written_in(charset: str, declared: str) -> None:
    octets = "Skældsord;på skærmen;ødelægger".encode(charset)

    text = text_of(octets, sniffed_type(octets), declared)

    assert text.words == "Skældsord;på skærmen;ødelægger"
    assert text.rest is Rest.NOTHING


def test_a_long_text_that_is_cut_off_within_a_letter_is_still_utf_8() -> None:
    text = text_of(b"x" + "æ".encode() * (3 << 20), "text/plain", "text/plain")

    assert text.words[:4] == "xæææ"
    assert text.rest is Rest.UNREAD
