"""What the commands do: each opens the archive, calls the job that does it, and gives values back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.bell import Bell
from archiver.config import Mailbox as MailboxSettings
from archiver.config import Settings
from archiver.core import custody, stamps
from archiver.core import letters as weekly_letters
from archiver.core.anatomy import anatomy_of
from archiver.core.custody import VirusPurpose
from archiver.core.forwards.choice import judged
from archiver.core.language import later
from archiver.core.records import ChainHead, Checksum, IsoWeek, ItemNumber, ItemState, Octets, Reading, Unreadable
from archiver.core.weeks import latest_over
from archiver.edges import files, host
from archiver.edges.parsing import ParsingChildren
from archiver.edges.store.audit import VerifyReport
from archiver.edges.store.catalogue import (
    ActEntry,
    CaseEntry,
    EnclosedDetail,
    FilingEntry,
    ItemDetail,
    ItemEntry,
    Place,
    Status,
)
from archiver.edges.store.letters import Unsent
from archiver.edges.store.signatures import SignatureEntry
from archiver.edges.store.stamps import KeptStamp, StampStanding
from archiver.edges.tables import SCHEMA_VERSION
from archiver.errors import (
    ArchiverError,
    ItemDamaged,
    ItemInfected,
    LoginExpired,
    OutsideServiceError,
    Unparseable,
    UsageError,
)
from archiver.jobs import fixity, importing, weekly
from archiver.jobs.importing import ImportReport
from archiver.jobs.ingest import Round, RoundReport
from archiver.jobs.ports import Mailbox
from archiver.jobs.receipts import PostReport, collect_held_back, send_due, write_alarms
from archiver.jobs.settling import Reread, read_again, settle_leftovers
from archiver.jobs.sharing import LEASE
from archiver.jobs.signatures import Repeated, check_again
from archiver.jobs.watch import Holding
from archiver.service import anchors
from archiver.service.canary import sieve_of
from archiver.service.scanning import INFECTED, is_infected
from archiver.service.wiring import (
    Archive,
    by_hand,
    connect,
    database_of,
    grant,
    known_authorities,
    ledger_of,
    now,
    opened,
    upgrade,
)

__all__ = [
    "SCHEMA_VERSION",
    "ActEntry",
    "Archive",
    "CaseEntry",
    "EnclosedDetail",
    "FilingEntry",
    "ImportReport",
    "Inspection",
    "ItemDetail",
    "ItemEntry",
    "Place",
    "PostReport",
    "Repeated",
    "Reread",
    "RoundReport",
    "SignatureEntry",
    "StampFiles",
    "StampStanding",
    "Status",
    "Unsent",
    "VerifyReport",
    "VirusPurpose",
    "by_hand",
    "chain_handed_out",
    "database_of",
    "digest",
    "grant",
    "handed_out",
    "import_paths",
    "ingest",
    "inspect",
    "last_week",
    "opened",
    "post",
    "reread",
    "retry_quarantined",
    "send_digest",
    "shown",
    "signatures_again",
    "signatures_of",
    "stamp_files",
    "told_why",
    "upgrade",
    "verify",
]


REREAD_PAGE = 200
MOST_TOKENS = 100
"""So many access tokens may run out while one round is tried; each lives an hour where nobody plays with it."""
UNSAID_ZONE = "Europe/Copenhagen"
"""Where wall clocks are taken to hang when there is no configuration."""


def _raised(_mailbox: str, error: ArchiverError) -> None:
    raise error


def ingest(
    archive: Archive,
    names: tuple[str, ...],
    progress: Callable[[str, int], None],
    failed: Callable[[str, ArchiverError], None] = _raised,
) -> Iterator[RoundReport]:
    """One round over each mailbox named, or over all of them.

    `failed` is told of a mailbox whose round could not be finished, and the next one has its turn. Without it the
    `OutsideServiceError` or `LeaseLost` is raised.
    """
    reader = archive.reader(archive.readers)
    try:
        for one in _chosen(archive.settings, names):
            try:
                yield _round(archive, one, reader, lambda count, name=one.name: progress(name, count))  # type: ignore[misc]
            except ArchiverError as error:
                failed(one.name, error)
    finally:
        reader.close()


def _chosen(settings: Settings, names: tuple[str, ...]) -> list[MailboxSettings]:
    unknown = set(names) - {one.name for one in settings.mailboxes}
    if unknown:
        raise UsageError("There is no mailbox named {names} in the configuration.", names=", ".join(sorted(unknown)))
    return [one for one in settings.mailboxes if not names or one.name in names]


def _round(
    archive: Archive, one: MailboxSettings, reader: ParsingChildren, progress: Callable[[int], None]
) -> RoundReport:
    store = archive.store
    lease = store.ledger.take_lease(one.name, archive.holder, archive.reckoning(), LEASE, host.is_dead)
    if lease is None:
        raise OutsideServiceError(later("Another archiver is working on mailbox {name}."), name=one.name)

    with Holding(store, lease, archive.reckoning, host.steady_seconds, host.is_dead) as tenure:

        def connected() -> Mailbox:
            return connect(archive.settings, one, Bell(), tenure)

        def a_round() -> RoundReport:
            round_ = Round(
                connected(),
                connected,
                store,
                reader,
                archive.policy,
                lease,
                now,
                progress,
                readers=reader.count,
                others=archive.others(one.name),
                sieve=sieve_of(archive, reader),
            )
            try:
                return round_.run()
            finally:
                round_.mailbox.close()

        for _ in range(MOST_TOKENS):
            with suppress(LoginExpired):
                return a_round()
        return a_round()


def post(archive: Archive) -> PostReport:
    """One post round now: the letters of alarms, collected receipts, then everything that is due."""
    write_alarms(archive.store, archive.alarm_readers, archive.policy.message_id, now)
    collect_held_back(archive.store, archive.policy, now)
    with archive.post_office() as office:
        return send_due(archive.store, office, archive.correspondence, now)


def import_paths(archive: Archive, paths: list[Path], progress: Callable[[int], None]) -> ImportReport:
    """Archive every message in files and folders."""
    reader = archive.reader()
    try:
        found = (message for path in paths for message in files.messages_in(path))
        return importing.take_in(found, archive.store, reader, archive.policy, now, progress, agent=by_hand())
    finally:
        reader.close()


@dataclass(frozen=True, slots=True)
class Inspection:
    """How one mail would be understood."""

    octets: Octets
    outcome: Reading | Unreadable


def inspect(path: Path, settings: Settings | None = None) -> Inspection:
    """Read one file as the archive would; stores nothing.

    Without `settings` the domain of its sender stands for the workplace's own, and the clock is Copenhagen's.
    """
    try:
        octets = Octets(path.read_bytes())
    except OSError as error:
        raise UsageError("{path} cannot be read: {problem}.", path=path, problem=error.strerror) from error
    reader = ParsingChildren()
    try:
        outcome = reader.read(octets)
    finally:
        reader.close()
    if isinstance(outcome, Unreadable):
        return Inspection(octets, outcome)
    if settings is None:
        return Inspection(octets, judged(outcome, (), ZoneInfo(UNSAID_ZONE)))
    return Inspection(octets, judged(outcome, settings.archive.own_domains, settings.archive.zone))


def reread(
    archive: Archive, names: list[str], outdated: bool, progress: Callable[[int, int], None]
) -> Iterator[tuple[ItemNumber, Reread]]:
    """Read items again: those named, or all that an older reader read. Gives what came of each as it comes.

    Raises `UsageError` for one that has not been read, and then reads none. `progress` is told (done, in all).
    """
    count = archive.store.catalogue.count_outdated() if outdated else len(set(names))
    items = _outdated(archive) if outdated else iter(_named(archive, names))
    reader = archive.reader()
    try:
        for done, (number, checksum) in enumerate(items, 1):
            yield number, read_again(archive.store, reader, archive.policy, number, checksum, by_hand(), now)
            progress(done, max(done, count))
    finally:
        reader.close()


def _outdated(archive: Archive) -> Iterator[tuple[ItemNumber, Checksum]]:
    last = 0
    while page := archive.store.catalogue.outdated(REREAD_PAGE, after=last):
        yield from page
        last = page[-1][0]


def _named(archive: Archive, names: list[str]) -> list[tuple[ItemNumber, Checksum]]:
    catalogue = archive.store.catalogue
    entries = [catalogue.entry(number) for number in sorted({catalogue.named(name) for name in names})]
    for entry in entries:
        if entry.state in {ItemState.QUARANTINED, ItemState.PENDING}:
            raise UsageError("Item {number} has not been read; run: archiver quarantine retry", number=entry.item)
    return [(entry.item, entry.sha256) for entry in entries]


def retry_quarantined(archive: Archive, names: Sequence[str], agent: str | None = None) -> int:
    """Read quarantined items once more: those named, or all of them. Gives how many left quarantine.

    `agent` is who wants it; without one, whoever sits at this terminal. Raises `UsageError` for one that is not in
    quarantine, and then reads none.
    """
    store = archive.store
    there = store.catalogue.quarantined()
    numbers = sorted({store.catalogue.named(name) for name in names}) if names else there
    for number in numbers:
        if number not in there:
            raise UsageError("Item {number} is not in quarantine.", number=number)
    damaged = store.accessions.unsound((number, store.catalogue.item(number).entry.sha256) for number in numbers)
    for number in damaged:
        raise ItemDamaged(
            later("Item {number} is damaged: what is stored is not what came in. Run: archiver verify"), number=number
        )
    for number in numbers:
        store.casework.reopen_reading(number, agent or by_hand(), now())
    reader = archive.reader()
    try:
        settle_leftovers(store, reader, archive.policy, now)
    finally:
        reader.close()
    still = set(store.catalogue.quarantined())
    return sum(number not in still for number in numbers)


def verify(archive: Archive, saved: list[Path], progress: Callable[[int, int], None]) -> VerifyReport:
    """Check everything stored, read a sample of it anew, and hold the chain of custody against saved weekly letters.

    Raises `UsageError` for a file that is no weekly letter of this archive, before anything is checked.
    """
    letters = anchors.letters_in(saved, archive.policy.loop_mark)
    held = anchors.anchors(archive.store, letters, known_authorities(archive.settings))
    days, agent, known = archive.settings.fixity.days, by_hand(), ledger_of(archive).known
    with ExitStack() as stack:

        @cache
        def reader() -> ParsingChildren:
            return stack.enter_context(closing(archive.reader()))

        report = fixity.check_all(
            *(archive.store, reader, days, agent, now, progress, held.attestations),
            ledger=known,
            hands=host.processors(),
        )
    return held.told_in(report)


@dataclass(frozen=True, slots=True)
class StampFiles:
    """A time stamp as files with which openssl alone can check it."""

    stamp: KeptStamp
    stated: bytes
    """The line whose hash is stamped."""
    roots: str
    """PEM: the certificates that were believed when it came."""
    others: str
    """PEM: what leads from its signature to them."""

    @property
    def name(self) -> str:
        """What its files are called, before their endings."""
        return f"{self.stamp.head.count}-{re.sub(r'[^A-Za-z0-9_.-]', '_', self.stamp.authority)}"


def stamp_files(archive: Archive) -> Iterator[StampFiles]:
    """Every time stamp of the archive with all that is needed to check it, oldest first."""
    from archiver.edges.timestamps import roots_and_others  # noqa: PLC0415

    for one in archive.store.stamps.kept():
        roots, others = roots_and_others(one.certificates, one.response)
        yield StampFiles(one, stamps.statement(one.head), roots, others)


@dataclass(frozen=True, slots=True)
class ShownDigest:
    """A weekly letter as plain text."""

    text: str
    is_as_sent: bool
    """The letter that was composed then; else as it would be composed now."""


def digest(archive: Archive, week: IsoWeek | None) -> ShownDigest:
    """The letter of a week, of the one that just ended by default.

    Raises `UsageError` for a past week that has none and can never have one.
    """
    chosen, officer = week or last_week(archive), archive.officer
    octets = archive.store.letters.composed(chosen, officer.address)
    if octets is not None:
        return ShownDigest(anatomy_of(octets).bodies[0].plain.rstrip(), is_as_sent=True)
    if not archive.store.letters.is_issued(chosen, officer.address):
        weekly.refuse_past(archive.store, officer, chosen, last_week(archive))
    facts = archive.store.letters.preview(chosen, officer.address, now())
    return ShownDigest(weekly_letters.digest_text(facts, archive.correspondence, now()), is_as_sent=False)


def send_digest(archive: Archive, week: IsoWeek | None) -> tuple[weekly.ByHand, PostReport]:
    """Issue a week's letter, or queue it again if it did not get through, and send what is due.

    Raises `UsageError` for a week that is not over or lies before the newest letter.
    """
    chosen = week or last_week(archive)
    became = weekly.issue_by_hand(archive.store, archive.officer, chosen, archive.policy.message_id, now)
    return became, post(archive)


def last_week(archive: Archive) -> IsoWeek:
    """The newest week that is over."""
    return latest_over(now(), archive.officer.zone)


def chain_handed_out(archive: Archive) -> tuple[ChainHead, Iterator[bytes]]:
    """The whole chain of custody, a line for each event, for a person: that is written down first, and is its last."""
    head = archive.store.chain.hand_out(by_hand(), now())
    return head, map(custody.handed_out, archive.store.chain.links(head.count))


def shown(archive: Archive, name: str) -> ItemDetail | EnclosedDetail:
    """All that is known of one item, or of a message inside one, for a person: the look-up is written down first."""
    place = archive.store.catalogue.place(name)
    archive.store.casework.note_access(place.item, "view", by_hand(), now(), path=place.path)
    if not place.path:
        return archive.store.catalogue.item(place.item)
    enclosed = archive.store.catalogue.enclosed(place)
    if enclosed is None:
        raise UsageError("There is no message at {path} in item {number}.", path=place.path, number=place.item)
    return enclosed


def told_why(archive: Archive, name: str) -> ItemDetail:
    """How one item was filed, with what persons wrote about it: the look-up is written down first."""
    number = archive.store.catalogue.named(name)
    archive.store.casework.note_access(number, "view", by_hand(), now(), shown="filings")
    return archive.store.catalogue.item(number)


def signatures_of(archive: Archive, detail: ItemDetail | EnclosedDetail) -> list[SignatureEntry]:
    """The newest verdicts on an item's signatures; of a message inside one, those on its own."""
    if isinstance(detail, ItemDetail):
        return archive.store.signatures.newest(detail.entry.item)
    place = detail.carriers[0]
    return [one for one in archive.store.signatures.newest(place.item) if one.check.path == place.path]


