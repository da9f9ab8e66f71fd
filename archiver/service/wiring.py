"""Settings → edges → jobs: the one place where they are put together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url

from archiver import __version__
from archiver.config import Authority as AuthoritySettings
from archiver.config import Mailbox as MailboxSettings
from archiver.config import Settings
from archiver.config.effective import Hidden, Told, effective
from archiver.config.settings import Section
from archiver.config.values import dns_server
from archiver.core import deadlines
from archiver.core.casefile import Terms
from archiver.core.cases import Signer, SingleOpenCase
from archiver.core.deadlines import Rule
from archiver.core.letters import Contacts, Correspondence
from archiver.core.records import AlarmKind
from archiver.core.register import Category, Choice, Vocabulary, shipped, with_changes
from archiver.core.silence import Watched
from archiver.core.trust import Gate, Mode
from archiver.edges import host, keyring
from archiver.edges.erasures import Ledger
from archiver.edges.store import Store, Telling, configuration, seal, sealing
from archiver.edges.store.catalogue import LeaseEntry
from archiver.edges.store.custody import DAEMON
from archiver.edges.store.database import Database
from archiver.edges.store.disposals import Plan
from archiver.edges.store.letters import ABANDONED_AFTER
from archiver.edges.store.safekeeping import Safekeeping
from archiver.edges.vault import Vault
from archiver.errors import ConfigError, Unopened
from archiver.jobs.settling import Policy
from archiver.jobs.weekly import Absence, Officer

# Most commands speak to neither IMAP nor SMTP and read no mail: what does is imported where it is used.
if TYPE_CHECKING:
    from archiver.edges import mailbox
    from archiver.edges.outbox import SmtpAccount, SmtpPostOffice
    from archiver.edges.parsing import ParsingChildren
    from archiver.edges.resolver import DnsResolver
    from archiver.edges.timestamps import Authority

MEGABYTE = 1_000_000


def now() -> datetime:
    """The clock of this program: aware, UTC. Everything else is handed its time."""
    return datetime.now(UTC)


MOST_READERS = 4
"""More children would wait for the one thread that files what they read, and each keeps its memory."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An opened archive: what every command needs."""

    settings: Settings
    store: Store
    policy: Policy
    correspondence: Correspondence
    holder: str

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that registers are written in."""
        return vocabulary_of(self.settings)

    @property
    def terms(self) -> Terms:
        """The words and deadlines that a case is worked by."""
        return terms_of(self.settings)

    @property
    def officer(self) -> Officer:
        """Who reads the weekly letter."""
        settings = self.settings
        return Officer(
            address=settings.officer.address,
            weekday=settings.digest.iso_weekday,
            at=settings.digest.time,
            zone=settings.archive.zone,
            deputy=settings.officer.deputy.address if settings.officer.deputy else None,
            absences=tuple(Absence(away.start, away.end) for away in settings.officer.absences),
            copies_to=settings.digest.copy_to,
        )

    @property
    def watched(self) -> tuple[Watched, ...]:
        """The mailboxes that are to be polled."""
        return tuple(Watched(one.name, one.folders, one.poll_seconds) for one in self.settings.mailboxes)

    def alarm_readers(self, kind: AlarmKind) -> tuple[str, ...]:
        """Who gets an alarm of that kind now."""
        return self.officer.alarm_readers(kind, now())

    def room(self) -> dict[str, int]:
        """Free octets of each file system that we write to; none of one that cannot be asked.

        Named by what of ours lies on it, and by a name of its own: "data/1f2e", "database/77ab".
        """
        found, seen = {}, set[str]()
        for what, directory in (("data", self.settings.data_directory), ("database", self.store.database.folder)):
            with suppress(OSError):
                if directory is not None and (disk := host.file_system(directory)) not in seen:
                    seen.add(disk)
                    found[f"{what}/{disk}"] = host.free_octets(directory)
        return found

    def is_held(self, lease: LeaseEntry) -> bool:
        """Whether somebody works under a lease now."""
        return bool(lease.holder) and lease.expires_at > now() and not host.is_dead(lease.holder)

    def standing(self, lease: LeaseEntry) -> str:
        """Who works under a lease now: "held" by this machine, "standby" when another one does, or "none"."""
        if not self.is_held(lease):
            return "none"
        here, there = (holder.rsplit("/", 2)[0] for holder in (self.holder, lease.holder))
        return "held" if here == there else "standby"

    @property
    def readers(self) -> int:
        """How many mails are read at once."""
        return min(host.processors(), MOST_READERS)

    def others(self, mailbox: str) -> frozenset[str]:
        """The mailboxes beside this one."""
        return frozenset(one.name for one in self.settings.mailboxes) - {mailbox}

    def reader(self, at_once: int = 1) -> ParsingChildren:
        """A reader of mails, of so many at once; the caller closes it."""
        from archiver.edges.parsing import ParsingChildren  # noqa: PLC0415

        limits = self.settings.limits
        return ParsingChildren(at_once, patience=limits.parse_seconds, memory=limits.parse_megabytes << 20)

    def post_office(self) -> SmtpPostOffice:
        """Where letters are handed in."""
        from archiver.edges.outbox import SmtpPostOffice  # noqa: PLC0415

        return SmtpPostOffice(smtp_account(self.settings))


def by_hand() -> str:
    """How the chain of custody calls whoever sits at this terminal."""
    return f"operator {host.user()}"


def by_itself() -> str:
    """How it calls the program when nobody sits there."""
    return DAEMON


@contextmanager
def opened(settings: Settings, *, acting: str | None = None, judging: bool = False) -> Iterator[Archive]:
    """Open the archive that the settings describe, and close it again.

    `acting` is who opens it to do something: what is otherwise in the configuration than last time is then in force,
    and in the chain of custody. Without it the archive is opened to look only, and nothing is written. Who is `judging`
    gets it also where the archive's own key does not open, and finds that; anybody else is told by `Unopened`.

    An embedded SQLite archive is brought to this version's schema by itself, and so is an empty database. Raises
    `SchemaMismatch`, `StoreUnavailable` or `ConfigError`; the last also for root in somebody else's directory.
    """
    url, busy = settings.database.url.get_secret_value(), settings.database.busy_seconds
    database = Database(url, busy_seconds=busy, vault=vault_for(settings))
    try:
        _require_its_owner(settings, database)
        if database.is_sqlite or database.version() is None:
            configuration.upgrade(database, acting or by_hand(), now())
        database.require_current()
        with suppress(*[Unopened] * judging):
            sealing.admit(database, now())
        archive = _archive(settings, database)
        if acting is not None:
            _put_in_force(archive, acting)
        yield archive
    finally:
        database.close()


def vault_for(settings: Settings) -> Vault | None:
    """What the archive is sealed with; None when it is not to be encrypted."""
    path = settings.encryption.key_file
    return None if path is None else Vault(partial(keyring.master_keys, path))


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The database alone, whatever its schema."""
    database = Database(settings.database.url.get_secret_value(), busy_seconds=settings.database.busy_seconds)
    try:
        _require_its_owner(settings, database)
        yield database
    finally:
        database.close()


