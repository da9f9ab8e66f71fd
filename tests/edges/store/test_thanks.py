"""Receipts in SQL: what they know of real mail, and many held back sent as one, once, however often it is asked."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import event

from archiver.core import reading
from archiver.core.forwards.choice import judged
from archiver.core.letters import CollectedFacts, Numbered, Originals, ReceiptFacts
from archiver.core.records import (
    Client,
    Filing,
    Form,
    IsoWeek,
    ItemNumber,
    ItemState,
    Letter,
    LetterKind,
    LetterState,
    Level,
    ReceiptDecision,
)
from archiver.edges.store import facts, thanks
from archiver.edges.store.cases import Doing
from archiver.edges.store.casework import Settled, Verdict
from archiver.edges.store.knowledge import Thanks
from archiver.edges.store.letters import ABANDONED_AFTER, Claim
from archiver.edges.tables import Base
from tests.builders import PNG, a_forward_with_attachment, a_letter, a_multipart
from tests.clients import letters
from tests.edges.store.test_casework import JETTE, knowledge, taken_in, understood
from tests.fakes import Archive, close
from tests.outlook import Item, a_msg

UNASSIGNED = Filing(ItemState.UNASSIGNED, "no_rule_matched")
BY_NAME = {letter.name: letter.octets for letter in letters()}
BURST = timedelta(minutes=10)
PER_DAY = 30
WEEK = IsoWeek(2026, 47)
INCOMPLETE = Originals(incomplete=1)


def settled(
    archive: Archive,
    *mails: bytes,
    sender: str = JETTE,
    receipt: ReceiptDecision = ReceiptDecision.TOO_MANY,
    filing: Filing = UNASSIGNED,
) -> list[ItemNumber]:
    """Mails taken in, read, and their receipts decided so."""
    items = taken_in(archive, *mails)
    batch = [
        Settled(item, judged(reading.read(mail), archive.policy.gate.own_domains, archive.policy.zone), sender)
        for item, mail in zip(items, mails, strict=True)
    ]

    def decide(one: Settled, _known: object) -> Verdict:
        return Verdict(filing, receipt, sender, f"<receipt.{one.item}@kommune.example>")

    archive.store.casework.settle(batch, decide, archive.clock(), 2026)
    return items


def held_back(archive: Archive, count: int = 1, sender: str = JETTE, **more: object) -> list[ItemNumber]:
    """Mails whose receipts were not sent, as their sender had had many."""
    first = archive.ask("SELECT count(*) FROM items")[0][0]
    mails = [a_letter(message_id=f"<{first + n}@kommune.example>") for n in range(count)]
    return settled(archive, *mails, sender=sender, **more)  # type: ignore[arg-type]


def thanked_today(archive: Archive, count: int, sender: str = JETTE) -> None:
    held_back(archive, count, sender, receipt=ReceiptDecision.DUE)
    archive.tamper("UPDATE outbox SET state = 'sent', sent_at = created_at WHERE state = 'due'")


def collect(archive: Archive) -> bool:
    return archive.store.letters.collect(lambda words: f"<{words}@kommune.example>", archive.clock(), per_day=PER_DAY)


def collected_letters(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT recipient, message_id, state FROM outbox WHERE kind = 'collected' ORDER BY id")


def request_of(archive: Archive, item: ItemNumber) -> facts.Request:
    asked: list[facts.Request] = []
    archive.tamper(f"UPDATE outbox SET state = 'due' WHERE item = {item}")

    def compose(request: facts.Request) -> Letter:
        asked.append(request)
        return Letter(request.message_id, request.recipient, b"brev", null_sender=True)

    archive.store.letters.claim(compose, archive.clock())
    return asked[0]


# --- what one receipt knows ---


@pytest.mark.parametrize(
    ("mail", "level", "form", "originals", "client", "attachments"),
    [
        (a_forward_with_attachment(), 3, Form.ATTACHED, Originals(whole=1), None, 1),
        (BY_NAME["attached-three-outlook"], 3, Form.ATTACHED, Originals(whole=3), None, 0),
        (a_forward_with_attachment(a_letter(sender="borger@udbyder.example")), 2, Form.INCOMPLETE, INCOMPLETE, None, 1),
        (BY_NAME["outlook-classic-da-alternative"], 1, Form.INLINE, Originals(quoted=1), Client.OUTLOOK, 0),
        (BY_NAME["apple-ios-da-html"], 1, Form.INLINE, Originals(quoted=1), Client.PHONE, 0),
        (BY_NAME["gmail-da-text"], 1, Form.INLINE, Originals(quoted=1), Client.GMAIL, 0),
        (BY_NAME["thunderbird-da-html"], 1, Form.INLINE, Originals(quoted=1), None, 0),
        (BY_NAME["redirect-apple"], 3, Form.REDIRECTED, Originals(whole=1), None, 0),
        (a_letter(body="Han ringede.\r\n"), 0, Form.RETOLD, Originals(), None, 0),
        (
            a_multipart([(("Content-Type: image/png", 'Content-Disposition: attachment; filename="a.png"'), PNG)]),
            1,
            Form.PICTURE,
            Originals(),
            None,
            1,
        ),
        (
            a_multipart(
                [
                    (
                        (
                            "Content-Type: application/vnd.ms-outlook",
                            'Content-Disposition: attachment; filename="a.msg"',
                        ),
                        b"x",
                    )
                ]
            ),
            0,
            Form.UNOPENED,
            Originals(),
            None,
            1,
        ),
        (
            a_multipart(
                [
                    (
                        (
                            "Content-Type: application/vnd.ms-outlook",
                            'Content-Disposition: attachment; filename="a.msg"',
                        ),
                        a_msg(Item("Vrede", "Ord")),
                    )
                ]
            ),
            2,
            Form.OUTLOOK,
            Originals(outlook_items=1),
            None,
            0,
        ),
    ],
)
def test_a_receipt_knows_what_was_sent(
    archive: Archive,
    mail: bytes,
    level: int,
    form: Form,
    originals: Originals,
    client: Client | None,
    attachments: int,
) -> None:
    (item,) = settled(archive, mail, receipt=ReceiptDecision.DUE)

    told = request_of(archive, item).facts

    assert isinstance(told, ReceiptFacts)
    assert (told.level, told.form, told.originals) == (Level(level), form, originals)
    assert (told.client, told.attachments, told.strengthens) == (client, attachments, ())
    assert not told.not_all_read


ZIP = "Content-Type: application/zip", 'Content-Disposition: attachment; filename="x.zip"'
QP, BASE64 = (f"Content-Transfer-Encoding: {name}" for name in ("quoted-printable", "base64"))
BROKEN = b"!!!!%%%%not base64"
WITH_BROKEN_LINK = (
    b"From: Borger <vred.borger@udbyder.example>\r\nReceived: from a by b; Fri, 20 Nov 2026 10:00:00 +0100\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n"
    b'Content-Transfer-Encoding: quoted-printable\r\n\r\n<a href="http://x.example/?a=zz">hej</a>\r\n'
)


@pytest.mark.parametrize(
    ("mail", "is_unreadable", "form"),
    [
        (a_letter(body="50 % rabat =ZZ hej\r\n", headers=(tuple(QP.split(": ")),)), False, Form.RETOLD),  # type: ignore[arg-type]
        (a_forward_with_attachment(WITH_BROKEN_LINK), False, Form.ATTACHED),
        (a_multipart([(("Content-Type: text/html; name=brev.html", QP), b"se =ZZ")]), False, Form.RETOLD),
        (a_multipart([((*ZIP, BASE64), BROKEN)]), True, Form.UNOPENED),
        (a_forward_with_attachment(a_multipart([((*ZIP, BASE64), BROKEN)], sender="b@udbyder.example")), False, None),
        (a_multipart([((*ZIP, BASE64), b"UEsDBA==")]), False, Form.RETOLD),
        (
            a_multipart([(("Content-Type: text/plain", "Content-Disposition: attachment", BASE64), BROKEN)]),
            True,
            Form.UNOPENED,
        ),
        (a_multipart([(("Content-Type: image/png", BASE64), b"iVBORw0KGgo=!!!!")]), True, Form.PICTURE),
    ],
    ids=["words", "inside the original", "named text", "zip", "zip in the original", "whole zip", "text file", "png"],
)
def test_an_attachment_that_could_not_be_read_is_one(
    archive: Archive, mail: bytes, is_unreadable: bool, form: Form | None
) -> None:
    (item,) = settled(archive, mail, receipt=ReceiptDecision.DUE)

    told = request_of(archive, item).facts

    assert isinstance(told, ReceiptFacts)
    assert told.part_unreadable is is_unreadable
    assert form in {None, told.form}


def test_limits_that_cut_the_reading_short_are_told(archive: Archive) -> None:
    many = a_multipart([(("Content-Type: text/plain",), b"x")] * 3)
    (item,) = settled(archive, many, receipt=ReceiptDecision.DUE)
    cut = '["more than 1000 parts; the rest is in the raw mail only"]'
    archive.tamper(f"UPDATE readings SET findings = '{cut}' WHERE item = {item}")

    told = request_of(archive, item).facts

    assert isinstance(told, ReceiptFacts)
    assert told.not_all_read


def test_the_stronger_of_two_knows_the_one_it_strengthens(archive: Archive) -> None:
    weaker, stronger = settled(archive, a_letter(), a_forward_with_attachment(), receipt=ReceiptDecision.DUE)
    archive.tamper(f"INSERT INTO strengthenings VALUES ({stronger}, {weaker}, '2026-11-23 08:00:00')")
    archive.tamper(f"UPDATE outbox SET state = 'sent' WHERE item = {weaker}")

    told = request_of(archive, stronger).facts

    assert isinstance(told, ReceiptFacts)
    assert told.strengthens == (Numbered(weaker, archive.clock()),)


@pytest.mark.parametrize(
    ("cases", "end"),
    [((0, 0), " De gemmes sammen.\n"), ((0, 1), "\n"), ((None, 0), "\n"), ((0, None), "\n"), ((None, None), "\n")],
)
def test_the_receipt_for_what_was_sent_again_says_so_and_where_it_is_so_that_they_are_kept_together(
    archive: Archive, cases: tuple[int | None, int | None], end: str
) -> None:
    weaker, stronger = settled(archive, a_letter(), a_forward_with_attachment(), receipt=ReceiptDecision.DUE)
    archive.tamper(f"INSERT INTO strengthenings VALUES ({stronger}, {weaker}, '2026-11-23 08:00:00')")
    doing = Doing("operator", archive.clock())
    opened = [str(archive.store.cases.open(doing, 2026)) for _ in range(2)]
    for item, case in zip((weaker, stronger), cases, strict=True):
        if case is not None:
            archive.store.cases.file(item, opened[case], doing)

    archive.send()

    first, second = (said(letter) for letter in archive.post.letters)
    assert "Tak, fordi du sendte det igen" not in first
    assert "Det styrker det, du sendte før (kvittering nr. K-2026-000001)." + end in second


def test_a_receipt_written_after_its_case_was_closed_knows_it(archive: Archive) -> None:
    one, other = settled(archive, a_letter(), a_letter(message_id="<2@x>"), receipt=ReceiptDecision.DUE)
    doing = Doing("operator", archive.clock())
    case = str(archive.store.cases.open(doing, 2026))
    archive.store.cases.file(one, case, doing)
    close(archive.store, case, doing)

    told, unassigned = request_of(archive, one).facts, request_of(archive, other).facts

    assert isinstance(told, ReceiptFacts)
    assert isinstance(unassigned, ReceiptFacts)
    assert (str(told.case), told.is_closed, unassigned.is_closed) == (case, True, False)


def said(letter: Letter) -> str:
    body = message_from_bytes(letter.octets, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


# --- when ---


def test_what_was_held_back_is_sent_as_one_when_the_sender_has_been_silent(archive: Archive) -> None:
    held_back(archive, 3)
    assert not collect(archive)
    archive.clock.now += BURST - timedelta(seconds=1)
    assert not collect(archive)
    archive.clock.advance(seconds=1)

    assert collect(archive)
    assert not collect(archive)

    assert collected_letters(archive) == [(JETTE, "<receipt.collected.1-3@kommune.example>", "due")]
    (number,) = archive.ask("SELECT id FROM outbox WHERE kind = 'collected'")[0]
    covered = archive.ask("SELECT DISTINCT collected_in, state FROM outbox WHERE kind = 'receipt'")
    assert covered == [(number, "suppressed")]
    events = archive.ask("SELECT subject, detail FROM custody_events WHERE act = 'letter' ORDER BY seq DESC")
    assert events[0][0] == f"letter:{number}"
    assert '"receipts":3' in str(events[0][1])
    assert archive.sound()


def test_any_mail_of_the_sender_is_heard_and_nobody_elses(archive: Archive) -> None:
    held_back(archive, 2)
    archive.clock.now += BURST / 2
    thanked_today(archive, 1)
    held_back(archive, 1, "mads@kommune.example")
    archive.clock.now += BURST / 2

    assert not collect(archive)
    archive.clock.now += BURST / 2

    assert [collect(archive), collect(archive), collect(archive)] == [True, True, False]
    assert [recipient for recipient, _, _ in collected_letters(archive)] == [JETTE, "mads@kommune.example"]


def test_a_sender_who_never_falls_silent_is_thanked_after_an_hour(archive: Archive) -> None:
    held_back(archive)
    minutes = 0
    while not collect(archive):
        archive.clock.advance(minutes=5)
        minutes += 5
        held_back(archive)

    assert minutes == 60
    assert collected_letters(archive) == [(JETTE, "<receipt.collected.1-13@kommune.example>", "due")]


def test_when_the_days_letters_are_used_up_one_comes_when_the_day_is_over(archive: Archive) -> None:
    thanked_today(archive, PER_DAY)
    held_back(archive, 2)
    archive.clock.advance(hours=23, minutes=59)
    assert not collect(archive)
    archive.clock.advance(minutes=2)

    assert [collect(archive), collect(archive)] == [True, False]


def test_a_collected_receipt_counts_against_the_day(archive: Archive) -> None:
    thanked_today(archive, PER_DAY - 1)
    held_back(archive, 2)
    archive.clock.now += BURST
    assert collect(archive)
    archive.clock.now += BURST
    (item,) = taken_in(archive, a_letter(message_id="<ny@kommune.example>"))

    known = knowledge(archive, understood(item, a_letter(message_id="<ny@kommune.example>")))

    assert (known.receipts_in_day, known.receipts_in_burst) == (PER_DAY, 1)


def test_a_clock_that_was_ahead_keeps_nobody_waiting(archive: Archive) -> None:
    right = archive.clock.now
    archive.clock.advance(days=4000)
    thanked_today(archive, PER_DAY)
    held_back(archive, 2)
    archive.clock.now = right

    assert [collect(archive), collect(archive)] == [True, False]


def test_what_was_held_back_is_thanked_for_however_long_it_lay(archive: Archive) -> None:
    held_back(archive, 2)
    archive.clock.advance(days=60)

    assert collect(archive)
    assert not collect(archive)

    assert archive.ask("SELECT count(*) FROM outbox WHERE kind = 'receipt' AND collected_in IS NULL") == [(0,)]


def test_a_letter_to_come_counts_as_given(archive: Archive) -> None:
    thanked_today(archive, 2)
    held_back(archive, 2)
    ours = a_letter(message_id="<ny@kommune.example>")
    (item,) = taken_in(archive, ours)

    assert knowledge(archive, understood(item, ours)).receipts_in_day == 3
    archive.clock.now += BURST
    collect(archive)
    assert knowledge(archive, understood(item, ours)).receipts_in_day == 3


@pytest.mark.parametrize("decision", [one for one in ReceiptDecision if one is not ReceiptDecision.TOO_MANY])
def test_nothing_else_that_was_held_back_is_collected(archive: Archive, decision: ReceiptDecision) -> None:
    held_back(archive, 2, receipt=decision)
    archive.clock.advance(hours=2)

    assert not collect(archive)


def test_many_who_collect_at_once_make_one_letter(archive: Archive) -> None:
    for sender in ("a", "b", "c"):
        held_back(archive, 4, f"{sender}@kommune.example")
    archive.clock.now += BURST
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.extend(collect(archive) for _ in range(3))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(answers) == 3
    assert len(collected_letters(archive)) == 3
    assert archive.ask("SELECT count(*) FROM outbox WHERE collected_in IS NULL AND kind = 'receipt'") == [(0,)]
    assert archive.sound()


def test_what_is_cut_short_leaves_nothing_half_done(archive: Archive) -> None:
    held_back(archive, 3)
    archive.clock.now += BURST

    def dies(_words: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.store.letters.collect(dies, archive.clock(), per_day=PER_DAY)

    assert archive.ask("SELECT count(*) FROM outbox WHERE collected_in IS NOT NULL OR kind = 'collected'") == [(0,)]
    assert [collect(archive), collect(archive)] == [True, False]
    assert archive.sound()


# --- whose ---


def test_every_spelling_of_a_mailbox_counts_for_it(archive: Archive) -> None:
    for sender in ("jette.jensen+1@kommune.example", "jette.jensen+@kommune.example", JETTE):
        thanked_today(archive, 1, sender)
    thanked_today(archive, 1, "jette@kommune.example")
    ours = a_letter(message_id="<ny@kommune.example>")
    (item,) = taken_in(archive, ours)

    known = knowledge(archive, understood(item, ours))

    assert (known.receipts_in_day, known.receipts_in_burst) == (3, 3)


def test_what_a_mailbox_wrote_under_many_spellings_is_one_letter_to_the_newest(archive: Archive) -> None:
    for number in range(3):
        held_back(archive, 1, f"jette.jensen+{2 - number}@kommune.example")
    held_back(archive, 1, "mads+1@kommune.example")
    archive.clock.now += BURST

    assert [collect(archive), collect(archive), collect(archive)] == [True, True, False]

    assert [(recipient, message_id) for recipient, message_id, _ in collected_letters(archive)] == [
        ("jette.jensen+0@kommune.example", "<receipt.collected.1-3@kommune.example>"),
        ("mads+1@kommune.example", "<receipt.collected.4-4@kommune.example>"),
    ]


def test_a_collected_receipt_counts_for_every_spelling(archive: Archive) -> None:
    held_back(archive, 1, "jette.jensen+1@kommune.example")
    archive.clock.now += BURST
    collect(archive)
    thanked_today(archive, PER_DAY - 1)
    held_back(archive, 1, "jette.jensen+2@kommune.example")
    archive.clock.now += BURST

    assert not collect(archive)


def test_a_letter_to_a_sender_is_counted_for_somebody(archive: Archive) -> None:
    thanked_today(archive, 1)

    with pytest.raises(Exception, match=r"(?i)constraint|check"):
        archive.tamper("UPDATE outbox SET mailbox = NULL")


# --- what it says, and what is made of it ---


def claimed(archive: Archive, compose: Callable[[facts.Request], Letter]) -> Claim:
    found = archive.store.letters.claim(compose, archive.clock())
    assert found is not None
    return found


def test_a_collected_receipt_knows_all_that_it_covers(archive: Archive) -> None:
    case = archive.store.cases.open(Doing("jette", archive.clock()), 2026)
    filed = Filing(ItemState.FILED, "by_hand", case)
    settled(archive, BY_NAME["outlook-classic-da-alternative"], filing=filed)
    settled(archive, a_forward_with_attachment())
    close(archive.store, str(case), Doing("operator", archive.clock()))
    archive.clock.now += BURST
    collect(archive)
    asked: list[facts.Request] = []

    def compose(request: facts.Request) -> Letter:
        asked.append(request)
        return Letter(request.message_id, request.recipient, b"brev", null_sender=True)

    claimed(archive, compose)

    told = asked[0].facts
    assert isinstance(told, CollectedFacts)
    assert [mail.is_closed for mail in told.mails] == [True, False]
    assert [(one.item, one.case, one.level, one.form, one.client) for one in told.mails] == [
        (1, case, Level.INLINE, Form.INLINE, Client.OUTLOOK),
        (2, None, Level.ATTACHED, Form.ATTACHED, None),
    ]
    assert (asked[0].recipient, asked[0].in_reply_to) == (JETTE, None)


def test_a_collected_receipt_sent_again_has_no_return_path_either(archive: Archive) -> None:
    held_back(archive)
    archive.clock.now += BURST
    collect(archive)

    def compose(request: facts.Request) -> Letter:
        return Letter(request.message_id, request.recipient, b"brev", null_sender=True)

    first = claimed(archive, compose)
    archive.clock.now += ABANDONED_AFTER
    again = claimed(archive, compose)

    assert first.kind is again.kind is LetterKind.COLLECTED
    assert first.letter == again.letter
    assert isinstance(again.letter, Letter)
    assert again.letter.null_sender
    archive.store.letters.mark(again, LetterState.SENT, archive.clock())
    assert archive.store.catalogue.item(ItemNumber(1)).receipt == "collected: sent"


def test_an_answer_to_a_collected_receipt_names_the_one_case_of_all_its_mails(archive: Archive) -> None:
    case = archive.store.cases.open(Doing("jette", archive.clock()), 2026)
    first, second = held_back(archive, 2)
    archive.clock.now += BURST
    collect(archive)
    (letter,) = collected_letters(archive)
    answer = a_letter(message_id="<svar@kommune.example>", headers=(("In-Reply-To", str(letter[1])),))
    (item,) = taken_in(archive, answer)

    neither = knowledge(archive, understood(item, answer)).letters
    archive.store.cases.file(first, str(case), Doing("jette", archive.clock()))
    one = knowledge(archive, understood(item, answer)).letters
    archive.store.cases.file(second, str(case), Doing("jette", archive.clock()))
    both = knowledge(archive, understood(item, answer)).letters
    other = archive.store.cases.open(Doing("jette", archive.clock()), 2026)
    archive.store.cases.file(second, str(other), Doing("jette", archive.clock()))
    parted = knowledge(archive, understood(item, answer)).letters

    assert neither == one == parted == ()
    assert [(letter.item, letter.case, letter.recipient) for letter in both] == [(first, case, JETTE)]


def test_a_weekly_letter_counts_only_what_nobody_was_thanked_for(archive: Archive) -> None:
    held_back(archive, 2)
    archive.clock.now += BURST
    collect(archive)
    held_back(archive, 3)
    chain = archive.store.catalogue.status().chain

    with archive.store.database.reading() as connection:
        issue = facts.Issue(week=WEEK, first_item=1, last_item=5, chain=chain)
        assert facts.digest(connection, issue, facts.Telling()).receipts_withheld == 3


# --- many ---


def test_ten_thousand_mails_held_back_are_one_letter_in_seconds(archive: Archive) -> None:
    held_back(archive)
    multiply(archive, 10_000)
    archive.clock.now += BURST
    begun = monotonic()

    assert collect(archive)
    archive.send()

    assert monotonic() - begun < 20
    assert "Vi har modtaget og gemt 10.000 mails fra dig." in said(archive.post.letters[-1])
    assert archive.ask("SELECT count(*) FROM outbox WHERE collected_in IS NOT NULL") == [(10_000,)]
    assert not collect(archive)


def multiply(archive: Archive, count: int) -> None:
    """The first item with its reading, filing and receipt, so often; numbered on."""
    number = "printf('%064d', i)" if archive.store.database.is_sqlite else "lpad(i::text, 64, '0')"
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    changes = {
        "items": {"number": "i", "sha256": number},
        "readings": {"item": "i", "message_id": "'<' || i || '@x.example>'"},
        "filings": {"id": "id + i", "item": "i"},
        "outbox": {"id": "id + i", "item": "i", "message_id": "'<receipt.' || i || '@x.example>'"},
    }
    for name, changed in changes.items():
        columns = [column.name for column in Base.metadata.tables[name].columns]
        values = ", ".join(changed.get(column, column) for column in columns)
        into = f"INSERT INTO {name} ({', '.join(columns)})"
        key = "number" if name == "items" else "item"
        archive.tamper(f"{into} {numbers} SELECT {values} FROM {name}, n WHERE {key} = 1")


def test_looking_for_what_was_held_back_looks_at_nothing_else(tmp_path: Path) -> None:
    seen: list[str] = []
    with Archive.opened(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive:
        with archive.store.database.reading() as connection:
            event.listen(connection, "before_cursor_execute", lambda *told: seen.append(str(told[2])))
            thanks.may_collect(connection, archive.clock(), quiet=BURST)
        literal = re.sub(r"\?", "'2026-11-23 08:00:00.000000'", seen[-1].rpartition("LIMIT")[0])
        plan = archive.ask(f"EXPLAIN QUERY PLAN {literal}")

    assert any("ix_outbox_held_back" in str(step[-1]) for step in plan), plan
    assert not any(str(step[-1]).startswith("SCAN outbox") and "INDEX" not in str(step[-1]) for step in plan), plan


def test_counting_the_letters_of_a_mailbox_looks_at_none_that_was_not_sent(tmp_path: Path) -> None:
    seen: list[str] = []
    with Archive.opened(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive:
        with archive.store.database.reading() as connection:
            event.listen(connection, "before_cursor_execute", lambda *told: seen.append(str(told[2])))
            Thanks(connection, archive.clock(), BURST).sent_to(JETTE)
        asked = [one.replace("?", "'x'") for one in seen if "outbox" in one]
        plans = [str(step[-1]) for one in asked for step in archive.ask(f"EXPLAIN QUERY PLAN {one}")]

    assert asked
    assert all("ix_outbox_not_sent_to" in step or "ix_outbox_sent_to" in step for step in plans), plans


def test_a_letter_of_days_ago_counts_while_it_waits_and_from_when_it_was_sent(archive: Archive) -> None:
    held_back(archive, 3, receipt=ReceiptDecision.DUE)
    archive.clock.advance(days=4)
    now = archive.clock.now
    archive.tamper(f"UPDATE outbox SET state = 'sent', sent_at = '{now:%Y-%m-%d %H:%M:%S.%f}' WHERE item = 1")
    archive.tamper("UPDATE outbox SET state = 'failed' WHERE item = 2")

    assert counted(archive) == 2
    archive.clock.advance(days=1, minutes=1)
    assert counted(archive) == 1


def counted(archive: Archive) -> int:
    with archive.store.database.reading() as connection:
        return Thanks(connection, archive.clock(), BURST).sent_to(JETTE)[0]
