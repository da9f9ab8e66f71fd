"""An archive in a fresh database, of each kind in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Archive, Shelf


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """Where empty databases come from."""
    return Shelf()


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path: Path, shelf: Shelf) -> Iterator[Archive]:
    """With the schema of today and nothing in it."""
    if request.param == "sqlite":
        url = shelf.sqlite(tmp_path / "archive.sqlite")
    else:
        url = shelf.postgresql(request.getfixturevalue("postgres"))
    with Archive.opened(url) as opened:
        yield opened


@pytest.fixture
def sqlite_archive(tmp_path: Path, shelf: Shelf) -> Iterator[Archive]:
    """For what does not depend on the database."""
    with Archive.opened(shelf.sqlite(tmp_path / "archive.sqlite")) as opened:
        yield opened
