"""Reading and filing: what was left unread is read, what cannot be filed is kept, and who is thanked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.core.cases import Signer
from archiver.core.records import CaseRef, ItemNumber, ItemState, Octets, Reading, ReceiptDecision, Unreadable
from archiver.edges.store.cases import Doing
from archiver.errors import ReaderUnavailable
from archiver.jobs.settling import Reread, Understood, read_again, settle, settle_leftovers
from tests.builders import a_letter
from tests.fakes import SIGNER, Archive, FakeServer, InProcessReader, a_message, a_policy

ARCHIVE = "arkiv@kommune.example"
OUT_OF_OFFICE = (("Auto-Submitted", "auto-replied"),)


def stored(archive: Archive, *mails: bytes) -> list[ItemNumber]:
    lease = archive.lease()
    batch = [a_message(uid, mail) for uid, mail in enumerate(mails, start=1)]
    return [one.item for one in archive.store.accessions.accession(lease, batch, archive.clock())]


def leftovers(archive: Archive) -> int:
    return settle_leftovers(archive.store, archive.reader, archive.policy, archive.clock)


def decision(archive: Archive, item: int = 1) -> str | None:
    return archive.store.catalogue.item(ItemNumber(item)).receipt


def test_what_a_crash_left_unread_is_read_and_filed(archive: Archive) -> None:
    stored(archive, *(a_letter(message_id=f"<{n}@kommune.example>") for n in range(3)))

    assert leftovers(archive) == 3
    assert leftovers(archive) == 0
    assert archive.ask("SELECT count(*) FROM outbox WHERE state = 'due'") == [(3,)]
    assert archive.sound()


def test_more_leftovers_than_a_page_are_all_read(sqlite_archive: Archive) -> None:
    stored(sqlite_archive, *(b"Subject: %d\r\n\r\n" % n for n in range(205)))

    assert leftovers(sqlite_archive) == 205


def test_leftovers_whose_octets_are_wrong_do_not_hold_up_the_others(archive: Archive) -> None:
    mails = [a_letter(message_id=f"<{n}@kommune.example>") for n in range(3)]
    stored(archive, *mails)
    archive.tamper(f"DELETE FROM octets WHERE sha256 = '{Octets(mails[0]).checksum}'")

    assert leftovers(archive) == 2
    assert archive.ask("SELECT item FROM readings ORDER BY item") == [(2,), (3,)]
    assert archive.ask("SELECT kind, subject FROM alarms") == [("readback_mismatch", "items")]


def test_without_a_reader_leftovers_wait(archive: Archive) -> None:
    class NoReader:
        def read(self, octets: Octets) -> Reading | Unreadable:
            raise ReaderUnavailable("none")

    stored(archive, a_letter())
    archive.reader = NoReader()

    with pytest.raises(ReaderUnavailable):
        leftovers(archive)

    archive.reader = InProcessReader()
    assert leftovers(archive) == 1


def test_what_was_released_unread_is_never_taken_for_a_colleagues_however_it_is_read_later(archive: Archive) -> None:
    forged = a_letter()
    (item,) = stored(archive, forged)
    stumbling = replace(archive.policy, signer=Stumbling(b"en noegle kun til disse proever"))
    settle(archive.store, archive.reader, stumbling, [Understood(item, Octets(forged))], archive.clock)
    archive.store.casework.release(item, "operator", archive.clock())

    reread = read_again(
        archive.store, archive.reader, archive.policy, item, Octets(forged).checksum, "operator", archive.clock
    )

    assert reread is Reread.CHANGED
    assert archive.ask("SELECT standing, standing_reason FROM readings") == [("unverified", "released_unread")]


class Stumbling(Signer):
    """Stumbles over every mail, as only a fault of ours can."""

    def references_in(self, text: str) -> Iterator[CaseRef]:
        raise RecursionError(text)


def test_a_mail_that_filing_stumbles_on_is_quarantined_and_the_others_are_filed(archive: Archive) -> None:
    class Moody(Signer):
        """Stumbles over one mail, as only a fault of ours can."""

        def references_in(self, text: str) -> Iterator[CaseRef]:
            if "stolpe" in text:
                raise RecursionError
            return super().references_in(text)

    archive.policy = replace(archive.policy, signer=Moody(b"en noegle kun til disse proever"))
    mails = [a_letter(subject=subject, message_id=f"<{subject}@k.example>") for subject in ("en", "stolpe", "to")]
    items = stored(archive, *mails)
    batch = [Understood(item, Octets(mail)) for item, mail in zip(items, mails, strict=True)]

    settle(archive.store, archive.reader, archive.policy, batch, archive.clock)

    entries = list(archive.store.catalogue.items())
    assert [entry.state for entry in entries] == ["unassigned", "quarantined", "unassigned"]
    assert entries[1].reason == "could not be filed (RecursionError)"
    assert b"".join(archive.store.catalogue.octets(items[1])) == mails[1]
    assert archive.sound()


def test_nothing_to_settle_is_nothing_done(archive: Archive) -> None:
    settle(archive.store, archive.reader, archive.policy, [], archive.clock)

    assert archive.store.catalogue.status().chain.count == 0


def test_a_case_belongs_to_the_year_on_the_workplaces_wall(archive: Archive) -> None:
    archive.policy = replace(archive.policy, open_new_cases=True)
    archive.clock.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    stored(archive, a_letter())

    leftovers(archive)

    assert [case.reference for case in archive.store.catalogue.cases()] == [str(SIGNER.sign(2027, 1))]


def test_a_reply_to_our_receipt_lands_in_the_same_case(archive: Archive) -> None:
    archive.policy = replace(archive.policy, open_new_cases=True)
    server = FakeServer()
    server.deliver(a_letter(message_id="<a@kommune.example>"))
    archive.round(server)
    archive.send()
    receipt = archive.post.letters[0].message_id
    server.deliver(a_letter(message_id="<b@kommune.example>", headers=(("In-Reply-To", receipt),)))

    archive.round(server)

    first, second = archive.store.catalogue.items()
    assert (second.rule, second.case) == ("reply_to_our_receipt", first.case)


def test_a_genuine_reference_of_a_case_that_exists_files_and_a_guess_does_not(archive: Archive) -> None:
    case = archive.store.cases.open(Doing("operator", archive.clock()), 2026)
    unopened = SIGNER.sign(2026, 2)
    mails = [
        a_letter(subject=f"[{ref}]", message_id=f"<{ref}@k.example>") for ref in (case, unopened, "2026-0001-AAAA")
    ]
    stored(archive, *mails)

    leftovers(archive)

    assert [entry.case for entry in archive.store.catalogue.items()] == [str(case), None, None]


RECEIPTS = [
    ("a colleague", {}, "due"),
    ("an outsider", {"sender": "borger@udbyder.example"}, "suppressed: not_a_colleague"),
    ("nobody", {"sender": "Jette"}, "suppressed: not_a_colleague"),
    ("the archive itself", {"sender": ARCHIVE}, "suppressed: ourselves"),
    ("the archive itself in capitals", {"sender": ARCHIVE.upper()}, "suppressed: ourselves"),
    ("an out-of-office", {"headers": OUT_OF_OFFICE}, "suppressed: machine_mail"),
    ("our loop mark", {"headers": (("X-Archive-Loop", a_policy().loop_mark),)}, "suppressed: ourselves"),
    ("a foreign loop mark", {"headers": (("X-Archive-Loop", "0" * 16),)}, "due"),
    ("a list", {"headers": (("List-Id", "<nyt.kommune.example>"),)}, "suppressed: machine_mail"),
    ("a null sender", {"headers": (("Return-Path", "<>"),)}, "suppressed: machine_mail"),
    ("no-reply", {"sender": "no-reply@kommune.example"}, "suppressed: machine_mail"),
    ("X-Auto-Response-Suppress, as Exchange writes it", {"headers": (("X-Auto-Response-Suppress", "All"),)}, "due"),
]


@pytest.mark.parametrize(("mail", "expected"), [row[1:] for row in RECEIPTS], ids=[row[0] for row in RECEIPTS])
def test_only_a_colleague_who_wrote_with_their_own_hands_is_thanked(
    sqlite_archive: Archive, mail: dict[str, str], expected: str
) -> None:
    stored(sqlite_archive, a_letter(**mail))  # type: ignore[arg-type]

    leftovers(sqlite_archive)

    assert decision(sqlite_archive) == expected


def test_nobody_is_thanked_where_receipts_are_turned_off(archive: Archive) -> None:
    archive.policy = replace(archive.policy, receipts=False)
    stored(archive, a_letter())

    leftovers(archive)

    assert decision(archive) == f"suppressed: {ReceiptDecision.TURNED_OFF}"


def test_two_hundred_unmarked_answers_get_thirty_receipts_a_day_at_most(sqlite_archive: Archive) -> None:
    archive = sqlite_archive
    stored(archive, *(a_letter(message_id=f"<{n}@kommune.example>") for n in range(200)))
    for unsettled in archive.store.casework.unsettled():
        octets = archive.store.catalogue.whole(unsettled.item)
        settle(archive.store, archive.reader, archive.policy, [Understood(unsettled.item, octets)], archive.clock)
        octets.close()
        archive.clock.advance(minutes=3)

    counts = dict(archive.ask("SELECT state, count(*) FROM outbox GROUP BY state"))

    assert counts == {"due": 29, "suppressed": 171}, "and the thirtieth is kept for the collected receipt"


def test_a_burst_is_thanked_five_times_and_again_after_ten_minutes(archive: Archive) -> None:
    stored(archive, *(a_letter(message_id=f"<{n}@kommune.example>") for n in range(8)))
    leftovers(archive)
    assert archive.ask("SELECT count(*) FROM outbox WHERE state = 'due'") == [(5,)]
    archive.clock.advance(minutes=11)

    archive.store.accessions.accession(archive.lease(), [a_message(99, a_letter(body="igen\r\n"))], archive.clock())
    leftovers(archive)

    assert decision(archive, 9) == "due"


def test_a_message_id_of_ours_is_the_same_for_the_same_words_and_nobody_elses() -> None:
    ours, theirs = a_policy(), a_policy(signer=Signer(b"en ganske anden noegle end vores"))

    assert ours.message_id("receipt.1") == ours.message_id("receipt.1")
    assert len({ours.message_id("receipt.1"), ours.message_id("receipt.2"), theirs.message_id("receipt.1")}) == 3
    assert ours.message_id("receipt.1").endswith("@kommune.example>")


def test_an_item_is_state_pending_until_it_is_settled(archive: Archive) -> None:
    stored(archive, a_letter())
    before = [entry.state for entry in archive.store.catalogue.items()]

    leftovers(archive)

    assert before == [ItemState.PENDING]
    assert [entry.state for entry in archive.store.catalogue.items()] == [ItemState.UNASSIGNED]
