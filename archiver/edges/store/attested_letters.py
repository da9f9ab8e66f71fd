"""Our own letters, held against what the chain of custody says: what was queued, for whom, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from archiver.core.records import Finding, LetterKind, LetterState
from archiver.edges.store import accounts
from archiver.edges.store.accounts import LETTER, as_stored
from archiver.edges.store.attested import differences, events_of, hash_of_octets
from archiver.edges.store.database import AnyRow
from archiver.edges.tables import CustodyEvent, Outbox

if TYPE_CHECKING:
    from archiver.edges.store.attested_items import Page

Detail = Mapping[str, Any]
Event = tuple[AnyRow, Detail]

PAGE = 200
AT_ONCE = 20
_IS_LETTER = (CustodyEvent.subject >= "letter:", CustodyEvent.subject < "letter;")
"""As a range of the index."""


@dataclass(slots=True)
class _Told:
    """What the chain says of one letter."""

    account: str | None = None
    """None where an older version did not tell."""
    decision: str = ""
    fate: str | None = None
    at: str = ""
    """When it met that fate."""
    reason: str | None = None
    """Why it is not to be sent any more."""
    octets: str | None = None


@dataclass(slots=True)
class _Stories:
    """What the chain says of letters, by number."""

    of: dict[int, _Told] = field(default_factory=dict)
    unnumbered: dict[int, str] = field(default_factory=dict)
    """Of items: what was decided about the receipt when the chain did not yet say which letter that is."""


def of_items(connection: Connection, page: Page) -> Iterator[Finding]:
    """Receipts of items that are not as the chain says, are unknown to it, or are gone."""
    told = _Stories()
    for number in page.numbers:
        for event, detail in page.of(number, "letter"):
            _hear(told, event, detail, number)
    rows = _rows(connection, Outbox.item.in_(page.numbers))
    receipts = set[int]()
    for row in rows:
        receipts.add(row.item)
        known = told.of.pop(row.id, None)
        if (known is None or not known.decision) and row.item in told.unnumbered:
            known = known or _Told()
            known.decision = told.unnumbered[row.item]
        yield from _letter_otherwise(row, known)
    for letter, one in told.of.items():
        if one.decision:
            yield _gone(letter, one)
    for number in told.unnumbered.keys() - receipts:
        yield Finding("missing", f"item:{number}/receipt", told.unnumbered[number], "none")


def otherwise(connection: Callable[[], Any], disposed: Collection[int], is_new: bool) -> Iterator[Finding]:
    """The same of all other letters. `connection` opens a view of the data, one for each page; `is_new` says that the
    chain tells of every letter there ever was. Those `disposed` of are gone."""
    first: int | None = None
    after = 0
    while True:
        with connection() as view:
            page = _events(view, CustodyEvent.seq > after, *_IS_LETTER, limit=PAGE)
            told = {_number(event.subject): detail for event, detail in page if "decision" in detail}
            there = set(view.scalars(select(Outbox.id).where(Outbox.id.in_(list(told)))))
        attested = [number for number, detail in told.items() if "sha256" in detail]
        first = min(attested, default=first) if first is None else first
        yield from (
            _gone(number, _Told(detail.get("sha256")))
            for number, detail in told.items()
            if number not in there and number not in disposed
        )
        left = sorted(there.intersection(disposed))
        yield from (Finding("orphan", f"letter:{number}", "nothing: it was disposed of", "one") for number in left)
        if not page:
            break
        after = page[-1][0].seq
    strict_from = 0 if is_new else first
    yield from _lone(connection, strict_from)
    with connection() as view:
        yield from _issues_otherwise(view)


def _lone(connection: Callable[[], Any], strict_from: int | None) -> Iterator[Finding]:
    """Letters that answer no single item: weekly letters, alarms, collected receipts."""
    after = 0
    while True:
        with connection() as view:
            numbers = view.scalars(
                select(Outbox.id).where(Outbox.item.is_(None), Outbox.id > after).order_by(Outbox.id).limit(PAGE)
            ).all()
            told = _Stories()
            for event, detail in _events(view, CustodyEvent.subject.in_([f"letter:{number}" for number in numbers])):
                _hear(told, event, detail)
            for row in _rows(view, Outbox.id.in_(numbers)):
                known = told.of.get(row.id)
                if row.kind == LetterKind.DIGEST and row.digest_id is not None:
                    known = known or _Told()
                    known.decision = "due"  # in the account of the weekly letter
                elif row.kind == LetterKind.ALARM and (known is None or not known.decision):
                    if strict_from is not None and row.id >= strict_from:
                        known = None
                    else:
                        known = known or _Told()
                        known.decision = "due"
                yield from _letter_otherwise(row, known)
        if not numbers:
            return
        after = numbers[-1]


def _events(connection: Connection, *where: Any, limit: int | None = None) -> list[Event]:
    question = select(CustodyEvent.__table__).where(CustodyEvent.act == "letter", *where)
    return list(events_of(connection, question.order_by(CustodyEvent.seq).limit(limit)))


def _number(subject: str) -> int:
    number = subject.rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def _hear(told: _Stories, event: AnyRow, detail: Detail, item: int | None = None) -> None:
    number = detail.get("letter") if item is not None or "letter" in detail else _number(event.subject)
    if "decision" in detail and number is None and item is not None:
        told.unnumbered[item] = detail["decision"]
    if not isinstance(number, int):
        return
    one = told.of.setdefault(number, _Told())
    if "decision" in detail:
        one.account, one.decision = detail.get("sha256"), detail["decision"]
    if "fate" in detail:
        one.fate, one.at, one.reason = detail["fate"], event.at, detail.get("reason")
        one.octets = detail.get("octets_sha256", one.octets)


def _rows(connection: Connection, which: Any) -> Iterable[AnyRow]:
    columns = as_stored(Outbox, (*LETTER, "state", "reason", "sent_at", "octets"))
    return connection.execute(
        select(*columns).where(which).order_by(Outbox.id), execution_options={"yield_per": AT_ONCE}
    )


def _letter_otherwise(row: AnyRow, told: _Told | None) -> Iterator[Finding]:
    subject = f"letter:{row.id}"
    found = accounts.of_rows([row._asdict()], LETTER)
    if told is None or not told.decision:
        yield Finding("chain", subject, "nothing of the kind", found)
    elif told.account is not None and told.account != found:
        yield Finding("chain", subject, told.account, found)
    elif not _agrees(row, told):
        yield Finding("chain", subject, _fate(told), f"{row.state} {row.reason or ''} {row.sent_at or ''}".strip())
    elif told.octets is not None and (octets := hash_of_octets(row.octets)) != told.octets:
        yield Finding("chain", subject, f"octets {told.octets}", f"octets {octets}")


def _fate(told: _Told) -> str:
    return f"{told.fate or told.decision} {told.at}".strip()


def _agrees(row: AnyRow, told: _Told) -> bool:
    """Whether a letter's state can have come of what the chain says of it."""
    if told.fate is None and told.decision != "due":
        return bool(row.state == LetterState.SUPPRESSED and row.reason == told.decision)
    if row.state == LetterState.SENT:
        return bool(told.fate == LetterState.SENT and row.sent_at == told.at)
    if row.state in {LetterState.FAILED, LetterState.UNCERTAIN}:
        return bool(told.fate == row.state)
    if row.state == LetterState.SUPPRESSED and told.fate == LetterState.SUPPRESSED:
        return bool(row.reason == told.reason)
    if row.state == LetterState.SUPPRESSED:  # a letter of an alarm whose reader is none any more
        return bool(row.kind == LetterKind.ALARM and told.fate in {LetterState.FAILED, LetterState.UNCERTAIN})
    return told.fate not in {LetterState.SENT, LetterState.SUPPRESSED}


