"""Knocks in even intervals, also on a machine whose clock is set ahead or back meanwhile."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The next knock is so long after this one, and none is made up for.

    APScheduler's own interval counts every knock that was missed before it leaves them out: ten years of them, when a
    clock is set right, are some gigabytes.
    """

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """So long from now."""
        return now + self.interval


def overtake(scheduler: BaseScheduler, now: datetime) -> int:
    """Knock at once where the next knock is further ahead than one is ever set; gives at how many doors.

    A clock that was ahead set it, and until the right one came there nobody would knock.
    """
    late = [job for job in scheduler.get_jobs() if _is_out_of_reach(job, now)]
    for job in late:
        with contextlib.suppress(JobLookupError):  # the scheduler is ending
            scheduler.modify_job(job.id, next_run_time=now)
    return len(late)


def _is_out_of_reach(job: Any, now: datetime) -> bool:
    return job.next_run_time is not None and job.next_run_time > now + job.trigger.interval
