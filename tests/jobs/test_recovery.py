"""An archive that was restored takes in again what the lost one had moved away, and tells nobody twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archiver.core.backup import BackupFile, Copied, Manifest
from archiver.core.records import Accession, FetchReason, LetterState, Octets, Reading, Unreadable
from archiver.core.weeks import latest_over
from archiver.edges.store import safekeeping, snapshot
from archiver.edges.store.casework import NUMBERS_LEFT_OUT
from archiver.edges.store.database import Database
from archiver.errors import ReaderUnavailable, StoreUnavailable, UsageError
from archiver.jobs.ingest import LastLook
from archiver.jobs.weekly import Officer, issue_by_hand, issue_due
from tests.builders import a_letter
from tests.fakes import ARCHIVE, COPENHAGEN, OFFICER, Archive, Clock, Crash, FakeServer, a_policy

OFFICE = Officer(OFFICER, 1, time(7), COPENHAGEN)


def mail(
    number: int, *, sender: str = "Jette Jensen <jette.jensen@kommune.example>", subject: str = "VS: noget"
) -> bytes:
    return a_letter(message_id=f"<{number}@kommune.example>", body=f"Nr. {number}\r\n", sender=sender, subject=subject)


@dataclass
class Lost:
    """An archive that works until its machine is lost, and the copy that was made of it in time."""

    url: str
    dump: Path
    server: FakeServer
    copied: Copied | None = None

    @contextmanager
    def at_work(self) -> Iterator[Archive]:
        with Archive.opened(self.url) as archive:
            yield archive

    def is_backed_up(self, archive: Archive) -> None:
        self.copied = snapshot.copy(archive.store.database, self.dump, lambda _done, _all: None)
        snapshot.prove(snapshot.engine_of(archive.store.database), self.dump, self.copied)

    @contextmanager
    def restored(self, url: str, **later: float) -> Iterator[Archive]:
        """The archive of the copy in another place, so much later."""
        assert self.copied is not None
        engine = "sqlite" if url.startswith("sqlite") else "postgresql"
        clock = Clock()
        clock.advance(**(later or {"days": 1}))
        manifest = Manifest("b1", "0", engine, clock(), self.copied.figures, (BackupFile(self.dump.name, "0" * 64, 0),))
        database = Database(url)
        try:
            then = partial(safekeeping.begin_anew, manifest=manifest, agent="operator", now=clock())
            snapshot.load(self.dump, database, self.copied.figures.schema, then, lambda _done, _all: None)
        finally:
            database.close()
        with Archive.opened(url) as archive:
            archive.clock, archive.policy = clock, a_policy(restored=1)
            yield archive


@pytest.fixture
def lost(database_url: str, tmp_path: Path) -> Lost:
    return Lost(database_url, tmp_path / "dump", FakeServer())


def receipts(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT item, state, reason FROM outbox WHERE kind = 'receipt' ORDER BY item")


def test_what_was_archived_after_the_backup_is_taken_in_again_without_receipts(
    lost: Lost, other_database_url: str
) -> None:
    lost.server.deliver(mail(1))
    with lost.at_work() as archive:
        archive.round(lost.server)
        archive.send()
        lost.is_backed_up(archive)
        for number in (2, 3):
            lost.server.deliver(mail(number))
        archive.round(lost.server)
        archive.send()

    with lost.restored(other_database_url) as archive:
        report = archive.round(lost.server)
        archive.send()

        assert report.complete
        assert archive.ask("SELECT number FROM items ORDER BY number") == [(1,), (2,), (3,)]
        assert receipts(archive)[1:] == [(2, "suppressed", "recovered"), (3, "suppressed", "recovered")]
        assert archive.post.letters == []
        assert archive.ask(
            "SELECT folder, uid, state, reason, archive_uid FROM sightings WHERE item > 1 ORDER BY item"
        ) == [
            (ARCHIVE, 2, "moved", "recovered", 2),
            (ARCHIVE, 3, "moved", "recovered", 3),
        ]
        assert archive.ask("SELECT state FROM filings ORDER BY item") == [("unassigned",)] * 3
        assert archive.sound()


def test_the_archive_folder_is_gone_through_once(lost: Lost, other_database_url: str) -> None:
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)
        lost.server.deliver(mail(7), ARCHIVE)

        archive.round(lost.server)

        assert archive.ask("SELECT count(*) FROM items") == [(0,)], "a stranger's, as ever"
        assert archive.store.safekeeping.to_reconcile("arkiv") is None
        assert archive.store.safekeeping.to_reconcile("anden") is not None


def test_what_lay_in_the_archive_folder_before_any_archive_is_left_alone(lost: Lost, other_database_url: str) -> None:
    lost.server.deliver(mail(7), ARCHIVE)
    lost.server.deliver(mail(1))
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)

    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)

        assert archive.ask("SELECT count(*) FROM items") == [(1,)]


def test_a_move_that_the_lost_archive_finished_is_proven_and_no_loss(lost: Lost, other_database_url: str) -> None:
    lost.server.deliver(mail(1))
    lost.server.refusal = "OVERQUOTA"
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        lost.server.refusal = None
        archive.round(lost.server)

    with lost.restored(other_database_url) as archive:
        assert archive.round(lost.server).complete

        assert archive.ask("SELECT folder, state, archive_uid FROM sightings") == [("INBOX", "moved", 1)]
        assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'loss of copy'") == [(0,)]


def test_what_still_lies_in_its_folder_is_moved_as_ever(lost: Lost, other_database_url: str) -> None:
    lost.server.deliver(mail(1))
    lost.server.refusal = "OVERQUOTA"
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
    lost.server.refusal = None

    with lost.restored(other_database_url) as archive:
        assert archive.round(lost.server).complete

        assert lost.server.everything_in(ARCHIVE) == [mail(1)]
        assert archive.ask("SELECT folder, state FROM sightings") == [("INBOX", "moved")]


def test_octets_that_were_sent_again_after_the_backup_are_a_sighting_more(lost: Lost, other_database_url: str) -> None:
    lost.server.deliver(mail(1))
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        lost.server.deliver(mail(1))
        archive.round(lost.server)

    with lost.restored(other_database_url) as archive:
        assert archive.round(lost.server).complete

        assert archive.ask("SELECT folder, item FROM sightings ORDER BY id") == [("INBOX", 1), (ARCHIVE, 1)]
        assert archive.sound()


class NoReader:
    """No process that reads mail can be had."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        del octets
        raise ReaderUnavailable("no memory")


