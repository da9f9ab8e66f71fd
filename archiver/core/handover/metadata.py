"""What a package says of its case, for programs: metadata.json with its schema, and metadata.csv for a journal system.

The summary for people is made of the same document, so that neither tells what the other does not. Times are RFC 3339
in UTC. The same case always gives the same document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

from archiver.core import clocks
from archiver.core.casefile import BY_NAME, Entry, Kind, Terms, fields_of
from archiver.core.dossier import CaseItem, Dossier, RegisterVersion
from archiver.core.handover.copies import LeftOut
from archiver.core.handover.events import Span
from archiver.core.handover.mailbag import csv_octets
from archiver.core.handover.pseudonyms import Veil
from archiver.core.handover.variants import HOLDS, Variant
from archiver.core.language import Language, translator
from archiver.core.records import Original, SignatureCheck
from archiver.core.register import Choice

SCHEMA = "arkivfunktion-case-package-1"
SCHEMA_FILE = "metadata.schema.json"
LONGEST_TEXT = 2_000
"""Characters of an original's words that stand in the summary; all of it is in the mail."""
MOST_ORIGINALS = 20
COLUMNS = (
    "Sagsnummer", "Journalnummer", "KLE", "Organisation", "Dokument", "Dokumenttype", "Titel", "Dato", "Afsender",
    "Modtager", "Fil", "MIME-type", "SHA-256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the package that came out of a mail."""

    path: str
    """In the package, with data/."""
    name: str | None
    content_type: str
    content_id: str
    size: int
    sha256: str
    place: str
    """In the mail, as IMAP numbers it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that the archive has checked, with the key record it kept."""

    check: SignatureCheck
    key_record: str | None
    file: str
    """The message it is on; empty where that is no file of the package."""


@dataclass(frozen=True, slots=True)
class PackedItem:
    """One mail of the package."""

    id: str
    case_item: CaseItem
    path: str
    sha256: str
    """Of the file; of a redacted copy it is another than the mail's."""
    size: int
    header: Mapping[str, str]
    originals: tuple[Original, ...] = ()
    attachments: tuple[PackedFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    signatures: tuple[Signed, ...] = ()
    reasons: tuple[str, ...] = ()
    """What its strength as documentation rests on, in fixed words."""
    read_in_part: bool = False
    """Not all that is in it was taken out of it."""
    damaged: bool = False
    """What the archive has is not what came in."""


@dataclass(frozen=True, slots=True)
class Packed:
    """All that a document is made of."""

    variant: Variant
    organisation: str
    dossier: Dossier
    entries: Sequence[tuple[str, Entry]]
    """Each with the case in which it was written: that itself, or one that went into it."""
    items: Sequence[PackedItem]
    span: Span
    head: str | None
    """Hash of the last event, where the package holds the chain."""
    kle: str = ""
    journal: str = ""
    stamps: Sequence[Mapping[str, str | int]] = ()


def document(packed: Packed, terms: Terms, language: Language) -> dict[str, Any]:
    """The whole of metadata.json, before names are veiled."""
    holds = HOLDS[packed.variant]
    dossier, register = packed.dossier, packed.dossier.registrations[-1:]
    return {
        "schema": SCHEMA,
        "variant": packed.variant.value,
        "language": language,
        "organisation": packed.organisation,
        "proof": holds.proof,
        "case": {
            "reference": str(dossier.reference),
            "state": dossier.state.value,
            "opened_at": _moment(dossier.opened_at),
            "closed_at": _moment(dossier.closed_at),
            "merged": [str(one.reference) for one in dossier.absorbed],
            "journal": packed.journal,
            "kle": packed.kle,
        },
        "as_of": _moment(packed.span.at),
        "events": {"first": packed.span.first, "last": packed.span.last, "head": packed.head} if holds.proof else None,
        "stamps": [dict(one) for one in packed.stamps],
        "register": _register(register[0], terms, language) if register and holds.register else None,
        "merged_registers": [
            {"case": str(one.reference), "register": _register(one.registrations[-1], terms, language)}
            for one in dossier.absorbed
            if one.registrations and holds.register
        ],
        "entries": [_entry(case, one, terms, language) for case, one in packed.entries],
        "items": [_item(one, language) for one in packed.items],
        "timeline": list(_timeline(packed)),
    }


def _register(version: RegisterVersion, terms: Terms, language: Language) -> dict[str, Any]:
    one, words = version.registration, terms.vocabulary
    known = {category.code: category for category in words.categories}
    return {
        "version": version.version,
        "at": _moment(version.at),
        "incident_at": _moment(one.incident_at),
        "medium": _called(one.medium, words.media, language),
        "categories": [
            {**_called(code, words.categories, language), "statute": known[code].statute if code in known else ""}
            for code in one.categories
        ],
        "unit": _called(one.unit, words.units, language),
        "affected": list(one.affected),
        "whole_workplace": not one.affected,
        "relation": _called(one.relation, words.relations, language),
        "theme": one.theme,
        "reason": one.reason,
        "definition": version.definition_text,
    }


def _called(code: str, choices: Iterable[Choice], language: Language) -> dict[str, str]:
    return {"code": code, "name": next((one.name(language) for one in choices if one.code == code), code)}


def _entry(case: str, entry: Entry, terms: Terms, language: Language) -> dict[str, Any]:
    said, sheet = translator(language).gettext, entry.sheet
    told = []
    for one in fields_of(type(sheet)):
        value = getattr(sheet, one.name)
        if value in (None, "", False) or (one.kind is Kind.ITEM and not value):
            continue
        name = _called(value, terms.listed(one.listed), language)["name"] if one.kind is Kind.CODE else _plain(value)
        told.append({"field": one.name, "label": said(one.label), "kind": one.kind.value, "value": name})
    return {
        "case": case,
        "register": sheet.register,
        "title": said(BY_NAME[sheet.register].title),
        "entry": entry.number,
        "version": entry.version,
        "at": _moment(entry.at),
        "fields": told,
    }


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return _moment(value) or ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _item(one: PackedItem, language: Language) -> dict[str, Any]:
    said, known = translator(language).gettext, one.case_item
    return {
        "id": one.id,
        "item": known.item,
        "file": one.path,
        "sha256": one.sha256,
        "size": one.size,
        "damaged": one.damaged,
        "read_in_part": one.read_in_part,
        "received_at": _moment(known.received_at),
        "claimed_at": _moment(known.claimed_at),
        "clocks": clocks.document(known.clocks),
        "reporter": known.reporter,
        "from": one.header.get("from", ""),
        "to": one.header.get("to", ""),
        "subject": one.header.get("subject", ""),
        "date": one.header.get("date", ""),
        "strength": None if known.strength is None else int(known.strength),
        "strength_words": [said(reason) for reason in one.reasons],
        "originals": [_original(original) for original in one.originals[:MOST_ORIGINALS]],
        "attachments": [_file(file) for file in one.attachments],
        "left_out": [
            {"name": lost.name, "type": lost.content_type, "size": lost.size, "sha256": lost.sha256}
            for lost in one.left_out
        ],
        "signatures": [_signature(signed, language) for signed in one.signatures],
    }


def _original(one: Original) -> dict[str, Any]:
    sender = one.from_
    text = one.text.strip()
    return {
        "from_name": sender.name if sender else "",
        "from_address": sender.address if sender else "",
        "subject": one.subject,
        "date": _moment(one.date) if one.date is not None and one.date.tzinfo is not None else None,
        "date_text": one.date_text,
        "provenance": one.provenance.value,
        "chosen": one.choice is not None,
        "text": _beginning(text),
        "text_is_whole": 0 < len(text) <= LONGEST_TEXT,
    }


def _beginning(text: str) -> str:
    """So much of a text as a summary has, with no word cut in two: of half a name nobody would know whose it is."""
    if len(text) <= LONGEST_TEXT:
        return text
    begin = text[:LONGEST_TEXT]
    return (begin if text[LONGEST_TEXT].isspace() else re.sub(r"\S{1,200}\Z", "", begin)).rstrip()


def _file(one: PackedFile) -> dict[str, Any]:
    return {
        "file": one.path,
        "name": one.name or "",
        "type": one.content_type,
        "place": one.place,
        "size": one.size,
        "sha256": one.sha256,
    }


def _signature(one: Signed, language: Language) -> dict[str, Any]:
    said, check = translator(language).gettext, one.check
    reason = said(check.reason)
    return {
        "file": one.file,
        "place": check.path,
        "scheme": check.scheme.value,
        "ordinal": check.ordinal,
        "domain": check.domain,
        "selector": check.selector,
        "verdict": check.verdict.value,
        "reason": reason.replace("{n}", str(check.signed_octets)),
        "key_name": check.key_name,
        "key_record": one.key_record or "",
    }


def _timeline(packed: Packed) -> Iterator[dict[str, Any]]:
    ids = {one.case_item.item: one for one in packed.items}
    for entry in packed.dossier.timeline:
        items = [ids[item.item] for item in entry.items if item.item in ids]
        if not items:
            continue
        shown = next((original for original in items[0].originals if original.choice is not None), None)
        sender = None if shown is None else shown.from_
        yield {
            "at": _moment(entry.at),
            "time_is": entry.time_is.value,
            "received_at": _moment(items[0].case_item.received_at),
            "items": [one.id for one in items],
            "subject": shown.subject if shown else items[0].header.get("subject", ""),
            "from": (sender.name or sender.address) if sender else items[0].header.get("from", ""),
            "strength": max((int(one.case_item.strength or 0) for one in items), default=0),
        }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


# --- as files ---------------------------------------------------------------------------------------------------

_KEPT = frozenset(
    {"schema", "variant", "language", "file", "sha256", "id", "at", "as_of", "state", "opened_at", "closed_at", "kle"}
    | {"register", "code", "field", "kind", "time_is", "received_at", "claimed_at", "place", "items", "clocks"}
    | {"reference", "journal", "provenance", "strength_words", "head", "title", "label", "organisation"}
    | {"statute", "merged", "case"}
)
"""What is ours, and holds no name."""


def veiled(told: Any, veil: Veil, key: str = "") -> Any:
    """The document with every text that somebody wrote veiled."""
    if isinstance(told, dict):
        return {name: veiled(value, veil, name) for name, value in told.items()}
    if isinstance(told, list):
        return [veiled(one, veil, key) for one in told]
    is_theirs = isinstance(told, str) and (key not in _KEPT)
    return veil(told) if is_theirs else told


def as_json(told: Mapping[str, Any]) -> bytes:
    """metadata.json."""
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def schema() -> bytes:
    """The JSON Schema (2020-12) of it."""
    return resources.files("archiver.core.handover").joinpath(SCHEMA_FILE).read_bytes()


def as_csv(told: Mapping[str, Any], summary: str) -> bytes:
    """metadata.csv: a line for each document that a journal system may take in, `summary` being the file of the first.

    It keeps to the rules of Mailbag § 5.5.
    """
    case = told["case"]
    fixed = (case["reference"], case["journal"], case["kle"], told["organisation"])
    rows = [(*fixed, "0", "resumé", f"Sagsresumé {case['reference']}", told["as_of"], "", "", summary,
             "application/pdf", "")]  # fmt: skip
    for item in told["items"]:
        about = (item["subject"], item["date"], item["from"], item["to"], item["file"], "message/rfc822")
        rows.append((*fixed, item["id"], "mail", *about, item["sha256"]))
        for file in item["attachments"]:
            about = (file["name"], item["date"], item["from"], item["to"], file["file"], file["type"])
            rows.append((*fixed, item["id"], "bilag", *about, file["sha256"]))
    return csv_octets(rows, COLUMNS)
