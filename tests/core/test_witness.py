"""A weekly letter testifies however it was kept; what is none says nothing, and nothing makes the reading fail."""

import base64
import quopri
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.core.custody import GENESIS
from archiver.core.letters import compose_digest, witness_line
from archiver.core.records import ChainHead
from archiver.core.witness import anchored_to, contradictions, statement_in
from tests import outlook
from tests.core.test_letters import A_WEEK, IN_DANISH, IN_ENGLISH, MONDAY, OFFICER, html, text

HEAD = ChainHead(501, "3fa91c77b20e" + "ab" * 26)
LETTER = compose_digest(
    replace(A_WEEK, chain=HEAD), IN_DANISH, recipient=OFFICER, message_id="<digest.1@kommune.example>", date=MONDAY
)
LINE = witness_line(HEAD)
HEADER = b"From: vidne@kommune.example\r\nTo: x@kommune.example\r\nSubject: Fw: Ugens overblik\r\nMIME-Version: 1.0\r\n"


def as_it_came() -> bytes:
    return LETTER.octets


def with_line_feeds() -> bytes:
    return LETTER.octets.replace(b"\r\n", b"\n")


def in_english() -> bytes:
    return compose_digest(
        replace(A_WEEK, chain=HEAD), IN_ENGLISH, recipient=OFFICER, message_id="<1@kommune.example>", date=MONDAY
    ).octets


def the_page_alone() -> bytes:
    return HEADER + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html(LETTER).encode()


def in_base64() -> bytes:
    fields = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEADER + fields + base64.encodebytes(text(LETTER).encode())


def in_quoted_printable() -> bytes:
    fields = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return HEADER + fields + quopri.encodestring(text(LETTER).encode())


def forwarded_as_attachment() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "vidne@kommune.example", "Fw"
    mail.set_content("Se vedhæftede.")
    mail.add_attachment(message_from_bytes(LETTER.octets, policy=policy.default))
    return mail.as_bytes()


def forwarded_in_the_text() -> bytes:
    quoted = "\r\n".join(f"> {line}" for line in text(LETTER).splitlines())
    return HEADER + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + quoted.encode()


def forwarded_twice_and_folded_short() -> bytes:
    folded = "\r\n".join(
        f"> > {line[start : start + 40]}"
        for line in text(LETTER).splitlines()
        for start in range(0, len(line) or 1, 40)
    )
    return HEADER + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + folded.encode()


def in_a_page_that_breaks_the_hash() -> bytes:
    broken = LINE[:30] + "<wbr>\r\n" + LINE[30:50] + "&#8203;" + LINE[50:]
    return HEADER + b"Content-Type: text/html\r\n\r\n<blockquote>" + broken.encode() + b"</blockquote>"


def an_outlook_item() -> bytes:
    return outlook.a_msg(text=text(LETTER))


def copied_out_of_it() -> bytes:
    return f"Vidnelinje: {LINE.upper()}\n".encode()


def copied_in_utf_16() -> bytes:
    return f"Vidnelinje: {LINE}\n".encode("utf-16")


def the_page_as_a_file() -> bytes:
    return html(LETTER).encode()


KEPT = [
    as_it_came,
    with_line_feeds,
    in_english,
    the_page_alone,
    in_base64,
    in_quoted_printable,
    forwarded_as_attachment,
    forwarded_in_the_text,
    forwarded_twice_and_folded_short,
    in_a_page_that_breaks_the_hash,
    an_outlook_item,
    copied_out_of_it,
    copied_in_utf_16,
    the_page_as_a_file,
]


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.__name__)
def test_a_letter_testifies_however_it_was_kept(kept: Callable[[], bytes]) -> None:
    assert statement_in(kept()).witnessed == (HEAD,)


def test_a_letter_with_its_header_says_whose_it_is() -> None:
    assert statement_in(as_it_came()).marks == {IN_DANISH.loop_mark}
    assert statement_in(forwarded_as_attachment()).marks == {IN_DANISH.loop_mark}
    assert statement_in(forwarded_in_the_text()).marks == frozenset()


def test_a_file_with_several_letters_testifies_to_each() -> None:
    other = ChainHead(12, "0" * 64)

    found = statement_in(f"{LINE}\n\n{witness_line(other)}\n{LINE}".encode())

    assert set(found.witnessed) == {HEAD, other}


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"Hej alle",
        LINE[:-1].encode(),
        f"{LINE}0".encode(),
        LINE.replace(":", " ").encode(),
        f"{'9' * 16}:{HEAD.head}".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"%PDF-1.7 " + bytes(range(256)) * 20,
    ],
)
def test_what_is_no_letter_says_nothing(octets: bytes) -> None:
    assert statement_in(octets).witnessed == ()


@given(st.binary(max_size=2000), st.integers(min_value=0))
@example(b"1:" + b"a " * 500, 0)
@example(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 40, 7)
def test_no_octets_make_it_fail(octets: bytes, place: int) -> None:
    at = place % (len(LETTER.octets) + 1)

    statement_in(octets)
    statement_in(LETTER.octets[:at] + octets[:50] + LETTER.octets[at:])


def test_what_is_there_as_it_was_contradicts_nothing() -> None:
    links = {501: HEAD.head}

    assert list(contradictions([HEAD, ChainHead(0, GENESIS)], links, 600)) == []
    assert anchored_to([HEAD, ChainHead(0, GENESIS)], links, 600) == 501


def test_a_contradiction_names_the_count_what_was_witnessed_and_what_is_there() -> None:
    [rewritten] = contradictions([HEAD, HEAD], {501: "b" * 64}, 600)
    [cut] = contradictions([HEAD], {}, 480)

    assert (rewritten.kind, rewritten.subject, rewritten.expected) == ("anchor", "event:501", HEAD.head)
    assert rewritten.found == "b" * 64
    assert (cut.subject, cut.found) == ("event:501", "none: the chain ends at event 480")


def test_what_lies_beyond_a_broken_link_holds_nothing() -> None:
    early = ChainHead(3, "c" * 64)
    links = {501: HEAD.head, 3: early.head}

    assert anchored_to([HEAD, early], links, 500) == 3
    assert anchored_to([HEAD], links, 500) is None
