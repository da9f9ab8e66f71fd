"""A page as its lines: the words a person sees, how deep in quotes they stand, and which pictures stand above them.

Nothing is fetched and no tree is built, so that no nesting is too deep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from archiver.core.charsets import scalars
from archiver.core.forwards.blocks import Line

LONGEST_PAGE = 1 << 20
"""Characters of a page that are read."""
_MOST_LINES = 50_000
_DEEPEST_QUOTE = 100
RULE = "_" * 32
"""What stands for a line drawn across the page."""

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"}
    | {"pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"head", "script", "style", "title", "template", "xml", "noframes", "object", "svg", "math"})
_PREFORMATTED = frozenset({"pre", "textarea", "listing"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(" {2,}")
_CID = re.compile(r"\bcid:([^\"'\s>)<&\\]{1,998})", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden)", re.IGNORECASE)
#: A word that one of the two needs: found at the speed of a search for letters.
_MAY_MATTER = re.compile(r"none|hid|pre", re.IGNORECASE)
_PRE_STYLE = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)

#: Elements in which programs put what they forward or quote; Exchange puts `x_` before ids and classes it passes on.
_ANCHOR_IDS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "replyblock", "origbody"}
)
_ANCHOR_CLASSES = frozenset(
    {
        "ms-outlook-mobile-reference-message",
        "gmail_quote",
        "gmail_quote_container",
        "gmail_attr",
        "moz-forward-container",
        "moz-email-headers-table",
        "moz-cite-prefix",
        "yahoo_quoted",
        "protonmail_quote",
        "apple-mail-forward",
    }
)
#: Of these, the ones that hold the whole message: what stands after them is not of it.
_HOLDERS = frozenset({"gmail_quote", "moz-forward-container", "yahoo_quoted", "protonmail_quote"})
#: Outlook on the desk draws a line of one of two greys above the header it quotes.
_ANCHOR_STYLE = re.compile(
    r"border(?:-top)?\s*:\s*(?:none\s*;\s*border-top\s*:\s*)?solid\s+#?(?:e1e1e1|b5c4df)\s+1\.0pt", re.IGNORECASE
)
_RULE_STYLE = re.compile(r"width\s*:\s*98%", re.IGNORECASE)


@dataclass(slots=True)
class Rendered:
    lines: list[Line] = field(default_factory=list)
    pictures: list[tuple[int, str]] = field(default_factory=list)
    """Content-IDs, each with the number of the line it stands in."""
    is_whole: bool = True
    """False when the page has more characters or lines than are read."""


def rendered(page: str) -> Rendered:
    """The lines of a page. Never raises; what the parser cannot read is not there."""
    writer = _Writer()
    writer.rendered.is_whole = len(page) <= LONGEST_PAGE
    parser = etree.HTMLParser(target=writer, encoding="utf-8", recover=True, no_network=True, huge_tree=False)
    page = scalars(page[:LONGEST_PAGE].replace("\0", ""))
    try:
        parser.feed(page.encode())
        parser.close()
    except etree.LxmlError:
        writer.close()
    return writer.rendered


class _Writer:
    """Takes the parser's events as they come."""

    def __init__(self) -> None:
        self.rendered = Rendered()
        self._pieces: list[str] = []
        self._mails: list[str] = []
        self._unseen = self._quotes = self._held = self._preformatted = 0
        self._open: list[tuple[int, int, int, int, bool] | None] = []
        self._is_anchor = False
        self._has_cell = self._has_picture = self._has_gap = False
        self._links: list[tuple[str, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":  # most elements of most mails, and never with anything inside
            self._open.append(None)
            if not self._unseen:
                self._write_line()
            return
        stands_apart = tag == "p" and _stands_apart(attributes)
        self._open.append((self._unseen, self._quotes, self._held, self._preformatted, stands_apart))
        if tag in _UNSEEN or self._unseen:
            self._unseen += 1
            return
        if tag in _BLOCKS:
            self._end_line()
        if attributes:
            self._look_at(tag, attributes)
        if not self._unseen:
            self._begin(tag, attributes)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "blockquote":
            self._quotes = min(self._quotes + 1, _DEEPEST_QUOTE)
        elif tag in _CELLS:
            if self._has_cell:
                self._pieces.append("\t")
            self._has_cell = True
        elif tag == "tr":
            self._has_cell = False
        elif tag == "hr":
            self._write_rule(attributes)
        elif tag in _PREFORMATTED:
            self._preformatted += 1
        elif tag == "a":
            self._links.append((_mail(attributes.get("href", "")), len(self._pieces)))

    def _look_at(self, tag: str, attributes: dict[str, str]) -> None:
        style = attributes.get("style", "")
        if style and ":" in style and _MAY_MATTER.search(style):
            if _HIDDEN.search(style):
                self._unseen += 1
                return
            self._preformatted += _PRE_STYLE.search(style) is not None
        if _is_anchor(attributes, style):
            self._is_anchor = True
            self._held += tag == "div" and self._held < _DEEPEST_QUOTE and _holds_all(attributes)
        source = attributes.get("src") or attributes.get("background") or style
        if "cid:" in source.lower():
            self._has_picture = True
            self.rendered.pictures += [(len(self.rendered.lines), unquote(cid)) for cid in _CID.findall(source)]

    def data(self, text: str) -> None:
        if self._unseen:
            return
        if not self._preformatted:
            is_tidy = (
                "\n" not in text and "  " not in text and "\t" not in text and "\r" not in text and "\f" not in text
            )
            self._pieces.append(text if is_tidy else _SPACE.sub(" ", text))
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self._pieces.append(first)
        for other in others:
            self._write_line()
            self._pieces.append(other)

    def end(self, tag: str) -> None:
        state = self._open.pop() if self._open else None
        if state is None:
            return
        unseen, quotes, held, preformatted, stands_apart = state
        was_unseen, self._unseen = self._unseen, unseen
        if was_unseen:
            return
        if tag == "a" and self._links:
            self._end_link()
        if tag in _BLOCKS:
            self._end_line()
        if tag in _CELLS:
            self._has_gap = False
        self._has_gap = self._has_gap or stands_apart
        self._quotes, self._held, self._preformatted = quotes, held, preformatted

    def close(self) -> None:
        self._end_line()

    def comment(self, text: str) -> None:
        """Conditional comments of Outlook, too: no other program sees them."""

    def _end_link(self) -> None:
        address, start = self._links.pop()
        if "@" in address and not any("@" in piece for piece in self._pieces[start:]):
            self._mails.append(address)

    def _end_line(self) -> None:
        if not self._pieces and not self._has_picture:
            return
        if self._has_picture or any(piece.strip(" \t") for piece in self._pieces):
            self._write_line()
        self._pieces.clear()

    def _write_line(self) -> None:
        lines = self.rendered.lines
        if len(lines) >= _MOST_LINES:
            self.rendered.is_whole = False
            self._pieces.clear()
            return
        depth = self._quotes + self._held
        if self._has_gap:
            if lines and lines[-1].text:
                lines.append(Line("", depth, self._quotes))
            self._has_gap = False
        text = self._line_text()
        is_anchor = self._is_anchor and bool(text)
        lines.append(Line(text, depth, self._quotes, is_anchor, tuple(self._mails)))
        if is_anchor:
            self._is_anchor = False
        self._pieces.clear()
        self._mails.clear()
        self._has_picture = False

    def _line_text(self) -> str:
        text = "".join(self._pieces)
        if "\ufeff" in text:
            text = text.replace("\ufeff", "")
        if self._preformatted:
            return text.rstrip()
        return (_SPACES.sub(" ", text) if "  " in text else text).strip()

    def _write_rule(self, attributes: dict[str, str]) -> None:
        if attributes.get("tabindex") == "-1" and _RULE_STYLE.search(attributes.get("style", "")):
            self._is_anchor = True
        self.rendered.lines.append(Line(RULE, self._quotes + self._held, self._quotes))


def _stands_apart(attributes: dict[str, str]) -> bool:
    """Whether a paragraph has a margin: Outlook's have none."""
    return "mso" not in attributes.get("class", "").lower() and "margin" not in attributes.get("style", "").lower()


def _mail(link: str) -> str:
    """The address of a mailto link (RFC 6068)."""
    return unquote(link[7:].partition("?")[0]) if link[:7].lower() == "mailto:" else ""


def _is_anchor(attributes: dict[str, str], style: str) -> bool:
    if style and "solid" in style and _ANCHOR_STYLE.search(style):
        return True
    if "id" in attributes and attributes["id"].lower().removeprefix("x_") in _ANCHOR_IDS:
        return True
    return "class" in attributes and not _ANCHOR_CLASSES.isdisjoint(_classes(attributes))


def _holds_all(attributes: dict[str, str]) -> bool:
    return not _HOLDERS.isdisjoint(_classes(attributes))


def _classes(attributes: dict[str, str]) -> list[str]:
    return [name.removeprefix("x_") for name in attributes.get("class", "").lower().split()]
