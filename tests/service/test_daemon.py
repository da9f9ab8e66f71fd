"""The daemon's own faults: told in one line, without what was in hand, and its end."""

import math
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from archiver.bell import Bell
from archiver.config import Settings
from archiver.config.settings import Limits
from archiver.core.records import AlarmKind
from archiver.edges import host
from archiver.service import commands, daemon
from archiver.service.wiring import now, opened
from tests.fakes import InProcessReader
from tests.services.smtp import SmtpSink

DEPUTY = "stedfortraeder@kommune.example"
CANARY = "Kanariefugl"


def settings(directory: Path, smtp_port: int, **officer: object) -> Settings:
    """An archive whose mailbox does not answer."""
    return Settings.model_validate(
        {
            "archive": {
                "organisation": "Prøve Kommune",
                "own_domains": ["kommune.example"],
                "data_directory": str(directory),
            },
            "mailbox": [
                {
                    "name": "arkiv",
                    "address": "arkiv@kommune.example",
                    "host": "127.0.0.1",
                    "port": 1,
                    "tls": "none",
                    "username": "arkiv",
                    "password": "kun til prøver",
                }
            ],
            "database": {"url": f"sqlite:///{directory / 'archive.sqlite'}"},
            "smtp": {"host": "127.0.0.1", "port": smtp_port, "tls": "none"},
            "digest": {"enabled": False},
            "officer": {"name": "Arkivansvarlig", "address": "officer@kommune.example", **officer},
        }
    )


def test_a_fault_in_a_knock_is_one_line_and_ends_the_daemon(
    tmp_path: Path,
    smtp_sink: SmtpSink,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)

    def broken(_sent: int) -> None:
        raise RuntimeError(CANARY)

    with opened(settings(tmp_path, smtp_sink.port)) as archive, capture_logs() as told:
        one = daemon.Daemon(archive, Bell(), InProcessReader(), after_post=broken)
        one.run()

    [fault] = [line for line in told if line["event"] == "fault in archiver"]
    assert one.faulty
    assert (fault["kind"], str(fault["place"]).partition(":")[0]) == ("RuntimeError", "test_daemon.py")
    assert CANARY not in f"{told}{caplog.text}{capfd.readouterr()}"


def test_the_watchdog_of_a_daemon_looks_at_the_disk_and_whoever_reads_is_told(
    tmp_path: Path, smtp_sink: SmtpSink
) -> None:
    full = settings(tmp_path, smtp_sink.port).model_copy(update={"limits": Limits(free_megabytes=1_000_000)})
    stopping = Bell()
    with opened(full) as archive, capture_logs() as told:
        daemon.Daemon(
            archive, stopping, InProcessReader(), after_post=lambda sent: stopping.set() if sent else None
        ).run()

    assert [line["alarm"] for line in told if line["event"] == "alarm raised"] == ["disk"]
    assert [letter.recipients for letter in smtp_sink.letters] == [("officer@kommune.example",)]
    assert b"diskplads" in smtp_sink.letters[0].octets


def test_memory_goes_back_after_work_and_not_after_each_letter(
    tmp_path: Path, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, really = Counter[str](), host.give_back_what_is_free

    def give() -> None:
        given["times"] += 1
        really()

    monkeypatch.setattr(host, "give_back_what_is_free", give)
    monkeypatch.setattr(daemon, "GIVING_BACK_SECONDS", math.inf)
    with opened(settings(tmp_path, smtp_sink.port)) as archive:
        one = daemon.Daemon(archive, Bell(), InProcessReader())
        for kind in (AlarmKind.CLOCK, AlarmKind.DISK, AlarmKind.FIXITY):
            archive.store.ledger.raise_alarm(kind, str(kind), now())
            one.post()
            one.post()  # with nothing to send
        assert len(smtp_sink.letters) == 3
        assert given["times"] == 0

        monkeypatch.setattr(daemon, "GIVING_BACK_SECONDS", 0.0)
        for _ in range(3):
            one.post()
        assert given["times"] == 1, "of what was done before, once"
        archive.store.ledger.raise_alarm(AlarmKind.UNCHECKED, "fixity", now())
        one.post()
        assert given["times"] == 2


def test_an_alarm_goes_to_the_deputy_while_the_officer_is_away(tmp_path: Path, smtp_sink: SmtpSink) -> None:
    today = date.today()
    away = {"from": today - timedelta(days=1), "to": today + timedelta(days=1)}
    with opened(
        settings(tmp_path, smtp_sink.port, deputy={"name": "Vikar", "address": DEPUTY}, absence=[away])
    ) as archive:
        archive.store.ledger.raise_alarm(AlarmKind.CLOCK, "clock", now())
        commands.post(archive)

    assert [letter.recipients for letter in smtp_sink.letters] == [(DEPUTY,)]
