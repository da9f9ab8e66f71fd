"""Every client in every language: one forward of one citizen's mail, in each shape the client can give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.clients import apple, gmail, others, outlook, thunderbird
from tests.clients.client import Client
from tests.clients.composing import KINDS, forward
from tests.clients.languages import WORDS
from tests.clients.people import HENRIK, LEDER, complaint
from tests.clients.values import ClientLetter, Mail

DANISH: tuple[tuple[type[Client], tuple[str, ...]], ...] = (
    (outlook.Classic, KINDS),
    (outlook.Classic2010, KINDS),
    (outlook.Web, KINDS),
    (outlook.OldWeb, KINDS),
    (outlook.Ios, KINDS),
    (outlook.Android, ("html", "alternative")),
    (outlook.New, KINDS),
    (outlook.Mac, KINDS),
    (outlook.Outlook2019, KINDS),
    (apple.MacMail, KINDS),
    (apple.MacMailFlowed, ("text", "alternative")),
    (apple.Phone, KINDS),
    (apple.Reply, KINDS),
    (apple.PhoneReply, ("text", "alternative")),
    (gmail.Gmail, KINDS),
    (gmail.BoldGmail, ("alternative",)),
    (gmail.GmailReply, KINDS),
    (thunderbird.Thunderbird, KINDS),
    (thunderbird.OldThunderbird, KINDS),
    (thunderbird.EnglishLabels, ("text", "alternative")),
    (thunderbird.ThunderbirdReply, KINDS),
    (others.Yahoo, KINDS),
    (others.Samsung, KINDS),
    (others.PlainPhone, ("text", "alternative")),
    (others.Proton, KINDS),
    (others.EmClient, KINDS),
    (others.Notes, KINDS),
)
NORTHERN = ("en", "sv", "nb", "de")
NORTHERN_CLIENTS: tuple[tuple[type[Client], tuple[str, ...]], ...] = (
    (outlook.Classic, ("text", "alternative")),
    (outlook.Web, ("text", "html")),
    (outlook.New, ("alternative",)),
    (outlook.Mac, ("text", "html")),
    (apple.MacMail, ("text", "alternative")),
    (apple.Phone, ("html",)),
    (gmail.Gmail, ("alternative",)),
    (thunderbird.Thunderbird, ("text", "alternative")),
    (apple.Reply, ("text",)),
    (gmail.GmailReply, ("alternative",)),
    (thunderbird.ThunderbirdReply, ("alternative",)),
)
FURTHER = tuple(tag for tag in WORDS if tag not in ("da", *NORTHERN))
FURTHER_CLIENTS: tuple[tuple[type[Client], tuple[str, ...]], ...] = (
    (outlook.ClassicUnicode, ("alternative",)),
    (outlook.Web, ("text",)),
    (apple.MacMail, ("text", "html")),
    (gmail.Gmail, ("alternative",)),
    (thunderbird.Thunderbird, ("alternative",)),
)
#: Where new Outlook's own words were seen; the other languages only have classic Outlook's.
NEW_OUTLOOK = tuple(tag for tag in FURTHER if WORDS[tag].new)


def letters() -> Iterator[ClientLetter]:
    """All of them, every letter with another date and every second one with copies."""
    for number, (client, kind) in enumerate(combinations()):
        yield forward(f"{client.name}-{client.language}-{kind}", [(client, mail_for(client, number))], kind)


def combinations() -> Iterator[tuple[Client, str]]:
    """Client, language and shape."""
    plan = [
        ("da", DANISH),
        *((tag, NORTHERN_CLIENTS) for tag in NORTHERN),
        *((tag, FURTHER_CLIENTS) for tag in FURTHER),
    ]
    for language, clients in plan:
        yield from ((client(language), kind) for client, kinds in clients for kind in kinds)
    yield from ((outlook.New(language), "text") for language in NEW_OUTLOOK)
    yield from ((apple.MacMailUs("en"), kind) for kind in KINDS)
    yield from ((others.EnglishProton(), kind) for kind in KINDS)


def mail_for(client: Client, number: int) -> Mail:
    """The citizen's mail, with several copies for every second letter; Samsung's in winter, whose zone it writes."""
    mail = complaint(number, client.language, cc=(LEDER, HENRIK) if number % 2 else ())
    return replace(mail, when=mail.when.replace(month=11)) if isinstance(client, others.Samsung) else mail
