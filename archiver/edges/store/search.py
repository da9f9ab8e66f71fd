"""Search in SQL: the newest item first, and the same items from SQLite and PostgreSQL, encrypted or not (H4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from archiver.core.records import Checksum, ItemNumber
from archiver.core.search import (
    INDEXER,
    MOST_COUNTED,
    UNREAD,
    UNSEEN,
    Condition,
    Laid,
    Query,
    Term,
    hash_entry,
    laid_out,
    phrases,
)
from archiver.edges.store import index
from archiver.edges.store.catalogue import ItemEntry, entries_of
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.store.filings import counts
from archiver.edges.tables import Carrier, Case, Filing, Item, Reading, SearchDocument
from archiver.edges.vault import Vault, vault_of

_WORDS = table("search_words", column("rowid"))
_MATCHES = "search_words MATCH :{name}"
WHOLE = 64
"""Digits of a SHA-256."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found."""

    entries: tuple[ItemEntry, ...]
    """The newest first."""
    has_more: bool
    unindexed: int
    """Items that are not in the index yet, or not as they should be: they may be missing here.

    At most `MOST_COUNTED`.
    """


@dataclass(frozen=True, slots=True)
class Gaps:
    """Items of which not every word is in the index; each at most `MOST_COUNTED`."""

    unread: int
    """Something in them could not be read."""
    unseen: int
    """They hold pictures that nobody has looked at for writing."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that waits to be indexed."""

    item: ItemNumber
    checksum: Checksum
    due_at: datetime | None
    """None when it waits for somebody to look at its pictures alone."""


