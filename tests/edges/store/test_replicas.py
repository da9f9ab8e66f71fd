"""Presence and leases of many mailboxes at a time: who takes one has a new fence, and no renewal waits for work."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from archiver.core.records import Lease
from archiver.core.sharing import Picture
from archiver.edges.store.database import Database
from archiver.edges.store.ledger import fenced_writing
from archiver.edges.store.replicas import FORGOTTEN_AFTER, Presence
from archiver.edges.tables import Replica
from archiver.errors import LeaseLost
from tests.fakes import Archive

LENGTH = timedelta(seconds=40)
NAMES = ["arkiv", "borger", "skole"]


def nobody(_: str) -> bool:
    return False


def presence(archive: Archive, name: str, *able: str) -> Presence:
    return Presence(name, name.upper(), archive.clock(), frozenset(able))


def picture(archive: Archive) -> Picture:
    return archive.store.replicas.picture(archive.clock(), LENGTH, nobody)


def take(archive: Archive, *mailboxes: str, holder: str = "a") -> list[Lease]:
    return archive.store.replicas.take(mailboxes, holder, archive.clock(), LENGTH, nobody)


def test_what_is_free_is_taken_and_what_is_held_is_not(archive: Archive) -> None:
    assert take(archive, "arkiv", "borger") == [Lease("arkiv", "a", 1), Lease("borger", "a", 1)]
    assert take(archive, *NAMES, holder="b") == [Lease("skole", "b", 1)]
    assert picture(archive).holders == {"arkiv": "a", "borger": "a", "skole": "b"}


def test_what_ran_out_is_taken_with_a_new_fence_and_the_old_one_is_worthless(archive: Archive) -> None:
    [old] = take(archive, "arkiv")
    archive.clock.advance(seconds=40)

    assert picture(archive).holders == {}
    [new] = take(archive, "arkiv", holder="b")

    assert new == Lease("arkiv", "b", 2)
    with pytest.raises(LeaseLost), fenced_writing(archive.store.database, old):
        pytest.fail("this was written under a lost lease")


def test_who_takes_its_own_again_has_a_new_fence_too(archive: Archive) -> None:
    take(archive, "arkiv")

    assert take(archive, "arkiv") == [Lease("arkiv", "a", 2)]


def test_who_says_that_it_is_there_renews_all_it_holds_and_learns_what_it_lost(archive: Archive) -> None:
    mine = take(archive, *NAMES)
    archive.clock.advance(seconds=30)
    assert archive.store.replicas.appear(presence(archive, "a", *NAMES), mine, archive.clock(), LENGTH) == set(NAMES)
    archive.clock.advance(seconds=30)
    assert picture(archive).holders.keys() == set(NAMES)

    archive.clock.advance(seconds=30)
    take(archive, "borger", holder="b")
    ours = archive.store.replicas.appear(presence(archive, "a", *NAMES), mine, archive.clock(), LENGTH)

    assert ours == {"arkiv", "skole"}


def test_a_replica_is_there_for_as_long_as_it_says_so_and_is_forgotten_at_last(archive: Archive) -> None:
    replicas = archive.store.replicas
    replicas.appear(presence(archive, "a", "arkiv"), [], archive.clock(), LENGTH)
    [there] = picture(archive).replicas
    assert (there.name, there.since, there.able) == ("a", archive.clock(), frozenset({"arkiv"}))

    archive.clock.advance(seconds=40)
    assert picture(archive).replicas == []
    archive.clock.advance(seconds=FORGOTTEN_AFTER.total_seconds())
    replicas.appear(presence(archive, "b", "arkiv"), [], archive.clock(), LENGTH)

    with archive.store.database.reading() as connection:
        assert connection.scalars(select(Replica.name)).all() == ["b"]


def test_who_is_known_to_be_dead_holds_nothing_and_is_not_there(archive: Archive) -> None:
    replicas, mine = archive.store.replicas, take(archive, "arkiv")
    replicas.appear(presence(archive, "a", "arkiv"), mine, archive.clock(), LENGTH)

    seen = replicas.picture(archive.clock(), LENGTH, lambda name: name == "a")

    assert (seen.replicas, seen.holders) == ([], {})
    taken = replicas.take(["arkiv"], "b", archive.clock(), LENGTH, lambda name: name == "a")
    assert taken == [Lease("arkiv", "b", 2)]


def test_who_leaves_leaves_everything_to_others_at_once(archive: Archive) -> None:
    replicas, mine = archive.store.replicas, take(archive, *NAMES)
    replicas.appear(presence(archive, "a", *NAMES), mine, archive.clock(), LENGTH)

    replicas.leave("a", mine, archive.clock())

    assert (picture(archive).replicas, picture(archive).holders) == ([], {})
    assert len(take(archive, *NAMES, holder="b")) == 3


def test_giving_up_what_another_has_by_now_does_not_free_it(archive: Archive) -> None:
    mine = take(archive, "arkiv")
    archive.clock.advance(seconds=40)
    take(archive, "arkiv", holder="b")

    archive.store.replicas.give_up(mine, archive.clock())

    assert picture(archive).holders == {"arkiv": "b"}


def test_a_lease_from_a_clock_that_was_hours_ahead_holds_nobody_up(archive: Archive) -> None:
    archive.store.replicas.take(["arkiv"], "a", archive.clock() + timedelta(hours=3), LENGTH, nobody)

    assert take(archive, "arkiv", holder="b") == [Lease("arkiv", "b", 2)]


def test_what_people_are_told_of_a_replica(archive: Archive) -> None:
    mine = take(archive, "skole", "arkiv")
    archive.store.replicas.appear(presence(archive, "a", *NAMES), mine, archive.clock(), LENGTH)
    came = archive.clock()
    archive.clock.advance(seconds=8)

    [entry] = archive.store.replicas.there(archive.clock(), LENGTH, nobody)

    assert (entry.label, entry.since, entry.last_seen, entry.holds) == ("A", came, came, ("arkiv", "skole"))


@pytest.mark.parametrize("archive", ["postgresql"], indirect=True)
def test_a_renewal_does_not_wait_for_work_under_the_lease_and_a_takeover_leaves_it_alone(archive: Archive) -> None:
    [mine] = take(archive, "arkiv")
    other = Database(archive.url)

    with fenced_writing(other, mine) as working:
        working.execute(text("SET LOCAL lock_timeout = 1000"))
        ours = archive.store.replicas.appear(presence(archive, "a", "arkiv"), [mine], archive.clock(), LENGTH)
        archive.clock.advance(seconds=60)
        assert take(archive, "arkiv", holder="b") == []

    other.close()
    assert ours == {"arkiv"}
    assert take(archive, "arkiv", holder="b") == [Lease("arkiv", "b", 2)]
