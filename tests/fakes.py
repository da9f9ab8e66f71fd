"""Behaving stand-ins for what is outside: an IMAP-like server and its sessions, a post office, a reader, a clock.

They keep state and follow the rules of the real thing, misfortunes included; they do not record calls.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import psycopg

from archiver.core import reading
from archiver.core.casefile import InformationSheet
from archiver.core.cases import Signer
from archiver.core.letters import Correspondence
from archiver.core.records import (
    ArchiveFolderState,
    Checksum,
    FetchReason,
    FetchTrouble,
    FolderState,
    Lease,
    Letter,
    MessageKey,
    MoveOutcome,
    MoveReason,
    MoveResult,
    Octets,
    RawMessage,
    Reading,
    Sighting,
    Unreadable,
)
from archiver.core.trust import Gate
from archiver.core.uids import Uids
from archiver.edges.depots import Depots
from archiver.edges.store import Store
from archiver.edges.store.cases import Doing
from archiver.edges.store.database import Database
from archiver.edges.tables import Base
from archiver.errors import MailboxUnavailable, ProtocolViolation, Unparseable
from archiver.jobs.ingest import LastLook, Round, RoundReport
from archiver.jobs.ports import Reader
from archiver.jobs.receipts import PostReport, collect_held_back, send_due, write_alarms
from archiver.jobs.settling import Policy
from tests import forger
from tests.schema import with_schema
from tests.second_verifier import asking, faults
from tests.services.postgres import Postgres

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ARCHIVE = "Arkiveret"
BATCH = 10
"""Messages in one batch of a fetch."""

Way = Literal["move", "copy", "neither"]
Cut = Literal[
    "before move",  # the session dies, nothing was done
    "amid move",  # half of the messages moved, then the session died
    "after move",  # all moved, the answer lost
    "after copy",  # copied, the session died before anything was marked
    "after marking",  # copied and marked \Deleted, not expunged
]


class Crash(BaseException):
    """The process ends here. No code of ours may catch it."""


class StandingBy(Exception):
    """Another daemon holds the mailbox."""


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        """Forward (or back) by so many days, hours, minutes or seconds."""
        self.now += timedelta(**length)


# --- the mail server ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class FakeMail:
    """One message in one folder. A copy has the serial of what it is a copy of."""

    serial: int
    octets: bytes
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class FakeFolder:
    """A folder as RFC 3501 § 2.3.1 has it."""

    name: str
    uidvalidity: int = 1
    uidnext: int = 1
    mails: dict[int, FakeMail] = field(default_factory=dict)

    def add(self, mail: FakeMail) -> int:
        """The UID it was given."""
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid] = mail
        return uid

    def recreate(self, *, from_one: bool) -> None:
        """Another UIDVALIDITY for the same messages, numbered from 1 or as they were."""
        self.uidvalidity += 1
        if from_one:
            self.mails = dict(enumerate((self.mails[uid] for uid in sorted(self.mails)), start=1))
            self.uidnext = len(self.mails) + 1


class FakeServer:
    """Folders, what the server can do, and what goes wrong with it."""

    def __init__(self, *, way: Way = "move", copyuid: bool = True, folders: Sequence[str] = ("INBOX",)) -> None:
        self.way: Way = way
        self.copyuid = copyuid
        self.keywords = True
        self.watched = tuple(folders)
        self.folders = {name: FakeFolder(name, uidvalidity=100 + place) for place, name in enumerate(folders)}
        self.folders[ARCHIVE] = FakeFolder(ARCHIVE, uidvalidity=900)
        self.serials = count(1)
        self.hides: set[tuple[str, int]] = set()
        """Messages that SEARCH does not list."""
        self.hides_deep: set[tuple[str, int]] = set()
        """Messages that nothing lists."""
        self.deadly: set[tuple[str, int]] = set()
        """Messages whose FETCH ends the session."""
        self.unbearable: set[tuple[str, int]] = set()
        """(folder, UID) of messages announced as more than can be borne: alone they are named, and end the session."""
        self.trouble: dict[tuple[str, int], FetchReason] = {}
        """Messages whose FETCH gives no octets."""
        self.refusal: str | None = None
        """Answered to every MOVE and COPY: OVERQUOTA, NOPERM …"""
        self.archive_listings = 0
        self.hides_in_archive = False
        self.says_ok_and_does_nothing = False
        self.cut: Cut | None = None
        """Befalls the next move, once."""
        self.when_connecting: deque[Exception] = deque()
        self.fetching: Callable[[str, int], object] = lambda _folder, _uid: None
        """Called before a message is handed over: raises, or changes something by another hand."""
        self.putting_away: Callable[[bytes], object] = lambda _octets: None
        """Called with the octets of each message just before it is moved or copied."""
        self.resting: Callable[[float], object] = lambda _seconds: None
        """Called when a session waits for mail."""
        self.logins = 0

    def deliver(self, octets: bytes, folder: str = "INBOX", *, flags: Sequence[str] = ()) -> int:
        """A message arrives; gives its UID."""
        return self.folders[folder].add(FakeMail(next(self.serials), octets, set(flags)))

    def connect(self) -> FakeMailbox:
        """A new session, logged in."""
        self.logins += 1
        if self.when_connecting:
            raise self.when_connecting.popleft()
        return FakeMailbox(self)

    def everything_in(self, folder: str) -> list[bytes]:
        """The octets of each message, in order of UIDs."""
        return [mail.octets for _, mail in sorted(self.folders[folder].mails.items())]


class FakeMailbox:
    """One session with a `FakeServer`: the `Mailbox` of `archiver.jobs.ports`."""

    def __init__(self, server: FakeServer, name: str = "arkiv") -> None:
        self.name = name
        self.folders: Sequence[str] = server.watched
        self.server = server
        self.alive = True
        self._folder: FakeFolder | None = None
        self._read_here: dict[MessageKey, Checksum] = {}
        self._copies: dict[int, MessageKey] = {}
        self._spoken_for: Callable[[int, frozenset[int]], frozenset[int]] = lambda _validity, _uids: frozenset()

    # looking

    def select(self, folder: str) -> FolderState:
        self._check()
        if folder not in self.server.folders:
            self._die(MailboxUnavailable("The mail server has no such folder."))
        self._folder = found = self.server.folders[folder]
        if not found.uidvalidity:
            self._die(ProtocolViolation("The mail server gave a folder no UIDVALIDITY; its messages have no names."))
        return FolderState(folder, found.uidvalidity, len(found.mails), found.uidnext)

    def listed(self) -> frozenset[int]:
        folder = self._open()
        return frozenset(uid for uid in folder.mails if not self._is_hidden(uid, self.server.hides))

    def arrived(self, above: int) -> frozenset[int]:
        return frozenset(uid for uid in self.listed() if uid > above)

    def hidden(self, listed: frozenset[int]) -> frozenset[int]:
        folder = self._open()
        return frozenset(uid for uid in folder.mails if uid not in listed and not self._is_hidden(uid))

    def archive_folder(self) -> ArchiveFolderState:
        self._check()
        archive = self._archive
        return ArchiveFolderState(ARCHIVE, archive.uidvalidity, archive.uidnext, len(archive.mails))

    def archive_listed(self) -> Uids:
        self._check()
        self.server.archive_listings += 1
        if self.server.hides_in_archive:
            return Uids()
        return Uids(self._archive.mails)

    def fetch_archived(self, uids: Sequence[int]) -> Iterator[list[RawMessage | FetchTrouble]]:
        watched, self._folder = self._folder, self._archive
        yield from self.fetch(uids)
        self._folder = watched

    def fetch(self, uids: Sequence[int]) -> Iterator[list[RawMessage | FetchTrouble]]:
        for start in range(0, len(uids), BATCH):
            some = uids[start : start + BATCH]
            yield [self._fetched(uid, alone=len(some) == 1) for uid in some]

    def _fetched(self, uid: int, *, alone: bool = False) -> RawMessage | FetchTrouble:
        folder = self._open()
        place = (folder.name, uid)
        self.server.fetching(*place)
        if place in self.server.deadly:
            self._die(MailboxUnavailable("The connection broke off."))
        key = self._key(uid)
        if place in self.server.unbearable:
            self.alive = False
            if not alone:
                raise ProtocolViolation("The mail server announced more than we take.")
            return FetchTrouble(key, FetchReason.OVERSIZE, "more than we take", ends_session=True)
        if uid not in folder.mails:
            return FetchTrouble(key, FetchReason.VANISHED)
        if place in self.server.trouble:
            return FetchTrouble(key, self.server.trouble[place])
        octets = Octets(folder.mails[uid].octets)
        self._read_here[key] = octets.checksum
        return RawMessage(key, octets, MORNING)

    # moving

    def way_of_moving(self) -> str | None:
        return {"move": "MOVE", "copy": "COPY + UID EXPUNGE", "neither": None}[self.server.way]

    def move(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        self._open()
        outcomes = {s.key: _refused(s.key, reason) for s in sightings if (reason := self._unlike(s))}
        same = [s for s in sightings if s.key not in outcomes]
        self._cut_at("before move")
        by = {"move": self._by_move, "copy": self._by_copy, "neither": self._left}[self.server.way]
        outcomes |= {outcome.key: outcome for outcome in by(same)}
        return [outcomes[sighting.key] for sighting in sightings]

    def _unlike(self, sighting: Sighting) -> MoveReason | None:
        folder = self._open()
        if sighting.key != self._key(sighting.key.uid):
            return MoveReason.OTHER_UIDVALIDITY
        mail = folder.mails.get(sighting.key.uid)
        if self._read_here.get(sighting.key) == sighting.checksum or mail is None:
            return None
        return None if Octets(mail.octets).checksum == sighting.checksum else MoveReason.OTHER_OCTETS

    def _by_move(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        named: dict[MessageKey, int] = {}
        for place, sighting in enumerate(sightings):
            if place == len(sightings) // 2:
                self._cut_at("amid move")
            uid = self._put_away(sighting)
            if uid is not None:
                named[sighting.key] = uid
                del self._open().mails[sighting.key.uid]
        self._cut_at("after move")
        return self._settled(sightings, named)

    def _by_copy(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        folder = self._open()
        began = [s for s in sightings if (s.archive_uidnext or self._archive.uidnext) < self._archive.uidnext]
        copies = self._find(began)
        for sighting in sightings:
            if sighting.key not in copies and (uid := self._put_away(sighting)) is not None:
                copies[sighting.key] = uid
        self._cut_at("after copy")
        here = [key.uid for key in copies if key.uid in folder.mails]
        for uid in here:
            folder.mails[uid].flags.add("\\Deleted")
        self._cut_at("after marking")
        for uid in here:
            del folder.mails[uid]
        return self._settled(sightings, copies)

    def _left(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        folder = self._open()
        reason = MoveReason.MARKED if self.server.keywords else MoveReason.UNMARKED
        for sighting in sightings:
            if sighting.key.uid in folder.mails and self.server.keywords:
                folder.mails[sighting.key.uid].flags.add("$Archived")
        outcomes = self._settled(sightings, {})
        return [
            replace(one, result=MoveResult.LEFT, reason=reason) if one.result is MoveResult.REFUSED else one
            for one in outcomes
        ]

    def _put_away(self, sighting: Sighting) -> int | None:
        """One message into the archive folder, as far as this server does that."""
        server, mail = self.server, self._open().mails.get(sighting.key.uid)
        if mail is None or server.refusal or server.says_ok_and_does_nothing:
            return None
        server.putting_away(mail.octets)
        return self._archive.add(FakeMail(mail.serial, mail.octets, set(mail.flags)))

    def _settled(self, sightings: Sequence[Sighting], copies: dict[MessageKey, int]) -> list[MoveOutcome]:
        """What is proven: gone from the folder, and named by COPYUID or found by its octets."""
        here = self._open().mails
        self._copies |= {uid: key for key, uid in copies.items()} if self.server.copyuid else {}
        gone = [sighting for sighting in sightings if sighting.key.uid not in here]
        proven = dict(copies) if self.server.copyuid else {}
        proven |= self._find([sighting for sighting in gone if sighting.key not in proven])
        refusal = self.server.refusal or MoveReason.NOTHING_HAPPENED
        stayed = [_refused(s.key, refusal) for s in sightings if s.key.uid in here]
        return stayed + [_moved_or_gone(sighting.key, proven) for sighting in gone]

    def ask_whose_copies(self, spoken_for: Callable[[int, frozenset[int]], frozenset[int]]) -> None:
        self._spoken_for = spoken_for

    def find_archived(self, sightings: Sequence[Sighting]) -> list[MoveOutcome]:
        self._check()
        found = self._find(sightings)
        return [_moved_or_gone(sighting.key, found) for sighting in sightings]

    def _find(self, sightings: Sequence[Sighting]) -> dict[MessageKey, int]:
        """By octets, from where each move was begun; within a session one copy proves one move."""
        found: dict[MessageKey, int] = {}
        others = self._spoken_for(self._archive.uidvalidity, frozenset(self._archive.mails))
        for sighting in sightings:
            known = sighting.archive_uidvalidity == self._archive.uidvalidity
            start = (sighting.archive_uidnext or 0) if known else 0
            for uid, mail in sorted(self._archive.mails.items()):
                ours = self._copies.get(uid, sighting.key) == sighting.key
                if uid >= start and ours and uid not in others and Octets(mail.octets).checksum == sighting.checksum:
                    found[sighting.key], self._copies[uid] = uid, sighting.key
                    break
        return found

    def put_aside(self, uids: Sequence[int], folder: str) -> frozenset[int]:
        here = self._open()
        if self.server.way == "neither":
            return frozenset()
        corner = self.server.folders.setdefault(folder, FakeFolder(folder, uidvalidity=950))
        gone = frozenset(uid for uid in uids if uid in here.mails)
        for uid in sorted(gone):
            corner.add(here.mails.pop(uid))
        return gone

    def clear_aside(self, folder: str, may_go: Callable[[Octets], bool]) -> int:
        self._check()
        corner = self.server.folders.get(folder)
        gone = [uid for uid, mail in corner.mails.items() if may_go(Octets(mail.octets))] if corner else []
        for uid in gone:
            del self.server.folders[folder].mails[uid]
        return len(gone)

    # the session

    def wait(self, seconds: float) -> bool:
        self._check()
        return self.server.resting(seconds) is True

    def close(self) -> None:
        self.alive = False

    @property
    def _archive(self) -> FakeFolder:
        return self.server.folders[ARCHIVE]

    def _key(self, uid: int) -> MessageKey:
        folder = self._open()
        return MessageKey(self.name, folder.name, folder.uidvalidity, uid)

    def _is_hidden(self, uid: int, among: set[tuple[str, int]] = frozenset()) -> bool:  # type: ignore[assignment]
        place = (self._open().name, uid)
        return place in self.server.hides_deep or place in among

    def _open(self) -> FakeFolder:
        self._check()
        if self._folder is None:
            raise MailboxUnavailable("No folder of the mailbox is open.")
        return self._folder

    def _check(self) -> None:
        if not self.alive:
            raise MailboxUnavailable("The session with the mail server is over.")

    def _cut_at(self, place: Cut) -> None:
        if self.server.cut == place:
            self.server.cut = None
            self._die(MailboxUnavailable("The connection broke off."))

    def _die(self, error: MailboxUnavailable) -> None:
        self.alive = False
        raise error


def _refused(key: MessageKey, reason: str) -> MoveOutcome:
    return MoveOutcome(key, MoveResult.REFUSED, reason=reason)


def _moved_or_gone(key: MessageKey, copies: dict[MessageKey, int]) -> MoveOutcome:
    if key in copies:
        return MoveOutcome(key, MoveResult.MOVED, archive_uid=copies[key])
    return MoveOutcome(key, MoveResult.GONE)


# --- reading and letters -----------------------------------------------------------------------------------------


class InProcessReader:
    """The real reading without the child process; what cannot be taken apart is answered as the child answers it."""

    count = 1

    def let_rest(self, keep: int = 1) -> None:
        """It keeps nothing."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        try:
            return reading.read(octets.to_bytes())
        except Unparseable as problem:
            return Unreadable(str(problem))


