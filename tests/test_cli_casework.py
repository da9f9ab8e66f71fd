"""A case from the first mail to its closing, by commands alone, in the order in which guidance has it done.

Document first and act then; the leader sees to it and not the employee; help within two working days; the police are
asked again every three months; and the citizen's right to know is decided before anything is closed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.world import Ended, World
from tests.builders import a_forward_with_attachment
from tests.second_verifier import asking
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink
from tests.test_cli import a_world

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ADVICE = "Vejledende – få den bekræftet af en jurist"
TODAY = datetime.now(COPENHAGEN).date()
WORD = "Kanariefugl"
HAPPENED = datetime.now(COPENHAGEN) - timedelta(hours=20)


@pytest.fixture(scope="module")
def relay() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, relay: SmtpSink) -> World:
    return a_world(tmp_path, dovecot, relay.port)


def written(office: World, *command: str, **fields: object) -> Ended:
    """A command with the fields of a file, which is gone afterwards: names never stand on a command line."""
    file = office.folder / "felter.toml"
    file.write_text("".join(f"{name} = {_toml(value)}\n" for name, value in fields.items()), encoding="utf-8")
    try:
        return office.run("case", *command, "--from", "felter.toml")
    finally:
        file.unlink()


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def add(office: World, case: str, register: str, **fields: object) -> str:
    return written(office, "add", case, register, **fields).well().text


def running(office: World, case: str) -> dict[str, dict[str, Any]]:
    found = office.run("case", "deadlines", case, "--json").well().json
    assert found["advice"] == ADVICE
    return {one["code"]: one for one in found["deadlines"] if one["state"] == "running"}


def test_a_case_is_worked_from_its_first_mail_to_its_closing(office: World) -> None:  # noqa: PLR0915 - one long day
    (office.folder / "1.eml").write_bytes(a_forward_with_attachment())
    case = office.run("case", "new").well().text.strip()

    # Nobody asks for removal before anything is documented: what is gone cannot be proved.
    early = add(office, case, "dialogue", step="FJERN", taken_on=TODAY, responsible=f"{WORD} Leder", outcome="bedt")
    assert "dokumentér først" in early

    # The first mail is forwarded, and filed; when it happened is not known yet, and the deadline says so.
    office.run("import", "1.eml").well()
    office.run("item", "file", "1", case).well()
    told = office.run("case", "deadlines", case).well().text
    assert "F1: usikker – hændelsestidspunkt mangler" in told
    assert told.rstrip().endswith(f"{ADVICE}.")
    assert "offererstatningsloven § 10" in told

    # The seven fields; then the 72 hours count from the incident itself.
    register = {
        "incident_at": HAPPENED.replace(microsecond=0), "medium": "SOME", "categories": ["CHI", "ÆRE"],
        "unit": "Skolen Nord", "affected": [f"{WORD} Jensen"], "relation": "BORGER", "theme": f"{WORD}: opslag",
    }  # fmt: skip
    written(office, "register", case, **register).well()
    first = running(office, case)["F1"]
    due_at = (HAPPENED.replace(microsecond=0).astimezone(UTC) + timedelta(hours=72)).isoformat()
    assert (first["due_at"], first["assumed"], first["warning"]) == (due_at, False, "none")
    assert {"F4", "F5", "F6", "F9", "HJÆLP"} <= running(office, case).keys()

    # A screenshot with what makes it worth more. Without its address it is said what is missing.
    shot = {"user_name": WORD, "platform": "Facebook", "taken_by": f"{WORD} Jensen", "taken_at": HAPPENED}
    assert "Bevis mangler URL" in add(office, case, "screenshot", in_item=1, **shot)
    url = f"https://facebook.example/{WORD}"
    again = written(office, "change", case, "screenshot", "1", url=url, witness=f"{WORD} Vidne").well().text
    assert "version 2" in again

    # Never the employee's own problem: the leader is told, and help is offered; the wish is written down, and changes.
    add(office, case, "help", kind="LEDER", done_on=TODAY, responsible=f"{WORD} Leder")
    assert "HJÆLP" in running(office, case)
    add(office, case, "help", kind="KRISE", employee=f"{WORD} Jensen", offered_on=TODAY, answer="AFVENTER")
    written(office, "change", case, "help", "2", answer="JA", began_on=TODAY).well()
    now = running(office, case)
    assert "HJÆLP" not in now
    assert now["OPF-HJÆLP"]["due_on"] == (TODAY + timedelta(weeks=1)).isoformat()
    add(office, case, "wish", employee=f"{WORD} Jensen", wished_on=TODAY, wish="Ingen anmeldelse")
    written(office, "change", case, "wish", "1", wish="Anmeld det alligevel").well()
    wishes = office.run("case", "entries", case, "wish", "--history", "--json").well().json["entries"]["wish"]
    assert [one["wish"] for one in wishes] == ["Ingen anmeldelse", "Anmeld det alligevel"]

    # The lawyer's assessment is for few eyes.
    add(office, case, "legal", lawyer=f"{WORD} Jurist", assessed_on=TODAY, category="CHI", outcome="SANDSYNLIG",
        note=f"{WORD} § 119 a")  # fmt: skip
    assert "119 a" not in office.run("case", "entries", case).well().text
    assert "119 a" not in office.run("case", "show", case, "--json").well().text
    assert f"{WORD} § 119 a" in office.run("case", "entries", case, "legal").well().text

    # The employer reports it to the police, which keeps the 72 hours, and asks again every three months.
    add(office, case, "report", recipient="POLITI", responsible=f"{WORD} Leder", sent_on=TODAY)
    now = running(office, case)
    assert "F1" not in now
    assert now["F13"]["entry"] == 1
    written(office, "change", case, "report", "1", journal="0700-12345-26").well()
    add(office, case, "report", recipient="PLATFORM", responsible=f"{WORD} Leder", sent_on=TODAY, follow_up_on=TODAY)
    written(office, "change", case, "report", "2", closed_on=TODAY, outcome="Fjernet").well()

    # The citizen: complaint routes, a limited contact with an end, and what was said at a meeting.
    add(office, case, "dialogue", step="KLAGE", taken_on=TODAY, responsible=f"{WORD} Leder")
    limit = {"scope": f"{WORD}: kun skriftligt", "basis": f"{WORD}: 14 mails", "decided_on": TODAY}
    endless = written(office, "add", case, "limit", responsible=f"{WORD} Leder", **limit)
    assert (endless.code, "[until]: mangler" in endless.errors) == (2, True)
    assert WORD not in endless.errors
    add(office, case, "limit", responsible=f"{WORD} Leder", until=TODAY + timedelta(days=60), **limit)
    add(office, case, "note", way="MØDE", held_at=HAPPENED, people=f"{WORD} Borger", author=f"{WORD} Leder",
        note="Sagt:\n- at det er slut")  # fmt: skip

    # Each injured person's own six months; another deadline does not matter here, and somebody says why.
    office.run("case", "deadline", case, "F4", "--starts", HAPPENED.strftime("%Y-%m-%d")).well()
    assert running(office, case)["F4"]["assumed"] is False
    office.run("case", "met", case, "F4").well()
    unreasoned = office.run("case", "waive", case, "F5")
    assert (unreasoned.code, "begrundelse" in unreasoned.errors) == (2, True)
    office.run("case", "waive", case, "F5", "--reason", "indholdet er fjernet").well()
    follows = office.run("case", "met", case, "F13")
    assert (follows.code, "report" in follows.errors) == (2, True)

    # What is due anywhere tells of no person.
    due = office.run("case", "due").well().text
    assert case in due
    assert WORD not in due

    # It is not closed before somebody has decided whether the citizen is told; what is postponed is not decided.
    refused = office.run("case", "close", case)
    assert (refused.code, "oplysningspligten" in refused.errors) == (2, True)
    reason = {
        "paragraph": "databeskyttelsesloven § 22, stk. 2, nr. 4", "reason": f"{WORD}: efterforskning",
        "decided_on": TODAY, "decided_by": f"{WORD} Jurist", "reassess_on": TODAY + timedelta(days=90),
    }  # fmt: skip
    add(office, case, "information", status="UDSAT", **reason)
    assert office.run("case", "close", case).code == 2
    add(office, case, "information", status="UNDTAGET", **reason)
    add(office, case, "measure", learned=f"{WORD}: svar hurtigere", measure="Fælles svar", due_on=TODAY)
    closed = office.run("case", "close", case, "--reason", "afsluttet").well().text
    assert "Ingen bliver længere mindet om det, der stadig løber: " in closed

    # Every act is in the chain, none of the words is, and all of it holds.
    acts = asking(office.database_url)(
        f"SELECT act, agent, detail FROM custody_events WHERE subject = 'case:{case}' ORDER BY seq"
    )
    entries = [json.loads(str(detail)) for act, _, detail in acts if act == "case entry"]
    assert [one["register"] for one in entries] == [
        *("dialogue", "screenshot", "screenshot", "help", "help", "help", "wish", "wish", "legal"),
        *("report", "report", "report", "report", "dialogue", "limit", "note", "deadline", "deadline", "deadline"),
        *("information", "information", "measure"),
    ]
    assert [act for act, _, _ in acts if act not in {"case entry", "view"}] == [
        "case opening", "registration", "case closing"
    ]  # fmt: skip
    assert {str(agent).split()[0] for act, agent, _ in acts if act == "case entry"} == {"operator"}
    assert not any(WORD in str(detail) for _, _, detail in acts)
    assert office.run("verify", "--json").well().json["ok"] is True


def test_the_information_duty_is_asked_for_in_english_too_and_a_case_without_a_file_is_told_how(office: World) -> None:
    case = office.run("case", "new").well().text.strip()
    english = {"ARCHIVER_LANGUAGE": "en"}

    refused = office.run("case", "close", case, environment=english)
    silent = office.run("case", "add", case, "note", environment=english)
    unknown = office.run("case", "add", case, "notat", environment=english)
    unlisted = written(office, "add", case, "note", navn="Jens")
    misfit = written(office, "add", case, "note", way="TLF", held_at="i går", author="x", note="x")

    assert (refused.code, "archiver case add" in refused.errors) == (2, True)
    assert (silent.code, "--from FILE" in silent.errors) == (2, True)
    assert (unknown.code, "deadline, report, dialogue" in unknown.errors) == (2, True)
    assert (unlisted.code, "»navn« er ikke blandt way, held_at" in unlisted.errors) == (2, True)
    assert (misfit.code, "Traceback" in misfit.errors) == (2, False)


def test_a_slip_in_a_date_is_refused_in_words_and_stops_neither_the_list_nor_the_letter(office: World) -> None:
    case = office.run("case", "new").well().text.strip()
    (office.folder / "frist.toml").write_text('scope = "x"\nbasis = "x"\ndecided_on = 2026-11-20\nresponsible = "x"\n'
                                              "until = 9999-12-31\n", encoding="utf-8")  # fmt: skip
    (office.folder / "uden.toml").write_text('code = "OPF-TILTAG"\nstarts_at = 2026-11-20\n', encoding="utf-8")

    far = office.run("case", "add", case, "limit", "--from", "frist.toml")
    endless = office.run("case", "add", case, "deadline", "--from", "uden.toml")

    assert (far.code, endless.code) == (2, 2)
    assert "mellem 1900 og 2200" in far.errors
    assert "[due_on]: mangler" in endless.errors
    office.run("case", "due").well()
    office.run("digest").well()


def test_a_deadline_that_was_met_by_mistake_runs_again(office: World) -> None:
    case = office.run("case", "new").well().text.strip()
    office.run("case", "deadline", case, "F10", "--starts", "2026-11-20").well()
    office.run("case", "met", case, "F10").well()
    assert "F10" not in running(office, case)

    written(office, "change", case, "deadline", "1", state="running").well()

    assert running(office, case)["F10"]["ended_on"] is None


def test_who_merges_a_case_hears_of_what_nobody_is_reminded_of_any_more(office: World) -> None:
    gone, kept = (office.run("case", "new").well().text.strip() for _ in range(2))
    add(office, gone, "report", recipient="POLITI", responsible="Leder", sent_on=TODAY)

    told = office.run("case", "merge", gone, kept).well().text

    assert f"{gone}, skriv det på {kept}: F13 Opfølgning på politianmeldelse" in told
    assert "F13" not in running(office, kept)
