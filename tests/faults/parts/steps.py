"""Every step of a ten-mail run killed once (hazards F07 to F20), on each database and by each way of moving."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from random import Random

from tests.faults.campaign import Case, Part, Shard, Size
from tests.faults.mail import a_hostile_mail, a_mail, a_strangers_mail
from tests.faults.oracle import CRASH, Finding
from tests.faults.stage import ENGINES, Engine, Stage, Theatre, Way, fault_at

MAILS = 10
IN_BATCHES = "[limits]\nbatch_messages = 4\nsoft_megabytes = 1\n\n"
LARGE = 1_200_000
"""Octets; it is fetched by pieces into a file."""
IN_THE_GAP = {"letter.after-claim-commit", "letter.before-send", "letter.after-send", "letter.before-mark-commit"}
"""Between claiming a letter and writing down that it is sent nobody can know whether it went out (RFC 1047)."""
TEN_MINUTES = {"ARCHIVER_TEST_SECONDS_LATER": "600"}
WAYS: tuple[Way, ...] = ("move", "copy")
LONG_ENOUGH = 10_000


def deliver(stage: Stage, chance: Random) -> None:
    """Ten mails beside bystanders, of every kind that is dealt with in a way of its own."""
    stage.keep_bystanders()
    plain = a_mail(1, chance)
    stage.deliver(plain, a_mail(2, chance, message_id=plain.message_id), a_mail(3, chance), a_mail(4, chance))
    stage.deliver(a_mail(5, chance), a_hostile_mail(6, chance))
    stage.deliver(a_mail(7, chance), flags=r"\Deleted")
    stage.deliver(a_mail(8, chance), flags=r"\Seen \Flagged")
    stage.deliver(a_strangers_mail(9, chance), a_mail(10, chance, size=LARGE))


def one_kill(theatre: Theatre, engine: Engine, way: Way, step: int, chance: Random) -> Case | None:
    """The run killed at one visit, and the next; None when it never came there."""
    with theatre.stage(engine, way, more=IN_BATCHES) as stage:
        deliver(stage, chance)
        visits = stage.folder / "visits"
        killed = stage.run("ingest", environment=fault_at(f"any:{step}:kill", visits))
        places = visits.read_text(encoding="ascii").split()
        if killed.code == 0 and len(places) < step:
            return None
        ended = stage.settle()
        in_gap = places[step - 1] in IN_THE_GAP
        if in_gap:
            ended.append(stage.run("ingest", environment=TEN_MINUTES))
        oracle = stage.oracle(repeats_allowed=in_gap)
        findings = [Finding(CRASH, f"exit {one.code}: {one.errors[-300:]}") for one in ended[-1:] if one.code]
        findings += oracle.judge()
        facts = {"mails": MAILS, "kills": 1, "repeated_receipts": oracle.repeats, "max_rounds": len(ended) - in_gap}
        return Case(f"{places[step - 1]} (visit {step})", tuple(findings), facts=facts)


def every_step(every: int, engine: Engine, way: Way, theatre: Theatre, chance: Random) -> Iterator[Case]:
    """Kill at the first visit, the next, and so on, until a run has fewer."""
    first = chance.randrange(every) + 1
    for step in range(first, LONG_ENOUGH, every):
        case = one_kill(theatre, engine, way, step, chance)
        if case is None:
            return
        yield case


def shards(size: Size) -> list[Shard]:
    every = 1 if size is Size.FULL else 29
    return [
        Shard(f"{engine} {way}", partial(every_step, every, engine, way), 130 // every, 6.0)
        for engine, way in product(ENGINES, WAYS)
    ]


PART = Part("steps", "every step of a ten-mail run killed once", shards, ("repeated_receipts",))
