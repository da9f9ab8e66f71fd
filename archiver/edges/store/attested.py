"""Rows of cases, their acts and registers, and of definitions, held against what the chain of custody attests of them.

The chain holds no word of a person's: of a reason and of a register it has a hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from archiver.core import custody
from archiver.core.records import CaseAct, Finding
from archiver.edges.tables import Case, CaseActRow, Definition, Registration
from archiver.edges.tables import CustodyEvent as EventRow

AnyRow = Row[*tuple[Any, ...]]
Detail = dict[str, str | int | None]

ACTS = {
    CaseAct.SPLIT: "case split",
    CaseAct.MERGE: "case merge",
    CaseAct.CLOSE: "case closing",
    CaseAct.REOPEN: "case reopening",
    CaseAct.UNDO: "undo",
}
"""In the words of the chain of custody; filing by hand stands there as the filing itself."""

_Told = Mapping[tuple[str, int], str]
"""What is said of a subject, and of which version or number of it."""


def account_of_act(connection: Connection, number: int) -> Detail:
    """Of an act on cases: its number, what was done to which, what it takes back, and a hash of the reason."""
    row = connection.execute(_acts().where(CaseActRow.id == number)).one()
    return {
        "act": row.id,
        "act_kind": row.kind,
        "act_case": row.reference,
        "act_other": row.other,
        "act_undoes": row.undoes,
        "act_reason": _sha256(row.reason),
    }


def account_of_filing(connection: Connection, act: int) -> Detail:
    """Of the act that makes a filing: all of it, where it stands nowhere else in the chain, and else its number."""
    account = account_of_act(connection, act)
    return account if account["act_kind"] == CaseAct.FILE else {"act": act}


def states_after(connection: Connection, number: int) -> Detail:
    """How an act left the cases that it is about."""
    row = connection.execute(_acts().where(CaseActRow.id == number)).one()
    states = _states(connection)
    return {"state": states[row.reference], "other_state": states.get(row.other)}


def account_of_register(row: AnyRow) -> str:
    """A hash of all that a person wrote in a register, as it is stored."""
    told = {
        "incident_at": None if row.incident_at is None else custody.timestamp(row.incident_at),
        "medium": row.medium,
        "categories": row.categories,
        "unit": row.unit,
        "affected": row.affected,
        "relation": row.relation,
        "theme": row.theme,
        "reason": row.reason,
    }
    return _sha256(json.dumps(told, sort_keys=True, ensure_ascii=False))


def otherwise(connection: Connection) -> Iterator[Finding]:
    """Every case, act, register and definition that is not as the chain says, is unknown to it, or is gone."""
    yield from differences(_attested_states(connection), _stored_states(connection))
    yield from differences(_attested_acts(connection), _stored_acts(connection))
    yield from differences(_attested_registers(connection), _stored_registers(connection))
    yield from differences(_attested_definitions(connection), _stored_definitions(connection))


def differences(attested: _Told, stored: _Told) -> Iterator[Finding]:
    """What the chain says and the rows do not, in order."""
    for key in sorted({*attested, *stored}):
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
    """The state of every case by its reference."""
    into = aliased(Case)
    rows = connection.execute(
        select(Case.reference, Case.state, into.reference.label("into")).outerjoin(into, into.id == Case.merged_into)
    )
    return {row.reference: row.state if row.into is None else f"merged into {row.into}" for row in rows}


def _attested_acts(connection: Connection) -> _Told:
    acts: dict[tuple[str, int], str] = {}
    for event, detail in _events(connection, "filing", *ACTS.values()):
        if "act_kind" in detail:  # what an undoing files anew tells of the older act once more
            names = ("act_kind", "act_case", "act_other", "act_undoes", "act_reason")
            told = _words(*(detail.get(name) for name in names), event.agent, event.at)
            acts.setdefault((f"act:{detail.get('act')}", 0), told)
    return acts


def _stored_acts(connection: Connection) -> _Told:
    return {
        (f"act:{row.id}", 0): _words(
            row.kind,
            row.reference,
            row.other,
            row.undoes,
            _sha256(row.reason),
            row.agent,
            custody.timestamp(row.at),
        )
        for row in connection.execute(_acts())
    }


def _acts() -> Select[Any]:
    other = aliased(Case)
    return (
        select(CaseActRow.__table__, Case.reference, other.reference.label("other"))
        .outerjoin(Case, Case.id == CaseActRow.case_id)
        .outerjoin(other, other.id == CaseActRow.other_id)
    )


def _attested_registers(connection: Connection) -> _Told:
    return {
        (event.subject, int(detail.get("version") or 0)): _words(
            "register", detail.get("version"), detail.get("definition"), detail.get("sha256"), event.agent, event.at
        )
        for event, detail in _events(connection, "registration")
    }


def _stored_registers(connection: Connection) -> _Told:
    rows = connection.execute(
        select(Registration.__table__, Case.reference).outerjoin(Case, Case.id == Registration.case_id)
    )
    return {
        (f"case:{row.reference}", row.version): _words(
            "register", row.version, row.definition, account_of_register(row), row.agent, custody.timestamp(row.at)
        )
        for row in rows
    }


def _attested_definitions(connection: Connection) -> _Told:
    return {
        (event.subject, 0): _words(detail.get("sha256"), event.at)
        for event, detail in _events(connection, "definition")
    }


def _stored_definitions(connection: Connection) -> _Told:
    return {
        (f"definition:{row.version}", 0): _words(_sha256(row.text), custody.timestamp(row.since))
        for row in connection.execute(select(Definition.__table__))
    }


def _events(connection: Connection, *acts: str) -> Iterator[tuple[AnyRow, Detail]]:
    """Events with their details, in the order of the chain, which has been found sound."""
    question = select(EventRow.__table__).where(EventRow.act.in_(acts)).order_by(EventRow.seq)
    for event in connection.execute(question):
        yield event, json.loads(event.detail)


def _words(*values: object) -> str:
    return " ".join(str(value) for value in values if value is not None)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
