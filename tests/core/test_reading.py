from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from archiver.core.forwards.choice import judged
from archiver.core.inspection import as_json
from archiver.core.reading import read
from archiver.core.records import Checksum, Reading
from archiver.errors import Unparseable
from tests.builders import ABUSE, PNG, a_forward_with_attachment, a_letter, nested

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

LETTERS = sorted((Path(__file__).parents[1] / "letters").glob("*.eml"))
READINGS = TypeAdapter(Reading)
PIECES = [
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b";", b":", b'"', b"<", b">", b"(", b"\0", b"\xff", b"\xc3\xa6"),
    *(
        b"From: ",
        b"Date: ",
        b"Received: from a by b; ",
        b"Subject: ",
        b"Message-ID: <a@b>",
        b"To: a@b.example, ",
        b"From ",
    ),
    *(b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/digest; boundary=b", b"--b", b"--b--"),
    *(
        b"Content-Type: message/rfc822",
        b"Content-Type: message/delivery-status",
        b"Content-Type: text/html; charset=utf-7",
    ),
    *(
        b"Content-Disposition: attachment; filename*0*=utf-8''a%",
        b"; filename*1=b",
        b"; boundary*=c",
        b"charset=undefined",
    ),
    *(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: x-uuencode", b"begin 644 a"),
    *(
        b"=?utf-8?B?",
        b"=?utf-7?Q?+2AA-?=",
        b"?=",
        b"+2AA-",
        b"Fri, 20 Nov 2026 14:32:00 +0100",
        b"-2359",
        b"<![",
        b"<!--",
    ),
]
HOSTILE = st.one_of(st.binary(max_size=2000), st.lists(st.sampled_from(PIECES) | st.binary(max_size=8)).map(b"".join))


def understood(octets: bytes) -> Reading | None:
    try:
        return read(octets)
    except Unparseable:
        return None


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_every_letter_is_read_and_survives_the_way_through_json(path: Path) -> None:
    octets = path.read_bytes()

    reading = read(octets)

    assert READINGS.validate_json(READINGS.dump_json(reading), strict=True) == reading
    assert reading.parts
    assert read(octets) == reading


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_findings_never_quote_the_mail(path: Path) -> None:
    findings = " ".join(read(path.read_bytes()).findings)

    assert not re.search(r"@|udbyder|jette|æ|ø|å|=\?", findings, re.IGNORECASE)


@settings(max_examples=400, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@example(b"")
@example(nested(1000))
@example(b"Content-Type: multipart/mixed; boundary*=a; boundary*0=b\n\n--a\n\n--a--")
@given(HOSTILE)
def test_any_octets_become_a_reading_or_are_unparseable(octets: bytes) -> None:
    reading = understood(octets)

    assert reading is None or READINGS.validate_json(READINGS.dump_json(reading), strict=True) == reading


@settings(max_examples=100, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0), st.binary(max_size=40))
def test_a_mail_damaged_anywhere_is_still_read(where: int, damage: bytes) -> None:
    octets = a_forward_with_attachment()
    at = where % len(octets)

    reading = read(octets[:at] + damage + octets[at + len(damage) :])

    assert reading.envelope is not None
    assert READINGS.validate_json(READINGS.dump_json(reading), strict=True) == reading


def test_the_same_content_by_another_way_has_the_same_parts() -> None:
    other = next(path for path in LETTERS if path.stem == "same_content_other_received")

    parts = [replace(part, cuts=()) for octets in (other.read_bytes(), a_letter()) for part in read(octets).parts]
    assert parts[0] == parts[1]
    assert len(parts) == 2


def test_inspect_shows_the_message_its_parts_and_findings() -> None:
    octets = a_forward_with_attachment(headers=(("Cc", "Leder <leder@kommune.example>"),))

    document = as_json(Checksum("0" * 64), len(octets), judged(read(octets), (), COPENHAGEN), "da")

    assert document["sha256"] == "0" * 64
    assert document["size"] == len(octets)
    assert document["message"] == {
        "message_id": "<videresendt.1@kommune.example>",
        "subject": "VS: I skal ikke sove trygt",
        "date": "2026-11-20T14:32:00+01:00",
        "from": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}],
        "to": [{"name": "", "address": "arkiv@kommune.example"}],
        "cc": [{"name": "Leder", "address": "leder@kommune.example"}],
    }
    assert document["parts"][2] == {
        "path": "3",
        "content_type": "image/png",
        "sniffed_type": "image/png",
        "filename": "skærm.png",
        "safe_filename": "skærm.png",
        "content_disposition": "attachment",
        "size": len(PNG),
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "decode_ok": True,
        "span": [octets.index(b"iVBOR"), len(base64.encodebytes(PNG)) + 2],
    }
    assert document["frame"] + sum(part["span"][1] for part in document["parts"]) == len(octets)
    start = octets.index(ABUSE)
    assert document["enclosed"] == [
        {
            "path": "2",
            "size": len(ABUSE),
            "sha256": hashlib.sha256(ABUSE).hexdigest(),
            "message_id": "<vrede.1@udbyder.example>",
            "span": [start, len(ABUSE)],
        }
    ]
    assert document["originals"] == [
        {
            "provenance": "attached",
            "depth": 1,
            "chosen": True,
            "choice": "first_outside",
            "confidence": "high",
            "path": "2",
            "parent": None,
            "message_id": "<vrede.1@udbyder.example>",
            "from": {"name": "Borger", "address": "vred.borger@udbyder.example"},
            "to": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}],
            "cc": [],
            "subject": "I skal ikke sove trygt",
            "date": "2026-11-19T21:14:00+01:00",
            "date_text": "Thu, 19 Nov 2026 21:14:00 +0100",
            "date_zone": "given",
            "text": "Jeg ved, hvor I går hjem. Hilsen en borger på Ærø.",
            "size": len(ABUSE),
            "sha256": hashlib.sha256(ABUSE).hexdigest(),
            "attachments": [],
        }
    ]
    assert document["strength"] == {
        "level": 3,
        "reason": "Originalen er vedhæftet med sine headere. "
        "Mangler: hvad den modtagende server kontrollerede (Authentication-Results).",
    }
    assert document["findings"] == []
