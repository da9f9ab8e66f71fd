"""Time stamps as the operator and a court see them: obtained by the daemon, held against the archive, and checked by
openssl alone."""

import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import letters
from tests.acceptance.world import World
from tests.forger import rewriting, tamper
from tests.services.dovecot import Dovecot
from tests.services.processes import program
from tests.services.smtp import SmtpSink
from tests.services.tsa import Tsa

ENDINGS = ("-chain.pem", "-roots.pem", ".tsr", ".txt")
_SECTION = """\
[timestamps]
enabled = true

[[timestamps.authority]]
name = "tsa"
url = "{url}"
certificates = ["{root}"]

"""


@pytest.fixture
def stamped(world: World, tsa: Tsa) -> World:
    """An archive that its daemon had stamped, with one mail before and one after."""
    tsa.mode = "with root"
    configured(world, tsa.url, tsa.root, "[digest]\nenabled = false\n\n")
    world.dovecot.deliver(world.user, letters.report(1))
    world.run("ingest").well()
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("time stamp kept")), "a time stamp")
        daemon.terminate()
    world.dovecot.deliver(world.user, letters.report(2))
    world.run("ingest").well()
    return world


def configured(world: World, url: str, root: Path, more: str = "") -> None:
    world.more = _SECTION.format(url=url, root=root) + more
    world.write_config()


def status(world: World) -> dict[str, Any]:
    [standing] = world.run("status", "--json").well().json["timestamps"]
    return dict(standing)


def test_the_daemon_has_the_chain_stamped_and_verify_tells_how_far_it_is_anchored(stamped: World) -> None:
    verified = stamped.run("verify", "--json").well().json
    told = stamped.run("verify").well().text

    [stamp] = verified["stamps"]
    assert verified["ok"]
    assert 0 < verified["chain"]["anchored_to"] == stamp["count"] < verified["chain"]["count"]
    assert f"✓ Forankret til og med post {stamp['count']} hos tsa, " in told
    assert "er ikke forankret dér" in told
    assert status(stamped) | {"stamped_at": ""} == {
        "authority": "tsa",
        "count": stamp["count"],
        "stamped_at": "",
        "waiting": 0,
        "trouble": None,
    }
    assert f"tidsstempler fra tsa: til og med post {stamp['count']}, " in stamped.run("status").well().text


def test_a_stamp_written_to_files_is_checked_by_openssl_alone(stamped: World, tmp_path: Path, tsa: Tsa) -> None:
    to, before = tmp_path / "stempler", status(stamped)["count"]
    stamped.run("digest", "--send").well()
    with stamped.daemon(log="later.log") as daemon:
        daemon.until(lambda: status(stamped)["count"] > before, "the stamp of the weekly letter", 45)
        daemon.terminate()

    told = stamped.run("verify", "--explain", "--to", str(to)).well().text
    first, stamp = stamped.run("verify", "--explain", "--json").well().json["stamps"]

    name = f"{stamp['count']}-tsa"
    files = {f"{one['count']}-tsa{end}" for one in (first, stamp) for end in ENDINGS}
    assert {path.name for path in to.iterdir()} == {*files, "README.txt", "events.jsonl"}
    assert (to / f"{name}.txt").read_text() == f"{stamp['count']}:{stamp['head']}\n"
    assert (to / f"{name}-roots.pem").read_text() == tsa.root.read_text()
    assert stamp["command"] in told
    assert stamp["command"] in (to / "README.txt").read_text()
    recipes = re.findall(r"^  (openssl .*|sha256sum .*)$", told, re.MULTILINE)
    *verdicts, told_by, hashed, fingerprint = [by_hand(to, recipe) for recipe in recipes]
    assert verdicts == [(0, "Verification: OK\n")] * 2
    assert "TSA: DirName:/CN=Test TSA one" in told_by[1]
    assert hashed == (0, f"{sha256((to / f'{name}.txt').read_bytes()).hexdigest()}  {name}.txt\n")
    assert "Test root one" in fingerprint[1]

    (to / f"{name}.txt").write_text(f"{stamp['count'] - 1}:{stamp['head']}\n")
    code, said = by_hand(to, stamp["command"])
    assert (code, "Verification: FAILED" in said) == (1, True)
    assert stamped.run("verify", "--explain", "--to", str(to)).code == 2  # nothing is written over


def by_hand(folder: Path, command: str) -> tuple[int, str]:
    """As somebody would who has these files and no archiver."""
    name, *arguments = command.split()
    done = subprocess.run([program(name, name), *arguments], cwd=folder, capture_output=True, check=False)
    return done.returncode, (done.stdout if not done.returncode else done.stdout + done.stderr).decode()


