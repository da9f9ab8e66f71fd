"""How a mail would be understood, as the JSON document of `archiver inspect`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archiver.core.records import Address, Checksum, Part, Reading


def as_json(checksum: Checksum, size: int, reading: Reading) -> dict[str, Any]:
    """The document of `archiver inspect --json`; the date is ISO 8601 with the offset its sender gave.

    `originals` and `strength` are null: forwards are not taken apart yet.
    """
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
        "parts": [_part(part) for part in reading.parts],
        "originals": None,
        "strength": None,
        "findings": list(reading.findings),
    }


def _addresses(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.address} for address in addresses]


def _part(part: Part) -> dict[str, Any]:
    return {
        "path": part.path,
        "content_type": part.content_type,
        "sniffed_type": part.sniffed_type,
        "filename": part.filename,
        "content_disposition": part.content_disposition,
        "size": part.size,
        "sha256": part.checksum,
        "decode_ok": part.decode_ok,
    }
