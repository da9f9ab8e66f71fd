"""SIGKILL at random moments while mail keeps coming: what the steps with names may have missed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from random import Random

from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import Mail, a_mail
from tests.faults.oracle import UNFINISHED, Finding
from tests.faults.parts.steps import IN_THE_GAP, TEN_MINUTES
from tests.faults.stage import ENGINES, Engine, Stage, Theatre, fault_at

LONGEST_LIFE = 3.0
SHORT = 0.2
"""Seconds; so short a life is counted from the start, that is, through the opening of the archive."""
BEGINS_WITHIN = 20.0
AT_REST_WITHIN = 600.0
"""Seconds for all that the short lives left behind, thousands of letters perhaps."""
ENOUGH_TO_TELL = 1_000
"""Mails, before a hundredth of them is a number."""


def random_kills(kills: int, mails: int, engine: Engine, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """One archive, so many lives and deaths, and so many mails in all, some delivered while it is dead."""
    with theatre.stage(engine) as stage:
        stage.keep_bystanders()
        number, in_gap = 0, 0
        for life in range(kills):
            upto = mails * (life + 1) // kills
            batch = [a_mail(one, chance, size=chance.choice((0, 800, 6_000))) for one in range(number + 1, upto + 1)]
            number = upto
            in_gap += _one_life(stage, batch, chance, life)
        yield from _the_end(stage, number, kills, in_gap)


def _one_life(stage: Stage, batch: list[Mail], chance: Random, life: int) -> bool:
    """Delivered before and while it lives; it lives so long from its first step on, however slow the machine is."""
    visits = stage.folder / f"visits.{life % 2}"
    visits.unlink(missing_ok=True)
    half = chance.randrange(len(batch) + 1)
    stage.deliver(*batch[:half])
    lives = chance.uniform(0.0, LONGEST_LIFE)
    process = stage.start("run", environment=fault_at("count", visits))
    begun = time.monotonic()
    stage.deliver(*batch[half:])
    if lives > SHORT:
        stage.until(visits.exists, BEGINS_WITHIN, process)
        begun = time.monotonic()
    time.sleep(max(0.0, lives - (time.monotonic() - begun)))
    process.kill()
    process.wait(30)
    letters = [line for line in (visits.read_text().split() if visits.exists() else []) if line.startswith("letter.")]
    return bool(letters) and letters[-1] in IN_THE_GAP


def _the_end(stage: Stage, mails: int, kills: int, in_gap: int) -> Iterator[Case]:
    """A last life, ten minutes later by its clock, that is left alone."""
    findings = []
    with stage.daemon(environment=TEN_MINUTES) as last:
        took = stage.until(stage.is_at_rest, AT_REST_WITHIN, last.process)
    if took is None:
        findings.append(Finding(UNFINISHED, f"not at rest after {AT_REST_WITHIN:.0f} s"))
    oracle = stage.oracle(repeats_allowed=True)
    findings += oracle.judge()
    if oracle.repeats > in_gap or (mails >= ENOUGH_TO_TELL and oracle.repeats > mails // 100):
        findings.append(Finding("repeated receipt", f"{oracle.repeats} of {mails}, with {in_gap} kills in the gap"))
    facts = {
        "mails": mails,
        "kills": kills,
        "kills_in_the_gap": in_gap,
        "repeated_receipts": oracle.repeats,
        "letters": len(stage.sink.letters),
    }
    yield Case(f"{kills} kills", tuple(findings), took or 0.0, facts)


def shards(size: Size) -> list[Shard]:
    kills, mails = (500, 5_000) if size is Size.FULL else (8, 60)
    return [Shard(engine, partial(random_kills, kills, mails, engine), 1, 12.0) for engine in ENGINES]


PART = Part("kills", "SIGKILL at random moments, mail coming in all the while", shards, ("kills_in_the_gap",))
