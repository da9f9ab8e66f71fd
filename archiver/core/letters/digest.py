"""The weekly digest: how much came, what waits, whether all is well. Numbers and our own words, nothing of a mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archiver.core import dates
from archiver.core.language import later
from archiver.core.letters.alarm import alarm_about, alarm_title, mailbox_name
from archiver.core.letters.blocks import Block, Facts, Link, Paragraph, as_text
from archiver.core.letters.stationery import Correspondence, Sheet, seal
from archiver.core.records import AlarmKind, CaseRef, ChainHead, FetchReason, IsoWeek, ItemNumber, Letter
from archiver.core.weeks import period_of

#: RFC 3834 § 5.
_MARKS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}

#: A mailbox that was not fetched for so long is said to be silent for a reason that is not peace.
OVERDUE = timedelta(hours=1)

#: Why mails wait on the server. A reason that is not listed here is told as "another reason", never as it stands.
_WAITING: Mapping[str, str] = {
    FetchReason.OVERSIZE: later("too large"),
    FetchReason.BROKEN: later("the server breaks off"),
    FetchReason.NO_BODY: later("the server sends no content"),
    FetchReason.AMBIGUOUS: later("the server's answer is ambiguous"),
    FetchReason.VANISHED: later("gone before they were fetched"),
    "not_fetched_yet": later("not fetched yet"),
    "not_in_ledger": later("unknown to the archive"),
}
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
class DigestFacts:
    """What one weekly letter knows. Counts are since the last letter, by item number and not by clock."""

    week: IsoWeek
    new: int
    unassigned: int
    external: int
    unreadable: int
    """Quarantined, or failed to be taken in."""
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
    receipts_withheld: int = 0
    """Not sent because one reporter had had too many that day (hazard 64)."""


def compose_digest(
    facts: DigestFacts, to: Correspondence, *, recipient: str, message_id: str, date: datetime
) -> Letter:
    """The weekly letter to one officer. Raises LetterUnfit as `compose_receipt` does."""
    subject = to.words.gettext("Weekly overview, week {week}").format(week=facts.week.week)
    sheet = Sheet(subject, tuple(_blocks(facts, to, date)), recipient, message_id, date, _MARKS)
    return seal(sheet, to, null_sender=False)


def digest_text(facts: DigestFacts, to: Correspondence, date: datetime) -> str:
    """What the letter would say if it were sent at `date`, as plain text."""
    return as_text(tuple(_blocks(facts, to, date)))


def witness_line(chain: ChainHead) -> str:
    """ "501:3fa9…": count and head of the custody chain, for whoever keeps the letter (E8)."""
    return f"{chain.count}:{chain.head}"


def _blocks(facts: DigestFacts, to: Correspondence, date: datetime) -> Iterator[Block]:
    say = to.words
    period = dates.period(*period_of(facts.week), to.language)
    yield Paragraph([say.gettext("{period} (week {week}).").format(period=period, week=facts.week.week)])
    if not facts.new:
        yield Paragraph([_no_news(facts, to, date)])
    yield Facts(list(_counts(facts, to)), say.gettext("Since the last overview:"))
    mailboxes = [(mailbox_name(mailbox.name), _mailbox(mailbox, to, date)) for mailbox in facts.mailboxes]
    yield Facts(mailboxes, say.gettext("Mailboxes:"))
    yield Facts(_letters(facts, to), say.gettext("The archive's own letters:"))
    yield _alarms(facts.alarms, to)
    yield Facts(_custody(facts.chain, to), say.gettext("Custody log:"))
    yield Paragraph([say.gettext("Keep this letter: its witness line can show later whether the log was changed.")])
    if to.contacts.desk_url:
        yield Link(say.gettext("Sign in to see the cases:"), to.contacts.desk_url)


def _counts(facts: DigestFacts, to: Correspondence) -> Iterator[tuple[str, str]]:
    say = to.words
    yield say.gettext("Received"), _number(facts.new, to)
    yield say.gettext("Unassigned"), _number(facts.unassigned, to)
    yield say.gettext("External"), _number(facts.external, to)
    yield say.gettext("Could not be read"), _number(facts.unreadable, to)
    if facts.last_item >= facts.first_item:
        yield say.gettext("Item numbers"), f"{facts.first_item}–{facts.last_item}"
    cases = dates.listed([str(case) for case in facts.cases], to.language)
    yield say.gettext("Cases with new material"), cases or say.gettext("none")
    if facts.receipts_withheld:
        yield say.gettext("Receipts withheld, too many to one sender"), _number(facts.receipts_withheld, to)


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


def _no_news(facts: DigestFacts, to: Correspondence, date: datetime) -> str:
    if all(_is_quiet(mailbox, date) for mailbox in facts.mailboxes):
        return to.words.gettext("No new mail since the last overview.")
    return to.words.gettext("No new mail, but not every mailbox was fetched: see below.")


def _waiting(waiting: Mapping[str, int], to: Correspondence) -> str:
    say, counts = to.words, Counter[str]()
    for reason, count in waiting.items():
        counts[say.gettext(_WAITING.get(reason, _ANOTHER_REASON))] += count
    waits = say.ngettext("{count} waits on the server", "{count} wait on the server", counts.total())
    reasons = ", ".join(f"{words}: {_number(count, to)}" for words, count in sorted(counts.items()))
    return f"{waits.format(count=_number(counts.total(), to))} ({reasons})"


def _letters(facts: DigestFacts, to: Correspondence) -> list[tuple[str, str]]:
    say = to.words
    return [
        (say.gettext("Refused"), _number(facts.letters_failed, to)),
        (say.gettext("Uncertain whether they arrived"), _number(facts.letters_uncertain, to)),
    ]


def _alarms(alarms: Sequence[OpenAlarm], to: Correspondence) -> Block:
    say = to.words
    if not alarms:
        return Paragraph([say.gettext("None.")], say.gettext("Open alarms:"))
    return Facts([_alarm(alarm, to) for alarm in alarms], say.gettext("Open alarms:"))


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
