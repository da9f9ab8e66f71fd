"""Signatures in SQL: which items are to be checked, what came of it, and the key records that it was done with."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from archiver.core.records import (
    Checksum,
    ItemNumber,
    Keys,
    Scheme,
    SignatureCheck,
    SignatureVerdict,
    SignedPlace,
)
from archiver.core.signatures import key_name
from archiver.edges.store import readings
from archiver.edges.store.accounts import as_stored
from archiver.edges.store.custody import Pen
from archiver.edges.store.database import Database
from archiver.edges.tables import Item, Reading, Signature, safe_text

Place = tuple[str, str, int]
"""Path, scheme and ordinal: which signature of an item."""


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    """The newest verdict on one signature, and how often it was looked for."""

    check: SignatureCheck
    key_record: str | None
    """The TXT record that it was checked with; none where there was none to be had."""
    checked_at: datetime
    attempt: int

    @property
    def place(self) -> Place:
        """Which of the item's signatures it is."""
        return place_of(self.check)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An item whose signatures are to be checked, with what is known of them."""

    item: ItemNumber
    checksum: Checksum
    due: datetime
    places: tuple[SignedPlace, ...]
    """The item itself and the messages inside it."""
    entries: tuple[SignatureEntry, ...] = ()
    """From earlier tries."""

    @property
    def keys(self) -> dict[str, str]:
        """The key records kept, by the name the DNS had them under."""
        return {one.check.key_name: one.key_record for one in self.entries if one.key_record is not None}

    def awaits(self, check: SignatureCheck) -> bool:
        """Whether there is no verdict yet, one that waits for the DNS, or one on another signature at that place."""
        before = next((one for one in self.entries if one.place == place_of(check)), None)
        return (
            before is None
            or before.check.verdict is SignatureVerdict.TEMPERROR
            or (before.check.domain, before.check.selector) != (safe_text(check.domain), safe_text(check.selector))
        )

    @property
    def attempts(self) -> int:
        """How often the DNS has been asked for what it did not answer for."""
        waiting = (one.attempt for one in self.entries if one.check.verdict is SignatureVerdict.TEMPERROR)
        return max(waiting, default=0)


def place_of(check: SignatureCheck) -> Place:
    """Which of an item's signatures a check is of."""
    return check.path, check.scheme, check.ordinal


class Signatures:
    """Checks of signatures. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int, *, after: Unchecked | None = None) -> list[Unchecked]:
        """Items that are read and whose check is due, the longest due first; those behind `after` in that order."""
        question = (
            select(Item.number, Item.sha256, Reading.signatures_due)
            .join(Reading, Reading.item == Item.number)
            .where(Reading.state == "read", Reading.signatures_due <= now)
            .order_by(Reading.signatures_due, Reading.item)
            .limit(limit)
        )
        if after is not None:
            later = (Reading.signatures_due == after.due) & (Reading.item > after.item)
            question = question.where(or_(Reading.signatures_due > after.due, later))
        with self._database.reading() as connection:
            return [_unchecked(connection, row) for row in connection.execute(question).all()]

    def of_item(self, item: ItemNumber, now: datetime) -> Unchecked:
        """One item as `due` gives it, whether or not anything is due."""
        with self._database.reading() as connection:
            row = connection.execute(select(Item.number, Item.sha256).where(Item.number == item)).one()
            return _unchecked(connection, row, now)

    def record(
        self, one: Unchecked, checks: Sequence[SignatureCheck], keys: Keys, again_at: datetime | None, now: datetime
    ) -> bool:
        """Write down what came of a check, and when to look again; None for never.

        Only what is new is written: a verdict that stands is not repeated. False, and nothing is written, when somebody
        else has checked the item meanwhile.
        """
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            if not _settle(connection, one, again_at):
                return False
            tried = {entry.place: entry.attempt for entry in one.entries}
            rows = [_row(one.item, check, keys, tried, now) for check in checks if one.awaits(check)]
            if rows:
                connection.execute(insert(Signature), rows)
                verdicts = Counter(str(row["verdict"]) for row in rows)
                account = accounts_of(connection, [one.item])[one.item]
                pen.note("signature check", f"item:{one.item}", detail={**verdicts, "sha256": account})
            pen.finish()
            return True

    def give_up(self, one: Unchecked, reason: str, now: datetime) -> bool:
        """Write down that an item's signatures cannot be checked; `reason` in fixed words. False as `record` says."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            if not _settle(connection, one, None):
                return False
            pen.note("signature check", f"item:{one.item}", outcome="failure", detail={"reason": reason})
            pen.finish()
            return True

    def note_repeated(self, item: ItemNumber, agent: str, now: datetime, *, held: int, broken: int) -> None:
        """Write down that verdicts were repeated with the keys kept: how many came out as before, and how many not."""
        with self._database.writing() as connection:
            pen = Pen(connection, now)
            outcome = "failure" if broken else "success"
            detail = {"repeated": held + broken, "as_before": held}
            pen.note("signature check", f"item:{item}", agent=agent, outcome=outcome, detail=detail)
            pen.finish()

    def newest(self, item: ItemNumber) -> list[SignatureEntry]:
        """The verdict that counts on each signature of an item."""
        with self._database.reading() as connection:
            return _entries(connection, item)


