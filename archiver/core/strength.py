"""How strong the documentation is that one item gives, and what it lacks, in plain words.

Danish courts weigh evidence freely: what is said here is what strengthens it, never that it is valid.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from archiver.core.language import Language, later, translator
from archiver.core.records import QUOTED, Form, Level, Original, Part, Reading, Recovery, Strength

_WHAT = {
    Level.ATTACHED: later("The original is attached with its header."),
    Level.OUTLOOK: later("The original is attached as an Outlook item or without its whole header."),
    Level.INLINE: later("The original is forwarded in the text."),
    Level.RETOLD: later("Nothing but a colleague's own words."),
}
REDIRECTED = later("The mail was redirected; it is the original itself.")
DIRECT = later("The mail is the original itself, sent here by its author.")
SCREENSHOT = later("A picture or a document is attached, and no mail.")
SEVERAL = later("Several originals; what is said is of the weakest.")
NO_HEADER = later("Missing: original headers.")
NO_RECEIVED = later("Missing: the Received fields, which show the way it came.")
NO_DATE_OR_SENDER = later("Missing: date or sender in its header.")
NO_AUTHENTICATION = later("Missing: what the receiving server checked (Authentication-Results).")
OFFSET_ASSUMED = later("The time is as the forwarder's mail program wrote it; its time zone is assumed.")
NO_DATE = later("Missing: when it was sent.")
NO_ADDRESS = later("Missing: the sender's address.")
UNOPENED = later("Something is attached that could not be opened; it may hold the original.")
STRENGTHEN = later("Forward the original as an attachment: that strengthens its value as evidence.")
NO_SOURCE = later("Missing: address of the page, user name, date and a witness, where it is a screenshot.")
_PICTURED = ("image/", "application/pdf", "video/")
_CONTAINERS = frozenset({"application/vnd.ms-outlook", "application/vnd.ms-tnef", "application/pkcs7-mime"})
_LOGO = re.compile(r"$|image\d|outlook-|.*(?:logo|signatur)", re.IGNORECASE)
_LARGEST_LOGO = 20_000
"""Octets; a screenshot of any use is larger."""
OUTLOOK_ITEMS = frozenset({Recovery.MSG, Recovery.TNEF})


def strength_of(reading: Reading, own_domains: Collection[str]) -> Strength:
    """The level of an item whose originals are chosen, and its reasons: of the weakest original where it has several.

    `own_domains` are in lower case; mail that hands nothing on and comes from elsewhere is itself the original.
    """
    chosen = [original for original in reading.originals if original.choice is not None]
    if not chosen:
        return _without_original(reading, own_domains)
    weakest = min(chosen, key=_level)
    several = (SEVERAL,) if len(chosen) > 1 else ()
    return Strength(_level(weakest), (_what(weakest), *several, *_missing(weakest)))


def form_of(strength: Strength, recoveries: Collection[Recovery]) -> Form:
    """The form that a strength was found in; `recoveries` are those of the originals that were chosen."""
    told = {REDIRECTED: Form.REDIRECTED, SCREENSHOT: Form.PICTURE, UNOPENED: Form.UNOPENED}
    for reason in strength.reasons:
        if reason in told:
            return told[reason]
    if strength.level is Level.OUTLOOK:
        return Form.INCOMPLETE if OUTLOOK_ITEMS.isdisjoint(recoveries) else Form.OUTLOOK
    return {Level.ATTACHED: Form.ATTACHED, Level.INLINE: Form.INLINE, Level.RETOLD: Form.RETOLD}[strength.level]


def reason_in(strength: Strength, language: Language) -> str:
    """The reasons as one text."""
    say = translator(language).gettext
    return " ".join(say(reason) for reason in strength.reasons)


def _level(original: Original) -> Level:
    if original.provenance in QUOTED:
        return Level.INLINE
    if original.provenance in OUTLOOK_ITEMS or not original.has_trace:
        return Level.OUTLOOK
    return Level.ATTACHED


def _what(original: Original) -> str:
    return REDIRECTED if original.provenance is Recovery.RESENT else _WHAT[_level(original)]


def _missing(original: Original) -> Iterator[str]:
    if original.provenance in QUOTED:
        yield NO_HEADER
        yield from _missing_in_text(original)
        yield STRENGTHEN
    elif not original.has_trace:
        yield NO_RECEIVED if original.from_ and original.date else NO_DATE_OR_SENDER
    if original.provenance not in QUOTED and not original.is_authenticated:
        yield NO_AUTHENTICATION


def _missing_in_text(original: Original) -> Iterator[str]:
    if original.from_ is None or not original.from_.address:
        yield NO_ADDRESS
    yield NO_DATE if original.date is None else OFFSET_ASSUMED


def _without_original(reading: Reading, own_domains: Collection[str]) -> Strength:
    envelope = reading.envelope
    if len(envelope.from_) == 1 and envelope.from_[0].address and envelope.from_[0].domain not in own_domains:
        traced = bool(envelope.received) and envelope.date is not None
        return Strength(Level.ATTACHED if traced else Level.OUTLOOK, (DIRECT, *(() if traced else (NO_RECEIVED,))))
    if any(_is_unopened(part) for part in reading.parts):
        return Strength(Level.RETOLD, (UNOPENED, NO_HEADER))
    if any(_is_picture(part) for part in reading.parts):
        return Strength(Level.INLINE, (SCREENSHOT, NO_SOURCE))
    return Strength(Level.RETOLD, (_WHAT[Level.RETOLD], NO_HEADER))


def _is_unopened(part: Part) -> bool:
    """A file that may hold a mail, of which none came out; or that did not decode, so that nobody can tell."""
    is_shown = part.content_type in {"text/plain", "text/html"} and part.content_disposition != "attachment"
    if not part.decode_ok and not is_shown and not part.sniffed_type.startswith(_PICTURED):
        return True
    is_named = (part.filename or "").lower().endswith((".eml", ".msg", ".p7m", "winmail.dat"))
    return is_named or part.sniffed_type in _CONTAINERS or part.content_type.startswith("multipart/")


def _is_picture(part: Part) -> bool:
    """Not the logo of a signature: shown in the text by its Content-ID, small, and named by a program or a logo."""
    is_shown = part.content_id is not None and part.content_disposition != "attachment"
    is_logo = is_shown and part.size < _LARGEST_LOGO and _LOGO.match(part.filename or "") is not None
    return part.sniffed_type.startswith(_PICTURED) and not is_logo
