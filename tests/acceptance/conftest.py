"""A world for each test; the servers in it are the session's unless a test stops them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.world import World, told_of
from tests.schema import with_schema
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink

MakeWorld = Callable[..., World]
LOOKS = 5
"""At each process, in its first second: a fork becomes another program soon, and stays that."""


@pytest.fixture
def world(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, database_url: str) -> World:
    """An empty mailbox, an empty archive on each kind of database in turn, a relay that takes everything."""
    return World(
        tmp_path / "arkiv", dovecot, dovecot.new_user(), with_schema(database_url), smtp_sink.port, dovecot.port
    )


@pytest.fixture
def small_world(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> World:
    """The same on SQLite alone, for what has nothing to do with the database."""
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    return World(tmp_path / "arkiv", dovecot, dovecot.new_user(), with_schema(url), smtp_sink.port, dovecot.port)


@pytest.fixture(scope="session", autouse=True)
def look_at_processes() -> Iterator[None]:
    """What anybody on the machine sees of our processes while these tests run names nobody and quotes nothing (X8)."""
    seen, over = set[str](), threading.Event()

    def look() -> None:
        looks: dict[Path, int] = {}
        while not over.wait(0.2):
            looks = {one: looks.get(one, 0) + 1 for one in Path("/proc").iterdir() if one.name.isdecimal()}
            for process in (one for one, count in looks.items() if count <= LOOKS):
                with suppress(OSError):
                    seen.add((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    yield
    over.set()
    looking.join()
    ours = [line for line in seen if "archiver" in line and "pytest" not in line]
    assert ours, "none of our processes was seen"
    assert [line for line in ours if told_of(line)] == []
