"""Names as people and programs write them, and words that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.handover.pseudonyms import Person, Pseudonyms, people_of
from archiver.core.records import Address

JETTE = Address("Jette Jensen", "jette.jensen@kommune.example")
BETTINA = "Bettina Holm-Krægh"
PEOPLE = people_of(
    [JETTE, Address("", "ole.jensen@kommune.example")], ["Jørgen Sørensen", "Bo Ås", "Ole Jensen", BETTINA]
)
NAMES = Pseudonyms(PEOPLE, "Medarbejder", "en medarbejder")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Jette Jensen", "Medarbejder 1"),
        ("JETTE JENSEN", "Medarbejder 1"),
        ("Jensen, Jette", "Medarbejder 1"),
        ("jette.jensen", "Medarbejder 1"),
        ("jette_jensen.png", "Medarbejder 1.png"),
        ("JetteJensen", "Medarbejder 1"),
        ("jette.jensen@kommune.example", "medarbejder-1@anonym.invalid"),
        ("Jette.Jensen@Kommune.Example", "medarbejder-1@anonym.invalid"),
        ("Kære Jette, tak", "Kære Medarbejder 1, tak"),
        ("Jettes bil", "Medarbejder 1s bil"),
        ("Jet\u00adte", "Medarbejder 1"),
        ("Jette\u00a0Jensen", "Medarbejder 1"),
        ("FruJensen", "Fruen medarbejder"),
        ("Ole Jensen", "Medarbejder 2"),
        ("#jettejensen", "#Medarbejder 1"),
        ("Jette (Jensen)", "Medarbejder 1)"),
        ("Jet-\r\n> te", "Medarbejder 1"),
        ("J E T T E", "Medarbejder 1"),
        ("J.e.t.t.e", "Medarbejder 1"),
        ("Jet\u034fte og Jet\ufe0fte", "Medarbejder 1 og Medarbejder 1"),
        ("\uff2aette, så \U0001d409ette og J\u0435tte", "Medarbejder 1, så Medarbejder 1 og Medarbejder 1"),
        ("J\u00e9tt\u00eb", "Medarbejder 1"),
        ("JJ og J.J. og Jj", "Medarbejder 1 og Medarbejder 1 og Jj"),
        ("J\u00c3\u00b8rgen", "Medarbejder 3"),
        ("J?rgen, så J\ufffdrgen og J\u00ef\u00bf\u00bdrgen", "Medarbejder 3, så Medarbejder 3 og Medarbejder 3"),
        ("J&oslash;rgen &#83;ørensen", "Medarbejder 3"),
        ("J\\u00f8rgen", "Medarbejder 3"),
        ("J=F8rgen, så J=C3=B8rgen og J%F8rgen", "Medarbejder 3, så Medarbejder 3 og Medarbejder 3"),
        ("navn=Bettina", "navn=Medarbejder 5"),
        ("SØRENSEN og soerensen", "Medarbejder 3 og Medarbejder 3"),
        ("Bo Aas", "Medarbejder 4"),
        ("Bos bil", "Medarbejder 4s bil"),
        ("C:\\Users\\bhk\\x og BHK", "C:\\Users\\Medarbejder 5\\x og Medarbejder 5"),
        ("bhk@privat.example", "Medarbejder 5@privat.example"),
        ("Bettina Holm-Krægh, så holmkrægh og HolmKraegh", "Medarbejder 5, så Medarbejder 5 og Medarbejder 5"),
        ("Joergen Soerensen", "Medarbejder 3"),
        ("Jorgen", "Medarbejder 3"),
        ("J\u00f8rgen S\u00f8rensen", "Medarbejder 3"),
        ("?navn=J%C3%B8rgen%20S%C3%B8rensen", "?navn=Medarbejder 3"),
        ("Bo Ås", "Medarbejder 4"),
        ("Det sagde Bo.", "Det sagde Medarbejder 4."),
    ],
)
def test_a_name_is_found_however_it_is_written(written: str, expected: str) -> None:
    assert NAMES.text(written) == expected


@pytest.mark.parametrize(
    "word",
    ["den sjette dag", "Jeg vil bo her", "Medarbejder 1", "100 %", "a%20b", "BOLIG", "=20=C3=A6 &aring;", "OK i IT"],
)
def test_a_word_that_is_no_name_stays(word: str) -> None:
    assert NAMES.text(word) == word
    assert not NAMES.names_any(word)


def test_one_person_is_known_by_name_and_by_address_and_offices_are_nobody() -> None:
    known = [
        JETTE,
        Address("", "arkiv@kommune.example"),
        Address("Jette Jensen", ""),
        Address("Arkivet", "post@k.example"),
    ]

    assert people_of(known, ["Jette"]) == (Person(("Jette Jensen",), ("jette.jensen@kommune.example",)),)


def test_a_first_name_of_two_is_somebody_of_them() -> None:
    names = Pseudonyms(people_of([], ["Mads Madsen", "Mads Holm"]), "Medarbejder", "en medarbejder")

    assert names.text("Mads Holm og Mads") == "Medarbejder 2 og en medarbejder"


@pytest.mark.parametrize(
    "text", ["æøå\r\n" * 3, "\u2011\u2026ﬁn", "Ã", "ï¿½", "\U0001f642 å", "=Z", "&x", "%", "\\u12"]
)
def test_what_is_read_otherwise_than_it_stands_still_stands(text: str) -> None:
    assert NAMES.text(text) == text


@given(st.text(alphabet="JeteæøåÃ¸\u00ad=%&;#BoÅs -\r\nF8C3"))
def test_no_text_breaks_it_and_what_is_freed_of_names_names_nobody(text: str) -> None:
    assert not NAMES.names_any(NAMES.text(text))


def test_without_people_nothing_changes() -> None:
    assert Pseudonyms((), "x", "x").text("Jette Jensen") == "Jette Jensen"
