"""A copy without names: nowhere in the package, however somebody looks for one, and one pseudonym throughout."""

from __future__ import annotations

import re
import subprocess
import zipfile
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from archiver.core.handover.variants import Variant
from archiver.core.records import Octets, Unreadable
from archiver.edges.parsing import ParsingChildren
from tests import mailbag_rules
from tests.builders import a_letter, a_multipart
from tests.fakes import Archive
from tests.handover import HERS, HIS, a_case, checked, hand, meta, named_mail

HER = re.compile("kanarie|fuglsang", re.IGNORECASE)
HIM = re.compile("bogfinke|musvit", re.IGNORECASE)
SHE = "Medarbejder 1"


@pytest.fixture
def copy(archive: Archive, tmp_path: Path) -> Path:
    """A redacted copy of a case in which two employees are named."""
    hand(archive, a_case(archive), tmp_path / "kopi", Variant.REDACTED)
    return tmp_path / "kopi"


def everything(bag: Path) -> dict[str, str]:
    """Whatever can be read in a package: as text, in PDFs, decoded, in the names of files."""
    found = {}
    for path in sorted(one for one in bag.rglob("*") if one.is_file()):
        name = path.relative_to(bag).as_posix()
        found[f"name {name}"] = name
        found[f"text {name}"] = path.read_bytes().decode("utf-8", "replace")
        found[f"latin {name}"] = path.read_bytes().decode("latin-1")
        if path.suffix == ".pdf":
            printed = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
            about = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True)
            found[f"pdf {name}"] = (printed.stdout + about.stdout).decode()
        if path.suffix == ".eml":
            message: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
            found[f"header {name}"] = str(message.items())
            for number, part in enumerate(message.walk()):
                payload = part.get_payload(decode=True)
                found[f"part {name} {number}"] = str(part.items()) + (payload or b"").decode("utf-8", "replace")
    strings = subprocess.run(["strings", "-a", "-n", "4", *map(str, bag.rglob("*.*"))], capture_output=True, check=True)
    return found | {"strings": strings.stdout.decode("utf-8", "replace")}


def test_no_name_stands_anywhere(copy: Path) -> None:
    found = everything(copy)

    assert [name for name, words in found.items() if HER.search(words) or HIM.search(words)] == []
    assert any("sjette klasse" in words for words in found.values()), "a word is not a name"


def test_nor_in_a_zip_of_it(archive: Archive, tmp_path: Path) -> None:
    hand(archive, a_case(archive), tmp_path / "kopi.zip", Variant.REDACTED)

    with zipfile.ZipFile(tmp_path / "kopi.zip") as zipped:
        words = b"".join(zipped.read(name) for name in zipped.namelist()) + str(zipped.namelist()).encode()
    assert not HER.search(words.decode("utf-8", "replace"))


def test_the_pseudonym_is_the_same_throughout(copy: Path) -> None:
    told = meta(copy)
    message: Any = message_from_bytes((copy / "data/eml/000002.eml").read_bytes(), policy=policy.default)
    bodies = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    summary = subprocess.run(["pdftotext", str(copy / "Sagsresume.pdf"), "-"], capture_output=True, check=True)

    assert told["register"]["affected"] == [SHE]
    assert told["register"]["theme"] == f"Trusler mod {SHE}"
    assert message["From"] == f"{SHE} <medarbejder-1@anonym.invalid>"
    assert message["Subject"] == f"VS: Jeg finder {SHE}"
    assert bodies[0].startswith(f"Kære arkiv. {SHE} har fået den her.")
    assert f"Kære {SHE}, se her og {SHE}." in bodies[1]
    assert f"[Udeladt: {SHE}.png" in bodies[2]
    assert SHE in summary.stdout.decode()
    assert f"Trusler mod {SHE}" in summary.stdout.decode()
    other: Any = message_from_bytes((copy / "data/eml/000003.eml").read_bytes(), policy=policy.default)
    assert other["From"] == "Medarbejder 2 <medarbejder-2@anonym.invalid>"


def test_a_copy_is_a_mailbag_whose_checks_hold_and_which_has_what_is_left_out_on_a_list(copy: Path) -> None:
    assert mailbag_rules.broken(copy) == []
    assert checked(copy)[0] == 0
    lost = [(one["id"], file["name"]) for one in meta(copy)["items"] for file in one["left_out"]]
    assert lost == [("000001", "skærm.png"), ("000002", f"{SHE}.png")]
    assert not (copy / "data/attachments").exists()


def test_who_else_must_not_be_named_can_be_said(sqlite_archive: Archive, tmp_path: Path) -> None:
    letter = a_letter(sender=f"<{HIS}>", body="Det var Sissel Solsort i receptionen, der tog imod Solsorts bror.\r\n")
    case = a_case(sqlite_archive, letter)

    hand(sqlite_archive, case, tmp_path / "kopi", Variant.REDACTED, names=("Sissel Solsort",))

    text = (tmp_path / "kopi/data/eml/000001.eml").read_text("utf-8")
    assert "solsort" not in text.lower()
    assert "i receptionen" in text


def test_a_mail_that_cannot_be_read_is_left_out_whole(sqlite_archive: Archive, tmp_path: Path) -> None:
    parts: list[tuple[tuple[str, ...], bytes]] = [(("Content-Type: application/pgp-encrypted",), b"Version: 1"),
             (("Content-Type: text/plain; charset=utf-99",), f"Kanarie {HERS}".encode())]  # fmt: skip
    case = a_case(sqlite_archive, a_multipart(parts))

    hand(sqlite_archive, case, tmp_path / "kopi", Variant.REDACTED)

    [item] = meta(tmp_path / "kopi")["items"]
    assert [one["type"] for one in item["left_out"]] == ["application/pgp-encrypted", "text/plain"]
    assert not HER.search((tmp_path / "kopi/data/eml/000001.eml").read_text("utf-8"))


def test_copies_are_made_in_the_child_and_the_same_each_time() -> None:
    with_names = ParsingChildren()
    try:
        copies = [with_names.copy(Octets(named_mail()), (), "Medarbejder", "en medarbejder", "[{name}]") for _ in "ab"]
    finally:
        with_names.close()

    assert not isinstance(copies[0], Unreadable)
    assert copies[0] == copies[1]
    assert copies[0].left_out[0].name == "Kanarie Fuglsang-Ærø.png"
