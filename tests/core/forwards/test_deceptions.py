"""What a citizen may write so that somebody else is taken for him, or his mail for none."""

from __future__ import annotations

import base64

import pytest

from archiver.core.forwards.people import person
from archiver.core.records import Address, Confidence, Level, Reading, Recovery
from tests.builders import ABUSE, PNG, a_forward_with_attachment, a_letter, a_multipart
from tests.core.forwards.test_containers import forwarding, understood

OLE = "ole@udbyder.example"


@pytest.mark.parametrize(
    "written",
    [
        f"uskyldig@naboen.example via Portal <{OLE}>",
        f"anna@kommune.example via Portal <{OLE}>",
        f'"Anna <anna@kommune.example>" <{OLE}>',
        f'"{OLE} på vegne af Anna <anna@kommune.example>" <{OLE}>',
        f'"Ole <mailto:per@naboen.example>" <{OLE}>',
        f"Ole [per@naboen.example] <{OLE}>",
    ],
)
def test_an_address_in_a_name_is_never_the_sender(written: str) -> None:
    sender = person(written)

    assert sender is not None
    assert sender.address == OLE


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("A <a@x.example> via Liste <liste@y.example>", Address("A", "a@x.example")),
        ("A <a@x.example> på vegne af B <b@y.example>", Address("B", "b@y.example")),
        ("Jensen, Jette <a@x.example<mailto:a@x.example>>", Address("Jensen, Jette", "a@x.example")),
        ("A <a@x.example> B <b@y.example>", Address("A", "")),
    ],
)
def test_what_programs_write_around_a_sender_is_still_read(written: str, sender: Address) -> None:
    assert person(written) == sender


def test_a_quoted_outsider_is_not_taken_for_the_one_who_hides_behind_a_colleague_s_name() -> None:
    body = (
        f'-----Oprindelig meddelelse-----\r\nFra: "Anna <anna@kommune.example>" <{OLE}>\r\nSendt: 3. maj 2024 10:31\r\n'
        "Til: anna@kommune.example\r\nEmne: x\r\n\r\nDit svin.\r\n\r\n"
        "Den 2. maj 2024 kl. 09.00 skrev Uskyldig <uskyldig@naboen.example>:\r\n> hej\r\n"
    )

    chosen = [original.from_ for original in understood(a_letter(body=body)).originals if original.choice]

    assert [one and one.address for one in chosen] == [OLE]


@pytest.mark.parametrize(
    "senders",
    [
        b"From: anna@kommune.example, Ole <ole@udbyder.example>",
        b"From: a@kommune.example\r\nFrom: Ole <ole@udbyder.example>",
    ],
    ids=["two addresses", "two fields"],
)
def test_a_message_with_two_senders_is_nobody_s_and_stays_the_original(senders: bytes) -> None:
    quoting = b"Den 2. maj 2024 kl. 09.00 skrev Uskyldig <uskyldig@naboen.example>:\r\n> hej\r\n"
    inner = ABUSE.replace(b"From: Borger <vred.borger@udbyder.example>", senders) + quoting

    reading = understood(a_forward_with_attachment(inner))

    assert [(one.provenance, one.from_, one.confidence) for one in reading.originals if one.choice] == [
        (Recovery.ATTACHED, None, Confidence.LOW)
    ]
    assert "a message inside has more than one sender" in reading.findings


def test_files_belong_to_what_was_forwarded_and_not_to_what_a_reply_quotes() -> None:
    body = (
        f"-----Oprindelig meddelelse-----\r\nFra: Ole <{OLE}>\r\nSendt: 3. maj 2024 10:31\r\n"
        "Til: anna@kommune.example\r\nEmne: SV: Din sag\r\n\r\nSe billedet.\r\n\r\n"
        "Den 2. maj 2024 kl. 09.00 skrev Anna <anna@kommune.example>:\r\n> Hej Ole\r\n"
    )
    picture = ('Content-Type: image/png; name="trussel.png"', "Content-Transfer-Encoding: base64")
    mail = a_multipart(
        [(("Content-Type: text/plain; charset=utf-8",), body.encode()), (picture, base64.encodebytes(PNG))],
        subject="VS: SV: Din sag",
    )

    assert [original.attachments for original in understood(mail).originals] == [("2",), ()]


@pytest.mark.parametrize(
    "field",
    ["multipart/mixed (hej); boundary=B", "(hej) multipart/mixed; boundary=B", "multipart / mixed; boundary=B",
     "multipart/mixed; boundary=B (hej)", "multipart/mixed boundary=B"],
)  # fmt: skip
def test_comments_and_spaces_in_a_media_type_hide_nothing(field: str) -> None:
    mail = f"From: Anna <anna@kommune.example>\r\nContent-Type: {field}\r\n\r\n--B\r\n\r\nhej\r\n--B\r\n".encode()
    mail += b"Content-Type: message/rfc822 (en mail)\r\n\r\n" + ABUSE + b"\r\n--B--\r\n"

    reading = understood(mail)

    assert [original.provenance for original in reading.originals] == [Recovery.ATTACHED]
    assert reading.text == "hej"


ODD_FILES = {
    "a control character in the text": ABUSE + b"\x0b",
    "NUL in the text": ABUSE + b"\0",
    "a byte order mark": b"\xef\xbb\xbf" + ABUSE,
    "a blank line first": b"\r\n" + ABUSE,
    "lines that end with CR": ABUSE.replace(b"\r\n", b"\r"),
    "a long field first": b"ARC-Seal: " + b"x" * 6_000 + b"\r\n" + ABUSE,
    "one field": b"From: Borger <vred.borger@udbyder.example>\r\n\r\nPas paa.\r\n",
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_a_mail_as_a_file_is_opened_whatever_stands_in_it(name: str) -> None:
    reading = understood(forwarding(("k.eml", "application/octet-stream", ODD_FILES[name])))

    (original,) = reading.originals
    assert original.from_ is not None
    assert original.from_.address == "vred.borger@udbyder.example"
    assert reading.enclosed[0].size == len(ODD_FILES[name])


def test_a_mail_that_is_named_as_an_outlook_item_is_opened_by_its_content() -> None:
    reading = understood(forwarding(("k.msg", "application/octet-stream", ABUSE)))

    assert [original.provenance for original in reading.originals] == [Recovery.EML]


def test_blank_lines_before_an_enclosed_header_do_not_hide_it() -> None:
    reading: Reading = understood(a_forward_with_attachment(b"\r\n\r\n" + ABUSE))

    (original,) = reading.originals
    assert (original.provenance, original.subject) == (Recovery.ATTACHED, "I skal ikke sove trygt")
    assert "blank lines or a byte order mark before the header" in reading.findings
    assert reading.strength is not None
    assert reading.strength.level is Level.ATTACHED


def test_what_could_not_be_opened_is_not_called_a_colleague_s_words() -> None:
    reading = understood(
        forwarding(("k.msg", "application/vnd.ms-outlook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900))
    )

    assert reading.strength is not None
    assert reading.strength.reasons[0] == "Something is attached that could not be opened; it may hold the original."
