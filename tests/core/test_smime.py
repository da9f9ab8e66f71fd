"""S/MIME made by openssl: what was signed comes out octet for octet, and the wrapper stays as it came."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from archiver.core import smime
from archiver.core.cuts import derived
from archiver.core.forwards.choice import judged
from archiver.core.reading import read
from archiver.core.records import Level, Reading, Recovery
from archiver.errors import Unparseable
from tests.builders import ABUSE, PNG, a_forward_with_attachment, a_letter, a_multipart
from tests.core.test_reading import COPENHAGEN

ENTITY = a_forward_with_attachment().partition(b"MIME-Version: 1.0\r\n")[2]
"""The MIME part of a colleague's forward, without the header of the mail."""


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate and its key."""
    folder = tmp_path_factory.mktemp("signer")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Borger"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def openssl(*arguments: str, octets: bytes) -> bytes:
    return subprocess.run(["openssl", *arguments], input=octets, check=True, capture_output=True).stdout


def signed(signer: tuple[Path, Path], octets: bytes, *more: str) -> bytes:
    certificate, key = map(str, signer)
    return openssl(
        "cms", "-sign", "-nodetach", "-binary", "-outform", "DER", "-signer", certificate, "-inkey", key, *more,
        octets=octets,
    )  # fmt: skip


def signed_mail(signer: tuple[Path, Path], entity: bytes, *more: str) -> bytes:
    """A mail as openssl writes it around a signed entity, with the header of a colleague's mail."""
    certificate, key = map(str, signer)
    made = openssl("smime", "-sign", "-binary", "-signer", certificate, "-inkey", key, *more, octets=entity)
    head = a_letter(body="").split(b"MIME-Version")[0]
    return head + made.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def understood(octets: bytes) -> Reading:
    return judged(read(octets), ["kommune.example"], COPENHAGEN)


@pytest.mark.parametrize("more", [(), ("-stream",)], ids=["DER", "BER in pieces"])
def test_the_content_of_an_opaque_object_comes_out_exactly(signer: tuple[Path, Path], more: tuple[str, ...]) -> None:
    content = ENTITY * 40

    assert smime.content(signed(signer, content, *more)) == content


def test_an_encrypted_object_and_a_damaged_one_are_said_to_be_that(signer: tuple[Path, Path]) -> None:
    encrypted = openssl("cms", "-encrypt", "-outform", "DER", str(signer[0]), octets=ENTITY)

    with pytest.raises(Unparseable, match="encrypted, not opened"):
        smime.content(encrypted)
    for damaged in (b"", b"\x30\x80" * 5000, signed(signer, ENTITY)[:200], b"MIIGLw"):
        with pytest.raises(Unparseable, match="cannot be read"):
            smime.content(damaged)


def test_a_forward_signed_as_one_object_gives_its_attached_original(signer: tuple[Path, Path]) -> None:
    mail = signed_mail(signer, ENTITY, "-nodetach")

    reading = understood(mail)

    (enclosed,) = reading.enclosed
    assert enclosed.checksum == hashlib.sha256(ABUSE).hexdigest()
    assert derived(mail, enclosed.cuts) == ABUSE
    (original,) = reading.originals
    assert (original.provenance, original.choice is not None) == (Recovery.ATTACHED, True)
    assert reading.text.strip() == "Den her kom i går."
    wrapper = reading.parts[0]
    assert (wrapper.path, wrapper.sniffed_type, wrapper.decode_ok) == ("1", "application/pkcs7-mime", True)
    assert any(part.filename == "skærm.png" for part in reading.parts)
    assert reading.strength is not None
    assert reading.strength.level is Level.ATTACHED


def test_a_forward_signed_beside_its_text_gives_its_attached_original(signer: tuple[Path, Path]) -> None:
    mail = signed_mail(signer, ENTITY)

    reading = understood(mail)

    assert [one.checksum for one in reading.enclosed] == [hashlib.sha256(ABUSE).hexdigest()]
    assert [original.attachments for original in reading.originals] == [()]
    assert "signed with S/MIME, signature not checked" in reading.findings


def test_a_signed_object_attached_as_a_file_is_an_original(signer: tuple[Path, Path]) -> None:
    inside = b"Content-Type: message/rfc822\r\n\r\n" + ABUSE
    container = signed(signer, inside)
    mail = a_multipart(
        [
            (("Content-Type: text/plain",), b"Se her."),
            (
                ("Content-Type: application/octet-stream; name=smime.p7m", "Content-Transfer-Encoding: binary"),
                container,
            ),
            (("Content-Type: image/png", "Content-Disposition: attachment"), PNG),
        ]
    )

    reading = understood(mail)

    (original,) = reading.originals
    assert (original.provenance, original.checksum) == (Recovery.SMIME, hashlib.sha256(ABUSE).hexdigest())
    assert original.from_ is not None
    assert original.from_.address == "vred.borger@udbyder.example"
    part = next(part for part in reading.parts if part.path == "2")
    assert part.checksum == hashlib.sha256(container).hexdigest()
    assert derived(mail, reading.enclosed[0].cuts) == ABUSE


def test_a_signed_text_attached_as_a_file_is_an_original_without_a_sender(signer: tuple[Path, Path]) -> None:
    container = signed(signer, "Content-Type: text/plain; charset=utf-8\r\n\r\nI skal få se på Ærø.\r\n".encode())
    mail = a_multipart(
        [
            (("Content-Type: text/plain",), b"Se her."),
            (("Content-Type: application/pkcs7-mime; name=smime.p7m", "Content-Transfer-Encoding: binary"), container),
        ]
    )

    (original,) = understood(mail).originals

    assert (original.provenance, original.from_, original.text) == (Recovery.SMIME, None, "I skal få se på Ærø.")
