"""Signatures and what becomes of them: each verdict of RFC 8601 with its reason, and nothing raised on any octets."""

from __future__ import annotations

import time

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.core import signatures as words
from archiver.core.records import Cut, Keys, Scheme, SignatureCheck, SignatureVerdict
from archiver.core.signatures import is_plausible, key_name
from archiver.core.verification import MOST_FIELDS, check
from tests.builders import ABUSE, a_letter
from tests.signing import Provider

CITIZEN = Provider()
RELAY = Provider("videre.example", "s1")
SECOND = Provider("liste.example", "s2")
SIGNED = CITIZEN.signed()
KEYS: Keys = CITIZEN.published
WHOLE = (("", ()),)


def checks(mail: bytes, keys: Keys = KEYS) -> list[SignatureCheck]:
    found = check(mail, WHOLE, keys)
    assert is_plausible(found, WHOLE)
    return list(found)


def reason(mail: bytes, keys: Keys = KEYS) -> str:
    [one] = checks(mail, keys)
    return one.reason


def test_what_is_as_it_was_signed_passes() -> None:
    [one] = checks(SIGNED)

    assert one == SignatureCheck(
        "", Scheme.DKIM, 0, CITIZEN.domain, CITIZEN.selector, SignatureVerdict.PASS, words.HOLDS, CITIZEN.name
    )


@pytest.mark.parametrize("way", [b"simple", b"relaxed"])
def test_both_ways_of_canonicalising_hold(way: bytes) -> None:
    signed = CITIZEN.signed(a_letter(body="En  linje \t med blanke  \r\n\r\n\r\n"), canonicalize=(way, way))

    assert reason(signed) == words.HOLDS
    assert dkim.verify(signed, dnsfunc=lambda *_, **__: CITIZEN.record.encode())


def test_a_word_changed_in_the_text_is_told_from_one_changed_in_the_header() -> None:
    assert reason(SIGNED.replace(b"hjem. Hilsen", b"hjem. Hilse!")) == words.TEXT_CHANGED
    assert reason(SIGNED.replace(b"sove trygt", b"sove godt!")) == words.HEADER_CHANGED


def test_what_is_said_of_a_failure_warns_of_servers_that_rewrite_mail() -> None:
    assert all("Exchange" in one for one in (words.TEXT_CHANGED, words.HEADER_CHANGED, words.SEAL_HOLDS))


def test_line_ends_may_have_become_those_of_unix() -> None:
    assert reason(SIGNED.replace(b"\r\n", b"\n")) == words.HOLDS


@pytest.mark.parametrize("field", [b"From: en.anden@udbyder.example", b"Subject: Noget andet", b"DATE: 1. maj"])
def test_a_second_field_above_the_one_that_was_signed_is_not_covered_up(field: bytes) -> None:
    assert reason(field + b"\r\n" + SIGNED) == words.HEADER_CHANGED


def test_fields_that_were_not_signed_may_be_added() -> None:
    assert reason(b"Received: by mx.kommune.example; Fri, 20 Nov 2026 14:32:00 +0100\r\n" + SIGNED) == words.HOLDS


def test_one_odd_line_in_the_header_hides_no_signature() -> None:
    assert reason(b"From MAILER-DAEMON Fri Nov 20\r\nikke et felt\r\n" + SIGNED) == words.HOLDS


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, words.NO_ANSWER),
        ({CITIZEN.name: None}, words.NO_KEY),
        ({CITIZEN.name: "v=DKIM1; k=rsa; p="}, words.REVOKED),
        ({CITIZEN.name: "v=DKIM1; k=rsa; p=AAAA"}, words.BAD_KEY),
        ({CITIZEN.name: ""}, words.BAD_KEY),
        ({CITIZEN.name: "v=spf1 -all"}, words.BAD_KEY),
        ({CITIZEN.name: "\u2400"}, words.BAD_KEY),
        ({CITIZEN.name: CITIZEN.record + ";" + "n" * 8_000}, words.BAD_KEY),
        ({CITIZEN.name: CITIZEN.record + "; h=sha1"}, words.BAD_KEY),
        ({CITIZEN.name: CITIZEN.record + "; s=tlsrpt"}, words.BAD_KEY),
        ({CITIZEN.name: CITIZEN.record.replace("k=rsa", "k=ed25519")}, words.BAD_KEY),
        ({CITIZEN.name: Provider(selector="en anden").record}, words.HEADER_CHANGED),
        ({CITIZEN.name: CITIZEN.record + "; t=y:s; s=*; h=sha1:sha256; n=note"}, words.HOLDS),
    ],
)
def test_what_the_dns_says_decides(keys: Keys, expected: str) -> None:
    [one] = checks(SIGNED, keys)

    assert (one.reason, one.verdict, one.key_name) == (expected, words.REASONS[expected], CITIZEN.name)


def test_a_short_key_proves_nothing() -> None:
    short = Provider(bits=768)

    assert reason(short.signed(), short.published) == words.SMALL_KEY
    assert reason((just := Provider(bits=1024)).signed(), just.published) == words.HOLDS