def _unchecked(connection: Connection, row: Row[*tuple[Any, ...]], due: datetime | None = None) -> Unchecked:
    inside = readings.enclosed_in(connection, row.number)
    return Unchecked(
        item=ItemNumber(row.number),
        checksum=Checksum(row.sha256),
        due=due or row.signatures_due,
        places=(("", ()), *((one.path, one.cuts) for one in inside)),
        entries=tuple(_entries(connection, row.number)),
    )


def _settle(connection: Connection, one: Unchecked, again_at: datetime | None) -> bool:
    settled = connection.execute(
        update(Reading)
        .where(Reading.item == one.item, Reading.signatures_due == one.due)
        .values(signatures_due=again_at)
    )
    return settled.rowcount > 0


def _entries(connection: Connection, item: int) -> list[SignatureEntry]:
    last = (
        select(Signature.path, Signature.scheme, Signature.ordinal, func.max(Signature.attempt).label("attempt"))
        .where(Signature.item == item)
        .group_by(Signature.path, Signature.scheme, Signature.ordinal)
        .subquery()
    )
    rows = connection.execute(
        select(Signature.__table__)
        .join(
            last,
            (Signature.path == last.c.path)
            & (Signature.scheme == last.c.scheme)
            & (Signature.ordinal == last.c.ordinal)
            & (Signature.attempt == last.c.attempt),
        )
        .where(Signature.item == item)
    )
    return sorted(map(_entry, rows), key=lambda entry: (_steps(entry.check.path), *entry.place[1:]))


def _steps(path: str) -> list[int]:
    return [int(step) for step in path.split(".") if step]


def _entry(row: Row[*tuple[Any, ...]]) -> SignatureEntry:
    check = SignatureCheck(
        path=row.path,
        scheme=Scheme(row.scheme),
        ordinal=row.ordinal,
        domain=row.domain,
        selector=row.selector,
        verdict=SignatureVerdict(row.verdict),
        reason=row.reason,
        key_name=key_name(row.selector, row.domain),
        signed_octets=row.signed_octets,
    )
    return SignatureEntry(check, row.key_record, row.checked_at, row.attempt)


def _row(
    item: ItemNumber, check: SignatureCheck, keys: Keys, tried: Mapping[Place, int], now: datetime
) -> dict[str, Any]:
    return {
        "item": item,
        "path": check.path,
        "scheme": check.scheme,
        "ordinal": check.ordinal,
        "attempt": tried.get(place_of(check), 0) + 1,
        "domain": safe_text(check.domain),
        "selector": safe_text(check.selector),
        "verdict": check.verdict,
        "reason": check.reason,
        "signed_octets": check.signed_octets,
        "key_record": keys.get(check.key_name),
        "checked_at": now,
    }


def accounts_of(connection: Connection, items: Sequence[int]) -> dict[int, str]:
    """For each item that has any: SHA-256 over all its rows of `signatures`, keys included, ordered by their place.

    As JSON with sorted keys and no spaces; times as the chain of custody writes them.
    """
    told: dict[int, list[dict[str, Any]]] = {}
    rows = connection.execute(select(*as_stored(Signature)).where(Signature.item.in_(items)))
    for row in sorted(rows.mappings(), key=lambda one: (one["path"], one["scheme"], one["ordinal"], one["attempt"])):
        told.setdefault(row["item"], []).append(dict(row))
    return {item: _hash_of(rows) for item, rows in told.items()}


def _hash_of(rows: Sequence[Mapping[str, Any]]) -> str:
    words = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()
