"""A quick share of the campaign: every part, every shard, a few cases each."""

from __future__ import annotations

from collections.abc import Iterator
from random import SystemRandom

import pytest

from tests.faults.campaign import Shard, Size, all_parts, run_shard
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
