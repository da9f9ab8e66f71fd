"""What a subject says by its prefixes, and whether a mail says anything of its own: the marks of a pure forward."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from archiver.core.forwards.wording import folded, wording

SHORT = 300
"""Characters, without the signature."""
_SIGNATURE = "--"
_LONGEST_CLOSING = 60


def is_forward(subject: str) -> bool:
    """Whether the outermost prefix says forward: "SV: VS: x" is an answer to a forward.

    VS is a forward, as Danes and Norwegians have it; to a Finn it is an answer.
    """
    prefix = _prefix().match(_without_tags(subject))
    return prefix is not None and prefix["forward"] is not None


def bare(subject: str) -> str:
    """The subject without the prefixes and gateway tags before it, however many."""
    left = _without_tags(subject)
    while prefix := _prefix().match(left):
        left = _without_tags(left[prefix.end() :])
    return left


def is_short_own_text(text: str) -> bool:
    """Whether there is nothing, or at most `SHORT` characters, before the signature."""
    return len(_unsigned(text)) <= SHORT


def _without_tags(subject: str) -> str:
    """A tag in brackets is taken away if it is a gateway's, or if a prefix comes after it."""
    left = " ".join(subject.split())
    while tag := _tag().match(left):
        left = left[tag.end() :]
    bracketed = _BRACKETED.match(left)
    return left[bracketed.end() :] if bracketed and _prefix().match(left, bracketed.end()) else left


_BRACKETED = re.compile(r"(?:\[[^\[\]]{1,60}\] ?){1,5}")


@cache
def _prefix() -> re.Pattern[str]:
    """A prefix with or without a dot, and a count of some programs: `Re[2]:`, `SV(3):`."""
    forward, reply = _either(wording().forward_prefixes), _either(wording().reply_prefixes)
    return re.compile(rf"(?:(?P<forward>{forward})|{reply})(?:\.|\[\d{{1,3}}\]|\(\d{{1,3}}\))? ?[:：] ?", re.IGNORECASE)


@cache
def _tag() -> re.Pattern[str]:
    tags = _either(wording().tags)
    return re.compile(rf"[\[({{<*]{{1,3}} ?(?:{tags})[!:]? ?[\])}}>*]{{1,3}}:? ?|(?:{tags}): ?", re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    """The longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _unsigned(text: str) -> str:
    """What stands before a signature, a greeting at the end, or what a program adds."""
    kept: list[str] = []
    for line in text.strip()[: 10 * SHORT].split("\n"):
        if _ends_text(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _ends_text(line: str) -> bool:
    if line.rstrip() == _SIGNATURE:
        return True
    start = folded(line[: 2 * _LONGEST_CLOSING])
    is_closing = len(start) <= _LONGEST_CLOSING and start.startswith(wording().closings)
    return is_closing or start.startswith(wording().signatures)
