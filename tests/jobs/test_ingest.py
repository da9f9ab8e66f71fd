"""The round: whatever happens to the server, the session or the process, every mail is stored once and moved once."""

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.core.intake import RETRY_AFTER
from archiver.core.records import (
    FetchReason,
    FetchTrouble,
    MessageKey,
    MoveReason,
    Octets,
    RawMessage,
    Reading,
    Unreadable,
)
from archiver.edges.store.ledger import Ledger
from archiver.errors import (
    CredentialsRefused,
    LeaseLost,
    MailboxUnavailable,
    NoRoom,
    ProtocolViolation,
    ReaderUnavailable,
    SessionRefused,
    Throttled,
)
from archiver.jobs import ingest
from archiver.jobs.ingest import LastLook, Round
from tests import fakes
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import (
    ARCHIVE,
    MORNING,
    Archive,
    Crash,
    Cut,
    FakeMail,
    FakeMailbox,
    FakeServer,
    Fuse,
    InProcessReader,
    Shelf,
    Way,
    is_within,
)

UNREADABLE = b"noget ulaeseligt"


def letters(count: int) -> list[bytes]:
    return [a_letter(message_id=f"<{place}@kommune.example>", body=f"Nummer {place}\r\n") for place in range(count)]


def filled(count: int, **how: object) -> FakeServer:
    server = FakeServer(**how)  # type: ignore[arg-type]
    for letter in letters(count):
        server.deliver(letter)
    return server


def stored(archive: Archive) -> list[bytes]:
    """The octets of every item, read by plain SQL."""
    rows = archive.ask(
        "SELECT i.number, o.content FROM items i JOIN octets o USING (sha256) ORDER BY i.number, ordinal"
    )
    return [bytes(content) for _, content in rows]


