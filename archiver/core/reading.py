"""One message's octets to what we understand of them. Runs in a child process: see `archiver.edges.parsing`."""

from __future__ import annotations

from archiver.core import bounces
from archiver.core.anatomy import Limits, anatomy_of
from archiver.core.forwards.chain import chain_of
from archiver.core.headers import headers_of
from archiver.core.language import later
from archiver.core.records import Reading


def read(octets: bytes, limits: Limits | None = None) -> Reading:
    """The envelope, the leaves, the messages inside and handed on, and the findings of a mail.

    Which original counts is not decided here: see `core.forwards.choice`. Raises `Unparseable` with a reason in fixed
    words when it cannot be taken apart; nothing else on any octets.
    """
    headers = headers_of(octets)
    anatomy = anatomy_of(octets, limits, headers)
    chain = chain_of(anatomy)
    findings = (*(() if octets else (later("empty"),)), *headers.findings, *anatomy.findings, *chain.findings)
    return Reading(
        envelope=headers.envelope,
        parts=anatomy.parts,
        enclosed=anatomy.enclosed,
        originals=chain.originals,
        frame=anatomy.frame,
        findings=tuple(dict.fromkeys(findings)),
        text=chain.own_text,
        client=chain.client,
        returned=bounces.returned(octets, headers.envelope, anatomy),
    )
