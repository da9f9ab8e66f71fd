"""Which signing key an archive belongs to: the first one it was opened with, for ever."""

from __future__ import annotations

from sqlalchemy import select, update

from archiver.edges.store.database import Database
from archiver.edges.tables import Head


def fingerprint_of(database: Database) -> str | None:
    """The fingerprint of the archive's key; None while it was opened with none."""
    with database.reading() as connection:
        return connection.scalar(select(Head.key_fingerprint))


def claim(database: Database, fingerprint: str) -> str:
    """Make this key the archive's own, unless it has one. Gives the fingerprint that stands."""
    with database.writing() as connection:
        stands = connection.scalar(select(Head.key_fingerprint).where(Head.id == 1).with_for_update())
        if stands is None:
            connection.execute(update(Head).where(Head.id == 1).values(key_fingerprint=fingerprint))
        return stands or fingerprint
