from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.forwards.subjects import SHORT, bare, is_forward, is_short_own_text
from archiver.core.forwards.wording import wording


@pytest.mark.parametrize(
    "subject",
    [
        "VS: Afgørelse",
        "Vs: Afgørelse",
        "vs Afgørelse".replace("vs ", "vs: "),
        "Fwd: Afgørelse",
        "FW: Afgørelse",
        "Fwd.: Afgørelse",
        "Videresend: Afgørelse",
        "Videresendt : Afgørelse",
        "WG: Afgørelse",
        "VB: Afgørelse",
        "VL: Afgørelse",
        "İLT: Afgørelse",
        "转发：Afgørelse",
        "[EKSTERN] VS: Afgørelse",
        "[Liste] [EKSTERN] Fwd: Afgørelse",
        "EKSTERN: VS: Afgørelse",
        "VS: SV: Re: Afgørelse",
        "  VS:Afgørelse ",
    ],
)
def test_a_forward_is_known_by_its_subject_and_bare_takes_every_prefix_away(subject: str) -> None:
    assert is_forward(subject)
    assert bare(subject) == "Afgørelse"


@pytest.mark.parametrize(
    ("subject", "without"),
    [
        ("SV: VS: Afgørelse", "Afgørelse"),
        ("Re[2]: Afgørelse", "Afgørelse"),
        ("[EKSTERN] Afgørelse", "Afgørelse"),
        ("(EXTERNAL) Afgørelse", "Afgørelse"),
        ("***EKSTERN*** SV: Afgørelse", "Afgørelse"),
        ("[Sag 12] Afgørelse", "[Sag 12] Afgørelse"),
        ("Reference: 12", "Reference: 12"),
        ("Ifølge aftale: 12", "Ifølge aftale: 12"),
        ("Afgørelse", "Afgørelse"),
        ("VS", "VS"),
        ("", ""),
    ],
)
def test_other_subjects_are_no_forwards(subject: str, without: str) -> None:
    assert not is_forward(subject)
    assert bare(subject) == without


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Til orientering.",
        "Til orientering.\n\n-- \n" + "Kontor for breve, Rådhuspladsen 1\n" * 20,
        "Se nedenfor.\n\nMed venlig hilsen\n\nAnna And\n" + "Rådhuspladsen 1, 0000 By\n" * 20,
        "Sendt fra Outlook til iOS\n" + "x" * 400,
        "Hent Outlook til Android",
        "Sendt fra min iPhone",
        "x" * SHORT,
    ],
)
def test_little_or_nothing_before_the_signature_is_a_pure_forward(text: str) -> None:
    assert is_short_own_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "x" * (SHORT + 1),
        "Jeg blev ringet op i går og truet.\n" * 10,
        "Hilsen til jer alle fra os, som stadig venter på svar i den sag, vi skrev om " + "x" * SHORT,
    ],
)
def test_a_story_of_its_own_is_no_pure_forward(text: str) -> None:
    assert not is_short_own_text(text)


@given(st.text(max_size=300))
def test_bare_leaves_nothing_to_take_away(subject: str) -> None:
    assert bare(bare(subject)) == bare(subject)
    assert not is_forward(bare(subject))


@given(
    st.lists(st.sampled_from(wording().forward_prefixes + wording().reply_prefixes), min_size=1, max_size=5),
    st.sampled_from([":", ": ", " : ", ".: "]),
)
def test_prefixes_of_every_language_are_taken_away(prefixes: list[str], colon: str) -> None:
    subject = "".join(f"{prefix}{colon}" for prefix in prefixes) + "Afgørelse"

    assert bare(subject) == "Afgørelse"
    assert is_forward(subject) == (prefixes[0] in wording().forward_prefixes)


@given(st.text("[]()*: EKSTRNVS", max_size=2_000))
def test_no_subject_takes_long(subject: str) -> None:
    is_forward(subject)
    is_short_own_text(subject)
