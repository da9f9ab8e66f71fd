"""The log of a case as it goes into a package: from its first event to its last, and the time stamps that cover it.

Who looked at the case, and that it was handed over, is not part of it unless something was done afterwards: a package
that told of its own making would be another each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from archiver.core import dates
from archiver.core.handover.acts import ACTS
from archiver.core.language import Language, later, translator
from archiver.core.records import ChainHead


class Told(Protocol):
    """One event of a case, or of an item in it."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...
    @property
    def act(self) -> str: ...
    @property
    def agent(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def detail(self) -> Mapping[str, str | int | None]: ...


class Stamped(Protocol):
    """A time stamp that is kept."""

    @property
    def authority(self) -> str: ...
    @property
    def head(self) -> ChainHead: ...


_Stamp = TypeVar("_Stamp", bound=Stamped)


@dataclass(frozen=True, slots=True)
class Span:
    """The events of the chain that a package holds, both ends included."""

    first: int
    last: int
    at: datetime
    """When the last one of the case itself was."""


def covering(stamps: Iterable[_Stamp], events: Sequence[int]) -> list[_Stamp]:
    """Of each authority the first stamp that covers each event: later ones prove nothing more about the case."""
    chosen: list[_Stamp] = []
    reached: dict[str, int] = {}
    for one in sorted(stamps, key=lambda one: (one.head.count, one.authority)):
        before = reached.get(one.authority, 0)
        if any(before < seq <= one.head.count for seq in events):
            chosen.append(one)
            reached[one.authority] = one.head.count
    return chosen


def span_of(events: Sequence[Told], stamps: Iterable[Stamped]) -> Span:
    """From the case's first event to its last, or to the end of the last stamp that covers it."""
    last = max([events[-1].seq, *(one.head.count for one in stamps)])
    return Span(events[0].seq, last, datetime.fromisoformat(events[-1].at))


def extract(events: Iterable[Told]) -> Iterator[bytes]:
    """The case's own events as JSON Lines, without who did what and without what proves them."""
    for one in events:
        told = {"seq": one.seq, "at": one.at, "act": one.act, "subject": one.subject, "outcome": one.outcome}
        yield (json.dumps(told, sort_keys=True, ensure_ascii=False) + "\n").encode()


def as_text(
    events: Iterable[Told], reference: str, zone: ZoneInfo, language: Language, *, names_agents: bool
) -> Iterator[bytes]:
    """The same for people: a line for each event of the case."""
    said = translator(language).gettext
    yield said(later("Custody log of case {case}")).format(case=reference).encode() + b"\n\n"
    note = said(
        later("Times are those of the archive's own clock, {zone}. The number is the event's place in the chain.")
    )
    yield note.format(zone=zone.key).encode() + b"\n\n"
    for one in events:
        when = dates.moment(datetime.fromisoformat(one.at), zone, language)
        what = said(ACTS.get(one.act, one.act))
        failed = "" if one.outcome == "success" else f" ({said(later('failed'))})"
        hashed = f"\n{'':10}SHA-256 {one.detail['sha256']}" if one.act == "accession" and "sha256" in one.detail else ""
        agent = f" · {one.agent}" if names_agents else ""
        yield f"{one.seq:>8}  {when} · {_subject(one.subject, said)} · {what}{failed}{agent}{hashed}\n".encode()


def in_utc(at: datetime) -> str:
    """RFC 3339."""
    return at.astimezone(UTC).isoformat()


def _subject(subject: str, said: Callable[[str], str]) -> str:
    kind, _, name = subject.partition(":")
    words = {"item": later("mail {number}"), "case": later("case {number}")}
    return said(words[kind]).format(number=name) if kind in words else subject
