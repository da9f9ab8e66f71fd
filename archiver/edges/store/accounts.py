"""What the chain of custody says of rows: a hash of all that is fixed in them, and none of the words.

Which columns an account covers is written out here: a column that a later version adds is in no older account. Rows are
read for this with what really is in them, also where a foreign hand has put what has no place there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    DateTime,
    Dialect,
    Integer,
    Label,
    LargeBinary,
    Text,
    TypeCoerce,
    TypeDecorator,
    select,
    type_coerce,
)
from sqlalchemy.types import String, TypeEngine

from archiver.core import custody
from archiver.core.intake import windows
from archiver.edges.tables import (
    Carrier,
    DigestIssue,
    EnclosedMessage,
    Incident,
    IncidentReport,
    Instant,
    KnownOctets,
    KnownText,
    Outbox,
    SealedText,
)
from archiver.edges.tables import Original as OriginalRow
from archiver.edges.tables import Part as PartRow
from archiver.edges.tables import Reading as ReadingRow
from archiver.errors import Unopened

PARTS = (
    *("item", "derivation", "path", "ordinal", "content_type", "sniffed_type", "filename", "safe_filename"),
    *("content_disposition", "content_id", "size", "sha256", "decode_ok", "enclosed", "cuts"),
)
CARRIERS = ("item", "derivation", "path", "ordinal", "sha256", "cuts", "message_id_sha256", "envelope")
ENCLOSED = ("size", "committed_at")
ORIGINALS = (
    *("item", "derivation", "ordinal", "parent", "depth", "provenance", "confidence", "choice", "path", "message_id"),
    *("subject", "from_name", "from_address", "recipients", "sent_at", "sent_offset", "date_text", "date_zone", "text"),
    *("size", "sha256", "attachments", "has_trace", "is_authenticated"),
)
REPORTS = ("item", "derivation", "ordinal", "incident", "reporter", "sha256", "likeness")
READING = (
    *("item", "state", "reason", "attempts", "read_at", "message_id", "message_id_sha256", "message_id_collision"),
    *("subject", "from_address", "claimed_at", "claimed_text", "enclosed", "envelope", "findings", "derivation"),
    *("reader", "strength", "strength_reasons", "client"),
)
"""Who the sender is to us is told beside it, and when signatures are to be checked lives."""
DISPOSITION = (
    *("id", "step", "proposal", "name", "scope", "number", "outcome", "covers", "until", "journal", "basis", "reason"),
    *("person", "agent", "at"),
)
HOLD = ("id", "hold", "scope", "number", "address", "kind", "reason", "person", "agent", "at")
ACCOUNT = ("id", "name", "shown", "roles", "password", "totp", "created_at", "changed_at", "disabled_at")
"""Of whoever signs in to the desk; the step of their last one-time code lives."""
GRANT = ("id", "case_id", "who", "until", "given_at", "given_by", "ended_at")
LETTER = ("id", "kind", "message_id", "item", "digest_id", "recipient", "created_at")

DERIVED = ("parts", "carriers", "originals", "reports")
"""Of one derivation of an item, each with an account of its own."""

UNOPENED = "text that does not open"
"""Stands for whatever is encrypted and does not open, and for the account of a row that has any: no hash is like it."""

ITEMS_AT_ONCE = 500
AT_ONCE = 50
"""So many derived rows are held at once: the text of a single original may be long."""

Values = Mapping[str, Any]


class Moment(TypeDecorator[str]):
    """A time as the chain writes it; what is none comes as it is stored."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else _stamp(value)


def _stamp(value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)
    return custody.timestamp(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)


