"""`archiver digest`: the weekly letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.common import WITH_FINDINGS, ConfigOption, JsonOption, archive_of, leave, print_json, say, tell
from archiver.core.weeks import parse_week

if TYPE_CHECKING:
    from archiver.jobs.receipts import PostReport
    from archiver.jobs.weekly import ByHand


def digest(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(metavar="WEEK", help=say("such as 2026-W47; default: last week"))] = None,
    send: Annotated[bool, typer.Option("--send", help=say("send it, unless it was sent before"))] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import commands  # noqa: PLC0415

    wanted = parse_week(week) if week else None
    with archive_of(context, config, looking=not send) as archive:
        if not send:
            shown = commands.digest(archive, wanted)
            chosen = str(wanted or commands.last_week(archive))
            if as_json:
                print_json({"week": chosen, "text": shown.text, "as_sent": shown.is_as_sent})
                return
            if not shown.is_as_sent:
                tell(say("This letter has not been written yet: so it would be today.") + "\n")
            tell(shown.text)
            return
        became, report = commands.send_digest(archive, wanted)
    if as_json:
        print_json(
            {
                "issued": became == "issued",
                "again": became == "again",
                "sent": report.sent,
                "waiting": report.deferred + report.uncertain,
                "refused": report.refused,
            }
        )
    else:
        _tell_fate(became, report)
    if report.deferred or report.refused or report.uncertain:
        leave(WITH_FINDINGS)


def _tell_fate(became: ByHand, report: PostReport) -> None:
    sentence = {
        "issued": say("The weekly letter is issued."),
        "again": say("That week's letter was issued before and did not get through; it is queued again."),
        "before": say("That week's letter was issued before; it is not sent twice."),
    }
    tell(sentence[became])
    waiting = report.deferred + report.uncertain
    if became != "before" or waiting or report.refused:
        tell(
            say("Letters: {sent} sent, {waiting} waiting, {refused} refused.").format(
                sent=report.sent, waiting=waiting, refused=report.refused
            )
        )
