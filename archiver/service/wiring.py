"""Settings → edges → jobs: the one place where they are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy import make_url

from archiver import __version__
from archiver.bell import Bell
from archiver.config import Authority as AuthoritySettings
from archiver.config import Mailbox as MailboxSettings
from archiver.config import OAuth2, Settings, Smtp
from archiver.config.effective import Hidden, Told, effective
from archiver.config.section import Section
from archiver.config.values import dns_server
from archiver.core import deadlines
from archiver.core.casefile import Terms
from archiver.core.cases import Signer, SingleOpenCase
from archiver.core.deadlines import Rule
from archiver.core.letters import Contacts, Correspondence
from archiver.core.records import AlarmKind, Credential, CredentialEnd
from archiver.core.register import Category, Choice, Vocabulary, shipped, with_changes
from archiver.core.sasl import Mechanism, Tokens
from archiver.core.silence import Watched
from archiver.core.trust import Gate, Mode
from archiver.edges import host, keyring
from archiver.edges.depots import Access, Depots
from archiver.edges.erasures import Ledger
from archiver.edges.store import Store, Telling, configuration, seal, sealing, whereabouts
from archiver.edges.store.custody import DAEMON
from archiver.edges.store.database import Database
from archiver.edges.store.disposals import Plan
from archiver.edges.store.letters import ABANDONED_AFTER
from archiver.edges.store.replicas import ReplicaEntry
from archiver.edges.store.safekeeping import Safekeeping
from archiver.edges.vault import Vault
from archiver.errors import ConfigError, OutsideServiceError, StoreUnavailable, Unopened
from archiver.jobs.settling import Policy
from archiver.jobs.sharing import LEASE, Shares, Tenure
from archiver.jobs.weekly import Absence, Officer

# Most commands speak to neither IMAP nor SMTP and read no mail: what does is imported where it is used.
if TYPE_CHECKING:
    from archiver.edges import mailbox
    from archiver.edges.logins import Bearer, Generic, Google, Microsoft, Shared
    from archiver.edges.outbox import Restraint, SmtpAccount, SmtpPostOffice
    from archiver.edges.parsing import ParsingChildren
    from archiver.edges.resolver import DnsResolver
    from archiver.edges.seeing import Tesseract
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
        places = (("data", self.settings.data_directory), ("database", self.store.database.folder))
        for what, directory in (*places, ("content", self._depot_folder)):
            with suppress(OSError):
                if directory is not None and (disk := host.file_system(directory)) not in seen:
                    seen.add(disk)
                    found[f"{what}/{disk}"] = host.free_octets(directory)
        return found

    @property
    def _depot_folder(self) -> Path | None:
        depots = self.store.database.depots
        return None if depots.chosen is None else depots.at(depots.chosen).free()

    def reckoning(self) -> datetime:
        """The clock by which all replicas reckon leases: the database server's, where there is one."""
        return self.store.database.clock() or now()

    def holders(self) -> dict[str, str]:
        """By mailbox, the process that works on it under a lease now."""
        return dict(self.store.replicas.picture(self.reckoning(), LEASE, host.is_dead).holders)

    def replicas(self) -> list[ReplicaEntry]:
        """The daemons that are at work on this archive, the oldest first."""
        return self.store.replicas.there(self.reckoning(), LEASE, host.is_dead)

    def is_here(self, process: str) -> bool:
        """Whether a process so named runs on this very machine, or in this container."""
        here, there = (name.rsplit("/", 2)[0] for name in (self.holder, process))
        return here == there

    def standing(self, holder: str | None) -> str:
        """How a mailbox is held by that process: "held" by this machine, "standby" when another one does, or "none"."""
        if holder is None:
            return "none"
        return "held" if self.is_here(holder) else "standby"

    def shares(self) -> Shares:
        """This process's share of the mailboxes."""
        names = frozenset(one.name for one in self.settings.mailboxes)
        label = self.settings.replica.name or host.label_of(self.holder)
        return Shares(self.store, self.holder, names, self.reckoning, host.steady_seconds, host.is_dead, label)

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

    def eye(self) -> Tesseract | None:
        """Who reads the writing in pictures; None where nobody is asked to or can: `archiver check` says why."""
        if not self.settings.search.ocr:
            return None
        from archiver.edges import seeing  # noqa: PLC0415 - seldom needed

        try:
            found = seeing.installed()
        except OutsideServiceError:
            return None
        return None if found is None or found.missing else seeing.Tesseract(found.program)

    def post_office(self) -> SmtpPostOffice:
        """Where letters are handed in."""
        from archiver.edges.outbox import SmtpPostOffice  # noqa: PLC0415

        return SmtpPostOffice(smtp_account(self.settings), _restraint_of(self.settings.smtp))


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
    host.few_heaps()
    url, busy = settings.database.url.get_secret_value(), settings.database.busy_seconds
    depots, connections = depots_for(settings), settings.database.connections
    database = Database(url, busy_seconds=busy, vault=vault_for(settings), connections=connections, depots=depots)
    try:
        _require_its_owner(settings, database)
        if depots.chosen is not None:
            depots.at(depots.chosen)
        if database.is_sqlite or database.version() is None:
            configuration.upgrade(database, acting or by_hand(), now())
        database.require_current()
        with suppress(*[Unopened] * judging):
            sealing.admit(database, now())
        archive = _archive(settings, database)
        if acting is not None:
            _put_in_force(archive, acting)
            with suppress(StoreUnavailable):  # whoever needs it is told then
                whereabouts.recognise(database, now())
        yield archive
    finally:
        database.close()


