"""Resting in IDLE (RFC 2177): nothing is slept over, and no rest is without end."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from archiver.bell import Bell
from archiver.edges.mailbox import Limits
from archiver.errors import (
    MailboxUnavailable,
)
from tests.edges.mailboxes import CALM, QUICK, account, all_fetched, opened
from tests.services.scripted_imap import (
    Reply,
    ScriptedImap,
    Talk,
    body,
    saying,
    silence,
)

BODIES = r"UID FETCH .*BODY\.PEEK"
LETTERS = (b"Subject: en\r\n\r\nfoerste\r\n", b"Subject: to\r\n\r\nanden\r\n", b"Subject: tre\r\n\r\ntredje\r\n")


# --- 2.0, 1-3: IDLE --------------------------------------------------------------------------------------------------


def waiting(script: Reply, seconds: float = 10.0, limits: Limits = CALM) -> bool:
    """What `wait` says when IDLE goes so."""
    with ScriptedImap(LETTERS[0]) as server, opened(account(server), limits) as mailbox:
        mailbox.listed()
        server.when("IDLE", script)
        return mailbox.wait(seconds)


def idling(*said: bytes, done: bytes = b"") -> Callable[[Talk, bytes], None]:
    def script(talk: Talk, tag: bytes) -> None:
        talk.say(b"+ idling\r\n")
        for octets in said:
            talk.say(octets)
        talk.heard()
        talk.say(done + tag + b" OK done\r\n")

    return script


def test_idle_on_a_connection_that_closes_is_a_session_lost_at_once() -> None:
    began = time.monotonic()

    with pytest.raises(MailboxUnavailable):
        waiting(saying(b"+ idling\r\n"), 10)

    assert time.monotonic() - began < 4


def test_idle_with_a_bye_is_a_session_lost() -> None:
    with pytest.raises(MailboxUnavailable):
        waiting(idling(b"* BYE maintenance\r\n"))


def test_idle_with_a_line_in_two_parts_wakes_us() -> None:
    assert waiting(idling(b"* 2 EXI", b"STS\r\n")) is True
    assert waiting(idling(b"* 2 EXI", done=b"STS\r\n")) is True


def test_a_peer_dead_at_done_is_given_up_in_time() -> None:
    began = time.monotonic()

    with pytest.raises(MailboxUnavailable):
        waiting(saying(b"+ idling\r\n", then=silence), 0.2, QUICK)

    assert time.monotonic() - began < 4


def test_an_arrival_told_before_the_continuation_is_not_slept_over() -> None:
    began = time.monotonic()

    assert waiting(saying(b"* 2 EXISTS\r\n", then=idling()), 30) is True
    assert time.monotonic() - began < 3


def test_an_arrival_told_in_another_commands_answer_is_not_slept_over() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        mailbox.listed()
        server.when(BODIES, body(1, 1, LETTERS[0]) + b"* 4 EXISTS\r\nTAG OK done\r\n")
        all_fetched(mailbox, {1})

        assert mailbox.wait(30) is True


def test_an_arrival_while_we_looked_into_the_archive_is_not_slept_over() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        mailbox.listed()
        server.inbox.add(b"ny")
        mailbox.archive_listed()

        assert mailbox.wait(30) is True


def test_a_look_into_the_archive_alone_wakes_nobody() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        server.archive.add(b"gammel")
        mailbox.listed()
        mailbox.archive_listed()

        assert mailbox.wait(0.1) is False


@pytest.mark.parametrize("offset", range(len(b"* 2 EXISTS\r\n") + 1))
def test_an_exists_at_any_octet_of_done_is_found_by_the_next_list(offset: int) -> None:
    told = b"* 2 EXISTS\r\n"
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        mailbox.listed()
        server.when("IDLE", idling(told[:offset], done=told[offset:]), times=1)
        server.inbox.add(b"ny")

        mailbox.wait(0.05)

        assert mailbox.listed() == {1, 2}


def test_idle_is_begun_anew_before_the_server_tires_of_it() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server), replace(CALM, idle_seconds=0.1)) as mailbox:
        mailbox.listed()

        assert mailbox.wait(0.5) is False
        assert 3 <= len(server.said("IDLE")) <= 6


def test_a_server_that_chatters_in_every_idle_is_not_looked_at_without_end() -> None:
    began = time.monotonic()

    assert waiting(idling(b"* 1 FETCH (FLAGS (\\Seen))\r\n"), 30) is True
    assert 1 <= time.monotonic() - began < 10


def test_a_sign_of_life_is_no_reason_to_look() -> None:
    """What a server says in all connections of one client at once, so that none is taken for dead."""
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        mailbox.listed()
        server.when("IDLE", idling(b"* OK Still here\r\n"))

        assert mailbox.wait(2.5) is False
        assert 2 <= len(server.said("IDLE")) <= 4


def test_a_sign_of_life_with_a_code_or_with_an_arrival_is_more_than_that() -> None:
    assert waiting(idling(b"* OK Still here\r\n* 2 EXISTS\r\n"), 30) is True
    assert waiting(idling(b"* OK Still here\r\n", done=b"* 2 EXISTS\r\n"), 30) is True
    for code in (b"ALERT", b"alert", b"X-MAIL2"):
        assert waiting(idling(b"* OK [" + code + b"] A moment\r\n"), 30) is True


def test_a_sign_of_life_makes_no_rest_longer() -> None:
    began = time.monotonic()

    assert waiting(idling(b"* OK Still here\r\n"), 0.1) is False
    assert time.monotonic() - began < 1.0


def test_a_server_that_refuses_idle_is_polled() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        mailbox.listed()
        server.when("IDLE", b"TAG NO not now\r\n")

        assert mailbox.wait(0.2) is False
        assert mailbox.listed() == {1}


@pytest.mark.parametrize("idle", [True, False])
def test_being_told_to_stop_ends_the_rest(idle: bool) -> None:
    stop = Bell()
    with ScriptedImap(LETTERS[0]) as server, opened(account(server, idle=idle), CALM, stop) as mailbox:
        mailbox.listed()
        began = time.monotonic()
        threading.Timer(0.1, stop.set).start()

        assert mailbox.wait(60) is False
        assert time.monotonic() - began < 2
        assert bool(server.said("IDLE")) is idle
