"""Search, quarantine, letters, disposal, statistics, log, settings and one's own account: what each does and writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyotp
import pytest

from archiver.core.disposition import HoldKind, Scope, Target
from archiver.core.records import ItemNumber, ItemState, LetterState
from archiver.core.strategy import Measure
from archiver.desk.app import make
from archiver.desk.means import Means
from archiver.jobs import casework
from archiver.jobs.casework import AtWork
from tests.desk.house import means_of
from tests.desk.test_looks import a_registration, fill_information
from tests.desk.world import PASSWORD, Browser, World, a_world
from tests.fakes import Balking, FakePostOffice, FakeServer, InProcessReader


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    """A world that has everything a place may have."""
    with a_world(f"sqlite:///{tmp_path / 'archive.sqlite'}") as world:
        give(world, means_of(world.archive))
        yield world


def give(world: World, means: Means) -> None:
    world.office = replace(world.office, means=means)
    world.app = make(world.office)


@pytest.fixture
def officer(place: World) -> Browser:
    return place.signed_in("officer.en")


def custody(world: World, act: str) -> list[Any]:
    chain = world.archive.store.chain
    return [one.event for one in chain.links(10_000) if one.event.act == act]


# --- search ---


def test_a_search_is_written_down_without_its_words_and_shows_no_word_of_a_mail(place: World, officer: Browser) -> None:
    answer = officer.submit("/soeg", page="/soeg", q="gaar hjem", formaal="police")

    assert answer.status_code == 200
    assert "mail 2" in answer.text
    assert "hvor I går" not in answer.text
    [noted] = [one for one in custody(place, "view") if one.detail.get("shown") == "search"]
    assert noted.agent == "officer officer.en"
    assert noted.detail == {"shown": "search", "purpose": "police", "items": 1}


def test_a_search_goes_on_below_the_last_item_and_says_when_nothing_is_there(place: World, officer: Browser) -> None:
    first = officer.submit("/soeg", page="/soeg", q="arkiv", formaal="case").text
    assert "mail 1" in first
    assert "mail 1" not in officer.submit("/soeg", page="/soeg", q="arkiv", formaal="case", foer="1").text
    assert "Der blev ikke fundet noget" in officer.submit("/soeg", page="/soeg", q="xyzzy", formaal="case").text


def test_a_question_that_cannot_be_answered_stays_in_its_field(place: World, officer: Browser) -> None:
    for wrong in ("strength:9", "sha256:zz", "-", '"', "before:i går", "x" * 401):
        answer = officer.submit("/soeg", page="/soeg", q=wrong, formaal="case")
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in answer.text
    assert officer.submit("/soeg", page="/soeg", q="ord", formaal="nysgerrig").status_code == 422
    give(place, Means())
    officer = place.signed_in("officer.en")
    assert officer.submit("/soeg", page="/soeg", q="ord", formaal="case").status_code == 422


def test_a_search_sent_again_leads_back_to_the_page_to_search_on(officer: Browser) -> None:
    token = officer.token("/soeg")
    assert officer.submit("/soeg", token=token, q="arkiv", formaal="case").status_code == 200
    again = officer.submit("/soeg", token=token, q="arkiv", formaal="case")
    assert again.status_code == 303
    assert again.headers["location"] == "/soeg?sket=already"


# --- quarantine ---


@pytest.fixture
def quarantined(place: World) -> int:
    server = FakeServer()
    server.deliver(b"ulaeseligt")
    place.archive.reader = Balking()
    place.archive.round(server)
    [number] = place.archive.store.catalogue.quarantined()
    return number


def test_a_mail_leaves_quarantine_when_it_can_be_read(place: World, quarantined: int) -> None:
    officer, store = place.signed_in("officer.en"), place.archive.store
    assert f"mail {quarantined}" in officer.get("/karantaene").text

    again = officer.submit(f"/karantaene/{quarantined}/laes", page="/karantaene")
    assert "sket=read-in-vain" in again.headers["location"]
    place.archive.reader = InProcessReader()
    give(place, means_of(place.archive))
    again = officer.submit(f"/karantaene/{quarantined}/laes", page="/karantaene")
    assert "sket=read-again" in again.headers["location"]
    assert store.catalogue.quarantined() == []


def test_a_mail_is_let_out_of_quarantine_unread(place: World, quarantined: int) -> None:
    officer, store = place.signed_in("officer.en"), place.archive.store

    answer = officer.submit(f"/karantaene/{quarantined}/frigiv", page="/karantaene")

    assert answer.status_code == 303
    assert store.catalogue.entry(ItemNumber(quarantined)).state is not ItemState.QUARANTINED
    assert custody(place, "release")[-1].agent == "officer officer.en"
    assert officer.submit(f"/karantaene/{quarantined}/frigiv", page="/karantaene").status_code == 422
    assert officer.submit("/karantaene/1/frigiv", page="/karantaene").status_code == 422
    assert officer.submit("/karantaene/1/laes", page="/karantaene").status_code == 422


# --- letters ---


def test_a_letter_that_was_refused_is_sent_again_or_given_up(place: World, officer: Browser) -> None:
    store = place.archive.store
    first, second = [one.number for one in store.letters.unsent()][:2]
    assert officer.get("/udgaaende?vis=venter").text.count("/send") >= 2

    assert officer.submit(f"/udgaaende/{first}/send", page="/udgaaende?vis=venter").status_code == 303
    assert officer.submit(f"/udgaaende/{second}/opgiv", page="/udgaaende?vis=venter").status_code == 303

    assert store.letters.letter(second)[0].state is LetterState.SUPPRESSED
    assert {one.agent for one in custody(place, "letter")[-2:]} == {"officer officer.en"}
    assert officer.submit(f"/udgaaende/{second}/send", page="/udgaaende").status_code == 422


def test_a_letter_that_went_out_can_be_read_as_it_went(place: World, officer: Browser) -> None:
    place.archive.post = FakePostOffice()
    place.archive.send()

    page = officer.get("/udgaaende/1").text

    assert "Kvittering" in page
    assert "Tak. Vi har modtaget" in page
    assert officer.get("/udgaaende/999").status_code == 404
    assert officer.get("/udgaaende/nul").status_code == 404
    for which in ("", "?vis=ugebreve", "?vis=alarmer", "?vis=venter", "?foer=2"):
        assert officer.get(f"/udgaaende{which}").status_code == 200


# --- disposal ---


@pytest.fixture
def ended(place: World) -> str:
    """A closed case with a mail in it."""
    store, now = place.archive.store, place.archive.clock()
    case = place.make_case()
    fill_information(AtWork(store, place.office.terms, place.office.zone, "officer en", now), case)
    from archiver.jobs.casework import doing  # noqa: PLC0415

    store.cases.close(case, doing("officer en", now, ""))
    return case


def propose(browser: Browser, case: str, **fields: Any) -> Any:
    filled = {
        "hvad": case,
        "udfald": "dispose",
        "grund": "Fristen er gået",
        "grundlag": "Byrådet 1-1-2026",
        "foer_tid": "1",
    }
    return browser.submit("/kassation/forslag", page="/kassation", **{**filled, **fields})


def test_one_person_proposes_and_another_approves_and_it_is_gone(place: World, ended: str) -> None:
    officer, store = place.signed_in("officer.en"), place.archive.store
    assert propose(officer, ended).status_code == 303
    [proposal] = store.disposals.proposals()

    alone = officer.submit(f"/kassation/forslag/{proposal.number}/godkend", page="/kassation")
    assert alone.status_code == 422
    assert f"/kassation/forslag/{proposal.number}/godkend" not in officer.get("/kassation").text

    deputy = place.signed_in("deputy.en")
    yes = deputy.submit(f"/kassation/forslag/{proposal.number}/godkend", page="/kassation", grund="enig")
    assert "sket=disposing" in yes.headers["location"]
    disposing = place.office.means.disposing
    assert disposing is not None
    disposing.wait(30)
    assert store.disposals.unfinished() == []
    assert store.catalogue.entry(ItemNumber(1)).state is ItemState.ERASED
    page = deputy.get("/kassation").text
    assert "Byrådet 1-1-2026" in page
    assert "Arkiveret" in page, "what the mail server still has is told"


def test_the_same_account_under_another_name_does_not_approve_itself(place: World, ended: str) -> None:
    officer, store = place.signed_in("officer.en"), place.archive.store
    propose(officer, ended)
    [proposal] = store.disposals.proposals()
    database = store.database
    from sqlalchemy import update  # noqa: PLC0415

    from archiver.edges.tables import DeskSession  # noqa: PLC0415

    with database.writing() as connection:
        connection.execute(update(DeskSession).values(shown="En helt anden"))

    answer = officer.submit(f"/kassation/forslag/{proposal.number}/godkend", page="/kassation")

    assert answer.status_code == 422
    assert store.disposals.proposals()


def test_what_is_wrong_with_a_proposal_is_said_and_nothing_is_written(place: World, ended: str) -> None:
    officer = place.signed_in("officer.en")
    for wrong in (
        {"udfald": ""}, {"hvad": ""}, {"grund": ""}, {"grundlag": ""}, {"udfald": "extend", "til": "2020-01-01"},
        {"udfald": "hand_over"}, {"udfald": "extend", "til": "2028-01-01"}, {"hvad": "2026-9999-XXXX"},
        {"foer_tid": ""}, {"grund": "x" * 1001}, {"hvad": "findes ikke"},
        {"udfald": "extend", "grundlag": "", "til": "i morgen"},
        {"udfald": "extend", "grundlag": "", "til": "9999-12-31"},
        {"udfald": "extend", "grundlag": "", "til": "0001-01-01"},
    ):  # fmt: skip
        assert propose(officer, ended, **wrong).status_code == 422, wrong
    assert place.archive.store.disposals.proposals() == []


def test_a_hold_beats_a_disposal_and_is_ended_with_a_reason(place: World, ended: str) -> None:
    officer, store = place.signed_in("officer.en"), place.archive.store
    held = officer.submit("/kassation/hold", page="/kassation", hvad="*", slags="legal", grund="Politiet")
    assert held.status_code == 303
    [hold] = store.disposals.holds()
    assert hold.target == Target(Scope.ARCHIVE)
    assert hold.kind is HoldKind.LEGAL
    assert propose(officer, ended).status_code == 422

    assert officer.submit(f"/kassation/hold/{hold.number}/ophaev", page="/kassation").status_code == 422
    done = officer.submit(f"/kassation/hold/{hold.number}/ophaev", page="/kassation", grund="Afsluttet")
    assert done.status_code == 303
    assert store.disposals.holds() == []
    propose(officer, ended)
    [proposal] = store.disposals.proposals()
    back = officer.submit(f"/kassation/forslag/{proposal.number}/afvis", page="/kassation", grund="alligevel ikke")
    assert back.status_code == 303
    assert store.disposals.proposals() == []


def test_whoever_looks_at_proposals_is_written_down(place: World, officer: Browser) -> None:
    officer.get("/kassation")
    assert custody(place, "view")[-1].detail == {"shown": "dispositions"}


# --- statistics ---


def register_eight(place: World) -> None:
    """Cases, so many that numbers are shown."""
    store, now = place.archive.store, place.archive.clock()
    work = AtWork(store, place.office.terms, place.office.zone, "officer en", now)
    for number in range(8):
        case = str(store.cases.open(casework.doing("officer en", now, ""), 2026))
        casework.register(work, case, a_registration(work, number))


def test_statistics_are_shown_and_saved_in_each_form(place: World) -> None:
    register_eight(place)
    representative = place.signed_in("representative.en")

    page = representative.get("/statistik").text
    assert ">8<" in page
    assert "Borgerservice" not in page, "a unit of few cases has no name"
    for report in ("extent", "med", "lokalraad"):
        assert representative.get(f"/statistik?rapport={report}&periode=2026").status_code == 200
        told = representative.get(f"/statistik/{report}/json?periode=2026")
        assert json.loads(told.content)["total"] == 8
        assert told.headers["content-disposition"] == f'attachment; filename="{report}-2026.json"'
        assert representative.get(f"/statistik/{report}/csv").content.startswith("\ufeffperiod".encode())
    assert "Strategien" in representative.get("/statistik?rapport=med").text
    assert representative.get("/statistik?periode=2031").status_code == 422
    assert representative.get("/statistik?periode=x").status_code == 422
    assert representative.get("/statistik?rapport=x").status_code == 404
    assert representative.get("/statistik/extent/exe").status_code == 404


def test_the_committee_sees_the_open_measures_and_which_are_overdue(place: World) -> None:
    register_eight(place)
    counted = means_of(place.archive).counted
    assert counted is not None
    open_ = [Measure("Skærm i skranken <b>", "Teknik", date(2020, 1, 2)), Measure("Kursus", "", None)]

    def told(measures: list[Measure] | None) -> str:
        give(place, Means(counted=lambda code: replace(counted(code), measures=measures)))
        return str(place.signed_in("representative.en").get("/statistik?rapport=med").text)

    page = told(open_)
    assert "Skærm i skranken &lt;b&gt;" in page
    assert "02-01-2020 <span" in page
    assert page.count("overskredet") == 1
    assert "Kursus" in page
    assert "Åbne tiltag" in page
    assert "Tiltag registreres ikke" in told(None)
    assert "Tiltag registreres ikke" not in told([])


def test_the_report_is_saved_as_pdf(place: World, officer: Browser) -> None:
    pytest.importorskip("weasyprint")
    assert officer.get("/statistik/extent/pdf?periode=2026").content.startswith(b"%PDF-")


# --- the log ---


def test_the_log_is_read_a_page_at_a_time_and_by_filters(place: World) -> None:
    store = place.archive.store
    place.make_case()
    auditor = place.signed_in("auditor.en")
    head = store.catalogue.status().chain.count

    seen: list[int] = []
    path = "/log"
    while True:
        page = auditor.get(path).text
        seen += [int(one) for one in re.findall(r'<th scope="row" class="number">(\d+)<', page)]
        more = re.search(r'href="(/log\?foer=[^"]+)" rel="next"', page)
        if more is None:
            break
        path = more[1].replace("&amp;", "&")
    assert seen == list(range(head, 0, -1))

    for about in (place.case, place.case.lower(), f"case:{place.case}"):
        assert f"case:{place.case}" in auditor.get("/log", params={"om": about}).text
    assert "item:2" not in auditor.get("/log?om=1").text.replace("item:1", "")
    filtered = auditor.get("/log?handling=filing&hvem=officer").text
    assert len(re.findall(r'<th scope="row" class="number">', filtered)) == 1
    assert "Her er ikke noget" in auditor.get("/log?til_og_med=2001-01-01").text
    assert auditor.get("/log?til_og_med=2001-13-99").status_code == 422
    assert auditor.get("/log?foer=abc&handling=x%00&hvem=%25_").status_code == 200


# --- settings, account ---


def test_settings_never_tell_a_secret(place: World) -> None:
    page = place.signed_in("sysadmin.en").get("/opsaetning").text
    assert "smtp.kommune.example" in page
    assert "archive.organisation" in page
    assert "udfyldt, vises ikke" in page


def test_a_password_is_changed_and_every_other_session_ends(place: World) -> None:
    here, there = place.signed_in("leader.en"), place.signed_in("leader.en")
    new = "helt andre ord til døren"

    def change(**fields: Any) -> Any:
        filled = {"password": PASSWORD, "code": place.code("leader.en"), "ny": new, "igen": new}
        return here.submit("/konto/adgangskode", page="/konto", **{**filled, **fields})

    for wrong in (
        {"password": "forkert adgangskode"},
        {"code": "000000"},
        {"igen": "noget andet end det"},
        {"ny": "kort", "igen": "kort"},
    ):
        assert change(**wrong).status_code == 422, wrong
    assert change().status_code == 303

    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303
    anew = place.browser()
    old = anew.submit("/login", page="/login", name="leader.en", password=PASSWORD, code=place.code("leader.en"))
    assert old.status_code == 403
    ok = anew.submit("/login", page="/login", name="leader.en", password=new, code=place.code("leader.en"))
    assert ok.status_code == 303
    assert custody(place, "access")[-2].detail.get("what") == "password changed"


def test_guessing_at_ones_own_password_is_slowed_down(place: World) -> None:
    browser = place.signed_in("leader.en")
    answers = [
        browser.submit(
            "/konto/adgangskode",
            page="/konto",
            password="gætteri nummer et",
            code="000000",
            ny="a b c d e f g h",
            igen="a b c d e f g h",
        ).text
        for _ in range(7)
    ]
    assert "Vent" in answers[-1]


def test_one_time_codes_are_changed_when_one_of_the_new_is_shown(place: World) -> None:
    browser = place.signed_in("auditor.en")
    page = browser.get("/konto/engangskode").text
    secret = re.search(r'name="hemmelighed" value="([A-Z2-7]{32})"', page)
    seal = re.search(r'name="segl" value="([0-9a-f]+)"', page)
    assert secret is not None
    assert seal is not None

    def change(**fields: Any) -> Any:
        code = place.code("auditor.en")
        at = int(place.archive.clock().timestamp())
        filled = {
            "password": PASSWORD, "code": code, "hemmelighed": secret[1], "segl": seal[1],
            "ny_kode": pyotp.TOTP(secret[1]).at(at),
        }  # fmt: skip
        return browser.submit("/konto/engangskode", page="/konto", **{**filled, **fields})

    assert change(segl="0" * 64).status_code == 400
    assert change(hemmelighed="A" * 32).status_code == 400
    assert change(ny_kode="000000").status_code == 422
    assert change().status_code == 303
    place.secrets["auditor.en"] = secret[1]
    assert place.signed_in("auditor.en").get("/log").status_code == 200


def test_who_signs_in_elsewhere_changes_nothing_here(place: World) -> None:
    from archiver.core.access import Person, Role  # noqa: PLC0415
    from archiver.desk import cookies, forms  # noqa: PLC0415

    now = place.archive.clock()
    person = Person("oidc:4711", "Vera", frozenset({Role.OFFICER}), "vera#1a2b3c")
    place.archive.store.desk.sign_in(forms.hash_of("kage"), person, now, now.replace(year=2027), how="oidc")
    browser = place.browser()
    browser.cookies.set(cookies.SESSION, "kage")

    assert "adgangskode og telefon skiftes dér" in browser.get("/konto").text
    assert browser.get("/konto/engangskode").status_code == 404
    assert (
        browser.submit("/konto/adgangskode", page="/konto", password="x", code="1", ny="y", igen="y").status_code == 404
    )


def test_the_overview_counts_mails_to_a_thousand_and_says_where_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = world.signed_in("officer.en")
    [(mails,)] = world.archive.ask("SELECT count(*) FROM items")
    assert f"<strong>{mails}</strong><span>nye mails i denne uge" in officer.opened("/").text

    monkeypatch.setattr("archiver.desk.overview.COUNTED", 2)

    page = officer.opened("/").text
    assert "<strong>2+</strong><span>nye mails i denne uge" in page
    assert "<strong>1</strong><span>udefra" in page
