"""Moving to the archive folder (R5) on servers that refuse, lie and are cut off: proven, or not called moved."""

from dataclasses import replace

import pytest

from archiver.core.records import (
    MoveReason,
    MoveResult,
    Sighting,
    SightingState,
)
from archiver.edges.mailbox import archive
from archiver.errors import (
    MailboxUnavailable,
    ProtocolViolation,
    StoreUnavailable,
)
from tests.builders import a_letter
from tests.edges.mailboxes import account, all_fetched, opened, results, stored
from tests.services.scripted_imap import (
    ScriptedImap,
    Talk,
    body,
    hang_up,
)

BODIES = r"UID FETCH .*BODY\.PEEK"
LETTERS = (b"Subject: en\r\n\r\nfoerste\r\n", b"Subject: to\r\n\r\nanden\r\n", b"Subject: tre\r\n\r\ntredje\r\n")


# --- 2.4: MOVE -------------------------------------------------------------------------------------------------------


def test_moves_that_are_proven_are_moved() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        outcomes = mailbox.move(stored(all_fetched(mailbox, mailbox.listed()), mailbox.archive_folder()))

        assert [(one.result, one.archive_uid) for one in outcomes] == [(MoveResult.MOVED, uid) for uid in (1, 2, 3)]
        assert not server.inbox.messages
        assert len(server.said("UID MOVE")) == 1


@pytest.mark.parametrize("code", ["OVERQUOTA", "NOPERM", "LIMIT", "INUSE", "UNAVAILABLE", "EXPUNGEISSUED"])
def test_a_move_refused_leaves_the_message_and_gives_the_code(code: str) -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        server.when("UID MOVE", b"TAG NO [" + code.encode() + b"] anna@kommune.example is full\r\n")
        (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

        assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, code)
        assert list(server.inbox.messages) == [1]


def test_a_move_that_did_nothing_is_refused_though_the_server_said_ok() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        server.when("UID MOVE", b"* OK [COPYUID 9 1 1] moved\r\nTAG OK done\r\n")
        (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

    assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, MoveReason.NOTHING_HAPPENED)


def test_an_archive_folder_that_is_missing_is_created_once_and_the_move_tried_again() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        server.when("UID MOVE", b"TAG NO [TRYCREATE] no such folder\r\n", times=1)
        outcomes = mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

        assert results(outcomes) == [MoveResult.MOVED]
        assert len(server.said("CREATE")) == 1


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"* OK [COPYUID 8 1 1] other\r\n",
        b"* OK [COPYUID 9 1 1:2] uneven\r\n",
        b"* OK [COPYUID 9 1:999999 1] x\r\n",
    ],
)
def test_a_move_without_a_usable_copyuid_is_proven_by_its_octets(told: bytes) -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        server.archive.add(b"another one, from before")
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())

        def quietly(talk: Talk, tag: bytes) -> None:
            server.archive.add(server.inbox.messages.pop(1))
            talk.say(told + b"* 1 EXPUNGE\r\n" + tag + b" OK done\r\n")

        server.when("UID MOVE", quietly)
        (outcome,) = mailbox.move(sightings)

    assert (outcome.result, outcome.archive_uid) == (MoveResult.MOVED, 2)


def test_without_uidplus_only_what_came_since_the_move_is_looked_through() -> None:
    with ScriptedImap(LETTERS[0], capabilities="IMAP4rev1 MOVE") as server, opened(account(server)) as mailbox:
        for number in range(20):
            server.archive.add(b"from before %d" % number)

        def quietly(talk: Talk, tag: bytes) -> None:
            server.archive.add(server.inbox.messages.pop(1))
            talk.say(b"* 1 EXPUNGE\r\n" + tag + b" OK done\r\n")

        server.when("UID MOVE", quietly)
        (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1})))

        assert (outcome.result, outcome.archive_uid) == (MoveResult.MOVED, 21)
        assert [line.split()[3] for line in server.said("BODY.PEEK")] == ["1", "21"]


def test_a_message_gone_and_not_in_the_archive_folder_is_not_called_moved() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
        server.inbox.messages.clear()

        assert results(mailbox.move(sightings)) == [MoveResult.GONE]


