"""The clock of the machine jumps, summer time begins and ends, and weeks go by switched off (hazard F23)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from tests.acceptance import independent
from tests.acceptance.world import RunningDaemon
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.oracle import CRASH, DIGEST, SLOW, UNFINISHED, Finding, message_id_of
from tests.faults.stage import Stage, Theatre

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FASTER = 10
"""How much faster the product's clock goes, so that its knocks are not waited for."""
ARCHIVED_WITHIN = 60.0
TOLD_WITHIN = 60.0
A_MONDAY = 15.0
"""Seconds that a Monday's letter is waited for; where the clock was ahead before, its week may have had one."""
MOST_WEEKS = 4
AFTER_THE_HOUR = timedelta(minutes=1)


@dataclass(frozen=True)
class Jump:
    """Where the clock goes while the daemon runs."""

    name: str
    steps: tuple[timedelta, ...]
    """Each from where it is then; mail is delivered after every one."""


def hours(name: str, *steps: float) -> Jump:
    return Jump(name, tuple(timedelta(hours=step) for step in steps))


TEN_YEARS = 24 * 3652.0
JUMPS = (
    hours("an hour ahead", 1),
    hours("an hour back", -1),
    hours("a day ahead", 24),
    hours("a day back", -24),
    hours("ten years ahead", TEN_YEARS),
    hours("ten years ahead and right again", TEN_YEARS, -TEN_YEARS),
    hours("back over the hour of the letter, and over it again", 24 * 4, -2, 2, -2),
    hours("five seconds ahead and back, again and again", *(sign * 5 / 3600 for sign in (1, -1) * 3)),
    hours("nine days ahead and right again", 24 * 9, -24 * 9),
    hours("nine days back and right again", -24 * 9, 24 * 9),
)
STARTS = {
    "on a Thursday": datetime(2026, 11, 19, 10, 0),
    "just before the hour of the letter": datetime(2026, 11, 23, 6, 57),
    "just after the hour of the letter": datetime(2026, 11, 23, 7, 3),
}
"""On the officer's wall."""
CHANGES = {"summer time begins": datetime(2026, 3, 29), "summer time ends": datetime(2026, 10, 25)}
IN_THE_NIGHT = '[digest]\nweekday = "sunday"\ntime = "02:30"\n\n'
"""An hour that is not there in March, and there twice in October."""


# --- the product's clock ----------------------------------------------------------------------------------------------


class Wall:
    """The clock of a stage's product: it shows what we want, and can be set while the product runs."""

    def __init__(self, stage: Stage, begins: datetime) -> None:
        """`begins` is on the officer's wall."""
        self._file: Path = stage.folder / "clock"
        self._since = time.time()
        self._later = (begins.replace(tzinfo=COPENHAGEN) - datetime.fromtimestamp(self._since, UTC)).total_seconds()
        self._jumped = 0.0
        self.move(timedelta())
        stage.everywhere |= {
            "ARCHIVER_TEST_CLOCK_FILE": str(self._file),
            "ARCHIVER_TEST_SECONDS_LATER": str(self._later),
            "ARCHIVER_TEST_RATE": str(FASTER),
            "ARCHIVER_TEST_RATE_SINCE": str(self._since),
        }

    def now(self) -> datetime:
        faster = (time.time() - self._since) * (FASTER - 1)
        return datetime.now(UTC) + timedelta(seconds=self._later + faster + self._jumped)

    def move(self, by: timedelta) -> None:
        self._jumped += by.total_seconds()
        new = self._file.with_suffix(".new")
        new.write_text(str(self._jumped), encoding="ascii")
        new.replace(self._file)

    def turn_to(self, moment: datetime) -> None:
        self.move(moment - self.now())


def next_hour_of_the_letter(now: datetime, weekday: int = 0, hour: int = 7) -> datetime:
    """The next time the officer's wall shows that hour of that weekday (0 is Monday)."""
    day = now.astimezone(COPENHAGEN).date()
    days = ((day + timedelta(days=ahead)) for ahead in range(9))
    hours_of = (datetime(one.year, one.month, one.day, hour, tzinfo=COPENHAGEN) for one in days)
    return next(one for one in hours_of if one.weekday() == weekday and one > now)


