"""Whoever has the database's password and changes any row of evidence is found by `verify`, and the row is named.

Flips, deletes, swaps, inserts, truncates and rewrites with a recomputed chain, drawn at random from a seed, as the
owner of the database, whom no trigger stops. What the database itself refuses (a key that is taken, a check) is drawn
again.

    ATTACKS=500 ARGS="tests/edges/store/test_attacks.py" make test      all 500 on each engine
    SEED=17 ATTACKS=1 ARGS="tests/edges/store/test_attacks.py" make test    that one again
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Boolean, Integer, LargeBinary

from archiver.core.records import ChainHead, Finding
from archiver.core.witness import Attestation
from archiver.edges.depots import place_of
from archiver.edges.store import accounts
from archiver.edges.store.defence import FIXED, ONCE, WRITTEN_ONCE
from archiver.edges.store.erasing import BLANK, ERASED
from archiver.edges.tables import ENTRIES, Base, Instant
from archiver.jobs.sealing import seal_past
from tests.edges.store.story import tell
from tests.edges.store.test_sealing import KEY, an_archive
from tests.fakes import Archive

ATTACKS = int(os.environ.get("ATTACKS", "60"))
FIRST_SEED = int(os.environ.get("SEED", "1"))
TABLES = tuple(name for name in (*WRITTEN_ONCE, *FIXED) if name != "keys")
IF_ENCRYPTED = (*TABLES, "keys")
COLUMNS = FIXED | {
    "sightings": (*FIXED["sightings"], *ONCE["sightings"]),
    "readings": accounts.READING,
    "keys": (*FIXED["keys"], "master", "wrapped"),
}
"""Of rows that live, what does not; a reading is attested whole, and so is a key where it opens something."""
OPERATIONS = ("flip",) * 5 + ("delete", "swap", "insert") * 2 + ("truncate", "rewrite", "cut")

OF_ENTRIES = frozenset(table.__tablename__ for table in ENTRIES)

Row = dict[str, Any]


# --- the hand ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Hand:
    """Works on rows as the owner of the database, and can put everything back."""

    url: str
    tables: Sequence[str]
    saved: dict[str, list[Row]] = field(default_factory=dict)

    def save(self) -> None:
        for name in (*self.tables, "heads"):
            self.saved[name] = self._rows(name)

    def changed(self, names: Iterable[str]) -> bool:
        """Whether anything in these tables is otherwise than it was: PostgreSQL drops blanks behind a varchar(27)."""
        return any(_as_set(self._rows(name)) != _as_set(self.saved[name]) for name in names)

    def _rows(self, name: str) -> list[Row]:
        columns = list(Base.metadata.tables[name].c.keys())
        return [dict(zip(columns, row, strict=True)) for row in self._ask(name, columns)]

    def put(self, tables: Mapping[str, Sequence[Row]]) -> None:
        """These rows and no others are in these tables. Raises when the database itself refuses."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30)) as lite, lite:
                lite.execute("BEGIN")
                made = lite.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for name, _ in made:
                    lite.execute(f"DROP TRIGGER {name}")
                self._write(lite, tables, "?")
                for _, sql in made:
                    lite.execute(sql)
            return
        with psycopg.connect(self.url.replace("+psycopg", "")) as server:
            server.execute("SET session_replication_role = replica")
            self._write(server, tables, "%s")

    def put_back(self, names: Iterable[str]) -> None:
        self.put({name: self.saved[name] for name in names})

    def _write(self, connection: Any, tables: Mapping[str, Sequence[Row]], mark: str) -> None:
        cursor = connection.cursor()
        for name, rows in tables.items():
            cursor.execute(f"DELETE FROM {name}")
            if rows:
                columns = list(rows[0])
                marks = ", ".join(mark for _ in columns)
                cursor.executemany(
                    f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})",
                    [tuple(row[column] for column in columns) for row in rows],
                )

    def _ask(self, name: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        question = f"SELECT {', '.join(columns)} FROM {name}"
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as lite:
                return lite.execute(question).fetchall()
        with psycopg.connect(self.url.replace("+psycopg", "")) as server:
            return server.execute(question.encode()).fetchall()


# --- what it does -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attack:
    """Tables as they are afterwards, and whom `verify` may name first."""

    what: str
    tables: dict[str, list[Row]]
    names: frozenset[str]
    """Subjects; a path behind one counts. Empty: whatever is found first."""


@dataclass(frozen=True, slots=True)
class Attacker:
    """Draws attacks."""

    hand: Hand
    dice: random.Random

    def attack(self) -> Attack | None:
        """None when there is nothing to be done of the kind that was drawn."""
        operation = self.dice.choice(OPERATIONS)
        if operation in {"rewrite", "cut"}:
            return getattr(self, operation)()  # type: ignore[no-any-return]
        table = self.dice.choice(self.hand.tables)
        rows = self._rows(table)
        return getattr(self, operation)(table, rows) if rows else None

    def _rows(self, table: str) -> list[Row]:
        return self.hand.saved[table]

    def flip(self, table: str, rows: list[Row]) -> Attack | None:
        place = self.dice.randrange(len(rows))
        column = self._column(table)
        changed = self.other(table, column, rows[place][column])
        if changed == rows[place][column] or _says_nothing(table, column, rows[place]):
            return None
        new = rows[place] | {column: changed}
        what = f"flip {table}.{column} of {_key(table, rows[place])} to {str(changed)[:60]!r}"
        return self._as(what, table, [*rows[:place], new, *rows[place + 1 :]], rows[place], new)

    def swap(self, table: str, rows: list[Row]) -> Attack | None:
        column = self._column(table)
        one, other = (self.dice.randrange(len(rows)) for _ in range(2))
        if rows[one][column] == rows[other][column]:
            return None
        if _says_nothing(table, column, rows[one]) and _says_nothing(table, column, rows[other]):
            return None
        after = list(rows)
        after[one] = rows[one] | {column: rows[other][column]}
        after[other] = rows[other] | {column: rows[one][column]}
        if _as_set(after) == _as_set(rows):
            return None
        what = f"swap {table}.{column} of {_key(table, rows[one])} and {_key(table, rows[other])}"
        return self._as(what, table, after, rows[one], rows[other])

    def delete(self, table: str, rows: list[Row]) -> Attack:
        place = self.dice.randrange(len(rows))
        after = [*rows[:place], *rows[place + 1 :]]
        return self._as(f"delete {table} {_key(table, rows[place])}", table, after, rows[place])

    def insert(self, table: str, rows: list[Row]) -> Attack:
        model = self.dice.choice(rows)
        new = dict(model)
        keys = Base.metadata.tables[table].primary_key.columns.keys()
        unique = [column.name for column in Base.metadata.tables[table].c if column.unique]
        for column in {*keys, *unique} if len(keys) == 1 else {self.dice.choice(keys), *unique}:
            if isinstance(model[column], int) and len(keys) == 1:
                new[column] = max(row[column] or 0 for row in rows) + self.dice.choice((1, 1, 7))
            elif model[column] is not None:
                new[column] = self.other(table, column, model[column])
        return self._as(f"insert {table} {_key(table, new)} like {_key(table, model)}", table, [*rows, new], new)

    def truncate(self, table: str, rows: list[Row]) -> Attack:
        return Attack(f"truncate {table} of {len(rows)}", {table: []}, frozenset())

    def rewrite(self) -> Attack | None:
        """History changed, and everything that hangs on it made to agree, the rows of our own letters included."""
        anchor = max(row["chain_count"] for row in self._rows("digest_issues"))
        events = sorted(self._rows("custody_events"), key=lambda row: row["seq"])
        place = self.dice.randrange(anchor)
        how = self.dice.choice(("change", "drop", "add", "exchange", "with its row"))
        tables: dict[str, list[Row]] = {}
        if how == "drop":
            events = [*events[:place], *events[place + 1 :]]
        elif how == "add":
            events = [*events[:place], events[self.dice.randrange(len(events))], *events[place:]]
        elif how == "exchange":
            other = self.dice.randrange(anchor)
            if place == other:
                return None
            events[place], events[other] = events[other], events[place]
        elif how == "with its row":
            places = [number for number, row in enumerate(events[:anchor]) if row["act"] == "accession"]
            place = self.dice.choice(places)
            detail = json.loads(events[place]["detail"])
            mark = self.dice.choice(("import", "imap"))
            number = int(events[place]["subject"].removeprefix("item:"))
            if mark == detail["provenance"]:
                return None
            events[place] = events[place] | {"detail": _canonical(detail | {"provenance": mark})}
            tables["items"] = [
                row | {"provenance": mark} if row["number"] == number else row for row in self._rows("items")
            ]
        else:
            column = self.dice.choice(("at", "act", "agent", "subject", "outcome"))
            events[place] = events[place] | {column: self.other("custody_events", column, events[place][column])}
        return Attack(f"rewrite ({how}) event {place + 1}", tables | self._linked(events), frozenset())

    def cut(self) -> Attack:
        """The end of history taken away with everything that hangs on it, as far as the hand can see."""
        anchor = max(row["chain_count"] for row in self._rows("digest_issues"))
        end = self.dice.randrange(anchor)
        events = sorted(self._rows("custody_events"), key=lambda row: row["seq"])[:end]
        issues = [row for row in self._rows("digest_issues") if row["chain_count"] < end]
        kept = {row["id"] for row in issues}
        letters = [row for row in self._rows("outbox") if row["digest_id"] in {None, *kept}]
        tables = self._linked(events) | {"digest_issues": issues, "outbox": letters}
        tables |= self._stamps_of(events, tables["stamps"], tables["stamp_requests"])
        return Attack(f"cut off after event {end}", tables, frozenset())

    def _linked(self, events: list[Row]) -> dict[str, list[Row]]:
        last, links, chain = "0" * 64, {0: "0" * 64}, []
        for seq, row in enumerate(events, start=1):
            detail = json.loads(row["detail"])
            if row["act"] == "time stamping":
                detail["head"] = links.get(detail["count"], detail["head"])
            if detail.get("chain_count") in links:
                detail["chain_head"] = links[detail["chain_count"]]
            event = {name: row[name] for name in ("at", "act", "agent", "subject", "outcome")}
            words = _canonical({**event, "seq": seq, "detail": detail})
            link = sha256(bytes.fromhex(last) + words.encode()).hexdigest()
            chain.append({**row, "seq": seq, "detail": _canonical(detail), "previous": last, "hash": link})
            last = links[seq] = link
        issues = [
            row | {"chain_head": links.get(row["chain_count"], row["chain_head"])}
            for row in self._rows("digest_issues")
        ]
        heads = [self._rows("heads")[0] | {"events": len(chain), "hash": last}]
        stamps, requests = (
            [row | {"chain_head": links.get(row["chain_count"], row["chain_head"])} for row in self._rows(name)]
            for name in ("stamps", "stamp_requests")
        )
        own = {"digest_issues": issues, "stamps": stamps, "stamp_requests": requests}
        return {"custody_events": chain, "heads": heads, **own}

    def _stamps_of(self, events: list[Row], stamps: list[Row], requests: list[Row]) -> dict[str, list[Row]]:
        """Those of which these events tell."""
        told = {json.loads(row["detail"])["request"] for row in events if row["act"] == "time stamping"}
        return {
            "stamps": [row for row in stamps if row["request"] in told],
            "stamp_requests": [row for row in requests if row["id"] in told],
        }

    def _column(self, table: str) -> str:
        return self.dice.choice(COLUMNS.get(table) or list(Base.metadata.tables[table].c.keys()))

    def _as(self, what: str, table: str, after: list[Row], *touched: Row) -> Attack:
        named = frozenset(name for row in touched for name in self.subjects(table, row))
        return Attack(what, {table: after}, named)

    def other(self, table: str, column: str, value: Any) -> Any:
        """Another value of the same kind."""
        kind, dice = Base.metadata.tables[table].c[column].type, self.dice
        if isinstance(kind, Instant):
            return _later(value, timedelta(seconds=dice.choice((-86_400, -1, 1, 3_600, 0.000_001))))
        if isinstance(kind, Boolean):
            return not value if isinstance(value, bool) else 1 - (value or 0)
        if isinstance(kind, LargeBinary):
            return _flipped(dice, bytes(value or b"x"))
        if isinstance(kind, Integer):
            return dice.choice((1, 2, 99)) if value is None else value + dice.choice((-1, 1, 1, 100))
        if value is not None and dice.random() < 0.15 and Base.metadata.tables[table].c[column].nullable:
            return None
        return self._other_text(value)

    def _other_text(self, value: str | None) -> str:
        if value is None:
            return self.dice.choice(("x", "a" * 64))
        if len(value) == 64 and not set(value) - set("0123456789abcdef"):
            place = self.dice.randrange(64)
            return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]
        return self.dice.choice((value + "x", value[1:], value.upper(), "", value + " ", "{", "[]"))

    # --- whom to name

    def subjects(self, table: str, row: Row) -> Iterator[str]:
        """What a finding about a row may be about: the row, or what hangs on it."""
        if row.get("item") is not None:
            yield f"item:{row['item']}"
        yield from getattr(self, f"_of_{table}", lambda _row: ())(row)
        if table in OF_ENTRIES:
            yield from self._with("cases", "id", row["case_id"], "reference", "case")

    def _with(self, table: str, column: str, value: object, name: str, kind: str) -> list[str]:
        return [f"{kind}:{row[name]}" for row in self._rows(table) if value is not None and row[column] == value]

    def _of_items(self, row: Row) -> Iterator[str]:
        yield from (f"item:{row['number']}", f"octets:{row['sha256']}")
        yield from self._with("items", "sha256", row["sha256"], "number", "item")

    def _of_octets(self, row: Row) -> Iterator[str]:
        yield f"octets:{row['sha256']}"
        yield from self._with("items", "sha256", row["sha256"], "number", "item")

    def _of_objects(self, row: Row) -> Iterator[str]:
        yield f"object:{row['sha256']}"
        yield from self._with("items", "sha256", row["sha256"], "number", "item")

    def _of_strengthenings(self, row: Row) -> Iterator[str]:
        yield f"item:{row['weaker']}"

    def _of_enclosed_messages(self, row: Row) -> Iterator[str]:
        yield f"enclosed:{row['sha256']}"
        yield from self._with("carriers", "sha256", row["sha256"], "item", "item")

    _of_carriers = _of_enclosed_messages

    def _of_incidents(self, row: Row) -> Iterator[str]:
        yield f"incident:{row['id']}"
        yield from self._with("incident_reports", "incident", row["id"], "item", "item")

    def _of_incident_reports(self, row: Row) -> Iterator[str]:
        return self._of_incidents({"id": row["incident"]})

    def _of_custody_events(self, row: Row) -> Iterator[str]:
        yield from (f"event:{row['seq']}", f"event:{len(self._rows('custody_events')) + 1}", "head")

    def _of_definitions(self, row: Row) -> Iterator[str]:
        yield f"definition:{row['version']}"

    def _of_digest_issues(self, row: Row) -> Iterator[str]:
        yield from (f"digest:{row['iso_year']}-W{row['iso_week']:02d}", f"event:{row['chain_count']}")
        yield from self._with("outbox", "digest_id", row["id"], "id", "letter")

    def _of_outbox(self, row: Row) -> Iterator[str]:
        yield f"letter:{row['id']}"
        for issue in self._rows("digest_issues"):
            if issue["id"] == row["digest_id"]:
                yield from self._of_digest_issues(issue)

    def _of_cases(self, row: Row) -> Iterator[str]:
        yield from (f"case:{row['reference']}", f"case:{row['id']}")  # its key knows the row alone
        yield from self._with("cases", "id", row["id"], "reference", "case")
        yield from self._with("cases", "merged_into", row["id"], "reference", "case")
        yield from self._with("filings", "case_id", row["id"], "item", "item")
        yield from self._with("case_acts", "case_id", row["id"], "id", "act")
        yield from self._with("case_acts", "other_id", row["id"], "id", "act")

    def _of_case_acts(self, row: Row) -> Iterator[str]:
        yield f"act:{row['id']}"
        yield from self._with("filings", "act", row["id"], "item", "item")
        yield from self._with("cases", "id", row["case_id"], "reference", "case")

    def _of_stamps(self, row: Row) -> Iterator[str]:
        yield f"stamp:{row['chain_count']}-{row['authority']}"
        for table, name in (("stamp_requests", "id"), ("stamps", "request")):
            yield from (
                f"stamp:{one['chain_count']}-{one['authority']}"
                for one in self._rows(table)
                if one[name] == row["request"]
            )

    def _of_stamp_requests(self, row: Row) -> Iterator[str]:
        return self._of_stamps(row | {"request": row["id"]})

    def _of_keys(self, row: Row) -> Iterator[str]:
        yield f"{row['scope']}:{row['number']}"
        if row["scope"] == "case":
            yield from self._with("cases", "id", row["number"], "reference", "case")

    def _of_dispositions(self, row: Row) -> Iterator[str]:
        yield f"disposition:{row['id']}"
        if row["proposal"] is not None:
            yield f"disposition:{row['proposal']}"

    def _of_holds(self, row: Row) -> Iterator[str]:
        yield f"hold:{row['id']}"

    def _of_erasures(self, row: Row) -> Iterator[str]:
        yield f"erasure:{row['scope']}:{row['name']}"
        if row["scope"] == "case":  # the reasons of its acts are gone, and nothing says why
            yield from self._with("case_acts", "case_id", row["number"], "id", "act")

    def _of_registrations(self, row: Row) -> Iterator[str]:
        return iter(self._with("cases", "id", row["case_id"], "reference", "case"))


