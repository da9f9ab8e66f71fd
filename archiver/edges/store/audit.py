"""Verification: does the archive still hold what it says it holds? Findings are values; all of them are reported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import Connection, func, select

from archiver.core import custody, witness
from archiver.core.intake import windows
from archiver.core.records import ChainHead, CustodyEvent, Finding
from archiver.edges import content
from archiver.edges.store import attested, defence, facts, provenance
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.readings import enclosed_in
from archiver.edges.store.signatures import accounts_of
from archiver.edges.tables import Carrier, Case, DigestIssue, EnclosedMessage, Filing, Item, Octets, Reading
from archiver.edges.tables import CustodyEvent as EventRow
from archiver.errors import Unparseable

PAGE = 200
LINKS = 2000
READINGS = ("metadata extraction", "metadata modification")
WITNESSED = ("accession", "sighting", "filing", "unpacking", "signature check", *READINGS)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification saw."""

    items_checked: int
    findings: tuple[Finding, ...]
    chain: ChainHead
    anchored_to: int | None = None
    """The highest count that a letter or a time stamp attests and that holds; what came after rests on our own word."""
    letters_hold_to: int | None = None
    """The same by letters alone."""
    stamps: tuple[witness.Attestation, ...] = ()
    """Of each time-stamp authority the stamp that holds and reaches farthest."""
    unjudged: tuple[str, ...] = ()
    """Authorities whose stamps were left aside: nobody told us whose signature to believe."""
    unchecked: int = 0
    """Time stamps whose signature only openssl can check."""
    set_aside: tuple[str, ...] = ()
    """Files that also hold letters of other archives, which were not judged."""

    @property
    def ok(self) -> bool:
        return not self.findings


