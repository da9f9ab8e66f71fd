"""The guard: where a form comes from, that it is done once, what a session is worth, and a database that is away."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.core.access import OFFICERS
from archiver.desk import cookies, pages
from archiver.desk.app import make
from archiver.desk.asked import Asked
from archiver.desk.guard import address_of
from archiver.desk.routes import Route
from archiver.desk.table import ROUTES
from archiver.errors import StoreUnavailable
from tests.desk.world import PASSWORD, URL, World

TEMPLATES = Path(pages.__file__).parent / "templates"
OURS = {"origin": URL, "sec-fetch-site": "same-origin"}


def count(world: World, table: str, where: str = "1 = 1") -> int:
    [(number,)] = world.archive.ask(f"SELECT count(*) FROM {table} WHERE {where}")
    return int(number)


# --- where a form comes from (C15) ---


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"origin": "https://ond.example", "sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "https://ond.example", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": URL, "sec-fetch-site": "cross-site"},
        {"origin": URL, "sec-fetch-site": "same-site"},
        {"origin": "http://arkiv.kommune.example"},
        {"origin": f"{URL}.ond.example"},
    ],
)
def test_a_form_from_elsewhere_does_nothing(world: World, sent: dict[str, str]) -> None:
    officer = world.signed_in("officer.en")

    answer = officer.post("/sager/ny", data={"token": officer.token("/sager")}, headers=sent)

    assert answer.status_code == 403
    assert count(world, "cases") == 0


def test_a_form_without_its_token_or_with_anothers_does_nothing(world: World) -> None:
    officer, deputy = world.signed_in("officer.en"), world.signed_in("deputy.en")

    for token in ("", "noget", "x" * 32 + "." + "0" * 64, deputy.token("/sager"), world.browser().token("/login")):
        answer = officer.post("/sager/ny", data={"token": token}, headers=OURS)
        assert answer.status_code == 403, token
    assert count(world, "cases") == 0


def test_no_page_that_is_asked_for_changes_anything_but_the_record_of_looking(world: World) -> None:
    case = world.make_case()
    officer = world.signed_in("officer.en")
    officer.opened(f"/sager/{case}")
    tables = ("cases", "case_acts", "filings", "registrations", "case_reports", "desk_forms", "outbox", "items")
    before = {table: count(world, table) for table in tables}

    for route in ROUTES:
        if route.get is not None:
            officer.opened(world.filled(route))

    before["desk_forms"] = count(world, "desk_forms")  # the purposes that were asked for
    assert {table: count(world, table) for table in tables} == before


@pytest.mark.parametrize("sent", [{"origin": URL}, OURS, {"origin": "null", "sec-fetch-site": "same-origin"}])
def test_a_form_of_our_own_page_is_done(world: World, sent: dict[str, str]) -> None:
    officer = world.signed_in("officer.en")

    assert officer.post("/sager/ny", data={"token": officer.token("/sager")}, headers=sent).status_code == 303


# --- once ---


def test_a_form_that_is_sent_again_is_done_once_and_leads_to_the_same_page(world_on_each: World) -> None:
    officer = world_on_each.signed_in("officer.en")
    token = officer.token("/sager")

    answers = [officer.post("/sager/ny", data={"token": token}, headers=OURS) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert count(world_on_each, "cases") == 1
    assert count(world_on_each, "custody_events", "act = 'case opening'") == 1


def test_what_was_refused_can_be_sent_again_when_it_can_be_done(world: World) -> None:
    case = world.make_case()
    officer = world.signed_in("officer.en")
    token = officer.token("/sager")
    fields = {"token": token, "grund": "slut"}

    refused = officer.post(f"/sager/{case}/luk", data=fields, headers=OURS)
    assert refused.status_code == 422
    assert "oplyses" in refused.text
    officer.opened(f"/sager/{case}")
    told = officer.submit(
        f"/sager/{case}/skriv/information", page=f"/sager/{case}", status="OPLYST", decided_on="2026-11-23",
        decided_by="Hanne",
    )  # fmt: skip
    assert told.status_code == 303, told.text

    assert officer.post(f"/sager/{case}/luk", data=fields, headers=OURS).status_code == 303
    assert count(world, "cases", "state = 'closed'") == 1


def test_two_transactions_in_one_form_are_found_and_undone(world: World) -> None:
    def twice(asked: Asked) -> Any:
        asked.store.cases.open(asked.doing(), 2026)
        asked.store.cases.open(asked.doing(), 2026)

    world.app = make(world.office, (*ROUTES, Route(name="twice", path="/to-gange", roles=OFFICERS, post=twice)))
    officer = world.signed_in("officer.en")

    assert officer.submit("/to-gange", page="/sager").status_code == 500


# --- sessions (C14) ---


def test_the_cookie_of_a_session_can_be_read_by_nobody_and_sent_by_nobody_else(world: World) -> None:
    browser = world.browser()
    answer = browser.submit(
        "/login", page="/login", name="officer.en", password=PASSWORD, code=world.code("officer.en")
    )

    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{cookies.SESSION}=")]
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in cookie
    assert "Max-Age" not in cookie
    assert "Domain" not in cookie
    token = re.split("[=;]", cookie)[1]
    assert len(token) >= 43
    assert token not in str(world.archive.ask("SELECT * FROM desk_sessions"))


def test_a_session_that_was_fixed_before_is_worth_nothing_after_the_sign_in(world: World) -> None:
    browser = world.browser()
    browser.cookies.set(cookies.SESSION, "valgt af en anden", domain="arkiv.kommune.example")

    browser.submit("/login", page="/login", name="officer.en", password=PASSWORD, code=world.code("officer.en"))

    stolen = world.browser()
    stolen.cookies.set(cookies.SESSION, "valgt af en anden", domain="arkiv.kommune.example")
    assert stolen.get("/").status_code == 303


def test_a_session_ends_when_it_is_left_alone_and_at_the_latest_after_its_hours(world: World) -> None:
    officer = world.signed_in("officer.en")
    world.archive.clock.advance(minutes=29)
    assert officer.get("/").status_code == 200
    world.archive.clock.advance(minutes=31)
    assert officer.get("/").headers["location"] == "/login"

    again = world.signed_in("officer.en")
    for _ in range(25):
        world.archive.clock.advance(minutes=25)
        answer = again.get("/")
    assert answer.headers["location"] == "/login"


def test_signing_out_ends_the_session_and_everywhere_ends_all(world: World) -> None:
    one, two, three = (world.signed_in("officer.en") for _ in range(3))
    kept = one.cookies.get(cookies.SESSION)

    answer = one.submit("/logud")
    assert answer.headers["clear-site-data"]
    one.cookies.set(cookies.SESSION, kept or "", domain="arkiv.kommune.example")
    assert one.get("/").status_code == 303
    assert two.get("/").status_code == 200
    two.submit("/logud", everywhere="1")
    assert three.get("/").status_code == 303


def test_a_form_that_comes_when_the_session_is_over_is_told_so_and_not_done(world: World) -> None:
    officer = world.signed_in("officer.en")
    token = officer.token("/sager")
    world.archive.clock.advance(hours=1)

    answer = officer.post("/sager/ny", data={"token": token}, headers=OURS)

    assert answer.status_code == 401
    assert "Log ind, og gør det igen" in answer.text
    assert count(world, "cases") == 0


NOTE = "Ringede til borgeren.\n<b>Han</b> beklagede, og tog opslaget ned."


def test_what_was_written_when_the_session_ended_is_shown_to_be_copied(world: World) -> None:
    case = world.make_case()
    officer = world.signed_in("officer.en")
    officer.opened(f"/sager/{case}")
    fields = {"token": officer.token(f"/sager/{case}"), "note": NOTE, "way": "PHONE"}
    where = f"/sager/{case}/skriv/note"
    world.archive.clock.advance(hours=1)

    over = officer.post(where, data=fields, headers=OURS)
    assert over.status_code == 401
    officer.submit("/login", page="/login", name="officer.en", password=PASSWORD, code=world.code("officer.en"))
    old = officer.post(where, data=fields, headers=OURS)
    assert old.status_code == 403
    assert "for gammel" in old.text

    for answer in (over, old):
        assert "Ringede til borgeren.\n&lt;b&gt;Han&lt;/b&gt; beklagede" in answer.text
        assert "PHONE" not in answer.text
        assert fields["token"] not in answer.text
    assert count(world, "case_notes") == 0


def test_what_another_site_sends_is_not_shown(world: World) -> None:
    case = world.make_case()
    fields = {"note": NOTE}

    for browser in (world.browser(), world.signed_in("officer.en")):
        answer = browser.post(f"/sager/{case}/skriv/note", data=fields, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code in {401, 403}
        assert "Ringede" not in answer.text


def test_no_password_that_comes_too_late_is_shown(world: World) -> None:
    case = world.make_case()
    secret = "en adgangskode på mange tegn"
    fields = dict.fromkeys(("password", "ny", "igen", "kode", "kode_igen", "hemmelighed", "code"), secret)

    for route in (one for one in ROUTES if one.post is not None):
        answer = world.browser().post(world.filled(route, case=case), data=fields, headers=OURS)
        assert route.writes or secret not in answer.text, route.name
    asking = [page for page in TEMPLATES.glob("*.html") if 'kind="password"' in page.read_text(encoding="utf-8")]
    assert {page.stem for page in asking} == {"account", "account_code", "handover", "signin"}, (
        "no form there writes at length"
    )
    assert not {one.name for one in ROUTES if one.writes} & {
        "account-password",
        "account-code",
        "case-export",
        "signin",
    }


def test_a_link_from_another_site_is_led_on_by_a_page_of_ours(world: World) -> None:
    browser = world.browser()

    answer = browser.get("/sager", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert 'content="0;url=/sager"' in answer.text
    assert browser.get("/sager", headers={"sec-fetch-site": "same-origin"}).headers["location"] == "/login?til=%2Fsager"


# --- what for (X2, C16) ---


def test_what_something_is_opened_for_is_asked_once_and_each_opening_is_one_event(world_on_each: World) -> None:
    case = world_on_each.make_case()
    officer = world_on_each.signed_in("officer.en")
    assert officer.get(f"/sager/{case}").status_code == 303

    for _ in range(3):
        assert officer.opened(f"/sager/{case}", "police").status_code == 200
        assert officer.get("/mails/1").status_code == 200
    views = world_on_each.archive.ask(
        "SELECT subject, agent, detail FROM custody_events WHERE act = 'view' ORDER BY subject"
    )
    agent, purpose = "officer officer.en", '{"purpose":"police"}'
    assert views == [(f"case:{case}", agent, purpose), ("item:1", agent, purpose)]
    assert world_on_each.signed_in("officer.en").get("/mails/1").status_code == 303, "each session is asked"


def test_nothing_is_shown_when_the_look_at_it_cannot_be_written_down(world: World, monkeypatch: Any) -> None:
    case = world.make_case()
    officer = world.signed_in("officer.en")
    officer.opened(f"/sager/{case}")
    desk = type(world.archive.store.desk)

    def refuse(*_: object, **__: object) -> None:
        raise StoreUnavailable("The disk of the database is full: make room.")

    monkeypatch.setattr(desk, "open", refuse)
    answer = officer.get("/mails/1")

    assert answer.status_code == 503
    assert "æøå" not in answer.text


# --- the database is away ---


def test_a_database_that_is_away_is_a_page_that_helps_and_nothing_is_lost(world: World, monkeypatch: Any) -> None:
    officer = world.signed_in("officer.en")
    token = officer.token("/sager")
    database = type(world.archive.store.database)
    reading, writing = database.reading, database.writing

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable(
            "The database server does not answer: see that it runs, and its host and port in the URL."
        )

    monkeypatch.setattr(database, "reading", away)
    monkeypatch.setattr(database, "writing", away)
    for answer in (officer.get("/"), officer.post("/sager/ny", data={"token": token}, headers=OURS)):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "60"
        assert "Arkivet svarer ikke lige nu" in answer.text
    monkeypatch.setattr(database, "reading", reading)
    monkeypatch.setattr(database, "writing", writing)

    for _ in range(2):
        assert officer.post("/sager/ny", data={"token": token}, headers=OURS).status_code == 303
    assert count(world, "cases") == 1


# --- too often (C17), and from where ---


def test_whoever_saves_without_end_is_slowed_down(world: World) -> None:
    case = world.make_case()
    officer = world.signed_in("officer.en")
    officer.opened(f"/sager/{case}")

    answers = [officer.get("/mails/1/gem").status_code for _ in range(60)]

    assert answers[0] == 200
    assert answers[-1] == 429
    assert count(world, "custody_events", "act = 'export'") == answers.count(200)


class Peer:
    """What the guard asks of a request."""

    def __init__(self, host: str, forwarded: list[str]) -> None:
        self.client = type("Client", (), {"host": host})
        self.headers = type("Headers", (), {"getlist": staticmethod(lambda _: forwarded)})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("198.51.100.9", ["203.0.113.5"], "198.51.100.9"),
        ("192.0.2.7", ["203.0.113.5"], "203.0.113.5"),
        ("192.0.2.7", ["198.51.100.1, 203.0.113.5"], "203.0.113.5"),
        ("192.0.2.7", ["203.0.113.5", "192.0.2.8"], "203.0.113.5"),
        ("192.0.2.7", ["noget andet"], "noget andet"),
        ("192.0.2.7", ["203.0.113.5:49152"], "203.0.113.5"),
        ("::ffff:192.0.2.7", ["203.0.113.5"], "203.0.113.5"),
        ("192.0.2.7", ["[2001:db8:7:7::5]:49152"], "2001:db8:7:7::/64"),
        ("2001:db8:7:7:aaaa::1", [], "2001:db8:7:7::/64"),
    ],
)
def test_only_what_our_own_proxy_says_of_an_address_is_believed(
    peer: str, forwarded: list[str], address: str, standing: World
) -> None:
    from dataclasses import replace  # noqa: PLC0415
    from ipaddress import ip_network  # noqa: PLC0415

    office = replace(standing.office, proxies=(ip_network("192.0.2.0/28"),))

    assert address_of(office, Peer(peer, forwarded)) == address  # type: ignore[arg-type]


def test_sessions_last_as_long_as_the_workplace_wants(tmp_path: Any) -> None:
    from tests.desk.world import a_world  # noqa: PLC0415

    with a_world(f"sqlite:///{tmp_path / 'kort.sqlite'}", idle=timedelta(minutes=2)) as world:
        officer = world.signed_in("officer.en")
        world.archive.clock.advance(minutes=3)
        assert officer.get("/").status_code == 303