def test_who_was_not_answered_for_want_of_a_reader_is_not_thanked_later(lost: Lost, other_database_url: str) -> None:
    lost.server.deliver(mail(1))
    with lost.at_work() as archive:
        archive.reader = NoReader()
        archive.round(lost.server)
        lost.is_backed_up(archive)
        lost.server.deliver(mail(2))
        archive.round(lost.server)
    with lost.restored(other_database_url) as archive:
        able, archive.reader = archive.reader, NoReader()
        archive.round(lost.server)
        archive.reader = able

        archive.round(lost.server)
        archive.send()

        assert receipts(archive) == [(1, "suppressed", "recovered"), (2, "suppressed", "recovered")]
        assert archive.post.letters == []


def test_letters_that_waited_then_wait_for_a_person(lost: Lost, other_database_url: str) -> None:
    for number in (1, 2, 3):
        lost.server.deliver(mail(number, sender=f"P <p{number}@kommune.example>"))
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)
        archive.clock.advance(days=3)
        archive.send()
        assert archive.post.letters == []
        unsent = archive.store.letters.unsent()
        assert [(one.item, one.state, one.reason) for one in unsent] == [
            (number, LetterState.UNCERTAIN, "recovered") for number in (1, 2, 3)
        ]

        archive.store.letters.send_again([unsent[0].number], "operator anna", archive.clock())
        archive.store.letters.drop([unsent[1].number], "operator anna", archive.clock())
        archive.send()

        assert [letter.recipient for letter in archive.post.letters] == ["p1@kommune.example"]
        assert [one.number for one in archive.store.letters.unsent()] == [unsent[2].number]
        with pytest.raises(UsageError):
            archive.store.letters.drop([unsent[1].number, unsent[2].number], "operator anna", archive.clock())
        assert [one.number for one in archive.store.letters.unsent()] == [unsent[2].number]
        assert archive.sound()


