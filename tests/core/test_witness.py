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
from archiver.core.witness import Attestation, anchored_to, contradictions, statements_in
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


def marked_bold() -> bytes:
    return f"Vidnelinje: 501:*{HEAD.head}*\n".encode()


def marked_as_a_whole() -> bytes:
    return f"*_501:{HEAD.head}_*\n".encode()


def with_each_half_marked() -> bytes:
    return f"_501_:_{HEAD.head}_\n".encode()


def broken_before_the_colon() -> bytes:
    return f"> 501\n> :{HEAD.head}\n".encode()


def with_a_wide_colon() -> bytes:
    return f"501\uff1a{HEAD.head}\n".encode()


def in_a_table_beside_a_number() -> bytes:
    cells = f"<table><tr><td>Uge 47</td><td>{LINE}</td><td>17</td></tr><tr><th>3</th><th>{LINE}</th></tr></table>"
    return HEADER + b"Content-Type: text/html\r\n\r\n" + cells.encode()


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
    marked_bold,
    marked_as_a_whole,
    with_each_half_marked,
    broken_before_the_colon,
    with_a_wide_colon,
    in_a_table_beside_a_number,
]


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.__name__)
def test_a_letter_testifies_however_it_was_kept(kept: Callable[[], bytes]) -> None:
    assert witnessed_in(kept()) == (HEAD,)


def witnessed_in(octets: bytes) -> tuple[ChainHead, ...]:
    return tuple(one.head for one in statements_in(octets))


def marks_in(octets: bytes) -> set[frozenset[str]]:
    return {one.marks for one in statements_in(octets)}


def test_a_letter_with_its_header_says_whose_it_is() -> None:
    assert marks_in(as_it_came()) == {frozenset({IN_DANISH.loop_mark})}
    assert marks_in(forwarded_as_attachment()) == {frozenset({IN_DANISH.loop_mark})}
    assert marks_in(forwarded_in_the_text()) == {frozenset()}


def test_letters_of_two_archives_in_one_mail_each_keep_their_own_mark() -> None:
    other = replace(A_WEEK, chain=replace(HEAD, count=777))
    theirs = compose_digest(other, IN_DANISH, recipient=OFFICER, message_id="<1@x.example>", date=MONDAY).octets
    theirs = theirs.replace(b"X-Archive-Loop: ", b"X-Archive-Loop: f")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "vidne@kommune.example", "Fw"
    mail.set_content("Se vedhæftede.")
    for letter in (LETTER.octets, theirs):
        mail.add_attachment(message_from_bytes(letter, policy=policy.default))

    found = {one.head.count: one for one in statements_in(mail.as_bytes())}

    assert found.keys() == {501, 777}
    assert found[501].may_be_of(IN_DANISH.loop_mark)
    assert not found[777].may_be_of(IN_DANISH.loop_mark)


def test_a_count_that_a_soft_break_cut_in_two_is_read_once() -> None:
    fields = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"

    assert witnessed_in(HEADER + fields + LINE.replace("501", "50=\r\n1").encode()) == (HEAD,)


def test_a_file_with_several_letters_testifies_to_each() -> None:
    other = ChainHead(12, "0" * 64)

    assert set(witnessed_in(f"{LINE}\n\n{witness_line(other)}\n{LINE}".encode())) == {HEAD, other}


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
    assert statements_in(octets) == ()


@given(st.binary(max_size=2000), st.integers(min_value=0))
@example(b"1:" + b"a " * 500, 0)
@example(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 40, 7)
def test_no_octets_make_it_fail(octets: bytes, place: int) -> None:
    at = place % (len(LETTER.octets) + 1)

    statements_in(octets)
    statements_in(LETTER.octets[:at] + octets[:50] + LETTER.octets[at:])


GOOD = Attestation(HEAD, "god.eml", is_marked=True)


def test_what_is_there_as_it_was_contradicts_nothing() -> None:
    links = {501: HEAD.head}
    empty = Attestation(ChainHead(0, GENESIS), "tom.eml")

    assert list(contradictions([GOOD, empty], links, 600)) == []
    assert anchored_to([GOOD, empty], links, 600) == 501
    assert anchored_to([empty], links, 600) is None


def test_a_contradiction_names_the_count_what_was_witnessed_what_is_there_and_the_letter() -> None:
    [rewritten] = contradictions([GOOD, GOOD], {501: "b" * 64}, 600)
    [cut] = contradictions([GOOD], {}, 480)

    assert (rewritten.kind, rewritten.subject, rewritten.expected) == ("anchor", "event:501", HEAD.head)
    assert (rewritten.found, rewritten.letter) == ("b" * 64, "god.eml")
    assert "at or before event" in rewritten.sentence
    assert (cut.subject, cut.found) == ("event:501", "none: the chain ends at event 480")
    assert "cut off" in cut.sentence


def test_a_letter_without_a_mark_may_be_of_another_archive() -> None:
    unmarked = replace(GOOD, is_marked=False)

    for links in ({501: "b" * 64}, {}):
        [finding] = contradictions([unmarked], links, 600)
        assert "this letter is not of this archive" in finding.sentence


def test_what_lies_below_a_count_that_holds_was_not_rewritten() -> None:
    false = Attestation(ChainHead(300, "c" * 64), "falsk.eml", is_marked=True)
    higher = Attestation(ChainHead(700, "c" * 64), "senere.eml", is_marked=True)
    links = {501: HEAD.head, 300: "d" * 64, 700: "e" * 64}

    low, high = contradictions([GOOD, false, higher], links, 800, held=501)

    assert (low.letter, "does not agree with another letter" in low.sentence) == ("falsk.eml", True)
    assert (high.letter, "rewritten at or before" in high.sentence) == ("senere.eml", True)


def test_what_lies_beyond_a_broken_link_holds_nothing() -> None:
    early = Attestation(ChainHead(3, "c" * 64), "tidlig.eml")
    links = {501: HEAD.head, 3: early.head.head}

    assert anchored_to([GOOD, early], links, 500) == 3
    assert anchored_to([GOOD], links, 500) is None
