"""What servers show to anybody: how long their certificate is valid, and what their clock says."""

from datetime import UTC, datetime, timedelta

import pytest

from archiver.edges.surroundings import Service, Spoken, Tls, addresses, look_at, time_in
from tests.services.dovecot import Dovecot
from tests.services.postgres import Postgres
from tests.services.processes import free_port
from tests.services.smtp import SmtpSink


def service(spoken: Spoken, port: int, tls: Tls) -> Service:
    return Service("den", spoken, "127.0.0.1", port, tls)


def days_left(one: Service) -> float:
    ends = look_at(one).certificate_ends
    assert ends is not None
    return (ends - datetime.now(UTC)) / timedelta(days=1)


def test_the_certificate_of_an_imap_server_is_seen_before_and_after_starttls(dovecot: Dovecot) -> None:
    assert 28 < days_left(service("imap", dovecot.tls_port, "implicit")) <= 30
    assert 28 < days_left(service("imap", dovecot.port, "starttls")) <= 30


def test_the_certificate_of_a_mail_server_is_seen_before_and_after_starttls(
    smtp_tls_sink: SmtpSink, smtp_implicit_tls_sink: SmtpSink
) -> None:
    assert 28 < days_left(service("smtp", smtp_tls_sink.port, "starttls")) <= 30
    assert 28 < days_left(service("smtp", smtp_implicit_tls_sink.port, "implicit")) <= 30


def test_a_server_that_offers_no_tls_shows_none(smtp_sink: SmtpSink, postgres: Postgres, dovecot: Dovecot) -> None:
    assert look_at(service("imap", dovecot.port, "none")).certificate_ends is None
    with pytest.raises(OSError, match="no TLS"):
        look_at(service("smtp", smtp_sink.port, "starttls"))


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(OSError, match="refused"):
        look_at(service("imap", free_port(), "implicit"))


def test_a_host_has_addresses_and_a_name_that_is_not_known_none() -> None:
    assert "127.0.0.1" in addresses("localhost")
    with pytest.raises(OSError, match=r"."):
        addresses("findes-ikke.invalid")


@pytest.mark.parametrize(
    ("greeting", "told"),
    [
        (
            "220 AM0.example.org Microsoft ESMTP MAIL Service ready at Fri, 27 Nov 2026 07:42:12 +0000\r\n",
            datetime(2026, 11, 27, 7, 42, 12, tzinfo=UTC),
        ),
        (
            "220 mx.example.org ESMTP Sendmail 8.17; Fri, 27 Nov 2026 08:42:12 +0100\r\n",
            datetime(2026, 11, 27, 7, 42, 12, tzinfo=UTC),
        ),
        (
            "220 mx.example.org ESMTP Exim 4.97 Fri, 27 Nov 2026 08:42:12 +0100 (CET)\r\n",
            datetime(2026, 11, 27, 7, 42, 12, tzinfo=UTC),
        ),
        ("220 mx.example.org ESMTP Postfix\r\n", None),
        ("* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", None),
        ("", None),
        ("220 " + "Fri, 27 Nov " * 50, None),
    ],
)
def test_the_clock_in_a_greeting(greeting: str, told: datetime | None) -> None:
    assert time_in(greeting) == told
