"""The post round: every letter once as far as anybody can know, and the operator told when letters do not get out."""

import json
from collections import deque
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest

from archiver.core.patience import GIVEN_UP_AFTER, letter_backoff
from archiver.core.records import AlarmKind, Letter
from archiver.edges.store.letters import ABANDONED_AFTER, HAND_OVERS
from archiver.errors import LetterDeferred, LetterRefused, LetterUncertain, StoreUnavailable
from archiver.jobs.receipts import FAILING_AFTER, Fates, PostReport, send_due, send_next, write_alarms
from tests.builders import a_letter
from tests.fakes import OFFICER, Archive, Crash, FakePostOffice, FakeServer, Fate, a_correspondence


def full_mailbox() -> Fate:
    """What a server says of one recipient."""
    error = LetterDeferred("452 4.2.2")
    error.about_recipient = True
    return Fate(arrives=False, error=error)


LATER = Fate(arrives=False, error=LetterDeferred("451 4.7.1"))
FULL = full_mailbox()
NEVER = Fate(arrives=False, error=LetterRefused("550 5.1.1"))
UNHEARD = Fate(arrives=True, error=LetterUncertain("no answer"))
UNSURE = Fate(arrives=False, error=LetterUncertain("no answer"))
CANARY = "Kanariefugl"


def with_mail(archive: Archive, count: int = 1, **mail: str) -> FakeServer:
    """An archive that has taken in so many mails; receipts are due."""
    server = FakeServer()
    for number in range(count):
        server.deliver(a_letter(message_id=f"<{number}@kommune.example>", **mail))  # type: ignore[arg-type]
    archive.round(server)
    return server


def states(archive: Archive) -> list[str]:
    return [state for (state,) in archive.ask("SELECT state FROM outbox ORDER BY id")]


def ids(letters: list[Letter]) -> list[str]:
    return [letter.message_id for letter in letters]


def test_one_full_mailbox_puts_off_its_own_letter_and_no_other(archive: Archive) -> None:
    with_mail(archive, 3)
    archive.post.fates.append(FULL)

    report = archive.send()

    assert (report.sent, report.deferred) == (2, 1)


def test_every_receipt_goes_out_once_to_who_wrote(archive: Archive) -> None:
    with_mail(archive, 3)

    assert archive.send() == PostReport(sent=3)
    assert archive.send() == PostReport()

    assert len(set(ids(archive.post.letters))) == 3
    assert {letter.recipient for letter in archive.post.letters} == {"jette.jensen@kommune.example"}
    assert all(letter.null_sender for letter in archive.post.letters)
    assert states(archive) == ["sent"] * 3
    assert archive.sound()


def test_a_receipt_repeats_nothing_of_what_was_written(archive: Archive) -> None:
    with_mail(archive, subject=f"VS: {CANARY}", body=f"{CANARY}\r\n", sender=f"{CANARY} <jette@kommune.example>")

    archive.send()

    letter = message_from_bytes(archive.post.letters[0].octets)
    told = archive.post.letters[0].octets + b"".join(part.get_payload(decode=True) or b"" for part in letter.walk())  # type: ignore[misc]
    assert CANARY.encode() not in told
    assert letter["In-Reply-To"] == "<0@kommune.example>"


def test_a_deferred_letter_ends_the_round_and_goes_out_later_as_it_was(archive: Archive) -> None:
    with_mail(archive, 2)
    archive.post.fates.append(LATER)

    assert archive.send() == PostReport(deferred=1)
    assert archive.post.letters == []
    archive.clock.now += letter_backoff(1)
    assert archive.send() == PostReport(sent=2)

    assert len(set(ids(archive.post.letters))) == 2


def test_a_letter_is_tried_less_and_less_often(sqlite_archive: Archive) -> None:
    archive = sqlite_archive
    with_mail(archive)
    tries = 0
    for _ in range(24 * 60):
        archive.post.fates.append(LATER)
        tries += send_due(archive.store, archive.post, a_correspondence(archive.policy), archive.clock).deferred
        archive.post.fates.clear()
        archive.clock.advance(minutes=1)

    assert 20 < tries < 40


def test_letters_that_do_not_get_out_raise_one_alarm_and_their_getting_out_ends_it(archive: Archive) -> None:
    with_mail(archive)
    for _ in range(FAILING_AFTER + 2):
        archive.post.fates.append(LATER)
        archive.send()
        archive.clock.advance(hours=1)
    raised = archive.ask("SELECT kind, cleared_at IS NULL FROM alarms")

    archive.send()

    assert [(kind, bool(still)) for kind, still in raised] == [("letters_failing", True)]
    assert archive.ask("SELECT count(*) FROM alarms WHERE cleared_at IS NULL") == [(0,)]


