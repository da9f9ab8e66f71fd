"""Access tokens from a real endpoint: each way of asking, each way of being refused, and nothing secret is told."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.core.patience import CREDENTIALS
from archiver.core.sasl import AccessToken
from archiver.edges import logins
from archiver.edges.logins import Bearer, Certified, Claims, Generic, Google, Granted, Microsoft, Shared, Web
from archiver.errors import TokenRefused, TokenUnavailable
from tests.services.issuer import AUDIENCE, CLIENT, SECRET, TENANT, Behaviour, TokenIssuer

MAILBOX = "arkiv@kommune.example"
SCOPE = f"{AUDIENCE}/.default"


@pytest.fixture(autouse=True)
def as_it_should_be(issuer: TokenIssuer) -> None:
    issuer.behaviour = Behaviour()
    issuer.be()


def certified(issuer: TokenIssuer) -> Certified:
    return Certified((issuer.folder / "client.pem").read_text(), (issuer.folder / "client.key").read_text())


def microsoft(issuer: TokenIssuer, credential: str | Certified = SECRET, **other: str) -> Microsoft:
    told = {"authority": issuer.url, "tenant": TENANT, "client_id": CLIENT, "scope": SCOPE} | other
    return Microsoft(**told, credential=credential, ca_file=issuer.ca_file)


def google(issuer: TokenIssuer) -> Google:
    account = (issuer.folder / "google.json").read_text()
    return Google(account, "https://mail.google.com/", MAILBOX, issuer.ca_file)


def generic(issuer: TokenIssuer, credential: str | Certified = SECRET, client_auth: str = "header") -> Generic:
    url = f"{issuer.url}/token"
    return Generic(url, CLIENT, "imap", credential, client_auth, issuer.ca_file)  # type: ignore[arg-type]


Who = Callable[[TokenIssuer], logins.Issuer]
WAYS: dict[str, tuple[Who, str, str]] = {
    "Microsoft, by a secret": (microsoft, "form", SCOPE),
    "Microsoft, by a certificate": (lambda one: microsoft(one, certified(one)), "certificate", SCOPE),
    "Google, by a service account": (google, "service account", "https://mail.google.com/"),
    "anybody, by a secret in the header": (generic, "header", "imap"),
    "anybody, by a secret in the form": (lambda one: generic(one, client_auth="form"), "form", "imap"),
    "anybody, by a certificate": (lambda one: generic(one, certified(one)), "certificate", "imap"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_token_is_to_be_had_from(way: str, issuer: TokenIssuer) -> None:
    who, means, scope = WAYS[way]

    token, is_new = Shared(who(issuer)).other_than()

    assert is_new
    assert logins.claims_of(token) == Claims(AUDIENCE, frozenset({"IMAP.AccessAsApp", "SMTP.SendAsApp"}))
    assert token.ends - time.monotonic() == pytest.approx(3300, abs=30)
    assert [issuer.asked()[-1][key] for key in ("means", "scope", "refused")] == [means, scope, ""]


def refusal(who: logins.Issuer) -> TokenRefused:
    with pytest.raises(TokenRefused) as caught:
        Shared(who).other_than()
    return caught.value


def trouble(who: logins.Issuer, deadline: float = 20.0) -> TokenUnavailable:
    with pytest.raises(TokenUnavailable) as caught:
        Shared(who, deadline=deadline).other_than()
    return caught.value


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (lambda one: microsoft(one, "forkert"), "invalid_client, AADSTS7000215"),
        (lambda one: microsoft(one, client_id="en-anden"), "unauthorized_client, AADSTS700016"),
        (lambda one: microsoft(one, tenant="andet.example"), "invalid_tenant, AADSTS90002"),
        (lambda one: microsoft(one, scope=AUDIENCE), "invalid_scope, AADSTS1002012"),
        (lambda one: generic(one, "forkert"), "invalid_client, AADSTS7000215"),
    ],
    ids=["secret", "client", "tenant", "scope", "anybody's secret"],
)
def test_a_refusal_is_told_by_its_word_and_number(who: Who, code: str, issuer: TokenIssuer) -> None:
    assert refusal(who(issuer)).code == code


@pytest.mark.parametrize("who", [microsoft, google, generic])
def test_a_client_that_was_revoked_is_refused(who: Who, issuer: TokenIssuer) -> None:
    issuer.be(refuses="invalid_client AADSTS7000222")

    assert refusal(who(issuer)).code == "invalid_client, AADSTS7000222"


def test_another_certificate_than_the_uploaded_one_is_refused(issuer: TokenIssuer, tmp_path: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x"),
            *("-keyout", str(tmp_path / "k"), "-out", str(tmp_path / "c")),
        ],
        check=True,
        capture_output=True,
    )
    other = Certified((tmp_path / "c").read_text(), (tmp_path / "k").read_text())

    assert refusal(microsoft(issuer, other)).code == "invalid_client, AADSTS700027"


def test_an_endpoint_that_wants_to_be_left_alone_says_for_how_long(issuer: TokenIssuer) -> None:
    issuer.be(status=429, retry_after="77")

    assert trouble(generic(issuer)).retry_after == 77.0


@pytest.mark.parametrize("status", [500, 502, 503, 404, 302, 200])
@pytest.mark.parametrize("who", [microsoft, google, generic])
def test_an_answer_without_a_token_is_a_passing_trouble(who: Who, status: int, issuer: TokenIssuer) -> None:
    issuer.be(status=status)

    assert str(trouble(who(issuer)))


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        "{}",
        '{"access_token": null}',
        '{"access_token": ""}',
        '{"access_token": "a b"}',
        '{"access_token": "a\\r\\nA2 LOGOUT"}',
        '{"access_token": "a\\u0001auth=Bearer b"}',
        '{"access_token": "abc", "expires_in": "snart"}',
        "x" * (logins.MOST_OCTETS + 1),
    ],
)
def test_what_is_no_token_never_reaches_a_mail_server(body: str, issuer: TokenIssuer) -> None:
    issuer.be(body=body)

    assert str(trouble(generic(issuer)))


@pytest.mark.parametrize("how", ["hangs", "drips"])
def test_an_endpoint_that_stalls_holds_nobody_up(how: str, issuer: TokenIssuer) -> None:
    issuer.be(**{how: True})
    begun = time.monotonic()

    trouble(generic(issuer), deadline=0.5)

    assert time.monotonic() - begun < 5


def test_nobody_is_asked_who_does_not_prove_who_he_is(issuer: TokenIssuer) -> None:
    before = len(issuer.asked())
    stranger = Generic(f"{issuer.url}/token", CLIENT, "imap", SECRET)

    assert "certificate is not accepted" in str(trouble(stranger))
    assert len(issuer.asked()) == before


def test_an_endpoint_that_is_not_there_is_a_passing_trouble() -> None:
    assert "cannot be reached" in str(trouble(Generic("http://127.0.0.1:9/token", CLIENT, "imap", SECRET)))


@pytest.mark.parametrize("way", WAYS)
def test_no_secret_is_in_any_text_of_ours(way: str, issuer: TokenIssuer, capfd: pytest.CaptureFixture[str]) -> None:
    who = WAYS[way][0](issuer)
    token, _ = Shared(who).other_than()
    issuer.be(refuses="invalid_client AADSTS7000222")
    refused = refusal(who)

    said = f"{who!r} {token!r} {Bearer(Shared(who))!r}"
    error: BaseException | None = refused
    while error is not None:
        said += f"{error!s} {error!r} {vars(error)}"
        error = error.__cause__ or error.__context__
    said += "".join(capfd.readouterr())
    assert SECRET not in said
    assert token.text not in said
    assert "PRIVATE KEY" not in said
    assert CLIENT not in said.replace(f"client_id={CLIENT!r}", "")


# --- what is kept ---------------------------------------------------------------------------------------------------


class Endpoint:
    """Gives out what it is told to, and counts."""

    ca_file = None

    def __init__(self, *outcomes: float | Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.asked = 0

    def grant(self, _: Web) -> Granted:
        self.asked += 1
        outcome = self.outcomes.pop(0) if self.outcomes else 3600.0
        if isinstance(outcome, Exception):
            raise outcome
        return Granted(f"token-{self.asked}", outcome)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_token_is_shared_until_shortly_before_it_runs_out() -> None:
    endpoint, clock = Endpoint(), Hands()
    shared = Shared(endpoint, clock)

    first = [Bearer(shared).token() for _ in range(100)]
    clock.at += 3600 - logins.EARLY - 1
    still = Bearer(shared).token()
    clock.at += 2
    second = Bearer(shared).token()

    assert {token.text for token in first} == {still.text} == {"token-1"}
    assert second.text == "token-2"


@pytest.mark.parametrize(
    ("life", "used"), [(5.0, 4.0), (None, 480.0), (0.0, 2.0), (-7.0, 2.0), (1e9, 1e9 - logins.EARLY)]
)
def test_the_last_part_of_its_life_is_not_used(life: float | None, used: float) -> None:
    clock = Hands()

    token = Bearer(Shared(Endpoint(life), clock)).token()

    assert token.ends - clock.at == used


def test_who_comes_at_once_with_others_waits_for_the_one_token() -> None:
    endpoint, texts = Endpoint(), []
    shared = Shared(endpoint)
    threads = [threading.Thread(target=lambda: texts.append(Bearer(shared).token().text)) for _ in range(20)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert texts == ["token-1"] * 20


def test_a_refusal_by_the_endpoint_is_not_tried_again_for_a_quarter_of_an_hour() -> None:
    endpoint, clock = Endpoint(TokenRefused("no", code="invalid_client")), Hands()
    shared = Shared(endpoint, clock)

    for _ in range(50):
        with pytest.raises(TokenRefused, match="no"):
            Bearer(shared).token()
        clock.at += CREDENTIALS / 50
    clock.at += 1

    assert (endpoint.asked, Bearer(shared).token().text) == (1, "token-2")


def test_one_that_did_not_answer_is_asked_again_soon_but_not_by_everybody() -> None:
    endpoint, clock = Endpoint(TokenUnavailable("away"), TokenUnavailable("busy", retry_after=60.0)), Hands()
    shared = Shared(endpoint, clock)

    def ask() -> None:
        with pytest.raises(TokenUnavailable):
            Bearer(shared).token()

    for _ in range(10):
        ask()
    clock.at += logins.AGAIN_AFTER
    ask()
    clock.at += 59
    ask()
    clock.at += 1

    assert (endpoint.asked, Bearer(shared).token().text) == (2, "token-3")


def test_a_refused_token_is_followed_by_a_new_one_once() -> None:
    endpoint = Endpoint()
    shared = Shared(endpoint)
    Bearer(shared).token()
    account = Bearer(shared)

    first = account.token()
    second = account.after(first)
    third = account.after(second or first)

    assert [first.text, second and second.text, third] == ["token-1", "token-2", None]


def test_one_that_is_brand_new_is_followed_by_none() -> None:
    account = Bearer(Shared(Endpoint()))

    assert account.after(account.token()) is None


def test_who_was_refused_tries_one_new_token_at_a_time() -> None:
    endpoint = Endpoint()
    shared = Shared(endpoint)
    account, other = Bearer(shared), Bearer(shared)
    account.after(account.token())

    tried = []
    for _ in range(3):
        tried.append(account.token().text)
        assert account.after(AccessToken(tried[-1], 0.0)) is None
        assert other.token().text == tried[-1]

    assert tried == ["token-2", "token-3", "token-4"]


def test_who_is_accepted_again_shares_again() -> None:
    endpoint = Endpoint()
    account = Bearer(Shared(endpoint))
    account.after(account.token())
    account.token()
    account.accepted()

    assert account.token().text == account.token().text == "token-2"


def test_a_token_that_the_server_calls_dead_is_not_shown_again() -> None:
    account = Bearer(Shared(Endpoint()))
    dead = account.token()

    account.expired(dead)

    assert account.token().text == "token-2"
    account.expired(dead)
    assert account.token().text == "token-2"


def test_what_a_token_says_is_only_looked_at() -> None:
    assert logins.claims_of(AccessToken("ikke-en.jwt.her", 0.0)) is None
    assert logins.claims_of(AccessToken("opaque", 0.0)) is None


def test_a_certificate_tells_its_end(issuer: TokenIssuer) -> None:
    left = logins.certificate_end((issuer.folder / "client.pem").read_text()) - datetime.now(UTC)

    assert timedelta(days=364) < left <= timedelta(days=365)


def test_an_archive_with_passwords_loads_nothing_of_all_this() -> None:
    program = (
        "import sys, archiver.service.daemon, archiver.cli.app, archiver.edges.mailbox, archiver.edges.outbox;"
        "print({'msal', 'google.auth', 'httpx', 'jwt', 'archiver.edges.logins'} & sys.modules.keys())"
    )

    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout

    assert said.strip() == "set()"
