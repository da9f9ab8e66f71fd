"""The outbox in SQL: claimed by one, sent again only when nobody knows, a weekly letter once and without a gap."""

import threading
from datetime import timedelta

import pytest

from archiver.core import reading
from archiver.core.letters import DigestFacts, ReceiptFacts
from archiver.core.records import (
    AlarmKind,
    Filing,
    IsoWeek,
    ItemState,
    Letter,
    LetterKind,
    LetterState,
    ReceiptDecision,
)
from archiver.edges.store.casework import Settled, Verdict
from archiver.edges.store.facts import Request
from archiver.edges.store.letters import ABANDONED_AFTER, HAND_OVERS, Claim, Letters
from archiver.errors import LetterUnfit
from tests.builders import a_letter
from tests.fakes import OFFICER, Archive, a_message

WEEK = IsoWeek(2026, 47)


def with_receipts(archive: Archive, count: int, first: int = 1) -> None:
    """So many items, each with a receipt that is due."""
    lease = archive.lease()
    for number in range(first, first + count):
        mail = a_letter(message_id=f"<{number}@kommune.example>")
        (one,) = archive.store.accessions.accession(lease, [a_message(number, mail)], archive.clock())
        verdict = Verdict(
            Filing(ItemState.UNASSIGNED, "no_rule_matched"),
            ReceiptDecision.DUE,
            "jette@kommune.example",
            f"<receipt.{number}@kommune.example>",
        )
        settled = Settled(one.item, reading.read(mail), "jette@kommune.example")
        archive.store.casework.settle([settled], lambda _s, _k, verdict=verdict: verdict, archive.clock(), 2026)  # type: ignore[misc]


def composed(request: Request) -> Letter:
    return Letter(request.message_id, request.recipient, b"brev " + request.message_id.encode(), null_sender=True)


def claim(archive: Archive) -> Claim:
    found = archive.store.letters.claim(composed, archive.clock())
    assert found is not None
    return found