def test_several_signatures_are_each_checked_the_topmost_first() -> None:
    found = checks(RELAY.signed(SIGNED), {**KEYS, RELAY.name: None})

    assert [(one.ordinal, one.domain, one.verdict) for one in found] == [
        (0, RELAY.domain, SignatureVerdict.PERMERROR),
        (1, CITIZEN.domain, SignatureVerdict.PASS),
    ]


def test_text_below_a_signed_length_is_told_of() -> None:
    signed = CITIZEN.signed(length=True)
    signed_octets = len(ABUSE.partition(b"\r\n\r\n")[2])

    [whole], [longer] = checks(signed), checks(signed + b"Og en trussel til.\r\n")

    assert (whole.reason, whole.signed_octets) == (words.HOLDS, None)
    assert (longer.reason, longer.signed_octets) == (words.HOLDS_IN_PART, signed_octets)
    assert longer.verdict is SignatureVerdict.PASS


def test_a_signature_that_has_expired_still_proves_what_was_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: 1_000_000_000)
        signed = CITIZEN.signed(identity=b"@udbyder.example; x=1000000600; z=udbyder.example")

    assert reason(signed) == words.HOLDS
    assert not dkim.verify(signed, dnsfunc=lambda *_, **__: CITIZEN.record.encode())


def test_ed25519_is_told_of_and_its_key_asked_for() -> None:
    signed = SIGNED.replace(b"a=rsa-sha256", b"a=ed25519-sha256")
    record = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

    [one] = checks(signed, {CITIZEN.name: record})

    assert (one.verdict, one.reason) == (SignatureVerdict.NEUTRAL, words.UNKNOWN_ALGORITHM)
    assert one.key_name == CITIZEN.name


def field(**tags: str) -> bytes:
    """A DKIM-Signature with these tags beside, or instead of, those that are wanted."""
    usual = {
        "v": "1",
        "a": "rsa-sha256",
        "d": "udbyder.example",
        "s": "nov2026",
        "h": "from",
        "bh": "AAAA",
        "b": "AAAA",
    }
    text = "; ".join(f"{name}={value}" for name, value in (usual | tags).items())
    return f"DKIM-Signature: {text}\r\n".encode() + ABUSE


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        (field(a="rsa-sha1"), words.SHA1),
        (field(a="rsa-sha512"), words.MALFORMED),
        (field(h="to:subject"), words.NO_SENDER),
        (field(v="2"), words.MALFORMED),
        (field(l="mange"), words.MALFORMED),
        (field(c="avanceret"), words.MALFORMED),
        (field(bh="é"), words.MALFORMED),
        (field(i="@andet.example"), words.MALFORMED),
        (field(d="udbyder.example; d=andet.example"), words.MALFORMED),
        (field(d="udbyder..example"), words.BAD_NAME),
        (field(d="*"), words.BAD_NAME),
        (field(d="udbyder.example.\r\n nyt.example"), words.BAD_NAME),
        (field(d="udbyder.example\r\n\tandet.example"), words.BAD_NAME),
        (field(s="a b"), words.BAD_NAME),
        (field(s="ærø"), words.BAD_NAME),
        (field(s="x" * 64), words.BAD_NAME),
        (field(d="a." * 120 + "example"), words.BAD_NAME),
        (field(s="../../etc"), words.BAD_NAME),
        (field(s="$(reboot)"), words.BAD_NAME),
        (b"DKIM-Signature:\r\n" + ABUSE, words.MALFORMED),
        (b"DKIM-Signature: \x00\xff;;;=\r\n" + ABUSE, words.MALFORMED),
        (field(n="x" * (1 << 20)), words.TOO_LARGE),
        (field(n=" " * 5_000 + "x"), words.TOO_LARGE),
        (field(h="from:" + "x:" * 600), words.TOO_LARGE),
        (field() + b"", words.NO_KEY),
    ],
)
def test_what_no_key_could_mend_is_never_looked_up(mail: bytes, expected: str) -> None:
    [one] = checks(mail, {CITIZEN.name: None})

    assert one.reason == expected
    assert one.key_name == (CITIZEN.name if expected == words.NO_KEY else "")


def test_ten_thousand_signatures_cost_ten_checks_at_most() -> None:
    began = time.process_time()

    found = checks(field().partition(b"\r\n")[0] + b"\r\n" + b"DKIM-Signature: v=1\r\n" * 10_000 + ABUSE)

    assert len(found) == words.MOST
    assert {one.reason for one in found} == {words.TOO_LARGE}
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(
            CITIZEN.signed(a_letter(body=" " * (4 << 20) + "x\r\n"), canonicalize=(b"relaxed", b"simple")),
            id="four million blanks",
        ),
        pytest.param(b"Folded: x\r\n" + b" x\r\n" * 200_000 + SIGNED, id="a field of 200,000 lines"),
        pytest.param(b"X: y\r\n" * (MOST_FIELDS - 20) + SIGNED, id="two thousand fields"),
    ],
)
def test_long_lines_and_many_fields_take_no_long_time(mail: bytes) -> None:
    relaxed = mail.replace(b"c=relaxed/simple", b"c=relaxed/relaxed")
    began = time.process_time()

    checks(mail)
    checks(relaxed)

    assert time.process_time() - began < 2


