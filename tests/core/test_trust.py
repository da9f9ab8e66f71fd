from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.core.authentication import authserv_id_of, results_in
from archiver.core.headers import envelope_of
from archiver.core.records import Envelope, ReceiptDecision, Sender, Standing
from archiver.core.trust import REASONS, Gate, Mode, is_no_reply, receipt_due, sender_of
from tests.builders import a_letter

LETTERS = Path(__file__).parents[1] / "letters"
BY_DOMAIN = Gate(frozenset({"Kommune.example"}))
JETTE = Sender("jette.jensen@kommune.example", Standing.COLLEAGUE, "from_domain")


def decided(envelope: Envelope, sender: Sender = JETTE, *, turned_on: bool = True) -> ReceiptDecision:
    return receipt_due(
        envelope,
        sender,
        own_addresses=frozenset({"Arkiv@kommune.example"}),
        loop_mark="arkiv.kommune.example",
        turned_on=turned_on,
    )


def test_one_from_with_one_address_of_our_domain_is_a_colleague() -> None:
    assert sender_of(envelope_of(a_letter(sender="J <Jette.Jensen@KOMMUNE.example>")), BY_DOMAIN) == JETTE


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
    sender = sender_of(envelope_of((LETTERS / f"{name}.eml").read_bytes()), BY_DOMAIN)

    assert sender.standing is standing
    assert bool(sender.address) is (standing is Standing.EXTERNAL)


def test_a_subdomain_is_ours_only_when_it_is_listed() -> None:
    envelope = envelope_of((LETTERS / "from_subdomain.eml").read_bytes())

    assert sender_of(envelope, Gate(frozenset({"skole.kommune.example"}))).standing is Standing.COLLEAGUE
    assert sender_of(envelope, Gate(frozenset({"example", "kommune.example"}))).standing is Standing.EXTERNAL


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


def test_our_own_subaddress_is_never_answered_either() -> None:
    ours = Sender("arkiv+2026-0001-K7QX@kommune.example", Standing.COLLEAGUE)

    assert decided(envelope_of(a_letter()), ours) is ReceiptDecision.OURSELVES


def test_whoever_redirects_a_lists_mail_is_thanked_and_whoever_redirects_a_bounce_is_not() -> None:
    listed = a_letter(
        headers=(("Resent-From", "jette.jensen@kommune.example"), ("List-Id", "x"), ("Precedence", "bulk"))
    )
    bounced = a_letter(headers=(("Resent-From", "jette.jensen@kommune.example"), ("Return-Path", "<>")))

    assert decided(envelope_of(listed)) is ReceiptDecision.DUE
    assert decided(envelope_of(bounced)) is ReceiptDecision.MACHINE_MAIL


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


# --- the gate: who is believed to have sent it ---

MX = "mx.kommune.example"
BY_RESULTS = Gate(frozenset({"kommune.example"}), Mode.AUTHENTICATION_RESULTS, MX)
ABOVE_RECEIVED = replace(BY_RESULTS, received_by=MX)
BY_EXCHANGE = Gate(frozenset({"kommune.example"}), Mode.EXCHANGE_INTERNAL)
ADDRESS = "jette.jensen@kommune.example"
RESULTS, AUTH_AS = "Authentication-Results", "X-MS-Exchange-Organization-AuthAs"
PASS = f"{MX}; dmarc=pass header.from=kommune.example"
FROM_OUTSIDE = (
    f"from udbyder.example (udbyder.example [192.0.2.7]) by {MX} with ESMTPS id 7; Fri, 20 Nov 2026 14:31:58 +0100"
)
INSIDE = f"from {MX} (192.0.2.2) by mbx.kommune.example with ESMTP id 8; Fri, 20 Nov 2026 14:31:59 +0100"

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Doubt:
    """A header somebody may have written, and whether a colleague is believed to stand behind it."""

    name: str
    reason: str
    above: Fields = ()
    """Fields above From, topmost first."""
    below: Fields = ()
    gate: Gate = BY_RESULTS
    sender: str = f"Jette Jensen <{ADDRESS}>"

    @property
    def letter(self) -> bytes:
        block = "".join(f"{name}: {value}\r\n" for name, value in self.above)
        return block.encode() + a_letter(sender=self.sender, headers=self.below)


