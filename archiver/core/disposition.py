"""Review, hold and disposal (X5): when a case is to be looked at again, what may come of it, and what is left of it.

Nothing is ever deleted by itself. When a review is due a person proposes what becomes of the case, and another person
approves it; a hold forbids disposal whatever was approved. Of what was disposed of there stays a tombstone: hash, size,
dates, basis and who decided it (arkivloven; databeskyttelsesforordningen art. 5(1)(e)).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from archiver.core.register import Vocabulary

LONGEST_WORDS = 1_000
"""Characters of a reason or a basis."""
LONGEST_JOURNAL = 200


class Scope(StrEnum):
    """What is disposed of, or held."""

    ITEM = "item"
    CASE = "case"
    ADDRESS = "address"
    """Only held: everything that an address wrote or was named in."""
    ARCHIVE = "archive"
    """Only held."""


class Outcome(StrEnum):
    """What may come of a review."""

    EXTEND = "extend"
    HAND_OVER = "hand_over"
    """It lies in the journal system (ESDH) now; what is here stays until it is disposed of."""
    DISPOSE = "dispose"


class Step(StrEnum):
    """What was done about it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class HoldKind(StrEnum):
    """Why nothing may be disposed of."""

    LEGAL = "legal"
    """A case of the police, a court, an insurer."""
    ACCESS = "access"
    """Somebody asked for access, and was not answered yet (FOB 2010.1-1)."""


@dataclass(frozen=True, slots=True)
class Target:
    """A case, an item, an address or the archive."""

    scope: Scope
    number: int | None = None
    """Of the item, or of the case's row."""
    name: str = ""
    """The case's reference, the item's SHA-256, or the address in lower case."""

    @property
    def subject(self) -> str:
        """As the chain of custody calls it: no address is named there."""
        if self.scope is Scope.CASE:
            return f"case:{self.name}"
        return f"item:{self.number}" if self.scope is Scope.ITEM else str(self.scope)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person proposes."""

    outcome: Outcome
    reason: str
    basis: str = ""
    """Disposal: what allows it, such as a decision of the council with its date."""
    until: datetime | None = None
    """Extension: when it is to be reviewed again."""
    journal: str = ""
    """Handing over: its number in the journal system."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides, and the account at whose terminal that is."""

    name: str
    agent: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """A tombstone: what was disposed of, and nothing of what it said."""

    scope: Scope
    name: str
    """SHA-256 of the item, or the reference of the case."""
    size: int | None
    """Octets; None of a case."""
    came_at: datetime
    """When it became ours, or the case was opened."""
    disposition: str
    """The name of the proposal that was approved."""
    basis: str
    people: tuple[str, ...]
    decided_at: datetime


def review_at(since: datetime, years: int, zone: tzinfo) -> datetime:
    """When something is to be reviewed: so many years later, at the same hour on the clock of that zone.

    Of a leap day it is the first of March.
    """
    there = since.astimezone(zone)
    try:
        later = there.replace(year=there.year + years)
    except ValueError:
        later = there.replace(year=there.year + years, month=3, day=1)
    return later.astimezone(since.tzinfo)


def years_kept(categories: Collection[str], vocabulary: Vocabulary, usual: int) -> int:
    """Years from closing to review of a case of these categories: of several the longest counts, of none the usual."""
    of = {one.code: one.review_years for one in vocabulary.categories}
    return max((of.get(code) or usual for code in categories), default=usual)


# --- the ledger of erasures, which is kept beside the keys and not in the database ----------------------------------


def line(erasure: Erasure, key: bytes) -> str:
    """One line of the ledger: JSON, with a code over all of it (HMAC-SHA-256) by which nobody else can add one."""
    told: dict[str, Any] = asdict(erasure)
    told |= {name: moment.isoformat() for name, moment in told.items() if isinstance(moment, datetime)}
    told["people"] = list(erasure.people)
    return json.dumps(told | {"mac": _mac(told, key)}, sort_keys=True, ensure_ascii=False)


def erasures(lines: Iterable[str], key: bytes) -> Iterator[Erasure | None]:
    """What the lines of a ledger say; None for one that is cut short, changed, or written with another key."""
    for one in lines:
        try:
            told = json.loads(one)
            mac = told.pop("mac")
            is_ours = hmac.compare_digest(str(mac), _mac(told, key))
            yield _erasure(told) if is_ours else None
        except (ValueError, TypeError, KeyError, AttributeError):
            yield None


def _mac(told: dict[str, Any], key: bytes) -> str:
    words = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, b"archiver erasure " + words.encode(), "sha256").hexdigest()


def _erasure(told: dict[str, Any]) -> Erasure:
    return Erasure(
        scope=Scope(told["scope"]),
        name=told["name"],
        size=told["size"],
        came_at=datetime.fromisoformat(told["came_at"]),
        disposition=told["disposition"],
        basis=told["basis"],
        people=tuple(told["people"]),
        decided_at=datetime.fromisoformat(told["decided_at"]),
    )
