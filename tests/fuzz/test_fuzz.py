"""Each fuzz target for a few seconds under atheris: the long run is `make fuzz`."""

import os
import platform
import random
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
HAS_BUILD = sys.version_info < (3, 14) and (sys.platform, platform.machine()) == ("linux", "x86_64")
"""Where pyproject.toml asks for atheris."""


@pytest.mark.skipif(not HAS_BUILD, reason="atheris has no build for this Python or machine")
@pytest.mark.parametrize("target", sorted(TARGETS))
def test_no_promise_is_broken_in_a_short_run(target: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", target, "--seconds", "4"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-4000:]
    assert "stat::number_of_executed_units" in run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_no_promise_is_broken_by_a_seed_or_one_that_was_bent(target: str) -> None:
    chance = random.Random(2026)
    begun = list(islice(seeds(target), 150))

    for octets in begun:
        TARGETS[target](octets)
        TARGETS[target](bent(octets, chance))

    assert begun


def bent(octets: bytes, chance: random.Random) -> bytes:
    """With some of it replaced, doubled or left out."""
    for _ in range(chance.randint(1, 6)):
        start, end = sorted(chance.randrange(len(octets) + 1) for _ in range(2))
        piece = chance.choice([b"", chance.randbytes(9), octets[start : start + 200] * 2])
        octets = octets[:start] + piece + octets[min(end, start + 50) :]
    return octets
