"""Forwards as attachment, in each client's manner, and redirects."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

from tests.clients import apple, outlook
from tests.clients.client import Client, names
from tests.clients.composing import USUAL, Cover, body_part, cover_headers, forward
from tests.clients.people import (
    ARCHIVE,
    BODIL,
    DOCX,
    GRUDGE,
    JENS,
    JETTE,
    OWN,
    PDF,
    PHOTO,
    SOEREN,
    THREAT,
    TORBEN,
    complaint,
)
from tests.clients.values import ClientLetter, Mail, Said
from tests.clients.writing import Part, address, as_sent, encoded, file_part, message, multipart, text_part

RFC822 = "Content-Type: message/rfc822"
CITIZENS = (TORBEN, BODIL, SOEREN)


def letters() -> Iterator[ClientLetter]:
    """All of them."""
    yield from manners()
    yield from several()
    yield from mixtures()
    yield from redirects()


def in_full(mail: Mail) -> Said:
    """What is found in a message that came whole."""
    date = mail.when.isoformat(timespec="seconds")
    return Said(mail.from_, mail.to, mail.cc, mail.subject, date, mail.body, names(mail))


def original(number: int) -> Mail:
    """A citizen's mail as it will be enclosed."""
    person = CITIZENS[number % 3]
    body = (complaint(number).body, GRUDGE, THREAT)[number % 3]
    return replace(complaint(number), from_=person, body=body)


def enclosed(mail: Mail, number: int = 1) -> bytes:
    """Its octets."""
    return as_sent(mail, message_id=f"<vrede.{number}.{mail.when:%m%d%H%M}@borger.example>")


def letter(name: str, parts: Sequence[Part], chain: Sequence[Said], chosen: tuple[int, ...] = (0,)) -> ClientLetter:
    """A forward of these parts, with the usual words above them."""
    headers = [
        ("From", address(JETTE)),
        ("To", address(ARCHIVE)),
        ("Subject", f"VS: {chain[0].subject}"),
        ("Date", "Fri, 20 Dec 2024 14:32:00 +0100"),
        ("Message-ID", f"<{name}@kommune.example>"),
    ]
    words = text_part(OWN + "\n", "plain", "iso-8859-1", "quoted-printable")
    return ClientLetter(name, message(headers, multipart("mixed", [words, *parts])), tuple(chain), chosen, OWN)


def whole(octets: bytes, *lines: str) -> Part:
    """An enclosed message with these header lines besides its type."""
    return Part((RFC822, *lines), octets)


def named(name: str, kind: str = "attachment") -> str:
    """A Content-Disposition that names the file."""
    return f'Content-Disposition: {kind}; filename="{name}"'


def manners() -> Iterator[ClientLetter]:
    """One original, enclosed as each client encloses it."""
    mails = [original(number) for number in range(300, 312)]
    octets = [enclosed(mail) for mail in mails]
    base64_line, printable = "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable"
    stream = 'Content-Type: application/octet-stream; name="Din afgørelse.eml"'.replace("ø", "oe")
    parts = {
        "outlook": whole(octets[0]),
        "apple": Part(
            ('Content-Type: message/rfc822; name="Din afgoerelse.eml"', named("Din afgoerelse.eml"), eight()), octets[1]
        ),
        "gmail": Part(
            (
                'Content-Type: message/rfc822; name="Din afgoerelse.eml"',
                named("Din afgoerelse.eml"),
                "X-Attachment-Id: f_1",
            ),
            octets[2],
        ),
        "gmail-stream": Part((stream, named("Din afgoerelse.eml"), base64_line), encoded(octets[3], "base64")),
        "thunderbird": Part(
            (
                'Content-Type: message/rfc822; charset=UTF-8;\r\n name="ForwardedMessage.eml"',
                named("ForwardedMessage.eml"),
                eight(),
            ),
            octets[4],
        ),
        "thunderbird-subject": Part(
            (
                'Content-Type: message/rfc822; charset=UTF-8;\r\n name="=?UTF-8?Q?Din_afg=C3=B8relse=2Eeml?="',
                "Content-Disposition: attachment;\r\n filename*=UTF-8''Din%20afg%C3%B8relse.eml",
                eight(),
            ),
            octets[5],
        ),
        "base64": whole(base64.encodebytes(octets[6]).replace(b"\n", b"\r\n"), named("besked.eml"), base64_line),
        "quoted-printable": whole(encoded(octets[7], "quoted-printable"), named("besked.eml"), printable),
        "inline": whole(octets[8], "Content-Disposition: inline"),
        "stream-without-name": Part(
            ("Content-Type: application/octet-stream", "Content-Disposition: attachment", base64_line),
            encoded(octets[9], "base64"),
        ),
    }
    for mail, (what, part) in zip(mails, parts.items(), strict=False):
        yield letter(f"attached-{what}", [part], [in_full(mail)])
    laden = replace(mails[10], files=(PDF, PHOTO))
    yield letter("attached-with-files", [whole(enclosed(laden))], [in_full(laden)])
    beside = [whole(octets[11]), file_part(DOCX)]
    yield letter("attached-beside-a-file", beside, [in_full(mails[11])])


