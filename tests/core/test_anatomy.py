from __future__ import annotations

import base64
import email
import hashlib
import re
from pathlib import Path

import pytest

from archiver.core import transfer
from archiver.core.anatomy import Anatomy, Limits, anatomy_of
from archiver.core.cuts import derived
from archiver.core.filenames import safe_filename
from archiver.core.hypertext import readable
from archiver.core.records import EnclosedMessage, Part
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
from tests.clients import ClientLetter, letters

LETTERS = Path(__file__).parents[1] / "letters"
ABUSE_BODY = ABUSE.partition(b"\r\n\r\n")[2]


def read(name: str) -> Anatomy:
    return anatomy_of((LETTERS / f"{name}.eml").read_bytes())


def only(anatomy: Anatomy) -> Part:
    (part,) = anatomy.parts
    return part


def paths(anatomy: Anatomy) -> list[str]:
    return [part.path for part in anatomy.parts]


def enclosed(anatomy: Anatomy) -> tuple[str, ...]:
    return tuple(one.path for one in anatomy.enclosed)


def text_of(anatomy: Anatomy) -> str:
    """What the mail itself says, as text."""
    body = anatomy.bodies[0]
    return body.plain or readable(body.hypertext)


def checksum(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def test_every_leaf_is_listed_with_its_path_size_and_checksum() -> None:
    anatomy = anatomy_of(a_forward_with_attachment())

    assert paths(anatomy) == ["1", "2.1", "3"]
    assert enclosed(anatomy) == ("2",)
    picture = anatomy.parts[2]
    assert (picture.content_type, picture.sniffed_type) == ("image/png", "image/png")
    assert (picture.filename, picture.safe_filename) == ("skærm.png", "skærm.png")
    assert (picture.content_disposition, picture.size) == ("attachment", len(PNG))
    assert (picture.checksum, picture.decode_ok) == (checksum(PNG), True)
    assert text_of(anatomy) == "Den her kom i går.\r\n"


@pytest.mark.parametrize("name", ["forward_rfc822_base64", "forward_rfc822_quoted_printable"])
def test_an_encoded_enclosed_message_is_decoded_once_and_walked(name: str) -> None:
    anatomy = read(name)

    assert [(one.path, one.checksum) for one in anatomy.enclosed] == [("1", checksum(ABUSE))]
    assert [(part.path, part.content_type) for part in anatomy.parts] == [
        ("1", "message/rfc822"),
        ("1.1", "text/plain"),
    ]
    assert anatomy.parts[1].checksum == checksum(ABUSE_BODY)
    assert "an enclosed message was transfer-encoded against RFC 2046" in anatomy.findings


def test_a_forward_in_a_forward_is_numbered_as_imap_does() -> None:
    anatomy = read("forward_in_forward")

    assert paths(anatomy) == ["1", "2.1", "2.2.1", "2.3"]
    assert enclosed(anatomy) == ("2", "2.2")


def test_a_part_of_a_digest_is_a_message() -> None:
    anatomy = read("forward_digest")

    assert (paths(anatomy), enclosed(anatomy)) == (["1.1", "2.1"], ("1", "2"))


def test_a_mail_that_is_itself_a_message_encloses_it_as_part_one() -> None:
    anatomy = read("message_as_top")

    assert (paths(anatomy), enclosed(anatomy)) == (["1.1"], ("1",))


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
        ("smime_opaque", "application/pkcs7-mime", "smime.p7m"),
        ("zip_bomb", "application/zip", "gave.zip"),
        ("calendar", "text/calendar", "del-1.ics"),
        ("message_partial", "text/plain", "del-1.txt"),
        ("external_body", "text/plain", "del-1.txt"),
    ],
)
def test_what_cannot_be_opened_is_one_leaf(name: str, sniffed: str, safe: str) -> None:
    part = only(read(name))

    assert (part.sniffed_type, part.safe_filename, part.decode_ok) == (sniffed, safe, True)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("smime_opaque", "S/MIME object that cannot be read"),
        ("pgp_encrypted", "encrypted with PGP, not opened"),
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


