"""Verification: does the archive still hold what it says it holds? Findings are values; all of them are reported."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import Connection, func, or_, select

from archiver.core import custody, witness
from archiver.core.intake import windows
from archiver.core.records import ChainHead, CustodyEvent, Finding
from archiver.edges import content
from archiver.edges.store import (
    attested,
    attested_access,
    attested_disposals,
    attested_items,
    attested_keys,
    attested_letters,
    balances,
    counters,
    defence,
    erasing,
    whereabouts,
)
from archiver.edges.store.accounts import as_stored
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.readings import cuts_of
from archiver.edges.store.signatures import accounts_of
from archiver.edges.tables import (
    Carrier,
    Case,
    DigestIssue,
    EnclosedMessage,
    Filing,
    Head,
    Import,
    Incident,
    IncidentReport,
    Item,
    ObjectRow,
    Octets,
    Original,
    Outbox,
    Part,
    Reading,
    Sighting,
    Signature,
    Strengthening,
)
from archiver.edges.tables import CustodyEvent as EventRow
from archiver.errors import Unparseable

PAGE = 200
LINKS = 2000
READINGS = ("metadata extraction", "metadata modification")
WITNESSED = (
    *("accession", "sighting", "quarantine", "release", "filing", "unpacking", "signature check", "letter"),
    *READINGS,
)
_HANG_ON_ITEMS = (
    *(Reading.item, Part.item, Carrier.item, Original.item, IncidentReport.item, Strengthening.weaker, Signature.item),
    *(Filing.item, Sighting.item, Import.item, Outbox.item),
)


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
    reread: int = 0
    """Items read anew and compared with what was derived from them."""
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
        self,
        progress: Callable[[int, int], None],
        witnessed: Sequence[witness.Attestation] = (),
        *,
        among: Sequence[int] | None = None,
        ledger: attested_disposals.Ledger | None = None,
        hands: int = 1,
    ) -> VerifyReport:
        """Hash every item's octets and every message enclosed in them, walk the chain, hold the rows against what it
        attests, look for gaps and orphans, and see that each folder's count adds up.

        With `among` only these items and the rows that hang on them are looked at; all that hangs on none is as ever.

        The chain must still have the hashes that it had when weekly letters were issued and time stamps obtained: as
        `witnessed` says, from outside, and as our own rows of those letters say, which whoever rewrites everything
        would rewrite too.

        What the `ledger` that lies outside the database says was erased has a tombstone.

        What comes in meanwhile is left to the next time. So many threads as `hands` read and hash octets. `progress` is
        told (work done, work in all): the octets of an item are as much work as its rows, and as a page of the chain.
        """
        with self._database.reading() as connection:
            items, head = _head(connection)
            beyond = [*_beyond(connection, items, head.count), *defence.gaps(connection)]
            anchors = {*witnessed, *_issued(connection)}
            claimed, items = items, min(items, _at_most(connection))
        wanted = _ranges(items) if among is None else windows([one for one in sorted(among) if one <= items], PAGE)
        count = items if among is None else sum(map(len, wanted))
        work = _Work(2 * count - (-head.count // LINKS), progress)
        findings: list[Finding] = []
        checked = 0
        for found in self._items(wanted, hands):
            findings += found
            checked += 1
            work.advance()
        findings += self._gaps(items)
        findings += self._orphans(items)
        findings += whereabouts.orphans(self._database)
        chain = _Walk(items)
        broken = [*custody.broken_links(chain.over(self._links(head.count, work)), head), *_of_chain(beyond)]
        findings += broken
        findings += [] if claimed == items else [Finding("missing", "head", f"{claimed} items", f"{items} at most")]
        findings += self._keys(items, whole=not broken)
        findings += self._unattested(wanted, chain.sound, work, whole=not broken)
        findings += [] if broken else self._otherwise(chain, ledger)
        findings += chain.lost
        findings += [one for one in beyond if one not in broken]
        findings += self._balances()
        findings += [] if findings else self._counters()
        links = self._hashes(sorted({one.head.count for one in anchors}), head.count)
        held = witness.anchored_to(witnessed, links, chain.sound)
        letters = witness.anchored_to((one for one in witnessed if not one.authority), links, chain.sound)
        stamps = witness.held_stamps(witnessed, links, chain.sound)
        findings += witness.contradictions(anchors, links, head.count, held)
        return VerifyReport(checked, tuple(findings), head, held, letters_hold_to=letters, stamps=stamps)

    def items(self, numbers: Sequence[int]) -> list[Finding]:
        """The same of a few items alone, and of the rows that hang on them, as if the chain were sound."""
        wanted = windows(sorted(numbers), PAGE)
        octets = (one for found in self._items(wanted) for one in found)
        return [*octets, *self._unattested(wanted, sys.maxsize, _Work(), whole=True)]

    def _items(self, wanted: Sequence[Sequence[int]], hands: int = 1) -> Iterator[list[Finding]]:
        """What is wrong with each item's octets. Hashing needs no interpreter: `hands` threads keep as many cores."""
        with ThreadPoolExecutor(hands, "hashes") as pool:
            ahead: deque[Future[list[list[Finding]]]] = deque()
            try:
                for numbers in wanted:
                    ahead.append(pool.submit(self._page_of_octets, numbers))
                    if len(ahead) > 2 * hands:
                        yield from ahead.popleft().result()
                while ahead:
                    yield from ahead.popleft().result()
            finally:
                for page in ahead:
                    page.cancel()

    def _page_of_octets(self, numbers: Sequence[int]) -> list[list[Finding]]:
        """For each item of a page; nothing for those whose disposal has begun, as their rows are judged elsewhere."""
        with self._database.reading() as connection:
            gone = attested_disposals.gone_of(connection, numbers)
            rows = _attested_rows(connection, numbers)
            kept = [row for row in rows if row.number not in gone.begun]
            resting = {one.name: one for one in content.at_rest(connection, [row.sha256 for row in kept])}
            inside = _wrong_inside(connection, kept)
            wrong = {
                row.number: [*_wrong_with(connection, row, resting[row.sha256]), *inside.get(row.number, ())]
                for row in kept
            }
        return [wrong.get(row.number, []) for row in rows]

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

    def _keys(self, items: int, *, whole: bool) -> Iterator[Finding]:
        with self._database.reading() as connection:
            yield from attested_keys.otherwise(connection, items, whole=whole)

    def _balances(self) -> Iterator[Finding]:
        with self._database.reading() as connection:
            yield from balances.otherwise(connection)

    def _counters(self) -> Iterator[Finding]:
        """Only of rows that are as the chain tells: what is wrong with others has been said."""
        with self._database.reading() as connection:
            yield from counters.otherwise(connection)

    def _orphans(self, last: int) -> Iterator[Finding]:
        with self._database.reading() as connection:
            lone = connection.scalars(
                select(Octets.sha256)
                .outerjoin(Item, Item.sha256 == Octets.sha256)
                .where(Item.number.is_(None))
                .distinct()
                .order_by(Octets.sha256)
            )
            yield from (Finding("orphan", f"octets:{sha256}", "an item", "none") for sha256 in lone)
            stray = select(ObjectRow.sha256).where(~select(Item.number).where(Item.sha256 == ObjectRow.sha256).exists())
            yield from (
                Finding("orphan", f"object:{sha256}", "an item", "none") for sha256 in connection.scalars(stray)
            )
            carried = select(Carrier.sha256).where(Carrier.sha256 == EnclosedMessage.sha256).exists()
            uncarried = connection.scalars(select(EnclosedMessage.sha256).where(~carried))
            yield from (Finding("orphan", f"enclosed:{sha256}", "a carrier", "none") for sha256 in uncarried)
            reported = select(IncidentReport.incident).where(IncidentReport.incident == Incident.id).exists()
            unreported = connection.scalars(select(Incident.id).where(~reported).order_by(Incident.id))
            yield from (Finding("orphan", f"incident:{number}", "a report", "none") for number in unreported)
            for column in _HANG_ON_ITEMS:
                there = select(Item.number).where(Item.number == column).exists()
                strays = select(column).distinct().where(or_(column > last, column < 1), ~there).order_by(column)
                for number in connection.scalars(strays):
                    yield Finding("orphan", f"item:{number}/{column.class_.__tablename__}", "an item", "none")

    def _links(self, last: int, work: _Work) -> Iterator[custody.Link]:
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
            work.advance()

    def _hashes(self, counts: Sequence[int], end: int) -> dict[int, str]:
        """The hash of each of these events that is in the chain."""
        found: dict[int, str] = {}
        for few in windows([count for count in counts if count <= end], PAGE):
            with self._database.reading() as connection:
                rows = connection.execute(select(EventRow.seq, EventRow.hash).where(EventRow.seq.in_(few)))
                found.update((row.seq, row.hash) for row in rows)
        return found

    def _unattested(
        self, wanted: Sequence[Sequence[int]], sound: int, work: _Work, *, whole: bool
    ) -> Iterator[Finding]:
        """Rows that say other than the chain does up to its event `sound`; it is `whole` when nothing follows that."""
        for numbers in wanted:
            yield from self._page_unattested(numbers, sound, whole=whole)
            work.advance(len(numbers))

    def _page_unattested(self, numbers: Sequence[int], sound: int, *, whole: bool) -> Sequence[Finding]:
        """Of a page of items."""
        with self._database.reading() as connection:
            return list(_unattested(connection, numbers, sound, whole=whole))

    def _otherwise(self, chain: _Walk, ledger: attested_disposals.Ledger | None) -> Iterator[Finding]:
        with self._database.reading() as connection:
            gone, emptied = attested_disposals.cases_gone(connection), erasing.acts_gone(connection)
            yield from attested.otherwise(connection, gone, emptied)
            yield from attested_disposals.otherwise(connection, ledger)
            yield from attested_access.otherwise(connection)
        with self._database.reading() as connection:
            letters = attested_disposals.letters_gone(connection)
        yield from attested_letters.otherwise(self._database.reading, letters, is_new=chain.tells_all)


