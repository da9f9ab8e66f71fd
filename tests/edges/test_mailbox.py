"""The mailbox edge against a real Dovecot: what was delivered is what we get, and what is moved is moved."""

import logging
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from archiver.core.records import FetchReason, FetchTrouble, MoveReason, MoveResult, RawMessage
from archiver.edges.mailbox import Account, connect
from archiver.errors import ConfigError, LeaseLost, MailboxUnavailable
from archiver.jobs.ports import Mailbox
from tests.edges.mailboxes import CALM, account, all_fetched, opened, put_into_maildir, raw, results, sha256, stored
from tests.services.dovecot import Dovecot, MailUser

LETTER = b"From: anna@kommune.example\r\nSubject: Tr\xc3\xb8dler\r\n\r\nHej\r\n"


def of(server: Dovecot, user: MailUser, **other: object) -> Account:
    """The account of a user of Dovecot."""
    return account(server, user.name, user.password, **other)


@contextmanager
def another_client(server: Dovecot, user: MailUser) -> Iterator[IMAPClient]:
    """Somebody else at the same mailbox."""
    client = IMAPClient(server.host, server.port, ssl=False, timeout=20)
    try:
        client.login(user.name, user.password)
        client.select_folder("INBOX")
        yield client
    finally:
        client.shutdown()


def appended(client: IMAPClient, *flags: bytes, letter: bytes = LETTER, folder: str = "INBOX") -> None:
    """A message of theirs."""
    client.append(folder, letter, flags)


def test_the_edge_fits_the_jobs_door(dovecot: Dovecot) -> None:
    with opened(of(dovecot, dovecot.new_user())) as opened_mailbox:
        mailbox: Mailbox = opened_mailbox

        assert (mailbox.name, tuple(mailbox.folders)) == ("arkiv", ("INBOX",))


def test_what_select_tells_is_what_the_server_holds(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)

    mailbox = connect(of(dovecot, user), CALM)
    state = mailbox.select("INBOX")
    mailbox.close()

    assert (state.folder, state.exists, state.uidnext) == ("INBOX", 1, 2)
    assert state.uidvalidity > 0