# --- the cases --------------------------------------------------------------------------------------------------------


@dataclass
class Play:
    """A daemon under a clock of ours, and what it was late with."""

    stage: Stage
    wall: Wall
    daemon: RunningDaemon
    chance: Random
    findings: list[Finding]
    mails: int = 0
    longest: float = 0.0

    def deliver(self, count: int = 2) -> None:
        """Mails come in, and are archived within a minute whatever the clock shows."""
        numbers = range(self.mails + 1, self.mails + count + 1)
        self.stage.deliver(*(a_mail(number, self.chance, size=0) for number in numbers))
        self.mails += count
        took = self.stage.until(self._is_archived, ARCHIVED_WITHIN, self.daemon.process)
        if took is None:
            self.findings.append(Finding(SLOW, f"{self.mails} mails not archived after {ARCHIVED_WITHIN:.0f} s"))
        self.longest = max(self.longest, took or ARCHIVED_WITHIN)

    def _is_archived(self) -> bool:
        moved = "SELECT count(*) FROM sightings WHERE state = 'moved'"
        return independent.ask(self.stage.database_url, moved) == [(self.mails,)]

    def expect(self, what: str, ready: Callable[[], bool]) -> bool:
        """Something that is to come within a minute, and by itself."""
        took = self.stage.until(ready, TOLD_WITHIN, self.daemon.process)
        if took is None:
            self.findings.append(Finding(UNFINISHED, f"{what} after {TOLD_WITHIN:.0f} s"))
        return took is not None

    def weeks_pass(self) -> None:
        """Monday after Monday at seven, until everything has been told of."""
        for _ in range(MOST_WEEKS):
            self.wall.turn_to(next_hour_of_the_letter(self.wall.now()) + AFTER_THE_HOUR)
            if self.stage.until(self.has_told_all, A_MONDAY, self.daemon.process) is not None:
                break
        else:
            self.findings.append(Finding(DIGEST, f"not every item was told of in {MOST_WEEKS} weeks"))
        self.expect("not at rest", self.is_at_rest)

    def has_told_all(self) -> bool:
        covered = independent.ask(self.stage.database_url, "SELECT max(last_item) FROM digest_issues")
        return covered == [(self.mails,)]

    def is_at_rest(self) -> bool:
        return self.stage.is_at_rest() and len(self._digests()) == len(issues(self.stage))

    def _digests(self) -> set[str]:
        names = map(message_id_of, list(self.stage.sink.letters))
        return {name for name in names if name.startswith("<digest.")}

    def end(self, name: str) -> Case:
        """What the oracle says of it all."""
        if self.daemon.process.poll() is not None:
            self.findings.append(Finding(CRASH, self.daemon.log()[-300:]))
        self.findings += self.stage.oracle().judge()
        facts = {"mails": self.mails, "weekly_letters": len(issues(self.stage))}
        return Case(name, tuple(self.findings), self.longest, facts)


def issues(stage: Stage) -> list[tuple[int, int]]:
    """The weeks that have a letter, in the order in which they got it."""
    return [(year, week) for year, week in independent.ask(stage.database_url, _ISSUES)]


_ISSUES = "SELECT iso_year, iso_week FROM digest_issues ORDER BY id"


def a_jump(jump: Jump, start: str, theatre: Theatre, chance: Random) -> Case:
    """The clock jumps about while the daemon runs, and then weeks go by."""
    with theatre.stage() as stage:
        wall = Wall(stage, STARTS[start])
        with stage.daemon() as daemon:
            play = Play(stage, wall, daemon, chance, [])
            play.deliver()
            play.expect("the first letter is not there", lambda: bool(issues(stage)))
            for step in jump.steps:
                wall.move(step)
                play.deliver(1)
            play.weeks_pass()
            return play.end(f"{jump.name}, {start}")


