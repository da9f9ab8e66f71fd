"""The weekly digest: how much came, what waits, whether all is well. Numbers and our own words, nothing of a mail.

It may travel as mail does: the way to the relay is encrypted, or the relay is this machine itself, since the
configuration refuses [smtp] tls = "none" to any other; so there is no shorter letter for an open line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from archiver.core import dates, deadlines
from archiver.core.deadlines import Nearness
from archiver.core.duties import CaseDue, Duties
from archiver.core.language import later
from archiver.core.letters.alarm import alarm_about, alarm_title, mailbox_name
from archiver.core.letters.blocks import Block, Facts, Link, Paragraph, as_text
from archiver.core.letters.collected import some
from archiver.core.letters.stationery import Correspondence, Sheet, seal
from archiver.core.records import (
    AlarmKind,
    CaseRef,
    ChainHead,
    Credential,
    CredentialEnd,
    FetchReason,
    IsoWeek,
    ItemNumber,
    Letter,
    Level,
)
from archiver.core.weeks import period_of

#: RFC 3834 § 5.
_MARKS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}

#: A mailbox that was not fetched for so long is said to be silent for a reason that is not peace.
OVERDUE = timedelta(hours=2)

#: So many open alarms are named in a letter; of the rest, how many they are.
MOST_ALARMS = 10

#: So many deadlines are named in a letter; of the rest, how many they are.
MOST_DUE = 40

#: Why mails wait on the server. A reason that is not listed here is told as "another reason", never as it stands.
_WAITING: Mapping[str, str] = {
    FetchReason.OVERSIZE: later("too large"),
    FetchReason.BROKEN: later("the server breaks off"),
    FetchReason.NO_ROOM: later("no room on the archive's machine"),
    FetchReason.NO_BODY: later("the server sends no content"),
    FetchReason.AMBIGUOUS: later("the server's answer is ambiguous"),
    FetchReason.VANISHED: later("gone before they were fetched"),
    "not_fetched_yet": later("not fetched yet"),
    "not_in_ledger": later("unknown to the archive"),
}
#: Alarms that say themselves that nobody fetches mail.
_CUT_OFF = frozenset({AlarmKind.MAILBOX_UNREACHABLE, AlarmKind.CREDENTIALS_REFUSED})
_ANOTHER_REASON = later("another reason")


@dataclass(frozen=True, slots=True)
class MailboxFacts:
    """How one mailbox is doing."""

    name: str
    """Our own name of it."""
    last_good_poll: datetime | None
    new: int
    """Items that came through it since the last digest."""
    waiting: Mapping[str, int]
    """Why mails on the server are not in the archive (the words of `core.intake`): reason → how many."""


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An alarm that is not over."""

    kind: AlarmKind
    subject: str
    since: datetime


@dataclass(frozen=True, slots=True)
class FixityCheck:
    """The last check of what is stored, and how far the checks have come."""

    at: datetime
    items: int
    """Those of the last check, and `in_week` those of seven days."""
    findings: int
    """Of the last check, which looks again at whatever had faults before."""
    in_week: int = 0
    whole_at: datetime | None = None
    """When the last full round was complete; None while there was none."""


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What one weekly letter knows. Counts are since the last letter, by item number and not by clock."""

    week: IsoWeek
    new: int
    unassigned: int
    external: int
    unreadable: int
    """Quarantined."""
    first_item: ItemNumber
    last_item: ItemNumber
    """`first_item` - 1 when nothing came."""
    cases: Sequence[CaseRef]
    """Those with new material."""
    letters_failed: int
    letters_uncertain: int
    mailboxes: Sequence[MailboxFacts]
    alarms: Sequence[OpenAlarm]
    chain: ChainHead
    unverified: int = 0
    """Of the external ones, those that say a colleague sent them: somebody's trick, or a mail server set up wrongly."""
    receipts_withheld: int = 0
    """Not sent because one reporter had had too many that day (hazard 64)."""
    unassigned_in_all: int = 0
    """These three count everything there is now, whenever it came."""
    unreadable_in_all: int = 0
    pending: int = 0
    """Stored, and not read yet."""
    by_strength: Mapping[Level, int] = field(default_factory=dict)
    fixity: FixityCheck | None = None
    read_in_part: Sequence[ItemNumber] = ()
    """Those of which a receipt says that the officer will get in touch, as not all of them could be read."""
    uncounted_cases: int = 0
    """Those of `cases` that are registered as nothing that counts: what came there since then is told all the same."""
    told_in: IsoWeek | None = None
    """The letter that tells of the mails of this week already: after time off, or when another officer had it."""
    backup_at: datetime | None = None
    """When the archive's last backup was made."""
    to_review: int = 0
    """Cases, and mails in no case, whose review is due (X5)."""
    to_approve: int = 0
    """Proposals that wait for another person."""
    half_erased: int = 0
    """Items and cases that were disposed of, and may still lie in the database."""
    credentials: Sequence[CredentialEnd] = ()
    """Those whose end is known; the letter tells of it when it is near."""
    duties: Duties | None = None
    """What the open cases owe, and by when; None where nobody reckons it."""


