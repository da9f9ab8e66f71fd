"""The registers of a case: versions that stay, sealed, attested, and refused where nobody would look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archiver.core.casefile import (
    BY_NAME,
    SHEETS,
    InformationSheet,
    Sheet,
    WishSheet,
)
from archiver.core.records import ItemNumber
from archiver.edges.store.attested import entry_tables, of_entries
from archiver.edges.store.cases import Doing
from archiver.errors import UsageError
from tests.builders import a_letter
from tests.custody_document import said
from tests.edges.store.sheets import DAY, EVERY, WORD, write_every
from tests.edges.store.test_sealing import KEY, an_archive
from tests.fakes import Archive, FakeServer, close

BY_REGISTER = {sheet.register: sheet for sheet in EVERY}


def doing(archive: Archive) -> Doing:
    return Doing("operator inge", archive.clock())


def a_case(archive: Archive) -> str:
    return str(archive.store.cases.open(doing(archive), 2026))


def write(archive: Archive, case: str, sheet: Sheet, number: int | None = None) -> tuple[int, int]:
    entry = archive.store.entries.write(case, sheet, "operator inge", archive.clock(), number).entry
    return entry.number, entry.version


def one_item(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(a_letter())
    archive.round(server)


@pytest.fixture
def worked(archive: Archive) -> tuple[Archive, str]:
    """A case with an item, and an entry in every register."""
    one_item(archive)
    case = a_case(archive)
    archive.store.cases.file(ItemNumber(1), case, doing(archive))
    write_every(archive.store, case, "operator inge", archive.clock())
    return archive, case


def test_there_is_one_of_each_here_with_every_word_in_it() -> None:
    assert {type(sheet) for sheet in EVERY} == set(SHEETS) == set(BY_NAME.values())


def test_every_register_is_read_back_whole(worked: tuple[Archive, str]) -> None:
    archive, case = worked

    assert [entry.sheet for entry in archive.store.entries.of(case.lower())] == list(EVERY)
    assert archive.sound()


def test_an_entry_is_written_version_by_version_and_others_beside_it(archive: Archive) -> None:
    case, wish = a_case(archive), WishSheet(wished_on=DAY, wish="Ingen anmeldelse")
    changed = replace(wish, wish="Anmeld det alligevel")

    assert [write(archive, case, wish), write(archive, case, wish), write(archive, case, changed, 1)] == [
        (1, 1), (2, 1), (1, 2)
    ]  # fmt: skip

    assert [entry.sheet for entry in archive.store.entries.of(case)] == [changed, wish]
    versions = archive.store.entries.versions(case, WishSheet)
    assert [(one.number, one.version, one.sheet) for one in versions] == [(1, 1, wish), (2, 1, wish), (1, 2, changed)]
    assert archive.sound()


def test_a_case_has_one_information_duty_and_its_history(archive: Archive) -> None:
    case = a_case(archive)
    postponed = InformationSheet(
        status="UDSAT", decided_on=DAY, decided_by="Inge", paragraph="§ 22, stk. 2, nr. 4", reason="politiet",
        reassess_on=DAY,
    )  # fmt: skip

    assert [write(archive, case, postponed), write(archive, case, postponed)] == [(1, 1), (1, 2)]


def test_no_word_of_it_is_in_the_chain_of_custody(worked: tuple[Archive, str]) -> None:
    archive, case = worked
    details = archive.ask("SELECT subject, detail FROM custody_events WHERE act = 'case entry'")

    assert len(details) == len(SHEETS)
    assert {subject for subject, _ in details} == {f"case:{case}"}
    assert not any(WORD in detail for _, detail in details)


def test_what_nobody_would_look_at_is_refused(worked: tuple[Archive, str]) -> None:
    archive, case = worked
    other = a_case(archive)
    with pytest.raises(UsageError, match="no case"):
        write(archive, "2026-0001-AAAA", EVERY[1])
    with pytest.raises(UsageError, match="no entry"):
        write(archive, case, EVERY[1], 7)
    with pytest.raises(UsageError, match="does not lie in"):
        write(archive, other, BY_REGISTER["screenshot"])
    archive.store.cases.merge(case, other, doing(archive))
    with pytest.raises(UsageError, match="write it there"):
        write(archive, case, EVERY[1])


@pytest.mark.parametrize("register", [sheet.register for sheet in SHEETS])
def test_the_database_lets_nobody_change_or_delete_an_entry(register: str, worked: tuple[Archive, str]) -> None:
    archive, _ = worked
    table = entry_tables()[register].__tablename__
    for statement in (f"UPDATE {table} SET agent = 'en anden'", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="evidence is never changed"):
            archive.ask(statement)


@pytest.mark.parametrize("register", [sheet.register for sheet in SHEETS])
def test_verify_names_an_entry_that_was_changed_added_or_taken_away_behind_our_back(
    register: str, worked: tuple[Archive, str]
) -> None:
    archive, case = worked
    table = entry_tables()[register].__tablename__
    archive.tamper(f"UPDATE {table} SET agent = 'en anden'")
    assert ("chain", f"case:{case}/{register}") in archive.findings()
    archive.tamper(f"DELETE FROM {table}")
    assert ("missing", f"case:{case}/{register}") in archive.findings()


def test_a_case_is_closed_when_it_is_decided_whether_the_citizen_is_informed_and_not_before(archive: Archive) -> None:
    case = a_case(archive)
    with pytest.raises(UsageError, match="is not decided"):
        archive.store.cases.close(case, doing(archive))
    exempt = BY_REGISTER["information"]
    assert isinstance(exempt, InformationSheet)
    write(archive, case, replace(exempt, status="UDSAT"))
    with pytest.raises(UsageError, match="is postponed"):
        archive.store.cases.close(case, doing(archive))
    assert archive.ask("SELECT count(*) FROM case_acts") == [(0,)]

    write(archive, case, exempt)
    archive.store.cases.close(case, doing(archive))
    assert archive.sound()


def test_an_encrypted_archive_holds_none_of_its_words(tmp_path: Path) -> None:
    with an_archive(f"sqlite:///{tmp_path / 'archive.sqlite'}", KEY) as archive:
        one_item(archive)
        case = a_case(archive)
        archive.store.cases.file(ItemNumber(1), case, doing(archive))
        write_every(archive.store, case, "operator inge", archive.clock())

        assert [entry.sheet for entry in archive.store.entries.of(case)] == list(EVERY)
        assert archive.findings() == []
        close(archive.store, case, doing(archive))
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert WORD.encode() not in written
    assert b"KRISE" not in written


def test_what_the_chain_has_a_hash_of_is_what_its_document_says() -> None:
    told = {one.table: one.columns for one in said()["case entry", "sha256"]}

    assert told == {table.__tablename__: of_entries(name) for name, table in entry_tables().items()}
    for table in entry_tables().values():
        assert set(told[table.__tablename__]) == set(table.__table__.c.keys())
