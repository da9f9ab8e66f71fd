"""What makes two originals the same incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.incidents import Saying, likeness, say_the_same
from archiver.core.records import Address, Checksum, Confidence, Original, Recovery

SENT = datetime(2026, 11, 19, 20, 14, tzinfo=UTC)
WHOLE = Original(
    Recovery.ATTACHED,
    1,
    Confidence.HIGH,
    subject="I skal ikke sove trygt",
    from_=Address("Borger", "Vred.Borger@udbyder.example"),
    date=SENT,
)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "VS: SV: I skal  ikke sove TRYGT"},
        {"from_": Address("En borger", "vred.borger@udbyder.example")},
        {"date": SENT + timedelta(seconds=59)},
        {"date": SENT.astimezone(timezone(timedelta(hours=1)))},
        {"provenance": Recovery.INLINE_TEXT, "confidence": Confidence.LOW, "text": "andet"},
    ],
)
def test_what_mail_programs_change_leaves_the_likeness(change: dict[str, object]) -> None:
    assert likeness(replace(WHOLE, **change)) == likeness(WHOLE) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "I skal sove trygt"},
        {"from_": Address("Borger", "anden.borger@udbyder.example")},
        {"date": SENT + timedelta(minutes=1)},
    ],
)
def test_another_subject_sender_or_minute_is_unlike(change: dict[str, object]) -> None:
    assert likeness(replace(WHOLE, **change)) not in {likeness(WHOLE), None}  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"subject": "VS: "}, {"from_": None}, {"from_": Address("", "")}, {"date": None}])
def test_what_does_not_tell_enough_is_like_nothing(change: dict[str, object]) -> None:
    assert likeness(replace(WHOLE, **change)) is None  # type: ignore[arg-type]


TEXT = "Jeg ved, hvor I går hjem. Hilsen en borger på Ærø, som aldrig glemmer."
ONE, OTHER = Checksum("a" * 64), Checksum("b" * 64)


def same(one: str, other: str, *, whole: bool = False) -> bool:
    return say_the_same(Saying(one, is_whole=whole), Saying(other, is_whole=whole))


def test_line_breaks_quotation_marks_and_cut_ends_make_no_other_words_of_a_quotation() -> None:
    assert same(TEXT, "> Jeg ved, hvor\n> I går hjem. Hilsen")
    assert same(TEXT, TEXT.upper())
    assert not same(TEXT, "Jeg ved ikke, hvor I går hjem. Hilsen")


def test_two_whole_messages_say_the_same_only_when_all_of_it_is_equal() -> None:
    salutation = "Til Prøve Kommune og alle dens ansatte i forvaltningen, som jeg skriver til igen. "

    assert same(TEXT, TEXT.replace(". ", ".\n"), whole=True)
    assert not same(f"{salutation}Jette er en løgner.", f"{salutation}Jeg ved, hvor Mads bor.", whole=True)
    assert not same(TEXT, TEXT[:60], whole=True)


@pytest.mark.parametrize("other", ["", "Jeg ved", TEXT])
def test_hardly_any_text_is_of_nothing_but_itself(other: str) -> None:
    assert not same("", other)
    assert same("Jeg ved", other) == (other == "Jeg ved")


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_are_compared_either_way_round_and_with_themselves(one: str, other: str) -> None:
    assert same(one, one) == any(letter.isalnum() for letter in one)
    assert same(one, other) == same(other, one)
    assert same(one, other, whole=True) <= same(one, other)


def test_pictures_are_compared_and_no_words_at_all_are_not_the_same_words() -> None:
    def picture(*attached: Checksum, text: str = "") -> Saying:
        return Saying(text, is_whole=True, attached=frozenset(attached))

    assert say_the_same(picture(ONE), picture(ONE))
    assert not say_the_same(picture(ONE), picture(OTHER))
    assert not say_the_same(picture(ONE, text=TEXT), picture(ONE, OTHER, text=TEXT))
    assert not same("", "", whole=True)
    assert not same("", " \n>")
    assert not say_the_same(picture(ONE), Saying("", is_whole=False))