def compose_digest(
    facts: DigestFacts,
    to: Correspondence,
    *,
    recipient: str,
    message_id: str,
    date: datetime,
    is_copy: bool = False,
) -> Letter:
    """The weekly letter to one officer, or a witness's copy of it. Raises LetterUnfit as `compose_receipt` does."""
    subject = to.words.gettext("Weekly overview, week {week}").format(week=facts.week.week)
    blocks = (*(_for_a_witness(to) if is_copy else ()), *_blocks(facts, to, date))
    return seal(Sheet(subject, blocks, recipient, message_id, date, _MARKS), to, null_sender=False)


def digest_text(facts: DigestFacts, to: Correspondence, date: datetime) -> str:
    """What the letter would say if it were sent at `date`, as plain text."""
    return as_text(tuple(_blocks(facts, to, date)))


def witness_line(chain: ChainHead) -> str:
    """ "501:3fa9…": count and head of the custody chain, for whoever keeps the letter (E8, `core.witness`)."""
    return f"{chain.count}:{chain.head}"


def _for_a_witness(to: Correspondence) -> Iterator[Block]:
    say = to.words
    yield Paragraph(
        [
            say.gettext("Keep this mail, and do not delete it."),
            say.gettext("Its witness line can show later whether anybody has changed the archive."),
            say.gettext("You need not do anything else."),
        ],
        say.gettext("This is a copy for you to keep."),
    )


def _blocks(facts: DigestFacts, to: Correspondence, date: datetime) -> Iterator[Block]:
    say = to.words
    yield Facts(list(_summary(facts, to, date)))
    if remarks := list(_remarks(facts, to, date)):
        yield Paragraph(remarks)
    yield Facts(list(_counts(facts, to)), say.gettext("New since the last overview:"))
    yield from [] if facts.duties is None else _duties(facts.duties, to)
    mailboxes = [(mailbox_name(mailbox.name, to), _mailbox(mailbox, to, date)) for mailbox in facts.mailboxes]
    if mailboxes:
        yield Facts(mailboxes, say.gettext("Mailboxes:"))
    yield Facts(list(_operation(facts, to)), say.gettext("Operation:"))
    yield _alarms(facts.alarms, to)
    yield Facts(_custody(facts.chain, to), say.gettext("Custody log:"))
    yield Paragraph([say.gettext("Keep this letter: its witness line can show later whether the log was changed.")])
    if to.contacts.desk_url:
        yield Link(say.gettext("Sign in to see the cases:"), to.contacts.desk_url)


def _summary(facts: DigestFacts, to: Correspondence, date: datetime) -> Iterator[tuple[str, str]]:
    say, polls = to.words, [mailbox.last_good_poll for mailbox in facts.mailboxes]
    days = dates.period(*period_of(facts.week), to.language)
    yield say.gettext("Period"), say.gettext("{period} (week {week})").format(period=days, week=facts.week.week)
    oldest = min((poll for poll in polls if poll is not None), default=None)
    if oldest is None or None in polls:
        yield say.gettext("Last fetched"), say.gettext("never, or not from every mailbox")
    else:
        yield say.gettext("Last fetched"), dates.short_moment(oldest, to.wall_clock, to.language)
    is_well = say.gettext("OK") if _is_connected(facts, date) else say.gettext("NOT OK, see below")
    yield say.gettext("Connection"), is_well


