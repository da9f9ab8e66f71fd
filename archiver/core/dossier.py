"""A case as it is told to a person or a script: its register, its items, and a timeline by the time of the incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from archiver.core import casefile, clocks
from archiver.core.casefile import Entry as CaseEntry
from archiver.core.clocks import Moment
from archiver.core.records import CaseRef, CaseState, Checksum, ItemNumber, Level
from archiver.core.register import Registration


class TimeIs(StrEnum):
    """What the time of an entry is taken from, the best first."""

    ORIGINAL = "original"  # the original says when it was sent
    CLAIMED = "claimed"  # the forward's own Date header
    RECEIVED = "received"  # nothing says; when it became ours


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One item of a case."""

    item: ItemNumber
    checksum: Checksum
    size: int
    received_at: datetime
    claimed_at: datetime | None
    reporter: str
    """Address; empty when there is no single one."""
    standing: str | None
    strength: Level | None
    rule: str
    evidence: Mapping[str, str]
    strengthens: tuple[ItemNumber, ...] = ()
    """Weaker items of the same reporter about the same incident."""
    clocks: tuple[Moment, ...] = ()
    """When it was what, by five clocks of which only ours counts."""


@dataclass(frozen=True, slots=True)
class Report:
    """That an item of the case hands on an incident."""

    incident: int
    item: ItemNumber
    sent_at: datetime | None
    """When the original says it was sent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident of the timeline, with everything that documents it."""

    at: datetime
    time_is: TimeIs
    incident: int | None
    """None for an item that hands on no message: it stands for itself."""
    items: tuple[CaseItem, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """What was written in the register once."""

    version: int
    registration: Registration
    definition: int | None
    at: datetime
    agent: str
    definition_text: str = ""
    """The workplace's own definition, as it was in force then."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A case that went into this one, and what is written in its own register."""

    reference: CaseRef
    registrations: tuple[RegisterVersion, ...]
    """Oldest first."""
    entries: tuple[CaseEntry, ...] = ()
    """The newest of its other registers, but for what is restricted."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one case but the words that anybody wrote in a mail."""

    reference: CaseRef
    state: CaseState
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    merged_into: CaseRef | None
    registrations: tuple[RegisterVersion, ...]
    items: tuple[CaseItem, ...]
    reports: tuple[Report, ...]
    absorbed: tuple[Absorbed, ...] = ()
    """Registered cases that were merged into it, also by way of others: who is affected stands there too."""
    entries: tuple[CaseEntry, ...] = ()
    """The newest of its other registers, but for what is restricted."""
    restricted: int = 0
    """So many entries are: they are told of by themselves."""
    disposed_at: datetime | None = None
    """When it was disposed of: nothing of what it said is left."""

    @property
    def timeline(self) -> tuple[Entry, ...]:
        """By the time of the incident (C6); what is known less well comes after what happened in the same moment."""
        entries = [*self._incidents(), *self._by_themselves()]
        return tuple(sorted(entries, key=lambda entry: (entry.at, entry.items[0].item)))

    def _incidents(self) -> Iterable[Entry]:
        by_number = {item.item: item for item in self.items}
        together: dict[int, list[Report]] = {}
        for report in self.reports:
            together.setdefault(report.incident, []).append(report)
        for incident, reports in together.items():
            items = tuple(by_number[number] for number in sorted({report.item for report in reports}))
            told = [report.sent_at for report in reports if report.sent_at is not None]
            at, time_is = (min(told), TimeIs.ORIGINAL) if told else _time_of(items[0])
            yield Entry(at, time_is, incident, items)

    def _by_themselves(self) -> Iterable[Entry]:
        reported = {report.item for report in self.reports}
        for item in self.items:
            if item.item not in reported:
                at, time_is = _time_of(item)
                yield Entry(at, time_is, None, (item,))


def _time_of(item: CaseItem) -> tuple[datetime, TimeIs]:
    if item.claimed_at is not None:
        return item.claimed_at, TimeIs.CLAIMED
    return item.received_at, TimeIs.RECEIVED


def document(dossier: Dossier) -> dict[str, Any]:
    """The case as one JSON document. Times are RFC 3339 in UTC; the same case always gives the same document."""
    registers = [_register(version) for version in dossier.registrations]
    return {
        "case": str(dossier.reference),
        "state": dossier.state,
        "opened_at": dossier.opened_at.isoformat(),
        "opened_by": dossier.opened_by,
        "closed_at": None if dossier.closed_at is None else dossier.closed_at.isoformat(),
        "merged_into": None if dossier.merged_into is None else str(dossier.merged_into),
        "register": registers[-1] if registers else None,
        "registrations": registers,
        "entries": _entries(dossier.entries),
        "absorbed": [_absorbed(one) for one in dossier.absorbed],
        "disposed_at": None if dossier.disposed_at is None else dossier.disposed_at.isoformat(),
        "items": [_item(item) for item in dossier.items],
        "timeline": [_entry(entry) for entry in dossier.timeline],
    }


def _absorbed(one: Absorbed) -> dict[str, Any]:
    registers = [_register(version) for version in one.registrations]
    return {
        "case": str(one.reference),
        "register": registers[-1] if registers else None,
        "registrations": registers,
        "entries": _entries(one.entries),
    }


def _entries(entries: Iterable[CaseEntry]) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        told.setdefault(entry.sheet.register, []).append(casefile.document(entry))
    return told


def _register(version: RegisterVersion) -> dict[str, Any]:
    one = version.registration
    return {
        "version": version.version,
        "incident_at": None if one.incident_at is None else one.incident_at.isoformat(),
        "medium": one.medium,
        "categories": list(one.categories),
        "unit": one.unit,
        "affected": list(one.affected),
        "whole_workplace": not one.affected,
        "relation": one.relation,
        "theme": one.theme,
        "reason": one.reason,
        "definition": _definition(version),
        "at": version.at.isoformat(),
        "agent": version.agent,
    }


def _definition(version: RegisterVersion) -> dict[str, Any] | None:
    if version.definition is None:
        return None
    return {"version": version.definition, "text": version.definition_text}


def _item(item: CaseItem) -> dict[str, Any]:
    return {
        "item": item.item,
        "sha256": item.checksum,
        "size": item.size,
        "received_at": item.received_at.isoformat(),
        "claimed_at": None if item.claimed_at is None else item.claimed_at.isoformat(),
        "reporter": item.reporter,
        "standing": item.standing,
        "strength": None if item.strength is None else int(item.strength),
        "rule": item.rule,
        "evidence": dict(item.evidence),
        "strengthens": list(item.strengthens),
        "clocks": clocks.document(item.clocks),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "time_is": entry.time_is,
        "incident": entry.incident,
        "items": [item.item for item in entry.items],
        "reporters": sorted({item.reporter for item in entry.items if item.reporter}),
        "received_at": entry.items[0].received_at.isoformat(),
    }
