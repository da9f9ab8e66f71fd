"""Kill −9 at every named place of a mail's route: afterwards every mail is ours once, moved once, thanked once."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import archiver
from archiver.edges.store.audit import Audit
from archiver.edges.store.database import Database
from tests.acceptance import independent, letters
from tests.acceptance.independent import octets_in
from tests.acceptance.world import World, answered, digests, failpoint, message_id, receipts
from tests.builders import a_letter
from tests.forger import tamper
from tests.second_verifier import faults
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink

MAILS = 6
IN_BATCHES_OF_TWO = "[limits]\nbatch_messages = 2\n\n"

#: At the second visit when there is one: then some of the six mails are finished and some are not.
ROUND = (
    "seen.after-commit",
    "fetched.before-accession:2",
    "accession.after-octets:2",
    "accession.before-commit:2",
    "accession.after-commit:2",
    "accession.before-read-back:2",
    "read-back.after:2",
    "read.before-settle:2",
    "settle.before-links:2",
    "settle.before-commit:2",
    "settle.after-commit:2",
    "intent.before-commit:2",
    "move.before:2",
    "move.after:2",
    "moved.before-commit:2",
    "moved.after-commit:2",
    "balance.before-commit",
)
COPYING = (
    "intent.before-commit:2",
    "move.before:2",
    "copy.after:2",
    "copy.marked:2",
    "move.after:2",
    "moved.before-commit:2",
    "moved.after-commit:2",
)
#: Nothing was handed to the mail server, or its answer was written down.
LETTERS_BESIDE_THE_GAP = ("letter.before-claim-commit:2", "letter.after-mark:2")
#: Claimed and not marked: nobody can know whether the letter went out (RFC 1047).
LETTERS_IN_THE_GAP = (
    "letter.after-claim-commit:2",
    "letter.before-send:2",
    "letter.after-send:2",
    "letter.before-mark-commit:2",
)
DIGEST = ("digest.before-commit",)
COLLECTED = ("collected.before-commit", "collected.after-commit")
IN_BACKUPS = {"backup.begun", "backup.before-manifest", "backup.before-objects", "restore.before-complete"}
IN_DISPOSALS = {"disposal.before-ledger", "disposal.before-octets", "disposal.before-rewrite"}
IN_CONTENT = {"content.before-object", "content.after-object", "content.copied", "content.moved", "content.sealed"}
IN_HANDOVERS = {"handover.before-wrapping", "handover.before-publishing"}
"""Killed at in the tests of backup and restore, of disposal, of where mails rest, and of packages."""
EVERY_PLACE = {
    place.partition(":")[0]
    for place in (*ROUND, *COPYING, *LETTERS_BESIDE_THE_GAP, *LETTERS_IN_THE_GAP, *DIGEST, *COLLECTED)
}


@contextmanager
def opened(world: World) -> Iterator[Database]:
    database = Database(world.database_url)
    try:
        yield database
    finally:
        database.close()


def with_six_mails(world: World) -> list[bytes]:
    """Six mails in INBOX, three of each way in, and an empty archive; gives the octets as the server shows them."""
    world.more = IN_BATCHES_OF_TWO
    world.write_config()
    with opened(world) as database:
        database.upgrade()
    independent.append(world.dovecot, world.user, [*letters.mixed(1, 2), letters.report(40)])
    for number in (41, 42, 43):
        world.dovecot.deliver(world.user, letters.report(number))
    return octets_in(world.dovecot, world.user, "INBOX")


def all_is_ours_once(world: World, delivered: list[bytes]) -> None:
    assert len(delivered) == MAILS
    assert sorted(independent.stored(world.database_url).values()) == delivered
    assert independent.ask(world.database_url, "SELECT DISTINCT state FROM sightings") == [("moved",)]
    assert independent.ask(world.database_url, "SELECT count(*) FROM sightings") == [(MAILS,)]
    assert octets_in(world.dovecot, world.user, "INBOX") == []
    assert octets_in(world.dovecot, world.user, "Arkiveret") == delivered
    with opened(world) as database:
        report = Audit(database).verify(lambda done, items: None)
    assert (report.items_checked, report.findings) == (MAILS, ())
    assert faults(world.database_url) == []


@pytest.mark.parametrize("place", ROUND)
def test_killed_in_the_round_it_heals_in_the_next(place: str, world: World, smtp_sink: SmtpSink) -> None:
    delivered = with_six_mails(world)

    world.kill_at(place, "ingest")
    world.run("ingest").well()

    all_is_ours_once(world, delivered)
    assert len(answered(receipts(smtp_sink))) == len(set(answered(receipts(smtp_sink)))) == MAILS


@pytest.mark.parametrize("place", COPYING)
def test_killed_between_copy_and_expunge_no_second_copy_stays(
    place: str, tmp_path: Path, dovecot_without_move: Dovecot, smtp_sink: SmtpSink
) -> None:
    server = dovecot_without_move
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"
    world = World(tmp_path / "arkiv", server, server.new_user(), url, smtp_sink.port, server.port)
    delivered = with_six_mails(world)

    world.kill_at(place, "ingest")
    world.run("ingest").well()

    all_is_ours_once(world, delivered)
    assert len(answered(receipts(smtp_sink))) == len(set(answered(receipts(smtp_sink)))) == MAILS


@pytest.mark.parametrize("place", LETTERS_BESIDE_THE_GAP)
def test_killed_beside_a_sending_every_receipt_goes_out_once(place: str, world: World, smtp_sink: SmtpSink) -> None:
    delivered = with_six_mails(world)

    world.kill_at(place, "ingest")
    world.run("ingest").well()

    all_is_ours_once(world, delivered)
    assert states_of_letters(world) == {"sent": MAILS}
    assert len(answered(receipts(smtp_sink))) == len(set(answered(receipts(smtp_sink)))) == MAILS


@pytest.mark.parametrize("place", LETTERS_IN_THE_GAP)
def test_killed_while_sending_one_receipt_waits_and_keeps_its_message_id(
    place: str, world: World, smtp_sink: SmtpSink
) -> None:
    delivered = with_six_mails(world)

    world.kill_at(place, "ingest")
    world.run("ingest").well()
    waiting = states_of_letters(world)
    five_minutes_pass(world)
    world.run("ingest").well()

    all_is_ours_once(world, delivered)
    assert waiting == {"sent": MAILS - 1, "sending": 1}
    assert states_of_letters(world) == {"sent": MAILS}
    times = Counter(message_id(letter) for letter in receipts(smtp_sink))
    went_out_before = place in {"letter.after-send:2", "letter.before-mark-commit:2"}
    assert sorted(times.values()) == [1] * (MAILS - 1) + [2 if went_out_before else 1]
    assert len(set(answered(receipts(smtp_sink)))) == MAILS


def states_of_letters(world: World) -> dict[str, int]:
    rows = independent.ask(world.database_url, "SELECT state, count(*) FROM outbox GROUP BY state")
    return {str(state): int(count) for state, count in rows}


def five_minutes_pass(world: World) -> None:
    """For a claim that nobody answered for."""
    longer_ago = "UPDATE outbox SET claimed_at = '2026-11-01 00:00:00' WHERE state = 'sending'"
    assert independent.tell(world.database_url, longer_ago) == 1


@pytest.mark.parametrize("place", DIGEST)
def test_killed_before_the_weekly_letter_is_issued_it_is_issued_once(
    place: str, world: World, smtp_sink: SmtpSink
) -> None:
    world.kill_at(place, "digest", "--send")
    world.run("digest", "--send").well()
    world.run("digest", "--send").well()

    assert len(digests(smtp_sink)) == 1
    assert independent.ask(world.database_url, "SELECT count(*) FROM digest_issues") == [(1,)]


@pytest.mark.parametrize("place", COLLECTED)
def test_killed_while_receipts_are_collected_they_are_one_letter_all_the_same(
    place: str, world: World, smtp_sink: SmtpSink
) -> None:
    with_a_burst_long_ago(world)

    world.kill_at(place, "ingest")
    world.run("ingest").well()
    world.run("ingest").well()

    collected = [letter for letter in receipts(smtp_sink) if "receipt.collected." in message_id(letter)]
    assert len(collected) == 1
    assert independent.ask(world.database_url, "SELECT count(DISTINCT collected_in) FROM outbox") == [(1,)]
    assert faults(world.database_url) == []


def with_a_burst_long_ago(world: World) -> None:
    """More mails of one colleague than are thanked for one by one, an hour ago and not collected yet."""
    for number in range(7):
        world.dovecot.deliver(world.user, a_letter(message_id=f"<{number}@kommune.example>"))
    world.run("ingest").well()
    if world.database_url.startswith("sqlite"):
        changed = tamper(world.database_url, "UPDATE outbox SET created_at = datetime('now', '-1 hour') || '.000000'")
    else:
        changed = tamper(world.database_url, "UPDATE outbox SET created_at = now() - interval '1 hour'")
    assert changed == 7


def test_a_real_round_meets_every_place_that_has_a_name(world: World, dovecot_without_move: Dovecot) -> None:
    log = world.folder / "places"
    with_a_burst_long_ago(world)
    with_six_mails(world)
    old = World(
        world.folder / "old",
        dovecot_without_move,
        dovecot_without_move.new_user(),
        world.database_url,
        world.smtp_port,
        dovecot_without_move.port,
    )
    old.dovecot.deliver(old.user, letters.report(90))

    world.run("ingest", environment=failpoint("count", log)).well()
    shutil.copy(world.folder / "keys" / "signing.key", old.folder / "keys")  # one archive has one key
    old.run("ingest", environment=failpoint("count", log)).well()
    world.run("digest", "--send", environment=failpoint("count", log)).well()

    met = set(log.read_text().split())
    assert len(met) >= 12
    assert met == EVERY_PLACE


def test_every_place_named_in_the_program_is_one_that_these_tests_kill_at() -> None:
    program = Path(archiver.__file__).parent

    named = {
        name for file in program.rglob("*.py") for name in re.findall(r'\bfailpoint\("([^"]+)"\)', file.read_text())
    }

    assert named == EVERY_PLACE | IN_BACKUPS | IN_DISPOSALS | IN_CONTENT | IN_HANDOVERS


def test_without_the_tests_module_the_environment_alone_kills_nothing(small_world: World) -> None:
    small_world.dovecot.deliver(small_world.user, letters.report(1))
    order = {"ARCHIVER_FAILPOINT": "accession.before-commit:kill"}

    small_world.run("ingest", environment=order).well()

    assert octets_in(small_world.dovecot, small_world.user, "INBOX") == []
