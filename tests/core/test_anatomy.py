from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archiver.core.anatomy import Anatomy, Limits, anatomy_of
from archiver.core.filenames import safe_filename
from archiver.core.hypertext import readable
from archiver.core.records import Part
from archiver.core.sniffing import sniffed_type
from archiver.errors import Unparseable
from tests.builders import (
    ABUSE,
    PNG,
    a_forward_with_attachment,
    a_letter,
    a_multipart,
    many_parts,
    nested,
    nested_messages,
    with_many_parameters,
)

LETTERS = Path(__file__).parents[1] / "letters"
ABUSE_BODY = ABUSE.partition(b"\r\n\r\n")[2]


def read(name: str) -> Anatomy:
    return anatomy_of((LETTERS / f"{name}.eml").read_bytes())


def only(anatomy: Anatomy) -> Part:
    (part,) = anatomy.parts
    return part


def paths(anatomy: Anatomy) -> list[str]:
    return [part.path for part in anatomy.parts]


def checksum(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def test_every_leaf_is_listed_with_its_path_size_and_checksum() -> None:
    anatomy = anatomy_of(a_forward_with_attachment())

    assert paths(anatomy) == ["1", "2.1", "3"]
    assert anatomy.enclosed == ("2",)
    picture = anatomy.parts[2]
    assert (picture.content_type, picture.sniffed_type) == ("image/png", "image/png")
    assert (picture.filename, picture.safe_filename) == ("skærm.png", "skærm.png")
    assert (picture.content_disposition, picture.size) == ("attachment", len(PNG))
    assert (picture.checksum, picture.decode_ok) == (checksum(PNG), True)
    assert anatomy.text == "Den her kom i går.\r\n"


@pytest.mark.parametrize("name", ["forward_rfc822_base64", "forward_rfc822_quoted_printable"])
def test_an_encoded_enclosed_message_is_decoded_once_and_walked(name: str) -> None:
    anatomy = read(name)

    assert anatomy.enclosed == ("1",)
    assert paths(anatomy) == ["1.1"]
    assert only(anatomy).checksum == checksum(ABUSE_BODY)
    assert "an enclosed message was transfer-encoded against RFC 2046" in anatomy.findings


def test_a_forward_in_a_forward_is_numbered_as_imap_does() -> None:
    anatomy = read("forward_in_forward")

    assert paths(anatomy) == ["1", "2.1", "2.2.1", "2.3"]
    assert anatomy.enclosed == ("2", "2.2")


def test_a_part_of_a_digest_is_a_message() -> None:
    anatomy = read("forward_digest")

    assert (paths(anatomy), anatomy.enclosed) == (["1.1", "2.1"], ("1", "2"))


def test_a_mail_that_is_itself_a_message_encloses_it_as_part_one() -> None:
    anatomy = read("message_as_top")

    assert (paths(anatomy), anatomy.enclosed) == (["1.1"], ("1",))


def test_unnamed_images_and_signatures_are_leaves_with_made_up_names() -> None:
    anatomy = read("unnamed_parts")

    assert [part.safe_filename for part in anatomy.parts] == ["del-1.1.html", "del-1.2.png", "del-2.p7s"]
    assert [part.filename for part in anatomy.parts] == [None, None, None]
    assert anatomy.parts[1].content_id == "<a@b>"
    assert "signed with S/MIME, signature not checked" in anatomy.findings


@pytest.mark.parametrize(
    ("name", "sniffed", "safe"),
    [
        ("zero_octet_attachment", "application/octet-stream", "tom.pdf"),
        ("forward_msg", "application/vnd.ms-outlook", "I skal.msg"),
        ("winmail", "application/vnd.ms-tnef", "winmail.dat"),
        ("forward_eml_octets", "message/rfc822", "original.eml"),
        ("smime_opaque", "application/pkcs7-mime", "smime.p7m"),
        ("zip_bomb", "application/zip", "gave.zip"),
        ("calendar", "text/calendar", "del-1.ics"),
        ("message_partial", "text/plain", "del-1.txt"),
        ("external_body", "text/plain", "del-1.txt"),
    ],
)
def test_what_is_not_opened_is_one_leaf(name: str, sniffed: str, safe: str) -> None:
    part = only(read(name))

    assert (part.sniffed_type, part.safe_filename, part.decode_ok) == (sniffed, safe, True)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("smime_opaque", "S/MIME envelope, not opened"),
        ("pgp_encrypted", "encrypted with PGP, not opened"),
        ("winmail", "Outlook wrapper (winmail.dat), not opened"),
        ("message_partial", "one piece of a larger message, not put together"),
        ("external_body", "points to content elsewhere, not fetched"),
        ("bounce", "a delivery report"),
        ("boundary_missing", "multipart without a boundary"),
        ("boundary_empty", "multipart without a boundary"),
        ("boundary_never_appears", "multipart whose boundary never appears"),
        ("boundary_undefined_charset", "multipart whose boundary never appears"),
        ("boundary_unterminated", "multipart that is not closed"),
        ("report_without_boundary", "multipart without a boundary"),
        ("preamble_and_epilogue", "text before the first part, in the raw mail only"),
        ("preamble_and_epilogue", "text after the last part, in the raw mail only"),
        ("charset_rot13", "text in an unknown character set, shown as Latin-1"),
        ("garbage_line_among_headers", "no blank line between header and body"),
    ],
)
def test_what_is_odd_is_said_in_fixed_words(name: str, finding: str) -> None:
    assert finding in read(name).findings


