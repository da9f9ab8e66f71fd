"""The nightly check: a share a night, written down as it goes, one event each, and an alarm while anything is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time

import pytest

from archiver.core.records import Octets, Reading, Unreadable
from archiver.edges.tables import KNOWN
from archiver.jobs.fixity import PAGE, Checked, Plan, check_all, check_tonight
from archiver.jobs.watchdog import A_NIGHT_TAKES, Watchdog, check_nights
from tests.builders import a_forward_with_attachment, a_letter
from tests.edges.store.test_defence import fill
from tests.edges.store.test_sealing import KEY, an_archive
from tests.fakes import COPENHAGEN, Archive, FakeServer, InProcessReader

PLAN = Plan(time(2), COPENHAGEN, days=3)


@pytest.fixture
def nine(archive: Archive) -> Archive:
    """An archive of nine items that were read and filed."""
    server = FakeServer()
    for number in range(1, 10):
        mail = a_forward_with_attachment if number % 3 == 0 else a_letter
        server.deliver(mail(message_id=f"<{number}@x>", subject=f"Brev {number}"))
    archive.round(server)
    return archive


def tonight(archive: Archive, **more: object) -> Checked | None:
    return check_tonight(archive.store, archive.reader, PLAN, archive.clock, **more)  # type: ignore[arg-type]


def events(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT outcome, detail FROM custody_events WHERE act = 'fixity check' ORDER BY seq")


def told(items: int, findings: int = 0, *, whole: int = 0, reread: int | None = None) -> tuple[str, str]:
    anew = items if reread is None else reread
    detail = f'{{"findings":{findings},"items":{items},"reread":{anew},"whole":{whole}}}'
    return "failure" if findings else "success", detail


def alarms(archive: Archive) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in archive.store.catalogue.status().alarms]


def by_hand(archive: Archive, days: int = 3) -> bool:
    report = check_all(archive.store, lambda: archive.reader, days, "operator eva", archive.clock, lambda _d, _a: None)
    return report.ok


def test_in_so_many_nights_everything_has_had_its_turn_and_it_begins_anew(nine: Archive) -> None:
    for _ in range(4):
        assert tonight(nine) is not None
        nine.clock.advance(days=1)

    assert events(nine) == [told(3), told(3), told(3, whole=1), told(6)]
    assert nine.sound()


def test_a_night_has_one_check_however_often_somebody_knocks(nine: Archive) -> None:
    assert tonight(nine) == Checked(3, 0)
    assert tonight(nine) is None
    nine.clock.advance(hours=1)
    assert tonight(nine) is None

    assert len(events(nine)) == 1


def test_nights_off_are_made_up_for(nine: Archive) -> None:
    tonight(nine)
    nine.clock.advance(days=40)

    assert tonight(nine) == Checked(9, 0)
    assert events(nine) == [told(3), told(6, whole=1)]


def test_an_empty_archive_has_its_nights_too(archive: Archive) -> None:
    assert tonight(archive) == Checked(0, 0)

    assert events(archive) == [told(0, whole=1)]


def test_a_night_that_is_cut_off_goes_on_where_it_was(archive: Archive) -> None:
    server = FakeServer()
    for number in range(PAGE * 2):
        server.deliver(a_letter(message_id=f"<{number}@x>"))
    archive.round(server)
    stops = iter((False, True))
    plan = replace(PLAN, days=1)

    assert check_tonight(archive.store, archive.reader, plan, archive.clock, lambda: next(stops)) is None
    assert archive.ask("SELECT position, checked FROM fixity") == [(PAGE, PAGE)]
    assert events(archive) == []
    assert check_tonight(archive.store, archive.reader, plan, archive.clock) == Checked(PAGE * 2, 0)

    assert events(archive) == [told(PAGE * 2, whole=1)]


def test_two_daemons_write_one_night(nine: Archive) -> None:
    standing = nine.store.fixity.standing(nine.clock())

    assert tonight(nine) is not None
    assert not nine.store.fixity.advance(standing, 3, 3, (), nine.clock())

    assert len(events(nine)) == 1


def test_a_changed_row_raises_one_alarm_that_ends_when_it_is_put_back(nine: Archive) -> None:
    nine.tamper("UPDATE parts SET filename = 'andet.png' WHERE item = 3 AND path = '3'")
    for _ in range(2):
        tonight(nine)
        nine.clock.advance(days=1)

    assert alarms(nine) == [("fixity", "archive")]
    assert events(nine) == [told(3, 1), told(3, 1)]
    assert nine.ask("SELECT count(*) FROM custody_events WHERE act = 'alarm'") == [(1,)]

    nine.tamper("UPDATE parts SET filename = 'skærm.png' WHERE item = 3 AND path = '3'")
    tonight(nine)

    assert alarms(nine) == []
    assert events(nine)[-1] == told(3, whole=1)


def test_damaged_octets_raise_the_alarm_of_damaged_items(nine: Archive) -> None:
    blob = "x'00'" if nine.store.database.is_sqlite else "'\\x00'::bytea"
    nine.tamper(f"UPDATE octets SET content = {blob} WHERE sha256 = (SELECT sha256 FROM items WHERE number = 2)")

    tonight(nine)

    assert alarms(nine) == [("readback_mismatch", "item:2")]
    assert events(nine) == [told(3, 1, reread=2)]


def test_a_chain_that_was_broken_is_found_in_the_first_night(nine: Archive) -> None:
    nine.tamper("UPDATE custody_events SET agent = 'en anden' WHERE seq = 4")

    tonight(nine)

    assert alarms(nine) == [("fixity", "archive")]


class Forgetful(InProcessReader):
    """Reads a mail as if its last part were not there."""

    def read(self, octets: Octets) -> Reading | Unreadable:
        outcome = super().read(octets)
        return replace(outcome, parts=outcome.parts[:-1]) if isinstance(outcome, Reading) else outcome


def test_what_is_read_otherwise_than_it_stands_is_found(nine: Archive) -> None:
    nine.reader = Forgetful()

    tonight(nine)

    assert events(nine) == [told(3, 3)]
    assert alarms(nine) == [("fixity", "archive")]


def test_what_an_older_reader_read_is_not_compared(nine: Archive) -> None:
    nine.reader = Forgetful()
    nine.tamper("UPDATE readings SET reader = 1")

    kept = nine.store.fixity.derived([1, 2, 3])

    assert kept == []


def test_what_was_released_unread_is_not_compared(archive: Archive) -> None:
    server = FakeServer()
    server.deliver(a_letter())
    archive.round(server)
    archive.tamper("DELETE FROM parts")

    assert archive.store.fixity.derived([1]) == []


def test_a_reader_that_gives_up_on_a_mail_says_nothing_about_it(nine: Archive) -> None:
    class Stubborn(InProcessReader):
        def read(self, octets: Octets) -> Reading | Unreadable:
            return Unreadable("took longer to read than allowed")

    nine.reader = Stubborn()

    assert tonight(nine) == Checked(3, 0)
    assert events(nine) == [told(3, reread=0)]


def test_by_hand_everything_is_checked_and_counts_as_a_round(nine: Archive) -> None:
    tonight(nine)

    assert by_hand(nine)

    assert events(nine) == [told(3), told(9, whole=1)]
    assert nine.ask("SELECT agent FROM custody_events WHERE act = 'fixity check' ORDER BY seq") == [
        ("archiver",),
        ("operator eva",),
    ]
    nine.clock.advance(days=1)
    assert tonight(nine) == Checked(6, 0)


def test_by_hand_a_fault_is_told_and_its_end_too(nine: Archive) -> None:
    nine.tamper("UPDATE readings SET subject = 'andet' WHERE item = 8")
    assert not by_hand(nine)
    assert alarms(nine) == [("fixity", "archive")]

    nine.tamper("UPDATE readings SET subject = 'Brev 8' WHERE item = 8")
    nine.clock.advance(days=1)
    tonight(nine)

    assert alarms(nine) == []


def test_without_a_head_nothing_is_written_and_all_is_told(nine: Archive) -> None:
    nine.tamper("DELETE FROM heads")

    assert not by_hand(nine)
    assert events(nine) == []


def test_nights_in_which_no_check_comes_to_its_end_are_an_alarm_until_one_does(nine: Archive) -> None:
    tonight(nine)
    nine.clock.advance(days=3)
    assert not check_nights(nine.store, True, nine.clock)

    nine.clock.advance(hours=1)
    assert not check_nights(nine.store, False, nine.clock), "nobody wants one"
    assert check_nights(nine.store, True, nine.clock)
    assert not check_nights(nine.store, True, nine.clock), "told once"
    assert alarms(nine) == [("unchecked", "archive")]

    tonight(nine)
    assert check_nights(nine.store, True, nine.clock), "it is over"
    assert alarms(nine) == []


def test_an_archive_whose_first_check_never_ends_is_told_of_too(nine: Archive) -> None:
    seconds = [0.0]
    dog = Watchdog(nine.store, (), dict, 1, nine.clock, lambda: seconds[0], checks_at_night=True)
    dog.look()
    nine.clock.advance(days=4)
    dog.look()
    assert alarms(nine) == []

    seconds[0] = A_NIGHT_TAKES
    dog.look()

    assert alarms(nine) == [("unchecked", "archive")]


def test_text_that_does_not_open_stops_no_night(database_url: str) -> None:
    with an_archive(database_url, KEY) as archive:
        fill(archive)
        before = len(archive.findings())
        archive.tamper(f"UPDATE outbox SET recipient = '{KNOWN}AAAA' WHERE kind = 'digest'")

        assert tonight(archive) == Checked(1, before + 1)
        assert ("fixity", "archive") in alarms(archive)


def test_status_and_the_weekly_letter_tell_of_seven_days_and_of_the_last_round(nine: Archive) -> None:
    for _ in range(9):
        tonight(nine)
        nine.clock.advance(days=1)

    told_ = nine.store.catalogue.status().fixity

    assert told_ is not None
    checks = [json.loads(str(detail)) for _, detail in events(nine)]
    whole = [place for place, one in enumerate(checks) if one["whole"]][-1]
    assert told_.in_week == sum(one["items"] for one in checks[-7:])
    assert told_.findings == 0
    assert told_.whole_at is not None
    assert (told_.at - told_.whole_at).days == len(checks) - 1 - whole
