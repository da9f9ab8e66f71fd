"""Watching a mailbox: get up after every fall, leave the server alone as long as it wants, step back for another."""

import random
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

import pytest
from structlog.testing import capture_logs

from archiver.bell import Bell
from archiver.core.patience import CREDENTIALS, LONGEST, UNREACHED
from archiver.core.records import Lease, Octets, Reading, Unreadable
from archiver.errors import (
    ArchiverError,
    ConfigError,
    CredentialsRefused,
    LoginExpired,
    MailboxUnavailable,
    ProtocolViolation,
    ReaderUnavailable,
    SessionRefused,
    StoreRefused,
    StoreUnavailable,
    Throttled,
)
from archiver.jobs import sharing
from archiver.jobs.ingest import RoundReport
from archiver.jobs.sharing import LEASE, LOOK_SECONDS, Shares, Tenure
from archiver.jobs.watch import LONGEST_OBEYED, Holding, Watcher, seconds_to_wait
from tests.builders import a_letter
from tests.fakes import ARCHIVE, HOLDER, Archive, Clock, FakeMailbox, FakeServer, InProcessReader, a_policy

POLL = 60.0
MINUTE = timedelta(seconds=60)


class Stopping(Bell):
    """An event whose waits pass on the archive's clock; it is set after so many of them."""

    def __init__(self, clock: Clock, after: int) -> None:
        super().__init__()
        self.clock, self.after = clock, after
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self.waits.append(timeout or 0.0)
            self.clock.advance(seconds=timeout or 0.0)
        if len(self.waits) >= self.after:
            self.set()
        return self.is_set()


class Steps(Shares):
    """Shares whose steps are taken by whoever stands by, on the archive's clock."""

    stood_by = 0.0

    def wait_for(self, mailbox: str, seconds: float) -> None:
        self.bell().wait(LOOK_SECONDS)
        self.stood_by += LOOK_SECONDS
        self.step()


@dataclass
class Life:
    """A watcher over a fake server, and what became of it."""

    archive: Archive
    server: FakeServer
    stopping: Stopping
    logins: list[float] = field(default_factory=list)
    reports: list[RoundReport] = field(default_factory=list)
    shares: Steps = field(init=False)

    def watcher(self, holder: str = HOLDER, gone: Callable[[str], bool] = lambda _: False) -> Watcher:
        def connect(_: Tenure | None) -> FakeMailbox:
            self.logins.append(self.archive.clock().timestamp())
            return self.server.connect()

        archive = self.archive
        self.shares = Steps(
            archive.store,
            holder,
            frozenset({"arkiv"}),
            archive.clock,
            lambda: self.shares.stood_by,
            gone,
            bell=lambda: self.stopping,
        )
        self.shares.step()
        return Watcher(
            "arkiv", connect, archive.store, archive.reader, archive.policy, archive.clock, self.shares, self.stopping,
            POLL, self.reports.append,
        )  # fmt: skip

    def run(self, **how: object) -> list[float]:
        """The seconds it paused between spells."""
        self.watcher(**how).run()  # type: ignore[arg-type]
        return self.stopping.waits


def a_life(archive: Archive, pauses: int, *mails: bytes) -> Life:
    server = FakeServer()
    for mail in mails:
        server.deliver(mail)
    return Life(archive, server, Stopping(archive.clock, pauses))


def alarms(archive: Archive) -> list[tuple[object, ...]]:
    return archive.ask("SELECT kind FROM alarms WHERE cleared_at IS NULL")


def test_a_watcher_goes_round_after_round_in_one_session(archive: Archive) -> None:
    life = a_life(archive, 1, a_letter())
    rested: list[float] = []

    def rest(seconds: float) -> None:
        rested.append(seconds)
        life.server.deliver(a_letter(message_id=f"<{len(rested)}@kommune.example>"))
        if len(rested) == 3:
            life.stopping.set()

    life.server.resting = rest
    life.run()

    assert rested[1:] == [POLL] * 2
    assert len(life.logins) == 1
    assert [report.folders[0].moved for report in life.reports] == [1, 1, 1]
    assert len(life.server.folders[ARCHIVE].mails) == 3


