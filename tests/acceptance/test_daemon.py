"""`archiver run` as an operator meets it: it answers, stands by, outlives its neighbours, ends when told."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url

from tests.acceptance import independent, letters
from tests.acceptance.independent import octets_in
from tests.acceptance.world import RunningDaemon, World, answered, digests, receipts
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.proxy import FaultProxy
from tests.services.smtp import SmtpSink


@pytest.fixture
def own_dovecot() -> Iterator[Dovecot]:
    """A server that a test may stop."""
    with Dovecot() as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A cluster that a test may stop."""
    with Postgres() as cluster:
        yield cluster


def watches(world: World, daemon: RunningDaemon) -> None:
    """Wait for the daemon's first good round: from then on it idles."""
    question = "SELECT count(*) FROM folders WHERE folder = 'INBOX' AND last_good_poll IS NOT NULL"
    daemon.until(lambda: bool(daemon.events("started")), "its start")
    daemon.until(lambda: independent.ask(world.database_url, question) == [(1,)], "its first good round")


def archived(world: World) -> int:
    return len(octets_in(world.dovecot, world.user, "Arkiveret"))


def twelve_hours_away() -> str:
    """A weekly letter that falls due at no moment of this test."""
    then = datetime.now(ZoneInfo("Europe/Copenhagen")) + timedelta(hours=12)
    return f'[digest]\ntime = "{then:%H:%M}"\n\n'


def test_a_mail_that_comes_while_it_idles_is_archived_and_answered(small_world: World, smtp_sink: SmtpSink) -> None:
    world = small_world
    with world.daemon() as daemon:
        watches(world, daemon)
        world.dovecot.deliver(world.user, letters.report(1))
        daemon.until(lambda: len(receipts(smtp_sink)) == 1, "the receipt")  # the next poll would be a minute away
        code, seconds = daemon.terminate()

    assert answered(receipts(smtp_sink)) == ["<brev.1@kommune.example>"]
    assert (archived(world), octets_in(world.dovecot, world.user, "INBOX")) == (1, [])
    assert (code, seconds < 10) == (0, True)
    assert [event["tidy"] for event in daemon.events("stopped")] == [True]
    assert set(independent.ask(world.database_url, "SELECT holder FROM leases")) == {("",)}


def test_the_weekly_letter_goes_out_once_and_once_only_after_two_restarts(world: World, smtp_sink: SmtpSink) -> None:
    world.more = twelve_hours_away()
    world.write_config()

    for number in (1, 2, 3):
        with world.daemon() as daemon:
            world.dovecot.deliver(world.user, letters.report(number))
            daemon.until(lambda: bool(digests(smtp_sink)), "the weekly letter")
            daemon.until(lambda expected=number: len(receipts(smtp_sink)) == expected, "the receipt")  # type: ignore[misc]
            assert daemon.terminate()[0] == 0

    assert len(digests(smtp_sink)) == 1
    assert independent.ask(world.database_url, "SELECT count(*) FROM digest_issues") == [(1,)]
    assert len(smtp_sink.letters) == 4


def test_a_second_daemon_stands_by_and_takes_over_when_the_first_is_killed(world: World, smtp_sink: SmtpSink) -> None:
    with world.daemon(log="first.log") as first:
        watches(world, first)
        with world.daemon(log="second.log") as second:
            second.until(lambda: bool(second.events("standing by")), "its standing by")
            world.dovecot.deliver(world.user, letters.report(1))
            first.until(lambda: archived(world) == 1, "the first mail")
            # A letter in its hands when it dies waits five minutes before another daemon may send it again.
            first.until(lambda: bool(first.events("post round done")), "the first receipt")
            first.kill()
            world.dovecot.deliver(world.user, letters.report(2))
            second.until(lambda: archived(world) == 2, "the second mail")
            second.until(lambda: len(set(answered(receipts(smtp_sink)))) == 2, "both receipts")
            assert second.terminate()[0] == 0

    assert independent.ask(world.database_url, "SELECT count(*) FROM items") == [(2,)]
    assert [event["mailbox"] for event in second.events("round done")] == ["arkiv"]


def test_it_gets_up_again_when_the_mail_server_does(tmp_path: Path, own_dovecot: Dovecot, smtp_sink: SmtpSink) -> None:
    server, url = own_dovecot, f"sqlite:///{tmp_path / 'archive.sqlite'}"
    world = World(tmp_path / "arkiv", server, server.new_user(), url, smtp_sink.port, server.port)
    with world.daemon() as daemon:
        watches(world, daemon)
        server.stop()
        daemon.until(lambda: len(daemon.events("round failed")) >= 2, "its noticing")
        server.start()
        server.deliver(world.user, letters.report(1))
        daemon.until(lambda: archived(world) == 1, "the mail after the outage")
        code, _ = daemon.terminate()

    assert code == 0