def test_what_was_held_back_then_is_not_collected(lost: Lost, other_database_url: str) -> None:
    for number in range(8):
        lost.server.deliver(mail(number))
    with lost.at_work() as archive:
        archive.round(lost.server)
        archive.send()
        lost.is_backed_up(archive)

    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)
        archive.send()

        assert archive.post.letters == []
        assert archive.sound()


def test_where_nothing_can_be_moved_only_what_came_since_the_restore_is_thanked(
    lost: Lost, other_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost.server.way = "neither"
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        lost.server.deliver(mail(1))
        archive.round(lost.server)
    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)
        archive.send()
        assert (receipts(archive), archive.post.letters) == ([(1, "suppressed", "recovered")], [])

        monkeypatch.setattr("tests.fakes.MORNING", archive.clock() + timedelta(hours=1))
        lost.server.deliver(mail(2))
        archive.round(lost.server)
        archive.send()

        assert [letter.recipient for letter in archive.post.letters] == ["jette.jensen@kommune.example"]


def test_a_message_that_ends_every_session_keeps_neither_the_others_nor_new_mail_away(
    lost: Lost, other_database_url: str
) -> None:
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        for number in range(5):
            lost.server.deliver(mail(number))
        archive.round(lost.server)
    lost.server.deliver(mail(9))
    lost.server.deadly = {(ARCHIVE, 3)}

    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)

        assert archive.ask("SELECT count(*) FROM items") == [(5,)]
        assert archive.store.safekeeping.to_reconcile("arkiv") is None
        assert archive.ask("SELECT kind FROM alarms WHERE cleared_at IS NULL") == [("incomplete",)]


def test_many_of_them_leave_it_to_the_next_round_and_new_mail_comes_in(lost: Lost, other_database_url: str) -> None:
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        for number in range(8):
            lost.server.deliver(mail(number))
        archive.round(lost.server)
    lost.server.deliver(mail(9))
    lost.server.deadly = {(ARCHIVE, uid) for uid in (1, 3, 5, 7)}

    with lost.restored(other_database_url) as archive:
        archive.round(lost.server)
        assert mail(9) in lost.server.everything_in(ARCHIVE)
        assert archive.store.safekeeping.to_reconcile("arkiv") is not None

        lost.server.deadly = set()
        archive.round(lost.server)

        assert archive.ask("SELECT count(*) FROM items") == [(9,)]
        assert archive.store.safekeeping.to_reconcile("arkiv") is None
        assert archive.sound()


def test_a_case_number_that_the_lost_archive_may_have_given_out_is_not_given_again(
    lost: Lost, other_database_url: str
) -> None:
    lost.server.deliver(mail(1))
    with lost.at_work() as archive:
        archive.policy = replace(archive.policy, open_new_cases=True)
        archive.round(lost.server)
        lost.is_backed_up(archive)
    for number in (2, 3):
        lost.server.deliver(mail(number))

    with lost.restored(other_database_url) as archive:
        archive.policy = replace(archive.policy, open_new_cases=True)
        archive.round(lost.server)

        numbers = [number for (number,) in archive.ask("SELECT number FROM cases ORDER BY id")]
        assert numbers == [1, NUMBERS_LEFT_OUT + 2, NUMBERS_LEFT_OUT + 3]


