"""Two archives that answer each other come to rest, and so does a program that answers everything unmarked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Self

import pytest

from archiver.bell import Bell
from archiver.config import load
from archiver.edges import host
from archiver.jobs.ingest import Round
from archiver.jobs.ports import Mailbox
from archiver.jobs.receipts import collect_held_back, send_due
from archiver.jobs.sharing import LEASE
from archiver.service import wiring
from tests.acceptance.world import World
from tests.builders import a_letter
from tests.fakes import Clock
from tests.services.dovecot import Dovecot
from tests.services.smtp import SmtpSink, SunkLetter

ROUNDS = 1_000
ROUND_SECONDS = 80
"""By the archives' clock: a thousand rounds are most of a day."""
PER_DAY = 30
HERE, THERE, JETTE = "arkiv@kommune.example", "skolearkiv@kommune.example", "jette.jensen@kommune.example"
#: What tells a machine's letter from a person's, and a gateway that knows no better may remove.
MARKS = rb"(?mi)^(?:auto-submitted|x-auto-response-suppress|x-archive-loop|precedence):.*\r\n(?:[ \t].*\r\n)*"


class Office:
    """One archive at work, with the session it keeps with a real server and a clock that a test moves."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world, self._clock = world, clock
        self._end = ExitStack()

    def __enter__(self) -> Self:
        self._archive = self._end.enter_context(wiring.opened(load(self._world.config, {})))
        self._reader = self._archive.reader()
        self._end.callback(self._reader.close)
        self._session = self._connect()
        self._end.callback(self._session.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()

    def work(self) -> None:
        """One round: take in, file, and send what is due."""
        archive, clock = self._archive, self._clock
        lease = archive.store.ledger.take_lease("arkiv", archive.holder, clock(), LEASE, host.is_dead)
        assert lease is not None
        round_ = Round(self._session, self._connect, archive.store, self._reader, archive.policy, lease, clock)
        assert round_.run().complete
        collect_held_back(archive.store, archive.policy, clock)
        with archive.post_office() as post_office:
            send_due(archive.store, post_office, archive.correspondence, clock)

    def deliver(self, octets: bytes, sender: str) -> None:
        self._world.dovecot.deliver(self._world.user, octets, sender)

    def _connect(self) -> Mailbox:
        settings = self._archive.settings
        return wiring.connect(settings, settings.mailboxes[0], Bell())


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def offices(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, clock: Clock) -> Iterator[dict[str, Office]]:
    """Two archives of one workplace, by their addresses; each takes the other for a colleague."""
    with ExitStack() as stack:
        yield {
            address: stack.enter_context(Office(a_world(tmp_path, address, dovecot, smtp_sink), clock))
            for address in (HERE, THERE)
        }


def a_world(folder: Path, address: str, dovecot: Dovecot, sink: SmtpSink) -> World:
    url = f"sqlite:///{folder / address}.sqlite"
    return World(folder / address, dovecot, dovecot.new_user(), url, sink.port, dovecot.port, address=address)


def many_rounds(
    offices: dict[str, Office], sink: SmtpSink, clock: Clock, passed_on: Callable[[SunkLetter], tuple[str, bytes, str]]
) -> list[int]:
    """Let each office work, and pass on what it wrote (to which address, as what, from whom); letters per round."""
    written = []
    for _ in range(ROUNDS):
        before = len(sink.letters)
        for office in offices.values():
            office.work()
        for letter in sink.letters[before:]:
            address, octets, sender = passed_on(letter)
            offices[address].deliver(octets, sender)
        written.append(len(sink.letters) - before)
        clock.advance(seconds=ROUND_SECONDS)
    print(f"{len(written)} rounds, {sum(written)} letters")
    return written


def as_it_is(letter: SunkLetter) -> tuple[str, bytes, str]:
    return letter.recipients[0], letter.octets, letter.envelope_from


def as_if_a_person_wrote_it(letter: SunkLetter) -> tuple[str, bytes, str]:
    octets = re.sub(MARKS, b"", letter.octets)
    assert octets != letter.octets
    return letter.recipients[0], octets, HERE if letter.recipients == (THERE,) else THERE


def answered_by_her_program(letter: SunkLetter) -> tuple[str, bytes, str]:
    """As some programs answer that somebody is away: like a person, with nothing that marks a machine."""
    heard = message_from_bytes(letter.octets, policy=policy.default)
    thread = (("In-Reply-To", str(heard["Message-ID"])), ("References", str(heard["Message-ID"])))
    name = f"<fravaer.{hashlib.sha256(letter.octets).hexdigest()}@kommune.example>"
    words = "Jeg er ikke på kontoret i dag.\r\n"
    octets = a_letter(
        sender=f"Jette <{JETTE}>", subject=f"Sv: {heard['Subject']}", body=words, headers=thread, message_id=name
    )
    return HERE, octets, JETTE


def test_two_archives_pointed_at_each_other_exchange_no_more_than_two_mails_in_a_thousand_rounds(
    offices: dict[str, Office], smtp_sink: SmtpSink, clock: Clock
) -> None:
    offices[HERE].deliver(a_letter(sender=THERE, to=HERE), THERE)

    written = many_rounds(offices, smtp_sink, clock, as_it_is)

    assert len(written) == ROUNDS
    assert 1 <= sum(written) <= 2
    assert set(written[2:]) == {0}


def test_where_a_gateway_removes_every_mark_neither_writes_more_than_its_thirty_a_day(
    offices: dict[str, Office], smtp_sink: SmtpSink, clock: Clock
) -> None:
    offices[HERE].deliver(a_letter(sender=THERE, to=HERE), THERE)

    written = many_rounds(offices, smtp_sink, clock, as_if_a_person_wrote_it)

    assert 3 <= sum(written) <= 2 * PER_DAY
    assert set(written[-20:]) == {0}


def test_a_program_that_answers_every_letter_unmarked_draws_no_more_than_thirty_in_a_thousand_rounds(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, clock: Clock
) -> None:
    with Office(a_world(tmp_path, HERE, dovecot, smtp_sink), clock) as office:
        office.deliver(a_letter(sender=f"Jette <{JETTE}>"), JETTE)

        written = many_rounds({HERE: office}, smtp_sink, clock, answered_by_her_program)

    assert 5 <= sum(written) <= PER_DAY
    assert {letter.recipients for letter in smtp_sink.letters} == {(JETTE,)}
