"""Outlook in its many shapes: classic, web, phone, new, Mac, and the 2019 kind that writes a reply line."""

from __future__ import annotations

import re
from typing import ClassVar

from tests.clients.client import Client, esc, marked
from tests.clients.languages import ENGLISH
from tests.clients.values import Mail, Person

EXCHANGE = (("Thread-Index", "AdqdCQoLDA0ODw=="), ("Accept-Language", "da-DK, en-US"), ("X-MS-Has-Attach", ""))
FONTS = {
    "Wingdings": "5 0 0 0 0 0 0 0 0 0",
    "Cambria Math": "2 4 5 3 5 4 6 3 2 4",
    "Calibri": "2 15 5 2 2 2 4 3 2 4",
    "Segoe UI": "2 11 5 2 4 2 4 2 2 3",
    "Aptos": "2 11 0 4 2 2 2 2 2 4",
    "Verdana": "2 11 6 4 3 5 4 4 2 4",
}
STYLES = {
    "p.MsoNormal, li.MsoNormal, div.MsoNormal": "margin:0cm;\n\tfont-size:11.0pt;\n\tfont-family:{face};",
    "a:link, span.MsoHyperlink": "mso-style-priority:99;\n\tcolor:#0563C1;\n\ttext-decoration:underline;",
    "a:visited, span.MsoHyperlinkFollowed": "mso-style-priority:99;\n\tcolor:#954F72;\n\ttext-decoration:underline;",
    "p.MsoPlainText, li.MsoPlainText, div.MsoPlainText": "mso-style-priority:99;\n\tmargin:0cm;\n\tfont-family:{face};",
    "p.MsoListParagraph, li.MsoListParagraph": "mso-style-priority:34;\n\tmargin-left:36.0pt;\n\tfont-family:{face};",
    "p.msonormal0, li.msonormal0": "mso-style-name:msonormal;\n\tmso-margin-top-alt:auto;\n\tfont-family:{face};",
    "span.EmailStyle20": "mso-style-type:personal;\n\tfont-family:{face};\n\tcolor:windowtext;",
    "span.EmailStyle21": "mso-style-type:personal-compose;\n\tfont-family:{face};\n\tcolor:windowtext;",
    "span.AlmindeligtekstTegn": "mso-style-name:'Almindelig tekst Tegn';\n\tmso-style-priority:99;",
    ".MsoChpDefault": "mso-style-type:export-only;\n\tfont-size:10.0pt;\n\tmso-ligatures:none;",
    "@page WordSection1": "size:612.0pt 792.0pt;\n\tmargin:3.0cm 2.0cm 3.0cm 2.0cm;",
    "div.WordSection1": "page:WordSection1;",
}
NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w="urn:schemas-microsoft-com:office:word"'
    ' xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" xmlns="http://www.w3.org/TR/REC-html40"'
)


def word_styles(lists: int = 4) -> str:
    """The style sheet Word puts before a three-line mail: fonts, styles, and nine levels of every list."""
    face = '"Calibri",sans-serif'
    fonts = [f'@font-face\n\t{{font-family:"{name}";\n\tpanose-1:{panose};}}' for name, panose in FONTS.items()]
    styles = [f"{name}\n\t{{{rules.replace('{face}', face)}}}" for name, rules in STYLES.items()]
    levels = [_list_level(number, level) for number in range(lists) for level in range(1, 10)]
    return "\n".join(["/* Font Definitions */", *fonts, "/* Style Definitions */", *styles, *levels])


def _list_level(number: int, level: int) -> str:
    rules = (
        f"mso-level-number-format:{'bullet' if number else 'alpha-lower'};",
        f"mso-level-text:{'' if number else f'%{level}.'};",
        "mso-level-tab-stop:none;",
        "mso-level-number-position:left;",
        f"margin-left:{18 * (level + 1)}.0pt;",
        "text-indent:-18.0pt;",
        'font-family:"Wingdings";' if number else "font-style:normal;",
    )
    return f"@list l{number}:level{level}\n\t{{" + "\n\t".join(rules) + "}"


