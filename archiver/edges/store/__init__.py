"""The archive in SQL. One public method of these classes is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archiver.core.cases import Signer
from archiver.edges.store.accessions import Accessions
from archiver.edges.store.audit import Audit
from archiver.edges.store.cases import Cases
from archiver.edges.store.casework import Casework
from archiver.edges.store.catalogue import Catalogue
from archiver.edges.store.chain import Chain
from archiver.edges.store.configuration import Configuration
from archiver.edges.store.database import Database
from archiver.edges.store.desk import Desk
from archiver.edges.store.disposals import Disposals
from archiver.edges.store.entries import Entries
from archiver.edges.store.facts import Telling
from archiver.edges.store.fixity import Fixity
from archiver.edges.store.gauges import Gauges
from archiver.edges.store.handover import Handovers
from archiver.edges.store.health import Health
from archiver.edges.store.ledger import Ledger
from archiver.edges.store.letters import ABANDONED_AFTER, Letters
from archiver.edges.store.people import People
from archiver.edges.store.probes import Probes
from archiver.edges.store.registers import Registers
from archiver.edges.store.replicas import Replicas
from archiver.edges.store.safekeeping import Safekeeping
from archiver.edges.store.scans import Scans
from archiver.edges.store.sealing import Sealing
from archiver.edges.store.search import Search
from archiver.edges.store.signatures import Signatures
from archiver.edges.store.stamps import Stamps
from archiver.edges.store.whereabouts import Whereabouts

__all__ = ["Store", "Telling"]


@dataclass(frozen=True, slots=True)
class Store:
    """One archive: what every job is handed."""

    database: Database
    ledger: Ledger
    accessions: Accessions
    casework: Casework
    cases: Cases
    registers: Registers
    entries: Entries
    letters: Letters
    catalogue: Catalogue
    audit: Audit
    chain: Chain
    signatures: Signatures
    health: Health
    stamps: Stamps
    configuration: Configuration
    fixity: Fixity
    safekeeping: Safekeeping
    sealing: Sealing
    disposals: Disposals
    replicas: Replicas
    gauges: Gauges
    scans: Scans
    probes: Probes
    whereabouts: Whereabouts
    search: Search
    handovers: Handovers
    desk: Desk
    people: People

    @classmethod
    def of(
        cls,
        database: Database,
        signer: Signer,
        *,
        burst: timedelta = timedelta(minutes=10),
        abandoned_after: timedelta = ABANDONED_AFTER,
        spool: Path | None = None,
        received_by: str = "",
        telling: Telling = Telling(),  # noqa: B008 - frozen
    ) -> Store:
        """The archive in `database`, whose schema the caller has seen to.

        A letter claimed `abandoned_after` ago was claimed by a process that died: longer than any letter may take.
        `spool` is the directory in which large mails are laid out to be read; `received_by` the host of the workplace
        whose Received field is believed.
        """
        return cls(
            database,
            Ledger(database),
            Accessions(database),
            Casework(database, signer, burst=burst),
            Cases(database, signer, received_by),
            Registers(database),
            Entries(database),
            Letters(database, abandoned_after, burst, telling),
            Catalogue(database, spool, received_by),
            Audit(database),
            Chain(database),
            Signatures(database),
            Health(database),
            Stamps(database),
            Configuration(database),
            Fixity(database),
            Safekeeping(database),
            Sealing(database),
            Disposals(database),
            Replicas(database),
            Gauges(database),
            Scans(database),
            Probes(database),
            Whereabouts(database),
            Search(database),
            Handovers(database, received_by),
            Desk(database),
            People(database),
        )

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()
