"""`archiver backup` and `archiver restore` as an operator meets them: what they leave, and what they refuse."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import letters
from tests.acceptance.independent import ask
from tests.acceptance.world import World, later
from tests.forger import rewriting, tamper
from tests.services.postgres import Postgres

NO_ANSWER, WRONG_USAGE = 3, 2


@pytest.fixture
def working(world: World) -> World:
    """An archive with three mails."""
    for number in range(3):
        world.dovecot.deliver(world.user, letters.report(number))
    world.run("ingest").well()
    return world


@pytest.fixture
def kept(working: World, tmp_path: Path) -> tuple[World, Path]:
    """The same, and a backup of it."""
    working.run("backup", "--to", str(tmp_path / "backup")).well()
    return working, tmp_path / "backup"


def elsewhere(world: World, url: str) -> World:
    """The same configuration and key, and another database."""
    world.database_url = url
    world.write_config()
    return world


def dump_in(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.name.startswith("archive."))


def test_a_backup_is_a_folder_that_explains_itself_and_is_for_its_owner_alone(kept: tuple[World, Path]) -> None:
    world, folder = kept
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {one["name"]: (one["size"], one["sha256"]) for one in manifest["files"]}
    about = (folder / "README.txt").read_text()

    assert {path.name for path in folder.iterdir()} == {"manifest.json", *files}
    assert all((folder / name).stat().st_size == size for name, (size, _) in files.items())
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == named for name, (_, named) in files.items())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert "Dette er en backup af en arkivfunktion" in about
    assert "archiver restore --from" in about
    assert (manifest["format"], manifest["items"]) == (1, 3)
    key = (world.folder / "keys" / "signing.key").read_bytes().strip()
    assert not any(key in path.read_bytes() for path in folder.iterdir())
    assert list(folder.parent.glob(".*.part")) == []


def test_it_says_what_is_to_be_kept_elsewhere_and_status_when_it_was_made(working: World, tmp_path: Path) -> None:
    assert working.run("status", "--json").well().json["last_backup"] is None

    told = working.run("backup", "--to", str(tmp_path / "en")).well()
    asked = working.run("backup", "--to", str(tmp_path / "to"), "--json").well().json

    key = str(working.folder / "keys" / "signing.key")
    assert key in told.text
    assert asked["keep_elsewhere"] == [key]
    assert working.run("status", "--json").well().json["last_backup"] >= asked["made_at"]
    events = ask(working.database_url, "SELECT detail FROM custody_events WHERE act = 'replication' ORDER BY seq")
    assert [json.loads(detail)["stage"] for (detail,) in events] == ["begun", "proven", "begun", "proven"]
    assert json.loads(events[-1][0])["manifest"] == asked["manifest_sha256"]
    assert working.run("verify", "--json").well().json["ok"]


def test_it_tells_of_itself(kept: tuple[World, Path], other_database_url: str) -> None:
    world, folder = kept

    elsewhere(world, other_database_url).run("restore", "--from", str(folder)).well()

    acts = ask(world.database_url, "SELECT act, detail FROM custody_events WHERE act IN ('replication', 'recovery')"
                                   " ORDER BY seq")  # fmt: skip
    begun, restored = ((act, json.loads(detail)) for act, detail in acts)
    assert (begun[0], begun[1]["stage"], restored[0]) == ("replication", "begun", "recovery")
    assert begun[1]["backup"] == restored[1]["backup"]


def test_what_is_there_is_not_written_over(kept: tuple[World, Path]) -> None:
    world, folder = kept
    before = {path: path.read_bytes() for path in folder.iterdir()}

    again = world.run("backup", "--to", str(folder))
    over = world.run("restore", "--from", str(folder))

    assert (again.code, over.code) == (WRONG_USAGE, WRONG_USAGE)
    assert "findes allerede; intet er overskrevet" in again.errors
    assert "intet bliver overskrevet" in over.errors
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert world.run("verify", "--json").well().json["items_checked"] == 3


def cut_short(folder: Path) -> None:
    dump = dump_in(folder)
    dump.write_bytes(dump.read_bytes()[:-100])


def without_dump(folder: Path) -> None:
    dump_in(folder).unlink()


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def changed(folder: Path) -> None:
    octets = bytearray(dump_in(folder).read_bytes())
    octets[len(octets) // 2] ^= 1
    dump_in(folder).write_bytes(octets)


def of_a_newer_format(folder: Path) -> None:
    rewrite(folder, format=2, files="as yet unknown")


def of_a_newer_schema(folder: Path) -> None:
    rewrite(folder, schema="9999")


def garbled(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 1, "files": [{"name": "../../etc/passwd"}]}')


def deep(folder: Path) -> None:
    (folder / "manifest.json").write_text("[" * 900_000)


def of_another_day(folder: Path) -> None:
    rewrite(folder, made_at="2020-01-01T00:00:00+00:00")


def with_more(folder: Path) -> None:
    rewrite(folder, note="said by somebody else")


def made_to_fit(folder: Path) -> None:
    """Another archive, and a manifest that says just that."""
    dump = dump_in(folder)
    dump.write_bytes(dump.read_bytes() + b"x")
    make_fit(folder)


def make_fit(folder: Path) -> None:
    dump = dump_in(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    files = [one for one in manifest["files"] if one["name"] != dump.name]
    rewrite(folder, files=[*files, described(dump)])


def sealed_with_another_key(folder: Path) -> None:
    made_to_fit(folder)
    seal(folder, "ab" * 32)


def not_sealed(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["hmac_sha256"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def described(file: Path) -> dict[str, Any]:
    octets = file.read_bytes()
    return {"name": file.name, "sha256": hashlib.sha256(octets).hexdigest(), "size": len(octets)}


def rewrite(folder: Path, **values: object) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | values))


def seal(folder: Path, key: str) -> None:
    """Anew, by whoever has that key."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest.pop("hmac_sha256")
    words = b"archiver backup manifest\n" + json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    rewrite(folder, hmac_sha256=hmac.new(bytes.fromhex(key.strip()), words, "sha256").hexdigest())


