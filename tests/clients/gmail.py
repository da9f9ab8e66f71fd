"""Gmail on the web and on the phone."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from tests.clients.client import Client, esc, marked
from tests.clients.values import Mail, Person


def wrapped(line: str) -> str:
    """A line as the text part has it: broken at 76, also among recipients; U+202F is no place to break."""
    return textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False)


class Gmail(Client):
    """Gmail: an English line in every language, only From translated."""

    name = "gmail"
    naming = "encoded-word"
    text_encoding = "base64"
    prefix = "Fwd"
    start: ClassVar[str] = "---------- Forwarded message ---------"
    bold: ClassVar[str] = "strong"
    quote_class: ClassVar[str] = "gmail_quote gmail_quote_container"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        rows = [("Date:", self.date(mail, self.words.gmail_date)), ("Subject:", mail.subject)]
        rows += [("To:", self.people(mail.to))]
        return [*rows, *([("Cc:", self.people(mail.cc))] if mail.cc else [])]

    def person(self, person: Person) -> str:
        return super().person(person) if person.name else f"<{person.address}>"

    def sender_line(self, person: Person) -> str:
        return f"{self.words.gmail_from} {self.person(person)}"

    def text(self, mail: Mail, inside: str) -> str:
        lines = [self.start, self.sender_line(mail.from_)]
        lines += [f"{label} {value}".rstrip(" ") for label, value in self.rows(mail)]
        return "\n".join(lines) + f"\n\n\n{inside}"

    def machine_text(self, mail: Mail, inside: str) -> str:
        lines = self.text(mail, inside).split("\n")
        return "\n".join(line if line.startswith(">") else wrapped(line) for line in lines)

    def html(self, mail: Mail, inside: str) -> str:
        name, address = esc(mail.from_.name), mail.from_.address
        sender = f'<{self.bold} class="gmail_sendername" dir="auto">{name}</{self.bold}>'
        sender += f' <span dir="auto">&lt;<a href="mailto:{address}">{address}</a>&gt;</span>'
        date, subject, *people = self.rows(mail)
        lines = [
            f"{esc(self.words.gmail_from)} {sender}",
            *(f"{label} {esc(value)}" for label, value in (date, subject)),
        ]
        lines += [f"To: {self.all_linked(mail.to)}", *([f"Cc: {self.all_linked(mail.cc)}"] if len(people) > 1 else [])]
        attr = f'<div dir="ltr" class="gmail_attr">{self.start}<br>{"<br>".join(lines)}<br></div>'
        return f'<br><br><div class="{self.quote_class}">{attr}<br><br>{inside}</div>'

    def paragraphs(self, words: str) -> str:
        return '<div dir="ltr">' + "".join(f"<div>{esc(line) or '<br>'}</div>" for line in words.split("\n")) + "</div>"

    def page(self, content: str) -> str:
        return f'<div dir="ltr">{content}</div>\n'

    def picture(self, cid: str) -> str:
        return f'<div><img src="cid:{cid}" alt="billede.png" width="300" height="80"><br></div>'

    def picture_text(self, name: str, cid: str) -> str:
        return f"[image: {name}]"


class BoldGmail(Gmail):
    """Gmail some years ago: the sender in stars in the text part, an older class in HTML."""

    name = "gmail-bold"
    start = "---------- Forwarded message ----------"
    text_encoding = "quoted-printable"
    bold = "b"
    quote_class = "gmail_quote"

    def machine_text(self, mail: Mail, inside: str) -> str:
        name = f"{self.words.gmail_from} {mail.from_.name}"
        starred = f"{self.words.gmail_from} *{mail.from_.name}*"
        return super().machine_text(mail, inside).replace(name, starred, 1)


class GmailReply(Gmail):
    """A line instead of labels; in text it breaks before the address when it is long."""

    name = "gmail-reply"
    reply_line_only = True
    patterns: ClassVar[dict[str, str]] = {
        "da": "Den {dy} {d}. {mon} {y} kl. {HH}.{MM} skrev |:",
        "en": "On {dy}, {mon} {d}, {y} at {h}:{MM}\u202f{ap} | wrote:",
        "sv": "Den {dy} {d} {mon} {y} kl {HH}:{MM} skrev |:",
        "nb": "{dy} {d}. {mon} {y} kl. {HH}:{MM} skrev |:",
        "de": "Am {dy}, {d}. {mon} {y} um {HH}:{MM} Uhr schrieb |:",
    }

    def line(self, mail: Mail, sender: str) -> str:
        return self.date(mail, self.patterns[self.language]).replace("|", sender)

    def text(self, mail: Mail, inside: str) -> str:
        line = self.line(mail, self.person(mail.from_))
        return f"{wrapped(line)}\n\n{marked(inside)}"

    def html(self, mail: Mail, inside: str) -> str:
        attr = f'<div dir="ltr" class="gmail_attr">{self.line(mail, self.linked(mail.from_))}<br></div>'
        style = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
        quote = f'<blockquote class="gmail_quote" style="{style}">{inside}</blockquote>'
        return f'<br><div class="gmail_quote">{attr}{quote}</div>'
