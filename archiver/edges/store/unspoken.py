"""What a weekly letter is silent about: what lay in a case when it was registered as nothing that counts (C7)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from archiver.core.intake import windows
from archiver.edges.tables import Case, CustodyEvent, Filing, Registration

_AT_ONCE = 500
"""So many items are asked about in one question."""


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Of what a weekly letter covers."""

    items: tuple[int, ...] = ()
    """Left out: whoever wrote the register had them before them."""
    cases_with_more: int = 0
    """So many cases registered like that have got something since, which is told as usual."""


def unspoken(connection: Connection, filings: Any, codes: Collection[str]) -> Unspoken:
    """Of these filings that count. `codes` are those of the categories that leave the statistics.

    A case is judged by its newest register. What was filed there after that was written, by mail or by a merge, may
    be a threat where there was only criticism before: of that nobody has judged.
    """
    silent, more = list[int](), 0
    for case, items in _lying_in_uncounted(connection, filings, codes):
        there = _lay_there(connection, case, items)
        silent += sorted(there)
        more += not there.issuperset(items)
    return Unspoken(tuple(silent), more)


def _lying_in_uncounted(
    connection: Connection, filings: Any, codes: Collection[str]
) -> Iterator[tuple[str, Sequence[int]]]:
    """The cases whose newest register names categories, and none but these, with the items that lie there now."""
    cases = select(Filing.case_id).where(Filing.id.in_(filings), Filing.case_id.is_not(None))
    newest = select(func.max(Registration.id)).where(Registration.case_id.in_(cases)).group_by(Registration.case_id)
    rows = connection.execute(
        select(Case.id, Case.reference, Registration.categories)
        .join(Registration, Registration.case_id == Case.id)
        .where(Registration.id.in_(newest))
        .order_by(Case.id)
    ).all()
    for row in rows:
        categories = set(json.loads(row.categories))
        if categories and categories <= set(codes):
            lying = select(Filing.item).where(Filing.id.in_(filings), Filing.case_id == row.id).order_by(Filing.item)
            yield row.reference, connection.scalars(lying).all()


def _lay_there(connection: Connection, case: str, items: Sequence[int]) -> set[int]:
    """Those that lay in the case when its newest register was written, by the chain and not by a clock."""
    written = connection.scalar(
        select(func.max(CustodyEvent.seq)).where(
            CustodyEvent.subject == f"case:{case}", CustodyEvent.act == "registration"
        )
    )
    there = set[int]()
    for few in windows(items, _AT_ONCE):
        last_before = (
            select(func.max(CustodyEvent.seq))
            .where(CustodyEvent.subject.in_([f"item:{item}" for item in few]))
            .where(CustodyEvent.act == "filing", CustodyEvent.seq < (written or 0))
            .group_by(CustodyEvent.subject)
        )
        rows = connection.execute(
            select(CustodyEvent.subject, CustodyEvent.detail).where(CustodyEvent.seq.in_(last_before))
        )
        there |= {int(row.subject.partition(":")[2]) for row in rows if json.loads(row.detail).get("case") == case}
    return there
