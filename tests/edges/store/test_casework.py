"""Reading and filing: once for each item, every decision with its rule, references nobody can guess."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.core import reading
from archiver.core.cases import ThreadItem
from archiver.core.records import (
    CaseRef,
    Filing,
    ItemNumber,
    ItemState,
    Reading,
    ReceiptDecision,
    Unreadable,
)
from archiver.edges.store.cases import Doing
from archiver.edges.store.casework import Knowledge, Settled, Verdict
from archiver.errors import StoreRefused, UsageError
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import SIGNER, Archive, a_message

JETTE = "jette.jensen@kommune.example"
NEW_CASE = Filing(ItemState.FILED, "new_case", opens_case=True)
UNASSIGNED = Filing(ItemState.UNASSIGNED, "no_rule_matched")


def taken_in(archive: Archive, *mails: bytes) -> list[ItemNumber]:
    lease = archive.lease()
    first = archive.ask("SELECT count(*) FROM sightings")[0][0] + 1
    messages = [a_message(uid, octets) for uid, octets in enumerate(mails, start=first)]
    return [one.item for one in archive.store.accessions.accession(lease, messages, archive.clock())]


def understood(item: ItemNumber, octets: bytes, **more: object) -> Settled:
    return Settled(item, reading.read(octets), JETTE, **more)  # type: ignore[arg-type]


def settle(
    archive: Archive, *batch: Settled, filing: Filing = UNASSIGNED, year: int = 2026
) -> dict[ItemNumber, CaseRef]:
    def decide(settled: Settled, known: Knowledge) -> Verdict:
        return Verdict(filing, ReceiptDecision.DUE, JETTE, f"<receipt.{settled.item}@kommune.example>")

    return archive.store.casework.settle(batch, decide, archive.clock(), year)


def knowledge(archive: Archive, settled: Settled) -> Knowledge:
    """What the archive would know of it; nothing is written."""
    seen: list[Knowledge] = []

    def decide(_settled: Settled, known: Knowledge) -> Verdict:
        seen.append(known)
        raise StopAsking

    with pytest.raises(StopAsking):
        archive.store.casework.settle([settled], decide, archive.clock(), 2026)
    return seen[0]


class StopAsking(Exception):
    """Rolls the transaction back."""


def test_a_reading_is_written_down_with_its_parts_filing_and_receipt(archive: Archive) -> None:
    mail = a_forward_with_attachment()
    (item,) = taken_in(archive, mail)

    settle(archive, understood(item, mail))

    detail = archive.store.catalogue.item(item)
    assert (detail.parts[0].path, detail.parts[0].content_type) == ("1", "text/plain")
    assert any(part.filename == "skærm.png" for part in detail.parts)
    assert (detail.entry.state, detail.entry.rule) == (ItemState.UNASSIGNED, "no_rule_matched")
    assert (detail.subject, detail.receipt) == ("VS: I skal ikke sove trygt", "due")
    acts = [event.act for event in detail.custody]
    assert acts == ["accession", "metadata extraction", "unpacking", "filing", "letter"]
    assert archive.ask("SELECT enclosed FROM readings") == [(1,)]
    assert archive.sound()


def test_a_batch_settled_twice_changes_nothing(archive: Archive) -> None:
    mails = [a_letter(message_id=f"<{n}@kommune.example>") for n in (1, 2)]
    batch = [understood(item, mail) for item, mail in zip(taken_in(archive, *mails), mails, strict=True)]
    assert list(settle(archive, *batch, filing=NEW_CASE)) == [1, 2]

    assert settle(archive, *batch, filing=NEW_CASE) == {}

    counts = [
        archive.ask(f"SELECT count(*) FROM {table}")[0][0] for table in ("readings", "filings", "outbox", "cases")
    ]
    assert counts == [2, 2, 2, 2]
    assert archive.sound()


def test_a_settling_that_fails_leaves_nothing_of_its_batch(archive: Archive) -> None:
    mail = a_forward_with_attachment()
    good, bad = taken_in(archive, mail, mail + b"\r\n")
    full = reading.read(mail)
    doubled = Settled(bad, replace(full, parts=(full.parts[0], full.parts[0])), JETTE)

    with pytest.raises(StoreRefused) as refused:
        settle(archive, understood(good, mail), doubled, filing=NEW_CASE)

    assert archive.ask("SELECT count(*) FROM readings") == [(0,)]
    assert archive.ask("SELECT count(*) FROM cases") == [(0,)]
    assert "VS:" not in str(refused.value)
    assert archive.sound()


def test_an_unreadable_item_is_in_quarantine_without_filing_or_receipt(archive: Archive) -> None:
    (item,) = taken_in(archive, b"\x00")

    settle(archive, Settled(item, Unreadable("nested too deeply")))

    entry = archive.store.catalogue.item(item).entry
    assert (entry.state, entry.reason) == (ItemState.QUARANTINED, "nested too deeply")
    assert archive.store.catalogue.quarantined() == [item]
    assert archive.ask("SELECT (SELECT count(*) FROM filings) + (SELECT count(*) FROM outbox)") == [(0,)]
    assert archive.sound()


def test_what_is_stored_and_unread_is_found_again_in_order(archive: Archive) -> None:
    mails = [a_letter(body=f"{n}\r\n") for n in range(5)]
    items = taken_in(archive, *mails)
    settle(archive, understood(items[1], mails[1]), Settled(items[3], Unreadable("x")))
    ask = archive.store.casework.unsettled

    assert [one.item for one in ask()] == [1, 3, 5]
    assert [one.item for one in ask(2)] == [1, 3]
    assert [one.item for one in ask(after=3)] == [5]


def test_a_reused_message_id_is_flagged_on_the_later_item_only(archive: Archive) -> None:
    mails = [a_letter(message_id="<x@kommune.example>", body=f"{n}\r\n") for n in (1, 2)]
    mails += [a_letter(message_id=None), a_letter(message_id=None, body="uden\r\n")]
    batch = [understood(item, mail) for item, mail in zip(taken_in(archive, *mails), mails, strict=True)]

    settle(archive, *batch)

    assert [entry.message_id_collision for entry in archive.store.catalogue.items()] == [False, True, False, False]


def test_a_message_id_of_a_megabyte_is_told_apart_from_another(archive: Archive) -> None:
    long = "x" * 900_000
    mails = [a_letter(message_id=f"<{long}{n}@kommune.example>") for n in (1, 2, 2)]
    mails[2] += b"mere"
    readings = [replace(reading.read(a_letter()), envelope=replace(reading.read(a_letter()).envelope, message_id=m))
                for m in (f"<{long}1@x>", f"<{long}2@x>", f"<{long}2@x>")]  # fmt: skip
    items = taken_in(archive, *mails)

    settle(archive, *(Settled(item, one, JETTE) for item, one in zip(items, readings, strict=True)))

    assert [entry.message_id_collision for entry in archive.store.catalogue.items()] == [False, False, True]


# --- cases ---


def test_cases_are_numbered_in_their_year_and_their_references_are_ours(archive: Archive) -> None:
    opened = [archive.store.cases.open(Doing("operator jette", archive.clock()), year) for year in (2026, 2026, 2027)]

    assert opened == [SIGNER.sign(2026, 1), SIGNER.sign(2026, 2), SIGNER.sign(2027, 1)]
    assert [case.reference for case in archive.store.catalogue.cases()] == [str(case) for case in opened]
    assert archive.sound()


def test_cases_opened_at_once_get_different_numbers(archive: Archive) -> None:
    opened: list[CaseRef] = []

    def work() -> None:
        opened.extend(archive.store.cases.open(Doing("operator", archive.clock()), 2026) for _ in range(4))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(case.number for case in opened) == list(range(1, 17))
    assert archive.sound()


def test_the_newest_filing_counts_and_the_older_ones_stay(archive: Archive) -> None:
    mail = a_letter()
    (item,) = taken_in(archive, mail)
    opened = settle(archive, understood(item, mail), filing=NEW_CASE)
    other = archive.store.cases.open(Doing("operator", archive.clock()), 2026)

    filed_in = archive.store.cases.file(item, str(other).lower(), Doing("operator jette", archive.clock()))

    detail = archive.store.catalogue.item(item)
    assert filed_in == other
    assert [(one.rule, one.case) for one in detail.filings] == [
        ("new_case", str(opened[item])),
        ("by_hand", str(other)),
    ]
    assert (detail.entry.case, detail.filings[-1].agent) == (str(other), "operator jette")
    assert [case.items for case in archive.store.catalogue.cases()] == [0, 1]
    assert archive.sound()


def test_filing_in_a_case_that_does_not_exist_changes_nothing(archive: Archive) -> None:
    mail = a_letter()
    (item,) = taken_in(archive, mail)
    settle(archive, understood(item, mail))

    with pytest.raises(UsageError, match="no case"):
        archive.store.cases.file(item, "2026-0001-AAAA", Doing("operator", archive.clock()))

    assert archive.ask("SELECT count(*) FROM filings") == [(1,)]


# --- quarantine ---


def test_an_item_let_out_of_quarantine_can_be_read_again(archive: Archive) -> None:
    mail = a_letter()
    (item,) = taken_in(archive, mail)
    settle(archive, Settled(item, Unreadable("took longer to read than allowed")))

    archive.store.casework.reopen_reading(item, "operator", archive.clock())

    assert [one.item for one in archive.store.casework.unsettled()] == [item]
    settle(archive, understood(item, mail))
    assert archive.store.catalogue.item(item).entry.state is ItemState.UNASSIGNED
    assert b"".join(archive.store.catalogue.octets(item)) == mail
    assert archive.sound()


def test_a_readable_item_cannot_be_reopened_and_no_release_is_claimed(archive: Archive) -> None:
    mail = a_letter()
    (item,) = taken_in(archive, mail)
    settle(archive, understood(item, mail))

    archive.store.casework.reopen_reading(item, "operator", archive.clock())

    assert archive.store.casework.unsettled() == []
    assert "release" not in [event.act for event in archive.store.catalogue.item(item).custody]


def test_what_is_filed_already_is_not_released(archive: Archive) -> None:
    mail = a_letter()
    (item,) = taken_in(archive, mail)
    settle(archive, understood(item, mail))
    before = archive.store.catalogue.item(item)

    archive.store.casework.release(item, "operator", archive.clock())

    assert archive.store.catalogue.item(item) == before


def test_an_item_released_unread_waits_to_be_assigned(archive: Archive) -> None:
    (item,) = taken_in(archive, b"\x00")
    settle(archive, Settled(item, Unreadable("nested too deeply")))

    archive.store.casework.release(item, "operator jette", archive.clock())

    detail = archive.store.catalogue.item(item)
    assert (detail.entry.state, detail.entry.rule) == (ItemState.UNASSIGNED, "released_by_hand")
    assert [event.agent for event in detail.custody][-2:] == ["operator jette"] * 2
    assert archive.store.catalogue.quarantined() == []
    assert archive.sound()


# --- what the archive knows ---


def test_references_letters_and_threads_are_found_by_what_a_mail_refers_to(archive: Archive) -> None:
    first = a_letter(message_id="<tråd@kommune.example>")
    (item,) = taken_in(archive, first)
    case = settle(archive, understood(item, first), filing=NEW_CASE)[item]
    answer = a_letter(
        message_id="<svar@kommune.example>",
        headers=(("In-Reply-To", f"<receipt.{item}@kommune.example>"), ("References", "<tråd@kommune.example>")),
    )
    (later,) = taken_in(archive, answer)

    known = knowledge(archive, understood(later, answer, references=frozenset({case, CaseRef(2026, 99, "AAAA")})))

    assert set(known.cases) == {case}
    assert [(one.item, one.case, one.recipient) for one in known.letters] == [(item, case, JETTE)]
    assert [(one.item, one.case) for one in known.thread] == [(item, case)]


def test_a_thread_of_an_unassigned_item_names_no_case(archive: Archive) -> None:
    first = a_letter(message_id="<a@kommune.example>")
    (item,) = taken_in(archive, first)
    settle(archive, understood(item, first))
    answer = a_letter(message_id="<b@kommune.example>", headers=(("In-Reply-To", "<a@kommune.example>"),))
    (later,) = taken_in(archive, answer)

    assert knowledge(archive, understood(later, answer)).thread == (ThreadItem(item, None, JETTE),)


def test_receipts_are_counted_for_their_sender_in_a_day_and_in_a_burst(archive: Archive) -> None:
    mails = [a_letter(message_id=f"<{n}@kommune.example>") for n in range(3)]
    items = taken_in(archive, *mails)
    settle(archive, understood(items[0], mails[0]))
    archive.send()
    archive.clock.advance(hours=2)
    settle(archive, understood(items[1], mails[1]))
    archive.send()

    here = knowledge(archive, understood(items[2], mails[2]))
    archive.clock.advance(hours=23)
    tomorrow = knowledge(archive, understood(items[2], mails[2]))
    other = knowledge(archive, replace(understood(items[2], mails[2]), sender="mads@kommune.example"))
    nobody = knowledge(archive, replace(understood(items[2], mails[2]), sender=""))

    assert (here.receipts_in_day, here.receipts_in_burst) == (2, 1)
    assert (tomorrow.receipts_in_day, tomorrow.receipts_in_burst) == (1, 0)
    assert (other.receipts_in_day, nobody.receipts_in_day) == (0, 0)


def test_a_mail_that_refers_to_thousands_is_asked_about_within_bounds(archive: Archive) -> None:
    references = " ".join(f"<{n}@kommune.example>" for n in range(5000))
    mail = a_letter(headers=(("References", references),))
    (item,) = taken_in(archive, mail)

    known = knowledge(archive, understood(item, mail))

    assert (known.thread, known.letters) == ((), ())


def test_a_claimed_time_keeps_its_moment_and_our_own_times_are_utc(archive: Archive) -> None:
    mail = a_letter(date="Fri, 20 Nov 2026 14:32:00 +0100")
    (item,) = taken_in(archive, mail)
    settle(archive, understood(item, mail))

    entry = archive.store.catalogue.item(item).entry

    assert entry.claimed_at == datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
    assert entry.committed_at == archive.clock()
    assert entry.committed_at.utcoffset() == timedelta(0)


def test_a_reading_without_parts_or_text_is_a_reading(archive: Archive) -> None:
    (item,) = taken_in(archive, b"")
    empty = reading.read(b"")
    assert isinstance(empty, Reading)

    settle(archive, Settled(item, empty))

    assert archive.store.catalogue.item(item).entry.state is ItemState.UNASSIGNED
