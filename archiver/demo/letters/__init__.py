"""The twelve mails of the demo: who sends what, and where it is to end. Everybody in them is invented.

The mails lie beside this file, exact to the octet; {reference} and {receipt} in the last three stand for what only
a receipt tells. The ninth is made here: 100,000 octets of nothing but nesting.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from archiver.core.language import later
from archiver.core.records import ItemState, Level

DEPTH = 1_500
"""Multiparts inside multiparts: more than can be taken apart."""


@dataclass(frozen=True, slots=True)
class Forward:
    """One mail to the archive, and what must become of it."""

    file: str
    """Empty for the one that is made here."""
    sender: str
    name: str
    what: str
    """In a few words, English."""
    state: ItemState
    rule: str | None
    """The rule that must have spoken; None when it cannot be read."""
    beside: int | None = None
    """The number (from 1) of the mail whose case it must join."""
    receipt: bool = True
    strength: Level | None = Level.RETOLD
    """Of the documentation it gives; None when it cannot be read."""
    same_original_as: int | None = None
    """The number (from 1) of the mail that hands on the same octets."""


FIRST = (
    Forward(
        "01_attached.eml",
        "anne.soerensen@kommune.example",
        "Anne Sørensen",
        later("original mail attached, æøå"),
        ItemState.FILED,
        "new_case",
        strength=Level.ATTACHED,
    ),
    Forward(
        "02_inline_text.eml",
        "jens.moeller@kommune.example",
        "Jens Møller",
        later("forwarded inline in the text"),
        ItemState.FILED,
        "new_case",
        strength=Level.INLINE,
    ),
    Forward(
        "03_inline_image.eml",
        "fatima.holm@kommune.example",
        "Fatima Holm",
        later("screenshot as an image in the text"),
        ItemState.FILED,
        "new_case",
        strength=Level.INLINE,
    ),
    Forward(
        "04_eml_file.eml",
        "bo.kjaer@kommune.example",
        "Bo Kjær",
        later("the mail attached as an .eml file"),
        ItemState.FILED,
        "new_case",
        strength=Level.ATTACHED,
    ),
    Forward(
        "05_same_thread.eml",
        "jens.moeller@kommune.example",
        "Jens Møller",
        later("more in the thread of no. 2"),
        ItemState.FILED,
        "same_thread_same_reporter",
        beside=2,
        strength=Level.INLINE,
    ),
    Forward(
        "06_out_of_office.eml",
        "lise.oestergaard@kommune.example",
        "Lise Østergaard",
        later("an out-of-office reply"),
        ItemState.UNASSIGNED,
        "machine_mail",
        receipt=False,
    ),
    Forward(
        "07_outsider.eml",
        "k.dalgaard@borger.example",
        "K. Dalgaard",
        later("a citizen writes to the archive"),
        ItemState.EXTERNAL,
        "outsider",
        receipt=False,
        strength=Level.ATTACHED,
    ),
    Forward(
        "08_windows_1252.eml",
        "henrik.oerum@kommune.example",
        "Henrik Ørum",
        later("raw 8-bit header, bare line feeds"),
        ItemState.FILED,
        "new_case",
    ),
    Forward(
        "",
        "fatima.holm@kommune.example",
        "Fatima Holm",
        later("1,500 parts inside each other"),
        ItemState.QUARANTINED,
        None,
        receipt=False,
        strength=None,
    ),
)
"""What lies in the mailbox in the morning."""

LATER = (
    Forward(
        "10_second_colleague.eml",
        "mette.aagaard@kommune.example",
        "Mette Aagaard",
        later("the same original as Anne's"),
        ItemState.FILED,
        "same_incident",
        beside=1,
        strength=Level.ATTACHED,
        same_original_as=1,
    ),
    Forward(
        "11_case_address.eml",
        "anne.soerensen@kommune.example",
        "Anne Sørensen",
        later("writes to the case's own address"),
        ItemState.FILED,
        "signed_case_address",
        beside=1,
    ),
    Forward(
        "12_reply_to_receipt.eml",
        "bo.kjaer@kommune.example",
        "Bo Kjær",
        later("answers the receipt"),
        ItemState.FILED,
        "reply_to_our_receipt",
        beside=4,
    ),
)
"""What can only be written once a receipt has come."""

FORWARDS = FIRST + LATER


def octets_of(forward: Forward, **blanks: str) -> bytes:
    """The mail to the last octet, with its blanks ({reference}, {receipt}) filled in."""
    if not forward.file:
        return nested(forward.sender)
    octets = resources.files(__name__).joinpath(forward.file).read_bytes()
    for blank, words in blanks.items():
        octets = octets.replace(b"{%s}" % blank.encode(), words.encode())
    return octets


def nested(sender: str) -> bytes:
    """A mail that no reader can follow to its innermost part.

    Each boundary line ends with a blank, which RFC 2046 § 5.1.1 allows and the demo's IMAP server does not recognise:
    otherwise that server itself would try to take the mail apart when it comes in.
    """
    opened = (f"--d{level} \nContent-Type: multipart/mixed; boundary=d{level + 1}\n\n" for level in range(DEPTH))
    closed = (f"--d{level}-- \n" for level in reversed(range(DEPTH + 1)))
    head = (
        f"From: Fatima Holm <{sender}>\nTo: arkiv@kommune.example\nSubject: Videresendt automatisk\n"
        "Date: Mon, 23 Nov 2026 08:58:00 +0100\nMessage-ID: <i9.20261123085800@kommune.example>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=d0\n\n"
    )
    inmost = f"--d{DEPTH} \nContent-Type: text/plain; charset=utf-8\n\nHvem kan læse det her?\n"
    return "".join((head, *opened, inmost, *closed)).replace("\n", "\r\n").encode()
