"""More of `archiver check`: names, certificates, clocks, folders that nobody watches, the scanner, probe mails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from archiver.config import Mailbox as MailboxSettings
from archiver.config import Settings
from archiver.core.discretion import mailbox_called
from archiver.edges.mailbox import ImapMailbox
from archiver.edges.surroundings import Service, Shown, addresses, look_at
from archiver.errors import MailboxUnavailable, Unscanned
from archiver.service.checked import Checked, Say
from archiver.service.scanning import scanner_of
from archiver.service.surroundings import services_of
from archiver.service.wiring import now

ENDS_SOON = timedelta(days=30)
CLOCK_MAY_DIFFER = timedelta(seconds=60)
"""A greeting and an INTERNALDATE tell whole seconds, and a slow line adds some."""
OLD_SIGNATURES = timedelta(days=7)


def surroundings(settings: Settings, say: Say) -> Iterator[Checked]:
    """Each server's name, its certificate and its clock, before anybody logs in there."""
    for service in services_of(settings):
        named = list(_name(service, say))
        yield from named
        if all(one.well for one in named):
            yield from _shown(service, say)


def _name(service: Service, say: Say) -> Iterator[Checked]:
    subject = say("DNS of {service}").format(service=_called(service, say))
    try:
        found = addresses(service.host)
    except OSError:
        says = say("{host} is not known").format(host=service.host)
        yield Checked(subject, False, says, say("check the name, and the DNS servers of this machine"), outside=True)
        return
    yield Checked(subject, True, f"{service.host}: {', '.join(found[:4])}")


def _called(service: Service, say: Say) -> str:
    if service.spoken == "imap":
        return say("mailbox {name}").format(name=service.name.removeprefix("imap "))
    return say("database") if service.spoken == "postgresql" else service.spoken


def _shown(service: Service, say: Say) -> Iterator[Checked]:
    """A server that does not answer at all is told of where it is used."""
    try:
        shown = look_at(service)
    except OSError as error:
        if service.tls != "none":
            says = say("no certificate was shown ({problem})").format(problem=error.strerror or str(error))
            advice = say("check host, port, tls and the firewall")
            yield Checked(_tls_of(service, say), False, says, advice, outside=True)
        return
    yield from _certificate(service, shown, say)
    if shown.clock is not None:
        yield from clock(_called(service, say), shown.clock, say)


def _tls_of(service: Service, say: Say) -> str:
    return say("TLS of {service}").format(service=_called(service, say))


def _certificate(service: Service, shown: Shown, say: Say) -> Iterator[Checked]:
    if service.tls == "none" or shown.certificate_ends is None:
        return
    left = shown.certificate_ends - now()
    date = shown.certificate_ends.date().isoformat()
    if left < timedelta():
        says, advice = say("the certificate ended on {date}"), say("have the server's certificate renewed at once")
        yield Checked(_tls_of(service, say), False, says.format(date=date), advice, outside=True)
        return
    says = say("the certificate ends on {date}, in {days} days").format(date=date, days=left.days)
    advice = say("have the server's certificate renewed") if left < ENDS_SOON else ""
    yield Checked(_tls_of(service, say), True, says, advice)


def clock(whose: str, theirs: datetime, say: Say) -> Iterator[Checked]:
    """How far another clock is from ours."""
    ahead = (theirs - now()).total_seconds()
    subject = say("clock of {service}").format(service=whose)
    if abs(ahead) <= CLOCK_MAY_DIFFER.total_seconds():
        yield Checked(subject, True, say("agrees with ours"))
        return
    says = say("{seconds} seconds ahead of ours") if ahead > 0 else say("{seconds} seconds behind ours")
    told = says.format(seconds=round(abs(ahead)))
    yield Checked(subject, False, told, say("synchronise both machines (NTP)"))


def folders(settings: Settings, one: MailboxSettings, session: ImapMailbox, say: Say) -> Iterator[Checked]:
    """Mail that waits where nobody looks: in junk first of all, then in any other folder of the mailbox."""
    subject = say("mailbox {name}").format(name=one.name)
    others = session.others([settings.canary.folder])
    for junk in (other for other in others if other.is_junk):
        says = say("folder {folder} is not watched: {count} messages").format(folder=junk.name, count=junk.messages)
        yield Checked(subject, junk.messages == 0, says, say("add it to folders: a filter may put threats there"))
    waiting = [other for other in others if other.messages and not other.is_junk]
    if waiting:
        named = ", ".join(f"{other.name} ({other.messages})" for other in waiting[:10])
        says = say("mail lies in folders that are not watched: {folders}").format(folders=named)
        yield Checked(subject, False, says, say("add them to folders, or see that no rule moves mail there"))


def mailbox_clock(one: MailboxSettings, session: ImapMailbox, say: Say) -> Iterator[Checked]:
    """The mail server's clock, which gives each mail its INTERNALDATE."""
    try:
        theirs = session.clock()
    except MailboxUnavailable:
        return
    if theirs is not None:
        yield from clock(say("mailbox {name}").format(name=mailbox_called(one.name)), theirs, say)


def virus_scanner(settings: Settings, say: Say) -> Iterator[Checked]:
    """Whether the scanner answers, and how old its signatures are."""
    subject, clamd = say("virus scanner"), scanner_of(settings)
    if clamd is None:
        yield Checked(subject, True, say("none ([virus] clamd): what comes in is not scanned"))
        return
    try:
        version = clamd.version()
    except Unscanned as error:
        advice = say("see that clamd runs, and that this user may use its socket; what is not scanned is scanned later")
        yield Checked(subject, False, say(error.sentence), advice, outside=True)
        return
    made = signatures_made(version)
    is_old = made is not None and now() - made > OLD_SIGNATURES
    advice = say("its signatures are more than a week old: see that freshclam runs") if is_old else ""
    yield Checked(subject, True, version, advice)


def signatures_made(version: str) -> datetime | None:
    """When the signatures were made, as clamd tells: "ClamAV 1.4.6/27450/Thu Nov 26 09:10:11 2026"."""
    try:
        return datetime.strptime(f"{version.rpartition('/')[2].strip()} +0000", "%a %b %d %H:%M:%S %Y %z")
    except ValueError:
        return None


def probes(settings: Settings, say: Say) -> Iterator[Checked]:
    """Whether anybody would notice that mail does not come through."""
    if settings.canary.enabled:
        says = say("a break is named within {minutes} minutes").format(minutes=settings.canary.minutes)
    else:
        says = say("none are sent ([canary] enabled): mail that is stopped on its way here is not noticed")
    yield Checked(say("probe mails"), True, says)
