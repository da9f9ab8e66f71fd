"""Time stamps from the queue to `verify`, with a real authority: what fails is told, and nothing waits for it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from typing import Any

import pytest
from structlog.testing import capture_logs

from archiver.core.records import AlarmKind, IsoWeek
from archiver.core.stamps import TROUBLES
from archiver.edges.store.audit import VerifyReport
from archiver.edges.timestamps import Authority
from archiver.errors import StampRefused
from archiver.jobs.stamping import judge, stamp_due
from archiver.jobs.watchdog import SETTLED_AFTER, Watchdog, check_stamps
from tests.builders import a_letter
from tests.edges.test_timestamps import an_authority
from tests.fakes import MORNING, OFFICER, Archive, FakeServer
from tests.forger import cutting_off, rewriting, telling_less
from tests.services.tsa import Mode, Tsa

DAILY = timedelta(days=1)
UNSTAMPED = AlarmKind.UNSTAMPED


@pytest.fixture
def busy(archive: Archive) -> Archive:
    """An archive in which something has happened."""
    take_in(archive)
    return archive


def take_in(archive: Archive) -> None:
    number = len(archive.ask("SELECT number FROM items"))
    server = FakeServer()
    server.deliver(a_letter(message_id=f"<{number}@kommune.example>"))
    archive.round(server)


def events(archive: Archive) -> int:
    count: int = archive.ask("SELECT events FROM heads")[0][0]
    return count


def stamp(archive: Archive, authority: Authority) -> int:
    return stamp_due(archive.store, authority, DAILY, archive.clock)


def verify(archive: Archive, *authorities: Authority) -> VerifyReport:
    """As `archiver verify` does."""
    kept = judge(archive.store.stamps.kept(), {one.name: one for one in authorities})
    report = archive.store.audit.verify(lambda _done, _all: None, kept.attestations)
    return replace(report, findings=(*report.findings, *kept.findings), unjudged=kept.unjudged)


def kinds(report: VerifyReport) -> list[tuple[str, str]]:
    return [(found.kind, found.subject) for found in report.findings]


# --- what is due ---


def test_nothing_is_stamped_before_anything_has_happened(archive: Archive, tsa: Tsa) -> None:
    assert stamp(archive, an_authority(tsa)) == 0
    assert tsa.questions == []


def test_the_chain_is_stamped_once_a_day_and_the_stamp_is_written_down(busy: Archive, tsa: Tsa) -> None:
    authority, before = an_authority(tsa), events(busy)

    counts = [stamp(busy, authority)]
    counts += [stamp(busy, authority)]
    busy.clock.advance(hours=25)
    counts += [stamp(busy, authority)]

    assert counts == [1, 0, 1]
    assert busy.ask("SELECT chain_count FROM stamps ORDER BY request") == [(before,), (before + 1,)]
    assert busy.ask("SELECT subject FROM custody_events WHERE act = 'time stamping' ORDER BY seq") == [
        (f"stamp:{before}-tsa",),
        (f"stamp:{before + 1}-tsa",),
    ]
    assert busy.sound()


def test_every_weekly_letter_is_stamped_with_the_very_line_it_carries(busy: Archive, tsa: Tsa) -> None:
    authority = an_authority(tsa)
    stamp(busy, authority)
    busy.store.letters.issue(IsoWeek(2026, 47), OFFICER, {OFFICER: "<overblik@kommune.example>"}, busy.clock())

    assert stamp(busy, authority) == 1

    [(count, head)] = busy.ask("SELECT chain_count, chain_head FROM digest_issues")
    assert (count, head) in busy.ask("SELECT chain_count, chain_head FROM stamps")
    assert stamp(busy, authority) == 0


def test_several_authorities_stamp_each_for_itself(busy: Archive, tsa: Tsa) -> None:
    one, other = an_authority(tsa), an_authority(tsa, name="anden")
    down = an_authority(tsa, name="nede", url="http://127.0.0.1:1/")

    assert [stamp(busy, each) for each in (down, one, other)] == [0, 1, 1]

    assert [held.authority for held in verify(busy, one, other, down).stamps] == ["anden", "tsa"]


def test_an_authority_that_was_away_for_a_month_is_asked_for_one_stamp_of_that_time(busy: Archive, tsa: Tsa) -> None:
    authority, down = an_authority(tsa), an_authority(tsa, url="http://127.0.0.1:1/")
    for _ in range(30):
        stamp(busy, down)
        busy.clock.advance(days=1)
        take_in(busy)

    assert stamp(busy, authority) == 1
    assert stamp(busy, authority) == 1  # of today
    assert stamp(busy, authority) == 0
    assert verify(busy, authority).stamps[0].head.count == events(busy) - 1


def test_a_clock_that_was_ahead_keeps_nothing_from_being_stamped(busy: Archive, tsa: Tsa) -> None:
    authority = an_authority(tsa)
    busy.clock.advance(days=4000)
    stamp(busy, an_authority(tsa, url="http://127.0.0.1:1/"))
    busy.clock.now = MORNING

    assert stamp(busy, authority) == 1
    take_in(busy)
    assert stamp(busy, authority) == 1


# --- what fails ---


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        ("hanging up", "down"),
        ("slow", "slow"),
        ("dripping", "slow"),
        ("503", "http"),
        ("401", "credentials"),
        ("rejecting", "rejected"),
        ("lying", "wrong_imprint"),
        ("other policy", "wrong_policy"),
        ("other root", "untrusted"),
        ("ended", "untrusted"),
        ("ahead", "wrong_time"),
        ("garbage", "garbage"),
        ("oversized", "oversized"),
    ],
)
def test_every_failure_is_told_of_in_fixed_words_and_tried_again(
    sqlite_archive: Archive, tsa: Tsa, mode: Mode, trouble: str
) -> None:
    seconds = 1 if trouble == "slow" else 20
    archive, authority = sqlite_archive, an_authority(tsa, policy="1.2.3.4.1", deadline_seconds=seconds)
    take_in(archive)
    tsa.mode = mode

    with capture_logs() as logged:
        assert stamp(archive, authority) == 0
        assert stamp(archive, authority) == 0  # not due yet

    assert [(one["event"], one["authority"], one["why"]) for one in logged] == [("no time stamp", "tsa", trouble)]
    [standing] = archive.store.stamps.standing(["tsa"])
    assert (standing.count, standing.waiting, standing.trouble) == (None, 1, trouble)
    assert trouble in TROUBLES
    tsa.mode = "ok"
    archive.clock.advance(minutes=2)
    assert stamp(archive, authority) == 1
    [standing] = archive.store.stamps.standing(["tsa"])
    assert (standing.waiting, standing.trouble) == (0, None)
    assert archive.sound()


def test_the_pauses_grow_to_an_hour(sqlite_archive: Archive, tsa: Tsa) -> None:
    take_in(sqlite_archive)
    tsa.mode = "503"
    authority, asked = an_authority(tsa), list[int]()
    for minute in range(400):
        before = len(tsa.questions)
        stamp(sqlite_archive, authority)
        asked += [minute] * (len(tsa.questions) - before)
        sqlite_archive.clock.advance(minutes=1)

    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]


def test_a_slow_authority_keeps_no_mail_waiting(busy: Archive, tsa: Tsa) -> None:
    tsa.mode = "slow"
    asking = threading.Thread(target=stamp, args=(busy, an_authority(tsa, deadline_seconds=20)))
    asking.start()
    while not tsa.questions:
        pass

    take_in(busy)

    assert asking.is_alive()
    assert busy.ask("SELECT count(*) FROM items") == [(2,)]
    tsa.stop()
    asking.join(30)


class Dying:
    """An authority during whose answer the process ends."""

    name = "tsa"

    def stamp(self, stated: bytes) -> Any:
        raise KeyboardInterrupt

    def confirms(self, response: bytes, stated: bytes) -> bool | None:
        return None


def test_what_a_dead_process_had_claimed_is_asked_for_again(busy: Archive, tsa: Tsa) -> None:
    with pytest.raises(KeyboardInterrupt):
        stamp_due(busy.store, Dying(), DAILY, busy.clock)

    assert stamp(busy, an_authority(tsa)) == 0
    busy.clock.advance(minutes=6)
    assert stamp(busy, an_authority(tsa)) == 1


def test_two_daemons_keep_one_stamp(busy: Archive, tsa: Tsa) -> None:
    busy.store.stamps.queue("tsa", DAILY, busy.clock())
    first = busy.store.stamps.claim("tsa", busy.clock())
    busy.clock.advance(minutes=6)
    second = busy.store.stamps.claim("tsa", busy.clock())
    assert first is not None
    assert second is not None
    stamped = an_authority(tsa).stamp(b"x")

    assert busy.store.stamps.record(first, stamped, busy.clock())
    assert not busy.store.stamps.record(second, stamped, busy.clock())
    busy.store.stamps.put_off(second, "down", busy.clock())
    assert busy.store.stamps.standing(["tsa"])[0].waiting == 0


# --- the alarm ---


def alarms(archive: Archive) -> list[tuple[str, str, bool]]:
    rows = archive.ask("SELECT kind, subject, cleared_at IS NULL FROM alarms ORDER BY id")
    return [(kind, subject, bool(is_open)) for kind, subject, is_open in rows]


def test_a_day_without_a_stamp_is_one_alarm_and_a_stamp_ends_it(busy: Archive, tsa: Tsa) -> None:
    authority = an_authority(tsa)
    stamp(busy, authority)
    tsa.mode = "503"
    for hour in range(60):
        stamp(busy, authority)
        check_stamps(busy.store, ["tsa"], busy.clock)
        assert bool(alarms(busy)) is (hour >= 24 + 24)
        busy.clock.advance(hours=1)

    assert alarms(busy) == [(UNSTAMPED, "authority:tsa", True)]
    tsa.mode = "ok"
    stamp(busy, authority)
    check_stamps(busy.store, ["tsa"], busy.clock)
    assert alarms(busy) == [(UNSTAMPED, "authority:tsa", False)]


def test_a_stamp_that_only_openssl_can_check_ends_no_alarm(busy: Archive, tsa: Tsa) -> None:
    tsa.mode = "odd"
    stamp(busy, an_authority(tsa))
    busy.clock.advance(hours=25)

    check_stamps(busy.store, ["tsa"], busy.clock)

    assert alarms(busy) == [(UNSTAMPED, "authority:tsa", True)]
    assert verify(busy, an_authority(tsa)).anchored_to is None
    assert busy.sound()


def test_an_authority_that_is_asked_no_more_has_no_alarm(busy: Archive, tsa: Tsa) -> None:
    stamp(busy, an_authority(tsa, url="http://127.0.0.1:1/"))
    busy.clock.advance(hours=25)
    check_stamps(busy.store, ["tsa"], busy.clock)

    check_stamps(busy.store, [], busy.clock)

    assert alarms(busy) == [(UNSTAMPED, "authority:tsa", False)]


def test_after_time_off_the_authority_is_asked_before_it_is_blamed(busy: Archive, tsa: Tsa) -> None:
    stamp(busy, an_authority(tsa, url="http://127.0.0.1:1/"))
    busy.clock.advance(days=3)
    steady = [0.0]
    dog = Watchdog(busy.store, (), dict, 1, busy.clock, lambda: steady[0], ["tsa"])

    dog.look()
    assert alarms(busy) == []
    steady[0] += SETTLED_AFTER
    dog.look()
    assert alarms(busy) == [(UNSTAMPED, "authority:tsa", True)]


def test_the_letter_of_the_alarm_names_the_authority(busy: Archive, tsa: Tsa) -> None:
    stamp(busy, an_authority(tsa, url="http://127.0.0.1:1/"))
    busy.clock.advance(hours=25)
    check_stamps(busy.store, ["tsa"], busy.clock)

    busy.send()

    letters = [message_from_bytes(one.octets, policy=policy.default) for one in busy.post.letters]
    [letter] = [one for one in letters if one["To"] == OFFICER]
    body = letter.get_body(("plain",))
    assert letter["Subject"] == "Alarm fra arkivet: Der kommer ingen tidsstempler"
    assert body is not None
    assert "tidsstempeltjenesten tsa" in body.get_content()


# --- what a stamp proves ---


@pytest.fixture
def anchored(busy: Archive, tsa: Tsa) -> Archive:
    """An archive with a stamp, and something after it."""
    stamp(busy, an_authority(tsa))
    take_in(busy)
    return busy


def stamp_names(archive: Archive) -> list[str]:
    """What the chain calls its stamps, oldest first."""
    rows = archive.ask("SELECT subject FROM custody_events WHERE act = 'time stamping' ORDER BY seq")
    return [subject for (subject,) in rows]


def test_a_stamp_holds_an_archive_that_nobody_touched(anchored: Archive, tsa: Tsa) -> None:
    report = verify(anchored, an_authority(tsa))

    [held] = report.stamps
    assert report.ok
    assert (report.anchored_to, report.letters_hold_to) == (held.head.count, None)
    assert 0 < held.head.count < report.chain.count


@pytest.mark.parametrize("own_rows", [False, True])
def test_a_rewritten_history_is_found_by_the_stamp(anchored: Archive, tsa: Tsa, own_rows: bool) -> None:
    anchored.tamper(*rewriting(anchored.url, 2, letters_too=own_rows))

    report = verify(anchored, an_authority(tsa))

    assert ("anchor", f"event:{anchored.ask('SELECT chain_count FROM stamps')[0][0]}") in kinds(report)
    assert report.anchored_to is None
    assert anchored.sound() is own_rows  # then nothing but the stamp tells


def test_a_tail_that_was_cut_off_is_found_by_the_stamp(anchored: Archive, tsa: Tsa) -> None:
    count = anchored.ask("SELECT chain_count FROM stamps")[0][0]
    anchored.tamper(*(one for one in cutting_off(anchored.url, count - 1) if "stamps" not in one))

    assert ("anchor", f"event:{count}") in kinds(verify(anchored, an_authority(tsa)))


def test_a_stamp_that_is_deleted_is_missed(anchored: Archive, tsa: Tsa) -> None:
    name = stamp_names(anchored)[0]
    anchored.tamper("DELETE FROM stamps")

    assert kinds(verify(anchored, an_authority(tsa))) == [("missing", name)]


@pytest.mark.parametrize(
    "change",
    [
        "authority = 'anden'",
        "chain_head = '" + "a" * 64 + "'",
        "stamped_at = '2020-01-01 00:00:00'",
        "policy = '1.2'",
        "serial = '999999'",
        "certificates = 'x'",
        "is_checked = false",
    ],
)
def test_a_stamp_of_which_anything_is_changed_is_named(anchored: Archive, tsa: Tsa, change: str) -> None:
    [name] = stamp_names(anchored)
    anchored.tamper(f"UPDATE stamps SET {change}")

    found = kinds(verify(anchored, an_authority(tsa)))

    assert {("chain", name), ("missing", name)} & set(found)


def test_stamps_that_changed_places_are_named_and_prove_nothing(anchored: Archive, tsa: Tsa) -> None:
    anchored.clock.advance(days=2)
    stamp(anchored, an_authority(tsa))
    first, second = anchored.ask("SELECT chain_count FROM stamps ORDER BY request")
    anchored.tamper(
        "CREATE TABLE andet AS SELECT request, response FROM stamps",
        "UPDATE stamps SET response = (SELECT response FROM andet WHERE andet.request <> stamps.request)",
        "DROP TABLE andet",
    )

    found = kinds(verify(anchored, an_authority(tsa)))

    names = [("chain", name) for name in sorted(stamp_names(anchored))]
    assert found == [*names, *(("anchor", f"event:{count}") for (count,) in (first, second))]


def test_a_stamp_put_in_by_hand_is_named(anchored: Archive, tsa: Tsa) -> None:
    columns = "authority, chain_count, chain_head, stamped_at, obtained_at, policy, serial, response, certificates"
    anchored.tamper(
        "INSERT INTO stamp_requests (id, authority, chain_count, chain_head, created_at, due_at, attempts)"
        " SELECT id + 1, authority, 1, chain_head, created_at, due_at, 1 FROM stamp_requests",
        f"INSERT INTO stamps (request, {columns}, is_checked) SELECT request + 1, {columns}, is_checked FROM stamps",
        "UPDATE stamps SET chain_count = 1 WHERE request = (SELECT max(request) FROM stamps)",
    )

    found = kinds(verify(anchored, an_authority(tsa)))

    assert ("chain", "stamp:1-tsa") in found
    assert ("anchor", "event:1") in found


REQUESTS = {
    "of another head": f"UPDATE stamp_requests SET chain_head = '{'a' * 64}'",
    "of another event": "UPDATE stamp_requests SET chain_count = chain_count - 1",
    "of what is to come": "UPDATE stamp_requests SET chain_count = 99999",
    "of another authority": "UPDATE stamp_requests SET authority = 'anden'",
    "at another time": "UPDATE stamp_requests SET created_at = (SELECT min(stamped_at) FROM stamps)",
    "of another number": "UPDATE stamp_requests SET id = id + 7",
    "that is gone": "DELETE FROM stamp_requests",
    "that waits": "UPDATE stamp_requests SET done_at = NULL",
}


@pytest.mark.parametrize("change", REQUESTS)
def test_a_request_that_is_not_as_it_was_is_found(anchored: Archive, change: str) -> None:
    anchored.tamper(REQUESTS[change])

    assert {subject.partition(":")[0] for _, subject in anchored.findings()} == {"stamp"}


def test_a_second_row_of_the_same_stamp_is_found(anchored: Archive) -> None:
    [name] = stamp_names(anchored)
    columns = "authority, chain_count, chain_head, stamped_at, obtained_at, policy, serial, response, certificates"
    anchored.tamper(
        f"INSERT INTO stamps (request, {columns}, is_checked) SELECT request + 1, {columns}, is_checked FROM stamps"
    )

    assert ("chain", name) in anchored.findings()


def test_what_an_older_event_does_not_say_of_a_stamp_is_not_judged(anchored: Archive) -> None:
    anchored.tamper(*telling_less(anchored.url, "time stamping"))
    assert anchored.findings() == []

    anchored.tamper("UPDATE stamps SET serial = 'x'")
    assert anchored.findings() == [("chain", name) for name in stamp_names(anchored)]


def test_the_certificates_that_lie_beside_a_stamp_are_not_believed(anchored: Archive, tsa: Tsa) -> None:
    with Tsa() as another:
        report = verify(anchored, an_authority(another, certificates=another.other_root.read_text()))

    assert ("anchor", f"event:{anchored.ask('SELECT chain_count FROM stamps')[0][0]}") in kinds(report)


def test_stamps_of_an_authority_that_is_configured_no_more_are_left_aside(anchored: Archive) -> None:
    report = verify(anchored)

    assert (report.ok, report.anchored_to, report.unjudged) == (True, None, ("tsa",))


def test_a_refusal_says_in_words_what_is_wrong(tsa: Tsa) -> None:
    tsa.mode = "lying"

    with pytest.raises(StampRefused, match="stamped something else"):
        an_authority(tsa).stamp(b"x")
