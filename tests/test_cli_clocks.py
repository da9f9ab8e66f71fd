"""Five clocks at the command line: what each shows, who says so, and which one counts; also for a mail that lies."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from archiver.cli.app import app
from archiver.cli.common import LANGUAGE
from archiver.core.language import Language
from tests.acceptance.world import command
from tests.builders import a_letter
from tests.test_acts import settings_in

END_OF_TIME = "Fri, 31 Dec 9999 23:59:59 +0000"
RECEIVED = (
    b"Received: from udbyder.example (udbyder.example [192.0.2.7]) by mx.kommune.example with ESMTP id 7;"
    b" Mon, 23 Nov 2026 08:59:00 +0100\r\n"
)
LETTER = RECEIVED + a_letter(date=END_OF_TIME)
IN_WORDS: dict[Language, tuple[str, ...]] = {
    "da": (
        r"dato i mailen: +31-12-9999 23\.59 \(det siger afsenderen, som kan skrive hvad som helst\)",
        r"modtaget: +23-11-2026 08\.59 \(det siger mailen selv, og det kan enhver have skrevet\)",
        r"serverens dato: +– \(det siger mailserveren\)",
        r"hentet: +\d\d-\d\d-\d{4} \d\d\.\d\d \(efter arkivets eget ur\)",
        r"arkiveret: +\d\d-\d\d-\d{4} \d\d\.\d\d \(efter arkivets eget ur: det er det, der gælder\)",
    ),
    "en": (
        r"date in the mail: +9999-12-31 23:59 \(the sender says so, and can write anything\)",
        r"received: +2026-11-23 08:59 \(the mail says so, and anybody can have written it\)",
        r"server's date: +– \(the mail server says so\)",
        r"fetched: +\d{4}-\d\d-\d\d \d\d:\d\d \(by the archive's own clock\)",
        r"archived: +\d{4}-\d\d-\d\d \d\d:\d\d \(by the archive's own clock: this one counts\)",
    ),
}


@dataclass(frozen=True)
class Terminal:
    """An archive with one imported mail that claims the end of time."""

    folder: Path

    def run(self, *arguments: str) -> str:
        ended = CliRunner().invoke(app, list(arguments))
        assert ended.exit_code == 0, f"{ended.output}\n{ended.exception!r}"
        return ended.stdout

    def read_aloud(self, language: Language, *arguments: str) -> str:
        """The same as a process of its own, which speaks a language from its beginning."""
        environment = {**os.environ, LANGUAGE: language, "ARCHIVER_CONFIG": str(self.folder / "config.toml")}
        done = subprocess.run(command(*arguments), env=environment, cwd=self.folder, capture_output=True, check=True)
        return done.stdout.decode()

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json"))


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """In this process, so that it is quick."""
    monkeypatch.chdir(tmp_path)
    settings_in(tmp_path, trust='received_by = "mx.kommune.example"')
    (tmp_path / "1.eml").write_bytes(LETTER)
    there = Terminal(tmp_path)
    there.run("import", "1.eml")
    return there


@pytest.mark.parametrize("language", IN_WORDS)
def test_an_item_is_shown_with_five_clocks_in_words(language: Language, terminal: Terminal) -> None:
    shown = terminal.read_aloud(language, "item", "show", "1")

    lines = [line.strip() for line in shown.splitlines()]
    places = [
        next(place for place, line in enumerate(lines) if re.fullmatch(words, line)) for words in IN_WORDS[language]
    ]
    assert places == list(range(places[0], places[0] + 5))


def test_scripts_are_told_the_five_clocks_of_an_item_and_in_its_case(terminal: Terminal) -> None:
    case = terminal.json("case", "new")["case"]
    terminal.run("item", "file", "1", case)

    told = terminal.json("item", "show", "1")
    [item] = terminal.json("case", "show", case)["items"]

    assert [(one["clock"], one["trust"]) for one in told["clocks"]] == [
        ("date", "claim"),
        ("received", "claim"),
        ("internaldate", "server"),
        ("fetched", "ours"),
        ("committed", "ours"),
    ]
    assert told["clocks"][0]["at"] == "9999-12-31T23:59:59+00:00"
    assert told["clocks"][4]["at"] == told["committed_at"]
    assert item["clocks"] == told["clocks"]
    terminal.run("case", "show", case)
    terminal.run("export", case, "--to", "sag.json")
    assert json.loads((terminal.folder / "sag.json").read_text())["items"][0]["clocks"] == told["clocks"]


def test_events_are_told_with_their_premis_type(terminal: Terminal) -> None:
    events = {event["act"]: event["premis"] for event in terminal.json("item", "show", "1")["custody"]}

    assert events["accession"] == "http://id.loc.gov/vocabulary/preservation/eventType/acc"
    assert events["filing"] is None


def test_a_file_alone_tells_two_clocks_and_both_are_claims(terminal: Terminal) -> None:
    shown = terminal.read_aloud("da", "inspect", "1.eml")
    told = terminal.json("inspect", "1.eml")

    assert [re.search(words, shown) is not None for words in IN_WORDS["da"]] == [True, True, False, False, False]
    assert told["clocks"] == [
        {"clock": "date", "at": "9999-12-31T23:59:59+00:00", "trust": "claim"},
        {"clock": "received", "at": "2026-11-23T07:59:00+00:00", "trust": "claim"},
    ]
    assert told["message"]["date"] == "9999-12-31T23:59:59+00:00"
