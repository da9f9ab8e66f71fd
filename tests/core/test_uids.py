"""UIDs in little memory: a set as any other."""

import sys
from collections.abc import Set

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.uids import Uids

UIDS = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 30))


@given(UIDS, UIDS)
def test_it_is_a_set_like_pythons_own(some: list[int], others: list[int]) -> None:
    ours, theirs, more = Uids(some), frozenset(some), frozenset(others)

    assert set(ours) == theirs
    assert list(ours) == sorted(theirs)
    assert len(ours) == len(theirs)
    assert [uid in ours for uid in others] == [uid in theirs for uid in others]
    rights: tuple[Set[int], ...] = (more, Uids(others))
    for right in rights:
        assert (ours - right, ours & right, ours | right) == (theirs - more, theirs & more, theirs | more)
        assert (ours <= right, ours == right, ours.isdisjoint(right)) == (
            theirs <= more,
            theirs == more,
            theirs.isdisjoint(more),
        )


def test_what_is_no_number_is_not_in_it() -> None:
    others: tuple[object, ...] = ("1", None, -1, 2**70)
    assert [other for other in others if other in Uids([1])] == []


@pytest.mark.parametrize("uid", [-1, 2**64])
def test_what_no_server_can_mean_is_refused(uid: int) -> None:
    with pytest.raises(OverflowError):
        Uids([uid])


def test_a_hundred_thousand_take_less_than_a_megabyte() -> None:
    uids = Uids(range(100_000))

    assert sys.getsizeof(uids._rising) < 900_000
    assert sys.getsizeof(frozenset(range(100_000))) > 4_000_000
