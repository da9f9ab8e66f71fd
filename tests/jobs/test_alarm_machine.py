"""Alarms do not storm: in whatever order things come, each alarm has a letter of its beginning and one of its end."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from archiver.core.records import AlarmKind, IsoWeek, ItemNumber
from archiver.edges.store.letters import HAND_OVERS
from archiver.jobs.receipts import write_alarms
from archiver.jobs.weekly import issue
from tests.builders import a_letter
from tests.conftest import PROPERTY_SECONDS
from tests.fakes import OFFICER, Archive, Balking, FakeServer, Shelf
from tests.jobs.test_watchdog import ENOUGH, LATER, LOST, OFFICE, UNHEARD, Vigil

FREE = st.sampled_from((0, ENOUGH - 1, ENOUGH, ENOUGH + 1, 2 * ENOUGH))
LENGTHS = st.sampled_from((1, 5, 20, 60, 26 * 60))
DAEMONS = st.integers(0, 1)


class Alarms(RuleBasedStateMachine):
    """Two daemons over one archive, a mailbox, a disk, a quarantine and weekly letters."""

    shelf: Shelf

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.opened = Archive.opened(self.shelf.sqlite(self.folder / "archive.sqlite"))
        self.archive = self.opened.__enter__()
        self.archive.reader = Balking()
        self.vigil = Vigil(self.archive, free={"a": 2 * ENOUGH})
        self.server, self.dogs = FakeServer(), [self.vigil.dog(), self.vigil.dog()]
        self.polls, self.mails, self.week = 0, 0, 1
        self.open: dict[str, bool] = {"disk": False, "quarantine": False}
        self.episodes: Counter[str] = Counter()

    # what happens outside

    @rule(minutes=LENGTHS)
    def time_passes(self, minutes: int) -> None:
        self.vigil.passes(minutes=minutes)

    @rule(days=st.sampled_from((-400, -3, 3, 400)))
    def somebody_sets_the_clock(self, days: int) -> None:
        self.archive.clock.advance(days=days)

    @rule()
    def a_round_is_done(self) -> None:
        self.archive.lease()
        self.archive.round(self.server)
        self.polls += 1

    @rule(is_readable=st.booleans())
    def a_mail_comes_in(self, is_readable: bool) -> None:
        self.mails += 1
        plain = a_letter(message_id=f"<{self.mails}@kommune.example>")
        self.server.deliver(plain if is_readable else b"ulaeseligt %d" % self.mails)
        self.a_round_is_done()

    @rule()
    def a_person_empties_the_quarantine(self) -> None:
        for number in self.archive.store.catalogue.quarantined():
            self.archive.store.casework.release(ItemNumber(number), "operator", self.archive.clock())

    @rule(levels=st.lists(FREE, min_size=1, max_size=6), which=DAEMONS)
    def the_disk_fills_and_is_emptied_while_a_daemon_looks_on(self, levels: list[int], which: int) -> None:
        for free in levels:
            self.vigil.free = {"a": free}
            self.a_daemon_looks(which)

    @rule(fate=st.sampled_from((None, LOST, LATER, UNHEARD)))
    def a_week_ends(self, fate: Any) -> None:
        week, self.week = IsoWeek(2026, self.week % 52 + 1), self.week + 1
        issue(self.archive.store, OFFICE, week, self.archive.policy.message_id, self.archive.clock)
        self.archive.post.fates.extend([fate] if fate else [])

    # what daemons do

    @rule(which=DAEMONS)
    def a_daemon_looks(self, which: int) -> None:
        self.dogs[which].look()
        free = self.vigil.free["a"]
        self._believe("disk", begins=free < ENOUGH, ends=free >= ENOUGH * 1.25)
        there = bool(self.archive.store.catalogue.quarantined())
        self._believe("quarantine", begins=there, ends=not there)

    @rule(which=DAEMONS)
    def a_daemon_starts_anew(self, which: int) -> None:
        self.dogs[which] = self.vigil.dog()

    @rule()
    def the_post_goes_out(self) -> None:
        self.archive.send()

    @rule()
    def two_daemons_write_alarms_at_once(self) -> None:
        for _ in range(2):
            write_alarms(self.archive.store, lambda _: (OFFICER,), self.archive.policy.message_id, self.archive.clock)

    def _believe(self, what: str, *, begins: bool, ends: bool) -> None:
        self.episodes[what] += begins and not self.open[what]
        self.open[what] = begins or (self.open[what] and not ends)

    # what must hold

    @invariant()
    def each_episode_is_one_alarm_or_goes_on_with_the_one_before(self) -> None:
        rows = self.archive.ask("SELECT kind, subject FROM alarms")
        count = Counter(rows)
        for what, alarm in (("disk", (AlarmKind.DISK, "disk:a")), ("quarantine", (AlarmKind.QUARANTINE, "quarantine"))):
            assert min(1, self.episodes[what]) <= count[alarm] <= self.episodes[what]
            still = self.archive.ask(f"SELECT count(*) FROM alarms WHERE cleared_at IS NULL AND subject = '{alarm[1]}'")
            assert still == [(int(self.open[what]),)]
        assert count[AlarmKind.MAILBOX_UNREACHABLE.value, "mailbox:arkiv"] <= self.polls + 1

    @invariant()
    def no_change_is_told_twice(self) -> None:
        assert all(count == 1 for count in self._letters().values())

    def _letters(self) -> Counter[tuple[int, str]]:
        told = (json.loads(facts) for (facts,) in self.archive.ask("SELECT facts FROM outbox WHERE kind = 'alarm'"))
        return Counter((one["alarm"], one["change"]) for one in told)

    def teardown(self) -> None:
        if hasattr(self, "archive"):
            self._all_becomes_well()
            self.opened.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    def _all_becomes_well(self) -> None:
        self.archive.post.fates.clear()
        self.a_person_empties_the_quarantine()
        self.vigil.free = {"a": 2 * ENOUGH}
        self.a_week_ends(None)
        for _ in range(HAND_OVERS + 2):
            self.dogs[0].look()
            self.a_round_is_done()
            self.dogs[0].look()
            self.archive.send()
            self.vigil.passes(hours=2)

        rows = self.archive.ask("SELECT id, raised_at, cleared_at FROM alarms WHERE kind != 'clock'")
        letters = self._letters()
        for number, raised, cleared in rows:
            assert cleared is not None
            told = [change for alarm, change in letters if alarm == number]
            assert sorted(told) in (["cleared", "raised"], ["raised"] if raised == cleared else [])


@pytest.mark.timeout(PROPERTY_SECONDS)
def test_alarms_never_storm(shelf: Shelf) -> None:
    Alarms.shelf = shelf
    run_state_machine_as_test(
        Alarms,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