def _counts(facts: DigestFacts, to: Correspondence) -> Iterator[tuple[str, str]]:
    say, waiting = to.words, sum(sum(mailbox.waiting.values()) for mailbox in facts.mailboxes)
    yield say.gettext("Received"), _number(facts.new, to)
    yield say.gettext("Unassigned"), _new_and_in_all(facts.unassigned, facts.unassigned_in_all, to)
    yield say.gettext("External"), _number(facts.external, to)
    if facts.unverified:
        yield say.gettext("Of these, in a colleague's name without proof"), _number(facts.unverified, to)
    yield say.gettext("Could not be read"), _new_and_in_all(facts.unreadable, facts.unreadable_in_all, to)
    if facts.read_in_part:
        yield say.gettext("Read only in part"), _numbered(facts.read_in_part, to)
    yield say.gettext("Waits on the server"), _number(waiting, to)
    if facts.last_item >= facts.first_item:
        yield say.gettext("Item numbers"), f"{facts.first_item}–{facts.last_item}"
    if any(facts.by_strength.values()):
        yield say.gettext("Documentation"), " · ".join(_strengths(facts.by_strength, to))
    cases = dates.listed([str(case) for case in facts.cases], to.language)
    yield say.gettext("Cases with new material"), cases or say.gettext("none")


def _duties(duties: Duties, to: Correspondence) -> Iterator[Block]:
    """Case, deadline and date; of all of it nothing that anybody wrote."""
    say = to.words
    named = [(_due_when(one, to), f"{one.case} {one.what.name(to.language)}") for one in duties.due[:MOST_DUE]]
    if more := len(duties.due) - len(named):
        named.append((say.gettext("Others"), say.ngettext("{count} more", "{count} more", more).format(count=more)))
    if named:
        yield Facts(named, say.gettext("Deadlines, overdue or within 14 days:"))
        yield Paragraph([say.gettext(deadlines.ADVICE) + "."])
    else:
        yield Paragraph([say.gettext("None overdue or within 14 days.")], say.gettext("Deadlines:"))
    if duties.unhelped:
        cases = some([str(case) for case in duties.unhelped], to)
        yield Facts([(say.gettext("Help not registered as offered"), cases)], say.gettext("Missing:"))


def _due_when(one: CaseDue, to: Correspondence) -> str:
    """The last day, or the moment when hours are counted."""
    at, day = one.due.at, one.due.day
    when = dates.short_moment(at, to.wall_clock, to.language) if day is None else dates.short_day(day, to.language)
    return to.words.gettext("OVERDUE since {when}").format(when=when) if one.nearness is Nearness.OVERDUE else when


def _new_and_in_all(new: int, in_all: int, to: Correspondence) -> str:
    words = to.words.ngettext("{new} new · {all} in all", "{new} new · {all} in all", new)
    return words.format(new=_number(new, to), all=_number(in_all, to))


def _numbered(items: Sequence[ItemNumber], to: Correspondence) -> str:
    """How many they are, and which."""
    numbers = some([str(item) for item in items], to)
    words = to.words.ngettext("{count} (item {numbers})", "{count} (items {numbers})", len(items))
    return words.format(count=_number(len(items), to), numbers=numbers)


def _strengths(by_strength: Mapping[Level, int], to: Correspondence) -> Iterator[str]:
    """The strongest first; a level that nothing has is left out."""
    say = to.words
    counts = {level: by_strength.get(level, 0) for level in sorted(Level, reverse=True)}
    words = {
        Level.ATTACHED: say.ngettext(
            "{count} with its original header", "{count} with their original headers", counts[Level.ATTACHED]
        ),
        Level.OUTLOOK: say.ngettext(
            "{count} Outlook item, or mail without its full header",
            "{count} Outlook items, or mails without their full headers",
            counts[Level.OUTLOOK],
        ),
        Level.INLINE: say.ngettext(
            "{count} forwarded in the text, or a screenshot",
            "{count} forwarded in the text, or screenshots",
            counts[Level.INLINE],
        ),
        Level.RETOLD: say.ngettext("{count} retold", "{count} retold", counts[Level.RETOLD]),
    }
    return (words[level].format(count=_number(count, to)) for level, count in counts.items() if count)


