"""Encoded words in header fields (RFC 2047), decoded without ever failing."""

from __future__ import annotations

import binascii
import re

from archiver.core.charsets import decoded, scalars
from archiver.core.transfer import base64_decoded

_WORD = re.compile(r"=\?([^?\s*]{1,75})(?:\*[^?\s]{0,75})?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LONGEST_FIELD = 8192
"""Characters of one decoded field that are kept; the rest is in the raw mail."""


def decoded_words(text: str) -> str:
    """The text with its encoded words decoded; what is not decodable stays or gets its Latin-1 view.

    Neighbours of one charset are joined before decoding: programs cut UTF-8 in the middle of a character.
    """
    if "=?" not in text:
        return text
    literal, *rest = _WORD.split(_BETWEEN_WORDS.sub(r"\1", text))
    pieces, waiting, charset = [literal], b"", ""
    for name, encoding, body, after in zip(*[iter(rest)] * 4, strict=True):
        if waiting and name.lower() != charset:
            pieces.append(decoded(waiting, charset)[0])
            waiting = b""
        waiting, charset = waiting + _word_octets(encoding, body), name.lower()
        if after:
            pieces += [decoded(waiting, charset)[0], after]
            waiting = b""
    return "".join([*pieces, decoded(waiting, charset)[0]])


def folded(text: str) -> str:
    """One clean line: controls, line ends and lone surrogates gone, at most `LONGEST_FIELD` characters."""
    if len(text) <= LONGEST_FIELD and text.isprintable():
        return text.strip()
    return scalars(_CONTROLS.sub(" ", text[: 2 * LONGEST_FIELD])).strip()[:LONGEST_FIELD]


def _word_octets(encoding: str, body: str) -> bytes:
    written = body.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_decoded(written)[0]
    return binascii.a2b_qp(written, header=True)
