"""Two daemons that share one archive: who holds what is told, whoever ends hands over at once, keys must be shared."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.acceptance import independent, letters
from tests.acceptance.independent import octets_in
from tests.acceptance.world import World, receipts
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.smtp import SmtpSink

FIRST, SECOND = ({"ARCHIVER__REPLICA__NAME": name} for name in ("arkiv-1", "arkiv-2"))


def names(world: World) -> list[str]:
    return [one["name"] for one in world.run("status", "--json").well().json["replicas"]]


def test_whoever_ends_hands_over_at_once_and_status_tells_who_works(world: World, smtp_sink: SmtpSink) -> None:
    world.run("db", "upgrade").well()
    polled = "SELECT count(*) FROM folders WHERE folder = 'INBOX' AND last_good_poll IS NOT NULL"
    with world.daemon(log="first.log", environment=FIRST) as first:
        first.until(lambda: independent.ask(world.database_url, polled) == [(1,)], "its first good round")
        with world.daemon(log="second.log", environment=SECOND) as second:
            second.until(lambda: bool(second.events("standing by")), "its standing by")
            second.until(lambda: names(world) == ["arkiv-1", "arkiv-2"], "both being told of")
            told = world.run("status", "--json").well().json
            [mailbox] = told["mailboxes"]
            assert (mailbox["lease"], mailbox["holder"]) == ("held", "arkiv-1")
            assert [one["mailboxes"] for one in told["replicas"]] == [["arkiv"], []]
            assert [one["does_once"] for one in told["replicas"]] == [True, False]
            assert "arkiv-2: arbejder med ingenting, står klar" in world.run("status").well().text
            assert "arkiv-1, arkiv-2" in world.run("check").text

            first.process.send_signal(signal.SIGTERM)
            second.until(lambda: bool(second.events("leases taken")), "the lease", seconds=20)
            world.dovecot.deliver(world.user, letters.report(1))
            second.until(lambda: len(receipts(smtp_sink)) == 1, "the receipt")
            first.process.wait(30)
            [alone] = world.run("status", "--json").well().json["replicas"]
            assert (alone["name"], alone["does_once"]) == ("arkiv-2", True)
            code, _ = second.terminate()

    assert code == 0
    assert len(octets_in(world.dovecot, world.user, "Arkiveret")) == 1
    assert names(world) == []


def test_a_name_tells_nothing_of_the_machine(world: World) -> None:
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("started")), "its start")
        rows = independent.ask(world.database_url, "SELECT name, label FROM replicas")

    hostname = Path("/proc/sys/kernel/hostname").read_text().strip()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert len(rows) == 1
    assert not any(secret in told for row in rows for told in row for secret in (hostname, boot[:8], "pid:["))


def test_a_replica_with_another_signing_key_is_told_so_by_check(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, postgres: Postgres
) -> None:
    url, user = postgres.new_database(), dovecot.new_user()
    one, other = (World(tmp_path / name, dovecot, user, url, smtp_sink.port, dovecot.port) for name in ("en", "to"))
    one.run("db", "upgrade").well()
    one.run("ingest").well()

    missing = other.run("check")
    (other.folder / "keys" / "signing.key").touch(mode=0o600)
    (other.folder / "keys" / "signing.key").write_text("ab" * 32 + "\n")
    wrong = other.run("check")

    assert (missing.code, wrong.code) == (1, 1)
    assert "the signing key of this archive is missing" in missing.text
    assert "belongs to another signing key" in wrong.text
    assert other.run("run").code == 2
