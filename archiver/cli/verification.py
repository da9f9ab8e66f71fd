"""What a verification saw, for a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archiver.cli import words
from archiver.cli.common import iso, plain, say, say_many, tell, when

if TYPE_CHECKING:
    from archiver.core.records import Finding
    from archiver.service.commands import VerifyReport


def document(report: VerifyReport) -> dict[str, Any]:
    """A verification as JSON."""
    return {
        "ok": report.ok,
        "items_checked": report.items_checked,
        "items_reread": report.reread,
        "findings": [found(one) for one in report.findings],
        "set_aside": list(report.set_aside),
        "chain": {"count": report.chain.count, "head": report.chain.head, "anchored_to": report.anchored_to},
        "stamps": [
            {"authority": one.authority, "count": one.head.count, "stamped_at": iso(one.stamped_at)}
            for one in report.stamps
        ],
        "stamps_unjudged": list(report.unjudged),
        "stamps_unchecked": report.unchecked,
    }


def found(one: Finding) -> dict[str, str]:
    """One finding as JSON."""
    whose = {name: said for name, said in (("letter", one.letter), ("authority", one.authority)) if said}
    return {"kind": one.kind, "subject": one.subject, "expected": one.expected, "found": one.found, **whose}


def show(report: VerifyReport) -> None:
    """The same for a person."""
    show_findings(report)
    tell(
        say("{items} items checked, {reread} read anew, {events} custody events, {findings} findings").format(
            items=report.items_checked,
            reread=report.reread,
            events=report.chain.count,
            findings=len(report.findings),
        )
    )


def show_findings(report: VerifyReport) -> None:
    """What was found, and how far letters and time stamps vouch for the chain."""
    for finding in report.findings:
        tell(f"✗ {words.found(finding)}")
    for name in report.set_aside:
        tell(say("! {path} also holds a letter of another archive, which was left aside.").format(path=plain(name)))
    for name in report.unjudged:
        tell(
            say(
                "! The time stamps by {authority} were left aside: [timestamps] no longer says whose signature counts."
            ).format(authority=plain(name))
        )
    if report.unchecked:
        tell(
            say_many(
                "! {count} time stamp can only be checked with openssl; archiver verify --explain tells how.",
                "! {count} time stamps can only be checked with openssl; archiver verify --explain tells how.",
                report.unchecked,
            ).format(count=report.unchecked)
        )
    if report.letters_hold_to is not None:
        tell(
            say(
                "✓ Up to event {count} the custody log is what the letter says; of what came after it knows nothing."
            ).format(count=report.letters_hold_to)
        )
    for one in report.stamps:
        tell(
            say(
                "✓ Anchored to event {count} by {authority}, {when}; nothing that came after it is anchored there."
            ).format(
                count=one.head.count,
                authority=plain(one.authority),
                when=when(one.stamped_at) if one.stamped_at else say("never"),
            )
        )