def test_a_rewritten_history_is_found_by_the_stamp_and_by_its_files(stamped: World, tmp_path: Path) -> None:
    stamped.run("verify", "--explain", "--to", str(tmp_path / "s")).well()
    *_, line = (tmp_path / "s").glob("[0-9]*.txt")
    stamped.run("verify", "--against", str(line)).well()
    tamper(stamped.database_url, *rewriting(stamped.database_url, 2))

    seen, told = stamped.run("verify", "--json"), stamped.run("verify")

    assert (seen.code, told.code) == (1, 1)
    assert {(one["kind"], one["authority"]) for one in seen.json["findings"]} == {("anchor", "tsa")}
    assert seen.json["chain"]["anchored_to"] is None
    assert "Tidsstemplet fra tsa for post" in told.text
    tamper(stamped.database_url, "DELETE FROM stamps", "DELETE FROM custody_events WHERE act = 'time stamping'")
    assert "anchor" in stamped.run("verify", "--against", str(line), "--json").out.decode()


def test_in_english_too(stamped: World) -> None:
    english = {"ARCHIVER_LANGUAGE": "en"}

    explained = stamped.run("verify", "--explain", environment=english).well().text
    told = stamped.run("verify", environment=english).well().text

    assert "Keep these files outside the reach" in explained
    assert "Anchored to event" in told


def test_an_authority_that_is_not_configured_any_more_is_left_aside(stamped: World, tsa: Tsa) -> None:
    configured(stamped, tsa.url, tsa.root)
    stamped.write_config(('name = "tsa"', 'name = "anden"'))

    verified = stamped.run("verify", "--json").well().json

    assert (verified["chain"]["anchored_to"], verified["stamps_unjudged"]) == (None, ["tsa"])
    assert "! Tidsstemplerne fra tsa er ikke efterprøvet" in stamped.run("verify").well().text


def test_stamps_are_believed_when_no_new_ones_are_wanted(stamped: World) -> None:
    stamped.write_config(("enabled = true", "enabled = false"))

    assert stamped.run("verify", "--json").well().json["chain"]["anchored_to"] > 0
    assert stamped.run("status", "--json").well().json["timestamps"] == []


@pytest.mark.parametrize("mode", ["slow", "503", "lying"])
def test_mail_comes_in_and_is_thanked_for_whatever_the_authority_does(
    small_world: World, tsa: Tsa, smtp_sink: SmtpSink, mode: Any
) -> None:
    world, tsa.mode = small_world, mode
    configured(world, tsa.url, tsa.root)
    world.dovecot.deliver(world.user, letters.report(1))

    with world.daemon() as daemon:
        daemon.until(lambda: bool(tsa.questions), "the question")
        world.dovecot.deliver(world.user, letters.report(2))
        daemon.until(lambda: len(smtp_sink.letters) >= 2, "the receipts")
        code, seconds = daemon.terminate()

    assert code == 0
    assert seconds < 10
    assert world.run("verify", "--json").well().json["ok"]


def test_an_archive_without_time_stamps_says_so_and_asks_nobody(small_world: World, tsa: Tsa) -> None:
    told = small_world.run("verify", "--explain").well()

    assert "Der er ingen tidsstempler i dette arkiv" in told.text
    assert small_world.run("verify", "--to", "x").code == 2
    assert "der hentes ingen" in small_world.run("check").text


def test_check_asks_the_authority_and_says_what_is_wrong(small_world: World, tsa: Tsa, dovecot: Dovecot) -> None:
    configured(small_world, tsa.url, tsa.root)
    well = checked(small_world)
    tsa.mode = "lying"
    lies = checked(small_world)
    tsa.mode = "ahead"
    ahead = checked(small_world)
    tsa.stop()
    down = checked(small_world)

    assert (well["ok"], well["advice"]) == (True, "")
    assert "stempler; det første certifikat udløber" in well["says"]
    assert (lies["ok"], lies["says"]) == (False, "Tjenesten stemplede noget andet end det, den fik vist.")
    assert (ahead["ok"], "NTP" in ahead["advice"]) == (False, True)
    assert (down["ok"], down["says"]) == (False, "Tjenesten kan ikke nås, eller den afbrød forbindelsen.")


def checked(world: World) -> dict[str, Any]:
    findings = json.loads(world.run("check", "--json").out)["findings"]
    [found] = [one for one in findings if one["subject"] == "tidsstempeltjenesten tsa"]
    return dict(found)


def test_a_certificate_that_ends_soon_is_told_of_in_time(small_world: World) -> None:
    with Tsa(days=30) as tsa:
        configured(small_world, tsa.url, tsa.root)
        found = checked(small_world)

    assert found["ok"]
    assert "nye certifikater" in found["advice"]
