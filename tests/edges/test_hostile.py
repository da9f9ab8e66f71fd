"""Every hostile mail of the plan, and thousands of invented ones, through the locked-in child: each is read, none kills
it, and what `archiver inspect` says of it adds up to the last octet."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from archiver.core import inspection
from archiver.core.anatomy import TOO_DEEP
from archiver.core.forwards.choice import judged
from archiver.core.records import Octets, Reading, Unreadable
from archiver.edges.parsing import MEMORY, ParsingChildren
from tests.builders import (
    ABUSE,
    a_forward_with_attachment,
    a_letter,
    a_multipart,
    many_parts,
    nested,
    nested_messages,
    with_long_header,
    with_many_headers,
    with_many_parameters,
)
from tests.clients import letters
from tests.core.test_reading import PIECES
from tests.outlook import a_msg

LETTERS = sorted((Path(__file__).parents[1] / "letters").glob("*.eml"))
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PROCESSOR_SECONDS = 2
"""For one mail, start of the child left out; the wall clock is the machine's affair."""


def base64_in_base64(levels: int) -> bytes:
    """Messages in messages, each encoded anew."""
    mail = ABUSE
    for _ in range(levels):
        lines = ("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64")
        mail = a_multipart([(lines, base64.encodebytes(mail))])
    return mail


def quoted_thousand_times() -> bytes:
    """A thread that quotes a header block a thousand times over, each deeper."""
    header = "Fra: A <a@borger.example>\r\nSendt: 2. januar 2024 kl. 10.31\r\nTil: B <b@x.example>\r\nEmne: Hej\r\n"
    block = f"{header}\r\nord\r\n"
    return a_letter(
        body="".join("> " * (level % 200) + line for level in range(1000) for line in block.splitlines(True))
    )


def crowded(messages: int) -> bytes:
    """Messages that are nothing but recipients with long names."""
    crowd = ", ".join(f'"{"n" * 500} {number}" <m.{number}@borger.example>' for number in range(900))
    inner = a_letter(to=crowd, headers=(("Cc", crowd), ("References", "<id@borger.example> " * 2_000)))
    return a_multipart([(("Content-Type: message/rfc822",), inner)] * messages)


SPLITS = "\n".join("1," * 45 + f"x{number} a>:" for number in range(4_000))
"""Each line might end a reply line, at any of its commas."""
VERBS = "\n".join(f"1 {'a' * 60}, bbb\nskrev x skrev y skrev z>:" for _ in range(10_000))
MESSAGE = "Content-Type: message/rfc822"
GENERATED = {
    "4,000 lines that might end a reply line": a_letter(body=SPLITS),
    "the same as a page": a_letter(content_type="text/html", body=SPLITS.replace("\n", "<br>")),
    "10,000 verbs": a_letter(body=VERBS),
    "a hundred enclosed mails of verbs": a_multipart(
        [(("Content-Type: message/rfc822",), a_letter(body=VERBS[:100_000]))] * 100
    ),
    "lines of colons": a_letter(body=("Fra: " + ":" * 3_990 + "\r\n") * 98),
    "5 MB of empty uuencoded lines": a_letter(
        headers=(("Content-Transfer-Encoding", "x-uuencode"),), body="begin 644 x\r\n" + "\r\n" * 2_500_000
    ),
    "twenty messages of a crowd": crowded(20),
    "nested 60": nested(60),
    "nested 300": nested(300),
    "nested 1,000": nested(1000),
    "nested 3,000": nested(3000),
    "messages nested 60": nested_messages(60),
    "messages nested 3,000": nested_messages(3000),
    "10,000 parts": many_parts(10_000),
    "100,000 parts": many_parts(100_000),
    "a header of 4 MB": with_long_header(4_000_000),
    "50,000 header fields": with_many_headers(50_000),
    "20,000 parameters": with_many_parameters(20_000),
    "base64 in base64": base64_in_base64(20),
    "a thread of a thousand quotes": quoted_thousand_times(),
    "5 MB of open tags": a_letter(content_type="text/html", body="<div>" * 1_000_000),
    "5 MB of quote marks": a_letter(body="> " * 2_500_000),
    "5 MB of labels": a_letter(body="Fra: " * 1_000_000),
    "200,000 label lines": a_letter(body="Fra: a@b.example\r\nTil: c@d.example\r\n" * 100_000),
    "a reply line of 1 MB": a_letter(body="Den " + "x" * 1_000_000 + " skrev:"),
    "a page of 200,000 links": a_letter(content_type="text/html", body='<a href="mailto:a@b.example">x</a>' * 200_000),
    "a page of entities": a_letter(content_type="text/html", body="&amp;" * 1_000_000),
    "an Outlook item cut short": a_multipart([((), a_msg()[:3000])]),
}


