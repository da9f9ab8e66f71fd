"""What every mail client has: a way to quote, a page to write on, and what its reader can still know."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import ClassVar

from tests.clients.languages import WORDS, written
from tests.clients.values import Mail, Person, Said
from tests.clients.writing import flowed, quoted


def esc(words: str) -> str:
    """Words as HTML shows them."""
    return escape(words, quote=False)


class Client:
    """One client in one language. A subclass says how it quotes; the rest is what most of them do."""

    name: ClassVar[str]
    headers: ClassVar[tuple[tuple[str, str], ...]] = ()
    charset: ClassVar[str] = "utf-8"
    text_encoding: ClassVar[str] = "quoted-printable"
    html_encoding: ClassVar[str] = "quoted-printable"
    text_parameters: ClassVar[str] = ""
    naming: ClassVar[str] = "encoded-word"
    pictures_outside: ClassVar[bool] = True
    between: ClassVar[str] = ", "
    quotes_names: ClassVar[bool] = True
    shows_zone: ClassVar[bool] = False
    reply_line_only: ClassVar[bool] = False
    phone_signature: ClassVar[str] = ""
    prefix: ClassVar[str] = ""

    def __init__(self, language: str = "da") -> None:
        self.language = language
        self.words = WORDS[language]

    def text(self, mail: Mail, inside: str) -> str:
        """The quotation in a letter written as plain text; `inside` is the body with what it quotes in turn."""
        raise NotImplementedError

    def machine_text(self, mail: Mail, inside: str) -> str:
        """The quotation in the text part that the client or its server made out of HTML."""
        return self.text(mail, inside)

    def html(self, mail: Mail, inside: str) -> str:
        """The quotation as HTML; `inside` is HTML as well."""
        raise NotImplementedError

    def paragraphs(self, words: str) -> str:
        """Somebody's own words as this client's editor writes them."""
        return "".join(f"<div>{esc(line) or '<br>'}</div>\n" for line in words.split("\n"))

    def page(self, content: str) -> str:
        """The whole document around own words and quotation."""
        return f'<html><head><meta charset="utf-8"></head><body>{content}</body></html>\n'

    def picture(self, cid: str) -> str:
        """A picture in the text."""
        return f'<div><img src="cid:{cid}" width="300" alt=""></div>\n'

    def picture_text(self, name: str, cid: str) -> str:
        """What the machine-made text says in a picture's place."""
        return f"[cid:{cid}]"

    def text_lines(self, words: str) -> str:
        """The finished text part."""
        return flowed(words) if "format=flowed" in self.text_parameters else words

    def forward_prefix(self) -> str:
        """What this client puts before the subject of a forward."""
        return self.prefix or self.words.prefix

    def said(self, mail: Mail) -> Said:
        """What can still be known of the mail once this client has quoted it."""
        if self.reply_line_only:
            return Said(self.sender_seen(mail.from_), (), (), "", self.date_seen(mail), mail.body, names(mail), True)
        return Said(mail.from_, mail.to, mail.cc, mail.subject, self.date_seen(mail), mail.body, names(mail))

    def sender_seen(self, person: Person) -> Person:
        """The sender as a reply line shows them."""
        return person

    def date_seen(self, mail: Mail) -> str | None:
        """The date as this client leaves it: most give the minute and no zone."""
        if self.shows_zone:
            return mail.when.isoformat(timespec="seconds")
        return mail.when.strftime("%Y-%m-%dT%H:%M")

    def date(self, mail: Mail, pattern: str, days: str = "") -> str:
        """The date in this client's words."""
        return written(pattern, mail.when, self.words, days)

    def person(self, person: Person) -> str:
        """A person in text."""
        if not person.address:
            return person.name
        if not person.name:
            return person.address
        doubtful = self.quotes_names and set(person.name) & set(',;"()<>@')
        return f"{quoted(person.name) if doubtful else person.name} <{person.address}>"

    def people(self, people: Iterable[Person]) -> str:
        """A list of people in text."""
        return self.between.join(self.person(person) for person in people)

    def linked(self, person: Person) -> str:
        """A person in HTML, the address a link."""
        if not person.address:
            return esc(person.name)
        link = f'<a href="mailto:{person.address}">{person.address}</a>'
        doubtful = self.quotes_names and set(person.name) & set(',;"()<>@')
        name = esc(quoted(person.name) if doubtful else person.name)
        return f"{name} &lt;{link}&gt;" if name else link

    def all_linked(self, people: Iterable[Person]) -> str:
        """A list of people in HTML."""
        return self.between.join(self.linked(person) for person in people)


def names(mail: Mail) -> tuple[str, ...]:
    """The names of the files that came with the mail."""
    return tuple(file.name for file in (*mail.pictures, *mail.files))


def marked(words: str, mark: str = "> ") -> str:
    """Words with a quotation mark before every line."""
    return "\n".join((mark + line).rstrip(" ") for line in words.split("\n"))