def a_change(change: str, *, in_the_night: bool, theatre: Theatre, chance: Random) -> Case:
    """The night from Saturday to Sunday, by half hours, with the letter's hour in the change itself or on Monday."""
    sunday = CHANGES[change]
    with theatre.stage(more=IN_THE_NIGHT if in_the_night else "") as stage:
        wall = Wall(stage, sunday - timedelta(hours=1))
        with stage.daemon() as daemon:
            play = Play(stage, wall, daemon, chance, [])
            play.deliver()
            play.expect("the first letter is not there", lambda: bool(issues(stage)))
            for half_hour in range(1, 9):
                wall.turn_to(
                    (sunday - timedelta(hours=1)).replace(tzinfo=COPENHAGEN).astimezone(UTC) + half_hour * HALF
                )
                play.deliver(1)
            play.weeks_pass() if not in_the_night else sundays_pass(play)
            return play.end(f"{change}, {'in that very hour' if in_the_night else 'on Monday'}")


HALF = timedelta(minutes=30)


def sundays_pass(play: Play) -> None:
    """That night had one letter, and the next Sunday's tells of what came after it."""
    play.expect("the letter of the night is not there", lambda: len(issues(play.stage)) > 1)
    play.deliver(1)
    play.wall.turn_to(next_hour_of_the_letter(play.wall.now() + timedelta(days=1), weekday=6, hour=4))
    play.expect("the letter of the next Sunday is not there", play.has_told_all)
    play.expect("not at rest", play.is_at_rest)
    if len(told := issues(play.stage)) != 3:
        play.findings.append(Finding(DIGEST, f"letters of {told}"))


def three_weeks_off(theatre: Theatre, chance: Random) -> Case:
    """Mail comes in while nobody works, and every week that was missed has its letter."""
    with theatre.stage() as stage:
        wall = Wall(stage, STARTS["on a Thursday"])
        with stage.daemon() as daemon:
            play = Play(stage, wall, daemon, chance, [])
            play.deliver()
            play.expect("the first letter is not there", lambda: bool(issues(stage)))
            play.expect("not at rest", play.is_at_rest)
        wall.move(timedelta(weeks=3))
        with stage.daemon() as daemon:
            play.daemon = daemon
            play.deliver(3)
            play.expect("the missed weeks have no letters", lambda: len(issues(stage)) == 4)
            play.weeks_pass()
            told = issues(stage)
            if told != [(2026, 46 + place) for place in range(len(told))]:
                play.findings.append(Finding(DIGEST, f"letters of {told}"))
            return play.end("three weeks off")


# --- the shards -------------------------------------------------------------------------------------------------------

One = Callable[[Theatre, Random], Case]


def each(cases: list[One], theatre: Theatre, chance: Random) -> Iterator[Case]:
    for case in cases:
        yield case(theatre, chance)


def _change(change: str, in_the_night: bool, theatre: Theatre, chance: Random) -> Case:
    return a_change(change, in_the_night=in_the_night, theatre=theatre, chance=chance)


def shards(size: Size) -> list[Shard]:
    jumps: dict[str, list[One]] = {start: [partial(a_jump, jump, start) for jump in JUMPS] for start in STARTS}
    nights: list[One] = [partial(_change, change, at_night) for change, at_night in product(CHANGES, (True, False))]
    if size is Size.QUICK:
        few = [jumps["on a Thursday"][3], jumps["just after the hour of the letter"][5], nights[0], three_weeks_off]
        return [Shard("a few", partial(each, few), len(few), 1.0)]
    every: dict[str, list[One]] = {**jumps, "summer time": nights, "weeks off": [three_weeks_off]}
    return [Shard(name, partial(each, cases), len(cases), len(cases) / 3) for name, cases in every.items()]


PART = Part(
    "clocks", "the clock jumps, summer time comes and goes, weeks go by switched off", shards, ("weekly_letters",)
)