class Balking(InProcessReader):
    """The same, which cannot take apart what begins with "ulaeseligt"."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        bad = octets.to_bytes().startswith(b"ulaeseligt")
        return Unreadable("nested too deeply to be taken apart") if bad else super().read(octets)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one letter: whether it arrives, and what its sender hears."""

    arrives: bool
    error: Exception | None = None


class FakePostOffice:
    """Keeps the letters that arrived. `fates` says how the next ones fare; without one a letter arrives."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.fates: deque[Fate] = deque()

    def send(self, letter: Letter) -> None:
        fate = self.fates.popleft() if self.fates else Fate(arrives=True)
        if fate.arrives:
            self.letters.append(letter)
        if fate.error is not None:
            raise fate.error


# --- crashes -----------------------------------------------------------------------------------------------------


class Fuse:
    """Counts the steps between which a process may die, and lets it die at one of them, with all its threads."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        """One more place; `Crash` if it is the one, and from then on."""
        self.steps.append(name)
        if self.at is not None and len(self.steps) >= self.at:
            raise Crash(name)


class Doors:
    """Stands before a store, a mailbox or a reader; every call of its methods is a step of the fuse.

    What comes after a call and before the next changes nothing outside, so the steps lie between any two changes.
    """

    def __init__(self, inner: object, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def through(*arguments: Any, **named: Any) -> Any:
            self._fuse.step(f"before {name}")
            answer = found(*arguments, **named)
            return self._each(name, answer) if isinstance(answer, Iterator) else answer

        return through

    def _each(self, name: str, answers: Iterator[Any]) -> Iterator[Any]:
        for answer in answers:
            self._fuse.step(f"after a batch of {name}")
            yield answer


# --- an archive to work in ---------------------------------------------------------------------------------------

SIGNER = Signer(b"en noegle kun til disse proever")
HOLDER = "host-a/1"
OFFICER = "arkivar@kommune.example"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def a_policy(**other: Any) -> Policy:
    """What the invented municipality decided."""
    plain = Policy(
        signer=SIGNER,
        gate=Gate(frozenset({"kommune.example"})),
        archive_addresses=frozenset({"arkiv@kommune.example"}),
        message_id_domain="kommune.example",
        zone=COPENHAGEN,
    )
    return replace(plain, **other)


def a_correspondence(policy: Policy) -> Correspondence:
    """How it writes."""
    return Correspondence(
        "Kommunen", "da", "Europe/Copenhagen", "arkiv@kommune.example", "kommune.example", policy.loop_mark
    )


@dataclass(slots=True)
class Archive:
    """A store in a real database, and everything a job wants beside it."""

    url: str
    store: Store
    clock: Clock = field(default_factory=Clock)
    policy: Policy = field(default_factory=a_policy)
    reader: Reader = field(default_factory=InProcessReader)
    post: FakePostOffice = field(default_factory=FakePostOffice)

    @classmethod
    @contextmanager
    def opened(cls, url: str, *, busy_seconds: float = 10.0, depots: Depots | None = None) -> Iterator[Archive]:
        """The archive in a database; an empty one gets the schema of today."""
        database = Database(with_schema(url), busy_seconds=busy_seconds, depots=depots)
        try:
            database.upgrade()
            yield cls(url, Store.of(database, SIGNER))
        finally:
            database.close()

    def lease(self, mailbox: str = "arkiv", holder: str = HOLDER) -> Lease:
        """The right to work on a mailbox."""
        lease = self.store.ledger.take_lease(mailbox, holder, self.clock(), timedelta(seconds=60))
        if lease is None:
            raise StandingBy
        return lease

    def round(self, server: FakeServer, *, fuse: Fuse | None = None, holder: str = HOLDER) -> RoundReport:
        """One round over the server by a process of its own; a fuse may end it at any step."""
        lease = self.lease(holder=holder)
        return self.round_under(lease, server, fuse=fuse)

    def round_after(self, last_look: LastLook, server: FakeServer) -> RoundReport:
        """One more round of a process that remembers the archive folder."""
        return Round(
            server.connect(), server.connect, self.store, self.reader, self.policy, self.lease(), self.clock,
            last_look=last_look,
        ).run()  # fmt: skip

    def round_under(self, lease: Lease, server: FakeServer, *, fuse: Fuse | None = None) -> RoundReport:
        """The same under a lease taken before."""
        if fuse is None:
            return Round(
                server.connect(), server.connect, self.store, self.reader, self.policy, lease, self.clock
            ).run()

        def connect() -> Any:
            return Doors(server.connect(), fuse)

        return Round(
            connect(), connect, fused(self.store, fuse), cast("Reader", Doors(self.reader, fuse)), self.policy, lease,
            self.clock,
        ).run()  # fmt: skip

    def send(self) -> PostReport:
        """One post round."""
        write_alarms(self.store, lambda _: (OFFICER,), self.policy.message_id, self.clock)
        collect_held_back(self.store, self.policy, self.clock)
        return send_due(self.store, self.post, a_correspondence(self.policy), self.clock)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """What plain SQL finds, over a connection of its own."""
        return asking(self.url)(question)

    def tamper(self, *statements: str) -> None:
        """What a hand with the database's password can do; no trigger and no reference is in its way."""
        forger.tamper(self.url, *statements)

    def findings(self) -> list[tuple[str, str]]:
        """Kind and subject of everything `verify` finds."""
        return [(found.kind, found.subject) for found in self.store.audit.verify(lambda _done, _all: None).findings]

    def sound(self) -> bool:
        """Whether both verifiers, the product's and the second one, find nothing."""
        return self.findings() == [] and faults(self.url) == []


