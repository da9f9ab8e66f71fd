"""A process's share: taken over in time from whoever died, handed over when asked, and never acted on in doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest

from archiver.bell import Bell
from archiver.core.sharing import ONCE
from archiver.edges.store import Store
from archiver.errors import (
    CredentialsRefused,
    LeaseLost,
    MailboxUnavailable,
    SessionRefused,
    StoreUnavailable,
    Throttled,
)
from archiver.jobs.sharing import ACTS_SECONDS, LEASE, LEFT_LYING_SECONDS, LOOK_SECONDS, RENEW_SECONDS, Shares, Tenure
from archiver.jobs.watch import Watcher, is_ours_alone
from tests.builders import a_letter
from tests.fakes import ARCHIVE, Archive, FakeMailbox, FakeServer

MAILBOXES = frozenset(f"m{number:02d}" for number in range(20))


@dataclass
class World:
    """Replicas over one archive, in a time that is told to pass."""

    archive: Archive
    steady: float = 0.0
    dead: set[str] = field(default_factory=set)

    def replica(self, name: str, mailboxes: frozenset[str] = MAILBOXES, store: Store | None = None) -> Shares:
        return Shares(
            store or self.archive.store,
            name,
            mailboxes,
            self.archive.clock,
            lambda: self.steady,
            self.dead.__contains__,
        )

    def pass_time(self, seconds: float, *living: Shares) -> None:
        """In steps, as the daemon takes them; whoever is asked to hand over does so at once."""
        while seconds > 0:
            self.archive.clock.advance(seconds=LOOK_SECONDS)
            self.steady += LOOK_SECONDS
            seconds -= LOOK_SECONDS
            for one in living:
                one.step()
                hand_over(one)


def hand_over(one: Shares) -> None:
    for mailbox in MAILBOXES:
        tenure = one.tenure(mailbox)
        if tenure is not None and (tenure.asked or tenure.over):
            one.end(tenure)


def holds(one: Shares) -> set[str]:
    """What it may act on now."""
    tenures = {mailbox: one.tenure(mailbox) for mailbox in MAILBOXES}
    return {mailbox for mailbox, tenure in tenures.items() if tenure is not None and tenure.may_act}


@pytest.fixture
def world(archive: Archive) -> World:
    return World(archive)


def test_one_alone_holds_everything_at_once(world: World) -> None:
    alone = world.replica("a")

    alone.step()

    assert holds(alone) == MAILBOXES
    assert alone.is_the_one


def test_newcomers_have_their_share_after_a_minute_and_then_nothing_moves(world: World) -> None:
    a, b, c = (world.replica(name) for name in "abc")
    for one in (a, b, c):
        one.step()
    world.pass_time(50, a, b, c)
    assert holds(a) == MAILBOXES

    world.pass_time(30, a, b, c)
    shares = [holds(one) for one in (a, b, c)]

    assert sorted(map(len, shares)) == [6, 7, 7]
    assert set.union(*shares) == MAILBOXES
    fences = world.archive.ask("SELECT mailbox, fence FROM leases ORDER BY mailbox")
    world.pass_time(300, a, b, c)
    assert world.archive.ask("SELECT mailbox, fence FROM leases ORDER BY mailbox") == fences
    assert [one.is_the_one for one in (a, b, c)] == [True, False, False]


@pytest.mark.parametrize("is_known", [True, False])
def test_what_a_dead_one_held_is_taken_over_within_a_minute_and_the_rest_stays(world: World, is_known: bool) -> None:
    a, b, c = (world.replica(name) for name in "abc")
    world.pass_time(90, a, b, c)
    kept = [holds(one) for one in (b, c)]

    if is_known:
        world.dead.add("a")
    world.pass_time(LOOK_SECONDS if is_known else LEASE.total_seconds() + LOOK_SECONDS, b, c)

    assert holds(b) | holds(c) == MAILBOXES
    assert [before <= holds(one) for one, before in zip((b, c), kept, strict=True)] == [True, True]
    assert b.is_the_one != c.is_the_one
    assert LEASE.total_seconds() + 2 * LOOK_SECONDS + LEFT_LYING_SECONDS < timedelta(minutes=1).total_seconds()


def test_whoever_comes_back_has_its_share_again(world: World) -> None:
    a, b = world.replica("a"), world.replica("b")
    world.pass_time(90, a, b)
    a.leave()
    world.pass_time(LOOK_SECONDS, b)
    assert holds(b) == MAILBOXES

    again = world.replica("a.2")
    world.pass_time(90, again, b)

    assert (len(holds(again)), len(holds(b))) == (10, 10)


def test_whoever_ends_leaves_everything_to_others_at_the_next_look(world: World) -> None:
    a, b = world.replica("a"), world.replica("b")
    a.step()
    b.step()

    a.leave()
    world.pass_time(LOOK_SECONDS, b)

    assert holds(b) == MAILBOXES


class CutOff:
    """A store that does not answer."""

    def __getattr__(self, _: str) -> Callable[..., object]:
        raise StoreUnavailable("The database server does not answer.")


def test_one_that_is_cut_off_acts_no_more_before_another_can_begin(world: World) -> None:
    a, b = world.replica("a"), world.replica("b")
    a.step()
    a.store = cast("Store", CutOff())
    begun, both = world.steady, False

    while not holds(b):
        world.pass_time(LOOK_SECONDS, a, b)
        both = both or bool(holds(a) & holds(b))

    assert holds(a) == set()
    assert not both
    assert LEASE.total_seconds() <= world.steady - begun <= LEASE.total_seconds() + LOOK_SECONDS


def test_one_that_was_stopped_past_its_time_does_not_act_when_it_goes_on(world: World) -> None:
    a = world.replica("a")
    a.step()
    [tenure] = {one for mailbox in MAILBOXES if (one := a.tenure(mailbox)) and mailbox == "m00"}

    world.steady += ACTS_SECONDS

    assert not tenure.may_act
    a.step()
    assert tenure.ending.is_set()
    assert holds(a) == set(), "its watchers have not ended yet"
    hand_over(a)
    world.pass_time(LOOK_SECONDS, a)
    assert holds(a) == MAILBOXES


def test_what_ran_out_is_not_renewed_though_its_watcher_hangs(world: World) -> None:
    a, b = world.replica("a"), world.replica("b")
    a.step()
    world.steady += ACTS_SECONDS
    a.step()

    world.archive.clock.advance(seconds=LEASE.total_seconds())
    world.steady += RENEW_SECONDS
    a.step()
    b.step()

    assert len(holds(b)) == 10, "its share; the rest once it has lain there for a while"


def test_a_renewal_is_believed_from_when_it_was_asked_for(world: World) -> None:
    a = world.replica("a")
    a.step()
    world.archive.clock.advance(seconds=RENEW_SECONDS)
    world.steady += RENEW_SECONDS

    a.step()

    tenure = a.tenure("m00")
    assert tenure is not None
    assert tenure.until == RENEW_SECONDS + ACTS_SECONDS


def test_what_its_taker_does_not_take_is_taken_by_anybody(world: World) -> None:
    a, b = world.replica("a"), world.replica("b")
    b.step()
    a.step()
    for mailbox in sorted(MAILBOXES):
        tenure = b.tenure(mailbox)
        assert tenure is not None
        b.end(tenure)  # it is there, holds fewest, and is not heard of again

    world.pass_time(LEFT_LYING_SECONDS + LOOK_SECONDS, a)

    assert holds(a) == MAILBOXES


def test_what_one_does_for_all_only_one_does(world: World) -> None:
    a, b = world.replica("a"), world.replica("b")
    a.step()
    b.step()
    assert (a.is_the_one, b.is_the_one) == (True, False)

    world.pass_time(LEASE.total_seconds() + LOOK_SECONDS, b)

    assert (a.is_the_one, b.is_the_one) == (False, True)
    assert world.archive.ask(f"SELECT holder FROM leases WHERE mailbox = '{ONCE}'") == [("b",)]


# --- watchers


def a_watcher(shares: Shares, archive: Archive, stopping: Bell, connect: Callable[[], FakeMailbox]) -> Watcher:
    return Watcher(
        "arkiv", lambda _: connect(), archive.store, archive.reader, archive.policy, archive.clock, shares, stopping,
        60.0, lambda _: None,
    )  # fmt: skip


class Hurried(Bell):
    """An event that nobody waits for in vain."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(0)


