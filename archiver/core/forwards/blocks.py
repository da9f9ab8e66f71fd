"""Header blocks in the lines of a mail: a From label and one of Date, To or Subject in one run of label lines.

Such a run is evidence by itself. A separator or an anchor above it only supports it, and is asked for where the sender
is a name without an address, unless the block is whole and its date has a time of day: a memo has no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from archiver.core.forwards.label_dates import has_time, looks_like_date
from archiver.core.forwards.people import person
from archiver.core.forwards.wording import Field, folded, wording

_LONGEST_LABEL = 48
_LONGEST_RUN = 300
_LONGEST_LIST = 200
"""Lines of one list of recipients."""
_LONGEST_NAME = 120
_LONGEST_GLUED = 4_000
_LONGEST_SEPARATOR = 200
_MOST_COLONS = 300
"""In one line of glued labels: a list of hundreds of recipients has few."""
_WRAPPED_AT = 50
"""A shorter line was not broken to fit."""
_PEOPLE = frozenset({Field.FROM, Field.TO, Field.CC, Field.BCC, Field.REPLY_TO, Field.SENDER})
_ALSO = frozenset({Field.DATE, Field.TO, Field.SUBJECT})
_WHOLE = _ALSO | {Field.FROM}
_AROUND_LABEL = " \t\r*_|>•\u00a0\u202f\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_AROUND_VALUE = " \t\r*\u00a0\u202f\u200e\u200f\ufeff"
#: After a label; the wide one is Chinese and Japanese, a tab is the edge of a table's cell.
_MARK = re.compile("[:：\t]")
_DASHES = "-–—_=*~ \t\u00a0"


class Line(NamedTuple):
    text: str
    depth: int
    """Quotes it stands in: marks, and elements that hold what is quoted."""
    marks: int = 0
    """Of those, the ones that a person sees."""
    is_anchor: bool = False
    """The first words of an element in which a mail program puts what it quotes."""
    mails: tuple[str, ...] = ()
    """Addresses of its links that its words do not tell."""


@dataclass(slots=True)
class Block:
    """Label lines from `start` up to `end`, and what they say."""

    start: int
    end: int
    depth: int
    fields: dict[Field, str] = field(default_factory=dict)
    mails: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    """Those that all its labels are in, if any."""
    is_supported: bool = False
    """A separator or an anchor stands above it."""

    @property
    def is_whole(self) -> bool:
        return self.fields.keys() >= _WHOLE


def block_at(lines: Sequence[Line], start: int, is_supported: bool) -> Block | None:
    """The header block that begins with this line, if one does."""
    if label_of(lines[start].text) is None:
        return None
    block = _Run(lines, start).read()
    block.is_supported = is_supported or any(line.is_anchor for line in lines[start : start + 2])
    return block if _is_evidence(block) else None


def label_of(text: str) -> tuple[Field, str] | None:
    """The field that a line is labelled with, and what follows the label."""
    margin = len(text) - len(text.lstrip())
    mark = _MARK.search(text, margin, margin + _LONGEST_LABEL)
    if mark is None:
        return None
    at = mark.start()
    field_ = wording().labels.get(folded(text[:at].strip(_AROUND_LABEL)))
    return (field_, text[at + 1 :].strip(_AROUND_VALUE)) if field_ else None


def is_from_label(text: str) -> bool:
    """What stands before a colon."""
    return wording().labels.get(folded(text.strip(_AROUND_LABEL))) is Field.FROM


def is_separator(text: str) -> bool:
    """A line that programs draw above what they forward or quote. Underscores stand in signatures, too."""
    inner = text.strip(_DASHES).removesuffix(":").strip(_DASHES)
    if not inner:
        return len(text.strip()) >= 10
    if len(inner) > _LONGEST_SEPARATOR:
        return False
    words = folded(inner)
    return words in wording().separators or (
        text.lstrip().startswith("--") and words.startswith(wording().forwarded_by)
    )


class _Run:
    """One run of label lines, read from the top."""

    def __init__(self, lines: Sequence[Line], start: int) -> None:
        self._lines = lines
        self._at = start
        self._last: Field = Field.OTHER
        self._is_spaced = self._is_below = False
        self._block = Block(start, start, lines[start].depth)

    def read(self) -> Block:
        while self._step():
            self._block.end = self._at
        return self._block

    def _step(self) -> bool:
        """Take the next line or lines; False if the run is over."""
        line = self._line(self._at)
        if line is None or self._at - self._block.start > _LONGEST_RUN:
            return False
        if not line.text.strip():
            return self._take_gap()
        label = label_of(line.text)
        if label is None:
            return self._take_continuation()
        return self._take_label(line, *label)

    def _line(self, at: int) -> Line | None:
        """Within the run's own quote."""
        line = self._lines[at] if at < len(self._lines) else None
        return line if line and (line.depth == self._block.depth or not line.text.strip()) else None

    def _take_label(self, line: Line, field_: Field, value: str) -> bool:
        if not self._is_new(field_):
            return False
        if field_ is Field.FROM and self._take_glued(value):
            return True
        self._set(field_, value)
        self._hear(line.text)
        if field_ is Field.FROM:
            self._block.mails = line.mails
        self._at += 1
        return True

    def _is_new(self, field_: Field) -> bool:
        return field_ is Field.OTHER or field_ not in self._block.fields

    def _set(self, field_: Field, value: str) -> None:
        self._block.fields[field_] = value
        self._last = field_

    def _hear(self, text: str) -> None:
        """Which languages the labels leave possible."""
        mark = _MARK.search(text, _margin(text))
        spoken = wording().label_languages[folded(text[: mark.start()].strip(_AROUND_LABEL))] if mark else frozenset()
        self._block.languages = (self._block.languages & spoken) or spoken

    def _take_gap(self) -> bool:
        """A blank line ends a block, unless each of its labels has one below, or one still waits for its value."""
        following = self._label_at(self._at + 1)
        if following is None and self._waits():
            self._at += 1
            return True
        is_first = len(self._block.fields) == 1
        if following is None or not self._is_new(following) or not (self._is_spaced or is_first):
            return False
        self._is_spaced = True
        self._at += 1
        return True

    def _waits(self) -> bool:
        below = self._line(self._at + 1)
        waits = self._is_below or self._last in {Field.FROM, Field.DATE}
        return waits and not self._block.fields[self._last] and below is not None and bool(below.text.strip())

    def _label_at(self, at: int) -> Field | None:
        line = self._line(at)
        label = label_of(line.text) if line else None
        return label[0] if label else None

    def _take_continuation(self) -> bool:
        """A value that goes on below its label: broken to fit, or standing in a line of its own."""
        count = self._unlabelled()
        following = self._label_at(self._at + count)
        is_inside = following is not None and self._is_new(following)
        taken = self._continued(count, is_inside)
        if not taken:
            return False
        pieces = [self._lines[at].text.strip() for at in range(self._at, self._at + taken)]
        self._block.fields[self._last] = " ".join([self._block.fields[self._last], *pieces]).strip()
        if self._last is Field.FROM:
            self._block.mails += tuple(
                mail for at in range(self._at, self._at + taken) for mail in self._lines[at].mails
            )
        self._at += taken
        return True

    def _unlabelled(self) -> int:
        count = 0
        while count < _LONGEST_LIST:
            line = self._line(self._at + count)
            if line is None or not line.text.strip() or label_of(line.text):
                break
            count += 1
        return count

    def _continued(self, count: int, is_inside: bool) -> int:
        """How many of the unlabelled lines belong to the label above them."""
        if self._last is Field.OTHER:
            return 0
        if not self._block.fields[self._last]:
            return self._below(count, is_inside)
        if self._last in _PEOPLE or self._last is Field.ATTACHMENTS:
            return self._continued_list(count, is_inside)
        if is_inside:
            return count if count <= 2 and (self._last is Field.DATE or self._is_wrapped()) else 0
        return self._indented(count) if self._last is Field.SUBJECT else 0

    def _below(self, count: int, is_inside: bool) -> int:
        """A label alone in its line: its value stands below, or nowhere, which is how an empty subject looks."""
        if is_inside:
            self._is_below = self._is_below or (self._last is Field.FROM and count > 0)
            return count if count <= 3 else 0
        return min(count, 1) if self._is_below or self._last in {Field.FROM, Field.DATE} else 0

    def _continued_list(self, count: int, is_inside: bool) -> int:
        lines = [self._lines[at].text.strip() for at in range(self._at, self._at + count)]
        if is_inside and (count <= 2 or all(_is_of_list(line) for line in lines)):
            return count
        taken, before = 0, self._block.fields[self._last]
        while taken < count and (before[-1:] in {",", ";"} or lines[taken].startswith("<")):
            before = lines[taken]
            taken += 1
        return taken

    def _is_wrapped(self) -> bool:
        return len(self._lines[self._at - 1].text) >= _WRAPPED_AT

    def _indented(self, count: int) -> int:
        """A long subject folded as in a header: further lines begin with more space than the label."""
        margin = _margin(self._lines[self._at - 1].text)
        is_folded = count <= 2 and self._is_wrapped()
        return count if is_folded and all(_margin(self._lines[self._at + n].text) > margin for n in range(count)) else 0

    def _take_glued(self, value: str) -> bool:
        """Yahoo: all labels in one line, nothing between them; a mail server may have broken it since."""
        value = value[:_LONGEST_GLUED]
        count, glued = 1, _glued(value)
        while Field.SUBJECT not in glued and count <= 8 and (line := self._line(self._at + count)):
            if not line.text.strip() or label_of(line.text):
                break
            value = f"{value} {line.text.strip()}"
            count, glued = count + 1, _glued(value)
        if len(glued) < 3 or Field.SUBJECT not in glued:
            return False
        self._block.fields |= glued
        self._last = Field.OTHER
        self._at += count
        return True


