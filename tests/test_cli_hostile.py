"""`archiver inspect` over every hostile letter and mail of the plan, as a process: exit 0, JSON that adds up."""

import os
from pathlib import Path

import pytest

from tests.acceptance.world import forked
from tests.edges.test_hostile import GENERATED, LETTERS

ROOT = Path(__file__).parents[1]


def inspected(path: Path) -> dict[str, object]:
    """What the command prints; anything on stderr, or another exit code than 0, is a failure."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER")}
    done = forked(["inspect", str(path), "--json"], environment, path.parent, 120)
    assert (done.code, done.errors) == (0, "")
    return dict(done.json)


def holds(path: Path) -> bool:
    """Whether its leaves and its frame are all its octets."""
    seen = inspected(path)
    leaves = sum(part["span"][1] for part in seen["parts"] if part["span"])  # type: ignore[attr-defined]
    return seen["size"] == path.stat().st_size == seen["frame"] + leaves  # type: ignore[operator]


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_a_hostile_letter_is_inspected(letter: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mail.eml"
    copy.write_bytes(letter.read_bytes())

    assert holds(copy)


@pytest.mark.parametrize("name", GENERATED)
def test_a_hostile_mail_is_inspected(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(GENERATED[name])

    assert holds(path)
