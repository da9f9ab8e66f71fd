from __future__ import annotations

from pathlib import Path

import pytest

from archiver.core.headers import envelope_of
from archiver.core.records import Envelope, ReceiptDecision, Sender, Standing
from archiver.core.trust import is_no_reply, receipt_due, sender_of
from tests.builders import a_letter

LETTERS = Path(__file__).parents[1] / "letters"
OWN_DOMAINS = frozenset({"Kommune.example"})
JETTE = Sender("jette.jensen@kommune.example", Standing.COLLEAGUE)


def decided(envelope: Envelope, sender: Sender = JETTE, *, turned_on: bool = True) -> ReceiptDecision:
    return receipt_due(
        envelope,
        sender,
        own_addresses=frozenset({"Arkiv@kommune.example"}),
        loop_mark="arkiv.kommune.example",
        turned_on=turned_on,
    )


def test_one_from_with_one_address_of_our_domain_is_a_colleague() -> None:
    assert sender_of(envelope_of(a_letter(sender="J <Jette.Jensen@KOMMUNE.example>")), OWN_DOMAINS) == JETTE


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("from_display_name", Standing.EXTERNAL),
        ("from_encoded_name", Standing.EXTERNAL),
        ("from_encoded_name_with_comma", Standing.EXTERNAL),
        ("from_homograph", Standing.EXTERNAL),
        ("from_kelvin", Standing.EXTERNAL),
        ("from_route", Standing.EXTERNAL),
        ("from_subdomain", Standing.EXTERNAL),
        ("from_bare_display_name", Standing.NOBODY),
        ("from_group", Standing.NOBODY),
        ("from_several", Standing.NOBODY),
        ("from_two_angles", Standing.NOBODY),
        ("from_two_fields", Standing.NOBODY),
        ("from_space_before_colon", Standing.NOBODY),
        ("from_nul", Standing.NOBODY),
        ("from_unclosed_quote", Standing.NOBODY),
        ("from_empty", Standing.NOBODY),
        ("no_header", Standing.NOBODY),
        ("empty", Standing.NOBODY),
    ],
)
def test_a_spoofed_or_doubtful_from_is_never_a_colleague(name: str, standing: Standing) -> None:
    sender = sender_of(envelope_of((LETTERS / f"{name}.eml").read_bytes()), OWN_DOMAINS)

    assert sender.standing is standing
    assert bool(sender.address) is (standing is Standing.EXTERNAL)


def test_a_subdomain_is_ours_only_when_it_is_listed() -> None:
    envelope = envelope_of((LETTERS / "from_subdomain.eml").read_bytes())

    assert sender_of(envelope, {"skole.kommune.example"}).standing is Standing.COLLEAGUE
    assert sender_of(envelope, {"example", "kommune.example"}).standing is Standing.EXTERNAL


def test_a_colleague_is_thanked() -> None:
    assert decided(envelope_of(a_letter())) is ReceiptDecision.DUE


def test_turned_off_comes_before_everything() -> None:
    assert decided(Envelope(), Sender("", Standing.NOBODY), turned_on=False) is ReceiptDecision.TURNED_OFF


@pytest.mark.parametrize("standing", [Standing.EXTERNAL, Standing.NOBODY])
def test_nobody_but_a_colleague_is_answered(standing: Standing) -> None:
    assert decided(envelope_of(a_letter()), Sender("x@udbyder.example", standing)) is ReceiptDecision.NOT_A_COLLEAGUE


def test_our_own_address_is_never_answered() -> None:
    ours = Sender("arkiv@kommune.example", Standing.COLLEAGUE)

    assert decided(envelope_of(a_letter()), ours) is ReceiptDecision.OURSELVES


def test_our_own_loop_mark_is_never_answered_even_from_a_colleague() -> None:
    envelope = envelope_of((LETTERS / "machine_our_own_loop.eml").read_bytes())

    assert decided(envelope) is ReceiptDecision.OURSELVES


@pytest.mark.parametrize(
    "name",
    [
        "machine_out_of_office",
        "machine_precedence",
        "machine_x_autoreply",
        "machine_list",
        "machine_null_return_path",
        "machine_no_reply",
        "bounce",
    ],
)
def test_machines_are_never_answered(name: str) -> None:
    assert decided(envelope_of((LETTERS / f"{name}.eml").read_bytes())) is ReceiptDecision.MACHINE_MAIL


@pytest.mark.parametrize("name", ["person_with_exchange_suppress", "person_auto_submitted_no"])
def test_people_whose_server_adds_odd_fields_are_answered(name: str) -> None:
    assert decided(envelope_of((LETTERS / f"{name}.eml").read_bytes())) is ReceiptDecision.DUE


@pytest.mark.parametrize(
    ("local", "nobody_reads"),
    [
        ("MAILER-DAEMON", True),
        ("postmaster", True),
        ("noreply", True),
        ("no_reply", True),
        ("No-Reply+7", True),
        ("do-not-reply", True),
        ("donotreply", True),
        ("noreplyson", False),
        ("nora.reply", False),
        ("jette", False),
    ],
)
def test_no_reply_addresses_are_told_from_names(local: str, nobody_reads: bool) -> None:
    assert is_no_reply(f"{local}@kommune.example") is nobody_reads
