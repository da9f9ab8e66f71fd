"""Who does something, sees what somebody wrote or is handed it leaves an event: every command and job is in a table.

A new command, a new job or a new word of the vocabulary is not classified yet, and fails here until it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.cli import common
from archiver.cli.app import app
from archiver.config import Settings, load
from archiver.core.access import Role
from archiver.core.custody import ACTS
from archiver.core.records import ItemNumber, Octets, Unreadable
from archiver.edges.store.cases import Doing
from archiver.edges.store.casework import Knowledge, Settled, Verdict
from archiver.errors import OutsideServiceError, StoreRefused
from archiver.jobs import signing_in
from archiver.jobs.settling import Understood, settle
from archiver.service import casework, commands, wiring
from tests.acceptance.world import command
from tests.builders import a_forward_with_attachment, a_letter
from tests.custody_document import said
from tests.fakes import InProcessReader, close, inform
from tests.forger import attack
from tests.second_verifier import asking, faults
from tests.services.processes import free_port
from tests.test_promises import options

CASE, CLOSED, OPEN, TO = "SAGEN", "LUKKET", "TOM", "UD"
"""Stand for three references and a file to write in the arguments below."""

IS_HASH = re.compile("[0-9a-f]{64}")

READ = {"metadata extraction", "unpacking", "metadata modification", "filing", "letter"}
TAKEN_IN = {"accession", "sighting", "message digest calculation", "transfer", "loss of copy", "epoch change"} | READ

ACTING: dict[str, tuple[str, set[str]]] = {
    "search": ("skærm", {"view"}),
    "import": ("ny.eml", {"accession", "metadata extraction", "filing", "letter"}),
    "verify": ("", {"fixity check"}),
    "backup": (f"--to {TO}", {"replication"}),
    "item show": ("1 --text", {"view"}),
    "item raw": ("1", {"export"}),
    "item why": ("1", {"view"}),
    "why": ("1", {"view"}),
    "item file": (f"2 {CASE}", {"filing"}),
    "item unfile": ("1", {"filing"}),
    "item reparse": ("1", {"metadata modification"}),
    "item signatures": ("1", {"view"}),
    "case new": ("", {"case opening"}),
    "case show": (CASE, {"view"}),
    "case history": (CASE, {"view"}),
    "case register": (f"{CASE} --from register.toml", {"registration"}),
    "case split": (f"{CASE} 1", {"case opening", "case split", "filing"}),
    "case merge": (f"{CASE} {OPEN}", {"case merge", "filing"}),
    "case close": (CASE, {"case closing"}),
    "case add": (f"{CASE} wish --from oenske.toml", {"case entry"}),
    "case change": (f"{CASE} information 1 --from oplyst.toml", {"case entry"}),
    "case entries": (CASE, {"view"}),
    "case deadlines": (CASE, {"view"}),
    "case deadline": (f"{CASE} F4 --starts 2026-11-20", {"case entry"}),
    "case met": (f"{CASE} F1", {"case entry"}),
    "case waive": (f"{CASE} F1 --reason fordi", {"case entry"}),
    "case reopen": (CLOSED, {"case reopening"}),
    "case undo": (CASE, {"undo", "filing"}),
    "export": (f"{CASE} --to {TO} --recipient Politiet", {"export"}),
    "quarantine export": (f"4 --to {TO}", {"export"}),
    "quarantine retry": ("4", {"release", "metadata extraction", "unpacking", "filing", "letter"}),
    "quarantine release": ("4", {"release", "filing"}),
    "digest": ("--send", {"letter"}),
    "dispose propose": (
        f"{CLOSED} --outcome dispose --before-due --reason formål --basis lov --person Inge --password-file inge",
        {"disposition"},
    ),
    "account add": ("ole --person Ole --role auditor --password-file inge", {"access"}),
    "account reset": ("hanne --password-file inge", {"access"}),
    "account disable": ("hanne", {"access"}),
    "dispose list": ("", {"view"}),
    "dispose hold": (f"{CASE} --kind legal --reason politiet", {"hold"}),
}
"""Command → its arguments in the archive below, and the acts it leaves there."""

LOOKING = {
    "digest": "the weekly letter is ours: numbers and case references",
    "account list": "names and roles of accounts, which are the desk's own",
    "status": "numbers",
    "report extent": "numbers of five and more, by who can read nothing else",
    "report med": "the same, and the configuration",
    "report lokalraad": "the same",
    "outbox list": "letters of ours: to whom they go, and why they are not sent",
    "check": "whether what is outside works",
    "healthcheck": "how the running daemon is",
    "item list": "numbers, hashes, times and fixed words",
    "case list": "references, states and numbers",
    "quarantine list": "numbers and fixed words",
    "case codes": "the configuration",
    "case due": "references, deadlines and dates",
    "db current": "two numbers",
    "content list": "places and numbers",
    "inspect": "a file of the person's own, that is not in the archive",
}
"""Command → what nobody wrote that it reads. It leaves nothing behind."""

WITH_SERVERS = {
    "run": "the jobs below",
    "desk": "what a person does there: the jobs below, and the store's acts on cases",
    "ingest": "the jobs ingest, settling and receipts",
    "demo": "an archive of its own, by the commands and jobs here",
    "restore": "recovery, in an empty place",
    "outbox send": "letter, for one that was not sent",
    "outbox drop": "letter, for one that was not sent",
    "dispose approve": "disposition, deaccession and deletion, of what was proposed",
    "dispose reject": "disposition, of what was proposed",
    "dispose release": "hold, of one that stands",
    "dispose finish": "deletion, of what was approved and cut off",
    "content move": "relocation, of large mails",
    "content sweep": "relocation, of what nothing refers to",
    "key new": "no act: a file, before there is anything to encrypt",
    "key rotate": "encryption, of an archive that is encrypted",
    "key seal": "encryption, of an archive that is encrypted",
    "db upgrade": "software update, of an archive that had another schema; with --grant: configuration change",
}
"""Commands that want a server or an older archive: what they do is tested where that is."""

JOBS: dict[str, set[str]] = {
    "ingest": TAKEN_IN | {"quarantine", "alarm"},
    "beside": set(),  # threads in which settling is done
    "settling": READ | {"quarantine", "case opening"},
    "importing": READ | {"accession", "sighting", "quarantine", "case opening"},
    "receipts": {"letter", "alarm"},
    "weekly": {"letter"},
    "signatures": {"signature check"},
    "watch": {"alarm"},
    "sharing": set(),  # leases are no evidence
    "watchdog": {"alarm"},
    "fixity": {"fixity check", "alarm"},
    "recovery": READ | {"accession", "sighting", "recovery"},
    "indexing": {"alarm"},
    "sealing": {"encryption"},
    "disposal": {"deletion"},
    "moving": {"relocation"},
    "handover": {"export"},
    "seeing": set(),  # words in pictures: the index is derived
    "packing": set(),  # what a package holds, before anybody has it
    "packing_words": set(),
    "stamping": {"time stamping"},
    "scanning": {"virus check"},
    "canary": {"alarm"},
    "casework": {"registration", "case entry"},
    "signing_in": {"access"},
    "ports": set(),  # Protocols
}
BY_TWO = {"disposition", "deaccession", "deletion"}
"""What `dispose approve` leaves of what another person proposed."""
AT_START = {"configuration change", "software update", "definition"}


def test_every_command_is_classified() -> None:
    assert options().keys() == ACTING.keys() | LOOKING.keys() | WITH_SERVERS.keys()


def test_every_job_is_classified() -> None:
    jobs = Path(wiring.__file__).parents[1] / "jobs"

    assert {path.stem for path in jobs.glob("*.py")} - {"__init__"} == JOBS.keys()


def test_every_word_of_the_vocabulary_is_somebodys() -> None:
    by_commands = set[str]().union(*(acts for _, acts in ACTING.values()))
    used = by_commands.union(AT_START, BY_TWO, *JOBS.values())

    assert used == set(ACTS)


# --- what they do ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Office:
    """An archive to run commands on, in this process."""

    folder: Path
    cases: dict[str, str]
    """References by what stands for them."""

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/archive.sqlite"

    def events(self) -> list[tuple[str, str, str]]:
        """Act, agent and subject of each event so far."""
        rows = asking(self.url)("SELECT act, agent, subject FROM custody_events ORDER BY seq")
        return [(str(act), str(agent), str(subject)) for act, agent, subject in rows]

    def hashes(self) -> set[tuple[str, str]]:
        """Act and key of every hash in a detail."""
        rows = asking(self.url)("SELECT act, detail FROM custody_events")
        details = [(str(act), json.loads(detail)) for act, detail in rows]
        return {(act, key) for act, told in details for key, value in told.items() if IS_HASH.fullmatch(str(value))}

    def run(self, name: str, arguments: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """One command; a service that is away is no matter here."""
        monkeypatch.chdir(self.folder)
        monkeypatch.setenv(common.LANGUAGE, "en")
        named = [self.cases.get(word, word) for word in arguments.split()]
        ended = CliRunner().invoke(app, [*name.split(), *named])
        fault = ended.exception
        assert fault is None or isinstance(fault, SystemExit | OutsideServiceError), f"{name}: {fault!r}"
        assert ended.exit_code != 2, ended.output


REGISTER = """\
medium = "mail"
categories = ["TRU"]
unit = "Skolen Nord"
relation = "borger"
theme = "Trusler i en mail"
"""


def settings_in(folder: Path, **sections: object) -> Settings:
    """A configuration whose servers do not answer."""
    away = free_port()
    (folder / "inge").write_text("en lang adgangskode", encoding="utf-8")
    lines = [
        "[[disposal.person]]",
        'name = "Inge"',
        'password_file = "inge"',
        "[[disposal.person]]",
        'name = "Ole"',
        'password = "en anden lang adgangskode"',
        "[archive]",
        'organisation = "Prøve Kommune"',
        'own_domains = ["kommune.example"]',
        "[[mailbox]]",
        'name = "arkiv"',
        'address = "arkiv@kommune.example"',
        'host = "127.0.0.1"',
        f"port = {away}",
        'tls = "none"',
        'username = "arkiv"',
        'password = "kun til prøver"',
        "[database]",
        f'url = "sqlite:///{folder}/archive.sqlite"',
        "[smtp]",
        'host = "127.0.0.1"',
        f"port = {away}",
        'tls = "none"',
        "[officer]",
        'name = "Arkivansvarlig"',
        'address = "officer@kommune.example"',
    ]
    for name, words in sections.items():
        lines += [f"[{name}]", str(words)]
    (folder / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    return load(folder / "config.toml", {})


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Items 1 to 3 read and 4 in quarantine; 1 and 3 filed by hand in one case, and another case that is closed."""
    folder = tmp_path_factory.mktemp("kontor")
    (folder / "ny.eml").write_bytes(a_letter(message_id="<ny@kommune.example>"))
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    (folder / "oenske.toml").write_text('wished_on = 2026-11-23\nwish = "Ingen anmeldelse"\n', encoding="utf-8")
    (folder / "oplyst.toml").write_text('decided_by = "Ole"\n', encoding="utf-8")
    with wiring.opened(settings_in(folder), acting="operator proeve") as archive:
        for number in range(1, 5):
            mail = Octets(a_forward_with_attachment(message_id=f"<{number}@kommune.example>", subject=f"VS: {number}"))
            item = archive.store.accessions.take_import(mail, f"{number}.eml", 0, wiring.now()).item
            if number == 4:
                bad = Settled(item, Unreadable("nested too deeply to be taken apart"))
                archive.store.casework.settle([bad], _nothing, wiring.now(), 2026)
            else:
                one = [Understood(item, mail, imported=True)]
                settle(archive.store, InProcessReader(), archive.policy, one, wiring.now)
        doing = Doing("operator proeve", wiring.now())
        case, closed, empty = (str(archive.store.cases.open(doing, 2026)) for _ in range(3))
        for number in (1, 3):
            archive.store.cases.file(ItemNumber(number), case, doing)
        inform(archive.store, case, doing)
        signing_in.add(archive.store, "hanne", "Hanne", {Role.OFFICER}, "en lang adgangskode", "operator", wiring.now())
        close(archive.store, closed, doing)
    return Office(folder, {CASE: case, CLOSED: closed, OPEN: empty, TO: "ud"})


