"""`archiver check`: does everything outside work? One finding a line, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes

from sqlalchemy import URL

from archiver.bell import Bell
from archiver.config import Mailbox as MailboxSettings
from archiver.config import OAuth2, Settings
from archiver.config.database_url import sqlite_file
from archiver.core.language import Language, later, translator
from archiver.core.records import Credential, CredentialEnd, StampTrouble
from archiver.core.sasl import Tokens
from archiver.edges import depots, erasures, host, keyring
from archiver.edges.logins import claims_of
from archiver.edges.outbox import SmtpPostOffice
from archiver.edges.store import snapshot
from archiver.edges.store.database import Database, is_far
from archiver.edges.store.sealing import Sealing
from archiver.edges.timestamps import Authority, first_end
from archiver.errors import (
    ArchiverError,
    ConfigError,
    CredentialsRefused,
    MailboxUnavailable,
    NameUnanswered,
    OutsideServiceError,
    SessionRefused,
    StampRefused,
    TokenRefused,
    TokenUnavailable,
)
from archiver.service.checked import Checked, Say
from archiver.service.checkup_around import folders, mailbox_clock, probes, surroundings, virus_scanner
from archiver.service.wiring import (
    MEGABYTE,
    Archive,
    authorities_of,
    connect,
    credential_ends,
    database_of,
    ledger_of,
    now,
    oauth2_of,
    opened,
    resolver_of,
    smtp_account,
    tokens_of,
)

ENDS_SOON = timedelta(days=60)


def check(settings: Settings, language: Language) -> Iterator[Checked]:
    """Look at each outside service in turn, and tell it in a language; a failure of one never hides another."""
    say = translator(language).gettext
    yield Checked(say("configuration"), True, say("valid"))
    yield from permissions(settings, say)
    yield from trust(settings, say)
    yield from _database(settings, say)
    yield from _disk(settings, say)
    yield from _clock(say)
    yield from surroundings(settings, say)
    yield from tokens(settings, say)
    for one in settings.mailboxes:
        yield from _mailbox(settings, one, say)
    yield from _smtp(settings, say)
    yield name_servers(settings, say)
    yield from time_stamps(settings, say)
    yield from virus_scanner(settings, say)
    yield from probes(settings, say)


def _told(error: ArchiverError, say: Say) -> str:
    sentence = say(error.sentence)
    return sentence.format(**error.values) if error.values else sentence


def permissions(settings: Settings, say: Say) -> Iterator[Checked]:
    """What lies on our disk is for our user alone."""
    for subject, path in _ours(settings, say):
        others_may = host.open_to_others(path)
        if others_may == "write" or (others_may == "read" and not _may_be_read(path)):
            reading, writing = say("group or others can read {path}"), say("group or others can write to {path}")
            says = writing if others_may == "write" else reading
            advice = say("run: chmod {mode} {path}").format(mode="0700" if path.is_dir() else "0600", path=path)
            yield Checked(subject, False, says.format(path=path), advice)


def _may_be_read(path: Path) -> bool:
    """A folder tells names alone."""
    return path.is_dir() or host.is_container_secret(path)


def _ours(settings: Settings, say: Say) -> Iterator[tuple[str, Path]]:
    """Every file and directory that holds mail or a secret, with what it is."""
    sources = [(say("mailbox {name}").format(name=one.name), one.password_file) for one in settings.mailboxes]
    sources += [("smtp", settings.smtp.password_file), (say("database"), settings.database.password_file)]
    sources += [
        (say("time-stamp authority {name}").format(name=one.name), one.password_file)
        for one in settings.timestamps.authorities
    ]
    for place, oauth2 in oauth2_of(settings):
        held = (oauth2.client_secret_file, oauth2.key_file, oauth2.service_account_file)
        sources += [(_place(place, say), path) for path in held]
    sources += [(one.name, one.password_file) for one in settings.disposal.people]
    yield from ((say("secret of {name}").format(name=name), path) for name, path in sources if path is not None)
    yield say("data directory"), settings.data_directory
    yield say("signing key"), settings.data_directory / keyring.NAME
    yield say("ledger of erasures"), settings.data_directory / erasures.NAME
    if settings.encryption.key_file is not None:
        yield say("master key"), settings.encryption.key_file
    file = sqlite_file(settings.database.url.get_secret_value())
    if file is not None:
        yield from ((say("database"), file.with_name(file.name + end)) for end in ("", "-wal", "-shm"))


def trust(settings: Settings, say: Say) -> Iterator[Checked]:
    """What shows that a colleague wrote a mail, and how easily that is forged."""
    subject, gate = say("colleagues"), settings.trust
    if gate.mode == "from-domain":
        says = say("known by the domain in From alone, which anybody can write")
        advice = say("let your mail server check senders, and set [trust] mode to authentication-results")
    elif gate.mode == "exchange-internal":
        says = say("known by X-MS-Exchange-Organization-AuthAs: Internal")
        advice = say("prove that mail from outside that bears the field itself ends under External")
    else:
        says = say("known by the Authentication-Results of {server}").format(server=gate.authserv_id)
        removes = say("make sure that the server removes fields of its own name from mail that comes in")
        advice = "" if gate.received_by else removes
    yield Checked(subject, True, says, advice)


def way_to_database(url: URL, say: Say) -> Iterator[Checked]:
    """Whether a database server elsewhere must prove who it is."""
    mode = str(url.query.get("sslmode", "require"))
    if is_far(url) and mode != "verify-full":
        yield Checked(
            say("database"),
            False,
            say("the server need not prove who it is (sslmode={mode})").format(mode=mode),
            say("add sslmode=verify-full and sslrootcert to the database URL"),
        )


def _database(settings: Settings, say: Say) -> Iterator[Checked]:
    subject = say("database")
    try:
        with database_of(settings) as database:
            yield from way_to_database(database.url, say)
            version = database.version()
            yield Checked(subject, True, say("answers, schema {version}").format(version=version or say("none yet")))
            yield from _database_clock(database, say)
        with opened(settings) as archive:
            yield from defence(archive.store.database, say)
            yield from encryption(archive, say)
            yield from content(archive, say)
            yield from backup(archive.store.database, say)
            yield from disposal(archive, say)
            yield from replicas(archive, say)
            yield from search(archive, say)
            yield Checked(
                say("archive"), True, say("{count} items").format(count=archive.store.catalogue.status().items)
            )
    except ConfigError as error:  # a key that is missing or another's: it says itself what to do
        yield from (Checked(say("data directory"), False, problem) for problem in error.problems)
    except ArchiverError as error:
        yield Checked(
            subject,
            False,
            _told(error, say),
            say("see that it runs, that the URL is right and that we may write"),
            True,
        )


def search(archive: Archive, say: Say) -> Iterator[Checked]:
    """Whether all that came in can be found, and who looks at pictures."""
    subject, wanted = say("search"), archive.settings.search
    if not wanted.enabled:
        yield Checked(subject, True, say("switched off ([search] enabled)"))
        return
    gaps = archive.store.search.gaps()
    if gaps.unread:
        says = say("items in which something could not be read for the search: {count}").format(count=gaps.unread)
        yield Checked(subject, True, says, say("look at them by hand: archiver search kind:unread"))
    yield from pictures(archive.settings, say)


def pictures(settings: Settings, say: Say) -> Iterator[Checked]:
    """Whether writing in pictures is read, and whether that is possible here."""
    from archiver.edges import seeing  # noqa: PLC0415 - seldom needed

    subject = say("writing in pictures")
    if not settings.search.ocr:
        yield Checked(subject, True, say("not read ([search] ocr): pictures and scanned pages are not found by words"))
        return
    languages = " ".join(f"tesseract-ocr-{one}" for one in seeing.LANGUAGES)
    advice = say("install it (Debian: {packages}), or set [search] ocr to false").format(
        packages=f"tesseract-ocr {languages}"
    )
    try:
        found = seeing.installed()
    except OutsideServiceError as error:
        yield Checked(subject, False, _told(error, say), advice)
        return
    if found is None:
        yield Checked(subject, False, say("tesseract is not installed: nobody reads them"), advice)
    elif found.missing:
        says = say("tesseract {version} lacks {languages}: nobody reads them")
        yield Checked(subject, False, says.format(version=found.version, languages=", ".join(found.missing)), advice)
    else:
        says = say("read by tesseract {version} ({languages})")
        yield Checked(subject, True, says.format(version=found.version, languages="+".join(seeing.LANGUAGES)))


def replicas(archive: Archive, say: Say) -> Iterator[Checked]:
    """Who shares the mailboxes, and whether all of them have what they must have in common."""
    subject, there = say("replicas"), archive.replicas()
    if there:
        says = say("at work: {names}").format(names=", ".join(one.label for one in there))
        yield Checked(subject, True, says)
    missing = len(archive.store.disposals.erased() - {(one.scope, one.name) for one in ledger_of(archive).known()})
    if missing:
        says = say("{count} of what was disposed of is not in {path}").format(
            count=missing, path=ledger_of(archive).path
        )
        yield Checked(
            subject, False, says, say("let all replicas share one data directory, and put the whole file there")
        )
    yield from _connections(archive, len(there), say)


def _connections(archive: Archive, there: int, say: Say) -> Iterator[Checked]:
    allowed, each = archive.store.database.most_connections(), archive.settings.database.connections
    if allowed is None:
        return
    wanted = each * max(there, 1)
    says = say("{wanted} connections may be wanted at once, the server takes {allowed}")
    if wanted > allowed:
        advice = say("raise max_connections on the server, or lower [database] connections")
        yield Checked(say("database"), False, says.format(wanted=wanted, allowed=allowed), advice)


def defence(database: Database, say: Say) -> Iterator[Checked]:
    """Whether whoever has our password to a database server could switch off what defends the evidence there."""
    if not database.is_sqlite and database.is_ours_to_open():
        yield Checked(
            say("database"),
            True,
            say("our user owns the tables, and can switch off the triggers that defend the evidence"),
            say("let another user own them: archiver db upgrade --grant USER, as the README tells"),
        )


def encryption(archive: Archive, say: Say) -> Iterator[Checked]:
    """Whether the archive is encrypted, and its key kept where the database is not."""
    path = archive.settings.encryption.key_file
    if path is None:
        says = say("lies open: who has the database or a backup of it reads everything")
        yield Checked(
            say("encryption"), True, says, say("make a key (archiver key new), and name it under [encryption]")
        )
        return
    left = archive.store.sealing.left()
    says = say("on") if not left else say("{count} rows from before it are still open").format(count=left)
    near = archive.store.database.folder in path.resolve().parents
    advice = say("keep the key away from the database: one backup would hold both") if near else ""
    yield Checked(say("encryption"), True, says, advice)
    yield from _unfinished(archive.store.sealing, say)


def content(archive: Archive, say: Say) -> Iterator[Checked]:
    """Whether each place outside the database takes something, gives it back and deletes it."""
    subject, database = say("place of mails"), archive.store.database
    rests = {one.place: one.items for one in archive.store.whereabouts.places() if one.place is not None}
    chosen = database.depots.chosen
    for place in dict.fromkeys([*([chosen] if chosen else []), *(place for place, items in rests.items() if items)]):
        try:
            if place == chosen:
                archive.store.whereabouts.begin(place, now())
            depots.probe(database.depots.at(place))
            versions = database.depots.at(place).keeps_versions()
        except ArchiverError as error:
            advice = say("check [content], the network and that we may write, read, list and delete there")
            yield Checked(subject, False, _told(error, say), advice, isinstance(error, OutsideServiceError))
            continue
        says = say("{place}: {count} items, written to, read and deleted from").format(
            place=place, count=rests.get(place, 0)
        )
        yield Checked(subject, True, says, _place_advice(archive, place, say, versions=versions))


def _place_advice(archive: Archive, place: str, say: Say, *, versions: bool) -> str:
    locked = archive.settings.content.object_lock
    if place != archive.store.database.depots.chosen:
        return say("what comes in goes elsewhere: run archiver content move --to with what [content] store says")
    if versions and not locked and not archive.store.sealing.is_on:
        return say("the bucket keeps versions of what is deleted: switch them off, or encrypt the archive")
    if locked and not versions:
        return say(
            "the bucket has no versions, and so no lock: give it object lock with a default time, or take another"
        )
    return ""


def _unfinished(sealing: Sealing, say: Say) -> Iterator[Checked]:
    """What of the encrypting the daemon does not finish by itself, or was cut off."""
    is_owners, has_old_pages = sealing.waits_for_owner(), sealing.has_old_pages()
    if not (is_owners or has_old_pages):
        return
    old = say("old pages of the database may still hold what lay open before")
    says = old if has_old_pages else say("only the owner of the tables can encrypt what lies open")
    advice = say("run archiver key seal as the owner of the tables") if is_owners else say("run: archiver key seal")
    yield Checked(say("encryption"), False, says, advice)


def backup(database: Database, say: Say) -> Iterator[Checked]:
    """Whether a backup could be made: PostgreSQL needs a program of its own for it."""
    try:
        snapshot.require_tools(database)
    except OutsideServiceError as error:
        yield Checked(say("backup"), False, _told(error, say), say("archiver backup fails until then"), True)


def disposal(archive: Archive, say: Say) -> Iterator[Checked]:
    """Whether anything that was disposed of may still lie in the database."""
    left = len(archive.store.disposals.unfinished())
    if left:
        says = say("{count} of what was disposed of may still lie in the database").format(count=left)
        yield Checked(say("disposal"), False, says, say("run, as the owner of its tables: archiver dispose finish"))


def _database_clock(database: Database, say: Say) -> Iterator[Checked]:
    theirs = database.clock()
    if theirs is not None and abs(theirs - now()) > timedelta(seconds=10):
        yield Checked(
            say("clock"),
            False,
            say("the database server's clock differs by more than ten seconds"),
            say("synchronise both machines (NTP)"),
        )


def _disk(settings: Settings, say: Say) -> Iterator[Checked]:
    subject = say("disk")
    try:
        free = host.free_octets(settings.data_directory)
    except OSError as error:
        yield Checked(
            subject,
            False,
            error.strerror or "",
            say("create the data directory {path}").format(path=settings.data_directory),
        )
        return
    room, is_enough = (
        say("{size} GB free").format(size=f"{free / 1e9:.1f}"),
        free >= settings.limits.free_megabytes * MEGABYTE,
    )
    yield Checked(
        subject, is_enough, room, "" if is_enough else say("make room: mail is only taken in while it can be stored")
    )


def _clock(say: Say) -> Iterator[Checked]:
    synchronised = host.clock_is_synchronised()
    if synchronised is None:
        return
    says = say("synchronised") if synchronised else say("the kernel does not believe its clock to be synchronised")
    yield Checked(say("clock"), synchronised, says, "" if synchronised else say("run an NTP client on the host"))


def tokens(settings: Settings, say: Say) -> Iterator[Checked]:
    """Whether each access token is to be had, and what it allows; and how long that by which we get it still holds."""
    try:
        asked = tokens_of(settings)
    except ArchiverError as error:
        yield Checked(say("access tokens"), False, _told(error, say))
        return
    for place, (oauth2, account) in asked.items():
        yield from _token(_place(place, say), place, oauth2, account, say)
    yield from credentials(credential_ends(settings), now(), say)


def _place(place: str, say: Say) -> str:
    _, is_mailbox, name = place.partition(":")
    return say("mailbox {name}").format(name=name) if is_mailbox else place


def _token(subject: str, place: str, oauth2: OAuth2, account: Tokens, say: Say) -> Iterator[Checked]:
    try:
        token = account.token()
    except TokenRefused as error:
        advice = _advice_on(error.code)
        yield Checked(subject, False, _told(error, say), say(advice), True)
        return
    except TokenUnavailable as error:
        advice = say("check that we may reach it by HTTPS (firewall, proxy), and tenant or token_url in [oauth2]")
        yield Checked(subject, False, _told(error, say), advice, True)
        return
    yield Checked(subject, True, say("an access token was obtained ({provider})").format(provider=oauth2.provider))
    claims = claims_of(token) if oauth2.provider == "microsoft" else None
    if claims is None:
        return
    wanted = "SMTP.SendAsApp" if place == "smtp" else "IMAP.AccessAsApp"
    if wanted not in claims.roles:
        says = say("the access token lacks the permission {permission}").format(permission=wanted)
        yield Checked(subject, False, says, say(_CONSENT))
    if claims.audience.rstrip("/") not in EXCHANGE:
        says = say("the access token is meant for another service than Exchange Online")
        yield Checked(subject, False, says, say("remove scope from [oauth2]"))


EXCHANGE = frozenset(
    {
        *("https://outlook.office365.com", "https://outlook.office.com", "https://ps.outlook.com"),
        *("00000002-0000-0ff1-ce00-000000000000", "https://outlook.office365.us"),
    }
)
"""What a token for Exchange Online is addressed to."""

_CONSENT = later(
    "add it under API permissions (Office 365 Exchange Online, application permissions), have an administrator grant"
    " consent, and wait some minutes"
)

#: What Microsoft's numbers mean, as far as IT can do something about them.
_NUMBERS: Mapping[str, str] = {
    "AADSTS7000215": later("the secret is wrong: copy its Value, not its Secret ID"),
    "AADSTS7000222": later("the secret has expired: make a new one, or better a certificate"),
    "AADSTS700027": later("the certificate is not, or no longer, the one uploaded to the app registration"),
    "AADSTS700016": later("the directory knows no such application: check client_id and tenant"),
    "AADSTS90002": later("there is no such directory: check tenant"),
    "AADSTS900023": later("there is no such directory: check tenant"),
    "AADSTS7000112": later("the application is disabled in Entra ID: enable it under Enterprise applications"),
    "AADSTS500011": later("the directory knows no such service: check scope"),
    "AADSTS70011": later("scope must end in /.default"),
    "AADSTS1002012": later("scope must end in /.default"),
    "AADSTS53003": later("Conditional Access blocks the application: let it in from this machine's address"),
}
_CREDENTIALS = later("check client_id, the secret or certificate and its expiry, and scope, under [oauth2]")


def _advice_on(code: str) -> str:
    return _NUMBERS.get(code.rpartition(" ")[2], _CREDENTIALS)


def credentials(ends: Iterable[CredentialEnd], at: datetime, say: Say) -> Iterator[Checked]:
    """How long the secrets and certificates for access tokens still hold, where that is known."""
    for one in ends:
        is_secret, day = one.credential is Credential.SECRET, one.at.date().isoformat()
        secret, certificate = say("its secret holds until {day}"), say("its certificate holds until {day}")
        has_ended = say("its secret ended on {day}"), say("its certificate ended on {day}")
        holds = at < one.at
        says = (secret if is_secret else certificate) if holds else has_ended[0 if is_secret else 1]
        advice = say("renew it in good time: nothing is fetched or sent without it") if one.is_near(at) else ""
        yield Checked(_place(one.place, say), holds, says.format(day=day), advice)


#: Exchange says "User is authenticated but not connected", and nothing of why.
NOT_CONNECTED = later(
    "three likely causes: (1) the application has no access to this mailbox: Add-MailboxPermission -AccessRights"
    " FullAccess, for a service principal that New-ServicePrincipal made with the Object ID of the Enterprise"
    " application, not that of the app registration; (2) username is not this mailbox's primary address, or IMAP is"
    " off for it: Set-CASMailbox -ImapEnabled $true; (3) too many logins in a short time: leave it alone for 15"
    " minutes, and let one archiver alone log in"
)
_REFUSED_BY_EXCHANGE = later(
    "check that New-ServicePrincipal was given the Object ID of the Enterprise application (not of the app"
    " registration), that the application has FullAccess to this mailbox, and that username is the mailbox's address"
)
_REFUSED_TO_SEND = later(
    "check that the application has SMTP.SendAsApp, and FullAccess or Send As on the mailbox it sends from, and that"
    " authenticated SMTP is on for it: Set-CASMailbox -SmtpClientAuthenticationDisabled $false"
)


def _refused_token(error: ArchiverError) -> str:
    """The word for why there was no access token to log in with; the mail server's own codes stand in brackets."""
    code = str(error.values.get("code", ""))
    return "" if code.startswith(" [") else code


