"""Two deterministic mailboxes: many ordinary forwards ("small"), and fewer with large files among them ("heavy")."""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["small", "heavy"]

SEED = 2026
_TEXT = (
    "jeg har modtaget denne mail fra en borger der igen skriver om sagen og truer med at komme forbi kontoret hvor vi "
    "sidder det er tredje gang på to uger at han nævner mit navn og min families adresse på nettet kan i tage stilling "
    "til om den skal anmeldes kommunen ældre område afgørelse klage øjeblikket årsag høring børn skole hjem måned"
)
_WORDS = _TEXT.split()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A kind of mailbox and how many letters it holds."""

    kind: Kind
    messages: int

    def letters(self) -> Iterator[bytes]:
        """The same letters each time, in the same order, no two alike."""
        chance = random.Random(f"{SEED} {self.kind}")
        for number in range(self.messages):
            yield _letter(number, chance, self.kind)


def _letter(number: int, chance: random.Random, kind: Kind) -> bytes:
    draw = chance.random()
    if kind == "heavy" and number % 50 == 25:
        return _with_file(number, chance, chance.randint(7_300_000, 18_300_000))
    if draw < 0.70:
        return _letter_of(number, _alternatives(chance))
    if draw < 0.90:
        return _with_message(number, chance)
    if draw < 0.98:
        largest = 260_000 if kind == "small" else 900_000
        return _with_file(number, chance, chance.randint(20_000, largest))
    return _letter_of(number, ["Content-Type: text/plain; charset=utf-8", "", _prose(chance, 600)])


def _letter_of(number: int, lines: list[str], message_id: str = "brev") -> bytes:
    head = [
        "Received: from klient.kommune.example by mx.kommune.example with ESMTPS; Mon, 2 Nov 2026 09:00:00 +0100",
        f"From: Kollega {number % 400} <kollega.{number % 400}@kommune.example>",
        "To: Arkiv <arkiv@kommune.example>",
        f"Subject: VS: Henvendelse nr. {number}",
        "Date: Mon, 2 Nov 2026 09:00:00 +0100",
        f"Message-ID: <{message_id}.{number}@kommune.example>",
        "MIME-Version: 1.0",
    ]
    return "\r\n".join([*head, *lines, ""]).encode()


def _alternatives(chance: random.Random) -> list[str]:
    text = _prose(chance, chance.randint(4_000, 15_000))
    html = f"<html><body><p>{text.replace(chr(10), '<br>')}</p></body></html>"
    forwarded = "-----Oprindelig meddelelse-----\r\nFra: Borger <borger@udbyder.example>\r\nEmne: Sagen\r\n"
    return [
        'Content-Type: multipart/alternative; boundary="skel"',
        "",
        *_part("text/plain; charset=utf-8", f"{forwarded}\r\n{text}"),
        *_part("text/html; charset=utf-8", html),
        "--skel--",
    ]


def _with_message(number: int, chance: random.Random) -> bytes:
    inner = _letter_of(number, _alternatives(chance), "original").decode().replace("skel", "indre-skel")
    return _letter_of(
        number,
        [
            'Content-Type: multipart/mixed; boundary="skel"',
            "",
            *_part("text/plain; charset=utf-8", _prose(chance, 400)),
            *_part("message/rfc822", inner),
            "--skel--",
        ],
    )


def _with_file(number: int, chance: random.Random, octets: int) -> bytes:
    content_type, opening = chance.choice([("image/jpeg", b"\xff\xd8\xff\xe0"), ("application/pdf", b"%PDF-1.7\n")])
    encoded = base64.encodebytes(opening + chance.randbytes(octets)).decode().replace("\n", "\r\n")
    return _letter_of(
        number,
        [
            'Content-Type: multipart/mixed; boundary="skel"',
            "",
            *_part("text/plain; charset=utf-8", _prose(chance, 400)),
            *_part(f'{content_type}; name="bilag.bin"\r\nContent-Transfer-Encoding: base64', encoded),
            "--skel--",
        ],
    )


def _part(content_type: str, body: str) -> list[str]:
    return ["--skel", f"Content-Type: {content_type}", "", body]


def _prose(chance: random.Random, characters: int) -> str:
    words = chance.choices(_WORDS, k=characters // 6)
    rows = (" ".join(words[start : start + 12]) for start in range(0, len(words), 12))
    return "\r\n".join(rows)
