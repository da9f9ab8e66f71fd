"""Which of the messages a mail hands on is the original, by what the workplace knows: its own domains and its clock."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import cast

from archiver.core.addresses import ascii_lower
from archiver.core.forwards.subjects import bare, is_forward, is_short_own_text
from archiver.core.records import QUOTED, Choice, DateZone, Envelope, Original, Reading
from archiver.core.strength import strength_of


def judged(reading: Reading, own_domains: Collection[str], zone: tzinfo) -> Reading:
    """The reading with its originals chosen, clocks on the wall put in a zone, and the strength of what it documents.

    Without `own_domains` the domain of the one who sent the mail stands for them. A wall clock is read in `zone`; or,
    where the mail's own offset is another than `zone` had when it was sent, and not UTC, which servers write for
    everybody, in that fixed offset, as nobody knows the summer time of the place.
    """
    envelope = reading.envelope
    forwarder = envelope.resent_from or envelope.from_
    domains = frozenset(map(ascii_lower, own_domains)) or frozenset(person.domain for person in forwarder[:1])
    at_home = _zone_of(envelope, zone)
    reading = replace(reading, originals=tuple(_in_zone(original, at_home) for original in reading.originals))
    choices = _Choices(reading, domains).made()
    originals = [replace(one, choice=choices.get(place)) for place, one in enumerate(reading.originals)]
    chosen = replace(reading, originals=tuple(originals))
    return replace(chosen, strength=strength_of(chosen, domains))


def _zone_of(envelope: Envelope, zone: tzinfo) -> tzinfo:
    sent = envelope.date
    if sent is None or sent.tzinfo is None or not sent.utcoffset():
        return zone
    return zone if sent.utcoffset() == sent.astimezone(zone).utcoffset() else sent.tzinfo


def _in_zone(original: Original, zone: tzinfo) -> Original:
    if original.date is None or original.date_zone is not DateZone.ASSUMED:
        return original
    date = original.date.replace(tzinfo=zone)
    try:
        date.astimezone(UTC)
    except OverflowError:  # at the edge of the calendar
        return replace(original, date=None, date_zone=DateZone.NONE)
    return replace(original, date=date)


class _Choices:
    """Made along each branch: several mails attached are several originals."""

    def __init__(self, reading: Reading, domains: frozenset[str]) -> None:
        self._originals = reading.originals
        self._domains = domains
        self._mail = (reading.envelope.subject, reading.text)
        self._is_from_outside = not reading.envelope.resent_from and any(
            sender.address and sender.domain not in domains for sender in reading.envelope.from_
        )
        self._chosen: dict[int, Choice] = {}

    def made(self) -> Mapping[int, Choice]:
        """Place of each chosen original, and why it is."""
        for branch in self._branches():
            outside = [place for place in branch if self._is_outside(place)]
            if outside:
                self._choose_outside(outside)
            elif not self._is_from_outside and not self._is_answer(branch[0]):
                place, choice = self._among_colleagues(branch)
                self._chosen.setdefault(place, choice)
        return self._without_copies()

    def _is_answer(self, place: int) -> bool:
        """A colleague's words below a reply line: the mail answers them, and hands nothing on."""
        original = self._originals[place]
        is_bare = original.provenance in QUOTED and not original.to and not original.subject
        return is_bare and self._is_colleague(place)

    def _without_copies(self) -> Mapping[int, Choice]:
        """The same octets attached twice are one original."""
        known: set[str] = set()
        chosen: dict[int, Choice] = {}
        for place in sorted(self._chosen):
            checksum = self._originals[place].checksum
            if checksum is None or checksum not in known:
                chosen[place] = self._chosen[place]
                known |= {checksum} if checksum else set()
        return chosen

    def _branches(self) -> Iterator[list[int]]:
        """From each message that hands nothing on, up to the mail; given from the mail down."""
        inner = {original.parent for original in self._originals}
        for last in range(len(self._originals)):
            if last not in inner:
                branch, place = [], cast("int | None", last)
                while place is not None:
                    branch.append(place)
                    place = self._originals[place].parent
                yield branch[::-1]

    def _is_outside(self, place: int) -> bool:
        """Of a whole message, nobody, or more than one, is no colleague."""
        original = self._originals[place]
        if original.from_ is None:
            return original.provenance not in QUOTED
        return bool(original.from_.address) and original.from_.domain not in self._domains

    def _is_colleague(self, place: int) -> bool:
        sender = self._originals[place].from_
        return sender is not None and sender.domain in self._domains

    def _choose_outside(self, outside: Sequence[int]) -> None:
        """The outermost; where it is only quoted, the outermost whole one too, or instead if it is the same."""
        first = outside[0]
        whole = next((place for place in outside if self._originals[place].provenance not in QUOTED), first)
        if whole != first and self._are_same(whole, first):
            self._chosen.pop(first, None)
            self._chosen[whole] = Choice.WHOLE_TWIN
            return
        if Choice.WHOLE_TWIN not in {self._chosen.get(place) for place in self._twins_of(first)}:
            self._chosen.setdefault(first, Choice.FIRST_OUTSIDE)
        self._chosen.setdefault(whole, Choice.FIRST_OUTSIDE)

    def _twins_of(self, first: int) -> Iterator[int]:
        return (place for place in range(first + 1, len(self._originals)) if self._are_same(place, first))

    def _are_same(self, one: int, other: int) -> bool:
        """Same sender, same subject whatever each mail program put before it, and sent in the same minute."""
        mine, theirs = self._originals[one], self._originals[other]
        if mine.from_ is None or theirs.from_ is None or mine.date is None or theirs.date is None:
            return False
        senders = {ascii_lower(mine.from_.address), ascii_lower(theirs.from_.address)}
        minutes = {int(date.timestamp() // 60) for date in (mine.date, theirs.date)}
        return len(senders) == len(minutes) == 1 and bare(mine.subject) == bare(theirs.subject)

    def _among_colleagues(self, branch: Sequence[int]) -> tuple[int, Choice]:
        """No outsider is named: one without an address where the colleagues have theirs, else what was passed on
        without a word."""
        unknown = [place for place in branch if not self._is_colleague(place)]
        if unknown and len(unknown) < len(branch):
            return unknown[0], Choice.FIRST_UNKNOWN
        levels = [self._mail, *((self._originals[place].subject, self._originals[place].text) for place in branch)]
        passing = [place for place, level in enumerate(levels[:-1]) if _is_pure_forward(*level)]
        return branch[passing[-1] if passing else 0], Choice.BELOW_LAST_FORWARD


def _is_pure_forward(subject: str, text: str) -> bool:
    return is_forward(subject) and is_short_own_text(text)
