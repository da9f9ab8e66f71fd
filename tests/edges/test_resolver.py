"""Asking a real name server."""

from __future__ import annotations

import time

import pytest

from archiver.edges.resolver import DnsResolver
from archiver.errors import NameUnanswered
from tests.services.dns import DnsServer
from tests.services.processes import free_port

CANARY = "kanariefugl.example"


@pytest.fixture
def resolver(dns_server: DnsServer) -> DnsResolver:
    return DnsResolver([(dns_server.host, dns_server.port)], seconds=1)


def test_the_strings_of_a_record_are_joined(dns_server: DnsServer, resolver: DnsResolver) -> None:
    record = "v=DKIM1; k=rsa; p=" + "A" * 700
    dns_server.publish({"s._domainkey.udbyder.example": record})

    assert resolver.txt("s._domainkey.udbyder.example") == record
    assert set(dns_server.queries) == {"s._domainkey.udbyder.example"}


def test_a_record_too_long_for_one_packet_comes_over_tcp(dns_server: DnsServer, resolver: DnsResolver) -> None:
    dns_server.publish({"lang.example": "v=DKIM1; p=" + "A" * 3_000})

    assert len(resolver.txt("lang.example") or "") == 3_011


def test_no_such_name_is_an_answer(dns_server: DnsServer, resolver: DnsResolver) -> None:
    dns_server.publish({"andet.example": "x"})

    assert resolver.txt("findes.ikke.example") is None


def test_a_name_that_the_server_will_not_speak_of_is_unanswered(resolver: DnsResolver) -> None:
    with pytest.raises(NameUnanswered):
        resolver.txt("www.example.org")


def test_silence_is_no_answer_and_ends_in_time_without_naming_the_domain(
    dns_server: DnsServer, resolver: DnsResolver
) -> None:
    dns_server.stop()
    began = time.monotonic()

    with pytest.raises(NameUnanswered) as caught:
        resolver.txt(CANARY)

    assert time.monotonic() - began < 3
    assert CANARY not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__


def test_a_second_server_is_asked_when_the_first_is_silent(dns_server: DnsServer) -> None:
    dns_server.publish({"a.example": "v=DKIM1; p="})
    resolver = DnsResolver([("127.0.0.1", free_port()), (dns_server.host, dns_server.port)], seconds=5)

    assert resolver.txt("a.example") == "v=DKIM1; p="
