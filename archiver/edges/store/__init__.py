"""The archive in SQL. One public method of these classes is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archiver.core.cases import Signer
from archiver.edges.store.accessions import Accessions
from archiver.edges.store.audit import Audit
from archiver.edges.store.casework import Casework
from archiver.edges.store.catalogue import Catalogue
from archiver.edges.store.database import Database
from archiver.edges.store.health import Health
from archiver.edges.store.ledger import Ledger
from archiver.edges.store.letters import ABANDONED_AFTER, Letters

__all__ = ["Store"]


@dataclass(frozen=True, slots=True)
class Store:
    """One archive: what every job is handed."""

    database: Database
    ledger: Ledger
    accessions: Accessions
    casework: Casework
    letters: Letters
    catalogue: Catalogue
    audit: Audit
    health: Health

    @classmethod
    def of(
        cls,
        database: Database,
        signer: Signer,
        *,
        burst: timedelta = timedelta(minutes=10),
        abandoned_after: timedelta = ABANDONED_AFTER,
        spool: Path | None = None,
        watched: Mapping[str, Collection[str]] | None = None,
    ) -> Store:
        """The archive in `database`, whose schema the caller has seen to.

        A letter claimed `abandoned_after` ago was claimed by a process that died: longer than any letter may take.
        `spool` is the directory in which large mails are laid out to be read. `watched` names the mailboxes and their
        folders that letters tell of; without it, all there ever were.
        """
        return cls(
            database,
            Ledger(database),
            Accessions(database),
            Casework(database, signer, burst=burst),
            Letters(database, abandoned_after, watched),
            Catalogue(database, spool),
            Audit(database),
            Health(database),
        )

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()
