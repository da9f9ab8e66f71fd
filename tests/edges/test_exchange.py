"""What Exchange Online is known for, each habit by its name (`docs/microsoft-365.md` is for those who run it)."""

from dataclasses import replace

import pytest

from archiver.core.records import MoveReason, MoveResult, RawMessage
from archiver.edges.mailbox import Limits, connect
from archiver.errors import LoginExpired, MailboxUnavailable, SessionRefused, Throttled
from tests.edges.mailboxes import CALM, account, all_fetched, opened, raw, results, stored
from tests.edges.test_mailbox_tokens import ENDS, TAKES_TOKENS, Held, a_round
from tests.services.scripted_imap import ScriptedImap, Talk, body, fetched, removed, saying
from tests.services.scripted_imap import opened as selected

BEFORE_LOGIN = "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+"
AFTER_LOGIN = f"{BEFORE_LOGIN} MOVE"
LETTERS = (b"Subject: en\r\n\r\nfoerste\r\n", b"Subject: to\r\n\r\nanden\r\n", b"Subject: tre\r\n\r\ntredje\r\n")
BODIES = r"UID FETCH .*BODY\.PEEK"


def exchange(*letters: bytes, after_login: str = AFTER_LOGIN) -> ScriptedImap:
    """It offers less before the login than after it, and keeps no keywords of anybody's own."""
    server = ScriptedImap(*letters, capabilities=BEFORE_LOGIN)

    def lets_in(talk: Talk, tag: bytes) -> None:
        talk.server.capabilities = after_login
        talk.say(tag + b" OK AUTHENTICATE completed.\r\n")

    def selects(talk: Talk, tag: bytes) -> None:
        told = selected(talk, talk.server.heard[-1].encode().split(b" ")[2:])
        talk.say(told.replace(rb"(\Deleted \*)", rb"(\Seen \Answered \Flagged \Deleted \Draft $MDNSent)"))
        talk.say(tag + b" OK [READ-WRITE] SELECT completed.\r\n")

    server.when("AUTHENTICATE", lets_in)
    server.when("SELECT", selects)
    server.when(".*KEYWORD", b"TAG BAD Command Argument Error. 11\r\n")
    server.when(".*CHARSET", b"TAG NO [BADCHARSET (US-ASCII)] The specified charset is not supported.\r\n")
    return server


def test_move_is_offered_only_after_the_login() -> None:
    with exchange(*LETTERS) as server, opened(account(server, tokens=Held())) as mailbox:
        got = all_fetched(mailbox, mailbox.listed())
        outcomes = mailbox.move(stored(got, mailbox.archive_folder()))

    assert mailbox.way_of_moving() == "MOVE"
    assert results(outcomes) == [MoveResult.MOVED] * 3
    assert server.said("UID COPY") == []


def test_imap4rev2_is_never_enabled_though_some_tenants_offer_it() -> None:
    with (
        exchange(LETTERS[0], after_login=f"{AFTER_LOGIN} IMAP4rev2 ENABLE") as server,
        opened(account(server, tokens=Held())) as mailbox,
    ):
        assert mailbox.listed() == {1}

    assert server.said("ENABLE") == []


@pytest.mark.parametrize(
    "answer",
    [
        b'* ESEARCH (TAG "%b") UID ALL 1:3\r\n',
        b'* ESEARCH (TAG "%b") UID MIN 1 MAX 3 COUNT 3 ALL 1,2:3\r\n',
        b"* SEARCH 1 2\r\n* SEARCH 3\r\n",
        b"* SEARCH 3 2 1 \r\n",
    ],
)
def test_search_is_understood_by_its_old_answer_and_its_new_one(answer: bytes) -> None:
    with exchange(*LETTERS) as server, opened(account(server, tokens=Held())) as mailbox:
        server.when(
            "UID SEARCH",
            lambda talk, tag: talk.say(
                (answer % tag if b"%b" in answer else answer) + tag + b" OK SEARCH completed.\r\n"
            ),
        )

        assert mailbox.listed() == {1, 2, 3}


def test_without_keywords_of_its_own_the_state_is_kept_elsewhere() -> None:
    with exchange(*LETTERS, after_login=BEFORE_LOGIN.replace("UIDPLUS ", "")) as server:
        with opened(account(server, tokens=Held())) as mailbox:
            got = all_fetched(mailbox, mailbox.listed())
            outcomes = mailbox.move(stored(got, mailbox.archive_folder()))

        assert {outcome.reason for outcome in outcomes} == {MoveReason.UNMARKED}
        assert [line for line in server.heard if "KEYWORD" in line or "$Archived" in line] == []


