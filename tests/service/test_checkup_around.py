"""`archiver check`: names, certificates, clocks, folders that nobody watches, the scanner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.bell import Bell
from archiver.config import Settings
from archiver.service import checkup_around
from archiver.service.checkup_around import clock, folders, mailbox_clock, signatures_made, surroundings, virus_scanner
from archiver.service.surroundings import certificate_days, services_of
from archiver.service.wiring import connect, now
from tests.acceptance.independent import append, session
from tests.service.test_wiring import a_host
from tests.services.clamav import Clamd
from tests.services.dovecot import Dovecot, MailUser
from tests.services.processes import free_port
from tests.services.smtp import SmtpSink


def host(tmp_path: Path, dovecot: Dovecot, user: MailUser, sink: SmtpSink, **more: object) -> Settings:
    mailbox = {
        "name": "arkiv", "address": "arkiv@kommune.example", "host": "127.0.0.1", "port": dovecot.tls_port,
        "username": user.name, "password": user.password, "ca_file": str(dovecot.ca_file),
    }  # fmt: skip
    out = {"host": "127.0.0.1", "port": sink.port, "tls": "none"}
    return a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/a.sqlite", **{"mailbox": [mailbox], "smtp": out, **more})


def test_names_and_certificates_are_told_with_how_long_they_last(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    settings = host(tmp_path, dovecot, dovecot.new_user(), smtp_sink)

    found = {one.subject: one for one in surroundings(settings, str)}

    assert all(one.well for one in found.values())
    assert found["DNS of mailbox arkiv"].says == "127.0.0.1: 127.0.0.1"
    assert "29 days" in found["TLS of mailbox arkiv"].says
    assert found["TLS of mailbox arkiv"].advice  # less than a month
    assert certificate_days(settings, now()).keys() == {"imap arkiv"}
    assert [one.name for one in services_of(settings)] == ["imap arkiv", "smtp"]


def test_a_certificate_that_has_ended_is_not_well(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = host(tmp_path, dovecot, dovecot.new_user(), smtp_sink)
    monkeypatch.setattr(checkup_around, "now", lambda: datetime.now(UTC) + timedelta(days=31))

    [found] = [one for one in surroundings(settings, str) if one.subject == "TLS of mailbox arkiv"]

    assert not found.well
    assert "ended" in found.says


def test_a_name_that_nobody_knows_is_told_of(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> None:
    settings = host(
        tmp_path, dovecot, dovecot.new_user(), smtp_sink, smtp={"host": "findes-ikke.invalid", "tls": "starttls"}
    )

    [found] = [one for one in surroundings(settings, str) if one.subject == "DNS of smtp"]

    assert not found.well
    assert found.outside


def test_mail_that_waits_where_nobody_looks_is_told_of(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> None:
    user = dovecot.new_user()
    settings = host(tmp_path, dovecot, user, smtp_sink)
    with session(dovecot, user) as client:
        client.create("Junk")
        client.create("Regler")
    append(dovecot, user, [b"Subject: x\r\n\r\nx\r\n"], "Junk")
    append(dovecot, user, [b"Subject: x\r\n\r\nx\r\n"], "Regler")
    [one] = settings.mailboxes
    logged_in = connect(settings, one, Bell())

    found = list(folders(settings, one, logged_in, str))
    hours = list(mailbox_clock(one, logged_in, str))
    logged_in.close()

    assert [(each.well, each.says) for each in found] == [
        (False, "folder Junk is not watched: 1 messages"),
        (False, "mail lies in folders that are not watched: Regler (1)"),
    ]
    assert [(each.subject, each.well) for each in hours] == [("clock of mailbox arkiv", True)]


@pytest.mark.parametrize(("ahead", "says"), [(-300, "300 seconds behind ours"), (300, "300 seconds ahead of ours")])
def test_a_clock_that_differs_is_told_of(ahead: int, says: str) -> None:
    [found] = clock("smtp", now() + timedelta(seconds=ahead, milliseconds=200 if ahead > 0 else 0), str)

    assert not found.well
    assert found.says == says


def test_a_scanner_that_answers_is_well_and_one_that_does_not_is_not(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, clamd: Clamd
) -> None:
    user = dovecot.new_user()
    [there] = virus_scanner(host(tmp_path, dovecot, user, smtp_sink, virus={"clamd": clamd.address}), str)
    away = {"clamd": f"tcp:127.0.0.1:{free_port()}"}
    [gone] = virus_scanner(host(tmp_path, dovecot, user, smtp_sink, virus=away), str)
    [none] = virus_scanner(host(tmp_path, dovecot, user, smtp_sink), str)

    assert there.well
    assert there.says.startswith("ClamAV ")
    assert (gone.well, gone.outside) == (False, True)
    assert none.well


def test_how_old_the_scanners_signatures_are() -> None:
    assert signatures_made("ClamAV 1.4.6/27450/Thu Nov 26 09:10:11 2026") == datetime(
        2026, 11, 26, 9, 10, 11, tzinfo=UTC
    )
    assert signatures_made("ClamAV 1.4.6") is None
