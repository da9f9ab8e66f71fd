"""A case disposed of by two people, from its review to a backup that does not bring it back (X5)."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.test_kills import IN_DISPOSALS
from tests.acceptance.world import Ended, World, digests, later
from tests.builders import PNG, a_forward_with_attachment, a_letter
from tests.services.smtp import SmtpSink
from tests.services.tsa import Tsa

CANARY = "kanariefugl"
KINDS = ("emne", "tekst", "navn", "bilag", "tema", "grund")
REASON = ("--reason", "Formålet er opfyldt", "--basis", "Byrådets beslutning af 3. marts 2031")
_SECTIONS = """\
[disposal]
[[disposal.person]]
name = "Inge Inspektør"
password_file = "inge"
[[disposal.person]]
name = "Ole Overlærer"
password_file = "ole"

[timestamps]
enabled = true

[[timestamps.authority]]
name = "tsa"
url = "{url}"
certificates = ["{root}"]

"""
REGISTER = f"""\
medium = "mail"
categories = ["TRU"]
unit = "Skolen Nord"
relation = "borger"
affected = ["{CANARY}-navn"]
theme = "{CANARY}-tema"
"""


def mails() -> list[bytes]:
    forwarded = a_letter(
        sender=f"{CANARY}-navn <vred.borger@udbyder.example>",
        subject=f"{CANARY}-emne",
        body=f"{CANARY}-tekst\r\n",
        message_id="<borger@udbyder.example>",
    )
    return [
        a_forward_with_attachment(
            forwarded,
            sender=f"{CANARY}-navn Jensen <jette.jensen@kommune.example>",
            attachment=PNG + f"{CANARY}-bilag".encode(),
            filename=f"{CANARY}-bilag.png",
            message_id="<et@kommune.example>",
        ),
        a_letter(
            sender="Mads <mads.madsen@kommune.example>", message_id="<to@kommune.example>", body="Den bliver.\r\n"
        ),
    ]


def furnish(world: World, tsa: Tsa, *, is_encrypted: bool) -> str:
    """An archive with a stamp, a closed case with one mail, and another mail; gives the case."""
    tsa.mode = "with root"
    world.more = _SECTIONS.format(url=tsa.url, root=tsa.root)
    if is_encrypted:
        world.more += f'[encryption]\nkey_file = "{world.folder / "keys" / "noegle"}"\n\n'
    for name in ("inge", "ole"):
        (world.folder / name).write_text(f"adgangskode til {name}\n")
        (world.folder / name).chmod(0o600)
    world.write_config()
    if is_encrypted:
        world.run("key", "new").well()
    for mail in mails():
        world.dovecot.deliver(world.user, mail)
    world.run("ingest").well()
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("time stamp kept")), "a time stamp")
        daemon.terminate()
    case = world.run("case", "new").well().text.strip()
    world.run("item", "file", "1", case, "--reason", f"{CANARY}-grund").well()
    (world.folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    world.run("case", "register", case, "--from", "register.toml").well()
    (world.folder / "register.toml").unlink()
    world.inform(case)
    world.run("case", "close", case, "--reason", f"{CANARY}-grund").well()
    return case


def as_person(who: str) -> tuple[str, ...]:
    return ("--person", {"inge": "inge inspektør", "ole": "Ole Overlærer"}[who], "--password-file", who)


def propose(world: World, case: str) -> Ended:
    return world.run("dispose", "propose", case, "--outcome", "dispose", *REASON, *as_person("inge"), "--before-due")


def approve(world: World, who: str) -> Ended:
    return world.run("dispose", "approve", "1", *as_person(who), "--json")


def canaries(world: World) -> set[str]:
    """Those that lie in any file of the archive's, its log among them, or in its tables."""
    folders = {world.folder, world.folder.parent}
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    octets = b"".join(path.read_bytes() for path in files)
    if not world.database_url.startswith("sqlite"):
        dump = ["pg_dump", "--no-owner", world.database_url.replace("+psycopg", "")]
        octets += subprocess.run(dump, check=True, capture_output=True).stdout
    forms = {kind: f"{CANARY}-{kind}".encode() for kind in KINDS}
    return {kind for kind, word in forms.items() if word in octets or word.hex().encode() in octets}


