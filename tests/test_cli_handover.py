"""`archiver export` as the officer types it: a folder, a zip with a password, a .json; in Danish, and for scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import bagit
import pytest
import pyzipper
from typer.testing import CliRunner

from archiver.cli import common
from archiver.cli.app import app
from archiver.core.records import ItemNumber, Octets
from archiver.core.register import Registration
from archiver.edges.store.cases import Doing
from archiver.jobs.settling import Understood, settle
from archiver.service import wiring
from tests.fakes import InProcessReader
from tests.handover import HERS, HIS, NAME, checked, named_mail
from tests.second_verifier import asking
from tests.test_acts import settings_in


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive with one registered case of one mail, and its reference."""
    folder = tmp_path_factory.mktemp("kontor")
    with wiring.opened(settings_in(folder, handover='kle = "81.39.00"'), acting="operator proeve") as archive:
        octets, doing = Octets(named_mail()), Doing("operator proeve", wiring.now())
        item = archive.store.accessions.take_import(octets, "1.eml", 0, wiring.now()).item
        settle(archive.store, InProcessReader(), archive.policy, [Understood(item, octets, imported=True)], wiring.now)
        case = str(archive.store.cases.open(doing, 2026))
        archive.store.cases.file(ItemNumber(1), case, doing)
        written = Registration(None, "MAIL", ("TRU",), "Skolen Nord", (NAME,), "BORGER", "Trusler")
        archive.store.registers.write(case, written, "operator proeve", wiring.now())
    return folder, case


def run(office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, *words: str, code: int = 0) -> str:
    monkeypatch.chdir(office[0])
    monkeypatch.delenv(common.LANGUAGE, raising=False)
    done = CliRunner().invoke(app, ["export", office[1], *words])
    assert done.exit_code == code, done.output
    return done.stdout if code == 0 else str(done.exception)


def test_a_package_for_the_police_and_what_is_said_of_it(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = run(office, monkeypatch, "--to", str(tmp_path / "politi"), "--recipient", "Østjyllands Politi")

    lines = words.splitlines()
    assert lines[0] == f"{office[1]} er skrevet til {tmp_path / 'politi'}."
    assert lines[1] == "1 mail, 1 MB."
    assert lines[2].startswith("Kontrolkode, som modtageren kan sammenligne med (hændelse ")
    assert lines[3].strip() in checked(tmp_path / "politi")[1]
    done = subprocess.run(
        [sys.executable, str(bagit.__file__), "--validate", str(tmp_path / "politi")], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    rows = asking(f"sqlite:///{office[0]}/archive.sqlite")("SELECT detail FROM custody_events WHERE act = 'export'")
    assert json.loads(str(rows[-1][0]))["recipient"] == "Østjyllands Politi"


def test_a_zip_takes_its_password_from_a_file(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "kode").write_text("hoense-hest-hat\n", "utf-8")

    words = run(
        office, monkeypatch, "--to", str(tmp_path / "sag.zip"), "--variant", "lawyer", "--password-file",
        str(tmp_path / "kode"), "--json",
    )  # fmt: skip

    told = json.loads(words)
    assert (told["variant"], told["items"], told["path"]) == ("lawyer", 1, str(tmp_path / "sag.zip"))
    with pyzipper.AESZipFile(tmp_path / "sag.zip") as archived:
        archived.setpassword(b"hoense-hest-hat")
        assert archived.read("sag/kontrol.py").startswith(b'"""Kontrollerer')


def test_a_redacted_copy_counts_who_got_a_pseudonym_and_asks_to_be_read(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "flere").write_text("Sissel Solsort\n\n", "utf-8")

    words = run(office, monkeypatch, "--to", str(tmp_path / "kopi"), "--redacted", "--names", str(tmp_path / "flere"))

    assert "3 personer fik et dæknavn; 1 bilag eller mails er udeladt." in words
    assert "Læs kopien, før den forlader huset" in words


def test_an_employees_own_copy_and_a_journal_system(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "hende").write_text(f"{HERS}\n", "utf-8")

    run(office, monkeypatch, "--to", str(tmp_path / "hendes"), "--variant", "employee", "--employee",
        str(tmp_path / "hende"))  # fmt: skip
    words = run(office, monkeypatch, "--to", str(tmp_path / "esdh"), "--variant", "esdh", "--journal", "2026-1")

    assert "1 mail er ny siden sidst." in words
    told = json.loads((tmp_path / "esdh/metadata.json").read_text("utf-8"))
    assert (told["case"]["kle"], told["case"]["journal"]) == ("81.39.00", "2026-1")
    assert (tmp_path / "hendes/data/eml/000001.eml").read_bytes() == named_mail()


@pytest.mark.parametrize(
    "words",
    [
        ("--variant", "employee"),
        ("--redacted", "--variant", "police"),
        ("--names", "/dev/null"),
        ("--kle", "81-39"),
        ("--recipient", NAME),
        ("--recipient", "x" * 101),
        ("--journal", "x" * 101),
        ("--employee", "/dev/null"),
        ("--password-file", "/nowhere"),
        ("--despite-virus", "nysgerrighed"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_written(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    run(office, monkeypatch, "--to", str(tmp_path / "ud"), *words, code=1)

    assert list(tmp_path.iterdir()) == []


def test_a_json_is_the_register_as_before_and_no_variant(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(office, monkeypatch, "--to", str(tmp_path / "sag.json"))
    run(office, monkeypatch, "--to", str(tmp_path / "to.json"), "--variant", "police", code=1)

    assert json.loads((tmp_path / "sag.json").read_text("utf-8"))["case"] == office[1]


def test_the_address_of_somebody_else_has_no_copy(
    office: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ham").write_text(HIS, "utf-8")

    run(office, monkeypatch, "--to", str(tmp_path / "hans"), "--variant", "employee", "--employee",
        str(tmp_path / "ham"), code=1)  # fmt: skip

    assert not (tmp_path / "hans").exists()