def _says_nothing(table: str, column: str, row: Row) -> bool:
    """Of a reading that was disposed of only what must be blank is judged, and no longer when and how it was made."""
    return table == "readings" and row["state"] == ERASED and column not in {"item", *BLANK}


def _key(table: str, row: Row) -> str:
    return ", ".join(str(row[column.name])[:70] for column in Base.metadata.tables[table].primary_key)


def _as_set(rows: Iterable[Row]) -> frozenset[tuple[tuple[str, Any], ...]]:
    return frozenset(tuple(row.items()) for row in rows)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _later(value: Any, by: timedelta) -> Any:
    if value is None:
        return datetime(2026, 11, 20, 12, tzinfo=UTC)
    if isinstance(value, str):
        return (datetime.fromisoformat(value) + by).isoformat(" ", "microseconds")
    return value + by


def _flipped(dice: random.Random, octets: bytes) -> bytes:
    way = dice.choice(("flip", "flip", "cut", "add"))
    if way == "cut":
        return octets[:-1]
    if way == "add":
        return octets + b"x"
    place = dice.randrange(len(octets) or 1)
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


# --- what verify says of it -------------------------------------------------------------------------------------


def verified(archive: Archive, letter: ChainHead) -> tuple[Finding, ...]:
    kept = [Attestation(letter, "uge48.eml", is_marked=True)]
    return archive.store.audit.verify(lambda _done, _all: None, kept).findings


