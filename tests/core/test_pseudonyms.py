"""Names as people and programs write them, and words that only look like one."""

from __future__ import annotations

import pytest

from archiver.core.handover.pseudonyms import Person, Pseudonyms, people_of
from archiver.core.records import Address

JETTE = Address("Jette Jensen", "jette.jensen@kommune.example")
PEOPLE = people_of([JETTE, Address("", "ole.jensen@kommune.example")], ["Jørgen Sørensen", "Bo Ås", "Ole Jensen"])
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


@pytest.mark.parametrize("word", ["den sjette dag", "Jeg vil bo her", "Medarbejder 1", "100 %", "a%20b", "BOLIG"])
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


def test_without_people_nothing_changes() -> None:
    assert Pseudonyms((), "x", "x").text("Jette Jensen") == "Jette Jensen"