def _glued(value: str) -> dict[Field, str]:
    """The fields of a line that goes on from a From label; of one field if no label stands in it."""
    fields: dict[Field, str] = {}
    current, start = Field.FROM, 0
    for label_start, colon, found in _labels_inside(value):
        if found in fields or found is current:
            continue
        fields[current] = value[start:label_start].strip()
        current, start = found, colon + 1
        if found is Field.SUBJECT:
            break
    fields[current] = value[start:].strip()
    return fields


def _labels_inside(value: str) -> Iterator[tuple[int, int, Field]]:
    exact, longest = _written_labels()
    at, looked = value.find(":"), 0
    while at >= 0 and looked < _MOST_COLONS:
        looked += 1
        for length in range(min(longest, at), 0, -1):
            found = exact.get(value[at - length : at])
            if found:
                yield at - length, at, found
                break
        at = value.find(":", at + 1)


@cache
def _written_labels() -> tuple[Mapping[str, Field], int]:
    written = wording().written_labels
    return written, max(map(len, written))


def _is_of_list(text: str) -> bool:
    return "@" in text or text[-1:] in ",;>" or text.startswith("<")


def _margin(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_evidence(block: Block) -> bool:
    fields = block.fields
    if Field.FROM not in fields or not _ALSO & fields.keys():
        return False
    sender = person(fields[Field.FROM])
    if (sender and sender.address) or block.mails:
        return True
    if block.is_supported and len(_ALSO & fields.keys()) > 1:
        return _is_name(fields[Field.FROM])
    return _is_name(fields[Field.FROM]) and block.is_whole and has_time(fields[Field.DATE])


def _is_name(text: str) -> bool:
    """Nothing, which is a sender left out; or a name."""
    has_letter = any(sign.isalpha() for sign in text)
    return not text or (has_letter and len(text) <= _LONGEST_NAME and not looks_like_date(text))