def test_exchanges_copyuid_outside_an_ok_breaks_the_session_and_the_move_is_found_afterwards() -> None:
    with ScriptedImap(LETTERS[0]) as server:

        def like_exchange(talk: Talk, tag: bytes) -> None:
            server.archive.add(server.inbox.messages.pop(1))
            talk.say(b"* 1 EXPUNGE\r\n[COPYUID 9 1 1]\r\n" + tag + b" OK done\r\n")

        server.when("UID MOVE", like_exchange)
        with opened(account(server)) as mailbox:
            sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
            with pytest.raises(ProtocolViolation):
                mailbox.move(sightings)
        with opened(account(server)) as mailbox:
            (outcome,) = mailbox.find_archived(sightings)

    assert (outcome.result, outcome.archive_uid) == (MoveResult.MOVED, 1)


def test_a_move_whose_answer_is_lost_is_found_afterwards() -> None:
    with ScriptedImap(LETTERS[0]) as server:

        def cut_off(talk: Talk, tag: bytes) -> None:
            server.archive.add(server.inbox.messages.pop(1))
            hang_up(talk, tag)

        server.when("UID MOVE", cut_off)
        with opened(account(server)) as mailbox:
            sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
            with pytest.raises(MailboxUnavailable):
                mailbox.move(sightings)
        with opened(account(server)) as mailbox:
            assert mailbox.listed() == frozenset()
            assert results(mailbox.find_archived(sightings)) == [MoveResult.MOVED]


def test_one_copy_proves_one_move() -> None:
    with ScriptedImap(LETTERS[0], LETTERS[0]) as server, opened(account(server)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder())
        server.inbox.messages.clear()
        server.archive.add(LETTERS[0])

        assert results(mailbox.find_archived(sightings)) == [MoveResult.MOVED, MoveResult.GONE]
        assert results(mailbox.find_archived(sightings)) == [MoveResult.MOVED, MoveResult.GONE]


def test_a_copy_that_a_server_named_for_one_message_proves_no_other() -> None:
    with ScriptedImap(LETTERS[0], LETTERS[0]) as server, opened(account(server)) as mailbox:
        first, second = stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder())

        assert results(mailbox.move([first])) == [MoveResult.MOVED]
        server.inbox.messages.clear()
        assert results(mailbox.find_archived([second])) == [MoveResult.GONE]


def test_a_long_session_forgets_whose_its_oldest_copies_are_and_not_that_they_prove_a_move(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "REMEMBERED", 1)
    with ScriptedImap(LETTERS[0], LETTERS[1], LETTERS[0]) as server, opened(account(server)) as mailbox:
        ledger: set[int] = set()
        mailbox.ask_whose_copies(lambda _, uids: uids & ledger)
        first, second, third = stored(all_fetched(mailbox, {1, 2, 3}), mailbox.archive_folder())

        for one in (first, second):
            [outcome] = mailbox.move([one])
            assert outcome.result is MoveResult.MOVED
            assert outcome.archive_uid
            ledger.add(outcome.archive_uid)
        server.inbox.messages.clear()
        assert results(mailbox.find_archived([third])) == [MoveResult.GONE]


def test_what_copies_hold_is_remembered_of_so_many_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "REMEMBERED", 3)
    letters = [a_letter(message_id=f"<{number}@kommune.example>") for number in range(12)]
    with ScriptedImap(*letters) as server, opened(account(server)) as mailbox:
        for uid in range(1, 13):
            sightings = stored(all_fetched(mailbox, {uid}), mailbox.archive_folder())
            server.archive.add(server.inbox.messages.pop(uid))
            assert results(mailbox.find_archived(sightings)) == [MoveResult.MOVED]

        assert len(mailbox._archive._checksums) == len(mailbox._archive._copies) == 3


def test_a_copy_that_proved_a_move_of_an_earlier_session_proves_no_other() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        folder = mailbox.archive_folder()
        sightings = stored(all_fetched(mailbox, {1}), folder)
        server.inbox.messages.clear()
        uid = server.archive.add(LETTERS[0])

        mailbox.ask_whose_copies(lambda validity, uids: uids & {uid} if validity == folder.uidvalidity else uids)
        assert results(mailbox.find_archived(sightings)) == [MoveResult.GONE]
        mailbox.ask_whose_copies(lambda _validity, _uids: frozenset())
        assert results(mailbox.find_archived(sightings)) == [MoveResult.MOVED]


