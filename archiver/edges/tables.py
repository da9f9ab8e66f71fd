"""The archive's tables: mapped classes with their constraints and, in `comment=`, what each column means.

One history of migrations serves SQLite and PostgreSQL; a test compares these classes with what the migrations make.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Protocol, Self

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    Label,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    cast,
    func,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from archiver.core.deadlines import State as DeadlineState
from archiver.core.disposition import HoldKind, Outcome, Scope, Step
from archiver.core.records import (
    CaseAct,
    CaseState,
    Choice,
    Client,
    Confidence,
    DateZone,
    LetterKind,
    LetterState,
    ProbeOutcome,
    Recovery,
    ScanVerdict,
    Standing,
)
from archiver.errors import Unopened

SCHEMA_VERSION = "0016"
"""The Alembic revision these classes describe."""

_SURROGATES = re.compile("[\ud800-\udfff]")
NUL_PICTURE = "\u2400"


def safe_text(value: str, limit: int | None = None) -> str:
    """Text that both databases keep whole: U+0000 becomes its picture U+2400, lone surrogates U+FFFD.

    PostgreSQL refuses U+0000, SQLite's `length()` stops at it, and sqlite3 raises on lone surrogates. `limit` is in
    characters; what is cut off stays in the octets.
    """
    clean = value.replace("\x00", NUL_PICTURE)
    if not clean.isascii():
        try:
            clean.encode()
        except UnicodeEncodeError:
            clean = _SURROGATES.sub("\ufffd", clean)
    return clean if limit is None else clean[:limit]


class SafeText(TypeDecorator[str]):
    """The one text type of this archive: see `safe_text`. `limit` in characters, cut without complaint."""

    impl = Text
    cache_ok = True

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.limit = limit

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else safe_text(value, self.limit)


class Safe(Protocol):
    """What seals and opens, as an engine's dialect carries it; none is there when an archive is not encrypted."""

    is_whole: bool
    """Whether everything in the archive is sealed."""

    def seal_text(self, column: str, record: str, key: object, text: str) -> str:
        """Text for a place."""

    def open_text(self, column: str, record: str, key: str, sealed: str) -> str:
        """The same back; `key` is what `WRAPPED` gives. Raises `Unopened`."""

    def seal_known(self, column: str, text: str) -> str:
        """The same text in the same column always gives the same."""

    def open_known(self, column: str, sealed: str) -> str:
        """The same back. Raises `Unopened`."""


SEALED, KNOWN, LITERAL = "§s1:", "§k1:", "§0:"
"""How text begins that is sealed, that is sealed so that it can be looked up, and that is neither but looks so."""
_ROW = "§row:"


class Bound(str):
    """Text on its way into a column that is sealed, with the key of its item or case and the row's own key."""

    __slots__ = ("key", "record")
    key: object
    record: str

    def __new__(cls, text: str, key: object, *row: object) -> Self:
        bound = super().__new__(cls, text)
        bound.key, bound.record = key, ",".join(safe_text(str(part)) for part in row)
        return bound


class SealedText(SafeText):
    """Text that an encrypted archive seals with the key of its item or case, bound to column and row.

    It is written as `Bound`, and read as text: the statement brings the row's own key and the wrapped key along.
    """

    cache_ok = True

    def __init__(self, column: str, limit: int | None = None, by: tuple[str, ...] = ("item",)) -> None:
        super().__init__(limit)
        self.column = column
        self.by = by
        """The row's own key; the first is the number of the item (`item`) or case (`case_id`)."""

    @property
    def scope(self) -> str:
        """Whose key it is sealed with."""
        return "case" if self.by[0] == "case_id" else "item"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The wrapped key, the row's own key with its length, and the column, in one text."""
        while isinstance(column, Label):
            column = column.element
        row = column.table.c
        wrapped = select(WRAPPED).where(Key.scope == self.scope, Key.number == row[self.by[0]]).scalar_subquery()
        record: ColumnElement[str] = cast(row[self.by[0]], Text)
        for name in self.by[1:]:
            record = record + "," + cast(row[name], Text)
        start = literal_column(f"'{_ROW}'", Text)
        length = cast(func.length(record), Text)
        told = start + func.coalesce(wrapped, "") + "|" + length + ":" + record + type_coerce(column, Text)
        return type_coerce(told, self)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        text, safe = super().process_bind_param(value, dialect), _safe(dialect)
        if not text or safe is None:
            return LITERAL + text if text and text.startswith((SEALED, LITERAL)) else text
        if not isinstance(value, Bound):
            raise TypeError(f"{self.column} is sealed with a key, and none was given")
        return SEALED + safe.seal_text(self.column, value.record, value.key, text)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if not value:
            return value
        if not value.startswith(_ROW):
            raise TypeError(f"{self.column} was read without its row")
        key, rest = value.removeprefix(_ROW).split("|", 1)
        length, rest = rest.split(":", 1)
        record, text = rest[: int(length)], rest[int(length) :]
        safe = _safe(dialect)
        if not text.startswith(SEALED):
            return _plain(text, safe) if text else text
        if safe is None:
            raise Unopened
        return safe.open_text(self.column, record, key, text.removeprefix(SEALED))


def _plain(text: str, safe: Safe | None) -> str:
    """What lies open, while not all of the archive is sealed. Raises `Unopened` when somebody put it there later."""
    _refuse_open(safe)
    return text.removeprefix(LITERAL)


def _refuse_open(safe: Safe | None) -> None:
    if safe is not None and safe.is_whole:
        raise Unopened


def _safe(dialect: Dialect) -> Safe | None:
    safe: Safe | None = getattr(dialect, "safe", None)
    return safe


class KnownText(SafeText):
    """Text that rows are found by: an encrypted archive seals it so that the same text always looks the same."""

    cache_ok = True

    def __init__(self, column: str, limit: int | None = None) -> None:
        super().__init__(limit)
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        text = super().process_bind_param(value, dialect)
        if not text:
            return text
        if (safe := _safe(dialect)) is None:
            return LITERAL + text if text.startswith((KNOWN, LITERAL)) else text
        return KNOWN + safe.seal_known(self.column, text)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        safe = _safe(dialect)
        if not value or not value.startswith(KNOWN):
            return _plain(value, safe) if value else value
        if safe is None:
            raise Unopened
        return safe.open_known(self.column, value.removeprefix(KNOWN))


class KnownOctets(TypeDecorator[bytes]):
    """Octets that an encrypted archive seals as it seals `KnownText`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        safe = _safe(dialect)
        if not value or safe is None:
            return value
        return (KNOWN + safe.seal_known(self.column, value.decode("latin-1"))).encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        safe = _safe(dialect)
        if not value:
            return value
        if not value.startswith(KNOWN.encode()):
            _refuse_open(safe)
            return value
        if safe is None:
            raise Unopened
        return safe.open_known(self.column, value.decode().removeprefix(KNOWN)).encode("latin-1")


class Instant(TypeDecorator[datetime]):
    """A moment: aware and in UTC on our side; `timestamptz` in PostgreSQL, ISO text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: SafeText(), datetime: Instant(), bytes: LargeBinary()}  # noqa: RUF012


ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts rows only in a column that is INTEGER to the letter."""


def _one_of(column: str, *words: str) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


def _checksum(comment: str, **more: Any) -> Mapped[str]:
    return mapped_column(String(64), comment=comment, **more)


def _counted(comment: str) -> Mapped[int]:
    return mapped_column(BigInteger, server_default=text("0"), comment=comment)


def _index_of_some(name: str, *columns: Any, where: str, unique: bool = False) -> Index:
    """A partial index: of the rows of which `where` is true to the letter. Planners know bound values for nothing."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def _derivation(comment: str, **more: Any) -> Mapped[int]:
    return mapped_column(Integer, server_default=text("1"), comment=comment, **more)


class Item(Base):
    """What a message is, by its octets. Written once, never changed."""

    __tablename__ = "items"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),
        CheckConstraint("size >= 0", name="size_is_not_negative"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
        CheckConstraint(_one_of("provenance", "imap", "import"), name="provenance_is_known"),
        Index("ix_items_committed_at", "committed_at"),
        {"comment": "What was archived: one row for each distinct sequence of octets"},
    )
    number: Mapped[int] = mapped_column(
        ROW_ID, primary_key=True, autoincrement=False, comment="archive_seq: 1, 2, 3 ... without gaps"
    )
    sha256: Mapped[str] = _checksum("SHA-256 of the octets as received, hex", unique=True)
    size: Mapped[int] = mapped_column(BigInteger, comment="octets")
    committed_at: Mapped[datetime] = mapped_column(comment="our clock, at accession")
    provenance: Mapped[str] = mapped_column(comment="how it came first: imap or import")


class Pending(Base):
    """An item that is to be read: it has no reading. Its row goes when it gets one."""

    __tablename__ = "pending"
    __table_args__ = {"comment": "Items that are to be read: those without a reading"}  # noqa: RUF012
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="which one"
    )