def signatures_again(archive: Archive, name: str) -> tuple[ItemNumber, list[Repeated]]:
    """Repeat the verdicts on an item's signatures with the keys that were kept; no name server is asked.

    They name domains that somebody wrote: that they were looked at is written down first.
    """
    number = archive.store.catalogue.named(name)
    archive.store.casework.note_access(number, "view", by_hand(), now(), shown="signatures")
    checker = archive.reader()
    try:
        return number, check_again(archive.store, checker, number, by_hand(), now)
    finally:
        checker.close()


def handed_out(archive: Archive, name: str, purpose: VirusPurpose | None = None) -> tuple[ItemNumber, Iterator[bytes]]:
    """The exact octets of one item, or of a message or leaf inside one, for a person: that is written down first.

    What a virus scanner found something in is only handed out for a purpose, which is written down too; else
    `ItemInfected` is raised. They are hashed as they go; after the last of them comes `ItemDamaged` when they are not
    what came in.
    """
    place = archive.store.catalogue.place(name)
    infected = is_infected(archive, place.item)
    if infected and purpose is None:
        raise ItemInfected(INFECTED, number=place.item)
    if place.path:
        checksum, _, octets = archive.store.catalogue.inside(place)
    else:
        checksum = archive.store.catalogue.item(place.item).entry.sha256
        octets = archive.store.catalogue.octets(place.item)
    why = purpose if infected and purpose is not None else ""
    archive.store.casework.note_access(place.item, "export", by_hand(), now(), path=place.path, purpose=why)
    return place.item, _proven(octets, place.item, checksum)


def _proven(octets: Iterator[bytes], number: ItemNumber, checksum: Checksum) -> Iterator[bytes]:
    sha256, is_whole = hashlib.sha256(), True
    try:
        for piece in octets:
            sha256.update(piece)
            yield piece
    except Unparseable:  # what is stored cannot even be cut as it was
        is_whole = False
    if not is_whole or sha256.hexdigest() != checksum:
        raise ItemDamaged(
            later("Item {number} is damaged: what is stored is not what came in. Run: archiver verify"), number=number
        )