def prefixed(html: str) -> str:
    """HTML that Exchange has quoted: every id and class gets an x_ before it, Word's own tags go."""

    def longer(match: re.Match[str]) -> str:
        return f'{match[1]}="{" ".join("x_" + word for word in (match[2] or match[3]).split())}"'

    return re.sub(r'\b(id|class)=(?:"([^"]+)"|(\w+))', longer, re.sub("</?o:p>", "", html))


class Outlook(Client):
    """What all shapes share: from, sent, to, cc and subject, then further label lines, semicolons between people."""

    headers = EXCHANGE
    between: ClassVar[str] = "; "
    quotes_names = False

    def labels(self) -> list[str]:
        return self.words.outlook.split("|")

    def date_line(self, mail: Mail) -> str:
        return self.date(mail, self.words.outlook_date)

    def rows(self, mail: Mail, *, machine: bool = False) -> list[tuple[str, str]]:
        """Label and value of every line, as text."""
        show = self.machine_people if machine else self.people
        from_, sent, to, cc, subject = self.labels()
        rows = [(from_, show((mail.from_,))), (sent, self.date_line(mail))]
        rows += [(to, show(mail.to))] if mail.to else []
        rows += [(cc, show(mail.cc))] if mail.cc else []
        return [*rows, (subject, mail.subject), *mail.extra]

    def html_rows(self, mail: Mail) -> list[tuple[str, str]]:
        """Label and value of every line, as HTML."""
        people = {0: (mail.from_,), 2: mail.to, 3: mail.cc}
        linked = {self.labels()[place]: self.all_linked(those) for place, those in people.items()}
        return [(label, linked.get(label, esc(value))) for label, value in self.rows(mail)]

    def machine_people(self, people: tuple[Person, ...]) -> str:
        return self.people(people)

    def block(self, rows: list[tuple[str, str]]) -> str:
        return "\n".join(f"{label} {value}".rstrip(" ") for label, value in rows)


class Classic(Outlook):
    """Outlook for Windows with Word as its editor. US builds write 0in where others write 0cm."""

    name = "outlook-classic"
    charset = "iso-8859-1"
    border: ClassVar[str] = "#E1E1E1"

    def text(self, mail: Mail, inside: str) -> str:
        return f"{self.words.original}\n{self.block(self.rows(mail))}\n\n{inside}"

    def machine_text(self, mail: Mail, inside: str) -> str:
        return f"{self.block(self.rows(mail, machine=True))}\n\n{inside}"

    def machine_people(self, people: tuple[Person, ...]) -> str:
        """As Exchange writes them when it makes text of HTML."""
        return self.between.join(
            f"{person.name} <{person.address}<mailto:{person.address}>>" if person.address else person.name
            for person in people
        )

    def html(self, mail: Mail, inside: str) -> str:
        zero = "0in" if self.language == "en" else "0cm"
        face = 'font-size:11.0pt;font-family:"Calibri",sans-serif'
        style = f"border:none;border-top:solid {self.border} 1.0pt;padding:3.0pt {zero} {zero} {zero}"
        (label, sender), *rest = self.html_rows(mail)
        first = f"<b><span style='{face}'>{esc(label)}</span></b><span style='{face}'> {sender} "
        lines = "".join(f"<br>\n<b>{esc(label)}</b> {value}" for label, value in rest)
        head = f"<p class=MsoNormal>{first}{lines}<o:p></o:p></span></p>"
        return f"<div>\n<div style='{style}'>\n{head}\n</div>\n</div>\n{self.empty()}\n{inside}"

    def empty(self) -> str:
        return "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"

    def paragraphs(self, words: str) -> str:
        span = f"<span lang={self.words.tag[:2].upper()} style='mso-fareast-language:EN-US'>"
        lines = (
            f"<p class=MsoNormal>{span}{esc(line)}<o:p></o:p></span></p>" if line else self.empty()
            for line in words.split("\n")
        )
        return "\n".join(lines) + "\n"

    def picture(self, cid: str) -> str:
        image = f'<img width=300 height=80 style="width:3.125in;height:.8333in" id="Billede_x0020_1" src="cid:{cid}">'
        return f"<p class=MsoNormal>{image}<o:p></o:p></p>\n"

    def page(self, content: str) -> str:
        head = (
            f'<meta http-equiv=Content-Type content="text/html; charset={self.charset}">'
            '<meta name=Generator content="Microsoft Word 15 (filtered medium)">'
            "<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}\no\\:* {behavior:url(#default#VML);}</style>"
            f"<![endif]--><style><!--\n{word_styles()}\n--></style><!--[if gte mso 9]><xml>\n"
            '<o:shapedefaults v:ext="edit" spidmax="1026" />\n</xml><![endif]-->'
        )
        body = f'<body lang={self.words.tag} link="#0563C1" vlink="#954F72" style=\'word-wrap:break-word\'>'
        return f"<html {NAMESPACES}><head>{head}</head>{body}<div class=WordSection1>{content}</div></body></html>\n"


