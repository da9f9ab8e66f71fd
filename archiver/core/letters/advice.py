"""What every receipt says of what happens now, what to do and who helps, whatever was sent."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.core.letters.blocks import Block, Link, Paragraph, Points
from archiver.core.letters.stationery import Correspondence


def advice(to: Correspondence, *, is_filed: bool, is_closed: bool = False) -> Iterator[Block]:
    """From what happens now to the last line; `is_filed` when all that was sent lies in one case.

    Of a case that `is_closed` nobody is told that replies go there: they wait for the archive officer.
    """
    say = to.words
    yield _what_happens(to, is_filed=is_filed)
    yield _what_to_do(to, is_filed=is_filed)
    yield _not_alone(to)
    yield _threatened(to)
    yield from _links(to)
    replies = (
        say.gettext("Replies to it are placed in the same case.")
        if is_filed and not is_closed
        else say.gettext("Replies to it are stored as well.")
    )
    yield Paragraph([say.gettext("This mail was sent automatically."), replies])


def _what_happens(to: Correspondence, *, is_filed: bool) -> Paragraph:
    say = to.words
    if is_filed:
        next_step = say.gettext("The archive officer will look at it by the next working day at the latest.")
    else:
        next_step = say.gettext(
            "The archive officer will look at it and place it in a case by the next working day at the latest."
        )
    return Paragraph(
        [next_step, say.gettext("Only a few appointed people can open it, and every viewing is recorded.")],
        lead=say.gettext("What happens now:"),
    )


def _what_to_do(to: Correspondence, *, is_filed: bool) -> Points:
    say = to.words
    if is_filed:
        more = say.gettext("Send anything new to the same address. Write the case number in the subject.")
    else:
        more = say.gettext("Send anything new to the same address.")
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


def _bare(contact: str) -> str:
    """Without the full stop that our sentence brings."""
    return contact.strip().rstrip(".")