def _unattested(connection: Connection, numbers: Sequence[int], sound: int, *, whole: bool) -> Iterator[Finding]:
    gone = attested_disposals.gone_of(connection, numbers) if whole else attested_disposals.Gone()
    kept = [number for number in numbers if number not in gone.begun]
    events = _events_of(connection, numbers)
    carried = _carried(connection, numbers)
    if whole:
        of_kept = {number: own for number, own in events.items() if number not in gone.begun}
        yield from _checked_otherwise(connection, kept, of_kept)
        yield from _judged_otherwise(connection, kept, of_kept)
        yield from attested_disposals.left_of_items(connection, gone)
    filings = _filings(connection, numbers) if whole else {}
    for row in _attested_rows(connection, numbers):
        own = events.get(row.number, [])
        if whole and row.number not in gone.begun:
            yield from _unpacked_otherwise(row.number, carried.get(row.number, set()), own)
        yield from _differs(row, [event for event in own if event.seq <= sound], whole=whole)
        if whole:
            yield from _filed_otherwise(row.number, filings.get(row.number, []), own)
    if whole:
        yield from attested_items.otherwise(connection, _page(numbers, events), kept)


class _Work:
    """How much is done, told as it goes on."""

    def __init__(self, whole: int = 0, tell: Callable[[int, int], None] = lambda _done, _whole: None) -> None:
        self._done, self._whole, self._tell = 0, whole, tell

    def advance(self, by: int = 1) -> None:
        """So much more."""
        self._done += by
        self._tell(min(self._done, self._whole), self._whole)