def test_a_letter_since_the_restore_has_a_name_of_its_own_and_older_ones_are_known(
    lost: Lost, other_database_url: str
) -> None:
    with lost.at_work() as archive:
        lost.is_backed_up(archive)
        old = archive.policy.message_id("receipt.1")

    with lost.restored(other_database_url) as archive:
        assert archive.policy.message_id("receipt.1") != old
        assert archive.policy.is_of_ours(old)
        assert archive.policy.is_of_ours(archive.policy.message_id("receipt.1"))


def test_no_weekly_letter_goes_out_by_itself_whose_turn_came_before_the_restore(
    lost: Lost, other_database_url: str
) -> None:
    with lost.at_work() as archive:
        issue_due(archive.store, OFFICE, archive.policy.message_id, archive.clock)
        archive.send()
        lost.is_backed_up(archive)

    with lost.restored(other_database_url, weeks=10) as archive:
        assert issue_due(archive.store, OFFICE, archive.policy.message_id, archive.clock) == []

        archive.clock.advance(days=7)
        [week] = issue_due(archive.store, OFFICE, archive.policy.message_id, archive.clock)

        assert archive.store.letters.is_issued(week, OFFICER)
        assert archive.sound()


def test_such_a_letter_goes_out_by_hand(lost: Lost, other_database_url: str) -> None:
    with lost.at_work() as archive:
        issue_due(archive.store, OFFICE, archive.policy.message_id, archive.clock)
        archive.send()
        lost.is_backed_up(archive)

    with lost.restored(other_database_url, weeks=10) as archive:
        last = latest_over(archive.clock(), OFFICE.zone)
        assert issue_by_hand(archive.store, OFFICE, last, archive.policy.message_id, archive.clock) == "issued"


@pytest.mark.parametrize("trouble", ["a crash", "the database"])
def test_what_was_left_in_place_is_thanked_once_though_the_round_breaks_off(
    lost: Lost, other_database_url: str, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost.server.way = "neither"
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        for number in range(1, 16):
            lost.server.deliver(mail(number, sender=f"Kollega {number} <kollega.{number}@kommune.example>"))
        archive.round(lost.server)
        archive.send()
        assert len(archive.post.letters) == 15

    with lost.restored(other_database_url) as archive:
        second_batch = Breaking(Crash("killed") if trouble == "a crash" else StoreUnavailable("restarting"))
        with monkeypatch.context() as broken:
            second_batch.into(broken, archive)
            with pytest.raises((Crash, StoreUnavailable)):
                archive.round(lost.server)
        archive.round(lost.server)
        archive.send()

        assert archive.post.letters == []
        assert {reason for *_, reason in receipts(archive)} == {"recovered"}


@dataclass
class Breaking:
    """A store in which the second batch of a round cannot be committed."""

    error: BaseException
    batches: int = 0

    def into(self, monkeypatch: pytest.MonkeyPatch, archive: Archive) -> None:
        accession = type(archive.store.accessions).accession

        def broken(*args: Any, **more: Any) -> list[Accession]:
            self.batches += 1
            if self.batches == 2:
                raise self.error
            return accession(*args, **more)

        monkeypatch.setattr(type(archive.store.accessions), "accession", broken)


def test_what_a_second_look_recovers_is_no_stranger_in_the_archive_folder(lost: Lost, other_database_url: str) -> None:
    with lost.at_work() as archive:
        archive.round(lost.server)
        lost.is_backed_up(archive)
        for number in (1, 2, 3):
            lost.server.deliver(mail(number))
        archive.round(lost.server)

    with lost.restored(other_database_url) as archive:
        look = LastLook()
        lost.server.trouble[(ARCHIVE, 2)] = FetchReason.NO_ROOM
        first = archive.round_after(look, lost.server)
        lost.server.trouble.clear()
        archive.clock.advance(minutes=1)
        second = archive.round_after(look, lost.server)

    assert first.archive.reasons == {"not_in_ledger": (2,)}
    assert second.archive.reasons == {}
