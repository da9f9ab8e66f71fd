"""Rows of cases, their acts and registers, and of definitions, held against what the chain of custody attests of them.

The chain holds no word of a person's: of a reason and of a register it has a hash.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import aliased

from archiver.core import custody
from archiver.core.casefile import SHEETS
from archiver.core.records import CaseAct, Finding
from archiver.edges.store.accounts import UNOPENED, as_stored, of_rows
from archiver.edges.store.database import AnyRow
from archiver.edges.tables import ENTRIES, Case, CaseActRow, Definition, Registration, StampRequest, StampRow, safe_text
from archiver.edges.tables import CustodyEvent as EventRow

Detail = dict[str, str | int | None]

ACTS = {
    CaseAct.SPLIT: "case split",
    CaseAct.MERGE: "case merge",
    CaseAct.CLOSE: "case closing",
    CaseAct.REOPEN: "case reopening",
    CaseAct.UNDO: "undo",
}
"""In the words of the chain of custody; filing by hand stands there as the filing itself."""

STAMPING = "time stamping"

NAME = 100
"""So many characters of who opened a case are stored."""
AGENT = 200
"""So many characters of who filed are stored."""

_Told = Mapping[tuple[str, int], str]
"""What is said of a subject, and of which version or number of it."""


def account_of_act(connection: Connection, number: int) -> Detail:
    """Of an act on cases: number, kind, cases, what it takes back, since when it was closed, a hash of the reason."""
    return _account(connection.execute(_acts().where(CaseActRow.id == number)).one())


def _account(row: AnyRow) -> Detail:
    return {
        "act": row.id,
        "act_kind": row.kind,
        "act_case": row.reference,
        "act_other": row.other if row.other_id is None or row.other else f"row {row.other_id}",
        "act_undoes": row.undoes,
        "act_closed_before": row.closed_before,
        "act_reason": _sha256(row.reason),
    }


def account_of_filing(connection: Connection, act: int) -> Detail:
    """Of the act that makes a filing: all of it, where it stands nowhere else in the chain, and else its number."""
    account = account_of_act(connection, act)
    return account if account["act_kind"] == CaseAct.FILE else {"act": act}


def hash_of_rejected(rejected: str) -> str | None:
    """A hash of the cases that a filing did not take, as they are stored; none where there were none."""
    return None if rejected == "[]" else _sha256(_canonical(rejected))


def filing_as_attested(event: AnyRow) -> str:
    """In the words of `filing_as_stored`, what an event of the chain says of a filing."""
    detail: Detail = json.loads(event.detail)
    evidence = {key: value for key, value in detail.items() if key not in (*_OF_A_FILING, _ROW) and key[:4] != "act_"}
    told = [detail.get(name) for name in _OF_A_FILING]
    return _filing_words(
        detail.get(_ROW), *told, safe_text(event.agent, AGENT), event.at, json.dumps(evidence, sort_keys=True)
    )


_OF_A_FILING = ("state", "case", "act", "rule", "rejected")
_ROW = "row"
"""Which row of its table it is; older events do not say."""


def filing_as_stored(row: AnyRow, *, numbered: bool) -> str:
    """The row where it is `numbered`; state, case, act, rule, what was rejected, agent, time and evidence of it.

    It has the reference of its case.
    """
    rejected, evidence = hash_of_rejected(row.rejected), _canonical(row.evidence)
    number, at = row.id if numbered else None, row.filed_at
    return _filing_words(number, row.state, row.reference, row.act, row.rule, rejected, row.agent, at, evidence)


def _filing_words(*told: object) -> str:
    number, state, case, act, rule, rejected, agent, at, evidence = told
    which = None if number is None else f"row {number}"
    by = None if act is None else f"by act {act}"
    others = None if rejected is None else f"rejected {rejected}"
    return _words(
        which, state, case, by, _quoted(rule), others, _quoted(agent), at, None if evidence == "{}" else evidence
    )


def account_of_sender(reading: Mapping[str, object]) -> str:
    """A hash of who a reading's sender is to us, what that rests on, the address and the hash of the Message-ID.

    Whoever does not have the mail cannot find the address by trying.
    """
    told = [reading[name] for name in ("standing", "standing_reason", "from_address", "message_id_sha256")]
    if any(value is UNOPENED for value in told):
        return UNOPENED
    return _sha256(json.dumps(told))


def states_after(connection: Connection, number: int) -> Detail:
    """How an act left the cases that it is about."""
    row = connection.execute(_acts().where(CaseActRow.id == number)).one()
    states = _states(connection)
    return {"state": states[row.reference], "other_state": states.get(row.other)}


def account_of_register(row: AnyRow) -> str:
    """A hash of all that a person wrote in a register, as it is stored."""
    told = {
        "incident_at": row.incident_at if isinstance(row.incident_at, str) else _stamp(row.incident_at),
        "medium": row.medium,
        "categories": row.categories,
        "unit": row.unit,
        "affected": row.affected,
        "relation": row.relation,
        "theme": row.theme,
        "reason": row.reason,
    }
    if any(value is UNOPENED for value in told.values()):
        return UNOPENED
    return _sha256(json.dumps(told, sort_keys=True, ensure_ascii=False))


def stamp_called(row: AnyRow) -> str:
    """The subject of a time stamp: "stamp:17-tsa"; its files are called so too."""
    return f"stamp:{row.chain_count}-{row.authority}"


def account_of_stamp(row: AnyRow) -> Detail:
    """All of a time stamp, its octets and certificates by their hashes, and when it was asked for.

    It is a row of `stamps()`.
    """
    return {
        "request": row.request,
        "requested_at": row.requested_at,
        "authority": row.authority,
        "count": row.chain_count,
        "head": row.chain_head,
        "stamped_at": row.stamped_at,
        "obtained_at": row.obtained_at,
        "policy": row.policy,
        "serial": row.serial,
        "sha256": hash_of_octets(row.response),
        "certificates": _sha256(row.certificates),
        "is_checked": row.is_checked,
    }


_SINCE = ("request", "requested_at")
"""What older events do not say of a stamp."""


def stamps() -> Select[Any]:
    """The question for time stamps, each with when it was asked for."""
    requested_at = as_stored(StampRequest, ("created_at",))[0].label("requested_at")
    return select(*as_stored(StampRow), requested_at).outerjoin(StampRequest, StampRequest.id == StampRow.request)


def otherwise(
    connection: Connection, disposed: Collection[str] = (), emptied: Collection[int] = ()
) -> Iterator[Finding]:
    """Every case, act, register, definition and stamp that is not as the chain says, is unknown to it, or is gone.

    Of cases that were `disposed` of, by their references, no register is left; of acts that were `emptied`, no reason.
    """
    yield from differences(_attested_states(connection), _stored_states(connection))
    openings = _attested_openings(connection)
    opened = _stored_openings(connection, numbered={key for key, told in openings.items() if told.startswith("row ")})
    yield from differences(*({key: told[key] for key in openings.keys() & opened} for told in (openings, opened)))
    yield from differences(_attested_acts(connection, emptied), _stored_acts(connection))
    registers = _attested_registers(connection, disposed)
    numbered = {key for key, told in registers.items() if told.startswith("row ")}
    yield from differences(registers, _stored_registers(connection, numbered))
    for register, table in entry_tables().items():
        told = _attested_entries(connection, register, disposed)
        yield from differences(told, _stored_entries(connection, register, table))
    yield from differences(_attested_definitions(connection), _stored_definitions(connection))
    told = _attested_stamps(connection)
    yield from differences(told, _stored_stamps(connection, told))
    yield from _requests_otherwise(connection, {name for name, _ in told})


def differences(attested: _Told, stored: _Told) -> Iterator[Finding]:
    """What the chain says and the rows do not, in order."""
    for key in sorted({*attested, *stored}, key=str):
        expected, found = attested.get(key), stored.get(key)
        if found is None:
            yield Finding("missing", key[0], expected or "", "none")
        elif found != expected:
            yield Finding("chain", key[0], expected or "nothing of the kind", found)


def _attested_states(connection: Connection) -> _Told:
    states: dict[tuple[str, int], str] = {}
    for event, detail in _events(connection, "case opening", *ACTS.values()):
        states[event.subject, 0] = str(detail.get("state", "open"))
        if detail.get("act_other") is not None:
            states[f"case:{detail['act_other']}", 0] = str(detail.get("other_state"))
    return states


def _stored_states(connection: Connection) -> _Told:
    return {(f"case:{reference}", 0): state for reference, state in _states(connection).items()}


def _states(connection: Connection) -> dict[str, str]:
    """The state of every case by its reference, and since when it is closed."""
    into = aliased(Case)
    rows = connection.execute(
        select(*as_stored(Case, ("reference", "state", "closed_at")), into.reference.label("into")).outerjoin(
            into, into.id == Case.merged_into
        )
    )
    return {row.reference: _state(row) for row in rows}


def _state(row: AnyRow) -> str:
    merged = None if row.into is None else f"merged into {row.into},"
    return _words(merged, row.state, None if row.closed_at is None else f"since {row.closed_at}")


def _attested_openings(connection: Connection) -> _Told:
    return {
        (event.subject, 0): _numbered(
            detail.get(_ROW), _opening(event.subject.removeprefix("case:"), event.at, str(detail.get("by")))
        )
        for event, detail in _events(connection, "case opening")
    }


def _opening(reference: str, at: str, by: str) -> str:
    which = reference  # whoever rewrote history can have written anything there
    if re.fullmatch(r"[0-9]{4}-[0-9]+-[^-]+", reference):
        year, number, _ = reference.split("-")
        which = f"{int(year)}-{int(number)}"
    return f"opened {at} as {which} by {safe_text(by, NAME)}"


def _stored_openings(connection: Connection, numbered: Collection[tuple[str, int]]) -> _Told:
    return {
        key: _numbered(
            row.id if key in numbered else None,
            f"opened {row.opened_at} as {row.year}-{row.number} by {row.opened_by}",
        )
        for row in connection.execute(select(*as_stored(Case)))
        for key in [(f"case:{row.reference}", 0)]
    }


def _numbered(row: object, words: str) -> str:
    return words if row is None else f"row {row} {words}"


def _attested_acts(connection: Connection, emptied: Collection[int]) -> _Told:
    acts: dict[tuple[str, int], str] = {}
    for event, detail in _events(connection, "filing", *ACTS.values()):
        if "act_kind" in detail:  # what an undoing files anew tells of the older act once more
            if detail.get("act") in emptied:
                detail |= {"act_reason": _sha256("")}
            told = _act_words(detail, event.agent, event.at)
            acts.setdefault((f"act:{detail.get('act')}", 0), told)
    return acts


def _stored_acts(connection: Connection) -> _Told:
    return {(f"act:{row.id}", 0): _act_words(_account(row), row.agent, row.at) for row in connection.execute(_acts())}


def _act_words(account: Detail, agent: str, at: str) -> str:
    closed_before = account.get("act_closed_before")
    since = None if closed_before is None else f"closed since {closed_before}"
    told = (account.get(name) for name in ("act_kind", "act_case", "act_other", "act_undoes", "act_reason"))
    return _words(*told, since, _quoted(agent), at)


def _acts() -> Select[Any]:
    other = aliased(Case)
    return (
        select(*as_stored(CaseActRow), Case.reference, other.reference.label("other"))
        .outerjoin(Case, Case.id == CaseActRow.case_id)
        .outerjoin(other, other.id == CaseActRow.other_id)
    )


def _attested_registers(connection: Connection, disposed: Collection[str]) -> _Told:
    return {
        (event.subject, int(detail.get("version") or 0)): _words(
            _row(detail.get(_ROW)),
            "register",
            detail.get("version"),
            detail.get("definition"),
            detail.get("sha256"),
            event.agent,
            event.at,
        )
        for event, detail in _events(connection, "registration")
        if event.subject.removeprefix("case:") not in disposed
    }


def _stored_registers(connection: Connection, numbered: Collection[tuple[str, int]]) -> _Told:
    rows = connection.execute(
        select(*as_stored(Registration), Case.reference).outerjoin(Case, Case.id == Registration.case_id)
    )
    return {
        key: _words(
            _row(row.id if key in numbered else None),
            *("register", row.version, row.definition, account_of_register(row), row.agent, row.at),
        )
        for row in rows
        for key in [(f"case:{row.reference}", row.version)]
    }


def entry_tables() -> dict[str, Any]:
    """The table of each register of a case, by the register's name."""
    return {sheet.register: table for sheet, table in zip(SHEETS, ENTRIES, strict=True)}