class Opened(TypeDecorator[Any]):
    """What lies encrypted in a column, or `UNOPENED` where it does not open."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: SealedText | KnownText | KnownOctets) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary() if isinstance(self.kind, KnownOctets) else Text())

    def column_expression(self, column: Any) -> Any:
        """As that of the column, which a text sealed with the key of an item or case needs."""
        if not isinstance(self.kind, SealedText):
            return column
        while isinstance(column, Label | TypeCoerce):
            column = column.element if isinstance(column, Label) else column.clause
        return type_coerce(self.kind.column_expression(column), self)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        try:
            return self.kind.process_result_value(value, dialect)
        except (Unopened, TypeError, ValueError, AttributeError):  # a foreign hand can have put anything there
            return UNOPENED


def as_stored(table: Any, names: Iterable[str] | None = None) -> list[Any]:
    """Columns of a mapped class, to be selected: times as the chain writes them, truth values as numbers.

    Nothing that is encrypted there stops anybody: it is `UNOPENED` where it does not open.
    """
    columns = table.__table__.c
    return [_as_stored(columns[name]).label(name) for name in names or columns.keys()]


def _as_stored(column: Any) -> Any:
    if isinstance(column.type, Instant):
        return type_coerce(column, Moment)
    if isinstance(column.type, SealedText | KnownText | KnownOctets):
        return type_coerce(column, Opened(column.type))
    return type_coerce(column, Integer) if isinstance(column.type, Boolean) else column


class Account:
    """SHA-256 over rows in order, each as JSON with sorted keys and no spaces, and a line feed after each."""

    def __init__(self, rows: Iterable[Values] = ()) -> None:
        self._sha256 = hashlib.sha256()
        self._opens = True
        for row in rows:
            self.add(row)

    def add(self, row: Values) -> None:
        """One more row."""
        plain = {name: _plain(value) for name, value in row.items()}
        self._opens = self._opens and not any(value is UNOPENED for value in row.values())
        words = custody.canonical_json(plain)
        self._sha256.update(words.encode("utf-8", "surrogatepass") + b"\n")

    @property
    def hash(self) -> str:
        """Of what was added so far; `UNOPENED` when any of it does not open."""
        return self._sha256.hexdigest() if self._opens else UNOPENED


NOTHING = Account().hash
"""Of no rows at all."""


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return custody.timestamp(value)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return int(value) if isinstance(value, bool) else value


def of_rows(rows: Iterable[Values], names: Sequence[str]) -> str:
    """The account of rows at hand, of these columns."""
    return Account({name: row[name] for name in names} for row in rows).hash


def of_row(connection: Connection, table: Any, names: Sequence[str], number: int) -> str:
    """The account of one row as it stands now."""
    row = connection.execute(select(*as_stored(table, names)).where(table.id == number)).one()
    return of_rows([row._asdict()], names)


def derived_rows(numbers: Sequence[int]) -> dict[str, Any]:
    """For each kind of derived rows the question for those of items, in the order their accounts are made in."""
    enclosed = as_stored(EnclosedMessage, ENCLOSED)
    noted_at = _as_stored(Incident.__table__.c.noted_at).label("noted_at")
    return {
        "parts": _of_items(PartRow, select(*as_stored(PartRow, PARTS)), numbers),
        "carriers": _of_items(
            Carrier,
            select(*as_stored(Carrier, CARRIERS), *enclosed).outerjoin(
                EnclosedMessage, EnclosedMessage.sha256 == Carrier.sha256
            ),
            numbers,
        ),
        "originals": _of_items(OriginalRow, select(*as_stored(OriginalRow, ORIGINALS)), numbers),
        "reports": _of_items(
            IncidentReport,
            select(*as_stored(IncidentReport, REPORTS), noted_at).outerjoin(
                Incident, Incident.id == IncidentReport.incident
            ),
            numbers,
        ),
    }


def _of_items(table: Any, question: Any, numbers: Sequence[int]) -> Any:
    return question.where(table.item.in_(numbers)).order_by(table.item, table.derivation, table.ordinal)


def of_derivations(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, int], dict[str, str]]:
    """For each item and derivation that has any derived rows: kind → account. Read as a stream."""
    by_kind: dict[str, dict[tuple[int, int], Account]] = {}
    for kind, question in derived_rows(numbers).items():
        _add_up(connection, question, by_kind.setdefault(kind, {}))
    keys = {key for found in by_kind.values() for key in found}
    return {key: {kind: found[key].hash for kind, found in by_kind.items() if key in found} for key in keys}


class OfDerived:
    """Accounts of derived rows that are yet to be written: asked for all at once, when the first is wanted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._expected: dict[str, set[int]] = {}
        self._found: dict[str, dict[tuple[int, int], Account]] = {}

    def expect(self, kind: str, item: int, derivation: int) -> Callable[[], str]:
        """What to call for one of them once the rows are written."""
        self._expected.setdefault(kind, set()).add(item)
        return partial(self._account, kind, (item, derivation))

    def _account(self, kind: str, key: tuple[int, int]) -> str:
        if kind not in self._found:
            found: dict[tuple[int, int], Account] = {}
            for few in windows(sorted(self._expected[kind]), ITEMS_AT_ONCE):
                _add_up(self._connection, derived_rows(few)[kind], found)
            self._found[kind] = found
        account = self._found[kind].get(key)
        return NOTHING if account is None else account.hash


def _add_up(connection: Connection, question: Any, found: dict[tuple[int, int], Account]) -> None:
    for row in connection.execute(question, execution_options={"yield_per": AT_ONCE}):
        found.setdefault((row.item, row.derivation), Account()).add(row._asdict())


def of_reading(connection: Connection, item: int) -> str | None:
    """The account of an item's reading; None when it has none."""
    return of_readings(connection, [item]).get(item)


def of_readings(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The accounts of the readings of items."""
    rows = connection.execute(select(*as_stored(ReadingRow, READING)).where(ReadingRow.item.in_(numbers)))
    return {row.item: Account([row._asdict()]).hash for row in rows}


def of_letter(connection: Connection, number: int) -> str:
    """The account of one letter in the outbox."""
    return of_letters(connection, [number])[number]


def of_letters(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The accounts of letters in the outbox."""
    rows = connection.execute(_letters().where(Outbox.id.in_(numbers)))
    return {row.id: Account([row._asdict()]).hash for row in rows}


def of_letters_of_issue(connection: Connection, issue: int) -> str:
    """The account of a weekly letter's rows in the outbox."""
    rows = connection.execute(_letters().where(Outbox.digest_id == issue).order_by(Outbox.id))
    return Account(row._asdict() for row in rows).hash


def _letters() -> Any:
    return select(*as_stored(Outbox, LETTER))


def of_issue(row: Any) -> dict[str, str | int | None]:
    """What the chain is to say of a row of `digest_issues`: which it is, what it covers, where the chain stood."""
    return {
        "issue": row.id,
        "officer_sha256": sha256(row.officer),
        "first_item": row.first_item,
        "last_item": row.last_item,
        "chain_count": row.chain_count,
        "chain_head": row.chain_head,
    }


def issues() -> Any:
    """The question for all weekly letters."""
    return select(*as_stored(DigestIssue)).order_by(DigestIssue.id)


def sha256(text: object) -> str:
    """Of text, or of what stands in its place; `UNOPENED` stays what it is."""
    if text is UNOPENED:
        return UNOPENED
    return hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()


def account_of_source(source: object, checksum: object) -> str:
    """Of the file an item was imported from: its path with the item's checksum, which only who has the mail knows."""
    if source is UNOPENED:
        return UNOPENED
    return sha256(f"{checksum} {source}")
