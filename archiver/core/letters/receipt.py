"""The receipt: thanks the reporter at once, says what happens now and who helps. It repeats nothing of the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archiver.core import dates
from archiver.core.letters.advice import advice
from archiver.core.letters.blocks import Block, Facts, Paragraph
from archiver.core.letters.coaching import REASONS, improvements
from archiver.core.letters.stationery import Correspondence, Sheet, seal
from archiver.core.records import CaseRef, Checksum, Client, Form, ItemNumber, Letter, Level

#: RFC 3834 § 5; the others are what Exchange, and older responders, look for.
MARKS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "bulk"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item by what its receipt's number is made of."""

    item: ItemNumber
    received_at: datetime
    """When it was committed here: UTC."""


@dataclass(frozen=True, slots=True)
class Originals:
    """How many originals an item hands on, by what came of each."""

    whole: int = 0
    """With its header fields as its sender's servers wrote them."""
    incomplete: int = 0
    """A message of its own, and part of its header is not there."""
    outlook_items: int = 0
    quoted: int = 0

    @property
    def count(self) -> int:
        return self.whole + self.incomplete + self.outlook_items + self.quoted


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt may know of an item: numbers and fixed words, and nothing anybody wrote."""

    item: ItemNumber
    received_at: datetime
    """When it was committed here: UTC."""
    case: CaseRef | None
    attachments: int
    """How many, the originals not among them."""
    checksum: Checksum
    originals: Originals = Originals()
    level: Level | None = None
    """None for what was read before strength was known."""
    form: Form | None = None
    client: Client | None = None
    part_unreadable: bool = False
    not_all_read: bool = False
    """There is more in it than the limits let be read."""
    strengthens: tuple[Numbered, ...] = ()
    """Earlier items of the same reporter that it documents better."""
    is_kept_with_them: bool = False
    """They lie in the same case as it."""
    is_closed: bool = False
    """Its case is."""


def receipt_number(item: ItemNumber, year: int) -> str:
    """ "K-2026-001873": the year of the receipt and the item's number."""
    return f"K-{year}-{item:06d}"


def number_of(received: Numbered | ReceiptFacts, to: Correspondence) -> str:
    """The same for an item, by the clock on the wall."""
    return receipt_number(received.item, received.received_at.astimezone(to.wall_clock).year)


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
    subject = to.words.gettext("Receipt no. {number}").format(number=number_of(facts, to))
    if facts.case is not None:
        subject += f" [{facts.case}]"
    blocks = tuple(_blocks(facts, to))
    return seal(Sheet(subject, blocks, recipient, message_id, date, MARKS, in_reply_to), to, null_sender=True)


def _blocks(facts: ReceiptFacts, to: Correspondence) -> Iterator[Block]:
    yield Paragraph([to.words.gettext("Thank you. We have received and stored your documentation.")])
    yield _what_we_have(facts, to)
    if facts.part_unreadable or facts.not_all_read or facts.form is Form.UNOPENED:
        yield _unread(facts, to)
    if facts.strengthens:
        yield _strengthened(facts, to)
    if facts.level is not None and facts.form is not None:
        yield _strength(facts.level, facts.form, facts.originals.count, to)
    if facts.form is not None and not facts.strengthens:
        yield from improvements({facts.form}, facts.client, to)
    yield from advice(to, is_filed=facts.case is not None, is_closed=facts.is_closed)


def _what_we_have(facts: ReceiptFacts, to: Correspondence) -> Facts:
    say = to.words
    code = say.gettext("{code} (the beginning of SHA-256)").format(code=check_code(facts.checksum))
    return Facts(
        [
            (say.gettext("Received"), dates.moment(facts.received_at, to.wall_clock, to.language)),
            (say.gettext("Case"), str(facts.case or say.gettext("not assigned yet"))),
            (say.gettext("Stored"), ", ".join([*_stored_mails(facts.originals, to), _stored_attachments(facts, to)])),
            (say.gettext("Check code"), code),
        ]
    )


def _stored_mails(originals: Originals, to: Correspondence) -> list[str]:
    say, whole, incomplete, outlook = to.words, originals.whole, originals.incomplete, originals.outlook_items
    counted = (
        (
            whole,
            say.ngettext("{count} mail with its original headers", "{count} mails with their original headers", whole),
        ),
        (
            incomplete,
            say.ngettext("{count} mail without all its headers", "{count} mails without all their headers", incomplete),
        ),
        (outlook, say.ngettext("{count} Outlook item", "{count} Outlook items", outlook)),
    )
    return [mails.format(count=count) for count, mails in counted if count] or [say.gettext("your mail")]


def _stored_attachments(facts: ReceiptFacts, to: Correspondence) -> str:
    count = facts.attachments
    if not count:
        return to.words.gettext("no attachments")
    return to.words.ngettext("{count} attachment", "{count} attachments", count).format(count=count)


def _unread(facts: ReceiptFacts, to: Correspondence) -> Paragraph:
    say, is_part = to.words, facts.part_unreadable or facts.form is Form.UNOPENED
    return Paragraph(
        [
            *([say.gettext("One attachment could not be read.")] if is_part else []),
            *([say.gettext("The mail is too large to be read to the end.")] if facts.not_all_read else []),
            say.gettext("The original is stored."),
            say.gettext("The archive officer will contact you."),
        ]
    )


def _strength(level: Level, form: Form, originals: int, to: Correspondence) -> Paragraph:
    say = to.words
    sentences = list(map(say.gettext, REASONS[form]))
    if originals > 1:
        several = say.gettext("There are {count} originals in your mail; what is said here is of the weakest.")
        sentences.insert(0, several.format(count=originals))
    return Paragraph(sentences, lead=say.gettext("Strength as evidence: {level} of 3.").format(level=int(level)))


def _strengthened(facts: ReceiptFacts, to: Correspondence) -> Paragraph:
    """Thanks for the trouble of sending it again."""
    say = to.words
    numbers = dates.listed([number_of(earlier, to) for earlier in facts.strengthens], to.language)
    return Paragraph(
        [
            say.gettext("It strengthens what you sent before (receipt no. {numbers}).").format(numbers=numbers),
            *([say.gettext("They are kept together.")] if facts.is_kept_with_them else []),
        ],
        lead=say.gettext("Thank you for sending it again."),
    )
