"""Logging in to a mailbox with access tokens: against a Dovecot that checks them, and a server that plays Exchange."""

import base64
import time
from collections.abc import Iterator

import pytest

from archiver.core.sasl import AccessToken, Mechanism
from archiver.edges.logins import Bearer, Generic, Shared
from archiver.edges.mailbox import connect
from archiver.errors import (
    CredentialsRefused,
    LoginExpired,
    MailboxUnavailable,
    SessionRefused,
    Throttled,
    TokenRefused,
    TokenUnavailable,
)
from tests.edges.mailboxes import CALM, account, all_fetched, opened, stored
from tests.services.dovecot import Believes, Dovecot
from tests.services.issuer import AUDIENCE, CLIENT, NAME, SECRET, Behaviour, TokenIssuer
from tests.services.scripted_imap import CAPABILITIES, Reply, ScriptedImap, Talk, hang_up, saying

TAKES_TOKENS = f"{CAPABILITIES} SASL-IR AUTH=PLAIN AUTH=XOAUTH2"
LETTER = b"Subject: en\r\n\r\nfoerste\r\n"


@pytest.fixture(scope="module")
def believer(issuer: TokenIssuer) -> Iterator[Dovecot]:
    """A server that takes the issuer's tokens."""
    with Dovecot(believes=Believes(issuer.verifying_key, NAME, AUDIENCE)) as server:
        yield server


@pytest.fixture
def user(believer: Dovecot, issuer: TokenIssuer) -> str:
    """The name of a new mailbox, which the issuer's tokens open."""
    issuer.behaviour = Behaviour(email=believer.new_user().name)
    issuer.be()
    return issuer.behaviour.email


def shared(issuer: TokenIssuer) -> Shared:
    return Shared(Generic(f"{issuer.url}/token", CLIENT, None, SECRET, "header", issuer.ca_file))


@pytest.mark.parametrize("mechanism", [None, "XOAUTH2", "OAUTHBEARER"])
def test_dovecot_takes_a_token(mechanism: Mechanism | None, believer: Dovecot, user: str, issuer: TokenIssuer) -> None:
    tokens = Bearer(shared(issuer))

    with opened(account(believer, user, "", tokens=tokens, mechanism=mechanism)) as mailbox:
        assert mailbox.listed() == frozenset()
        assert mailbox.way_of_moving() == "MOVE"

    assert f"Login: user=<{user}>, method={mechanism or 'XOAUTH2'}" in believer.log()


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "https://graph.microsoft.com"},
        {"issuer": "https://en-anden.example"},
        {"email": "en.anden@kommune.example"},
        {"seconds": -60, "says_seconds": 3600},
    ],
    ids=["audience", "issuer", "mailbox", "expired"],
)
def test_dovecot_refuses_a_token_and_it_is_about_credentials(
    wrong: dict[str, object], mechanism: Mechanism, believer: Dovecot, user: str, issuer: TokenIssuer
) -> None:
    issuer.be(**wrong)
    before = len(issuer.asked())

    with pytest.raises(CredentialsRefused, match="access token"):
        connect(account(believer, user, "", tokens=Bearer(shared(issuer)), mechanism=mechanism), CALM)

    assert len(issuer.asked()) == before + 1


def test_a_cached_token_that_is_refused_is_followed_by_a_new_one(
    believer: Dovecot, user: str, issuer: TokenIssuer
) -> None:
    issuer.be(seconds=-60, says_seconds=3600)
    common = shared(issuer)
    common.other_than()
    issuer.be(seconds=3600)

    with opened(account(believer, user, "", tokens=Bearer(common))) as mailbox:
        assert mailbox.listed() == frozenset()


def test_the_signature_must_be_the_issuers(believer: Dovecot, user: str, issuer: TokenIssuer) -> None:
    head, middle, _ = issuer.forged().split(".")
    forged = Held(f"{head}.{middle}.{base64.urlsafe_b64encode(bytes(64)).decode().rstrip('=')}")

    with pytest.raises(CredentialsRefused):
        connect(account(believer, user, "", tokens=forged), CALM)


# --- a server that plays Exchange -----------------------------------------------------------------------------------


class Held:
    """Tokens that a test made up, and what was heard of them."""

    def __init__(self, *texts: str, lives: float = 3600.0) -> None:
        self.texts, self.lives = list(texts or ("token-1",)), lives
        self.heard: list[str] = []
        self.trouble: Exception | None = None

    def token(self) -> AccessToken:
        if self.trouble is not None:
            raise self.trouble
        return AccessToken(self.texts.pop(0), time.monotonic() + self.lives)

    def after(self, refused: AccessToken) -> AccessToken | None:
        self.heard.append(f"refused {refused.text}")
        return self.token() if self.texts else None

    def accepted(self) -> None:
        self.heard.append("accepted")

    def expired(self, token: AccessToken) -> None:
        self.heard.append(f"expired {token.text}")


