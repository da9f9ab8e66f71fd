"""Which mail program a forward was made with, so that its user can be told how that one forwards as an attachment.

Only what the forwarder's own program wrote counts: the mail's own header, the words above what is quoted, and the
mark of the outermost quotation. X-Gm-* fields count for nothing: Google puts them on the mail of every program that
hands mail in there. Where the signs say nothing, or contradict one another, the answer is None.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from archiver.core.anatomy import Body
from archiver.core.forwards.blocks import is_from_label, is_separator
from archiver.core.forwards.subjects import is_forward
from archiver.core.forwards.wording import folded, tables
from archiver.core.records import Client

_LONGEST_SIGNATURE = 80
_LONGEST_ABOVE = 200_000
"""Characters before a mark that are looked through; Word's style sheets are long."""
_SIGNATURE_LINES = 2
"""The last lines above a quotation in which a program's signature is looked for: a blank rule may follow it."""

#: What programs put around what they quote, in the order of the page: the first is of whoever quoted last.
_MARK = re.compile(
    r"""(?P<phone>id=["']?ms-outlook-mobile-signature\b"""
    r"""|id=["']?mail-editor-reference-message-container["']?\s{1,9}class=["']?ms-outlook-mobile-reference-message\b)"""
    r"""|(?P<outlook_web>id=["']?(?:divRplyFwdMsg|mail-editor-reference-message-container|appendonsend)\b"""
    r"""|class=["']?ms-outlook-mobile-reference-message\b)"""
    r"""|(?P<outlook>border-top\s{0,9}:\s{0,9}solid\s{1,9}\#(?:e1e1e1|b5c4df)\s{1,9}1\.0pt)"""
    r"""|(?P<gmail>class=["']?gmail_(?:quote|attr)\b)"""
    r"""|(?P<other>class=["']?(?:moz-forward-container|moz-cite-prefix|moz-email-headers-table|yahoo_quoted"""
    r"""|protonmail_quote)\b|<blockquote\s{1,9}type=["']?cite\b)""",
    re.IGNORECASE,
)
#: A word of each mark, to be found at the speed of a search for letters.
_HINTS = (
    *("ms-outlook-mobile-", "mail-editor-reference-message-container", "divrplyfwdmsg", "appendonsend", "e1e1e1"),
    *("b5c4df", "gmail_", "moz-forward-", "moz-cite-", "moz-email-", "yahoo_quoted", "protonmail_quote", "cite"),
)
_BEFORE_HINT = 100
"""Characters of a mark that may stand before its word."""
_TAG = re.compile("<[^<>]*>")
_LONGEST_LABEL = 80
_UNDERSCORES = "_" * 32
_GMAILS_LINE = "---------- Forwarded message ---------"
_GMAILS_ID = re.compile(r"<[\w+=.-]+@mail\.gmail\.com>", re.ASCII)
_PHONES_ID = re.compile(r"<[^<>]+@(?:email\.android\.com|android\.com)>", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The file, made ready."""

    programs: Mapping[str, Client | None]
    """By how the field begins, `folded`; None for a program of no kind of ours."""
    openings: tuple[str, ...]
    device: re.Pattern[str]
    outlooks_lines: frozenset[str]


def client_of(mail: Body, above: str, *, is_quoting: bool) -> Client | None:
    """The program that this mail was made with. `above` is what its sender wrote above all that it quotes.

    A mail that was redirected is its author's: it tells nothing of who sent it on.
    """
    if mail.headers.envelope.resent_from:
        return None
    if mail.headers.program:
        return _by_field(mail.headers.program)
    if _is_phones(mail, above, is_quoting=is_quoting):
        return Client.PHONE
    named = Client.GMAIL if _GMAILS_ID.fullmatch(mail.headers.envelope.message_id or "") else None
    marked = _by_mark(mail) if is_quoting else set[Client | None]()
    found = marked | ({named} if named else set())
    return found.pop() if len(found) == 1 else None


def _by_field(field: str) -> Client | None:
    """By the longest beginning that is known."""
    words = folded(field)
    fitting = [beginning for beginning in _signs().programs if words.startswith(beginning)]
    return _signs().programs[max(fitting, key=len)] if fitting else None


def _is_phones(mail: Body, above: str, *, is_quoting: bool) -> bool:
    if _PHONES_ID.fullmatch(mail.headers.envelope.message_id or ""):
        return True
    if not is_quoting and _may_quote_unseen(mail, above):
        return False
    last = [line for line in above[-2_000:].splitlines() if line.strip("_ \t\xa0")][-_SIGNATURE_LINES:]
    return any(map(_is_signature, last))


def _may_quote_unseen(mail: Body, words: str) -> bool:
    """It hands something on in a form that was not recognised: the last words may be somebody else's."""
    is_marked = any(line.startswith(">") or is_separator(line) for line in words[:_LONGEST_ABOVE].splitlines() if line)
    return is_marked or is_forward(mail.headers.envelope.subject)


def _is_signature(line: str) -> bool:
    words = folded(line[:_LONGEST_SIGNATURE])
    is_short = len(line.strip()) <= _LONGEST_SIGNATURE
    return is_short and words.startswith(_signs().openings) and _signs().device.search(words) is not None


def _by_mark(mail: Body) -> set[Client | None]:
    """What stands where the quotation begins; {None} for the mark of a program of no kind of ours."""
    page = mail.hypertext[:_LONGEST_ABOVE]
    if not page.strip():
        return _by_line(mail.plain)
    mark = _first_mark(page)
    if mark is None or _quotes_above(page[: mark.start()]):
        return set()
    kind = mark.lastgroup or "other"
    return {None if kind == "other" else Client(kind)}


def _first_mark(page: str) -> re.Match[str] | None:
    lowered = page.lower()
    hinted = [at for at in map(lowered.find, _HINTS) if at >= 0]
    if not hinted:
        return None
    is_aligned = len(lowered) == len(page)  # U+0130 becomes two in lower case
    return _MARK.search(page, max(0, min(hinted) - _BEFORE_HINT) if is_aligned else 0)


def _quotes_above(page: str) -> bool:
    """Whether a quotation without a mark begins further up: then the mark is of what it quotes."""
    seen = _TAG.sub("\n", page[page.rfind("</style>") + 1 :])
    return any(map(_begins_with_from, filter(None, seen.splitlines())))


def _begins_with_from(line: str) -> bool:
    return is_from_label(line[:_LONGEST_LABEL].partition(":")[0])


def _by_line(text: str) -> set[Client | None]:
    """By the first line that separates: each program draws its own."""
    lines = [line.strip() for line in text[:_LONGEST_ABOVE].splitlines()]
    for stripped, below in pairwise([*lines, ""]):
        if stripped == _UNDERSCORES and _begins_with_from(below):
            return {Client.OUTLOOK_WEB}
        if stripped == _GMAILS_LINE:
            return {Client.GMAIL}
        if stripped in _signs().outlooks_lines:
            return {Client.OUTLOOK}
        if _begins_with_from(stripped) or (stripped.startswith("--") and is_separator(stripped)):
            return set()
    return set()


@cache
def _signs() -> _Signs:
    with resources.files("archiver.core.forwards").joinpath("client.toml").open("rb") as words:
        file = tomllib.load(words)
    programs = {
        folded(beginning): None if client == "other" else Client(client)
        for client, beginnings in file["programs"].items()
        for beginning in beginnings
    }
    devices = "|".join(re.escape(folded(device)) for device in file["devices"])
    return _Signs(
        programs=programs,
        openings=tuple(map(folded, file["openings"])),
        device=re.compile(rf"\b(?:{devices})\b"),
        outlooks_lines=frozenset(f"-----{words}-----" for words in _outlooks_separators()),
    )


def _outlooks_separators() -> list[str]:
    return [
        words
        for table in tables().values()
        for words, sources in table.get("separators", {}).items()
        if "outlook" in sources.replace("?", "").split()
    ]
