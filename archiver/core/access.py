"""Who may do what at the desk: the roles of people, and what each of them is let in for (X1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archiver.core.language import later


class Role(StrEnum):
    """What somebody is at the desk."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    LAWYER = "lawyer"  # sees the cases that were opened for them, until a day
    LEADER = "leader"  # sees how cases stand, and nothing anybody wrote
    REPRESENTATIVE = "representative"  # AMR and TR: numbers that point at nobody
    AUDITOR = "auditor"  # sees the log, and no content
    SYSADMIN = "sysadmin"  # sees that it works, and no content


ROLES: Mapping[Role, str] = {
    Role.OFFICER: later("archive officer"),
    Role.DEPUTY: later("deputy"),
    Role.LAWYER: later("lawyer"),
    Role.LEADER: later("leader"),
    Role.REPRESENTATIVE: later("AMR/TR"),
    Role.AUDITOR: later("auditor"),
    Role.SYSADMIN: later("system administrator"),
}
"""What each is called."""

Roles = frozenset[Role]

OFFICERS: Roles = frozenset({Role.OFFICER, Role.DEPUTY})
"""Do everything on cases."""
READERS: Roles = OFFICERS | {Role.LAWYER}
"""See what people wrote; a lawyer in the cases that were opened for them."""
EVERYBODY: Roles = frozenset(Role)
"""Whoever is signed in."""
ANYBODY: Roles = frozenset()
"""Also whoever is not. There are few such pages, and they show nothing of the archive."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was let in."""

    who: str
    """"local:hanne", or "oidc:" and what the sign-in service calls them: always the same for one person."""
    name: str
    """As they are greeted."""
    roles: Roles
    short: str
    """How the chain of custody calls them: no address."""

    @property
    def agent(self) -> str:
        """Who did it, as the chain of custody tells it: with what they were here."""
        first = next(role for role in Role if role in self.roles)
        return f"{first} {self.short}"

    def is_one_of(self, roles: Collection[Role]) -> bool:
        """Whether they are any of these."""
        return bool(self.roles & frozenset(roles))

    @property
    def is_bound_to_cases(self) -> bool:
        """Whether they see only the cases that were opened for them."""
        return not self.roles & OFFICERS


# --- the workplace's own sign-in service ---


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun at a service of others: where the browser is sent, and what must come back."""

    url: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Claims:
    """What that service says of whoever signed in."""

    subject: str
    name: str
    """As they are called there: may be an address."""
    shown: str
    groups: frozenset[str]
