"""Which items were not read, or only in part, in SQL: what a receipt and a letter say of it rests on one answer."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from archiver.core.records import ItemState
from archiver.core.strength import UNOPENED
from archiver.edges.tables import Part, Reading

_BEYOND = ("the rest is in the raw mail only", "the rest was not read")
"""How findings end that tell of limits."""


def is_quarantined() -> ColumnElement[bool]:
    """Of a reading: nothing could be understood. In words to the letter, by which the planner sees its index."""
    return Reading.state == literal_column(f"'{ItemState.QUARANTINED}'")


def is_erased() -> ColumnElement[bool]:
    """Of a reading: its item was disposed of. Likewise."""
    return Reading.state == literal_column(f"'{ItemState.ERASED}'")


def is_attachment() -> ColumnElement[bool]:
    """Of a part: what a person would call an attachment, a named or non-text leaf of the outer mail."""
    return and_(Part.enclosed.is_(False), or_(Part.filename.is_not(None), ~_is_shown()))


def has_spoilt_attachment() -> ColumnElement[bool]:
    """Of a reading: an attachment did not decode. Text that is shown, with its broken places, is not one (RFC 2045)."""
    return (
        select(Part.item)
        .where(
            Part.item == Reading.item,
            Part.derivation == Reading.derivation,
            Part.decode_ok.is_(False),
            Part.enclosed.is_(False),
            ~_is_shown(),
        )
        .correlate(Reading)
        .exists()
    )


def is_cut_short() -> ColumnElement[bool]:
    """Of a reading: there is more in the item than the limits let be read."""
    return or_(*(Reading.findings.contains(f'{ending}"', autoescape=True) for ending in _BEYOND))


def is_read_in_part() -> ColumnElement[bool]:
    """Of a reading: its receipt promises that the archive officer will get in touch."""
    unopened = Reading.strength_reasons.contains(json.dumps(UNOPENED), autoescape=True)
    return and_(Reading.state == "read", or_(has_spoilt_attachment(), is_cut_short(), unopened))


def _is_shown() -> ColumnElement[bool]:
    """Of a part: it is text in the mail, whatever its name."""
    is_attached = func.coalesce(Part.content_disposition, "") == "attachment"
    return and_(Part.content_type.in_(("text/plain", "text/html")), ~is_attached)