def eight() -> str:
    """As Thunderbird and Apple Mail send enclosed messages with Danish in them."""
    return "Content-Transfer-Encoding: 8bit"


def several() -> Iterator[ClientLetter]:
    """Several originals in one forward: each is its own branch and each is chosen."""
    mails = [original(number) for number in range(320, 323)]
    chain = [in_full(mail) for mail in mails]
    plain = [whole(enclosed(mail, number)) for number, mail in enumerate(mails)]
    yield letter("attached-three-outlook", plain, chain, (0, 1, 2))
    with_names = [
        whole(enclosed(mail, number), named(f"besked {number}.eml"), eight()) for number, mail in enumerate(mails)
    ]
    yield letter("attached-three-thunderbird", with_names, chain, (0, 1, 2))
    digest = multipart("digest", [Part((), enclosed(mail, number)) for number, mail in enumerate(mails[:2])])
    yield letter("attached-digest", [digest], chain[:2], (0, 1))


def mixtures() -> Iterator[ClientLetter]:
    """Attached mails that are forwards themselves, inside or outside."""
    mail = original(330)
    yield from forwards_attached(mail)
    yield inline_with_attached()
    handed = Mail(JENS, (JETTE,), f"VS: {mail.subject}", mail.when + timedelta(hours=2), "Til dig.\n\nMvh Jens")
    within = [text_part(handed.body + "\n", "plain", "utf-8", "8bit"), whole(enclosed(mail))]
    octets = message(sent_headers(handed), multipart("mixed", within))
    yield letter("attached-in-attached", [whole(octets)], [in_full(handed), in_full(mail)], (1,))


def forwards_attached(mail: Mail) -> Iterator[ClientLetter]:
    """A colleague's inline forward, attached."""
    clients: tuple[Client, ...] = (outlook.Classic(), outlook.Web(), apple.MacMail())
    for client, kind in zip(clients, ("alternative", "html", "text"), strict=True):
        handed = Mail(JENS, (JETTE,), f"VS: {mail.subject}", mail.when + timedelta(hours=2), "Til dig.\n\nMvh Jens")
        part = body_part(client, [(client, mail)], kind, Cover(own=handed.body))
        octets = message(sent_headers(handed), part)
        chain = [in_full(handed), client.said(mail)]
        yield letter(f"attached-forward-{client.name}-{kind}", [whole(octets)], chain, (1,))


def inline_with_attached() -> ClientLetter:
    """An inline forward whose original had brought the employee's own letter along as an attached mail."""
    client = outlook.Classic()
    mail = original(333)
    letter_of_ours = Mail(
        JETTE, (mail.from_,), "Din sag", mail.when - timedelta(days=3), "Vi kan ikke hjælpe dig.\n\nJette"
    )
    body = body_part(client, [(client, mail)], "alternative", USUAL)
    parts = multipart("mixed", [body, whole(enclosed(letter_of_ours))])
    octets = message(cover_headers("inline-with-attached", client, mail, USUAL), parts)
    return ClientLetter("inline-with-attached", octets, (client.said(mail), in_full(letter_of_ours)), (0,), OWN)


def sent_headers(mail: Mail) -> list[tuple[str, str]]:
    """The header of a colleague's mail."""
    return [
        ("From", address(mail.from_)),
        ("To", ", ".join(address(person) for person in mail.to)),
        ("Subject", mail.subject),
        ("Date", format_datetime(mail.when)),
        ("Message-ID", f"<vs.{mail.when:%m%d%H%M}@kommune.example>"),
    ]


def redirects() -> Iterator[ClientLetter]:
    """Resent as it was: the mail itself is the original, and who sent it on stands in Resent-From."""
    for number, (what, order) in enumerate((("apple", ""), ("thunderbird", "Resent-Sender")), 340):
        mail = original(number)
        resent = [
            ("Resent-From", address(JETTE)),
            *([(order, address(JETTE))] if order else []),
            ("Resent-To", address(ARCHIVE)),
            ("Resent-Date", format_datetime(mail.when + timedelta(days=1))),
            ("Resent-Message-ID", f"<gensendt.{number}@kommune.example>"),
        ]
        octets = as_sent(mail, message_id=f"<vrede.{number}@borger.example>", extra=resent)
        yield ClientLetter(f"redirect-{what}", octets, (in_full(mail),), (0,))
        laden = replace(mail, files=(PDF,))
        octets = as_sent(laden, message_id=f"<vrede.{number}.2@borger.example>", extra=resent)
        yield ClientLetter(f"redirect-{what}-with-file", octets, (in_full(laden),), (0,))
    yield redirected_forward(original(345))


def redirected_forward(mail: Mail) -> ClientLetter:
    """A colleague's forward, sent on as it was: below the mail itself lies the original."""
    name = "redirect-of-a-forward"
    quoting = forward(name, [(outlook.Classic(), mail)])
    resent = b"Resent-From: jens.moeller@kommune.example\r\nResent-To: arkiv@kommune.example\r\n"
    sent = Mail(JETTE, (ARCHIVE,), f"VS: {mail.subject}", mail.when + timedelta(days=1), OWN)
    return ClientLetter(name, resent + quoting.octets, (in_full(sent), *quoting.chain), (1,))