class Audit:
    """Checks that read everything and change nothing. No transaction stays open longer than a page of work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(
        self, progress: Callable[[int, int], None], witnessed: Sequence[witness.Attestation] = ()
    ) -> VerifyReport:
        """Hash every item's octets and every message enclosed in them, walk the chain, hold the rows against what it
        attests, look for gaps and orphans.

        The chain must still have the hashes that it had when weekly letters were issued and time stamps obtained: as
        `witnessed` says, from outside, and as our own rows of those letters say, which whoever rewrites everything
        would rewrite too.

        What comes in meanwhile is left to the next time. `progress` is told (items done, items in all).
        """
        with self._database.reading() as connection:
            items, head = facts.heads(connection)
            beyond = [*_beyond(connection, items, head.count), *defence.gaps(connection)]
            anchors = {*witnessed, *_issued(connection)}
        findings: list[Finding] = []
        checked = 0
        for checked, found in enumerate(self._items(items), start=1):
            findings += found
            progress(checked, items)
        findings += self._gaps(items)
        findings += self._orphans()
        chain = _Walk(items)
        broken = list(custody.broken_links(chain.over(self._links(head.count)), head))
        findings += broken
        findings += self._unattested(items, chain.sound, whole=not broken)
        findings += [] if broken else self._otherwise()
        findings += chain.lost
        findings += beyond
        links = self._hashes(sorted({one.head.count for one in anchors}), head.count)
        held = witness.anchored_to(witnessed, links, chain.sound)
        letters = witness.anchored_to((one for one in witnessed if not one.authority), links, chain.sound)
        stamps = witness.held_stamps(witnessed, links, chain.sound)
        findings += witness.contradictions(anchors, links, head.count, held)
        return VerifyReport(checked, tuple(findings), head, held, letters_hold_to=letters, stamps=stamps)

    def _items(self, last: int) -> Iterator[list[Finding]]:
        after = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(
                    select(Item.number, Item.sha256, Item.size)
                    .where(Item.number > after, Item.number <= last)
                    .order_by(Item.number)
                    .limit(PAGE)
                ).all()
                for row in rows:
                    inside = _wrong_inside(connection, row.number, row.sha256)
                    yield [*_wrong_with(connection, row.number, row.sha256, row.size), *inside]
            if not rows:
                return
            after = rows[-1].number

    def _gaps(self, last: int) -> Iterator[Finding]:
        with self._database.reading() as connection:
            row = connection.execute(
                select(func.count(Item.number), func.max(Item.number)).where(Item.number <= last)
            ).one()
            if (row[0], row[1] or 0) == (last, last):
                return
            numbers = connection.scalars(select(Item.number).where(Item.number <= last).order_by(Item.number))
            expected = 1
            for number in numbers:
                yield from (_gap(missing) for missing in range(expected, number))
                expected = number + 1
            yield from (_gap(missing) for missing in range(expected, last + 1))

    def _orphans(self) -> Iterator[Finding]:
        with self._database.reading() as connection:
            lone = connection.scalars(
                select(Octets.sha256)
                .outerjoin(Item, Item.sha256 == Octets.sha256)
                .where(Item.number.is_(None))
                .distinct()
                .order_by(Octets.sha256)
            )
            yield from (Finding("orphan", f"octets:{sha256}", "an item", "none") for sha256 in lone)
            carried = select(Carrier.sha256).where(Carrier.sha256 == EnclosedMessage.sha256).exists()
            uncarried = connection.scalars(select(EnclosedMessage.sha256).where(~carried))
            yield from (Finding("orphan", f"enclosed:{sha256}", "a carrier", "none") for sha256 in uncarried)

    def _links(self, last: int) -> Iterator[custody.Link]:
        after = 0
        while after < last:
            with self._database.reading() as connection:
                rows = connection.execute(
                    select(EventRow.__table__)
                    .where(EventRow.seq > after, EventRow.seq <= last)
                    .order_by(EventRow.seq)
                    .limit(LINKS)
                ).all()
            for row in rows:
                event = CustodyEvent(row.act, row.agent, row.subject, row.outcome, _detail(row.detail))
                yield custody.Link(row.seq, row.at, event, row.previous, row.hash)
            if not rows:
                return
            after = rows[-1].seq

    def _hashes(self, counts: Sequence[int], end: int) -> dict[int, str]:
        """The hash of each of these events that is in the chain."""
        found: dict[int, str] = {}
        for few in windows([count for count in counts if count <= end], PAGE):
            with self._database.reading() as connection:
                rows = connection.execute(select(EventRow.seq, EventRow.hash).where(EventRow.seq.in_(few)))
                found.update((row.seq, row.hash) for row in rows)
        return found

    def _unattested(self, last: int, sound: int, *, whole: bool) -> Iterator[Finding]:
        """Rows that say other than the chain does up to its event `sound`; it is `whole` when nothing follows that."""
        for numbers in windows(range(1, last + 1), PAGE):
            with self._database.reading() as connection:
                events = _events_of(connection, numbers)
                carried = _carried(connection, numbers)
                if whole:
                    yield from _checked_otherwise(connection, numbers, events)
                    yield from _judged_otherwise(connection, numbers, events)
                    yield from provenance.otherwise(connection, numbers, events)
                filings = _filings(connection, numbers) if whole else {}
                for row in _attested_rows(connection, numbers):
                    own = events.get(row.number, [])
                    if whole:
                        yield from _unpacked_otherwise(row.number, carried.get(row.number, set()), own)
                    yield from _differs(row, [event for event in own if event.seq <= sound], whole=whole)
                    if whole:
                        yield from _filed_otherwise(row.number, filings.get(row.number, []), own)

    def _otherwise(self) -> list[Finding]:
        with self._database.reading() as connection:
            return list(attested.otherwise(connection))


class _Walk:
    """Watches the links go by: how far the chain is sound, and which items it attests that nothing else knows of."""

    def __init__(self, items: int) -> None:
        self.sound = 0
        self.lost: list[Finding] = []
        self._items = items

    def over(self, links: Iterator[custody.Link]) -> Iterator[custody.Link]:
        """The same links. Whoever asks for the next one has found this one sound."""
        for link in links:
            yield link
            self.sound = link.seq
            if link.event.act == "accession" and _number(link.event.subject) > self._items:
                self.lost.append(Finding("missing", link.event.subject, "an item of this number", "none"))


def _events_of(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[AnyRow]]:
    """What the chain says of the coming in, the reading and the filing of items, in its order."""
    found: dict[int, list[AnyRow]] = {}
    question = (
        select(EventRow.seq, EventRow.at, EventRow.act, EventRow.agent, EventRow.subject, EventRow.detail)
        .where(EventRow.subject.in_([f"item:{number}" for number in numbers]), EventRow.act.in_(WITNESSED))
        .order_by(EventRow.seq)
    )
    for row in connection.execute(question):
        found.setdefault(_number(row.subject), []).append(row)
    return found


def _attested_rows(connection: Connection, numbers: Sequence[int]) -> Sequence[AnyRow]:
    question = (
        select(Item.number, Item.sha256, Item.size)
        .where(Item.number.between(numbers[0], numbers[-1]))
        .order_by(Item.number)
    )
    return connection.execute(question).all()


def _filings(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[str]]:
    """In words, every filing of these items, in the order they were made."""
    found: dict[int, list[str]] = {}
    question = (
        select(Filing.__table__, Case.reference)
        .outerjoin(Case, Case.id == Filing.case_id)
        .where(Filing.item.between(numbers[0], numbers[-1]))
        .order_by(Filing.item, Filing.id)
    )
    for row in connection.execute(question):
        found.setdefault(row.item, []).append(attested.filing_as_stored(row))
    return found


def _differs(row: AnyRow, events: Sequence[AnyRow], *, whole: bool) -> Iterator[Finding]:
    accessions = [_detail(event.detail) for event in events if event.act == "accession"]
    subject = f"item:{row.number}"
    if not accessions and whole:
        yield Finding("orphan", subject, "an accession in the chain of custody", "none")
    if len(accessions) > 1:
        yield Finding("chain", subject, "one accession", f"{len(accessions)}")
    if accessions and (accessions[0].get("sha256"), accessions[0].get("size")) != (row.sha256, row.size):
        attested = f"{accessions[0].get('sha256')} {accessions[0].get('size')}"
        yield Finding("checksum", subject, attested, f"{row.sha256} {row.size}")


def _filed_otherwise(number: int, stored: Sequence[str], events: Sequence[AnyRow]) -> Iterator[Finding]:
    """The first of an item's filings that is not as the chain says; those after it hang on it."""
    told = [attested.filing_as_attested(event) for event in events if event.act == "filing"]
    for expected, found in zip_longest(told, stored, fillvalue="no filing"):
        if expected != found:
            yield Finding("chain", f"item:{number}", expected, found)
            return


