"""The database itself refuses to change or delete evidence (E5), on both engines and whoever asks."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, text

from archiver.core.disposition import HoldKind, Outcome, Person, Proposal
from archiver.core.records import IsoWeek, ItemNumber, Octets, Stamp
from archiver.edges.depots import place_of
from archiver.edges.store.database import Database
from archiver.edges.store.defence import FIXED, MAY, NEVER_DELETED, ONCE, REFUSED, WRITTEN_ONCE, gaps, triggers
from archiver.edges.tables import Base, Key, Signature
from archiver.edges.tables import Octets as OctetsRow
from archiver.errors import StoreRefused, StoreUnavailable
from tests.builders import a_letter
from tests.core.test_register import WRITTEN
from tests.edges.store.sheets import write_every
from tests.edges.store.test_cases import JETTE, doing
from tests.fakes import OFFICER, Archive, close
from tests.forger import attack
from tests.jobs.test_incidents import attached, inline, take_in
from tests.services.postgres import Postgres

A_SIGNATURE = {
    "path": "",
    "scheme": "dkim",
    "attempt": 1,
    "domain": "kommune.example",
    "selector": "s",
    "verdict": "pass",
    "reason": "",
    "signed_octets": None,
    "key_record": None,
}


@pytest.fixture
def full(archive: Archive, tmp_path: Path) -> Archive:
    """An archive in whose every table of evidence something stands."""
    fill(archive)
    a_key(archive)
    an_object(archive, tmp_path)
    return archive


def a_key(archive: Archive) -> None:
    """As an encrypted archive has one for every case."""
    with archive.store.database.writing() as connection:
        case = connection.scalar(text("SELECT min(id) FROM cases"))
        connection.execute(insert(Key), {"scope": "case", "number": case, "binding": "", "master": "", "wrapped": ""})


def an_object(archive: Archive, folder: Path) -> None:
    """An item that rests outside the database."""
    depots = archive.store.database.depots
    depots.chosen, depots.above = place_of(folder / "content"), 0
    archive.store.accessions.take_import(Octets(b"Subject: stor\r\n\r\n"), "stor.eml", 0, archive.clock())
    depots.chosen = None


def fill(archive: Archive) -> None:
    """One of everything that an archive writes down, but for keys: those it has when it is encrypted."""
    take_in(archive, inline(JETTE), attached(JETTE))
    store, now = archive.store, archive.clock()
    store.accessions.take_import(Octets(a_letter()), "post.mbox", 0, now)
    store.registers.define("Det, som medarbejdere udsættes for.", now)
    case = str(store.cases.open(doing(archive), 2026))
    store.cases.file(ItemNumber(1), case, doing(archive))
    store.registers.write(case, WRITTEN, "operator", now)
    write_every(store, case, "operator", now)
    store.letters.issue(IsoWeek(2026, 46), OFFICER, {OFFICER: "<overblik@kommune.example>"}, now)
    with store.database.writing() as connection:
        connection.execute(insert(Signature), {"item": 1, "ordinal": 0, **A_SIGNATURE, "checked_at": now})
    empty = str(store.cases.open(doing(archive), 2026))
    close(store, empty, doing(archive))
    what = Proposal(Outcome.DISPOSE, "tom", "beslutning af 1. december 2026")
    inge, target = Person("Inge", "operator inge"), store.disposals.case(empty)
    number = store.disposals.propose(target, what, inge, "a" * 16, archive.clock())
    store.disposals.approve(number, "", Person("Ole", "operator ole"), archive.clock())
    with store.database.writing() as connection:  # as after a rewriting, which its owner alone may do
        connection.execute(text("UPDATE erasures SET forgotten_at = erased_at"))
    store.disposals.hold(store.disposals.case(case), HoldKind.LEGAL, "politiet", "operator", archive.clock())
    store.stamps.queue("tsa", timedelta(days=1), now)
    while (claim := store.stamps.claim("tsa", now)) is not None:
        store.stamps.record(claim, Stamp(b"0", "PEM", now, "1.2", "1"), now)


def columns_of(archive: Archive, table: str) -> list[str]:
    with archive.store.database.reading() as connection:
        return [column["name"] for column in inspect(connection).get_columns(table)]


def refused(archive: Archive, statement: str) -> bool:
    """Whether the database refuses it to the connection that the archive itself writes over."""
    try:
        with archive.store.database.writing() as connection:
            touched = connection.execute(text(statement)).rowcount
    except (StoreRefused, StoreUnavailable) as refusal:
        return "AR001" in str(refusal) or "SQLITE_CONSTRAINT_TRIGGER" in str(refusal)
    assert touched, f"{statement}: there is no row to be touched, so nothing could be refused"
    return False


def statements(archive: Archive) -> Iterator[str]:
    """Every way to change or delete one row of evidence."""
    for table in WRITTEN_ONCE:
        yield from (f"UPDATE {table} SET {column} = {column}" for column in columns_of(archive, table))
    for table in (*WRITTEN_ONCE, *NEVER_DELETED, "readings"):
        yield f"DELETE FROM {table}"
    for table, columns in (*FIXED.items(), *ONCE.items()):
        for column in columns:
            another = f"{column} || '1'" if archive.store.database.is_sqlite else "NULL"
            another = "1" if (table, column) == ("erasures", "size") else another  # a case has none
            yield f"UPDATE {table} SET {column} = {another}"
    yield "UPDATE heads SET events = events - 1"
    yield "UPDATE heads SET items = items - 1"


def test_every_table_of_the_archive_is_defended_or_lives(archive: Archive) -> None:
    assert sorted([*Base.metadata.tables, "alembic_version"]) == sorted(MAY)


def test_nothing_that_is_evidence_is_changed_or_deleted(full: Archive) -> None:
    before = full.findings()

    assert [statement for statement in statements(full) if not refused(full, statement)] == []

    assert full.findings() == before


def test_no_table_of_evidence_is_emptied_by_another_word(full: Archive) -> None:
    if full.store.database.is_sqlite:
        words = [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in WRITTEN_ONCE]
    else:
        words = [f"TRUNCATE {table} CASCADE" for table in (*WRITTEN_ONCE, *NEVER_DELETED, "readings")]

    assert [statement for statement in words if not refused(full, statement)] == []


def test_what_lives_goes_on_living(full: Archive) -> None:
    with full.store.database.writing() as connection:
        for statement in (
            "UPDATE outbox SET state = 'failed' WHERE state = 'due'",
            "UPDATE cases SET state = 'closed', closed_at = opened_at",
            "UPDATE sightings SET state = 'moved'",
            "UPDATE readings SET subject = ''",
        ):
            assert connection.execute(text(statement)).rowcount > 0


def test_octets_go_only_when_they_rest_elsewhere(full: Archive) -> None:
    """And the other way round; whoever writes the database can say so untruly, which `verify` then names."""
    assert refused(full, "DELETE FROM objects")
    assert refused(full, "UPDATE objects SET sha256 = (SELECT min(sha256) FROM octets)")
    with full.store.database.writing() as connection:
        row = connection.execute(text("SELECT sha256, depot FROM objects")).one()
        octets = {"sha256": row.sha256, "ordinal": 0, "content": b"Subject: stor\r\n\r\n", "sealed": False}
        connection.execute(insert(OctetsRow), octets)
    assert ("checksum", "item:4") in full.findings()
    with full.store.database.writing() as connection:
        assert connection.execute(text("DELETE FROM objects")).rowcount == 1
    assert ("checksum", "item:4") not in full.findings()


def test_a_key_is_of_an_item_or_case_that_is_there(full: Archive) -> None:
    row = "INSERT INTO keys (scope, number, binding, master, wrapped)"
    [(sha256,)] = full.ask("SELECT sha256 FROM items WHERE number = 1")
    words = [
        f"{row} VALUES ('item', 999, '{'a' * 64}', '', '')",
        f"{row} VALUES ('item', 1, '{'a' * 64}', '', '')",
        f"{row} VALUES ('case', 999, '', '', '')",
        f"{row} VALUES ('archive', 1, '', '', '')",
    ]

    assert [statement for statement in words if not refused(full, statement)] == []
    assert not refused(full, f"{row} VALUES ('item', 1, '{sha256}', '', '')")


def test_nothing_is_sealed_in_an_archive_that_is_not_encrypted(full: Archive) -> None:
    octets = "x'00'" if full.store.database.is_sqlite else "'\\x00'::bytea"
    true = "1" if full.store.database.is_sqlite else "true"
    words = [
        f"UPDATE octets SET content = {octets}, sealed = {true}",
        "UPDATE originals SET text = '§s1:x'",
        "UPDATE case_acts SET reason = '§s1:x'",
        "UPDATE outbox SET recipient = '§k1:x'",
        "UPDATE erasures SET basis = '§k1:x'",
    ]

    assert [statement for statement in words if not refused(full, statement)] == []


def test_what_was_found_sealed_once_stays_so(full: Archive) -> None:
    with full.store.database.writing() as connection:
        connection.execute(text("UPDATE heads SET sealed_at = (SELECT min(committed_at) FROM items)"))

    assert refused(full, "UPDATE heads SET sealed_at = NULL")


def test_no_row_is_put_in_the_place_of_another(sqlite_archive: Archive, tmp_path: Path) -> None:
    """Over a connection of somebody else's, which asks no trigger about the row that goes."""
    fill(sqlite_archive)
    a_key(sqlite_archive)
    an_object(sqlite_archive, tmp_path)
    tables = (*WRITTEN_ONCE, *NEVER_DELETED)

    with closing(sqlite3.connect(sqlite_archive.url.removeprefix("sqlite:///"))) as lite:
        replaced = [
            table for table in tables if not is_kept(lite, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        ]

    assert replaced == []


def is_kept(lite: sqlite3.Connection, statement: str) -> bool:
    try:
        lite.execute(statement)
    except sqlite3.IntegrityError as refusal:
        return REFUSED in str(refusal)
    return False


@pytest.fixture
def alone(database_url: str) -> Iterator[Archive]:
    """An archive in a database that nobody uses afterwards."""
    with Archive.opened(database_url) as archive:
        fill(archive)
        yield archive


@pytest.mark.parametrize("table", ["octets", "heads", "readings"])
def test_a_trigger_that_is_gone_or_switched_off_is_found(alone: Archive, table: str) -> None:
    full, before = alone, alone.findings()
    if full.store.database.is_sqlite:
        attack(full.url, f"DROP TRIGGER {table}_never_deleted")
    else:
        attack(full.url, f"ALTER TABLE {table} DISABLE TRIGGER {table}_never_deleted")

    assert full.findings() == [*before, ("defence", f"table:{table}")]


def test_a_trigger_that_refuses_nothing_any_more_is_found(alone: Archive) -> None:
    full, before = alone, alone.findings()
    if full.store.database.is_sqlite:
        attack(
            full.url,
            "DROP TRIGGER octets_never_deleted",
            "CREATE TRIGGER octets_never_deleted BEFORE DELETE ON octets BEGIN SELECT 1; END",
        )
    else:
        attack(
            full.url,
            "CREATE OR REPLACE FUNCTION archive_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        )

    assert ("defence", "table:octets") in full.findings()[len(before) :]


DISARMED = {
    "by a condition": "BEFORE UPDATE ON items FOR EACH ROW WHEN (false) EXECUTE FUNCTION archive_refuse()",
    "at another act": "BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION archive_refuse()",
    "at another time": "AFTER UPDATE ON items FOR EACH ROW EXECUTE FUNCTION archive_refuse()",
    "for a statement": "BEFORE UPDATE ON items FOR EACH STATEMENT EXECUTE FUNCTION archive_refuse()",
    "for one column": "BEFORE UPDATE OF size ON items FOR EACH ROW EXECUTE FUNCTION archive_refuse()",
    "by another function": "BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION archive_refuse_keys_fit()",
}
BESIDES = {
    "a trigger": "CREATE TRIGGER a BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION archive_refuse()",
    "a rule": "CREATE RULE r AS ON INSERT TO items DO INSTEAD NOTHING",
    "a policy": "CREATE POLICY p ON items USING (number < 2)",
    "row level security": "ALTER TABLE items ENABLE ROW LEVEL SECURITY",
    "a right of all": "GRANT SELECT ON items TO PUBLIC",
    "a right of a role": "GRANT UPDATE ON items TO pg_monitor",
    "a right to a column": "GRANT UPDATE (size) ON items TO pg_monitor",
    "a right to pass it on": "GRANT SELECT ON items TO pg_monitor WITH GRANT OPTION",
}


def test_whatever_disarms_a_trigger_or_goes_past_it_is_found(postgres: Postgres) -> None:
    with Archive.opened(postgres.new_database()) as archive:
        role = postgres.new_role()
        archive.store.database.grant(role)
        assert archive.findings() == []
        missed = []
        for words, statements_ in {
            **{words: ["DROP TRIGGER items_written_once ON items", f"CREATE TRIGGER items_written_once {what}"]
               for words, what in DISARMED.items()},
            **{words: [what] for words, what in BESIDES.items()},
        }.items():  # fmt: skip
            with archive.store.database.writing() as connection:
                for statement in statements_:
                    connection.execute(text(statement))
                found = {(one.kind, one.subject) for one in gaps(connection)}
                connection.rollback()
            if found != {("defence", "table:items")}:
                missed.append((words, found))

        assert missed == []


def test_a_trigger_of_somebody_else_is_found_in_sqlite_too(sqlite_archive: Archive) -> None:
    attack(sqlite_archive.url, "CREATE TRIGGER a BEFORE INSERT ON stamps BEGIN SELECT RAISE(IGNORE); END")

    assert sqlite_archive.findings() == [("defence", "table:stamps")]


# --- a role of its own ---


@pytest.fixture
def as_role(postgres: Postgres) -> Iterator[Archive]:
    """An archive that works as a role which owns nothing."""
    owner = postgres.new_database()
    database = Database(owner)
    database.upgrade()
    role = postgres.new_role()
    database.grant(role)
    database.close()
    with Archive.opened(owner.replace("postgres@", f"{role}@")) as archive:
        yield archive


def test_a_role_that_owns_nothing_does_all_that_the_archive_does(as_role: Archive) -> None:
    fill(as_role)
    as_role.send()
    as_role.store.cases.undo(as_role.ask("SELECT reference FROM cases")[0][0], doing(as_role))

    assert not as_role.store.database.is_ours_to_open()
    assert [kind for kind, _ in as_role.findings()] == ["chain"]  # of the signature that the test put in


def test_the_role_can_neither_change_the_evidence_nor_switch_its_defence_off(as_role: Archive, tmp_path: Path) -> None:
    fill(as_role)
    a_key(as_role)
    an_object(as_role, tmp_path)
    words = [
        *statements(as_role),
        *(f"TRUNCATE {table} CASCADE" for table in MAY),
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in MAY),
        *(f"DROP TABLE {table} CASCADE" for table in MAY),
        "DROP TRIGGER octets_never_deleted ON octets",
        "DROP FUNCTION archive_refuse() CASCADE",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE andet (id int)",
        "CREATE RULE r AS ON DELETE TO octets DO INSTEAD NOTHING",
    ]
    before = as_role.findings()

    assert [statement for statement in words if not is_denied(as_role, statement)] == []
    assert as_role.findings() == before


def is_denied(archive: Archive, statement: str) -> bool:
    """Whether it fails for want of a right, or at a trigger."""
    try:
        with archive.store.database.writing() as connection:
            connection.execute(text(statement))
    except (StoreRefused, StoreUnavailable) as refusal:
        return "42501" in str(refusal) or "AR001" in str(refusal)
    return False


def test_whether_a_key_is_taken_is_looked_up_and_never_scanned_for(sqlite_archive: Archive) -> None:
    conditions = {
        trigger.table: re.sub(r"NEW\.\w+", "'1'", trigger.unless)
        for trigger in triggers("sqlite")
        if trigger.name.endswith("_not_replaced") and trigger.unless
    }

    plans = {
        table: [detail for *_, detail in sqlite_archive.ask(f"EXPLAIN QUERY PLAN SELECT {condition}")]
        for table, condition in conditions.items()
    }

    assert conditions.keys() >= {"items", "outbox", "sightings", "custody_events"}
    scans = {table: plan for table, plan in plans.items() if any("SCAN t" in step for step in plan)}
    assert scans == {}
