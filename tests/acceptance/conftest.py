"""A world for each test; the servers in it are the session's unless a test stops them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.world import World
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink

MakeWorld = Callable[..., World]


@pytest.fixture
def world(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, database_url: str) -> World:
    """An empty mailbox, an empty database of each kind in turn, a relay that takes everything."""
    return World(tmp_path / "arkiv", dovecot, dovecot.new_user(), database_url, smtp_sink.port, dovecot.port)


@pytest.fixture
def small_world(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> World:
    """The same on SQLite alone, for what has nothing to do with the database."""
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    return World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp_sink.port, dovecot.port)
