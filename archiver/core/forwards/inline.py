"""Messages quoted in the text of a mail: inline forwards, and the chains that replies leave below themselves.

`in_text` and `in_html` find them alike, by header blocks and reply lines in the lines of the mail; `merged` makes one
chain of what both say. They never raise, and read no more than the first 400,000 characters of a text and the first
MiB of a page.

How sure we are, `merged` says:

* **medium**: text and page name the same sender, date and subject; or one part alone has a whole block (From, Date,
  To and Subject) below a separator or in an element in which mail programs put what they quote;
* **low**: every other block, and every reply line, whose sender and date are all we know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.core.addresses import addr_spec
from archiver.core.encoded_words import decoded_words
from archiver.core.encoded_words import folded as one_line
from archiver.core.forwards.blocks import Block, Line, is_from_label, is_separator
from archiver.core.forwards.label_dates import label_date
from archiver.core.forwards.messages import Message, messages_in, regions
from archiver.core.forwards.people import people, person
from archiver.core.forwards.rendering import RULE, rendered
from archiver.core.forwards.reply_lines import Attribution, Effort, may_end
from archiver.core.forwards.wording import Field, folded
from archiver.core.records import Address, Confidence, DateZone, Recovery

LONGEST_TEXT = 400_000
"""Characters of a text that are read."""
_LONGEST_SUBJECT = 1_000
_LONGEST_DATE = 200
_LONGEST_LABEL = 80
"""With quote marks before it."""
_AFTER_COLON = "\n \t*\u00a0\u202f\u200e\u200f"
_LONGEST_REPLY_LINE = 400
_HEADED = re.compile(r"^([ \t>]*+-{3,}+[^\n-]{3,80}-{3,}+)[ \t]++(?=\S)", re.MULTILINE)
_MARKS = re.compile(r"[ ]{0,3}(?:>[ \t]?)+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """One message quoted inline. What it says is a claim of whoever quoted it."""

    from_: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    date_text: str
    date_zone: DateZone
    text: str
    """Its own words, up to the next quoted message; the quote marks of its level undone."""
    reply_line_only: bool
    is_supported: bool = False
    """From, Date, To and Subject are all there, below a separator or in an element made for quotes."""


@dataclass(frozen=True, slots=True)
class Inline:
    own_text: str
    """What is no message quoted: all that stands above the first, and answers between the lines of the others."""
    chain: tuple[Quoted, ...]
    """Outermost first."""
    cids_above: frozenset[str]
    """Content-IDs of the pictures above the first quoted message, without angle brackets."""
    is_whole: bool = True
    """False when more may be quoted than was read."""
    above: str = ""
    """What stands above the first quoted message; empty where nothing is quoted."""


@dataclass(frozen=True, slots=True)
class Found:
    quoted: Quoted
    provenance: Recovery
    """INLINE_HTML or INLINE_TEXT."""
    confidence: Confidence


def in_text(text: str, effort: Effort | None = None) -> Inline:
    """What a text part quotes. The `effort` may be one for all texts of a mail."""
    is_all = len(text) <= LONGEST_TEXT
    text = text[:LONGEST_TEXT]
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "---" in text:
        text = _HEADED.sub(_parted, text)
    if not _may_quote(text):
        return Inline(text.strip(), (), frozenset(), is_all)
    lines = [_unmarked(line) if ">" in line[:4] else Line(line, 0) for line in text.replace("\u2028", "\n").split("\n")]
    messages = messages_in(lines, effort or Effort())
    own_text, chain = _told(lines, messages.found)
    above = _above(lines, messages.found)
    return Inline(own_text, chain, frozenset(), is_all and messages.is_whole, above)


def in_html(page: str, effort: Effort | None = None) -> Inline:
    """What a page quotes; its own words are those a person sees. The `effort` as above."""
    seen = rendered(page)
    lines = [_marked(line) if line.text.startswith((">", " >")) else line for line in seen.lines]
    messages = messages_in(lines, effort or Effort())
    first = messages.found[0].start if messages.found else len(lines)
    cids_above = frozenset(cid for place, cid in seen.pictures if place < first)
    own_text, chain = _told(lines, messages.found)
    is_whole = seen.is_whole and messages.is_whole
    return Inline(own_text, chain, cids_above, is_whole, _above(lines, messages.found))


def merged(html: Inline | None, text: Inline | None) -> tuple[str, tuple[Found, ...]]:
    """The words above what a mail quotes, and the chain of what it quotes, of its page and its text together.

    The page is preferred: a text that a server or program made from it tells addresses twice and loses the form of
    names. The text is taken if it shows more messages.
    """
    if html is None or (text is not None and len(text.chain) > len(html.chain)):
        chosen, other, provenance = text, html, Recovery.INLINE_TEXT
    else:
        chosen, other, provenance = html, text, Recovery.INLINE_HTML
    if chosen is None:
        return "", ()
    also = other.chain if other else ()
    found = tuple(Found(quoted, provenance, _confidence(quoted, also)) for quoted in chosen.chain)
    own_text = text.own_text if text and not found and text.own_text else chosen.own_text
    return own_text, found


def _confidence(quoted: Quoted, others: Sequence[Quoted]) -> Confidence:
    if quoted.reply_line_only:
        return Confidence.LOW
    agrees = any(_agree(quoted, other) for other in others)
    return Confidence.MEDIUM if agrees or (quoted.is_supported and not others) else Confidence.LOW


def _agree(one: Quoted, other: Quoted) -> bool:
    """Whether text and page tell of the same message."""
    return not other.reply_line_only and _told_fields(one) == _told_fields(other)


def _told_fields(quoted: Quoted) -> tuple[str, str, datetime | None]:
    sender = quoted.from_ or Address("", "")
    return folded(sender.address or sender.name), folded(quoted.subject), quoted.date


def _parted(found: re.Match[str]) -> str:
    """Yahoo writes the header behind its separator, in one line."""
    return f"{found[1]}\n" if is_separator(found[1]) else found[0]


def _may_quote(text: str) -> bool:
    """A cheap look: whether a From label, or the end of a reply line, stands anywhere."""
    for mark in ":：\t":
        at = text.find(mark)
        while at >= 0:
            if _may_begin_at(text, at):
                return True
            at = text.find(mark, at + 1)
    return False


def _may_begin_at(text: str, at: int) -> bool:
    start = text.rfind("\n", max(0, at - _LONGEST_LABEL), at) + 1
    if (start or at < _LONGEST_LABEL) and is_from_label(text[start:at]):
        return True
    if text[at + 1 : at + 2] not in _AFTER_COLON or text[at + 1 : at + 9].partition("\n")[0].strip(_AFTER_COLON):
        return False
    above = max(0, at - _LONGEST_REPLY_LINE)
    return may_end(text[max(above, text.rfind("\n\n", above, at)) : at + 1])


def _unmarked(line: str) -> Line:
    """A line of text without its quote marks."""
    marks = _MARKS.match(line)
    if marks is None:
        return Line(line, 0)
    count = marks[0].count(">")
    return Line(line[marks.end() :], count, count)


def _marked(line: Line) -> Line:
    """A line of a page, whose text may have quote marks of its own."""
    unmarked = _unmarked(line.text)
    return line._replace(text=unmarked.text, depth=line.depth + unmarked.depth, marks=line.marks + unmarked.marks)


def _told(lines: Sequence[Line], messages: Sequence[Message]) -> tuple[str, tuple[Quoted, ...]]:
    """The mail's own words, and each message with its own."""
    texts: list[list[str]] = [[] for _ in range(len(messages) + 1)]
    for place, region in regions(lines, messages):
        marks = messages[place - 1].marks if place else 0
        if any(line.marks > marks for line in region):
            texts[place] += ["> " * max(0, line.marks - marks) + line.text.rstrip() for line in region]
        else:
            texts[place] += [line.text.rstrip() for line in region]
    own, *others = texts
    return _text(own), tuple(_quoted(*told) for told in zip(messages, map(_text_below, others), strict=True))