class Octets(Base):
    """The octets themselves, in pieces of at most 1 MiB so that nothing large is ever held at once."""

    __tablename__ = "octets"
    __table_args__ = (
        CheckConstraint("ordinal >= 0", name="ordinal_is_not_negative"),
        {"comment": "The exact octets of an item, in pieces"},
    )
    sha256: Mapped[str] = mapped_column(
        String(64), ForeignKey("items.sha256"), primary_key=True, comment="of the whole item"
    )
    ordinal: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0, 1, 2 ... place of the piece"
    )
    content: Mapped[bytes] = mapped_column(comment="the piece")
    sealed: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false"), comment="whether the piece is encrypted"
    )


class DepotRow(Base):
    """A depot: a place outside the database where octets rest, and the name that is written in it."""

    __tablename__ = "depots"
    __table_args__ = (
        UniqueConstraint("place"),
        {"comment": "Places outside the database where octets of items rest"},
    )
    name: Mapped[str] = mapped_column(primary_key=True, comment="random, hex; the depot itself says it too")
    place: Mapped[str] = mapped_column(comment="file:///folder or s3://bucket/prefix")
    opened_at: Mapped[datetime] = mapped_column(comment="our clock")


class ObjectRow(Base):
    """That the octets of an item rest in a depot, and in no row of `octets`: a plain object is those very octets, one
    that is sealed is its pieces, sealed as they would be in the database, one after the other.
    """

    __tablename__ = "objects"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_is_positive"),
        Index("ix_objects_depot", "depot", "name"),
        {"comment": "Where the octets of items rest that are not in the database"},
    )
    sha256: Mapped[str] = mapped_column(
        String(64), ForeignKey("items.sha256"), primary_key=True, comment="of the whole item"
    )
    depot: Mapped[str] = mapped_column(ForeignKey("depots.name"), comment="in which depot")
    name: Mapped[str] = mapped_column(comment="of the object in it")
    size: Mapped[int] = mapped_column(BigInteger, comment="octets as they lie there")
    sealed: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false"), comment="whether its pieces are encrypted"
    )
    put_at: Mapped[datetime] = mapped_column(comment="our clock, when it was there")


class Key(Base):
    """A random key of an item, a case or the archive, wrapped by the master key: what is sealed with it opens by it."""

    __tablename__ = "keys"
    __table_args__ = (
        CheckConstraint(_one_of("scope", "item", "case", "archive"), name="scope_is_known"),
        {"comment": "Keys of an encrypted archive, wrapped by a master key that lies elsewhere"},
    )
    scope: Mapped[str] = mapped_column(String(10), primary_key=True, comment="item, case, archive")
    number: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="of the item, the case (id), or 0"
    )
    binding: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the item; empty for others")
    master: Mapped[str] = mapped_column(String(16), comment="which master key wraps it")
    wrapped: Mapped[str] = mapped_column(comment="nonce, key and tag, AES-256-GCM, base64")


WRAPPED = Key.scope + ":" + cast(Key.number, Text) + ":" + Key.binding + ":" + Key.master + ":" + Key.wrapped
"""A wrapped key in one text."""


class Reading(Base):
    """What was understood of an item when it was last read; the rows derived from its octets are kept each time."""

    __tablename__ = "readings"
    __table_args__ = (
        CheckConstraint(_one_of("state", "read", "quarantined", "erased"), name="state_is_known"),
        CheckConstraint("state <> 'quarantined' OR reason IS NOT NULL", name="quarantine_has_a_reason"),
        CheckConstraint("strength IS NULL OR strength BETWEEN 0 AND 3", name="strength_is_a_level"),
        CheckConstraint(f"standing IS NULL OR {_one_of('standing', *Standing)}", name="standing_is_known"),
        CheckConstraint(f"client IS NULL OR {_one_of('client', *Client)}", name="client_is_known"),
        _index_of_some("ix_readings_quarantined", "item", where="state = 'quarantined'"),
        _index_of_some("ix_readings_erased", "item", where="state = 'erased'"),
        Index("ix_readings_reader", "reader"),
        Index("ix_readings_from_address", "from_address", "item"),
        _index_of_some("ix_readings_signatures_due", "signatures_due", "item", where="signatures_due IS NOT NULL"),
        {"comment": "What was understood of an item's octets, or why nothing was"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="whose octets"
    )
    state: Mapped[str] = mapped_column(comment="read, quarantined, or erased: disposed of, and nothing is left here")
    reason: Mapped[str | None] = mapped_column(SafeText(500), comment="why it is in quarantine")
    attempts: Mapped[int] = mapped_column(default=1, comment="how often it was read")
    read_at: Mapped[datetime] = mapped_column(comment="our clock")
    message_id: Mapped[str | None] = mapped_column(
        SealedText("readings.message_id", 1000), comment="a claim; never a key"
    )
    message_id_sha256: Mapped[str | None] = _checksum("of the whole Message-ID, for look-up", index=True)
    message_id_collision: Mapped[bool] = mapped_column(
        Boolean, default=False, comment="another item came earlier with the same Message-ID"
    )
    subject: Mapped[str] = mapped_column(
        SealedText("readings.subject", 2000), default="", comment="decoded, as claimed"
    )
    from_address: Mapped[str] = mapped_column(
        KnownText("readings.from_address", 400), default="", comment="of the one From address, lower case"
    )
    claimed_at: Mapped[datetime | None] = mapped_column(comment="Date header, when it is a possible time")
    claimed_text: Mapped[str] = mapped_column(
        SealedText("readings.claimed_text", 200), default="", comment="Date header as written"
    )
    enclosed: Mapped[int] = mapped_column(default=0, comment="messages attached to it, those inside them not counted")
    envelope: Mapped[str] = mapped_column(
        SealedText("readings.envelope"), default="{}", comment="all header fields we act upon, JSON"
    )
    findings: Mapped[str] = mapped_column(default="[]", comment="what was odd, JSON list of fixed words")
    derivation: Mapped[int] = _derivation("which of its derivations counts: 1, 2, 3 ...")
    reader: Mapped[int] = mapped_column(server_default=text("1"), comment="version of the reader that made it")
    strength: Mapped[int | None] = mapped_column(comment="of documentation, 0 to 3; none when it was not read")
    strength_reasons: Mapped[str] = mapped_column(server_default=text("'[]'"), comment="JSON list of fixed words")
    standing: Mapped[str | None] = mapped_column(comment="colleague, unverified, external or nobody, as first judged")
    standing_reason: Mapped[str | None] = mapped_column(SafeText(100), comment="what that rests on, in fixed words")
    client: Mapped[str | None] = mapped_column(comment="mail program it was made with, where that can be told")
    signatures_due: Mapped[datetime | None] = mapped_column(
        comment="when its signatures are to be checked, if that is turned on; none when they are"
    )


class SearchDocument(Base):
    """What an item is found by. Derived from its octets, and made anew whenever it is not as it should be.

    In PostgreSQL the words are searched where they stand. In SQLite they are the table `search_words` (FTS5, without
    content), which takes a row back only when it is told the words of it once more: so they are kept here.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        Index(
            "ix_search_documents_due",
            "item",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index("ix_search_documents_indexer", "indexer", "is_keyed"),
        Index("ix_search_documents_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
        {"comment": "The index of the search: derived, and no evidence"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="what is found"
    )
    due_at: Mapped[datetime | None] = mapped_column(comment="since when it waits to be made; none when it is as it is")
    indexer: Mapped[int] = mapped_column(default=0, comment="version of what made it; 0 when nothing has yet")
    is_keyed: Mapped[bool] = mapped_column(Boolean, default=False, comment="whether its words are HMACs")
    words: Mapped[Any] = mapped_column(
        LargeBinary().with_variant(TSVECTOR(), "postgresql"), nullable=True, comment="its words with their places"
    )


class Part(Base):
    """One leaf of an item's MIME tree. Reading an item again adds a derivation; nothing is taken back."""

    __tablename__ = "parts"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),
        {"comment": "Every leaf of an item's MIME tree, decoded"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="whose part"
    )
    derivation: Mapped[int] = _derivation("which reading of the item gave it", primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(SafeText(400), primary_key=True, comment="place in the tree as IMAP numbers it")
    ordinal: Mapped[int] = mapped_column(comment="place in the order of reading")
    content_type: Mapped[str] = mapped_column(SafeText(200), comment="as declared")
    sniffed_type: Mapped[str] = mapped_column(SafeText(200), comment="as the octets look")
    filename: Mapped[str | None] = mapped_column(
        SealedText("parts.filename", 1000, by=("item", "derivation", "path")), comment="as written; data, never a path"
    )
    safe_filename: Mapped[str] = mapped_column(
        SealedText("parts.safe_filename", 200, by=("item", "derivation", "path")),
        comment="what a person may save it as",
    )
    content_disposition: Mapped[str | None] = mapped_column(SafeText(100), comment="inline, attachment or none")
    content_id: Mapped[str | None] = mapped_column(
        SealedText("parts.content_id", 1000, by=("item", "derivation", "path")), comment="Content-ID"
    )
    size: Mapped[int] = mapped_column(BigInteger, comment="octets, decoded")
    sha256: Mapped[str] = _checksum("of the decoded octets")
    decode_ok: Mapped[bool] = mapped_column(Boolean, comment="false when the transfer encoding was broken")
    enclosed: Mapped[bool] = mapped_column(Boolean, default=False, comment="lies inside an attached message")
    cuts: Mapped[str] = mapped_column(
        server_default=text("'[]'"),
        comment="the way to its octets in the item's, JSON: [[start, length, encoding] ...]",
    )


class EnclosedMessage(Base):
    """An item that came inside others: what a message is, by its octets. Written once, never changed.

    It has no number: numbers are given to what arrives, and it may yet arrive by itself.
    """

    __tablename__ = "enclosed_messages"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),
        CheckConstraint("size >= 0", name="size_is_not_negative"),
        {"comment": "Messages that came inside items: one row for each distinct sequence of octets"},
    )
    sha256: Mapped[str] = _checksum("SHA-256 of its exact octets, hex", primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, comment="octets")
    committed_at: Mapped[datetime] = mapped_column(comment="our clock, when it was first found")