FAULTS = {
    cut_short: "Backuppen er ikke hel",
    without_dump: "Backuppen er ikke hel",
    without_manifest: "er ikke en backup, eller den blev afbrudt",
    changed: "Backuppen er ændret",
    of_a_newer_format: "lavet af en nyere archiver",
    of_a_newer_schema: "lavet af en nyere archiver",
    garbled: "er ikke, som archiver skrev den",
    deep: "er ikke, som archiver skrev den",
    not_sealed: "er ikke, som archiver skrev den",
    of_another_day: "manifest.json",
    with_more: "manifest.json",
    made_to_fit: "manifest.json",
    sealed_with_another_key: "manifest.json",
}


def test_a_backup_that_is_not_as_it_was_made_is_refused(kept: tuple[World, Path], other_database_url: str) -> None:
    world, folder = kept
    elsewhere(world, other_database_url)

    for spoil, sentence in FAULTS.items():
        spoiled = folder.with_name(spoil.__name__)
        shutil.copytree(folder, spoiled)
        spoil(spoiled)
        if spoil is of_a_newer_schema:
            seal(spoiled, (world.folder / "keys" / "signing.key").read_text())
        refused = world.run("restore", "--from", str(spoiled))
        assert (refused.code, sentence in refused.errors) == (WRONG_USAGE, True), (spoil, refused.errors)
        assert "Traceback" not in refused.errors

    assert tables_in(world.database_url) == []


def test_a_rewritten_archive_whose_manifest_was_made_to_fit_is_refused(small_world: World, tmp_path: Path) -> None:
    world, folder = small_world, tmp_path / "backup"
    world.dovecot.deliver(world.user, letters.report(1))
    world.run("ingest").well()
    world.run("backup", "--to", str(folder)).well()
    url = f"sqlite:///{dump_in(folder)}"
    tamper(url, *rewriting(url, 2))
    [(count, head)] = ask(url, "SELECT events, hash FROM heads")
    make_fit(folder)
    rewrite(folder, chain={"count": count, "head": head})

    refused = elsewhere(world, f"sqlite:///{world.folder / 'nyt.sqlite'}").run("restore", "--from", str(folder))

    assert (refused.code, "manifest.json" in refused.errors) == (WRONG_USAGE, True), refused.errors
    assert not (world.folder / "nyt.sqlite").exists()