@pytest.mark.parametrize("shared", ["a login", "a wake-up"])
def test_what_comes_to_all_mailboxes_at_once_does_not_keep_them_together(archive: Archive, shared: str) -> None:
    """A daemon of a hundred mailboxes would ask everything of server and database in the same second."""
    random.seed(5)
    life, rested = a_life(archive, 200), list[float]()

    def rest(seconds: float) -> bool:
        rested.append(seconds)
        if len(rested) == 40:
            life.stopping.set()
        elif shared == "a login":
            raise MailboxUnavailable("gone")
        return True

    life.server.resting = rest
    life.run()

    assert len(rested) == 40
    assert min(rested) < 0.1 * POLL < 0.9 * POLL < max(rested) <= POLL


def test_a_lease_is_given_up_at_the_end(archive: Archive) -> None:
    life = a_life(archive, 1)
    life.server.resting = lambda _: life.stopping.set()

    life.run()

    assert archive.lease(holder="host-b/2").fence == 2


def test_the_network_is_waited_for_longer_each_time(archive: Archive) -> None:
    life = a_life(archive, 18)
    life.server.when_connecting.extend(MailboxUnavailable("no route") for _ in range(50))

    pauses = life.run()

    bounds = [min(UNREACHED, 2.0**failure) for failure in range(18)]
    assert all(bound / 2 <= pause <= bound for pause, bound in zip(pauses, bounds, strict=True))
    assert len(life.logins) == 18
    assert alarms(archive) == []


class NoReaderYet(InProcessReader):
    """Comes up at the eighth try."""

    def __init__(self) -> None:
        self.tries = 0

    def read(self, octets: Octets) -> Reading | Unreadable:
        self.tries += 1
        if self.tries <= 7:
            raise ReaderUnavailable("the process that reads mail could not be started")
        return super().read(octets)


def test_what_could_not_be_read_is_read_soon_and_not_a_poll_later(archive: Archive) -> None:
    archive.reader = NoReaderYet()
    life = a_life(archive, 8, a_letter())
    life.server.resting = lambda _: life.stopping.set()

    pauses = life.run()

    bounds = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, UNREACHED]
    assert all(bound / 2 <= pause <= bound for pause, bound in zip(pauses, bounds, strict=False))
    assert archive.ask("SELECT state FROM readings") == [("read",)]


def test_what_went_wrong_is_logged_without_the_name_of_a_folder(archive: Archive) -> None:
    life = a_life(archive, 1)
    life.server.when_connecting.append(MailboxUnavailable("The server has no folder {folder}.", folder="Bo Kjær"))

    with capture_logs() as log:
        life.run()

    [failed] = [entry for entry in log if entry["event"] == "round failed"]
    assert re.fullmatch(r"The server has no folder folder-[0-9a-f]{8}\.", failed["why"])
    assert "Bo Kjær" not in str(log)


def test_after_trouble_in_a_round_the_next_comes_within_a_minute_and_not_so_soon_that_tries_are_used_up(
    archive: Archive,
) -> None:
    archive.policy = a_policy(attempts=100)
    life = a_life(archive, 6, a_letter())

    def end(_octets: bytes) -> None:
        raise MailboxUnavailable("connection lost")

    life.server.putting_away = end
    life.server.resting = lambda _: life.stopping.set()
    pauses = life.run()

    assert all(UNREACHED / 2 <= pause <= UNREACHED < POLL for pause in pauses)


def test_after_a_good_round_the_waiting_begins_anew(archive: Archive) -> None:
    life = a_life(archive, 5, a_letter())
    life.server.when_connecting.extend(MailboxUnavailable("no route") for _ in range(4))

    def rest(_seconds: float) -> None:
        raise MailboxUnavailable("gone again")

    life.server.resting = rest
    pauses = life.run()

    assert pauses[-1] <= 1.0
    assert len(life.server.folders[ARCHIVE].mails) == 1


