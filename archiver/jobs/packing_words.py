"""What lies in a package beside the mails: summary, guide, lists, the custody log with its time stamps, what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from archiver.core import custody, stamps
from archiver.core.addresses import addresses_in
from archiver.core.casefile import Entry
from archiver.core.custody import GENESIS
from archiver.core.handover import events, guide, metadata, summary
from archiver.core.handover.events import Span
from archiver.core.handover.mailbag import csv_octets
from archiver.core.handover.metadata import Packed
from archiver.core.handover.variants import HOLDS, Variant, called, entries_for, mailbag_id, numbers_of
from archiver.core.language import later
from archiver.edges.store.handover import Told
from archiver.edges.store.stamps import KeptStamp
from archiver.errors import ItemDamaged
from archiver.jobs.packing import Making

SUMMARY, GUIDE, CHECK = "Sagsresume.pdf", "LÆS-MIG", "kontrol.py"
LOG, LOG_TEXT, STAMPS = "sporbarhedslog.jsonl", "sporbarhedslog.txt", "tidsstempler"
NEWS, LOOKS = "nyt.csv", "opslag.csv"


def pack_words(making: Making) -> tuple[dict[str, Any], Span]:
    """Summary, guide, lists, log and time stamps; gives the document, and which events the log has."""
    order, workplace, package = making.order, making.workplace, making.package
    holds, told = HOLDS[order.variant], _events_of(making)
    kept = events.covering(making.store.stamps.kept(), [one.seq for one in told]) if holds.proof else []
    span = events.span_of(told, kept)
    head = _pack_log(making, told, span) if holds.proof else None
    if head is None:
        _pack_extract(making, told)
    shown = list(_pack_stamps(making, kept))
    entries = entries_for(order.variant, making.file.written, _called(making))
    packed = Packed(
        *(order.variant, workplace.organisation, making.file.dossier, entries, making.items, span, head),
        *(order.kle, order.journal, shown),
    )
    document = metadata.document(packed, workplace.terms, workplace.language)
    if making.names is not None:
        document = metadata.veiled(document, making.veil)
    as_json = metadata.as_json(document)
    package.tag("metadata.json", [as_json])
    package.tag(metadata.SCHEMA_FILE, [metadata.schema()])
    package.tag("metadata.csv", [metadata.as_csv(document, SUMMARY)])
    page = summary.as_page(document, workplace.zone, workplace.language)
    package.tag(SUMMARY, [workplace.printed(page, span.at, {"metadata.json": as_json})])
    about = guide.About(
        case=document["case"]["reference"],
        organisation=workplace.organisation,
        contact=workplace.organisation if making.names else workplace.contact,
        summary=SUMMARY,
        proof=holds.proof,
        redacted=making.names is not None,
        at=document["as_of"],
    )
    package.tag(f"{GUIDE}.pdf", [workplace.printed(guide.as_page(about), span.at, {})])
    package.tag(f"{GUIDE}.txt", [guide.as_text(about)])
    package.tag(CHECK, [workplace.check])
    return document, span


def _events_of(making: Making) -> list[Told]:
    """Those of the case; of one employee's copy, those of their mails."""
    if making.order.variant is not Variant.EMPLOYEE:
        return list(making.file.events)
    subjects = {f"item:{one.case_item.item}" for one in making.items}
    return [one for one in making.file.events if one.subject in subjects]


def _called(making: Making) -> frozenset[str]:
    """How the employee whose copy it is may be called in a register."""
    if not making.order.employee:
        return frozenset()
    names = {
        called(address.name)
        for one in making.items
        for address in addresses_in(one.header.get("from", ""))
        if called(address.name) and address.address.lower() == making.order.employee
    }
    return frozenset({called(making.order.employee), *names})


