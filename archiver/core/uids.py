"""The UIDs of a folder of many years, in a tenth of the memory that Python's own sets take."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise

_OCTETS = "Q"
"""Eight for each: a UID has four (RFC 3501 section 2.3.1.1), and a server may say what it likes."""


class Uids(Set[int]):
    """A set of UIDs that does not change, in rising order. As any set it can be compared, joined and subtracted."""

    __slots__ = ("_rising",)

    def __init__(self, uids: Iterable[int] = ()) -> None:
        """Whatever their order, each once. Raises `OverflowError` for what is below 0 or has more than 64 bits."""
        found = array(_OCTETS, uids)
        if any(later <= earlier for earlier, later in pairwise(found)):
            found = array(_OCTETS, sorted(set(found)))
        self._rising = found

    def __contains__(self, uid: object) -> bool:
        if not isinstance(uid, int):
            return False
        place = bisect_left(self._rising, uid)
        return place < len(self._rising) and self._rising[place] == uid

    def __iter__(self) -> Iterator[int]:
        return iter(self._rising)

    def __len__(self) -> int:
        return len(self._rising)

    def __repr__(self) -> str:
        return f"Uids({self._rising.tolist()})"
