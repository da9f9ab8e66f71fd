"""Sharing out: nobody has two more than another, nothing moves without need, and whoever cannot work gets nothing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archiver.core.sharing import ONCE, SETTLED, Picture, Replica, to_hand_over, to_take

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=1)
MAILBOXES = frozenset(f"m{number:02d}" for number in range(20))


def replica(name: str, able: frozenset[str] = MAILBOXES, since: datetime = LONG_AGO) -> Replica:
    return Replica(name, since, able)


def held(**holders: int) -> dict[str, str]:
    """So many mailboxes for each, in their order."""
    names = iter(sorted(MAILBOXES))
    return {next(names): holder for holder, count in holders.items() for _ in range(count)}


def settled(picture: Picture) -> tuple[dict[str, str], int]:
    """Who holds what when all have done what is theirs to do until nobody has anything to do, and how much moved."""
    holders, moves = dict(picture.holders), 0
    for _ in range(50):
        now = Picture(picture.at, picture.replicas, dict(holders))
        taken = {mailbox: one.name for one in picture.replicas for mailbox in to_take(one.name, now)}
        given_up = [mailbox for one in picture.replicas for mailbox in to_hand_over(one.name, now)]
        if not taken and not given_up:
            return holders, moves
        moves += len(given_up)
        holders = {mailbox: who for mailbox, who in holders.items() if mailbox not in given_up} | taken
    raise AssertionError("mailboxes go from hand to hand")


def counts(holders: dict[str, str]) -> list[int]:
    return sorted(list(holders.values()).count(name) for name in set(holders.values()))


def test_free_mailboxes_are_shared_out_evenly_and_each_has_one_taker() -> None:
    everybody = [replica(name) for name in "abc"]
    picture = Picture(NOW, everybody, {})

    shares = [set(to_take(one.name, picture)) for one in everybody]

    assert sorted(map(len, shares)) == [6, 7, 7]
    assert set.union(*shares) == MAILBOXES


def test_a_newcomer_gets_its_share_and_no_more_changes_hands_than_must() -> None:
    everybody = [replica(name) for name in "abc"]

    holders, moves = settled(Picture(NOW, everybody, held(a=10, b=10)))

    assert counts(holders) == [6, 7, 7]
    assert moves == 6


def test_whoever_died_is_replaced_by_those_who_hold_fewest() -> None:
    left = [replica("a"), replica("c")]
    holders = {mailbox: who for mailbox, who in held(a=7, b=7, c=6).items() if who != "b"}

    after, moves = settled(Picture(NOW, left, holders))

    assert (counts(after), moves) == ([10, 10], 0)


def test_nothing_moves_while_nobody_is_two_ahead() -> None:
    everybody = [replica(name) for name in "abc"]
    picture = Picture(NOW, everybody, held(a=7, b=7, c=6))

    assert [to_hand_over(one.name, picture) for one in everybody] == [[], [], []]


def test_nobody_hands_over_to_one_that_has_just_come() -> None:
    there = [replica("a"), replica("b", since=NOW - SETTLED + timedelta(seconds=1))]

    assert to_hand_over("a", Picture(NOW, there, held(a=20))) == []
    assert len(to_hand_over("a", Picture(NOW + timedelta(seconds=1), there, held(a=20)))) == 10


def test_who_cannot_reach_a_mailbox_is_not_handed_it() -> None:
    there = [replica("a"), replica("b", able=frozenset({"m00", "m19"}))]

    assert to_hand_over("a", Picture(NOW, there, held(a=20))) == ["m00", "m19"]


def test_what_is_kept_stays() -> None:
    there = [replica("a"), replica("b")]

    assert to_hand_over("a", Picture(NOW, there, held(a=20)), MAILBOXES - {"m07"}) == ["m07"]


def test_what_one_does_for_all_does_not_count_and_does_not_move() -> None:
    both = [replica("a", MAILBOXES | {ONCE}), replica("b", MAILBOXES | {ONCE})]
    holders = {**held(a=10, b=10), ONCE: "b"}

    assert to_hand_over("b", Picture(NOW, both, holders)) == []
    assert to_take("a", Picture(NOW, both, held(a=10, b=10))) == [ONCE]


def test_a_mailbox_in_a_strangers_hand_is_left_there() -> None:
    picture = Picture(NOW, [replica("a")], {"m00": "somebody's ingest by hand"})

    assert "m00" not in to_take("a", picture)
    assert to_hand_over("a", picture) == []


@given(
    st.lists(st.frozensets(st.sampled_from(sorted(MAILBOXES))), min_size=1, max_size=6),
    st.dictionaries(st.sampled_from(sorted(MAILBOXES)), st.integers(0, 5)),
)
def test_from_any_beginning_it_comes_to_rest_and_all_that_can_be_held_is(
    able: list[frozenset[str]], beginning: dict[str, int]
) -> None:
    everybody = [replica(f"r{place}", mailboxes) for place, mailboxes in enumerate(able)]
    holders = {m: f"r{place}" for m, place in beginning.items() if place < len(able) and m in able[place]}

    after, _ = settled(Picture(NOW, everybody, holders))

    assert after.keys() == frozenset().union(*able)
    assert all(mailbox in able[int(who[1:])] for mailbox, who in after.items())
