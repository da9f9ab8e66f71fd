"""One form for every spelling and inflexion, for what is indexed and for what is asked."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.core.search import ENTRY
from archiver.core.words import LONGEST, words


@pytest.mark.parametrize(
    "said",
    [
        ("truslen", "trusler", "truslerne", "Truslens", "TRUSLEN"),
        ("skolen", "skole", "skoler", "skolernes"),
        ("børn", "boern", "BØRNENE", "boernene", "børns"),
        ("årsag", "aarsagen", "A\u030arsager", "ÅRSAG"),
        ("Ærø", "Aeroe", "ærø"),
        ("Møller", "Moeller", "Möller", "MØLLER"),
        ("threat", "threats", "Threat"),
        ("threatening", "threatened"),
        ("ﬁn", "fin"),
        ("naïve", "naive"),
        ("tru\u00adslen", "truslen"),
        ("①", "1"),
    ],
)
def test_spellings_and_inflexions_of_one_word_are_one(said: tuple[str, ...]) -> None:
    assert len({tuple(words(one)) for one in said}) == 1
    assert len(list(words(said[0]))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("trussel", "trøje"), ("mor", "mord"), ("sag", "søg"), ("ø", "o"), ("1234", "12345")]
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert list(words(one)) != list(words(other))


def test_marks_stand_between_words_and_are_none() -> None:
    assert list(words("010203-1234, jette.j@kommune.example!")) == ["010203", "1234", "jet", "j", "kommun", "exampl"]
    assert list(words("_ - … 🙂 ")) == []


@given(st.text(max_size=200))
def test_whatever_is_written_its_words_can_stand_in_the_index(text: str) -> None:
    found = list(words(text))

    assert all(ENTRY.fullmatch(word) and "_" not in word and len(word) <= 4 * LONGEST for word in found)
    assert found == list(words(text))


@example("påegnet i bådeæra")
@example("Abåe")
@example("baæ båæ oåe")
@example("1" * 30 + "å" * 6)
@example("x" * 37 + "å" * 6)
@given(st.text(alphabet="abcdeghilmnoprstuvyæøåéA1 ", max_size=60))
def test_case_and_spelt_out_letters_make_no_difference(text: str) -> None:
    spelt = text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")

    assert list(words(text)) == list(words(text.upper())) == list(words(spelt))
