"""Registers and definitions: each version stays, the newest counts, and the chain of custody holds no name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.core.dossier import document
from archiver.core.register import Registration
from archiver.edges.store.cases import Doing
from archiver.errors import UsageError
from tests.core.test_register import WRITTEN
from tests.fakes import Archive

CANARY = "Kanariefugl"


def a_case(archive: Archive) -> str:
    return str(archive.store.cases.open(Doing("operator", archive.clock()), 2026))


def write(archive: Archive, case: str, registration: Registration = WRITTEN) -> int:
    return archive.store.registers.write(case, registration, "operator inge", archive.clock()).version


def test_a_register_is_written_version_by_version_and_read_back_whole(archive: Archive) -> None:
    case = a_case(archive)
    changed = replace(WRITTEN, incident_at=None, categories=("KRI",), affected=(), reason="en klage")

    assert [write(archive, case), write(archive, case.lower(), changed)] == [1, 2]

    versions = archive.store.registers.of(case)
    assert [version.registration for version in versions] == [WRITTEN, changed]
    assert [version.registration for version in archive.store.cases.dossier(case).registrations] == [WRITTEN, changed]
    assert (versions[0].agent, versions[0].at) == ("operator inge", archive.clock())
    assert archive.sound()


def test_nothing_that_is_written_in_a_register_is_in_the_chain_of_custody(archive: Archive) -> None:
    case = a_case(archive)
    words = replace(WRITTEN, unit=CANARY, affected=(CANARY,), theme=CANARY, reason=CANARY)

    write(archive, case, words)

    (detail,) = archive.ask("SELECT detail FROM custody_events WHERE act = 'registration'")[0]
    assert CANARY not in detail
    assert '"version":1' in detail


def test_a_register_of_no_case_is_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="no case"):
        write(archive, "2026-0001-AAAA")
    with pytest.raises(UsageError, match="no case"):
        archive.store.registers.of("2026-0001-AAAA")


def test_the_register_of_a_merged_case_is_told_with_the_one_it_went_into_and_takes_nothing_more(
    archive: Archive,
) -> None:
    first, second, third = (a_case(archive) for _ in range(3))
    write(archive, first)
    before = document(archive.store.cases.dossier(third))
    archive.store.cases.merge(first, second, Doing("operator", archive.clock()))
    archive.store.cases.merge(second, third, Doing("operator", archive.clock()))

    told = document(archive.store.cases.dossier(third))
    assert [one["case"] for one in told["absorbed"]] == [first]
    assert told["absorbed"][0]["register"]["affected"] == list(WRITTEN.affected)
    assert told["register"] is None
    with pytest.raises(UsageError, match="register that one") as refused:
        write(archive, first)
    assert refused.value.values == {"case": first, "into": second}

    archive.store.cases.undo(third, Doing("operator", archive.clock()))
    assert document(archive.store.cases.dossier(third)) == before


def test_a_changed_definition_is_a_new_version_and_old_cases_keep_theirs(archive: Archive) -> None:
    registers = archive.store.registers
    first, second, third = (a_case(archive) for _ in range(3))
    write(archive, first)
    assert registers.define("Når navne nævnes.", archive.clock()) == 1
    write(archive, second)
    assert registers.define("Når navne nævnes.", archive.clock()) == 1
    assert registers.define("Når navne eller billeder vises.", archive.clock()) == 2
    write(archive, third)

    in_force = [registers.of(case)[0].definition for case in (first, second, third)]
    assert in_force == [None, 1, 2]
    assert [registers.definition(version) for version in (1, 2)] == [
        "Når navne nævnes.",
        "Når navne eller billeder vises.",
    ]
    assert archive.ask("SELECT subject FROM custody_events WHERE act = 'definition' ORDER BY seq") == [
        ("definition:1",),
        ("definition:2",),
    ]
    with pytest.raises(UsageError, match="no version"):
        registers.definition(3)
