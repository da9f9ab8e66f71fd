"""The start of the program: nothing is collected while it imports, and everything afterwards."""

import gc
import subprocess
import sys
from pathlib import Path

from archiver.starting import importing
from tests.warm import CHECKOUT

ASKING = "import archiver.__main__, gc; print(gc.isenabled(), gc.get_freeze_count() > 10_000)"


def test_the_collector_is_on_again_and_leaves_alone_what_was_imported(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKING],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["True", "True"]


def test_where_nothing_was_imported_nothing_is_frozen() -> None:
    frozen = gc.get_freeze_count()

    with importing():
        assert not gc.isenabled()

    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen


def test_whoever_had_it_off_has_it_off() -> None:
    gc.disable()
    try:
        with importing():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
