"""A quick share of the campaign: every part, every shard, a few cases each."""

from __future__ import annotations

from collections.abc import Iterator
from random import SystemRandom

import pytest

from tests.faults.campaign import Case, Result, Shard, Size, all_parts, counted, never_struck, run_shard
from tests.faults.oracle import NEVER
from tests.faults.stage import Theatre

SHARDS = [(name, shard) for name, part in all_parts().items() for shard in part.shards(Size.QUICK)]


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with Theatre() as theatre:
        yield theatre


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("part", "shard"), SHARDS, ids=[f"{part}-{shard.name}" for part, shard in SHARDS])
def test_nothing_is_lost(part: str, shard: Shard, theatre: Theatre) -> None:
    seed = SystemRandom().randrange(1 << 31)

    result = run_shard(part, shard, theatre, seed, print)

    assert result.cases, "a part that tries nothing finds nothing"
    assert result.findings == [], f"again with --seed {seed}"


@pytest.mark.parametrize(("count", "kinds"), [(0, {NEVER: 1}), (3, {})])
def test_a_whole_part_whose_faults_never_struck_is_red(count: int, kinds: dict[str, int]) -> None:
    cases = tuple(Case(f"{number}", facts={"kills_in_the_gap": count // 2 * number}) for number in (0, 1))

    assert counted(never_struck([Result("kills", "sqlite", cases, 1.0)])) == kinds
