"""Outlook's containers and odd wrappings in a forward: originals and attachments out, containers as they came."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.core.forwards.choice import judged
from archiver.core.reading import read
from archiver.core.records import Confidence, Level, Original, Part, Reading, Recovery
from tests.builders import ABUSE, PNG, a_forward_with_attachment, a_letter, a_multipart
from tests.core.test_reading import COPENHAGEN
from tests.outlook import INLINE, PICTURE, TRANSPORT_HEADERS, Attached, Item, Recipient, a_msg, a_tnef

OLE = Recipient("Ole Olsen", "ole@kommune.example")
FROM_JETTE = Item(
    subject="VS: trusler",
    text="Se den vedhæftede.\r\n",
    sender_name="Jette Jensen",
    sender="jette.jensen@kommune.example",
    message_id="<vs.1@kommune.example>",
    recipients=(OLE,),
)
BORGER = Item(text="Jeg ved, hvor I går hjem.\r\n", headers=TRANSPORT_HEADERS, attachments=(PICTURE, INLINE))


def forwarding(*files: tuple[str, str, bytes]) -> bytes:
    """A colleague's mail with files: name, type, octets."""
    parts = [
        (
            (
                f'Content-Type: {content_type}; name="{name}"',
                f'Content-Disposition: attachment; filename="{name}"',
                "Content-Transfer-Encoding: base64",
            ),
            base64.encodebytes(octets),
        )
        for name, content_type, octets in files
    ]
    return a_multipart([(("Content-Type: text/plain; charset=utf-8",), "Se bilaget på sagen.".encode()), *parts])


def understood(mail: bytes) -> Reading:
    return judged(read(mail), ["kommune.example"], COPENHAGEN)


def part_at(reading: Reading, path: str) -> Part:
    return next(part for part in reading.parts if part.path == path)


def names(reading: Reading, original: Original) -> list[str | None]:
    return [part_at(reading, path).filename for path in original.attachments]


