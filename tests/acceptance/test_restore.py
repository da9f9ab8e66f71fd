"""A backup while mails come in, ten more weeks, the machine lost: nothing is missing then, and nobody hears twice."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.acceptance import independent, letters
from tests.acceptance.independent import ask, octets_in
from tests.acceptance.world import World, command, digests, later, message_id, receipts
from tests.second_verifier import faults
from tests.services.smtp import SmtpSink

MAILS, WEEKS = 200, 10
FROM_THE_START = 10


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


def backed_up_while_mails_come_in(world: World, to: Path) -> None:
    with subprocess.Popen(command("ingest"), env=world.environment(), cwd=world.folder) as ingesting:
        wait_for(lambda: items_in(world.database_url) >= FROM_THE_START)
        world.run("backup", "--to", str(to)).well()
        assert ingesting.poll() is None, "it was to be made meanwhile"
        assert ingesting.wait(120) == 0


def items_in(url: str) -> int:
    try:
        return int(ask(url, "SELECT count(*) FROM items")[0][0])
    except Exception:  # noqa: BLE001 - there is no table yet
        return 0


def wait_for(ready: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


def moves_to_an_empty_machine(world: World, url: str) -> None:
    """Nothing is left but the configuration and the key, which were kept elsewhere."""
    if world.database_url.startswith("sqlite"):
        for file in Path(world.database_url.removeprefix("sqlite:///")).parent.glob("archive.sqlite*"):
            file.unlink()
    world.database_url = url
    world.write_config()


def test_a_backup_made_while_mails_come_in_and_ten_weeks_later_restored(
    world: World, smtp_sink: SmtpSink, other_database_url: str, tmp_path: Path
) -> None:
    world.more = "[limits]\nbatch_messages = 1\n\n"
    world.write_config()
    delivered = [letters.report(number) for number in range(MAILS)]
    independent.append(world.dovecot, world.user, delivered)
    backup = tmp_path / "backup"

    backed_up_while_mails_come_in(world, backup)
    for week in range(1, WEEKS + 1):
        if week % 3 == 1:
            more = [letters.report(MAILS + 5 * week + one) for one in range(5)]
            independent.append(world.dovecot, world.user, more)
            delivered += more
            world.run("ingest", environment=later(weeks=week)).well()
        world.run("digest", "--send", environment=later(weeks=week)).well()
    sent = list(smtp_sink.letters)
    assert (len(receipts(smtp_sink)), len(digests(smtp_sink))) == (len(delivered), WEEKS)
    moves_to_an_empty_machine(world, other_database_url)
    restored = world.run("restore", "--from", str(backup), "--json", environment=later(weeks=WEEKS)).well().json

    made = manifest_of(backup)
    count, head = made["chain"]["count"], made["chain"]["head"]
    assert FROM_THE_START <= made["items"] < MAILS
    assert (restored["items"], restored["chain"], restored["ok"]) == (made["items"], made["chain"], True)
    assert items_in(world.database_url) == made["items"]
    assert ask(world.database_url, f"SELECT hash FROM custody_events WHERE seq = {int(count)}") == [(head,)]
    assert restored["letters"] > 0, "some were due when the backup was made"

    with world.daemon(environment=later(weeks=WEEKS, hours=1)) as daemon:
        daemon.until(lambda: bool(daemon.events("archive folder reconciled")), "the first round")
    world.run("ingest", environment=later(weeks=WEEKS, hours=1)).well()  # sends whatever is due by then

    held = independent.stored(world.database_url)
    assert sorted(held.values()) == sorted(delivered)
    assert sorted(octets_in(world.dovecot, world.user, "Arkiveret")) == sorted(delivered)
    assert list(smtp_sink.letters) == sent, "no new receipt, and no weekly letter twice"
    assert world.run("verify", "--json").well().json["ok"]
    assert faults(world.database_url) == []
    numbers = [number for (number,) in ask(world.database_url, "SELECT number FROM items ORDER BY number")]
    assert numbers == list(range(1, len(delivered) + 1))

    independent.append(world.dovecot, world.user, [letters.report(9000)])
    with world.daemon(environment=later(weeks=WEEKS + 1, hours=1)) as daemon:
        daemon.until(lambda: len(smtp_sink.letters) > len(sent) + 1, "a receipt and a weekly letter")
    news = [letter for letter in list(smtp_sink.letters) if letter not in sent]
    assert len(receipts(smtp_sink)) == len(delivered) + 1
    assert len(digests(smtp_sink)) == WEEKS + 1
    assert {message_id(letter) for letter in news}.isdisjoint({message_id(letter) for letter in sent})
