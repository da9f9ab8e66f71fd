"""The canary: a probe mail comes through or the leg that broke is named, and no probe is ever an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from archiver.core import canary
from archiver.core.language import translator
from archiver.core.records import Letter, Octets, ProbeOutcome, Reading, Unreadable
from archiver.core.silence import Watched
from archiver.errors import LetterDeferred, LetterRefused, LetterUncertain, ReaderUnavailable
from archiver.jobs.canary import Canary, Destination, Sieve, end_all
from archiver.jobs.ingest import Round, RoundReport
from tests.builders import a_letter
from tests.fakes import MORNING, SIGNER, Archive, FakeServer, Fate, InProcessReader, Way, a_policy

ADDRESS, FOLDER, POLL = "arkiv@kommune.example", "Arkivets prøvemails", 300
STEP = 4
"""Minutes between two knocks."""
NAMED_WITHIN = timedelta(hours=1)
SAY = translator("da")


@dataclass
class World:
    """An archive with one mailbox, and a mail system that brings what is sent to it."""

    archive: Archive
    server: FakeServer = field(default_factory=FakeServer)
    reader: InProcessReader = field(default_factory=InProcessReader)
    delivers: bool = True
    polls: bool = True
    delivered: int = 0

    def look(self) -> bool:
        """One knock of the daemon's, after which mail arrives."""
        archive = self.archive
        one = Canary(archive.store, archive.policy, ADDRESS, SAY, NAMED_WITHIN, archive.clock)
        there = Destination(Watched("arkiv", self.server.watched, POLL), ADDRESS)
        told = one.look([there], archive.post, lambda: False)
        for letter in archive.post.letters[self.delivered :]:
            if self.delivers:
                self.server.deliver(
                    b"Received: by mx.kommune.example; Mon, 23 Nov 2026 09:00:00 +0100\r\n" + letter.octets
                )
        self.delivered = len(archive.post.letters)
        return told

    def round(self) -> RoundReport:
        archive = self.archive
        sieve = Sieve(archive.store, archive.policy, self.reader, FOLDER, SAY, archive.clock)
        return Round(
            self.server.connect(), self.server.connect, archive.store, archive.reader, archive.policy,
            archive.lease(), archive.clock, sieve=sieve,
        ).run()  # fmt: skip

    def live(self, minutes: int) -> None:
        """A knock and a poll every few minutes."""
        for _ in range(0, minutes, STEP):
            self.look()
            if self.polls:
                self.round()
            self.archive.clock.advance(minutes=STEP)

    def broken(self) -> list[str]:
        rows = self.archive.ask("SELECT kind, subject FROM alarms WHERE cleared_at IS NULL ORDER BY kind")
        assert all(subject in {"mailbox:arkiv", "smtp"} for _, subject in rows)
        return [str(kind) for kind, _ in rows]

    def outcomes(self) -> list[str | None]:
        return [row[0] for row in self.archive.ask("SELECT outcome FROM probes ORDER BY id")]

    def items(self) -> int:
        [(count,)] = self.archive.ask("SELECT count(*) FROM items")
        return int(count)

    def corner(self) -> list[bytes]:
        there = self.server.folders.get(FOLDER)
        return [mail.octets for mail in there.mails.values()] if there else []


@pytest.fixture
def world(sqlite_archive: Archive) -> World:
    return World(sqlite_archive)


def test_a_probe_that_comes_through_leaves_nothing_but_that_it_came(archive: Archive) -> None:
    world = World(archive)
    world.server.deliver(a_letter(message_id="<1@kommune.example>"))
    world.look()
    report = world.round()

    assert world.outcomes() == ["well"]
    assert (world.items(), world.broken()) == (1, [])
    assert report.complete
    assert report.folders[0].balance.reasons == {}
    assert world.server.folders["INBOX"].mails == {}
    assert len(world.corner()) == 1
    assert world.archive.ask("SELECT count(*) FROM outbox WHERE state <> 'suppressed'") == [(1,)]  # the item's receipt
    assert world.archive.sound()


@pytest.mark.parametrize("way", ["copy", "neither"])
def test_a_probe_is_no_item_either_where_the_server_cannot_move(sqlite_archive: Archive, way: Way) -> None:
    world = World(sqlite_archive, FakeServer(way=way))

    world.live(3)

    assert (world.items(), world.outcomes(), world.broken()) == (0, ["well"], [])
    assert world.archive.sound()


