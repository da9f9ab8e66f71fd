"""Mutant after mutant: apply its patch to a copy, run its killers there, say whether one turned red."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.faults.mutants.killing import Killer, PatchDoesNotApply, Run, apply, copied, run


@dataclass(frozen=True, slots=True)
class Mutant:
    """One bug."""

    number: int
    breaks: str
    """Which promise, in words."""
    patch: Path
    killers: tuple[Killer, ...]
    """Asked in turn; the first that turns red has killed it."""
    hangs: bool = False
    """That a killer does not come to an end is what this bug looks like."""


class Verdict(StrEnum):
    """What became of a bug."""

    KILLED = "killed"
    SURVIVED = "survived"  # a test is missing
    ERROR = "error"  # nothing was judged


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutant."""

    mutant: Mutant
    verdict: Verdict
    told: str
    """Why, for a person."""
    killer: Killer | None = None
    """Who killed it."""
    seconds: float = 0.0
    """That its killers ran in the changed copy."""


class CannotJudge(Exception):
    """A killer is not green on the code as it is, or ended neither green nor red: that proves nothing."""


class Harness:
    """Each killer runs once on the code as it is, however many mutants it judges."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._controls: dict[Killer, Run] = {}

    @property
    def controls(self) -> Mapping[Killer, Run]:
        """How each killer that was asked did on the code as it is."""
        return self._controls

    def fate_of(self, mutant: Mutant) -> Fate:
        """Whether one of its killers turns red by it."""
        try:
            with copied(self._root) as copy:
                apply(mutant.patch, copy)
                return self._judged(mutant, copy)
        except (PatchDoesNotApply, CannotJudge) as problem:
            return Fate(mutant, Verdict.ERROR, str(problem))

    def _judged(self, mutant: Mutant, copy: Path) -> Fate:
        seconds, told = 0.0, []
        for killer in mutant.killers:
            self._require_green(killer)
            done = run(killer, copy)
            seconds += done.seconds
            if done.is_red or (done.is_late and mutant.hangs):
                return Fate(mutant, Verdict.KILLED, done.in_words, killer, seconds)
            if not (done.is_green or done.is_late):
                raise CannotJudge(f"{killer}: {done.in_words}")
            told.append(f"{killer}: {done.in_words}")
        return Fate(mutant, Verdict.SURVIVED, "; ".join(told), seconds=seconds)

    def _require_green(self, killer: Killer) -> None:
        if killer not in self._controls:
            with copied(self._root) as copy:
                self._controls[killer] = run(killer, copy)
        if not self._controls[killer].is_green:
            raise CannotJudge(f"{killer}, on the code as it is: {self._controls[killer].in_words}")
