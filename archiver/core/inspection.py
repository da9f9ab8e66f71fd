"""How a mail would be understood, as the JSON document of `archiver inspect`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from archiver.core import clocks
from archiver.core.language import Language
from archiver.core.records import (
    Address,
    Checksum,
    Cut,
    Cuts,
    EnclosedMessage,
    Original,
    Part,
    Reading,
    Strength,
    Unreadable,
)
from archiver.core.sniffing import UNKNOWN
from archiver.core.strength import reason_in


def as_json(checksum: Checksum, size: int, reading: Reading, language: Language) -> dict[str, Any]:
    """The document of `archiver inspect --json`; dates are ISO 8601 with the offset they were written in."""
    envelope = reading.envelope
    return {
        "sha256": checksum,
        "size": size,
        "message": {
            "message_id": envelope.message_id,
            "subject": envelope.subject,
            "date": envelope.date.isoformat() if envelope.date else None,
            "from": _addresses(envelope.from_),
            "to": _addresses(envelope.to),
            "cc": _addresses(envelope.cc),
        },
        "clocks": clocks.document(clocks.claimed(envelope)),
        "parts": [part_document(part) for part in reading.parts],
        "frame": reading.frame,
        "enclosed": [enclosed_document(enclosed) for enclosed in reading.enclosed],
        "originals": [original_document(original) for original in reading.originals],
        "strength": strength_document(reading.strength, language),
        "client": reading.client,
        "findings": list(reading.findings),
    }


def unreadable_as_json(checksum: Checksum, size: int, unreadable: Unreadable) -> dict[str, Any]:
    """The same of a mail that cannot be taken apart: it is one leaf, whole."""
    whole = Part("1", UNKNOWN, UNKNOWN, None, "del-1.bin", None, None, size, checksum, decode_ok=False)
    return {
        "sha256": checksum,
        "size": size,
        "message": None,
        "clocks": [],
        "parts": [part_document(replace(whole, cuts=(Cut(0, size),)))],
        "frame": 0,
        "enclosed": [],
        "originals": [],
        "strength": None,
        "client": None,
        "findings": [f"unreadable: {unreadable.reason}"],
    }


def strength_document(strength: Strength | None, language: Language) -> dict[str, Any] | None:
    """The level with its reason as a sentence."""
    return None if strength is None else {"level": int(strength.level), "reason": reason_in(strength, language)}


def enclosed_document(enclosed: EnclosedMessage) -> dict[str, Any]:
    """An enclosed message as scripts know it; `span` is null where its octets had to be decoded."""
    return {
        "path": enclosed.path,
        "size": enclosed.size,
        "sha256": enclosed.checksum,
        "message_id": enclosed.envelope.message_id,
        "span": _span(enclosed.cuts),
    }


def original_document(original: Original) -> dict[str, Any]:
    """A message that was handed on as scripts know it."""
    return {
        "provenance": original.provenance,
        "depth": original.depth,
        "chosen": original.choice is not None,
        "choice": original.choice,
        "confidence": original.confidence,
        "path": original.path or None,
        "parent": original.parent,
        "message_id": original.message_id,
        "from": _addresses([original.from_])[0] if original.from_ else None,
        "to": _addresses(original.to),
        "cc": _addresses(original.cc),
        "subject": original.subject,
        "date": original.date.isoformat() if original.date else None,
        "date_text": original.date_text,
        "date_zone": original.date_zone,
        "text": original.text,
        "size": original.size,
        "sha256": original.checksum,
        "attachments": list(original.attachments),
    }


def _span(cuts: Cuts) -> list[int] | None:
    """First octet and length in the mail's own octets, where it lies there as one piece (encoded or not)."""
    return [cuts[0].start, cuts[0].length] if len(cuts) == 1 else None


def _addresses(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.address} for address in addresses]


def part_document(part: Part) -> dict[str, Any]:
    """A leaf of the MIME tree as scripts know it; `span` is where it lies in the mail's octets, as encoded."""
    return {
        "path": part.path,
        "content_type": part.content_type,
        "sniffed_type": part.sniffed_type,
        "filename": part.filename,
        "safe_filename": part.safe_filename,
        "content_disposition": part.content_disposition,
        "size": part.size,
        "sha256": part.checksum,
        "decode_ok": part.decode_ok,
        "span": _span(part.cuts),
    }