def test_one_recipient_who_takes_nothing_raises_no_alarm_and_is_given_up_after_days(sqlite_archive: Archive) -> None:
    archive = sqlite_archive
    with_mail(archive)
    tries = 0
    while states(archive) == ["due"]:
        archive.post.fates.append(FULL)
        archive.send()
        archive.clock.advance(hours=1)
        tries += 1

    assert tries == GIVEN_UP_AFTER.days * 24 + 1
    assert states(archive) == ["failed"]
    assert archive.ask("SELECT count(*) FROM alarms") == [(0,)]


def test_an_alarm_is_not_over_while_a_letter_tried_often_still_waits(sqlite_archive: Archive) -> None:
    archive = sqlite_archive
    with_mail(archive, 2)
    for _ in range(2 * FAILING_AFTER):
        archive.post.fates.append(LATER)
        send_due(archive.store, archive.post, a_correspondence(archive.policy), archive.clock)
        archive.clock.advance(minutes=1)
    archive.clock.advance(hours=2)
    archive.post.fates.extend([Fate(arrives=True), LATER])

    archive.send()
    still = archive.ask("SELECT count(*) FROM alarms WHERE cleared_at IS NULL")
    archive.clock.advance(hours=2)
    archive.send()

    assert still == [(1,)]
    assert archive.ask("SELECT count(*) FROM alarms WHERE cleared_at IS NULL") == [(0,)]
    assert archive.ask("SELECT count(*) FROM alarms") == [(1,)]


def test_an_alarm_that_is_refused_raises_another_until_the_officer_is_reached(archive: Archive) -> None:
    archive.store.ledger.raise_alarm(AlarmKind.CLOCK, "clock", archive.clock())
    archive.post.fates.append(NEVER)
    archive.send()
    archive.store.ledger.clear_alarm(AlarmKind.CLOCK, "clock", archive.clock())
    raised = archive.ask("SELECT kind, subject, cleared_at FROM alarms WHERE kind != 'clock'")
    with_mail(archive)
    send_due(archive.store, archive.post, a_correspondence(archive.policy), archive.clock)
    after_a_receipt = archive.ask("SELECT kind, subject, cleared_at FROM alarms WHERE kind != 'clock'")

    archive.send()

    assert raised == after_a_receipt == [("letters_failing", "outbox", None)]
    assert archive.ask("SELECT count(*) FROM alarms WHERE cleared_at IS NULL") == [(0,)]


def test_a_refused_receipt_is_no_alarm(archive: Archive) -> None:
    with_mail(archive)
    archive.post.fates.append(NEVER)

    archive.send()

    assert archive.ask("SELECT count(*) FROM alarms") == [(0,)]


def test_a_letter_nobody_ever_answers_for_is_handed_over_three_times_and_not_back_to_back(archive: Archive) -> None:
    with_mail(archive)
    handed_over = 0
    for _ in range(100):
        archive.post.fates = deque([UNHEARD] * 5)
        report = archive.send()
        assert report.uncertain <= 1
        handed_over += report.uncertain
        archive.clock.advance(hours=2)

    assert (handed_over, len(archive.post.letters)) == (HAND_OVERS, HAND_OVERS)
    assert states(archive) == ["uncertain"]
    assert archive.store.catalogue.status().letters == {"uncertain": 1}


def test_the_pause_after_a_hand_over_begins_when_the_server_has_fallen_silent(archive: Archive) -> None:
    with_mail(archive)

    class Slow(FakePostOffice):
        def send(self, letter: Letter) -> None:
            archive.clock.advance(minutes=10)
            super().send(letter)

    archive.post = Slow()
    archive.post.fates.append(UNHEARD)

    assert archive.send() == PostReport(uncertain=1)
    assert archive.send() == PostReport()


def test_a_refused_letter_is_given_up_and_the_next_goes_out(archive: Archive) -> None:
    with_mail(archive, 2)
    archive.post.fates.append(NEVER)

    assert archive.send() == PostReport(sent=1, refused=1)
    archive.clock.advance(days=1)
    assert archive.send() == PostReport()

    assert states(archive) == ["failed", "sent"]


@pytest.mark.parametrize(("fate", "arrived"), [(UNHEARD, 2), (UNSURE, 1)])
def test_a_letter_nobody_answered_for_goes_out_again_under_the_same_message_id(
    archive: Archive, fate: Fate, arrived: int
) -> None:
    with_mail(archive)
    archive.post.fates.append(fate)

    assert archive.send() == PostReport(uncertain=1)
    assert states(archive) == ["uncertain"]
    archive.clock.now += letter_backoff(1)
    assert archive.send() == PostReport(sent=1)

    assert len(archive.post.letters) == arrived
    assert len(set(archive.post.letters)) == 1


def test_a_crash_after_the_letter_was_handed_over_sends_it_again_as_it_was(archive: Archive) -> None:
    with_mail(archive)
    we = a_correspondence(archive.policy)
    archive.post.fates.append(Fate(arrives=True, error=Crash()))  # type: ignore[arg-type]
    with pytest.raises(Crash):
        send_next(archive.store, archive.post, we, archive.clock, Fates())
    assert archive.send() == PostReport()

    archive.clock.now += ABANDONED_AFTER
    changed = replace(we, organisation="Et helt andet navn")
    send_due(archive.store, archive.post, changed, archive.clock)

    assert len(archive.post.letters) == 2
    assert len(set(archive.post.letters)) == 1
    assert states(archive) == ["sent"]


