"""Large mails that rest outside the database: every promise holds for them too, whatever dies meanwhile."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archiver.core.records import Octets
from archiver.edges import depots
from tests.acceptance import independent, letters
from tests.acceptance.test_restore import moves_to_an_empty_machine
from tests.acceptance.world import World
from tests.fakes import Archive
from tests.services.s3 import ACCESS_KEY, SECRET_KEY, S3Server

BLOBS = int(os.environ.get("BLOBS", "200"))
ABOVE = 200
CANARY = "kanariefugl"
_BOTH = """\
[disposal]
[[disposal.person]]
name = "Inge"
password_file = "inge"
[[disposal.person]]
name = "Ole"
password_file = "ole"

"""


def resting(world: World, place: str, s3: S3Server | None = None, more: str = "") -> None:
    """Let large mails rest in a place, in the configuration."""
    reach = ""
    if s3 is not None:
        for name, secret in (("access", ACCESS_KEY), ("secret", SECRET_KEY)):
            (world.folder / name).touch(mode=0o600)
            (world.folder / name).write_text(secret + "\n")
        reach = f'endpoint = "{s3.endpoint}"\naccess_key_file = "access"\nsecret_key_file = "secret"\n'
        reach += "timeout_seconds = 10\n"
    world.more = f'{more}[content]\nstore = "{place}"\nabove = {ABOVE}\n{reach}\n'
    world.write_config()


@pytest.fixture(params=["files", "bucket"])
def place(request: pytest.FixtureRequest) -> tuple[str, S3Server | None]:
    if request.param == "files":
        return "files", None
    server: S3Server = request.getfixturevalue("s3")
    return f"s3://{server.new_bucket()}/arkiv", server


def stored(world: World) -> list[bytes]:
    """Every mail as `item raw` hands it out."""
    items = world.run("item", "list", "--json").well().json["items"]
    return sorted(world.run("item", "raw", str(item["item"])).well().out for item in items)


def rest_in(world: World) -> dict[str, int]:
    """How many items rest where: "database", "file" or "s3"."""
    places = world.run("content", "list", "--json").well().json["places"]
    return {one["place"].partition(":")[0]: one["items"] for one in places}


@pytest.mark.parametrize(
    "death", ["content.before-object", "content.after-object:2", "accession.before-commit", "accession.after-commit"]
)
def test_a_death_between_object_and_commit_loses_and_doubles_nothing(world: World, death: str, tmp_path: Path) -> None:
    resting(world, (tmp_path / "magasin").as_uri())
    independent.append(world.dovecot, world.user, [letters.report(number) for number in range(3)])
    delivered = independent.octets_in(world.dovecot, world.user, "INBOX")

    world.kill_at(death, "ingest")
    world.run("ingest").well()

    assert stored(world) == delivered
    assert independent.octets_in(world.dovecot, world.user, "INBOX") == []
    assert rest_in(world) == {"database": 0, "file": 3}
    world.run("verify").well()
    lying = [path for path in (tmp_path / "magasin").glob("??/*") if path.is_file()]
    left = len(lying) - 3
    assert left == {"content.before-object": 0, "content.after-object:2": 2, "accession.before-commit": 3}.get(death, 0)
    for path in lying:
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    found = world.run("verify", "--json").json["findings"]
    assert {one["kind"] for one in found} == ({"orphan"} if left else set())
    assert len(found) == left
    assert world.run("content", "sweep", "--json").well().json == {"deleted": left}
    world.run("verify").well()
    assert stored(world) == delivered


@pytest.mark.parametrize("death", ["content.copied:2", "content.moved"])
def test_a_move_that_is_killed_goes_on(world: World, death: str, place: tuple[str, S3Server | None]) -> None:
    resting(world, "database", place[1])
    world.run("db", "upgrade").well()
    mails = [letters.report(number) for number in range(30)]
    with Archive.opened(world.database_url) as archive:
        for number, mail in enumerate(mails):
            archive.store.accessions.take_import(Octets(mail), "post.mbox", number, archive.clock())

    world.kill_at(death, "content", "move", "--to", place[0])
    world.run("verify").well()
    world.run("content", "move", "--to", place[0]).well()
    world.run("verify").well()
    world.kill_at("content.moved", "content", "move", "--to", "database")
    done = world.run("content", "move", "--to", "database", "--rewrite", "--json").well().json

    assert (done["left"], done["damaged"]) == (0, [])
    assert rest_in(world)["database"] == 30
    assert sorted(independent.stored(world.database_url).values()) == sorted(mails)
    world.run("verify").well()


@pytest.mark.parametrize("is_encrypted", [True, False], ids=["encrypted", "open"])
def test_its_whole_life(
    world: World, place: tuple[str, S3Server | None], other_database_url: str, tmp_path: Path, is_encrypted: bool
) -> None:
    """Taken in, read, checked, backed up, disposed of, restored: what was disposed of stays away, the rest is there."""
    keys = f'[encryption]\nkey_file = "{world.folder / "keys" / "noegle"}"\n\n' if is_encrypted else ""
    resting(world, *place, _BOTH + keys)
    for name in ("inge", "ole"):
        (world.folder / name).write_text(f"adgangskode til {name}\n")
        (world.folder / name).chmod(0o600)
    if is_encrypted:
        world.run("key", "new").well()
    mails = [letters.report(1), letters.report(2, f"{CANARY} ".encode() * 200_000)]
    independent.append(world.dovecot, world.user, mails)
    assert '"place of mails"' not in world.run("status", "--json").well().text
    world.run("ingest").well()
    delivered = stored(world)
    checked = world.run("check", environment={"ARCHIVER_LANGUAGE": "en"}).text
    assert "2 items, written to, read and deleted from" in checked
    backup = tmp_path / "backup"
    world.run("backup", "--to", str(backup)).well()
    assert (backup / "objects.tar").exists()
    assert (CANARY.encode() in (backup / "objects.tar").read_bytes()) is not is_encrypted
    world.run("verify").well()

    case = world.run("case", "new").well().text.strip()
    large = next(one["item"] for one in world.run("item", "list", "--json").json["items"] if one["size"] > 1_000_000)
    world.run("item", "file", str(large), case, "--reason", "hører til").well()
    world.inform(case)
    world.run("case", "close", case, "--reason", "slut").well()
    why = ("--reason", "slut", "--basis", "lov", "--before-due")
    who = [("--person", "Inge", "--password-file", "inge"), ("--person", "Ole", "--password-file", "ole")]
    world.run("dispose", "propose", case, "--outcome", "dispose", *why, *who[0]).well()
    world.run("dispose", "approve", "1", *who[1]).well()

    assert sum(count for where, count in rest_in(world).items() if where != "database") == 1
    world.run("verify").well()
    with magazine(world, place) as depot:
        assert len(list(depot.lying())) == 1
    moves_to_an_empty_machine(world, other_database_url)
    if place[1] is None:
        (world.folder / "keys" / "content").rename(tmp_path / "væk")
    else:
        refused = world.run("restore", "--from", str(backup))
        assert refused.code == 2, "the lost archive's own objects are there"
        resting(world, f"s3://{place[1].new_bucket()}/nyt", place[1], _BOTH + keys)
    done = world.run("restore", "--from", str(backup), "--json").well().json

    assert (done["findings"], done["erased"]) == ([], 2)
    assert sum(count for where, count in rest_in(world).items() if where != "database") == 1
    assert world.run("item", "raw", str(3 - large)).well().out in delivered
    assert world.run("item", "raw", str(large)).code == 2
    world.run("verify").well()


@contextmanager
def magazine(world: World, place: tuple[str, S3Server | None]) -> Iterator[depots.Depot]:
    where = (world.folder / "keys" / "content").as_uri() if place[1] is None else place[0]
    access = depots.Access(
        endpoint=None if place[1] is None else place[1].endpoint, access_key=ACCESS_KEY, secret_key=SECRET_KEY
    )
    yield depots.Depots(where, ABOVE, access).at(where)


def test_a_backup_restores_into_the_database_where_that_is_wanted(
    world: World, other_database_url: str, tmp_path: Path
) -> None:
    resting(world, "files")
    independent.append(world.dovecot, world.user, [letters.report(number) for number in range(3)])
    world.run("ingest").well()
    delivered = stored(world)
    world.run("backup", "--to", str(tmp_path / "backup")).well()
    moves_to_an_empty_machine(world, other_database_url)
    resting(world, "database")

    world.run("restore", "--from", str(tmp_path / "backup")).well()

    assert rest_in(world) == {"database": 3}
    assert sorted(independent.stored(world.database_url).values()) == delivered


def test_a_store_that_is_away_moves_nothing_and_the_daemon_goes_on_by_itself(small_world: World, s3: S3Server) -> None:
    world = small_world
    resting(world, f"s3://{s3.new_bucket()}", s3)
    independent.append(world.dovecot, world.user, [letters.report(1)])
    with world.daemon() as daemon:
        daemon.until(lambda: not independent.octets_in(world.dovecot, world.user, "INBOX"), "the first mail")
        s3.kill()
        try:
            independent.append(world.dovecot, world.user, [letters.report(2)])
            daemon.until(lambda: "s3://" in daemon.log(), "the trouble")
            assert len(independent.octets_in(world.dovecot, world.user, "INBOX")) == 1
            checked = world.run("check", environment={"ARCHIVER_LANGUAGE": "en"})
            assert (checked.code, "does not answer" in checked.text) == (3, True)
        finally:
            s3.start()
        daemon.until(lambda: not independent.octets_in(world.dovecot, world.user, "INBOX"), "the second mail", 90)
        daemon.terminate()

    assert rest_in(world) == {"database": 0, "s3": 2}
    world.run("verify").well()


@pytest.mark.timeout(1200)
def test_thousands_move_to_a_bucket_and_back_while_mail_comes_in_and_the_store_is_killed(
    world: World, s3: S3Server
) -> None:
    """BLOBS=2000 for as many as the promise says."""
    bucket = f"s3://{s3.new_bucket()}"
    resting(world, bucket, s3)
    world.run("db", "upgrade").well()
    known = [letters.report(number, b"x" * (number % 5000)) for number in range(BLOBS)]
    with Archive.opened(world.database_url) as archive:
        for number, mail in enumerate(known):
            archive.store.accessions.take_import(Octets(mail), "post.mbox", number, archive.clock())
    stopping, deaths, came = threading.Event(), list[float](), list[bytes]()

    def deliver() -> None:
        while not stopping.wait(0.5):
            mail = letters.report(BLOBS + len(came), b"y" * 3000)
            independent.append(world.dovecot, world.user, [mail])
            came.append(mail)

    def disturb() -> None:
        while not stopping.wait(8):
            s3.kill()
            deaths.append(time.monotonic())
            time.sleep(1)
            s3.start()

    threads = [threading.Thread(target=one) for one in (deliver, disturb)]
    with world.daemon() as daemon:
        for thread in threads:
            thread.start()
        try:
            moved(world, bucket, deaths, at_least=1)
            moved(world, "database", deaths, at_least=2)
        finally:
            stopping.set()
            for thread in threads:
                thread.join()
            s3.kill()
            s3.start()  # with the thread that started it the store dies too
        daemon.until(lambda: not independent.octets_in(world.dovecot, world.user, "INBOX"), "the last mail", 90)
        daemon.terminate()
    world.run("content", "move", "--to", "database").well()

    assert sorted(independent.stored(world.database_url).values()) == sorted([*known, *came])
    assert (len(came) > 3, len(deaths) > 1) == (True, True)
    report = json.loads(world.run("verify", "--json").well().out)
    assert (report["items_checked"], report["findings"]) == (BLOBS + len(came), [])


def moved(world: World, to: str, deaths: list[float], *, at_least: int) -> None:
    """Move everything there, again and again while the store dies; it dies so often at least meanwhile."""
    deadline = time.monotonic() + 400
    while time.monotonic() < deadline:
        ended = world.run("content", "move", "--to", to, "--json", seconds=500)
        assert ended.code in {0, 3}, ended.errors
        if ended.code == 0 and len(deaths) >= at_least:
            return
    raise AssertionError(f"not all of it was in {to} in time")


def test_verify_finds_a_bucket_that_lost_something(small_world: World, s3: S3Server) -> None:
    world = small_world
    bucket = s3.new_bucket()
    resting(world, f"s3://{bucket}", s3)
    independent.append(world.dovecot, world.user, [letters.report(1), letters.report(2)])
    world.run("ingest").well()
    [(name,)] = independent.ask(
        world.database_url, "SELECT name FROM objects JOIN items USING (sha256) WHERE number = 1"
    )
    s3.ask("DELETE", f"/{bucket}/{name}")

    ended = world.run("verify", "--json")

    assert ended.code == 1
    assert [(one["kind"], one["subject"]) for one in ended.json["findings"]] == [("missing", "item:1")]
