"""The probe mail (R15): how it is written, how it is known again, and whether it came as it was written.

Only the archive can make one: its header bears a random reference, signed with the archive's own key. What bears it
is never archived, so that a copy of one must not hide anything else either: what has come is compared with what was
written, leaf by leaf, before it may go.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from gettext import NullTranslations
from quopri import encodestring

from archiver.core.cases import Signer
from archiver.core.letters import postal_address
from archiver.core.records import Letter, Octets, Reading

FIELD = "X-Archive-Canary"
LONGEST_HEADER = 1 << 16
LONGEST = 1 << 18
"""Octets. Ours have two thousand; relays add to the header."""
_FIELD = re.compile(rb"^" + FIELD.encode() + rb":[ \t]*([0-9a-f]{32})\.([0-9a-f]{16})[ \t]*\r?$", re.I | re.M)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = "=_proevemail"


def compose(
    reference: str,
    signer: Signer,
    name: Callable[[str], str],
    sender: str,
    to: str,
    at: datetime,
    say: NullTranslations,
) -> Letter:
    """One probe mail, with letters and an attachment that a reader has to decode. `name` makes our Message-IDs.

    It has no return path: nobody answers it, and no bounce of it is archived. Raises `LetterUnfit`.
    """
    recipient, message_id = postal_address(to), message_id_of(reference, name)
    lines = [
        f"From: <{postal_address(sender)}>",
        f"To: <{recipient}>",
        f"Subject: =?utf-8?B?{_base64(subject(say).encode())}?=",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
        f"{FIELD}: {reference}.{_mark(reference, signer)}",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"',
        "",
        f"--{_BOUNDARY}",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        encodestring(_text(say).encode()).decode("ascii"),
        f"--{_BOUNDARY}",
        "Content-Type: application/octet-stream",
        "Content-Transfer-Encoding: base64",
        'Content-Disposition: attachment; filename="proeve.bin"',
        "",
        _base64(_attached(reference)),
        f"--{_BOUNDARY}--",
        "",
    ]
    return Letter(message_id, recipient, "\r\n".join(lines).encode(), null_sender=True)


def subject(say: NullTranslations) -> str:
    """What people who look into the mailbox see."""
    return say.gettext("Probe mail of the archive – no need to do anything")


def _text(say: NullTranslations) -> str:
    return say.gettext(
        "The archive sends itself this mail to see that mail comes through: æ, ø, å. It is not archived."
    )


def message_id_of(reference: str, name: Callable[[str], str]) -> str:
    """Its Message-ID."""
    return name(f"canary.{reference}")


def reference_in(octets: Octets, signer: Signer) -> str | None:
    """The reference in a mail's own header, if it is one of ours. Looks at that field alone, and reads nothing else."""
    if octets.size > LONGEST:
        return None
    start = octets.span(0, LONGEST_HEADER)
    end = _END_OF_HEADER.search(start)
    found = _FIELD.findall(start if end is None else start[: end.start() + 1])
    if len(found) != 1:
        return None
    reference, mark = (part.decode("ascii").lower() for part in found[0])
    return reference if hmac.compare_digest(mark, _mark(reference, signer)) else None


def is_sound(reading: Reading, reference: str, name: Callable[[str], str]) -> bool:
    """Whether a probe was read as it was written, as far as that matters: what a gateway puts beside it does not."""
    is_named = reading.envelope.message_id == message_id_of(reference, name)
    return is_named and _checksum(_attached(reference)) in {part.checksum for part in reading.parts}


def is_alone(reading: Reading, reference: str, say: NullTranslations) -> bool:
    """Whether there is nothing in it but what was written: only then may it be thrown away."""
    ours = {_checksum(_attached(reference)), *map(_checksum, _forms(_text(say)))}
    has_two = len(reading.parts) == 2 and not reading.enclosed
    return has_two and {part.checksum for part in reading.parts} <= ours


def _forms(text: str) -> list[bytes]:
    """With the line ends that text has on its way."""
    return [text.encode() + end for end in (b"", b"\n", b"\r\n")]


def _attached(reference: str) -> bytes:
    return hashlib.sha512(reference.encode()).digest()


def _mark(reference: str, signer: Signer) -> str:
    return signer.mark(f"canary {reference}")


def _checksum(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