def test_nothing_is_searched_for_by_text_or_charset() -> None:
    with exchange(*LETTERS) as server, opened(account(server, tokens=Held())) as mailbox:
        got = all_fetched(mailbox, mailbox.listed())
        mailbox.move(stored(got, mailbox.archive_folder()))
        searches = server.said("SEARCH")

    assert searches
    assert [line for line in searches if any(word in line for word in ("CHARSET", "TEXT", "HEADER", "SUBJECT"))] == []


@pytest.mark.parametrize("command", ["LIST", "SELECT", "UID SEARCH", BODIES, "UID MOVE", "NOOP"])
def test_authenticated_but_not_connected_is_no_matter_of_credentials(command: str) -> None:
    with exchange(LETTERS[0]) as server:
        if command == "SELECT":
            server._rules.pop(1)
        server.when(command, NOT_CONNECTED)
        with pytest.raises(SessionRefused):
            a_round(server, Held())

    assert server.connections == 1


NOT_CONNECTED = b"TAG BAD User is authenticated but not connected.\r\n"


def test_authenticated_but_not_connected_is_understood_right_after_the_login() -> None:
    with exchange(LETTERS[0]) as server:

        def then_refuses(talk: Talk, tag: bytes) -> None:
            server.when("CAPABILITY", NOT_CONNECTED)
            talk.say(tag + b" OK AUTHENTICATE completed.\r\n")

        server._rules.clear()
        server.when("AUTHENTICATE", then_refuses)
        with pytest.raises(SessionRefused):
            connect(account(server, tokens=Held()), CALM)


@pytest.mark.parametrize("status", [b"NO", b"BAD"])
def test_a_suggested_backoff_time_is_heeded_to_the_millisecond(status: bytes) -> None:
    with exchange(LETTERS[0]) as server, opened(account(server, tokens=Held())) as mailbox:
        server.when(
            BODIES, b"TAG " + status + b" Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n"
        )
        with pytest.raises(Throttled) as caught:
            all_fetched(mailbox, {1})

    assert caught.value.retry_after == pytest.approx(299.961)


def test_one_connection_is_all_a_mailbox_takes() -> None:
    with exchange(*LETTERS) as server, opened(account(server, tokens=Held())) as mailbox:
        got = all_fetched(mailbox, mailbox.listed())
        mailbox.move(stored(got, mailbox.archive_folder()))
        mailbox.archive_listed()
        mailbox.wait(0.05)

    assert (server.connections, len(server.said("AUTHENTICATE")), len(server.said("LOGOUT"))) == (1, 1, 1)


def test_idle_is_begun_anew_long_before_half_an_hour() -> None:
    assert Limits().idle_seconds <= 29 * 60


@pytest.mark.parametrize("estimate", [1, 24, 26, 100_000])
def test_rfc822_size_is_an_estimate_and_the_literal_counts(estimate: int) -> None:
    with exchange(LETTERS[0]) as server, opened(account(server, tokens=Held())) as mailbox:
        server.when(r"UID FETCH .*RFC822\.SIZE", b"* 1 FETCH (UID 1 RFC822.SIZE %d)\r\nTAG OK done\r\n" % estimate)

        [one] = all_fetched(mailbox, {1})

    assert raw(one).octets.to_bytes() == LETTERS[0]


def test_a_calendar_item_is_octets_like_any_other() -> None:
    meeting = b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    with exchange(meeting) as server, opened(account(server, tokens=Held())) as mailbox:
        [one] = all_fetched(mailbox, mailbox.listed())

    assert raw(one).octets.to_bytes() == meeting


def test_an_item_it_cannot_render_costs_no_other() -> None:
    with exchange(*LETTERS) as server, opened(account(server, tokens=Held())) as mailbox:

        def cannot(talk: Talk, tag: bytes) -> None:
            numbers = talk.server.heard[-1].split()[3].encode()
            if b"2" in numbers or b":" in numbers:
                talk.say(tag + b" NO The message could not be rendered. MessageConversion\r\n")
            else:
                talk.say(fetched(talk, [numbers, b"(BODY.PEEK[])"]) + tag + b" OK FETCH completed.\r\n")

        server.when(BODIES, cannot)
        got = all_fetched(mailbox, {1, 2, 3})

    assert [one.octets.to_bytes() for one in got if isinstance(one, RawMessage)] == [LETTERS[0], LETTERS[2]]


