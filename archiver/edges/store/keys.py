"""Keys of items, cases and the archive in SQL, each wrapped by the master key of the vault, where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select

from archiver.edges.tables import Bound, Item, Key, SealedText
from archiver.edges.vault import Vault, Wrapped, vault_of
from archiver.errors import StoreUnavailable

ARCHIVE = ("archive", 0)
"""Scope and number of the key that seals what rows are found by."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes text ready for the sealed columns of one item or case; without a key it stays as it is."""

    key: Wrapped | None

    def __call__(self, text: str | None, *row: object) -> str | None:
        """`row` is the row's own key, as the column's type names it."""
        return text if text is None or self.key is None else Bound(text, self.key, *row)


def sealed_row(table: Any, row: dict[str, Any], seal: Seal) -> dict[str, Any]:
    """The row, with whatever its table seals made ready."""
    if seal.key is None:
        return row
    kinds = _sealed(table)
    ready = {name: seal(row[name], *(row[part] for part in kind.by)) for name, kind in kinds.items() if name in row}
    return row | ready


@cache
def _sealed(table: Any) -> dict[str, SealedText]:
    return {column.name: column.type for column in table.c if isinstance(column.type, SealedText)}


def make_for_items(
    connection: Connection, checksums: Mapping[int, str], fresh: Mapping[str, bytes | None] | None = None
) -> dict[int, Wrapped]:
    """New keys for items that have none, by number; no keys at all in an archive that is not encrypted.

    `fresh` has those that were used already, by checksum.
    """
    vault, used = _current(connection), fresh or {}
    made = (
        {number: vault.new_key("item", number, sha256, used.get(sha256)) for number, sha256 in checksums.items()}
        if vault
        else {}
    )
    if made:
        connection.execute(insert(Key), [_row(key) for key in made.values()])
    return made


def seal_for_item(connection: Connection, item: int) -> Seal:
    """The seal of an item; its key is made when it came before the archive was encrypted."""
    return seals_for_items(connection, [item])[item]


def seals_for_items(connection: Connection, items: Sequence[int]) -> dict[int, Seal]:
    """The same for several, by number."""
    if vault_of(connection) is None:
        return dict.fromkeys(items, Seal(None))
    known = _of_all(connection, "item", items)
    if missing := [item for item in items if item not in known]:
        rows = connection.execute(select(Item.number, Item.sha256).where(Item.number.in_(missing)))
        known |= make_for_items(connection, {row.number: row.sha256 for row in rows})
    return {item: Seal(known[item]) for item in items}


def seal_for_case(connection: Connection, case_id: int) -> Seal:
    """The seal of a case, by its row; its key is made when something is first sealed with it."""
    if vault_of(connection) is None:
        return Seal(None)
    known = of(connection, "case", case_id)
    if known is None and (vault := _current(connection)):
        known = vault.new_key("case", case_id)
        connection.execute(insert(Key), _row(known))
    return Seal(known)


def _current(connection: Connection) -> Vault | None:
    """The vault, which wraps what is new as the archive's own key is: another process may rotate meanwhile.

    Whoever asks holds the head of the chain, as who changes it does. Raises `StoreUnavailable` when it is not at hand.
    """
    vault = vault_of(connection)
    if vault is not None:
        stands = connection.scalar(select(Key.master).where(Key.scope == ARCHIVE[0], Key.number == ARCHIVE[1]))
        if stands is not None and not vault.turn_to(stands):
            raise StoreUnavailable("The archive's master key is another now: copy its file from the host that has it.")
    return vault


def of(connection: Connection, scope: str, number: int) -> Wrapped | None:
    """The key of something, if it has one."""
    return _of_all(connection, scope, [number]).get(number)


def _of_all(connection: Connection, scope: str, numbers: Sequence[int]) -> dict[int, Wrapped]:
    rows = connection.execute(select(Key.__table__).where(Key.scope == scope, Key.number.in_(numbers)))
    return {row.number: Wrapped(row.scope, row.number, row.binding, row.master, row.wrapped) for row in rows}


def put(connection: Connection, keys: Iterable[Wrapped]) -> None:
    """Write new keys down."""
    connection.execute(insert(Key), [_row(key) for key in keys])


def _row(key: Wrapped) -> dict[str, object]:
    row = asdict(key)
    row["wrapped"] = row.pop("key")
    return row