def checksum(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


@pytest.mark.parametrize("content_type", ["application/vnd.ms-outlook", "application/octet-stream"])
def test_an_outlook_item_is_an_original_with_its_attachments(content_type: str) -> None:
    container = a_msg(BORGER)

    reading = understood(forwarding(("trussel.msg", content_type, container)))

    (original,) = reading.originals
    assert (original.provenance, original.confidence) == (Recovery.MSG, Confidence.HIGH)
    assert original.from_ is not None
    assert original.from_.address == "vred.borger@udbyder.example"
    assert original.date is not None
    assert original.date.isoformat() == "2026-11-19T21:14:00+01:00"
    assert original.text == "Jeg ved, hvor I går hjem."
    assert names(reading, original) == ["skærmbillede på Ærø.png", "image001.png"]
    assert original.checksum == part_at(reading, "2").checksum == checksum(container)
    assert reading.strength is not None
    assert reading.strength.level is Level.OUTLOOK


def test_every_leaf_of_an_outlook_item_is_listed_with_its_hash_and_no_place() -> None:
    reading = understood(forwarding(("trussel.msg", "application/vnd.ms-outlook", a_msg(BORGER))))

    assert [(part.path, part.content_type) for part in reading.parts] == [
        ("1", "text/plain"),
        ("2", "application/vnd.ms-outlook"),
        ("2.1", "image/png"),
        ("2.2", "image/png"),
    ]
    assert [part_at(reading, path).checksum for path in ("2.1", "2.2")] == [checksum(PNG)] * 2
    assert [bool(part.cuts) for part in reading.parts] == [True, True, False, False]


def test_an_item_without_transport_headers_is_less_sure() -> None:
    reading = understood(
        forwarding(("trussel.msg", "application/vnd.ms-outlook", a_msg(replace(BORGER, headers=None))))
    )

    assert [original.confidence for original in reading.originals] == [Confidence.MEDIUM]


def test_a_citizen_s_item_in_a_colleague_s_item_is_the_original() -> None:
    outer = replace(FROM_JETTE, attachments=(Attached(BORGER, method=5),))

    reading = understood(forwarding(("sag.msg", "application/vnd.ms-outlook", a_msg(outer))))

    assert [(one.provenance, one.depth, one.path, one.choice is not None) for one in reading.originals] == [
        (Recovery.MSG, 1, "2", False),
        (Recovery.MSG, 2, "2.1", True),
    ]
    inner = reading.originals[1]
    assert (inner.checksum, names(reading, inner)) == (None, ["skærmbillede på Ærø.png", "image001.png"])
    assert [part_at(reading, path).path for path in inner.attachments] == ["2.1.1", "2.1.2"]


def test_a_mail_as_a_file_in_an_outlook_item_is_the_original() -> None:
    outer = replace(FROM_JETTE, attachments=(Attached(ABUSE, "original.eml"),))

    reading = understood(forwarding(("sag.msg", "application/vnd.ms-outlook", a_msg(outer))))

    inner = reading.originals[1]
    assert (inner.provenance, inner.checksum, inner.choice is not None) == (Recovery.EML, checksum(ABUSE), True)
    assert reading.enclosed == ()


def test_an_item_that_quotes_a_citizen_gives_the_quoted_mail() -> None:
    quoting = replace(
        FROM_JETTE,
        text="-----Oprindelig meddelelse-----\r\nFra: Borger <b@udbyder.example>\r\nSendt: 3. maj 2024 10:31\r\n"
        "Til: Jette Jensen\r\nEmne: Pas på\r\n\r\nPas på dig selv.\r\n",
    )

    reading = understood(forwarding(("sag.msg", "application/vnd.ms-outlook", a_msg(quoting))))

    assert [one.provenance for one in reading.originals] == [Recovery.MSG, Recovery.INLINE_TEXT]
    assert reading.originals[1].choice is not None
    assert (reading.originals[1].text, reading.originals[1].path) == ("Pas på dig selv.", "2")


def test_a_signed_item_gives_what_was_signed() -> None:
    entity = (
        b"Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + "Signeret på Ærø.".encode()
        + b"\r\n--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--s--\r\n"
    )
    signed = replace(
        BORGER,
        text=None,
        message_class="IPM.Note.SMIME.MultipartSigned",
        attachments=(Attached(entity, "smime.p7m", content_type="multipart/signed"),),
    )

    reading = understood(forwarding(("trussel.msg", "application/vnd.ms-outlook", a_msg(signed))))

    (original,) = reading.originals
    assert original.text == "Signeret på Ærø."
    assert [part.path for part in reading.parts] == ["1", "2", "2.1", "2.1.1", "2.1.2"]


def test_winmail_around_a_colleague_s_own_mail_gives_its_attachments_and_the_item_inside() -> None:
    own = replace(FROM_JETTE, attachments=(PICTURE, Attached(BORGER, method=5)))
    container = a_tnef(own)

    reading = understood(forwarding(("winmail.dat", "application/ms-tnef", container)))

    (original,) = reading.originals
    assert (original.provenance, original.path, original.choice is not None) == (Recovery.TNEF, "2.2", True)
    assert original.from_ is not None
    assert original.from_.address == "vred.borger@udbyder.example"
    assert part_at(reading, "2").checksum == checksum(container)
    assert part_at(reading, "2.1").filename == "skærmbillede på Ærø.png"
    assert [part_at(reading, path).checksum for path in original.attachments] == [checksum(PNG)] * 2


def test_winmail_of_another_sender_is_an_original_of_its_own() -> None:
    container = a_tnef(replace(BORGER, attachments=(PICTURE,)))

    reading = understood(forwarding(("winmail.dat", "application/octet-stream", container)))

    (original,) = reading.originals
    assert (original.provenance, original.checksum) == (Recovery.TNEF, checksum(container))
    assert names(reading, original) == ["skærmbillede på Ærø.png"]


def test_winmail_inside_an_attached_mail_belongs_to_that_mail() -> None:
    inner = forwarding(("winmail.dat", "application/ms-tnef", a_tnef(replace(FROM_JETTE, attachments=(PICTURE,)))))

    reading = understood(a_forward_with_attachment(inner))

    assert [one.provenance for one in reading.originals] == [Recovery.ATTACHED]
    assert names(reading, reading.originals[0]) == ["skærmbillede på Ærø.png"]


def test_a_damaged_item_is_a_leaf_and_a_finding_and_the_rest_is_read() -> None:
    damaged = a_msg(BORGER)[:3000]

    reading = understood(
        forwarding(("trussel.msg", "application/vnd.ms-outlook", damaged), ("a.eml", "text/plain", ABUSE))
    )

    assert part_at(reading, "2").checksum == checksum(damaged)
    assert [one.provenance for one in reading.originals] == [Recovery.EML]
    assert reading.findings == ("a compound file whose sectors cannot be followed",)


def test_a_file_that_only_calls_itself_an_item_is_said_to_be_none() -> None:
    reading = understood(forwarding(("trussel.msg", "application/octet-stream", b"Et notat.")))

    assert (reading.originals, reading.findings) == ((), ("no compound file",))


def test_more_messages_than_are_opened_are_said_and_their_octets_counted() -> None:
    mail = a_multipart([(("Content-Type: message/rfc822",), ABUSE)] * 250)

    reading = understood(mail)

    assert len(reading.enclosed) == 200
    assert "more than 200 messages in one; the rest is in the raw mail only" in reading.findings
    assert reading.frame + sum(part.cuts[0].length for part in reading.parts) == len(mail)


def test_more_text_than_is_kept_is_cut_and_said() -> None:
    inner = a_letter(sender="Borger <b@udbyder.example>", body="ord " * 20_000)

    reading = understood(a_forward_with_attachment(inner))

    assert [len(one.text) for one in reading.originals] == [65_536]
    assert "more text than is kept; the rest is in the raw mail only" in reading.findings


BLOCK = (
    "-----Oprindelig meddelelse-----\r\nFra: Borger <b@udbyder.example>\r\nSendt: 3. maj 2024 10:31\r\n"
    "Til: Jette Jensen <jette@kommune.example>\r\nEmne: Pas på\r\n\r\nPas på dig selv.\r\n\r\n"
)


@pytest.mark.parametrize(
    ("mail", "found", "finding"),
    [
        (a_letter(body="ord " * 70_000 + "\r\n" + BLOCK), 0, "more text than is read"),
        (
            a_letter(content_type="text/html", body="ord " * 300_000 + BLOCK.replace("\r\n", "<br>")),
            0,
            "more text than",
        ),
        (a_letter(body="noget:\r\n" * 5_200 + BLOCK), 1, None),
        (a_letter(body="a@b.example>:\r\n" * 5_200 + BLOCK), 0, "more text or quoted messages than are read"),
        (a_letter(body=BLOCK * 25), 20, "more text or quoted messages than are read"),
        (a_letter(body=BLOCK * 20), 20, None),
    ],
    ids=["long text", "long page", "colons", "ends of reply lines", "25 quotes", "20 quotes"],
)
def test_what_lies_beyond_what_is_read_is_said(mail: bytes, found: int, finding: str | None) -> None:
    reading = understood(mail)

    assert len(reading.originals) == found
    of_reading = [one for one in reading.findings if "read; the rest is in the raw mail only" in one]
    assert len(of_reading) == (finding is not None)
    assert all(one.startswith(str(finding)) for one in of_reading)


def test_of_a_crowd_of_recipients_every_message_is_kept_and_that_some_are_not_is_said() -> None:
    crowd = ", ".join(f"m.{number}@borger.example" for number in range(900))
    inner = a_letter(sender="Borger <b@udbyder.example>", to=crowd)

    reading = understood(a_multipart([(("Content-Type: message/rfc822",), inner)] * 8))

    assert [len(original.to) for original in reading.originals] == [900] * 5 + [0] * 3
    assert [len(one.envelope.to) for one in reading.enclosed] == [900] * 5 + [0] * 3
    assert [one.envelope.from_[0].address for one in reading.enclosed] == ["b@udbyder.example"] * 8
    assert "more recipients than are kept; the rest is in the raw mail only" in reading.findings


def test_a_redirected_mail_is_itself_the_original() -> None:
    mail = b"Resent-From: jette.jensen@kommune.example\r\nResent-To: arkiv@kommune.example\r\n" + ABUSE

    reading = understood(mail)

    (original,) = reading.originals
    assert (original.provenance, original.checksum, original.size) == (Recovery.RESENT, checksum(mail), len(mail))
    assert original.choice is not None
    assert reading.strength is not None
    assert reading.strength.level is Level.ATTACHED


def test_the_letters_that_were_unopened_before_are_opened(tmp_path: Path) -> None:
    letters = Path(__file__).parents[2] / "letters"

    assert [one.provenance for one in understood((letters / "forward_eml_octets.eml").read_bytes()).originals] == [
        Recovery.EML
    ]
    assert [one.provenance for one in understood((letters / "forward_in_forward.eml").read_bytes()).originals] == [
        Recovery.ATTACHED,
        Recovery.ATTACHED,
    ]
