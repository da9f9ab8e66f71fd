"""A letter of ours that comes back was not delivered, whatever the first server said (hazard 65)."""

from __future__ import annotations

import pytest

from archiver.core.reading import read
from archiver.core.records import AlarmKind, IsoWeek
from archiver.jobs.watchdog import check_weekly_letter
from archiver.jobs.weekly import issue
from tests.builders import a_letter
from tests.fakes import OFFICER, Archive, FakeServer
from tests.jobs.test_weekly import MONDAY_AT_SEVEN

STATUS = b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n"


def a_bounce(
    of: bytes,
    *,
    status: bytes = STATUS,
    enclosed_as: bytes = b"message/rfc822",
    outer: bytes = b"multipart/report; report-type=delivery-status; boundary=QQ",
    sender: bytes = b"MAILER-DAEMON@mx.kommune.example",
) -> bytes:
    head = (
        b"From: " + sender + b"\r\nTo: arkiv@kommune.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        b"Message-ID: <retur@mx.kommune.example>\r\nMIME-Version: 1.0\r\nContent-Type: " + outer + b"\r\n\r\n"
    )
    parts = (b"text/plain", b"user unknown\r\n"), (b"message/delivery-status", status), (enclosed_as, of)
    return head + b"".join(b"--QQ\r\nContent-Type: %s\r\n\r\n%s\r\n" % part for part in parts) + b"--QQ--\r\n"


def states(archive: Archive) -> list[tuple[str | None, ...]]:
    return archive.ask("SELECT kind, state, reason FROM outbox ORDER BY id")


def after_a_receipt(archive: Archive, server: FakeServer) -> bytes:
    server.deliver(a_letter())
    archive.round(server)
    archive.send()
    return archive.post.letters[-1].octets


@pytest.mark.parametrize("enclosed_as", [b"message/rfc822", b"text/rfc822-headers", b"message/rfc822-headers"])
def test_a_receipt_that_comes_back_has_failed_and_nobody_is_thanked_for_it(
    archive: Archive, enclosed_as: bytes
) -> None:
    server = FakeServer()
    receipt = after_a_receipt(archive, server)
    head = receipt if enclosed_as == b"message/rfc822" else receipt.partition(b"\r\n\r\n")[0] + b"\r\n"

    server.deliver(a_bounce(head, enclosed_as=enclosed_as))
    archive.round(server)
    archive.send()

    comes_back = enclosed_as != b"message/rfc822-headers"
    assert states(archive)[0] == (("receipt", "failed", "returned") if comes_back else ("receipt", "sent", None))
    assert len(archive.post.letters) == 1
    assert archive.ask("SELECT count(*) FROM items") == [(2,)]
    assert archive.sound()


def test_a_weekly_letter_that_comes_back_is_told_of_as_undelivered(archive: Archive) -> None:
    server = FakeServer()
    issue(archive.store, MONDAY_AT_SEVEN, IsoWeek(2026, 47), archive.policy.message_id, archive.clock)
    archive.send()

    server.deliver(a_bounce(archive.post.letters[0].octets))
    archive.round(server)

    assert check_weekly_letter(archive.store, archive.clock)
    assert archive.ask("SELECT kind FROM alarms") == [(AlarmKind.DIGEST_UNDELIVERED,)]


def test_an_alarm_that_comes_back_goes_out_once_a_day_and_its_return_raises_no_other(archive: Archive) -> None:
    server = FakeServer()
    archive.store.ledger.raise_alarm(AlarmKind.DISK, "disk:a", archive.clock())
    for number in range(6):
        archive.send()
        server.deliver(a_bounce(archive.post.letters[-1].octets).replace(b"<retur@", b"<retur%d@" % number))
        archive.round(server)
        archive.clock.advance(hours=12)

    assert [kind for (kind,) in archive.ask("SELECT kind FROM alarms")] == [AlarmKind.DISK]
    assert len({letter.message_id for letter in archive.post.letters}) == 1
    assert len(archive.post.letters) == 3
    assert archive.post.letters[0].recipient == OFFICER


@pytest.mark.parametrize(
    "changes",
    [
        {"status": STATUS.replace(b"failed", b"delayed")},
        {"outer": b"multipart/mixed; boundary=QQ", "sender": b"anne@kommune.example"},
    ],
)
def test_what_is_only_late_or_is_no_report_changes_nothing(archive: Archive, changes: dict[str, bytes]) -> None:
    server = FakeServer()
    receipt = after_a_receipt(archive, server)

    server.deliver(a_bounce(receipt, **changes))
    archive.round(server)

    assert states(archive)[0] == ("receipt", "sent", None)


def test_a_report_about_what_we_never_signed_changes_nothing(archive: Archive) -> None:
    server = FakeServer()
    receipt = after_a_receipt(archive, server)
    [(ours,)] = archive.ask("SELECT message_id FROM outbox")
    forged = ours.replace("receipt.1.", "receipt.1.0")
    archive.tamper(f"UPDATE outbox SET message_id = '{forged}'")

    server.deliver(a_bounce(receipt.replace(ours.encode(), forged.encode())))
    archive.round(server)

    assert states(archive)[0] == ("receipt", "sent", None)


def test_a_bounce_of_somebody_elses_mail_names_it_and_a_plain_mail_names_nothing() -> None:
    assert read(a_bounce(a_letter(message_id="<1@x.example>"))).returned == ("<1@x.example>",)
    assert read(a_letter()).returned == ()
