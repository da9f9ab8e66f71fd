"""The rest: Yahoo, Samsung's mail and its kin, Proton, eM Client, Notes. Their Danish words are partly assumed."""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import Client, esc
from tests.clients.values import Mail


class Labelled(Client):
    """A line, then labels, then the body: what the clients here share."""

    start: ClassVar[str]
    labels: ClassVar[tuple[str, ...]] = ("Fra:", "Dato:", "Til:", "Cc:", "Emne:")
    pattern: ClassVar[str]

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        """From, date, to, cc, subject."""
        from_, date, to, cc, subject = self.labels
        rows = [(from_, self.person(mail.from_)), (date, self.date(mail, self.pattern)), (to, self.people(mail.to))]
        return [*rows, *([(cc, self.people(mail.cc))] if mail.cc else []), (subject, mail.subject)]

    def text(self, mail: Mail, inside: str) -> str:
        lines = [self.start, *(f"{label} {value}".rstrip(" ") for label, value in self.rows(mail))]
        return "\n".join(lines) + f"\n\n{inside}"

    def html(self, mail: Mail, inside: str) -> str:
        lines = "".join(f"<div>{esc(label)} {esc(value)}</div>" for label, value in self.rows(mail))
        return f"<div><div>{esc(self.start)}</div>{lines}<div><br></div>{inside}</div>"


class Yahoo(Labelled):
    """Yahoo: in text every label on the line of the one before."""

    name = "yahoo"
    headers = (("X-Mailer", "WebService/1.1.22256 YMailNovation"),)
    start = "----- Videresendt meddelelse -----"
    labels = ("Fra:", "Sendt:", "Til:", "Cc:", "Emne:")
    pattern = "{day} den {d}. {month} {y} {HH}.{MM}.{SS} {zone}"
    between: ClassVar[str] = "; "
    shows_zone = True
    prefix = "Vs"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        sender, date, *people, subject = super().rows(mail)
        return [sender, *people, date, subject]

    def text(self, mail: Mail, inside: str) -> str:
        glued = "".join(f"{label} {value}" for label, value in self.rows(mail))
        return f"   {self.start} {glued}\n {inside}"

    def html(self, mail: Mail, inside: str) -> str:
        lines = "".join(f"<div><b>{esc(label)}</b> {esc(value)}</div>" for label, value in self.rows(mail))
        style = "font-family:'Helvetica Neue', Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;"
        opening = f'<div id="yahoo_quoted_4711" class="yahoo_quoted"><div style="{style}">'
        content = f'<div id="yiv4711"><div>{inside}</div></div>'
        return f"{opening}<div>{esc(self.start)}</div>{lines}<div><br></div>{content}</div></div>"


class Samsung(Labelled):
    """Samsung's mail; it always writes the zone of winter."""

    name = "samsung"
    start = "-------- Oprindelig besked --------"
    pattern = "{dd}.{mm}.{y} {HH}.{MM} (GMT+01:00)"
    text_encoding = "base64"
    html_encoding = "base64"
    shows_zone = True
    phone_signature = "Sendt fra min Galaxy"

    def date_seen(self, mail: Mail) -> str:
        return mail.when.strftime("%Y-%m-%dT%H:%M") + "+01:00"

    def page(self, content: str) -> str:
        meta = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
        return f'<html><head>{meta}</head><body dir="auto">{content}</body></html>\n'


class PlainPhone(Labelled):
    """Other telephones' mail programs."""

    name = "phone"
    start = "---------- Videresendt besked ----------"
    pattern = "{dy} {d}. {mon} {y} {HH}.{MM}"
    prefix = "Videresend"


class Proton(Labelled):
    """Proton Mail."""

    name = "proton"
    start = "------- Videresendt besked -------"
    pattern = "{day} den {d}. {month} {y} kl. {HH}.{MM}"
    html_encoding = "base64"
    prefix = "Fw"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        sender, date, *people, subject = super().rows(mail)
        return [sender, date, subject, *people]

    def text(self, mail: Mail, inside: str) -> str:
        lines = [self.start, *(f"{label} {value}".rstrip(" ") for label, value in self.rows(mail))]
        return "\n".join(lines) + "\n\n" + "\n".join(f"> {line}".rstrip(" ") for line in inside.split("\n"))

    def html(self, mail: Mail, inside: str) -> str:
        rows = [f"{esc(label)} {self._value(label, value, mail)}<br>" for label, value in self.rows(mail)]
        quote = f'<blockquote class="protonmail_quote" type="cite">{inside}</blockquote>'
        return f'<div class="protonmail_quote">{esc(self.start)}<br>{"".join(rows)}<br>{quote}<br></div>'

    def _value(self, label: str, value: str, mail: Mail) -> str:
        return self.linked(mail.from_) if label == self.labels[0] else esc(value)


class EnglishProton(Proton):
    """Proton Mail in English: On a day with a suffix."""

    name = "proton-english"
    start = "------- Forwarded Message -------"
    labels = ("From:", "Date:", "To:", "CC:", "Subject:")

    def __init__(self) -> None:
        super().__init__("en")

    def date(self, mail: Mail, pattern: str, days: str = "") -> str:
        day = mail.when.day
        suffix = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        return super().date(mail, f"On {{day}}, {{month}} {{d}}{suffix}, {{y}} at {{h}}:{{MM}} {{ap}}", days)


class EmClient(Labelled):
    """eM Client: quoted names, figures for the date."""

    name = "em-client"
    headers = (("User-Agent", "eM_Client/9.2.2157.0"),)
    start = "------ Videresendt meddelelse ------"
    pattern = "{dd}-{mm}-{y} {HH}:{MM}:{SS}"
    between: ClassVar[str] = "; "
    text_parameters = "; format=flowed"
    prefix = "Vs"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        (label, _), date, *people, subject = super().rows(mail)
        return [(label, f'"{mail.from_.name}" <{mail.from_.address}>'), *people, date, subject]

    def date_seen(self, mail: Mail) -> str:
        return mail.when.strftime("%Y-%m-%dT%H:%M:%S")


class Notes(Labelled):
    """HCL Notes: who forwarded and when stands in the line itself, labels stand in a column."""

    name = "notes"
    headers = (("X-Mailer", "HCL Notes Release 12.0.2"),)
    charset = "iso-8859-1"
    start = "----- Videresendt af Jette Jensen/Borgerservice/KOM den 18-12-2024 14:32 -----"
    pattern = "{dd}-{mm}-{y} {HH}:{MM}"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        sender, date, *people, subject = super().rows(mail)
        return [sender, *people, date, subject]

    def text(self, mail: Mail, inside: str) -> str:
        lines = [self.start, "", *(f"{label:<10}{value}".rstrip(" ") for label, value in self.rows(mail))]
        return "\n".join(lines) + f"\n\n\n\n{inside}"

    def html(self, mail: Mail, inside: str) -> str:
        font = '<font size=1 color=#5f5f5f face="sans-serif">'
        cells = "".join(
            f"<tr valign=top><td>{font}{esc(label)}</font></td><td>{font}{esc(value)}</font></td></tr>"
            for label, value in self.rows(mail)
        )
        return (
            f"<br>{font}{esc(self.start)}</font><br><br><table width=100%>{cells}</table><br><hr noshade><br>{inside}"
        )