@pytest.mark.parametrize("name", ["boundary_missing", "boundary_empty", "boundary_never_appears"])
def test_a_multipart_that_cannot_be_split_is_one_opaque_leaf(name: str) -> None:
    octets = (LETTERS / f"{name}.eml").read_bytes()

    part = only(anatomy_of(octets))

    assert (part.path, part.content_type) == ("1", "multipart/mixed")
    assert octets.endswith(b"\r\n\r\n" + octets[-part.size :])


def test_parameters_on_which_the_standard_library_raises_are_read() -> None:
    assert only(read("boundary_mixed_continuation")).checksum == checksum(b"hej")


@pytest.mark.parametrize(
    ("name", "decode_ok"),
    [
        ("base64_broken", False),
        ("quoted_printable_broken", False),
        ("uuencode", True),
        ("uuencode_broken", False),
        ("unknown_transfer_encoding", False),
    ],
)
def test_a_broken_encoding_is_kept_as_far_as_it_goes_and_flagged(name: str, decode_ok: bool) -> None:
    anatomy = read(name)

    assert only(anatomy).decode_ok is decode_ok
    assert ("a part could not be decoded as declared" in anatomy.findings) is not decode_ok


def test_a_sound_uuencoded_part_is_decoded() -> None:
    assert only(read("uuencode")).checksum == checksum(b"hej")


def test_base64_with_a_lone_last_character_loses_only_that() -> None:
    octets = a_multipart([(("Content-Transfer-Encoding: base64",), b"aGVqQ")])

    part = only(anatomy_of(octets))

    assert (part.checksum, part.decode_ok) == (checksum(b"hej"), False)


def test_quoted_printable_with_padded_soft_breaks_is_flawless() -> None:
    octets = a_multipart([(("Content-Transfer-Encoding: quoted-printable",), b"h=65= \t\r\nj=\r\n!")])

    part = only(anatomy_of(octets))

    assert (part.checksum, part.decode_ok) == (checksum(b"hej!"), True)


def test_names_are_decoded_by_rfc2231_and_rfc2047_also_mixed() -> None:
    assert [part.filename for part in read("names_rfc2231").parts] == [
        "skærm.png",
        "skærm billede.png",
        "skærm.png",
        "skærm.png",
        "bedre.png",
        "skærm.png",
        "xb.png",
        "aÿ.png",
    ]


def test_hostile_names_are_kept_as_data_and_saved_under_harmless_ones() -> None:
    parts = read("hostile_names").parts

    assert parts[0].filename == "../../etc/passwd"
    assert [part.safe_filename for part in parts] == [
        "passwd",
        "shadow",
        "skærm.png",
        "ab.png",
        "rapportgnp.exe",
        "x" * 116 + ".pdf",
        "del-7.txt",
        "_CON.txt",
        "_img src=x onerror=alert(1)_.html",
        "htaccess",
        "del-11.txt",
    ]
    assert only(read("name_with_line_end")).safe_filename == "aX-Evil_ b.pdf"


@pytest.mark.parametrize(
    ("claimed", "safe"),
    [
        (None, "del-1.bin"),
        ("   ", "del-1.bin"),
        ("...", "del-1.bin"),
        ("..\\..\\evil.exe", "evil.exe"),
        ("com1", "_com1"),
        ("NUL .txt", "_NUL.txt"),
        ("a.pdf. ", "a.pdf"),
        ("\u2066a\u2069.txt", "a.txt"),
        ("æ" * 200 + ".png", "æ" * 116 + ".png"),
        ("𝕏" * 200 + ".png", "𝕏" * 59 + ".png"),
        ("x." + "y" * 200, ("x." + "y" * 200)[:120]),
    ],
)
def test_a_safe_name_holds_on_every_system(claimed: str | None, safe: str) -> None:
    assert safe_filename(claimed, "del-1.bin") == safe


