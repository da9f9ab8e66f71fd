"""The configuration in the chain: what changed, once, and from nothing but the chain itself."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archiver.core.configuration import changes, known_from
from archiver.edges.store import configuration
from archiver.edges.store.database import Database
from archiver.edges.tables import SCHEMA_VERSION
from tests.fakes import MORNING, Archive
from tests.services.postgres import Postgres
from tests.upgrades.released import load

IN_FORCE = {"limits.attempts": 5, "receipts.enabled": 1, "trust.received_by": None, "officer.address": "hmac-sha256:ab"}


def note(archive: Archive, version: str = "1.0", **changed: str | int | None) -> bool:
    named = {key.replace("__", "."): value for key, value in changed.items()}
    return archive.store.configuration.note({**IN_FORCE, **named}, version, "operator kim", archive.clock())


def told(archive: Archive) -> list[tuple[str, str, Any]]:
    rows = archive.ask("SELECT act, subject, detail FROM custody_events ORDER BY seq")
    return [(act, subject, json.loads(detail)) for act, subject, detail in rows]


def test_the_first_event_has_everything_and_later_ones_what_changed(archive: Archive) -> None:
    assert note(archive)
    assert note(archive, limits__attempts=6)
    assert note(archive, limits__attempts=6, officer__address="hmac-sha256:cd", trust__received_by="mx.kommune.example")

    everything = {key: value for key, value in IN_FORCE.items() if value is not None}
    assert told(archive) == [
        ("configuration change", "configuration", everything),
        ("software update", "software", {"schema": SCHEMA_VERSION, "version": "1.0"}),
        ("configuration change", "configuration", {"limits.attempts": 6}),
        (
            "configuration change",
            "configuration",
            {"officer.address": "hmac-sha256:cd", "trust.received_by": "mx.kommune.example"},
        ),
    ]
    assert archive.sound()


def test_what_is_as_it_was_leaves_nothing(archive: Archive) -> None:
    note(archive)
    before = told(archive)

    assert not note(archive)
    assert told(archive) == before


def test_a_key_that_is_gone_is_null_and_one_that_comes_back_is_told_of_again(archive: Archive) -> None:
    note(archive)
    note(archive, limits__attempts=None)
    note(archive)

    assert [detail for _, _, detail in told(archive)[2:]] == [{"limits.attempts": None}, {"limits.attempts": 5}]


def test_another_version_of_the_program_is_an_event_of_its_own(archive: Archive) -> None:
    note(archive)

    assert note(archive, version="1.1")
    assert told(archive)[2:] == [("software update", "software", {"version": "1.1"})]


def test_text_that_no_database_keeps_does_not_change_each_time(archive: Archive) -> None:
    odd = "a\x00b\ud800"

    assert note(archive, trust__authserv_id=odd)
    assert not note(archive, trust__authserv_id=odd)


def test_of_two_that_open_the_archive_at_once_one_writes_it_down(archive: Archive) -> None:
    note(archive)
    with ThreadPoolExecutor(4) as crew:
        wrote = list(crew.map(lambda _: note(archive, limits__attempts=7), range(4)))

    assert any(wrote)
    assert [detail for _, _, detail in told(archive)[2:]] == [{"limits.attempts": 7}]
    assert archive.sound()


def test_an_upgrade_of_the_schema_is_written_down_with_it(database_url: str) -> None:
    load("0001", database_url)
    for _ in range(2):
        with closing(Database(database_url)) as database:
            configuration.upgrade(database, "operator kim", MORNING)

    with Archive.opened(database_url) as archive:
        assert told(archive)[-1:] == [("software update", "software", {"schema": SCHEMA_VERSION})]
        note(archive)
        assert told(archive)[-1] == ("software update", "software", {"version": "1.0"})
        assert archive.sound()


def test_a_new_archive_has_no_upgrade_behind_it(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        configuration.upgrade(database, "operator kim", MORNING)

    with Archive.opened(database_url) as archive:
        assert told(archive) == []


def test_who_lets_a_user_of_the_database_in_is_written_down(postgres: Postgres) -> None:
    url, role = postgres.new_database(), postgres.new_role()
    with closing(Database(url)) as database:
        database.upgrade()
        configuration.grant(database, role, "operator kim", MORNING)

    with Archive.opened(url) as archive:
        assert told(archive) == [("configuration change", "database users", {"granted": role})]
        assert note(archive, version="2.0")
        assert told(archive)[1][1] == "configuration"


VALUES = st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 2), max_size=4)


@given(st.lists(VALUES, max_size=5))
def test_what_changed_each_time_adds_up_to_what_is_in_force(configurations: list[dict[str, int | None]]) -> None:
    events: list[dict[str, str | int | None]] = []
    for one in configurations:
        events.append(changes(known_from(events), one))

    last = configurations[-1] if configurations else {}
    known = known_from(events)
    assert {key: value for key, value in known.items() if value is not None} == {
        key: value for key, value in last.items() if value is not None
    }