def exchange(*letters: bytes, capabilities: str = TAKES_TOKENS) -> ScriptedImap:
    """A server that takes any token."""
    server = ScriptedImap(*letters, capabilities=capabilities)
    server.when("AUTHENTICATE", b"TAG OK AUTHENTICATE completed.\r\n")
    return server


def shown(server: ScriptedImap) -> list[str]:
    """The tokens that were shown."""
    lines = [line.split()[-1] for line in server.said("AUTHENTICATE")]
    return [base64.b64decode(line).decode().split("Bearer ")[1].strip("\x01") for line in lines]


def test_a_token_goes_in_the_line_of_the_command_where_that_is_taken() -> None:
    with exchange(LETTER) as server, opened(account(server, tokens=Held())) as mailbox:
        assert mailbox.listed() == {1}

    [said] = server.said("AUTHENTICATE")
    words = base64.b64decode(said.split(" AUTHENTICATE XOAUTH2 ")[1])
    assert words == b"user=arkiv@kommune.example\x01auth=Bearer token-1\x01\x01"
    assert server.said("LOGIN ") == []


def test_it_waits_to_be_asked_where_it_is_not() -> None:
    with ScriptedImap(LETTER, capabilities=f"{CAPABILITIES} AUTH=OAUTHBEARER") as server:

        def asks(talk: Talk, tag: bytes) -> None:
            talk.say(b"+ \r\n")
            talk.heard()
            talk.say(tag + b" OK done\r\n")

        server.when("AUTHENTICATE OAUTHBEARER$", asks)
        with opened(account(server, tokens=Held())) as mailbox:
            assert mailbox.listed() == {1}

    words = base64.b64decode(server.heard[server.heard.index(server.said("AUTHENTICATE")[0]) + 1])
    assert words.endswith(b"\x01auth=Bearer token-1\x01\x01")


@pytest.mark.parametrize(("mechanism", "answer"), [("XOAUTH2", ""), ("OAUTHBEARER", "AQ==")])
@pytest.mark.parametrize("at_once", [True, False])
def test_why_a_token_is_refused_is_heard_out(mechanism: Mechanism, answer: str, at_once: bool) -> None:
    offers = f"{CAPABILITIES} AUTH={mechanism}" + (" SASL-IR" if at_once else "")
    with ScriptedImap(capabilities=offers) as server:

        def refuses(talk: Talk, tag: bytes) -> None:
            if not at_once:
                talk.say(b"+ \r\n")
                talk.heard()
            talk.say(b"+ " + base64.b64encode(b'{"status":"401","schemes":"bearer"}') + b"\r\n")
            talk.heard()
            talk.say(tag + b" NO AUTHENTICATE failed.\r\n")

        server.when("AUTHENTICATE", refuses)
        with pytest.raises(CredentialsRefused):
            connect(account(server, tokens=Held()), CALM)

    assert server.heard[-1] == answer


def test_a_server_that_takes_no_tokens_gets_none() -> None:
    with ScriptedImap() as server, pytest.raises(MailboxUnavailable, match="takes no access tokens"):
        connect(account(server, tokens=Held()), CALM)

    assert server.said("AUTHENTICATE") == []


def test_a_second_token_is_shown_over_another_connection() -> None:
    tokens = Held("token-1", "token-2")
    with exchange(LETTER) as server:
        server._rules.clear()
        server.when("AUTHENTICATE", b"TAG NO AUTHENTICATE failed.\r\n", times=1)
        server.when("AUTHENTICATE", b"TAG OK done\r\n")
        with opened(account(server, tokens=tokens)):
            pass

    assert (shown(server), server.connections) == (["token-1", "token-2"], 2)
    assert tokens.heard == ["refused token-1", "accepted"]


@pytest.mark.parametrize(
    ("answer", "kind", "tries"),
    [
        (b"NO AUTHENTICATE failed.", CredentialsRefused, 2),
        (b"NO [AUTHENTICATIONFAILED] no", CredentialsRefused, 2),
        (b"NO [UNAVAILABLE] Temporary authentication failure.", MailboxUnavailable, 2),
        (b"BAD User is authenticated but not connected.", SessionRefused, 1),
        (b"NO Request is throttled. Suggested Backoff Time: 5000 milliseconds", Throttled, 1),
    ],
)
def test_a_refused_token_is_sorted_by_who_can_act(answer: bytes, kind: type[MailboxUnavailable], tries: int) -> None:
    with ScriptedImap(capabilities=TAKES_TOKENS) as server:
        server.when("AUTHENTICATE", b"TAG " + answer + b"\r\n")
        with pytest.raises(MailboxUnavailable) as caught:
            connect(account(server, tokens=Held("token-1", "token-2")), CALM)

    assert type(caught.value) is kind
    assert len(shown(server)) == tries
    assert "token-" not in f"{caught.value!r} {caught.value.__context__!r}"


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (TokenRefused("The secret is wrong ({code}).", code="invalid_client"), CredentialsRefused),
        (TokenUnavailable("away"), MailboxUnavailable),
        (TokenUnavailable("busy", retry_after=7.0), Throttled),
    ],
)
def test_without_a_token_nobody_is_bothered(trouble: Exception, kind: type[MailboxUnavailable]) -> None:
    tokens = Held()
    tokens.trouble = trouble
    with exchange() as server, pytest.raises(MailboxUnavailable) as caught:
        connect(account(server, tokens=tokens), CALM)

    assert (type(caught.value), server.connections) == (kind, 0)
    assert caught.value.retry_after == getattr(trouble, "retry_after", None)


