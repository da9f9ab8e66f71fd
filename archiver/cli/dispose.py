"""`archiver dispose …`: reviews, holds and disposals. One person proposes, another approves, and a hold beats both."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import words
from archiver.cli.common import (
    ConfigOption,
    JsonOption,
    ReasonOption,
    advance,
    answer,
    archive_of,
    complain,
    exit_code,
    in_words,
    iso,
    language,
    leave,
    plain,
    print_json,
    progress,
    say,
    say_many,
    tell,
    when,
)
from archiver.core import dates
from archiver.core.disposition import HoldKind, Outcome, Proposal, Step, Target
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.core.disposition import Erasure
    from archiver.service.disposal import Ask, Carried, Extent, Hold, Proposed, Review, Standing

app = typer.Typer(no_args_is_help=True)

MOST_NUMBERS = 20
"""So many items are named one by one."""

PersonOption = Annotated[
    str, typer.Option("--person", metavar="NAME", help=say("who you are, as in [[disposal.person]]"))
]
PasswordOption = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", help=say("your password; without it you are asked at the terminal")
    ),
]
ProposalArgument = Annotated[int, typer.Argument(metavar="N", min=1, max=2**63 - 1, help=say("number of the proposal"))]


@app.command("list", help=say("reviews that are due, proposals that wait, and holds"))
def list_(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help=say("decided proposals and tombstones, too"))] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    with archive_of(context, config) as archive:
        standing = disposal.standing(archive, everything=everything)
    if as_json:
        told: dict[str, Any] = {
            "reviews": [_review_document(one) for one in standing.reviews],
            "reviews_in_all": standing.in_all,
            "proposals": [_proposal_document(one) | _extent_document(extent) for one, extent in standing.proposals],
            "holds": [_hold_document(one) for one in standing.holds],
            "unfinished": standing.unfinished,
        }
        erased = {"erased": [_tombstone_document(one) for one in standing.erased]}
        print_json(told | (erased if everything else {}))
        return
    _print_reviews(standing)
    _print_proposals(standing.proposals)
    _print_holds(standing.holds)
    _print_tombstones(standing.erased)
    if standing.unfinished:
        tell(say("Some of what was disposed of may still lie in the database: archiver dispose finish"))


def _print_reviews(standing: Standing) -> None:
    due = standing.reviews
    tell(say("To be reviewed") + (":" if due else say(": nothing.")))
    for one in due:
        journal = ", " + say("handed over as {journal}").format(journal=plain(one.journal)) if one.journal else ""
        held = ", " + say("held") if one.held else ""
        since = say("ended {since}, due {due}").format(since=when(one.since), due=when(one.due_at))
        tell(f"  {_called(one.target):<20} {since}{journal}{held}")
    if more := standing.in_all - len(due):
        tell("  " + say_many("and {count} more", "and {count} more", more).format(count=more))


def _print_proposals(proposals: list[tuple[Proposed, Extent]]) -> None:
    if not proposals:
        return
    tell(say("Proposals:"))
    for one, extent in proposals:
        by = say("by {person}, {when}").format(person=plain(one.person), when=when(one.at))
        tell(f"  {one.number:>4}  {_called(one.target)}  {words.outcome(one.what.outcome)}  {by}")
        for label, value in ((say("of"), _extent(extent)), *_told_of(one)):
            tell(f"        {label}: {value}")


def _extent(extent: Extent) -> str:
    """How many mails there are, how large, from when, and which cases were merged into it."""
    count = len(extent.items)
    parts = [say_many("{count} mail", "{count} mails", count).format(count=count)]
    if extent.first is not None and extent.last is not None:
        parts.append(say("{size} octets").format(size=extent.octets))
        parts.append(say("came {first} to {last}").format(first=when(extent.first), last=when(extent.last)))
        parts.append(", ".join(f"#{number}" for number in extent.items[:MOST_NUMBERS]) + "…" * (count > MOST_NUMBERS))
    if extent.cases[1:]:
        parts.append(say("with {cases}").format(cases=", ".join(extent.cases[1:])))
    return " · ".join(parts)


def _told_of(one: Proposed) -> list[tuple[str, str]]:
    decision = {Step.APPROVED: say("approved by {person}, {when}"), Step.REJECTED: say("rejected by {person}, {when}")}
    decided = ""
    if one.decided_at is not None:
        decided = decision[one.step].format(person=plain(one.decided_by), when=when(one.decided_at))
    rows = (
        (say("reason"), plain(one.what.reason)),
        (say("basis"), plain(one.what.basis)),
        (say("until"), when(one.what.until) if one.what.until else ""),
        (say("journal"), plain(one.what.journal)),
        (say("decision"), decided),
        (say("answer"), plain(one.answer)),
    )
    return [(label, value) for label, value in rows if value]


def _print_holds(holds: list[Hold]) -> None:
    if not holds:
        return
    tell(say("Holds: nothing of this is disposed of"))
    for one in holds:
        tell(f"  {one.number:>4}  {_called(one.target)}  {words.hold(one.kind)}  {when(one.at)}  {plain(one.agent)}")
        tell(f"        {plain(one.reason)}")


def _print_tombstones(erased: list[Erasure]) -> None:
    if not erased:
        return
    tell(say("Disposed of:"))
    for one in erased:
        tell(f"  {one.name[:16]}  {' · '.join(tombstone_lines(one))}")


def tombstone_lines(one: Erasure) -> list[str]:
    """What is left of something, in words."""
    size = [] if one.size is None else [say("{size} octets").format(size=one.size)]
    return [
        *size,
        say("came {when}").format(when=when(one.came_at)),
        say("disposed of {when} by {people}").format(
            when=when(one.decided_at), people=plain(dates.listed(one.people, language()))
        ),
        say("basis: {basis}").format(basis=plain(one.basis)),
    ]


@app.command("propose", help=say("propose what becomes of a closed case, or of an item in no case"))
def propose(  # noqa: PLR0913, PLR0917 - one for each option
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="CASE|ITEM", help=say("full reference of the case, or the item"))],
    person: PersonOption,
    outcome: Annotated[Outcome, typer.Option("--outcome", help=say("extend, hand_over to the journal, or dispose"))],
    reason: ReasonOption = "",
    basis: Annotated[
        str,
        typer.Option("--basis", metavar="TEXT", help=say("dispose: which decision or rule allows it, with its date")),
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option("--until", metavar="DATE", formats=["%Y-%m-%d"], help=say("extend: when to review it again")),
    ] = None,
    journal: Annotated[
        str, typer.Option("--journal", metavar="NUMBER", help=say("hand_over: its number in the journal system"))
    ] = "",
    before_due: Annotated[
        bool, typer.Option("--before-due", help=say("dispose: although its review is not due yet"))
    ] = False,
    password_file: PasswordOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    with archive_of(context, config) as archive:
        end = None if until is None else disposal.until(archive, until.date())
        what = Proposal(outcome, reason, basis.strip(), end, journal.strip())
        number = disposal.propose(archive, target, what, person, _ask(password_file), before_due=before_due)
    sentence = say("Proposed as {number}. Another person approves it: archiver dispose approve {number}")
    answer(as_json, {"proposal": number}, sentence.format(number=number))


@app.command("approve", help=say("approve what another person proposed; a disposal is carried out at once"))
def approve(
    context: typer.Context,
    number: ProposalArgument,
    person: PersonOption,
    reason: ReasonOption = "",
    password_file: PasswordOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    with archive_of(context, config, logs=True) as archive:
        ask = _ask(password_file)
        with progress(say("erased")) as bar:
            done = disposal.approve(archive, number, reason, person, ask, lambda *count: advance(bar, *count))
        copies = disposal.copies(archive, done.proposed)
        ledger = str(disposal.ledger_of(archive).path)
    target, is_disposed = done.proposed.target, done.proposed.what.outcome is Outcome.DISPOSE
    if as_json:
        on_servers = [{"mailbox": mailbox, "folder": folder, "uids": uids} for mailbox, folder, uids in copies]
        document = {"proposal": number, "outcome": done.proposed.what.outcome, "target": target.subject}
        erased = {"erased": _carried(done.carried), "ledger": ledger, "on_servers": on_servers} if is_disposed else {}
        print_json(document | erased)
    else:
        tell(say("{target}: approved.").format(target=_called(target)))
        if is_disposed:
            _print_carried(done.carried)
            _print_copies(copies)
            kept = say("Keep a copy of {path} away from the backups: a restore erases by it again.")
            tell(kept.format(path=plain(ledger)))
    if done.trouble is not None:
        complain(in_words(done.trouble))
        leave(exit_code(done.trouble))


def _carried(carried: Carried | None) -> dict[str, Any] | None:
    return None if carried is None else {"items": carried.items, "forgotten": carried.is_forgotten}


def _print_carried(carried: Carried | None) -> None:
    if carried is None:
        tell(
            say(
                "Its keys are destroyed. The database is busy: archiver run, or archiver dispose finish, does the rest."
            )
        )
        return
    count = carried.items
    tell(say_many("{count} item was erased.", "{count} items were erased.", count).format(count=count))
    if not carried.is_forgotten:
        tell(
            say(
                "Old pages of the database stay until the owner of its tables rewrites them. Run as that user: archiver"
                " dispose finish"
            )
        )


def _print_copies(copies: list[tuple[str, str, list[int]]]) -> None:
    for mailbox, folder, uids in copies:
        sentence = say("The mail server still has it: mailbox {mailbox}, folder {folder}, UID {uids}. Delete it there.")
        tell(sentence.format(mailbox=mailbox, folder=plain(folder), uids=", ".join(map(str, uids))))


@app.command("reject", help=say("say no to a proposal, or take your own back"))
def reject(
    context: typer.Context,
    number: ProposalArgument,
    person: PersonOption,
    reason: ReasonOption = "",
    password_file: PasswordOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    with archive_of(context, config) as archive:
        proposed = disposal.reject(archive, number, reason, person, _ask(password_file))
    said = say("{target}: rejected. Nothing was changed.").format(target=_called(proposed.target))
    answer(as_json, {"proposal": number, "target": proposed.target.subject, "rejected": True}, said)


@app.command("hold", help=say("forbid to dispose of a case, an item, all that an address is in, or everything"))
def hold(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help=say("CASE, ITEM, an address, or all; - reads it from standard input, as an address should be given"),
        ),
    ],
    kind: Annotated[HoldKind, typer.Option("--kind", help=say("legal, or access: somebody asked to see it"))],
    reason: ReasonOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    name = sys.stdin.readline().strip() if target == "-" else target
    with archive_of(context, config) as archive:
        number = disposal.hold(archive, name, kind, reason)
    sentence = say("Hold {number} stands until it is released: archiver dispose release {number}")
    answer(as_json, {"hold": number}, sentence.format(number=number))


@app.command("release", help=say("end a hold"))
def release(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", min=1, max=2**63 - 1, help=say("number of the hold"))],
    person: PersonOption,
    reason: ReasonOption = "",
    password_file: PasswordOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    with archive_of(context, config) as archive:
        held = disposal.release(archive, number, reason, person, _ask(password_file))
    said = say("Hold {number} is released: {target}.").format(number=number, target=_called(held.target))
    answer(as_json, {"hold": number, "released": True}, said)


@app.command("finish", help=say("carry out what was approved and could not be finished"))
def finish(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service import disposal  # noqa: PLC0415

    with archive_of(context, config, logs=True) as archive, progress(say("erased")) as bar:
        carried = disposal.finish(archive, lambda done, total: advance(bar, done, total))
    if as_json:
        print_json({"erased": _carried(carried)})
    else:
        _print_carried(carried)


def _ask(password_file: Path | None) -> Ask:
    def asked(name: str) -> str:
        if password_file is not None:
            try:
                return password_file.read_text("utf-8").removesuffix("\n").removesuffix("\r")
            except (OSError, UnicodeDecodeError) as error:
                problem = getattr(error, "strerror", None) or "UTF-8"
                raise UsageError("{path} cannot be read: {problem}.", path=password_file, problem=problem) from error
        if not sys.stdin.isatty():
            raise UsageError("Without a terminal the password comes from a file: --password-file FILE.")
        return getpass.getpass(say("Password of {person}:").format(person=plain(name)) + " ")

    return asked


def _called(target: Target) -> str:
    """An item by its number, a case by its reference, an address as it is written: this is for the officer's eyes."""
    if target.number is not None:
        return target.name if "-" in target.name else f"#{target.number}"
    return plain(target.name) or say("everything")