class _Walk:
    """Watches the links go by: how far the chain is sound, and which items it attests that nothing else knows of."""

    def __init__(self, items: int) -> None:
        self.sound = 0
        self.lost: list[Finding] = []
        self.tells_all = True
        """No older version wrote any of it, which said less."""
        self._items = items

    def over(self, links: Iterator[custody.Link]) -> Iterator[custody.Link]:
        """The same links. Whoever asks for the next one has found this one sound."""
        for link in links:
            yield link
            self.sound = link.seq
            if link.event.act == "accession" and "provenance" not in link.event.detail:
                self.tells_all = False
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


def _page(numbers: Sequence[int], events: Mapping[int, list[AnyRow]]) -> attested_items.Page:
    told = {number: [(event, _detail(event.detail)) for event in own] for number, own in events.items()}
    return attested_items.Page(numbers, told)


def _attested_rows(connection: Connection, numbers: Sequence[int]) -> Sequence[AnyRow]:
    question = select(*as_stored(Item)).where(Item.number.in_(numbers)).order_by(Item.number)
    return connection.execute(question).all()


def _filings(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[AnyRow]]:
    """Every filing of these items, in the order they were made."""
    found: dict[int, list[AnyRow]] = {}
    question = (
        select(*as_stored(Filing), Case.reference)
        .outerjoin(Case, Case.id == Filing.case_id)
        .where(Filing.item.in_(numbers))
        .order_by(Filing.item, Filing.id)
    )
    for row in connection.execute(question):
        found.setdefault(row.item, []).append(row)
    return found


