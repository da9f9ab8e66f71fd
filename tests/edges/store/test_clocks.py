"""The five clocks of an item, when each of them lies: it is told of, and moves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.core import clocks, dossier
from archiver.core.records import IsoWeek, ItemNumber, Octets
from archiver.edges.store import Store
from archiver.edges.store.cases import Doing
from archiver.jobs.settling import Understood, settle
from tests.builders import a_letter
from tests.fakes import OFFICER, SIGNER, Archive, a_message

OURS = "mx.kommune.example"
HONEST = "Fri, 20 Nov 2026 14:32:00 +0100"
GENUINE = (
    f"Received: from x.example (x.example [192.0.2.1]) by {OURS} with ESMTP id 7; Mon, 23 Nov 2026 08:59:00 +0100\r\n"
)
FORGED = f"Received: from x.example by {OURS}; Wed, 1 Jan 2020 00:00:00 +0000\r\n"
AFTER_LUNCH = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

LIARS = {
    "honest": (GENUINE, HONEST, AFTER_LUNCH),
    "a Date in the year 9999": (GENUINE, "Fri, 31 Dec 9999 23:59:59 +0000", AFTER_LUNCH),
    "no Date": (GENUINE, "", AFTER_LUNCH),
    "a Received chain forged below ours": (GENUINE + FORGED, HONEST, AFTER_LUNCH),
    "an INTERNALDATE in 1970": (GENUINE, HONEST, datetime(1970, 1, 1, tzinfo=UTC)),
    "no INTERNALDATE": (GENUINE, HONEST, None),
}


@pytest.fixture
def liars(archive: Archive) -> Archive:
    """An item of each kind, a minute apart by our clock, in one case; its host `OURS` is believed."""
    store = Store.of(archive.store.database, SIGNER, received_by=OURS)
    archive.store = store
    for uid, (received, date, internal_date) in enumerate(LIARS.values(), start=1):
        mail = received.encode() + a_letter(date=date, message_id=f"<{uid}@kommune.example>")
        message = replace(a_message(uid, mail), internal_date=internal_date)
        fetched_at = archive.clock() - timedelta(seconds=2)
        [one] = store.accessions.accession(archive.lease(), [message], archive.clock(), fetched_at=fetched_at)
        settle(store, archive.reader, archive.policy, [Understood(one.item, Octets(mail))], archive.clock)
        archive.clock.advance(minutes=1)
    return archive


def told(archive: Archive, item: int) -> dict[str, Any]:
    detail = archive.store.catalogue.item(ItemNumber(item))
    return {one["clock"]: (one["at"], one["trust"]) for one in clocks.document(detail.clocks)}


def test_an_honest_mail_shows_the_same_story_five_times(liars: Archive) -> None:
    assert told(liars, 1) == {
        "date": ("2026-11-20T13:32:00+00:00", "claim"),
        "received": ("2026-11-23T07:59:00+00:00", "server"),
        "internaldate": ("2026-11-23T12:00:00+00:00", "server"),
        "fetched": ("2026-11-23T07:59:58+00:00", "ours"),
        "committed": ("2026-11-23T08:00:00+00:00", "ours"),
    }


def test_each_lie_is_told_by_its_own_clock_alone(liars: Archive) -> None:
    assert told(liars, 2)["date"] == ("9999-12-31T23:59:59+00:00", "claim")
    assert told(liars, 3)["date"] == (None, "claim")
    assert told(liars, 4)["received"] == ("2026-11-23T07:59:00+00:00", "server")
    assert told(liars, 5)["internaldate"] == ("1970-01-01T00:00:00+00:00", "server")
    assert told(liars, 6)["internaldate"] == (None, "server")
    assert [told(liars, item)["committed"][0] for item in range(1, 7)] == [
        f"2026-11-23T08:0{minute}:00+00:00" for minute in range(6)
    ]


def test_items_stay_in_the_order_in_which_they_became_ours(liars: Archive) -> None:
    assert [entry.item for entry in liars.store.catalogue.items()] == [1, 2, 3, 4, 5, 6]
    facts = liars.store.letters.preview(IsoWeek(2026, 48), OFFICER, liars.clock())
    assert (facts.first_item, facts.last_item) == (1, 6)
    assert liars.sound()


def test_how_long_a_mail_has_waited_goes_by_our_clock(archive: Archive) -> None:
    for uid, (received, date, internal_date) in enumerate(LIARS.values(), start=1):
        mail = received.encode() + a_letter(date=date, message_id=f"<{uid}@kommune.example>")
        message = replace(a_message(uid, mail), internal_date=internal_date)
        archive.store.accessions.accession(archive.lease(), [message], archive.clock())
    archive.clock.advance(minutes=59)
    hour = timedelta(hours=1)

    assert archive.store.health.unread(archive.clock(), hour) == 0
    archive.clock.advance(minutes=2)
    assert archive.store.health.unread(archive.clock(), hour) == len(LIARS)


def test_a_case_tells_the_clocks_of_each_item(liars: Archive) -> None:
    doing = Doing("operator", liars.clock())
    case = str(liars.store.cases.open(doing, 2026))
    for item in (1, 2):
        liars.store.cases.file(ItemNumber(item), case, doing)

    items = dossier.document(liars.store.cases.dossier(case))["items"]

    assert [[one["clock"] for one in item["clocks"]] for item in items] == [list(clocks.Clock)] * 2
    assert items[1]["clocks"][0]["at"] == "9999-12-31T23:59:59+00:00"
    assert [item["received_at"] for item in items] == [item["clocks"][-1]["at"] for item in items]


def test_a_file_has_no_server_to_believe_and_was_fetched_when_it_was_read(archive: Archive) -> None:
    store = Store.of(archive.store.database, SIGNER, received_by=OURS)
    mail = Octets(GENUINE.encode() + a_letter())
    item = store.accessions.take_import(mail, "1.eml", 0, archive.clock()).item
    settle(store, archive.reader, archive.policy, [Understood(item, mail, imported=True)], archive.clock)
    archive.store = store

    assert told(archive, item) == {
        "date": ("2026-11-20T13:32:00+00:00", "claim"),
        "received": ("2026-11-23T07:59:00+00:00", "claim"),
        "internaldate": (None, "server"),
        "fetched": ("2026-11-23T08:00:00+00:00", "ours"),
        "committed": ("2026-11-23T08:00:00+00:00", "ours"),
    }


def test_what_was_seen_first_is_shown_and_each_sighting_keeps_its_own(archive: Archive) -> None:
    lease, mail = archive.lease(), a_letter()
    for uid in (1, 2):
        internal_date = datetime(2026, 11, 22, uid, tzinfo=UTC)
        message = replace(a_message(uid, mail), internal_date=internal_date)
        archive.store.accessions.accession(lease, [message], archive.clock())
        archive.clock.advance(minutes=1)

    detail = archive.store.catalogue.item(ItemNumber(1))

    assert told(archive, 1)["internaldate"] == ("2026-11-22T01:00:00+00:00", "server")
    assert told(archive, 1)["received"] == (None, "claim")
    seen = detail.entry.sightings
    assert [one.internal_date.hour for one in seen if one.internal_date] == [1, 2]
    assert [one.fetched_at.minute for one in seen if one.fetched_at] == [0, 1]
