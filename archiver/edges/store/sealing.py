"""Sealing what came in before the archive was encrypted, and wrapping its keys by a new master key.

Sealing changes no meaning: every row says afterwards what it said before, and the triggers let nothing else through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    type_coerce,
    update,
)

from archiver.edges import content
from archiver.edges.store import index, keys, whereabouts
from archiver.edges.store.custody import DAEMON, Detail, Pen
from archiver.edges.store.database import AnyRow, Database
from archiver.edges.store.search import lies_open
from archiver.edges.tables import (
    KNOWN,
    SEALED,
    Base,
    CustodyEvent,
    ErasureRow,
    Head,
    Item,
    Key,
    KnownOctets,
    KnownText,
    ObjectRow,
    Octets,
    SealedText,
)
from archiver.edges.vault import Vault, Wrapped
from archiver.errors import ConfigError

PAGE = 50
"""Rows sealed in one transaction."""
KEYS = 500
"""Keys wrapped in one transaction."""


class Sealing:
    """Each public method is one transaction, or says how it goes on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def is_on(self) -> bool:
        """Whether this archive seals what comes in."""
        return self._database.vault is not None

    def left(self) -> int:
        """How many rows are not sealed yet; none in an archive that is not encrypted."""
        if not self.is_on or self.is_whole():
            return 0
        with self._database.reading() as connection:
            counts = (
                connection.scalar(select(func.count()).where(open_).select_from(table)) for table, open_ in _open()
            )
            return sum(count or 0 for count in counts)

    def is_whole(self) -> bool:
        """Whether everything in it was found sealed once; what comes in since then is sealed as it comes."""
        with self._database.reading() as connection:
            return connection.scalar(select(Head.sealed_at)) is not None

    def seal_some(self, now: datetime) -> int:
        """Seal a page of what is open, table by table; gives how many rows. When none is left, that is written down."""
        if self._seal_object(now):
            return 1
        with self._database.writing() as connection:
            if lies_open(connection):
                return index.forget_all(connection, now)
            for table, open_ in _open():
                if table.name != "objects" and (sealed := _seal_page(connection, table, open_)):
                    return sealed
            _close(connection, now)
            return 0

    def _seal_object(self, now: datetime) -> bool:
        """Seal one object that lies open in a depot, under another name, and delete the open one; False without any."""
        table, open_ = next((table, open_) for table, open_ in _open() if table.name == "objects")
        with self._database.reading() as connection:
            sha256 = connection.scalar(select(table.c.sha256).where(open_).order_by(table.c.sha256).limit(1))
            old = None if sha256 is None else content.resting(connection, sha256)
        if old is None:
            return False
        with self._database.writing() as connection:
            Pen(connection, now)  # nobody rotates or disposes of anything meanwhile
            item = connection.execute(select(Item.number).where(Item.sha256 == old.sha256)).scalar_one()
            keys.seal_for_item(connection, item)
        whereabouts.seal_where_it_lies(self._database, old, now)
        return True

    def has_old_pages(self) -> bool:
        """Whether all is encrypted, and pages of the database may still keep what lay open before."""
        with self._database.reading() as connection:
            is_whole = connection.scalar(select(Head.sealed_at)) is not None
            return self.is_on and is_whole and not _is_rewritten(connection)

    def waits_for_owner(self) -> bool:
        """Whether something is left to do that only the owner of the tables can (PostgreSQL)."""
        if not self.is_on or self._database.is_ours_to_open():
            return False
        return self.has_old_pages() or self.left() > 0

    def require_key(self) -> None:
        """See that we still have the master key: another host may have rotated. Raises `ConfigError` as `admit`.

        What does not open for want of the key must not be taken for damaged.
        """
        with self._database.reading() as connection:
            require_key(connection, self._database.vault)

    def rest(self, now: datetime) -> bool:
        """Let no page of the file keep what was there before; False when only the owner of the tables can do it.

        Until it is done the chain does not tell of it, and it is done again.
        """
        if not self._database.rewrite():
            return False
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            pen.note("encryption", "archive", agent=DAEMON, detail={"rewritten": 1})
            pen.finish()
        return True

    def rewrap_some(self, agent: str, now: datetime) -> int:
        """Wrap a page of keys by the newest master key, the archive's own first; gives how many. None are left at 0.

        The chain is told in the transaction that begins it, and in the one that finds none left.
        """
        vault = self._vault()
        with self._database.writing() as connection:
            pen = Pen(connection, now)  # nobody makes a new key meanwhile
            own_first = (Key.scope != keys.ARCHIVE[0], Key.scope, Key.number)
            old = select(Key.__table__).where(Key.master != vault.master).order_by(*own_first).limit(KEYS)
            rows = connection.execute(old).all()
            for row in rows:
                key = vault.rewrapped(Wrapped(row.scope, row.number, row.binding, row.master, row.wrapped))
                this = and_(Key.scope == key.scope, Key.number == key.number)
                connection.execute(update(Key).where(this).values(master=key.master, wrapped=key.key))
            if rows and rows[0].scope == keys.ARCHIVE[0]:
                pen.note("encryption", "archive", agent=agent, detail={"master": vault.master, "rotating": 1})
            if not rows and _last_master(connection) != vault.master:
                pen.note("encryption", "archive", agent=agent, detail={"master": vault.master, "rotated": 1})
            pen.finish()
            return len(rows)

    def old_keys(self) -> int:
        """How many keys another master key than the newest wraps."""
        with self._database.reading() as connection:
            old = select(func.count()).where(Key.master != self._vault().master)
            return connection.scalar(old.select_from(Key)) or 0

    def _vault(self) -> Vault:
        if self._database.vault is None:
            raise ConfigError(["encryption: key_file is missing: this archive is not encrypted."])
        return self._database.vault


