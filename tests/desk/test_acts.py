"""Every act of an officer by its form: what it does, what it says when something is wrong, and its undoing."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from archiver.core.casefile import SHEETS
from archiver.core.records import AlarmKind, ItemNumber
from archiver.desk import trays
from archiver.desk.words import Words
from archiver.edges.store.cases import Doing
from tests.builders import a_letter
from tests.desk.world import Browser, World
from tests.fakes import FakeServer

FILLED: dict[str, dict[str, str]] = {
    "deadline": {"code": "F4", "starts_at": "2026-11-20T09:15"},
    "report": {"recipient": "POLITI", "responsible": "Hanne", "sent_on": "2026-11-23", "journal": "0700-1"},
    "dialogue": {"step": "FJERN", "taken_on": "2026-11-23", "responsible": "Hanne"},
    "limit": {"scope": "kun skriftligt", "basis": "ti opkald", "decided_on": "2026-11-23", "responsible": "H",
              "until": "2027-02-01"},
    "help": {"kind": "KRISE", "employee": "Jette", "offered_on": "2026-11-23"},
    "wish": {"wished_on": "2026-11-23", "wish": "Ingen anmeldelse"},
    "legal": {"lawyer": "Juristen", "assessed_on": "2026-11-23", "note": "Kun for få øjne"},
    "information": {"status": "OPLYST", "decided_on": "2026-11-23", "decided_by": "Hanne"},
    "measure": {"learned": "Telefonerne optager ikke"},
    "note": {"way": "TELEFON", "held_at": "2026-11-23T08:00", "author": "Hanne", "note": "Ringede\r\n\r\nigen"},
    "screenshot": {"in_item": "1", "url": "https://opslag.example/1"},
}  # fmt: skip
"""Register → a form of it that will do."""
REGISTER = {
    "incident_at": "2026-11-20T09:15", "medium": "MAIL", "unit": "Skolen Nord", "affected": "Jette Jensen\r\nOle Olsen",
    "theme": "Mails om en karakter",
}  # fmt: skip


@pytest.fixture
def officer(world: World) -> Browser:
    """At work on a case with mail 1 in it."""
    case = world.make_case()
    browser = world.signed_in("officer.en")
    assert browser.opened(f"/sager/{case}").status_code == 200
    return browser


def first_choice(page: str, name: str) -> str:
    select = re.search(rf'name="{name}".*?</select>', page, re.DOTALL)
    assert select is not None
    return str(re.findall(r'<option value="([^"]+)"', select[0])[0])


def done(answer: Any) -> str:
    assert answer.status_code == 303, html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
    found = re.search(r"sket=([a-z-]+)", answer.headers["location"])
    return found[1] if found else ""


def test_there_is_a_form_for_every_register() -> None:
    assert FILLED.keys() == {sheet.register for sheet in SHEETS}


@pytest.mark.parametrize("register", FILLED)
def test_an_entry_is_written_shown_and_written_anew(register: str, world: World, officer: Browser) -> None:
    where = f"/sager/{world.case}/skriv/{register}"
    fields = dict(FILLED[register])
    page = officer.get(where).text
    for name in re.findall(r'<select [^>]*name="([^"]+)"[^>]*required', page):
        if f'value="{fields.get(name)}"' not in page:
            fields[name] = first_choice(page, name)

    assert done(officer.submit(where, page=where, **fields)).startswith("written")
    entries = [one for one in world.archive.store.entries.of(world.case) if one.sheet.register == register]
    assert [(one.number, one.version, one.agent) for one in entries] == [(1, 1, "officer officer.en")]

    again = officer.get(f"{where}/1").text
    for value in fields.values():
        first_line = html.escape(value.splitlines()[0])
        assert first_line in again, value
    assert done(officer.submit(f"{where}/1", page=f"{where}/1", **fields)).startswith("written")
    [entry] = [one for one in world.archive.store.entries.of(world.case) if one.sheet.register == register]
    assert entry.version == 2
    shown = officer.get(f"/sager/{world.case}/jura" if register == "legal" else f"/sager/{world.case}")
    assert shown.status_code == 200
    if register == "legal":
        assert "Kun for få øjne" in shown.text
        assert "Kun for få øjne" not in officer.get(f"/sager/{world.case}").text
    else:
        assert officer.get(f"/sager/{world.case}/versioner/{register}").status_code == 200
    assert world.archive.sound()


@pytest.mark.parametrize("sheet", ["register", "skriv/information", "skriv/report/1"])
def test_what_somebody_wrote_meanwhile_is_not_written_over_unseen(sheet: str, world: World, officer: Browser) -> None:
    where = f"/sager/{world.case}/{sheet}"
    fields = dict(REGISTER if sheet == "register" else FILLED[sheet.split("/")[1]])
    first = where.removesuffix("/1")
    page = officer.get(first).text
    for name in re.findall(r'<select [^>]*name="([^"]+)"[^>]*required', page):
        if f'value="{fields.get(name)}"' not in page:
            fields[name] = first_choice(page, name)
    if sheet == "register":
        fields["categories"] = re.findall(r'name="categories" value="([^"]+)"', page)[0]
    assert done(officer.submit(first, page=first, **fields)) in {"written", "written-warning", "registered"}
    deputy = world.signed_in("deputy.en")
    deputy.opened(f"/sager/{world.case}")
    shown = {
        browser: re.findall(r'name="version" value="([0-9]+)"', browser.get(where).text)
        for browser in (officer, deputy)
    }
    assert list(shown.values()) == [["1"], ["1"]]
    token = officer.token(where)
    sent = [officer.submit(where, token=token, version="1", **fields) for _ in range(2)]
    assert [one.status_code for one in sent] == [303, 303], "the same form again is nobody else's"
    assert sent[0].headers["location"] == sent[1].headers["location"]

    late = deputy.submit(where, page=where, version="1", **fields)

    assert late.status_code == 422
    assert "officer officer.en" in late.text
    again = re.findall(r'name="version" value="([0-9]+)"', late.text)
    assert again == ["2"]
    assert deputy.submit(where, page=where, version=again[0], **fields).status_code == 303
    written = (
        world.archive.store.registers.of(world.case)
        if sheet == "register"
        else world.archive.store.entries.of(world.case)
    )
    assert written[-1].version == 3


@pytest.mark.parametrize("register", FILLED)
def test_a_form_with_something_wrong_comes_back_as_it_was_filled_in(
    register: str, world: World, officer: Browser
) -> None:
    where = f"/sager/{world.case}/skriv/{register}"
    broken = dict.fromkeys(FILLED[register], "<b>hverken dag eller kode</b>")
    if register == "measure":  # which takes any text, but needs one
        broken = {"learned": "", "measure": "<b>hverken"}

    answer = officer.submit(where, page=where, **broken)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<b>hverken" not in answer.text
    assert [one for one in world.archive.store.entries.of(world.case) if one.sheet.register == register] == []


def test_the_register_is_written_with_every_problem_at_once(world: World, officer: Browser) -> None:
    where = f"/sager/{world.case}/register"
    page = officer.get(where).text
    category, relation = re.findall(r'name="categories" value="([^"]+)"', page)[0], first_choice(page, "relation")

    refused = officer.submit(where, page=where, theme="x" * 301, unit="", incident_at="i går")
    assert refused.status_code == 422
    assert "x" * 301 in refused.text
    refused = officer.submit(where, page=where, theme="x" * 301, unit="")
    assert refused.text.count('class="wrong"') >= 4
    written = officer.submit(where, page=where, categories=category, relation=relation, **REGISTER)

    assert done(written) == "registered"
    [version] = world.archive.store.registers.of(world.case)
    assert version.registration.affected == ("Jette Jensen", "Ole Olsen")
    assert "Jette Jensen, Ole Olsen" in officer.get(f"/sager/{world.case}").text
    assert "Mails om en karakter" in officer.get("/sager").text


def test_mails_are_filed_taken_out_split_and_merged_and_each_is_taken_back(world: World, officer: Browser) -> None:
    case, store = world.case, world.archive.store

    def lies() -> list[str | None]:
        return [store.catalogue.entry(ItemNumber(number)).case for number in (1, 2, 3)]

    assert done(officer.submit("/mails/2/sag", page="/ufordelt", sag=case, til="/ufordelt")) == "filed"
    assert lies() == [case, case, None]
    assert done(officer.submit(f"/sager/{case}/del", page=f"/sager/{case}", mail="2", grund="to sager")) == "split"
    new = lies()[1]
    assert new not in {case, None}
    assert done(officer.submit(f"/sager/{case}/fortryd", page=f"/sager/{case}")) == "undone"
    assert lies() == [case, case, None]
    opened = officer.submit("/sager/ny", page="/sager")
    other = opened.headers["location"].split("/")[2].partition("?")[0]
    assert done(officer.submit(f"/sager/{other}/saml", page=f"/sager/{case}", ind_i=case)) == "merged"
    assert done(officer.submit(f"/sager/{case}/fortryd", page=f"/sager/{case}")) == "undone"
    assert done(officer.submit("/mails/2/ud", page="/ufordelt")) == "taken-out"
    assert lies() == [case, None, None]
    assert done(officer.submit(f"/sager/{case}/fortryd", page=f"/sager/{case}")) == "undone"
    assert lies() == [case, case, None]
    assert done(officer.submit("/mails/3/sag", page="/ekstern", sag="ny")) == "filed-new"
    assert officer.opened(f"/sager/{case}/historik").status_code == 200
    assert world.archive.sound()


def test_a_case_is_closed_when_it_may_be_and_opened_again(world: World, officer: Browser) -> None:
    case = world.case
    assert officer.submit(f"/sager/{case}/luk", page=f"/sager/{case}").status_code == 422
    where = f"/sager/{case}/skriv/information"
    done(officer.submit(where, page=where, **FILLED["information"]))

    assert done(officer.submit(f"/sager/{case}/luk", page=f"/sager/{case}", grund="færdig")) == "closed-running"
    assert "Genåbn sagen" in officer.get(f"/sager/{case}").text
    assert done(officer.submit(f"/sager/{case}/genaabn", page=f"/sager/{case}")) == "reopened"


def test_a_deadline_is_met_or_waived_with_a_reason(world: World, officer: Browser) -> None:
    case = world.case
    where = f"/sager/{case}/frist"

    assert officer.submit(where, page=f"/sager/{case}", frist="F1", hvad="waived").status_code == 422
    assert done(officer.submit(where, page=f"/sager/{case}", frist="F1", hvad="waived", grund="intet brud")) == "waived"
    assert officer.submit(where, page=f"/sager/{case}", frist="F1", hvad="met").status_code == 422
    assert officer.submit(where, page=f"/sager/{case}", frist="F1", hvad="noget").status_code == 400
    assert "intet brud" in officer.get(f"/sager/{case}").text


def test_a_case_is_opened_for_a_lawyer_and_closed_for_them_again(world: World, officer: Browser) -> None:
    case = world.case
    where = f"/sager/{case}/adgang"
    ends = [("lawyer.en", "9999-12-31"), ("lawyer.en", "0001-01-01")]
    wrong = [*ends, ("", ""), ("findes.ikke", "2026-12-01"), ("lawyer.en", "2026-11-01"), ("lawyer.en", "2029-01-01")]
    for who, until in wrong:
        fields = {"hvem": who, "til_og_med": until}
        assert officer.submit(where, page=f"/sager/{case}", **fields).status_code == 422, fields

    assert done(officer.submit(where, page=f"/sager/{case}", hvem="lawyer.en", til_og_med="2026-12-01")) == "granted"
    newest = world.archive.store.people.grants_of(case)[0]
    assert (newest.who, newest.given_by) == ("local:lawyer.en", "officer officer.en")
    ended = officer.submit(f"{where}/slut", page=f"/sager/{case}", nummer=str(newest.number))
    assert done(ended) == "grant-ended"


def test_a_case_is_handed_out_as_one_document_and_that_is_written_down(world: World, officer: Browser) -> None:
    answer = officer.submit(f"/sager/{world.case}/dokument", page=f"/sager/{world.case}/udlever")

    assert json.loads(answer.content)["case"] == world.case
    assert answer.headers["content-disposition"] == f'attachment; filename="{world.case}.json"'
    [(agent,)] = world.archive.ask("SELECT agent FROM custody_events WHERE act = 'export'")
    assert agent == "officer officer.en"


def test_the_document_of_a_case_is_handed_out_to_nobody_who_has_not_said_what_for(world: World) -> None:
    case = world.make_case()

    assert world.signed_in("deputy.en").submit(f"/sager/{case}/dokument", page="/sager").status_code == 403
    assert world.archive.ask("SELECT act FROM custody_events WHERE act = 'export'") == []


def test_a_leader_sees_how_a_case_stands_and_no_word_of_it(world: World, officer: Browser) -> None:
    where = f"/sager/{world.case}/skriv/note"
    done(officer.submit(where, page=where, **(FILLED["note"] | {"way": first_choice(officer.get(where).text, "way")})))
    leader = world.signed_in("leader.en")

    page = leader.get(f"/sager/{world.case}/stade")

    assert page.status_code == 200
    assert "Ringede" not in page.text
    assert leader.get(f"/sager/{world.case}").status_code == 403
    assert f"/sager/{world.case}/stade" in leader.get("/sager").text


def test_the_custody_of_a_mail_is_told_in_the_words_of_the_log(world: World, officer: Browser) -> None:
    custody = officer.opened("/mails/1").text.split("<summary>")[-1]

    assert "mail kom ind" in custody
    assert "jeg arbejder på sagen" in custody
    assert "Hvornår (UTC)" in custody
    for english in ("accession", "metadata extraction", "filing", ">view", ">case"):
        assert english not in custody, english


def test_an_alarm_is_called_what_its_letter_calls_it(world: World, officer: Browser) -> None:
    world.archive.store.ledger.raise_alarm(AlarmKind.DISK, "disk:a", world.archive.clock())

    page = officer.get("/").text
    assert "disk" in page
    assert Words("da", world.office.zone).alarm(AlarmKind.DISK) in page
    assert ": disk" not in page


def test_whoever_puts_a_mail_into_a_case_reads_which_into_which(world: World, officer: Browser) -> None:
    answer = officer.submit("/mails/2/sag", page="/ufordelt", sag=world.case, til="/ufordelt")

    page = officer.get(answer.headers["location"]).text
    assert "mail 2" in page
    assert f'href="/sager/{world.case}#historik"' in page
    for strange in ("?mail=2&sag=<b>", "?mail=x&sag=2026-0001-XXXX", "?mail=2&sag=//ond.example"):
        assert "#historik" not in officer.get(f"/ufordelt{strange}").text


def test_a_mail_leads_on_to_the_next_one_that_waits(world: World, officer: Browser) -> None:
    server = FakeServer()
    server.deliver(a_letter(message_id="<fire@kommune.example>"))
    world.archive.round(server)

    assert 'href="/mails/4" rel="next"' in officer.opened("/mails/2").text
    filed = officer.submit("/mails/2/sag", page="/ufordelt", sag=world.case)
    assert 'href="/mails/4" rel="next"' in officer.get(filed.headers["location"]).text
    assert 'rel="next"' not in officer.opened("/mails/4").text
    assert 'rel="next"' not in officer.opened("/mails/1").text


def test_a_case_that_is_not_offered_any_more_is_typed(world: World, officer: Browser, monkeypatch: Any) -> None:
    assert 'name="nummer"' not in officer.opened("/mails/2").text
    monkeypatch.setattr(trays, "CASES_OFFERED", 1)
    newer = [str(world.archive.store.cases.open(Doing("officer en", world.archive.clock()), 2026)) for _ in range(2)]

    page = officer.get("/mails/2").text
    assert re.findall(r"<option>([^<]+)</option>", page) == newer[-1:]
    assert 'name="nummer"' in page
    assert "nyeste" in officer.get("/ufordelt").text
    assert officer.submit("/mails/2/sag", page="/sager", sag="").status_code == 422
    typed = officer.submit("/mails/2/sag", page="/sager", sag="", nummer=f" {world.case.lower()} ")
    assert typed.status_code == 303
    assert world.case in typed.headers["location"]
