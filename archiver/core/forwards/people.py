"""Senders and recipients as mail programs write them for people, which is no address list of RFC 5322.

Names hold commas without quotes, lists are parted by semicolons, and an address is told twice (`a@b<mailto:a@b>`).
What cannot be told apart gives a name without an address, never somebody else's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from archiver.core.addresses import addr_spec, ascii_lower
from archiver.core.encoded_words import decoded_words, folded
from archiver.core.forwards.wording import wording
from archiver.core.records import Address

MOST = 500
LONGEST = 40_000
"""Characters of one list that are read."""

#: Outlook and Exchange, in text made from HTML: a link's address after its words, once in brackets or not.
_MAILTO = re.compile(r"[<\[](?:mailto:)([^<>\[\]\s]{1,330})[>\]]", re.IGNORECASE)
_LINK = re.compile(r"<(?:https?|tel|callto|sip):[^<>\s]{0,2000}>", re.IGNORECASE)
_ANGLES = re.compile(r"[<\[]([^<>\[\]]{0,400})[>\]]")
_BARE = re.compile(r"[^\s<>()\[\],;:\"'@]{1,100}@[^\s<>()\[\],;:\"'@]{1,260}")
_QUOTES = "\"'“”„‘’‚«»*"


@lru_cache(maxsize=32)  # page and text of one mail say the same, and a thread says it again and again
def person(text: str) -> Address | None:
    """The one sender that the text names; None for nothing. Two addresses and no telling which: a name alone.

    Of "A <a@x> on behalf of B <b@y>" it is B, as in the From field; A was the Sender (RFC 5322 § 3.6.2).
    """
    text = _tidy(text)
    return _mailbox(_without_list(_represented(text))) if text else None


@lru_cache(maxsize=32)
def people(text: str) -> tuple[Address, ...]:
    """Recipients, in order; at most `MOST`."""
    found = (_mailbox(piece) for piece in _pieces(_tidy(text)))
    return tuple(address for address in found if address)[:MOST]


def _tidy(text: str) -> str:
    """One line, each address told once."""
    text = folded(decoded_words(" ".join(text[:LONGEST].split())))
    if "*" in text:
        text = text.replace("*", " ")
    text = _LINK.sub("", text)
    return " ".join(_MAILTO.sub(_told_once, text).split()).strip(" ,;")


def _told_once(link: re.Match[str]) -> str:
    address = link[1].partition("?")[0]
    before = link.string[max(0, link.start() - len(address) - 1) : link.start()].rstrip()
    return "" if ascii_lower(before).endswith(ascii_lower(address)) else f"<{address}>"


def _represented(text: str) -> str:
    """Whom the sender wrote for, if the text tells the sender's own address before; else it is part of a name."""
    lower = text.casefold()
    for words in _phrases():
        at = lower.find(words)
        if at > 0 and len(lower) == len(text) and text[:at].rstrip().endswith((">", "]")):
            return text[at + len(words) :].strip()
    return text


def _without_list(text: str) -> str:
    """ "Name <a@b> via List <c@d>": the list only passed it on."""
    for word in wording().via:
        before, found, _ = text.partition(f" {word} ")
        if found and before.rstrip().endswith(">"):
            return before
    return text


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(f" {phrase.casefold()} " for phrase in wording().on_behalf)


def _pieces(text: str) -> Iterator[str]:
    """Each recipient of a list. Where semicolons part them, a comma belongs to a name."""
    by_semicolon = list(_split(text, ";"))
    for piece in by_semicolon:
        if len(by_semicolon) > 1 and piece.count("@") <= 1:
            yield piece
        else:
            yield from _by_comma(list(_split(piece, ",")))


def _by_comma(parts: list[str]) -> Iterator[str]:
    """Commas part recipients, and names: "Jensen, Jette <j@x>" is one."""
    if not any("@" in part for part in parts):
        yield from parts if all(" " in part for part in parts) else [", ".join(parts)]
        return
    waiting: list[str] = []
    for part in parts:
        if "@" not in part:
            waiting.append(part)
            continue
        if waiting and not _is_one_name(waiting, part):
            yield from waiting
            waiting = []
        yield ", ".join([*waiting, part])
        waiting = []
    yield from waiting


def _is_one_name(before: list[str], last: str) -> bool:
    """A surname before its comma is one word, mostly; an address of its own needs no name before it."""
    has_name = not last.lstrip().startswith("<") and "<" in last
    return len(before) == 1 and has_name and (" " not in before[0] or " " not in last.partition("<")[0].strip())


def _split(text: str, mark: str) -> Iterator[str]:
    """At each mark outside quotes, brackets and parentheses; a quote that never ends is none."""
    if mark not in text:
        yield text.strip()
        return
    start = depth = 0
    quoted, quotes = False, text.count('"') % 2 == 0
    for at, sign in enumerate(text):
        if sign == '"' and quotes:
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "<([":
            depth += 1
        elif sign in ">)]":
            depth = max(0, depth - 1)
        elif sign == mark and not depth:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _mailbox(text: str) -> Address | None:
    """The address in angle brackets at the end is the sender's; one in a name is part of the name.

    Two in brackets after one another, and nothing to tell them apart by, give a name alone.
    """
    angles = [(angle.start(), addr_spec(angle[1].strip().removesuffix("."))) for angle in _ANGLES.finditer(text)]
    known = [(start, spec) for start, spec in angles if spec]
    if not known:
        return _without_angles(text[: text.find("<")] if "<" in text else text)
    start, spec = known[-1]
    name = _name(text[:start])
    before = known[-2] if len(known) > 1 else None
    if before is not None and before[1] != spec and not _is_in_name(text, before[0]):
        plain = _name(text[: known[0][0]])
        return Address(plain, "") if plain else None
    if before is not None and before[1] == spec:
        name = _name(text[: known[0][0]])
    return Address("" if addr_spec(name) == spec else name, spec)


def _is_in_name(text: str, start: int) -> bool:
    """Within quotes, or in square brackets before an address in angle ones."""
    return text[:start].count('"') % 2 == 1 or text[start] == "["


def _without_angles(text: str) -> Address | None:
    """`a@b`, `a@b (Name)`, `Name (a@b)`, `Name a@b`: one address, at an end."""
    bare = list(_BARE.finditer(text))
    spec = addr_spec(bare[0].group()) if len(bare) == 1 else None
    if spec:
        before, after = _name(text[: bare[0].start()]), _name(text[bare[0].end() :])
        if not before or not after:
            return Address(before or after, spec)
    name = _name(text)
    return Address(name, "") if name else None


def _name(text: str) -> str:
    name = text.strip(" ,;:")
    while len(name) > 1 and name[0] in _QUOTES and name[-1] in _QUOTES:
        name = name[1:-1].strip()
    if len(name) > 1 and name[0] == "(" and name[-1] == ")":
        name = name[1:-1].strip()
    return name.replace('\\"', '"') if name.strip(f"{_QUOTES}()") else ""