def vault_for(settings: Settings) -> Vault | None:
    """What the archive is sealed with; None when it is not to be encrypted."""
    path = settings.encryption.key_file
    return None if path is None else Vault(partial(keyring.master_keys, path))


def depots_for(settings: Settings) -> Depots:
    """Where octets may rest outside the database. Nothing is opened yet."""
    chosen = settings.content
    access = Access(
        endpoint=chosen.endpoint,
        region=chosen.region,
        access_key=chosen.access_key.get_secret_value() if chosen.access_key else "",
        secret_key=chosen.secret_key.get_secret_value() if chosen.secret_key else "",
        ca_file=chosen.ca_file,
        timeout_seconds=chosen.timeout_seconds,
    )
    return Depots(settings.depot, chosen.above, access)


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
            credential_ends(settings),
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


@cache
def _restraint_of(_smtp: Smtp) -> Restraint:
    """One as long as this process lives: a post round knows what the last one was told."""
    from archiver.edges.outbox import Restraint  # noqa: PLC0415

    return Restraint()


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
        password=_secret(smtp.password),
        tokens=None if smtp.oauth2 is None else _tokens("smtp", smtp.oauth2, smtp.username or ""),
        mechanism=_mechanism(smtp.oauth2),
        ca_file=smtp.ca_file,
        timeout_seconds=smtp.timeout_seconds,
        deadline_seconds=_deadline_seconds(settings),
    )


def connect(
    settings: Settings, one: MailboxSettings, stopping: Bell, tenure: Tenure | None = None
) -> mailbox.ImapMailbox:
    """A logged-in session with one mailbox; with a `tenure`, nothing is said to it once that may be over."""
    from archiver.edges import mailbox  # noqa: PLC0415

    account = mailbox.Account(
        name=one.name,
        host=one.host,
        port=one.port,
        tls=one.tls,
        username=one.username,
        password=_secret(one.password) or "",
        tokens=None if one.oauth2 is None else _tokens(f"mailbox:{one.name}", one.oauth2, one.username),
        mechanism=_mechanism(one.oauth2),
        folders=one.folders,
        archive_folder=one.archive_folder,
        ca_file=one.ca_file,
        idle=one.idle,
    )
    limits = _limits(settings)
    if tenure is not None:
        limits = replace(limits, may_speak=lambda: tenure.may_act)
        stopping = tenure.ending
    return mailbox.connect(account, limits, stop=stopping)