def test_what_only_we_cannot_reach_is_left_to_others_and_taken_up_again_when_we_can(world: World) -> None:
    ours = frozenset({"arkiv"})
    a, b = world.replica("a", ours), world.replica("b", ours)
    a.bell, stopping, server = Hurried, Hurried(), FakeServer()
    server.when_connecting.append(MailboxUnavailable("no route"))
    for one in (a, b):
        one.step()
    world.pass_time(RENEW_SECONDS, a, b)
    watcher = a_watcher(a, world.archive, stopping, server.connect)
    tenure = a.tenure("arkiv")
    assert tenure is not None

    watcher._work(tenure)
    assert a.is_aside("arkiv")
    world.pass_time(LOOK_SECONDS, a, b)
    assert b.tenure("arkiv") is not None
    world.pass_time(120, a, b)
    assert a.tenure("arkiv") is None, "whoever cannot reach it is not handed it back"

    watcher._try_again()
    assert not a.is_aside("arkiv")
    b.leave()
    world.pass_time(LOOK_SECONDS, a)
    assert a.tenure("arkiv") is not None


def test_when_nobody_else_is_left_it_is_tried_by_us_again(world: World) -> None:
    ours = frozenset({"arkiv"})
    a, b = world.replica("a", ours), world.replica("b", ours)
    a.step()
    b.step()
    world.pass_time(RENEW_SECONDS, a, b)
    tenure = a.tenure("arkiv")
    assert tenure is not None
    a.leave_to_others(tenure)
    b.leave()

    world.pass_time(RENEW_SECONDS + LOOK_SECONDS, a)

    assert a.tenure("arkiv") is not None


