"""Half a year of weekly letters: each item in exactly one of them, one for each ISO week, whatever the clocks do.

What happened is read off the letters themselves, as their readers would, and compared with the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archiver.core.records import IsoWeek
from archiver.core.weeks import period_of, week_of
from archiver.core.witness import Attestation, statements_in
from archiver.errors import LetterDeferred, LetterUncertain
from archiver.jobs.weekly import Absence, Officer, issue_due
from tests.builders import a_letter
from tests.fakes import COPENHAGEN, OFFICER, Archive, Clock, FakePostOffice, FakeServer, Fate, Shelf

DEPUTY, WITNESS = "stedfortraeder@kommune.example", "vidne@kommune.example"
AWAY = Absence(date(2026, 11, 20), date(2026, 12, 1))
OFFICE = Officer(OFFICER, 1, time(7), COPENHAGEN, deputy=DEPUTY, absences=(AWAY,), copies_to=(WITNESS,))
FATES = (
    Fate(arrives=False, error=LetterDeferred("421 4.3.2")),
    Fate(arrives=True, error=LetterUncertain("no answer")),
)
STEP = timedelta(hours=12)
RANGE = re.compile(r"^Løbenumre: (\d+)–(\d+)$", re.MULTILINE)
PERIOD = re.compile(r"^Periode: .* \(uge (\d+)\)$", re.MULTILINE)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


def ended_between(first: date, last: date) -> list[str]:
    """The ISO weeks whose Sunday lies between two days, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [str(week_of(day)) for day in days if day.isoweekday() == 7]


@dataclass(frozen=True)
class Read:
    """One weekly letter as its reader sees it."""

    recipient: str
    week: int
    sent: date
    received: int
    items: tuple[int, ...]
    is_copy: bool


@dataclass
class Office:
    """An archive at work over a stretch of time, restarted every Wednesday."""

    url: str
    clock: Clock
    chance: Random = field(default_factory=lambda: Random(7))
    server: FakeServer = field(default_factory=FakeServer)
    post: FakePostOffice = field(default_factory=FakePostOffice)
    mails: int = 0

    def works_until(self, end: datetime) -> None:
        """A mail on most days; two knocks a day, and what is due is sent as well as the server lets it."""
        with ExitStack() as running:
            archive = self._started(running)
            while self.clock() < end:
                if self.clock().astimezone(COPENHAGEN).isoweekday() == 3:
                    running.close()
                    archive = self._started(running)
                self._does_half_a_day(archive)
                self.clock.now += STEP

    def ends_on(self, monday: datetime) -> None:
        """One more letter of what came since the last, and everything that waits is sent."""
        self.clock.now = monday
        with Archive.opened(self.url) as archive:
            archive.clock, archive.post = self.clock, self.post
            issue_due(archive.store, OFFICE, archive.policy.message_id, self.clock)
            self.clock.advance(hours=2)
            archive.send()

    def _started(self, running: ExitStack) -> Archive:
        archive = running.enter_context(Archive.opened(self.url))
        archive.clock, archive.post = self.clock, self.post
        return archive

    def _does_half_a_day(self, archive: Archive) -> None:
        if self.chance.random() < 0.45:
            self.mails += 1
            self.server.deliver(a_letter(message_id=f"<{self.mails}@kommune.example>"))
        archive.round(self.server)
        issue_due(archive.store, OFFICE, archive.policy.message_id, self.clock)
        self.post.fates.extend(fate for fate in FATES if self.chance.random() < 0.2)
        archive.send()
        self.post.fates.clear()

    def letters(self) -> list[Read]:
        """The weekly letters, in order; one that arrived twice under one Message-ID counts once."""
        octets = {one.message_id: one for one in self.post.letters if one.message_id.startswith("<digest.")}
        return [read(one.recipient, one.octets) for one in octets.values()]


