"""Handing over a case: a package that proves itself, and the event that says to whom and what for (H1–H3, X6).

Everything is put together where nobody sees it. Then the hand-over is written into the chain of custody, and only then
does the package get its name: what cannot be written down is not handed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver.core.casefile import Terms
from archiver.core.custody import Purpose, VirusPurpose
from archiver.core.handover import summary
from archiver.core.handover.employees import named_in
from archiver.core.handover.events import Span
from archiver.core.handover.mailbag import bag_info
from archiver.core.handover.pseudonyms import Person, Pseudonyms, people_of
from archiver.core.handover.variants import Variant, ranges
from archiver.core.language import later
from archiver.core.records import Address, ItemNumber, ItemState, ScanVerdict
from archiver.edges.store import Store
from archiver.edges.store.catalogue import ItemDetail, ItemEntry
from archiver.edges.store.handover import CaseFile
from archiver.errors import ItemInfected, UsageError
from archiver.failpoints import failpoint
from archiver.jobs.packing import Making, Order, Package, Sealed, Workplace, pack_mails, words
from archiver.jobs.packing_words import pack_news, pack_words
from archiver.jobs.ports import Clock

__all__ = ["Handed", "Order", "Wish", "Workplace", "hand_over", "require_fit"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for."""

    case: str
    to: Path
    variant: Variant = Variant.POLICE
    recipient: str = ""
    purpose: Purpose | None = None
    kle: str | None = None
    """None: that of the configuration."""
    journal: str = ""
    employee: str | None = field(default=None, repr=False)
    """Whose own copy it is, as it was written down."""
    names: tuple[str, ...] = field(default=(), repr=False)
    password: str | None = field(default=None, repr=False)
    despite_virus: VirusPurpose | None = None
    despite_damage: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over."""

    case: str
    variant: Variant
    items: int
    files: int
    octets: int
    """Of mails and attachments."""
    manifest: str
    code: str
    """SHA-256 of tagmanifest-sha256.txt: what `kontrol.py` prints, and the chain of custody has."""
    event: int
    left_out: int
    damaged: tuple[ItemNumber, ...]
    people: int
    """So many got a pseudonym."""
    new: int | None
    """Mails that the last package for the journal system did not have; None for other variants."""


def hand_over(store: Store, order: Order, workplace: Workplace, package: Package, agent: str, clock: Clock) -> Handed:
    """Make the package, write it down, publish it.

    Raises `UsageError` for no such case or one that has nothing to hand over, `ItemInfected` and `ItemDamaged` for
    mails that need somebody's word.
    """
    file, entries = _fit(store, order, workplace.terms, workplace.own_domains)
    making = Making(store, order, workplace, package, file, entries)
    if order.variant is Variant.REDACTED:
        making.names = Pseudonyms(_people(making), *words(making)[:2])
    pack_mails(making)
    told, span = pack_words(making)
    news = pack_news(making)
    sealed = package.seal(_info(making, span))
    failpoint("handover.before-wrapping")
    package.wrap(span.at)
    event = store.handovers.note(order.case, agent, clock(), _noted(making, sealed, span))
    failpoint("handover.before-publishing")
    package.publish()
    return Handed(
        case=told["case"]["reference"],
        variant=order.variant,
        items=len(making.items),
        files=sealed.files,
        octets=sealed.octets,
        manifest=sealed.manifest,
        code=sealed.tagmanifest,
        event=event,
        left_out=sum(len(one.left_out) for one in making.items),
        damaged=tuple(one.case_item.item for one in making.items if one.damaged),
        people=0 if making.names is None else len(making.names.people),
        new=news,
    )


# --- what may be handed over --------------------------------------------------------------------------------------


def require_fit(store: Store, order: Order, terms: Terms, own_domains: Collection[str]) -> int:
    """What can be known before anything is made; gives the octets of the mails. Raises as `hand_over` does."""
    _, entries = _fit(store, order, terms, own_domains)
    return sum(one.size for one in entries)


def _fit(store: Store, order: Order, terms: Terms, own_domains: Collection[str]) -> tuple[CaseFile, list[ItemEntry]]:
    file = store.handovers.file_of(order.case)
    _require_fit(file, terms)
    entries = _chosen(store, order, file)
    _require_clean(store, order, entries)
    _refuse_names(order, file, own_domains)
    return file, entries


def _require_fit(file: CaseFile, terms: Terms) -> None:
    dossier = file.dossier
    if dossier.disposed_at is not None:
        raise UsageError("{case} was disposed of.", case=dossier.reference)
    if dossier.merged_into is not None:
        raise UsageError(
            "{case} was merged into {into}; hand over that one.", case=dossier.reference, into=dossier.merged_into
        )
    if _has_to_stop(file, terms):
        raise UsageError(
            "{case} holds material that must be locked, and neither copied nor sent: call the police.",
            case=dossier.reference,
        )
    if not dossier.items:
        raise UsageError(
            "{case} has no mails to hand over; what is registered can be had as one JSON document.",
            case=dossier.reference,
        )


def _has_to_stop(file: CaseFile, terms: Terms) -> bool:
    """Whether there is material that is never copied or sent (straffeloven § 235)."""
    stops = {one.code for one in terms.vocabulary.categories if one.stop}
    registered = [*file.dossier.registrations, *(one for each in file.dossier.absorbed for one in each.registrations)]
    return any(stops.intersection(one.registration.categories) for one in registered)


def _chosen(store: Store, order: Order, file: CaseFile) -> list[ItemEntry]:
    wanted = order.employee.strip().lower()
    if (order.variant is Variant.EMPLOYEE) != bool(wanted):
        raise UsageError(later("An employee's own copy, and no other, needs --employee FILE with the address."))
    there = [one for one in file.dossier.items if not wanted or one.reporter.lower() == wanted]
    entries = [
        one for one in map(store.catalogue.entry, (one.item for one in there)) if one.state is not ItemState.ERASED
    ]
    if not entries:
        raise UsageError("There is nothing in {case} to hand over so.", case=file.dossier.reference)
    return entries


def _require_clean(store: Store, order: Order, entries: Sequence[ItemEntry]) -> None:
    if order.despite_virus or order.variant is Variant.REDACTED:  # whose attachments are left out
        return
    for one in entries:
        scanned = store.scans.verdict(one.item)
        if scanned is not None and scanned.verdict is ScanVerdict.INFECTED:
            raise ItemInfected(_INFECTED, number=one.item)


_INFECTED = later(
    "A virus was found in item {number}: it is not handed out. Whoever needs it all the same says what for:"
    " --despite-virus police, court, security or handover. That is written down."
)


def _refuse_names(order: Order, file: CaseFile, own_domains: Collection[str]) -> None:
    """The recipient stands in the chain of custody for good."""
    known, names = named_in(file.dossier, file.written, own_domains)
    named = Pseudonyms(people_of([*(Address(name, "") for name in names), *known]), "x", "x")
    if "@" in order.recipient or named.names_any(order.recipient):
        raise UsageError(later("The recipient stands in the custody log: name an authority or an office, no person."))


def _people(making: Making) -> tuple[Person, ...]:
    workplace = making.workplace
    known, names = named_in(making.file.dossier, making.file.written, workplace.own_domains)
    for detail in making.details():
        known += [address for address in _addresses(making, detail) if _is_ours(address, workplace)]
    kept = [one for one in known if one.address.lower() not in workplace.offices]
    affected = [Address(name, "") for name in names]
    staff = [Address(one.name, "") for one in workplace.staff if len(one.name.split()) > 1]  # else it is an office
    staff += [Address("", one.address) for one in workplace.staff]
    return people_of([*affected, *kept, *staff], making.order.names)


def _is_ours(one: Address, workplace: Workplace) -> bool:
    if not one.address:
        return len(one.name.split()) > 1
    return any(one.domain == own or one.domain.endswith(f".{own}") for own in workplace.own_domains)


def _addresses(making: Making, detail: ItemDetail) -> Iterator[Address]:
    """Everybody a mail names in a header; without an address only recipients, as Exchange writes its own people."""
    yield from (one for one in detail.from_ if one.address)
    yield from (one for one in making.store.catalogue.recipients(detail.entry.item) if one.address)
    for enclosed in detail.enclosed:
        envelope = enclosed.envelope
        yield from (one for one in (*envelope.from_, *envelope.sender, *envelope.reply_to) if one.address)
        yield from (*envelope.to, *envelope.cc)
    for original in detail.originals:
        yield from (one for one in (original.from_,) if one is not None and one.address)
        yield from (*original.to, *original.cc)


# --- what is said of it -------------------------------------------------------------------------------------------


def _info(making: Making, span: Span) -> dict[str, str]:
    order, workplace = making.order, making.workplace
    reference = str(making.file.dossier.reference)
    sources = {one.provenance for one in making.entries}
    source = "eml" if sources == {"import"} else "imap"
    kind = making.said(summary.KINDS[order.variant.value])
    info = bag_info(
        f"{reference}-{order.variant.value}", workplace.organisation, source, span.at, workplace.version, kind
    )
    return info | ({"Internal-Sender-Identifier": order.journal} if order.journal else {})


def _noted(making: Making, sealed: Sealed, span: Span) -> dict[str, str | int | None]:
    order = making.order
    damaged = ranges(one.case_item.item for one in making.items if one.damaged)
    detail: dict[str, str | int | None] = {
        "variant": order.variant.value,
        "recipient": order.recipient,
        "purpose": order.purpose.value,
        "items": ranges(one.case_item.item for one in making.items),
        "files": sealed.files,
        "octets": sealed.octets,
        "manifest": sealed.manifest,
        "tagmanifest": sealed.tagmanifest,
        "events": span.last,
    }
    return detail | {
        key: value for key, value in (("despite_virus", order.despite_virus), ("damaged", damaged)) if value
    }
