"""`archiver digest`: the weekly letter."""

from __future__ import annotations

from typing import Annotated

import typer

from archiver.cli.common import WITH_FINDINGS, ConfigOption, JsonOption, archive_of, leave, print_json, say, tell
from archiver.core.weeks import parse_week


def digest(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(metavar="WEEK", help=say("such as 2026-W47; default: last week"))] = None,
    send: Annotated[bool, typer.Option("--send", help=say("send it, unless it was sent before"))] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    from archiver.service import commands  # noqa: PLC0415

    wanted = parse_week(week) if week else None
    with archive_of(context, config) as archive:
        if not send:
            text = commands.digest(archive, wanted)
            chosen = str(wanted or commands.last_week(archive))
            if as_json:
                print_json({"week": chosen, "text": text})
            else:
                tell(text)
            return
        issued, report = commands.send_digest(archive, wanted)
    if as_json:
        print_json({"issued": issued, "sent": report.sent, "waiting": report.deferred + report.uncertain})
    elif issued:
        tell(
            say("The weekly letter is issued; {sent} letters were sent, {waiting} wait.").format(
                sent=report.sent, waiting=report.deferred + report.uncertain
            )
        )
    else:
        tell(say("That week's letter was issued before; it is not sent twice."))
    if report.deferred or report.refused or report.uncertain:
        leave(WITH_FINDINGS)
