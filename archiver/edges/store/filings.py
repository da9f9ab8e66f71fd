"""Which filing of an item counts: the newest."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from archiver.edges.tables import Filing


@cache
def counts() -> ColumnElement[bool]:
    """Of a filing: none is newer of its item."""
    newer = aliased(Filing)
    return ~select(newer.id).where(newer.item == Filing.item, newer.id > Filing.id).correlate(Filing).exists()
