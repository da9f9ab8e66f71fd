"""What the daemon tells of itself over HTTP: red, with the reason, when something breaks, and green by itself."""

import http.client
import json
import re
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from archiver.edges.tables import SCHEMA_VERSION
from tests.acceptance import letters
from tests.acceptance.test_daemon import archived, watches
from tests.acceptance.world import World, told_of
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.processes import free_port
from tests.services.proxy import FaultProxy
from tests.services.smtp import SmtpSink

POLL = 2


def told(world: World) -> int:
    """The port that this world's daemon is to answer at."""
    port = free_port()
    world.more += f'[health]\nlisten = "127.0.0.1:{port}"\n\n'
    world.write_config(('name = "arkiv"\n', f'name = "arkiv"\npoll_seconds = {POLL}\n'))
    return port


def asked(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 when nobody answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""


def is_ready(port: int) -> bool:
    return asked(port, "/readyz")[0] == 200


def reasons(port: int) -> list[dict[str, Any]]:
    status, body = asked(port, "/readyz")
    found: list[dict[str, Any]] = json.loads(body)["reasons"] if body else []
    assert (status == 200) == (status != 0 and not found)
    return found


def names(port: int) -> set[str]:
    return {one["reason"] for one in reasons(port)}


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A cluster that a test may stop."""
    with Postgres() as cluster:
        yield cluster


def call_schema(world: World, name: str) -> None:
    """What an upgrade by another version leaves."""
    with closing(sqlite3.connect(world.database_url.removeprefix("sqlite:///"), timeout=30)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (name,))
        connection.commit()


def stop_letting_through(proxy: FaultProxy) -> None:
    proxy.black_hole = True


def refuse(proxy: FaultProxy) -> None:
    proxy.refuse = True
    proxy.reset_all()


@pytest.mark.parametrize("block", [stop_letting_through, refuse])
def test_blocked_imap_turns_it_red_within_two_intervals_and_it_turns_green_by_itself(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, block: Callable[[FaultProxy], None]
) -> None:
    with FaultProxy(dovecot.port) as proxy:
        url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
        world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp_sink.port, proxy.port)
        port = told(world)
        with world.daemon() as daemon:
            daemon.until(lambda: is_ready(port), "its being ready")
            block(proxy)
            blocked = time.monotonic()
            daemon.until(lambda: not is_ready(port), "its being red")
            took = time.monotonic() - blocked
            found = reasons(port)
            assert asked(port, "/healthz")[0] == 200
            proxy.black_hole = proxy.refuse = False
            daemon.until(lambda: is_ready(port), "its being green again", 90)

    assert [(one["reason"], one["about"]) for one in found] == [("poll_overdue", "arkiv/INBOX")]
    assert took <= 2 * POLL + 2  # a poll may have ended just before


def test_a_database_that_is_away_is_named_at_the_start_and_later_and_green_follows(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, own_postgres: Postgres
) -> None:
    url = own_postgres.new_database()
    world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp_sink.port, dovecot.port)
    port = told(world)
    own_postgres.stop()
    with world.daemon() as daemon:
        daemon.until(lambda: names(port) == {"not_opened", "database_unreachable"}, "its asking for the database")
        assert asked(port, "/healthz")[0] == 200
        own_postgres.start()
        daemon.until(lambda: is_ready(port), "its being ready", 90)
        own_postgres.stop()
        daemon.until(lambda: names(port) == {"database_unreachable"}, "its naming the database")
        assert "archiver_database_up 0.0" in asked(port, "/metrics")[1]
        own_postgres.start()
        daemon.until(lambda: is_ready(port), "its being green again", 90)


def test_a_database_that_has_fallen_silent_makes_nobody_wait(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, own_postgres: Postgres
) -> None:
    url = make_url(own_postgres.new_database())
    with FaultProxy(url.port or 0) as proxy:
        through = url.set(port=proxy.port).render_as_string(hide_password=False)
        world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), through, smtp_sink.port, dovecot.port)
        port = told(world)
        with world.daemon() as daemon:
            daemon.until(lambda: is_ready(port), "its being ready", 90)
            proxy.black_hole = True
            daemon.until(lambda: names(port) == {"database_unreachable"}, "its naming the database")
            begun = time.monotonic()
            assert names(port) == {"database_unreachable"}
            assert time.monotonic() - begun < 5
            proxy.black_hole = False
            daemon.until(lambda: is_ready(port), "its being green again", 90)


def test_another_schema_and_a_full_disk_are_named(small_world: World) -> None:
    world = small_world
    port = told(world)
    with world.daemon() as daemon:
        daemon.until(lambda: is_ready(port), "its being ready")
        call_schema(world, "9999")
        daemon.until(lambda: names(port) == {"schema_mismatch"}, "its naming the schema")
        daemon.kill()
    world.more += "[limits]\nfree_megabytes = 1000000\n\n"
    world.write_config(('name = "arkiv"\n', f'name = "arkiv"\npoll_seconds = {POLL}\n'))
    call_schema(world, SCHEMA_VERSION)
    with world.daemon() as daemon:
        daemon.until(lambda: names(port) == {"disk_full"}, "its naming the disk")


def test_letters_that_do_not_get_out_are_named_and_green_follows(small_world: World, smtp_sink: SmtpSink) -> None:
    world = small_world
    port = told(world)
    with FaultProxy(smtp_sink.port) as proxy:
        world.smtp_port = proxy.port
        world.write_config(('name = "arkiv"\n', f'name = "arkiv"\npoll_seconds = {POLL}\n'))
        proxy.refuse = True
        with world.daemon() as daemon:
            daemon.until(lambda: names(port) == {"letters_stuck"}, "its naming the letters", 90)
            proxy.refuse = False
            daemon.until(lambda: is_ready(port), "its being green again", 120)


MEASURED = (
    r'^archiver_polls_total\{mailbox="arkiv",outcome="good"\} [1-9]',
    r'^archiver_last_good_poll_age_seconds\{folder="INBOX",mailbox="arkiv"\} [0-9]',
    r'^archiver_letters_total\{outcome="sent"\} [1-9]',
    r"^archiver_items 1\.0",
    r'^archiver_lease\{mailbox="arkiv",state="held"\} 1\.0',
    r"^archiver_ready 1\.0",
    r"^archiver_poll_seconds_bucket",
    r"^archiver_chain_events [1-9]",
    r'^archiver_disk_free_bytes\{disk="data/',
)


def has_measure(port: int, measure: str) -> bool:
    return re.search(measure, asked(port, "/metrics")[1], re.MULTILINE) is not None


def test_the_measures_tell_what_was_done_and_name_nobody(small_world: World, smtp_sink: SmtpSink) -> None:
    world = small_world
    port = told(world)
    with world.daemon() as daemon:
        world.dovecot.deliver(world.user, letters.report(1))
        daemon.until(lambda: archived(world) == 1, "the mail")
        for measure in MEASURED:  # a round ends after its receipts were sent, and what is counted is kept for a while
            daemon.until(partial(has_measure, port, measure), measure)
        text = asked(port, "/metrics")[1]

    assert told_of(text) == []


def test_no_answer_tells_the_address_of_a_mailbox(small_world: World) -> None:
    world = small_world
    port = free_port()
    world.more = f'[health]\nlisten = "127.0.0.1:{port}"\n\n'
    world.write_config(('name = "arkiv"\n', f'name = "moderation"\npoll_seconds = {POLL}\n'))
    with world.daemon() as daemon:
        daemon.until(lambda: is_ready(port), "its being ready")
        everything = "".join(asked(port, path)[1] for path in ("/healthz", "/readyz", "/metrics"))

    assert told_of(everything) == []


def test_the_command_asks_the_daemon_and_tells_by_its_exit_code(small_world: World) -> None:
    world = small_world
    port = told(world)

    nobody = world.run("healthcheck")
    with world.daemon() as daemon:
        daemon.until(lambda: is_ready(port), "its being ready")
        alive, ready = world.run("healthcheck"), world.run("healthcheck", "--ready")

    assert (nobody.code, nobody.json["answers"]) == (1, False)
    assert (alive.code, alive.json["healthy"], alive.json["hanging"]) == (0, True, [])
    assert {"clock", "scheduler", "watcher arkiv"} <= set(alive.json["loops"])
    assert (ready.code, ready.json) == (0, {"ready": True, "reasons": []})


def test_whoever_asks_for_anything_else_is_told_what_there_is(small_world: World) -> None:
    port = told(small_world)
    with small_world.daemon() as daemon:
        daemon.until(lambda: asked(port, "/healthz")[0] == 200, "its answering")

        assert asked(port, "/../etc/passwd") == (404, "/healthz /readyz /metrics\n")


def test_a_port_that_is_taken_ends_nothing(small_world: World) -> None:
    port = told(small_world)
    with socket.create_server(("127.0.0.1", port)), small_world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("health cannot be told")), "its saying so")
        watches(small_world, daemon)
        assert daemon.terminate()[0] == 0