def _nothing(_settled: Settled, _known: Knowledge) -> Verdict:
    raise AssertionError("what cannot be read is not judged")


@pytest.fixture
def office(tmp_path: Path, furnished: Office) -> Office:
    """A copy of it, to work in; that it lies elsewhere is a change of its configuration."""
    shutil.copytree(furnished.folder, tmp_path / "kontor")
    settings_in(tmp_path / "kontor")
    return Office(tmp_path / "kontor", furnished.cases)


@pytest.mark.parametrize("name", sorted(ACTING))
def test_a_command_that_acts_shows_or_hands_out_leaves_its_events(
    name: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments, acts = ACTING[name]
    before = office.events()

    office.run(name, arguments, monkeypatch)

    new = office.events()[len(before) :]
    assert {act for act, _, _ in new} - AT_START == acts
    assert new[0] == ("configuration change", wiring.by_hand(), "configuration")
    assert faults(office.url) == []
    assert office.hashes() <= said().keys()


@pytest.mark.parametrize("name", sorted(LOOKING))
def test_a_command_that_only_looks_leaves_nothing(name: str, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = office.events()
    settings_in(office.folder, cases='definition = "Det er for meget."')

    office.run(name, "ny.eml" if name == "inspect" else "", monkeypatch)

    assert office.events() == before
    assert asking(office.url)("SELECT count(*) FROM definitions") == [(0,)]


def test_the_daemon_puts_the_configuration_in_force_when_it_starts(office: Office) -> None:
    before = len(office.events())
    environment = {**os.environ, "ARCHIVER_CONFIG": str(office.folder / "config.toml")}
    with (office.folder / "daemon.log").open("wb") as log:
        daemon = subprocess.Popen(command("run"), env=environment, cwd=office.folder, stderr=log)
    try:
        until = time.monotonic() + 60
        while len(office.events()) == before and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        daemon.terminate()
        daemon.wait(60)

    assert office.events()[before] == ("configuration change", wiring.by_itself(), "configuration")


def test_what_cannot_be_written_down_is_not_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(office.folder / "config.toml", {})
    attack(office.url, "CREATE TRIGGER fuld BEFORE INSERT ON custody_events BEGIN SELECT RAISE(ABORT, 'fuld'); END")

    with wiring.opened(settings) as archive:
        for look in (commands.shown, commands.told_why, commands.handed_out):
            with pytest.raises(StoreRefused):
                look(archive, "1")
        for look_at_case in (casework.shown, casework.history, casework.export):
            with pytest.raises(StoreRefused):
                look_at_case(archive, office.cases[CASE])
        with pytest.raises(StoreRefused):
            casework.entries(archive, office.cases[CASE], "legal")
        with pytest.raises(StoreRefused):
            casework.deadlines(archive, office.cases[CASE])