@pytest.mark.parametrize("is_committed", [False, True], ids=["not written", "its answer lost"])
@pytest.mark.parametrize("state", ["sent", "uncertain", "failed", "due"])
def test_what_became_of_a_letter_is_written_down_later_where_the_database_does_not_take_it_now(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, state: str, is_committed: bool
) -> None:
    with_mail(archive)
    we, fates = a_correspondence(archive.policy), Fates()
    errors = {"uncertain": LetterUncertain("?"), "failed": LetterRefused("550"), "due": LetterDeferred("451")}
    if state in errors:
        archive.post.fates.append(Fate(arrives=state == "uncertain", error=errors[state]))
    mark = type(archive.store.letters).mark

    full = [True]

    def marking(*args: Any, **more: Any) -> None:
        if is_committed or not full:
            mark(*args, **more)
        if full:
            raise StoreUnavailable("The disk of the database is full: make room.")

    monkeypatch.setattr(type(archive.store.letters), "mark", marking)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            send_due(archive.store, archive.post, we, archive.clock, fates=fates)
    full.clear()
    handed_over = len(archive.post.letters)
    archive.clock.now += ABANDONED_AFTER
    later = send_due(archive.store, archive.post, we, archive.clock, fates=fates)

    assert len(archive.post.letters) == handed_over + later.sent
    assert later.sent == (state in {"uncertain", "due"})
    told = archive.ask("SELECT detail FROM custody_events WHERE act = 'letter' ORDER BY seq")
    fates_told = [json.loads(detail).get("fate") for (detail,) in told]
    assert fates_told.count("sent") == (state != "failed")
    assert fates_told.count(state) == (state != "due")


def test_an_address_that_no_letter_can_go_to_costs_the_others_nothing(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(a_letter(sender='"jette jensen"@kommune.example', message_id="<1@kommune.example>"))
    server.deliver(a_letter(message_id="<2@kommune.example>"))
    archive.round(server)

    report = archive.send()

    assert (report.sent, report.refused) == (1, 1)
    assert states(archive) == ["failed", "sent"]


def test_a_post_round_ends_between_two_letters_when_told_to(archive: Archive) -> None:
    with_mail(archive, 3)

    send_due(
        archive.store, archive.post, a_correspondence(archive.policy), archive.clock, lambda: bool(archive.post.letters)
    )

    assert states(archive) == ["sent", "due", "due"]


def test_two_archives_pointed_at_each_other_fall_silent(request: pytest.FixtureRequest, archive: Archive) -> None:
    other: Archive = request.getfixturevalue("sqlite_archive")
    other.policy = replace(archive.policy, archive_addresses=frozenset({"arkiv-b@kommune.example"}))
    servers = (FakeServer(), FakeServer())
    servers[0].deliver(a_letter(sender="arkiv-b@kommune.example", to="arkiv@kommune.example"))
    exchanged = 0

    for _ in range(20):
        for one, own, theirs in ((archive, servers[0], servers[1]), (other, servers[1], servers[0])):
            one.clock.advance(hours=1)
            one.round(own)
            sent = len(one.post.letters)
            one.send()
            for letter in one.post.letters[sent:]:
                exchanged += 1
                theirs.deliver(letter.octets)

    assert exchanged <= 2


def test_an_alarm_and_its_end_are_told_to_the_operator_once(archive: Archive) -> None:
    archive.store.ledger.raise_alarm(AlarmKind.MAILBOX_UNREACHABLE, "mailbox:arkiv", archive.clock())
    archive.send()
    archive.send()
    archive.clock.advance(hours=1)
    archive.store.ledger.clear_alarm(AlarmKind.MAILBOX_UNREACHABLE, "mailbox:arkiv", archive.clock())
    archive.clock.advance(hours=1)
    archive.send()
    archive.send()

    assert [letter.recipient for letter in archive.post.letters] == [OFFICER, OFFICER]
    assert len(set(ids(archive.post.letters))) == 2
    assert write_alarms(archive.store, lambda _: (OFFICER,), archive.policy.message_id, archive.clock) == 0


@pytest.mark.parametrize("kind", AlarmKind)
def test_every_kind_of_alarm_can_be_told(sqlite_archive: Archive, kind: AlarmKind) -> None:
    sqlite_archive.store.ledger.raise_alarm(kind, "mailbox:arkiv/INBOX", sqlite_archive.clock(), count=1)
    sqlite_archive.store.ledger.clear_alarm(kind, "mailbox:arkiv/INBOX", sqlite_archive.clock())
    sqlite_archive.clock.advance(hours=1)

    assert sqlite_archive.send() == PostReport(sent=2)
