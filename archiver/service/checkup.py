"""`archiver check`: does everything outside work? One finding a line, each with what to do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from archiver.config import Mailbox as MailboxSettings
from archiver.config import Settings
from archiver.core.language import translator
from archiver.edges import host
from archiver.edges.outbox import SmtpPostOffice
from archiver.edges.store.database import Database
from archiver.errors import ArchiverError, CredentialsRefused, MailboxUnavailable
from archiver.service.wiring import connect, database_of, now, opened, smtp_account

ENOUGH_ROOM = 2_000_000_000
"""Octets that should be free: a few of the largest mails and the database's own needs."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at. `advice` says what to do when it is not well."""

    subject: str
    well: bool
    says: str
    advice: str = ""
    outside: bool = False
    """Not well because a service outside did not answer."""


def check(settings: Settings) -> Iterator[Checked]:
    """Look at each outside service in turn; a failure of one never hides another."""
    say = translator(settings.archive.language).gettext
    yield Checked(say("configuration"), True, say("valid"))
    yield from _secrets(settings, say)
    yield from _database(settings, say)
    yield from _disk(settings, say)
    yield from _clock(say)
    for one in settings.mailboxes:
        yield from _mailbox(settings, one, say)
    yield from _smtp(settings, say)


Say = Callable[[str], str]


def _secrets(settings: Settings, say: Say) -> Iterator[Checked]:
    sources = [(f"mailbox {one.name}", one.password_file) for one in settings.mailboxes]
    sources += [("smtp", settings.smtp.password_file), ("database", settings.database.password_file)]
    for name, path in sources:
        if path is not None and path.exists() and path.stat().st_mode & 0o022:
            yield Checked(
                say("secret of {name}").format(name=name),
                False,
                say("others may write to its file"),
                say("chmod 0600 the file"),
            )


def _database(settings: Settings, say: Say) -> Iterator[Checked]:
    subject = say("database")
    try:
        with database_of(settings) as database:
            version = database.version()
            yield Checked(subject, True, say("answers, schema {version}").format(version=version or say("none yet")))
            yield from _database_clock(database, say)
        with opened(settings) as archive:
            yield Checked(
                say("archive"), True, say("{count} items").format(count=archive.store.catalogue.status().items)
            )
    except ArchiverError as error:
        yield Checked(
            subject, False, str(error), say("see that it runs, that the URL is right and that we may write"), True
        )


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
    room = say("{size} GB free").format(size=f"{free / 1e9:.1f}")
    yield Checked(subject, free >= ENOUGH_ROOM, room, say("make room: mail is only taken in while it can be stored"))


def _clock(say: Say) -> Iterator[Checked]:
    synchronised = host.clock_is_synchronised()
    if synchronised is None:
        return
    says = say("synchronised") if synchronised else say("the kernel does not believe its clock to be synchronised")
    yield Checked(say("clock"), synchronised, says, say("run an NTP client on the host"))


def _mailbox(settings: Settings, one: MailboxSettings, say: Say) -> Iterator[Checked]:
    subject = say("mailbox {name}").format(name=one.name)
    try:
        session = connect(settings, one, threading.Event())
    except CredentialsRefused as error:
        yield Checked(
            subject, False, str(error), say("check the user name and the password, and that IMAP is allowed"), True
        )
        return
    except ArchiverError as error:
        yield Checked(subject, False, str(error), say("check host, port, tls and the firewall"), True)
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
        yield Checked(
            subject, way is not None, says, say("the server offers neither MOVE nor UIDPLUS: mail stays in its folder")
        )
    except MailboxUnavailable as error:
        yield Checked(subject, False, str(error), say("check that the folder exists and that we may use it"), True)
    finally:
        session.close()


def _smtp(settings: Settings, say: Say) -> Iterator[Checked]:
    try:
        offers = SmtpPostOffice(smtp_account(settings)).probe()
    except ArchiverError as error:
        yield Checked("smtp", False, str(error), say("check host, port, tls, user name and password"), True)
        return
    yield Checked("smtp", True, say("answers: {words}").format(words=", ".join(offers)))
