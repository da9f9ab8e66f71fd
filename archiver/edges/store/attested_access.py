"""Accounts of the desk, and cases opened for somebody, held against what the chain of custody says of them.

Whoever can write to the database could let themselves in by such a row; they cannot do it unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from archiver.core.records import Finding
from archiver.edges.store.accounts import ACCOUNT, GRANT, as_stored, of_rows
from archiver.edges.store.attested import differences, events_of
from archiver.edges.tables import CaseGrant, CustodyEvent, DeskAccount


def otherwise(connection: Connection) -> Iterator[Finding]:
    """Every account and every access that is not as the chain last said, is unknown to it, or is gone."""
    stored = {(f"account:{row['name']}", 0): of_rows([row], ACCOUNT) for row in _rows(connection, DeskAccount, ACCOUNT)}
    stored |= {(f"grant:{row['id']}", 0): of_rows([row], GRANT) for row in _rows(connection, CaseGrant, GRANT)}
    yield from differences(_told(connection), stored)


def _told(connection: Connection) -> dict[tuple[str, int], str]:
    question = select(CustodyEvent.__table__).where(CustodyEvent.act == "access").order_by(CustodyEvent.seq)
    told: dict[tuple[str, int], str] = {}
    for event, detail in events_of(connection, question):
        if "account_sha256" in detail:
            told[event.subject, 0] = str(detail["account_sha256"])
        elif "grant_sha256" in detail:
            told[f"grant:{detail['row']}", 0] = str(detail["grant_sha256"])
    return told


def _rows(connection: Connection, table: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    return [row._asdict() for row in connection.execute(select(*as_stored(table, names)).order_by(table.id))]
