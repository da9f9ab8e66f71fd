"""Which case a mail belongs to: sixty mails against the published rules, and references nobody can guess."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core import cases, reading, trust
from archiver.core.cases import ALPHABET, RULES, Enquiry, OurLetter, Signer, ThreadItem, references_of
from archiver.core.records import CaseRef, Filing, ItemState
from tests.builders import a_letter

SIGNER = Signer(b"en noegle kun til disse proever")
OTHER = Signer(b"en ganske anden noegle end vores")
JETTE, MADS = "jette.jensen@kommune.example", "mads.madsen@kommune.example"
ARCHIVE = "arkiv@kommune.example"


def with_check(*letters: str) -> CaseRef:
    """A genuine reference whose check holds these letters."""
    genuine = (SIGNER.sign(2026, number) for number in range(1, 9999))
    return next(reference for reference in genuine if all(letter in reference.check for letter in letters))


A, B = SIGNER.sign(2026, 12), SIGNER.sign(2026, 13)
ZERO, ONE = with_check("0"), with_check("1")
UNOPENED = SIGNER.sign(2026, 9001)
FORGED = OTHER.sign(2026, 12)
KNOWN = frozenset({A, B, ZERO, ONE})

LETTERS = {
    "<receipt.1@kommune.example>": OurLetter(1, A, JETTE),
    "<receipt.2@kommune.example>": OurLetter(2, B, JETTE),
    "<receipt.3@kommune.example>": OurLetter(3, A, MADS),
    "<receipt.4@kommune.example>": OurLetter(4, None, JETTE),
}
THREADS = {
    "<mail.1@kommune.example>": ThreadItem(1, A, JETTE),
    "<mail.2@kommune.example>": ThreadItem(2, B, JETTE),
    "<mail.3@kommune.example>": ThreadItem(3, A, MADS),
}


@dataclass(frozen=True)
class Row:
    """One mail of the table: what is odd about it, and where it must end."""

    name: str
    rule: str
    case: CaseRef | None = None
    subject: str = "VS: endnu en mail"
    to: str = ARCHIVE
    sender: str = f"Jette <{JETTE}>"
    headers: tuple[tuple[str, str], ...] = field(default=())


def answering(*names: str) -> tuple[tuple[str, str], ...]:
    return (("In-Reply-To", names[0]), ("References", " ".join(names)))


def plus(tag: object) -> str:
    return f"arkiv+{tag}@kommune.example"


OWN, HIS, THANKED = "<mail.1@kommune.example>", "<mail.3@kommune.example>", "<receipt.1@kommune.example>"
MACHINE = (("Auto-Submitted", "auto-replied"),)
BY_ADDRESS, BY_SUBJECT = "signed_case_address", "signed_token_in_subject"
UNKEYED = {"outsider", "no_single_sender", "machine_mail"}
BY_RECEIPT, BY_THREAD, BY_NONE = "reply_to_our_receipt", "same_thread_same_reporter", "no_rule_matched"

TABLE = [
    Row("nothing to go by", BY_NONE),
    # the address
    Row("the case's own address", BY_ADDRESS, A, to=plus(A)),
    Row("the address in capitals", BY_ADDRESS, A, to=plus(A).upper()),
    Row("the address in small letters", BY_ADDRESS, A, to=plus(str(A).lower())),
    Row("the address with a name before it", BY_ADDRESS, A, to=f"Sag 12 <{plus(A)}>"),
    Row("the address among others", BY_ADDRESS, A, to=f"{MADS}, {plus(A)}"),
    Row("the address in Cc", BY_ADDRESS, A, headers=(("Cc", plus(A)),)),
    Row("the address in Delivered-To", BY_ADDRESS, A, headers=(("Delivered-To", plus(A)),)),
    Row("the same address twice", BY_ADDRESS, A, to=f"{plus(A)}, {plus(A)}"),
    Row("addresses of two cases", BY_NONE, to=f"{plus(A)}, {plus(B)}"),
    Row("an address with a forged check", BY_NONE, to=plus(FORGED)),
    Row("an address without a check", BY_NONE, to=plus("2026-0012")),
    Row("an address of a case never opened", BY_NONE, to=plus(UNOPENED)),
    Row("somebody else's address with our reference", BY_NONE, to=f"andre+{A}@kommune.example"),
    Row("our reference at another domain", BY_NONE, to=f"arkiv+{A}@udbyder.example"),
    Row("our reference at a look-alike domain", BY_NONE, to=f"arkiv+{A}@kommune.example.udbyder.example"),
    Row("the reference as the whole local part", BY_NONE, to=f"{A}@kommune.example"),
    Row("the address wins over the subject", BY_ADDRESS, A, to=plus(A), subject=f"VS: [{B}]"),
    Row("the address wins over a receipt", BY_ADDRESS, B, to=plus(B), headers=answering("<receipt.1@kommune.example>")),
    Row("an address in a display name is none", BY_NONE, to=f'"{plus(A)}" <{ARCHIVE}>'),
    # the subject
    Row("a reference in the subject", BY_SUBJECT, A, subject=f"VS: trusler [{A}]"),
    Row("a bare reference", BY_SUBJECT, A, subject=str(A)),
    Row("a reference in small letters", BY_SUBJECT, A, subject=f"sag {A}".lower()),
    Row("a reference between brackets and text", BY_SUBJECT, A, subject=f"Re: Kvittering [{A}] tak"),
    Row("a reference after a colon", BY_SUBJECT, A, subject=f"sag:{A}."),
    Row("one reference twice", BY_SUBJECT, A, subject=f"{A} {A}"),
    Row("two references", BY_NONE, subject=f"{A} og {B}"),
    Row("a genuine and a forged one", BY_SUBJECT, A, subject=f"{FORGED} {A}"),
    Row("a genuine and an unopened one", BY_SUBJECT, A, subject=f"{UNOPENED} {A}"),
    Row("a forged reference", BY_NONE, subject=f"VS: [{FORGED}]"),
    Row("a bare number", BY_NONE, subject="VS: sag 2026-0012"),
    Row("the check of another case", BY_NONE, subject=f"2026-0012-{B.check}"),
    Row("the right check, another year", BY_NONE, subject=f"2025-0012-{A.check}"),
    Row("a mistyped check", BY_NONE, subject=f"2026-0012-{A.check[1] + A.check[0] + A.check[2:]}"),
    Row("a check cut short", BY_NONE, subject=f"2026-0012-{A.check[:3]}"),
    Row("a check with a letter too many", BY_NONE, subject=f"{A}X"),
    Row("a digit before it", BY_NONE, subject=f"1{A}"),
    Row("a hyphen behind it", BY_NONE, subject=f"{A}-1"),
    Row("a genuine case never opened", BY_NONE, subject=f"VS: [{UNOPENED}]"),
    Row("O for 0", BY_SUBJECT, ZERO, subject=f"{ZERO.year}-{ZERO.number:04d}-{ZERO.check.replace('0', 'O')}"),
    Row("o for 0", BY_SUBJECT, ZERO, subject=f"{ZERO.year}-{ZERO.number:04d}-{ZERO.check.replace('0', 'o')}"),
    Row("I for 1", BY_SUBJECT, ONE, subject=f"{ONE.year}-{ONE.number:04d}-{ONE.check.replace('1', 'I')}"),
    Row("l for 1", BY_SUBJECT, ONE, subject=f"{ONE.year}-{ONE.number:04d}-{ONE.check.replace('1', 'l')}"),
    Row("O for 0 in the year", BY_NONE, subject=str(A).replace("0", "O", 1)),
    Row("Arabic digits", BY_NONE, subject=str(A).replace("2026", "٢٠٢٦")),
    Row("a leading zero too many names the same number", BY_SUBJECT, A, subject=f"2026-00012-{A.check}"),
    Row("an encoded word", BY_SUBJECT, A, subject=f"=?utf-8?Q?VS=3A_tr=C3=A6t_{A}?="),
    # receipts
    Row("an answer to one's receipt", BY_RECEIPT, A, headers=answering("<receipt.1@kommune.example>")),
    Row("an answer to a colleague's receipt", BY_NONE, headers=answering("<receipt.3@kommune.example>")),
    Row("an answer to a receipt without a case", BY_NONE, headers=answering("<receipt.4@kommune.example>")),
    Row(
        "an answer to receipts of two cases",
        BY_NONE,
        headers=answering("<receipt.1@kommune.example>", "<receipt.2@kommune.example>"),
    ),
    Row("an answer to a receipt that never was", BY_NONE, headers=answering("<receipt.9@kommune.example>")),
    Row(
        "the receipt wins over the thread",
        BY_RECEIPT,
        A,
        headers=answering("<receipt.1@kommune.example>", "<mail.2@kommune.example>"),
    ),
    # threads
    Row("one's own thread", BY_THREAD, A, headers=answering("<mail.1@kommune.example>")),
    Row("a colleague's thread", BY_NONE, headers=answering("<mail.3@kommune.example>")),
    Row(
        "threads of two cases",
        BY_NONE,
        headers=answering("<mail.1@kommune.example>", "<mail.2@kommune.example>"),
    ),
    Row("a colleague's beside one's own", BY_THREAD, B, headers=answering(HIS, "<mail.2@kommune.example>")),
    # who wrote
    Row("an outsider with a genuine address", "outsider", to=plus(A), sender="borger@udbyder.example"),
    Row("an outsider with a genuine subject", "outsider", subject=str(A), sender="borger@udbyder.example"),
    Row("an outsider in our thread", "outsider", sender="b@udbyder.example", headers=answering(OWN)),
    Row("a subdomain of ours", "outsider", subject=str(A), sender="x@skole.kommune.example"),
    Row("our domain in the display name", "outsider", subject=str(A), sender=f'"{JETTE}" <borger@udbyder.example>'),
    Row("two From fields", "no_single_sender", subject=str(A), headers=(("From", "borger@udbyder.example"),)),
    Row("two addresses in From", "no_single_sender", subject=str(A), sender=f"{JETTE}, borger@udbyder.example"),
    Row("nobody in From", "no_single_sender", subject=str(A), sender="Jette"),
    # machines
    Row("an out-of-office that knows no case", "machine_mail", headers=MACHINE),
    Row("an out-of-office to our receipt", BY_RECEIPT, A, headers=(*MACHINE, *answering(THANKED))),
    Row("a machine with a genuine subject", BY_SUBJECT, A, subject=str(A), headers=MACHINE),
    Row("a machine from outside", "outsider", sender="robot@udbyder.example", headers=MACHINE),
]


def filed(row: Row, *, open_new_cases: bool = False) -> Filing:
    """As the archive would file it, remembering what the table says it remembers."""
    mail = a_letter(sender=row.sender, to=row.to, subject=row.subject, headers=row.headers)
    envelope = reading.read(mail).envelope
    named = (*envelope.references, *envelope.in_reply_to)
    genuine = references_of(envelope, SIGNER, frozenset({ARCHIVE}))
    enquiry = Enquiry(
        envelope,
        trust.sender_of(envelope, {"kommune.example"}),
        frozenset({ARCHIVE}),
        genuine & KNOWN,
        tuple(LETTERS[name] for name in named if name in LETTERS),
        tuple(THREADS[name] for name in named if name in THREADS),
    )
    return cases.file(enquiry, SIGNER, open_new_cases=open_new_cases)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_mail_of_the_table_finds_its_case_by_its_rule(row: Row) -> None:
    filing = filed(row)

    assert (filing.rule, filing.case) == (row.rule, row.case)
    assert (filing.state is ItemState.FILED) == (row.case is not None)


def test_the_table_has_sixty_mails_and_every_rule_speaks() -> None:
    assert len(TABLE) >= 60
    assert {rule.__name__ for rule in RULES} <= {row.rule for row in TABLE}


@pytest.mark.parametrize("row", [row for row in TABLE if row.rule == BY_NONE], ids=lambda row: row.name)
def test_what_no_rule_matches_opens_a_case_only_where_the_workplace_wants_it(row: Row) -> None:
    filing = filed(row, open_new_cases=True)

    assert (filing.state, filing.rule, filing.opens_case) == (ItemState.FILED, "new_case", True)


@pytest.mark.parametrize("row", [row for row in TABLE if row.rule in UNKEYED], ids=lambda row: row.name)
def test_neither_outsider_nor_machine_ever_opens_a_case(row: Row) -> None:
    filing = filed(row, open_new_cases=True)

    assert (filing.case, filing.opens_case) == (None, False)


def test_evidence_names_things_and_quotes_nothing() -> None:
    row = next(row for row in TABLE if row.name == "an answer to one's receipt")

    assert filed(row).evidence == {"receipt_of_item": "1"}


# --- references ---


def test_a_reference_is_written_as_people_read_it() -> None:
    assert str(A).startswith("2026-0012-")
    assert set(A.check) <= set(ALPHABET)
    assert str(SIGNER.sign(2026, 123456)).startswith("2026-123456-")


@given(year=st.integers(1000, 9999), number=st.integers(1, 999_999_999))
def test_a_reference_of_ours_is_always_recognised(year: int, number: int) -> None:
    reference = SIGNER.sign(year, number)

    assert list(SIGNER.references_in(f"Re: [{reference}]")) == [reference]


def test_a_guess_is_right_once_in_a_million() -> None:
    guesses = (
        f"2026-0012-{a}{b}{c}{d}" for a in ALPHABET for b in ALPHABET for c in ALPHABET[:4] for d in ALPHABET[:4]
    )

    genuine = [reference for guess in guesses for reference in SIGNER.references_in(guess)]

    assert all(reference == A for reference in genuine)
    assert len(genuine) <= 1


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert all(
        reference.check == SIGNER.sign(reference.year, reference.number).check
        for reference in SIGNER.references_in(text)
    )


def test_another_key_makes_another_reference() -> None:
    assert OTHER.sign(2026, 12) != A
    assert list(OTHER.references_in(str(A))) == []


def test_a_mark_of_ours_depends_on_its_words_and_the_key() -> None:
    assert SIGNER.mark("loop") == SIGNER.mark("loop")
    assert len({SIGNER.mark("loop"), SIGNER.mark("pool"), OTHER.mark("loop")}) == 3


def test_a_short_key_is_refused_and_no_key_is_ever_shown() -> None:
    with pytest.raises(ValueError, match="16 octets"):
        Signer(b"kort")
    assert "noegle" not in repr(SIGNER)


def test_a_key_has_one_fingerprint_that_is_not_another_keys() -> None:
    assert SIGNER.fingerprint == Signer(b"en noegle kun til disse proever").fingerprint != OTHER.fingerprint
    assert len(bytes.fromhex(SIGNER.fingerprint)) == 32
    assert b"noegle".hex() not in SIGNER.fingerprint