def states(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT uid, state FROM sightings ORDER BY uid, take")


def alarms(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT kind, subject FROM alarms WHERE cleared_at IS NULL ORDER BY id")


# --- the plain way ---


def test_a_round_stores_every_mail_exactly_and_moves_it(archive: Archive) -> None:
    server = filled(3)

    report = archive.round(server)

    assert stored(archive) == letters(3)
    assert server.everything_in("INBOX") == []
    assert server.everything_in(ARCHIVE) == letters(3)
    assert report.complete
    assert archive.sound()


def test_a_second_round_adds_nothing(archive: Archive) -> None:
    server = filled(3)
    archive.round(server)

    report = archive.round(server)

    assert (report.folders[0].new_items, report.folders[0].again, report.folders[0].moved) == (0, 0, 0)
    assert stored(archive) == letters(3)
    assert archive.sound()


def test_a_round_is_done_in_windows_larger_than_a_batch(sqlite_archive: Archive) -> None:
    server = filled(205)

    report = sqlite_archive.round(server)

    assert report.folders[0].moved == 205
    assert len(server.folders[ARCHIVE].mails) == 205
    assert is_within(report)
    assert sqlite_archive.sound()


def test_what_arrives_during_a_long_round_does_not_wait_for_its_end(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three windows are waiting; two mails come during the first, one during theirs, one during the last."""
    monkeypatch.setattr(ingest, "WINDOW", 2)
    server, late = filled(6), [a_letter(message_id=f"<sen.{place}@kommune.example>") for place in range(4)]
    at = {1: late[:2], 8: late[2:3], 6: late[3:]}
    server.fetching = lambda _folder, uid: [server.deliver(one) for one in at.pop(uid, [])]

    report = archive.round(server)

    old = letters(6)
    assert stored(archive) == [*old[:2], *late[:2], *old[2:4], late[2], *old[4:]]
    assert report.folders[0].moved == 9
    assert is_within(report)
    assert server.everything_in("INBOX") == late[3:], "it came while the last were fetched: another round has it"
    again = archive.round(server)
    assert (again.folders[0].new_items, again.complete) == (1, True)
    assert archive.sound()


def test_a_session_that_ends_when_asked_for_arrivals_costs_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "WINDOW", 2)
    server, late = filled(4), a_letter(message_id="<sen@kommune.example>")
    really, left = FakeMailbox.arrived, [MailboxUnavailable("gone")]

    def arrived(mailbox: FakeMailbox, above: int) -> frozenset[int]:
        if left:
            server.deliver(late)
            raise left.pop()
        return really(mailbox, above)

    monkeypatch.setattr(FakeMailbox, "arrived", arrived)
    report = archive.round(server)
    archive.round(server)

    assert report.folders[0].moved == 4
    assert stored(archive) == [*letters(4), late]
    assert archive.sound()


def test_all_folders_are_watched_and_what_a_human_has_read_or_marked_comes_in_too(archive: Archive) -> None:
    server = FakeServer(folders=("INBOX", "Junk"))
    first, second, third = letters(3)
    server.deliver(first, flags=["\\Seen"])
    server.deliver(second, flags=["\\Deleted", "\\Flagged"])
    server.deliver(third, "Junk")

    report = archive.round(server)

    assert [(one.folder, one.moved) for one in report.folders] == [("INBOX", 2), ("Junk", 1)]
    assert sorted(stored(archive)) == sorted(letters(3))


def test_a_fetch_that_ends_in_a_crash_changed_no_flag(archive: Archive) -> None:
    server = filled(3)
    server.folders["INBOX"].mails[2].flags.add("\\Seen")
    fuse = Fuse()

    def die(_folder: str, uid: int) -> None:
        if uid == 3:
            raise Crash

    server.fetching = die
    with pytest.raises(Crash):
        archive.round(server, fuse=fuse)

    assert [mail.flags for mail in server.folders["INBOX"].mails.values()] == [set(), {"\\Seen"}, set()]


def test_the_same_octets_delivered_twice_are_one_item_with_two_sightings(archive: Archive) -> None:
    server = FakeServer()
    letter = letters(1)[0]
    server.deliver(letter)
    server.deliver(letter)

    report = archive.round(server)

    assert stored(archive) == [letter]
    assert (report.folders[0].new_items, report.folders[0].again) == (1, 1)
    assert states(archive) == [(1, "moved"), (2, "moved")]
    assert server.everything_in(ARCHIVE) == [letter, letter]
    assert archive.ask("SELECT count(*) FROM outbox") == [(1,)]


def test_a_reused_message_id_neither_hides_nor_overwrites(archive: Archive) -> None:
    server = FakeServer()
    first = a_letter(message_id="<genbrugt@kommune.example>", body="Første\r\n")
    second = a_letter(message_id="<genbrugt@kommune.example>", body="Anden\r\n")
    server.deliver(first)
    server.deliver(second)

    archive.round(server)

    assert stored(archive) == [first, second]
    entries = list(archive.store.catalogue.items())
    assert [entry.message_id_collision for entry in entries] == [False, True]


def test_what_lay_in_the_archive_folder_before_is_left_alone(archive: Archive) -> None:
    server = filled(1)
    server.folders[ARCHIVE].add(FakeMail(99, b"en anden post", {"\\Flagged", "\\Deleted"}))

    archive.round(server)

    assert server.folders[ARCHIVE].mails[1].flags == {"\\Flagged", "\\Deleted"}
    assert alarms(archive) == []
    assert stored(archive) == letters(1)


# --- octets are ours before anything else ---


def test_octets_that_changed_before_the_read_back_stay_in_the_folder_and_raise_an_alarm(archive: Archive) -> None:
    server = filled(2)
    bad = Octets(letters(2)[1]).checksum
    spoil_once(archive, server, bad)

    archive.round(server)

    assert server.everything_in("INBOX") == [letters(2)[1]]
    assert states(archive) == [(1, "moved"), (2, "stored")]
    assert alarms(archive) == [("readback_mismatch", "items")]
    assert archive.ask("SELECT count(*) FROM outbox WHERE item = 2") == [(0,)]


def test_octets_that_are_wrong_in_the_store_are_never_read_and_never_thanked_for(archive: Archive) -> None:
    server = filled(1)
    bad = Octets(letters(1)[0]).checksum
    spoil_once(archive, server, bad)
    archive.round(server)

    archive.round(server)

    assert server.everything_in("INBOX") == letters(1)
    assert archive.ask("SELECT count(*) FROM outbox") == [(0,)]
    assert alarms(archive) == [("readback_mismatch", "items")]


def test_octets_that_are_right_again_are_moved_and_the_alarm_ends(archive: Archive) -> None:
    server = filled(1)
    bad = Octets(letters(1)[0]).checksum
    spoil_once(archive, server, bad)
    archive.round(server)
    restore(archive, bad, letters(1)[0])

    archive.round(server)

    assert server.everything_in(ARCHIVE) == letters(1)
    assert alarms(archive) == []
    assert archive.ask("SELECT state FROM outbox") == [("due",)]
    assert archive.sound()


def spoil_once(archive: Archive, server: FakeServer, checksum: str) -> None:
    """Between the commit and the read-back somebody changes the stored octets."""
    inner = archive.store.accessions
    whole = inner.unsound

    def spoilt(accessions: object) -> object:
        archive.tamper(f"UPDATE octets SET content = {_blob(archive, b'andet')} WHERE sha256 = '{checksum}'")
        return whole(accessions)  # type: ignore[arg-type]

    object.__setattr__(inner, "unsound", spoilt)
    server.fetching = lambda *_: None


def restore(archive: Archive, checksum: str, octets: bytes) -> None:
    object.__delattr__(archive.store.accessions, "unsound")
    archive.tamper(f"UPDATE octets SET content = {_blob(archive, octets)} WHERE sha256 = '{checksum}'")


def _blob(archive: Archive, octets: bytes) -> str:
    return f"x'{octets.hex()}'" if archive.store.database.is_sqlite else f"'\\x{octets.hex()}'::bytea"


# --- bad mails ---


def test_a_poison_in_the_middle_of_a_hundred_costs_no_other_mail_its_round(archive: Archive) -> None:
    server = filled(100)
    server.deadly.add(("INBOX", 50))

    report = archive.round(server)

    assert len(stored(archive)) == 99
    assert server.everything_in("INBOX") == [letters(100)[49]]
    assert report.folders[0].balance.reasons == {FetchReason.BROKEN: (50,)}
    assert is_within(report)


def test_a_message_too_large_for_its_session_costs_the_next_one_neither_its_round_nor_a_try(archive: Archive) -> None:
    server = filled(4)
    server.unbearable.add(("INBOX", 2))

    report = archive.round(server)

    assert len(stored(archive)) == 3
    assert server.everything_in("INBOX") == [letters(4)[1]]
    assert report.folders[0].balance.reasons == {FetchReason.OVERSIZE: (2,)}


def test_a_message_that_fails_too_often_is_tried_once_an_hour_and_told_of(archive: Archive) -> None:
    server = filled(2)
    server.deadly.add(("INBOX", 2))
    for _ in range(archive.policy.attempts):
        archive.round(server)
    before = server.logins

    archive.round(server)

    assert server.logins == before + 1
    assert states(archive) == [(1, "moved"), (2, "quarantined")]
    assert alarms(archive) == [("fetch_failing", "mailbox:arkiv/INBOX")]
    assert archive.store.catalogue.waiting_on_server()[0][0].uid == 2


def test_a_message_that_can_be_had_after_all_comes_in_at_the_next_hour(archive: Archive) -> None:
    server = filled(1)
    server.trouble["INBOX", 1] = FetchReason.NO_BODY
    for _ in range(archive.policy.attempts):
        archive.round(server)
    del server.trouble["INBOX", 1]
    archive.clock.now += RETRY_AFTER

    archive.round(server)

    assert stored(archive) == letters(1)
    assert server.everything_in("INBOX") == []
    assert alarms(archive) == []


def test_a_message_above_the_hard_limit_waits_on_the_server_and_is_told_of(archive: Archive) -> None:
    server = filled(2)
    server.trouble["INBOX", 1] = FetchReason.OVERSIZE

    report = archive.round(server)

    assert states(archive) == [(1, "quarantined"), (2, "moved")]
    assert report.folders[0].balance.reasons == {FetchReason.OVERSIZE: (1,)}
    assert alarms(archive) == [("oversize_waiting", "mailbox:arkiv/INBOX")]


def test_more_poison_than_a_round_has_sessions_is_got_past_in_the_next_rounds(sqlite_archive: Archive) -> None:
    server = filled(20)
    server.deadly |= {("INBOX", uid) for uid in range(1, 9)}

    rounds = 0
    while len(stored(sqlite_archive)) < 12:
        rounds += 1
        with pytest.raises(MailboxUnavailable):
            sqlite_archive.round(server)

    assert rounds <= 3


def test_a_message_that_cannot_be_read_is_in_quarantine_with_its_octets_and_the_next_comes_in(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(UNREADABLE)
    server.deliver(letters(1)[0])
    archive.reader = PickyReader(archive)

    archive.round(server)

    assert [(entry.item, entry.state, entry.reason) for entry in archive.store.catalogue.items()] == [
        (1, "quarantined", "nested too deeply"),
        (2, "unassigned", None),
    ]
    assert stored(archive) == [UNREADABLE, letters(1)[0]]
    assert server.everything_in("INBOX") == []
    assert archive.ask("SELECT item FROM outbox") == [(2,)]


def test_a_reading_that_the_database_will_not_take_goes_to_quarantine_by_itself(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(UNREADABLE)
    server.deliver(letters(1)[0])
    archive.reader = ImpossibleReader(archive)

    archive.round(server)

    entries = list(archive.store.catalogue.items())
    assert [(entry.item, entry.state) for entry in entries] == [(1, "quarantined"), (2, "unassigned")]
    assert "could not be filed" in str(entries[0].reason)
    assert archive.sound()


def test_without_a_reader_mail_is_taken_in_and_read_later(archive: Archive) -> None:
    server = filled(2)
    readers = archive.reader
    archive.reader = NoReader()

    report = archive.round(server)

    assert [type(trouble) for trouble in report.troubles] == [ReaderUnavailable]
    assert server.everything_in(ARCHIVE) == letters(2)
    assert archive.ask("SELECT count(*) FROM readings") == [(0,)]

    archive.reader = readers
    archive.round(server)

    assert archive.ask("SELECT count(*) FROM readings") == [(2,)]
    assert archive.ask("SELECT count(*) FROM outbox WHERE state = 'due'") == [(2,)]


class PickyReader:
    """Reads everything but one."""

    def __init__(self, archive: Archive) -> None:
        self.inner = archive.reader

    def read(self, octets: Octets) -> Reading | Unreadable:
        return Unreadable("nested too deeply") if octets.to_bytes() == UNREADABLE else self.inner.read(octets)


class ImpossibleReader(PickyReader):
    """Gives one reading that breaks a constraint: the same place in the tree twice."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        if octets.to_bytes() != UNREADABLE:
            return self.inner.read(octets)
        full = self.inner.read(Octets(a_forward_with_attachment()))
        assert isinstance(full, Reading)
        return Reading(full.envelope, (full.parts[0], full.parts[0]))


def test_mails_for_which_there_is_no_room_are_not_charged_with_it_and_keep_nobody_waiting(archive: Archive) -> None:
    server = filled(8)
    server.trouble |= {("INBOX", uid): FetchReason.NO_ROOM for uid in range(1, 7)}

    for _ in range(archive.policy.attempts + 1):
        assert [type(trouble) for trouble in archive.round(server).troubles] == [NoRoom]
    waiting = archive.ask("SELECT attempts, state, reason FROM sightings ORDER BY uid")
    server.trouble.clear()
    archive.round(server)

    assert waiting == [(0, "seen", "no_room")] * 6 + [(0, "moved", None)] * 2
    assert {state for _, state in states(archive)} == {"moved"}


def test_what_ends_its_session_last_is_not_charged_to_mails_that_wait_to_be_moved(archive: Archive) -> None:
    server = filled(2)
    server.refusal = "OVERQUOTA"
    archive.round(server)
    server.refusal = None
    server.unbearable.add(("INBOX", server.deliver(a_letter(message_id="<stor@kommune.example>"))))

    archive.round(server)

    assert archive.ask("SELECT uid, state, reason FROM sightings ORDER BY uid") == [
        (1, "moved", None),
        (2, "moved", None),
        (3, "quarantined", "oversize"),
    ]


def test_a_server_that_is_away_after_a_fetch_was_not_driven_away_by_the_mail(archive: Archive) -> None:
    server = filled(1)
    archive.store.ledger.note_seen(
        archive.lease(), [MessageKey("arkiv", "INBOX", server.folders["INBOX"].uidvalidity, 1)], archive.clock()
    )
    server.deadly.add(("INBOX", 1))
    server.fetching = lambda *_: server.when_connecting.append(MailboxUnavailable("no route"))

    for _ in range(archive.policy.attempts + 1):
        with pytest.raises(MailboxUnavailable):
            archive.round(server)

    assert archive.ask("SELECT attempts, state FROM sightings") == [(0, "seen")]


class Deliberate(InProcessReader):
    """Reads when the server has moved what it is given."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server

    def read(self, octets: Octets) -> Reading | Unreadable:
        deadline = time.monotonic() + 20
        while octets.to_bytes() in self.server.everything_in("INBOX"):
            assert time.monotonic() < deadline, "it is moved only when it has been read"
            time.sleep(0.005)
        return super().read(octets)


def test_a_batch_is_moved_while_it_is_read(archive: Archive) -> None:
    server = filled(20)
    archive.reader = Deliberate(server)

    archive.round(server)

    assert {state for _, state in states(archive)} == {"moved"}
    assert archive.ask("SELECT count(*) FROM readings WHERE state = 'read'") == [(20,)]


def test_what_was_being_read_when_the_session_broke_off_is_filed_all_the_same(archive: Archive) -> None:
    server = filled(6)
    server.cut = "before move"

    report = archive.round(server)

    assert not report.complete
    assert archive.ask("SELECT count(*) FROM readings WHERE state = 'read'") == [(6,)]


def test_what_is_in_hand_when_the_server_goes_for_good_is_filed_all_the_same(archive: Archive) -> None:
    server = filled(6)
    server.cut = "before move"
    server.fetching = lambda *_: server.when_connecting.append(MailboxUnavailable("no route"))

    with pytest.raises(MailboxUnavailable):
        archive.round(server)

    assert archive.ask("SELECT count(*) FROM readings WHERE state = 'read'") == [(6,)]


def test_a_batch_is_filed_while_the_next_is_fetched_however_long_that_takes(archive: Archive) -> None:
    server = filled(11)
    filed: list[int] = []

    def fetching(_folder: str, uid: int) -> None:
        deadline = time.monotonic() + 20
        while uid == 11 and not filed:
            assert time.monotonic() < deadline
            filed.extend(count for (count,) in archive.ask("SELECT count(*) FROM outbox HAVING count(*) = 10"))

    server.fetching = fetching
    archive.round(server)

    assert filed == [10]
    assert archive.ask("SELECT count(*) FROM outbox") == [(11,)]


class Spool(io.BytesIO):
    """Has room for one mail."""

    taken = 0

    def __init__(self, octets: bytes) -> None:
        super().__init__(octets)
        Spool.taken += 1

    def close(self) -> None:
        Spool.taken -= not self.closed
        super().close()


def test_mails_in_files_give_back_their_room_before_the_next_is_fetched(
    sqlite_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(mailbox: FakeMailbox, uid: int, *, alone: bool = False) -> RawMessage | FetchTrouble:
        key = mailbox._key(uid)
        if Spool.taken:
            return FetchTrouble(key, FetchReason.NO_ROOM, "no room")
        octets = Octets(Spool(mailbox._open().mails[uid].octets))
        mailbox._read_here[key] = octets.checksum
        return RawMessage(key, octets, MORNING)

    monkeypatch.setattr(fakes, "BATCH", 1)
    monkeypatch.setattr(FakeMailbox, "_fetched", fetched)

    report = sqlite_archive.round(filled(5))

    assert report.troubles == ()
    assert Spool.taken == 0
    assert sqlite_archive.ask("SELECT count(*) FROM readings WHERE state = 'read'") == [(5,)]


class Counting(InProcessReader):
    """Knows how much it read."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, octets: Octets) -> Reading | Unreadable:
        self.read_so_far += 1
        return super().read(octets)


def test_another_mailbox_leaves_alone_what_this_one_has_in_hand(archive: Archive) -> None:
    server, other, reader = filled(20), FakeServer(), Counting()
    archive.reader = reader

    def fetching(_folder: str, uid: int) -> None:
        if uid == 11:
            mailbox = FakeMailbox(other, "andet")
            Round(
                mailbox,
                lambda: FakeMailbox(other, "andet"),
                archive.store,
                reader,
                archive.policy,
                archive.lease("andet"),
                archive.clock,
                others=frozenset({"arkiv"}),
            ).run()

    server.fetching = fetching
    archive.round(server)

    assert reader.read_so_far == 20


def test_what_no_other_mailbox_will_read_is_read_by_whichever_has_a_round(archive: Archive) -> None:
    archive.reader = NoReader()
    archive.round(filled(3))
    archive.reader = InProcessReader()
    other = FakeServer()

    for others in ({"arkiv"}, {"et tredje"}):
        mailbox = FakeMailbox(other, "andet")
        Round(
            mailbox,
            lambda: FakeMailbox(other, "andet"),
            archive.store,
            archive.reader,
            archive.policy,
            archive.lease("andet"),
            archive.clock,
            others=frozenset(others),
        ).run()
        read = archive.ask("SELECT count(*) FROM readings WHERE state = 'read'")
        assert read == [(0 if others == {"arkiv"} else 3,)]


class NoReader:
    def read(self, octets: Octets) -> Reading | Unreadable:
        raise ReaderUnavailable("the process that reads mail could not be started")


# --- the server's word ---


def test_a_recreated_mailbox_is_taken_in_again_and_nothing_is_doubled(archive: Archive) -> None:
    server = filled(2)
    server.refusal = "OVERQUOTA"
    archive.round(server)
    server.deliver(letters(3)[2])
    server.folders["INBOX"].recreate(from_one=True)
    server.refusal = None

    archive.round(server)

    assert stored(archive) == letters(3)
    assert server.everything_in("INBOX") == []
    assert sorted(server.everything_in(ARCHIVE)) == sorted(letters(3))
    assert archive.ask("SELECT count(*) FROM outbox WHERE kind = 'receipt'") == [(3,)]
    assert archive.ask("SELECT count(*) FROM alarms WHERE kind = 'uidvalidity_changed'") == [(1,)]
    assert archive.sound()


def test_a_recreated_mailbox_with_other_mails_under_the_same_uids_keeps_both(archive: Archive) -> None:
    server = filled(2)
    server.refusal = "NOPERM"
    archive.round(server)
    inbox = server.folders["INBOX"]
    inbox.mails, inbox.uidnext = {}, 1
    inbox.uidvalidity += 1
    for letter in letters(4)[2:]:
        server.deliver(letter)
    server.refusal = None

    archive.round(server)

    assert stored(archive) == letters(4)
    assert server.everything_in(ARCHIVE) == letters(4)[2:]


def test_a_uidvalidity_that_comes_back_finds_what_was_known(archive: Archive) -> None:
    server = filled(1)
    server.refusal = "NOPERM"
    archive.round(server)
    server.folders["INBOX"].uidvalidity += 1
    archive.round(server)
    server.folders["INBOX"].uidvalidity -= 1
    server.refusal = None

    archive.round(server)

    assert stored(archive) == letters(1)
    assert server.everything_in(ARCHIVE) == letters(1)
    assert archive.sound()


@pytest.mark.parametrize("moment", ["before fetch", "before move"])
def test_a_uidvalidity_that_changes_during_the_round_costs_nothing(archive: Archive, moment: str) -> None:
    server = filled(3)
    inbox = server.folders["INBOX"]
    fuse = ChangingFuse(moment, lambda: inbox.recreate(from_one=False))

    round_until_done(archive, server, fuse)

    assert stored(archive) == letters(3)
    assert server.everything_in(ARCHIVE) == letters(3)
    assert archive.sound()


class ChangingFuse(Fuse):
    """Does something once when a step of a name is reached for the nth time."""

    def __init__(self, name: str, change: Callable[[], None], nth: int = 1) -> None:
        super().__init__()
        self.name, self.change, self.nth = name, change, nth

    def step(self, name: str) -> None:
        super().step(name)
        if name == self.name and self.steps.count(name) == self.nth:
            self.change()


def round_until_done(archive: Archive, server: FakeServer, fuse: Fuse | None = None) -> None:
    """Rounds until one is complete; the first under the fuse."""
    for number in range(5):
        try:
            if archive.round(server, fuse=fuse if number == 0 else None).complete:
                return
        except MailboxUnavailable:
            continue
    pytest.fail("not complete after five rounds")


def test_a_folder_without_uidvalidity_is_refused_and_nothing_is_touched(archive: Archive) -> None:
    server = filled(1)
    server.folders["INBOX"].uidvalidity = 0

    with pytest.raises(ProtocolViolation):
        archive.round(server)

    assert stored(archive) == []
    assert server.everything_in("INBOX") == letters(1)


def test_a_uid_that_search_hides_is_taken_in_and_named(archive: Archive) -> None:
    server = filled(3)
    server.hides.add(("INBOX", 2))

    archive.round(server)

    assert sorted(stored(archive)) == sorted(letters(3))
    assert archive.ask("SELECT kind, detail FROM alarms") == [("incomplete", '{"count": 1, "uids": "2"}')]


def test_a_ledger_row_that_was_deleted_is_named_by_its_uid(archive: Archive) -> None:
    server = filled(3)
    archive.round(server)
    archive.tamper("DELETE FROM sightings WHERE uid = 2")

    report = archive.round(server)

    assert report.archive.reasons == {"not_in_ledger": (2,)}
    assert ("incomplete", f"mailbox:arkiv/{ARCHIVE}") in alarms(archive)


def test_a_copy_that_left_the_archive_folder_is_told_of_once(archive: Archive) -> None:
    server = filled(2)
    archive.round(server)
    del server.folders[ARCHIVE].mails[1]

    archive.round(server)
    archive.round(server)

    told = archive.ask("SELECT kind, subject, told_cleared FROM alarms")
    assert [(kind, subject) for kind, subject, _ in told] == [("archive_folder_shrunk", f"mailbox:arkiv/{ARCHIVE}")]
    assert alarms(archive) == []
    assert states(archive) == [(1, "vanished"), (2, "moved")]
    assert archive.sound()


def test_a_copy_swapped_for_another_is_seen_though_the_count_is_right(archive: Archive) -> None:
    server = filled(2)
    archive.round(server)
    del server.folders[ARCHIVE].mails[1]
    server.deliver(b"en fremmed", ARCHIVE)

    report = archive.round(server)

    assert report.archive.reasons == {"not_in_ledger": (3,)}
    assert alarms(archive) == [("incomplete", f"mailbox:arkiv/{ARCHIVE}")]


def test_a_list_of_the_archive_folder_that_is_shorter_than_its_count_gives_no_copy_up(archive: Archive) -> None:
    server = filled(2)
    archive.round(server)
    server.hides_in_archive = True

    with pytest.raises(MailboxUnavailable, match="lists fewer"):
        archive.round(server)
    server.hides_in_archive = False

    assert archive.round(server).complete
    assert states(archive) == [(1, "moved"), (2, "moved")]
    assert alarms(archive) == []


def test_a_copy_that_is_gone_is_missed_though_there_are_as_many_messages_as_of_ours(archive: Archive) -> None:
    server = filled(2)
    server.deliver(b"en fremmed", ARCHIVE)
    archive.round(server)
    del server.folders[ARCHIVE].mails[2]

    archive.round(server)

    assert ("archive_folder_shrunk",) in archive.ask("SELECT kind FROM alarms")
    assert (1, "vanished") in states(archive)


def test_the_archive_folder_is_not_listed_anew_while_only_our_own_moves_change_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, look = filled(1), LastLook()
    counted: list[str] = []
    count = type(archive.store.ledger).archive_expected

    def counting(ledger: Ledger, mailbox: str, uidvalidity: int) -> int:
        counted.append(mailbox)
        return count(ledger, mailbox, uidvalidity)

    monkeypatch.setattr(type(archive.store.ledger), "archive_expected", counting)
    server.deliver(b"en fremmed", ARCHIVE)
    archive.round_after(look, server)
    listed = server.archive_listings

    server.deliver(a_letter(message_id="<ny@kommune.example>"))
    report = archive.round_after(look, server)
    # UIDNEXT is our newest copy's neighbour from here on: the folder is listed once more, and then no more.
    archive.round_after(look, server)
    listed_after_a_move = server.archive_listings
    server.deliver(a_letter(message_id="<nyere@kommune.example>"))
    archive.round_after(look, server)
    last = archive.round_after(look, server)

    assert (listed, listed_after_a_move, server.archive_listings) == (1, 1, 1)
    assert len(counted) <= 2, "moves are counted in the table once, and then reckoned on"
    assert (report.archive.server, report.archive.archived) == (3, 2)
    assert (last.archive.server, last.archive.archived) == (4, 3)
    assert last.archive.holds
    assert last.archive.reasons == report.archive.reasons == {"there_before": (1,)}


@pytest.mark.parametrize("what", ["a stranger", "a copy gone", "swapped", "swapped before a move", "an hour"])
def test_whatever_else_changes_the_archive_folder_has_it_listed(archive: Archive, what: str) -> None:
    server, look = filled(2), LastLook()
    server.deliver(b"en fremmed", ARCHIVE)
    archive.round_after(look, server)
    archive.round_after(look, server)
    listed = server.archive_listings

    if what in {"a copy gone", "swapped", "swapped before a move"}:
        del server.folders[ARCHIVE].mails[2]
    if what in {"a stranger", "swapped", "swapped before a move"}:
        server.deliver(b"en fremmed til", ARCHIVE)
    if what == "swapped before a move":
        server.deliver(a_letter(message_id="<ny@kommune.example>"))
    if what == "an hour":
        archive.clock.advance(hours=1)
    archive.round_after(look, server)

    assert server.archive_listings == listed + 1


def test_a_stranger_in_the_archive_folder_is_an_alarm_until_it_is_gone(archive: Archive) -> None:
    server = filled(1)
    archive.round(server)
    stranger = server.deliver(b"en fremmed", ARCHIVE)

    for _ in range(2):
        archive.round(server)
        assert alarms(archive) == [("incomplete", f"mailbox:arkiv/{ARCHIVE}")]
    del server.folders[ARCHIVE].mails[stranger]
    archive.round(server)

    assert alarms(archive) == []


def test_what_lay_in_the_archive_folder_before_us_is_no_alarm(archive: Archive) -> None:
    server = filled(1)
    server.deliver(b"fra i fjor", ARCHIVE)

    for _ in range(2):
        report = archive.round(server)

    assert report.archive.reasons == {"there_before": (1,)}
    assert alarms(archive) == []


@pytest.mark.parametrize("rounds", [1, 3, 8])
def test_a_move_that_ends_the_session_keeps_no_new_mail_out(archive: Archive, rounds: int) -> None:
    server = filled(2)

    def end(_octets: bytes) -> None:
        raise MailboxUnavailable("connection lost")

    server.putting_away = end
    for place in range(rounds):
        server.deliver(a_letter(message_id=f"<ny{place}@kommune.example>"))
        assert archive.round(server).troubles

    assert len(stored(archive)) == 2 + rounds
    assert server.everything_in(ARCHIVE) == []
    if rounds == 8:
        assert alarms(archive) == [("moves_failing", "mailbox:arkiv/INBOX")]
    server.putting_away = lambda _octets: None
    archive.clock.advance(seconds=RETRY_AFTER.total_seconds() + 1)
    archive.round(server)
    assert server.everything_in("INBOX") == []
    assert alarms(archive) == []
    assert archive.sound()


def test_one_message_that_cannot_be_moved_does_not_hold_the_others(archive: Archive) -> None:
    server = filled(3)
    bad = letters(3)[1]

    def end(octets: bytes) -> None:
        if octets == bad:
            raise MailboxUnavailable("connection lost")

    server.putting_away = end
    for _ in range(3):
        assert archive.round(server).troubles

    assert server.everything_in("INBOX") == [bad]
    assert len(stored(archive)) == 3


def test_a_folder_that_is_missing_keeps_no_other_from_being_read(archive: Archive) -> None:
    server = filled(2)
    server.watched = ("Findes ikke", "INBOX")

    report = archive.round(server)

    assert [str(trouble) for trouble in report.troubles] == ["The mail server has no such folder."]
    assert not report.complete
    assert stored(archive) == letters(2)
    assert server.everything_in("INBOX") == []


def test_a_uid_listed_again_after_its_move_is_accounted_for_anew(archive: Archive) -> None:
    server = filled(1)
    archive.round(server)
    server.folders["INBOX"].mails[1] = FakeMail(9, letters(1)[0])

    archive.round(server)

    assert archive.ask("SELECT take, state, archive_uid FROM sightings ORDER BY take") == [
        (0, "moved", 1),
        (1, "moved", 2),
    ]
    assert alarms(archive) == []
    assert archive.sound()


def test_a_uid_listed_again_that_cannot_be_fetched_is_not_called_archived(archive: Archive) -> None:
    server = filled(1)
    archive.round(server)
    server.folders["INBOX"].mails[1] = FakeMail(9, b"andre oktetter")
    server.trouble[("INBOX", 1)] = FetchReason.NO_BODY

    report = archive.round(server)

    assert report.folders[0].balance.reasons == {"no_body": (1,)}


def test_a_clock_behind_the_chain_is_an_alarm_until_it_is_right(archive: Archive) -> None:
    server = filled(1)
    archive.round(server)
    archive.clock.advance(seconds=-3600)
    archive.round(server)
    assert ("clock", "clock") in alarms(archive)

    archive.clock.advance(seconds=7200)
    archive.round(server)

    assert alarms(archive) == []


def test_a_reused_uid_is_not_moved_before_its_own_octets_are_ours(archive: Archive) -> None:
    server = filled(1)
    server.refusal = "OVERQUOTA"
    archive.round(server)
    server.refusal = None
    second = letters(2)[1]
    server.folders["INBOX"].mails[1] = FakeMail(7, second)

    report = archive.round(server)

    assert server.everything_in(ARCHIVE) == []
    assert report.folders[0].balance.reasons != {}
    assert is_within(report)

    archive.round(server)

    assert stored(archive) == letters(2)
    assert server.everything_in(ARCHIVE) == [second]
    assert archive.sound()


def test_a_mail_taken_away_before_it_is_ours_is_written_down_as_vanished(archive: Archive) -> None:
    server = filled(2)
    inbox = server.folders["INBOX"]
    server.fetching = lambda _folder, uid: inbox.mails.pop(2, None) if uid == 1 else None

    report = archive.round(server)

    assert states(archive) == [(1, "moved"), (2, "vanished")]
    assert report.folders[0].balance.reasons == {FetchReason.VANISHED: (2,)}
    assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'loss of copy'") == [(1,)]


def test_a_mail_taken_away_while_it_waited_is_vanished_and_kept(archive: Archive) -> None:
    server = filled(1)
    server.refusal = "OVERQUOTA"
    archive.round(server)
    server.folders["INBOX"].mails.clear()

    archive.round(server)

    assert states(archive) == [(1, "vanished")]
    assert stored(archive) == letters(1)


def test_a_mail_that_a_human_dragged_to_the_archive_folder_is_found_there(archive: Archive) -> None:
    server = filled(1)
    server.refusal = "OVERQUOTA"
    archive.round(server)
    server.folders[ARCHIVE].add(server.folders["INBOX"].mails.pop(1))
    server.refusal = None

    archive.round(server)

    assert archive.ask("SELECT state, archive_uid FROM sightings") == [("moved", 1)]
    assert alarms(archive) == []


def test_a_mail_that_a_human_dragged_back_is_moved_again_without_a_second_receipt(archive: Archive) -> None:
    server = filled(1)
    archive.round(server)
    server.folders["INBOX"].add(server.folders[ARCHIVE].mails.pop(1))

    archive.round(server)

    assert stored(archive) == letters(1)
    assert server.everything_in(ARCHIVE) == letters(1)
    assert archive.ask("SELECT count(*) FROM outbox") == [(1,)]


# --- moving ---


@pytest.mark.parametrize("refusal", ["OVERQUOTA", "NOPERM", "NO"])
def test_a_refused_move_leaves_the_mail_and_is_tried_again(archive: Archive, refusal: str) -> None:
    server = filled(2)
    server.refusal = refusal

    report = archive.round(server)

    assert report.folders[0].not_moved == 2
    assert server.everything_in("INBOX") == letters(2)
    assert archive.ask("SELECT DISTINCT state, reason FROM sightings") == [("stored", refusal)]
    folder = next(one for one in archive.store.catalogue.status().folders if not one.is_archive)
    assert folder.waiting == {refusal: 2}

    server.refusal = None
    archive.round(server)

    assert server.everything_in(ARCHIVE) == letters(2)


def test_an_ok_that_moved_nothing_is_not_believed(archive: Archive) -> None:
    server = filled(1)
    server.says_ok_and_does_nothing = True

    archive.round(server)

    assert archive.ask("SELECT state, reason FROM sightings") == [("stored", MoveReason.NOTHING_HAPPENED)]
    assert server.everything_in("INBOX") == letters(1)


def test_without_a_safe_way_to_move_mail_stays_marked_and_is_not_fetched_again(archive: Archive) -> None:
    server = filled(2, way="neither")
    archive.round(server)
    fetched: list[int] = []
    server.fetching = lambda _folder, uid: fetched.append(uid)

    report = archive.round(server)

    assert [mail.flags for mail in server.folders["INBOX"].mails.values()] == [{"$Archived"}, {"$Archived"}]
    assert (fetched, report.folders[0].not_moved) == ([], 0)
    assert archive.ask("SELECT DISTINCT state, reason FROM sightings") == [("stored", MoveReason.MARKED)]
    assert stored(archive) == letters(2)


CUTS: list[tuple[Way, Cut]] = [
    ("move", "before move"),
    ("move", "amid move"),
    ("move", "after move"),
    ("copy", "before move"),
    ("copy", "after copy"),
    ("copy", "after marking"),
]


@pytest.mark.parametrize("copyuid", [True, False])
@pytest.mark.parametrize(("way", "cut"), CUTS)
def test_a_session_cut_during_a_move_leaves_one_copy_of_each(
    sqlite_archive: Archive, way: Way, cut: Cut, copyuid: bool
) -> None:
    server = filled(4, way=way, copyuid=copyuid)
    server.cut = cut
    bystander = server.folders[ARCHIVE].add(FakeMail(99, b"en anden post", {"\\Deleted"}))

    round_until_done(sqlite_archive, server)
    sqlite_archive.round(server)

    assert sorted(server.everything_in(ARCHIVE)) == sorted([*letters(4), b"en anden post"])
    assert server.folders[ARCHIVE].mails[bystander].flags == {"\\Deleted"}
    assert server.everything_in("INBOX") == []
    assert {state for _, state in states(sqlite_archive)} == {"moved"}
    assert stored(sqlite_archive) == letters(4)
    assert alarms(sqlite_archive) == []
    assert sqlite_archive.sound()


@pytest.mark.parametrize(("way", "cut"), CUTS)
def test_a_session_cut_during_the_move_of_equal_mails_leaves_one_copy_of_each(
    sqlite_archive: Archive, way: Way, cut: Cut
) -> None:
    server = FakeServer(way=way)
    for _ in range(4):
        server.deliver(letters(1)[0])
    server.cut = cut

    round_until_done(sqlite_archive, server)
    sqlite_archive.round(server)

    assert sorted(mail.serial for mail in server.folders[ARCHIVE].mails.values()) == [1, 2, 3, 4]
    assert server.everything_in("INBOX") == []
    assert alarms(sqlite_archive) == []


def test_a_copy_of_an_equal_mail_proves_only_the_move_it_was_made_by(sqlite_archive: Archive) -> None:
    server = filled(1, way="copy")
    server.cut = "before move"
    assert sqlite_archive.round(server).troubles
    server.deliver(letters(1)[0])

    def die() -> None:
        raise Crash

    with pytest.raises(Crash):
        sqlite_archive.round(server, fuse=ChangingFuse("before move", die, nth=2))
    round_until_done(sqlite_archive, server)

    assert sorted(mail.serial for mail in server.folders[ARCHIVE].mails.values()) == [1, 2]
    assert server.everything_in("INBOX") == []
    assert sqlite_archive.ask("SELECT count(DISTINCT archive_uid) FROM sightings WHERE state = 'moved'") == [(2,)]


# --- sessions and leases ---


@pytest.mark.parametrize("error", [Throttled("wait", retry_after=300), SessionRefused("no"), CredentialsRefused("no")])
def test_a_server_that_turns_us_away_during_a_fetch_is_not_asked_again_in_that_round(
    archive: Archive, error: MailboxUnavailable
) -> None:
    server = filled(30)

    def turn_away(_folder: str, uid: int) -> None:
        if uid == 15:
            raise error

    server.fetching = turn_away

    with pytest.raises(type(error)):
        archive.round(server)

    assert server.logins == 1
    assert archive.ask("SELECT sum(attempts) FROM sightings") == [(0,)]


def test_a_round_whose_lease_was_lost_stops_at_its_next_write(archive: Archive) -> None:
    server = filled(3)
    lease = archive.lease()
    archive.clock.advance(minutes=2)
    archive.lease(holder="host-b/2")

    with pytest.raises(LeaseLost):
        archive.round_under(lease, server)

    assert stored(archive) == []
    assert server.everything_in("INBOX") == letters(3)


def test_a_round_whose_lease_was_lost_moves_nothing_that_an_earlier_one_began_to_move(archive: Archive) -> None:
    """Nothing has to be written before such a move."""
    server = filled(3)

    def die() -> None:
        raise Crash

    with pytest.raises(Crash):
        archive.round(server, fuse=ChangingFuse("before move", die))
    lease = archive.lease()
    archive.clock.advance(minutes=2)
    archive.lease(holder="host-b/2")

    with pytest.raises(LeaseLost):
        archive.round_under(lease, server)

    assert server.everything_in("INBOX") == letters(3)
    assert server.everything_in(ARCHIVE) == []


@pytest.mark.parametrize("moment", ["before accession", "before unsound", "before note_intent", "before note_outcomes"])
def test_a_lease_lost_at_any_step_leaves_the_rest_to_the_other_daemon(archive: Archive, moment: str) -> None:
    server = filled(3)
    lease = archive.lease()

    def other_takes_over() -> None:
        archive.clock.advance(minutes=2)
        archive.round(server, holder="host-b/2")

    with pytest.raises((LeaseLost, MailboxUnavailable)):
        archive.round_under(lease, server, fuse=ChangingFuse(moment, other_takes_over))
    archive.clock.advance(minutes=2)
    archive.round(server, holder="host-b/2")

    assert stored(archive) == letters(3)
    assert sorted(mail.serial for mail in server.folders[ARCHIVE].mails.values()) == [1, 2, 3]
    assert server.everything_in("INBOX") == []
    assert archive.ask("SELECT count(*) FROM outbox") == [(3,)]
    assert archive.sound()


# --- crashes ---


def test_a_crash_between_any_two_steps_is_healed_by_the_next_round(tmp_path: Path, shelf: Shelf) -> None:
    with Archive.opened(shelf.sqlite(tmp_path / "whole.sqlite")) as archive:
        whole = Fuse()
        archive.round(_three("move"), fuse=whole)
    survived = []

    for at in range(1, len(whole.steps) + 1):
        with Archive.opened(shelf.sqlite(tmp_path / f"{at}.sqlite")) as archive:
            server = _three("move")
            with pytest.raises(Crash):
                archive.round(server, fuse=Fuse(at))
            archive.round(server)
            survived.append(_is_whole(archive, server))

    assert len(whole.steps) > 20
    assert survived == [True] * len(whole.steps)


def test_a_crash_on_the_way_by_copy_is_healed_on_postgresql_too(request: pytest.FixtureRequest, shelf: Shelf) -> None:
    postgres = request.getfixturevalue("postgres")
    with Archive.opened(shelf.postgresql(postgres)) as archive:
        whole = Fuse()
        archive.round(_three("copy"), fuse=whole)
        survived = []
        for at in range(1, len(whole.steps) + 1):
            shelf.postgresql(postgres)
            server = _three("copy")
            with pytest.raises(Crash):
                archive.round(server, fuse=Fuse(at))
            archive.round(server)
            survived.append(_is_whole(archive, server))

    assert survived == [True] * len(whole.steps)


def _three(way: Way) -> FakeServer:
    server = FakeServer(way=way)
    for letter in (*letters(2), letters(1)[0]):
        server.deliver(letter)
    return server


def _is_whole(archive: Archive, server: FakeServer) -> bool:
    """Two items and three sightings, each mail once in the archive folder, one receipt an item, one chain."""
    return (
        stored(archive) == letters(2)
        and states(archive) == [(1, "moved"), (2, "moved"), (3, "moved")]
        and sorted(mail.serial for mail in server.folders[ARCHIVE].mails.values()) == [1, 2, 3]
        and server.folders["INBOX"].mails == {}
        and archive.ask("SELECT count(*) FROM outbox WHERE state = 'due'") == [(2,)]
        and archive.sound()
    )