def judged(attack: Attack, findings: Sequence[Finding]) -> str:
    """What is wrong with the answer; empty when the first fault is named."""
    if not findings:
        return "not found"
    first = findings[0]
    if attack.names and not any(first.subject.split("/")[0] == name for name in attack.names):
        return f"named {first.kind} {first.subject} first, of {sorted(attack.names)}"
    return ""


def answer(attack: Attack, archive: Archive, letter: ChainHead) -> str:
    """The same; `verify` itself must never stumble over what it finds."""
    try:
        return judged(attack, verified(archive, letter))
    except Exception as error:  # noqa: BLE001
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"verify stumbled: {type(error).__name__} {error} in {last.filename}:{last.lineno}"


REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError, psycopg.DataError, OverflowError)


@pytest.mark.timeout(3600)
def test_whatever_is_done_to_a_row_of_evidence_is_found_and_named(archive: Archive, tmp_path: Path) -> None:
    with_a_depot(archive, tmp_path)
    tell(archive)

    assert not unfound(archive, TABLES, ATTACKS)


@pytest.mark.timeout(3600)
def test_the_same_of_an_archive_that_is_encrypted(tmp_path: Path) -> None:
    with an_archive(f"sqlite:///{tmp_path / 'archive.sqlite'}", KEY) as archive:
        with_a_depot(archive, tmp_path)
        tell(archive)
        seal_past(archive.store, archive.clock)

        assert not unfound(archive, IF_ENCRYPTED, ATTACKS)
        assert not unfound(archive, IF_ENCRYPTED, 1, 268), "a case opened under a name that is none: verify stumbled"


