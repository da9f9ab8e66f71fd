"""`archiver case …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli import words
from archiver.cli.common import ConfigOption, JsonOption, archive_of, iso, print_json, print_table, say, tell, when
from archiver.cli.items import as_document

if TYPE_CHECKING:
    from archiver.service.commands import CaseEntry

app = typer.Typer(no_args_is_help=True)


def _document(case: CaseEntry) -> dict[str, Any]:
    return {
        "case": case.reference,
        "state": case.state,
        "opened_at": iso(case.opened_at),
        "opened_by": case.opened_by,
        "items": case.items,
    }


@app.command("list", help=say("every case"))
def list_(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    with archive_of(context, config) as archive:
        cases = archive.store.catalogue.cases()
    if as_json:
        print_json({"cases": [_document(case) for case in cases]})
        return
    rows = ((case.reference, words.state(case.state), when(case.opened_at), str(case.items)) for case in cases)
    print_table((say("case"), say("state"), say("opened"), say("items")), rows)


@app.command("show", help=say("one case and its items"))
def show(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help=say("full reference, such as 2026-0012-K7QX"))],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    with archive_of(context, config) as archive:
        found = archive.store.catalogue.case(case)
        entries = list(archive.store.catalogue.items(case=found.reference))
    if as_json:
        print_json({**_document(found), "items": [as_document(entry) for entry in entries]})
        return
    tell(
        say("Case {case}, {state}, opened {when}").format(
            case=found.reference, state=words.state(found.state), when=when(found.opened_at)
        )
    )
    for entry in entries:
        tell(f"  #{entry.item:<6} {when(entry.committed_at)}  {entry.size:>10}  {entry.sha256[:12]}")


@app.command("new", help=say("open an empty case; prints its reference"))
def new(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    from archiver.service.commands import by_hand  # noqa: PLC0415
    from archiver.service.wiring import now  # noqa: PLC0415

    with archive_of(context, config) as archive:
        moment = now()
        reference = archive.store.casework.open_case(by_hand(), moment.astimezone(archive.policy.zone).year, moment)
    if as_json:
        print_json({"case": str(reference)})
    else:
        tell(str(reference))
