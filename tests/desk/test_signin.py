"""Signing in by an account of the desk's own: a password and a code, once each, and patience for who guesses (C13)."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import pyotp
import pytest

from archiver.core.access import Role
from archiver.errors import UsageError
from archiver.jobs import signing_in
from tests.desk.world import PASSWORD, TOKEN, Browser, World

NAME = "officer.en"


def knock(world: World, **fields: str) -> Any:
    fields = {"name": NAME, "password": PASSWORD, "code": world.code(NAME), **fields}
    return world.browser().submit("/login", page="/login", **fields)


def test_a_password_and_a_code_let_somebody_in(world: World) -> None:
    answer = knock(world, name=" Officer.EN ")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    signed_in = world.archive.ask("SELECT agent, subject, detail FROM custody_events WHERE act = 'access'")[-1]
    assert signed_in == ("officer officer.en", "desk", '{"how":"password","roles":"officer","what":"sign-in"}')


@pytest.mark.parametrize(
    "wrong",
    [{"password": "noget helt andet"}, {"code": "000000"}, {"name": "findes.ikke"}, {"code": ""}, {"password": ""}],
)
def test_whatever_is_wrong_the_answer_is_the_same(world: World, wrong: dict[str, str]) -> None:
    answer = knock(world, **wrong)

    assert answer.status_code == 403
    assert "Navnet, adgangskoden eller engangskoden er ikke rigtig." in answer.text
    assert PASSWORD not in answer.text


def test_a_code_is_taken_once(world: World) -> None:
    code = world.code(NAME)

    assert knock(world, code=code).status_code == 303
    assert knock(world, code=code).status_code == 403


def test_a_code_of_the_step_before_is_taken_and_an_older_one_is_not(world: World) -> None:
    totp, now = pyotp.TOTP(world.secrets[NAME]), int(world.archive.clock().timestamp())

    assert signing_in.step_of(world.secrets[NAME], totp.at(now - 30), world.archive.clock()) == now // 30 - 1
    assert signing_in.step_of(world.secrets[NAME], totp.at(now - 90), world.archive.clock()) is None
    assert signing_in.step_of(world.secrets[NAME], "", world.archive.clock()) is None


def test_the_sixth_try_within_a_quarter_of_an_hour_waits_whoever_it_is(world: World) -> None:
    for _ in range(5):
        assert knock(world, password="gæt").status_code == 403

    answer = knock(world)
    assert answer.status_code == 429
    assert "Vent" in answer.text
    assert knock(world, name="deputy.en", code=world.code("deputy.en")).status_code == 303, "others are let in"
    for _ in range(5):
        assert knock(world, name="findes.ikke").status_code in {403, 429}
    assert knock(world, name="findes.ikke").status_code == 429, "a name that is not there waits, too"
    world.archive.clock.advance(minutes=16)
    assert knock(world).status_code == 303


def test_many_tries_at_once_are_counted_one_by_one_and_take_turns(world_on_each: World, monkeypatch: Any) -> None:
    hasher, lock, looking, most = signing_in._hasher(), threading.Lock(), [], []

    class Watched:
        def hash(self, password: str) -> str:
            return hasher.hash(password)

        def verify(self, known: str, password: str) -> bool:
            with lock:
                looking.append(password)
                most.append(len(looking))
            time.sleep(0.05)
            with lock:
                looking.pop()
            return False

    monkeypatch.setattr(signing_in, "_hasher", Watched)
    browsers = [world_on_each.browser() for _ in range(12)]
    tokens = [browser.token("/login") for browser in browsers]

    def tried(browser: Browser, token: str) -> int:
        fields = {"name": NAME, "password": "gæt på gæt", "code": "000000"}
        return int(browser.submit("/login", token=token, **fields).status_code)

    with ThreadPoolExecutor(len(browsers)) as at_once:
        answers = list(at_once.map(tried, browsers, tokens))

    assert sorted(answers) == [403] * 5 + [429] * 7
    assert len(most) == 5
    assert max(most) <= 2


def test_who_guesses_from_one_address_waits_whatever_names_they_try(world: World) -> None:
    fields = {"password": "gæt", "code": "123456"}
    browser = world.browser()
    answers = [browser.submit("/login", page="/login", name=f"navn{one}", **fields).status_code for one in range(31)]

    assert set(answers[:30]) == {403}
    assert answers[30] == 429
    assert "testclient" not in str(world.archive.ask("SELECT * FROM desk_attempts"))


def test_a_name_that_is_not_there_takes_as_long_as_one_that_is(world: World) -> None:
    def seconds(name: str) -> float:
        begun = time.thread_time()
        knocked = signing_in.Knock(name, "forkert kode", "000000")
        signing_in.sign_in(world.archive.store, knocked, name, world.office.mac, world.archive.clock())
        return time.thread_time() - begun

    seconds("varmer.op")
    known = median(seconds(f"{role}.en") for role in list(Role)[:5])
    unknown = median(seconds(f"ukendt{number}") for number in range(5))

    assert unknown == pytest.approx(known, rel=0.5)


def test_a_disabled_account_lets_nobody_in_and_ends_its_sessions(world: World) -> None:
    officer = world.signed_in(NAME)

    signing_in.disable(world.archive.store, NAME, "operator root", world.archive.clock())

    assert officer.get("/").status_code == 303
    assert knock(world).status_code == 403


def test_another_password_ends_the_sessions_of_the_one_before(world: World) -> None:
    officer = world.signed_in(NAME)

    issued = signing_in.reset(
        world.archive.store, NAME, "en helt ny adgangskode", "operator root", world.archive.clock()
    )

    assert officer.get("/").status_code == 303
    assert knock(world).status_code == 403
    world.secrets[NAME] = issued.secret
    assert knock(world, password="en helt ny adgangskode", code=world.code(NAME)).status_code == 303


@pytest.mark.parametrize("password", ["kort", "aaaaaaaaaaaaaaaa", "x" * 201, "hanne.holm.holm"])
def test_a_password_that_is_easy_to_guess_is_refused(world: World, password: str) -> None:
    with pytest.raises(UsageError):
        signing_in.add(
            world.archive.store,
            "hanne.holm.holm",
            "H",
            {Role.OFFICER},
            password,
            "operator root",
            world.archive.clock(),
        )


@pytest.mark.parametrize("name", ["", "a", "to ord", "../etc", "x" * 41, "a@b.example"])
def test_an_account_has_a_plain_name(world: World, name: str) -> None:
    with pytest.raises(UsageError):
        signing_in.add(
            world.archive.store, name, "Navn", {Role.OFFICER}, PASSWORD, "operator root", world.archive.clock()
        )


def test_a_secret_does_not_show_itself(world: World) -> None:
    account = world.archive.store.people.account(NAME)

    assert account is not None
    assert account.secrets.totp not in repr(account)
    assert PASSWORD not in repr(signing_in.Knock(NAME, PASSWORD, "123456"))
    assert "argon2id" in account.secrets.password
    assert "m=65536,t=3" in account.secrets.password


@pytest.mark.parametrize("to", ["//ond.example", "/\\ond.example", "https://ond.example/", "/login"])
def test_the_sign_in_leads_to_no_other_place_than_ours(world: World, to: str) -> None:
    assert knock(world, til=to).headers["location"] == "/"


def test_the_sign_in_leads_to_the_page_that_was_asked_for(world: World) -> None:
    assert knock(world, til="/sager").headers["location"] == "/sager"


def test_a_page_to_sign_in_on_that_lay_open_for_long_is_shown_anew(world: World) -> None:
    browser = world.browser()
    token = browser.token("/login?til=/sager")
    browser.cookies.clear()  # as browsers do a quarter of an hour later
    fields = {"name": NAME, "password": PASSWORD, "til": "/sager"}

    answer = browser.submit("/login", token=token, code=world.code(NAME), **fields)

    assert answer.status_code == 403
    assert "Prøv en gang til" in answer.text
    assert f'value="{NAME}"' in answer.text
    again = TOKEN.search(answer.text)
    assert again is not None
    let_in = browser.submit("/login", token=again[1], code=world.code(NAME), **fields)
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/sager")
    twice = browser.submit("/login", token=again[1], code=world.code(NAME), **fields)
    assert twice.status_code == 403
    assert "et andet vindue" in twice.text
