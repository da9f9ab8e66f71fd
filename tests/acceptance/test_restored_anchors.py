"""A restored archive is held against what lies outside the backup: weekly letters, and the time stamps' authorities."""

from pathlib import Path

import pytest

from tests.acceptance import letters
from tests.acceptance.test_timestamps import configured
from tests.acceptance.world import Ended, World, digests, later
from tests.forger import rewriting, tamper
from tests.services.smtp import SmtpSink
from tests.services.tsa import Tsa


@pytest.fixture
def stamped(small_world: World, tsa: Tsa) -> World:
    """An archive with a mail, a time stamp and a weekly letter, and a mail after them."""
    world = small_world
    configured(world, tsa.url, tsa.root)
    world.dovecot.deliver(world.user, letters.report(1))
    world.run("ingest").well()
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("time stamp kept")), "a time stamp")
        daemon.terminate()
    world.run("digest", "--send").well()
    world.dovecot.deliver(world.user, letters.report(2))
    world.run("ingest").well()
    return world


def saved(world: World, sink: SmtpSink, name: str) -> Path:
    """The newest weekly letter, as a witness kept it."""
    path = world.folder / name
    path.write_bytes(digests(sink)[-1].octets)
    return path


def backed_up(world: World, name: str) -> Path:
    path = world.folder / name
    world.run("backup", "--to", str(path)).well()
    return path


def restored(world: World, backup: Path, *arguments: str) -> Ended:
    """In an empty place."""
    database = world.folder / "igen.sqlite"
    database.unlink(missing_ok=True)
    before, world.database_url = world.database_url, f"sqlite:///{database}"
    world.write_config()
    ended = world.run("restore", "--from", str(backup), *arguments)
    world.database_url = before
    world.write_config()
    return ended


def test_a_restored_archive_is_held_against_letters_and_its_own_stamps(
    stamped: World, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    letter = saved(stamped, smtp_sink, "ugebrev.eml")
    backup = backed_up(stamped, "backup")
    stamped.run("digest", "--send", environment=later(weeks=1)).well()
    newer = saved(stamped, smtp_sink, "nyere.eml")
    none = tmp_path / "frokost.eml"
    none.write_bytes(b"Subject: Frokost\r\n\r\nKl. 12?\r\n")

    held = restored(stamped, backup, "--json", "--against", str(letter), "--against", str(newer)).well().json
    told = restored(stamped, backup, "--against", str(letter)).well().text
    refused = restored(stamped, backup, "--against", str(none))

    assert (held["ok"], held["newer_than_backup"]) == (True, [str(newer)])
    assert [one["authority"] for one in held["stamps"]] == ["tsa"]
    assert 0 < held["stamps"][0]["count"] <= held["anchored_to"] <= held["chain"]["count"]
    assert "Forankret til og med post" in told
    assert (refused.code, str(none) in refused.errors) == (2, True)
    assert not (stamped.folder / "igen.sqlite").exists()


def test_a_backup_of_an_archive_that_its_keeper_had_rewritten_is_found_out(stamped: World, smtp_sink: SmtpSink) -> None:
    letter = saved(stamped, smtp_sink, "ugebrev.eml")
    tamper(stamped.database_url, *rewriting(stamped.database_url, 2))
    backup = backed_up(stamped, "omskrevet")

    by_stamp = restored(stamped, backup, "--json")
    by_both = restored(stamped, backup, "--json", "--against", str(letter))
    told = restored(stamped, backup, "--against", str(letter))

    assert (by_stamp.code, by_both.code, told.code) == (1, 1, 1)
    assert {(one["kind"], one.get("authority")) for one in by_stamp.json["findings"]} == {("anchor", "tsa")}
    assert str(letter) in {one.get("letter") for one in by_both.json["findings"]}
    assert by_both.json["anchored_to"] is None
    assert str(letter) in told.text
