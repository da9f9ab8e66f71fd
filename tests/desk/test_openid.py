"""Sign-in by OpenID Connect against a real process: what it says is believed when all of it is so, and never else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from archiver.core.access import Role
from archiver.desk.app import make
from archiver.edges import openid
from archiver.edges.openid import Client, OpenIdService
from tests.desk.world import World, a_world
from tests.services.openid import CLIENT, SECRET, LyingProvider

GROUPS = {"arkivansvarlige": Role.OFFICER, "jurister": Role.LAWYER}


@pytest.fixture(scope="module")
def provider() -> Iterator[LyingProvider]:
    with LyingProvider() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, provider: LyingProvider) -> Iterator[World]:
    provider.be()
    with a_world(f"sqlite:///{tmp_path / 'archive.sqlite'}") as world:
        world.archive.clock.now = world.archive.clock.now.fromtimestamp(time.time(), tz=world.archive.clock.now.tzinfo)
        service = OpenIdService(Client(provider.issuer, CLIENT, SECRET))
        world.office = replace(world.office, service=service, groups=GROUPS)
        world.app = make(world.office)
        yield world


def begun(browser: Any) -> str:
    """The sign-in service's address, with what it is asked."""
    answer = browser.get("/login/tjeneste?til=/sager")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def signed_in(browser: Any) -> Any:
    """There and back."""
    back = httpx.get(begun(browser)).headers["location"]
    return browser.get(back)


def test_whoever_the_service_knows_and_a_group_lets_in_is_signed_in(desk: World) -> None:
    browser = desk.browser()

    answer = signed_in(browser)

    assert answer.status_code == 200
    assert 'content="0;url=/sager"' in answer.text, "a page of ours leads on, for the cookie is a strict one"
    assert browser.get("/sager").status_code == 200
    assert "Hanne Holm" in browser.get("/").text
    [(agent, detail)] = desk.archive.ask("SELECT agent, detail FROM custody_events WHERE detail LIKE '%oidc%'")
    assert agent.startswith("officer hanne.holm#")
    assert "@" not in agent + detail


def test_the_code_flow_is_asked_for_with_pkce_state_and_nonce(desk: World) -> None:
    asked = httpx.URL(begun(desk.browser())).params

    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["scope"] == "openid profile"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert asked["redirect_uri"] == "https://arkiv.kommune.example/login/svar"
    assert SECRET not in str(asked)


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "no signature": {"algorithm": "none"},
    "signed with what everybody knows": {"algorithm": "HS256"},
    "signed by another key": {"other_key": True},
    "another audience": {"claims": {"aud": "en anden"}},
    "two audiences, for the other": {"claims": {"aud": [CLIENT, "en anden"], "azp": "en anden"}},
    "another issuer": {"claims": {"iss": "https://ond.example"}},
    "another nonce": {"claims": {"nonce": "et andet"}},
    "no nonce": {"claims": {"nonce": None}},
    "over": {"claims": {"exp": NOW - 3600}},
    "without an end": {"claims": {"exp": None}},
    "of yesterday": {"claims": {"iat": NOW - 86400}},
    "of tomorrow": {"claims": {"iat": NOW + 86400}},
    "not yet": {"claims": {"nbf": NOW + 86400}},
    "nobody": {"claims": {"sub": None}},
    "no group": {"claims": {"groups": None}},
    "groups of others": {"claims": {"groups": ["alle ansatte"]}},
    "groups that are no list": {"claims": {"groups": "arkivansvarlige"}},
    "too many groups to be told": {"claims": {"groups": None, "_claim_names": {"groups": "src1"}}},
    "no token": {"body": "{}"},
    "refused": {"refuses": "access_denied"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_what_is_not_so_lets_nobody_in(desk: World, provider: LyingProvider, lie: dict[str, Any]) -> None:
    provider.be(**lie)
    browser = desk.browser()

    answer = signed_in(browser)

    assert answer.status_code == 403
    assert browser.get("/").status_code == 303
    assert desk.archive.ask("SELECT count(*) FROM desk_sessions") == [(0,)]


@pytest.mark.parametrize("trouble", [{"status": 500}, {"body": "intet"}, {"body": "[]"}])
def test_a_service_that_does_not_answer_usably_is_told_of(
    desk: World, provider: LyingProvider, trouble: dict[str, Any]
) -> None:
    provider.be(**trouble)

    assert signed_in(desk.browser()).status_code == 503


def test_an_answer_is_good_for_the_browser_that_asked_and_once(desk: World) -> None:
    browser, other, third = desk.browser(), desk.browser(), desk.browser()
    back = httpx.get(begun(browser)).headers["location"]
    begun(other)

    assert other.get(back).status_code == 403, "begun in another window"
    assert desk.browser().get(back).status_code == 403, "begun by nobody"
    assert third.get(httpx.get(begun(third)).headers["location"].replace("state=", "state=x")).status_code == 403
    assert browser.get(back).status_code == 200
    assert browser.get(back).status_code == 403, "a second time"


def test_a_sign_in_that_took_too_long_begins_anew(desk: World) -> None:
    browser = desk.browser()
    back = httpx.get(begun(browser)).headers["location"]
    desk.archive.clock.advance(minutes=16)

    assert browser.get(back).status_code == 403


def test_a_service_that_calls_itself_otherwise_is_not_used(desk: World, provider: LyingProvider) -> None:
    provider.be(issuer="https://ond.example")

    assert desk.browser().get("/login/tjeneste").status_code == 503


@pytest.mark.parametrize(("silence", "answer"), [(60.0, 503), (0.0, 303)])
def test_a_service_that_did_not_answer_is_asked_nothing_for_a_while(
    desk: World, provider: LyingProvider, monkeypatch: pytest.MonkeyPatch, silence: float, answer: int
) -> None:
    monkeypatch.setattr(openid, "SILENCE", silence)
    provider.be(issuer="https://ond.example")
    assert desk.browser().get("/login/tjeneste").status_code == 503
    provider.be()

    assert desk.browser().get("/login/tjeneste").status_code == answer


def test_who_signs_in_by_a_service_reads_by_which_name_a_case_is_opened_for_them(desk: World) -> None:
    browser = desk.browser()
    assert signed_in(browser).status_code == 200

    page = browser.get("/konto").text

    [(who,)] = desk.archive.ask("SELECT who FROM desk_sessions")
    assert who.startswith("oidc:")
    assert f"<code>{who}</code>" in page
