"""RTF bodies: decompressed within bounds, and read as the web page or the text that they wrap."""

import struct
import time

import pytest
from compressed_rtf import compress
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.core.forwards import rtf
from archiver.core.forwards.rtf import DAMAGED, TOO_LARGE, WRONG_CHECKSUM, Reader, RichText, decompressed, opened
from archiver.errors import Unparseable
from tests.outlook import (
    HTML_IN_RTF,
    PLAIN_RTF,
    TEXT_IN_RTF,
    compressed,
    samples,
    uncompressed,
    with_rtf_header,
)


def read(document: bytes) -> RichText:
    return opened(uncompressed(document))


def test_a_web_page_in_rtf_comes_out_as_it_was() -> None:
    rich = read(HTML_IN_RTF)

    assert rich.html == '<html><p class="x">Jeg ved, hvor I går hjem&nbsp;Пр 😀 {Ærø}</p></html>'
    assert rich.text == ""
    assert rich.findings == ()


def test_a_text_in_rtf_comes_out_as_it_was() -> None:
    rich = read(TEXT_IN_RTF)

    assert rich.text == "Jeg ved, hvor I går hjem.\n\nHilsen\ten borger på Ærø"
    assert rich.html == ""


def test_plain_rtf_gives_what_a_person_would_read() -> None:
    assert read(PLAIN_RTF).text == "Kære alle\nčet link\n"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (rb"{\rtf1\ansi p\'e5}", "på"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0}", "Пр"),
        (rb"{\rtf1\mac p\'8c}", "på"),
        (rb"{\rtf1\pca p\'86}", "på"),
        (rb"{\rtf1\ansi\ansicpg932 \'83A}", "ア"),
        (rb"{\rtf1\ansi{\fonttbl{\f3\fcharset161 x;}}\f3 \'e1\plain \'e1}", "αá"),
        (rb"{\rtf1\ansi{\fonttbl{\f3\cpg1251 x;}}{\f3 \'e0}\'e0}", "аà"),
        (b"{\\rtf1\\ansi p\xe5}", "på"),
    ],
)
def test_octets_are_read_in_the_charset_of_their_font_or_of_the_document(document: bytes, text: str) -> None:
    assert read(document).text == text


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (rb"{\rtf1 \u229?}", "å"),
        (rb"{\rtf1 \u229\'e5z}", "åz"),
        (rb"{\rtf1\uc2 \u229\'e5\'e5z}", "åz"),
        (rb"{\rtf1\uc0 \u229z}", "åz"),
        (rb"{\rtf1\uc2 {\uc0\u229z}\u229abz}", "åzåz"),
        (rb"{\rtf1\uc1 \u229\line z}", "åz"),
        (rb"{\rtf1\uc1 \u229\~z}", "åz"),
        (rb"{\rtf1\uc3 {\u229a}z}", "åz"),
        (rb"{\rtf1 \u-10179?\u-8704?}", "😀"),
        (rb"{\rtf1 \u-10179?x}", "\ufffdx"),
    ],
)
def test_a_unicode_character_takes_the_place_of_what_stands_for_it(document: bytes, text: str) -> None:
    assert read(document).text == text


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (rb"{\rtf1 a\par b\line c\tab d\cell e\row f}", "a\nb\nc\td\te\nf"),
        (rb"{\rtf1 \lquote a\rquote  \ldblquote b\rdblquote  \endash\emdash\bullet}", "‘a’ “b” –—•"),
        (rb"{\rtf1 a\~b\_c\{\}\\}", "a\u00a0b\u2011c{}\\"),
        (b"{\\rtf1 a\r\nb\\\r\nc}", "ab\nc"),
        (
            rb"{\rtf1 {\info{\title skjult}}{\*\ukendt skjult}{\pict 0102}{\object{\*\objdata 01}{\result vist}}}",
            "vist",
        ),
        (rb"{\rtf1 a\bin3 }}}b}", "ab"),
        (rb"{\rtf1 a\bin-3 b}", "ab"),
        (rb"{\rtf1 {\*{skjult}}a}", "skjulta"),
        (rb"{\rtf1 \'zz a}}}}b", "zz ab"),
        (rb"a\ ", "a"),
        (b"a\\", "a"),
        (b"", ""),
    ],
)
def test_words_and_symbols_are_said_and_what_is_no_text_is_left_out(document: bytes, text: str) -> None:
    assert read(document).text == text


