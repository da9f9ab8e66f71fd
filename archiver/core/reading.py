"""One message's octets to what we understand of them. Runs in a child process: see `archiver.edges.parsing`."""

from __future__ import annotations

from archiver.core.anatomy import Limits, anatomy_of
from archiver.core.headers import headers_of
from archiver.core.records import Reading


def read(octets: bytes, limits: Limits | None = None) -> Reading:
    """The envelope, the leaves, the findings and the first text of a message.

    Raises `Unparseable` with a reason in fixed words when it cannot be taken apart; nothing else on any octets.
    """
    headers = headers_of(octets)
    anatomy = anatomy_of(octets, limits)
    findings = (*(() if octets else ("empty",)), *headers.findings, *anatomy.findings)
    return Reading(headers.envelope, anatomy.parts, anatomy.enclosed, tuple(dict.fromkeys(findings)), anatomy.text)
