"""The alarm: what happened, since when, what to do; and once more when it is over (L5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archiver.core import dates
from archiver.core.discretion import USUAL_FOLDERS
from archiver.core.language import later
from archiver.core.letters.blocks import Block, Facts, Link, Paragraph
from archiver.core.letters.stationery import Correspondence, Sheet, seal
from archiver.core.records import AlarmKind, Letter

#: RFC 3834 § 5.
_MARKS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    meaning: str
    advice: str


#: What of ours lies on a disk.
_DISKS: Mapping[str, str] = {"data": later("the data directory"), "database": later("the database's directory")}
#: The subject of a notice that an open alarm has grown.
_MORE = "quarantine/more"

#: What each kind says, in English; Danish as everywhere.
_WORDS: Mapping[AlarmKind, _Words] = {
    AlarmKind.MAILBOX_UNREACHABLE: _Words(
        later("The mailbox cannot be reached"),
        later("New mail waits on the server; nothing is lost."),
        later("Ask IT whether the mail server is running and the network is open. The archive tries again by itself."),
    ),
    AlarmKind.CREDENTIALS_REFUSED: _Words(
        later("The mail server refuses our login"),
        later("New mail waits on the server; nothing is lost."),
        later(
            "Ask IT to renew the archive's password or permission. To avoid a locked account the archive tries at"
            " most once every 15 minutes."
        ),
    ),
    AlarmKind.UIDVALIDITY_CHANGED: _Words(
        later("The mailbox has been recreated"),
        later(
            "The server has given the folder a new identity. Everything archived is kept, and all mail in the folder"
            " is fetched again. No receipt is sent twice."
        ),
        later("Ask IT whether the mailbox was restored or moved. If nobody knows of it, examine why."),
    ),
    AlarmKind.READBACK_MISMATCH: _Words(
        later("What was stored is not what was received"),
        later("The stored copy differs from the mail as it came. The mail stays in the mailbox."),
        later("Stop the archive and ask IT to examine disk and database at once. Do not delete anything."),
    ),
    AlarmKind.INCOMPLETE: _Words(
        later("Mails on the server are missing from the archive"),
        later("The server lists mails that the archive cannot account for."),
        later("Ask IT to run “archiver status”: it names the mails. Do not delete anything from the mailbox."),
    ),
    AlarmKind.ARCHIVE_FOLDER_SHRUNK: _Words(
        later("Archived mails are gone from the mail server"),
        later("Somebody has deleted or moved them from the archive folder. The archive's own copies are kept."),
        later("Ask IT who has access to the mailbox. Nobody but the archive should delete or move its mail."),
    ),
    AlarmKind.MOVES_FAILING: _Words(
        later("Archived mails cannot be moved"),
        later("They are safe in the archive, but the server does not let them be moved to the archive folder."),
        later("Ask IT to check that the archive folder exists, has room and may be written to."),
    ),
    AlarmKind.OVERSIZE_WAITING: _Words(
        later("A mail is too large to be fetched"),
        later("It stays on the server and is not in the archive yet."),
        later("Ask IT to save the mail as a file and add it with “archiver import”, or to raise the size limit."),
    ),
    AlarmKind.FETCH_FAILING: _Words(
        later("A mail cannot be fetched"),
        later("The server does not hand it over. The other mails are archived, and this one is tried again hourly."),
        later("Open the mailbox, save the mail as a file and ask IT to add it with “archiver import”."),
    ),
    AlarmKind.LETTERS_FAILING: _Words(
        later("The archive's letters are not getting through"),
        later("Mail is archived as usual, but receipts and overviews are delayed or refused."),
        later("Ask IT to run “archiver check” and look at the outgoing mail server."),
    ),
    AlarmKind.UNREAD: _Words(
        later("Archived mails are not being read"),
        later("They are safe in the archive, but in no case, and nobody has had a receipt for them."),
        later("Ask IT to run “archiver check” and to look at the archive's log. Reading goes on by itself."),
    ),
    AlarmKind.QUARANTINE: _Words(
        later("Mails are in quarantine"),
        later("They could not be read. They are stored whole, but in no case, and nobody has had a receipt for them."),
        later(
            "Ask IT to run “archiver quarantine list”. A mail can be read once more, taken out as a file, or released,"
            " so that you can file it by hand."
        ),
    ),
    AlarmKind.DISK: _Words(
        later("The archive is running out of disk space"),
        later("Mail is archived as usual. Once the disk is full, new mail waits on the server; nothing is lost."),
        later("Ask IT to make room for the archive's data directory. The archive goes on by itself."),
    ),
    AlarmKind.FIXITY: _Words(
        later("The check of what is stored found faults"),
        later(
            "Something in the archive's database was changed, removed or added, and not by the archive. Mail is"
            " archived as usual."
        ),
        later(
            "Ask IT to run “archiver verify”, which names every fault, to keep a copy of the database as it is now, and"
            " to find out who has had access to it. Do not delete anything."
        ),
    ),
    AlarmKind.UNCHECKED: _Words(
        later("The nightly check of what is stored does not come to its end"),
        later("Mail is archived as usual. But for three nights nobody has checked that what is stored is unchanged."),
        later(
            "Ask IT to run “archiver verify” and to look at the archive's log, which says what the check stumbles over."
        ),
    ),
    AlarmKind.DIGEST_UNDELIVERED: _Words(
        later("The weekly overview was not delivered"),
        later("The mail server refused it, did not answer, or has not taken it for a day."),
        later(
            "Ask IT whether address and mailbox are right. “archiver digest --send” then sends it again; nothing in it"
            " is lost."
        ),
    ),
    AlarmKind.UNSTAMPED: _Words(
        later("No time stamps are being obtained"),
        later(
            "Mail is archived as usual, and nothing is lost. But until there is a new time stamp nobody outside can"
            " attest what has come into the archive since the last one."
        ),
        later(
            "Ask IT to run “archiver check”: it asks every time-stamp authority, and says what is wrong. The archive"
            " tries again by itself."
        ),
    ),
    AlarmKind.BACKUP_OVERDUE: _Words(
        later("The archive has no recent backup"),
        later("Everything works, but what came in since the last backup would be lost with the machine."),
        later("Ask IT to run “archiver backup”, and to see why it was not run by itself."),
    ),
    AlarmKind.CANARY_SMTP: _Words(
        later("A probe mail could not be sent"),
        later("Mail is archived as usual, but the mail server does not take the archive's own letters."),
        later("Ask IT to run “archiver check” and look at the outgoing mail server."),
    ),
    AlarmKind.CANARY_DELIVERY: _Words(
        later("A probe mail did not arrive in the mailbox"),
        later("It was sent, but does not lie where the archive looks. Colleagues' mail may be lost on the same way."),
        later(
            "Ask IT to look for it in the junk folder and in the mail server's quarantine, and whether a rule moves or"
            " stops mail to the archive."
        ),
    ),
    AlarmKind.CANARY_IMAP: _Words(
        later("A probe mail could not be fetched"),
        later("The mailbox is not being polled. New mail waits on the server; nothing is lost."),
        later("Ask IT whether the mail server is running and the network is open. The archive tries again by itself."),
    ),
    AlarmKind.CANARY_PARSER: _Words(
        later("A probe mail was not read as it was written"),
        later(
            "Mail is archived as usual, but either the archive cannot read mail, or something on its way changes mail"
            " before it comes here."
        ),
        later("Ask IT to look at the archive's log, and whether a filter changes mail to the archive."),
    ),
    AlarmKind.CLOCK: _Words(
        later("The archive's clock is wrong"),
        later("Times in the archive cannot be relied upon until the clock is right."),
        later("Ask IT to set the server's clock and turn on time synchronisation (NTP)."),
    ),
}

TITLES: Mapping[AlarmKind, str] = {kind: words.title for kind, words in _WORDS.items()}
"""Each alarm in a few words."""


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """One alarm: raised, or over if `over_since` is set."""

    kind: AlarmKind
    subject: str
    """What it is about: "mailbox:arkiv", "item:17", or nothing."""
    since: datetime
    over_since: datetime | None = None
    count: int = 0
    """How many mails or letters it is about; 0 when that says nothing."""
    is_notice: bool = False
    """Told once and for all: no second mail follows."""


def compose_alarm(facts: AlarmFacts, to: Correspondence, *, recipient: str, message_id: str, date: datetime) -> Letter:
    """The mail that tells of an alarm, or that it is over. Raises LetterUnfit as `compose_receipt` does."""
    say = to.words
    subject = (
        say.gettext("Alarm from the archive: {title}") if facts.over_since is None else say.gettext("Over: {title}")
    )
    subject = subject.format(title=_title(facts, to))
    sheet = Sheet(subject, tuple(_blocks(facts, to)), recipient, message_id, date, _MARKS)
    return seal(sheet, to, null_sender=False)


def alarm_title(kind: AlarmKind, to: Correspondence) -> str:
    """The alarm in a few words."""
    return to.words.gettext(TITLES[kind])


def _title(facts: AlarmFacts, to: Correspondence) -> str:
    if facts.subject == _MORE:
        return to.words.gettext("More mails have come into quarantine")
    return alarm_title(facts.kind, to)


def alarm_about(subject: str, to: Correspondence) -> str:
    """What an alarm is about, in words: our own name of a mailbox, a number, a directory of ours; else nothing."""
    what, _, name = subject.partition(":")
    if what == "mailbox" and name:
        return to.words.gettext("mailbox {name}").format(name=mailbox_name(name, to))
    if what == "item" and name.isdecimal():
        return to.words.gettext("item {number}").format(number=name)
    if what == "authority" and name:
        return to.words.gettext("time-stamp authority {name}").format(name=name)
    if what == "disk" and (lies_there := name.partition("/")[0]) in _DISKS:
        return to.words.gettext(_DISKS[lies_there])
    return ""


def mailbox_name(name: str, to: Correspondence) -> str:
    """Our name of a mailbox, and its folder if there is one; never an address, and no folder's name but a usual one.

    Of a mailbox that is named by its address the domain is left out, and a folder may be named after a person.
    """
    mailbox, slash, folder = re.sub(r"@[^/]*", "", name).partition("/")
    if slash and folder.casefold() not in USUAL_FOLDERS:
        folder = to.words.gettext("another folder")
    return f"{mailbox}{slash}{folder}"


def _blocks(facts: AlarmFacts, to: Correspondence) -> Iterator[Block]:
    say, words = to.words, _WORDS[facts.kind]
    yield Paragraph([_title(facts, to) + "."])
    yield Facts(list(_when_and_where(facts, to)))
    if facts.over_since is None:
        yield Paragraph([say.gettext(words.meaning)], lead=say.gettext("What it means:"))
        yield Paragraph([say.gettext(words.advice)], lead=say.gettext("What to do:"))
        if not facts.is_notice:
            yield Paragraph([say.gettext("You will get one more mail when it has been over for an hour.")])
    else:
        yield Paragraph([say.gettext("It is over. There is nothing more to do.")])
    if to.contacts.desk_url:
        yield Link(say.gettext("Sign in to see more:"), to.contacts.desk_url)


def _when_and_where(facts: AlarmFacts, to: Correspondence) -> Iterator[tuple[str, str]]:
    say = to.words
    yield say.gettext("Since"), dates.moment(facts.since, to.wall_clock, to.language)
    if facts.over_since is not None:
        yield say.gettext("Over since"), dates.moment(facts.over_since, to.wall_clock, to.language)
    if about := alarm_about(facts.subject, to):
        yield say.gettext("About"), about
    if facts.count and facts.over_since is None:
        yield say.gettext("How many"), dates.number(facts.count, to.language)
