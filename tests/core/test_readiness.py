"""Whether the archive is ready, by what was seen of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.core.readiness import Against, Reason, Seen, document, judged
from archiver.core.records import AlarmKind
from archiver.core.silence import Watched

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
WATCHED = [Watched("arkiv", ("INBOX", "Junk"), 60), Watched("jette@kommune.example", ("INBOX",), 60)]
WELL = Seen(
    "0013",
    {("arkiv", "INBOX"): NOW, ("arkiv", "Junk"): NOW, ("jette@kommune.example", "INBOX"): NOW},
    letter_due=None,
    alarms=(),
)


def against(seen: Seen, room: dict[str, int] | None = None) -> list[Against]:
    return judged(seen, WATCHED, room or {"data/1": 100}, 10, "0013", NOW)


def polled(*place: str, ago: timedelta | None) -> Seen:
    when = None if ago is None else NOW - ago
    return replace(WELL, polls={**WELL.polls, (place[0], place[1]): when})


def test_nothing_against_it_is_ready() -> None:
    assert against(WELL) == []
    assert document([]) == {"ready": True, "reasons": []}


@pytest.mark.parametrize("ago", [timedelta(seconds=0), timedelta(seconds=120), timedelta(seconds=-120)])
def test_a_poll_within_two_intervals_is_well(ago: timedelta) -> None:
    assert against(polled("arkiv", "Junk", ago=ago)) == []


@pytest.mark.parametrize("ago", [timedelta(seconds=121), timedelta(days=400), timedelta(hours=-1), None])
def test_a_folder_whose_last_good_poll_is_older_than_two_intervals_is_named(ago: timedelta | None) -> None:
    [found] = against(polled("arkiv", "Junk", ago=ago))

    assert (found.reason, found.about) == (Reason.POLL, "arkiv/Junk")
    assert found.seconds == (None if ago is None else ago.total_seconds())


def test_nobodys_address_and_no_folder_with_a_name_is_told() -> None:
    watched = [Watched("jette@kommune.example", ("Sager/Jette Hansen",), 60)]

    told = str(document(judged(WELL, watched, {}, 10, "0013", NOW)))

    assert "poll_overdue" in told
    assert "jette" not in told.lower()


def test_another_schema_is_the_only_thing_that_is_told() -> None:
    assert against(replace(WELL, schema="0014", polls={})) == [Against(Reason.SCHEMA)]
    assert against(replace(WELL, schema=None)) == [Against(Reason.SCHEMA)]


def test_a_letter_that_nobody_has_tried_for_ten_minutes_is_stuck() -> None:
    assert against(replace(WELL, letter_due=NOW - timedelta(minutes=10))) == []
    assert against(replace(WELL, letter_due=NOW - timedelta(minutes=11))) == [Against(Reason.LETTERS, "", 660.0)]


@pytest.mark.parametrize(
    ("kind", "reason", "about"),
    [
        (AlarmKind.CREDENTIALS_REFUSED, Reason.LOGIN, "mailbox:arkiv"),
        (AlarmKind.LETTERS_FAILING, Reason.LETTERS, "mailbox:arkiv"),
        (AlarmKind.CANARY_DELIVERY, Reason.CANARY, "delivery mailbox:arkiv"),
        (AlarmKind.CANARY_PARSER, Reason.CANARY, "parser mailbox:arkiv"),
    ],
)
def test_an_alarm_that_stops_the_work_is_a_reason(kind: AlarmKind, reason: Reason, about: str) -> None:
    seen = replace(WELL, alarms=[(kind, "mailbox:arkiv", NOW - timedelta(seconds=5))])

    assert against(seen) == [Against(reason, about, 5.0)]


def test_an_alarm_beside_which_the_work_goes_on_is_none() -> None:
    assert against(replace(WELL, alarms=[(AlarmKind.FIXITY, "archive", NOW)])) == []


def test_a_disk_without_room_is_named() -> None:
    assert against(WELL, {"data/1": 9, "database/2": 10}) == [Against(Reason.DISK, "data/1")]