def _differs(row: AnyRow, events: Sequence[AnyRow], *, whole: bool) -> Iterator[Finding]:
    accessions = [(_detail(event.detail), event.at) for event in events if event.act == "accession"]
    subject = f"item:{row.number}"
    if not accessions and whole:
        yield Finding("orphan", subject, "an accession in the chain of custody", "none")
    if len(accessions) > 1:
        yield Finding("chain", subject, "one accession", f"{len(accessions)}")
    if accessions:
        detail, at = accessions[0]
        expected, found = (detail.get("sha256"), detail.get("size")), (row.sha256, row.size)
        if expected != found:
            yield Finding("checksum", subject, "{} {}".format(*expected), "{} {}".format(*found))
            return
        came, comes = (detail.get("provenance", row.provenance), at), (row.provenance, row.committed_at)
        if came != comes:
            yield Finding("chain", subject, "{} {}".format(*came), "{} {}".format(*comes))


def _filed_otherwise(number: int, stored: Sequence[AnyRow], events: Sequence[AnyRow]) -> Iterator[Finding]:
    """The first of an item's filings that is not as the chain says; those after it hang on it."""
    told = [attested.filing_as_attested(event) for event in events if event.act == "filing"]
    for expected, row in zip_longest(told, stored):
        numbered = expected is None or expected.startswith("row ")
        found = None if row is None else attested.filing_as_stored(row, numbered=numbered)
        if expected != found:
            yield Finding("chain", f"item:{number}", expected or "no filing", found or "no filing")
            return


