"""Rows that hang on items, held against what the chain of custody says of them, a page of items at a time.

What an older version of the program did not write into the chain is not judged; nobody can tell it from a forgery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from archiver.core.discretion import folder_called, mailbox_called
from archiver.core.records import Finding
from archiver.edges.store import accounts, attested_letters
from archiver.edges.store.accounts import DERIVED, NOTHING, as_stored
from archiver.edges.store.attested import differences
from archiver.edges.store.database import AnyRow
from archiver.edges.tables import Import, Item, Sighting, Strengthening

Detail = Mapping[str, Any]
Event = tuple[AnyRow, Detail]
Key = tuple[str, int]

PLACE = (*("id", "mailbox", "folder", "uidvalidity", "uid", "take", "item", "seen_at", "internal_date", "fetched_at"),)


@dataclass(frozen=True, slots=True)
class Page:
    """Some items, and all that the chain says of each, in its order."""

    numbers: Sequence[int]
    events: Mapping[int, Sequence[Event]]

    def of(self, number: int, *acts: str) -> list[Event]:
        """What the chain says of one of them in these acts."""
        return [(event, detail) for event, detail in self.events.get(number, ()) if event.act in acts]

    def is_old(self, number: int) -> bool:
        """Whether it came when the chain did not tell from where."""
        return any("provenance" not in detail for _, detail in self.of(number, "accession"))


def otherwise(connection: Connection, page: Page, kept: Sequence[int]) -> Iterator[Finding]:
    """Every such row that is not as the chain says, is unknown to it, or is gone.

    Of items that are not `kept` there is only where a server showed them; the rest was disposed of.
    """
    yield from _differ(page, _attested_sightings(page), _stored_sightings(connection, page))
    yield from differences(_attested_strengthenings(page), _stored_strengthenings(connection, page))
    page = Page(kept, page.events)
    yield from _differ(page, _attested_imports(page), _stored_imports(connection, page))
    yield from _read_otherwise(connection, page)
    yield from _derived_otherwise(connection, page)
    yield from attested_letters.of_items(connection, page)


def _differ(page: Page, told: Mapping[Key, str], stored: Mapping[Key, str]) -> Iterator[Finding]:
    kept = {key: words for key, words in stored.items() if key in told or not page.is_old(_number(key[0]))}
    return differences(told, kept)


def _number(subject: str) -> int:
    return int(subject.removeprefix("item:"))


# --- where it came from -----------------------------------------------------------------------------------------


def _attested_sightings(page: Page) -> dict[Key, str]:
    return {
        (f"item:{number}", detail["sighting"]): _place(detail, detail.get("mailbox"), detail.get("folder"))
        for number in page.numbers
        for _, detail in page.of(number, "accession", "sighting")
        if "sighting" in detail
    }


def _stored_sightings(connection: Connection, page: Page) -> dict[Key, str]:
    rows = connection.execute(select(*as_stored(Sighting, PLACE)).where(Sighting.item.in_(page.numbers)))
    return {
        (f"item:{row.item}", row.id): _place(row._asdict(), mailbox_called(str(row.mailbox)), folder_called(row.folder))
        for row in rows
    }


def _place(told: Mapping[str, Any], mailbox: object, folder: object) -> str:
    where = f"{mailbox}/{folder} {told.get('uidvalidity')} {told.get('uid')}"
    clocks = f"{told.get('internal_date')}, fetched {told.get('fetched_at')}"
    return f"seen as {where} take {told.get('take')} {told.get('seen_at')}, {clocks}"


def _attested_imports(page: Page) -> dict[Key, str]:
    return {
        (f"item:{number}", detail["import"]): f"import {detail.get('source_sha256')} {detail.get('ordinal')} {event.at}"
        for number in page.numbers
        for event, detail in page.of(number, "accession", "sighting")
        if "import" in detail
    }


def _stored_imports(connection: Connection, page: Page) -> dict[Key, str]:
    question = select(*as_stored(Import), Item.sha256.label("checksum")).outerjoin(Item, Item.number == Import.item)
    rows = connection.execute(question.where(Import.item.in_(page.numbers)))
    return {
        (f"item:{row.item}", row.id): (
            f"import {accounts.account_of_source(row.source, row.checksum)} {row.ordinal} {row.imported_at}"
        )
        for row in rows
    }


# --- what was understood of it ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """What the chain says of an item's reading as it stands."""

    is_there: bool = False
    account: str | None = None
    """None where an older version did not tell."""


