"""`kontrol.py` alone in an empty directory: it says OK of what was handed over, and names whatever is not as it was."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest

from archiver.edges.parsing import ParsingChildren
from archiver.edges.resolver import DnsResolver
from archiver.jobs.signatures import check_due
from archiver.jobs.stamping import stamp_due
from tests.builders import a_forward_with_attachment, a_multipart
from tests.edges.test_timestamps import an_authority
from tests.fakes import Archive
from tests.handover import a_case, checked, hand, named_mail
from tests.services.dns import DnsServer
from tests.services.tsa import Tsa
from tests.signing import Provider

TAMPERINGS = 200


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with signatures and a time stamp."""
    folder, citizen, checker = tmp_path_factory.mktemp("pakke"), Provider(), ParsingChildren()
    with DnsServer() as dns, Tsa() as tsa, Archive.opened(f"sqlite:///{folder}/archive.sqlite") as archive:
        dns.publish(citizen.published)
        text = (("Content-Type: text/plain", "Content-Disposition: attachment; filename*=utf-8''%C3%A5rsag.txt"), b"x")
        case = a_case(archive, a_forward_with_attachment(citizen.signed()), named_mail(), a_multipart([text]))
        check_due(archive.store, checker, DnsResolver([(dns.host, dns.port)], seconds=1), archive.clock)
        stamp_due(archive.store, an_authority(tsa), timedelta(days=1), archive.clock)
        hand(archive, case, folder / "pakke")
    checker.close()
    return folder / "pakke"


@pytest.fixture
def package(handed: Path, tmp_path: Path) -> Path:
    """A copy of it, in a directory of its own."""
    shutil.copytree(handed, tmp_path / "pakke")
    return tmp_path / "pakke"


def files(package: Path) -> list[Path]:
    return sorted(path for path in package.rglob("*") if path.is_file())


def flip(file: Path, chance: random.Random) -> None:
    octets = bytearray(file.read_bytes())
    octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    file.write_bytes(octets)


def forged(package: Path) -> None:
    """Every manifest made anew, as somebody would who knows how they are made."""
    for kind in ("manifest", "tagmanifest"):
        for algorithm in ("sha256", "sha512"):
            manifest = package / f"{kind}-{algorithm}.txt"
            names = [line.split(" ", 1)[1].strip() for line in manifest.read_text("utf-8").splitlines()]
            sums = [hashlib.new(algorithm, (package / name).read_bytes()).hexdigest() for name in names]
            manifest.write_text("".join(f"{one} {name}\n" for one, name in zip(sums, names, strict=True)), "utf-8")


def test_what_was_handed_over_is_ok(package: Path) -> None:
    code, words = checked(package)

    assert code == 0, words
    assert words.startswith(f"OK: {len(files(package))} filer er uændrede.")
    assert "Loggen hænger sammen" in words
    assert "1 signaturer fra afsendernes servere (DKIM) holder" in words
    assert "1 tidsstempler godkendt af openssl" in words


@pytest.mark.timeout(900)
def test_two_hundred_random_tamperings_are_each_named(package: Path, tmp_path: Path) -> None:
    chance, missed = random.Random(20261123), []
    whole = {path.relative_to(package): path.read_bytes() for path in files(package)}
    for number in range(TAMPERINGS):
        how = ("flip", "delete", "add", "log")[number % 4]
        file = package / chance.choice([name for name in whole if name.name != "kontrol.py"])
        if how == "log":
            file = package / "sporbarhedslog.jsonl"
            lines = file.read_bytes().splitlines(keepends=True)
            place = chance.randrange(len(lines))
            lines[place] = lines[place].replace(b'"outcome":"success"', b'"outcome":"failure"')
            file.write_bytes(b"".join(lines))
        elif how == "delete":
            file.unlink()
        elif how == "add":
            file = file.with_name(f"tilføjet {number}.txt")
            file.write_bytes(b"x")
        else:
            flip(file, chance)
        code, words = checked(package)
        name = file.relative_to(package).as_posix()
        if code != 1 or name not in words:
            missed.append((how, name, words[:300]))
        file.unlink(missing_ok=True)
        if file.relative_to(package) in whole:
            file.write_bytes(whole[file.relative_to(package)])

    assert missed == []
    assert checked(package)[0] == 0


def test_a_flipped_bit_in_the_program_itself_is_told_by_itself_or_by_python(package: Path) -> None:
    chance, whole, silent = random.Random(7), (package / "kontrol.py").read_bytes(), []
    for _ in range(20):
        flip(package / "kontrol.py", chance)
        code, words = checked(package)
        if code == 0 or "kontrol.py" not in words:
            silent.append(words[:200])
        (package / "kontrol.py").write_bytes(whole)

    assert silent == []


def test_a_changed_event_is_found_also_by_whom_makes_the_manifests_anew(package: Path) -> None:
    log = package / "sporbarhedslog.jsonl"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    lines[3] = lines[3].replace('"outcome":"success"', '"outcome":"failure"')
    log.write_text("".join(lines), "utf-8")
    forged(package)

    code, words = checked(package)

    number = json.loads(lines[3])["event"]["seq"]
    assert code == 1
    assert f"sporbarhedslog.jsonl: er ændret: hændelse {number} passer ikke til den før" in words


