"""What lies inside an item: enclosed messages that are items of their own, originals, and readings made again."""

import base64
import hashlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from archiver.core import reading
from archiver.core.forwards.choice import judged
from archiver.core.records import Address, Choice, Client, ItemNumber, Level, Reading, Recovery, Unreadable
from archiver.edges.store.casework import Settled
from archiver.edges.store.catalogue import Place
from archiver.errors import UsageError
from tests.builders import ABUSE, a_forward_with_attachment, a_letter, a_multipart
from tests.edges.store.test_casework import JETTE, settle, taken_in
from tests.fakes import Archive
from tests.outlook import PICTURE, Item, a_msg

ABUSE_CHECKSUM = hashlib.sha256(ABUSE).hexdigest()
THIRD = a_forward_with_attachment(a_forward_with_attachment(ABUSE), sender="Ole <ole@kommune.example>")
FORWARDS = (a_forward_with_attachment(), a_forward_with_attachment(subject="FW: igen"), THIRD)


def understood(archive: Archive, item: ItemNumber, octets: bytes) -> Settled:
    return Settled(item, judged(reading.read(octets), archive.policy.gate.own_domains, archive.policy.zone), JETTE)


def filled(archive: Archive, *mails: bytes) -> list[ItemNumber]:
    """Mails taken in and read."""
    items = taken_in(archive, *mails)
    settle(archive, *(understood(archive, item, mail) for item, mail in zip(items, mails, strict=True)))
    return items


def octets_at(archive: Archive, name: str) -> bytes:
    _, _, pieces = archive.store.catalogue.inside(archive.store.catalogue.place(name))
    return b"".join(pieces)


def read_again(archive: Archive, item: ItemNumber, outcome: Reading | Unreadable) -> bool:
    return archive.store.casework.read_again(Settled(item, outcome, JETTE), "operator jette", archive.clock())


def test_the_same_mail_in_three_forwards_is_one_enclosed_message_with_three_carriers(archive: Archive) -> None:
    filled(archive, *FORWARDS)

    rows = archive.ask(f"SELECT size FROM enclosed_messages WHERE sha256 = '{ABUSE_CHECKSUM}'")
    assert rows == [(len(ABUSE),)]
    detail = archive.store.catalogue.enclosed(archive.store.catalogue.place(ABUSE_CHECKSUM))
    assert detail is not None
    assert detail.carriers == (Place(ItemNumber(1), "2"), Place(ItemNumber(2), "2"), Place(ItemNumber(3), "2.2"))
    assert archive.sound()


def test_its_octets_are_stored_once_and_come_out_exactly(archive: Archive) -> None:
    filled(archive, *FORWARDS)

    for name in ("1/2", "2/2", "3/2.2", ABUSE_CHECKSUM[:8], ABUSE_CHECKSUM.upper()):
        assert octets_at(archive, name) == ABUSE
    stored = archive.ask("SELECT count(*) FROM octets")
    assert stored == [(3,)]


def test_octets_over_several_pieces_come_out_exactly(archive: Archive) -> None:
    large = ABUSE + b"x" * 2_500_000
    filled(archive, a_forward_with_attachment(large))

    assert octets_at(archive, "1/2") == large
    assert hashlib.sha256(octets_at(archive, "1/3")).hexdigest() in {
        part.checksum for part in archive.store.catalogue.item(ItemNumber(1)).parts
    }


def test_an_encoded_enclosed_message_is_decoded_when_it_is_asked_for(archive: Archive) -> None:
    mail = a_letter(
        content_type="message/rfc822",
        headers=(("Content-Transfer-Encoding", "base64"),),
        body=base64.encodebytes(THIRD),
    )
    filled(archive, mail)

    assert octets_at(archive, "1/1") == THIRD
    assert octets_at(archive, "1/1.2.2") == ABUSE


def test_an_enclosed_message_is_read_as_if_it_had_come_by_itself(archive: Archive) -> None:
    filled(archive, THIRD)

    detail = archive.store.catalogue.enclosed(Place(ItemNumber(1), "2"))

    assert detail is not None
    by_itself = reading.read(a_forward_with_attachment(ABUSE))
    assert detail.reading.parts == by_itself.parts
    assert detail.reading.frame == by_itself.frame
    assert [replace(one, envelope=by_itself.enclosed[0].envelope) for one in detail.reading.enclosed] == list(
        by_itself.enclosed
    )
    assert [(one.depth, one.parent, one.path, one.checksum) for one in detail.reading.originals] == [
        (one.depth, one.parent, one.path, one.checksum) for one in by_itself.originals
    ]
    assert detail.enclosed.envelope.subject == "VS: I skal ikke sove trygt"