@pytest.mark.parametrize("depth", [51, 60, 300, 1000, 3000])
def test_a_mail_that_is_nothing_but_multiparts_is_unparseable(depth: int) -> None:
    with pytest.raises(Unparseable, match="nested too deeply to be taken apart"):
        anatomy_of(nested(depth))


@pytest.mark.parametrize("depth", [60, 3000])
def test_what_lies_too_deep_beside_other_parts_is_one_leaf(depth: int) -> None:
    inner = nested(depth).partition(b"\r\n")[2]
    octets = a_multipart([(("Content-Type: text/plain",), b"Se bilaget."), ((), inner)])
    octets = octets.replace(b"--skille-1-\r\n\r\nContent-Type: multi", b"--skille-1-\r\nContent-Type: multi")

    anatomy = anatomy_of(octets)

    assert [part.content_type for part in anatomy.parts] == ["text/plain", "multipart/mixed"]
    assert anatomy.findings == ("nested deeper than 50 levels; the rest is in the raw mail only",)
    assert text_of(anatomy) == "Se bilaget."


def test_multiparts_within_the_depth_limit_are_taken_apart() -> None:
    assert paths(anatomy_of(nested(50))) == [".".join("1" * 50)]


@pytest.mark.parametrize("depth", [60, 300, 1000, 3000])
def test_messages_in_messages_are_followed_to_the_depth_limit(depth: int) -> None:
    anatomy = anatomy_of(nested_messages(depth))

    assert len(anatomy.enclosed) == 50
    assert only(anatomy).content_type == "message/rfc822"
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
    assert text_of(read(f"charset_{charset}")) == "før \\u0041"


def test_what_outlook_writes_is_read() -> None:
    assert text_of(read("charset_windows_1252")) == "“før”"


def test_html_gives_its_words_when_there_is_no_plain_text() -> None:
    assert text_of(read("html_only")) == "Kære ældre\nSag 2026-0012-K7QX"
    assert text_of(read("html_unknown_section")) == "førefter"


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

    assert text_of(anatomy_of(octets)) == ""


def test_the_text_is_capped() -> None:
    assert len(anatomy_of(a_letter(body="x" * 200), Limits(text=10)).bodies[0].plain) == 10


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


def balance(octets: bytes, anatomy: Anatomy) -> int:
    """Octets that the anatomy accounts for: the frame, and every leaf that lies in the mail as one piece."""
    return anatomy.frame + sum(part.cuts[0].length for part in anatomy.parts if len(part.cuts) == 1)


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.eml")), ids=lambda path: path.stem)
def test_the_leaves_and_the_frame_are_all_octets_of_a_letter(path: Path) -> None:
    octets = path.read_bytes()

    anatomy = anatomy_of(octets)

    assert balance(octets, anatomy) == len(octets)


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.eml")), ids=lambda path: path.stem)
def test_what_is_cut_out_of_a_letter_hashes_to_what_was_said(path: Path) -> None:
    octets = path.read_bytes()

    anatomy = anatomy_of(octets)

    inside: list[Part | EnclosedMessage] = [*anatomy.parts, *anatomy.enclosed]
    for one in inside:
        if one.cuts:
            assert (checksum(derived(octets, one.cuts)), len(derived(octets, one.cuts))) == (one.checksum, one.size)


def test_every_octet_of_ten_thousand_parts_is_accounted_for() -> None:
    octets = many_parts(10_000)

    assert balance(octets, anatomy_of(octets)) == len(octets)


def test_an_attached_mail_is_cut_exactly_whatever_its_line_ends() -> None:
    odd = ABUSE.replace(b"\r\n", b"\n", 3) + b"\0\r slut uden linjeskift"
    octets = a_forward_with_attachment(odd)

    (one,) = anatomy_of(octets).enclosed

    assert one.checksum == checksum(odd)
    assert octets[one.cuts[0].start :][: one.cuts[0].length] == odd


def test_a_file_that_is_a_mail_is_a_leaf_and_an_enclosed_message() -> None:
    anatomy = read("forward_eml_octets")

    assert paths(anatomy) == ["1", "1.1"]
    assert anatomy.parts[0].filename == "original.eml"
    assert [(one.path, one.checksum) for one in anatomy.enclosed] == [("1", anatomy.parts[0].checksum)]