class Search:
    """Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: Query, limit: int, *, before: int | None = None) -> Found:
        """Up to `limit` items, the newest first, of those with a lower number than `before` if it is given."""
        with self._database.reading() as connection:
            numbers = _numbers(connection, query, before, limit + 1)
            entries = entries_of(connection, numbers[:limit])
            return Found(tuple(entries), len(numbers) > limit, _count_due(connection))

    def note(self, agent: str, purpose: str, hits: int, now: datetime) -> None:
        """Write down that somebody looked for something, and what for; not the words of it, which may be a name."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            pen.note("view", "archive", agent=agent, detail={"shown": "search", "purpose": purpose, "items": hits})
            pen.finish()

    def lag(self) -> int:
        """How many items wait to be indexed; at most `MOST_COUNTED`."""
        with self._database.reading() as connection:
            return _count_due(connection)

    def gaps(self) -> Gaps:
        """Of how many items not every word is in the index."""
        with self._database.reading() as connection:
            if not index.is_sqlite(connection):  # else it may read the whole table for a mark that is nowhere
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            unread, unseen = (_count_marked(connection, word) for word in (UNREAD, UNSEEN))
            return Gaps(unread, unseen)

    def unseen(self, limit: int, *, before: int | None = None) -> list[Waiting]:
        """Some of the items with pictures that nobody looked at, the newest first; none that waits to be indexed."""
        with self._database.reading() as connection:
            numbers = _question(connection, Query((Term((UNSEEN,)),)), before).limit(limit)
            rows = connection.execute(
                select(Item.number, Item.sha256)
                .join(SearchDocument, SearchDocument.item == Item.number)
                .where(Item.number.in_(list(connection.scalars(numbers))), SearchDocument.due_at.is_(None))
                .order_by(Item.number.desc())
            )
            return [Waiting(ItemNumber(row.number), Checksum(row.sha256), None) for row in rows]

    def waiting(self, limit: int, *, after: int = 0) -> list[Waiting]:
        """Some of them, by number."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(Item.number, Item.sha256, SearchDocument.due_at)
                .join(SearchDocument, SearchDocument.item == Item.number)
                .where(SearchDocument.due_at.is_not(None), Item.number > after)
                .order_by(SearchDocument.item)
                .limit(limit)
            )
            return [Waiting(ItemNumber(row.number), Checksum(row.sha256), row.due_at) for row in rows]

    def put(self, made: Sequence[tuple[Waiting, Sequence[str]]]) -> int:
        """Index items by their words; gives how many. One that was disposed of or is due again meanwhile is left."""
        with self._database.writing() as connection:
            vault = vault_of(connection)
            still = set(_still_waiting(connection, [one for one, _ in made]))
            kept = [(one, entries) for one, entries in made if one in still]
            for one, entries in kept:
                index.put(connection, one.item, _laid(entries, vault), is_keyed=vault is not None)
            return len(kept)

    def renew(self, now: datetime) -> int:
        """Let whatever another version made, or was made before the archive was encrypted, be made anew.

        Words that should not lie open are taken out at once.
        """
        with self._database.reading() as connection:
            is_keyed = vault_of(connection) is not None
            old = or_(SearchDocument.indexer != INDEXER, SearchDocument.is_keyed != is_keyed)
            made = and_(SearchDocument.indexer > 0, SearchDocument.due_at.is_(None))
            if connection.scalar(select(SearchDocument.item).where(old, made).limit(1)) is None:
                return 0
        with self._database.writing() as connection:
            if is_keyed and lies_open(connection):
                return index.forget_all(connection, now)
            return int(connection.execute(update(SearchDocument).where(old, made).values(due_at=now)).rowcount)

    def remake(self, now: datetime) -> int:
        """Empty the whole index, to be made anew; gives how many items were in it."""
        with self._database.writing() as connection:
            return index.forget_all(connection, now)


def lies_open(connection: Connection) -> bool:
    """Whether there are words in the index that are not keyed."""
    open_ = select(SearchDocument.item).where(SearchDocument.indexer > 0, SearchDocument.is_keyed.is_(False))
    return connection.scalar(open_.limit(1)) is not None


def _count_due(connection: Connection) -> int:
    due = select(SearchDocument.item).where(SearchDocument.due_at.is_not(None)).limit(MOST_COUNTED).subquery()
    return connection.scalar(select(func.count()).select_from(due)) or 0


def _count_marked(connection: Connection, word: str) -> int:
    marked = _question(connection, Query((Term((word,)),)), None).order_by(None).limit(MOST_COUNTED).subquery()
    return connection.scalar(select(func.count()).select_from(marked)) or 0


def _still_waiting(connection: Connection, ones: Sequence[Waiting]) -> list[Waiting]:
    numbers = [one.item for one in ones]
    rows = connection.execute(
        select(SearchDocument.item, SearchDocument.due_at).where(SearchDocument.item.in_(numbers)).with_for_update()
    )
    due = {row.item: row.due_at for row in rows}
    return [one for one in ones if one.item in due and due[one.item] == one.due_at]


def _laid(entries: Sequence[str], vault: Vault | None) -> Laid:
    return laid_out(entries) if vault is None else laid_out(entries, vault.word)


# --- the answer -------------------------------------------------------------------------------------------------


RECENT = 2_000
"""Items that are looked at one by one before the index of words is asked (PostgreSQL)."""
_PER_HIT = 2.6
"""So many items are looked at in the time that fetching one hit of the index takes, as measured."""


def _numbers(connection: Connection, query: Query, before: int | None, most: int) -> list[int]:
    """The highest numbers of what a question finds.

    FTS5 gives them in that order. PostgreSQL's index of words gives all of them or none, so that a word of every mail
    would be fetched as often as there are mails; and its planner, which takes rare words for frequent ones, would
    rather walk through them all one by one. So the newest are looked at one by one; how many of these are hits tells
    whether it takes longer to go on so, or to ask the index.
    """
    question = _question(connection, query, before)
    if index.is_sqlite(connection) or not query.wanted:
        return _read(connection, question.limit(most))
    newest = connection.scalar(select(func.max(SearchDocument.item)).where(*_below(before))) or 0
    found = _read(connection, _question(connection, query, before, newest - RECENT).limit(most))
    if len(found) < most and newest > RECENT and _is_quicker_on(len(found), most, newest):
        window = 2 * RECENT * most // len(found)
        found = _read(connection, _question(connection, query, before, newest - window).limit(most))
        if window >= newest:
            return found
    if len(found) == most or newest <= RECENT:
        return found
    number = question.order_by(None).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql").c[0]
    return _read(connection, select(number).order_by(number.desc()).limit(most))


def _read(connection: Connection, question: Select[Any]) -> list[int]:
    return [int(number) for number in connection.scalars(question)]


def _is_quicker_on(hits: int, most: int, items: int) -> bool:
    """Whether looking at items one by one is quicker than fetching all hits; so many were among the newest."""
    return hits * hits * items * _PER_HIT > most * RECENT * RECENT


def _below(before: int | None) -> list[ColumnElement[bool]]:
    return [] if before is None else [SearchDocument.item < before]


# --- the question -----------------------------------------------------------------------------------------------


def _question(connection: Connection, query: Query, before: int | None, since: int | None = None) -> Select[Any]:
    """Numbers of items, the highest first. The index is asked first, when there is a word to ask it for.

    With `since` (PostgreSQL, and a word) those above it are looked at one by one instead.
    """
    key = _key(connection)
    wanted, unwanted = list(phrases(query.wanted, key)), list(phrases(query.unwanted, key))
    number: ColumnElement[int]
    if not wanted:
        number, question = Item.number.expression, select(Item.number)
        if unwanted:
            question = question.where(number.not_in(_matching(connection, [], unwanted, "unwanted")))
    elif index.is_sqlite(connection):
        number = _WORDS.c.rowid
        said = text(_MATCHES.format(name="wanted")).bindparams(wanted=_in_fts5(wanted, unwanted))
        question = select(number).where(said)
    elif since is not None:
        within = select(SearchDocument.item, SearchDocument.words).where(SearchDocument.item > since, *_below(before))
        newest = within.order_by(SearchDocument.item.desc()).offset(0).subquery()  # which the planner does not open
        number, question = newest.c.item, select(newest.c.item).where(_matches(newest.c.words, wanted, unwanted))
    else:
        number = SearchDocument.item.expression
        question = select(number).where(_matches(SearchDocument.words.expression, wanted, unwanted))
    for condition in query.conditions:
        question = question.where(_meets(connection, number, condition, key))
    for condition in query.excluded:
        question = question.where(~_meets(connection, number, condition, key))
    if before is not None:
        question = question.where(number < before)
    return question.order_by(number.desc())


def _key(connection: Connection) -> Callable[[str], str]:
    vault = vault_of(connection)
    return vault.word if vault is not None else _itself


def _itself(word: str) -> str:
    return word


_Phrases = Sequence[tuple[str, ...]]


def _matching(connection: Connection, wanted: _Phrases, any_of: _Phrases, name: str) -> Select[Any]:
    """Numbers of what holds any of these."""
    if index.is_sqlite(connection):
        said = " OR ".join(map(_fts5_phrase, [*wanted, *any_of]))
        return select(_WORDS.c.rowid).where(text(_MATCHES.format(name=name)).bindparams(**{name: said}))
    said = " | ".join(map(_tsquery_phrase, [*wanted, *any_of]))
    return select(SearchDocument.item).where(SearchDocument.words.op("@@")(cast(said, TSQUERY)))


def _in_fts5(wanted: _Phrases, unwanted: _Phrases) -> str:
    said = " AND ".join(map(_fts5_phrase, wanted))
    return f"({said}) NOT ({' OR '.join(map(_fts5_phrase, unwanted))})" if unwanted else said


def _fts5_phrase(words: Sequence[str]) -> str:
    return '"' + " ".join(words) + '"'


def _matches(words: ColumnElement[Any], wanted: _Phrases, unwanted: _Phrases) -> ColumnElement[bool]:
    said = [*map(_tsquery_phrase, wanted), *(f"!{_tsquery_phrase(one)}" for one in unwanted)]
    return words.op("@@", is_comparison=True)(cast(" & ".join(said), TSQUERY))


def _tsquery_phrase(words: Sequence[str]) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + ")"


def _meets(
    connection: Connection, number: ColumnElement[int], condition: Condition, key: Callable[[str], str]
) -> ColumnElement[bool]:
    """What is asked of an item beside its words."""
    if condition.name in {"before", "after"}:
        when = (
            Item.committed_at < condition.moment
            if condition.name == "before"
            else Item.committed_at >= condition.moment
        )
        return exists().where(Item.number == number, when)
    if condition.name == "strength":
        return exists().where(Reading.item == number, Reading.strength == int(condition.text))
    if condition.name == "case":
        return number.in_(_in_case(condition.text))
    return _has_hash(connection, number, condition.text, key)


def _in_case(text_: str) -> Select[Any]:
    """Of a whole reference, or of its year and number without the check behind."""
    cases = select(Case.id).where(or_(Case.reference == text_, Case.reference.startswith(f"{text_}-", autoescape=True)))
    return select(Filing.item).where(Filing.case_id.in_(cases), counts())


def _has_hash(
    connection: Connection, number: ColumnElement[int], prefix: str, key: Callable[[str], str]
) -> ColumnElement[bool]:
    """The item itself, or a message in it; by a whole SHA-256 also a file in it."""
    end = f"{prefix}g"  # no hex digit comes after f
    ways = [
        number.in_(select(Item.number).where(Item.sha256 >= prefix, Item.sha256 < end)),
        number.in_(
            select(Carrier.item)
            .join(Reading, and_(Reading.item == Carrier.item, Reading.derivation == Carrier.derivation))
            .where(Carrier.sha256 >= prefix, Carrier.sha256 < end)
        ),
    ]
    if len(prefix) == WHOLE:
        ways.append(number.in_(_matching(connection, [], [(key(hash_entry(prefix)),)], f"hash_{prefix}")))
    return or_(*ways)
