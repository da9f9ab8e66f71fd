"""The watchdog tells of everything that may fail without a word: once when it begins, once when it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time
from email import message_from_bytes, policy

import pytest
from sqlalchemy import text

from archiver.core.backup import Figures, Manifest
from archiver.core.records import AlarmKind, ChainHead, IsoWeek, ItemNumber
from archiver.core.silence import Watched
from archiver.edges.store.letters import HAND_OVERS
from archiver.edges.tables import SCHEMA_VERSION
from archiver.errors import LetterDeferred, LetterRefused, LetterUncertain
from archiver.jobs.receipts import send_due, write_alarms
from archiver.jobs.settling import settle_leftovers
from archiver.jobs.watchdog import Watchdog, check_backup
from archiver.jobs.weekly import Absence, Officer, issue
from tests.builders import a_letter
from tests.fakes import COPENHAGEN, OFFICER, Archive, Balking, FakeServer, Fate, a_correspondence

DEPUTY, WITNESS = "stedfortraeder@kommune.example", "vidne@kommune.example"
POLL = 60
ENOUGH = 2_000
ARKIV = Watched("arkiv", ("INBOX",), POLL)
TWO_FOLDERS = Watched("arkiv", ("INBOX", "Junk"), POLL)
UNREACHABLE, QUARANTINE = AlarmKind.MAILBOX_UNREACHABLE, AlarmKind.QUARANTINE


@dataclass
class Vigil:
    """An archive, and a clock that nobody can set beside the one on the wall."""

    archive: Archive
    steady: float = 1000.0
    free: dict[str, int] = field(default_factory=dict)

    def dog(self, *mailboxes: Watched) -> Watchdog:
        """One onlooker, who has seen nothing yet."""
        archive = self.archive
        return Watchdog(
            archive.store, mailboxes or (ARKIV,), lambda: self.free, ENOUGH, archive.clock, lambda: self.steady
        )

    def passes(self, **length: float) -> None:
        """Time passes on both clocks."""
        before = self.archive.clock()
        self.archive.clock.advance(**length)
        self.steady += (self.archive.clock() - before).total_seconds()

    def looks_for(self, dog: Watchdog, minutes: int, each: Callable[[], object] = lambda: None) -> None:
        """A look a minute, something else beforehand."""
        for _ in range(minutes):
            self.passes(minutes=1)
            each()
            dog.look()

    def told(self) -> list[tuple[str, str, bool]]:
        """Kind, subject and whether it is open, of every alarm so far."""
        rows = self.archive.ask("SELECT kind, subject, cleared_at IS NULL FROM alarms ORDER BY id")
        return [(kind, subject, bool(is_open)) for kind, subject, is_open in rows]


@pytest.fixture
def vigil(archive: Archive) -> Vigil:
    archive.reader = Balking()
    return Vigil(archive)


# --- mailboxes ---


def test_a_mailbox_that_is_polled_is_no_alarm(vigil: Vigil) -> None:
    server = FakeServer()

    vigil.looks_for(vigil.dog(), 20, lambda: vigil.archive.round(server))

    assert vigil.told() == []


def test_a_mailbox_that_nobody_polls_any_more_is_told_of_once_and_its_end_once(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    vigil.looks_for(dog, 3, lambda: vigil.archive.round(server))

    vigil.looks_for(dog, 14)
    before = vigil.told()
    vigil.looks_for(dog, 10)
    raised = vigil.told()
    vigil.looks_for(dog, 65, lambda: vigil.archive.round(server))

    assert (before, raised) == ([], [(UNREACHABLE, "mailbox:arkiv", True)])
    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv", False)]
    assert vigil.archive.send().sent == 2


def test_a_mailbox_never_polled_since_the_start_is_told_of(vigil: Vigil) -> None:
    vigil.looks_for(vigil.dog(), 16)

    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv", True)]


def test_a_mailbox_that_is_polled_seldom_may_be_silent_longer(vigil: Vigil) -> None:
    dog = vigil.dog(Watched("arkiv", ("INBOX",), 3600))

    dog.look()
    vigil.looks_for(dog, 179)
    before = vigil.told()
    vigil.looks_for(dog, 1)

    assert (before, len(vigil.told())) == ([], 1)


def test_while_the_database_is_away_nobody_is_silent(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    vigil.looks_for(dog, 5, lambda: vigil.archive.round(server))

    vigil.passes(hours=1)
    vigil.looks_for(dog, 2)
    vigil.looks_for(dog, 5, lambda: vigil.archive.round(server))

    assert vigil.told() == []


def test_after_the_database_was_away_silence_is_still_noticed(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    vigil.looks_for(dog, 5, lambda: vigil.archive.round(server))

    vigil.passes(hours=1)
    vigil.looks_for(dog, 20)

    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv", True)]


def test_after_weeks_off_the_first_round_has_its_time(vigil: Vigil) -> None:
    vigil.archive.round(FakeServer())
    vigil.passes(days=21)
    dog = vigil.dog()

    dog.look()
    vigil.looks_for(dog, 4)
    before = vigil.told()
    vigil.looks_for(dog, 1)

    assert (before, vigil.told()) == ([], [(UNREACHABLE, "mailbox:arkiv", True)])


def test_restarts_that_come_too_often_to_see_it_stop_at_no_silence(vigil: Vigil) -> None:
    vigil.archive.round(FakeServer())

    for _ in range(4):
        dog = vigil.dog()
        dog.look()
        vigil.looks_for(dog, 6)

    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv", True)]


def test_a_second_onlooker_sees_that_the_daemon_with_the_lease_has_died(vigil: Vigil) -> None:
    server, first, second = FakeServer(), vigil.dog(), vigil.dog()
    vigil.looks_for(first, 5, lambda: (vigil.archive.round(server), second.look()))

    vigil.looks_for(second, 16)

    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv", True)]


def test_an_onlooker_who_has_just_come_does_not_end_what_another_began(vigil: Vigil) -> None:
    old = vigil.dog()
    vigil.looks_for(old, 20)

    for _ in range(10):
        new = vigil.dog()
        vigil.looks_for(new, 1, old.look)

    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv", True)]


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_that_is_set_is_no_silence_and_hides_none(vigil: Vigil, days: int) -> None:
    server, dog = FakeServer(), vigil.dog()
    vigil.looks_for(dog, 3, lambda: vigil.archive.round(server))
    vigil.archive.clock.advance(days=days)

    vigil.looks_for(dog, 14)
    before = vigil.told()
    vigil.looks_for(dog, 2)

    assert (before, vigil.told()) == ([], [(UNREACHABLE, "mailbox:arkiv", True)])


def test_a_first_round_that_takes_hours_is_no_silence_while_mail_comes_in(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    lease = vigil.archive.lease()
    ledger, state = vigil.archive.store.ledger, server.connect()
    state.select("INBOX")

    for number in range(1, 10):
        key = state._key(number)
        ledger.note_seen(lease, [key], vigil.archive.clock())
        vigil.looks_for(dog, 5)

    assert vigil.told() == []


def test_one_silent_folder_of_a_mailbox_is_told_of_by_itself(vigil: Vigil) -> None:
    server, dog = FakeServer(folders=("INBOX", "Junk")), vigil.dog(TWO_FOLDERS)
    vigil.looks_for(dog, 3, lambda: vigil.archive.round(server))
    junk = server.folders.pop("Junk")

    vigil.looks_for(dog, 20, lambda: vigil.archive.round(server))
    raised = vigil.told()
    server.folders["Junk"] = junk
    vigil.looks_for(dog, 2, lambda: vigil.archive.round(server))

    assert raised == [(UNREACHABLE, "mailbox:arkiv/Junk", True)]
    assert vigil.told() == [(UNREACHABLE, "mailbox:arkiv/Junk", False)]


def test_a_refused_password_is_not_told_of_twice(vigil: Vigil) -> None:
    vigil.archive.store.ledger.raise_alarm(AlarmKind.CREDENTIALS_REFUSED, "mailbox:arkiv", vigil.archive.clock())

    vigil.looks_for(vigil.dog(), 16)

    assert vigil.told() == [(AlarmKind.CREDENTIALS_REFUSED, "mailbox:arkiv", True)]


def test_a_balance_that_is_not_even_is_told_of_once_and_its_evening_out_once(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    server.deliver(a_letter())
    server.hides.add(("INBOX", 1))
    server.refusal = "NOPERM"

    vigil.looks_for(dog, 4, lambda: vigil.archive.round(server))
    raised = [alarm for alarm in vigil.told() if alarm[0] == AlarmKind.INCOMPLETE]
    server.hides.clear()
    vigil.looks_for(dog, 65, lambda: vigil.archive.round(server))

    assert raised == [(AlarmKind.INCOMPLETE, "mailbox:arkiv/INBOX", True)]
    assert [alarm for alarm in vigil.told() if alarm[0] == AlarmKind.INCOMPLETE] == [
        (AlarmKind.INCOMPLETE, "mailbox:arkiv/INBOX", False)
    ]
    assert letters_about(vigil, AlarmKind.INCOMPLETE) == 2


def test_the_alarms_of_a_mailbox_or_folder_that_is_configured_no_more_are_over(vigil: Vigil) -> None:
    archive, server = vigil.archive, FakeServer()
    archive.round(server)
    subjects = ("mailbox:gammel", "mailbox:gammel/INBOX", "mailbox:arkiv/Junk", "mailbox:arkiv/Arkiveret")
    for subject in subjects:
        archive.store.ledger.raise_alarm(AlarmKind.MOVES_FAILING, subject, archive.clock())

    archive.lease("gammel")
    with_lease = vigil.dog().look() and [subject for _, subject, is_open in vigil.told() if is_open]
    vigil.passes(hours=1)
    vigil.dog().look()

    assert with_lease == ["mailbox:gammel", "mailbox:gammel/INBOX", "mailbox:arkiv/Arkiveret"]
    assert [subject for _, subject, is_open in vigil.told() if is_open] == ["mailbox:arkiv/Arkiveret"]


# --- quarantine and what nobody read ---


def take_in(vigil: Vigil, server: FakeServer, *octets: bytes) -> None:
    for one in octets:
        server.deliver(one)
    vigil.archive.round(server)


def letters_about(vigil: Vigil, kind: AlarmKind) -> int:
    vigil.archive.send()
    question = "SELECT count(*) FROM outbox o JOIN alarms a ON o.facts LIKE '%\"alarm\": ' || a.id || ',%'"
    [(count,)] = vigil.archive.ask(f"{question} WHERE o.kind = 'alarm' AND a.kind = '{kind}'")
    return int(count)


def test_mails_in_quarantine_are_told_of_once_and_its_end_once(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    take_in(vigil, server, b"ulaeseligt 1", b"ulaeseligt 2", a_letter())

    vigil.looks_for(dog, 10, lambda: vigil.archive.round(server))
    raised, once = vigil.told(), letters_about(vigil, QUARANTINE)
    for number in (1, 2):
        vigil.archive.store.casework.release(ItemNumber(number), "operator", vigil.archive.clock())
    vigil.looks_for(dog, 65, lambda: vigil.archive.round(server))

    assert (raised, once) == ([(QUARANTINE, "quarantine", True)], 1)
    assert vigil.told() == [(QUARANTINE, "quarantine", False)]
    assert letters_about(vigil, QUARANTINE) == 2
    assert b"Antal: 2" in vigil.archive.post.letters[1].octets


def test_more_in_quarantine_is_told_of_at_most_once_a_day(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    for number in range(24):
        take_in(vigil, server, b"ulaeseligt %d" % number)
        dog.look()
        vigil.passes(hours=3)

    notices = [subject for kind, subject, _ in vigil.told() if kind == QUARANTINE]
    assert notices == ["quarantine", "quarantine/more", "quarantine/more"]
    assert letters_about(vigil, QUARANTINE) == 3


def test_the_second_letter_says_that_more_have_come_since_the_first(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    for number in range(2):
        take_in(vigil, server, b"ulaeseligt %d" % number)
        dog.look()
        letters_about(vigil, QUARANTINE)
        vigil.passes(days=1, minutes=1)

    first, second = (message_from_bytes(one.octets, policy=policy.default) for one in vigil.archive.post.letters)
    since = [line for line in str(first.get_body(("plain",))).splitlines() if line.startswith("Siden:")]
    assert second["Subject"] == "Alarm fra arkivet: Der er kommet flere mails i karantæne"
    assert since == [line for line in str(second.get_body(("plain",))).splitlines() if line.startswith("Siden:")]


def test_what_lies_in_quarantine_without_growing_is_not_told_again(vigil: Vigil) -> None:
    server, dog = FakeServer(), vigil.dog()
    take_in(vigil, server, b"ulaeseligt 1")

    for _ in range(10):
        vigil.passes(days=1)
        vigil.archive.round(server)
        dog.look()

    assert [alarm for alarm in vigil.told() if alarm[0] == QUARANTINE] == [(QUARANTINE, "quarantine", True)]


def test_reading_once_more_in_vain_neither_ends_nor_repeats_the_alarm(vigil: Vigil) -> None:
    archive, dog, server = vigil.archive, vigil.dog(), FakeServer()
    take_in(vigil, server, b"ulaeseligt 1")
    dog.look()

    archive.store.casework.reopen_reading(ItemNumber(1), "operator", archive.clock())
    vigil.looks_for(dog, 2)
    settle_leftovers(archive.store, archive.reader, archive.policy, archive.clock)
    vigil.looks_for(dog, 2)

    assert vigil.told() == [(QUARANTINE, "quarantine", True)]


def test_what_nobody_reads_for_an_hour_is_told_of(vigil: Vigil) -> None:
    archive, dog, server = vigil.archive, vigil.dog(), FakeServer()
    take_in(vigil, server, b"ulaeseligt 1")
    archive.store.casework.reopen_reading(ItemNumber(1), "operator", archive.clock())
    dog.look()

    vigil.passes(minutes=59)
    dog.look()
    before = [alarm for alarm in vigil.told() if alarm[0] == AlarmKind.UNREAD]
    vigil.looks_for(dog, 2)
    raised = [alarm for alarm in vigil.told() if alarm[0] == AlarmKind.UNREAD]
    vigil.archive.round(server)
    dog.look()

    assert (before, raised) == ([], [(AlarmKind.UNREAD, "unread", True)])
    assert (AlarmKind.UNREAD, "unread", False) in vigil.told()


# --- what was damaged ---

DAMAGED = AlarmKind.READBACK_MISMATCH


def damage(vigil: Vigil, *items: int) -> None:
    for item in items:
        vigil.archive.store.ledger.note_damaged(ItemNumber(item), "f" * 64, vigil.archive.clock())


def test_many_damaged_items_have_one_letter_with_their_number(vigil: Vigil) -> None:
    damage(vigil, *range(1, 501), 7)

    assert letters_about(vigil, DAMAGED) == 1
    assert vigil.told() == [(DAMAGED, "items", True)]
    assert b"Antal: 500" in vigil.archive.post.letters[0].octets
    assert vigil.archive.ask("SELECT count(*) FROM custody_events WHERE act = 'alarm'") == [(500,)]


def test_damaged_items_that_hash_again_end_the_alarm_with_the_last_of_them(vigil: Vigil) -> None:
    archive, server, dog = vigil.archive, FakeServer(), vigil.dog()
    take_in(vigil, server, *(a_letter(message_id=f"<{n}@kommune.example>") for n in range(8)))
    kept = archive.ask("SELECT content FROM octets WHERE sha256 = (SELECT sha256 FROM items WHERE number = 8)")
    archive.tamper("DELETE FROM octets WHERE sha256 = (SELECT sha256 FROM items WHERE number = 8)")
    damage(vigil, *range(1, 9))

    vigil.looks_for(dog, 3, lambda: archive.round(server))
    still = vigil.told()
    with archive.store.database.writing() as connection:
        [sha256] = connection.execute(text("SELECT sha256 FROM items WHERE number = 8")).one()
        values = {"sha256": sha256, "content": bytes(kept[0][0])}
        connection.execute(text("INSERT INTO octets (sha256, ordinal, content) VALUES (:sha256, 0, :content)"), values)
    vigil.looks_for(dog, 65, lambda: archive.round(server))

    assert still == [(DAMAGED, "items", True)]
    assert vigil.told() == [(DAMAGED, "items", False)]
    assert archive.ask("SELECT detail FROM alarms") == [('{"count": 1, "items": [8]}',)]
    assert letters_about(vigil, DAMAGED) == 2
    assert archive.sound()


# --- the disk ---


def test_a_disk_that_runs_full_is_told_of_once_until_there_is_room_to_spare(vigil: Vigil) -> None:
    dog, seen = vigil.dog(), []
    for free in (ENOUGH, ENOUGH - 1, ENOUGH + 1, ENOUGH - 1, ENOUGH + 400, ENOUGH + 500, ENOUGH + 1, 10 * ENOUGH):
        vigil.free = {"a": free}
        dog.look()
        seen.append(len([None for *_, is_open in vigil.told() if is_open]))

    assert seen == [0, 1, 1, 1, 1, 0, 0, 0]
    assert vigil.told() == [(AlarmKind.DISK, "disk:a", False)]


def test_the_disks_of_two_daemons_do_not_end_each_others_alarms(vigil: Vigil) -> None:
    here, there = vigil.dog(), vigil.dog()
    for _ in range(3):
        vigil.free = {"a": 1}
        here.look()
        vigil.free = {"b": 10 * ENOUGH}
        there.look()

    assert [alarm for alarm in vigil.told() if alarm[0] == AlarmKind.DISK] == [(AlarmKind.DISK, "disk:a", True)]


def test_a_disk_that_its_own_daemon_still_sees_is_ended_by_no_other_however_old_its_alarm(vigil: Vigil) -> None:
    here, there = vigil.dog(), vigil.dog()
    here.room, there.room = lambda: {"a": ENOUGH + 1 if vigil.told() else 1}, lambda: {"b": 10 * ENOUGH}
    for _ in range(5 * 12):
        vigil.passes(hours=2)
        here.look()
        there.look()

    disks = [alarm for alarm in vigil.told() if alarm[0] == AlarmKind.DISK]
    assert disks == [(AlarmKind.DISK, "disk:a", True)]
    assert vigil.archive.sound()


def test_the_alarm_of_a_disk_that_is_gone_ends_after_a_day(vigil: Vigil) -> None:
    vigil.free = {"gone": 1}
    vigil.dog().look()
    vigil.free = {"new": 10 * ENOUGH}

    vigil.passes(hours=23)
    vigil.dog().look()
    still = vigil.told()
    vigil.passes(hours=2)
    vigil.dog().look()

    assert still == [(AlarmKind.DISK, "disk:gone", True)]
    assert vigil.told() == [(AlarmKind.DISK, "disk:gone", False)]


# --- the weekly letter ---

OFFICE = Officer(OFFICER, 1, time(7), COPENHAGEN, deputy=DEPUTY, copies_to=(WITNESS,))
LOST = Fate(arrives=False, error=LetterRefused("550 5.1.1"))
LATER = Fate(arrives=False, error=LetterDeferred("421"))
UNHEARD = Fate(arrives=False, error=LetterUncertain("no answer"))


def issue_week(vigil: Vigil, week: int, office: Officer = OFFICE) -> None:
    issue(vigil.archive.store, office, IsoWeek(2026, week), vigil.archive.policy.message_id, vigil.archive.clock)


def post(vigil: Vigil, *fates: Fate) -> None:
    vigil.archive.post.fates.extend(fates)
    send_due(vigil.archive.store, vigil.archive.post, a_correspondence(vigil.archive.policy), vigil.archive.clock)
    vigil.archive.post.fates.clear()


def undelivered(vigil: Vigil) -> list[bool]:
    return [is_open for kind, _, is_open in vigil.told() if kind == AlarmKind.DIGEST_UNDELIVERED]


def test_a_refused_weekly_letter_is_told_to_officer_and_deputy_and_is_over_with_the_next(vigil: Vigil) -> None:
    archive, dog = vigil.archive, vigil.dog()
    issue_week(vigil, 47)
    post(vigil, LOST)
    dog.look()
    raised = undelivered(vigil)
    write_alarms(
        archive.store, lambda kind: OFFICE.alarm_readers(kind, archive.clock()), archive.policy.message_id,
        archive.clock,
    )  # fmt: skip
    readers = archive.ask("SELECT recipient FROM outbox WHERE kind = 'alarm' ORDER BY id")
    issue_week(vigil, 48)
    dog.look()
    undecided = undelivered(vigil)
    post(vigil)
    dog.look()

    assert raised == undecided == [True]
    assert readers == [(OFFICER,), (DEPUTY,)]
    assert undelivered(vigil) == [False]
    assert b"letters_failing" not in str(vigil.told()).encode()


def test_a_witness_who_was_not_reached_counts_too(vigil: Vigil) -> None:
    issue_week(vigil, 47)
    post(vigil, Fate(arrives=True), LOST)
    vigil.dog().look()

    assert undelivered(vigil) == [True]


def test_a_weekly_letter_that_nobody_answers_for_is_told_of_after_the_last_try(vigil: Vigil) -> None:
    dog, seen = vigil.dog(), []
    issue_week(vigil, 47, replace(OFFICE, copies_to=()))
    for _ in range(HAND_OVERS):
        post(vigil, UNHEARD)
        dog.look()
        seen.append(undelivered(vigil))
        vigil.passes(hours=2)

    assert seen == [[], [], [True]]


def test_a_weekly_letter_that_waits_for_a_day_is_told_of_and_over_when_it_is_sent(vigil: Vigil) -> None:
    dog, seen = vigil.dog(), []
    issue_week(vigil, 47)
    for _ in range(30):
        post(vigil, LATER)
        dog.look()
        seen.append(len(undelivered(vigil)))
        vigil.passes(hours=1)
    post(vigil)
    dog.look()

    assert seen == [0] * 24 + [1] * 6
    assert undelivered(vigil) == [False]


def test_a_weekly_letter_sent_again_by_hand_ends_it(vigil: Vigil) -> None:
    dog = vigil.dog()
    issue_week(vigil, 47)
    post(vigil, LOST)
    dog.look()
    vigil.archive.store.letters.queue_again(IsoWeek(2026, 47), OFFICER, vigil.archive.clock())
    dog.look()
    waiting = undelivered(vigil)
    post(vigil)
    dog.look()

    assert (waiting, undelivered(vigil)) == ([True], [False])


def test_the_deputy_is_told_though_the_officer_is_away(vigil: Vigil) -> None:
    away = (Absence(date(2026, 11, 1), date(2026, 12, 31)),)
    office = Officer(OFFICER, 1, time(7), COPENHAGEN, deputy=DEPUTY, absences=away)

    assert office.alarm_readers(AlarmKind.DIGEST_UNDELIVERED, vigil.archive.clock()) == (DEPUTY, OFFICER)


def test_a_backup_that_is_overdue_is_an_alarm_until_one_is_made(archive: Archive) -> None:
    archive.round(FakeServer())
    archive.store.safekeeping.note_begun("b1", "operator anna", archive.clock())
    assert not check_backup(archive.store, 7, archive.clock), "the archive is new"

    archive.clock.advance(days=8)
    assert not check_backup(archive.store, None, archive.clock), "nobody wants one"
    assert check_backup(archive.store, 7, archive.clock)
    assert not check_backup(archive.store, 7, archive.clock), "told once"

    figures = Figures(SCHEMA_VERSION, 0, ChainHead(1, "a" * 64), None)
    made = Manifest("b2", "0", "sqlite", archive.clock(), figures, ())
    archive.store.safekeeping.note_failed("b1", "operator anna", archive.clock())
    assert not check_backup(archive.store, 7, archive.clock)
    archive.store.safekeeping.note_proven(made, "b" * 64, "operator anna", archive.clock())
    assert archive.store.safekeeping.last_backup() == archive.clock()
    assert check_backup(archive.store, 7, archive.clock), "it is over"
