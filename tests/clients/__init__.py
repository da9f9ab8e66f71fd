"""Letters as real mail clients forward them, and what must be found in each."""

from __future__ import annotations

from functools import cache

from tests.clients import attached, everyday, nested, odd, quoting_nobody
from tests.clients.values import OWN_DOMAIN, ClientLetter, Person, Said

__all__ = ["OWN_DOMAIN", "ClientLetter", "Person", "Said", "letters"]


@cache
def _all() -> tuple[ClientLetter, ...]:
    rooms = (everyday, nested, odd, attached, quoting_nobody)
    return tuple(letter for room in rooms for letter in room.letters())


def letters() -> list[ClientLetter]:
    """Every letter, in the same order each time; names are unique."""
    return list(_all())