INFORMED = InformationSheet(status="OPLYST", decided_on=date(2026, 11, 20), decided_by="Inge Arkivar")


def close(store: Store, case: str, doing: Doing) -> None:
    """Close a case, after somebody has decided what nobody may leave open."""
    inform(store, case, doing)
    store.cases.close(case, doing)


def inform(store: Store, case: str, doing: Doing) -> None:
    """Decide that the citizen is informed, where nothing is decided yet."""
    if not store.entries.versions(case, InformationSheet):
        store.entries.write(case, INFORMED, doing.agent, doing.now)


class Shelf:
    """Databases with the schema and nothing in them, without making the schema anew each time."""

    def __init__(self) -> None:
        self._server: str | None = None

    def sqlite(self, path: Path) -> str:
        """The URL of a new file."""
        return with_schema(f"sqlite:///{path}")

    def postgresql(self, server: Postgres) -> str:
        """The URL of the one database of this server that is emptied again and again."""
        if self._server is None:
            self._server = with_schema(server.new_database())
        genesis = "0" * 64
        with psycopg.connect(self._server.replace("+psycopg", "")) as connection:
            connection.execute("SET session_replication_role = replica")
            for table in Base.metadata.tables:
                connection.execute(f"DELETE FROM {table}".encode())
            connection.execute("SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences")
            connection.execute(f"INSERT INTO heads (id, items, events, hash) VALUES (1, 0, 0, '{genesis}')".encode())
        return self._server


def fused(store: Store, fuse: Fuse) -> Store:
    """The same store behind doors at which a process may die."""
    doors: dict[str, Any] = {
        name: Doors(getattr(store, name), fuse) for name in ("ledger", "accessions", "casework", "letters")
    }
    return replace(store, **doors)


def a_message(uid: int, octets: bytes, *, folder: str = "INBOX", uidvalidity: int = 100) -> RawMessage:
    """As a mailbox would hand it over."""
    return RawMessage(MessageKey("arkiv", folder, uidvalidity, uid), Octets(octets), MORNING)


def is_within(report: RoundReport) -> bool:
    """Every message the server listed is accounted for."""
    return all(folder.balance.holds for folder in report.folders)