def _secret(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


# --- access tokens ------------------------------------------------------------------------------------------------

ENTRA = "https://login.microsoftonline.com"
SCOPES = {"microsoft": "https://outlook.office365.com/.default", "google": "https://mail.google.com/"}


def _mechanism(oauth2: OAuth2 | None) -> Mechanism | None:
    if oauth2 is None or oauth2.mechanism is None:
        return None
    return "XOAUTH2" if oauth2.mechanism == "xoauth2" else "OAUTHBEARER"


def oauth2_of(settings: Settings) -> list[tuple[str, OAuth2]]:
    """Where access tokens open something: "mailbox:arkiv", "smtp"."""
    asked = [*((f"mailbox:{one.name}", one.oauth2) for one in settings.mailboxes), ("smtp", settings.smtp.oauth2)]
    return [(place, oauth2) for place, oauth2 in asked if oauth2 is not None]


def tokens_of(settings: Settings) -> dict[str, tuple[OAuth2, Tokens]]:
    """The same with the tokens. Raises `ConfigError`."""
    names = {f"mailbox:{one.name}": one.username for one in settings.mailboxes} | {"smtp": settings.smtp.username or ""}
    return {place: (oauth2, _tokens(place, oauth2, names[place])) for place, oauth2 in oauth2_of(settings)}


@cache
def _tokens(_place: str, oauth2: OAuth2, name: str) -> Bearer:
    """One for each place as long as this process lives: it knows what was refused."""
    from archiver.edges.logins import Bearer  # noqa: PLC0415

    return Bearer(_shared(_issuer(oauth2, name)))


@cache
def _shared(issuer: Google | Generic | Microsoft) -> Shared:
    """A hundred mailboxes that one registration opens are opened by one token."""
    from archiver.edges.logins import Shared  # noqa: PLC0415

    return Shared(issuer)


def _issuer(oauth2: OAuth2, name: str) -> Google | Generic | Microsoft:
    from archiver.edges import logins  # noqa: PLC0415

    scope = oauth2.scope or SCOPES.get(oauth2.provider)
    if oauth2.provider == "google":
        return logins.Google(_text(oauth2.service_account_file), str(scope), name, oauth2.ca_file)
    held: str | logins.Certified = _secret(oauth2.client_secret) or logins.Certified(
        _text(oauth2.certificate_file), _text(oauth2.key_file)
    )
    client = str(oauth2.client_id)
    if oauth2.provider == "microsoft":
        where = oauth2.authority or ENTRA
        return logins.Microsoft(where, str(oauth2.tenant), client, str(scope), held, oauth2.ca_file)
    return logins.Generic(str(oauth2.token_url), client, scope, held, oauth2.client_auth or "header", oauth2.ca_file)


def _text(path: Path | None) -> str:
    try:
        return "" if path is None else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(["oauth2: a certificate, a key or a service account cannot be read"]) from None


def credential_ends(settings: Settings) -> tuple[CredentialEnd, ...]:
    """Until when the secrets and certificates hold by which we get access tokens, where that is known.

    A certificate tells it itself, and of a secret `expires_at` does. For `archiver check`, the weekly letter and the
    metrics; a hundred mailboxes of one registration are a hundred places here.
    """
    found = ((place, oauth2, _end_of(oauth2)) for place, oauth2 in oauth2_of(settings))
    return tuple(
        CredentialEnd(place, Credential.SECRET if oauth2.certificate_file is None else Credential.CERTIFICATE, at)
        for place, oauth2, at in found
        if at is not None
    )


@cache
def _end_of(oauth2: OAuth2) -> datetime | None:
    if oauth2.certificate_file is not None:
        from archiver.edges.logins import certificate_end  # noqa: PLC0415

        return certificate_end(_text(oauth2.certificate_file))
    return None if oauth2.expires_at is None else datetime.combine(oauth2.expires_at, time(), UTC)


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
