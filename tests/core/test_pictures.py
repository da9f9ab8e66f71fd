"""How large a picture is, by its first octets; and the scanned pages of a PDF, as pictures of their own."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archiver.core.extraction import Rest, pictures_of, text_of
from archiver.core.pictures import MOST_PIXELS, may_show_writing, size_of
from archiver.core.sniffing import sniffed_type
from tests.core.test_extraction import a_pdf
from tests.pictures import a_huge_png, a_picture, a_scan

FORMS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "JPEG2000", "PPM")


def written(form: str, size: tuple[int, int], **more: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, form, **more)
    return file.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [(640, 480), (1, 1000), (70, 3)])
def test_the_size_of_a_picture_is_told_without_unpacking_it(form: str, size: tuple[int, int]) -> None:
    assert size_of(written(form, size)) == size


def test_of_kinds_of_webp_all_are_known() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (300, 200)).save(clear, "WEBP", lossless=False)

    assert size_of(written("WEBP", (300, 200), lossless=True)) == (300, 200)
    assert size_of(clear.getvalue()) == (300, 200)


def test_a_tiff_is_as_large_as_its_largest_page() -> None:
    file = io.BytesIO()
    Image.new("L", (100, 100)).save(file, "TIFF", save_all=True, append_images=[Image.new("L", (9000, 9000))])

    assert size_of(file.getvalue()) == (9000, 9000)
    assert not may_show_writing(file.getvalue())


def test_what_unpacks_to_more_than_a_page_and_what_is_a_logo_are_left_alone() -> None:
    bomb = a_huge_png()

    assert len(bomb) < 2_000_000
    assert size_of(bomb) == (30_000, 30_000)
    assert MOST_PIXELS < 30_000 * 30_000
    assert not may_show_writing(bomb)
    assert not may_show_writing(written("PNG", (120, 60)))
    assert may_show_writing(a_picture())


@given(st.sampled_from([written(form, (40, 30)) for form in FORMS]), st.integers(0, 200), st.binary(max_size=8))
def test_a_spoilt_picture_has_a_size_or_none_and_nothing_breaks(octets: bytes, at: int, put: bytes) -> None:
    for spoilt in (octets[:at], octets[:at] + put + octets[at + len(put) :]):
        size = size_of(spoilt)
        assert size is None or min(size) > 0


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_the_pages_of_a_scan_are_taken_out(mode: str) -> None:
    scan = a_scan([("første side",), ("anden side",)], mode)

    found, is_whole = pictures_of(scan, sniffed_type(scan), "application/pdf")

    assert text_of(scan, sniffed_type(scan), "application/pdf").rest is Rest.UNSEEN
    assert is_whole
    assert [size_of(one) for one in found] == [(1000, 300)] * 2


def test_a_page_with_words_of_its_own_is_not_looked_at() -> None:
    assert pictures_of(a_pdf("ord"), "application/pdf", "application/pdf") == ([], True)