def tables_in(url: str) -> list[str]:
    if url.startswith("sqlite"):
        return [path.name for path in Path(url.removeprefix("sqlite:///")).parent.iterdir()]
    return [name for (name,) in ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def test_without_its_signing_key_or_with_another_it_is_refused(
    kept: tuple[World, Path], other_database_url: str
) -> None:
    world, folder = kept
    elsewhere(world, other_database_url)
    key = world.folder / "keys" / "signing.key"
    its_own = key.read_text()

    key.unlink()
    missing = world.run("restore", "--from", str(folder))
    key.write_text("ab" * 32)
    other = world.run("restore", "--from", str(folder))

    assert (missing.code, other.code) == (WRONG_USAGE, WRONG_USAGE)
    assert str(key) in missing.errors
    assert "another signing key" in other.errors
    assert tables_in(world.database_url) == []
    key.write_text(its_own)
    world.run("restore", "--from", str(folder)).well()


def test_where_there_is_no_room_nothing_is_left(working: World, tmp_path: Path) -> None:
    ended = working.run("backup", "--to", str(tmp_path / "backup"), prefix=["prlimit", "--fsize=20000", "--"])

    assert ended.code == NO_ANSWER
    assert "Traceback" not in ended.errors
    assert ended.errors.strip()
    assert list(tmp_path.glob("*backup*")) == []
    assert working.run("status", "--json").well().json["last_backup"] is None


def test_a_backup_that_is_killed_leaves_nothing_that_could_be_taken_for_one(working: World, tmp_path: Path) -> None:
    to = tmp_path / "backup"
    working.kill_at("backup.before-manifest", "backup", "--to", str(to))

    assert not to.exists()
    assert working.run("status", "--json").well().json["last_backup"] is None
    working.run("backup", "--to", str(to)).well()


def test_a_restore_that_is_killed_leaves_no_archive_that_could_be_opened(
    kept: tuple[World, Path], other_database_url: str, request: pytest.FixtureRequest
) -> None:
    world, folder = kept
    elsewhere(world, other_database_url)

    world.kill_at("restore.before-complete", "restore", "--from", str(folder))

    if other_database_url.startswith("sqlite"):
        assert not Path(other_database_url.removeprefix("sqlite:///")).exists()
    else:
        refused = world.run("ingest")
        assert refused.code == WRONG_USAGE
        assert "cut short" in refused.errors
        server: Postgres = request.getfixturevalue("postgres")
        elsewhere(world, server.new_database())
    assert world.run("restore", "--from", str(folder), "--json").well().json["ok"]


def test_a_workplace_that_wants_backups_is_told_when_there_is_none(small_world: World, tmp_path: Path) -> None:
    small_world.more = "[backup]\ndays = 7\n\n"
    small_world.write_config()
    small_world.run("ingest").well()
    small_world.dovecot.deliver(small_world.user, letters.report(1))
    small_world.run("ingest").well()

    with small_world.daemon(environment=later(days=8)) as daemon:
        daemon.until(lambda: bool(alarms(small_world)), "the alarm")
    assert alarms(small_world) == ["backup_overdue"]
    assert "Arkivet har ingen ny backup" in small_world.run("status").well().text

    small_world.run("backup", "--to", str(tmp_path / "backup"), environment=later(days=8, hours=1)).well()
    with small_world.daemon(environment=later(days=8, hours=2)) as daemon:
        daemon.until(lambda: not alarms(small_world), "its end")


def alarms(world: World) -> list[str]:
    return [kind for (kind,) in ask(world.database_url, "SELECT kind FROM alarms WHERE cleared_at IS NULL")]


def test_letters_that_wait_are_listed_sent_and_dropped(small_world: World) -> None:
    for number in range(2):
        small_world.dovecot.deliver(small_world.user, letters.report(number))
    port, small_world.smtp_port = small_world.smtp_port, 1
    small_world.write_config()
    small_world.run("ingest")
    small_world.smtp_port = port
    small_world.write_config()
    first, second = (one["letter"] for one in small_world.run("outbox", "list", "--json").well().json["letters"])

    assert "ane.0@kommune.example" in small_world.run("outbox", "list").well().text
    assert small_world.run("outbox", "send", str(first), "--json").well().json == {"due": [first]}
    assert small_world.run("outbox", "drop", str(second), "--json").well().json == {"dropped": [second]}

    assert small_world.run("outbox", "drop", str(second)).code == WRONG_USAGE
    small_world.run("ingest").well()
    assert "Alle mails er sendt" in small_world.run("outbox", "list").well().text


# --- PostgreSQL's own programs ------------------------------------------------------------------------------------


@pytest.fixture
def on_postgresql(request: pytest.FixtureRequest, small_world: World) -> World:
    """An archive on PostgreSQL whose URL has a password."""
    server: Postgres = request.getfixturevalue("postgres")
    url = server.new_database().replace("postgres@", "postgres:meget-hemmeligt@")
    world = elsewhere(small_world, url)
    world.dovecot.deliver(world.user, letters.report(1))
    world.run("ingest").well()
    return world


def programs(folder: Path, **scripts: str) -> dict[str, str]:
    """A PATH with these programs and no others."""
    folder.mkdir()
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o700)
    return {"PATH": str(folder)}


