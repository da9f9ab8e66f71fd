"""`archiver item …` and `archiver inspect`: what is in the archive, one item at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import words
from archiver.cli.common import (
    WITH_FINDINGS,
    ConfigOption,
    JsonOption,
    LimitOption,
    ReasonOption,
    advance,
    answer,
    archive_of,
    complain,
    iso,
    language,
    leave,
    plain,
    print_json,
    print_list,
    print_table,
    progress,
    say,
    settings_if_any,
    tell,
    when,
)
from archiver.cli.dispose import tombstone_document, tombstone_lines
from archiver.cli.signatures import print_signatures, signature_document, signatures
from archiver.cli.tree import print_tree
from archiver.core import clocks, inspection, phrases
from archiver.core.clocks import claimed
from archiver.core.custody import PREMIS
from archiver.core.records import ItemState, Original, Part, Reading, Strength, Unreadable
from archiver.core.strength import reason_in
from archiver.errors import ItemDamaged, UsageError

if TYPE_CHECKING:
    from archiver.service.commands import (
        ActEntry,
        EnclosedDetail,
        FilingEntry,
        ItemDetail,
        ItemEntry,
        Place,
        SignatureEntry,
        VirusPurpose,
    )

app = typer.Typer(no_args_is_help=True)
app.command("signatures", help=say("repeat the checks of its signatures with the keys that were kept, without DNS"))(
    signatures
)

ItemArgument = Annotated[
    str, typer.Argument(metavar="ITEM", help=say("its number, or 8 or more digits of its SHA-256"))
]

PlaceArgument = Annotated[
    str,
    typer.Argument(
        metavar="ITEM",
        help=say("its number, 8 or more digits of its SHA-256, or a place inside one, such as 17/2"),
    ),
]


@app.command("list", help=say("every item, without a word of its text"))
def list_(  # noqa: PLR0913, PLR0917 - options of a command line
    context: typer.Context,
    state: Annotated[ItemState | None, typer.Option(help=say("only items in this state"))] = None,
    case: Annotated[str | None, typer.Option(metavar="CASE", help=say("only items of this case"))] = None,
    read_in_part: Annotated[
        bool, typer.Option("--read-in-part", help=say("only items of which not everything could be read"))
    ] = False,
    after: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, help=say("only items that came after the one of this number"))
    ] = 0,
    limit: LimitOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    with archive_of(context, config, looking=True) as archive:
        reference = None if case is None else archive.store.catalogue.case(case).reference
        entries = archive.store.catalogue.items(
            state=state, case=reference, read_in_part=read_in_part, after=after, limit=limit
        )
        if as_json:
            print_list("items", map(as_document, entries))
        else:
            _print_table(entries)


def _print_table(entries: Iterable[ItemEntry]) -> None:
    headings = ("#", say("state"), say("case"), say("stored"), "SHA-256", say("rule"))
    rows = (
        (
            str(entry.item),
            _state(entry),
            entry.case or "–",
            when(entry.committed_at),
            entry.sha256[:8],
            words.rule(entry.rule) if entry.rule else words.reason(entry.reason),
        )
        for entry in entries
    )
    print_table(headings, rows, folds=5)


def _state(entry: ItemEntry) -> str:
    state = words.state(entry.state)
    return say("{state}, read in part").format(state=state) if entry.read_in_part else state


def as_document(entry: ItemEntry) -> dict[str, Any]:
    """An item as scripts know it."""
    return {
        "item": entry.item,
        "sha256": entry.sha256,
        "size": entry.size,
        "state": entry.state,
        "case": entry.case,
        "rule": entry.rule,
        "reason": entry.reason,
        "committed_at": iso(entry.committed_at),
        "claimed_at": iso(entry.claimed_at),
        "strength": int(entry.strength.level) if entry.strength else None,
        "read_in_part": entry.read_in_part,
        "provenance": entry.provenance,
        "message_id_collision": entry.message_id_collision,
        "sightings": [
            {
                "mailbox": seen.key.mailbox,
                "folder": seen.key.folder,
                "uidvalidity": seen.key.uidvalidity,
                "uid": seen.key.uid,
                "state": seen.state,
                "internal_date": iso(seen.internal_date),
                "fetched_at": iso(seen.fetched_at),
            }
            for seen in entry.sightings
        ],
    }


TextOption = Annotated[bool, typer.Option("--text", help=say("print the words of the messages it hands on, too"))]


@app.command("show", help=say("all that is known of one item, or of a message inside one"))
def show(
    context: typer.Context,
    item: PlaceArgument,
    config: ConfigOption = None,
    texts: TextOption = False,
    as_json: JsonOption = False,
) -> None:
    from archiver.service.commands import EnclosedDetail, shown, signatures_of  # noqa: PLC0415

    with archive_of(context, config) as archive:
        detail = shown(archive, item)
        signatures = signatures_of(archive, detail)
    if isinstance(detail, EnclosedDetail):
        _show_enclosed(detail, signatures, texts=texts, as_json=as_json)
    elif as_json:
        print_json(_detail(detail) | {"signatures": [signature_document(one) for one in signatures]})
    else:
        _print_detail(detail, texts=texts)
        print_signatures(signatures)


def _print_detail(detail: ItemDetail, *, texts: bool) -> None:
    entry = detail.entry
    tell(say("Item {number}, {state}").format(number=entry.item, state=_state(entry)))
    if detail.tombstone is not None:
        for line in tombstone_lines(detail.tombstone):
            tell(f"  {line}")
        _lines((say("SHA-256"), entry.sha256), (say("case"), entry.case or "–"), (say("came from"), _came_from(detail)))
        return
    _lines(
        (say("SHA-256"), entry.sha256),
        (say("octets"), str(entry.size)),
        *map(words.clock, detail.clocks),
        (say("from"), ", ".join(plain(sender.address) for sender in detail.from_) or "–"),
        (say("sender is"), words.standing(detail.standing, detail.standing_reason)),
        (say("subject"), plain(detail.subject) or "–"),
        (say("case"), entry.case or "–"),
        (say("rule"), words.rule(entry.rule)),
        (say("reason"), words.reason(entry.reason)),
        (say("receipt"), words.receipt(detail.receipt)),
        (say("came from"), _came_from(detail)),
        (say("documentation"), _strength(entry.strength)),
        (say("made with"), words.client(detail.client)),
        *_scanned(detail),
    )
    _print_inside(detail.parts, detail.originals, texts=texts)
    _print_findings(detail.findings)


def _scanned(detail: ItemDetail) -> list[tuple[str, str]]:
    """What the virus scanner said last, where one ever did."""
    verdict = next((event.detail for event in reversed(detail.custody) if event.act == "virus check"), None)
    if verdict is None:
        return []
    found = say("found: {signature}").format(signature=plain(str(verdict.get("signature", ""))))
    return [(say("virus"), found if verdict["verdict"] == "infected" else say("none found"))]


def _show_enclosed(detail: EnclosedDetail, signatures: Sequence[SignatureEntry], *, texts: bool, as_json: bool) -> None:
    enclosed, envelope = detail.enclosed, detail.enclosed.envelope
    if as_json:
        document = inspection.as_json(enclosed.checksum, enclosed.size, detail.reading, language())
        told = [signature_document(one) for one in signatures]
        print_json(document | {"carriers": _carriers(detail.carriers), "signatures": told})
        return
    tell(say("A message that came inside {items}").format(items=", ".join(_carried(detail.carriers))))
    _lines(
        (say("SHA-256"), enclosed.checksum),
        (say("octets"), str(enclosed.size)),
        *map(words.clock, claimed(envelope)),
        (say("from"), ", ".join(plain(sender.address) for sender in envelope.from_) or "–"),
        (say("subject"), plain(envelope.subject) or "–"),
    )
    _print_inside(detail.reading.parts, detail.reading.originals, texts=texts)
    print_signatures(signatures)


def _print_inside(parts: Sequence[Part], originals: Sequence[Original], *, texts: bool) -> None:
    for part in parts:
        tell(f"  {part.path:<8} {plain(part.content_type):<28} {part.size:>10}  {plain(part.safe_filename)}")
    print_tree(originals, parts, texts=texts)


def _print_findings(findings: Iterable[str]) -> None:
    for finding in findings:
        tell(f"  ! {words.finding(finding)}")


def _strength(strength: Strength | None) -> str:
    return f"{int(strength.level)}. {reason_in(strength, language())}" if strength else "–"


def _carried(places: Iterable[Place]) -> list[str]:
    return [say("item {number}, part {path}").format(number=place.item, path=place.path) for place in places]


def _carriers(places: Iterable[Place]) -> list[dict[str, Any]]:
    return [{"item": place.item, "path": place.path} for place in places]


def _lines(*rows: tuple[str, str]) -> None:
    for label, value in rows:
        tell(f"  {label + ':':<18} {value}")


def _places(detail: ItemDetail) -> list[str]:
    seen = [
        f"{s.key.mailbox}/{s.key.folder} UID {s.key.uid} ({words.sighting(s.state)})" for s in detail.entry.sightings
    ]
    return [*seen, *(plain(source) for source in detail.sources)]


def _came_from(detail: ItemDetail) -> str:
    return ", ".join([*_places(detail), *_carried(detail.carriers)]) or "–"


def _detail(detail: ItemDetail) -> dict[str, Any]:
    return {
        **as_document(detail.entry),
        "standing": detail.standing,
        "standing_reason": detail.standing_reason,
        "subject": detail.subject,
        "from": [{"name": sender.name, "address": sender.address} for sender in detail.from_],
        "parts": [inspection.part_document(part) for part in detail.parts],
        "enclosed": [inspection.enclosed_document(enclosed) for enclosed in detail.enclosed],
        "originals": [inspection.original_document(original) for original in detail.originals],
        "strength_reason": reason_in(detail.entry.strength, language()) if detail.entry.strength else None,
        "client": detail.client,
        "clocks": clocks.document(detail.clocks),
        "tombstone": tombstone_document(detail.tombstone) if detail.tombstone else None,
        "carriers": _carriers(detail.carriers),
        "derivation": detail.derivation,
        "findings": list(detail.findings),
        "filings": [_filing(filing) for filing in detail.filings],
        "custody": [_event(event) for event in detail.custody],
        "receipt": detail.receipt,
        "sources": list(detail.sources),
    }


def _filing(filing: FilingEntry) -> dict[str, Any]:
    return {
        "state": filing.state,
        "case": filing.case,
        "rule": filing.rule,
        "evidence": dict(filing.evidence),
        "rejected": [{"rule": one.rule, "case": one.case, "reason": one.reason} for one in filing.rejected],
        "filed_at": iso(filing.filed_at),
        "agent": filing.agent,
        "act": None if filing.act is None else _act(filing.act),
    }


def _act(act: ActEntry) -> dict[str, Any]:
    return {"act": act.number, "kind": act.kind, "undoes": act.undoes, "reason": act.reason}


def _event(event: Any) -> dict[str, Any]:
    term = PREMIS.get(event.act)
    return {
        "seq": event.seq,
        "at": event.at,
        "act": event.act,
        "agent": event.agent,
        "outcome": event.outcome,
        "detail": dict(event.detail),
        "premis": term.uri if term else None,
    }


DespiteVirus = Annotated[
    str | None,
    typer.Option(
        "--despite-virus",
        metavar="PURPOSE",
        help=say("hand it out though a virus was found in it: police, court, security or handover; is written down"),
    ),
]


def purpose(text: str | None) -> VirusPurpose | None:
    """What somebody says an infected item is for."""
    from archiver.service.commands import VirusPurpose  # noqa: PLC0415

    if text is None:
        return None
    try:
        return VirusPurpose(text)
    except ValueError:
        raise UsageError("--despite-virus is police, court, security or handover.") from None


@app.command("raw", help=say("write the exact octets of an item, or of what lies inside one, to stdout"))
def raw(
    context: typer.Context, item: PlaceArgument, despite_virus: DespiteVirus = None, config: ConfigOption = None
) -> None:
    from archiver.service.commands import handed_out  # noqa: PLC0415

    with archive_of(context, config) as archive:
        _, octets = handed_out(archive, item, purpose(despite_virus))
        try:
            for piece in octets:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        except ItemDamaged:
            sys.stdout.buffer.flush()
            complain(say("What was written to stdout is not the mail; throw it away."))
            raise
        except BrokenPipeError:
            raise
        except OSError as error:
            complain(say("It could not be written to the end: {problem}").format(problem=error.strerror))
            os._exit(WITH_FINDINGS)  # Python would try to write the rest once more, and stumble again


@app.command("why", help=say("which rule filed an item, on what evidence, and which cases were not taken"))
def why(context: typer.Context, item: ItemArgument, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service.commands import told_why  # noqa: PLC0415

    with archive_of(context, config) as archive:
        detail = told_why(archive, item)
    if as_json:
        print_json(
            {
                "item": detail.entry.item,
                "standing": detail.standing,
                "standing_reason": detail.standing_reason,
                "filings": [_filing(filing) for filing in detail.filings],
            }
        )
        return
    _print_why(detail)


def _print_why(detail: ItemDetail) -> None:
    number, state = detail.entry.item, words.state(detail.entry.state)
    if not detail.filings:
        tell(say("Item {number} has not been filed: {state}.").format(number=number, state=state))
        return
    if detail.standing:
        told = words.standing(detail.standing, detail.standing_reason)
        tell(say("Sender of item {number}: {standing}").format(number=number, standing=told))
    for filing in detail.filings:
        tell(f"{when(filing.filed_at)}  {filing.case or words.state(filing.state)}{_put_back(filing.act)}")
        tell(f"  {say(phrases.RULES.get(filing.rule, filing.rule))}")
        if filing.is_by_a_person:
            tell(f"  – {_by(filing)}")
        for fact, value in filing.evidence.items():
            tell(f"  – {words.evidence(fact, plain(value))}")
        for candidate in filing.rejected:
            tell(f"  × {words.rejected(candidate)}")


def _put_back(act: ActEntry | None) -> str:
    """That an undoing wrote it: by itself the rule that filed it first would seem to have spoken once more."""
    if act is None or act.undoes is None:
        return ""
    return " (" + say("put back, as act {number} was taken back").format(number=act.undoes) + ")"


def _by(filing: FilingEntry) -> str:
    """Who filed it so, by which act, and why."""
    agent, act = plain(filing.agent), filing.act
    if act is None:
        return say("by {agent}").format(agent=agent)
    told = say("by {agent}, act {number}").format(agent=agent, number=act.number)
    return f"{told}: {plain(act.reason)}" if act.reason else told


@app.command("file", help=say("file an item in a case by hand"))
def file(
    context: typer.Context,
    item: ItemArgument,
    case: Annotated[str, typer.Argument(metavar="CASE", help=say("full reference, such as 2026-0012-K7QX"))],
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        number = archive.store.catalogue.named(item)
        reference = casework.file(archive, item, case, reason)
    answer(
        as_json,
        {"item": number, "case": str(reference)},
        say("Item {number} is filed in {case}.").format(number=number, case=reference),
    )


@app.command("unfile", help=say("take an item out of its case: it waits to be assigned again"))
def unfile(
    context: typer.Context,
    item: ItemArgument,
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import casework  # noqa: PLC0415

    with archive_of(context, config) as archive:
        number = archive.store.catalogue.named(item)
        reference = casework.take_out(archive, item, reason)
    answer(
        as_json,
        {"item": number, "case": None, "taken_out_of": str(reference)},
        say("Item {number} is taken out of {case}.").format(number=number, case=reference),
    )


@app.command("reparse", help=say("read items again and keep what is understood now; octets, case and receipt stay"))
def reparse(
    context: typer.Context,
    items: Annotated[list[str] | None, typer.Argument(metavar="ITEM…", help=say("number or SHA-256"))] = None,
    outdated: Annotated[
        bool, typer.Option("--outdated", help=say("all that an older version of archiver has read"))
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service.commands import Reread, reread  # noqa: PLC0415

    if bool(items) == outdated:
        raise UsageError("Name the items to read again, or give --outdated.")
    with archive_of(context, config) as archive, progress(say("read again")) as bar:
        again = reread(archive, list(items or ()), outdated, lambda done, count: advance(bar, done, count))
        results = list(again)
    counts = {result: sum(became is result for _, became in results) for result in Reread}
    if as_json:
        print_json({"items": [{"item": number, "result": became} for number, became in results]})
    else:
        tell(
            say("{changed} changed, {same} as before, {unreadable} could not be read, {damaged} damaged").format(
                **{result.value: count for result, count in counts.items()}
            )
        )
    if counts[Reread.UNREADABLE] or counts[Reread.DAMAGED]:
        leave(WITH_FINDINGS)


def inspect(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help=say("a mail as a file"))],
    config: ConfigOption = None,
    texts: TextOption = False,
    as_json: JsonOption = False,
) -> None:
    from archiver.service.commands import UNSAID_ZONE  # noqa: PLC0415
    from archiver.service.commands import inspect as inspect_file  # noqa: PLC0415

    seen = inspect_file(path, settings_if_any(context, config, UNSAID_ZONE))
    checksum, size = seen.octets.checksum, seen.octets.size
    if isinstance(seen.outcome, Unreadable):
        document = inspection.unreadable_as_json(checksum, size, seen.outcome)
    else:
        document = inspection.as_json(checksum, size, seen.outcome, language())
    if as_json:
        print_json(document)
        return
    _print_inspection(document, seen.outcome)
    if isinstance(seen.outcome, Unreadable):
        _print_findings([seen.outcome.reason])
        return
    _print_inside(seen.outcome.parts, seen.outcome.originals, texts=texts)
    _print_findings(seen.outcome.findings)


def _print_inspection(document: dict[str, Any], outcome: Reading | Unreadable) -> None:
    message = document["message"] or {}
    strength = None if isinstance(outcome, Unreadable) else outcome.strength
    _lines(
        (say("SHA-256"), document["sha256"]),
        (say("octets"), str(document["size"])),
        (say("subject"), plain(message.get("subject") or "") or "–"),
        *map(words.clock, () if isinstance(outcome, Unreadable) else claimed(outcome.envelope)),
        (say("from"), ", ".join(plain(sender["address"]) for sender in message.get("from", ())) or "–"),
        (say("to"), ", ".join(plain(sender["address"]) for sender in message.get("to", ())) or "–"),
        (say("documentation"), _strength(strength)),
        (say("made with"), words.client(None if isinstance(outcome, Unreadable) else outcome.client)),
    )