_OF_EVERY_ENTRY = ("id", "case_id", "entry", "version", "at", "agent")
_OF_ENTRIES: Mapping[str, tuple[str, ...]] = {
    "deadline": ("code", "starts_at", "due_at", "due_on", "assumed", "about", "state", "ended_on", "reason"),
    "report": (
        "recipient",
        "responsible",
        "sent_on",
        "journal",
        "follow_up_on",
        "followed_up_on",
        "outcome",
        "closed_on",
    ),
    "dialogue": ("step", "taken_on", "responsible", "outcome"),
    "limit": ("scope", "basis", "decided_on", "responsible", "until", "endless_because", "reviewed_on", "lifted_on"),
    "help": (
        "kind",
        "employee",
        "offered_on",
        "answer",
        "began_on",
        "responsible",
        "follow_up_on",
        "done_on",
        "remark",
    ),
    "wish": ("employee", "wished_on", "wish"),
    "legal": ("lawyer", "assessed_on", "category", "outcome", "note", "to_be_shared"),
    "information": ("status", "decided_on", "decided_by", "paragraph", "reason", "reassess_on"),
    "measure": ("learned", "measure", "responsible", "due_on", "done_on"),
    "note": ("way", "held_at", "people", "author", "note"),
    "screenshot": ("in_item", "url", "user_name", "platform", "taken_by", "taken_at", "witness"),
}


