"""config.toml, the environment and secret files become one frozen `Settings`, or one list of every problem."""

from archiver.config.loading import find, is_any_there, load
from archiver.config.settings import (
    Absence,
    Archive,
    Cases,
    Contacts,
    Database,
    Digest,
    Limits,
    Log,
    Mailbox,
    Officer,
    Person,
    Receipts,
    Settings,
    Smtp,
    Trust,
)

__all__ = [
    "Absence",
    "Archive",
    "Cases",
    "Contacts",
    "Database",
    "Digest",
    "Limits",
    "Log",
    "Mailbox",
    "Officer",
    "Person",
    "Receipts",
    "Settings",
    "Smtp",
    "Trust",
    "find",
    "is_any_there",
    "load",
]