def upgrade(database: Database) -> None:
    """Bring the database to this version's schema, by hand."""
    configuration.upgrade(database, by_hand(), now())


def grant(database: Database, role: str) -> None:
    """Let another user of the database server work the archive, by hand."""
    configuration.grant(database, role, by_hand(), now())


def _put_in_force(archive: Archive, agent: str) -> None:
    in_force = in_words(archive.settings, archive.policy.signer)
    archive.store.configuration.note(in_force, __version__, agent, now())
    if archive.settings.cases.definition is not None:
        archive.store.registers.define(archive.settings.cases.definition, now())


def in_words(settings: Settings, signer: Signer) -> dict[str, str | int | None]:
    """The configuration in force as the chain of custody may tell of it: no secret, and nobody's name or address."""
    told: dict[str, Told] = {**effective(settings), "database.url": _where(settings)}
    return {
        key: signer.pseudonym(f"{key} {value.text}") if isinstance(value, Hidden) else value
        for key, value in told.items()
    }


def _where(settings: Settings) -> Hidden:
    """The database without its password."""
    return Hidden(make_url(settings.database.url.get_secret_value()).render_as_string(hide_password=True))


def _require_its_owner(settings: Settings, database: Database) -> None:
    for directory in (settings.data_directory, database.folder):
        owner = None if directory is None else host.owner_above(directory)
        if owner is not None:
            what = f"The data directory {directory} belongs to {owner}; what root makes there {owner} cannot use."
            raise ConfigError([f"{what} Run archiver as {owner}: runuser -u {owner} -- archiver …"])


