"""What a batch of readings can have to do with what is stored, asked once for all of it.

Most mail has to do with nothing that came before. Here stand the keys by which a rule would find something: where none
of a mail's is known, nothing is asked for that mail, and where one is, the tables are asked as if it came alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from archiver.core.incidents import likeness
from archiver.core.intake import windows
from archiver.core.records import EnclosedMessage, Original, Reading
from archiver.edges.store.readings import message_id_hash
from archiver.edges.tables import Carrier, IncidentReport, Outbox
from archiver.edges.tables import Reading as ReadingRow

LOOK_BACK = 60
"""How many of the Message-IDs a mail refers to are looked up; the newest stand last (RFC 5322 § 3.6.4)."""
AT_ONCE = 500
"""So many keys stand in one question."""


def _those_of(column: Any) -> Select[Any]:
    return select(column).where(column.in_(bindparam("keys", expanding=True))).distinct()


_SETTLED = _those_of(ReadingRow.item)
_OF_READINGS = _those_of(ReadingRow.message_id_sha256)
_OF_CARRIERS = _those_of(Carrier.message_id_sha256)
_OF_LETTERS = _those_of(Outbox.message_id)
_OF_REPORTS = (_those_of(IncidentReport.sha256), _those_of(IncidentReport.likeness))


@dataclass(frozen=True, slots=True)
class Traces:
    """By what one reading can lead to others."""

    own: str | None
    """Hash of its Message-ID."""
    named: tuple[str, ...]
    """The Message-IDs that it refers to."""
    threads: tuple[str, ...]
    """The Message-IDs by which the threads of its originals are known."""
    carried: tuple[str, ...]
    """Hashes of the Message-IDs of the messages inside it."""
    reported: tuple[str, ...]
    """Checksums and likenesses of its originals."""


def traces_of(reading: Reading) -> Traces:
    """Of one reading."""
    own = reading.envelope.message_id
    chosen = [original for original in reading.originals if original.choice is not None]
    return Traces(
        own=message_id_hash(own) if own else None,
        named=tuple(named_in(reading)),
        threads=tuple(name for one in chosen_messages(reading) for name in names_of(one)),
        carried=tuple(message_id_hash(one.envelope.message_id) for one in reading.enclosed if one.envelope.message_id),
        reported=tuple(key for original in chosen for key in keys_of(original)),
    )


def named_in(reading: Reading) -> list[str]:
    """The Message-IDs that a mail refers to."""
    return [*reading.envelope.references[-LOOK_BACK:], *reading.envelope.in_reply_to[:LOOK_BACK]]


def chosen_messages(reading: Reading) -> list[EnclosedMessage]:
    """The enclosed messages that the mail is about."""
    paths = {original.path for original in reading.originals if original.choice is not None}
    return [one for one in reading.enclosed if one.path in paths]


def names_of(enclosed: EnclosedMessage) -> Iterator[str]:
    """The Message-IDs by which a thread is known: what an original answers, and its own."""
    envelope = enclosed.envelope
    yield from envelope.references[-LOOK_BACK:]
    yield from envelope.in_reply_to[:LOOK_BACK]
    if envelope.message_id:
        yield envelope.message_id


def keys_of(original: Original) -> Iterator[str]:
    """What an original is recognised by: its checksum and its likeness, as far as it has them."""
    yield from (key for key in (original.checksum, likeness(original)) if key is not None)


@dataclass(slots=True)
class Foreknowledge:
    """Which keys are known: stored before this batch, or of a reading of this batch that was added."""

    settled: set[int] = field(default_factory=set)
    """Items that are read already."""
    readings: set[str] = field(default_factory=set)
    """Hashes of Message-IDs of items."""
    carriers: set[str] = field(default_factory=set)
    """Hashes of Message-IDs of messages inside items."""
    letters: set[str] = field(default_factory=set)
    """Message-IDs of letters of ours."""
    reports: set[str] = field(default_factory=set)
    """Checksums and likenesses of what was reported."""

    def add(self, traces: Traces, *, is_reported: bool) -> None:
        """One of this batch is among what those after it may have to do with."""
        self.readings |= {traces.own} if traces.own else set()
        self.carriers.update(traces.carried)
        if is_reported:
            self.reports.update(traces.reported)

    def is_taken(self, traces: Traces) -> bool:
        """Whether an earlier item has the same Message-ID."""
        return traces.own in self.readings

    def has_letters(self, names: Collection[str]) -> bool:
        """Whether any of these Message-IDs is of a letter of ours."""
        return not self.letters.isdisjoint(names)

    def leads_to_items(self, traces: Traces) -> bool:
        """Whether what it refers to, or what its originals do, is of an item."""
        named = set(map(message_id_hash, traces.named))
        threads = set(map(message_id_hash, traces.threads))
        return not (named.isdisjoint(self.readings) and (named | threads).isdisjoint(self.carriers))

    def is_reported(self, original: Original) -> bool:
        """Whether an incident may be the same."""
        return not self.reports.isdisjoint(keys_of(original))


def foreknowledge(connection: Connection, items: Collection[int], traces: Collection[Traces]) -> Foreknowledge:
    """What is stored of all that these can lead to."""
    named = {name for one in traces for name in one.named}
    hashes = set(map(message_id_hash, named))
    threads = {message_id_hash(name) for one in traces for name in one.threads}
    own = {one.own for one in traces if one.own}
    reported = {key for one in traces for key in one.reported}
    return Foreknowledge(
        settled=set(_known(connection, _SETTLED, items)),
        readings=set(_known(connection, _OF_READINGS, own | hashes)),
        carriers=set(_known(connection, _OF_CARRIERS, hashes | threads)),
        letters=set(_known(connection, _OF_LETTERS, named)),
        reports={key for question in _OF_REPORTS for key in _known(connection, question, reported)},
    )


def _known(connection: Connection, question: Select[Any], keys: Iterable[Any]) -> Iterator[Any]:
    for few in windows(sorted(keys), AT_ONCE):
        yield from connection.scalars(question, {"keys": few})