def test_a_refused_password_is_tried_once_in_a_quarter_of_an_hour_and_told_of_at_once(archive: Archive) -> None:
    life = a_life(archive, 20)
    life.server.when_connecting.extend(CredentialsRefused("no") for _ in range(20))

    pauses = life.run()

    assert pauses == [CREDENTIALS] * 20
    gaps = [later - earlier for earlier, later in zip(life.logins, life.logins[1:], strict=False)]
    assert min(gaps) >= timedelta(minutes=15).total_seconds()
    assert alarms(archive) == [("credentials_refused",)]


def test_a_password_that_works_again_ends_its_alarm(archive: Archive) -> None:
    life = a_life(archive, 5)
    life.server.when_connecting.append(CredentialsRefused("no"))
    life.server.resting = lambda _: life.stopping.set()

    life.run()

    assert alarms(archive) == []
    assert len(life.logins) == 2


def test_a_server_that_says_how_long_is_waited_for_exactly_so_long(archive: Archive) -> None:
    life = a_life(archive, 3)
    life.server.when_connecting.extend(Throttled("busy", retry_after=wait) for wait in (299.961, 7.0, 86_400.0))

    assert life.run() == [299.961, 7.0, LONGEST_OBEYED]
    assert len(life.logins) == 3


@pytest.mark.parametrize("error", [SessionRefused("not connected"), ProtocolViolation("nonsense"), Throttled("busy")])
def test_a_server_that_will_not_have_us_is_left_alone_for_longer_than_one_that_is_away(
    error: MailboxUnavailable,
) -> None:
    assert 0.5 <= seconds_to_wait(error, 1, 0.0) <= 1
    assert UNREACHED < seconds_to_wait(error, 50, 0.0) < seconds_to_wait(error, 50, 0.999) <= LONGEST


@pytest.mark.parametrize("error", [MailboxUnavailable("no route"), StoreUnavailable("no")])
def test_what_was_away_for_days_is_used_within_a_minute_of_its_return(error: ArchiverError) -> None:
    assert seconds_to_wait(error, 5_000, 0.999) < MINUTE.total_seconds()


@pytest.mark.parametrize("error", [ConfigError(["wrong"]), StoreRefused("no"), StoreUnavailable("no")])
def test_nothing_that_can_go_wrong_outside_ends_a_watcher(archive: Archive, error: ArchiverError) -> None:
    life = a_life(archive, 3, a_letter())
    life.server.when_connecting.append(error)
    life.server.resting = lambda _: life.stopping.set()

    life.run()

    assert len(life.server.folders[ARCHIVE].mails) == 1


