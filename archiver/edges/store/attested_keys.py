"""Keys, held against the items and cases that they are of, and against what the chain of custody says of encryption."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, func, or_, select, type_coerce

from archiver.core.disposition import Scope
from archiver.core.intake import windows
from archiver.core.records import Finding
from archiver.edges.store import attested_disposals
from archiver.edges.store.database import AnyRow
from archiver.edges.store.keys import ARCHIVE
from archiver.edges.tables import REGISTERS, SEALED, Case, CaseActRow, CustodyEvent, Head, Item, Key, SealedText
from archiver.edges.vault import Vault, Wrapped, vault_of
from archiver.errors import Unopened

ENCRYPTION = "encryption"
AT_ONCE = 500


def otherwise(connection: Connection, items: int, *, whole: bool) -> Iterator[Finding]:
    """Keys of nothing, keys of something else, keys that do not open, and keys that are missing up to item `items`.

    The chain is asked when it is `whole`. Without a vault no key is opened.
    """
    vault = vault_of(connection)
    for row in connection.execute(_keys(), execution_options={"yield_per": AT_ONCE}):
        yield from _key_otherwise(row, vault)
    yield from _encryption_otherwise(connection) if whole else ()
    for reference in sorted({one for table in (CaseActRow, *REGISTERS) for one in _without_key(connection, table)}):
        yield Finding("missing", f"case:{reference}/keys", "a key", "none")
    if connection.scalar(select(Head.sealed_at.is_not(None))):
        for few in windows(connection.scalars(_without(items)).all(), AT_ONCE):
            gone = attested_disposals.gone_of(connection, few).begun
            yield from (_missing(number) for number in few if number not in gone)


def _keys() -> Select[Any]:
    of_item = and_(Key.scope == Scope.ITEM, Item.number == Key.number)
    of_case = and_(Key.scope == Scope.CASE, Case.id == Key.number)
    return (
        select(Key.__table__, Item.sha256, Case.reference)
        .outerjoin(Item, of_item)
        .outerjoin(Case, of_case)
        .order_by(Key.scope, Key.number)
    )


def _key_otherwise(row: AnyRow, vault: Vault | None) -> Iterator[Finding]:
    subject = _subject(row)
    binding = row.sha256 if row.scope == Scope.ITEM else ""
    is_known = (row.scope, row.number) == ARCHIVE or row.sha256 is not None or row.reference is not None
    if not is_known:
        yield Finding("orphan", subject, f"{row.scope} {row.number}", "none")
    elif row.binding != binding:
        yield Finding("chain", subject, f"bound to {binding!r}", f"bound to {row.binding!r}")
    elif vault is not None and not _opens(row, vault):
        yield Finding("checksum", subject, "a key that opens", "one that does not")


def _subject(row: AnyRow) -> str:
    if row.scope == Scope.CASE and row.reference is not None:
        return f"case:{row.reference}/keys"
    return f"{row.scope}:{row.number}/keys"


def _opens(row: AnyRow, vault: Vault) -> bool:
    try:
        vault.key_of(Wrapped(row.scope, row.number, row.binding, str(row.master), str(row.wrapped)))
    except Unopened:
        return False
    return True


def _encryption_otherwise(connection: Connection) -> Iterator[Finding]:
    """The archive has a key of its own since the chain says so, and was found sealed when the chain says so."""
    events = connection.scalars(select(CustodyEvent.detail).where(CustodyEvent.act == ENCRYPTION))
    told = {name for detail in events for name in json.loads(detail)}
    own = connection.scalar(select(Key.number).where(Key.scope == ARCHIVE[0], Key.number == ARCHIVE[1]))
    if own is None and "begun" in told:
        yield Finding("missing", "archive:0/keys", "a key", "none")
    elif own is not None and "begun" not in told:
        yield Finding("orphan", "archive:0/keys", "no encryption", "a key")
    is_whole = bool(connection.scalar(select(Head.sealed_at.is_not(None))))
    if is_whole != ("complete" in told):
        words = {True: "all of it encrypted", False: "not all of it encrypted"}
        yield Finding("chain", "head", words["complete" in told], words[is_whole])


def _without_key(connection: Connection, table: Any) -> Iterator[str]:
    """Cases of which something in a table is sealed, and that have no key."""
    sealed = [column for column in table.__table__.c if isinstance(column.type, SealedText)]
    is_sealed = or_(*(func.substr(type_coerce(column, Text), 1, len(SEALED)) == SEALED for column in sealed))
    has = select(Key.number).where(Key.scope == Scope.CASE, Key.number == Case.id).exists()
    yield from connection.scalars(select(Case.reference).join(table, table.case_id == Case.id).where(is_sealed, ~has))


def _without(items: int) -> Select[Any]:
    """Items of which anything is to be kept and that have no key."""
    has = select(Key.number).where(Key.scope == Scope.ITEM, Key.number == Item.number).exists()
    return select(Item.number).where(Item.number <= items, Item.size > 0, ~has).order_by(Item.number)


def _missing(number: int) -> Finding:
    return Finding("missing", f"item:{number}/keys", "a key", "none")