def _carried(connection: Connection, numbers: Sequence[int]) -> Mapping[int, set[tuple[str, str, int]]]:
    """Path, checksum and size of each message that the rows say an item encloses, whichever derivation said so."""
    found: dict[int, set[tuple[str, str, int]]] = {}
    question = (
        select(Carrier.item, Carrier.path, EnclosedMessage.sha256, EnclosedMessage.size)
        .join(EnclosedMessage, EnclosedMessage.sha256 == Carrier.sha256)
        .where(Carrier.item.between(numbers[0], numbers[-1]))
    )
    for row in connection.execute(question):
        found.setdefault(row.item, set()).add((row.path, row.sha256, row.size))
    return found


def _unpacked_otherwise(number: int, carried: set[tuple[str, str, int]], events: Sequence[AnyRow]) -> Iterator[Finding]:
    """Enclosed messages that the chain attests and the rows do not have, or the other way round."""
    details = [_detail(event.detail) for event in events if event.act == "unpacking"]
    attested = {(str(one.get("path")), str(one.get("sha256")), one.get("size")) for one in details}
    for path, sha256, _ in sorted(carried - attested, key=str):
        yield Finding("chain", f"item:{number}/{path}", "no such message unpacked", str(sha256))
    for path, sha256, _ in sorted(attested - carried, key=str):
        yield Finding("missing", f"item:{number}/{path}", str(sha256), "none")


def _checked_otherwise(
    connection: Connection, numbers: Sequence[int], events: Mapping[int, list[AnyRow]]
) -> Iterator[Finding]:
    """Checks of signatures that the chain attests and the rows do not have, or the other way round."""
    told = {
        (f"item:{number}", number): f"signatures {sha256}"
        for number, sha256 in _last_told(events, ("signature check",), "sha256").items()
    }
    stored = accounts_of(connection, numbers)
    yield from attested.differences(
        told, {(f"item:{number}", number): f"signatures {sha256}" for number, sha256 in stored.items()}
    )


