"""One case: its timeline by incident, its register, what is due, and everything that was written down on it (W1–W7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from starlette.responses import Response

from archiver.core.casefile import SHEETS, DeadlineSheet, Entry, Kind, LegalSheet, Sheet, fields_of, is_decided
from archiver.core.deadlines import Deadline
from archiver.core.dossier import Dossier, TimeIs
from archiver.core.records import CaseState
from archiver.desk import troubles
from archiver.desk.asked import Asked
from archiver.desk.locks import is_locked_case
from archiver.edges.store.cases import Done
from archiver.jobs.casework import deadlines

ACTS_SHOWN = 20
"""The newest; all of them stand on a page of their own."""
ON_THE_PAGE = tuple(sheet for sheet in SHEETS if not sheet.restricted and sheet is not DeadlineSheet)
"""Registers that a case shows; what is restricted has a page of its own, and deadlines stand together."""


@dataclass(frozen=True, slots=True)
class Register:
    """One register of a case, as it is shown."""

    name: str
    title: str
    is_single: bool
    entries: tuple[Entry, ...]
    facts: tuple[tuple[tuple[str, str], ...], ...]
    """Of each entry: what its fields are called and what stands there, without empty ones."""

    @property
    def told(self) -> list[tuple[Entry, tuple[tuple[str, str], ...]]]:
        """Entries with their facts."""
        return list(zip(self.entries, self.facts, strict=True))


def shown(asked: Asked) -> Response:
    """The whole case."""
    dossier = asked.store.cases.dossier(asked.case)
    owed = deadlines(asked.work, asked.case)
    history = asked.store.cases.recent(asked.case, ACTS_SHOWN + 1)
    return asked.page(
        "case.html",
        case=dossier,
        reference=str(dossier.reference),
        registration=dossier.registrations[-1] if dossier.registrations else None,
        categories=list(_categories(asked, dossier)),
        registers=[register_of(asked, sheet, dossier.entries) for sheet in ON_THE_PAGE],
        running=[one for one in owed if one.runs],
        ended=[one for one in owed if not one.runs],
        history=history[:ACTS_SHOWN],
        has_more=len(history) > ACTS_SHOWN,
        undoable=undoable(history),
        is_open=dossier.state is CaseState.OPEN,
        is_informed=any(is_decided(one.sheet) for one in dossier.entries),
        is_locked=is_locked_case(asked, asked.case),
        others=_others(asked, dossier),
        grants=asked.store.people.grants_of(asked.case) if asked.is_officer else [],
        time_is=TimeIs,
        may_end=may_end,
    )


def legal(asked: Asked) -> Response:
    """The lawyers' assessments: for few eyes, and each look is written down by itself."""
    asked.store.cases.note_access(asked.case, "view", asked.doing(), shown=LegalSheet.register)
    entries = [one for one in asked.store.entries.of(asked.case) if isinstance(one.sheet, LegalSheet)]
    return asked.page(
        "legal.html", reference=asked.case, register=register_of(asked, LegalSheet, entries), lawyer=_lawyer(asked)
    )


def history(asked: Asked) -> Response:
    """Every act on the case."""
    asked.store.cases.note_access(asked.case, "view", asked.doing(), shown="history")
    return asked.page("history.html", reference=asked.case, history=asked.store.cases.history(asked.case))


def splitting(asked: Asked) -> Response:
    """Which mails move to a new case."""
    dossier = asked.store.cases.dossier(asked.case)
    return asked.page("split.html", reference=asked.case, case=dossier)


def versions(asked: Asked) -> Response:
    """Every version of what was written in one register of a case, newest last."""
    sheet = next((one for one in SHEETS if one.register == asked.params["register"] and not one.restricted), None)
    if sheet is None:
        return troubles.of_status(asked, 404)
    asked.store.cases.note_access(asked.case, "view", asked.doing(), shown=sheet.register)
    entries = asked.store.entries.versions(asked.case, sheet)
    return asked.page("versions.html", reference=asked.case, register=register_of(asked, sheet, entries))


def undoable(history: list[Done]) -> int | None:
    """Of acts, newest first: the number of the one that still stands and can be taken back first."""
    return next((one.number for one in history if one.kind.value != "undo" and not one.undone), None)


def may_end(one: Deadline) -> bool:
    """Whether a person says by itself what became of a deadline; else its own register does."""
    return one.runs and one.register in {"", DeadlineSheet.register}


def register_of(asked: Asked, sheet: type[Sheet], entries: list[Entry] | tuple[Entry, ...]) -> Register:
    """A register with what stands in it."""
    mine = tuple(one for one in entries if one.sheet.register == sheet.register)
    facts = tuple(tuple(_facts(asked, one)) for one in mine)
    return Register(sheet.register, asked.words.say(sheet.title), sheet.single, mine, facts)


def _facts(asked: Asked, entry: Entry) -> Iterator[tuple[str, str]]:
    for one in fields_of(type(entry.sheet)):
        value = getattr(entry.sheet, one.name)
        if value is None or value == "" or value is False or (one.kind is Kind.ITEM and not value):
            continue
        yield asked.words.say(one.label), _said(asked, one.kind, one.listed, value)


def _said(asked: Asked, kind: Kind, listed: str, value: object) -> str:
    match kind, value:
        case Kind.CODE, str():
            return asked.words.called(value, asked.office.terms.listed(listed))
        case Kind.MOMENT, datetime():
            return asked.words.when(value)
        case Kind.DAY, date():
            return asked.words.day(value)
        case Kind.YES, _:
            return asked.words.say("yes")
        case _:
            return str(value)


def _categories(asked: Asked, dossier: Dossier) -> Iterator[str]:
    if dossier.registrations:
        for code in dossier.registrations[-1].registration.categories:
            yield asked.words.called(code, asked.office.terms.vocabulary.categories)


def _others(asked: Asked, dossier: Dossier) -> list[str]:
    """Open cases that this one may be merged into."""
    if not asked.is_officer:
        return []
    cases = asked.store.catalogue.cases_before(None, 100, state=CaseState.OPEN)
    return [one.reference for one in cases if one.reference != str(dossier.reference)]


def _lawyer(asked: Asked) -> str:
    contacts: Mapping[str, str] = asked.office.contacts
    return contacts.get("lawyer", "")