@pytest.mark.parametrize("is_encrypted", [True, False], ids=["encrypted", "open"])
def test_two_people_dispose_of_a_case_and_nothing_brings_it_back(
    world: World, tsa: Tsa, other_database_url: str, tmp_path_factory: pytest.TempPathFactory, is_encrypted: bool
) -> None:
    case = furnish(world, tsa, is_encrypted=is_encrypted)
    backup = tmp_path_factory.mktemp("backup") / "før"
    world.run("backup", "--to", str(backup)).well()
    assert canaries(world) == (set() if is_encrypted else canaries(world) | {"emne", "tema", "grund"})
    before = world.run("verify", "--json").well().json

    early = world.run("dispose", "propose", case, "--outcome", "dispose", *REASON, *as_person("inge"))
    assert (early.code, "--before-due" in early.errors) == (2, True), early.errors
    propose(world, case).well()
    alone = approve(world, "inge")
    assert (alone.code, "en anden person" in alone.errors) == (2, True), alone.errors
    world.run("dispose", "hold", case, "--kind", "access", "--reason", "Indsigt").well()
    held = approve(world, "ole")
    assert (held.code, "kassationsstop" in held.errors) == (2, True), held.errors
    world.run("dispose", "release", "1", "--reason", "Besvaret", *as_person("ole")).well()
    done = approve(world, "ole").well()

    assert done.json["erased"] == {"items": 1, "forgotten": True}
    assert done.json["on_servers"] == [{"mailbox": "arkiv", "folder": "Arkiveret", "uids": [1]}]
    assert canaries(world) == set()
    verified = world.run("verify", "--json").well().json
    assert (verified["ok"], verified["items_checked"]) == (True, 2)
    assert verified["chain"]["anchored_to"] == before["chain"]["anchored_to"] > 0
    shown = world.run("item", "show", "1").well().text
    assert "kasseret" in shown
    assert "Inge Inspektør og Ole Overlærer" in shown
    assert (world.run("item", "raw", "1").code, world.run("case", "reopen", case).code) == (2, 2)
    assert "Kasseret" in world.run("case", "show", case).well().text
    assert "Den bliver." in world.run("item", "raw", "2").well().text

    world.database_url = other_database_url
    world.write_config()
    restored = world.run("restore", "--from", str(backup), "--json").well().json
    assert (restored["ok"], restored["erased"]) == (True, 2)
    assert canaries(world) == set()
    world.run("ingest").well()
    states = [one["state"] for one in world.run("item", "list", "--json").well().json["items"]]
    assert states == ["erased", "unassigned"]
    assert world.run("verify", "--json").well().json["ok"]


def test_the_weekly_letter_tells_what_is_to_be_reviewed_and_who_is_waited_for(
    small_world: World, tsa: Tsa, smtp_sink: SmtpSink
) -> None:
    world, years = small_world, later(weeks=5 * 53)
    case = furnish(world, tsa, is_encrypted=False)
    assert world.run("dispose", "list", "--json").well().json["reviews"] == []
    wrong = world.run("dispose", "propose", case, "--outcome", "dispose", *REASON, "--person", "Inge Inspektør",
                      "--password-file", "ole")  # fmt: skip
    assert (wrong.code, "hører ikke sammen" in wrong.errors) == (2, True), wrong.errors
    unsaid = world.run("dispose", "propose", case, "--outcome", "dispose", "--reason", "x", *as_person("inge"))
    assert (unsaid.code, "hjemmel" in unsaid.errors) == (2, True), unsaid.errors

    due = world.run("dispose", "list", "--json", environment=years).well().json
    world.run("dispose", "propose", case, "--outcome", "extend", "--until", "2040-01-01", "--reason", "politisag",
              *as_person("ole"), environment=years).well()  # fmt: skip
    world.run("digest", "--send", environment=later(weeks=5 * 53 + 1)).well()

    assert [one["target"] for one in due["reviews"]] == ["item:2", f"case:{case}"]
    text = digests(smtp_sink)[-1].octets.decode()
    assert "Til gennemgang, fordi fristen er" in text
    assert "der venter p" in text
    world.run("dispose", "approve", "1", *as_person("inge"), environment=years).well()
    due = world.run("dispose", "list", "--json", environment=years).well().json
    assert [one["target"] for one in due["reviews"]] == ["item:2"]
    told = world.run("dispose", "list", "--all", environment=years).well().text
    assert "godkendt af Inge Inspektør" in told


