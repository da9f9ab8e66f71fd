"""One mail: what it is worth and why, its five clocks, the originals in it, its parts, and everything done to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from archiver.core import attachments
from archiver.core.phrases import CHOICES, CONFIDENCES, RECOVERIES
from archiver.core.records import ItemState, Original, Part
from archiver.core.strength import reason_in
from archiver.desk.asked import Asked
from archiver.desk.locks import Lock, lock_of
from archiver.desk.proven import LARGEST_SHOWN, proven, readable
from archiver.desk.purposes import PURPOSES
from archiver.desk.trays import offered
from archiver.edges.store.catalogue import ItemDetail
from archiver.errors import ItemDamaged, UsageError

HTML, PLAIN = "text/html", "text/plain"
LARGEST_TEXT = 128 * 1024
"""Octets of a text that are shown on the page; the rest is read in what is saved."""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A leaf of the mail, with what speaks against opening it."""

    part: Part
    warnings: tuple[str, ...]
    is_picture: bool
    is_html: bool
    is_text: bool
    """A text of the mail itself, and no file."""

    @property
    def may_be_saved(self) -> bool:
        """Whether its octets lie in the mail's own; those of an Outlook item's are taken out with the item."""
        return bool(self.part.cuts)

    @property
    def may_be_framed(self) -> bool:
        """Whether it is shown as a page of others."""
        return self.is_html and bool(self.part.cuts)


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in a text of the mail."""

    lines: str
    is_whole: bool = True
    problem: str = ""
    """Why it is not shown."""


@dataclass(frozen=True, slots=True)
class ShownOriginal:
    """A message that the mail hands on."""

    original: Original
    found: str
    """How it was found."""
    confidence: str
    choice: str
    """Why it is the one; empty when it is not."""


def shown(asked: Asked) -> Response:
    """The mail. Text comes first; no picture and no page of others is loaded before somebody asks for it."""
    detail = asked.store.catalogue.item(asked.item)
    lock = lock_of(asked, asked.item, detail.entry.case)
    parts = [_part(one) for one in detail.parts]
    is_erased = detail.entry.state is ItemState.ERASED
    originals = [] if lock else list(_originals(asked, detail))
    texts = [] if lock or is_erased else [one for one in parts if one.is_text]
    cases, are_all = _cases(asked, detail)
    look = _look(asked, lock, parts)
    if not look and texts and not any(one.choice for one in originals):
        look = texts[0].part.path  # nothing is handed on: what it says stands in itself
    return asked.page(
        "item.html",
        item=detail,
        lock=lock,
        reason=reason_in(detail.entry.strength, asked.office.language) if detail.entry.strength else "",
        originals=originals,
        parts=parts,
        pictures=[] if lock else [one for one in parts if one.is_picture],
        pages=[] if lock else [one for one in parts if one.may_be_framed],
        texts=texts,
        text=next((_text(asked, one.part) for one in texts if one.part.path == look), None),
        look=look,
        clear=asked.query.get("skarpt") == "1",
        cases=cases,
        are_all=are_all,
        following=_next(asked, detail),
        purposes=PURPOSES,
        is_erased=is_erased,
        is_quarantined=detail.entry.state in {ItemState.QUARANTINED, ItemState.PENDING},
    )


def _part(part: Part) -> ShownPart:
    is_picture = part.sniffed_type in attachments.PICTURES and bool(part.cuts)
    kind = part.content_type.lower()
    is_file = part.filename is not None or (part.content_disposition or "").lower().startswith("attachment")
    is_text = kind == PLAIN and bool(part.cuts) and not is_file
    return ShownPart(part, attachments.warnings(part), is_picture, kind == HTML, is_text)


def _text(asked: Asked, part: Part) -> Text:
    try:
        octets = proven(asked, part, LARGEST_SHOWN)
    except (ItemDamaged, UsageError) as error:
        return Text("", problem=asked.words.problem(error))
    return Text(readable(octets[:LARGEST_TEXT]), is_whole=len(octets) <= LARGEST_TEXT)


def _look(asked: Asked, lock: Lock, parts: list[ShownPart]) -> str:
    """The part that somebody asked to see: a picture, a text or a page of others."""
    path = asked.query.get("se", "")
    can_be_seen = {one.part.path for one in parts if one.is_picture or one.is_text or one.may_be_framed}
    return path if path in can_be_seen and not lock else ""


def _originals(asked: Asked, detail: ItemDetail) -> Iterator[ShownOriginal]:
    say = asked.words.say
    for one in detail.originals:
        choice = "" if one.choice is None else say(CHOICES[one.choice])
        yield ShownOriginal(one, say(RECOVERIES[one.provenance]), say(CONFIDENCES[one.confidence]), choice)


def _cases(asked: Asked, detail: ItemDetail) -> tuple[list[str], bool]:
    """Where it may be put, and whether these are all the cases there are."""
    if not asked.is_officer or detail.entry.state in {ItemState.ERASED, ItemState.QUARANTINED, ItemState.PENDING}:
        return [], True
    cases, are_all = offered(asked)
    return [one for one in cases if one != detail.entry.case], are_all


def _next(asked: Asked, detail: ItemDetail) -> int | None:
    """The next mail of the tray that this one lies in, or was put into a case from just now."""
    state = detail.entry.state
    if asked.query.get("sket") == "filed":
        state = ItemState.UNASSIGNED
    if not asked.is_officer or state not in {ItemState.UNASSIGNED, ItemState.EXTERNAL}:
        return None
    return next((one.item for one in asked.store.catalogue.items(state=state, after=asked.item, limit=1)), None)
