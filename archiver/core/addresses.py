"""Address lists (RFC 5322 § 3.4), read strictly: structure first, decoding last.

What cannot be told apart comes out as more than one address, or as a name without one, so that whoever asks for
exactly one address gets none. Nothing inside quotes, comments or encoded words ever becomes an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.core.encoded_words import decoded_words, folded
from archiver.core.records import Address

_ATOM = r'[^\s\x00-\x20\x7f-\xa0@<>(),;:\\"\[\]]+'
_QUOTED_LOCAL = r'"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"'
_ADDR_SPEC = re.compile(rf"(?:{_QUOTED_LOCAL}|{_ATOM})@(?:{_ATOM}|\[[^\[\]\s]*\])")
_STRAY = re.compile(rf"{_ATOM}@{_ATOM}")
_LONGEST_ADDRESS = 320
MOST = 1_000

#: An encoded word is one token whatever stands in it: some programs leave commas and @ bare inside.
_TOKEN = re.compile(
    r"""(?P<word>=\?[^?\s]{1,150}\?[bBqQ]\?[^?\s]*\?=)
      | (?P<quoted>"(?:[^"\\]|\\.)*"?)
      | (?P<comment>\()
      | (?P<special>[<>,;:])
      | (?P<text>\[[^\[\]<>"]*\] | [^"(<>,;:=\[]+ | [=\[])""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def ascii_lower(text: str) -> str:
    """Lower case in ASCII only: U+212A KELVIN SIGN must not turn into a k."""
    return text.translate(_ASCII_LOWER)


def addresses_in(text: str) -> tuple[Address, ...]:
    """The mailboxes of an unfolded, undecoded address list; a group gives its name as an address-less entry.

    Reading stops after `MOST` of them.
    """
    found: list[Address] = []
    mailbox = _Mailbox()
    for kind, written in _tokens(text):
        if len(found) >= MOST:
            return tuple(found[:MOST])
        if kind != "special" or mailbox.takes(written):
            mailbox.add(kind, written)
            continue
        found += mailbox.group_name() if written == ":" else mailbox.addresses()
        mailbox = _Mailbox()
    return tuple(found + mailbox.addresses())


def addr_spec(text: str) -> str | None:
    """The one addr-spec that the text is (RFC 5322 § 3.4.1), domain in lower case; None if it is anything else."""
    if len(text) > _LONGEST_ADDRESS or _ADDR_SPEC.fullmatch(text) is None:
        return None
    local, _, domain = text.rpartition("@")
    return f"{local}@{ascii_lower(domain)}"


def mailbox_of(address: str) -> str:
    """The mailbox behind an addr-spec: lower case, without a subaddress (RFC 5233).

    A name for counting, not for sending to: what somebody's server makes of the plus sign is known to it alone. A
    local part that begins with one, as telephone numbers do, has nothing before it and stays whole.
    """
    local, at, domain = address.rpartition("@")
    return ascii_lower((local.partition("+")[0] or local) + at + domain)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while token := _TOKEN.match(text, at):
        kind, at = str(token.lastgroup), token.end()
        if kind == "comment":
            end = _end_of_comment(text, at)
            yield kind, text[at : end - 1]
            at = end
        else:
            yield kind, token.group()


def _end_of_comment(text: str, start: int) -> int:
    depth = 1
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(edge.group(), 0)
        if depth == 0:
            return edge.end()
    return len(text) + 1


class _Mailbox:
    """One mailbox as its tokens come in."""

    def __init__(self) -> None:
        self._bare: list[str] = []
        self._phrase: list[str] = []
        self._unquoted: list[str] = []
        self._angles: list[str] = []
        self._comments: list[str] = []
        self._inside = False

    def takes(self, special: str) -> bool:
        """Commas and colons inside angle brackets belong to an obsolete route (RFC 5322 § 4.4)."""
        return special in "<>" or (self._inside and special in ",:")

    def add(self, kind: str, written: str) -> None:
        if kind == "special" and written in "<>":
            self._inside = written == "<"
            self._angles += [""] * self._inside
        elif kind == "comment":
            self._comments.append(written)
            self._place(" ", " ")
        elif kind == "quoted":
            self._place(written, _ESCAPED.sub(r"\1", written.removeprefix('"').removesuffix('"')))
        else:
            self._place(written, decoded_words(written) if kind == "word" else written)
            if kind == "text" and not self._inside:
                self._unquoted.append(written)

    def _place(self, written: str, readable: str) -> None:
        if self._inside:
            self._angles[-1] += written
        else:
            self._bare.append(written)
            self._phrase.append(readable)

    def group_name(self) -> list[Address]:
        return [Address(self._name(), "")]

    def addresses(self) -> list[Address]:
        if not self._angles:
            return self._without_angles()
        specs = [addr_spec(angle.rpartition(":")[2].strip()) for angle in self._angles]
        known = [Address(self._name(), spec) for spec in specs if spec]
        strays = {addr_spec(stray) for stray in _STRAY.findall("".join(self._unquoted))} - {*specs, None}
        return (known or [Address(self._name(), "")]) + [Address("", str(stray)) for stray in sorted(map(str, strays))]

    def _without_angles(self) -> list[Address]:
        spec = addr_spec("".join(self._bare).strip())
        if spec:
            return [Address(folded(decoded_words(" ".join(self._comments))), spec)]
        name = self._name() or folded(decoded_words(" ".join(self._comments)))
        return [Address(name, "")] if name else []

    def _name(self) -> str:
        return folded("".join(self._phrase))