def test_a_database_that_cannot_say_whose_copies_they_are_leaves_the_session_in_its_folder() -> None:
    with ScriptedImap(LETTERS[0], LETTERS[1]) as server, opened(account(server)) as mailbox:
        first, second = stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder())
        [octets] = [server.inbox.messages.pop(first.key.uid)]
        server.archive.add(octets)

        def busy(_validity: int, _uids: frozenset[int]) -> frozenset[int]:
            raise StoreUnavailable("locked")

        mailbox.ask_whose_copies(busy)
        with pytest.raises(StoreUnavailable):
            mailbox.find_archived([first])
        assert results(mailbox.move([second])) == [MoveResult.MOVED]


def test_uneven_lists_of_copies_prove_nothing() -> None:
    with ScriptedImap(*LETTERS[:2]) as server, opened(account(server)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder())

        def unevenly(talk: Talk, tag: bytes) -> None:
            for uid in (2, 1):
                server.archive.add(server.inbox.messages.pop(uid))
            told = b"* OK [COPYUID 9 1:2 1] moved\r\n* 2 EXPUNGE\r\n* 1 EXPUNGE\r\n"
            talk.say(told + tag + b" OK done\r\n")

        server.when("UID MOVE", unevenly)

        assert [outcome.archive_uid for outcome in mailbox.move(sightings)] == [2, 1]


def test_a_message_moved_by_hand_is_found_among_the_newest() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1}))
        server.archive.add(server.inbox.messages.pop(1), uid=70)

        assert mailbox.find_archived(sightings)[0].archive_uid == 70


def test_message_ids_are_never_searched_for() -> None:
    letter = b'Message-ID: <x"\r\n A9 DELETE INBOX>\r\n\r\nhej\r\n'
    with ScriptedImap(letter) as server, opened(account(server)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
        server.archive.add(server.inbox.messages.pop(1))

        assert results(mailbox.find_archived(sightings)) == [MoveResult.MOVED]
        assert not server.said("HEADER")
        assert not server.said("DELETE")


def test_a_uid_with_other_octets_is_not_moved() -> None:
    with ScriptedImap(*LETTERS) as server:
        with opened(account(server)) as mailbox:
            sightings = stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder())
        server.inbox.messages[2] = b"Subject: another letter\r\n\r\n"
        with opened(account(server)) as mailbox:
            outcomes = mailbox.move(sightings)

        assert results(outcomes) == [MoveResult.MOVED, MoveResult.REFUSED]
        assert outcomes[1].reason == MoveReason.OTHER_OCTETS
        assert sorted(server.inbox.messages) == [2, 3]


def test_a_sighting_of_another_uidvalidity_is_not_moved() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        (sighting,) = stored(all_fetched(mailbox, {1}))
        old = replace(sighting, key=replace(sighting.key, uidvalidity=6))

        (outcome,) = mailbox.move([old])

        assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, MoveReason.OTHER_UIDVALIDITY)
        assert not server.said("UID MOVE")


def test_a_sighting_without_a_checksum_is_not_moved() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        (message,) = all_fetched(mailbox, {1})
        nothing_known = Sighting(message.key, SightingState.SEEN, checksum=None)

        assert results(mailbox.move([nothing_known])) == [MoveResult.REFUSED]


# --- 29-32: COPY -----------------------------------------------------------------------------------------------------

WITHOUT_MOVE = "IMAP4rev1 UIDPLUS"


def test_without_move_each_step_is_proven() -> None:
    with ScriptedImap(*LETTERS, capabilities=WITHOUT_MOVE) as server, opened(account(server)) as mailbox:
        server.inbox.flags[3] = {rb"\Deleted"}
        outcomes = mailbox.move(stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder()))

        assert [(one.result, one.archive_uid) for one in outcomes] == [(MoveResult.MOVED, 1), (MoveResult.MOVED, 2)]
        assert list(server.inbox.messages) == [3]
        assert all("UID EXPUNGE" in line for line in server.said("EXPUNGE"))


