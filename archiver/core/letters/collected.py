"""The collected receipt: one letter for all the mails beyond those that get a receipt each (L2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.core import dates
from archiver.core.letters.advice import advice
from archiver.core.letters.blocks import Block, Facts, Paragraph, Points
from archiver.core.letters.coaching import IN_SHORT, improvements
from archiver.core.letters.receipt import MARKS, receipt_number
from archiver.core.letters.stationery import Correspondence, Sheet, seal
from archiver.core.records import CaseRef, Client, Form, ItemNumber, Letter, Level

MOST_NAMED = 20
"""Ranges of receipt numbers, and cases, that are listed; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Thanked:
    """One of the mails: numbers and fixed words, and nothing anybody wrote."""

    item: ItemNumber
    received_at: datetime
    """When it was committed here: UTC."""
    case: CaseRef | None = None
    level: Level | None = None
    form: Form | None = None
    client: Client | None = None
    part_unreadable: bool = False
    not_all_read: bool = False
    is_closed: bool = False
    """Its case is."""


@dataclass(frozen=True, slots=True)
class CollectedFacts:
    """What a collected receipt may know."""

    mails: tuple[Thanked, ...]
    """At least one, in order of their numbers."""

    @property
    def case(self) -> CaseRef | None:
        """The one case that all of them lie in."""
        cases = {mail.case for mail in self.mails}
        return cases.pop() if len(cases) == 1 else None


def compose_collected(
    facts: CollectedFacts, to: Correspondence, *, recipient: str, message_id: str, date: datetime
) -> Letter:
    """The receipt for many mails of one reporter. Raises LetterUnfit as `compose_receipt` does."""
    subject = to.words.gettext("Collected receipt: {mails}").format(mails=_mails(len(facts.mails), to))
    if facts.case is not None:
        subject += f" [{facts.case}]"
    blocks = tuple(_blocks(facts, to))
    return seal(Sheet(subject, blocks, recipient, message_id, date, MARKS), to, null_sender=True)


def _blocks(facts: CollectedFacts, to: Correspondence) -> Iterator[Block]:
    say, forms = to.words, {mail.form for mail in facts.mails}
    thanks = say.gettext("Thank you. We have received and stored {mails} from you.")
    sentences = [thanks.format(mails=_mails(len(facts.mails), to))]
    if len(facts.mails) > 1:
        sentences.append(say.gettext("You get one receipt for all of them, because there were many."))
    yield Paragraph(sentences)
    yield Facts(list(_what_we_have(facts.mails, to)))
    if unread := sum(map(_is_unread, facts.mails)):
        yield _unread(unread, to)
    yield Points(say.gettext("Strength as evidence:"), list(_strengths(facts.mails, to)))
    yield from improvements(forms, _one_client(facts.mails), to, are_many=True)
    yield from advice(to, is_filed=facts.case is not None, is_closed=any(mail.is_closed for mail in facts.mails))


def _what_we_have(mails: Sequence[Thanked], to: Correspondence) -> Iterator[tuple[str, str]]:
    say, moments = to.words, [mail.received_at for mail in mails]
    if len(mails) == 1:
        yield say.gettext("Received"), dates.moment(moments[0], to.wall_clock, to.language)
    else:
        yield say.gettext("First received"), dates.moment(min(moments), to.wall_clock, to.language)
        yield say.gettext("Last received"), dates.moment(max(moments), to.wall_clock, to.language)
    yield say.gettext("Receipt numbers"), some(_ranges(mails, to), to)
    cases = _cases(mails, to)
    yield say.gettext("Case") if len(cases) == 1 else say.gettext("Cases"), some(cases, to)


def _is_unread(mail: Thanked) -> bool:
    return mail.part_unreadable or mail.not_all_read or mail.form is Form.UNOPENED


def _unread(count: int, to: Correspondence) -> Paragraph:
    say = to.words
    return Paragraph(
        [
            say.gettext("Not everything in {mails} could be read.").format(mails=_mails(count, to)),
            say.gettext("The original is stored."),
            say.gettext("The archive officer will contact you."),
        ]
    )


def _ranges(mails: Sequence[Thanked], to: Correspondence) -> list[str]:
    """Receipt numbers, those that follow upon one another as "K-2026-000018–000029"."""
    runs: list[tuple[int, ItemNumber, ItemNumber]] = []
    for mail in mails:
        year = mail.received_at.astimezone(to.wall_clock).year
        if runs and runs[-1][0] == year and runs[-1][2] + 1 == mail.item:
            runs[-1] = (year, runs[-1][1], mail.item)
        else:
            runs.append((year, mail.item, mail.item))
    return [receipt_number(first, year) + (f"–{last:06d}" if last > first else "") for year, first, last in runs]


def _cases(mails: Sequence[Thanked], to: Correspondence) -> list[str]:
    """Each with how many of the mails lie in it, unless all do."""
    counts = Counter(str(mail.case or to.words.gettext("not assigned yet")) for mail in mails)
    if len(counts) == 1:
        return list(counts)
    return [f"{case} ({dates.number(count, to.language)})" for case, count in counts.items()]


def _strengths(mails: Sequence[Thanked], to: Correspondence) -> Iterator[str]:
    say = to.words.gettext
    counts = Counter((mail.level, mail.form) for mail in mails)
    for (level, form), count in sorted(counts.items(), key=lambda one: _weakness(*one[0])):
        what, many = say(IN_SHORT[form]), _mails(count, to)
        if level is None or form is None:
            yield f"{say(IN_SHORT[None])} ({many})"
        else:
            yield say("{level} of 3: {what} ({mails})").format(level=int(level), what=what, mails=many)


def _weakness(level: Level | None, form: Form | None) -> tuple[int, int]:
    """The strongest come first, and last what was not assessed."""
    return 1 if level is None else -int(level), list(IN_SHORT).index(form)


def _one_client(mails: Sequence[Thanked]) -> Client | None:
    """The program that all the mails forwarded in the text were made with, if it is one."""
    clients = {mail.client for mail in mails if mail.form is Form.INLINE}
    return clients.pop() if len(clients) == 1 else None


def _mails(count: int, to: Correspondence) -> str:
    return to.words.ngettext("{count} mail", "{count} mails", count).format(count=dates.number(count, to.language))


def some(names: Sequence[str], to: Correspondence) -> str:
    """The first of them, and how many there are besides."""
    listed, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more <= 0:
        return listed
    return to.words.gettext("{names} and {count} more").format(names=listed, count=dates.number(more, to.language))
