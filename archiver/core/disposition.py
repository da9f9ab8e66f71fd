"""Review, hold and disposal (X5): when a case is to be looked at again, what may come of it, and what is left of it.

Nothing is ever deleted by itself. When a review is due a person proposes what becomes of the case, and another person
approves it; a hold forbids disposal whatever was approved. Of what was disposed of there stays a tombstone: hash, size,
dates, basis and who decided it (arkivloven; databeskyttelsesforordningen art. 5(1)(e)).
"""

from __future__ import annotations

import hmac
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
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


def names(text: str, address: str) -> bool:
    """Whether an address stands in a text, as a whole, in any case, and with its domain in either form (RFC 5890)."""
    local, _, domain = address.lower().rpartition("@")
    forms = {domain}
    for other in (_as_ascii, _as_unicode):
        with suppress(UnicodeError):
            forms.add(other(domain))
    either = "|".join(re.escape(f"{local}@{form}") for form in sorted(forms))
    return re.search(rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-])(?:{either})(?![\w-]|\.[\w-])", text.lower()) is not None


def _as_ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def _as_unicode(domain: str) -> str:
    return domain.encode("ascii").decode("idna")


def same_name(name: str) -> str:
    """What two spellings of one person's name have in common."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def is_one_person(name: str, agent: str, other: Person) -> bool:
    """Whether two of whom a decision tells are one: by their name, or by the account they signed in to the desk with.

    At a terminal all share one account ("operator root"), and only the name, proven by a password, tells them apart.
    """
    kind, _, account = agent.partition(" ")
    is_at_desk = kind != "operator" and not other.agent.startswith("operator ")
    is_same_account = bool(account) and account == other.agent.partition(" ")[2]
    return same_name(name) == same_name(other.name) or (is_at_desk and is_same_account)


# --- the ledger of erasures, which is kept beside the keys and not in the database ----------------------------------


def lines(more: Iterable[Erasure], after: str, key: bytes) -> Iterator[str]:
    """Lines of the ledger that follow one whose code is `after`; "" for none.

    Each is JSON with a code (HMAC-SHA-256) over all of it and over the code of the line before: nobody else can add a
    line, change one, or take one out.
    """
    for erasure in more:
        told: dict[str, Any] = asdict(erasure) | {"people": list(erasure.people)}
        told |= {name: moment.isoformat() for name, moment in told.items() if isinstance(moment, datetime)}
        after = _mac(told, after, key)
        yield json.dumps(told | {"mac": after}, sort_keys=True, ensure_ascii=False)


def erasures(kept: Iterable[str], key: bytes) -> Iterator[tuple[Erasure, str] | None]:
    """What the lines of a ledger say, with the code of each; None for one that does not follow on the one before."""
    after = ""
    for one in kept:
        try:
            told = json.loads(one)
            mac = str(told.pop("mac"))
            is_next = hmac.compare_digest(mac, _mac(told, after, key))
            yield (_erasure(told), mac) if is_next else None
            after = mac
        except (ValueError, TypeError, KeyError, AttributeError):
            yield None


def _mac(told: dict[str, Any], after: str, key: bytes) -> str:
    words = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, f"archiver erasure {after} {words}".encode(), "sha256").hexdigest()


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