def test_every_message_is_listed_whatever_its_flags(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with another_client(dovecot, user) as client:
        for flags in ((), (rb"\Seen",), (rb"\Deleted",), (rb"\Seen", rb"\Deleted", rb"\Flagged", rb"\Draft")):
            appended(client, *flags)

    with opened(of(dovecot, user)) as mailbox:
        listed = mailbox.listed()

        assert listed == {1, 2, 3, 4}
        assert mailbox.hidden(listed) == frozenset()
        assert mailbox.hidden(listed - {2}) == {2}


def test_what_arrives_meanwhile_is_asked_for_when_the_server_has_told_of_it(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    for _ in range(2):
        dovecot.deliver(user, LETTER)
    with opened(of(dovecot, user)) as mailbox:
        assert mailbox.listed() == {1, 2}
        dovecot.deliver(user, LETTER)

        assert mailbox.arrived(2) == frozenset(), "nothing was said since, and nothing is asked"
        ready = stored(all_fetched(mailbox, [1]), mailbox.archive_folder())
        assert results(mailbox.move(ready)) == [MoveResult.MOVED]
        assert mailbox.arrived(2) == {3}
        assert mailbox.arrived(3) == frozenset()
        dovecot.deliver(user, LETTER)
        all_fetched(mailbox, [2])
        assert mailbox.arrived(3) == {4}
        assert mailbox.arrived((1 << 32) - 1) == frozenset()


def test_to_a_mailbox_that_may_be_anothers_by_now_nothing_is_said(dovecot: Dovecot) -> None:
    user, ours = dovecot.new_user(), True
    dovecot.deliver(user, LETTER)
    mailbox = connect(of(dovecot, user), replace(CALM, may_speak=lambda: ours))
    mailbox.select("INBOX")
    ready = stored(all_fetched(mailbox, [1]), mailbox.archive_folder())
    ours = False

    with pytest.raises(LeaseLost):
        mailbox.move(ready)
    mailbox.close()

    with opened(of(dovecot, user)) as again:
        assert again.listed() == {1}


def test_a_fetch_changes_no_flag(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with another_client(dovecot, user) as client:
        for flags in ((), (rb"\Seen",), (rb"\Deleted", b"$Kladde")):
            appended(client, *flags)
        before = client.get_flags([1, 2, 3])

        with opened(of(dovecot, user), replace(CALM, soft_octets=10, piece_octets=30)) as mailbox:
            for message in all_fetched(mailbox, mailbox.listed()):
                raw(message).octets.close()
        with opened(of(dovecot, user)) as mailbox:
            all_fetched(mailbox, mailbox.listed())
        client.noop()

        assert {uid: set(f) - {rb"\Recent"} for uid, f in client.get_flags([1, 2, 3]).items()} == {
            uid: set(f) - {rb"\Recent"} for uid, f in before.items()
        }


@pytest.mark.parametrize("soft_octets", [50, 25_000_000])
def test_octets_come_exactly_as_they_lie_there(soft_octets: int, dovecot: Dovecot) -> None:
    letters = [
        b"Subject: bare LF\n\nen\nto\n",
        b"Subject: bare CR\r\rx\r\r\n",
        b"Subject: NUL\r\n\r\n\x00\x01\xff\x00\r\n",
        b"no header at all",
        b"\r\n",
        b"Subject: looks like an answer\r\n\r\n* 3 EXISTS\r\nA1 OK\r\n)\r\n{400}\r\n" + bytes(range(256)) * 20,
        b"Subject: exactly two pieces\r\n\r\n" + b"x" * (200 - 31),
    ]
    user = dovecot.new_user()
    limits = replace(CALM, soft_octets=soft_octets, piece_octets=100)
    with opened(of(dovecot, user), limits) as mailbox:
        for number, letter in enumerate(letters):
            put_into_maildir(user.maildir, letter, f"{1000 + number}.x{number}")
        mailbox.select("INBOX")
        messages = [raw(one) for one in all_fetched(mailbox, mailbox.listed())]

        came = sorted(message.octets.checksum for message in messages)
        for message in messages:
            message.octets.close()

    assert came == as_another_client_reads_them(dovecot, user)


def as_another_client_reads_them(server: Dovecot, user: MailUser) -> list[str]:
    """The checksums by a client that is not ours. Dovecot itself turns LF into CRLF, and NUL into 0x80."""
    with another_client(server, user) as client:
        fetched = client.fetch(client.search(), ["BODY.PEEK[]"])
        return sorted(sha256(one[b"BODY[]"]) for one in fetched.values())


def test_the_server_date_comes_with_its_zone(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)

    with opened(of(dovecot, user)) as mailbox:
        (message,) = all_fetched(mailbox, {1})

    date = raw(message).internal_date
    assert date is not None
    assert date.tzinfo is UTC
    assert abs(datetime.now(UTC) - date) < timedelta(minutes=5)


def test_hundreds_come_in_batches_each_once_and_in_order(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with another_client(dovecot, user) as client:
        client.multiappend("INBOX", [b"Subject: %d\r\n\r\n" % number for number in range(1, 1001)])

    with opened(of(dovecot, user), replace(CALM, search_window=300, batch_messages=70)) as mailbox:
        listed = mailbox.listed()
        batches = list(mailbox.fetch([*sorted(listed), 5000, 7]))

    assert listed == frozenset(range(1, 1001))
    assert max(len(batch) for batch in batches) == 70
    uids = [one.key.uid for batch in batches for one in batch]
    assert uids == [*range(1, 1001), 5000]
    messages = [one for batch in batches for one in batch if isinstance(one, RawMessage)]
    assert [one.octets.to_bytes() for one in messages] == [b"Subject: %d\r\n\r\n" % uid for uid in range(1, 1001)]


def test_a_large_message_leaves_memory_flat(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    line = b"0123456789abcdef" * 4 + b"\r\n"
    letter = b"Subject: stor\r\n\r\n" + line * (60_000_000 // len(line))
    with opened(of(dovecot, user)) as mailbox:
        put_into_maildir(user.maildir, letter, "1.large")
        mailbox.select("INBOX")
        expected = sha256(letter)
        del letter

        tracemalloc.start()
        (message,) = all_fetched(mailbox, mailbox.listed())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert raw(message).octets.checksum == expected
    assert peak < 20_000_000
    raw(message).octets.close()


def test_a_large_message_whose_size_the_server_hid_leaves_memory_flat_too(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    letter = b"Subject: stor\r\n\r\n" + b"x" * 998 + b"\r\n"
    letter += (b"y" * 998 + b"\r\n") * 30_000
    limits = replace(CALM, soft_octets=1_000_000, piece_octets=100)
    with opened(of(dovecot, user), limits) as mailbox:
        put_into_maildir(user.maildir, letter, "1.large")
        mailbox.select("INBOX")
        mailbox._session.limits = replace(limits, soft_octets=10**9)  # the plan believes it small; the wire does not

        tracemalloc.start()
        (message,) = all_fetched(mailbox, mailbox.listed())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert raw(message).octets.checksum == sha256(letter)
    assert peak < 10_000_000
    raw(message).octets.close()


def test_a_message_in_pieces_never_has_a_name_in_the_spool(
    tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot
) -> None:
    user, spool = dovecot.new_user(), tmp_path_factory.mktemp("spool")
    dovecot.deliver(user, LETTER)
    limits = replace(CALM, soft_octets=10, piece_octets=20, spool_directory=spool)

    with opened(of(dovecot, user), limits) as mailbox:
        (message,) = all_fetched(mailbox, {1})

        assert raw(message).octets.to_bytes().endswith(LETTER)
        assert list(spool.iterdir()) == []
        raw(message).octets.close()


def test_what_there_is_no_room_for_is_said_plainly_and_costs_neither_its_session_nor_the_others(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    user = dovecot.new_user()
    for letter in (LETTER + b"x" * 300, LETTER):
        dovecot.deliver(user, letter)
    limits = replace(CALM, soft_octets=500, spool_directory=tmp_path / "missing")

    with opened(of(dovecot, user), limits) as mailbox:
        large, small = (outcome for batch in mailbox.fetch([1, 2]) for outcome in batch)
        mailbox.listed()

    assert isinstance(large, FetchTrouble)
    assert (large.reason, large.ends_session) == (FetchReason.NO_ROOM, False)
    assert "no place" in large.detail
    assert "missing" not in large.detail
    assert isinstance(small, RawMessage)


# --- moving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server_name", ["dovecot", "dovecot_without_move"])
def test_stored_messages_are_moved_and_bystanders_survive(server_name: str, request: pytest.FixtureRequest) -> None:
    server: Dovecot = request.getfixturevalue(server_name)
    user = server.new_user()
    with another_client(server, user) as client:
        for number in range(4):
            appended(client, rb"\Seen", letter=b"Subject: %d\r\n\r\n" % number)
        appended(client, rb"\Deleted", letter=b"Subject: bystander\r\n\r\n")

        with opened(of(server, user)) as mailbox:
            mailbox.listed()
            archive = mailbox.archive_folder()
            outcomes = mailbox.move(stored(all_fetched(mailbox, {1, 2, 3, 4}), archive))

            assert [(one.result, one.archive_uid) for one in outcomes] == [
                (MoveResult.MOVED, uid) for uid in (1, 2, 3, 4)
            ]
            assert mailbox.listed() == {5}
            assert set(mailbox.archive_listed()) == {1, 2, 3, 4}
            assert mailbox.listed() == {5}
        client.noop()
        assert rb"\Deleted" in client.get_flags([5])[5]
        client.select_folder("Arkiveret")
        assert all(rb"\Seen" in flags for flags in client.get_flags([1, 2, 3, 4]).values())
        assert not any(rb"\Deleted" in flags for flags in client.get_flags([1, 2, 3, 4]).values())


def test_without_move_and_uidplus_everything_stays_with_a_keyword(dovecot_without_move_and_uidplus: Dovecot) -> None:
    server = dovecot_without_move_and_uidplus
    user = server.new_user()
    with another_client(server, user) as client:
        appended(client)
        appended(client, rb"\Deleted")

        with opened(of(server, user)) as mailbox:
            outcomes = mailbox.move(stored(all_fetched(mailbox, {1, 2}), mailbox.archive_folder()))

        assert {(one.result, one.reason) for one in outcomes} == {(MoveResult.LEFT, MoveReason.MARKED)}
        client.noop()
        assert {uid: b"$Archived" in flags for uid, flags in client.get_flags([1, 2]).items()} == {1: True, 2: True}
        assert rb"\Deleted" not in client.get_flags([1])[1]


@pytest.mark.parametrize("server_name", ["dovecot", "dovecot_without_move"])
def test_an_archive_folder_that_is_full_leaves_the_message_in_place(
    server_name: str, request: pytest.FixtureRequest
) -> None:
    server: Dovecot = request.getfixturevalue(server_name)
    user = server.new_user(quota_kib=100)
    server.deliver(user, LETTER + b"x" * 60_000 + b"\r\n")
    with opened(of(server, user)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
        (outcome,) = mailbox.move(sightings)

        if server_name == "dovecot":  # a MOVE within one quota needs no room
            assert outcome.result is MoveResult.MOVED
        else:
            assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, "OVERQUOTA")
            assert mailbox.listed() == {1}


def test_a_broken_archive_folder_refuses_and_loses_nothing(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    with opened(of(dovecot, user)) as mailbox:
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
        for folder in (
            user.maildir / ".Arkiveret" / "tmp",
            user.maildir / ".Arkiveret" / "new",
            user.maildir / ".Arkiveret" / "cur",
        ):
            folder.rmdir()
            folder.write_bytes(b"in the way")
        (outcome,) = mailbox.move(sightings)

        assert outcome.result is MoveResult.REFUSED
        assert outcome.reason.isupper()
        assert mailbox.listed() == {1}


def test_a_message_moved_by_somebody_else_is_found_by_its_octets(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    with opened(of(dovecot, user)) as mailbox, another_client(dovecot, user) as client:
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
        appended(client, letter=b"Subject: in the way\r\n\r\n", folder="Arkiveret")
        client.move([1], "Arkiveret")

        (outcome,) = mailbox.move(sightings)
        (found,) = mailbox.find_archived(sightings)

    assert (outcome.result, outcome.archive_uid) == (MoveResult.MOVED, 2)
    assert found == outcome


def test_a_message_deleted_by_somebody_else_is_gone(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    with opened(of(dovecot, user)) as mailbox, another_client(dovecot, user) as client:
        sightings = stored(all_fetched(mailbox, {1}), mailbox.archive_folder())
        client.delete_messages([1])
        client.expunge()

        assert results(mailbox.move(sightings)) == [MoveResult.GONE]
        assert results(mailbox.find_archived(sightings)) == [MoveResult.GONE]


def test_an_archive_folder_made_anew_is_searched_from_its_beginning(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    with opened(of(dovecot, user)) as mailbox:
        first = mailbox.archive_folder()
        sightings = stored(all_fetched(mailbox, {1}), replace(first, uidnext=1000, uidvalidity=first.uidvalidity + 1))
        with another_client(dovecot, user) as client:
            client.move([1], "Arkiveret")

        assert mailbox.find_archived(sightings)[0].archive_uid == 1


# --- folders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Arkivér & Gem", "A&B", "Arkiv/Støj", 'Anførsel "x" \\ y', "ארכיון", "2026", "Ærø\u0301"]
)
def test_a_folder_is_found_and_made_under_any_name(name: str, dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    for _ in range(2):
        with opened(of(dovecot, user, archive_folder=name)) as mailbox:
            mailbox.move(stored(all_fetched(mailbox, mailbox.listed()), mailbox.archive_folder()))
            assert mailbox.archive_folder().messages == 1

    with another_client(dovecot, user) as client:
        assert name in [folder for _, _, folder in client.list_folders()]


def test_inbox_is_found_in_any_case_and_other_folders_are_watched_too(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with another_client(dovecot, user) as client:
        client.create_folder("Uønsket")
        appended(client, folder="Uønsket")
        there = of(dovecot, user, folders=("Inbox", "Uønsket"))

        with opened(there, folder="Inbox") as mailbox:
            assert mailbox.listed() == frozenset()
            assert mailbox.select("Uønsket").exists == 1
            (message,) = all_fetched(mailbox, mailbox.listed())

    assert raw(message).key.folder == "Uønsket"


def test_a_watched_folder_that_is_missing_is_named(dovecot: Dovecot) -> None:
    with (
        pytest.raises(MailboxUnavailable, match="Findes ikke"),
        opened(of(dovecot, dovecot.new_user()), folder="Findes ikke"),
    ):
        pytest.fail("it was opened")


@pytest.mark.parametrize("archive", ["INBOX", "inbox", "Junk", "Ny"])
def test_a_folder_cannot_be_its_own_archive(archive: str, dovecot: Dovecot) -> None:
    circle = of(dovecot, dovecot.new_user(), folders=("INBOX", "Junk", "Ny"), archive_folder=archive)

    with pytest.raises(ConfigError, match="both watched and the archive"):
        connect(circle, CALM)


# --- the session -----------------------------------------------------------------------------------------------------


def test_a_delivery_ends_the_rest(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with opened(of(dovecot, user)) as mailbox:
        mailbox.listed()
        dovecot.deliver(user, LETTER)

        assert mailbox.wait(20) is True
        assert mailbox.listed() == {1}
        assert mailbox.wait(0.1) is False


def test_coming_back_to_a_folder_wakes_us_only_if_something_arrived(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    with opened(of(dovecot, user, folders=("INBOX", "Junk"))) as mailbox, another_client(dovecot, user) as client:
        client.create_folder("Junk")
        mailbox.close()
        with opened(of(dovecot, user, folders=("INBOX", "Junk"))) as two_folders:
            for folder in ("INBOX", "Junk", "INBOX"):
                two_folders.select(folder)
                two_folders.listed()
            two_folders.select("Junk")
            assert two_folders.wait(0.1) is False
            two_folders.select("INBOX")
            assert two_folders.wait(0.1) is False
            two_folders.select("Junk")
            dovecot.deliver(user, LETTER)
            two_folders.select("INBOX")
            assert two_folders.wait(20) is True
            assert two_folders.listed() == {1, 2}


def test_a_server_that_throws_us_out_ends_the_rest_and_the_session(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with opened(of(dovecot, user)) as mailbox:
        mailbox.listed()
        dovecot.doveadm("kick", user.name)
        with pytest.raises(MailboxUnavailable):
            mailbox.wait(20)
        with pytest.raises(MailboxUnavailable, match="over"):
            mailbox.listed()


def test_nothing_of_the_protocol_is_logged(dovecot: Dovecot, caplog: pytest.LogCaptureFixture) -> None:
    user = dovecot.new_user()
    dovecot.deliver(user, LETTER)
    caplog.set_level(logging.DEBUG)

    with opened(of(dovecot, user)) as mailbox:
        mailbox.move(stored(all_fetched(mailbox, mailbox.listed()), mailbox.archive_folder()))

    assert caplog.text == ""
    assert user.password not in repr(of(dovecot, user))


def test_closing_twice_and_after_the_end_is_no_error(dovecot: Dovecot) -> None:
    mailbox = connect(of(dovecot, dovecot.new_user()), CALM)

    mailbox.close()
    mailbox.close()

    with pytest.raises(MailboxUnavailable, match="over"):
        mailbox.select("INBOX")