def _carried(connection: Connection, numbers: Sequence[int]) -> Mapping[int, set[tuple[str, str, int]]]:
    """Path, checksum and size of each message that the rows say an item encloses, whichever derivation said so."""
    found: dict[int, set[tuple[str, str, int]]] = {}
    question = (
        select(Carrier.item, Carrier.path, EnclosedMessage.sha256, EnclosedMessage.size)
        .join(EnclosedMessage, EnclosedMessage.sha256 == Carrier.sha256)
        .where(Carrier.item.in_(numbers))
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
    columns = ("item", "standing", "standing_reason", "from_address", "message_id_sha256")
    rows = connection.execute(select(*as_stored(Reading, columns)).where(Reading.item.in_(numbers)))
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


def _wrong_with(connection: Connection, row: AnyRow, found: content.Found) -> Iterator[Finding]:
    subject = f"item:{row.number}"
    if found.size == 0 and row.size > 0:
        yield Finding("missing", subject, f"{row.size} octets", "none")
    elif found.checksum != row.sha256:
        yield Finding("checksum", subject, row.sha256, found.checksum)
    elif found.size != row.size:
        yield Finding("checksum", subject, f"{row.size} octets", f"{found.size} octets")
    elif (otherwise := content.lies_otherwise(connection, found, row.size)) is not None:
        yield Finding("checksum", subject, *otherwise)


def _wrong_inside(connection: Connection, items: Sequence[AnyRow]) -> Mapping[int, list[Finding]]:
    """Enclosed messages that are not where the rows say, cut anew from the octets of the items that carry them."""
    named = {row.number: row.sha256 for row in items}
    rows = connection.execute(
        select(Carrier.item, Carrier.path, Carrier.cuts, Carrier.sha256)
        .join(EnclosedMessage, EnclosedMessage.sha256 == Carrier.sha256)
        .join(Reading, (Reading.item == Carrier.item) & (Reading.derivation == Carrier.derivation))
        .where(Carrier.item.in_(list(named)))
        .order_by(Carrier.item, Carrier.ordinal)
    )
    wrong: dict[int, list[Finding]] = {}
    for row in rows.all():
        found = _hash_inside(connection, named[row.item], row.cuts)
        if found != row.sha256:
            one = Finding("checksum", f"item:{row.item}/{row.path}", row.sha256, found)
            wrong.setdefault(row.item, []).append(one)
    return wrong


def _hash_inside(connection: Connection, checksum: str, kept: str) -> str:
    sha256 = hashlib.sha256()
    try:
        for piece in content.inside(connection, checksum, cuts_of(kept)):
            sha256.update(piece)
    except (Unparseable, ValueError, TypeError, LookupError):  # a foreign hand can have written anything there
        return "nothing that can be cut out"
    return sha256.hexdigest()


def _beyond(connection: Connection, items: int, events: int) -> Iterator[Finding]:
    """What lies above the counters in the same view of the data: whoever writes as we do leaves nothing there."""
    for number in connection.scalars(select(Item.number).where(Item.number > items).order_by(Item.number)):
        yield Finding("orphan", f"item:{number}", "no item of this number", "one")
    first = connection.scalar(select(func.min(EventRow.seq)).where(EventRow.seq > events))
    if first is not None:
        yield Finding("chain", f"event:{first}", "no event of this number", "one")


def _of_chain(findings: Sequence[Finding]) -> Iterator[Finding]:
    return (one for one in findings if one.kind == "chain")


def _issued(connection: Connection) -> Iterator[witness.Attestation]:
    """Where the chain stood at each weekly letter, as our own rows have it."""
    rows = connection.execute(select(DigestIssue.chain_count, DigestIssue.chain_head))
    counted = (row for row in rows if isinstance(row.chain_count, int))
    return (witness.Attestation(ChainHead(row.chain_count, str(row.chain_head))) for row in counted)


def _head(connection: Connection) -> tuple[int, ChainHead]:
    """As the counters have it; of none at all the chain is seen to go on behind its end."""
    row = connection.execute(select(Head.items, Head.events, Head.hash)).one_or_none()
    if row is None or not (isinstance(row.items, int) and isinstance(row.events, int)):
        return 0, ChainHead(0, custody.GENESIS)
    return row.items, ChainHead(row.events, row.hash)


def _at_most(connection: Connection) -> int:
    """So many items there can be, whatever the counter says: each has a row, or an event of its own."""
    events, items = select(func.max(EventRow.seq)).scalar_subquery(), select(func.max(Item.number)).scalar_subquery()
    row = connection.execute(select(events.label("events"), items.label("items"))).one()
    return max(row.events or 0, row.items or 0)


def _ranges(last: int) -> Sequence[Sequence[int]]:
    return windows(range(1, last + 1), PAGE)


def _gap(number: int) -> Finding:
    return Finding("missing", f"item:{number}", "an item of this number", "none")


def _detail(text: str) -> dict[str, str | int | None]:
    """The detail of an event; what is not JSON any more is kept as text, so that its link is seen to be broken."""
    try:
        detail = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return {"unreadable": str(text)}
    is_as_written = isinstance(detail, dict) and custody.canonical_detail(detail) == text
    return dict(detail) if is_as_written else {"unreadable": text}
