"""From an item's octets to the octets inside it: see `records.Cut`."""

from __future__ import annotations

import hashlib

from archiver.core import smime, transfer
from archiver.core.records import PIECE, Checksum, Cut, Cuts, Octets
from archiver.errors import Unparseable

CMS = "cms"
BEYOND = "a cut reaches beyond the octets"


def derived(octets: bytes, cuts: Cuts) -> bytes:
    """What the cuts lead to. The same octets and cuts give the same result for ever.

    Raises `Unparseable` when a cut reaches beyond what it is made in, or leads to nothing.
    """
    for cut in cuts:
        if not 0 <= cut.start <= cut.start + cut.length <= len(octets):
            raise Unparseable(BEYOND)
        octets = undone(octets[cut.start : cut.start + cut.length], cut.encoding)
    return octets


def checksum_of(octets: Octets, cuts: Cuts) -> Checksum:
    """SHA-256 of what the cuts lead to, without holding more than the first of them. Raises as `derived` does."""
    first = cuts[0]
    if len(cuts) > 1 or first.encoding:
        here = octets.span(first.start, first.length)
        within = derived(here, (Cut(0, first.length, first.encoding), *cuts[1:]))
        return Checksum(hashlib.sha256(within).hexdigest())
    if first.start + first.length > octets.size:
        raise Unparseable(BEYOND)
    sha256 = hashlib.sha256()
    for at in range(first.start, first.start + first.length, PIECE):
        sha256.update(octets.span(at, min(PIECE, first.start + first.length - at)))
    return Checksum(sha256.hexdigest())


def undone(octets: bytes, encoding: str) -> bytes:
    """Octets behind one encoding of a cut."""
    return smime.content(octets) if encoding == CMS else transfer.decoded(octets, encoding)[0]


def inside(cuts: Cuts, enclosing: Cuts) -> Cuts:
    """The cuts that lead to the same octets from within `enclosing`, which `cuts` go through."""
    shared = enclosing[:-1] if enclosing[-1].encoding == "" else enclosing
    if cuts[: len(shared)] != shared:
        raise ValueError("the octets do not lie inside")
    rest = cuts[len(shared) :]
    if len(shared) == len(enclosing):
        return rest
    first, last = rest[0], enclosing[-1]
    if first == last and len(rest) > 1:
        return rest[1:]
    return (Cut(first.start - last.start, first.length, first.encoding), *rest[1:])