def results(text: str) -> Fields:
    return ((RESULTS, text),)


GATE = [
    # our own server's word
    Doubt("DMARC passed", "dmarc", results(PASS)),
    Doubt(
        "DMARC passed, with Gmail's remarks",
        "dmarc",
        results(
            f"{MX};\r\n dkim=pass header.i=@kommune.example header.s=s1 header.b=aB+/c=;\r\n spf=pass (ok: 192.0.2.1"
            f" permitted) smtp.mailfrom={ADDRESS};\r\n dmarc=pass (p=REJECT dis=NONE) header.from=kommune.example"
        ),
    ),
    Doubt("in capitals", "dmarc", results(f"{MX.upper()}; DMARC=Pass header.From=KOMMUNE.example")),
    Doubt("with a version", "dmarc", results(f"{MX} 1; dmarc/1=pass header.from=kommune.example")),
    Doubt("with a last semicolon", "dmarc", results(f"{PASS};")),
    Doubt("quoted", "dmarc", results(f'"{MX}"; dmarc=pass header.from="kommune.example"')),
    Doubt(
        "with a reason",
        "dmarc",
        results(f'{MX}; dmarc=pass reason="all (well); dmarc=fail" header.from=kommune.example'),
    ),
    Doubt(
        "with comments everywhere",
        "dmarc",
        results(f"(a) {MX} (b(c)\\)) ; (d) dmarc (e) = (f) pass (g) header (h) . (i) from = kommune.example (j)"),
    ),
    Doubt("DMARC failed", "failed", results(f"{MX}; dmarc=fail header.from=kommune.example")),
    Doubt("DMARC could not be looked up", "failed", results(f"{MX}; dmarc=temperror header.from=kommune.example")),
    Doubt(
        "DMARC failed, DKIM passed",
        "failed",
        results(f"{MX}; dkim=pass header.d=kommune.example; dmarc=fail header.from=kommune.example"),
    ),
    Doubt("DMARC passed for another domain", "not_shown", results(f"{MX}; dmarc=pass header.from=udbyder.example")),
    Doubt("DMARC passed for a subdomain", "not_shown", results(f"{MX}; dmarc=pass header.from=skole.kommune.example")),
    Doubt("DMARC passed for nobody in particular", "not_shown", results(f"{MX}; dmarc=pass")),
    Doubt("no policy, our own signature", "dkim", results(f"{MX}; dmarc=none; dkim=pass header.d=kommune.example")),
    Doubt("a stranger's signature", "not_shown", results(f"{MX}; dkim=pass header.d=udbyder.example")),
    Doubt("our signature broken", "not_shown", results(f"{MX}; dkim=fail header.d=kommune.example")),
    Doubt(
        "two signatures, one ours",
        "dkim",
        results(f"{MX}; dkim=pass header.d=udbyder.example; dkim=pass header.d=kommune.example"),
    ),
    Doubt("SPF alone", "not_shown", results(f"{MX}; spf=pass smtp.mailfrom={ADDRESS}")),
    Doubt("logged in as herself", "login", results(f"{MX}; auth=pass smtp.auth={ADDRESS}")),
    Doubt(
        "logged in as somebody else",
        "not_shown",
        results(f"{MX}; auth=pass smtp.auth=mads@kommune.example smtp.mailfrom={ADDRESS}"),
    ),
    Doubt("login failed", "not_shown", results(f"{MX}; auth=fail smtp.auth={ADDRESS}")),
    Doubt("nothing was checked", "not_shown", results(f"{MX}; none")),
    Doubt("no such field", "no_results"),
    # forged or misshapen
    Doubt("another server's word", "no_results", results("mx.udbyder.example; dmarc=pass header.from=kommune.example")),
    Doubt(
        "a server with our name before its own",
        "no_results",
        results(f"{MX}.udbyder.example; dmarc=pass header.from=kommune.example"),
    ),
    Doubt(
        "our name in a comment",
        "no_results",
        results(f"mx.udbyder.example ({MX}); dmarc=pass header.from=kommune.example"),
    ),
    Doubt(
        "the word pass in a comment",
        "failed",
        results(f"{MX}; dmarc=fail (dmarc=pass header.from=kommune.example) header.from=kommune.example"),
    ),
    Doubt(
        "a comment that swallows the failure",
        "unreadable_results",
        results(f"{MX}; dmarc=pass header.from=kommune.example (; dmarc=fail"),
    ),
    Doubt(
        "pass and fail",
        "failed",
        results(f"{MX}; dmarc=pass header.from=kommune.example; dmarc=fail header.from=kommune.example"),
    ),
    Doubt(
        "one property twice",
        "unreadable_results",
        results(f"{MX}; dmarc=pass header.from=udbyder.example header.from=kommune.example"),
    ),
    Doubt("a name of nothing above the real one", "unreadable_results", (*results('""; dmarc=pass'), *results(PASS))),
    Doubt("no equals sign", "unreadable_results", results(f"{MX}; dmarc pass header.from=kommune.example")),
    Doubt("an unknown version", "unreadable_results", results(f"{MX} 2; dmarc=pass header.from=kommune.example")),
    Doubt(
        "Exchange's field without a name", "no_results", results("dmarc=pass action=none header.from=kommune.example")
    ),
    Doubt(
        "an encoded word", "unreadable_results", results(f"{MX}; =?utf-8?Q?dmarc=3Dpass?= header.from=kommune.example")
    ),
    Doubt("NUL in it", "ambiguous_header", results(f"{MX}; dmarc=pass\0 header.from=kommune.example")),
    Doubt("æ in it", "unreadable_results", results(f"{MX}; dmarc=pass (æ) header.from=kommune.example")),
    Doubt(
        "longer than anybody's",
        "unreadable_results",
        results(f"{MX}; dmarc=pass ({'x' * 20_000}) header.from=kommune.example"),
    ),
    Doubt(
        "the topmost of ours says no, a lower one yes",
        "failed",
        (*results(f"{MX}; dmarc=fail header.from=kommune.example"), *results(PASS)),
    ),
    Doubt(
        "the topmost of ours says yes, a lower one no",
        "failed",
        (*results(PASS), *results(f"{MX}; dmarc=fail header.from=kommune.example")),
    ),
    Doubt("a later hop's word above ours", "dmarc", (*results("mbx.kommune.example; spf=none"), *results(PASS))),
    Doubt("ours with a dot at its end", "dmarc", results(f"{MX}.; dmarc=pass header.from=kommune.example")),
    Doubt(
        "ours with a version of another kind, a forged one below",
        "unreadable_results",
        (*results(f"{MX} version=1;"), *results(PASS)),
    ),
    Doubt(
        "ours with an open comment, a forged one below",
        "unreadable_results",
        (*results(f"{MX} (spf=none;"), *results(PASS)),
    ),
    Doubt("a comment that never ends, a forged one below", "unreadable_results", (*results("(mx"), *results(PASS))),
    Doubt(
        "OpenDKIM's field above OpenDMARC's",
        "dkim",
        (*results(f"{MX}; dkim=pass header.d=kommune.example"), *results(PASS)),
    ),
    Doubt(
        "OpenDKIM's yes above OpenDMARC's no",
        "failed",
        (
            *results(f"{MX}; dkim=pass header.d=kommune.example"),
            *results(f"{MX}; dmarc=fail header.from=kommune.example"),
        ),
    ),
    # what other programs see differently
    Doubt("a bare CR before it", "ambiguous_header", (("X", f"a\r{RESULTS}: {PASS}"),)),
    Doubt("a bare LF before it", "ambiguous_header", (("X", f"a\n{RESULTS}: {PASS}"),)),
    Doubt("NUL anywhere in the header", "ambiguous_header", (*results(PASS), ("X", "a\0b"))),
    Doubt(
        "Exchange's word behind a bare CR", "ambiguous_header", (("X", f"a\r{AUTH_AS}: Internal"),), gate=BY_EXCHANGE
    ),
    # where it stands
    Doubt("above our server's Received", "dmarc", (*results(PASS), ("Received", FROM_OUTSIDE)), gate=ABOVE_RECEIVED),
    Doubt(
        "above it, below a later hop",
        "dmarc",
        (("Received", INSIDE), *results(PASS), ("Received", FROM_OUTSIDE)),
        gate=ABOVE_RECEIVED,
    ),
    Doubt(
        "below our server's Received",
        "below_received",
        (("Received", FROM_OUTSIDE), *results(PASS)),
        gate=ABOVE_RECEIVED,
    ),
    Doubt(
        "below it, above a forged one",
        "below_received",
        (("Received", FROM_OUTSIDE), *results(PASS), ("Received", FROM_OUTSIDE)),
        gate=ABOVE_RECEIVED,
    ),
    Doubt(
        "below one whose greeting opens a comment",
        "below_received",
        (
            ("Received", FROM_OUTSIDE.replace("from udbyder.example", "from x(")),
            *results(PASS),
            ("Received", FROM_OUTSIDE),
        ),
        gate=ABOVE_RECEIVED,
    ),
    *(
        Doubt(
            f"below a Received whose host is written {name}",
            "below_received",
            (("Received", FROM_OUTSIDE.replace(f"by {MX}", written)), *results(PASS), ("Received", FROM_OUTSIDE)),
            gate=ABOVE_RECEIVED,
        )
        for name, written in (
            ("in quotes", f'by "{MX}"'),
            ("behind a comment", f"by (x) {MX}"),
            ("right behind a comment", f"by(x){MX}"),
            ("as an address", f"by [192.0.2.9] ({MX})"),
            ("beside another in a comment", f'(by x.example) by "{MX}"'),
            ("behind 5,000 letters", f"({'x' * 5_000}) by {MX}"),
        )
    ),
    Doubt("without our server's Received", "below_received", results(PASS), gate=ABOVE_RECEIVED),
    # who is in From
    Doubt("an address that leads on", "routed", results(PASS), sender="borger%udbyder.example@kommune.example"),
    Doubt("a bang path", "routed", sender="udbyder.example!borger@kommune.example", gate=BY_DOMAIN),
    Doubt(
        "an outsider who is who he is",
        "other_domain",
        results(f"{MX}; dmarc=pass header.from=udbyder.example"),
        sender="borger@udbyder.example",
    ),
    Doubt(
        "our domain in the display name", "other_domain", results(PASS), sender=f'"{ADDRESS}" <borger@udbyder.example>'
    ),
    Doubt("two From fields", "no_single_sender", results(PASS), (("From", "borger@udbyder.example"),)),
    Doubt("two addresses in From", "no_single_sender", results(PASS), sender=f"{ADDRESS}, borger@udbyder.example"),
    Doubt("nobody in From", "no_single_sender", results(PASS), sender="Jette"),
    Doubt(
        "another address in Reply-To and Sender",
        "dmarc",
        results(PASS),
        (("Reply-To", "offer@udbyder.example"), ("Sender", "offer@udbyder.example")),
    ),
    # redirected: From is the citizen
    Doubt(
        "redirected by a colleague who logged in",
        "login",
        (
            ("Resent-From", ADDRESS),
            *results(f"{MX}; auth=pass smtp.auth={ADDRESS}; dmarc=fail header.from=udbyder.example"),
        ),
        sender="borger@udbyder.example",
    ),
    Doubt(
        "a citizen who says a colleague redirected it",
        "not_shown",
        (
            ("Resent-From", ADDRESS),
            *results(f"{MX}; dmarc=pass header.from=udbyder.example; dkim=pass header.d=kommune.example"),
        ),
        sender="borger@udbyder.example",
    ),
    Doubt(
        "redirected twice",
        "no_single_sender",
        (("Resent-From", ADDRESS), ("Resent-From", "mads@kommune.example"), *results(PASS)),
        sender="borger@udbyder.example",
    ),
    Doubt("redirected by an outsider", "other_domain", (("Resent-From", "borger@udbyder.example"), *results(PASS))),
    Doubt(
        "redirected inside Exchange",
        "exchange_internal",
        (("Resent-From", ADDRESS), (AUTH_AS, "Internal")),
        gate=BY_EXCHANGE,
        sender="borger@udbyder.example",
    ),
    Doubt(
        "redirected, where From alone counts",
        "from_domain",
        (("Resent-From", ADDRESS),),
        gate=BY_DOMAIN,
        sender="borger@udbyder.example",
    ),
    # Exchange
    Doubt("taken in from inside", "exchange_internal", ((AUTH_AS, "Internal"),), gate=BY_EXCHANGE),
    Doubt("taken in from anybody", "not_internal", ((AUTH_AS, "Anonymous"),), gate=BY_EXCHANGE),
    Doubt("Exchange says nothing", "not_internal", gate=BY_EXCHANGE),
    Doubt("Exchange says both", "not_internal", ((AUTH_AS, "Internal"), (AUTH_AS, "Anonymous")), gate=BY_EXCHANGE),
    Doubt("Exchange's yes twice", "not_internal", ((AUTH_AS, "Internal"), (AUTH_AS, "Internal")), gate=BY_EXCHANGE),
    Doubt("results do not count with Exchange", "not_internal", results(PASS), gate=BY_EXCHANGE),
    Doubt("Exchange's word where results count", "no_results", ((AUTH_AS, "Internal"),)),
    Doubt(
        "results where nobody's are believed",
        "no_results",
        results("; dmarc=pass header.from=kommune.example"),
        gate=replace(BY_RESULTS, authserv_id=""),
    ),
]
BELIEVED = {"dmarc", "dkim", "login", "exchange_internal", "from_domain"}