@pytest.mark.parametrize("depth", [60, 300])
def test_multiparts_below_the_depth_limit_stay_in_the_raw_mail(depth: int) -> None:
    anatomy = anatomy_of(nested(depth))

    assert anatomy.parts == ()
    assert anatomy.findings == ("nested deeper than 50 levels; the rest is in the raw mail only",)


def test_multiparts_within_the_depth_limit_are_taken_apart() -> None:
    assert paths(anatomy_of(nested(50))) == [".".join("1" * 50)]


@pytest.mark.parametrize("depth", [1000, 3000])
def test_multiparts_beyond_the_standard_library_are_unparseable(depth: int) -> None:
    with pytest.raises(Unparseable, match="nested too deeply to be taken apart"):
        anatomy_of(nested(depth))


@pytest.mark.parametrize("depth", [60, 300, 1000, 3000])
def test_messages_in_messages_are_followed_to_the_depth_limit(depth: int) -> None:
    anatomy = anatomy_of(nested_messages(depth))

    assert len(anatomy.enclosed) == 51
    assert "nested deeper than 50 levels; the rest is in the raw mail only" in anatomy.findings


def test_ten_thousand_parts_are_listed_to_two_thousand() -> None:
    anatomy = anatomy_of(many_parts(10_000))

    assert len(anatomy.parts) == 2000
    assert "more than 2000 parts; the rest is in the raw mail only" in anatomy.findings


def test_twenty_thousand_parameters_do_not_hide_the_part() -> None:
    part = only(anatomy_of(with_many_parameters(20_000)))

    assert (part.content_type, part.checksum) == ("image/png", checksum(b"x"))


@pytest.mark.parametrize("charset", ["rot13", "zlib", "undefined", "idna", "unicode_escape", "5000_characters"])
def test_a_body_in_a_charset_that_is_none_is_shown_as_latin1(charset: str) -> None:
    assert read(f"charset_{charset}").text == "før \\u0041"


def test_what_outlook_writes_is_read() -> None:
    assert read("charset_windows_1252").text == "“før”"


def test_html_gives_its_words_when_there_is_no_plain_text() -> None:
    assert read("html_only").text == "Kære ældre\nSag 2026-0012-K7QX"
    assert read("html_unknown_section").text == "førefter"


def test_markup_without_end_costs_no_more_than_its_length() -> None:
    assert readable("<!--" * 100_000) == ""
    assert readable("<a href='" * 100_000) == ""
    assert readable("<![ x " * 100_000) == ""


def test_an_attached_or_enclosed_text_never_speaks_for_the_mail() -> None:
    octets = a_multipart(
        [
            (("Content-Type: text/plain", "Content-Disposition: attachment"), b"vedlagt"),
            (("Content-Type: message/rfc822",), ABUSE),
        ]
    )

    assert anatomy_of(octets).text == ""


def test_the_text_is_capped() -> None:
    assert len(anatomy_of(a_letter(body="x" * 200_000)).text) == 65536
    assert len(anatomy_of(a_letter(body="x" * 200), Limits(text=10)).text) == 10


def test_a_body_that_speaks_imap_is_only_a_body() -> None:
    octets = (LETTERS / "looks_like_imap.eml").read_bytes()

    assert only(anatomy_of(octets)).checksum == checksum(octets.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(
    ("octets", "sniffed"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        (b"\0\0\0\x18ftypisom\0\0", "video/mp4"),
        (b"\0\0\0\x18ftypqt  \0\0", "video/quicktime"),
        (
            b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"PK\x03\x04" + b"\0" * 26 + b"x.txt", "application/zip"),
        (
            b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.textPK",
            "application/vnd.oasis.opendocument.text",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/x-ole-storage"),
        (b"{\\rtf1", "application/rtf"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"MZ\x90\0", "application/x-msdownload"),
        (b"<!-- x -->\n<!DOCTYPE HTML>", "text/html"),
        (b"<?xml version='1.0'?><svg onload='x'>", "image/svg+xml"),
        (b"From: a@b.example\r\nSubject: x\r\n\r\n", "message/rfc822"),
        (b"Fra: a@b.example\nEmne: x\n\n", "text/plain"),
        ("Kære arkiv".encode(), "text/plain"),
        (b"a" * 4095 + "æ".encode(), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_content_is_recognised_by_its_octets(octets: bytes, sniffed: str) -> None:
    assert sniffed_type(octets) == sniffed
