"""What the desk works with: an archive, the workplace's words and rules, and who lets people in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from archiver.core.access import Begun, Claims, Role
from archiver.core.casefile import Terms
from archiver.core.language import Language
from archiver.desk.means import Means
from archiver.desk.owing import Owing
from archiver.edges.store import Store


class SignInService(Protocol):
    """The workplace's own sign-in service (OpenID Connect)."""

    def begin(self, redirect: str) -> Begun:
        """Raises `OutsideServiceError` when it does not answer."""

    def finish(self, redirect: str, code: str, begun: Begun, now: datetime) -> Claims:
        """Raises `SignInRefused` for what is not to be believed, `OutsideServiceError` when it does not answer."""


@dataclass(frozen=True, slots=True)
class Office:
    """One archive, as the desk sees it."""

    store: Store
    terms: Terms
    zone: tzinfo
    language: Language
    organisation: str
    clock: Callable[[], datetime]
    keyed: Callable[[str], str] = field(repr=False)
    """A keyed hash of text, by a key of the archive's own."""
    url: str = "http://localhost:8826"
    """As it stands in the browser: only forms from there are taken."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    idle: timedelta = timedelta(minutes=30)
    lasts: timedelta = timedelta(hours=10)
    with_accounts: bool = True
    a_minute: int = 600
    """So many requests of one address are answered. Many people may sit behind one."""
    service: SignInService | None = None
    groups: Mapping[str, Role] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    """Whom pages point to: "lawyer", "amr", "tr", "crisis_support", "contact"."""
    means: Means = field(default_factory=Means)
    owing: Owing = field(default_factory=Owing)

    def mac(self, what: str, text: str) -> str:
        """64 hex digits that only this archive can make of it; `what` keeps the uses apart."""
        return hashlib.sha256(self.keyed(f"desk {what} {text}").encode()).hexdigest()

    @property
    def is_safe_line(self) -> bool:
        """Whether browsers come over TLS."""
        return self.url.startswith("https://")
