"""What a round has to do, and whether every message is accounted for: decided with two sets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.intake import (
    RETRY_AFTER,
    Balance,
    archive_balance,
    balance,
    move_again_at,
    plan,
    setback,
    windows,
)
from archiver.core.records import (
    Checksum,
    FetchReason,
    ItemNumber,
    MessageKey,
    MoveReason,
    Sighting,
    SightingState,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SEEN, STORED, MOVED, QUARANTINED, VANISHED = SightingState


def sighting(uid: int, state: SightingState, **more: object) -> Sighting:
    ours = {"item": ItemNumber(uid), "checksum": Checksum("0" * 64)} if state in {STORED, MOVED} else {}
    return replace(Sighting(MessageKey("arkiv", "INBOX", 1, uid), state), **(ours | more))  # type: ignore[arg-type]


SIGHTINGS = st.builds(
    sighting,
    st.integers(1, 30),
    st.sampled_from(list(SightingState)),
    attempts=st.integers(0, 7),
    retry_at=st.none() | st.sampled_from([NOW - timedelta(hours=1), NOW + timedelta(hours=1)]),
)
LEDGERS = st.lists(SIGHTINGS, unique_by=lambda one: one.key.uid)


def test_what_is_listed_and_unknown_is_fetched_in_order() -> None:
    assert plan({3, 1, 2}, [], NOW).fetch == (1, 2, 3)


def test_what_was_seen_and_never_fetched_is_fetched() -> None:
    assert plan({1}, [sighting(1, SEEN)], NOW).fetch == (1,)


def test_what_is_ours_and_still_there_is_finished_and_not_fetched_again() -> None:
    stored = sighting(1, STORED)

    todo = plan({1}, [stored], NOW)

    assert (todo.finish, todo.fetch) == ((stored,), ())


@pytest.mark.parametrize("state", [MOVED, VANISHED])
def test_what_left_and_is_listed_again_is_fetched_because_only_its_octets_can_tell(state: SightingState) -> None:
    assert plan({1}, [sighting(1, state)], NOW).fetch == (1,)


def test_what_failed_is_retried_singly_and_rests_until_its_hour() -> None:
    failed = sighting(1, SEEN, attempts=1)
    resting = sighting(2, QUARANTINED, attempts=5, retry_at=NOW + timedelta(seconds=1))
    ready = sighting(3, QUARANTINED, attempts=5, retry_at=NOW)

    todo = plan({1, 2, 3}, [failed, resting, ready], NOW)

    assert (todo.retry, todo.resting, todo.fetch) == ((1, 3), (2,), ())


def test_what_is_ours_and_gone_is_looked_for_and_what_never_was_is_lost() -> None:
    stored, seen, quarantined, moved = (
        sighting(1, STORED),
        sighting(2, SEEN),
        sighting(3, QUARANTINED),
        sighting(4, MOVED),
    )

    todo = plan(set(), [stored, seen, quarantined, moved], NOW)

    assert todo.look_for == (stored,)
    assert todo.lost == (seen, quarantined)


@given(listed=st.sets(st.integers(1, 30)), held=LEDGERS)
def test_every_listed_uid_is_in_exactly_one_part_of_the_plan(listed: set[int], held: list[Sighting]) -> None:
    todo = plan(listed, held, NOW)

    spoken_for = [*todo.fetch, *todo.retry, *todo.resting, *(one.key.uid for one in todo.finish)]
    assert sorted(spoken_for) == sorted(listed)
    assert not {one.key.uid for one in (*todo.look_for, *todo.lost)} & listed


# --- setbacks ---


def test_a_failure_is_tried_again_so_many_times_and_then_once_an_hour() -> None:
    tries = [setback(so_far, FetchReason.BROKEN, NOW, allowed=3) for so_far in range(4)]

    assert [(one.state, one.attempts) for one in tries] == [(SEEN, 1), (SEEN, 2), (QUARANTINED, 3), (QUARANTINED, 4)]
    assert [one.retry_at for one in tries] == [None, None, NOW + RETRY_AFTER, NOW + RETRY_AFTER]


def test_a_message_above_the_hard_limit_waits_at_once() -> None:
    once = setback(0, FetchReason.OVERSIZE, NOW, allowed=5)

    assert (once.state, once.retry_at, once.reason) == (QUARANTINED, NOW + RETRY_AFTER, "oversize")


# --- the balance ---


def test_a_balance_without_reasons_says_that_all_is_archived() -> None:
    found = balance({1, 2}, [sighting(1, STORED), sighting(2, MOVED)])

    assert found == Balance(2, 2, {})
    assert found.holds


def test_a_balance_names_every_uid_that_is_not_archived_and_why() -> None:
    held = [
        sighting(1, STORED),
        sighting(2, QUARANTINED, reason=FetchReason.OVERSIZE),
        sighting(3, SEEN, reason=FetchReason.BROKEN),
        sighting(4, SEEN),
        sighting(5, VANISHED),
    ]

    found = balance({1, 2, 3, 4, 5, 6}, held)

    assert found.reasons == {
        "oversize": (2,),
        "broken": (3,),
        "not_fetched_yet": (4,),
        "vanished": (5,),
        "not_in_ledger": (6,),
    }
    assert (found.server, found.archived, found.holds) == (6, 1, True)


def test_a_message_of_ours_that_left_during_the_round_is_archived() -> None:
    assert balance({1}, [sighting(1, VANISHED, item=ItemNumber(1))]) == Balance(1, 1, {})


def test_a_uid_that_holds_other_octets_now_is_not_archived() -> None:
    held = [sighting(1, VANISHED, item=ItemNumber(1), reason=MoveReason.OTHER_OCTETS)]

    assert balance({1}, held) == Balance(1, 0, {MoveReason.OTHER_OCTETS: (1,)})


def test_a_balance_that_does_not_add_up_says_so() -> None:
    assert not Balance(3, 1, {"no_body": (7,)}).holds


@given(listed=st.sets(st.integers(1, 30)), held=LEDGERS)
def test_a_balance_always_adds_up(listed: set[int], held: list[Sighting]) -> None:
    found = balance(listed, held)

    assert found.holds
    assert found.server == len(listed)
    assert {uid for uids in found.reasons.values() for uid in uids} <= listed


def test_what_lies_in_the_archive_folder_and_in_no_ledger_row_is_named() -> None:
    assert archive_balance({1, 2, 3}, {1, 2, 3}, 0, ()) == Balance(3, 3, {})
    assert archive_balance({1, 2, 3}, {1}, 0, ()) == Balance(3, 1, {"not_in_ledger": (2, 3)})


def test_unknown_copies_are_ours_while_so_many_moves_are_proven_without_a_uid() -> None:
    assert archive_balance({1, 2, 3}, {1}, 2, ()) == Balance(3, 3, {})
    assert archive_balance({1, 2, 3}, {1}, 1, ()).reasons == {"not_in_ledger": (2, 3)}


# --- small change ---


def test_what_lay_in_the_archive_folder_before_us_is_named_apart_and_stays_so() -> None:
    assert archive_balance({1, 2, 3}, {3}, 0, None).reasons == {"there_before": (1, 2)}
    assert archive_balance({1, 2, 3, 4}, {3}, 0, {1, 2}).reasons == {"there_before": (1, 2), "not_in_ledger": (4,)}


def test_a_message_whose_move_ended_the_session_so_often_rests_an_hour() -> None:
    assert move_again_at(4, NOW, allowed=5) is None
    assert move_again_at(5, NOW, allowed=5) == NOW + RETRY_AFTER


@given(uids=st.lists(st.integers()), length=st.integers(1, 10))
def test_windows_keep_order_and_lose_nothing(uids: list[int], length: int) -> None:
    parts = windows(uids, length)

    assert [uid for part in parts for uid in part] == uids
    assert all(0 < len(part) <= length for part in parts)