def test_what_a_mail_was_made_with_is_kept_and_a_later_reader_may_know_it(archive: Archive) -> None:
    octets = a_forward_with_attachment(headers=(("X-Mailer", "iPhone Mail (21E236)"),))
    (item,) = taken_in(archive, octets)
    knowing = understood(archive, item, octets)
    assert isinstance(knowing.outcome, Reading)
    settle(archive, replace(knowing, outcome=replace(knowing.outcome, client=None)))
    before = archive.store.catalogue.item(item).client

    assert read_again(archive, item, knowing.outcome)
    assert not read_again(archive, item, knowing.outcome)
    assert (before, archive.store.catalogue.item(item).client) == (None, Client.PHONE)


def test_a_message_that_came_enclosed_and_then_by_itself_is_an_item_too(archive: Archive) -> None:
    filled(archive, FORWARDS[0])

    (item,) = filled(archive, ABUSE)

    detail = archive.store.catalogue.item(item)
    assert (item, detail.entry.sha256) == (2, ABUSE_CHECKSUM)
    assert detail.carriers == (Place(ItemNumber(1), "2"),)
    assert archive.store.catalogue.place(ABUSE_CHECKSUM[:10]) == Place(ItemNumber(2))
    assert archive.sound()


def test_what_lies_inside_is_named_by_its_place_only_where_that_makes_sense(archive: Archive) -> None:
    filled(archive, FORWARDS[0])

    assert archive.store.catalogue.place(" 1/3 ") == Place(ItemNumber(1), "3")
    with pytest.raises(UsageError, match="inside item 1"):
        archive.store.catalogue.named("1/2")
    for name in ("1/", "1/0", "1/a", "1/2/3", "/2", "1/../2"):
        with pytest.raises(UsageError, match="neither an item number"):
            archive.store.catalogue.place(name)
    with pytest.raises(UsageError, match="nothing at 9"):
        archive.store.catalogue.inside(Place(ItemNumber(1), "9"))
    assert archive.store.catalogue.enclosed(Place(ItemNumber(1), "3")) is None


def test_originals_are_kept_as_they_were_found(archive: Archive) -> None:
    found = reading.read(THIRD)
    (item,) = taken_in(archive, THIRD)
    offset = timezone(timedelta(hours=5, minutes=30))
    odd = replace(
        found.originals[0],
        provenance=Recovery.INLINE_HTML,
        from_=Address("Kun et navn", ""),
        date=datetime(2026, 11, 20, 3, 0, tzinfo=offset),
        choice=Choice.FIRST_UNKNOWN,
        attachments=("3", "4"),
    )
    nameless = replace(found.originals[1], from_=None, to=(), date=None, message_id=None)
    settle(archive, Settled(item, replace(found, originals=(odd, nameless)), JETTE))

    kept = archive.store.catalogue.item(item).originals

    assert kept == (odd, nameless)
    assert kept[0].date is not None
    assert kept[0].date.utcoffset() == timedelta(hours=5, minutes=30)


def test_the_strength_of_an_item_is_in_its_line_of_the_list(archive: Archive) -> None:
    filled(archive, FORWARDS[0], a_letter(body="Han ringede og truede mig."))

    assert [entry.strength and entry.strength.level for entry in archive.store.catalogue.items()] == [
        Level.ATTACHED,
        Level.RETOLD,
    ]


def test_every_enclosed_message_is_in_the_chain_of_custody_by_its_hash(archive: Archive) -> None:
    filled(archive, THIRD)

    unpacked = [
        event.detail for event in archive.store.catalogue.item(ItemNumber(1)).custody if event.act == "unpacking"
    ]

    inner = a_forward_with_attachment()
    assert unpacked == [
        {"path": "2", "sha256": hashlib.sha256(inner).hexdigest(), "size": len(inner)},
        {"path": "2.2", "sha256": ABUSE_CHECKSUM, "size": len(ABUSE)},
    ]


