from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core import transfer

ENCODED = st.builds(
    lambda octets, length, ends: ends.join(
        base64.b64encode(octets)[at : at + length] for at in range(0, len(octets) * 2, length)
    ),
    st.binary(max_size=200),
    st.integers(1, 80),
    st.sampled_from([b"\r\n", b"\n", b" \r\n", b""]),
)
FLAWED = st.builds(
    lambda encoded, at, flaw: encoded[: at % (len(encoded) + 1)] + flaw + encoded[at % (len(encoded) + 1) :],
    ENCODED,
    st.integers(0, 400),
    st.sampled_from([b"=", b"==", b"A", b"\x00", b"\xff", b"-", b"====", b"AAAA", b"\r\n\r\n"]),
)


@given(st.one_of(ENCODED, FLAWED, st.binary(max_size=120)), st.binary(max_size=5), st.binary(max_size=5))
@pytest.mark.parametrize("piece", [1, 3, 4, 7, 64])
def test_long_base64_decodes_in_pieces_as_it_does_at_once(
    piece: int, content: bytes, before: bytes, after: bytes
) -> None:
    span = (len(before), len(before) + len(content))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(transfer, "LONG", 0)
        small.setattr(transfer, "PIECE", piece)

        found = transfer.decoded_span(before + content + after, span, "base64")

    assert found == transfer.decoded(content, "base64")


def test_what_is_not_base64_is_decoded_as_ever() -> None:
    assert transfer.decoded_span(b"..a=C3=A6..", (2, 9), "quoted-printable") == ("aæ".encode(), True)


@given(st.one_of(ENCODED, FLAWED), st.sampled_from([1, 4, 7, 64]), st.integers(1, 30))
def test_what_is_abridged_keeps_size_checksum_and_ends(content: bytes, piece: int, sample: int) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(transfer, "LONG", 0)
        small.setattr(transfer, "PIECE", piece)
        small.setattr(transfer, "SAMPLE", sample)

        found = transfer.abridged_span(content, (0, len(content)), "base64")

    octets, flawless = transfer.decoded(content, "base64")
    if not (flawless and octets):
        assert found is None
    elif found is None:
        assert b"=" in content  # white space behind the padding, which another piece holds
    else:
        ends = octets if len(octets) <= 2 * sample else octets[:sample] + octets[-sample:]
        assert found == transfer.Abridged(ends, len(octets), sha256(octets).hexdigest())


@pytest.mark.parametrize("encoding", ["", "7bit", "quoted-printable", "x-uuencode"])
def test_only_base64_is_abridged(encoding: str) -> None:
    content = b"QUJD" * transfer.LONG

    assert transfer.abridged_span(content, (0, len(content)), encoding) is None
    assert transfer.abridged_span(content, (0, transfer.LONG), "base64") is None
    assert transfer.abridged_span(content, (0, transfer.LONG + 4), "base64") is not None
