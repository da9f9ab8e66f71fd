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
_TABLE = '<table style="border-collapse: collapse; table-layout: fixed; width: 100%">\n{rows}\n</table>'
_HEADING = '<p style="margin: 20px 0 4px"><strong>{words}</strong></p>\n'
_ROW = (
    '<tr><th scope="row" style="text-align: left; vertical-align: top; font-weight: normal; padding: 2px 12px 2px 0; '
    'width: 40%">{label}</th><td style="vertical-align: top; padding: 2px 0">{value}</td></tr>'
)


def one_line(text: str) -> str:
    """The text without line ends, control and invisible formatting characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def _html(text: str) -> str:
    return escape(one_line(text))


#: What a narrow screen must not tear apart: a case's reference; a number and its word; a point and what it follows.
_REFERENCE = re.compile(r"\b[0-9]{4}-[0-9]{4,}-[0-9A-Z]{4}\b")
_JOINT = re.compile(r"(?<=[0-9]) (?=[^\W\d_])| (?=· )")


def _unbroken(text: str) -> str:
    joined = _JOINT.sub("&nbsp;", _html(text))
    return _REFERENCE.sub(lambda found: f'<span style="white-space: nowrap">{found[0]}</span>', joined)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences, after a few words in bold if there are any."""

    sentences: Sequence[str]
    lead: str = ""

    def as_text(self) -> str:
        return one_line(" ".join([self.lead, *self.sentences]))

    def as_html(self) -> str:
        lead = f"<strong>{_html(self.lead)}</strong> " if self.lead else ""
        return f"<p>{lead}{_html(' '.join(self.sentences))}</p>"


@dataclass(frozen=True, slots=True)
class Points:
    """Some words in bold, and a point for each sentence."""

    lead: str
    sentences: Sequence[str]

    def as_text(self) -> str:
        return "\n".join([self.lead, *(f"• {one_line(sentence)}" for sentence in self.sentences)])

    def as_html(self) -> str:
        points = "\n".join(f"<li>{_html(sentence)}</li>" for sentence in self.sentences)
        return f"<p><strong>{_html(self.lead)}</strong></p>\n<ul>\n{points}\n</ul>"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a word and what it is, under a heading if there is one."""

    rows: Sequence[tuple[str, str]]
    heading: str = ""

    def as_text(self) -> str:
        rows = [f"{label}: {one_line(value)}" for label, value in self.rows]
        return "\n".join([self.heading, *rows] if self.heading else rows)

    def as_html(self) -> str:
        rows = "\n".join(_ROW.format(label=_html(label), value=_unbroken(value)) for label, value in self.rows)
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