@pytest.mark.parametrize("place", sorted(IN_DISPOSALS))
def test_a_command_that_is_killed_midway_is_ended_by_the_daemon(small_world: World, tsa: Tsa, place: str) -> None:
    world = small_world
    case = furnish(world, tsa, is_encrypted=True)
    propose(world, case).well()

    world.kill_at(place, "dispose", "approve", "1", *as_person("ole"))

    assert world.run("verify", "--json").well().json["ok"], "its key is gone, whether or not its octets are"
    assert world.run("dispose", "list", "--json").well().json["unfinished"] == 2
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("disposed of")), "the end of the disposal")
    assert world.run("dispose", "list", "--json").well().json["unfinished"] == 0
    assert len((world.folder / "keys" / "erased.jsonl").read_text().splitlines()) == 2
    assert world.run("verify", "--json").well().json["ok"]


def test_a_ledger_that_somebody_changed_stops_the_restore(small_world: World, tsa: Tsa, tmp_path: Path) -> None:
    world = small_world
    case = furnish(world, tsa, is_encrypted=False)
    world.run("backup", "--to", str(tmp_path / "backup")).well()
    propose(world, case).well()
    approve(world, "ole").well()
    ledger = world.folder / "keys" / "erased.jsonl"
    ledger.write_text(ledger.read_text().replace("Byrådets", "Ingens"))
    world.database_url = f"sqlite:///{world.folder / 'igen.sqlite'}"
    world.write_config()

    refused = world.run("restore", "--from", str(tmp_path / "backup"))

    assert (refused.code, "erased.jsonl" in refused.errors) == (2, True), refused.errors
    assert not (world.folder / "igen.sqlite").exists()


@pytest.mark.parametrize("ledger", ["there", "gone", "older"])
def test_a_backup_from_after_the_disposal_brings_nothing_back(
    small_world: World, tsa: Tsa, tmp_path_factory: pytest.TempPathFactory, ledger: str
) -> None:
    world, backups = small_world, tmp_path_factory.mktemp("backup")
    case = furnish(world, tsa, is_encrypted=False)
    world.run("backup", "--to", str(backups / "før")).well()
    propose(world, case).well()
    approve(world, "ole").well()
    world.run("backup", "--to", str(backups / "efter")).well()
    kept = world.folder / "keys" / "erased.jsonl"
    lines = kept.read_text()
    if ledger == "gone":
        kept.unlink()
    elif ledger == "older":
        kept.write_text(lines.splitlines(keepends=True)[0])

    after = restored(world, "efter.sqlite", backups / "efter")
    assert (after.json["ok"], after.json["erased"], after.json["ledger"]) == (True, 0, ledger != "gone"), after.json
    assert canaries(world) == set()
    assert world.run("verify", "--json").well().json["ok"]
    assert [json.loads(one)["name"] for one in kept.read_text().splitlines()] == [
        json.loads(one)["name"] for one in lines.splitlines()
    ]

    before = restored(world, "før.sqlite", backups / "før")
    assert (before.json["ok"], before.json["erased"]) == (True, 2), "the ledger knows what the newer backup knew"
    assert canaries(world) == set()


def restored(world: World, name: str, backup: Path) -> Ended:
    """In an empty place."""
    for file in world.folder.parent.glob("*.sqlite*"):
        file.unlink()
    world.database_url = f"sqlite:///{world.folder.parent / name}"
    world.write_config()
    return world.run("restore", "--from", str(backup), "--json").well()