@pytest.fixture(scope="module")
def child() -> Iterator[ParsingChildren]:
    reader = ParsingChildren(memory=MEMORY, patience=120, processor_seconds=PROCESSOR_SECONDS)
    yield reader
    reader.close()


def document_of(octets: bytes, outcome: Reading | Unreadable) -> dict[str, Any]:
    """What `archiver inspect --json` prints."""
    whole = Octets(octets)
    if isinstance(outcome, Unreadable):
        seen = inspection.unreadable_as_json(whole.checksum, whole.size, outcome)
    else:
        seen = inspection.as_json(whole.checksum, whole.size, judged(outcome, (), COPENHAGEN), "da")
    return dict(json.loads(json.dumps(seen)))


def holds(octets: bytes, outcome: Reading | Unreadable) -> bool:
    """Whether the mail was read (or is nothing but nesting) and its leaves and frame are all its octets."""
    assert isinstance(outcome, Reading) or outcome.reason == TOO_DEEP, outcome
    seen = document_of(octets, outcome)
    leaves = sum(part["span"][1] for part in seen["parts"] if part["span"])
    return bool(seen["frame"] + leaves == len(octets))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_hostile_letter_is_read_and_adds_up(path: Path, child: ParsingChildren) -> None:
    octets = path.read_bytes()

    assert holds(octets, child.read(Octets(octets)))


@pytest.mark.parametrize("name", GENERATED)
def test_a_hostile_mail_is_read_within_bounds_and_adds_up(name: str, child: ParsingChildren) -> None:
    octets = GENERATED[name]

    assert holds(octets, child.read(Octets(octets)))


LINES = st.one_of(
    st.sampled_from(
        [
            *(
                b"Fra: Vred Borger <v@borger.example>",
                b"Sendt: 2. januar 2024 kl. 10.31",
                b"Til: jette@kommune.example",
            ),
            *(b"Emne: Din afg\xc3\xb8relse", b"-----Oprindelig meddelelse-----", b"_" * 32, b"> ", b"> > "),
            *(
                b"Den 3. maj 2024 kl. 10.31 skrev A <a@b.example>:",
                b"<blockquote>",
                b"<b>Fra:</b> A &lt;a@b.example&gt;<br>",
            ),
            *(b"Content-Type: message/rfc822", b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b""),
            *(b"Content-Type: application/pkcs7-mime", b"Content-Type: application/ms-tnef", b"\x78\x9f\x3e\x22"),
            *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Resent-From: jette@kommune.example", b"Content-Type: text/html"),
        ]
    ),
    st.sampled_from(PIECES),
    st.binary(max_size=30),
)
INVENTED = st.lists(LINES, max_size=40).flatmap(
    lambda lines: st.sampled_from([b"\r\n", b"\n", b"\r"]).map(lambda end: end.join(lines))
)
BENT = st.tuples(st.sampled_from(letters()), st.integers(0, 1 << 16), st.binary(max_size=20)).map(
    lambda drawn: _bent(drawn[0].octets, drawn[1], drawn[2])
)


def _bent(octets: bytes, at: int, damage: bytes) -> bytes:
    at %= len(octets)
    return octets[:at] + damage + octets[at + len(damage) :]


@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(INVENTED | BENT)
def test_three_thousand_invented_mails_are_read_and_add_up(child: ParsingChildren, octets: bytes) -> None:
    assert holds(octets, child.read(Octets(octets)))


def test_an_enclosed_message_under_another_hash_is_nonsense(child: ParsingChildren) -> None:
    """What a taken-over child says of an original is held against the octets before anybody believes it."""
    mail = Octets(a_forward_with_attachment())
    reading = child.read(mail)
    assert isinstance(reading, Reading)
    (enclosed,) = reading.enclosed
    forged = replace(reading, enclosed=(replace(enclosed, checksum=mail.checksum),))
    beyond = replace(enclosed.cuts[0], length=10_000)

    assert _answers(forged, mail) == Unreadable("the process that read it answered nonsense")
    outside = replace(reading, enclosed=(replace(enclosed, cuts=(beyond,)),))
    assert _answers(outside, mail) == Unreadable("the process that read it answered nonsense")
    assert _answers(reading, mail) == reading


def _answers(reading: Reading, mail: Octets) -> Reading | Unreadable:
    """What becomes of a mail whose child gives this reading."""
    body = b"R" + TypeAdapter(Reading).dump_json(reading)
    script = (
        "import sys; out = sys.stdout.buffer; out.write(bytes(7) + b'\\x02Hx'); out.flush();"
        "size = int.from_bytes(sys.stdin.buffer.read(8)); sys.stdin.buffer.read(size);"
        f"body = {body!r}; out.write(len(body).to_bytes(8) + body); out.flush(); sys.stdin.read()"
    )
    liar = ParsingChildren(command=(sys.executable, "-I", "-c", script))
    try:
        return liar.read(mail)
    finally:
        liar.close()
