"""Letters for tests, as octets. Everybody in them is invented; every name ends in .example."""

from __future__ import annotations

import base64

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

ABUSE = (
    b"Received: from udbyder.example (udbyder.example [192.0.2.7]) by mx.kommune.example with ESMTP id 7;"
    b" Thu, 19 Nov 2026 21:14:03 +0100\r\n"
    b"From: Borger <vred.borger@udbyder.example>\r\n"
    b"To: Jette Jensen <jette.jensen@kommune.example>\r\n"
    b"Subject: I skal ikke sove trygt\r\n"
    b"Date: Thu, 19 Nov 2026 21:14:00 +0100\r\n"
    b"Message-ID: <vrede.1@udbyder.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n"
    b"\r\n" + "Jeg ved, hvor I går hjem. Hilsen en borger på Ærø.\r\n".encode()
)
"""What a citizen wrote: the message that the forwards below enclose."""


def a_letter(
    *,
    sender: str = "Jette Jensen <jette.jensen@kommune.example>",
    to: str = "arkiv@kommune.example",
    subject: str = "VS: endnu en mail",
    date: str = "Fri, 20 Nov 2026 14:32:00 +0100",
    message_id: str | None = "<brev.1@kommune.example>",
    body: str | bytes = "Kære arkiv. Se venligst nedenfor.\r\n",
    headers: tuple[tuple[str, str], ...] = (),
    content_type: str = "text/plain; charset=utf-8",
) -> bytes:
    """A plain letter as a server would hand it over, CRLF throughout; header values stand as given, in UTF-8."""
    fields = [("From", sender), ("To", to), ("Subject", subject), ("Date", date)]
    fields += [("Message-ID", message_id)] if message_id else []
    fields += [("MIME-Version", "1.0"), ("Content-Type", content_type), *headers]
    block = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return block.encode() + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def a_forward_with_attachment(
    enclosed: bytes = ABUSE,
    *,
    filename: str = "skærm.png",
    attachment: bytes = PNG,
    sender: str = "Jette Jensen <jette.jensen@kommune.example>",
    to: str = "arkiv@kommune.example",
    subject: str = "VS: I skal ikke sove trygt",
    message_id: str | None = "<videresendt.1@kommune.example>",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A colleague's forward: her own words, the citizen's message as it was, and a picture."""
    return a_multipart(
        [
            (("Content-Type: text/plain; charset=utf-8",), "Den her kom i går.\r\n".encode()),
            (("Content-Type: message/rfc822", "Content-Disposition: attachment"), enclosed),
            (
                (
                    f'Content-Type: image/png; name="{filename}"',
                    f'Content-Disposition: attachment; filename="{filename}"',
                    "Content-Transfer-Encoding: base64",
                ),
                base64.encodebytes(attachment).replace(b"\n", b"\r\n"),
            ),
        ],
        sender=sender,
        to=to,
        subject=subject,
        message_id=message_id,
        headers=headers,
    )


def a_multipart(
    parts: list[tuple[tuple[str, ...], bytes]],
    *,
    sender: str = "Jette Jensen <jette.jensen@kommune.example>",
    to: str = "arkiv@kommune.example",
    subject: str = "VS: bilag",
    message_id: str | None = "<bilag.1@kommune.example>",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A multipart/mixed letter of parts, each given by its header lines and the octets of its body."""
    # A forward in a forward needs another boundary than what it encloses.
    level = next(level for level in range(1, 100) if not any(b"skille-%d-" % level in octets for _, octets in parts))
    boundary = f"skille-{level}-"
    body = b"".join(
        "".join(f"{line}\r\n" for line in (f"--{boundary}", *lines, "")).encode() + octets + b"\r\n"
        for lines, octets in parts
    )
    return a_letter(
        sender=sender,
        to=to,
        subject=subject,
        message_id=message_id,
        headers=headers,
        content_type=f'multipart/mixed; boundary="{boundary}"',
        body=body + f"--{boundary}--\r\n".encode(),
    )


def nested(depth: int) -> bytes:
    """Multiparts inside one another, `depth` levels, around one line of text."""
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    closing = b"".join(b"\r\n--b%d--\r\n" % level for level in reversed(range(depth)))
    return b"From: a@kommune.example\r\n" + opening + b"\r\nhej" + closing


def nested_messages(depth: int) -> bytes:
    """Messages enclosed in one another, `depth` levels, around one line of text."""
    return b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(depth)) + b"Subject: inderst\r\n\r\nhej\r\n"


def many_parts(count: int) -> bytes:
    """A multipart of `count` small parts."""
    return a_multipart([(("Content-Type: text/plain",), b"%d" % number) for number in range(count)])


def with_long_header(octets: int) -> bytes:
    """A letter with one field of so many octets, folded every 70."""
    lines = octets // 72
    return a_letter(headers=(("X-Long", "\r\n ".join(["x" * 70] * lines)),))


def with_many_headers(count: int) -> bytes:
    """A letter with so many fields of different names before its body."""
    return a_letter(headers=tuple((f"X-{number}", "1") for number in range(count)))


def with_many_parameters(count: int) -> bytes:
    """A letter whose attachment has so many Content-Type parameters."""
    parameters = "".join(f"; p{number}=v{number}" for number in range(count))
    return a_multipart([((f'Content-Type: image/png{parameters}; name="til sidst.png"',), b"x")])