class Carrier(Base):
    """Where an enclosed message lies in an item, and what its header says. Its octets are stored in the carrier's."""

    __tablename__ = "carriers"
    __table_args__ = (
        Index("ix_carriers_sha256", "sha256"),
        {"comment": "Which items carry which enclosed messages, and where in their octets"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="the carrier"
    )
    derivation: Mapped[int] = _derivation("which reading of the item found it", primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(SafeText(400), primary_key=True, comment="place in the carrier's MIME tree")
    ordinal: Mapped[int] = mapped_column(comment="place in the order of reading")
    sha256: Mapped[str] = mapped_column(
        String(64), ForeignKey("enclosed_messages.sha256"), comment="the enclosed message"
    )
    cuts: Mapped[str] = mapped_column(
        comment="the way to its octets in the item's, JSON: [[start, length, encoding] ...]"
    )
    message_id_sha256: Mapped[str | None] = _checksum("of its whole Message-ID, for look-up", index=True)
    envelope: Mapped[str] = mapped_column(
        SealedText("carriers.envelope", by=("item", "derivation", "path")), comment="its header fields, JSON: claims"
    )


class Original(Base):
    """One message that an item hands on, whole or quoted. Every level is kept, chosen or not."""

    __tablename__ = "originals"
    __table_args__ = (
        CheckConstraint(_one_of("provenance", *Recovery), name="provenance_is_known"),
        CheckConstraint(_one_of("confidence", *Confidence), name="confidence_is_known"),
        CheckConstraint(_one_of("date_zone", *DateZone), name="date_zone_is_known"),
        CheckConstraint(f"choice IS NULL OR {_one_of('choice', *Choice)}", name="choice_is_known"),
        CheckConstraint("parent IS NULL OR parent < ordinal", name="parent_comes_first"),
        CheckConstraint("depth > 0", name="depth_counts_from_one"),
        {"comment": "The messages an item hands on, outermost first: claims of whoever handed them on"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="what hands it on"
    )
    derivation: Mapped[int] = _derivation("which reading of the item found it", primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="0, 1, 2 ... outermost first")
    parent: Mapped[int | None] = mapped_column(comment="ordinal of what handed it on; none for the item itself")
    depth: Mapped[int] = mapped_column(comment="1 for what the item itself hands on")
    provenance: Mapped[str] = mapped_column(comment="how it was found: attached, eml, msg, ... inline-text")
    confidence: Mapped[str] = mapped_column(comment="high, medium, low")
    choice: Mapped[str | None] = mapped_column(comment="why it is what the case is about; none when it is not")
    path: Mapped[str] = mapped_column(SafeText(400), comment="of what it was found in; empty for the item's own text")
    message_id: Mapped[str | None] = mapped_column(
        SealedText("originals.message_id", 1000, by=("item", "derivation", "ordinal")), comment="a claim; never a key"
    )
    subject: Mapped[str] = mapped_column(
        SealedText("originals.subject", 2000, by=("item", "derivation", "ordinal")), comment="as found"
    )
    from_name: Mapped[str | None] = mapped_column(
        SealedText("originals.from_name", 1000, by=("item", "derivation", "ordinal")),
        comment="as found; none when no sender is named",
    )
    from_address: Mapped[str | None] = mapped_column(
        SealedText("originals.from_address", 400, by=("item", "derivation", "ordinal")),
        comment="as found; empty when only a name is there",
    )
    recipients: Mapped[str] = mapped_column(
        SealedText("originals.recipients", by=("item", "derivation", "ordinal")), comment="to and cc, JSON"
    )
    sent_at: Mapped[datetime | None] = mapped_column(comment="when it says it was sent")
    sent_offset: Mapped[int | None] = mapped_column(comment="minutes east of UTC that time was written in")
    date_text: Mapped[str] = mapped_column(
        SealedText("originals.date_text", 200, by=("item", "derivation", "ordinal")), comment="its date as written"
    )
    date_zone: Mapped[str] = mapped_column(comment="whether the zone is given, assumed, or there is no date")
    text: Mapped[str] = mapped_column(
        SealedText("originals.text", 70000, by=("item", "derivation", "ordinal")),
        comment="its own words, without what it hands on",
    )
    size: Mapped[int] = mapped_column(BigInteger, comment="octets, of the exact octets or of the text")
    sha256: Mapped[str | None] = _checksum("of its exact octets, where there are any")
    attachments: Mapped[str] = mapped_column(comment="paths of parts, JSON")
    has_trace: Mapped[bool] = mapped_column(Boolean, comment="Received, Date and From are there")
    is_authenticated: Mapped[bool] = mapped_column(Boolean, comment="Authentication-Results is there, unchecked")


class Sighting(Base):
    """Where a server showed us a message: the ledger."""

    __tablename__ = "sightings"
    __table_args__ = (
        UniqueConstraint("mailbox", "folder", "uidvalidity", "uid", "take"),
        CheckConstraint(_one_of("state", "seen", "stored", "moved", "quarantined", "vanished"), name="state_is_known"),
        CheckConstraint("state IN ('seen', 'quarantined', 'vanished') OR item IS NOT NULL", name="stored_has_an_item"),
        CheckConstraint("uid > 0", name="uid_is_positive"),
        CheckConstraint("uidvalidity > 0", name="uidvalidity_is_positive"),
        _index_of_some(
            "ix_sightings_open", "mailbox", "folder", "uidvalidity", where="state IN ('seen', 'stored', 'quarantined')"
        ),
        _index_of_some("ix_sightings_moved", "mailbox", "archive_uidvalidity", "archive_uid", where="state = 'moved'"),
        {"comment": "The ledger: every key under which a server showed us a message"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    mailbox: Mapped[str] = mapped_column(comment="our name of the mailbox")
    folder: Mapped[str] = mapped_column(comment="decoded name of the watched folder")
    uidvalidity: Mapped[int] = mapped_column(BigInteger, comment="RFC 3501 2.3.1.1")
    uid: Mapped[int] = mapped_column(BigInteger, comment="RFC 3501 2.3.1.1")
    take: Mapped[int] = mapped_column(default=0, comment="above 0 when a server gave one key to several messages")
    item: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("items.number"), index=True, comment="what it was")
    state: Mapped[str] = mapped_column(comment="seen, stored, moved, quarantined, vanished")
    reason: Mapped[str | None] = mapped_column(SafeText(300), comment="why it is not further, in fixed words")
    attempts: Mapped[int] = mapped_column(default=0, comment="failed attempts at fetching it")
    retry_at: Mapped[datetime | None] = mapped_column(comment="not before")
    seen_at: Mapped[datetime] = mapped_column(comment="first listed, our clock")
    internal_date: Mapped[datetime | None] = mapped_column(comment="the server's INTERNALDATE")
    fetched_at: Mapped[datetime | None] = mapped_column(comment="octets received, our clock")
    moved_at: Mapped[datetime | None] = mapped_column(comment="move proven, our clock")
    archive_uidvalidity: Mapped[int | None] = mapped_column(BigInteger, comment="of the archive folder at first try")
    archive_uidnext: Mapped[int | None] = mapped_column(BigInteger, comment="of the archive folder before first try")
    archive_uid: Mapped[int | None] = mapped_column(BigInteger, comment="where it lies in the archive folder")


class Import(Base):
    """Where an imported item came from."""

    __tablename__ = "imports"
    __table_args__ = (
        UniqueConstraint("item", "source", "ordinal"),
        {"comment": "Accessions that did not come by IMAP: file or folder and place in it"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    item: Mapped[int] = mapped_column(BigInteger, ForeignKey("items.number"), comment="what it was")
    source: Mapped[str] = mapped_column(KnownText("imports.source", 4000), comment="path as given")
    ordinal: Mapped[int] = mapped_column(comment="place in an mbox, else 0")
    imported_at: Mapped[datetime] = mapped_column(comment="our clock")


class Folder(Base):
    """What the last good round found in a folder."""

    __tablename__ = "folders"
    __table_args__ = {"comment": "The balance of the last good round: server = archived + reasons"}  # noqa: RUF012
    mailbox: Mapped[str] = mapped_column(primary_key=True, comment="our name of the mailbox")
    folder: Mapped[str] = mapped_column(primary_key=True, comment="decoded name")
    is_archive: Mapped[bool] = mapped_column(Boolean, default=False, comment="the folder messages are moved to")
    uidvalidity: Mapped[int] = mapped_column(BigInteger, comment="of the last good round")
    last_good_poll: Mapped[datetime | None] = mapped_column(comment="end of the last good round, our clock")
    server: Mapped[int] = mapped_column(default=0, comment="messages the server listed")
    archived: Mapped[int] = mapped_column(default=0, comment="of these, ours")
    reasons: Mapped[str] = mapped_column(default="{}", comment="why the rest is not, JSON: reason -> UIDs")


class Case(Base):
    """A case."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        Index("ix_cases_year", "year", "opened_at"),
        _index_of_some("ix_cases_closed", "closed_at", where="closed_at IS NOT NULL AND merged_into IS NULL"),
        _index_of_some("ix_cases_merged_into", "merged_into", where="merged_into IS NOT NULL"),
        CheckConstraint(_one_of("state", CaseState.OPEN, CaseState.CLOSED), name="state_is_known"),
        CheckConstraint("merged_into IS NULL OR state = 'closed'", name="merged_is_closed"),
        Index("ix_cases_open", "id", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
        {"comment": "Cases"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    year: Mapped[int] = mapped_column(comment="of opening, in the archive's time zone")
    number: Mapped[int] = mapped_column(comment="in the year, 1, 2, 3 ...")
    reference: Mapped[str] = mapped_column(SafeText(40), unique=True, comment="signed: 2026-0012-K7QX")
    state: Mapped[str] = mapped_column(default="open", comment="open or closed; a merged case is closed")
    opened_at: Mapped[datetime] = mapped_column(comment="our clock")
    opened_by: Mapped[str] = mapped_column(SafeText(100), comment="rule or person")
    merged_into: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("cases.id"), comment="the case that takes what is sent to this one"
    )
    closed_at: Mapped[datetime | None] = mapped_column(comment="our clock, when it is closed now")


class CaseActRow(Base):
    """What a person did to a case. Never changed: an act is undone by a further one."""

    __tablename__ = "case_acts"
    __table_args__ = (
        CheckConstraint(_one_of("kind", *CaseAct), name="kind_is_known"),
        CheckConstraint("(kind = 'undo') = (undoes IS NOT NULL)", name="undo_undoes_something"),
        Index("ix_case_acts_case", "case_id"),
        Index("ix_case_acts_other", "other_id"),
        {"comment": "Acts on cases: filing by hand, splitting, merging, closing, reopening, undoing"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(comment="file, split, merge, close, reopen, undo")
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"), comment="the case acted upon")
    other_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("cases.id"), comment="split: the new case; merge: the case it went into"
    )
    undoes: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("case_acts.id"), unique=True, comment="the act that this one takes back"
    )
    closed_before: Mapped[datetime | None] = mapped_column(
        comment="since when the case was closed before the act; none when it was open"
    )
    reason: Mapped[str] = mapped_column(
        SealedText("case_acts.reason", 1000, by=("case_id",)), comment="in the person's words; may be empty"
    )
    at: Mapped[datetime] = mapped_column(comment="our clock")
    agent: Mapped[str] = mapped_column(SafeText(200), comment="who did it")


class Definition(Base):
    """What the workplace itself says belongs here. Changing the text adds a version."""

    __tablename__ = "definitions"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_counts_from_one"),
        {"comment": "The workplace's own definition, version by version"},
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1, 2, 3 ...")
    text: Mapped[str] = mapped_column(SafeText(20000), comment="as configured")
    since: Mapped[datetime] = mapped_column(comment="our clock, when it was first seen in the configuration")


class Registration(Base):
    """The register of a case as it was written once. The newest row of a case counts; none is changed."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        Index("ix_registrations_categories", "categories", "case_id"),
        CheckConstraint("version > 0", name="version_counts_from_one"),
        {"comment": "What persons wrote in the register of a case, version by version"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"), comment="whose register")
    version: Mapped[int] = mapped_column(comment="1, 2, 3 ...")
    definition: Mapped[int | None] = mapped_column(
        ForeignKey("definitions.version"), comment="the local definition in force then"
    )
    incident_at: Mapped[datetime | None] = mapped_column(comment="time of the incident; none when it is unknown")
    medium: Mapped[str] = mapped_column(SafeText(50), comment="code")
    categories: Mapped[str] = mapped_column(comment="codes, JSON list: possible offences, for a lawyer to judge")
    unit: Mapped[str] = mapped_column(
        SealedText("registrations.unit", 200, by=("case_id", "version")), comment="code or name of the affected unit"
    )
    affected: Mapped[str] = mapped_column(
        SealedText("registrations.affected", by=("case_id", "version")),
        comment="affected employees, JSON list; empty: the whole workplace",
    )
    relation: Mapped[str] = mapped_column(SafeText(50), comment="code: what the other party is to the workplace")
    theme: Mapped[str] = mapped_column(
        SealedText("registrations.theme", 300, by=("case_id", "version")),
        comment="short thematic description (offentlighedsloven 15(3))",
    )
    reason: Mapped[str] = mapped_column(
        SealedText("registrations.reason", 1000, by=("case_id", "version")),
        comment="why, where a category asks for it; else may be empty",
    )
    at: Mapped[datetime] = mapped_column(comment="our clock")
    agent: Mapped[str] = mapped_column(SafeText(200), comment="who wrote it")


_ENTRY = ("case_id", "entry", "version")


def _words_of_entry(table: str, name: str, limit: int, comment: str) -> Any:
    """Text that a person writes in a register of a case."""
    return mapped_column(SealedText(f"{table}.{name}", limit, by=_ENTRY), comment=comment)


def _day(comment: str) -> Any:
    return mapped_column(SafeText(10), comment=f"{comment}, ISO 8601")


def _entry_table(comment: str, *more: CheckConstraint) -> tuple[Any, ...]:
    return (
        UniqueConstraint("case_id", "entry", "version"),
        CheckConstraint("entry > 0 AND version > 0", name="counts_from_one"),
        *more,
        {"comment": f"Registers of a case: {comment}, version by version"},
    )


class EntryRow:
    """What every entry of a case's registers has. The newest version of an entry counts; none is changed."""

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"), comment="whose")
    entry: Mapped[int] = mapped_column(comment="in the case's register, 1, 2, 3 ...")
    version: Mapped[int] = mapped_column(comment="1, 2, 3 ...")
    at: Mapped[datetime] = mapped_column(comment="our clock")
    agent: Mapped[str] = mapped_column(SafeText(200), comment="who wrote it")


class DeadlineRow(EntryRow, Base):
    """A deadline that somebody set, met or waived."""

    __tablename__ = "case_deadlines"
    __table_args__ = _entry_table(
        "deadlines",
        CheckConstraint(_one_of("state", *DeadlineState), name="state_is_known"),
        CheckConstraint("due_at IS NOT NULL OR due_on IS NOT NULL", name="ends"),
        CheckConstraint("state <> 'waived' OR reason <> ''", name="waived_with_a_reason"),
    )
    code: Mapped[str] = mapped_column(SafeText(50), comment="which deadline")
    starts_at: Mapped[datetime] = mapped_column(comment="what it counts from")
    due_at: Mapped[datetime | None] = mapped_column(comment="when it is too late, where hours are counted")
    due_on: Mapped[str | None] = _day("the last day, where days are counted")
    assumed: Mapped[bool] = mapped_column(Boolean, comment="whether nobody knows when it began")
    about: Mapped[str] = _words_of_entry("case_deadlines", "about", 200, "whom or what it concerns; may be empty")
    state: Mapped[str] = mapped_column(comment="running, met, waived")
    ended_on: Mapped[str | None] = _day("day on which it was met or waived")
    reason: Mapped[str] = _words_of_entry("case_deadlines", "reason", 1000, "why; may be empty unless it is waived")


class ReportRow(EntryRow, Base):
    """A report to somebody outside."""

    __tablename__ = "case_reports"
    __table_args__ = _entry_table("reports to platform, host, police, authorities and others")
    recipient: Mapped[str] = mapped_column(SafeText(50), comment="code: to whom")
    responsible: Mapped[str] = _words_of_entry("case_reports", "responsible", 200, "who sees to it")
    sent_on: Mapped[str | None] = _day("day it was sent")
    journal: Mapped[str] = _words_of_entry("case_reports", "journal", 200, "their journal number; may be empty")
    follow_up_on: Mapped[str | None] = _day("day of the next follow-up, where somebody gave one")
    followed_up_on: Mapped[str | None] = _day("day of the last follow-up")
    outcome: Mapped[str] = _words_of_entry("case_reports", "outcome", 20000, "what came of it; may be empty")
    closed_on: Mapped[str | None] = _day("day it ended")


class DialogueRow(EntryRow, Base):
    """A step in the dialogue with the citizen."""

    __tablename__ = "case_dialogues"
    __table_args__ = _entry_table("steps in the dialogue with the citizen")
    step: Mapped[str] = mapped_column(SafeText(50), comment="code: what was done")
    taken_on: Mapped[str] = _day("day")
    responsible: Mapped[str] = _words_of_entry("case_dialogues", "responsible", 200, "who did it")
    outcome: Mapped[str] = _words_of_entry("case_dialogues", "outcome", 20000, "what came of it; may be empty")


class LimitRow(EntryRow, Base):
    """A limit on a citizen's ways of contact."""

    __tablename__ = "case_limits"
    __table_args__ = _entry_table(
        "limits on ways of contact",
        CheckConstraint("until IS NOT NULL OR endless_because <> ''", name="ends_or_says_why_not"),
    )
    scope: Mapped[str] = _words_of_entry("case_limits", "scope", 20000, "what is limited")
    basis: Mapped[str] = _words_of_entry("case_limits", "basis", 20000, "what it rests on")
    decided_on: Mapped[str] = _day("day of the decision")
    responsible: Mapped[str] = _words_of_entry("case_limits", "responsible", 200, "who decided it")
    until: Mapped[str | None] = _day("last day")
    endless_because: Mapped[str] = _words_of_entry(
        "case_limits", "endless_because", 1000, "why it has no end; may be empty"
    )
    reviewed_on: Mapped[str | None] = _day("day it was last reviewed")
    lifted_on: Mapped[str | None] = _day("day it was lifted")


class HelpRow(EntryRow, Base):
    """One kind of help to an employee."""

    __tablename__ = "case_help"
    __table_args__ = _entry_table("help to employees")
    kind: Mapped[str] = _words_of_entry("case_help", "kind", 50, "code: which help; it may tell of health")
    employee: Mapped[str] = _words_of_entry("case_help", "employee", 200, "to whom; may be empty")
    offered_on: Mapped[str | None] = _day("day it was offered")
    answer: Mapped[str] = _words_of_entry("case_help", "answer", 50, "code: what the employee said; may be empty")
    began_on: Mapped[str | None] = _day("day it began")
    responsible: Mapped[str] = _words_of_entry("case_help", "responsible", 200, "who sees to it; may be empty")
    follow_up_on: Mapped[str | None] = _day("day of the next follow-up, where somebody gave one")
    done_on: Mapped[str | None] = _day("day it was done")
    remark: Mapped[str] = _words_of_entry("case_help", "remark", 20000, "may be empty")


class WishRow(EntryRow, Base):
    """What an employee wants to happen."""

    __tablename__ = "case_wishes"
    __table_args__ = _entry_table("employees' wishes")
    employee: Mapped[str] = _words_of_entry("case_wishes", "employee", 200, "whose; may be empty")
    wished_on: Mapped[str] = _day("day it was said")
    wish: Mapped[str] = _words_of_entry("case_wishes", "wish", 20000, "in a person's words")


class LegalRow(EntryRow, Base):
    """A lawyer's assessment; for few eyes."""

    __tablename__ = "case_legal_notes"
    __table_args__ = _entry_table("legal assessments, restricted")
    lawyer: Mapped[str] = _words_of_entry("case_legal_notes", "lawyer", 200, "whose")
    assessed_on: Mapped[str] = _day("day")
    category: Mapped[str] = _words_of_entry("case_legal_notes", "category", 50, "code: of what; may be empty")
    outcome: Mapped[str] = _words_of_entry("case_legal_notes", "outcome", 50, "code: the assessment; may be empty")
    note: Mapped[str] = _words_of_entry("case_legal_notes", "note", 20000, "in the lawyer's words")
    to_be_shared: Mapped[bool] = mapped_column(Boolean, comment="whether it may go into the package for the police")


class InformationRow(EntryRow, Base):
    """Where a case stands with the duty to inform the citizen."""

    __tablename__ = "case_information"
    __table_args__ = _entry_table(
        "the duty to inform the citizen (GDPR art. 14, databeskyttelsesloven 22)",
        CheckConstraint("entry = 1", name="there_is_one"),
        CheckConstraint("status = 'OPLYST' OR paragraph <> '' AND reason <> ''", name="exempt_by_law_and_reason"),
    )
    status: Mapped[str] = mapped_column(SafeText(50), comment="code: informed, postponed, exempt")
    decided_on: Mapped[str] = _day("day of the decision")
    decided_by: Mapped[str] = _words_of_entry("case_information", "decided_by", 200, "who decided")
    paragraph: Mapped[str] = _words_of_entry("case_information", "paragraph", 200, "by which law; may be empty")
    reason: Mapped[str] = _words_of_entry("case_information", "reason", 20000, "why; may be empty")
    reassess_on: Mapped[str | None] = _day("day to assess it again")


class MeasureRow(EntryRow, Base):
    """What was learned, and what is done about it."""

    __tablename__ = "case_measures"
    __table_args__ = _entry_table("prevention")
    learned: Mapped[str] = _words_of_entry("case_measures", "learned", 20000, "what we learned")
    measure: Mapped[str] = _words_of_entry("case_measures", "measure", 20000, "what is done; may be empty")
    responsible: Mapped[str] = _words_of_entry("case_measures", "responsible", 200, "who sees to it; may be empty")
    due_on: Mapped[str | None] = _day("day it is to be done by")
    done_on: Mapped[str | None] = _day("day it was done")


class NoteRow(EntryRow, Base):
    """A note of something said."""

    __tablename__ = "case_notes"
    __table_args__ = _entry_table("notes of what was said by telephone or at meetings")
    way: Mapped[str] = mapped_column(SafeText(50), comment="code: telephone, meeting, other")
    held_at: Mapped[datetime] = mapped_column(comment="when it was said")
    people: Mapped[str] = _words_of_entry("case_notes", "people", 1000, "with whom; may be empty")
    author: Mapped[str] = _words_of_entry("case_notes", "author", 200, "who noted it")
    note: Mapped[str] = _words_of_entry("case_notes", "note", 20000, "what was said")


class ScreenshotRow(EntryRow, Base):
    """Where a screenshot was taken, by whom, and who saw it too."""

    __tablename__ = "case_screenshots"
    __table_args__ = _entry_table("particulars of screenshots")
    in_item: Mapped[int] = mapped_column(BigInteger, ForeignKey("items.number"), comment="in which it came")
    url: Mapped[str] = _words_of_entry("case_screenshots", "url", 2000, "address; may be empty")
    user_name: Mapped[str] = _words_of_entry("case_screenshots", "user_name", 200, "who posted it; may be empty")
    platform: Mapped[str] = _words_of_entry("case_screenshots", "platform", 200, "where; may be empty")
    taken_by: Mapped[str] = _words_of_entry("case_screenshots", "taken_by", 200, "who took it; may be empty")
    taken_at: Mapped[datetime | None] = mapped_column(comment="when")
    witness: Mapped[str] = _words_of_entry("case_screenshots", "witness", 200, "who saw it too; may be empty")


ENTRIES: tuple[type[Any], ...] = (
    *(DeadlineRow, ReportRow, DialogueRow, LimitRow, HelpRow, WishRow, LegalRow, InformationRow, MeasureRow, NoteRow),
    ScreenshotRow,
)
"""The tables of a case's registers, in the order of `core.casefile.SHEETS`."""
REGISTERS: tuple[type[Any], ...] = (Registration, *ENTRIES)
"""All tables that say what persons wrote of a case, but for the reasons of acts."""


class Disposition(Base):
    """A step of what becomes of a case or item at its review: proposed by one person, decided by another (X5)."""

    __tablename__ = "dispositions"
    __table_args__ = (
        CheckConstraint(_one_of("step", *Step), name="step_is_known"),
        CheckConstraint("(step = 'proposed') = (proposal IS NULL)", name="decides_a_proposal"),
        CheckConstraint(
            "proposal IS NOT NULL OR (name IS NOT NULL AND number IS NOT NULL AND scope IN ('item', 'case')"
            f" AND {_one_of('outcome', *Outcome)})",
            name="proposes_something",
        ),
        CheckConstraint("outcome <> 'extend' OR until IS NOT NULL", name="extension_has_an_end"),
        Index("ix_dispositions_target", "scope", "number"),
        {"comment": "What was proposed for cases and items at their review, and what another person said to it"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    step: Mapped[str] = mapped_column(comment="proposed, approved, rejected")
    proposal: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("dispositions.id"), unique=True, comment="decisions: about which"
    )
    name: Mapped[str | None] = mapped_column(String(32), unique=True, comment="proposals: a random name, hex")
    scope: Mapped[str | None] = mapped_column(comment="proposals: item or case")
    number: Mapped[int | None] = mapped_column(BigInteger, comment="proposals: of the item, or the case's row")
    outcome: Mapped[str | None] = mapped_column(comment="proposals: extend, hand_over, dispose")
    covers: Mapped[str | None] = _checksum("proposals: of the cases and items it is about, as they stood then")
    until: Mapped[datetime | None] = mapped_column(comment="extension: when it is to be reviewed again")
    journal: Mapped[str] = mapped_column(
        KnownText("dispositions.journal", 200), default="", comment="handing over: number in the journal system"
    )
    basis: Mapped[str] = mapped_column(
        KnownText("dispositions.basis", 1000), default="", comment="disposal: what allows it"
    )
    reason: Mapped[str] = mapped_column(KnownText("dispositions.reason", 1000), comment="in the person's words")
    person: Mapped[str] = mapped_column(SafeText(200), comment="who proposed or decided, as configured")
    agent: Mapped[str] = mapped_column(SafeText(200), comment="at whose terminal")
    at: Mapped[datetime] = mapped_column(comment="our clock")


class HoldRow(Base):
    """That something must not be disposed of, or that it may be again. A hold beats every approval (X5)."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("(hold IS NULL) = (scope IS NOT NULL)", name="releases_a_hold"),
        CheckConstraint(f"scope IS NULL OR {_one_of('scope', *Scope)}", name="scope_is_known"),
        CheckConstraint(f"scope IS NULL OR {_one_of('kind', *HoldKind)}", name="kind_is_known"),
        CheckConstraint("(number IS NOT NULL) = (scope IN ('item', 'case'))", name="names_its_target"),
        {"comment": "Holds on cases, items, addresses or the whole archive, and their releases"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    hold: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("holds.id"), unique=True, comment="releases: which hold ends"
    )
    scope: Mapped[str | None] = mapped_column(comment="holds: item, case, address, archive")
    number: Mapped[int | None] = mapped_column(BigInteger, comment="holds: of the item, or the case's row")
    address: Mapped[str] = mapped_column(KnownText("holds.address", 400), default="", comment="lower case")
    kind: Mapped[str | None] = mapped_column(comment="holds: legal, or access: somebody asked to see it")
    reason: Mapped[str] = mapped_column(KnownText("holds.reason", 1000), comment="in the person's words")
    person: Mapped[str | None] = mapped_column(SafeText(200), comment="releases: who, as configured")
    agent: Mapped[str] = mapped_column(SafeText(200), comment="who did it")
    at: Mapped[datetime] = mapped_column(comment="our clock")


class ErasureRow(Base):
    """A tombstone: an item or case that was disposed of. What is erased once is never taken in again."""

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint(_one_of("scope", "item", "case"), name="scope_is_known"),
        CheckConstraint("scope = 'case' OR length(name) = 64", name="sha256_is_whole"),
        Index("ix_erasures_number", "scope", "number"),
        Index("ix_erasures_disposition", "disposition"),
        _index_of_some(
            "ix_erasures_unfinished",
            "decided_at",
            where="forgotten_at IS NULL OR erased_at IS NULL AND number IS NOT NULL",
        ),
        {"comment": "What was disposed of: hash, size, dates, basis, who decided; and nothing of what it said"},
    )
    scope: Mapped[str] = mapped_column(String(10), primary_key=True, comment="item or case")
    name: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256 of the item; the case's reference")
    number: Mapped[int | None] = mapped_column(
        BigInteger, comment="of the item, or the case's row; none when this archive never had it"
    )
    size: Mapped[int | None] = mapped_column(BigInteger, comment="octets; none of a case")
    came_at: Mapped[datetime] = mapped_column(comment="our clock, when it became ours or was opened")
    disposition: Mapped[str] = mapped_column(String(32), comment="name of the proposal that was approved")
    basis: Mapped[str] = mapped_column(KnownText("erasures.basis", 1000), comment="what allowed it")
    people: Mapped[str] = mapped_column(comment="who proposed and who approved, JSON list")
    decided_at: Mapped[datetime] = mapped_column(comment="our clock, when its key was destroyed")
    erased_at: Mapped[datetime | None] = mapped_column(comment="our clock, when its octets were deleted")
    forgotten_at: Mapped[datetime | None] = mapped_column(
        comment="our clock, when the database was rewritten so that no page keeps it"
    )


class Incident(Base):
    """One message that somebody wrote, however many colleagues hand it on."""

    __tablename__ = "incidents"
    __table_args__ = {"comment": "Incidents: one for each message that reporters hand on"}  # noqa: RUF012
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    noted_at: Mapped[datetime] = mapped_column(comment="our clock, when it was first handed on")


class IncidentReport(Base):
    """That an item hands on an incident, and by whom."""

    __tablename__ = "incident_reports"
    __table_args__ = (
        Index("ix_incident_reports_incident", "incident"),
        Index("ix_incident_reports_sha256", "sha256"),
        Index("ix_incident_reports_likeness", "likeness"),
        {"comment": "Which originals of which items are which incident"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="what hands it on"
    )
    derivation: Mapped[int] = _derivation("which reading of the item found it", primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="which of the item's originals it is"
    )
    incident: Mapped[int] = mapped_column(BigInteger, ForeignKey("incidents.id"), comment="what it is")
    reporter: Mapped[str] = mapped_column(
        KnownText("incident_reports.reporter", 400), comment="address of who handed it on, lower case"
    )
    sha256: Mapped[str | None] = _checksum("of the original's exact octets, where there are any")
    likeness: Mapped[str | None] = _checksum("SHA-256 of its sender, minute and bare subject, where all are told")


class Strengthening(Base):
    """That a reporter sent an incident again in a stronger form."""

    __tablename__ = "strengthenings"
    __table_args__ = (
        CheckConstraint("weaker < item", name="weaker_came_first"),
        {"comment": "Items that document the same incident better than an earlier one of the same reporter"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="the stronger"
    )
    weaker: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="the weaker, earlier one"
    )
    noted_at: Mapped[datetime] = mapped_column(comment="our clock")


class Signature(Base):
    """One check of one DKIM signature (RFC 6376) or ARC seal (RFC 8617), with the key it was made with."""

    __tablename__ = "signatures"
    __table_args__ = (
        CheckConstraint("attempt > 0", name="attempt_counts_from_one"),
        Index("ix_signatures_domain", "domain"),
        {"comment": "Verdicts on signatures with the DNS record used, which the DNS may have forgotten later"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="the item"
    )
    path: Mapped[str] = mapped_column(
        SafeText(400), primary_key=True, comment="of the message inside it; empty for the item itself"
    )
    scheme: Mapped[str] = mapped_column(SafeText(20), primary_key=True, comment="dkim or arc")
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="0 for the topmost")
    attempt: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1, 2, 3 ...; the last counts")
    domain: Mapped[str] = mapped_column(KnownText("signatures.domain", 300), comment="d=, as written")
    selector: Mapped[str] = mapped_column(KnownText("signatures.selector", 300), comment="s=, as written")
    verdict: Mapped[str] = mapped_column(SafeText(20), comment="pass, fail, neutral, temperror, permerror (RFC 8601)")
    reason: Mapped[str] = mapped_column(SafeText(400), comment="in fixed words")
    signed_octets: Mapped[int | None] = mapped_column(
        BigInteger, comment="l=, where it covers not all of the text: so many octets of it are signed"
    )
    key_record: Mapped[str | None] = mapped_column(
        KnownText("signatures.key_record", 10000), comment="the TXT record the key was read from"
    )
    checked_at: Mapped[datetime] = mapped_column(comment="our clock, when the record was fetched and used")


class Filing(Base):
    """Where an item belongs. Never changed: the newest row of an item counts."""

    __tablename__ = "filings"
    __table_args__ = (
        CheckConstraint(_one_of("state", "filed", "unassigned", "external"), name="state_is_known"),
        CheckConstraint("(state = 'filed') = (case_id IS NOT NULL)", name="filed_means_a_case"),
        Index("ix_filings_item", "item", "id"),
        Index("ix_filings_case", "case_id"),
        _index_of_some("ix_filings_unassigned", "item", "id", where="state = 'unassigned'"),
        _index_of_some("ix_filings_external", "item", "id", where="state = 'external'"),
        {"comment": "Every filing decision with the rule that spoke; the newest of an item counts"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    item: Mapped[int] = mapped_column(BigInteger, ForeignKey("items.number"), comment="what was filed")
    state: Mapped[str] = mapped_column(comment="filed, unassigned, external")
    case_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("cases.id"), comment="the case")
    rule: Mapped[str] = mapped_column(SafeText(100), comment="which rule spoke")
    evidence: Mapped[str] = mapped_column(default="{}", comment="what it rested on, JSON of identifiers")
    filed_at: Mapped[datetime] = mapped_column(comment="our clock")
    agent: Mapped[str] = mapped_column(SafeText(200), comment="rule engine or person")
    rejected: Mapped[str] = mapped_column(
        server_default=text("'[]'"), comment="cases looked at and not taken, JSON: [[rule, case, reason] ...]"
    )
    act: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("case_acts.id"), index=True, comment="the act on a case that made it, if one did"
    )


class CustodyEvent(Base):
    """One link of the chain of custody."""

    __tablename__ = "custody_events"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_counts_from_one"),
        CheckConstraint("length(hash) = 64 AND length(previous) = 64", name="links_are_whole"),
        Index("ix_custody_events_subject", "subject"),
        {"comment": "Append-only log of every act, hash-chained"},
    )
    seq: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False, comment="1, 2, 3 ... without gaps")
    at: Mapped[str] = mapped_column(String(27), comment="our clock, RFC 3339 UTC with microseconds")
    act: Mapped[str] = mapped_column(comment="what was done, in PREMIS words")
    agent: Mapped[str] = mapped_column(comment="who or what did it")
    subject: Mapped[str] = mapped_column(comment="to what: item:17, case:..., mailbox:...")
    outcome: Mapped[str] = mapped_column(comment="success or failure")
    detail: Mapped[str] = mapped_column(comment="canonical JSON of identifiers and numbers")
    previous: Mapped[str] = _checksum("hash of the event before")
    hash: Mapped[str] = _checksum("SHA-256 over previous and the canonical JSON of this event")


class Head(Base):
    """The one row that every writing transaction locks: the archive's counters."""

    __tablename__ = "heads"
    __table_args__ = (
        CheckConstraint("id = 1", name="there_is_one"),
        {"comment": "Counters that must have no gaps; locked by whoever writes"},
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    items: Mapped[int] = mapped_column(BigInteger, comment="the highest item number")
    events: Mapped[int] = mapped_column(BigInteger, comment="the highest custody event")
    hash: Mapped[str] = _checksum("hash of that event")
    unassigned: Mapped[int] = _counted("items that wait to be assigned by hand")
    letters_sent: Mapped[int] = _counted("letters that a mail server took")
    letters_suppressed: Mapped[int] = _counted("letters that are not sent")
    key_fingerprint: Mapped[str | None] = mapped_column(comment="of the signing key that this archive belongs to")
    sealed_at: Mapped[datetime | None] = mapped_column(
        comment="our clock, when everything in it was encrypted; none when it is not"
    )


class Fixity(Base):
    """The one row of the nightly check: how far it has come. Made by the first night."""

    __tablename__ = "fixity"
    __table_args__ = (
        CheckConstraint("id = 1", name="there_is_one"),
        {"comment": "Where the nightly check of what is stored stands"},
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, comment="the highest item number checked in this round")
    began: Mapped[datetime] = mapped_column(comment="our clock, when this round began")
    night: Mapped[datetime | None] = mapped_column(comment="our clock, when the last finished night began")
    checked: Mapped[int] = mapped_column(BigInteger, comment="items checked since that night")
    reread: Mapped[int] = mapped_column(BigInteger, comment="of these, read anew")
    faults: Mapped[str] = mapped_column(comment="items to be looked at every night, JSON list: they had faults")


class Outbox(Base):
    """One letter of ours, from the decision to its end."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(_one_of("kind", *LetterKind), name="kind_is_known"),
        CheckConstraint(_one_of("state", *LetterState), name="state_is_known"),
        CheckConstraint(
            f"mailbox IS NOT NULL OR kind NOT IN ('{LetterKind.RECEIPT}', '{LetterKind.COLLECTED}')",
            name="thanks_are_counted",
        ),
        _index_of_some("uq_outbox_receipt_item", "item", where="kind = 'receipt'", unique=True),
        _index_of_some("ix_outbox_waiting", "due_at", "id", where="state IN ('due', 'sending', 'uncertain')"),
        _index_of_some("ix_outbox_not_sent_to", "mailbox", where="state IN ('due', 'sending', 'uncertain', 'failed')"),
        _index_of_some("ix_outbox_failed", "id", where="state = 'failed'"),
        _index_of_some("ix_outbox_sent", "sent_at", where="state = 'sent'"),
        _index_of_some("ix_outbox_alarms", "id", where="kind = 'alarm'"),
        _index_of_some("ix_outbox_digest", "digest_id", "id", where="digest_id IS NOT NULL"),
        Index("ix_outbox_mailbox", "mailbox", "created_at"),
        _index_of_some("ix_outbox_sent_to", "mailbox", "sent_at", where="state = 'sent'"),
        _index_of_some("ix_outbox_collected_in", "collected_in", where="collected_in IS NOT NULL"),
        _index_of_some(
            "ix_outbox_held_back",
            "mailbox",
            "created_at",
            where="state = 'suppressed' AND reason = 'too_many' AND collected_in IS NULL",
        ),
        {"comment": "Letters: receipts, digests, alarms"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(comment="receipt, collected, digest, alarm")
    state: Mapped[str] = mapped_column(comment="due, sending, sent, failed, uncertain, suppressed")
    reason: Mapped[str | None] = mapped_column(SafeText(300), comment="why suppressed, failed or put off; fixed words")
    recipient: Mapped[str] = mapped_column(KnownText("outbox.recipient", 400), comment="one address")
    mailbox: Mapped[str | None] = mapped_column(
        KnownText("outbox.mailbox", 400),
        comment="receipts: whom it is counted for, lower case, without the subaddress (RFC 5233)",
    )
    message_id: Mapped[str] = mapped_column(SafeText(300), unique=True, comment="fixed before the first try")
    item: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("items.number"), comment="receipts: for what")
    digest_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("digest_issues.id"), comment="digests: which")
    facts: Mapped[str] = mapped_column(default="{}", comment="what an alarm says, JSON")
    octets: Mapped[bytes | None] = mapped_column(
        KnownOctets("outbox.octets"), comment="the letter as composed at the first try"
    )
    created_at: Mapped[datetime] = mapped_column(comment="our clock")
    due_at: Mapped[datetime] = mapped_column(comment="not before")
    attempts: Mapped[int] = mapped_column(default=0, comment="how often it was handed to a mail server")
    claimed_at: Mapped[datetime | None] = mapped_column(comment="when the last try began")
    sent_at: Mapped[datetime | None] = mapped_column(comment="when the mail server said 250")
    collected_in: Mapped[int | None] = mapped_column(
        BigInteger,
        ForeignKey("outbox.id"),
        comment="the letter that thanks for this item and others at once",
    )


class DigestIssue(Base):
    """One weekly letter."""

    __tablename__ = "digest_issues"
    __table_args__ = (
        UniqueConstraint("officer", "iso_year", "iso_week"),
        CheckConstraint("first_item <= last_item + 1", name="range_is_ordered"),
        {"comment": "Weekly letters: exactly one per ISO week and officer, by item number and not by clock"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    officer: Mapped[str] = mapped_column(SafeText(400), comment="the officer's address")
    iso_year: Mapped[int] = mapped_column(comment="ISO 8601 year")
    iso_week: Mapped[int] = mapped_column(comment="ISO 8601 week")
    first_item: Mapped[int] = mapped_column(BigInteger, comment="first item number it covers")
    last_item: Mapped[int] = mapped_column(BigInteger, comment="last item number it covers; first - 1 when empty")
    created_at: Mapped[datetime] = mapped_column(comment="our clock")
    chain_count: Mapped[int] = mapped_column(BigInteger, comment="custody events at that moment")
    chain_head: Mapped[str] = _checksum("hash of the last of them")


class StampRequest(Base):
    """Something that an authority is to stamp, or has stamped."""

    __tablename__ = "stamp_requests"
    __table_args__ = (
        UniqueConstraint("authority", "chain_count"),
        CheckConstraint("chain_count > 0", name="stamps_an_event"),
        _index_of_some("ix_stamp_requests_waiting", "authority", "due_at", where="done_at IS NULL"),
        {"comment": "What time-stamp authorities are asked for; a row decides what is due"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    authority: Mapped[str] = mapped_column(SafeText(64), comment="our name of the authority")
    chain_count: Mapped[int] = mapped_column(BigInteger, comment="custody events that the stamp is to cover")
    chain_head: Mapped[str] = _checksum("hash of the last of them")
    created_at: Mapped[datetime] = mapped_column(comment="our clock")
    due_at: Mapped[datetime] = mapped_column(comment="not asked for before")
    attempts: Mapped[int] = mapped_column(default=0, comment="so often asked for")
    trouble: Mapped[str | None] = mapped_column(comment="why the last try gave nothing, in fixed words")
    done_at: Mapped[datetime | None] = mapped_column(comment="our clock, when its stamp was stored")


class StampRow(Base):
    """One time stamp (RFC 3161)."""

    __tablename__ = "stamps"
    __table_args__ = ({"comment": "Time stamps as their authorities gave them, with what they were judged by"},)
    request: Mapped[int] = mapped_column(
        ROW_ID, ForeignKey("stamp_requests.id"), primary_key=True, autoincrement=False, comment="what was asked for"
    )
    authority: Mapped[str] = mapped_column(SafeText(64), comment="our name of the authority")
    chain_count: Mapped[int] = mapped_column(BigInteger, comment="custody events that it covers")
    chain_head: Mapped[str] = _checksum("hash of the last of them; stamped is the line count:head")
    stamped_at: Mapped[datetime] = mapped_column(comment="the authority's clock")
    obtained_at: Mapped[datetime] = mapped_column(comment="our clock")
    policy: Mapped[str] = mapped_column(SafeText(200), comment="the authority's policy, a dotted OID")
    serial: Mapped[str] = mapped_column(SafeText(100), comment="the authority's number of it")
    response: Mapped[bytes] = mapped_column(comment="the whole answer, octet for octet, certificates included")
    certificates: Mapped[str] = mapped_column(comment="those it was judged by, PEM")
    is_checked: Mapped[bool] = mapped_column(Boolean, comment="false when only openssl can check its signature")


class Scan(Base):
    """How far the scanning of one item for viruses has come. What was found, the chain of custody tells."""

    __tablename__ = "scans"
    __table_args__ = (
        CheckConstraint(_one_of("verdict", *ScanVerdict), name="verdict_is_known"),
        Index(
            "ix_scans_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_scans_infected",
            "item",
            sqlite_where=text("verdict = 'infected'"),
            postgresql_where=text("verdict = 'infected'"),
        ),
        {"comment": "Virus scans: one row for each item that was begun with, in the order of their numbers"},
    )
    item: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("items.number"), primary_key=True, autoincrement=False, comment="the item"
    )
    verdict: Mapped[str] = mapped_column(comment="clean, infected, or unscanned so far")
    trouble: Mapped[str | None] = mapped_column(comment="why the last try gave nothing, in fixed words")
    attempts: Mapped[int] = mapped_column(default=0, comment="so often tried")
    due_at: Mapped[datetime | None] = mapped_column(comment="not tried again before; none when it is done")


class Probe(Base):
    """One probe mail of ours on its way from SMTP to IMAP. It is no item and no letter, and is forgotten in time."""

    __tablename__ = "probes"
    __table_args__ = (
        CheckConstraint(f"outcome IS NULL OR {_one_of('outcome', *ProbeOutcome)}", name="outcome_is_known"),
        Index("ix_probes_mailbox", "mailbox", "id"),
        {"comment": "Probe mails: when each was sent, and whether it came back or which leg broke"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    mailbox: Mapped[str] = mapped_column(comment="our name of the mailbox it was sent to")
    reference: Mapped[str] = mapped_column(String(32), unique=True, comment="random, in hex; the mail bears it signed")
    sent_at: Mapped[datetime] = mapped_column(comment="our clock, when its sending began")
    outcome: Mapped[str | None] = mapped_column(comment="well, or the leg that broke; none while it is on its way")
    came_at: Mapped[datetime | None] = mapped_column(comment="our clock, when it had come")
    server_at: Mapped[datetime | None] = mapped_column(comment="the mail server's INTERNALDATE of it")
    put_aside_at: Mapped[datetime | None] = mapped_column(comment="our clock, when it had left the watched folder")


class Alarm(Base):
    """Something the operator must see to; open until it is over."""

    __tablename__ = "alarms"
    __table_args__ = (
        _index_of_some("uq_alarms_open", "kind", "subject", where="cleared_at IS NULL", unique=True),
        {"comment": "Alarms: raised once, cleared once"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(SafeText(100), comment="in fixed words")
    subject: Mapped[str] = mapped_column(SafeText(300), comment="mailbox:arkiv, item:17 ...")
    detail: Mapped[str] = mapped_column(default="{}", comment="JSON of identifiers and numbers")
    raised_at: Mapped[datetime] = mapped_column(comment="our clock")
    cleared_at: Mapped[datetime | None] = mapped_column(comment="our clock")
    told_raised: Mapped[bool] = mapped_column(Boolean, default=False, comment="its letter is in the outbox")
    told_cleared: Mapped[bool] = mapped_column(Boolean, default=False, comment="the letter of its end is in the outbox")


class Lease(Base):
    """Who may write to a mailbox."""

    __tablename__ = "leases"
    __table_args__ = {"comment": "One writer per mailbox; the fence grows with each change of hands"}  # noqa: RUF012
    mailbox: Mapped[str] = mapped_column(primary_key=True, comment="our name of the mailbox")
    holder: Mapped[str] = mapped_column(comment="which daemon")
    fence: Mapped[int] = mapped_column(BigInteger, comment="grows with each change of hands")
    expires_at: Mapped[datetime] = mapped_column(comment="our clock")


class Replica(Base):
    """A daemon that is at work."""

    __tablename__ = "replicas"
    __table_args__ = {"comment": "The daemons that share the mailboxes, each as long as it says so"}  # noqa: RUF012
    name: Mapped[str] = mapped_column(primary_key=True, comment="as in leases.holder")
    label: Mapped[str] = mapped_column(comment="what people call it")
    since: Mapped[datetime] = mapped_column(comment="when it came; the clock of the leases")
    expires_at: Mapped[datetime] = mapped_column(comment="until then it is there, unless it says so again")
    able: Mapped[str] = mapped_column(comment="JSON list of mailboxes that it can work on")


class DeskAccount(Base):
    """Somebody who signs in to the desk by a password of its own."""

    __tablename__ = "desk_accounts"
    __table_args__ = {"comment": "The desk's own accounts: one that is not used any more is disabled"}  # noqa: RUF012
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True, comment="as it is typed, lower case")
    shown: Mapped[str] = mapped_column(SafeText(200), comment="the person's name")
    roles: Mapped[str] = mapped_column(comment="JSON list of what it may do")
    password: Mapped[str] = mapped_column(String(300), comment="argon2id, with its parameters and salt")
    totp: Mapped[str] = mapped_column(
        KnownText("desk_accounts.totp", 100), comment="secret of the one-time codes (RFC 6238), base32"
    )
    totp_step: Mapped[int] = mapped_column(BigInteger, comment="the last code's step: no code is taken twice")
    created_at: Mapped[datetime] = mapped_column(comment="our clock")
    changed_at: Mapped[datetime] = mapped_column(comment="our clock, when its password was last set")
    disabled_at: Mapped[datetime | None] = mapped_column(comment="our clock; none while it can be used")


class DeskSession(Base):
    """One sign-in, until it ends."""

    __tablename__ = "desk_sessions"
    __table_args__ = (
        Index("ix_desk_sessions_who", "who"),
        {"comment": "Who is signed in to the desk; a row is gone when it is over"},
    )
    token: Mapped[str] = _checksum("SHA-256 of what the browser holds", primary_key=True)
    who: Mapped[str] = mapped_column(SafeText(300), comment="local:NAME, or oidc: and what the service calls them")
    agent: Mapped[str] = mapped_column(SafeText(100), comment="how the chain of custody calls them")
    shown: Mapped[str] = mapped_column(SafeText(200), comment="the person's name")
    roles: Mapped[str] = mapped_column(comment="JSON list of what they may do")
    created_at: Mapped[datetime] = mapped_column(comment="our clock")
    seen_at: Mapped[datetime] = mapped_column(comment="our clock, to the minute")
    ends_at: Mapped[datetime] = mapped_column(comment="over then, whatever is done")


class DeskPurpose(Base):
    """That somebody said in a session what they open something for."""

    __tablename__ = "desk_purposes"
    __table_args__ = {"comment": "What was opened in a session, and what for; the chain of custody tells it for ever"}  # noqa: RUF012
    token: Mapped[str] = mapped_column(
        String(64), ForeignKey("desk_sessions.token"), primary_key=True, comment="the session"
    )
    subject: Mapped[str] = mapped_column(String(64), primary_key=True, comment="case:... or item:17")
    purpose: Mapped[str] = mapped_column(String(20), comment="in a fixed word")
    at: Mapped[datetime] = mapped_column(comment="our clock")


class DeskForm(Base):
    """A form that was sent, so that the same one is not done twice."""

    __tablename__ = "desk_forms"
    __table_args__ = {"comment": "Forms that were done; forgotten after some days"}  # noqa: RUF012
    token: Mapped[str] = _checksum("SHA-256 of what the form carries", primary_key=True)
    at: Mapped[datetime] = mapped_column(comment="our clock")
    outcome: Mapped[str | None] = mapped_column(SafeText(400), comment="where it led to")


class DeskAttempt(Base):
    """How often something was tried lately."""

    __tablename__ = "desk_attempts"
    __table_args__ = {"comment": "Sign-ins that failed lately, by account and by address, both as keyed hashes"}  # noqa: RUF012
    key: Mapped[str] = mapped_column(String(64), primary_key=True, comment="HMAC of what is counted")
    count: Mapped[int] = mapped_column(comment="so often since then")
    since: Mapped[datetime] = mapped_column(comment="our clock")


class CaseGrant(Base):
    """That somebody may see one case, until a day."""

    __tablename__ = "case_grants"
    __table_args__ = (
        Index("ix_case_grants_who", "who"),
        Index("ix_case_grants_case", "case_id"),
        {"comment": "Time-limited access to one case, as long as it was given or until it was taken back"},
    )
    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"), comment="the case")
    who: Mapped[str] = mapped_column(SafeText(300), comment="as in desk_sessions.who")
    until: Mapped[datetime] = mapped_column(comment="not from then on")
    given_at: Mapped[datetime] = mapped_column(comment="our clock")
    given_by: Mapped[str] = mapped_column(SafeText(100), comment="who gave it")
    ended_at: Mapped[datetime | None] = mapped_column(comment="our clock, when it was taken back")
