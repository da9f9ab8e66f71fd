"""An encrypted archive at work: no word of any mail lies open anywhere, and with the key all of it is there (E12)."""

import subprocess
from pathlib import Path

import pytest

from tests.acceptance.world import World
from tests.builders import a_forward_with_attachment, a_letter

CANARY = "kanariefugl"
KINDS = ("emne", "tekst", "navn", "bilag", "original", "stor")


def mails() -> list[bytes]:
    """A canary in each place of a mail, and one in a mail that is laid out to be read."""
    enclosed = (
        f"From: {CANARY}-navn <borger@udbyder.example>\r\nTo: jette@kommune.example\r\n"
        f"Subject: {CANARY}-original\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\n\r\n{CANARY}-original\r\n"
    ).encode()
    return [
        a_letter(subject=f"VS: {CANARY}-emne", body=f"{CANARY}-tekst\r\n", message_id="<et@kommune.example>"),
        a_forward_with_attachment(enclosed, filename=f"{CANARY}-bilag.png", message_id="<to@kommune.example>"),
        a_letter(body=f"{CANARY}-stor\r\n" * 100_000, message_id="<tre@kommune.example>"),
    ]


def lying_open(world: World) -> set[str]:
    """Which canaries a thief finds who has every file, or a dump of the database."""
    folders = {world.folder, world.folder.parent}
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    octets = b"".join(path.read_bytes() for path in files)
    if not world.database_url.startswith("sqlite"):
        dump = ["pg_dump", "--no-owner", world.database_url.replace("+psycopg", "")]
        octets += subprocess.run(dump, check=True, capture_output=True).stdout
    forms = {kind: f"{CANARY}-{kind}".encode() for kind in KINDS}
    return {kind for kind, word in forms.items() if word in octets or word.hex().encode() in octets}


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_thief_of_every_file_finds_words_only_where_nothing_is_encrypted(world: World, is_encrypted: bool) -> None:
    limits = "[limits]\nsoft_megabytes = 1\n"
    if is_encrypted:
        world.more = f'[encryption]\nkey_file = "{world.folder / "noegle"}"\n{limits}'
        world.write_config()
        world.run("key", "new").well()
    else:
        world.more = limits
        world.write_config()
    for mail in mails():
        world.dovecot.deliver(world.user, mail)

    world.run("ingest").well()
    world.run("backup", "--to", str(world.folder / "backup")).well()

    found = lying_open(world)
    assert found == (set() if is_encrypted else found | {"emne", "tekst", "navn", "bilag", "stor"})
    assert world.run("verify", "--json").well().json["items_checked"] == 3
    shown = world.run("item", "show", "2").well().text
    assert all(f"{CANARY}-{kind}" in shown for kind in ("navn", "bilag", "original"))
    assert f"{CANARY}-stor".encode() in world.run("item", "raw", "3").well().out


def test_with_another_key_nothing_is_fetched_and_nothing_moved(world: World) -> None:
    key: Path = world.folder / "noegle"
    world.more = f'[encryption]\nkey_file = "{key}"\n'
    world.write_config()
    world.run("key", "new").well()
    world.run("ingest").well()
    world.dovecot.deliver(world.user, mails()[0])
    kept = key.read_text()
    key.write_text("0" * 64 + "\n")

    refused = world.run("ingest")

    assert (refused.code, "encryption.key_file" in refused.errors) == (2, True), refused.errors
    key.write_text(kept)
    assert world.run("ingest", "--json").well().json
    assert world.run("status", "--json").well().json["items"] == 1


def test_a_backup_of_an_encrypted_archive_comes_back_with_its_key_and_not_without(small_world: World) -> None:
    world, key = small_world, small_world.folder / "noegle"
    world.more = f'[encryption]\nkey_file = "{key}"\n'
    world.write_config()
    world.run("key", "new").well()
    world.dovecot.deliver(world.user, mails()[0])
    world.run("ingest").well()
    told = world.run("backup", "--to", str(world.folder / "backup")).well().text
    assert str(key) in told
    world.database_url = f"sqlite:///{world.folder / 'igen.sqlite'}"
    world.more = ""
    world.write_config()

    refused = world.run("restore", "--from", str(world.folder / "backup"))

    assert (refused.code, "key_file" in refused.errors) == (2, True), refused.errors
    assert not (world.folder / "igen.sqlite").exists()
    world.more = f'[encryption]\nkey_file = "{key}"\n'
    world.write_config()
    world.run("restore", "--from", str(world.folder / "backup")).well()
    assert f"{CANARY}-emne" in world.run("item", "show", "1").well().text
