"""A forward to the archive, put together: who quotes whom, in what parts it travels, and what must be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from tests.clients.client import Client
from tests.clients.people import ARCHIVE, JETTE, LOGO, OWN, moment
from tests.clients.values import OWN_DOMAIN, ClientLetter, File, Mail, Person
from tests.clients.writing import Part, address, file_part, message, multipart, text_part

KINDS = ("text", "html", "alternative")

#: Who quoted, and what: the first pair is quoted by the mail to the archive, every next one by the one before it.
Levels = Sequence[tuple[Client, Mail]]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the sender to the archive added: words above and below, a subject instead of the usual one, a logo."""

    own: str = OWN
    below: str = ""
    subject: str | None = None
    sender: Person = JETTE
    logo: bool = False
    headers: tuple[tuple[str, str], ...] = ()


USUAL = Cover()


def forward(
    name: str,
    levels: Levels,
    kind: str = "alternative",
    cover: Cover = USUAL,
    *,
    chosen: tuple[int, ...] | None = None,
) -> ClientLetter:
    """A letter to the archive that quotes these levels; without `chosen` the first sender from outside is meant."""
    client = levels[0][0]
    part = body_part(client, levels, kind, cover)
    chain = tuple(quoting.said(mail) for quoting, mail in levels)
    originals = chosen if chosen is not None else (first_from_outside(levels),)
    octets = message(cover_headers(name, client, levels[0][1], cover), part, client.charset)
    return ClientLetter(name, octets, chain, originals, _words_of(cover), client.name)


def _words_of(cover: Cover) -> str:
    return "\n".join(filter(None, (cover.own, cover.below)))


def first_from_outside(levels: Levels) -> int:
    """Where the chain first leaves the house; a name without an address is a colleague's."""
    outside = (
        place
        for place, (_, mail) in enumerate(levels)
        if mail.from_.address and not mail.from_.address.endswith(f"@{OWN_DOMAIN}")
    )
    return next(outside)


def cover_headers(name: str, client: Client, quoted: Mail, cover: Cover) -> list[tuple[str, str]]:
    """The header of the mail to the archive, sent the day after what it quotes."""
    subject = cover.subject if cover.subject is not None else f"{client.forward_prefix()}: {quoted.subject}"
    return [
        ("From", address(cover.sender)),
        ("To", address(ARCHIVE)),
        ("Subject", subject),
        ("Date", format_datetime(quoted.when + timedelta(days=1))),
        ("Message-ID", f"<{name}@kommune.example>"),
        *client.headers,
        *cover.headers,
    ]


def body_part(client: Client, levels: Levels, kind: str, cover: Cover) -> Part:
    """Text, HTML or both, with the pictures shown in them and the files of every level beside them."""
    files = [file for _, mail in levels for file in mail.files]
    pictures = [LOGO] if cover.logo else []
    pictures += [picture for _, mail in levels for picture in mail.pictures]
    if kind == "text":
        return with_files(client, text(client, levels, cover, machine=False), files + pictures)
    html = text_part(page(client, levels, cover), "html", client.charset, client.html_encoding)
    if kind == "html":
        return with_files(client, with_pictures(client, html, pictures), files)
    plain = text(client, levels, cover, machine=True)
    if client.pictures_outside:
        return with_files(client, with_pictures(client, multipart("alternative", [plain, html]), pictures), files)
    return with_files(client, multipart("alternative", [plain, with_pictures(client, html, pictures)]), files)


def with_pictures(client: Client, part: Part, pictures: Sequence[File]) -> Part:
    """The part with its pictures in multipart/related, if it has any."""
    shown = [file_part(picture, client.naming) for picture in pictures]
    kind = part.lines[0].removeprefix("Content-Type: ").split(";")[0]
    return multipart("related", [part, *shown], f'\r\n\ttype="{kind}";') if shown else part


def with_files(client: Client, part: Part, files: Sequence[File]) -> Part:
    """The part with files behind it in multipart/mixed, if there are any."""
    return multipart("mixed", [part, *(file_part(file, client.naming) for file in files)]) if files else part


def text(client: Client, levels: Levels, cover: Cover, *, machine: bool) -> Part:
    """The text part, written by hand or made out of the HTML."""
    own = "\n\n".join(filter(None, (cover.own, client.phone_signature)))
    logo = f"\n{client.picture_text(LOGO.name, LOGO.cid)}" if cover.logo and machine else ""
    quotation = quoted_text(levels, machine=machine)
    words = "\n\n".join(filter(None, (own + logo, quotation, cover.below)))
    return text_part(
        client.text_lines(words) + "\n", "plain", client.charset, client.text_encoding, client.text_parameters
    )


def quoted_text(levels: Levels, *, machine: bool) -> str:
    """The levels from this one inwards, as text."""
    (client, mail), *inner = levels
    shown = [client.picture_text(picture.name, picture.cid) for picture in mail.pictures if machine]
    deeper = quoted_text(inner, machine=machine) if inner else ""
    inside = "\n\n".join(filter(None, (mail.body, *shown, deeper)))
    return client.machine_text(mail, inside) if machine else client.text(mail, inside)


def page(client: Client, levels: Levels, cover: Cover) -> str:
    """The HTML document."""
    own = client.paragraphs("\n\n".join(filter(None, (cover.own, client.phone_signature))))
    logo = client.picture(LOGO.cid) if cover.logo else ""
    below = client.paragraphs(cover.below) if cover.below else ""
    return client.page(own + logo + quoted_html(levels) + below)


def quoted_html(levels: Levels) -> str:
    """The levels from this one inwards, as HTML."""
    (client, mail), *inner = levels
    shown = "".join(client.picture(picture.cid) for picture in mail.pictures)
    deeper = quoted_html(inner) if inner else ""
    return client.html(mail, client.paragraphs(mail.body) + shown + deeper)


def plain_letter(name: str, part: Part, subject: str, *, own: str = "", number: int = 3) -> ClientLetter:
    """A letter to the archive that quotes nobody."""
    headers = [
        ("From", address(JETTE)),
        ("To", address(ARCHIVE)),
        ("Subject", subject),
        ("Date", format_datetime(moment(number))),
        ("Message-ID", f"<{name}@kommune.example>"),
    ]
    return ClientLetter(name, message(headers, part), (), (), own)