@pytest.mark.parametrize("doubt", GATE, ids=lambda doubt: doubt.name)
def test_a_colleague_is_believed_for_one_reason_and_doubted_for_any(doubt: Doubt) -> None:
    sender = sender_of(envelope_of(doubt.letter), doubt.gate)

    assert sender.reason == doubt.reason
    assert (sender.standing is Standing.COLLEAGUE) == (doubt.reason in BELIEVED)


def test_the_table_knows_every_reason_and_prints_itself() -> None:
    print()
    for doubt in GATE:
        sender = sender_of(envelope_of(doubt.letter), doubt.gate)
        print(f"{doubt.name:<52} {sender.standing:<11} {sender.reason}")

    assert {doubt.reason for doubt in GATE} | {"released_unread"} == REASONS.keys()


def test_who_only_says_to_be_a_colleague_is_no_outsider_either() -> None:
    doubt = next(one for one in GATE if one.name == "DMARC failed")

    assert sender_of(envelope_of(doubt.letter), doubt.gate) == Sender(ADDRESS, Standing.UNVERIFIED, "failed")


@given(st.text(max_size=300))
def test_no_text_makes_anybody_but_our_server_believed(text: str) -> None:
    found = results_in(text)

    assert found is None or found.authserv_id or not text.strip()
    assert authserv_id_of(text) in {"", found.authserv_id} if found else True


@given(
    st.lists(
        st.sampled_from(
            [
                MX,
                ";",
                "dmarc",
                "=",
                "pass",
                "fail",
                "(",
                ")",
                '"',
                "header.from",
                "kommune.example",
                " ",
                ".",
                "none",
                "1",
                "\\",
            ]
        ),
        max_size=14,
    )
)
def test_whoever_shuffles_the_tokens_gets_a_strict_reader(tokens: list[str]) -> None:
    found = results_in("".join(tokens))

    if found is not None:
        assert len({result.method for result in found.results}) <= len(found.results)
        assert all(result.method and result.result for result in found.results)
