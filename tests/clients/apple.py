"""Apple Mail on the Mac and on the iPhone."""

from __future__ import annotations

from typing import ClassVar

from tests.clients.client import Client, esc, marked
from tests.clients.values import Mail

FONT = "font-family: -webkit-system-font, &quot;Helvetica Neue&quot;, Helvetica, sans-serif; color:rgba(0, 0, 0, 1.0);"


class MacMail(Client):
    """Mail on macOS: everything below the line quoted with > in text, in a blockquote in HTML."""

    name = "apple-mail"
    headers: ClassVar[tuple[tuple[str, str], ...]] = (
        ("X-Mailer", "Apple Mail (2.3774.500.171.1.1)"),
        ("X-Universally-Unique-Identifier", "5B0E-11EF"),
    )
    naming = "rfc2231"
    pictures_outside = False
    shows_zone = True
    prefix = "Fwd"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        from_, subject, date, to, cc = self.words.apple.split("|")
        rows = [(from_, self.person(mail.from_)), (subject, mail.subject)]
        rows += [(date, self.date(mail, self.words.apple_date)), (to, self.people(mail.to))]
        return [*rows, *([(cc, self.people(mail.cc))] if mail.cc else []), *mail.extra]

    def text(self, mail: Mail, inside: str) -> str:
        block = "\n".join(f"{label} {value}".rstrip(" ") for label, value in self.rows(mail))
        return marked(f"{self.words.apple_start}\n\n{block}\n\n{inside}")

    def html(self, mail: Mail, inside: str) -> str:
        start = f'<div>{esc(self.words.apple_start)}</div><br class="Apple-interchange-newline">'
        lines = "".join(self._row(label, value) for label, value in self.rows(mail))
        return f'<div><br><blockquote type="cite">{start}{lines}<br><div>{inside}</div></blockquote></div>\n'

    def _row(self, label: str, value: str) -> str:
        bold = f'<span style="{FONT}"><b>{esc(label)} </b></span>'
        plain = f'<span style="font-family: -webkit-system-font, sans-serif;">{esc(value)}<br></span>'
        margins = " ".join(f"margin-{side}: 0px;" for side in ("top", "right", "bottom", "left"))
        return f'<div style="{margins}">{bold}{plain}</div>'

    def paragraphs(self, words: str) -> str:
        return "".join(f"<div>{esc(line) or '<br>'}</div>" for line in words.split("\n"))

    def page(self, content: str) -> str:
        style = "overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"
        meta = '<meta http-equiv="content-type" content="text/html; charset=utf-8">'
        return f'<html><head>{meta}</head><body style="{style}">{content}</body></html>\n'

    def picture(self, cid: str) -> str:
        return f'<div><img apple-inline="yes" id="7C1F" src="cid:{cid}"></div>'

    def picture_text(self, name: str, cid: str) -> str:
        return f"<{name}>"


class MacMailFlowed(MacMail):
    """Older Mail on macOS: format=flowed; delsp=yes."""

    name = "apple-mail-flowed"
    charset = "iso-8859-1"
    text_parameters = ";\r\n\tdelsp=yes;\r\n\tformat=flowed"


class MacMailUs(MacMail):
    """Mail on a Mac with the region set to the United States: AM and PM after a narrow blank."""

    name = "apple-mail-us"

    def date(self, mail: Mail, pattern: str, days: str = "") -> str:
        return super().date(mail, "{month} {d}, {y} at {h}:{MM}:{SS}\u202f{ap} {zone}", days)


class Phone(MacMail):
    """Mail on the iPhone: from, date, to, subject, and the opening line outside the quotation."""

    name = "apple-ios"
    headers = (("X-Mailer", "iPhone Mail (21E236)"),)
    text_encoding = "quoted-printable"
    html_encoding = "7bit"
    phone_signature = "Sendt fra min iPhone"

    def rows(self, mail: Mail) -> list[tuple[str, str]]:
        sender, subject, *rest = super().rows(mail)
        return [sender, *rest, subject]

    def text(self, mail: Mail, inside: str) -> str:
        block = "\n".join(f"{label} {value}".rstrip(" ") for label, value in self.rows(mail))
        return f"{self.words.apple_start}\n\n{marked(f'{block}{chr(10)}{chr(10)}{inside}')}"

    def html(self, mail: Mail, inside: str) -> str:
        start = f'<div dir="ltr"><br>{esc(self.words.apple_start)}<br><br></div>'
        lines = "<br>".join(f"<b>{esc(label)}</b> {esc(value)}" for label, value in self.rows(mail))
        head = f'<blockquote type="cite"><div dir="ltr">{lines}<br><br></div></blockquote>'
        return f'{start}{head}<blockquote type="cite"><div dir="ltr">&#65279;{inside}</div></blockquote>'

    def page(self, content: str) -> str:
        letters = content.encode("ascii", "xmlcharrefreplace").decode()
        meta = '<meta http-equiv="content-type" content="text/html; charset=utf-8">'
        return f'<html><head>{meta}</head><body dir="auto">{letters}</body></html>\n'


class Reply(MacMail):
    """A line instead of labels, when the forward was made from a reply."""

    name = "apple-reply"
    reply_line_only = True
    shows_zone = False
    patterns: ClassVar[dict[str, str]] = {
        "da": "Den {d}. {mon} {y} kl. {HH}.{MM} skrev |:",
        "en": "On {d} {mon} {y}, at {HH}:{MM}, | wrote:",
        "sv": "{d} {mon} {y} kl. {HH}:{MM} skrev |:",
        "nb": "{d}. {mon} {y} kl. {HH}:{MM} skrev |:",
        "de": "Am {dd}.{mm}.{y} um {HH}:{MM} schrieb |:",
    }

    def line(self, mail: Mail, sender: str) -> str:
        return self.date(mail, self.patterns[self.language]).replace("|", sender)

    def text(self, mail: Mail, inside: str) -> str:
        return marked(f"{self.line(mail, self.person(mail.from_))}\n\n{inside}")

    def html(self, mail: Mail, inside: str) -> str:
        line = f"<div>{self.line(mail, self.linked(mail.from_))}</div>"
        newline = '<br class="Apple-interchange-newline">'
        return f'<div><br><blockquote type="cite">{line}{newline}<div>{inside}</div></blockquote></div>\n'


class PhoneReply(Reply):
    """The older iPhone: the name first, the date after."""

    name = "apple-ios-reply"
    headers: ClassVar[tuple[tuple[str, str], ...]] = Phone.headers
    patterns: ClassVar[dict[str, str]] = {"da": "| skrev den {d}. {mon} {y} kl. {HH}.{MM}:"}