@pytest.mark.parametrize("told", [b"", b"* OK [COPYUID 9 1 1] a lie\r\n"])
def test_a_copy_that_stores_nothing_removes_nothing(told: bytes) -> None:
    with ScriptedImap(LETTERS[0], capabilities=WITHOUT_MOVE) as server, opened(account(server)) as mailbox:
        server.when("UID COPY", told + b"TAG OK done\r\n")
        (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

        assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, MoveReason.COPY_UNPROVEN)
        assert list(server.inbox.messages) == [1]
        assert not server.said("STORE")
        assert not server.said("EXPUNGE")


def test_a_copy_refused_removes_nothing() -> None:
    with ScriptedImap(LETTERS[0], capabilities=WITHOUT_MOVE) as server, opened(account(server)) as mailbox:
        server.when("UID COPY", b"TAG NO [OVERQUOTA] full\r\n")
        (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

        assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, "OVERQUOTA")
        assert not server.said("STORE")


def test_an_expunge_refused_leaves_no_mark_of_ours_and_no_second_copy() -> None:
    with ScriptedImap(*LETTERS[:2], capabilities=WITHOUT_MOVE) as server, opened(account(server)) as mailbox:
        server.inbox.flags[2] = {rb"\Deleted"}
        sightings = stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder())
        server.when("UID EXPUNGE", b"TAG NO [INUSE] later\r\n", times=1)

        first = mailbox.move(sightings)
        flags = {uid: set(server.inbox.flags[uid]) for uid in (1, 2)}
        again = mailbox.move(sightings)

        assert {one.reason for one in first} == {"INUSE"}
        assert flags == {1: set(), 2: {rb"\Deleted"}}
        assert results(again) == [MoveResult.MOVED, MoveResult.MOVED]
        assert sorted(server.archive.messages.values()) == sorted(LETTERS[:2])


@pytest.mark.parametrize("step", ["UID STORE", "UID EXPUNGE"])
def test_a_try_cut_off_after_the_copy_makes_no_second_copy(step: str) -> None:
    with ScriptedImap(*LETTERS, capabilities=WITHOUT_MOVE) as server:
        server.archive.add(LETTERS[0])
        server.when(step, hang_up, times=1)
        with opened(account(server)) as mailbox:
            sightings = stored(all_fetched(mailbox, {1, 2, 3}), mailbox.archive_folder())
            with pytest.raises(MailboxUnavailable):
                mailbox.move(sightings)
        with opened(account(server)) as mailbox:
            outcomes = mailbox.move(sightings)

        assert [(one.result, one.archive_uid) for one in outcomes] == [(MoveResult.MOVED, uid) for uid in (2, 3, 4)]
        assert not server.inbox.messages
        assert len(server.archive.messages) == 4


def test_a_first_copy_looks_for_no_earlier_one() -> None:
    with ScriptedImap(*LETTERS, capabilities=WITHOUT_MOVE) as server, opened(account(server)) as mailbox:
        server.archive.add(LETTERS[0])
        mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

        assert len(server.said("BODY.PEEK")) == 1
        assert len(server.archive.messages) == 2


def test_without_move_and_uidplus_everything_stays_and_is_marked() -> None:
    with ScriptedImap(*LETTERS, capabilities="IMAP4rev1") as server, opened(account(server)) as mailbox:
        (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1}), mailbox.archive_folder()))

        assert (outcome.result, outcome.reason) == (MoveResult.LEFT, MoveReason.MARKED)
        assert server.inbox.flags == {1: {b"$Archived"}}
        assert not server.said("EXPUNGE")
        assert not server.said("COPY")
        assert not server.said("CLOSE")


def test_a_folder_that_takes_no_keyword_is_not_marked() -> None:
    with ScriptedImap(LETTERS[0], capabilities="IMAP4rev1") as server:
        server.when(
            "SELECT", b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [PERMANENTFLAGS (\\Seen)] f\r\nTAG OK d\r\n"
        )
        server.when("UID SEARCH", b"* SEARCH 1\r\nTAG OK done\r\n")
        server.when(r"UID FETCH 1 .*SIZE", b"TAG OK done\r\n")
        server.when(BODIES, body(1, 1, LETTERS[0]) + b"TAG OK done\r\n")
        with opened(account(server)) as mailbox:
            (outcome,) = mailbox.move(stored(all_fetched(mailbox, {1})))

        assert (outcome.result, outcome.reason) == (MoveResult.LEFT, MoveReason.UNMARKED)
        assert not server.said("STORE")