def test_a_locked_database_leaves_the_mailbox_untouched_and_is_waited_for(sqlite_archive: Archive) -> None:
    with Archive.opened(sqlite_archive.url, busy_seconds=0.3) as archive:
        life = a_life(archive, 2, a_letter())
        other = sqlite3.connect(archive.url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        pauses = life.run()

        other.execute("ROLLBACK")
        other.close()
        assert life.logins == []
        assert pauses == [LOOK_SECONDS] * 2

        life.stopping = Stopping(archive.clock, 1)
        life.server.resting = lambda _: life.stopping.set()
        life.run()

    assert len(life.server.folders[ARCHIVE].mails) == 1


def test_while_another_works_a_watcher_stands_by_without_a_login(archive: Archive) -> None:
    archive.lease(holder="host-b/2")
    life = a_life(archive, 3, a_letter())

    assert life.run() == [LOOK_SECONDS] * 3
    assert life.logins == []


def test_a_watcher_takes_over_when_the_others_lease_has_run_out(archive: Archive) -> None:
    archive.lease(holder="host-b/2")
    life = a_life(archive, 100, a_letter())
    life.server.resting = lambda _: life.stopping.set()

    pauses = life.run()

    assert len(pauses) == 60 / LOOK_SECONDS
    assert len(life.server.folders[ARCHIVE].mails) == 1


def test_a_watcher_takes_over_at_once_from_one_known_to_be_dead(archive: Archive) -> None:
    archive.lease(holder="host-b/2")
    life = a_life(archive, 5, a_letter())
    life.server.resting = lambda _: life.stopping.set()

    assert life.run(gone=lambda holder: holder == "host-b/2") == []
    assert len(life.server.folders[ARCHIVE].mails) == 1


def test_a_watcher_whose_lease_was_taken_steps_back_and_leaves_the_other_be(archive: Archive) -> None:
    life = a_life(archive, 2, a_letter())
    taken: list[Lease] = []

    def rest(_seconds: float) -> None:
        archive.clock.advance(minutes=2)
        taken.append(archive.lease(holder="host-b/2"))
        life.server.deliver(a_letter(message_id="<2@kommune.example>"))

    life.server.resting = rest
    pauses = life.run()

    assert pauses == [LOOK_SECONDS] * 2
    assert archive.ask("SELECT holder FROM leases WHERE mailbox = 'arkiv'") == [("host-b/2",)]
    assert len(life.server.folders["INBOX"].mails) == 1
    archive.store.ledger.note_seen(taken[0], [], archive.clock())


def test_a_held_lease_is_renewed_while_work_goes_on(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "RENEW_SECONDS", 0.01)
    lease = archive.lease()
    archive.clock.advance(seconds=50)
    deadline = monotonic() + 20

    with Holding(archive.store, lease, archive.clock, monotonic, lambda _: False):
        while archive.store.catalogue.status().leases[0].expires_at < archive.clock() + LEASE:
            assert monotonic() < deadline

        assert archive.store.ledger.take_lease("arkiv", "host-b/2", archive.clock(), MINUTE) is None

    assert archive.store.ledger.take_lease("arkiv", "host-b/2", archive.clock(), MINUTE) is not None


# --- access tokens that run out ---


def test_a_token_that_runs_out_between_rounds_costs_no_pause_and_no_failure(archive: Archive) -> None:
    life = a_life(archive, 4)

    def rest(_seconds: float) -> None:
        raise LoginExpired("run out")

    life.server.resting = rest
    with capture_logs() as logs:
        pauses = life.run()

    assert pauses == [0.0] * 4
    assert alarms(archive) == []
    assert [line["log_level"] for line in logs if line["event"] in {"login renewed", "round failed"}] == ["info"] * 4


def test_a_server_that_calls_every_token_dead_is_not_stormed(archive: Archive) -> None:
    life = a_life(archive, 12)
    life.server.when_connecting.extend(LoginExpired("run out") for _ in range(12))

    pauses = life.run()

    assert pauses[0] == 0.0
    assert all(earlier < later for earlier, later in zip(pauses[1:5], pauses[3:7], strict=True))
    assert UNREACHED / 2 <= pauses[-1] <= UNREACHED


def test_mail_that_is_taken_in_makes_the_next_token_a_matter_of_course(archive: Archive) -> None:
    life = a_life(archive, 3)
    watcher = life.watcher()

    first, second = watcher._after_expiry(), watcher._after_expiry()
    watcher._came_on(1)

    assert (first, second > 0, watcher._after_expiry()) == (0.0, True, 0.0)


@pytest.mark.parametrize("error", [LoginExpired("run out"), Throttled("busy", retry_after=5.0)])
def test_what_concerns_us_and_no_message_is_held_against_none(archive: Archive, error: MailboxUnavailable) -> None:
    life = a_life(archive, 3, a_letter())

    def ends(_folder: str, _uid: int) -> None:
        raise error

    life.server.fetching = ends
    life.run()

    assert archive.ask("SELECT max(attempts) FROM sightings") in ([(0,)], [(None,)])
