"""Three hundred letters of all kinds, no two alike."""

from collections.abc import Callable
from pathlib import Path

from tests.builders import a_forward_with_attachment, a_letter, a_multipart, many_parts, nested, with_long_header

CORPUS = Path(__file__).parent.parent / "letters"


def colleague(number: int) -> str:
    """One of seventy people, so that nobody reports often enough to be left without a receipt."""
    return f"Ane Hansen <ane.{number % 70}@kommune.example>"


def report(number: int, body: str | bytes = "Se nedenfor.\r\n") -> bytes:
    """A colleague's plain letter, its own octets and Message-ID for each number."""
    return a_letter(
        sender=colleague(number),
        subject=f"VS: trussel nr. {number}",
        message_id=f"<brev.{number}@kommune.example>",
        body=body if isinstance(body, bytes) else f"Nr. {number}. {body}",
    )


def _forward(number: int) -> bytes:
    return a_forward_with_attachment(sender=colleague(number), message_id=f"<vs.{number}@kommune.example>")


def _bare_line_feeds(number: int) -> bytes:
    return report(number, b"en\nto\r\ntre\n\nfire " + str(number).encode() + b"\n")


def _nul(number: int) -> bytes:
    return report(number, b"f\0r og efter " + str(number).encode() + b"\0\r\n")


def _eight_bit(number: int) -> bytes:
    return report(number, "blåbærgrød på Ærø ".encode("latin-1") + bytes(range(128, 256)) + b"%d\r\n" % number)


def _no_line_end(number: int) -> bytes:
    return report(number, b"ingen linjeafslutning %d" % number)


def _collision(number: int) -> bytes:
    return a_letter(sender=colleague(number), message_id="<genbrugt@kommune.example>", body=f"Nr. {number}\r\n")


def _outsider(number: int) -> bytes:
    return a_letter(sender=f"Borger <borger.{number}@udbyder.example>", message_id=None, body=f"Hør her {number}\r\n")


def _deep(number: int) -> bytes:
    return b"X-Number: %d\r\n" % number + nested(40)


def _wide(number: int) -> bytes:
    return b"X-Number: %d\r\n" % number + many_parts(30)


def _long_header(number: int) -> bytes:
    return b"X-Number: %d\r\n" % number + with_long_header(20_000)


def _large(number: int) -> bytes:
    lines = b"".join(b"%d %s\r\n" % (line, b"abcdefghij" * 7) for line in range(3_000))
    return a_multipart(
        [(("Content-Type: application/octet-stream",), lines)],
        sender=colleague(number),
        message_id=f"<stor.{number}@kommune.example>",
    )


def _ends_in_dots(number: int) -> bytes:
    return report(number, b".\r\n..\r\nhej %d\r\n.\r\n" % number)


KINDS: tuple[Callable[[int], bytes], ...] = (
    report,
    _forward,
    _bare_line_feeds,
    _eight_bit,
    _no_line_end,
    _collision,
    _outsider,
    _deep,
    _wide,
    _long_header,
    _ends_in_dots,
)


def mixed(first: int, count: int) -> list[bytes]:
    """So many letters, numbered from `first`, of every kind that any way of delivery can carry."""
    numbers = range(first, first + count)
    return [_large(number) if number % 75 == 0 else KINDS[number % len(KINDS)](number) for number in numbers]


def with_nul(first: int, count: int) -> list[bytes]:
    """Letters that LMTP need not carry (RFC 5321 section 2.3.8) and IMAP does as literal8 (RFC 3516)."""
    return [_nul(number) for number in range(first, first + count)]


def strange() -> list[bytes]:
    """The corpus of oddities, each a file; an empty letter is none that a server would take."""
    return [octets for path in sorted(CORPUS.glob("*.eml")) if (octets := path.read_bytes())]