def test_a_log_that_was_cut_off_is_not_the_whole_log(package: Path) -> None:
    log = package / "sporbarhedslog.jsonl"
    log.write_text("".join(log.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    forged(package)

    assert "sporbarhedslog.jsonl: er ikke hele loggen" in checked(package)[1]


def test_another_mail_is_not_the_one_that_the_log_says_came_in(package: Path) -> None:
    mail = package / "data/eml/000001.eml"
    mail.write_bytes(mail.read_bytes().replace("går hjem".encode(), "går  hjem".encode()))
    told = json.loads((package / "metadata.json").read_text("utf-8"))
    told["items"][0]["sha256"] = hashlib.sha256(mail.read_bytes()).hexdigest()
    (package / "metadata.json").write_text(json.dumps(told), "utf-8")
    info = package / "bag-info.txt"
    octets = sum(path.stat().st_size for path in (package / "data").rglob("*") if path.is_file())
    lines = [f"Payload-Oxum: {octets}.{one.rpartition('.')[2]}" if one.startswith("Payload") else one
             for one in info.read_text("utf-8").splitlines()]  # fmt: skip
    info.write_text("\n".join(lines) + "\n", "utf-8")
    forged(package)

    code, words = checked(package)

    assert code == 1
    assert "data/eml/000001.eml: er ikke den mail, som loggen siger blev modtaget" in words


def test_a_signature_that_does_not_hold_any_more_is_named(package: Path) -> None:
    told = json.loads((package / "metadata.json").read_text("utf-8"))
    [signed] = told["items"][0]["signatures"]
    signed["key_record"] = Provider(selector="en anden").record
    (package / "metadata.json").write_text(json.dumps(told), "utf-8")
    forged(package)

    assert f"{signed['file']}: afsenderens signatur passer ikke mere" in checked(package)[1]


def test_a_stamp_of_another_log_or_by_nobody_is_named(package: Path) -> None:
    [stamp] = json.loads((package / "metadata.json").read_text("utf-8"))["stamps"]
    file = package / f"tidsstempler/{stamp['name']}.tsr"
    octets = file.read_bytes()
    file.write_bytes(octets[:-1] + bytes([octets[-1] ^ 1]))  # the signature stands last
    forged(package)

    code, words = checked(package)

    assert code == 1
    assert f"{stamp['name']}.tsr: openssl godtager ikke tidsstemplet" in words


def test_a_link_and_a_manifest_less_are_faults(package: Path) -> None:
    (package / "data/genvej").symlink_to("/etc/hostname")
    (package / "tagmanifest-sha512.txt").unlink()

    code, words = checked(package)

    assert code == 1
    assert "data/genvej: er ikke en almindelig fil" in words
    assert "tagmanifest-sha512.txt: mangler" in words


def test_a_file_whose_name_only_looks_like_another_is_added(package: Path) -> None:
    """ "Å" can be written as one character or as two; the one must not hide behind the other."""
    folder = package / "data/attachments/000003"
    assert (folder / "årsag.txt").exists()
    (folder / unicodedata.normalize("NFD", "årsag.txt")).write_bytes(b"noget andet")

    code, words = checked(package)

    assert code == 1
    assert "er lagt til" in words


def test_names_in_two_characters_are_the_same_names(package: Path) -> None:
    """As some systems write them when they unpack a zip."""
    for path in files(package):
        path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))

    assert checked(package)[0] == 0


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "data/desktop.ini", "data/eml/._000001.eml"])
def test_what_a_desktop_puts_into_every_folder_is_named_and_is_no_fault(package: Path, name: str) -> None:
    (package / name).write_bytes(b"x")

    code, words = checked(package)

    assert code == 0
    assert f"{name}: lagt til af styresystemet" in words


def test_a_large_file_under_such_a_name_is_a_fault(package: Path) -> None:
    (package / "Thumbs.db").write_bytes(b"x" * (16 << 20))

    code, words = checked(package)

    assert code == 1
    assert "Thumbs.db: er lagt til" in words


def test_an_openssl_that_cannot_check_stamps_of_then_is_no_fault(package: Path, tmp_path: Path) -> None:
    """macOS has LibreSSL under that name, which does not know -attime."""
    other = tmp_path / "bin/openssl"
    other.parent.mkdir()
    other.write_text('#!/bin/sh\n[ "$1" = version ] && echo "LibreSSL 3.3.6" && exit 0\nexit 1\n')
    other.chmod(0o755)

    code, words = checked(package, path=str(other.parent))

    assert code == 0
    assert "tidsstempler er ikke efterprøvet" in words


def test_an_openssl_that_never_ends_is_given_up(package: Path, tmp_path: Path) -> None:
    other = tmp_path / "bin/openssl"
    other.parent.mkdir()
    other.write_text('#!/bin/sh\n[ "$1" = version ] && echo "OpenSSL 3.0" && exit 0\nexec sleep 600\n')
    other.chmod(0o755)
    program = package / "kontrol.py"
    program.write_text(program.read_text("utf-8").replace("SECONDS = 60", "SECONDS = 1"), "utf-8")
    forged(package)

    code, words = checked(package, path=f"{other.parent}:/usr/bin:/bin")

    assert code == 1
    assert "openssl godtager ikke tidsstemplet" in words
