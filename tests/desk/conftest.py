"""A desk for each test, or one for all tests of a file that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.world import World, a_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(f"sqlite:///{tmp_path / 'archive.sqlite'}") as made:
        yield made


@pytest.fixture
def world_on_each(database_url: str) -> Iterator[World]:
    """The same on each kind of database."""
    with a_world(database_url) as made:
        yield made


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One that stays as it is: with a case that a mail lies in, and a lawyer's access to it."""
    with a_world(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'archive.sqlite'}") as made:
        made.make_case()
        yield made
