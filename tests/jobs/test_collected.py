"""Many mails in a short time: a few receipts, then one for all the others, and never more than a day may hold."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from archiver.core.language import Language
from archiver.edges.store.cases import Doing
from archiver.jobs.receipts import PostReport, collect_held_back, collect_next, send_due
from tests.builders import a_forward_with_attachment, a_letter
from tests.clients import letters
from tests.edges.store.test_thanks import said
from tests.fakes import Archive, FakeServer, a_correspondence

CANARY = "Kanariefugl"
A_DAY = timedelta(days=1)
INLINE = next(letter.octets for letter in letters() if letter.name == "outlook-classic-da-alternative")


def deliver(archive: Archive, server: FakeServer, *mails: bytes) -> None:
    for mail in mails:
        server.deliver(mail)
    archive.round(server)


def mails(count: int, first: int = 0) -> list[bytes]:
    return [a_letter(message_id=f"<{number}@kommune.example>") for number in range(first, first + count)]


def test_a_burst_is_thanked_five_times_and_then_once_for_all_the_others(archive: Archive) -> None:
    server = FakeServer()
    deliver(archive, server, *mails(12))

    assert archive.send() == PostReport(sent=5)
    archive.clock.advance(minutes=9)
    assert archive.send() == PostReport()
    archive.clock.advance(minutes=1)
    assert archive.send() == PostReport(sent=1)
    archive.clock.advance(days=2)
    assert archive.send() == PostReport()

    collected = archive.post.letters[-1]
    assert "Vi har modtaget og gemt 7 mails fra dig." in said(collected)
    assert "Kvitteringsnumre: K-2026-000006–000012\n" in said(collected)
    assert (collected.recipient, collected.null_sender) == ("jette.jensen@kommune.example", True)
    assert archive.sound()


def test_with_receipts_turned_off_nothing_is_collected(archive: Archive) -> None:
    deliver(archive, FakeServer(), *mails(8))
    archive.clock.advance(hours=2)
    archive.policy = replace(archive.policy, receipts=False)

    assert collect_held_back(archive.store, archive.policy, archive.clock) == 0


def test_one_step_says_whether_it_did_anything(archive: Archive) -> None:
    deliver(archive, FakeServer(), *mails(6))
    archive.clock.advance(minutes=10)

    assert collect_next(archive.store, archive.policy, archive.clock)
    assert not collect_next(archive.store, archive.policy, archive.clock)


def test_a_round_that_is_told_to_stop_collects_no_more(archive: Archive) -> None:
    deliver(archive, FakeServer(), *mails(6))
    archive.clock.advance(minutes=10)

    assert collect_held_back(archive.store, archive.policy, archive.clock, lambda: True) == 0


def test_an_unmarked_machine_that_answers_everything_draws_thirty_letters_a_day_at_most(
    sqlite_archive: Archive,
) -> None:
    """It answers each letter at once, under its own name and with no sign that it is a machine."""
    archive, server, sent_at = sqlite_archive, FakeServer(), []
    deliver(archive, server, *mails(1))
    answered = 0
    for _ in range(36 * 6):
        archive.send()
        new = archive.post.letters[answered:]
        sent_at += [archive.clock.now] * len(new)
        answers = [
            a_letter(
                message_id=f"<svar.{answered + place}@kommune.example>",
                headers=(("In-Reply-To", letter.message_id),),
            )
            for place, letter in enumerate(new)
        ]
        answered += len(new)
        # Two answers to each letter, so that it never dies down by itself.
        twice = [answer.replace(b"<svar.", b"<igen.") for answer in answers]
        if answers:
            deliver(archive, server, *answers, *twice)
        archive.clock.advance(minutes=10)

    assert busiest_day(sent_at) <= archive.policy.receipts_per_day
    assert len(sent_at) > archive.policy.receipts_per_day
    assert archive.sound()


def test_when_the_day_is_used_up_all_the_rest_come_as_one_when_it_is_over(sqlite_archive: Archive) -> None:
    archive, server = sqlite_archive, FakeServer()
    for number in range(40):
        deliver(archive, server, *mails(1, first=number))
        archive.send()
        archive.clock.advance(minutes=11)
    in_a_day = list(archive.post.letters)
    archive.clock.advance(days=1)
    archive.send()
    archive.clock.advance(days=3)
    archive.send()

    assert len(in_a_day) == archive.policy.receipts_per_day
    assert "Vi har modtaget og gemt 7 mails fra dig." in said(in_a_day[-1])
    assert "Vi har modtaget og gemt 4 mails fra dig." in said(archive.post.letters[-1])
    assert len(archive.post.letters) == len(in_a_day) + 1


def test_the_last_letter_of_the_day_is_kept_for_all_the_rest(sqlite_archive: Archive) -> None:
    archive, server = sqlite_archive, FakeServer()
    for number in range(30):
        deliver(archive, server, *mails(1, first=number))
        archive.send()
        archive.clock.advance(minutes=11)

    archive.send()

    assert len(archive.post.letters) == archive.policy.receipts_per_day
    assert "Vi har modtaget og gemt 1 mail fra dig." in said(archive.post.letters[-1])


@pytest.mark.parametrize("per_day", [1, 2, 5])
def test_a_sender_who_goes_on_day_after_day_is_thanked_for_every_mail_within_a_day(
    archive: Archive, per_day: int
) -> None:
    archive.policy = replace(archive.policy, receipts_per_day=per_day)
    server = FakeServer()
    for number in range(8 * 12):
        deliver(archive, server, *mails(1, first=number))
        archive.send()
        archive.clock.advance(hours=2)
    for _ in range(13):
        archive.send()
        archive.clock.advance(hours=2)

    unsaid = "SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state = 'suppressed' AND collected_in IS NULL"
    assert archive.ask(unsaid) == [(0,)]
    assert busiest_day(letters_at(archive)) <= per_day
    assert longest_wait(archive) <= A_DAY + timedelta(hours=4)
    assert archive.sound()


@pytest.mark.parametrize("per_day", [1, 2, 5])
def test_a_mailbox_gets_no_more_in_a_day_when_the_letters_of_many_days_go_out_at_last(
    archive: Archive, per_day: int
) -> None:
    archive.policy = replace(archive.policy, receipts_per_day=per_day)
    server = FakeServer()
    for number in range(4 * 12):
        deliver(archive, server, *mails(1, first=number))
        collect_held_back(archive.store, archive.policy, archive.clock)
        archive.clock.advance(hours=2)
    at_once = archive.send().sent
    for number in range(3 * 12):
        deliver(archive, server, *mails(1, first=48 + number))
        archive.send()
        archive.clock.advance(hours=2)
    for _ in range(13):
        archive.send()
        archive.clock.advance(hours=2)

    unsaid = "SELECT count(*) FROM outbox WHERE kind = 'receipt' AND state = 'suppressed' AND collected_in IS NULL"
    assert at_once == per_day
    assert busiest_day(sent_at(archive)) <= per_day
    assert archive.ask(unsaid) == [(0,)]
    assert archive.ask("SELECT DISTINCT state FROM outbox ORDER BY state") == [("sent",), ("suppressed",)]
    assert archive.sound()


def sent_at(archive: Archive) -> list[datetime]:
    return [moment(at) for (at,) in archive.ask("SELECT sent_at FROM outbox WHERE state = 'sent'")]


def letters_at(archive: Archive) -> list[datetime]:
    """When each letter was decided upon."""
    return [moment(at) for (at,) in archive.ask("SELECT created_at FROM outbox WHERE state <> 'suppressed'")]


def busiest_day(at: list[datetime]) -> int:
    return max(sum(one <= other < one + A_DAY for other in at) for one in at)


def longest_wait(archive: Archive) -> timedelta:
    """From a mail that was held back to the letter that covers it."""
    both = archive.ask(
        "SELECT mail.created_at, letter.created_at FROM outbox mail JOIN outbox letter ON mail.collected_in = letter.id"
    )
    return max(moment(then) - moment(at) for at, then in both)


def moment(at: object) -> datetime:
    return datetime.fromisoformat(str(at))


def test_a_single_mail_is_thanked_at_once_though_a_day_has_one_letter_only(archive: Archive) -> None:
    archive.policy = replace(archive.policy, receipts_per_day=1)
    server = FakeServer()
    deliver(archive, server, *mails(3))

    assert archive.send() == PostReport(sent=1)
    assert archive.post.letters[0].message_id == archive.policy.message_id("receipt.1")

    archive.clock.advance(hours=25)
    deliver(archive, server, *mails(1, first=3))
    assert archive.send() == PostReport(sent=1)
    assert "Vi har modtaget og gemt 3 mails fra dig." in said(archive.post.letters[1])


def test_a_ticket_system_that_answers_under_a_new_subaddress_each_time_is_one_sender(archive: Archive) -> None:
    archive.policy = replace(archive.policy, receipts_per_day=6)
    server = FakeServer()
    for number in range(20):
        sender = f"support+{number}@kommune.example"
        deliver(archive, server, a_letter(sender=sender, message_id=f"<{number}@kommune.example>"))
        archive.send()
        archive.clock.advance(minutes=3)
    archive.clock.advance(minutes=10)
    archive.send()

    assert len(archive.post.letters) == 6
    assert [letter.recipient for letter in archive.post.letters[:2]] == [
        "support+0@kommune.example",
        "support+1@kommune.example",
    ]
    last = archive.post.letters[-1]
    assert "kvittering for dem alle, fordi der kom mange." in said(last)
    assert archive.ask("SELECT DISTINCT mailbox FROM outbox") == [("support@kommune.example",)]


def test_an_answer_to_a_collected_receipt_is_filed_with_its_mails(archive: Archive) -> None:
    server = FakeServer()
    case = archive.store.cases.open(Doing("jette", archive.clock()), 2026)
    deliver(archive, server, *(a_letter(subject=f"[{case}]", message_id=f"<{n}@kommune.example>") for n in range(7)))
    archive.send()
    archive.clock.advance(minutes=10)
    archive.send()
    collected = archive.post.letters[-1]

    answer = a_letter(
        subject="Sv: tak", message_id="<svar@kommune.example>", headers=(("In-Reply-To", collected.message_id),)
    )
    deliver(archive, server, answer)

    detail = archive.store.catalogue.items()
    last = list(detail)[-1]
    assert (last.rule, last.case) == ("reply_to_our_receipt", str(case))
    assert f"[{case}]" in str(message_from_bytes(collected.octets, policy=policy.default)["Subject"])


def test_the_letter_keeps_its_message_id_and_its_octets_over_every_try(archive: Archive) -> None:
    deliver(archive, FakeServer(), *mails(7))
    archive.send()
    archive.clock.advance(minutes=10)
    collect_held_back(archive.store, archive.policy, archive.clock)
    (message_id,) = archive.ask("SELECT message_id FROM outbox WHERE kind = 'collected'")[0]

    send_due(archive.store, archive.post, a_correspondence(archive.policy), archive.clock)

    assert archive.post.letters[-1].message_id == message_id == archive.policy.message_id("receipt.collected.6-7")


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_that_anybody_wrote_is_in_any_receipt(sqlite_archive: Archive, language: Language) -> None:
    """Every field that has content, of the mail, of what it encloses and of what it quotes, and the program's name."""
    archive, server = sqlite_archive, FakeServer()
    enclosed = a_letter(
        sender=f"{CANARY} <{CANARY}@udbyder.example>",
        to=f"{CANARY}@kommune.example",
        subject=CANARY,
        message_id=f"<{CANARY}@udbyder.example>",
        body=f"{CANARY}\r\n",
        date=f"{CANARY} 2026",
        headers=(("Received", f"from {CANARY}"), ("X-Mailer", CANARY), ("Authentication-Results", CANARY)),
    )
    block = f"Fra: {CANARY} <{CANARY}@x.example>\r\nSendt: 3. maj 2024 10:31\r\nTil: {CANARY}\r\nEmne: {CANARY}\r\n"
    quoted = f"{CANARY}\r\n\r\n{block}\r\n{CANARY}\r\n"
    common = (("X-Mailer", CANARY), ("Cc", f"{CANARY} <c@x.example>"), ("Reply-To", f"{CANARY}@x.example"))
    sender = f"{CANARY} <jette.jensen@kommune.example>"
    for number in range(3):
        deliver(
            archive,
            server,
            a_forward_with_attachment(
                enclosed,
                filename=f"{CANARY}.png",
                sender=sender,
                subject=f"{CANARY} {number}",
                message_id=f"<{CANARY} {number}@x>",
                headers=common,
            ),
            a_letter(sender=sender, subject=CANARY, body=quoted, message_id=f"<q{number}@x.example>", headers=common),
            a_letter(
                sender=sender,
                subject=CANARY,
                body=CANARY,
                content_type=f'image/png; name="{CANARY}"',
                message_id=f"<p{number}@x.example>",
            ),
        )
    we = replace(a_correspondence(archive.policy), language=language)
    send_due(archive.store, archive.post, we, archive.clock)
    archive.clock.advance(minutes=10)
    collect_held_back(archive.store, archive.policy, archive.clock)
    send_due(archive.store, archive.post, we, archive.clock)

    assert len(archive.post.letters) == 6
    for letter in archive.post.letters:
        message = message_from_bytes(letter.octets)
        told = letter.octets + b"".join(part.get_payload(decode=True) or b"" for part in message.walk())  # type: ignore[misc]
        assert CANARY.lower().encode() not in told.lower()


def test_forwards_in_the_text_are_coached_once_in_the_program_they_were_made_with(archive: Archive) -> None:
    again = [INLINE.replace(b"<outlook-classic", b"<%d.outlook-classic" % number) for number in range(8)]
    deliver(archive, FakeServer(), *again)
    archive.send()
    archive.clock.advance(minutes=10)

    archive.send()

    told = said(archive.post.letters[-1])
    assert "• 1 af 3: originalen er videresendt i teksten (3 mails)" in told
    assert told.count("Ctrl+Alt+F") == 1
    assert "Gmail" not in told
