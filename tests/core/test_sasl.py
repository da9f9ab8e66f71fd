"""What is said to log in, octet for octet as the specifications have it."""

import pytest

from archiver.core.sasl import AccessToken, Mechanism, chosen, plain, resigned, shown

TOKEN = AccessToken("vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==", 0.0)


def test_plain_is_two_words_behind_an_empty_one() -> None:
    assert plain("jørgen", "hæ") == b"\0j\xc3\xb8rgen\0h\xc3\xa6"


def test_xoauth2_is_as_google_and_microsoft_describe_it() -> None:
    said = shown(TOKEN, "XOAUTH2", "arkiv@kommune.example", "x", 1)

    assert said == b"user=arkiv@kommune.example\x01auth=Bearer " + TOKEN.text.encode() + b"\x01\x01"


def test_oauthbearer_is_the_example_of_its_rfc() -> None:
    said = shown(TOKEN, "OAUTHBEARER", "user@example.com", "server.example.com", 143)

    host = b"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
    assert said == host + b"auth=Bearer " + TOKEN.text.encode() + b"\x01\x01"


def test_a_name_cannot_say_more_than_a_name() -> None:
    assert b"n,a=a=3Db=2Cn=3Dx,\x01" in shown(TOKEN, "OAUTHBEARER", "a=b,n=x", "h", 1)


@pytest.mark.parametrize(("by", "said"), [("XOAUTH2", b""), ("OAUTHBEARER", b"\x01")])
def test_a_refusal_is_heard_out(by: Mechanism, said: bytes) -> None:
    assert resigned(by) == said


@pytest.mark.parametrize(
    ("offered", "wanted", "taken"),
    [
        (["PLAIN", "OAUTHBEARER", "XOAUTH2"], None, "XOAUTH2"),
        (["OAUTHBEARER"], None, "OAUTHBEARER"),
        (["OAUTHBEARER", "XOAUTH2"], "OAUTHBEARER", "OAUTHBEARER"),
        (["XOAUTH2"], "OAUTHBEARER", None),
        (["PLAIN"], None, None),
    ],
)
def test_what_both_can_is_taken(offered: list[str], wanted: Mechanism | None, taken: str | None) -> None:
    assert chosen(offered, wanted) == taken


def test_a_token_is_never_printed() -> None:
    assert TOKEN.text not in f"{TOKEN} {TOKEN!r}"