def _archive(settings: Settings, database: Database) -> Archive:
    signer = _signer(settings, database)
    recovery = Safekeeping(database).recovery()
    store = Store.of(
        database,
        signer,
        burst=timedelta(minutes=settings.receipts.burst_minutes),
        abandoned_after=max(ABANDONED_AFTER, timedelta(seconds=2 * _deadline_seconds(settings))),
        spool=settings.data_directory if settings.data_directory.is_dir() else None,
        received_by=settings.trust.received_by or "",
        telling=Telling(
            {one.name: one.folders for one in settings.mailboxes},
            vocabulary_of(settings).uncounted,
            settings.archive.zone,
            plan_of(settings),
            terms_of(settings),
        ),
    )
    policy = policy_of(settings, signer, 0 if recovery is None else recovery.times)
    correspondence = Correspondence(
        organisation=settings.archive.organisation,
        language=settings.archive.language,
        zone=settings.archive.time_zone,
        sender=settings.sender,
        domain=policy.message_id_domain,
        loop_mark=policy.loop_mark,
        contacts=Contacts(**settings.contacts.model_dump(exclude={"lawyer"})),
    )
    return Archive(settings, store, policy, correspondence, host.this_process())


def _signer(settings: Settings, database: Database) -> Signer:
    """The archive's own signer. Another key than the one it was first opened with would sign what nobody believes."""
    known = seal.fingerprint_of(database)
    signer = Signer(keyring.signing_key(settings.data_directory, may_create=known is None))
    stands = known or seal.claim(database, signer.fingerprint)
    if stands != signer.fingerprint:
        path = settings.data_directory / keyring.NAME
        what = f"{path}: the archive in this database belongs to another signing key."
        raise ConfigError(
            [f"{what} Copy {path.name} from the data directory of the host that opened the archive first."]
        )
    return signer


def policy_of(settings: Settings, signer: Signer, restored: int = 0) -> Policy:
    """How the archive behaves; `restored` is how often it was."""
    addresses = {settings.sender.lower(), *(one.address.lower() for one in settings.mailboxes)}
    return Policy(
        signer=signer,
        gate=gate_of(settings),
        archive_addresses=frozenset(addresses),
        message_id_domain=settings.sender.rpartition("@")[2],
        zone=settings.archive.zone,
        officers=frozenset(_officers(settings)),
        open_new_cases=settings.cases.otherwise == "new_case",
        single_open_case=SingleOpenCase(settings.cases.single_open_case),
        receipts=settings.receipts.enabled,
        receipts_per_day=settings.receipts.per_day,
        receipts_per_burst=settings.receipts.burst,
        attempts=settings.limits.attempts,
        restored=restored,
    )


def _officers(settings: Settings) -> Iterator[str]:
    yield settings.officer.address.lower()
    if settings.officer.deputy is not None:
        yield settings.officer.deputy.address.lower()


def vocabulary_of(settings: Settings) -> Vocabulary:
    """The words of the register: those shipped, with the workplace's own."""
    known = shipped()
    units = tuple(Choice(one.code, one.name, one.name, one.in_use) for one in settings.units)
    return Vocabulary(
        with_changes(known.categories, _said(settings.categories), Category),
        with_changes(known.media, _said(settings.media), Choice),
        with_changes(known.relations, _said(settings.relations), Choice),
        units,
    )


def terms_of(settings: Settings) -> Terms:
    """The words and deadlines that cases are worked by: those shipped, with the workplace's own."""
    return Terms(vocabulary_of(settings), with_changes(deadlines.shipped(), _said(settings.deadlines), Rule))


def ledger_of(archive: Archive) -> Ledger:
    """The archive's ledger of erasures."""
    directory = archive.settings.data_directory
    return Ledger(directory, keyring.signing_key(directory, may_create=False))


