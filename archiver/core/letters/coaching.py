"""How strong the documentation is in a colleague's words, and how to send it so that it gets stronger.

Never that it is valid, or is not: Danish courts weigh evidence freely.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from archiver.core.language import later
from archiver.core.letters.blocks import Block, Paragraph, Points
from archiver.core.letters.stationery import Correspondence
from archiver.core.records import Client, Form

#: Why it is as strong as it is.
REASONS: Mapping[Form, tuple[str, ...]] = {
    Form.ATTACHED: (
        later("The original is attached with its technical details, so that its way from the sender can be followed."),
        later("That strengthens its value as evidence."),
    ),
    Form.REDIRECTED: (
        later("You redirected the mail, so the archive has the original itself."),
        later("That strengthens its value as evidence."),
    ),
    Form.OUTLOOK: (
        later("The original is attached as an Outlook item."),
        later("Its content is kept, but often not all the technical details of its way from the sender."),
    ),
    Form.INCOMPLETE: (
        later("The original is attached, but some of the technical details of its way from the sender are missing."),
    ),
    Form.INLINE: (
        later(
            "Your mail is stored, but the technical details about the sender did not come along, because the original"
            " is forwarded in the text."
        ),
        later("That weakens it as documentation."),
    ),
    Form.PICTURE: (later("A picture or a document does not show by itself where it comes from."),),
    Form.UNOPENED: (later("It can only be judged when the attachment has been opened."),),
    Form.RETOLD: (
        later("The archive has your own account, and not the mail, the message or the post itself."),
        later("Your account is documentation, too."),
    ),
}

#: The same in a few words, after "3 of 3:".
IN_SHORT: Mapping[Form | None, str] = {
    Form.ATTACHED: later("the original is attached"),
    Form.REDIRECTED: later("the original itself, redirected"),
    Form.OUTLOOK: later("the original is attached as an Outlook item"),
    Form.INCOMPLETE: later("the original is attached without all its technical details"),
    Form.INLINE: later("the original is forwarded in the text"),
    Form.PICTURE: later("a picture or a document"),
    Form.UNOPENED: later("something is attached that could not be opened"),
    Form.RETOLD: later("your own account"),
    None: later("not assessed yet"),
}

_PHONE = later("On a phone or a tablet it cannot be done; wait until you sit at a computer.")
_HOW: Mapping[Client, str] = {
    Client.OUTLOOK: later("Outlook on a computer: mark the mail and press Ctrl+Alt+F."),
    Client.OUTLOOK_WEB: later(
        "The new Outlook and Outlook on the web: write a new mail and drag the original into it, or choose"
        " ⋯ › Forward as attachment."
    ),
    Client.GMAIL: later("Gmail in a browser: choose ⋮ › Forward as attachment."),
    Client.APPLE_MAIL: later("Mail on a Mac: choose Message › Forward as Attachment."),
    Client.PHONE: _PHONE,
}
#: Programs that are made for phones, too, and look the same from there.
_ALSO_ON_PHONES = frozenset({Client.OUTLOOK_WEB, Client.GMAIL})


def improvements(
    forms: Collection[Form | None], client: Client | None, to: Correspondence, *, are_many: bool = False
) -> Iterator[Block]:
    """What would strengthen what was sent in these forms, each asked for once; in one mail or in many."""
    say = to.words
    if Form.INLINE in forms:
        yield _how_to_attach(client, to, are_many=are_many)
    if Form.PICTURE in forms:
        yield _source_wanted(to, are_many=are_many)
        yield Paragraph([say.gettext("If it shows a mail, send the mail itself as well, as an attachment.")])
    if Form.RETOLD in forms:
        yield Paragraph(
            [
                say.gettext(
                    "A mail is best sent as an attachment, a text message or a post as a picture of the screen."
                ),
                say.gettext("That strengthens its value as evidence."),
            ],
            lead=say.gettext("If you have the original, send it as well."),
        )


def _how_to_attach(client: Client | None, to: Correspondence, *, are_many: bool) -> Points:
    """How to forward as an attachment: in the program that was used, or in all of them when it is not known."""
    say = to.words.gettext
    if client is Client.PHONE:
        better = say("If you cannot, what you have sent is much better than nothing.")
        return Points(say("Please send it again from a computer, as an attachment:"), [say(_PHONE), better])
    hows = list(_HOW.values()) if client is None else [_HOW[client]]
    if client in _ALSO_ON_PHONES:
        hows.append(_PHONE)
    if are_many:
        lead = say(
            "Please send the mails that are forwarded in the text again, as attachments. That strengthens their value"
            " as evidence:"
        )
    else:
        lead = say("Please send it again as an attachment. That strengthens its value as evidence:")
    return Points(lead, [say(how) for how in hows])


def _source_wanted(to: Correspondence, *, are_many: bool) -> Points:
    say = to.words
    if are_many:
        lead = say.gettext(
            "Please write back with what you know of the pictures. That strengthens their value as evidence:"
        )
    else:
        lead = say.gettext("Please write back with what you know. That strengthens its value as evidence:")
    return Points(
        lead,
        [
            say.gettext("the address (URL) of the post"),
            say.gettext("the user name"),
            say.gettext("when you saw it"),
            say.gettext("who else has seen it"),
        ],
    )