def of_entries(register: str) -> tuple[str, ...]:
    """The columns of a register's table that its account covers."""
    return (*_OF_EVERY_ENTRY, *_OF_ENTRIES[register])


def account_of_entry(register: str, row: AnyRow) -> str:
    """A hash of a row of a case's registers, as it is stored."""
    return of_rows([row._asdict()], of_entries(register))


def _attested_entries(connection: Connection, register: str, disposed: Collection[str]) -> _Told:
    return {
        (f"{event.subject}/{register}", int(detail.get(_ROW) or 0)): f"{detail.get('sha256')}"
        for event, detail in _events(connection, "case entry")
        if detail.get("register") == register and event.subject.removeprefix("case:") not in disposed
    }


def _stored_entries(connection: Connection, register: str, table: Any) -> _Told:
    references = {row.id: row.reference for row in connection.execute(select(Case.id, Case.reference))}
    return {
        (f"case:{references.get(row.case_id)}/{register}", row.id): account_of_entry(register, row)
        for row in connection.execute(select(*as_stored(table)))
    }


def _row(number: object) -> str | None:
    return None if number is None else f"row {number}"


def _attested_definitions(connection: Connection) -> _Told:
    return {
        (event.subject, 0): _words(detail.get("sha256"), event.at)
        for event, detail in _events(connection, "definition")
    }