def _operation(facts: DigestFacts, to: Correspondence) -> Iterator[tuple[str, str]]:
    say = to.words
    yield say.gettext("Stored, not read yet"), _number(facts.pending, to)
    if facts.to_review:
        yield say.gettext("To be reviewed, as their time has come"), _number(facts.to_review, to)
    if facts.to_approve:
        yield say.gettext("Proposals that wait for another person"), _number(facts.to_approve, to)
    if facts.half_erased:
        yield say.gettext("Disposed of, and not erased to the end"), _number(facts.half_erased, to)
    yield say.gettext("Our letters refused"), _number(facts.letters_failed, to)
    yield say.gettext("Our letters, uncertain whether they arrived"), _number(facts.letters_uncertain, to)
    if facts.receipts_withheld:
        yield say.gettext("Receipts withheld, too many to one sender"), _number(facts.receipts_withheld, to)
    if facts.fixity is not None:
        yield say.gettext("Last check of what is stored"), _checked(facts.fixity, to)
        yield say.gettext("Checked in seven days"), _mails(facts.fixity.in_week, to)
        yield say.gettext("All that is stored last checked"), _whole(facts.fixity.whole_at, to)
    never = say.gettext("none made by the archive itself")
    made = never if facts.backup_at is None else dates.short_moment(facts.backup_at, to.wall_clock, to.language)
    yield say.gettext("Last backup"), made


def _checked(fixity: FixityCheck, to: Correspondence) -> str:
    say, moment = to.words, dates.short_moment(fixity.at, to.wall_clock, to.language)
    found = (
        say.ngettext("{count} fault", "{count} faults", fixity.findings)
        if fixity.findings
        else say.gettext("no faults")
    )
    return f"{moment} · {_mails(fixity.items, to)} · {found.format(count=_number(fixity.findings, to))}"


def _mails(count: int, to: Correspondence) -> str:
    return to.words.ngettext("{count} mail", "{count} mails", count).format(count=_number(count, to))


def _whole(at: datetime | None, to: Correspondence) -> str:
    """When the checks had last come all the way round."""
    return to.words.gettext("not yet") if at is None else dates.short_moment(at, to.wall_clock, to.language)


def _mailbox(mailbox: MailboxFacts, to: Correspondence, date: datetime) -> str:
    return " · ".join(_mailbox_words(mailbox, to, date))


def _mailbox_words(mailbox: MailboxFacts, to: Correspondence, date: datetime) -> Iterator[str]:
    """Of a mailbox that was not fetched lately nobody says that nothing came."""
    say, polled, quiet = to.words, mailbox.last_good_poll, _is_quiet(mailbox, date)
    if polled is None:
        yield say.gettext("NOT FETCHED YET")
    else:
        fetched = say.gettext("last fetched {moment}") if quiet else say.gettext("NOT FETCHED SINCE {moment}")
        yield fetched.format(moment=dates.short_moment(polled, to.wall_clock, to.language))
    if mailbox.new:
        came = say.ngettext("{count} new mail", "{count} new mails", mailbox.new)
        yield came.format(count=_number(mailbox.new, to))
    elif quiet:
        yield say.gettext("no new mail")
    if any(mailbox.waiting.values()):
        yield _waiting(mailbox.waiting, to)
    elif quiet:
        yield say.gettext("nothing waits on the server")


def _is_quiet(mailbox: MailboxFacts, date: datetime) -> bool:
    """It was fetched lately, so its silence means that nobody wrote."""
    return mailbox.last_good_poll is not None and date - mailbox.last_good_poll <= OVERDUE


def _is_connected(facts: DigestFacts, date: datetime) -> bool:
    """Every mailbox was fetched lately, and no alarm of one says otherwise; without any mailbox nothing was fetched."""
    watched = {mailbox.name for mailbox in facts.mailboxes}
    is_cut_off = any(alarm.kind in _CUT_OFF and _mailbox_of(alarm) in watched for alarm in facts.alarms)
    return bool(facts.mailboxes) and not is_cut_off and all(_is_quiet(mailbox, date) for mailbox in facts.mailboxes)