def test_one_that_is_called_dead_when_it_is_shown_is_refused() -> None:
    tokens = Held("token-1", "token-2")
    with ScriptedImap(capabilities=TAKES_TOKENS) as server:
        server.when("AUTHENTICATE", saying(ENDS))
        with pytest.raises(CredentialsRefused):
            connect(account(server, tokens=tokens), CALM)

    assert tokens.heard == ["refused token-1", "refused token-2"]


ENDS = b"* BYE Session invalidated - AccessTokenExpired\r\n"


def a_round(server: ScriptedImap, tokens: Held) -> None:
    """Everything the archive asks of a mailbox."""
    with opened(account(server, tokens=tokens)) as mailbox:
        got = all_fetched(mailbox, mailbox.listed())
        mailbox.move(stored(got, mailbox.archive_folder()))


@pytest.mark.parametrize("command", ["LIST", "SELECT", "NOOP", "UID SEARCH", r"UID FETCH .*BODY", "STATUS", "UID MOVE"])
@pytest.mark.parametrize("end", [saying(ENDS), b"TAG NO AccessTokenExpired\r\n"], ids=["BYE", "NO"])
def test_a_token_that_runs_out_is_nobodys_fault_wherever_it_does(command: str, end: Reply) -> None:
    tokens = Held()
    with exchange(LETTER) as server:
        server.when(command, end)
        with pytest.raises(LoginExpired):
            a_round(server, tokens)

    assert tokens.heard == ["accepted", "expired token-1"]


@pytest.mark.parametrize("end", [hang_up, saying(b"* BYE\r\n"), saying(b"* 1 FETCH (UID 1 BODY[] {900}\r\nhalf")])
def test_a_server_that_only_hangs_up_is_understood_when_the_time_is_over(end: Reply) -> None:
    with exchange(LETTER) as server, opened(account(server, tokens=Held(lives=0.0))) as mailbox:
        server.when(r"UID FETCH .*BODY", end)
        with pytest.raises(LoginExpired):
            all_fetched(mailbox, {1})


def test_before_its_time_a_lost_connection_is_a_lost_connection() -> None:
    with exchange(LETTER) as server, opened(account(server, tokens=Held())) as mailbox:
        server.when(r"UID FETCH .*BODY", hang_up)
        with pytest.raises(MailboxUnavailable) as caught:
            all_fetched(mailbox, {1})

    assert type(caught.value) is MailboxUnavailable


def test_rest_ends_with_the_token() -> None:
    with exchange() as server, opened(account(server, tokens=Held(lives=0.4))) as mailbox:
        mailbox.listed()
        begun = time.monotonic()
        with pytest.raises(LoginExpired):
            mailbox.wait(60.0)

    assert 0.2 < time.monotonic() - begun < 10


def test_mail_that_comes_while_the_token_lives_wakes_us_as_always() -> None:
    with exchange() as server, opened(account(server, tokens=Held(lives=30.0))) as mailbox:
        mailbox.listed()

        def arrives(talk: Talk, tag: bytes) -> None:
            talk.say(b"+ idling\r\n* 1 EXISTS\r\n")
            talk.heard()
            talk.say(tag + b" OK done\r\n")

        server.when("IDLE", arrives, times=1)

        assert mailbox.wait(60.0)


def test_a_token_that_runs_out_in_idle_by_the_servers_word_is_dead() -> None:
    tokens = Held()
    with exchange() as server, opened(account(server, tokens=tokens)) as mailbox:
        mailbox.listed()
        server.when("IDLE", saying(b"+ idling\r\n" + ENDS))
        with pytest.raises(LoginExpired):
            mailbox.wait(60.0)

    assert tokens.heard == ["accepted", "expired token-1"]


def test_nothing_that_is_printed_holds_a_token(capfd: pytest.CaptureFixture[str]) -> None:
    with ScriptedImap(capabilities=TAKES_TOKENS) as server:
        one = account(server, tokens=Held("hemmeligt-token"))
        with pytest.raises(MailboxUnavailable) as caught:
            connect(one, CALM)

    said = "".join(capfd.readouterr())
    assert "hemmeligt" not in f"{one!r} {caught.value!r} {said}"