def _above(lines: Sequence[Line], messages: Sequence[Message]) -> str:
    return _text([line.text.rstrip() for line in lines[: messages[0].start]]) if messages else ""


def _text(lines: list[str]) -> str:
    """Without blank lines around it."""
    return "\n".join(lines).strip("\n").rstrip()


def _text_below(lines: list[str]) -> str:
    """Of a quoted message: Notes draws a line below the header, Yahoo begins the words with one space."""
    text = _text(lines).removeprefix(RULE).lstrip("\n")
    return text[1:] if text[:1] == " " != text[1:2] else text


def _quoted(message: Message, text: str) -> Quoted:
    head = message.head
    if isinstance(head, Attribution):
        read = label_date(head.date_text)
        return Quoted(head.from_, (), (), "", read.date, head.date_text[:_LONGEST_DATE], read.zone, text, True)
    date_text = head.fields.get(Field.DATE, "").strip("* ")
    read = label_date(date_text, head.languages)
    return Quoted(
        from_=_sender(head),
        to=people(head.fields.get(Field.TO, "")),
        cc=people(head.fields.get(Field.CC, "")),
        subject=one_line(decoded_words(head.fields.get(Field.SUBJECT, "")))[:_LONGEST_SUBJECT],
        date=read.date,
        date_text=one_line(date_text)[:_LONGEST_DATE],
        date_zone=read.zone,
        text=text,
        reply_line_only=False,
        is_supported=head.is_supported and head.is_whole,
    )


def _sender(block: Block) -> Address | None:
    """By the link behind the name, where only that has the address."""
    sender = person(block.fields[Field.FROM])
    specs = {spec for spec in map(addr_spec, block.mails) if spec}
    if len(specs) == 1 and not (sender and sender.address):
        return Address(sender.name if sender else "", specs.pop())
    return sender