def test_a_probe_that_stays_is_fetched_hourly_and_tells_nobody(sqlite_archive: Archive) -> None:
    world = World(sqlite_archive, FakeServer(way="neither"))

    world.live(3)

    [(state, reason)] = sqlite_archive.ask("SELECT state, reason FROM sightings")
    assert (state, reason) == ("quarantined", "probe")
    assert world.round().folders[0].balance.reasons == {"probe": (1,)}


def test_hours_of_probes_leave_one_of_them_in_the_corner(world: World) -> None:
    world.live(5 * 60)

    assert len(world.outcomes()) == 13
    assert set(world.outcomes()) == {"well"}
    assert len(world.corner()) == 1
    assert (world.items(), world.broken()) == (0, [])


@pytest.mark.parametrize("error", [LetterDeferred("nobody there"), LetterRefused("no")])
def test_a_mail_server_that_does_not_take_it_is_named_and_the_alarm_is_over_by_itself(
    world: World, error: Exception
) -> None:
    world.live(10)
    world.archive.post.fates.extend([Fate(arrives=False, error=error)] * 2)

    world.live(60)
    named = world.broken()
    world.live(60)

    assert named == ["canary_smtp"]
    assert world.broken() == []


def test_a_mail_server_that_is_away_is_one_alarm_for_all_mailboxes_and_is_tried_once_a_knock(world: World) -> None:
    archive = world.archive
    archive.post.fates.extend([Fate(arrives=False, error=LetterDeferred("nobody there"))] * 2)
    one = Canary(archive.store, archive.policy, ADDRESS, SAY, NAMED_WITHIN, archive.clock)
    there = [Destination(Watched(name, ("INBOX",), POLL), ADDRESS) for name in ("arkiv", "andet", "tredje")]

    told = [one.look(there, archive.post, lambda: False) for _ in range(3)]

    assert archive.ask("SELECT kind, subject, count(*) FROM alarms GROUP BY kind, subject") == [
        ("canary_smtp", "smtp", 1)
    ]
    assert told == [True, False, True]  # raised, as before, over
    assert world.broken() == []


def test_mail_that_does_not_arrive_is_named_within_the_interval_and_the_alarm_is_over_by_itself(world: World) -> None:
    world.live(10)
    world.delivers = False
    world.live(60)
    named = world.broken()

    world.delivers = True
    world.live(60)

    assert named == ["canary_delivery"]
    assert world.broken() == []


def test_a_rule_that_moves_it_away_is_the_delivery(world: World) -> None:
    world.live(10)
    for _ in range(0, 60, STEP):
        world.look()
        world.server.folders["INBOX"].mails.clear()
        world.round()
        world.archive.clock.advance(minutes=STEP)

    assert world.broken() == ["canary_delivery"]


def test_a_mailbox_that_is_not_polled_is_named_within_the_interval_and_the_alarm_is_over_by_itself(
    world: World,
) -> None:
    world.live(10)
    world.polls = False
    world.live(60)
    named = world.broken()

    world.polls = True
    world.live(60)

    assert named == ["canary_imap"]
    assert world.broken() == []


class Broken(InProcessReader):
    """Reads nothing."""

    def __init__(self, outcome: Unreadable | Exception) -> None:
        self.outcome = outcome

    def read(self, octets: Octets) -> Reading | Unreadable:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize("outcome", [Unreadable("crashed"), ReaderUnavailable("none")])
def test_a_reader_that_does_not_read_is_named_and_the_alarm_is_over_by_itself(
    world: World, outcome: Unreadable | Exception
) -> None:
    world.live(10)
    world.reader = Broken(outcome)
    world.live(60)
    named = world.broken()

    world.reader = InProcessReader()
    world.live(60)

    assert named == ["canary_parser"]
    assert (world.broken(), world.items()) == ([], 0)


def test_a_probe_whose_attachment_was_taken_out_on_its_way_is_told_of_and_kept_in_the_corner(world: World) -> None:
    world.delivers = False
    world.look()
    [letter] = world.archive.post.letters
    head, _, rest = letter.octets.partition(b"Content-Type: application/octet-stream")
    world.server.deliver(head + b"Content-Type: text/plain\r\n\r\nremoved\r\n--=_proevemail--\r\n")
    world.round()

    assert rest
    assert (world.broken(), world.items(), len(world.corner())) == (["canary_parser"], 0, 1)


def test_an_answer_that_never_came_is_waited_for(world: World) -> None:
    world.archive.post.fates.append(Fate(arrives=True, error=LetterUncertain("silence")))

    world.live(3)

    assert (world.outcomes(), world.broken()) == (["well"], [])