def test_header_lines_pasted_into_a_text_are_text() -> None:
    octets = a_letter(body=ABUSE)

    assert anatomy_of(octets).enclosed == ()


def test_an_outer_boundary_ends_what_is_open_inside() -> None:
    inner = b"--inde\r\n\r\nf\xc3\xb8rst"
    octets = a_multipart(
        [(("Content-Type: multipart/mixed; boundary=inde",), inner), (("Content-Type: text/plain",), b"sidst")]
    )

    anatomy = anatomy_of(octets)

    assert [(part.path, part.size) for part in anatomy.parts] == [("1.1", 6), ("2", 5)]
    assert "multipart that is not closed" in anatomy.findings


def test_a_boundary_that_begins_like_another_is_another() -> None:
    inner = b"--b-inde\r\n\r\nhej\r\n--b-inde--"
    octets = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b-inde"
    octets += b"\r\n\r\n" + inner + b"\r\n--b--\r\n"

    assert [(part.path, part.size) for part in anatomy_of(octets).parts] == [("1.1", 3)]


def test_a_multipart_encoded_against_the_rules_is_decoded_and_split() -> None:
    inside = b"--b\r\n\r\nhej\r\n--b--\r\n"
    octets = b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    octets += base64.encodebytes(inside)

    anatomy = anatomy_of(octets)

    assert [(part.path, part.checksum) for part in anatomy.parts] == [("1", checksum(b"hej"))]
    assert derived(octets, anatomy.parts[0].cuts) == b"hej"
    assert "multipart with a transfer encoding" in anatomy.findings


def test_text_between_pictures_is_one_text() -> None:
    octets = a_multipart(
        [
            (("Content-Type: text/plain; charset=utf-8",), b"f\xc3\xb8r"),
            (("Content-Type: image/png", "Content-Disposition: inline"), PNG),
            (("Content-Type: text/plain; charset=utf-8",), b"efter"),
            (("Content-Type: text/plain; name=note.txt",), b"bilag"),
        ]
    )

    body = anatomy_of(octets).bodies[0]

    assert (body.plain, body.attachments) == ("før\nefter", ("2", "4"))


def test_flowed_text_is_joined() -> None:
    octets = a_letter(
        content_type="text/plain; charset=utf-8; format=flowed",
        body="en lang \r\nlinje\r\n> citat \r\n> mere\r\n-- \r\nhilsen",
    )

    assert anatomy_of(octets).bodies[0].plain == "en lang linje\n> citat mere\n-- \nhilsen"


def by_the_standard_library(octets: bytes) -> list[tuple[str, str]]:
    """Type and checksum of each leaf that is no message, as another parser finds them."""
    leaves = (part for part in email.message_from_bytes(octets).walk() if not part.is_multipart())
    return [(leaf.get_content_type(), checksum(leaf.get_payload(decode=True))) for leaf in leaves]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "letter",
    [one for one in letters() if not re.search("base64|quoted-printable", one.name)],  # messages it does not decode
    ids=lambda letter: letter.name,
)
def test_of_well_formed_mail_the_leaves_are_those_that_another_parser_finds(letter: ClientLetter) -> None:
    anatomy = anatomy_of(letter.octets)

    files = [one.path for one in anatomy.enclosed if one.path in {part.path for part in anatomy.parts}]
    ours = [part for part in anatomy.parts if not any(part.path.startswith(f"{path}.") for path in files)]
    assert [(part.content_type, part.checksum) for part in ours] == by_the_standard_library(letter.octets)


@pytest.mark.parametrize(
    "octets",
    [*(path.read_bytes() for path in sorted(LETTERS.glob("*.eml"))), *(one.octets for one in letters())],
    ids=[*(path.stem for path in sorted(LETTERS.glob("*.eml"))), *(one.name for one in letters())],
)
def test_what_is_too_long_to_be_held_is_listed_as_if_it_were(octets: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        whole = anatomy_of(octets)
    except Unparseable:
        return
    monkeypatch.setattr(transfer, "LONG", 0)
    monkeypatch.setattr(transfer, "PIECE", 1000)

    assert anatomy_of(octets) == whole
