"""Reports that a letter came to nobody: which letters they say were not delivered (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.core.anatomy import Anatomy
from archiver.core.cuts import derived
from archiver.core.headers import envelope_of
from archiver.core.records import Envelope, Part
from archiver.errors import Unparseable

_OF_A_REPORT = frozenset({"report", "null-return-path"})
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HEADERS = frozenset({"text/rfc822-headers", "message/global-headers"})
#: RFC 3464 § 2.3.3. A letter that is only "delayed" may still come.
_FAILED = re.compile(rb"^action[ \t]*:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)
LONGEST = 1 << 16
"""Octets of a report's part that are looked at; servers write a few hundred."""
MOST = 20


def returned(octets: bytes, envelope: Envelope, anatomy: Anatomy) -> tuple[str, ...]:
    """Message-IDs of the messages that this mail hands back as not delivered: claims, for the archive to judge.

    Only of a mail that is marked as a report or has a null sender; what somebody forwards is no report.
    """
    if not _OF_A_REPORT.intersection(envelope.machine_marks) or not any(_fails(octets, anatomy)):
        return ()
    heads = [one.envelope for one in anatomy.enclosed]
    heads += [envelope_of(block) for block in _contents(octets, anatomy, _HEADERS)]
    names = (head.message_id for head in heads if head.message_id)
    return tuple(dict.fromkeys(names))[:MOST]


def _fails(octets: bytes, anatomy: Anatomy) -> Iterator[bool]:
    return (_FAILED.search(status) is not None for status in _contents(octets, anatomy, _STATUS))


def _contents(octets: bytes, anatomy: Anatomy, types: frozenset[str]) -> Iterator[bytes]:
    for part in anatomy.parts:
        if part.content_type in types and part.cuts and part.size <= LONGEST:
            yield from _content(octets, part)


def _content(octets: bytes, part: Part) -> Iterator[bytes]:
    try:
        yield derived(octets, part.cuts)
    except Unparseable:
        return
