"""Which case a mail belongs to: sixty mails against the published rules, and references nobody can guess."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core import cases, reading, trust
from archiver.core.cases import (
    ALPHABET,
    REJECTIONS,
    RULES,
    Enquiry,
    KnownCase,
    OpenCase,
    OurLetter,
    SameIncident,
    Signer,
    SingleOpenCase,
    ThreadItem,
    numbers_of,
)
from archiver.core.records import CaseRef, CaseState, Filing, ItemState
from tests.builders import a_letter

SIGNER = Signer(b"en noegle kun til disse proever")
OTHER = Signer(b"en ganske anden noegle end vores")
JETTE, MADS = "jette.jensen@kommune.example", "mads.madsen@kommune.example"
ARCHIVE = "arkiv@kommune.example"


def with_check(*letters: str) -> CaseRef:
    """A genuine reference whose check holds these letters."""
    genuine = (SIGNER.sign(2026, number) for number in range(1, 9999))
    return next(reference for reference in genuine if all(letter in reference.check for letter in letters))


A, B, C = SIGNER.sign(2026, 12), SIGNER.sign(2026, 13), SIGNER.sign(2026, 14)
ZERO, ONE = with_check("0"), with_check("1")
CLOSED, MERGED, MERGED_INTO_CLOSED = SIGNER.sign(2026, 15), SIGNER.sign(2026, 16), SIGNER.sign(2026, 17)
OFFICERS = SIGNER.sign(2026, 18)
UNOPENED = SIGNER.sign(2026, 9001)
FORGED = OTHER.sign(2026, 12)
OFFICER = "officer@kommune.example"
CITIZEN, STRANGER = "vred.borger@udbyder.example", "en.anden@udbyder.example"
KNOWN = {
    one.reference: one
    for one in (
        KnownCase(A, reporters=frozenset({JETTE})),
        KnownCase(B, reporters=frozenset({JETTE, MADS})),
        KnownCase(C, reporters=frozenset({MADS})),
        KnownCase(OFFICERS, reporters=frozenset({OFFICER})),
        KnownCase(ZERO),
        KnownCase(ONE),
        KnownCase(CLOSED, CaseState.CLOSED, frozenset({JETTE})),
        KnownCase(MERGED, CaseState.MERGED, frozenset(), goes_to=A),
        KnownCase(MERGED_INTO_CLOSED, CaseState.MERGED, frozenset(), goes_to=CLOSED),
    )
}

LETTERS = {
    "<receipt.1@kommune.example>": OurLetter(1, A, JETTE, frozenset({A})),
    "<receipt.2@kommune.example>": OurLetter(2, B, JETTE),
    "<receipt.3@kommune.example>": OurLetter(3, C, MADS),
    "<receipt.4@kommune.example>": OurLetter(4, None, JETTE),
    "<receipt.5@kommune.example>": OurLetter(5, CLOSED, JETTE),
    "<receipt.6@kommune.example>": OurLetter(6, MERGED, JETTE),
    "<receipt.7@kommune.example>": OurLetter(7, B, JETTE, frozenset({A, B})),
    "<receipt.8@kommune.example>": OurLetter(8, None, JETTE, frozenset({A})),
}
THREADS = {
    "<mail.1@kommune.example>": ThreadItem(1, A, JETTE),
    "<mail.2@kommune.example>": ThreadItem(2, B, JETTE),
    "<mail.3@kommune.example>": ThreadItem(3, C, MADS),
    "<mail.4@kommune.example>": ThreadItem(4, None, JETTE),
    "<mail.5@kommune.example>": ThreadItem(5, CLOSED, JETTE),
}


BY_DOMAIN = trust.Gate(frozenset({"kommune.example"}))
BY_RESULTS = trust.Gate(frozenset({"kommune.example"}), trust.Mode.AUTHENTICATION_RESULTS, "mx.kommune.example")


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
    rejected: str = ""
    """Why a case that it points to was not taken, when one was."""
    same: tuple[SameIncident, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    policy: SingleOpenCase = SingleOpenCase.NEVER
    gate: trust.Gate = BY_DOMAIN


def answering(*names: str) -> tuple[tuple[str, str], ...]:
    return (("In-Reply-To", names[0]), ("References", " ".join(names)))


def plus(tag: object) -> str:
    return f"arkiv+{tag}@kommune.example"


OWN, HIS, THANKED = "<mail.1@kommune.example>", "<mail.3@kommune.example>", "<receipt.1@kommune.example>"
MACHINE = (("Auto-Submitted", "auto-replied"),)
BY_ADDRESS, BY_SUBJECT = "signed_case_address", "signed_token_in_subject"
UNKEYED = {"outsider", "sender_not_verified", "no_single_sender", "machine_mail"}
BY_RECEIPT, BY_THREAD, BY_NONE = "reply_to_our_receipt", "same_thread_same_reporter", "no_rule_matched"
BY_INCIDENT, BY_SINGLE = "same_incident", "single_open_case"
REFUSED, SEVERAL, SHUT = "reference_not_accepted", "several_cases_named", "closed_case"

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
    Row("addresses of two cases", SEVERAL, to=f"{plus(A)}, {plus(B)}", rejected="several"),
    Row("an address with a forged check", REFUSED, to=plus(FORGED), rejected="not_ours"),
    Row("an address without a check", REFUSED, to=plus("2026-0012"), rejected="no_check"),
    Row("an address of a case never opened", REFUSED, to=plus(UNOPENED), rejected="unknown"),
    Row("somebody else's address with our reference", BY_NONE, to=f"andre+{A}@kommune.example"),
    Row("our reference at another domain", BY_NONE, to=f"arkiv+{A}@udbyder.example"),
    Row("our reference at a look-alike domain", BY_NONE, to=f"arkiv+{A}@kommune.example.udbyder.example"),
    Row("the reference as the whole local part", BY_NONE, to=f"{A}@kommune.example"),
    Row(
        "the address wins over the subject",
        BY_ADDRESS,
        A,
        to=plus(A),
        subject=f"VS: [{B}]",
        rejected="address_counts",
    ),
    Row(
        "the address wins over someone else's number",
        BY_ADDRESS,
        A,
        to=plus(A),
        subject=f"{C} {A}",
        rejected="address_counts",
    ),
    Row("the address and a forged subject", BY_ADDRESS, A, to=plus(A), subject=f"VS: [{FORGED}]"),
    Row("the address and the subject of a merged case", BY_ADDRESS, A, to=plus(A), subject=f"VS: [{MERGED}]"),
    Row("the address wins over a receipt", BY_ADDRESS, B, to=plus(B), headers=answering("<receipt.1@kommune.example>")),
    Row("an address in a display name is none", BY_NONE, to=f'"{plus(A)}" <{ARCHIVE}>'),
    # the subject
    Row("a reference in the subject", BY_SUBJECT, A, subject=f"VS: trusler [{A}]"),
    Row("a bare reference", BY_SUBJECT, A, subject=str(A)),
    Row("a reference in small letters", BY_SUBJECT, A, subject=f"sag {A}".lower()),
    Row("a reference between brackets and text", BY_SUBJECT, A, subject=f"Re: Kvittering [{A}] tak"),
    Row("a reference after a colon", BY_SUBJECT, A, subject=f"sag:{A}."),
    Row("one reference twice", BY_SUBJECT, A, subject=f"{A} {A}"),
    Row("two cases in one subject", SEVERAL, subject=f"{A} og {B}", rejected="several"),
    Row("two cases in one subject, one of them others'", SEVERAL, subject=f"{C} og {A}", rejected="several"),
    Row(
        "two cases in one subject, both of them others'",
        SEVERAL,
        subject=f"{C} og {A}",
        sender="en.tredje@kommune.example",
        rejected="several",
    ),
    Row(
        "two cases in one subject, the officer's mail", SEVERAL, subject=f"{C} {A}", sender=OFFICER, rejected="several"
    ),
    Row("a merged case of others' and the one it went into", BY_SUBJECT, A, subject=f"{A} og {MERGED}"),
    Row("a genuine and a forged one: one of many guesses", REFUSED, subject=f"{FORGED} {A}", rejected="not_ours"),
    Row("a genuine address and a forged one", REFUSED, to=f"{plus(FORGED)}, {plus(A)}", rejected="not_ours"),
    Row(
        "a genuine address among twenty", SEVERAL, to=", ".join([plus(A), plus(B), *[plus(A)] * 18]), rejected="several"
    ),
    Row("two guesses in one address", REFUSED, to=plus(f"{FORGED}.{A}"), rejected="not_ours"),
    Row(
        "a list's mail that a colleague redirected",
        BY_SUBJECT,
        A,
        subject=f"[{A}]",
        headers=(("Resent-From", JETTE), ("List-Id", "x"), ("Precedence", "bulk")),
        sender="noreply@udbyder.example",
    ),
    Row("a genuine and an unopened one", BY_SUBJECT, A, subject=f"{UNOPENED} {A}", rejected="unknown"),
    Row("a guessed number with a guessed check", REFUSED, subject=f"VS: [{FORGED}]", rejected="not_ours"),
    Row("a guessed number", REFUSED, subject="VS: sag 2026-0012", rejected="no_check"),
    Row("a number of somebody else's system", BY_NONE, subject="VS: sag 2024-12345"),
    Row("the check of another case", REFUSED, subject=f"2026-0012-{B.check}", rejected="not_ours"),
    Row("the right check, another year", REFUSED, subject=f"2025-0012-{A.check}", rejected="not_ours"),
    Row("a mistyped check", REFUSED, subject=f"2026-0012-{A.check[1] + A.check[0] + A.check[2:]}", rejected="not_ours"),
    Row("a check cut short", REFUSED, subject=f"2026-0012-{A.check[:3]}", rejected="no_check"),
    Row("a check with a letter too many", REFUSED, subject=f"{A}X", rejected="no_check"),
    Row("a digit before it", BY_NONE, subject=f"1{A}"),
    Row("a hyphen behind it", REFUSED, subject=f"{A}-1", rejected="no_check"),
    Row("a genuine case never opened", REFUSED, subject=f"VS: [{UNOPENED}]", rejected="unknown"),
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
    Row(
        "an answer to a colleague's receipt",
        BY_NONE,
        headers=answering("<receipt.3@kommune.example>"),
        rejected="not_their_receipt",
    ),
    Row(
        "an answer to a receipt without a case",
        BY_NONE,
        headers=answering("<receipt.4@kommune.example>"),
        rejected="no_case_yet",
    ),
    Row(
        "an answer to receipts of two cases",
        SEVERAL,
        headers=answering("<receipt.1@kommune.example>", "<receipt.2@kommune.example>"),
        rejected="several",
    ),
    Row("an answer to a receipt that never was", BY_NONE, headers=answering("<receipt.99@kommune.example>")),
    Row(
        "the receipt wins over the thread",
        BY_RECEIPT,
        A,
        headers=answering("<receipt.1@kommune.example>", "<mail.2@kommune.example>"),
    ),
    Row(
        "an answer to the receipt of what lies in another case now",
        BY_SUBJECT,
        B,
        subject=f"SV: Kvittering nr. K-2026-000007 [{A}]",
        headers=answering("<receipt.7@kommune.example>"),
        rejected="moved_on",
    ),
    Row(
        "the same, and a second case written into it",
        SEVERAL,
        subject=f"SV: Kvittering [{A}] og {CLOSED}",
        headers=answering("<receipt.7@kommune.example>"),
        rejected="moved_on",
    ),
    Row(
        "the same, to receipts of both cases",
        BY_SUBJECT,
        A,
        subject=f"SV: Kvittering [{A}]",
        headers=answering("<receipt.7@kommune.example>", THANKED),
    ),
    Row(
        "an answer to the receipt of what was taken out of its case",
        REFUSED,
        subject=f"SV: Kvittering [{A}]",
        headers=answering("<receipt.8@kommune.example>"),
        rejected="taken_out",
    ),
    # threads
    Row("one's own thread", BY_THREAD, A, headers=answering("<mail.1@kommune.example>")),
    Row("a colleague's thread", BY_NONE, headers=answering("<mail.3@kommune.example>"), rejected="not_their_thread"),
    Row(
        "a thread of what lies in no case",
        BY_NONE,
        headers=answering("<mail.4@kommune.example>"),
        rejected="no_case_yet",
    ),
    Row(
        "threads of two cases",
        SEVERAL,
        headers=answering("<mail.1@kommune.example>", "<mail.2@kommune.example>"),
        rejected="several",
    ),
    Row(
        "a colleague's beside one's own",
        BY_THREAD,
        B,
        headers=answering(HIS, "<mail.2@kommune.example>"),
        rejected="not_their_thread",
    ),
    # whose number it is
    Row("someone else's number", REFUSED, subject=f"VS: endnu en [{C}]", rejected="not_their_case"),
    Row("the number of a case she reports to with others", BY_SUBJECT, B, subject=str(B)),
    Row("a number the officer writes", BY_SUBJECT, C, subject=str(C), sender=f"Arkivansvarlig <{OFFICER}>"),
    Row("the number of a case nobody has reported to yet", BY_SUBJECT, ONE, subject=f"til sag {ONE}"),
    Row("the number of a case to which only the officer has sent mail", BY_SUBJECT, OFFICERS, subject=str(OFFICERS)),
    Row("the address of someone else's case, as the officer gave it out", BY_ADDRESS, C, to=plus(C)),
    # what mail programs make of it
    Row("changed subject, References intact", BY_RECEIPT, A, subject="En anden ting", headers=answering(THANKED)),
    Row("lost References, number in the subject", BY_SUBJECT, A, subject=f"Sv: Kvittering nr. K-2026-000001 [{A}]"),
    Row("lost References and lost number", BY_NONE, subject="Sv: Kvittering nr. K-2026-000001"),
    Row("SV: to her receipt", BY_RECEIPT, A, subject="SV: Kvittering nr. K-2026-000001", headers=answering(THANKED)),
    Row("VS: of her receipt", BY_SUBJECT, A, subject=f"VS: Kvittering [{A}]", headers=answering(THANKED)),
    Row(
        "VS: of a colleague's receipt, an old ticket forwarded",
        REFUSED,
        subject=f"VS: Kvittering [{C}]",
        headers=answering("<receipt.3@kommune.example>"),
        rejected="not_their_case",
    ),
    Row(
        "SV: VS: of a colleague's old ticket, to her own receipt",
        BY_RECEIPT,
        A,
        subject=f"SV: VS: Kvittering [{C}]",
        headers=answering(THANKED),
        rejected="not_their_case",
    ),
    Row("Re[2]: with the number between", BY_SUBJECT, A, subject=f"Re[2]: Sv: [{A}] VS: noget"),
    Row("AW: WG: from a German colleague", BY_SUBJECT, A, subject=f"AW: WG: [{A}]"),
    # closed and merged cases
    Row("the number of a closed case", SHUT, subject=f"VS: [{CLOSED}]", rejected="closed"),
    Row("the address of a closed case", SHUT, to=plus(CLOSED), rejected="closed"),
    Row(
        "an answer to a receipt of a closed case",
        SHUT,
        headers=answering("<receipt.5@kommune.example>"),
        rejected="closed",
    ),
    Row("a thread of a closed case", SHUT, headers=answering("<mail.5@kommune.example>"), rejected="closed"),
    Row("the number of a merged case", BY_SUBJECT, A, subject=f"VS: [{MERGED}]"),
    Row("the address of a merged case", BY_ADDRESS, A, to=plus(MERGED)),
    Row("an answer to a receipt of a merged case", BY_RECEIPT, A, headers=answering("<receipt.6@kommune.example>")),
    Row("a merged case and the one it went into", BY_SUBJECT, A, subject=f"{MERGED} {A}"),
    Row("a case merged into a closed one", SHUT, to=plus(MERGED_INTO_CLOSED), rejected="closed"),
    # the same incident
    Row("what a colleague handed on before", BY_INCIDENT, C, same=(SameIncident(3, C),)),
    Row("what two colleagues handed on before", BY_INCIDENT, C, same=(SameIncident(3, C), SameIncident(7, C))),
    Row(
        "originals of two cases in one mail", SEVERAL, same=(SameIncident(1, A), SameIncident(3, C)), rejected="several"
    ),
    Row("what waits under Ufordelt itself", BY_NONE, same=(SameIncident(8, None),), rejected="no_case_yet"),
    Row("what lies in a closed case", SHUT, same=(SameIncident(5, CLOSED),), rejected="closed"),
    Row(
        "someone else's number, but the same incident",
        BY_INCIDENT,
        C,
        subject=str(C),
        same=(SameIncident(3, C),),
        rejected="not_their_case",
    ),
    Row("her thread wins over the incident", BY_THREAD, A, headers=answering(OWN), same=(SameIncident(3, C),)),
    # the single open case, by policy
    Row("one open case, and the policy says never", BY_NONE, open_cases=(OpenCase(A),)),
    Row("one open case", BY_SINGLE, A, open_cases=(OpenCase(A),), policy=SingleOpenCase.ALWAYS),
    Row(
        "two open cases",
        BY_NONE,
        open_cases=(OpenCase(A), OpenCase(B)),
        policy=SingleOpenCase.ALWAYS,
        rejected="several_open",
    ),
    Row(
        "one open case about the same citizen",
        BY_SINGLE,
        A,
        open_cases=(OpenCase(A, frozenset({CITIZEN})),),
        policy=SingleOpenCase.SAME_SENDER,
    ),
    Row(
        "one open case about another citizen",
        BY_NONE,
        open_cases=(OpenCase(A, frozenset({STRANGER})),),
        policy=SingleOpenCase.SAME_SENDER,
        rejected="other_sender",
    ),
    Row(
        "a number not accepted, and one open case",
        BY_SINGLE,
        A,
        subject=str(C),
        open_cases=(OpenCase(A),),
        policy=SingleOpenCase.ALWAYS,
        rejected="not_their_case",
    ),
    Row(
        "a machine of hers, and one open case",
        "machine_mail",
        headers=MACHINE,
        open_cases=(OpenCase(A),),
        policy=SingleOpenCase.ALWAYS,
    ),
    # who wrote
    Row("a colleague's From that nothing shows", "sender_not_verified", subject=str(A), gate=BY_RESULTS),
    Row(
        "a colleague's From that DMARC refuses",
        "sender_not_verified",
        subject=str(A),
        headers=(("Authentication-Results", "mx.kommune.example; dmarc=fail header.from=kommune.example"),),
        gate=BY_RESULTS,
    ),
    Row(
        "a colleague whom our server vouches for",
        BY_SUBJECT,
        A,
        subject=str(A),
        headers=(("Authentication-Results", "mx.kommune.example; dmarc=pass header.from=kommune.example"),),
        gate=BY_RESULTS,
    ),
    Row(
        "another server that vouches",
        "sender_not_verified",
        to=plus(A),
        headers=(("Authentication-Results", "mx.udbyder.example; dmarc=pass header.from=kommune.example"),),
        gate=BY_RESULTS,
    ),
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
    archive = frozenset({ARCHIVE})
    known = {(one.year, one.number) for one in KNOWN}
    enquiry = Enquiry(
        envelope,
        trust.sender_of(envelope, row.gate),
        archive,
        KNOWN,
        frozenset(numbers_of(envelope, archive) & known),
        tuple(LETTERS[name] for name in named if name in LETTERS),
        tuple(THREADS[name] for name in named if name in THREADS),
        row.same,
        row.open_cases,
        authors=frozenset({CITIZEN}),
        officers=frozenset({OFFICER}),
    )
    return cases.file(enquiry, SIGNER, open_new_cases=open_new_cases, single_open=row.policy)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_mail_of_the_table_finds_its_case_by_its_rule(row: Row) -> None:
    filing = filed(row)

    assert (filing.rule, filing.case) == (row.rule, row.case)
    assert (filing.state is ItemState.FILED) == (row.case is not None)
    assert row.rejected in {candidate.reason for candidate in filing.rejected} | {""}
    assert bool(filing.rejected) == bool(row.rejected)


def test_the_table_has_sixty_mails_and_every_rule_and_every_reason_speaks_and_it_prints_itself() -> None:
    print()
    for row in TABLE:
        filing = filed(row)
        why = "; ".join(f"{one.case or '-'}: {one.reason}" for one in filing.rejected)
        print(f"{row.name:<58} {filing.rule:<28} {filing.case or filing.state!s:<18} {why}")

    assert len(TABLE) >= 60
    assert {rule.__name__ for rule in RULES} | {BY_SINGLE} <= {row.rule for row in TABLE}
    assert {row.rejected for row in TABLE} == REJECTIONS.keys() | {""}


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.rule in {REFUSED, SEVERAL, SHUT}], ids=lambda row: row.name
)
def test_whoever_means_a_case_that_is_there_opens_no_other(row: Row) -> None:
    filing = filed(row, open_new_cases=True)

    assert (filing.state, filing.rule, filing.opens_case) == (ItemState.UNASSIGNED, row.rule, False)


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


def test_what_names_a_merged_case_says_so() -> None:
    row = next(row for row in TABLE if row.name == "the number of a merged case")

    assert filed(row).evidence == {"reference_in": "subject", "named_by": "reporter", "named": str(MERGED)}


@pytest.mark.parametrize(
    ("name", "named_by"),
    [
        ("a number the officer writes", "officer"),
        ("a reference in the subject", "reporter"),
        ("the number of a case nobody has reported to yet", "first"),
        ("the number of a case to which only the officer has sent mail", "first"),
    ],
)
def test_the_evidence_of_a_reference_in_the_subject_says_who_named_it(name: str, named_by: str) -> None:
    row = next(row for row in TABLE if row.name == name)

    assert filed(row).evidence == {"reference_in": "subject", "named_by": named_by}


def test_of_two_cases_in_one_subject_both_are_written_down_and_whose_they_are() -> None:
    row = next(row for row in TABLE if row.name == "two cases in one subject, one of them others'")

    assert [(one.case, one.reason) for one in filed(row).rejected] == [
        (str(C), "not_their_case"),
        (str(A), "several"),
        (str(C), "several"),
    ]


def test_what_the_subject_names_beside_the_address_is_written_down_once() -> None:
    row = next(row for row in TABLE if row.name == "the address wins over someone else's number")

    assert [(one.rule, one.case) for one in filed(row).rejected] == [(BY_SUBJECT, str(C))]


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
