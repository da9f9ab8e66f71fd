"""What a time-stamp authority is shown, written again by hand; and what its stamps say of a chain."""

import hashlib
from datetime import UTC, datetime

import pytest

from archiver.core.letters import witness_line
from archiver.core.records import ChainHead, StampTrouble
from archiver.core.stamps import TROUBLES, imprint, statement
from archiver.core.witness import Attestation, anchored_to, contradictions, held_stamps, statements_in

HEAD = ChainHead(17, "3fa9" * 16)
THEN = datetime(2026, 11, 23, 8, tzinfo=UTC)


def stamped(count: int, head: str, authority: str = "tsa") -> Attestation:
    return Attestation(ChainHead(count, head), authority=authority, stamped_at=THEN)


def test_what_is_stamped_is_the_witness_line_and_a_line_feed() -> None:
    assert statement(HEAD) == f"{witness_line(HEAD)}\n".encode()
    assert imprint(statement(HEAD)) == hashlib.sha256(b"17:" + b"3fa9" * 16 + b"\n").digest()


def test_the_file_of_a_stamped_line_is_held_against_an_archive_like_a_letter() -> None:
    assert [one.head for one in statements_in(statement(HEAD))] == [HEAD]


@pytest.mark.parametrize("trouble", StampTrouble)
def test_every_trouble_is_said_in_words(trouble: StampTrouble) -> None:
    assert TROUBLES[trouble].endswith(".")


def test_the_farthest_stamp_of_each_authority_holds_in_a_sound_chain() -> None:
    links = {3: "a" * 64, 7: "b" * 64, 9: "c" * 64}
    stamps = [stamped(3, "a" * 64), stamped(7, "b" * 64), stamped(9, "c" * 64, "anden"), stamped(9, "d" * 64)]

    assert held_stamps(stamps, links, 9) == (stamped(9, "c" * 64, "anden"), stamped(7, "b" * 64))
    assert held_stamps(stamps, links, 8) == (stamped(7, "b" * 64),)
    assert anchored_to(stamps, links, 9) == 9


def test_a_stamp_that_the_chain_contradicts_names_its_authority() -> None:
    gone, other = stamped(12, "b" * 64), stamped(7, "b" * 64)

    found = list(contradictions([gone, other], {7: "a" * 64}, end=9))

    assert [(one.subject, one.authority, one.letter) for one in found] == [
        ("event:7", "tsa", ""),
        ("event:12", "tsa", ""),
    ]
    assert "rewritten" in found[0].sentence
    assert "cut off" in found[1].sentence


def test_a_stamp_below_what_a_letter_holds_is_at_odds_with_it() -> None:
    letter = Attestation(ChainHead(9, "c" * 64), "ugebrev.eml", is_marked=True)

    [found] = contradictions([letter, stamped(7, "b" * 64)], {7: "a" * 64, 9: "c" * 64}, end=9, held=9)

    assert "does not agree" in found.sentence
