"""What a letter says, as blocks: the plain text and the HTML are two views of the same blocks.

The HTML loads nothing: no pictures, no styles from elsewhere, no links but the configured ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from archiver.core.language import Language

_FRAME = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body style="margin: 0 auto; padding: 16px; max-width: 36em; font: 16px/1.5 sans-serif; overflow-wrap: break-word">
{body}
</body>
</html>
"""
_TABLE = '<table style="border-collapse: collapse">\n{rows}\n</table>'
_HEADING = '<p style="margin: 20px 0 4px"><strong>{words}</strong></p>\n'
_ROW = (
    '<tr><th scope="row" style="text-align: left; vertical-align: top; font-weight: normal; padding: 2px 16px 2px 0'
    '{style}">{label}</th><td style="vertical-align: top; padding: 2px 0; overflow-wrap: anywhere">{value}</td></tr>'
)
_POINTS = '<p style="margin-bottom: 4px"><strong>{lead}</strong></p>\n<ul style="margin-top: 4px; padding-left: 24px">'
#: References, receipt numbers and telephone numbers: a line that ends within one makes two of it.
_TOGETHER = re.compile(r"\b[0-9A-Z]+(?:[-–][0-9A-Z]+){1,8}\b|\b(?:tlf\. )?[0-9]{2}(?: [0-9]{2}){3}\b")
_SHORT = 20
"""Letters of a label that is kept in one line: a telephone has room for it."""


def one_line(text: str) -> str:
    """The text without line ends, control and invisible formatting characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def _html(text: str) -> str:
    return escape(one_line(text))


#: A number and its word, and a point and what it follows, stay in one line too.
_JOINT = re.compile(r"(?<=[0-9]) (?=[^\W\d_])| (?=· )")


def _words(text: str) -> str:
    joined = _JOINT.sub("&nbsp;", _html(text))
    return _TOGETHER.sub(r'<span style="white-space: nowrap">\g<0></span>', joined)


def _row(label: str, value: str) -> str:
    style = "; white-space: nowrap" if len(label) <= _SHORT else ""
    return _ROW.format(style=style, label=_html(label), value=_words(value))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences, after a few words in bold if there are any."""

    sentences: Sequence[str]
    lead: str = ""

    def as_text(self) -> str:
        return one_line(" ".join([self.lead, *self.sentences]))

    def as_html(self) -> str:
        lead = f"<strong>{_html(self.lead)}</strong> " if self.lead else ""
        return f"<p>{lead}{_words(' '.join(self.sentences))}</p>"


@dataclass(frozen=True, slots=True)
class Points:
    """Some words in bold, and a point for each sentence."""

    lead: str
    sentences: Sequence[str]

    def as_text(self) -> str:
        return "\n".join([self.lead, *(f"• {one_line(sentence)}" for sentence in self.sentences)])

    def as_html(self) -> str:
        points = "\n".join(f"<li>{_words(sentence)}</li>" for sentence in self.sentences)
        return f"{_POINTS.format(lead=_html(self.lead))}\n{points}\n</ul>"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a word and what it is, under a heading if there is one."""

    rows: Sequence[tuple[str, str]]
    heading: str = ""

    def as_text(self) -> str:
        rows = [f"{label}: {one_line(value)}" for label, value in self.rows]
        return "\n".join([self.heading, *rows] if self.heading else rows)

    def as_html(self) -> str:
        rows = "\n".join(_row(label, value) for label, value in self.rows)
        heading = _HEADING.format(words=_html(self.heading)) if self.heading else ""
        return heading + _TABLE.format(rows=rows)


@dataclass(frozen=True, slots=True)
class Link:
    """Some words and a configured address of the web; one that is not http(s) is shown and not linked."""

    words: str
    url: str

    def as_text(self) -> str:
        return f"{self.words} {one_line(self.url)}"

    def as_html(self) -> str:
        url = _html(self.url)
        if not re.match(r"https?://", self.url):
            return f"<p>{_html(self.words)} {url}</p>"
        return f'<p>{_html(self.words)} <a href="{url}">{url}</a></p>'


Block = Paragraph | Points | Facts | Link


def as_text(blocks: Sequence[Block]) -> str:
    """The blocks as plain text, an empty line between them."""
    return "\n\n".join(block.as_text() for block in blocks) + "\n"


def as_html(title: str, blocks: Sequence[Block], language: Language) -> str:
    """The blocks as one HTML document that needs nothing from anywhere."""
    body = "\n".join(block.as_html() for block in blocks)
    return _FRAME.format(language=language, title=_html(title), body=body)