def test_a_claim_to_be_a_web_page_behind_the_first_words_is_none() -> None:
    assert read(rb"{\rtf1 hej \fromhtml1 du}") == RichText("hej du")
    assert read(rb"{\rtf1\fromhtml0 hej}") == RichText("hej")


def test_what_is_only_for_rtf_is_heard_where_there_is_no_web_page() -> None:
    assert read(rb"{\rtf1\fromtext \htmlrtf a\htmlrtf0 b}").text == "ab"


def test_what_another_program_compressed_is_decompressed() -> None:
    assert decompressed(compress(HTML_IN_RTF * 3)) == (HTML_IN_RTF * 3, True)
    assert decompressed(compress(HTML_IN_RTF, False)) == (HTML_IN_RTF, True)
    assert decompressed(compressed(PLAIN_RTF)) == (PLAIN_RTF, True)


def test_a_wrong_checksum_is_a_finding_and_the_text_is_read() -> None:
    octets = bytearray(compressed(TEXT_IN_RTF))
    octets[12] ^= 0xFF

    rich = opened(bytes(octets))

    assert rich.text.startswith("Jeg ved, hvor I går hjem.")
    assert rich.findings == (WRONG_CHECKSUM,)


@pytest.mark.parametrize("missing", range(1, 40))
def test_a_body_cut_short_gives_what_is_there(missing: int) -> None:
    rich = opened(compress(TEXT_IN_RTF)[:-missing])

    assert rich.text.startswith("Jeg ved, hvor I går hjem.")
    assert rich.findings == (WRONG_CHECKSUM,)


@pytest.mark.parametrize(
    "octets",
    [b"", b"LZFu", bytes(16), struct.pack("<II4sI", 12, 0, b"ZIP!", 0) + b"x" * 100],
)
def test_what_is_no_compressed_rtf_is_refused(octets: bytes) -> None:
    with pytest.raises(Unparseable, match=DAMAGED):
        opened(octets)


def test_a_body_that_would_become_too_large_is_refused_before_it_is_decompressed() -> None:
    bomb = with_rtf_header((b"\xff" + b"\x00\x1f" * 8) * 100_000, 10)
    boast = with_rtf_header(b"\0{\\rtf1 x}", 9 << 20)
    began = time.process_time()

    for octets in (bomb, boast, uncompressed(bytes(9 << 20))):
        with pytest.raises(Unparseable, match=TOO_LARGE):
            opened(octets)

    assert time.process_time() - began < 0.5


def test_all_bodies_of_a_container_share_one_allowance() -> None:
    document = rb"{\rtf1 " + b"x" * 1000 + b"}"
    reader = Reader(octets=2500)

    assert [len(reader.read(uncompressed(document)).text) for _ in range(2)] == [1000, 1000]
    with pytest.raises(Unparseable, match=TOO_LARGE):
        reader.read(uncompressed(document))


def test_a_body_with_more_words_than_are_looked_at_is_read_up_to_there() -> None:
    reader = Reader(tokens=12)

    rich = reader.read(uncompressed(rb"{\rtf1 " + rb"a\par " * 100 + b"}"))

    assert rich == RichText("a\n" * 5, findings=(TOO_LARGE,))


@pytest.mark.parametrize(
    "piece",
    [b"{", b"}", b"{}", rb"\*", rb"{\*\x", rb"\b ", b"\\'e6", rb"\u1", rb"\f1\'e6\f0\'e6", rb"\bin0", b"\\", b"\n"],
)
def test_time_is_bounded_whatever_the_body_is_made_of(piece: bytes) -> None:
    document = rb"{\rtf1{\fonttbl{\f1\fcharset204 x;}}" + piece * (rtf.MOST_OCTETS // 4 // len(piece))
    began = time.process_time()

    read(document)

    assert time.process_time() - began < 6


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(samples("rtf"))), st.integers(0, 400), st.binary(max_size=8), st.integers(0, 600))
def test_a_damaged_body_is_read_or_refused(octets: bytes, at: int, patch: bytes, kept: int) -> None:
    damaged = (octets[:at] + patch + octets[at + len(patch) :])[: max(kept, 1)]

    try:
        rich = opened(damaged)
    except Unparseable:
        return

    assert not any(0xD800 <= ord(letter) < 0xE000 for letter in rich.text + rich.html)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*b"\\{}'*;\n z0", *b"\x00\xe5\xff"]), max_size=300).map(bytes))
def test_any_octets_are_read(document: bytes) -> None:
    rich = read(document)

    assert rich.findings == ()
