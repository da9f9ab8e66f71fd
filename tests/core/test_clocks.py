"""Five clocks, kept apart: who says what, and which one counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archiver.core.clocks import Clock, Moment, Trust, claimed, document, moments_of
from archiver.core.headers import envelope_of
from archiver.core.records import Envelope
from tests.builders import a_letter

OURS = "mx.kommune.example"
COMMITTED = datetime(2026, 11, 23, 8, 0, 2, tzinfo=UTC)
FETCHED = COMMITTED - timedelta(seconds=1)
DELIVERED = COMMITTED - timedelta(seconds=30)


def hop(by: str, at: str) -> tuple[str, str]:
    return "Received", f"from udbyder.example (udbyder.example [192.0.2.7]) by {by} with ESMTP id 7; {at}"


GENUINE = hop(OURS, "Mon, 23 Nov 2026 08:59:00 +0100")
INNER = hop("store.kommune.example", "Mon, 23 Nov 2026 08:59:20 +0100")
FORGED = hop(OURS, "Wed, 1 Jan 2020 00:00:00 +0000")


def envelope(*headers: tuple[str, str], date: str = "Fri, 20 Nov 2026 14:32:00 +0100") -> Envelope:
    block = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return envelope_of(block.encode() + a_letter(date=date))


def moments(mail: Envelope, *, from_server: bool = True, received_by: str = OURS) -> dict[Clock, Moment]:
    told = moments_of(
        mail,
        received_by=received_by,
        internal_date=DELIVERED,
        fetched_at=FETCHED,
        committed_at=COMMITTED,
        from_server=from_server,
    )
    return {moment.clock: moment for moment in told}


def received(*headers: tuple[str, str], **how: object) -> tuple[str | None, Trust]:
    moment = moments(envelope(*headers), **how)[Clock.RECEIVED]  # type: ignore[arg-type]
    return None if moment.at is None else moment.at.isoformat(), moment.trust


def test_each_clock_is_told_with_who_says_so_in_the_order_a_mail_passes_them() -> None:
    told = moments(envelope(GENUINE))

    assert list(told) == list(Clock)
    assert [moment.trust for moment in told.values()] == ["claim", "server", "server", "ours", "ours"]
    assert [clock for clock, moment in told.items() if moment.counts] == [Clock.COMMITTED]


@pytest.mark.parametrize(
    ("date", "says"),
    [
        ("Fri, 31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59+00:00"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00+00:00"),
        ("i går", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", None),
    ],
)
def test_what_the_sender_claims_is_told_and_touches_no_other_clock(date: str, says: str | None) -> None:
    honest, lying = moments(envelope(GENUINE)), moments(envelope(GENUINE, date=date))

    assert document([lying.pop(Clock.DATE)]) == [{"clock": "date", "at": says, "trust": "claim"}]
    honest.pop(Clock.DATE)
    assert lying == honest


def test_a_received_chain_forged_below_ours_is_passed_over() -> None:
    genuine = ("2026-11-23T07:59:00+00:00", Trust.SERVER)

    assert received(GENUINE, FORGED, FORGED) == genuine
    assert received(INNER, GENUINE, FORGED) == genuine
    assert received(GENUINE, ("Received", "vrøvl")) == genuine


def test_a_greeting_that_spoils_our_own_field_makes_no_forged_one_ours() -> None:
    spoilt = GENUINE[0], GENUINE[1].replace("from udbyder.example", "from x; Wed, 1 Jan 2020 00:00:00 +0000")

    assert received(spoilt, FORGED) == (None, Trust.CLAIM)


def test_without_the_name_of_our_server_every_received_field_is_a_claim() -> None:
    claim = ("2026-11-23T07:59:00+00:00", Trust.CLAIM)

    assert received(GENUINE, FORGED, received_by="") == claim
    assert received(GENUINE, received_by="mx.region.example") == claim
    assert received(GENUINE, received_by="MX.Kommune.example.")[1] is Trust.SERVER


def test_of_a_file_nothing_is_the_servers_word() -> None:
    assert received(GENUINE, from_server=False) == ("2026-11-23T07:59:00+00:00", Trust.CLAIM)
    assert {moment.trust for moment in claimed(envelope(GENUINE))} == {Trust.CLAIM}


def test_a_received_field_of_ours_without_a_time_is_not_made_up_for_by_a_forged_one() -> None:
    assert received(hop(OURS, "i går"), FORGED) == (None, Trust.SERVER)


def test_a_mail_without_either_field_claims_nothing() -> None:
    told = moments(Envelope())

    assert document(told.values())[:2] == [
        {"clock": "date", "at": None, "trust": "claim"},
        {"clock": "received", "at": None, "trust": "claim"},
    ]


def test_scripts_are_told_in_utc() -> None:
    assert document(claimed(envelope()))[0]["at"] == "2026-11-20T13:32:00+00:00"
