"""What comes and goes all day is one alarm: one letter when it begins, one when it has been over for an hour."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from archiver.core.patience import CREDENTIALS, WELL_FOR
from archiver.core.records import AlarmKind
from archiver.errors import CredentialsRefused, LetterDeferred
from tests.builders import a_letter
from tests.fakes import COPENHAGEN, OFFICER, Archive, FakeServer, Fate
from tests.jobs.test_alarm_letters import open_alarms
from tests.jobs.test_watch import a_life
from tests.jobs.test_watchdog import DAMAGED, Vigil, damage, letters_about, take_in

HALF_A_DAY = 48
"""Quarters of an hour."""
BEGUN, OVER = "Alarm fra arkivet", "Overstået"


def passes(archive: Archive, **length: float) -> None:
    """Time, with a post round before and after."""
    archive.send()
    archive.clock.advance(**length)
    archive.send()


def told(archive: Archive) -> list[str]:
    """The subjects of what the officer got."""
    mails = [message_from_bytes(one.octets, policy=policy.default) for one in archive.post.letters]
    return [str(mail["Subject"]) for mail in mails if mail["To"] == OFFICER]


def flaps(archive: Archive, kind: AlarmKind, quarters: int) -> None:
    """Raised and over in turn, every quarter of an hour; over in the end, when their number is even."""
    for quarter in range(quarters):
        change = archive.store.ledger.clear_alarm if quarter % 2 else archive.store.ledger.raise_alarm
        change(kind, "mailbox:arkiv", archive.clock())
        passes(archive, minutes=15)


@pytest.mark.parametrize("kind", AlarmKind)
def test_an_alarm_of_any_kind_that_comes_and_goes_is_told_once_and_its_end_once(
    sqlite_archive: Archive, kind: AlarmKind
) -> None:
    flaps(sqlite_archive, kind, HALF_A_DAY)
    while_it_flaps = len(sqlite_archive.post.letters)
    sqlite_archive.clock.advance(hours=1)
    sqlite_archive.send()
    passes(sqlite_archive, days=1)

    assert (while_it_flaps, len(sqlite_archive.post.letters)) == (1, 2)
    assert sqlite_archive.ask("SELECT count(*) FROM alarms") == [(1,)]
    assert sqlite_archive.sound()


def test_the_letter_of_the_end_says_since_when_it_is_over(archive: Archive) -> None:
    flaps(archive, AlarmKind.CREDENTIALS_REFUSED, 4)
    over_since = (archive.clock() - timedelta(minutes=15)).astimezone(COPENHAGEN)
    assert archive.store.catalogue.status().alarms == ()
    archive.clock.advance(hours=1)
    archive.send()

    begun, over = (message_from_bytes(one.octets, policy=policy.default) for one in archive.post.letters)
    assert begun["Subject"] == "Alarm fra arkivet: Mailserveren afviser arkivets login"
    assert over["Subject"] == "Overstået: Mailserveren afviser arkivets login"
    text = over.get_body(("plain",))
    assert text is not None
    assert f"kl. {over_since:%H.%M}" in text.get_content()


def test_a_server_that_refuses_the_password_now_and_then_sends_no_letter_each_time(archive: Archive) -> None:
    life = a_life(archive, HALF_A_DAY // 2)

    def rest(_: float) -> None:
        archive.send()
        archive.clock.advance(minutes=15)
        raise CredentialsRefused("no")

    life.server.resting = rest
    pauses = life.run()

    assert (pauses, len(life.logins)) == ([CREDENTIALS] * 24, 24)
    archive.send()
    assert told(archive) == ["Alarm fra arkivet: Mailserveren afviser arkivets login"]


def test_what_comes_back_after_it_has_been_well_for_long_is_another_alarm(archive: Archive) -> None:
    flaps(archive, AlarmKind.DISK, 2)
    archive.clock.advance(seconds=WELL_FOR.total_seconds())  # nobody wrote letters meanwhile

    archive.store.ledger.raise_alarm(AlarmKind.DISK, "mailbox:arkiv", archive.clock())
    archive.send()

    assert [subject.split(":")[0] for subject in told(archive)] == [
        "Alarm fra arkivet",
        "Overstået",
        "Alarm fra arkivet",
    ]
    assert archive.ask("SELECT count(*) FROM alarms") == [(2,)]


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_is_set_neither_loses_an_end_nor_tells_it_twice(archive: Archive, days: int) -> None:
    flaps(archive, AlarmKind.DISK, 2)

    archive.clock.advance(days=days)
    for _ in range(5):
        passes(archive, minutes=20)

    assert len(told(archive)) == 2


def test_an_item_that_is_damaged_now_and_then_is_told_of_once(archive: Archive) -> None:
    vigil, server = Vigil(archive), FakeServer()
    take_in(vigil, server, a_letter())
    dog = vigil.dog()
    for _ in range(6):
        damage(vigil, 1)
        vigil.looks_for(dog, 10, lambda: archive.round(server))
    vigil.looks_for(dog, 65, lambda: archive.round(server))

    assert archive.ask("SELECT kind, count(*) FROM alarms GROUP BY kind") == [(DAMAGED, 1)]
    assert letters_about(vigil, DAMAGED) == 2


def test_a_mail_server_that_takes_letters_now_and_then_does_not_write_of_itself_each_time(archive: Archive) -> None:
    for hour in range(12):
        server = FakeServer()
        server.deliver(a_letter(message_id=f"<{hour}@kommune.example>"))
        archive.lease()
        archive.round(server)
        archive.post.fates.extend([Fate(arrives=False, error=LetterDeferred("no route"))] * 40)
        for _ in range(40):
            passes(archive, minutes=1)
        archive.post.fates.clear()
        passes(archive, minutes=20)
    passes(archive, hours=2)

    failing = [subject for subject in told(archive) if "egne mails" in subject]
    assert [subject.split(":")[0] for subject in failing] == [BEGUN, OVER]
    assert open_alarms(archive) == set()
