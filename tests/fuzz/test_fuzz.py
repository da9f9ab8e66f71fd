"""Each fuzz target for a few seconds under atheris: the long run is `make fuzz`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_no_promise_is_broken_in_a_short_run(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no build for this Python") if sys.version_info >= (
        3,
        14,
    ) else None

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
