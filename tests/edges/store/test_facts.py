"""What a weekly letter is told of cases that are registered as legitimate criticism."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archiver.core.letters import DigestFacts
from archiver.core.records import IsoWeek
from tests.core.test_register import WRITTEN
from tests.edges.store.test_cases import MADS, delivered, doing, opened
from tests.fakes import OFFICER, Archive

WEEK = IsoWeek(2026, 47)
CRITICISM = replace(WRITTEN, categories=("KRI",), reason="saglig")


def told(archive: Archive) -> DigestFacts:
    return archive.store.letters.preview(WEEK, OFFICER, archive.clock())


def named(archive: Archive) -> tuple[list[str], int, int]:
    """Cases with new material, those of them that do not count, and how many items are told of as documentation."""
    facts = told(archive)
    return [str(case) for case in facts.cases], facts.uncounted_cases, sum(facts.by_strength.values())


def register(archive: Archive, case: str, *categories: str) -> None:
    written = replace(CRITICISM, categories=categories or ("KRI",))
    archive.store.registers.write(case, written, "operator inge", archive.clock())


# --- legitimate criticism ---


def test_what_came_into_a_case_after_it_was_registered_as_criticism_is_told(archive: Archive) -> None:
    (case,) = opened(archive, 1)
    delivered(archive, f"klage [{case}]")
    register(archive, case)
    assert named(archive) == ([], 0, 0)

    delivered(archive, f"trussel [{case}]")

    assert named(archive) == ([case], 1, 1)


def test_whoever_registers_it_anew_has_seen_what_came(archive: Archive) -> None:
    (case,) = opened(archive, 1)
    register(archive, case)
    delivered(archive, f"endnu en klage [{case}]")
    assert named(archive) == ([case], 1, 1)

    register(archive, case)

    assert named(archive) == ([], 0, 0)


@pytest.mark.parametrize("hours", [-48, 0, 48])
def test_what_came_later_is_told_whatever_the_clock_said(archive: Archive, hours: int) -> None:
    (case,) = opened(archive, 1)
    delivered(archive, f"klage [{case}]")
    register(archive, case)

    archive.clock.now += timedelta(hours=hours)
    delivered(archive, f"trussel [{case}]")

    assert named(archive) == ([case], 1, 1)


def test_a_case_with_another_category_besides_counts_as_ever(archive: Archive) -> None:
    case, other = opened(archive, 2)
    delivered(archive, f"klage [{case}]", f"hilsen [{other}]")
    register(archive, case, "KRI", "TRU")

    assert named(archive) == ([case, other], 0, 2)


def test_what_a_merge_brought_into_a_case_of_criticism_is_told(archive: Archive) -> None:
    threats, criticism = opened(archive, 2)
    delivered(archive, f"trussel [{threats}]")
    delivered(archive, f"klage [{criticism}]", sender=MADS)
    register(archive, criticism)
    register(archive, threats, "TRU")

    archive.store.cases.merge(threats, criticism, doing(archive))

    assert named(archive) == ([criticism], 1, 1)


def test_what_was_merged_away_and_came_back_lay_there_all_the_same(archive: Archive) -> None:
    criticism, other = opened(archive, 2)
    delivered(archive, f"klage [{criticism}]")
    register(archive, criticism)

    archive.store.cases.merge(criticism, other, doing(archive))
    assert named(archive) == ([other], 0, 1)
    archive.store.cases.undo(criticism, doing(archive))

    assert named(archive) == ([], 0, 0)
