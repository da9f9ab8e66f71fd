"""A machine that is poor: few descriptors, little memory, and a reading child that somebody kills (F13, F29)."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from functools import partial
from random import Random

import psutil

from tests.acceptance.world import Process
from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_mail
from tests.faults.oracle import CRASH, SLOW, UNFINISHED, Finding
from tests.faults.stage import ENGINES, Engine, Stage, Theatre

MAILS = 10
IN_BATCHES = "[limits]\nbatch_messages = 4\n\n"
AT_REST_WITHIN = 60.0
START_PATIENCE = 30.0
"""Seconds that a child may take to say that it is there: one that is stopped before is waited for so long."""
MEGABYTE = 1_000_000


def under_limits(limits: list[dict[str, str]], engine: Engine, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """One run under each limit, which may come as far as it can, and one without."""
    for limit in limits:
        with theatre.stage(engine, more=IN_BATCHES) as stage:
            stage.keep_bystanders()
            stage.deliver(*(a_mail(number, chance) for number in range(1, MAILS + 1)))
            poor = stage.run("ingest", environment=limit)
            ended = stage.settle()
            findings = [Finding(CRASH, f"exit {one.code}: {one.errors[-300:]}") for one in ended[-1:] if one.code]
            findings += stage.oracle().judge()
            facts = {"mails": MAILS, "runs_that_did_not_end_well": float(poor.code != 0)}
            yield Case(",".join(f"{name}={value}" for name, value in limit.items()), tuple(findings), facts=facts)


def kill_the_reader(times: int, engine: Engine, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """The child that reads strangers' mail is killed or stopped while the daemon has it read."""
    with theatre.stage(engine, more=IN_BATCHES) as stage:
        for number in range(times):
            mails = [a_mail(number * MAILS + one, chance) for one in range(1, MAILS + 1)]
            how = chance.choice((signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV))
            after = chance.uniform(0, 0.6)
            with stage.daemon() as daemon:
                stage.deliver(*mails)
                hits = _hit_children(daemon.process, how, after)
                within = AT_REST_WITHIN + (START_PATIENCE if how is signal.SIGSTOP else 0)
                took = stage.until(stage.is_at_rest, within, daemon.process)
            yield Case(
                f"{how.name} after {after:.2f} s",
                tuple(_judged(stage, took)),
                took or 0.0,
                {"hits": hits, "mails": MAILS},
            )


def _hit_children(process: Process, how: signal.Signals, after: float) -> int:
    """As soon as there is one, and a few times more; how many there were."""
    daemon = psutil.Process(process.pid)
    deadline = time.monotonic() + 10
    while not daemon.children() and time.monotonic() < deadline:
        time.sleep(0.01)
    hits = 0
    for _ in range(4):
        time.sleep(after / 4)
        for child in daemon.children():
            child.send_signal(how)
            hits += 1
    return hits


def _judged(stage: Stage, took: float | None) -> Iterator[Finding]:
    if took is None:
        yield Finding(SLOW, "not at rest in time after the last signal")
    for finding in stage.oracle().judge():
        # A mail whose reader died says so and can be read again; the officer is told.
        if finding.kind != UNFINISHED or "quarantined" not in finding.what:
            yield finding


def shards(size: Size) -> list[Shard]:
    full = size is Size.FULL
    files = [{"FAULTS_DESCRIPTORS": str(number)} for number in range(8, 40, 1 if full else 11)]
    rooms = [{"FAULTS_MEMORY": str(number * MEGABYTE)} for number in range(0, 120, 5 if full else 60)]
    return [
        *(Shard(f"limits {engine}", partial(under_limits, files + rooms, engine), 56, 3.0) for engine in ENGINES),
        Shard("reader", partial(kill_the_reader, 40 if full else 2, "sqlite"), 40, 2.0),
    ]


PART = Part(
    "limits", "few descriptors, little memory, a reading child that is killed", shards, ("runs_that_did_not_end_well",)
)
