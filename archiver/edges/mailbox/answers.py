"""Reading what the server said, with no socket in reach. Nothing here believes a number it has not checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

from imapclient.datetime_util import parse_to_datetime
from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_response

from archiver.edges.mailbox.refusals import response_code
from archiver.errors import ProtocolViolation

LARGEST_UID = (1 << 32) - 1

Line = list[Any]
"""One untagged answer as imaplib gives it: (text, literal) pairs and a last text."""

_UNREADABLE = (ProtocolError, ValueError, TypeError, IndexError, AttributeError, RecursionError)
_NUMBER = re.compile(rb"\s*(\d{1,20})")
_MODSEQ = re.compile(rb"\(MODSEQ \d+\)", re.IGNORECASE)
_ESEARCH_ALL = re.compile(rb"\bALL ([\d:,]+)", re.IGNORECASE)
_COPYUID = re.compile(rb"\[COPYUID (\d{1,10}) ([\d:,]+) ([\d:,]+)\]", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back on one command."""

    status: str
    text: bytes
    untagged: Mapping[str, Line] = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the command is complete and succeeded."""
        return self.status == "OK"

    @property
    def code(self) -> str:
        """The response code of the tagged answer, or ""."""
        return response_code(self.text)

    @property
    def refusal(self) -> str:
        """Why it failed, as far as it may be repeated: the response code, or the bare status."""
        return self.code or self.status

    def number(self, code: str) -> int | None:
        """The number behind a response code such as UIDVALIDITY, the last one if told twice."""
        told = (self.untagged.get(code) or [b""])[-1]
        found = _NUMBER.match(told) if isinstance(told, bytes) else None
        return int(found[1]) if found else None

    def lines(self, kind: str) -> Iterator[Line]:
        """The untagged answers of one kind ("FETCH", "LIST"), each on its own."""
        line: Line = []
        for piece in self.untagged.get(kind, []):
            line.append(piece)
            if not isinstance(piece, tuple):
                yield line
                line = []


def uid_set(uids: Iterable[int]) -> str:
    """RFC 3501's sequence-set, as short as it can be: 1:3,7."""
    runs = groupby(enumerate(sorted(set(uids))), lambda at: at[1] - at[0])
    spans = [[uid for _, uid in run] for _, run in runs]
    return ",".join(f"{span[0]}:{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)


def expanded(sequence_set: bytes, most: int) -> list[int]:
    """The numbers of a sequence-set, in its own order; refuses to make more than `most` of them."""
    numbers: list[int] = []
    for span in sequence_set.split(b","):
        first, _, last = span.partition(b":")
        low, high = sorted((_uid(first), _uid(last or first)))
        if high - low + len(numbers) >= most:
            raise ProtocolViolation("The mail server named more messages than it was asked about.")
        numbers.extend(range(low, high + 1))
    return numbers


def _uid(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > 10 or not 0 < int(digits) <= LARGEST_UID:
        raise ProtocolViolation("The mail server gave a number that is no UID.")
    return int(digits)


def found_uids(answer: Answer, most: int) -> frozenset[int]:
    """The UIDs of a SEARCH, told as SEARCH (RFC 3501) or ESEARCH (RFC 4731), on one line or several.

    More than `most` of them cannot be true, and believed they would keep a round busy with what is not there.
    """
    uids: set[int] = set()
    for line in answer.untagged.get("SEARCH", []):
        uids.update(_uid(digits) for digits in _MODSEQ.sub(b"", _text(line)).split())
    for line in answer.untagged.get("ESEARCH", []):
        for all_of_them in _ESEARCH_ALL.findall(_text(line)):
            uids.update(expanded(all_of_them, most))
    if len(uids) > most:
        raise ProtocolViolation("The mail server named more messages than it was asked about.")
    return frozenset(uids)


def _text(line: Any) -> bytes:
    if not isinstance(line, bytes):
        raise ProtocolViolation("The mail server gave a literal where numbers belong.")
    return line


def copied_uids(answer: Answer, most: int) -> tuple[int, dict[int, int]]:
    """COPYUID (RFC 4315): the archive folder's UIDVALIDITY, and its UID for each of ours. (0, {}) when not told.

    Lists of unequal length, or two UIDVALIDITYs, prove nothing and count as not told.
    """
    validities: set[int] = set()
    copied: dict[int, int] = {}
    lines = [line for line in [*answer.untagged.get("OK", []), answer.text] if isinstance(line, bytes)]
    try:
        for validity, ours, theirs in _COPYUID.findall(b"\n".join(lines)):
            copied.update(zip(expanded(ours, most), expanded(theirs, most), strict=True))
            validities.add(int(validity))
    except (ValueError, ProtocolViolation):
        return 0, {}
    return (validities.pop(), copied) if len(validities) == 1 else (0, {})


class Fetched(NamedTuple):
    """One FETCH answer: its UID, if it gave one, and every item with its value."""

    uid: int | None
    items: Sequence[tuple[bytes, Any]]

    def values(self, name: bytes) -> list[Any]:
        """All values given under exactly this name."""
        return [value for key, value in self.items if key == name]


def read_fetch(line: Line) -> Fetched | None:
    """One FETCH answer; None when it cannot be read. Twice the same item stays twice (a dict would hide one)."""
    try:
        _, flat = parse_response(line)
        if not isinstance(flat, tuple) or len(flat) % 2:
            return None
        items = [(key.upper(), value) for key, value in zip(flat[::2], flat[1::2], strict=True)]
    except _UNREADABLE:
        return None
    uids = {value for key, value in items if key == b"UID" and isinstance(value, int)}
    return Fetched(uids.pop() if len(uids) == 1 else None, items)


def read_time(value: Any) -> datetime | None:
    """An INTERNALDATE in UTC; None when it names no moment."""
    try:
        moment = parse_to_datetime(value, normalise=False)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
        return None


def read_items(line: Line) -> tuple[Any, ...] | None:
    """Any untagged answer as nested tuples; None when it cannot be read."""
    try:
        return tuple(parse_response(line))
    except _UNREADABLE:
        return None