def test_a_mail_that_it_rewrites_between_two_fetches_is_another_mail_and_is_not_moved() -> None:
    with exchange(LETTERS[0]) as server:
        with opened(account(server, tokens=Held())) as mailbox:
            got = all_fetched(mailbox, {1})
        server.inbox.messages[1] = LETTERS[0] + b"X-MS-Exchange-Rewritten: yes\r\n"
        with opened(account(server, tokens=Held())) as mailbox:
            [outcome] = mailbox.move(stored(got, mailbox.archive_folder()))

    assert (outcome.result, outcome.reason) == (MoveResult.REFUSED, MoveReason.OTHER_OCTETS)


def test_copyuid_may_stand_in_the_tagged_answer_without_an_untagged_one() -> None:
    with exchange(*LETTERS) as server, opened(account(server, tokens=Held())) as mailbox:
        got = all_fetched(mailbox, mailbox.listed())

        def moves(talk: Talk, tag: bytes) -> None:
            folder = server.inbox
            targets = [server.archive.add(folder.messages[uid]) for uid in sorted(folder.messages)]
            told = removed(folder, sorted(folder.messages))
            talk.say(told + tag + b" OK [COPYUID 9 1:3 %d:%d] MOVE completed.\r\n" % (targets[0], targets[-1]))

        server.when("UID MOVE", moves)
        outcomes = mailbox.move(stored(got, mailbox.archive_folder()))

    assert results(outcomes) == [MoveResult.MOVED] * 3


def test_a_mailbox_that_was_moved_has_new_uids_under_a_new_uidvalidity() -> None:
    with exchange(*LETTERS) as server:
        with opened(account(server, tokens=Held())) as mailbox:
            before = mailbox.select("INBOX")
        server.inbox.uidvalidity += 1
        with opened(account(server, tokens=Held())) as mailbox:
            after = mailbox.select("INBOX")

    assert after.uidvalidity != before.uidvalidity


@pytest.mark.parametrize("limit", [1 << 10, 1 << 30])
def test_a_mail_of_150_megabytes_is_spooled_and_not_held(limit: int) -> None:
    large = b"Subject: stor\r\n\r\n" + b"x" * 200_000 + b"\r\n"
    limits = replace(CALM, soft_octets=limit, piece_octets=1 << 14)
    with exchange(large) as server, opened(account(server, tokens=Held()), limits) as mailbox:
        [one] = all_fetched(mailbox, {1})
        with_file = raw(one).octets.is_in_a_file
        same = raw(one).octets.to_bytes() == large
        raw(one).octets.close()

    assert (same, with_file) == (True, limit < len(large))


def test_the_session_ends_when_the_access_token_does() -> None:
    tokens = Held()
    with exchange(*LETTERS) as server, opened(account(server, tokens=tokens)) as mailbox:
        server.when(BODIES, saying(body(1, 1, LETTERS[0]) + ENDS))
        with pytest.raises(LoginExpired):
            all_fetched(mailbox, {1, 2, 3})

    assert tokens.heard == ["accepted", "expired token-1"]


@pytest.mark.parametrize("words", [b"Server Unavailable. 15", b"[UNAVAILABLE] try later", b"Connection is closed. 13"])
def test_its_goodbyes_are_passing_troubles(words: bytes) -> None:
    with exchange(LETTERS[0]) as server, opened(account(server, tokens=Held())) as mailbox:
        server.when(BODIES, saying(b"* BYE " + words + b"\r\n"))
        with pytest.raises(MailboxUnavailable) as caught:
            all_fetched(mailbox, {1})

    assert type(caught.value) is MailboxUnavailable


def test_it_takes_no_password_and_says_so_before_one_is_sent() -> None:
    with ScriptedImap(capabilities=TAKES_TOKENS.replace("AUTH=PLAIN", "LOGINDISABLED")) as server:
        server.when("AUTHENTICATE", b"TAG OK done\r\n")
        connect(account(server, tokens=Held()), CALM).close()

    assert server.said("LOGIN ") == []