def test_no_password_stands_on_a_command_line(
    on_postgresql: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    world, log = on_postgresql, tmp_path / "log"
    note: Callable[[str], str] = lambda name: (  # noqa: E731
        f'printf "%s\\n" "$*" >>{log}; printf "%s\\n" "$PGPASSWORD" >>{log}.env; exec {shutil.which(name)} "$@"'
    )
    path = programs(tmp_path / "bin", pg_dump=note("pg_dump"), pg_restore=note("pg_restore"))
    path["PATH"] += ":/usr/bin:/bin"

    world.run("backup", "--to", str(tmp_path / "backup"), environment=path).well()
    server: Postgres = request.getfixturevalue("postgres")
    elsewhere(world, server.new_database().replace("postgres@", "postgres:meget-hemmeligt@"))
    world.run("restore", "--from", str(tmp_path / "backup"), environment=path).well()

    said = log.read_text()
    assert "--format=custom" in said
    assert "--single-transaction" in said
    assert "hemmeligt" not in said
    assert "meget-hemmeligt" in Path(f"{log}.env").read_text()


def test_without_pg_dump_or_with_an_old_one_it_says_what_to_install(on_postgresql: World, tmp_path: Path) -> None:
    none = programs(tmp_path / "none")
    old = programs(tmp_path / "old", pg_dump='echo "pg_dump (PostgreSQL) 9.6.24"')

    missing = on_postgresql.run("backup", "--to", str(tmp_path / "en"), environment=none)
    outdated = on_postgresql.run("backup", "--to", str(tmp_path / "to"), environment=old)

    assert (missing.code, outdated.code) == (NO_ANSWER, NO_ANSWER)
    assert "postgresql-client" in missing.errors
    assert "ældre end serveren" in outdated.errors
    assert not {tmp_path / "en", tmp_path / "to"} & set(tmp_path.iterdir())


def test_who_owns_nothing_can_make_a_backup_and_the_owner_restores_it(
    on_postgresql: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Postgres = request.getfixturevalue("postgres")
    world, role = on_postgresql, server.new_role()
    world.run("db", "upgrade", "--grant", role).well()

    elsewhere(world, world.database_url.replace("postgres:meget-hemmeligt@", f"{role}@"))
    world.run("backup", "--to", str(tmp_path / "backup")).well()
    elsewhere(world, server.new_database())
    world.run("restore", "--from", str(tmp_path / "backup")).well()

    world.run("db", "upgrade", "--grant", role).well()
    assert world.run("verify", "--json").well().json["ok"], "its defence stands as on any"


def test_a_backup_of_the_other_kind_of_database_is_refused(on_postgresql: World, tmp_path: Path) -> None:
    on_postgresql.run("backup", "--to", str(tmp_path / "backup")).well()

    elsewhere(on_postgresql, f"sqlite:///{tmp_path / 'nyt.sqlite'}")
    refused = on_postgresql.run("restore", "--from", str(tmp_path / "backup"))

    assert refused.code == WRONG_USAGE
    assert "Backuppen er fra postgresql" in refused.errors