def with_a_depot(archive: Archive, folder: Path) -> None:
    """Some of what comes in rests outside the database."""
    depots = archive.store.database.depots
    depots.chosen, depots.above = place_of(folder / "content"), 1000


def unfound(archive: Archive, tables: Sequence[str], attacks: int, first: int = FIRST_SEED) -> str:
    """What so many attacks on these tables did that was not found, or not named."""
    hand = Hand(archive.url, tables)
    hand.save()
    assert all(hand.saved[name] for name in tables), [name for name in tables if not hand.saved[name]]
    letter = max((ChainHead(row["chain_count"], row["chain_head"]) for row in hand.saved["digest_issues"]), key=_count)
    assert verified(archive, letter) == ()

    wrong, done, seed = list[str](), Counter[str](), first
    while done.total() < attacks:
        dice, seed = random.Random(seed), seed + 1
        attack = Attacker(hand, dice).attack()
        if attack is None:
            continue
        try:
            hand.put(attack.tables)
        except REFUSALS:  # the database's own, whoever asks
            continue
        if not hand.changed(attack.tables):
            continue
        done[attack.what.split()[0]] += 1
        if trouble := answer(attack, archive, letter):
            wrong.append(f"SEED={seed - 1}: {attack.what}: {trouble}")
            print(wrong[-1], flush=True)
        hand.put_back(attack.tables)

    print(f"{archive.url.partition(':')[0]}: {done.total()} attacks: {dict(done)}")
    assert verified(archive, letter) == ()
    return "\n".join(wrong)


def _count(head: ChainHead) -> int:
    return head.count