def test_messages_inside_are_checked_where_they_lie() -> None:
    outer = RELAY.signed(a_letter(body=b"x"))
    octets, places = outer + SIGNED, (("", ()), ("2", (Cut(len(outer), len(SIGNED)),)))

    found = check(octets, places, {**KEYS, **RELAY.published})

    assert [(one.path, one.domain, one.verdict) for one in found] == [
        ("", RELAY.domain, SignatureVerdict.FAIL),  # its text goes on
        ("2", CITIZEN.domain, SignatureVerdict.PASS),
    ]


# --- ARC --------------------------------------------------------------------------------------------------------

SEALED = RELAY.sealed(SIGNED)
TWICE = SECOND.sealed(SEALED, "spf=pass; arc=pass")
ALL_KEYS = {**CITIZEN.published, **RELAY.published, **SECOND.published}


def seals(mail: bytes, keys: Keys = ALL_KEYS) -> list[str]:
    return [one.reason for one in checks(mail, keys) if one.scheme is Scheme.ARC]


def test_a_sealed_mail_holds_as_dkimpy_itself_says() -> None:
    said, *_ = dkim.arc_verify(TWICE, dnsfunc=lambda name, **_: ALL_KEYS[name.decode().rstrip(".")].encode())

    assert said == b"pass"
    assert seals(TWICE) == [words.HOLDS, words.HOLDS]
    assert [one.domain for one in checks(TWICE, ALL_KEYS) if one.scheme is Scheme.ARC] == [SECOND.domain, RELAY.domain]


def test_a_text_changed_after_the_last_seal_breaks_it_and_one_changed_before_it_does_not() -> None:
    between = SECOND.sealed(SEALED.replace(b"hjem. Hilsen", b"hjem. Hilse!"), "spf=pass; arc=pass")

    assert seals(TWICE.replace(b"hjem. Hilsen", b"hjem. Hilse!")) == [words.TEXT_CHANGED, words.SEAL_HOLDS]
    assert seals(between) == [words.HOLDS, words.SEAL_HOLDS]


def test_a_changed_seal_a_missing_set_and_a_broken_chain_do_not_pass() -> None:
    assert seals(SEALED.replace(b"spf=pass", b"spf=fail", 1)) == [words.HEADER_CHANGED]
    assert seals(SEALED.replace(b"ARC-Authentication-Results", b"X-Results")) == [words.INCOMPLETE]
    assert seals(SEALED + b"", {}) == [words.NO_ANSWER]
    assert seals(SEALED.replace(b"cv=none", b"cv=fail")) == [words.CHAIN_BROKEN]
    assert seals(SEALED.replace(b"cv=none", b"cv=pass")) == [words.MALFORMED]
    assert seals(b"ARC-Seal: i=99999999999; d=x; s=y\r\n" + ABUSE) == [words.MALFORMED]
    assert seals(b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=x.example; s=y; b=AAAA\r\n" + ABUSE) == [words.INCOMPLETE]


# --- any octets -------------------------------------------------------------------------------------------------

TAG = st.sampled_from(["v", "a", "c", "d", "s", "h", "i", "l", "q", "t", "x", "z", "b", "bh", "cv", ""])
VALUE = st.one_of(
    st.sampled_from(["1", "rsa-sha256", "relaxed/relaxed", "from:to", "udbyder.example", "nov2026", "none", "AAAA"]),
    st.text(max_size=20),
)
NAME = st.sampled_from(["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", "From"])
TAGS = st.lists(st.tuples(TAG, VALUE), max_size=9).map(
    lambda tags: "; ".join(f"{name}={value}" for name, value in tags)
)
HEADER = st.lists(st.tuples(NAME, TAGS), max_size=8).map(
    lambda fields: "".join(f"{name}: {value}\r\n" for name, value in fields).encode("utf-8", "surrogatepass")
)


@settings(max_examples=300, deadline=None)
@given(header=HEADER, octets=st.binary(max_size=60), record=st.one_of(st.none(), st.text(max_size=60), TAGS))
def test_nothing_is_raised_on_any_octets_and_any_record(header: bytes, octets: bytes, record: str | None) -> None:
    mail = header + octets
    asked = {one.key_name for one in checks(mail, {})} - {""}

    checks(mail, dict.fromkeys(asked, record))
    checks(SIGNED, {CITIZEN.name: record})


@pytest.mark.parametrize("name", ["", ".", "a..b", "-", "xn--rksmrgs-5wao1o.example", "A_b.example"])
def test_names_are_those_of_the_dns(name: str) -> None:
    found = key_name("s", name)

    assert found == ("" if name in {"", ".", "a..b"} else f"s._domainkey.{name.lower()}")
