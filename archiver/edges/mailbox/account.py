"""Where a mailbox is and how much we let its server ask of us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from archiver.core.sasl import Mechanism, Tokens

Tls = Literal["implicit", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox: its server, its key and its folders, by the names a person gave them."""

    name: str
    host: str
    port: int
    tls: Tls
    """"none" is allowed to a loopback address only."""
    username: str
    password: str = field(repr=False)
    """Not looked at where there are `tokens`."""
    folders: tuple[str, ...]
    archive_folder: str
    ca_file: Path | None = None
    """Trusted instead of the system's authorities when given (PEM)."""
    idle: bool = True
    """Whether IDLE (RFC 2177) may wake us, where the server has it."""
    tokens: Tokens | None = field(default=None, repr=False)
    """Access tokens instead of the password."""
    mechanism: Mechanism | None = None
    """How they are shown; None: as the server likes it."""


def always() -> bool:
    """Nobody else works here."""
    return True


@dataclass(frozen=True, slots=True)
class Limits:
    """Octets and seconds. A message above `soft_octets` comes in pieces, one above `hard_octets` not at all."""

    soft_octets: int = 25_000_000
    hard_octets: int = 150_000_000
    piece_octets: int = 4 << 20
    batch_messages: int = 200
    batch_octets: int = 16_000_000
    connect_seconds: float = 15.0
    read_seconds: float = 60.0
    """The longest silence within one command."""
    command_seconds: float = 120.0
    """The longest any command may take, whatever drips in …"""
    octets_per_second: int = 50_000
    """… with a second more for each so many octets of content."""
    farewell_seconds: float = 5.0
    """For LOGOUT, and for the running command once we were told to stop."""
    idle_seconds: float = 300.0
    """IDLE is begun anew after this (RFC 2177 asks for less than 29 minutes)."""
    search_window: int = 10_000
    """UIDs asked for at a time: a line of 150,000 is more than imaplib reads."""
    spool_directory: Path | None = None
    """Where large messages rest in unnamed files; None: the system's own place."""
    in_memory: bool = False
    """These files lie in memory and never on a disk: for an archive that is encrypted."""
    may_speak: Callable[[], bool] = always
    """Asked before anything is sent: whether the mailbox is still ours to act on."""