@pytest.mark.parametrize(
    ("error", "alone"),
    [
        (MailboxUnavailable("no route"), True),
        (CredentialsRefused("no"), False),
        (SessionRefused("not connected"), False),
        (Throttled("busy"), False),
        (StoreUnavailable("no"), False),
    ],
)
def test_a_server_that_refused_one_of_us_is_not_asked_by_the_next(error: MailboxUnavailable, alone: bool) -> None:
    assert is_ours_alone(error) is alone


def test_a_refused_password_is_not_tried_by_every_replica_in_turn(world: World) -> None:
    ours = frozenset({"arkiv"})
    a, b = world.replica("a", ours), world.replica("b", ours)
    a.bell, server = Hurried, FakeServer()
    server.when_connecting.append(CredentialsRefused("no"))
    a.step()
    b.step()
    world.pass_time(RENEW_SECONDS, a, b)
    tenure = a.tenure("arkiv")
    assert tenure is not None

    a_watcher(a, world.archive, Hurried(), server.connect)._work(tenure)
    world.pass_time(120, a, b)

    assert a.tenure("arkiv") is tenure
    assert b.tenure("arkiv") is None


def test_a_mailbox_is_handed_over_between_two_rounds(world: World) -> None:
    ours = frozenset({"arkiv"})
    a, server = world.replica("a", ours), FakeServer()
    a.step()
    tenure = a.tenure("arkiv")
    assert tenure is not None
    server.deliver(a_letter())
    server.resting = lambda _: tenure.ask()

    a_watcher(a, world.archive, Bell(), server.connect)._work(tenure)

    assert tenure.ending.is_set(), "whoever rests is woken"
    assert a.tenure("arkiv") is None
    assert len(server.folders[ARCHIVE].mails) == 1
    assert world.archive.ask("SELECT holder FROM leases WHERE mailbox = 'arkiv'") == [("",)]


def test_no_round_is_begun_when_our_time_ran_out_while_it_rested(world: World) -> None:
    ours = frozenset({"arkiv"})
    a, server = world.replica("a", ours), FakeServer()
    a.step()
    tenure = a.tenure("arkiv")
    assert tenure is not None

    def rest(_: float) -> None:
        world.steady += ACTS_SECONDS
        server.deliver(a_letter())

    server.resting = rest
    watcher = a_watcher(a, world.archive, Bell(), server.connect)

    with pytest.raises(LeaseLost):
        watcher._rounds(tenure)

    assert len(server.folders["INBOX"].mails) == 1


def test_whoever_is_asked_before_it_rests_does_not_rest() -> None:
    tenure = Tenure(cast("object", None), lambda: 0.0, 1.0, Bell())  # type: ignore[arg-type]
    tenure.ask()

    with tenure.rest() as is_asked:
        assert is_asked
    assert not tenure.ending.is_set()