def _review_document(one: Review) -> dict[str, Any]:
    return {
        "target": one.target.subject,
        "since": iso(one.since),
        "due_at": iso(one.due_at),
        "journal": one.journal or None,
        "held": one.held,
    }


def _proposal_document(one: Proposed) -> dict[str, Any]:
    return {
        "proposal": one.number,
        "target": one.target.subject,
        "outcome": one.what.outcome,
        "reason": one.what.reason,
        "basis": one.what.basis or None,
        "until": iso(one.what.until),
        "journal": one.what.journal or None,
        "person": one.person,
        "agent": one.agent,
        "at": iso(one.at),
        "step": one.step,
        "decided_by": one.decided_by or None,
        "decided_at": iso(one.decided_at),
        "answer": one.answer or None,
    }


def _extent_document(extent: Extent) -> dict[str, Any]:
    return {"cases": list(extent.cases), "items": list(extent.items), "octets": extent.octets}


def _hold_document(one: Hold) -> dict[str, Any]:
    return {
        "hold": one.number,
        "target": one.target.subject,
        "address": one.target.name if one.target.number is None and one.target.name else None,
        "kind": one.kind,
        "reason": one.reason,
        "agent": one.agent,
        "at": iso(one.at),
    }


def _tombstone_document(one: Erasure) -> dict[str, Any]:
    return tombstone_document(one) | {"scope": one.scope, "name": one.name}


def tombstone_document(one: Erasure) -> dict[str, Any]:
    """What is left of something, for a script."""
    return {
        "size": one.size,
        "came_at": iso(one.came_at),
        "disposition": one.disposition,
        "basis": one.basis,
        "people": list(one.people),
        "decided_at": iso(one.decided_at),
    }
