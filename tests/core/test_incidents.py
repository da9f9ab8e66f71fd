"""What makes two originals the same incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.incidents import ENOUGH, are_same_words, likeness
from archiver.core.records import Address, Confidence, Original, Recovery

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


def test_line_breaks_quotation_marks_and_cut_ends_make_no_other_words() -> None:
    text = "Jeg ved, hvor I går hjem. Hilsen en borger på Ærø, som aldrig glemmer."

    assert are_same_words(text, "> Jeg ved, hvor\n> I går hjem.")
    assert are_same_words(text, "")
    assert not are_same_words(text, "Jeg ved ikke, hvor I går hjem.")


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_are_compared_either_way_round_and_with_themselves(one: str, other: str) -> None:
    assert are_same_words(one, one)
    assert are_same_words(one, other) == are_same_words(other, one)
    assert are_same_words("a" * ENOUGH + one, "a" * ENOUGH + other)
