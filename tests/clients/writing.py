"""Messages as octets: parts in the transfer encodings, charsets and nestings that clients choose."""

from __future__ import annotations

import base64
import quopri
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from tests.clients.values import File, Mail, Person


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME entity: its header lines, and its body with CRLF."""

    lines: tuple[str, ...]
    body: bytes


def text_part(words: str, subtype: str, charset: str, encoding: str, parameters: str = "") -> Part:
    """Text in a charset and a transfer encoding; `parameters` follow the charset."""
    # Clients write a reference for what HTML's charset lacks; in plain text it would be lost.
    octets = words.encode(charset, "xmlcharrefreplace" if subtype == "html" else "strict")
    lines = (f"Content-Type: text/{subtype}; charset={charset}{parameters}", f"Content-Transfer-Encoding: {encoding}")
    return Part(lines, encoded(octets, encoding))


def encoded(octets: bytes, encoding: str) -> bytes:
    """Octets of lines as they travel: CRLF throughout."""
    if encoding == "base64":
        return base64.encodebytes(octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")
    body = quopri.encodestring(octets) if encoding == "quoted-printable" else octets
    return body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def file_part(file: File, naming: str = "encoded-word") -> Part:
    """An attachment, or a picture with a content id, its name written as `naming` says."""
    name, filename = name_parameters(file.name, naming)
    lines = [f"Content-Type: {file.content_type};{name}"]
    if file.cid:
        lines += [f"Content-Disposition: inline;{filename}", f"Content-ID: <{file.cid}>"]
    else:
        lines += [f"Content-Disposition: attachment;{filename}"]
    body = base64.encodebytes(file.octets).replace(b"\n", b"\r\n")
    return Part((*lines, "Content-Transfer-Encoding: base64"), body)


def name_parameters(name: str, naming: str) -> tuple[str, str]:
    """The name and filename parameters: RFC 2231, or encoded words as most clients still write."""
    if name.isascii():
        return f'\r\n\tname="{name}"', f'\r\n\tfilename="{name}"'
    word = f"=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="
    if naming == "rfc2231":
        return f'\r\n name="{word}"', f"\r\n filename*=utf-8''{quote(name)}"
    return f'\r\n\tname="{word}"', f'\r\n\tfilename="{word}"'


def multipart(subtype: str, parts: Sequence[Part], parameters: str = "") -> Part:
    """Parts in order, under a boundary made of their content."""
    mark = sha256(b"".join(part.body for part in parts) + subtype.encode()).hexdigest()[:24]
    boundary = f"_000_{mark}_"
    pieces = [b"--" + boundary.encode() + b"\r\n" + entity(part) + b"\r\n" for part in parts]
    line = f'Content-Type: multipart/{subtype};{parameters}\r\n\tboundary="{boundary}"'
    return Part((line,), b"".join(pieces) + f"--{boundary}--\r\n".encode())


def entity(part: Part) -> bytes:
    """Header lines, blank line, body."""
    return "".join(f"{line}\r\n" for line in (*part.lines, "")).encode() + part.body


def message(headers: Sequence[tuple[str, str]], part: Part, charset: str = "utf-8") -> bytes:
    """A whole message; values of header fields are encoded in that charset where they are not ASCII."""
    lines = [f"{name}: {header_value(name, value, charset)}" for name, value in headers]
    return entity(Part((*lines, "MIME-Version: 1.0", *part.lines), part.body))


def header_value(name: str, value: str, charset: str) -> str:
    """The value, in encoded words when it needs them."""
    if value.isascii():
        return value
    return Header(value, charset, header_name=name).encode(linesep="\r\n")


def address(person: Person) -> str:
    """A mailbox as it stands in a header field."""
    if not person.name:
        return person.address
    if not person.name.isascii():
        return f"{encoded_name(person.name)} <{person.address}>"
    name = quoted(person.name) if set(person.name) & set('.,;:"()<>@[]') else person.name
    return f"{name} <{person.address}>"


def encoded_name(name: str) -> str:
    """A display name as one encoded word."""
    return f"=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="


def quoted(name: str) -> str:
    """A display name as a quoted string."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_sent(mail: Mail, *, message_id: str, extra: Sequence[tuple[str, str]] = ()) -> bytes:
    """The message as its sender's server gave it away: what a forward as attachment encloses."""
    headers = [
        ("Received", "from udbyder.example (udbyder.example [192.0.2.7]) by mx.kommune.example with ESMTPS id 7f3"),
        ("From", address(mail.from_)),
        ("To", ", ".join(address(person) for person in mail.to)),
        *([("Cc", ", ".join(address(person) for person in mail.cc))] if mail.cc else []),
        ("Subject", mail.subject),
        ("Date", format_datetime(mail.when)),
        ("Message-ID", message_id),
        *extra,
    ]
    text = text_part(mail.body + "\n", "plain", "utf-8", "quoted-printable")
    parts = [text, *(file_part(file) for file in mail.files)]
    return message(headers, multipart("mixed", parts) if mail.files else text)


def flowed(words: str, *, delsp: bool = False) -> str:
    """Words as format=flowed (RFC 3676): long lines broken softly at 72, lines that would mislead stuffed."""
    return "\n".join(_flowed_line(line, " " if delsp else "") for line in words.split("\n"))


def _flowed_line(line: str, extra: str) -> str:
    depth = len(line) - len(line.lstrip(">"))
    mark, rest = line[:depth], line[depth:]
    pieces = _softly(rest) if len(rest) > 76 else []
    if not pieces:
        return line.rstrip(" ") if rest != "-- " else line
    space = " " if mark else ""
    stuffed = [f"{mark}{space}{piece.removeprefix(' ')}" for piece in pieces]
    return f" {extra}\n".join(stuffed)


def _softly(line: str) -> list[str]:
    wrap = textwrap.TextWrapper(72, expand_tabs=False, replace_whitespace=False, break_long_words=False)
    wrap.break_on_hyphens = False
    return wrap.wrap(line)
