"""Two deterministic mailboxes, "10k" and "2k": many ordinary forwards, and fewer with large files among them.

Of every fifty letters 35 are forwards in the text (8 to 30 kB as text and HTML, in Danish), ten carry a mail, four an
image or a document, and one is a short note. In "2k" one of the 35 carries a file of 10 to 25 MB instead, and the
documents are larger. At full size that is 399 MB and 911 MB.
"""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["10k", "2k"]

SEED = 2026
FULL: dict[Kind, int] = {"10k": 10_000, "2k": 2_000}
"""How many letters each has."""
LARGE_EVERY = 50
"""Of so many letters of "2k" one carries a large file."""

_TEXT = (
    "jeg har modtaget denne mail fra en borger der igen skriver om sagen og truer med at komme forbi kontoret hvor vi "
    "sidder det er tredje gang på to uger at han nævner mit navn og min families adresse på nettet kan i tage stilling "
    "til om den skal anmeldes kommunen ældre område afgørelse klage øjeblikket årsag høring børn skole hjem måned"
)
_LINE_OCTETS = 57
_ENCODED_LINE = 78
"""Octets of 57 in base64, with the end of the line."""
_FILES: dict[Kind, tuple[int, int]] = {"10k": (20_000, 372_000), "2k": (20_000, 1_785_000)}
"""Octets of images and documents, least and most."""
_LARGE_FILE = (7_300_000, 18_250_000)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A kind of mailbox and how many letters it holds. Fewer than all are the first of the whole."""

    kind: Kind
    messages: int

    def letters(self, first: int = 0) -> Iterator[bytes]:
        """The same letters each time, in the same order, no two alike; `first` is where to begin."""
        return (letter(self.kind, number) for number in range(first, first + self.messages))


def letter(kind: Kind, number: int) -> bytes:
    """One letter of a mailbox, with CRLF."""
    chance = random.Random(f"{SEED} {kind} {number}")
    place = number % LARGE_EVERY
    if kind == "2k" and place == 25:
        return _with_file(number, chance, chance.randint(*_LARGE_FILE))
    if place % 5 == 1:
        return _with_message(number, chance)
    if place in {2, 14, 28, 40}:
        return _with_file(number, chance, chance.randint(*_FILES[kind]))
    if place == 47:
        return _letter_of(number, ["Content-Type: text/plain; charset=utf-8", "", _prose(chance, 600)])
    return _letter_of(number, _alternatives(chance))


def large_letter(octets: int) -> bytes:
    """A letter of about so many octets, all but a few of them one file."""
    return _with_file(0, random.Random(SEED), octets * _LINE_OCTETS // _ENCODED_LINE)


def short_letter(number: int, *, sender: str, citizen: int) -> bytes:
    """A colleague forwards what a citizen wrote, attached; the same citizen's is the same to the octet."""
    chance = random.Random(f"{SEED} citizen {citizen}")
    original = _letter_of(
        citizen,
        ["Content-Type: text/plain; charset=utf-8", "", _prose(chance, 500)],
        message_id="borger",
        sender=f"Borger <borger.{citizen}@udbyder.example>",
    )
    return _letter_of(number, _mixed(chance, "message/rfc822", original.decode()), message_id="kort", sender=sender)


def _letter_of(number: int, lines: list[str], message_id: str = "brev", sender: str = "") -> bytes:
    head = [
        "Received: from klient.kommune.example by mx.kommune.example with ESMTPS; Mon, 2 Nov 2026 09:00:00 +0100",
        f"From: {sender or f'Kollega {number % 400} <kollega.{number % 400}@kommune.example>'}",
        "To: Arkiv <arkiv@kommune.example>",
        f"Subject: VS: Henvendelse nr. {number}",
        "Date: Mon, 2 Nov 2026 09:00:00 +0100",
        f"Message-ID: <{message_id}.{number}@kommune.example>",
        "MIME-Version: 1.0",
    ]
    return "\r\n".join([*head, *lines, ""]).encode()


def _alternatives(chance: random.Random) -> list[str]:
    text = _prose(chance, chance.randint(3_900, 14_600))
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
    return _letter_of(number, _mixed(chance, "message/rfc822", inner))


def _with_file(number: int, chance: random.Random, octets: int) -> bytes:
    content_type, opening = chance.choice([("image/jpeg", b"\xff\xd8\xff\xe0"), ("application/pdf", b"%PDF-1.7\n")])
    content = f'{content_type}; name="bilag.bin"\r\nContent-Transfer-Encoding: base64'
    return _letter_of(number, _mixed(chance, content, _file(chance, opening, octets)))


def _mixed(chance: random.Random, content_type: str, body: str) -> list[str]:
    return [
        'Content-Type: multipart/mixed; boundary="skel"',
        "",
        *_part("text/plain; charset=utf-8", _prose(chance, 400)),
        *_part(content_type, body),
        "--skel--",
    ]


def _part(content_type: str, body: str) -> list[str]:
    return ["--skel", f"Content-Type: {content_type}", "", body]


def _prose(chance: random.Random, octets: int) -> str:
    """About so many octets of it."""
    lines, mean = _lines()
    return "\r\n".join(chance.choices(lines, k=max(1, round(octets / mean))))


@cache
def _lines() -> tuple[list[str], float]:
    """Lines to write letters of, and the mean of their octets with the end of the line. Danish compounds its words."""
    chance = random.Random(SEED)
    words = _TEXT.split()
    words += ["".join(chance.choices(words, k=2)) for _ in range(6_000)]
    lines = [" ".join(chance.choices(words, k=9)) for _ in range(4_000)]
    return lines, sum(len(line.encode()) + 2 for line in lines) / len(lines)


def _file(chance: random.Random, opening: bytes, octets: int) -> str:
    """In base64. What follows the first line is cut from one run of chance, again and again if need be."""
    noise, count = _noise(), octets // _LINE_OCTETS * _ENCODED_LINE
    first = base64.b64encode(opening + chance.randbytes(_LINE_OCTETS - len(opening))).decode()
    start = chance.randrange(len(noise) // _ENCODED_LINE) * _ENCODED_LINE
    again = 1 + (start + count) // len(noise)
    return f"{first}\r\n{(noise * again)[start : start + count]}"


@cache
def _noise() -> str:
    octets = random.Random(SEED).randbytes(_LINE_OCTETS * 80_000)
    return base64.encodebytes(octets).decode().replace("\n", "\r\n")
