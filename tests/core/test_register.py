"""The register of a case: seven inputs in words that are data, each judged, all problems told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.core.register import Category, Choice, Registration, Vocabulary, problems, shipped, with_changes

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WRITTEN = Registration(
    incident_at=datetime(2026, 11, 20, 13, 30, tzinfo=UTC),
    medium="SOME",
    categories=("CHI", "PRI"),
    unit="Skolen Nord",
    affected=("Jette Jensen",),
    relation="FORÆLDER",
    theme="Opslag med navn og billede i en lokal gruppe",
)
UNITS = replace(shipped(), units=(Choice("NORD", "Skolen Nord", "North School"), Choice("SYD", "Syd", "South", False)))


def told(registration: Registration, vocabulary: Vocabulary | None = None) -> list[tuple[str, str, str]]:
    found = problems(registration, vocabulary or shipped(), NOW)
    return [(problem.name, problem.sentence, problem.value) for problem in found]


def test_a_register_of_seven_inputs_is_well() -> None:
    assert told(WRITTEN) == []
    assert told(replace(WRITTEN, incident_at=None, affected=())) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"incident_at": NOW + timedelta(minutes=1)}, ("incident_at", "lies in the future", "")),
        ({"medium": ""}, ("medium", "is missing", "")),
        ({"categories": ("CHI", "CHI")}, ("categories", "says the same twice", "")),
        ({"affected": ("Jette Jensen", "jette jensen")}, ("affected", "says the same twice", "")),
        ({"theme": "Opslag\x1b[2J"}, ("theme", "holds a control character", "")),
        ({"affected": ("Jette\x00",)}, ("affected", "holds a control character", "")),
        ({"medium": "RØG"}, ("medium", "is no code in use", "RØG")),
        ({"medium": "mail fra Jette"}, ("medium", "is no code in use", "")),
        ({"categories": ()}, ("categories", "is missing", "")),
        ({"categories": ("CHI", "XYZ")}, ("categories", "is no code in use", "XYZ")),
        ({"unit": " "}, ("unit", "is missing", "")),
        ({"affected": ("Jette", " ")}, ("affected", "is no list of names", "")),
        ({"affected": ("x" * 201,)}, ("affected", "is no list of names", "")),
        ({"relation": "VEN"}, ("relation", "is no code in use", "VEN")),
        ({"theme": "  "}, ("theme", "is missing", "")),
        ({"theme": "x" * 301}, ("theme", "is too long for a short description", "")),
        ({"reason": "x" * 1001}, ("reason", "is too long", "")),
        ({"categories": ("KRI",)}, ("reason", "is missing, and this category needs one", "KRI")),
    ],
)
def test_what_is_wrong_is_named_with_its_input(change: dict[str, object], problem: tuple[str, str, str]) -> None:
    assert told(replace(WRITTEN, **change)) == [problem]  # type: ignore[arg-type]


def test_every_problem_is_told_at_once() -> None:
    nothing = Registration(None, "", (), "", (), "", "")

    assert [name for name, _, _ in told(nothing)] == ["medium", "categories", "unit", "relation", "theme"]


def test_where_units_are_configured_one_of_them_is_chosen() -> None:
    assert told(replace(WRITTEN, unit="NORD"), UNITS) == []
    assert told(WRITTEN, UNITS) == [("unit", "is no code in use", "")]
    assert told(replace(WRITTEN, unit="SYD"), UNITS) == [("unit", "is no code in use", "SYD")]


def test_legitimate_criticism_leaves_the_statistics_and_needs_a_reason() -> None:
    (kri,) = [category for category in shipped().categories if category.code == "KRI"]

    assert (kri.counts, kri.reasoned) == (False, True)
    assert shipped().uncounted == {"KRI"}
    assert told(replace(WRITTEN, categories=("KRI",), reason="En klage over sagsbehandlingen, uden navne")) == []


# --- the lists ---


def test_the_shipped_categories_are_those_of_the_strategy_with_their_statutes() -> None:
    known = {category.code: category for category in shipped().categories}

    assert len(known) == 16 == len(shipped().categories)
    assert {code: known[code].statute for code in ("CHI", "TRU", "PRI", "ÆRE")} == {
        "CHI": "§ 119 a",
        "TRU": "§ 266",
        "PRI": "§ 264 d",
        "ÆRE": "§ 267",
    }
    assert {code for code, category in known.items() if category.six_months} == {"ÆRE", "BAG", "PRI"}
    assert {code for code, category in known.items() if category.stop} == {"BØR"}
    assert all(category.da and category.en for category in known.values())


def test_whatever_was_never_seen_in_a_statute_says_so() -> None:
    sources = {category.code: category.source for category in shipped().categories}

    assert set(sources.values()) == {"statute", "secondary", "memory"}
    assert {"FOR", "TIL", "TVA", "FALSK", "DATA"} == {code for code, source in sources.items() if source == "memory"}


def test_a_workplace_changes_what_it_names_and_adds_its_own() -> None:
    changed = with_changes(
        shipped().categories,
        [{"code": "UBE", "in_use": False}, {"code": "HÆRV", "da": "Hærværk", "statute": "§ 291"}],
        Category,
    )

    by_code = {category.code: category for category in changed}
    assert (by_code["UBE"].in_use, by_code["UBE"].da) == (False, "Ubehagelig, men ikke strafbar")
    assert by_code["HÆRV"] == Category("HÆRV", "Hærværk", "Hærværk", statute="§ 291")
    assert by_code["HÆRV"].source == "workplace"
    assert [category.code for category in changed][:-1] == [category.code for category in shipped().categories]


def test_what_is_no_offence_is_reviewed_sooner_unless_the_workplace_says_otherwise() -> None:
    changed = with_changes(shipped().categories, [{"code": "UBE", "review_years": 2}], Category)

    sooner = {one.code: one.review_years for one in shipped().categories if one.review_years is not None}
    own = {one.code: one.review_years for one in changed if one.review_years is not None}

    assert sooner == {"UBE": 1, "KRI": 1}
    assert own == {"UBE": 2, "KRI": 1}


def test_a_code_out_of_use_cannot_be_chosen_any_more() -> None:
    without = replace(
        shipped(), categories=with_changes(shipped().categories, [{"code": "CHI", "in_use": False}], Category)
    )

    assert told(WRITTEN, without) == [("categories", "is no code in use", "CHI")]