def plan_of(settings: Settings) -> Plan:
    """How long the workplace keeps what it has before it looks at it again."""
    return Plan(settings.disposal.years, vocabulary_of(settings), settings.archive.zone)


def _said(entries: Sequence[Section]) -> list[dict[str, Any]]:
    return [one.model_dump(exclude_none=True) for one in entries]


def gate_of(settings: Settings) -> Gate:
    """Whom this workplace takes for a colleague."""
    trust = settings.trust
    return Gate(
        own_domains=frozenset(settings.archive.own_domains),
        mode=Mode(trust.mode),
        authserv_id=trust.authserv_id or "",
        received_by=trust.received_by or "",
    )


def _deadline_seconds(settings: Settings) -> float:
    """The longest that one letter may take at the mail server."""
    return 2.0 * settings.smtp.timeout_seconds


def smtp_account(settings: Settings) -> SmtpAccount:
    """The account our letters go out by."""
    from archiver.edges.outbox import SmtpAccount  # noqa: PLC0415

    smtp = settings.smtp
    return SmtpAccount(
        host=smtp.host,
        port=smtp.port,
        tls=smtp.tls,
        sender=settings.sender,
        username=smtp.username,
        password=smtp.password.get_secret_value() if smtp.password else None,
        ca_file=smtp.ca_file,
        timeout_seconds=smtp.timeout_seconds,
        deadline_seconds=_deadline_seconds(settings),
    )


def connect(settings: Settings, one: MailboxSettings, stopping: threading.Event) -> mailbox.ImapMailbox:
    """A logged-in session with one mailbox."""
    from archiver.edges import mailbox  # noqa: PLC0415

    account = mailbox.Account(
        name=one.name,
        host=one.host,
        port=one.port,
        tls=one.tls,
        username=one.username,
        password=one.password.get_secret_value(),
        folders=one.folders,
        archive_folder=one.archive_folder,
        ca_file=one.ca_file,
        idle=one.idle,
    )
    return mailbox.connect(account, _limits(settings), stop=stopping)


def resolver_of(settings: Settings) -> DnsResolver:
    """The DNS servers of the configuration, else the machine's."""
    from archiver.edges.resolver import DnsResolver  # noqa: PLC0415

    return DnsResolver([dns_server(one) for one in settings.trust.dns_servers])


def authorities_of(settings: Settings, *, asked_only: bool) -> list[Authority]:
    """The time-stamp authorities: those that are asked, or all whose stamps are believed. Raises `ConfigError`."""
    if not settings.timestamps.authorities:
        return []
    from archiver.edges.timestamps import Authority  # noqa: PLC0415

    chosen = settings.timestamps.asked if asked_only else settings.timestamps.authorities
    return [
        Authority(
            name=one.name,
            url=one.url,
            certificates=_certificates(one),
            policy=one.policy,
            username=one.username,
            password=one.password.get_secret_value() if one.password else None,
            ca_file=one.ca_file,
            clock=now,
        )
        for one in chosen
    ]


def known_authorities(settings: Settings) -> dict[str, Authority]:
    """Those whose stamps are believed, by our names of them. Raises `ConfigError`."""
    return {one.name: one for one in authorities_of(settings, asked_only=False)}


def _certificates(one: AuthoritySettings) -> str:
    from archiver.edges.timestamps import as_configured  # noqa: PLC0415

    try:
        return as_configured(path.read_bytes() for path in one.certificates)
    except (OSError, ValueError):
        raise ConfigError([f"timestamps.authority {one.name}: a file of certificates cannot be read"]) from None


def _limits(settings: Settings) -> mailbox.Limits:
    from archiver.edges import mailbox  # noqa: PLC0415

    limits = settings.limits
    return mailbox.Limits(
        in_memory=settings.encryption.key_file is not None,
        soft_octets=limits.soft_megabytes * MEGABYTE,
        hard_octets=limits.hard_megabytes * MEGABYTE,
        batch_messages=limits.batch_messages,
        batch_octets=limits.batch_megabytes * MEGABYTE,
        connect_seconds=limits.connect_seconds,
        read_seconds=limits.read_seconds,
        command_seconds=limits.command_seconds,
    )
