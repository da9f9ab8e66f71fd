"""What a workplace's strategy against harassment from outside has to have in place: the committee's checklist (M2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archiver.core.register import Choice

POINTS = (
    Choice("definition", "Vores egen definition af udhængning og digital chikane", "Our own definition of harassment"),
    Choice("documentation", "Hvad der dokumenteres, hvordan og hvornår", "What is documented, how and when"),
    Choice("archive", "Arkivfunktion med ansvarlig og stedfortræder", "An archive with an officer and a deputy"),
    Choice("dialogue", "Dialog med borgeren: hvem, hvornår og hvordan", "Dialogue with the citizen: who, when, how"),
    Choice("reporting", "Hvem anmelder, og hvem følger op", "Who reports, and who follows up"),
    Choice("legal", "Juridiske kompetencer: hvem hjælper", "Legal competence: who helps"),
    Choice("support", "Hjælp til medarbejderen, også senere", "Help for the employee, later on as well"),
    Choice("prevention", "Forebyggelse og læring efter hver sag", "Prevention, and learning from each case"),
    Choice("survey", "Undersøgelse af omfanget blandt medarbejderne", "A survey of the extent among employees"),
    Choice("committee", "Drøftelse i MED-udvalget", "Discussion in the joint committee"),
    Choice(
        "council",
        "Politiets lokalråd, AMR og TR er inddraget",
        "The local police council and representatives take part",
    ),
)
"""In the order of the strategy."""


class Status(StrEnum):
    DONE = "done"
    BEGUN = "begun"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the workplace stands with one point, as somebody wrote it in the configuration."""

    code: str
    status: Status
    on: date | None = None
    evidence: str = ""
    """Where that can be seen: a document, a number, an address."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that was decided to prevent more of it, and is not done."""

    what: str
    responsible: str
    due: date | None
