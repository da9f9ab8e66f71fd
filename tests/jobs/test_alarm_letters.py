"""An alarm reaches somebody: who is told of its beginning and its end, and what becomes of a letter refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time
from email import message_from_bytes, policy

import pytest

from archiver.core.records import AlarmKind, Letter
from archiver.edges.store.alarm_letters import TIMES_AGAIN
from archiver.errors import LetterRefused
from archiver.jobs.receipts import send_due, write_alarms
from archiver.jobs.weekly import Absence, Officer, issue_due
from tests.fakes import COPENHAGEN, OFFICER, Archive, a_correspondence

DEPUTY = "stedfortraeder@kommune.example"
OFFICE = Officer(OFFICER, 1, time(7), COPENHAGEN, deputy=DEPUTY)
DISK, FAILING = AlarmKind.DISK, AlarmKind.LETTERS_FAILING


@dataclass
class Refusing:
    """A mail server that takes nothing for some recipients."""

    refused: set[str]
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        """Keeps a letter, or refuses it for good."""
        if letter.recipient in self.refused:
            raise LetterRefused("550 5.1.1 user unknown")
        self.letters.append(letter)

    def told(self, recipient: str) -> list[str]:
        """The subjects of what one recipient got."""
        mails = [message_from_bytes(one.octets, policy=policy.default) for one in self.letters]
        return [str(mail["Subject"]) for mail in mails if mail["To"] == recipient]


def post(archive: Archive, server: Refusing, office: Officer = OFFICE) -> None:
    write_alarms(
        archive.store, lambda kind: office.alarm_readers(kind, archive.clock()), archive.policy.message_id,
        archive.clock,
    )  # fmt: skip
    send_due(archive.store, server, a_correspondence(archive.policy), archive.clock)


def days(archive: Archive, count: int, each: Callable[[], None]) -> None:
    for _ in range(count * 6):
        archive.clock.advance(hours=4)
        each()


def open_alarms(archive: Archive) -> set[str]:
    return {kind for (kind,) in archive.ask("SELECT kind FROM alarms WHERE cleared_at IS NULL")}


def test_an_alarm_whose_letter_is_refused_reaches_the_deputy_too(archive: Archive) -> None:
    server = Refusing({OFFICER})
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())

    days(archive, 1, lambda: post(archive, server))

    assert sorted(server.told(DEPUTY)) == [
        "Alarm fra arkivet: Arkivet er ved at løbe tør for diskplads",
        "Alarm fra arkivet: Arkivets egne mails kommer ikke frem",
    ]
    assert open_alarms(archive) == {DISK, FAILING}


def test_a_refused_letter_of_an_open_alarm_arrives_when_the_mailbox_is_well_and_the_failing_is_over(
    archive: Archive,
) -> None:
    server = Refusing({OFFICER})
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    days(archive, 5, lambda: post(archive, server))
    server.refused.clear()

    days(archive, 2, lambda: post(archive, server))

    assert "Alarm fra arkivet: Arkivet er ved at løbe tør for diskplads" in server.told(OFFICER)
    assert open_alarms(archive) == {DISK}
    assert len(server.told(DEPUTY)) == 3


def test_a_refused_letter_is_tried_once_a_day_and_not_for_ever(archive: Archive) -> None:
    server = Refusing({OFFICER})
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())

    days(archive, TIMES_AGAIN + 5, lambda: post(archive, server))

    assert archive.ask("SELECT attempts FROM outbox WHERE state = 'failed'") == [(TIMES_AGAIN + 1,)] * 2


def test_the_letter_of_an_alarm_that_is_over_is_not_tried_again(archive: Archive) -> None:
    server = Refusing({OFFICER})
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    post(archive, server)
    archive.store.ledger.clear_alarm(DISK, "disk:a", archive.clock())
    server.refused.clear()

    days(archive, 3, lambda: post(archive, server))

    assert server.told(OFFICER)[0] == "Overstået: Arkivet er ved at løbe tør for diskplads"


def test_a_notice_that_was_refused_is_tried_again(archive: Archive) -> None:
    server, now = Refusing({OFFICER}), archive.clock()
    archive.store.ledger.raise_alarm(AlarmKind.ARCHIVE_FOLDER_SHRUNK, "mailbox:arkiv", now)
    archive.store.ledger.clear_alarm(AlarmKind.ARCHIVE_FOLDER_SHRUNK, "mailbox:arkiv", now)
    archive.tamper("UPDATE alarms SET told_cleared = '1'")
    post(archive, server)
    server.refused.clear()

    days(archive, 2, lambda: post(archive, server))

    assert len([one for one in server.told(OFFICER) if "mailserveren" in one]) == 1


def test_a_new_officer_gets_what_the_one_before_was_refused_and_the_failing_ends(archive: Archive) -> None:
    server, new = Refusing({OFFICER}), replace(OFFICE, address="ny@kommune.example", deputy=None)
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    post(archive, server, replace(OFFICE, deputy=None))

    days(archive, 2, lambda: post(archive, server, new))
    issue_due(archive.store, new, archive.policy.message_id, archive.clock)
    days(archive, 1, lambda: post(archive, server, new))

    assert open_alarms(archive) == {DISK}
    assert archive.ask("SELECT DISTINCT reason FROM outbox WHERE state = 'suppressed'") == [("no_reader",)]


@pytest.mark.parametrize("away", [date(2026, 11, 23), date(2026, 11, 24)])
def test_the_end_goes_to_whoever_had_the_beginning_and_to_todays_reader(archive: Archive, away: date) -> None:
    server, office = Refusing(set()), replace(OFFICE, absences=(Absence(away, away),))
    archive.clock.now = archive.clock.now.replace(year=2026, month=11, day=23, hour=12)
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    post(archive, server, office)
    archive.clock.advance(days=1)
    archive.store.ledger.clear_alarm(DISK, "disk:a", archive.clock())
    archive.clock.advance(hours=1)
    post(archive, server, office)

    begun = [one.recipient for one in server.letters[:1]]
    assert begun == [DEPUTY if away.day == 23 else OFFICER]
    assert {one.recipient for one in server.letters[1:]} == {OFFICER, DEPUTY}
    assert len(server.letters) == 3


OVER = "Overstået: Arkivet er ved at løbe tør for diskplads"


def an_end_refused(archive: Archive, server: Refusing) -> None:
    """The officer is told of a full disk, and what tells that it is over is refused."""
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    post(archive, server)
    days(archive, 20, lambda: None)
    archive.store.ledger.clear_alarm(DISK, "disk:a", archive.clock())
    archive.clock.advance(hours=1)
    server.refused.add(OFFICER)
    post(archive, server)


def test_an_end_that_was_refused_is_told_once_when_the_mailbox_is_well(archive: Archive) -> None:
    server = Refusing(set())
    an_end_refused(archive, server)
    days(archive, 2, lambda: post(archive, server))
    server.refused.clear()

    days(archive, 5, lambda: post(archive, server))

    assert server.told(OFFICER).count(OVER) == 1
    assert OVER not in server.told(DEPUTY)
    assert open_alarms(archive) == set()


def test_an_end_that_is_always_refused_is_not_tried_for_ever(archive: Archive) -> None:
    server = Refusing(set())
    an_end_refused(archive, server)

    days(archive, TIMES_AGAIN + 5, lambda: post(archive, server))

    assert {tries for (tries,) in archive.ask("SELECT attempts FROM outbox WHERE state = 'failed'")} == {
        TIMES_AGAIN + 1
    }


def test_an_end_that_was_refused_is_not_told_once_the_same_alarm_is_raised_again(archive: Archive) -> None:
    server = Refusing(set())
    an_end_refused(archive, server)
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    server.refused.clear()

    days(archive, 3, lambda: post(archive, server))

    assert OVER not in server.told(OFFICER)


def test_an_end_that_was_refused_goes_to_a_reader_who_had_the_beginning_and_has_come_back(archive: Archive) -> None:
    server, alone = Refusing(set()), replace(OFFICE, deputy=None)
    archive.store.ledger.raise_alarm(DISK, "disk:a", archive.clock())
    post(archive, server, replace(OFFICE, address=DEPUTY, deputy=None))
    server.refused.add(OFFICER)
    archive.store.ledger.clear_alarm(DISK, "disk:a", archive.clock())
    archive.clock.advance(hours=1)
    post(archive, server, alone)

    days(archive, 1, lambda: post(archive, server))

    assert server.told(DEPUTY).count(OVER) == 1