def forged(letter: Letter, *changes: tuple[bytes, bytes]) -> bytes:
    octets = letter.octets
    for old, new in changes:
        assert old in octets
        octets = octets.replace(old, new)
    return octets


def a_probe(reference: str = "00" * 16) -> Letter:
    """With a true signature, of a reference that this archive never gave out."""
    name = a_policy().message_id
    return canary.compose(reference, SIGNER, name, ADDRESS, ADDRESS, MORNING, SAY)


def strangers() -> Sequence[bytes]:
    true = a_probe()
    field_ = next(line for line in true.octets.split(b"\r\n") if line.startswith(b"X-Archive-Canary"))
    inside = b"From: x@kommune.example\r\nSubject: VS\r\n\r\n" + field_ + b"\r\n"
    return [
        true.octets,  # unknown to the archive: whoever has an old copy, after a restore
        forged(true, (field_[-4:] + b"\r\n", b"0000\r\n")),
        forged(true, (field_, field_ + b"\r\n" + field_)),
        inside,
    ]


@pytest.mark.parametrize("place", range(4))
def test_what_strangers_make_of_it_is_archived_like_any_mail(world: World, place: int) -> None:
    world.server.deliver(strangers()[place])

    world.round()

    assert (world.items(), world.corner(), world.broken()) == (1, [], [])


def test_what_bears_a_true_reference_and_other_words_stays_on_the_server_and_is_told_of(world: World) -> None:
    world.look()
    world.round()
    [letter] = world.archive.post.letters
    field_ = next(line for line in letter.octets.split(b"\r\n") if line.startswith(b"X-Archive-Canary"))
    threat = field_ + b"\r\n" + a_letter(message_id="<trussel@kommune.example>")
    world.server.deliver(threat)
    world.round()
    world.live(60)

    assert threat in world.corner()
    assert "canary_parser" in [row[0] for row in world.archive.ask("SELECT kind FROM alarms")]


def test_a_probe_beside_which_somebody_put_words_is_well_and_is_not_thrown_away(world: World) -> None:
    world.delivers = False
    world.look()
    [letter] = world.archive.post.letters
    words = b"--=_proevemail\r\nContent-Type: text/plain\r\n\r\nVi ved, hvor du bor.\r\n--=_proevemail--"
    added = forged(letter, (b"--=_proevemail--", words))
    world.server.deliver(added)
    world.delivers = True
    world.live(120)

    assert world.outcomes()[0] == "well"
    assert added in world.corner()


def test_a_process_that_dies_after_the_probe_was_put_aside_takes_no_harm(world: World) -> None:
    world.look()
    sieve = Sieve(world.archive.store, world.archive.policy, world.reader, FOLDER, SAY, world.archive.clock)
    one = Round(
        world.server.connect(), world.server.connect, world.archive.store, world.archive.reader, world.archive.policy,
        world.archive.lease(), world.archive.clock, sieve=sieve,
    )  # fmt: skip
    mailbox = one.mailbox
    mailbox.select("INBOX")
    world.archive.store.ledger.open_epoch(one.lease, "INBOX", 100, world.archive.clock())
    for batch in mailbox.fetch([1]):
        raw = batch[0]
    world.archive.store.ledger.note_seen(one.lease, [raw.key], world.archive.clock())
    mailbox.put_aside([1], FOLDER)  # and dies

    world.live(30)

    assert (world.items(), world.archive.sound()) == (0, True)
    assert world.outcomes()[-1] == "well"


def test_who_switches_it_off_has_no_alarm_left_of_it(world: World) -> None:
    world.delivers = False
    world.live(60)
    assert world.broken() == ["canary_delivery"]

    assert end_all(world.archive.store, world.archive.clock)
    assert world.broken() == []


def test_a_late_probe_tells_that_it_came(archive: Archive) -> None:
    world = World(archive)
    world.delivers = False
    world.look()
    world.live(40)
    assert world.broken() == ["canary_delivery"]

    world.server.deliver(world.archive.post.letters[0].octets)
    world.round()

    assert (world.outcomes()[0], world.broken()) == (ProbeOutcome.WELL, [])


def test_old_probes_are_forgotten(archive: Archive) -> None:
    world = World(archive)
    world.live(30)
    world.archive.clock.advance(days=120)
    world.live(1)

    assert world.archive.ask("SELECT count(*) FROM probes") == [(1,)]
