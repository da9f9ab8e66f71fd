"""A question taken apart, and the words of an item laid out within what both databases keep."""

from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.search import (
    GAP,
    MOST_OCTETS,
    MOST_PLACES,
    MOST_REPEATS,
    Condition,
    Query,
    Term,
    Writing,
    laid_out,
    query_of,
)
from archiver.errors import UsageError

HERE = ZoneInfo("Europe/Copenhagen")


def asked(text: str) -> Query:
    return query_of(text, HERE)


def test_words_phrases_fields_and_exclusions() -> None:
    query = asked('truslen "sove trygt" fra:vred.borger@udbyder.example -emne:møde -"på gensyn"')

    assert query.wanted == (
        Term(("trusl",)),
        Term(("sov", "trygt")),
        Term(("f_vred", "f_borg", "f_udbyd", "f_exampl")),
    )
    assert query.unwanted == (Term(("s_moed",)), Term(("paa", "gensyn")))


def test_days_are_those_on_the_wall() -> None:
    query = asked("after:2026-11 before:2026-11-20")

    assert query.conditions == (
        Condition("after", "2026-11", datetime(2026, 11, 1, tzinfo=HERE)),
        Condition("before", "2026-11-20", datetime(2026, 11, 20, tzinfo=HERE)),
    )
    assert query.conditions[0].moment == datetime(2026, 10, 31, 23, tzinfo=UTC)


def test_a_whole_hash_needs_no_field() -> None:
    assert asked("AB" * 32).conditions == (Condition("sha256", "ab" * 32),)


def test_a_time_of_day_and_the_address_of_a_page_are_words() -> None:
    assert asked("kl:12:30 https://x.example/y").wanted == (
        Term(("kl", "12", "30")),
        Term(("https", "x", "exampl", "y")),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no word"),
        ("- … !", "no word"),
        ("kind:kage", "none of"),
        ("strength:4", "0, 1, 2 or 3"),
        ("before:igår", "A day is written"),
        ("after:2026-02-30", "A day is written"),
        ("after:0001-01-01", "A day is written"),
        ("sha256:xyz", "8 or more digits"),
        ("fra:", "Write a word after from"),
        ("sag:", "Write a word after case"),
        ("et brev " * 400, "more than 500 words"),
        ("-nej " * 501, "more than 500 words"),
        (" ".join(f"case:{number}" for number in range(51)), "more than 50 fields"),
        (" ".join(f"{number:064x}" for number in range(51)), "more than 50 fields"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        asked(text)


@given(st.text(max_size=80))
def test_any_question_is_taken_apart_or_refused(text: str) -> None:
    with suppress(UsageError):
        assert asked(text) != Query()


def test_no_phrase_reaches_from_one_field_into_the_next() -> None:
    writing = Writing()
    writing.add("slut", "subject")
    writing.add("begynd")

    placed = laid_out(writing.entries).placed

    assert placed == ("slut", GAP, "s_slut", GAP, "begynd", GAP)


def test_what_is_laid_out_stays_within_what_postgresql_keeps() -> None:
    writing = Writing()
    writing.add("igen " * (MOST_REPEATS + 50))
    writing.add(" ".join(f"ord{number}" for number in range(60_000)))

    laid = laid_out(writing.entries)

    assert len(laid.placed) <= MOST_PLACES
    assert max(len(places) for places in laid.places.values()) == MOST_REPEATS
    assert sum(len(word) for word in laid.places) < MOST_OCTETS
    assert "ord30000" in laid.loose
    assert all(GAP in pair for pair in pairwise(laid.text.split(" ")[len(laid.placed) :]))
