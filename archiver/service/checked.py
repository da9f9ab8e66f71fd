"""What `archiver check` says of one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], str]
"""A sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at. `advice` says what to do when it is not well, or what is weak though it works."""

    subject: str
    well: bool
    says: str
    advice: str = ""
    outside: bool = False
    """Not well because a service outside did not answer."""
