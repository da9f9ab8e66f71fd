"""The receipt: thanks the reporter at once, says what happens now and who helps. It repeats nothing of the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archiver.core import dates
from archiver.core.letters.blocks import Block, Facts, Link, Paragraph, Points
from archiver.core.letters.stationery import Correspondence, Sheet, seal
from archiver.core.records import CaseRef, Checksum, ItemNumber, Letter

#: RFC 3834 § 5; the others are what Exchange, and older responders, look for.
_MARKS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "bulk"}


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt may know of an item: numbers, and nothing anybody wrote."""

    item: ItemNumber
    received_at: datetime
    """When it was committed here: UTC."""
    case: CaseRef | None
    attached_originals: int
    """How many mails came attached, with their header fields as their senders' servers wrote them."""
    attachments: int
    """How many other attachments."""
    checksum: Checksum
    part_unreadable: bool = False


def receipt_number(item: ItemNumber, year: int) -> str:
    """ "K-2026-001873": the year of the receipt and the item's number."""
    return f"K-{year}-{item:06d}"


def check_code(checksum: Checksum) -> str:
    """ "3fa9 1c77 b20e": so much of the checksum as a person can compare."""
    return " ".join(checksum[at : at + 4] for at in (0, 4, 8))


def compose_receipt(
    facts: ReceiptFacts,
    to: Correspondence,
    *,
    recipient: str,
    message_id: str,
    date: datetime,
    in_reply_to: str | None,
) -> Letter:
    """The receipt for one item, to its reporter alone.

    `in_reply_to` is the Message-ID of what came; one that is not clean printable ASCII of less than 200 octets is
    left out. Raises LetterUnfit when `recipient` is no address a letter can go to.
    """
    year = facts.received_at.astimezone(to.wall_clock).year
    subject = to.words.gettext("Receipt no. {number}").format(number=receipt_number(facts.item, year))
    if facts.case is not None:
        subject += f" [{facts.case}]"
    blocks = tuple(_blocks(facts, to))
    return seal(Sheet(subject, blocks, recipient, message_id, date, _MARKS, in_reply_to), to, null_sender=True)


def _blocks(facts: ReceiptFacts, to: Correspondence) -> Iterator[Block]:
    say = to.words
    yield Paragraph([say.gettext("Thank you. We have received and stored your documentation.")])
    yield _what_we_have(facts, to)
    if facts.part_unreadable:
        yield Paragraph(
            [
                say.gettext("One attachment could not be read."),
                say.gettext("The original is stored."),
                say.gettext("The archive officer will contact you."),
            ]
        )
    yield _what_happens(to)
    yield _what_to_do(facts, to)
    yield _not_alone(to)
    yield _threatened(to)
    yield from _links(to)
    yield Paragraph([say.gettext("This mail was sent automatically."), _where_replies_go(facts, to)])


def _what_we_have(facts: ReceiptFacts, to: Correspondence) -> Facts:
    say = to.words
    code = say.gettext("{code} (the beginning of SHA-256)").format(code=check_code(facts.checksum))
    return Facts(
        [
            (say.gettext("Received"), dates.moment(facts.received_at, to.wall_clock, to.language)),
            (say.gettext("Case"), str(facts.case or say.gettext("not assigned yet"))),
            (say.gettext("Stored"), f"{_stored_mail(facts, to)}, {_stored_attachments(facts, to)}"),
            (say.gettext("Check code"), code),
        ]
    )


def _stored_mail(facts: ReceiptFacts, to: Correspondence) -> str:
    count = facts.attached_originals
    if not count:
        return to.words.gettext("your mail")
    mails = to.words.ngettext(
        "{count} mail with its original headers", "{count} mails with their original headers", count
    )
    return mails.format(count=count)


def _stored_attachments(facts: ReceiptFacts, to: Correspondence) -> str:
    count = facts.attachments
    if not count:
        return to.words.gettext("no attachments")
    return to.words.ngettext("{count} attachment", "{count} attachments", count).format(count=count)


def _what_happens(to: Correspondence) -> Paragraph:
    say = to.words
    return Paragraph(
        [
            say.gettext("The archive officer will look at it by the next working day at the latest."),
            say.gettext("Only a few appointed people can open it, and every viewing is recorded."),
        ],
        lead=say.gettext("What happens now:"),
    )


def _what_to_do(facts: ReceiptFacts, to: Correspondence) -> Points:
    say = to.words
    if facts.case is None:
        more = say.gettext("Send anything new to the same address.")
    else:
        more = say.gettext("Send anything new to the same address. Write the case number in the subject.")
    return Points(
        say.gettext("What you should do:"),
        [
            say.gettext("Do not delete the original mail or text message."),
            say.gettext("Do not answer the citizen before you have talked to your manager."),
            more,
        ],
    )


def _not_alone(to: Correspondence) -> Paragraph:
    say = to.words
    sentences = [say.gettext("Talk to your manager today."), _representatives(to)]
    if to.contacts.crisis_support:
        sentences.append(say.gettext("Crisis support: {crisis}.").format(crisis=_bare(to.contacts.crisis_support)))
    return Paragraph(sentences, lead=say.gettext("You are not to stand alone with this."))


def _representatives(to: Correspondence) -> str:
    say, amr, tr = to.words, to.contacts.amr, to.contacts.tr
    if amr and tr:
        sentence = say.gettext(
            "You can also contact your working environment representative, {amr}, or your union representative, {tr}."
        )
    elif amr:
        sentence = say.gettext("You can also contact your working environment representative, {amr}.")
    elif tr:
        sentence = say.gettext("You can also contact your union representative, {tr}.")
    else:
        sentence = say.gettext(
            "You can also contact your working environment representative or your union representative."
        )
    return sentence.format(amr=_bare(amr or ""), tr=_bare(tr or ""))


def _threatened(to: Correspondence) -> Paragraph:
    say, contact = to.words, to.contacts.contact
    if contact:
        help_with_it = say.gettext("Your workplace helps you with the report: {contact}.")
    else:
        help_with_it = say.gettext("Your workplace helps you with the report.")
    return Paragraph(
        [
            say.gettext("In an emergency: call 112. Otherwise: 114."),
            say.gettext(
                "Do not wait for us: compensation may require a report to the police within 72 hours of the incident."
            ),
            help_with_it.format(contact=_bare(contact or "")),
        ],
        lead=say.gettext("Have you been threatened or hurt?"),
    )


def _links(to: Correspondence) -> Iterator[Link]:
    if to.contacts.guide_url:
        yield Link(to.words.gettext("How to send to the archive:"), to.contacts.guide_url)
    if to.contacts.privacy_url:
        yield Link(to.words.gettext("How we process information about you:"), to.contacts.privacy_url)


def _where_replies_go(facts: ReceiptFacts, to: Correspondence) -> str:
    if facts.case is None:
        return to.words.gettext("Replies to it are stored as well.")
    return to.words.gettext("Replies to it are placed in the same case.")


def _bare(contact: str) -> str:
    """Without the full stop that our sentence brings."""
    return contact.strip().rstrip(".")