def _pack_log(making: Making, told: Sequence[Told], span: Span) -> str:
    """The chain from the case's first event on, held against itself; gives the hash of the last event."""
    last = ""

    def lines() -> Iterator[bytes]:
        nonlocal last
        for number, link in enumerate(making.store.chain.links(span.last, span.first), span.first):
            words = custody.canonical(link.seq, link.at, link.event)
            before = last or (GENESIS if number == 1 else link.previous)
            is_sound = link.seq == number and link.previous == before
            if not is_sound or custody.link_hash(link.previous, words) != link.hash:
                raise ItemDamaged(_BROKEN, count=number)
            last = link.hash
            yield custody.handed_out(link)

    making.package.tag(LOG, lines())
    _pack_log_text(making, told, names_agents=True)
    return last


_BROKEN = later("The chain of custody is broken at event {count}; nothing was handed over. Run: archiver verify")


def _pack_extract(making: Making, told: Sequence[Told]) -> None:
    """The case's events alone; without what proves them there is no head."""
    making.package.tag(LOG, events.extract(told))
    _pack_log_text(making, told, names_agents=False)


def _pack_log_text(making: Making, told: Sequence[Told], *, names_agents: bool) -> None:
    workplace, reference = making.workplace, str(making.file.dossier.reference)
    lines = events.as_text(told, reference, workplace.zone, workplace.language, names_agents=names_agents)
    making.package.tag(LOG_TEXT, lines)


def _pack_stamps(making: Making, kept: Sequence[KeptStamp]) -> Iterator[dict[str, str | int]]:
    for one in kept:
        authority = "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "_" for c in one.authority)
        name = f"{one.head.count}-{authority}"
        roots, others = making.workplace.certificates(one)
        files = {
            ".txt": stamps.statement(one.head),
            ".tsr": one.response,
            "-roots.pem": roots.encode(),
            "-chain.pem": others.encode(),
        }
        for ending, octets in files.items():
            making.package.tag(f"{STAMPS}/{name}{ending}", [octets])
        at = events.in_utc(one.stamped_at)
        yield {"name": name, "authority": one.authority, "count": one.head.count, "stamped_at": at}


def pack_news(making: Making) -> int | None:
    """What is new since the last time (H3), or who looked (X2): beside the payload, whose manifests stay the same."""
    order, store, package = making.order, making.store, making.package
    numbers = [one.case_item.item for one in making.items]
    if order.variant is Variant.ACCESS:
        looks = store.handovers.looks(order.case, numbers)
        rows = ((one.at, one.subject, one.act, str(one.detail.get("purpose") or "")) for one in looks)
        package.tag(LOOKS, [csv_octets(rows, ("Tidspunkt", "Hvad", "Handling", "Formål"))])
    if order.variant is not Variant.ESDH:
        return None
    before = store.handovers.before(order.case, order.variant)
    had, then = (frozenset[int](), "") if before is None else (numbers_of(before.items), before.at)
    news = [
        *((one.id, "mail", one.path, one.sha256, _yes(one.case_item.item not in had)) for one in making.items),
        *(
            (_named(making, case, one), "notat", f"version {one.version}", "", _yes(_written(one.at) > then))
            for case, one in entries_for(order.variant, making.file.written)
        ),
        *((mailbag_id(number), "mail", "", "", _GONE) for number in sorted(had.difference(numbers))),
    ]
    package.tag(NEWS, [csv_octets(((*row, then) for row in news), _NEWS_COLUMNS)])
    return sum(number not in had for number in numbers)


_GONE = "udgået"
"""Of a mail that the last package had, and that lies in the case no more."""
_NEWS_COLUMNS = ("Dokument", "Dokumenttype", "Fil", "SHA-256", "Nyt", "Sidst udleveret")


def _named(making: Making, case: str, entry: Entry) -> str:
    """What an entry is called in a list; of a case that was merged with its reference, since both count from one."""
    name = f"{entry.sheet.register} {entry.number}"
    return name if case == str(making.file.dossier.reference) else f"{case} {name}"


def _yes(is_so: bool) -> str:
    return "ja" if is_so else "nej"


def _written(at: datetime) -> str:
    return custody.timestamp(at)
