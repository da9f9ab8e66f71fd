"""Knocks go on whatever the machine's clock does."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest
from apscheduler.schedulers import base
from apscheduler.schedulers.background import BackgroundScheduler

from archiver.service.knocks import Every, overtake

EVERY_SECONDS = 0.2
TEN_YEARS = timedelta(days=3652)


class Clock:
    """The machine's, which somebody sets."""

    ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    class _Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(clock.now().timestamp(), tz)

    monkeypatch.setattr(base, "datetime", _Set)
    return clock


@pytest.fixture
def scheduler() -> Iterator[BackgroundScheduler]:
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True})
    yield scheduler
    scheduler.shutdown(wait=False)


def knocks_within(knocks: list[float], seconds: float) -> bool:
    """Whether there is one more within that time."""
    before, deadline = len(knocks), time.monotonic() + seconds
    while len(knocks) == before and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(knocks) > before


def test_a_clock_set_ten_years_ahead_makes_up_for_no_knock(scheduler: BackgroundScheduler, clock: Clock) -> None:
    knocks: list[float] = []
    scheduler.add_job(lambda: knocks.append(0), Every(EVERY_SECONDS), next_run_time=clock.now())
    scheduler.start()
    assert knocks_within(knocks, 5)

    clock.ahead = TEN_YEARS

    assert knocks_within(knocks, 5)
    assert len(knocks) < 20


def test_a_clock_set_back_does_not_end_the_knocking(scheduler: BackgroundScheduler, clock: Clock) -> None:
    knocks: list[float] = []
    clock.ahead = TEN_YEARS
    scheduler.add_job(lambda: knocks.append(0), Every(EVERY_SECONDS), next_run_time=clock.now())
    scheduler.start()
    assert knocks_within(knocks, 5)

    clock.ahead = timedelta()
    time.sleep(2 * EVERY_SECONDS)
    overtaken = overtake(scheduler, clock.now())

    assert overtaken == 1
    assert knocks_within(knocks, 5)
    assert knocks_within(knocks, 5)


def test_what_is_to_knock_in_time_is_left_alone(scheduler: BackgroundScheduler, clock: Clock) -> None:
    scheduler.add_job(lambda: None, Every(60), next_run_time=clock.now() + timedelta(seconds=59))
    scheduler.start()

    assert overtake(scheduler, clock.now()) == 0
