"""The commit that makes octets ours: once for each distinct sequence of octets, and nothing is ever overwritten."""

import threading
from itertools import count

import pytest

from archiver.core.records import PIECE, Octets, RawMessage
from archiver.errors import LeaseLost, StoreRefused
from tests.builders import a_letter
from tests.fakes import Archive, a_message

LETTER = a_letter()


def sightings(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT uidvalidity, uid, take, state, item FROM sightings ORDER BY id")


def test_octets_come_back_as_they_came(archive: Archive) -> None:
    odd = b"From: a\r\n\n\r\x00\xff bare\nlines" + bytes(range(256)) * (PIECE // 200)

    accession = archive.store.accessions.accession(archive.lease(), [a_message(1, odd)], archive.clock())[0]

    assert b"".join(archive.store.catalogue.octets(accession.item)) == odd
    assert archive.ask("SELECT count(*) FROM octets") == [(2,)]
    assert archive.sound()


def test_a_mail_of_no_octets_is_an_item_too(archive: Archive) -> None:
    accession = archive.store.accessions.accession(archive.lease(), [a_message(1, b"")], archive.clock())[0]

    assert accession.is_new
    assert b"".join(archive.store.catalogue.octets(accession.item)) == b""
    assert archive.sound()


def test_a_batch_committed_twice_is_there_once(archive: Archive) -> None:
    lease, batch = archive.lease(), [a_message(uid, LETTER + b"%d" % uid) for uid in (1, 2, 3)]

    first = archive.store.accessions.accession(lease, batch, archive.clock())
    again = archive.store.accessions.accession(lease, batch, archive.clock())

    assert [one.item for one in first] == [one.item for one in again] == [1, 2, 3]
    assert [one.is_new for one in first + again] == [True] * 3 + [False] * 3
    assert sightings(archive) == [(100, uid, 0, "stored", uid) for uid in (1, 2, 3)]
    assert archive.sound()


def test_the_same_octets_under_another_key_are_another_sighting_of_the_item(archive: Archive) -> None:
    lease = archive.lease()
    archive.store.accessions.accession(lease, [a_message(1, LETTER)], archive.clock())

    later = archive.store.accessions.accession(lease, [a_message(5, LETTER)], archive.clock())[0]

    assert (later.item, later.is_new) == (1, False)
    assert sightings(archive) == [(100, 1, 0, "stored", 1), (100, 5, 0, "stored", 1)]
    assert archive.ask("SELECT act FROM custody_events ORDER BY seq") == [("accession",), ("sighting",)]
    assert archive.sound()


def test_the_same_octets_twice_in_one_batch_are_one_item(archive: Archive) -> None:
    batch = [a_message(1, LETTER), a_message(2, LETTER)]

    done = archive.store.accessions.accession(archive.lease(), batch, archive.clock())

    assert [(one.item, one.is_new) for one in done] == [(1, True), (1, False)]
    assert archive.sound()


def test_a_reused_key_gets_a_new_take_and_overwrites_nothing(archive: Archive) -> None:
    lease = archive.lease()
    archive.store.accessions.accession(lease, [a_message(5, LETTER)], archive.clock())

    archive.store.accessions.accession(lease, [a_message(5, LETTER + b"noget andet")], archive.clock())

    assert sightings(archive) == [(100, 5, 0, "stored", 1), (100, 5, 1, "stored", 2)]
    assert archive.sound()


def test_a_listed_key_is_filled_in_and_not_doubled(archive: Archive) -> None:
    lease, message = archive.lease(), a_message(1, LETTER)
    archive.store.ledger.note_seen(lease, [message.key], archive.clock())

    archive.store.accessions.accession(lease, [message], archive.clock())

    assert sightings(archive) == [(100, 1, 0, "stored", 1)]


def test_nothing_comes_in_under_a_lost_lease(archive: Archive) -> None:
    old = archive.lease()
    archive.clock.advance(minutes=2)
    archive.lease(holder="host-b/2")

    with pytest.raises(LeaseLost):
        archive.store.accessions.accession(old, [a_message(1, LETTER)], archive.clock())

    assert archive.ask("SELECT count(*) FROM items") == [(0,)]
    assert archive.sound()


def test_a_batch_with_a_key_that_cannot_be_leaves_nothing_behind(archive: Archive) -> None:
    batch = [a_message(1, LETTER), a_message(0, LETTER + b"uid 0")]

    with pytest.raises(StoreRefused):
        archive.store.accessions.accession(archive.lease(), batch, archive.clock())

    assert archive.ask("SELECT count(*) FROM items") == [(0,)]
    assert archive.sound()


def test_an_import_remembers_every_place_it_came_from_once(archive: Archive) -> None:
    places = [("/post/a.mbox", 1), ("/post/a.mbox", 2), ("/post/a.mbox", 1)]

    done = [archive.store.accessions.take_import(Octets(LETTER), *place, archive.clock()) for place in places]

    assert [(one.item, one.is_new) for one in done] == [(1, True), (1, False), (1, False)]
    assert archive.ask("SELECT source, ordinal FROM imports ORDER BY id") == [("/post/a.mbox", 1), ("/post/a.mbox", 2)]
    assert archive.store.catalogue.item(done[0].item).sources == ("/post/a.mbox", "/post/a.mbox")
    assert archive.sound()


def test_read_back_names_the_item_whose_octets_changed(archive: Archive) -> None:
    batch = [a_message(uid, LETTER + b"%d" % uid) for uid in (1, 2, 3)]
    done = archive.store.accessions.accession(archive.lease(), batch, archive.clock())
    archive.tamper(f"UPDATE octets SET content = content || 'x' WHERE sha256 = '{done[1].checksum}'")

    wrong = archive.store.accessions.unsound((one.item, one.checksum) for one in done)

    assert list(wrong) == [2]
    assert wrong[done[1].item] == Octets(batch[1].octets.to_bytes() + b"x").checksum


def test_read_back_of_sound_octets_finds_nothing(archive: Archive) -> None:
    done = archive.store.accessions.accession(archive.lease(), [a_message(1, LETTER)], archive.clock())

    assert archive.store.accessions.unsound((one.item, one.checksum) for one in done) == {}


def test_many_writers_at_once_leave_no_gap_and_no_double(archive: Archive) -> None:
    names = [f"mailbox {number}" for number in range(4)]
    leases = [archive.lease(mailbox=name) for name in names]
    troubles: list[BaseException] = []

    def write(place: int) -> None:
        try:
            for uid in range(1, 9):
                mails = [LETTER + b"%d" % (uid % 5), LETTER + b"%d %d" % (place, uid)]
                batch = [_of(names[place], 2 * uid + half, octets) for half, octets in enumerate(mails)]
                archive.store.accessions.accession(leases[place], batch, archive.clock())
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            troubles.append(error)

    threads = [threading.Thread(target=write, args=(place,)) for place in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert troubles == []
    numbers = [number for (number,) in archive.ask("SELECT number FROM items ORDER BY number")]
    assert numbers == list(range(1, 5 + 4 * 8 + 1))
    assert archive.ask("SELECT count(*) FROM sightings") == [(4 * 8 * 2,)]
    assert archive.sound()


def test_a_refused_batch_uses_up_no_number(archive: Archive) -> None:
    lease, uids = archive.lease(), count(1)
    for _ in range(3):
        archive.store.accessions.accession(lease, [a_message(next(uids), LETTER + b"%d" % next(uids))], archive.clock())
        with pytest.raises(StoreRefused):
            archive.store.accessions.accession(lease, [a_message(0, LETTER + b"nej")], archive.clock())

    assert archive.ask("SELECT number FROM items ORDER BY number") == [(1,), (2,), (3,)]
    assert archive.sound()


def _of(mailbox: str, uid: int, octets: bytes) -> RawMessage:
    message = a_message(uid, octets)
    key = type(message.key)(mailbox, message.key.folder, message.key.uidvalidity, uid)
    return RawMessage(key, message.octets, message.internal_date)