class ClassicUnicode(Classic):
    """Classic Outlook where the words do not fit Latin-1."""

    charset = "utf-8"
    text_encoding = "base64"
    html_encoding = "base64"


class Classic2010(Classic):
    """Classic Outlook of 2007 to 2010: another line above the labels, Windows' own charset, eight bits."""

    name = "outlook-2010"
    charset = "windows-1252"
    text_encoding = "8bit"
    html_encoding = "8bit"
    border = "#B5C4DF"


class Web(Outlook):
    """Outlook on the web: 32 underscores in text, a ruler and #divRplyFwdMsg in HTML."""

    name = "outlook-web"
    text_encoding = "base64"

    def date_line(self, mail: Mail) -> str:
        return self.date(mail, self.words.web_date or self.words.outlook_date)

    def text(self, mail: Mail, inside: str) -> str:
        return f"{'_' * 32}\n{self.block(self.rows(mail))}\n\n{inside}"

    def html(self, mail: Mail, inside: str) -> str:
        return f"{self.ruler()}\n{self.header_div(mail)}\n{prefixed(inside)}"

    def ruler(self) -> str:
        return '<div id="appendonsend"></div>\n<hr style="display:inline-block;width:98%" tabindex="-1">'

    def header_div(self, mail: Mail) -> str:
        lines = "".join(f"<b>{esc(label)}</b> {value}<br>\n" for label, value in self.html_rows(mail))
        font = '<font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
        return f'<div id="divRplyFwdMsg" dir="ltr">{font}{lines}<div>&nbsp;</div>\n</font></div>'

    def paragraphs(self, words: str) -> str:
        style = "font-family: Aptos, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"
        lines = (
            f'<div class="elementToProof" style="{style}">{esc(line) or "<br>"}</div>' for line in words.split("\n")
        )
        return "\n".join(lines) + "\n"

    def page(self, content: str) -> str:
        style = '<style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>'
        meta = f'<meta http-equiv="Content-Type" content="text/html; charset={self.charset}">'
        return f'<html>\n<head>\n{meta}\n{style}\n</head>\n<body dir="ltr">\n{content}</body>\n</html>\n'


class OldWeb(Web):
    """Older Outlook on the web: English labels and dates whatever the language."""

    name = "outlook-web-old"
    charset = "iso-8859-1"
    text_encoding = "quoted-printable"

    def labels(self) -> list[str]:
        return ENGLISH.outlook.split("|")

    def date_line(self, mail: Mail) -> str:
        return OldWeb("en").date(mail, ENGLISH.outlook_date)

    def html(self, mail: Mail, inside: str) -> str:
        ruler = '<hr tabindex="-1" style="display:inline-block; width:98%">'
        return f"{ruler}\n{self.header_div(mail)}\n{prefixed(inside)}"


class Ios(Web):
    """Outlook for iOS."""

    name = "outlook-ios"
    phone_signature = "Sendt fra Outlook til iOS"

    def html(self, mail: Mail, inside: str) -> str:
        ruler = '<hr style="display:inline-block;width:98%" tabindex="-1">'
        opening = '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message">'
        return f"{opening}\n{ruler}\n{self.header_div(mail)}\n{prefixed(inside)}</div>\n"

    def paragraphs(self, words: str) -> str:
        return "".join(f'<div dir="ltr">{esc(line) or "<br>"}</div>\n' for line in words.split("\n"))


class Android(Ios):
    """Outlook for Android."""

    name = "outlook-android"
    phone_signature = "Hent Outlook til Android"
    html_encoding = "base64"