def _judged_otherwise(
    connection: Connection, numbers: Sequence[int], events: Mapping[int, list[AnyRow]]
) -> Iterator[Finding]:
    """Senders that are other than at the last reading; the chain does not tell of those of an earlier version."""
    columns = (Reading.item, Reading.standing, Reading.standing_reason, Reading.from_address, Reading.message_id_sha256)
    rows = connection.execute(select(*columns).where(Reading.item.between(numbers[0], numbers[-1])))
    stored = {row.item: attested.account_of_sender(row._asdict()) for row in rows}
    told = _last_told(events, READINGS, "sender")
    yield from attested.differences(
        {(f"item:{number}", number): f"sender {sha256}" for number, sha256 in told.items()},
        {(f"item:{number}", number): f"sender {stored[number]}" for number in told if number in stored},
    )


def _last_told(events: Mapping[int, list[AnyRow]], acts: Sequence[str], name: str) -> dict[int, object]:
    """What the last event of these acts that has this name in its detail says under it, by item."""
    told: dict[int, object] = {}
    for number, own in events.items():
        details = (_detail(event.detail) for event in own if event.act in acts)
        told.update((number, detail[name]) for detail in details if name in detail)
    return told


def _number(subject: str) -> int:
    """The number in "item:17"; 0 for another subject."""
    kind, _, number = subject.partition(":")
    return int(number) if kind == "item" and number.isascii() and number.isdigit() else 0


def _wrong_with(connection: Connection, number: int, checksum: str, size: int) -> Iterator[Finding]:
    sha256, found = hashlib.sha256(), 0
    for piece in content.pieces(connection, checksum):
        sha256.update(piece)
        found += len(piece)
    if found == 0 and size > 0:
        yield Finding("missing", f"item:{number}", f"{size} octets", "none")
    elif sha256.hexdigest() != checksum:
        yield Finding("checksum", f"item:{number}", checksum, sha256.hexdigest())
    elif found != size:
        yield Finding("checksum", f"item:{number}", f"{size} octets", f"{found} octets")


def _wrong_inside(connection: Connection, number: int, checksum: str) -> Iterator[Finding]:
    """Enclosed messages that are not where the rows say, cut anew from the carrier's octets."""
    for one in enclosed_in(connection, number):
        sha256 = hashlib.sha256()
        try:
            for piece in content.inside(connection, checksum, one.cuts):
                sha256.update(piece)
            found = sha256.hexdigest()
        except Unparseable:
            found = "nothing that can be cut out"
        if found != one.checksum:
            yield Finding("checksum", f"item:{number}/{one.path}", one.checksum, found)


def _beyond(connection: Connection, items: int, events: int) -> Iterator[Finding]:
    """What lies above the counters in the same view of the data: whoever writes as we do leaves nothing there."""
    for number in connection.scalars(select(Item.number).where(Item.number > items).order_by(Item.number)):
        yield Finding("orphan", f"item:{number}", "no item of this number", "one")
    first = connection.scalar(select(func.min(EventRow.seq)).where(EventRow.seq > events))
    if first is not None:
        yield Finding("chain", f"event:{first}", "no event of this number", "one")


def _issued(connection: Connection) -> Iterator[witness.Attestation]:
    """Where the chain stood at each weekly letter, as our own rows have it."""
    rows = connection.execute(select(DigestIssue.chain_count, DigestIssue.chain_head))
    return (witness.Attestation(ChainHead(row.chain_count, row.chain_head)) for row in rows)


def _gap(number: int) -> Finding:
    return Finding("missing", f"item:{number}", "an item of this number", "none")


def _detail(text: str) -> dict[str, str | int | None]:
    """The detail of an event; what is not JSON any more is kept as text, so that its link is seen to be broken."""
    try:
        detail = json.loads(text)
    except ValueError:
        return {"unreadable": text}
    return dict(detail) if isinstance(detail, dict) else {"unreadable": text}
