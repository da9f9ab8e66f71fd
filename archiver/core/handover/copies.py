"""What comes of freeing a mail of names: see `core.handover.redaction`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stood in a mail and stands in no copy."""

    name: str
    """Of the file, without names of employees."""
    content_type: str
    size: int
    """Octets, decoded."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """The copy, and what is not in it."""

    octets: bytes
    left_out: tuple[LeftOut, ...]
