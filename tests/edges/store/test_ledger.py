"""The ledger: who may write, what was seen under which key, and that nobody writes with a lease that is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from archiver.core.intake import Balance, Setback
from archiver.core.records import (
    AlarmKind,
    ArchiveFolderState,
    FetchReason,
    Lease,
    MessageKey,
    MoveOutcome,
    MoveResult,
    Sighting,
    SightingState,
)
from archiver.core.uids import Uids
from archiver.errors import LeaseLost, StoreRefused
from tests.builders import a_letter
from tests.fakes import ARCHIVE, Archive, a_message

MINUTE = timedelta(seconds=60)
STATE = ArchiveFolderState(ARCHIVE, 900, 5, 4)


def key(uid: int, uidvalidity: int = 100) -> MessageKey:
    return MessageKey("arkiv", "INBOX", uidvalidity, uid)


def held(archive: Archive, uidvalidity: int = 100, listed: tuple[int, ...] = ()) -> list[Sighting]:
    return archive.store.ledger.held("arkiv", "INBOX", uidvalidity, listed)


def stored(archive: Archive, lease: Lease, uid: int) -> Sighting:
    octets = a_letter(message_id=f"<{uid}@kommune.example>")
    archive.store.accessions.accession(lease, [a_message(uid, octets)], archive.clock())
    return next(sighting for sighting in held(archive) if sighting.key.uid == uid)


# --- leases ---


def test_a_lease_is_for_one_holder_until_it_runs_out(archive: Archive) -> None:
    take, now = archive.store.ledger.take_lease, archive.clock()

    assert take("arkiv", "a", now, MINUTE) == Lease("arkiv", "a", 1)
    assert take("arkiv", "b", now + MINUTE / 2, MINUTE) is None
    assert take("andet", "b", now, MINUTE) == Lease("andet", "b", 1)
    assert take("arkiv", "b", now + MINUTE, MINUTE) == Lease("arkiv", "b", 2)


def test_a_lease_from_a_clock_that_was_years_ahead_holds_nobody_up(archive: Archive) -> None:
    take, now = archive.store.ledger.take_lease, archive.clock()
    take("arkiv", "a", now + timedelta(days=1000), MINUTE)

    assert take("arkiv", "b", now, MINUTE) == Lease("arkiv", "b", 2)


def test_a_renewed_lease_keeps_its_fence_and_lives_longer(archive: Archive) -> None:
    take, now = archive.store.ledger.take_lease, archive.clock()
    first = take("arkiv", "a", now, MINUTE)

    assert take("arkiv", "a", now + MINUTE / 2, MINUTE) == first
    assert take("arkiv", "b", now + MINUTE, MINUTE) is None


def test_a_lease_of_a_holder_known_to_be_dead_is_taken_at_once(archive: Archive) -> None:
    take, now = archive.store.ledger.take_lease, archive.clock()
    take("arkiv", "a", now, MINUTE)

    assert take("arkiv", "b", now, MINUTE, gone=lambda holder: holder == "a") == Lease("arkiv", "b", 2)


def test_a_lease_given_up_is_free_at_once_and_its_fence_is_worthless(archive: Archive) -> None:
    ledger, now = archive.store.ledger, archive.clock()
    lease = archive.lease()
    ledger.give_up_lease(lease, now)

    with pytest.raises(LeaseLost):
        ledger.note_seen(lease, [key(1)], now)
    assert ledger.take_lease("arkiv", "b", now, MINUTE) == Lease("arkiv", "b", 2)


def test_giving_up_a_lease_that_was_lost_does_not_free_the_other_ones(archive: Archive) -> None:
    ledger = archive.store.ledger
    old = archive.lease(holder="a")
    archive.clock.advance(minutes=2)
    new = archive.lease(holder="b")

    ledger.give_up_lease(old, archive.clock())

    ledger.note_seen(new, [key(1)], archive.clock())
    assert ledger.take_lease("arkiv", "c", archive.clock(), MINUTE) is None


FENCED: dict[str, Callable[[Archive, Lease], object]] = {
    "open_epoch": lambda a, lease: a.store.ledger.open_epoch(lease, "INBOX", 100, a.clock()),
    "note_seen": lambda a, lease: a.store.ledger.note_seen(lease, [key(1)], a.clock()),
    "note_setback": lambda a, lease: a.store.ledger.note_setback(
        lease, key(1), Setback(SightingState.SEEN, 1, None, FetchReason.BROKEN), a.clock()
    ),
    "note_lost": lambda a, lease: a.store.ledger.note_lost(lease, [key(1)], a.clock(), "vanished"),
    "note_intent": lambda a, lease: a.store.ledger.note_intent(lease, [], STATE, a.clock()),
    "note_outcomes": lambda a, lease: a.store.ledger.note_outcomes(lease, [], STATE, a.clock()),
    "close_round": lambda a, lease: a.store.ledger.close_round(lease, "INBOX", Balance(0, 0), a.clock()),
    "accession": lambda a, lease: a.store.accessions.accession(lease, [a_message(1, b"x")], a.clock()),
}


@pytest.mark.parametrize("method", FENCED)
def test_every_write_about_a_mailbox_is_refused_under_a_lost_lease(archive: Archive, method: str) -> None:
    lost = archive.lease(holder="a")
    archive.clock.advance(minutes=2)
    archive.lease(holder="b")
    before = everything(archive)

    with pytest.raises(LeaseLost) as caught:
        FENCED[method](archive, lost)

    assert "arkiv" in str(caught.value)
    assert everything(archive) == before


def everything(archive: Archive) -> list[object]:
    tables = ("sightings", "folders", "items", "custody_events", "alarms")
    return [archive.ask(f"SELECT * FROM {table}") for table in tables]


# --- sightings ---


def test_keys_are_written_down_once_before_anything_is_fetched(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()
    ledger.note_seen(lease, [key(uid) for uid in range(1, 901)], archive.clock())

    ledger.note_seen(lease, [key(uid) for uid in range(1, 1001)], archive.clock())

    assert archive.ask("SELECT count(*), count(DISTINCT uid), min(state) FROM sightings") == [(1000, 1000, "seen")]


def test_one_key_and_take_cannot_stand_in_the_ledger_twice(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()

    with pytest.raises(StoreRefused):
        ledger.note_seen(lease, [key(1), key(1)], archive.clock())

    assert archive.ask("SELECT count(*) FROM sightings") == [(0,)]


def test_held_gives_what_is_open_and_what_is_listed_and_nothing_else(archive: Archive) -> None:
    ledger, lease, now = archive.store.ledger, archive.lease(), archive.clock()
    ledger.note_seen(lease, [key(1), key(2), key(3)], now)
    stored(archive, lease, 4)
    ledger.note_lost(lease, [key(2), key(3)], now, "vanished")

    assert [s.key.uid for s in held(archive)] == [1, 4]
    assert [s.key.uid for s in held(archive, listed=(3, 99))] == [1, 3, 4]
    assert held(archive, uidvalidity=101, listed=(1, 4)) == []


def test_held_tells_of_each_key_its_newest_take(archive: Archive) -> None:
    lease = archive.lease()
    for octets in (b"foerste", b"anden"):
        archive.store.accessions.accession(lease, [a_message(1, octets)], archive.clock())

    assert [(s.key.uid, s.item) for s in held(archive, listed=(1,))] == [(1, 2)]


def test_a_setback_is_counted_and_a_stored_message_has_none(archive: Archive) -> None:
    ledger, lease, now = archive.store.ledger, archive.lease(), archive.clock()
    ledger.note_seen(lease, [key(1)], now)
    stored(archive, lease, 2)
    later = Setback(SightingState.QUARANTINED, 5, now + MINUTE, FetchReason.NO_BODY)

    for uid in (1, 2):
        for _ in range(2):
            ledger.note_setback(lease, key(uid), later, now)

    one, two = held(archive)
    assert (one.state, one.attempts, one.retry_at, one.reason) == ("quarantined", 5, now + MINUTE, "no_body")
    assert (two.state, two.attempts, two.reason) == ("stored", 0, None)
    assert archive.store.catalogue.waiting_on_server() == [(key(1), "no_body")]
    assert archive.ask("SELECT act, subject FROM custody_events WHERE seq > 1") == [("quarantine", "mailbox:arkiv")]


def test_an_intent_is_written_down_with_where_the_archive_folder_stood_and_only_the_first_counts(
    archive: Archive,
) -> None:
    ledger, lease = archive.store.ledger, archive.lease()
    sighting = stored(archive, lease, 1)
    ledger.note_intent(lease, [sighting], STATE, archive.clock())

    ledger.note_intent(lease, [sighting], ArchiveFolderState(ARCHIVE, 900, 77, 76), archive.clock())

    assert [(s.archive_uidvalidity, s.archive_uidnext) for s in held(archive)] == [(900, 5)]
    assert archive.sound()


def test_outcomes_of_a_move_are_written_down_as_they_were_proven(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()
    for uid in (1, 2, 3, 4):
        stored(archive, lease, uid)
    outcomes = [
        MoveOutcome(key(1), MoveResult.MOVED, archive_uid=5),
        MoveOutcome(key(2), MoveResult.REFUSED, reason="OVERQUOTA"),
        MoveOutcome(key(3), MoveResult.GONE),
        MoveOutcome(key(4), MoveResult.LEFT, reason="neither"),
    ]

    ledger.note_outcomes(lease, outcomes, STATE, archive.clock())

    assert archive.ask("SELECT uid, state, reason, archive_uid FROM sightings ORDER BY uid") == [
        (1, "moved", None, 5),
        (2, "stored", "OVERQUOTA", None),
        (3, "vanished", "not_found_in_archive_folder", None),
        (4, "stored", "neither", None),
    ]
    acts = archive.ask("SELECT act, outcome FROM custody_events WHERE seq > 4 ORDER BY seq")
    assert acts == [("transfer", "success"), ("loss of copy", "failure")]
    assert archive.sound()


def test_the_archive_folder_is_counted_by_its_own_uidvalidity(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()
    for uid in (1, 2, 3):
        stored(archive, lease, uid)
    ledger.note_outcomes(lease, [MoveOutcome(key(1), MoveResult.MOVED, 5)], STATE, archive.clock())
    ledger.note_outcomes(lease, [MoveOutcome(key(2), MoveResult.MOVED, None)], STATE, archive.clock())
    other = ArchiveFolderState(ARCHIVE, 901, 9, 8)
    ledger.note_outcomes(lease, [MoveOutcome(key(3), MoveResult.MOVED, 8)], other, archive.clock())

    assert ledger.archive_expected("arkiv", 900) == 2
    assert ledger.archive_known("arkiv", 900) == (Uids([5]), 2)
    assert ledger.archive_known("arkiv", 901) == (Uids([8]), 2)
    assert ledger.archive_known("andet", 900) == (Uids(), 0)
    assert ledger.copies_in_use("arkiv", 900, range(1, 1_000)) == {5}
    assert ledger.copies_in_use("arkiv", 901, {5, 8}) == {8}
    assert ledger.copies_in_use("andet", 901, {8}) == frozenset()


# --- epochs ---


def test_the_first_uidvalidity_of_a_folder_is_no_change(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()

    assert not ledger.open_epoch(lease, "INBOX", 100, archive.clock())
    assert not ledger.open_epoch(lease, "INBOX", 100, archive.clock())
    assert archive.ask("SELECT count(*) FROM alarms") == [(0,)]


def test_another_uidvalidity_closes_what_was_open_keeps_the_octets_and_raises_one_alarm(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()
    ledger.open_epoch(lease, "INBOX", 100, archive.clock())
    ledger.note_seen(lease, [key(1)], archive.clock())
    stored(archive, lease, 2)
    stored(archive, lease, 3)
    ledger.note_outcomes(lease, [MoveOutcome(key(3), MoveResult.MOVED, 5)], STATE, archive.clock())

    assert ledger.open_epoch(lease, "INBOX", 101, archive.clock())
    assert not ledger.open_epoch(lease, "INBOX", 101, archive.clock())

    assert archive.ask("SELECT uid, state FROM sightings ORDER BY uid") == [
        (1, "vanished"),
        (2, "vanished"),
        (3, "moved"),
    ]
    assert archive.ask("SELECT count(*) FROM items") == [(2,)]
    assert archive.ask("SELECT kind, subject FROM alarms") == [("uidvalidity_changed", "mailbox:arkiv/INBOX")]
    assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'epoch change'") == [(1,)]
    assert archive.sound()


def test_another_folder_of_the_same_name_elsewhere_keeps_its_epoch(archive: Archive) -> None:
    ledger, lease, other = archive.store.ledger, archive.lease(), archive.lease(mailbox="andet")
    ledger.open_epoch(lease, "INBOX", 100, archive.clock())
    ledger.open_epoch(other, "INBOX", 100, archive.clock())
    elsewhere = MessageKey("andet", "INBOX", 100, 1)
    ledger.note_seen(other, [elsewhere], archive.clock())

    ledger.open_epoch(lease, "INBOX", 101, archive.clock())

    assert archive.ask("SELECT state FROM sightings") == [("seen",)]


# --- rounds and alarms ---


def test_a_good_round_leaves_its_balance(archive: Archive) -> None:
    ledger, lease = archive.store.ledger, archive.lease()
    ledger.open_epoch(lease, "INBOX", 100, archive.clock())

    ledger.close_round(lease, "INBOX", Balance(3, 2, {"no_body": (7,)}), archive.clock())
    ledger.close_round(lease, ARCHIVE, Balance(2, 2), archive.clock(), archive=900)

    inbox, kept = archive.store.catalogue.status().folders
    assert (inbox.folder, inbox.server, inbox.archived, inbox.reasons) == ("INBOX", 3, 2, {"no_body": [7]})
    assert (inbox.last_good_poll, inbox.is_archive) == (archive.clock(), False)
    assert (kept.folder, kept.is_archive) == (ARCHIVE, True)
    assert archive.ask("SELECT uidvalidity FROM folders ORDER BY folder") == [(900,), (100,)]
    assert archive.store.catalogue.folder_reasons("arkiv", "INBOX") == {"no_body": [7]}


def test_an_alarm_is_raised_once_and_ended_once(archive: Archive) -> None:
    ledger, now = archive.store.ledger, archive.clock()
    say = (AlarmKind.INCOMPLETE, "mailbox:arkiv/INBOX", now)

    assert [ledger.raise_alarm(*say, count=1), ledger.raise_alarm(*say, count=2)] == [True, False]
    assert ledger.raise_alarm(AlarmKind.INCOMPLETE, "mailbox:andet/INBOX", now)
    assert [ledger.clear_alarm(*say), ledger.clear_alarm(*say)] == [True, False]
    archive.clock.advance(hours=1)
    assert ledger.raise_alarm(*say[:2], archive.clock())

    assert archive.ask("SELECT count(*) FROM alarms") == [(3,)]
    assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'alarm'") == [(4,)]
    assert archive.sound()