def login_advice(error: ArchiverError, oauth2: OAuth2 | None, say: Say) -> str | None:
    """What to do when the mail server would not have us; None when it is not about that."""
    if isinstance(error, SessionRefused):
        return say(NOT_CONNECTED)
    if why := _refused_token(error):
        advice = _advice_on(why)
        return say(advice)
    if not isinstance(error, CredentialsRefused):
        return None
    if oauth2 is None:
        return say("check the user name and the password, and that IMAP is allowed")
    if oauth2.provider == "microsoft":
        return say(_REFUSED_BY_EXCHANGE)
    return say("check that the token is meant for this mail server and this user name: scope, and username")


def _mailbox(settings: Settings, one: MailboxSettings, say: Say) -> Iterator[Checked]:
    subject = say("mailbox {name}").format(name=one.name)
    try:
        session = connect(settings, one, Bell())
    except ArchiverError as error:
        advice = login_advice(error, one.oauth2, say) or say("check host, port, tls and the firewall")
        yield Checked(subject, False, _told(error, say), advice, isinstance(error, OutsideServiceError))
        return
    try:
        yield Checked(subject, True, say("logged in over {tls}").format(tls=one.tls))
        for folder in one.folders:
            state = session.select(folder)
            says = say("folder {folder}: {count} messages").format(folder=folder, count=state.exists)
            yield Checked(subject, True, says)
        archive = session.archive_folder()
        says = say("archive folder {folder}: {count} messages").format(folder=archive.folder, count=archive.messages)
        yield Checked(subject, True, says)
        way = session.way_of_moving()
        says = say("messages are moved by {way}").format(way=way or say("nothing"))
        neither = say("the server offers neither MOVE nor UIDPLUS: mail stays in its folder")
        yield Checked(subject, way is not None, says, "" if way else neither)
        yield from folders(settings, one, session, say)
        yield from mailbox_clock(one, session, say)
    except MailboxUnavailable as error:
        advice = login_advice(error, one.oauth2, say) or say("check that the folder exists and that we may use it")
        yield Checked(subject, False, _told(error, say), advice, True)
    finally:
        session.close()