def _stored_definitions(connection: Connection) -> _Told:
    return {
        (f"definition:{row.version}", 0): _words(_sha256(row.text), row.since)
        for row in connection.execute(select(*as_stored(Definition)))
    }


def _attested_stamps(connection: Connection) -> _Told:
    """By name and request; by name alone where an older event does not say which request that was."""
    return {
        (event.subject, int(detail.get("request") or 0)): json.dumps(detail, sort_keys=True, ensure_ascii=False)
        for event, detail in _events(connection, STAMPING)
    }


def _stored_stamps(connection: Connection, told: _Told) -> _Told:
    """As many as there are rows: the first of a name is the one that an older event tells of."""
    stored: dict[tuple[str, int], str] = {}
    for row in connection.execute(stamps().order_by(StampRow.request), execution_options={"yield_per": 200}):
        account, key = account_of_stamp(row), (stamp_called(row), row.request)
        older = (key[0], 0)
        if key not in told and older in told and older not in stored:
            key, account = older, {name: value for name, value in account.items() if name not in _SINCE}
        stored[key] = json.dumps(account, sort_keys=True, ensure_ascii=False)
    return stored


def _requests_otherwise(connection: Connection, told: Collection[str]) -> Iterator[Finding]:
    """Requests for stamps of what the chain never was, and those that do not fit the stamp that came of them.

    That a stamp of which the chain has `told` is missing is found already.
    """
    of_stamp = (StampRow.authority.label("by"), StampRow.chain_count.label("count"), StampRow.chain_head.label("head"))
    names = ("id", "authority", "chain_count", "chain_head", "done_at")
    question = (
        select(*as_stored(StampRequest, names), EventRow.hash, StampRow.request, *of_stamp)
        .outerjoin(EventRow, EventRow.seq == StampRequest.chain_count)
        .outerjoin(StampRow, StampRow.request == StampRequest.id)
        .order_by(StampRequest.id)
    )
    seen = set[tuple[str, int]]()
    for row in connection.execute(question, execution_options={"yield_per": 200}):
        subject, asked = stamp_called(row), (row.authority, row.chain_count, row.chain_head)
        if row.hash != row.chain_head:
            yield Finding("chain", subject, row.hash or "no event of this number", row.chain_head)
        elif row.request is not None and asked != (row.by, row.count, row.head):
            yield Finding("chain", subject, _words(row.by, row.count, row.head), _words(*asked))
        elif row.request is not None and row.done_at is None:
            yield Finding("chain", subject, "a request that is done", "one that waits")
        elif row.request is None and row.done_at is not None and subject not in told:
            yield Finding("missing", subject, "a stamp", "none")
        if asked[:2] in seen:
            yield Finding("chain", subject, "one request", "another")
        seen.add(asked[:2])
    lone = select(StampRow.request).where(~select(StampRequest.id).where(StampRequest.id == StampRow.request).exists())
    for row in connection.execute(stamps().where(StampRow.request.in_(lone))):
        yield Finding("missing", stamp_called(row), f"request {row.request}", "none")


