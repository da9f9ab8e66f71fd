"""What a client says to log in (SASL, RFC 4422): PLAIN, XOAUTH2 and OAUTHBEARER; and what an access token is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, Protocol

Mechanism = Literal["XOAUTH2", "OAUTHBEARER"]

#: The first that a server offers is taken. Exchange knows the older one alone, and everybody who has both takes both.
MECHANISMS: tuple[Mechanism, ...] = ("XOAUTH2", "OAUTHBEARER")


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Proves for a while who we are (RFC 6749 § 1.4)."""

    text: str = field(repr=False)
    ends: float
    """On the monotonic clock, a little before it expires: nothing new is begun with it from then on."""


class Tokens(Protocol):
    """One account's access tokens. Each method may raise `TokenUnavailable` or `TokenRefused`."""

    def token(self) -> AccessToken:
        """One to log in with now."""
        ...

    def after(self, refused: AccessToken) -> AccessToken | None:
        """The mail server refused this one: another to try once with, or None if another would fare no better."""
        ...

    def accepted(self) -> None:
        """The mail server took it."""
        ...

    def expired(self, token: AccessToken) -> None:
        """The mail server says that it has run out, whatever we thought: it is shown no more."""
        ...


def chosen(offered: Collection[str], wanted: Mechanism | None = None) -> Mechanism | None:
    """The mechanism to show a token by, of those a server offers; None when it has none of ours."""
    ours = MECHANISMS if wanted is None else (wanted,)
    return next((one for one in ours if one in offered), None)


def plain(name: str, password: str) -> bytes:
    """PLAIN (RFC 4616)."""
    return f"\0{name}\0{password}".encode()


def shown(token: AccessToken, by: Mechanism, name: str, host: str, port: int) -> bytes:
    """XOAUTH2, or OAUTHBEARER (RFC 7628 § 3.1)."""
    if by == "XOAUTH2":
        return f"user={name}\x01auth=Bearer {token.text}\x01\x01".encode()
    who = name.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={who},\x01host={host}\x01port={port}\x01auth=Bearer {token.text}\x01\x01".encode()


def resigned(by: Mechanism) -> bytes:
    """What is said to a server's account of why it refuses the token, so that it can say NO (RFC 7628 § 3.2.3)."""
    return b"" if by == "XOAUTH2" else b"\x01"
