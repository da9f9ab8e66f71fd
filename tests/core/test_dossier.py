"""A case is told by the time of the incident, with the time it was received beside it (C6)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from archiver.core.dossier import CaseItem, Dossier, Report, TimeIs, document
from archiver.core.records import CaseRef, CaseState, Checksum, ItemNumber, Level

NOVEMBER = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)


def item(
    number: int, received_at: datetime = NOVEMBER, claimed_at: datetime | None = None, reporter: str = "j"
) -> CaseItem:
    checksum = Checksum(f"{number:064x}")
    return CaseItem(
        ItemNumber(number), checksum, 100, received_at, claimed_at, reporter, "colleague", Level.INLINE, "by_hand", {}
    )


def a_dossier(items: tuple[CaseItem, ...], reports: tuple[Report, ...] = ()) -> Dossier:
    return Dossier(CaseRef(2026, 12, "K7QX"), CaseState.OPEN, NOVEMBER, "operator", None, None, (), items, reports)


def test_a_mail_of_march_forwarded_in_november_stands_at_march_and_shows_both() -> None:
    later = item(1, NOVEMBER, NOVEMBER)
    march = item(2, NOVEMBER + timedelta(days=1), NOVEMBER)
    dossier = a_dossier(
        (later, march), (Report(1, later.item, NOVEMBER - timedelta(hours=1)), Report(2, march.item, MARCH))
    )

    first, second = dossier.timeline

    assert (first.at, first.time_is, first.items[0].received_at) == (MARCH, TimeIs.ORIGINAL, march.received_at)
    assert second.items == (later,)
    assert document(dossier)["timeline"][0] == {
        "at": "2026-03-01T09:00:00+00:00",
        "time_is": "original",
        "incident": 2,
        "items": [2],
        "reporters": ["j"],
        "received_at": "2026-11-21T13:32:00+00:00",
    }


def test_an_incident_has_one_entry_with_every_item_that_documents_it() -> None:
    items = (item(1, reporter="a"), item(2, reporter="b"), item(3, reporter="a"))
    reports = (
        Report(7, ItemNumber(2), MARCH + timedelta(seconds=20)),
        Report(7, ItemNumber(1), MARCH),
        Report(7, ItemNumber(1), None),
    )

    entry, alone = a_dossier(items, reports).timeline

    assert ([one.item for one in entry.items], entry.at, entry.incident) == ([1, 2], MARCH, 7)
    assert ([one.item for one in alone.items], alone.incident) == ([3], None)


def test_without_the_originals_time_the_forwards_claim_is_told_and_without_that_when_it_came() -> None:
    claimed, silent = item(1, NOVEMBER, MARCH), item(2, NOVEMBER)

    entries = a_dossier((silent, claimed), (Report(1, ItemNumber(1), None),)).timeline

    assert [(entry.at, entry.time_is) for entry in entries] == [(MARCH, TimeIs.CLAIMED), (NOVEMBER, TimeIs.RECEIVED)]


def test_the_document_of_a_case_is_json_and_always_the_same() -> None:
    dossier = a_dossier((item(1), item(2)))

    assert json.dumps(document(dossier)) == json.dumps(document(dossier))
    assert document(dossier)["register"] is None