def _smtp(settings: Settings, say: Say) -> Iterator[Checked]:
    oauth2 = settings.smtp.oauth2
    try:
        offers = SmtpPostOffice(smtp_account(settings)).probe()
    except ArchiverError as error:
        is_microsoft = oauth2 is not None and oauth2.provider == "microsoft"
        advice = say(_REFUSED_TO_SEND) if is_microsoft else say("check host, port, tls, user name and password")
        if why := _refused_token(error):
            of_token = _advice_on(why)
            advice = say(of_token)
        yield Checked("smtp", False, _told(error, say), advice, isinstance(error, OutsideServiceError))
        return
    yield Checked("smtp", True, say("answers: {words}").format(words=", ".join(offers)))


def name_servers(settings: Settings, say: Say) -> Checked:
    """Whether the DNS answers, where it is needed. It is asked for a domain of our own, which tells nobody anything."""
    if not settings.trust.dkim:
        return Checked("dns", True, say("signatures are not checked ([trust] dkim): nothing is looked up"))
    try:
        resolver_of(settings).txt(settings.archive.own_domains[0])
    except NameUnanswered:
        advice = say("check [trust] dns_servers and the firewall (port 53, UDP and TCP)")
        return Checked("dns", False, say("No DNS server answers."), advice, outside=True)
    return Checked("dns", True, say("answers; signatures are checked ([trust] dkim)"))


