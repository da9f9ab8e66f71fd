"""What a weekly letter tells of the work on cases: case, deadline and date, of open cases alone, and no word of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from archiver.core import deadlines, register
from archiver.core.casefile import Terms
from archiver.core.letters import digest_text
from archiver.core.records import IsoWeek, ItemNumber
from archiver.edges.store import Store, Telling
from tests.builders import a_letter
from tests.core.test_register import WRITTEN
from tests.edges.store.sheets import WORD, write_every
from tests.edges.store.test_cases import doing
from tests.fakes import OFFICER, SIGNER, Archive, FakeServer, a_correspondence, close

WEEK = IsoWeek(2026, 47)
TELLING = Telling(zone=ZoneInfo("Europe/Copenhagen"), terms=Terms(register.shipped(), deadlines.shipped()))


def letter(archive: Archive) -> str:
    store = Store.of(archive.store.database, SIGNER, telling=TELLING)
    facts = store.letters.preview(WEEK, OFFICER, archive.clock())
    return digest_text(facts, a_correspondence(archive.policy), archive.clock())


def opened(archive: Archive, count: int) -> list[str]:
    return [str(archive.store.cases.open(doing(archive), 2026)) for _ in range(count)]


@contextmanager
def asked(_archive: Archive) -> Iterator[list[str]]:
    """Every statement that goes to the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_the_letter_names_case_deadline_and_date_and_nothing_that_anybody_wrote(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(a_letter())
    archive.round(server)
    worked, helpless = opened(archive, 2)
    archive.store.cases.file(ItemNumber(1), worked, doing(archive))
    archive.store.registers.write(worked, WRITTEN, "operator inge", archive.clock())
    write_every(archive.store, worked, "operator inge", archive.clock())
    archive.clock.advance(days=4)

    told = letter(archive)

    assert f"{worked} Oplysningspligt vurderes igen" in told
    assert f"{helpless} Politianmeldelse, 72 timer" in told
    assert "OVERSKREDET" in told
    assert "Vejledende – få den bekræftet af en jurist." in told
    assert f"Hjælp er ikke registreret som tilbudt: {helpless}" in " ".join(told.split())
    for word in (WORD, "POLITI", "KRISE", *WRITTEN.affected, WRITTEN.theme, WRITTEN.unit):
        assert word not in told


def test_a_week_in_which_nothing_is_due_says_so(archive: Archive) -> None:
    assert "Frister: Ingen overskredet eller inden for 14 dage." in letter(archive)


def test_closed_cases_and_those_of_legitimate_criticism_owe_nothing(archive: Archive) -> None:
    closed, criticism = opened(archive, 2)
    close(archive.store, closed, doing(archive))
    saglig = replace(WRITTEN, categories=("KRI",), reason="saglig")
    archive.store.registers.write(criticism, saglig, "operator inge", archive.clock())
    archive.clock.advance(days=9)

    told = letter(archive)

    assert closed not in told
    assert criticism not in told


@pytest.mark.parametrize("others", [0, 30])
def test_what_is_asked_grows_with_neither_open_nor_closed_cases(archive: Archive, others: int) -> None:
    for case in opened(archive, others):
        close(archive.store, case, doing(archive))
    opened(archive, 1 + others)

    with asked(archive) as statements:
        archive.store.entries.facts_of_open()

    assert len(statements) <= 20
    if archive.store.database.is_sqlite:
        [of_cases] = [one for one in statements if "FROM cases \nWHERE cases.state" in one]
        plan = archive.ask(f"EXPLAIN QUERY PLAN {of_cases}")
        assert any("ix_cases_open" in str(row) for row in plan)
