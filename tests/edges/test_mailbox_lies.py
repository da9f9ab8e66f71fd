"""Servers that lie, stall, drip and hang up: never a wrong octet, never a wait without end."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.bell import Bell
from archiver.core.records import (
    FetchReason,
    FetchTrouble,
    RawMessage,
)
from archiver.edges.mailbox import Limits, connect
from archiver.errors import (
    CredentialsRefused,
    MailboxUnavailable,
    ProtocolViolation,
    SessionRefused,
    Throttled,
)
from tests.edges.mailboxes import CALM, QUICK, account, all_fetched, opened, raw, sha256, stored, trouble
from tests.services.scripted_imap import (
    Reply,
    ScriptedImap,
    Talk,
    body,
    dripping,
    hang_up,
    saying,
    silence,
)

BODIES = r"UID FETCH .*BODY\.PEEK"
LETTERS = (b"Subject: en\r\n\r\nfoerste\r\n", b"Subject: to\r\n\r\nanden\r\n", b"Subject: tre\r\n\r\ntredje\r\n")


def fetch_three(reply: Reply, limits: Limits = CALM) -> list[bytes | FetchTrouble]:
    """What three messages come out as when the server answers so to the fetch of all three."""
    with ScriptedImap(*LETTERS) as server, opened(account(server), limits) as mailbox:
        server.when(BODIES, reply, times=1)
        return [
            one.octets.to_bytes() if isinstance(one, RawMessage) else one for one in all_fetched(mailbox, {1, 2, 3})
        ]


# --- 2.0: what comes of a FETCH --------------------------------------------------------------------------------------


def test_a_message_gone_meanwhile_is_vanished_and_the_others_come() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        del server.inbox.messages[2]

        first, second, third = all_fetched(mailbox, {1, 2, 3})

    assert trouble(second).reason is FetchReason.VANISHED
    assert [raw(one).octets.to_bytes() for one in (first, third)] == [LETTERS[0], LETTERS[2]]


@pytest.mark.parametrize("answer", [b"NIL", b'""', b"{0}\r\n", b"17", b"(a b)"])
def test_what_is_no_body_is_never_hashed(answer: bytes) -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        server.when(BODIES, b"* 1 FETCH (UID 1 BODY[] " + answer + b")\r\nTAG OK done\r\n")

        (one,) = all_fetched(mailbox, {1})

    assert trouble(one).reason is FetchReason.NO_BODY


def test_an_empty_message_is_empty_when_its_size_says_so() -> None:
    with ScriptedImap(b"") as server, opened(account(server)) as mailbox:
        (one,) = all_fetched(mailbox, {1})

    assert raw(one).octets.to_bytes() == b""


def test_flags_that_nobody_asked_for_are_no_answer() -> None:
    first, second, third = fetch_three(
        body(1, 1, LETTERS[0]) + b"* 2 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 FLAGS ())\r\n"
        + body(3, 3, LETTERS[2]) + b"TAG OK done\r\n"
    )  # fmt: skip

    assert trouble(second).reason is FetchReason.NO_BODY
    assert (first, third) == (LETTERS[0], LETTERS[2])


def test_a_body_without_a_uid_is_nobodys_though_its_sequence_number_fits() -> None:
    first, second, third = fetch_three(
        body(1, 1, LETTERS[0]) + b"* 2 FETCH (BODY[] {5}\r\nwrong)\r\n" + body(3, 3, LETTERS[2]) + b"TAG OK done\r\n"
    )

    assert trouble(second).reason is FetchReason.AMBIGUOUS
    assert (first, third) == (LETTERS[0], LETTERS[2])


def test_a_body_under_a_uid_we_did_not_ask_for_is_refused() -> None:
    _, second, _ = fetch_three(
        body(1, 1, LETTERS[0]) + body(2, 20, b"wrong") + body(3, 3, LETTERS[2]) + b"TAG OK done\r\n"
    )

    assert trouble(second).reason is FetchReason.AMBIGUOUS


@pytest.mark.parametrize("soft", [9, 1_000_000], ids=["in pieces", "whole"])
@pytest.mark.parametrize("uid", [b"", b"UID 20 "], ids=["without a UID", "under another UID"])
def test_a_body_is_refused_by_its_uid_also_where_only_one_was_asked_for(uid: bytes, soft: int) -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server), replace(CALM, soft_octets=soft)) as mailbox:

        def of_another(talk: Talk, tag: bytes) -> None:
            _, in_pieces, span = server.heard[-1].partition("<")
            start = int(span.partition(".")[0] or 0)
            name, octets = (b"BODY[]<%d>" % start if in_pieces else b"BODY[]"), b"" if start else b"wrong"
            said = b"* 1 FETCH (%s%s {%d}\r\n%s)\r\n" % (uid, name, len(octets), octets)
            talk.say(said + tag + b" OK done\r\n")

        server.when(BODIES, of_another)
        (one,) = all_fetched(mailbox, {1})

    assert trouble(one).reason is FetchReason.AMBIGUOUS


@pytest.mark.parametrize(
    "answer", [b"(UID 2 BODY[] ", b"(UID 2 BODY[] NIL UID)", b"UID 2", b"(UID 2 UID 1 BODY[] NIL)"]
)
def test_an_answer_that_cannot_be_read_costs_only_its_own_message(answer: bytes) -> None:
    first, second, third = fetch_three(
        body(1, 1, LETTERS[0]) + b"* 2 FETCH " + answer + b"\r\n" + body(3, 3, LETTERS[2]) + b"TAG OK done\r\n"
    )

    assert trouble(second).reason is FetchReason.AMBIGUOUS
    assert (first, third) == (LETTERS[0], LETTERS[2])


@pytest.mark.parametrize(
    "twice",
    [
        body(2, 2, b"one") + body(2, 2, b"other"),
        b"* 2 FETCH (UID 2 BODY[] {3}\r\none BODY[] {5}\r\nother)\r\n",
    ],
)
def test_two_different_bodies_for_one_uid_are_refused(twice: bytes) -> None:
    _, second, _ = fetch_three(body(1, 1, LETTERS[0]) + twice + body(3, 3, LETTERS[2]) + b"TAG OK done\r\n")

    assert trouble(second).reason is FetchReason.AMBIGUOUS


def test_the_same_body_told_twice_is_one_message() -> None:
    told = b"".join(body(uid, uid, LETTERS[uid - 1]) for uid in (1, 2, 2, 3))

    assert fetch_three(told + b"TAG OK done\r\n") == list(LETTERS)


def test_a_piece_where_the_whole_was_asked_for_is_not_the_whole() -> None:
    _, second, _ = fetch_three(
        body(1, 1, LETTERS[0]) + body(2, 2, b"piece", b"BODY[]<0>") + body(3, 3, LETTERS[2]) + b"TAG OK done\r\n"
    )

    assert trouble(second).reason is FetchReason.NO_BODY


def test_bodies_before_a_no_are_worth_nothing_and_are_asked_for_again() -> None:
    assert fetch_three(body(1, 1, b"wrong") + b"TAG NO [SERVERBUG] some messages could not be read\r\n") == [*LETTERS]


def test_one_message_that_the_server_refuses_costs_no_other() -> None:
    letters = [b"Subject: %d\r\n\r\n" % number for number in range(1, 101)]
    with ScriptedImap(*letters) as server, opened(account(server)) as mailbox:
        server.when(r"UID FETCH (1:100|51:100|51:75|51:62|51:56|51:53|52:53|52) .*BODY", b"TAG NO poison\r\n")

        outcomes = all_fetched(mailbox, range(1, 101))

    assert [one.key.uid for one in outcomes if not isinstance(one, RawMessage)] == [52]
    assert "NO" in trouble(outcomes[51]).detail


def test_a_literal_longer_than_what_is_sent_ends_in_time() -> None:
    began = time.monotonic()

    with pytest.raises(MailboxUnavailable):
        fetch_three(saying(b"* 1 FETCH (UID 1 BODY[] {100}\r\nonly this", then=silence), QUICK)

    assert time.monotonic() - began < 3


def test_a_body_cut_off_inside_its_literal_is_never_a_message() -> None:
    with pytest.raises(MailboxUnavailable, match="closed"):
        fetch_three(saying(b"* 1 FETCH (UID 1 BODY[] {100}\r\nonly this"))


def test_a_body_without_the_tagged_ok_is_never_a_message() -> None:
    with pytest.raises(MailboxUnavailable, match="closed"):
        fetch_three(saying(body(1, 1, LETTERS[0])))


def test_a_literal_shorter_than_its_body_breaks_the_session() -> None:
    with pytest.raises(ProtocolViolation):
        fetch_three(b"* 1 FETCH (UID 1 BODY[] {4}\r\nSubject: hemmeligt\r\n\r\nord\r\n)\r\nTAG OK done\r\n")


@pytest.mark.parametrize("size", [b"1500000000", b"99999999999999", b"9" * 30])
def test_an_absurd_size_is_not_allocated_and_names_its_message_when_asked_alone(size: bytes) -> None:
    announced = saying(b"* 1 FETCH (UID 1 BODY[] {" + size + b"}\r\nSubject: ", then=silence)
    with ScriptedImap(*LETTERS) as server:
        server.when(BODIES, announced)
        with opened(account(server)) as mailbox, pytest.raises(MailboxUnavailable):
            all_fetched(mailbox, {1, 2, 3})
        with opened(account(server)) as mailbox:
            (one,) = all_fetched(mailbox, {1})
            with pytest.raises(MailboxUnavailable, match="over"):
                mailbox.listed()

    assert trouble(one).reason is FetchReason.OVERSIZE


def test_a_machine_without_memory_for_it_names_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> bytes:
        raise MemoryError

    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        monkeypatch.setattr("archiver.edges.mailbox.wire.Wire.read", no_memory)
        (one,) = all_fetched(mailbox, {1})

    assert trouble(one).reason is FetchReason.BROKEN


def test_nul_bare_line_ends_and_lines_like_answers_come_unchanged() -> None:
    odd = b"A: 1\nB: 2\rC: \x00\xff\r\n\r\n* 5 EXISTS\r\nA1 OK\r\nX-Spam: NO\r\n* BYE\r\n)\r\n{5}\r\nabcde"
    with ScriptedImap(odd) as server, opened(account(server)) as mailbox:
        (one,) = all_fetched(mailbox, {1})

    assert raw(one).octets.checksum == sha256(odd)


def test_a_short_body_in_quotes_is_a_body_too() -> None:
    with ScriptedImap(b'say "hej"') as server, opened(account(server)) as mailbox:
        server.when(BODIES, rb'* 1 FETCH (BODY[] "say \"hej\"" UID 1)' + b"\r\nTAG OK done\r\n")
        (one,) = all_fetched(mailbox, {1})

    assert raw(one).octets.to_bytes() == b'say "hej"'


@pytest.mark.parametrize("date", [b"NIL", b'"no date"', b'"99-Xxx-9999 99:99:99 +9999"', b'"23-Nov-2026 10:00:00"'])
def test_a_date_that_cannot_be_read_is_none(date: bytes) -> None:
    with ScriptedImap(b"hej") as server, opened(account(server)) as mailbox:
        server.when(BODIES, b"* 1 FETCH (UID 1 INTERNALDATE " + date + b" BODY[] {3}\r\nhej)\r\nTAG OK done\r\n")
        (one,) = all_fetched(mailbox, {1})

    assert raw(one).internal_date is None


# --- 22, 24: sizes are hints -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [b"3", b"300000", b"0", None])
@pytest.mark.parametrize("soft", [100, 1_000_000])
def test_a_wrong_size_costs_no_octet(told: bytes | None, soft: int) -> None:
    letter = bytes(range(256)) * 300
    limits = replace(CALM, soft_octets=soft, piece_octets=30_000, batch_octets=500)
    with ScriptedImap(letter, b"small") as server, opened(account(server), limits) as mailbox:
        size = b"" if told is None else b"* 1 FETCH (UID 1 RFC822.SIZE " + told + b")\r\n"
        server.when(r"UID FETCH 1:2 .*SIZE", size + b"TAG OK done\r\n")

        first, second = all_fetched(mailbox, {1, 2})

    assert (raw(first).octets.checksum, raw(second).octets.to_bytes()) == (sha256(letter), b"small")
    raw(first).octets.close()


def test_pieces_that_are_cut_short_still_make_the_whole() -> None:
    letter = bytes(range(256)) * 4
    with ScriptedImap(letter) as server:

        def short(talk: Talk, tag: bytes) -> None:
            start = int(server.heard[-1].partition("<")[2].partition(".")[0])
            piece = letter[start : start + 100]
            talk.say(body(1, 1, piece, b"BODY[]<%d>" % start) + tag + b" OK done\r\n")

        server.when(r".*BODY\.PEEK\[\]<", short)
        with opened(account(server), replace(CALM, soft_octets=500, piece_octets=300)) as mailbox:
            (one,) = all_fetched(mailbox, {1})

    assert raw(one).octets.checksum == sha256(letter)
    raw(one).octets.close()


@pytest.mark.parametrize("end", [b"TAG NO past the end\r\n", b"* 1 FETCH (UID 1 BODY[]<512> NIL)\r\nTAG OK done\r\n"])
def test_a_server_that_will_not_give_an_empty_piece_has_come_to_the_end(end: bytes) -> None:
    letter = bytes(range(256)) * 2
    with ScriptedImap(letter) as server, opened(account(server), replace(CALM, soft_octets=9)) as mailbox:
        server.when(r".*BODY\.PEEK\[\]<512", end)
        (one,) = all_fetched(mailbox, {1})

    assert raw(one).octets.checksum == sha256(letter)
    raw(one).octets.close()


def test_a_server_without_pieces_is_asked_for_the_whole() -> None:
    letter = bytes(range(256)) * 2
    with ScriptedImap(letter) as server, opened(account(server), replace(CALM, soft_octets=9)) as mailbox:
        server.when(r".*BODY\.PEEK\[\]<", b"TAG BAD what?\r\n")
        (one,) = all_fetched(mailbox, {1})

    assert raw(one).octets.checksum == sha256(letter)
    raw(one).octets.close()


def test_a_large_message_gone_between_two_pieces_is_vanished() -> None:
    with ScriptedImap(bytes(600)) as server:

        def gone(talk: Talk, tag: bytes) -> None:
            server.inbox.messages.clear()
            talk.say(tag + b" OK done\r\n")

        server.when(r".*BODY\.PEEK\[\]<300", gone)
        with opened(account(server), replace(CALM, soft_octets=9, piece_octets=300)) as mailbox:
            (one,) = all_fetched(mailbox, {1})

    assert trouble(one).reason is FetchReason.VANISHED


@pytest.mark.parametrize("told", [b"5000", b"500", b"5"])
def test_a_message_above_the_hard_limit_stays_where_it_is(told: bytes) -> None:
    limits = replace(CALM, soft_octets=100, hard_octets=1000, piece_octets=400)
    with ScriptedImap(bytes(5000)) as server, opened(account(server), limits) as mailbox:
        server.when(r"UID FETCH 1 .*SIZE", b"* 1 FETCH (UID 1 RFC822.SIZE " + told + b")\r\nTAG OK done\r\n")
        (one,) = all_fetched(mailbox, {1})

    assert trouble(one).reason is FetchReason.OVERSIZE


def a_round(server: ScriptedImap, limits: Limits = CALM) -> None:
    """Everything a round asks of a mailbox, from login to the proof of the move."""
    with opened(account(server), limits) as mailbox:
        messages = all_fetched(mailbox, mailbox.listed())
        mailbox.move(stored(messages, mailbox.archive_folder()))


# --- 1, 4, 5, 7: the session -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("misbehaviour", [silence, dripping, hang_up])
@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "LIST", "SELECT", "NOOP", "UID SEARCH", BODIES, "UID MOVE"])
def test_every_command_ends_in_time_and_the_session_with_it(
    command: str, misbehaviour: Callable[[Talk, bytes], None]
) -> None:
    began = time.monotonic()

    with ScriptedImap(LETTERS[0]) as server:
        server.when(command, misbehaviour)
        with pytest.raises(MailboxUnavailable):
            a_round(server, QUICK)

    assert time.monotonic() - began < 4


def test_a_greeting_that_drips_ends_in_time() -> None:
    began = time.monotonic()

    with ScriptedImap(greeting=dripping) as server, pytest.raises(MailboxUnavailable):
        connect(account(server), QUICK)

    assert time.monotonic() - began < 4


@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN", "LIST", "SELECT", "NOOP", "UID SEARCH", BODIES, "UID MOVE"])
def test_a_bye_at_any_moment_is_a_session_lost_and_its_words_are_not_repeated(command: str) -> None:
    with ScriptedImap(LETTERS[0]) as server:
        server.when(command, saying(b"* BYE [UNAVAILABLE] anna@kommune.example AccessTokenExpired\r\n"))
        with pytest.raises(MailboxUnavailable) as caught:
            a_round(server)

    assert "[UNAVAILABLE]" in str(caught.value)
    assert "anna" not in everything_said(caught.value)


def everything_said(error: BaseException | None) -> str:
    """The texts of an exception and of all that hangs on to it."""
    said = ""
    while error is not None:
        said += f"{error} {error!r} "
        error = error.__cause__ or error.__context__
    return said


def test_a_server_that_says_goodbye_at_once_is_unavailable() -> None:
    with (
        ScriptedImap(greeting=b"* BYE too many connections from anna@kommune.example\r\n") as server,
        pytest.raises(MailboxUnavailable) as caught,
    ):
        connect(account(server), CALM)

    assert "anna" not in everything_said(caught.value)


@pytest.mark.parametrize("status", [b"NO", b"BAD"])
@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", BODIES, "UID MOVE", "STATUS"])
def test_a_server_that_asks_us_to_wait_is_told_apart_everywhere(command: str, status: bytes) -> None:
    text = b"TAG " + status + b" Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n"
    with ScriptedImap(LETTERS[0]) as server:
        server.when(command, text)
        with pytest.raises(Throttled) as caught:
            a_round(server)

    assert caught.value.retry_after == pytest.approx(299.961)


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", BODIES])
def test_authenticated_but_not_connected_is_a_refused_session(command: str) -> None:
    with ScriptedImap(LETTERS[0]) as server:
        server.when(command, b"TAG BAD User is authenticated but not connected.\r\n")
        with pytest.raises(SessionRefused):
            a_round(server)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"NO [AUTHENTICATIONFAILED] Authentication failed.", CredentialsRefused),
        (b"NO LOGIN failed.", CredentialsRefused),
        (b"NO [ALERT] anna@kommune.example has no password", CredentialsRefused),
        (b"NO [UNAVAILABLE] Temporary authentication failure.", MailboxUnavailable),
        (b"NO [INUSE] Locked", MailboxUnavailable),
        (b"NO [LIMIT] Too many", MailboxUnavailable),
        (b"NO Too many simultaneous connections", MailboxUnavailable),
        (b"BAD Command received in invalid state", MailboxUnavailable),
    ],
)
def test_a_refused_login_is_sorted_by_who_can_act(answer: bytes, kind: type[MailboxUnavailable]) -> None:
    with ScriptedImap() as server:
        server.when("LOGIN", b"TAG " + answer + b"\r\n")
        with pytest.raises(MailboxUnavailable) as caught:
            connect(account(server), CALM)

    assert type(caught.value) is kind
    assert "anna" not in everything_said(caught.value)
    assert "kodeord" not in everything_said(caught.value)


def test_a_name_or_password_that_login_cannot_carry_goes_in_base64() -> None:
    with ScriptedImap() as server:

        def authenticate(talk: Talk, tag: bytes) -> None:
            talk.say(b"+ \r\n")
            talk.heard()
            talk.say(tag + b" OK welcome\r\n")

        server.when("AUTHENTICATE PLAIN", authenticate)
        connect(account(server, "arkiv", "blåbær\r\nA9 DELETE INBOX"), CALM).close()

    assert server.heard[2] == "AGFya2l2AGJsw6Viw6ZyDQpBOSBERUxFVEUgSU5CT1g="
    assert not server.said("DELETE")


def test_quotes_and_backslashes_in_a_password_are_carried_safely() -> None:
    with ScriptedImap() as server:
        connect(account(server, "arkiv", 'a"b\\c d'), CALM).close()

    assert server.said("LOGIN")[0].endswith(r'LOGIN "arkiv" "a\"b\\c d"')


def test_capabilities_are_read_again_after_login_and_in_any_case() -> None:
    with ScriptedImap(LETTERS[0], capabilities="IMAP4rev1") as server:

        def welcome(talk: Talk, tag: bytes) -> None:
            server.capabilities = "imap4rev1 move uidplus"
            talk.say(tag + b" OK [CAPABILITY IMAP4rev1] welcome\r\n")

        server.when("LOGIN", welcome)
        with opened(account(server)) as mailbox:
            mailbox.move(stored(all_fetched(mailbox, {1})))

    assert server.said("UID MOVE")
    assert not server.said("ENABLE")


def test_being_told_to_stop_ends_a_running_command_within_moments() -> None:
    stop = Bell()
    with ScriptedImap(LETTERS[0]) as server:

        def stopped_meanwhile(talk: Talk, tag: bytes) -> None:
            stop.set()
            silence(talk, tag)

        server.when("NOOP", stopped_meanwhile)
        with opened(account(server), replace(CALM, read_seconds=60, command_seconds=60), stop) as mailbox:
            began = time.monotonic()
            with pytest.raises(MailboxUnavailable):
                mailbox.listed()

    assert time.monotonic() - began < 2


FRAGMENTS = (
    b"* 1 FETCH (UID 1 ",
    b"* 2 FETCH (",
    b"BODY[] ",
    b"BODY[]<0> ",
    b"{5}\r\n",
    b"hello",
    b")",
    b"\r\n",
    b"NIL",
    b'"',
    b"\\",
    b"(" * 2000,
    b"UID 2 ",
    b"INTERNALDATE ",
    b"* BYE x\r\n",
    b"+ go\r\n",
    b"* EXISTS {3}\r\nabc\r\n",
    b"* 7 EXISTS\r\n",
    b"* SEARCH 1 2\r\n",
    b"* SEARCH {1}\r\n7\r\n",
    b"* OK [UIDVALIDITY 7] x\r\n",
    b"* OK [COPYUID 9 1:3 4:6] x\r\n",
    b"* UIDVALIDITY {1}\r\n7\r\n",
    b"* CAPABILITY\r\n",
    b"* LIST () NIL ",
    b"* STATUS x (UIDNEXT ",
    b"* 9 EXPUNGE\r\n",
    b"\xff\x00",
    b"TAG OK [",
    b"] ",
    b"\r\nTAG OK done\r\n",
    b"\r\nTAG NO x\r\n",
    b"\r\nTAG BAD x\r\n",
    b"A1 OK done\r\n",
    b"99999999999999999999",
)


@given(
    command=st.sampled_from(["CAPABILITY", "LOGIN", "LIST", "SELECT", "NOOP", "UID SEARCH", "UID FETCH", "UID MOVE"]),
    fragments=st.lists(st.sampled_from(FRAGMENTS), max_size=12),
    whole=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_server_says_the_session_is_over_or_every_uid_has_one_outcome(
    command: str, fragments: list[bytes], whole: bool
) -> None:
    said = b"".join(fragments)
    with ScriptedImap(*LETTERS) as server:
        server.when(command, said + b"\r\nTAG OK done\r\n" if whole else saying(said))

        asked, outcomes, over = as_far_as_it_goes(server)

    assert over is not None or outcomes == [1, 2, 3]
    assert asked == len(set(outcomes)) == len(outcomes)
    assert "hello" not in everything_said(over)


def as_far_as_it_goes(server: ScriptedImap) -> tuple[int, list[int], MailboxUnavailable | None]:
    """How many were fetched, the UIDs that came out, and what ended it; anything else that is raised fails the test."""
    outcomes: list[RawMessage | FetchTrouble] = []
    try:
        with opened(account(server), QUICK) as mailbox:
            for batch in mailbox.fetch([1, 2, 3]):
                outcomes += batch
            moved = mailbox.move(stored(one for one in outcomes if isinstance(one, RawMessage)))
    except MailboxUnavailable as over:
        return len(outcomes), [one.key.uid for one in outcomes], over
    troubled = sum(isinstance(one, FetchTrouble) for one in outcomes)
    return len(moved) + troubled, [one.key.uid for one in outcomes], None


# --- 2.2: the folder -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("validity", [b"", b"* OK [UIDVALIDITY 0] zero\r\n", b"* OK [UIDVALIDITY x] what\r\n"])
def test_a_folder_without_a_uidvalidity_is_refused(validity: bytes) -> None:
    with ScriptedImap(LETTERS[0]) as server:
        server.when("SELECT", b"* 1 EXISTS\r\n" + validity + b"TAG OK done\r\n")
        with pytest.raises(ProtocolViolation, match="UIDVALIDITY"):
            a_round(server)


def test_a_uidvalidity_that_changes_under_our_hands_ends_the_session() -> None:
    with ScriptedImap(LETTERS[0]) as server, opened(account(server)) as mailbox:
        server.inbox.uidvalidity += 1
        with pytest.raises(ProtocolViolation, match="changed"):
            mailbox.archive_listed()


def test_the_list_is_asked_for_in_windows_that_end_at_the_last_message() -> None:
    with ScriptedImap(*(b"x" for _ in range(25))) as server:
        with opened(account(server), replace(CALM, search_window=10)) as mailbox:
            listed = mailbox.listed()

        windows = [line.partition("SEARCH ")[2] for line in server.said("UID SEARCH")]
    assert listed == frozenset(range(1, 26))
    assert windows == ["1:10", "11:20", "21:25"]


def test_a_message_expunged_between_two_windows_hides_no_other() -> None:
    with ScriptedImap(*(b"x" for _ in range(25))) as server:

        def shrinking(talk: Talk, tag: bytes) -> None:
            told = b"* SEARCH " + b" ".join(b"%d" % uid for uid in range(1, 11)) + b"\r\n"
            del server.inbox.messages[3]
            talk.say(told + b"* 3 EXPUNGE\r\n" + tag + b" OK done\r\n")

        server.when("UID SEARCH 1:10", shrinking, times=1)
        with opened(account(server), replace(CALM, search_window=10)) as mailbox:
            assert mailbox.listed() == frozenset(range(1, 26)) - {3}


@pytest.mark.parametrize(
    "told",
    [
        b"* SEARCH 1 2\r\n* SEARCH 3\r\n",
        b"* SEARCH 1 2 3 (MODSEQ 917162500)\r\n",
        b'* ESEARCH (TAG "x") UID ALL 1:3\r\n',
        b'* ESEARCH (TAG "x") UID COUNT 3 ALL 1,2:3\r\n',
        b"* search 1 2 3\r\n",
    ],
)
def test_a_list_is_understood_however_it_is_told(told: bytes) -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        server.when("UID SEARCH", told + b"TAG OK done\r\n")
        if told.startswith(b"* search"):
            with pytest.raises(ProtocolViolation):
                mailbox.listed()
        else:
            assert mailbox.listed() == {1, 2, 3}


MORE_THAN_ASKED = b"SEARCH " + b" ".join(b"%d" % uid for uid in range(1, 20_001))


@pytest.mark.parametrize(
    "told",
    [b"SEARCH 1 x", b"SEARCH 0", b"SEARCH 5000000000", b"ESEARCH UID ALL 1:4294967295", MORE_THAN_ASKED],
    ids=["no number", "0", "no UID", "all there can be", "more than was asked about"],
)
def test_a_list_that_cannot_be_true_ends_the_session(told: bytes) -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        server.when("UID SEARCH", b"* " + told + b"\r\nTAG OK done\r\n")
        with pytest.raises(ProtocolViolation):
            mailbox.listed()
        with pytest.raises(MailboxUnavailable, match="over"):
            mailbox.listed()


def test_a_message_hidden_from_search_is_named() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        server.when("UID SEARCH", b"* SEARCH 1 3\r\nTAG OK done\r\n")
        listed = mailbox.listed()

        assert listed == {1, 3}
        assert mailbox.hidden(listed) == {2}


def test_a_message_that_arrived_after_the_list_is_not_called_hidden() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        server.when("UID SEARCH 1:3", b"* SEARCH 1 2 3\r\n* 4 EXISTS\r\nTAG OK done\r\n")
        listed = mailbox.listed()
        server.inbox.add(b"ny")

        assert mailbox.hidden(listed) == frozenset()


def test_a_uidnext_a_million_ahead_hides_nothing() -> None:
    with ScriptedImap(*LETTERS) as server, opened(account(server)) as mailbox:
        server.inbox.uidnext += 1_000_000

        assert mailbox.listed() == {1, 2, 3}
        assert len(server.said("UID SEARCH")) == 1
