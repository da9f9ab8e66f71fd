"""How the campaign is put together: parts, their shards, what each case found, and the workers that run them.

A *part* is one kind of fault (`parts/*.py`), cut into *shards* that can run side by side. A shard is a generator of
*cases*: one fault, brought about and over, judged by the oracle. A size says how many: `quick` for `make test`, `full`
for `make faults`.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing import get_context
from random import Random

from tests.faults import parts
from tests.faults.oracle import CRASH, NEVER, Finding
from tests.faults.stage import Theatre


class Size(StrEnum):
    """How much of a part."""

    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True)
class Case:
    """One fault and what the oracle found after it."""

    name: str
    """Enough to bring it about again: the place, the octet, the number."""
    findings: tuple[Finding, ...] = ()
    recovery: float = 0.0
    """Seconds from the end of the fault until everything was as it should be; 0 where it is not measured."""
    facts: Mapping[str, float] = field(default_factory=dict)
    """Numbers that add up over the cases: mails, kills, receipts that came twice. `max_…` is the largest."""


Run = Callable[[Theatre, Random], Iterator[Case]]


@dataclass(frozen=True)
class Shard:
    """A share of a part that one worker runs."""

    name: str
    run: Run
    """A function of a module, or `functools.partial` of one."""
    cases: int
    """How many cases it will be, as nearly as is known before; for the progress."""
    weight: float = 1.0
    """About how many minutes it takes; the longest are begun first."""


@dataclass(frozen=True)
class Part:
    """One kind of fault."""

    name: str
    title: str
    """What is done, in a line of the report."""
    shards: Callable[[Size], list[Shard]]
    strikes: tuple[str, ...] = ()
    """Facts that a whole part of full size must have counted: faults that never struck prove nothing."""


@dataclass(frozen=True)
class Result:
    """What a shard came to."""

    part: str
    shard: str
    cases: tuple[Case, ...]
    seconds: float

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        return [(case.name, finding) for case in self.cases for finding in case.findings]


def all_parts() -> dict[str, Part]:
    """Every part by its name, in the order of their modules."""
    found: dict[str, Part] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(parts.__path__)):
        part: Part = importlib.import_module(f"tests.faults.parts.{module}").PART
        found[part.name] = part
    return found


def run_shard(
    part: str, shard: Shard, theatre: Theatre, seed: int, tell: Callable[[str], None], *, until_red: bool = False
) -> Result:
    """Every case of a shard, or those up to the first finding; what the harness stumbles over is a finding too."""
    begun, cases = time.monotonic(), []
    chance = Random(f"{seed}/{part}/{shard.name}")
    told = begun
    try:
        for case in shard.run(theatre, chance):
            cases.append(case)
            for finding in case.findings:
                tell(f"{part} {shard.name}: {case.name}: {finding}")
            if case.findings and until_red:
                break
            if time.monotonic() - told > 30:
                told = time.monotonic()
                tell(f"{part} {shard.name}: {len(cases)} of about {shard.cases} cases, {told - begun:.0f} s")
    except Exception:  # noqa: BLE001 - the other shards go on, and this one is red
        cases.append(Case(f"after {len(cases)} cases", (Finding(CRASH, traceback.format_exc(limit=-6)),)))
        tell(f"{part} {shard.name}: {cases[-1].findings[0]}")
    return Result(part, shard.name, tuple(cases), time.monotonic() - begun)


def _end_with(parent: int) -> None:
    """A campaign that is killed leaves no workers behind: the servers they started end with them."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _in_a_worker(part: str, name: str, size: Size, seed: int, until_red: bool) -> Result:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    shard = next(shard for shard in all_parts()[part].shards(size) if shard.name == name)
    with Theatre() as theatre:
        return run_shard(part, shard, theatre, seed, lambda line: print(line, flush=True), until_red=until_red)


def run(
    names: list[str], size: Size, seed: int, workers: int, *, shard: str = "", until_red: bool = False
) -> list[Result]:
    """The shards of these parts, the longest first, each worker process with servers of its own.

    `shard` is a name, for one alone; with `until_red` each shard ends at its first finding.
    """
    chosen = [(part, one) for part in names for one in all_parts()[part].shards(size) if shard in {"", one.name}]
    chosen.sort(key=lambda one: -one[1].weight)
    results = []
    # A worker for each shard: what one leaves behind in memory or threads must not be in the next one's way.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        waiting = [pool.submit(_in_a_worker, part, one.name, size, seed, until_red) for part, one in chosen]
        for done in as_completed(waiting):
            result = done.result()
            results.append(result)
            bad = len(result.findings)
            print(
                f"{result.part} {result.shard}: {len(result.cases)} cases in {result.seconds:.0f} s,"
                f" {bad or 'no'} findings; {len(results)} of {len(chosen)} shards done",
                flush=True,
            )
    return results if shard or until_red or size is not Size.FULL else results + never_struck(results)


def never_struck(results: list[Result]) -> list[Result]:
    """What whole parts of full size should have counted and did not, as findings."""
    found = []
    for name in dict.fromkeys(result.part for result in results):
        cases = [case for result in results if result.part == name for case in result.cases]
        missing = [fact for fact in all_parts()[name].strikes if not any(case.facts.get(fact) for case in cases)]
        findings = tuple(Finding(NEVER, fact.replace("_", " ")) for fact in missing)
        if findings:
            found.append(Result(name, "all of it", (Case("what was counted", findings),), 0.0))
    return found


def counted(results: list[Result]) -> Counter[str]:
    """Findings by kind."""
    return Counter(finding.kind for result in results for _, finding in result.findings)