def states(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT state, attempts FROM outbox ORDER BY id")


def issue(archive: Archive, week: IsoWeek = WEEK, officer: str = OFFICER, *readers: str) -> bool:
    letters = {reader: f"<{week}.{officer}.{place}>" for place, reader in enumerate(readers or (officer,))}
    return archive.store.letters.issue(week, officer, letters, archive.clock())


# --- claims ---


def test_an_empty_outbox_gives_nothing(archive: Archive) -> None:
    assert archive.store.letters.claim(composed, archive.clock()) is None


def test_the_oldest_letter_is_claimed_first_and_by_nobody_else(archive: Archive) -> None:
    with_receipts(archive, 2)

    first, second = claim(archive), claim(archive)

    assert [one.letter.message_id for one in (first, second) if isinstance(one.letter, Letter)] == [
        "<receipt.1@kommune.example>",
        "<receipt.2@kommune.example>",
    ]
    assert archive.store.letters.claim(composed, archive.clock()) is None
    assert states(archive) == [("sending", 1), ("sending", 1)]


def test_many_claimers_at_once_never_get_the_same_letter(archive: Archive) -> None:
    with_receipts(archive, 12)
    claimed: list[int] = []

    def work() -> None:
        misses = 0
        while misses < 3:
            found = archive.store.letters.claim(composed, archive.clock())
            misses = misses + 1 if found is None else 0
            claimed.extend([] if found is None else [found.number])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(claimed) == len(set(claimed)) == 12


def test_a_letter_knows_the_item_it_thanks_for(archive: Archive) -> None:
    with_receipts(archive, 1)
    asked: list[Request] = []

    def compose(request: Request) -> Letter:
        asked.append(request)
        return composed(request)

    archive.store.letters.claim(compose, archive.clock())

    facts = asked[0].facts
    assert isinstance(facts, ReceiptFacts)
    assert (facts.item, facts.received_at, facts.case, facts.attachments) == (1, archive.clock(), None, 0)
    assert asked[0].in_reply_to == "<1@kommune.example>"


def test_a_letter_put_off_goes_out_later_as_first_composed(archive: Archive) -> None:
    with_receipts(archive, 1)
    first = claim(archive)
    again = archive.clock() + timedelta(minutes=1)
    archive.store.letters.mark(first, LetterState.DUE, archive.clock(), reason="451", again=again)
    assert archive.store.letters.claim(composed, archive.clock()) is None
    archive.clock.now = again

    later = archive.store.letters.claim(lambda _: pytest.fail("composed a second time"), archive.clock())

    assert later == Claim(first.number, first.letter, 2, LetterKind.RECEIPT, first.since)


def test_a_letter_whose_sender_died_goes_out_again_with_the_same_octets(archive: Archive) -> None:
    with_receipts(archive, 1)
    first = claim(archive)
    archive.clock.now += ABANDONED_AFTER - timedelta(seconds=1)
    assert archive.store.letters.claim(composed, archive.clock()) is None
    archive.clock.advance(seconds=1)

    assert claim(archive).letter == first.letter


def test_what_became_of_a_letter_is_in_the_chain_of_custody(archive: Archive) -> None:
    with_receipts(archive, 3)
    fates = (LetterState.SENT, LetterState.FAILED, LetterState.UNCERTAIN)
    for fate in fates:
        archive.store.letters.mark(claim(archive), fate, archive.clock(), reason=None if fate == "sent" else "550")

    assert [state for state, _ in states(archive)] == list(fates)
    acts = archive.ask("SELECT subject, outcome FROM custody_events WHERE act = 'letter' ORDER BY seq DESC")
    assert acts[:3] == [("item:3", "failure"), ("item:2", "failure"), ("item:1", "success")]
    assert archive.ask("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL") == [(1,)]
    assert archive.sound()


def test_an_uncertain_letter_is_sent_again_when_its_time_has_come(archive: Archive) -> None:
    with_receipts(archive, 1)
    first = claim(archive)
    archive.store.letters.mark(
        first, LetterState.UNCERTAIN, archive.clock(), again=archive.clock() + timedelta(minutes=1)
    )
    archive.clock.advance(minutes=1)

    assert claim(archive).letter == first.letter


def test_times_set_by_a_clock_that_was_ahead_keep_no_letter_waiting(archive: Archive) -> None:
    with_receipts(archive, 2)
    right = archive.clock.now
    archive.clock.advance(days=4000)
    put_off = claim(archive)
    archive.store.letters.mark(put_off, LetterState.DUE, archive.clock(), again=archive.clock() + timedelta(hours=1))
    abandoned = claim(archive)
    archive.clock.now = right

    assert {claim(archive).number, claim(archive).number} == {put_off.number, abandoned.number}


def test_a_letter_whose_sender_always_dies_is_uncertain_in_the_end_and_keeps_no_other_waiting(archive: Archive) -> None:
    with_receipts(archive, 2)
    deadly = []
    for _ in range(HAND_OVERS):
        deadly.append(claim(archive).number)
        archive.clock.now += ABANDONED_AFTER

    other = claim(archive).number
    archive.clock.advance(days=400)
    assert claim(archive).number == other
    assert set(deadly) == {other - 1}
    assert states(archive)[0] == ("uncertain", HAND_OVERS)
    assert archive.sound()


def test_a_letter_is_not_taken_for_abandoned_while_a_slow_mail_server_may_still_answer(archive: Archive) -> None:
    with_receipts(archive, 1)
    letters = Letters(archive.store.database, timedelta(minutes=40))
    letters.claim(composed, archive.clock())
    archive.clock.advance(minutes=39)

    assert letters.claim(composed, archive.clock()) is None
    archive.clock.advance(minutes=1)
    assert letters.claim(composed, archive.clock()) is not None


@pytest.mark.parametrize("kind", [ValueError, TypeError, KeyError, UnicodeError])
def test_a_letter_that_breaks_while_it_is_written_blocks_no_other(archive: Archive, kind: type[Exception]) -> None:
    with_receipts(archive, 1)

    def broken(_request: Request) -> Letter:
        raise kind("Kanariefugl")

    found = archive.store.letters.claim(broken, archive.clock())

    assert found is not None
    assert str(found.letter) == f"could not be written ({kind.__name__})"


def test_a_slow_sender_cannot_undo_what_another_did_after_it(archive: Archive) -> None:
    with_receipts(archive, 1)
    slow = claim(archive)
    archive.clock.now += ABANDONED_AFTER
    archive.store.letters.mark(claim(archive), LetterState.SENT, archive.clock())

    archive.store.letters.mark(slow, LetterState.DUE, archive.clock(), reason="451", again=archive.clock())

    assert states(archive) == [("sent", 2)]
    assert archive.store.letters.claim(composed, archive.clock()) is None


def test_a_letter_that_cannot_be_written_is_claimed_with_the_reason(archive: Archive) -> None:
    with_receipts(archive, 1)

    def unfit(_request: Request) -> Letter:
        raise LetterUnfit("no address")

    found = archive.store.letters.claim(unfit, archive.clock())

    assert found is not None
    assert isinstance(found.letter, LetterUnfit)
    assert archive.ask("SELECT octets FROM outbox") == [(None,)]


def test_two_receipts_for_one_item_cannot_be(archive: Archive) -> None:
    with_receipts(archive, 1)
    row = "('receipt', 'due', 'a@b.example', 'a@b.example', '<other>', 1, '{}', '2026-11-23', '2026-11-23', 0)"

    with pytest.raises(Exception, match=r"(?i)unique"):
        archive.tamper(
            "INSERT INTO outbox"
            " (kind, state, recipient, mailbox, message_id, item, facts, created_at, due_at, attempts)"
            f" VALUES {row}"
        )


# --- the weekly letter ---


def test_a_week_is_issued_once_for_each_officer(archive: Archive) -> None:
    assert issue(archive)
    assert not issue(archive)
    assert issue(archive, WEEK, "stedfortraeder@kommune.example")

    assert archive.store.letters.last_issued(OFFICER) == WEEK
    assert archive.store.letters.last_issued("ukendt@kommune.example") is None
    assert archive.ask("SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(2,)]


def test_a_week_is_issued_once_though_many_knock_at_once(archive: Archive) -> None:
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(issue(archive))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False] * 4 + [True]
    assert archive.sound()


def test_weekly_letters_follow_on_from_one_another_also_when_empty(archive: Archive) -> None:
    with_receipts(archive, 3)
    issue(archive, IsoWeek(2026, 46))
    issue(archive, IsoWeek(2026, 47))
    with_receipts(archive, 2, first=4)
    issue(archive, IsoWeek(2026, 48))

    ranges = archive.ask("SELECT first_item, last_item FROM digest_issues ORDER BY id")
    assert ranges == [(1, 3), (4, 3), (4, 5)]


def test_copies_of_a_weekly_letter_are_letters_of_their_own(archive: Archive) -> None:
    issue(archive, WEEK, OFFICER, OFFICER, "vidne@kommune.example")

    assert archive.ask("SELECT recipient FROM outbox ORDER BY id") == [(OFFICER,), ("vidne@kommune.example",)]


def test_a_weekly_letter_tells_what_it_covers_and_where_the_chain_stood(archive: Archive) -> None:
    with_receipts(archive, 2)
    head = archive.store.catalogue.status().chain
    issue(archive)
    with_receipts(archive, 1, first=3)

    facts = archive.store.letters.preview(WEEK, OFFICER, archive.clock())

    assert (facts.new, facts.first_item, facts.last_item, facts.unassigned) == (2, 1, 2, 2)
    assert facts.chain == head
    upcoming = archive.store.letters.preview(IsoWeek(2026, 48), OFFICER, archive.clock())
    assert (upcoming.new, upcoming.first_item, upcoming.last_item) == (1, 3, 3)


def test_a_weekly_letter_is_written_when_it_is_sent(archive: Archive) -> None:
    issue(archive)
    asked: list[Request] = []

    def compose(request: Request) -> Letter:
        asked.append(request)
        return composed(request)

    archive.store.letters.claim(compose, archive.clock())

    assert isinstance(asked[0].facts, DigestFacts)
    assert asked[0].facts.week == WEEK


# --- alarms ---


def test_an_alarm_is_told_once_and_its_end_is_told_once(archive: Archive) -> None:
    ledger, say = archive.store.ledger, (AlarmKind.INCOMPLETE, "mailbox:arkiv/INBOX")

    def write() -> int:
        return archive.store.letters.write_alarm_letters(
            lambda _: ["it@kommune.example"], lambda w: f"<{w}>", archive.clock()
        )

    assert write() == 0
    ledger.raise_alarm(*say, archive.clock())
    assert [write(), write()] == [1, 0]
    ledger.clear_alarm(*say, archive.clock())
    assert write() == 0
    archive.clock.advance(hours=1)
    assert [write(), write()] == [1, 0]
    ledger.raise_alarm(*say, archive.clock())
    ledger.clear_alarm(*say, archive.clock())
    archive.clock.advance(hours=1)
    assert [write(), write()] == [2, 0]

    kinds = archive.ask("SELECT DISTINCT kind FROM outbox")
    assert kinds == [(LetterKind.ALARM,)]
    assert archive.ask("SELECT count(DISTINCT message_id) FROM outbox") == [(4,)]


def test_one_alarm_raised_by_many_at_once_is_one_alarm(archive: Archive) -> None:
    answers: list[object] = []

    def work() -> None:
        try:
            answers.append(archive.store.ledger.raise_alarm(AlarmKind.LETTERS_FAILING, "outbox", archive.clock()))
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            answers.append(error)

    for _ in range(5):
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        archive.store.ledger.clear_alarm(AlarmKind.LETTERS_FAILING, "outbox", archive.clock())

    assert sorted(map(str, answers)) == ["False"] * 15 + ["True"] * 5
    assert archive.ask("SELECT count(*) FROM custody_events WHERE act = 'alarm'") == [(10,)]
    assert archive.sound()