def _events(connection: Connection, *acts: str) -> Iterator[tuple[AnyRow, Detail]]:
    """Events with their details, in the order of the chain, which has been found sound."""
    return events_of(connection, select(EventRow.__table__).where(EventRow.act.in_(acts)).order_by(EventRow.seq))


def events_of(connection: Connection, question: Select[Any]) -> Iterator[tuple[AnyRow, Detail]]:
    """The events that a question finds, each with its detail."""
    return ((event, json.loads(event.detail)) for event in connection.execute(question))


def _words(*values: object) -> str:
    return " ".join(str(value) for value in values if value is not None)


def _quoted(text: object) -> str:
    return json.dumps(text, ensure_ascii=False)


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else custody.timestamp(moment)


def _canonical(kept: str) -> str:
    """JSON in its one form; what is not JSON any more is taken as it is."""
    try:
        return json.dumps(json.loads(kept), sort_keys=True)
    except ValueError:
        return kept


def hash_of_octets(octets: object) -> str:
    """Of octets, or of what a foreign hand has put in their place."""
    if octets is UNOPENED:
        return UNOPENED
    as_octets = octets if isinstance(octets, bytes) else str(octets).encode("utf-8", "surrogatepass")
    return hashlib.sha256(as_octets).hexdigest()


def _sha256(text: str) -> str:
    if text is UNOPENED:
        return UNOPENED
    return hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()
