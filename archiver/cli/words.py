"""The fixed words of the records, as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from archiver.cli.common import language, plain, say, when
from archiver.core import stamps, trust
from archiver.core.cases import REJECTIONS
from archiver.core.clocks import Moment
from archiver.core.deadlines import Nearness
from archiver.core.deadlines import State as DeadlineState
from archiver.core.disposition import HoldKind, Outcome
from archiver.core.phrases import (
    ACTS,
    CHOICES,
    CLIENTS,
    CLOCKS,
    CONFIDENCES,
    DEADLINES,
    EVIDENCE,
    FIELDS,
    FINDINGS,
    HOLDS,
    LEGS,
    LETTERS,
    NAMERS,
    NEARNESSES,
    OUTCOMES,
    PLACES,
    PROSECUTIONS,
    REASONS,
    RECOVERIES,
    RULES_IN_SHORT,
    SCAN_TROUBLES,
    SIGHTINGS,
    SIGNATURE_VERDICTS,
    SOURCES,
    STANDINGS,
    STATES,
    TIMES,
    WHOSE,
)
from archiver.core.records import (
    Candidate,
    Client,
    Finding,
    SignatureCheck,
)

UIDS_SHOWN = 20
_NUMBER = re.compile(r"\b[0-9]+\b")


def signature(check: SignatureCheck) -> str:
    """The verdict on a signature, and why."""
    reason = say(check.reason).replace("{n}", str(check.signed_octets))
    return f"{say(SIGNATURE_VERDICTS[check.verdict])} – {reason}"


def found(one: Finding) -> str:
    """One finding of a fixity check."""
    if not one.sentence:
        return f"{say(FINDINGS.get(one.kind, one.kind))} {one.subject}: {one.expected} ≠ {one.found}"
    count = one.subject.removeprefix("event:")
    words = say(one.sentence).format(
        count=count, expected=one.expected, found=one.found, letter=one.letter, authority=one.authority
    )
    return plain(words)


def stamp_trouble(word: str) -> str:
    """Why an authority gave no time stamp."""
    return say(stamps.TROUBLES.get(word, word))


def leg(word: str) -> str:
    """Which leg of a probe mail's way."""
    return say(LEGS.get(word, word))


def scan_trouble(word: str) -> str:
    """Why something was not scanned for viruses."""
    return say(SCAN_TROUBLES.get(word, word))


def outcome(one: Outcome) -> str:
    """What is to become of a case."""
    return say(OUTCOMES[one])


def hold(kind: HoldKind) -> str:
    """Why nothing may be disposed of."""
    return say(HOLDS[kind])


def finding(sentence: str) -> str:
    """What was odd about a mail; a number in it stands as {n} in the catalogue."""
    exact, number = say(sentence), _NUMBER.search(sentence)
    if number is None or exact != sentence:
        return exact
    pattern = sentence.replace(number[0], "{n}", 1)
    return say(pattern).replace("{n}", number[0])


def recovery(word: str) -> str:
    """How an original was found."""
    return say(RECOVERIES[word])


def choice(word: str) -> str:
    """Why an original is the one."""
    return say(CHOICES[word])


def confidence(word: str) -> str:
    """How sure we are of what an original says."""
    return say(CONFIDENCES[word])


def client(made_with: Client | None) -> str:
    """What a mail was made with."""
    return say(CLIENTS[made_with])


def state(word: str) -> str:
    """The state of an item or a case."""
    return say(STATES.get(word, word))


def sighting(word: str) -> str:
    """Where a message stands on its way."""
    return say(SIGHTINGS.get(word, word))


def reason(word: str | None) -> str:
    """Why something is not as it should be."""
    return say(REASONS.get(word, word)) if word else "–"


def evidence(fact: str, value: str) -> str:
    """One fact that a rule rested on."""
    if fact == "named_by":
        return say(NAMERS.get(value, value))
    return say(EVIDENCE.get(fact, f"{fact}: {{value}}")).format(value=say(PLACES.get(value, value)))


def rejected(candidate: Candidate) -> str:
    """A case that a rule looked at and did not take, and why."""
    why = say(REJECTIONS.get(candidate.reason, candidate.reason))
    rule_ = say(RULES_IN_SHORT.get(candidate.rule, candidate.rule))
    return f"{candidate.case} ({rule_}): {why}" if candidate.case else f"{rule_}: {why}"


def standing(word: str | None, reason_: str | None) -> str:
    """Who its sender is to us, and what that rests on."""
    if word is None:
        return "–"
    because = say(trust.REASONS.get(reason_ or "", reason_ or ""))
    return f"{say(STANDINGS[word])}: {because}" if because else say(STANDINGS[word])


def clock(moment: Moment) -> tuple[str, str]:
    """What one of the five clocks is called, and what it shows and who says so."""
    shown = "–" if moment.at is None else when(moment.at)
    return say(CLOCKS[moment.clock]), f"{shown} ({say(WHOSE[moment.clock, moment.trust])})"


def time_is(word: str) -> str:
    """What a time is taken from; nothing for the original's own."""
    return f" ({say(TIMES[word])})" if TIMES[word] else ""


def act(kind: str, case: str, other: str | None, undoes: int | None) -> str:
    """What a person did to a case."""
    return say(ACTS[kind]).format(case=case, other=other or "", undoes=undoes or "")


def field(name: str) -> str:
    """One of the inputs of a register."""
    return say(FIELDS[name])


def prosecution(word: str | None) -> str:
    """Who may prosecute."""
    return say(PROSECUTIONS[word]) if word else "–"


def source(word: str) -> str:
    """Who says so of a category."""
    return say(SOURCES.get(word, word))


def rule(word: str | None) -> str:
    """Which rule filed an item, in short."""
    return say(RULES_IN_SHORT.get(word, word)) if word else "–"


def receipt(words: str | None) -> str:
    """The state of a receipt, and its reason after a colon."""
    if not words:
        return "–"
    return ": ".join(say(LETTERS.get(word, word)) for word in words.split(": ", 1))


def letter(word: str) -> str:
    """The state of a letter, or why it is in it."""
    return say(LETTERS.get(word, word))


def uids(numbers: Sequence[int]) -> str:
    """The first of them by name, and how many there are besides."""
    named = "UID " + ", ".join(str(number) for number in numbers[:UIDS_SHOWN])
    more = len(numbers) - UIDS_SHOWN
    return named if more <= 0 else say("{uids} and {count} more").format(uids=named, count=more)


def nearness(near: Nearness) -> str:
    """How near a deadline is."""
    return say(NEARNESSES[near])


def deadline_state(one: DeadlineState) -> str:
    """What became of a deadline."""
    return say(DEADLINES[one])


def day(on: date) -> str:
    """A day, written as the day of a moment."""
    return on.strftime("%d-%m-%Y" if language() == "da" else "%Y-%m-%d")
