"""Virus scans as an operator meets them: told, never in the way, and what is infected is not handed out unasked."""

from pathlib import Path

import pytest

from tests.acceptance import independent, letters
from tests.acceptance.independent import octets_in
from tests.acceptance.world import RunningDaemon, World, receipts
from tests.edges.test_virus import mail_with
from tests.services.clamav import EICAR, Clamd
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink


def scans(world: World, clamd: Clamd) -> None:
    world.more += f'[virus]\nclamd = "{clamd.address}"\n\n'
    world.write_config()


def until_scanned(world: World, daemon: RunningDaemon, count: int) -> None:
    question = "SELECT count(*) FROM custody_events WHERE act = 'virus check'"
    daemon.until(lambda: bool(daemon.events("started")), "its start")
    daemon.until(lambda: independent.ask(world.database_url, question) == [(count,)], f"{count} scans")


@pytest.fixture
def infected(world: World, clamd: Clamd) -> World:
    """An archive of two mails, of which the second has a virus."""
    scans(world, clamd)
    with world.daemon() as daemon:
        world.dovecot.deliver(world.user, letters.report(1))
        world.dovecot.deliver(world.user, mail_with(EICAR))
        until_scanned(world, daemon, 2)
        assert EICAR.decode() not in daemon.log()
    return world


def infected_item(world: World) -> int:
    [(subject,)] = independent.ask(
        world.database_url,
        "SELECT subject FROM custody_events WHERE act = 'virus check' AND detail LIKE '%infected%'",
    )
    return int(subject.removeprefix("item:"))


def test_what_is_infected_is_handed_out_only_to_who_says_what_for_and_that_is_written_down(
    infected: World, tmp_path: Path
) -> None:
    world, item = infected, infected_item(infected)
    [delivered] = [one for one in octets_in(world.dovecot, world.user, "Arkiveret") if b"faktura.com" in one]

    refusals = [
        world.run("item", "raw", f"{item}"),
        world.run("item", "raw", f"{item}/2"),
        world.run("quarantine", "export", f"{item}", "--to", str(tmp_path / "ud.eml")),
    ]
    wrong = world.run("item", "raw", f"{item}", "--despite-virus", "nysgerrig")
    whole = world.run("item", "raw", f"{item}", "--despite-virus", "police").well()
    attachment = world.run("item", "raw", f"{item}/2", "--despite-virus", "security").well()
    other = world.run("item", "raw", f"{3 - item}").well()

    assert [one.code for one in refusals] == [1, 1, 1]
    assert all(one.out == b"" and "--despite-virus" in one.errors for one in refusals)
    assert not (tmp_path / "ud.eml").exists()
    assert (wrong.code, wrong.out) == (2, b"")
    assert whole.out == delivered  # bit for bit what the server had
    assert attachment.out == EICAR
    assert other.out
    told = independent.ask(world.database_url, "SELECT detail FROM custody_events WHERE act = 'export' ORDER BY seq")
    assert [detail for (detail,) in told] == ['{"purpose":"police"}', '{"path":"2","purpose":"security"}', "{}"]
    world.run("verify").well()


def test_status_and_item_show_tell_of_it(infected: World) -> None:
    status = infected.run("status", "--json").well().json
    shown = infected.run("item", "show", f"{infected_item(infected)}").well().text

    assert status["virus"] == {"infected": 1, "waiting": 0, "trouble": None}
    assert "Eicar-Test-Sig.UNOFFICIAL" in shown
    assert "1 inficerede" in infected.run("status").well().text


def test_a_scanner_that_is_away_keeps_no_mail_and_no_receipt_waiting_and_is_told_of(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    world = World(tmp_path / "arkiv", dovecot, dovecot.new_user(), url, smtp_sink.port, dovecot.port)
    with Clamd() as clamd:
        scans(world, clamd)
        clamd.stop()
        with world.daemon() as daemon:
            world.dovecot.deliver(world.user, letters.report(1))
            daemon.until(lambda: len(receipts(smtp_sink)) == 1, "the receipt")
            daemon.until(lambda: bool(daemon.events("not scanned for viruses")), "a scan in vain")
            status = world.run("status", "--json").well().json["virus"]
            checked = [one for one in world.run("check", "--json").json["findings"] if one["subject"] == "virusscanner"]
            clamd.start()
            until_scanned(world, daemon, 1)
        checked_later = [
            one for one in world.run("check", "--json").json["findings"] if one["subject"] == "virusscanner"
        ]

    assert status == {"infected": 0, "waiting": 1, "trouble": "unreachable"}
    assert [one["ok"] for one in checked] == [False]
    assert [one["ok"] for one in checked_later] == [True]