def _remarks(facts: DigestFacts, to: Correspondence, date: datetime) -> Iterator[str]:
    if not facts.new:
        yield _no_news(facts, to, date)
    if facts.told_in == facts.week:
        yield to.words.gettext("The mails that came in this week stand in the overview for it that was sent before.")
    elif facts.told_in is not None:
        told = to.words.gettext("The mails that came in this week stand in the overview for week {week}.")
        yield told.format(week=facts.told_in.week)
    if facts.read_in_part:
        yield to.words.gettext(
            "Get in touch with those who sent what was read only in part: their receipts promise it."
        )
    if facts.uncounted_cases:
        yield _new_on_uncounted(facts.uncounted_cases, to)
    yield from _ending(facts.credentials, to, date)


def _new_on_uncounted(count: int, to: Correspondence) -> str:
    """Neither which case it is nor as what it was registered: a category is never told of one case."""
    words = to.words.ngettext(
        "Something new has come into {count} case that was left out of the statistics. See whether its register still"
        " fits.",
        "Something new has come into {count} cases that were left out of the statistics. See whether their registers"
        " still fit.",
        count,
    )
    return words.format(count=_number(count, to))


def _ending(credentials: Sequence[CredentialEnd], to: Correspondence, date: datetime) -> Iterator[str]:
    """One sentence for each credential that ends, though many mailboxes may have it in common."""
    near = sorted((one.at, one.credential, one.place) for one in credentials if one.is_near(date))
    for (at, credential), ones in groupby(near, key=itemgetter(0, 1)):
        places = some([_opened(place, to) for _, _, place in ones], to)
        words = to.words.gettext((_ENDED if at <= date else _ENDS)[credential])
        yield words.format(places=places, day=dates.day(at.astimezone(to.wall_clock).date(), to.language))


_ENDS: Mapping[Credential, str] = {
    Credential.SECRET: later("The secret that opens {places} holds until {day}. Ask IT to renew it before then."),
    Credential.CERTIFICATE: later(
        "The certificate that opens {places} holds until {day}. Ask IT to renew it before then."
    ),
}
_ENDED: Mapping[Credential, str] = {
    Credential.SECRET: later("The secret that opens {places} ended on {day}. Ask IT to renew it."),
    Credential.CERTIFICATE: later("The certificate that opens {places} ended on {day}. Ask IT to renew it."),
}


def _opened(place: str, to: Correspondence) -> str:
    return alarm_about(place, to) or to.words.gettext("the outgoing mail server")


def _mailbox_of(alarm: OpenAlarm) -> str:
    return alarm.subject.partition(":")[2].partition("/")[0]


def _no_news(facts: DigestFacts, to: Correspondence, date: datetime) -> str:
    if _is_connected(facts, date):
        return to.words.gettext("No new mail since the last overview.")
    return to.words.gettext("No new mail, but not every mailbox was fetched: see below.")


def _waiting(waiting: Mapping[str, int], to: Correspondence) -> str:
    say, counts = to.words, Counter[str]()
    for reason, count in waiting.items():
        counts[say.gettext(_WAITING.get(reason, _ANOTHER_REASON))] += count
    waits = say.ngettext("{count} waits on the server", "{count} wait on the server", counts.total())
    reasons = ", ".join(f"{words}: {_number(count, to)}" for words, count in sorted(counts.items()))
    return f"{waits.format(count=_number(counts.total(), to))} ({reasons})"


def _alarms(alarms: Sequence[OpenAlarm], to: Correspondence) -> Block:
    say = to.words
    if not alarms:
        return Paragraph([say.gettext("None.")], say.gettext("Open alarms:"))
    named = [_alarm(alarm, to) for alarm in alarms[:MOST_ALARMS]]
    if more := len(alarms) - len(named):
        named.append((say.gettext("Others"), say.ngettext("{count} more", "{count} more", more).format(count=more)))
    return Facts(named, say.gettext("Open alarms:"))


def _alarm(alarm: OpenAlarm, to: Correspondence) -> tuple[str, str]:
    moment = dates.short_moment(alarm.since, to.wall_clock, to.language)
    since = to.words.gettext("since {moment}").format(moment=moment)
    about = alarm_about(alarm.subject, to)
    return alarm_title(alarm.kind, to), f"{about}, {since}" if about else since


def _custody(chain: ChainHead, to: Correspondence) -> list[tuple[str, str]]:
    say = to.words
    return [
        (say.gettext("Entries"), _number(chain.count, to)),
        (say.gettext("Witness line"), witness_line(chain)),
    ]


def _number(count: int, to: Correspondence) -> str:
    return dates.number(count, to.language)
