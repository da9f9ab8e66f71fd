"""A morning of an archive officer at the command line: why, register, split, merge, undo, export."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.world import World, command
from tests.builders import ABUSE, a_forward_with_attachment, a_letter
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink
from tests.test_cli import a_world

REGISTER = """\
incident_at = 2026-11-19 21:14:00
medium = "mail"
categories = ["chi", "TRU"]
unit = "Skolen Nord"
affected = ["Jette Jensen"]
relation = "borger"
theme = "Trusler i en mail om en afgørelse"
"""
OTHER = ABUSE.replace(b"vrede.1", b"vrede.2").replace(b"sove trygt", b"sove godt").replace(b"21:14", b"22:14")


@pytest.fixture(scope="module")
def relay() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, relay: SmtpSink) -> World:
    """An archive with two colleagues' forwards of one mail, one of another, and an outsider's mail."""
    world = a_world(tmp_path_factory.mktemp("kontor"), dovecot, relay.port)
    mails = (
        a_forward_with_attachment(),
        a_forward_with_attachment(sender="Mads <mads.madsen@kommune.example>", message_id="<to@kommune.example>"),
        a_forward_with_attachment(OTHER, message_id="<tre@kommune.example>"),
        a_letter(sender="borger@udbyder.example", message_id="<fire@udbyder.example>"),
    )
    for number, octets in enumerate(mails, start=1):
        (world.folder / f"{number}.eml").write_bytes(octets)
    world.run("import", *(f"{number}.eml" for number in range(1, 5))).well()
    return world


@pytest.fixture
def office(tmp_path: Path, furnished: World) -> World:
    """A copy of it, to work in."""
    there, here = furnished.folder.parent, tmp_path / "kontor"
    shutil.copytree(there, here)
    url = furnished.database_url.replace(str(there), str(here))
    return replace(furnished, folder=here / furnished.folder.name, database_url=url)


def a_case(office: World, *items: int) -> str:
    case = office.run("case", "new").well().text.strip()
    for item in items:
        office.run("item", "file", str(item), case).well()
    return case


def test_why_tells_the_rule_the_sender_and_what_was_not_taken_in_danish_and_english(office: World) -> None:
    case = a_case(office, 1)
    (office.folder / "gammel.eml").write_bytes(
        a_letter(
            sender="Birte <birte.buch@kommune.example>", subject=f"VS: Kvittering [{case}]", message_id="<5@k.example>"
        )
    )
    office.run("import", "gammel.eml").well()

    danish = office.run("why", "5").well().text
    english = office.run("item", "why", "5", environment={"ARCHIVER_LANGUAGE": "en"}).well().text

    assert "Afsenderen af nr. 5: en kollega: domænet i From er vores" in danish
    assert "der står et sagsnummer i den, som ikke blev godtaget" in danish
    assert f"× {case} (sagsnummer i emnet): nummeret er ægte, men sagen er andre kollegers" in danish
    assert f"× {case} (reference in the subject): the reference is genuine, but the case is other" in english
    told = office.run("why", "5", "--json").well().json
    assert told["filings"][0]["rejected"] == [
        {"rule": "signed_token_in_subject", "case": case, "reason": "not_their_case"}
    ]
    assert (told["standing"], told["standing_reason"]) == ("colleague", "from_domain")


@pytest.mark.parametrize(
    ("sender", "subjects", "said"),
    [
        ("officer@kommune.example", 1, "afsenderen er den arkivansvarlige eller stedfortræderen"),
        ("birte.buch@kommune.example", 1, "ingen har indsendt til sagen endnu"),
        ("birte.buch@kommune.example", 2, "afsenderen har før indsendt til sagen"),
    ],
)
def test_why_says_on_whose_word_a_reference_in_the_subject_counted(
    office: World, sender: str, subjects: int, said: str
) -> None:
    case = office.run("case", "new").well().text.strip()
    for number in range(5, 5 + subjects):
        mail = a_letter(sender=sender, subject=f"VS: [{case}]", message_id=f"<{number}@k.example>")
        (office.folder / f"{number}.eml").write_bytes(mail)
        office.run("import", f"{number}.eml").well()

    told = office.run("why", str(4 + subjects)).well().text

    assert "sagens signerede nummer står i emnet" in told
    assert f"– {said}\n" in told


def test_why_tells_who_filed_it_by_hand_why_and_what_was_put_back_because_that_was_undone(office: World) -> None:
    right, wrong = a_case(office, 1), a_case(office)
    office.run("item", "file", "1", wrong, "--reason", "hører til der").well()
    office.run("case", "undo", wrong, "--reason", "alligevel ikke").well()

    told = office.run("why", "1").well().text
    filings = office.run("why", "1", "--json").well().json["filings"]

    agent = filings[-1]["agent"]
    assert f"– af {agent}, handling 2: hører til der\n" in told
    last = told[told.rindex(right) :]
    assert last.startswith(f"{right} (lagt tilbage, da handling 2 blev fortrudt)\n")
    assert last.endswith(f"– af {agent}, handling 3: alligevel ikke\n")
    assert told.count("lagt tilbage") == 1
    assert [one["act"] for one in filings[-2:]] == [
        {"act": 2, "kind": "file", "undoes": None, "reason": "hører til der"},
        {"act": 3, "kind": "undo", "undoes": 2, "reason": "alligevel ikke"},
    ]
    assert filings[0]["act"] is None


def test_why_of_an_outsiders_mail_says_that_it_is_one(office: World) -> None:
    told = office.run("why", "4").well().text

    assert "udefra: domænet i From er ikke vores" in told
    assert "gemt, men aldrig lagt på en sag af sig selv" in told


def test_a_case_is_registered_from_a_file_and_shown_in_words(office: World) -> None:
    case = a_case(office, 1, 3)
    (office.folder / "sag.toml").write_text(REGISTER, encoding="utf-8")

    written = office.run("case", "register", case, "--from", "sag.toml").well().text
    shown = office.run("case", "show", case).well().text
    document = office.run("case", "show", case, "--json").well().json

    assert written == f"{case} er registreret, version 1.\n"
    assert "muligvis:    Chikane af person i offentlig tjeneste (§ 119 a); Trusler (§ 266)" in shown
    assert "hændelse:    19-11-2026 21.14" in shown
    assert "berørt:      Jette Jensen" in shown
    assert "Ærø" not in shown
    assert document["register"]["incident_at"] == "2026-11-19T20:14:00+00:00"
    assert (document["register"]["categories"], document["register"]["relation"]) == (["CHI", "TRU"], "BORGER")
    assert [entry["items"] for entry in document["timeline"]] == [[1], [3]]
    assert [item["item"] for item in document["items"]] == [1, 3]


def test_a_register_that_is_not_fit_is_not_written_and_every_problem_is_told(office: World) -> None:
    case = a_case(office)
    (office.folder / "sag.toml").write_text('medium = "RØG"\ncategories = ["KRI"]\nunit = "x"\n', encoding="utf-8")

    ended = office.run("case", "register", case, "--from", "sag.toml")

    assert ended.code == 2
    assert ended.errors.splitlines() == [
        "Sagen blev ikke registreret.",
        "  medie (RØG): er ikke en kode, der er i brug",
        "  relation: mangler",
        "  tema: mangler",
        "  årsag (KRI): mangler, og denne kategori kræver en",
    ]
    assert office.run("case", "show", case, "--json").well().json["register"] is None


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("medium = ", "ikke TOML"),
        ('navn = "x"', "»navn« er ikke blandt"),
        ('incident_at = "i går"', "Et tidspunkt skrives"),
        (None, "findes ikke|kan ikke læses"),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(office: World, written: str | None, sentence: str) -> None:
    case = a_case(office)
    if written is not None:
        (office.folder / "sag.toml").write_text(written, encoding="utf-8")

    ended = office.run("case", "register", case, "--from", "sag.toml")

    assert (ended.code, bool(re.search(sentence, ended.errors))) == (2, True), ended.errors


def test_a_case_is_registered_at_a_terminal_by_seven_answers(office: World) -> None:
    case = a_case(office, 1)
    answers = [
        "i forgårs",
        "20-11-2026 kl. 14.30",
        "some",
        "XX",
        "chi, pri",
        "Skolen Nord",
        "Jette Jensen, Mads Madsen",
        "elev",
        "Opslag med navne",
    ]
    terminal, end = pty.openpty()
    asked = subprocess.Popen(
        command("case", "register", case),
        env=office.environment(),
        cwd=office.folder,
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.close(end)
    os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
    said, questions = asked.communicate(timeout=60)
    os.close(terminal)

    assert said.decode() == f"{case} er registreret, version 1.\n", questions.decode()
    assert [f"{number} af 7" in questions.decode() for number in range(1, 8)] == [True] * 7
    register = office.run("case", "show", case, "--json").well().json["register"]
    assert register["incident_at"] == "2026-11-20T13:30:00+00:00"
    assert (register["medium"], register["categories"], register["relation"]) == ("SOME", ["CHI", "PRI"], "ELEV")
    assert register["affected"] == ["Jette Jensen", "Mads Madsen"]


def test_no_name_can_be_given_where_the_list_of_processes_shows_it(office: World) -> None:
    case = a_case(office)

    assert office.run("case", "register", case, "--affected", "Nogen Navnsen").code == 2
    assert office.run("case", "register", case).code == 2  # no terminal, and no file


def test_merge_and_undo_leave_both_exports_as_they_were(office: World) -> None:
    one, other = a_case(office, 1), a_case(office, 3)
    before = exported(office, one, "a"), exported(office, other, "b")

    office.run("case", "merge", one, other, "--reason", "samme borger").well()
    between = office.run("case", "show", other, "--json").well().json
    office.run("case", "undo", one).well()

    assert [item["item"] for item in between["items"]] == [1, 3]
    assert (exported(office, one, "c"), exported(office, other, "d")) == before
    history = office.run("case", "history", one).well().text
    assert f"{one} lagt sammen med {other} (fortrudt)" in history
    assert "samme borger" in history
    assert office.run("verify").code == 0


def exported(office: World, case: str, name: str) -> bytes:
    office.run("export", case, "--to", f"{name}.json").well()
    return (office.folder / f"{name}.json").read_bytes()


def test_an_export_is_written_once_for_its_owner_alone_and_is_in_the_custody_log(office: World) -> None:
    case = a_case(office, 1)

    document = json.loads(exported(office, case, "sag"))
    again = office.run("export", case, "--to", "sag.json")

    assert (document["case"], [item["item"] for item in document["items"]]) == (case, [1])
    assert ((office.folder / "sag.json").stat().st_mode & 0o777, again.code) == (0o600, 2)


def test_a_case_is_split_closed_opened_and_each_is_taken_back(office: World) -> None:
    case = a_case(office, 1, 2, 3)

    new = office.run("case", "split", case, "2", "3").well().text.strip()
    assert items(office, case) == [1]
    assert items(office, new) == [2, 3]
    office.run("case", "undo", case).well()
    assert items(office, case) == [1, 2, 3]
    office.inform(case)
    office.run("case", "close", case).well()
    assert office.run("case", "list", "--json").well().json["cases"][0]["state"] == "closed"
    office.run("case", "reopen", case).well()
    office.run("item", "unfile", "2").well()
    assert items(office, case) == [1, 3]
    assert office.run("case", "list", "--json").well().json["cases"][1]["state"] == "merged"


def items(office: World, case: str) -> list[int]:
    return [item["item"] for item in office.run("case", "show", case, "--json").well().json["items"]]


def test_a_reason_comes_from_standard_input_and_is_whole_text(office: World) -> None:
    case = a_case(office, 1)

    (office.folder / "reason.txt").write_text("Jette har bedt om det\n")  # the process list is to name nobody
    typing = ("sh", "-c", 'exec "$@" < reason.txt', "sh")
    office.inform(case)
    office.run("case", "close", case, "--reason", "-", prefix=typing).well()
    refused = office.run("case", "reopen", case, "--reason", "\udce6")
    far = office.run("case", "undo", case, "--act", str(10**30))

    [act] = [one for one in office.run("case", "history", case, "--json").well().json["acts"] if one["kind"] == "close"]
    assert act["reason"] == "Jette har bedt om det"
    assert (refused.code, "UTF-8" in refused.errors) == (2, True)
    assert (far.code, "Traceback" in far.errors) == (2, False)


def test_the_codes_are_listed_with_statute_and_what_is_unconfirmed(office: World) -> None:
    text = office.run("case", "codes").well().text
    codes = office.run("case", "codes", "--json").well().json

    assert "§ 119 a" in text
    assert "ubekræftet: spørg en jurist" in text
    assert {one["code"] for one in codes["categories"] if not one["counts"]} == {"KRI"}
    assert {one["code"] for one in codes["categories"] if one["review_years"] == 1} == {"UBE", "KRI"}
    assert "ÆRE" in {one["code"] for one in codes["categories"]}


def test_a_workplaces_own_words_and_definition_come_from_the_configuration(office: World) -> None:
    case = a_case(office, 1)
    office.more = (
        '[cases]\ndefinition = "Når navne nævnes."\n[[category]]\ncode = "HÆRV"\nda = "Hærværk"\nstatute = "§ 291"\n'
    )
    office.write_config()
    (office.folder / "sag.toml").write_text(REGISTER.replace('"chi", "TRU"', '"HÆRV"'), encoding="utf-8")

    office.run("case", "register", case, "--from", "sag.toml").well()

    assert "Hærværk (§ 291)" in office.run("case", "show", case).well().text
    shown = office.run("case", "show", case, "--json").well().json["register"]
    assert shown["definition"] == {"version": 1, "text": "Når navne nævnes."}
    told = office.run("case", "show", case).well().text
    assert "version 1" in told
    assert "Når navne nævnes." in told


def test_a_code_that_is_new_and_has_no_name_is_an_error_that_names_its_line(office: World) -> None:
    office.more = '[[category]]\ncode = "HÆRV"\n'
    office.write_config()

    ended = office.run("case", "codes")

    assert ended.code == 2
    assert "config.toml:1: category[0].da: is missing: the code is none of those we know" in ended.errors
