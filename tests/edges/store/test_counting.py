"""Who counts cannot read: SQLite's authorizer and a role of PostgreSQL refuse every column but a few (M1)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from archiver.core.casefile import DialogueSheet, HelpSheet, MeasureSheet, ReportSheet, Sheet
from archiver.core.records import ItemNumber
from archiver.core.statistics import CaseFact
from archiver.core.strategy import Measure
from archiver.edges.store.cases import Doing
from archiver.edges.store.configuration import let_count
from archiver.edges.store.counting import READABLE, Counting
from archiver.edges.tables import Base
from archiver.errors import StoreUnavailable
from tests.builders import a_forward_with_attachment, a_letter
from tests.core.test_register import WRITTEN
from tests.edges.store.test_sealing import KEY, an_archive
from tests.fakes import Archive
from tests.jobs.test_incidents import take_in
from tests.services.postgres import Postgres

ROLE = "arkiv_tal"


@contextmanager
def furnished(url: str, *keys: bytes) -> Iterator[tuple[Archive, Counting, str | None]]:
    """Three registered cases, one of them criticism and one that went into another; and who counts them."""
    with an_archive(url, *keys) as archive:
        take_in(archive, a_letter(message_id="<1@x>"), a_forward_with_attachment(message_id="<2@x>"))
        cases = [str(archive.store.cases.open(doing(archive), 2026)) for _ in range(4)]
        archive.store.cases.file(ItemNumber(2), cases[0], doing(archive))
        archive.clock.advance(days=3)
        for case, categories in zip(cases, (("TRU", "CHI"), ("KRI",), ("TRU",)), strict=False):
            written = replace(WRITTEN, categories=categories, reason="fordi")
            archive.store.registers.write(case, written, "operator", archive.clock())
        archive.store.cases.merge(cases[2], cases[3], doing(archive))
        archive.clock.advance(days=1)
        role = None
        if not url.startswith("sqlite"):
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
                server.execute(f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
            let_count(archive.store.database, ROLE, "operator", archive.clock())
            role = ROLE
        yield archive, Counting(archive.store.database), role


def doing(archive: Archive) -> Doing:
    return Doing("operator", archive.clock(), "fordi")


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["open", "encrypted"])
def test_cases_that_count_are_counted(database_url: str, keys: tuple[bytes, ...]) -> None:
    with furnished(database_url, *keys) as (archive, counting, role):
        [fact] = counting.facts(archive.clock(), frozenset({"KRI"}), role)

        assert (fact.medium, fact.categories, fact.unit, fact.relation) == (
            WRITTEN.medium,
            ("TRU", "CHI"),
            WRITTEN.unit,
            WRITTEN.relation,
        )
        assert fact.strength == 3
        assert (fact.acted_on, fact.helped_on) == (None, None)
        assert fact.began_at <= fact.opened_at


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["open", "encrypted"])
def test_what_was_done_first_is_told_by_the_registers(database_url: str, keys: tuple[bytes, ...]) -> None:
    with furnished(database_url, *keys) as (archive, counting, role):
        [case] = [one.reference for one in archive.store.catalogue.cases() if one.items == 1]
        day = archive.clock().date()

        def fact() -> CaseFact:
            archive.clock.advance(seconds=1)
            return counting.facts(archive.clock(), frozenset({"KRI"}), role)[0]

        def write(sheet: Sheet, number: int | None = None) -> None:
            archive.store.entries.write(case, sheet, "operator", archive.clock(), number)

        before = archive.clock()
        write(HelpSheet(kind="LEDER", done_on=day))
        assert fact().acted_on is None, "that somebody was informed is no help"
        write(DialogueSheet(step="MØDE", taken_on=day + timedelta(days=9), responsible="Inge"))
        assert fact().acted_on == day + timedelta(days=9)
        write(ReportSheet(recipient="POLITI", responsible="Inge", sent_on=day + timedelta(days=4)))
        write(ReportSheet(recipient="POLITI", responsible="Inge", sent_on=day + timedelta(days=6)), 1)
        assert fact().acted_on == day + timedelta(days=6), "an earlier version does not count"
        write(HelpSheet(kind="KRISE", offered_on=day + timedelta(days=7)))
        assert (fact().acted_on, fact().helped_on) == (day + timedelta(days=6), day + timedelta(days=7))

        assert counting.facts(before, frozenset({"KRI"}), role)[0].acted_on is None, "as it was known then"


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["open", "encrypted"])
def test_open_measures_are_told_the_first_due_first(database_url: str, keys: tuple[bytes, ...]) -> None:
    with furnished(database_url, *keys) as (archive, counting, role):
        case, day = next(iter(archive.store.catalogue.cases())).reference, archive.clock().date()
        for sheet, number in (
            (MeasureSheet(learned="hemmeligt", measure="Skilt i\nreceptionen", responsible="Leder"), None),
            (MeasureSheet(learned="x", measure="Kursus", due_on=day + timedelta(days=9)), None),
            (MeasureSheet(learned="x", measure="Kursus i svar", due_on=day + timedelta(days=5)), 2),
            (MeasureSheet(learned="x", measure="Gjort", done_on=day), None),
            (MeasureSheet(learned="kun lært"), None),
        ):
            archive.store.entries.write(case, sheet, "operator", archive.clock(), number)
        archive.clock.advance(seconds=1)

        assert counting.measures(archive.clock(), role) == [
            Measure("Kursus i svar", "", day + timedelta(days=5)),
            Measure("Skilt i receptionen", "Leder", None),
        ]


def test_what_is_written_later_is_not_counted(database_url: str) -> None:
    with furnished(database_url) as (archive, counting, role):
        then = archive.clock()
        archive.clock.advance(days=40)
        [case] = [one for one in archive.store.catalogue.cases() if one.items == 1]
        other = replace(WRITTEN, medium="SMS")
        archive.store.registers.write(case.reference, other, "operator", archive.clock())
        archive.clock.advance(seconds=1)

        assert [fact.medium for fact in counting.facts(then, frozenset({"KRI"}), role)] == [WRITTEN.medium]
        assert [fact.medium for fact in counting.facts(archive.clock(), frozenset({"KRI"}), role)] == ["SMS"]


def test_who_counts_is_refused_every_other_column(database_url: str) -> None:
    with furnished(database_url) as (archive, _, role):
        refused = 0
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                question = f"SELECT {column.name} FROM {table.name}"
                if column.name in READABLE.get(table.name, ()):
                    with archive.store.database.reading_only(READABLE, role) as connection:
                        connection.execute(text(question))
                    continue
                refused += 1
                with (
                    pytest.raises(StoreUnavailable),
                    archive.store.database.reading_only(READABLE, role) as connection,
                ):
                    connection.execute(text(question))
        assert refused > 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registrations SET medium = 'X'",
        "INSERT INTO alarms (kind) VALUES ('x')",
        "SELECT * FROM search_words_data",
        "PRAGMA writable_schema = ON",
        "ATTACH 'x' AS y",
    ],
)
def test_who_counts_can_do_nothing_else(sqlite_archive: Archive, statement: str) -> None:
    with (
        pytest.raises(StoreUnavailable),
        sqlite_archive.store.database.reading_only(READABLE) as connection,
    ):
        connection.execute(text(statement))


def test_letting_a_role_count_is_written_down_and_leaves_the_defence_whole(database_url: str) -> None:
    with furnished(database_url) as (archive, _, role):
        if role is None:
            return
        assert archive.findings() == []
        [(detail,)] = archive.ask(
            "SELECT detail FROM custody_events WHERE act = 'configuration change' ORDER BY seq DESC LIMIT 1"
        )
        assert detail == '{"counting":"arkiv_tal"}'


def test_a_user_of_the_server_who_counts_reads_no_content_and_becomes_nobody_else(postgres: Postgres) -> None:
    """Somebody who logs in as the counting role, past our program."""
    with furnished(postgres.new_database()) as (archive, _, _):
        url = archive.store.database.url
        name, database = f"taeller_{secrets.token_hex(4)}", url.database
        where = f"host={url.host} port={url.port} dbname={database}"
        with psycopg.connect(f"{where} user={url.username}", autocommit=True) as server:
            server.execute(f"CREATE ROLE {name} LOGIN")
        let_count(archive.store.database, name, "operator", archive.clock())
        refused = (
            *("SELECT subject FROM readings", "SELECT text FROM originals", "SELECT octets FROM octets"),
            *("SELECT theme FROM registrations", "SELECT affected FROM registrations", "SELECT * FROM case_wishes"),
            *("SELECT learned FROM case_measures", "SELECT kind FROM case_help", "SELECT note FROM case_legal_notes"),
            *("SELECT words FROM search_documents", "SELECT detail FROM custody_events", "SELECT sha256 FROM items"),
            *("DELETE FROM cases", "SET ROLE postgres", "COPY registrations TO STDOUT"),
            *("SELECT pg_read_file('/etc/passwd')", "CREATE TABLE public.mine (a int)"),
        )

        with psycopg.connect(f"{where} user={name}", autocommit=True) as theirs:
            theirs.execute("SELECT medium FROM registrations")
            for statement in refused:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    theirs.execute(statement)