def test_reading_again_what_says_the_same_adds_only_the_event(archive: Archive) -> None:
    (item,) = filled(archive, THIRD)
    before = archive.store.catalogue.item(item)

    changed = read_again(archive, item, understood(archive, item, THIRD).outcome)

    after = archive.store.catalogue.item(item)
    assert not changed
    assert (after.derivation, after.parts, after.originals) == (1, before.parts, before.originals)
    last = after.custody[-1]
    assert (last.act, last.agent, last.detail["changed"]) == ("metadata modification", "operator jette", 0)
    assert archive.sound()


def test_reading_again_what_says_more_adds_a_derivation_and_takes_nothing_back(archive: Archive) -> None:
    (item,) = taken_in(archive, THIRD)
    full = understood(archive, item, THIRD).outcome
    assert isinstance(full, Reading)
    settle(archive, Settled(item, replace(full, originals=(), enclosed=(), strength=None), JETTE))

    changed = read_again(archive, item, full)

    detail = archive.store.catalogue.item(item)
    assert changed
    assert (detail.derivation, len(detail.originals), len(detail.enclosed)) == (2, 2, 2)
    assert len(detail.parts) == len(full.parts)
    assert archive.ask("SELECT derivation, count(*) FROM parts GROUP BY derivation ORDER BY derivation") == [
        (1, len(full.parts)),
        (2, len(full.parts)),
    ]
    assert (detail.entry.rule, detail.receipt) == ("no_rule_matched", "due")
    assert b"".join(archive.store.catalogue.octets(item)) == THIRD
    assert archive.sound()


def test_reading_again_what_cannot_be_read_now_changes_nothing_and_is_written_down(archive: Archive) -> None:
    (item,) = filled(archive, THIRD)
    before = archive.store.catalogue.item(item)

    changed = read_again(archive, item, Unreadable("crashed the process that read it"))

    after = archive.store.catalogue.item(item)
    assert not changed
    assert (after.entry, after.parts) == (before.entry, before.parts)
    assert (after.custody[-1].act, after.custody[-1].outcome) == ("metadata modification", "failure")


def test_text_that_no_database_can_hold_does_not_make_a_reading_new(archive: Archive) -> None:
    (item,) = taken_in(archive, THIRD)
    full = understood(archive, item, THIRD).outcome
    assert isinstance(full, Reading)
    odd = replace(full, originals=tuple(replace(one, text="a\x00b", subject="x" * 9000) for one in full.originals))
    settle(archive, Settled(item, odd, JETTE))

    assert not read_again(archive, item, odd)


def test_items_that_an_older_reader_read_are_named(archive: Archive) -> None:
    first, second = filled(archive, THIRD, FORWARDS[0])
    archive.tamper(f"UPDATE readings SET reader = 1 WHERE item = {second}")

    catalogue = archive.store.catalogue
    assert [number for number, _ in catalogue.outdated(10)] == [second]
    assert (catalogue.outdated(10, after=second), catalogue.count_outdated()) == ([], 1)
    changed = read_again(archive, second, understood(archive, second, FORWARDS[0]).outcome)

    assert (changed, catalogue.outdated(10), catalogue.count_outdated()) == (False, [], 0)
    assert catalogue.item(second).derivation == 1
    assert first == 1


def test_an_outlook_item_counts_as_an_attached_original_and_its_files_as_lying_inside(archive: Archive) -> None:
    item = Item(sender="b@udbyder.example", attachments=(PICTURE,))
    lines = ("Content-Type: application/vnd.ms-outlook; name=trussel.msg", "Content-Transfer-Encoding: base64")
    filled(archive, a_multipart([((), b"Se bilaget."), (lines, base64.encodebytes(a_msg(item)))]))

    assert archive.ask("SELECT enclosed FROM readings") == [(1,)]
    assert [(path, bool(inside)) for path, inside in archive.ask("SELECT path, enclosed FROM parts ORDER BY path")] == [
        ("1", False),
        ("2", False),
        ("2.1", True),
    ]
    with pytest.raises(UsageError, match="lies in an Outlook item"):
        archive.store.catalogue.inside(Place(ItemNumber(1), "2.1"))
