"""Where quoted messages begin in the lines of a mail, and which line belongs to which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.core.forwards.blocks import Block, Line, block_at, is_separator, label_of
from archiver.core.forwards.people import person
from archiver.core.forwards.reply_lines import Attribution, Effort, attribution_at, may_end
from archiver.core.forwards.wording import Field, folded

DEEPEST = 20
"""Messages in one chain; what is quoted below stays in the words of the last."""
_MOST_TRIED = 5_000
"""Lines that might begin a message; a mail with more is not read on."""
_MOST_BLANKS = 3
_INDENT = "    "


@dataclass(slots=True)
class Message:
    """A quoted message, by the lines that introduce it: from `start` up to `end`."""

    start: int
    end: int
    level: int
    """Quotes that its own words stand in; `marks` of them are seen."""
    head: Block | Attribution
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Messages:
    """The quoted messages, outermost first."""

    found: Sequence[Message]
    is_whole: bool
    """False when there may be more than were looked for."""


def messages_in(lines: list[Line], effort: Effort) -> Messages:
    """What the lines quote: at most `DEEPEST` messages. An indent that quotes becomes a quote in `lines`."""
    found: list[Message] = []
    is_whole = True
    floor = tried = 0
    marked = [at for at, line in enumerate(lines) if ":" in line.text or "\t" in line.text or "：" in line.text]
    for at in marked:
        if at < floor or not _may_introduce(lines[at].text):
            continue
        if len(found) == DEEPEST or tried == _MOST_TRIED:
            is_whole = False
            break
        tried += 1
        message = _message_at(lines, at, floor, effort)
        if message is None:
            continue
        if found and _is_told_again(lines, found[-1], message):
            message.start = found.pop().start
        found.append(message)
        floor = message.end
    ends = [message.start for message in found[1:]] + [len(lines)]
    for message, end in zip(found, ends, strict=False):
        _settle(lines[message.end : end], message)
    return Messages(found, is_whole and effort.left >= 0)


def regions(lines: Sequence[Line], messages: Sequence[Message]) -> Iterator[tuple[int, Sequence[Line]]]:
    """The lines that introduce nothing, some at a time, with the number of the message they belong to; 0 for the mail.

    A line less deep in quotes than a message is not of it: it answers it, and is of the message around.
    """
    edges = [0, *(message.end for message in messages)]
    ends = [*(message.start for message in messages), len(lines)]
    for number, (start, end) in enumerate(zip(edges, ends, strict=True)):
        region = lines[start:end]
        level = messages[number - 1].level if number else 0
        if level and any(line.depth < level and line.text.strip() for line in region):
            yield from _answered(region, messages[:number])
        else:
            yield number, region


def _answered(region: Sequence[Line], messages: Sequence[Message]) -> Iterator[tuple[int, Sequence[Line]]]:
    """Lines one by one: a blank one goes with the one above it."""
    owner = len(messages)
    for line in region:
        if line.text.strip():
            fitting = (place for place in range(len(messages), 0, -1) if messages[place - 1].level <= line.depth)
            owner = next(fitting, 0)
        yield owner, (line,)


def _may_introduce(text: str) -> bool:
    return label_of(text) is not None or may_end(text)


def _settle(own: Sequence[Line], message: Message) -> None:
    """Where all words of a message stand deeper than its header, that is its level: Proton quotes what it forwards."""
    told = [line for line in own if line.text.strip()]
    message.level = max([message.level, *([min(line.depth for line in told)] if told else [])])
    message.marks = min((line.marks for line in told if line.depth >= message.level), default=message.marks)


def _message_at(lines: list[Line], at: int, floor: int, effort: Effort) -> Message | None:
    """The message that this line introduces, or ends to introduce; nothing above `floor` belongs to it."""
    text = lines[at].text
    if label_of(text):
        start, is_supported = _with_separators(lines, at, floor)
        block = block_at(lines, at, is_supported)
        if block:
            return Message(start, block.end, block.depth, block, lines[at].marks)
    attribution = attribution_at(lines, at, floor, effort) if may_end(text) else None
    if attribution is None or not _is_sure(lines, attribution):
        return None
    start, _ = _with_separators(lines, attribution.start, floor)
    _undo_indent(lines, attribution.end)
    return Message(start, attribution.end, _depth_below(lines, attribution), attribution, lines[at].marks)


def _undo_indent(lines: list[Line], start: int) -> None:
    """Outlook for Mac quotes in text by four spaces: its indent becomes a quote mark."""
    first = next((at for at in range(start, min(start + 5, len(lines))) if lines[at].text.strip()), len(lines))
    for at in range(first, len(lines)):
        line = lines[at]
        if line.text.strip() and not line.text.startswith(_INDENT):
            break
        lines[at] = line._replace(text=line.text[len(_INDENT) :], depth=line.depth + 1, marks=line.marks + 1)


def _with_separators(lines: Sequence[Line], at: int, floor: int) -> tuple[int, bool]:
    """Where a message begins if the separators above it are its own, and whether there are any."""
    start, blanks = at, 0
    for above in range(at - 1, floor - 1, -1):
        text = lines[above].text.strip()
        if text and not is_separator(text):
            break
        blanks = 0 if text else blanks + 1
        if blanks > _MOST_BLANKS:
            break
        start = above if text else start
    return start, start < at


def _is_sure(lines: Sequence[Line], attribution: Attribution) -> bool:
    """A name without an address may be anybody's sentence, unless a quote follows and it begins as names do."""
    if not attribution.from_.address and attribution.from_.name[:1].islower():
        return False
    is_anchored = any(line.is_anchor for line in lines[attribution.start : attribution.end])
    quotes_below = _depth_below(lines, attribution) > lines[attribution.start].depth
    return bool(attribution.from_.address) or is_anchored or quotes_below


def _depth_below(lines: Sequence[Line], attribution: Attribution) -> int:
    depth = lines[attribution.start].depth
    below = next((line.depth for line in lines[attribution.end : attribution.end + 5] if line.text.strip()), depth)
    return max(depth, below)


def _is_told_again(lines: Sequence[Line], before: Message, message: Message) -> bool:
    """A header block right below a reply line of the same sender."""
    if not isinstance(before.head, Attribution) or isinstance(message.head, Attribution):
        return False
    sender = person(message.head.fields[Field.FROM])
    between = lines[before.end : message.start]
    same = sender is not None and folded(sender.address) == folded(before.head.from_.address)
    return same and not any(line.text.strip() for line in between)