def _attested_reading(events: Sequence[Event]) -> _Reading:
    told = _Reading()
    for event, detail in events:
        if event.act == "release" and detail.get("to") == "reading":
            told = _Reading()
        elif event.act in {"quarantine", "release", "metadata extraction"} or "changed" in detail:
            told = _Reading(is_there=True, account=detail.get("reading_sha256"))
    return told


def _read_otherwise(connection: Connection, page: Page) -> Iterator[Finding]:
    stored = accounts.of_readings(connection, page.numbers)
    for number in page.numbers:
        acts = ("quarantine", "release", "metadata extraction", "metadata modification")
        told, found, subject = _attested_reading(page.of(number, *acts)), stored.get(number), f"item:{number}/reading"
        if told.is_there and found is None:
            yield Finding("missing", subject, told.account or "a reading", "none")
        elif found is not None and not told.is_there:
            yield Finding("chain", subject, "nothing of the kind", found)
        elif told.account is not None and told.account != found:
            yield Finding("chain", subject, told.account, str(found))


@dataclass(slots=True)
class _Derivations:
    """What the chain says of the rows derived from an item."""

    count: int = 0
    accounts: dict[int, Detail] = field(default_factory=dict)
    """By derivation; of those of an older version nothing is told."""


def _attested_derivations(events: Sequence[Event]) -> _Derivations:
    told = _Derivations()
    for event, detail in events:
        is_first = event.act == "metadata extraction"
        told.count = 1 if is_first else told.count + (detail.get("changed") == 1)
        if "derivation" in detail:
            told.count = max(told.count, detail["derivation"])
            told.accounts[detail["derivation"]] = detail
    return told


def _derived_otherwise(connection: Connection, page: Page) -> Iterator[Finding]:
    stored = accounts.of_derivations(connection, page.numbers)
    for number in page.numbers:
        told = _attested_derivations(page.of(number, "metadata extraction", "metadata modification"))
        found = {derivation: kinds for (item, derivation), kinds in stored.items() if item == number}
        for derivation in sorted({*told.accounts, *found}, key=str):
            yield from _derivation_otherwise(number, derivation, told, found.get(derivation, {}))


def _derivation_otherwise(
    number: int, derivation: int, told: _Derivations, found: Mapping[str, str]
) -> Iterator[Finding]:
    account = told.accounts.get(derivation)
    if account is None and 0 < derivation <= told.count:
        return
    for kind in DERIVED:
        expected = NOTHING if account is None else account.get(f"{kind}_sha256", NOTHING)
        there = found.get(kind, NOTHING)
        if there != expected:
            subject, which = f"item:{number}/{kind}", f"derivation {derivation}"
            words = "nothing of the kind" if expected == NOTHING else f"{which} {expected}"
            is_gone = there == NOTHING
            yield Finding("missing" if is_gone else "chain", subject, words, "none" if is_gone else f"{which} {there}")


def _attested_strengthenings(page: Page) -> dict[Key, str]:
    return {
        (f"item:{number}", detail["strengthened_by"]): f"strengthened by {detail['strengthened_by']} {event.at}"
        for number in page.numbers
        for event, detail in page.of(number, "metadata modification")
        if "strengthened_by" in detail
    }


def _stored_strengthenings(connection: Connection, page: Page) -> dict[Key, str]:
    rows = connection.execute(select(*as_stored(Strengthening)).where(Strengthening.weaker.in_(page.numbers)))
    return {(f"item:{row.weaker}", row.item): f"strengthened by {row.item} {row.noted_at}" for row in rows}