def admit(database: Database, now: datetime) -> None:
    """See that the master key is the archive's own; an archive without one gets its first key.

    Raises `ConfigError` as `require_key`. Nothing is read before.
    """
    vault = database.vault
    with database.reading() as connection:
        known = require_key(connection, vault)
        whole = connection.scalar(select(Head.sealed_at)) is not None
    if vault is None:
        return
    if known is None:
        known = _begin(database, vault, now)
    vault.hold_archive(known)
    vault.is_whole = whole


def require_key(connection: Connection, vault: Vault | None) -> Wrapped | None:
    """Gives the archive's own key; None when it was never encrypted.

    Raises `ConfigError` for an encrypted archive without a master key, with another one, or whose own key is gone.
    """
    known = keys.of(connection, *keys.ARCHIVE)
    if known is None:
        _require_never_encrypted(connection)
        return None
    if vault is None:
        raise ConfigError(["encryption: key_file is missing: this archive is encrypted, and opens with its key only."])
    if not vault.knows(known.master):
        raise ConfigError(["encryption.key_file: this is another key than the one this archive is encrypted with."])
    return known


def _require_never_encrypted(connection: Connection) -> None:
    """A new key would open nothing of what was sealed with one that is gone, and without any the rest would lie open.

    What says that there was one: the head, the keys of items and cases, and the chain of custody.
    """
    traces = (
        select(literal(1)).where(Head.sealed_at.is_not(None)),
        select(literal(1)).select_from(Key),
        select(literal(1)).where(_encryption()),
    )
    if any(connection.scalar(trace.limit(1)) for trace in traces):
        raise ConfigError(
            ["encryption: this archive is encrypted, but its own key is gone from the table keys. Restore a backup."]
        )


def _encryption() -> ColumnElement[bool]:
    """Which events of the chain tell of the encryption."""
    return and_(CustodyEvent.subject == "archive", CustodyEvent.act == "encryption")


def _told(connection: Connection) -> list[dict[str, Any]]:
    """What the chain tells of the encryption, the newest first."""
    newest_first = select(CustodyEvent.detail).where(_encryption()).order_by(CustodyEvent.seq.desc())
    return [json.loads(detail) for detail in connection.scalars(newest_first)]


def _last_master(connection: Connection) -> str | None:
    """The master key that wraps every key, as far as the chain tells."""
    return next((one["master"] for one in _told(connection) if "begun" in one or "rotated" in one), None)