def time_stamps(settings: Settings, say: Say) -> Iterator[Checked]:
    """Whether each authority stamps a hash that we made up, which is not kept, and how long its certificates last."""
    if not settings.timestamps.enabled:
        says = say("none are obtained ([timestamps] enabled): no hash leaves our network")
        yield Checked(say("time stamps"), True, says)
        return
    for one in authorities_of(settings, asked_only=True):
        yield from _authority(one, say)


def _stamp_advice(error: StampRefused, say: Say) -> str:
    if error.trouble == StampTrouble.WRONG_TIME:
        return say("synchronise our clock (NTP); if it is right, ask another authority")
    return say("check [timestamps]: url, certificates, policy and login, and that the firewall lets us out")


def _authority(one: Authority, say: Say) -> Iterator[Checked]:
    subject = say("time-stamp authority {name}").format(name=one.name)
    try:
        stamp = one.stamp(token_bytes(32))
    except StampRefused as error:
        yield Checked(subject, False, _told(error, say), _stamp_advice(error, say), outside=True)
        return
    ends = first_end(one.certificates, stamp.response, now())
    says = say("stamps; the first certificate ends on {date}").format(date=ends.date().isoformat())
    ends_soon = say("ask the authority for its new certificates, and add them to those in [timestamps]")
    only_openssl = say("its signature can only be checked with openssl; ask another authority as well")
    advice = "" if stamp.is_checked else only_openssl
    yield Checked(subject, True, says, ends_soon if ends - now() < ENDS_SOON else advice)