def test_it_leaves_the_mailbox_alone_while_the_database_is_away_and_goes_on_afterwards(
    tmp_path: Path, dovecot: Dovecot, own_postgres: Postgres, smtp_sink: SmtpSink
) -> None:
    url = own_postgres.new_database()
    world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp_sink.port, dovecot.port)
    with world.daemon() as daemon:
        watches(world, daemon)
        own_postgres.stop()
        world.dovecot.deliver(world.user, letters.report(1))
        daemon.until(lambda: bool(daemon.events("round failed")), "its noticing")
        meanwhile = independent.flags_in(dovecot, world.user, "INBOX")
        own_postgres.start()
        daemon.until(lambda: archived(world) == 1, "the mail of the outage")
        daemon.until(lambda: len(receipts(smtp_sink)) == 1, "its receipt")
        code, _ = daemon.terminate()

    assert (code, meanwhile) == (0, {1: frozenset()})
    assert independent.ask(url, "SELECT count(*) FROM items") == [(1,)]
    world.run("verify").well()


def test_letters_wait_while_the_mail_relay_is_down_and_go_out_later_once(
    small_world: World, smtp_sink: SmtpSink, proxy_to: Callable[[int], FaultProxy]
) -> None:
    world, relay = small_world, proxy_to(smtp_sink.port)
    relay.refuse = True
    world.smtp_port = relay.port
    world.write_config()
    world.dovecot.deliver(world.user, letters.report(1))
    tries = "SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state = 'due' AND attempts > 0"
    with world.daemon() as daemon:
        watches(world, daemon)
        daemon.until(lambda: independent.ask(world.database_url, tries) == [(1,)], "the first try in vain")
        archived_meanwhile = archived(world)
        relay.refuse = False
        daemon.until(lambda: len(receipts(smtp_sink)) == 1, "the receipt", seconds=60)
        assert daemon.terminate()[0] == 0

    assert archived_meanwhile == 1
    assert answered(smtp_sink.letters) == ["<brev.1@kommune.example>"]


def test_it_waits_for_a_database_directory_that_is_not_there_yet(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    disk = tmp_path / "disk"
    world = World(
        tmp_path / "arkiv",
        dovecot,
        dovecot.new_user(),
        f"sqlite:///{disk / 'archive.sqlite'}",
        smtp_sink.port,
        dovecot.port,
    )
    dovecot.deliver(world.user, letters.report(1))
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("archive not opened")), "its waiting")
        untouched = independent.flags_in(dovecot, world.user, "INBOX")
        disk.mkdir()
        daemon.until(lambda: archived(world) == 1, "the mail")
        assert daemon.terminate()[0] == 0

    assert untouched == {1: frozenset()}


def test_it_ends_when_told_though_the_database_has_fallen_silent_before_it_was_open(
    tmp_path: Path, dovecot: Dovecot, postgres: Postgres, smtp_sink: SmtpSink, proxy_to: Callable[[int], FaultProxy]
) -> None:
    url = make_url(postgres.new_database())
    assert url.port is not None
    silent = proxy_to(url.port)
    silent.black_hole = True
    through = url.set(port=silent.port).render_as_string(hide_password=False)
    world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), through, smtp_sink.port, dovecot.port)
    with world.daemon() as daemon:
        daemon.until(lambda: silent.connections > 0, "its asking for the database")
        code, seconds = daemon.terminate()

    assert (code, seconds < 6) == (0, True)


def test_a_full_disk_leaves_the_mailbox_as_it_was_and_costs_no_mail(small_world: World) -> None:
    world = small_world
    world.run("db", "upgrade").well()
    delivered = [letters.mixed(75, 1)[0], letters.report(1)]
    for letter in delivered:
        world.dovecot.deliver(world.user, letter)

    full = world.run("ingest", prefix=["prlimit", "--fsize=204800"])
    meanwhile = independent.flags_in(world.dovecot, world.user, "INBOX")
    world.run("ingest").well()

    assert full.code == 3, full.errors
    assert "Traceback" not in full.errors
    assert meanwhile == {1: frozenset(), 2: frozenset()}
    assert archived(world) == 2
    world.run("verify").well()


@pytest.mark.parametrize("arguments", [("run",), ("ingest",), ("status",)], ids=" ".join)
def test_a_schema_it_does_not_know_is_refused_with_a_sentence(arguments: tuple[str, ...], world: World) -> None:
    world.run("db", "upgrade").well()
    world.dovecot.deliver(world.user, letters.report(1))
    independent.tell(world.database_url, "UPDATE alembic_version SET version_num = '9999'")

    refused = world.run(*arguments)

    assert refused.code == 2
    assert "9999" in refused.errors
    assert "newer archiver" in refused.errors
    assert "Traceback" not in refused.errors
    assert independent.flags_in(world.dovecot, world.user, "INBOX") == {1: frozenset()}
