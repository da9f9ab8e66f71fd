"""Handing letters in with access tokens: to a real submission server that checks them, and to one with a script."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from archiver.core.patience import CREDENTIALS
from archiver.core.sasl import AccessToken, Mechanism
from archiver.edges.logins import Bearer, Generic, Shared
from archiver.edges.outbox import Restraint, SmtpAccount, SmtpPostOffice
from archiver.errors import LetterDeferred, TokenRefused, TokenUnavailable
from tests.edges.test_mailbox_tokens import Held
from tests.edges.test_outbox import SENDER, a_letter
from tests.services.dovecot import Believes, Dovecot
from tests.services.issuer import AUDIENCE, CLIENT, NAME, SECRET, Behaviour, TokenIssuer
from tests.services.scripted_smtp import Act, Cut, ScriptedSmtp
from tests.services.smtp import SmtpSink

OFFERS = "250-mx.example.org\r\n250 AUTH PLAIN LOGIN XOAUTH2"


@pytest.fixture
def submission(issuer: TokenIssuer, smtp_sink: SmtpSink) -> Iterator[Dovecot]:
    """Takes letters in from whoever shows a token, and hands them on to the sink."""
    with Dovecot(believes=Believes(issuer.verifying_key, NAME, AUDIENCE), relay_port=smtp_sink.port) as server:
        issuer.behaviour = Behaviour(email=server.new_user().name)
        issuer.be()
        yield server


def account(port: int, tokens: Any, **other: Any) -> SmtpAccount:
    plain = SmtpAccount("127.0.0.1", port, "none", SENDER, "arkiv@kommune.example", tokens=tokens)
    return replace(plain, **other)


def bearer(issuer: TokenIssuer) -> Bearer:
    return Bearer(Shared(Generic(f"{issuer.url}/token", CLIENT, None, SECRET, "header", issuer.ca_file)))


@pytest.mark.parametrize("mechanism", [None, "OAUTHBEARER"])
def test_a_submission_server_takes_a_token(
    mechanism: Mechanism | None, submission: Dovecot, issuer: TokenIssuer, smtp_sink: SmtpSink
) -> None:
    name = issuer.behaviour.email
    one = account(submission.submission_port, bearer(issuer), username=name, mechanism=mechanism)

    with SmtpPostOffice(one) as office:
        office.send(a_letter())
        office.send(a_letter(null_sender=True))

    assert [letter.envelope_from for letter in smtp_sink.letters] == [SENDER, "<>"]
    assert f"method={mechanism or 'XOAUTH2'}" in submission.log()


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_submission_server_refuses_one_that_is_for_another_service(
    mechanism: Mechanism, submission: Dovecot, issuer: TokenIssuer, smtp_sink: SmtpSink
) -> None:
    issuer.be(audience="https://graph.microsoft.com")
    one = account(submission.submission_port, bearer(issuer), username=issuer.behaviour.email, mechanism=mechanism)

    with pytest.raises(LetterDeferred, match="access token"):
        SmtpPostOffice(one).send(a_letter())

    assert smtp_sink.letters == []


# --- one that follows a script --------------------------------------------------------------------------------------


def test_why_a_token_is_refused_is_heard_out_and_a_second_one_is_shown() -> None:
    tokens = Held("token-1", "token-2")
    script: dict[str, Act | list[Act]] = {"EHLO": OFFERS, "AUTH": ["334 eyJzdGF0dXMiOiI0MDAifQ==", "235 2.7.0 in"]}
    with ScriptedSmtp(script) as server:
        server._script[""] = "535 5.7.3 Authentication unsuccessful"
        SmtpPostOffice(account(server.port, tokens)).send(a_letter())

        assert [said.split()[:2] for said in server.said if said.startswith("AUTH")] == [["AUTH", "XOAUTH2"]] * 2
        assert len(server.letters) == 1
    assert tokens.heard == ["refused token-1", "accepted"]


def test_a_server_that_takes_no_tokens_gets_none() -> None:
    with ScriptedSmtp({"EHLO": "250-mx.example.org\r\n250 AUTH PLAIN LOGIN"}) as server:
        with pytest.raises(LetterDeferred, match="takes no access tokens"):
            SmtpPostOffice(account(server.port, Held())).send(a_letter())

        assert not any(said.startswith("AUTH") for said in server.said)


def test_a_session_whose_token_has_run_out_is_used_for_no_other_letter() -> None:
    tokens = Held("token-1", "token-2", lives=0.0)
    with ScriptedSmtp({"EHLO": OFFERS, "AUTH": "235 2.7.0 in"}) as server:
        with SmtpPostOffice(account(server.port, tokens)) as office:
            office.send(a_letter())
            office.send(a_letter())

        assert sum(said.startswith("AUTH") for said in server.said) == 2
        assert len(server.letters) == 2


@pytest.mark.parametrize("act", ["421 4.7.0 AccessTokenExpired", Cut()])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
def test_a_token_that_runs_out_within_a_letter_puts_it_off(verb: str, act: Act) -> None:
    if verb == "END" and isinstance(act, Cut):
        return  # then nobody knows, as RFC 1047 has it
    with ScriptedSmtp({"EHLO": OFFERS, "AUTH": "235 2.7.0 in", verb: [act]}) as server:
        with SmtpPostOffice(account(server.port, Held("token-1", "token-2"))) as office:
            with pytest.raises(LetterDeferred):
                office.send(a_letter())
            office.send(a_letter())

        assert len(server.taken) == 1


class Hands:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize("answer", ["535 5.7.8 no", "535 no", "550 5.7.60 no", "534 5.7.9 too weak"])
@pytest.mark.parametrize("has_tokens", [True, False])
def test_a_refused_login_is_tried_once_in_a_quarter_of_an_hour(answer: str, has_tokens: bool) -> None:
    hands = Hands()
    restraint = Restraint(hands)
    with ScriptedSmtp({"EHLO": OFFERS, "AUTH": answer}) as server:
        one = account(server.port, Held() if has_tokens else None, password="x")
        for _ in range(30):
            if has_tokens:
                one.tokens.texts[:] = ["token-1"]  # type: ignore[union-attr]
            with pytest.raises(LetterDeferred, match="refused our"):
                SmtpPostOffice(one, restraint).send(a_letter())
            hands.at += CREDENTIALS / 10

        assert sum(said.startswith("AUTH") for said in server.said) == 3


@pytest.mark.parametrize("answer", ["454 4.7.0 later", "421 4.3.2 closing", "554 5.6.0 never"])
def test_what_is_not_about_the_login_itself_is_tried_again_as_soon_as_a_letter_is(answer: str) -> None:
    restraint = Restraint()
    with ScriptedSmtp({"EHLO": OFFERS, "AUTH": [answer, "235 2.7.0 in"]}) as server:
        one = account(server.port, None, password="x")
        with pytest.raises(LetterDeferred):
            SmtpPostOffice(one, restraint).send(a_letter())
        SmtpPostOffice(one, restraint).send(a_letter())

        assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("trouble", "tries"),
    [(TokenRefused("No token ({code}).", code="invalid_client"), 1), (TokenUnavailable("No token: away."), 2)],
)
def test_without_a_token_no_mail_server_is_bothered(trouble: Exception, tries: int) -> None:
    class Asked(Held):
        count = 0

        def token(self) -> AccessToken:
            self.count += 1
            raise trouble

    restraint, tokens = Restraint(), Asked()
    with ScriptedSmtp({}) as server:
        for _ in range(2):
            with pytest.raises(LetterDeferred, match="No token"):
                SmtpPostOffice(account(server.port, tokens), restraint).send(a_letter())

        assert server.said == []
    assert tokens.count == tries


def test_no_token_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    with ScriptedSmtp({"EHLO": OFFERS, "AUTH": "535 5.7.8 hemmeligt-token"}) as server:
        one = account(server.port, Held("hemmeligt-token"))
        with pytest.raises(LetterDeferred) as caught:
            SmtpPostOffice(one).send(a_letter())

    assert "hemmeligt" not in f"{one!r} {caught.value} {caught.value!r} {capfd.readouterr()} {time.time()}"
