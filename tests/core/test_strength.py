"""How strong the documentation is, and what it lacks, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.core import strength
from archiver.core.records import (
    Address,
    Checksum,
    Choice,
    Confidence,
    DateZone,
    Envelope,
    Form,
    Hop,
    Level,
    Original,
    Part,
    Reading,
    Recovery,
    Strength,
)
from archiver.core.strength import form_of, reason_in, strength_of

NOW = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
CITIZEN = Address("Vred Borger", "vred@udbyder.example")
JETTE = Address("Jette", "jette@kommune.example")
WHOLE = Original(
    Recovery.ATTACHED,
    1,
    Confidence.HIGH,
    from_=CITIZEN,
    date=NOW,
    date_zone=DateZone.GIVEN,
    has_trace=True,
    is_authenticated=True,
    choice=Choice.FIRST_OUTSIDE,
)
QUOTED = replace(WHOLE, provenance=Recovery.INLINE_HTML, date_zone=DateZone.ASSUMED, has_trace=False)
PICTURE = Part(
    "2", "image/png", "image/png", "skærm.png", "skærm.png", "attachment", None, 9, Checksum("0" * 64), decode_ok=True
)
SPOILT = replace(PICTURE, content_type="application/zip", sniffed_type="x/y", filename="x.zip", decode_ok=False)


def of(*originals: Original, parts: tuple[Part, ...] = (), sender: Address = JETTE, traced: bool = True) -> Strength:
    received = (Hop("mx.kommune.example", "udbyder.example", NOW),) if traced else ()
    envelope = Envelope(from_=(sender,), date=NOW, received=received)
    return strength_of(Reading(envelope, parts, originals=originals), {"kommune.example"})


@pytest.mark.parametrize(
    ("given", "level", "danish"),
    [
        (of(WHOLE), 3, "Originalen er vedhæftet med sine headere."),
        (of(replace(WHOLE, provenance=Recovery.EML)), 3, "Originalen er vedhæftet med sine headere."),
        (
            of(replace(WHOLE, is_authenticated=False)),
            3,
            (
                "Originalen er vedhæftet med sine headere. Mangler: hvad den modtagende server kontrollerede "
                "(Authentication-Results)."
            ),
        ),
        (
            of(replace(WHOLE, has_trace=False)),
            2,
            (
                "Originalen er vedhæftet som Outlook-element eller uden alle sine headere. "
                "Mangler: Received-felterne, som viser, hvilken vej mailen er kommet."
            ),
        ),
        (
            of(replace(WHOLE, has_trace=False, date=None)),
            2,
            (
                "Originalen er vedhæftet som Outlook-element eller uden alle sine headere. "
                "Mangler: dato eller afsender i headerne."
            ),
        ),
        (
            of(replace(WHOLE, provenance=Recovery.MSG)),
            2,
            "Originalen er vedhæftet som Outlook-element eller uden alle sine headere.",
        ),
        (of(replace(WHOLE, provenance=Recovery.RESENT)), 3, "Mailen er omdirigeret; den er selv originalen."),
        (
            of(QUOTED),
            1,
            (
                "Originalen er videresendt i teksten. Mangler: oprindelige headere. "
                "Tidspunktet er, som indsenderens mailprogram skrev det; tidszonen er antaget. "
                "Videresend originalen som vedhæftet fil: det styrker bevisværdien."
            ),
        ),
        (
            of(replace(QUOTED, from_=Address("Vred Borger", ""), date=None, date_zone=DateZone.NONE)),
            1,
            (
                "Originalen er videresendt i teksten. Mangler: oprindelige headere. Mangler: afsenderens adresse. "
                "Mangler: hvornår den blev sendt. Videresend originalen som vedhæftet fil: det styrker bevisværdien."
            ),
        ),
        (
            of(WHOLE, QUOTED),
            1,
            (
                "Originalen er videresendt i teksten. Der er flere originaler; vurderingen gælder den svageste. "
                "Mangler: oprindelige headere. "
                "Tidspunktet er, som indsenderens mailprogram skrev det; tidszonen er antaget. "
                "Videresend originalen som vedhæftet fil: det styrker bevisværdien."
            ),
        ),
        (
            of(parts=(PICTURE,)),
            1,
            (
                "Et billede eller dokument er vedhæftet, men ingen mail. "
                "Mangler: sidens adresse, brugernavn, dato og et vidne, hvis det er et skærmbillede."
            ),
        ),
        (of(), 0, "Kun indsenderens egne ord. Mangler: oprindelige headere."),
        (of(sender=CITIZEN), 3, "Mailen er selv originalen, sendt hertil af sin forfatter."),
        (
            of(sender=CITIZEN, traced=False),
            2,
            (
                "Mailen er selv originalen, sendt hertil af sin forfatter. "
                "Mangler: Received-felterne, som viser, hvilken vej mailen er kommet."
            ),
        ),
    ],
)
def test_the_level_has_its_reason_in_plain_danish(given: Strength, level: int, danish: str) -> None:
    assert (given.level, reason_in(given, "da")) == (level, danish)


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"content_id": "<image001@x>", "content_disposition": "inline", "filename": "image001.png"}, Level.RETOLD),
        (
            {"content_id": "<kommune@x>", "content_disposition": None, "filename": "Prøve-Kommune-logo.png"},
            Level.RETOLD,
        ),
        ({"content_id": "<skærm@x>", "content_disposition": "inline", "filename": "skærm.png"}, Level.INLINE),
        ({"content_id": "<image001@x>", "filename": "image001.png", "size": 80_000}, Level.INLINE),
        ({"content_id": "<image001@x>", "filename": "image001.png"}, Level.INLINE),
    ],
)
def test_the_logo_of_a_signature_documents_nothing(changes: dict[str, Any], level: Level) -> None:
    assert of(parts=(replace(PICTURE, **changes),)).level is level


def test_what_is_not_chosen_does_not_count() -> None:
    assert of(WHOLE, replace(QUOTED, choice=None)).level is Level.ATTACHED


def test_the_reason_exists_in_english() -> None:
    assert reason_in(of(QUOTED), "en").startswith("The original is forwarded in the text. Missing: original headers.")


def test_no_sentence_claims_that_anything_is_valid() -> None:
    sentences = [value for name, value in vars(strength).items() if name.isupper() and isinstance(value, str)]
    sentences += strength._WHAT.values()
    said = [reason_in(Strength(Level.RETOLD, (sentence,)), tongue) for sentence in sentences for tongue in ("da", "en")]

    assert len(said) > 30
    of_evidence = [one for one in said if "bevis" in one.lower() or "evidence" in one.lower()]
    assert not [one for one in said if "gyldig" in one.lower() or "valid" in one.lower()]
    assert all("styrker bevisværdien" in one or "strengthens its value as evidence" in one for one in of_evidence)
    assert of_evidence


@pytest.mark.parametrize(
    ("found", "recoveries", "form"),
    [
        (of(WHOLE), {Recovery.ATTACHED}, Form.ATTACHED),
        (of(replace(WHOLE, provenance=Recovery.MSG)), {Recovery.MSG}, Form.OUTLOOK),
        (of(replace(WHOLE, provenance=Recovery.TNEF)), {Recovery.TNEF}, Form.OUTLOOK),
        (of(replace(WHOLE, has_trace=False)), {Recovery.EML}, Form.INCOMPLETE),
        (of(replace(WHOLE, provenance=Recovery.RESENT)), {Recovery.RESENT}, Form.REDIRECTED),
        (of(QUOTED), {Recovery.INLINE_HTML}, Form.INLINE),
        (of(QUOTED, WHOLE), {Recovery.INLINE_HTML, Recovery.ATTACHED}, Form.INLINE),
        (of(parts=(PICTURE,)), (), Form.PICTURE),
        (of(parts=(replace(PICTURE, filename="vrede.msg", sniffed_type="x/y"),)), (), Form.UNOPENED),
        (of(parts=(SPOILT,)), (), Form.UNOPENED),
        (of(parts=(replace(SPOILT, decode_ok=True),)), (), Form.RETOLD),
        (of(parts=(replace(PICTURE, decode_ok=False),)), (), Form.PICTURE),
        (of(parts=(replace(SPOILT, content_type="text/plain"),)), (), Form.UNOPENED),
        (of(parts=(replace(SPOILT, content_type="text/plain", content_disposition=None),)), (), Form.RETOLD),
        (of(WHOLE, parts=(SPOILT,)), {Recovery.ATTACHED}, Form.ATTACHED),
        (of(), (), Form.RETOLD),
    ],
)
def test_a_strength_was_found_in_one_form(found: Strength, recoveries: frozenset[Recovery], form: Form) -> None:
    assert form_of(found, recoveries) is form


@pytest.mark.parametrize("level", Level)
def test_a_strength_with_reasons_of_tomorrow_still_has_a_form(level: Level) -> None:
    assert form_of(Strength(level, ("A reason of tomorrow.",)), ()) in Form
