"""The weekly letter: once for each week and officer, whatever clocks, restarts and holidays do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest

from archiver.core.letters import DigestFacts, FixityCheck
from archiver.core.records import AlarmKind, IsoWeek, ItemNumber, Level
from archiver.edges.store import Store, Telling
from archiver.edges.store.custody import Pen
from archiver.edges.store.letters import HAND_OVERS
from archiver.errors import LetterRefused, LetterUncertain, UsageError
from archiver.jobs.receipts import send_due
from archiver.jobs.weekly import Absence, ByHand, Officer, issue, issue_by_hand, issue_due
from tests.builders import a_forward_with_attachment, a_letter
from tests.fakes import COPENHAGEN, OFFICER, SIGNER, Archive, Balking, FakeServer, Fate, a_correspondence

DEPUTY, WITNESS = "stedfortraeder@kommune.example", "vidne@kommune.example"
MONDAY_AT_SEVEN = Officer(OFFICER, 1, time(7), COPENHAGEN)
CANARY = "Kanariefugl"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


def knock(archive: Archive, officer: Officer = MONDAY_AT_SEVEN) -> list[str]:
    return [str(week) for week in issue_due(archive.store, officer, archive.policy.message_id, archive.clock)]


def recipients(archive: Archive) -> list[str]:
    return [name for (name,) in archive.ask("SELECT recipient FROM outbox WHERE kind = 'digest' ORDER BY id")]


def ranges(archive: Archive) -> list[tuple[int, ...]]:
    return archive.ask("SELECT iso_week, first_item, last_item FROM digest_issues ORDER BY id")


def take_in(archive: Archive, server: FakeServer, number: int, **mail: str) -> None:
    server.deliver(a_letter(message_id=f"<{number}@kommune.example>", **mail))  # type: ignore[arg-type]
    archive.round(server)


def test_a_weeks_letter_is_issued_once_however_often_it_is_knocked_for(archive: Archive) -> None:
    archive.clock.now = local("2026-11-23T07:00")

    assert knock(archive) == ["2026-W47"]
    assert [knock(archive) for _ in range(5)] == [[]] * 5
    assert recipients(archive) == [OFFICER]


def test_a_weeks_letter_is_issued_once_over_restarts(archive: Archive) -> None:
    archive.clock.now = local("2026-11-23T07:00")
    knock(archive)
    archive.send()

    for _ in range(2):
        with Archive.opened(archive.url) as again:
            again.clock.now = archive.clock.now + timedelta(minutes=1)
            assert knock(again) == []
            assert again.send().sent == 0

    assert len(archive.post.letters) == 1


def test_nothing_is_due_before_its_hour(archive: Archive) -> None:
    archive.clock.now = local("2026-11-23T07:00")
    knock(archive)
    archive.clock.now = local("2026-11-30T06:59")
    assert knock(archive) == []
    archive.clock.now = local("2026-11-30T07:00")

    assert knock(archive) == ["2026-W48"]


def test_after_three_weeks_off_every_week_has_its_letter_and_every_item_is_in_one(archive: Archive) -> None:
    server = FakeServer()
    archive.clock.now = local("2026-11-02T07:00")
    take_in(archive, server, 1)
    knock(archive)
    archive.clock.now = local("2026-11-24T12:00")
    take_in(archive, server, 2)
    take_in(archive, server, 3)

    assert knock(archive) == ["2026-W45", "2026-W46", "2026-W47"]

    assert ranges(archive) == [(44, 1, 1), (45, 2, 3), (46, 4, 3), (47, 4, 3)]
    assert archive.send().sent == 7
    assert archive.sound()


def test_an_empty_week_has_a_letter_too(archive: Archive) -> None:
    knock(archive)

    assert archive.send().sent == 1
    assert b"2026" in archive.post.letters[0].octets


@pytest.mark.parametrize(
    ("today", "reader"),
    [
        ("2026-11-23T07:00", OFFICER),
        ("2026-11-30T07:00", DEPUTY),
        ("2026-12-07T07:00", DEPUTY),
        ("2026-12-14T07:00", OFFICER),
    ],
)
def test_the_deputy_reads_the_letter_during_absence_first_and_last_day_included(
    archive: Archive, today: str, reader: str
) -> None:
    away = (Absence(date(2026, 11, 30), date(2026, 12, 7)),)
    archive.clock.now = local(today)

    knock(archive, replace(MONDAY_AT_SEVEN, deputy=DEPUTY, absences=away))

    assert recipients(archive) == [reader]


def test_an_alarm_has_one_reader_whoever_gets_copies_of_the_weekly_letter() -> None:
    away = (Absence(date(2026, 11, 30), date(2026, 12, 7)),)
    officer = replace(MONDAY_AT_SEVEN, deputy=DEPUTY, absences=away, copies_to=(WITNESS,))

    assert officer.alarm_readers(AlarmKind.CLOCK, local("2026-11-29T23:59")) == (OFFICER,)
    assert officer.alarm_readers(AlarmKind.CLOCK, local("2026-11-30T00:00")) == (DEPUTY,)


def test_that_the_weekly_letter_did_not_get_through_is_told_to_officer_and_deputy() -> None:
    away = (Absence(date(2026, 11, 30), date(2026, 12, 7)),)
    officer = replace(MONDAY_AT_SEVEN, deputy=DEPUTY, absences=away, copies_to=(WITNESS,))

    undelivered = AlarmKind.DIGEST_UNDELIVERED
    assert officer.alarm_readers(undelivered, local("2026-11-29T23:59")) == (OFFICER, DEPUTY)
    assert set(officer.alarm_readers(undelivered, local("2026-11-30T00:00"))) == {OFFICER, DEPUTY}
    assert MONDAY_AT_SEVEN.alarm_readers(undelivered, local("2026-11-30T00:00")) == (OFFICER,)


def test_without_a_deputy_the_officer_reads_it_even_when_away(archive: Archive) -> None:
    knock(archive, replace(MONDAY_AT_SEVEN, absences=(Absence(date(2026, 1, 1), date(2026, 12, 31)),)))

    assert recipients(archive) == [OFFICER]


def test_a_return_from_absence_does_not_send_the_week_again(archive: Archive) -> None:
    away = replace(MONDAY_AT_SEVEN, deputy=DEPUTY, absences=(Absence(date(2026, 11, 23), date(2026, 11, 23)),))
    knock(archive, away)
    archive.clock.advance(days=1)

    assert knock(archive, away) == []
    assert recipients(archive) == [DEPUTY]


def test_witnesses_get_their_copy_and_a_witness_who_is_the_officer_gets_one(archive: Archive) -> None:
    knock(archive, replace(MONDAY_AT_SEVEN, copies_to=(WITNESS, OFFICER)))

    assert recipients(archive) == [OFFICER, WITNESS]


@pytest.mark.parametrize(("day", "at"), [("2026-10-25", time(2, 30)), ("2026-03-29", time(2, 30))])
def test_the_nights_on_which_clocks_change_have_one_letter(archive: Archive, day: str, at: time) -> None:
    sunday = replace(MONDAY_AT_SEVEN, weekday=7, at=at)
    archive.clock.now = local(f"{day}T00:00") - timedelta(days=1)
    knock(archive, sunday)
    archive.clock.now = local(f"{day}T00:00")
    issued = []
    for _ in range(24 * 4):
        issued += knock(archive, sunday)
        archive.clock.advance(minutes=15)

    assert len(issued) == 1


def test_a_clock_that_jumps_about_repeats_nothing_and_skips_nothing(archive: Archive) -> None:
    start = local("2026-11-23T07:00")
    for days in (0, -1, 7, 6, -30, 14, 13, 15, 21, 0, 28):
        archive.clock.now = start + timedelta(days=days)
        knock(archive)

    issued = [week for week, _, _ in ranges(archive)]
    assert len(issued) == len(set(issued))
    assert [week for week in issued if week >= 47] == [47, 48, 49, 50, 51]


def test_a_mail_that_comes_after_the_clock_was_set_back_is_in_the_next_letter(archive: Archive) -> None:
    server = FakeServer()
    archive.clock.now = local("2026-11-23T07:00")
    take_in(archive, server, 1)
    knock(archive)
    archive.clock.now = local("2026-11-23T05:00")
    take_in(archive, server, 2)
    archive.clock.now = local("2026-11-30T07:00")
    take_in(archive, server, 3)

    knock(archive)

    assert ranges(archive) == [(47, 1, 1), (48, 2, 3)]


def test_a_clock_that_was_once_years_ahead_silences_no_week_afterwards(archive: Archive) -> None:
    right = local("2026-11-23T07:00")
    archive.clock.now = right
    knock(archive)
    archive.clock.now = local("2031-01-06T07:00")
    knock(archive)
    archive.clock.now = right + timedelta(days=7)

    assert knock(archive) == ["2026-W48"]
    archive.clock.advance(days=14)
    assert knock(archive) == ["2026-W49", "2026-W50"]


def test_a_letter_issued_for_a_week_to_come_silences_nothing(archive: Archive) -> None:
    archive.clock.now = local("2026-11-23T07:00")
    issue(archive.store, MONDAY_AT_SEVEN, IsoWeek(2031, 1), archive.policy.message_id, archive.clock)

    assert knock(archive) == ["2026-W47"]
    assert knock(archive) == []


def test_a_new_officer_in_the_middle_of_the_week_gets_the_letter_too(archive: Archive) -> None:
    knock(archive)

    assert knock(archive, replace(MONDAY_AT_SEVEN, address="ny@kommune.example")) == ["2026-W47"]
    assert archive.send().sent == 2


def test_a_new_officer_goes_on_where_the_one_before_left_off(archive: Archive) -> None:
    server = FakeServer()
    archive.clock.now = local("2026-11-23T07:00")
    take_in(archive, server, 1)
    knock(archive)
    archive.clock.advance(days=7)
    take_in(archive, server, 2)

    knock(archive, replace(MONDAY_AT_SEVEN, address="ny@kommune.example"))

    assert ranges(archive) == [(47, 1, 1), (48, 2, 2)]


def said(archive: Archive, place: int) -> str:
    """The text of one of the weekly letters that were sent."""
    letters = [one for one in archive.post.letters if one.message_id.startswith("<digest.")]
    body = message_from_bytes(letters[place].octets, policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


OTHER = replace(MONDAY_AT_SEVEN, address="ny@kommune.example")


def test_an_officer_who_comes_back_gets_the_newest_week_and_not_what_another_was_told(archive: Archive) -> None:
    server = FakeServer()
    for week, officer in enumerate([MONDAY_AT_SEVEN, *[OTHER] * 4, MONDAY_AT_SEVEN]):
        archive.clock.now = local("2026-11-02T07:00") + timedelta(weeks=week)
        take_in(archive, server, week)
        knock(archive, officer)
    back = knock(archive, OTHER)

    assert [row[0] for row in ranges(archive)] == [44, 45, 46, 47, 48, 49, 49]
    assert back == ["2026-W49"]
    archive.send()
    assert "Ugens mails står i det overblik for ugen, der er sendt tidligere." in said(archive, -1)


def test_an_officer_who_comes_back_after_time_off_is_told_of_every_week_that_nobody_was_told_of(
    archive: Archive,
) -> None:
    for day, officer in [("2026-11-02", MONDAY_AT_SEVEN), ("2026-11-09", OTHER), ("2026-11-30", MONDAY_AT_SEVEN)]:
        archive.clock.now = local(f"{day}T07:00")
        knock(archive, officer)

    assert [row[0] for row in ranges(archive)] == [44, 45, 46, 47, 48]


def test_after_time_off_the_later_letters_say_where_their_mails_stand(archive: Archive) -> None:
    server = FakeServer()
    archive.clock.now = local("2026-11-02T07:00")
    knock(archive)
    archive.clock.now = local("2026-11-24T12:00")
    take_in(archive, server, 1)
    knock(archive)
    archive.clock.now = local("2026-11-30T07:00")
    knock(archive)
    archive.send()

    where = "Ugens mails står i overblikket for uge 45."
    assert [where in said(archive, place) for place in range(5)] == [False, False, True, True, False]


def test_after_time_off_without_a_mail_nothing_stands_elsewhere(archive: Archive) -> None:
    for day in ("2026-11-02", "2026-11-24"):
        archive.clock.now = local(f"{day}T12:00")
        knock(archive)
    archive.send()

    assert not any("Ugens mails" in said(archive, place) for place in range(4))


def test_after_a_year_switched_off_there_are_53_letters_at_most(archive: Archive) -> None:
    archive.clock.now = local("2026-11-02T07:00")
    knock(archive)
    archive.clock.advance(days=7 * 60)

    assert len(knock(archive)) == 53


@pytest.mark.parametrize("first", [MONDAY_AT_SEVEN, OTHER])
def test_no_week_before_the_first_letter_has_a_turn(archive: Archive, first: Officer) -> None:
    friday = replace(MONDAY_AT_SEVEN, weekday=5)
    archive.clock.now = local("2026-11-24T09:00")
    issue_by_hand(archive.store, first, IsoWeek(2026, 47), archive.policy.message_id, archive.clock)

    early = knock(archive, friday)
    archive.clock.now = local("2026-12-04T07:00")

    assert (early, knock(archive, friday)[-1]) == ([], "2026-W48")
    assert min(row[0] for row in ranges(archive)) == 47


def test_a_weekday_that_is_changed_in_the_first_week_gives_no_older_week_a_turn(archive: Archive) -> None:
    archive.clock.now = local("2026-11-23T07:00")
    knock(archive)
    archive.clock.now = local("2026-11-24T07:00")

    assert knock(archive, replace(MONDAY_AT_SEVEN, weekday=5)) == []


def test_an_address_written_in_capitals_is_the_same_officer(archive: Archive) -> None:
    knock(archive)

    assert knock(archive, replace(MONDAY_AT_SEVEN, address=OFFICER.upper())) == []
    assert archive.ask("SELECT DISTINCT officer FROM digest_issues") == [(OFFICER,)]


def by_hand(archive: Archive, week: IsoWeek) -> ByHand:
    return issue_by_hand(archive.store, MONDAY_AT_SEVEN, week, archive.policy.message_id, archive.clock)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-22T23:59", IsoWeek(2026, 47)),
        ("2026-11-23T07:00", IsoWeek(2026, 48)),
        ("2026-11-23T07:00", IsoWeek(2031, 1)),
    ],
)
def test_the_letter_of_a_week_that_is_not_over_cannot_be_asked_for(
    sqlite_archive: Archive, now: str, week: IsoWeek
) -> None:
    sqlite_archive.clock.now = local(now)

    with pytest.raises(UsageError, match="not over"):
        by_hand(sqlite_archive, week)
    assert ranges(sqlite_archive) == []


def test_the_letter_of_a_week_is_to_be_had_by_hand_from_its_end_and_none_before_the_newest(archive: Archive) -> None:
    archive.clock.now = local("2026-11-23T00:00")

    assert by_hand(archive, IsoWeek(2026, 47)) is ByHand.ISSUED
    assert by_hand(archive, IsoWeek(2026, 47)) is ByHand.BEFORE
    with pytest.raises(UsageError, match="later week"):
        by_hand(archive, IsoWeek(2026, 40))
    assert [week for week, _, _ in ranges(archive)] == [47]


@pytest.mark.parametrize(
    ("error", "tries"), [(LetterRefused("550 5.1.1"), 1), (LetterUncertain("no answer"), HAND_OVERS)]
)
def test_a_weekly_letter_that_did_not_get_through_is_queued_again_by_hand_as_it_was(
    archive: Archive, error: Exception, tries: int
) -> None:
    archive.clock.now = local("2026-11-23T07:00")
    knock(archive)
    named = archive.ask("SELECT message_id FROM outbox")
    for _ in range(tries):
        archive.post.fates.append(Fate(arrives=False, error=error))
        send_due(archive.store, archive.post, a_correspondence(archive.policy), archive.clock)
        archive.clock.advance(hours=2)

    assert by_hand(archive, IsoWeek(2026, 47)) is ByHand.AGAIN
    assert send_due(archive.store, archive.post, a_correspondence(archive.policy), archive.clock).sent == 1

    assert [(letter.message_id,) for letter in archive.post.letters] == named
    assert by_hand(archive, IsoWeek(2026, 47)) is ByHand.BEFORE
    assert archive.sound()


def test_a_letter_asked_for_by_hand_is_the_weeks_letter(archive: Archive) -> None:
    name = archive.policy.message_id

    assert issue(archive.store, MONDAY_AT_SEVEN, IsoWeek(2026, 47), name, archive.clock)
    assert not issue(archive.store, MONDAY_AT_SEVEN, IsoWeek(2026, 47), name, archive.clock)
    archive.clock.now = local("2026-11-23T07:00")
    assert knock(archive) == []


def preview(archive: Archive) -> DigestFacts:
    return archive.store.letters.preview(IsoWeek(2026, 47), OFFICER, archive.clock())


def test_what_waits_is_counted_in_all_and_what_came_since_the_last_letter(archive: Archive) -> None:
    server = FakeServer()
    for number in (1, 2):
        take_in(archive, server, number)
    archive.clock.now = local("2026-11-16T07:00")
    knock(archive)
    take_in(archive, server, 3)
    server.deliver(b"ulaeseligt")
    archive.reader = Balking()
    archive.round(server)
    archive.store.casework.reopen_reading(ItemNumber(4), "operator", archive.clock())

    facts = preview(archive)

    assert (facts.new, facts.unassigned, facts.unassigned_in_all, facts.pending) == (2, 1, 3, 1)
    archive.round(server)
    assert (preview(archive).unreadable, preview(archive).unreadable_in_all, preview(archive).pending) == (1, 1, 0)


def test_documentation_is_counted_by_its_strength(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(a_forward_with_attachment())
    take_in(archive, server, 1)
    take_in(archive, server, 2, body="Han ringede og truede mig.\r\n")

    assert preview(archive).by_strength == {Level.ATTACHED: 1, Level.RETOLD: 2}


def test_neither_an_outsiders_mail_nor_a_machines_counts_as_documentation(archive: Archive) -> None:
    server = FakeServer()
    take_in(archive, server, 1, sender="reklame@udbyder.example")
    server.deliver(b"Auto-Submitted: auto-replied\r\n" + a_letter(message_id="<2@kommune.example>"))
    take_in(archive, server, 3)

    facts = preview(archive)

    assert (facts.new, facts.external) == (3, 1)
    assert facts.by_strength == {Level.RETOLD: 1}


def test_a_receipt_that_only_waits_is_not_counted_as_withheld_and_one_beyond_the_days_allowance_is_once(
    archive: Archive,
) -> None:
    archive.policy = replace(archive.policy, receipts_per_day=1)
    server, told = FakeServer(), []
    archive.clock.now = local("2026-11-16T06:50")
    for number in range(6):
        take_in(archive, server, number)
    for hours in (0.5, 2, 24 * 7, 24 * 7):
        archive.send()
        archive.clock.advance(hours=hours)
        told.append(archive.store.letters.preview(IsoWeek(2026, 47), OFFICER, archive.clock()).receipts_withheld)
        if hours > 1:
            knock(archive)

    assert told == [0, 5, 0, 0]


def test_the_officers_letter_is_none_and_the_witnesses_are_copies(archive: Archive) -> None:
    knock(archive, replace(MONDAY_AT_SEVEN, copies_to=(WITNESS, "revision@kommune.example")))
    archive.send()

    kept = [letter.recipient for letter in archive.post.letters if b"Dette er en kopi" in letter.octets]
    assert kept == [WITNESS, "revision@kommune.example"]


def test_letters_that_were_lost_are_counted_in_one_weekly_letter_alone(archive: Archive) -> None:
    archive.clock.now = local("2026-11-16T07:00")
    take_in(archive, FakeServer(), 1)
    archive.post.fates.append(Fate(arrives=False, error=LetterRefused("550 5.1.1")))
    archive.send()
    first = preview(archive).letters_failed
    knock(archive)

    assert (first, preview(archive).letters_failed) == (1, 0)


def test_a_mailbox_that_was_never_fetched_is_told_of_and_one_no_longer_configured_is_not(archive: Archive) -> None:
    archive.round(FakeServer())
    archive.lease("nyt")
    now = Store.of(archive.store.database, SIGNER, telling=Telling({"nyt": ("INBOX",)}))

    assert [(one.name, one.last_good_poll is None) for one in preview(archive).mailboxes] == [
        ("arkiv", False),
        ("nyt", True),
    ]
    assert [one.name for one in now.letters.preview(IsoWeek(2026, 47), OFFICER, archive.clock()).mailboxes] == ["nyt"]


def test_the_last_check_that_was_written_down_is_told(archive: Archive) -> None:
    assert preview(archive).fixity is None
    with archive.store.database.writing() as connection:
        pen = Pen(connection, archive.clock())
        pen.note("fixity check", "archive", detail={"items": 1204, "findings": 2})
        pen.finish()

    assert preview(archive).fixity == FixityCheck(archive.clock(), 1204, 2, in_week=1204)


def test_nothing_that_anybody_wrote_is_in_the_letter(archive: Archive) -> None:
    server = FakeServer()
    take_in(archive, server, 1, subject=CANARY, body=f"{CANARY}\r\n", sender=f"{CANARY} <{CANARY}@kommune.example>")
    take_in(archive, server, 2, sender=f"{CANARY}@udbyder.example")
    archive.clock.advance(days=7)
    knock(archive)

    archive.send()

    digest = archive.post.letters[-1]
    parts = message_from_bytes(digest.octets).walk()
    told = digest.octets + b"".join(part.get_payload(decode=True) or b"" for part in parts)  # type: ignore[misc]
    assert digest.recipient == OFFICER
    assert CANARY.lower().encode() not in told.lower()
