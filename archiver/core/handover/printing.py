"""What the pages of a package have in common: their letters, their looks, and the words in their margins."""

from __future__ import annotations

import unicodedata
from html import escape

from archiver.core.language import Translations, later

MISSING = "\u25af"
"""Stands for a character that our font has not: PDF/A knows no missing glyph (ISO 19005-3 § 6.2.11.8)."""
_LETTERS_END = 0x0530
"""Latin, Greek and Cyrillic: what DejaVu Sans has whole."""
_SIGNS = ((0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20B5), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2500, 0x25FF))


def shown(text: str) -> str:
    """A text as HTML that our font can print."""
    return escape("".join(map(_printable, unicodedata.normalize("NFC", text))))


def _printable(character: str) -> str:
    code, kind = ord(character), unicodedata.category(character)
    if character in "\n\t\u00a0":
        return character
    if kind in {"Zs", "Zl", "Zp"}:
        return " "
    if kind in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    is_known = code < _LETTERS_END and kind not in {"Cn", "Co", "Cs"}
    return character if is_known or any(first <= code <= last for first, last in _SIGNS) else MISSING


def page(title: str, body: str, style: str, *, language: str, author: str, at: str) -> str:
    """A whole document. `at` is the moment it tells of (RFC 3339): nothing on it may depend on when it is printed."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{shown(title)}</title>'
        f'<meta name="author" content="{shown(author)}"><meta name="generator" content="arkivfunktion">'
        f'<meta name="dcterms.created" content="{escape(at)}"><meta name="dcterms.modified" content="{escape(at)}">'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


def margins(left: str, words: Translations) -> str:
    """The foot of every page as CSS: what it is of, and which page of how many."""
    told = words.gettext(later("Page {page} of {pages}"))
    before, _, rest = told.partition("{page}")
    between, _, after = rest.partition("{pages}")
    count = f'"{before}" counter(page) "{between}" counter(pages) "{after}"'
    font = 'font: 8pt "DejaVu Sans", sans-serif; color: #5f6b76;'
    return (
        "@page { size: A4; margin: 17mm 18mm 19mm;"
        f' @bottom-left {{ content: "{in_css(left)}"; {font} }} @bottom-right {{ content: {count}; {font} }} }}'
    )


def in_css(text: str) -> str:
    """Within quotation marks of a style sheet (CSS Syntax 3 § 4.3.5)."""
    printable = "".join(map(_printable, text)).replace("\n", " ")
    return "".join(c if c.isalnum() or c in " .,·-" else f"\\{ord(c):06x}" for c in printable)


STYLE = """
* { box-sizing: border-box; }
body { font: 9.5pt/1.42 "DejaVu Sans", sans-serif; color: #1b2733; margin: 0; }
header { border-bottom: 2pt solid #1f4e79; padding-bottom: 3mm; margin-bottom: 4mm; }
.organisation { margin: 0; color: #1f4e79; font-weight: bold; }
h1 { font-size: 17pt; line-height: 1.2; margin: 1mm 0; }
h2 { font-size: 11.5pt; margin: 6mm 0 1.5mm; color: #1f4e79; break-after: avoid; }
p { margin: 0 0 1.5mm; }
.lead { color: #46525d; margin: 0; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { text-align: left; vertical-align: top; }
.plain th { font-weight: normal; color: #46525d; width: 39mm; padding: .9mm 3mm .9mm 0; }
.plain td { padding: .9mm 0; vertical-align: top; overflow-wrap: anywhere; white-space: pre-line; }
.plain tr { border-bottom: .4pt solid #dde4ea; }
.list th { font-size: 8pt; color: #46525d; padding: 1mm 2.5mm 1mm 0; border-bottom: .8pt solid #1f4e79; }
.list td { padding: 1.2mm 2.5mm 1.2mm 0; border-bottom: .4pt solid #dde4ea; vertical-align: top; font-size: 8.5pt;
  overflow-wrap: anywhere; }
.list tr { break-inside: avoid; }
.nowrap { white-space: nowrap; }
.mono { font-family: "DejaVu Sans Mono", monospace; font-size: 7pt; overflow-wrap: anywhere; color: #46525d; }
"""