class New(Outlook):
    """The new Outlook for Windows: Dato for Sendt, and the body on the line after Emne."""

    name = "outlook-new"
    text_encoding = "base64"

    def labels(self) -> list[str]:
        return (self.words.new or self.words.outlook).split("|")

    def date_line(self, mail: Mail) -> str:
        pattern = self.words.new_date or self.words.outlook_date
        return self.date(mail, pattern, self.words.new_days)

    def text(self, mail: Mail, inside: str) -> str:
        return f"{self.block(self.rows(mail))}\n{inside}"

    def html(self, mail: Mail, inside: str) -> str:
        border = "border-width: 1pt medium medium; border-style: solid none none; border-color: rgb(181, 196, 223)"
        style = f"padding: 3pt 0cm 0cm; {border} currentcolor currentcolor"
        lines = "".join(f"<b>{esc(label)}&nbsp;</b>{value}<br>\n" for label, value in self.html_rows(mail))
        header = f'<div class="ms-outlook-mobile-reference-message skipProofing" style="{style}">\n{lines}</div>'
        opening = '<div id="mail-editor-reference-message-container">'
        reference = f'<div class="ms-outlook-mobile-reference-message skipProofing">{prefixed(inside)}</div>'
        return f"{opening}\n{header}\n{reference}\n</div>\n"

    def paragraphs(self, words: str) -> str:
        return Web(self.language).paragraphs(words)

    def page(self, content: str) -> str:
        return Web(self.language).page(content)


class Mac(New):
    """Outlook for Mac: the labels of new Outlook in the clothes of Word."""

    name = "outlook-mac"
    text_encoding = "quoted-printable"
    between: ClassVar[str] = ", "

    def html(self, mail: Mail, inside: str) -> str:
        style = "border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"
        rows = [
            f'<b><span style="font-size:12.0pt;color:black">{esc(label)} </span></b>'
            f'<span style="font-size:12.0pt;color:black">{value}</span>'
            for label, value in self.html_rows(mail)
        ]
        head = f'<p class="MsoNormal" style="margin-bottom:12.0pt">{"<br>".join(rows)}<o:p></o:p></p>'
        opening = '<div id="mail-editor-reference-message-container"><div>'
        return f'{opening}\n<div style="{style}">\n{head}\n</div>\n{inside}</div></div>\n'

    def paragraphs(self, words: str) -> str:
        lines = (f'<p class="MsoNormal">{esc(line) or "&nbsp;"}<o:p></o:p></p>' for line in words.split("\n"))
        return "\n".join(lines) + "\n"

    def page(self, content: str) -> str:
        meta = f'<meta http-equiv="Content-Type" content="text/html; charset={self.charset}">'
        style = f"<style><!--\n{word_styles(3)}\n--></style>"
        section = f'<div class="WordSection1">{content}</div>'
        return f"<html {NAMESPACES}><head>{meta}{style}</head><body>{section}</body></html>\n"


class Outlook2019(Outlook):
    """Outlook for Mac of 2019: one line instead of labels, the words four blanks in."""

    name = "outlook-2019"
    reply_line_only = True

    def line(self, mail: Mail, sender: str) -> str:
        return f"D. {self.date(mail, '{dd}/{mm}/{y} {HH}.{MM}')} skrev {sender}:"

    def text(self, mail: Mail, inside: str) -> str:
        sender = f'"{mail.from_.name}" <{mail.from_.address}>'
        return f"{self.line(mail, sender)}\n\n{marked(inside, '    ')}"

    def html(self, mail: Mail, inside: str) -> str:
        sender = f'"{esc(mail.from_.name)}" &lt;<a href="mailto:{mail.from_.address}">{mail.from_.address}</a>&gt;'
        quote = '<blockquote style="margin-left:36.0pt;margin-right:0cm">'
        return f'<p class="MsoNormal">{self.line(mail, sender)}<o:p></o:p></p>\n{quote}\n{inside}</blockquote>\n'

    def paragraphs(self, words: str) -> str:
        return Mac(self.language).paragraphs(words)

    def page(self, content: str) -> str:
        return Mac(self.language).page(content)
