"""The mails of the campaign: no two alike, each with words that must be found nowhere but in the archive."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

CANARY = "kanariefugl"
"""In every subject, sender, file name and body."""


@dataclass(frozen=True)
class Mail:
    """A mail to deliver, and what is to become of it."""

    octets: bytes
    message_id: str
    sender: str
    is_thanked: bool = True
    attaches: bool = False
    """It has somebody else's message as an attachment."""
    checksum: str = ""
    """SHA-256 of octets that are no longer kept."""

    @property
    def sha256(self) -> str:
        return self.checksum or sha256(self.octets).hexdigest()

    def without_octets(self) -> Mail:
        """The same in a book that is to stay small."""
        return replace(self, octets=b"", checksum=self.sha256)


def a_mail(
    number: int,
    chance: Random,
    *,
    size: int | None = None,
    sender: str | None = None,
    message_id: str | None = None,
    content_type: str = "text/plain; charset=utf-8",
) -> Mail:
    """A colleague's mail; some quote, some attach a message, some are larger. Each colleague writes but once."""
    sender = sender or f"{CANARY}.{number}@kommune.example"
    message_id = message_id or f"<{number}.{chance.getrandbits(48):x}@kommune.example>"
    text = f"Nr. {number}: {CANARY} skrev æøå til mig.\r\n.\r\nFrom her ..\r\n"
    head = (
        f"From: {CANARY.title()} Hansen <{sender}>\r\nTo: arkiv@kommune.example\r\n"
        f"Subject: VS: trussel nr. {number} {CANARY}\r\nDate: Fri, 20 Nov 2026 14:32:00 +0100\r\n"
        f"Message-ID: {message_id}\r\nMIME-Version: 1.0\r\n"
    )
    fill = _lines(chance, chance.choice((0, 0, 500, 5_000, 40_000)) if size is None else size)
    if number % 3 == 1:
        body = head + _attaching(number, text, fill)
    else:
        body = head + f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}{fill}"
    return Mail(body.encode(), message_id, sender, attaches=number % 3 == 1)


def a_strangers_mail(number: int, chance: Random) -> Mail:
    """From outside: kept like any other, and not thanked for."""
    mail = a_mail(number, chance, sender=f"{CANARY}.{number}@udbyder.example")
    return replace(mail, is_thanked=False)


def a_hostile_mail(number: int, chance: Random) -> Mail:
    """What it attaches has headers that no database takes as they are: U+0000, half a surrogate pair.

    In base64, since servers change such octets on their way.
    """
    inner = (
        b"From: Borger <borger@udbyder.example>\r\nSubject: nul \0 og \xed\xa0\x80\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/pl\0ain\xed\xa0\x80; name=tr\0ussel\r\n\r\nNr. %d\r\n" % number
    )
    attached = "multipart/mixed; boundary=skille\r\n\r\n--skille\r\nContent-Type: message/rfc822\r\n"
    attached += f"Content-Transfer-Encoding: base64\r\n\r\n{b64encode(inner).decode()}\r\n--skille--\r\nX-Rest: 1"
    assert number % 3 != 1, "it is made of a mail with one part"
    return a_mail(number, chance, size=0, content_type=attached)


def _attaching(number: int, text: str, fill: str) -> str:
    return (
        f'Content-Type: multipart/mixed; boundary="skille-{number}"\r\n\r\n'
        f"--skille-{number}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        f"--skille-{number}\r\nContent-Type: message/rfc822\r\n"
        f'Content-Disposition: attachment; filename="{CANARY}.eml"\r\n\r\n'
        f"From: Borger <{CANARY}@udbyder.example>\r\nTo: Ane <ane@kommune.example>\r\n"
        f"Subject: Nu er det nok {CANARY}\r\nDate: Thu, 19 Nov 2026 21:14:03 +0100\r\n"
        f"Message-ID: <borger.{number}@udbyder.example>\r\n\r\nJeg ved hvor du bor. Nr. {number}\r\n{fill}\r\n"
        f"--skille-{number}--\r\n"
    )


def _lines(chance: Random, octets: int) -> str:
    count, rest = divmod(octets, 78)
    return "".join(f"{chance.getrandbits(304):076x}\r\n" for _ in range(count)) + ("x" * rest + "\r\n" if rest else "")