def _is_rewritten(connection: Connection) -> bool:
    """Whether the pages were written anew since all was encrypted, or nothing lay open when it began."""
    return any("rewritten" in one or one.get("open") == 0 for one in _told(connection))


def open_with(connection: Connection, vault: Vault | None) -> None:
    """Seal and open over this one connection, as the archive in it does. Raises `ConfigError` as `require_key`."""
    known = require_key(connection, vault)
    if vault is not None and known is not None:
        vault.hold_archive(known)
        connection.dialect.safe = vault  # type: ignore[attr-defined]


def _begin(database: Database, vault: Vault, now: datetime) -> Wrapped:
    with database.writing() as connection:
        pen = Pen(connection, now)  # whoever comes first makes it
        known = keys.of(connection, *keys.ARCHIVE)
        if known is None:
            known = vault.new_key(*keys.ARCHIVE)
            keys.put(connection, [known])
            lies_open = any(connection.scalar(select(literal(1)).where(open_).limit(1)) for _, open_ in _open())
            detail: Detail = {"master": vault.master, "begun": 1, "open": int(lies_open)}
            pen.note("encryption", "archive", agent=DAEMON, detail=detail)
        pen.finish()
        return known


def _close(connection: Connection, now: datetime) -> None:
    if connection.scalar(select(Head.sealed_at)) is None:
        pen = Pen(connection, now)
        connection.execute(update(Head).where(Head.id == 1).values(sealed_at=now))
        pen.note("encryption", "archive", agent=DAEMON, detail={"complete": 1})
        pen.finish()


def _open() -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table with something to seal, and which of its rows are open."""
    goes = select(ErasureRow.name).where(ErasureRow.scope == "item", ErasureRow.name == Octets.sha256).exists()
    yield cast("Table", Octets.__table__), and_(not_(Octets.sealed), ~goes)
    gone = select(ErasureRow.name).where(ErasureRow.scope == "item", ErasureRow.name == ObjectRow.sha256).exists()
    yield cast("Table", ObjectRow.__table__), and_(not_(ObjectRow.sealed), ~gone)
    for table in Base.metadata.sorted_tables:
        if columns := sealed_columns(table):
            yield table, or_(*(_is_open(column) for column in columns))


def sealed_columns(table: Table) -> list[Any]:
    """Columns of a table that an encrypted archive seals; the octets of items are told of by a column of their own."""
    return [column for column in table.c if isinstance(column.type, SealedText | KnownText | KnownOctets)]


def _is_open(column: Any) -> ColumnElement[bool]:
    if isinstance(column.type, KnownOctets):
        octets = KNOWN.encode()
        return and_(func.length(column) > 0, func.substr(column, 1, len(octets)) != literal(octets))
    mark = SEALED if isinstance(column.type, SealedText) else KNOWN
    raw = type_coerce(column, Text)
    return and_(raw != "", func.substr(raw, 1, len(mark)) != mark)


def _seal_page(connection: Connection, table: Table, open_: ColumnElement[bool]) -> int:
    own = list(table.primary_key.columns)
    rows = connection.execute(
        select(table).where(open_).order_by(*own).limit(8 if table.name == "octets" else PAGE)
    ).all()
    for row in rows:
        this = and_(true(), *(column == row._mapping[column.name] for column in own))
        connection.execute(update(table).where(this).values(_sealed(connection, table, row)))
    return len(rows)


def _sealed(connection: Connection, table: Table, row: AnyRow) -> dict[str, Any]:
    if table.name == "octets":
        item = connection.execute(select(Item.number).where(Item.sha256 == row.sha256)).scalar_one()
        key = keys.seal_for_item(connection, item).key
        return {"content": content.sealed(connection, key, row.sha256, row.ordinal, row.content), "sealed": True}
    values = {column.name: row._mapping[column.name] for column in sealed_columns(table)}
    record = {column.name: row._mapping[column.name] for column in table.c}
    if "item" in record and record["item"] is not None:
        seal = keys.seal_for_item(connection, record["item"])
    else:
        seal = keys.seal_for_case(connection, record["case_id"]) if "case_id" in record else keys.Seal(None)
    ready = keys.sealed_row(table, record, seal)
    return {name: ready[name] for name in values}