def _gone(letter: int, told: _Told) -> Finding:
    return Finding("missing", f"letter:{letter}", told.account or told.decision, "none")


# --- weekly letters ---------------------------------------------------------------------------------------------


def _issues_otherwise(connection: Connection) -> Iterator[Finding]:
    told, letters, old = dict[tuple[str, int], str](), dict[tuple[str, int], str](), set[str]()
    decided = _events(connection, CustodyEvent.subject >= "digest:", CustodyEvent.subject < "digest;")
    for event, detail in decided:
        if detail.get("decision") != "due":
            continue
        if "issue" not in detail:
            old.add(event.subject)
            continue
        key = (event.subject, detail["issue"])
        told[key] = _issue(detail, event.at)
        letters[key] = f"letters {detail.get('letters_sha256')}"
    stored, queued = dict[tuple[str, int], str](), dict[tuple[str, int], str]()
    for row in connection.execute(accounts.issues()).all():
        key = (f"digest:{row.iso_year}-W{row.iso_week:02d}" if isinstance(row.iso_week, int) else "digest", row.id)
        if key in told or key[0] not in old:
            stored[key] = _issue(accounts.of_issue(row), row.created_at)
            queued[key] = f"letters {accounts.of_letters_of_issue(connection, row.id)}"
        else:
            old.discard(key[0])
    yield from differences(told, stored)
    yield from differences({key: letters[key] for key in letters.keys() & queued}, queued)
    yield from (Finding("missing", subject, "a weekly letter", "none") for subject in sorted(old))


def _issue(told: Detail, at: str) -> str:
    names = ("officer_sha256", "first_item", "last_item", "chain_count", "chain_head")
    return " ".join([*(str(told.get(name)) for name in names), at])
