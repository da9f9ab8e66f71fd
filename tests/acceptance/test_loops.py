"""Two archives that answer each other come to rest."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.config import load
from archiver.service import commands, wiring
from tests.acceptance.world import World
from tests.builders import a_letter
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink, SunkLetter

ROUNDS = 50
HERE, THERE = "arkiv@kommune.example", "skolearkiv@kommune.example"
#: What tells a machine's letter from a person's, and a gateway that knows no better may remove.
MARKS = rb"(?mi)^(?:auto-submitted|x-auto-response-suppress|x-archive-loop|precedence):.*\r\n(?:[ \t].*\r\n)*"


@pytest.fixture
def archives(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> dict[str, World]:
    """Two archives of one workplace, by their addresses; each takes the other for a colleague."""
    return {
        address: World(
            tmp_path / address,
            dovecot,
            dovecot.new_user(),
            f"sqlite:///{tmp_path / address}.sqlite",
            smtp_sink.port,
            dovecot.port,
            address=address,
        )
        for address in (HERE, THERE)
    }


def a_day_of_rounds(
    archives: dict[str, World], sink: SmtpSink, relay: Callable[[SunkLetter], tuple[bytes, str]]
) -> list[int]:
    """Let each take in and answer what the other wrote; gives how many letters each round brought."""
    written = []
    for _ in range(ROUNDS):
        before = len(sink.letters)
        for world in archives.values():
            take_in_and_answer(world)
        for letter in sink.letters[before:]:
            octets, sender = relay(letter)
            archive = archives[letter.recipients[0]]
            archive.dovecot.deliver(archive.user, octets, sender)
        written.append(len(sink.letters) - before)
    return written


def take_in_and_answer(world: World) -> None:
    with wiring.opened(load(world.config, {})) as archive:
        for report in commands.ingest(archive, (), lambda name, count: None):
            assert report.complete
        commands.post(archive)


def from_the_other(archives: dict[str, World]) -> None:
    """What starts it: a rule in one archive's mailbox forwards a mail to the other."""
    archives[HERE].dovecot.deliver(archives[HERE].user, a_letter(sender=THERE, to=HERE), THERE)


def as_it_is(letter: SunkLetter) -> tuple[bytes, str]:
    return letter.octets, letter.envelope_from


def as_if_a_person_wrote_it(letter: SunkLetter) -> tuple[bytes, str]:
    octets = re.sub(MARKS, b"", letter.octets)
    assert octets != letter.octets
    return octets, HERE if letter.recipients == (THERE,) else THERE


def test_two_archives_pointed_at_each_other_exchange_no_more_than_two_mails(
    archives: dict[str, World], smtp_sink: SmtpSink
) -> None:
    from_the_other(archives)

    written = a_day_of_rounds(archives, smtp_sink, as_it_is)

    assert 1 <= sum(written) <= 2
    assert set(written[2:]) == {0}


def test_where_a_gateway_removes_every_mark_the_exchange_still_ends(
    archives: dict[str, World], smtp_sink: SmtpSink
) -> None:
    from_the_other(archives)

    written = a_day_of_rounds(archives, smtp_sink, as_if_a_person_wrote_it)

    assert 3 <= sum(written) <= 2 * 5
    assert set(written[11:]) == {0}