def read(recipient: str, octets: bytes) -> Read:
    mail = message_from_bytes(octets, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    said = body.get_content().replace("\r\n", "\n")
    week, items, received = PERIOD.search(said), RANGE.search(said), re.search(r"^Modtaget: (\d+)$", said, re.MULTILINE)
    assert week is not None
    assert received is not None
    numbers = tuple(range(int(items[1]), int(items[2]) + 1)) if items else ()
    sent = datetime.strptime(mail["Date"], "%a, %d %b %Y %H:%M:%S %z").date()
    return Read(recipient, int(week[1]), sent, int(received[1]), numbers, said.startswith("Dette er en kopi"))


@pytest.mark.timeout(900)
def test_half_a_year_with_both_changes_of_the_clock_an_absence_weeks_off_and_a_clock_set_back(archive: Archive) -> None:
    office = Office(archive.url, Clock(local("2026-10-12T07:00")))

    office.works_until(local("2026-12-08T12:00"))
    office.clock.advance(days=-3)
    office.works_until(local("2027-01-11T12:00"))
    office.clock.now = local("2027-02-02T09:00")
    office.works_until(local("2027-04-13T12:00"))
    office.ends_on(local("2027-04-19T07:00"))

    letters = office.letters()
    own = [letter for letter in letters if not letter.is_copy]
    copies = [letter for letter in letters if letter.is_copy]
    weeks = ended_between(date(2026, 10, 5), date(2027, 4, 18))
    rows = archive.ask("SELECT iso_year, iso_week, first_item, last_item FROM digest_issues ORDER BY id")

    assert len(weeks) == 28
    assert [f"{year}-W{week:02d}" for year, week, *_ in rows] == weeks
    assert sorted(letter.week for letter in own) == sorted(int(week[-2:]) for week in weeks)
    assert Counter(item for letter in own for item in letter.items) == Counter(range(1, office.mails + 1))
    assert [number for *_, first, last in rows for number in range(first, last + 1)] == list(range(1, office.mails + 1))
    assert all(letter.received == len(letter.items) for letter in letters)
    assert {letter.week for letter in own if letter.recipient == DEPUTY} == {47, 48}
    assert {letter.recipient for letter in own if letter.week not in {47, 48}} == {OFFICER}
    assert {letter.recipient for letter in copies} == {WITNESS}
    assert {(one.week, one.items) for one in copies} == {(one.week, one.items) for one in own}
    assert archive.sound()


def test_the_letters_of_half_a_year_all_hold_against_the_archive(archive: Archive) -> None:
    office = Office(archive.url, Clock(local("2026-10-12T07:00")))
    office.works_until(local("2026-11-24T12:00"))

    heads = [one.head for letter in office.post.letters for one in statements_in(letter.octets)]
    report = archive.store.audit.verify(
        lambda _done, _all: None, [Attestation(head, "ugens-overblik.eml") for head in heads]
    )

    assert len({head.count for head in heads}) == 7
    assert (report.ok, report.anchored_to) == (True, max(head.count for head in heads))


JUMPS = st.lists(st.tuples(st.integers(-400, 700), st.integers(0, 2)), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(JUMPS)
@example([(336, 0), (-169, 0)])
def test_whatever_the_clock_does_each_item_is_in_one_letter_and_each_week_has_at_most_one(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory, jumps: list[tuple[int, int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("jumps")
    with Archive.opened(shelf.sqlite(folder / "archive.sqlite")) as archive:
        server, mails = FakeServer(), 0
        archive.clock.now = local("2026-10-26T07:00")
        for hours, count in [*jumps, (24 * 30 * 3, 0), (24 * 8, 0)]:
            archive.clock.advance(hours=hours)
            for _ in range(count):
                mails += 1
                server.deliver(a_letter(message_id=f"<{mails}@kommune.example>"))
            archive.round(server)
            issue_due(archive.store, OFFICE, archive.policy.message_id, archive.clock)
        rows = archive.ask("SELECT iso_year, iso_week, first_item, last_item FROM digest_issues ORDER BY id")

    covered = [number for *_, first, last in rows for number in range(first, last + 1)]
    weeks = [IsoWeek(year, week) for year, week, *_ in rows]
    assert covered == list(range(1, mails + 1))
    assert len(weeks) == len(set(weeks))
    assert all(_was_told_ahead(week, weeks) for week in _left_out(weeks) if week >= IsoWeek(2026, 43))


def _left_out(weeks: list[IsoWeek]) -> list[IsoWeek]:
    """The weeks between the first letter and the last that have none."""
    mondays = sorted(period_of(week)[0] for week in weeks)
    every = [week_of(mondays[0] + timedelta(days=ahead)) for ahead in range(0, (mondays[-1] - mondays[0]).days, 7)]
    return [week for week in every if week not in weeks]


def _was_told_ahead(week: IsoWeek, weeks: list[IsoWeek]) -> bool:
    """Whether a later week's letter had gone, by a clock that was ahead, before an earlier week's went."""
    return any(earlier > week > later for earlier, later in combinations(weeks, 2))
