"""What lies behind cuts, in pieces, is what `core.cuts` makes of them whole; what cannot be in pieces is refused."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.cuts import derived
from archiver.core.records import Cut
from archiver.core.unwrapping import unwrapped
from archiver.errors import Unparseable

ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
    "": bytes,
    "8bit": bytes,
}


def in_pieces(octets: bytes, size: int) -> Iterator[bytes]:
    yield from (octets[at : at + size] for at in range(0, len(octets), size))


@given(st.binary(max_size=3000), st.sampled_from(sorted(ENCODE)), st.sampled_from(sorted(ENCODE)), st.integers(1, 500))
def test_in_pieces_is_the_same_as_whole(octets: bytes, inner: str, outer: str, size: int) -> None:
    within = b"head\r\n" + ENCODE[inner](octets) + b"\r\ntail"
    whole = b"before" + ENCODE[outer](within) + b"after"
    cuts = (Cut(6, len(ENCODE[outer](within)), outer), Cut(6, len(ENCODE[inner](octets)), inner))
    try:
        expected = derived(whole, cuts)
        found = b"".join(unwrapped(lambda at, n: in_pieces(whole[at : at + n], size), cuts))
    except Unparseable:
        assert outer == "quoted-printable"  # whose line ends may have become others, so that the inner cut lies beyond
    else:
        assert found == expected


@pytest.mark.parametrize("encoding", ["cms", "x-uuencode", "base64"])
def test_what_needs_all_of_it_is_refused(encoding: str) -> None:
    with pytest.raises(Unparseable):
        b"".join(unwrapped(lambda at, n: [b"YWJj?ZGVm"[at : at + n]], (Cut(0, 9, encoding),)))
