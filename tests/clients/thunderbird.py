"""Thunderbird, today's with translated labels and yesterday's with English ones."""

from __future__ import annotations

from email.utils import format_datetime
from typing import ClassVar

from tests.clients.client import Client, esc, marked
from tests.clients.languages import ENGLISH
from tests.clients.values import Mail, Person


class Thunderbird(Client):
    """Labels with a tab behind them in text, a table in HTML, the date as the header field had it."""

    name = "thunderbird"
    headers = (("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "da"))
    text_encoding = "8bit"
    html_encoding = "8bit"
    text_parameters = "; format=flowed"
    naming = "rfc2231"
    pictures_outside = False
    shows_zone = True
    prefix = "Fwd"

    def labels(self) -> list[str]:
        return self.words.thunderbird.split("|")

    def start(self) -> str:
        return self.words.thunderbird_start

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        subject, date, from_, to, cc = self.labels()
        rows = [(subject, mail.subject), (date, format_datetime(mail.when)), (from_, self.person(mail.from_))]
        rows += [(to, self.people(mail.to))]
        return [*rows, *([(cc, self.people(mail.cc))] if mail.cc else []), *mail.extra]

    def text(self, mail: Mail, inside: str) -> str:
        lines = [self.start(), *(f"{label} \t{value}" for label, value in self.rows(mail))]
        return "\n".join(lines) + f"\n\n\n\n{inside}"

    def html(self, mail: Mail, inside: str) -> str:
        cells = "".join(
            f'<tr>\n<th valign="BASELINE" nowrap="nowrap" align="RIGHT">{esc(label)} </th>\n<td>{value}</td>\n</tr>\n'
            for label, value in self.html_rows(mail)
        )
        table = f'<table class="moz-email-headers-table" cellspacing="0" cellpadding="0" border="0">\n<tbody>{cells}'
        opening = f'<div class="moz-forward-container"><br>\n<br>\n{esc(self.start())}'
        return f"{opening}\n{table}</tbody>\n</table>\n<br>\n<br>\n{inside}</div>\n"

    def html_rows(self, mail: Mail) -> list[tuple[str, str]]:
        people = dict(zip(self.labels()[2:], ((mail.from_,), mail.to, mail.cc), strict=True))
        return [
            (label, self.all_linked(people[label]) if label in people else esc(value))
            for label, value in self.rows(mail)
        ]

    def linked(self, person: Person) -> str:
        plain = self.person(person)
        if not person.name or not person.address:
            return f'<a class="moz-txt-link-abbreviated" href="mailto:{plain}">{plain}</a>'
        name = plain.removesuffix(f" <{person.address}>")
        shown = f"&lt;{person.address}&gt;"
        return f'{esc(name)} <a class="moz-txt-link-rfc2396E" href="mailto:{person.address}">{shown}</a>'

    def paragraphs(self, words: str) -> str:
        return "".join(
            f"<p>{'<br>'.join(esc(line) for line in paragraph.split(chr(10)))}</p>\n"
            for paragraph in words.split("\n\n")
        )

    def page(self, content: str) -> str:
        meta = '<meta http-equiv="content-type" content="text/html; charset=UTF-8">'
        return f"<!DOCTYPE html>\n<html>\n<head>\n{meta}\n</head>\n<body>\n{content}</body>\n</html>\n"


class OldThunderbird(Thunderbird):
    """Thunderbird before its labels were translated: Danish line, English labels."""

    name = "thunderbird-old"
    charset = "iso-8859-1"

    def labels(self) -> list[str]:
        return ENGLISH.thunderbird.split("|")

    def start(self) -> str:
        return "-------- Original Meddelelse --------" if self.language == "da" else super().start()


class EnglishLabels(OldThunderbird):
    """The step between: the new Danish line over English labels."""

    name = "thunderbird-english-labels"
    charset = "windows-1252"

    def start(self) -> str:
        return self.words.thunderbird_start


class ThunderbirdReply(Thunderbird):
    """The citation prefix: a date and a name, no address."""

    name = "thunderbird-reply"
    reply_line_only = True
    shows_zone = False
    patterns: ClassVar[dict[str, str]] = {
        "da": "Den {dd}-{mm}-{y} kl. {HH}.{MM} skrev |:",
        "en": "On {dd}/{mm}/{y} {HH}:{MM}, | wrote:",
        "sv": "Den {y}-{mm}-{dd} kl. {HH}:{MM}, skrev |:",
        "nb": "Den {dd}.{mm}.{y} {HH}:{MM}, skrev |:",
        "de": "Am {dd}.{mm}.{y} um {HH}:{MM} schrieb |:",
    }

    def sender_seen(self, person: Person) -> Person:
        return Person(person.name, "")

    def line(self, mail: Mail) -> str:
        return self.date(mail, self.patterns[self.language]).replace("|", mail.from_.name)

    def text(self, mail: Mail, inside: str) -> str:
        return f"{self.line(mail)}\n{marked(inside)}"

    def html(self, mail: Mail, inside: str) -> str:
        line = f'<div class="moz-cite-prefix">{esc(self.line(mail))}<br>\n</div>'
        quote = f'<blockquote type="cite" cite="mid:brev.7@borger.example">{inside}</blockquote>'
        return f"{line}\n{quote}\n"
